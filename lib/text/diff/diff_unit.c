/* How like each other two units are, and what is recorded when they are matched. */
#include <stdlib.h>
#include <string.h>

#include "text/diff/internal.h"

/* --- likeness --- */

static int
compare_numbers(const void *a, const void *b)
{
    guint32 first = *(const guint32 *)a, second = *(const guint32 *)b;
    return (first > second) - (first < second);
}

static void
get_word_range(const PsgStream *stream, const PsgUnit *unit, guint *start, guint *end)
{
    *start = psg_stream_get_block(stream, unit->block_start)->word_start;
    *end = psg_stream_get_block(stream, unit->block_end - 1)->word_end;
}

/* The unit's words in the order of their numbers, after their count. */
static const guint32 *
get_bag(PsgStream *stream, guint index)
{
    if (!stream->bags[index]) {
        guint start, end;
        get_word_range(stream, psg_stream_get_unit(stream, index), &start, &end);
        guint32 *bag = g_new(guint32, end - start + 1);
        bag[0] = end - start;
        for (guint i = start; i < end; i++)
            bag[1 + i - start] = stream->tokens[i].base;
        qsort(bag + 1, bag[0], sizeof *bag, compare_numbers);
        stream->bags[index] = bag;
    }
    return stream->bags[index];
}

const guint32 *
psg_unit_get_bag(PsgComparison *comparison, gboolean is_a, guint unit)
{
    return get_bag(is_a ? &comparison->a : &comparison->b, unit);
}

guint
psg_unit_share(PsgComparison *comparison, guint a, guint b)
{
    const guint32 *first = get_bag(&comparison->a, a), *second = get_bag(&comparison->b, b);
    guint shared = 0;
    for (guint i = 1, j = 1; i <= first[0] && j <= second[0];) {
        guint32 word = first[i], other = second[j];
        if (word == other)
            shared += psg_token_weigh(comparison, word);
        i += word <= other;
        j += other <= word;
    }
    return shared;
}

gint64
psg_unit_get_cost(PsgComparison *comparison, guint a, guint b)
{
    guint start, end, other_start, other_end;
    get_word_range(&comparison->a, psg_stream_get_unit(&comparison->a, a), &start, &end);
    get_word_range(
            &comparison->b, psg_stream_get_unit(&comparison->b, b), &other_start, &other_end);
    return 10 + 2 * (gint64)(end - start + other_end - other_start);
}

/* Where the picture of a unit is. */
static const char *
get_source(const PsgStream *stream, const PsgUnit *unit)
{
    const PsgStreamBlock *block = psg_stream_get_block(stream, unit->block_start);
    const xmlNode *image = psg_stream_get_word(stream, block->pair, block->word_start)->node;
    for (const xmlAttr *at = image->properties; at; at = at->next)
        if (!strcmp((const char *)at->name, "src"))
            return at->children ? (const char *)at->children->content : "";
    return "";
}

gboolean
psg_unit_is_same_picture(PsgComparison *comparison, const PsgUnit *a, const PsgUnit *b)
{
    return a->kind == PSG_BLOCK_PICTURE && b->kind == PSG_BLOCK_PICTURE &&
           !strcmp(get_source(&comparison->a, a), get_source(&comparison->b, b));
}

gboolean
psg_unit_may_match(const PsgUnit *a, const PsgUnit *b)
{
    return a->kind == b->kind &&
           (a->kind != PSG_BLOCK_HEADING || (a->level <= b->level + 1 && b->level <= a->level + 1));
}

guint
psg_unit_compare(PsgComparison *comparison, guint a, guint b)
{
    const PsgUnit *first = psg_stream_get_unit(&comparison->a, a);
    const PsgUnit *second = psg_stream_get_unit(&comparison->b, b);
    if (!psg_unit_may_match(first, second))
        return 0;
    if (first->id == second->id || psg_unit_is_same_picture(comparison, first, second))
        return 100;
    guint64 sum = (guint64)first->weight + second->weight;
    return (guint)(200 * (guint64)psg_unit_share(comparison, a, b) / sum);
}

/* --- recording --- */

static void
record(PsgComparison *comparison, PsgMatch match)
{
    guint32 index = comparison->matches->len;
    g_array_append_val(comparison->matches, match);
    for (guint i = match.a_start; i < match.a_end; i++)
        comparison->a.matches[i] = index;
    for (guint i = match.b_start; i < match.b_end; i++)
        comparison->b.matches[i] = index;
}

/* Tables that have more columns are matched column by column, from the left. */
#define COLUMN_LIMIT 64

