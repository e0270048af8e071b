/* plainsong comment agree: "me too". */
#include <string.h>

#include "comment_commands.h"
#include "thread_step.h"

/* TRUE when the speaker said so before. `about` is NULL for the thread as a whole. */
static gboolean
has_agreed(const ThreadStep *step, const PsgStep *about)
{
    for (guint i = 0; i < step->thread->step_count; i++) {
        const PsgEvent *event = step->thread->steps[i].event;
        if (event->kind == PSG_EVENT_AGREE && strcmp(event->by, step->speaker->id) == 0 &&
                g_strcmp0(event->to, about ? about->event->id : NULL) == 0)
            return TRUE;
    }
    return FALSE;
}

static ExitCode
run(const Invocation *invocation, ThreadStep *step, const char *to)
{
    ExitCode code;
    GError *error = NULL;
    if (!thread_step_open(step, invocation, &code))
        return code;
    const PsgStep *about = to ? thread_step_find(step->thread, to, &error) : NULL;
    if (to && !about)
        return command_fail(error);
    const PsgStep *author = about ? about : step->thread->first;
    if (author && strcmp(author->event->by, step->speaker->id) == 0)
        return thread_step_leave(step, "This is your own, and your voice counts in it already");
    if (has_agreed(step, about))
        return thread_step_leave(step, "You have agreed already");
    PsgContribution said = thread_step_begin(step, PSG_EVENT_AGREE);
    said.to = about ? about->event->id : NULL;
    return thread_step_store(step, &said, "Agreed");
}

ExitCode
command_comment_agree(Invocation *invocation)
{
    g_auto(ThreadStep) step = {0};
    g_autofree char *to = NULL;
    const GOptionEntry entries[] = {
            {"to", 0, 0, G_OPTION_ARG_FILENAME, &to,
                    "the step of the thread that is agreed with (the first)", "EVENT"},
            THREAD_STEP_OPTION_ENTRIES(step),
            {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    ExitCode code;
    return thread_step_parse(invocation, entries, &code) ? run(invocation, &step, to) : code;
}
