/* From a galley to pieces: what a page's end may not separate, what is added where a page ends, and
 * the sums by which any stretch is measured at once. */
#include "publish/print/page/internal.h"

#define PENALTY_BETWEEN_ROWS 200

static gboolean
is_row(const PsgBox *box)
{
    return box->kind == PSG_BOX_ROW && box->row != NULL && box->row->cells != NULL;
}

/* --- boxes to pieces --- */

/* The end of the rows from `start` on that cells join. */
static guint
find_joined_end(const GArray *boxes, guint start)
{
    guint end = start + 1;
    for (guint i = start; i < end; i++) {
        const PsgBox *box = &g_array_index(boxes, PsgBox, i);
        for (guint k = 0; k < box->row->cells->len; k++) {
            const PsgPrintCell *cell = box->row->cells->pdata[k];
            for (; end - i < cell->row_span && end < boxes->len; end++) {
                const PsgBox *next = &g_array_index(boxes, PsgBox, end);
                if (!is_row(next) || next->row->table != box->row->table)
                    break;
            }
        }
    }
    return end;
}

static void
add_box(const PsgPlan *plan, PsgPieces *pieces, const PsgBox *box, gint index)
{
    PsgPiece piece = {.box = box,
            .index = index,
            .space = (PsgLength)((gint64)box->space * plan->space_percent / 100),
            .height = box->height,
            .keep = box->keeps_with_next ? PSG_KEEP_WISH : PSG_KEEP_NOT,
            .begins_page = box->begins_page,
            .table = -1,
            .cut = -1,
            .notes_end = box->note_end > box->note_start ? box->note_end : 0};
    g_array_append_val(pieces->pieces, piece);
}

/* Rows that cells join stand together where that is not too high, else they are cut. */
static void
add_rows(PsgPlan *plan, PsgPieces *pieces, const GArray *boxes, guint start, guint end,
        gboolean has_index)
{
    gint64 height = 0;
    for (guint i = start; i < end; i++)
        height += g_array_index(boxes, PsgBox, i).height + g_array_index(boxes, PsgBox, i).space;
    if (height > psg_cut_limit(plan)) {
        psg_cut_add(plan, pieces, boxes, start, end, has_index ? (gint)start : -1);
        return;
    }
    for (guint i = start; i < end; i++) {
        add_box(plan, pieces, &g_array_index(boxes, PsgBox, i), has_index ? (gint)i : -1);
        PsgPiece *piece = &g_array_index(pieces->pieces, PsgPiece, pieces->pieces->len - 1);
        piece->penalty = PENALTY_BETWEEN_ROWS;
        if (i + 1 < end)
            piece->keep = PSG_KEEP_FIRM;
    }
}

static void
add_boxes(PsgPlan *plan, PsgPieces *pieces, const GArray *boxes, gboolean has_index)
{
    for (guint i = 0; i < boxes->len;) {
        const PsgBox *box = &g_array_index(boxes, PsgBox, i);
        if (!is_row(box)) {
            add_box(plan, pieces, box, has_index ? (gint)i : -1);
            i++;
            continue;
        }
        guint end = find_joined_end(boxes, i);
        add_rows(plan, pieces, boxes, i, end, has_index);
        i = end;
    }
}

/* Which panels can be seen, or stand in one that can. */
static gboolean *
find_grounds(const PsgGalley *galley)
{
    gboolean *has_ground = g_new0(gboolean, galley->panels->len + 1);
    for (guint i = 0; i < galley->panels->len; i++) {
        const PsgPrintPanel *panel = &g_array_index(galley->panels, PsgPrintPanel, i);
        gboolean inherits =
                panel->parent >= 0 && panel->parent < (gint)i && has_ground[panel->parent];
        has_ground[i] = panel->background >= 0 || panel->frame >= 0 || inherits;
    }
    return has_ground;
}

/* --- sums --- */

/* Sums, and where pages may end. */
static void
prepare_sums(PsgPieces *pieces)
{
    const PsgPiece *all = (const PsgPiece *)pieces->pieces->data;
    guint count = pieces->pieces->len;
    pieces->sums = g_new0(gint64, count + 1);
    pieces->gives = g_new0(gint64, count + 1);
    pieces->whole = g_new0(guint, count + 1);
    pieces->soft = g_new0(guint, count + 1);
    for (guint i = 0; i < count; i++) {
        guint place = i + 1;
        gboolean ends = place == count || all[place].begins_page;
        pieces->sums[place] = pieces->sums[i] + all[i].space + all[i].height;
        pieces->gives[place] = pieces->gives[i] + all[i].gives;
        pieces->whole[place] = ends || all[i].keep == PSG_KEEP_NOT ? place : pieces->whole[i];
        pieces->soft[place] = ends || all[i].keep != PSG_KEEP_FIRM ? place : pieces->soft[i];
    }
}

