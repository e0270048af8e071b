/* Elements for inline marks. See marks_tree.h. Pieces that lost their partner on the way, since it
 * stood in an attribute or in HTML that was left out, are dropped: a mark must never run on. */
#include "text/marks_tree.h"

#include <string.h>

#include "text/content_model.h"
#include "text/marks_internal.h"
#include "text/markup.h"
#include "text/tree.h"

#include "base/cleanup.h"

typedef struct {
    xmlDoc *document;
    xmlNode *root;
    const char *source;
    const GArray *marks;
    guint8 *ends; /* by piece: 1 once it began in text, 2 once it ended there */
    guint piece_count;
    gint open;        /* the piece that the walk is in; -1 */
    xmlNode *wrapper; /* the last one made for it */
    GPtrArray *empty; /* xmlNode: paragraphs that may hold nothing now */
} Walk;

static gboolean
is_class(const xmlNode *node, const char *name, const char *class)
{
    return psg_tree_is(node, name) && !g_strcmp0(psg_tree_get_attribute(node, "class"), class);
}

gboolean
psg_mark_is_added(const xmlNode *node)
{
    return is_class(node, "ins", "mark") || is_class(node, "span", "mark-note") ||
           is_class(node, "span", "mark-word");
}

/* --- Reading pieces --- */

/* Reads the piece at `at`, moves behind it, and returns its sign; 0 when it is broken. */
static char
read_piece(const Walk *walk, const char **at, guint *piece)
{
    char sign = **at;
    const char *digits = *at + 1;
    char *end;
    guint64 number = g_ascii_isdigit(*digits) ? g_ascii_strtoull(digits, &end, 10) : 0;
    if (!g_ascii_isdigit(*digits) || *end != sign || number >= walk->piece_count) {
        *at += 1;
        return 0;
    }
    *at = end + 1;
    *piece = (guint)number;
    return sign;
}

/* The same text without its pieces. */
static char *
drop_pieces(const Walk *walk, const char *text)
{
    GString *out = g_string_new(NULL);
    while (*text) {
        gsize length = strcspn(text, PSG_PIECES);
        g_string_append_len(out, text, (gssize)length);
        text += length;
        guint piece;
        if (*text)
            read_piece(walk, &text, &piece);
    }
    return g_string_free(out, FALSE);
}

static void
clean_attributes(const Walk *walk, xmlNode *node)
{
    for (xmlAttr *attribute = node->properties; attribute; attribute = attribute->next) {
        psg_autoxml *value = xmlNodeListGetString(walk->document, attribute->children, 1);
        if (!value || !strpbrk((const char *)value, PSG_PIECES))
            continue;
        g_autofree char *clean = drop_pieces(walk, (const char *)value);
        xmlSetProp(node, attribute->name, (const xmlChar *)clean);
    }
}

/* Which pieces begin and end in text, in this order. */
static void
find_ends(Walk *walk)
{
    for (xmlNode *node = walk->root; node; node = psg_tree_get_next(node, walk->root)) {
        if (node->type == XML_ELEMENT_NODE)
            clean_attributes(walk, node);
        if (node->type != XML_TEXT_NODE || !node->content)
            continue;
        for (const char *at = (const char *)node->content; (at = strpbrk(at, PSG_PIECES));) {
            guint piece;
            char sign = read_piece(walk, &at, &piece);
            if (sign == PSG_PIECE_BEGINS)
                walk->ends[piece] = 1;
            else if (sign == PSG_PIECE_ENDS && walk->ends[piece] == 1)
                walk->ends[piece] = 2;
        }
    }
}

/* --- Elements --- */

static xmlNode *
new_element(Walk *walk, const char *name, const char *class, const xmlNode *beside)
{
    xmlNode *node = xmlNewDocNode(walk->document, NULL, (const xmlChar *)name, NULL);
    if (class)
        xmlNewProp(node, (const xmlChar *)"class", (const xmlChar *)class);
    node->line = beside->line;
    return node;
}

static void
append_text(Walk *walk, xmlNode *node, const char *text, gsize length)
{
    psg_tree_append(node, xmlNewDocTextLen(walk->document, (const xmlChar *)text, (int)length));
}

static void
append_word(Walk *walk, xmlNode *node, const char *words)
{
    xmlNode *word = new_element(walk, "span", "mark-word", node);
    append_text(walk, word, words, strlen(words));
    psg_tree_append(node, word);
}

static const PsgMark *
get_mark(const Walk *walk, guint piece)
{
    return &g_array_index(walk->marks, PsgMark, piece / 2);
}

static xmlNode *
new_wrapper(Walk *walk, guint piece, const xmlNode *beside)
{
    const PsgMark *mark = get_mark(walk, piece);
    if (mark->kind == PSG_MARK_HIGHLIGHT)
        return new_element(walk, "mark", NULL, beside);
    gboolean is_new = mark->kind == PSG_MARK_ADDITION || piece % 2 == 1;
    xmlNode *wrapper = new_element(walk, is_new ? "ins" : "del", "mark", beside);
    append_word(walk, wrapper, is_new ? "Suggested addition: " : "Suggested deletion: ");
    return wrapper;
}

static xmlNode *
new_note(Walk *walk, guint piece, const xmlNode *beside)
{
    const PsgMark *mark = get_mark(walk, piece);
    xmlNode *note = new_element(walk, "span", "mark-note", beside);
    xmlNewProp(note, (const xmlChar *)"role", (const xmlChar *)"note");
    append_word(walk, note, " Comment: ");
    append_text(walk, note, walk->source + mark->note_start, mark->note_end - mark->note_start);
    append_word(walk, note, " (end of comment) ");
    return note;
}

