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

/* The path of `folder` relative to the root of the work tree, with '/', "" for the root itself.
 * Sets PSG_GIT_ERROR_UNSAFE when it is outside. The caller owns the result. */
char *psg_repository_make_relative(PsgRepository *repository, const char *folder, GError **error);

/* TRUE when `folder` (relative to the root of the work tree) is the place of a submodule: with its
 * files in it, psg_repository_open() finds the submodule's own repository there. */
gboolean psg_repository_is_submodule(PsgRepository *repository, const char *folder);

/* The newest version of a document at a revision: the greatest X.Y among annotated tags
 * `DOCUMENT/vX.Y` that point to that very commit (`oid`, 40 hex digits). Returns "X.Y", or NULL
 * when there is none. The caller owns the result. */
char *psg_repository_find_version(PsgRepository *repository, const char *document, const char *oid);
