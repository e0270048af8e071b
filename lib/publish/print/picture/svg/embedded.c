/* Pictures inside a drawing, where their bytes stand in it ("data:image/png;base64,..."). SVG 1.1,
 * section 5.7. */
#include <string.h>

#include "publish/print/picture/internal.h"
#include "publish/print/picture/svg/draw.h"

#define PICTURES_LIMIT 200 /* shown on one layer */
#define PIXELS_PER_WORK 200

static PsgPdfPicture *
read_picture(PsgSvgCanvas *canvas, const char *data)
{
    const char *comma = g_str_has_prefix(data, "data:image/") ? strchr(data, ',') : NULL;
    if (!comma || comma - data < 7 || memcmp(comma - 7, ";base64", 7) != 0)
        return NULL;
    gsize length;
    guchar *raw = g_base64_decode(comma + 1, &length);
    g_autoptr(GBytes) bytes = g_bytes_new_take(raw, length);
    const char *reason;
    PsgImageFacts facts = {0};
    if (g_str_has_prefix(data, "data:image/svg") || !psg_image_inspect(bytes, &facts, &reason) ||
            !psg_svg_canvas_spend(
                    canvas, (guint)((guint64)facts.width * facts.height / PIXELS_PER_WORK)))
        return NULL;
    if (g_str_equal(facts.media_type, "image/png"))
        return psg_picture_read_png(bytes, &reason);
    if (g_str_equal(facts.media_type, "image/jpeg"))
        return psg_picture_read_jpeg(bytes, &reason);
    return psg_picture_read_other(bytes, &reason);
}

/* The picture of an element, read once however often it is used; NULL. */
static PsgPdfPicture *
get_picture(PsgSvgDrawing *drawing, const xmlNode *element, const char *data)
{
    gpointer picture;
    if (g_hash_table_lookup_extended(drawing->embedded, element, NULL, &picture))
        return picture;
    picture = read_picture(&drawing->canvas, data);
    g_hash_table_insert(drawing->embedded, (gpointer)element, picture);
    return picture;
}

/* Sets the picture in the unit square, or in its own size, into its place. */
static void
show(PsgSvgDrawing *drawing, PsgPdfPicture *picture, const double box[4],
        const PsgSvgMatrix *matrix)
{
    PsgSvgMatrix stand = {box[2], 0, 0, -box[3], 0, box[3]}; /* PDF's pictures stand on y = 0 */
    if (psg_pdf_picture_is_drawing(picture))
        stand = (PsgSvgMatrix){1, 0, 0, -1, 0, box[3]};
    stand = psg_svg_matrix_join(*matrix, stand);
    psg_svg_canvas_write_matrix(&drawing->canvas, &stand);
    psg_svg_canvas_show(&drawing->canvas, psg_svg_canvas_add_picture(&drawing->canvas, picture));
}

void
psg_svg_draw_image(PsgSvgDrawing *drawing, const xmlNode *element, const PsgSvgLook *look,
        const PsgSvgPlace *place)
{
    PsgSvgCanvas *canvas = &drawing->canvas;
    const char *data = psg_svg_attribute_get(element, "href");
    if (!data || canvas->purpose == PSG_SVG_CLIPS || !look->is_visible ||
            !psg_svg_canvas_spend(canvas, 100 + (guint)(strlen(data) / 64)))
        return;
    double x = psg_svg_read_length(element, "x", place->width, look->font_size, 0);
    double y = psg_svg_read_length(element, "y", place->height, look->font_size, 0);
    PsgPdfPicture *picture = get_picture(drawing, element, data);
    if (!picture || canvas->layer->pictures->len >= PICTURES_LIMIT) {
        psg_svg_canvas_leave_out(canvas, "an embedded picture");
        return;
    }
    double box[4] = {0};
    psg_pdf_picture_get_size(picture, &box[2], &box[3]);
    double width = psg_svg_read_length(element, "width", place->width, look->font_size, box[2]);
    double height = psg_svg_read_length(element, "height", place->height, look->font_size, box[3]);
    if (width <= 0 || height <= 0)
        return;
    g_autoptr(GArray) frame = psg_svg_outline_new();
    psg_svg_outline_add_rectangle(frame, x, y, width, height, 0, 0);
    if (canvas->purpose == PSG_SVG_MEASURES) {
        psg_svg_paint(drawing, frame, look, place, 1);
        return;
    }
    gboolean is_sliced;
    PsgSvgMatrix fit = psg_svg_view_box_fit(box, x, y, width, height,
            psg_svg_attribute_get(element, "preserveAspectRatio"), &is_sliced);
    PsgSvgPen pen = psg_svg_canvas_save(canvas);
    if (is_sliced) {
        psg_svg_canvas_write_path(canvas, frame, &place->matrix);
        psg_svg_canvas_clip(canvas, FALSE);
    }
    PsgSvgMatrix matrix = psg_svg_matrix_join(place->matrix, fit);
    psg_svg_canvas_set_opacities(canvas, look->opacity, 1);
    show(drawing, picture, box, &matrix);
    psg_svg_canvas_restore(canvas, &pen);
}
