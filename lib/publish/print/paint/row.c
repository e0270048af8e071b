/* Rows of tables, on a page and (of tables in tables) in a cell: the boxes of their cells, grounds
 * behind them and rules between them. */
#include "publish/print/paint/internal.h"

/* --- the boxes of cells --- */

/* The boxes of a cell in their places (PsgPlacedBox). The row stands at (x, y). */
static GArray *
place_cell(const PsgPaint *paint, const PsgPrintCell *cell, PsgLength x, PsgLength y)
{
    GArray *placed = g_array_sized_new(FALSE, FALSE, sizeof(PsgPlacedBox), cell->boxes->len);
    y += paint->book->style->table_padding;
    for (guint i = 0; i < cell->boxes->len; i++) {
        const PsgBox *box = &g_array_index(cell->boxes, PsgBox, i);
        y += i > 0 ? box->space : 0;
        PsgPlacedBox one = {.box = box, .x = x + cell->x + box->x, .y = y, .galley_box = -1};
        g_array_append_val(placed, one);
        y += box->height;
    }
    return placed;
}

void
psg_paint_row_background(PsgPaint *paint, const PsgBox *box, PsgLength x, PsgLength y)
{
    for (guint i = 0; i < box->row->cells->len; i++) {
        g_autoptr(GArray) placed = place_cell(paint, box->row->cells->pdata[i], x, y);
        psg_paint_backgrounds(paint, placed);
    }
}

void
psg_paint_row(PsgPaint *paint, const PsgBox *box, PsgLength x, PsgLength y)
{
    for (guint i = 0; i < box->row->cells->len; i++) {
        g_autoptr(GArray) placed = place_cell(paint, box->row->cells->pdata[i], x, y);
        for (guint k = 0; k < placed->len; k++) {
            const PsgPlacedBox *one = &g_array_index(placed, PsgPlacedBox, k);
            psg_paint_box(paint, one->box, one->x, one->y);
        }
        psg_paint_table_rules(paint, placed);
    }
}

/* --- tables among placed boxes --- */

static const PsgPlacedBox *
get_row(const GArray *boxes, guint index)
{
    if (index >= boxes->len)
        return NULL;
    const PsgPlacedBox *placed = &g_array_index(boxes, PsgPlacedBox, index);
    return placed->box->kind == PSG_BOX_ROW && placed->box->row != NULL ? placed : NULL;
}

/* Whether placed box `index` is a row of the same table as the one before it. */
static gboolean
goes_on(const GArray *boxes, guint index)
{
    const PsgPlacedBox *one = index > 0 ? get_row(boxes, index - 1) : NULL;
    const PsgPlacedBox *other = get_row(boxes, index);
    return one != NULL && other != NULL && one->box->row->table == other->box->row->table;
}

/* Where a cell of the row at `index` ends. */
static PsgLength
find_bottom(const GArray *boxes, guint index, const PsgPrintCell *cell)
{
    guint last = index;
    while (last + 1 - index < cell->row_span && goes_on(boxes, last + 1))
        last++;
    const PsgPlacedBox *placed = get_row(boxes, last);
    return placed->y + placed->box->height;
}

/* Half of what is between the words of neighbours: less than the padding in a table that has many
 * columns. */
static PsgLength
find_half_gap(const PsgPrintRow *row, PsgLength padding)
{
    PsgLength half = padding;
    for (guint i = 0; i + 1 < row->cells->len; i++) {
        const PsgPrintCell *one = row->cells->pdata[i], *other = row->cells->pdata[i + 1];
        if (one->column + one->column_span != other->column)
            continue;
        PsgLength gap = one->x < other->x ? other->x - one->x - one->width
                                          : one->x - other->x - other->width;
        half = MIN(half, MAX(gap / 2, 0));
    }
    return half;
}

