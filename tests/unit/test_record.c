/* Recording what people say. */
#include "review/comment/record.h"

#include "review/review_error.h"
#include "review_folder.h"

static const PsgEventTarget guide = {.document = "guide"};

static const PsgThread *
get_thread(const Reviewed *reviewed, guint index)
{
    guint count;
    const PsgThread *threads = psg_threads_get(psg_review_get_threads(reviewed->review), &count);
    assert_true(index < count);
    return &threads[index];
}

static void
test_nothing_is_stored_before_it_is_asked_for_and_then_all_at_once(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    g_autoptr(GError) error = NULL;
    reviewed_open(&reviewed, *state);
    g_autoptr(PsgRecord) record = psg_record_new(reviewed.review);
    const PsgContribution said = {.kind = PSG_EVENT_COMMENT, .by = "amina", .text = "One."};
    const PsgContribution more = {.kind = PSG_EVENT_REPLY, .by = "tom", .text = "Two."};
    const char *thread = psg_record_begin(record, &said, &guide, &error);
    assert_non_null(thread);
    assert_non_null(psg_record_add(record, thread, &more, &error));
    assert_non_null(psg_record_begin(record, &said, &guide, &error));
    assert_int_equal(psg_record_get_length(record), 3);
    git_folder_run(*state, "! git rev-parse -q --verify plainsong/comments");
    assert_true(psg_record_store(record, &error));
    git_folder_run(*state, "test $(git rev-list --count plainsong/comments) = 1");
    reviewed_open(&reviewed, *state);
    assert_int_equal(reviewed_count(&reviewed), 2);
}

static void
test_an_empty_record_stores_nothing(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    g_autoptr(GError) error = NULL;
    reviewed_open(&reviewed, *state);
    g_autoptr(PsgRecord) record = psg_record_new(reviewed.review);
    assert_true(psg_record_store(record, &error));
    git_folder_run(*state, "! git rev-parse -q --verify plainsong/comments");
}

static void
test_each_step_is_after_all_that_its_writer_had_seen(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    g_autoptr(GError) error = NULL;
    reviewed_open(&reviewed, *state);
    g_autofree char *thread = reviewed_begin(&reviewed, "amina", "One.");
    const PsgContribution reply = {.kind = PSG_EVENT_REPLY, .by = "tom", .text = "Two."};
    /* Two who have not seen one another. */
    reviewed_open(&reviewed, *state);
    g_autofree char *left = reviewed_add(&reviewed, thread, &reply);
    g_autofree char *right = reviewed_add(&reviewed, thread, &reply);
    reviewed_open(&reviewed, *state);
    g_autoptr(PsgRecord) record = psg_record_new(reviewed.review);
    /* By whichever name the thread is called. */
    const char *third = psg_record_add(record, thread + 17, &reply, &error);
    assert_non_null(third);
    g_autofree char *kept = g_strdup(third);
    assert_non_null(psg_record_add(record, thread, &reply, &error));
    assert_true(psg_record_store(record, &error));
    reviewed_open(&reviewed, *state);
    const PsgThread *made = get_thread(&reviewed, 0);
    assert_int_equal(made->step_count, 5);
    for (guint i = 0; i < made->step_count; i++) {
        const PsgEvent *event = made->steps[i].event;
        if (strcmp(event->id, kept) == 0) {
            assert_int_equal(event->after_count, 2);
            assert_true(strcmp(event->after[0], left) == 0 || strcmp(event->after[0], right) == 0);
        }
    }
    assert_string_equal(made->steps[4].event->after[0], kept);
}

