/* What the files of tables share: a table's cells in their grid, and how wide its columns are. */
#pragma once
#include "publish/print/flow/internal.h"

/* Columns beyond this go into the last one. */
#define PSG_FLOW_COLUMN_LIMIT 256

typedef struct {
    const xmlNode *node; /* NULL: put where a row is too short */
    guint row, column, rows, columns;
    gboolean is_header;
    PsgTagScope scope;
    PsgTag *tag;
} PsgFlowCell;

typedef struct {
    const xmlNode *node;        /* <tr> */
    guint cell_start, cell_end; /* of the grid, half-open */
} PsgFlowRow;

/* A cell that had no column left, and the cell that takes it in. */
typedef struct {
    guint cell;
    const xmlNode *node;
} PsgFlowMore;

typedef struct {
    GArray *cells; /* PsgFlowCell, row by row */
    GArray *rows;  /* PsgFlowRow */
    GArray *more;  /* PsgFlowMore, in order */
    guint columns;
    guint header_rows; /* at the top, repeated on every page */
} PsgFlowGrid;

/* Where every cell of a <table> stands (HTML Living Standard, section 4.9.12, with cells that
 * overlap kept apart). */
void psg_flow_grid_init(PsgFlowGrid *grid, const xmlNode *table);
void psg_flow_grid_clear(PsgFlowGrid *grid);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PsgFlowGrid, psg_flow_grid_clear)

static inline PsgFlowCell *
psg_flow_grid_get_cell(const PsgFlowGrid *grid, guint index)
{
    return &g_array_index(grid->cells, PsgFlowCell, index);
}

static inline PsgFlowRow *
psg_flow_grid_get_row(const PsgFlowGrid *grid, guint index)
{
    return &g_array_index(grid->rows, PsgFlowRow, index);
}

/* --- table_width.c --- */

typedef struct {
    PsgLength *widths;  /* of the columns' words */
    PsgLength between;  /* padding at each side of a column, but for the table's own edges */
    PsgLength width;    /* of the table, padding counted */
    gboolean is_narrow; /* set in smaller type */
    gboolean is_cut;    /* and words are cut, too */
} PsgFlowColumns;

typedef struct {
    PsgLength narrowest, widest;
} PsgFlowWish;

/* What a cell's content wants; `more` as for psg_flow_cell(). */
PsgFlowWish psg_flow_measure_cell(PsgFlowWalk *walk, const PsgFlowPlace *place,
        const PsgFlowGrid *grid, guint index, guint *more);

/* Adds what the table needs to the column that is measured. */
void psg_flow_measure_table(PsgFlowWalk *walk, const PsgFlowPlace *place, const PsgFlowGrid *grid);
/* Shares the place's width out. */
void psg_flow_columns_init(PsgFlowColumns *columns, PsgFlowWalk *walk, const PsgFlowPlace *place,
        const PsgFlowGrid *grid);
void psg_flow_columns_clear(PsgFlowColumns *columns);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PsgFlowColumns, psg_flow_columns_clear)

/* Widths for columns that want between `narrowest` and `widest` in `available`: those that are
 * content with a fair share have what they want, the others share the rest by the root of what they
 * want, none below its narrowest. FALSE: there is too little even for that, and each has its part
 * of it. */
gboolean psg_flow_share(const PsgLength *narrowest, const PsgLength *widest, guint count,
        PsgLength available, PsgLength *widths);

/* --- table_cell.c --- */

/* The blocks of cell `index` at `place`, that is the cell's inside. `more` is the first of the
 * grid's that may belong to it, and moves on. */
void psg_flow_cell(PsgFlowWalk *walk, const PsgFlowPlace *place, const PsgFlowGrid *grid,
        guint index, guint *more);
/* The role, the alignment and the rest that words of a cell have. */
PsgFlowPlace psg_flow_enter_cell(const PsgFlowPlace *place, const PsgFlowCell *cell);
/* Says of each cell which cells head it, where scopes alone do not. */
void psg_flow_set_headers(const PsgFlowGrid *grid);

/* --- table.c --- */

PsgTag *psg_flow_add_cell_tag(const PsgFlowWalk *walk, PsgTag *row, const PsgFlowCell *cell);
/* The height of boxes with the space between them. */
PsgLength psg_flow_measure_boxes(const GArray *boxes);

/* --- table_row.c --- */

/* The cells (PsgPrintCell, taken) as a box of this width at the end of the column. NULL: they
 * became boxes of their own, since the row is too high to stand in a cell as one. */
PsgBox *psg_flow_put_row(
        PsgFlowWalk *walk, const PsgFlowPlace *place, GPtrArray *cells, PsgLength width);

/* --- table_stack.c --- */

/* TRUE for a table of one head and no cells that stand across others. */
gboolean psg_flow_can_stack(const PsgFlowGrid *grid);
/* Sets each row as a list of its cells. `place` has the table's tag; `number` is the table's. */
void psg_flow_stack_rows(
        PsgFlowWalk *walk, const PsgFlowPlace *place, PsgFlowGrid *grid, guint number);
