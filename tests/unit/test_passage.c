/* Passages: what a person reads of a change, and the summary in words. */
#include "changes_case.h"

#include "changes/passage.h"
#include "changes/summary.h"

/* All runs of a passage: "[-gone-]{+new+}same", then " | " and the note. */
static char *
write_passage(const PsgPassage *passage)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < passage->runs->len; i++) {
        const PsgPassageRun *run = &g_array_index(passage->runs, PsgPassageRun, i);
        gboolean is_gone = run->kind == PSG_RUN_DELETED, is_new = run->kind == PSG_RUN_INSERTED;
        g_string_append_printf(out, "%s%s%s",
                is_gone  ? "[-"
                : is_new ? "{+"
                         : "",
                run->text,
                is_gone  ? "-]"
                : is_new ? "+}"
                         : "");
    }
    if (passage->note)
        g_string_append_printf(out, " | %s", passage->note);
    return g_string_free(out, FALSE);
}

/* All passages of the first chapter that changed, a line each. */
static char *
write_passages(const Comparison *comparison, guint context)
{
    GString *out = g_string_new(NULL);
    g_autoptr(GPtrArray) passages = psg_passages_new(&comparison->changes, 0, context);
    for (guint i = 0; i < passages->len; i++) {
        g_autofree char *line = write_passage(g_ptr_array_index(passages, i));
        g_string_append_printf(out, "%s%s", i > 0 ? "\n" : "", line);
    }
    return g_string_free(out, FALSE);
}

static void
check(const char *before, const char *after, guint context, const char *expected)
{
    g_auto(Comparison) comparison;
    compare(&comparison, before, after);
    g_autofree char *lines = write_passages(&comparison, context);
    assert_string_equal(lines, expected);
}

static void
spaces_stand_where_they_are_read(void **state)
{
    check("Wait for the child now.\n", "Wait for the child.\n", 9, "Wait for the child[- now-].");
    check("Roll the ball to Sam and wait.\n", "Roll the ball to Alex and wait.\n", 9,
            "Roll the ball to[- Sam-]{+ Alex+} and wait.");
}

static void
unchanged_words_are_kept_beside_changes_only(void **state)
{
    check("One two three four five six seven eight nine ten old end.\n",
            "One two three four five six seven eight nine ten new end.\n", 2,
            "… nine ten[- old-]{+ new+} end.");
    check("One two three four five six seven eight old end.\n",
            "One two three four five six seven eight new end.\n", 20,
            "One two three four five six seven eight[- old-]{+ new+} end.");
}

static void
cells_say_their_row_and_column(void **state)
{
    check("| What | Why |\n|---|---|\n| sand | it runs well |\n",
            "| What | Why |\n|---|---|\n| sand | it runs well today |\n", 9,
            "it runs well{+ today+} | In the row “sand”, column “Why”.");
}

static void
links_and_pictures_say_where_they_lead(void **state)
{
    check("Read [the page](a.md) first.\n", "Read [the page](b.md) first.\n", 9,
            "Read the page first. | The link “the page” now leads to b.md.");
    check("We talk about it in [“Method Syntax”](a.md) of the book.\n",
            "We talk about it in [“Methods”](b.md) of the book.\n", 20,
            "We talk about it in “[-Method Syntax-] {+Methods+}” of the book. | The link “Methods” "
            "now "
            "leads to b.md.");
    check("Words.\n\n![a boat](a.svg)\n", "Words.\n\n![a ship](a.svg)\n", 9,
            "[-[Picture: a boat]-] {+[Picture: a ship]+}");
    check("Words.\n\n![a boat](a.svg)\n", "Words.\n\n![a boat](b.svg)\n", 9,
            "[Picture: a boat] | The picture is now b.svg.");
    check("Read the page first.\n", "Read [the page](b.md) first.\n", 9,
            "Read the page first. | “the page” is now a link to b.md.");
}

static void
paragraphs_that_were_divided_or_joined_show_the_border(void **state)
{
    const char *one = "Some children need more time here. All learn more when they love it.\n";
    const char *two = "Some children need more time here.\n\nAll learn more when they love it.\n";
    check(one, two, 2, "… here. ¶ All learn … | Split into 2 paragraphs.");
    check(two, one, 2, "… here. ¶ All learn … | 2 paragraphs are now one.");
}

