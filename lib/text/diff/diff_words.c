/* Which words of two matched blocks are which. An alignment pays for every change it begins, so
 * that a lone common word does not break a change in two (affine gaps: Gotoh, An improved algorithm
 * for matching biological sequences, 1982). Long passages are first cut at words that stand once on
 * both sides. */
#include <string.h>

#include "text/diff/internal.h"

typedef struct {
    guint a_start, a_end, b_start, b_end, depth;
} Gap;

static void
pair(PsgPairing *pairing, guint a, guint b)
{
    pairing->a_partner[a] = b;
    pairing->b_partner[b] = a;
}

static void
trim(PsgPairing *pairing, Gap *gap)
{
    const guint32 *a = pairing->a, *b = pairing->b;
    while (gap->a_start < gap->a_end && gap->b_start < gap->b_end &&
            a[gap->a_start] == b[gap->b_start])
        pair(pairing, gap->a_start++, gap->b_start++);
    while (gap->a_start < gap->a_end && gap->b_start < gap->b_end &&
            a[gap->a_end - 1] == b[gap->b_end - 1])
        pair(pairing, --gap->a_end, --gap->b_end);
}

/* --- the alignment that reads best --- */

#define CHANGE_COST 3
#define CELL_LIMIT 400000
#define CELL_COST 3

/* Where a place of the grid was come to from; two states: the last words were a pair, or a change.
 */
#define FROM_PAIR 1   /* a pair: after a pair (else after a change) */
#define CHANGE_NEW 2  /* a change: begins here, after a pair */
#define CHANGE_BY_A 4 /* a change: goes on with a word of `a` (else of `b`) */

typedef struct {
    gint32 pair, change;
} Cell;

#define IMPOSSIBLE (G_MININT32 / 2)

static void
fill_cell(const PsgPairing *pairing, const Gap *gap, guint i, guint j, const Cell *above_left,
        const Cell *above, const Cell *left, Cell *cell, guint8 *from)
{
    *from = 0;
    cell->pair = cell->change = IMPOSSIBLE;
    if (i > 0 && j > 0 && pairing->a[gap->a_start + i - 1] == pairing->b[gap->b_start + j - 1]) {
        const PsgComparison *comparison = pairing->comparison;
        guint32 base = comparison->a.tokens[pairing->a_start + gap->a_start + i - 1].base;
        gboolean is_pair = above_left->pair >= above_left->change;
        cell->pair = (is_pair ? above_left->pair : above_left->change) +
                     (gint32)psg_token_weigh(comparison, base);
        *from |= is_pair ? FROM_PAIR : 0;
    }
    if (i > 0) {
        cell->change = above->change;
        *from |= CHANGE_BY_A;
        if (above->pair - CHANGE_COST > cell->change) {
            cell->change = above->pair - CHANGE_COST;
            *from |= CHANGE_NEW;
        }
    }
    if (j > 0 && MAX(left->change, left->pair - CHANGE_COST) > cell->change) {
        gboolean is_new = left->pair - CHANGE_COST > left->change;
        cell->change = is_new ? left->pair - CHANGE_COST : left->change;
        *from &= (guint8) ~(CHANGE_BY_A | CHANGE_NEW);
        *from |= is_new ? CHANGE_NEW : 0;
    }
}

static void
take_pairs(PsgPairing *pairing, const Gap *gap, const guint8 *from, gboolean is_pair)
{
    guint i = gap->a_end - gap->a_start, j = gap->b_end - gap->b_start;
    gsize stride = j + 1;
    while (i > 0 || j > 0) {
        guint8 at = from[i * stride + j];
        if (is_pair) {
            i--;
            j--;
            pair(pairing, gap->a_start + i, gap->b_start + j);
            is_pair = at & FROM_PAIR;
        } else {
            i -= at & CHANGE_BY_A ? 1 : 0;
            j -= at & CHANGE_BY_A ? 0 : 1;
            is_pair = at & CHANGE_NEW;
        }
    }
}

/* FALSE when that would be too much work. */
static gboolean
align(PsgComparison *comparison, PsgPairing *pairing, const Gap *gap)
{
    guint height = gap->a_end - gap->a_start, width = gap->b_end - gap->b_start;
    guint64 count = (guint64)height * width;
    if (count > CELL_LIMIT || !psg_comparison_spend(comparison, (gint64)count * CELL_COST))
        return FALSE;
    gsize stride = (gsize)width + 1;
    g_autofree guint8 *from = g_malloc((height + 1) * stride);
    g_autofree Cell *rows = g_new(Cell, 2 * stride);
    for (guint i = 0; i <= height; i++) {
        Cell *row = rows + (i & 1) * stride;
        const Cell *above = rows + (~i & 1) * stride;
        for (guint j = 0; j <= width; j++) {
            if (i == 0 && j == 0) {
                row[0] = (Cell){0, IMPOSSIBLE};
                from[0] = 0;
            } else {
                fill_cell(pairing, gap, i, j, above + j - (j > 0), above + j, row + j - (j > 0),
                        row + j, &from[i * stride + j]);
            }
        }
    }
    const Cell *last = rows + (height & 1) * stride + width;
    take_pairs(pairing, gap, from, last->pair > last->change);
    return TRUE;
}

/* --- long passages --- */

#define DEPTH_LIMIT 16
#define DIFFERENCE_LIMIT 400

