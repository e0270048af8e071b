/* The text that is set: a copy that is valid UTF-8, spans that cover it without gaps, and soft
 * hyphens where words may be parted. */
#include <string.h>

#include "publish/print/type/internal.h"

#define SHORTEST_WORD 7 /* letters of a word that may be hyphenated */

/* The same number of bytes, every one that is no UTF-8 a question mark. */
static char *
copy_valid(const char *text, gsize length)
{
    char *copy = g_malloc(length + 1);
    if (length > 0)
        memcpy(copy, text, length);
    copy[length] = '\0';
    const char *end;
    gsize done = 0;
    while (!g_utf8_validate_len(copy + done, length - done, &end)) {
        done = (gsize)(end - copy);
        copy[done++] = '?';
    }
    return copy;
}

static guint
find_character_start(const char *text, gsize length, gsize at)
{
    while (at < length && ((guchar)text[at] & 0xc0) == 0x80)
        at++;
    return (guint)MIN(at, length);
}

static const PsgTypeLook plain_look = {
        .size = PSG_POINTS(12), .leading = PSG_POINTS(18), .background = -1};

static void
copy_spans(PsgTypeText *text, const PsgTypeParagraph *paragraph)
{
    guint done = 0;
    for (guint i = 0; i < paragraph->span_count; i++) {
        PsgTypeSpan span = paragraph->spans[i];
        guint end = find_character_start(text->text, text->length, span.end);
        span.start = done;
        span.end = i + 1 < paragraph->span_count ? MAX(done, end) : (guint)text->length;
        if (!span.look)
            span.look = &plain_look;
        done = span.end;
        g_array_append_val(text->spans, span);
    }
    if (paragraph->span_count == 0) {
        PsgTypeSpan span = {.end = (guint)text->length, .look = &plain_look};
        g_array_append_val(text->spans, span);
    }
}

/* Whether what stands beside a word makes it no word: a part of an address or a name of code. */
static gboolean
is_joint(char byte)
{
    return byte && (g_ascii_isdigit(byte) || strchr("/@_\\=&#~:.", byte));
}

/* Appends a span's text, its long words with soft hyphens. */
static void
append_hyphenated(
        const PsgTypeHyphenation *hyphenation, const char *text, gsize length, GString *out)
{
    const char *end = text + length, *done = text;
    for (const char *p = text; p < end;) {
        const char *word = p;
        guint letters = 0;
        while (p < end && g_unichar_isalpha(g_utf8_get_char(p))) {
            p = g_utf8_next_char(p);
            letters++;
        }
        gboolean is_free = !(word > text && is_joint(word[-1])) &&
                           !(p + 1 < end && is_joint(*p) && g_ascii_isalnum(p[1]));
        if (letters >= SHORTEST_WORD && is_free) {
            g_string_append_len(out, done, word - done);
            psg_type_hyphenation_append(hyphenation, word, (gsize)(p - word), out);
            done = p;
        }
        if (p < end)
            p = g_utf8_next_char(p);
    }
    g_string_append_len(out, done, end - done);
}

static void
hyphenate(PsgTypeJob *job)
{
    PsgTypeText *text = job->text;
    g_autoptr(GString) out = g_string_sized_new(text->length + text->length / 8);
    for (guint i = 0; i < text->spans->len; i++) {
        PsgTypeSpan *span = &g_array_index(text->spans, PsgTypeSpan, i);
        guint start = (guint)out->len;
        const char *language = span->language ? span->language : job->paragraph->language;
        const PsgTypeHyphenation *hyphenation =
                span->look->is_hyphenated && language
                        ? psg_type_fonts_get_hyphenation(
                                  job->context->fonts, language, job->findings)
                        : NULL;
        if (hyphenation)
            append_hyphenated(hyphenation, text->text + span->start, span->end - span->start, out);
        else
            g_string_append_len(out, text->text + span->start, span->end - span->start);
        span->start = start;
        span->end = (guint)out->len;
    }
    g_free(text->text);
    text->length = out->len;
    text->text = g_string_free(g_steal_pointer(&out), FALSE);
}

void
psg_type_copy(PsgTypeJob *job)
{
    const PsgTypeParagraph *paragraph = job->paragraph;
    PsgTypeText *text = job->text;
    text->length = paragraph->text ? paragraph->length : 0;
    text->text = copy_valid(paragraph->text, text->length);
    text->spans =
            g_array_sized_new(FALSE, FALSE, sizeof(PsgTypeSpan), MAX(paragraph->span_count, 1));
    copy_spans(text, paragraph);
    if (paragraph->is_hyphenated && !paragraph->is_preformatted)
        hyphenate(job);
}
