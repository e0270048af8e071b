/* From words and blocks to numbers, so that comparing is comparing numbers, and the order of the
 * two sides in which all is computed. */
#include <string.h>

#include "text/diff/internal.h"

/* --- hashing --- */

static guint64
mix(guint64 hash)
{
    hash ^= hash >> 32;
    hash *= G_GUINT64_CONSTANT(0xd6e8feb86659fd93);
    hash ^= hash >> 32;
    hash *= G_GUINT64_CONSTANT(0xd6e8feb86659fd93);
    return hash ^ hash >> 32;
}

/* Up to eight bytes as one number. */
static guint64
read_short(const guchar *at, gsize length)
{
    guint32 first, last;
    if (length < 4)
        return length == 0 ? 0
                           : at[0] | (guint64)at[length / 2] << 8 | (guint64)at[length - 1] << 16;
    memcpy(&first, at, 4);
    memcpy(&last, at + length - 4, 4);
    return GUINT32_FROM_LE(first) | (guint64)GUINT32_FROM_LE(last) << 32;
}

static guint64
hash_bytes(const void *bytes, gsize length, guint64 seed)
{
    const guchar *at = bytes;
    guint64 hash = seed ^ (guint64)length * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
    for (; length > 8; at += 8, length -= 8) {
        guint64 part;
        memcpy(&part, at, 8);
        hash = mix(hash ^ GUINT64_FROM_LE(part));
    }
    return mix(hash ^ read_short(at, length) * G_GUINT64_CONSTANT(0xa0761d6478bd642f));
}

/* --- interning --- */

typedef struct {
    guint64 hash, extra;
    const void *bytes;
    gsize length;
    guint32 id;
} Entry;

/* Gives equal keys equal numbers, counted from 0 in the order in which keys come. */
typedef struct {
    Entry *entries;
    guint mask, count;
} Interner;

static void
interner_init(Interner *interner)
{
    enum { SIZE = 1024 };
    *interner = (Interner){g_new0(Entry, SIZE), SIZE - 1, 0};
}

/* Makes room before more than half is taken. The table stays small, so that it stays in the
 * processor's cache. */
static void
interner_grow(Interner *interner)
{
    guint size = interner->mask + 1;
    Entry *entries = g_new0(Entry, 2 * size);
    for (guint i = 0; i < size; i++) {
        if (!interner->entries[i].bytes)
            continue;
        guint at = (guint)interner->entries[i].hash & (2 * size - 1);
        while (entries[at].bytes)
            at = (at + 1) & (2 * size - 1);
        entries[at] = interner->entries[i];
    }
    g_free(interner->entries);
    interner->entries = entries;
    interner->mask = 2 * size - 1;
}

static guint32
interner_add(Interner *interner, const void *bytes, gsize length, guint64 extra)
{
    guint64 hash = hash_bytes(bytes, length, extra);
    for (guint at = (guint)hash & interner->mask;; at = (at + 1) & interner->mask) {
        Entry *entry = &interner->entries[at];
        if (!entry->bytes) {
            guint32 id = interner->count++;
            *entry = (Entry){hash, extra, bytes, length, id};
            if (interner->count > interner->mask / 2)
                interner_grow(interner);
            return id;
        }
        if (entry->hash == hash && entry->extra == extra && entry->length == length &&
                !memcmp(entry->bytes, bytes, length))
            return entry->id;
    }
}

static void
interner_clear(Interner *interner)
{
    g_free(interner->entries);
}

/* --- the order of the sides --- */

/* The text by which a word is compared. References to footnotes are all the same word: their
 * numbers follow from where they stand. */
static const char *
get_text(const PsgDiffWord *word, gsize *length)
{
    if (word->node->type == XML_ELEMENT_NODE && !strcmp((const char *)word->node->name, "sup")) {
        *length = strlen("[^]");
        return "[^]";
    }
    *length = word->length;
    return word->text;
}

static guint
get_level(const PsgDiffBlock *block)
{
    return block->kind == PSG_BLOCK_HEADING ? (guint)(block->parent->name[1] - '0') : 0;
}

