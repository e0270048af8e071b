/* Moving the branch: a commit on top of what the branch is now, its objects on the disk first, and
 * then the branch moved to it if it still is where it was; if somebody was quicker, once more on
 * top of theirs. See store_internal.h; git-update-ref(1). */
#include "git/git_folder.h"
#include "review/review_error.h"
#include "review/store/store_internal.h"

typedef enum { MOVED, TOO_LATE, LOCKED, FAILED } Outcome;

typedef struct {
    const PsgStore *store;
    const PsgStoreMove *move;
    git_odb *odb;
    PsgStoreLock *lock;
} Moving;

static Outcome
fail_move(const PsgStore *store, GError **error)
{
    git_oid oid;
    psg_store_fail_with_cause(error,
            "the branch plainsong/comments could not be moved; nothing of this was stored, and "
            "what was stored before is as it was");
    /* Branches are files, and their folders cannot have the name of another branch. */
    if (git_reference_name_to_id(&oid, store->git, "refs/heads/plainsong") == 0) {
        g_clear_error(error);
        psg_review_fail(error, PSG_REVIEW_ERROR_BRANCH,
                "the branch plainsong/comments cannot be made, since a branch \"plainsong\" is in "
                "its way; rename that one: git branch -m plainsong plainsong-old");
    }
    return FAILED;
}

static Outcome
move_branch(const Moving *moving, const git_oid *from, const git_oid *to, GError **error)
{
    static const git_oid none = {{0}};
    g_autoptr(git_reference) branch = NULL;
    if (!psg_store_lock_begin(moving->lock, to))
        return LOCKED;
    int code = git_reference_create_matching(&branch, moving->store->git, PSG_STORE_BRANCH, to,
            TRUE, from ? from : &none, moving->move->log);
    psg_store_lock_end(moving->lock);
    if (code == 0)
        return MOVED;
    if (code == GIT_ELOCKED)
        return LOCKED;
    if (code == GIT_EMODIFIED || code == GIT_EEXISTS || (code == GIT_ENOTFOUND && from))
        return TOO_LATE;
    return fail_move(moving->store, error);
}

/* Once: on top of the branch as it is now. */
static Outcome
try_move(const Moving *moving, GError **error)
{
    git_oid tip, commit;
    g_autoptr(GError) problem = NULL;
    const PsgStoreMove *move = moving->move;
    gboolean has_tip = psg_store_find_tip(moving->store, &tip, &problem);
    if (problem) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FAILED;
    }
    if (!move->make(move->data, has_tip ? &tip : NULL, &commit, error))
        return FAILED;
    if (has_tip && git_oid_equal(&tip, &commit))
        return MOVED;
    g_autofree char *folder = psg_git_folder_build_objects_path(moving->store->git);
    if (!psg_objects_store(move->objects, moving->odb, folder, error) ||
            (move->prepare && !move->prepare(move->data, error)))
        return FAILED;
    return move_branch(moving, has_tip ? &tip : NULL, &commit, error);
}

static gboolean
fail_impatient(const PsgStore *store, const PsgStoreLock *lock, Outcome outcome, GError **error)
{
    if (outcome == LOCKED)
        return psg_review_fail(error, PSG_REVIEW_ERROR_LOCKED,
                "%s: git keeps the branch of the comments locked for more than %g seconds, so that "
                "nothing of this was stored; if no program of git is at work here, remove that "
                "file and try again",
                lock->branch_lock, store->patience / 1000.0);
    return psg_review_fail(error, PSG_REVIEW_ERROR_LOCKED,
            "others are writing comments all the time and were quicker for more than %g seconds, "
            "so that nothing of this was stored; try again",
            store->patience / 1000.0);
}

gboolean
psg_store_move(const PsgStore *store, git_odb *odb, const PsgStoreMove *move, GError **error)
{
    gint64 deadline = g_get_monotonic_time() + (gint64)store->patience * 1000;
    g_auto(PsgStoreLock) lock = {.file = -1};
    Moving moving = {.store = store, .move = move, .odb = odb, .lock = &lock};
    psg_store_lock_init(&lock, store, deadline);
    for (guint attempt = 1;; attempt++) {
        Outcome outcome = try_move(&moving, error);
        if (outcome == MOVED || outcome == FAILED)
            return outcome == MOVED;
        if (g_get_monotonic_time() > deadline)
            return fail_impatient(store, &lock, outcome, error);
        g_usleep((gulong)g_random_int_range(1000, 4000 * (gint)MIN(attempt, 25)));
    }
}

void
psg_store_add_commit(PsgObjects *objects, const PsgStoreCommit *commit, git_oid *oid)
{
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "tree %s\n", git_oid_tostr_s(&commit->root));
    for (guint i = 0; i < commit->parent_count; i++)
        g_string_append_printf(out, "parent %s\n", git_oid_tostr_s(&commit->parents[i]));
    g_string_append_printf(out,
            "author %s <> %" G_GINT64_FORMAT " +0000\n"
            "committer Plainsong <> %" G_GINT64_FORMAT " +0000\n\n%s\n",
            commit->author, commit->time, commit->time, commit->message);
    psg_objects_add(objects, GIT_OBJECT_COMMIT, g_string_free_to_bytes(out), oid);
}
