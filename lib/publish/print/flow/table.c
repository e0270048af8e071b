/* Tables: a grid of cells whose columns share the width, row by row as boxes. The head is repeated
 * by whoever makes pages; here it is said which rows it is. */
#include "publish/print/flow/table.h"
#include "text/tree.h"

/* A row that is a box. */
typedef struct {
    guint number, box; /* of the grid; in the column */
} TableRow;

typedef struct {
    PsgFlowWalk *walk;
    const PsgFlowPlace *place; /* of the table */
    PsgFlowGrid *grid;
    PsgFlowColumns columns;
    PsgTag *table, *head, *body;
    guint number;   /* of the galley's tables */
    guint more;     /* of the grid's, that comes next */
    GArray *starts; /* PsgLength: left edges of the columns' words, and one behind the last */
    GArray *rows;   /* TableRow */
} Table;

/* --- cells --- */

PsgTag *
psg_flow_add_cell_tag(const PsgFlowWalk *walk, PsgTag *row, const PsgFlowCell *cell)
{
    PsgTag *tag = psg_tag_append(row, cell->is_header ? PSG_TAG_HEADER_CELL : PSG_TAG_CELL);
    psg_tag_set_source(tag, walk->flow->path, cell->node ? cell->node->line : 0);
    psg_tag_set_spans(tag, cell->columns, cell->rows);
    if (cell->is_header)
        psg_tag_set_scope(tag, cell->scope);
    return tag;
}

/* Where a cell's words begin, from the row's left edge, and how wide they are. */
static void
place_cell(const Table *table, const PsgFlowCell *cell, PsgPrintCell *print)
{
    const PsgFlowColumns *columns = &table->columns;
    PsgLength start = g_array_index(table->starts, PsgLength, cell->column);
    PsgLength end = g_array_index(table->starts, PsgLength, cell->column + cell->columns - 1) +
                    columns->widths[cell->column + cell->columns - 1];
    print->width = MAX(end - start, 1);
    print->x = table->place->is_right_to_left ? columns->width - end : start;
}

PsgLength
psg_flow_measure_boxes(const GArray *boxes)
{
    gint64 height = 0;
    for (guint i = 0; i < boxes->len; i++) {
        const PsgBox *box = &g_array_index(boxes, PsgBox, i);
        height += box->height + (i > 0 ? box->space : 0);
    }
    return (PsgLength)MIN(height, PSG_LENGTH_MAX / 2);
}

static PsgPrintCell *
make_cell(Table *table, PsgTag *row, guint index)
{
    PsgFlowWalk *walk = table->walk;
    PsgFlowCell *cell = psg_flow_grid_get_cell(table->grid, index);
    PsgPrintCell *print = g_new0(PsgPrintCell, 1);
    PsgColour ground = walk->style->panel_colour;
    print->boxes = psg_boxes_new();
    print->tag = cell->tag = psg_flow_add_cell_tag(walk, row, cell);
    print->background = cell->is_header && ground != 0xffffff ? (gint)ground : -1;
    print->column = cell->column;
    print->column_span = cell->columns;
    print->row_span = cell->rows;
    place_cell(table, cell, print);
    PsgFlowColumn column = {.boxes = print->boxes, .is_at_top = TRUE};
    PsgFlowPlace inner = *table->place;
    inner.column = &column;
    inner.tag = print->tag;
    inner.x = 0;
    inner.width = print->width;
    inner.panel = -1;
    inner.gutter = 0;
    inner.style =
            (inner.style & PSG_FLOW_NARROW) | (table->columns.is_narrow ? PSG_FLOW_NARROW : 0);
    if (cell->node) {
        PsgFlowPlace entered = psg_flow_enter(&inner, cell->node);
        if (entered.language != inner.language)
            psg_tag_set_language(print->tag, entered.language);
    }
    column.is_changed = table->place->column->is_changed;
    psg_flow_cell(walk, &inner, table->grid, index, &table->more);
    psg_flow_flush_label(walk, &inner);
    return print;
}

/* --- rows --- */

