/* From a correct comparison of words to one that reads well: a sentence that was rewritten is
 * replaced whole, a few common words do not part two bigger changes, and what is new or gone begins
 * and ends where a sentence, a clause or at least a word does. */
#include <string.h>

#include "text/diff/internal.h"

static const PsgDiffWord *
get_word(const PsgPairing *pairing, gboolean is_a, guint index)
{
    const PsgComparison *comparison = pairing->comparison;
    return is_a ? psg_stream_get_word(&comparison->a, pairing->a_pair, pairing->a_start + index)
                : psg_stream_get_word(&comparison->b, pairing->b_pair, pairing->b_start + index);
}

static PsgTokenClass
get_class(const PsgPairing *pairing, gboolean is_a, guint index)
{
    const PsgComparison *comparison = pairing->comparison;
    guint32 base = is_a ? comparison->a.tokens[pairing->a_start + index].base
                        : comparison->b.tokens[pairing->b_start + index].base;
    return comparison->classes[base];
}

static void
unpair(PsgPairing *pairing, guint a)
{
    pairing->b_partner[pairing->a_partner[a]] = PSG_NOWHERE;
    pairing->a_partner[a] = PSG_NOWHERE;
}

/* --- sentences --- */

static gboolean
is_one_of(const PsgDiffWord *word, const char *characters)
{
    return word->length > 0 && word->length <= 4 && word->node->type != XML_ELEMENT_NODE &&
           g_utf8_strchr(characters, -1, g_utf8_get_char(word->text)) &&
           g_utf8_next_char(word->text) == word->text + word->length;
}

static gboolean
ends_sentence(const PsgDiffWord *word)
{
    return is_one_of(word, ".!?…。！？؟۔।。");
}

static gboolean
closes(const PsgDiffWord *word)
{
    return is_one_of(word, ")]}\"'”’»›」』）】");
}

static gboolean
ends_clause(const PsgDiffWord *word)
{
    return is_one_of(word, ",;:–—、，；：،؛");
}

/* TRUE when a sentence begins with the word `index`. */
static gboolean
begins_sentence(const PsgPairing *pairing, gboolean is_a, guint index)
{
    if (index == 0)
        return TRUE;
    const PsgDiffWord *word = get_word(pairing, is_a, index);
    guint before = index - 1;
    while (before > 0 && closes(get_word(pairing, is_a, before)) &&
            !get_word(pairing, is_a, before)->has_space)
        before--;
    if (!ends_sentence(get_word(pairing, is_a, before)))
        return FALSE;
    gunichar c = word->length > 0 ? g_utf8_get_char(word->text) : 0;
    return (word->has_space && !g_unichar_islower(c)) ||
           get_class(pairing, is_a, index) == PSG_TOKEN_SIGN;
}

/* Beyond this share (in hundredths) of common words a sentence is an edited one. */
#define SENTENCE_SHARE 40

/* For each word whether it stands in a sentence of which too little is common. */
static gboolean *
find_rewritten(const PsgPairing *pairing, gboolean is_a)
{
    guint count = is_a ? pairing->a_count : pairing->b_count;
    const guint32 *partner = is_a ? pairing->a_partner : pairing->b_partner;
    gboolean *is_rewritten = g_new0(gboolean, count + 1);
    for (guint start = 0, end; start < count; start = end) {
        guint words = 0, common = 0;
        for (end = start; end == start || (end < count && !begins_sentence(pairing, is_a, end));
                end++)
            if (get_class(pairing, is_a, end) != PSG_TOKEN_PUNCTUATION) {
                words++;
                common += partner[end] != PSG_NOWHERE;
            }
        gboolean is_low = 100 * common < SENTENCE_SHARE * words;
        for (guint i = start; i < end; i++)
            is_rewritten[i] = is_low || words == 0;
    }
    return is_rewritten;
}

static void
replace_rewritten_sentences(PsgPairing *pairing)
{
    g_autofree gboolean *a = find_rewritten(pairing, TRUE), *b = find_rewritten(pairing, FALSE);
    for (guint i = 0; i < pairing->a_count; i++)
        if (pairing->a_partner[i] != PSG_NOWHERE && a[i] && b[pairing->a_partner[i]])
            unpair(pairing, i);
}

/* --- islands --- */

typedef struct {
    guint a, b, length; /* a run of common words */
} Island;

static GArray *
list_islands(const PsgPairing *pairing)
{
    GArray *islands = g_array_new(FALSE, FALSE, sizeof(Island));
    for (guint i = 0; i < pairing->a_count;) {
        guint32 partner = pairing->a_partner[i];
        if (partner == PSG_NOWHERE) {
            i++;
            continue;
        }
        Island island = {i, partner, 0};
        while (i < pairing->a_count && pairing->a_partner[i] == partner + island.length) {
            island.length++;
            i++;
        }
        g_array_append_val(islands, island);
    }
    return islands;
}

static guint
count_words(const PsgPairing *pairing, gboolean is_a, guint start, guint end)
{
    guint words = 0;
    for (guint i = start; i < end; i++)
        words += get_class(pairing, is_a, i) != PSG_TOKEN_PUNCTUATION;
    return words;
}

