/* Opening the package that a command about revisions is called in. */
#pragma once
#include "git/snapshot.h"
#include "project/package.h"
#include "project/place.h"

/* A package as it is now, or as it was. */
typedef struct {
    PsgPlace *place;
    const char *revision; /* NULL: the working tree */
    PsgSnapshot *snapshot;
    PsgPackage *package;
} Opening;

/* Opens the package that `folder` is in, at `revision` (NULL: the working tree, and HEAD in a bare
 * repository). Sets an error when it is in no repository, or has no commit. Clear it in any case.
 */
gboolean opening_init(Opening *opening, const char *folder, const char *revision, GError **error);
/* The same for the package that a chapter is in, `path` being seen from `folder`: where `folder` is
 * in no package, but above one. */
gboolean opening_init_for_path(Opening *opening, const char *folder, const char *path,
        const char *revision, GError **error);
void opening_clear(Opening *opening);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Opening, opening_clear)
