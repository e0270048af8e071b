/* Words as the outlines of their letters, so that a drawing needs no font of the document. SVG 1.1,
 * chapter 10. */
#include <hb.h>
#include <math.h>
#include <string.h>

#include "publish/print/picture/svg/words.h"
#include "text/language.h"

/* Words are set at about this size and then made as large as they should be. */
#define SET_SIZE 64
#define OUTLINE_LENGTH 20000 /* of letters that are painted together */
#define WIDTH_LIMIT PSG_POINTS(200000)

/* What HarfBuzz draws into. */
typedef struct {
    PsgSvgOutline *outline;
    double x, y;  /* of the letter's origin */
    double scale; /* of a font unit */
    double last_x, last_y;
} Letter;

static void
move_to(hb_draw_funcs_t *functions, void *data, hb_draw_state_t *state, float x, float y,
        void *user_data)
{
    Letter *letter = data;
    psg_svg_outline_move(letter->outline, letter->x + (double)x * letter->scale,
            letter->y - (double)y * letter->scale);
}

static void
line_to(hb_draw_funcs_t *functions, void *data, hb_draw_state_t *state, float x, float y,
        void *user_data)
{
    Letter *letter = data;
    psg_svg_outline_line(letter->outline, letter->x + (double)x * letter->scale,
            letter->y - (double)y * letter->scale);
}

static void
cubic_to(hb_draw_funcs_t *functions, void *data, hb_draw_state_t *state, float x1, float y1,
        float x2, float y2, float x, float y, void *user_data)
{
    Letter *letter = data;
    double scale = letter->scale;
    psg_svg_outline_curve(letter->outline, letter->x + (double)x1 * scale,
            letter->y - (double)y1 * scale, letter->x + (double)x2 * scale,
            letter->y - (double)y2 * scale, letter->x + (double)x * scale,
            letter->y - (double)y * scale);
}

static void
close_path(hb_draw_funcs_t *functions, void *data, hb_draw_state_t *state, void *user_data)
{
    psg_svg_outline_close(((Letter *)data)->outline);
}

/* Made once for all threads; what does not change may be shared. HarfBuzz raises quadratic curves
 * itself. */
static hb_draw_funcs_t *
get_functions(void)
{
    static gsize made = 0;
    if (g_once_init_enter(&made)) {
        hb_draw_funcs_t *functions = hb_draw_funcs_create();
        hb_draw_funcs_set_move_to_func(functions, move_to, NULL, NULL);
        hb_draw_funcs_set_line_to_func(functions, line_to, NULL, NULL);
        hb_draw_funcs_set_cubic_to_func(functions, cubic_to, NULL, NULL);
        hb_draw_funcs_set_close_path_func(functions, close_path, NULL, NULL);
        hb_draw_funcs_make_immutable(functions);
        g_once_init_leave(&made, GPOINTER_TO_SIZE(functions));
    }
    return GSIZE_TO_POINTER(made);
}

static hb_font_t *
get_font(PsgSvgDrawing *drawing, hb_face_t *face)
{
    hb_font_t *font = g_hash_table_lookup(drawing->faces, face);
    if (!font) {
        font = hb_font_create(face);
        g_hash_table_insert(drawing->faces, face, font);
    }
    return font;
}

/* A chunk while it is drawn. */
typedef struct {
    PsgSvgDrawing *drawing;
    const PsgSvgChunk *chunk;
    const PsgTypeText *text;
    const PsgSvgPlace *place;
    double unit;   /* of a length of the set text, in user units */
    double spread; /* put behind every letter: textLength */
    double opacity;
    double x, y; /* of the chunk's beginning, anchored */
} Setting;

static const PsgSvgPart *
find_part(const PsgSvgChunk *chunk, const PsgTypeRun *run, guint *index)
{
    *index = GPOINTER_TO_UINT(run->span->owner);
    return &g_array_index(chunk->parts, PsgSvgPart, *index);
}

/* How far below `y` the baseline lies. */
static double
find_baseline(const PsgSvgLook *look, const PsgTypeFont *font)
{
    static const struct {
        const char *names;
        int ascents, descents, x_heights; /* of each, in tenths */
    } lines[] = {{"middle", 0, 0, 5}, {"central", 5, -5, 0}, {"hanging", 8, 0, 0},
            {"text-before-edge text-top", 10, 0, 0},
            {"text-after-edge ideographic text-bottom", 0, -10, 0}};
    double thousandth = look->font_size / 1000, shift = 0;
    for (guint i = 0; *look->baseline && i < G_N_ELEMENTS(lines); i++)
        if (strstr(lines[i].names, look->baseline))
            shift = (lines[i].ascents * font->ascent + lines[i].descents * font->descent +
                            lines[i].x_heights * font->x_height) *
                    thousandth / 10;
    return shift - look->baseline_shift;
}