gint64
psg_pieces_measure(const PsgPieces *pieces, guint start, guint end)
{
    if (start >= end)
        return 0;
    const PsgPiece *all = (const PsgPiece *)pieces->pieces->data;
    gint64 above = start > 0 ? all[start].above : 0;
    gint64 below = end < pieces->pieces->len ? all[end - 1].below : 0;
    return pieces->sums[end] - pieces->sums[start] - all[start].space + above + below;
}

static void
find_forced(PsgPlan *plan)
{
    guint count = plan->text.pieces->len;
    plan->forced = g_new0(guint, count + 1);
    guint next = count;
    for (guint i = count; i-- > 0;) {
        plan->forced[i] = next;
        if (g_array_index(plan->text.pieces, PsgPiece, i).begins_page)
            next = i;
    }
    plan->forced[count] = count;
}

/* Notes in their order; what is called further up is called here too. */
static void
add_notes(PsgPlan *plan)
{
    const GArray *notes = plan->galley->notes;
    plan->note_starts = g_new0(guint, notes->len + 1);
    for (guint i = 0; i < notes->len; i++) {
        const PsgPrintNote *note = &g_array_index(notes, PsgPrintNote, i);
        plan->note_starts[i] = plan->notes.pieces->len;
        if (note->boxes != NULL)
            add_boxes(plan, &plan->notes, note->boxes, FALSE);
        if (plan->notes.pieces->len > plan->note_starts[i])
            g_array_index(plan->notes.pieces, PsgPiece, plan->notes.pieces->len - 1).keep =
                    PSG_KEEP_NOT;
    }
    plan->note_starts[notes->len] = plan->notes.pieces->len;
    guint called = 0;
    for (guint i = 0; i < plan->text.pieces->len; i++) {
        PsgPiece *piece = &g_array_index(plan->text.pieces, PsgPiece, i);
        called = MAX(called, MIN(piece->notes_end, notes->len));
        piece->notes_end = called;
    }
}

static void
prepare_pieces(PsgPlan *plan, PsgPieces *pieces)
{
    for (guint i = 0; i < pieces->pieces->len; i++)
        g_array_index(pieces->pieces, PsgPiece, i).begins_page &= pieces == &plan->text && i > 0;
    psg_plan_keep(plan, pieces);
    prepare_sums(pieces);
}

PsgPlan *
psg_plan_new(
        const PsgGalley *galley, const PsgPrintStyle *style, PsgLength height, guint space_percent)
{
    PsgPlan *plan = g_new0(PsgPlan, 1);
    plan->galley = galley;
    plan->style = style;
    plan->space_percent = space_percent;
    plan->height = MAX(height, PSG_POINTS(16));
    PsgLength leading = style->texts[PSG_ROLE_NOTE].look.leading;
    plan->note_gap = MIN(leading * 3 / 4, plan->height / 16);
    plan->note_top = MIN(leading / 3, plan->height / 16);
    plan->text.pieces = g_array_sized_new(FALSE, TRUE, sizeof(PsgPiece), galley->boxes->len);
    plan->notes.pieces = g_array_new(FALSE, TRUE, sizeof(PsgPiece));
    plan->cuts = g_ptr_array_new_with_free_func((GDestroyNotify)psg_cut_free);
    plan->has_ground = find_grounds(galley);
    plan->head_space = g_new0(PsgLength, galley->tables->len + 1);
    add_boxes(plan, &plan->text, galley->boxes, TRUE);
    add_notes(plan);
    psg_plan_keep_tables(plan);
    prepare_pieces(plan, &plan->text);
    prepare_pieces(plan, &plan->notes);
    find_forced(plan);
    return plan;
}

static void
clear_pieces(PsgPieces *pieces)
{
    g_array_unref(pieces->pieces);
    g_free(pieces->sums);
    g_free(pieces->gives);
    g_free(pieces->whole);
    g_free(pieces->soft);
}

void
psg_plan_free(PsgPlan *plan)
{
    clear_pieces(&plan->text);
    clear_pieces(&plan->notes);
    g_free(plan->forced);
    g_free(plan->note_starts);
    g_ptr_array_unref(plan->cuts);
    g_free(plan->has_ground);
    g_free(plan->head_space);
    g_free(plan);
}
