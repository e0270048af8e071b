/* Rows that are too high to stand as a whole: every cell's boxes go on, cell by cell, on the next
 * page. Where rows may be cut is found once, as lines across all their cells; what is between two
 * lines is a slice, a piece for the breaker. Rows that cells stand across are cut together. */
#include "publish/print/page/cut.h"

void
psg_cut_free(PsgCut *cut)
{
    g_array_unref(cut->rows);
    g_array_unref(cut->cells);
    g_array_unref(cut->entries);
    g_array_unref(cut->lines);
    g_free(cut);
}

PsgLength
psg_cut_limit(const PsgPlan *plan)
{
    return plan->height / 5 * 2;
}

/* --- what is in the rows --- */

/* Pictures and empty space give way where they are higher than a page. */
static PsgLength
limit_height(const PsgBox *box, PsgLength limit)
{
    gboolean gives_way = box->kind == PSG_BOX_PICTURE || box->kind == PSG_BOX_SPACE;
    return gives_way ? MIN(box->height, limit) : box->height;
}

/* The boxes of a cell, each an entry. A row in it (of a table in the table) that is too high itself
 * is taken apart: its cells follow one another. */
static void
add_entries(PsgCut *cut, const GArray *boxes, PsgLength x, PsgLength space, PsgLength limit)
{
    for (guint i = 0; i < boxes->len; i++) {
        const PsgBox *box = &g_array_index(boxes, PsgBox, i);
        if (i > 0)
            space = box->space;
        if (box->kind == PSG_BOX_ROW && box->row != NULL && box->height > limit) {
            for (guint k = 0; k < box->row->cells->len; k++) {
                const PsgPrintCell *inner = box->row->cells->pdata[k];
                add_entries(cut, inner->boxes, x + box->x + inner->x, cut->padding, limit);
            }
            continue;
        }
        PsgCutEntry entry = {.box = box,
                .x = x,
                .space = space,
                .height = limit_height(box, limit),
                .cell = cut->cells->len};
        g_array_append_val(cut->entries, entry);
    }
}

static void
add_cells(PsgCut *cut, PsgLength limit)
{
    for (guint i = 0; i < cut->rows->len; i++) {
        PsgCutRow *row = &g_array_index(cut->rows, PsgCutRow, i);
        row->cell_start = cut->cells->len;
        for (guint k = 0; k < row->box->row->cells->len; k++) {
            const PsgPrintCell *content = row->box->row->cells->pdata[k];
            PsgCutCell cell = {.cell = content, .row = i, .entry_start = cut->entries->len};
            cell.row_end = i + CLAMP(content->row_span, 1, cut->rows->len - i);
            add_entries(cut, content->boxes, 0, 0, limit);
            cell.entry_end = cut->entries->len;
            g_array_append_val(cut->cells, cell);
        }
        row->cell_end = cut->cells->len;
    }
}

static PsgLength
measure_boxes(const GArray *boxes)
{
    PsgLength height = 0;
    for (guint i = 0; i < boxes->len; i++) {
        const PsgBox *box = &g_array_index(boxes, PsgBox, i);
        height += box->height + (i > 0 ? box->space : 0);
    }
    return height;
}

static PsgLength
measure_entries(const PsgCut *cut, const PsgCutCell *cell)
{
    PsgLength height = 0;
    for (guint i = cell->entry_start; i < cell->entry_end; i++) {
        const PsgCutEntry *entry = &g_array_index(cut->entries, PsgCutEntry, i);
        height += entry->height + entry->space;
    }
    return height;
}

/* The height of a row: its own, changed by what became of its boxes. */
static PsgLength
measure_row(const PsgCut *cut, const PsgCutRow *row)
{
    PsgLength before = 0, after = 0;
    for (guint i = row->cell_start; i < row->cell_end; i++) {
        const PsgCutCell *cell = &g_array_index(cut->cells, PsgCutCell, i);
        if (cell->row_end - cell->row > 1)
            continue;
        before = MAX(before, measure_boxes(cell->cell->boxes));
        after = MAX(after, measure_entries(cut, cell));
    }
    return MAX(row->box->height + after - before, after + 2 * cut->padding);
}

static void
place_entries(PsgCut *cut)
{
    for (guint i = 0; i < cut->cells->len; i++) {
        const PsgCutCell *cell = &g_array_index(cut->cells, PsgCutCell, i);
        PsgLength y = g_array_index(cut->rows, PsgCutRow, cell->row).top + cut->padding;
        PsgLength bottom = g_array_index(cut->rows, PsgCutRow, cell->row_end - 1).bottom;
        for (guint k = cell->entry_start; k < cell->entry_end; k++) {
            PsgCutEntry *entry = &g_array_index(cut->entries, PsgCutEntry, k);
            entry->top = y + entry->space;
            y = entry->top + entry->height;
            entry->bottom = MIN(y, bottom);
        }
    }
}

