/* Which commit stood for the text at a time. See repository.h. */
#include <string.h>

#include "base/date.h"
#include "git/internal.h"

/* Heads that are looked at, the newest first: more lines of work at once have nothing to do with
 * one text. */
#define HEAD_LIMIT 32

typedef struct {
    git_oid oid;
    gint64 time;
    GArray *parents;    /* guint */
    gboolean has_child; /* one that is in time, too */
    guint seen;         /* the last count that came by */
} Commit;

typedef struct {
    git_repository *git;
    gint64 time;
    GArray *commits;     /* Commit */
    GHashTable *indices; /* git_oid -> index */
} Graph;

static void
commit_clear(gpointer data)
{
    Commit *commit = data;
    g_array_unref(commit->parents);
}

static void
graph_clear(Graph *graph)
{
    g_clear_pointer(&graph->commits, g_array_unref);
    g_clear_pointer(&graph->indices, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Graph, graph_clear)

static Commit *
get_commit(const Graph *graph, guint index)
{
    return &g_array_index(graph->commits, Commit, index);
}

/* The commit's place in the graph; FALSE for one that is not here (a shallow clone). */
static gboolean
add_commit(Graph *graph, const git_oid *oid, guint *index)
{
    gpointer known;
    if (g_hash_table_lookup_extended(graph->indices, oid, NULL, &known)) {
        *index = GPOINTER_TO_UINT(known);
        return TRUE;
    }
    g_autoptr(git_commit) found = NULL;
    if (git_commit_lookup(&found, graph->git, oid) != 0)
        return FALSE;
    Commit commit = {.oid = *oid,
            .time = git_commit_time(found),
            .parents = g_array_new(FALSE, FALSE, sizeof(guint))};
    *index = graph->commits->len;
    g_array_append_val(graph->commits, commit);
    g_hash_table_insert(graph->indices, g_memdup2(oid, sizeof *oid), GUINT_TO_POINTER(*index));
    return TRUE;
}

/* Adds the commit's parents, each once. */
static void
add_parents(Graph *graph, guint index)
{
    g_autoptr(git_commit) found = NULL;
    if (git_commit_lookup(&found, graph->git, &get_commit(graph, index)->oid) != 0)
        return;
    for (guint i = 0; i < git_commit_parentcount(found); i++) {
        guint parent;
        if (!add_commit(graph, git_commit_parent_id(found, i), &parent))
            continue;
        const Commit *commit = get_commit(graph, index);
        g_array_append_val(commit->parents, parent);
        if (commit->time <= graph->time)
            get_commit(graph, parent)->has_child = TRUE;
    }
}

static int
compare_times(gconstpointer a, gconstpointer b, gpointer data)
{
    const Commit *first = get_commit(data, *(const guint *)a),
                 *second = get_commit(data, *(const guint *)b);
    if (first->time != second->time)
        return first->time > second->time ? -1 : 1;
    return git_oid_cmp(&first->oid, &second->oid);
}

/* Commits in time that no other one in time holds, the newest first. The caller owns the array
 * (guint). */
static GArray *
list_heads(Graph *graph)
{
    GArray *heads = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < graph->commits->len; i++)
        if (get_commit(graph, i)->time <= graph->time && !get_commit(graph, i)->has_child)
            g_array_append_val(heads, i);
    g_array_sort_with_data(heads, compare_times, graph);
    if (heads->len > HEAD_LIMIT)
        g_array_set_size(heads, HEAD_LIMIT);
    return heads;
}

/* How many commits one holds, itself among them. `round` is a number of its own, from 1. */
static guint
count_held(Graph *graph, guint head, guint round)
{
    g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(guint));
    guint count = 0;
    g_array_append_val(open, head);
    get_commit(graph, head)->seen = round;
    while (open->len > 0) {
        const Commit *commit = get_commit(graph, g_array_index(open, guint, open->len - 1));
        g_array_set_size(open, open->len - 1);
        count++;
        for (guint i = 0; i < commit->parents->len; i++) {
            guint parent = g_array_index(commit->parents, guint, i);
            if (get_commit(graph, parent)->seen == round)
                continue;
            get_commit(graph, parent)->seen = round;
            g_array_append_val(open, parent);
        }
    }
    return count;
}

static void
fail_early(const Graph *graph, GError **error)
{
    gint64 oldest = G_MAXINT64;
    for (guint i = 0; i < graph->commits->len; i++)
        oldest = MIN(oldest, get_commit(graph, i)->time);
    g_autofree char *first = psg_date_format(oldest);
    psg_git_fail(error, PSG_GIT_ERROR_REVISION,
            "there is no commit on or before that day; the oldest one here is of %s%s",
            first ? first : "a day that no calendar has",
            git_repository_is_shallow(graph->git) == 1
                    ? ", because this is a shallow clone: \"git fetch --unshallow\" gets the "
                      "commits before it"
                    : "");
}

char *
psg_repository_find_at_time(PsgRepository *repository, const char *oid, gint64 time, GError **error)
{
    g_auto(Graph) graph = {.git = repository->git,
            .time = time,
            .commits = g_array_new(FALSE, FALSE, sizeof(Commit)),
            .indices = g_hash_table_new_full(psg_oid_hash, psg_oid_is_equal, g_free, NULL)};
    g_array_set_clear_func(graph.commits, commit_clear);
    git_oid id;
    guint start;
    if (git_oid_fromstr(&id, oid) != 0 || !add_commit(&graph, &id, &start)) {
        psg_git_fail_with_cause(error, "git could not read the commit %s", oid);
        return NULL;
    }
    if (get_commit(&graph, start)->time <= time)
        return g_strdup(oid);
    for (guint i = 0; i < graph.commits->len; i++)
        add_parents(&graph, i);
    g_autoptr(GArray) heads = list_heads(&graph);
    const Commit *best = NULL;
    guint best_count = 0;
    for (guint i = 0; i < heads->len; i++) {
        guint head = g_array_index(heads, guint, i), count = count_held(&graph, head, i + 1);
        if (count > best_count) {
            best = get_commit(&graph, head);
            best_count = count;
        }
    }
    if (!best) {
        fail_early(&graph, error);
        return NULL;
    }
    return g_strdup(git_oid_tostr_s(&best->oid));
}
