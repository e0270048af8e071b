/* Tables in print: their grid, the widths of their columns, their tags, and what becomes of those
 * that are too wide. */
#include "flow_case.h"
#include "publish/print/flow/table.h"

/* --- sharing a width --- */

static void
assert_shares(const double *narrowest, const double *widest, guint count, double available,
        const double *expected)
{
    PsgLength low[8] = {0}, high[8] = {0}, widths[8];
    for (guint i = 0; i < count; i++) {
        low[i] = PSG_POINTS(narrowest[i]);
        high[i] = PSG_POINTS(widest[i]);
    }
    psg_flow_share(low, high, count, PSG_POINTS(available), widths);
    for (guint i = 0; i < count; i++)
        if (ABS(widths[i] - PSG_POINTS(expected[i])) > PSG_POINTS(0.01))
            fail_msg("column %u has %g points and not %g", i,
                    (double)widths[i] / PSG_LENGTH_PER_POINT, expected[i]);
}

static void
columns_that_fit_have_what_they_want(void **state)
{
    assert_shares((double[]){5, 5}, (double[]){30, 60}, 2, 100, (double[]){30, 60});
}

static void
modest_columns_keep_what_they_want_and_the_others_share(void **state)
{
    assert_shares((double[]){5, 5, 5}, (double[]){20, 100, 400}, 3, 110, (double[]){20, 30, 60});
}

static void
no_column_is_narrower_than_its_longest_word(void **state)
{
    assert_shares((double[]){50, 5, 5}, (double[]){100, 100, 100}, 3, 90, (double[]){50, 20, 20});
    assert_shares((double[]){10, 60}, (double[]){40, 300}, 2, 90, (double[]){24.073, 65.927});
    assert_shares((double[]){30, 65}, (double[]){30, 300}, 2, 95, (double[]){30, 65});
}

static void
too_little_is_shared_by_need(void **state)
{
    PsgLength low[] = {PSG_POINTS(100), PSG_POINTS(300)}, widths[2];
    assert_false(psg_flow_share(low, low, 2, PSG_POINTS(100), widths));
    assert_int_equal(widths[0], PSG_POINTS(25));
    assert_int_equal(widths[1], PSG_POINTS(75));
}

static void
shares_never_exceed_what_there_is(void **state)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(5);
    for (guint round = 0; round < 5000; round++) {
        PsgLength low[12], high[12], widths[12];
        guint count = (guint)g_rand_int_range(random, 1, 13);
        gint64 sum = 0, least = 0;
        for (guint i = 0; i < count; i++) {
            low[i] = g_rand_int_range(random, 0, PSG_POINTS(60));
            high[i] = low[i] + g_rand_int_range(random, 0, PSG_POINTS(500));
            least += low[i];
        }
        PsgLength available = g_rand_int_range(random, 1, PSG_POINTS(500));
        gboolean is_whole = psg_flow_share(low, high, count, available, widths);
        assert_int_equal(is_whole, least <= available);
        for (guint i = 0; i < count; i++) {
            assert_true(widths[i] >= 0 && widths[i] <= high[i] + available);
            assert_true(!is_whole || widths[i] >= low[i]);
            sum += widths[i];
        }
        assert_true(sum <= available);
    }
}

/* --- grid and tags --- */

static void
a_table_has_a_head_and_a_body(void **state)
{
    g_auto(FlowCase) item = flow_markdown(
            *state, 0, "# T\n\n| A | B |\n| --- | ---: |\n| one | 1 |\n| two |\n\nTable: Words\n");
    assert_tags(item, "Sect(H1(\"T\") Table(Caption(\"Words\") THead(TR(TH{column}(\"A\") "
                      "TH{column}(\"B\"))) "
                      "TBody(TR(TD(\"one\") TD(\"1\")) TR(TD(\"two\") TD()))))");
    assert_shown(item.galley->boxes, "T\nWords\n|A |B\n|one |1\n|two |");
    const PsgPrintTable *table = &g_array_index(item.galley->tables, PsgPrintTable, 0);
    assert_int_equal(table->box_start, 2);
    assert_int_equal(table->box_end, 5);
    assert_int_equal(table->header_rows, 1);
    const PsgBox *caption = &g_array_index(item.galley->boxes, PsgBox, 1);
    const PsgBox *head = &g_array_index(item.galley->boxes, PsgBox, 2);
    assert_true(caption->keeps_with_next && head->keeps_with_next && head->row->is_header);
}