static void
test_tags_are_kept_in_order_and_once(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    g_autoptr(GError) error = NULL;
    reviewed_open(&reviewed, *state);
    static const char *const tags[] = {"water", "calm", "water"};
    const PsgContribution said = {.kind = PSG_EVENT_COMMENT,
            .by = "amina",
            .text = "One.",
            .at = 1700000000,
            .remark = PSG_REMARK_PRAISE,
            .tags = tags,
            .tag_count = 3};
    g_autoptr(PsgRecord) record = psg_record_new(reviewed.review);
    assert_non_null(psg_record_begin(record, &said, &guide, &error));
    assert_true(psg_record_store(record, &error));
    reviewed_open(&reviewed, *state);
    const PsgEvent *event = get_thread(&reviewed, 0)->first->event;
    assert_int_equal(event->tag_count, 2);
    assert_string_equal(event->tags[0], "calm");
    assert_string_equal(event->tags[1], "water");
    assert_int_equal(event->at, 1700000000);
    assert_int_equal(event->remark, PSG_REMARK_PRAISE);
}

static void
test_what_no_event_may_be_is_refused_at_once_and_the_rest_can_be_stored(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    reviewed_open(&reviewed, *state);
    g_autoptr(PsgRecord) record = psg_record_new(reviewed.review);
    const PsgContribution wrong[] = {{.kind = PSG_EVENT_COMMENT, .by = "Not An Id", .text = "x"},
            {.kind = PSG_EVENT_COMMENT, .by = "amina", .text = "red \x1b[31m"},
            {.kind = PSG_EVENT_COMMENT, .by = "amina", .text = "x", .outcome = PSG_OUTCOME_NOTED},
            {.kind = PSG_EVENT_COMMENT, .by = "amina", .text = "x", .at = -1}};
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(psg_record_begin(record, &wrong[i], &guide, &error));
        assert_true(g_error_matches(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_EVENT));
    }
    g_autoptr(GError) error = NULL;
    const PsgContribution reply = {.kind = PSG_EVENT_REPLY, .by = "tom", .text = "Two."};
    assert_null(psg_record_add(record, "20260101T000000Z-0000000000", &reply, &error));
    assert_true(g_error_matches(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_NOT_FOUND));
    g_clear_error(&error);
    assert_int_equal(psg_record_get_length(record), 0);
    const PsgContribution right = {.kind = PSG_EVENT_COMMENT, .by = "amina", .text = "x"};
    assert_non_null(psg_record_begin(record, &right, &guide, &error));
    assert_true(psg_record_store(record, &error));
}

static void
test_what_came_from_a_source_is_found_by_it(void **state)
{
    g_auto(Reviewed) reviewed = {0};
    g_autoptr(GError) error = NULL;
    reviewed_open(&reviewed, *state);
    g_autoptr(PsgRecord) record = psg_record_new(reviewed.review);
    const PsgContribution said = {
            .kind = PSG_EVENT_COMMENT, .by = "amina", .text = "One.", .source = "csv:one"};
    const PsgContribution reply = {
            .kind = PSG_EVENT_REPLY, .by = "tom", .text = "Two.", .source = "csv:two"};
    assert_null(psg_record_find_source(record, "csv:one", NULL));
    const char *thread = psg_record_begin(record, &said, &guide, &error), *found = NULL;
    const char *second = psg_record_add(record, thread, &reply, &error);
    assert_string_equal(psg_record_find_source(record, "csv:two", &found), second);
    assert_string_equal(found, thread);
    assert_true(psg_record_store(record, &error));
    g_autofree char *kept = g_strdup(second);
    reviewed_open(&reviewed, *state);
    g_autoptr(PsgRecord) next = psg_record_new(reviewed.review);
    assert_string_equal(psg_record_find_source(next, "csv:two", NULL), kept);
    assert_null(psg_record_find_source(next, "csv:three", NULL));
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, review_folder_set_up, folder_tear_down)
    const struct CMUnitTest tests[] = {
            TEST(test_nothing_is_stored_before_it_is_asked_for_and_then_all_at_once),
            TEST(test_an_empty_record_stores_nothing),
            TEST(test_each_step_is_after_all_that_its_writer_had_seen),
            TEST(test_tags_are_kept_in_order_and_once),
            TEST(test_what_no_event_may_be_is_refused_at_once_and_the_rest_can_be_stored),
            TEST(test_what_came_from_a_source_is_found_by_it),
    };
#undef TEST
    return cmocka_run_group_tests(tests, NULL, NULL);
}
