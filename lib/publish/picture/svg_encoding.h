/* The encoding of an SVG file. libxml2 would convert it too, but prints what goes wrong with it,
 * which nothing below the program may do. XML 1.0, appendix F. */
#pragma once
#include <glib.h>

/* The text in UTF-8: as it is, from UTF-16 by its byte order mark, or from a single-byte encoding
 * that the XML declaration names. NULL when it cannot be read. The caller owns it. */
GBytes *psg_svg_make_utf8(GBytes *bytes);
