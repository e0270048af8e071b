/* Outlines: what every shape, line and letter of a drawing becomes before it is painted. */
#pragma once
#include "publish/print/picture/svg/geometry.h"

/* 'm' and 'l' with one point, 'c' with two of control and its end, 'z' with none. */
typedef struct {
    char kind;
    double x[3], y[3];
} PsgSvgSegment;

typedef GArray PsgSvgOutline; /* PsgSvgSegment */

/* Readers stop here; what is longer is not drawn at all. */
#define PSG_SVG_OUTLINE_LIMIT 400000

PsgSvgOutline *psg_svg_outline_new(void);

void psg_svg_outline_move(PsgSvgOutline *outline, double x, double y);
void psg_svg_outline_line(PsgSvgOutline *outline, double x, double y);
void psg_svg_outline_curve(
        PsgSvgOutline *outline, double x1, double y1, double x2, double y2, double x, double y);
void psg_svg_outline_close(PsgSvgOutline *outline);

void psg_svg_outline_add_rectangle(PsgSvgOutline *outline, double x, double y, double width,
        double height, double rx, double ry);
void psg_svg_outline_add_ellipse(
        PsgSvgOutline *outline, double cx, double cy, double rx, double ry);
/* "x,y x,y ..." */
void psg_svg_outline_add_points(PsgSvgOutline *outline, const char *points, gboolean is_closed);
/* Path data up to its first error. SVG 1.1, section 8.3. */
void psg_svg_outline_add_path(PsgSvgOutline *outline, const char *data);

/* Every point, of control too: at least as large as the outline. */
PsgSvgBox psg_svg_outline_get_box(const PsgSvgOutline *outline, const PsgSvgMatrix *matrix);
