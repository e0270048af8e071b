/* Threads: what a set of events comes to, whatever order they come in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "review/thread/thread.h"

#define OID "0123456789abcdef0123456789abcdef01234567"
#define DAY 1795443303 /* 20261123T141503Z */

/* Events that a test makes; ids are numbered, so that they sort as their times do. */
typedef struct {
    GPtrArray *events;
    GStringChunk *texts;
} Set;

static const char *
make_id(Set *set, guint minute, guint number)
{
    char text[40];
    g_snprintf(text, sizeof text, "20261123T14%02u03Z-aaaaaaa%03u", 15 + minute, number);
    assert_true(psg_event_id_parse(text, NULL));
    return g_string_chunk_insert_const(set->texts, text);
}

/* Adds an event of thread `thread` at a minute; both minute and number make its id. */
static PsgEvent *
add(Set *set, PsgEventKind kind, guint minute, guint number, const char *thread, const char *by)
{
    PsgEvent *event = g_new0(PsgEvent, 1);
    event->kind = kind;
    event->id = make_id(set, minute, number);
    event->thread = thread ? thread : event->id;
    event->by = by;
    event->group = by[0] == 'p' ? "parents" : "health";
    event->at = DAY + 60 * minute;
    event->body = kind == PSG_EVENT_AGREE ? "" : "Words.\n";
    event->body_length = strlen(event->body);
    if (psg_event_kind_begins(kind)) {
        event->has_target = TRUE;
        event->on.document = "early-years";
    }
    if (kind == PSG_EVENT_ANSWER)
        event->outcome = PSG_OUTCOME_PARTLY;
    g_ptr_array_add(set->events, event);
    return event;
}

static void
set_after(PsgEvent *event, const char *id)
{
    const char **after = g_new(const char *, 1);
    after[0] = id;
    g_free((gpointer)event->after);
    event->after = after;
    event->after_count = 1;
}

static int
set_up(void **state)
{
    Set *set = g_new(Set, 1);
    set->events = g_ptr_array_new();
    set->texts = g_string_chunk_new(1024);
    *state = set;
    return 0;
}

static int
tear_down(void **state)
{
    Set *set = *state;
    for (guint i = 0; i < set->events->len; i++) {
        PsgEvent *event = g_ptr_array_index(set->events, i);
        g_free((gpointer)event->after);
        g_free(event);
    }
    g_ptr_array_unref(set->events);
    g_string_chunk_free(set->texts);
    g_free(set);
    return 0;
}

static PsgThreads *
make(const Set *set, PsgFindings *findings)
{
    return psg_threads_new(
            (const PsgEvent *const *)set->events->pdata, set->events->len, NULL, findings);
}

static const PsgThread *
get_only(const PsgThreads *threads)
{
    guint count;
    const PsgThread *thread = psg_threads_get(threads, &count);
    assert_int_equal(count, 1);
    return thread;
}

static gboolean
has_finding(const PsgFindings *findings, const char *rule)
{
    for (guint i = 0; i < psg_findings_get_length(findings); i++)
        if (strcmp(psg_findings_get(findings, i)->rule, rule) == 0)
            return TRUE;
    return FALSE;
}

