/* Text of others made fit to be shown on a terminal: what steers it, or turns the direction of what
 * follows, is not passed on. */
#pragma once
#include <glib.h>

/* What is shown for a character: itself; U+FFFD for a control character other than tab and line
 * feed (ECMA-48) and for a separator of lines or paragraphs; 0, nothing, for a mark that turns the
 * direction of what follows (UAX #9, explicit formatting). */
gunichar psg_display_character(gunichar character);

/* The text as psg_display_character() shows it; bytes that are not UTF-8 become U+FFFD. The caller
 * owns the result. */
char *psg_display_make(const char *text);

/* How many columns a character of psg_display_character() takes: 0, 1 or 2. */
guint psg_display_measure(gunichar character);
