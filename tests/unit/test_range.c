/* Ranges as people write them, over a repository with two versions. */
#include "changes/range.h"

#include "changes/changes_error.h"
#include "git_folder.h"

#define ROBIN "Robin <robin@example.org>"

/* Versions 1.0 (3 May) and 1.1 (1 June), a commit between them and one after. */
static int
set_up(void **state)
{
    if (git_folder_set_up(state) != 0)
        return -1;
    folder_fill(*state, "a.md", "# A\n\nOne.\n", NULL);
    git_folder_commit(*state, "2026-05-03", ROBIN, "one", "guide/v1.0");
    folder_fill(*state, "a.md", "# A\n\nTwo.\n", NULL);
    git_folder_commit(*state, "2026-05-20", ROBIN, "two", NULL);
    folder_fill(*state, "a.md", "# A\n\nThree.\n", NULL);
    git_folder_commit(*state, "2026-06-01", ROBIN, "three", "guide/v1.1");
    folder_fill(*state, "a.md", "# A\n\nFour.\n", NULL);
    git_folder_commit(*state, "2026-06-09", ROBIN, "four", NULL);
    return 0;
}

static PsgPlace *
find_place(const char *folder)
{
    PsgPlace *place = psg_place_find(folder, NULL, NULL);
    assert_non_null(place);
    return place;
}

/* "FROM LABEL -> TO LABEL", or the error's message; digits of commits are shown as #. */
static char *
describe(const char *folder, const char *text, const char *at)
{
    g_autoptr(PsgPlace) place = find_place(folder);
    g_autoptr(GError) error = NULL;
    g_autoptr(PsgRange) range = psg_range_parse(place, "guide", text, at, &error);
    if (!range)
        return g_strdup(error->message);
    g_autofree char *all = g_strdup_printf("%s -> %s", range->from.label, range->to.label);
    g_autoptr(GRegex) pattern = g_regex_new("\\b[0-9a-f]{7,}\\b", 0, 0, NULL);
    return g_regex_replace_literal(pattern, all, -1, 0, "#", 0, NULL);
}

static void
assert_range(const char *folder, const char *text, const char *at, const char *expected)
{
    g_autofree char *found = describe(folder, text, at);
    assert_string_equal(found, expected);
}

static void
without_a_range_it_begins_at_the_last_version(void **state)
{
    assert_range(*state, NULL, NULL, "version 1.1 (1 June 2026) -> now");
    assert_range(
            *state, NULL, "main~2", "version 1.0 (3 May 2026) -> main~2 (commit #, 20 May 2026)");
    assert_range(
            *state, NULL, "guide/v1.1", "version 1.0 (3 May 2026) -> version 1.1 (1 June 2026)");
}

static void
versions_are_found_though_their_numbers_hold_dots(void **state)
{
    const char *both = "version 1.0 (3 May 2026) -> version 1.1 (1 June 2026)";
    assert_range(*state, "1.0..1.1", NULL, both);
    assert_range(*state, "v1.0..v1.1", NULL, both);
    assert_range(*state, "guide/v1.0..guide/v1.1", NULL, both);
    assert_range(*state, "1.0", NULL, "version 1.0 (3 May 2026) -> now");
    assert_range(*state, "1.0..", NULL, "version 1.0 (3 May 2026) -> now");
    assert_range(*state, "..1.1", NULL, both);
    assert_range(*state, "..1.0", NULL, "the beginning -> version 1.0 (3 May 2026)");
    assert_range(
            *state, "..main~2", NULL, "version 1.0 (3 May 2026) -> main~2 (commit #, 20 May 2026)");
}

static void
a_day_is_the_last_commit_on_or_before_it(void **state)
{
    g_autoptr(PsgPlace) place = find_place(*state);
    const struct {
        const char *day, *like;
    } cases[] = {{"2026-05-03", "guide/v1.0"}, {"2026-05-19", "guide/v1.0"},
            {"2026-05-20", "main~2"}, {"2026-06-08", "guide/v1.1"}, {"2099-01-01", "main"}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(PsgRange) day = psg_range_parse(place, "guide", cases[i].day, NULL, NULL);
        g_autoptr(PsgRange) like = psg_range_parse(place, "guide", cases[i].like, NULL, NULL);
        assert_non_null(day);
        assert_string_equal(day->from.oid, like->from.oid);
        assert_string_equal(day->from.name, cases[i].day);
    }
    assert_range(*state, "2026-05-04..2026-05-20", NULL, "4 May 2026 -> 20 May 2026");
    assert_range(*state, "2026-05-02..", NULL,
            "2026-05-02: there is no commit on or before that day; the oldest one here is of 3 May "
            "2026");
    assert_range(*state, "2026-02-30..", NULL, "\"2026-02-30\": there is no such day");
}

static void
commits_and_branches_are_what_git_takes_for_them(void **state)
{
    assert_range(*state, "HEAD~1..main", NULL,
            "HEAD~1 (commit #, 1 June 2026) -> main (commit #, 9 June 2026)");
    g_autoptr(PsgPlace) place = find_place(*state);
    g_autoptr(PsgRange) range = psg_range_parse(place, "guide", "HEAD~1..", NULL, NULL);
    g_autofree char *text = g_strconcat(range->from.name, "..", NULL);
    assert_range(*state, text, NULL, "commit # (1 June 2026) -> now");
}