/* All that threads say, as one text. */
static char *
describe(const Set *set, const guint *order, guint count)
{
    g_autofree const PsgEvent **events = g_new(const PsgEvent *, count);
    for (guint i = 0; i < count; i++)
        events[i] = g_ptr_array_index(set->events, order[i]);
    g_autoptr(PsgFindings) findings = psg_findings_new();
    g_autoptr(PsgThreads) threads = psg_threads_new(events, count, NULL, findings);
    guint thread_count;
    const PsgThread *all = psg_threads_get(threads, &thread_count);
    GString *out = g_string_new(NULL);
    for (guint t = 0; t < thread_count; t++) {
        const PsgThread *thread = &all[t];
        g_string_append_printf(out, "%s %s %s %s %" G_GINT64_FORMAT "\n", thread->id,
                psg_thread_state_get_name(thread->state),
                thread->first ? thread->first->event->by : "-",
                thread->answer ? thread->answer->event->id : "-", thread->last);
        g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
        for (guint i = 0; i < thread->step_count; i++)
            assert_true(g_hash_table_add(seen, (gpointer)thread->steps[i].event->id));
        for (guint i = 0; i < thread->step_count; i++)
            g_string_append_printf(out, "  %s %s %s %s%s\n", thread->steps[i].event->id,
                    thread->steps[i].event->by, thread->steps[i].text->id,
                    thread->steps[i].redaction ? thread->steps[i].redaction->id : "",
                    thread->steps[i].is_redacted ? " redacted" : "");
        for (guint i = 0; i < thread->agreement_count; i++)
            g_string_append_printf(
                    out, "  + %s %s\n", thread->agreements[i].by, thread->agreements[i].group);
    }
    psg_findings_finish(findings);
    for (guint i = 0; i < psg_findings_get_length(findings); i++) {
        g_autofree char *line = psg_finding_format(psg_findings_get(findings, i));
        g_string_append_printf(out, "%s\n", line);
    }
    return g_string_free(out, FALSE);
}

static void
test_a_thread_is_open_answered_resolved_and_reopened(void **state)
{
    Set *set = *state;
    const char *thread = add(set, PSG_EVENT_COMMENT, 0, 1, NULL, "p1")->id;
    g_autoptr(PsgThreads) open = make(set, NULL);
    assert_int_equal(get_only(open)->state, PSG_THREAD_OPEN);
    add(set, PSG_EVENT_ANSWER, 1, 2, thread, "h1");
    g_autoptr(PsgThreads) answered = make(set, NULL);
    assert_int_equal(get_only(answered)->state, PSG_THREAD_ANSWERED);
    assert_int_equal(get_only(answered)->answer->event->outcome, PSG_OUTCOME_PARTLY);
    add(set, PSG_EVENT_RESOLVE, 2, 3, thread, "h1");
    g_autoptr(PsgThreads) resolved = make(set, NULL);
    assert_int_equal(get_only(resolved)->state, PSG_THREAD_RESOLVED);
    assert_non_null(get_only(resolved)->answer);
    add(set, PSG_EVENT_REOPEN, 3, 4, thread, "p1");
    g_autoptr(PsgThreads) reopened = make(set, NULL);
    assert_int_equal(get_only(reopened)->state, PSG_THREAD_REOPENED);
    assert_null(get_only(reopened)->answer);
    assert_int_equal(get_only(reopened)->last, DAY + 180);
}

static void
test_what_was_seen_comes_before_what_answers_it(void **state)
{
    Set *set = *state;
    /* The clock of the one who answered is slow. */
    const char *thread = add(set, PSG_EVENT_COMMENT, 5, 1, NULL, "p1")->id;
    PsgEvent *reply = add(set, PSG_EVENT_REPLY, 9, 2, thread, "p2");
    set_after(reply, thread);
    PsgEvent *answer = add(set, PSG_EVENT_ANSWER, 1, 3, thread, "h1");
    set_after(answer, reply->id);
    PsgEvent *other = add(set, PSG_EVENT_REPLY, 7, 4, thread, "p3");
    set_after(other, thread);
    g_autoptr(PsgThreads) threads = make(set, NULL);
    const PsgThread *only = get_only(threads);
    assert_string_equal(only->steps[0].event->id, thread);
    assert_string_equal(only->steps[1].event->id, other->id);
    assert_string_equal(only->steps[2].event->id, reply->id);
    assert_string_equal(only->steps[3].event->id, answer->id);
    g_autoptr(GPtrArray) heads = psg_thread_list_heads(only);
    assert_int_equal(heads->len, 2);
    assert_string_equal(heads->pdata[0], answer->id);
    assert_string_equal(heads->pdata[1], other->id);
}

