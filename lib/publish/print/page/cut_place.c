/* Rows that are cut, on a page: copies of rows that hold what stands there. Everything they point
 * at is shared with the whole rows, so each text keeps its one tag. */
#include "publish/print/page/cut.h"

/* The part of a cut that stands on the page. */
typedef struct {
    const PsgPlan *plan;
    const PsgCut *cut;
    guint start, end; /* slices */
    guint first_row, last_row;
    PsgPrintPage *page;
    PsgLength *heights; /* of the rows from first_row on */
} Part;

/* The first entry of a cell that stands in `slice` or below. */
static guint
find_entry(const PsgCut *cut, const PsgCutCell *cell, guint slice)
{
    guint low = cell->entry_start, high = cell->entry_end;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(cut->entries, PsgCutEntry, middle).slice < slice)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The height of what a cell shows on the page, with its padding. */
static PsgLength
measure_cell(const Part *part, const PsgCutCell *cell)
{
    guint start = find_entry(part->cut, cell, part->start);
    guint end = find_entry(part->cut, cell, part->end);
    PsgLength height = 2 * part->cut->padding;
    for (guint i = start; i < end; i++) {
        const PsgCutEntry *entry = &g_array_index(part->cut->entries, PsgCutEntry, i);
        height += (i > start ? entry->space : 0) + entry->height;
    }
    return height;
}

static gboolean
is_whole(const Part *part, const PsgCutRow *row)
{
    return row->slice_start >= part->start && row->slice_end <= part->end;
}

/* Rows that stand here as a whole are as high as ever, others as their own cells need; then the
 * last row of cells that stand across several is made higher where they need it. */
static void
find_heights(Part *part)
{
    const PsgCut *cut = part->cut;
    for (guint i = part->first_row; i <= part->last_row; i++) {
        const PsgCutRow *row = &g_array_index(cut->rows, PsgCutRow, i);
        PsgLength height = is_whole(part, row) ? row->bottom - row->top : 0;
        for (guint k = row->cell_start; k < row->cell_end && !is_whole(part, row); k++) {
            const PsgCutCell *cell = &g_array_index(cut->cells, PsgCutCell, k);
            if (cell->row_end - cell->row == 1)
                height = MAX(height, measure_cell(part, cell));
        }
        part->heights[i - part->first_row] = height;
    }
    guint cell_end = g_array_index(cut->rows, PsgCutRow, part->last_row).cell_end;
    for (guint k = 0; k < cell_end; k++) {
        const PsgCutCell *cell = &g_array_index(cut->cells, PsgCutCell, k);
        if (cell->row_end - cell->row == 1 || cell->row_end <= part->first_row)
            continue;
        guint first = MAX(cell->row, part->first_row),
              last = MIN(cell->row_end - 1, part->last_row);
        PsgLength height = 0;
        for (guint i = first; i <= last; i++)
            height += part->heights[i - part->first_row] +
                      (i > first ? g_array_index(cut->rows, PsgCutRow, i).box->space : 0);
        PsgLength missing = measure_cell(part, cell) - height;
        if (missing > 0)
            part->heights[last - part->first_row] += missing;
    }
}

static void
append_entry(GArray *boxes, const PsgCutEntry *entry)
{
    PsgBox box = *entry->box;
    if (box.kind == PSG_BOX_PICTURE && entry->height < box.height)
        psg_box_shrink(&box, entry->height);
    box.x += entry->x;
    box.space = entry->space;
    box.height = entry->height;
    g_array_append_val(boxes, box);
}

static PsgPrintCell *
copy_cell(const Part *part, const PsgCutCell *cell, guint row)
{
    PsgPrintCell *copy = g_new(PsgPrintCell, 1);
    *copy = *cell->cell;
    copy->row_span = MIN(cell->row_end, part->last_row + 1) - row;
    copy->boxes = g_array_new(FALSE, TRUE, sizeof(PsgBox));
    guint end = find_entry(part->cut, cell, part->end);
    for (guint i = find_entry(part->cut, cell, part->start); i < end; i++)
        append_entry(copy->boxes, &g_array_index(part->cut->entries, PsgCutEntry, i));
    return copy;
}