/* The longest common subsequence of two rows' cells: for each cell of `a` the cell of `b`, counted
 * from the first. */
static void
align_cells(const PsgComparison *comparison, const PsgUnit *a, const PsgUnit *b, guint32 *partners)
{
    guint a_count = a->block_end - a->block_start, b_count = b->block_end - b->block_start;
    g_autofree guint *length = g_new0(guint, (a_count + 1) * (b_count + 1));
    for (guint i = a_count; i-- > 0;)
        for (guint j = b_count; j-- > 0;) {
            guint *at = &length[i * (b_count + 1) + j];
            gboolean is_same = psg_stream_get_block(&comparison->a, a->block_start + i)->id ==
                               psg_stream_get_block(&comparison->b, b->block_start + j)->id;
            *at = is_same ? at[b_count + 2] + 1 : MAX(at[1], at[b_count + 1]);
        }
    for (guint i = 0, j = 0; i < a_count;) {
        const guint *at = &length[i * (b_count + 1) + j];
        partners[i] = PSG_NOWHERE;
        if (j == b_count || at[b_count + 1] == at[0])
            i++;
        else if (at[1] == at[0])
            j++;
        else
            partners[i++] = j++;
    }
}

/* Gives cells that stand alone between matched ones on both sides to each other: a column whose
 * name changed. */
static void
pair_single_cells(guint32 *partners, guint a_count, guint b_count)
{
    for (guint i = 0, j = 0; i < a_count;) {
        guint end = i;
        while (end < a_count && partners[end] == PSG_NOWHERE)
            end++;
        guint b_end = end < a_count ? partners[end] : b_count;
        if (end - i == b_end - j)
            for (guint k = i; k < end; k++)
                partners[k] = j + k - i;
        i = end + 1;
        j = b_end + 1;
    }
}

/* Cells of two rows of as many columns belong to each other by place, others as the tables' heads
 * say. */
static void
match_cells(PsgComparison *comparison, guint a_unit, guint b_unit, gboolean is_move)
{
    const PsgUnit *a = psg_stream_get_unit(&comparison->a, a_unit);
    const PsgUnit *b = psg_stream_get_unit(&comparison->b, b_unit);
    guint a_count = a->block_end - a->block_start, b_count = b->block_end - b->block_start;
    guint32 partners[COLUMN_LIMIT];
    gboolean is_aligned = a->id != b->id && a_count <= COLUMN_LIMIT && b_count <= COLUMN_LIMIT;
    if (is_aligned) {
        const PsgUnit *a_head = psg_stream_get_unit(&comparison->a, a->header);
        const PsgUnit *b_head = psg_stream_get_unit(&comparison->b, b->header);
        if (a_head->block_end - a_head->block_start != a_count ||
                b_head->block_end - b_head->block_start != b_count) {
            a_head = a;
            b_head = b;
        }
        align_cells(comparison, a_head, b_head, partners);
        pair_single_cells(partners, a_count, b_count);
    }
    for (guint i = 0; i < a_count; i++) {
        guint32 j = is_aligned ? partners[i] : i < b_count ? i : PSG_NOWHERE;
        if (j == PSG_NOWHERE)
            continue;
        PsgMatch match = {a->block_start + i, a->block_start + i + 1, b->block_start + j,
                b->block_start + j + 1, is_move};
        record(comparison, match);
    }
}

void
psg_comparison_match(PsgComparison *comparison, guint a, guint b, gboolean is_move)
{
    const PsgUnit *first = psg_stream_get_unit(&comparison->a, a);
    const PsgUnit *second = psg_stream_get_unit(&comparison->b, b);
    comparison->a.is_taken[a] = comparison->b.is_taken[b] = TRUE;
    if (first->kind == PSG_BLOCK_CELL) {
        match_cells(comparison, a, b, is_move);
        return;
    }
    PsgMatch match = {
            first->block_start, first->block_end, second->block_start, second->block_end, is_move};
    record(comparison, match);
}

void
psg_comparison_join(
        PsgComparison *comparison, guint a_start, guint a_end, guint b_start, guint b_end)
{
    PsgMatch match = {psg_stream_get_unit(&comparison->a, a_start)->block_start,
            psg_stream_get_unit(&comparison->a, a_end - 1)->block_end,
            psg_stream_get_unit(&comparison->b, b_start)->block_start,
            psg_stream_get_unit(&comparison->b, b_end - 1)->block_end, FALSE};
    for (guint i = a_start; i < a_end; i++)
        comparison->a.is_taken[i] = TRUE;
    for (guint i = b_start; i < b_end; i++)
        comparison->b.is_taken[i] = TRUE;
    record(comparison, match);
}
