/* What every cutting into pages must keep, looked for in galleys made by chance, and what is done
 * with what fits on no page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "publish/print/page/paginate.h"

#define LINE PSG_POINTS(14)
#define NOTE_LINE PSG_POINTS(11)
#define PADDING PSG_POINTS(4)
#define TEXT_HEIGHT PSG_POINTS(420)
#define HEAD_LIMIT (TEXT_HEIGHT / 3)

/* --- galleys made by hand --- */

static PsgPrintStyle *
make_style(void)
{
    PsgPrintStyle *style = g_new0(PsgPrintStyle, 1);
    style->paper_width = PSG_POINTS(400);
    style->paper_height = PSG_POINTS(600);
    style->margin_top = PSG_POINTS(100);
    style->margin_bottom = PSG_POINTS(80);
    style->margin_inner = PSG_POINTS(60);
    style->margin_outer = PSG_POINTS(40);
    style->is_two_sided = TRUE;
    style->table_padding = PADDING;
    style->panel_padding = PSG_POINTS(8);
    style->texts[PSG_ROLE_NOTE].look.leading = NOTE_LINE;
    return style;
}

typedef struct {
    PsgGalley *galley;
    PsgPrintStyle *style;
    GPtrArray *texts; /* stand for paragraphs; nobody looks into them */
    guint next_mark;  /* `source_start` of each box: a number of its own */
} Maker;

static void
free_cell(gpointer data)
{
    PsgPrintCell *cell = data;
    g_array_unref(cell->boxes);
    g_free(cell);
}

static void
clear_box(gpointer data)
{
    PsgBox *box = data;
    if (box->row != NULL) {
        g_ptr_array_unref(box->row->cells);
        g_free(box->row);
    }
}

static GArray *
new_boxes(void)
{
    GArray *boxes = g_array_new(FALSE, TRUE, sizeof(PsgBox));
    g_array_set_clear_func(boxes, clear_box);
    return boxes;
}

static void
clear_note(gpointer data)
{
    g_array_unref(((PsgPrintNote *)data)->boxes);
}

static void
maker_init(Maker *maker)
{
    PsgGalley *galley = g_new0(PsgGalley, 1);
    galley->boxes = new_boxes();
    galley->panels = g_array_new(FALSE, TRUE, sizeof(PsgPrintPanel));
    galley->notes = g_array_new(FALSE, TRUE, sizeof(PsgPrintNote));
    g_array_set_clear_func(galley->notes, clear_note);
    galley->tables = g_array_new(FALSE, TRUE, sizeof(PsgPrintTable));
    *maker = (Maker){.galley = galley,
            .style = make_style(),
            .texts = g_ptr_array_new_with_free_func(g_free)};
}

static void
maker_clear(Maker *maker)
{
    g_array_unref(maker->galley->boxes);
    g_array_unref(maker->galley->panels);
    g_array_unref(maker->galley->notes);
    g_array_unref(maker->galley->tables);
    g_free(maker->galley);
    g_free(maker->style);
    g_ptr_array_unref(maker->texts);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Maker, maker_clear)

static PsgBox *
add_box(Maker *maker, GArray *boxes, PsgBoxKind kind, PsgLength space, PsgLength height)
{
    g_array_set_size(boxes, boxes->len + 1);
    PsgBox *box = &g_array_index(boxes, PsgBox, boxes->len - 1);
    *box = (PsgBox){.kind = kind,
            .width = PSG_POINTS(300),
            .space = space,
            .height = height,
            .panel = -1,
            .page_of = -1,
            .source_start = ++maker->next_mark};
    return box;
}

/* A paragraph without lone first or last lines; returns its first box's index. */
static guint
add_paragraph(Maker *maker, GArray *boxes, guint lines, PsgLength height, gboolean is_heading)
{
    guint first = boxes->len;
    PsgTypeText *text = g_new0(PsgTypeText, 1);
    g_ptr_array_add(maker->texts, text);
    for (guint i = 0; i < lines; i++) {
        PsgBox *box = add_box(maker, boxes, PSG_BOX_LINE, i == 0 ? height / 2 : 0, height);
        box->text = text;
        box->line = i;
        box->keeps_with_next =
                is_heading || (i + 1 < lines && (lines <= 3 || i == 0 || i == lines - 2));
    }
    return first;
}

static guint
add_note(Maker *maker, guint lines)
{
    PsgPrintNote note = {.boxes = new_boxes()};
    add_paragraph(maker, note.boxes, lines, NOTE_LINE, FALSE);
    g_array_append_val(maker->galley->notes, note);
    return maker->galley->notes->len - 1;
}

/* A box of the galley calls notes [start, end). */
static void
call_notes(Maker *maker, guint box, guint start, guint end)
{
    PsgBox *caller = &g_array_index(maker->galley->boxes, PsgBox, box);
    caller->note_start = start;
    caller->note_end = end;
}

static PsgPrintCell *
add_cell(Maker *maker, PsgPrintRow *row, guint lines, guint row_span)
{
    PsgPrintCell *cell = g_new0(PsgPrintCell, 1);
    cell->boxes = new_boxes();
    cell->background = -1;
    cell->column = row->cells->len;
    cell->column_span = 1;
    cell->row_span = row_span;
    if (lines > 0)
        add_paragraph(maker, cell->boxes, lines, LINE, FALSE);
    g_ptr_array_add(row->cells, cell);
    return cell;
}

static PsgLength
measure_boxes(const GArray *boxes)
{
    PsgLength height = 0;
    for (guint i = 0; i < boxes->len; i++) {
        const PsgBox *box = &g_array_index(boxes, PsgBox, i);
        height += (i > 0 ? box->space : 0) + box->height;
    }
    return height;
}

