/* From a tree to what is compared: its blocks in order, and the words in each. What the engine
 * wrote itself (numbers of footnotes, links back) is left out. Never recursive: depth is the
 * author's. */
#include "text/diff/internal.h"

#include <string.h>

#include "text/content_model.h"
#include "text/tree.h"

/* A table that is being walked. */
typedef struct {
    const xmlNode *table;
    guint row, column, cell_block; /* rows and columns begun; blocks there were before the cell */
    gboolean is_in_cell;
} Table;

typedef struct {
    PsgDiffSide *side;
    GArray *tables;   /* Table, innermost last */
    GArray *marks;    /* guint64, of the inline elements that are open */
    guint heading;    /* headings met */
    gboolean is_item; /* nothing of the list item was met yet */
} Flattener;

static gboolean
has_class(const xmlNode *node, const char *class)
{
    const char *value = psg_tree_get_attribute(node, "class");
    return value && !strcmp(value, class);
}

static gboolean
is_block(const xmlNode *node)
{
    return node->type == XML_ELEMENT_NODE &&
           psg_element_get_kind((const char *)node->name) >= PSG_ELEMENT_LINES;
}

static gboolean
is_heading(const xmlNode *node)
{
    return node->name[0] == 'h' && node->name[1] >= '1' && node->name[1] <= '6' && !node->name[2];
}

/* --- words --- */

/* FNV-1a, 64 bits. */
static guint64
hash_string(guint64 hash, const char *string)
{
    for (const guchar *at = (const guchar *)string; *at; at++)
        hash = (hash ^ *at) * G_GUINT64_CONSTANT(0x100000001b3);
    return (hash ^ 0xff) * G_GUINT64_CONSTANT(0x100000001b3);
}

static guint64
hash_pair(const char *name, const char *value)
{
    guint64 hash = hash_string(G_GUINT64_CONSTANT(0xcbf29ce484222325), name);
    return value ? hash_string(hash, value) : hash;
}

/* What an inline element adds to the mark of its words. Marks are added up, so that the order in
 * which elements stand in each other does not count. */
static guint64
get_mark(const xmlNode *element)
{
    static const char *const meant[] = {
            "code", "del", "ins", "kbd", "q", "rp", "rt", "s", "samp", "sub", "sup", "var", NULL};
    const char *name = (const char *)element->name;
    guint64 mark = g_strv_contains(meant, name) ? hash_pair(name, NULL) : 0;
    const char *address = psg_tree_is(element, "a") && !has_class(element, "term")
                                  ? psg_tree_get_attribute(element, "href")
                                  : NULL;
    if (address)
        mark += hash_pair("href", address);
    const char *language = psg_tree_get_attribute(element, "lang");
    if (language)
        mark += hash_pair("lang", language);
    return mark;
}

/* One word for a whole element. */
static void
add_element_word(Flattener *flattener, const xmlNode *element, const char *text, guint64 mark,
        gboolean *has_space)
{
    PsgDiffWord word = {.text = text,
            .length = (guint)strlen(text),
            .node = element,
            .mark = mark,
            .has_space = *has_space};
    g_array_append_val(flattener->side->words, word);
    *has_space = FALSE;
}

static const char *
get_attribute_or_empty(const xmlNode *element, const char *name)
{
    const char *value = psg_tree_get_attribute(element, name);
    return value ? value : "";
}

#define BOX "\342\230\220"         /* U+2610 */
#define BOX_CHECKED "\342\230\221" /* U+2611 */

/* Adds what an inline element is as a whole. FALSE: what it holds is to be looked at. */
static gboolean
add_whole_element(Flattener *flattener, const xmlNode *element, guint64 mark, gboolean *has_space)
{
    const char *name = (const char *)element->name;
    if (!strcmp(name, "br")) {
        *has_space = TRUE;
    } else if (!strcmp(name, "img")) {
        const char *alternative = get_attribute_or_empty(element, "alt");
        const char *source = get_attribute_or_empty(element, "src");
        add_element_word(flattener, element, alternative,
                mark + hash_pair(source, alternative) + hash_pair("img", NULL), has_space);
    } else if (!strcmp(name, "input")) {
        gboolean is_checked = psg_tree_get_attribute(element, "checked") != NULL;
        add_element_word(flattener, element, is_checked ? BOX_CHECKED : BOX, mark, has_space);
    } else if (!strcmp(name, "sup") && has_class(element, "footnote-ref")) {
        const xmlNode *number = element->children;
        while (number && number->type == XML_ELEMENT_NODE)
            number = number->children;
        add_element_word(flattener, element,
                number && number->content ? (const char *)number->content : "", mark, has_space);
    } else {
        return has_class(element, "footnote-number") || has_class(element, "footnote-back");
    }
    return TRUE;
}

