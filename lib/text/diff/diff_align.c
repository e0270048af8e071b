/* Which units of a pair are which, in order. Equal ones that stand once on both sides are anchors;
 * between them the heaviest alignment is taken, where edited units, and units that were split or
 * merged, count by the words they share. */
#include <string.h>

#include "text/diff/internal.h"

typedef struct {
    guint a_start, a_end, b_start, b_end, depth;
} Gap;

typedef struct {
    PsgComparison *comparison;
    const guint32 *a, *b; /* ids of all units */
    GArray *gaps;         /* Gap, still to do */
} Aligner;

static void
push_gap(Aligner *aligner, guint a_start, guint a_end, guint b_start, guint b_end, guint depth)
{
    Gap gap = {a_start, a_end, b_start, b_end, depth};
    if (a_start < a_end && b_start < b_end)
        g_array_append_val(aligner->gaps, gap);
}

/* Matches the anchors, and leaves what is between them to do. */
static void
match_anchors(Aligner *aligner, const Gap *gap, const GArray *anchors)
{
    guint a = gap->a_start, b = gap->b_start;
    for (guint i = 0; i < anchors->len; i++) {
        const PsgAnchor *anchor = &g_array_index(anchors, PsgAnchor, i);
        psg_comparison_match(aligner->comparison, anchor->a, anchor->b, FALSE);
        push_gap(aligner, a, anchor->a, b, anchor->b, gap->depth + 1);
        a = anchor->a + 1;
        b = anchor->b + 1;
    }
    push_gap(aligner, a, gap->a_end, b, gap->b_end, gap->depth + 1);
}

/* Matches what is equal at both ends. */
static void
trim(Aligner *aligner, Gap *gap)
{
    while (gap->a_start < gap->a_end && gap->b_start < gap->b_end &&
            aligner->a[gap->a_start] == aligner->b[gap->b_start])
        psg_comparison_match(aligner->comparison, gap->a_start++, gap->b_start++, FALSE);
    while (gap->a_start < gap->a_end && gap->b_start < gap->b_end &&
            aligner->a[gap->a_end - 1] == aligner->b[gap->b_end - 1])
        psg_comparison_match(aligner->comparison, --gap->a_end, --gap->b_end, FALSE);
}

/* --- small gaps: the heaviest alignment --- */

#define CELL_LIMIT 40000
#define JOIN_LIMIT 4 /* pieces that a block may fall into */

/* How alike, in hundredths, two units of a kind must be to be the same text. Few words are easily
 * alike by chance. */
static guint
get_threshold(const PsgUnit *a, const PsgUnit *b)
{
    if (a->kind == PSG_BLOCK_CELL)
        return 34;
    if (a->kind == PSG_BLOCK_HEADING)
        return 45;
    return MIN(a->words, b->words) < 6 ? 55 : 42;
}

/* A text that grew to several times its length is still the same text when hardly a word of it is
 * gone. */
#define GROWN_LEAST_WORDS 8
#define GROWN_SHARE 85

/* What it is worth that a block, however short, stays in its place. */
#define PLACE_GAIN 3600

/* What matching two units adds to an alignment; 0: nothing. */
static gint64
get_gain(PsgComparison *comparison, guint a, guint b, guint shared)
{
    const PsgUnit *first = psg_stream_get_unit(&comparison->a, a);
    const PsgUnit *second = psg_stream_get_unit(&comparison->b, b);
    if (!psg_unit_may_match(first, second))
        return 0;
    gint64 sum = (gint64)first->weight + second->weight, threshold = get_threshold(first, second);
    if (first->id == second->id || psg_unit_is_same_picture(comparison, first, second))
        return 100 * sum + PLACE_GAIN;
    gint64 gain = 200 * (gint64)shared - threshold * sum;
    if (gain <= 0 && MIN(first->words, second->words) >= GROWN_LEAST_WORDS &&
            100 * (gint64)shared >= GROWN_SHARE * (gint64)MIN(first->weight, second->weight))
        gain = 20 * (gint64)shared;
    return MAX(gain, 0);
}

/* A piece must be mostly of the whole, and not just a few of its words. */
#define PIECE_SHARE 60
#define PIECE_LEAST_WORDS 4
#define PIECE_LEAST_PART 10
#define JOIN_THRESHOLD 68

static gboolean
is_piece(const PsgUnit *piece, const PsgUnit *whole, guint shared)
{
    return piece->kind == whole->kind && piece->words >= PIECE_LEAST_WORDS &&
           100 * (gint64)shared >= PIECE_SHARE * (gint64)piece->weight &&
           100 * (gint64)shared >= PIECE_LEAST_PART * (gint64)whole->weight;
}

