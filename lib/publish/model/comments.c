/* Putting the comments of a package into its texts. Every thread gets exactly one place: behind the
 * block it is on, below its heading or title, or, when what it was on is gone, at the end of the
 * chapter where it last was; what has no chapter goes to its document. None is left out. */
#include <string.h>

#include "publish/model/comment_marks.h"
#include "publish/model/comments_internal.h"
#include "review/review_error.h"
#include "text/content_model.h"
#include "text/tree.h"

/* A page on its way: a chapter, or a document's own. */
typedef struct {
    PsgComments *comments;
    GArray *items;                  /* PsgCommentItem, in order */
    const PsgModelChapter *chapter; /* NULL: the document's */
    const PsgModelDocument *document;
    PsgText *text;
    GHashTable *lists; /* the node they stand behind -> xmlNode of the list */
    xmlNode *lost;     /* the list at the end; NULL */
} Page;

/* --- which thread is on which page --- */

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

/* The order on a page: that of the text, and of equal places that of time. */
static int
compare_items(gconstpointer a, gconstpointer b)
{
    const PsgCommentItem *left = a, *right = b;
    if (left->entry->is_lost != right->entry->is_lost)
        return left->entry->is_lost ? 1 : -1;
    if (!left->entry->is_lost && left->place->start != right->place->start)
        return left->place->start < right->place->start ? -1 : 1;
    if (!left->entry->is_lost && left->place->end != right->place->end)
        return left->place->end < right->place->end ? -1 : 1;
    return strcmp(left->thread->id, right->thread->id);
}

/* --- where in the tree --- */

static gboolean
is_block(const xmlNode *node)
{
    return node->type == XML_ELEMENT_NODE &&
           psg_element_get_kind((const char *)node->name) >= PSG_ELEMENT_LINES;
}

/* Elements that hold only certain others, or words that must not be parted: a list of comments
 * stands behind them. */
