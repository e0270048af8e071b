/* The store's face: opening, finding the branch's tip, and its errors. See store.h; the branch is
 * read and written through libgit2. */
#include "review/store/store.h"

#include "git/git_folder.h"
#include "review/review_error.h"
#include "review/store/store_internal.h"

gboolean
psg_store_fail_with_cause(GError **error, const char *format, ...)
{
    const git_error *cause = git_error_last();
    g_autofree char *reason =
            g_strdup(cause && cause->message ? cause->message : "git gave no reason");
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_STORE, "%s: %s", message, reason);
    return FALSE;
}

gboolean
psg_store_open_objects(const PsgStore *store, git_odb **odb, PsgPacks **packs, GError **error)
{
    g_autofree char *objects = psg_git_folder_build_objects_path(store->git);
    if (git_repository_odb(odb, store->git) != 0)
        return psg_store_fail_with_cause(error, "the repository's objects cannot be opened");
    *packs = psg_packs_open(objects);
    return TRUE;
}

static gpointer
make_durable(gpointer unused)
{
    git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
    return NULL;
}

PsgStore *
psg_store_new(PsgRepository *repository)
{
    static GOnce once = G_ONCE_INIT;
    g_once(&once, make_durable, NULL);
    PsgStore *store = g_new0(PsgStore, 1);
    store->repository = repository;
    store->git = psg_repository_get_git(repository);
    store->patience = 10000;
    /* What the branch's log names: else it would be the user with their address. */
    git_repository_set_ident(store->git, "Plainsong", "plainsong");
    return store;
}

void
psg_store_free(PsgStore *store)
{
    g_free(store);
}

void
psg_store_set_patience(PsgStore *store, guint milliseconds)
{
    store->patience = milliseconds;
}

gboolean
psg_store_find_tip(const PsgStore *store, git_oid *tip, GError **error)
{
    g_autoptr(git_reference) branch = NULL;
    int code = git_reference_lookup(&branch, store->git, PSG_STORE_BRANCH);
    if (code == GIT_ENOTFOUND)
        return FALSE;
    if (code != 0)
        return psg_store_fail_with_cause(error, "the branch plainsong/comments cannot be read");
    if (git_reference_type(branch) != GIT_REFERENCE_DIRECT)
        return psg_review_fail(error, PSG_REVIEW_ERROR_BRANCH,
                "the branch plainsong/comments is another name of %s; the comments need a branch "
                "of their own, so rename or delete this one",
                git_reference_symbolic_target(branch));
    git_oid_cpy(tip, git_reference_target(branch));
    return TRUE;
}
