/* What left its place: units that are matched nowhere on both sides, and are the same or nearly so.
 * Words that few units have lead to the candidates, so that nothing is compared with everything. */
#include <string.h>

#include "text/diff/internal.h"

/* --- units that are alike, anywhere --- */

#define RARE_LIMIT 4      /* units that a word may stand in and still lead to them */
#define CANDIDATE_LIMIT 3 /* the best by rare words are compared in full */

/* For each word (base) the units that hold it, while they are few. */
typedef struct {
    guint8 *count;
    guint32 *units;
} Postings;

static guint
get_bag_size(const guint32 *bag)
{
    return bag[0];
}

static void
postings_init(Postings *postings, PsgComparison *comparison, gboolean is_a, const guint32 *units,
        guint count)
{
    postings->count = g_new0(guint8, comparison->base_count + 1);
    postings->units = g_new(guint32, (gsize)(comparison->base_count + 1) * RARE_LIMIT);
    for (guint i = 0; i < count; i++) {
        const guint32 *bag = psg_unit_get_bag(comparison, is_a, units[i]);
        for (guint j = 1; j <= get_bag_size(bag); j++) {
            guint32 word = bag[j];
            if (j > 1 && bag[j - 1] == word)
                continue;
            if (postings->count[word] < RARE_LIMIT)
                postings->units[(gsize)word * RARE_LIMIT + postings->count[word]] = i;
            if (postings->count[word] <= RARE_LIMIT)
                postings->count[word]++;
        }
    }
}

static void
postings_clear(Postings *postings)
{
    g_free(postings->count);
    g_free(postings->units);
}

typedef struct {
    guint32 unit;
    guint score;
} Candidate;

/* Keeps the best few, the first found of equals. */
static void
add_candidate(Candidate *candidates, guint32 unit, guint score)
{
    for (guint i = 0; i < CANDIDATE_LIMIT; i++)
        if (score > candidates[i].score) {
            memmove(candidates + i + 1, candidates + i,
                    (CANDIDATE_LIMIT - 1 - i) * sizeof *candidates);
            candidates[i] = (Candidate){unit, score};
            return;
        }
}

static void
find_candidates(PsgComparison *comparison, const Postings *a, const Postings *b, const guint32 *bag,
        guint *scores, GArray *touched, Candidate *candidates)
{
    g_array_set_size(touched, 0);
    for (guint i = 1; i <= get_bag_size(bag); i++) {
        guint32 word = bag[i];
        if ((i > 1 && bag[i - 1] == word) || a->count[word] > RARE_LIMIT ||
                b->count[word] > RARE_LIMIT)
            continue;
        for (guint j = 0; j < b->count[word]; j++) {
            guint32 unit = b->units[(gsize)word * RARE_LIMIT + j];
            if (scores[unit] == 0)
                g_array_append_val(touched, unit);
            scores[unit] += psg_token_weigh(comparison, word);
        }
    }
    memset(candidates, 0, CANDIDATE_LIMIT * sizeof *candidates);
    for (guint i = 0; i < touched->len; i++) {
        guint32 unit = g_array_index(touched, guint32, i);
        add_candidate(candidates, unit, scores[unit]);
        scores[unit] = 0;
    }
}

