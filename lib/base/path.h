/* Paths inside a package: relative, with '/', never leaving the package. */
#pragma once
#include <glib.h>

/* Resolves `reference` (a path as an author writes it, '/' or not at its start, with "." and "..")
 * against the folder of `from` (a path inside the package, or "" for its root). A leading '/' means
 * the root of the package. Returns the normal form without "." or "..", "" for the root itself, or
 * NULL when it would leave the package or holds a NUL or backslash-drive form. No error is set: the
 * caller knows what the path was for. The caller owns the result. */
char *psg_path_resolve(const char *from, const char *reference);

/* The shortest relative reference that leads from the page at `from` to `to` (both inside one
 * folder; "" allowed for the folder itself): "../images/a.png". Nothing is percent-encoded. The
 * caller owns the result. */
char *psg_path_make_relative(const char *from, const char *to);

/* The path with its last extension, if it is one of Markdown's (.md, .markdown), taken off; a copy.
 */
char *psg_path_strip_markdown(const char *path);

/* TRUE for names that end in .md or .markdown, in any case. */
gboolean psg_path_is_markdown(const char *path);