/* A row whose cells have so many lines each; the first cell stands across `row_span` rows. */
static void
add_row(Maker *maker, gboolean is_header, const guint *lines, guint count, guint row_span)
{
    PsgGalley *galley = maker->galley;
    PsgBox *box = add_box(maker, galley->boxes, PSG_BOX_ROW, 0, 0);
    box->row = g_new0(PsgPrintRow, 1);
    box->row->table = galley->tables->len - 1;
    box->row->is_header = is_header;
    box->row->cells = g_ptr_array_new_with_free_func(free_cell);
    PsgPrintRow *row = box->row;
    PsgLength height = 0;
    for (guint i = 0; i < count; i++) {
        PsgPrintCell *cell = add_cell(maker, row, lines[i], i == 0 ? row_span : 1);
        if (cell->row_span == 1)
            height = MAX(height, measure_boxes(cell->boxes));
    }
    g_array_index(galley->boxes, PsgBox, galley->boxes->len - 1).height = height + 2 * PADDING;
    PsgPrintTable *table = &g_array_index(galley->tables, PsgPrintTable, galley->tables->len - 1);
    table->box_end = galley->boxes->len;
    table->header_rows += is_header ? 1 : 0;
}

static void
begin_table(Maker *maker)
{
    PsgPrintTable table = {
            .box_start = maker->galley->boxes->len, .box_end = maker->galley->boxes->len};
    g_array_append_val(maker->galley->tables, table);
}

static gint
add_panel(Maker *maker, gint parent)
{
    PsgPrintPanel panel = {
            .parent = parent, .width = PSG_POINTS(300), .background = 0xEEEEEE, .frame = -1};
    g_array_append_val(maker->galley->panels, panel);
    return (gint)maker->galley->panels->len - 1;
}

/* Boxes from `start` on stand in a panel. */
static void
set_panel(Maker *maker, guint start, gint panel)
{
    for (guint i = start; i < maker->galley->boxes->len; i++) {
        PsgBox *box = &g_array_index(maker->galley->boxes, PsgBox, i);
        if (box->panel < 0)
            box->panel = panel;
    }
}

/* --- what every result must keep --- */

static gboolean
is_cuttable(const PsgBox *box)
{
    return box->kind == PSG_BOX_ROW;
}

static void
check_boxes_in_bounds(const Maker *maker, const PsgPrintPage *page)
{
    PsgLength y = page->text.y;
    assert_int_equal(page->text.height, TEXT_HEIGHT);
    assert_true(page->boxes->len > 0);
    gboolean has_own = FALSE;
    for (guint i = 0; i < page->boxes->len; i++) {
        const PsgPlacedBox *placed = &g_array_index(page->boxes, PsgPlacedBox, i);
        assert_true(placed->y >= y);
        y = placed->y + placed->box->height;
        if (placed->box->height <= TEXT_HEIGHT)
            assert_true(y <= page->text.y + TEXT_HEIGHT);
        has_own = has_own || !placed->is_repeat;
    }
    assert_true(has_own);
    for (guint i = 0; i < page->panels->len; i++) {
        const PsgPlacedPanel *placed = &g_array_index(page->panels, PsgPlacedPanel, i);
        assert_true(placed->bounds.y >= page->text.y);
        assert_true(placed->bounds.height >= 0);
        assert_true(placed->bounds.y + placed->bounds.height <= page->text.y + TEXT_HEIGHT);
    }
}

/* Marks of everything that stands in a box: its own, or, of a row, those in its cells. */
static void
list_marks(const PsgBox *box, GArray *marks)
{
    if (!is_cuttable(box)) {
        g_array_append_val(marks, box->source_start);
        return;
    }
    for (guint i = 0; i < box->row->cells->len; i++) {
        const PsgPrintCell *cell = box->row->cells->pdata[i];
        for (guint k = 0; k < cell->boxes->len; k++)
            list_marks(&g_array_index(cell->boxes, PsgBox, k), marks);
    }
}

/* The page of every mark, -1 for none; fails where one stands twice. */
static gint *
find_pages(const Maker *maker, const GPtrArray *pages)
{
    gint *page_of = g_new(gint, maker->next_mark + 1);
    for (guint i = 0; i <= maker->next_mark; i++)
        page_of[i] = -1;
    for (guint i = 0; i < pages->len; i++) {
        const PsgPrintPage *page = pages->pdata[i];
        for (guint k = 0; k < page->boxes->len; k++) {
            const PsgPlacedBox *placed = &g_array_index(page->boxes, PsgPlacedBox, k);
            if (placed->is_repeat)
                continue;
            g_autoptr(GArray) marks = g_array_new(FALSE, FALSE, sizeof(guint));
            list_marks(placed->box, marks);
            for (guint m = 0; m < marks->len; m++) {
                guint mark = g_array_index(marks, guint, m);
                assert_int_equal(page_of[mark], -1);
                page_of[mark] = (gint)i;
            }
        }
    }
    return page_of;
}

/* Everything in the boxes stands somewhere, and pages follow the order of boxes (of a row: in each
 * of its cells). */
static void
check_order(const GArray *boxes, const gint *page_of, gint from)
{
    gint page = from;
    for (guint i = 0; i < boxes->len; i++) {
        const PsgBox *box = &g_array_index(boxes, PsgBox, i);
        if (is_cuttable(box)) {
            for (guint k = 0; k < box->row->cells->len; k++)
                check_order(((PsgPrintCell *)box->row->cells->pdata[k])->boxes, page_of, page);
            continue;
        }
        assert_true(page_of[box->source_start] >= page);
        page = page_of[box->source_start];
    }
}