static void
test_circles_are_cut_and_told(void **state)
{
    Set *set = *state;
    const char *thread = add(set, PSG_EVENT_COMMENT, 0, 1, NULL, "p1")->id;
    PsgEvent *a = add(set, PSG_EVENT_REPLY, 1, 2, thread, "p2");
    PsgEvent *b = add(set, PSG_EVENT_REPLY, 2, 3, thread, "p3");
    PsgEvent *c = add(set, PSG_EVENT_REPLY, 3, 4, thread, "p4");
    set_after(a, c->id);
    set_after(b, a->id);
    set_after(c, b->id);
    g_autoptr(PsgFindings) findings = psg_findings_new();
    g_autoptr(PsgThreads) threads = make(set, findings);
    const PsgThread *only = get_only(threads);
    assert_int_equal(only->step_count, 4);
    assert_string_equal(only->steps[1].event->id, a->id);
    assert_string_equal(only->steps[2].event->id, b->id);
    assert_string_equal(only->steps[3].event->id, c->id);
    assert_true(has_finding(findings, "thread-cycle"));
    assert_int_equal(psg_findings_get_length(findings), 1);
}

static void
test_a_person_agrees_once(void **state)
{
    Set *set = *state;
    const char *thread = add(set, PSG_EVENT_COMMENT, 0, 1, NULL, "p1")->id;
    add(set, PSG_EVENT_AGREE, 1, 2, thread, "p2");
    add(set, PSG_EVENT_AGREE, 2, 3, thread, "p2");
    add(set, PSG_EVENT_AGREE, 3, 4, thread, "h1");
    add(set, PSG_EVENT_AGREE, 4, 5, thread, "p1"); /* her own comment */
    add(set, PSG_EVENT_AGREE, 5, 6, thread, "p3")->group = NULL;
    PsgEvent *taken_back = add(set, PSG_EVENT_AGREE, 6, 7, thread, "p4");
    add(set, PSG_EVENT_REDACT, 7, 8, thread, "p4")->to = taken_back->id;
    g_autoptr(PsgThreads) threads = make(set, NULL);
    const PsgThread *only = get_only(threads);
    assert_int_equal(only->agreement_count, 3);
    assert_int_equal(psg_thread_count_agreement(only, "parents"), 1);
    assert_int_equal(psg_thread_count_agreement(only, "health"), 1);
    assert_int_equal(psg_thread_count_agreement(only, NULL), 1);
}

static void
test_hundreds_agree_once_each(void **state)
{
    Set *set = *state;
    const char *thread = add(set, PSG_EVENT_COMMENT, 0, 1, NULL, "p1")->id;
    for (guint i = 0; i < 900; i++) {
        char by[16];
        g_snprintf(by, sizeof by, "p%u", 2 + i % 300);
        add(set, PSG_EVENT_AGREE, 1, 2 + i, thread, g_string_chunk_insert_const(set->texts, by));
    }
    g_autoptr(PsgThreads) threads = make(set, NULL);
    assert_int_equal(get_only(threads)->agreement_count, 300);
}

static void
test_people_edit_their_own_words_only(void **state)
{
    Set *set = *state;
    PsgEvent *comment = add(set, PSG_EVENT_COMMENT, 0, 1, NULL, "p1");
    PsgEvent *first = add(set, PSG_EVENT_EDIT, 1, 2, comment->id, "p1");
    PsgEvent *second = add(set, PSG_EVENT_EDIT, 2, 3, comment->id, "p1");
    PsgEvent *foreign = add(set, PSG_EVENT_EDIT, 3, 4, comment->id, "h1");
    first->to = second->to = foreign->to = comment->id;
    g_autoptr(PsgFindings) findings = psg_findings_new();
    g_autoptr(PsgThreads) threads = make(set, findings);
    assert_ptr_equal(get_only(threads)->first->text, second);
    assert_true(has_finding(findings, "thread-edit"));
    /* The words of an edit can be taken away too. */
    add(set, PSG_EVENT_REDACT, 4, 5, comment->id, "h1")->to = second->id;
    g_autoptr(PsgThreads) later = make(set, NULL);
    assert_ptr_equal(get_only(later)->first->text, first);
}

