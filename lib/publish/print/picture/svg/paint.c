/* Painting an outline: colours, gradients, lines and their dashes. SVG 1.1, chapter 11. */
#include <math.h>
#include <string.h>

#include "publish/print/picture/svg/draw.h"

/* A coordinate that a drawing can hold. */
static gboolean
is_drawable(const PsgSvgOutline *outline)
{
    for (guint i = 0; i < outline->len; i++) {
        const PsgSvgSegment *segment = &g_array_index(outline, PsgSvgSegment, i);
        for (guint k = 0; k < 3; k++)
            if (!(fabs(segment->x[k]) < 1e12 && fabs(segment->y[k]) < 1e12))
                return FALSE;
    }
    return outline->len > 0;
}

/* Sets what to fill or stroke with; FALSE when that is nothing. */
static gboolean
set_paint(PsgSvgDrawing *drawing, const PsgSvgPaint *paint, const PsgSvgLook *look,
        const PsgSvgPlace *place, const PsgSvgBox *box, gboolean is_stroke, double *opacity)
{
    if (paint->kind == PSG_SVG_NO_PAINT)
        return FALSE;
    *opacity = paint->opacity;
    if (paint->kind == PSG_SVG_SERVER) {
        const xmlNode *server = psg_svg_find(drawing, paint->server);
        if (server && psg_svg_set_gradient(drawing, server, look, place, box, is_stroke, opacity))
            return TRUE;
        if (server && g_str_equal((const char *)server->name, "pattern"))
            psg_svg_canvas_leave_out(&drawing->canvas, "a pattern");
        if (!paint->has_fallback)
            return FALSE;
    }
    psg_svg_canvas_set_colour(&drawing->canvas, paint->colour, is_stroke);
    return TRUE;
}

static void
append_operator(GString *out, double number, guint decimals, const char *operator)
{
    psg_pdf_append_number(out, number, decimals);
    g_string_append(out, operator);
}

/* How lines are drawn; lengths are multiplied by `scale`. */
static void
set_line(PsgSvgCanvas *canvas, const PsgSvgLook *look, double scale)
{
    PsgSvgPen *pen = &canvas->layer->pen;
    GString *out = canvas->layer->operators;
    double width = MIN(look->stroke_width * scale, 1e6);
    if (pen->width != width)
        append_operator(out, width, canvas->decimals + 1, " w\n");
    if (pen->cap != look->cap)
        append_operator(out, look->cap, 0, " J\n");
    if (pen->join != look->join)
        append_operator(out, look->join, 0, " j\n");
    if (pen->miter_limit != look->miter_limit && look->join == 0) {
        append_operator(out, MIN(look->miter_limit, 1e6), 3, " M\n");
        pen->miter_limit = look->miter_limit;
    }
    pen->width = width;
    pen->cap = look->cap;
    pen->join = look->join;
    double dashes[PSG_SVG_DASHES] = {0};
    for (guint i = 0; i < look->dash_count; i++)
        dashes[i] = MIN(look->dashes[i] * scale, 1e6);
    double offset = look->dash_count ? fmod(look->dash_offset * scale, 1e6) : 0;
    if (pen->dash_count == look->dash_count && pen->dash_offset == offset &&
            memcmp(pen->dashes, dashes, sizeof dashes) == 0)
        return;
    g_string_append_c(out, '[');
    for (guint i = 0; i < look->dash_count; i++)
        append_operator(out, dashes[i], canvas->decimals, i + 1 < look->dash_count ? " " : "");
    g_string_append(out, "] ");
    append_operator(out, offset, canvas->decimals, " d\n");
    memcpy(pen->dashes, dashes, sizeof dashes);
    pen->dash_count = look->dash_count;
    pen->dash_offset = offset;
}

/* A dash pattern that would be drawn as thousands of dots nobody sees makes readers slow. */
static gboolean
is_dense(const PsgSvgLook *look, const PsgSvgBox *box, double scale)
{
    double sum = 0;
    for (guint i = 0; i < look->dash_count; i++)
        sum += look->dashes[i];
    double length = (box->x2 - box->x1) + (box->y2 - box->y1);
    return look->dash_count > 0 && (sum * scale < 0.05 || length / sum > 20000);
}