static guint64
hash_side(const PsgDiffSide *side)
{
    guint64 hash = side->text != NULL;
    for (guint i = 0; i < side->blocks->len; i++) {
        const PsgDiffBlock *block = &g_array_index(side->blocks, PsgDiffBlock, i);
        hash = mix(hash ^ (block->kind + 16 * get_level(block)));
        for (guint j = block->word_start; j < block->word_end; j++) {
            const PsgDiffWord *word = &g_array_index(side->words, PsgDiffWord, j);
            gsize length;
            const char *text = get_text(word, &length);
            hash = hash_bytes(text, length, hash ^ word->mark);
        }
    }
    return hash;
}

/* Which side comes first: any order will do that does not ask which is the old one. */
static gboolean
is_old_first(const PsgDiff *diff)
{
    for (guint i = 0; i < diff->pairs->len; i++) {
        const PsgDiffPair *pair = g_ptr_array_index(diff->pairs, i);
        guint64 old_hash = hash_side(&pair->old_side), new_hash = hash_side(&pair->new_side);
        if (old_hash != new_hash)
            return old_hash < new_hash;
    }
    return TRUE;
}

/* --- streams --- */

static void
stream_init(PsgStream *stream, const PsgDiff *diff, gboolean is_old)
{
    guint count = diff->pairs->len;
    stream->pair_count = count;
    stream->sides = g_new(const PsgDiffSide *, count);
    stream->words = g_new(const PsgDiffWord *, count);
    stream->word_base = g_new0(guint, count + 1);
    stream->block_base = g_new0(guint, count + 1);
    stream->unit_base = g_new0(guint, count + 1);
    for (guint i = 0; i < count; i++) {
        const PsgDiffPair *pair = g_ptr_array_index(diff->pairs, i);
        const PsgDiffSide *side = is_old ? &pair->old_side : &pair->new_side;
        stream->sides[i] = side;
        stream->words[i] = (const PsgDiffWord *)(void *)side->words->data;
        stream->word_base[i + 1] = stream->word_base[i] + side->words->len;
        stream->block_base[i + 1] = stream->block_base[i] + side->blocks->len;
    }
    stream->tokens = g_new(PsgToken, stream->word_base[count] + 1);
    stream->blocks =
            g_array_sized_new(FALSE, FALSE, sizeof(PsgStreamBlock), stream->block_base[count]);
    stream->units = g_array_sized_new(FALSE, FALSE, sizeof(PsgUnit), stream->block_base[count]);
}

static void
stream_clear(PsgStream *stream)
{
    for (guint i = 0; i < stream->units->len; i++)
        g_free(stream->bags[i]);
    g_free(stream->bags);
    g_free(stream->is_taken);
    g_free(stream->matches);
    g_free(stream->tokens);
    g_free(stream->sides);
    g_free(stream->words);
    g_free(stream->word_base);
    g_free(stream->block_base);
    g_free(stream->unit_base);
    g_array_unref(stream->blocks);
    g_array_unref(stream->units);
}

static PsgTokenClass
classify(const PsgDiffWord *word)
{
    gunichar c = word->length > 0 ? g_utf8_get_char(word->text) : 0;
    if (word->node->type == XML_ELEMENT_NODE)
        return PSG_TOKEN_WORD;
    if (!g_unichar_isalnum(c) && !g_unichar_ismark(c) && c != '_')
        return PSG_TOKEN_PUNCTUATION;
    glong characters = g_utf8_strlen(word->text, word->length);
    if (characters == 1 && c >= 0x0e00 && g_unichar_isalpha(c) && !g_unichar_isupper(c) &&
            !g_unichar_islower(c))
        return PSG_TOKEN_SIGN;
    return characters <= 3 && g_unichar_isalpha(c) ? PSG_TOKEN_SHORT : PSG_TOKEN_WORD;
}

typedef struct {
    Interner bases, marked, blocks, units;
    GArray *classes; /* guint8, by base */
    GArray *counts;  /* guint, by base */
} Identity;

