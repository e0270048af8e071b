/* Where a package is: its folder on disk, and the repository it lies in. Every command starts here.
 */
#pragma once
#include <glib.h>

#include "git/repository.h"
#include "git/snapshot.h"

typedef struct {
    PsgRepository *repository; /* NULL: not in git */
    char *folder;   /* of the package, on disk, absolute; of a bare repository, the repository */
    char *relative; /* the same relative to the root of the repository; "" */
} PsgPlace;

/* Finds the package that `folder` is in: the nearest folder with plainsong.yaml, from here up to
 * the root of the repository (at `revision`, unless that is NULL); none: the folder itself, a bare
 * package. Sets PSG_PROJECT_ERROR_PLACE when there is no such folder, or a revision is asked for
 * outside git. The caller owns the result. */
PsgPlace *psg_place_find(const char *folder, const char *revision, GError **error);
void psg_place_free(PsgPlace *place);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgPlace, psg_place_free)

/* The package at a revision; NULL: the working tree, without the folder `output` (nullable). Must
 * not outlive the place. */
PsgSnapshot *psg_place_open(
        const PsgPlace *place, const char *revision, const char *output, GError **error);

/* A path on disk (relative ones are seen from `folder`) as one of the package; NULL when it is not
 * inside. The caller owns it. */
char *psg_place_make_package_path(const PsgPlace *place, const char *folder, const char *path);
