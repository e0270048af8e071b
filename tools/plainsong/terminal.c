/* Terminals. See terminal.h; ECMA-48 for the sequences, no-color.org for NO_COLOR. */
#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

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
