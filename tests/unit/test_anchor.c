/* Passages followed through histories that the tests make, and quotes found in texts. */
#include "review/anchor/anchor.h"

#include "git_folder.h"

#define SAND                                                                                      \
    "# Sand\n\nEvery child finds something of their own in a sandpit, and most of them stay for " \
    "longer than adults expect.\n\nKeep the sand damp so that it holds its shape. Dry sand runs " \
    "through the fingers and soon ends up in somebody's eyes.\n\n## Tools\n\nSpoons and yoghurt " \
    "pots are better than bought moulds, because they can be anything.\n\nPut them back in the "  \
    "wooden box when the afternoon group goes home.\n"
#define DAMP "Keep the sand damp so that it holds its shape."
#define WATER                                                                                      \
    "# Water\n\nA washing-up bowl on the floor is enough to begin with. Towels belong beside it, " \
    "and an adult stays within reach the whole time.\n"

/* --- making histories --- */

static void
write_file(const char *folder, const char *path, const char *text)
{
    g_autofree char *full = g_build_filename(folder, path, NULL);
    g_autofree char *parent = g_path_get_dirname(full);
    assert_int_equal(g_mkdir_with_parents(parent, 0755), 0);
    assert_true(g_file_set_contents(full, text, -1, NULL));
}

static char *
read_file(const char *folder, const char *path)
{
    g_autofree char *full = g_build_filename(folder, path, NULL);
    char *text = NULL;
    assert_true(g_file_get_contents(full, &text, NULL, NULL));
    return text;
}

/* Puts other words where some stand. */
static void
replace(const char *folder, const char *path, const char *from, const char *to)
{
    g_autofree char *text = read_file(folder, path);
    assert_non_null(strstr(text, from));
    g_auto(GStrv) parts = g_strsplit(text, from, 2);
    g_autofree char *changed = g_strjoinv(to, parts);
    write_file(folder, path, changed);
}

static void
commit(const char *folder)
{
    git_folder_commit(folder, "2026-05-03", "Robin <robin@example.org>", "Change", NULL);
}

static char *
resolve(const char *folder, const char *revision)
{
    g_autoptr(PsgRepository) repository = psg_repository_open(folder, NULL);
    char *oid = NULL;
    assert_true(psg_repository_resolve(repository, revision, &oid, NULL));
    return oid;
}

/* Both chapters, in one commit with the tag "begin". */
static void
begin(const char *folder)
{
    write_file(folder, "play/sand.md", SAND);
    write_file(folder, "play/water.md", WATER);
    commit(folder);
    git_folder_run(folder, "git tag begin");
}

/* Where words of a file at "begin" are at HEAD. The caller owns the place. */
static PsgAnchorPlace *
follow_words(const char *folder, const char *path, const char *text, const char *words)
{
    g_autofree char *from = resolve(folder, "begin");
    g_autofree char *to = resolve(folder, "HEAD");
    g_autoptr(PsgRepository) repository = psg_repository_open(folder, NULL);
    const char *at = strstr(text, words);
    assert_non_null(at);
    PsgAnchor anchor = {.commit = from,
            .path = path,
            .start = (gsize)(at - text),
            .end = (gsize)(at - text) + strlen(words)};
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) places = psg_anchors_follow(repository, &anchor, 1, to, NULL, &error);
    assert_null(error);
    assert_int_equal(places->len, 1);
    return g_steal_pointer(&places->pdata[0]);
}

static void
assert_is_at(const char *folder, const char *words, const char *path, const char *expected)
{
    PsgAnchorPlace *place = follow_words(folder, "play/sand.md", SAND, words);
    assert_int_equal(place->status, PSG_ANCHORED);
    assert_string_equal(place->path, path);
    assert_string_equal(place->words, expected);
    assert_null(place->removed_by);
    g_autofree char *text = read_file(folder, path);
    assert_true(place->start < place->end && place->end <= strlen(text));
    assert_memory_equal(text + place->start, expected, place->end - place->start);
    psg_anchor_place_free(place);
}

static void
assert_is_gone(const char *folder, const char *words, const char *removed_by)
{
    PsgAnchorPlace *place = follow_words(folder, "play/sand.md", SAND, words);
    g_autofree char *oid = resolve(folder, removed_by);
    assert_int_equal(place->status, PSG_ANCHOR_GONE);
    assert_string_equal(place->words, words);
    assert_string_equal(place->removed_by, oid);
    psg_anchor_place_free(place);
}

