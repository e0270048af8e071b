/* From events to threads: sorted by thread and id, twins left out, each thread put in order
 * (thread_order.c) and gone through for what it comes to. See thread.h. */
#include "review/thread/thread.h"

#include <string.h>

#include "review/thread/thread_internal.h"

struct PsgThreads {
    const PsgEvent **events; /* by thread and id */
    guint event_count;
    PsgStep *steps;           /* of all threads, one after the other */
    PsgAgreement *agreements; /* likewise */
    guint agreement_count;
    PsgThread *threads;
    guint count;
};

static const char *const state_names[] = {"open", "answered", "resolved", "reopened"};
G_STATIC_ASSERT(G_N_ELEMENTS(state_names) == PSG_THREAD_STATES);

const char *
psg_thread_state_get_name(PsgThreadState state)
{
    return state_names[state];
}

void
psg_thread_complain(
        PsgFindings *findings, const char *rule, const PsgEvent *event, const char *message)
{
    if (!findings)
        return;
    g_autofree char *path = psg_event_format_path(event);
    psg_findings_add(findings, PSG_SEVERITY_WARNING, rule, path, 0, 0, "%s", message);
}

/* --- One of each --- */

static int
compare_events(gconstpointer a, gconstpointer b)
{
    const PsgEvent *left = *(const PsgEvent *const *)a, *right = *(const PsgEvent *const *)b;
    int order = left->thread == right->thread ? 0 : strcmp(left->thread, right->thread);
    return order != 0 ? order : strcmp(left->id, right->id);
}

/* Events of one thread that stand together, in order of id. */
typedef struct {
    guint first, count;
    const char *thread;
} Run;

static int
compare_runs(gconstpointer a, gconstpointer b)
{
    return strcmp(((const Run *)a)->thread, ((const Run *)b)->thread);
}

/* The runs of the events; FALSE when a thread's events are not in order. */
static gboolean
find_runs(const PsgThreads *threads, GArray *runs)
{
    for (guint i = 0; i < threads->event_count; i++) {
        const PsgEvent *event = threads->events[i];
        Run *last = runs->len > 0 ? &g_array_index(runs, Run, runs->len - 1) : NULL;
        if (last && (last->thread == event->thread || strcmp(last->thread, event->thread) == 0)) {
            if (strcmp(threads->events[i - 1]->id, event->id) > 0)
                return FALSE;
            last->count++;
        } else {
            Run run = {.first = i, .count = 1, .thread = event->thread};
            g_array_append_val(runs, run);
        }
    }
    return TRUE;
}

/* By thread and id. A store's list has each thread's events together, so that only the threads are
 * to be put in order. */
static void
sort_events(PsgThreads *threads)
{
    g_autoptr(GArray) runs = g_array_new(FALSE, FALSE, sizeof(Run));
    gboolean is_grouped = find_runs(threads, runs);
    g_array_sort(runs, compare_runs);
    for (guint i = 1; is_grouped && i < runs->len; i++)
        is_grouped =
                compare_runs(&g_array_index(runs, Run, i - 1), &g_array_index(runs, Run, i)) < 0;
    if (!is_grouped) {
        qsort(threads->events, threads->event_count, sizeof(PsgEvent *), compare_events);
        return;
    }
    const PsgEvent **sorted = g_new(const PsgEvent *, threads->event_count);
    guint at = 0;
    for (guint i = 0; i < runs->len; i++) {
        const Run *run = &g_array_index(runs, Run, i);
        memcpy(sorted + at, threads->events + run->first, run->count * sizeof(PsgEvent *));
        at += run->count;
    }
    g_free(threads->events);
    threads->events = sorted;
}

/* Of several forms of one event the one that wins everywhere stays. */
static void
drop_twins(PsgThreads *threads, PsgFindings *findings)
{
    guint kept = 0;
    for (guint i = 0; i < threads->event_count; i++) {
        const PsgEvent *event = threads->events[i];
        const PsgEvent **last = kept > 0 ? &threads->events[kept - 1] : NULL;
        if (!last || compare_events(last, &event) != 0) {
            threads->events[kept++] = event;
            continue;
        }
        int order = event == *last ? 0 : psg_event_compare_forms(event, *last);
        if (order < 0)
            *last = event;
        if (order != 0 && (event->redacted != NULL) == ((*last)->redacted != NULL))
            psg_thread_complain(findings, "thread-twin", event,
                    "this id is that of two events; everybody sees the same one of them, and the "
                    "other should be written anew with an id of its own");
    }
    threads->event_count = kept;
}

/* --- What a thread comes to --- */

/* The step of an event of the thread, by bisection of the events in order of id. */
static PsgStep *
find_step(const PsgThreadWork *work, const char *id)
{
    guint place;
    return psg_thread_find_event(work, id, &place) ? &work->steps[work->place_of[place]] : NULL;
}

static gboolean
may_edit(const PsgEvent *event)
{
    return event->kind != PSG_EVENT_EDIT && event->kind != PSG_EVENT_REDACT &&
           event->kind != PSG_EVENT_AGREE;
}