/* Strokes under a transformation that makes circles to ellipses: the outline is written in units
 * that are as large as the drawing's, and the transformation without its size comes before. */
static void
stroke_transformed(PsgSvgCanvas *canvas, const PsgSvgOutline *outline, const PsgSvgLook *look,
        const PsgSvgMatrix *matrix, double scale)
{
    PsgSvgPen pen = psg_svg_canvas_save(canvas);
    PsgSvgMatrix turned = {matrix->a / scale, matrix->b / scale, matrix->c / scale,
            matrix->d / scale, matrix->e, matrix->f};
    PsgSvgMatrix sized = {scale, 0, 0, scale, 0, 0};
    set_line(canvas, look, scale);
    psg_svg_canvas_write_matrix(canvas, &turned);
    psg_svg_canvas_write_path(canvas, outline, &sized);
    g_string_append(canvas->layer->operators, "S\n");
    psg_svg_canvas_restore(canvas, &pen);
}

/* TRUE when the fill is a pattern, and was drawn. */
static gboolean
fill_with_pattern(PsgSvgDrawing *drawing, const PsgSvgOutline *outline, const PsgSvgLook *look,
        const PsgSvgPlace *place, const PsgSvgBox *box, double opacity)
{
    if (look->fill.kind != PSG_SVG_SERVER)
        return FALSE;
    const xmlNode *server = psg_svg_find(drawing, look->fill.server);
    return server && g_str_equal((const char *)server->name, "pattern") &&
           psg_svg_fill_with_pattern(
                   drawing, server, outline, look, place, box, look->fill_opacity * opacity);
}

static void
paint(PsgSvgDrawing *drawing, const PsgSvgOutline *outline, const PsgSvgLook *look,
        const PsgSvgPlace *place, double opacity, double scale)
{
    PsgSvgCanvas *canvas = &drawing->canvas;
    PsgSvgBox box = psg_svg_outline_get_box(outline, &PSG_SVG_IDENTITY);
    double fill_opacity = 1, stroke_opacity = 1;
    gboolean is_filled = !fill_with_pattern(drawing, outline, look, place, &box, opacity) &&
                         set_paint(drawing, &look->fill, look, place, &box, FALSE, &fill_opacity);
    PsgSvgLook line = *look;
    if (is_dense(look, &box, scale))
        line.dash_count = 0;
    gboolean is_stroked = look->stroke_width > 0 && set_paint(drawing, &look->stroke, look, place,
                                                            &box, TRUE, &stroke_opacity);
    psg_svg_canvas_set_opacities(canvas, fill_opacity * look->fill_opacity * opacity,
            is_stroked ? stroke_opacity * look->stroke_opacity * opacity : 1);
    GString *out = canvas->layer->operators;
    gboolean is_even = psg_svg_matrix_keeps_circles(&place->matrix) || look->has_fixed_stroke;
    if (is_filled || (is_stroked && is_even)) {
        if (is_stroked && is_even)
            set_line(canvas, &line, look->has_fixed_stroke ? 1 : scale);
        psg_svg_canvas_write_path(canvas, outline, &place->matrix);
        const char *fill = look->is_even_odd ? "f*\n" : "f\n";
        const char *both = look->is_even_odd ? "B*\n" : "B\n";
        g_string_append(out, !is_filled ? "S\n" : is_stroked && is_even ? both : fill);
    }
    if (is_stroked && !is_even)
        stroke_transformed(canvas, outline, &line, &place->matrix, scale);
}

/* The gradient that a paint is, where it fades; NULL. */
static const xmlNode *
find_fading(PsgSvgDrawing *drawing, const PsgSvgPaint *paint, const PsgSvgLook *look)
{
    const xmlNode *server =
            paint->kind == PSG_SVG_SERVER ? psg_svg_find(drawing, paint->server) : NULL;
    gboolean is_fading = server && drawing->canvas.layers < PSG_SVG_LAYERS_LIMIT &&
                         psg_svg_gradient_fades(drawing, server, look);
    return is_fading ? server : NULL;
}

