/* Makes people talk in a repository's comments, for tests of clones that exchange them:
 *     talk REPOSITORY say COUNT SEED      COUNT events of every kind that has words, a few at a
 *                                         time; prints their ids once they are acknowledged
 *     talk REPOSITORY redact COUNT SEED   takes the words of COUNT events away, one after the
 *                                         other; prints the ids of event and redaction
 *     talk REPOSITORY list                prints id, kind, redaction, what it is about ("-" for
 *                                         none) and the words of every event, a line each
 * The words of an event are "words-" and its id, so that they can be looked for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "git/repository.h"
#include "review/store/store.h"

#define AT 1795443303

static int
fail(const GError *error)
{
    fprintf(stderr, "%s\n", error ? error->message : "wrong use");
    return 3;
}

/* One write, so that what is seen of it was acknowledged. */
static gboolean
say_line(const char *line)
{
    g_autofree char *whole = g_strconcat(line, "\n", NULL);
    return write(STDOUT_FILENO, whole, strlen(whole)) == (gssize)strlen(whole);
}

/* An event of a batch, and what it points to. */
typedef struct {
    PsgEvent event;
    char *id, *thread, *to, *body;
} Said;

static void
said_free(gpointer data)
{
    Said *said = data;
    g_free(said->id);
    g_free(said->thread);
    g_free(said->to);
    g_free(said->body);
    g_free(said);
}

static const PsgEvent *
choose(GRand *random, PsgEventList *list)
{
    guint count;
    const PsgEvent *events = psg_event_list_get_events(list, &count);
    return count > 0 ? &events[g_rand_int_range(random, 0, (gint)count)] : NULL;
}

/* Makes an event beside one that is there already (`old`; NULL: begins a thread). */
static Said *
make_event(GRand *random, const PsgEvent *old, gint64 at)
{
    static const char *const people[] = {"amina", "robin", "someone-else"};
    Said *said = g_new0(Said, 1);
    PsgEvent *event = &said->event;
    said->id = psg_event_id_new(at, NULL);
    said->body = g_strdup_printf("words-%s\n", said->id);
    event->by = people[g_rand_int_range(random, 0, G_N_ELEMENTS(people))];
    event->at = at;
    event->body = said->body;
    event->id = said->id;
    if (!old) {
        event->kind = PSG_EVENT_COMMENT;
        event->has_target = TRUE;
        event->on.document = "early-years";
        event->thread = said->id;
    } else {
        event->thread = said->thread = g_strdup(old->thread);
        gboolean is_edit = old->kind != PSG_EVENT_EDIT && old->kind != PSG_EVENT_REDACT &&
                           g_rand_int_range(random, 0, 4) == 0;
        event->kind = is_edit ? PSG_EVENT_EDIT : PSG_EVENT_REPLY;
        event->to = said->to = is_edit ? g_strdup(old->id) : NULL;
        if (is_edit)
            event->by = strcmp(old->by, "amina") == 0   ? "amina"
                        : strcmp(old->by, "robin") == 0 ? "robin"
                                                        : "someone-else";
    }
    event->body_length = strlen(event->body);
    return said;
}

static gboolean
say_some(PsgStore *store, GRand *random, guint count, gint64 at, GError **error)
{
    g_autoptr(PsgEventList) list = psg_store_list(store, error);
    g_autoptr(GPtrArray) batch = g_ptr_array_new_with_free_func(said_free);
    g_autoptr(GPtrArray) events = g_ptr_array_new();
    g_autoptr(GString) line = g_string_new(NULL);
    if (!list)
        return FALSE;
    for (guint i = 0; i < count; i++) {
        const PsgEvent *old = g_rand_int_range(random, 0, 3) == 0 ? NULL : choose(random, list);
        Said *said = make_event(random, old, at + i);
        g_ptr_array_add(batch, said);
        g_ptr_array_add(events, &said->event);
        g_string_append_printf(line, "%s%s", i > 0 ? " " : "", said->id);
    }
    return psg_store_append(store, (const PsgEvent *const *)events->pdata, events->len, error) &&
           say_line(line->str);
}

static gboolean
say(PsgStore *store, GRand *random, guint count, GError **error)
{
    for (guint done = 0; done < count;) {
        guint at_most = (guint)g_rand_int_range(random, 1, 9), some = MIN(count - done, at_most);
        if (!say_some(store, random, some, AT + done, error))
            return FALSE;
        done += some;
    }
    return TRUE;
}

/* FALSE without an error when there is nothing to take away. */
static gboolean
redact_one(PsgStore *store, GRand *random, gint64 at, GError **error)
{
    g_autoptr(PsgEventList) list = psg_store_list(store, error);
    g_auto(PsgStoreExpiry) expiry = {0};
    PsgStoreMerged merged;
    const PsgEvent *event = NULL;
    if (!list)
        return FALSE;
    for (guint i = 0; i < 100 && !event; i++) {
        event = choose(random, list);
        if (event && (event->kind == PSG_EVENT_REDACT || event->redacted))
            event = NULL;
    }
    if (!event)
        return FALSE;
    g_autofree char *id = psg_event_id_new(at, error);
    const PsgEvent redaction = {.kind = PSG_EVENT_REDACT,
            .id = id,
            .thread = event->thread,
            .by = event->by,
            .at = at,
            .to = event->id,
            .body = "It must not be told.\n",
            .body_length = strlen("It must not be told.\n")};
    const PsgEvent *const all[] = {&redaction};
    g_autofree char *line = g_strdup_printf("%s %s", event->id, id);
    return psg_store_redact(store, all, 1, &merged, error) &&
           psg_store_expire(store, &expiry, error) && say_line(line);
}

static gboolean
redact(PsgStore *store, GRand *random, guint count, GError **error)
{
    g_autoptr(GError) problem = NULL;
    for (guint i = 0; i < count && redact_one(store, random, AT + 100000 + i, &problem); i++)
        continue;
    if (!problem)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&problem));
    return FALSE;
}

static gboolean
list_all(PsgStore *store, GError **error)
{
    guint count;
    g_autoptr(PsgEventList) list = psg_store_list(store, error);
    const PsgEvent *events = list ? psg_event_list_get_events(list, &count) : NULL;
    for (guint i = 0; events && i < count; i++) {
        g_autoptr(PsgEvent) full = psg_store_read(store, list, &events[i], error);
        if (!full)
            return FALSE;
        printf("%s %s %s %s %.*s\n", full->id, psg_event_kind_get_name(full->kind),
                full->redacted ? full->redacted : "-", full->to ? full->to : "-",
                (int)strcspn(full->body, "\n"), full->body);
    }
    return list != NULL;
}

int
main(int count, char **arguments)
{
    g_autoptr(GError) error = NULL;
    if (count < 3)
        return fail(NULL);
    g_autoptr(PsgRepository) repository = psg_repository_open(arguments[1], &error);
    if (!repository)
        return fail(error);
    g_autoptr(PsgStore) store = psg_store_new(repository);
    if (strcmp(arguments[2], "list") == 0)
        return list_all(store, &error) ? 0 : fail(error);
    if (count < 5)
        return fail(NULL);
    GRand *random = g_rand_new_with_seed((guint32)atoi(arguments[4]));
    gboolean is_good = strcmp(arguments[2], "say") == 0
                               ? say(store, random, (guint)atoi(arguments[3]), &error)
                               : redact(store, random, (guint)atoi(arguments[3]), &error);
    g_rand_free(random);
    return is_good ? 0 : fail(error);
}
