/* Which words of two texts are the same: runs of words that stand once on both sides first, longest
 * runs before shorter, as a reader would find them (the idea of patience diff); what lies between
 * is aligned as a whole, where words side by side count more than words by themselves. */
#include <string.h>

#include "review/anchor/anchor_internal.h"

/* What stands between runs is aligned at once when it has no more pairs of words than this. */
#define SMALL_AREA (1 << 15)

/* The lengths of the runs that are looked for. */
static const guint run_lengths[] = {6, 3, 2, 1};
#define RUN_LEVELS G_N_ELEMENTS(run_lengths)

/* A part of both texts, and how far it was searched. */
typedef struct {
    guint32 a_start, a_end, b_start, b_end;
    guint level;
} Region;

typedef struct {
    guint64 hash;
    guint32 a, b, a_count, b_count;
} Slot;

typedef struct {
    guint32 a, b;
} Pair;

typedef struct {
    const PsgAnchorWord *a, *b;
    PsgWordMatch *match;
    GArray *regions; /* Region: a stack */
} Matching;

static void
pair(Matching *matching, guint32 a, guint32 b)
{
    matching->match->to_new[a] = b;
    matching->match->to_old[b] = a;
}

/* --- runs that stand once --- */

/* A heading is not the same as its words in a sentence. */
static guint64
hash_run(const PsgAnchorWord *words, guint length)
{
    guint64 hash = length * 2 + (words[0].heading > 0);
    for (guint i = 0; i < length; i++)
        hash = (hash ^ words[i].id) * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15), hash ^= hash >> 31;
    return hash + (hash == 0);
}

static Slot *
find_slot(Slot *slots, guint32 size, guint64 hash)
{
    guint32 at = (guint32)hash & (size - 1);
    while (slots[at].hash != 0 && slots[at].hash != hash)
        at = (at + 1) & (size - 1);
    return &slots[at];
}

/* A single word, or two, must say something: "of the" stands once by chance. */
static gboolean
is_telling(const PsgAnchorWord *words, guint length)
{
    guint weight = 0;
    for (guint i = 0; i < length; i++)
        weight += words[i].weight;
    return length > 2 || weight >= PSG_FULL_WEIGHT / 2;
}

/* The runs of `length` words that stand once on both sides, in the order of `a`. */
static GArray *
find_runs(const Matching *matching, const Region *region, guint length)
{
    GArray *pairs = g_array_new(FALSE, FALSE, sizeof(Pair));
    guint32 size = 64;
    while (size < 2 * (region->a_end - region->a_start + region->b_end - region->b_start))
        size *= 2;
    g_autofree Slot *slots = g_new0(Slot, size);
    for (guint32 i = region->a_start; i + length <= region->a_end; i++) {
        guint64 hash = hash_run(matching->a + i, length);
        Slot *slot = find_slot(slots, size, hash);
        slot->hash = hash;
        slot->a = i;
        slot->a_count++;
    }
    for (guint32 i = region->b_start; i + length <= region->b_end; i++) {
        Slot *slot = find_slot(slots, size, hash_run(matching->b + i, length));
        if (slot->hash == 0)
            continue;
        slot->b = i;
        slot->b_count++;
    }
    for (guint32 i = region->a_start; i + length <= region->a_end; i++) {
        const Slot *slot = find_slot(slots, size, hash_run(matching->a + i, length));
        if (slot->a_count != 1 || slot->b_count != 1 || !is_telling(matching->a + i, length))
            continue;
        Pair found = {i, slot->b};
        g_array_append_val(pairs, found);
    }
    return pairs;
}

/* Keeps the longest chain that is in order on both sides. */
static void
keep_chain(GArray *pairs)
{
    guint count = pairs->len, length = 0;
    if (count < 2)
        return;
    Pair *all = (Pair *)(void *)pairs->data;
    g_autofree guint32 *ends = g_new(guint32, count), *before = g_new(guint32, count);
    for (guint32 i = 0; i < count; i++) {
        guint low = 0, high = length;
        while (low < high) {
            guint middle = low + (high - low) / 2;
            if (all[ends[middle]].b < all[i].b)
                low = middle + 1;
            else
                high = middle;
        }
        before[i] = low > 0 ? ends[low - 1] : PSG_NO_WORD;
        ends[low] = i;
        length = MAX(length, low + 1);
    }
    g_autofree Pair *kept = g_new(Pair, length);
    guint32 at = ends[length - 1];
    for (guint i = length; i-- > 0; at = before[at])
        kept[i] = all[at];
    memcpy(all, kept, length * sizeof(Pair));
    g_array_set_size(pairs, length);
}

