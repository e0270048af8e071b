/* A new text for one file as a commit on the current branch, as "git commit --only" makes it: what
 * else is changed or staged stays as it is. */
#pragma once
#include <glib.h>

#include "git/repository.h"

typedef struct {
    const char *head;    /* the commit that HEAD is to name, 40 hex digits */
    const char *path;    /* from the root of the repository; a file of that commit, no link */
    GBytes *content;     /* the whole file, as git keeps it */
    const char *message; /* as it is to be */
    const char *author_name, *author_mail; /* what cannot be in a name is left out */
    gint64 author_time;                    /* seconds since 1970, in UTC */
    gboolean is_dry; /* everything is checked, and nothing made but objects that no one names */
} PsgFileCommit;

/* Makes the commit, with the user as git knows them as its committer, now, and moves HEAD's branch
 * (or HEAD, where it is on none) to it. The file in the working tree and in the index gets the same
 * change; other changes of it stay, uncommitted as they were. Nothing is changed when something is
 * in the way. Hooks are not run and nothing is signed. `oid` (nullable) receives its number, owned
 * by the caller; NULL when dry.
 *
 * Sets PSG_GIT_ERROR_BUSY when a merge, a rebase or the like is unfinished, when another program
 * works on the index, or HEAD is not (any more) at `head`; _CONFLICT when changes of the file that
 * are not committed touch the same words, or the file is not there; _IDENTITY, _NOT_FOUND or
 * _FAILED. */
gboolean psg_repository_commit_file(
        PsgRepository *repository, const PsgFileCommit *change, char **oid, GError **error);

/* Both changes of a text in one; NULL when they touch the same words. The caller owns it. */
GBytes *psg_git_merge_texts(GBytes *base, GBytes *ours, GBytes *theirs);