static void
moves_say_where_from(void **state)
{
    const char *const markdown[] = {
            "# Play\n\n## Inside\n\nStay here with all of these words now.\n\n"
            "When the bell rings the children tidy the sand tray together.\n",
            "# Play\n\n## Inside\n\nStay here with all of these words now.\n",
            "# Learn\n\nMore words.\n",
            "# Learn\n\nMore words.\n\nWhen the bell rings the children tidy the sand tray "
            "together.\n"};
    g_auto(Comparison) comparison;
    compare_all(&comparison, markdown, 2, "en");
    g_autoptr(GPtrArray) gone = psg_passages_new(&comparison.changes, 0, 9);
    g_autoptr(GPtrArray) here = psg_passages_new(&comparison.changes, 1, 9);
    assert_int_equal(gone->len, 0);
    assert_int_equal(here->len, 1);
    const PsgPassage *passage = g_ptr_array_index(here, 0);
    assert_int_equal(passage->change, PSG_CHANGE_MOVED);
    assert_string_equal(passage->note, "Moved from “Inside” in “Play”.");
    g_autofree char *summary = psg_summary_make(&comparison.changes);
    assert_string_equal(summary, "- 1 paragraph moved from “Inside” in “Play” to “Learn”.\n");
}

static void
a_sections_passages_are_those_below_its_heading(void **state)
{
    g_auto(Comparison) comparison;
    compare(&comparison,
            "# T\n\nFirst old line.\n\n## A\n\nSecond old line.\n\n### B\n\nThird old line.\n\n## "
            "C\n\n"
            "Fourth old line.\n",
            "# T\n\nFirst new line.\n\n## A\n\nSecond new line.\n\n### B\n\nThird new line.\n\n## "
            "C\n\n"
            "Fourth new line.\n");
    g_autoptr(GPtrArray) passages = psg_passages_new_section(&comparison.changes, 0, "a", "a", 9);
    assert_int_equal(passages->len, 2);
    assert_string_equal(((PsgPassage *)passages->pdata[0])->section_title, "A");
    assert_string_equal(((PsgPassage *)passages->pdata[1])->section_id, "b");
}

static void
a_summary_names_chapters_and_sections(void **state)
{
    const char *const markdown[] = {
            "# Play\n\n## Outdoors\n\nRun and jump in the mud.\n\n## Sand\n\nDig a hole.\n",
            "# Play\n\n## Outdoors\n\nRun and jump in the deep mud.\n\n## Turn-taking\n\nRoll a "
            "ball.\n\n"
            "## Sand\n\nDig a hole.\n",
            NULL, "# Moving on\n\nWords.\n", "# Gone\n\nWords.\n", NULL};
    g_auto(Comparison) comparison;
    compare_all(&comparison, markdown, 3, "en");
    g_autofree char *summary = psg_summary_make(&comparison.changes);
    assert_holds(
            summary, "- “Play”: the section “Turn-taking” is new; wording changed in “Outdoors”");
    assert_holds(summary, "- New chapter: “Moving on”.\n");
    assert_holds(summary, "- Chapter removed: “Gone”.\n");
}

static void
no_change_says_so(void **state)
{
    g_auto(Comparison) comparison;
    compare(&comparison, "# T\n\nSame *words*.\n", "# T\n\nSame\nwords.\n");
    g_autofree char *summary = psg_summary_make(&comparison.changes);
    assert_string_equal(summary, "No wording changed.\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(spaces_stand_where_they_are_read),
            cmocka_unit_test(unchanged_words_are_kept_beside_changes_only),
            cmocka_unit_test(cells_say_their_row_and_column),
            cmocka_unit_test(links_and_pictures_say_where_they_lead),
            cmocka_unit_test(paragraphs_that_were_divided_or_joined_show_the_border),
            cmocka_unit_test(moves_say_where_from),
            cmocka_unit_test(a_sections_passages_are_those_below_its_heading),
            cmocka_unit_test(a_summary_names_chapters_and_sections),
            cmocka_unit_test(no_change_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
