/* From commits to facts: the commits are looked at in runs, by as many threads as there are, and
 * what was found is put together in their order. See facts.h. */
#include <string.h>

#include "base/parallel.h"
#include "git/history/worker.h"

/* Commits that one thread looks at after one another, so that it has seen the files before. */
#define RUN 64
#define PARENT_LIMIT 64

/* What was found for one run of commits. */
typedef struct {
    GArray *counts; /* guint: files of each commit */
    GArray *files;  /* PsgFoundFile */
    GArray *parts;  /* PsgFoundPart */
    GStringChunk *names;
} Found;

typedef struct {
    PsgFactsWork *work;
    guint32 *generations;
    Found *runs;
    GMutex lock;
    GPtrArray *idle; /* PsgWorker */
} Search;

/* --- Common ancestors --- */

typedef struct {
    const PsgFacts *facts;
    const guint32 *generations;
    GArray *heap;      /* guint32 */
    GHashTable *sides; /* index + 1 -> 1, 2 or both */
} Painting;

/* The later generation first, then the number: an order that does not depend on that of the facts.
 */
static gboolean
is_later(const Painting *painting, guint32 a, guint32 b)
{
    if (painting->generations[a] != painting->generations[b])
        return painting->generations[a] > painting->generations[b];
    return memcmp(psg_facts_get_commit(painting->facts, a)->oid,
                   psg_facts_get_commit(painting->facts, b)->oid, GIT_OID_RAWSZ) > 0;
}

static void
paint(Painting *painting, guint32 commit, guint side)
{
    gpointer key = GUINT_TO_POINTER(commit + 1);
    guint before = GPOINTER_TO_UINT(g_hash_table_lookup(painting->sides, key));
    g_hash_table_insert(painting->sides, key, GUINT_TO_POINTER(before | side));
    if (before)
        return; /* it is in the heap already: nothing later leads to what was taken out */
    g_array_append_val(painting->heap, commit);
    guint32 *heap = (guint32 *)(void *)painting->heap->data;
    guint at = painting->heap->len - 1;
    for (; at > 0 && is_later(painting, commit, heap[(at - 1) / 2]); at = (at - 1) / 2)
        heap[at] = heap[(at - 1) / 2];
    heap[at] = commit;
}

static guint32
take_latest(Painting *painting)
{
    guint32 *heap = (guint32 *)(void *)painting->heap->data;
    guint32 latest = heap[0];
    guint length = painting->heap->len - 1;
    guint32 last = heap[length];
    guint at = 0;
    for (guint child; (child = at * 2 + 1) < length; at = child) {
        if (child + 1 < length && is_later(painting, heap[child + 1], heap[child]))
            child++;
        if (!is_later(painting, heap[child], last))
            break;
        heap[at] = heap[child];
    }
    heap[at] = last;
    g_array_set_size(painting->heap, length);
    return latest;
}

gboolean
psg_facts_find_base(
        const PsgFacts *facts, const guint32 *generations, guint32 a, guint32 b, guint32 *base)
{
    g_autoptr(GArray) heap = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_autoptr(GHashTable) sides = g_hash_table_new(NULL, NULL);
    Painting painting = {.facts = facts, .generations = generations, .heap = heap, .sides = sides};
    paint(&painting, a, 1);
    paint(&painting, b, 2);
    while (heap->len > 0) {
        guint32 at = take_latest(&painting);
        guint side = GPOINTER_TO_UINT(g_hash_table_lookup(sides, GUINT_TO_POINTER(at + 1)));
        if (side == 3) {
            *base = at;
            return TRUE;
        }
        const PsgFactsCommit *commit = psg_facts_get_commit(facts, at);
        for (guint32 p = 0; p < commit->parents; p++)
            paint(&painting, g_array_index(facts->parents, guint32, commit->first_parent + p),
                    side);
    }
    return FALSE;
}

