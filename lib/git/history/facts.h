/* The facts of a history: what each commit changed, whichever commit is asked about. They are found
 * once (changes.c), kept in a file (cache.c), and played through for every question
 * (replay.c). Private to lib/git/history/. */
#pragma once
#include <git2/sys/odb_backend.h>

#include "git/history.h"
#include "git/internal.h"

#define PSG_FACTS_NONE G_MAXUINT32

/* Numbers of texts are indices of `offsets`; the arrays are written to the file as they are. */
typedef struct {
    guint8 oid[GIT_OID_RAWSZ];
    guint32 first_parent, parents; /* in `parents`: indices of commits, smaller than the own */
    guint32 first_person, people;  /* in `people`: texts "name\nmail", the author first */
    guint32 first_file, files;
    gint32 offset_minutes;
    gint64 time;
} PsgFactsCommit;

typedef enum {
    PSG_FACTS_DELETED = 1 << 0,   /* of a file */
    PSG_FACTS_COPIED = 1 << 1,    /* of a file: `old_path` is still there */
    PSG_FACTS_SUBSTANCE = 1 << 2, /* of a file */
    PSG_FACTS_NEW = 1 << 3,       /* of a part: nothing like it was there */
    PSG_FACTS_TOUCHED = 1 << 4,   /* of a part: its words changed */
} PsgFactsFlags;

typedef struct {
    guint32 path, old_path; /* texts; PSG_FACTS_NONE: it was not there */
    guint32 flags;
    guint32 first_part, parts;
} PsgFactsFile;

/* A part that is new or touched, or whose key or file changed without a change of words. */
typedef struct {
    guint64 key, old_key;
    guint32 old_path; /* of the file it came from; PSG_FACTS_NONE: the same */
    guint32 flags;
} PsgFactsPart;

typedef struct {
    GArray *commits;   /* PsgFactsCommit: parents before children */
    GArray *parents;   /* guint32 */
    GArray *people;    /* guint32 */
    GArray *files;     /* PsgFactsFile */
    GArray *parts;     /* PsgFactsPart */
    GArray *offsets;   /* guint32: where each text begins in `bytes` */
    GArray *bytes;     /* char: the texts, each with its NUL */
    GHashTable *texts; /* char * -> number + 1; made at need by psg_facts_add_text() */
} PsgFacts;

PsgFacts *psg_facts_new(void);
void psg_facts_free(PsgFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgFacts, psg_facts_free)

guint32 psg_facts_add_text(PsgFacts *facts, const char *text);
const char *psg_facts_get_text(const PsgFacts *facts, guint32 number);
PsgFactsCommit *psg_facts_get_commit(const PsgFacts *facts, guint32 index);

/* The kept facts as bytes, and back. Reading gives NULL for anything that this very code, with a
 * reader of this name, did not write. */
GByteArray *psg_facts_write(const PsgFacts *facts, const char *reader_name);
PsgFacts *psg_facts_read(const void *bytes, gsize length, const char *reader_name);

/* Object numbers -> indices of an array whose items begin with one. `base` and `stride` say where
 * that lies now. */
typedef struct {
    guint32 *slots; /* index + 1; 0: free */
    gsize size, count;
} PsgOidMap;

void psg_oid_map_clear(PsgOidMap *map);
gboolean psg_oid_map_find(
        const PsgOidMap *map, const void *base, gsize stride, const void *oid, guint32 *index);
void psg_oid_map_add(PsgOidMap *map, const void *base, gsize stride, guint32 index);

/* Parents before children; of those that are ready the earliest first, then the smallest number:
 * the same for the same commits, in whatever order they are given. `parents` are indices of `items`
 * (the same struct's first_parent and parents say which). Returns the items' indices in that order;
 * the caller frees them. */
guint32 *psg_facts_sort(const PsgFactsCommit *items, guint count, const guint32 *parents);

/* An object's bytes, owned by the backend that read them. */
typedef struct {
    git_odb_backend *backend;
    void *bytes;
    gsize length;
} PsgObject;

void psg_object_clear(PsgObject *object);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PsgObject, psg_object_clear)

/* Reads an object of that kind without a place in libgit2's cache, which would grow with the
 * history. Its bytes are not compared with its number once more, as git itself does not when it
 * tells a history. FALSE where git cannot. No other thread may use the same `odb` meanwhile. Clear
 * the object after use. */
