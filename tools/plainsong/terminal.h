/* What may be done on a stream: colours and rewriting a line, only where a person watches. */
#pragma once
#include <glib.h>
#include <stdio.h>

typedef enum {
    TERMINAL_PLAIN,
    TERMINAL_BOLD,
    TERMINAL_RED,
    TERMINAL_YELLOW,
    TERMINAL_CYAN
} TerminalColour;

/* TRUE when the stream is a terminal that understands escape sequences. */
gboolean terminal_is_watched(FILE *stream);

/* TRUE when it is, and the person did not ask for none (NO_COLOR). */
gboolean terminal_has_colours(FILE *stream);

/* The sequence that begins the colour, or ends all with TERMINAL_PLAIN; "" where there are no
 * colours. Static. */
const char *terminal_get_colour(FILE *stream, TerminalColour colour);

/* How many columns a line may have: COLUMNS where it is set, else the terminal's; 0 (no limit) where
 * the stream is no terminal. */
guint terminal_get_width(FILE *stream);
