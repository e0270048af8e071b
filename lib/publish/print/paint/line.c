/* A line of a text: where its runs stand, what is shown of them and whom they belong to. */
#include "publish/print/paint/internal.h"

static PsgLength
scale(gint thousandths, PsgLength size)
{
    return (PsgLength)((gint64)thousandths * size / 1000);
}

/* NULL for a font that was not collected. */
static PsgPdfFont *
get_font(PsgPaint *paint, const PsgTypeFont *font)
{
    if (font != paint->font) {
        paint->font = font;
        paint->pdf_font = g_hash_table_lookup(paint->book->font_of, font->key);
    }
    return paint->pdf_font;
}

/* --- where runs stand --- */

/* What the number of a page takes in place of its digits. */
static PsgLength
measure_label(const PsgPaint *paint, const PsgTypeRun *run, const char *label)
{
    PsgGlyph glyphs[PSG_PAINT_LABEL_MAX];
    PsgLength width = 0;
    const PsgPaintNumerals *numerals = g_hash_table_lookup(paint->book->numerals, run->font->key);
    if (numerals != NULL)
        psg_paint_numerals_set(numerals, label, run->span->look->size, glyphs, &width);
    return width;
}

/* Where the number of a page is narrower than its digits, what follows moves up to it: to the left
 * of them, or in a paragraph from right to left, to their right. */
static void
close_gaps(GArray *runs, gboolean is_right_to_left)
{
    PsgLength shift = 0;
    for (guint i = 0; i < runs->len; i++) {
        guint at = is_right_to_left ? runs->len - 1 - i : i;
        PsgPaintRun *placed = &g_array_index(runs, PsgPaintRun, at);
        PsgLength gap = placed->label != NULL ? placed->run->width - placed->width : 0;
        if (is_right_to_left) {
            shift += gap;
            placed->x += shift;
        } else {
            placed->x -= shift;
            shift += gap;
        }
    }
}

/* The runs of a line whose left edge is at `x`, in visual order, into paint->runs. */
static void
place_runs(PsgPaint *paint, const PsgTypeText *text, const PsgTypeLine *line, PsgLength x)
{
    gboolean is_mixed = g_hash_table_contains(paint->book->mixed, text), has_labels = FALSE;
    g_array_set_size(paint->runs, 0);
    for (guint i = line->run_start; i < line->run_end; i++) {
        const PsgTypeRun *run = &g_array_index(text->runs, PsgTypeRun, i);
        PsgPaintRun placed = {.run = run,
                .owner = run->span->owner,
                .x = x + line->x + run->x,
                .width = run->width,
                .rank = is_mixed ? 1 + line->run_start + run->order : paint->rank};
        if (placed.owner != NULL && placed.owner->page_of >= 0 && run->font != NULL) {
            placed.label = psg_paint_get_label(paint, placed.owner->page_of);
            if (paint->is_behind_leader) {
                g_snprintf(paint->label, sizeof paint->label, " %s", placed.label);
                placed.label = paint->label;
            }
            placed.width = measure_label(paint, run, placed.label);
            has_labels = TRUE;
        }
        g_array_append_val(paint->runs, placed);
    }
    if (has_labels && !paint->is_behind_leader)
        close_gaps(paint->runs, text->is_right_to_left);
}

/* --- what is shown --- */

static void
begin_run(PsgPaint *paint, const PsgPaintRun *placed)
{
    const PsgPrintOwner *owner = placed->owner;
    if (paint->artifact >= 0)
        psg_pdf_page_begin_artifact(paint->sheet, (PsgArtifactKind)paint->artifact);
    else if (owner == NULL || owner->is_artifact || owner->content == NULL)
        psg_pdf_page_begin_artifact(paint->sheet, PSG_ARTIFACT_LAYOUT);
    else if (placed->rank > 0)
        psg_pdf_page_begin_ranked(paint->sheet, owner->content, placed->rank);
    else
        psg_pdf_page_begin_content(paint->sheet, owner->content);
}

