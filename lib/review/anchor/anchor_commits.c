/* The commits on the way of anchors, with their trees and parents. What a shallow clone does not
 * have, or damage took away, is as if it had never been. See anchor_internal.h. */
#include <string.h>

#include "git/oid.h"
#include "review/anchor/anchor_internal.h"

/* Of a commit, in bytes. */
#define SIZE_LIMIT (16 * 1024 * 1024)

void
psg_anchor_commits_clear(PsgAnchorCommits *commits)
{
    g_clear_pointer(&commits->commits, g_array_unref);
    g_clear_pointer(&commits->parents, g_array_unref);
    g_clear_pointer(&commits->numbers, g_hash_table_unref);
}

/* --- one commit --- */

/* The object's number in a line "NAME NUMBER"; gives what follows the line, or NULL. */
static const char *
take_number(const char *at, const char *end, const char *name, git_oid *oid)
{
    gsize length = strlen(name);
    if ((gsize)(end - at) < length + GIT_OID_HEXSZ + 1 || memcmp(at, name, length) != 0 ||
            at[length + GIT_OID_HEXSZ] != '\n' ||
            git_oid_fromstrn(oid, at + length, GIT_OID_HEXSZ) != 0)
        return NULL;
    return at + length + GIT_OID_HEXSZ + 1;
}

/* The committer's time: what follows "> " in its line. */
static gint64
read_time(const char *at, const char *end)
{
    for (const char *stop; at < end && *at != '\n'; at = stop + 1) {
        stop = memchr(at, '\n', (gsize)(end - at));
        if (!stop)
            return 0;
        const char *mark = memrchr(at, '>', (gsize)(stop - at));
        if (mark && stop - at > 10 && memcmp(at, "committer ", 10) == 0)
            return g_ascii_strtoll(mark + 1, NULL, 10);
    }
    return 0;
}

gboolean
psg_anchor_commit_read(
        PsgFollower *follower, const git_oid *oid, PsgAnchorCommit *commit, GArray *parents)
{
    const char *bytes;
    gsize length;
    *commit = (PsgAnchorCommit){.oid = *oid};
    if (!psg_follower_read_object(follower, oid, GIT_OBJECT_COMMIT, SIZE_LIMIT, &bytes, &length))
        return FALSE;
    const char *end = bytes + length, *at = take_number(bytes, end, "tree ", &commit->tree);
    if (!at)
        return FALSE;
    git_oid parent;
    for (const char *next; (next = take_number(at, end, "parent ", &parent)); at = next)
        if (parents)
            g_array_append_val(parents, parent);
    commit->time = read_time(at, end);
    return TRUE;
}

/* --- the list --- */

/* A commit that was come upon. */
typedef struct {
    PsgAnchorCommit commit;
    guint32 children; /* that were not put in order yet */
} Found;

typedef struct {
    PsgFollower *follower;
    const PsgAnchorCommits *known; /* NULL; what is in them is not looked for */
    GArray *found;                 /* Found */
    GArray *parents;               /* git_oid */
    GHashTable *numbers;           /* git_oid -> index of found + 1 */
} Finding;

static void
finding_clear(Finding *finding)
{
    g_array_unref(finding->found);
    g_array_unref(finding->parents);
    g_hash_table_unref(finding->numbers);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Finding, finding_clear)

static Found *
get_found(const Finding *finding, guint32 index)
{
    return &g_array_index(finding->found, Found, index);
}

/* Reads a commit unless it is known. FALSE when it is not here. */
static gboolean
find(Finding *finding, const git_oid *oid)
{
    if (g_hash_table_contains(finding->numbers, oid))
        return TRUE;
    Found found = {0};
    guint32 first = finding->parents->len;
    if (!psg_anchor_commit_read(finding->follower, oid, &found.commit, finding->parents))
        return FALSE;
    found.commit.first_parent = first;
    found.commit.parent_count = finding->parents->len - first;
    g_array_append_val(finding->found, found);
    g_hash_table_insert(
            finding->numbers, g_memdup2(oid, sizeof *oid), GUINT_TO_POINTER(finding->found->len));
    return TRUE;
}

/* Finds all that come before the commits found so far, wherever one is missing. */
static void
find_all(Finding *finding)
{
    for (guint32 i = 0; i < finding->found->len; i++) {
        PsgAnchorCommit commit = get_found(finding, i)->commit;
        for (guint32 p = 0; p < commit.parent_count; p++) {
            git_oid parent = g_array_index(finding->parents, git_oid, commit.first_parent + p);
            guint32 known;
            if (finding->known && psg_anchor_commits_find(finding->known, &parent, &known))
                continue;
            if (find(finding, &parent)) {
                guint number = GPOINTER_TO_UINT(g_hash_table_lookup(finding->numbers, &parent));
                get_found(finding, number - 1)->children++;
            } else
                g_atomic_int_set(&finding->follower->source->has_unread, 1);
        }
    }
}

