/* Finding what a command is about. See targeting.h. */
#include "targeting.h"

#include <stdio.h>

#include "json_text.h"
#include "terminal.h"

#define SHOWN_LENGTH 4

static void
print_places(const Invocation *invocation, const GPtrArray *places, const char *where,
        const GError *error)
{
    const char *bold = terminal_get_colour(stderr, TERMINAL_BOLD),
               *off = terminal_get_colour(stderr, TERMINAL_PLAIN);
    terminal_print(stderr, "plainsong: %s, and it is not clear which you mean:\n", error->message);
    for (guint i = 0; i < places->len; i++) {
        const PsgQuotePlace *place = places->pdata[i];
        terminal_print(stderr, "  %s:%u  %s%s[%s]%s%s\n", place->path, place->line, place->before,
                bold, place->words, off, place->after);
    }
    const PsgQuotePlace *first = places->pdata[0];
    terminal_print(stderr,
            "Nothing was stored. Quote more words of the place you mean, or name its line: "
            "plainsong %s %s:%u \"%s\"\n",
            invocation->command->name, first->path, first->line, invocation->arguments[2]);
}

gboolean
targeting_check_session(const Invocation *invocation, const char *session, ExitCode *code)
{
    if (!session || psg_event_is_name(session))
        return TRUE;
    *code = command_fail_use(invocation->command,
            "%s: a session's id has small letters a to z, digits and hyphens, such as "
            "2026-11-parents",
            invocation->command->name);
    return FALSE;
}

PsgTarget *
targeting_find(const Invocation *invocation, const PsgReview *review, ExitCode *code)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) places = NULL;
    const PsgTargetQuery query = {.where = invocation->arguments[1],
            .quote = invocation->arguments[2],
            .folder = invocation->folder};
    PsgTarget *target = psg_target_find(review, &query, &places, &error);
    if (target)
        return target;
    if (places) {
        print_places(invocation, places, query.where, error);
        g_error_free(error);
        *code = EXIT_WRONG_USE;
    } else {
        *code = command_fail(error);
        fputs("Nothing was stored.\n", stderr);
    }
    return NULL;
}

char *
targeting_abbreviate(const PsgReview *review, const char *id)
{
    const PsgThreads *threads = psg_review_get_threads(review);
    for (gsize length = SHOWN_LENGTH; id[PSG_EVENT_ID_RANDOM + length]; length++) {
        g_autofree char *beginning = g_strndup(id + PSG_EVENT_ID_RANDOM, length);
        g_autoptr(GPtrArray) others = psg_threads_find(threads, beginning);
        if (others->len == 0)
            return g_steal_pointer(&beginning);
    }
    return g_strdup(id);
}

json_t *
targeting_make_json(const PsgTarget *target, const char *id)
{
    json_t *object = json_object();
    json_object_set_new(object, "thread", json_text(id));
    json_object_set_new(object, "document", json_text(target->on.document));
    json_object_set_new(object, "path", json_text(target->path));
    json_object_set_new(object, "line", json_integer(target->line));
    json_object_set_new(object, "heading", json_text(target->on.heading));
    json_object_set_new(object, "commit", json_text(target->on.commit));
    return object;
}
