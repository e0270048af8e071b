/* Importing: what people said somewhere else (a spreadsheet, a Word file, letters) becomes threads.
 * A reader of a format makes items; this places them in the text, gives their senders ids, and
 * stores what is new. What cannot be placed is reported and never dropped in silence. */
#pragma once
#include "review/comment/record.h"

/* One thing that a reader found. All strings are the item's own; what is NULL was not said. */
typedef struct {
    char *source; /* the same whenever the same file (or a longer one) is read, in every clone: see
                     psg_import_make_source(). Items of different senders may share one */
    char *label;  /* for people: "row 3", "comment 7", "message 2" */
    char *name, *mail; /* of the sender, as the file has them; never stored */
    char *group;       /* id or name of a group */
    gint64 at;         /* seconds since 1970; 0: unknown */
    char *where;       /* as PsgTargetQuery has it */
    gboolean is_guess; /* `where` is: when the words are found elsewhere nobody is told */
    char *quote, *prefix, *suffix;
    char *text;               /* Markdown */
    char *replace;            /* a proposed wording for `quote` */
    char *parent;             /* the source of the item that it replies to */
    char *thread;             /* a thread that it replies to, by its first letters */
    gboolean is_thread_guess; /* `thread` may be a word that only looks like an id: when there is
                                 none, it replies to nothing */
    char **tags;              /* NULL-terminated */
    PsgRemark remark;
} PsgImportItem;

PsgImportItem *psg_import_item_new(void);
void psg_import_item_free(PsgImportItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgImportItem, psg_import_item_free)

/* A source of this kind: "csv:" and a digest of the parts (NULL-terminated) that tell the item from
 * others wherever it stands in its file: its words, the words it is on, its time. Anybody can try
 * guesses against a digest without a key, so that names and addresses must not be among the parts;
 * psg_import_run() itself tells apart what different people said in the same words. The caller owns
 * it. */
char *psg_import_make_source(const char *kind, const char *const *parts);

/* Plain text as Markdown that is read as the same words: what would begin a tag of HTML is escaped,
 * and what would be code because it is indented is not. Lists and paragraphs stay what they look
 * like. The caller owns it. */
char *psg_import_make_markdown(const char *plain);

typedef struct {
    const char *by;          /* everything is this contributor's; NULL: as the file says */
    const char *group;       /* the group of senders whom nothing else gives one; NULL */
    const char *where;       /* for items that name no place; NULL: they are not placed */
    const char *session;     /* the meeting that all was said at; NULL */
    const char *const *tags; /* added to all; NULL */
    gboolean keep_personal;  /* store texts that seem to hold personal data too, which are refused
                                otherwise */
    gboolean is_dry_run;     /* store nothing */
} PsgImportOptions;

typedef enum {
    PSG_IMPORT_NEW,      /* stored; in a dry run: would be */
    PSG_IMPORT_KNOWN,    /* is there since an earlier import */
    PSG_IMPORT_UNPLACED, /* stored on the chapter or document, since its words are not there */
    PSG_IMPORT_REFUSED,  /* not stored; `message` says why and what to do */
} PsgImportFate;

typedef struct {
    const PsgImportItem *item;
    PsgImportFate fate;
    char *message; /* NULL */
    char *thread;  /* whole id; NULL when refused, and of what a dry run would begin */
    char *place;   /* where it got to, as PsgTargetQuery has it; NULL when refused or a reply */
    char *by;      /* the id it got; NULL when there is none */
    char *group;   /* theirs; NULL */
    gboolean is_new_person; /* a pseudonym that people.yaml does not have yet */
    GArray *personal;       /* PsgPersonalDatum: what it seems to hold; NULL: nothing */
} PsgImportRow;

void psg_import_row_free(PsgImportRow *row);

/* Before the id of an event, the source of what was exported from here: known where that is. */
#define PSG_IMPORT_EVENT "event:"

/* The id of everybody whose file gives neither a name nor an address. */
#define PSG_IMPORT_ANONYMOUS "anonymous"

/* Imports items (PsgImportItem) in one commit; running it twice, in this clone or in another one
 * that has got the comments, stores nothing twice. Senders whom people.yaml does not know get a
 * pseudonym ("guest-7fk2m9qx0c"), the same for the same sender in this clone: made with a secret
 * that stays in `plainsong/` of the git directory (import-key), so that nobody can try addresses
 * against it. Returns one PsgImportRow for each item, in order; the caller owns
 * the array, and the items must outlive it. Sets PSG_REVIEW_ERROR_... when nothing was stored. */
GPtrArray *psg_import_run(const PsgReview *review, const GPtrArray *items,
        const PsgImportOptions *options, GError **error);
