/* Whether a colour profile may go into the file. See profile.h. */
#include "publish/print/picture/profile.h"

#include <string.h>

#include "publish/picture/bytes.h"

enum { HEADER = 128 };

static gboolean
is_one_of(const guint8 *at, const char *names)
{
    for (; *names; names += 4)
        if (memcmp(at, names, 4) == 0)
            return TRUE;
    return FALSE;
}

/* Every tag's data lies inside the profile. */
static gboolean
has_whole_tags(const guint8 *data, gsize size)
{
    guint32 count = psg_bytes_read_be32(data + HEADER);
    if (count == 0 || count > (size - HEADER - 4) / 12)
        return FALSE;
    for (guint32 i = 0; i < count; i++) {
        const guint8 *tag = data + HEADER + 4 + 12 * i;
        guint32 offset = psg_bytes_read_be32(tag + 4), length = psg_bytes_read_be32(tag + 8);
        if (offset > size || length > size - offset)
            return FALSE;
    }
    return TRUE;
}

gboolean
psg_profile_fits(const guint8 *data, gsize size, guint components)
{
    if (size < HEADER + 4 || size > PSG_PROFILE_SIZE_LIMIT || psg_bytes_read_be32(data) != size ||
            memcmp(data + 36, "acsp", 4) != 0 || data[8] < 2 || data[8] > 4 ||
            (data[8] == 4 && data[9] >> 4 > 2))
        return FALSE;
    const char *space = components == 1 ? "GRAY" : components == 3 ? "RGB " : "CMYK";
    return is_one_of(data + 12, "scnrmntrprtrspac") && memcmp(data + 16, space, 4) == 0 &&
           is_one_of(data + 20, "XYZ Lab ") && has_whole_tags(data, size);
}
