/* plainsong comment redact: the words of a comment are taken away, here and, once others sync,
 * everywhere. */
#include <stdio.h>
#include <string.h>

#include "comment_commands.h"
#include "expiry.h"
#include "json_text.h"
#include "review/comment/record.h"
#include "review/review_error.h"
#include "speaking.h"
#include "terminal.h"

typedef struct {
    char *by;
    char **reasons;
    gboolean is_thread, is_json, is_quiet;
} Arguments;

static void
arguments_clear(Arguments *arguments)
{
    g_free(arguments->by);
    g_strfreev(arguments->reasons);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Arguments, arguments_clear)

static gboolean
parse(Invocation *invocation, Arguments *arguments, ExitCode *code)
{
    const GOptionEntry entries[] = {
            {"message", 'm', 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments->reasons,
                    "why; it is kept, so do not repeat the words", "TEXT"},
            {"thread", 0, 0, G_OPTION_ARG_NONE, &arguments->is_thread,
                    "the words of everything in the thread", NULL},
            {"by", 0, 0, G_OPTION_ARG_FILENAME, &arguments->by,
                    "who does it, an id of people.yaml (the user of git)", "ID"},
            {"json", 0, 0, G_OPTION_ARG_NONE, &arguments->is_json, "print what was done as JSON",
                    NULL},
            {"quiet", 'q', 0, G_OPTION_ARG_NONE, &arguments->is_quiet, "print nothing when done",
                    NULL},
            {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    if (!command_parse(invocation, entries, code) || !command_check_arguments(invocation, 1, code))
        return FALSE;
    if (!invocation->arguments[1])
        *code = command_fail_use(invocation->command, "comment redact: say which comment");
    else if (!arguments->reasons || !*g_strstrip(arguments->reasons[0]))
        *code = command_fail_use(invocation->command,
                "comment redact: say why with -m \"...\", without repeating the words");
    else
        return TRUE;
    return FALSE;
}

/* --- Which --- */

typedef struct {
    const PsgThread *thread;
    const PsgStep *step;
} Found;

static GArray *
find_all(const PsgReview *review, const char *beginning)
{
    guint count;
    GArray *all = g_array_new(FALSE, FALSE, sizeof(Found));
    const PsgThread *threads = psg_threads_get(psg_review_get_threads(review), &count);
    for (guint i = 0; i < count; i++)
        for (guint k = 0; k < threads[i].step_count; k++) {
            Found found = {&threads[i], &threads[i].steps[k]};
            if (psg_event_id_begins(found.step->event->id, beginning))
                g_array_append_val(all, found);
        }
    return all;
}

static gboolean
fail_several(const GArray *all, const char *beginning, GError **error)
{
    g_autoptr(GString) list = g_string_new(NULL);
    for (guint i = 0; i < MIN(all->len, 10); i++) {
        const PsgEvent *event = g_array_index(all, Found, i).step->event;
        g_string_append_printf(list, "\n  %s  %s by %s", event->id + PSG_EVENT_ID_RANDOM,
                psg_event_kind_get_name(event->kind), event->by);
    }
    return psg_review_fail(error, PSG_REVIEW_ERROR_NOT_FOUND,
            "%u comments begin with \"%s\"; give more of it:%s", all->len, beginning, list->str);
}

static gboolean
find_one(const PsgReview *review, const char *beginning, Found *found, GError **error)
{
    g_autoptr(GArray) all = find_all(review, beginning);
    if (all->len > 1)
        return fail_several(all, beginning, error);
    if (all->len == 0)
        return psg_review_fail(error, PSG_REVIEW_ERROR_NOT_FOUND,
                "there is no comment \"%s\"; \"plainsong comment list\" and \"plainsong comment "
                "show\" give their names",
                beginning);
    *found = g_array_index(all, Found, 0);
    return TRUE;
}

/* --- Who --- */

static gboolean
has_any_editor(const PsgPackage *package)
{
    for (guint i = 0; i < package->contributors->len; i++)
        if (speaking_has_role(package->contributors->pdata[i], "editor", NULL))
            return TRUE;
    return FALSE;
}

static gboolean
check_right(
        const PsgPackage *package, const PsgContributor *person, const Found *found, GError **error)
{
    const PsgEvent *event = found->step->event;
    const char *document = found->thread->first ? found->thread->first->event->on.document : NULL;
    if (strcmp(event->by, person->id) == 0 || speaking_has_role(person, "editor", document) ||
            !has_any_editor(package))
        return TRUE;
    return psg_review_fail(error, PSG_REVIEW_ERROR_NOT_FOUND,
            "%s was written by %s; words are taken away by who wrote them or by an editor of the "
            "document, and people.yaml does not name %s as one (roles: {%s: editor})",
            event->id + PSG_EVENT_ID_RANDOM, event->by, person->id,
            document ? document : "DOCUMENT");
}

/* --- Doing it --- */

/* TRUE when there is something to take away; FALSE with an error when it cannot be read. */
static gboolean
has_words(const PsgReview *review, const PsgEvent *event, GError **error)
{
    if (event->kind == PSG_EVENT_REDACT || event->redacted || !psg_review_is_stored(review, event))
        return FALSE;
    g_autoptr(PsgEvent) whole = psg_review_read_event(review, event, error);
    return whole &&
           (whole->body_length > 0 || whole->replace || whole->tag_count > 0 || whole->on.exact);
}

static gboolean
add_redaction(PsgRecord *record, const PsgPackage *package, const PsgContributor *person,
        const Found *found, const char *why, GError **error)
{
    const PsgContribution said = {.kind = PSG_EVENT_REDACT,
            .by = person->id,
            .group = person->group ? person->group->id : NULL,
            .text = why,
            .to = found->step->event->id};
    return check_right(package, person, found, error) &&
           psg_record_add(record, found->thread->id, &said, error);
}

/* Fills the record with a redaction of each event. */
static gboolean
add_all(PsgRecord *record, const Talk *talk, const Arguments *arguments, const Found *found,
        GError **error)
{
    const PsgContributor *person = talk_find_speaker(talk, arguments->by, error);
    g_autofree char *why = g_strjoinv("\n\n", arguments->reasons);
    g_autoptr(GError) problem = NULL;
    if (!person)
        return FALSE;
    for (guint i = 0; i < found->thread->step_count; i++) {
        const Found one = {found->thread, &found->thread->steps[i]};
        if (!arguments->is_thread && one.step != found->step)
            continue;
        gboolean is_wanted = has_words(talk->review, one.step->event, &problem);
        if (problem) {
            g_propagate_error(error, g_steal_pointer(&problem));
            return FALSE;
        }
        if (is_wanted && !add_redaction(record, talk->opening.package, person, &one, why, error))
            return FALSE;
    }
    return psg_record_get_length(record) > 0 ||
           psg_review_fail(error, PSG_REVIEW_ERROR_NOT_FOUND,
                   "%s has no words that could be taken away%s",
                   found->step->event->id + PSG_EVENT_ID_RANDOM,
                   found->step->event->redacted ? "; they were already"
                   : psg_review_is_stored(talk->review, found->step->event)
                           ? ""
                           : "; they are the message of a commit, and part of the text's history");
}

static void
report(const Arguments *arguments, const PsgStoreMerged *merged, const PsgStoreExpiry *expiry)
{
    if (arguments->is_json) {
        json_t *object = json_object();
        json_object_set_new(object, "redacted", json_integer(merged->redacted_here));
        expiry_add_json(object, expiry);
        json_print(object);
        return;
    }
    if (arguments->is_quiet)
        return;
    terminal_print(stdout, "The words of %u %s were taken away%s.\n", merged->redacted_here,
            merged->redacted_here == 1 ? "comment" : "comments",
            expiry->left == 0 ? ", and are no longer in this repository" : "");
    expiry_print(expiry);
    terminal_print(stdout,
            "Other people's clones drop them when they run \"plainsong sync\" after you did. This "
            "cannot reach clones that are never synced, what a host keeps of earlier pushes (ask "
            "it to remove objects that nothing leads to), backups, mails and printed pages.\n");
}

static ExitCode
redact(const Arguments *arguments, const Talk *talk, const Found *found)
{
    GError *error = NULL;
    PsgStoreMerged merged;
    g_autoptr(PsgRecord) record = psg_record_new(talk->review);
    g_auto(PsgStoreExpiry) expiry = {0};
    if (!add_all(record, talk, arguments, found, &error) ||
            !psg_record_redact(record, &merged, &error) ||
            !psg_store_expire(psg_review_get_store(talk->review), &expiry, &error))
        return command_fail(error);
    report(arguments, &merged, &expiry);
    return EXIT_DONE;
}

ExitCode
command_comment_redact(Invocation *invocation)
{
    g_auto(Arguments) arguments = {0};
    g_auto(Talk) talk = {0};
    ExitCode code;
    GError *error = NULL;
    Found found = {NULL, NULL};
    if (!parse(invocation, &arguments, &code))
        return code;
    if (!talk_init(&talk, invocation->folder, NULL, &error) ||
            !find_one(talk.review, invocation->arguments[1], &found, &error))
        return command_fail(error);
    return redact(&arguments, &talk, &found);
}
