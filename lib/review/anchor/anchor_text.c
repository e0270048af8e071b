/* A file as words: what is compared when a passage is followed. See anchor_internal.h. */
#include <stdlib.h>
#include <string.h>

#include "review/anchor/anchor_internal.h"
#include "text/script.h"

/* Letters of a word that make its stem. */
#define STEM_LENGTH 5

/* --- numbers --- */

void
psg_vocabulary_init(PsgVocabulary *vocabulary)
{
    *vocabulary = (PsgVocabulary){.size = 1 << 14};
    vocabulary->hashes = g_new0(guint64, vocabulary->size);
    vocabulary->ids = g_new(guint32, vocabulary->size);
}

void
psg_vocabulary_clear(PsgVocabulary *vocabulary)
{
    g_free(vocabulary->hashes);
    g_free(vocabulary->ids);
    g_free(vocabulary->counts);
}

static void
insert(PsgVocabulary *vocabulary, guint64 hash, guint32 id)
{
    guint32 at = (guint32)hash & (vocabulary->size - 1);
    while (vocabulary->hashes[at] != 0)
        at = (at + 1) & (vocabulary->size - 1);
    vocabulary->hashes[at] = hash;
    vocabulary->ids[at] = id;
}

static void
grow(PsgVocabulary *vocabulary)
{
    g_autofree guint64 *hashes = vocabulary->hashes;
    g_autofree guint32 *ids = vocabulary->ids;
    guint32 size = vocabulary->size;
    vocabulary->size *= 2;
    vocabulary->hashes = g_new0(guint64, vocabulary->size);
    vocabulary->ids = g_new(guint32, vocabulary->size);
    for (guint32 i = 0; i < size; i++)
        if (hashes[i] != 0)
            insert(vocabulary, hashes[i], ids[i]);
}

guint32
psg_vocabulary_number(PsgVocabulary *vocabulary, guint64 hash)
{
    hash += hash == 0;
    guint32 at = (guint32)hash & (vocabulary->size - 1);
    while (vocabulary->hashes[at] != 0) {
        if (vocabulary->hashes[at] == hash)
            return vocabulary->ids[at];
        at = (at + 1) & (vocabulary->size - 1);
    }
    if (vocabulary->count >= vocabulary->size / 2)
        grow(vocabulary);
    insert(vocabulary, hash, vocabulary->count);
    return vocabulary->count++;
}

guint32 *
psg_vocabulary_get_counts(PsgVocabulary *vocabulary)
{
    if (vocabulary->counts_size < vocabulary->count) {
        vocabulary->counts = g_renew(guint32, vocabulary->counts, vocabulary->size);
        memset(vocabulary->counts + vocabulary->counts_size, 0,
                (vocabulary->size - vocabulary->counts_size) * sizeof(guint32));
        vocabulary->counts_size = vocabulary->size;
    }
    return vocabulary->counts;
}

/* --- words --- */

/* The character at `at`, and how many bytes it has; 0 for what is not UTF-8. */
static gunichar
read_character(const char *at, const char *end, gsize *length)
{
    gunichar c = g_utf8_get_char_validated(at, end - at);
    if (c == (gunichar)-1 || c == (gunichar)-2) {
        *length = 1;
        return 0;
    }
    *length = (gsize)(g_utf8_next_char(at) - at);
    return c;
}

static inline guint64
mix(guint64 hash, guint32 value)
{
    hash = (hash ^ value) * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
    return hash ^ hash >> 29;
}

/* A letter or digit at `at` for comparing (lower case), and how many bytes it has; 0 for others. */
static inline guint32
read_letter(const char *at, const char *end, gsize *length)
{
    guchar byte = (guchar)*at;
    if (byte < 0x80) {
        *length = 1;
        return g_ascii_isalnum(byte) ? (guint32)g_ascii_tolower(byte) : 0;
    }
    gunichar c = read_character(at, end, length);
    return c && (g_unichar_isalnum(c) || g_unichar_ismark(c)) ? g_unichar_tolower(c) : 0;
}

static void
read_words(PsgVocabulary *vocabulary, PsgAnchorText *text, GArray *words)
{
    const char *end = text->bytes + text->length, *at = text->bytes;
    while (at < end) {
        gsize length;
        guint32 letter = read_letter(at, end, &length);
        if (!letter) {
            at += length;
            continue;
        }
        const char *start = at;
        guint64 hash = 0, stem = 1;
        guint letters = 0;
        gboolean is_alone = psg_script_is_unspaced(letter);
        do {
            hash = mix(hash, letter);
            if (letters++ < STEM_LENGTH)
                stem = mix(stem, letter);
            at += length;
            if (is_alone || at >= end)
                break;
            letter = read_letter(at, end, &length);
        } while (letter && !psg_script_is_unspaced(letter));
        PsgAnchorWord word = {
                .start = (guint32)(start - text->bytes), .end = (guint32)(at - text->bytes)};
        word.id = psg_vocabulary_number(vocabulary, hash);
        word.stem = letters < STEM_LENGTH ? word.id : psg_vocabulary_number(vocabulary, stem);
        /* Short words are mostly those that hold sentences together. */
        word.weight = letters <= 3 ? PSG_FULL_WEIGHT / 2 : PSG_FULL_WEIGHT;
        g_array_append_val(words, word);
    }
}