static void
apply_redaction(PsgThreadWork *work, const PsgEvent *event)
{
    PsgStep *about = find_step(work, event->to);
    if (!about || about->event->kind == PSG_EVENT_REDACT) {
        psg_thread_complain(work->findings, "thread-target", event,
                "the event whose words this takes away is not in its thread");
        return;
    }
    /* Of several the first counts: it is who did it. */
    if (!about->redaction)
        about->redaction = event;
    about->is_redacted = TRUE;
}

static void
apply_edit(PsgThreadWork *work, const PsgStep *step)
{
    const PsgEvent *event = step->event;
    PsgStep *about = find_step(work, event->to);
    if (!about || !may_edit(about->event)) {
        psg_thread_complain(work->findings, "thread-target", event,
                "the text that this is a new form of is not in its thread");
        return;
    }
    if (strcmp(about->event->by, event->by) != 0) {
        psg_thread_complain(work->findings, "thread-edit", event,
                "this would change somebody else's text, and is left out");
        return;
    }
    if (!step->is_redacted)
        about->text = event;
}

/* Events can be about others that stand later, so all redactions come before all edits. */
static void
apply_changes(PsgThreadWork *work)
{
    for (guint i = 0; i < work->count; i++)
        if (work->steps[i].event->kind == PSG_EVENT_REDACT)
            apply_redaction(work, work->steps[i].event);
    for (guint i = 0; i < work->count; i++)
        if (work->steps[i].event->kind == PSG_EVENT_EDIT)
            apply_edit(work, &work->steps[i]);
}

static void
apply_state(PsgThread *thread, const PsgStep *step)
{
    switch (step->event->kind) {
    case PSG_EVENT_ANSWER:
        thread->state = PSG_THREAD_ANSWERED;
        thread->answer = step;
        break;
    case PSG_EVENT_RESOLVE:
        thread->state = PSG_THREAD_RESOLVED;
        break;
    case PSG_EVENT_REOPEN:
        if (thread->state == PSG_THREAD_ANSWERED || thread->state == PSG_THREAD_RESOLVED)
            thread->state = PSG_THREAD_REOPENED;
        thread->answer = NULL;
        break;
    default:
        break;
    }
}

static gboolean
has_agreed(const PsgThread *thread, const char *by, GHashTable **seen)
{
    /* Few agree with most comments; with many a table is quicker. */
    if (thread->agreement_count < 16) {
        for (guint i = 0; i < thread->agreement_count; i++)
            if (strcmp(thread->agreements[i].by, by) == 0)
                return TRUE;
        return FALSE;
    }
    if (!*seen) {
        *seen = g_hash_table_new(g_str_hash, g_str_equal);
        for (guint i = 0; i < thread->agreement_count; i++)
            g_hash_table_add(*seen, (gpointer)thread->agreements[i].by);
    }
    return !g_hash_table_add(*seen, (gpointer)by);
}

static void
count_agreements(PsgThreads *threads, PsgThread *thread)
{
    g_autoptr(GHashTable) seen = NULL;
    PsgAgreement *agreements = threads->agreements + threads->agreement_count;
    const char *author = thread->first ? thread->first->event->by : NULL;
    thread->agreements = agreements;
    for (guint i = 0; i < thread->step_count; i++) {
        const PsgStep *step = &thread->steps[i];
        const PsgEvent *event = step->event;
        if (event->kind != PSG_EVENT_AGREE || step->is_redacted ||
                g_strcmp0(event->by, author) == 0 || has_agreed(thread, event->by, &seen))
            continue;
        agreements[thread->agreement_count++] = (PsgAgreement){event->by, event->group};
    }
    threads->agreement_count += thread->agreement_count;
}

/* Told once a person: they may have left, and have said much. */
static void
note_unknown(PsgThreadWork *work, const PsgEvent *event)
{
    if (!work->findings || !g_hash_table_add(work->unknown, (gpointer)event->by))
        return;
    g_autofree char *path = psg_event_format_path(event);
    psg_findings_add(work->findings, PSG_SEVERITY_NOTE, "thread-person", path, 0, 0,
            "nobody with the id \"%s\" is among the people who take part", event->by);
}

static void
check_people(PsgThreadWork *work, GHashTable *people)
{
    for (guint i = 0; people && i < work->count; i++) {
        PsgStep *step = &work->steps[i];
        step->is_unknown = !g_hash_table_contains(people, step->event->by);
        if (step->is_unknown)
            note_unknown(work, step->event);
    }
}

static void
make_thread(PsgThreads *threads, PsgThreadWork *work, PsgThread *thread, GHashTable *people)
{
    psg_thread_order(work);
    *thread = (PsgThread){.id = work->events[0]->thread,
            .steps = work->steps,
            .step_count = work->count,
            .begun = work->events[0]->at,
            .last = work->events[work->count - 1]->at};
    guint place;
    if (psg_thread_find_event(work, thread->id, &place))
        thread->first = &work->steps[work->place_of[place]];
    else
        psg_thread_complain(work->findings, "thread-orphan", work->events[0],
                "the event that began this thread is not here");
    check_people(work, people);
    apply_changes(work);
    for (guint i = 0; i < work->count; i++)
        apply_state(thread, &work->steps[i]);
    count_agreements(threads, thread);
}

