/* plainsong comment reply: something more is said in a thread. */
#include "comment_commands.h"
#include "thread_step.h"

static gboolean
run(const Invocation *invocation, ThreadStep *step, const char *to, ExitCode *code)
{
    GError *error = NULL;
    const PsgStep *about = NULL;
    if (!thread_step_open(step, invocation, code))
        return FALSE;
    if (to && !(about = thread_step_find(step->thread, to, &error))) {
        *code = command_fail(error);
        return FALSE;
    }
    if (!words_get(&step->words, &step->words_options, invocation, "reply", NULL,
                "Write your reply above this line. It may be Markdown.\n", code))
        return FALSE;
    PsgContribution said = thread_step_begin(step, PSG_EVENT_REPLY);
    said.to = about ? about->event->id : NULL;
    *code = thread_step_store(step, &said, "Replied");
    return TRUE;
}

ExitCode
command_comment_reply(Invocation *invocation)
{
    g_auto(ThreadStep) step = {0};
    g_autofree char *to = NULL;
    const GOptionEntry entries[] = {
            WORDS_OPTION_ENTRIES(step.words_options),
            {"to", 0, 0, G_OPTION_ARG_FILENAME, &to, "the step of the thread that it replies to",
                    "EVENT"},
            THREAD_STEP_OPTION_ENTRIES(step),
            {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    ExitCode code;
    if (thread_step_parse(invocation, entries, &code))
        run(invocation, &step, to, &code);
    return code;
}
