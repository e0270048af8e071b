/* Path data: how much of it is right. SVG 1.1, section 8.3.9. */
#pragma once
#include <glib.h>

/* The length in bytes of the longest beginning of `data` that ends with a whole command: what
 * browsers draw of a path that has an error in it. 0 when nothing is drawn. */
gsize psg_svg_path_measure(const char *data);
