/* Suggestions: merging two changes of a text, a commit of one file, and which passages can be
 * replaced. What the commands do with these is tried in tests/e2e/suggest.mjs. */
#include "review/suggest/suggestion.h"

#include "git/commit_file.h"
#include "git/git_error.h"
#include "git_folder.h"
#include "review/review_error.h"

/* --- Merging --- */

static void
assert_merged(const char *base, const char *ours, const char *theirs, const char *expected)
{
    g_autoptr(GBytes) a = g_bytes_new(base, strlen(base));
    g_autoptr(GBytes) b = g_bytes_new(ours, strlen(ours));
    g_autoptr(GBytes) c = g_bytes_new(theirs, strlen(theirs));
    g_autoptr(GBytes) merged = psg_git_merge_texts(a, b, c);
    g_autoptr(GBytes) mirrored = psg_git_merge_texts(a, c, b);
    if (!expected) {
        assert_null(merged);
        assert_null(mirrored);
        return;
    }
    assert_non_null(merged);
    assert_true(mirrored && g_bytes_equal(merged, mirrored));
    g_autofree char *text = g_strndup(g_bytes_get_data(merged, NULL), g_bytes_get_size(merged));
    assert_string_equal(text, expected);
}

static void
test_changes_of_other_words_of_a_line_are_joined(void **state)
{
    git_folder_run(*state, "true");
    g_autoptr(PsgRepository) repository = psg_repository_open(*state, NULL);
    assert_merged("one two three\n", "ONE two three\n", "one two THREE\n", "ONE two THREE\n");
    assert_merged("one two three", "one two three four", "two three", "two three four");
    assert_merged("one\n", "one\n", "two\n", "two\n");
    assert_merged("one\n", "two\n", "two\n", "two\n");
    assert_merged("", "", "a", "a");
}

static void
test_changes_around_another_are_joined_by_lines(void **state)
{
    g_autoptr(PsgRepository) repository = psg_repository_open(*state, NULL);
    assert_merged("a\nb\nc\nd\ne\n", "A\nb\nc\nd\nE\n", "a\nb\nC\nd\ne\n", "A\nb\nC\nd\nE\n");
}

static void
test_changes_of_the_same_words_are_not_joined(void **state)
{
    g_autoptr(PsgRepository) repository = psg_repository_open(*state, NULL);
    assert_merged("one two three\n", "one zwei three\n", "one deux three\n", NULL);
    assert_merged("one two\n", "one\n", "one two three\n", NULL);
    assert_merged("", "a", "b", NULL);
}

/* --- A commit of one file --- */

static void
begin(const char *folder)
{
    folder_fill(folder, "a/play.md", "# Play\n\nOne two.\n", "other.md", "x\n", NULL);
    git_folder_commit(folder, "2026-01-01", "Robin <robin@example.org>", "Begin", NULL);
}

typedef struct {
    PsgRepository *repository;
    char *head;
    GBytes *content;
    PsgFileCommit change;
} Change;

static void
change_clear(Change *change)
{
    psg_repository_free(change->repository);
    g_free(change->head);
    g_bytes_unref(change->content);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Change, change_clear)

static void
change_init(Change *change, const char *folder)
{
    change->repository = psg_repository_open(folder, NULL);
    assert_true(psg_repository_resolve(change->repository, "HEAD", &change->head, NULL));
    change->content = g_bytes_new_static("# Play\n\nOne three.\n", 19);
    change->change = (PsgFileCommit){.head = change->head,
            .path = "a/play.md",
            .content = change->content,
            .message = "Say three\n",
            .author_name = "Amina <3\n",
            .author_mail = "amina@contributors.invalid",
            .author_time = 1000000000};
}

static void
assert_refused(Change *change, PsgGitError code)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *oid = NULL;
    assert_false(psg_repository_commit_file(change->repository, &change->change, &oid, &error));
    assert_true(g_error_matches(error, PSG_GIT_ERROR, (gint)code));
    assert_null(oid);
    g_autofree char *head = NULL;
    assert_true(psg_repository_resolve(change->repository, "HEAD", &head, NULL));
    assert_string_equal(head, change->head);
}

