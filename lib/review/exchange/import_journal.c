/* Which source became which event in this clone: a line "SEAL EVENT" for each in the file
 * `plainsong/imported` of the git directory. See import_internal.h. */
#include <fcntl.h>
#include <git2.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "review/exchange/import_internal.h"

#define SIZE_LIMIT (256 * 1024 * 1024)

struct PsgImportJournal {
    const PsgImportSenders *senders;
    char *path;
    char *text;          /* the file, cut into words */
    GHashTable *entries; /* seal -> event; into `text` */
    GString *fresh;      /* lines to be written */
};

/* Lines that are not whole, as a program that was ended leaves them, are passed over. */
static void
read_lines(PsgImportJournal *journal)
{
    for (char *line = journal->text, *end; line && (end = strchr(line, '\n')); line = end + 1) {
        char *event = memchr(line, ' ', (gsize)(end - line));
        *end = '\0';
        if (!event)
            continue;
        *event++ = '\0';
        if (psg_event_id_parse(event, NULL))
            g_hash_table_insert(journal->entries, line, event);
    }
}

PsgImportJournal *
psg_import_journal_load(const PsgReview *review, const PsgImportSenders *senders)
{
    struct git_repository *git =
            psg_repository_get_git(psg_review_get_package_place(review)->repository);
    PsgImportJournal *journal = g_new0(PsgImportJournal, 1);
    gsize length = 0;
    journal->senders = senders;
    journal->path = g_build_filename(git_repository_commondir(git), "plainsong", "imported", NULL);
    journal->entries = g_hash_table_new(g_str_hash, g_str_equal);
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
    g_hash_table_unref(journal->entries);
    g_free(journal->text);
    g_free(journal->path);
    g_free(journal);
}

const char *
psg_import_journal_find(const PsgImportJournal *journal, const char *source)
{
    if (g_hash_table_size(journal->entries) == 0)
        return NULL;
    g_autofree char *seal = psg_import_senders_seal(journal->senders, source);
    return g_hash_table_lookup(journal->entries, seal);
}

void
psg_import_journal_add(PsgImportJournal *journal, const char *source, const char *event)
{
    g_autofree char *seal = psg_import_senders_seal(journal->senders, source);
    g_string_append_printf(journal->fresh, "%s %s\n", seal, event);
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
