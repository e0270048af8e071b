/* See exif.h. No length in the segment is believed. */
#include "publish/picture/exif.h"

#include <string.h>

#include "publish/picture/bytes.h"

enum { NAME = 6, ENTRY = 12 };

static guint
find_orientation(const guint8 *tiff, gsize size, gboolean is_little)
{
    gsize at = is_little ? psg_bytes_read_le32(tiff + 4) : psg_bytes_read_be32(tiff + 4);
    if (at > size || size - at < 2)
        return 1;
    guint count = is_little ? psg_bytes_read_le16(tiff + at) : psg_bytes_read_be16(tiff + at);
    at += 2;
    for (guint i = 0; i < count && size - at >= ENTRY; i++, at += ENTRY) {
        const guint8 *entry = tiff + at;
        guint tag = is_little ? psg_bytes_read_le16(entry) : psg_bytes_read_be16(entry);
        guint type = is_little ? psg_bytes_read_le16(entry + 2) : psg_bytes_read_be16(entry + 2);
        guint value = is_little ? psg_bytes_read_le16(entry + 8) : psg_bytes_read_be16(entry + 8);
        if (tag == 0x0112)
            return type == 3 && value >= 1 && value <= 8 ? value : 1;
    }
    return 1;
}

guint
psg_exif_get_orientation(const guint8 *segment, gsize size)
{
    if (size < NAME + 8 || memcmp(segment, "Exif\0", NAME) != 0)
        return 1;
    const guint8 *tiff = segment + NAME;
    gboolean is_little = memcmp(tiff, "II*", 4) == 0;
    if (!is_little && memcmp(tiff, "MM\0*", 4) != 0)
        return 1;
    return find_orientation(tiff, size - NAME, is_little);
}
