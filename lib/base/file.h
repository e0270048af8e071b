/* Writing files so that they are either whole or not there. */
#pragma once
#include <glib.h>

/* Writes `length` bytes to `path`, making missing parent folders. Not flushed to disk: for files
 * inside a staging folder, whose swap makes the whole visible. */
gboolean psg_file_write(const char *path, const void *bytes, gsize length, GError **error);

/* Writes all bytes to an open file, however many calls it takes. FALSE with errno set when the
 * system refuses. */
gboolean psg_file_write_all(int descriptor, const void *bytes, gsize length);

/* Makes the folder and its missing parents. */
gboolean psg_folder_make(const char *path, GError **error);

/* Removes the file or the folder with all in it, never following a symbolic link. A path that is
 * not there is fine. */
gboolean psg_folder_remove(const char *path, GError **error);
