/* The working tree as a file tree. Every step is an openat() that follows no link and opens nothing
 * but regular files and folders, so that a pipe cannot block us and a file swapped for a link in
 * the middle of a read cannot mislead us. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <git2/sys/repository.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "git/internal.h"

static PsgNodeKind
get_kind(mode_t mode)
{
    if (S_ISREG(mode))
        return PSG_NODE_FILE;
    if (S_ISDIR(mode))
        return PSG_NODE_FOLDER;
    return S_ISLNK(mode) ? PSG_NODE_LINK : PSG_NODE_OTHER;
}

static PsgNode
open_root(PsgSnapshot *snapshot)
{
    PsgNode node = psg_node_make(PSG_NODE_FOLDER, "");
    node.descriptor = fcntl(snapshot->root, F_DUPFD_CLOEXEC, 0);
    return node;
}

/* TRUE when the folder `name` in `folder` is a repository of its own: a submodule with its files,
 * or a clone. git leaves it out of this one as a whole. */
static gboolean
is_repository(const PsgSnapshot *snapshot, int folder, const char *name)
{
    g_autofree char *file = g_strconcat(name, "/.git", NULL);
    g_autofree char *head = g_strconcat(file, "/HEAD", NULL);
    struct stat status;
    return snapshot->prefix && fstatat(folder, file, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           (S_ISREG(status.st_mode) || fstatat(folder, head, &status, AT_SYMLINK_NOFOLLOW) == 0);
}

static PsgNode
open_child(PsgSnapshot *snapshot, const PsgNode *folder, const char *name)
{
    PsgNode node = psg_node_make(PSG_NODE_MISSING, name);
    struct stat status;
    node.descriptor = openat(folder->descriptor, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (node.descriptor >= 0 && fstat(node.descriptor, &status) == 0)
        node.kind = get_kind(status.st_mode);
    if (node.kind == PSG_NODE_FOLDER && is_repository(snapshot, folder->descriptor, name))
        node.kind = PSG_NODE_REPOSITORY;
    return node;
}

static char *
read_link(PsgSnapshot *snapshot, const PsgNode *link)
{
    char target[4097];
    gssize length = readlinkat(link->descriptor, "", target, sizeof target);
    return length > 0 && (gsize)length < sizeof target ? g_strndup(target, (gsize)length) : NULL;
}

/* TRUE for `path` itself and all that is below it, when `folder` is that path. */
static gboolean
is_within(const char *path, const char *folder)
{
    gsize length = strlen(folder);
    return strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

static gboolean
has_dot_name(const char *path)
{
    return path[0] == '.' || strstr(path, "/.");
}

/* TRUE when git has the file, or something in the folder, in its index: what is tracked is never
 * ignored. */
static gboolean
is_tracked(git_index *index, const char *path, gboolean is_folder)
{
    if (!is_folder)
        return git_index_get_bypath(index, path, 0) != NULL;
    g_autofree char *below = g_strconcat(path, "/", NULL);
    return git_index_find_prefix(NULL, index, below) == 0;
}

static gboolean
is_hidden(PsgSnapshot *snapshot, const char *path, gboolean is_folder)
{
    if (snapshot->output && is_within(path, snapshot->output))
        return TRUE;
    if (!snapshot->prefix)
        return has_dot_name(path);
    g_autofree char *full = g_strconcat(snapshot->prefix, path, NULL);
    if (is_tracked(snapshot->index, full, is_folder))
        return FALSE;
    g_autofree char *slashed = is_folder ? g_strconcat(full, "/", NULL) : NULL;
    int is_ignored = 0;
    return git_ignore_path_is_ignored(
                   &is_ignored, snapshot->repository->git, slashed ? slashed : full) == 0 &&
           is_ignored;
}

/* The entry of `path` (in its normal form) at HEAD, or NULL. Owned by the snapshot. */
static const git_tree_entry *
find_at_head(PsgSnapshot *snapshot, const char *path)
{
    const git_tree_entry *entry = NULL;
    const git_tree *tree = snapshot->head;
    while (*path && tree) {
        gsize length = strcspn(path, "/");
        g_autofree char *name = g_strndup(path, length);
        entry = git_tree_entry_byname(tree, name);
        path += path[length] ? length + 1 : length;
        tree = entry && *path && git_tree_entry_type(entry) == GIT_OBJECT_TREE
                       ? psg_snapshot_find_tree(snapshot, git_tree_entry_id(entry))
                       : NULL;
    }
    return *path ? NULL : entry;
}

/* A file asked for: whether it is there may itself be a change. */
static void
note_presence(PsgSnapshot *snapshot, const char *path, gboolean is_there)
{
    if (snapshot->is_changed)
        return;
    g_autofree char *normal = psg_path_resolve("", path);
    if (!normal)
        return;
    const git_tree_entry *entry = find_at_head(snapshot, normal);
    gboolean was_there = entry && git_tree_entry_type(entry) == GIT_OBJECT_BLOB;
    struct stat status;
    /* A link that is there and leads nowhere was compared when it was followed. */
    if (was_there && !is_there && git_tree_entry_filemode(entry) == GIT_FILEMODE_LINK &&
            fstatat(snapshot->root, normal, &status, AT_SYMLINK_NOFOLLOW) == 0)
        return;
    snapshot->is_changed = was_there != is_there;
}

/* A link followed: it is a change when HEAD has another one, or none. */
static void
note_link(PsgSnapshot *snapshot, const char *path, const char *target)
{
    if (snapshot->is_changed)
        return;
    const git_tree_entry *entry = find_at_head(snapshot, path);
    g_autoptr(git_blob) blob = NULL;
    gsize length = strlen(target);
    snapshot->is_changed =
            !entry || git_tree_entry_filemode(entry) != GIT_FILEMODE_LINK ||
            git_blob_lookup(&blob, snapshot->repository->git, git_tree_entry_id(entry)) != 0 ||
            git_blob_rawsize(blob) != (git_object_size_t)length ||
            memcmp(git_blob_rawcontent(blob), target, length) != 0;
}

/* TRUE when the index vouches for the file on disk: same size and times as when git looked last,
 * and that was not in the same moment as the file was written (git's own rule against "racily
 * clean" entries). */
static gboolean
is_vouched_for(const PsgSnapshot *snapshot, const git_index_entry *entry, const struct stat *status)
{
    if (!entry || entry->file_size != (guint32)status->st_size ||
            entry->ino != (guint32)status->st_ino ||
            entry->mtime.seconds != (gint32)status->st_mtim.tv_sec)
        return FALSE;
    gboolean has_fraction = entry->mtime.nanoseconds != 0;
    if (has_fraction && entry->mtime.nanoseconds != (guint32)status->st_mtim.tv_nsec)
        return FALSE;
    if (status->st_mtim.tv_sec != snapshot->index_time.tv_sec)
        return status->st_mtim.tv_sec < snapshot->index_time.tv_sec;
    return has_fraction && status->st_mtim.tv_nsec < snapshot->index_time.tv_nsec;
}

/* The object number that git would give the bytes: line ends and other filters are undone first, as
 * `git add` does. */
static gboolean
hash_bytes(const PsgSnapshot *snapshot, const char *full, GBytes *bytes, git_oid *oid)
{
    git_filter_list *filters = NULL;
    gsize length = 0;
    const char *data = g_bytes_get_data(bytes, &length);
    if (git_filter_list_load(&filters, snapshot->repository->git, NULL, full, GIT_FILTER_TO_ODB,
                GIT_FILTER_ALLOW_UNSAFE) != 0)
        return FALSE;
    git_buf clean = {0};
    gboolean is_good = TRUE;
    if (filters) {
        is_good = git_filter_list_apply_to_buffer(&clean, filters, data ? data : "", length) == 0;
        data = clean.ptr;
        length = clean.size;
    }
    is_good = is_good && git_odb_hash(oid, data ? data : "", length, GIT_OBJECT_BLOB) == 0;
    git_buf_dispose(&clean);
    git_filter_list_free(filters);
    return is_good;
}

/* Compares a file that was read with HEAD. */
static void
note_content(PsgSnapshot *snapshot, const char *path, GBytes *bytes, const struct stat *status)
{
    snapshot->newest_time = MAX(snapshot->newest_time, (gint64)status->st_mtim.tv_sec);
    if (snapshot->is_changed)
        return;
    const git_tree_entry *entry = find_at_head(snapshot, path);
    g_autofree char *full = g_strconcat(snapshot->prefix, path, NULL);
    const git_index_entry *known = git_index_get_bypath(snapshot->index, full, 0);
    git_oid oid;
    if (!entry) {
        snapshot->is_changed = TRUE;
        return;
    }
    if (is_vouched_for(snapshot, known, status))
        git_oid_cpy(&oid, &known->id);
    else if (!hash_bytes(snapshot, full, bytes, &oid)) {
        snapshot->is_changed = TRUE;
        return;
    }
    snapshot->is_changed = !git_oid_equal(&oid, git_tree_entry_id(entry));
}

static gboolean
fail_read(const char *path, int number, GError **error)
{
    return psg_git_fail(error, PSG_GIT_ERROR_FAILED, "%s: could not read this file: %s", path,
            g_strerror(number));
}

static gboolean
fail_size(const char *path, gsize limit, GError **error)
{
    return psg_git_fail(error, PSG_GIT_ERROR_TOO_LARGE,
            "%s: the file is too large; at most %" G_GSIZE_FORMAT " bytes are read", path, limit);
}

/* Reads to the end of the file, which may have grown since its size was looked at. */
static GBytes *
read_all(int file, gsize size, const char *path, gsize limit, GError **error)
{
    gsize capacity = size + 1, used = 0;
    g_autofree char *buffer = g_malloc(capacity);
    for (;;) {
        gssize got = read(file, buffer + used, capacity - used);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            fail_read(path, errno, error);
            return NULL;
        }
        if (got == 0)
            return g_bytes_new_take(g_steal_pointer(&buffer), used);
        used += (gsize)got;
        if (used > limit) {
            fail_size(path, limit, error);
            return NULL;
        }
        if (used == capacity) {
            capacity *= 2;
            buffer = g_realloc(buffer, capacity);
        }
    }
}

static GBytes *
read_descriptor(int file, const char *path, gsize limit, struct stat *status, GError **error)
{
    if (fstat(file, status) != 0 || !S_ISREG(status->st_mode)) {
        psg_git_fail(error, PSG_GIT_ERROR_NOT_FOUND, "%s: this is not a regular file", path);
        return NULL;
    }
    if ((guint64)status->st_size > limit) {
        fail_size(path, limit, error);
        return NULL;
    }
    GBytes *bytes = read_all(file, (gsize)status->st_size, path, limit, error);
    /* Once more, so that what is compared with the index is what was read. */
    if (bytes)
        fstat(file, status);
    return bytes;
}

static GBytes *
read_file(PsgSnapshot *snapshot, const PsgWalk *walk, const char *path, gsize limit, GError **error)
{
    const PsgNode *folder = &g_array_index(walk->folders, PsgNode, walk->folders->len - 1);
    int file = openat(folder->descriptor, walk->end.name,
            O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (file < 0) {
        fail_read(path, errno, error);
        return NULL;
    }
    struct stat status;
    GBytes *bytes = read_descriptor(file, path, limit, &status, error);
    g_close(file, NULL);
    if (bytes)
        note_content(snapshot, walk->real_path, bytes, &status);
    return bytes;
}

/* A file that HEAD has in the folder and the disk has not changes what a list of the folder gives.
 */
static void
note_list(PsgSnapshot *snapshot, const PsgWalk *walk)
{
    if (snapshot->is_changed || !snapshot->head)
        return;
    const git_tree_entry *entry = find_at_head(snapshot, walk->real_path);
    const git_tree *below = entry && git_tree_entry_type(entry) == GIT_OBJECT_TREE
                                    ? psg_snapshot_find_tree(snapshot, git_tree_entry_id(entry))
                                    : NULL;
    const git_tree *tree = *walk->real_path ? below : snapshot->head;
    const PsgNode *folder = &g_array_index(walk->folders, PsgNode, walk->folders->len - 1);
    struct stat status;
    for (gsize i = 0; tree && i < git_tree_entrycount(tree); i++) {
        const git_tree_entry *child = git_tree_entry_byindex(tree, i);
        const char *name = git_tree_entry_name(child);
        if (name[0] != '.' && git_tree_entry_type(child) != GIT_OBJECT_COMMIT &&
                fstatat(folder->descriptor, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
            snapshot->is_changed = TRUE;
    }
}

static gboolean
list(PsgSnapshot *snapshot, const PsgWalk *walk, GArray *nodes, GError **error)
{
    const PsgNode *folder = &g_array_index(walk->folders, PsgNode, walk->folders->len - 1);
    int file = openat(folder->descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *stream = file >= 0 ? fdopendir(file) : NULL;
    if (!stream) {
        psg_git_fail(error, PSG_GIT_ERROR_FAILED, "%s: could not list this folder: %s",
                *walk->real_path ? walk->real_path : ".", g_strerror(errno));
        if (file >= 0)
            g_close(file, NULL);
        return FALSE;
    }
    for (const struct dirent *entry; (entry = readdir(stream));) {
        struct stat status;
        if (entry->d_name[0] == '.' ||
                fstatat(folder->descriptor, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
                get_kind(status.st_mode) == PSG_NODE_OTHER ||
                (S_ISDIR(status.st_mode) &&
                        is_repository(snapshot, folder->descriptor, entry->d_name)))
            continue;
        PsgNode node = psg_node_make(get_kind(status.st_mode), entry->d_name);
        g_array_append_val(nodes, node);
    }
    closedir(stream);
    note_list(snapshot, walk);
    return TRUE;
}

static void
free_worktree(PsgSnapshot *snapshot)
{
    if (snapshot->root >= 0)
        g_close(snapshot->root, NULL);
    g_free(snapshot->prefix);
    g_free(snapshot->output);
    git_index_free(snapshot->index);
    git_tree_free(snapshot->head);
}

static const PsgTree worktree_tree = {
        .open_root = open_root,
        .open_child = open_child,
        .read_link = read_link,
        .note_link = note_link,
        .note_presence = note_presence,
        .is_hidden = is_hidden,
        .read = read_file,
        .list = list,
        .free = free_worktree,
};

/* The path of `folder` below `root`, both as the file system has them; NULL when it is not below
 * it. */
static char *
find_below(const char *root, const char *folder)
{
    g_autofree char *real = realpath(folder, NULL);
    g_autofree char *absolute = g_canonicalize_filename(folder, NULL);
    g_autofree char *parent = g_path_get_dirname(absolute);
    g_autofree char *real_parent = realpath(parent, NULL);
    g_autofree char *name = g_path_get_basename(absolute);
    g_autofree char *path = real ? g_strdup(real)
                                 : g_build_filename(real_parent ? real_parent : parent, name, NULL);
    g_autofree char *real_root = realpath(root, NULL);
    gsize length = real_root ? strlen(real_root) : 0;
    if (length == 0 || strncmp(path, real_root, length) != 0 || path[length] != '/' ||
            path[length + 1] == '\0')
        return NULL;
    return g_strdup(path + length + 1);
}

/* The commit that HEAD is at. NULL without error before the first one. */
static git_commit *
find_head(const PsgSnapshot *snapshot, git_repository *git, GError **error)
{
    git_reference *head = NULL;
    git_object *commit = NULL;
    int code = git_repository_head(&head, git);
    if (code == GIT_EUNBORNBRANCH)
        return NULL;
    if (code != 0) {
        psg_git_fail_object(error, git, code,
                "%s: git could not find out what the current commit is", snapshot->place);
        return NULL;
    }
    g_autoptr(git_reference) resolved = head;
    code = git_object_lookup(&commit, git, git_reference_target(resolved), GIT_OBJECT_COMMIT);
    if (code != 0)
        psg_git_fail_object(
                error, git, code, "%s: git could not read the current commit", snapshot->place);
    return (git_commit *)commit;
}

/* Keeps the revision of HEAD and the package's folder in it. Before the first commit there is
 * none, which is no error. */
static gboolean
read_head(PsgSnapshot *snapshot, git_repository *git, const char *relative, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(git_commit) commit = find_head(snapshot, git, &problem);
    g_autoptr(git_tree) root = NULL;
    if (!commit) {
        if (!problem)
            return TRUE;
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    int code = git_commit_tree(&root, commit);
    if (code != 0)
        return psg_git_fail_object(error, git, code,
                "%s: git could not read the list of files of the current commit", snapshot->place);
    if (!psg_revision_init(&snapshot->revision, git, commit, error))
        return FALSE;
    if (*relative == '\0') {
        snapshot->head = g_steal_pointer(&root);
        return TRUE;
    }
    g_autoptr(git_tree_entry) entry = NULL;
    if (git_tree_entry_bypath(&entry, root, relative) == 0 &&
            git_tree_entry_type(entry) == GIT_OBJECT_TREE)
        git_tree_lookup(&snapshot->head, git, git_tree_entry_id(entry));
    return TRUE;
}

/* Opens git's index. One that is lost or that libgit2 cannot read (a split or sparse one, a damaged
 * one) is stood in for by what HEAD has: only files that were added, never committed, and are
 * ignored are missed by that. */
static gboolean
open_index(PsgSnapshot *snapshot, git_repository *git, GError **error)
{
    struct stat status;
    if (git_repository_index(&snapshot->index, git) == 0 && git_index_path(snapshot->index) &&
            stat(git_index_path(snapshot->index), &status) == 0) {
        snapshot->index_time = status.st_mtim;
        return TRUE;
    }
    g_clear_pointer(&snapshot->index, git_index_free);
    g_autoptr(git_object) tree = NULL;
    if (git_index_new(&snapshot->index) != 0)
        return psg_git_fail_with_cause(error, "%s: git could not read its index", snapshot->place);
    if (git_revparse_single(&tree, git, "HEAD^{tree}") == 0)
        git_index_read_tree(snapshot->index, (git_tree *)tree);
    /* Attributes of files are looked up in the repository's index too. */
    git_repository_set_index(git, snapshot->index);
    return TRUE;
}

/* Makes the snapshot one of a git repository. A folder that git is told to ignore as a whole stays
 * outside of git: no commit says anything about it. */
static gboolean
attach(PsgSnapshot *snapshot, PsgRepository *repository, const char *folder, GError **error)
{
    if (git_repository_is_bare(repository->git))
        return psg_git_fail(error, PSG_GIT_ERROR_FAILED,
                "%s: this is a bare repository, which has commits but no files to work on; name a "
                "commit with --at",
                folder);
    g_autofree char *relative = psg_repository_make_relative(repository, folder, error);
    if (!relative)
        return FALSE;
    if (!open_index(snapshot, repository->git, error))
        return FALSE;
    g_autofree char *slashed = g_strconcat(relative, "/", NULL);
    int is_ignored = 0;
    if (*relative && git_ignore_path_is_ignored(&is_ignored, repository->git, slashed) == 0 &&
            is_ignored && !is_tracked(snapshot->index, relative, TRUE))
        return TRUE;
    snapshot->repository = repository;
    snapshot->prefix = *relative ? g_steal_pointer(&slashed) : g_strdup("");
    return read_head(snapshot, repository->git, relative, error);
}

PsgSnapshot *
psg_snapshot_new_worktree(
        PsgRepository *repository, const char *folder, const char *output, GError **error)
{
    g_autoptr(PsgSnapshot) snapshot = g_new0(PsgSnapshot, 1);
    snapshot->tree = &worktree_tree;
    snapshot->place = g_strdup(folder);
    snapshot->paths = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    snapshot->output = output ? find_below(folder, output) : NULL;
    snapshot->root = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (snapshot->root < 0) {
        psg_git_fail(error, PSG_GIT_ERROR_NOT_FOUND, "%s: could not open this folder: %s", folder,
                g_strerror(errno));
        return NULL;
    }
    if (repository && !attach(snapshot, repository, folder, error))
        return NULL;
    snapshot->is_changed = !snapshot->revision.oid;
    return g_steal_pointer(&snapshot);
}
