/* Many passages over the history: every commit takes the places of its parents' passages and
 * carries them over its own changes, the oldest first. Passages of different files have nothing to
 * do with each other, so that several threads share them. See anchor_internal.h. */
#include <string.h>

#include "base/parallel.h"
#include "git/oid.h"
#include "review/anchor/anchor_internal.h"

/* So few commits and passages are not worth another thread. */
#define WORTH_A_THREAD 4096
#define MOST_THREADS 16

/* --- tables --- */

PsgAnchorTable *
psg_anchor_table_new(guint count, GArray *commits, guint32 place)
{
    PsgAnchorTable *table = g_new0(PsgAnchorTable, 1);
    table->count = count;
    table->states = g_array_new(FALSE, FALSE, sizeof(PsgAnchorState));
    table->commits = commits;
    table->numbers = g_hash_table_new(psg_oid_hash, psg_oid_is_equal);
    table->places = g_new(guint32, (gsize)count * commits->len + 1);
    table->are_foreign = g_new0(gboolean, count + 1);
    for (guint32 i = 0; i < commits->len; i++)
        g_hash_table_insert(
                table->numbers, &g_array_index(commits, git_oid, i), GUINT_TO_POINTER(i + 1));
    for (gsize i = 0; i < (gsize)count * commits->len; i++)
        table->places[i] = place;
    return table;
}

void
psg_anchor_table_free(PsgAnchorTable *table)
{
    if (!table)
        return;
    g_hash_table_unref(table->numbers);
    g_array_unref(table->states);
    g_array_unref(table->commits);
    g_free(table->places);
    g_free(table->are_foreign);
    g_free(table);
}

guint32 *
psg_anchor_table_get_row(const PsgAnchorTable *table, const git_oid *commit)
{
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(table->numbers, commit));
    return number > 0 ? table->places + (gsize)(number - 1) * table->count : NULL;
}

/* --- one thread's passages --- */

typedef struct {
    const PsgAnchorCommits *commits;
    const PsgAnchor *anchors;
    const PsgAnchorTable *before; /* NULL */
    const gboolean *are_given;    /* by commit: its places are those of `before` */
    PsgAnchorTable *table;
    guint *owners;  /* by anchor: the thread that follows it, */
    guint32 *slots; /* and its index among that one's */
} Task;

typedef struct {
    const Task *task;
    PsgFollower follower;
    GArray *members; /* guint32: anchors */
    GArray *begins;  /* PsgAnchorBegin: by commit */
    GArray *states;  /* PsgAnchorState */
    guint32 **rows;  /* by commit, then by member: a state, or PSG_PLACE_...; NULL when none of them
                        is there */
    guint32 *children; /* by commit: those that still need its row */
    guint32 *given;    /* a row that is given */
    guint32 *found;    /* by commit of the table and member */
} Walk;

static PsgAnchorState *
get_state(const Walk *walk, guint32 place)
{
    return &g_array_index(walk->states, PsgAnchorState, place);
}

static guint32
add_state(Walk *walk, const PsgAnchorState *state)
{
    g_array_append_val(walk->states, *state);
    return walk->states->len - 1;
}

static gboolean
is_anchored(const Walk *walk, guint32 place)
{
    return place < PSG_PLACE_NOT_KNOWN && get_state(walk, place)->status == PSG_ANCHORED;
}

/* The members' places at a commit of the table from before, which are known unless it is too old
 * to be there. */
static const guint32 *
take_row(Walk *walk, const git_oid *oid)
{
    const PsgAnchorTable *before = walk->task->before;
    const guint32 *row = psg_anchor_table_get_row(before, oid);
    for (guint i = 0; i < walk->members->len; i++) {
        guint32 place = row ? row[g_array_index(walk->members, guint32, i)] : PSG_PLACE_NOT_KNOWN;
        walk->given[i] = place < PSG_PLACE_NOT_KNOWN
                                 ? add_state(walk, psg_anchor_table_get_state(before, place))
                                 : place;
    }
    return walk->given;
}

/* The places at a parent; NULL when no member is there. */
static const guint32 *
get_row(Walk *walk, const PsgAnchorParent *parent)
{
    if (parent->index == PSG_NO_WORD)
        return NULL;
    return walk->task->are_given[parent->index] ? take_row(walk, &parent->oid)
                                                : walk->rows[parent->index];
}

static gboolean
begin_step(Walk *walk, const PsgAnchorCommit *commit, const PsgAnchorParent *parent)
{
    return psg_follower_begin_step(&walk->follower, &commit->oid,
            &psg_anchor_commits_get(walk->task->commits, parent->index)->tree, &commit->tree);
}

/* Takes over the places that the commit did not touch, against any of its parents: where a merge
 * left a file as one side had it, that side tells. Returns how many are left to be carried. */
