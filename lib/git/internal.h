/* What the files of lib/git share and nobody else sees: the structs, and the two kinds of file tree
 * as functions that the safe walk (walk.c) and the public face (snapshot.c) are written over. */
#pragma once
#include <git2.h>
#include <glib.h>

#include "base/cleanup.h"
#include "git/git_error.h"
#include "git/oid.h"
#include "git/repository.h"
#include "git/snapshot.h"

/* Both set an error and return FALSE; the second adds what libgit2 said last, with
 * PSG_GIT_ERROR_FAILED. */
gboolean psg_git_fail(GError **error, PsgGitError code, const char *format, ...)
        G_GNUC_PRINTF(3, 4);
gboolean psg_git_fail_with_cause(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The same for an object (commit, folder, file) that libgit2 could not give: says what helps in
 * this repository. `code` is libgit2's. */
gboolean psg_git_fail_object(GError **error, git_repository *git, int code, const char *format, ...)
        G_GNUC_PRINTF(4, 5);

/* The folder without links, "." and ".."; of one that is not there, as far as its text says. The
 * caller owns the result. */
char *psg_git_canonicalize(const char *folder);

/* Opens the repository that the folder is in, as psg_repository_open() does. */
git_repository *psg_git_open(const char *folder, GError **error);

/* The folders that the folder of objects borrows from, as its info/alternates names them. The
 * caller owns the list. */
char **psg_git_list_alternates(const char *objects);

/* Makes reading safe against loose objects that are cut off, in this folder and those it borrows
 * from. To be called before any is read. */
void psg_git_guard_loose(git_odb *odb, const char *objects);

/* TRUE when libgit2's code means that the repository whose top folder is `top` belongs to another
 * user. */
gboolean psg_owner_is_refusal(int code, const char *top);
/* TRUE when the user's settings say that it is to be trusted all the same. */
gboolean psg_owner_is_trusted(const char *top);

struct PsgRepository {
    git_repository *git;
    GMutex lock;          /* for `versions` */
    GHashTable *versions; /* version.c's: document -> its version tags; NULL until asked for */
};

/* Where the signature begins that git puts at the end of a tag, at the beginning of a line; NULL
 * when there is none. */
const char *psg_git_find_signature(const char *message);

/* To be called when a tag came or went. */
void psg_repository_forget_versions(PsgRepository *repository);

/* The commit that a revision names; owned by the caller. Sets PSG_GIT_ERROR_REVISION. */
git_commit *psg_repository_find_commit(
        PsgRepository *repository, const char *revision, GError **error);

/* The shortest beginning of a commit's number that is no other object's, 7 digits or more. */
char *psg_git_abbreviate(git_repository *git, const git_oid *oid);

/* Fills a revision from a commit, and clears it. */
gboolean psg_revision_init(
        PsgRevision *revision, git_repository *git, const git_commit *commit, GError **error);
void psg_revision_clear(PsgRevision *revision);

typedef enum {
    PSG_NODE_MISSING,
    PSG_NODE_FILE,
    PSG_NODE_FOLDER,
    PSG_NODE_LINK,
    PSG_NODE_REPOSITORY, /* a submodule, or another repository's work tree: never entered */
    PSG_NODE_DAMAGED,    /* commit: a folder that git cannot read */
    PSG_NODE_OTHER,      /* pipes, devices: never opened */
} PsgNodeKind;

/* A place in a file tree. Only the fields of its own kind of tree are set. */
typedef struct {
    PsgNodeKind kind;
    char *name;
    int descriptor; /* working tree: opened with O_PATH and O_NOFOLLOW; -1 otherwise */
    git_tree *tree; /* commit: of a folder; owned by the snapshot */
    git_oid oid;    /* commit: of a file or link */
} PsgNode;

/* What a path leads to: the folders passed, the root first, and the node at the end. */
typedef struct {
    GArray *folders; /* PsgNode; owns them */
    PsgNode end; /* a file; for a folder, kind says so and the folder is the last of `folders` */
    char *real_path; /* without links, "." and ".." */
} PsgWalk;

/* A kind of file tree. */
typedef struct {
    /* The root of the package, and a child of a folder (never followed when it is a link; kind may
     * be MISSING). */
    PsgNode (*open_root)(PsgSnapshot *snapshot);
    PsgNode (*open_child)(PsgSnapshot *snapshot, const PsgNode *folder, const char *name);
    /* Where the link leads; NULL when that cannot be read. */
    char *(*read_link)(PsgSnapshot *snapshot, const PsgNode *link);
    /* Told of every link that a walk followed; may be NULL. */
    void (*note_link)(PsgSnapshot *snapshot, const char *path, const char *target);
    /* Told of every path that was asked for and leads nowhere, or to a file that is there; may be
     * NULL. */
    void (*note_presence)(PsgSnapshot *snapshot, const char *path, gboolean is_there);
    /* TRUE for a path that is not part of the snapshot though it is there; may be NULL. */
    gboolean (*is_hidden)(PsgSnapshot *snapshot, const char *real_path, gboolean is_folder);
    GBytes *(*read)(PsgSnapshot *snapshot, const PsgWalk *walk, const char *path, gsize limit,
            GError **error);
    /* Adds names and kinds (a link as a link) of a folder to `nodes` (PsgNode, only kind and name).
     */
    gboolean (*list)(PsgSnapshot *snapshot, const PsgWalk *walk, GArray *nodes, GError **error);
    void (*free)(PsgSnapshot *snapshot);
} PsgTree;

struct PsgSnapshot {
    const PsgTree *tree;
    PsgRepository *repository; /* NULL for a folder outside git */
    PsgRevision revision;
    char *place;
    gboolean is_changed;
    gint64 newest_time;
    GHashTable *paths; /* of what was read; NULL for a commit */
    GHashTable *trees; /* git_oid -> git_tree: libgit2's own cache leaves large folders out */

    /* Working tree (snapshot_worktree.c). */
    int root;     /* the package's folder, O_PATH */
    char *prefix; /* its path in the repository, "" or ending in '/'; NULL outside git */
    char *output; /* the folder to leave out, relative to the package; NULL when it lies elsewhere
                   */
    git_index *index;
    struct timespec index_time; /* when the index was written */
    git_tree *head;             /* the package's folder at HEAD; NULL when it is not there */

    /* Commit (snapshot_commit.c). */
    git_tree *commit_root;
};

/* The error of an unknown or wrong path. */
gboolean psg_snapshot_fail_missing(const PsgSnapshot *snapshot, const char *path, GError **error);

/* The folder with this number; owned by the snapshot. NULL when git cannot read it. */
git_tree *psg_snapshot_find_tree(PsgSnapshot *snapshot, const git_oid *oid);

PsgNode psg_node_make(PsgNodeKind kind, const char *name);
void psg_node_clear(PsgNode *node);

/* Follows `path` from the root of the package, links included (at most 8), never leaving it. Sets
 * PSG_GIT_ERROR_NOT_FOUND or _UNSAFE. Clear the walk with psg_walk_clear() when TRUE was returned.
 */
gboolean psg_walk_init(PsgWalk *walk, PsgSnapshot *snapshot, const char *path, GError **error);
void psg_walk_clear(PsgWalk *walk);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PsgWalk, psg_walk_clear)
