/* Numbers as picture files have them. The caller has seen to it that the bytes are there. */
#pragma once
#include <glib.h>

static inline guint
psg_bytes_read_be16(const guint8 *at)
{
    return (guint)at[0] << 8 | at[1];
}

static inline guint32
psg_bytes_read_be32(const guint8 *at)
{
    return (guint32)at[0] << 24 | (guint32)at[1] << 16 | (guint32)at[2] << 8 | at[3];
}

static inline guint
psg_bytes_read_le16(const guint8 *at)
{
    return (guint)at[1] << 8 | at[0];
}

static inline guint32
psg_bytes_read_le24(const guint8 *at)
{
    return (guint32)at[2] << 16 | (guint32)at[1] << 8 | at[0];
}

static inline guint32
psg_bytes_read_le32(const guint8 *at)
{
    return (guint32)at[3] << 24 | psg_bytes_read_le24(at);
}

/* Appends the last `count` bytes of a number, the highest first. */
static inline void
psg_bytes_append_be(GByteArray *out, guint32 number, guint count)
{
    for (guint i = count; i-- > 0;) {
        guint8 byte = (guint8)(number >> (8 * i));
        g_byte_array_append(out, &byte, 1);
    }
}
