/* What the readers of pictures share: their limits, and how they refuse. */
#pragma once
#include "publish/picture/image.h"
#include "publish/print/picture/pictures.h"

/* Of a picture that can only be unpacked as a whole (interlaced PNG and GIF, WebP): 4 bytes each.
 */
#define PSG_PICTURE_WHOLE_LIMIT (32u * 1000 * 1000)

#define PSG_PICTURE_CUT_SHORT "it is cut short"
#define PSG_PICTURE_DAMAGED "its pixels are damaged"
#define PSG_PICTURE_TOO_LARGE "it has more than 100 million pixels, or a side of more than 30,000"
#define PSG_PICTURE_TOO_LARGE_WHOLE \
    "it has more than 32 million pixels and must be unpacked as a whole; save it smaller"

static inline gpointer
psg_picture_refuse(const char **reason, const char *why)
{
    *reason = why;
    return NULL;
}

static inline gboolean
psg_picture_is_too_large(guint width, guint height)
{
    return width > PSG_IMAGE_DIMENSION_LIMIT || height > PSG_IMAGE_DIMENSION_LIMIT ||
           (guint64)width * height > PSG_PICTURE_PIXEL_LIMIT;
}