/* The newest first, whatever order they were found in. */
static int
compare_ready(gconstpointer a, gconstpointer b, gpointer data)
{
    const PsgAnchorCommit *x = &get_found(data, GPOINTER_TO_UINT(a))->commit,
                          *y = &get_found(data, GPOINTER_TO_UINT(b))->commit;
    if (x->time != y->time)
        return x->time > y->time ? -1 : 1;
    return git_oid_cmp(&x->oid, &y->oid);
}

/* The indices of what was found, children before parents, the newest first. */
static GArray *
put_in_order(Finding *finding)
{
    GArray *order = g_array_new(FALSE, FALSE, sizeof(guint32));
    g_autoptr(GSequence) ready = g_sequence_new(NULL);
    for (guint32 i = 0; i < finding->found->len; i++)
        if (get_found(finding, i)->children == 0)
            g_sequence_insert_sorted(ready, GUINT_TO_POINTER(i), compare_ready, finding);
    while (!g_sequence_is_empty(ready)) {
        GSequenceIter *first = g_sequence_get_begin_iter(ready);
        guint32 index = GPOINTER_TO_UINT(g_sequence_get(first));
        g_sequence_remove(first);
        g_array_append_val(order, index);
        const PsgAnchorCommit *commit = &get_found(finding, index)->commit;
        for (guint32 p = 0; p < commit->parent_count; p++) {
            guint number = GPOINTER_TO_UINT(g_hash_table_lookup(finding->numbers,
                    &g_array_index(finding->parents, git_oid, commit->first_parent + p)));
            if (number > 0 && --get_found(finding, number - 1)->children == 0)
                g_sequence_insert_sorted(
                        ready, GUINT_TO_POINTER(number - 1), compare_ready, finding);
        }
    }
    return order;
}

/* Makes the list of what was found. */
static void
take_over(PsgAnchorCommits *commits, const Finding *finding, const GArray *order)
{
    for (guint32 i = order->len; i-- > 0;) {
        PsgAnchorCommit commit = get_found(finding, g_array_index(order, guint32, i))->commit;
        guint32 first = commits->parents->len;
        for (guint32 p = 0; p < commit.parent_count; p++) {
            PsgAnchorParent parent = {
                    .oid = g_array_index(finding->parents, git_oid, commit.first_parent + p)};
            if (psg_anchor_commits_find(commits, &parent.oid, &parent.index))
                commit.generation = MAX(commit.generation,
                        psg_anchor_commits_get(commits, parent.index)->generation + 1);
            g_array_append_val(commits->parents, parent);
        }
        commit.first_parent = first;
        g_array_append_val(commits->commits, commit);
        g_hash_table_insert(commits->numbers, g_memdup2(&commit.oid, sizeof commit.oid),
                GUINT_TO_POINTER(commits->commits->len));
    }
}

static void
init(PsgAnchorCommits *commits, Finding *finding, PsgFollower *follower)
{
    *commits = (PsgAnchorCommits){g_array_new(FALSE, FALSE, sizeof(PsgAnchorCommit)),
            g_array_new(FALSE, FALSE, sizeof(PsgAnchorParent)),
            g_hash_table_new_full(psg_oid_hash, psg_oid_is_equal, g_free, NULL)};
    *finding = (Finding){.follower = follower,
            .found = g_array_new(FALSE, FALSE, sizeof(Found)),
            .parents = g_array_new(FALSE, FALSE, sizeof(git_oid)),
            .numbers = g_hash_table_new_full(psg_oid_hash, psg_oid_is_equal, g_free, NULL)};
}

gboolean
psg_anchor_commits_list(PsgAnchorCommits *commits, PsgFollower *follower, const git_oid *to)
{
    g_auto(Finding) finding = {0};
    init(commits, &finding, follower);
    if (!find(&finding, to))
        return FALSE;
    find_all(&finding);
    g_autoptr(GArray) order = put_in_order(&finding);
    take_over(commits, &finding, order);
    return TRUE;
}

void
psg_anchor_commits_list_others(PsgAnchorCommits *commits, PsgFollower *follower,
        const git_oid *from, guint count, const PsgAnchorCommits *known)
{
    g_auto(Finding) finding = {0};
    init(commits, &finding, follower);
    finding.known = known;
    for (guint i = 0; i < count; i++)
        find(&finding, &from[i]);
    find_all(&finding);
    g_autoptr(GArray) order = put_in_order(&finding);
    take_over(commits, &finding, order);
}