static void
draw_rule(Setting *setting, const PsgSvgLook *look, double x, double y, double width,
        double thickness)
{
    g_autoptr(GArray) rule = psg_svg_outline_new();
    psg_svg_outline_add_rectangle(rule, x, y, width, thickness, 0, 0);
    psg_svg_paint(setting->drawing, rule, look, setting->place, setting->opacity);
}

/* One run; returns how much wider it became by spacing. */
static double
draw_run(Setting *setting, const PsgTypeRun *run, double x)
{
    guint index;
    const PsgSvgPart *part = find_part(setting->chunk, run, &index);
    double y = setting->y + find_baseline(&part->look, run->font);
    for (guint i = 0; i <= index; i++) {
        x += g_array_index(setting->chunk->parts, PsgSvgPart, i).dx;
        y += g_array_index(setting->chunk->parts, PsgSvgPart, i).dy;
    }
    g_autoptr(GArray) outline = psg_svg_outline_new();
    hb_font_t *font = get_font(setting->drawing, run->font->face);
    double spacing = part->look.letter_spacing + setting->spread, wider = 0;
    Letter letter = {.outline = outline,
            .scale = part->look.font_size / MAX(1, hb_face_get_upem(run->font->face))};
    for (guint i = run->glyph_start; i < run->glyph_end; i++) {
        const PsgGlyph *glyph = &g_array_index(setting->text->glyphs, PsgGlyph, i);
        if (i > run->glyph_start && glyph->length > 0)
            wider += spacing;
        letter.x = x + glyph->x * setting->unit + wider;
        letter.y = y + glyph->y * setting->unit;
        hb_font_get_glyph_shape(font, glyph->glyph, get_functions(), &letter);
        if (outline->len > OUTLINE_LENGTH) {
            psg_svg_paint(setting->drawing, outline, &part->look, setting->place, setting->opacity);
            g_array_set_size(outline, 0);
        }
        if (!psg_svg_canvas_spend(&setting->drawing->canvas, 2))
            return 0;
    }
    wider += spacing;
    psg_svg_paint(setting->drawing, outline, &part->look, setting->place, setting->opacity);
    double thousandth = part->look.font_size / 1000;
    double thickness = MAX(run->font->underline_thickness, 20) * thousandth;
    double width = run->width * setting->unit + wider;
    if (part->look.is_underlined)
        draw_rule(setting, &part->look, x, y + run->font->underline_position * thousandth, width,
                thickness);
    if (part->look.is_struck)
        draw_rule(setting, &part->look, x, y - run->font->x_height * thousandth / 2, width,
                thickness);
    return wider;
}

/* What the chunk's parts look like to the setter. `looks` receives their looks. */
static void
make_spans(const PsgSvgDrawing *drawing, const PsgSvgChunk *chunk, double size, GArray *looks,
        GArray *spans)
{
    g_array_set_size(looks, chunk->parts->len);
    for (guint i = 0; i < chunk->parts->len; i++) {
        const PsgSvgPart *part = &g_array_index(chunk->parts, PsgSvgPart, i);
        PsgTypeLook *look = &g_array_index(looks, PsgTypeLook, i);
        double relative = CLAMP(part->look.font_size / size, 0.02, 50);
        *look = (PsgTypeLook){.families = drawing->families,
                .size = (PsgLength)lround(SET_SIZE * PSG_LENGTH_PER_POINT * relative),
                .leading = PSG_POINTS(SET_SIZE),
                .is_bold = part->look.is_bold,
                .is_italic = part->look.is_italic,
                .background = -1};
        PsgTypeSpan span = {
                .start = part->start, .end = part->end, .look = look, .owner = GUINT_TO_POINTER(i)};
        if (part->end > part->start)
            g_array_append_val(spans, span);
    }
}

static PsgTypeText *
set_chunk(PsgSvgDrawing *drawing, const PsgSvgChunk *chunk, double size, const char *language)
{
    const PsgSvgLook *first = &g_array_index(chunk->parts, PsgSvgPart, 0).look;
    g_autoptr(GArray) looks = g_array_new(FALSE, TRUE, sizeof(PsgTypeLook));
    g_autoptr(GArray) spans = g_array_new(FALSE, TRUE, sizeof(PsgTypeSpan));
    make_spans(drawing, chunk, size, looks, spans);
    PsgTypeParagraph paragraph = {.text = chunk->text->str,
            .length = chunk->text->len,
            .spans = (const PsgTypeSpan *)(gpointer)spans->data,
            .span_count = spans->len,
            .language = language,
            .is_right_to_left = first->is_right_to_left,
            .is_direction_known = TRUE,
            .is_preformatted = TRUE,
            .width = WIDTH_LIMIT,
            .path = ""};
    g_autoptr(PsgFindings) findings = psg_findings_new();
    PsgTypeText *text = psg_type_set(drawing->context, &paragraph, findings);
    if (psg_findings_get_length(findings) > 0)
        psg_svg_canvas_leave_out(&drawing->canvas, "letters that no font has");
    return text;
}