static guint32 *
count_generations(const PsgFacts *facts)
{
    guint32 *generations = g_new0(guint32, (gsize)facts->commits->len + 1);
    for (guint32 i = 0; i < facts->commits->len; i++) {
        const PsgFactsCommit *commit = psg_facts_get_commit(facts, i);
        for (guint32 p = 0; p < commit->parents; p++) {
            guint32 parent = g_array_index(facts->parents, guint32, commit->first_parent + p);
            generations[i] = MAX(generations[i], generations[parent] + 1);
        }
    }
    return generations;
}

/* --- One commit --- */

static gboolean
find_tree(const PsgFactsWork *work, guint32 commit, git_oid *tree, GError **error)
{
    if (commit >= work->first) {
        *tree = work->trees[commit - work->first];
        return TRUE;
    }
    git_oid oid;
    memcpy(oid.id, psg_facts_get_commit(work->facts, commit)->oid, GIT_OID_RAWSZ);
    g_auto(PsgRawCommit) raw = {0};
    if (!psg_raw_commit_read(&raw, work->odb, &oid, error))
        return FALSE;
    *tree = raw.tree;
    return TRUE;
}

static gboolean
find_bases(const Search *search, const guint32 *parents, guint count, git_oid *trees,
        const git_oid **bases, GError **error)
{
    for (guint i = 1; i < count; i++) {
        guint32 base;
        bases[i] = NULL;
        if (!psg_facts_find_base(
                    search->work->facts, search->generations, parents[0], parents[i], &base))
            continue;
        if (!find_tree(search->work, base, &trees[i], error))
            return FALSE;
        bases[i] = &trees[i];
    }
    return TRUE;
}

static gboolean
look_at_merge(const Search *search, PsgWorker *worker, const git_oid *tree, const guint32 *parents,
        guint count, Found *found, GError **error)
{
    git_oid trees[PARENT_LIMIT], base_trees[PARENT_LIMIT];
    const git_oid *bases[PARENT_LIMIT] = {NULL};
    for (guint i = 0; i < count; i++)
        if (!find_tree(search->work, parents[i], &trees[i], error))
            return FALSE;
    g_autoptr(GPtrArray) sides = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
    g_autoptr(GArray) changes = g_array_new(FALSE, FALSE, sizeof(PsgFileChange));
    if (!psg_worker_compare_merge(worker, tree, trees, count, sides, changes, error))
        return FALSE;
    if (changes->len == 0)
        return TRUE;
    if (!find_bases(search, parents, count, base_trees, bases, error))
        return FALSE;
    psg_worker_find_merged(worker, sides, changes, bases, found->files, found->parts);
    return TRUE;
}

static gboolean
look_at(const Search *search, PsgWorker *worker, guint32 index, Found *found, GError **error)
{
    const PsgFactsWork *work = search->work;
    const PsgFactsCommit *commit = psg_facts_get_commit(work->facts, index);
    const guint32 *parents = (guint32 *)(void *)work->facts->parents->data + commit->first_parent;
    const git_oid *tree = &work->trees[index - work->first];
    worker->visits = 0;
    if (work->are_cut[index - work->first] || commit->parents > PARENT_LIMIT)
        return TRUE;
    if (commit->parents > 1)
        return look_at_merge(search, worker, tree, parents, commit->parents, found, error);
    git_oid old_tree;
    if (commit->parents == 1 && !find_tree(work, parents[0], &old_tree, error))
        return FALSE;
    const git_oid *old = commit->parents == 1 ? &old_tree : NULL;
    g_autoptr(GArray) changes = g_array_new(FALSE, FALSE, sizeof(PsgFileChange));
    if (!psg_worker_compare_trees(worker, old, tree, changes, error) ||
            (old && !psg_worker_find_sources(worker, old, changes, error)))
        return FALSE;
    psg_worker_find_parts(worker, changes, found->files, found->parts);
    return TRUE;
}

static void
name_commit(const Search *search, guint32 index, GError **error)
{
    char digits[GIT_OID_HEXSZ + 1] = "";
    git_oid oid;
    memcpy(oid.id, psg_facts_get_commit(search->work->facts, index)->oid, GIT_OID_RAWSZ);
    git_oid_tostr(digits, sizeof digits, &oid);
    if (error && *error)
        g_prefix_error(error, "what commit %s changed cannot be found: ", digits);
}

