/* The word diff as a whole: sides to streams, streams to matches, matches to steps and runs. See
 * diff.h. */
#include "text/diff/diff.h"

#include <string.h>

#include "base/parallel.h"
#include "text/diff/internal.h"

/* --- sides --- */

static void
side_init(PsgDiffSide *side, const PsgText *text)
{
    side->text = text;
    side->blocks = g_array_new(FALSE, FALSE, sizeof(PsgDiffBlock));
    /* Punctuation marks are words too. */
    guint expected = text ? (guint)MIN(text->words + text->words / 2, G_MAXUINT16) : 0;
    side->words = g_array_sized_new(FALSE, FALSE, sizeof(PsgDiffWord), expected);
}

/* Below so many words a second thread costs more than it spares. */
#define PARALLEL_LEAST_WORDS 20000

static gboolean
flatten_side(guint index, gpointer data, GError **error)
{
    PsgDiffPair *pair = g_ptr_array_index((GPtrArray *)data, index / 2);
    PsgDiffSide *side = index % 2 == 0 ? &pair->old_side : &pair->new_side;
    if (side->text)
        psg_diff_flatten(side);
    return TRUE;
}

static void
flatten(GPtrArray *pairs, const PsgDiffInput *inputs)
{
    gsize words = 0;
    for (guint i = 0; i < pairs->len; i++)
        words += (inputs[i].old_text ? inputs[i].old_text->words : 0) +
                 (inputs[i].new_text ? inputs[i].new_text->words : 0);
    psg_parallel_run(
            words < PARALLEL_LEAST_WORDS ? 1 : 0, 2 * pairs->len, flatten_side, pairs, NULL);
}

static void
pair_free(gpointer data)
{
    PsgDiffPair *pair = data;
    g_array_unref(pair->old_side.blocks);
    g_array_unref(pair->old_side.words);
    g_array_unref(pair->new_side.blocks);
    g_array_unref(pair->new_side.words);
    g_array_unref(pair->steps);
    g_free(pair);
}

/* --- steps --- */

/* A place of a step: its pair and its index there. */
typedef struct {
    guint pair, step;
} Place;

/* The comparison as it was asked for: which stream is the old one. */
typedef struct {
    PsgDiff *diff;
    PsgComparison *comparison;
    const PsgStream *old_stream, *new_stream;
    GArray *segments;
    Place *arrivals, *departures; /* by match: of what moved */
} Writer;

static const PsgMatch *
find_match(const Writer *writer, const PsgStream *stream, guint block)
{
    guint32 index = stream->matches[block];
    return index == PSG_NOWHERE ? NULL
                                : &g_array_index(writer->comparison->matches, PsgMatch, index);
}

static void
add_run(Writer *writer, PsgRunKind kind, guint old_start, guint old_end, guint new_start,
        guint new_end)
{
    PsgDiffRun run = {kind, old_start, old_end, new_start, new_end};
    if (old_start < old_end || new_start < new_end)
        g_array_append_val(writer->diff->runs, run);
}

/* The runs of a match: what its segments share, and between them what is gone before what is new.
 */
static void
add_runs(Writer *writer, const PsgDiffStep *step, const PsgMatch *match, guint old_pair,
        guint new_pair)
{
    PsgComparison *comparison = writer->comparison;
    gboolean is_a_old = comparison->is_a_old;
    const GArray *old_blocks = writer->old_stream->sides[old_pair]->blocks;
    const GArray *new_blocks = writer->new_stream->sides[new_pair]->blocks;
    guint old_base = writer->old_stream->word_base[old_pair];
    guint new_base = writer->new_stream->word_base[new_pair];
    guint old_at = g_array_index(old_blocks, PsgDiffBlock, step->old_start).word_start;
    guint new_at = g_array_index(new_blocks, PsgDiffBlock, step->new_start).word_start;
    guint old_end = g_array_index(old_blocks, PsgDiffBlock, step->old_end - 1).word_end;
    guint new_end = g_array_index(new_blocks, PsgDiffBlock, step->new_end - 1).word_end;
    psg_diff_pair_words(comparison, match, writer->segments);
    for (guint i = 0; i <= writer->segments->len; i++) {
        PsgSegment segment = {0};
        guint old_next = old_end, new_next = new_end;
        if (i < writer->segments->len) {
            segment = g_array_index(writer->segments, PsgSegment, i);
            old_next = (is_a_old ? segment.a : segment.b) - old_base;
            new_next = (is_a_old ? segment.b : segment.a) - new_base;
        }
        add_run(writer, PSG_RUN_DELETED, old_at, old_next, new_at, new_at);
        add_run(writer, PSG_RUN_INSERTED, old_next, old_next, new_at, new_next);
        old_at = old_next + segment.length;
        new_at = new_next + segment.length;
        add_run(writer, PSG_RUN_SAME, old_next, old_at, new_next, new_at);
    }
}

