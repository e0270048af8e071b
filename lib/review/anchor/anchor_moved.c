/* Where a passage went that left its place: its words, and those that stood around it, are looked
 * for among the words that came in with the same commit. See anchor_internal.h. */
#include <string.h>

#include "review/anchor/anchor_internal.h"

/* Words around a passage count this much less than its own. */
#define CONTEXT_DIVISOR 2

/* As many words that stayed between words that came in may have stayed by chance. */
#define FEW_WORDS 3

/* What a word costs that stands between others on one side only, and one where words that stayed
 * stand between. */
#define GAP_COST (PSG_FULL_WEIGHT / 16)
#define BREAK_COST (PSG_FULL_WEIGHT / 4)

/* Of longer passages the first words are looked for. */
#define LONGEST_PASSAGE 4096

/* --- words that came in --- */

/* Those without a partner, and the few among them whose partners are chance ("the", "match") rather
 * than text that stayed. */
void
psg_added_words_init(PsgAddedWords *added, const PsgAnchorText *text, const PsgWordMatch *match)
{
    guint32 known = 0;
    *added = (PsgAddedWords){.words = g_new(guint32, text->count + 1)};
    for (guint32 i = 0; i < text->count; i++) {
        if (match && match->to_old[i] != PSG_NO_WORD) {
            known++;
            continue;
        }
        for (; known > 0 && known <= FEW_WORDS && added->count > 0; known--)
            added->words[added->count++] = i - known;
        known = 0;
        added->words[added->count++] = i;
    }
    added->words = g_renew(guint32, added->words, added->count + 1);
    added->ids = g_new(guint32, added->count + 1);
    added->stems = g_new(guint32, added->count + 1);
    for (guint32 i = 0; i < added->count; i++) {
        added->ids[i] = text->words[added->words[i]].id;
        added->stems[i] = text->words[added->words[i]].stem;
    }
}

void
psg_added_words_clear(PsgAddedWords *added)
{
    g_free(added->words);
    g_free(added->ids);
    g_free(added->stems);
}

/* --- where to look --- */

/* Gives a word of the passage its slot. */
static void
add_slot(PsgPassageSearch *search, const PsgAnchorWord *word)
{
    guint16 slot = search->slots[word->id];
    if (slot == 0) {
        slot = (guint16)(++search->slot_count);
        search->slots[word->id] = slot;
        search->weights[slot] = word->weight;
    }
    search->allowed[slot]++;
    if (search->slots[word->stem] == 0)
        search->slots[word->stem] = slot;
}

void
psg_passage_search_init(PsgPassageSearch *search, const PsgVocabulary *vocabulary,
        const PsgAnchorText *text, gsize start, gsize end)
{
    *search = (PsgPassageSearch){
            .text = text, .start = start, .end = end, .id_count = vocabulary->count};
    psg_anchor_text_find_words(text, start, end, &search->first, &search->end_word);
    guint32 count = MIN(search->end_word - search->first, LONGEST_PASSAGE);
    search->slots = g_new0(guint16, search->id_count + 1);
    search->contexts = g_new0(guint8, search->id_count + 1);
    search->allowed = g_new0(guint16, count + 1);
    search->weights = g_new0(guint8, count + 1);
    search->seen = g_new0(guint16, count + 1);
    for (guint32 i = search->first; i < search->first + count; i++) {
        search->weight += text->words[i].weight;
        add_slot(search, &text->words[i]);
    }
    guint32 from = search->first - MIN(search->first, PSG_CONTEXT_WORDS),
            to = MIN(search->end_word + PSG_CONTEXT_WORDS, text->count);
    for (guint32 i = from; i < to; i++) {
        if (i >= search->first && i < search->end_word)
            continue;
        search->around += text->words[i].weight;
        guint weight = search->contexts[text->words[i].id] + text->words[i].weight;
        search->contexts[text->words[i].id] = (guint8)MIN(weight, G_MAXUINT8);
    }
}

