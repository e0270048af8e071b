/* One file as a commit. The working tree is written first, then the index, then the branch: a
 * program that is ended between them leaves a change that is not committed, and never a commit
 * whose change the next "git commit --all" would take back. See commit_file.h. */
#include "git/commit_file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "git/git_folder.h"
#include "git/internal.h"

/* --- Merging --- */

static GBytes *
bytes_of(const char *start, gsize length)
{
    return g_bytes_new(start, length);
}

/* What one text has instead of a range of another: all that lies between what is the same at both
 * ends. */
typedef struct {
    gsize start, end;         /* of the base */
    gsize new_start, new_end; /* of the other */
} Hull;

static Hull
find_hull(GBytes *base, GBytes *other)
{
    gsize a_length, b_length, start = 0, same = 0;
    const char *a = g_bytes_get_data(base, &a_length), *b = g_bytes_get_data(other, &b_length);
    gsize shorter = MIN(a_length, b_length);
    while (start < shorter && a[start] == b[start])
        start++;
    while (same < shorter - start && a[a_length - same - 1] == b[b_length - same - 1])
        same++;
    return (Hull){start, a_length - same, start, b_length - same};
}

static void
append_part(GByteArray *out, GBytes *text, gsize start, gsize end)
{
    const guint8 *bytes = g_bytes_get_data(text, NULL);
    if (end > start)
        g_byte_array_append(out, bytes + start, (guint)(end - start));
}

/* Two changes with at least a byte between them. */
static GBytes *
join_changes(GBytes *base, GBytes *first, Hull a, GBytes *second, Hull b)
{
    GByteArray *out = g_byte_array_new();
    append_part(out, base, 0, a.start);
    append_part(out, first, a.new_start, a.new_end);
    append_part(out, base, a.end, b.start);
    append_part(out, second, b.new_start, b.new_end);
    append_part(out, base, b.end, g_bytes_get_size(base));
    return g_byte_array_free_to_bytes(out);
}

static git_merge_file_input
make_input(GBytes *text)
{
    git_merge_file_input input = {.version = GIT_MERGE_FILE_INPUT_VERSION};
    input.ptr = g_bytes_get_data(text, &input.size);
    input.path = "text";
    return input;
}

/* As git merges: by lines. */
static GBytes *
merge_lines(GBytes *base, GBytes *ours, GBytes *theirs)
{
    git_merge_file_input inputs[] = {make_input(base), make_input(ours), make_input(theirs)};
    git_merge_file_result result = {0};
    if (git_merge_file(&result, &inputs[0], &inputs[1], &inputs[2], NULL) != 0)
        return NULL;
    GBytes *merged = result.automergeable ? bytes_of(result.ptr, result.len) : NULL;
    git_merge_file_result_free(&result);
    return merged;
}

GBytes *
psg_git_merge_texts(GBytes *base, GBytes *ours, GBytes *theirs)
{
    if (g_bytes_equal(base, ours) || g_bytes_equal(ours, theirs))
        return g_bytes_ref(theirs);
    if (g_bytes_equal(base, theirs))
        return g_bytes_ref(ours);
    Hull a = find_hull(base, ours), b = find_hull(base, theirs);
    if (a.end < b.start)
        return join_changes(base, ours, a, theirs, b);
    if (b.end < a.start)
        return join_changes(base, theirs, b, ours, a);
    return merge_lines(base, ours, theirs);
}

/* --- The work --- */

typedef struct {
    git_repository *git;
    const PsgFileCommit *change;
    git_commit *head;
    git_oid old_blob, new_blob, commit;
    git_filemode_t mode;
    GBytes *old_content;
    git_index *index; /* NULL without a working tree */
    GBytes *staged;   /* what the index is to have */
    git_oid staged_oid;
    char *file;                    /* in the working tree; NULL when it is not to be written */
    GBytes *old_bytes, *new_bytes; /* of that file */
    guint file_mode;
} Work;

