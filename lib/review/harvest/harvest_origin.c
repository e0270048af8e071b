/* Following a mark back through the history. A commit whose parent has the mark too only passed it
 * on; the first one whose parents have it not brought it. A file that a parent does not have may
 * have had another name there. */
#include "review/harvest/harvest_origin.h"

#include <git2.h>
#include <string.h>

#include "base/cleanup.h"
#include "review/review_error.h"

typedef struct {
    git_repository *git;
    GBytes *mark;
    guint number;
} Search;

void
psg_mark_origin_clear(PsgMarkOrigin *origin)
{
    g_clear_pointer(&origin->commit, g_free);
    g_clear_pointer(&origin->path, g_free);
    g_clear_pointer(&origin->name, g_free);
    g_clear_pointer(&origin->mail, g_free);
}

static gboolean
fail(GError **error, const char *what, const char *path)
{
    const git_error *cause = git_error_last();
    g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_HISTORY, "%s: git could not read %s%s%s",
            path, what, cause ? ": " : "", cause ? cause->message : "");
    return FALSE;
}

/* --- One version of a file --- */

static gboolean
has_mark(const Search *search, const git_oid *blob_id)
{
    g_autoptr(git_blob) blob = NULL;
    if (git_blob_lookup(&blob, search->git, blob_id) != 0)
        return FALSE;
    gsize length;
    const char *mark = g_bytes_get_data(search->mark, &length);
    const char *at = git_blob_rawcontent(blob), *end = at + git_blob_rawsize(blob);
    for (guint count = 0; (at = memmem(at, (gsize)(end - at), mark, length)); at += length)
        if (++count == search->number)
            return TRUE;
    return FALSE;
}

static gboolean
find_blob(const git_commit *commit, const char *path, git_oid *blob)
{
    g_autoptr(git_tree) tree = NULL;
    g_autoptr(git_tree_entry) entry = NULL;
    if (git_commit_tree(&tree, commit) != 0 || git_tree_entry_bypath(&entry, tree, path) != 0 ||
            git_tree_entry_type(entry) != GIT_OBJECT_BLOB)
        return FALSE;
    git_oid_cpy(blob, git_tree_entry_id(entry));
    return TRUE;
}

/* --- From a commit to a parent --- */

/* The name that a file had in the parent; NULL when it is new. The caller owns it. */
static char *
find_old_name(
        const Search *search, const git_commit *parent, const git_commit *child, const char *path)
{
    g_autoptr(git_tree) old_tree = NULL;
    g_autoptr(git_tree) new_tree = NULL;
    git_diff *diff = NULL;
    char *name = NULL;
    git_diff_find_options options = {.version = GIT_DIFF_FIND_OPTIONS_VERSION};
    options.flags = GIT_DIFF_FIND_RENAMES;
    if (git_commit_tree(&old_tree, parent) == 0 && git_commit_tree(&new_tree, child) == 0 &&
            git_diff_tree_to_tree(&diff, search->git, old_tree, new_tree, NULL) == 0 &&
            git_diff_find_similar(diff, &options) == 0) {
        for (size_t i = 0; i < git_diff_num_deltas(diff) && !name; i++) {
            const git_diff_delta *delta = git_diff_get_delta(diff, i);
            if (delta->status == GIT_DELTA_RENAMED && strcmp(delta->new_file.path, path) == 0)
                name = g_strdup(delta->old_file.path);
        }
    }
    git_diff_free(diff);
    return name;
}

/* Moves to a parent that has the mark already; FALSE when there is none. */
static gboolean
step_back(const Search *search, git_commit **commit, char **path)
{
    git_oid here;
    if (!find_blob(*commit, *path, &here))
        return FALSE;
    for (guint i = 0; i < git_commit_parentcount(*commit); i++) {
        g_autoptr(git_commit) parent = NULL;
        git_oid there;
        if (git_commit_parent(&parent, *commit, i) != 0)
            continue;
        g_autofree char *old_path = g_strdup(*path);
        if (!find_blob(parent, old_path, &there)) {
            g_free(old_path);
            old_path = find_old_name(search, parent, *commit, *path);
            if (!old_path || !find_blob(parent, old_path, &there))
                continue;
        }
        if (!git_oid_equal(&here, &there) && !has_mark(search, &there))
            continue;
        git_commit_free(*commit);
        *commit = g_steal_pointer(&parent);
        g_free(*path);
        *path = g_steal_pointer(&old_path);
        return TRUE;
    }
    return FALSE;
}

gboolean
psg_mark_origin_find(PsgMarkOrigin *origin, PsgRepository *repository, const char *head,
        const char *path, GBytes *mark, guint number, GError **error)
{
    const Search search = {psg_repository_get_git(repository), mark, number};
    g_autoptr(git_commit) commit = NULL;
    git_oid oid;
    if (git_oid_fromstr(&oid, head) != 0 || git_commit_lookup(&commit, search.git, &oid) != 0)
        return fail(error, "the commit HEAD", path);
    origin->path = g_strdup(path);
    while (step_back(&search, &commit, &origin->path))
        continue;
    const git_signature *author = git_commit_author(commit);
    if (!author)
        return fail(error, "who made a commit", path);
    origin->commit = g_strdup(git_oid_tostr_s(git_commit_id(commit)));
    origin->name = g_utf8_make_valid(author->name ? author->name : "", -1);
    origin->mail = g_utf8_make_valid(author->email ? author->email : "", -1);
    origin->time = author->when.time;
    return TRUE;
}