static gint
find_first_page(const PsgBox *box, const gint *page_of)
{
    g_autoptr(GArray) marks = g_array_new(FALSE, FALSE, sizeof(guint));
    list_marks(box, marks);
    gint page = G_MAXINT;
    for (guint i = 0; i < marks->len; i++)
        page = MIN(page, page_of[g_array_index(marks, guint, i)]);
    return page;
}

static void
check_notes(const Maker *maker, const gint *page_of)
{
    const PsgGalley *galley = maker->galley;
    gint page = 0;
    for (guint i = 0; i < galley->boxes->len; i++) {
        const PsgBox *box = &g_array_index(galley->boxes, PsgBox, i);
        for (guint k = box->note_start; k < box->note_end; k++) {
            const PsgPrintNote *note = &g_array_index(galley->notes, PsgPrintNote, k);
            check_order(note->boxes, page_of, find_first_page(box, page_of));
            check_order(note->boxes, page_of, page);
            page = find_first_page(&g_array_index(note->boxes, PsgBox, 0), page_of);
        }
    }
}

/* A chain of kept boxes that a page could hold with its notes is on one page. Chains with rows are
 * left to the tests of tables. */
static void
check_keeps(const Maker *maker, const gint *page_of)
{
    const GArray *boxes = maker->galley->boxes;
    for (guint start = 0; start < boxes->len;) {
        guint end = start;
        PsgLength height = 0;
        gboolean has_rows = FALSE;
        for (;; end++) {
            const PsgBox *box = &g_array_index(boxes, PsgBox, end);
            height += box->height + (end > start ? box->space : 0);
            has_rows = has_rows || box->kind == PSG_BOX_ROW;
            for (guint i = box->note_start; i < box->note_end; i++)
                height += measure_boxes(g_array_index(maker->galley->notes, PsgPrintNote, i).boxes);
            if (!box->keeps_with_next || end + 1 == boxes->len || (box + 1)->begins_page)
                break;
        }
        PsgLength room = TEXT_HEIGHT - PSG_POINTS(50); /* for padding, and between the notes */
        if (!has_rows && height <= room)
            assert_int_equal(page_of[g_array_index(boxes, PsgBox, start).source_start],
                    page_of[g_array_index(boxes, PsgBox, end).source_start]);
        start = end + 1;
    }
}

/* A head that is not too high stands above the rows of every page; none is the last on a page. */
static void
check_heads(const Maker *maker, const PsgPrintPage *page)
{
    const PsgBox *before = NULL;
    for (guint i = 0; i < page->boxes->len; i++) {
        const PsgPlacedBox *placed = &g_array_index(page->boxes, PsgPlacedBox, i);
        const PsgBox *box = placed->box;
        if (placed->galley_box < 0 || box->kind != PSG_BOX_ROW)
            break;
        const PsgPrintTable *table =
                &g_array_index(maker->galley->tables, PsgPrintTable, box->row->table);
        PsgLength head = 0;
        for (guint k = 0; k < table->header_rows; k++)
            head += g_array_index(maker->galley->boxes, PsgBox, table->box_start + k).height;
        if (head > HEAD_LIMIT)
            break;
        if (table->header_rows > 0 && !box->row->is_header)
            assert_non_null(before);
        if (placed->is_repeat)
            assert_true(i + 1 < page->boxes->len &&
                        g_array_index(page->boxes, PsgPlacedBox, i + 1).galley_box >= 0);
        if (box->row->is_header)
            assert_true(i + 1 < page->boxes->len);
        before = box;
    }
}

static void
check_ranges(const Maker *maker, const GPtrArray *pages)
{
    guint next = 0;
    for (guint i = 0; i < pages->len; i++) {
        const PsgPrintPage *page = pages->pdata[i];
        assert_int_equal(page->box_start, next);
        assert_true(page->box_end >= page->box_start);
        next = page->box_end;
    }
    assert_int_equal(next, maker->galley->boxes->len);
}

static GPtrArray *
paginate(const Maker *maker)
{
    GPtrArray *pages = psg_print_paginate(maker->galley, maker->style, TRUE);
    g_autofree gint *page_of = find_pages(maker, pages);
    for (guint i = 0; i < pages->len; i++) {
        check_boxes_in_bounds(maker, pages->pdata[i]);
        check_heads(maker, pages->pdata[i]);
    }
    check_order(maker->galley->boxes, page_of, 0);
    check_notes(maker, page_of);
    check_keeps(maker, page_of);
    check_ranges(maker, pages);
    return pages;
}

/* --- by chance --- */

static void
add_random_table(Maker *maker, GRand *random)
{
    begin_table(maker);
    guint heads = (guint)g_rand_int_range(random, 0, 3);
    guint rows = (guint)g_rand_int_range(random, 1, 30);
    guint columns = (guint)g_rand_int_range(random, 1, 5);
    gboolean is_tall = g_rand_int_range(random, 0, 4) == 0;
    guint joined = 0;
    for (guint i = 0; i < heads + rows; i++) {
        guint lines[5];
        for (guint k = 0; k < columns; k++)
            lines[k] = (guint)g_rand_int_range(random, 0, is_tall && i >= heads ? 60 : 5);
        guint span = 1;
        if (i >= heads && joined == 0 && columns > 1 && g_rand_int_range(random, 0, 6) == 0) {
            span = MIN((guint)g_rand_int_range(random, 2, 5), heads + rows - i);
            lines[0] = span;
            joined = span;
        }
        add_row(maker, i<heads, joined> 0 && span == 1 ? lines + 1 : lines,
                joined > 0 && span == 1 ? columns - 1 : columns, span);
        joined -= joined > 0 ? 1 : 0;
    }
}

