/* Putting marks into a tree. See comment_marks.h. Marks are not nested: where several comments are
 * on the same words there is one mark that says so, however many they are. */
#include "publish/model/comment_marks.h"

#include <string.h>

#include "text/tree.h"

/* The piece of one comment. */
typedef struct {
    PsgCommentPiece piece;
    gboolean is_removal;
} Mark;

/* Something that goes in at a place. */
typedef struct {
    guint leaf;
    gsize at;
    guint order;
    gboolean is_note; /* may stand inside a link and the like */
    xmlNode *element;
} Put;

struct PsgCommentMarks {
    const PsgCommentWords *words;
    GArray *marks;        /* Mark */
    GArray *puts;         /* Put */
    GHashTable *last_put; /* an element -> what was put behind it last */
};

PsgCommentMarks *
psg_comment_marks_new(const PsgCommentWords *words)
{
    PsgCommentMarks *marks = g_new0(PsgCommentMarks, 1);
    marks->words = words;
    marks->marks = g_array_new(FALSE, FALSE, sizeof(Mark));
    marks->puts = g_array_new(FALSE, FALSE, sizeof(Put));
    marks->last_put = g_hash_table_new(NULL, NULL);
    return marks;
}

void
psg_comment_marks_free(PsgCommentMarks *marks)
{
    if (!marks)
        return;
    g_array_unref(marks->marks);
    g_array_unref(marks->puts);
    g_hash_table_unref(marks->last_put);
    g_free(marks);
}

void
psg_comment_marks_add(PsgCommentMarks *marks, const GArray *pieces, gboolean is_removal)
{
    for (guint i = 0; i < pieces->len; i++) {
        Mark mark = {g_array_index(pieces, PsgCommentPiece, i), is_removal};
        g_array_append_val(marks->marks, mark);
    }
}

void
psg_comment_marks_put(PsgCommentMarks *marks, const GArray *pieces, xmlNode *element)
{
    const PsgCommentPiece *last = &g_array_index(pieces, PsgCommentPiece, pieces->len - 1);
    Put put = {last->leaf, last->end, marks->puts->len, FALSE, element};
    g_array_append_val(marks->puts, put);
}

void
psg_comment_marks_note(PsgCommentMarks *marks, const GArray *pieces, xmlNode *element)
{
    const PsgCommentPiece *first = &g_array_index(pieces, PsgCommentPiece, 0);
    Put put = {first->leaf, first->start, marks->puts->len, TRUE, element};
    g_array_append_val(marks->puts, put);
}

/* --- order --- */

static int
compare_marks(gconstpointer a, gconstpointer b)
{
    const PsgCommentPiece *left = &((const Mark *)a)->piece, *right = &((const Mark *)b)->piece;
    if (left->leaf != right->leaf)
        return left->leaf < right->leaf ? -1 : 1;
    return left->start < right->start ? -1 : left->start > right->start;
}

static int
compare_puts(gconstpointer a, gconstpointer b)
{
    const Put *left = a, *right = b;
    if (left->leaf != right->leaf)
        return left->leaf < right->leaf ? -1 : 1;
    if (left->at != right->at)
        return left->at < right->at ? -1 : 1;
    return left->order < right->order ? -1 : left->order > right->order;
}

/* How many more comments, and how many more removals, there are from this byte on. */
typedef struct {
    gsize at;
    int marks, removals;
} Edge;

static int
compare_edges(gconstpointer a, gconstpointer b)
{
    gsize left = ((const Edge *)a)->at, right = ((const Edge *)b)->at;
    return left < right ? -1 : left > right;
}

/* --- the tree --- */

