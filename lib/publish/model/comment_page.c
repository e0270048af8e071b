/* The comments of a page in its tree. Every thread gets exactly one place: behind the block it is
 * on, below its heading or title, or, when what it was on is gone, at the end. */
#include <string.h>

#include "publish/model/comment_marks.h"
#include "publish/model/comments_internal.h"
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

/* The language that what is put into a node has. */
static const char *
find_language(const Page *page, const xmlNode *node)
{
    for (; node && node->type == XML_ELEMENT_NODE; node = node->parent) {
        const char *language = psg_tree_get_attribute(node, "lang");
        if (language)
            return language;
    }
    return page->text->language;
}

/* A list that goes into `parent` (NULL: what the page brings). */
static xmlNode *
new_list(Page *page, const xmlNode *parent, const char *label)
{
    xmlNode *list = psg_comment_new(page->text->document, "div", "comments");
    psg_comment_set(list, "role", "group");
    psg_comment_set(list, "aria-label", label);
    psg_comment_set_english(list, find_language(page, parent));
    return list;
}

/* The list behind a node, which is made at need. */
static xmlNode *
get_list(Page *page, xmlNode *anchor, const char *label)
{
    xmlNode *list = g_hash_table_lookup(page->lists, anchor);
    if (list)
        return list;
    list = new_list(page, anchor->parent, label);
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
    list = new_list(page, NULL, "Comments on the whole");
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
    page->lost = new_list(page, NULL, label);
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
make_reference(const Page *page, const PsgCommentItem *item, const char *language)
{
    const char *id = item->entry->id;
    xmlNode *reference = psg_comment_new(page->text->document, "sup", "comment-ref");
    psg_comment_set_english(reference, language);
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
    const char *language = find_language(page, psg_comment_words_get_block(words, leaf));
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
            psg_comment_marks_put(
                    marks, pieces, make_reference(page, item, find_language(page, block)));
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
        item->language = psg_comment_is_english(page->text->language) ? NULL : page->text->language;
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

gboolean
psg_comment_fill_chapter(
        PsgComments *comments, const PsgModelChapter *chapter, GArray *items, GError **error)
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

void
psg_comment_fill_document(PsgComments *comments, PsgModelDocument *document, GArray *items)
{
    PsgTextOptions options = {
            .mode = PSG_TEXT_GUIDANCE, .path = "comments", .language = document->entry->language};
    document->comments = psg_text_parse("", 0, &options, NULL, NULL);
    Page page = {
            .comments = comments, .items = items, .document = document, .text = document->comments};
    fill_page(&page, "", 0);
}