static gboolean
is_whole(const xmlNode *node)
{
    static const char *const names[] = {"table", "caption", "colgroup", "thead", "tbody", "tfoot",
            "tr", "td", "th", "figure", "figcaption", "summary", "ul", "ol", "dl", "p", "pre", "h1",
            "h2", "h3", "h4", "h5", "h6"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (psg_tree_is(node, names[i]))
            return TRUE;
    return FALSE;
}

/* TRUE for what may hold a list of comments among other blocks. */
static gboolean
is_container(const xmlNode *node, const xmlNode *root)
{
    static const char *const names[] = {
            "article", "aside", "blockquote", "dd", "details", "div", "li", "section"};
    if (node == root)
        return TRUE;
    if (g_strcmp0(psg_tree_get_attribute(node, "class"), "table-scroll") == 0)
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (psg_tree_is(node, names[i]))
            return TRUE;
    return FALSE;
}

/* The end of a list item's own words, before the blocks in it. */
static xmlNode *
find_last_words(xmlNode *item)
{
    xmlNode *last = NULL;
    for (xmlNode *child = item->children; child && !is_block(child); child = child->next)
        last = child;
    return last;
}

/* The node that comments on a block stand behind: inside the list item or quotation that it is in,
 * but outside of a table or a figure. */
static xmlNode *
find_anchor(xmlNode *block, const xmlNode *root)
{
    gboolean is_item = psg_tree_is(block, "li") || psg_tree_is(block, "dd");
    xmlNode *last = is_item ? find_last_words(block) : NULL;
    if (last)
        return last;
    xmlNode *anchor = psg_tree_is(block, "summary") ? block->parent : block;
    while (anchor->parent != root &&
            (is_whole(anchor->parent) || !is_container(anchor->parent, root)))
        anchor = anchor->parent;
    return anchor;
}

static xmlNode *
new_list(Page *page, const char *label)
{
    xmlNode *list = psg_comment_new(page->text->document, "div", "comments");
    psg_comment_set(list, "role", "group");
    psg_comment_set(list, "aria-label", label);
    psg_comment_set_english(list, page->text->language);
    return list;
}

/* The list behind a node, which is made at need. */
static xmlNode *
get_list(Page *page, xmlNode *anchor, const char *label)
{
    xmlNode *list = g_hash_table_lookup(page->lists, anchor);
    if (list)
        return list;
    list = new_list(page, label);
    if (anchor->next)
        psg_tree_insert_before(anchor->next, list);
    else
        psg_tree_append(anchor->parent, list);
    g_hash_table_insert(page->lists, anchor, list);
    return list;
}

/* Comments on the whole: behind the title, or before everything where the page brings the title. */
static xmlNode *
get_top_list(Page *page)
{
    for (guint i = 0; page->text->has_title_heading && i < page->text->headings->len; i++) {
        const PsgHeading *heading = page->text->headings->pdata[i];
        if (heading->level == 1)
            return get_list(page, heading->node, "Comments on the whole");
    }
    xmlNode *root = page->text->root, *list = g_hash_table_lookup(page->lists, root);
    if (list)
        return list;
    list = new_list(page, "Comments on the whole");
    if (root->children)
        psg_tree_insert_before(root->children, list);
    else
        psg_tree_append(root, list);
    g_hash_table_insert(page->lists, root, list);
    return list;
}

static xmlNode *
get_lost_list(Page *page)
{
    if (page->lost)
        return page->lost;
    static const char label[] = "Comments on words that are no longer here";
    page->lost = new_list(page, label);
    psg_tree_append(page->text->root, page->lost);
    psg_comment_set(page->lost, "class", "comments comments-lost");
    psg_comment_append_text(psg_comment_append(page->lost, "p", "comments-title"), label);
    return page->lost;
}

/* --- marks --- */

static gboolean
is_heading(const xmlNode *node)
{
    return node->name[0] == 'h' && node->name[1] >= '1' && node->name[1] <= '6' && !node->name[2];
}

/* The number of a comment behind the words that it is on. */
static xmlNode *
make_reference(const Page *page, const PsgCommentItem *item)
{
    const char *id = item->entry->id;
    xmlNode *reference = psg_comment_new(page->text->document, "sup", "comment-ref");
    psg_comment_set_english(reference, page->text->language);
    xmlNode *link = psg_comment_append(reference, "a", NULL);
    g_autofree char *own = g_strconcat(id, "-words", NULL), *target = g_strconcat("#", id, NULL);
    g_autofree char *number = g_strdup_printf("%u", item->entry->number);
    g_autofree char *label = g_strdup_printf("Comment %s on these words", number);
    psg_comment_set(link, "id", own);
    psg_comment_set(link, "href", target);
    psg_comment_set(link, "aria-label", label);
    psg_comment_append_text(link, number);
    g_hash_table_insert(page->text->ids, g_strdup(own), link);
    return reference;
}

/* Shows in the text what a suggestion proposes, where it is still to be decided. */
static void
mark_proposal(Page *page, const PsgCommentWords *words, PsgCommentMarks *marks,
        const PsgCommentItem *item)
{
    const PsgThreadPlace *place = item->place;
    const char *proposal = psg_comment_get_proposal(item->thread);
    gboolean is_undecided =
            item->thread->state == PSG_THREAD_OPEN || item->thread->state == PSG_THREAD_REOPENED;
    if (!proposal || !is_undecided || place->is_changed || !place->words)
        return;
    PsgCommentWording part = psg_comment_compare(place->words, proposal);
    g_autoptr(GArray) pieces = psg_comment_words_find(
            words, place->start + part.old_start, place->start + part.old_end);
    if (pieces->len == 0)
        return;
    guint leaf = g_array_index(pieces, PsgCommentPiece, pieces->len - 1).leaf;
    gboolean is_code = psg_tree_is(psg_comment_words_get_leaf(words, leaf)->parent, "code");
    const char *language = page->text->language;
    xmlNode *note = psg_comment_new(page->text->document, "span", "change-note");
    psg_comment_set_english(note, language);
    psg_comment_append_text(note, "Proposed to be taken out: ");
    psg_comment_marks_add(marks, pieces, TRUE);
    psg_comment_marks_note(marks, pieces, note);
    xmlNode *insertion =
            psg_comment_make_insertion(page->comments, item->document, page->text->document,
                    proposal + part.new_start, part.new_end - part.new_start, is_code, language);
    if (insertion)
        psg_comment_marks_put(marks, pieces, insertion);
}

static void
mark_block(xmlNode *block)
{
    const char *class = psg_tree_get_attribute(block, "class");
    g_autofree char *both = class && *class ? g_strconcat(class, " commented-block", NULL) : NULL;
    if (!class || !strstr(class, "commented-block"))
        psg_comment_set(block, "class", both ? both : "commented-block");
}

/* Marks the words of a passage, or its block; returns the list that its thread goes to. */
static xmlNode *
mark_passage(Page *page, const PsgCommentWords *words, PsgCommentMarks *marks, PsgCommentItem *item)
{
    const PsgThreadPlace *place = item->place;
    g_autoptr(GArray) pieces = psg_comment_words_find(words, place->start, place->end);
    xmlNode *block = psg_comment_words_find_block(words, place->start);
    if (pieces->len > 0) {
        guint leaf = g_array_index(pieces, PsgCommentPiece, pieces->len - 1).leaf;
        block = psg_comment_words_get_block(words, leaf);
        item->quote = psg_comment_words_quote(words, pieces);
        item->has_reference = !is_heading(block) && !psg_tree_is(block, "summary");
        psg_comment_marks_add(marks, pieces, FALSE);
        mark_proposal(page, words, marks, item);
        if (item->has_reference)
            psg_comment_marks_put(marks, pieces, make_reference(page, item));
    } else if (block) {
        block = psg_tree_is(block, "figcaption") ? block->parent : block;
        mark_block(block);
    }
    if (!block || block == page->text->root)
        return get_top_list(page);
    return get_list(page, find_anchor(block, page->text->root), "Comments on the text above");
}

static xmlNode *
find_heading_list(Page *page, const PsgCommentWords *words, const PsgThreadPlace *place)
{
    for (guint i = 0; place->heading && i < page->text->headings->len; i++) {
        const PsgHeading *heading = page->text->headings->pdata[i];
        if (g_strcmp0(heading->id, place->heading) == 0)
            return get_list(
                    page, find_anchor(heading->node, page->text->root), "Comments on this section");
    }
    xmlNode *block = psg_comment_words_find_block(words, place->start);
    return block ? get_list(page, find_anchor(block, page->text->root), "Comments on this section")
                 : get_top_list(page);
}

static xmlNode *
find_list(Page *page, const PsgCommentWords *words, PsgCommentMarks *marks, PsgCommentItem *item)
{
    if (item->entry->is_lost)
        return get_lost_list(page);
    if (item->place->kind == PSG_ON_SECTION)
        return find_heading_list(page, words, item->place);
    if (item->place->kind == PSG_ON_PASSAGE)
        return mark_passage(page, words, marks, item);
    return get_top_list(page);
}

/* --- pages --- */

/* The number of a thread on its page, and an id that nothing on it has. */
static void
name_item(const Page *page, PsgCommentItem *item, guint number)
{
    PsgModelThread *entry = item->entry;
    entry->number = number;
    g_autofree char *words = g_strconcat(entry->id, "-words", NULL);
    if (g_hash_table_contains(page->text->ids, entry->id) ||
            g_hash_table_contains(page->text->ids, words)) {
        g_free(entry->id);
        g_autofree char *whole = g_ascii_strdown(item->thread->id, -1);
        entry->id = g_strconcat("psg.comment-", whole, NULL);
    }
    g_hash_table_insert(page->text->ids, g_strdup(entry->id), NULL);
}

static void
fill_page(Page *page, const char *source, gsize length)
{
    g_autoptr(PsgCommentWords) words = psg_comment_words_new(page->text, source, length);
    g_autoptr(PsgCommentMarks) marks = psg_comment_marks_new(words);
    page->lists = g_hash_table_new(NULL, NULL);
    g_array_sort(page->items, compare_items);
    for (guint i = 0; i < page->items->len; i++) {
        PsgCommentItem *item = &g_array_index(page->items, PsgCommentItem, i);
        item->is_english = psg_comment_is_english(page->text->language);
        name_item(page, item, i + 1);
        xmlNode *list = find_list(page, words, marks, item);
        psg_comment_append_thread(page->comments, item, list);
        g_hash_table_insert(page->text->ids, g_strdup(item->entry->id), list->last);
    }
    psg_comment_marks_apply(marks);
    if (page->chapter)
        psg_comment_use_margin(page->text->root);
    g_clear_pointer(&page->lists, g_hash_table_unref);
}

static gboolean
fill_chapter(PsgComments *comments, const PsgModelChapter *chapter, GArray *items, GError **error)
{
    Page page = {.comments = comments,
            .items = items,
            .chapter = chapter,
            .document = chapter->document,
            .text = chapter->text};
    g_autoptr(GBytes) bytes =
            psg_snapshot_read(comments->snapshot, chapter->entry->path, PSG_TEXT_SIZE_LIMIT, error);
    if (!bytes)
        return FALSE;
    gsize length;
    const char *source = g_bytes_get_data(bytes, &length);
    fill_page(&page, source ? source : "", length);
    return TRUE;
}

static void
fill_document(PsgComments *comments, PsgModelDocument *document, GArray *items)
{
    PsgTextOptions options = {
            .mode = PSG_TEXT_GUIDANCE, .path = "comments", .language = document->entry->language};
    document->comments = psg_text_parse("", 0, &options, NULL, NULL);
    Page page = {
            .comments = comments, .items = items, .document = document, .text = document->comments};
    fill_page(&page, "", 0);
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
            fill_document(comments, document, own);
        list_threads(document, own);
        for (guint j = 0; j < document->chapters->len; j++) {
            const PsgModelChapter *chapter = document->chapters->pdata[j];
            GArray *items = g_hash_table_lookup(homes->pages, chapter);
            if (items && !fill_chapter(comments, chapter, items, error))
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
