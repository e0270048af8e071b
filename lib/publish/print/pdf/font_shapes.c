/* Glyphs as drawings, where what is read stands apart from what is seen: blank glyphs that stand
 * for letters carry the text. ISO 32000-1, section 8.5.2. */
#include <hb.h>

#include "publish/print/pdf/font_internal.h"

static void
free_shape(gpointer data)
{
    PsgPdfShape *shape = data;
    psg_pdf_picture_unref(shape->picture);
    g_free(shape);
}

void
psg_pdf_font_init_shapes(PsgPdfFont *font)
{
    font->shapes = g_hash_table_new_full(NULL, NULL, NULL, free_shape);
    hb_codepoint_t space = 0;
    hb_font_get_nominal_glyph(font->font, ' ', &space);
    if (space < font->count && hb_font_get_glyph_h_advance(font->font, space) > 0) {
        font->blank = space;
    }
}

void
psg_pdf_font_clear_shapes(PsgPdfFont *font)
{
    g_hash_table_unref(font->shapes);
}

/* The outline while HarfBuzz tells it, in the font's units from the corner of its box. */
typedef struct {
    GString *operators;
    float x, y;
} Outline;

static void
append_point(Outline *outline, float x, float y)
{
    psg_pdf_append_number(outline->operators, (double)x - (double)outline->x, 2);
    g_string_append_c(outline->operators, ' ');
    psg_pdf_append_number(outline->operators, (double)y - (double)outline->y, 2);
    g_string_append_c(outline->operators, ' ');
}

static void
move_to(hb_draw_funcs_t *functions, void *data, hb_draw_state_t *state, float x, float y,
        void *user_data)
{
    append_point(data, x, y);
    g_string_append(((Outline *)data)->operators, "m\n");
}

static void
line_to(hb_draw_funcs_t *functions, void *data, hb_draw_state_t *state, float x, float y,
        void *user_data)
{
    append_point(data, x, y);
    g_string_append(((Outline *)data)->operators, "l\n");
}

static void
cubic_to(hb_draw_funcs_t *functions, void *data, hb_draw_state_t *state, float control1_x,
        float control1_y, float control2_x, float control2_y, float x, float y, void *user_data)
{
    append_point(data, control1_x, control1_y);
    append_point(data, control2_x, control2_y);
    append_point(data, x, y);
    g_string_append(((Outline *)data)->operators, "c\n");
}

/* Quadratic curves come as cubic ones, as PDF has them. */
static void
draw(const PsgPdfFont *font, guint glyph, Outline *outline)
{
    hb_draw_funcs_t *functions = hb_draw_funcs_create();
    hb_draw_funcs_set_move_to_func(functions, move_to, NULL, NULL);
    hb_draw_funcs_set_line_to_func(functions, line_to, NULL, NULL);
    hb_draw_funcs_set_cubic_to_func(functions, cubic_to, NULL, NULL);
    hb_font_get_glyph_shape(font->font, glyph, functions, outline);
    hb_draw_funcs_destroy(functions);
}

const PsgPdfShape *
psg_pdf_font_find_shape(const PsgPdfFont *font, guint glyph)
{
    return g_hash_table_lookup(font->shapes, GUINT_TO_POINTER(glyph));
}

void
psg_pdf_font_add_shape(PsgPdfFont *font, guint glyph)
{
    if (psg_pdf_font_find_shape(font, glyph) != NULL) {
        return;
    }
    PsgPdfShape *shape = g_new0(PsgPdfShape, 1);
    g_hash_table_insert(font->shapes, GUINT_TO_POINTER(glyph), shape);
    hb_glyph_extents_t extents;
    if (!hb_font_get_glyph_extents(font->font, glyph, &extents) || extents.width <= 0 ||
            extents.height >= 0) {
        return; /* without ink */
    }
    g_autoptr(GString) operators = g_string_new(NULL);
    /* a unit of room around it, since the box is rounded */
    Outline outline = {operators, (float)(extents.x_bearing - 1),
            (float)(extents.y_bearing + extents.height - 1)};
    draw(font, glyph, &outline);
    g_string_append(operators, "f");
    PsgPdfDrawing drawing = {
            .width = extents.width + 2, .height = -extents.height + 2, .operators = operators};
    double scale = 1.0 / font->units;
    shape->picture = psg_pdf_picture_new_drawing(&drawing);
    shape->x = (double)outline.x * scale;
    shape->y = (double)outline.y * scale;
    shape->width = drawing.width * scale;
    shape->height = drawing.height * scale;
}

guint
psg_pdf_font_get_blank(const PsgPdfFont *font)
{
    return font->blank;
}
