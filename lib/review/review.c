/* Loading a review: events from the branch, answers from commits, threads of both. See review.h. */
#include "review/review.h"

#include <string.h>

#include "review/answers/answers.h"
#include "review/comment/chapter_text.h"
#include "review/review_error.h"
#include "review/review_internal.h"

/* Random parts of ids: ten characters of five bits. */
#define RANDOM_LENGTH (PSG_EVENT_ID_LENGTH - PSG_EVENT_ID_RANDOM)
#define SHOWN_LENGTH 4
#define CANDIDATES_SHOWN 8
#define FIRST_WORDS 60 /* characters of a comment beside its id */

char *
psg_review_make_repository_path(const PsgReview *review, const char *path)
{
    const char *relative = review->place->relative;
    return *relative ? g_strconcat(relative, "/", path, NULL) : g_strdup(path);
}

char *
psg_review_make_package_path(const PsgReview *review, const char *path)
{
    const char *relative = review->place->relative;
    gsize length = strlen(relative);
    if (length == 0)
        return g_strdup(path);
    return strncmp(path, relative, length) == 0 && path[length] == '/' ? g_strdup(path + length + 1)
                                                                       : NULL;
}

/* --- Loading --- */

/* The ids of all who take part; NULL where nobody is named, so that nobody is unknown. */
static GHashTable *
list_people(const PsgPackage *package)
{
    if (!package->people_path)
        return NULL;
    GHashTable *people = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_add(people, (gpointer)PSG_ANSWERS_SOMEONE);
    for (guint i = 0; i < package->contributors->len; i++) {
        const PsgContributor *contributor = g_ptr_array_index(package->contributors, i);
        g_hash_table_add(people, contributor->id);
    }
    return people;
}

static GPtrArray *
list_events(const PsgReview *review)
{
    guint count;
    const PsgEvent *listed = psg_event_list_get_events(review->list, &count);
    GPtrArray *events = g_ptr_array_sized_new(count);
    for (guint i = 0; i < count; i++)
        g_ptr_array_add(events, (gpointer)&listed[i]);
    psg_review_drop_other_packages(review, events);
    return events;
}

static guint64
make_key(const char *id)
{
    static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
    guint64 key = 0;
    for (guint i = 0; i < RANDOM_LENGTH; i++)
        key = key << 5 | (guint64)(strchr(digits, id[PSG_EVENT_ID_RANDOM + i]) - digits);
    return key;
}

static int
compare_keys(const void *a, const void *b)
{
    guint64 left = *(const guint64 *)a, right = *(const guint64 *)b;
    return left < right ? -1 : left > right;
}

static void
make_keys(PsgReview *review)
{
    guint count;
    const PsgThread *threads = psg_threads_get(review->threads, &count);
    review->keys = g_new(guint64, count + 1);
    for (guint i = 0; i < count; i++)
        review->keys[i] = make_key(threads[i].id);
    if (count > 1)
        qsort(review->keys, count, sizeof(guint64), compare_keys);
}

/* Adds what commits answered. The comments can be read without: that the history cannot is a
 * finding. */
static void
add_answers(PsgReview *review, GPtrArray *events, PsgFindings *findings)
{
    const char *tip = psg_snapshot_get_revision(review->snapshot)->oid;
    g_autoptr(GHashTable) threads = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GError) error = NULL;
    for (guint i = 0; i < events->len; i++)
        g_hash_table_add(threads, (gpointer)((const PsgEvent *)events->pdata[i])->thread);
    if (!tip || g_hash_table_size(threads) == 0)
        return;
    PsgRepository *repository = review->place->repository;
    review->answers = psg_answers_list(repository, review->identities, tip, threads, &error);
    if (!review->answers) {
        psg_findings_add(findings, PSG_SEVERITY_WARNING, "comments-history", "", 0, 0,
                "answers in commits cannot be read: %s", error->message);
        return;
    }
    guint count;
    const PsgEvent *listed = psg_event_list_get_events(review->list, &count);
    psg_answers_leave_out(review->answers, repository, tip, listed, count);
    /* Trailers may name threads of other packages too. */
    for (guint i = 0; findings && i < count; i++)
        g_hash_table_add(threads, (gpointer)listed[i].thread);
    if (findings)
        psg_answers_report(repository, tip, threads, findings, NULL);
    g_ptr_array_extend(events, review->answers, NULL, NULL);
}