static PsgChange
get_change(const Writer *writer, const PsgMatch *match, guint old_count, guint new_count)
{
    if (match->is_move)
        return PSG_CHANGE_MOVED;
    if (new_count > 1)
        return PSG_CHANGE_SPLIT;
    if (old_count > 1)
        return PSG_CHANGE_MERGED;
    return psg_stream_get_block(&writer->comparison->a, match->a_start)->id ==
                           psg_stream_get_block(&writer->comparison->b, match->b_start)->id
                   ? PSG_CHANGE_SAME
                   : PSG_CHANGE_EDITED;
}

static void
add_step(PsgDiffPair *pair, const PsgDiffStep *step)
{
    g_array_append_val(pair->steps, *step);
    pair->is_changed |= step->change != PSG_CHANGE_SAME;
}

/* A match, at its place in the new text. */
static void
add_match(Writer *writer, guint pair, const PsgMatch *match)
{
    gboolean is_a_old = writer->comparison->is_a_old;
    guint old_start = is_a_old ? match->a_start : match->b_start;
    guint old_end = is_a_old ? match->a_end : match->b_end;
    guint new_start = is_a_old ? match->b_start : match->a_start;
    guint new_end = is_a_old ? match->b_end : match->a_end;
    guint old_pair = psg_stream_get_block(writer->old_stream, old_start)->pair;
    guint old_base = writer->old_stream->block_base[old_pair];
    guint new_base = writer->new_stream->block_base[pair];
    PsgDiffStep step = {
            .change = get_change(writer, match, old_end - old_start, new_end - new_start),
            .old_start = old_start - old_base,
            .old_end = old_end - old_base,
            .new_start = new_start - new_base,
            .new_end = new_end - new_base,
            .run_start = writer->diff->runs->len,
            .other_pair = G_MAXUINT,
            .other_step = G_MAXUINT};
    add_runs(writer, &step, match, old_pair, pair);
    step.run_end = writer->diff->runs->len;
    PsgDiffPair *to = g_ptr_array_index(writer->diff->pairs, pair);
    if (match->is_move)
        writer->arrivals[writer->new_stream->matches[new_start]] = (Place){pair, to->steps->len};
    add_step(to, &step);
}

/* The word with which the block `index` begins, or the end. */
static guint
get_word_start(const PsgDiffSide *side, guint index)
{
    return index < side->blocks->len ? g_array_index(side->blocks, PsgDiffBlock, index).word_start
                                     : side->words->len;
}

/* A block of the old side that is not in the new text, or not here. */
static void
add_gone(Writer *writer, guint number, guint old_index, guint new_index)
{
    PsgDiffPair *pair = g_ptr_array_index(writer->diff->pairs, number);
    guint32 match = writer->old_stream->matches[writer->old_stream->block_base[number] + old_index];
    PsgDiffStep step = {.change = match == PSG_NOWHERE ? PSG_CHANGE_DELETED : PSG_CHANGE_MOVED_AWAY,
            .old_start = old_index,
            .old_end = old_index + 1,
            .new_start = new_index,
            .new_end = new_index,
            .run_start = writer->diff->runs->len,
            .other_pair = G_MAXUINT,
            .other_step = G_MAXUINT};
    if (match == PSG_NOWHERE) {
        guint new_word = get_word_start(&pair->new_side, new_index);
        add_run(writer, PSG_RUN_DELETED, get_word_start(&pair->old_side, old_index),
                get_word_start(&pair->old_side, old_index + 1), new_word, new_word);
    } else {
        writer->departures[match] = (Place){number, pair->steps->len};
    }
    step.run_end = writer->diff->runs->len;
    add_step(pair, &step);
}

static void
add_new(Writer *writer, guint number, guint old_index, guint new_index)
{
    PsgDiffPair *pair = g_ptr_array_index(writer->diff->pairs, number);
    guint old_word = get_word_start(&pair->old_side, old_index);
    PsgDiffStep step = {.change = PSG_CHANGE_INSERTED,
            .old_start = old_index,
            .old_end = old_index,
            .new_start = new_index,
            .new_end = new_index + 1,
            .run_start = writer->diff->runs->len,
            .other_pair = G_MAXUINT,
            .other_step = G_MAXUINT};
    add_run(writer, PSG_RUN_INSERTED, old_word, old_word,
            get_word_start(&pair->new_side, new_index),
            get_word_start(&pair->new_side, new_index + 1));
    step.run_end = writer->diff->runs->len;
    add_step(pair, &step);
}

