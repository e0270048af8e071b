/* Where threads are in the text of a snapshot. */
#include "review_folder.h"

/* Opens the package at a revision. */
static void
open_at(Reviewed *reviewed, const char *folder, const char *revision)
{
    g_autoptr(GError) error = NULL;
    reviewed_clear(reviewed);
    reviewed->place = psg_place_find(folder, revision, &error);
    assert_null(error);
    reviewed->snapshot = psg_place_open(reviewed->place, revision, NULL, &error);
    assert_null(error);
    reviewed->package = psg_package_load(reviewed->snapshot, NULL, &error);
    assert_null(error);
    reviewed->review =
            psg_review_load(reviewed->place, reviewed->snapshot, reviewed->package, NULL, &error);
    assert_null(error);
}

/* Begins a thread; its id, which the caller owns. */
static char *
begin(const char *folder, const PsgEventTarget *on)
{
    g_auto(Reviewed) reviewed = {0};
    g_autoptr(GError) error = NULL;
    reviewed_open(&reviewed, folder);
    g_autoptr(PsgRecord) record = psg_record_new(reviewed.review);
    const PsgContribution said = {.kind = PSG_EVENT_COMMENT, .by = "amina", .text = "Why?"};
    PsgEventTarget target = *on;
    if (target.path && !target.commit)
        target.commit = psg_snapshot_get_revision(reviewed.snapshot)->oid;
    char *id = g_strdup(psg_record_begin(record, &said, &target, &error));
    if (!id || !psg_record_store(record, &error))
        fail_msg("%s", error->message);
    return id;
}

/* A thread on words of a chapter that is `text`. */
static char *
begin_on_words(const char *folder, const char *path, const char *text, const char *words)
{
    const char *at = strstr(text, words);
    assert_non_null(at);
    const PsgEventTarget on = {.document = "guide",
            .path = path,
            .has_range = TRUE,
            .start = (guint64)(at - text),
            .end = (guint64)(at - text) + strlen(words),
            .exact = words};
    return begin(folder, &on);
}

static const PsgThreadPlace *
locate(Reviewed *reviewed, const char *id)
{
    g_autoptr(GError) error = NULL;
    if (!psg_review_locate(reviewed->review, &error))
        fail_msg("%s", error->message);
    const PsgThread *thread = psg_review_find_thread(reviewed->review, id, &error);
    assert_non_null(thread);
    const PsgThreadPlace *place = psg_review_get_place(reviewed->review, thread);
    assert_non_null(place);
    return place;
}

static void
commit(const char *folder, const char *message)
{
    git_folder_commit(folder, "2026-05-02", "Robin <robin@example.org>", message, NULL);
}

static void
a_passage_has_its_line_heading_and_document(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    g_autofree char *id = begin_on_words(*state, "play.md", REVIEW_PLAY, "Staff may help.");
    reviewed_open(&reviewed, *state);
    const PsgThreadPlace *place = locate(&reviewed, id);
    assert_int_equal(place->kind, PSG_ON_PASSAGE);
    assert_int_equal(place->status, PSG_PLACED);
    assert_string_equal(place->document, "guide");
    assert_string_equal(place->path, "play.md");
    assert_string_equal(place->words, "Staff may help.");
    assert_string_equal(place->heading, "turns");
    assert_int_equal(place->line, 7);
    assert_false(place->is_changed);
    assert_null(place->removed_by);
}

static void
changes_of_the_working_tree_count(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    g_autofree char *id = begin_on_words(*state, "play.md", REVIEW_PLAY, "Staff may help.");
    g_auto(GStrv) parts = g_strsplit(REVIEW_PLAY, "Staff may help", 2);
    g_autofree char *edited =
            g_strconcat("Before.\n\n", parts[0], "All staff may help", parts[1], NULL);
    folder_fill(*state, "play.md", edited, NULL);
    reviewed_open(&reviewed, *state);
    const PsgThreadPlace *place = locate(&reviewed, id);
    assert_int_equal(place->status, PSG_PLACED);
    assert_int_equal(place->line, 9);
    assert_memory_equal(edited + place->start, place->words, strlen(place->words));
    assert_non_null(strstr(place->words, "staff may help."));
    reviewed_clear(&reviewed);
    open_at(&reviewed, *state, "HEAD");
    place = locate(&reviewed, id);
    assert_int_equal(place->line, 7);
    assert_string_equal(place->words, "Staff may help.");
}

static void
a_section_is_at_its_heading_under_its_new_id(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    const PsgEventTarget on = {.document = "guide", .path = "play.md", .heading = "water"};
    g_autofree char *id = begin(*state, &on);
    git_folder_run(*state, "sed -i 's/## Water/## Playing with water/' play.md");
    commit(*state, "Say more");
    reviewed_open(&reviewed, *state);
    const PsgThreadPlace *place = locate(&reviewed, id);
    assert_int_equal(place->kind, PSG_ON_SECTION);
    assert_int_equal(place->status, PSG_PLACED);
    assert_string_equal(place->heading, "playing-with-water");
    assert_int_equal(place->line, 10);
    assert_true(place->is_changed);
    assert_null(place->words);
}

