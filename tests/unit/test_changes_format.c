/* The forms in which changes are written. */
#include "changes_case.h"

#include "changes/format.h"

static const PsgRange range = {.from = {.label = (char *)"version 1.0 (3 May 2026)",
                                       .name = (char *)"1.0",
                                       .oid = (char *)"0123456789012345678901234567890123456789",
                                       .time = 1777766400},
        .to = {.label = (char *)"now", .name = (char *)"now"}};

#define OLD "# Play\n\nOne two.\n\n## Turns\n\nRoll the ball to Sam and wait a while.\n"
#define NEW "# Play\n\nOne two.\n\n## Turns\n\nRoll the ball to Alex and wait a while.\n"

static void
a_terminal_without_colour_gets_marks(void **state)
{
    g_auto(Comparison) comparison;
    compare(&comparison, OLD, NEW);
    g_autoptr(GString) out = g_string_new(NULL);
    psg_changes_format_text(&comparison.changes, &range, 0, FALSE, out);
    assert_string_equal(out->str,
            "Early years: version 1.0 (3 May 2026) → now\n1 word added, 1 removed\n\nPlay "
            "(play.md)\n\n  Turns\n    Changed  Roll the ball to [-Sam-] {+Alex+} and wait a "
            "while.\n");
}

static void
a_terminal_with_colour_gets_strike_and_underline(void **state)
{
    g_auto(Comparison) comparison;
    compare(&comparison, OLD, NEW);
    g_autoptr(GString) out = g_string_new(NULL);
    psg_changes_format_text(&comparison.changes, &range, 0, TRUE, out);
    assert_holds(out->str, "to \033[31;9mSam\033[0m \033[32;4mAlex\033[0m and");
}

/* The columns that a line takes, without sequences. */
static guint
measure(const char *line, const char *end)
{
    guint columns = 0;
    for (; line < end; line = g_utf8_next_char(line)) {
        if (*line == '\033') {
            line = strchr(line, 'm');
            continue;
        }
        gunichar character = g_utf8_get_char(line);
        columns += g_unichar_iszerowidth(character) ? 0 : g_unichar_iswide(character) ? 2 : 1;
    }
    return columns;
}

static void
lines_keep_to_the_width_and_styles_end_with_them(void **state)
{
    g_auto(Comparison) comparison;
    compare(&comparison, OLD,
            OLD "\nA long new paragraph of many words that has to be wrapped, and more.\n\n"
                "砂場遊びをする子供たちは順番を待つことを学びます。水遊びも同じです。\n\ne\xcc\x81t"
                "e\xcc\x81 e\xcc\x81te\xcc\x81\n");
    for (guint width = 24; width < 90; width += 7)
        for (guint has_colour = 0; has_colour < 2; has_colour++) {
            g_autoptr(GString) out = g_string_new(NULL);
            psg_changes_format_text(&comparison.changes, NULL, width, has_colour, out);
            for (const char *at = out->str, *end; (end = strchr(at, '\n')); at = end + 1) {
                assert_true(measure(at, end) <= width);
                const char *last = g_strrstr_len(at, end - at, "\033[");
                assert_true(!last || g_str_has_prefix(last, "\033[0m"));
            }
        }
}

static void
a_text_cannot_steer_the_terminal(void **state)
{
    g_auto(Comparison) comparison;
    compare(&comparison, "One.\n",
            "One.\n\nTwo \xc2\x9b"
            "31m three \xe2\x80\xae four.\n");
    comparison.changes.title = (char *)"Early\033]0;x\007 years";
    comparison.chapters[0].path = (char *)"a\033[2Jb.md";
    g_autoptr(GString) out = g_string_new(NULL);
    psg_changes_format_text(&comparison.changes, &range, 60, FALSE, out);
    assert_lacks(out->str, "\033");
    assert_lacks(out->str, "\007");
    assert_lacks(out->str, "\xc2\x9b");
    assert_lacks(out->str, "\xe2\x80\xae");
}

static void
markdown_shows_words_as_they_are(void **state)
{
    g_auto(Comparison) comparison;
    compare(&comparison, OLD, NEW "\nAsk \\@amina about \\#12, 3 \\* 4 \\<b> and `a_b`.\n");
    g_autoptr(GString) out = g_string_new(NULL);
    psg_changes_format_markdown(&comparison.changes, &range, out);
    assert_holds(out->str, "# Early years: version 1.0 (3 May 2026) → now\n\n");
    assert_holds(out->str, "\n## Play\n\n### Turns\n\n- **Changed:** Roll the ball to "
                           "<del>Sam</del> <ins>Alex</ins> and wait a while.\n");
    assert_holds(out->str,
            "<ins>Ask @<!-- -->amina about \\#<!-- -->12, 3 \\* 4 &lt;b&gt; and a\\_b.</ins>");
}