/* The steps of a pair: between blocks that kept their places, what is gone before what is new. */
static void
write_pair(Writer *writer, guint number)
{
    const PsgDiffPair *pair = g_ptr_array_index(writer->diff->pairs, number);
    guint old_count = pair->old_side.blocks->len, new_count = pair->new_side.blocks->len;
    guint old_base = writer->old_stream->block_base[number];
    guint new_base = writer->new_stream->block_base[number];
    for (guint i = 0, j = 0; i < old_count || j < new_count;) {
        const PsgMatch *match =
                i < old_count ? find_match(writer, writer->old_stream, old_base + i) : NULL;
        if (i < old_count && (!match || match->is_move)) {
            add_gone(writer, number, i++, j);
            continue;
        }
        match = j < new_count ? find_match(writer, writer->new_stream, new_base + j) : NULL;
        if (j < new_count && !match) {
            add_new(writer, number, i, j++);
            continue;
        }
        add_match(writer, number, match);
        gboolean is_a_old = writer->comparison->is_a_old;
        j = (is_a_old ? match->b_end : match->a_end) - new_base;
        if (!match->is_move)
            i = (is_a_old ? match->a_end : match->b_end) - old_base;
    }
}

/* Tells both ends of each move where the other is. */
static void
link_moves(Writer *writer)
{
    const GArray *matches = writer->comparison->matches;
    for (guint i = 0; i < matches->len; i++) {
        if (!g_array_index(matches, PsgMatch, i).is_move)
            continue;
        Place to = writer->arrivals[i], from = writer->departures[i];
        PsgDiffPair *to_pair = g_ptr_array_index(writer->diff->pairs, to.pair);
        PsgDiffPair *from_pair = g_ptr_array_index(writer->diff->pairs, from.pair);
        PsgDiffStep *arrival = &g_array_index(to_pair->steps, PsgDiffStep, to.step);
        PsgDiffStep *departure = &g_array_index(from_pair->steps, PsgDiffStep, from.step);
        arrival->other_pair = from.pair;
        arrival->other_step = from.step;
        departure->other_pair = to.pair;
        departure->other_step = to.step;
    }
}

static void
write_steps(PsgDiff *diff, PsgComparison *comparison)
{
    Writer writer = {.diff = diff,
            .comparison = comparison,
            .old_stream = comparison->is_a_old ? &comparison->a : &comparison->b,
            .new_stream = comparison->is_a_old ? &comparison->b : &comparison->a,
            .segments = g_array_new(FALSE, FALSE, sizeof(PsgSegment)),
            .arrivals = g_new0(Place, comparison->matches->len + 1),
            .departures = g_new0(Place, comparison->matches->len + 1)};
    for (guint i = 0; i < diff->pairs->len; i++)
        write_pair(&writer, i);
    link_moves(&writer);
    g_array_unref(writer.segments);
    g_free(writer.arrivals);
    g_free(writer.departures);
}

PsgDiff *
psg_diff_new(const PsgDiffInput *inputs, guint count)
{
    PsgDiff *diff = g_new0(PsgDiff, 1);
    diff->pairs = g_ptr_array_new_with_free_func(pair_free);
    diff->runs = g_array_new(FALSE, FALSE, sizeof(PsgDiffRun));
    for (guint i = 0; i < count; i++) {
        PsgDiffPair *pair = g_new0(PsgDiffPair, 1);
        side_init(&pair->old_side, inputs[i].old_text);
        side_init(&pair->new_side, inputs[i].new_text);
        pair->steps = g_array_new(FALSE, FALSE, sizeof(PsgDiffStep));
        g_ptr_array_add(diff->pairs, pair);
    }
    flatten(diff->pairs, inputs);
    PsgComparison comparison;
    psg_comparison_init(&comparison, diff);
    psg_diff_align(&comparison);
    psg_diff_find_moves(&comparison);
    psg_diff_match_left(&comparison);
    write_steps(diff, &comparison);
    psg_comparison_clear(&comparison);
    return diff;
}

void
psg_diff_free(PsgDiff *diff)
{
    if (!diff)
        return;
    g_ptr_array_unref(diff->pairs);
    g_array_unref(diff->runs);
    g_free(diff);
}

const PsgDiffPair *
psg_diff_get_pair(const PsgDiff *diff, guint pair)
{
    return g_ptr_array_index(diff->pairs, pair);
}

char *
psg_diff_get_text(const PsgDiffSide *side, guint word_start, guint word_end)
{
    GString *text = g_string_new(NULL);
    guint low = 0, high = side->blocks->len; /* the first block that begins behind word_start */
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(side->blocks, PsgDiffBlock, middle).word_start <= word_start)
            low = middle + 1;
        else
            high = middle;
    }
    for (guint i = word_start; i < word_end; i++) {
        const PsgDiffWord *word = &g_array_index(side->words, PsgDiffWord, i);
        gboolean begins_block = FALSE;
        for (; low < side->blocks->len &&
                g_array_index(side->blocks, PsgDiffBlock, low).word_start <= i;
                low++)
            begins_block = TRUE;
        if (text->len > 0 && (word->has_space || begins_block))
            g_string_append_c(text, ' ');
        g_string_append_len(text, word->text, word->length);
    }
    return g_string_free(text, FALSE);
}
