/* Folders without plainsong.yaml: SUMMARY.md, or the names of the files. */
#include "folder.h"
#include "project/package.h"
#include "project/project_error.h"

static PsgPackage *
load(const char *folder, PsgFindings *findings)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PsgSnapshot) snapshot = psg_snapshot_new_worktree(NULL, folder, NULL, NULL);
    PsgPackage *package = psg_package_load(snapshot, findings, &error);
    if (!package)
        fail_msg("%s", error->message);
    assert_true(package->is_bare);
    assert_int_equal(package->documents->len, 1);
    return package;
}

static const PsgDocumentEntry *
get_document(const PsgPackage *package)
{
    return g_ptr_array_index(package->documents, 0);
}

/* One chapter a line: part, depth, number, title and file. */
static void
assert_outline(const PsgPackage *package, const char *expected)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    const PsgDocumentEntry *document = get_document(package);
    for (guint i = 0; i < document->chapters->len; i++) {
        const PsgChapterEntry *chapter = g_ptr_array_index(document->chapters, i);
        if (chapter->part)
            g_string_append_printf(lines, "== %s\n", chapter->part);
        for (guint j = 0; j < chapter->depth; j++)
            g_string_append(lines, "  ");
        g_string_append_printf(lines, "%s%s|%s\n", chapter->is_numbered ? "# " : "",
                chapter->title ? chapter->title : "", chapter->path ? chapter->path : "-");
    }
    assert_string_equal(lines->str, expected);
}

static const PsgFinding *
find(const PsgFindings *findings, const char *rule)
{
    for (guint i = 0; i < psg_findings_get_length(findings); i++)
        if (strcmp(psg_findings_get(findings, i)->rule, rule) == 0)
            return psg_findings_get(findings, i);
    fail_msg("no finding %s", rule);
    return NULL;
}

static void
the_whole_form_of_mdbook_is_read(void **state)
{
    folder_fill(*state, "SUMMARY.md",
            "\xef\xbb\xbf# The `Guide` *book*\r\n\r\n[Preface](preface.md)\n\n<!-- not\n- "
            "[shown](x.md)\n-->\n"
            "- [One](one.md)\n    - [One \\[a\\]](sub/one%20a.md#here)\n      - [`[x]` "
            "deep](<sub/deep.md>)\n"
            "    - [Draft]()\n- [Two](./two.md \"tip\")\n\n# Part two\n\n1. [Three](three.md)\n2. "
            "No link\n\n---\n\n"
            "* [Four](sub/)\n\n-----------\n\n[Afterword](after(word).md)\n",
            "preface.md", "", "one.md", "", "sub/one a.md", "", "sub/deep.md", "", "two.md", "",
            "three.md", "", "sub/README.md", "", "after(word).md", "", NULL);
    g_autoptr(PsgFindings) findings = psg_findings_new();
    g_autoptr(PsgPackage) package = load(*state, findings);
    assert_outline(package, "Preface|preface.md\n# One|one.md\n  # One [a]|sub/one a.md\n    # [x] "
                            "deep|sub/deep.md\n"
                            "  # Draft|-\n# Two|two.md\n== Part two\n# Three|three.md\n# No "
                            "link|-\n# Four|sub/README.md\n"
                            "Afterword|after(word).md\n");
    assert_string_equal(package->title, "The Guide book");
    assert_string_equal(get_document(package)->id, "the-guide-book");
    assert_int_equal(psg_findings_get_length(findings), 0);
}

static void
what_is_wrong_with_the_list_is_a_finding_with_its_line(void **state)
{
    folder_fill(*state, "SUMMARY.md",
            "# Summary\n\n- [A](a.md)\n- [Gone](chaptr.md)\n- [Again](a.md)\n- "
            "[Site](https://example.org)\n"
            "- [Picture](p.png)\n- [Out](../../etc/passwd)\nplain words\n[not a link\n",
            "a.md", "# The title {#t}\n", "chapter.md", "", "more/b.md", "", "p.png", "", NULL);
    g_autoptr(PsgFindings) findings = psg_findings_new();
    g_autoptr(PsgPackage) package = load(*state, findings);
    assert_outline(package, "# A|a.md\n# Gone|-\n# Again|-\n# Site|-\n# Picture|-\n# Out|-\n");
    assert_string_equal(package->title, "The title");
    const PsgFinding *missing = find(findings, "summary-missing");
    assert_int_equal(missing->line, 4);
    assert_int_equal(missing->severity, PSG_SEVERITY_WARNING);
    assert_non_null(
            strstr(missing->message, "\"chaptr.md\" is not there (did you mean \"chapter.md\"?)"));
    assert_int_equal(find(findings, "summary-twice")->line, 5);
    assert_int_equal(find(findings, "summary-external")->line, 6);
    assert_int_equal(find(findings, "summary-not-markdown")->line, 7);
    assert_int_equal(find(findings, "summary-line")->line, 9);
    const PsgFinding *unlisted = find(findings, "summary-unlisted");
    assert_int_equal(unlisted->severity, PSG_SEVERITY_NOTE);
    assert_non_null(strstr(unlisted->message, "2 Markdown files"));
}

