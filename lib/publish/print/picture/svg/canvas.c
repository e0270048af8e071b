/* See canvas.h. */
#include "publish/print/picture/svg/canvas.h"

#include <math.h>
#include <string.h>

#define LENGTH_LIMIT 1e6 /* farther away nothing can be seen */

static const PsgSvgPen first_pen = {.fill_pattern = -1,
        .stroke_pattern = -1,
        .width = 1,
        .miter_limit = 10,
        .opacities = G_MAXUINT};

PsgSvgLayer *
psg_svg_layer_new(void)
{
    PsgSvgLayer *layer = g_new0(PsgSvgLayer, 1);
    layer->operators = g_string_new(NULL);
    layer->states = g_string_new(NULL);
    layer->patterns = g_string_new(NULL);
    layer->opacities = g_hash_table_new(NULL, NULL);
    layer->pictures = g_ptr_array_new_with_free_func((GDestroyNotify)psg_pdf_picture_unref);
    layer->masks = g_ptr_array_new_with_free_func((GDestroyNotify)psg_pdf_picture_unref);
    layer->pen = first_pen;
    return layer;
}

void
psg_svg_layer_free(PsgSvgLayer *layer)
{
    if (!layer)
        return;
    g_string_free(layer->operators, TRUE);
    g_string_free(layer->states, TRUE);
    g_string_free(layer->patterns, TRUE);
    g_hash_table_unref(layer->opacities);
    g_ptr_array_unref(layer->pictures);
    g_ptr_array_unref(layer->masks);
    g_free(layer);
}

PsgPdfPicture *
psg_svg_layer_make_picture(const PsgSvgLayer *layer, double width, double height)
{
    PsgPdfDrawing drawing = {.width = width,
            .height = height,
            .operators = layer->operators,
            .graphics_states = layer->states->len ? layer->states->str : NULL,
            .patterns = layer->patterns->len ? layer->patterns->str : NULL,
            .pictures = (PsgPdfPicture *const *)layer->pictures->pdata,
            .picture_count = layer->pictures->len,
            .masks = (PsgPdfPicture *const *)layer->masks->pdata,
            .mask_count = layer->masks->len,
            .is_transparent = layer->is_transparent};
    return psg_pdf_picture_new_drawing(&drawing);
}

gboolean
psg_svg_canvas_spend(PsgSvgCanvas *canvas, guint work)
{
    canvas->budget -= work;
    gsize written = canvas->written + canvas->layer->operators->len + canvas->layer->patterns->len;
    if (!canvas->reason && (canvas->budget < 0 || written > PSG_SVG_OPERATORS_LIMIT))
        canvas->reason = "it has more in it than can be drawn";
    return !canvas->reason;
}

void
psg_svg_canvas_leave_out(PsgSvgCanvas *canvas, const char *what)
{
    if (canvas->left_out && canvas->purpose == PSG_SVG_PAINTS &&
            !g_ptr_array_find_with_equal_func(canvas->left_out, what, g_str_equal, NULL))
        g_ptr_array_add(canvas->left_out, g_strdup(what));
}

PsgSvgPen
psg_svg_canvas_save(PsgSvgCanvas *canvas)
{
    g_string_append(canvas->layer->operators, "q\n");
    return canvas->layer->pen;
}

void
psg_svg_canvas_restore(PsgSvgCanvas *canvas, const PsgSvgPen *pen)
{
    g_string_append(canvas->layer->operators, "Q\n");
    canvas->layer->pen = *pen;
}

static void
append_point(PsgSvgCanvas *canvas, const PsgSvgMatrix *matrix, double x, double y)
{
    GString *out = canvas->layer->operators;
    psg_svg_matrix_apply(matrix, &x, &y);
    psg_pdf_append_number(out, CLAMP(x, -LENGTH_LIMIT, LENGTH_LIMIT), canvas->decimals);
    g_string_append_c(out, ' ');
    psg_pdf_append_number(out, CLAMP(y, -LENGTH_LIMIT, LENGTH_LIMIT), canvas->decimals);
    g_string_append_c(out, ' ');
}

void
psg_svg_canvas_write_path(
        PsgSvgCanvas *canvas, const PsgSvgOutline *outline, const PsgSvgMatrix *matrix)
{
    for (guint i = 0; i < outline->len; i++) {
        const PsgSvgSegment *segment = &g_array_index(outline, PsgSvgSegment, i);
        guint count = segment->kind == 'c' ? 3 : segment->kind == 'z' ? 0 : 1;
        for (guint k = 0; k < count; k++)
            append_point(canvas, matrix, segment->x[k], segment->y[k]);
        g_string_append_c(canvas->layer->operators, segment->kind == 'z' ? 'h' : segment->kind);
        g_string_append_c(canvas->layer->operators, '\n');
    }
}

void
psg_svg_canvas_clip(PsgSvgCanvas *canvas, gboolean is_even_odd)
{
    g_string_append(canvas->layer->operators, is_even_odd ? "W* n\n" : "W n\n");
}

