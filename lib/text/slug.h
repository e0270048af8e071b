/* Heading ids as GitHub makes them. */
#pragma once
#include <glib.h>

/* Lower case; everything but letters, marks, digits, connectors, '-' and blanks taken away; blanks
 * to '-'. May be empty. The caller owns the result. */
char *psg_slug_new(const char *text);

/* Makes `slug` unique among `taken` (a set of char *) by a number at its end ("-1", "-2", ...) and
 * adds it. Returns the string that `taken` now owns. */
const char *psg_slug_make_unique(GHashTable *taken, const char *slug);