PsgThreads *
psg_threads_new(
        const PsgEvent *const *events, guint count, GHashTable *people, PsgFindings *findings)
{
    PsgThreads *threads = g_new0(PsgThreads, 1);
    threads->events = g_memdup2(events, count * sizeof(PsgEvent *));
    threads->event_count = count;
    sort_events(threads);
    drop_twins(threads, findings);
    count = threads->event_count;
    threads->steps = g_new0(PsgStep, count);
    threads->agreements = g_new(PsgAgreement, count);
    threads->threads = g_new(PsgThread, count);
    g_autofree guint *place_of = g_new(guint, count);
    g_autoptr(GHashTable) unknown = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0, next; i < count; i = next) {
        const char *id = threads->events[i]->thread;
        for (next = i + 1; next < count; next++)
            if (threads->events[next]->thread != id &&
                    strcmp(threads->events[next]->thread, id) != 0)
                break;
        PsgThreadWork work = {.events = threads->events + i,
                .count = next - i,
                .steps = threads->steps + i,
                .place_of = place_of,
                .findings = findings,
                .unknown = unknown};
        make_thread(threads, &work, &threads->threads[threads->count++], people);
    }
    return threads;
}

void
psg_threads_free(PsgThreads *threads)
{
    if (!threads)
        return;
    g_free(threads->events);
    g_free(threads->steps);
    g_free(threads->agreements);
    g_free(threads->threads);
    g_free(threads);
}

/* --- Asking --- */

const PsgThread *
psg_threads_get(const PsgThreads *threads, guint *count)
{
    *count = threads->count;
    return threads->threads;
}

GPtrArray *
psg_threads_find(const PsgThreads *threads, const char *beginning)
{
    GPtrArray *found = g_ptr_array_new();
    for (guint i = 0; i < threads->count; i++) {
        const PsgThread *thread = &threads->threads[i];
        if (psg_event_id_begins(thread->id, beginning))
            g_ptr_array_add(found, (gpointer)thread);
    }
    return found;
}

static int
compare_ids(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
psg_thread_list_heads(const PsgThread *thread)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    GPtrArray *heads = g_ptr_array_new();
    for (guint i = 0; i < thread->step_count; i++)
        for (guint k = 0; k < thread->steps[i].event->after_count; k++)
            g_hash_table_add(seen, (gpointer)thread->steps[i].event->after[k]);
    /* The newest, if there are more than can be named. */
    for (guint i = thread->step_count; i > 0 && heads->len < PSG_EVENT_LIST_LIMIT; i--)
        if (!g_hash_table_contains(seen, thread->steps[i - 1].event->id))
            g_ptr_array_add(heads, (gpointer)thread->steps[i - 1].event->id);
    g_ptr_array_sort(heads, compare_ids);
    return heads;
}

guint
psg_thread_count_agreement(const PsgThread *thread, const char *group)
{
    guint count = 0;
    for (guint i = 0; i < thread->agreement_count; i++)
        count += g_strcmp0(thread->agreements[i].group, group) == 0;
    return count;
}

static gboolean
has_tag(const PsgEvent *event, const char *tag)
{
    for (guint i = 0; i < event->tag_count; i++)
        if (strcmp(event->tags[i], tag) == 0)
            return TRUE;
    return FALSE;
}

/* What is asked of the first event. */
static gboolean
first_matches(const PsgEvent *event, const PsgThreadFilter *filter)
{
    return (!filter->group || g_strcmp0(event->group, filter->group) == 0) &&
           (!filter->by || strcmp(event->by, filter->by) == 0) &&
           (!filter->document || g_strcmp0(event->on.document, filter->document) == 0) &&
           (!filter->path || g_strcmp0(event->on.path, filter->path) == 0) &&
           (!filter->session || g_strcmp0(event->session, filter->session) == 0) &&
           (!filter->tag || has_tag(event, filter->tag)) &&
           (filter->remark == PSG_REMARK_NONE || event->remark == filter->remark);
}

/* Since when somebody waits for an answer. */
static gint64
find_opening(const PsgThread *thread)
{
    for (guint i = thread->step_count; thread->state == PSG_THREAD_REOPENED && i > 0; i--)
        if (thread->steps[i - 1].event->kind == PSG_EVENT_REOPEN)
            return thread->steps[i - 1].event->at;
    return thread->begun;
}

gboolean
psg_thread_matches(const PsgThread *thread, const PsgThreadFilter *filter)
{
    static const PsgEvent nothing = {.by = ""};
    gboolean is_open = thread->state == PSG_THREAD_OPEN || thread->state == PSG_THREAD_REOPENED;
    if (filter->states != 0 && !(filter->states & (1u << thread->state)))
        return FALSE;
    if (filter->unanswered_since != 0 &&
            (!is_open || find_opening(thread) > filter->unanswered_since))
        return FALSE;
    return first_matches(thread->first ? thread->first->event : &nothing, filter);
}
