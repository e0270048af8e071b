/* Filling with a pattern: its tile is drawn once and shown again and again, inside the shape. SVG
 * 1.1, section 13.3. */
#include <math.h>
#include <string.h>

#include "publish/picture/svg_size.h"
#include "publish/print/picture/svg/chain.h"

#define TILES_LIMIT 4000

typedef struct {
    PsgSvgChain chain;
    const xmlNode *content; /* the first that has children */
} Pattern;

static gboolean
has_elements(const xmlNode *node)
{
    for (const xmlNode *child = node->children; child; child = child->next)
        if (child->type == XML_ELEMENT_NODE)
            return TRUE;
    return FALSE;
}

static gboolean
is_pattern(const xmlNode *node)
{
    return g_str_equal((const char *)node->name, "pattern");
}

static void
read_pattern(const PsgSvgDrawing *drawing, const xmlNode *server, Pattern *pattern)
{
    psg_svg_chain_read(&pattern->chain, drawing, server, is_pattern);
    for (guint i = 0; i < pattern->chain.count && !pattern->content; i++)
        if (has_elements(pattern->chain.nodes[i]))
            pattern->content = pattern->chain.nodes[i];
}

static gboolean
is_of_box(const Pattern *pattern, const char *name, gboolean otherwise)
{
    const char *units = psg_svg_chain_find(&pattern->chain, name);
    return units ? g_str_equal(units, "objectBoundingBox") : otherwise;
}

/* The first tile, in the pattern's own space: left, top, width, height. */
static gboolean
find_tile(const Pattern *pattern, const PsgSvgLook *look, const PsgSvgPlace *place,
        const PsgSvgBox *box, double tile[4])
{
    static const char *const names[] = {"x", "y", "width", "height"};
    gboolean is_share = is_of_box(pattern, "patternUnits", TRUE);
    const double sides[] = {box->x2 - box->x1, box->y2 - box->y1};
    const double whole[] = {is_share ? 1 : place->width, is_share ? 1 : place->height};
    for (guint i = 0; i < 4; i++) {
        tile[i] = psg_svg_length_get(
                psg_svg_chain_find(&pattern->chain, names[i]), whole[i % 2], look->font_size, 0);
        if (is_share)
            tile[i] = tile[i] * sides[i % 2] + (i == 0 ? box->x1 : i == 1 ? box->y1 : 0);
    }
    return tile[2] > 0 && tile[3] > 0;
}

/* A box as it lies in another space. */
static PsgSvgBox
move_box(const PsgSvgBox *box, const PsgSvgMatrix *matrix)
{
    PsgSvgBox moved = {0};
    for (guint i = 0; i < 4; i++) {
        double x = i & 1 ? box->x2 : box->x1, y = i & 2 ? box->y2 : box->y1;
        psg_svg_matrix_apply(matrix, &x, &y);
        psg_svg_box_add(&moved, x, y);
    }
    return moved;
}

/* From the units of what is in the tile into the pattern's space. */
static PsgSvgMatrix
find_fit(const Pattern *pattern, const PsgSvgBox *box, const double tile[4])
{
    const char *view = psg_svg_chain_find(&pattern->chain, "viewBox");
    double inside[4];
    gboolean is_sliced;
    if (view && psg_svg_view_box_parse(view, inside))
        return psg_svg_view_box_fit(inside, tile[0], tile[1], tile[2], tile[3],
                psg_svg_chain_find(&pattern->chain, "preserveAspectRatio"), &is_sliced);
    if (is_of_box(pattern, "patternContentUnits", FALSE))
        return (PsgSvgMatrix){box->x2 - box->x1, 0, 0, box->y2 - box->y1, box->x1, box->y1};
    return PSG_SVG_IDENTITY;
}

/* The tile as a picture; `space` leads from the pattern's space into the picture. */
static PsgPdfPicture *
draw_tile(PsgSvgDrawing *drawing, const Pattern *pattern, const double tile[4],
        const PsgSvgMatrix *space, const PsgSvgMatrix *fit, const PsgSvgPlace *around, double width,
        double height)
{
    PsgSvgCanvas *canvas = &drawing->canvas;
    g_autoptr(GArray) frame = psg_svg_outline_new();
    PsgSvgLook base, look;
    psg_svg_look_init(&base);
    psg_svg_look_read(
            &look, &base, pattern->content, drawing->sheet, around->width, around->height);
    PsgSvgLayer *below = psg_svg_canvas_begin_layer(canvas);
    psg_svg_outline_add_rectangle(frame, tile[0], tile[1], tile[2], tile[3], 0, 0);
    psg_svg_canvas_write_path(canvas, frame, space);
    psg_svg_canvas_clip(canvas, FALSE);
    PsgSvgPlace place = {psg_svg_matrix_join(*space, *fit), around->width, around->height};
    psg_svg_draw_children(drawing, pattern->content, &look, &place);
    return psg_svg_canvas_end_layer(canvas, below, width, height);
}

