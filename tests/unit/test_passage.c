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
what_is_gone_takes_its_spaces_along(void **state)
{
    check("It is short for “dynamic” here.\n", "It is short for dynamic here.\n", 9,
            "It is short for [-“-]dynamic[-”-] here.");
    check("Use strings (collections, Chapter 8).\n", "Use strings (Chapter 8).\n", 9,
            "Use strings ([-collections, -]Chapter 8).");
    check("However, the ball rolls.\n", "The ball rolls.\n", 9,
            "[-However, the -]{+The+} ball rolls.");
}

static void
cuts_stand_at_spaces(void **state)
{
    check("See at once and by yourselves the page example.org/a.html where the first word is old "
          "today.\n",
            "See at once and by yourselves the page example.org/a.html where the first word is new "
            "today.\n",
            6, "… example.org/a.html where the first word is[- old-]{+ new+} today.");
    check("The old way, as many of them know it, can end (soon, they say), or it does not.\n",
            "The new way, as many of them know it, can end (soon, they say), or it does not.\n", 1,
            "The[- old-]{+ new+} way, …");
}

static void
a_heading_of_another_level_says_so(void **state)
{
    check("# T\n\n## Sand\n\nDig.\n\n## Mud\n\nJump.\n",
            "# T\n\n## Sand\n\nDig.\n\n### Mud\n\nJump.\n", 2,
            "Mud | A heading of level 3 now; it was of level 2.");
}

static void
words_of_another_form_say_which(void **state)
{
    check("Type bell and wait.\n", "Type `bell` and wait.\n", 9,
            "Type bell and wait. | “bell” is now set as code.");
    check("Type ~~bell~~ and wait.\n", "Type bell and wait.\n", 9,
            "Type bell and wait. | “bell” is no longer struck out.");
}

static void
a_link_in_a_sentence_that_changed_keeps_its_words(void **state)
{
    check("See [Keep it alive](a.md).\n", "See “[Keep it alive](b.md).”\n", 9,
            "See{+ “+}Keep it alive.{+”+} | The link “Keep it alive” now leads to b.md.");
}

static void
a_mark_that_left_a_link_is_not_told(void **state)
{
    check("Read [“Turns”](a.md) first.\n", "Read “[Turns](a.md)” first.\n", 9,
            "Read “Turns” first.");
    check("Read [![](a.svg)](a.md) first.\n", "Read [![](a.svg)](b.md) first.\n", 9,
            "Read [Picture] first. | The link now leads to b.md.");
}

/* Words of one and three letters, punctuation and links, in random order. */
static char *
write_random(GRand *random)
{
    static const char *const words[] = {"sand", " and", " water", ",", ".", " (mud", ")", " “ball",
            "”", " a", " bell rings", "-free", " `code`", " [page](a.md)", " [the page](b.md)",
            " [the page](c.md)", " ten", " *so*", " 沙"};
    GString *out = g_string_new("Play");
    for (guint i = 0, count = (guint)g_rand_int_range(random, 1, 60); i < count; i++)
        g_string_append(out, words[g_rand_int_range(random, 0, G_N_ELEMENTS(words))]);
    g_string_append(out, " end.\n");
    return g_string_free(out, FALSE);
}

/* What a passage shows of the new text (or, with `kind` PSG_RUN_DELETED, of the old one). */
static char *
join_runs(const PsgPassage *passage, PsgRunKind kind)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < passage->runs->len; i++) {
        const PsgPassageRun *run = &g_array_index(passage->runs, PsgPassageRun, i);
        if (run->kind == PSG_RUN_SAME || run->kind == kind)
            g_string_append(out, run->text);
    }
    return g_string_free(out, FALSE);
}

/* No word is garbled and no space is lost, wherever words are cut. */
static void
passages_read_as_the_text_does(void **state)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(3);
    for (guint round = 0; round < 2000; round++) {
        g_autofree char *old_text = write_random(random), *new_text = write_random(random);
        g_auto(Comparison) comparison;
        compare(&comparison, old_text, new_text);
        if (comparison.changes.chapters->len == 0)
            continue;
        const PsgDiffPair *pair = psg_diff_get_pair(comparison.diff, 0);
        g_autofree char *whole = psg_diff_get_text(&pair->new_side, 0, pair->new_side.words->len);
        for (guint context = 1; context < 100; context += 33) {
            g_autoptr(GPtrArray) passages = psg_passages_new(&comparison.changes, 0, context);
            for (guint i = 0; i < passages->len; i++) {
                if (((PsgPassage *)passages->pdata[i])->change == PSG_CHANGE_DELETED)
                    continue;
                g_autofree char *shown = join_runs(passages->pdata[i], PSG_RUN_INSERTED);
                g_auto(GStrv) pieces = g_strsplit(shown, "…", -1);
                for (guint j = 0; pieces[j]; j++)
                    if (!strstr(whole, g_strstrip(pieces[j])))
                        fail_msg("“%s” is not in “%s”", pieces[j], whole);
                if (context > 60)
                    assert_string_equal(shown, whole);
            }
        }
    }
}

static void
cells_say_their_row_and_column(void **state)
{
    check("| What | Why |\n|---|---|\n| sand | it runs well |\n",
            "| What | Why |\n|---|---|\n| sand | it runs well today |\n", 9,
            "it runs well{+ today+} | In the row “sand”, column “Why”.");
}