typedef struct {
    PsgComparison *comparison;
    const Gap *gap;
    guint width; /* units of `b` */
    guint *shared;
    gint64 *best;
    gint8 *step; /* 0: a is left out; 1: b is; 2: matched; -k: one of `a` is k of `b`; 2 + k: k of
                    `a` are one of `b` */
} Grid;

#define STEP_SKIP_A 0
#define STEP_SKIP_B 1
#define STEP_MATCH 2

static void
offer(Grid *grid, guint i, guint j, gint64 value, gint step)
{
    gsize at = (gsize)i * (grid->width + 1) + j;
    if (value > grid->best[at]) {
        grid->best[at] = value;
        grid->step[at] = (gint8)step;
    }
}

/* Tries unit i of one side as `count` units of the other that end before j. */
static void
offer_joins(Grid *grid, guint i, guint j, gboolean is_split)
{
    PsgComparison *comparison = grid->comparison;
    const PsgStream *whole_stream = is_split ? &comparison->a : &comparison->b;
    const PsgStream *piece_stream = is_split ? &comparison->b : &comparison->a;
    guint whole_at = is_split ? grid->gap->a_start + i - 1 : grid->gap->b_start + j - 1;
    guint piece_at = is_split ? grid->gap->b_start + j : grid->gap->a_start + i;
    const PsgUnit *whole = psg_stream_get_unit(whole_stream, whole_at);
    if (whole->kind != PSG_BLOCK_PARAGRAPH && whole->kind != PSG_BLOCK_CODE)
        return;
    guint reach = is_split ? j : i;
    gint64 shared_sum = 0, weight = 0;
    for (guint count = 1; count <= JOIN_LIMIT && count <= reach; count++) {
        const PsgUnit *piece = psg_stream_get_unit(piece_stream, piece_at - count);
        guint row = is_split ? i - 1 : i - count, column = is_split ? j - count : j - 1;
        guint shared = grid->shared[(gsize)row * grid->width + column];
        if (!is_piece(piece, whole, shared))
            return;
        shared_sum = MIN(shared_sum + shared, (gint64)whole->weight);
        weight += piece->weight;
        if (count < 2 || 200 * shared_sum < JOIN_THRESHOLD * (weight + whole->weight))
            continue;
        gint64 gain = 200 * shared_sum - get_threshold(whole, whole) * (weight + whole->weight);
        gsize from = (gsize)(is_split ? i - 1 : i - count) * (grid->width + 1) +
                     (is_split ? j - count : j - 1);
        offer(grid, i, j, grid->best[from] + gain, is_split ? -(gint)count : 2 + (gint)count);
    }
}

static void
fill(Grid *grid, guint height)
{
    const Gap *gap = grid->gap;
    gsize stride = grid->width + 1;
    for (guint i = 1; i <= height; i++)
        for (guint j = 1; j <= grid->width; j++) {
            gsize at = i * stride + j;
            grid->best[at] = grid->best[at - stride];
            grid->step[at] = STEP_SKIP_A;
            offer(grid, i, j, grid->best[at - 1], STEP_SKIP_B);
            guint shared = grid->shared[(gsize)(i - 1) * grid->width + j - 1];
            gint64 gain =
                    get_gain(grid->comparison, gap->a_start + i - 1, gap->b_start + j - 1, shared);
            if (gain > 0)
                offer(grid, i, j, grid->best[at - stride - 1] + gain, STEP_MATCH);
            if (shared > 0) {
                offer_joins(grid, i, j, TRUE);
                offer_joins(grid, i, j, FALSE);
            }
        }
}

/* How many words of the range the segments hold, of one side. */
static guint
count_paired(const GArray *segments, gboolean is_a, guint start, guint end)
{
    guint paired = 0;
    for (guint i = 0; i < segments->len; i++) {
        const PsgSegment *segment = &g_array_index(segments, PsgSegment, i);
        guint from = MAX(is_a ? segment->a : segment->b, start);
        guint to = MIN((is_a ? segment->a : segment->b) + segment->length, end);
        paired += to > from ? to - from : 0;
    }
    return paired;
}

/* Of a piece's words this share (in hundredths) must be found in the whole, in order. */
#define PIECE_KEPT 45

/* The piece that has most words in the whole; sets `is_join` when all have enough. */
static guint
find_best_piece(PsgComparison *comparison, const PsgStream *stream, gboolean is_a, guint start,
        guint end, const PsgMatch *match, gboolean *is_join)
{
    g_autoptr(GArray) segments = g_array_new(FALSE, FALSE, sizeof(PsgSegment));
    psg_diff_pair_words(comparison, match, segments);
    guint best = start, most = 0;
    *is_join = TRUE;
    for (guint i = start; i < end; i++) {
        const PsgStreamBlock *block =
                psg_stream_get_block(stream, psg_stream_get_unit(stream, i)->block_start);
        guint paired = count_paired(segments, is_a, block->word_start, block->word_end);
        if (100 * (guint64)paired < PIECE_KEPT * (guint64)(block->word_end - block->word_start))
            *is_join = FALSE;
        if (paired > most) {
            best = i;
            most = paired;
        }
    }
    return best;
}

