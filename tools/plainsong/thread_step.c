/* Adding a step to a thread. See thread_step.h. */
#include "thread_step.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "json_text.h"
#include "review/review_error.h"
#include "terminal.h"

#define STEPS_SHOWN 8u

void
thread_step_clear(ThreadStep *step)
{
    words_options_clear(&step->words_options);
    words_clear(&step->words);
    g_free(step->by);
    talk_clear(&step->talk);
}

gboolean
thread_step_parse(Invocation *invocation, const GOptionEntry *entries, ExitCode *code)
{
    return command_parse(invocation, entries, code) && command_check_arguments(invocation, 1, code);
}

/* Opens the comments and finds the speaker. */
static gboolean
open_talk(ThreadStep *step, const Invocation *invocation, ExitCode *code)
{
    GError *error = NULL;
    if (!invocation->arguments[1]) {
        *code = command_fail_use(invocation->command,
                "%s: say which thread, by the first letters of its id; \"plainsong comment list\" "
                "shows them",
                invocation->command->name);
        return FALSE;
    }
    if (talk_init(&step->talk, invocation->folder, NULL, &error))
        step->speaker = talk_find_speaker(&step->talk, step->by, &error);
    if (!step->speaker)
        *code = command_fail(error);
    return step->speaker != NULL;
}

gboolean
thread_step_open(ThreadStep *step, const Invocation *invocation, ExitCode *code)
{
    GError *error = NULL;
    if (!open_talk(step, invocation, code))
        return FALSE;
    step->thread = psg_review_find_thread(step->talk.review, invocation->arguments[1], &error);
    if (!step->thread)
        *code = command_fail(error);
    return step->thread != NULL;
}

/* --- Steps --- */

/* Adds the steps of a thread whose ids begin so, `by` (NULL: all) having made them. */
static void
add_steps(const PsgThread *thread, const char *beginning, const char *by, GPtrArray *found)
{
    for (guint i = 0; *beginning && i < thread->step_count; i++) {
        const PsgEvent *event = thread->steps[i].event;
        if (psg_event_id_begins(event->id, beginning) && (!by || strcmp(event->by, by) == 0))
            g_ptr_array_add(found, (gpointer)&thread->steps[i]);
    }
}

static const PsgStep *
fail_several(const char *beginning, const GPtrArray *steps, GError **error)
{
    g_autoptr(GString) message = g_string_new(NULL);
    g_string_printf(message,
            "%u steps begin with \"%s\"; give more letters of the one you mean:", steps->len,
            beginning);
    for (guint i = 0; i < MIN(steps->len, STEPS_SHOWN); i++) {
        const PsgEvent *event = ((const PsgStep *)steps->pdata[i])->event;
        g_autofree char *date = psg_date_format(event->at);
        g_string_append_printf(message, "\n  %s  %s, %s, in the thread %s",
                event->id + PSG_EVENT_ID_RANDOM, psg_event_kind_get_name(event->kind), date,
                event->thread + PSG_EVENT_ID_RANDOM);
    }
    if (steps->len > STEPS_SHOWN)
        g_string_append_printf(message, "\n  and %u more", steps->len - STEPS_SHOWN);
    g_set_error_literal(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_NOT_FOUND, message->str);
    return NULL;
}

const PsgStep *
thread_step_find(const PsgThread *thread, const char *beginning, GError **error)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    add_steps(thread, beginning, NULL, found);
    if (found->len == 1)
        return found->pdata[0];
    if (found->len > 1)
        return fail_several(beginning, found, error);
    g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_NOT_FOUND,
            "the thread has no step \"%s\"; \"plainsong comment show %.4s\" shows what its "
            "steps are called",
            beginning, thread->id + PSG_EVENT_ID_RANDOM);
    return NULL;
}

static const PsgThread *
find_thread_of(const PsgThread *threads, guint count, const PsgStep *step)
{
    for (guint i = 0; i < count; i++)
        if (step >= threads[i].steps && step < threads[i].steps + threads[i].step_count)
            return &threads[i];
    return NULL;
}

gboolean
thread_step_open_step(
        ThreadStep *step, const Invocation *invocation, const PsgStep **found, ExitCode *code)
{
    GError *error = NULL;
    if (!open_talk(step, invocation, code))
        return FALSE;
    const char *beginning = invocation->arguments[1];
    const PsgReview *review = step->talk.review;
    step->thread = psg_review_find_thread(review, beginning, &error);
    *found = step->thread ? step->thread->first : NULL;
    if (*found)
        return TRUE;
    guint count;
    const PsgThread *threads = psg_threads_get(psg_review_get_threads(review), &count);
    g_autoptr(GPtrArray) steps = g_ptr_array_new();
    for (guint i = 0; i < count; i++)
        add_steps(&threads[i], beginning, step->speaker->id, steps);
    for (guint i = 0; steps->len == 0 && i < count; i++)
        add_steps(&threads[i], beginning, NULL, steps);
    if (steps->len > 1) {
        g_clear_error(&error);
        fail_several(beginning, steps, &error);
    } else if (steps->len == 0 && !error) {
        thread_step_find(step->thread, beginning, &error); /* how it began is not here */
    }
    if (steps->len != 1) {
        *code = command_fail(error);
        return FALSE;
    }
    g_clear_error(&error);
    *found = steps->pdata[0];
    step->thread = find_thread_of(threads, count, *found);
    return TRUE;
}

/* --- Who may --- */

gboolean
thread_step_check_role(
        const ThreadStep *step, const char *what, gboolean own_counts, ExitCode *code)
{
    return speaking_check_role(
            step->talk.opening.package, step->speaker, step->thread, what, own_counts, code);
}

/* --- Storing --- */

PsgContribution
thread_step_begin(const ThreadStep *step, PsgEventKind kind)
{
    return (PsgContribution){.kind = kind,
            .by = step->speaker->id,
            .group = step->speaker->group ? step->speaker->group->id : NULL,
            .text = step->words.text};
}

static void
report(const ThreadStep *step, const char *id, const char *done)
{
    if (step->is_json) {
        json_t *object = json_object();
        json_object_set_new(object, "thread", json_text(step->thread->id));
        json_object_set_new(object, "event", json_text(id));
        json_print(object);
        return;
    }
    if (step->is_quiet)
        return;
    g_autofree char *thread = psg_review_abbreviate(step->talk.review, step->thread);
    terminal_print(
            stdout, "%s as %.4s, in the thread %s.\n", done, id + PSG_EVENT_ID_RANDOM, thread);
}

ExitCode
thread_step_store(ThreadStep *step, PsgContribution *said, const char *done)
{
    GError *error = NULL;
    g_autoptr(PsgRecord) record = psg_record_new(step->talk.review);
    const char *id = psg_record_add(record, step->thread->id, said, &error);
    if (!id || !psg_record_store(record, &error))
        return words_fail(&step->words, error);
    words_drop_file(&step->words);
    report(step, id, done);
    return EXIT_DONE;
}

ExitCode
thread_step_leave(const ThreadStep *step, const char *reason)
{
    if (step->is_json) {
        json_t *object = json_object();
        json_object_set_new(object, "thread", json_text(step->thread->id));
        json_object_set_new(object, "event", json_null());
        json_print(object);
    } else if (!step->is_quiet) {
        terminal_print(stdout, "%s; nothing was stored.\n", reason);
    }
    return EXIT_DONE;
}

char *
thread_step_resolve(const ThreadStep *step, const char *revision, GError **error)
{
    char *oid = NULL;
    return psg_repository_resolve(step->talk.opening.place->repository, revision, &oid, error)
                   ? oid
                   : NULL;
}
