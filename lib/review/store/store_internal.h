/* What the files of the store share: trees as git keeps them, objects on their way to the disk, the
 * lock between our own programs, and the index. */
#pragma once
#include <git2.h>

#include "base/cleanup.h"
#include "review/store/store.h"
#include "review/store/store_pack.h"
#include "review/store/store_tree.h"

struct PsgStore {
    PsgRepository *repository;
    git_repository *git;
    guint patience; /* milliseconds */
};

/* Sets PSG_REVIEW_ERROR_STORE with what libgit2 said last, and returns FALSE. */
gboolean psg_store_fail_with_cause(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The repository's objects: as libgit2 has them, and its packs. The caller owns both. */
gboolean psg_store_open_objects(
        const PsgStore *store, git_odb **odb, PsgPacks **packs, GError **error);

/* The commit that the branch names; FALSE with `error` unset when there is no branch. */
gboolean psg_store_find_tip(const PsgStore *store, git_oid *tip, GError **error);

/* The tree of a commit. */
gboolean psg_store_find_root(
        const PsgStore *store, const git_oid *commit, git_oid *root, GError **error);

/* Objects (store_objects.c) */

typedef struct PsgObjects PsgObjects;

PsgObjects *psg_objects_new(void);
void psg_objects_free(PsgObjects *objects);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgObjects, psg_objects_free)

/* Takes an object (owning `bytes`) and gives its number. */
void psg_objects_add(PsgObjects *objects, git_object_t type, GBytes *bytes, git_oid *oid);

/* Writes what was added since the last call to the folder of objects, which is `odb`'s, and returns
 * when it is on the disk. */
gboolean psg_objects_store(PsgObjects *objects, git_odb *odb, const char *folder, GError **error);

/* The lock (store_lock.c) */

typedef struct {
    int file;          /* -1: there is none, since nothing can be written there */
    char *branch_lock; /* git's own lock file for the branch */
} PsgStoreLock;

/* Waits its turn among our own programs until `deadline` (g_get_monotonic_time()), and then goes on
 * without: what keeps the branch whole is the compare-and-swap. */
void psg_store_lock_init(PsgStoreLock *lock, const PsgStore *store, gint64 deadline);
void psg_store_lock_clear(PsgStoreLock *lock);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PsgStoreLock, psg_store_lock_clear)

/* To be called before the branch is moved to `commit`: removes what a program of ours that was
 * ended in this very step left. FALSE when the branch is locked by somebody else. */
gboolean psg_store_lock_begin(PsgStoreLock *lock, const git_oid *commit);
void psg_store_lock_end(PsgStoreLock *lock);

/* Moving the branch (store_move.c) */

typedef struct {
    git_oid root;
    git_oid parents[2];
    guint parent_count;
    const char *author; /* a contributor's id */
    gint64 time;
    const char *message; /* without the last line end */
} PsgStoreCommit;

/* Adds a commit, which bears no e-mail address. */
void psg_store_add_commit(PsgObjects *objects, const PsgStoreCommit *commit, git_oid *oid);

/* How the branch is to be moved. */
typedef struct {
    PsgObjects *objects;
    /* Gives the commit for a branch that is at `tip` (NULL: there is no branch) and adds its
     * objects; `tip` itself when there is nothing to do. Called again for each try. */
    gboolean (*make)(gpointer data, const git_oid *tip, git_oid *commit, GError **error);
    /* Called when the objects are on the disk, just before the branch moves; NULL. */
    gboolean (*prepare)(gpointer data, GError **error);
    gpointer data;
    const char *log; /* for git's log of the branch */
} PsgStoreMove;

/* Moves the branch, waiting for others as long as the store has patience. Objects are on the disk
 * before it is moved. Sets PSG_REVIEW_ERROR_BRANCH, _LOCKED or _STORE, and what `make` sets. */
gboolean psg_store_move(
        const PsgStore *store, git_odb *odb, const PsgStoreMove *move, GError **error);

/* Files of the branch (store_scan.c) */

typedef struct {
    char thread[PSG_EVENT_ID_LENGTH + 1], id[PSG_EVENT_ID_LENGTH + 1];
    git_oid blob;
} PsgStoreFile;

/* A file that is no event. */
typedef struct {
    char *folder; /* the folder that it is in, "" for the root */
    char *path;
    char *message;
    gboolean is_event; /* it is where events are */
} PsgStoreProblem;

#define PSG_STORE_PROBLEM_LIMIT 1000

typedef struct {
    GArray *files;       /* PsgStoreFile, in the branch's order */
    GPtrArray *problems; /* PsgStoreProblem; of more than the limit only their number is kept */
    guint problem_count;
    GHashTable
            *folders; /* the folders whose files these are: those that differ from the old ones */
} PsgStoreScan;

void psg_store_scan_init(PsgStoreScan *scan);
void psg_store_scan_clear(PsgStoreScan *scan);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PsgStoreScan, psg_store_scan_clear)
void psg_store_problem_free(PsgStoreProblem *problem);
void psg_store_scan_complain(PsgStoreScan *scan, const char *folder, const char *name,
        gboolean is_event, const char *message);

