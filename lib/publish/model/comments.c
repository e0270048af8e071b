/* Putting the comments of a package into its texts: which thread is on which page. What has a
 * chapter goes there, what has none to its document; none is left out. See comment_page.c for the
 * places. */
#include <string.h>

#include "publish/model/comments_internal.h"

/* The page of a chapter or a document, by either. */
typedef struct {
    GHashTable *pages;   /* PsgModelChapter or PsgModelDocument -> GArray of PsgCommentItem */
    GHashTable *by_path; /* path -> GPtrArray of PsgModelChapter */
    const PsgModel *model;
} Homes;

static void
free_list(gpointer list)
{
    g_ptr_array_unref(list);
}

static void
clear_item(gpointer data)
{
    PsgCommentItem *item = data;
    psg_comment_entry_free(item->entry);
    g_free(item->quote);
}

static void
free_items(gpointer items)
{
    g_array_unref(items);
}

static void
homes_init(Homes *homes, const PsgModel *model)
{
    homes->model = model;
    homes->pages = g_hash_table_new_full(NULL, NULL, NULL, free_items);
    homes->by_path = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_list);
    for (guint i = 0; i < model->documents->len; i++) {
        const PsgModelDocument *document = model->documents->pdata[i];
        for (guint j = 0; j < document->chapters->len; j++) {
            PsgModelChapter *chapter = document->chapters->pdata[j];
            if (!chapter->entry->path)
                continue;
            GPtrArray *list = g_hash_table_lookup(homes->by_path, chapter->entry->path);
            if (!list)
                g_hash_table_insert(homes->by_path, chapter->entry->path, list = g_ptr_array_new());
            g_ptr_array_add(list, chapter);
        }
    }
}

static void
homes_clear(Homes *homes)
{
    g_hash_table_unref(homes->pages);
    g_hash_table_unref(homes->by_path);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Homes, homes_clear)

/* The chapter with this path: that of the document, where several documents have it. */
static const PsgModelChapter *
find_chapter(const Homes *homes, const char *path, const char *document)
{
    const GPtrArray *list = path ? g_hash_table_lookup(homes->by_path, path) : NULL;
    for (guint i = 0; list && i < list->len; i++) {
        const PsgModelChapter *chapter = list->pdata[i];
        if (g_strcmp0(chapter->document->entry->id, document) == 0)
            return chapter;
    }
    return list ? list->pdata[0] : NULL;
}

/* What has no chapter goes to its document, and what has none of these to the first. */
static const PsgModelDocument *
find_document(const Homes *homes, const PsgThread *thread, const PsgThreadPlace *place)
{
    const char *id = place->document;
    if (!id && thread->first && thread->first->event->has_target)
        id = thread->first->event->on.document;
    const PsgModelDocument *document = id ? psg_model_find_document(homes->model, id) : NULL;
    return document ? document : homes->model->documents->pdata[0];
}

static void
add_item(Homes *homes, const PsgComments *comments, const PsgThread *thread)
{
    const PsgThreadPlace *place = psg_review_get_place(comments->review, thread);
    PsgCommentItem item = {.thread = thread, .place = place};
    if (place->kind != PSG_ON_DOCUMENT)
        item.chapter = find_chapter(homes, place->path, place->document);
    item.document = item.chapter ? item.chapter->document : find_document(homes, thread, place);
    item.entry = psg_comment_describe(comments, thread);
    item.entry->chapter = item.chapter;
    item.entry->is_lost =
            place->status != PSG_PLACED || (place->kind != PSG_ON_DOCUMENT && !item.chapter);
    gpointer home = item.chapter ? (gpointer)item.chapter : (gpointer)item.document;
    GArray *items = g_hash_table_lookup(homes->pages, home);
    if (!items) {
        items = g_array_new(FALSE, FALSE, sizeof(PsgCommentItem));
        g_array_set_clear_func(items, clear_item);
        g_hash_table_insert(homes->pages, home, items);
    }
    g_array_append_val(items, item);
}

static void
list_threads(PsgModelDocument *document, const GArray *items)
{
    for (guint i = 0; items && i < items->len; i++) {
        PsgCommentItem *item = &g_array_index(items, PsgCommentItem, i);
        g_ptr_array_add(document->threads, g_steal_pointer(&item->entry));
    }
}

static gboolean
fill_pages(PsgComments *comments, const Homes *homes, GError **error)
{
    for (guint i = 0; i < homes->model->documents->len; i++) {
        PsgModelDocument *document = homes->model->documents->pdata[i];
        GArray *own = g_hash_table_lookup(homes->pages, document);
        if (own)
            psg_comment_fill_document(comments, document, own);
        list_threads(document, own);
        for (guint j = 0; j < document->chapters->len; j++) {
            const PsgModelChapter *chapter = document->chapters->pdata[j];
            GArray *items = g_hash_table_lookup(homes->pages, chapter);
            if (items && !psg_comment_fill_chapter(comments, chapter, items, error))
                return FALSE;
            list_threads(document, items);
        }
    }
    return TRUE;
}

static void
comments_clear(PsgComments *comments)
{
    g_hash_table_unref(comments->commits);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PsgComments, comments_clear)

gboolean
psg_model_add_comments(PsgModel *model, const PsgPlace *place, PsgSnapshot *snapshot,
        PsgFindings *findings, GError **error)
{
    psg_model_identify_draft(model);
    for (guint i = 0; i < model->documents->len; i++)
        ((PsgModelDocument *)model->documents->pdata[i])->threads =
                g_ptr_array_new_with_free_func(psg_comment_entry_free);
    if (!place->repository || model->documents->len == 0)
        return TRUE;
    g_autoptr(PsgReview) review = psg_review_load(place, snapshot, model->package, findings, error);
    if (!review || !psg_review_locate(review, error))
        return FALSE;
    g_auto(PsgComments) comments = {.model = model,
            .review = review,
            .snapshot = snapshot,
            .findings = findings,
            .commits = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free)};
    g_auto(Homes) homes;
    homes_init(&homes, model);
    guint count;
    const PsgThread *threads = psg_threads_get(psg_review_get_threads(review), &count);
    for (guint i = 0; i < count; i++)
        add_item(&homes, &comments, &threads[i]);
    return fill_pages(&comments, &homes, error);
}
