/* Tables that are too wide for the page: each row becomes a list of its cells, one below the other,
 * with the words of its column's head beside each. The tags are a table's all the same. Heads are
 * read where the tags have them; shown again beside later rows, they are artifacts. */
#include "publish/print/flow/table.h"
#include "text/markup.h"

#define LABEL_PERCENT 38 /* of the width, at the most */
#define KEPT_CELLS 4     /* rows of so few cells are kept whole */

typedef struct {
    PsgFlowWalk *walk;
    const PsgFlowPlace *place;
    PsgFlowGrid *grid;
    PsgTag *head, *body;
    guint number;      /* of the galley's tables */
    PsgLength label;   /* width of what stands at the left */
    GPtrArray *labels; /* char *: the words of heads */
    guint more;
} Stack;

gboolean
psg_flow_can_stack(const PsgFlowGrid *grid)
{
    if (grid->header_rows != 1 || grid->rows->len < 2)
        return FALSE;
    for (guint i = 0; i < grid->cells->len; i++) {
        const PsgFlowCell *cell = psg_flow_grid_get_cell(grid, i);
        if (cell->rows > 1 || (cell->columns > 1 && cell->node))
            return FALSE;
    }
    return TRUE;
}

/* --- the two sides of a cell --- */

static PsgPrintCell *
begin_side(const Stack *stack, gboolean is_label, PsgTag *tag, PsgFlowColumn *column,
        PsgFlowPlace *place)
{
    PsgLength padding = stack->walk->style->table_padding, width = stack->place->width;
    PsgPrintCell *side = g_new0(PsgPrintCell, 1);
    side->boxes = psg_boxes_new();
    side->tag = tag;
    side->background = -1;
    side->column = is_label ? 0 : 1;
    side->column_span = side->row_span = 1;
    side->width = is_label ? stack->label : MAX(width - stack->label - 4 * padding, padding);
    gboolean is_left = is_label != stack->place->is_right_to_left;
    side->x = is_left ? padding : width - padding - side->width;
    *column = (PsgFlowColumn){.boxes = side->boxes,
            .is_at_top = TRUE,
            .is_changed = stack->place->column->is_changed};
    *place = *stack->place;
    place->column = column;
    place->tag = tag;
    place->x = 0;
    place->width = side->width;
    place->panel = -1;
    place->gutter = 0;
    return side;
}

/* The head of a column: itself the first time, then as what repeats it. */
static PsgPrintCell *
add_label(Stack *stack, guint index, gboolean is_first)
{
    PsgFlowWalk *walk = stack->walk;
    PsgFlowColumn column;
    PsgFlowPlace place;
    PsgFlowCell *cell = psg_flow_grid_get_cell(stack->grid, index);
    PsgPrintCell *side = begin_side(stack, TRUE, is_first ? cell->tag : NULL, &column, &place);
    if (is_first) {
        psg_flow_cell(walk, &place, stack->grid, index, &stack->more);
        return side;
    }
    PsgFlowManner manner = {
            .look = psg_flow_get_look(walk->flow, PSG_ROLE_TABLE_HEAD, 0, place.language),
            .language = place.language,
            .owner = psg_galley_add_owner(walk->galley, NULL)};
    manner.owner->is_artifact = TRUE;
    PsgFlowSetting setting = {.role = PSG_ROLE_TABLE_HEAD};
    psg_flow_words_reset(&walk->words);
    psg_flow_words_add_own(&walk->words, stack->labels->pdata[index], &manner);
    psg_flow_set(walk, &place, &setting);
    return side;
}

static PsgPrintCell *
add_value(Stack *stack, PsgTag *row, guint index)
{
    PsgFlowColumn column;
    PsgFlowPlace place;
    PsgFlowCell *cell = psg_flow_grid_get_cell(stack->grid, index);
    cell->tag = psg_flow_add_cell_tag(stack->walk, row, cell);
    PsgPrintCell *side = begin_side(stack, FALSE, cell->tag, &column, &place);
    psg_flow_cell(stack->walk, &place, stack->grid, index, &stack->more);
    psg_flow_flush_label(stack->walk, &place);
    return side;
}

