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

void
psg_added_pool_init(PsgAddedPool *pool)
{
    *pool = (PsgAddedPool){.files = g_array_new(FALSE, FALSE, sizeof(PsgAddedWords))};
}

static void
added_words_clear(PsgAddedWords *added)
{
    g_free(added->words);
    g_free(added->ids);
    g_free(added->stems);
}

void
psg_added_pool_empty(PsgAddedPool *pool)
{
    for (guint i = 0; i < pool->files->len; i++) {
        PsgAddedWords *added = &g_array_index(pool->files, PsgAddedWords, i);
        for (guint32 at = 0; pool->heads && at < added->count; at++)
            if (added->stems[at] < pool->size)
                pool->heads[added->stems[at]] = pool->counts[added->stems[at]] = 0;
        added_words_clear(added);
    }
    g_array_set_size(pool->files, 0);
    g_clear_pointer(&pool->before, g_free);
    pool->count = 0;
}

void
psg_added_pool_clear(PsgAddedPool *pool)
{
    psg_added_pool_empty(pool);
    g_array_unref(pool->files);
    g_free(pool->heads);
    g_free(pool->counts);
}

/* Those without a partner, and the few among them whose partners are chance ("the", "match") rather
 * than text that stayed. */
static void
list_added(PsgAddedWords *added, const PsgAnchorText *text, const PsgWordMatch *match)
{
    guint32 known = 0;
    added->words = g_new(guint32, text->count + 1);
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
}

void
psg_added_pool_add(
        PsgAddedPool *pool, guint32 change, const PsgAnchorText *text, const PsgWordMatch *match)
{
    PsgAddedWords added = {.change = change, .first = pool->count};
    list_added(&added, text, match);
    added.words = g_renew(guint32, added.words, added.count + 1);
    added.ids = g_new(guint32, added.count + 1);
    added.stems = g_new(guint32, added.count + 1);
    for (guint32 i = 0; i < added.count; i++) {
        added.ids[i] = text->words[added.words[i]].id;
        added.stems[i] = text->words[added.words[i]].stem;
    }
    pool->count += added.count;
    g_array_append_val(pool->files, added);
}

void
psg_added_pool_finish(PsgAddedPool *pool, const PsgVocabulary *vocabulary)
{
    if (pool->size < vocabulary->count) {
        pool->heads = g_renew(guint32, pool->heads, vocabulary->size);
        pool->counts = g_renew(guint32, pool->counts, vocabulary->size);
        memset(pool->heads + pool->size, 0, (vocabulary->size - pool->size) * sizeof(guint32));
        memset(pool->counts + pool->size, 0, (vocabulary->size - pool->size) * sizeof(guint32));
        pool->size = vocabulary->size;
    }
    pool->before = g_new(guint32, pool->count + 1);
    for (guint i = 0; i < pool->files->len; i++) {
        const PsgAddedWords *added = &g_array_index(pool->files, PsgAddedWords, i);
        for (guint32 at = 0; at < added->count; at++) {
            guint32 stem = added->stems[at];
            pool->before[added->first + at] = pool->heads[stem];
            pool->heads[stem] = added->first + at + 1;
            pool->counts[stem]++;
        }
    }
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

static void
enlarge_tables(PsgSearchTables *tables, const PsgVocabulary *vocabulary)
{
    if (tables->size >= vocabulary->count)
        return;
    tables->slots = g_renew(guint16, tables->slots, vocabulary->size);
    tables->contexts = g_renew(guint8, tables->contexts, vocabulary->size);
    gsize more = vocabulary->size - tables->size;
    memset(tables->slots + tables->size, 0, more * sizeof *tables->slots);
    memset(tables->contexts + tables->size, 0, more * sizeof *tables->contexts);
    tables->size = vocabulary->size;
}

/* Words of the passage with the same stem. */
typedef struct {
    guint32 stem;
    guint32 count; /* of them in the pool */
    guint weight;  /* what they weigh at most in a window */
} StemWeight;

static int
compare_stems(gconstpointer a, gconstpointer b)
{
    const StemWeight *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return (x->stem > y->stem) - (x->stem < y->stem);
}

static int
compare_numbers(gconstpointer a, gconstpointer b)
{
    guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;
    return (x > y) - (x < y);
}

/* The stems of the passage, those that are most frequent in the pool first. */
static GArray *
list_stems(const PsgPassageSearch *search, const PsgAddedPool *pool)
{
    GArray *stems = g_array_new(FALSE, FALSE, sizeof(StemWeight));
    g_autoptr(GHashTable) known = g_hash_table_new(NULL, NULL);
    for (guint32 i = search->first; i < search->first + search->count; i++) {
        const PsgAnchorWord *word = &search->text->words[i];
        guint number = GPOINTER_TO_UINT(
                g_hash_table_lookup(known, GUINT_TO_POINTER(word->stem)));
        if (number == 0) {
            StemWeight stem = {
                    word->stem, word->stem < pool->size ? pool->counts[word->stem] : 0, 0};
            g_array_append_val(stems, stem);
            number = stems->len;
            g_hash_table_insert(known, GUINT_TO_POINTER(word->stem), GUINT_TO_POINTER(number));
        }
        g_array_index(stems, StemWeight, number - 1).weight +=
                search->weights[search->slots[word->id]];
    }
    g_array_sort(stems, compare_stems);
    return stems;
}

/* Finds the places in the pool of which a window with half of what the passage weighs has at least
 * one: those of all its words but the most frequent, which together do not weigh as much. */
static void
find_hits(PsgPassageSearch *search, const PsgAddedPool *pool)
{
    g_autoptr(GArray) stems = list_stems(search, pool);
    guint left_out = 0;
    search->hits = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint i = 0; i < stems->len; i++) {
        const StemWeight *stem = &g_array_index(stems, StemWeight, i);
        left_out += stem->weight;
        if (left_out * 100 < search->weight * PSG_SHARE_KNOWN || stem->count == 0)
            continue;
        for (guint32 at = pool->heads[stem->stem]; at > 0; at = pool->before[at - 1]) {
            guint32 place = at - 1;
            g_array_append_val(search->hits, place);
        }
    }
    g_array_sort(search->hits, compare_numbers);
}

