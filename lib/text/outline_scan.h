/* What the outline's two readings share: which HTML begins a block, and how words are hashed. */
#pragma once
#include <glib.h>

/* The kind of HTML block that begins at `at` (a '<'), as CommonMark 0.30 numbers them in 4.6; 0 for
 * none. */
guint psg_outline_begins_html(const char *at, const char *end);

/* TRUE when the line holds what ends a block of that kind (1 to 5). */
gboolean psg_outline_ends_html(guint kind, const char *at, const char *end);

/* The words of one line as one number, never 0. */
guint64 psg_outline_hash_line(const char *from, const char *to);

guint64 psg_outline_mix(guint64 hash);
