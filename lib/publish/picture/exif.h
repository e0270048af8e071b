/* What a camera wrote into a JPEG, as far as it changes how the picture is shown. */
#pragma once
#include <glib.h>

/* The orientation, 1 to 8, in the body of an APP1 segment ("Exif" and a TIFF structure); 1 where
 * there is none. Exif 2.32, sections 4.6.2 and 4.6.5. */
guint psg_exif_get_orientation(const guint8 *segment, gsize size);