GArray *
psg_find_alike(PsgComparison *comparison, const guint32 *a_units, guint a_count,
        const guint32 *b_units, guint b_count, guint threshold)
{
    GArray *anchors = g_array_new(FALSE, FALSE, sizeof(PsgAnchor));
    /* The postings have room for every word of the whole comparison. */
    if (!psg_comparison_spend(comparison, comparison->base_count))
        return anchors;
    Postings a, b;
    postings_init(&a, comparison, TRUE, a_units, a_count);
    postings_init(&b, comparison, FALSE, b_units, b_count);
    g_autofree guint *scores = g_new0(guint, b_count + 1), *likeness = g_new0(guint, b_count + 1);
    g_autofree guint32 *chosen = g_new(guint32, b_count + 1);
    g_autoptr(GArray) touched = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint i = 0; i < a_count; i++) {
        Candidate candidates[CANDIDATE_LIMIT];
        find_candidates(comparison, &a, &b, psg_unit_get_bag(comparison, TRUE, a_units[i]), scores,
                touched, candidates);
        guint best = 0, best_likeness = threshold - 1;
        for (guint j = 0; j < CANDIDATE_LIMIT && candidates[j].score > 0; j++) {
            guint32 unit = candidates[j].unit;
            gint64 cost = psg_unit_get_cost(comparison, a_units[i], b_units[unit]);
            if (!psg_comparison_spend(comparison, cost))
                break;
            guint value = psg_unit_compare(comparison, a_units[i], b_units[unit]);
            if (value > best_likeness) {
                best = unit;
                best_likeness = value;
            }
        }
        if (best_likeness >= threshold && best_likeness > likeness[best]) {
            likeness[best] = best_likeness;
            chosen[best] = i;
        }
    }
    for (guint j = 0; j < b_count; j++)
        if (likeness[j] > 0) {
            guint64 weight =
                    (guint64)likeness[j] * psg_stream_get_unit(&comparison->b, b_units[j])->weight;
            PsgAnchor anchor = {a_units[chosen[j]], b_units[j], (guint32)MIN(weight, G_MAXUINT32)};
            g_array_append_val(anchors, anchor);
        }
    psg_anchors_sort(anchors);
    postings_clear(&a);
    postings_clear(&b);
    return anchors;
}

/* --- moves --- */

/* What is moved takes its neighbours along that moved with it. */
#define ALONG_THRESHOLD 50

static guint
get_pair(const PsgStream *stream, guint unit)
{
    return psg_stream_get_block(stream, psg_stream_get_unit(stream, unit)->block_start)->pair;
}

/* TRUE when the units `a` and `b` are there, in the same pairs as the last ones, and are left. */
static gboolean
may_go_along(PsgComparison *comparison, guint a, guint b, guint a_pair, guint b_pair)
{
    PsgStream *first = &comparison->a, *second = &comparison->b;
    return a < first->units->len && b < second->units->len && !first->is_taken[a] &&
           !second->is_taken[b] && get_pair(first, a) == a_pair && get_pair(second, b) == b_pair &&
           psg_comparison_spend(comparison, psg_unit_get_cost(comparison, a, b)) &&
           psg_unit_compare(comparison, a, b) >= ALONG_THRESHOLD;
}

/* Numbers below 0 wrap round to ones that no unit has. */
static void
move(PsgComparison *comparison, guint a, guint b)
{
    guint a_pair = get_pair(&comparison->a, a), b_pair = get_pair(&comparison->b, b);
    psg_comparison_match(comparison, a, b, TRUE);
    for (guint i = 1; may_go_along(comparison, a - i, b - i, a_pair, b_pair); i++)
        psg_comparison_match(comparison, a - i, b - i, TRUE);
    for (guint i = 1; may_go_along(comparison, a + i, b + i, a_pair, b_pair); i++)
        psg_comparison_match(comparison, a + i, b + i, TRUE);
}

/* The units that are left and have enough words. The caller owns the array. */
static guint32 *
list_left(const PsgStream *stream, guint least_words, guint *count)
{
    guint32 *left = g_new(guint32, stream->units->len + 1);
    *count = 0;
    for (guint i = 0; i < stream->units->len; i++)
        if (!stream->is_taken[i] && psg_stream_get_unit(stream, i)->words >= least_words)
            left[(*count)++] = i;
    return left;
}

static guint64 *
list_left_by_id(const PsgStream *stream, guint least_words, guint *count)
{
    g_autofree guint32 *left = list_left(stream, least_words, count);
    guint64 *keys = g_new(guint64, *count + 1);
    for (guint i = 0; i < *count; i++)
        keys[i] = (guint64)psg_stream_get_unit(stream, left[i])->id << 32 | left[i];
    psg_sort_keys(keys, *count);
    return keys;
}

