/* What is known about rows that are cut together: their cells' boxes, and where they may be cut. */
#pragma once
#include "publish/print/page/internal.h"

/* A box of a cell. Its place counts from the top of the first row. */
typedef struct {
    const PsgBox *box;
    PsgLength x;             /* that its own counts from, in the cell */
    PsgLength space, height; /* space before it in its cell; height on the page */
    PsgLength top, bottom;
    guint cell;
    guint slice;
} PsgCutEntry;

typedef struct {
    const PsgPrintCell *cell;
    guint row, row_end; /* of the cut */
    guint entry_start, entry_end;
} PsgCutCell;

typedef struct {
    const PsgBox *box;
    PsgLength top, bottom;
    guint cell_start, cell_end; /* that begin in it */
    guint slice_start, slice_end;
} PsgCutRow;

/* Where a slice ends. */
typedef struct {
    PsgLength y;
    PsgLength crossing; /* how far boxes that go to the next slice begin above */
} PsgCutLine;

struct PsgCut {
    GArray *rows, *cells, *entries, *lines; /* PsgCutRow, PsgCutCell, PsgCutEntry, PsgCutLine */
    PsgLength padding;
};