static GArray *
find_anchors(PsgComparison *comparison, const PsgPairing *pairing, const Gap *gap)
{
    guint count = gap->a_end - gap->a_start + gap->b_end - gap->b_start;
    if (gap->depth < DEPTH_LIMIT && psg_comparison_spend(comparison, 100 * (gint64)count)) {
        GArray *anchors = psg_anchors_find_unique(
                pairing->a, gap->a_start, gap->a_end, pairing->b, gap->b_start, gap->b_end);
        psg_anchors_keep_chain(anchors);
        if (anchors->len > 0)
            return anchors;
        g_array_unref(anchors);
    }
    gint64 cost = count + DIFFERENCE_LIMIT * DIFFERENCE_LIMIT;
    return psg_comparison_spend(comparison, cost)
                   ? psg_sequence_match(pairing->a, gap->a_start, gap->a_end, pairing->b,
                             gap->b_start, gap->b_end, DIFFERENCE_LIMIT)
                   : NULL;
}

static void
push_gap(GArray *gaps, guint a_start, guint a_end, guint b_start, guint b_end, guint depth)
{
    Gap gap = {a_start, a_end, b_start, b_end, depth};
    if (a_start < a_end && b_start < b_end)
        g_array_append_val(gaps, gap);
}

static void
do_gap(PsgComparison *comparison, PsgPairing *pairing, GArray *gaps, Gap gap)
{
    trim(pairing, &gap);
    if (gap.a_start == gap.a_end || gap.b_start == gap.b_end || align(comparison, pairing, &gap))
        return;
    g_autoptr(GArray) anchors = find_anchors(comparison, pairing, &gap);
    if (!anchors)
        return;
    guint a = gap.a_start, b = gap.b_start;
    for (guint i = 0; i < anchors->len; i++) {
        const PsgAnchor *anchor = &g_array_index(anchors, PsgAnchor, i);
        pair(pairing, anchor->a, anchor->b);
        push_gap(gaps, a, anchor->a, b, anchor->b, gap.depth + 1);
        a = anchor->a + 1;
        b = anchor->b + 1;
    }
    push_gap(gaps, a, gap.a_end, b, gap.b_end, gap.depth + 1);
}

/* --- the whole --- */

static guint32 *
list_ids(const PsgStream *stream, guint start, guint count)
{
    guint32 *ids = g_new(guint32, count + 1);
    for (guint i = 0; i < count; i++)
        ids[i] = stream->tokens[start + i].id;
    return ids;
}

static guint32 *
new_partners(guint count)
{
    guint32 *partners = g_new(guint32, count + 1);
    memset(partners, 0xff, (count + 1) * sizeof *partners);
    return partners;
}

static void
list_segments(const PsgPairing *pairing, GArray *segments)
{
    for (guint i = 0; i < pairing->a_count;) {
        guint32 partner = pairing->a_partner[i];
        if (partner == PSG_NOWHERE) {
            i++;
            continue;
        }
        PsgSegment segment = {pairing->a_start + i, pairing->b_start + partner, 0};
        while (i < pairing->a_count && pairing->a_partner[i] == partner + segment.length) {
            segment.length++;
            i++;
        }
        g_array_append_val(segments, segment);
    }
}

void
psg_diff_pair_words(PsgComparison *comparison, const PsgMatch *match, GArray *segments)
{
    const PsgStreamBlock *a_first = psg_stream_get_block(&comparison->a, match->a_start);
    const PsgStreamBlock *b_first = psg_stream_get_block(&comparison->b, match->b_start);
    PsgPairing pairing = {.comparison = comparison,
            .a_pair = a_first->pair,
            .b_pair = b_first->pair,
            .a_start = a_first->word_start,
            .b_start = b_first->word_start,
            .is_code = a_first->block->kind == PSG_BLOCK_CODE};
    pairing.a_count =
            psg_stream_get_block(&comparison->a, match->a_end - 1)->word_end - pairing.a_start;
    pairing.b_count =
            psg_stream_get_block(&comparison->b, match->b_end - 1)->word_end - pairing.b_start;
    g_array_set_size(segments, 0);
    if (a_first->id == b_first->id && match->a_end == match->a_start + 1 &&
            match->b_end == match->b_start + 1) {
        PsgSegment whole = {pairing.a_start, pairing.b_start, pairing.a_count};
        if (whole.length > 0)
            g_array_append_val(segments, whole);
        return;
    }
    g_autofree guint32 *a = list_ids(&comparison->a, pairing.a_start, pairing.a_count);
    g_autofree guint32 *b = list_ids(&comparison->b, pairing.b_start, pairing.b_count);
    g_autofree guint32 *a_partner = new_partners(pairing.a_count);
    g_autofree guint32 *b_partner = new_partners(pairing.b_count);
    pairing.a = a;
    pairing.b = b;
    pairing.a_partner = a_partner;
    pairing.b_partner = b_partner;
    g_autoptr(GArray) gaps = g_array_new(FALSE, FALSE, sizeof(Gap));
    push_gap(gaps, 0, pairing.a_count, 0, pairing.b_count, 0);
    while (gaps->len > 0) {
        Gap gap = g_array_index(gaps, Gap, gaps->len - 1);
        g_array_set_size(gaps, gaps->len - 1);
        do_gap(comparison, &pairing, gaps, gap);
    }
    psg_pairing_make_readable(&pairing);
    list_segments(&pairing, segments);
}
