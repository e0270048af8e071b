/* Staging folders. See staging.h. */
#include "base/staging.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"

struct PsgStaging {
    char *target;
    char *folder;
    gboolean is_committed;
};

#define STAGING_INFIX ".plainsong-staging-"

/* TRUE when the folder is empty or an earlier build made it. */
static gboolean
is_ours(const char *folder)
{
    g_autofree char *marker = g_build_filename(folder, PSG_STAGING_MARKER, NULL);
    if (g_file_test(marker, G_FILE_TEST_EXISTS))
        return TRUE;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    return dir && !g_dir_read_name(dir);
}

static gboolean
check_target(const char *target, GError **error)
{
    if (g_file_test(target, G_FILE_TEST_IS_SYMLINK) ||
            (g_file_test(target, G_FILE_TEST_EXISTS) && !g_file_test(target, G_FILE_TEST_IS_DIR))) {
        g_set_error(error, PSG_BASE_ERROR, PSG_BASE_ERROR_FILE,
                "%s: the output must be a folder, and this is none; name another with -o", target);
        return FALSE;
    }
    if (g_file_test(target, G_FILE_TEST_IS_DIR) && !is_ours(target)) {
        g_set_error(error, PSG_BASE_ERROR, PSG_BASE_ERROR_FILE,
                "%s: this folder holds files that Plainsong did not write, and a build replaces "
                "the whole folder; "
                "name a new or empty folder with -o",
                target);
        return FALSE;
    }
    return TRUE;
}

gboolean
psg_staging_check(const char *target, GError **error)
{
    g_autofree char *absolute = g_canonicalize_filename(target, NULL);
    return check_target(absolute, error);
}

/* Builds that were killed leave their staging folder behind. One that is younger than an hour may
 * belong to a build that is still running beside this one. */
static void
remove_left_overs(const char *parent, const char *prefix)
{
    g_autoptr(GDir) dir = g_dir_open(parent, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(parent, name, NULL);
        GStatBuf status;
        if (g_str_has_prefix(name, prefix) && g_lstat(path, &status) == 0 &&
                status.st_mtime < g_get_real_time() / G_USEC_PER_SEC - 3600)
            psg_folder_remove(path, NULL);
    }
}

PsgStaging *
psg_staging_new(const char *target, GError **error)
{
    g_autofree char *absolute = g_canonicalize_filename(target, NULL);
    if (!check_target(absolute, error))
        return NULL;
    g_autofree char *parent = g_path_get_dirname(absolute);
    g_autofree char *name = g_path_get_basename(absolute);
    g_autofree char *prefix = g_strconcat(".", name, STAGING_INFIX, NULL);
    if (!psg_folder_make(parent, error))
        return NULL;
    remove_left_overs(parent, prefix);

    g_autofree char *template = g_strconcat(parent, "/", prefix, "XXXXXX", NULL);
    if (!g_mkdtemp_full(template, 0777)) {
        int number = errno;
        g_set_error(error, PSG_BASE_ERROR, PSG_BASE_ERROR_FILE,
                "%s: could not make a folder here to write to: %s", parent, g_strerror(number));
        return NULL;
    }
    g_autoptr(PsgStaging) staging = g_new0(PsgStaging, 1);
    staging->target = g_steal_pointer(&absolute);
    staging->folder = g_steal_pointer(&template);
    g_autofree char *marker = g_build_filename(staging->folder, PSG_STAGING_MARKER, NULL);
    if (!psg_file_write(marker, "", 0, error))
        return NULL;
    return g_steal_pointer(&staging);
}

const char *
psg_staging_get_folder(const PsgStaging *staging)
{
    return staging->folder;
}

gboolean
psg_staging_commit(PsgStaging *staging, GError **error)
{
    if (renameat2(AT_FDCWD, staging->folder, AT_FDCWD, staging->target, RENAME_EXCHANGE) == 0) {
        staging->is_committed = TRUE;
        /* What was the target now bears the staging name. The new output is in place: that some of
         * the old one cannot be removed is no failure, and a later build tries again. */
        psg_folder_remove(staging->folder, NULL);
        return TRUE;
    }
    /* No old output, or a file system without exchange: move the old one away first. */
    if (errno != ENOENT && !psg_folder_remove(staging->target, error))
        return FALSE;
    if (g_rename(staging->folder, staging->target) != 0) {
        int number = errno;
        g_set_error(error, PSG_BASE_ERROR, PSG_BASE_ERROR_FILE,
                "%s: could not put the new output here: %s", staging->target, g_strerror(number));
        return FALSE;
    }
    staging->is_committed = TRUE;
    return TRUE;
}

void
psg_staging_free(PsgStaging *staging)
{
    if (!staging)
        return;
    if (!staging->is_committed && staging->folder)
        psg_folder_remove(staging->folder, NULL);
    g_free(staging->folder);
    g_free(staging->target);
    g_free(staging);
}
