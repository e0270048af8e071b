/* Older versions of a document beside the newest: their pages, the banner on them, and the list of
 * them. An older version is a site of one document, whose links out of it and whose words on every
 * page are the newest site's. */
#include <string.h>

#include "publish/site/internal.h"

/* --- the newest site's list --- */

const char *
psg_site_find_older_address(
        const PsgSite *site, const PsgModelDocument *document, const char *number)
{
    for (guint i = 0; number && i < site->older->len; i++) {
        const PsgSiteOlder *older = g_ptr_array_index(site->older, i);
        if (strcmp(older->document, document->entry->id) == 0 && strcmp(older->number, number) == 0)
            return older->address;
    }
    return NULL;
}

void
psg_site_add_older(
        PsgScope *scope, const PsgSite *site, const PsgModelDocument *document, const char *address)
{
    psg_scope_add_list(scope, "older");
    for (guint i = 0; i < site->older->len; i++) {
        const PsgSiteOlder *older = g_ptr_array_index(site->older, i);
        if (strcmp(older->document, document->entry->id) != 0)
            continue;
        PsgScope *item = psg_scope_add_item(scope, "older");
        psg_scope_set_text(item, "number", older->number);
        psg_scope_take_text(item, "date", psg_date_format(older->time));
        psg_scope_take_text(item, "url", psg_site_make_reference(address, older->address, NULL));
    }
}

static void
note_older(PsgSite *newest, const PsgSite *site)
{
    const PsgSiteDocument *document = g_ptr_array_index(site->documents, 0);
    PsgSiteOlder *older = g_new0(PsgSiteOlder, 1);
    older->document = g_strdup(document->document->entry->id);
    older->number = g_strdup(site->version->number);
    older->time = site->version->time;
    older->address = g_strdup(document->address);
    g_ptr_array_add(newest->older, older);
}

/* --- the banner --- */

static void
set_newest(PsgScope *scope, const PsgSite *site, const char *from, const char *address)
{
    psg_scope_take_text(scope, "newest-url", psg_site_make_reference(from, address, NULL));
    psg_scope_take_text(
            scope, "canonical", site->options->url ? psg_site_make_absolute(site, address) : NULL);
}

void
psg_site_add_banner(
        PsgScope *scope, const PsgSite *site, const PsgSiteChapter *chapter, const char *address)
{
    const PsgSiteVersion *version = site->version;
    if (!version)
        return;
    const char *id = version->document->entry->id;
    const PsgSiteDocument *document = psg_site_find_newest_document(site->newest, id);
    const PsgSiteChapter *same =
            chapter ? psg_site_find_newest_chapter(
                              site->newest, site->successors, id, chapter->chapter->entry->path)
                    : NULL;
    psg_scope_set_text(scope, "older-number", version->number);
    psg_scope_take_text(scope, "older-date", psg_date_format(version->time));
    psg_scope_set_flag(scope, "is-unlisted", TRUE);
    psg_scope_set_flag(scope, "is-newest-release", version->is_newest_release);
    psg_scope_set_text(scope, "newest-number", document ? document->document->version : NULL);
    psg_scope_set_flag(scope, "is-gone", chapter && !same);
    set_newest(scope, site, address,
            same       ? same->address
            : document ? document->address
                       : PSG_SITE_HOME);
    if (chapter && !same)
        psg_scope_set_text(scope, "canonical", NULL);
}

/* --- the pages --- */

static PsgSite *
new_older(PsgSite *newest, const PsgSiteVersion *version)
{
    PsgSite *site = g_new0(PsgSite, 1);
    site->options = newest->options;
    site->model = version->document->model;
    site->output = newest->output;
    site->language = newest->language;
    site->newest = newest;
    site->version = version;
    psg_site_index_paths(newest);
    site->successors = psg_site_find_successors(newest, version->time);
    psg_site_prepare(site);
    psg_site_make_titles(site);
    psg_site_make_older_scope(site);
    return site;
}

/* Pictures and attachments of the chapters and of the words that are explained beside them. */
static gboolean
share_files(PsgSite *site, GError **error)
{
    for (guint i = 0; i < site->pages->len; i++) {
        const PsgSiteChapter *page = g_ptr_array_index(site->pages, i);
        if (!psg_site_share_text(site, page->chapter->text, error))
            return FALSE;
    }
    for (guint i = 0; i < site->model->glossary->len; i++) {
        const PsgModelTerm *term = g_ptr_array_index(site->model->glossary, i);
        if (!psg_site_share_text(site, term->meaning, error))
            return FALSE;
    }
    return TRUE;
}

gboolean
psg_site_write_version(PsgSite *newest, const PsgSiteVersion *version, GError **error)
{
    g_autoptr(PsgSite) site = new_older(newest, version);
    if (!share_files(site, error) || !psg_site_write_pages(site, error))
        return FALSE;
    note_older(newest, site);
    return TRUE;
}