static void
identify_words(PsgStream *stream, Identity *identity)
{
    for (guint pair = 0; pair < stream->pair_count; pair++) {
        const GArray *words = stream->sides[pair]->words;
        PsgToken *tokens = stream->tokens + stream->word_base[pair];
        for (guint i = 0; i < words->len; i++) {
            const PsgDiffWord *word = &g_array_index(words, PsgDiffWord, i);
            gsize length;
            const char *text = get_text(word, &length);
            guint32 base = interner_add(&identity->bases, text, length, 0);
            if (base == identity->classes->len) {
                guint8 class = (guint8)classify(word);
                guint none = 0;
                g_array_append_val(identity->classes, class);
                g_array_append_val(identity->counts, none);
            }
            g_array_index(identity->counts, guint, base)++;
            tokens[i].base = base;
            tokens[i].id =
                    word->mark == 0
                            ? 2 * base
                            : 2 * interner_add(&identity->marked, text, length, word->mark) + 1;
        }
    }
}

static void
identify_blocks(PsgStream *stream, Identity *identity)
{
    for (guint pair = 0; pair < stream->pair_count; pair++) {
        const GArray *blocks = stream->sides[pair]->blocks;
        guint base = stream->word_base[pair];
        for (guint i = 0; i < blocks->len; i++) {
            const PsgDiffBlock *block = &g_array_index(blocks, PsgDiffBlock, i);
            PsgStreamBlock entry = {.pair = pair,
                    .index = i,
                    .word_start = base + block->word_start,
                    .word_end = base + block->word_end,
                    .level = get_level(block),
                    .block = block};
            if (block->kind == PSG_BLOCK_CELL)
                for (const xmlNode *at = block->parent; !entry.table; at = at->parent)
                    if (!strcmp((const char *)at->name, "table"))
                        entry.table = at;
            entry.id = interner_add(&identity->blocks, &stream->tokens[entry.word_start].id,
                    (entry.word_end - entry.word_start) * sizeof(PsgToken),
                    block->kind + 16 * entry.level);
            g_array_append_val(stream->blocks, entry);
        }
    }
}

static gboolean
is_same_row(const PsgStreamBlock *first, const PsgStreamBlock *next)
{
    return first->table && first->table == next->table && first->block->row == next->block->row;
}

static void
weigh_unit(const PsgComparison *comparison, const PsgStream *stream, PsgUnit *unit)
{
    guint start = psg_stream_get_block(stream, unit->block_start)->word_start;
    guint end = psg_stream_get_block(stream, unit->block_end - 1)->word_end;
    for (guint i = start; i < end; i++) {
        guint32 base = stream->tokens[i].base;
        unit->weight += psg_token_weigh(comparison, base);
        unit->words += comparison->classes[base] != PSG_TOKEN_PUNCTUATION;
    }
    unit->weight = MAX(unit->weight, 1);
}

/* The header of the row that comes next: that of the row before it, when that is of its table. */
static guint
find_header(const PsgStream *stream, const xmlNode *table)
{
    guint count = stream->units->len;
    const PsgUnit *last = count > 0 ? psg_stream_get_unit(stream, count - 1) : NULL;
    gboolean is_begun =
            table && last && psg_stream_get_block(stream, last->block_start)->table == table;
    return is_begun ? last->header : count;
}

static void
identify_units(PsgComparison *comparison, PsgStream *stream, Identity *identity, guint32 *ids)
{
    guint next = 0;
    for (guint pair = 0; pair < stream->pair_count; pair++) {
        stream->unit_base[pair] = stream->units->len;
        for (guint end = stream->block_base[pair + 1]; next < end;) {
            const PsgStreamBlock *first = psg_stream_get_block(stream, next);
            PsgUnit unit = {.block_start = next, .kind = first->block->kind, .level = first->level};
            guint32 *start = ids + next;
            do
                ids[next] = psg_stream_get_block(stream, next)->id;
            while (++next < end && is_same_row(first, psg_stream_get_block(stream, next)));
            unit.block_end = next;
            unit.id = interner_add(
                    &identity->units, start, (next - unit.block_start) * sizeof *ids, 0);
            weigh_unit(comparison, stream, &unit);
            unit.header = find_header(stream, first->table);
            g_array_append_val(stream->units, unit);
        }
    }
    stream->unit_base[stream->pair_count] = stream->units->len;
    stream->bags = g_new0(guint32 *, stream->units->len + 1);
    stream->is_taken = g_new0(gboolean, stream->units->len + 1);
    stream->matches = g_new(guint32, stream->blocks->len + 1);
    memset(stream->matches, 0xff, (stream->blocks->len + 1) * sizeof(guint32));
}

