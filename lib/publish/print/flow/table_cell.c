/* Cells: what is in one, and which cells head it. */
#include "publish/print/flow/table.h"
#include "text/tree.h"

#define HEADER_ROW_LIMIT 8 /* a cell has so many heads above it at the most, */
#define HEADERS_LIMIT 64   /* and so many in all */

static PsgFlowAlignment
find_alignment(const xmlNode *node, PsgFlowAlignment otherwise)
{
    if (psg_flow_has_class(node, "align-left"))
        return PSG_FLOW_LEFT;
    if (psg_flow_has_class(node, "align-center"))
        return PSG_FLOW_CENTRE;
    return psg_flow_has_class(node, "align-right") ? PSG_FLOW_RIGHT : otherwise;
}

PsgFlowPlace
psg_flow_enter_cell(const PsgFlowPlace *place, const PsgFlowCell *cell)
{
    PsgFlowPlace inner = cell->node ? psg_flow_enter(place, cell->node) : *place;
    inner.role = cell->is_header ? PSG_ROLE_TABLE_HEAD : PSG_ROLE_TABLE;
    inner.alignment = find_alignment(cell->node, PSG_FLOW_START);
    inner.is_direct = TRUE;
    return inner;
}

void
psg_flow_cell(PsgFlowWalk *walk, const PsgFlowPlace *place, const PsgFlowGrid *grid, guint index,
        guint *more)
{
    const PsgFlowCell *cell = psg_flow_grid_get_cell(grid, index);
    PsgFlowPlace inner = psg_flow_enter_cell(place, cell);
    if (cell->node) {
        psg_flow_anchor(walk, place, cell->node);
        psg_flow_blocks(walk, &inner, cell->node);
    }
    for (; *more < grid->more->len; ++*more) {
        const PsgFlowMore *extra = &g_array_index(grid->more, PsgFlowMore, *more);
        if (extra->cell != index)
            return;
        psg_flow_blocks(walk, &inner, extra->node);
    }
}

/* --- heads --- */

/* The heads above every column, by header row. */
typedef struct {
    PsgTag **above; /* header_rows x columns; NULL where there is none */
    guint rows, columns;
} Heads;

static gboolean
is_simple(const PsgFlowGrid *grid)
{
    if (grid->header_rows > 1)
        return FALSE;
    for (guint i = 0; i < grid->cells->len; i++) {
        const PsgFlowCell *cell = psg_flow_grid_get_cell(grid, i);
        if (cell->is_header && (cell->rows > 1 || cell->columns > 1))
            return FALSE;
    }
    return TRUE;
}

static void
note_heads(const PsgFlowGrid *grid, Heads *heads)
{
    for (guint i = 0; i < grid->cells->len; i++) {
        const PsgFlowCell *cell = psg_flow_grid_get_cell(grid, i);
        if (cell->row >= heads->rows)
            return;
        for (guint row = cell->row; row < MIN(cell->row + cell->rows, heads->rows); row++)
            for (guint k = 0; k < cell->columns && cell->is_header; k++)
                heads->above[row * heads->columns + cell->column + k] = cell->tag;
    }
}

static void
add_head(GPtrArray *headers, PsgTag *tag)
{
    if (tag && headers->len < HEADERS_LIMIT &&
            (headers->len == 0 || headers->pdata[headers->len - 1] != tag) &&
            !g_ptr_array_find(headers, tag, NULL))
        g_ptr_array_add(headers, tag);
}

static void
set_cell_headers(
        const Heads *heads, const PsgFlowCell *cell, GPtrArray *row_heads, GPtrArray *headers)
{
    g_ptr_array_set_size(headers, 0);
    for (guint row = 0; row < heads->rows; row++)
        for (guint k = 0; k < cell->columns; k++)
            add_head(headers, heads->above[row * heads->columns + cell->column + k]);
    for (guint i = 0; i < row_heads->len; i++)
        if (row_heads->pdata[i] != cell->tag)
            add_head(headers, row_heads->pdata[i]);
    if (headers->len > 0)
        psg_tag_set_headers(cell->tag, (PsgTag *const *)headers->pdata, headers->len);
}

/* Row heads that reach down from rows above are kept as long as they do. */
typedef struct {
    PsgTag *tag;
    guint end;
} RowHead;

static void
list_row_heads(const PsgFlowGrid *grid, guint index, GArray *reaching, GPtrArray *row_heads)
{
    const PsgFlowRow *row = psg_flow_grid_get_row(grid, index);
    g_ptr_array_set_size(row_heads, 0);
    for (guint i = row->cell_start; i < row->cell_end && reaching->len < HEADER_ROW_LIMIT; i++) {
        const PsgFlowCell *cell = psg_flow_grid_get_cell(grid, i);
        RowHead head = {cell->tag, cell->row + cell->rows};
        if (cell->is_header && cell->scope == PSG_TAG_SCOPE_ROW)
            g_array_append_val(reaching, head);
    }
    for (guint i = 0; i < reaching->len;) {
        const RowHead *head = &g_array_index(reaching, RowHead, i);
        if (head->end <= index) {
            g_array_remove_index(reaching, i);
            continue;
        }
        g_ptr_array_add(row_heads, head->tag);
        i++;
    }
}

void
psg_flow_set_headers(const PsgFlowGrid *grid)
{
    if (is_simple(grid) || grid->header_rows > HEADER_ROW_LIMIT)
        return;
    Heads heads = {.rows = grid->header_rows, .columns = grid->columns};
    g_autofree PsgTag **above = g_new0(PsgTag *, (gsize)heads.rows * heads.columns + 1);
    heads.above = above;
    note_heads(grid, &heads);
    g_autoptr(GArray) reaching = g_array_new(FALSE, FALSE, sizeof(RowHead));
    g_autoptr(GPtrArray) row_heads = g_ptr_array_new(), headers = g_ptr_array_new();
    for (guint r = grid->header_rows; r < grid->rows->len; r++) {
        const PsgFlowRow *row = psg_flow_grid_get_row(grid, r);
        list_row_heads(grid, r, reaching, row_heads);
        for (guint i = row->cell_start; i < row->cell_end; i++)
            set_cell_headers(&heads, psg_flow_grid_get_cell(grid, i), row_heads, headers);
    }
}
