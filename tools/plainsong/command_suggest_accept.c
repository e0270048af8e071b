/* plainsong suggest accept: a proposed wording becomes a commit in its author's name. */
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "editor.h"
#include "git/git_error.h"
#include "json_text.h"
#include "review/review_error.h"
#include "review/suggest/suggestion.h"
#include "speaking.h"
#include "suggest_commands.h"
#include "suggestion_text.h"
#include "terminal.h"
#include "wrapped.h"

typedef struct {
    WordsOptions words;
    char *text, *by;
    gboolean is_edited, is_dry, is_json, is_quiet;
} Arguments;

static void
arguments_clear(Arguments *arguments)
{
    words_options_clear(&arguments->words);
    g_free(arguments->text);
    g_free(arguments->by);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Arguments, arguments_clear)

/* The text is taken where HEAD is; people are named as people.yaml says now. */
typedef struct {
    Talk head, now;
    const PsgPackage *people;
    const PsgContributor *editor;
    const PsgThread *thread;
    PsgSuggestion *suggestion;
    char *id;      /* of the thread, as people see it */
    char *wording; /* another than the proposed one; NULL */
    char *file;    /* where it was edited; NULL */
    Words reason;
} Work;

static void
work_clear(Work *work)
{
    g_clear_pointer(&work->suggestion, psg_suggestion_free);
    words_clear(&work->reason);
    g_free(work->id);
    g_free(work->wording);
    g_free(work->file);
    talk_clear(&work->head);
    talk_clear(&work->now);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Work, work_clear)

static gboolean
check_use(const Invocation *invocation, const Arguments *arguments, ExitCode *code)
{
    if (!invocation->arguments[1])
        *code = command_fail_use(invocation->command,
                "suggest accept: say which suggestion: plainsong suggest accept 7fk2; \"plainsong "
                "suggest list\" shows them");
    else if (arguments->text && arguments->is_edited)
        *code = command_fail_use(invocation->command,
                "suggest accept: give the other wording with --text or --edit, not with both");
    else if (arguments->text && !g_utf8_validate(arguments->text, -1, NULL))
        *code = command_fail_use(
                invocation->command, "suggest accept: the wording of --text is not UTF-8");
    else
        return TRUE;
    return FALSE;
}

