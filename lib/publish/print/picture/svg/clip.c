/* Clipping with shapes. SVG 1.1, section 14.3. */
#include <string.h>

#include "publish/print/picture/svg/draw.h"

PsgSvgBox
psg_svg_measure_element(PsgSvgDrawing *drawing, const xmlNode *element,
        const PsgSvgMatrix *transform, const PsgSvgLook *parent, const PsgSvgPlace *place)
{
    PsgSvgCanvas *canvas = &drawing->canvas;
    PsgSvgPurpose purpose = canvas->purpose;
    PsgSvgBox before = canvas->box;
    PsgSvgPlace here = *place;
    here.matrix = psg_svg_matrix_invert(transform); /* drawing it applies it once more */
    canvas->purpose = PSG_SVG_MEASURES;
    canvas->box = (PsgSvgBox){0};
    psg_svg_draw_element(drawing, element, parent, &here);
    PsgSvgBox box = canvas->box;
    canvas->box = before;
    canvas->purpose = purpose;
    return box;
}

void
psg_svg_clip(PsgSvgDrawing *drawing, const char *id, const xmlNode *element,
        const PsgSvgMatrix *transform, const PsgSvgLook *parent, const PsgSvgPlace *place)
{
    PsgSvgCanvas *canvas = &drawing->canvas;
    const xmlNode *clip = psg_svg_find(drawing, id);
    if (!clip || !g_str_equal((const char *)clip->name, "clipPath") ||
            drawing->depth >= PSG_SVG_DEPTH_LIMIT)
        return;
    drawing->depth++;
    PsgSvgLook base, look;
    psg_svg_look_init(&base);
    psg_svg_look_read(&look, &base, clip, drawing->sheet, place->width, place->height);
    PsgSvgPlace here = *place;
    const char *moved = psg_svg_attribute_get(clip, "transform");
    if (moved)
        here.matrix = psg_svg_matrix_join(here.matrix, psg_svg_transform_parse(moved));
    if (g_strcmp0(psg_svg_attribute_get(clip, "clipPathUnits"), "objectBoundingBox") == 0) {
        PsgSvgBox box = psg_svg_measure_element(drawing, element, transform, parent, place);
        PsgSvgMatrix fit = {box.x2 - box.x1, 0, 0, box.y2 - box.y1, box.x1, box.y1};
        here.matrix = psg_svg_matrix_join(here.matrix, fit);
        here.width = here.height = 1;
    }
    PsgSvgPurpose purpose = canvas->purpose;
    canvas->purpose = PSG_SVG_CLIPS;
    canvas->has_clip = FALSE;
    psg_svg_draw_children(drawing, clip, &look, &here);
    canvas->purpose = purpose;
    if (!canvas->has_clip) /* nothing shows through */
        g_string_append(canvas->layer->operators, "0 0 0 0 re\n");
    /* The rule of the first shape stands for all: PDF has one for a path. */
    PsgSvgLook first = look;
    for (const xmlNode *child = clip->children; child; child = child->next) {
        if (child->type == XML_ELEMENT_NODE) {
            psg_svg_look_read(&first, &look, child, drawing->sheet, here.width, here.height);
            break;
        }
    }
    psg_svg_canvas_clip(canvas, first.is_clip_even_odd);
    drawing->depth--;
}