static void
cells_may_stand_across_rows_and_columns(void **state)
{
    g_auto(FlowCase) item = flow_xhtml(*state, 0,
            "<h1>T</h1><table><tr><th rowspan=\"2\">A</th><th colspan=\"2\">B</th></tr>"
            "<tr><th>B1</th><th>B2</th></tr><tr><th scope=\"row\">r</th><td>1</td><td>2</td></tr>"
            "</table>");
    assert_tags(item,
            "Sect(H1(\"T\") Table(THead(TR(TH{column}{1x2}(\"A\") TH{column}{2x1}(\"B\")) "
            "TR(TH{column}(\"B1\") TH{column}(\"B2\"))) "
            "TBody(TR(TH{row}[A](\"r\") TD[B B1 r](\"1\") TD[B B2 r](\"2\")))))");
}

static void
rows_that_are_too_short_are_filled_and_too_long_spans_cut(void **state)
{
    g_auto(FlowCase) item = flow_xhtml(*state, 0,
            "<h1>T</h1><table><tr><td colspan=\"3\">a</td><td rowspan=\"9\">b</td></tr>"
            "<tr><td>c</td></tr><tr></tr></table>");
    assert_tags(item, "Sect(H1(\"T\") Table(TBody(TR(TD{3x1}(\"a\") TD{1x3}(\"b\")) TR(TD(\"c\") "
                      "TD{2x1}()) TR(TD{3x1}()))))");
}

static void
cells_hold_blocks_and_tables(void **state)
{
    g_auto(FlowCase) item = flow_xhtml(*state, 0,
            "<h1>T</h1><table><tr><th>A</th><td><p>x</p><ul><li>y</li></ul><pre>z</pre><table><tr>"
            "<th>in</th><td>side</td></tr></table><blockquote><p>q</p></blockquote></td></tr></"
            "table>");
    assert_tags(item, "Sect(H1(\"T\") Table(TBody(TR(TH{row}(\"A\") TD(P(\"x\") L(LI(Lbl(\"•\") "
                      "LBody(\"y\"))) "
                      "P(Code(\"z\")) Table(TBody(TR(TH{row}(\"in\") TD(\"side\")))) "
                      "BlockQuote(P(\"q\")))))))");
    assert_shown(item.galley->boxes, "T\n|A |x/•\ty/z/|in |side/q");
}

static void
a_table_with_an_empty_row_has_all_the_room_to_write_in(void **state)
{
    g_auto(FlowCase) item = flow_markdown(
            *state, 0, "# T\n\n| A | B |\n| --- | --- |\n| |\n\n| C |\n| --- |\n| d |\n");
    PsgLength measure = psg_print_style_get_measure(item.book.style);
    const PsgBox *rows = &g_array_index(item.galley->boxes, PsgBox, 1);
    assert_true(ABS(rows[1].width - measure) < PSG_POINTS(0.1));
    assert_true(rows[1].height >= item.book.style->texts[PSG_ROLE_TABLE].look.leading);
    assert_true(rows[2].width < measure / 2);
}

static void
numbers_stand_at_the_right_where_authors_want_them(void **state)
{
    g_auto(FlowCase) item =
            flow_markdown(*state, 0, "# T\n\n| A | Number |\n| --- | ---: |\n| one | 1 |\n");
    const PsgBox *row = &g_array_index(item.galley->boxes, PsgBox, 2);
    const PsgPrintCell *cell = row->row->cells->pdata[1];
    const PsgBox *box = &g_array_index(cell->boxes, PsgBox, 0);
    assert_true(box->x > 0);
    assert_true(ABS(box->x + box->width - cell->width) <= 2);
}

