/* Finding words in what readers see of a source. See reading.h. */
#include <string.h>

#include "review/anchor/anchor.h"
#include "review/comment/reading.h"

#define WORD_WEIGHT 12 /* the most letters of a word that count when likeness is measured */
#define CHANCE 4u
#define PAIR_WEIGHT 6 /* of two words that stand side by side in both */
#define LIKE 40       /* hundredths */

static const PsgReadCharacter *
get_character(const PsgReading *reading, guint index)
{
    return &g_array_index(reading->characters, PsgReadCharacter, index);
}

static guint
get_letter_index(const PsgReading *reading, guint index)
{
    return g_array_index(reading->letters, guint32, index);
}

static gunichar
get_letter(const PsgReading *reading, guint index)
{
    return g_unichar_tolower(get_character(reading, get_letter_index(reading, index))->character);
}

static gboolean
is_word(const PsgReading *reading, guint index)
{
    if (index >= reading->characters->len)
        return FALSE;
    gunichar c = get_character(reading, index)->character;
    return g_unichar_isalnum(c) || g_unichar_ismark(c);
}

/* TRUE when characters [first, end) do not begin or end within a word. */
static gboolean
is_whole(const PsgReading *reading, guint first, guint end)
{
    gboolean cuts_first = first > 0 && is_word(reading, first) && is_word(reading, first - 1);
    gboolean cuts_last = is_word(reading, end - 1) && is_word(reading, end);
    return !cuts_first && !cuts_last;
}

/* A place, while it is not known which are the best. */
typedef struct {
    PsgByteRange range;
    gboolean is_whole;
} Found;

static void
add_found(const PsgReading *reading, guint first, guint end, GArray *found)
{
    Found place = {{get_character(reading, first)->start, get_character(reading, end - 1)->end},
            is_whole(reading, first, end)};
    g_array_append_val(found, place);
}

/* The characters of a plain text but for blanks at its ends. */
typedef struct {
    guint first, end;
} Span;

static Span
trim(const PsgReading *text)
{
    Span span = {0, text->characters->len};
    while (span.first < span.end && get_character(text, span.first)->character == ' ')
        span.first++;
    while (span.end > span.first && get_character(text, span.end - 1)->character == ' ')
        span.end--;
    return span;
}

/* The characters as they are. */
static void
find_characters(const PsgReading *reading, const PsgReading *words, GArray *found)
{
    Span span = trim(words);
    guint length = span.end - span.first, count = reading->characters->len;
    for (guint i = 0; length > 0 && i + length <= count; i++) {
        guint k = 0;
        while (k < length && get_character(reading, i + k)->character ==
                                     get_character(words, span.first + k)->character)
            k++;
        if (k == length)
            add_found(reading, i, i + length, found);
    }
}

/* The letters alone, in whatever case; whole words. */
static void
find_letters(const PsgReading *reading, const PsgReading *words, GArray *found)
{
    guint length = words->letters->len, count = reading->letters->len;
    for (guint i = 0; length > 0 && i + length <= count; i++) {
        guint k = 0;
        while (k < length && get_letter(reading, i + k) == get_letter(words, k))
            k++;
        guint first = get_letter_index(reading, i);
        guint end = k == length ? get_letter_index(reading, i + k - 1) + 1 : first;
        if (k == length && is_whole(reading, first, end))
            add_found(reading, first, end, found);
    }
}

/* The source itself, for those who quote its signs too. */
static void
find_source(const PsgReading *reading, const char *quote, GArray *found)
{
    g_autoptr(GArray) ranges = psg_quote_find(reading->source, reading->length, quote, NULL, NULL);
    for (guint i = 0; i < ranges->len; i++) {
        Found place = {g_array_index(ranges, PsgByteRange, i), TRUE};
        g_array_append_val(found, place);
    }
}

/* The letters of words that were copied from a page, without the numbers of footnotes in it
 * ("practice.1 It is"): digits behind a letter or a full stop, before a blank. */
static void
find_copied(const PsgReading *reading, const char *quote, GArray *found)
{
    static GRegex *numbers;
    static gsize is_ready;
    if (g_once_init_enter(&is_ready)) {
        numbers = g_regex_new("(?<=[\\p{L}\\p{P}])[0-9]{1,3}(?=\\s|$)", G_REGEX_OPTIMIZE, 0, NULL);
        g_once_init_leave(&is_ready, 1);
    }
    g_autofree char *bare = g_regex_replace_literal(numbers, quote, -1, 0, "", 0, NULL);
    if (!bare || strcmp(bare, quote) == 0)
        return;
    g_autoptr(PsgReading) words = psg_reading_new_plain(bare, strlen(bare));
    find_letters(reading, words, found);
}

