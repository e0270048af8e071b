/* Plain text of a paragraph: what GitHub's dialect finds in it that CommonMark does not, namely
 * strikethrough, addresses and footnote references. One pass over the bytes; strikethrough wraps
 * what was built since its opener. */
#include "text/builder.h"

#include <string.h>

#include "text/autolink.h"
#include "text/tree.h"

/* Bytes at which something may begin. */
static const guint8 is_special[256] = {[PSG_MARK_OPEN] = 1,
        [PSG_MARK_CLOSE] = 1,
        [PSG_MARK_ESCAPE] = 1,
        ['~'] = 1,
        [':'] = 1,
        ['@'] = 1,
        ['w'] = 1,
        ['W'] = 1};

typedef struct {
    PsgBuilder *builder;
    const char *text;
    gsize written;          /* what is before it has been built */
    gunichar before, after; /* what stands on the sides of the text node, for flanking */
} Run;

static void
flush(Run *run, gsize end)
{
    if (end > run->written)
        psg_builder_add_text(run->builder, run->text + run->written, end - run->written);
    run->written = end;
}

/* What a delimiter run sees beyond the ends of its text node: a blank at the ends of a block and at
 * line breaks, a punctuation character where another inline begins. */
static gunichar
look_beyond(cmark_node *neighbour, cmark_node *parent)
{
    cmark_node_type type = cmark_node_get_type(neighbour ? neighbour : parent);
    if (neighbour)
        return type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK ? ' ' : '*';
    return type >= CMARK_NODE_FIRST_BLOCK && type <= CMARK_NODE_LAST_BLOCK ? ' ' : '*';
}

/* --- strikethrough (GFM, section 6.5) --- */

static gboolean
is_punctuation(gunichar c)
{
    return g_unichar_ispunct(c);
}

static PsgTilde *
get_opener(const PsgBuilder *builder, guint place)
{
    return &g_array_index(builder->tildes, PsgTilde, place - 1);
}

static void
push_opener(PsgBuilder *builder, xmlNode *marker, gsize length)
{
    guint count = builder->tildes->len;
    guint other = count > 0 && get_opener(builder, count)->length == length
                          ? get_opener(builder, count)->other
                          : count;
    PsgTilde opener = {marker, length, other, builder->deepest};
    g_array_append_val(builder->tildes, opener);
    builder->deepest = builder->depth;
}

/* The place (from 1) of the nearest opener that a run of this length closes, 0 when there is none.
 * Runs are of one or two tildes, so that this takes two steps at most. */
static guint
find_opener(const PsgBuilder *builder, gsize length)
{
    guint place = builder->tildes->len;
    if (place > 0 && get_opener(builder, place)->length != length)
        place = get_opener(builder, place)->other;
    return place > 0 && get_opener(builder, place)->marker->parent == builder->current ? place : 0;
}

/* What follows the opener goes a level down: FALSE when it is too deep for that. */
static gboolean
reserve_level(PsgBuilder *builder, guint place)
{
    guint deepest = builder->deepest;
    for (guint i = builder->tildes->len; i > place; i--)
        deepest = MAX(deepest, get_opener(builder, i)->deepest);
    if (deepest >= PSG_TREE_DEPTH_LIMIT) {
        psg_builder_say_too_deep(builder);
        return FALSE;
    }
    builder->deepest = MAX(deepest + 1, get_opener(builder, place)->deepest);
    return TRUE;
}

static void
add_tildes(Run *run, gsize start, gsize length)
{
    const char *text = run->text;
    gunichar before = start > 0 ? g_utf8_get_char(g_utf8_prev_char(text + start)) : run->before;
    gunichar after = text[start + length] ? g_utf8_get_char(text + start + length) : run->after;
    gboolean is_left =
            !g_unichar_isspace(after) &&
            (!is_punctuation(after) || g_unichar_isspace(before) || is_punctuation(before));
    gboolean is_right =
            !g_unichar_isspace(before) &&
            (!is_punctuation(before) || g_unichar_isspace(after) || is_punctuation(after));
    PsgBuilder *builder = run->builder;
    flush(run, start);
    run->written = start + length;

    guint place = is_right ? find_opener(builder, length) : 0;
    if (place > 0 && reserve_level(builder, place)) {
        PsgTilde opener = g_array_index(builder->tildes, PsgTilde, place - 1);
        xmlNode *deleted = psg_builder_new(builder, "del");
        xmlReplaceNode(opener.marker, deleted);
        xmlFreeNode(opener.marker);
        while (deleted->next) {
            xmlNode *moved = deleted->next;
            xmlUnlinkNode(moved);
            psg_tree_append(deleted, moved);
        }
        g_array_set_size(builder->tildes, place - 1);
        return;
    }
    xmlNode *marker = psg_builder_add_text(builder, text + start, length);
    if (is_left)
        push_opener(builder, marker, length);
}

