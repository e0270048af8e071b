/* Which source became which event in this clone: a line "SOURCE EVENT SENDER" for each in the file
 * `plainsong/imported` of the git directory, source and sender as keyed digests. See
 * import_internal.h. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "review/exchange/import_internal.h"

#define SIZE_LIMIT (256 * 1024 * 1024)

typedef struct {
    const char *event, *sender; /* into the journal's text */
} Entry;

struct PsgImportJournal {
    const PsgImportSenders *senders;
    char *path;
    char *text;          /* the file, cut into words */
    GHashTable *entries; /* seal of a source, in `text` -> Entry */
    GHashTable *events;  /* the events of all entries (a set) */
    GString *fresh;      /* lines to be written */
};

/* Lines that are not whole, as a program that was ended leaves them, are passed over. */
static void
read_lines(PsgImportJournal *journal)
{
    for (char *line = journal->text, *end; line && (end = strchr(line, '\n')); line = end + 1) {
        *end = '\0';
        char *event = strchr(line, ' ');
        char *sender = event ? strchr(event + 1, ' ') : NULL;
        if (!sender)
            continue;
        *event++ = *sender++ = '\0';
        if (!psg_event_id_parse(event, NULL))
            continue;
        Entry *entry = g_new(Entry, 1);
        *entry = (Entry){event, sender};
        g_hash_table_insert(journal->entries, line, entry);
        g_hash_table_add(journal->events, event);
    }
}

PsgImportJournal *
psg_import_journal_load(const PsgReview *review, const PsgImportSenders *senders)
{
    PsgImportJournal *journal = g_new0(PsgImportJournal, 1);
    gsize length = 0;
    journal->senders = senders;
    journal->path = psg_import_build_path(review, "imported");
    journal->entries = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    journal->events = g_hash_table_new(g_str_hash, g_str_equal);
    journal->fresh = g_string_new(NULL);
    if (g_file_get_contents(journal->path, &journal->text, &length, NULL) && length <= SIZE_LIMIT)
        read_lines(journal);
    return journal;
}

void
psg_import_journal_free(PsgImportJournal *journal)
{
    if (!journal)
        return;
    g_string_free(journal->fresh, TRUE);
    g_hash_table_unref(journal->events);
    g_hash_table_unref(journal->entries);
    g_free(journal->text);
    g_free(journal->path);
    g_free(journal);
}

static const Entry *
find(const PsgImportJournal *journal, const char *source)
{
    if (g_hash_table_size(journal->entries) == 0)
        return NULL;
    g_autofree char *seal = psg_import_senders_seal(journal->senders, "source", source);
    return g_hash_table_lookup(journal->entries, seal);
}

const char *
psg_import_journal_find(const PsgImportJournal *journal, const char *source)
{
    const Entry *entry = find(journal, source);
    return entry ? entry->event : NULL;
}

gboolean
psg_import_journal_has_event(const PsgImportJournal *journal, const char *event)
{
    return g_hash_table_contains(journal->events, event);
}

gboolean
psg_import_journal_is_by(const PsgImportJournal *journal, const char *source,
        const PsgImportSender *sender, gboolean *is_known)
{
    const Entry *entry = find(journal, source);
    g_autofree char *seal = psg_import_senders_seal(journal->senders, "sender", sender->key);
    if (is_known)
        *is_known = entry != NULL;
    return !entry || strcmp(entry->sender, seal) == 0;
}

void
psg_import_journal_add(PsgImportJournal *journal, const char *source, const char *event,
        const PsgImportSender *sender)
{
    g_autofree char *seal = psg_import_senders_seal(journal->senders, "source", source);
    g_autofree char *person = psg_import_senders_seal(journal->senders, "sender", sender->key);
    g_string_append_printf(journal->fresh, "%s %s %s\n", seal, event, person);
}

void
psg_import_journal_store(PsgImportJournal *journal)
{
    int file = open(journal->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return;
    psg_file_write_all(file, journal->fresh->str, journal->fresh->len);
    close(file);
}
