/* How wide a table's columns are. Every cell says how narrow it can be (its longest word) and how
 * wide it would like to be (all on one line); a fair share of the width is found between. */
#include <math.h>

#include "publish/print/flow/table.h"

#define NARROW_PERCENT 72     /* of the size, as look.c makes it */
#define MEASURE_LIMIT 20000   /* cells; what comes after them fits in or breaks */
#define BETWEEN_WHEN_NARROW 3 /* the part of the padding that is left between narrow columns */

/* --- what cells want --- */

PsgFlowWish
psg_flow_measure_cell(PsgFlowWalk *walk, const PsgFlowPlace *place, const PsgFlowGrid *grid,
        guint index, guint *more)
{
    PsgFlowColumn column = {.is_measured = TRUE};
    PsgFlowPlace inner = *place;
    inner.column = &column;
    inner.tag = NULL;
    inner.x = 0;
    inner.width = PSG_FLOW_MEASURE;
    inner.panel = -1;
    inner.gutter = 0;
    psg_flow_cell(walk, &inner, grid, index, more);
    return (PsgFlowWish){column.narrowest, MAX(column.widest, column.narrowest)};
}

/* Columns that a cell stands across have at least what it needs together. */
static void
widen(PsgLength *lengths, const PsgFlowCell *cell, PsgLength needed, PsgLength between)
{
    gint64 sum = 0;
    needed -= (PsgLength)(cell->columns - 1) * 2 * between;
    for (guint i = 0; i < cell->columns; i++)
        sum += lengths[cell->column + i];
    if (sum >= needed)
        return;
    gint64 missing = needed - sum;
    for (guint i = 0; i < cell->columns; i++) {
        PsgLength *length = &lengths[cell->column + i];
        *length += (PsgLength)(sum > 0 ? missing * *length / sum : missing / cell->columns);
    }
}

static void
find_wishes(PsgFlowWalk *walk, const PsgFlowPlace *place, const PsgFlowGrid *grid,
        PsgLength *narrowest, PsgLength *widest, PsgLength between)
{
    guint more = 0, count = MIN(grid->cells->len, MEASURE_LIMIT);
    g_autofree PsgFlowWish *wishes = g_new0(PsgFlowWish, count + 1);
    for (guint i = 0; i < count; i++) {
        const PsgFlowCell *cell = psg_flow_grid_get_cell(grid, i);
        wishes[i] = psg_flow_measure_cell(walk, place, grid, i, &more);
        if (cell->columns > 1)
            continue;
        narrowest[cell->column] = MAX(narrowest[cell->column], wishes[i].narrowest);
        widest[cell->column] = MAX(widest[cell->column], wishes[i].widest);
    }
    for (guint i = 0; i < count; i++) {
        const PsgFlowCell *cell = psg_flow_grid_get_cell(grid, i);
        if (cell->columns == 1)
            continue;
        widen(narrowest, cell, wishes[i].narrowest, between);
        widen(widest, cell, wishes[i].widest, between);
    }
    for (guint i = 0; i < grid->columns; i++)
        widest[i] = MAX(widest[i], narrowest[i]);
}

static gint64
add_up(const PsgLength *lengths, guint count)
{
    gint64 sum = 0;
    for (guint i = 0; i < count; i++)
        sum += lengths[i];
    return sum;
}

void
psg_flow_measure_table(PsgFlowWalk *walk, const PsgFlowPlace *place, const PsgFlowGrid *grid)
{
    PsgLength padding = walk->style->table_padding;
    g_autofree PsgLength *narrowest = g_new0(PsgLength, grid->columns + 1);
    g_autofree PsgLength *widest = g_new0(PsgLength, grid->columns + 1);
    find_wishes(walk, place, grid, narrowest, widest, padding);
    gint64 beside = PSG_FLOW_MEASURE - place->width + (gint64)grid->columns * 2 * padding;
    PsgFlowColumn *column = place->column;
    column->narrowest = MAX(column->narrowest,
            (PsgLength)MIN(beside + add_up(narrowest, grid->columns), PSG_FLOW_MEASURE));
    column->widest = MAX(column->widest,
            (PsgLength)MIN(beside + add_up(widest, grid->columns), PSG_FLOW_MEASURE));
}

/* --- sharing --- */

/* Columns that want no more than a fair share of what is left have it. */
static void
satisfy_modest(const PsgLength *widest, guint count, gint64 *left, guint *open, gboolean *is_done,
        PsgLength *widths)
{
    for (gboolean has_changed = TRUE; has_changed && *open > 0;) {
        gint64 share = *left / *open;
        has_changed = FALSE;
        for (guint i = 0; i < count; i++) {
            if (is_done[i] || widest[i] > share)
                continue;
            widths[i] = widest[i];
            *left -= widest[i];
            --*open;
            is_done[i] = has_changed = TRUE;
        }
    }
}

/* The others share by the root of what they want. Those that would fall below their narrowest have
 * that, and the rest share again. */
static void
share_rest(const PsgLength *narrowest, const PsgLength *widest, guint count, gint64 left,
        gboolean *is_done, PsgLength *widths)
{
    for (gboolean has_changed = TRUE; has_changed;) {
        double sum = 0;
        has_changed = FALSE;
        for (guint i = 0; i < count; i++)
            sum += is_done[i] ? 0 : sqrt((double)widest[i]);
        for (guint i = 0; i < count && !has_changed; i++) {
            if (is_done[i])
                continue;
            widths[i] = (PsgLength)((double)left * sqrt((double)widest[i]) / sum);
            if (widths[i] >= narrowest[i])
                continue;
            widths[i] = narrowest[i];
            left -= narrowest[i];
            is_done[i] = has_changed = TRUE;
        }
    }
}

