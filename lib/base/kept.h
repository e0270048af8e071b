/* Files that keep what was found out, so that it need not be found again: a head and arrays as they
 * are in memory, each filled up to 8 bytes. Such a file may be cut off, damaged, or made by
 * somebody who means ill, so its reader believes nothing in it before it was checked. */
#pragma once
#include <glib.h>

/* What every such file begins with; a kind of file has its own structure, and this is its first
 * member. The rest of that structure is mostly how many items the arrays have. */
typedef struct {
    char magic[8];
    guint32 format;   /* a new number whenever other things are found or are kept another way; as a
                       * number of four bytes it also tells the order of bytes */
    guint32 checksum; /* CRC-32 of all that follows it */
} PsgKeptHead;

/* Appends bytes, or an array's items. */
void psg_kept_append(GByteArray *out, const void *bytes, gsize length);
void psg_kept_append_array(GByteArray *out, const GArray *array);

/* Writes the checksum into the head of a file that has all it will have. */
void psg_kept_finish(GByteArray *out);

/* Where the reading stands. */
typedef struct {
    const guint8 *at;
    gsize left;
} PsgKeptInput;

/* Takes the head, `size` bytes, into `head`. FALSE when the file is not of this kind and format, or
 * the checksum is not that of what follows it. */
gboolean psg_kept_take_head(
        PsgKeptInput *input, const char magic[8], guint32 format, void *head, gsize size);

/* Takes `count` items of `size` bytes each, and what fills them up: they stand in the input. NULL
 * when they are not all there. */
const void *psg_kept_take(PsgKeptInput *input, gsize size, guint32 count);

/* The same as items of an array, at its end. */
gboolean psg_kept_take_array(PsgKeptInput *input, GArray *array, guint32 count);

/* The bytes of a file; NULL when there is none, it is no ordinary file, or has more than `limit`
 * bytes. The caller owns them. */
char *psg_kept_load(const char *path, goffset limit, gsize *length);

/* Writes a file beside its place and renames it; makes the folder that it is in. Nothing waits for
 * the disk: what a power cut leaves is known by its checksum. Where nothing can be written nothing
 * is kept, and FALSE returned. */
gboolean psg_kept_save(const char *path, const void *bytes, gsize length);
