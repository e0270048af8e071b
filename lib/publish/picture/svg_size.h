/* Lengths and view boxes of SVG, as numbers. SVG 1.1, sections 4.2 and 7.7; CSS Values 3 for the
 * units. */
#pragma once
#include <glib.h>

/* A length in CSS pixels, more than 0; FALSE for percentages, font-relative units and what is no
 * length. */
gboolean psg_svg_length_parse(const char *text, double *pixels);

/* TRUE for a number that is not negative, with or without a unit or '%'. */
gboolean psg_svg_length_is_valid(const char *text);

/* Left, top, width and height; FALSE when they are not four numbers or there is no area. */
gboolean psg_svg_view_box_parse(const char *text, double box[4]);

/* Whole pixels, at least 1 and at most PSG_IMAGE_DIMENSION_LIMIT. */
guint psg_svg_round_pixels(double pixels);
