/* Revisions as people name them: which commit a name leads to, and what a commit is and holds. See
 * repository.h. */
#include <string.h>

#include "base/date.h"
#include "base/nearest.h"
#include "git/internal.h"

/* The names that people may have meant by a revision: branches and tags as they are typed. */
static char **
list_names(git_repository *git)
{
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();
    git_reference_iterator *iterator = NULL;
    if (git_reference_iterator_new(&iterator, git) == 0) {
        g_autoptr(git_reference) reference = NULL;
        while (git_reference_next(&reference, iterator) == 0) {
            g_strv_builder_add(names, git_reference_shorthand(reference));
            g_clear_pointer(&reference, git_reference_free);
        }
        git_reference_iterator_free(iterator);
    }
    return g_strv_builder_end(names);
}

/* TRUE when the revision begins with the name of a branch or tag whose commit git cannot read, or
 * with one that is itself damaged; `error` says so then. */
static gboolean
has_damaged_start(git_repository *git, const char *revision, GError **error)
{
    g_autofree char *name = g_strndup(revision, strcspn(revision, "~^:@"));
    g_autoptr(git_reference) reference = NULL;
    g_autoptr(git_object) object = NULL;
    int code = git_reference_dwim(&reference, git, *name ? name : "HEAD");
    if (code == GIT_ENOTFOUND || code == GIT_EINVALIDSPEC)
        return FALSE;
    if (code != 0) {
        psg_git_fail_object(
                error, git, code, "\"%s\": git could not read this branch or tag", name);
        return TRUE;
    }
    g_autoptr(git_reference) resolved = NULL;
    const git_oid *oid = git_reference_resolve(&resolved, reference) == 0
                                 ? git_reference_target(resolved)
                                 : NULL;
    code = oid ? git_object_lookup(&object, git, oid, GIT_OBJECT_ANY) : 0;
    if (code == 0)
        return FALSE;
    psg_git_fail_object(
            error, git, code, "\"%s\": git could not read the commit of this branch or tag", name);
    return TRUE;
}

static gboolean
fail_revision(PsgRepository *repository, const char *revision, int code, GError **error)
{
    if (code == GIT_EAMBIGUOUS)
        return psg_git_fail(error, PSG_GIT_ERROR_REVISION,
                "\"%s\" is the beginning of more than one commit's number; give more of its digits",
                revision);
    if (git_repository_is_empty(repository->git) == 1 ||
            git_repository_head_unborn(repository->git) == 1)
        return psg_git_fail(error, PSG_GIT_ERROR_REVISION,
                "\"%s\" is not a revision here: there is no commit on the current branch yet",
                revision);
    if (has_damaged_start(repository->git, revision, error))
        return FALSE;
    g_auto(GStrv) names = list_names(repository->git);
    const char *nearest = psg_nearest_find(revision, (const char *const *)names);
    if (nearest)
        return psg_git_fail(error, PSG_GIT_ERROR_REVISION,
                "\"%s\" is not a revision here (did you mean \"%s\"?)", revision, nearest);
    return psg_git_fail(error, PSG_GIT_ERROR_REVISION, "\"%s\" is not a revision here; %s",
            revision,
            git_repository_is_shallow(repository->git) == 1
                    ? "this is a shallow clone, which lacks older commits: \"git fetch "
                      "--unshallow\" gets them"
                    : "name a branch, a tag or a commit (\"git fetch --tags\" gets what others "
                      "have added)");
}

git_commit *
psg_repository_find_commit(PsgRepository *repository, const char *revision, GError **error)
{
    g_autoptr(git_object) object = NULL;
    /* libgit2 knows "@{1}" but not "@" for HEAD. */
    g_autofree char *full = revision[0] == '@' && revision[1] != '{' && strchr("~^:", revision[1])
                                    ? g_strconcat("HEAD", revision + 1, NULL)
                                    : g_strdup(revision);
    int code = git_revparse_single(&object, repository->git, full);
    if (code != 0) {
        fail_revision(repository, revision, code, error);
        return NULL;
    }
    git_object *commit = NULL;
    if (git_object_peel(&commit, object, GIT_OBJECT_COMMIT) != 0) {
        psg_git_fail(error, PSG_GIT_ERROR_REVISION,
                "\"%s\" names no commit but a single file or folder; name a branch, a tag or a "
                "commit",
                revision);
        return NULL;
    }
    return (git_commit *)commit;
}