/* TRUE for a folder of two letters, and for a thread's folder in the one of that name. */
gboolean psg_store_is_fan(const PsgTreeEntry *entry);
gboolean psg_store_is_thread(const PsgTreeEntry *entry, const char *fan);

/* TRUE for the file "ID.md", and copies the id (PSG_EVENT_ID_LENGTH + 1 bytes). */
gboolean psg_store_is_event(const PsgTreeEntry *entry, char *id);

/* Lists the files below a root that are not the same below `old` (NULL: all). */
gboolean psg_store_scan_run(PsgStoreScan *scan, const PsgStore *store, const git_oid *root,
        const git_oid *old, GError **error);

/* In the branch's order: by fan-out folder, thread and id. */
int psg_store_compare_place(
        const char *thread_a, const char *id_a, const char *thread_b, const char *id_b);

/* The union (store_union.c) */

/* What two roots come to together: a side is a root, ours the first. */
typedef struct {
    git_oid root;
    guint extra[2];  /* events that only this side has */
    guint spoken[2]; /* events whose words this side has and the union has not */
    GArray *dropped; /* PsgStoreFile: the files that hold such words */
} PsgStoreUnion;

void psg_store_union_init(PsgStoreUnion *together);
void psg_store_union_clear(PsgStoreUnion *together);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PsgStoreUnion, psg_store_union_clear)

/* Makes the root that holds the files of both, whichever comes first; of an event that has two
 * forms the one that wins everywhere, and of an event that a redaction is about, and of its edits,
 * the form without words. Only folders that differ are read. New objects are added to `objects`. */
gboolean psg_store_union_make(PsgStoreUnion *together, PsgPackReader *reader, PsgObjects *objects,
        const git_oid *ours, const git_oid *theirs, GError **error);

/* One thread of it (store_union_thread.c). */
typedef struct PsgThreadUnion PsgThreadUnion;
PsgThreadUnion *psg_thread_union_new(
        PsgStoreUnion *together, PsgPackReader *reader, PsgObjects *objects, const char *thread);
void psg_thread_union_free(PsgThreadUnion *joined);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgThreadUnion, psg_thread_union_free)

/* An event's file as each side has it (NULL: not there); the entries must outlive the union. */
void psg_thread_union_add(
        PsgThreadUnion *joined, const PsgTreeEntry *ours, const PsgTreeEntry *theirs);

/* Adds the events' files to `out`, new ones to the objects, and what became of them to `together`.
 */
gboolean psg_thread_union_finish(PsgThreadUnion *joined, PsgTreeList *out, GError **error);

/* How many events lie below a root. */
gboolean psg_store_count_events(
        PsgPackReader *reader, const git_oid *root, guint *count, GError **error);

/* Taking words off the disk (store_expire.c) */

/* References to what was fetched from a place without a name. */
#define PSG_STORE_FETCHED "refs/plainsong/fetched/"

/* Notes files that are to go; on the disk when it returns. */
gboolean psg_store_note_dropped(const PsgStore *store, const GArray *dropped, GError **error);

/* The same for the words that a commit has and the branch's tip has not any more. */
gboolean psg_store_note_words(PsgStore *store, const char *commit, GError **error);

/* TRUE when the folder of a commit has this very file. */
gboolean psg_store_tree_has(const git_tree *tree, const PsgStoreFile *file);

/* Events alone (store_append.c): adds their files and folders to `objects`, as if there were no
 * others, and gives the root, and the newest event's time. */
gboolean psg_store_add_events(PsgObjects *objects, const PsgEvent *const *events, guint count,
        git_oid *root, gint64 *time, GError **error);

/* The index (store_index.c) */

#define PSG_STORE_INDEX "comments-index" /* in `plainsong/` of the git directory */

struct PsgEventList {
    char tip[GIT_OID_HEXSZ + 1]; /* "" without a branch */
    GBytes *bytes;               /* the index, which the events point into */
    PsgEvent *events;
    git_oid *blobs; /* of the events' files */
    guint count;
    const char **items;  /* the entries of the events' lists */
    GPtrArray *problems; /* PsgStoreProblem */
    guint problem_count;
    gboolean is_whole; /* git could read every file, and all found room */
};

typedef struct PsgIndexWriter PsgIndexWriter;

PsgIndexWriter *psg_index_writer_new(void);
void psg_index_writer_free(PsgIndexWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgIndexWriter, psg_index_writer_free)

/* Events are to be added in the branch's order. */
void psg_index_writer_add(PsgIndexWriter *writer, const PsgEvent *event, const git_oid *blob);
GBytes *psg_index_writer_finish(
        PsgIndexWriter *writer, const git_oid *tip, const GPtrArray *problems, guint problem_count);

/* Reads an index, which may hold anything. NULL when it is not one. Takes hold of `bytes`. */
PsgEventList *psg_index_read(GBytes *bytes);
