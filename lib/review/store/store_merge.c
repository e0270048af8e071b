/* Moving the branch to a union: with what another repository has, or with redactions. What decides
 * on the commit is that words which were taken away must not be found in the history: no branch's
 * history holds an event's words when its newest state has that event without them. A side whose
 * own state still has such words, and with it its history, cannot be a parent. See store.h. */
#include <string.h>

#include "git/git_folder.h"
#include "review/review_error.h"
#include "review/store/store_internal.h"

typedef struct {
    const PsgStore *store;
    git_odb *odb;
    PsgPacks *packs;
    PsgPackReader *reader;
    PsgObjects *objects;
    PsgStoreUnion together;
    const git_oid *other; /* NULL: redactions, which no commit holds yet */
    git_oid other_root;
    gint64 time;
    const char *author, *message;
    PsgStoreMerged *merged;
} Merge;

static gboolean
read_time(const PsgStore *store, const git_oid *oid, gint64 *time, GError **error)
{
    g_autoptr(git_commit) commit = NULL;
    if (git_commit_lookup(&commit, store->git, oid) != 0)
        return psg_store_fail_with_cause(error,
                "the commit %s of the branch plainsong/comments cannot be read",
                git_oid_tostr_s(oid));
    *time = MAX(*time, git_commit_time(commit));
    return TRUE;
}

/* TRUE when the two have a commit in common that holds words which were taken away: then they are
 * in the history of both. Only another program than this makes such a history. */
static gboolean
share_words(const Merge *merge, const git_oid *tip)
{
    git_oid base;
    g_autoptr(git_commit) commit = NULL;
    g_autoptr(git_tree) tree = NULL;
    if (!merge->other || git_merge_base(&base, merge->store->git, tip, merge->other) != 0 ||
            git_commit_lookup(&commit, merge->store->git, &base) != 0 ||
            git_commit_tree(&tree, commit) != 0)
        return FALSE;
    for (guint i = 0; i < merge->together.dropped->len; i++)
        if (psg_store_tree_has(tree, &g_array_index(merge->together.dropped, PsgStoreFile, i)))
            return TRUE;
    return FALSE;
}

static int
compare_parents(const void *a, const void *b)
{
    return git_oid_cmp(a, b);
}

/* A new commit of the union, of which the clean sides are the parents. In an order of its own, so
 * that two clones that join the same two states make the same commit. */
static gboolean
add_commit(Merge *merge, const git_oid *tip, gboolean is_tip_clean, gboolean is_other_clean,
        git_oid *oid, GError **error)
{
    PsgStoreCommit commit = {
            .author = merge->author, .time = merge->time, .message = merge->message};
    git_oid_cpy(&commit.root, &merge->together.root);
    if (!read_time(merge->store, tip, &commit.time, error) ||
            (merge->other && !read_time(merge->store, merge->other, &commit.time, error)))
        return FALSE;
    if (is_tip_clean)
        git_oid_cpy(&commit.parents[commit.parent_count++], tip);
    if (is_other_clean && merge->other)
        git_oid_cpy(&commit.parents[commit.parent_count++], merge->other);
    qsort(commit.parents, commit.parent_count, sizeof(git_oid), compare_parents);
    merge->merged->is_rewrite = merge->other && !is_other_clean;
    psg_store_add_commit(merge->objects, &commit, oid);
    return TRUE;
}

static gboolean
choose_commit(
        Merge *merge, const git_oid *tip, const git_oid *tip_root, git_oid *oid, GError **error)
{
    const PsgStoreUnion *together = &merge->together;
    gboolean is_tip_clean = together->spoken[0] == 0, is_other_clean = together->spoken[1] == 0;
    if (!(is_tip_clean && is_other_clean) && share_words(merge, tip))
        is_tip_clean = is_other_clean = FALSE;
    if (merge->other && is_other_clean && git_oid_equal(&together->root, &merge->other_root)) {
        git_oid_cpy(oid, merge->other);
        return TRUE;
    }
    gboolean is_after =
            merge->other && git_graph_descendant_of(merge->store->git, tip, merge->other) == 1;
    if (is_tip_clean && git_oid_equal(&together->root, tip_root) &&
            (!merge->other || !is_other_clean || is_after)) {
        merge->merged->is_rewrite = merge->other && !is_after;
        git_oid_cpy(oid, tip);
        return TRUE;
    }
    return add_commit(merge, tip, is_tip_clean, is_other_clean, oid, error);
}

static void
note_result(Merge *merge, const git_oid *commit)
{
    PsgStoreMerged *merged = merge->merged;
    merged->went_out = merge->together.extra[0];
    merged->came_in = merge->together.extra[1];
    merged->redacted_here = merge->together.spoken[0];
    merged->redacted_there = merge->together.spoken[1];
    git_oid_tostr(merged->tip, sizeof merged->tip, commit);
}

