/* PNG that PDF cannot have as it is: opacity, interlacing, 16 bits. */
#pragma once
#include "publish/print/pdf/picture.h"

/* Unpacks it with libpng, a row at a time where it is not interlaced. Its sizes must be within the
 * limits. NULL with a reason when it is damaged. The caller owns the result. */
PsgPdfPicture *psg_png_unpack(GBytes *png, GBytes *profile, const char **reason);
