/* plainsong comment add: a thread is begun. */
#include <stdio.h>
#include <string.h>

#include "comment_commands.h"
#include "json_text.h"
#include "review/comment/record.h"
#include "review/comment/target.h"
#include "speaking.h"
#include "targeting.h"
#include "terminal.h"
#include "thread_text.h"

typedef struct {
    WordsOptions words;
    char *kind, *session, *by, *revision;
    char **tags;
    gboolean is_json, is_quiet;
    PsgRemark remark;
} Arguments;

static void
arguments_clear(Arguments *arguments)
{
    words_options_clear(&arguments->words);
    g_free(arguments->kind);
    g_free(arguments->session);
    g_free(arguments->by);
    g_free(arguments->revision);
    g_strfreev(arguments->tags);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Arguments, arguments_clear)

static gboolean
check_use(const Invocation *invocation, Arguments *arguments, ExitCode *code)
{
    if (!invocation->arguments[1]) {
        *code = command_fail_use(invocation->command,
                "comment add: say what the comment is on: plainsong comment add play.md \"quoted "
                "words\"");
        return FALSE;
    }
    return targeting_check_session(invocation, arguments->session, code) &&
           speaking_read_remark(invocation, arguments->kind, &arguments->remark, code);
}

static gboolean
parse(Invocation *invocation, Arguments *arguments, ExitCode *code)
{
    const GOptionEntry entries[] = {
            WORDS_OPTION_ENTRIES(arguments->words),
            {"kind", 'k', 0, G_OPTION_ARG_FILENAME, &arguments->kind,
                    "what it is: question, issue, suggestion or praise", "KIND"},
            OCCASION_OPTION_ENTRIES(*arguments),
            {"by", 0, 0, G_OPTION_ARG_FILENAME, &arguments->by,
                    "who says it, an id of people.yaml (the user of git)", "ID"},
            {"at", 0, 0, G_OPTION_ARG_FILENAME, &arguments->revision,
                    "on the text of this version, tag, branch or commit", "REV"},
            STORED_OPTION_ENTRIES(*arguments),
            {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    return command_parse(invocation, entries, code) &&
           command_check_arguments(invocation, 2, code) && check_use(invocation, arguments, code);
}

/* --- Storing --- */

static void
report(const Arguments *arguments, const Talk *talk, const PsgTarget *target, const char *id)
{
    if (arguments->is_json) {
        json_t *object = targeting_make_json(target, id);
        json_object_set_new(object, "quote", json_text(target->on.exact));
        json_print(object);
        return;
    }
    if (arguments->is_quiet)
        return;
    const char *bold = terminal_get_colour(stdout, TERMINAL_BOLD),
               *off = terminal_get_colour(stdout, TERMINAL_PLAIN);
    g_autofree char *beginning = targeting_abbreviate(talk->review, id);
    g_autofree char *words = target->on.exact ? thread_text_read_words(target->on.exact) : NULL;
    terminal_print(stdout, "Stored as %s%s%s", bold, beginning, off);
    if (words)
        terminal_print(stdout, ", on “%s” in %s, line %u.\n", words, target->path, target->line);
    else if (target->on.heading)
        terminal_print(
                stdout, ", on the section \"%s\" of %s.\n", target->on.heading, target->path);
    else if (target->path)
        terminal_print(stdout, ", on the chapter %s.\n", target->path);
    else
        terminal_print(stdout, ", on the document %s.\n", target->on.document);
}

static ExitCode
store(const Arguments *arguments, const Talk *talk, const PsgContributor *speaker,
        const PsgTarget *target, Words *words)
{
    GError *error = NULL;
    const PsgContribution said = {.kind = PSG_EVENT_COMMENT,
            .by = speaker->id,
            .group = speaker->group ? speaker->group->id : NULL,
            .text = words->text,
            .remark = arguments->remark,
            .session = arguments->session,
            .tags = (const char *const *)arguments->tags,
            .tag_count = arguments->tags ? g_strv_length(arguments->tags) : 0};
    g_autoptr(PsgRecord) record = psg_record_new(talk->review);
    const char *id = psg_record_begin(record, &said, &target->on, &error);
    if (!id || !psg_record_store(record, &error))
        return words_fail(words, error);
    words_drop_file(words);
    report(arguments, talk, target, id);
    return EXIT_DONE;
}

ExitCode
command_comment_add(Invocation *invocation)
{
    g_auto(Arguments) arguments = {0};
    g_auto(Talk) talk = {0};
    g_auto(Talk) then = {0}; /* the package as it was at --at */
    g_auto(Words) words = {0};
    ExitCode code;
    GError *error = NULL;
    if (!parse(invocation, &arguments, &code))
        return code;
    const char *folder = invocation->folder, *where = invocation->arguments[1];
    if (!talk_init_for_path(&talk, folder, where, NULL, NULL, &error) ||
            (arguments.revision &&
                    !talk_init_for_path(&then, folder, where, arguments.revision, NULL, &error)))
        return command_fail(error);
    const PsgContributor *speaker = talk_find_speaker(&talk, arguments.by, &error);
    if (!speaker)
        return command_fail(error);
    g_autoptr(PsgTarget) target =
            targeting_find(invocation, arguments.revision ? then.review : talk.review, &code);
    if (!target || !words_get(&words, &arguments.words, invocation, "comment", NULL,
                           "Write your comment above this line. It may be Markdown.\n", &code))
        return code;
    return store(&arguments, &talk, speaker, target, &words);
}
