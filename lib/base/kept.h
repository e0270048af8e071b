/* Files that keep what was found out, so that it need not be found again: a head and arrays as they
 * are in memory, each filled up to 8 bytes. Such a file may be cut off, damaged, or made by
 * somebody who means ill, so its reader believes nothing in it before it was checked. */
#pragma once
#include <glib.h>

/* Appends bytes, or an array's items. */
void psg_kept_append(GByteArray *out, const void *bytes, gsize length);
void psg_kept_append_array(GByteArray *out, const GArray *array);

/* The checksum (CRC-32) of what stands from `from` on; `from` must not be greater than `length`. */
guint32 psg_kept_get_checksum(const void *bytes, gsize length, gsize from);

/* Where the reading stands. */
typedef struct {
    const guint8 *at;
    gsize left;
} PsgKeptInput;

/* Takes `count` items of `size` bytes each, and what fills them up; `items` points into the input
 * then. FALSE when they are not all there. */
gboolean psg_kept_take(PsgKeptInput *input, gsize size, guint32 count, const void **items);

/* The same as items of an array, at its end. */
gboolean psg_kept_take_array(PsgKeptInput *input, GArray *array, guint32 count);

/* The bytes of a file; NULL when there is none, it is no ordinary file, or has more than `limit`
 * bytes. The caller owns them. */
char *psg_kept_load(const char *path, goffset limit, gsize *length);

/* Writes a file beside its place and renames it; makes the folder that it is in. Nothing waits for
 * the disk: what a power cut leaves is known by its checksum. Where nothing can be written nothing
 * is kept. */
void psg_kept_save(const char *path, const void *bytes, gsize length);
