/* Where inline marks may stand: in all lines but those of front matter and of code blocks. cmark
 * knows which lines those are; it is only asked about sources that seem to hold a mark.
 * CommonMark 0.30, sections 4.4 and 4.5. */
#include <cmark.h>
#include <string.h>

#include "text/front_matter.h"
#include "text/marks_internal.h"
#include "text/source.h"

#include "base/cleanup.h"

/* Lines end as cmark has it: with a line feed, a carriage return, or both. */
static void
split(GArray *lines, const char *source, gsize length)
{
    for (gsize at = 0; at < length;) {
        gsize end = at;
        while (end < length && source[end] != '\n' && source[end] != '\r')
            end++;
        if (end < length)
            end += source[end] == '\r' && end + 1 < length && source[end + 1] == '\n' ? 2 : 1;
        PsgMarkLine line = {at, end, end, FALSE};
        g_array_append_val(lines, line);
        at = end;
    }
}

static PsgMarkLine *
get_line(GArray *lines, guint number)
{
    return &g_array_index(lines, PsgMarkLine, number);
}

/* "[^label]:" begins a note (as footnote.c reads it), whose further paragraphs are indented as code
 * is. */
static gboolean
begins_note(const char *source, const PsgMarkLine *line)
{
    const char *at = source + line->start, *end = source + line->end;
    while (at < end && strchr(" >", *at))
        at++;
    if (end - at < 4 || at[0] != '[' || at[1] != '^')
        return FALSE;
    const char *close = memchr(at, ']', (gsize)(end - at));
    return close && close + 1 < end && close[1] == ':';
}

static gboolean
is_fenced(const char *source, const PsgMarkLine *line, int column)
{
    gsize at = line->start + (column > 0 ? (gsize)column - 1 : 0);
    while (at < line->end && source[at] == ' ')
        at++;
    return at < line->end && (source[at] == '`' || source[at] == '~');
}

typedef struct {
    const char *source;
    GArray *lines;
    guint first;       /* the line that cmark calls 1 */
    cmark_node *notes; /* the last block that is or belongs to a footnote's definition */
} Places;

/* Whether the block goes on with a note. */
static gboolean
is_after_note(const Places *places, cmark_node *node)
{
    return places->notes && cmark_node_previous(node) == places->notes;
}

/* cmark leaves out the last line of HTML that its own end closes ("-->", "</pre>"). */
static guint
count_html_lines(cmark_node *node)
{
    guint lines = 0;
    for (const char *at = cmark_node_get_literal(node); at && (at = strchr(at, '\n')); at++)
        lines++;
    return lines;
}

static void
take_block(Places *places, cmark_node *node)
{
    guint first = places->first + (guint)MAX(cmark_node_get_start_line(node), 1) - 1;
    guint last = places->first + (guint)MAX(cmark_node_get_end_line(node), 1) - 1;
    if (cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK)
        last = MAX(last + 1, first + count_html_lines(node)) - 1;
    last = MIN(last, places->lines->len - 1);
    if (first > last)
        return;
    gboolean is_code = cmark_node_get_type(node) == CMARK_NODE_CODE_BLOCK;
    if (is_code && is_after_note(places, node) &&
            !is_fenced(places->source, get_line(places->lines, first),
                    cmark_node_get_start_column(node))) {
        is_code = FALSE;
        places->notes = node;
    }
    gsize block_end = get_line(places->lines, last)->end;
    for (guint i = first; i <= last; i++) {
        PsgMarkLine *line = get_line(places->lines, i);
        line->is_code |= is_code;
        line->block_end = block_end;
        if (!is_code && begins_note(places->source, line))
            places->notes = node;
    }
}

/* A source parsed as the dialect has it: "[^1]: note" is no link's definition. */
static cmark_node *
parse(const char *source, gsize length)
{
    g_autofree char *copy = g_malloc(length + 1);
    memcpy(copy, source, length);
    copy[length] = '\0';
    for (char *at = copy; (at = memchr(at, '[', (gsize)(copy + length - at))); at++)
        if (at[1] == '^')
            *at = PSG_MARK_OPEN;
    return cmark_parse_document(copy, length, CMARK_OPT_SOURCEPOS);
}

GArray *
psg_mark_lines_new(const char *source, gsize length)
{
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(PsgMarkLine));
    gsize bom = length >= 3 && !memcmp(source, "\xef\xbb\xbf", 3) ? 3 : 0;
    split(lines, source, length);
    Places places = {source, lines, psg_front_matter_count_lines(source + bom, length - bom), NULL};
    places.first = MIN(places.first, lines->len);
    for (guint i = 0; i < places.first; i++)
        get_line(lines, i)->is_code = TRUE;
    if (places.first == lines->len)
        return lines;
    gsize start = get_line(lines, places.first)->start;
    g_autoptr(cmark_node) root = parse(source + start, length - start);
    g_autoptr(cmark_iter) iter = cmark_iter_new(root);
    for (cmark_event_type event; (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE;) {
        cmark_node *node = cmark_iter_get_node(iter);
        if (event != CMARK_EVENT_ENTER)
            continue;
        switch (cmark_node_get_type(node)) {
        case CMARK_NODE_CODE_BLOCK:
        case CMARK_NODE_PARAGRAPH:
        case CMARK_NODE_HEADING:
        case CMARK_NODE_HTML_BLOCK:
            take_block(&places, node);
            break;
        default:
            break;
        }
    }
    return lines;
}