static void
test_a_commit_of_one_file_leaves_the_rest(void **state)
{
    begin(*state);
    git_folder_run(*state, "echo y > other.md; git add other.md");
    g_auto(Change) change = {0};
    change_init(&change, *state);
    g_autofree char *oid = NULL;
    assert_true(psg_repository_commit_file(change.repository, &change.change, &oid, NULL));
    git_folder_run(*state,
            "test \"$(git log -1 --format='%an <%ae> %at %cn')\" = "
            "'Amina 3 <amina@contributors.invalid> 1000000000 Robin' && "
            "test \"$(git status --short)\" = 'M  other.md' && grep -q three a/play.md && "
            "test \"$(git show --format= --name-only)\" = a/play.md && git fsck --strict");
}

static void
test_what_is_in_the_way_of_a_commit_is_told(void **state)
{
    begin(*state);
    g_auto(Change) change = {0};
    change_init(&change, *state);
    git_folder_run(*state, "git rev-parse HEAD > .git/MERGE_HEAD");
    assert_refused(&change, PSG_GIT_ERROR_BUSY);
    git_folder_run(*state, "rm .git/MERGE_HEAD; touch .git/index.lock");
    assert_refused(&change, PSG_GIT_ERROR_BUSY);
    git_folder_run(*state, "rm .git/index.lock; echo Two > a/play.md");
    assert_refused(&change, PSG_GIT_ERROR_CONFLICT);
    git_folder_run(*state, "rm a/play.md; ln -s ../other.md a/play.md");
    assert_refused(&change, PSG_GIT_ERROR_CONFLICT);
    git_folder_run(
            *state, "rm -r a; mkdir b; ln -s b a; printf '# Play\\n\\nOne two.\\n' > b/play.md");
    assert_refused(&change, PSG_GIT_ERROR_CONFLICT);
    git_folder_run(*state, "rm a; git checkout -q .; git rm -q --cached a/play.md");
    assert_refused(&change, PSG_GIT_ERROR_CONFLICT);
    git_folder_run(*state, "git reset -q; touch .git/refs/heads/main.lock");
    assert_refused(&change, PSG_GIT_ERROR_FAILED);
    git_folder_run(*state, "rm .git/refs/heads/main.lock; test -z \"$(git status --short -uno)\"");
    change.change.path = "a/none.md";
    assert_refused(&change, PSG_GIT_ERROR_NOT_FOUND);
    change.change.path = "a";
    assert_refused(&change, PSG_GIT_ERROR_NOT_FOUND);
    change.change.path = "a/play.md";
    change.change.head = "0123456789012345678901234567890123456789";
    assert_refused(&change, PSG_GIT_ERROR_BUSY);
}

static void
test_a_committer_is_needed(void **state)
{
    begin(*state);
    git_folder_run(*state, "git config user.name ''; git config user.email ''");
    g_auto(Change) change = {0};
    change_init(&change, *state);
    assert_refused(&change, PSG_GIT_ERROR_IDENTITY);
}

/* --- Passages that can be replaced --- */

static const char text[] = "# Play\n"
                           "\n"
                           "See [the guide](a.md) and **two words** of `some code` here.\n"
                           "\n"
                           "- first item\n"
                           "- second *item\n"
                           "  goes* on\n"
                           "\n"
                           "| a | b |\n"
                           "|---|---|\n"
                           "| one | two |\n"
                           "\n"
                           "A note[^1] and *more* at the end.\n"
                           "\n"
                           "[^1]: It is short.\n";
static const char manifest[] =
        "plainsong: 1\ntitle: Guide\nid: urn:uuid:11111111-1111-4111-8111-111111111111\n"
        "language: en-GB\ndocuments:\n  - id: guide\n    title: Guide\n    chapters: [play.md, "
        "a.md]\n";

typedef struct {
    PsgPlace *place;
    PsgSnapshot *snapshot;
    PsgPackage *package;
    PsgReview *review;
} Opened;

static void
opened_clear(Opened *opened)
{
    psg_review_free(opened->review);
    psg_package_free(opened->package);
    psg_snapshot_free(opened->snapshot);
    psg_place_free(opened->place);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Opened, opened_clear)

