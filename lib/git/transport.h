/* One branch's way between this repository and another, by the user's own git: its addresses,
 * protocols and credentials are theirs. */
#pragma once
#include <glib.h>

#include "git/repository.h"

typedef enum {
    PSG_TRANSPORT_DONE,
    PSG_TRANSPORT_NO_BRANCH,   /* fetching: the other repository has no such branch */
    PSG_TRANSPORT_TOO_LATE,    /* pushing: the branch there is not what was expected any more */
    PSG_TRANSPORT_REFUSED,     /* pushing: the other repository does not take it */
    PSG_TRANSPORT_LOCKED,      /* a lock file that a program of git left keeps something closed */
    PSG_TRANSPORT_UNREACHABLE, /* the other repository could not be reached, or not read */
} PsgTransportOutcome;

/* The remote that a branch ("plainsong/comments") is exchanged with when nobody names one: its own
 * upstream, else "origin", else the only one there is. NULL when none can be chosen; `count`
 * (nullable) receives how many remotes there are. The caller owns the result. */
char *psg_repository_find_remote(PsgRepository *repository, const char *branch, guint *count);

/* TRUE when the repository knows a remote of this name. */
gboolean psg_repository_has_remote(PsgRepository *repository, const char *name);

/* Fetches a branch (its whole name, "refs/heads/...") of a remote, or of a path or URL, and makes
 * the reference `tracking` what it is there. `said` receives what git said, the caller's. Nothing
 * else is fetched or touched. Sets PSG_GIT_ERROR_FAILED when git cannot be run. */
gboolean psg_repository_fetch(PsgRepository *repository, const char *remote, const char *branch,
        const char *tracking, PsgTransportOutcome *outcome, char **said, GError **error);

/* What is to be pushed. */
typedef struct {
    const char *remote, *branch;
    const char *commit;   /* 40 hex digits: what the branch is to be there */
    const char *expected; /* what it is there now; NULL: it is not there */
    gboolean is_rewrite;  /* `commit` does not come after `expected` */
} PsgPush;

/* Pushes a commit. With `is_rewrite` only when the branch there is still what is expected; else
 * git itself sees to it that nothing is lost. */
gboolean psg_repository_push(PsgRepository *repository, const PsgPush *push,
        PsgTransportOutcome *outcome, char **said, GError **error);