static gboolean
make_commit(gpointer data, const git_oid *tip, git_oid *commit, GError **error)
{
    Merge *merge = data;
    git_oid root;
    g_array_set_size(merge->together.dropped, 0);
    memset(merge->together.extra, 0, sizeof merge->together.extra);
    memset(merge->together.spoken, 0, sizeof merge->together.spoken);
    merge->merged->is_rewrite = FALSE;
    if (!tip && !merge->other)
        return psg_review_fail(
                error, PSG_REVIEW_ERROR_NOT_FOUND, "there are no comments in this repository");
    if (!tip) {
        git_oid_cpy(commit, merge->other);
        if (!psg_store_count_events(
                    merge->reader, &merge->other_root, &merge->together.extra[1], error))
            return FALSE;
    } else if (merge->other && git_oid_equal(tip, merge->other)) {
        git_oid_cpy(commit, tip);
    } else if (!psg_store_find_root(merge->store, tip, &root, error) ||
               !psg_store_union_make(&merge->together, merge->reader, merge->objects, &root,
                       &merge->other_root, error) ||
               !choose_commit(merge, tip, &root, commit, error)) {
        return FALSE;
    }
    note_result(merge, commit);
    return TRUE;
}

static gboolean
note_dropped(gpointer data, GError **error)
{
    const Merge *merge = data;
    return psg_store_note_dropped(merge->store, merge->together.dropped, error);
}

static gboolean
open_merge(Merge *merge, PsgStore *store, PsgStoreMerged *merged, GError **error)
{
    merge->store = store;
    merge->merged = merged;
    merge->objects = psg_objects_new();
    psg_store_union_init(&merge->together);
    *merged = (PsgStoreMerged){.tip = ""};
    if (!psg_store_open_objects(store, &merge->odb, &merge->packs, error))
        return FALSE;
    merge->reader = psg_pack_reader_new(merge->packs, merge->odb);
    return TRUE;
}

static void
merge_clear(Merge *merge)
{
    psg_pack_reader_free(merge->reader);
    psg_packs_free(merge->packs);
    git_odb_free(merge->odb);
    psg_objects_free(merge->objects);
    psg_store_union_clear(&merge->together);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Merge, merge_clear)

static gboolean
run(Merge *merge, const char *log, GError **error)
{
    const PsgStoreMove move = {.objects = merge->objects,
            .make = make_commit,
            .prepare = note_dropped,
            .data = merge,
            .log = log};
    return psg_store_move(merge->store, merge->odb, &move, error);
}

gboolean
psg_store_merge(PsgStore *store, const char *commit, PsgStoreMerged *merged, GError **error)
{
    git_oid other;
    g_auto(Merge) merge = {.author = "plainsong", .message = "comments of two clones"};
    if (!open_merge(&merge, store, merged, error))
        return FALSE;
    if (git_oid_fromstr(&other, commit) != 0)
        return psg_review_fail(
                error, PSG_REVIEW_ERROR_STORE, "\"%s\" is no number of a commit", commit);
    merge.other = &other;
    return psg_store_find_root(store, &other, &merge.other_root, error) &&
           run(&merge, "comments joined", error);
}

gboolean
psg_store_redact(PsgStore *store, const PsgEvent *const *redactions, guint count,
        PsgStoreMerged *merged, GError **error)
{
    g_auto(Merge) merge = {.author = "plainsong", .message = "words taken away"};
    g_autofree char *folder = psg_git_folder_build_objects_path(store->git);
    if (!open_merge(&merge, store, merged, error) ||
            !psg_store_add_events(
                    merge.objects, redactions, count, &merge.other_root, &merge.time, error) ||
            !psg_objects_store(merge.objects, merge.odb, folder, error))
        return FALSE;
    return run(&merge, "words taken away", error);
}

gboolean
psg_store_note_words(PsgStore *store, const char *commit, GError **error)
{
    git_oid tip, root;
    g_auto(Merge) merge = {.author = "plainsong", .message = ""};
    PsgStoreMerged merged;
    if (!open_merge(&merge, store, &merged, error))
        return FALSE;
    /* What cannot be read any more holds no words. */
    if (git_oid_fromstr(&tip, commit) != 0 ||
            !psg_store_find_root(store, &tip, &merge.other_root, NULL) ||
            !psg_store_find_tip(store, &tip, NULL) ||
            !psg_store_find_root(store, &tip, &root, NULL) ||
            !psg_store_union_make(
                    &merge.together, merge.reader, merge.objects, &root, &merge.other_root, NULL))
        return TRUE;
    return merge.together.spoken[0] > 0 ||
           psg_store_note_dropped(store, merge.together.dropped, error);
}
