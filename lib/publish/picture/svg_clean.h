/* What image.c needs of the SVG reader. The face of cleaning itself is in image.h. */
#pragma once
#include "publish/picture/image.h"

/* Reads an SVG as far as its root element: media type and size. FALSE with a reason when the root
 * is no <svg>. */
gboolean psg_svg_measure(GBytes *bytes, PsgImageFacts *facts, const char **reason);
