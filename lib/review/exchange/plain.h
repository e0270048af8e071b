/* Plain words as Markdown that shows just these words. */
#pragma once
#include <glib.h>

/* Appends words that are part of a line; web addresses are left as they are, since they are links
 * in Markdown too. `is_line_start` also escapes what would begin a heading, a list or a quotation.
 */
void psg_plain_append_markdown(
        GString *out, const char *words, gsize length, gboolean is_line_start);