/* What must not hold a link, or would read oddly with one in it. */
static gboolean
is_closed(const xmlNode *node)
{
    static const char *const names[] = {
            "a", "abbr", "cite", "dfn", "kbd", "label", "q", "ruby", "samp", "sub", "sup", "var"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (psg_tree_is(node, names[i]))
            return TRUE;
    return psg_tree_is(node, "code") && !psg_tree_is(node->parent, "pre");
}

/* The outermost element around a text, inside its block, that nothing may be put into. */
static xmlNode *
find_closed(const PsgCommentMarks *marks, guint leaf)
{
    const xmlNode *block = psg_comment_words_get_block(marks->words, leaf);
    xmlNode *found = NULL;
    for (xmlNode *at = psg_comment_words_get_leaf(marks->words, leaf)->parent; at != block;
            at = at->parent)
        if (is_closed(at))
            found = at;
    return found;
}

static void
put_behind(PsgCommentMarks *marks, xmlNode *node, xmlNode *element)
{
    xmlNode *last = g_hash_table_lookup(marks->last_put, node);
    last = last ? last : node;
    if (last->next)
        psg_tree_insert_before(last->next, element);
    else
        psg_tree_append(last->parent, element);
    g_hash_table_insert(marks->last_put, node, element);
}

/* Puts a part of the text before the rest of it, marked as the numbers say. */
static void
add_segment(xmlNode *leaf, gsize start, gsize end, int marks, int removals)
{
    if (end <= start)
        return;
    xmlNode *text = xmlNewDocTextLen(leaf->doc, leaf->content + start, (int)(end - start));
    if (marks == 0) {
        psg_tree_insert_before(leaf, text);
        return;
    }
    const char *name = removals > 0 ? "del" : "mark";
    xmlNode *mark = xmlNewDocNode(leaf->doc, NULL, BAD_CAST name, NULL);
    xmlNewProp(mark, BAD_CAST "class",
            BAD_CAST(removals > 0 ? "commented commented-removal"
                     : marks > 1  ? "commented commented-often"
                                  : "commented"));
    psg_tree_append(mark, text);
    psg_tree_insert_before(leaf, mark);
}

/* Where marks begin and end in one text, in order; nothing changes after the last. */
static GArray *
list_edges(const Mark *marks, guint mark_count, const Put *puts, guint put_count, gsize length)
{
    GArray *edges = g_array_new(FALSE, FALSE, sizeof(Edge));
    for (guint i = 0; i < mark_count; i++) {
        int removal = marks[i].is_removal ? 1 : 0;
        Edge begin = {marks[i].piece.start, 1, removal}, end = {marks[i].piece.end, -1, -removal};
        g_array_append_val(edges, begin);
        g_array_append_val(edges, end);
    }
    for (guint i = 0; i < put_count; i++) {
        Edge put = {puts[i].at, 0, 0};
        g_array_append_val(edges, put);
    }
    Edge last = {length, 0, 0};
    g_array_append_val(edges, last);
    g_array_sort(edges, compare_edges);
    return edges;
}

static void
apply_leaf(PsgCommentMarks *marks, guint number, const Mark *own, guint own_count, const Put *puts,
        guint put_count)
{
    xmlNode *leaf = psg_comment_words_get_leaf(marks->words, number);
    xmlNode *closed = find_closed(marks, number);
    g_autoptr(GArray) edges =
            list_edges(own, own_count, puts, put_count, strlen((const char *)leaf->content));
    gsize at = 0;
    int count = 0, removals = 0;
    guint put = 0;
    for (guint i = 0; i < edges->len; i++) {
        const Edge *edge = &g_array_index(edges, Edge, i);
        add_segment(leaf, at, edge->at, count, removals);
        at = MAX(at, edge->at);
        count += edge->marks;
        removals += edge->removals;
        for (; put < put_count && puts[put].at <= at; put++) {
            if (closed && !puts[put].is_note)
                put_behind(marks, closed, puts[put].element);
            else
                psg_tree_insert_before(leaf, puts[put].element);
        }
    }
    xmlUnlinkNode(leaf);
    xmlFreeNode(leaf);
}

void
psg_comment_marks_apply(PsgCommentMarks *marks)
{
    g_array_sort(marks->marks, compare_marks);
    g_array_sort(marks->puts, compare_puts);
    const Mark *mark = (const Mark *)(gpointer)marks->marks->data;
    const Mark *marks_end = mark + marks->marks->len;
    const Put *put = (const Put *)(gpointer)marks->puts->data;
    const Put *puts_end = put + marks->puts->len;
    while (mark < marks_end) {
        guint leaf = mark->piece.leaf, mark_count = 0, put_count = 0;
        while (mark + mark_count < marks_end && mark[mark_count].piece.leaf == leaf)
            mark_count++;
        while (put + put_count < puts_end && put[put_count].leaf == leaf)
            put_count++;
        apply_leaf(marks, leaf, mark, mark_count, put, put_count);
        mark += mark_count;
        put += put_count;
    }
}