gboolean psg_object_read(git_odb *odb, const git_oid *oid, git_object_t kind, PsgObject *object);

/* A commit as it is read from git. */
typedef struct {
    git_oid tree;
    GArray *parents; /* git_oid */
    gint64 time;
    gint32 offset_minutes;
    GPtrArray *people; /* char *: "name\nmail"; owned */
} PsgRawCommit;

void psg_raw_commit_clear(PsgRawCommit *raw);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PsgRawCommit, psg_raw_commit_clear)

/* Sets PSG_GIT_ERROR_FAILED; _REVISION when there is no such commit. Clear it in any case. */
gboolean psg_raw_commit_read(PsgRawCommit *raw, git_odb *odb, const git_oid *oid, GError **error);

/* The same for one of very many; see psg_object_read(). */
gboolean psg_raw_commit_read_quickly(
        PsgRawCommit *raw, git_odb *odb, const git_oid *oid, GError **error);

/* What is to be found out: the commits from `first` on have their parents, but no files yet. */
typedef struct {
    git_odb *odb;
    const char *objects; /* the folder of the same objects */
    const PsgHistoryReader *reader;
    PsgFacts *facts;
    guint32 first;
    const git_oid *trees;    /* of the commits from `first` on */
    const gboolean *are_cut; /* of the same: their parents are not in a shallow clone */
    guint threads;
    gint has_unread; /* atomic: a file could not be read, so the facts are not to be kept */
} PsgFactsWork;

/* Finds what those commits changed and adds it. Sets PSG_GIT_ERROR_FAILED. */
gboolean psg_facts_find_changes(PsgFactsWork *work, GError **error);

/* The best common ancestor of two commits, the same whatever the order of the facts. */
gboolean psg_facts_find_base(
        const PsgFacts *facts, const guint32 *generations, guint32 a, guint32 b, guint32 *base);

/* Entries of a raw tree, one after another. FALSE at the end and where it is broken. */
typedef struct {
    const char *name;
    gsize length;
    guint mode;
    const guint8 *oid;
} PsgTreeEntry;

typedef struct {
    const char *at, *end;
    gboolean is_broken;
} PsgTreeCursor;

gboolean psg_tree_cursor_next(PsgTreeCursor *cursor, PsgTreeEntry *entry);

#define PSG_MODE_FOLDER 040000
#define PSG_MODE_IS_FILE(mode) (((mode)&0170000) == 0100000)

/* Takes the reader's absence as wanting all. */
static inline gboolean
psg_facts_wants(const PsgHistoryReader *reader, const char *path)
{
    return !reader || !reader->wants || reader->wants(path);
}

/* The history of one file, under whatever name, and of its parts. */
typedef struct {
    GArray *touches;   /* PsgHistoryTouch; owned by the history's `lists` */
    GHashTable *parts; /* PsgPartEntry, by key; owned here */
} PsgLineage;

struct PsgHistory {
    gboolean is_complete, is_whole;
    GArray *commits;       /* PsgHistoryCommit, parents before children */
    GArray *oids;          /* git_oid of each, */
    PsgOidMap by_oid;      /* and the way back */
    char *digits;          /* the same as text, one after another */
    GArray *first_parents; /* guint32: where each commit's parents begin in `parents` */
    GArray *parents;       /* guint32 */
    GArray *people;        /* PsgHistoryPerson */
    GPtrArray *lists;      /* GArray: of touches and of people */
    GPtrArray *lineages;   /* PsgLineage */
    GHashTable *files;     /* const char *: the paths that are there -> PsgLineage */
    GArray *texts;         /* the facts' bytes, which the paths are in */
    GStringChunk *names;   /* paths that the facts do not have */
    GArray *nothing;       /* no touches */
};

/* The touches of one part; NULL when the file never had it. */
const GArray *psg_lineage_find_part(const PsgLineage *lineage, guint64 key);
void psg_lineage_free(PsgLineage *lineage);

/* Plays the facts through up to `tip`, whose tree is `tree`. */
PsgHistory *psg_history_replay(
        PsgFactsWork *work, guint32 tip, const git_oid *tree, gboolean is_complete, GError **error);
