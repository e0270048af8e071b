/* Outlines of shapes. See outline.h; path data is read in outline_path.c. */
#include "publish/print/picture/svg/outline.h"

/* How far control points lie from the ends of a quarter of a circle: 4 (sqrt 2 - 1) / 3. */
#define QUARTER 0.5522847498307936

PsgSvgOutline *
psg_svg_outline_new(void)
{
    return g_array_new(FALSE, FALSE, sizeof(PsgSvgSegment));
}

void
psg_svg_outline_move(PsgSvgOutline *outline, double x, double y)
{
    PsgSvgSegment segment = {'m', {x}, {y}};
    g_array_append_val(outline, segment);
}

void
psg_svg_outline_line(PsgSvgOutline *outline, double x, double y)
{
    PsgSvgSegment segment = {'l', {x}, {y}};
    g_array_append_val(outline, segment);
}

void
psg_svg_outline_curve(
        PsgSvgOutline *outline, double x1, double y1, double x2, double y2, double x, double y)
{
    PsgSvgSegment segment = {'c', {x1, x2, x}, {y1, y2, y}};
    g_array_append_val(outline, segment);
}

void
psg_svg_outline_close(PsgSvgOutline *outline)
{
    PsgSvgSegment segment = {'z', {0}, {0}};
    g_array_append_val(outline, segment);
}

void
psg_svg_outline_add_rectangle(PsgSvgOutline *outline, double x, double y, double width,
        double height, double rx, double ry)
{
    double right = x + width, bottom = y + height;
    rx = CLAMP(rx, 0, width / 2);
    ry = CLAMP(ry, 0, height / 2);
    if (rx <= 0 || ry <= 0) {
        psg_svg_outline_move(outline, x, y);
        psg_svg_outline_line(outline, right, y);
        psg_svg_outline_line(outline, right, bottom);
        psg_svg_outline_line(outline, x, bottom);
        psg_svg_outline_close(outline);
        return;
    }
    double kx = rx * (1 - QUARTER), ky = ry * (1 - QUARTER);
    psg_svg_outline_move(outline, x + rx, y);
    psg_svg_outline_line(outline, right - rx, y);
    psg_svg_outline_curve(outline, right - kx, y, right, y + ky, right, y + ry);
    psg_svg_outline_line(outline, right, bottom - ry);
    psg_svg_outline_curve(outline, right, bottom - ky, right - kx, bottom, right - rx, bottom);
    psg_svg_outline_line(outline, x + rx, bottom);
    psg_svg_outline_curve(outline, x + kx, bottom, x, bottom - ky, x, bottom - ry);
    psg_svg_outline_line(outline, x, y + ry);
    psg_svg_outline_curve(outline, x, y + ky, x + kx, y, x + rx, y);
    psg_svg_outline_close(outline);
}

void
psg_svg_outline_add_ellipse(PsgSvgOutline *outline, double cx, double cy, double rx, double ry)
{
    double kx = rx * QUARTER, ky = ry * QUARTER;
    psg_svg_outline_move(outline, cx + rx, cy);
    psg_svg_outline_curve(outline, cx + rx, cy + ky, cx + kx, cy + ry, cx, cy + ry);
    psg_svg_outline_curve(outline, cx - kx, cy + ry, cx - rx, cy + ky, cx - rx, cy);
    psg_svg_outline_curve(outline, cx - rx, cy - ky, cx - kx, cy - ry, cx, cy - ry);
    psg_svg_outline_curve(outline, cx + kx, cy - ry, cx + rx, cy - ky, cx + rx, cy);
    psg_svg_outline_close(outline);
}

void
psg_svg_outline_add_points(PsgSvgOutline *outline, const char *points, gboolean is_closed)
{
    double x, y;
    gboolean has_points = FALSE;
    while (outline->len <= PSG_SVG_OUTLINE_LIMIT && psg_svg_number_read(&points, &x) &&
            psg_svg_number_read(&points, &y)) {
        if (has_points)
            psg_svg_outline_line(outline, x, y);
        else
            psg_svg_outline_move(outline, x, y);
        has_points = TRUE;
    }
    if (has_points && is_closed)
        psg_svg_outline_close(outline);
}

PsgSvgBox
psg_svg_outline_get_box(const PsgSvgOutline *outline, const PsgSvgMatrix *matrix)
{
    PsgSvgBox box = {0};
    for (guint i = 0; i < outline->len; i++) {
        const PsgSvgSegment *segment = &g_array_index(outline, PsgSvgSegment, i);
        guint count = segment->kind == 'c' ? 3 : segment->kind == 'z' ? 0 : 1;
        for (guint k = 0; k < count; k++) {
            double x = segment->x[k], y = segment->y[k];
            psg_svg_matrix_apply(matrix, &x, &y);
            psg_svg_box_add(&box, x, y);
        }
    }
    return box;
}
