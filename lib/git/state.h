/* The state of a repository as a whole: what is not committed, and what of the history is there. */
#pragma once
#include <glib.h>

#include "git/repository.h"

/* TRUE for a repository without a working tree. */
gboolean psg_repository_is_bare(PsgRepository *repository);

/* TRUE in a clone that was cut off: its oldest commits are not the first ones. */
gboolean psg_repository_is_shallow(PsgRepository *repository);

/* Files below `folder` (relative to the root, "" for all) that differ from HEAD's commit or are not
 * in it: changed, staged, removed, in conflict, or new and not ignored. Paths are relative to the
 * root, in order. `except` (nullable, relative) is a folder whose new files do not count: a
 * build's output. Empty for a bare repository. The caller owns the array (char *). */
GPtrArray *psg_repository_list_uncommitted(
        PsgRepository *repository, const char *folder, const char *except, GError **error);

/* TRUE when the commit is `ancestor` or descends from it (both 40 hex digits). FALSE also when one
 * of them is not there, as happens in a shallow clone. */
gboolean psg_repository_descends(PsgRepository *repository, const char *oid, const char *ancestor);
