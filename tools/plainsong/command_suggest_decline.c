/* plainsong suggest decline: an answer that leaves the text as it is. */
#include <stdio.h>

#include "json_text.h"
#include "review/comment/record.h"
#include "review/review_error.h"
#include "review/suggest/suggestion.h"
#include "speaking.h"
#include "suggest_commands.h"
#include "terminal.h"

typedef struct {
    WordsOptions words;
    char *by;
    gboolean is_json, is_quiet;
} Arguments;

static void
arguments_clear(Arguments *arguments)
{
    words_options_clear(&arguments->words);
    g_free(arguments->by);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Arguments, arguments_clear)

static gboolean
parse(Invocation *invocation, Arguments *arguments, ExitCode *code)
{
    const GOptionEntry entries[] = {
            WORDS_OPTION_ENTRIES(arguments->words),
            {"by", 0, 0, G_OPTION_ARG_FILENAME, &arguments->by,
                    "who answers, an id of people.yaml (the user of git)", "ID"},
            STORED_OPTION_ENTRIES(*arguments),
            {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    if (!command_parse(invocation, entries, code) || !command_check_arguments(invocation, 1, code))
        return FALSE;
    if (invocation->arguments[1])
        return TRUE;
    *code = command_fail_use(invocation->command,
            "suggest decline: say which suggestion: plainsong suggest decline 7fk2 -m \"why\"; "
            "\"plainsong suggest list\" shows them");
    return FALSE;
}

static void
report(const Arguments *arguments, const Talk *talk, const PsgThread *thread, const char *event)
{
    g_autofree char *id = psg_review_abbreviate(talk->review, thread);
    if (arguments->is_json) {
        json_t *object = json_object();
        json_object_set_new(object, "thread", json_text(thread->id));
        json_object_set_new(object, "event", json_text(event));
        json_object_set_new(object, "outcome", json_text("declined"));
        json_print(object);
    } else if (!arguments->is_quiet) {
        terminal_print(stdout, "Answered %s: declined. The text stays as it is.\n", id);
    }
}

ExitCode
command_suggest_decline(Invocation *invocation)
{
    g_auto(Arguments) arguments = {0};
    g_auto(Talk) talk = {0};
    g_auto(Words) words = {0};
    ExitCode code;
    GError *error = NULL;
    if (!parse(invocation, &arguments, &code))
        return code;
    if (!talk_init(&talk, invocation->folder, NULL, &error))
        return command_fail(error);
    const PsgContributor *speaker = talk_find_speaker(&talk, arguments.by, &error);
    const PsgThread *thread =
            speaker ? psg_review_find_thread(talk.review, invocation->arguments[1], &error) : NULL;
    if (!thread)
        return command_fail(error);
    if (!psg_thread_is_suggestion(thread))
        return command_fail(g_error_new(PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_TARGET,
                "%s is a comment and proposes no wording; answer it with \"plainsong comment "
                "answer\"",
                invocation->arguments[1]));
    if (!speaking_check_role(talk.opening.package, speaker, thread, "decline", FALSE, &code) ||
            !words_get(&words, &arguments.words, invocation, "answer", NULL,
                    "Say above this line why the suggestion is declined. It is published.\n",
                    &code))
        return code;
    const PsgContribution said = {.kind = PSG_EVENT_ANSWER,
            .by = speaker->id,
            .group = speaker->group ? speaker->group->id : NULL,
            .text = words.text,
            .outcome = PSG_OUTCOME_DECLINED};
    g_autoptr(PsgRecord) record = psg_record_new(talk.review);
    const char *event = psg_record_add(record, thread->id, &said, &error);
    if (!event || !psg_record_store(record, &error))
        return words_fail(&words, error);
    words_drop_file(&words);
    report(&arguments, &talk, thread, event);
    return EXIT_DONE;
}