/* --- following --- */

static void
a_passage_is_where_it_was_at_its_own_commit(void **state)
{
    begin(*state);
    assert_is_at(*state, DAMP, "play/sand.md", DAMP);
    assert_is_at(*state, "# Sand", "play/sand.md", "# Sand");
}

static void
changes_to_other_files_leave_a_passage_alone(void **state)
{
    begin(*state);
    replace(*state, "play/water.md", "Towels", "Dry towels");
    commit(*state);
    assert_is_at(*state, DAMP, "play/sand.md", DAMP);
}

static void
a_passage_moves_with_what_is_put_before_it(void **state)
{
    begin(*state);
    replace(*state, "play/sand.md", "# Sand\n",
            "# Sand\n\nWe have two of them: “big” and small.\n");
    commit(*state);
    assert_is_at(*state, DAMP, "play/sand.md", DAMP);
}

static void
wrapping_and_emphasis_do_not_change_a_passage(void **state)
{
    begin(*state);
    replace(*state, "play/sand.md", DAMP, "Keep the sand\n*damp* so that it holds\nits shape.");
    commit(*state);
    assert_is_at(
            *state, DAMP, "play/sand.md", "Keep the sand\n*damp* so that it holds\nits shape.");
}

static void
a_light_edit_keeps_the_passage(void **state)
{
    begin(*state);
    replace(*state, "play/sand.md", DAMP,
            "Keep all of the sand a little damp so it holds its shape.");
    commit(*state);
    assert_is_at(*state, DAMP, "play/sand.md",
            "Keep all of the sand a little damp so it holds its shape.");
}

static void
a_sentence_in_other_words_keeps_the_passage(void **state)
{
    begin(*state);
    replace(*state, "play/sand.md", DAMP, "Water the sandpit daily: a castle of damp sand lasts.");
    commit(*state);
    PsgAnchorPlace *place = follow_words(*state, "play/sand.md", SAND, DAMP);
    assert_int_equal(place->status, PSG_ANCHORED);
    assert_non_null(strstr(place->words, "damp sand"));
    assert_null(strstr(place->words, "Dry"));
    psg_anchor_place_free(place);
}

static void
a_heading_that_is_renamed_keeps_its_comment(void **state)
{
    begin(*state);
    replace(*state, "play/sand.md", "## Tools", "## What to dig with");
    commit(*state);
    assert_is_at(*state, "## Tools", "play/sand.md", "## What to dig with");
}

static void
a_renamed_file_takes_its_passages_along(void **state)
{
    begin(*state);
    git_folder_run(*state, "mkdir outside && git mv play/sand.md outside/sandpit.md");
    replace(*state, "outside/sandpit.md", "Dry sand", "Very dry sand");
    commit(*state);
    assert_is_at(*state, DAMP, "outside/sandpit.md", DAMP);
}

static void
a_split_page_takes_each_passage_to_its_part(void **state)
{
    begin(*state);
    g_autofree char *tools = g_strconcat("# Digging\n\n", strstr(SAND, "Spoons"), NULL);
    g_autofree char *rest = g_strndup(SAND, (gsize)(strstr(SAND, "## Tools") - SAND));
    write_file(*state, "play/digging.md", tools);
    write_file(*state, "play/sand.md", rest);
    commit(*state);
    assert_is_at(*state, "Spoons and yoghurt pots are better", "play/digging.md",
            "Spoons and yoghurt pots are better");
    assert_is_at(*state, DAMP, "play/sand.md", DAMP);
}

static void
a_section_that_moves_takes_its_passages_along(void **state)
{
    begin(*state);
    const char *box = "Put them back in the wooden box when the afternoon group goes home.";
    g_autofree char *paragraph = g_strconcat("\n\n", box, NULL);
    g_autofree char *longer = g_strconcat(WATER, "\n", box, "\n", NULL);
    replace(*state, "play/sand.md", paragraph, "");
    write_file(*state, "play/water.md", longer);
    commit(*state);
    assert_is_at(*state, box, "play/water.md", box);
}

