/* A paragraph on its way to its lines: words of the tree become one string with spans, white space
 * folded as HTML does (CSS Text Level 3, section 4.1), and it stays known which byte of which text
 * node each came from. */
#include <string.h>

#include "publish/print/flow/internal.h"

#define TAB_WIDTH 4

void
psg_flow_words_init(PsgFlowWords *words)
{
    *words = (PsgFlowWords){.text = g_string_new(NULL),
            .spans = g_array_new(FALSE, FALSE, sizeof(PsgTypeSpan)),
            .sources = g_array_new(FALSE, FALSE, sizeof(PsgFlowSource)),
            .objects = g_array_new(FALSE, FALSE, sizeof(PsgBounds)),
            .anchors = g_array_new(FALSE, FALSE, sizeof(PsgFlowAnchor)),
            .calls = g_array_new(FALSE, FALSE, sizeof(PsgFlowCall)),
            .changes = g_array_new(FALSE, FALSE, sizeof(PsgFlowRange))};
}

void
psg_flow_words_clear(PsgFlowWords *words)
{
    g_string_free(words->text, TRUE);
    g_array_unref(words->spans);
    g_array_unref(words->sources);
    g_array_unref(words->objects);
    g_array_unref(words->anchors);
    g_array_unref(words->calls);
    g_array_unref(words->changes);
}

void
psg_flow_words_reset(PsgFlowWords *words)
{
    g_string_truncate(words->text, 0);
    g_array_set_size(words->spans, 0);
    g_array_set_size(words->sources, 0);
    g_array_set_size(words->objects, 0);
    g_array_set_size(words->anchors, 0);
    g_array_set_size(words->calls, 0);
    g_array_set_size(words->changes, 0);
    words->space = PSG_FLOW_NO_SPACE;
    words->is_preformatted = FALSE;
    words->column = 0;
}

/* --- spans --- */

/* Makes the last span reach to the end of the text, or begins another. */
static void
extend_span(PsgFlowWords *words, guint start, const PsgFlowManner *manner)
{
    PsgTypeSpan *last = words->spans->len > 0
                                ? &g_array_index(words->spans, PsgTypeSpan, words->spans->len - 1)
                                : NULL;
    if (last && last->look == manner->look && last->owner == manner->owner &&
            last->language == manner->language) {
        last->end = (guint)words->text->len;
        return;
    }
    PsgTypeSpan span = {.start = start,
            .end = (guint)words->text->len,
            .look = manner->look,
            .language = manner->language,
            .owner = manner->owner};
    if (words->sources->len > 0) {
        const PsgFlowSource *source =
                &g_array_index(words->sources, PsgFlowSource, words->sources->len - 1);
        span.source = source->node;
        span.source_start = source->offset + (start - source->at);
    }
    g_array_append_val(words->spans, span);
}

static void
append(PsgFlowWords *words, const char *text, gsize length, const PsgFlowManner *manner)
{
    guint start = (guint)words->text->len;
    g_string_append_len(words->text, text, (gssize)length);
    extend_span(words, start, manner);
}

static void
note_source(PsgFlowWords *words, const xmlNode *node, guint offset)
{
    guint at = (guint)words->text->len;
    if (words->sources->len > 0) {
        const PsgFlowSource *last =
                &g_array_index(words->sources, PsgFlowSource, words->sources->len - 1);
        if (last->node == node && offset - last->offset == at - last->at)
            return;
    }
    PsgFlowSource source = {at, node, offset, at};
    g_array_append_val(words->sources, source);
}

static void
end_source(PsgFlowWords *words)
{
    g_array_index(words->sources, PsgFlowSource, words->sources->len - 1).end =
            (guint)words->text->len;
}

/* --- white space --- */

/* Scripts whose words are not parted by blanks: a line's end in the source is none either. */
static gboolean
is_unspaced(gunichar c)
{
    return (c >= 0x2e80 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) ||
           (c >= 0xff00 && c <= 0xff60) || (c >= 0x20000 && c <= 0x3ffff);
}

static gboolean
ends_with_break(const PsgFlowWords *words)
{
    return words->text->len >= 3 &&
           memcmp(words->text->str + words->text->len - 3, "\342\200\250", 3) == 0;
}

gboolean
psg_flow_words_are_blank(const PsgFlowWords *words)
{
    return words->text->len == 0 || ends_with_break(words);
}

static gboolean
is_kept(const PsgFlowWords *words, const char *next)
{
    if (words->space == PSG_FLOW_NO_SPACE || psg_flow_words_are_blank(words))
        return FALSE;
    if (words->space != PSG_FLOW_LINE_END || !next || (guchar)*next < 0xe0)
        return TRUE;
    const char *end = words->text->str + words->text->len;
    gunichar before = g_utf8_get_char(g_utf8_prev_char(end));
    return !is_unspaced(before) || !is_unspaced(g_utf8_get_char(next));
}

