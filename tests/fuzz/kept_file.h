/* Bytes as a file that keeps something (base/kept.h): what is behind the checksum is tried, not the
 * checksum. */
#pragma once
#include "base/kept.h"

/* A copy with a checksum that fits, exactly as long as the bytes are. The caller owns it. */
static inline guint8 *
kept_file_copy(const guint8 *data, gsize size)
{
    g_autoptr(GByteArray) file = g_byte_array_new();
    g_byte_array_append(file, data, (guint)size);
    if (size > sizeof(PsgKeptHead))
        psg_kept_finish(file);
    return g_memdup2(file->data, size);
}