/* A word that makes up this share of all words says little about which text it is in. */
#define COMMON_SHARE 200
#define COMMON_LEAST 16

static void
find_common_words(Identity *identity, guint total)
{
    for (guint i = 0; i < identity->classes->len; i++) {
        guint8 *class = &g_array_index(identity->classes, guint8, i);
        guint count = g_array_index(identity->counts, guint, i);
        if (*class == PSG_TOKEN_WORD && count >= COMMON_LEAST && count > total / COMMON_SHARE)
            *class = PSG_TOKEN_COMMON;
    }
}

#define EFFORT_LEAST 200000000
#define EFFORT_PER_WORD 500

void
psg_comparison_init(PsgComparison *comparison, PsgDiff *diff)
{
    *comparison = (PsgComparison){.pair_count = diff->pairs->len,
            .is_a_old = is_old_first(diff),
            .matches = g_array_new(FALSE, FALSE, sizeof(PsgMatch))};
    PsgStream *a = &comparison->a, *b = &comparison->b;
    stream_init(a, diff, comparison->is_a_old);
    stream_init(b, diff, !comparison->is_a_old);
    guint count = comparison->pair_count;
    guint words = a->word_base[count] + b->word_base[count];
    guint a_blocks = a->block_base[count], blocks = a_blocks + b->block_base[count];
    comparison->effort = EFFORT_LEAST + (gint64)EFFORT_PER_WORD * words;

    Identity identity = {.classes = g_array_new(FALSE, FALSE, 1),
            .counts = g_array_new(FALSE, FALSE, sizeof(guint))};
    interner_init(&identity.bases);
    interner_init(&identity.marked);
    interner_init(&identity.blocks);
    interner_init(&identity.units);
    identify_words(a, &identity);
    identify_words(b, &identity);
    find_common_words(&identity, words);
    comparison->classes = (guint8 *)(void *)identity.classes->data;
    identify_blocks(a, &identity);
    identify_blocks(b, &identity);
    g_autofree guint32 *ids = g_new(guint32, blocks + 1);
    identify_units(comparison, a, &identity, ids);
    identify_units(comparison, b, &identity, ids + a_blocks);
    comparison->base_count = identity.bases.count;

    comparison->classes = (guint8 *)(void *)g_array_free(identity.classes, FALSE);
    g_array_unref(identity.counts);
    interner_clear(&identity.bases);
    interner_clear(&identity.marked);
    interner_clear(&identity.blocks);
    interner_clear(&identity.units);
}

void
psg_comparison_clear(PsgComparison *comparison)
{
    stream_clear(&comparison->a);
    stream_clear(&comparison->b);
    g_free(comparison->classes);
    g_array_unref(comparison->matches);
}

gboolean
psg_comparison_spend(PsgComparison *comparison, gint64 cost)
{
    if (cost > comparison->effort)
        return FALSE;
    comparison->effort -= cost;
    return TRUE;
}

guint
psg_token_weigh(const PsgComparison *comparison, guint32 base)
{
    static const guint8 weights[] = {[PSG_TOKEN_PUNCTUATION] = 1,
            [PSG_TOKEN_SHORT] = 2,
            [PSG_TOKEN_COMMON] = 3,
            [PSG_TOKEN_SIGN] = 3,
            [PSG_TOKEN_WORD] = 6};
    return weights[comparison->classes[base]];
}