static void
add_random_panel(Maker *maker, GRand *random)
{
    guint start = maker->galley->boxes->len;
    gint panel = add_panel(maker, -1);
    add_box(maker, maker->galley->boxes, PSG_BOX_SPACE, LINE / 2, PADDING);
    add_paragraph(maker, maker->galley->boxes, (guint)g_rand_int_range(random, 1, 40), LINE, FALSE);
    if (g_rand_boolean(random)) {
        guint inner_start = maker->galley->boxes->len;
        gint inner = add_panel(maker, panel);
        add_paragraph(
                maker, maker->galley->boxes, (guint)g_rand_int_range(random, 1, 20), LINE, FALSE);
        set_panel(maker, inner_start, inner);
    }
    add_box(maker, maker->galley->boxes, PSG_BOX_SPACE, 0, PADDING);
    set_panel(maker, start, panel);
}

static void
add_random_block(Maker *maker, GRand *random, gboolean with_notes)
{
    GArray *boxes = maker->galley->boxes;
    switch (g_rand_int_range(random, 0, 12)) {
    case 0:
        add_paragraph(maker, boxes, (guint)g_rand_int_range(random, 1, 3), LINE * 2, TRUE);
        break;
    case 1:
        add_random_table(maker, random);
        break;
    case 2:
        add_box(maker, boxes, PSG_BOX_PICTURE, LINE, LINE * g_rand_int_range(random, 1, 50))
                ->keeps_with_next = TRUE;
        add_paragraph(maker, boxes, 2, LINE, FALSE);
        break;
    case 3:
        add_random_panel(maker, random);
        break;
    case 4:
        add_box(maker, boxes, PSG_BOX_RULE, LINE, PSG_POINTS(1));
        break;
    default: {
        guint lines = (guint)g_rand_int_range(random, 1, 12);
        guint first = add_paragraph(maker, boxes, lines, LINE, FALSE);
        for (guint i = 0; with_notes && i < lines; i++) {
            if (g_rand_int_range(random, 0, 10) > 0)
                continue;
            guint start = maker->galley->notes->len;
            for (gint k = g_rand_int_range(random, 1, 3); k > 0; k--)
                add_note(
                        maker, (guint)g_rand_int_range(random, 1, g_rand_int_range(random, 2, 30)));
            call_notes(maker, first + i, start, maker->galley->notes->len);
        }
    }
    }
}

static void
everything_stands_once_in_order_within_bounds(void **state)
{
    (void)state;
    for (guint seed = 0; seed < 400; seed++) {
        g_auto(Maker) maker;
        maker_init(&maker);
        g_autoptr(GRand) random = g_rand_new_with_seed(seed);
        gint blocks = g_rand_int_range(random, 1, 60);
        for (gint i = 0; i < blocks; i++) {
            add_random_block(&maker, random, seed % 2 == 0);
            if (g_rand_int_range(random, 0, 20) == 0)
                add_box(&maker, maker.galley->boxes, PSG_BOX_SPACE, 0, LINE)->begins_page = TRUE;
        }
        g_autoptr(GPtrArray) pages = paginate(&maker);
        assert_true(pages->len > 0);
    }
}

/* --- one by one --- */

static guint
count_text_boxes(const PsgPrintPage *page)
{
    guint count = 0;
    for (guint i = 0; i < page->boxes->len; i++)
        count += g_array_index(page->boxes, PsgPlacedBox, i).galley_box >= 0 ? 1 : 0;
    return count;
}

static void
a_short_text_is_one_page(void **state)
{
    (void)state;
    g_auto(Maker) maker;
    maker_init(&maker);
    add_paragraph(&maker, maker.galley->boxes, 5, LINE, FALSE);
    g_autoptr(GPtrArray) pages = paginate(&maker);
    assert_int_equal(pages->len, 1);
    const PsgPrintPage *page = pages->pdata[0];
    const PsgPlacedBox *first = &g_array_index(page->boxes, PsgPlacedBox, 0);
    assert_int_equal(first->y, maker.style->margin_top); /* without the space before it */
    assert_int_equal(first->x, maker.style->margin_inner);
    assert_int_equal(page->note_rule, -1);
}

static void
a_last_page_of_a_few_lines_is_saved_by_less_space_between_blocks(void **state)
{
    (void)state;
    g_auto(Maker) maker;
    maker_init(&maker);
    for (guint i = 0; i < 9; i++) /* 434 points on a page of 420 */
        add_paragraph(&maker, maker.galley->boxes, 3, LINE, FALSE);
    g_autoptr(GPtrArray) pages = paginate(&maker);
    assert_int_equal(pages->len, 1);
    const PsgPrintPage *page = pages->pdata[0];
    const PsgPlacedBox *last = &g_array_index(page->boxes, PsgPlacedBox, page->boxes->len - 1);
    assert_true(last->y + last->box->height <= page->text.y + page->text.height);
    add_paragraph(&maker, maker.galley->boxes, 3, LINE, FALSE);
    g_autoptr(GPtrArray) more = paginate(&maker);
    assert_int_equal(more->len, 2);
    const PsgPlacedBox *second = &g_array_index(
            ((const PsgPrintPage *)more->pdata[0])->boxes, PsgPlacedBox, 3); /* in its full space */
    assert_int_equal(second->y, page->text.y + 3 * LINE + LINE / 2);
}

