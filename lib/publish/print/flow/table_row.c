/* A row's cells as a box. Inside a cell of another table a row that is high cannot be cut where a
 * page ends: its cells are set there one below the other, so that every line can be parted from the
 * next. */
#include <string.h>

#include "publish/print/flow/table.h"

#define HIGH_PART 3 /* of a page */

static void
move_box(PsgFlowWalk *walk, const PsgFlowPlace *place, PsgBox *from, PsgLength shift,
        PsgLength before)
{
    PsgBox *box = psg_flow_add_box(walk, place, from->kind, before);
    PsgLength space = MAX(box->space, from->space);
    psg_box_clear(box);
    *box = *from;
    box->space = space;
    box->x += shift;
    box->label_x += shift;
    memset(from, 0, sizeof *from); /* what it held is the new one's */
}

/* All boxes of the cells, one below the other. */
static void
unroll(PsgFlowWalk *walk, const PsgFlowPlace *place, PsgLength x, GPtrArray *cells)
{
    PsgLength padding = walk->style->table_padding;
    for (guint i = 0; i < cells->len; i++) {
        PsgPrintCell *cell = cells->pdata[i];
        for (guint k = 0; k < cell->boxes->len; k++)
            move_box(walk, place, &g_array_index(cell->boxes, PsgBox, k), x + cell->x,
                    k == 0 ? padding : 0);
        g_array_unref(cell->boxes);
        g_free(cell);
    }
    g_ptr_array_set_size(cells, 0);
}

PsgBox *
psg_flow_put_row(PsgFlowWalk *walk, const PsgFlowPlace *place, GPtrArray *cells, PsgLength width)
{
    PsgLength x = place->is_right_to_left ? place->x + place->width - width : place->x;
    PsgLength height = walk->style->texts[PSG_ROLE_TABLE].look.leading;
    gboolean is_empty = TRUE;
    for (guint i = 0; i < cells->len; i++) {
        const PsgPrintCell *cell = cells->pdata[i];
        is_empty = is_empty && cell->boxes->len == 0;
        if (cell->row_span == 1)
            height = MAX(height, psg_flow_measure_boxes(cell->boxes));
    }
    if (is_empty) /* it is for writing into */
        height = height * 3 / 2;
    gboolean is_inside = place->column->boxes != walk->galley->boxes;
    if (is_inside && height > psg_print_style_get_text_height(walk->style) / HIGH_PART) {
        unroll(walk, place, x, cells);
        return NULL;
    }
    PsgBox *box = psg_flow_add_box(walk, place, PSG_BOX_ROW, 0);
    box->x = x;
    box->width = width;
    box->height = height + 2 * walk->style->table_padding;
    for (guint i = 0; i < cells->len; i++)
        g_ptr_array_add(box->row->cells, cells->pdata[i]);
    return box;
}
