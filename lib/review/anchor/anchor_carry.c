/* One passage over one change of a text: in place, where the words that stayed carry it along; or
 * moved, where its words came in elsewhere with the same commit. See anchor_internal.h. */
#include <string.h>

#include "review/anchor/anchor_internal.h"

/* Words between two that stayed, beyond those that stood there before and as many as the passage
 * has, cost this much each: a passage's words scattered over a page are not the passage. */
#define DISTANCE_COST (PSG_FULL_WEIGHT / 8)

/* --- the words that stayed together --- */

/* Words of a passage (index in the old text) with their places in the new one. */
typedef struct {
    guint32 first, last; /* inclusive */
    guint weight;
    guint run; /* the most words in a row */
} Cluster;

/* The heaviest run of words that stayed near each other. `to_new` is indexed by words of the old
 * text. FALSE when no word has a place. */
static gboolean
find_cluster(const PsgAnchorText *text, guint32 first, guint32 end, const guint32 *to_new,
        Cluster *cluster)
{
    gint64 sum = 0;
    guint32 begin = first, before = PSG_NO_WORD;
    *cluster = (Cluster){0};
    gint64 heaviest = 0;
    for (guint32 i = first; i < end; i++) {
        if (to_new[i] == PSG_NO_WORD)
            continue;
        if (before != PSG_NO_WORD) {
            guint32 stood = i - before + (end - first), stands = to_new[i] - to_new[before];
            sum -= stands > stood ? (gint64)(stands - stood) * DISTANCE_COST : 0;
        }
        if (sum <= 0) {
            sum = 0;
            begin = i;
        }
        sum += text->words[i].weight;
        before = i;
        if (sum > heaviest) {
            heaviest = sum;
            cluster->first = begin;
            cluster->last = i;
        }
    }
    if (heaviest == 0)
        return FALSE;
    guint run = 0;
    for (guint32 i = cluster->first; i <= cluster->last; i++) {
        gboolean is_next = i > cluster->first && to_new[i - 1] != PSG_NO_WORD &&
                           to_new[i] == to_new[i - 1] + 1;
        run = to_new[i] == PSG_NO_WORD ? 0 : is_next ? run + 1 : 1;
        cluster->run = MAX(cluster->run, run);
        if (to_new[i] != PSG_NO_WORD)
            cluster->weight += text->words[i].weight;
    }
    return TRUE;
}

static guint
weigh(const PsgAnchorText *text, guint32 first, guint32 end)
{
    guint weight = 0;
    for (guint32 i = first; i < end; i++)
        weight += text->words[i].weight;
    return weight;
}

/* --- the range --- */

/* How many of the `gap` new words that stand where `count` old ones stood belong to the `own` of
 * them that the passage had: as many as it had of the old, and no more than twice as many. */
static guint32
share_gap(guint32 gap, guint32 count, guint32 own)
{
    if (own == 0 || count == 0)
        return 0;
    guint32 share = (guint32)(((guint64)gap * own + count - 1) / count);
    return MIN(share, own * 2);
}

/* Signs that stood between the passage's edge and its first or last word ("## ", a quotation mark)
 * belong to it where they still do. */
static gsize
extend_start(const PsgAnchorText *old_text, gsize start, gsize word, const PsgAnchorText *new_text,
        gsize new_word, gsize limit)
{
    while (word > start && new_word > limit &&
            old_text->bytes[word - 1] == new_text->bytes[new_word - 1])
        word--, new_word--;
    return new_word;
}

static gsize
extend_end(const PsgAnchorText *old_text, gsize end, gsize word, const PsgAnchorText *new_text,
        gsize new_word, gsize limit)
{
    while (word < end && new_word < limit && old_text->bytes[word] == new_text->bytes[new_word])
        word++, new_word++;
    return new_word;
}

static gboolean
is_inside_character(const PsgAnchorText *text, gsize place)
{
    return place < text->length && ((guchar)text->bytes[place] & 0xc0) == 0x80;
}

/* The bytes of words `first` to `last` (inclusive) of the new text, with the signs around them that
 * the passage had. */