static void
what_is_deleted_is_gone_with_the_commit_that_did_it(void **state)
{
    begin(*state);
    replace(*state, "play/sand.md", DAMP " ", "");
    commit(*state);
    git_folder_run(*state, "git tag deleted");
    replace(*state, "play/water.md", "Towels", "Dry towels");
    commit(*state);
    assert_is_gone(*state, DAMP, "deleted");
}

static void
a_copy_that_stood_there_before_attracts_nothing(void **state)
{
    write_file(*state, "first-edition/sand.md", SAND);
    begin(*state);
    git_folder_run(*state, "git rm -q play/sand.md");
    commit(*state);
    assert_is_gone(*state, DAMP, "HEAD");
}

static void
a_twin_in_another_section_attracts_nothing(void **state)
{
    const char *text = SAND "\nAsk an adult.\n\n## Water\n\nFill a bowl to the brim and carry it "
                            "outside with both hands.\n\nAsk an adult.\n";
    write_file(*state, "play/sand.md", text);
    commit(*state);
    git_folder_run(*state, "git tag begin");
    replace(*state, "play/sand.md", "home.\n\nAsk an adult.\n", "home.\n");
    commit(*state);
    PsgAnchorPlace *place = follow_words(*state, "play/sand.md", text, "Ask an adult.");
    assert_int_equal(place->status, PSG_ANCHOR_GONE);
    psg_anchor_place_free(place);
}

static void
what_is_put_back_is_found_again(void **state)
{
    begin(*state);
    replace(*state, "play/sand.md", DAMP " ", "");
    commit(*state);
    replace(*state, "play/sand.md", "Dry sand", DAMP " Dry sand");
    commit(*state);
    assert_is_at(*state, DAMP, "play/sand.md", DAMP);
}

static void
a_file_that_is_put_back_brings_its_passages(void **state)
{
    begin(*state);
    git_folder_run(*state, "git rm -q play/sand.md");
    commit(*state);
    write_file(*state, "play/sand.md", SAND);
    commit(*state);
    assert_is_at(*state, DAMP, "play/sand.md", DAMP);
}

static void
a_merge_carries_what_both_sides_changed(void **state)
{
    begin(*state);
    git_folder_run(*state, "git switch -q -c side");
    replace(*state, "play/sand.md", DAMP, "Keep the sand always damp so that it holds its shape.");
    commit(*state);
    git_folder_run(*state, "git switch -q main");
    replace(*state, "play/sand.md", "# Sand\n", "# Sand\n\nWe have two sandpits.\n");
    commit(*state);
    git_folder_run(*state, "git merge -q --no-edit side");
    assert_is_at(
            *state, DAMP, "play/sand.md", "Keep the sand always damp so that it holds its shape.");
    assert_is_at(*state, "Dry sand runs", "play/sand.md", "Dry sand runs");
}

static void
ranges_end_at_borders_of_characters(void **state)
{
    const char *old_text = "# Żłobek\n\nDzieci śpią długo — „jak zabite” — po obiedzie.\n";
    write_file(*state, "play/sand.md", old_text);
    commit(*state);
    git_folder_run(*state, "git tag begin");
    replace(*state, "play/sand.md", "długo", "bardzo długo i mocno");
    replace(*state, "play/sand.md", "„jak zabite”", "„jak susły”");
    commit(*state);
    g_autofree char *new_text = read_file(*state, "play/sand.md");
    for (const char *from = old_text; *from; from = g_utf8_next_char(from))
        for (const char *to = g_utf8_next_char(from); *to; to = g_utf8_next_char(to)) {
            if ((to - from) % 5 != 0)
                continue; /* a sample of all ranges */
            g_autofree char *words = g_strndup(from, (gsize)(to - from));
            if (strstr(old_text, words) != from)
                continue;
            PsgAnchorPlace *place = follow_words(*state, "play/sand.md", old_text, words);
            if (place->status == PSG_ANCHORED) {
                assert_true(place->start <= place->end && place->end <= strlen(new_text));
                assert_true(g_utf8_validate(place->words, -1, NULL));
            }
            psg_anchor_place_free(place);
        }
}

