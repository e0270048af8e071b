/* plainsong comment show: a whole thread, as people read it. */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "comment_commands.h"
#include "json_text.h"
#include "review/comment/reading.h"
#include "speaking.h"
#include "terminal.h"
#include "text/text.h"
#include "thread_text.h"
#include "wrapped.h"

#define AROUND 160u /* characters that are shown before and after a passage */
#define INDENT 2u

typedef struct {
    Talk talk;
    const PsgThread *thread;
    const PsgThreadPlace *place;
    GString *out;
    guint width;
} Showing;

static void
showing_clear(Showing *showing)
{
    if (showing->out)
        g_string_free(showing->out, TRUE);
    talk_clear(&showing->talk);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Showing, showing_clear)

static const char *
get_colour(TerminalColour colour)
{
    return terminal_get_colour(stdout, colour);
}

/* Adds a text, line by line: what is indented (code, items of lists) stays as it is. */
static void
append_text(Showing *showing, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++) {
        if (g_ascii_isspace(**line))
            g_string_append_printf(showing->out, "%*s%s\n", (int)INDENT, "", *line);
        else if (**line)
            wrapped_append(showing->out, *line, INDENT, INDENT, showing->width);
        else
            g_string_append_c(showing->out, '\n');
    }
}

static void
append_line(Showing *showing, const char *text)
{
    wrapped_append(showing->out, text, 0, INDENT, showing->width);
}

/* --- Where --- */

static void
append_surroundings(Showing *showing)
{
    const PsgThreadPlace *place = showing->place;
    g_autoptr(GBytes) bytes = psg_snapshot_read(
            showing->talk.opening.snapshot, place->path, PSG_TEXT_SIZE_LIMIT, NULL);
    gsize length = 0, from, to;
    const char *source = bytes ? g_bytes_get_data(bytes, &length) : NULL;
    if (!source || place->end > length || !g_utf8_validate(source, (gssize)length, NULL))
        return;
    g_autoptr(PsgReading) reading = psg_reading_new(source, length);
    psg_reading_find_block(reading, place->start, place->end, &from, &to);
    g_autofree char *before = psg_reading_show(reading, from, place->start, AROUND, TRUE);
    g_autofree char *words = psg_reading_show(reading, place->start, place->end, 0, FALSE);
    g_autofree char *after = psg_reading_show(reading, place->end, to, AROUND, FALSE);
    g_autofree char *text = g_strdup_printf("%s[%s]%s", before, words, after);
    g_string_append_c(showing->out, '\n');
    append_text(showing, text);
}

/* "early-years/play.md, line 14, under #turn-taking" */
static char *
describe_where(const Showing *showing)
{
    const PsgThreadPlace *place = showing->place;
    switch (place->kind) {
    case PSG_ON_PASSAGE:
        return g_strdup_printf("%s, line %u%s%s", place->path, place->line,
                place->heading ? ", under #" : "", place->heading ? place->heading : "");
    case PSG_ON_SECTION:
        return g_strdup_printf(
                "the section %s#%s, line %u", place->path, place->heading, place->line);
    case PSG_ON_CHAPTER:
        return g_strdup_printf("the chapter %s", place->path);
    default:
        return g_strdup_printf("the document %s", place->document ? place->document : "");
    }
}

static char *
abbreviate(const Showing *showing, const char *commit)
{
    return psg_repository_abbreviate(showing->talk.opening.place->repository, commit);
}

static void
append_gone(Showing *showing)
{
    const PsgThreadPlace *place = showing->place;
    g_autofree char *commit = place->removed_by ? abbreviate(showing, place->removed_by) : NULL;
    g_autofree char *line = g_strdup_printf("On a %s that is gone%s%s%s.",
            place->kind == PSG_ON_PASSAGE   ? "passage"
            : place->kind == PSG_ON_SECTION ? "section"
            : place->kind == PSG_ON_CHAPTER ? "chapter"
                                            : "document",
            commit ? ": the commit " : "", commit ? commit : "", commit ? " took it out" : "");
    append_line(showing, line);
    if (place->path) {
        g_autofree char *last = g_strdup_printf("It stood last in %s.", place->path);
        append_line(showing, last);
    }
    if (place->words) {
        g_autofree char *words = thread_text_read_words(place->words);
        g_autofree char *line_of_words = g_strdup_printf("Its last words: “%s”", words);
        append_line(showing, line_of_words);
    }
}