static void
set_range(const PsgAnchorText *old_text, gsize start, gsize end, guint32 old_first,
        guint32 old_last, const PsgAnchorText *new_text, guint32 first, guint32 last,
        PsgCarried *carried)
{
    gsize before = first > 0 ? new_text->words[first - 1].end : 0;
    gsize after = last + 1 < new_text->count ? new_text->words[last + 1].start : new_text->length;
    const PsgAnchorWord *old_begin = &old_text->words[old_first],
                        *old_end = &old_text->words[old_last];
    carried->start = extend_start(old_text, start, MAX(old_begin->start, start), new_text,
            new_text->words[first].start, before);
    carried->end = extend_end(
            old_text, end, MIN(old_end->end, end), new_text, new_text->words[last].end, after);
    /* A passage that began or ended within a word. */
    if (start > old_begin->start &&
            old_begin->end - old_begin->start ==
                    new_text->words[first].end - new_text->words[first].start)
        carried->start = new_text->words[first].start + (start - old_begin->start);
    if (end < old_end->end && old_end->end - old_end->start ==
                                      new_text->words[last].end - new_text->words[last].start)
        carried->end = new_text->words[last].end - (old_end->end - end);
    while (is_inside_character(new_text, carried->start))
        carried->start++;
    while (is_inside_character(new_text, carried->end))
        carried->end--;
}

/* From the words that stayed to the range: words that were put in between belong to it, and so do
 * those that replaced its edges. */
static void
find_range(const PsgAnchorText *old_text, gsize start, gsize end, guint32 first, guint32 end_word,
        const Cluster *cluster, const guint32 *to_new, const PsgAnchorText *new_text,
        const guint32 *to_old, PsgCarried *carried)
{
    guint32 new_first = to_new[cluster->first], new_last = to_new[cluster->last];
    guint32 gap = 0, count = 0;
    while (gap < new_first && to_old[new_first - gap - 1] == PSG_NO_WORD)
        gap++;
    while (count < cluster->first && to_new[cluster->first - count - 1] == PSG_NO_WORD)
        count++;
    new_first -= share_gap(gap, count, MIN(cluster->first - first, count));
    gap = count = 0;
    while (new_last + gap + 1 < new_text->count && to_old[new_last + gap + 1] == PSG_NO_WORD)
        gap++;
    while (cluster->last + count + 1 < old_text->count &&
            to_new[cluster->last + count + 1] == PSG_NO_WORD)
        count++;
    new_last += share_gap(gap, count, MIN(end_word - 1 - cluster->last, count));
    /* The signs at an edge are looked for only where the word beside them is the passage's own. */
    set_range(old_text, start, end, first, end_word - 1, new_text, new_first, new_last, carried);
}

/* Of the weight of the words around a passage, how much stands around its new place, in hundredths.
 */
static guint
measure_context(const PsgAnchorText *old_text, guint32 first, guint32 end, const guint32 *to_new,
        guint32 new_first, guint32 new_last)
{
    guint32 from = first - MIN(first, PSG_CONTEXT_WORDS),
            to = MIN(end + PSG_CONTEXT_WORDS, old_text->count);
    guint around = 0, stayed = 0;
    for (guint32 i = from; i < to; i++) {
        if (i >= first && i < end)
            continue;
        around += old_text->words[i].weight;
        if (to_new[i] != PSG_NO_WORD && to_new[i] + 2 * PSG_CONTEXT_WORDS >= new_first &&
                to_new[i] <= new_last + 2 * PSG_CONTEXT_WORDS)
            stayed += old_text->words[i].weight;
    }
    return around > 0 ? stayed * 100 / around : 0;
}

gboolean
psg_passage_place(const PsgAnchorText *old_text, gsize start, gsize end, const guint32 *to_new,
        const PsgAnchorText *new_text, const guint32 *to_old, PsgCarried *carried)
{
    guint32 first, end_word;
    Cluster cluster;
    psg_anchor_text_find_words(old_text, start, end, &first, &end_word);
    if (!find_cluster(old_text, first, end_word, to_new, &cluster))
        return FALSE;
    find_range(old_text, start, end, first, end_word, &cluster, to_new, new_text, to_old, carried);
    carried->share = cluster.weight * 100 / weigh(old_text, first, end_word);
    carried->context = measure_context(
            old_text, first, end_word, to_new, to_new[cluster.first], to_new[cluster.last]);
    carried->weight = cluster.weight;
    carried->run = cluster.run;
    return TRUE;
}