static void
test_a_redaction_wins_wherever_it_stands(void **state)
{
    Set *set = *state;
    PsgEvent *comment = add(set, PSG_EVENT_COMMENT, 3, 1, NULL, "p1");
    PsgEvent *redaction = add(set, PSG_EVENT_REDACT, 1, 2, comment->id, "h1");
    PsgEvent *edit = add(set, PSG_EVENT_EDIT, 5, 3, comment->id, "p1");
    redaction->to = edit->to = comment->id;
    g_autoptr(PsgThreads) threads = make(set, NULL);
    const PsgStep *first = get_only(threads)->first;
    assert_true(first->is_redacted);
    assert_ptr_equal(first->redaction, redaction);
    /* And nothing takes it back. */
    add(set, PSG_EVENT_REDACT, 6, 4, comment->id, "p1")->to = redaction->id;
    g_autoptr(PsgFindings) findings = psg_findings_new();
    g_autoptr(PsgThreads) later = make(set, findings);
    assert_true(get_only(later)->first->is_redacted);
    assert_true(has_finding(findings, "thread-target"));
}

static void
test_orphans_are_kept(void **state)
{
    Set *set = *state;
    const char *gone = make_id(set, 0, 999);
    add(set, PSG_EVENT_REPLY, 1, 1, gone, "p1");
    add(set, PSG_EVENT_RESOLVE, 2, 2, gone, "h1");
    g_autoptr(PsgFindings) findings = psg_findings_new();
    g_autoptr(PsgThreads) threads = make(set, findings);
    const PsgThread *only = get_only(threads);
    assert_null(only->first);
    assert_int_equal(only->step_count, 2);
    assert_int_equal(only->state, PSG_THREAD_RESOLVED);
    assert_true(has_finding(findings, "thread-orphan"));
}

static void
test_unknown_people_are_shown_as_unknown(void **state)
{
    Set *set = *state;
    const char *thread = add(set, PSG_EVENT_COMMENT, 0, 1, NULL, "p1")->id;
    add(set, PSG_EVENT_REPLY, 1, 2, thread, "stranger");
    g_autoptr(GHashTable) people = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_add(people, (gpointer) "p1");
    g_autoptr(PsgFindings) findings = psg_findings_new();
    g_autoptr(PsgThreads) threads =
            psg_threads_new((const PsgEvent *const *)set->events->pdata, 2, people, findings);
    assert_false(get_only(threads)->steps[0].is_unknown);
    assert_true(get_only(threads)->steps[1].is_unknown);
    assert_true(has_finding(findings, "thread-person"));
}

static void
test_threads_are_found_by_their_first_letters(void **state)
{
    Set *set = *state;
    add(set, PSG_EVENT_COMMENT, 0, 1, NULL, "p1");
    add(set, PSG_EVENT_COMMENT, 1, 2, NULL, "p1");
    g_autoptr(PsgThreads) threads = make(set, NULL);
    g_autoptr(GPtrArray) all = psg_threads_find(threads, "20261123T14");
    g_autoptr(GPtrArray) one = psg_threads_find(threads, "20261123T1416");
    g_autoptr(GPtrArray) random = psg_threads_find(threads, "aaaaaaa002");
    g_autoptr(GPtrArray) none = psg_threads_find(threads, "z");
    g_autoptr(GPtrArray) year = psg_threads_find(threads, "2");
    assert_int_equal(all->len, 2);
    assert_int_equal(one->len, 1);
    assert_int_equal(random->len, 1);
    assert_ptr_equal(one->pdata[0], random->pdata[0]);
    assert_int_equal(none->len, 0);
    assert_int_equal(year->len, 0);
}

