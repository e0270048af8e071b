/* A page from its cut: every box in its place, a table's head again, notes at the foot. */
#include "publish/print/page/internal.h"

void
psg_box_shrink(PsgBox *box, PsgLength height)
{
    if (box->height <= 0 || height >= box->height)
        return;
    PsgLength width = (PsgLength)((gint64)box->width * height / box->height);
    box->x += (box->width - width) / 2;
    box->width = width;
    box->height = height;
}

static void
free_cell(PsgPrintCell *cell)
{
    g_array_unref(cell->boxes);
    g_free(cell);
}

/* Of a copy only what is its own: a row's cells. */
static void
free_copy(PsgBox *box)
{
    if (box->kind == PSG_BOX_ROW && box->row != NULL) {
        g_ptr_array_unref(box->row->cells);
        g_free(box->row);
    }
    g_free(box);
}

PsgBox *
psg_page_copy_box(PsgPrintPage *page, const PsgBox *box)
{
    PsgBox *copy = g_new(PsgBox, 1);
    *copy = *box;
    if (box->kind == PSG_BOX_ROW && box->row != NULL) {
        copy->row = g_new(PsgPrintRow, 1);
        *copy->row = *box->row;
        copy->row->cells = g_ptr_array_new_with_free_func((GDestroyNotify)free_cell);
    }
    g_ptr_array_add(page->cut, copy);
    return copy;
}

void
psg_print_page_free(PsgPrintPage *page)
{
    g_array_unref(page->boxes);
    g_array_unref(page->panels);
    g_ptr_array_unref(page->cut);
    g_free(page->label);
    g_free(page);
}

PsgPrintPage *
psg_print_page_new(const PsgGalley *galley, const PsgPrintStyle *style, gboolean is_right)
{
    PsgPrintPage *page = g_new0(PsgPrintPage, 1);
    page->galley = galley;
    page->is_right = is_right;
    page->box_start = page->box_end = galley->boxes->len;
    page->text = (PsgBounds){.x = is_right ? style->margin_inner : style->margin_outer,
            .y = style->margin_top,
            .width = style->paper_width - style->margin_inner - style->margin_outer,
            .height = style->paper_height - style->margin_top - style->margin_bottom};
    page->boxes = g_array_new(FALSE, TRUE, sizeof(PsgPlacedBox));
    page->panels = g_array_new(FALSE, TRUE, sizeof(PsgPlacedPanel));
    page->cut = g_ptr_array_new_with_free_func((GDestroyNotify)free_copy);
    page->note_rule = -1;
    return page;
}

static void
place_box(PsgPrintPage *page, const PsgBox *box, gint index, gboolean is_repeat, PsgLength y)
{
    PsgPlacedBox placed = {.box = box,
            .x = page->text.x + box->x,
            .y = y,
            .galley_box = index,
            .is_repeat = is_repeat};
    g_array_append_val(page->boxes, placed);
}

static PsgLength
place_head(const PsgPlan *plan, PsgPrintPage *page, gint table, PsgLength y)
{
    const PsgPrintTable *here = &g_array_index(plan->galley->tables, PsgPrintTable, table);
    for (guint i = 0; i < here->header_rows; i++) {
        guint index = here->box_start + i;
        const PsgBox *box = &g_array_index(plan->galley->boxes, PsgBox, index);
        if (i > 0)
            y += box->space;
        place_box(page, box, (gint)index, TRUE, y);
        y += box->height;
    }
    return y;
}

/* A piece that stands as a whole: its box, or a lower copy of it. */
static void
place_piece(PsgPrintPage *page, const PsgPiece *piece, PsgLength height, PsgLength y)
{
    const PsgBox *box = piece->box;
    if (height != box->height) {
        PsgBox *copy = psg_page_copy_box(page, box);
        if (copy->kind == PSG_BOX_PICTURE)
            psg_box_shrink(copy, height);
        copy->height = height;
        box = copy;
    }
    place_box(page, box, piece->index, FALSE, y);
}

/* The galley's index of a cut's first row. */
static gint
find_cut_start(const PsgPieces *pieces, guint at)
{
    const PsgPiece *piece = &g_array_index(pieces->pieces, PsgPiece, at);
    return g_array_index(pieces->pieces, PsgPiece, at - piece->slice).index;
}

/* Pieces [start, end) from `y` on; pictures give what they are too high by. */
static void
place_pieces(const PsgPlan *plan, const PsgPieces *pieces, guint start, guint end, gint64 excess,
        PsgPrintPage *page, PsgLength y)
{
    gint64 gives = pieces->gives[end] - pieces->gives[start];
    for (guint i = start; i < end;) {
        const PsgPiece *piece = &g_array_index(pieces->pieces, PsgPiece, i);
        if (i > start)
            y += piece->space;
        if (piece->cut < 0) {
            /* Each picture gives its share, rounded up. */
            PsgLength less =
                    excess > 0 ? (PsgLength)((piece->gives * excess + gives - 1) / gives) : 0;
            place_piece(page, piece, piece->height - less, y);
            y += piece->height - less;
            i++;
            continue;
        }
        guint next = i + 1;
        while (next < end && g_array_index(pieces->pieces, PsgPiece, next).cut == piece->cut)
            next++;
        y = psg_cut_place(plan, plan->cuts->pdata[piece->cut], piece->slice,
                piece->slice + (next - i), find_cut_start(pieces, i), page, y);
        i = next;
    }
}