static guint
keep_untouched(Walk *walk, const guint32 *parent, guint32 *row, gboolean is_readable)
{
    guint left = 0;
    for (guint i = 0; i < walk->members->len; i++) {
        if (row[i] != PSG_PLACE_NONE || parent[i] == PSG_PLACE_NONE)
            continue;
        const PsgAnchorState *state =
                is_anchored(walk, parent[i]) ? get_state(walk, parent[i]) : NULL;
        if (parent[i] == PSG_PLACE_NOT_KNOWN ||
                (is_readable && state && !psg_follower_touches(&walk->follower, state->path)))
            row[i] = parent[i];
        else
            left++;
    }
    return left;
}

/* Carries the others over the step; what is lost on the way from one parent may still be in its
 * file on the way from another. Where else it might be was looked for then. */
static void
carry_touched(Walk *walk, const guint32 *parent, guint32 *row, gboolean is_readable)
{
    for (guint i = 0; i < walk->members->len; i++) {
        if (parent[i] >= PSG_PLACE_NOT_KNOWN || row[i] == PSG_PLACE_NOT_KNOWN ||
                is_anchored(walk, row[i]))
            continue;
        PsgAnchorState old_state = *get_state(walk, parent[i]), state = old_state;
        gboolean is_new = TRUE;
        if (is_readable)
            is_new = psg_follower_carry(
                    &walk->follower, &old_state, row[i] != PSG_PLACE_NONE, &state);
        else
            state.status = PSG_ANCHOR_UNKNOWN;
        if (row[i] != PSG_PLACE_NONE && (is_new ? &state : &old_state)->status != PSG_ANCHORED)
            continue;
        row[i] = is_new ? add_state(walk, &state) : parent[i];
    }
}

static void
begin_anchor(Walk *walk, const PsgAnchorCommit *commit, const PsgAnchorBegin *begin, guint32 *row)
{
    PsgAnchorState state = begin->state;
    if (!begin->has_state)
        psg_follower_begin_anchor(
                &walk->follower, &commit->tree, &walk->task->anchors[begin->anchor], &state);
    row[walk->task->slots[begin->anchor]] = add_state(walk, &state);
}

/* Lets go of a parent's row when no other commit needs it. */
static void
release(Walk *walk, const PsgAnchorParent *parent)
{
    if (parent->index != PSG_NO_WORD && --walk->children[parent->index] == 0)
        g_clear_pointer(&walk->rows[parent->index], g_free);
}

/* A commit's parents in order: the one with the longest history first, which is the trunk more
 * often than the one that git has first (that of somebody who pulled the trunk into a branch). */
static GPtrArray *
list_parents(const Walk *walk, const PsgAnchorCommit *commit)
{
    const PsgAnchorCommits *commits = walk->task->commits;
    GPtrArray *parents = g_ptr_array_sized_new(commit->parent_count);
    for (guint32 i = 0; i < commit->parent_count; i++) {
        PsgAnchorParent *parent =
                &g_array_index(commits->parents, PsgAnchorParent, commit->first_parent + i);
        if (parent->index == PSG_NO_WORD)
            continue;
        guint at = parents->len;
        while (at > 0) {
            const PsgAnchorParent *other = parents->pdata[at - 1];
            if (psg_anchor_commits_get(commits, other->index)->generation >=
                    psg_anchor_commits_get(commits, parent->index)->generation)
                break;
            at--;
        }
        g_ptr_array_insert(parents, (gint)at, parent);
    }
    return parents;
}

static guint32 *
new_row(const Walk *walk)
{
    guint32 *row = g_new(guint32, walk->members->len + 1);
    memset(row, 0xff, walk->members->len * sizeof *row);
    return row;
}

/* The places after a commit, from those before it. */
static guint32 *
pass(Walk *walk, const PsgAnchorCommit *commit)
{
    g_autoptr(GPtrArray) parents = list_parents(walk, commit);
    guint32 *row = NULL;
    guint left = 0;
    gboolean is_readable = FALSE;
    for (guint i = 0; i < parents->len; i++) {
        const guint32 *before = get_row(walk, parents->pdata[i]);
        if (!before)
            continue;
        row = row ? row : new_row(walk);
        is_readable = begin_step(walk, commit, parents->pdata[i]);
        left += keep_untouched(walk, before, row, is_readable);
    }
    for (guint i = 0; left > 0 && i < parents->len; i++) {
        const guint32 *before = get_row(walk, parents->pdata[i]);
        if (!before)
            continue;
        if (parents->len > 1)
            is_readable = begin_step(walk, commit, parents->pdata[i]);
        carry_touched(walk, before, row, is_readable);
    }
    for (guint i = 0; i < parents->len; i++)
        release(walk, parents->pdata[i]);
    return row;
}

