/* Rows of tables: the boxes of their cells, grounds behind them and rules between them. */
#include "publish/print/paint/internal.h"

/* Calls `visit` for every box of a row's cells, in its place. */
static void
visit_cells(PsgPaint *paint, const PsgBox *row, PsgLength x, PsgLength y,
        void (*visit)(PsgPaint *paint, const PsgBox *box, PsgLength x, PsgLength y))
{
    PsgLength padding = paint->book->style->table_padding;
    for (guint i = 0; i < row->row->cells->len; i++) {
        const PsgPrintCell *cell = row->row->cells->pdata[i];
        PsgLength down = y + padding;
        for (guint k = 0; k < cell->boxes->len; k++) {
            const PsgBox *box = &g_array_index(cell->boxes, PsgBox, k);
            down += k > 0 ? box->space : 0;
            visit(paint, box, x + cell->x + box->x, down);
            down += box->height;
        }
    }
}

void
psg_paint_row_background(PsgPaint *paint, const PsgBox *box, PsgLength x, PsgLength y)
{
    visit_cells(paint, box, x, y, psg_paint_box_background);
}

void
psg_paint_row(PsgPaint *paint, const PsgBox *box, PsgLength x, PsgLength y)
{
    visit_cells(paint, box, x, y, psg_paint_box);
}

/* --- the table on the page --- */

static const PsgPlacedBox *
get_row(const PsgPaint *paint, guint index)
{
    if (index >= paint->page->boxes->len)
        return NULL;
    const PsgPlacedBox *placed = &g_array_index(paint->page->boxes, PsgPlacedBox, index);
    return placed->box->kind == PSG_BOX_ROW && placed->box->row != NULL ? placed : NULL;
}

/* Whether placed box `index` is a row of the same table as the one before it. */
static gboolean
goes_on(const PsgPaint *paint, guint index)
{
    const PsgPlacedBox *one = index > 0 ? get_row(paint, index - 1) : NULL;
    const PsgPlacedBox *other = get_row(paint, index);
    return one != NULL && other != NULL && one->box->row->table == other->box->row->table;
}

/* Where a cell of the row at `index` ends on the page. */
static PsgLength
find_bottom(const PsgPaint *paint, guint index, const PsgPrintCell *cell)
{
    guint last = index;
    while (last + 1 - index < cell->row_span && goes_on(paint, last + 1))
        last++;
    const PsgPlacedBox *placed = get_row(paint, last);
    return placed->y + placed->box->height;
}

void
psg_paint_cell_grounds(PsgPaint *paint)
{
    PsgLength padding = paint->book->style->table_padding;
    for (guint i = 0; i < paint->page->boxes->len; i++) {
        const PsgPlacedBox *placed = get_row(paint, i);
        for (guint k = 0; placed != NULL && k < placed->box->row->cells->len; k++) {
            const PsgPrintCell *cell = placed->box->row->cells->pdata[k];
            if (cell->background < 0)
                continue;
            PsgBounds bounds = {.x = placed->x + cell->x - padding,
                    .y = placed->y,
                    .width = cell->width + 2 * padding,
                    .height = find_bottom(paint, i, cell) - placed->y};
            psg_pdf_page_fill(paint->sheet, &bounds, (PsgColour)cell->background);
        }
    }
}

/* A cell that reaches below its row: no rule goes through it. */
typedef struct {
    PsgLength x, end, bottom;
} Across;

static gint
compare_across(gconstpointer a, gconstpointer b)
{
    const Across *one = a, *other = b;
    return one->x < other->x ? -1 : one->x > other->x;
}

/* Forgets cells that have ended, and adds those of the row at `index`. */
static void
follow_across(const PsgPaint *paint, guint index, GArray *across)
{
    const PsgPlacedBox *placed = get_row(paint, index);
    PsgLength padding = paint->book->style->table_padding;
    for (guint i = across->len; i-- > 0;)
        if (g_array_index(across, Across, i).bottom <= placed->y + placed->box->height)
            g_array_remove_index(across, i);
    for (guint i = 0; i < placed->box->row->cells->len; i++) {
        const PsgPrintCell *cell = placed->box->row->cells->pdata[i];
        if (cell->row_span <= 1)
            continue;
        Across one = {.x = placed->x + cell->x - padding,
                .end = placed->x + cell->x + cell->width + padding,
                .bottom = find_bottom(paint, index, cell)};
        if (one.bottom > placed->y + placed->box->height)
            g_array_append_val(across, one);
    }
    g_array_sort(across, compare_across);
}

static void
add_rule(PsgPaint *paint, const PsgPlacedBox *placed, PsgLength y, const GArray *across)
{
    const PsgPrintStyle *style = paint->book->style;
    PsgLength thickness = MAX(style->rule_thickness, PSG_POINTS(0.25));
    PsgLength x = placed->x, end = placed->x + placed->box->width;
    for (guint i = 0; i < across->len; i++) {
        const Across *one = &g_array_index(across, Across, i);
        if (one->x > x)
            psg_paint_add_mark(paint, x, y, one->x, y, thickness, style->rule_colour);
        x = MAX(x, one->end);
    }
    if (end > x)
        psg_paint_add_mark(paint, x, y, end, y, thickness, style->rule_colour);
}

/* A rule above each row that has one, and below the last row of each table on the page. */
void
psg_paint_table_rules(PsgPaint *paint)
{
    g_autoptr(GArray) across = g_array_new(FALSE, FALSE, sizeof(Across));
    gboolean has_rules = FALSE;
    for (guint i = 0; i < paint->page->boxes->len; i++) {
        const PsgPlacedBox *placed = get_row(paint, i);
        if (placed == NULL)
            continue;
        if (!goes_on(paint, i)) {
            has_rules = FALSE;
            g_array_set_size(across, 0);
        }
        if (placed->box->row->has_rule_above)
            add_rule(paint, placed, placed->y, across);
        has_rules = has_rules || placed->box->row->has_rule_above;
        follow_across(paint, i, across);
        if (has_rules && !goes_on(paint, i + 1)) {
            g_array_set_size(across, 0);
            add_rule(paint, placed, placed->y + placed->box->height, across);
        }
    }
}