gboolean
psg_flow_share(const PsgLength *narrowest, const PsgLength *widest, guint count,
        PsgLength available, PsgLength *widths)
{
    gint64 least = add_up(narrowest, count), most = add_up(widest, count);
    if (most <= available) {
        for (guint i = 0; i < count; i++)
            widths[i] = widest[i];
        return TRUE;
    }
    if (least > available) {
        for (guint i = 0; i < count; i++)
            widths[i] = (PsgLength)((gint64)available * narrowest[i] / least);
        return FALSE;
    }
    g_autofree gboolean *is_done = g_new0(gboolean, count + 1);
    g_autofree PsgLength *wanted = g_new(PsgLength, count + 1);
    gint64 left = available;
    guint open = count;
    satisfy_modest(widest, count, &left, &open, is_done, widths);
    /* What is left may be too little for the longest words of the others: then all share. */
    gint64 needed = 0;
    for (guint i = 0; i < count; i++)
        needed += is_done[i] ? 0 : narrowest[i];
    for (guint i = 0; i < count && needed > left; i++)
        is_done[i] = FALSE;
    share_rest(narrowest, widest, count, needed > left ? available : left, is_done, widths);
    return TRUE;
}

/* --- columns --- */

static PsgLength
get_available(
        const PsgFlowPlace *place, const PsgFlowGrid *grid, PsgLength padding, PsgLength between)
{
    gint64 room = (gint64)place->width - 2 * padding - (gint64)(grid->columns - 1) * 2 * between;
    return (PsgLength)MAX(room, (gint64)grid->columns);
}

static void
scale(PsgLength *lengths, guint count)
{
    for (guint i = 0; i < count; i++)
        lengths[i] = (PsgLength)((gint64)lengths[i] * NARROW_PERCENT / 100);
}

static void
share_narrow(PsgFlowColumns *columns, const PsgFlowPlace *place, const PsgFlowGrid *grid,
        PsgLength padding, PsgLength *narrowest, PsgLength *widest)
{
    columns->is_narrow = TRUE;
    if (!(place->style & PSG_FLOW_NARROW)) {
        scale(narrowest, grid->columns);
        scale(widest, grid->columns);
    }
    columns->between = padding / BETWEEN_WHEN_NARROW;
    PsgLength room = get_available(place, grid, padding, columns->between);
    gboolean is_whole = psg_flow_share(narrowest, widest, grid->columns, room, columns->widths);
    columns->is_cut = !is_whole;
    if (is_whole)
        return;
    /* Where words are cut, even paddings give way. */
    columns->between = MIN(columns->between, place->width / (PsgLength)grid->columns / 8);
    room = get_available(place, grid, padding, columns->between);
    psg_flow_share(narrowest, widest, grid->columns, room, columns->widths);
}

static gboolean
is_blank_cell(const PsgFlowCell *cell)
{
    for (const xmlNode *node = cell->node ? cell->node->children : NULL; node; node = node->next)
        if (!psg_flow_is_blank(node))
            return FALSE;
    return TRUE;
}

/* A table with a row, or most of a column, that somebody is to fill in. */
static gboolean
is_form(const PsgFlowGrid *grid)
{
    g_autofree guint *blank = g_new0(guint, grid->columns + 1);
    guint body = grid->rows->len - MIN(grid->header_rows, grid->rows->len);
    for (guint i = grid->header_rows; i < grid->rows->len; i++) {
        const PsgFlowRow *row = &g_array_index(grid->rows, PsgFlowRow, i);
        guint found = 0;
        for (guint k = row->cell_start; k < row->cell_end; k++) {
            const PsgFlowCell *cell = &g_array_index(grid->cells, PsgFlowCell, k);
            if (!is_blank_cell(cell))
                continue;
            found++;
            blank[cell->column]++;
        }
        if (found > 0 && found == row->cell_end - row->cell_start)
            return TRUE;
    }
    for (guint i = 0; i < grid->columns; i++)
        if (body > 1 && 2 * blank[i] >= body)
            return TRUE;
    return FALSE;
}

/* Who fills in a form needs all the room that there is. */
static void
widen_form(const PsgFlowGrid *grid, gint64 room, PsgLength *widths)
{
    gint64 missing = room - add_up(widths, grid->columns);
    for (guint i = 0; i < grid->columns && missing > 0; i++) {
        gint64 share = missing / (grid->columns - i);
        widths[i] += (PsgLength)share;
        missing -= share;
    }
}

void
psg_flow_columns_init(PsgFlowColumns *columns, PsgFlowWalk *walk, const PsgFlowPlace *place,
        const PsgFlowGrid *grid)
{
    PsgLength padding = walk->style->table_padding;
    g_autofree PsgLength *narrowest = g_new0(PsgLength, grid->columns + 1);
    g_autofree PsgLength *widest = g_new0(PsgLength, grid->columns + 1);
    *columns = (PsgFlowColumns){.widths = g_new0(PsgLength, grid->columns + 1), .between = padding};
    find_wishes(walk, place, grid, narrowest, widest, padding);
    PsgLength room = get_available(place, grid, padding, padding);
    if (!psg_flow_share(narrowest, widest, grid->columns, room, columns->widths))
        share_narrow(columns, place, grid, padding, narrowest, widest);
    else if (is_form(grid))
        widen_form(grid, room, columns->widths);
    gint64 width = add_up(columns->widths, grid->columns) + 2 * padding +
                   (gint64)(grid->columns - 1) * 2 * columns->between;
    columns->width = (PsgLength)MIN(width, place->width);
}

void
psg_flow_columns_clear(PsgFlowColumns *columns)
{
    g_free(columns->widths);
}