void
psg_passage_search_clear(PsgPassageSearch *search)
{
    g_free(search->slots);
    g_free(search->contexts);
    g_free(search->allowed);
    g_free(search->weights);
    g_free(search->seen);
}

static guint16
find_slot(const PsgPassageSearch *search, const PsgAddedWords *added, guint32 at)
{
    guint32 id = added->ids[at], stem = added->stems[at];
    guint16 slot = id < search->id_count ? search->slots[id] : 0;
    return slot || stem >= search->id_count ? slot : search->slots[stem];
}

/* TRUE when what is needed to know the passage by may stand in a part of the words: enough of what
 * stood around it, or many of its words, or a row of them. */
static gboolean
may_be_known(const PsgPassageSearch *search, const PsgAddedWords *added, guint32 from, guint32 to)
{
    if (search->weight >= PSG_MANY_WORDS)
        return TRUE;
    guint around = 0, row = 0, longest = 0;
    for (guint32 at = from; at <= to; at++) {
        guint32 id = added->ids[at];
        around += id < search->id_count ? search->contexts[id] : 0;
        row = find_slot(search, added, at) ? row + 1 : 0;
        longest = MAX(longest, row);
    }
    return longest >= PSG_LONG_RUN || around * 100 >= search->around * PSG_CONTEXT_KNOWN;
}

/* Lists the words (indices among those that came in) of windows that hold half of what the passage
 * weighs, with as many around as its context may need. Without a list: says whether there are any.
 */
static guint32
list_likely(const PsgPassageSearch *search, const PsgAddedWords *added, gboolean is_same_file,
        guint32 *likely)
{
    guint32 window = (search->end_word - search->first) * 2 + 8, count = 0, listed = 0;
    guint32 reach = window + 2 * PSG_CONTEXT_WORDS;
    guint sum = 0;
    memset(search->seen, 0, (search->slot_count + 1) * sizeof *search->seen);
    for (guint32 i = 0; i < added->count; i++) {
        guint16 slot = find_slot(search, added, i);
        if (slot && search->seen[slot]++ < search->allowed[slot])
            sum += search->weights[slot];
        slot = i >= window ? find_slot(search, added, i - window) : 0;
        if (slot && --search->seen[slot] < search->allowed[slot])
            sum -= search->weights[slot];
        guint32 from = i - MIN(i, reach), to = MIN(i + 2 * PSG_CONTEXT_WORDS, added->count - 1);
        if (sum * 100 < search->weight * PSG_SHARE_KNOWN || to < listed ||
                (!is_same_file && !may_be_known(search, added, from, to)))
            continue;
        if (!likely)
            return 1;
        for (guint32 at = MAX(listed, from); at <= to; at++)
            likely[count++] = at;
        listed = MAX(listed, to + 1);
    }
    return count;
}

gboolean
psg_passage_search_may_find(
        const PsgPassageSearch *search, const PsgAddedWords *added, gboolean is_same_file)
{
    return search->weight > 0 && list_likely(search, added, is_same_file, NULL) > 0;
}

/* --- alignment --- */

typedef struct {
    const PsgPassageSearch *passage;
    const PsgAnchorText *new_text;
    guint32 query_start, query_end; /* the passage's words with those around */
    guint32 *added;                 /* words of the new text, in order */
    guint32 added_count;
} Alignment;

/* What it is worth to pair two words. */
static inline gint32
rate(const PsgAnchorWord *a, const PsgAnchorWord *b)
{
    if (a->id == b->id)
        return MIN(a->weight, b->weight);
    return a->stem == b->stem ? MIN(a->weight, b->weight) / 2 : 0;
}

enum { STEP_NONE, STEP_QUERY, STEP_ADDED, STEP_PAIR };

/* Takes the best way back from the end of the heaviest alignment. */
static void
trace_back(const Alignment *alignment, const guint8 *steps, gsize width, gsize end, guint32 *to_new)
{
    while (steps[end] != STEP_NONE) {
        if (steps[end] == STEP_PAIR)
            to_new[alignment->query_start + end / width - 1] = alignment->added[end % width - 1];
        end -= steps[end] == STEP_PAIR ? width + 1 : steps[end] == STEP_QUERY ? width : 1;
    }
}

