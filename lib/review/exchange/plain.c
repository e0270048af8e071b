/* Plain words as Markdown. CommonMark 0.30, sections 2.4 and 5. */
#include "review/exchange/plain.h"

#include <string.h>

/* Bytes of a web address that begins here; 0. */
static gsize
measure_address(const char *words, const char *end)
{
    static const char *const schemes[] = {"https://", "http://"};
    for (guint i = 0; i < G_N_ELEMENTS(schemes); i++) {
        gsize length = strlen(schemes[i]);
        if ((gsize)(end - words) <= length || memcmp(words, schemes[i], length) != 0)
            continue;
        while (words + length < end && !strchr(" \t\r\n<>\"`\\", words[length]))
            length++;
        return length;
    }
    return 0;
}

static gboolean
is_word_byte(const char *byte, const char *start, const char *end)
{
    return byte >= start && byte < end && (g_ascii_isalnum(*byte) || (*byte & 0x80));
}

static gboolean
must_be_escaped(const char *sign, const char *start, const char *end)
{
    switch (*sign) {
    case '\\':
    case '`':
    case '*':
    case '[':
    case ']':
    case '<':
    case '{':
    case '~':
        return TRUE;
    case '_': /* inside a word it is no sign */
        return !(is_word_byte(sign - 1, start, end) && is_word_byte(sign + 1, start, end));
    case '&': /* only before what could be the name of a character */
        return sign + 1 < end && (sign[1] == '#' || g_ascii_isalpha(sign[1]));
    case '!': /* "![" is escaped at the bracket */
    default:
        return FALSE;
    }
}

/* Escapes what would make the line something else than a paragraph. Returns how many bytes of it
 * were appended. */
static gsize
append_line_start(GString *out, const char *words, const char *end)
{
    if (words < end && strchr("#>+-=|", *words)) {
        g_string_append_c(out, '\\');
        g_string_append_c(out, *words);
        return 1;
    }
    gsize digits = 0;
    while (words + digits < end && g_ascii_isdigit(words[digits]))
        digits++;
    if (digits == 0 || words + digits == end || !strchr(".)", words[digits]))
        return 0;
    g_string_append_len(out, words, (gssize)digits);
    g_string_append_c(out, '\\');
    g_string_append_c(out, words[digits]);
    return digits + 1;
}

void
psg_plain_append_markdown(GString *out, const char *words, gsize length, gboolean is_line_start)
{
    const char *end = words + length;
    const char *at = words;
    if (is_line_start)
        at += append_line_start(out, words, end);
    while (at < end) {
        gsize address = is_word_byte(at - 1, words, end) ? 0 : measure_address(at, end);
        if (address > 0) {
            g_string_append_len(out, at, (gssize)address);
            at += address;
            continue;
        }
        if (must_be_escaped(at, words, end))
            g_string_append_c(out, '\\');
        g_string_append_c(out, *at++);
    }
}
