/* Answers in commits, over repositories that git itself makes. */
#include "review/answers/answers.h"

#include <stdio.h>

#include "git/snapshot.h"
#include "git_folder.h"
#include "review/answers/commits.h"

#define FIRST "20260101T090000Z-7fk2m9qx0c"
#define SECOND "20260102T090000Z-p3d8w1yh5n"
#define TWIN "20260103T090000Z-p3d8zzzzzz"

static const char people[] =
        "people:\n"
        "  - id: amina\n    name: Amina K.\n    group: parents\n    credit: name\n"
        "    identities: [\"Amina <amina@example.org>\"]\n"
        "  - id: robin\n    name: Robin\n    group: parents\n    identities: [\"Robin "
        "<robin@example.org>\"]\n";
static const char manifest[] =
        "plainsong: 1\ntitle: Guide\nid: urn:uuid:11111111-1111-4111-8111-111111111111\n"
        "language: en-GB\ngroups: {parents: Parents}\npeople: people.yaml\n"
        "documents:\n  - id: guide\n    title: Guide\n    chapters: [play.md]\n";

typedef struct {
    PsgRepository *repository;
    PsgSnapshot *snapshot;
    PsgPackage *package;
    PsgIdentities *identities;
    GHashTable *threads;
    char *tip;
} Opened;

static void
opened_clear(Opened *opened)
{
    psg_identities_free(opened->identities);
    psg_package_free(opened->package);
    psg_snapshot_free(opened->snapshot);
    psg_repository_free(opened->repository);
    g_hash_table_unref(opened->threads);
    g_free(opened->tip);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Opened, opened_clear)

static void
open_folder(Opened *opened, const char *folder)
{
    g_autoptr(GError) error = NULL;
    opened->repository = psg_repository_open(folder, &error);
    assert_null(error);
    opened->snapshot = psg_snapshot_new_worktree(opened->repository, folder, NULL, &error);
    opened->package = psg_package_load(opened->snapshot, NULL, &error);
    if (!opened->package)
        fail_msg("%s", error->message);
    opened->identities = psg_identities_new(opened->package, NULL);
    assert_true(psg_repository_resolve(opened->repository, "HEAD", &opened->tip, &error));
    opened->threads = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_add(opened->threads, (gpointer)FIRST);
    g_hash_table_add(opened->threads, (gpointer)SECOND);
    g_hash_table_add(opened->threads, (gpointer)TWIN);
}

static GPtrArray *
list(const Opened *opened)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *answers = psg_answers_list(
            opened->repository, opened->identities, opened->tip, opened->threads, &error);
    assert_null(error);
    return answers;
}

/* The answers as "answer FIRST by robin at 10; ...": kind, thread, person and day of January. */
static char *
tell(const GPtrArray *answers)
{
    GString *told = g_string_new(NULL);
    for (guint i = 0; i < answers->len; i++) {
        const PsgEvent *event = g_ptr_array_index(answers, i);
        g_string_append_printf(told, "%s%s %.4s by %s on %.2s", i > 0 ? "; " : "",
                psg_event_kind_get_name(event->kind), event->thread + 17, event->by, event->id + 6);
    }
    return g_string_free(told, FALSE);
}

static void
assert_told(const char *folder, const char *expected)
{
    g_auto(Opened) opened = {0};
    open_folder(&opened, folder);
    g_autoptr(GPtrArray) answers = list(&opened);
    g_autofree char *told = tell(answers);
    assert_string_equal(told, expected);
}

static void
commit(const char *folder, const char *day, const char *message)
{
    git_folder_commit(folder, day, "Robin <robin@example.org>", message, NULL);
}

static void
begin(const char *folder)
{
    folder_fill(
            folder, "plainsong.yaml", manifest, "people.yaml", people, "play.md", "# Play\n", NULL);
    commit(folder, "2026-01-01", "Begin");
}

