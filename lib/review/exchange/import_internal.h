/* What the files of the import share: who said it (import_sender.c), where it belongs
 * (import_place.c), and its words made fit to be stored (import_item.c). */
#pragma once
#include "review/comment/target.h"
#include "review/exchange/import.h"

/* The text as an event may hold it: UTF-8, with line feeds, without control characters and without
 * white space at its ends. NULL for NULL. The caller owns it. */
char *psg_import_clean(const char *text);

/* The text as a block quote of Markdown, ended by an empty line. */
void psg_import_append_quote(GString *out, const char *text);

/* A file of `plainsong/` in the git directory that all work trees share. The caller owns it. */
char *psg_import_build_path(const PsgReview *review, const char *name);

/* --- Senders --- */

typedef struct {
    const char *key;                   /* tells senders of a file apart; "" for nobody */
    const PsgContributor *contributor; /* NULL when people.yaml does not know them */
    char *id;                          /* the contributor's, or the pseudonym */
    char *guest;                       /* the pseudonym that they have or would have here */
} PsgImportSender;

typedef struct PsgImportSenders PsgImportSenders;

/* Reads this clone's secret, or makes it. In a dry run that may write nothing, pseudonyms are of
 * that run alone. Sets PSG_REVIEW_ERROR_STORE. */
PsgImportSenders *psg_import_senders_new(
        const PsgReview *review, gboolean is_dry_run, GError **error);
void psg_import_senders_free(PsgImportSenders *senders);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgImportSenders, psg_import_senders_free)

/* Who it is; `name` and `mail` may be NULL. Owned by the senders. */
const PsgImportSender *psg_import_senders_find(
        PsgImportSenders *senders, const char *name, const char *mail);

/* TRUE for a pseudonym, and for one that was made in this clone. */
gboolean psg_import_senders_is_guest(const char *id);
gboolean psg_import_senders_made(const PsgImportSenders *senders, const char *id);

/* A keyed digest of a text of this kind, that only this clone can make. The caller owns it. */
char *psg_import_senders_seal(const PsgImportSenders *senders, const char *kind, const char *text);

/* --- What was imported here before (import_journal.c) --- */

/* Remembers which source became which event, and who said it, in `plainsong/` of the git directory:
 * an event whose words were taken away has no source any more, and its words shall not come back
 * with the next import of the same file; and what two people said in the same words is told apart
 * whatever they are called in the store. Of sources and senders only keyed digests are kept. */
typedef struct PsgImportJournal PsgImportJournal;

PsgImportJournal *psg_import_journal_load(const PsgReview *review, const PsgImportSenders *senders);
void psg_import_journal_free(PsgImportJournal *journal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgImportJournal, psg_import_journal_free)

/* The event that this source became; NULL when it is not known here. Owned by the journal. */
const char *psg_import_journal_find(const PsgImportJournal *journal, const char *source);

/* TRUE when this event was imported here. */
gboolean psg_import_journal_has_event(const PsgImportJournal *journal, const char *event);

/* FALSE when somebody else than this sender said it; also TRUE when that is not known here.
 * `is_known` (nullable) receives whether it is. */
gboolean psg_import_journal_is_by(const PsgImportJournal *journal, const char *source,
        const PsgImportSender *sender, gboolean *is_known);

/* Adds an entry that psg_import_journal_store() writes. Where that cannot be done nothing is lost
 * but this memory. */
void psg_import_journal_add(PsgImportJournal *journal, const char *source, const char *event,
        const PsgImportSender *sender);
void psg_import_journal_store(PsgImportJournal *journal);

/* --- What is known already (import_known.c) --- */

/* A stored event. */
typedef struct {
    const char *thread, *event, *by;
    gint64 at;
    gboolean is_redacted;
} PsgImportStored;

/* Which thing that was said an item is. */
typedef struct {
    const char
            *source; /* its own: the item's, with a number from the second person on who said it */
    const PsgImportStored *stored; /* the event that it is; NULL: none */
    guint same; /* the number + 1 of the item above that says the same by the same person; 0 */
} PsgImportIdentity;

typedef struct PsgImportKnown PsgImportKnown;

/* What the review's events and the journal know. `by` (nullable) is whose everything is. */
PsgImportKnown *psg_import_known_new(
        const PsgReview *review, const PsgImportSenders *senders, const char *by);
void psg_import_known_free(PsgImportKnown *known);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgImportKnown, psg_import_known_free)

/* Says which thing an item (of this number) is; ask once for each, in the order in which they are
 * imported. What `identity` points to is owned by `known`. */
void psg_import_known_settle(PsgImportKnown *known, const PsgImportItem *item, guint number,
        const PsgImportSender *sender, PsgImportIdentity *identity);

/* The event of a source: by the source that it bears; by its id, where it was exported from here;
 * or by what is remembered of one whose words, and source, were taken away. NULL: none. */
const PsgImportStored *psg_import_known_find(const PsgImportKnown *known, const char *source);

/* Remembers what was stored; psg_import_known_store() writes it down. */
void psg_import_known_add(PsgImportKnown *known, const char *source, const char *event,
        const PsgImportSender *sender);
void psg_import_known_store(PsgImportKnown *known);

/* --- Words of all chapters (import_index.c) --- */

/* Which chapters have which words in a row, so that a quote without a chapter need not be looked
 * for in all of them. */
typedef struct PsgImportIndex PsgImportIndex;

PsgImportIndex *psg_import_index_new(const PsgReview *review);
void psg_import_index_free(PsgImportIndex *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgImportIndex, psg_import_index_free)

/* The paths of the chapters (char *, owned by the package) of a document (NULL: of all) that have
 * all words of the quote but for the first and the last, which may be parts of others. NULL where
 * the quote is too short to tell. The caller owns the array. */
GPtrArray *psg_import_index_find(
        const PsgImportIndex *index, const char *quote, const char *document);

/* --- Places --- */

typedef struct {
    const PsgTarget *target; /* NULL: there is none, and `message` says why */
    gboolean has_words;      /* it is on the words that are quoted */
    gboolean is_lost;        /* not what was asked for; the chapter or document instead */
    gboolean is_where_lost;  /* not even in what the item names */
    char *message;           /* what could not be found; NULL */
} PsgImportPlace;

typedef struct PsgImportPlaces PsgImportPlaces;

PsgImportPlaces *psg_import_places_new(const PsgReview *review, const char *where);
void psg_import_places_free(PsgImportPlaces *places);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgImportPlaces, psg_import_places_free)

/* The place of an item. The target is owned by the places; clear the rest. */
void psg_import_places_find(
        PsgImportPlaces *places, const PsgImportItem *item, PsgImportPlace *place);
void psg_import_place_clear(PsgImportPlace *place);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PsgImportPlace, psg_import_place_clear)