static void
add_rows(PsgCut *cut, const GArray *boxes, guint start, guint end, PsgLength limit)
{
    for (guint i = start; i < end; i++) {
        PsgCutRow row = {.box = &g_array_index(boxes, PsgBox, i)};
        g_array_append_val(cut->rows, row);
    }
    add_cells(cut, limit);
    PsgLength y = 0;
    for (guint i = 0; i < cut->rows->len; i++) {
        PsgCutRow *row = &g_array_index(cut->rows, PsgCutRow, i);
        row->top = y + (i > 0 ? row->box->space : 0);
        row->bottom = y = row->top + measure_row(cut, row);
    }
    place_entries(cut);
}

/* --- where they may be cut --- */

#define ROW_END G_MAXUINT

typedef struct {
    PsgLength y;
    guint entry; /* that ends here; ROW_END: a row does, behind all entries */
} Event;

static gint
compare_events(gconstpointer a, gconstpointer b)
{
    const Event *one = a, *other = b;
    if (one->y != other->y)
        return one->y < other->y ? -1 : 1;
    return one->entry < other->entry ? -1 : one->entry > other->entry;
}

static GArray *
list_events(const PsgCut *cut)
{
    GArray *events = g_array_new(FALSE, FALSE, sizeof(Event));
    for (guint i = 0; i < cut->entries->len; i++) {
        Event event = {.y = g_array_index(cut->entries, PsgCutEntry, i).bottom, .entry = i};
        g_array_append_val(events, event);
    }
    for (guint i = 0; i < cut->rows->len; i++) {
        Event event = {.y = g_array_index(cut->rows, PsgCutRow, i).bottom, .entry = ROW_END};
        g_array_append_val(events, event);
    }
    g_array_sort(events, compare_events);
    return events;
}

/* How far boxes that go on behind `y` begin above it. `next` is each cell's first such entry. */
static PsgLength
find_crossing(const PsgCut *cut, const guint *next, PsgLength y)
{
    PsgLength crossing = 0;
    for (guint i = 0; i < cut->cells->len; i++) {
        if (next[i] == g_array_index(cut->cells, PsgCutCell, i).entry_end)
            continue;
        PsgLength top = g_array_index(cut->entries, PsgCutEntry, next[i]).top;
        crossing = MAX(crossing, y - top);
    }
    return crossing;
}

/* Where a cell stands while lines are looked for from top to bottom. */
typedef struct {
    guint *next;       /* of each cell: its first entry that is below */
    gboolean *is_kept; /* of each cell: what is above wants to stand with what is below */
    guint kept;        /* how many cells do */
} Sweep;

static void
pass_entry(PsgCut *cut, Sweep *sweep, guint index)
{
    PsgCutEntry *entry = &g_array_index(cut->entries, PsgCutEntry, index);
    guint end = g_array_index(cut->cells, PsgCutCell, entry->cell).entry_end;
    gboolean is_kept = entry->box->keeps_with_next && index + 1 < end;
    entry->slice = cut->lines->len;
    sweep->next[entry->cell] = index + 1;
    sweep->kept += (is_kept ? 1 : 0) - (sweep->is_kept[entry->cell] ? 1 : 0);
    sweep->is_kept[entry->cell] = is_kept;
}

/* A line wherever boxes end and no cell is in the middle of what belongs together; where that would
 * leave a slice too high, wherever boxes end. Each row's end is one. */
static void
find_lines(PsgCut *cut, PsgLength limit)
{
    g_autoptr(GArray) events = list_events(cut);
    g_autofree guint *next = g_new(guint, cut->cells->len + 1);
    g_autofree gboolean *is_kept = g_new0(gboolean, cut->cells->len + 1);
    Sweep sweep = {.next = next, .is_kept = is_kept};
    for (guint i = 0; i < cut->cells->len; i++)
        next[i] = g_array_index(cut->cells, PsgCutCell, i).entry_start;
    PsgLength last = 0;
    guint row = 0, row_start = 0, passed = 0;
    for (guint i = 0; i < events->len; i++) {
        const Event *event = &g_array_index(events, Event, i);
        if (event->entry != ROW_END) {
            pass_entry(cut, &sweep, event->entry);
            passed++;
            gboolean goes_on = g_array_index(events, Event, i + 1).y == event->y;
            if (goes_on || event->y <= last || (sweep.kept > 0 && event->y - last < limit))
                continue;
        } else if (passed == 0 && cut->lines->len > row_start) {
            /* Only padding is left of the row: it stands with what is above. */
            g_array_set_size(cut->lines, cut->lines->len - 1);
        }
        PsgCutLine line = {.y = event->y, .crossing = find_crossing(cut, next, event->y)};
        g_array_append_val(cut->lines, line);
        last = event->y;
        passed = 0;
        if (event->entry == ROW_END)
            g_array_index(cut->rows, PsgCutRow, row++).slice_end = row_start = cut->lines->len;
    }
}