/* How wide the chunk is in user units, without what textLength adds; `letters` receives how many
 * there are. */
static double
measure(const PsgSvgChunk *chunk, const PsgTypeText *text, double unit, guint *letters)
{
    double width = 0;
    *letters = 0;
    for (guint i = 0; i < text->lines->len; i++)
        width += g_array_index(text->lines, PsgTypeLine, i).width * unit;
    for (guint i = 0; i < text->runs->len; i++) {
        const PsgTypeRun *run = &g_array_index(text->runs, PsgTypeRun, i);
        guint index;
        double spacing = find_part(chunk, run, &index)->look.letter_spacing;
        for (guint k = run->glyph_start; run->object < 0 && k < run->glyph_end; k++) {
            gboolean is_letter = g_array_index(text->glyphs, PsgGlyph, k).length > 0;
            *letters += is_letter;
            width += is_letter ? spacing : 0;
        }
    }
    for (guint i = 0; i < chunk->parts->len; i++)
        width += g_array_index(chunk->parts, PsgSvgPart, i).dx;
    return width;
}

static void
draw_lines(Setting *setting)
{
    double start = setting->x;
    for (guint i = 0; i < setting->text->lines->len; i++) {
        const PsgTypeLine *line = &g_array_index(setting->text->lines, PsgTypeLine, i);
        double wider = 0;
        for (guint k = line->run_start; k < line->run_end; k++) {
            const PsgTypeRun *run = &g_array_index(setting->text->runs, PsgTypeRun, k);
            if (run->object < 0)
                wider += draw_run(setting, run, start + run->x * setting->unit + wider);
        }
        start += line->width * setting->unit + wider;
    }
}

/* Draws a chunk at the pen, and moves the pen behind it. `length` is what textLength asks for, or
 * 0. */
static void
draw_chunk(PsgSvgDrawing *drawing, const PsgSvgChunk *chunk, const PsgSvgPlace *place,
        const char *language, double length, double opacity, double *pen_x, double *pen_y)
{
    const PsgSvgLook *first = &g_array_index(chunk->parts, PsgSvgPart, 0).look;
    double size = first->font_size;
    if (size <= 0 || !psg_svg_canvas_spend(&drawing->canvas, 15 + 2 * (guint)chunk->text->len))
        return;
    g_autoptr(PsgTypeText) text = set_chunk(drawing, chunk, size, language);
    Setting setting = {.drawing = drawing,
            .chunk = chunk,
            .text = text,
            .place = place,
            .unit = size / (SET_SIZE * PSG_LENGTH_PER_POINT),
            .opacity = opacity,
            .y = *pen_y};
    guint letters;
    double width = measure(chunk, text, setting.unit, &letters);
    if (length > 0 && letters > 1) {
        setting.spread = (length - width) / (letters - 1);
        width = length;
    }
    gboolean is_behind = (first->anchor == PSG_SVG_END) != first->is_right_to_left;
    double shift = first->anchor == PSG_SVG_MIDDLE ? width / 2 : is_behind ? width : 0;
    setting.x = *pen_x - shift;
    draw_lines(&setting);
    *pen_x = setting.x + width;
    for (guint i = 0; i < chunk->parts->len; i++)
        *pen_y += g_array_index(chunk->parts, PsgSvgPart, i).dy;
}

/* The nearest language that is said around the element. */
static const char *
find_language(const xmlNode *element)
{
    for (; element && element->type == XML_ELEMENT_NODE; element = element->parent) {
        const char *language = psg_svg_attribute_get(element, "lang");
        if (language && psg_language_is_valid(language))
            return language;
    }
    return "en";
}

void
psg_svg_draw_text(PsgSvgDrawing *drawing, const xmlNode *element, const PsgSvgLook *look,
        const PsgSvgPlace *place, double opacity)
{
    if (!drawing->context) {
        psg_svg_canvas_leave_out(&drawing->canvas, "words");
        return;
    }
    g_autoptr(GPtrArray) chunks = psg_svg_words_gather(drawing, element, look, place);
    double length = psg_svg_read_length(element, "textLength", place->width, look->font_size, 0);
    const char *language = find_language(element);
    guint filled = 0;
    for (guint i = 0; i < chunks->len; i++)
        filled += ((PsgSvgChunk *)g_ptr_array_index(chunks, i))->text->len > 0;
    double x = 0, y = 0;
    for (guint i = 0; i < chunks->len; i++) {
        const PsgSvgChunk *chunk = g_ptr_array_index(chunks, i);
        x = chunk->has_x ? chunk->x : x;
        y = chunk->has_y ? chunk->y : y;
        if (chunk->text->len > 0 && !drawing->canvas.reason)
            draw_chunk(drawing, chunk, place, language, filled == 1 ? length : 0, opacity, &x, &y);
    }
}