static void
a_chapter_is_at_its_title_in_the_document_that_has_it_now(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    const PsgEventTarget on = {.document = "guide", .path = "rest.md"};
    g_autofree char *id = begin(*state, &on);
    git_folder_run(*state,
            "git mv rest.md quiet.md && sed -i 's/play.md, rest.md/play.md/; s/\\[school.md\\]/"
            "[school.md, quiet.md]/' plainsong.yaml");
    commit(*state, "Move");
    reviewed_open(&reviewed, *state);
    const PsgThreadPlace *place = locate(&reviewed, id);
    assert_int_equal(place->kind, PSG_ON_CHAPTER);
    assert_int_equal(place->status, PSG_PLACED);
    assert_string_equal(place->path, "quiet.md");
    assert_string_equal(place->document, "school");
    assert_string_equal(place->heading, "rest");
    assert_int_equal(place->line, 1);
    assert_int_equal(place->start, 0);
    assert_int_equal(place->end, strlen("# Rest"));
    assert_false(place->is_changed);
}

static void
a_document_stands_until_its_id_goes(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    const PsgEventTarget on = {.document = "school"};
    g_autofree char *id = begin(*state, &on);
    reviewed_open(&reviewed, *state);
    const PsgThreadPlace *place = locate(&reviewed, id);
    assert_int_equal(place->kind, PSG_ON_DOCUMENT);
    assert_int_equal(place->status, PSG_PLACED);
    assert_string_equal(place->document, "school");
    assert_null(place->path);
    git_folder_run(*state, "sed -i '/id: school/d' plainsong.yaml");
    reviewed_open(&reviewed, *state);
    place = locate(&reviewed, id);
    assert_int_equal(place->status, PSG_PLACE_GONE);
    assert_null(place->document);
}

static void
words_that_were_removed_are_told_with_the_commit(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    g_autofree char *id = begin_on_words(*state, "play.md", REVIEW_PLAY, "Staff may pour.");
    git_folder_run(*state, "sed -i '/Staff may pour/d' play.md");
    reviewed_open(&reviewed, *state);
    const PsgThreadPlace *place = locate(&reviewed, id);
    assert_int_equal(place->status, PSG_PLACE_GONE);
    assert_null(place->removed_by);
    commit(*state, "Remove");
    reviewed_open(&reviewed, *state);
    place = locate(&reviewed, id);
    assert_int_equal(place->status, PSG_PLACE_GONE);
    assert_string_equal(place->words, "Staff may pour.");
    assert_string_equal(place->path, "play.md");
    assert_string_equal(place->removed_by, psg_snapshot_get_revision(reviewed.snapshot)->oid);
    assert_int_equal(place->line, 0);
}

static void
an_old_revision_does_not_know_of_later_words(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    git_folder_run(*state, "printf '\\nNew words stand here.\\n' >> rest.md");
    commit(*state, "Add");
    g_autofree char *path = g_build_filename(*state, "rest.md", NULL);
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_autofree char *id = begin_on_words(*state, "rest.md", text, "New words");
    open_at(&reviewed, *state, "HEAD~1");
    const PsgThreadPlace *place = locate(&reviewed, id);
    assert_int_equal(place->status, PSG_PLACE_UNKNOWN);
    assert_null(place->path);
}

static void
a_package_in_a_folder_has_paths_of_its_own(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    git_folder_run(*state,
            "mkdir guide && git mv plainsong.yaml people.yaml play.md rest.md school.md guide");
    commit(*state, "Move into a folder");
    g_autofree char *folder = g_build_filename(*state, "guide", NULL);
    g_autofree char *id = begin_on_words(folder, "guide/play.md", REVIEW_PLAY, "Staff may help.");
    reviewed_open(&reviewed, folder);
    assert_string_equal(locate(&reviewed, id)->path, "play.md");
    git_folder_run(*state, "git mv guide/play.md . && sed -i 's/play.md, //' guide/plainsong.yaml");
    commit(*state, "Move out of the package");
    reviewed_open(&reviewed, folder);
    const PsgThreadPlace *place = locate(&reviewed, id);
    assert_int_equal(place->status, PSG_PLACE_UNKNOWN);
    assert_null(place->path);
}

#define LOCATING(test) cmocka_unit_test_setup_teardown(test, review_folder_set_up, folder_tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
            LOCATING(a_passage_has_its_line_heading_and_document),
            LOCATING(changes_of_the_working_tree_count),
            LOCATING(a_section_is_at_its_heading_under_its_new_id),
            LOCATING(a_chapter_is_at_its_title_in_the_document_that_has_it_now),
            LOCATING(a_document_stands_until_its_id_goes),
            LOCATING(words_that_were_removed_are_told_with_the_commit),
            LOCATING(an_old_revision_does_not_know_of_later_words),
            LOCATING(a_package_in_a_folder_has_paths_of_its_own),
    };
    return cmocka_run_group_tests_name("locate", tests, NULL, NULL);
}
