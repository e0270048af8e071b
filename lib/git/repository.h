/* A git repository, found from a folder inside it. Everything of lib/git starts here. */
#pragma once
#include <glib.h>

typedef struct PsgRepository PsgRepository;

/* Opens the repository that `folder` is in (its root or any folder below; worktrees and submodules
 * too). Sets PSG_GIT_ERROR_NOT_A_REPOSITORY when there is none, PSG_GIT_ERROR_FAILED for one that
 * git cannot or will not open (for instance one owned by another user: the message then says what
 * `safe.directory` is). */
PsgRepository *psg_repository_open(const char *folder, GError **error);
void psg_repository_free(PsgRepository *repository);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgRepository, psg_repository_free)

/* The repository as libgit2 knows it, for the parts above that read and write its objects; owned by
 * the repository. */
struct git_repository *psg_repository_get_git(PsgRepository *repository);

/* The path of `folder` relative to the root of the work tree, with '/', "" for the root itself.
 * Sets PSG_GIT_ERROR_UNSAFE when it is outside. The caller owns the result. */
char *psg_repository_make_relative(PsgRepository *repository, const char *folder, GError **error);

/* TRUE when `folder` (relative to the root of the work tree) is the place of a submodule: with its
 * files in it, psg_repository_open() finds the submodule's own repository there. */
gboolean psg_repository_is_submodule(PsgRepository *repository, const char *folder);

/* TRUE when no commit is on the current branch yet. */
gboolean psg_repository_is_unborn(PsgRepository *repository);

/* The commit (40 hex digits, the caller's) that a branch, a tag, the beginning of a commit's number
 * or anything else that `git rev-parse` takes names. Sets PSG_GIT_ERROR_REVISION, with the nearest
 * known branch or tag in the message. */
gboolean psg_repository_resolve(
        PsgRepository *repository, const char *revision, char **oid, GError **error);

/* The first 7 or more digits of a commit's number, unique in the repository. The caller owns them.
 */
char *psg_repository_abbreviate(PsgRepository *repository, const char *oid);

/* The committer's time in seconds since 1970, and the committer's offset from UTC. */
gboolean psg_repository_read_time(PsgRepository *repository, const char *oid, gint64 *time,
        int *offset_minutes, GError **error);

/* A commit's parents in order (40 hex digits each, NULL-terminated), without those that a shallow
 * clone does not have; empty for the first commit. The caller owns it. */
char **psg_repository_list_parents(PsgRepository *repository, const char *oid);

/* The commit that stood for the text at a time: of the ancestors of `oid` (and itself) whose
 * committer's time is at or before it, the one that holds most of the others; of equals the newest.
 * Not simply along first parents: after "git pull" the main line is as often the second one. Sets
 * PSG_GIT_ERROR_REVISION when all are later. The caller owns the result. */
char *psg_repository_find_at_time(
        PsgRepository *repository, const char *oid, gint64 time, GError **error);

/* A file of a commit, `path` from the root of the repository; a symbolic link gives its target.
 * Sets PSG_GIT_ERROR_NOT_FOUND, _TOO_LARGE (more than `limit` bytes) or _FAILED. */
GBytes *psg_repository_read_file(
        PsgRepository *repository, const char *oid, const char *path, gsize limit, GError **error);

/* The newest version of a document at a revision: the greatest X.Y among annotated tags
 * `DOCUMENT/vX.Y` that point to that very commit (`oid`, 40 hex digits). Returns "X.Y", or NULL
 * when there is none. The caller owns the result. */
char *psg_repository_find_version(PsgRepository *repository, const char *document, const char *oid);

/* Who git takes the user for: user.name and user.email of the repository's configuration and the
 * user's own, "" for what is not set there. The caller owns both. */
void psg_repository_read_user(PsgRepository *repository, char **name, char **mail);
