/* What may be done on a stream: colours and rewriting a line, only where a person watches; and
 * printing there what others wrote. */
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

/* How many columns a line may have: COLUMNS where it is set, else the terminal's; 0 (no limit)
 * where the stream is no terminal. */
guint terminal_get_width(FILE *stream);

/* Prints, without passing on what could steer the terminal: of escape sequences only the colours of
 * terminal_get_colour() and of psg_changes_format_text(), where there are colours at all; the rest
 * as psg_display_character(). */
void terminal_print(FILE *stream, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The same for text as it is. */
void terminal_write(FILE *stream, const char *text);