static void
an_empty_galley_has_no_page(void **state)
{
    (void)state;
    g_auto(Maker) maker;
    maker_init(&maker);
    g_autoptr(GPtrArray) pages = psg_print_paginate(maker.galley, maker.style, TRUE);
    assert_int_equal(pages->len, 0);
}

static void
margins_change_sides(void **state)
{
    (void)state;
    g_auto(Maker) maker;
    maker_init(&maker);
    add_paragraph(&maker, maker.galley->boxes, 100, LINE, FALSE);
    g_autoptr(GPtrArray) pages = paginate(&maker);
    assert_true(pages->len >= 3);
    for (guint i = 0; i < pages->len; i++) {
        const PsgPrintPage *page = pages->pdata[i];
        assert_int_equal(page->is_right, i % 2 == 0);
        assert_int_equal(page->text.x, PSG_POINTS(i % 2 == 0 ? 60 : 40));
    }
}

static void
a_book_on_one_side_has_its_inner_margin_where_reading_begins(void **state)
{
    (void)state;
    g_auto(Maker) maker;
    maker_init(&maker);
    maker.style->is_two_sided = FALSE;
    add_paragraph(&maker, maker.galley->boxes, 100, LINE, FALSE);
    g_autoptr(GPtrArray) pages = paginate(&maker);
    maker.galley->is_right_to_left = TRUE;
    g_autoptr(GPtrArray) mirrored = paginate(&maker);
    for (guint i = 0; i < pages->len; i++) {
        assert_int_equal(((PsgPrintPage *)pages->pdata[i])->text.x, PSG_POINTS(60));
        assert_int_equal(((PsgPrintPage *)mirrored->pdata[i])->text.x, PSG_POINTS(40));
    }
}

static void
a_heading_at_the_foot_goes_to_the_next_page(void **state)
{
    (void)state;
    g_auto(Maker) maker;
    maker_init(&maker);
    add_paragraph(&maker, maker.galley->boxes, 27, LINE, FALSE);
    add_paragraph(&maker, maker.galley->boxes, 1, LINE * 2, TRUE);
    add_paragraph(&maker, maker.galley->boxes, 4, LINE, FALSE);
    g_autoptr(GPtrArray) pages = paginate(&maker);
    assert_int_equal(pages->len, 2);
    assert_int_equal(((PsgPrintPage *)pages->pdata[1])->box_start, 27);
}

static void
a_box_that_begins_a_page_does(void **state)
{
    (void)state;
    g_auto(Maker) maker;
    maker_init(&maker);
    add_paragraph(&maker, maker.galley->boxes, 3, LINE, TRUE);
    guint second = add_paragraph(&maker, maker.galley->boxes, 3, LINE, FALSE);
    g_array_index(maker.galley->boxes, PsgBox, second).begins_page = TRUE;
    g_array_index(maker.galley->boxes, PsgBox, 0).begins_page = TRUE;
    g_array_index(maker.galley->boxes, PsgBox, second - 1).keeps_with_next = FALSE;
    g_autoptr(GPtrArray) pages = paginate(&maker);
    assert_int_equal(pages->len, 2);
    assert_int_equal(((PsgPrintPage *)pages->pdata[1])->box_start, second);
}

static void
a_chain_higher_than_the_page_is_broken(void **state)
{
    (void)state;
    g_auto(Maker) maker;
    maker_init(&maker);
    add_paragraph(&maker, maker.galley->boxes, 200, LINE, TRUE);
    g_autoptr(GPtrArray) pages = paginate(&maker);
    assert_int_equal(pages->len, 7); /* 30 lines a page */
}

static void
a_line_higher_than_the_page_stands_alone(void **state)
{
    (void)state;
    g_auto(Maker) maker;
    maker_init(&maker);
    add_paragraph(&maker, maker.galley->boxes, 2, LINE, FALSE);
    add_box(&maker, maker.galley->boxes, PSG_BOX_LINE, LINE, TEXT_HEIGHT * 2);
    add_paragraph(&maker, maker.galley->boxes, 2, LINE, FALSE);
    g_autoptr(GPtrArray) pages = paginate(&maker);
    assert_int_equal(pages->len, 3);
}

static void
a_picture_higher_than_the_page_is_made_smaller_with_its_caption_below(void **state)
{
    (void)state;
    g_auto(Maker) maker;
    maker_init(&maker);
    PsgBox *picture =
            add_box(&maker, maker.galley->boxes, PSG_BOX_PICTURE, LINE, TEXT_HEIGHT * 3 / 2);
    picture->keeps_with_next = TRUE;
    add_paragraph(&maker, maker.galley->boxes, 2, LINE, FALSE);
    g_autoptr(GPtrArray) pages = paginate(&maker);
    assert_int_equal(pages->len, 1);
    const PsgPrintPage *page = pages->pdata[0];
    const PsgPlacedBox *placed = &g_array_index(page->boxes, PsgPlacedBox, 0);
    const PsgBox *original = &g_array_index(maker.galley->boxes, PsgBox, 0);
    assert_true(placed->box->height < TEXT_HEIGHT);
    gint64 wanted = (gint64)original->width * placed->box->height / original->height;
    assert_in_range(placed->box->width, wanted - 1, wanted + 1);
    PsgLength middle = original->x + original->width / 2;
    assert_in_range(placed->box->x + placed->box->width / 2, middle - 1, middle + 1);
}