/* Whether a row can stand as the galley has it. */
static gboolean
is_untouched(const Part *part, guint index)
{
    const PsgCutRow *row = &g_array_index(part->cut->rows, PsgCutRow, index);
    if (!is_whole(part, row) || index == part->first_row ||
            part->heights[index - part->first_row] != row->box->height)
        return FALSE;
    for (guint k = row->cell_start; k < row->cell_end; k++) {
        const PsgCutCell *cell = &g_array_index(part->cut->cells, PsgCutCell, k);
        if (cell->row_end > part->last_row + 1 || cell->row_end - cell->row > 1)
            return FALSE;
        for (guint i = cell->entry_start; i < cell->entry_end; i++) {
            const PsgCutEntry *entry = &g_array_index(part->cut->entries, PsgCutEntry, i);
            if (entry->height != entry->box->height)
                return FALSE;
        }
    }
    return TRUE;
}

/* Cells by their columns: those that come from above stand among the row's own. */
static gint
compare_cells(gconstpointer a, gconstpointer b)
{
    const PsgPrintCell *one = *(PsgPrintCell *const *)a, *other = *(PsgPrintCell *const *)b;
    return one->column < other->column ? -1 : one->column > other->column;
}

static const PsgBox *
make_row(const Part *part, guint index)
{
    const PsgCut *cut = part->cut;
    const PsgCutRow *row = &g_array_index(cut->rows, PsgCutRow, index);
    if (is_untouched(part, index))
        return row->box;
    PsgBox *box = psg_page_copy_box(part->page, row->box);
    box->height = part->heights[index - part->first_row];
    for (guint k = 0; index == part->first_row && k < row->cell_start; k++) {
        const PsgCutCell *cell = &g_array_index(cut->cells, PsgCutCell, k);
        if (cell->row_end > index)
            g_ptr_array_add(box->row->cells, copy_cell(part, cell, index));
    }
    gboolean with_others = box->row->cells->len > 0;
    for (guint k = row->cell_start; k < row->cell_end; k++)
        g_ptr_array_add(
                box->row->cells, copy_cell(part, &g_array_index(cut->cells, PsgCutCell, k), index));
    if (with_others)
        g_ptr_array_sort(box->row->cells, compare_cells);
    if (row->slice_start < part->start) {
        box->row->has_rule_above = TRUE;
        box->source = NULL;
        for (guint k = 0; k < box->row->cells->len && box->source == NULL; k++) {
            const GArray *boxes = ((PsgPrintCell *)box->row->cells->pdata[k])->boxes;
            if (boxes->len > 0) {
                box->source = g_array_index(boxes, PsgBox, 0).source;
                box->source_start = g_array_index(boxes, PsgBox, 0).source_start;
            }
        }
    }
    return box;
}

static guint
find_row(const PsgCut *cut, guint slice)
{
    guint low = 0, high = cut->rows->len - 1;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(cut->rows, PsgCutRow, middle).slice_end <= slice)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

PsgLength
psg_cut_place(const PsgPlan *plan, const PsgCut *cut, guint start, guint end, gint first_index,
        PsgPrintPage *page, PsgLength y)
{
    Part part = {.plan = plan,
            .cut = cut,
            .start = start,
            .end = end,
            .first_row = find_row(cut, start),
            .last_row = find_row(cut, end - 1),
            .page = page};
    g_autofree PsgLength *heights = g_new0(PsgLength, part.last_row - part.first_row + 1);
    part.heights = heights;
    find_heights(&part);
    for (guint i = part.first_row; i <= part.last_row; i++) {
        const PsgBox *box = make_row(&part, i);
        if (i > part.first_row)
            y += box->space;
        PsgPlacedBox placed = {.box = box,
                .x = page->text.x + box->x,
                .y = y,
                .galley_box = first_index >= 0 ? first_index + (gint)i : -1};
        g_array_append_val(page->boxes, placed);
        y += box->height;
    }
    return y;
}
