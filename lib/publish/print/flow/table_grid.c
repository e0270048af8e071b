/* The grid of a table: which cell stands in which rows and columns. */
#include "publish/print/flow/table.h"

#include <string.h>

#include "text/tree.h"

typedef struct {
    PsgFlowGrid *grid;
    guint left[PSG_FLOW_COLUMN_LIMIT]; /* rows that a cell from above still reaches into */
} Filling;

/* --- rows --- */

/* Free columns from `column` on, at most `wanted`. */
static guint
count_free(const Filling *filling, guint column, guint wanted)
{
    guint count = 0;
    while (count < wanted && column + count < PSG_FLOW_COLUMN_LIMIT &&
            filling->left[column + count] == 0)
        count++;
    return count;
}

static PsgTagScope
find_scope(const xmlNode *node, gboolean is_in_head, guint column)
{
    const char *scope = psg_tree_get_attribute(node, "scope");
    if (scope)
        return g_str_has_prefix(scope, "row") ? PSG_TAG_SCOPE_ROW : PSG_TAG_SCOPE_COLUMN;
    return is_in_head || column > 0 ? PSG_TAG_SCOPE_COLUMN : PSG_TAG_SCOPE_ROW;
}

static void
add_cell(Filling *filling, const xmlNode *node, guint column, guint columns, guint rows,
        gboolean is_in_head)
{
    PsgFlowGrid *grid = filling->grid;
    PsgFlowCell cell = {.node = node,
            .row = grid->rows->len,
            .column = column,
            .rows = rows,
            .columns = columns,
            .is_header = node && psg_tree_is(node, "th")};
    if (cell.is_header)
        cell.scope = find_scope(node, is_in_head, column);
    g_array_append_val(grid->cells, cell);
    for (guint i = 0; i < columns; i++)
        filling->left[column + i] = rows;
    grid->columns = MAX(grid->columns, column + columns);
}

static void
add_row(Filling *filling, const xmlNode *node, guint rows_left, gboolean is_in_head)
{
    PsgFlowGrid *grid = filling->grid;
    PsgFlowRow row = {.node = node, .cell_start = grid->cells->len};
    guint column = 0;
    for (const xmlNode *child = node->children; child; child = child->next) {
        if (!psg_tree_is(child, "td") && !psg_tree_is(child, "th"))
            continue;
        while (column < PSG_FLOW_COLUMN_LIMIT && filling->left[column] > 0)
            column++;
        if (column >= PSG_FLOW_COLUMN_LIMIT && grid->cells->len > 0) {
            PsgFlowMore more = {grid->cells->len - 1, child};
            g_array_append_val(grid->more, more);
            continue;
        }
        guint columns = CLAMP(psg_flow_get_number(child, "colspan", 1), 1, 100);
        guint rows = CLAMP(psg_flow_get_number(child, "rowspan", 1), 1, rows_left);
        columns = count_free(filling, column, columns);
        add_cell(filling, child, column, columns, rows, is_in_head);
        column += columns;
    }
    row.cell_end = grid->cells->len;
    g_array_append_val(grid->rows, row);
    for (guint i = 0; i < PSG_FLOW_COLUMN_LIMIT && i < grid->columns; i++)
        filling->left[i] -= filling->left[i] > 0;
}

static guint
count_rows(const xmlNode *first)
{
    guint count = 0;
    for (; first && !psg_tree_is(first, "thead") && !psg_tree_is(first, "tbody") &&
            !psg_tree_is(first, "tfoot");
            first = first->next)
        count += psg_tree_is(first, "tr");
    return count;
}

/* Rows that are siblings: no cell reaches out of them. */
static const xmlNode *
add_rows(Filling *filling, const xmlNode *first, gboolean is_in_head)
{
    guint rows_left = count_rows(first);
    const xmlNode *node = first;
    memset(filling->left, 0, sizeof filling->left);
    for (; node && rows_left > 0; node = node->next)
        if (psg_tree_is(node, "tr"))
            add_row(filling, node, rows_left--, is_in_head);
    return node;
}

/* --- header rows --- */

static gboolean
is_header_row(const PsgFlowGrid *grid, guint index)
{
    const PsgFlowRow *row = psg_flow_grid_get_row(grid, index);
    for (guint i = row->cell_start; i < row->cell_end; i++)
        if (!psg_flow_grid_get_cell(grid, i)->is_header)
            return FALSE;
    return row->cell_end > row->cell_start;
}

