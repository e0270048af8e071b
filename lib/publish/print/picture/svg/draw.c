/* From elements to outlines: structure, transformations, view boxes and <use>. SVG 1.1, chapters 5,
 * 7 and 9. See draw.h. */
#include "publish/print/picture/svg/draw.h"

#include <string.h>

#include "publish/picture/svg_size.h"

typedef enum {
    NOTHING, /* defines, describes, or is unknown */
    GROUP,
    SHAPE,
    TEXT,
    USE,
    IMAGE,
    SWITCH,
    VIEW,
} Kind;

static Kind
find_kind(const xmlNode *element)
{
    static const struct {
        const char *name;
        Kind kind;
    } kinds[] = {{"path", SHAPE}, {"rect", SHAPE}, {"g", GROUP}, {"text", TEXT}, {"circle", SHAPE},
            {"line", SHAPE}, {"polygon", SHAPE}, {"polyline", SHAPE}, {"ellipse", SHAPE},
            {"use", USE}, {"image", IMAGE}, {"svg", VIEW}, {"switch", SWITCH}, {"a", GROUP}};
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (strcmp((const char *)element->name, kinds[i].name) == 0)
            return kinds[i].kind;
    return NOTHING;
}

const xmlNode *
psg_svg_find(const PsgSvgDrawing *drawing, const char *id)
{
    return g_hash_table_lookup(drawing->ids, id);
}

const xmlNode *
psg_svg_find_target(const PsgSvgDrawing *drawing, const xmlNode *element)
{
    const char *reference = psg_svg_attribute_get(element, "href");
    return reference && *reference == '#' ? psg_svg_find(drawing, reference + 1) : NULL;
}

double
psg_svg_read_length(
        const xmlNode *element, const char *name, double whole, double font_size, double otherwise)
{
    return psg_svg_length_get(psg_svg_attribute_get(element, name), whole, font_size, otherwise);
}

static void
add_rectangle(const xmlNode *element, const PsgSvgPlace *place, double em, PsgSvgOutline *outline)
{
    double width = psg_svg_read_length(element, "width", place->width, em, 0);
    double height = psg_svg_read_length(element, "height", place->height, em, 0);
    double rx = psg_svg_read_length(element, "rx", place->width, em, -1);
    double ry = psg_svg_read_length(element, "ry", place->height, em, -1);
    if (width <= 0 || height <= 0)
        return;
    psg_svg_outline_add_rectangle(outline, psg_svg_read_length(element, "x", place->width, em, 0),
            psg_svg_read_length(element, "y", place->height, em, 0), width, height,
            rx < 0 ? ry : rx, ry < 0 ? rx : ry);
}

static void
add_ellipse(const xmlNode *element, const PsgSvgPlace *place, double em, PsgSvgOutline *outline)
{
    gboolean is_circle = strcmp((const char *)element->name, "circle") == 0;
    double whole = (place->width + place->height) / 2;
    double rx = psg_svg_read_length(element, is_circle ? "r" : "rx", whole, em, -1);
    double ry = is_circle ? rx : psg_svg_read_length(element, "ry", whole, em, -1);
    rx = rx < 0 ? ry : rx;
    ry = ry < 0 ? rx : ry;
    if (rx > 0 && ry > 0)
        psg_svg_outline_add_ellipse(outline,
                psg_svg_read_length(element, "cx", place->width, em, 0),
                psg_svg_read_length(element, "cy", place->height, em, 0), rx, ry);
}

static void
add_shape(const xmlNode *element, const PsgSvgPlace *place, double em, PsgSvgOutline *outline)
{
    const char *name = (const char *)element->name;
    const char *points = psg_svg_attribute_get(element, "points");
    const char *data = psg_svg_attribute_get(element, "d");
    if (strcmp(name, "rect") == 0) {
        add_rectangle(element, place, em, outline);
    } else if (strcmp(name, "circle") == 0 || strcmp(name, "ellipse") == 0) {
        add_ellipse(element, place, em, outline);
    } else if (strcmp(name, "line") == 0) {
        psg_svg_outline_move(outline, psg_svg_read_length(element, "x1", place->width, em, 0),
                psg_svg_read_length(element, "y1", place->height, em, 0));
        psg_svg_outline_line(outline, psg_svg_read_length(element, "x2", place->width, em, 0),
                psg_svg_read_length(element, "y2", place->height, em, 0));
    } else if (strcmp(name, "path") == 0) {
        if (data)
            psg_svg_outline_add_path(outline, data);
    } else if (points) {
        psg_svg_outline_add_points(outline, points, strcmp(name, "polygon") == 0);
    }
}

static void
draw_shape(PsgSvgDrawing *drawing, const xmlNode *element, const PsgSvgLook *look,
        const PsgSvgPlace *place, double opacity)
{
    g_autoptr(GArray) outline = psg_svg_outline_new();
    add_shape(element, place, look->font_size, outline);
    PsgSvgLook own = *look;
    if (strcmp((const char *)element->name, "line") == 0)
        own.fill.kind = PSG_SVG_NO_PAINT;
    psg_svg_paint(drawing, outline, &own, place, opacity);
    const char *name = (const char *)element->name;
    if (outline->len > 0 && (name[0] == 'p' || strcmp(name, "line") == 0))
        psg_svg_draw_markers(drawing, outline, look, place);
}

