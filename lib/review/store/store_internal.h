/* What the files of the store share: trees as git keeps them, objects on their way to the disk, the
 * lock between our own programs, and the index. */
#pragma once
#include <git2.h>

#include "base/cleanup.h"
#include "review/store/store.h"
#include "review/store/store_pack.h"

struct PsgStore {
    git_repository *git;
    guint patience; /* milliseconds */
};

/* Both set an error and return FALSE; the second adds what libgit2 said last. */
gboolean psg_store_fail(GError **error, int code, const char *format, ...) G_GNUC_PRINTF(3, 4);
gboolean psg_store_fail_with_cause(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* A file of `plainsong/` in the git directory that all work trees share. The caller owns it. */
char *psg_store_build_path(const PsgStore *store, const char *name);

/* The repository's objects: as libgit2 has them, and its packs. The caller owns both. */
gboolean psg_store_open_objects(
        const PsgStore *store, git_odb **odb, PsgPacks **packs, GError **error);

/* The commit that the branch names; FALSE with `error` unset when there is no branch. */
gboolean psg_store_find_tip(const PsgStore *store, git_oid *tip, GError **error);

/* Trees (store_tree.c) */

typedef struct {
    guint mode;
    const char *name;
    git_oid oid;
} PsgTreeEntry;

#define PSG_MODE_FOLDER 040000
#define PSG_MODE_FILE 0100644

typedef struct {
    GArray *entries; /* PsgTreeEntry, in git's order */
    GStringChunk *names;
} PsgTreeList;

void psg_tree_list_init(PsgTreeList *list);
void psg_tree_list_clear(PsgTreeList *list);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PsgTreeList, psg_tree_list_clear)

/* Adds the entries of a tree to an empty list. */
gboolean psg_tree_list_load(
        PsgTreeList *list, PsgPackReader *reader, const git_oid *oid, GError **error);

/* The entry of this name, whatever it is; NULL when there is none. It lasts until one is added. */
const PsgTreeEntry *psg_tree_list_find(const PsgTreeList *list, const char *name);

/* Adds an entry, or gives the one of that name another object. */
void psg_tree_list_set(PsgTreeList *list, guint mode, const char *name, const git_oid *oid);

/* The tree as git keeps it. The caller owns it. */
GBytes *psg_tree_list_format(PsgTreeList *list);

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

/* Lists the files below a root that are not the same below `old` (NULL: all). */
gboolean psg_store_scan_run(PsgStoreScan *scan, const PsgStore *store, const git_oid *root,
        const git_oid *old, GError **error);

/* In the branch's order: by fan-out folder, thread and id. */
int psg_store_compare_place(
        const char *thread_a, const char *id_a, const char *thread_b, const char *id_b);

/* The index (store_index.c) */

struct PsgEventList {
    char tip[GIT_OID_HEXSZ + 1]; /* "" without a branch */
    GBytes *bytes;               /* the index, which the events point into */
    PsgEvent *events;
    git_oid *blobs; /* of the events' files */
    guint count;
    const char **items;  /* the entries of the events' lists */
    GPtrArray *problems; /* PsgStoreProblem */
    guint problem_count;
    gboolean is_whole; /* git could read every file */
    /* What the bodies are read with, opened for the first that is asked for: opening all packs for
     * each would take longer than reading it. */
    GMutex reading;
    git_odb *odb;
    PsgPacks *packs;
    PsgPackReader *reader;
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