static void
test_a_trailer_answers_its_thread(void **state)
{
    const char *folder = *state;
    begin(folder);
    commit(folder, "2026-01-10", "Say less\n\nIt was long.\n\nAnswers: " FIRST "\n");
    g_auto(Opened) opened = {0};
    open_folder(&opened, folder);
    g_autoptr(GPtrArray) answers = list(&opened);
    assert_int_equal(answers->len, 1);
    const PsgEvent *event = g_ptr_array_index(answers, 0);
    assert_int_equal(event->kind, PSG_EVENT_ANSWER);
    assert_int_equal(event->outcome, PSG_OUTCOME_ACCEPTED);
    assert_string_equal(event->thread, FIRST);
    assert_string_equal(event->by, "robin");
    assert_string_equal(event->commit, opened.tip);
    assert_string_equal(event->body, "Say less\n\nIt was long.");
    assert_string_equal(event->after[0], FIRST);
    assert_true(g_str_has_prefix(event->id, "20260110T120000Z-"));
    gint64 at;
    assert_true(psg_event_id_parse(event->id, &at));
    assert_int_equal(at, event->at);
    g_autoptr(GBytes) bytes = psg_event_write(event, NULL);
    assert_non_null(bytes);
}

static void
test_a_trailer_may_name_several_threads_by_their_beginnings(void **state)
{
    begin(*state);
    commit(*state, "2026-01-10", "Mend\n\nAnswers: #7FK2, P3D8W.\nanswers: nobody\n");
    assert_told(*state, "answer 7fk2 by robin on 10; answer p3d8 by robin on 10");
}

static void
test_an_unclear_or_unknown_name_answers_nothing_and_is_reported(void **state)
{
    begin(*state);
    commit(*state, "2026-01-10", "Mend\n\nAnswers: p3d8, zzzz99\n");
    assert_told(*state, "");
    g_auto(Opened) opened = {0};
    open_folder(&opened, *state);
    g_autoptr(PsgFindings) findings = psg_findings_new();
    assert_true(psg_answers_report(opened.repository, opened.tip, opened.threads, findings, NULL));
    assert_int_equal(psg_findings_get_length(findings), 2);
    assert_string_equal(psg_findings_get(findings, 0)->rule, "answers-thread");
    assert_non_null(strstr(psg_findings_get(findings, 0)->message, "several"));
    assert_non_null(strstr(psg_findings_get(findings, 1)->message, "no thread"));
}

static void
test_a_revert_reopens_and_its_revert_answers_again(void **state)
{
    begin(*state);
    commit(*state, "2026-01-10", "Mend\n\nAnswers: 7fk2\n");
    git_folder_run(*state,
            "echo a > a; git add a; git commit -q --amend --no-edit --date=2026-01-10T12:00:00Z");
    git_folder_run(*state,
            "export GIT_AUTHOR_DATE=2026-01-11T12:00:00Z GIT_COMMITTER_DATE=2026-01-11T12:00:00Z;"
            "git commit -q --amend --no-edit --reset-author;"
            "export GIT_AUTHOR_DATE=2026-01-12T12:00:00Z GIT_COMMITTER_DATE=2026-01-12T12:00:00Z;"
            "git revert --no-edit HEAD >/dev/null");
    assert_told(*state, "answer 7fk2 by robin on 11; reopen 7fk2 by robin on 12");
    git_folder_run(*state,
            "export GIT_AUTHOR_DATE=2026-01-13T12:00:00Z GIT_COMMITTER_DATE=2026-01-13T12:00:00Z;"
            "git revert --no-edit HEAD >/dev/null");
    assert_told(*state, "answer 7fk2 by robin on 11; reopen 7fk2 by robin on 12; "
                        "answer 7fk2 by robin on 13");
}

static void
test_reverting_a_merge_reopens_what_came_with_it(void **state)
{
    begin(*state);
    commit(*state, "2026-01-09", "Before\n\nAnswers: p3d8w\n");
    git_folder_run(*state, "git checkout -q -b side; echo a > a");
    commit(*state, "2026-01-10", "Mend\n\nAnswers: 7fk2\n");
    git_folder_run(*state,
            "export GIT_AUTHOR_DATE=2026-01-12T12:00:00Z GIT_COMMITTER_DATE=2026-01-12T12:00:00Z;"
            "git checkout -q main; git merge -q --no-ff -m Merge side;"
            "export GIT_AUTHOR_DATE=2026-01-13T12:00:00Z GIT_COMMITTER_DATE=2026-01-13T12:00:00Z;"
            "git revert --no-edit -m 1 HEAD >/dev/null");
    assert_told(*state, "answer p3d8 by robin on 09; answer 7fk2 by robin on 10; "
                        "reopen 7fk2 by robin on 13");
}