static void
test_filters_leave_out_the_rest(void **state)
{
    Set *set = *state;
    PsgEvent *a = add(set, PSG_EVENT_COMMENT, 0, 1, NULL, "p1");
    PsgEvent *b = add(set, PSG_EVENT_COMMENT, 1, 2, NULL, "h1");
    static const char *const tags[] = {"outdoors"};
    a->session = "forum";
    a->tags = tags;
    a->tag_count = 1;
    a->remark = PSG_REMARK_PRAISE;
    add(set, PSG_EVENT_ANSWER, 2, 3, b->id, "h2");
    g_autoptr(PsgThreads) threads = make(set, NULL);
    guint count;
    const PsgThread *all = psg_threads_get(threads, &count);
    assert_int_equal(count, 2);
    const PsgThreadFilter only_a[] = {{.states = 1u << PSG_THREAD_OPEN}, {.group = "parents"},
            {.by = "p1"}, {.session = "forum"}, {.tag = "outdoors"}, {.remark = PSG_REMARK_PRAISE},
            {.unanswered_since = DAY}};
    for (guint i = 0; i < G_N_ELEMENTS(only_a); i++) {
        assert_true(psg_thread_matches(&all[0], &only_a[i]));
        assert_false(psg_thread_matches(&all[1], &only_a[i]));
    }
    const PsgThreadFilter both = {.document = "early-years"}, neither = {.path = "x.md"};
    assert_true(psg_thread_matches(&all[1], &both) && psg_thread_matches(&all[0], &both));
    assert_false(psg_thread_matches(&all[1], &neither) || psg_thread_matches(&all[0], &neither));
}

static void
test_a_thread_waits_from_its_opening_whatever_is_said_meanwhile(void **state)
{
    Set *set = *state;
    PsgEvent *a = add(set, PSG_EVENT_COMMENT, 0, 1, NULL, "p1");
    PsgEvent *b = add(set, PSG_EVENT_COMMENT, 1, 2, NULL, "p1");
    add(set, PSG_EVENT_REPLY, 20, 3, a->id, "h1");
    add(set, PSG_EVENT_ANSWER, 5, 4, b->id, "h1");
    add(set, PSG_EVENT_REOPEN, 10, 5, b->id, "p1");
    g_autoptr(PsgThreads) threads = make(set, NULL);
    guint count;
    const PsgThread *all = psg_threads_get(threads, &count);
    const PsgThreadFilter early = {.unanswered_since = DAY + 5 * 60};
    const PsgThreadFilter late = {.unanswered_since = DAY + 10 * 60};
    assert_true(psg_thread_matches(&all[0], &early) && !psg_thread_matches(&all[1], &early));
    assert_true(psg_thread_matches(&all[0], &late) && psg_thread_matches(&all[1], &late));
}

/* A set of events with everything odd in it. */
static void
fill_oddly(Set *set, GRand *random)
{
    guint number = 0;
    for (guint t = 0; t < 3; t++) {
        guint start = set->events->len;
        const char *thread = t == 2 ? make_id(set, 0, 998)
                                    : add(set, PSG_EVENT_COMMENT, 10, number++, NULL, "p1")->id;
        for (guint i = 0; i < 8; i++) {
            PsgEventKind kind =
                    (PsgEventKind)g_rand_int_range(random, PSG_EVENT_REPLY, PSG_EVENT_KINDS);
            static const char *const people[] = {"p1", "p2", "h1"};
            PsgEvent *event = add(set, kind, (guint)g_rand_int_range(random, 0, 20), number++,
                    thread, people[g_rand_int_range(random, 0, 3)]);
            if (set->events->len - start > 2) {
                PsgEvent *other = g_ptr_array_index(
                        set->events, start + (guint)g_rand_int_range(random, 0,
                                                     (gint)(set->events->len - start - 1)));
                if (kind == PSG_EVENT_EDIT || kind == PSG_EVENT_REDACT)
                    event->to = other->id;
                set_after(other == g_ptr_array_index(set->events, start) ? event : other,
                        event == other ? thread : event->id);
            }
            if ((kind == PSG_EVENT_EDIT || kind == PSG_EVENT_REDACT) && !event->to)
                event->to = thread;
        }
    }
    /* Another form of an event, and the same once more. */
    PsgEvent *twin = g_memdup2(g_ptr_array_index(set->events, 3), sizeof(PsgEvent));
    twin->after = NULL;
    twin->after_count = 0;
    twin->by = "p9";
    g_ptr_array_add(set->events, twin);
}

