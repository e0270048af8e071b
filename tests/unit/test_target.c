/* Finding what somebody speaks of. */
#include "review/comment/target.h"

#include "review/review_error.h"
#include "review_folder.h"

static PsgTarget *
find(const Reviewed *reviewed, PsgTargetQuery query)
{
    g_autoptr(GError) error = NULL;
    PsgTarget *target = psg_target_find(reviewed->review, &query, NULL, &error);
    if (!target)
        fail_msg("%s %s: %s", query.where, query.quote, error->message);
    return target;
}

static void
expect_error(const Reviewed *reviewed, PsgTargetQuery query, const char *words)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PsgTarget) target = psg_target_find(reviewed->review, &query, NULL, &error);
    assert_null(target);
    assert_true(g_error_matches(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_TARGET));
    if (!strstr(error->message, words))
        fail_msg("\"%s\" is not in: %s", words, error->message);
}

static void
test_a_passage_has_its_file_commit_range_quote_and_heading(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    reviewed_open(&reviewed, *state);
    g_autoptr(PsgTarget) target =
            find(&reviewed, (PsgTargetQuery){.where = "play.md", .quote = "See turn-taking too"});
    const char *at = strstr(REVIEW_PLAY, "See [");
    assert_string_equal(target->path, "play.md");
    assert_string_equal(target->on.path, "play.md");
    assert_string_equal(target->on.document, "guide");
    assert_string_equal(target->on.commit, psg_snapshot_get_revision(reviewed.snapshot)->oid);
    assert_true(target->on.has_range);
    assert_int_equal(target->on.start, at - REVIEW_PLAY);
    assert_string_equal(target->on.exact, "See [turn-taking](rest.md#turns) too");
    assert_true(g_str_has_suffix(target->on.prefix, "Staff may help.\n- "));
    assert_true(g_str_has_prefix(target->on.suffix, ".\n\n## Water"));
    assert_string_equal(target->on.heading, "turns");
    assert_int_equal(target->line, 8);
    g_autofree char *command =
            g_strdup_printf("test $(git rev-parse HEAD:play.md) = %s", target->on.blob);
    git_folder_run(*state, command);
}

static void
test_words_are_sought_where_it_is_said_and_else_everywhere(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    reviewed_open(&reviewed, *state);
    static const struct {
        const char *where, *quote, *path;
        guint line;
    } cases[] = {{"play.md#turns", "may", "play.md", 7}, {"play.md:12", "may", "play.md", 12},
            {"rest.md", "Staff may", "rest.md", 3}, {NULL, "Staff may pour", "play.md", 12},
            {NULL, "School begins", "school.md", 3}, {"school", "begins", "school.md", 3},
            {"Starting School", "begins", "school.md", 3}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(PsgTarget) target =
                find(&reviewed, (PsgTargetQuery){.where = cases[i].where, .quote = cases[i].quote});
        assert_string_equal(target->path, cases[i].path);
        assert_int_equal(target->line, cases[i].line);
    }
}

static void
test_of_several_places_what_stands_around_them_decides(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    reviewed_open(&reviewed, *state);
    g_autoptr(PsgTarget) water = find(&reviewed,
            (PsgTargetQuery){.where = "play.md", .quote = "Staff may", .suffix = " pour"});
    assert_int_equal(water->line, 12);
    g_autoptr(PsgTarget) first = find(&reviewed,
            (PsgTargetQuery){
                    .where = "play.md", .quote = "Staff may", .prefix = "**must** play. "});
    assert_int_equal(first->line, 3);
}

static void
test_several_places_are_given_with_what_stands_around_them(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) places = NULL;
    reviewed_open(&reviewed, *state);
    const PsgTargetQuery query = {.quote = "Staff may"};
    assert_null(psg_target_find(reviewed.review, &query, &places, &error));
    assert_true(g_error_matches(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_TARGET));
    assert_int_equal(places->len, 4);
    const PsgQuotePlace *first = places->pdata[0], *last = places->pdata[3];
    assert_string_equal(first->path, "play.md");
    assert_string_equal(first->before, "Every child must play. ");
    assert_string_equal(first->words, "Staff may");
    assert_string_equal(first->after, " wait.");
    assert_int_equal(first->line, 3);
    assert_string_equal(last->path, "rest.md");
}

