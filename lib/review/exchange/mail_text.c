/* Character sets and flowed lines: see mail_text.h. RFC 2046 4.1.2, RFC 3676. */
#include "review/exchange/mail_text.h"

#include <string.h>

/* Sets that mail claims and means another one that holds it: what is not ASCII in "ASCII" is
 * mostly UTF-8, and Windows calls its own set Latin 1. */
static const char *
choose_charset(const char *charset, gboolean is_utf8)
{
    static const char *const unsure[] = {"us-ascii", "ascii", "ansi_x3.4-1968", "unknown-8bit",
            "8bit", "x-unknown", "default", "utf8", "utf-8", NULL};
    static const char *const latin[] = {"iso-8859-1", "latin1", "iso8859-1", "l1", NULL};
    g_autofree char *lower = g_ascii_strdown(charset ? charset : "us-ascii", -1);
    gboolean is_unsure = g_strv_contains(unsure, lower);
    if (is_unsure && (is_utf8 || g_str_has_prefix(lower, "utf")))
        return "UTF-8";
    if (is_unsure || g_strv_contains(latin, lower))
        return "WINDOWS-1252";
    return charset;
}

char *
psg_mail_decode(const char *bytes, gsize length, const char *charset)
{
    if (length == 0)
        return g_strdup("");
    gboolean is_utf8 = g_utf8_validate_len(bytes, length, NULL);
    const char *chosen = choose_charset(charset, is_utf8);
    g_autofree char *text = NULL;
    if (strcmp(chosen, "UTF-8") == 0) {
        text = g_utf8_make_valid(bytes, (gssize)length);
    } else {
        gsize written;
        g_autofree char *converted = g_convert_with_fallback(
                bytes, (gssize)length, "UTF-8", chosen, "\uFFFD", NULL, &written, NULL);
        if (converted)
            text = g_utf8_make_valid(converted, (gssize)written);
        else if (is_utf8)
            text = g_strndup(bytes, length);
        else if (strcmp(chosen, "WINDOWS-1252") == 0) /* which has five holes */
            text = g_convert(bytes, (gssize)length, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
    }
    if (!text)
        return NULL;
    GString *plain = g_string_new(text);
    g_string_replace(plain, "\r\n", "\n", 0);
    g_string_replace(plain, "\r", "\n", 0);
    return g_string_free(plain, FALSE);
}

/* Flowed lines */

typedef struct {
    guint depth;
    const char *words;
    gsize length;
    gboolean is_soft; /* goes on in the next */
} FlowedLine;

static FlowedLine
read_flowed(const char *line, gsize length)
{
    FlowedLine flowed = {0};
    while (length > 0 && *line == '>') {
        flowed.depth++;
        line++;
        length--;
    }
    if (length > 0 && *line == ' ') { /* stuffed */
        line++;
        length--;
    }
    flowed.words = line;
    flowed.length = length;
    gboolean is_signature = length == 3 && memcmp(line, "-- ", 3) == 0;
    flowed.is_soft = length > 0 && line[length - 1] == ' ' && !is_signature;
    return flowed;
}

char *
psg_mail_unflow(const char *text, gboolean deletes_space)
{
    GString *out = g_string_sized_new(strlen(text));
    gboolean goes_on = FALSE;
    guint depth = 0;
    for (const char *line = text; *line;) {
        gsize length = strcspn(line, "\n");
        FlowedLine flowed = read_flowed(line, length);
        gboolean is_signature = flowed.length == 3 && memcmp(flowed.words, "-- ", 3) == 0;
        if (goes_on && (flowed.depth != depth || is_signature)) {
            g_string_append_c(out, '\n');
            goes_on = FALSE;
        }
        if (!goes_on) {
            for (guint i = 0; i < flowed.depth; i++)
                g_string_append_c(out, '>');
            if (flowed.depth > 0)
                g_string_append_c(out, ' ');
        }
        g_string_append_len(
                out, flowed.words, (gssize)(flowed.length - (flowed.is_soft && deletes_space)));
        goes_on = flowed.is_soft;
        depth = flowed.depth;
        if (!goes_on)
            g_string_append_c(out, '\n');
        line += length + (line[length] == '\n');
    }
    return g_string_free(out, FALSE);
}