static void
shuffle(GRand *random, guint *order, guint count)
{
    for (guint i = count; i > 1; i--) {
        guint other = (guint)g_rand_int_range(random, 0, (gint)i), kept = order[i - 1];
        order[i - 1] = order[other];
        order[other] = kept;
    }
}

/* Union of two stores is what two lists one after the other come to: whatever their order and
 * however much they share. */
static void
test_any_order_and_any_overlap_give_the_same_threads(void **state)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(20261123);
    for (guint round = 0; round < 60; round++) {
        void *made;
        set_up(&made);
        Set *set = made;
        fill_oddly(set, random);
        guint count = set->events->len;
        g_autofree guint *order = g_new(guint, 2 * count);
        for (guint i = 0; i < count; i++)
            order[i] = order[count + i] = i;
        g_autofree char *expected = describe(set, order, count);
        for (guint i = 0; i < 20; i++) {
            shuffle(random, order, count);
            g_autofree char *again = describe(set, order, count);
            assert_string_equal(again, expected);
        }
        for (guint i = 0; i < count; i++)
            order[i] = i;
        /* With itself, in any order; with a part of itself. */
        shuffle(random, order, 2 * count);
        g_autofree char *twice = describe(set, order, 2 * count);
        assert_string_equal(twice, expected);
        for (guint i = 0; i < 2 * count; i++)
            order[i] = i % count;
        g_autofree char *overlap =
                describe(set, order, count + (guint)g_rand_int_range(random, 0, (gint)count));
        assert_string_equal(overlap, expected);
        tear_down(&made);
    }
}

static void
test_a_great_thread_takes_no_longer_than_its_length_asks(void **state)
{
    Set *set = *state;
    const char *thread = add(set, PSG_EVENT_COMMENT, 0, 0, NULL, "p1")->id;
    const guint count = 20000;
    const char *last = thread;
    for (guint i = 1; i < count; i++) {
        PsgEvent *event = g_new0(PsgEvent, 1);
        char id[40];
        /* The later the id, the earlier its place: nothing is in order. */
        g_snprintf(id, sizeof id, "20261123T%02u%02u%02uZ-aaaaaaa%03u", 13 - (i / 3600) % 14,
                59 - (i / 60) % 60, 59 - i % 60, i / 50400);
        *event = (PsgEvent){.kind = PSG_EVENT_REPLY,
                .thread = thread,
                .by = "p2",
                .body = "x",
                .body_length = 1,
                .id = g_string_chunk_insert(set->texts, id)};
        g_ptr_array_add(set->events, event);
        set_after(event, last);
        last = event->id;
    }
    g_autoptr(PsgThreads) threads = make(set, NULL);
    const PsgThread *only = get_only(threads);
    assert_int_equal(only->step_count, count);
    assert_string_equal(only->steps[count - 1].event->id, last);
    for (guint i = 1; i < count; i++)
        assert_string_equal(only->steps[i].event->after[0], only->steps[i - 1].event->id);
}

#define THREAD_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
            THREAD_TEST(test_a_thread_is_open_answered_resolved_and_reopened),
            THREAD_TEST(test_what_was_seen_comes_before_what_answers_it),
            THREAD_TEST(test_circles_are_cut_and_told),
            THREAD_TEST(test_a_person_agrees_once),
            THREAD_TEST(test_hundreds_agree_once_each),
            THREAD_TEST(test_people_edit_their_own_words_only),
            THREAD_TEST(test_a_redaction_wins_wherever_it_stands),
            THREAD_TEST(test_orphans_are_kept),
            THREAD_TEST(test_unknown_people_are_shown_as_unknown),
            THREAD_TEST(test_threads_are_found_by_their_first_letters),
            THREAD_TEST(test_filters_leave_out_the_rest),
            THREAD_TEST(test_a_thread_waits_from_its_opening_whatever_is_said_meanwhile),
            cmocka_unit_test(test_any_order_and_any_overlap_give_the_same_threads),
            THREAD_TEST(test_a_great_thread_takes_no_longer_than_its_length_asks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