/* Puts `node`, which stands nowhere, before `place` and into the wrapper of the open mark. */
static void
wrap(Walk *walk, xmlNode *place, xmlNode *node)
{
    xmlNode *before = place->prev;
    if (!walk->wrapper || before != walk->wrapper) {
        walk->wrapper = new_wrapper(walk, (guint)walk->open, place->parent);
        psg_tree_insert_before(place, walk->wrapper);
    }
    psg_tree_append(walk->wrapper, node);
}

/* --- The walk --- */

static gboolean
is_space(const char *text, gsize length)
{
    return strspn(text, " \t\n") >= length;
}

/* Text inside of a list, a table or a quotation but not of its lines is white space. */
static gboolean
holds_lines(const xmlNode *node)
{
    return psg_element_get_kind((const char *)node->name) < PSG_ELEMENT_STRUCTURE;
}

static void
place_text(Walk *walk, xmlNode *place, const char *text, gsize length)
{
    if (length == 0)
        return;
    xmlNode *node = xmlNewDocTextLen(walk->document, (const xmlChar *)text, (int)length);
    gboolean is_between =
            is_space(text, length) &&
            (!holds_lines(place->parent) || !walk->wrapper || place->prev != walk->wrapper);
    if (walk->open >= 0 && !is_between)
        wrap(walk, place, node);
    else
        psg_tree_insert_before(place, node);
}

static void
take_piece(Walk *walk, xmlNode *place, char sign, guint piece)
{
    if (sign == PSG_PIECE_NOTE)
        psg_tree_insert_before(place, new_note(walk, piece, place->parent));
    else if (sign == PSG_PIECE_BEGINS && walk->ends[piece] == 2)
        walk->open = (gint)piece;
    else if (sign == PSG_PIECE_ENDS && walk->open == (gint)piece)
        walk->open = -1;
    else
        return;
    walk->wrapper = NULL;
}

/* Cuts a text at its pieces. */
static void
take_text(Walk *walk, xmlNode *node)
{
    const char *at = (const char *)node->content;
    gboolean has_pieces = strpbrk(at, PSG_PIECES) != NULL;
    if (walk->open < 0 && !has_pieces)
        return;
    while (*at) {
        gsize length = strcspn(at, PSG_PIECES);
        place_text(walk, node, at, length);
        at += length;
        guint piece = 0;
        char sign = *at ? read_piece(walk, &at, &piece) : 0;
        if (sign)
            take_piece(walk, node, sign, piece);
    }
    GPtrArray *empty = walk->empty;
    if (has_pieces && psg_tree_is(node->parent, "p") &&
            (empty->len == 0 || g_ptr_array_index(empty, empty->len - 1) != node->parent))
        g_ptr_array_add(empty, node->parent);
    xmlUnlinkNode(node);
    xmlFreeNode(node);
}

static gboolean
holds_pieces(const xmlNode *top)
{
    for (const xmlNode *node = top; node; node = psg_tree_get_next(node, top))
        if (node->type == XML_TEXT_NODE && node->content &&
                strpbrk((const char *)node->content, PSG_PIECES))
            return TRUE;
    return FALSE;
}

/* TRUE for an element that is wrapped as a whole. */
static gboolean
goes_in(const Walk *walk, const xmlNode *node)
{
    PsgElementKind kind = psg_element_get_kind((const char *)node->name);
    return walk->open >= 0 && (kind == PSG_ELEMENT_PHRASING || kind == PSG_ELEMENT_VOID) &&
           holds_lines(node->parent) && !holds_pieces(node);
}

static void
move_in(Walk *walk, xmlNode *node)
{
    xmlNode *place = xmlNewDocText(walk->document, (const xmlChar *)"");
    psg_tree_insert_before(node, place);
    xmlUnlinkNode(node);
    wrap(walk, place, node);
    xmlUnlinkNode(place);
    xmlFreeNode(place);
}

/* A paragraph that held nothing but a piece. */
static void
drop_empty(Walk *walk)
{
    for (guint i = 0; i < walk->empty->len; i++) {
        xmlNode *paragraph = g_ptr_array_index(walk->empty, i);
        g_autofree char *text = psg_markup_get_text(paragraph);
        if (*text || xmlFirstElementChild(paragraph))
            continue;
        xmlUnlinkNode(paragraph);
        xmlFreeNode(paragraph);
    }
}

void
psg_marks_build(xmlDoc *document, xmlNode *root, const char *source, const GArray *marks)
{
    Walk walk = {.document = document,
            .root = root,
            .source = source,
            .marks = marks,
            .piece_count = 2 * marks->len,
            .open = -1,
            .empty = g_ptr_array_new()};
    g_autofree guint8 *ends = walk.ends = g_new0(guint8, walk.piece_count);
    find_ends(&walk);
    for (xmlNode *node = root->children, *next; node; node = next) {
        next = psg_tree_get_next(node, root);
        if (node->type == XML_TEXT_NODE && node->content) {
            take_text(&walk, node);
        } else if (node->type == XML_ELEMENT_NODE && goes_in(&walk, node)) {
            next = psg_tree_get_next_outside(node, root);
            move_in(&walk, node);
        }
    }
    drop_empty(&walk);
    g_ptr_array_unref(walk.empty);
}

char *
psg_marks_get_text(const xmlNode *node)
{
    xmlNode *copy = xmlDocCopyNode((xmlNode *)node, node->doc, 1);
    for (xmlNode *at = copy->children, *next; at; at = next) {
        next = psg_tree_get_next(at, copy);
        if (!psg_mark_is_added(at))
            continue;
        next = psg_tree_get_next_outside(at, copy);
        xmlUnlinkNode(at);
        xmlFreeNode(at);
    }
    char *text = psg_markup_get_text(copy);
    xmlFreeNode(copy);
    return g_strstrip(text);
}
