/* Masks: an element shows as far as another part of the drawing is light. SVG 1.1, section 14.4;
 * ISO 32000-1, section 11.6.5.3. */
#include <string.h>

#include "publish/print/picture/svg/draw.h"

/* Cuts off what lies outside the mask's own region. */
static void
clip_to_region(PsgSvgDrawing *drawing, const xmlNode *mask, const PsgSvgPlace *place,
        const PsgSvgBox *box, double em)
{
    const char *units = psg_svg_attribute_get(mask, "maskUnits");
    gboolean is_of_box = g_strcmp0(units, "userSpaceOnUse") != 0;
    double wide = is_of_box ? 1 : place->width, high = is_of_box ? 1 : place->height;
    double x = psg_svg_read_length(mask, "x", wide, em, -0.1 * wide);
    double y = psg_svg_read_length(mask, "y", high, em, -0.1 * high);
    double width = psg_svg_read_length(mask, "width", wide, em, 1.2 * wide);
    double height = psg_svg_read_length(mask, "height", high, em, 1.2 * high);
    if (is_of_box) {
        x = box->x1 + x * (box->x2 - box->x1);
        y = box->y1 + y * (box->y2 - box->y1);
        width *= box->x2 - box->x1;
        height *= box->y2 - box->y1;
    }
    g_autoptr(GArray) frame = psg_svg_outline_new();
    psg_svg_outline_add_rectangle(frame, x, y, width, height, 0, 0);
    psg_svg_canvas_write_path(&drawing->canvas, frame, &place->matrix);
    psg_svg_canvas_clip(&drawing->canvas, FALSE);
}

PsgPdfPicture *
psg_svg_draw_mask(PsgSvgDrawing *drawing, const char *id, const xmlNode *element,
        const PsgSvgMatrix *transform, const PsgSvgLook *parent, const PsgSvgPlace *place)
{
    PsgSvgCanvas *canvas = &drawing->canvas;
    const xmlNode *mask = psg_svg_find(drawing, id);
    if (!mask || !g_str_equal((const char *)mask->name, "mask") ||
            g_ptr_array_find(drawing->active, mask, NULL))
        return NULL;
    if (canvas->layers >= PSG_SVG_LAYERS_LIMIT || drawing->depth >= PSG_SVG_DEPTH_LIMIT) {
        psg_svg_canvas_leave_out(canvas, "a mask");
        return NULL;
    }
    PsgSvgLook base, look;
    psg_svg_look_init(&base);
    psg_svg_look_read(&look, &base, mask, drawing->sheet, place->width, place->height);
    PsgSvgBox box = psg_svg_measure_element(drawing, element, transform, parent, place);
    PsgSvgPlace here = *place;
    const char *units = psg_svg_attribute_get(mask, "maskContentUnits");
    if (g_strcmp0(units, "objectBoundingBox") == 0) {
        PsgSvgMatrix fit = {box.x2 - box.x1, 0, 0, box.y2 - box.y1, box.x1, box.y1};
        here.matrix = psg_svg_matrix_join(here.matrix, fit);
        here.width = here.height = 1;
    }
    g_ptr_array_add(drawing->active, (gpointer)mask);
    drawing->depth++;
    PsgSvgLayer *below = psg_svg_canvas_begin_layer(canvas);
    clip_to_region(drawing, mask, place, &box, look.font_size);
    psg_svg_draw_children(drawing, mask, &look, &here);
    drawing->depth--;
    g_ptr_array_set_size(drawing->active, (int)drawing->active->len - 1);
    return psg_svg_canvas_end_layer(canvas, below, canvas->width, canvas->height);
}
