/* The user's own editor, on a text that a person is to go over. */
#pragma once
#include <glib.h>

/* Opens the editor that git would open (GIT_EDITOR, core.editor, VISUAL, EDITOR) for the repository
 * that `folder` is in, on `text` with `advice` below a line that begins the part to be left out.
 * `what` says in a word what is written ("summary"). Returns what the person left above that line,
 * without white space at its ends; the caller owns it. `file` (owned by the caller) is where the
 * text was edited: to be removed once it is kept elsewhere. */
char *editor_edit(const char *folder, const char *what, const char *text, const char *advice,
        char **file, GError **error);