static void
work_clear(Work *work)
{
    g_clear_pointer(&work->head, git_commit_free);
    g_clear_pointer(&work->old_content, g_bytes_unref);
    g_clear_pointer(&work->index, git_index_free);
    g_clear_pointer(&work->staged, g_bytes_unref);
    g_clear_pointer(&work->file, g_free);
    g_clear_pointer(&work->old_bytes, g_bytes_unref);
    g_clear_pointer(&work->new_bytes, g_bytes_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Work, work_clear)

/* --- What may be in the way --- */

static const char *
name_state(int state)
{
    switch (state) {
    case GIT_REPOSITORY_STATE_MERGE:
        return "a merge";
    case GIT_REPOSITORY_STATE_REVERT:
    case GIT_REPOSITORY_STATE_REVERT_SEQUENCE:
        return "a revert";
    case GIT_REPOSITORY_STATE_CHERRYPICK:
    case GIT_REPOSITORY_STATE_CHERRYPICK_SEQUENCE:
        return "a cherry-pick";
    case GIT_REPOSITORY_STATE_BISECT:
        return "a bisection";
    default:
        return "a rebase, or applying patches,";
    }
}

static gboolean
check_state(const Work *work, GError **error)
{
    int state = git_repository_state(work->git);
    return state == GIT_REPOSITORY_STATE_NONE ||
           psg_git_fail(error, PSG_GIT_ERROR_BUSY,
                   "%s is not finished in this repository, so that nothing else can be committed; "
                   "finish it or give it up (\"git status\" says how), and try again",
                   name_state(state));
}

static gboolean
open_head(Work *work, GError **error)
{
    git_oid oid, wanted;
    if (git_reference_name_to_id(&oid, work->git, "HEAD") != 0 ||
            git_oid_fromstr(&wanted, work->change->head) != 0)
        return psg_git_fail_with_cause(error, "git does not say which commit HEAD is");
    if (!git_oid_equal(&oid, &wanted))
        return psg_git_fail(error, PSG_GIT_ERROR_BUSY,
                "somebody committed meanwhile, so that nothing was changed; try again");
    return git_commit_lookup(&work->head, work->git, &oid) == 0 ||
           psg_git_fail_with_cause(error, "git could not read the commit %s", work->change->head);
}

static GBytes *
read_blob(const Work *work, const git_oid *oid, GError **error)
{
    g_autoptr(git_blob) blob = NULL;
    if (git_blob_lookup(&blob, work->git, oid) != 0) {
        psg_git_fail_with_cause(error, "%s: git could not read this file", work->change->path);
        return NULL;
    }
    return bytes_of(git_blob_rawcontent(blob), (gsize)git_blob_rawsize(blob));
}

static gboolean
open_file(Work *work, GError **error)
{
    const char *path = work->change->path;
    g_autoptr(git_tree) tree = NULL;
    g_autoptr(git_tree_entry) entry = NULL;
    if (git_commit_tree(&tree, work->head) != 0)
        return psg_git_fail_with_cause(error, "git could not read the commit HEAD");
    if (git_tree_entry_bypath(&entry, tree, path) != 0)
        return psg_git_fail(
                error, PSG_GIT_ERROR_NOT_FOUND, "%s: there is no such file at HEAD", path);
    work->mode = git_tree_entry_filemode(entry);
    if (git_tree_entry_type(entry) != GIT_OBJECT_BLOB || work->mode == GIT_FILEMODE_LINK)
        return psg_git_fail(error, PSG_GIT_ERROR_NOT_FOUND, "%s: this is no file at HEAD", path);
    git_oid_cpy(&work->old_blob, git_tree_entry_id(entry));
    work->old_content = read_blob(work, &work->old_blob, error);
    return work->old_content != NULL;
}

static gboolean
fail_overlap(const Work *work, const char *what, GError **error)
{
    return psg_git_fail(error, PSG_GIT_ERROR_CONFLICT,
            "%s: %s; commit or undo that first, and try again", work->change->path, what);
}

/* --- The index --- */

static gboolean
open_index(Work *work, GError **error)
{
    if (git_repository_index(&work->index, work->git) != 0 || git_index_read(work->index, 1) != 0)
        return psg_git_fail_with_cause(error,
                "git's index could not be read (where it is a split or sparse one, \"git "
                "update-index --no-split-index\" or \"git sparse-checkout reapply "
                "--no-sparse-index\" makes it an ordinary one)");
    g_autofree char *lock = g_strconcat(git_index_path(work->index), ".lock", NULL);
    return !g_file_test(lock, G_FILE_TEST_EXISTS) ||
           psg_git_fail(error, PSG_GIT_ERROR_BUSY,
                   "another program of git works in this repository, or was ended in the midst of "
                   "its work; when none is running, remove %s",
                   lock);
}

static gboolean
write_blob(const Work *work, GBytes *content, git_oid *oid, GError **error)
{
    gsize size;
    const void *bytes = g_bytes_get_data(content, &size);
    return git_blob_create_from_buffer(oid, work->git, bytes, size) == 0 ||
           psg_git_fail_with_cause(error, "git could not store the new text");
}

/* What the file is to be in the index: what is staged of it stays staged. */
static gboolean
prepare_index(Work *work, gboolean *is_sparse, GError **error)
{
    const git_index_entry *entry = git_index_get_bypath(work->index, work->change->path, 0);
    if (!entry)
        return fail_overlap(work, "you staged its removal, or it is in conflict", error);
    *is_sparse = (entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) != 0;
    if (git_oid_equal(&entry->id, &work->old_blob)) {
        work->staged = g_bytes_ref(work->change->content);
    } else {
        g_autoptr(GBytes) staged = read_blob(work, &entry->id, error);
        if (!staged)
            return FALSE;
        work->staged = psg_git_merge_texts(work->old_content, staged, work->change->content);
        if (!work->staged)
            return fail_overlap(work,
                    "you staged a change that touches the same words, or the line they are on",
                    error);
    }
    return write_blob(work, work->staged, &work->staged_oid, error);
}

/* --- The working tree --- */

/* The text through the filters (line ends, and whatever attributes ask for) of one direction. */
static GBytes *
filter(const Work *work, GBytes *text, git_filter_mode_t mode, GError **error)
{
    git_filter_list *filters = NULL;
    git_buf out = GIT_BUF_INIT;
    gsize size;
    const char *bytes = g_bytes_get_data(text, &size);
    int code = git_filter_list_load(
            &filters, work->git, NULL, work->change->path, mode, GIT_FILTER_ALLOW_UNSAFE);
    if (code == 0 && !filters)
        return g_bytes_ref(text);
    if (code == 0)
        code = git_filter_list_apply_to_buffer(&out, filters, bytes, size);
    GBytes *filtered = code == 0 ? bytes_of(out.ptr, out.size) : NULL;
    if (!filtered)
        psg_git_fail_with_cause(
                error, "%s: git could not convert the line ends", work->change->path);
    git_buf_dispose(&out);
    git_filter_list_free(filters);
    return filtered;
}

/* The file's place, when the folders that it is in are those of the working tree and no links. */
static char *
find_file(const Work *work, GError **error)
{
    const char *top = git_repository_workdir(work->git);
    g_autofree char *file = g_build_filename(top, work->change->path, NULL);
    g_autofree char *folder = g_path_get_dirname(file);
    g_autofree char *real = psg_git_canonicalize(folder);
    g_autofree char *real_top = psg_git_canonicalize(top);
    g_autofree char *relative = g_path_get_dirname(work->change->path);
    g_autofree char *expected = strcmp(relative, ".") == 0
                                        ? g_strdup(real_top)
                                        : g_build_filename(real_top, relative, NULL);
    if (strcmp(real, expected) == 0)
        return g_steal_pointer(&file);
    fail_overlap(work, "a folder above it is a symbolic link in your working tree", error);
    return NULL;
}

static gboolean
prepare_file(Work *work, GError **error)
{
    GStatBuf status;
    char *bytes;
    gsize length;
    g_autoptr(GError) problem = NULL;
    g_autofree char *file = find_file(work, error);
    if (!file)
        return FALSE;
    if (g_lstat(file, &status) != 0 || !S_ISREG(status.st_mode))
        return fail_overlap(work, "it is missing in your working tree, or no file there", error);
    if (!g_file_get_contents(file, &bytes, &length, &problem))
        return psg_git_fail(error, PSG_GIT_ERROR_FAILED, "%s", problem->message);
    work->file_mode = (guint)status.st_mode & 07777;
    work->old_bytes = g_bytes_new_take(bytes, length);
    g_autoptr(GBytes) present = filter(work, work->old_bytes, GIT_FILTER_TO_ODB, error);
    if (!present)
        return FALSE;
    g_autoptr(GBytes) merged =
            psg_git_merge_texts(work->old_content, present, work->change->content);
    if (!merged)
        return fail_overlap(work,
                "it has changes that are not committed and touch the same words, or the line they "
                "are on",
                error);
    work->new_bytes = filter(work, merged, GIT_FILTER_TO_WORKTREE, error);
    work->file = g_steal_pointer(&file);
    return work->new_bytes != NULL;
}

/* Writes a file of a new name that begins so, with the permissions of the one that was there, and
 * renames it. */
static gboolean
write_by(const Work *work, GBytes *content, const char *beginning)
{
    gsize size;
    const void *bytes = g_bytes_get_data(content, &size);
    g_autofree char *temporary = g_strconcat(beginning, ".XXXXXX", NULL);
    int descriptor = g_mkstemp_full(temporary, O_WRONLY | O_CLOEXEC, (int)work->file_mode);
    if (descriptor < 0)
        return FALSE;
    gboolean is_good = psg_file_write_all(descriptor, bytes, size) &&
                       fchmod(descriptor, work->file_mode) == 0 && fsync(descriptor) == 0;
    int number = errno;
    if (close(descriptor) != 0 && is_good) {
        number = errno;
        is_good = FALSE;
    }
    if (is_good && g_rename(temporary, work->file) == 0)
        return TRUE;
    number = is_good ? errno : number;
    g_unlink(temporary);
    errno = number;
    return FALSE;
}

/* Written in git's folder, where what a program that was ended left is in nobody's way; beside its
 * place where that folder is on another disk. */
static gboolean
write_file(const Work *work, GBytes *content, GError **error)
{
    g_autofree char *beginning = psg_git_folder_build_own_path(work->git, "working-file");
    g_autofree char *folder = g_path_get_dirname(beginning);
    g_autofree char *beside = g_strconcat(work->file, ".plainsong", NULL);
    g_mkdir_with_parents(folder, 0777);
    return write_by(work, content, beginning) || write_by(work, content, beside) ||
           psg_git_fail(error, PSG_GIT_ERROR_FAILED, "%s could not be written: %s",
                   work->change->path, g_strerror(errno));
}

/* --- Making it --- */

/* A name or an address as a commit can hold it. */
static char *
clean_person(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    GString *clean = g_string_new(NULL);
    for (const char *at = valid; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (c != '<' && c != '>')
            g_string_append_unichar(clean, g_unichar_iscntrl(c) ? ' ' : c);
    }
    return g_strstrip(g_string_free(clean, FALSE));
}

static gboolean
make_people(const Work *work, git_signature **author, git_signature **committer, GError **error)
{
    g_autofree char *name = clean_person(work->change->author_name);
    g_autofree char *mail = clean_person(work->change->author_mail);
    if (git_signature_default(committer, work->git) != 0)
        return psg_git_fail(error, PSG_GIT_ERROR_IDENTITY,
                "git does not know who you are, and a commit says who made it; tell it with "
                "git config --global user.name \"Your name\" and "
                "git config --global user.email you@example.org");
    return git_signature_new(author, name, mail, work->change->author_time, 0) == 0 ||
           psg_git_fail_with_cause(
                   error, "git takes no commit by \"%s\"", work->change->author_name);
}

static gboolean
make_commit(Work *work, GError **error)
{
    g_autoptr(git_signature) author = NULL;
    g_autoptr(git_signature) committer = NULL;
    g_autoptr(git_tree) old_tree = NULL;
    g_autoptr(git_tree) tree = NULL;
    git_oid tree_oid;
    if (!make_people(work, &author, &committer, error) ||
            !write_blob(work, work->change->content, &work->new_blob, error))
        return FALSE;
    git_tree_update update = {
            GIT_TREE_UPDATE_UPSERT, work->new_blob, work->mode, work->change->path};
    const git_commit *parents[] = {work->head};
    if (git_commit_tree(&old_tree, work->head) != 0 ||
            git_tree_create_updated(&tree_oid, work->git, old_tree, 1, &update) != 0 ||
            git_tree_lookup(&tree, work->git, &tree_oid) != 0 ||
            git_commit_create(&work->commit, work->git, NULL, author, committer, NULL,
                    work->change->message, tree, 1, parents) != 0)
        return psg_git_fail_with_cause(error, "git could not make the commit");
    return TRUE;
}

/* Gives the file its new text in the index. Where the working tree has just this text, git is told
 * so, and need not read the file to know that it is unchanged. */
static gboolean
write_index(Work *work, const git_oid *blob, gboolean is_in_tree, GError **error)
{
    const git_index_entry *old = git_index_get_bypath(work->index, work->change->path, 0);
    git_index_entry entry = *old;
    git_oid_cpy(&entry.id, blob);
    entry.file_size = 0;
    entry.mtime = entry.ctime = (git_index_time){0};
    GStatBuf status;
    if (is_in_tree && work->file && g_lstat(work->file, &status) == 0) {
        entry.ctime =
                (git_index_time){(gint32)status.st_ctim.tv_sec, (guint32)status.st_ctim.tv_nsec};
        entry.mtime =
                (git_index_time){(gint32)status.st_mtim.tv_sec, (guint32)status.st_mtim.tv_nsec};
        entry.dev = (guint32)status.st_dev;
        entry.ino = (guint32)status.st_ino;
        entry.uid = status.st_uid;
        entry.gid = status.st_gid;
        entry.file_size = (guint32)status.st_size;
    }
    return (git_index_add(work->index, &entry) == 0 && git_index_write(work->index) == 0) ||
           psg_git_fail_with_cause(error, "git's index could not be written");
}

/* The branch that HEAD is on, or HEAD itself. The caller owns it. */
static char *
find_branch(const Work *work)
{
    g_autoptr(git_reference) head = NULL;
    if (git_reference_lookup(&head, work->git, "HEAD") != 0)
        return NULL;
    return g_strdup(git_reference_type(head) == GIT_REFERENCE_SYMBOLIC
                            ? git_reference_symbolic_target(head)
                            : "HEAD");
}

static gboolean
move_head(const Work *work, GError **error)
{
    g_autofree char *branch = find_branch(work);
    g_autoptr(git_reference) reference = NULL;
    const char *message = work->change->message;
    g_autofree char *log = g_strdup_printf("commit: %.*s", (int)strcspn(message, "\n"), message);
    int code = branch ? git_reference_create_matching(&reference, work->git, branch, &work->commit,
                                1, git_commit_id(work->head), log)
                      : GIT_ENOTFOUND;
    if (code == GIT_EMODIFIED)
        return psg_git_fail(error, PSG_GIT_ERROR_BUSY,
                "somebody committed meanwhile, so that nothing was changed; try again");
    return code == 0 || psg_git_fail_with_cause(error, "git could not move the branch");
}

/* Puts back what was, when the last step failed. */
static void
put_back(Work *work, const git_oid *old_staged, gboolean is_index_written)
{
    gboolean is_restored = !work->file || write_file(work, work->old_bytes, NULL);
    if (is_index_written && is_restored)
        write_index(work, old_staged, FALSE, NULL);
}

static gboolean
apply_in_tree(Work *work, GError **error)
{
    git_oid old_staged = git_index_get_bypath(work->index, work->change->path, 0)->id;
    g_autoptr(GBytes) kept =
            work->file ? filter(work, work->new_bytes, GIT_FILTER_TO_ODB, error) : NULL;
    if (work->file && (!kept || !write_file(work, work->new_bytes, error)))
        return FALSE;
    gboolean is_indexed =
            write_index(work, &work->staged_oid, kept && g_bytes_equal(kept, work->staged), error);
    if (is_indexed && move_head(work, error))
        return TRUE;
    put_back(work, &old_staged, is_indexed);
    return FALSE;
}

static gboolean
prepare(Work *work, GError **error)
{
    gboolean is_sparse = FALSE;
    if (!check_state(work, error) || !open_head(work, error) || !open_file(work, error))
        return FALSE;
    if (git_repository_is_bare(work->git))
        return TRUE;
    return open_index(work, error) && prepare_index(work, &is_sparse, error) &&
           (is_sparse || prepare_file(work, error));
}

gboolean
psg_repository_commit_file(
        PsgRepository *repository, const PsgFileCommit *change, char **oid, GError **error)
{
    g_auto(Work) work = {.git = repository->git, .change = change};
    if (oid)
        *oid = NULL;
    if (!prepare(&work, error) || !make_commit(&work, error))
        return FALSE;
    if (change->is_dry)
        return TRUE;
    if (!(work.index ? apply_in_tree(&work, error) : move_head(&work, error)))
        return FALSE;
    if (oid)
        *oid = g_strdup(git_oid_tostr_s(&work.commit));
    return TRUE;
}