/* A cell from edge to edge; at the table's sides, to the table's. `half` is its row's. */
static void
find_edges(const PsgPaint *paint, const PsgPlacedBox *placed, const PsgPrintCell *cell,
        PsgLength half, PsgLength *x, PsgLength *end)
{
    PsgLength padding = paint->book->style->table_padding, width = placed->box->width;
    PsgLength right = cell->x + cell->width;
    *x = placed->x + (cell->x <= padding ? 0 : cell->x - half);
    *end = placed->x + (right + padding >= width ? width : right + half);
}

static void
paint_cell_grounds(PsgPaint *paint, const GArray *boxes, guint index)
{
    const PsgPlacedBox *placed = get_row(boxes, index);
    const GPtrArray *cells = placed->box->row->cells;
    PsgLength half = find_half_gap(placed->box->row, paint->book->style->table_padding);
    for (guint i = 0; i < cells->len; i++) {
        const PsgPrintCell *cell = cells->pdata[i];
        if (cell->background < 0)
            continue;
        PsgLength x, end;
        find_edges(paint, placed, cell, half, &x, &end);
        PsgBounds bounds = {.x = x,
                .y = placed->y,
                .width = end - x,
                .height = find_bottom(boxes, index, cell) - placed->y};
        psg_pdf_page_fill(paint->sheet, &bounds, (PsgColour)cell->background);
    }
}

void
psg_paint_backgrounds(PsgPaint *paint, const GArray *boxes)
{
    for (guint i = 0; i < boxes->len; i++)
        if (get_row(boxes, i) != NULL)
            paint_cell_grounds(paint, boxes, i);
    for (guint i = 0; i < boxes->len; i++) {
        const PsgPlacedBox *placed = &g_array_index(boxes, PsgPlacedBox, i);
        psg_paint_box_background(paint, placed->box, placed->x, placed->y);
    }
}

/* --- rules --- */

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
follow_across(const PsgPaint *paint, const GArray *boxes, guint index, GArray *across)
{
    const PsgPlacedBox *placed = get_row(boxes, index);
    PsgLength bottom = placed->y + placed->box->height;
    PsgLength half = find_half_gap(placed->box->row, paint->book->style->table_padding);
    for (guint i = across->len; i-- > 0;)
        if (g_array_index(across, Across, i).bottom <= bottom)
            g_array_remove_index(across, i);
    for (guint i = 0; i < placed->box->row->cells->len; i++) {
        const PsgPrintCell *cell = placed->box->row->cells->pdata[i];
        if (cell->row_span <= 1)
            continue;
        Across one = {.bottom = find_bottom(boxes, index, cell)};
        find_edges(paint, placed, cell, half, &one.x, &one.end);
        if (one.bottom > bottom)
            g_array_append_val(across, one);
    }
    g_array_sort(across, compare_across);
}

static void
add_rule(PsgPaint *paint, const PsgPlacedBox *placed, PsgLength y, const GArray *across)
{
    const PsgPrintStyle *style = paint->book->style;
    PsgLength thickness = psg_paint_get_rule_thickness(paint);
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

void
psg_paint_table_rules(PsgPaint *paint, const GArray *boxes)
{
    g_autoptr(GArray) across = g_array_new(FALSE, FALSE, sizeof(Across));
    gboolean has_rules = FALSE;
    for (guint i = 0; i < boxes->len; i++) {
        const PsgPlacedBox *placed = get_row(boxes, i);
        if (placed == NULL)
            continue;
        if (!goes_on(boxes, i)) {
            has_rules = FALSE;
            g_array_set_size(across, 0);
        }
        if (placed->box->row->has_rule_above)
            add_rule(paint, placed, placed->y, across);
        has_rules = has_rules || placed->box->row->has_rule_above;
        follow_across(paint, boxes, i, across);
        if (has_rules && !goes_on(boxes, i + 1)) {
            g_array_set_size(across, 0);
            add_rule(paint, placed, placed->y + placed->box->height, across);
        }
    }
}