static void
a_range_that_leads_back_says_which_text_is_newer(void **state)
{
    assert_range(*state, "1.1..1.0", NULL,
            "version 1.1 (1 June 2026; the newer text) -> version 1.0 (3 May 2026; the older "
            "text)");
}

static void
spaces_around_the_ends_do_not_matter(void **state)
{
    assert_range(
            *state, " 1.0 .. 1.1 ", NULL, "version 1.0 (3 May 2026) -> version 1.1 (1 June 2026)");
}

static void
a_range_may_name_its_document(void **state)
{
    assert_true(psg_range_names_document("guide/v1.0..guide/v1.1", "guide"));
    assert_true(psg_range_names_document("main..guide/v1.1", "guide"));
    assert_false(psg_range_names_document("guide/v1.0..", "gui"));
    assert_false(psg_range_names_document("guide/v1.0..", "guidebook"));
    assert_false(psg_range_names_document("guide/velvet..1.0", "guide"));
    assert_false(psg_range_names_document(NULL, "guide"));
}

static void
errors_name_what_there_is(void **state)
{
    assert_range(*state, "guide/v1.3..", NULL,
            "\"guide/v1.3\": there is no such version of guide (versions: 1.0, 1.1)");
    assert_range(*state, "1.0..1.2", NULL,
            "\"1.2\": there is no such version of guide (versions: 1.0, 1.1)");
    assert_range(
            *state, "mian..", NULL, "\"mian\" is not a revision here (did you mean \"main\"?)");
    assert_range(*state, "2026-06..", NULL,
            "\"2026-06\" is not a revision here; name a branch, a tag or a commit (\"git fetch "
            "--tags\" gets what others have added); a version is written as 1.0 and a day as "
            "2026-05-03");
    assert_range(*state, "1.0...1.1", NULL,
            "\"1.0...1.1\": a range has two dots between its ends, as in \"1.0..1.1\"");
    assert_range(*state, "1.0..1.1..main", NULL,
            "\"1.0..1.1..main\": a range has two ends, as in \"1.0..1.1\"");
    g_autoptr(PsgPlace) place = find_place(*state);
    g_autoptr(GError) error = NULL;
    assert_null(psg_range_parse(place, "guide", "--upload..", NULL, &error));
    assert_true(g_error_matches(error, PSG_CHANGES_ERROR, PSG_CHANGES_ERROR_FORM));
}

static void
without_history_the_error_says_so(void **state)
{
    g_autofree char *empty = g_build_filename(*state, "empty", NULL);
    g_autofree char *outside = g_dir_make_tmp("plainsong-test-XXXXXX", NULL);
    git_folder_run(*state, "git init -q empty");
    const char *folders[] = {empty, outside};
    for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autoptr(PsgPlace) place = find_place(folders[i]);
        g_autoptr(GError) error = NULL;
        assert_null(psg_range_parse(place, "guide", NULL, NULL, &error));
        assert_true(g_error_matches(error, PSG_CHANGES_ERROR, PSG_CHANGES_ERROR_HISTORY));
        assert_non_null(strstr(error->message, i == 0 ? "no commit" : "no git repository"));
    }
    psg_folder_remove(outside, NULL);
}

static void
an_end_opens_as_the_text_of_its_time(void **state)
{
    g_autoptr(PsgPlace) place = find_place(*state);
    folder_fill(*state, "a.md", "# A\n\nFive.\n", NULL);
    const struct {
        const char *range, *text;
    } cases[] = {{"..1.0", "One"}, {"..main~2", "Two"}, {"1.0..", "Five"}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(PsgRange) range = psg_range_parse(place, "guide", cases[i].range, NULL, NULL);
        g_autoptr(PsgSnapshot) snapshot = psg_point_open(place, &range->to, NULL);
        g_autoptr(GBytes) bytes = psg_snapshot_read(snapshot, "a.md", 100, NULL);
        gsize length;
        const char *text = g_bytes_get_data(bytes, &length);
        assert_non_null(g_strstr_len(text, (gssize)length, cases[i].text));
    }
    g_autoptr(PsgRange) range = psg_range_parse(place, "guide", "..1.0", NULL, NULL);
    g_autoptr(GError) error = NULL;
    assert_null(psg_point_open(place, &range->from, &error));
    assert_null(error);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, folder_tear_down)
    const struct CMUnitTest tests[] = {
            TEST(without_a_range_it_begins_at_the_last_version),
            TEST(versions_are_found_though_their_numbers_hold_dots),
            TEST(a_day_is_the_last_commit_on_or_before_it),
            TEST(commits_and_branches_are_what_git_takes_for_them),
            TEST(a_range_that_leads_back_says_which_text_is_newer),
            TEST(spaces_around_the_ends_do_not_matter),
            cmocka_unit_test(a_range_may_name_its_document),
            TEST(errors_name_what_there_is),
            TEST(without_history_the_error_says_so),
            TEST(an_end_opens_as_the_text_of_its_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