/* Notes the places for the table, if it wants those of this commit. */
static void
note(Walk *walk, const git_oid *oid, const guint32 *row)
{
    const PsgAnchorTable *table = walk->task->table;
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(table->numbers, oid));
    guint count = walk->members->len;
    if (number == 0 || count == 0)
        return;
    guint32 *found = walk->found + (gsize)(number - 1) * count;
    if (row)
        memcpy(found, row, count * sizeof *found);
    else
        memset(found, 0xff, count * sizeof *found);
}

static gboolean
run(guint index, gpointer data, GError **error G_GNUC_UNUSED)
{
    Walk *walk = &((Walk *)data)[index];
    const PsgAnchorCommits *commits = walk->task->commits;
    guint next = 0;
    for (guint32 i = 0; i < commits->commits->len; i++) {
        const PsgAnchorCommit *commit = psg_anchor_commits_get(commits, i);
        if (walk->task->are_given[i])
            continue;
        walk->rows[i] = pass(walk, commit);
        for (; next < walk->begins->len; next++) {
            const PsgAnchorBegin *begin = &g_array_index(walk->begins, PsgAnchorBegin, next);
            if (begin->commit != i)
                break;
            walk->rows[i] = walk->rows[i] ? walk->rows[i] : new_row(walk);
            begin_anchor(walk, commit, begin, walk->rows[i]);
        }
        note(walk, &commit->oid, walk->rows[i]);
        if (walk->children[i] == 0)
            g_clear_pointer(&walk->rows[i], g_free);
    }
    return TRUE;
}

static void
walk_init(Walk *walk, const Task *task, PsgAnchorSource *source)
{
    guint32 count = task->commits->commits->len;
    *walk = (Walk){.task = task,
            .members = g_array_new(FALSE, FALSE, sizeof(guint32)),
            .begins = g_array_new(FALSE, FALSE, sizeof(PsgAnchorBegin)),
            .states = g_array_new(FALSE, FALSE, sizeof(PsgAnchorState)),
            .rows = g_new0(guint32 *, count + 1),
            .children = g_new0(guint32, count + 1)};
    psg_follower_init(&walk->follower, source);
    for (guint i = 0; i < task->commits->parents->len; i++) {
        guint32 parent = g_array_index(task->commits->parents, PsgAnchorParent, i).index;
        if (parent != PSG_NO_WORD)
            walk->children[parent]++;
    }
}

static void
walk_clear(Walk *walk)
{
    for (guint32 i = 0; i < walk->task->commits->commits->len; i++)
        g_free(walk->rows[i]);
    g_free(walk->rows);
    g_free(walk->children);
    g_free(walk->given);
    g_free(walk->found);
    g_array_unref(walk->members);
    g_array_unref(walk->begins);
    g_array_unref(walk->states);
    psg_follower_clear(&walk->follower);
}

/* --- who does what --- */

/* Passages of files with the same name: they are likely to need the same texts. */
typedef struct {
    const char *name;
    GArray *members; /* guint32 */
} Group;

static void
group_clear(gpointer group)
{
    g_array_unref(((Group *)group)->members);
}

static void
add_member(GArray *groups, GHashTable *numbers, const PsgAnchor *anchors, guint32 anchor)
{
    const char *slash = strrchr(anchors[anchor].path, '/');
    const char *name = slash ? slash + 1 : anchors[anchor].path;
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(numbers, name));
    if (number == 0) {
        Group group = {name, g_array_new(FALSE, FALSE, sizeof(guint32))};
        g_array_append_val(groups, group);
        number = groups->len;
        g_hash_table_insert(numbers, (gpointer)name, GUINT_TO_POINTER(number));
    }
    g_array_append_val(g_array_index(groups, Group, number - 1).members, anchor);
}

static int
compare_groups(gconstpointer a, gconstpointer b)
{
    const Group *x = a, *y = b;
    if (x->members->len != y->members->len)
        return x->members->len > y->members->len ? -1 : 1;
    return strcmp(x->name, y->name);
}

/* Gives every group to the thread that has least to do, the largest first. */
static void
share_out(
        Walk *walks, guint threads, const Task *task, const GArray *begins, const GArray *going_on)
{
    g_autoptr(GArray) groups = g_array_new(FALSE, FALSE, sizeof(Group));
    g_autoptr(GHashTable) numbers = g_hash_table_new(g_str_hash, g_str_equal);
    g_array_set_clear_func(groups, group_clear);
    for (guint i = 0; i < begins->len; i++)
        add_member(groups, numbers, task->anchors, g_array_index(begins, PsgAnchorBegin, i).anchor);
    for (guint i = 0; i < going_on->len; i++)
        add_member(groups, numbers, task->anchors, g_array_index(going_on, guint32, i));
    g_array_sort(groups, compare_groups);
    for (guint g = 0; g < groups->len; g++) {
        const GArray *members = g_array_index(groups, Group, g).members;
        guint least = 0;
        for (guint i = 1; i < threads; i++)
            if (walks[i].members->len < walks[least].members->len)
                least = i;
        for (guint i = 0; i < members->len; i++) {
            guint32 anchor = g_array_index(members, guint32, i);
            task->owners[anchor] = least;
            task->slots[anchor] = walks[least].members->len;
            g_array_append_val(walks[least].members, anchor);
        }
    }
}

