/* The site's structure: which pages there are, in which order, and where. */
#include <string.h>

#include "publish/site/internal.h"

char *
psg_site_make_chapter_path(const PsgModelChapter *chapter)
{
    return g_strconcat(chapter->document->entry->id, "/", chapter->name, ".html", NULL);
}

char *
psg_site_make_document_path(const PsgModelDocument *document)
{
    return g_strconcat(document->entry->id, "/index.html", NULL);
}

char *
psg_site_make_redline_path(const PsgModelDocument *document)
{
    return g_strconcat(document->entry->id, "/redline.html", NULL);
}

/* The path on this site, which may be of an older version: DOCUMENT/index.html as
 * DOCUMENT/v1.0/index.html. Takes `path`. */
static char *
place_path(const PsgSite *site, const PsgModelDocument *document, char *path)
{
    if (!site->version)
        return path;
    g_autofree char *newest = path;
    const char *id = document->entry->id;
    return g_strconcat(id, "/v", site->version->number, newest + strlen(id), NULL);
}

static void
free_chapter(gpointer data)
{
    PsgSiteChapter *chapter = data;
    g_free(chapter->path);
    g_free(chapter->address);
    g_free(chapter->page_title);
    g_ptr_array_unref(chapter->children);
    g_free(chapter);
}

static void
free_document(gpointer data)
{
    PsgSiteDocument *document = data;
    g_free(document->path);
    g_free(document->address);
    g_free(document->title);
    g_free(document->page_title);
    g_free(document->changes_path);
    g_free(document->changes_address);
    g_free(document->changes_title);
    g_free(document->comments_path);
    g_free(document->comments_address);
    g_free(document->comments_title);
    g_ptr_array_unref(document->chapters);
    g_ptr_array_unref(document->top);
    g_free(document);
}

/* The chapter it is shown under. Its parent stands before it, so that one has its depth already. */
static PsgSiteChapter *
find_parent(const PsgSiteDocument *document, const PsgModelChapter *chapter)
{
    if (!chapter->parent)
        return NULL;
    PsgSiteChapter *parent = g_ptr_array_index(document->chapters, chapter->parent->index);
    return parent->depth + 1 < PSG_SITE_CONTENTS_DEPTH ? parent : parent->parent;
}

static PsgSiteChapter *
add_chapter(PsgSiteDocument *document, const PsgModelChapter *model)
{
    PsgSiteChapter *chapter = g_new0(PsgSiteChapter, 1);
    chapter->chapter = model;
    chapter->document = document;
    chapter->children = g_ptr_array_new();
    if (model->entry->path) {
        chapter->path =
                place_path(document->site, model->document, psg_site_make_chapter_path(model));
        chapter->address = psg_site_encode_path(chapter->path);
    }
    chapter->parent = find_parent(document, model);
    chapter->depth = chapter->parent ? chapter->parent->depth + 1 : 0;
    GPtrArray *siblings = chapter->parent ? chapter->parent->children : document->top;
    chapter->position = siblings->len;
    g_ptr_array_add(siblings, chapter);
    g_ptr_array_add(document->chapters, chapter);
    return chapter;
}

/* DOCUMENT/comments.html, unless a chapter has that name: the ordinary site has no such page, and
 * so its chapters may be called as they like. */
static char *
make_comments_path(const PsgModelDocument *model)
{
    g_autofree char *name = g_strdup("comments");
    for (guint number = 2, i = 0; i < model->chapters->len; i++) {
        const PsgModelChapter *chapter = g_ptr_array_index(model->chapters, i);
        if (g_ascii_strcasecmp(chapter->name, name) != 0)
            continue;
        g_free(name);
        name = g_strdup_printf("comments-%u", number++);
        i = G_MAXUINT; /* again from the first */
    }
    return g_strconcat(model->entry->id, "/", name, ".html", NULL);
}