gboolean
psg_repository_resolve(PsgRepository *repository, const char *revision, char **oid, GError **error)
{
    g_autoptr(git_commit) commit = psg_repository_find_commit(repository, revision, error);
    if (!commit)
        return FALSE;
    *oid = g_strdup(git_oid_tostr_s(git_commit_id(commit)));
    return TRUE;
}

char *
psg_repository_abbreviate(PsgRepository *repository, const char *oid)
{
    git_oid id;
    return git_oid_fromstr(&id, oid) == 0 ? psg_git_abbreviate(repository->git, &id)
                                          : g_strndup(oid, 7);
}

/* The commit of a number. */
static git_commit *
read_commit(PsgRepository *repository, const char *oid, GError **error)
{
    git_oid id;
    git_commit *commit = NULL;
    int code = git_oid_fromstr(&id, oid);
    code = code ? code : git_commit_lookup(&commit, repository->git, &id);
    if (code != 0)
        psg_git_fail_object(error, repository->git, code, "git could not read the commit %s", oid);
    return commit;
}

gboolean
psg_repository_read_time(PsgRepository *repository, const char *oid, gint64 *time,
        int *offset_minutes, GError **error)
{
    g_autoptr(git_commit) commit = read_commit(repository, oid, error);
    if (!commit)
        return FALSE;
    *time = git_commit_time(commit);
    *offset_minutes = git_commit_time_offset(commit);
    return TRUE;
}

char *
psg_repository_find_parent(PsgRepository *repository, const char *oid)
{
    g_autoptr(git_commit) commit = read_commit(repository, oid, NULL);
    g_autoptr(git_commit) parent = NULL;
    if (!commit || git_commit_parent(&parent, commit, 0) != 0)
        return NULL;
    return g_strdup(git_oid_tostr_s(git_commit_id(parent)));
}

gboolean
psg_repository_is_unborn(PsgRepository *repository)
{
    return git_repository_head_unborn(repository->git) == 1;
}

GBytes *
psg_repository_read_file(
        PsgRepository *repository, const char *oid, const char *path, gsize limit, GError **error)
{
    g_autoptr(git_commit) commit = read_commit(repository, oid, error);
    g_autoptr(git_tree) tree = NULL;
    g_autoptr(git_tree_entry) entry = NULL;
    g_autoptr(git_odb) odb = NULL;
    g_autoptr(git_odb_object) object = NULL;
    gsize size = 0;
    git_object_t kind;
    if (!commit)
        return NULL;
    if (git_commit_tree(&tree, commit) != 0 || git_repository_odb(&odb, repository->git) != 0) {
        psg_git_fail_with_cause(error, "git could not read the files of the commit %s", oid);
        return NULL;
    }
    if (git_tree_entry_bypath(&entry, tree, path) != 0 ||
            git_tree_entry_type(entry) != GIT_OBJECT_BLOB) {
        psg_git_fail(
                error, PSG_GIT_ERROR_NOT_FOUND, "%s: there is no such file at %.10s", path, oid);
        return NULL;
    }
    if (git_odb_read_header(&size, &kind, odb, git_tree_entry_id(entry)) == 0 && size > limit) {
        psg_git_fail(error, PSG_GIT_ERROR_TOO_LARGE,
                "%s: the file has %" G_GSIZE_FORMAT " bytes; at most %" G_GSIZE_FORMAT " are read",
                path, size, limit);
        return NULL;
    }
    if (git_odb_read(&object, odb, git_tree_entry_id(entry)) != 0) {
        psg_git_fail_with_cause(error, "%s: git could not read this file at %.10s", path, oid);
        return NULL;
    }
    return g_bytes_new(git_odb_object_data(object), git_odb_object_size(object));
}