/* --- All commits --- */

static PsgWorker *
begin_run(Search *search)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&search->lock);
    return search->idle->len > 0 ? g_ptr_array_steal_index_fast(search->idle, search->idle->len - 1)
                                 : psg_worker_new(search->work);
}

static void
end_run(Search *search, PsgWorker *worker)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&search->lock);
    g_ptr_array_add(search->idle, worker);
}

static gboolean
look_at_run(guint run, gpointer data, GError **error)
{
    Search *search = data;
    Found *found = &search->runs[run];
    *found = (Found){.counts = g_array_new(FALSE, FALSE, sizeof(guint)),
            .files = g_array_new(FALSE, FALSE, sizeof(PsgFoundFile)),
            .parts = g_array_new(FALSE, FALSE, sizeof(PsgFoundPart))};
    PsgWorker *worker = begin_run(search);
    guint32 from = search->work->first + run * RUN;
    guint32 to = MIN(from + RUN, search->work->facts->commits->len);
    gboolean is_good = TRUE;
    for (guint32 i = from; i < to && is_good; i++) {
        guint before = found->files->len;
        is_good = look_at(search, worker, i, found, error);
        if (!is_good)
            name_commit(search, i, error);
        guint count = found->files->len - before;
        g_array_append_val(found->counts, count);
    }
    found->names = worker->names;
    worker->names = g_string_chunk_new(4096);
    end_run(search, worker);
    return is_good;
}

static guint32
add_path(PsgFacts *facts, const char *path)
{
    return path ? psg_facts_add_text(facts, path) : PSG_FACTS_NONE;
}

static void
take_files(PsgFacts *facts, const Found *found, guint *file, guint *part, guint count)
{
    for (guint end = *file + count; *file < end; (*file)++) {
        const PsgFoundFile *from = &g_array_index(found->files, PsgFoundFile, *file);
        PsgFactsFile to = {.path = add_path(facts, from->path),
                .old_path = add_path(facts, from->old_path),
                .flags = from->flags,
                .first_part = facts->parts->len,
                .parts = from->parts};
        for (guint last = *part + from->parts; *part < last; (*part)++) {
            const PsgFoundPart *found_part = &g_array_index(found->parts, PsgFoundPart, *part);
            PsgFactsPart kept = {.key = found_part->key,
                    .old_key = found_part->old_key,
                    .old_path = add_path(facts, found_part->old_path),
                    .flags = found_part->flags};
            g_array_append_val(facts->parts, kept);
        }
        g_array_append_val(facts->files, to);
    }
}

static void
take_run(PsgFacts *facts, const Found *found, guint32 commit)
{
    guint file = 0, part = 0;
    for (guint i = 0; i < found->counts->len; i++) {
        PsgFactsCommit *to = psg_facts_get_commit(facts, commit + i);
        to->first_file = facts->files->len;
        to->files = g_array_index(found->counts, guint, i);
        take_files(facts, found, &file, &part, to->files);
    }
}

static void
clear_run(Found *found)
{
    if (!found->counts)
        return;
    g_array_unref(found->counts);
    g_array_unref(found->files);
    g_array_unref(found->parts);
    g_string_chunk_free(found->names);
}

gboolean
psg_facts_find_changes(PsgFactsWork *work, GError **error)
{
    guint count = work->facts->commits->len - work->first;
    guint runs = (count + RUN - 1) / RUN;
    g_autofree guint32 *generations = count_generations(work->facts);
    g_autofree Found *found = g_new0(Found, (gsize)runs + 1);
    g_autoptr(GPtrArray) idle = g_ptr_array_new_with_free_func((GDestroyNotify)psg_worker_free);
    Search search = {.work = work, .generations = generations, .runs = found, .idle = idle};
    g_mutex_init(&search.lock);
    gboolean is_good = psg_parallel_run(work->threads, runs, look_at_run, &search, error);
    for (guint i = 0; i < runs; i++) {
        if (is_good)
            take_run(work->facts, &found[i], work->first + i * RUN);
        clear_run(&found[i]);
    }
    g_mutex_clear(&search.lock);
    return is_good;
}
