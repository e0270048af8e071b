/* Colour profiles that come with a picture. ICC.1:2004-10, section 7.2; ISO 32000-1, section
 * 8.6.5.5; PDF/A-2 6.2.4.2. */
#pragma once
#include <glib.h>

#define PSG_PROFILE_SIZE_LIMIT (2u * 1024 * 1024)

/* TRUE when a PDF may say with it what `components` (1, 3 or 4) mean. */
gboolean psg_profile_fits(const guint8 *data, gsize size, guint components);