void
psg_passage_search_init(PsgPassageSearch *search, PsgSearchTables *tables,
        const PsgVocabulary *vocabulary, const PsgAddedPool *pool, const PsgAnchorText *text,
        gsize start, gsize end)
{
    enlarge_tables(tables, vocabulary);
    *search = (PsgPassageSearch){.text = text,
            .start = start,
            .end = end,
            .slots = tables->slots,
            .contexts = tables->contexts,
            .id_count = tables->size};
    psg_anchor_text_find_words(text, start, end, &search->first, &search->end_word);
    search->count = MIN(search->end_word - search->first, LONGEST_PASSAGE);
    search->allowed = g_new0(guint16, search->count + 1);
    search->weights = g_new0(guint8, search->count + 1);
    search->seen = g_new0(guint16, search->count + 1);
    for (guint32 i = search->first; i < search->first + search->count; i++) {
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
    find_hits(search, pool);
}

void
psg_passage_search_clear(PsgPassageSearch *search)
{
    if (!search->text)
        return;
    guint32 from = search->first - MIN(search->first, PSG_CONTEXT_WORDS),
            to = MIN(search->end_word + PSG_CONTEXT_WORDS, search->text->count);
    for (guint32 i = from; i < to; i++) {
        const PsgAnchorWord *word = &search->text->words[i];
        search->slots[word->id] = search->slots[word->stem] = 0;
        search->contexts[word->id] = 0;
    }
    g_array_unref(search->hits);
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

/* A list in the making. */
typedef struct {
    const PsgPassageSearch *search;
    const PsgAddedWords *added;
    gboolean is_same_file;
    guint32 window; /* words */
    guint32 *likely;
    guint32 count;
    guint32 listed; /* words before this one were decided on */
} Listing;

/* Looks at the windows that end at the words [from, to), and lists the words of those that hold
 * half of what the passage weighs, with as many around as its context may need. */
static void
slide(Listing *listing, guint32 from, guint32 to)
{
    const PsgPassageSearch *search = listing->search;
    const PsgAddedWords *added = listing->added;
    guint32 begin = from - MIN(from, listing->window - 1);
    guint32 reach = listing->window + 2 * PSG_CONTEXT_WORDS;
    guint sum = 0;
    memset(search->seen, 0, (search->slot_count + 1) * sizeof *search->seen);
    for (guint32 i = begin; i < to; i++) {
        guint16 slot = find_slot(search, added, i);
        if (slot && search->seen[slot]++ < search->allowed[slot])
            sum += search->weights[slot];
        slot = i >= begin + listing->window ? find_slot(search, added, i - listing->window) : 0;
        if (slot && --search->seen[slot] < search->allowed[slot])
            sum -= search->weights[slot];
        guint32 first = i - MIN(i, reach), last = MIN(i + 2 * PSG_CONTEXT_WORDS, added->count - 1);
        if (i < from || sum * 100 < search->weight * PSG_SHARE_KNOWN || last < listing->listed ||
                (!listing->is_same_file && !may_be_known(search, added, first, last)))
            continue;
        if (!listing->likely)
            listing->likely = g_new(guint32, added->count);
        for (guint32 at = MAX(listing->listed, first); at <= last; at++)
            listing->likely[listing->count++] = at;
        listing->listed = last + 1;
    }
}

/* The first of the hits at or after a place. */
static guint
find_hit(const PsgPassageSearch *search, guint32 place)
{
    guint low = 0, high = search->hits->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(search->hits, guint32, middle) < place)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

guint32 *
psg_passage_search_list_likely(const PsgPassageSearch *search, const PsgAddedWords *added,
        gboolean is_same_file, guint32 *count)
{
    Listing listing = {search, added, is_same_file,
            (search->end_word - search->first) * 2 + 8, NULL, 0, 0};
    guint32 from = 0, to = 0; /* windows that may be likely and were not looked at */
    *count = 0;
    if (search->weight == 0)
        return NULL;
    for (guint i = find_hit(search, added->first); i < search->hits->len; i++) {
        guint32 hit = g_array_index(search->hits, guint32, i) - added->first;
        if (hit >= added->count)
            break;
        if (hit > to) {
            slide(&listing, from, to);
            from = hit;
        }
        to = MIN(hit + listing.window, added->count);
    }
    slide(&listing, from, to);
    *count = listing.count;
    return listing.likely;
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
        const guint32 *likely, guint32 likely_count, const PsgAnchorText *new_text,
        const PsgWordMatch *match, PsgCarried *carried)
{
    const PsgAnchorText *old_text = search->text;
    *carried = (PsgCarried){0};
    g_autofree guint32 *words = g_new(guint32, likely_count + 1);
    Alignment alignment = {search, new_text, search->first - MIN(search->first, PSG_CONTEXT_WORDS),
            MIN(search->end_word + PSG_CONTEXT_WORDS, old_text->count), words,
            likely_count};
    for (guint32 i = 0; i < alignment.added_count; i++)
        words[i] = added->words[likely[i]];
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