/* How many words a change has: of what is gone or of what is new, whichever is more. */
static guint
measure_change(const PsgPairing *pairing, guint a_start, guint a_end, guint b_start, guint b_end)
{
    guint gone = count_words(pairing, TRUE, a_start, a_end);
    guint come = count_words(pairing, FALSE, b_start, b_end);
    return MAX(gone, come);
}

#define ISLAND_WORDS 3

/* Drops islands of few words that have more changed words on both sides. */
static gboolean
drop_islands(PsgPairing *pairing)
{
    g_autoptr(GArray) islands = list_islands(pairing);
    gboolean has_dropped = FALSE;
    guint a = 0, b = 0; /* where the change before the island begins */
    for (guint i = 0; i < islands->len; i++) {
        const Island *island = &g_array_index(islands, Island, i);
        guint a_end = island->a + island->length, b_end = island->b + island->length;
        const Island *next = i + 1 < islands->len ? island + 1 : NULL;
        guint before = measure_change(pairing, a, island->a, b, island->b);
        guint after = measure_change(pairing, a_end, next ? next->a : pairing->a_count, b_end,
                next ? next->b : pairing->b_count);
        guint words = count_words(pairing, TRUE, island->a, a_end);
        gboolean has_change_before = a < island->a || b < island->b;
        gboolean has_change_after = a_end < (next ? next->a : pairing->a_count) ||
                                    b_end < (next ? next->b : pairing->b_count);
        if (has_change_before && has_change_after && words < ISLAND_WORDS &&
                (words == 0 || words < MIN(before, after))) {
            for (guint j = island->a; j < a_end; j++)
                unpair(pairing, j);
            has_dropped = TRUE;
        } else {
            a = a_end;
            b = b_end;
        }
    }
    return has_dropped;
}

/* --- boundaries --- */

/* How well a change that begins with `start` and ends before `end` reads. */
static guint
rate(const PsgPairing *pairing, gboolean is_a, guint start, guint end)
{
    guint count = is_a ? pairing->a_count : pairing->b_count, value = 0;
    const PsgDiffWord *first = get_word(pairing, is_a, start);
    if (begins_sentence(pairing, is_a, start))
        value += 4;
    if (end == count || begins_sentence(pairing, is_a, end))
        value += 4;
    if (start == 0 || first->has_space)
        value += 2;
    if (end == count || get_word(pairing, is_a, end)->has_space)
        value += 2;
    if (start > 0 && ends_clause(get_word(pairing, is_a, start - 1)))
        value += 1;
    if (ends_clause(get_word(pairing, is_a, end - 1)))
        value += 1;
    return value;
}

/* Words that are only new, or only gone, can often stand a little earlier or later: "a [b a] c" is
 * "[a b] a c". Takes the place that reads best. */
static void
slide(PsgPairing *pairing, gboolean is_a, guint start, guint end)
{
    guint32 *partner = is_a ? pairing->a_partner : pairing->b_partner;
    guint32 *other = is_a ? pairing->b_partner : pairing->a_partner;
    const guint32 *ids = is_a ? pairing->a : pairing->b;
    guint count = is_a ? pairing->a_count : pairing->b_count, length = end - start;
    guint first = start;
    while (first > 0 && partner[first - 1] != PSG_NOWHERE &&
            ids[first - 1] == ids[first + length - 1] &&
            (first == start || partner[first - 1] + 1 == partner[first]))
        first--;
    guint last = start;
    while (last + length < count && partner[last + length] != PSG_NOWHERE &&
            ids[last + length] == ids[last] &&
            (last == start || partner[last + length - 1] + 1 == partner[last + length]))
        last++;
    guint best = start, best_value = rate(pairing, is_a, start, end);
    for (guint at = first; at <= last; at++) {
        guint value = rate(pairing, is_a, at, at + length);
        if (value > best_value) {
            best = at;
            best_value = value;
        }
    }
    for (; start > best; start--) {
        partner[start + length - 1] = partner[start - 1];
        other[partner[start - 1]] = start + length - 1;
        partner[start - 1] = PSG_NOWHERE;
    }
    for (; start < best; start++) {
        partner[start] = partner[start + length];
        other[partner[start]] = start;
        partner[start + length] = PSG_NOWHERE;
    }
}

/* Slides the changes of one side that have nothing on the other. */
static void
slide_changes(PsgPairing *pairing, gboolean is_a)
{
    const guint32 *partner = is_a ? pairing->a_partner : pairing->b_partner;
    guint count = is_a ? pairing->a_count : pairing->b_count;
    guint other_count = is_a ? pairing->b_count : pairing->a_count;
    for (guint start = 0, end; start < count; start = MAX(end, start + 1)) {
        end = start;
        while (end < count && partner[end] == PSG_NOWHERE)
            end++;
        if (end == start)
            continue;
        guint before = start > 0 ? partner[start - 1] + 1 : 0;
        guint after = end < count ? partner[end] : other_count;
        if (before == after)
            slide(pairing, is_a, start, end);
        while (end < count && partner[end] != PSG_NOWHERE)
            end++;
    }
}

void
psg_pairing_make_readable(PsgPairing *pairing)
{
    replace_rewritten_sentences(pairing);
    for (guint round = 0; round < 4 && drop_islands(pairing); round++)
        ;
    replace_rewritten_sentences(pairing);
    slide_changes(pairing, TRUE);
    slide_changes(pairing, FALSE);
}
