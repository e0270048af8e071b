/* What is not committed, and what of the history is there. See state.h; git-status(1). */
#include "git/state.h"

#include <string.h>

#include "git/internal.h"

gboolean
psg_repository_is_bare(PsgRepository *repository)
{
    return git_repository_is_bare(repository->git) != 0;
}

gboolean
psg_repository_is_shallow(PsgRepository *repository)
{
    return git_repository_is_shallow(repository->git) == 1;
}

static gboolean
lies_in(const char *path, const char *folder)
{
    gsize length = strlen(folder);
    return length == 0 ||
           (strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == '\0'));
}

static const char *
get_path(const git_status_entry *entry)
{
    const git_diff_delta *delta =
            entry->index_to_workdir ? entry->index_to_workdir : entry->head_to_index;
    return delta->new_file.path ? delta->new_file.path : delta->old_file.path;
}

GPtrArray *
psg_repository_list_uncommitted(
        PsgRepository *repository, const char *folder, const char *except, GError **error)
{
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    if (psg_repository_is_bare(repository))
        return g_steal_pointer(&paths);
    char *pattern = (char *)folder;
    git_status_options options;
    git_status_options_init(&options, GIT_STATUS_OPTIONS_VERSION);
    options.flags = GIT_STATUS_OPT_INCLUDE_UNTRACKED | GIT_STATUS_OPT_RECURSE_UNTRACKED_DIRS |
                    GIT_STATUS_OPT_DISABLE_PATHSPEC_MATCH | GIT_STATUS_OPT_EXCLUDE_SUBMODULES;
    options.pathspec = (git_strarray){*folder ? &pattern : NULL, *folder ? 1 : 0};
    g_autoptr(git_status_list) list = NULL;
    if (git_status_list_new(&list, repository->git, &options) != 0) {
        psg_git_fail_with_cause(error, "git could not say what is not committed");
        return NULL;
    }
    for (gsize i = 0; i < git_status_list_entrycount(list); i++) {
        const git_status_entry *entry = git_status_byindex(list, i);
        const char *path = get_path(entry);
        gboolean is_output = except && entry->status == GIT_STATUS_WT_NEW && lies_in(path, except);
        if (!is_output && lies_in(path, folder))
            g_ptr_array_add(paths, g_strdup(path));
    }
    return g_steal_pointer(&paths);
}

/* The same as libgit2's walk for a shallow clone, which is small: libgit2 1.5 loses memory where a
 * commit's parent is not there. Walks from `later` until it meets `earlier`. */
static gboolean
descends_in_shallow(git_repository *git, const git_oid *later, const git_oid *earlier)
{
    g_autoptr(GHashTable) seen =
            g_hash_table_new_full(psg_oid_hash, psg_oid_is_equal, g_free, NULL);
    g_autoptr(GArray) waiting = g_array_new(FALSE, FALSE, sizeof(git_oid));
    g_array_append_val(waiting, *later);
    while (waiting->len > 0) {
        git_oid oid = g_array_index(waiting, git_oid, waiting->len - 1);
        g_autoptr(git_commit) commit = NULL;
        g_array_set_size(waiting, waiting->len - 1);
        if (git_oid_equal(&oid, earlier))
            return TRUE;
        if (!g_hash_table_add(seen, g_memdup2(&oid, sizeof oid)) ||
                git_commit_lookup(&commit, git, &oid) != 0)
            continue;
        for (guint i = 0; i < git_commit_parentcount(commit); i++)
            g_array_append_val(waiting, *git_commit_parent_id(commit, i));
    }
    return FALSE;
}

gboolean
psg_repository_descends(PsgRepository *repository, const char *oid, const char *ancestor)
{
    git_oid later, earlier;
    if (git_oid_fromstr(&later, oid) != 0 || git_oid_fromstr(&earlier, ancestor) != 0)
        return FALSE;
    if (git_oid_equal(&later, &earlier))
        return TRUE;
    git_commit *commit = NULL;
    if (git_commit_lookup(&commit, repository->git, &earlier) != 0)
        return FALSE;
    git_commit_free(commit);
    return psg_repository_is_shallow(repository)
                   ? descends_in_shallow(repository->git, &later, &earlier)
                   : git_graph_descendant_of(repository->git, &later, &earlier) == 1;
}