static void
what_cannot_be_followed_is_said_to_be_unknown(void **state)
{
    begin(*state);
    g_autofree char *to = resolve(*state, "HEAD");
    g_autoptr(PsgRepository) repository = psg_repository_open(*state, NULL);
    const PsgAnchor anchors[] = {
            {.commit = "0123456789012345678901234567890123456789",
                    .path = "play/sand.md",
                    .end = 6},
            {.commit = "no commit", .path = "play/sand.md", .end = 6},
            {.commit = to, .path = "play/mud.md", .end = 6},
            {.commit = to, .path = "play/sand.md", .end = 100000},
            {.commit = to, .path = "play/sand.md", .start = 6, .end = 6},
            {.commit = to, .path = "play/sand.md", .end = 6},
    };
    g_autoptr(GPtrArray) places =
            psg_anchors_follow(repository, anchors, G_N_ELEMENTS(anchors), to, NULL, NULL);
    assert_int_equal(places->len, G_N_ELEMENTS(anchors));
    for (guint i = 0; i + 1 < places->len; i++)
        assert_int_equal(((PsgAnchorPlace *)places->pdata[i])->status, PSG_ANCHOR_UNKNOWN);
    assert_int_equal(((PsgAnchorPlace *)places->pdata[5])->status, PSG_ANCHORED);
    g_autoptr(GError) error = NULL;
    assert_null(psg_anchors_follow(repository, anchors, 1, anchors[0].commit, NULL, &error));
    assert_non_null(error);
}

/* --- quotes --- */

static void
a_quote_has_whole_characters_around_it(void **state)
{
    (void)state;
    const char *text = "ą: one, „two”, three";
    gsize start = (gsize)(strstr(text, "two") - text);
    g_autoptr(PsgQuote) quote = psg_quote_new(text, strlen(text), start, start + 3);
    assert_string_equal(quote->prefix, "ą: one, „");
    assert_string_equal(quote->exact, "two");
    assert_string_equal(quote->suffix, "”, three");
}

static void
a_quote_is_found_however_its_lines_are_wrapped(void **state)
{
    (void)state;
    const char *text = "Keep the\nsand damp. Keep the  sand dry.";
    g_autoptr(GArray) all = psg_quote_find(text, strlen(text), "Keep the sand", NULL, NULL);
    assert_int_equal(all->len, 2);
    g_autoptr(GArray) one = psg_quote_find(text, strlen(text), "Keep the sand", "", " dry");
    assert_int_equal(one->len, 1);
    assert_int_equal(g_array_index(one, PsgByteRange, 0).start, strlen("Keep the\nsand damp. "));
    g_autoptr(GArray) none = psg_quote_find(text, strlen(text), "Keep a sand", NULL, NULL);
    assert_int_equal(none->len, 0);
}

#define FOLLOWING(test) cmocka_unit_test_setup_teardown(test, git_folder_set_up, folder_tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
            FOLLOWING(a_passage_is_where_it_was_at_its_own_commit),
            FOLLOWING(changes_to_other_files_leave_a_passage_alone),
            FOLLOWING(a_passage_moves_with_what_is_put_before_it),
            FOLLOWING(wrapping_and_emphasis_do_not_change_a_passage),
            FOLLOWING(a_light_edit_keeps_the_passage),
            FOLLOWING(a_sentence_in_other_words_keeps_the_passage),
            FOLLOWING(a_heading_that_is_renamed_keeps_its_comment),
            FOLLOWING(a_renamed_file_takes_its_passages_along),
            FOLLOWING(a_split_page_takes_each_passage_to_its_part),
            FOLLOWING(a_section_that_moves_takes_its_passages_along),
            FOLLOWING(what_is_deleted_is_gone_with_the_commit_that_did_it),
            FOLLOWING(a_copy_that_stood_there_before_attracts_nothing),
            FOLLOWING(a_twin_in_another_section_attracts_nothing),
            FOLLOWING(what_is_put_back_is_found_again),
            FOLLOWING(a_file_that_is_put_back_brings_its_passages),
            FOLLOWING(a_merge_carries_what_both_sides_changed),
            FOLLOWING(ranges_end_at_borders_of_characters),
            FOLLOWING(what_cannot_be_followed_is_said_to_be_unknown),
            cmocka_unit_test(a_quote_has_whole_characters_around_it),
            cmocka_unit_test(a_quote_is_found_however_its_lines_are_wrapped),
    };
    return cmocka_run_group_tests_name("anchor", tests, NULL, NULL);
}