static void
add_row(Table *table, guint index)
{
    PsgFlowWalk *walk = table->walk;
    const PsgFlowRow *row = psg_flow_grid_get_row(table->grid, index);
    gboolean is_header = index < table->grid->header_rows;
    PsgTag *tag = psg_tag_append(is_header ? table->head : table->body, PSG_TAG_ROW);
    psg_tag_set_source(tag, walk->flow->path, row->node->line);
    g_autoptr(GPtrArray) cells = g_ptr_array_new();
    guint first_note = walk->galley->notes->len;
    psg_flow_anchor(walk, table->place, row->node);
    for (guint i = row->cell_start; i < row->cell_end; i++)
        g_ptr_array_add(cells, make_cell(table, tag, i));
    PsgBox *box = psg_flow_put_row(walk, table->place, cells, table->columns.width);
    if (!box)
        return;
    box->row->table = table->number;
    box->row->is_header = is_header;
    box->row->has_rule_above = TRUE;
    box->keeps_with_next = is_header;
    if (walk->note_box < 0) {
        box->note_start = first_note;
        box->note_end = walk->galley->notes->len;
    }
    box->source = row->node;
    for (const xmlNode *cell = row->node->children; cell; cell = cell->next)
        box->is_changed = box->is_changed || psg_flow_is_changed(walk, cell);
    TableRow own = {index, table->place->column->boxes->len - 1};
    g_array_append_val(table->rows, own);
}

/* The last of the table's rows from `first` on that a cell of so many rows stands in. */
static guint
find_last_row(const Table *table, guint first, guint row_span)
{
    const TableRow *rows = (const TableRow *)(gconstpointer)table->rows->data;
    guint last = first;
    while (last + 1 < table->rows->len && rows[last + 1].number - rows[first].number < row_span)
        last++;
    return last;
}

/* A cell of several rows makes the last of them higher where it needs it. */
static void
fit_tall_cells(const Table *table)
{
    PsgBox *boxes = (PsgBox *)(gpointer)table->place->column->boxes->data;
    const TableRow *rows = (const TableRow *)(gconstpointer)table->rows->data;
    PsgLength padding = 2 * table->walk->style->table_padding;
    for (guint r = 0; r < table->rows->len; r++) {
        const GPtrArray *cells = boxes[rows[r].box].row->cells;
        for (guint i = 0; i < cells->len; i++) {
            const PsgPrintCell *cell = cells->pdata[i];
            if (cell->row_span == 1)
                continue;
            guint last = find_last_row(table, r, cell->row_span);
            gint64 missing = (gint64)psg_flow_measure_boxes(cell->boxes) + padding;
            for (guint k = r; k <= last; k++)
                missing -= boxes[rows[k].box].height;
            if (missing > 0)
                boxes[rows[last].box].height += (PsgLength)missing;
        }
    }
}

/* --- the table --- */

static void
find_starts(Table *table)
{
    const PsgFlowColumns *columns = &table->columns;
    PsgLength at = table->walk->style->table_padding;
    for (guint i = 0; i < table->grid->columns; i++) {
        g_array_append_val(table->starts, at);
        at += columns->widths[i] + 2 * columns->between;
    }
}

static void
say_wide(const Table *table, const xmlNode *node, gboolean is_stacked)
{
    const PsgFlow *flow = table->walk->flow;
    if (is_stacked)
        psg_findings_add(flow->findings, PSG_SEVERITY_NOTE, "print-table-wide", flow->path,
                node->line, 0,
                "a table of %u columns is too wide for the page; each of its rows is set as a list",
                table->grid->columns);
    else if (table->columns.is_cut)
        psg_findings_add(flow->findings, PSG_SEVERITY_WARNING, "print-table-wide", flow->path,
                node->line, 0,
                "a table of %u columns is too wide for the page; it is set smaller, and long words "
                "in it are broken",
                table->grid->columns);
    else if (table->columns.is_narrow && !(table->place->style & PSG_FLOW_NARROW))
        psg_findings_add(flow->findings, PSG_SEVERITY_NOTE, "print-table-wide", flow->path,
                node->line, 0, "a table of %u columns is too wide for the page; it is set smaller",
                table->grid->columns);
}