static void
push(Matching *matching, guint32 a_start, guint32 a_end, guint32 b_start, guint32 b_end,
        guint level)
{
    Region region = {a_start, a_end, b_start, b_end, level};
    if (a_start < a_end && b_start < b_end)
        g_array_append_val(matching->regions, region);
}

/* Pairs the words of runs of `length` words and those equal beside them; what lies between waits
 * for the next level. */
static void
pair_runs(Matching *matching, const Region *region, GArray *pairs, guint length)
{
    guint32 a = region->a_start, b = region->b_start; /* all before is done */
    for (guint i = 0; i < pairs->len; i++) {
        Pair found = g_array_index(pairs, Pair, i);
        if (found.a < a || found.b < b)
            continue; /* overlaps a run on another diagonal, or lies in one that was extended */
        guint32 a_start = found.a, b_start = found.b;
        while (a_start > a && b_start > b &&
                matching->a[a_start - 1].id == matching->b[b_start - 1].id)
            a_start--, b_start--;
        push(matching, a, a_start, b, b_start, region->level + 1);
        guint32 a_end = found.a + length, b_end = found.b + length;
        while (a_end < region->a_end && b_end < region->b_end &&
                matching->a[a_end].id == matching->b[b_end].id)
            a_end++, b_end++;
        for (a = a_start, b = b_start; a < a_end; a++, b++)
            pair(matching, a, b);
    }
    push(matching, a, region->a_end, b, region->b_end, region->level + 1);
}

/* --- alignment --- */

/* What it is worth to pair two words: nothing for those that are not alike. */
static guint
rate(const PsgAnchorWord *a, const PsgAnchorWord *b)
{
    if (a->id == b->id)
        return MIN(a->weight, b->weight) * 2;
    return a->stem == b->stem ? MIN(a->weight, b->weight) : 0;
}

/* Two words that may be paired, with the heaviest way to there. */
typedef struct {
    guint32 a, b;   /* from 1, within the region */
    guint32 before; /* index of the pair before it on that way; PSG_NO_WORD */
    guint32 weight; /* of the way */
} Node;

typedef struct {
    GArray *nodes;    /* Node */
    guint32 *heaviest; /* a tree of prefixes (Fenwick, 1994) by place in `b`: a node + 1, or 0 */
    guint32 *above, *here; /* by place in `b`: the node of the row above, and of this one, + 1 */
    guint32 *next;    /* by word of `b`: the one before it with the same stem, + 1 */
    guint32 width;
} Ways;

static const Node *
get_node(const Ways *ways, guint32 number)
{
    return &g_array_index(ways->nodes, Node, number - 1);
}

/* Of equals the one that ends earlier. */
static gboolean
is_heavier(const Ways *ways, guint32 number, guint32 other)
{
    if (other == 0)
        return TRUE;
    const Node *a = get_node(ways, number), *b = get_node(ways, other);
    if (a->weight != b->weight)
        return a->weight > b->weight;
    return a->a != b->a ? a->a < b->a : a->b < b->b;
}

/* The heaviest way that ends at or before a place. */
static guint32
find_heaviest(const Ways *ways, guint32 place)
{
    guint32 found = 0;
    for (; place > 0; place &= place - 1)
        if (ways->heaviest[place] > 0 && is_heavier(ways, ways->heaviest[place], found))
            found = ways->heaviest[place];
    return found;
}

static void
note_way(Ways *ways, guint32 number)
{
    for (guint32 place = get_node(ways, number)->b; place <= ways->width; place += place & -place)
        if (is_heavier(ways, number, ways->heaviest[place]))
            ways->heaviest[place] = number;
}

/* Adds the ways that end with this pair; words that follow one another on both sides count half as
 * much again. */
static void
add_node(Ways *ways, guint32 a, guint32 b, guint worth)
{
    guint32 before = find_heaviest(ways, b - 1), row = ways->above[b - 1];
    guint32 alone = (before ? get_node(ways, before)->weight : 0) + worth, joined = 0;
    if (row)
        joined = get_node(ways, row)->weight + worth + worth / 2 + PSG_FULL_WEIGHT / 8;
    Node node = {a, b, joined > alone ? row - 1 : before - 1, MAX(alone, joined)};
    g_array_append_val(ways->nodes, node);
    ways->here[b] = ways->nodes->len;
}

