/* Files and folders on disk. See file.h. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

static gboolean
set_errno(GError **error, const char *what, const char *path, int number)
{
    g_set_error(error, PSG_BASE_ERROR, PSG_BASE_ERROR_FILE, "%s: could not %s: %s", path, what,
            g_strerror(number));
    return FALSE;
}

gboolean
psg_file_write_all(int descriptor, const void *bytes, gsize length)
{
    const char *at = bytes;
    while (length > 0) {
        gssize written = write(descriptor, at, length);
        if (written < 0 && errno != EINTR)
            return FALSE;
        if (written > 0) {
            at += written;
            length -= (gsize)written;
        }
    }
    return TRUE;
}

gboolean
psg_folder_make(const char *path, GError **error)
{
    return g_mkdir_with_parents(path, 0777) == 0 ||
           set_errno(error, "make the folder", path, errno);
}

/* Opens for writing; only when that fails because a parent is missing are the parents made, since
 * nearly all files go to folders that are there already. */
static int
open_new(const char *path, GError **error)
{
    int file = g_open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0 && errno == ENOENT) {
        g_autofree char *folder = g_path_get_dirname(path);
        if (!psg_folder_make(folder, error))
            return -1;
        file = g_open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    }
    if (file < 0)
        set_errno(error, "write the file", path, errno);
    return file;
}

gboolean
psg_file_write(const char *path, const void *bytes, gsize length, GError **error)
{
    int file = open_new(path, error);
    if (file < 0)
        return FALSE;
    int number = psg_file_write_all(file, bytes, length) ? 0 : errno;
    if (close(file) != 0 && number == 0)
        number = errno;
    return number == 0 || set_errno(error, "write the file", path, number);
}

static int
remove_entry(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    return remove(path);
}

gboolean
psg_folder_remove(const char *path, GError **error)
{
    if (nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS) != 0 && errno != ENOENT)
        return set_errno(error, "remove", path, errno);
    return TRUE;
}