static void
columns_run_from_the_right_in_right_to_left_text(void **state)
{
    g_auto(FlowCase) item = flow_markdown(*state, 0,
            "# T\n\n<div lang=\"ar\">\n\n| أ | ب |\n| --- | --- |\n| ج | د |\n\n</div>\n");
    const PsgBox *row = &g_array_index(item.galley->boxes, PsgBox, 1);
    const PsgPrintCell *first = row->row->cells->pdata[0], *second = row->row->cells->pdata[1];
    assert_true(first->x > second->x);
    assert_int_equal(row->x + row->width, psg_print_style_get_measure(item.book.style));
}

static void
a_cell_of_several_rows_makes_room_for_itself(void **state)
{
    g_auto(FlowCase) item = flow_xhtml(*state, 0,
            "<h1>T</h1><table><tr><td rowspan=\"2\">a<br/>b<br/>c<br/>d<br/>e</td><td>f</td></tr>"
            "<tr><td>g</td></tr></table>");
    const PsgBox *rows = &g_array_index(item.galley->boxes, PsgBox, 1);
    const PsgPrintCell *cell = rows[0].row->cells->pdata[0];
    assert_true(rows[0].height + rows[1].height >=
                psg_flow_measure_boxes(cell->boxes) + 2 * item.book.style->table_padding);
}

static void
notes_of_a_row_are_called_by_the_row(void **state)
{
    g_auto(FlowCase) item = flow_markdown(*state, 0,
            "# T\n\n| a[^1] | b |\n| --- | --- |\n| c[^2] | d[^3] |\n\n[^1]: One.\n\n[^2]: Two.\n\n"
            "[^3]: Three.\n");
    const PsgBox *rows = &g_array_index(item.galley->boxes, PsgBox, 1);
    assert_int_equal(rows[0].note_start, 0);
    assert_int_equal(rows[0].note_end, 1);
    assert_int_equal(rows[1].note_start, 1);
    assert_int_equal(rows[1].note_end, 3);
}

/* --- too wide --- */

static char *
make_wide(guint columns, const char *head, const char *value)
{
    GString *out = g_string_new("# T\n\n|");
    for (guint i = 0; i < columns; i++)
        g_string_append_printf(out, " %s%u |", head, i);
    g_string_append(out, "\n|");
    for (guint i = 0; i < columns; i++)
        g_string_append(out, " --- |");
    for (guint row = 0; row < 2; row++) {
        g_string_append(out, "\n|");
        for (guint i = 0; i < columns; i++)
            g_string_append_printf(out, " %s%u |", value, row * columns + i);
    }
    g_string_append_c(out, '\n');
    return g_string_free(out, FALSE);
}

static PsgLength
find_right_edge(const FlowCase *item)
{
    PsgLength edge = 0;
    for (guint i = 0; i < item->galley->boxes->len; i++) {
        const PsgBox *box = &g_array_index(item->galley->boxes, PsgBox, i);
        edge = MAX(edge, box->x + box->width);
        for (guint k = 0; box->row && k < box->row->cells->len; k++) {
            const PsgPrintCell *cell = box->row->cells->pdata[k];
            edge = MAX(edge, box->x + cell->x + cell->width);
        }
    }
    return edge;
}

static void
a_table_that_is_a_little_too_wide_is_set_smaller(void **state)
{
    g_autofree char *markdown = make_wide(14, "Head", "val");
    g_auto(FlowCase) item = flow_markdown(*state, 0, markdown);
    assert_true(flow_has_finding(&item, "print-table-wide"));
    assert_int_equal(item.galley->boxes->len, 4);
    assert_true(find_right_edge(&item) <= psg_print_style_get_measure(item.book.style));
}

static void
a_table_of_forty_columns_is_a_list_for_each_row_and_a_table_in_its_tags(void **state)
{
    g_autofree char *markdown = make_wide(40, "Column ", "value ");
    g_auto(FlowCase) item = flow_markdown(*state, 0, markdown);
    assert_true(flow_has_finding(&item, "print-table-wide"));
    assert_int_equal(item.galley->boxes->len, 81);
    assert_true(find_right_edge(&item) <= psg_print_style_get_measure(item.book.style));
    g_autofree char *tags = flow_describe(&item), *boxes = flow_show(item.galley->boxes);
    assert_true(g_str_has_prefix(tags, "Sect(H1(\"T\") Table(THead(TR(TH{column}(\"Column 0\") "
                                       "TH{column}(\"Column 1\") "));
    assert_true(g_str_has_suffix(tags, "TD(\"value 78\") TD(\"value 79\")))))"));
    assert_true(g_str_has_prefix(boxes, "T\n|Column 0 |value 0\n|Column 1 |value 1\n"));
    assert_true(g_str_has_suffix(boxes, "\n|Column 39 |value 79"));
}