/* The pairs of one word of `a`, whose stem stands at `head` (+ 1) last. */
static void
add_row(Ways *ways, const Matching *matching, const Region *region, guint32 i, guint32 head)
{
    guint32 first = ways->nodes->len;
    for (guint32 j = head; j > 0; j = ways->next[j])
        add_node(ways, i, j,
                rate(&matching->a[region->a_start + i - 1], &matching->b[region->b_start + j - 1]));
    for (guint32 node = first; node < ways->nodes->len; node++)
        note_way(ways, node + 1);
}

/* The heaviest alignment of a region. Only words that are alike are looked at, which are few. */
static void
align(Matching *matching, const Region *region)
{
    guint32 a_count = region->a_end - region->a_start, b_count = region->b_end - region->b_start;
    const PsgAnchorWord *a = matching->a + region->a_start, *b = matching->b + region->b_start;
    guint32 *heads = psg_vocabulary_get_counts(matching->match->old_text->vocabulary);
    gsize width = (gsize)b_count + 1;
    g_autofree guint32 *tables = g_new0(guint32, width * 4);
    Ways ways = {g_array_new(FALSE, FALSE, sizeof(Node)), tables, tables + width,
            tables + width * 2, tables + width * 3, b_count};
    for (guint32 j = 1; j <= b_count; j++) {
        ways.next[j] = heads[b[j - 1].stem];
        heads[b[j - 1].stem] = j;
    }
    for (guint32 i = 1; i <= a_count; i++) {
        add_row(&ways, matching, region, i, heads[a[i - 1].stem]);
        for (guint32 j = i > 1 ? heads[a[i - 2].stem] : 0; j > 0; j = ways.next[j])
            ways.above[j] = 0;
        guint32 *row = ways.above;
        ways.above = ways.here;
        ways.here = row;
    }
    for (guint32 j = 0; j < b_count; j++)
        heads[b[j].stem] = 0;
    guint32 number = find_heaviest(&ways, b_count);
    while (number > 0) {
        const Node *node = get_node(&ways, number);
        pair(matching, region->a_start + node->a - 1, region->b_start + node->b - 1);
        number = node->before + 1;
    }
    g_array_unref(ways.nodes);
}

static void
match_region(Matching *matching, const Region *region)
{
    guint64 area = (guint64)(region->a_end - region->a_start) * (region->b_end - region->b_start);
    if (region->level >= RUN_LEVELS || area <= SMALL_AREA) {
        if (area <= PSG_LARGE_AREA)
            align(matching, region);
        return;
    }
    g_autoptr(GArray) pairs = find_runs(matching, region, run_lengths[region->level]);
    keep_chain(pairs);
    pair_runs(matching, region, pairs, run_lengths[region->level]);
}

/* --- the whole --- */

PsgWordMatch *
psg_word_match_new(PsgAnchorText *old_text, PsgAnchorText *new_text)
{
    PsgWordMatch *match = g_new0(PsgWordMatch, 1);
    psg_anchor_text_read_words(old_text);
    psg_anchor_text_read_words(new_text);
    match->old_text = psg_anchor_text_ref(old_text);
    match->new_text = psg_anchor_text_ref(new_text);
    match->to_new = g_new(guint32, old_text->count + 1);
    match->to_old = g_new(guint32, new_text->count + 1);
    memset(match->to_new, 0xff, (old_text->count + 1) * sizeof(guint32));
    memset(match->to_old, 0xff, (new_text->count + 1) * sizeof(guint32));
    Matching matching = {
            old_text->words, new_text->words, match, g_array_new(FALSE, FALSE, sizeof(Region))};
    guint32 start = 0, a_end = old_text->count, b_end = new_text->count;
    for (; start < a_end && start < b_end && matching.a[start].id == matching.b[start].id; start++)
        pair(&matching, start, start);
    while (a_end > start && b_end > start && matching.a[a_end - 1].id == matching.b[b_end - 1].id)
        pair(&matching, --a_end, --b_end);
    push(&matching, start, a_end, start, b_end, 0);
    while (matching.regions->len > 0) {
        Region region = g_array_index(matching.regions, Region, matching.regions->len - 1);
        g_array_set_size(matching.regions, matching.regions->len - 1);
        match_region(&matching, &region);
    }
    g_array_unref(matching.regions);
    return match;
}

void
psg_word_match_free(PsgWordMatch *match)
{
    if (!match)
        return;
    psg_anchor_text_unref(match->old_text);
    psg_anchor_text_unref(match->new_text);
    g_free(match->to_new);
    g_free(match->to_old);
    g_free(match);
}
