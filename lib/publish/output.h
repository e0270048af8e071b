/* Where writers put what they make: a folder on disk under a staging folder, with the size of every
 * file kept for the list of what was built. */
#pragma once
#include <glib.h>

typedef struct PsgOutput PsgOutput;

PsgOutput *psg_output_new(const char *folder);
void psg_output_free(PsgOutput *output);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgOutput, psg_output_free)

/* Writes one file; `path` is relative to the folder and must stay inside it. Writing a path twice
 * is an error (PSG_PUBLISH_ERROR_OUTPUT), since one thing would be lost. Thread-safe. */
gboolean psg_output_write(
        PsgOutput *output, const char *path, const void *bytes, gsize length, GError **error);

/* Writes a file that several writers may bring and that is named after what is in it: bytes that
 * are there already are not written again. Where other bytes have taken the path, the name gets
 * more of their digest. Returns the path where the bytes are; the caller owns it. Which of two
 * different files gets the plain name depends on who comes first: share in one thread. */
char *psg_output_share(PsgOutput *output, const char *path, GBytes *bytes, GError **error);

typedef struct {
    char *path;
    gsize size;
} PsgOutputFile;

/* Every file written so far (PsgOutputFile), by path. The caller owns the array, not its items. */
GPtrArray *psg_output_list(PsgOutput *output);
