/* plainsong suggest add: another wording is proposed for words of the text. */
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "editor.h"
#include "json_text.h"
#include "review/comment/record.h"
#include "review/comment/target.h"
#include "review/suggest/suggestion.h"
#include "speaking.h"
#include "suggest_commands.h"
#include "suggestion_text.h"
#include "targeting.h"
#include "terminal.h"

typedef struct {
    WordsOptions words; /* why */
    char *replace, *replace_file, *session, *by;
    char **tags;
    gboolean is_left_out, is_json, is_quiet;
} Arguments;

static void
arguments_clear(Arguments *arguments)
{
    words_options_clear(&arguments->words);
    g_free(arguments->replace);
    g_free(arguments->replace_file);
    g_free(arguments->session);
    g_free(arguments->by);
    g_strfreev(arguments->tags);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Arguments, arguments_clear)

static gboolean
may_edit(void)
{
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

static gboolean
check_use(const Invocation *invocation, const Arguments *arguments, ExitCode *code)
{
    guint wordings = (arguments->replace != NULL) + (arguments->replace_file != NULL) +
                     (arguments->is_left_out != FALSE);
    if (!invocation->arguments[1] || !invocation->arguments[2])
        *code = command_fail_use(invocation->command,
                "suggest add: quote the words that are to be others: plainsong suggest add play.md "
                "\"quoted words\" --replace \"new words\"");
    else if (wordings > 1)
        *code = command_fail_use(
                invocation->command, "suggest add: of --replace, -F and --leave-out give one");
    else if (wordings == 0 && !may_edit())
        *code = command_fail_use(invocation->command,
                "suggest add: say what is to stand there: --replace \"new words\"");
    else
        return targeting_check_session(invocation, arguments->session, code);
    return FALSE;
}

static gboolean
parse(Invocation *invocation, Arguments *arguments, ExitCode *code)
{
    const GOptionEntry entries[] = {
            {"replace", 'r', 0, G_OPTION_ARG_FILENAME, &arguments->replace,
                    "the new wording, in Markdown", "TEXT"},
            {"replace-file", 'F', 0, G_OPTION_ARG_FILENAME, &arguments->replace_file,
                    "the new wording is in this file; - reads it from standard input", "FILE"},
            {"leave-out", 'x', 0, G_OPTION_ARG_NONE, &arguments->is_left_out,
                    "propose to leave the words out", NULL},
            {"message", 'm', 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments->words.messages,
                    "why; each further -m begins a paragraph", "TEXT"},
            OCCASION_OPTION_ENTRIES(*arguments),
            {"by", 0, 0, G_OPTION_ARG_FILENAME, &arguments->by,
                    "who proposes it, an id of people.yaml (the user of git)", "ID"},
            {"keep-personal-data", 0, 0, G_OPTION_ARG_NONE, &arguments->words.keeps_personal,
                    "store the words though they seem to hold somebody's personal data", NULL},
            STORED_OPTION_ENTRIES(*arguments),
            {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    return command_parse(invocation, entries, code) &&
           command_check_arguments(invocation, 2, code) && check_use(invocation, arguments, code);
}

/* --- The wording --- */

/* Gets it as words_get() gets words, which checks them; that none are left means to leave the old
 * ones out. */
static gboolean
get_wording(const Invocation *invocation, const Arguments *arguments, const PsgTarget *target,
        Words *wording, ExitCode *code)
{
    char *messages[] = {arguments->replace, NULL};
    if (arguments->is_left_out) {
        wording->text = g_strdup("");
        return TRUE;
    }
    WordsOptions options = {.messages = arguments->replace ? messages : NULL,
            .file = arguments->replace_file,
            .keeps_personal = arguments->words.keeps_personal};
    if (!arguments->replace && !arguments->replace_file) {
        GError *error = NULL;
        messages[0] = editor_edit(invocation->folder, "wording", target->on.exact,
                "Change the words above this line into those that you propose. They are Markdown.\n"
                "This line and everything below it is left out; nothing above it proposes to "
                "leave the words out.\n",
                &wording->file, &error);
        if (!messages[0]) {
            *code = command_fail(error);
            return FALSE;
        }
        options.messages = messages;
    }
    gboolean is_good = words_get(wording, &options, invocation, "wording", NULL, NULL, code);
    if (messages[0] != arguments->replace)
        g_free(messages[0]);
    if (is_good && !wording->text)
        wording->text = g_strdup("");
    return is_good;
}

/* --- Storing --- */

static void
report(const Arguments *arguments, const Talk *talk, const PsgTarget *target, const char *wording,
        const char *id, gboolean is_widened)
{
    if (arguments->is_json) {
        json_t *object = targeting_make_json(target, id);
        json_object_set_new(object, "seen", json_text(target->on.exact));
        json_object_set_new(object, "proposed", json_text(wording));
        json_object_set_new(object, "widened", json_boolean(is_widened));
        json_print(object);
        return;
    }
    if (arguments->is_quiet)
        return;
    const char *bold = terminal_get_colour(stdout, TERMINAL_BOLD),
               *off = terminal_get_colour(stdout, TERMINAL_PLAIN);
    g_autofree char *beginning = targeting_abbreviate(talk->review, id);
    g_autoptr(GString) out = g_string_new(NULL);
    suggestion_append_change(out, target->on.exact, wording, terminal_get_width(stdout),
            terminal_has_colours(stdout));
    terminal_print(stdout, "Stored as %s%s%s, for %s, line %u:\n", bold, beginning, off,
            target->path, target->line);
    terminal_write(stdout, out->str);
    if (is_widened)
        terminal_print(stdout,
                "The whole of “%s” is replaced, so that no mark of Markdown is torn apart.\n",
                target->on.exact);
}

static ExitCode
store(const Arguments *arguments, const Talk *talk, const PsgContributor *speaker,
        const PsgTarget *target, Words *wording, const Words *reason, gboolean is_widened)
{
    GError *error = NULL;
    const PsgContribution said = {.kind = PSG_EVENT_SUGGEST,
            .by = speaker->id,
            .group = speaker->group ? speaker->group->id : NULL,
            .text = reason->text,
            .replace = wording->text,
            .session = arguments->session,
            .tags = (const char *const *)arguments->tags,
            .tag_count = arguments->tags ? g_strv_length(arguments->tags) : 0};
    g_autoptr(PsgRecord) record = psg_record_new(talk->review);
    const char *id = psg_record_begin(record, &said, &target->on, &error);
    if (!id || !psg_record_store(record, &error))
        return words_fail(wording, error);
    words_drop_file(wording);
    report(arguments, talk, target, wording->text, id, is_widened);
    return EXIT_DONE;
}

ExitCode
command_suggest_add(Invocation *invocation)
{
    g_auto(Arguments) arguments = {0};
    g_auto(Talk) talk = {0};
    g_auto(Words) wording = {0};
    g_auto(Words) reason = {0};
    ExitCode code;
    GError *error = NULL;
    gboolean is_widened;
    if (!parse(invocation, &arguments, &code))
        return code;
    if (!talk_init(&talk, invocation->folder, NULL, &error))
        return command_fail(error);
    const PsgContributor *speaker = talk_find_speaker(&talk, arguments.by, &error);
    if (!speaker)
        return command_fail(error);
    g_autoptr(PsgTarget) target = targeting_find(invocation, talk.review, &code);
    if (!target || (arguments.words.messages && !words_get(&reason, &arguments.words, invocation,
                                                        "reason", NULL, NULL, &code)))
        return code;
    if (!get_wording(invocation, &arguments, target, &wording, &code))
        return code;
    if (!psg_suggestion_fit(talk.review, target, wording.text, &is_widened, &error))
        return words_fail(&wording, error);
    return store(&arguments, &talk, speaker, target, &wording, &reason, is_widened);
}
