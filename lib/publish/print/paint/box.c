/* Boxes, on a page or in a cell. */
#include "publish/print/paint/internal.h"

/* Dots of a leader stand on a grid that counts from the right edge of the text, so that those of
 * all lines stand below one another. */
#define LEADER_STEP PSG_POINTS(5)
#define LEADER_DOT PSG_POINTS(1)

void
psg_paint_box_background(PsgPaint *paint, const PsgBox *box, PsgLength x, PsgLength y)
{
    if (box->kind == PSG_BOX_LINE && box->text != NULL)
        psg_paint_line_background(paint, box->text, box->line, x, y);
    else if (box->kind == PSG_BOX_ROW && box->row != NULL)
        psg_paint_row_background(paint, box, x, y);
}

static PsgLength
get_baseline(const PsgTypeText *text, guint line)
{
    return line < text->lines->len ? g_array_index(text->lines, PsgTypeLine, line).baseline : 0;
}

/* What hangs beside a line stands on its baseline. `left` is where its box would begin at zero. */
static void
paint_label(PsgPaint *paint, const PsgBox *box, PsgLength left, PsgLength y)
{
    PsgLength down = get_baseline(box->text, box->line) - get_baseline(box->label, 0);
    psg_paint_line(paint, box->label, 0, left + box->label_x, y + down);
}

/* What the number of a page takes, and the space that is read before it. */
static PsgLength
measure_number(const PsgPaint *paint, const PsgBox *box, PsgLength *space)
{
    const PsgTypeLine *digits = &g_array_index(box->number->lines, PsgTypeLine, 0);
    *space = 0;
    if (digits->run_end == digits->run_start)
        return digits->width;
    const PsgTypeRun *run = &g_array_index(box->number->runs, PsgTypeRun, digits->run_start);
    const PsgPaintNumerals *numerals =
            run->font == NULL ? NULL : g_hash_table_lookup(paint->book->numerals, run->font->key);
    if (numerals == NULL)
        return digits->width;
    PsgGlyph glyphs[PSG_PAINT_LABEL_MAX];
    PsgLength width, size = run->span->look->size;
    psg_paint_numerals_set(numerals, " ", size, glyphs, space);
    psg_paint_numerals_set(
            numerals, psg_paint_get_label(paint, box->page_of), size, glyphs, &width);
    return width;
}

/* The number at the far edge of the text. It shares the content of the words, and is read last. */
static void
paint_number(PsgPaint *paint, const PsgBox *box, PsgLength x, PsgLength y)
{
    paint->rank = g_hash_table_contains(paint->book->mixed, box->text) ? G_MAXINT32 : 0;
    paint->is_behind_leader = TRUE;
    psg_paint_line(
            paint, box->number, 0, x - g_array_index(box->number->lines, PsgTypeLine, 0).x, y);
    paint->is_behind_leader = FALSE;
    paint->rank = 0;
}

/* The number and the dots that lead to it. */
static void
paint_leader(PsgPaint *paint, const PsgBox *box, PsgLength x, PsgLength y)
{
    gboolean is_right_to_left = box->text->is_right_to_left;
    const PsgTypeLine *line = &g_array_index(box->text->lines, PsgTypeLine, box->line);
    const PsgBounds *page = &paint->page->text;
    PsgLength space, width = measure_number(paint, box, &space), right = page->x + page->width;
    PsgLength number = is_right_to_left ? page->x : right - width;
    PsgLength down = line->baseline - get_baseline(box->number, 0);
    paint_number(paint, box, number - space, y + down);
    PsgLength start = is_right_to_left ? number + width : x + line->x + line->width;
    PsgLength end = is_right_to_left ? x + line->x : number;
    start = right - (right - start - LEADER_STEP) / LEADER_STEP * LEADER_STEP;
    end = right - (right - end + 2 * LEADER_STEP - 1) / LEADER_STEP * LEADER_STEP;
    if (end - start < 2 * LEADER_STEP)
        return;
    psg_pdf_page_begin_artifact(paint->sheet, PSG_ARTIFACT_LAYOUT);
    psg_pdf_page_draw_dots(paint->sheet, start, end, y + line->baseline - LEADER_DOT / 2,
            LEADER_DOT, LEADER_STEP, paint->book->style->muted_colour);
}

static void
paint_picture(PsgPaint *paint, const PsgBox *box, PsgLength x, PsgLength y)
{
    PsgBounds bounds = {.x = x, .y = y, .width = box->width, .height = box->height};
    if (paint->artifact >= 0 || box->content == NULL)
        psg_pdf_page_begin_artifact(paint->sheet,
                paint->artifact >= 0 ? (PsgArtifactKind)paint->artifact : PSG_ARTIFACT_LAYOUT);
    else
        psg_pdf_page_begin_content(paint->sheet, box->content);
    if (box->picture != NULL)
        psg_pdf_page_draw_picture(paint->sheet, box->picture, &bounds);
    else
        psg_pdf_page_draw_frame(paint->sheet, &bounds, paint->book->style->rule_thickness,
                paint->book->style->rule_colour);
    if (box->link != NULL)
        psg_paint_add_link(paint, box->link, &bounds);
    if (box->figure != NULL && paint->artifact < 0) {
        bounds = psg_pdf_page_get_sheet_bounds(paint->sheet, &bounds);
        psg_tag_set_bounds(box->figure, &bounds, psg_pdf_page_get_height(paint->sheet));
    }
}

static void
paint_line_box(PsgPaint *paint, const PsgBox *box, PsgLength x, PsgLength y)
{
    if (box->text == NULL)
        return;
    if (box->label != NULL)
        paint_label(paint, box, x - box->x, y);
    psg_paint_line(paint, box->text, box->line, x, y);
    if (box->has_leader && box->number != NULL && box->number->lines->len > 0 &&
            box->line < box->text->lines->len)
        paint_leader(paint, box, x, y);
}

void
psg_paint_box(PsgPaint *paint, const PsgBox *box, PsgLength x, PsgLength y)
{
    switch (box->kind) {
    case PSG_BOX_LINE:
        paint_line_box(paint, box, x, y);
        break;
    case PSG_BOX_PICTURE:
        paint_picture(paint, box, x, y);
        break;
    case PSG_BOX_ROW:
        if (box->row != NULL)
            psg_paint_row(paint, box, x, y);
        break;
    case PSG_BOX_RULE: {
        PsgLength middle = y + box->height / 2;
        psg_paint_add_mark(paint, x, middle, x + box->width, middle,
                psg_paint_get_rule_thickness(paint), box->colour);
        break;
    }
    case PSG_BOX_SPACE:
        break;
    }
}
