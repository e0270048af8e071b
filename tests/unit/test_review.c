/* Loading a review: whose comments, under which names and ids. */
#include "review/review.h"

#include "review/review_error.h"
#include "review_folder.h"

static const PsgThread *
find(const Reviewed *reviewed, const char *beginning)
{
    g_autoptr(GError) error = NULL;
    const PsgThread *thread = psg_review_find_thread(reviewed->review, beginning, &error);
    if (!thread)
        fail_msg("%s", error->message);
    return thread;
}

static void
test_without_comments_there_are_none(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    reviewed_open(&reviewed, *state);
    assert_int_equal(reviewed_count(&reviewed), 0);
    assert_int_equal(psg_findings_get_length(reviewed.findings), 0);
}

static void
test_outside_git_there_is_an_error(void **state)
{
    g_autoptr(GError) error = NULL;
    git_folder_run(*state, "rm -rf .git");
    g_autoptr(PsgPlace) place = psg_place_find(*state, NULL, NULL);
    g_autoptr(PsgSnapshot) snapshot = psg_place_open(place, NULL, NULL, NULL);
    g_autoptr(PsgPackage) package = psg_package_load(snapshot, NULL, NULL);
    assert_null(psg_review_load(place, snapshot, package, NULL, &error));
    assert_true(g_error_matches(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_NOT_FOUND));
}

static void
test_a_thread_is_shown_by_as_few_letters_as_find_it(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    static const char *const ids[] = {"20260101T000000Z-7fk2m9qx0c", "20260102T000000Z-7fk2m9zzzz",
            "20260103T000000Z-7fk3000000", "20260104T000000Z-zzzzzzzzzz",
            "20260105T000000Z-zzzzzzzzzz"};
    PsgEvent events[G_N_ELEMENTS(ids)];
    const PsgEvent *pointers[G_N_ELEMENTS(ids)];
    g_autoptr(GError) error = NULL;
    reviewed_open(&reviewed, *state);
    for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
        events[i] = (PsgEvent){.kind = PSG_EVENT_COMMENT,
                .id = ids[i],
                .thread = ids[i],
                .by = "amina",
                .has_target = TRUE,
                .on = {.document = "guide"},
                .body = "How it begins.\n",
                .body_length = 15};
        psg_event_id_parse(ids[i], &events[i].at);
        pointers[i] = &events[i];
    }
    PsgStore *store = psg_review_get_store(reviewed.review);
    assert_true(psg_store_append(store, pointers, G_N_ELEMENTS(ids), &error));
    reviewed_open(&reviewed, *state);
    static const char *const shown[] = {"7fk2m9q", "7fk2m9z", "7fk3", "20260104T000000Z-zzzzzzzzzz",
            "20260105T000000Z-zzzzzzzzzz"};
    for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
        const PsgThread *thread = find(&reviewed, ids[i]);
        g_autofree char *beginning = psg_review_abbreviate(reviewed.review, thread);
        assert_string_equal(beginning, shown[i]);
        assert_ptr_equal(find(&reviewed, beginning), thread);
    }
    assert_string_equal(find(&reviewed, "7FK3")->id, ids[2]);
    assert_null(psg_review_find_thread(reviewed.review, "7fk2", &error));
    assert_true(g_error_matches(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_NOT_FOUND));
    assert_non_null(strstr(error->message, "7fk2m9q  How it begins."));
    assert_non_null(strstr(error->message, "7fk2m9z  How it begins."));
    g_clear_error(&error);
    assert_null(psg_review_find_thread(reviewed.review, "", &error));
    assert_non_null(error);
}

static void
test_texts_are_as_they_were_edited_and_those_taken_away_are_not_given(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    g_autoptr(GError) error = NULL;
    reviewed_open(&reviewed, *state);
    g_autofree char *thread = reviewed_begin(&reviewed, "amina", "First form.");
    reviewed_open(&reviewed, *state);
    const PsgContribution edit = {
            .kind = PSG_EVENT_EDIT, .by = "amina", .to = thread, .text = "Second form."};
    g_free(reviewed_add(&reviewed, thread, &edit));
    reviewed_open(&reviewed, *state);
    g_autofree char *text =
            psg_review_read_text(reviewed.review, find(&reviewed, thread)->first, &error);
    assert_string_equal(text, "Second form.");
    g_autoptr(PsgEvent) whole =
            psg_review_read_event(reviewed.review, find(&reviewed, thread)->first->event, &error);
    assert_string_equal(whole->body, "First form.");
    const PsgContribution redact = {
            .kind = PSG_EVENT_REDACT, .by = "amina", .to = thread, .text = "A name."};
    g_free(reviewed_add(&reviewed, thread, &redact));
    reviewed_open(&reviewed, *state);
    assert_null(psg_review_read_text(reviewed.review, find(&reviewed, thread)->first, &error));
    assert_null(error);
}

