/* Opening a package with its history. See opening.h. */
#include "opening.h"

#include <string.h>

#include "changes/changes_error.h"
#include "git/state.h"

void
opening_clear(Opening *opening)
{
    g_clear_pointer(&opening->package, psg_package_free);
    g_clear_pointer(&opening->snapshot, psg_snapshot_free);
    g_clear_pointer(&opening->place, psg_place_free);
}

static gboolean
fail(const char *folder, const char *problem, GError **error)
{
    g_set_error(error, PSG_CHANGES_ERROR, PSG_CHANGES_ERROR_HISTORY, "%s: %s", folder, problem);
    return FALSE;
}

gboolean
opening_init(Opening *opening, const char *folder, const char *revision, GError **error)
{
    opening->place = psg_place_find(folder, revision, error);
    if (!opening->place)
        return FALSE;
    PsgRepository *repository = opening->place->repository;
    if (!repository)
        return fail(opening->place->folder,
                "this folder is in no git repository, so that nothing is known of earlier texts; "
                "\"git init\" begins a history",
                error);
    if (!revision && psg_repository_is_unborn(repository))
        return fail(opening->place->folder,
                "there is no commit on the current branch yet, so that there is no history; \"git "
                "commit\" makes its beginning",
                error);
    opening->revision = revision ? revision : psg_repository_is_bare(repository) ? "HEAD" : NULL;
    if (!revision && opening->revision) { /* the package may lie deeper in its commits */
        psg_place_free(opening->place);
        opening->place = psg_place_find(folder, opening->revision, error);
    }
    opening->snapshot =
            opening->place ? psg_place_open(opening->place, opening->revision, NULL, error) : NULL;
    opening->package = opening->snapshot ? psg_package_load(opening->snapshot, NULL, error) : NULL;
    return opening->package != NULL;
}

/* The folder of the package that a path from `folder` lies in, when it begins below that; NULL. */
static char *
find_package_below(const char *folder, const char *path)
{
    g_autofree char *joined =
            g_path_is_absolute(path) ? g_strdup(path) : g_build_filename(folder, path, NULL);
    g_autofree char *top = g_canonicalize_filename(folder, NULL);
    g_autofree char *at = g_canonicalize_filename(joined, NULL);
    gsize length = strlen(top);
    while (strncmp(at, top, length) == 0 && strlen(at) > length) {
        g_autofree char *manifest = g_build_filename(at, "plainsong.yaml", NULL);
        if (g_file_test(manifest, G_FILE_TEST_IS_REGULAR))
            return g_steal_pointer(&at);
        char *parent = g_path_get_dirname(at);
        g_free(at);
        at = parent;
    }
    return NULL;
}

/* Its people.yaml says how people may be named. */
gboolean
opening_init_for_path(Opening *opening, const char *folder, const char *path, const char *revision,
        GError **error)
{
    if (!opening_init(opening, folder, revision, error))
        return FALSE;
    g_autofree char *below = opening->package->is_bare ? find_package_below(folder, path) : NULL;
    if (!below)
        return TRUE;
    opening_clear(opening);
    return opening_init(opening, below, revision, error);
}
