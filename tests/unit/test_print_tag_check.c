/* The validator of the structure tree: what it finds, and where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tag_case.h"

/* "rule@path:line" of every finding, in order; what was there is freed. */
static char *
check(PsgTagTree *tree)
{
    g_autoptr(PsgFindings) findings = psg_findings_new();
    psg_tag_tree_check(tree, findings);
    psg_tag_tree_free(tree);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < psg_findings_get_length(findings); i++) {
        const PsgFinding *finding = psg_findings_get(findings, i);
        g_string_append_printf(
                out, "%s%s@%s:%u", i ? " " : "", finding->rule, finding->path, finding->line);
    }
    return g_string_free(out, FALSE);
}

static void
assert_findings(PsgTagTree *tree, const char *expected)
{
    g_autofree char *found = check(tree);
    assert_string_equal(found, expected);
}

static void
a_good_tree_has_no_findings(void **state)
{
    PsgTagTree *tree = psg_tag_tree_new();
    PsgTag *root = psg_tag_tree_get_root(tree);
    tag_case_add_heading(root, 1, 1);
    tag_case_add_heading(root, 2, 2);
    tag_case_add_heading(root, 3, 3);
    tag_case_add_heading(root, 2, 4);
    PsgTag *item = tag_case_add(tag_case_add(root, PSG_TAG_LIST, 5), PSG_TAG_LIST_ITEM, 5);
    psg_tag_append_content(tag_case_add(item, PSG_TAG_LABEL, 5));
    psg_tag_append_content(
            tag_case_add(tag_case_add(item, PSG_TAG_LIST_BODY, 5), PSG_TAG_PARAGRAPH, 5));
    PsgTag *table = tag_case_add(root, PSG_TAG_TABLE, 6);
    tag_case_add_row(tag_case_add(table, PSG_TAG_TABLE_HEAD, 6), "hhh", 6);
    tag_case_add_row(tag_case_add(table, PSG_TAG_TABLE_BODY, 7), "rcc", 7);
    PsgTag *figure = tag_case_add(root, PSG_TAG_FIGURE, 8);
    psg_tag_set_alternative(figure, "A sand tray");
    psg_tag_append_content(figure);
    psg_tag_set_language(tag_case_add_heading(root, 2, 9), "ur-Arab");
    assert_findings(tree, "");
}

static void
a_heading_level_that_is_skipped_is_found_at_its_line(void **state)
{
    PsgTagTree *tree = psg_tag_tree_new();
    PsgTag *root = psg_tag_tree_get_root(tree);
    tag_case_add_heading(root, 1, 1);
    tag_case_add_heading(root, 2, 3);
    tag_case_add_heading(root, 4, 8);
    tag_case_add_heading(root, 3, 9);
    assert_findings(tree, "print-heading-skip@play.md:8");
}

static void
a_first_heading_below_the_first_level_is_found(void **state)
{
    PsgTagTree *tree = psg_tag_tree_new();
    tag_case_add_heading(psg_tag_tree_get_root(tree), 2, 3);
    assert_findings(tree, "print-heading-skip@play.md:3");
}

static void
a_figure_without_alternative_is_found(void **state)
{
    PsgTagTree *tree = psg_tag_tree_new();
    PsgTag *root = psg_tag_tree_get_root(tree);
    psg_tag_append_content(tag_case_add(root, PSG_TAG_FIGURE, 4));
    PsgTag *blank = tag_case_add(root, PSG_TAG_FIGURE, 5);
    psg_tag_set_alternative(blank, " \n");
    psg_tag_append_content(blank);
    assert_findings(tree, "print-alternative@play.md:4 print-alternative@play.md:5");
}