static void
the_summary_of_an_mdbook_is_found_in_src(void **state)
{
    folder_fill(*state, "book.toml", "", "src/SUMMARY.md", "# Summary\n- [A](a.md)\n", "src/a.md",
            "no heading\n", "README.md", "# Read me\n", NULL);
    g_autoptr(PsgFindings) findings = psg_findings_new();
    g_autoptr(PsgPackage) package = load(*state, findings);
    assert_outline(package, "# A|src/a.md\n");
    assert_string_equal(package->title, "Read me");
    assert_string_equal(get_document(package)->folder, "src");
    assert_int_equal(psg_findings_get_length(findings), 0);
}

static void
without_a_summary_names_give_the_order(void **state)
{
    folder_fill(*state, "ch10.md", "", "ch9.md", "", "index.md",
            "```\n# code\n```\n# Ünser *Füh\\*rer* #\r\n", "sub/b.md", "", "sub/README.md", "",
            "node_modules/x/README.md", "", ".github/ISSUE.md", "", "LICENSE", "", NULL);
    g_autoptr(PsgPackage) package = load(*state, NULL);
    assert_outline(
            package, "# |index.md\n# |ch9.md\n# |ch10.md\n# |sub/README.md\n  # |sub/b.md\n");
    assert_string_equal(package->title, "Ünser Füh*rer");
    assert_string_equal(get_document(package)->id, "unser-fuh-rer");
    assert_string_equal(package->language, "en");
    assert_true(g_str_has_prefix(package->id, "urn:uuid:"));
    g_autoptr(PsgPackage) again = load(*state, NULL);
    assert_string_equal(again->id, package->id);
}

static void
a_title_and_an_id_are_always_found(void **state)
{
    static const struct {
        const char *text, *id;
    } cases[] = {{"# Search", "search-book"}, {"# 中文", "book"}, {"# --", "book"},
            {"# A  &  B's", "a-bs"}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        folder_fill(*state, "a.md", cases[i].text, NULL);
        g_autoptr(PsgPackage) package = load(*state, NULL);
        assert_string_equal(get_document(package)->id, cases[i].id);
    }
    g_autofree char *folder = g_build_filename(*state, "our-early_years", NULL);
    folder_fill(folder, "a.md", "text\n", NULL);
    g_autoptr(PsgPackage) package = load(folder, NULL);
    assert_string_equal(package->title, "Our early years");
}

static void
a_summary_without_chapters_gives_way_to_the_files(void **state)
{
    folder_fill(*state, "SUMMARY.md", "# Summary\n\n- [Gone](gone.md)\n", "a.md", "# A\n", NULL);
    g_autoptr(PsgFindings) findings = psg_findings_new();
    g_autoptr(PsgPackage) package = load(*state, findings);
    assert_outline(package, "# |a.md\n");
    find(findings, "summary-empty");
}

static void
nothing_to_publish_is_an_error_that_says_what_to_do(void **state)
{
    g_autoptr(GError) error = NULL;
    folder_fill(*state, "notes.txt", "", "node_modules/a.md", "", NULL);
    g_autoptr(PsgSnapshot) snapshot = psg_snapshot_new_worktree(NULL, *state, NULL, NULL);
    assert_null(psg_package_load(snapshot, NULL, &error));
    assert_true(g_error_matches(error, PSG_PROJECT_ERROR, PSG_PROJECT_ERROR_EMPTY));
    assert_non_null(strstr(error->message, "plainsong init"));
    g_clear_error(&error);
    folder_fill(*state, "plainsong.yml", "plainsong: 1\n", NULL);
    assert_null(psg_package_load(snapshot, NULL, &error));
    assert_non_null(strstr(error->message, "must be called plainsong.yaml"));
}

static void
hostile_lists_are_read_in_bounded_time(void **state)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < 15000; i++)
        g_string_append_printf(text, "%*s- [[[[x](m%d.md)\n", i % 50, "", i);
    g_string_append(text, "- [A](a.md)\n");
    g_autoptr(GString) front = g_string_new("- [A](a.md)\n");
    g_string_append_len(front, text->str, (gssize)text->len);
    folder_fill(*state, "SUMMARY.md", front->str, "a.md", "", NULL);
    g_autoptr(PsgFindings) findings = psg_findings_new();
    g_autoptr(PsgPackage) package = load(*state, findings);
    assert_int_equal(find(findings, "summary-long")->severity, PSG_SEVERITY_ERROR);
    const PsgDocumentEntry *document = get_document(package);
    for (guint i = 0; i < document->chapters->len; i++)
        assert_true(((PsgChapterEntry *)g_ptr_array_index(document->chapters, i))->depth < 16);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_set_up, folder_tear_down)
    const struct CMUnitTest tests[] = {
            TEST(the_whole_form_of_mdbook_is_read),
            TEST(what_is_wrong_with_the_list_is_a_finding_with_its_line),
            TEST(the_summary_of_an_mdbook_is_found_in_src),
            TEST(without_a_summary_names_give_the_order),
            TEST(a_title_and_an_id_are_always_found),
            TEST(a_summary_without_chapters_gives_way_to_the_files),
            TEST(nothing_to_publish_is_an_error_that_says_what_to_do),
            TEST(hostile_lists_are_read_in_bounded_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