/* A passage of signs alone: it stands where the words around it still stand side by side. */
static gboolean
carry_signs(const PsgWordMatch *match, gsize start, gsize end, guint32 word, PsgCarried *carried)
{
    const PsgAnchorText *old_text = match->old_text, *new_text = match->new_text;
    gsize new_start, new_end, old_start = word > 0 ? old_text->words[word - 1].end : 0;
    if (word > 0 && match->to_new[word - 1] == PSG_NO_WORD)
        return FALSE;
    if (word < old_text->count && match->to_new[word] == PSG_NO_WORD)
        return FALSE;
    new_start = word > 0 ? new_text->words[match->to_new[word - 1]].end : 0;
    new_end =
            word < old_text->count ? new_text->words[match->to_new[word]].start : new_text->length;
    if (new_end < new_start || new_end - new_start < end - start)
        return FALSE;
    /* The nearest to where they stood that is the same. */
    gsize count = new_end - new_start - (end - start) + 1, wanted = start - old_start;
    for (gsize distance = 0; distance < count + wanted; distance++)
        for (guint side = 0; side < 2; side++) {
            gsize at = side == 0 ? wanted + distance : wanted - distance;
            if (at >= count ||
                    memcmp(new_text->bytes + new_start + at, old_text->bytes + start, end - start))
                continue;
            *carried = (PsgCarried){
                    new_start + at, new_start + at + (end - start), 100, 100, 0, 0, FALSE};
            return TRUE;
        }
    return FALSE;
}

/* The line of a heading, without white space at its ends, around one of its words. */
static void
find_line(const PsgAnchorText *text, guint32 word, gsize *start, gsize *end)
{
    *start = text->words[word].start;
    *end = text->words[word].end;
    while (*start > 0 && text->bytes[*start - 1] != '\n')
        (*start)--;
    while (*end < text->length && text->bytes[*end] != '\n' && text->bytes[*end] != '\r')
        (*end)++;
}

/* A heading that got other words: what stood around it stands around another of its level, which
 * came in there. */
static gboolean
carry_heading(const PsgWordMatch *match, gsize start, gsize end, guint32 first, guint32 end_word,
        PsgCarried *carried)
{
    const PsgAnchorText *old_text = match->old_text, *new_text = match->new_text;
    gsize line_start, line_end;
    if (old_text->words[first].heading == 0)
        return FALSE;
    find_line(old_text, first, &line_start, &line_end);
    if (old_text->words[end_word - 1].end > line_end || (end - start) * 2 < line_end - line_start)
        return FALSE;
    guint32 before = first, after = end_word;
    while (before > 0 && match->to_new[before - 1] == PSG_NO_WORD)
        before--;
    while (after < old_text->count && match->to_new[after] == PSG_NO_WORD)
        after++;
    guint32 new_start = before > 0 ? match->to_new[before - 1] + 1 : 0,
            new_end = after < old_text->count ? match->to_new[after] : new_text->count;
    for (guint32 i = new_start; i < new_end; i++)
        if (new_text->words[i].heading == old_text->words[first].heading) {
            find_line(new_text, i, &carried->start, &carried->end);
            guint32 last = i;
            while (last + 1 < new_end && new_text->words[last + 1].end <= carried->end)
                last++;
            carried->is_heading = TRUE;
            carried->context = measure_context(old_text, first, end_word, match->to_new, i, last);
            return TRUE;
        }
    return FALSE;
}

gboolean
psg_passage_carry(const PsgWordMatch *match, gsize start, gsize end, PsgCarried *carried)
{
    guint32 first, end_word;
    *carried = (PsgCarried){0};
    psg_anchor_text_find_words(match->old_text, start, end, &first, &end_word);
    if (first == end_word)
        return carry_signs(match, start, end, first, carried);
    return psg_passage_place(match->old_text, start, end, match->to_new, match->new_text,
                   match->to_old, carried) ||
           carry_heading(match, start, end, first, end_word, carried);
}
