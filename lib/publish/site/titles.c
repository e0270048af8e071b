/* Page titles. A reader with many tabs, a list of bookmarks or a screen reader tells pages apart by
 * them, so no two pages share one (WCAG 2.2, success criterion 2.4.2). */
#include "publish/site/internal.h"

#include <string.h>

#define DASH " \xe2\x80\x93 "

/* Takes the title when no page has it yet; else frees it. */
static char *
claim(PsgSite *site, char *title)
{
    if (g_hash_table_add(site->titles, title))
        return g_strdup(title);
    return NULL;
}

/* The title, with a number at its end when it is given out already. */
static char *
claim_any(PsgSite *site, const char *title)
{
    char *result = claim(site, g_strdup(title));
    for (guint i = 2; !result; i++)
        result = claim(site, g_strdup_printf("%s (%u)", title, i));
    return result;
}

char *
psg_site_make_page_title(PsgSite *site, const char *title)
{
    g_autofree char *whole = g_strconcat(title, DASH, site->model->package->title, NULL);
    return claim_any(site, whole);
}

/* " – Early years – The package", or less where both have the same title. */
static char *
make_ending(const PsgSite *site, const PsgSiteDocument *document)
{
    const char *package = site->model->package->title;
    return strcmp(document->title, package) == 0
                   ? g_strconcat(DASH, package, NULL)
                   : g_strconcat(DASH, document->title, DASH, package, NULL);
}

/* The title of a chapter with a remark that tells it from others of the same name. */
static char *
claim_with(PsgSite *site, const PsgSiteChapter *chapter, const char *remark, const char *ending)
{
    if (!remark || strcmp(remark, chapter->chapter->title) == 0)
        return NULL;
    return claim(site, g_strconcat(chapter->chapter->title, " (", remark, ")", ending, NULL));
}

static char *
make_chapter_title(
        PsgSite *site, const PsgSiteChapter *chapter, const char *ending, GHashTable *counts)
{
    const char *title = chapter->chapter->title;
    g_autofree char *plain = g_strconcat(title, ending, NULL);
    char *result = GPOINTER_TO_UINT(g_hash_table_lookup(counts, title)) > 1
                           ? NULL
                           : claim(site, g_strdup(plain));
    if (!result)
        result = claim_with(
                site, chapter, chapter->parent ? chapter->parent->chapter->title : NULL, ending);
    if (!result)
        result = claim_with(site, chapter, chapter->part, ending);
    if (!result)
        result = claim_with(site, chapter, chapter->chapter->number, ending);
    if (!result) {
        g_autofree char *place = g_strdup_printf("chapter %u", chapter->chapter->index + 1);
        result = claim_with(site, chapter, place, ending);
    }
    return result ? result : claim_any(site, plain);
}

static void
make_chapter_titles(PsgSite *site, const PsgSiteDocument *document)
{
    g_autofree char *ending = make_ending(site, document);
    g_autoptr(GHashTable) counts = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < document->chapters->len; i++) {
        const PsgSiteChapter *chapter = g_ptr_array_index(document->chapters, i);
        char *title = chapter->chapter->title;
        guint count = GPOINTER_TO_UINT(g_hash_table_lookup(counts, title));
        g_hash_table_insert(counts, title, GUINT_TO_POINTER(count + (chapter->path != NULL)));
    }
    for (guint i = 0; i < document->chapters->len; i++) {
        PsgSiteChapter *chapter = g_ptr_array_index(document->chapters, i);
        if (chapter->path)
            chapter->page_title = make_chapter_title(site, chapter, ending, counts);
    }
}

/* The page "What has changed" is there where there is something to tell. */
static void
make_changes_title(PsgSite *site, PsgSiteDocument *document)
{
    if (!site->has_changes || document->document->versions->len == 0)
        return;
    g_autofree char *ending = make_ending(site, document);
    g_autofree char *plain = g_strconcat("What has changed", ending, NULL);
    document->changes_title = claim_any(site, plain);
}

/* The page of all comments is there in a draft, also where there are none yet. */
static void
make_comments_title(PsgSite *site, PsgSiteDocument *document)
{
    if (!site->has_comments || !document->document->threads)
        return;
    g_autofree char *ending = make_ending(site, document);
    g_autofree char *plain = g_strconcat("All comments", ending, NULL);
    document->comments_title = claim_any(site, plain);
}

/* A document's title, with its id where another document has the same. */
static char *
make_document_title(const PsgSite *site, const PsgSiteDocument *document)
{
    const PsgDocumentEntry *entry = document->document->entry;
    if (site->version)
        return g_strdup_printf("%s, version %s", entry->title, site->version->number);
    for (guint i = 0; i < site->documents->len; i++) {
        const PsgSiteDocument *other = g_ptr_array_index(site->documents, i);
        if (other != document && strcmp(other->document->entry->title, entry->title) == 0)
            return g_strdup_printf("%s (%s)", entry->title, entry->id);
    }
    return g_strdup(entry->title);
}

void
psg_site_make_titles(PsgSite *site)
{
    const char *package = site->model->package->title;
    if (!site->newest)
        g_hash_table_add(site->titles, g_strdup(package));
    for (guint i = 0; i < site->documents->len; i++) {
        PsgSiteDocument *document = g_ptr_array_index(site->documents, i);
        document->title = make_document_title(site, document);
        gboolean is_package = strcmp(document->title, package) == 0;
        document->page_title =
                psg_site_make_page_title(site, is_package ? "Contents" : document->title);
    }
    for (guint i = 0; i < site->documents->len; i++)
        make_changes_title(site, g_ptr_array_index(site->documents, i));
    for (guint i = 0; i < site->documents->len; i++)
        make_comments_title(site, g_ptr_array_index(site->documents, i));
    for (guint i = 0; i < site->documents->len; i++)
        make_chapter_titles(site, g_ptr_array_index(site->documents, i));
}