static void
a_fragment_is_well_formed_and_says_what_is_new(void **state)
{
    g_auto(Comparison) comparison;
    compare(&comparison, OLD, NEW);
    g_autoptr(GString) out = g_string_new("<div>");
    psg_changes_format_html(&comparison.changes, 3, out);
    assert_holds(out->str, "<h3>Play</h3>");
    assert_holds(out->str, "<h4>Turns</h4>");
    assert_holds(out->str, "to <del><span class=\"change-note\">Removed: </span>Sam</del> "
                           "<ins><span class=\"change-note\">Added: </span>Alex</ins> and");
    assert_lacks(out->str, " id=");
    g_string_append(out, "</div>");
    g_autoptr(xmlDoc) document = text_case_read_xml(out->str, out->len);
    assert_non_null(document);
}

static void
our_words_are_english_beside_another_language(void **state)
{
    g_auto(Comparison) comparison;
    const char *const markdown[] = {"# متن\n\nیہ ایک لفظ ہے\n", "# متن\n\nیہ ایک نیا لفظ ہے\n"};
    compare_all(&comparison, markdown, 1, "ur");
    g_autoptr(GString) out = g_string_new(NULL);
    psg_changes_format_html(&comparison.changes, 2, out);
    assert_holds(out->str, "<h2 lang=\"ur\" dir=\"rtl\">متن</h2>");
    assert_holds(out->str, "<p lang=\"ur\" dir=\"rtl\"><span class=\"change-kind\" lang=\"en\" "
                           "dir=\"ltr\">Changed:</span>");
}

/* A translation may stand among the chapters of an English document, or in one of them. */
static void
a_chapter_or_passage_in_another_language_says_so(void **state)
{
    g_auto(Comparison) comparison;
    const char *const markdown[] = {"---\nlang: ur\n---\n# متن\n\nیہ ایک لفظ ہے\n",
            "---\nlang: ur\n---\n# متن\n\nیہ ایک نیا لفظ ہے\n",
            "# Play\n\n<div lang=\"pl\">\n\nDzieci lubią się bawić.\n\n</div>\n",
            "# Play\n\n<div lang=\"pl\">\n\nDzieci bardzo lubią się bawić.\n\n</div>\n"};
    compare_all(&comparison, markdown, 2, "en");
    g_autoptr(GString) out = g_string_new(NULL);
    psg_changes_format_html(&comparison.changes, 2, out);
    assert_holds(out->str, "<h2 lang=\"ur\" dir=\"rtl\">متن</h2>");
    assert_holds(out->str, "<p lang=\"ur\" dir=\"rtl\"><span class=\"change-kind\" lang=\"en\"");
    assert_holds(out->str, "<h2>Play</h2>");
    assert_holds(out->str, "<p lang=\"pl\" dir=\"ltr\"><span class=\"change-kind\" lang=\"en\"");
}

static void
a_new_heading_is_told_once(void **state)
{
    g_auto(Comparison) comparison;
    const char *const markdown[] = {OLD, OLD "\n## Sand\n\nDig here.\n", NULL, "# Mud\n\nJump.\n"};
    compare_all(&comparison, markdown, 2, "en");
    g_autoptr(GString) text = g_string_new(NULL), page = g_string_new(NULL);
    g_autoptr(GString) document = g_string_new(NULL);
    psg_changes_format_text(&comparison.changes, NULL, 0, FALSE, text);
    assert_holds(text->str, "\n\n  {+Sand+}\n    Added    {+Dig here.+}\n");
    assert_holds(text->str, "\n\nMud (play.md; new chapter)\n    Added    {+Jump.+}\n");
    psg_changes_format_html(&comparison.changes, 2, page);
    assert_holds(page->str, "<h3><ins><span class=\"change-note\">Added: </span>Sand</ins></h3>\n"
                            "<div class=\"change change-inserted\">\n<p><span "
                            "class=\"change-kind\">Added:</span> <ins>Dig here.</ins></p>");
    psg_changes_format_markdown(&comparison.changes, NULL, document);
    assert_holds(document->str, "\n\n### <ins>Sand</ins>\n\n- **Added:** <ins>Dig here.</ins>\n");
    assert_holds(document->str, "\n\n## Mud (new chapter)\n\n- **Added:** <ins>Jump.</ins>\n");
}