void
psg_builder_end_strikethrough(PsgBuilder *builder, const xmlNode *parent)
{
    while (builder->tildes->len > 0 &&
            g_array_index(builder->tildes, PsgTilde, builder->tildes->len - 1).marker->parent ==
                    parent) {
        guint deepest = g_array_index(builder->tildes, PsgTilde, builder->tildes->len - 1).deepest;
        builder->deepest = MAX(builder->deepest, deepest);
        g_array_set_size(builder->tildes, builder->tildes->len - 1);
    }
}

/* --- links and notes --- */

/* The end of the address, past marks: an escape in an address is part of its text. */
static void
add_autolink(Run *run, const PsgAutolink *link)
{
    flush(run, link->start);
    g_autofree char *shown = g_strndup(run->text + link->start, link->end - link->start),
                    *owned = NULL;
    const char *address = psg_source_unmark(shown, FALSE, &owned);
    g_autofree char *url = g_strconcat(link->scheme, address, NULL);
    xmlNode *node = psg_builder_open(run->builder, "a");
    psg_builder_set(node, "href", url);
    psg_builder_add_text(run->builder, address, strlen(address));
    psg_builder_close(run->builder);
    run->written = link->end;
}

/* `[^label]` at `start`: a reference, or text when there is no such note. What an entity (`&#1;`)
 * made is no mark. */
static gsize
add_reference(Run *run, gsize start)
{
    if (run->text[start + 1] != '^')
        return start + 1;
    const char *close = strchr(run->text + start, PSG_MARK_CLOSE);
    flush(run, start);
    if (!close) {
        psg_builder_add_text(run->builder, "[", 1);
        return run->written = start + 1;
    }
    const char *label = run->text + start + 2;
    gsize length = (gsize)(close - label), end = (gsize)(close + 1 - run->text);
    if (!psg_builder_add_footnote_reference(run->builder, label, length)) {
        g_autofree char *text = g_strdup_printf("[^%.*s]", (int)length, label);
        psg_builder_add_text(run->builder, text, strlen(text));
    }
    return run->written = end;
}

static gsize
visit(Run *run, gsize at)
{
    const char *text = run->text;
    PsgAutolink link;
    switch (text[at]) {
    case PSG_MARK_OPEN:
        return add_reference(run, at);
    case PSG_MARK_CLOSE:
        flush(run, at);
        psg_builder_add_text(run->builder, "]", 1);
        return run->written = at + 1;
    case PSG_MARK_ESCAPE:
        flush(run, at);
        run->written = at + 1;
        return at + (text[at + 1] ? 2 : 1);
    case '~': {
        gsize length = strspn(text + at, "~");
        if (length <= 2)
            add_tildes(run, at, length);
        return at + length;
    }
    default:
        if (psg_autolink_find(
                    text, at, run->written, run->before == ' ' || run->before == '*', &link) &&
                !psg_builder_is_in_link(run->builder)) {
            add_autolink(run, &link);
            return link.end;
        }
        return at + 1;
    }
}

void
psg_builder_add_inline_text(PsgBuilder *builder, cmark_node *node, const char *literal)
{
    cmark_node *parent = cmark_node_parent(node);
    Run run = {builder, literal, 0, look_beyond(cmark_node_previous(node), parent),
            look_beyond(cmark_node_next(node), parent)};
    gsize at = literal[0] == PSG_MARK_LINE ? 1 + (literal[1] == ' ') : 0;
    run.written = at;
    while (literal[at]) {
        if (is_special[(guchar)literal[at]])
            at = visit(&run, at);
        else
            at++;
    }
    flush(&run, at);
}