static void
append_place(Showing *showing)
{
    const PsgThreadPlace *place = showing->place;
    if (place->status == PSG_PLACE_GONE) {
        append_gone(showing);
    } else if (place->status == PSG_PLACE_UNKNOWN) {
        append_line(showing,
                "Where this stands now is not known: the commit that it was made on is not here, "
                "or is not one that the present text came from.");
    } else {
        g_autofree char *where = describe_where(showing);
        g_autofree char *line =
                g_strdup_printf("On %s%s", where, place->kind == PSG_ON_PASSAGE ? ":" : ".");
        append_line(showing, line);
        if (place->kind == PSG_ON_PASSAGE)
            append_surroundings(showing);
    }
}

/* What it was made on, where that is not what stands there now. */
static void
append_origin(Showing *showing)
{
    const PsgStep *first = showing->thread->first;
    const PsgThreadPlace *place = showing->place;
    if (!first || !first->event->has_target || first->is_redacted)
        return;
    const PsgEventTarget *on = &first->event->on;
    gboolean is_same = place->status == PSG_PLACED && !place->is_changed;
    if (!on->exact || is_same || !on->commit)
        return;
    g_autofree char *commit = abbreviate(showing, on->commit);
    g_autofree char *words = thread_text_read_words(on->exact);
    g_autofree char *now = place->words ? thread_text_read_words(place->words) : NULL;
    const char *change =
            place->status != PSG_PLACED || !place->is_changed ? ""
            : g_strcmp0(words, now) == 0
                    ? "Only how the words are set (emphasis, links) has changed since. "
                    : "The words have changed since. ";
    g_autofree char *line = g_strdup_printf("%sIt was made on “%s”, in %s at commit %s.", change,
            words, on->path, commit ? commit : on->commit);
    g_string_append_c(showing->out, '\n');
    append_line(showing, line);
}

/* --- Steps --- */

static const char *
name_step(const PsgStep *step)
{
    switch (step->event->kind) {
    case PSG_EVENT_REPLY:
        return "Reply";
    case PSG_EVENT_ANSWER:
        return "Answer";
    case PSG_EVENT_RESOLVE:
        return "Resolved";
    case PSG_EVENT_REOPEN:
        return "Reopened";
    case PSG_EVENT_SUGGEST:
        return "Suggestion";
    case PSG_EVENT_SIGNOFF:
        return "Sign-off";
    default:
        return "Comment";
    }
}

static void
append_head(Showing *showing, const PsgStep *step)
{
    const PsgEvent *event = step->event;
    const PsgReview *review = showing->talk.review;
    g_autofree char *name = psg_review_name_person(review, event->by, event->group);
    g_autofree char *date = psg_date_format(event->at);
    g_autofree char *id = thread_text_abbreviate_step(showing->thread, step);
    g_autofree char *commit = event->commit ? abbreviate(showing, event->commit) : NULL;
    const char *outcome = psg_outcome_get_name(event->outcome);
    GString *out = showing->out;
    g_string_append_printf(out, "\n%s%s%s%s%s by %s, %s", get_colour(TERMINAL_BOLD),
            name_step(step), outcome ? ": " : "", outcome ? outcome : "",
            get_colour(TERMINAL_PLAIN), name, date);
    if (step->is_unknown)
        g_string_append(out, ", who is not in people.yaml");
    if (commit)
        g_string_append_printf(out, ", commit %s", commit);
    if (step->text != event && !step->is_redacted) {
        g_autofree char *edited = psg_date_format(step->text->at);
        g_string_append_printf(out, ", edited on %s", edited);
    }
    g_string_append_printf(out, " (%s)\n", id);
}

/* Why words were taken away, and by whom. */
static gboolean
append_redaction(Showing *showing, const PsgStep *step, GError **error)
{
    if (!step->redaction) {
        append_text(showing, "[These words were taken away.]");
        return TRUE;
    }
    const PsgReview *review = showing->talk.review;
    g_autoptr(PsgEvent) event = psg_review_read_event(review, step->redaction, error);
    if (!event)
        return FALSE;
    g_autofree char *name = psg_review_name_person(review, event->by, event->group);
    g_autofree char *date = psg_date_format(event->at);
    g_autofree char *reason = g_strstrip(g_strndup(event->body, event->body_length));
    const char *last = *reason ? reason + strlen(reason) - 1 : "";
    g_autofree char *line = g_strdup_printf("[These words were taken away on %s by %s%s%s%s]", date,
            name, *reason ? ": " : "", reason, *last && strchr(".!?", *last) ? "" : ".");
    append_text(showing, line);
    return TRUE;
}