/* Paints with colours alone, under a mask of greys that the same gradient makes of its opacities.
 */
static void
paint_fading(PsgSvgDrawing *drawing, const xmlNode *server, const PsgSvgOutline *outline,
        const PsgSvgLook *look, const PsgSvgPlace *place, double opacity, double scale)
{
    PsgSvgCanvas *canvas = &drawing->canvas;
    PsgSvgBox box = psg_svg_outline_get_box(outline, &PSG_SVG_IDENTITY);
    g_autoptr(GArray) all = psg_svg_outline_new();
    double ignored;
    PsgSvgLayer *below = psg_svg_canvas_begin_layer(canvas);
    drawing->gradient_part = PSG_SVG_GRADIENT_OPACITIES;
    psg_svg_set_gradient(drawing, server, look, place, &box, FALSE, &ignored);
    psg_svg_outline_add_rectangle(all, 0, 0, canvas->width, canvas->height, 0, 0);
    psg_svg_canvas_write_path(canvas, all, &PSG_SVG_IDENTITY);
    g_string_append(canvas->layer->operators, "f\n");
    g_autoptr(PsgPdfPicture) mask =
            psg_svg_canvas_end_layer(canvas, below, canvas->width, canvas->height);
    PsgSvgPen pen = psg_svg_canvas_save(canvas);
    psg_svg_canvas_mask(canvas, mask);
    drawing->gradient_part = PSG_SVG_GRADIENT_COLOURS;
    paint(drawing, outline, look, place, opacity, scale);
    drawing->gradient_part = PSG_SVG_GRADIENT_ON_PAPER;
    psg_svg_canvas_restore(canvas, &pen);
}

/* Fill and stroke one after the other, each under its own mask where it fades. */
static void
paint_all(PsgSvgDrawing *drawing, const PsgSvgOutline *outline, const PsgSvgLook *look,
        const PsgSvgPlace *place, double opacity, double scale)
{
    const xmlNode *fill = find_fading(drawing, &look->fill, look);
    const xmlNode *stroke = find_fading(drawing, &look->stroke, look);
    if (!fill && !stroke) {
        paint(drawing, outline, look, place, opacity, scale);
        return;
    }
    PsgSvgLook filled = *look, stroked = *look;
    filled.stroke.kind = PSG_SVG_NO_PAINT;
    stroked.fill.kind = PSG_SVG_NO_PAINT;
    if (fill)
        paint_fading(drawing, fill, outline, &filled, place, opacity, scale);
    else
        paint(drawing, outline, &filled, place, opacity, scale);
    if (stroke)
        paint_fading(drawing, stroke, outline, &stroked, place, opacity, scale);
    else
        paint(drawing, outline, &stroked, place, opacity, scale);
}

void
psg_svg_paint(PsgSvgDrawing *drawing, const PsgSvgOutline *outline, const PsgSvgLook *look,
        const PsgSvgPlace *place, double opacity)
{
    PsgSvgCanvas *canvas = &drawing->canvas;
    double scale = psg_svg_matrix_get_scale(&place->matrix);
    if (scale <= 0 || !is_drawable(outline) || !look->is_visible ||
            !psg_svg_canvas_spend(
                    canvas, outline->len > PSG_SVG_OUTLINE_LIMIT ? G_MAXINT : 1 + outline->len / 4))
        return;
    if (canvas->purpose == PSG_SVG_MEASURES) {
        PsgSvgBox box = psg_svg_outline_get_box(outline, &place->matrix);
        psg_svg_box_add(&canvas->box, box.x1, box.y1);
        psg_svg_box_add(&canvas->box, box.x2, box.y2);
    } else if (canvas->purpose == PSG_SVG_CLIPS) {
        psg_svg_canvas_write_path(canvas, outline, &place->matrix);
        canvas->has_clip = TRUE;
    } else {
        paint_all(drawing, outline, look, place, opacity, scale);
    }
}