static void
test_a_commit_that_was_picked_answers_once(void **state)
{
    begin(*state);
    git_folder_run(*state, "git checkout -q -b side; echo a > a");
    commit(*state, "2026-01-10", "Mend\n\nAnswers: 7fk2\n");
    git_folder_run(*state,
            "export GIT_COMMITTER_DATE=2026-01-12T12:00:00Z;"
            "git checkout -q main; git cherry-pick -x side >/dev/null; git merge -q -m Merge side");
    assert_told(*state, "answer 7fk2 by robin on 10");
    /* Taken back and picked once more, it answers again. */
    git_folder_run(*state,
            "export GIT_AUTHOR_DATE=2026-01-13T12:00:00Z GIT_COMMITTER_DATE=2026-01-13T12:00:00Z;"
            "git revert --no-edit side >/dev/null; export GIT_COMMITTER_DATE=2026-01-14T12:00:00Z;"
            "unset GIT_AUTHOR_DATE; git cherry-pick side >/dev/null");
    assert_told(*state, "answer 7fk2 by robin on 10; reopen 7fk2 by robin on 13; "
                        "answer 7fk2 by robin on 14");
}

static void
test_only_commits_up_to_the_tip_count(void **state)
{
    begin(*state);
    git_folder_run(*state, "git checkout -q -b side");
    commit(*state, "2026-01-10", "Mend\n\nAnswers: 7fk2\n");
    assert_told(*state, "answer 7fk2 by robin on 10");
    git_folder_run(*state, "git checkout -q main");
    assert_told(*state, "");
    commit(*state, "2026-01-11", "Other\n\nAnswers: p3d8w\n");
    assert_told(*state, "answer p3d8 by robin on 11");
    git_folder_run(*state, "git merge -q -m Merge side");
    assert_told(*state, "answer 7fk2 by robin on 10; answer p3d8 by robin on 11");
}

static void
test_unknown_people_are_someone_and_addresses_are_left_out(void **state)
{
    begin(*state);
    git_folder_run(*state, "git config user.name Kay; git config user.email kay@example.org");
    git_folder_commit(*state, "2026-01-10", "Kay <kay@example.org>",
            "Mend, as jo@example.org says\n\nAnswers: 7fk2\n", NULL);
    g_auto(Opened) opened = {0};
    open_folder(&opened, *state);
    g_autoptr(GPtrArray) answers = list(&opened);
    const PsgEvent *event = g_ptr_array_index(answers, 0);
    assert_string_equal(event->by, "someone");
    assert_null(event->group);
    assert_null(strchr(event->body, '@'));
}

static void
test_an_answer_is_never_before_its_thread(void **state)
{
    begin(*state);
    commit(*state, "2025-06-01", "Mend\n\nAnswers: " TWIN "\n");
    g_auto(Opened) opened = {0};
    open_folder(&opened, *state);
    g_autoptr(GPtrArray) answers = list(&opened);
    assert_true(g_str_has_prefix(
            ((const PsgEvent *)g_ptr_array_index(answers, 0))->id, "20260103T090000Z-"));
}

static void
test_what_the_store_tells_is_left_out(void **state)
{
    begin(*state);
    commit(*state, "2026-01-10", "Mend\n\nAnswers: 7fk2, p3d8w\n");
    git_folder_run(*state,
            "echo a > a; git add a;"
            "export GIT_AUTHOR_DATE=2026-01-10T12:00:00Z GIT_COMMITTER_DATE=2026-01-10T12:00:00Z;"
            "git commit -q --amend --no-edit;"
            "export GIT_AUTHOR_DATE=2026-01-12T12:00:00Z GIT_COMMITTER_DATE=2026-01-12T12:00:00Z;"
            "git revert --no-edit HEAD >/dev/null");
    g_auto(Opened) opened = {0};
    open_folder(&opened, *state);
    g_autofree char *parent = NULL;
    assert_true(psg_repository_resolve(opened.repository, "HEAD~1", &parent, NULL));
    const char id[] = "20260110T120000Z-recrded000";
    const PsgEvent recorded = {.kind = PSG_EVENT_ANSWER,
            .id = id,
            .thread = FIRST,
            .commit = parent,
            .outcome = PSG_OUTCOME_PARTLY};
    g_autoptr(GPtrArray) answers = list(&opened);
    psg_answers_leave_out(answers, opened.repository, opened.tip, &recorded, 1);
    g_autofree char *told = tell(answers);
    assert_string_equal(told, "answer p3d8 by robin on 10; reopen 7fk2 by robin on 12; "
                              "reopen p3d8 by robin on 12");
    /* What took it back came after what is in the store. */
    assert_string_equal(((const PsgEvent *)g_ptr_array_index(answers, 1))->after[0], id);
}