static void
make_threads(PsgReview *review, PsgFindings *findings)
{
    g_autoptr(GPtrArray) events = list_events(review);
    g_autoptr(GHashTable) people = list_people(review->package);
    psg_event_list_report(review->list, findings);
    add_answers(review, events, findings);
    review->threads =
            psg_threads_new((const PsgEvent *const *)events->pdata, events->len, people, findings);
    make_keys(review);
}

PsgReview *
psg_review_load(const PsgPlace *place, PsgSnapshot *snapshot, const PsgPackage *package,
        PsgFindings *findings, GError **error)
{
    if (!place->repository) {
        g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_NOT_FOUND,
                "%s: this folder is in no git repository, where comments are kept; \"git init\" "
                "makes one",
                place->folder);
        return NULL;
    }
    g_autoptr(PsgReview) review = g_new0(PsgReview, 1);
    review->place = place;
    review->snapshot = snapshot;
    review->package = package;
    const char *oid = psg_snapshot_get_revision(snapshot)->oid;
    review->mailmap = oid ? psg_mailmap_load(place->repository, oid) : NULL;
    review->identities = psg_identities_new(package, review->mailmap);
    review->chapters = g_hash_table_new_full(
            g_str_hash, g_str_equal, NULL, (GDestroyNotify)psg_chapter_text_free);
    review->store = psg_store_new(place->repository);
    review->list = psg_store_list(review->store, error);
    if (!review->list)
        return NULL;
    make_threads(review, findings);
    return g_steal_pointer(&review);
}

static void
free_places(PsgReview *review)
{
    guint count = 0;
    if (review->threads)
        psg_threads_get(review->threads, &count);
    for (guint i = 0; review->places && i < count; i++) {
        PsgThreadPlace *place = &review->places[i];
        g_free(place->path);
        g_free(place->heading);
        g_free(place->words);
        g_free(place->removed_by);
    }
    g_free(review->places);
}

void
psg_review_free(PsgReview *review)
{
    if (!review)
        return;
    free_places(review);
    g_clear_pointer(&review->chapters, g_hash_table_unref);
    g_free(review->keys);
    psg_threads_free(review->threads);
    g_clear_pointer(&review->answers, g_ptr_array_unref);
    psg_event_list_free(review->list);
    psg_store_free(review->store);
    psg_identities_free(review->identities);
    psg_mailmap_free(review->mailmap);
    g_free(review);
}

PsgStore *
psg_review_get_store(const PsgReview *review)
{
    return review->store;
}

const PsgThreads *
psg_review_get_threads(const PsgReview *review)
{
    return review->threads;
}

const PsgPlace *
psg_review_get_package_place(const PsgReview *review)
{
    return review->place;
}

PsgSnapshot *
psg_review_get_snapshot(const PsgReview *review)
{
    return review->snapshot;
}

const PsgPackage *
psg_review_get_package(const PsgReview *review)
{
    return review->package;
}

const PsgIdentities *
psg_review_get_identities(const PsgReview *review)
{
    return review->identities;
}

/* --- Reading --- */

/* An event that was made of a commit has its body; the others are in the store. */
gboolean
psg_review_is_stored(const PsgReview *review, const PsgEvent *event)
{
    guint count;
    const PsgEvent *listed = psg_event_list_get_events(review->list, &count);
    return count > 0 && event >= listed && event < listed + count;
}

PsgEvent *
psg_review_read_event(const PsgReview *review, const PsgEvent *event, GError **error)
{
    if (psg_review_is_stored(review, event))
        return psg_store_read(review->store, review->list, event, error);
    g_autoptr(GBytes) bytes = psg_event_write(event, error);
    g_autofree char *path = psg_event_format_path(event);
    gsize length;
    const char *data = bytes ? g_bytes_get_data(bytes, &length) : NULL;
    return data ? psg_event_read(data, length, path, error) : NULL;
}

char *
psg_review_read_text(const PsgReview *review, const PsgStep *step, GError **error)
{
    if (step->is_redacted)
        return NULL;
    g_autoptr(PsgEvent) event = psg_review_read_event(review, step->text, error);
    return event ? g_strndup(event->body, event->body_length) : NULL;
}

