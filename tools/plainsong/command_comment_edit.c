/* plainsong comment edit: one's own words, said anew. What was said before stays in the history. */
#include <string.h>

#include "comment_commands.h"
#include "review/review_error.h"
#include "terminal.h"
#include "thread_step.h"

static gboolean
has_words(const PsgEvent *event)
{
    return event->kind != PSG_EVENT_EDIT && event->kind != PSG_EVENT_REDACT &&
           event->kind != PSG_EVENT_AGREE;
}

/* Why the step's words cannot be changed by the speaker; NULL when they can. */
static const char *
find_obstacle(const ThreadStep *step, const PsgStep *about)
{
    if (!has_words(about->event))
        return "this step has no words of its own";
    if (about->is_redacted)
        return "these words were taken away; say them anew in a reply";
    if (strcmp(about->event->by, step->speaker->id) != 0)
        return "these words are somebody else's; only who said them can change them";
    return NULL;
}

static ExitCode
run(const Invocation *invocation, ThreadStep *step, const char *replace)
{
    ExitCode code;
    GError *error = NULL;
    const PsgStep *about;
    if (!thread_step_open_step(step, invocation, &about, &code))
        return code;
    const char *obstacle = find_obstacle(step, about);
    gboolean is_suggestion = about->event->kind == PSG_EVENT_SUGGEST;
    if (!obstacle && replace && !is_suggestion)
        obstacle = "only a suggestion has a wording to replace";
    if (obstacle) {
        g_set_error(&error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_NOT_FOUND, "%s: %s",
                invocation->arguments[1], obstacle);
        return command_fail(error);
    }
    g_autofree char *old = psg_review_read_text(step->talk.review, about, &error);
    if (!old)
        return command_fail(error);
    const char *advice = "Change your words above this line. Who reads the thread sees that they "
                         "were edited.\n";
    if (!words_get(&step->words, &step->words_options, invocation, "edit", old,
                replace ? NULL : advice, &code))
        return code;
    g_strchomp(old);
    if (!step->words.text)
        step->words.text = g_strdup(old);
    if (strcmp(old, step->words.text) == 0 && !replace) {
        words_drop_file(&step->words);
        return thread_step_leave(step, "The words are as they were");
    }
    PsgContribution said = thread_step_begin(step, PSG_EVENT_EDIT);
    said.to = about->event->id;
    said.replace = replace ? replace : about->text->replace;
    return thread_step_store(step, &said, "Edited");
}

ExitCode
command_comment_edit(Invocation *invocation)
{
    g_auto(ThreadStep) step = {0};
    g_autofree char *replace = NULL;
    const GOptionEntry entries[] = {
            WORDS_OPTION_ENTRIES(step.words_options),
            {"replace", 0, 0, G_OPTION_ARG_FILENAME, &replace, "of a suggestion: another wording",
                    "TEXT"},
            THREAD_STEP_OPTION_ENTRIES(step),
            {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    ExitCode code;
    return thread_step_parse(invocation, entries, &code) ? run(invocation, &step, replace) : code;
}