/* The words of the siblings from `first` to `last`. */
static void
add_words(Flattener *flattener, const xmlNode *first, const xmlNode *last, gboolean is_code)
{
    guint64 mark = 0;
    gboolean has_space = FALSE;
    g_array_set_size(flattener->marks, 0);
    for (const xmlNode *node = first;;) {
        if ((node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) &&
                node->content) {
            PsgDiffWord model = {.node = node, .mark = mark};
            psg_diff_split_words(flattener->side->words, &model, (const char *)node->content,
                    strlen((const char *)node->content), is_code, &has_space);
        } else if (node->type == XML_ELEMENT_NODE &&
                   !add_whole_element(flattener, node, mark, &has_space) && node->children) {
            g_array_append_val(flattener->marks, mark);
            mark += get_mark(node);
            node = node->children;
            continue;
        }
        while (!node->next && flattener->marks->len > 0) {
            node = node->parent;
            mark = g_array_index(flattener->marks, guint64, flattener->marks->len - 1);
            g_array_set_size(flattener->marks, flattener->marks->len - 1);
        }
        if (node == last && flattener->marks->len == 0)
            return;
        node = node->next;
    }
}

/* An image that is all there is in its block: its alternative text becomes the block's words. */
static void
open_picture(Flattener *flattener, guint word)
{
    GArray *words = flattener->side->words;
    const xmlNode *image = g_array_index(words, PsgDiffWord, word).node;
    const char *alternative = get_attribute_or_empty(image, "alt");
    PsgDiffWord model = {.text = alternative,
            .node = image,
            .mark = hash_pair("src", get_attribute_or_empty(image, "src"))};
    gboolean has_space = FALSE;
    g_array_set_size(words, word);
    psg_diff_split_words(words, &model, alternative, strlen(alternative), FALSE, &has_space);
    if (words->len == word)
        g_array_append_val(words, model);
    g_array_index(words, PsgDiffWord, word).has_space = FALSE;
}

/* --- blocks --- */

static Table *
get_table(const Flattener *flattener)
{
    return flattener->tables->len > 0
                   ? &g_array_index(flattener->tables, Table, flattener->tables->len - 1)
                   : NULL;
}

static PsgBlockKind
get_kind(Flattener *flattener, const xmlNode *parent, guint word_start)
{
    const GArray *words = flattener->side->words;
    const Table *table = get_table(flattener);
    if (is_heading(parent))
        return PSG_BLOCK_HEADING;
    if (psg_tree_is(parent, "pre") ||
            (psg_tree_is(parent, "code") && psg_tree_is(parent->parent, "pre")))
        return PSG_BLOCK_CODE;
    if (table && table->is_in_cell)
        return PSG_BLOCK_CELL;
    if (words->len == word_start + 1 &&
            psg_tree_is(g_array_index(words, PsgDiffWord, word_start).node, "img"))
        return PSG_BLOCK_PICTURE;
    return PSG_BLOCK_PARAGRAPH;
}

static void
add_block(Flattener *flattener, PsgDiffBlock *block)
{
    const Table *table = get_table(flattener);
    block->heading = flattener->heading > 0 ? flattener->heading - 1 : G_MAXUINT;
    if (block->kind == PSG_BLOCK_CELL) {
        block->row = table->row - 1;
        block->column = table->column - 1;
    }
    block->is_item = flattener->is_item;
    flattener->is_item = FALSE;
    g_array_append_val(flattener->side->blocks, *block);
}

