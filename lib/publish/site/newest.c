/* From another state of the package to the newest pages: a chapter is found by its document and
 * path, and by what it was renamed to since. */
#include <string.h>

#include "publish/site/internal.h"
#include "publish/web_url.h"

static char *
make_key(const char *document, const char *path)
{
    return g_strconcat(document, "\n", path, NULL);
}

void
psg_site_index_paths(PsgSite *newest)
{
    if (newest->by_path)
        return;
    newest->by_path = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < newest->pages->len; i++) {
        PsgSiteChapter *page = g_ptr_array_index(newest->pages, i);
        const PsgModelChapter *chapter = page->chapter;
        g_hash_table_insert(newest->by_path,
                make_key(chapter->document->entry->id, chapter->entry->path), page);
    }
}

/* What one version renamed goes through what versions before it renamed. */
static void
add_renames(GHashTable *successors, const char *document, const PsgDocumentChanges *changes)
{
    g_autoptr(GHashTable) now = g_hash_table_new(g_str_hash, g_str_equal); /* path -> key */
    GHashTableIter each;
    gpointer key, path;
    gsize prefix = strlen(document);
    g_hash_table_iter_init(&each, successors);
    while (g_hash_table_iter_next(&each, &key, &path))
        if (strncmp(key, document, prefix) == 0 && ((const char *)key)[prefix] == '\n')
            g_hash_table_insert(now, path, key);
    g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < changes->chapters->len; i++) {
        const PsgChapterChanges *chapter = g_ptr_array_index(changes->chapters, i);
        const char *known = chapter->old_path ? g_hash_table_lookup(now, chapter->old_path) : NULL;
        gboolean is_renamed = chapter->change == PSG_CHAPTER_RENAMED && chapter->old_path;
        g_ptr_array_add(keys, !is_renamed ? NULL
                              : known     ? g_strdup(known)
                                          : make_key(document, chapter->old_path));
    }
    for (guint i = 0; i < changes->chapters->len; i++) {
        const PsgChapterChanges *chapter = g_ptr_array_index(changes->chapters, i);
        if (g_ptr_array_index(keys, i))
            g_hash_table_insert(
                    successors, g_strdup(g_ptr_array_index(keys, i)), g_strdup(chapter->path));
    }
}

GHashTable *
psg_site_find_successors(const PsgSite *newest, gint64 time)
{
    GHashTable *successors = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (guint i = 0; i < newest->model->documents->len; i++) {
        const PsgModelDocument *document = g_ptr_array_index(newest->model->documents, i);
        for (guint j = document->versions ? document->versions->len : 0; j-- > 0;) {
            const PsgModelVersion *version = g_ptr_array_index(document->versions, j);
            if (version->changes && version->time > time)
                add_renames(successors, document->entry->id, version->changes);
        }
    }
    return successors;
}

const PsgSiteDocument *
psg_site_find_newest_document(const PsgSite *newest, const char *id)
{
    for (guint i = 0; i < newest->documents->len; i++) {
        const PsgSiteDocument *document = g_ptr_array_index(newest->documents, i);
        if (strcmp(document->document->entry->id, id) == 0)
            return document;
    }
    return NULL;
}

const PsgSiteChapter *
psg_site_find_newest_chapter(
        const PsgSite *newest, GHashTable *successors, const char *document, const char *path)
{
    if (!path)
        return NULL;
    g_autofree char *key = make_key(document, path);
    const char *successor = successors ? g_hash_table_lookup(successors, key) : NULL;
    if (!successor)
        return g_hash_table_lookup(newest->by_path, key);
    g_autofree char *renamed = make_key(document, successor);
    return g_hash_table_lookup(newest->by_path, renamed);
}

/* A reference to a page that the build writes or, beside a redline alone, that is published
 * elsewhere. */
static char *
make_page_reference(
        const PsgSite *newest, const char *from, const char *address, const char *fragment)
{
    if (!newest->options->is_redline_only)
        return psg_site_make_reference(from, address, fragment);
    if (!newest->options->url)
        return NULL;
    g_autofree char *page = psg_site_make_absolute(newest, address);
    GString *target = g_string_new(page);
    if (fragment)
        psg_site_append_fragment(target, fragment);
    return g_string_free(target, FALSE);
}

static char *
make_chapter_reference(const PsgSite *newest, GHashTable *successors, const PsgModelLink *link,
        const char *address)
{
    const char *id = link->chapter->document->entry->id;
    const PsgSiteChapter *chapter =
            psg_site_find_newest_chapter(newest, successors, id, link->chapter->entry->path);
    if (chapter) {
        gboolean is_there = link->fragment &&
                            g_hash_table_contains(chapter->chapter->text->ids, link->fragment);
        return make_page_reference(
                newest, address, chapter->address, is_there ? link->fragment : NULL);
    }
    const PsgSiteDocument *document = psg_site_find_newest_document(newest, id);
    return make_page_reference(newest, address, document ? document->address : PSG_SITE_HOME, NULL);
}

char *
psg_site_make_newest_reference(const PsgSite *newest, GHashTable *successors,
        const PsgModelLink *link, const char *address)
{
    const PsgSiteDocument *document;
    const char *file;
    switch (link->kind) {
    case PSG_LINK_EXTERNAL:
        return psg_web_url_make(link->url);
    case PSG_LINK_CHAPTER:
        return make_chapter_reference(newest, successors, link, address);
    case PSG_LINK_DOCUMENT:
        document = psg_site_find_newest_document(newest, link->document->entry->id);
        return make_page_reference(
                newest, address, document ? document->address : PSG_SITE_HOME, NULL);
    case PSG_LINK_HOME:
        return make_page_reference(newest, address, PSG_SITE_HOME, NULL);
    case PSG_LINK_ATTACHMENT:
        file = psg_site_get_file_address(newest, link->attachment);
        return file ? psg_site_make_reference(address, file, NULL) : NULL;
    }
    return NULL;
}
