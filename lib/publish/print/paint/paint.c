/* A page's content: grounds first, then words and pictures in the order in which they are read,
 * then what is drawn over them, then what every page has. Words are tagged, all else is an
 * artifact. PDF/UA-1 (ISO 14289-1), 7.1. */
#include "publish/print/paint/internal.h"

/* Of the outer margin, between the text and a change bar. */
#define CHANGE_GAP PSG_MILLIMETRES(3)
#define CHANGE_WIDTH PSG_POINTS(1.5)
#define RULE_THICKNESS_MIN PSG_POINTS(0.25)

static const PsgPlacedBox *
get_box(const PsgPaint *paint, guint index)
{
    return &g_array_index(paint->page->boxes, PsgPlacedBox, index);
}

PsgLength
psg_paint_get_rule_thickness(const PsgPaint *paint)
{
    return MAX(paint->book->style->rule_thickness, RULE_THICKNESS_MIN);
}

/* --- grounds --- */

static void
paint_panels(PsgPaint *paint)
{
    const GArray *panels = paint->page->panels;
    PsgLength thickness = psg_paint_get_rule_thickness(paint);
    for (guint i = 0; i < panels->len; i++) {
        const PsgPlacedPanel *placed = &g_array_index(panels, PsgPlacedPanel, i);
        const PsgPrintPanel *panel = placed->panel;
        const PsgBounds *bounds = &placed->bounds;
        if (panel->background >= 0)
            psg_pdf_page_fill(paint->sheet, bounds, (PsgColour)panel->background);
        if (panel->frame >= 0) {
            PsgBounds frame = {.x = bounds->x + thickness / 2,
                    .y = bounds->y + thickness / 2,
                    .width = bounds->width - thickness,
                    .height = bounds->height - thickness};
            psg_pdf_page_draw_frame(paint->sheet, &frame, thickness, (PsgColour)panel->frame);
        }
        if (panel->bar_width > 0) {
            PsgBounds bar = *bounds;
            bar.width = panel->bar_width;
            bar.x += panel->is_bar_right ? bounds->width - panel->bar_width : 0;
            psg_pdf_page_fill(paint->sheet, &bar, panel->bar);
        }
    }
}

static void
paint_grounds(PsgPaint *paint)
{
    psg_pdf_page_begin_artifact(paint->sheet, PSG_ARTIFACT_LAYOUT);
    paint_panels(paint);
    psg_paint_backgrounds(paint, paint->page->boxes);
}

/* --- words --- */

static void
paint_words(PsgPaint *paint, gboolean are_repeats)
{
    paint->artifact = are_repeats ? PSG_ARTIFACT_PAGINATION : -1;
    for (guint i = 0; i < paint->page->boxes->len; i++) {
        const PsgPlacedBox *placed = get_box(paint, i);
        if (placed->is_repeat == are_repeats)
            psg_paint_box(paint, placed->box, placed->x, placed->y);
    }
}

/* --- what is drawn over them --- */

/* Boxes that follow one another and are changed have one bar. */
static void
add_change_bars(PsgPaint *paint)
{
    const PsgBounds *text = &paint->page->text;
    PsgLength x = paint->page->is_right ? text->x + text->width + CHANGE_GAP : text->x - CHANGE_GAP;
    guint count = paint->page->boxes->len;
    for (guint start = 0, end; start < count; start = end) {
        end = start + 1;
        if (!get_box(paint, start)->box->is_changed)
            continue;
        while (end < count && get_box(paint, end)->box->is_changed &&
                (get_box(paint, end)->galley_box < 0) == (get_box(paint, start)->galley_box < 0))
            end++;
        const PsgPlacedBox *last = get_box(paint, end - 1);
        psg_paint_add_mark(paint, x, get_box(paint, start)->y, x, last->y + last->box->height,
                CHANGE_WIDTH, paint->book->style->accent_colour);
    }
}

static void
add_note_rule(PsgPaint *paint)
{
    const PsgPrintPage *page = paint->page;
    if (page->note_rule < 0)
        return;
    PsgLength width = page->text.width / 3;
    PsgLength x =
            page->galley->is_right_to_left ? page->text.x + page->text.width - width : page->text.x;
    psg_paint_add_mark(paint, x, page->note_rule, x + width, page->note_rule,
            psg_paint_get_rule_thickness(paint), paint->book->style->rule_colour);
}