static void
show_label(PsgPaint *paint, const PsgPaintRun *placed, PsgPdfRun *shown, PsgLength y)
{
    PsgGlyph glyphs[PSG_PAINT_LABEL_MAX];
    PsgLength width;
    const PsgPaintNumerals *numerals =
            g_hash_table_lookup(paint->book->numerals, placed->run->font->key);
    if (numerals == NULL)
        return;
    shown->glyphs = glyphs;
    shown->count = psg_paint_numerals_set(numerals, placed->label, shown->size, glyphs, &width);
    shown->text = placed->label;
    shown->is_right_to_left = FALSE;
    psg_pdf_page_show(paint->sheet, shown, placed->x, y);
}

static void
show_glyphs(PsgPaint *paint, const PsgTypeText *text, const PsgPaintRun *placed, PsgLength y)
{
    const PsgTypeRun *run = placed->run;
    PsgPdfFont *font = get_font(paint, run->font);
    if (font == NULL)
        return;
    PsgPdfRun shown = {.font = font,
            .size = run->span->look->size,
            .colour = run->span->look->colour,
            .is_right_to_left = (run->level & 1) != 0,
            .text = text->text};
    if (placed->label != NULL) {
        show_label(paint, placed, &shown, y);
        return;
    }
    guint count = run->glyph_end - run->glyph_start;
    if (count == 0)
        return;
    shown.glyphs = &g_array_index(text->glyphs, PsgGlyph, run->glyph_start);
    shown.count = count;
    psg_pdf_page_show(paint->sheet, &shown, placed->x, y);
}

/* A picture in the line stands on its baseline; a frame stands for one that could not be read. */
static void
show_picture(PsgPaint *paint, const PsgPaintRun *placed, const PsgTypeLine *line, PsgLength y)
{
    const PsgPrintOwner *owner = placed->owner;
    PsgBounds bounds = {.x = placed->x, .width = placed->width, .height = line->ascent};
    if (owner == NULL || owner->picture == NULL) {
        bounds.height = MIN(bounds.height, placed->run->span->look->size);
        bounds.y = y - bounds.height;
        psg_pdf_page_draw_frame(paint->sheet, &bounds, paint->book->style->rule_thickness,
                paint->book->style->rule_colour);
    } else {
        double width, height;
        psg_pdf_picture_get_size(owner->picture, &width, &height);
        if (width > 0 && height > 0)
            bounds.height = (PsgLength)MIN(placed->width * height / width, line->ascent);
        bounds.y = y - bounds.height;
        psg_pdf_page_draw_picture(paint->sheet, owner->picture, &bounds);
    }
    if (owner != NULL && owner->figure != NULL && paint->artifact < 0) {
        bounds = psg_pdf_page_get_sheet_bounds(paint->sheet, &bounds);
        psg_tag_set_bounds(owner->figure, &bounds, psg_pdf_page_get_height(paint->sheet));
    }
}

/* --- what goes with words --- */

void
psg_paint_add_mark(PsgPaint *paint, PsgLength x1, PsgLength y1, PsgLength x2, PsgLength y2,
        PsgLength thickness, PsgColour colour)
{
    PsgPaintMark mark = {
            .x1 = x1, .y1 = y1, .x2 = x2, .y2 = y2, .thickness = thickness, .colour = colour};
    if (paint->marks->len > 0 && y1 == y2) {
        PsgPaintMark *last = &g_array_index(paint->marks, PsgPaintMark, paint->marks->len - 1);
        gboolean is_same = last->y1 == y1 && last->y2 == y2 && last->thickness == thickness &&
                           last->colour == colour;
        if (is_same && last->x2 == x1) {
            last->x2 = x2;
            return;
        }
    }
    g_array_append_val(paint->marks, mark);
}

static void
add_marks(PsgPaint *paint, const PsgPaintRun *placed, PsgLength y)
{
    const PsgTypeLook *look = placed->run->span->look;
    const PsgTypeFont *font = placed->run->font;
    if (font == NULL || placed->width <= 0 || (!look->is_underlined && !look->is_struck))
        return;
    PsgLength thickness = MAX(scale(font->underline_thickness, look->size), PSG_POINTS(0.4));
    PsgLength end = placed->x + placed->width;
    if (look->is_underlined) {
        PsgLength at = y + MAX(scale(font->underline_position, look->size), thickness);
        psg_paint_add_mark(paint, placed->x, at, end, at, thickness, look->colour);
    }
    if (look->is_struck) {
        gint x_height = font->x_height > 0 ? font->x_height : 500;
        PsgLength at = y - scale(x_height, look->size) / 2;
        psg_paint_add_mark(paint, placed->x, at, end, at, thickness, look->colour);
    }
}