void
psg_svg_draw_view(PsgSvgDrawing *drawing, const xmlNode *element, const PsgSvgLook *look,
        const PsgSvgPlace *place, double x, double y, double width, double height)
{
    PsgSvgCanvas *canvas = &drawing->canvas;
    PsgSvgPlace inside = {place->matrix, width, height};
    PsgSvgMatrix fit = {1, 0, 0, 1, x, y};
    double box[4];
    const char *view = psg_svg_attribute_get(element, "viewBox");
    if (width <= 0 || height <= 0)
        return;
    if (view && psg_svg_view_box_parse(view, box)) {
        gboolean is_sliced;
        fit = psg_svg_view_box_fit(box, x, y, width, height,
                psg_svg_attribute_get(element, "preserveAspectRatio"), &is_sliced);
        inside.width = box[2];
        inside.height = box[3];
    }
    inside.matrix = psg_svg_matrix_join(place->matrix, fit);
    gboolean is_clipped = !look->may_stand_out && canvas->purpose == PSG_SVG_PAINTS;
    PsgSvgPen pen = canvas->layer->pen;
    if (is_clipped) {
        g_autoptr(GArray) frame = psg_svg_outline_new();
        psg_svg_outline_add_rectangle(frame, x, y, width, height, 0, 0);
        pen = psg_svg_canvas_save(canvas);
        psg_svg_canvas_write_path(canvas, frame, &place->matrix);
        psg_svg_canvas_clip(canvas, FALSE);
    }
    psg_svg_draw_children(drawing, element, look, &inside);
    if (is_clipped)
        psg_svg_canvas_restore(canvas, &pen);
}

static void
draw_nested(PsgSvgDrawing *drawing, const xmlNode *element, const PsgSvgLook *look,
        const PsgSvgPlace *place, const xmlNode *sized_by)
{
    double em = look->font_size;
    double width = psg_svg_read_length(element, "width", place->width, em, place->width);
    double height = psg_svg_read_length(element, "height", place->height, em, place->height);
    if (sized_by) {
        width = psg_svg_read_length(sized_by, "width", place->width, em, width);
        height = psg_svg_read_length(sized_by, "height", place->height, em, height);
    }
    psg_svg_draw_view(drawing, element, look, place,
            psg_svg_read_length(element, "x", place->width, em, 0),
            psg_svg_read_length(element, "y", place->height, em, 0), width, height);
}

static void
draw_use(PsgSvgDrawing *drawing, const xmlNode *use, const PsgSvgLook *look,
        const PsgSvgPlace *place)
{
    const xmlNode *target = psg_svg_find_target(drawing, use);
    if (!target || g_ptr_array_find(drawing->active, target, NULL))
        return;
    g_ptr_array_add(drawing->active, (gpointer)target);
    PsgSvgMatrix move = {1, 0, 0, 1,
            psg_svg_read_length(use, "x", place->width, look->font_size, 0),
            psg_svg_read_length(use, "y", place->height, look->font_size, 0)};
    PsgSvgPlace there = *place;
    there.matrix = psg_svg_matrix_join(place->matrix, move);
    gboolean is_symbol = strcmp((const char *)target->name, "symbol") == 0;
    if (is_symbol || find_kind(target) == VIEW) {
        PsgSvgLook inside;
        guint work = psg_svg_look_read(
                &inside, look, target, drawing->sheet, place->width, place->height);
        if (psg_svg_canvas_spend(&drawing->canvas, work) && inside.is_displayed)
            draw_nested(drawing, target, &inside, &there, use);
    } else {
        psg_svg_draw_element(drawing, target, look, &there);
    }
    g_ptr_array_set_size(drawing->active, (int)drawing->active->len - 1);
}

/* The first child that is for every reader. */
static void
draw_switch(PsgSvgDrawing *drawing, const xmlNode *element, const PsgSvgLook *look,
        const PsgSvgPlace *place)
{
    const xmlNode *chosen = NULL;
    for (const xmlNode *child = element->children; child; child = child->next) {
        if (child->type != XML_ELEMENT_NODE || find_kind(child) == NOTHING)
            continue;
        if (!chosen)
            chosen = child;
        if (!psg_svg_attribute_get(child, "systemLanguage")) {
            chosen = child;
            break;
        }
    }
    if (chosen)
        psg_svg_draw_element(drawing, chosen, look, place);
}

static void
draw_kind(PsgSvgDrawing *drawing, const xmlNode *element, Kind kind, const PsgSvgLook *look,
        const PsgSvgPlace *place, double opacity)
{
    switch (kind) {
    case GROUP:
        psg_svg_draw_children(drawing, element, look, place);
        break;
    case SHAPE:
        draw_shape(drawing, element, look, place, opacity);
        break;
    case TEXT:
        psg_svg_draw_text(drawing, element, look, place, opacity);
        break;
    case USE:
        draw_use(drawing, element, look, place);
        break;
    case IMAGE:
        psg_svg_draw_image(drawing, element, look, place);
        break;
    case SWITCH:
        draw_switch(drawing, element, look, place);
        break;
    case VIEW:
        draw_nested(drawing, element, look, place, NULL);
        break;
    case NOTHING:
        break;
    }
}

