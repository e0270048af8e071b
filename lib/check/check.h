/* Checks: every rule that a package must hold, over its texts, its model and the comments on it.
 * Rules make findings (base/finding.h); what they mean is the editor's to decide. */
#pragma once
#include "base/finding.h"
#include "project/place.h"

typedef struct {
    const char *const *paths; /* files, or folders of them, in the package: only their findings, and
                                 none of the comments; NULL: everything */
    guint threads;            /* 0: as many as the machine has */
} PsgCheckOptions;

/* Reads the package of a snapshot as a build does, and finds all that is wrong in it: what the
 * texts and the package files are told of, comments that stand in the text ("inline-mark"),
 * personal data ("personal-data"; the words themselves are never repeated), and, in a repository,
 * what is odd among the comments. The findings are finished. Sets an error when the package cannot
 * be read, or the comments cannot. The caller owns the result. */
PsgFindings *psg_check_run(const PsgPlace *place, PsgSnapshot *snapshot,
        const PsgCheckOptions *options, GError **error);