/* Marks the words of the lines that begin with "#", as headings do (CommonMark 4.2). */
static void
mark_headings(PsgAnchorText *text)
{
    guint32 word = 0;
    const char *end = text->bytes + text->length;
    for (const char *line = text->bytes; line < end;) {
        const char *line_end = memchr(line, '\n', (gsize)(end - line));
        line_end = line_end ? line_end : end;
        guint level = 0;
        while (line + level < line_end && line[level] == '#')
            level++;
        gboolean is_heading = level > 0 && level <= 6 && line[level] == ' ';
        for (; word < text->count && text->words[word].start < (gsize)(line_end - text->bytes);
                word++)
            text->words[word].heading = is_heading ? (guint8)level : 0;
        line = line_end + 1;
    }
}

static void
weigh(PsgAnchorText *text)
{
    guint32 *counts = psg_vocabulary_get_counts(text->vocabulary);
    for (guint32 i = 0; i < text->count; i++)
        counts[text->words[i].id]++;
    for (guint32 i = 0; i < text->count; i++)
        text->words[i].weight =
                (guint8)(text->words[i].weight / g_bit_storage(counts[text->words[i].id]));
    for (guint32 i = 0; i < text->count; i++)
        counts[text->words[i].id] = 0;
}

PsgAnchorText *
psg_anchor_text_new(PsgVocabulary *vocabulary, char *bytes, gsize length)
{
    PsgAnchorText *text = g_new0(PsgAnchorText, 1);
    text->references = 1;
    text->vocabulary = vocabulary;
    text->bytes = bytes;
    text->length = length;
    return text;
}

void
psg_anchor_text_read_words(PsgAnchorText *text)
{
    if (text->has_words)
        return;
    text->has_words = TRUE;
    GArray *words =
            g_array_sized_new(FALSE, FALSE, sizeof(PsgAnchorWord), (guint)(text->length / 5) + 1);
    read_words(text->vocabulary, text, words);
    text->count = words->len;
    text->words = (PsgAnchorWord *)(void *)g_array_free(words, FALSE);
    mark_headings(text);
    weigh(text);
}

PsgAnchorText *
psg_anchor_text_ref(PsgAnchorText *text)
{
    text->references++;
    return text;
}

void
psg_anchor_text_unref(PsgAnchorText *text)
{
    if (!text || --text->references > 0)
        return;
    g_free(text->bag);
    g_free(text->words);
    g_free(text->bytes);
    g_free(text);
}

/* The first word that ends after a place. */
static guint32
find_word(const PsgAnchorText *text, gsize place)
{
    guint32 low = 0, high = text->count;
    while (low < high) {
        guint32 middle = low + (high - low) / 2;
        if (text->words[middle].end <= place)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void
psg_anchor_text_find_words(
        const PsgAnchorText *text, gsize start, gsize end, guint32 *first, guint32 *end_word)
{
    *first = find_word(text, start);
    *end_word = *first;
    while (*end_word < text->count && text->words[*end_word].start < end)
        (*end_word)++;
}

/* --- texts as a whole --- */

static int
compare_bag_words(const void *a, const void *b)
{
    guint32 first = ((const PsgBagWord *)a)->id, second = ((const PsgBagWord *)b)->id;
    return (first > second) - (first < second);
}

static void
fill_bag(PsgAnchorText *text)
{
    if (text->bag)
        return;
    guint32 *places = psg_vocabulary_get_counts(text->vocabulary);
    text->bag = g_new(PsgBagWord, text->count + 1);
    for (guint32 i = 0; i < text->count; i++) {
        const PsgAnchorWord *word = &text->words[i];
        if (places[word->id] == 0) {
            text->bag[text->bag_count++] = (PsgBagWord){word->id, 0, word->weight};
            places[word->id] = text->bag_count;
        }
        text->bag[places[word->id] - 1].count++;
        text->bag_weight += word->weight;
    }
    for (guint32 i = 0; i < text->bag_count; i++)
        places[text->bag[i].id] = 0;
    qsort(text->bag, text->bag_count, sizeof *text->bag, compare_bag_words);
}

guint
psg_anchor_text_compare(PsgAnchorText *a, PsgAnchorText *b, guint least)
{
    fill_bag(a);
    fill_bag(b);
    guint64 all = a->bag_weight + b->bag_weight, common = 0;
    /* A word weighs at most all times more in one text than in the other. */
    if (all == 0 || (guint64)MIN(a->count, b->count) * 2 * PSG_FULL_WEIGHT * 100 < all * least)
        return 0;
    for (guint32 i = 0, j = 0; i < a->bag_count && j < b->bag_count;) {
        const PsgBagWord *x = &a->bag[i], *y = &b->bag[j];
        if (x->id == y->id)
            common += (guint64)MIN(x->count, y->count) * (x->weight + y->weight);
        i += x->id <= y->id;
        j += y->id <= x->id;
    }
    guint likeness = (guint)(common * 100 / all);
    return likeness >= least ? likeness : 0;
}

guint
psg_anchor_text_count_words(const PsgAnchorText *text, const guint32 *ids, guint32 count)
{
    guint found = 0;
    for (guint32 i = 0; count > 0 && i + count <= text->count; i++) {
        guint32 length = 0;
        while (length < count && text->words[i + length].id == ids[length])
            length++;
        found += length == count;
    }
    return found;
}