/* Records a split or a merger, unless the words, once they are put in order, say that a piece is
 * another text: then only the best piece is matched. */
static void
join(PsgComparison *comparison, guint a_start, guint a_end, guint b_start, guint b_end)
{
    const PsgStream *a = &comparison->a, *b = &comparison->b;
    PsgMatch match = {psg_stream_get_unit(a, a_start)->block_start,
            psg_stream_get_unit(a, a_end - 1)->block_end,
            psg_stream_get_unit(b, b_start)->block_start,
            psg_stream_get_unit(b, b_end - 1)->block_end, FALSE};
    gboolean is_split = a_end == a_start + 1, is_join;
    guint best = is_split ? find_best_piece(comparison, b, FALSE, b_start, b_end, &match, &is_join)
                          : find_best_piece(comparison, a, TRUE, a_start, a_end, &match, &is_join);
    if (is_join)
        psg_comparison_join(comparison, a_start, a_end, b_start, b_end);
    else
        psg_comparison_match(
                comparison, is_split ? a_start : best, is_split ? best : b_start, FALSE);
}

static void
take_steps(Grid *grid, guint height)
{
    PsgComparison *comparison = grid->comparison;
    const Gap *gap = grid->gap;
    for (guint i = height, j = grid->width; i > 0 && j > 0;) {
        gint step = grid->step[(gsize)i * (grid->width + 1) + j];
        guint a = gap->a_start + i, b = gap->b_start + j;
        if (step == STEP_SKIP_A) {
            i--;
        } else if (step == STEP_SKIP_B) {
            j--;
        } else if (step == STEP_MATCH) {
            psg_comparison_match(comparison, a - 1, b - 1, FALSE);
            i--;
            j--;
        } else if (step < 0) {
            join(comparison, a - 1, a, b - (guint)-step, b);
            i--;
            j -= (guint)-step;
        } else {
            join(comparison, a - (guint)(step - 2), a, b - 1, b);
            i -= (guint)(step - 2);
            j--;
        }
    }
}

/* Marks the units of a range that have an equal one in the other: those are not compared with any
 * else. Both lists hold ids in ascending order, with the unit behind the id. */
static void
mark_equal(const guint64 *own, guint own_count, const guint64 *others, guint other_count,
        gboolean *is_equal)
{
    for (guint i = 0, j = 0; i < own_count && j < other_count;) {
        guint64 first = own[i] >> 32, second = others[j] >> 32;
        if (first == second)
            is_equal[(guint32)own[i]] = TRUE;
        i += first <= second;
        j += second < first;
    }
}

/* FALSE when the one could not even be a piece of the other. */
static gboolean
may_share(const PsgUnit *a, const PsgUnit *b)
{
    return psg_unit_may_match(a, b) &&
           100 * (guint64)MIN(a->weight, b->weight) >=
                   PIECE_LEAST_PART * (guint64)MAX(a->weight, b->weight);
}

/* The weights that each unit of `a` shares with each of `b`, or NULL when that would be too much
 * work. */
static guint *
share_all(Aligner *aligner, const Gap *gap)
{
    PsgComparison *comparison = aligner->comparison;
    guint height = gap->a_end - gap->a_start, width = gap->b_end - gap->b_start;
    g_autofree guint64 *a_keys = psg_sort_range(aligner->a + gap->a_start, 0, height);
    g_autofree guint64 *b_keys = psg_sort_range(aligner->b + gap->b_start, 0, width);
    g_autofree gboolean *a_equal = g_new0(gboolean, height), *b_equal = g_new0(gboolean, width);
    mark_equal(a_keys, height, b_keys, width, a_equal);
    mark_equal(b_keys, width, a_keys, height, b_equal);
    g_autofree guint *shared = g_new0(guint, (gsize)height * width);
    for (guint i = 0; i < height; i++) {
        if (a_equal[i])
            continue;
        for (guint j = 0; j < width; j++) {
            guint a = gap->a_start + i, b = gap->b_start + j;
            if (b_equal[j] || !may_share(psg_stream_get_unit(&comparison->a, a),
                                      psg_stream_get_unit(&comparison->b, b)))
                continue;
            if (!psg_comparison_spend(comparison, psg_unit_get_cost(comparison, a, b)))
                return NULL;
            shared[(gsize)i * width + j] = psg_unit_share(comparison, a, b);
        }
    }
    return g_steal_pointer(&shared);
}

