/* plainsong suggest list: the suggestions that wait for an answer. */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "json_text.h"
#include "speaking.h"
#include "suggest_commands.h"
#include "suggestion_text.h"
#include "terminal.h"
#include "wrapped.h"

typedef struct {
    gboolean is_all, is_json, is_quiet;
} Arguments;

static gboolean
parse(Invocation *invocation, Arguments *arguments, ExitCode *code)
{
    const GOptionEntry entries[] = {
            {"all", 'a', 0, G_OPTION_ARG_NONE, &arguments->is_all, "answered ones too", NULL},
            {"json", 0, 0, G_OPTION_ARG_NONE, &arguments->is_json, "print the list as JSON", NULL},
            {"quiet", 'q', 0, G_OPTION_ARG_NONE, &arguments->is_quiet,
                    "print the suggestions alone, without hints", NULL},
            {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    return command_parse(invocation, entries, code) && command_check_arguments(invocation, 0, code);
}

static gboolean
is_wanted(const Arguments *arguments, const PsgThread *thread)
{
    return psg_thread_is_suggestion(thread) && !thread->first->is_redacted &&
           (arguments->is_all || thread->state == PSG_THREAD_OPEN ||
                   thread->state == PSG_THREAD_REOPENED);
}

static json_t *
make_json(const Talk *talk, const PsgSuggestion *suggestion)
{
    const PsgThread *thread = suggestion->thread;
    const PsgEvent *event = thread->first->event;
    g_autofree char *name = psg_review_name_person(talk->review, event->by, event->group);
    g_autofree char *time = psg_date_format_iso_time(event->at);
    g_autofree char *text = psg_review_read_text(talk->review, thread->first, NULL);
    json_t *object = json_object();
    json_object_set_new(object, "thread", json_text(thread->id));
    json_object_set_new(object, "state", json_text(psg_thread_state_get_name(thread->state)));
    json_object_set_new(object, "by", json_text(event->by));
    json_object_set_new(object, "name", json_text(name));
    json_object_set_new(object, "at", json_text(time));
    json_object_set_new(object, "path", json_text(suggestion->path));
    json_object_set_new(
            object, "line", suggestion->line ? json_integer(suggestion->line) : json_null());
    json_object_set_new(
            object, "text", json_text(psg_suggestion_state_get_name(suggestion->state)));
    json_object_set_new(object, "seen", json_text(suggestion->seen));
    json_object_set_new(object, "proposed", json_text(suggestion->proposed));
    json_object_set_new(object, "present", json_text(suggestion->present));
    json_object_set_new(object, "reason", json_text(text));
    return object;
}

static void
append_suggestion(const Talk *talk, const PsgSuggestion *suggestion, guint width, GString *out)
{
    const PsgThread *thread = suggestion->thread;
    const PsgEvent *event = thread->first->event;
    const char *bold = terminal_get_colour(stdout, TERMINAL_BOLD),
               *off = terminal_get_colour(stdout, TERMINAL_PLAIN);
    g_autofree char *id = psg_review_abbreviate(talk->review, thread);
    g_autofree char *name = psg_review_name_person(talk->review, event->by, event->group);
    g_autofree char *date = psg_date_format(event->at);
    g_autofree char *place = suggestion_tell_place(suggestion);
    g_autofree char *text = psg_review_read_text(talk->review, thread->first, NULL);
    const char *state = suggestion_tell_state(suggestion);
    gboolean is_open = thread->state == PSG_THREAD_OPEN || thread->state == PSG_THREAD_REOPENED;
    g_autofree char *line = g_strdup_printf("%s%s%s  %s, by %s, %s%s%s", bold, id, off, place, name,
            date, thread->state == PSG_THREAD_OPEN ? "" : ", ",
            thread->state == PSG_THREAD_OPEN ? "" : psg_thread_state_get_name(thread->state));
    wrapped_append(out, line, 0, 4, width);
    suggestion_append_change(out, suggestion->seen ? suggestion->seen : "", suggestion->proposed,
            width, terminal_has_colours(stdout));
    if (text)
        wrapped_append(out, text, 4, 4, width);
    if (state && is_open)
        wrapped_append(out, state, 4, 4, width);
    g_string_append_c(out, '\n');
}

ExitCode
command_suggest_list(Invocation *invocation)
{
    g_auto(Talk) talk = {0};
    Arguments arguments = {0};
    ExitCode code;
    GError *error = NULL;
    if (!parse(invocation, &arguments, &code))
        return code;
    if (!talk_init(&talk, invocation->folder, NULL, &error) ||
            !psg_review_locate(talk.review, &error))
        return command_fail(error);
    guint count, shown = 0, width = terminal_get_width(stdout);
    const PsgThread *threads = psg_threads_get(psg_review_get_threads(talk.review), &count);
    g_autoptr(GString) out = g_string_new(NULL);
    json_t *list = json_array();
    for (guint i = 0; i < count; i++) {
        if (!is_wanted(&arguments, &threads[i]))
            continue;
        g_autoptr(PsgSuggestion) suggestion = psg_suggestion_new(talk.review, &threads[i], NULL);
        if (!suggestion)
            continue;
        shown++;
        if (arguments.is_json)
            json_array_append_new(list, make_json(&talk, suggestion));
        else
            append_suggestion(&talk, suggestion, width, out);
    }
    if (arguments.is_json) {
        json_print(list);
        return EXIT_DONE;
    }
    json_decref(list);
    terminal_write(stdout, out->str);
    if (shown == 0 && !arguments.is_quiet)
        puts(arguments.is_all ? "There are no suggestions." : "No suggestion waits for an answer.");
    return EXIT_DONE;
}