static void
a_page_stands_by_itself(void **state)
{
    g_auto(Comparison) comparison;
    const char *const markdown[] = {OLD, NEW, NULL, "# A & B\n\nc\n", "# D\n\ne\n", NULL};
    compare_all(&comparison, markdown, 3, "en-GB");
    g_autoptr(GPtrArray) all = g_ptr_array_new(), ranges = g_ptr_array_new();
    g_ptr_array_add(all, &comparison.changes);
    g_ptr_array_add(ranges, (gpointer)&range);
    g_autoptr(GString) out = g_string_new(NULL);
    psg_changes_format_page(all, ranges, out);
    assert_holds(out->str, "<h1>What has changed: Early years</h1>");
    assert_holds(out->str, "<a href=\"#d1-c2\">A &amp; B</a>");
    assert_holds(out->str, "<h2 id=\"d1-c2\">A &amp; B</h2>");
    assert_lacks(out->str, "<script");
    assert_lacks(out->str, "http:");
    assert_lacks(out->str, "https:");
}

static void
json_keeps_its_order(void **state)
{
    g_auto(Comparison) comparison;
    compare(&comparison, OLD, NEW);
    json_t *json = psg_changes_format_json(&comparison.changes, &range);
    char *text = json_dumps(json, JSON_COMPACT);
    assert_true(g_str_has_prefix(text, "{\"document\":\"early-years\",\"title\":\"Early "
                                       "years\",\"language\":\"en\",\"from\":{\"name\":\"1.0\","
                                       "\"label\":\"version 1.0 (3 May 2026)\",\"commit\":\"0123"));
    assert_holds(text, "\"to\":{\"name\":\"now\",\"label\":\"now\",\"commit\":null,\"time\":null}");
    assert_holds(text, "{\"change\":\"edited\",\"block\":\"paragraph\",\"section\":{\"id\":"
                       "\"turns\",\"title\":\"Turns\"},\"runs\":[{\"kind\":\"same\",\"text\":"
                       "\"Roll the ball to\"},{\"kind\":\"deleted\",\"text\":\" Sam\"}");
    free(text);
    json_decref(json);
}

/* --- the whole of each form --- */

/* One text and its next revision, in tests/unit/changes_format: old.md and new.md, and what comes
 * out of them in each form. `test_changes_format --update` writes that anew. */
static gboolean is_updating;

static char *
read_case(const char *name)
{
    g_autofree char *path = g_build_filename(PSG_CHANGES_CASE, name, NULL);
    char *content = NULL;
    if (!g_file_get_contents(path, &content, NULL, NULL))
        fail_msg("%s is not there", path);
    return content;
}

static void
assert_case(const char *name, const char *content)
{
    g_autofree char *path = g_build_filename(PSG_CHANGES_CASE, name, NULL);
    if (is_updating)
        g_file_set_contents(path, content, -1, NULL);
    g_autofree char *expected = read_case(name);
    assert_string_equal(content, expected);
}

static void
every_form_comes_out_as_expected(void **state)
{
    g_auto(Comparison) comparison;
    g_autofree char *before = read_case("old.md"), *after = read_case("new.md");
    compare(&comparison, before, after);
    g_autoptr(GString) text = g_string_new(NULL), markdown = g_string_new(NULL);
    g_autoptr(GString) fragment = g_string_new(NULL), page = g_string_new(NULL);
    g_autoptr(GPtrArray) all = g_ptr_array_new(), ranges = g_ptr_array_new();
    g_ptr_array_add(all, &comparison.changes);
    g_ptr_array_add(ranges, (gpointer)&range);
    psg_changes_format_text(&comparison.changes, &range, 80, FALSE, text);
    psg_changes_format_markdown(&comparison.changes, &range, markdown);
    psg_changes_format_html(&comparison.changes, 2, fragment);
    psg_changes_format_page(all, ranges, page);
    assert_case("changes.txt", text->str);
    assert_case("changes.md", markdown->str);
    assert_case("fragment.html", fragment->str);
    assert_case("page.html", page->str);
    json_t *json = psg_changes_format_json(&comparison.changes, &range);
    char *dumped = json_dumps(json, JSON_INDENT(1));
    g_autofree char *lines = g_strconcat(dumped, "\n", NULL);
    free(dumped);
    json_decref(json);
    assert_case("changes.json", lines);
}

int
main(int argc, char **argv)
{
    is_updating = argc > 1 && !strcmp(argv[1], "--update");
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(a_terminal_without_colour_gets_marks),
            cmocka_unit_test(a_terminal_with_colour_gets_strike_and_underline),
            cmocka_unit_test(lines_keep_to_the_width_and_styles_end_with_them),
            cmocka_unit_test(a_text_cannot_steer_the_terminal),
            cmocka_unit_test(markdown_shows_words_as_they_are),
            cmocka_unit_test(a_fragment_is_well_formed_and_says_what_is_new),
            cmocka_unit_test(our_words_are_english_beside_another_language),
            cmocka_unit_test(a_new_heading_is_told_once),
            cmocka_unit_test(a_chapter_or_passage_in_another_language_says_so),
            cmocka_unit_test(a_page_stands_by_itself),
            cmocka_unit_test(json_keeps_its_order),
            cmocka_unit_test(every_form_comes_out_as_expected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
