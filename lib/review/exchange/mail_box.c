/* Splitting an mbox: see mail_box.h. */
#include "review/exchange/mail_box.h"

#include <string.h>

static gsize
measure_line(const char *at, const char *end)
{
    const char *line_end = memchr(at, '\n', (gsize)(end - at));
    return (gsize)((line_end ? line_end + 1 : end) - at);
}

/* TRUE for "From SENDER ... 12:34 ...": letters too have lines that begin with "From ", and not
 * every program quotes them. */
static gboolean
is_separator(const char *line, gsize length)
{
    if (length < 5 || memcmp(line, "From ", 5) != 0)
        return FALSE;
    for (gsize i = 6; i + 3 < length; i++)
        if (line[i] == ':' && g_ascii_isdigit(line[i - 1]) && g_ascii_isdigit(line[i + 1]) &&
                g_ascii_isdigit(line[i + 2]))
            return TRUE;
    return FALSE;
}

gboolean
psg_mail_is_box(GBytes *bytes)
{
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    return length > 0 && is_separator(data, measure_line(data, data + length));
}

static gboolean
is_blank_line(const char *line, gsize length)
{
    return length == 1 || (length == 2 && line[0] == '\r');
}

/* TRUE for ">From ", ">>From " and so on. */
static gboolean
is_quoted_separator(const char *line, gsize length)
{
    gsize signs = 0;
    while (signs < length && line[signs] == '>')
        signs++;
    return signs > 0 && length - signs >= 5 && memcmp(line + signs, "From ", 5) == 0;
}

static void
add_message(GPtrArray *messages, GString *message)
{
    g_ptr_array_add(messages, g_string_free_to_bytes(message));
}

GPtrArray *
psg_mail_split(GBytes *bytes)
{
    GPtrArray *messages = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    const char *end = data + length;
    GString *message = NULL;
    gboolean is_after_blank = TRUE;
    for (const char *line = data; line < end;) {
        gsize size = measure_line(line, end);
        if (is_after_blank && is_separator(line, size)) {
            if (message)
                add_message(messages, message);
            message = g_string_new(NULL);
        } else if (message) {
            gboolean is_quoted = is_quoted_separator(line, size);
            g_string_append_len(message, line + is_quoted, (gssize)(size - is_quoted));
        }
        is_after_blank = is_blank_line(line, size);
        line += size;
    }
    if (message)
        add_message(messages, message);
    return messages;
}
