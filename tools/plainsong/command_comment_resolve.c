/* plainsong comment resolve, plainsong comment reopen: a thread is closed, or open again. */
#include "comment_commands.h"
#include "thread_step.h"

static ExitCode
resolve(const Invocation *invocation, ThreadStep *step, const char *revision)
{
    ExitCode code;
    GError *error = NULL;
    if (!thread_step_open(step, invocation, &code) ||
            !thread_step_check_role(step, "resolve", TRUE, &code))
        return code;
    if (step->thread->state == PSG_THREAD_RESOLVED)
        return thread_step_leave(step, "This thread is resolved already");
    g_autofree char *commit = revision ? thread_step_resolve(step, revision, &error) : NULL;
    if (revision && !commit)
        return command_fail(error);
    if (!words_get(&step->words, &step->words_options, invocation, "note", NULL, NULL, &code))
        return code;
    PsgContribution said = thread_step_begin(step, PSG_EVENT_RESOLVE);
    said.commit = commit;
    return thread_step_store(step, &said, "Resolved");
}

ExitCode
command_comment_resolve(Invocation *invocation)
{
    g_auto(ThreadStep) step = {0};
    g_autofree char *revision = NULL;
    const GOptionEntry entries[] = {
            WORDS_OPTION_ENTRIES(step.words_options),
            {"commit", 0, 0, G_OPTION_ARG_FILENAME, &revision,
                    "the commit that did what was asked for", "REV"},
            THREAD_STEP_OPTION_ENTRIES(step),
            {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    ExitCode code;
    return thread_step_parse(invocation, entries, &code) ? resolve(invocation, &step, revision)
                                                         : code;
}

static ExitCode
reopen(const Invocation *invocation, ThreadStep *step)
{
    ExitCode code;
    if (!thread_step_open(step, invocation, &code) ||
            !thread_step_check_role(step, "reopen", TRUE, &code))
        return code;
    if (step->thread->state == PSG_THREAD_OPEN || step->thread->state == PSG_THREAD_REOPENED)
        return thread_step_leave(step, "This thread is open");
    if (!words_get(&step->words, &step->words_options, invocation, "note", NULL, NULL, &code))
        return code;
    PsgContribution said = thread_step_begin(step, PSG_EVENT_REOPEN);
    return thread_step_store(step, &said, "Reopened");
}

ExitCode
command_comment_reopen(Invocation *invocation)
{
    g_auto(ThreadStep) step = {0};
    const GOptionEntry entries[] = {
            WORDS_OPTION_ENTRIES(step.words_options),
            THREAD_STEP_OPTION_ENTRIES(step),
            {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    ExitCode code;
    return thread_step_parse(invocation, entries, &code) ? reopen(invocation, &step) : code;
}
