/* Running the user's own git, for what only that program knows: how to reach other repositories,
 * with whose credentials, and how to pack. No shell comes between. */
#pragma once
#include <glib.h>

#include "git/repository.h"

/* What a run of git came to. The fields are the caller's; clear it with psg_git_run_clear(). */
typedef struct {
    gboolean is_successful;
    char *output;     /* what it said on standard output, as UTF-8 whatever it said it in */
    char *complaints; /* the same of standard error, without white space around it */
} PsgGitRun;

/* Runs "git ARGUMENTS..." (ended by NULL) on the repository, in English and from the top of its
 * work tree, and waits for its end. Git asks for passwords at the user's terminal, if there is one.
 * `input` (nullable) is what it gets on standard input. A run that failed is no error; that the
 * program could not be started is: PSG_GIT_ERROR_FAILED. */
gboolean psg_git_run(PsgRepository *repository, const char *const *arguments, const char *input,
        PsgGitRun *run, GError **error);
void psg_git_run_clear(PsgGitRun *run);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PsgGitRun, psg_git_run_clear)
