/* The store of the comments under load: fills a branch, adds one comment, or lists and filters all.
 * Prints milliseconds without the start of the program (of one comment: beyond what the disk itself
 * takes for as many waits) and kilobytes of memory. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "git/repository.h"
#include "review/store/store.h"
#include "review/thread/thread.h"

#define COMMIT "0123456789abcdef0123456789abcdef01234567"

static double
get_time(void)
{
    return (double)g_get_monotonic_time() / 1000.0;
}

static void
die(const char *what, const GError *error)
{
    fprintf(stderr, "comments: %s: %s\n", what, error ? error->message : "");
    exit(1);
}

/* Events for so many threads with so many events each, a batch at a time. */
static void
append(PsgStore *store, guint threads, guint events_each, guint batch)
{
    static const char *const groups[] = {"parents", "health", "education", "early-years"};
    static const PsgEventKind kinds[] = {
            PSG_EVENT_REPLY, PSG_EVENT_AGREE, PSG_EVENT_ANSWER, PSG_EVENT_RESOLVE};
    g_autoptr(GPtrArray) waiting = g_ptr_array_new();
    g_autoptr(GStringChunk) texts = g_string_chunk_new(65536);
    g_autoptr(GError) error = NULL;
    gint64 at = 1760000000;
    for (guint t = 0; t < threads; t++) {
        const char *thread = NULL;
        const char *last = NULL;
        for (guint e = 0; e < events_each; e++) {
            PsgEvent *event = g_new0(PsgEvent, 1);
            g_autofree char *id = psg_event_id_new(at, &error);
            char number[64];
            event->id = g_string_chunk_insert(texts, id);
            thread = e == 0 ? event->id : thread;
            event->thread = thread;
            event->at = at;
            at += 37;
            g_snprintf(number, sizeof number, "person-%u", (t * 7 + e * 13) % 400);
            event->by = g_string_chunk_insert_const(texts, number);
            event->group = groups[(t + e) % G_N_ELEMENTS(groups)];
            event->kind = e == 0 ? PSG_EVENT_COMMENT : kinds[(e - 1) % G_N_ELEMENTS(kinds)];
            event->body = event->kind == PSG_EVENT_AGREE
                                  ? ""
                                  : "I think this should say what the setting does when a child "
                                    "is new, and who to ask.\n\nWe had to ring three people "
                                    "before somebody could tell us.\n";
            event->body_length = strlen(event->body);
            if (event->kind == PSG_EVENT_ANSWER)
                event->outcome = PSG_OUTCOME_PARTLY;
            if (e == 0) {
                g_snprintf(number, sizeof number, "early-years/chapter-%u.md", t % 112);
                event->has_target = TRUE;
                event->remark = PSG_REMARK_QUESTION;
                event->on = (PsgEventTarget){.document = "early-years",
                        .path = g_string_chunk_insert_const(texts, number),
                        .commit = COMMIT,
                        .blob = COMMIT,
                        .has_range = TRUE,
                        .start = t * 10,
                        .end = t * 10 + 60,
                        .heading = "settling-in",
                        .exact = "Children settle in at their own pace, and so do their families.",
                        .prefix = "what happens then. ",
                        .suffix = " Most take two to six weeks."};
            } else {
                const char **after = g_new(const char *, 1);
                *after = last;
                event->after = after;
                event->after_count = 1;
            }
            last = event->id;
            g_ptr_array_add(waiting, event);
        }
        if (waiting->len >= batch || t + 1 == threads) {
            if (!psg_store_append(
                        store, (const PsgEvent *const *)waiting->pdata, waiting->len, &error))
                die("append", error);
            for (guint i = 0; i < waiting->len; i++)
                g_free(waiting->pdata[i]);
            g_ptr_array_set_size(waiting, 0);
        }
    }
}

/* Opening, making threads, and filtering. */
static void
list(PsgStore *store)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PsgEventList) list = psg_store_list(store, &error);
    if (!list)
        die("list", error);
    guint count, thread_count, found = 0;
    const PsgEvent *events = psg_event_list_get_events(list, &count);
    g_autofree const PsgEvent **pointers = g_new(const PsgEvent *, count);
    for (guint i = 0; i < count; i++)
        pointers[i] = &events[i];
    g_autoptr(PsgThreads) threads = psg_threads_new(pointers, count, NULL, NULL);
    const PsgThread *all = psg_threads_get(threads, &thread_count);
    const PsgThreadFilter filter = {.states = 1u << PSG_THREAD_OPEN | 1u << PSG_THREAD_RESOLVED,
            .group = "parents",
            .document = "early-years"};
    for (guint i = 0; i < thread_count; i++)
        found += psg_thread_matches(&all[i], &filter);
    if (found == 0)
        die("no thread was found", NULL);
}

/* What the disk takes for as many waits as one comment has: two for each of its six objects, two
 * for the branch and two for its log. */
static double
measure_disk(const char *folder)
{
    g_autofree char *path = g_build_filename(folder, ".git/plainsong-bench", NULL);
    char bytes[512] = {1};
    double start = get_time();
    for (guint i = 0; i < 16; i++) {
        int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
        if (file < 0 || write(file, bytes, sizeof bytes) != sizeof bytes || fsync(file) != 0 ||
                close(file) != 0)
            die(path, NULL);
        unlink(path);
    }
    return get_time() - start;
}

int
main(int count, char **arguments)
{
    g_autoptr(GError) error = NULL;
    if (count < 3) {
        fprintf(stderr, "comments REPOSITORY list | append THREADS EVENTS-EACH BATCH | one\n");
        return 2;
    }
    g_autoptr(PsgRepository) repository = psg_repository_open(arguments[1], &error);
    if (!repository)
        die("open", error);
    g_autoptr(PsgStore) store = psg_store_new(repository);
    double disk = strcmp(arguments[2], "one") == 0 ? measure_disk(arguments[1]) : 0;
    double start = get_time();
    if (strcmp(arguments[2], "list") == 0)
        list(store);
    else if (count == 6)
        append(store, (guint)atoi(arguments[3]), (guint)atoi(arguments[4]),
                (guint)atoi(arguments[5]));
    else
        append(store, 1, 1, 1);
    struct rusage usage;
    double spent = get_time() - start - disk;
    getrusage(RUSAGE_SELF, &usage);
    printf("%.1f %ld\n", MAX(spent, 0), usage.ru_maxrss);
    return 0;
}
