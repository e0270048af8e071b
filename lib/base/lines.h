/* Lines of a text, by the bytes at which they begin. */
#pragma once
#include <glib.h>

/* The number, from 1, of the line that a byte is in: how many of the lines (gsize, in order) begin
 * at it or before. 0 when none does. */
guint psg_lines_find(const GArray *starts, gsize at);