/* The heaviest local alignment (Smith and Waterman, 1981). Fills `to_new`, by words of the old
 * text. */
static void
align(const Alignment *alignment, guint32 *to_new)
{
    guint32 rows = alignment->query_end - alignment->query_start, columns = alignment->added_count;
    gsize width = (gsize)columns + 1, end = 0;
    g_autofree gint32 *scores = g_new0(gint32, width * 2);
    g_autofree guint8 *steps = g_new0(guint8, width * (rows + 1));
    g_autofree PsgAnchorWord *added = g_new(PsgAnchorWord, width);
    for (guint32 j = 0; j < columns; j++)
        added[j] = alignment->new_text->words[alignment->added[j]];
    gint32 heaviest = 0;
    for (guint32 i = 1; i <= rows; i++) {
        guint32 row = alignment->query_start + i - 1;
        const PsgPassageSearch *passage = alignment->passage;
        const PsgAnchorWord word = passage->text->words[row];
        gint32 divisor = row >= passage->first && row < passage->end_word ? 1 : CONTEXT_DIVISOR;
        gint32 *above = scores + ((i - 1) & 1) * width, *here = scores + (i & 1) * width;
        here[0] = 0;
        for (guint32 j = 1; j <= columns; j++) {
            gint32 worth = rate(&word, &added[j - 1]) / divisor, best = 0;
            gboolean is_break = j > 1 && alignment->added[j - 1] != alignment->added[j - 2] + 1;
            gint32 beside = here[j - 1] - (is_break ? BREAK_COST : GAP_COST);
            guint8 step = STEP_NONE;
            if (worth > 0) {
                best = above[j - 1] + worth;
                step = STEP_PAIR;
            }
            if (above[j] - GAP_COST > best) {
                best = above[j] - GAP_COST;
                step = STEP_QUERY;
            }
            if (beside > best) {
                best = beside;
                step = STEP_ADDED;
            }
            here[j] = best;
            steps[i * width + j] = step;
            if (best > heaviest) {
                heaviest = best;
                end = i * width + j;
            }
        }
    }
    trace_back(alignment, steps, width, end, to_new);
}

/* A table for `count` words, of which none has a partner. */
static guint32 *
new_partners(guint32 count)
{
    guint32 *partners = g_new(guint32, count + 1);
    memset(partners, 0xff, (count + 1) * sizeof *partners);
    return partners;
}

gboolean
psg_passage_find_moved(const PsgPassageSearch *search, const PsgAddedWords *added,
        const PsgAnchorText *new_text, const PsgWordMatch *match, PsgCarried *carried)
{
    const PsgAnchorText *old_text = search->text;
    *carried = (PsgCarried){0};
    g_autofree guint32 *words = g_new(guint32, added->count + 1);
    Alignment alignment = {search, new_text, search->first - MIN(search->first, PSG_CONTEXT_WORDS),
            MIN(search->end_word + PSG_CONTEXT_WORDS, old_text->count), words,
            list_likely(search, added, match != NULL, words)};
    for (guint32 i = 0; i < alignment.added_count; i++)
        words[i] = added->words[words[i]];
    guint64 area = (guint64)(alignment.query_end - alignment.query_start) * alignment.added_count;
    if (alignment.added_count == 0 || area > PSG_LARGE_AREA)
        return FALSE;
    g_autofree guint32 *to_new = new_partners(old_text->count),
                       *to_old = new_partners(new_text->count);
    align(&alignment, to_new);
    for (guint32 i = alignment.query_start; i < alignment.query_end; i++) {
        /* What stayed where it was is around it too. */
        if (match && to_new[i] == PSG_NO_WORD && (i < search->first || i >= search->end_word))
            to_new[i] = match->to_new[i];
        if (to_new[i] != PSG_NO_WORD)
            to_old[to_new[i]] = i;
    }
    return psg_passage_place(
            old_text, search->start, search->end, to_new, new_text, to_old, carried);
}