/* The siblings from `first` to `last` stand in lines: a block, when there is anything to read. */
static void
add_lines(Flattener *flattener, const xmlNode *first, const xmlNode *last)
{
    const xmlNode *parent = first->parent;
    GArray *words = flattener->side->words;
    if (psg_tree_is(parent, "pre") && first == last && psg_tree_is(first, "code") &&
            first->children) {
        parent = first;
        first = parent->children;
        last = parent->last;
    }
    guint word_start = words->len;
    add_words(flattener, first, last, psg_tree_is(parent, "code") || psg_tree_is(parent, "pre"));
    if (words->len == word_start)
        return;
    g_array_index(words, PsgDiffWord, word_start).has_space = FALSE;
    PsgDiffBlock block = {.kind = get_kind(flattener, parent, word_start),
            .parent = parent,
            .first = first,
            .last = last,
            .word_start = word_start};
    if (block.kind == PSG_BLOCK_PICTURE)
        open_picture(flattener, word_start);
    block.word_end = words->len;
    add_block(flattener, &block);
}

/* A block without words that still has a place: a rule, an empty cell. */
static void
add_empty(Flattener *flattener, const xmlNode *element, PsgBlockKind kind)
{
    guint word = flattener->side->words->len;
    PsgDiffBlock block = {.kind = kind, .parent = element, .word_start = word, .word_end = word};
    add_block(flattener, &block);
}

static gboolean
is_cell(const xmlNode *element)
{
    return psg_tree_is(element, "td") || psg_tree_is(element, "th");
}

static void
enter(Flattener *flattener, const xmlNode *element)
{
    const GPtrArray *headings = flattener->side->text->headings;
    Table *table = get_table(flattener);
    if (psg_tree_is(element, "table")) {
        Table begun = {.table = element};
        g_array_append_val(flattener->tables, begun);
    } else if (table && psg_tree_is(element, "tr")) {
        table->row++;
        table->column = 0;
    } else if (table && table->row > 0 && is_cell(element)) {
        table->column++;
        table->cell_block = flattener->side->blocks->len;
        table->is_in_cell = TRUE;
    } else if (psg_tree_is(element, "li")) {
        flattener->is_item = TRUE;
    } else if (psg_tree_is(element, "hr")) {
        add_empty(flattener, element, PSG_BLOCK_RULE);
    } else if (is_heading(element) && headings && flattener->heading < headings->len &&
               ((PsgHeading *)g_ptr_array_index(headings, flattener->heading))->node == element) {
        flattener->heading++;
    }
}

static void
leave(Flattener *flattener, const xmlNode *element)
{
    Table *table = get_table(flattener);
    if (table && element == table->table) {
        g_array_set_size(flattener->tables, flattener->tables->len - 1);
    } else if (table && table->is_in_cell && is_cell(element)) {
        if (table->cell_block == flattener->side->blocks->len)
            add_empty(flattener, element, PSG_BLOCK_CELL);
        table->is_in_cell = FALSE;
    } else if (psg_tree_is(element, "li")) {
        flattener->is_item = FALSE;
    }
}

/* The heading that the engine writes above the footnotes is nobody's text. */
static gboolean
is_own_heading(const xmlNode *element)
{
    return is_heading(element) && psg_tree_is(element->parent, "section") &&
           has_class(element->parent, "footnotes") && !element->prev;
}

void
psg_diff_flatten(PsgDiffSide *side)
{
    Flattener flattener = {.side = side,
            .tables = g_array_new(FALSE, FALSE, sizeof(Table)),
            .marks = g_array_new(FALSE, FALSE, sizeof(guint64))};
    const xmlNode *root = side->text->root;
    for (const xmlNode *node = root->children; node;) {
        if (is_block(node)) {
            enter(&flattener, node);
            if (node->children && !is_own_heading(node)) {
                node = node->children;
                continue;
            }
            leave(&flattener, node);
        } else {
            const xmlNode *first = node;
            while (node->next && !is_block(node->next))
                node = node->next;
            add_lines(&flattener, first, node);
        }
        while (!node->next && node->parent != root) {
            node = node->parent;
            leave(&flattener, node);
        }
        node = node->next;
    }
    g_array_unref(flattener.tables);
    g_array_unref(flattener.marks);
}