static void
a_picture_gives_a_little_to_stand_with_the_words_before_it(void **state)
{
    (void)state;
    for (guint lines = 8; lines <= 16; lines += 4) {
        g_auto(Maker) maker;
        maker_init(&maker);
        add_paragraph(&maker, maker.galley->boxes, lines, LINE, FALSE);
        add_box(&maker, maker.galley->boxes, PSG_BOX_PICTURE, LINE, TEXT_HEIGHT * 3 / 4);
        g_autoptr(GPtrArray) pages = paginate(&maker);
        assert_int_equal(pages->len, lines <= 12 ? 1 : 2);
        const PsgPrintPage *last = pages->pdata[pages->len - 1];
        const PsgPlacedBox *picture =
                &g_array_index(last->boxes, PsgPlacedBox, last->boxes->len - 1);
        /* On a page of its own it is as large as it was. */
        assert_int_equal(picture->box->height < TEXT_HEIGHT * 3 / 4, pages->len == 1);
        assert_true(picture->box->height >= TEXT_HEIGHT * 9 / 16);
    }
}

static void
the_padding_of_a_panel_stays_with_its_words(void **state)
{
    (void)state;
    for (guint before = 0; before < 31; before++) {
        g_auto(Maker) maker;
        maker_init(&maker);
        for (guint i = 0; i < before; i++)
            add_box(&maker, maker.galley->boxes, PSG_BOX_LINE, 0, LINE);
        guint start = maker.galley->boxes->len;
        gint panel = add_panel(&maker, -1);
        add_box(&maker, maker.galley->boxes, PSG_BOX_SPACE, 0, PADDING);
        for (guint i = 0; i < 3; i++)
            add_box(&maker, maker.galley->boxes, PSG_BOX_LINE, 0, LINE);
        add_box(&maker, maker.galley->boxes, PSG_BOX_SPACE, 0, PADDING);
        set_panel(&maker, start, panel);
        g_autoptr(GPtrArray) pages = paginate(&maker);
        for (guint i = 0; i + 1 < pages->len; i++) {
            guint end = ((PsgPrintPage *)pages->pdata[i])->box_end;
            assert_true(end <= start || end == start + 2 || end == start + 3);
        }
    }
}

static void
a_panel_is_one_ground_on_each_page(void **state)
{
    (void)state;
    g_auto(Maker) maker;
    maker_init(&maker);
    gint panel = add_panel(&maker, -1);
    add_paragraph(&maker, maker.galley->boxes, 70, LINE, FALSE);
    set_panel(&maker, 0, panel);
    g_autoptr(GPtrArray) pages = paginate(&maker);
    assert_int_equal(pages->len, 3);
    for (guint i = 0; i < pages->len; i++) {
        const PsgPrintPage *page = pages->pdata[i];
        assert_int_equal(page->panels->len, 1);
        const PsgBounds *bounds = &g_array_index(page->panels, PsgPlacedPanel, 0).bounds;
        const PsgPlacedBox *first = &g_array_index(page->boxes, PsgPlacedBox, 0);
        /* Where it goes on, its ground is larger than the words. */
        assert_int_equal(first->y - bounds->y, i == 0 ? 0 : PSG_POINTS(8));
        assert_int_equal(bounds->y, page->text.y);
    }
}

static void
a_tables_head_is_on_each_of_its_pages(void **state)
{
    (void)state;
    g_auto(Maker) maker;
    maker_init(&maker);
    begin_table(&maker);
    guint lines[3] = {2, 1, 2};
    add_row(&maker, TRUE, lines, 3, 1);
    for (guint i = 0; i < 60; i++)
        add_row(&maker, FALSE, lines, 3, 1);
    g_autoptr(GPtrArray) pages = paginate(&maker);
    assert_true(pages->len > 4);
    for (guint i = 0; i < pages->len; i++) {
        const PsgPrintPage *page = pages->pdata[i];
        const PsgPlacedBox *first = &g_array_index(page->boxes, PsgPlacedBox, 0);
        assert_true(first->box->row->is_header);
        assert_int_equal(first->is_repeat, i > 0);
        assert_false(g_array_index(page->boxes, PsgPlacedBox, 1).is_repeat);
    }
}

static void
a_table_of_tall_rows_goes_on_cell_by_cell(void **state)
{
    (void)state;
    g_auto(Maker) maker;
    maker_init(&maker);
    begin_table(&maker);
    guint head[3] = {1, 1, 1}, lines[3] = {100, 3, 45};
    add_row(&maker, TRUE, head, 3, 1);
    for (guint i = 0; i < 5; i++)
        add_row(&maker, FALSE, lines, 3, 1);
    g_autoptr(GPtrArray) pages = paginate(&maker);
    /* 27 lines a page at most: nothing is wasted. */
    assert_in_range(pages->len, 500 / 27, 500 / 24);
    const PsgPrintPage *second = pages->pdata[1];
    const PsgBox *row = g_array_index(second->boxes, PsgPlacedBox, 1).box;
    assert_int_equal(row->row->cells->len, 3);
    assert_int_equal(((PsgPrintCell *)row->row->cells->pdata[1])->boxes->len, 0);
    assert_true(((PsgPrintCell *)row->row->cells->pdata[0])->boxes->len > 20);
    assert_ptr_equal(((PsgPrintCell *)row->row->cells->pdata[0])->tag,
            ((PsgPrintCell *)g_array_index(maker.galley->boxes, PsgBox, 1).row->cells->pdata[0])
                    ->tag);
}