static int
compare_begins(gconstpointer a, gconstpointer b)
{
    const PsgAnchorBegin *x = a, *y = b;
    if (x->commit != y->commit)
        return x->commit < y->commit ? -1 : 1;
    return (x->anchor > y->anchor) - (x->anchor < y->anchor);
}

/* Puts what a thread found into the table. */
static void
gather(const Walk *walk, PsgAnchorTable *table)
{
    g_autofree guint32 *places = g_new(guint32, walk->states->len + 1);
    memset(places, 0xff, (walk->states->len + 1) * sizeof *places);
    for (guint c = 0; c < table->commits->len; c++) {
        guint32 *row = table->places + (gsize)c * table->count, index;
        if (!psg_anchor_commits_find(
                    walk->task->commits, &g_array_index(table->commits, git_oid, c), &index) ||
                walk->task->are_given[index])
            continue;
        for (guint i = 0; i < walk->members->len; i++) {
            guint32 place = walk->found[(gsize)c * walk->members->len + i];
            if (place < PSG_PLACE_NOT_KNOWN && places[place] == PSG_PLACE_NONE) {
                places[place] = table->states->len;
                g_array_append_val(table->states, *get_state(walk, place));
            }
            row[g_array_index(walk->members, guint32, i)] =
                    place < PSG_PLACE_NOT_KNOWN ? places[place] : place;
        }
    }
}

/* By commit: whether it is the last one of the table from before, or comes before that. */
static gboolean *
list_given(const PsgAnchorCommits *commits, const PsgAnchorTable *before)
{
    gboolean *are_given = g_new0(gboolean, commits->commits->len + 1);
    guint32 last;
    if (!before || !psg_anchor_commits_find(commits, psg_anchor_table_get_last(before), &last))
        return are_given;
    are_given[last] = TRUE;
    for (guint32 i = last + 1; i-- > 0;) {
        const PsgAnchorCommit *commit = psg_anchor_commits_get(commits, i);
        for (guint32 p = 0; p < commit->parent_count && are_given[i]; p++) {
            guint32 parent =
                    g_array_index(commits->parents, PsgAnchorParent, commit->first_parent + p)
                            .index;
            if (parent != PSG_NO_WORD)
                are_given[parent] = TRUE;
        }
    }
    return are_given;
}

static guint
choose_threads(guint wanted, guint64 commits, guint64 anchors)
{
    guint64 worth = commits * anchors / WORTH_A_THREAD + 1;
    guint threads = wanted > 0 ? wanted : g_get_num_processors();
    return (guint)MIN(MIN(threads, worth), MOST_THREADS);
}

void
psg_anchor_walk(PsgAnchorSource *source, const PsgAnchorCommits *commits, const PsgAnchor *anchors,
        const GArray *begins, const GArray *going_on, const PsgAnchorTable *before,
        PsgAnchorTable *table, guint threads)
{
    g_autofree guint *owners = g_new0(guint, table->count + 1);
    g_autofree guint32 *slots = g_new0(guint32, table->count + 1);
    g_autofree gboolean *are_given = list_given(commits, before);
    const Task task = {commits, anchors, before, are_given, table, owners, slots};
    guint new_commits = 0;
    for (guint32 i = 0; i < commits->commits->len; i++)
        new_commits += !are_given[i];
    threads = choose_threads(threads, new_commits, begins->len + going_on->len);
    g_autofree Walk *walks = g_new(Walk, threads);
    for (guint i = 0; i < threads; i++)
        walk_init(&walks[i], &task, source);
    share_out(walks, threads, &task, begins, going_on);
    for (guint i = 0; i < begins->len; i++) {
        const PsgAnchorBegin *begin = &g_array_index(begins, PsgAnchorBegin, i);
        g_array_append_val(walks[owners[begin->anchor]].begins, *begin);
    }
    for (guint i = 0; i < threads; i++) {
        gsize cells = (gsize)table->commits->len * walks[i].members->len;
        g_array_sort(walks[i].begins, compare_begins);
        walks[i].given = g_new(guint32, walks[i].members->len + 1);
        walks[i].found = g_new(guint32, cells + 1);
    }
    psg_parallel_run(threads, threads, run, walks, NULL);
    for (guint i = 0; i < threads; i++) {
        gather(&walks[i], table);
        walk_clear(&walks[i]);
    }
}
