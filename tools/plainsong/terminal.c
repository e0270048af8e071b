/* Terminals. See terminal.h; ECMA-48 for the sequences, no-color.org for NO_COLOR. */
#include "terminal.h"

#include <string.h>
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
