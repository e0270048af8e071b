/* Where anchors begin among the commits on the way to the one that is asked about. One that is on
 * another branch (somebody commented on a version tag, or on a branch whose text came here as one
 * new commit) is carried back to where the branches part, or across, as over one commit. One on a
 * later commit is left: its words may not have been written yet. See anchor_internal.h. */
#include "git/oid.h"
#include "review/anchor/anchor_internal.h"

typedef struct {
    PsgFollower *follower;
    const PsgAnchor *anchors;
    const PsgAnchorCommits *commits;
    const PsgAnchorCommit *last;
    PsgAnchorTable *table;
    GArray *begins;
} Beginning;

static guint32
add_state(const Beginning *beginning, const PsgAnchorState *state)
{
    g_array_append_val(beginning->table->states, *state);
    return beginning->table->states->len - 1;
}

/* Sets the place at the last commit of an anchor that is not on the way there. */
static void
set_foreign(const Beginning *beginning, guint32 anchor, const PsgAnchorState *state)
{
    guint32 *row = psg_anchor_table_get_row(beginning->table, &beginning->last->oid);
    beginning->table->are_foreign[anchor] = TRUE;
    row[anchor] = add_state(beginning, state);
}

/* Carries the states of anchors from one commit's tree to another's, as over one step. */
static void
carry_across(const Beginning *beginning, const PsgAnchorCommit *from, const PsgAnchorCommit *to,
        PsgAnchorState *states, guint count)
{
    static const git_oid nobody;
    gboolean is_readable =
            psg_follower_begin_step(beginning->follower, &nobody, &from->tree, &to->tree);
    for (guint i = 0; i < count; i++) {
        PsgAnchorState old_state = states[i];
        if (!is_readable)
            states[i].status = PSG_ANCHOR_UNKNOWN;
        else if (psg_follower_carry(beginning->follower, &old_state, &states[i]) &&
                 states[i].status == PSG_ANCHOR_GONE)
            states[i].status = PSG_ANCHOR_UNKNOWN;
    }
}

/* All anchors of one commit that is not on the way. `base`: the index of the last commit on the way
 * that is an ancestor of it; PSG_NO_WORD when there is none. */
static void
begin_foreign(const Beginning *beginning, const PsgAnchorCommit *commit, guint32 base,
        const GArray *members)
{
    g_autofree PsgAnchorState *own = g_new(PsgAnchorState, members->len + 1);
    for (guint i = 0; i < members->len; i++)
        psg_follower_begin_anchor(beginning->follower, &commit->tree,
                &beginning->anchors[g_array_index(members, guint32, i)], &own[i]);
    g_autofree PsgAnchorState *states = g_memdup2(own, members->len * sizeof *own);
    if (base != PSG_NO_WORD)
        carry_across(beginning, commit, psg_anchor_commits_get(beginning->commits, base), states,
                members->len);
    gboolean is_later = base + 1 == beginning->commits->commits->len;
    if (!is_later)
        carry_across(beginning, commit, beginning->last, own, members->len);
    for (guint i = 0; i < members->len; i++) {
        guint32 anchor = g_array_index(members, guint32, i);
        if (is_later)
            own[i].status = states[i].status = PSG_ANCHOR_UNKNOWN;
        if (base == PSG_NO_WORD || states[i].status != PSG_ANCHORED) {
            set_foreign(beginning, anchor, &own[i]);
            continue;
        }
        PsgAnchorBegin begin = {
                .anchor = anchor, .commit = base, .has_state = TRUE, .state = states[i]};
        beginning->table->are_foreign[anchor] = TRUE;
        g_array_append_val(beginning->begins, begin);
    }
}

/* By commit of `others`: the newest commit on the way that is an ancestor. */
static guint32 *
find_bases(const PsgAnchorCommits *others, const PsgAnchorCommits *commits)
{
    guint32 *bases = g_new(guint32, others->commits->len + 1);
    for (guint32 i = 0; i < others->commits->len; i++) {
        const PsgAnchorCommit *commit = psg_anchor_commits_get(others, i);
        bases[i] = PSG_NO_WORD;
        for (guint32 p = 0; p < commit->parent_count; p++) {
            const PsgAnchorParent *parent =
                    &g_array_index(others->parents, PsgAnchorParent, commit->first_parent + p);
            guint32 base;
            if (parent->index != PSG_NO_WORD)
                base = bases[parent->index];
            else
                psg_anchor_commits_find(commits, &parent->oid, &base);
            if (base != PSG_NO_WORD && (bases[i] == PSG_NO_WORD || base > bases[i]))
                bases[i] = base;
        }
    }
    return bases;
}

/* The anchors of commits that are not on the way: git_oid -> GArray of guint32. */
static GHashTable *
sort_wanted(const Beginning *beginning, const GArray *wanted)
{
    GHashTable *foreign = g_hash_table_new_full(
            psg_oid_hash, psg_oid_is_equal, g_free, (GDestroyNotify)g_array_unref);
    for (guint i = 0; i < wanted->len; i++) {
        guint32 anchor = g_array_index(wanted, guint32, i);
        PsgAnchorBegin begin = {.anchor = anchor};
        git_oid oid;
        if (git_oid_fromstr(&oid, beginning->anchors[anchor].commit) != 0)
            continue;
        if (psg_anchor_commits_find(beginning->commits, &oid, &begin.commit)) {
            g_array_append_val(beginning->begins, begin);
            continue;
        }
        GArray *members = g_hash_table_lookup(foreign, &oid);
        if (!members) {
            members = g_array_new(FALSE, FALSE, sizeof(guint32));
            g_hash_table_insert(foreign, g_memdup2(&oid, sizeof oid), members);
        }
        g_array_append_val(members, anchor);
    }
    return foreign;
}

void
psg_anchors_begin(PsgFollower *follower, const PsgAnchor *anchors, const GArray *wanted,
        const PsgAnchorCommits *commits, PsgAnchorTable *table, GArray *begins)
{
    const Beginning beginning = {follower, anchors, commits,
            psg_anchor_commits_get(commits, commits->commits->len - 1), table, begins};
    g_autoptr(GHashTable) foreign = sort_wanted(&beginning, wanted);
    if (g_hash_table_size(foreign) == 0)
        return;
    g_autoptr(GArray) from = g_array_new(FALSE, FALSE, sizeof(git_oid));
    GHashTableIter iter;
    gpointer key;
    g_hash_table_iter_init(&iter, foreign);
    while (g_hash_table_iter_next(&iter, &key, NULL))
        g_array_append_vals(from, key, 1);
    g_auto(PsgAnchorCommits) others = {0};
    psg_anchor_commits_list_others(
            &others, follower, (const git_oid *)(void *)from->data, from->len, commits);
    g_autofree guint32 *bases = find_bases(&others, commits);
    for (guint32 i = 0; i < others.commits->len; i++) {
        const PsgAnchorCommit *commit = psg_anchor_commits_get(&others, i);
        const GArray *members = g_hash_table_lookup(foreign, &commit->oid);
        if (members)
            begin_foreign(&beginning, commit, bases[i], members);
    }
}