static void
test_a_rebased_commit_does_not_answer_twice(void **state)
{
    begin(*state);
    commit(*state, "2026-01-10", "Mend\n\nAnswers: 7fk2\n");
    g_auto(Opened) opened = {0};
    open_folder(&opened, *state);
    const PsgEvent recorded = {.kind = PSG_EVENT_ANSWER,
            .id = "20260110T120000Z-recrded000",
            .thread = FIRST,
            .commit = "0123456789012345678901234567890123456789"};
    g_autoptr(GPtrArray) answers = list(&opened);
    psg_answers_leave_out(answers, opened.repository, opened.tip, &recorded, 1);
    assert_int_equal(answers->len, 0);
}

/* The path of the file that keeps what was read. */
static char *
kept_path(const char *folder)
{
    return g_build_filename(folder, ".git", "plainsong", "answers", NULL);
}

static void
test_a_kept_file_of_any_bytes_changes_nothing(void **state)
{
    begin(*state);
    commit(*state, "2026-01-10", "Mend\n\nAnswers: 7fk2\n");
    const char expected[] = "answer 7fk2 by robin on 10";
    assert_told(*state, expected);
    g_autofree char *path = kept_path(*state);
    g_autofree char *bytes = NULL;
    gsize length;
    assert_true(g_file_get_contents(path, &bytes, &length, NULL));
    for (gsize i = 0; i < length; i += 7) {
        g_autofree char *damaged = g_memdup2(bytes, length);
        damaged[i] = (char)(damaged[i] ^ 0x41);
        assert_null(psg_answer_commits_read(damaged, length));
        assert_null(psg_answer_commits_read(bytes, i));
    }
    assert_true(g_file_set_contents(path, "psgansw", -1, NULL));
    assert_told(*state, expected);
    g_autofree char *mended = NULL;
    gsize mended_length;
    assert_true(g_file_get_contents(path, &mended, &mended_length, NULL));
    assert_int_equal(mended_length, length);
    assert_memory_equal(mended, bytes, length);
}

static void
test_a_shallow_clone_tells_what_it_has(void **state)
{
    begin(*state);
    commit(*state, "2026-01-10", "Mend\n\nAnswers: 7fk2\n");
    commit(*state, "2026-01-11", "Mend\n\nAnswers: p3d8w\n");
    git_folder_run(*state, "git clone -q --depth 1 \"file://$PWD\" shallow");
    g_autofree char *clone = g_build_filename(*state, "shallow", NULL);
    assert_told(clone, "answer p3d8 by robin on 11");
    git_folder_run(clone, "git fetch -q --unshallow");
    assert_told(clone, "answer 7fk2 by robin on 10; answer p3d8 by robin on 11");
}

static void
test_an_unknown_tip_is_an_error(void **state)
{
    begin(*state);
    g_auto(Opened) opened = {0};
    open_folder(&opened, *state);
    g_autoptr(GError) error = NULL;
    assert_null(psg_answers_list(opened.repository, opened.identities,
            "0123456789012345678901234567890123456789", opened.threads, &error));
    assert_non_null(error);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, git_folder_set_up, folder_tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
            TEST(test_a_trailer_answers_its_thread),
            TEST(test_a_trailer_may_name_several_threads_by_their_beginnings),
            TEST(test_an_unclear_or_unknown_name_answers_nothing_and_is_reported),
            TEST(test_a_revert_reopens_and_its_revert_answers_again),
            TEST(test_reverting_a_merge_reopens_what_came_with_it),
            TEST(test_a_commit_that_was_picked_answers_once),
            TEST(test_only_commits_up_to_the_tip_count),
            TEST(test_unknown_people_are_someone_and_addresses_are_left_out),
            TEST(test_an_answer_is_never_before_its_thread),
            TEST(test_what_the_store_tells_is_left_out),
            TEST(test_a_rebased_commit_does_not_answer_twice),
            TEST(test_a_kept_file_of_any_bytes_changes_nothing),
            TEST(test_a_shallow_clone_tells_what_it_has),
            TEST(test_an_unknown_tip_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
