/* Markers: arrowheads and dots on the points of a line. SVG 1.1, section 11.6. */
#include <math.h>
#include <string.h>

#include "publish/picture/svg_size.h"
#include "publish/print/picture/svg/draw.h"

/* A point of the outline with the directions in which the line comes and goes. */
typedef struct {
    double x, y;
    double in_x, in_y, out_x, out_y; /* 0, 0: none */
} Vertex;

static void
set_direction(double *x, double *y, double dx, double dy)
{
    double length = hypot(dx, dy);
    if (length > 0 && *x == 0 && *y == 0) {
        *x = dx / length;
        *y = dy / length;
    }
}

/* Notes that the line runs from the last vertex to a new one; control points that fall together
 * with an end say nothing of the direction. */
static void
add_line(GArray *vertices, const PsgSvgSegment *segment)
{
    guint count = segment->kind == 'c' ? 3 : 1;
    Vertex *from = &g_array_index(vertices, Vertex, vertices->len - 1);
    Vertex to = {.x = segment->x[count - 1], .y = segment->y[count - 1]};
    for (guint i = 0; i < count; i++)
        set_direction(&from->out_x, &from->out_y, segment->x[i] - from->x, segment->y[i] - from->y);
    for (guint i = count - 1; i-- > 0;)
        set_direction(&to.in_x, &to.in_y, to.x - segment->x[i], to.y - segment->y[i]);
    set_direction(&to.in_x, &to.in_y, to.x - from->x, to.y - from->y);
    g_array_append_val(vertices, to);
}

static GArray *
list_vertices(const PsgSvgOutline *outline)
{
    GArray *vertices = g_array_new(FALSE, TRUE, sizeof(Vertex));
    guint start = 0;
    for (guint i = 0; i < outline->len; i++) {
        const PsgSvgSegment *segment = &g_array_index(outline, PsgSvgSegment, i);
        if (segment->kind == 'm') {
            Vertex vertex = {.x = segment->x[0], .y = segment->y[0]};
            start = vertices->len;
            g_array_append_val(vertices, vertex);
        } else if (vertices->len > 0 && segment->kind == 'z') {
            Vertex begin = g_array_index(vertices, Vertex, start);
            PsgSvgSegment back = {'l', {begin.x}, {begin.y}};
            add_line(vertices, &back);
            Vertex *end = &g_array_index(vertices, Vertex, vertices->len - 1);
            set_direction(&end->out_x, &end->out_y, begin.out_x, begin.out_y);
            Vertex *first = &g_array_index(vertices, Vertex, start);
            set_direction(&first->in_x, &first->in_y, end->in_x, end->in_y);
        } else if (vertices->len > 0) {
            add_line(vertices, segment);
        }
    }
    return vertices;
}

/* The angle of a marker in degrees: half-way between coming and going. */
static double
find_angle(const Vertex *vertex, const char *orient, gboolean is_start)
{
    double number;
    if (!g_str_has_prefix(orient, "auto"))
        return psg_svg_number_read(&orient, &number) ? number : 0;
    double x = vertex->in_x + vertex->out_x, y = vertex->in_y + vertex->out_y;
    if (hypot(x, y) < 1e-9) { /* it turns back */
        x = vertex->in_x;
        y = vertex->in_y;
    }
    double angle = atan2(y, x) * 180 / G_PI;
    return is_start && g_str_equal(orient, "auto-start-reverse") ? angle + 180 : angle;
}

static void
draw_marker(PsgSvgDrawing *drawing, const xmlNode *marker, const Vertex *vertex,
        const PsgSvgLook *look, const PsgSvgPlace *place, gboolean is_start)
{
    PsgSvgLook base, own;
    psg_svg_look_init(&base);
    if (!psg_svg_canvas_spend(
                &drawing->canvas, 4 + psg_svg_look_read(&own, &base, marker, drawing->sheet, 1, 1)))
        return;
    memset(own.markers, 0, sizeof own.markers);
    own.font_size = look->font_size;
    double width = psg_svg_read_length(marker, "markerWidth", place->width, look->font_size, 3);
    double height = psg_svg_read_length(marker, "markerHeight", place->height, look->font_size, 3);
    if (width <= 0 || height <= 0)
        return;
    const char *orient = psg_svg_attribute_get(marker, "orient");
    const char *units = psg_svg_attribute_get(marker, "markerUnits");
    double scale = g_strcmp0(units, "userSpaceOnUse") == 0 ? 1 : look->stroke_width;
    double angle = find_angle(vertex, orient ? orient : "", is_start) * G_PI / 180;
    PsgSvgMatrix turn = {scale * cos(angle), scale * sin(angle), -scale * sin(angle),
            scale * cos(angle), vertex->x, vertex->y};
    /* The reference point is in the units of the marker's view box. */
    double box[4] = {0, 0, width, height};
    gboolean is_sliced;
    const char *view = psg_svg_attribute_get(marker, "viewBox");
    double inside[4];
    if (view && psg_svg_view_box_parse(view, inside))
        memcpy(box, inside, sizeof box);
    PsgSvgMatrix fit = psg_svg_view_box_fit(box, 0, 0, width, height,
            psg_svg_attribute_get(marker, "preserveAspectRatio"), &is_sliced);
    double x = psg_svg_read_length(marker, "refX", box[2], look->font_size, 0);
    double y = psg_svg_read_length(marker, "refY", box[3], look->font_size, 0);
    psg_svg_matrix_apply(&fit, &x, &y);
    PsgSvgPlace there = *place;
    there.matrix = psg_svg_matrix_join(place->matrix, turn);
    if (psg_svg_matrix_get_scale(&there.matrix) <= 0)
        return;
    g_ptr_array_add(drawing->active, (gpointer)marker);
    psg_svg_draw_view(drawing, marker, &own, &there, -x, -y, width, height);
    g_ptr_array_set_size(drawing->active, (int)drawing->active->len - 1);
}

void
psg_svg_draw_markers(PsgSvgDrawing *drawing, const PsgSvgOutline *outline, const PsgSvgLook *look,
        const PsgSvgPlace *place)
{
    const xmlNode *markers[3];
    for (guint i = 0; i < 3; i++) {
        markers[i] = *look->markers[i] ? psg_svg_find(drawing, look->markers[i]) : NULL;
        if (markers[i] && (!g_str_equal((const char *)markers[i]->name, "marker") ||
                                  g_ptr_array_find(drawing->active, markers[i], NULL)))
            markers[i] = NULL;
    }
    if ((!markers[0] && !markers[1] && !markers[2]) || drawing->canvas.purpose != PSG_SVG_PAINTS ||
            !look->is_visible || drawing->depth >= PSG_SVG_DEPTH_LIMIT)
        return;
    drawing->depth++;
    g_autoptr(GArray) vertices = list_vertices(outline);
    for (guint i = 0; i < vertices->len; i++) {
        const Vertex *vertex = &g_array_index(vertices, Vertex, i);
        gboolean is_end = i + 1 == vertices->len;
        if (i == 0 && markers[0])
            draw_marker(drawing, markers[0], vertex, look, place, TRUE);
        if (i > 0 && !is_end && markers[1])
            draw_marker(drawing, markers[1], vertex, look, place, FALSE);
        if (is_end && markers[2])
            draw_marker(drawing, markers[2], vertex, look, place, FALSE);
    }
    drawing->depth--;
}
