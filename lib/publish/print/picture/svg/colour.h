/* Colours as CSS writes them. CSS Color 4, without profiles and mixing. */
#pragma once
#include "publish/print/units.h"

/* Reads a colour; `opacity` receives 0 to 1. FALSE when it is none ("none", "inherit",
 * "currentColor" are none). */
gboolean psg_svg_colour_parse(const char *text, PsgColour *colour, double *opacity);