/* --- Which of several --- */

static void
keep_within(GArray *found, gsize from, gsize to)
{
    guint kept = 0;
    for (guint i = 0; i < found->len; i++) {
        Found place = g_array_index(found, Found, i);
        if (place.range.start >= from && place.range.end <= to)
            g_array_index(found, Found, kept++) = place;
    }
    g_array_set_size(found, kept);
}

static void
keep_whole(GArray *found)
{
    guint kept = 0;
    for (guint i = 0; i < found->len; i++) {
        Found place = g_array_index(found, Found, i);
        if (place.is_whole)
            g_array_index(found, Found, kept++) = place;
    }
    if (kept > 0)
        g_array_set_size(found, kept);
}

/* The first letter at or after a byte. */
static guint
find_letter(const PsgReading *reading, gsize byte)
{
    guint low = 0, high = reading->letters->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (get_character(reading, get_letter_index(reading, middle))->start < byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* How many letters around a place agree with what should stand there. */
static guint
count_agreement(const PsgReading *reading, const PsgByteRange *range, const PsgReading *prefix,
        const PsgReading *suffix)
{
    guint before = find_letter(reading, range->start), after = find_letter(reading, range->end);
    guint count = 0, agreement;
    while (count < before && count < prefix->letters->len &&
            get_letter(reading, before - 1 - count) ==
                    get_letter(prefix, prefix->letters->len - 1 - count))
        count++;
    agreement = count;
    for (count = 0; after + count < reading->letters->len && count < suffix->letters->len &&
                    get_letter(reading, after + count) == get_letter(suffix, count);)
        count++;
    return agreement + count;
}

static void
keep_best(const PsgReading *reading, GArray *found, const char *prefix, const char *suffix)
{
    if (found->len < 2 || (!prefix && !suffix))
        return;
    g_autoptr(PsgReading) before =
            psg_reading_new(prefix ? prefix : "", prefix ? strlen(prefix) : 0);
    g_autoptr(PsgReading) after =
            psg_reading_new(suffix ? suffix : "", suffix ? strlen(suffix) : 0);
    g_autofree guint *agreements = g_new(guint, found->len);
    guint best = 0;
    for (guint i = 0; i < found->len; i++) {
        agreements[i] =
                count_agreement(reading, &g_array_index(found, Found, i).range, before, after);
        best = MAX(best, agreements[i]);
    }
    /* A letter or two agree by chance. */
    guint given = before->letters->len + after->letters->len;
    if (best < MIN(given, CHANCE))
        return;
    guint kept = 0;
    for (guint i = 0; i < found->len; i++)
        if (agreements[i] == best)
            g_array_index(found, Found, kept++) = g_array_index(found, Found, i);
    g_array_set_size(found, kept);
}

/* Takes signs at the ends of a range in, whose partners are in it: "**must** be" rather than
 * "must** be". */
static void
balance(const PsgReading *reading, PsgByteRange *range)
{
    for (gboolean is_changed = TRUE; is_changed;) {
        is_changed = FALSE;
        for (guint i = 0; i < reading->pairs->len; i++) {
            const PsgSignPair *pair = &g_array_index(reading->pairs, PsgSignPair, i);
            if (pair->end == range->start && pair->second_end <= range->end) {
                range->start = pair->start;
                is_changed = TRUE;
            } else if (pair->second_start == range->end && pair->start >= range->start) {
                range->end = pair->second_end;
                is_changed = TRUE;
            }
        }
    }
}

GArray *
psg_reading_find(const PsgReading *reading, gsize from, gsize to, const char *quote,
        const char *prefix, const char *suffix)
{
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(Found));
    g_autoptr(PsgReading) plain = psg_reading_new_plain(quote, strlen(quote));
    g_autoptr(PsgReading) marked = psg_reading_new(quote, strlen(quote));
    find_characters(reading, plain, found);
    keep_within(found, from, to);
    for (guint way = 0; found->len == 0 && way < 4; way++) {
        if (way == 0)
            find_source(reading, quote, found);
        else if (way == 3)
            find_copied(reading, quote, found);
        else
            find_letters(reading, way == 1 ? plain : marked, found);
        keep_within(found, from, to);
    }
    keep_whole(found);
    keep_best(reading, found, prefix, suffix);
    GArray *ranges = g_array_new(FALSE, FALSE, sizeof(PsgByteRange));
    for (guint i = 0; i < found->len; i++) {
        PsgByteRange range = g_array_index(found, Found, i).range;
        balance(reading, &range);
        g_array_append_val(ranges, range);
    }
    return ranges;
}

/* --- What is like it --- */

typedef struct {
    guint hash, weight;
    guint32 start, end; /* bytes */
} Word;

static GArray *
list_words(const PsgReading *reading)
{
    GArray *words = g_array_new(FALSE, FALSE, sizeof(Word));
    guint last = G_MAXUINT;
    for (guint i = 0; i < reading->letters->len; i++) {
        guint index = get_letter_index(reading, i);
        const PsgReadCharacter *c = get_character(reading, index);
        if (words->len == 0 || index != last + 1) {
            Word word = {.start = c->start};
            g_array_append_val(words, word);
        }
        Word *word = &g_array_index(words, Word, words->len - 1);
        word->hash = word->hash * 33 + get_letter(reading, i);
        word->weight = MIN(word->weight + 1, WORD_WEIGHT);
        word->end = c->end;
        last = index;
    }
    return words;
}

static int
lookup(GHashTable *counts, guint hash)
{
    return GPOINTER_TO_INT(g_hash_table_lookup(counts, GUINT_TO_POINTER(hash)));
}

static void
change(GHashTable *counts, guint hash, int by)
{
    g_hash_table_insert(counts, GUINT_TO_POINTER(hash), GINT_TO_POINTER(lookup(counts, hash) + by));
}

/* A number for two words that stand side by side. */
static guint
hash_pair(const GArray *words, guint second)
{
    return g_array_index(words, Word, second - 1).hash * 31 +
           g_array_index(words, Word, second).hash * 17 + 1;
}

/* What is looked for, and how much of it is in the window that goes over a text. */
typedef struct {
    GHashTable *missing; /* hash of a word or a pair -> how often it is still missing */
    guint total, weight;
} Window;

static void
want(Window *window, guint hash, guint weight)
{
    change(window->missing, hash, 1);
    window->total += weight;
}

static gboolean
is_wanted(const Window *window, guint hash)
{
    return g_hash_table_contains(window->missing, GUINT_TO_POINTER(hash));
}

static void
take_in(Window *window, guint hash, guint weight)
{
    if (!is_wanted(window, hash))
        return;
    window->weight += lookup(window->missing, hash) > 0 ? weight : 0;
    change(window->missing, hash, -1);
}

static void
let_go(Window *window, guint hash, guint weight)
{
    if (!is_wanted(window, hash))
        return;
    change(window->missing, hash, 1);
    window->weight -= lookup(window->missing, hash) > 0 ? weight : 0;
}

gboolean
psg_reading_find_nearest(
        const PsgReading *reading, const char *quote, guint *likeness, gsize *start, gsize *end)
{
    g_autoptr(PsgReading) marked = psg_reading_new(quote, strlen(quote));
    g_autoptr(GArray) wanted = list_words(marked);
    g_autoptr(GArray) words = list_words(reading);
    g_autoptr(GHashTable) missing = g_hash_table_new(NULL, NULL);
    Window window = {.missing = missing};
    guint best = 0, best_begin = 0, best_end = 0;
    if (wanted->len == 0)
        return FALSE;
    for (guint i = 0; i < wanted->len; i++) {
        want(&window, g_array_index(wanted, Word, i).hash, g_array_index(wanted, Word, i).weight);
        if (i > 0)
            want(&window, hash_pair(wanted, i), PAIR_WEIGHT);
    }
    /* A window of as many words goes over the text. */
    for (guint i = 0; i < words->len; i++) {
        guint begin = i + 1 >= wanted->len ? i + 1 - wanted->len : 0;
        if (i >= wanted->len) {
            const Word *gone = &g_array_index(words, Word, i - wanted->len);
            let_go(&window, gone->hash, gone->weight);
            let_go(&window, hash_pair(words, i - wanted->len + 1), PAIR_WEIGHT);
        }
        const Word *word = &g_array_index(words, Word, i);
        take_in(&window, word->hash, word->weight);
        if (i > begin)
            take_in(&window, hash_pair(words, i), PAIR_WEIGHT);
        /* Of equal ones the last that begins with a word that is wanted. */
        gboolean is_good = is_wanted(&window, g_array_index(words, Word, begin).hash);
        if (window.weight > best || (window.weight == best && is_good)) {
            best = window.weight;
            best_begin = begin;
            best_end = i;
        }
    }
    guint share = window.total > 0 ? best * 100 / window.total : 0;
    if (share < LIKE || share <= *likeness)
        return FALSE;
    *likeness = share;
    *start = g_array_index(words, Word, best_begin).start;
    *end = g_array_index(words, Word, best_end).end;
    return TRUE;
}