static void
nothing_is_set_smaller_in_large_print(void **state)
{
    g_autofree char *markdown = make_wide(12, "Head", "value");
    g_auto(FlowCase) item = flow_markdown(*state, PSG_PRINT_LARGE, markdown);
    for (guint i = 0; i < item.galley->texts->len; i++) {
        const PsgTypeText *text = item.galley->texts->pdata[i];
        const PsgTypeSpan *span = &g_array_index(text->spans, PsgTypeSpan, 0);
        assert_true(span->look->size >= item.book.style->texts[PSG_ROLE_BODY].look.size);
    }
}

static void
a_table_that_cannot_be_a_list_keeps_within_the_measure(void **state)
{
    g_autoptr(GString) xhtml = g_string_new("<h1>T</h1><table><tr>");
    for (guint i = 0; i < 60; i++)
        g_string_append_printf(xhtml, "<td>unbreakable%u</td>", i);
    g_string_append(xhtml, "</tr></table>");
    g_auto(FlowCase) item = flow_xhtml(*state, 0, xhtml->str);
    assert_true(flow_has_finding(&item, "print-table-wide"));
    assert_true(find_right_edge(&item) <= psg_print_style_get_measure(item.book.style));
}

static void
cells_beyond_the_last_column_lose_no_word(void **state)
{
    g_autoptr(GString) xhtml = g_string_new("<h1>T</h1><table><tr>");
    g_autoptr(GString) expected = g_string_new(NULL), found = g_string_new(NULL);
    for (guint i = 0; i < PSG_FLOW_COLUMN_LIMIT + 40; i++) {
        g_string_append_printf(xhtml, "<td>%u</td>", i);
        g_string_append_printf(expected, "%u", i);
    }
    g_string_append(xhtml, "</tr><tr><td>last</td></tr></table>");
    g_auto(FlowCase) item = flow_xhtml(*state, 0, xhtml->str);
    flow_collect_boxes(item.galley->boxes, FALSE, found);
    g_string_prepend_c(expected, 'T');
    g_string_append(expected, "last");
    assert_string_equal(found->str, expected->str);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(columns_that_fit_have_what_they_want),
            cmocka_unit_test(modest_columns_keep_what_they_want_and_the_others_share),
            cmocka_unit_test(no_column_is_narrower_than_its_longest_word),
            cmocka_unit_test(too_little_is_shared_by_need),
            cmocka_unit_test(shares_never_exceed_what_there_is),
            cmocka_unit_test(a_table_has_a_head_and_a_body),
            cmocka_unit_test(cells_may_stand_across_rows_and_columns),
            cmocka_unit_test(rows_that_are_too_short_are_filled_and_too_long_spans_cut),
            cmocka_unit_test(cells_hold_blocks_and_tables),
            cmocka_unit_test(a_table_with_an_empty_row_has_all_the_room_to_write_in),
            cmocka_unit_test(numbers_stand_at_the_right_where_authors_want_them),
            cmocka_unit_test(columns_run_from_the_right_in_right_to_left_text),
            cmocka_unit_test(a_cell_of_several_rows_makes_room_for_itself),
            cmocka_unit_test(notes_of_a_row_are_called_by_the_row),
            cmocka_unit_test(a_table_that_is_a_little_too_wide_is_set_smaller),
            cmocka_unit_test(
                    a_table_of_forty_columns_is_a_list_for_each_row_and_a_table_in_its_tags),
            cmocka_unit_test(nothing_is_set_smaller_in_large_print),
            cmocka_unit_test(a_table_that_cannot_be_a_list_keeps_within_the_measure),
            cmocka_unit_test(cells_beyond_the_last_column_lose_no_word),
    };
    return cmocka_run_group_tests(tests, flow_bench_set_up, flow_bench_tear_down);
}
