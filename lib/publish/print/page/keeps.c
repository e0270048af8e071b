/* What stays together: heads with their tables, small tables and call-outs, pictures with their
 * captions; and what is added to a page's height where something goes on. */
#include "publish/print/page/internal.h"

#define PENALTY_IN_PARAGRAPH 60
#define PENALTY_IN_PANEL 400
#define PENALTY_BEFORE_SIGHT 400 /* between words and the table or picture behind them */
#define PENALTY_LONE_ROW 5000

/* Tables and panels that are not higher than this part of a page stand on one. */
#define SMALL_TABLE 5
#define SMALL_PANEL 5

/* --- tables --- */

/* The pieces of the galley's boxes [start, end). Pieces are in the order of boxes. */
static guint
find_piece(const PsgPieces *pieces, guint box)
{
    guint low = 0, high = pieces->pieces->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(pieces->pieces, PsgPiece, middle).index < (gint)box)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The height of a table's head that is repeated: 0 when it is too high for that, or not there. */
static PsgLength
measure_head(const PsgPlan *plan, const PsgPrintTable *table)
{
    gint64 height = 0;
    for (guint i = 0; i < table->header_rows; i++) {
        const PsgBox *box = &g_array_index(plan->galley->boxes, PsgBox, table->box_start + i);
        height += box->height + (i > 0 ? box->space : 0);
    }
    return height <= plan->height / 3 ? (PsgLength)height : 0;
}

/* Wishes that pieces [start, end) stand together. */
static void
keep_together(PsgPiece *pieces, guint start, guint end)
{
    for (guint i = start; i + 1 < end; i++)
        pieces[i].keep = MAX(pieces[i].keep, PSG_KEEP_WISH);
}

static gint64
add_up(const PsgPiece *pieces, guint start, guint end)
{
    gint64 height = 0;
    for (guint i = start; i < end; i++)
        height += pieces[i].height + (i > start ? pieces[i].space : 0);
    return height;
}

/* A head stays with what it heads, and is added where a page begins with a later row; a small table
 * stands as a whole, of others no row stands alone where that can be had. */
static void
keep_table(PsgPlan *plan, guint index)
{
    const PsgPrintTable *table = &g_array_index(plan->galley->tables, PsgPrintTable, index);
    if (table->box_end > plan->galley->boxes->len || table->box_start >= table->box_end ||
            table->header_rows > table->box_end - table->box_start)
        return;
    plan->head_space[index] = measure_head(plan, table);
    guint start = find_piece(&plan->text, table->box_start);
    guint body = find_piece(&plan->text, table->box_start + table->header_rows);
    guint end = find_piece(&plan->text, table->box_end);
    PsgPiece *pieces = (PsgPiece *)(gpointer)plan->text.pieces->data;
    for (guint i = start; i < body && plan->head_space[index] > 0; i++)
        pieces[i].keep = PSG_KEEP_FIRM;
    for (guint i = body; i < end && plan->head_space[index] > 0; i++) {
        pieces[i].table = (gint)index;
        pieces[i].above += plan->head_space[index];
    }
    if (add_up(pieces, start, end) <= plan->height / SMALL_TABLE) {
        keep_together(pieces, start, end);
    } else if (end - body > 1) {
        pieces[body].penalty += PENALTY_LONE_ROW;
        pieces[end - 2].penalty += PENALTY_LONE_ROW;
    }
}

void
psg_plan_keep_tables(PsgPlan *plan)
{
    for (guint i = 0; i < plan->galley->tables->len; i++)
        keep_table(plan, i);
}

/* --- panels --- */

static gint
get_panel(const PsgPlan *plan, const PsgPiece *piece)
{
    return piece->box->panel < (gint)plan->galley->panels->len ? MAX(piece->box->panel, -1) : -1;
}

/* Whether a piece of space is the panel's own: before what is in it, or behind. */
static gboolean
is_padding(const PsgPlan *plan, const PsgPiece *piece, const PsgPiece *neighbour)
{
    gint panel = get_panel(plan, piece);
    gint other = neighbour != NULL ? get_panel(plan, neighbour) : -1;
    return piece->box->kind == PSG_BOX_SPACE && panel >= 0 &&
           psg_panels_find_common(plan->galley, panel, other) != panel;
}

/* Space at a panel's beginning or end stays with what is in it; where a page ends inside a panel
 * that can be seen, its ground is a little larger than its words. */