static void
paint_marks(PsgPaint *paint)
{
    if (paint->marks->len == 0)
        return;
    psg_pdf_page_begin_artifact(paint->sheet, PSG_ARTIFACT_LAYOUT);
    for (guint i = 0; i < paint->marks->len; i++) {
        const PsgPaintMark *mark = &g_array_index(paint->marks, PsgPaintMark, i);
        psg_pdf_page_draw_line(paint->sheet, mark->x1, mark->y1, mark->x2, mark->y2,
                mark->thickness, mark->colour);
    }
}

/* --- head and foot --- */

/* Furniture stands a line's height away from the text, as far as the paper allows. */
static void
paint_furniture(PsgPaint *paint, const PsgPaintFurniture *furniture)
{
    const PsgPrintPage *page = paint->page;
    const PsgPrintStyle *style = paint->book->style;
    PsgLength away = style->texts[PSG_ROLE_BODY].look.leading, edge = PSG_POINTS(8);
    if (furniture->head != NULL && furniture->head->lines->len > 0) {
        const PsgTypeLine *line = &g_array_index(furniture->head->lines, PsgTypeLine, 0);
        PsgLength x = page->text.x;
        if (furniture->head->is_right_to_left)
            x += page->text.width - line->width;
        paint->artifact = PSG_ARTIFACT_HEADER;
        psg_paint_line(paint, furniture->head, 0, x - line->x,
                MAX(page->text.y - away - line->height, edge));
    }
    if (furniture->number != NULL && furniture->number->lines->len > 0) {
        const PsgTypeLine *line = &g_array_index(furniture->number->lines, PsgTypeLine, 0);
        PsgLength x = page->is_right ? page->text.x + page->text.width - line->width : page->text.x;
        PsgLength y = page->text.y + page->text.height + away;
        paint->artifact = PSG_ARTIFACT_FOOTER;
        psg_paint_line(paint, furniture->number, 0, x - line->x,
                MIN(y, style->paper_height - edge - line->height));
    }
}

/* --- links --- */

/* One annotation for each link of the page, whatever stands between its lines. */
static void
add_links(PsgPaint *paint)
{
    const GArray *all = paint->links;
    g_autoptr(GHashTable) first = g_hash_table_new(NULL, NULL); /* link -> index + 1 */
    g_autofree guint *next = g_new0(guint, all->len + 1);       /* of the same link; 0: none */
    g_autofree guint *last = g_new0(guint, all->len + 1); /* of a first one: the last so far */
    for (guint i = 0; i < all->len; i++) {
        gpointer link = (gpointer)g_array_index(all, PsgPaintLink, i).link;
        guint known = GPOINTER_TO_UINT(g_hash_table_lookup(first, link));
        if (known == 0) {
            g_hash_table_insert(first, link, GUINT_TO_POINTER(i + 1));
            last[i] = i;
            continue;
        }
        next[last[known - 1]] = i;
        last[known - 1] = i;
    }
    g_autoptr(GArray) bounds = g_array_new(FALSE, FALSE, sizeof(PsgBounds));
    for (guint i = 0; i < all->len; i++) {
        const PsgPrintLink *link = g_array_index(all, PsgPaintLink, i).link;
        if (GPOINTER_TO_UINT(g_hash_table_lookup(first, link)) != i + 1 ||
                (link->uri == NULL && link->destination == NULL))
            continue;
        g_array_set_size(bounds, 0);
        guint at = i;
        do {
            g_array_append_val(bounds, g_array_index(all, PsgPaintLink, at).bounds);
            at = next[at];
        } while (at != 0);
        psg_pdf_page_add_link(paint->sheet, link->tag, (const PsgBounds *)(gpointer)bounds->data,
                bounds->len, link->uri, link->destination, link->contents);
    }
}

void
psg_paint_page(const PsgPaintBook *book, const PsgPrintPage *page,
        const PsgPaintFurniture *furniture, PsgPdfPage *sheet)
{
    g_autoptr(GArray) marks = g_array_new(FALSE, FALSE, sizeof(PsgPaintMark));
    g_autoptr(GArray) links = g_array_new(FALSE, FALSE, sizeof(PsgPaintLink));
    g_autoptr(GArray) runs = g_array_new(FALSE, FALSE, sizeof(PsgPaintRun));
    PsgPaint paint = {.book = book,
            .page = page,
            .sheet = sheet,
            .galley = page->galley,
            .artifact = -1,
            .marks = marks,
            .links = links,
            .runs = runs};
    paint_grounds(&paint);
    paint_words(&paint, FALSE);
    psg_paint_table_rules(&paint, page->boxes);
    add_note_rule(&paint);
    add_change_bars(&paint);
    paint_words(&paint, TRUE);
    paint_furniture(&paint, furniture);
    paint_marks(&paint);
    psg_pdf_page_end(sheet);
    add_links(&paint);
}
