/* Which things that were said are stored already, so that each is stored once: known by its source,
 * and where people say the same in the same words, by who they are. See import_internal.h. */
#include <string.h>

#include "review/exchange/import_internal.h"

#define DAY_SECONDS 86400

struct PsgImportKnown {
    const PsgReview *review;
    const PsgImportSenders *senders;
    const char *by;
    PsgImportJournal *journal;
    GHashTable *events;    /* id -> PsgImportStored: all there are */
    GHashTable *sources;   /* source -> PsgImportStored; owned by `events` */
    GHashTable *redacted;  /* time -> PsgImportStored; owned by `events` */
    GHashTable *by_sender; /* source and sender -> the item's number + 1 */
    GHashTable *counts;    /* the items' sources -> how many numbers are taken */
    GStringChunk *strings;
};

static void
load_events(PsgImportKnown *known)
{
    guint count;
    const PsgThread *threads = psg_threads_get(psg_review_get_threads(known->review), &count);
    for (guint i = 0; i < count; i++)
        for (guint j = 0; j < threads[i].step_count; j++) {
            const PsgStep *step = &threads[i].steps[j];
            const PsgEvent *event = step->event;
            PsgImportStored *stored = g_new(PsgImportStored, 1);
            *stored = (PsgImportStored){
                    event->thread, event->id, event->by, event->at, step->is_redacted};
            g_hash_table_insert(known->events, (char *)event->id, stored);
            if (step->is_redacted)
                g_hash_table_insert(known->redacted, &stored->at, stored);
            if (event->source)
                g_hash_table_insert(known->sources, (char *)event->source, stored);
        }
}

PsgImportKnown *
psg_import_known_new(const PsgReview *review, const PsgImportSenders *senders, const char *by)
{
    PsgImportKnown *known = g_new0(PsgImportKnown, 1);
    known->review = review;
    known->senders = senders;
    known->by = by;
    known->journal = psg_import_journal_load(review, senders);
    known->events = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    known->sources = g_hash_table_new(g_str_hash, g_str_equal);
    known->redacted = g_hash_table_new(g_int64_hash, g_int64_equal);
    known->by_sender = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    known->counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    known->strings = g_string_chunk_new(4096);
    load_events(known);
    return known;
}

void
psg_import_known_free(PsgImportKnown *known)
{
    if (!known)
        return;
    g_string_chunk_free(known->strings);
    g_hash_table_unref(known->counts);
    g_hash_table_unref(known->by_sender);
    g_hash_table_unref(known->redacted);
    g_hash_table_unref(known->sources);
    g_hash_table_unref(known->events);
    psg_import_journal_free(known->journal);
    g_free(known);
}

const PsgImportStored *
psg_import_known_find(const PsgImportKnown *known, const char *source)
{
    const PsgImportStored *stored = g_hash_table_lookup(known->sources, source);
    if (stored)
        return stored;
    const char *event = g_str_has_prefix(source, PSG_IMPORT_EVENT)
                                ? source + strlen(PSG_IMPORT_EVENT)
                                : psg_import_journal_find(known->journal, source);
    return event ? g_hash_table_lookup(known->events, event) : NULL;
}

/* TRUE when a stored event with the same words is another person's. Two people do not say the same
 * at the same second. Where nothing is remembered of who said it, since another clone imported it,
 * the ids must tell. */
static gboolean
is_someone_elses(const PsgImportKnown *known, const PsgImportStored *stored, const char *source,
        const PsgImportItem *item, const PsgImportSender *sender)
{
    const PsgPackage *package = psg_review_get_package(known->review);
    gboolean is_remembered;
    if (item->at % DAY_SECONDS != 0)
        return FALSE;
    if (!psg_import_journal_is_by(known->journal, source, sender, &is_remembered))
        return TRUE;
    if (is_remembered || known->by || strcmp(stored->by, sender->id) == 0 ||
            strcmp(stored->by, sender->guest) == 0)
        return FALSE;
    return psg_import_senders_made(known->senders, stored->by) ||
           strcmp(stored->by, PSG_IMPORT_ANONYMOUS) == 0 ||
           (sender->contributor && psg_package_find_contributor(package, stored->by));
}

/* An event without words that another clone imported and that can only be this item: said by the
 * same person, as far as that can be told, at the same second. */
static const PsgImportStored *
find_taken_away(
        const PsgImportKnown *known, const PsgImportItem *item, const PsgImportSender *sender)
{
    const PsgImportStored *stored =
            item->at % DAY_SECONDS != 0 ? g_hash_table_lookup(known->redacted, &item->at) : NULL;
    if (!stored || psg_import_journal_has_event(known->journal, stored->event))
        return NULL;
    gboolean is_same = strcmp(stored->by, sender->id) == 0 || g_strcmp0(stored->by, known->by) == 0;
    gboolean is_guest = psg_import_senders_is_guest(stored->by) && !sender->contributor &&
                        !psg_import_senders_made(known->senders, stored->by);
    return is_same || is_guest ? stored : NULL;
}

/* The item above that says the same by the same person: its number + 1; 0 when there is none. Of
 * those who give no name everyone is another. */
static guint
find_same(PsgImportKnown *known, const PsgImportItem *item, guint number,
        const PsgImportSender *sender)
{
    if (*sender->key == '\0')
        return 0;
    char *pair = g_strconcat(item->source, "\n", sender->key, NULL);
    guint same = GPOINTER_TO_UINT(g_hash_table_lookup(known->by_sender, pair));
    if (same > 0)
        g_free(pair);
    else
        g_hash_table_insert(known->by_sender, pair, GUINT_TO_POINTER(number + 1));
    return same;
}

void
psg_import_known_settle(PsgImportKnown *known, const PsgImportItem *item, guint number,
        const PsgImportSender *sender, PsgImportIdentity *identity)
{
    *identity = (PsgImportIdentity){.same = find_same(known, item, number, sender)};
    if (identity->same > 0)
        return;
    guint count = GPOINTER_TO_UINT(g_hash_table_lookup(known->counts, item->source));
    do {
        count++;
        g_autofree char *source =
                count == 1 ? g_strdup(item->source) : g_strdup_printf("%s-%u", item->source, count);
        identity->source = g_string_chunk_insert(known->strings, source);
        identity->stored = psg_import_known_find(known, source);
    } while (identity->stored &&
             is_someone_elses(known, identity->stored, identity->source, item, sender));
    g_hash_table_insert(known->counts, g_strdup(item->source), GUINT_TO_POINTER(count));
    if (!identity->stored)
        identity->stored = find_taken_away(known, item, sender);
}

void
psg_import_known_add(
        PsgImportKnown *known, const char *source, const char *event, const PsgImportSender *sender)
{
    psg_import_journal_add(known->journal, source, event, sender);
}

void
psg_import_known_store(PsgImportKnown *known)
{
    psg_import_journal_store(known->journal);
}