/* Shows the tile wherever the outline may be. FALSE when that is too often. */
static gboolean
show_tiles(PsgSvgDrawing *drawing, PsgPdfPicture *picture, const double tile[4],
        const PsgSvgMatrix *matrix, const PsgSvgBox *first, const PsgSvgBox *area)
{
    double left = floor((area->x1 - tile[0]) / tile[2]);
    double right = ceil((area->x2 - tile[0]) / tile[2]);
    double top = floor((area->y1 - tile[1]) / tile[3]);
    double bottom = ceil((area->y2 - tile[1]) / tile[3]);
    if (!((right - left) * (bottom - top) <= TILES_LIMIT))
        return FALSE;
    guint number = psg_svg_canvas_add_picture(&drawing->canvas, picture);
    for (double j = top; j < bottom; j++) {
        for (double i = left; i < right; i++) {
            double x = i * tile[2], y = j * tile[3];
            PsgSvgMatrix move = {1, 0, 0, 1, first->x1 + matrix->a * x + matrix->c * y,
                    first->y1 + matrix->b * x + matrix->d * y};
            if (!psg_svg_canvas_spend(&drawing->canvas, 2))
                return TRUE;
            PsgSvgPen pen = psg_svg_canvas_save(&drawing->canvas);
            psg_svg_canvas_write_matrix(&drawing->canvas, &move);
            psg_svg_canvas_show(&drawing->canvas, number);
            psg_svg_canvas_restore(&drawing->canvas, &pen);
        }
    }
    return TRUE;
}

gboolean
psg_svg_fill_with_pattern(PsgSvgDrawing *drawing, const xmlNode *server,
        const PsgSvgOutline *outline, const PsgSvgLook *look, const PsgSvgPlace *place,
        const PsgSvgBox *box, double opacity)
{
    PsgSvgCanvas *canvas = &drawing->canvas;
    Pattern pattern = {0};
    double tile[4];
    read_pattern(drawing, server, &pattern);
    if (!pattern.content || drawing->depth >= PSG_SVG_DEPTH_LIMIT ||
            canvas->layers >= PSG_SVG_LAYERS_LIMIT ||
            g_ptr_array_find(drawing->active, pattern.content, NULL) ||
            !find_tile(&pattern, look, place, box, tile))
        return FALSE;
    const char *transform = psg_svg_chain_find(&pattern.chain, "patternTransform");
    PsgSvgMatrix turn = transform ? psg_svg_transform_parse(transform) : PSG_SVG_IDENTITY;
    PsgSvgMatrix matrix = psg_svg_matrix_join(place->matrix, turn);
    PsgSvgMatrix back = psg_svg_matrix_invert(&turn);
    PsgSvgBox area = move_box(box, &back);
    PsgSvgBox frame = {tile[0], tile[1], tile[0] + tile[2], tile[1] + tile[3], TRUE};
    PsgSvgBox first = move_box(&frame, &matrix);
    double width = first.x2 - first.x1, height = first.y2 - first.y1;
    if (!(width > 1e-3 && height > 1e-3 && width < 1e5 && height < 1e5))
        return FALSE;
    PsgSvgMatrix space = matrix, fit = find_fit(&pattern, box, tile);
    space.e -= first.x1;
    space.f -= first.y1;
    g_ptr_array_add(drawing->active, (gpointer)pattern.content);
    drawing->depth++;
    g_autoptr(PsgPdfPicture) picture =
            draw_tile(drawing, &pattern, tile, &space, &fit, place, width, height);
    drawing->depth--;
    g_ptr_array_set_size(drawing->active, (int)drawing->active->len - 1);
    PsgSvgPen pen = psg_svg_canvas_save(canvas);
    psg_svg_canvas_write_path(canvas, outline, &place->matrix);
    psg_svg_canvas_clip(canvas, look->is_even_odd);
    psg_svg_canvas_set_opacities(canvas, opacity, opacity);
    gboolean is_shown = show_tiles(drawing, picture, tile, &matrix, &first, &area);
    psg_svg_canvas_restore(canvas, &pen);
    return is_shown;
}