static void
open_review(Opened *opened, const char *folder)
{
    g_autoptr(GError) error = NULL;
    folder_fill(folder, "plainsong.yaml", manifest, "play.md", text, "a.md", "# A\n", NULL);
    git_folder_commit(folder, "2026-01-01", "Robin <robin@example.org>", "Begin", NULL);
    opened->place = psg_place_find(folder, NULL, &error);
    opened->snapshot = psg_place_open(opened->place, NULL, NULL, &error);
    opened->package = psg_package_load(opened->snapshot, NULL, &error);
    opened->review = opened->package ? psg_review_load(opened->place, opened->snapshot,
                                               opened->package, NULL, &error)
                                     : NULL;
    if (!opened->review)
        fail_msg("%s", error->message);
}

/* Asks for a range of the source to be replaced. Returns what would be, NULL when it is refused.
 */
static char *
fit(const Opened *opened, const char *words, const char *wording)
{
    const char *found = strstr(text, words);
    assert_non_null(found);
    gsize start = (gsize)(found - text);
    g_autoptr(PsgTarget) target = psg_target_find(opened->review,
            &(PsgTargetQuery){.where = "play.md", .quote = "at the end"}, NULL, NULL);
    gboolean is_widened;
    g_autoptr(GError) error = NULL;
    target->on.start = start;
    target->on.end = start + strlen(words);
    target->on.exact = words;
    if (!psg_suggestion_fit(opened->review, target, wording, &is_widened, &error)) {
        assert_true(g_error_matches(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_TARGET));
        return NULL;
    }
    assert_int_equal(is_widened, strcmp(target->on.exact, words) != 0);
    assert_memory_equal(text + target->on.start, target->on.exact, strlen(target->on.exact));
    return g_strdup(target->on.exact);
}

static void
test_a_passage_is_widened_over_the_marks_it_would_cut(void **state)
{
    g_auto(Opened) opened = {0};
    open_review(&opened, *state);
    const struct {
        const char *words, *taken;
    } cases[] = {
            {"two words", "two words"},
            {"two", "two"},
            {"**two words", "**two words**"},
            {"two words**", "**two words**"},
            {"**two words** of", "**two words** of"},
            {"words** of", NULL},
            {"guide", "guide"},
            {"[the guide", "[the guide](a.md)"},
            {"the guide](a.md)", "[the guide](a.md)"},
            {"See [the", NULL},
            {"some code", "some code"},
            {"`some", NULL},
            {"first item", "first item"},
            {"first item\n- second", "first item\n- second"},
            {"item\n  goes", "item\n  goes"},
            {"one | two", NULL},
            {"one", "one"},
            {"Play", "Play"},
            {"note[^1] and", "note[^1] and"},
            {"is short", "is short"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *taken = fit(&opened, cases[i].words, "x");
        if (g_strcmp0(taken, cases[i].taken) != 0)
            fail_msg("%s: %s instead of %s", cases[i].words, taken ? taken : "refused",
                    cases[i].taken ? cases[i].taken : "refused");
    }
}

static void
test_a_wording_must_leave_the_rest_as_it_is(void **state)
{
    g_auto(Opened) opened = {0};
    open_review(&opened, *state);
    const struct {
        const char *words, *wording;
        gboolean is_taken;
    } cases[] = {
            {"See", "Read **all** of", TRUE},
            {"See", "`See", FALSE},
            {"See", "Look.\n\nSee", TRUE},
            {"See", "<!-- See", FALSE},
            {"first item", "first\n\n  item", TRUE},
            {"Play", "Playing", TRUE},
            {"Play", "Play\n\n```", FALSE},
            {"at the end", "[at](a.md)", TRUE},
            {"at the end", "at the end", FALSE},
            {"at the end", "", TRUE},
            {"one", "1 | 2", FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *taken = fit(&opened, cases[i].words, cases[i].wording);
        if ((taken != NULL) != cases[i].is_taken)
            fail_msg("%s -> %s: %s", cases[i].words, cases[i].wording, taken ? "taken" : "refused");
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, git_folder_set_up, folder_tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
            TEST(test_changes_of_other_words_of_a_line_are_joined),
            TEST(test_changes_around_another_are_joined_by_lines),
            TEST(test_changes_of_the_same_words_are_not_joined),
            TEST(test_a_commit_of_one_file_leaves_the_rest),
            TEST(test_what_is_in_the_way_of_a_commit_is_told),
            TEST(test_a_committer_is_needed),
            TEST(test_a_passage_is_widened_over_the_marks_it_would_cut),
            TEST(test_a_wording_must_leave_the_rest_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