static void
cells_across_rows_go_on_where_the_page_ends_between_them(void **state)
{
    (void)state;
    g_auto(Maker) maker;
    maker_init(&maker);
    begin_table(&maker);
    guint first[3] = {50, 10, 10}, others[2] = {10, 10};
    add_row(&maker, FALSE, first, 3, 6);
    for (guint i = 0; i < 5; i++)
        add_row(&maker, FALSE, others, 2, 1);
    g_autoptr(GPtrArray) pages = paginate(&maker);
    assert_in_range(pages->len, 2, 4);
    const PsgPrintPage *second = pages->pdata[1];
    const PsgBox *row = g_array_index(second->boxes, PsgPlacedBox, 0).box;
    assert_int_equal(row->row->cells->len, 3);
    assert_true(((PsgPrintCell *)row->row->cells->pdata[0])->boxes->len > 10);
}

static void
a_tall_row_of_a_table_in_a_table_goes_on_too(void **state)
{
    (void)state;
    g_auto(Maker) maker;
    maker_init(&maker);
    begin_table(&maker);
    guint lines[2] = {3, 5};
    add_row(&maker, FALSE, lines, 2, 1);
    PsgBox *outer = &g_array_index(maker.galley->boxes, PsgBox, 0);
    GArray *boxes = ((PsgPrintCell *)outer->row->cells->pdata[0])->boxes;
    PsgBox *inner = add_box(&maker, boxes, PSG_BOX_ROW, LINE, LINE * 90 + 2 * PADDING);
    inner->row = g_new0(PsgPrintRow, 1);
    inner->row->table = 1;
    inner->row->cells = g_ptr_array_new_with_free_func(free_cell);
    PsgPrintRow *row = inner->row;
    add_cell(&maker, row, 90, 1);
    add_cell(&maker, row, 20, 1)->x = PSG_POINTS(50);
    outer->height = LINE * 94 + 4 * PADDING;
    g_autoptr(GPtrArray) pages = paginate(&maker);
    assert_in_range(pages->len, 4, 5);
    const PsgPrintPage *last = pages->pdata[pages->len - 1];
    const PsgBox *end = g_array_index(last->boxes, PsgPlacedBox, 0).box;
    boxes = ((PsgPrintCell *)end->row->cells->pdata[0])->boxes;
    assert_int_equal(g_array_index(boxes, PsgBox, boxes->len - 1).x, PSG_POINTS(50));
}

static void
a_picture_in_a_cell_never_hangs_over_the_page(void **state)
{
    (void)state;
    g_auto(Maker) maker;
    maker_init(&maker);
    begin_table(&maker);
    guint lines[2] = {3, 0};
    add_row(&maker, FALSE, lines, 2, 1);
    PsgBox *row = &g_array_index(maker.galley->boxes, PsgBox, 0);
    PsgPrintCell *cell = row->row->cells->pdata[1];
    add_box(&maker, cell->boxes, PSG_BOX_PICTURE, 0, TEXT_HEIGHT * 2);
    row->height = TEXT_HEIGHT * 2 + 2 * PADDING;
    g_autoptr(GPtrArray) pages = paginate(&maker);
    assert_int_equal(pages->len, 1);
}

static void
a_note_stands_on_the_page_of_its_call(void **state)
{
    (void)state;
    for (guint at = 0; at < 60; at++) {
        g_auto(Maker) maker;
        maker_init(&maker);
        for (guint i = 0; i < 60; i++)
            add_box(&maker, maker.galley->boxes, PSG_BOX_LINE, 0, LINE);
        guint note = add_note(&maker, 4);
        call_notes(&maker, at, note, note + 1);
        g_autoptr(GPtrArray) pages = paginate(&maker);
        g_autofree gint *page_of = find_pages(&maker, pages);
        const GArray *boxes = g_array_index(maker.galley->notes, PsgPrintNote, 0).boxes;
        gint page = page_of[g_array_index(maker.galley->boxes, PsgBox, at).source_start];
        for (guint i = 0; i < 4; i++)
            assert_int_equal(page_of[g_array_index(boxes, PsgBox, i).source_start], page);
        const PsgPrintPage *here = pages->pdata[page];
        const PsgPlacedBox *last = &g_array_index(here->boxes, PsgPlacedBox, here->boxes->len - 1);
        assert_int_equal(last->galley_box, -1);
        assert_int_equal(last->y + last->box->height, here->text.y + TEXT_HEIGHT);
        const PsgPlacedBox *text = &g_array_index(here->boxes, PsgPlacedBox, here->boxes->len - 5);
        assert_true(here->note_rule > text->y + text->box->height);
        assert_true(
                here->note_rule < g_array_index(here->boxes, PsgPlacedBox, here->boxes->len - 4).y);
    }
}

static void
a_long_note_goes_on_before_those_of_the_next_page(void **state)
{
    (void)state;
    g_auto(Maker) maker;
    maker_init(&maker);
    for (guint i = 0; i < 90; i++)
        add_box(&maker, maker.galley->boxes, PSG_BOX_LINE, 0, LINE);
    add_note(&maker, 60);
    add_note(&maker, 2);
    call_notes(&maker, 5, 0, 1);
    call_notes(&maker, 40, 1, 2);
    g_autoptr(GPtrArray) pages = paginate(&maker);
    g_autofree gint *page_of = find_pages(&maker, pages);
    const GArray *note = g_array_index(maker.galley->notes, PsgPrintNote, 0).boxes;
    assert_int_equal(page_of[g_array_index(note, PsgBox, 0).source_start], 0);
    assert_int_not_equal(page_of[g_array_index(note, PsgBox, 59).source_start], 0);
    assert_true(count_text_boxes(pages->pdata[1]) > 3);
}