static void
place_text(const PsgPlan *plan, const PsgPageCut *cut, PsgPrintPage *page)
{
    const PsgPiece *first = &g_array_index(plan->text.pieces, PsgPiece, cut->text_start);
    PsgLength y = page->text.y + (cut->text_start > 0 ? first->padding_above : 0);
    if (cut->text_start > 0 && first->table >= 0)
        y = place_head(plan, page, first->table, y);
    place_pieces(plan, &plan->text, cut->text_start, cut->text_end, psg_plan_find_excess(plan, cut),
            page, y);
}

/* Panels that go on from the page before or to the next one are larger by their padding. */
static void
place_text_panels(const PsgPlan *plan, const PsgPageCut *cut, PsgPrintPage *page)
{
    const GArray *pieces = plan->text.pieces;
    psg_panels_place(plan->galley, page->boxes, 0, page->boxes->len, page->text.x, page->panels);
    gint above = -1, below = -1;
    const PsgPiece *first = &g_array_index(pieces, PsgPiece, cut->text_start);
    const PsgPiece *last = &g_array_index(pieces, PsgPiece, cut->text_end - 1);
    PsgLength padding_below = 0;
    if (cut->text_start > 0)
        above = psg_panels_find_common(plan->galley, (first - 1)->box->panel, first->box->panel);
    if (cut->text_end < pieces->len) {
        below = psg_panels_find_common(plan->galley, last->box->panel, (last + 1)->box->panel);
        padding_below = (last + 1)->padding_above;
    }
    for (guint i = 0; i < page->panels->len; i++) {
        PsgPlacedPanel *placed = &g_array_index(page->panels, PsgPlacedPanel, i);
        gint panel = (gint)(placed->panel - (const PsgPrintPanel *)plan->galley->panels->data);
        if (above >= 0 && psg_panels_find_common(plan->galley, above, panel) == panel) {
            placed->bounds.y -= first->padding_above;
            placed->bounds.height += first->padding_above;
        }
        if (below >= 0 && psg_panels_find_common(plan->galley, below, panel) == panel)
            placed->bounds.height += padding_below;
    }
}

static void
place_notes(const PsgPlan *plan, const PsgPageCut *cut, PsgPrintPage *page)
{
    gint64 height = psg_pieces_measure(&plan->notes, cut->note_start, cut->note_end);
    PsgLength bottom = page->text.y + page->text.height;
    PsgLength top = (PsgLength)MAX(bottom - height, page->text.y + plan->note_gap + plan->note_top);
    if (cut->text_start == cut->text_end)
        top = page->text.y + plan->note_gap + plan->note_top;
    page->note_rule = top - plan->note_top;
    guint first = page->boxes->len;
    const PsgPiece *piece = &g_array_index(plan->notes.pieces, PsgPiece, cut->note_start);
    place_pieces(plan, &plan->notes, cut->note_start, cut->note_end, 0, page,
            top + (cut->note_start > 0 ? piece->padding_above : 0));
    psg_panels_place(
            plan->galley, page->boxes, first, page->boxes->len, page->text.x, page->panels);
}

/* The galley's boxes that begin on the page. */
static void
find_range(const PsgPlan *plan, const PsgPageCut *cut, PsgPrintPage *page)
{
    const GArray *pieces = plan->text.pieces;
    guint count = plan->galley->boxes->len;
    guint limits[2] = {cut->text_start, cut->text_end}, range[2];
    for (guint i = 0; i < 2; i++) {
        guint at = limits[i];
        if (at == pieces->len) {
            range[i] = count;
            continue;
        }
        const PsgPiece *piece = &g_array_index(pieces, PsgPiece, at);
        /* A row that goes on has begun before. */
        gboolean goes_on = at > 0 && (piece - 1)->index == piece->index;
        range[i] = (guint)piece->index + (goes_on ? 1 : 0);
    }
    page->box_start = range[0];
    page->box_end = range[1];
}

void
psg_plan_place(const PsgPlan *plan, const PsgPageCut *cut, gboolean is_right, GPtrArray *pages)
{
    PsgPrintPage *page = psg_print_page_new(plan->galley, plan->style, is_right);
    g_ptr_array_add(pages, page);
    if (cut->text_end > cut->text_start) {
        place_text(plan, cut, page);
        place_text_panels(plan, cut, page);
    }
    if (cut->note_end > cut->note_start)
        place_notes(plan, cut, page);
    find_range(plan, cut, page);
}
