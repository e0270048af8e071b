/* Sequences of numbers: what stands once on both sides, the heaviest chain of anchors, and the
 * longest common subsequence when little differs. Blocks and words are both matched with these. */
#include <stdlib.h>
#include <string.h>

#include "text/diff/internal.h"

/* --- anchors --- */

static int
compare_keys(const void *a, const void *b)
{
    guint64 first = *(const guint64 *)a, second = *(const guint64 *)b;
    return (first > second) - (first < second);
}

void
psg_sort_keys(guint64 *keys, guint count)
{
    qsort(keys, count, sizeof *keys, compare_keys);
}

guint64 *
psg_sort_range(const guint32 *numbers, guint start, guint end)
{
    guint64 *keys = g_new(guint64, end - start + 1);
    for (guint i = start; i < end; i++)
        keys[i - start] = (guint64)numbers[i] << 32 | i;
    psg_sort_keys(keys, end - start);
    return keys;
}

static int
compare_anchors(const void *a, const void *b)
{
    const PsgAnchor *first = a, *second = b;
    return (first->a > second->a) - (first->a < second->a);
}

void
psg_anchors_sort(GArray *anchors)
{
    if (anchors->len > 1)
        qsort(anchors->data, anchors->len, sizeof(PsgAnchor), compare_anchors);
}

/* The end of the run of equal numbers that begins at `at`. */
static guint
find_run_end(const guint64 *keys, guint at, guint count)
{
    guint end = at + 1;
    while (end < count && keys[end] >> 32 == keys[at] >> 32)
        end++;
    return end;
}

GArray *
psg_anchors_find_unique(
        const guint32 *a, guint a_start, guint a_end, const guint32 *b, guint b_start, guint b_end)
{
    GArray *anchors = g_array_new(FALSE, FALSE, sizeof(PsgAnchor));
    g_autofree guint64 *a_keys = psg_sort_range(a, a_start, a_end);
    g_autofree guint64 *b_keys = psg_sort_range(b, b_start, b_end);
    guint a_count = a_end - a_start, b_count = b_end - b_start;
    for (guint i = 0, j = 0; i < a_count && j < b_count;) {
        guint32 first = (guint32)(a_keys[i] >> 32), second = (guint32)(b_keys[j] >> 32);
        guint i_end = find_run_end(a_keys, i, a_count), j_end = find_run_end(b_keys, j, b_count);
        if (first == second && i_end == i + 1 && j_end == j + 1) {
            PsgAnchor anchor = {(guint32)a_keys[i], (guint32)b_keys[j], 1};
            g_array_append_val(anchors, anchor);
        }
        if (first <= second)
            i = i_end;
        if (second <= first)
            j = j_end;
    }
    psg_anchors_sort(anchors);
    return anchors;
}

/* A tree of maxima over prefixes (Fenwick): what is the heaviest chain that ends before a place?
 */
typedef struct {
    guint64 weight;
    guint32 anchor;
} Best;

void
psg_anchors_keep_chain(GArray *anchors)
{
    guint count = anchors->len;
    if (count < 2)
        return;
    /* The places in `b`, ranked. */
    g_autofree guint32 *places = g_new(guint32, count);
    for (guint i = 0; i < count; i++)
        places[i] = g_array_index(anchors, PsgAnchor, i).b;
    g_autofree guint64 *ranked = psg_sort_range(places, 0, count);
    g_autofree guint32 *rank = g_new(guint32, count), *before = g_new(guint32, count);
    for (guint i = 0; i < count; i++)
        rank[(guint32)ranked[i]] = i + 1;

    g_autofree Best *tree = g_new0(Best, count + 1);
    Best heaviest = {0, PSG_NOWHERE};
    for (guint i = 0; i < count; i++) {
        Best best = {0, PSG_NOWHERE};
        for (guint at = rank[i] - 1; at > 0; at &= at - 1)
            if (tree[at].weight > best.weight)
                best = tree[at];
        before[i] = best.anchor;
        Best own = {best.weight + g_array_index(anchors, PsgAnchor, i).weight, i};
        for (guint at = rank[i]; at <= count; at += at & -at)
            if (own.weight > tree[at].weight)
                tree[at] = own;
        if (own.weight > heaviest.weight)
            heaviest = own;
    }
    g_autofree gboolean *is_kept = g_new0(gboolean, count);
    for (guint32 at = heaviest.anchor; at != PSG_NOWHERE; at = before[at])
        is_kept[at] = TRUE;
    guint kept = 0;
    for (guint i = 0; i < count; i++)
        if (is_kept[i])
            g_array_index(anchors, PsgAnchor, kept++) = g_array_index(anchors, PsgAnchor, i);
    g_array_set_size(anchors, kept);
}