static gboolean
append_step(Showing *showing, const PsgStep *step, GError **error)
{
    PsgEventKind kind = step->event->kind;
    if (kind == PSG_EVENT_EDIT || kind == PSG_EVENT_REDACT || kind == PSG_EVENT_AGREE)
        return TRUE; /* told with what they are about */
    append_head(showing, step);
    if (step->is_redacted)
        return append_redaction(showing, step, error);
    g_autofree char *text = psg_review_read_text(showing->talk.review, step, error);
    if (!text)
        return FALSE;
    if (step->text->replace) {
        append_text(showing, "Instead:");
        append_text(showing, *step->text->replace ? step->text->replace : "(nothing)");
    }
    append_text(showing, g_strchomp(text));
    return TRUE;
}

static void
append_title(Showing *showing)
{
    const PsgThread *thread = showing->thread;
    const PsgEvent *first = thread->first ? thread->first->event : NULL;
    g_autofree char *id = psg_review_abbreviate(showing->talk.review, thread);
    g_autofree char *state = thread_text_describe_state(thread);
    const char *kind = thread_text_describe_kind(thread);
    g_string_append_printf(showing->out, "%sThread %s%s  %s", get_colour(TERMINAL_BOLD), id,
            get_colour(TERMINAL_PLAIN), state);
    if (*kind)
        g_string_append_printf(showing->out, ", %s", kind);
    if (first && first->session)
        g_string_append_printf(showing->out, ", from the session %s", first->session);
    for (guint i = 0; first && i < first->tag_count; i++)
        g_string_append_printf(showing->out, " [%s]", first->tags[i]);
    g_string_append_c(showing->out, '\n');
}

static gboolean
show(Showing *showing, GError **error)
{
    showing->out = g_string_new(NULL);
    showing->width = terminal_get_width(stdout);
    append_title(showing);
    append_place(showing);
    append_origin(showing);
    if (!showing->thread->first)
        append_line(showing, "How it began is not here; another clone may have it.");
    for (guint i = 0; i < showing->thread->step_count; i++)
        if (!append_step(showing, &showing->thread->steps[i], error))
            return FALSE;
    g_autofree char *agreement =
            thread_text_describe_agreement(showing->talk.review, showing->thread);
    if (agreement) {
        g_string_append_c(showing->out, '\n');
        append_line(showing, agreement);
    }
    terminal_write(stdout, showing->out->str);
    return TRUE;
}

static gboolean
run(Showing *showing, const Invocation *invocation, gboolean is_json, GError **error)
{
    if (!talk_init(&showing->talk, invocation->folder, NULL, error))
        return FALSE;
    PsgReview *review = showing->talk.review;
    showing->thread = psg_review_find_thread(review, invocation->arguments[1], error);
    if (!showing->thread || !psg_review_locate(review, error))
        return FALSE;
    showing->place = psg_review_get_place(review, showing->thread);
    if (!is_json)
        return show(showing, error);
    json_t *thread = thread_text_make_json(review, showing->thread, error);
    if (thread)
        json_print(thread);
    return thread != NULL;
}

ExitCode
command_comment_show(Invocation *invocation)
{
    g_auto(Showing) showing = {0};
    gboolean is_json = FALSE;
    const GOptionEntry entries[] = {
            {"json", 0, 0, G_OPTION_ARG_NONE, &is_json, "print the thread as JSON", NULL},
            {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    ExitCode code;
    GError *error = NULL;
    if (!command_parse(invocation, entries, &code) ||
            !command_check_arguments(invocation, 1, &code))
        return code;
    if (!invocation->arguments[1])
        return command_fail_use(invocation->command,
                "comment show: say which thread, by the first letters of its id; \"plainsong "
                "comment list\" shows them");
    return run(&showing, invocation, is_json, &error) ? EXIT_DONE : command_fail(error);
}
