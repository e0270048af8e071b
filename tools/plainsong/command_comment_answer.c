/* plainsong comment answer: what becomes of a comment, and why. */
#include <string.h>

#include "comment_commands.h"
#include "thread_step.h"

typedef struct {
    char *outcome, *revision;
} Arguments;

static void
arguments_clear(Arguments *arguments)
{
    g_free(arguments->outcome);
    g_free(arguments->revision);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Arguments, arguments_clear)

static PsgOutcome
find_outcome(const char *name)
{
    int number = name ? psg_outcome_find(name) : -1;
    return number >= 0 ? (PsgOutcome)number : PSG_OUTCOME_NONE;
}

static ExitCode
fail_outcome(const Invocation *invocation, const char *name)
{
    return name ? command_fail_use(invocation->command,
                          "comment answer: \"%s\" is no outcome; it is accepted, partly, declined "
                          "or noted",
                          name)
                : command_fail_use(invocation->command,
                          "comment answer: say what becomes of it: --outcome accepted, partly, "
                          "declined or noted");
}

static ExitCode
run(const Invocation *invocation, ThreadStep *step, const Arguments *arguments)
{
    ExitCode code;
    GError *error = NULL;
    PsgOutcome outcome = find_outcome(arguments->outcome);
    if (outcome == PSG_OUTCOME_NONE && invocation->arguments[1])
        return fail_outcome(invocation, arguments->outcome);
    if (!thread_step_open(step, invocation, &code) ||
            !thread_step_check_role(step, "answer", FALSE, &code))
        return code;
    g_autofree char *commit =
            arguments->revision ? thread_step_resolve(step, arguments->revision, &error) : NULL;
    if (arguments->revision && !commit)
        return command_fail(error);
    if (!words_get(&step->words, &step->words_options, invocation, "answer", NULL,
                "Say above this line what becomes of the comment and why, so that whoever made it\n"
                "understands. It may be Markdown.\n",
                &code))
        return code;
    PsgContribution said = thread_step_begin(step, PSG_EVENT_ANSWER);
    said.outcome = outcome;
    said.commit = commit;
    return thread_step_store(step, &said, "Answered");
}

ExitCode
command_comment_answer(Invocation *invocation)
{
    g_auto(ThreadStep) step = {0};
    g_auto(Arguments) arguments = {0};
    const GOptionEntry entries[] = {
            {"outcome", 'o', 0, G_OPTION_ARG_FILENAME, &arguments.outcome,
                    "accepted, partly, declined or noted", "OUTCOME"},
            WORDS_OPTION_ENTRIES(step.words_options),
            {"commit", 0, 0, G_OPTION_ARG_FILENAME, &arguments.revision,
                    "the commit that did what was asked for", "REV"},
            THREAD_STEP_OPTION_ENTRIES(step),
            {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    ExitCode code;
    return thread_step_parse(invocation, entries, &code) ? run(invocation, &step, &arguments)
                                                         : code;
}
