/* The nearest of a list of names to a mistyped one, for "did you mean". */
#pragma once
#include <glib.h>

/* The number of single-character insertions, deletions, replacements and swaps of neighbours that
 * turn `a` into `b` (optimal string alignment), in bytes. Stops and returns `limit` + 1 when it is
 * greater than `limit`. */
guint psg_edit_distance(const char *a, const char *b, guint limit);

/* The candidate nearest to `name`, or NULL when none is near enough to be a likely typing mistake
 * (a third of the length). `candidates` is NULL-terminated; the result points into it. */
const char *psg_nearest_find(const char *name, const char *const *candidates);