/* Rows know their slices, and entries stand in slices of their rows, also where rows have no
 * height. */
static void
settle_slices(PsgCut *cut)
{
    for (guint i = 1; i < cut->rows->len; i++)
        g_array_index(cut->rows, PsgCutRow, i).slice_start =
                g_array_index(cut->rows, PsgCutRow, i - 1).slice_end;
    for (guint i = 0; i < cut->entries->len; i++) {
        PsgCutEntry *entry = &g_array_index(cut->entries, PsgCutEntry, i);
        const PsgCutCell *cell = &g_array_index(cut->cells, PsgCutCell, entry->cell);
        guint first = g_array_index(cut->rows, PsgCutRow, cell->row).slice_start;
        guint last = g_array_index(cut->rows, PsgCutRow, cell->row_end - 1).slice_end - 1;
        entry->slice = CLAMP(entry->slice, first, last);
    }
}

/* --- pieces --- */

#define PENALTY_IN_ROW 1500
#define PENALTY_BETWEEN_ROWS 200

/* What is called in the boxes of each slice. */
static guint *
find_notes(const PsgCut *cut)
{
    guint *notes = g_new0(guint, cut->lines->len + 1);
    for (guint i = 0; i < cut->entries->len; i++) {
        const PsgCutEntry *entry = &g_array_index(cut->entries, PsgCutEntry, i);
        if (entry->box->note_end > entry->box->note_start)
            notes[entry->slice] = MAX(notes[entry->slice], entry->box->note_end);
    }
    for (guint i = 0; i < cut->rows->len; i++) {
        const PsgCutRow *row = &g_array_index(cut->rows, PsgCutRow, i);
        if (row->box->note_end > row->box->note_start)
            notes[row->slice_end - 1] = MAX(notes[row->slice_end - 1], row->box->note_end);
    }
    return notes;
}

static gboolean
has_joined_rows(const PsgCut *cut)
{
    for (guint i = 0; i < cut->cells->len; i++) {
        const PsgCutCell *cell = &g_array_index(cut->cells, PsgCutCell, i);
        if (cell->row_end - cell->row > 1)
            return TRUE;
    }
    return FALSE;
}

static void
add_pieces(PsgPlan *plan, PsgPieces *pieces, const PsgCut *cut, gint first_index)
{
    g_autofree guint *notes = find_notes(cut);
    /* Cells that stand across rows may need more room than the lines say, by what crosses them. */
    gint wide = has_joined_rows(cut) ? 2 : 1;
    guint row = 0;
    for (guint i = 0; i < cut->lines->len; i++) {
        while (i >= g_array_index(cut->rows, PsgCutRow, row).slice_end)
            row++;
        const PsgCutRow *here = &g_array_index(cut->rows, PsgCutRow, row);
        const PsgCutLine *line = &g_array_index(cut->lines, PsgCutLine, i);
        const PsgCutLine *before = i > 0 ? line - 1 : NULL;
        gboolean ends_row = i + 1 == here->slice_end;
        PsgPiece piece = {.box = here->box,
                .index = first_index >= 0 ? first_index + (gint)row : -1,
                .space = i == 0 ? here->box->space : 0,
                .height = line->y - (before != NULL ? before->y : 0),
                .above = before != NULL ? wide * (before->crossing + cut->padding) : 0,
                .below = i + 1 < cut->lines->len ? cut->padding : 0,
                .begins_page = here->box->begins_page && i == here->slice_start,
                .keep = ends_row && here->box->keeps_with_next ? PSG_KEEP_WISH : PSG_KEEP_NOT,
                .table = -1,
                .cut = (gint)plan->cuts->len - 1,
                .slice = i,
                .penalty = ends_row ? PENALTY_BETWEEN_ROWS : PENALTY_IN_ROW,
                .notes_end = notes[i]};
        g_array_append_val(pieces->pieces, piece);
    }
}

void
psg_cut_add(PsgPlan *plan, PsgPieces *pieces, const GArray *boxes, guint start, guint end,
        gint first_index)
{
    PsgCut *cut = g_new0(PsgCut, 1);
    cut->rows = g_array_new(FALSE, TRUE, sizeof(PsgCutRow));
    cut->cells = g_array_new(FALSE, TRUE, sizeof(PsgCutCell));
    cut->entries = g_array_new(FALSE, TRUE, sizeof(PsgCutEntry));
    cut->lines = g_array_new(FALSE, TRUE, sizeof(PsgCutLine));
    cut->padding = plan->style->table_padding;
    /* Room for a head above and a line below, so that a page is never without progress. */
    PsgLength limit = plan->height / 2;
    g_ptr_array_add(plan->cuts, cut);
    add_rows(cut, boxes, start, end, limit);
    find_lines(cut, plan->height / 3);
    settle_slices(cut);
    add_pieces(plan, pieces, cut, first_index);
}