static void
keep_padding(PsgPlan *plan, PsgPieces *pieces)
{
    PsgLength padding = MIN(plan->style->panel_padding, plan->height / 16);
    PsgPiece *all = (PsgPiece *)(gpointer)pieces->pieces->data;
    guint count = pieces->pieces->len;
    for (guint i = 0; i + 1 < count; i++) {
        PsgPiece *here = &all[i], *next = &all[i + 1];
        if (is_padding(plan, here, i > 0 ? here - 1 : NULL) ||
                is_padding(plan, next, i + 2 < count ? next + 1 : NULL))
            here->keep = PSG_KEEP_FIRM;
        gint common =
                psg_panels_find_common(plan->galley, get_panel(plan, here), get_panel(plan, next));
        if (common >= 0 && plan->has_ground[common]) {
            here->below += padding;
            here->penalty += PENALTY_IN_PANEL;
            next->above += padding;
            next->padding_above = padding;
        }
    }
}

/* A panel that can be seen and is small stands as a whole. */
static void
keep_small_panels(const PsgPlan *plan, PsgPieces *pieces)
{
    PsgPiece *all = (PsgPiece *)(gpointer)pieces->pieces->data;
    guint count = pieces->pieces->len;
    for (guint start = 0, end; start < count; start = end) {
        gint panel = get_panel(plan, &all[start]);
        for (end = start + 1; end < count && get_panel(plan, &all[end]) == panel; end++)
            ;
        gboolean is_visible =
                panel >= 0 &&
                (plan->has_ground[panel] ||
                        g_array_index(plan->galley->panels, PsgPrintPanel, panel).bar_width > 0);
        if (is_visible && add_up(all, start, end) <= plan->height / SMALL_PANEL)
            keep_together(all, start, end);
    }
}

/* --- paragraphs --- */

static void
penalise_lines(PsgPieces *pieces)
{
    PsgPiece *all = (PsgPiece *)(gpointer)pieces->pieces->data;
    for (guint i = 0; i + 1 < pieces->pieces->len; i++) {
        PsgBoxKind next = all[i + 1].box->kind;
        if (all[i].box->kind == PSG_BOX_LINE && (next == PSG_BOX_ROW || next == PSG_BOX_PICTURE))
            all[i].penalty += PENALTY_BEFORE_SIGHT;
        if (all[i].box->kind == PSG_BOX_LINE && all[i + 1].box->kind == PSG_BOX_LINE &&
                all[i].box->text != NULL && all[i].box->text == all[i + 1].box->text)
            all[i].penalty += PENALTY_IN_PARAGRAPH;
    }
}

/* --- pictures --- */

/* Makes pictures lower so that they stand on a page with what they are kept with; but not below two
 * fifths: then they stand alone. Empty space is never higher than a page. */
static void
shrink_chain(const PsgPlan *plan, PsgPiece *pieces, guint start, guint end)
{
    gint64 total = pieces[start].above + pieces[end - 1].below, pictures = 0;
    for (guint i = start; i < end; i++) {
        total += pieces[i].height + (i > start ? pieces[i].space : 0);
        if (pieces[i].box->kind == PSG_BOX_PICTURE)
            pictures += pieces[i].height;
    }
    gint64 excess = total - plan->height, left = pictures - excess;
    gboolean fits = excess > 0 && left > pictures / 5 * 2;
    for (guint i = start; i < end; i++) {
        gboolean gives_way =
                pieces[i].box->kind == PSG_BOX_PICTURE || pieces[i].box->kind == PSG_BOX_SPACE;
        if (pieces[i].box->kind == PSG_BOX_PICTURE && fits)
            pieces[i].height = (PsgLength)(pieces[i].height * left / pictures);
        gint64 room = (gint64)plan->height - pieces[i].above - pieces[i].below;
        if (gives_way && pieces[i].height > room)
            pieces[i].height = (PsgLength)MAX(room, 1);
    }
}

static void
shrink_pieces(const PsgPlan *plan, PsgPieces *pieces)
{
    PsgPiece *all = (PsgPiece *)(gpointer)pieces->pieces->data;
    guint count = pieces->pieces->len;
    for (guint start = 0; start < count;) {
        guint end = start + 1;
        while (end < count && all[end - 1].keep != PSG_KEEP_NOT && !all[end].begins_page)
            end++;
        shrink_chain(plan, all, start, end);
        start = end;
    }
}

/* Pictures may be a little smaller than they are, where one of them would else leave a page half
 * empty. In large print they hardly are. */
static void
find_gives(const PsgPlan *plan, PsgPieces *pieces)
{
    PsgLength share = plan->style->form == PSG_PRINT_LARGE ? 10 : 4;
    for (guint i = 0; i < pieces->pieces->len; i++) {
        PsgPiece *piece = &g_array_index(pieces->pieces, PsgPiece, i);
        if (piece->box->kind == PSG_BOX_PICTURE && piece->height > plan->height / 8)
            piece->gives = piece->height / share;
    }
}

void
psg_plan_keep(PsgPlan *plan, PsgPieces *pieces)
{
    penalise_lines(pieces);
    keep_padding(plan, pieces);
    keep_small_panels(plan, pieces);
    shrink_pieces(plan, pieces);
    if (pieces == &plan->text)
        find_gives(plan, pieces);
}