static void
what_stands_where_it_has_no_meaning_is_found(void **state)
{
    static const struct {
        PsgTagType parent, child;
        gboolean is_good;
    } cases[] = {
            {PSG_TAG_LIST, PSG_TAG_PARAGRAPH, FALSE},
            {PSG_TAG_LIST, PSG_TAG_LIST_BODY, FALSE},
            {PSG_TAG_LIST, PSG_TAG_CAPTION, TRUE},
            {PSG_TAG_SECTION, PSG_TAG_LIST_ITEM, FALSE},
            {PSG_TAG_SECTION, PSG_TAG_LIST_BODY, FALSE},
            {PSG_TAG_SECTION, PSG_TAG_LABEL, TRUE},
            {PSG_TAG_SECTION, PSG_TAG_ROW, FALSE},
            {PSG_TAG_SECTION, PSG_TAG_CELL, FALSE},
            {PSG_TAG_SECTION, PSG_TAG_TABLE_BODY, FALSE},
            {PSG_TAG_SECTION, PSG_TAG_CONTENTS_ITEM, FALSE},
            {PSG_TAG_CONTENTS, PSG_TAG_CONTENTS_ITEM, TRUE},
            {PSG_TAG_CONTENTS, PSG_TAG_CONTENTS, TRUE},
            {PSG_TAG_CONTENTS, PSG_TAG_PARAGRAPH, FALSE},
            {PSG_TAG_DIVISION, PSG_TAG_PARAGRAPH, TRUE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        PsgTagTree *tree = psg_tag_tree_new();
        PsgTag *parent = tag_case_add(psg_tag_tree_get_root(tree), cases[i].parent, 1);
        tag_case_add(parent, cases[i].child, 2);
        g_autofree char *found = check(tree);
        assert_string_equal(found, cases[i].is_good ? "" : "print-nesting@play.md:2");
    }
}

static void
words_in_a_list_itself_are_found(void **state)
{
    PsgTagTree *tree = psg_tag_tree_new();
    psg_tag_append_content(tag_case_add(psg_tag_tree_get_root(tree), PSG_TAG_LIST, 7));
    assert_findings(tree, "print-nesting@play.md:7");
}

static void
rows_of_unequal_length_are_found_at_the_first(void **state)
{
    PsgTagTree *tree = psg_tag_tree_new();
    PsgTag *table = tag_case_add(psg_tag_tree_get_root(tree), PSG_TAG_TABLE, 1);
    tag_case_add_row(tag_case_add(table, PSG_TAG_TABLE_HEAD, 1), "hhh", 1);
    PsgTag *body = tag_case_add(table, PSG_TAG_TABLE_BODY, 2);
    tag_case_add_row(body, "ccc", 2);
    tag_case_add_row(body, "cc", 3);
    tag_case_add_row(body, "c", 4);
    assert_findings(tree, "print-table-rows@play.md:3");
}

static void
spans_count_as_cells(void **state)
{
    PsgTagTree *tree = psg_tag_tree_new();
    PsgTag *table = tag_case_add(psg_tag_tree_get_root(tree), PSG_TAG_TABLE, 1);
    PsgTag *first = tag_case_add_row(table, "hhc", 1), *second = tag_case_add_row(table, "c", 2);
    PsgTag *cell = tag_case_add(first, PSG_TAG_CELL, 1);
    psg_tag_set_spans(cell, 1, 2);
    psg_tag_set_spans(tag_case_add(second, PSG_TAG_CELL, 2), 2, 1);
    assert_findings(tree, "");
}

static void
a_cell_that_reaches_below_its_table_is_found(void **state)
{
    PsgTagTree *tree = psg_tag_tree_new();
    PsgTag *table = tag_case_add(psg_tag_tree_get_root(tree), PSG_TAG_TABLE, 1);
    psg_tag_set_spans(tag_case_add(tag_case_add_row(table, "h", 1), PSG_TAG_CELL, 1), 1, 2);
    assert_findings(tree, "print-table-rows@play.md:1");
}

static void
a_table_of_absurd_width_is_not_counted_for_ever(void **state)
{
    PsgTagTree *tree = psg_tag_tree_new();
    PsgTag *table = tag_case_add(psg_tag_tree_get_root(tree), PSG_TAG_TABLE, 1);
    PsgTag *row = tag_case_add_row(table, "h", 1);
    for (guint i = 0; i < 1000; i++)
        psg_tag_set_spans(tag_case_add(row, PSG_TAG_CELL, 1), G_MAXUINT, G_MAXUINT);
    assert_findings(tree, "");
}

static void
tables_without_heads_and_heads_without_scope_are_found(void **state)
{
    PsgTagTree *tree = psg_tag_tree_new();
    PsgTag *root = psg_tag_tree_get_root(tree);
    tag_case_add_row(tag_case_add(root, PSG_TAG_TABLE, 1), "cc", 1);
    PsgTag *row = tag_case_add_row(tag_case_add(root, PSG_TAG_TABLE, 5), "c", 5);
    tag_case_add(row, PSG_TAG_HEADER_CELL, 6);
    tag_case_add(root, PSG_TAG_TABLE, 9);
    assert_findings(tree,
            "print-table-heads@play.md:1 print-table-scope@play.md:6 print-table-rows@play.md:9");
}

static void
a_table_head_alone_is_found(void **state)
{
    PsgTagTree *tree = psg_tag_tree_new();
    PsgTag *table = tag_case_add(psg_tag_tree_get_root(tree), PSG_TAG_TABLE, 1);
    tag_case_add_row(tag_case_add(table, PSG_TAG_TABLE_HEAD, 1), "h", 1);
    assert_findings(tree, "print-nesting@play.md:1");
}

static void
links_without_words_and_languages_that_are_none_are_found(void **state)
{
    PsgTagTree *tree = psg_tag_tree_new();
    PsgTag *paragraph = tag_case_add(psg_tag_tree_get_root(tree), PSG_TAG_PARAGRAPH, 1);
    tag_case_add(paragraph, PSG_TAG_LINK, 2);
    psg_tag_append_content(tag_case_add(tag_case_add(paragraph, PSG_TAG_LINK, 3), PSG_TAG_SPAN, 3));
    psg_tag_set_language(tag_case_add(paragraph, PSG_TAG_SPAN, 4), "not a language");
    assert_findings(tree, "print-link-empty@play.md:2 print-language@play.md:4");
}

static void
a_fault_without_a_place_has_that_of_what_is_around_it(void **state)
{
    PsgTagTree *tree = psg_tag_tree_new();
    PsgTag *chapter = psg_tag_new(PSG_TAG_SECTION);
    PsgTag *figure = psg_tag_new(PSG_TAG_FIGURE);
    psg_tag_adopt(chapter, figure);
    psg_tag_set_source(chapter, "sand.md", 12);
    psg_tag_adopt(psg_tag_tree_get_root(tree), chapter);
    assert_findings(tree, "print-alternative@sand.md:12");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(a_good_tree_has_no_findings),
            cmocka_unit_test(a_heading_level_that_is_skipped_is_found_at_its_line),
            cmocka_unit_test(a_first_heading_below_the_first_level_is_found),
            cmocka_unit_test(a_figure_without_alternative_is_found),
            cmocka_unit_test(what_stands_where_it_has_no_meaning_is_found),
            cmocka_unit_test(words_in_a_list_itself_are_found),
            cmocka_unit_test(rows_of_unequal_length_are_found_at_the_first),
            cmocka_unit_test(spans_count_as_cells),
            cmocka_unit_test(a_cell_that_reaches_below_its_table_is_found),
            cmocka_unit_test(a_table_of_absurd_width_is_not_counted_for_ever),
            cmocka_unit_test(tables_without_heads_and_heads_without_scope_are_found),
            cmocka_unit_test(a_table_head_alone_is_found),
            cmocka_unit_test(links_without_words_and_languages_that_are_none_are_found),
            cmocka_unit_test(a_fault_without_a_place_has_that_of_what_is_around_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