/* Draws on a layer of its own, which is then shown with the element's opacity and mask (nullable)
 * as a whole. */
static void
draw_layered(PsgSvgDrawing *drawing, const xmlNode *element, Kind kind, const PsgSvgLook *look,
        const PsgSvgPlace *place, PsgPdfPicture *mask)
{
    PsgSvgCanvas *canvas = &drawing->canvas;
    PsgSvgLayer *below = psg_svg_canvas_begin_layer(canvas);
    draw_kind(drawing, element, kind, look, place, 1);
    g_autoptr(PsgPdfPicture) picture =
            psg_svg_canvas_end_layer(canvas, below, canvas->width, canvas->height);
    PsgSvgPen pen = psg_svg_canvas_save(canvas);
    if (mask)
        psg_svg_canvas_mask(canvas, mask);
    psg_svg_canvas_set_opacities(canvas, look->opacity, look->opacity);
    psg_svg_canvas_show(canvas, psg_svg_canvas_add_picture(canvas, picture));
    psg_svg_canvas_restore(canvas, &pen);
}

/* Whether parts of the element may lie over one another, so that seeing through each of them would
 * look otherwise than seeing through the whole. */
static gboolean
needs_layer(const PsgSvgDrawing *drawing, Kind kind, const PsgSvgLook *look)
{
    gboolean is_single =
            (kind == SHAPE || kind == TEXT) &&
            (look->fill.kind == PSG_SVG_NO_PAINT || look->stroke.kind == PSG_SVG_NO_PAINT) &&
            !*look->markers[0] && !*look->markers[1] && !*look->markers[2];
    return look->opacity < 1 && kind != IMAGE && !is_single &&
           drawing->canvas.purpose == PSG_SVG_PAINTS &&
           drawing->canvas.layers < PSG_SVG_LAYERS_LIMIT;
}

static PsgSvgMatrix
find_transform(const xmlNode *element, const PsgSvgLook *look)
{
    const char *attribute = psg_svg_attribute_get(element, "transform");
    if (*look->transform)
        return psg_svg_transform_parse(look->transform);
    return attribute ? psg_svg_transform_parse(attribute) : PSG_SVG_IDENTITY;
}

static void
name_left_out(PsgSvgCanvas *canvas, const PsgSvgLook *look)
{
    if (*look->filter)
        psg_svg_canvas_leave_out(canvas, "a filter");
}

void
psg_svg_draw_element(PsgSvgDrawing *drawing, const xmlNode *element, const PsgSvgLook *parent,
        const PsgSvgPlace *place)
{
    PsgSvgCanvas *canvas = &drawing->canvas;
    Kind kind = find_kind(element);
    if (kind == NOTHING || drawing->depth >= PSG_SVG_DEPTH_LIMIT)
        return;
    PsgSvgLook look;
    guint work =
            psg_svg_look_read(&look, parent, element, drawing->sheet, place->width, place->height);
    if (!psg_svg_canvas_spend(canvas, work) || !look.is_displayed ||
            (look.opacity <= 0 && canvas->purpose == PSG_SVG_PAINTS))
        return;
    PsgSvgPlace here = *place;
    PsgSvgMatrix transform = find_transform(element, &look);
    here.matrix = psg_svg_matrix_join(place->matrix, transform);
    if (psg_svg_matrix_get_scale(&here.matrix) <= 0)
        return;
    name_left_out(canvas, &look);
    drawing->depth++;
    gboolean is_clipped = *look.clip && canvas->purpose == PSG_SVG_PAINTS;
    PsgSvgPen pen = canvas->layer->pen;
    if (is_clipped) {
        pen = psg_svg_canvas_save(canvas);
        psg_svg_clip(drawing, look.clip, element, &transform, parent, &here);
    }
    g_autoptr(PsgPdfPicture) mask = NULL;
    if (*look.mask && canvas->purpose == PSG_SVG_PAINTS)
        mask = psg_svg_draw_mask(drawing, look.mask, element, &transform, parent, &here);
    if (mask || needs_layer(drawing, kind, &look))
        draw_layered(drawing, element, kind, &look, &here, mask);
    else
        draw_kind(drawing, element, kind, &look, &here, look.opacity);
    if (is_clipped)
        psg_svg_canvas_restore(canvas, &pen);
    drawing->depth--;
}

void
psg_svg_draw_children(PsgSvgDrawing *drawing, const xmlNode *element, const PsgSvgLook *look,
        const PsgSvgPlace *place)
{
    for (const xmlNode *child = element->children; child && !drawing->canvas.reason;
            child = child->next)
        if (child->type == XML_ELEMENT_NODE)
            psg_svg_draw_element(drawing, child, look, place);
}