static PsgSiteDocument *
new_document(PsgSite *site, const PsgModelDocument *model)
{
    PsgSiteDocument *document = g_new0(PsgSiteDocument, 1);
    document->site = site;
    document->document = model;
    document->path = place_path(site, model, psg_site_make_document_path(model));
    document->address = psg_site_encode_path(document->path);
    document->changes_path = g_strconcat(model->entry->id, "/changes.html", NULL);
    document->changes_address = psg_site_encode_path(document->changes_path);
    document->comments_path = make_comments_path(model);
    document->comments_address = psg_site_encode_path(document->comments_path);
    document->chapters = g_ptr_array_new_with_free_func(free_chapter);
    document->top = g_ptr_array_new();
    const char *part = NULL;
    PsgSiteChapter *previous = NULL;
    for (guint i = 0; i < model->chapters->len; i++) {
        PsgSiteChapter *chapter = add_chapter(document, g_ptr_array_index(model->chapters, i));
        part = chapter->chapter->entry->part ? chapter->chapter->entry->part : part;
        chapter->part = part;
        if (!chapter->path)
            continue;
        chapter->previous = previous;
        if (previous)
            previous->next = chapter;
        else
            document->first = chapter;
        previous = chapter;
        document->page_count++;
        g_ptr_array_add(site->pages, chapter);
    }
    return document;
}

static void
free_older(gpointer data)
{
    PsgSiteOlder *older = data;
    g_free(older->document);
    g_free(older->number);
    g_free(older->address);
    g_free(older);
}

void
psg_site_prepare(PsgSite *site)
{
    const PsgModel *model = site->model;
    site->documents = g_ptr_array_new_with_free_func(free_document);
    site->pages = g_ptr_array_new();
    /* Of an older version there are pages of one document only; its links to others lead to their
     * newest pages. */
    for (guint i = 0; !site->version && i < model->documents->len; i++)
        g_ptr_array_add(
                site->documents, new_document(site, g_ptr_array_index(model->documents, i)));
    if (site->version)
        g_ptr_array_add(site->documents, new_document(site, site->version->document));
    site->terms = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < model->glossary->len; i++) {
        PsgModelTerm *term = g_ptr_array_index(model->glossary, i);
        g_hash_table_insert(site->terms, (gpointer)term->term, term);
    }
    site->titles = site->newest ? g_hash_table_ref(site->newest->titles)
                                : g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    site->files = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    site->older = g_ptr_array_new_with_free_func(free_older);
    site->redlines = g_ptr_array_new();
}

void
psg_site_clear(PsgSite *site)
{
    g_clear_pointer(&site->document_scopes, g_ptr_array_unref);
    g_clear_pointer(&site->scope, psg_scope_free);
    g_clear_pointer(&site->redlines, g_ptr_array_unref);
    g_clear_pointer(&site->older, g_ptr_array_unref);
    g_clear_pointer(&site->by_path, g_hash_table_unref);
    g_clear_pointer(&site->successors, g_hash_table_unref);
    g_clear_pointer(&site->files, g_hash_table_unref);
    g_clear_pointer(&site->titles, g_hash_table_unref);
    g_clear_pointer(&site->terms, g_hash_table_unref);
    g_clear_pointer(&site->pages, g_ptr_array_unref);
    g_clear_pointer(&site->documents, g_ptr_array_unref);
}

const PsgSiteDocument *
psg_site_get_document(const PsgSite *site, const PsgModelDocument *document)
{
    return g_ptr_array_index(site->documents, site->version ? 0 : document->index);
}

const char *
psg_site_get_changes_address(const PsgSiteDocument *document)
{
    const PsgSite *site = document->site;
    if (site->version)
        document = psg_site_find_newest_document(site->newest, document->document->entry->id);
    return document && document->changes_title ? document->changes_address : NULL;
}

const PsgSiteChapter *
psg_site_get_chapter(const PsgSite *site, const PsgModelChapter *chapter)
{
    return g_ptr_array_index(
            psg_site_get_document(site, chapter->document)->chapters, chapter->index);
}
