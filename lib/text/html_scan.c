/* The pieces of raw HTML. See html_scan.h. */
#include "text/html_scan.h"

#include <libxml/HTMLparser.h>
#include <string.h>

static void
attribute_clear(gpointer data)
{
    PsgHtmlAttribute *attribute = data;
    g_free(attribute->name);
    g_free(attribute->value);
}

void
psg_html_piece_clear(PsgHtmlPiece *piece)
{
    g_clear_pointer(&piece->name, g_free);
    g_clear_pointer(&piece->attributes, g_array_unref);
}

/* --- entities --- */

static void
append_code_point(GString *out, guint64 code)
{
    if (code == 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
        code = 0xfffd;
    g_string_append_unichar(out, (gunichar)code);
}

/* Decodes the reference at `at` (which is '&'); its length, or 0 when it is none. */
static gsize
decode_reference(GString *out, const char *at, const char *end)
{
    const char *semicolon = memchr(at, ';', MIN((gsize)(end - at), 34));
    if (!semicolon || semicolon < at + 2)
        return 0;
    gsize length = (gsize)(semicolon - at) - 1;
    g_autofree char *name = g_strndup(at + 1, length);
    if (name[0] == '#') {
        gboolean is_hex = name[1] == 'x' || name[1] == 'X';
        const char *digits = name + 1 + is_hex;
        if (!*digits || strlen(digits) > 7 ||
                digits[strspn(digits, is_hex ? "0123456789abcdefABCDEF" : "0123456789")])
            return 0;
        append_code_point(out, g_ascii_strtoull(digits, NULL, is_hex ? 16 : 10));
        return length + 2;
    }
    const htmlEntityDesc *entity = htmlEntityLookup((const xmlChar *)name);
    if (!entity && !strcmp(name, "Tab"))
        g_string_append_c(out, '\t');
    else if (!entity && !strcmp(name, "NewLine"))
        g_string_append_c(out, '\n');
    else if (!entity && !strcmp(name, "colon"))
        g_string_append_c(out, ':');
    else if (!entity && !strcmp(name, "apos"))
        g_string_append_c(out, '\'');
    else if (entity)
        append_code_point(out, entity->value);
    else
        return 0;
    return length + 2;
}

char *
psg_html_decode(const char *text, gsize length)
{
    const char *end = text + length;
    GString *out = g_string_sized_new(length);
    while (text < end) {
        const char *ampersand = memchr(text, '&', (gsize)(end - text));
        g_string_append_len(out, text, (ampersand ? ampersand : end) - text);
        if (!ampersand)
            break;
        gsize used = decode_reference(out, ampersand, end);
        if (!used)
            g_string_append_c(out, '&');
        text = ampersand + MAX(used, 1);
    }
    return g_string_free(out, FALSE);
}

/* --- tags --- */

static const char *
skip_blanks(const char *at, const char *end)
{
    while (at < end && strchr(" \t\n", *at))
        at++;
    return at;
}

static const char *
skip_name(const char *at, const char *end)
{
    if (at < end && g_ascii_isalpha(*at))
        while (at < end && (g_ascii_isalnum(*at) || *at == '-'))
            at++;
    return at;
}

static const char *
skip_attribute_name(const char *at, const char *end)
{
    if (at < end && (g_ascii_isalpha(*at) || *at == '_' || *at == ':'))
        while (at < end && (g_ascii_isalnum(*at) || (*at && strchr("_.:-", *at))))
            at++;
    return at;
}

/* The value behind '=': quoted or not. NULL when it is malformed. */
static const char *
scan_value(const char *at, const char *end, char **value)
{
    const char *start = at;
    if (at < end && (*at == '"' || *at == '\'')) {
        const char *close = memchr(at + 1, *at, (gsize)(end - at - 1));
        if (!close)
            return NULL;
        *value = psg_html_decode(at + 1, (gsize)(close - at - 1));
        return close + 1;
    }
    while (at < end && *at && !strchr(" \t\n\"'=<>`", *at))
        at++;
    if (at == start)
        return NULL;
    *value = psg_html_decode(start, (gsize)(at - start));
    return at;
}

/* Attributes up to the end of the tag; the byte behind it, or NULL when this is no tag. */
static const char *
scan_attributes(const char *at, const char *end, PsgHtmlPiece *piece)
{
    for (;;) {
        const char *name = skip_blanks(at, end);
        if (name < end && *name == '>')
            return name + 1;
        if (name + 1 < end && name[0] == '/' && name[1] == '>') {
            piece->is_empty = TRUE;
            return name + 2;
        }
        const char *name_end = skip_attribute_name(name, end);
        if (name_end == name || name == at)
            return NULL;
        const char *equals = skip_blanks(name_end, end);
        char *value = NULL;
        at = name_end;
        if (equals < end && *equals == '=') {
            at = scan_value(skip_blanks(equals + 1, end), end, &value);
            if (!at)
                return NULL;
        }
        PsgHtmlAttribute attribute = {
                g_ascii_strdown(name, name_end - name), value ? value : g_strdup("")};
        g_array_append_val(piece->attributes, attribute);
    }
}

static const char *
scan_open(const char *start, const char *end, PsgHtmlPiece *piece)
{
    const char *name_end = skip_name(start + 1, end);
    if (name_end == start + 1)
        return NULL;
    piece->attributes = g_array_new(FALSE, FALSE, sizeof(PsgHtmlAttribute));
    g_array_set_clear_func(piece->attributes, attribute_clear);
    const char *after = scan_attributes(name_end, end, piece);
    if (!after) {
        g_clear_pointer(&piece->attributes, g_array_unref);
        return NULL;
    }
    piece->kind = PSG_HTML_OPEN;
    piece->name = g_ascii_strdown(start + 1, name_end - start - 1);
    return after;
}

static const char *
scan_close(const char *start, const char *end, PsgHtmlPiece *piece)
{
    const char *name_end = skip_name(start + 2, end), *after = skip_blanks(name_end, end);
    if (name_end == start + 2 || after == end || *after != '>')
        return NULL;
    piece->kind = PSG_HTML_CLOSE;
    piece->name = g_ascii_strdown(start + 2, name_end - start - 2);
    return after + 1;
}

/* From `start` to behind the first `close`, or to the end: an HTML block may end before its comment
 * does. */
static const char *
scan_other(const char *start, const char *end, const char *close, PsgHtmlPiece *piece)
{
    piece->kind = PSG_HTML_OTHER;
    const char *found = g_strstr_len(start, end - start, close);
    return found ? found + strlen(close) : end;
}

static const char *
scan_markup(const char *start, const char *end, PsgHtmlPiece *piece)
{
    gsize length = (gsize)(end - start);
    if (length >= 4 && !memcmp(start, "<!--", 4))
        return scan_other(start, end, "-->", piece);
    if (length >= 9 && !memcmp(start, "<![CDATA[", 9))
        return scan_other(start, end, "]]>", piece);
    if (length >= 2 && start[1] == '?')
        return scan_other(start, end, "?>", piece);
    if (length >= 3 && start[1] == '!' && g_ascii_isalpha(start[2]))
        return scan_other(start, end, ">", piece);
    if (length >= 2 && start[1] == '/')
        return scan_close(start, end, piece);
    return scan_open(start, end, piece);
}

gboolean
psg_html_scan(const char **at, const char *end, PsgHtmlPiece *piece)
{
    *piece = (PsgHtmlPiece){.start = *at};
    if (*at >= end)
        return FALSE;
    const char *after = **at == '<' ? scan_markup(*at, end, piece) : NULL;
    if (!after) {
        piece->kind = PSG_HTML_TEXT;
        after = memchr(*at + 1, '<', (gsize)(end - *at - 1));
        if (!after)
            after = end;
    }
    piece->end = *at = after;
    return TRUE;
}