static void
test_an_answer_in_a_commit_is_read_like_any_other(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    g_autoptr(GError) error = NULL;
    reviewed_open(&reviewed, *state);
    g_autofree char *thread = reviewed_begin(&reviewed, "amina", "One.");
    g_autofree char *message = g_strdup_printf("Say it\n\nSo.\n\nAnswers: %s", thread + 17);
    git_folder_commit(*state, "2026-05-02", "Robin <robin@example.org>", message, NULL);
    reviewed_open(&reviewed, *state);
    const PsgThread *answered = find(&reviewed, thread);
    assert_int_equal(answered->state, PSG_THREAD_ANSWERED);
    g_autofree char *text = psg_review_read_text(reviewed.review, answered->answer, &error);
    assert_non_null(text);
    assert_non_null(strstr(text, "So."));
    assert_false(answered->answer->is_unknown);
    g_autofree char *name =
            psg_review_name_person(reviewed.review, answered->answer->event->by, NULL);
    assert_string_equal(name, "a contributor");
}

static void
test_the_user_is_whom_the_repository_s_configuration_names(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    g_autofree char *name = NULL;
    g_autofree char *mail = NULL;
    git_folder_run(*state,
            "git config user.name \"$(printf ' Robin \\303\\251 ')\" && git config user.email ''");
    reviewed_open(&reviewed, *state);
    psg_repository_read_user(reviewed.place->repository, &name, &mail);
    assert_string_equal(name, "Robin \303\251");
    assert_string_equal(mail, "");
}

static void
test_people_are_named_as_they_agreed(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    reviewed_open(&reviewed, *state);
    static const char *const cases[][3] = {{"amina", "parents", "Amina K. (Parents and carers)"},
            {"amina", NULL, "Amina K. (Parents and carers)"},
            {"amina", "health", "Amina K. (Health)"}, {"tom", "health", "Health"},
            {"tom", NULL, "Health"}, {"zed", "parents", "a contributor"},
            {"nobody", "parents", "a contributor"}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *name = psg_review_name_person(reviewed.review, cases[i][0], cases[i][1]);
        assert_string_equal(name, cases[i][2]);
    }
}

static void
test_what_is_odd_on_the_branch_is_told(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    reviewed_open(&reviewed, *state);
    g_autofree char *thread = reviewed_begin(&reviewed, "nobody", "One.");
    git_folder_run(*state,
            "tree=$( (git ls-tree plainsong/comments; printf '100644 blob %s\\tnotes.txt\\n' "
            "$(echo hello | git hash-object -w --stdin)) | git mktree) && "
            "git update-ref refs/heads/plainsong/comments "
            "$(git commit-tree -p plainsong/comments -m Notes $tree)");
    reviewed_open(&reviewed, *state);
    psg_findings_finish(reviewed.findings);
    assert_int_equal(psg_findings_get_length(reviewed.findings), 2);
    assert_string_equal(psg_findings_get(reviewed.findings, 0)->rule, "comments-file");
    assert_string_equal(psg_findings_get(reviewed.findings, 1)->rule, "thread-person");
    assert_int_equal(reviewed_count(&reviewed), 1);
}

/* Puts the package into folders, with a comment on each copy. */
static void
test_each_package_has_its_own_and_none_is_lost_when_one_moves(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    g_autoptr(GError) error = NULL;
    git_folder_run(*state, "mkdir -p one two/deep && for d in one two/deep; do cp *.md *.yaml $d; "
                           "done && git add -A && git commit -qm Copies");
    static const char *const folders[] = {"one", "two/deep", "."};
    g_autofree char *head = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *folder = g_build_filename(*state, folders[i], NULL);
        reviewed_open(&reviewed, folder);
        g_autoptr(PsgRecord) record = psg_record_new(reviewed.review);
        g_autofree char *path = psg_review_make_repository_path(reviewed.review, "play.md");
        g_autofree char *back = psg_review_make_package_path(reviewed.review, path);
        assert_string_equal(back, "play.md");
        const PsgContribution said = {.kind = PSG_EVENT_COMMENT, .by = "amina", .text = "One."};
        const PsgEventTarget on = {.path = path,
                .document = "guide",
                .commit = psg_snapshot_get_revision(reviewed.snapshot)->oid};
        assert_non_null(psg_record_begin(record, &said, &on, &error));
        assert_true(psg_record_store(record, &error));
    }
    for (guint i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *folder = g_build_filename(*state, folders[i], NULL);
        reviewed_open(&reviewed, folder);
        assert_int_equal(reviewed_count(&reviewed), 1);
    }
    git_folder_run(*state, "git mv two/deep three && git commit -qm Move");
    g_autofree char *moved = g_build_filename(*state, "three", NULL);
    reviewed_open(&reviewed, moved);
    assert_int_equal(reviewed_count(&reviewed), 1);
    g_autofree char *outside = psg_review_make_package_path(reviewed.review, "one/play.md");
    assert_null(outside);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, review_folder_set_up, folder_tear_down)
    const struct CMUnitTest tests[] = {
            TEST(test_without_comments_there_are_none),
            TEST(test_outside_git_there_is_an_error),
            TEST(test_a_thread_is_shown_by_as_few_letters_as_find_it),
            TEST(test_texts_are_as_they_were_edited_and_those_taken_away_are_not_given),
            TEST(test_an_answer_in_a_commit_is_read_like_any_other),
            TEST(test_the_user_is_whom_the_repository_s_configuration_names),
            TEST(test_people_are_named_as_they_agreed),
            TEST(test_what_is_odd_on_the_branch_is_told),
            TEST(test_each_package_has_its_own_and_none_is_lost_when_one_moves),
    };
#undef TEST
    return cmocka_run_group_tests(tests, NULL, NULL);
}