/* FALSE when that would be too much work. */
static gboolean
align_by_likeness(Aligner *aligner, const Gap *gap)
{
    guint height = gap->a_end - gap->a_start, width = gap->b_end - gap->b_start;
    gsize cells = (gsize)(height + 1) * (width + 1);
    if (cells > CELL_LIMIT || !psg_comparison_spend(aligner->comparison, 10 * (gint64)cells))
        return FALSE;
    g_autofree guint *shared = share_all(aligner, gap);
    if (!shared)
        return FALSE;
    g_autofree gint64 *best = g_new0(gint64, cells);
    g_autofree gint8 *step = g_new0(gint8, cells);
    Grid grid = {aligner->comparison, gap, width, shared, best, step};
    fill(&grid, height);
    take_steps(&grid, height);
    return TRUE;
}

/* --- all gaps --- */

#define DEPTH_LIMIT 24
#define DIFFERENCE_LIMIT 400
#define ALIKE_THRESHOLD 50

static GArray *
find_anchors(Aligner *aligner, const Gap *gap)
{
    GArray *anchors = psg_anchors_find_unique(
            aligner->a, gap->a_start, gap->a_end, aligner->b, gap->b_start, gap->b_end);
    for (guint i = 0; i < anchors->len; i++) {
        PsgAnchor *anchor = &g_array_index(anchors, PsgAnchor, i);
        anchor->weight = psg_stream_get_unit(&aligner->comparison->a, anchor->a)->weight;
    }
    psg_anchors_keep_chain(anchors);
    return anchors;
}

static guint32 *
list_range(guint start, guint end)
{
    guint32 *units = g_new(guint32, end - start);
    for (guint i = start; i < end; i++)
        units[i - start] = i;
    return units;
}

static void
do_gap(Aligner *aligner, Gap gap)
{
    trim(aligner, &gap);
    guint height = gap.a_end - gap.a_start, width = gap.b_end - gap.b_start;
    if (height == 0 || width == 0)
        return;
    PsgComparison *comparison = aligner->comparison;
    if (align_by_likeness(aligner, &gap))
        return;
    if (gap.depth < DEPTH_LIMIT && psg_comparison_spend(comparison, 100 * (height + width))) {
        g_autoptr(GArray) anchors = find_anchors(aligner, &gap);
        if (anchors->len > 0) {
            match_anchors(aligner, &gap, anchors);
            return;
        }
    }
    if (gap.depth >= DEPTH_LIMIT)
        return;
    gap.depth = DEPTH_LIMIT - 1;
    g_autofree guint32 *a_units = list_range(gap.a_start, gap.a_end);
    g_autofree guint32 *b_units = list_range(gap.b_start, gap.b_end);
    g_autoptr(GArray) anchors =
            psg_find_alike(comparison, a_units, height, b_units, width, ALIKE_THRESHOLD);
    psg_anchors_keep_chain(anchors);
    if (anchors->len == 0) {
        g_array_unref(g_steal_pointer(&anchors));
        guint limit = psg_comparison_spend(
                              comparison, height + width + DIFFERENCE_LIMIT * DIFFERENCE_LIMIT)
                              ? DIFFERENCE_LIMIT
                              : 0;
        anchors = psg_sequence_match(
                aligner->a, gap.a_start, gap.a_end, aligner->b, gap.b_start, gap.b_end, limit);
    }
    if (anchors && anchors->len > 0)
        match_anchors(aligner, &gap, anchors);
}

static guint32 *
list_ids(const PsgStream *stream)
{
    guint32 *ids = g_new(guint32, stream->units->len + 1);
    for (guint i = 0; i < stream->units->len; i++)
        ids[i] = psg_stream_get_unit(stream, i)->id;
    return ids;
}

void
psg_diff_align(PsgComparison *comparison)
{
    g_autofree guint32 *a = list_ids(&comparison->a), *b = list_ids(&comparison->b);
    g_autoptr(GArray) gaps = g_array_new(FALSE, FALSE, sizeof(Gap));
    Aligner aligner = {comparison, a, b, gaps};
    for (guint pair = 0; pair < comparison->pair_count; pair++) {
        push_gap(&aligner, comparison->a.unit_base[pair], comparison->a.unit_base[pair + 1],
                comparison->b.unit_base[pair], comparison->b.unit_base[pair + 1], 0);
        while (gaps->len > 0) {
            Gap gap = g_array_index(gaps, Gap, gaps->len - 1);
            g_array_set_size(gaps, gaps->len - 1);
            do_gap(&aligner, gap);
        }
    }
}
