/* Our own programs take turns at writing, by a lock that the system takes back when a program ends,
 * however it ends. The turn also tells what git's own lock file on the branch cannot: that a
 * program of ours was ended while it held that file, which then may be removed. See
 * store_internal.h; flock(2), git-update-ref(1). */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "git/git_folder.h"
#include "review/store/store_internal.h"

/* A lock file of git's that is empty may have been made this moment. */
#define EMPTY_FOR 2 /* seconds */

#define LINE (GIT_OID_HEXSZ + 1) /* a commit's number and the end of a line */

void
psg_store_lock_init(PsgStoreLock *lock, const PsgStore *store, gint64 deadline)
{
    g_autofree char *path = psg_git_folder_build_own_path(store->git, "comments-lock");
    g_autofree char *folder = g_path_get_dirname(path);
    g_mkdir_with_parents(folder, 0777);
    lock->branch_lock =
            g_strconcat(git_repository_commondir(store->git), "/" PSG_STORE_BRANCH ".lock", NULL);
    lock->file = g_open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    while (lock->file >= 0 && flock(lock->file, LOCK_EX | LOCK_NB) != 0) {
        gboolean is_waiting = errno == EWOULDBLOCK || errno == EINTR;
        if (!is_waiting || g_get_monotonic_time() > deadline) {
            close(lock->file);
            lock->file = -1;
            return;
        }
        g_usleep((gulong)g_random_int_range(500, 3000));
    }
}

void
psg_store_lock_clear(PsgStoreLock *lock)
{
    if (lock->file >= 0)
        close(lock->file);
    g_free(lock->branch_lock);
}

/* TRUE when git's lock file is one that a program of ours left: it holds what that program noted
 * that it would write, or the beginning of it. */
static gboolean
is_left_behind(const PsgStoreLock *lock)
{
    char noted[LINE];
    g_autofree char *held = NULL;
    gsize length = 0;
    GStatBuf status;
    if (lock->file < 0 || pread(lock->file, noted, LINE, 0) != LINE ||
            g_lstat(lock->branch_lock, &status) != 0 || !S_ISREG(status.st_mode) ||
            status.st_size > LINE || !g_file_get_contents(lock->branch_lock, &held, &length, NULL))
        return FALSE;
    gboolean is_old = g_get_real_time() / G_USEC_PER_SEC - status.st_mtime >= EMPTY_FOR;
    return length <= LINE && memcmp(held, noted, length) == 0 && (length == LINE || is_old);
}

gboolean
psg_store_lock_begin(PsgStoreLock *lock, const git_oid *commit)
{
    char note[LINE + 1];
    if (g_access(lock->branch_lock, F_OK) == 0) {
        if (!is_left_behind(lock))
            return FALSE;
        g_unlink(lock->branch_lock);
    }
    git_oid_tostr(note, sizeof note, commit);
    note[LINE - 1] = '\n';
    /* When this fails there will be nothing to know a lock file by, and that is all. */
    return lock->file < 0 || pwrite(lock->file, note, LINE, 0) == LINE || TRUE;
}

void
psg_store_lock_end(PsgStoreLock *lock)
{
    if (lock->file >= 0 && ftruncate(lock->file, 0) != 0)
        g_debug("the note of a move could not be taken back: %s", g_strerror(errno));
}
