/* Words in lines that are not longer than the terminal is wide. */
#pragma once
#include <glib.h>

/* Appends the words of a text, wrapped at `width` columns (0: not at all): the first line indented
 * by `first` columns and the others by `rest`. Ends with a line feed, unless there is no word. */
void wrapped_append(GString *out, const char *text, guint first, guint rest, guint width);

/* A list's entry, indented by two columns: its name, and beside it from `column` on (below it where
 * there is no room) what is said of it. */
void wrapped_append_entry(
        GString *out, const char *name, const char *text, guint column, guint width);