/* --- Ids --- */

static guint
count_shared(guint64 a, guint64 b)
{
    guint shared = 0;
    for (guint shift = 5 * (RANDOM_LENGTH - 1);
            shared < RANDOM_LENGTH && (a >> shift) == (b >> shift); shift -= 5)
        shared++;
    return shared;
}

char *
psg_review_abbreviate(const PsgReview *review, const PsgThread *thread)
{
    guint count;
    psg_threads_get(review->threads, &count);
    guint64 key = make_key(thread->id);
    const guint64 *found = bsearch(&key, review->keys, count, sizeof(guint64), compare_keys);
    guint shared = 0;
    if (found && found > review->keys)
        shared = count_shared(key, found[-1]);
    if (found && found + 1 < review->keys + count)
        shared = MAX(shared, count_shared(key, found[1]));
    /* Two of one random part are told apart by their time. */
    if (shared >= RANDOM_LENGTH)
        return g_strdup(thread->id);
    return g_strndup(thread->id + PSG_EVENT_ID_RANDOM, MAX(shared + 1, SHOWN_LENGTH));
}

/* How a thread begins, on one line. */
static char *
read_first_words(const PsgReview *review, const PsgThread *thread)
{
    g_autofree char *text =
            thread->first ? psg_review_read_text(review, thread->first, NULL) : NULL;
    if (!text)
        return g_strdup("(its words are not here)");
    g_auto(GStrv) words = g_strsplit_set(g_strstrip(text), " \t\r\n", -1);
    g_autoptr(GString) line = g_string_new(NULL);
    for (char **word = words; *word; word++) {
        if (**word)
            g_string_append_printf(line, "%s%s", line->len > 0 ? " " : "", *word);
        if (g_utf8_strlen(line->str, -1) <= FIRST_WORDS)
            continue;
        char *cut = g_utf8_substring(line->str, 0, FIRST_WORDS);
        g_string_printf(line, "%s …", cut);
        g_free(cut);
        break;
    }
    return g_string_free(g_steal_pointer(&line), FALSE);
}

static const PsgThread *
fail_ambiguous(
        const PsgReview *review, const char *beginning, const GPtrArray *found, GError **error)
{
    g_autoptr(GString) message = g_string_new(NULL);
    g_string_printf(message,
            "%u threads begin with \"%s\"; give more letters of the one you mean:", found->len,
            beginning);
    for (guint i = 0; i < MIN(found->len, CANDIDATES_SHOWN); i++) {
        const PsgThread *thread = g_ptr_array_index(found, i);
        g_autofree char *id = psg_review_abbreviate(review, thread);
        g_autofree char *words = read_first_words(review, thread);
        g_string_append_printf(message, "\n  %s  %s", id, words);
    }
    if (found->len > CANDIDATES_SHOWN)
        g_string_append_printf(message, "\n  and %u more", found->len - CANDIDATES_SHOWN);
    g_set_error_literal(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_NOT_FOUND, message->str);
    return NULL;
}

const PsgThread *
psg_review_find_thread(const PsgReview *review, const char *beginning, GError **error)
{
    g_autofree char *small = g_ascii_strdown(beginning, -1);
    /* A whole id has a "T" and a "Z"; its random part is in small letters. */
    gboolean is_whole = strchr(small, '-') != NULL;
    g_autoptr(GPtrArray) found =
            *small ? psg_threads_find(review->threads, is_whole ? beginning : small)
                   : g_ptr_array_new();
    if (found->len == 1)
        return g_ptr_array_index(found, 0);
    if (found->len > 1)
        return fail_ambiguous(review, beginning, found, error);
    g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_NOT_FOUND,
            "there is no thread \"%s\" among the comments of this package; \"plainsong comment "
            "list\" shows what they are called",
            beginning);
    return NULL;
}

/* --- People --- */

char *
psg_review_name_person(const PsgReview *review, const char *by, const char *group)
{
    const PsgContributor *contributor = psg_package_find_contributor(review->package, by);
    const PsgGroup *given = group ? psg_package_find_group(review->package, group) : NULL;
    if (!given && contributor)
        given = contributor->group;
    return psg_contributor_format_voice(contributor, given);
}