static void
rows_that_are_new_or_gone_are_told_whole(void **state)
{
    const char *shorter = "| What | Why |\n|---|---|\n| sand | it runs |\n";
    const char *longer = "| What | Why |\n|---|---|\n| sand | it runs |\n| mud | it stays |\n";
    check(shorter, longer, 9, "{+mud | it stays+} | A row of the table.");
    check(longer, shorter, 9, "[-mud | it stays-] | A row of the table.");
}

static void
a_section_that_moved_is_told_once(void **state)
{
    check("# T\n\n## A\n\nSome words that stay here.\n\n## B\n\nOther words that stay there.\n\n## "
          "C\n\nWords that go with it.\n\nMore words that go along with it too.\n",
            "# T\n\n## C\n\nWords that go with it.\n\nMore new words that go along with it "
            "too.\n\n## "
            "A\n\nSome words that stay here.\n\n## B\n\nOther words that stay there.\n",
            9,
            "C | Moved within the chapter. What stands below it moved too.\n"
            "More{+ new+} words that go along with it too. | Moved with its section.");
}

static void
links_and_pictures_say_where_they_lead(void **state)
{
    check("Read [the page](a.md) first.\n", "Read [the page](b.md) first.\n", 9,
            "Read the page first. | The link “the page” now leads to b.md.");
    check("We talk about it in [“Method Syntax”](a.md) of the book.\n",
            "We talk about it in [“Methods”](b.md) of the book.\n", 20,
            "We talk about it in “[-Method Syntax -]{+Methods+}” of the book. | The link “Methods” "
            "now leads to b.md.");
    check("Words.\n\n![a boat](a.svg)\n", "Words.\n\n![a ship](a.svg)\n", 9,
            "[-[Picture: a boat] -]{+[Picture: a ship]+}");
    check("Words.\n\n![a boat](a.svg)\n", "Words.\n\n![a boat](b.svg)\n", 9,
            "[Picture: a boat] | The picture is now b.svg.");
    check("Words.\n\n![a boat](a.svg)\n", "Words.\n\n![a ship](b.svg)\n", 9,
            "[-[Picture: a boat] -]{+[Picture: a ship]+}");
    check("Words.\n\n![a red boat on the big pond](a.svg)\n",
            "Words.\n\n![a red boat on the big sea](b.svg)\n", 9,
            "[-[Picture: a red boat on the big pond] -]{+[Picture: a red boat on the big sea]+}");
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

#define STAY(word)                                                                                \
    "# Play\n\n## Inside\n\nStay here with all of these words now, and read them to the end.\n\n" \
    "The second paragraph is long enough that nobody would call it the one that moved " word "."
#define SAND                                                                                      \
    "\n\n## Sand\n\nPut the sand tray where there is room for two.\n\n- buckets and spoons\n- a " \
    "funnel for the sand"

static void
a_summary_tells_a_section_that_moved_by_its_title(void **state)
{
    const char *const between[] = {STAY("away") SAND, STAY("away"), "# Mess\n\nMess is fine.",
            "# Mess\n\nMess is fine." SAND};
    g_auto(Comparison) comparison;
    compare_all(&comparison, between, 2, "en");
    g_autofree char *summary = psg_summary_make(&comparison.changes);
    assert_string_equal(summary, "- The section “Sand” moved from “Play” to “Mess”.\n");
    g_auto(Comparison) inside;
    compare(&inside,
            "# Play" SAND "\n\n## Outside\n\nMud, and more mud, and a bit of rain on all of it.",
            "# Play\n\n## Outside\n\nMud, and more mud, and a bit of rain on all of it." SAND);
    g_autofree char *within = psg_summary_make(&inside.changes);
    assert_true(g_str_has_suffix(within, "moved within “Play”.\n"));
    assert_true(g_str_has_prefix(within, "- The section “"));
    assert_null(strchr(strchr(within, '\n') + 1, '\n'));
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
            cmocka_unit_test(what_is_gone_takes_its_spaces_along),
            cmocka_unit_test(cuts_stand_at_spaces),
            cmocka_unit_test(a_heading_of_another_level_says_so),
            cmocka_unit_test(words_of_another_form_say_which),
            cmocka_unit_test(a_link_in_a_sentence_that_changed_keeps_its_words),
            cmocka_unit_test(a_mark_that_left_a_link_is_not_told),
            cmocka_unit_test(passages_read_as_the_text_does),
            cmocka_unit_test(cells_say_their_row_and_column),
            cmocka_unit_test(rows_that_are_new_or_gone_are_told_whole),
            cmocka_unit_test(a_section_that_moved_is_told_once),
            cmocka_unit_test(links_and_pictures_say_where_they_lead),
            cmocka_unit_test(paragraphs_that_were_divided_or_joined_show_the_border),
            cmocka_unit_test(moves_say_where_from),
            cmocka_unit_test(a_sections_passages_are_those_below_its_heading),
            cmocka_unit_test(a_summary_names_chapters_and_sections),
            cmocka_unit_test(a_summary_tells_a_section_that_moved_by_its_title),
            cmocka_unit_test(no_change_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