/* Puts the blank that waits before words in this manner. It belongs to where it was written, but
 * the blank at a link's end to what follows it. */
static void
put_space(PsgFlowWords *words, const char *next, const PsgFlowManner *manner)
{
    if (is_kept(words, next)) {
        const PsgPrintOwner *owner = words->space_manner.owner;
        gboolean is_link_end = owner && owner->link && manner->owner && !manner->owner->link;
        append(words, " ", 1, is_link_end ? manner : &words->space_manner);
    }
    words->space = PSG_FLOW_NO_SPACE;
}

static void
want_space(PsgFlowWords *words, gboolean is_line_end, const PsgFlowManner *manner)
{
    if (words->space == PSG_FLOW_NO_SPACE) {
        words->space = is_line_end ? PSG_FLOW_LINE_END : PSG_FLOW_BLANK;
        words->space_manner = *manner;
    } else if (!is_line_end) {
        words->space = PSG_FLOW_BLANK;
    }
}

/* --- words of the tree --- */

static gboolean
is_blank(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r' || byte == '\f';
}

/* The length of the run of bytes that need no attention. */
static gsize
measure_run(const char *text)
{
    gsize length = 0;
    while (text[length] && !is_blank(text[length]) && text[length] != '\342' &&
            text[length] != '\357')
        length++;
    return length;
}

/* One character that would mean something to the setter, or looks like one that would. */
static gsize
append_special(PsgFlowWords *words, const char *text, const PsgFlowManner *manner)
{
    if (memcmp(text, "\357\277\274", 3) == 0) /* U+FFFC stands for pictures */
        append(words, "\357\277\275", 3, manner);
    else if (memcmp(text, "\342\200\251", 3) == 0)
        append(words, "\342\200\250", 3, manner);
    else
        append(words, text, 3, manner);
    return 3;
}

static void
add_folded(PsgFlowWords *words, const char *text, const xmlNode *node, const PsgFlowManner *manner)
{
    for (const char *at = text; *at;) {
        if (is_blank(*at)) {
            gboolean is_line_end = FALSE;
            for (; is_blank(*at); at++)
                is_line_end = is_line_end || *at == '\n';
            want_space(words, is_line_end, manner);
            continue;
        }
        put_space(words, at, manner);
        note_source(words, node, (guint)(at - text));
        gsize length = measure_run(at);
        if (length > 0)
            append(words, at, length, manner);
        else
            length = append_special(words, at, manner);
        end_source(words);
        at += length;
    }
}

static void
add_tab(PsgFlowWords *words, const PsgFlowManner *manner)
{
    guint count = TAB_WIDTH - words->column % TAB_WIDTH;
    append(words, "    ", count, manner);
    words->column += count;
}

static void
add_line_end(PsgFlowWords *words, const PsgFlowManner *manner)
{
    append(words, "\342\200\250", 3, manner);
    words->column = 0;
}

static void
add_preformatted(
        PsgFlowWords *words, const char *text, const xmlNode *node, const PsgFlowManner *manner)
{
    for (const char *at = text; *at;) {
        note_source(words, node, (guint)(at - text));
        gsize length = measure_run(at);
        length += strspn(at + length, " ");
        if (length > 0) {
            append(words, at, length, manner);
            words->column += (guint)g_utf8_strlen(at, (gssize)length);
        } else if (*at == '\t' || *at == '\n') {
            (*at == '\t' ? add_tab : add_line_end)(words, manner);
            length = 1;
        } else if (is_blank(*at)) {
            length = 1;
        } else {
            length = append_special(words, at, manner);
            words->column++;
        }
        end_source(words);
        at += length;
    }
}

void
psg_flow_words_add(
        PsgFlowWords *words, const char *text, const xmlNode *node, const PsgFlowManner *manner)
{
    (words->is_preformatted ? add_preformatted : add_folded)(words, text, node, manner);
}

/* --- what the engine adds --- */

void
psg_flow_words_add_own(PsgFlowWords *words, const char *text, const PsgFlowManner *manner)
{
    if (!*text)
        return;
    put_space(words, text, manner);
    append(words, text, strlen(text), manner);
}

void
psg_flow_words_add_object(
        PsgFlowWords *words, PsgLength width, PsgLength height, const PsgFlowManner *manner)
{
    PsgBounds bounds = {.width = width, .height = height};
    put_space(words, NULL, manner);
    g_array_append_val(words->objects, bounds);
    append(words, "\357\277\274", 3, manner);
}

void
psg_flow_words_break(PsgFlowWords *words, const PsgFlowManner *manner)
{
    words->space = PSG_FLOW_NO_SPACE;
    append(words, "\342\200\250", 3, manner);
}
