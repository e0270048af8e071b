/* Finding the package that a command is called in. See place.h. */
#include "project/place.h"

#include <string.h>

#include "git/git_error.h"
#include "project/internal.h"
#include "project/project_error.h"

#define PACKAGE_FILE "plainsong.yaml"

/* Opens the repository. That there is none is no error: the place has NULL then. */
static gboolean
open_repository(PsgPlace *place, GError **error)
{
    g_autoptr(GError) problem = NULL;
    place->repository = psg_repository_open(place->folder, &problem);
    if (place->repository) {
        place->relative = psg_repository_make_relative(place->repository, place->folder, error);
        return place->relative != NULL;
    }
    if (!g_error_matches(problem, PSG_GIT_ERROR, PSG_GIT_ERROR_NOT_A_REPOSITORY)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    place->relative = g_strdup("");
    return TRUE;
}

/* TRUE when the folder holds a package file, in the revision where one is asked for and on disk
 * elsewhere. That git cannot read the folder is an error: a package further up would be the wrong
 * one. */
static gboolean
is_package(const PsgPlace *place, const char *folder, const char *relative, const char *revision,
        GError **error)
{
    if (!revision) {
        g_autofree char *file = g_build_filename(folder, PACKAGE_FILE, NULL);
        return g_file_test(file, G_FILE_TEST_IS_REGULAR);
    }
    g_autoptr(GError) problem = NULL;
    g_autoptr(PsgSnapshot) snapshot =
            psg_snapshot_new_revision(place->repository, relative, revision, &problem);
    if (!snapshot && !g_error_matches(problem, PSG_GIT_ERROR, PSG_GIT_ERROR_NOT_FOUND))
        g_propagate_error(error, g_steal_pointer(&problem));
    return snapshot && psg_snapshot_has_file(snapshot, PACKAGE_FILE);
}

/* Climbs from the folder to the nearest package file, at most up to the root of the repository; the
 * place is left as it is when there is none. */
static gboolean
find_package(PsgPlace *place, const char *revision, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autofree char *folder = g_strdup(place->folder);
    g_autofree char *relative = g_strdup(place->relative);
    while (!is_package(place, folder, relative, revision, &problem)) {
        if (problem) {
            g_propagate_error(error, g_steal_pointer(&problem));
            return FALSE;
        }
        if (*relative == '\0')
            return TRUE;
        char *parent = g_path_get_dirname(folder);
        g_free(folder);
        folder = parent;
        char *slash = strrchr(relative, '/');
        *(slash ? slash : relative) = '\0';
    }
    g_free(place->folder);
    g_free(place->relative);
    place->folder = g_steal_pointer(&folder);
    place->relative = g_steal_pointer(&relative);
    return TRUE;
}

/* The folder of a submodule that was not fetched is empty, and is no package of the repository
 * around it. */
static gboolean
check_submodule(const PsgPlace *place, GError **error)
{
    if (!place->repository || *place->relative == '\0' ||
            !psg_repository_is_submodule(place->repository, place->relative))
        return TRUE;
    g_set_error(error, PSG_PROJECT_ERROR, PSG_PROJECT_ERROR_PLACE,
            "%s: this is the folder of a submodule, whose files are not here yet; \"git submodule "
            "update --init\" gets them",
            place->folder);
    return FALSE;
}

PsgPlace *
psg_place_find(const char *folder, const char *revision, GError **error)
{
    g_autoptr(PsgPlace) place = g_new0(PsgPlace, 1);
    place->folder = g_canonicalize_filename(folder, NULL);
    if (!g_file_test(place->folder, G_FILE_TEST_IS_DIR)) {
        g_set_error(error, PSG_PROJECT_ERROR, PSG_PROJECT_ERROR_PLACE,
                "%s: there is no such folder", place->folder);
        return NULL;
    }
    if (!open_repository(place, error))
        return NULL;
    if (revision && !place->repository) {
        g_set_error(error, PSG_PROJECT_ERROR, PSG_PROJECT_ERROR_PLACE,
                "%s: this folder is not in a git repository, so that there is no revision \"%s\" "
                "to read",
                place->folder, revision);
        return NULL;
    }
    if (!check_submodule(place, error) || !find_package(place, revision, error))
        return NULL;
    return g_steal_pointer(&place);
}

void
psg_place_free(PsgPlace *place)
{
    if (!place)
        return;
    psg_repository_free(place->repository);
    g_free(place->folder);
    g_free(place->relative);
    g_free(place);
}

PsgSnapshot *
psg_place_open(const PsgPlace *place, const char *revision, const char *output, GError **error)
{
    return revision ? psg_snapshot_new_revision(place->repository, place->relative, revision, error)
                    : psg_snapshot_new_worktree(place->repository, place->folder, output, error);
}

char *
psg_place_make_package_path(const PsgPlace *place, const char *folder, const char *path)
{
    g_autofree char *joined =
            g_path_is_absolute(path) ? g_strdup(path) : g_build_filename(folder, path, NULL);
    g_autofree char *whole = g_canonicalize_filename(joined, NULL);
    gsize length = strlen(place->folder);
    return strncmp(whole, place->folder, length) == 0 && whole[length] == '/'
                   ? g_strdup(whole + length + 1)
                   : NULL;
}
