/* A snapshot: a read-only file tree, either the working tree (untracked files included, ignored
 * ones not) or any commit straight from the object database. Everything above reads files through
 * it and nothing else. Paths are relative to the package's folder, with '/'; nothing outside that
 * folder is ever read, whatever a path or a symbolic link says. Not thread-safe: read in one
 * thread. */
#pragma once
#include <glib.h>

#include "git/repository.h"

typedef enum { PSG_SNAPSHOT_FILE, PSG_SNAPSHOT_FOLDER } PsgSnapshotKind;

typedef struct {
    char *name;           /* the last part of the path */
    PsgSnapshotKind kind; /* symbolic links appear as what they lead to, and not at all when that is
                             outside */
} PsgSnapshotEntry;

typedef struct {
    char *oid; /* the commit, 40 hex digits; NULL outside git and before the first commit */
    char *abbreviation; /* its first 7 or more digits, unique in the repository; NULL as oid is */
    gint64 time;        /* committer's time, seconds since 1970 UTC; 0 as oid is NULL */
    int offset_minutes; /* the committer's offset from UTC */
} PsgRevision;

typedef struct PsgSnapshot PsgSnapshot;

/* The working tree at `folder`. `repository` may be NULL for a folder that is not in git: nothing
 * is ignored then but names that begin with a dot. `output` (nullable) is a folder, absolute or
 * relative to the working directory, that is left out wherever it lies: the place a build writes
 * to. The snapshot keeps `repository`, which must outlive it. */
PsgSnapshot *psg_snapshot_new_worktree(
        PsgRepository *repository, const char *folder, const char *output, GError **error);

/* The package's folder (relative to the root of the repository, "" for the root) at a revision: a
 * branch, a tag, a commit or anything `git rev-parse` takes. PSG_GIT_ERROR_REVISION when it is not
 * known, with the nearest known branch or tag in the message; PSG_GIT_ERROR_NOT_FOUND when the
 * folder is not there at that revision. */
PsgSnapshot *psg_snapshot_new_revision(
        PsgRepository *repository, const char *folder, const char *revision, GError **error);

void psg_snapshot_free(PsgSnapshot *snapshot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgSnapshot, psg_snapshot_free)

/* The whole file. Sets PSG_GIT_ERROR_NOT_FOUND (also for a folder), _UNSAFE, _TOO_LARGE (more than
 * `limit` bytes; nothing is read then) or _FAILED. Symbolic links inside the package are followed,
 * at most 8 of them. */
GBytes *psg_snapshot_read(PsgSnapshot *snapshot, const char *path, gsize limit, GError **error);

/* TRUE when psg_snapshot_read() gave the file before, so that psg_snapshot_is_changed() knows of
 * it; always for a snapshot of a commit, where there is nothing to know. */
gboolean psg_snapshot_has_read(const PsgSnapshot *snapshot, const char *path);

/* TRUE when `path` is a file that psg_snapshot_read() would find. */
gboolean psg_snapshot_has_file(PsgSnapshot *snapshot, const char *path);

/* The path of the file without symbolic links, "." and "..". The caller owns it. Sets the errors of
 * psg_snapshot_read(). */
char *psg_snapshot_resolve(PsgSnapshot *snapshot, const char *path, GError **error);

/* The entries of a folder ("" for the package's root) as PsgSnapshotEntry, in natural order of
 * names; names beginning with a dot are left out. The caller owns the array. Sets
 * PSG_GIT_ERROR_NOT_FOUND when there is no such folder. */
GPtrArray *psg_snapshot_list(PsgSnapshot *snapshot, const char *folder, GError **error);

/* TRUE for the working tree, FALSE for a commit. */
gboolean psg_snapshot_is_worktree(const PsgSnapshot *snapshot);

/* The commit: for the working tree, that of HEAD. Owned by the snapshot. */
const PsgRevision *psg_snapshot_get_revision(const PsgSnapshot *snapshot);

/* TRUE when a file that was read (or asked for with psg_snapshot_has_file()) so far differs from
 * the revision's, or when there is no revision. Always FALSE for a snapshot of a commit. */
gboolean psg_snapshot_is_changed(const PsgSnapshot *snapshot);

/* The newest modification time among the files read so far, seconds since 1970; what stands for a
 * date when there is no revision or the tree is changed. 0 for a snapshot of a commit. */
gint64 psg_snapshot_get_newest_time(const PsgSnapshot *snapshot);

/* The package's folder on disk for messages: as given for a working tree, "REVISION:FOLDER" for a
 * commit. */
const char *psg_snapshot_get_place(const PsgSnapshot *snapshot);

/* The repository it was made from; NULL for a folder outside git. Owned by the caller of
 * psg_snapshot_new_...(). */
PsgRepository *psg_snapshot_get_repository(const PsgSnapshot *snapshot);