/* --- rows --- */

static void
add_pair(Stack *stack, PsgTag *tag, guint row, guint index)
{
    PsgFlowWalk *walk = stack->walk;
    const PsgFlowRow *own = psg_flow_grid_get_row(stack->grid, row);
    guint first_note = walk->galley->notes->len, column = index - own->cell_start;
    g_autoptr(GPtrArray) cells = g_ptr_array_new();
    g_ptr_array_add(cells, add_label(stack, column, row == 1));
    g_ptr_array_insert(
            cells, stack->place->is_right_to_left ? 0 : -1, add_value(stack, tag, index));
    PsgBox *box = psg_flow_put_row(walk, stack->place, cells, stack->place->width);
    if (!box)
        return;
    box->row->table = stack->number;
    box->row->has_rule_above = column == 0;
    box->source = own->node;
    guint last = own->cell_end - own->cell_start - 1;
    box->keeps_with_next =
            column < last && (last < KEPT_CELLS || column == 0 || column + 1 == last);
    if (walk->note_box < 0) {
        box->note_start = first_note;
        box->note_end = walk->galley->notes->len;
    }
}

static void
find_label_width(Stack *stack)
{
    PsgLength narrowest = 0, widest = 0;
    const PsgFlowRow *head = psg_flow_grid_get_row(stack->grid, 0);
    for (guint i = head->cell_start; i < head->cell_end; i++) {
        guint more = stack->grid->more->len;
        PsgFlowWish wish = psg_flow_measure_cell(stack->walk, stack->place, stack->grid, i, &more);
        narrowest = MAX(narrowest, wish.narrowest);
        widest = MAX(widest, wish.widest);
    }
    PsgLength most = (PsgLength)((gint64)stack->place->width * LABEL_PERCENT / 100);
    stack->label = MIN(widest, MAX(most, MIN(narrowest, stack->place->width / 2)));
}

/* The heads' tags stand first, whatever comes to stand beside them. */
static void
add_heads(Stack *stack)
{
    const PsgFlowRow *head = psg_flow_grid_get_row(stack->grid, 0);
    PsgTag *row = psg_tag_append(stack->head, PSG_TAG_ROW);
    psg_tag_set_source(row, stack->walk->flow->path, head->node->line);
    for (guint i = head->cell_start; i < head->cell_end; i++) {
        PsgFlowCell *cell = psg_flow_grid_get_cell(stack->grid, i);
        cell->tag = psg_flow_add_cell_tag(stack->walk, row, cell);
        g_ptr_array_add(stack->labels, cell->node ? psg_markup_get_text(cell->node) : g_strdup(""));
    }
}

void
psg_flow_stack_rows(PsgFlowWalk *walk, const PsgFlowPlace *place, PsgFlowGrid *grid, guint number)
{
    g_autoptr(GPtrArray) labels = g_ptr_array_new_with_free_func(g_free);
    Stack stack = {.walk = walk,
            .place = place,
            .grid = grid,
            .head = psg_tag_append(place->tag, PSG_TAG_TABLE_HEAD),
            .body = psg_tag_append(place->tag, PSG_TAG_TABLE_BODY),
            .number = number,
            .labels = labels};
    find_label_width(&stack);
    add_heads(&stack);
    for (guint r = 1; r < grid->rows->len; r++) {
        const PsgFlowRow *row = psg_flow_grid_get_row(grid, r);
        PsgTag *tag = psg_tag_append(stack.body, PSG_TAG_ROW);
        psg_tag_set_source(tag, walk->flow->path, row->node->line);
        psg_flow_anchor(walk, place, row->node);
        for (guint i = row->cell_start; i < row->cell_end; i++)
            add_pair(&stack, tag, r, i);
    }
}