/* How many rows at the top have only headers; 0 where one of them reaches out of those rows, or
 * where nothing is left for them to head. */
static guint
count_header_rows(const PsgFlowGrid *grid)
{
    guint count = 0, reach = 0;
    while (count < grid->rows->len && is_header_row(grid, count)) {
        const PsgFlowRow *row = psg_flow_grid_get_row(grid, count++);
        for (guint i = row->cell_start; i < row->cell_end; i++) {
            const PsgFlowCell *cell = psg_flow_grid_get_cell(grid, i);
            reach = MAX(reach, cell->row + cell->rows);
        }
    }
    return reach <= count && count < grid->rows->len ? count : 0;
}

/* A table without a head whose first rows have only headers has a head all the same. */
static void
find_head(PsgFlowGrid *grid, guint head_rows)
{
    grid->header_rows = head_rows > 0 ? head_rows : count_header_rows(grid);
    if (head_rows > 0 || grid->header_rows == 0)
        return;
    guint end = psg_flow_grid_get_row(grid, grid->header_rows - 1)->cell_end;
    for (guint i = 0; i < end; i++) {
        PsgFlowCell *cell = psg_flow_grid_get_cell(grid, i);
        if (!psg_tree_get_attribute(cell->node, "scope"))
            cell->scope = PSG_TAG_SCOPE_COLUMN;
    }
}

/* --- short rows --- */

/* All rows have as many columns: assistive technology counts them. */
static void
fill_rows(PsgFlowGrid *grid)
{
    GArray *filled = g_array_new(FALSE, FALSE, sizeof(PsgFlowCell));
    g_autofree guint *moved = g_new(guint, grid->cells->len + 1);
    guint left[PSG_FLOW_COLUMN_LIMIT] = {0};
    for (guint r = 0; r < grid->rows->len; r++) {
        PsgFlowRow *row = psg_flow_grid_get_row(grid, r);
        guint start = filled->len, next = row->cell_start;
        for (guint column = 0; column < grid->columns;) {
            PsgFlowCell cell = {.row = r, .column = column, .rows = 1, .columns = 1};
            if (left[column] > 0) {
                column++;
                continue;
            }
            if (next < row->cell_end && psg_flow_grid_get_cell(grid, next)->column == column) {
                moved[next] = filled->len;
                cell = *psg_flow_grid_get_cell(grid, next++);
            } else {
                while (column + cell.columns < grid->columns && left[column + cell.columns] == 0 &&
                        (next >= row->cell_end || psg_flow_grid_get_cell(grid, next)->column !=
                                                          column + cell.columns))
                    cell.columns++;
            }
            for (guint i = 0; i < cell.columns; i++)
                left[column + i] = cell.rows;
            column += cell.columns;
            g_array_append_val(filled, cell);
        }
        row->cell_start = start;
        row->cell_end = filled->len;
        for (guint i = 0; i < grid->columns; i++)
            left[i] -= left[i] > 0;
    }
    for (guint i = 0; i < grid->more->len; i++) {
        PsgFlowMore *more = &g_array_index(grid->more, PsgFlowMore, i);
        more->cell = moved[more->cell];
    }
    g_array_unref(grid->cells);
    grid->cells = filled;
}

void
psg_flow_grid_init(PsgFlowGrid *grid, const xmlNode *table)
{
    *grid = (PsgFlowGrid){.cells = g_array_new(FALSE, FALSE, sizeof(PsgFlowCell)),
            .rows = g_array_new(FALSE, FALSE, sizeof(PsgFlowRow)),
            .more = g_array_new(FALSE, FALSE, sizeof(PsgFlowMore))};
    Filling *filling = g_new0(Filling, 1);
    guint head_rows = 0;
    filling->grid = grid;
    for (const xmlNode *part = table->children; part;) {
        if (psg_tree_is(part, "tr")) {
            part = add_rows(filling, part, FALSE);
            continue;
        }
        gboolean is_head = psg_tree_is(part, "thead");
        if (is_head || psg_tree_is(part, "tbody") || psg_tree_is(part, "tfoot"))
            add_rows(filling, part->children, is_head);
        if (is_head)
            head_rows = grid->rows->len;
        part = part->next;
    }
    g_free(filling);
    find_head(grid, head_rows);
    fill_rows(grid);
}

void
psg_flow_grid_clear(PsgFlowGrid *grid)
{
    g_array_unref(grid->cells);
    g_array_unref(grid->rows);
    g_array_unref(grid->more);
}
