/* SVG as vectors: the tree is read by libxml2, and drawn by the files of svg/. See pictures.h. */
#include <hb.h>
#include <libxml/parser.h>
#include <string.h>

#include "base/cleanup.h"
#include "publish/picture/svg_size.h"
#include "publish/print/picture/internal.h"
#include "publish/print/picture/svg/draw.h"

#define WORK_LIMIT (1000 * 1000)
#define TEXT_LIMIT (2 * PSG_SVG_SIZE_LIMIT) /* cleaning may have made it longer */

static void
unref_picture(gpointer picture)
{
    if (picture)
        psg_pdf_picture_unref(picture);
}

static void
drawing_clear(PsgSvgDrawing *drawing)
{
    g_hash_table_unref(drawing->ids);
    g_hash_table_unref(drawing->faces);
    g_hash_table_unref(drawing->embedded);
    g_ptr_array_unref(drawing->active);
    psg_svg_sheet_free(drawing->sheet);
    psg_svg_layer_free(drawing->canvas.layer);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PsgSvgDrawing, drawing_clear)

/* The element after `at` in the order of the text. */
static const xmlNode *
find_next(const xmlNode *at, const xmlNode *root)
{
    if (at->children && at->type == XML_ELEMENT_NODE)
        return at->children;
    while (at != root && !at->next)
        at = at->parent;
    return at == root ? NULL : at->next;
}

/* Ids and rules, wherever they stand. */
static void
index_tree(PsgSvgDrawing *drawing, const xmlNode *root)
{
    for (const xmlNode *at = root; at; at = find_next(at, root)) {
        if (at->type != XML_ELEMENT_NODE)
            continue;
        const char *id = psg_svg_attribute_get(at, "id");
        if (id && !g_hash_table_contains(drawing->ids, id))
            g_hash_table_insert(drawing->ids, (gpointer)id, (gpointer)at);
        if (strcmp((const char *)at->name, "style") == 0 && at->children && at->children->content)
            psg_svg_sheet_add(drawing->sheet, (const char *)at->children->content);
    }
}

/* How large the picture is in CSS pixels: by its width and height, the one by the other and its
 * view box, its view box alone, or as browsers do without any. */
static void
find_size(const xmlNode *root, double *width, double *height)
{
    double box[4] = {0, 0, 300, 150}, given;
    const char *view = psg_svg_attribute_get(root, "viewBox");
    if (view && !psg_svg_view_box_parse(view, box)) {
        box[2] = 300;
        box[3] = 150;
    }
    const char *wide = psg_svg_attribute_get(root, "width");
    const char *high = psg_svg_attribute_get(root, "height");
    *width = wide && psg_svg_length_parse(wide, &given) ? given : 0;
    *height = high && psg_svg_length_parse(high, &given) ? given : 0;
    if (*width <= 0)
        *width = *height > 0 ? *height * box[2] / box[3] : box[2];
    if (*height <= 0)
        *height = *width * box[3] / box[2];
}

/* As many as show a thousandth of a pixel when the picture is as wide as a page. */
static guint
count_decimals(double width, double height)
{
    double size = MAX(width, height);
    return size >= 200 ? 2 : size >= 20 ? 3 : size >= 2 ? 4 : 6;
}

static PsgPdfPicture *
draw(PsgSvgDrawing *drawing, const xmlNode *root, const char **reason)
{
    PsgSvgCanvas *canvas = &drawing->canvas;
    find_size(root, &canvas->width, &canvas->height);
    if (!(canvas->width > 1e-3 && canvas->height > 1e-3 && canvas->width < 1e5 &&
                canvas->height < 1e5))
        return psg_picture_refuse(reason, "its size is nothing that can be printed");
    canvas->decimals = count_decimals(canvas->width, canvas->height);
    index_tree(drawing, root);
    PsgSvgLook base, look;
    psg_svg_look_init(&base);
    psg_svg_look_read(&look, &base, root, drawing->sheet, canvas->width, canvas->height);
    look.may_stand_out = TRUE; /* the drawing's own edge cuts */
    PsgSvgPlace place = {{1, 0, 0, -1, 0, canvas->height}, canvas->width, canvas->height};
    if (look.is_displayed)
        psg_svg_draw_view(drawing, root, &look, &place, 0, 0, canvas->width, canvas->height);
    if (canvas->reason)
        return psg_picture_refuse(reason, canvas->reason);
    return psg_svg_layer_make_picture(canvas->layer, canvas->width, canvas->height);
}

PsgPdfPicture *
psg_picture_draw_svg(GBytes *bytes, PsgTypeContext *context, const char *families,
        GPtrArray *left_out, const char **reason)
{
    gsize length;
    const char *text = g_bytes_get_data(bytes, &length);
    if (length == 0 || length > TEXT_LIMIT)
        return psg_picture_refuse(reason, "it is empty, or larger than 16 MB");
    g_autoptr(xmlDoc) document = xmlReadMemory(text, (int)length, NULL, NULL,
            XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
    const xmlNode *root = document ? xmlDocGetRootElement(document) : NULL;
    if (!root || strcmp((const char *)root->name, "svg") != 0 || document->intSubset)
        return psg_picture_refuse(reason, "it is no SVG");
    g_auto(PsgSvgDrawing) drawing = {
            .canvas = {.layer = psg_svg_layer_new(), .budget = WORK_LIMIT, .left_out = left_out},
            .ids = g_hash_table_new(g_str_hash, g_str_equal),
            .sheet = psg_svg_sheet_new(),
            .context = context,
            .families = families,
            .active = g_ptr_array_new(),
            .embedded = g_hash_table_new_full(NULL, NULL, NULL, unref_picture),
            .faces = g_hash_table_new_full(
                    NULL, NULL, NULL, (GDestroyNotify)(gpointer)hb_font_destroy)};
    return draw(&drawing, root, reason);
}