static gboolean
parse(Invocation *invocation, Arguments *arguments, ExitCode *code)
{
    const GOptionEntry entries[] = {
            WORDS_OPTION_ENTRIES(arguments->words),
            {"text", 't', 0, G_OPTION_ARG_FILENAME, &arguments->text,
                    "take this wording in place of the proposed one", "TEXT"},
            {"edit", 'e', 0, G_OPTION_ARG_NONE, &arguments->is_edited,
                    "go over the proposed wording in your editor", NULL},
            {"by", 0, 0, G_OPTION_ARG_FILENAME, &arguments->by,
                    "who accepts it, an id of people.yaml (the user of git)", "ID"},
            {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &arguments->is_dry,
                    "show the commit that would be made, and make nothing", NULL},
            {"json", 0, 0, G_OPTION_ARG_NONE, &arguments->is_json, "print what was done as JSON",
                    NULL},
            {"quiet", 'q', 0, G_OPTION_ARG_NONE, &arguments->is_quiet, "print nothing when done",
                    NULL},
            {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    return command_parse(invocation, entries, code) &&
           command_check_arguments(invocation, 1, code) && check_use(invocation, arguments, code);
}

/* --- Finding it --- */

/* One that was taken in before is not taken in twice. */
static gboolean
check_open(const Work *work, GError **error)
{
    const PsgThread *thread = work->thread;
    gboolean is_closed =
            thread->state == PSG_THREAD_ANSWERED || thread->state == PSG_THREAD_RESOLVED;
    if (!is_closed || !thread->answer)
        return TRUE;
    PsgOutcome outcome = thread->answer->event->outcome;
    if (outcome != PSG_OUTCOME_ACCEPTED && outcome != PSG_OUTCOME_PARTLY)
        return TRUE;
    const char *commit = thread->answer->event->commit;
    g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_TARGET,
            "this suggestion was accepted already%s%.7s; to take it in once more, first run "
            "\"plainsong comment reopen %s\"",
            commit ? ", by commit " : "", commit ? commit : "", work->id);
    return FALSE;
}

/* Where the files as they are make no package, the people are those of HEAD. */
static const Talk *
find_people(Work *work, const Invocation *invocation)
{
    if (talk_init(&work->now, invocation->folder, NULL, NULL))
        return &work->now;
    talk_clear(&work->now);
    return &work->head;
}

static gboolean
find(Work *work, const Invocation *invocation, const Arguments *arguments, GError **error)
{
    if (!talk_init(&work->head, invocation->folder, "HEAD", error))
        return FALSE;
    const Talk *people = find_people(work, invocation);
    work->people = people->opening.package;
    work->editor = talk_find_speaker(people, arguments->by, error);
    work->thread = work->editor ? psg_review_find_thread(
                                          work->head.review, invocation->arguments[1], error)
                                : NULL;
    if (!work->thread || !psg_review_locate(work->head.review, error))
        return FALSE;
    work->id = psg_review_abbreviate(work->head.review, work->thread);
    work->suggestion = psg_suggestion_new(work->head.review, work->thread, error);
    return work->suggestion && check_open(work, error);
}

/* The other wording, when there is to be one. */
static gboolean
get_wording(Work *work, const Invocation *invocation, const Arguments *arguments, GError **error)
{
    if (!arguments->is_edited) {
        work->wording = g_strdup(arguments->text);
        return TRUE;
    }
    const PsgSuggestion *suggestion = work->suggestion;
    g_autoptr(GString) advice = g_string_new(NULL);
    g_string_append_printf(advice,
            "Above this line is the proposed wording. Change it as it is to stand in the text.\n"
            "This line and everything below it is left out.\n\nThere stands now:\n\n%s\n",
            suggestion->present ? suggestion->present : "");
    work->wording = editor_edit(
            invocation->folder, "wording", suggestion->proposed, advice->str, &work->file, error);
    return work->wording != NULL;
}

static gboolean
get_reason(Work *work, const Invocation *invocation, const Arguments *arguments, ExitCode *code)
{
    if (!arguments->words.messages && !arguments->words.file)
        return TRUE;
    return words_get(&work->reason, &arguments->words, invocation, "reason", NULL, NULL, code);
}

/* --- When it does not fit --- */

static void
append_words(GString *out, const char *label, const char *words, guint width)
{
    wrapped_append(out, label, 0, 2, width);
    wrapped_append(out, words && *words ? words : "(nothing)", 4, 4, width);
}

static void
append_ways(const Work *work, GString *out)
{
    gboolean has_place = work->suggestion->line > 0;
    g_string_append(out, "\nYou can\n");
    if (has_place)
        g_string_append_printf(out,
                "  plainsong suggest accept %s --edit          write what is to stand there now\n"
                "  plainsong suggest accept %s --text \"...\"    the same, from here\n",
                work->id, work->id);
    else
        g_string_append_printf(out,
                "  change the text by hand, and commit it with the line \"Answers: %s\" at the end "
                "of the message\n",
                work->id);
    g_string_append_printf(out,
            "  plainsong suggest decline %s -m \"...\"      say why it cannot be taken in\n",
            work->id);
}

/* Both texts side by side, and the ways on. */
static ExitCode
show_conflict(const Work *work, GError *error)
{
    const PsgSuggestion *suggestion = work->suggestion;
    g_autoptr(GString) out = g_string_new(NULL);
    guint width = terminal_get_width(stderr);
    g_autofree char *place = suggestion_tell_place(suggestion);
    g_autofree char *now = suggestion->state == PSG_SUGGESTION_GONE
                                   ? g_strdup_printf("What stood there last, in %s%s%.7s:", place,
                                             suggestion->removed_by ? ", until commit " : "",
                                             suggestion->removed_by ? suggestion->removed_by : "")
                                   : g_strdup_printf("What stands there now, in %s:", place);
    terminal_print(stderr, "plainsong: %s. Nothing was changed.\n\n", error->message);
    g_error_free(error);
    append_words(out, "What the suggestion was made on:", suggestion->seen, width);
    if (suggestion->state != PSG_SUGGESTION_UNKNOWN)
        append_words(out, now, suggestion->present, width);
    append_words(out,
            "What it proposes:", *suggestion->proposed ? suggestion->proposed : "(to leave it out)",
            width);
    append_ways(work, out);
    terminal_write(stderr, out->str);
    return EXIT_FOUND;
}

/* The suggestion beside the files as they are, with what is not committed; NULL. */
static PsgSuggestion *
find_in_working_tree(const Work *work)
{
    PsgReview *review = work->now.review;
    const PsgThread *thread =
            review ? psg_review_find_thread(review, work->thread->id, NULL) : NULL;
    return thread && psg_review_locate(review, NULL) ? psg_suggestion_new(review, thread, NULL)
                                                     : NULL;
}

/* The editor's own changes are in the way. */
static ExitCode
show_own_changes(const Work *work, GError *error)
{
    g_autoptr(PsgSuggestion) own = find_in_working_tree(work);
    g_autoptr(GString) out = g_string_new(NULL);
    guint width = terminal_get_width(stderr);
    terminal_print(stderr, "plainsong: %s. Nothing was changed.\n\n", error->message);
    g_error_free(error);
    append_words(out, "What the suggestion was made on:", work->suggestion->seen, width);
    if (own && own->state != PSG_SUGGESTION_UNKNOWN) {
        g_autofree char *place = suggestion_tell_place(own);
        g_autofree char *now = g_strdup_printf(own->state == PSG_SUGGESTION_GONE
                                                       ? "You removed it from %s; there was:"
                                                       : "What stands in your files, in %s:",
                place);
        append_words(out, now, own->present, width);
    }
    append_words(out, "What it proposes:",
            *work->suggestion->proposed ? work->suggestion->proposed : "(to leave it out)", width);
    terminal_write(stderr, out->str);
    return EXIT_FOUND;
}

static ExitCode
fail_accept(const Work *work, GError *error)
{
    if (work->file)
        terminal_print(stderr, "What you wrote is kept in %s\n", work->file);
    if (g_error_matches(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_CONFLICT))
        return show_conflict(work, error);
    if (g_error_matches(error, PSG_GIT_ERROR, PSG_GIT_ERROR_CONFLICT))
        return show_own_changes(work, error);
    return command_fail(error);
}

/* --- When it is done --- */

static void
report_json(const Work *work, const Arguments *arguments, const PsgAccepted *accepted)
{
    json_t *object = json_object();
    json_object_set_new(object, "thread", json_text(work->thread->id));
    json_object_set_new(object, "outcome", json_text(psg_outcome_get_name(accepted->outcome)));
    json_object_set_new(object, "event", json_text(accepted->event));
    json_object_set_new(object, "commit", json_text(accepted->commit));
    json_object_set_new(object, "author", json_text(accepted->author));
    json_object_set_new(object, "message", json_text(accepted->message));
    json_object_set_new(object, "path", json_text(work->suggestion->path));
    json_object_set_new(object, "diff", json_text(accepted->diff));
    json_object_set_new(object, "dry", json_boolean(arguments->is_dry));
    json_print(object);
}

static void
report_text(const Work *work, const Arguments *arguments, const PsgAccepted *accepted)
{
    if (arguments->is_dry && accepted->message) {
        terminal_print(
                stdout, "By %s:\n\n%s\n%s", accepted->author, accepted->message, accepted->diff);
        return;
    }
    if (arguments->is_quiet)
        return;
    g_autoptr(GString) out = g_string_new(NULL);
    const PsgSuggestion *suggestion = work->suggestion;
    if (accepted->commit) {
        g_autofree char *subject = g_strndup(accepted->message, strcspn(accepted->message, "\n"));
        suggestion_append_change(out, suggestion->present,
                work->wording ? work->wording : suggestion->proposed, terminal_get_width(stdout),
                terminal_has_colours(stdout));
        terminal_print(stdout, "Taken into %s, by %s: commit %.7s, %s\n", suggestion->path,
                accepted->author, accepted->commit, subject);
        terminal_write(stdout, out->str);
    } else {
        terminal_print(
                stdout, "%s says so already; there is nothing to commit.\n", suggestion->path);
    }
    if (accepted->event)
        terminal_print(
                stdout, "%s is answered: %s.\n", work->id, psg_outcome_get_name(accepted->outcome));
}

static ExitCode
finish(const Work *work, const Arguments *arguments, PsgAccepted *accepted)
{
    if (arguments->is_json)
        report_json(work, arguments, accepted);
    else
        report_text(work, arguments, accepted);
    if (work->file)
        g_unlink(work->file);
    if (!accepted->problem)
        return EXIT_DONE;
    if (accepted->commit)
        fputs("The commit is made, and by its line \"Answers:\" the suggestion is answered. What "
              "follows kept the answer itself from being stored:\n",
                stderr);
    return command_fail(g_steal_pointer(&accepted->problem));
}

ExitCode
command_suggest_accept(Invocation *invocation)
{
    g_auto(Arguments) arguments = {0};
    g_auto(Work) work = {0};
    ExitCode code;
    GError *error = NULL;
    if (!parse(invocation, &arguments, &code))
        return code;
    if (!find(&work, invocation, &arguments, &error))
        return command_fail(error);
    if (!speaking_check_role(work.people, work.editor, work.thread, "accept", FALSE, &code) ||
            !get_reason(&work, invocation, &arguments, &code))
        return code;
    if (!get_wording(&work, invocation, &arguments, &error))
        return command_fail(error);
    const PsgAcceptance acceptance = {.text = work.wording,
            .reason = work.reason.text,
            .editor = work.editor,
            .people = work.people,
            .is_dry = arguments.is_dry};
    g_autoptr(PsgAccepted) accepted =
            psg_suggestion_accept(work.head.review, work.suggestion, &acceptance, &error);
    return accepted ? finish(&work, &arguments, accepted) : fail_accept(&work, error);
}
