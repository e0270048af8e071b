/* Terminals. See terminal.h; ECMA-48 for the sequences, no-color.org for NO_COLOR. */
#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/display.h"

gboolean
terminal_is_watched(FILE *stream)
{
    const char *kind = g_getenv("TERM");
    return isatty(fileno(stream)) && kind && *kind && strcmp(kind, "dumb") != 0;
}

gboolean
terminal_has_colours(FILE *stream)
{
    const char *refusal = g_getenv("NO_COLOR");
    return terminal_is_watched(stream) && !(refusal && *refusal);
}

const char *
terminal_get_colour(FILE *stream, TerminalColour colour)
{
    static const char *const sequences[] = {
            "\033[0m", "\033[1m", "\033[31m", "\033[33m", "\033[36m"};
    return terminal_has_colours(stream) ? sequences[colour] : "";
}

guint
terminal_get_width(FILE *stream)
{
    const char *columns = g_getenv("COLUMNS");
    struct winsize size;
    gulong asked = columns ? strtoul(columns, NULL, 10) : 0;
    if (asked > 0 && asked < 10000)
        return (guint)asked;
    return isatty(fileno(stream)) && ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 ? size.ws_col
                                                                                   : 0;
}

/* The length of the colour that the text begins with; 0 when it begins otherwise. */
static gsize
measure_colour(const char *text)
{
    if (text[0] != '\033' || text[1] != '[')
        return 0;
    gsize length = 2 + strspn(text + 2, "0123456789;");
    return text[length] == 'm' ? length + 1 : 0;
}

void
terminal_write(FILE *stream, const char *text)
{
    gboolean has_colours = terminal_has_colours(stream);
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    GString *out = g_string_sized_new(strlen(valid) + 1);
    for (const char *at = valid; *at;) {
        gsize colour = has_colours ? measure_colour(at) : 0;
        gunichar character = psg_display_character(g_utf8_get_char(at));
        if (colour > 0)
            g_string_append_len(out, at, (gssize)colour);
        else if (character != 0)
            g_string_append_unichar(out, character);
        at = colour > 0 ? at + colour : g_utf8_next_char(at);
    }
    fwrite(out->str, 1, out->len, stream);
    g_string_free(out, TRUE);
}

void
terminal_print(FILE *stream, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    terminal_write(stream, text);
}