/* --- Myers --- */

static void
reverse(GArray *anchors)
{
    for (guint i = 0; i < anchors->len / 2; i++) {
        PsgAnchor *first = &g_array_index(anchors, PsgAnchor, i);
        PsgAnchor *last = &g_array_index(anchors, PsgAnchor, anchors->len - 1 - i);
        PsgAnchor kept = *first;
        *first = *last;
        *last = kept;
    }
}

/* TRUE when the furthest path on diagonal k, after d differences, came down from diagonal k + 1. */
static gboolean
came_down(const gint *last, gint k, gint d)
{
    return k == -d || (k != d && last[k - 1] < last[k + 1]);
}

/* Goes back through the furthest points kept of every round and lists the pairs on the way. */
static GArray *
trace_back(GPtrArray *rounds, guint a_start, guint a_end, guint b_start, guint b_end)
{
    GArray *anchors = g_array_new(FALSE, FALSE, sizeof(PsgAnchor));
    gint x = (gint)(a_end - a_start), y = (gint)(b_end - b_start);
    for (gint d = (gint)rounds->len - 1; d >= 0; d--) {
        const gint *last = d > 0 ? (const gint *)g_ptr_array_index(rounds, d - 1) + d : NULL;
        gint k = x - y;
        gboolean is_down = last && came_down(last, k, d);
        gint from_x = !last ? 0 : is_down ? last[k + 1] : last[k - 1] + 1;
        while (x > from_x) {
            x--;
            y--;
            PsgAnchor anchor = {a_start + (guint)x, b_start + (guint)y, 1};
            g_array_append_val(anchors, anchor);
        }
        x -= last && !is_down;
        y -= is_down;
    }
    reverse(anchors);
    return anchors;
}

GArray *
psg_sequence_match(const guint32 *a, guint a_start, guint a_end, const guint32 *b, guint b_start,
        guint b_end, guint limit)
{
    gint a_count = (gint)(a_end - a_start), b_count = (gint)(b_end - b_start);
    g_autoptr(GPtrArray) rounds = g_ptr_array_new_with_free_func(g_free);
    for (gint d = 0; d <= (gint)limit && d <= a_count + b_count; d++) {
        /* reach[k], -d - 1 <= k <= d + 1: how far in `a` the path on diagonal k comes. */
        gint *reach = g_new(gint, 2 * d + 3);
        gint *last = d > 0 ? (gint *)g_ptr_array_index(rounds, d - 1) + d : reach;
        g_ptr_array_add(rounds, reach);
        reach += d + 1;
        for (gint k = -d; k <= d; k += 2) {
            reach[k] = -2; /* beyond the ends */
            gint x = d == 0 ? 0 : came_down(last, k, d) ? last[k + 1] : last[k - 1] + 1;
            if (x < 0 || x > a_count || x - k > b_count || x - k < 0)
                continue;
            while (x < a_count && x - k < b_count && a[a_start + x] == b[b_start + x - k])
                x++;
            reach[k] = x;
            if (x == a_count && x - k == b_count)
                return trace_back(rounds, a_start, a_end, b_start, b_end);
        }
    }
    return NULL;
}