void
psg_paint_add_link(PsgPaint *paint, const PsgPrintLink *link, const PsgBounds *bounds)
{
    if (paint->artifact >= 0 || link->tag == NULL || bounds->width <= 0)
        return;
    if (paint->links->len > 0) {
        PsgPaintLink *last = &g_array_index(paint->links, PsgPaintLink, paint->links->len - 1);
        gboolean is_beside = last->bounds.x + last->bounds.width == bounds->x;
        PsgLength bottom = last->bounds.y + last->bounds.height;
        /* Of the same line, though a raised or smaller word stands higher in it. */
        if (last->link == link && is_beside && bounds->y < bottom &&
                last->bounds.y < bounds->y + bounds->height) {
            PsgLength top = MIN(last->bounds.y, bounds->y);
            last->bounds.height = MAX(bottom, bounds->y + bounds->height) - top;
            last->bounds.y = top;
            last->bounds.width += bounds->width;
            return;
        }
    }
    PsgPaintLink added = {.link = link, .bounds = *bounds};
    g_array_append_val(paint->links, added);
}

static PsgBounds
get_extent(const PsgPaintRun *placed, const PsgTypeLine *line, PsgLength y)
{
    const PsgTypeFont *font = placed->run->object < 0 ? placed->run->font : NULL;
    PsgLength size = placed->run->span->look->size;
    PsgLength ascent = font != NULL ? scale(font->ascent, size) : line->ascent;
    PsgLength descent = font != NULL ? scale(font->descent, size) : 0;
    return (PsgBounds){
            .x = placed->x, .y = y - ascent, .width = placed->width, .height = ascent + descent};
}

/* --- lines --- */

void
psg_paint_line(PsgPaint *paint, const PsgTypeText *text, guint index, PsgLength x, PsgLength y)
{
    if (index >= text->lines->len)
        return;
    const PsgTypeLine *line = &g_array_index(text->lines, PsgTypeLine, index);
    place_runs(paint, text, line, x);
    for (guint i = 0; i < paint->runs->len; i++) {
        const PsgPaintRun *placed = &g_array_index(paint->runs, PsgPaintRun, i);
        PsgLength baseline = y + line->baseline - placed->run->span->look->rise;
        begin_run(paint, placed);
        if (placed->run->object >= 0)
            show_picture(paint, placed, line, baseline);
        else if (placed->run->font != NULL)
            show_glyphs(paint, text, placed, baseline);
        add_marks(paint, placed, baseline);
        if (placed->owner != NULL && placed->owner->link != NULL) {
            PsgBounds bounds = get_extent(placed, line, baseline);
            psg_paint_add_link(paint, placed->owner->link, &bounds);
        }
    }
}

void
psg_paint_line_background(
        PsgPaint *paint, const PsgTypeText *text, guint index, PsgLength x, PsgLength y)
{
    if (index >= text->lines->len)
        return;
    const PsgTypeLine *line = &g_array_index(text->lines, PsgTypeLine, index);
    gboolean has_any = FALSE;
    for (guint i = line->run_start; i < line->run_end && !has_any; i++)
        has_any = g_array_index(text->runs, PsgTypeRun, i).span->look->background >= 0;
    if (!has_any)
        return;
    place_runs(paint, text, line, x);
    PsgBounds ground = {0};
    gint colour = -1;
    for (guint i = 0; i <= paint->runs->len; i++) {
        const PsgPaintRun *placed =
                i < paint->runs->len ? &g_array_index(paint->runs, PsgPaintRun, i) : NULL;
        gint next = placed != NULL && placed->width > 0 ? placed->run->span->look->background : -1;
        if (next == colour && next >= 0 && ground.x + ground.width == placed->x) {
            ground.width += placed->width;
            continue;
        }
        if (colour >= 0)
            psg_pdf_page_fill(paint->sheet, &ground, (PsgColour)colour);
        colour = next;
        if (next >= 0)
            ground = get_extent(placed, line, y + line->baseline - placed->run->span->look->rise);
    }
}