static void
add_caption(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *node)
{
    const xmlNode *caption = psg_flow_find_child(node, "caption");
    PsgFlowParagraph how = {.role = PSG_ROLE_CAPTION,
            .type = PSG_TAG_CAPTION,
            .is_whole = TRUE,
            .keeps_with_next = TRUE};
    if (!caption)
        return;
    psg_flow_paragraph(walk, place, caption, caption->children, NULL, &how);
    if (!place->column->is_measured)
        place->column->space = walk->style->texts[PSG_ROLE_CAPTION].space_before;
}

static void
add_sections(Table *table)
{
    gboolean has_head =
            table->grid->header_rows > 0 && table->grid->header_rows < table->grid->rows->len;
    if (!has_head)
        table->grid->header_rows = 0;
    else
        table->head = psg_tag_append(table->table, PSG_TAG_TABLE_HEAD);
    table->body = psg_tag_append(table->table, PSG_TAG_TABLE_BODY);
}

static void
add_rows(Table *table)
{
    find_starts(table);
    add_sections(table);
    for (guint i = 0; i < table->grid->rows->len; i++)
        add_row(table, i);
    fit_tall_cells(table);
    psg_flow_set_headers(table->grid);
}

/* Rather than break words, or make those small that somebody needs large. */
static gboolean
wants_stack(const Table *table)
{
    gboolean is_large = table->walk->style->form == PSG_PRINT_LARGE;
    return (table->columns.is_cut || (table->columns.is_narrow && is_large)) &&
           psg_flow_can_stack(table->grid);
}

static void
add_table(PsgFlowWalk *walk, const PsgFlowPlace *outer, const PsgFlowPlace *place,
        PsgFlowGrid *grid, const xmlNode *node)
{
    PsgGalley *galley = walk->galley;
    g_autoptr(GArray) starts = g_array_new(FALSE, FALSE, sizeof(PsgLength));
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(TableRow));
    gboolean is_in_galley = place->column->boxes == galley->boxes;
    PsgFlowPlace inner = *place;
    inner.tag = psg_flow_tag(walk, outer, place, PSG_TAG_TABLE, node);
    Table table = {.walk = walk,
            .place = &inner,
            .grid = grid,
            .table = inner.tag,
            .number = galley->tables->len,
            .starts = starts,
            .rows = rows};
    PsgPrintTable empty = {0};
    g_array_append_val(galley->tables, empty);
    add_caption(walk, &inner, node);
    psg_flow_leave_space(place, walk->style->texts[PSG_ROLE_BODY].space_after * 5 / 4);
    psg_flow_flush_label(walk, &inner);
    psg_flow_columns_init(&table.columns, walk, &inner, grid);
    gboolean is_stacked = wants_stack(&table);
    say_wide(&table, node, is_stacked);
    guint first = galley->boxes->len;
    if (is_stacked)
        psg_flow_stack_rows(walk, &inner, grid, table.number);
    else
        add_rows(&table);
    guint header_rows = is_in_galley && !is_stacked ? grid->header_rows : 0;
    g_array_index(galley->tables, PsgPrintTable, table.number) = (PsgPrintTable){.box_start = first,
            .box_end = is_in_galley ? galley->boxes->len : first,
            .header_rows = header_rows};
    psg_flow_columns_clear(&table.columns);
    psg_flow_leave_space(place, walk->style->texts[PSG_ROLE_BODY].space_after * 3 / 2);
}

void
psg_flow_table(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *node)
{
    g_auto(PsgFlowGrid) grid;
    psg_flow_grid_init(&grid, node);
    PsgFlowPlace inner = psg_flow_enter(place, node);
    inner.is_direct = FALSE;
    inner.alignment = PSG_FLOW_START;
    if (grid.columns == 0)
        add_caption(walk, &inner, node);
    else if (place->column->is_measured)
        psg_flow_measure_table(walk, &inner, &grid);
    else
        add_table(walk, place, &inner, &grid, node);
}