void
psg_svg_canvas_write_matrix(PsgSvgCanvas *canvas, const PsgSvgMatrix *matrix)
{
    const double numbers[] = {matrix->a, matrix->b, matrix->c, matrix->d, matrix->e, matrix->f};
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
        psg_pdf_append_number(
                canvas->layer->operators, CLAMP(numbers[i], -LENGTH_LIMIT, LENGTH_LIMIT), 6);
        g_string_append_c(canvas->layer->operators, ' ');
    }
    g_string_append(canvas->layer->operators, "cm\n");
}

/* The number of the graphics state with these opacities, made at need. */
static guint
find_state(PsgSvgLayer *layer, guint fill, guint stroke)
{
    gpointer key = GUINT_TO_POINTER(fill * 1001 + stroke);
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(layer->opacities, key));
    if (number > 0)
        return number - 1;
    number = g_hash_table_size(layer->opacities);
    g_string_append_printf(layer->states, "/G%u<</ca ", number);
    psg_pdf_append_number(layer->states, fill / 1000.0, 3);
    g_string_append(layer->states, "/CA ");
    psg_pdf_append_number(layer->states, stroke / 1000.0, 3);
    g_string_append(layer->states, ">>");
    g_hash_table_insert(layer->opacities, key, GUINT_TO_POINTER(number + 1));
    return number;
}

void
psg_svg_canvas_set_opacities(PsgSvgCanvas *canvas, double fill, double stroke)
{
    PsgSvgLayer *layer = canvas->layer;
    guint of_fill = (guint)lround(CLAMP(fill, 0, 1) * 1000);
    guint of_stroke = (guint)lround(CLAMP(stroke, 0, 1) * 1000);
    if (of_fill == 1000 && of_stroke == 1000 && layer->pen.opacities == G_MAXUINT)
        return;
    guint state = find_state(layer, of_fill, of_stroke);
    if (state != layer->pen.opacities)
        g_string_append_printf(layer->operators, "/G%u gs\n", state);
    layer->pen.opacities = state;
    layer->is_transparent |= of_fill < 1000 || of_stroke < 1000;
}

void
psg_svg_canvas_set_colour(PsgSvgCanvas *canvas, PsgColour colour, gboolean is_stroke)
{
    PsgSvgPen *pen = &canvas->layer->pen;
    PsgColour *last = is_stroke ? &pen->stroke : &pen->fill;
    gint *pattern = is_stroke ? &pen->stroke_pattern : &pen->fill_pattern;
    if (*last == colour && *pattern < 0)
        return;
    psg_pdf_append_colour(canvas->layer->operators, colour);
    g_string_append(canvas->layer->operators, is_stroke ? "RG\n" : "rg\n");
    *last = colour;
    *pattern = -1;
}

void
psg_svg_canvas_set_pattern(PsgSvgCanvas *canvas, const char *dictionary, gboolean is_stroke)
{
    PsgSvgLayer *layer = canvas->layer;
    guint number = layer->pattern_count++;
    g_string_append_printf(layer->patterns, "/P%u%s", number, dictionary);
    g_string_append_printf(layer->operators,
            is_stroke ? "/Pattern CS/P%u SCN\n" : "/Pattern cs/P%u scn\n", number);
    *(is_stroke ? &layer->pen.stroke_pattern : &layer->pen.fill_pattern) = (gint)number;
}

guint
psg_svg_canvas_add_picture(PsgSvgCanvas *canvas, PsgPdfPicture *picture)
{
    guint number;
    if (g_ptr_array_find(canvas->layer->pictures, picture, &number))
        return number;
    g_ptr_array_add(canvas->layer->pictures, psg_pdf_picture_ref(picture));
    return canvas->layer->pictures->len - 1;
}

void
psg_svg_canvas_show(PsgSvgCanvas *canvas, guint number)
{
    g_string_append_printf(canvas->layer->operators, "/X%u Do\n", number);
}

void
psg_svg_canvas_mask(PsgSvgCanvas *canvas, PsgPdfPicture *mask)
{
    PsgSvgLayer *layer = canvas->layer;
    g_string_append_printf(layer->operators, "/M%u gs\n", layer->masks->len);
    g_ptr_array_add(layer->masks, psg_pdf_picture_ref(mask));
    layer->is_transparent = TRUE;
}

PsgSvgLayer *
psg_svg_canvas_begin_layer(PsgSvgCanvas *canvas)
{
    PsgSvgLayer *below = canvas->layer;
    canvas->written += below->operators->len;
    canvas->layer = psg_svg_layer_new();
    canvas->layer->is_transparent = TRUE;
    canvas->layers++;
    return below;
}

PsgPdfPicture *
psg_svg_canvas_end_layer(PsgSvgCanvas *canvas, PsgSvgLayer *below, double width, double height)
{
    g_autoptr(PsgSvgLayer) layer = canvas->layer;
    canvas->layer = below;
    canvas->written += layer->operators->len - below->operators->len;
    return psg_svg_layer_make_picture(layer, width, height);
}