#define EQUAL_LEAST_WORDS 5
#define ALIKE_LEAST_WORDS 10
#define ALIKE_THRESHOLD 70

/* Equal units that follow each other move together even when each has few words: the items of a
 * list, the rows of a table. Counts the words of the run that begins with `a` and `b`, as far as
 * EQUAL_LEAST_WORDS. */
static guint
measure_run(const PsgComparison *comparison, guint a, guint b)
{
    const PsgStream *first = &comparison->a, *second = &comparison->b;
    guint words = 0;
    for (; a < first->units->len && b < second->units->len && !first->is_taken[a] &&
            !second->is_taken[b] && words < EQUAL_LEAST_WORDS;
            a++, b++) {
        const PsgUnit *unit = psg_stream_get_unit(first, a);
        if (unit->id != psg_stream_get_unit(second, b)->id)
            break;
        words += unit->words;
    }
    return words;
}

/* TRUE when no other unit that is left is the same as the nth of the sorted ones. */
static gboolean
is_alone(const guint64 *keys, guint count, guint n)
{
    return (n == 0 || keys[n - 1] >> 32 != keys[n] >> 32) &&
           (n + 1 == count || keys[n + 1] >> 32 != keys[n] >> 32);
}

/* TRUE for a heading that changed its place in its chapter: however short, nobody would call it one
 * that is gone and another that is new. */
static gboolean
is_same_heading(const PsgComparison *comparison, guint a, guint b)
{
    return psg_stream_get_unit(&comparison->a, a)->kind == PSG_BLOCK_HEADING &&
           get_pair(&comparison->a, a) == get_pair(&comparison->b, b);
}

/* Moves equal units of at least so many words, where they or the run they begin have enough. */
static void
move_equal(PsgComparison *comparison, guint least_words)
{
    guint a_count, b_count;
    g_autofree guint64 *a = list_left_by_id(&comparison->a, least_words, &a_count);
    g_autofree guint64 *b = list_left_by_id(&comparison->b, least_words, &b_count);
    for (guint i = 0, j = 0; i < a_count && j < b_count;) {
        guint32 first = (guint32)(a[i] >> 32), second = (guint32)(b[j] >> 32);
        guint32 a_unit = (guint32)a[i], b_unit = (guint32)b[j];
        if (first != second) {
            i += first < second;
            j += second < first;
        } else if (comparison->a.is_taken[a_unit]) {
            i++;
        } else if (comparison->b.is_taken[b_unit]) {
            j++;
        } else {
            if (measure_run(comparison, a_unit, b_unit) >= EQUAL_LEAST_WORDS ||
                    (is_alone(a, a_count, i) && is_alone(b, b_count, j) &&
                            is_same_heading(comparison, a_unit, b_unit)))
                move(comparison, a_unit, b_unit);
            i++;
            j++;
        }
    }
}

static void
move_alike(PsgComparison *comparison)
{
    guint a_count, b_count;
    g_autofree guint32 *a = list_left(&comparison->a, ALIKE_LEAST_WORDS, &a_count);
    g_autofree guint32 *b = list_left(&comparison->b, ALIKE_LEAST_WORDS, &b_count);
    if (a_count == 0 || b_count == 0)
        return;
    g_autoptr(GArray) anchors = psg_find_alike(comparison, a, a_count, b, b_count, ALIKE_THRESHOLD);
    for (guint i = 0; i < anchors->len; i++) {
        const PsgAnchor *anchor = &g_array_index(anchors, PsgAnchor, i);
        if (!comparison->a.is_taken[anchor->a] && !comparison->b.is_taken[anchor->b])
            move(comparison, anchor->a, anchor->b);
    }
}

void
psg_diff_find_moves(PsgComparison *comparison)
{
    move_equal(comparison, EQUAL_LEAST_WORDS);
    move_equal(comparison, 1);
    move_alike(comparison);
}