static void
ten_thousand_notes_on_one_line_flow_on(void **state)
{
    (void)state;
    g_auto(Maker) maker;
    maker_init(&maker);
    for (guint i = 0; i < 300; i++)
        add_box(&maker, maker.galley->boxes, PSG_BOX_LINE, 0, LINE);
    for (guint i = 0; i < 10000; i++)
        add_note(&maker, 1 + i % 3);
    call_notes(&maker, 4, 0, 10000);
    gint64 start = g_get_monotonic_time();
    g_autoptr(GPtrArray) pages = psg_print_paginate(maker.galley, maker.style, TRUE);
    assert_true(g_get_monotonic_time() - start < 2 * G_USEC_PER_SEC);
    g_autofree gint *page_of = find_pages(&maker, pages);
    check_notes(&maker, page_of);
    check_order(maker.galley->boxes, page_of, 0);
    for (guint i = 0; i < pages->len; i++)
        check_boxes_in_bounds(&maker, pages->pdata[i]);
    assert_in_range(pages->len, 655, 700);
}

static void
a_note_on_each_of_ten_thousand_lines_takes_little_time(void **state)
{
    (void)state;
    g_auto(Maker) maker;
    maker_init(&maker);
    for (guint i = 0; i < 10000; i++) {
        add_box(&maker, maker.galley->boxes, PSG_BOX_LINE, 0, LINE);
        guint note = add_note(&maker, 1 + i % 40);
        call_notes(&maker, i, note, note + 1);
    }
    gint64 start = g_get_monotonic_time();
    g_autoptr(GPtrArray) pages = paginate(&maker);
    assert_true(g_get_monotonic_time() - start < 5 * G_USEC_PER_SEC);
}

static void
notes_that_nothing_calls_stand_at_the_end(void **state)
{
    (void)state;
    g_auto(Maker) maker;
    maker_init(&maker);
    add_paragraph(&maker, maker.galley->boxes, 3, LINE, FALSE);
    add_note(&maker, 2);
    g_autoptr(GPtrArray) pages = paginate(&maker);
    g_autofree gint *page_of = find_pages(&maker, pages);
    const GArray *note = g_array_index(maker.galley->notes, PsgPrintNote, 0).boxes;
    assert_true(page_of[g_array_index(note, PsgBox, 0).source_start] >= 0);
}

static void
time_grows_with_the_boxes(void **state)
{
    (void)state;
    g_auto(Maker) maker;
    maker_init(&maker);
    for (guint i = 0; i < 300000; i++)
        add_box(&maker, maker.galley->boxes, PSG_BOX_SPACE, 0, i % 3 == 0 ? 0 : 1)
                ->keeps_with_next = i % 7 != 0;
    gint64 start = g_get_monotonic_time();
    g_autoptr(GPtrArray) pages = psg_print_paginate(maker.galley, maker.style, TRUE);
    assert_true(pages->len >= 1);
    assert_true(g_get_monotonic_time() - start < 5 * G_USEC_PER_SEC);
}

static void
panels_that_name_no_panel_are_none(void **state)
{
    (void)state;
    g_auto(Maker) maker;
    maker_init(&maker);
    add_panel(&maker, 5);
    add_panel(&maker, 1);
    add_paragraph(&maker, maker.galley->boxes, 50, LINE, FALSE);
    set_panel(&maker, 0, 1);
    g_array_index(maker.galley->boxes, PsgBox, 7).panel = 99;
    g_autoptr(GPtrArray) pages = paginate(&maker);
    assert_int_equal(pages->len, 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(everything_stands_once_in_order_within_bounds),
            cmocka_unit_test(a_short_text_is_one_page),
            cmocka_unit_test(a_last_page_of_a_few_lines_is_saved_by_less_space_between_blocks),
            cmocka_unit_test(an_empty_galley_has_no_page),
            cmocka_unit_test(margins_change_sides),
            cmocka_unit_test(a_book_on_one_side_has_its_inner_margin_where_reading_begins),
            cmocka_unit_test(a_heading_at_the_foot_goes_to_the_next_page),
            cmocka_unit_test(a_box_that_begins_a_page_does),
            cmocka_unit_test(a_chain_higher_than_the_page_is_broken),
            cmocka_unit_test(a_line_higher_than_the_page_stands_alone),
            cmocka_unit_test(a_picture_higher_than_the_page_is_made_smaller_with_its_caption_below),
            cmocka_unit_test(a_picture_gives_a_little_to_stand_with_the_words_before_it),
            cmocka_unit_test(the_padding_of_a_panel_stays_with_its_words),
            cmocka_unit_test(a_panel_is_one_ground_on_each_page),
            cmocka_unit_test(a_tables_head_is_on_each_of_its_pages),
            cmocka_unit_test(a_table_of_tall_rows_goes_on_cell_by_cell),
            cmocka_unit_test(cells_across_rows_go_on_where_the_page_ends_between_them),
            cmocka_unit_test(a_tall_row_of_a_table_in_a_table_goes_on_too),
            cmocka_unit_test(a_picture_in_a_cell_never_hangs_over_the_page),
            cmocka_unit_test(a_note_stands_on_the_page_of_its_call),
            cmocka_unit_test(a_long_note_goes_on_before_those_of_the_next_page),
            cmocka_unit_test(ten_thousand_notes_on_one_line_flow_on),
            cmocka_unit_test(a_note_on_each_of_ten_thousand_lines_takes_little_time),
            cmocka_unit_test(notes_that_nothing_calls_stand_at_the_end),
            cmocka_unit_test(time_grows_with_the_boxes),
            cmocka_unit_test(panels_that_name_no_panel_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