static void
test_what_is_not_there_is_told_with_what_may_be_meant(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    reviewed_open(&reviewed, *state);
    expect_error(&reviewed, (PsgTargetQuery){.where = "plya.md"}, "did you mean \"play.md\"");
    expect_error(&reviewed, (PsgTargetQuery){.where = "play.md#turn"}, "did you mean \"turns\"");
    expect_error(&reviewed, (PsgTargetQuery){.where = "people.yaml"}, "no chapter");
    expect_error(&reviewed, (PsgTargetQuery){.where = "play.md:99"}, "only 12 lines");
    expect_error(&reviewed, (PsgTargetQuery){.where = "play.md:4"}, "has no words");
    expect_error(&reviewed, (PsgTargetQuery){.where = "play.md:0"}, "count from 1");
    expect_error(&reviewed, (PsgTargetQuery){.where = "play.md", .quote = "Staff may poor"},
            "line 12: “Staff may pour”");
    expect_error(&reviewed, (PsgTargetQuery){.where = "play.md", .quote = "zebra"}, "nothing like");
    expect_error(&reviewed, (PsgTargetQuery){.where = "play.md", .quote = "\xff"}, "UTF-8");
    expect_error(&reviewed, (PsgTargetQuery){0}, "nothing is said");
}

static void
test_what_is_not_committed_is_told_so(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    folder_fill(*state, "play.md", "New.\n" REVIEW_PLAY, "new.md", "# New\n", "plainsong.yaml",
            REVIEW_MANIFEST "  - {id: new, title: New, chapters: [new.md]}\n", NULL);
    reviewed_open(&reviewed, *state);
    expect_error(&reviewed, (PsgTargetQuery){.where = "play.md", .quote = "New."},
            "was not committed yet");
    expect_error(&reviewed, (PsgTargetQuery){.where = "new.md"}, "not committed yet");
    expect_error(&reviewed, (PsgTargetQuery){.where = "play.md:3"}, "not the same in your file");
    g_autoptr(PsgTarget) target =
            find(&reviewed, (PsgTargetQuery){.where = "play.md", .quote = "Staff may pour"});
    assert_int_equal(target->line, 12);
}

static void
test_a_chapter_that_is_a_link_is_spoken_of_where_its_text_is(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    git_folder_run(*state, "mkdir texts && git mv rest.md texts/ && ln -s texts/rest.md rest.md");
    git_folder_commit(*state, "2026-05-02", "Robin <robin@example.org>", "Link", NULL);
    reviewed_open(&reviewed, *state);
    g_autoptr(PsgTarget) target =
            find(&reviewed, (PsgTargetQuery){.where = "rest.md", .quote = "Rest is good"});
    assert_string_equal(target->path, "rest.md");
    assert_string_equal(target->on.path, "texts/rest.md");
}

static void
test_a_file_of_other_bytes_is_not_quoted(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    git_folder_run(*state, "printf '# Rest\\n\\ncaf\\351\\n' >rest.md");
    git_folder_commit(*state, "2026-05-02", "Robin <robin@example.org>", "Latin 1", NULL);
    reviewed_open(&reviewed, *state);
    expect_error(&reviewed, (PsgTargetQuery){.where = "rest.md", .quote = "caf"}, "not UTF-8");
    /* The others are still found. */
    g_autoptr(PsgTarget) target = find(&reviewed, (PsgTargetQuery){.quote = "Staff may pour"});
    assert_string_equal(target->path, "play.md");
}

static void
test_paths_are_seen_from_a_folder_first(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    git_folder_run(*state, "mkdir a && git mv play.md rest.md school.md a/ && sed -i "
                           "'s|\\[play.md, rest.md\\]|[a/play.md, a/rest.md]|; "
                           "s|\\[school.md\\]|[a/school.md]|' plainsong.yaml");
    git_folder_commit(*state, "2026-05-02", "Robin <robin@example.org>", "Move", NULL);
    reviewed_open(&reviewed, *state);
    g_autofree char *inside = g_build_filename(*state, "a", NULL);
    g_autoptr(PsgTarget) target =
            find(&reviewed, (PsgTargetQuery){.where = "./play.md", .folder = inside});
    assert_string_equal(target->on.path, "a/play.md");
    assert_false(target->on.has_range);
    g_autoptr(PsgTarget) ending = find(&reviewed, (PsgTargetQuery){.where = "play.md"});
    assert_string_equal(ending->on.path, "a/play.md");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, review_folder_set_up, folder_tear_down)
    const struct CMUnitTest tests[] = {
            TEST(test_a_passage_has_its_file_commit_range_quote_and_heading),
            TEST(test_words_are_sought_where_it_is_said_and_else_everywhere),
            TEST(test_of_several_places_what_stands_around_them_decides),
            TEST(test_several_places_are_given_with_what_stands_around_them),
            TEST(test_what_is_not_there_is_told_with_what_may_be_meant),
            TEST(test_what_is_not_committed_is_told_so),
            TEST(test_a_chapter_that_is_a_link_is_spoken_of_where_its_text_is),
            TEST(test_a_file_of_other_bytes_is_not_quoted),
            TEST(test_paths_are_seen_from_a_folder_first),
    };
#undef TEST
    return cmocka_run_group_tests(tests, NULL, NULL);
}
