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

static gboolean
begins_line(const PsgDiffWord *word)
{
    if (word->node->type == XML_ELEMENT_NODE)
        return FALSE;
    const char *text = (const char *)word->node->content, *at = text + word->offset;
    while (at > text && strchr(" \t\n", at[-1]))
        if (*--at == '\n')
            return TRUE;
    return FALSE;
}

/* TRUE when a sentence may begin with the word `index` of prose, given that the words before it end
 * one. */
static gboolean
may_begin_sentence(const PsgPairing *pairing, gboolean is_a, guint index)
{
    const PsgDiffWord *word = get_word(pairing, is_a, index);
    gunichar c = word->length > 0 ? g_utf8_get_char(word->text) : 0;
    return (word->has_space && !g_unichar_islower(c)) ||
           get_class(pairing, is_a, index) == PSG_TOKEN_SIGN;
}

/* For each word whether it begins a sentence. In code a line is what a sentence is in prose. */
static guint8 *
list_sentence_starts(const PsgPairing *pairing, gboolean is_a)
{
    guint count = is_a ? pairing->a_count : pairing->b_count;
    guint8 *begins = g_new(guint8, count + 1);
    gboolean has_ended = TRUE; /* what stands before ends a sentence, with what closes behind it */
    for (guint i = 0; i < count; i++) {
        const PsgDiffWord *word = get_word(pairing, is_a, i);
        if (pairing->is_code)
            begins[i] = i == 0 || begins_line(word);
        else
            begins[i] = i == 0 || (has_ended && may_begin_sentence(pairing, is_a, i));
        if (i == 0 || word->has_space || !closes(word))
            has_ended = ends_sentence(word);
    }
    return begins;
}

static gboolean
begins_sentence(const PsgPairing *pairing, gboolean is_a, guint index)
{
    return (is_a ? pairing->a_begins : pairing->b_begins)[index];
}

/* Beyond this share (in hundredths) of common words a sentence is an edited one. Where it changed
 * in many places, more must be common for a reader to see through it. */
#define SENTENCE_SHARE 34
#define SENTENCE_SHARE_PER_CHANGE 6
#define SENTENCE_SHARE_MOST 58

/* TRUE when a change begins with the word `index` of a sentence, or right before it. */
static gboolean
begins_change(const guint32 *partner, guint start, guint index)
{
    if (index == start)
        return partner[index] == PSG_NOWHERE;
    return partner[index - 1] != PSG_NOWHERE && partner[index] != partner[index - 1] + 1;
}

/* For each word whether it stands in a sentence of which too little is common. */
static gboolean *
find_rewritten(const PsgPairing *pairing, gboolean is_a)
{
    guint count = is_a ? pairing->a_count : pairing->b_count;
    const guint32 *partner = is_a ? pairing->a_partner : pairing->b_partner;
    gboolean *is_rewritten = g_new0(gboolean, count + 1);
    for (guint start = 0, end; start < count; start = end) {
        guint words = 0, common = 0, changes = 0;
        for (end = start; end == start || (end < count && !begins_sentence(pairing, is_a, end));
                end++)
            if (get_class(pairing, is_a, end) != PSG_TOKEN_PUNCTUATION) {
                words++;
                common += partner[end] != PSG_NOWHERE;
                changes += begins_change(partner, start, end);
            }
        guint share =
                MIN(SENTENCE_SHARE + SENTENCE_SHARE_PER_CHANGE * changes, SENTENCE_SHARE_MOST);
        gboolean is_low = 100 * common < share * words;
        for (guint i = start; i < end; i++)
            is_rewritten[i] = is_low;
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

/* A change: what stands between two islands. */
typedef struct {
    guint gone, come; /* words */
    gboolean is_any, only_closes;
} Change;

/* TRUE when all of the words close a bracket or a quotation. */
static gboolean
only_closes(const PsgPairing *pairing, gboolean is_a, guint start, guint end)
{
    for (guint i = start; i < end; i++)
        if (!closes(get_word(pairing, is_a, i)))
            return FALSE;
    return TRUE;
}

static Change
measure_change(const PsgPairing *pairing, guint a_start, guint a_end, guint b_start, guint b_end)
{
    return (Change){.gone = count_words(pairing, TRUE, a_start, a_end),
            .come = count_words(pairing, FALSE, b_start, b_end),
            .is_any = a_start < a_end || b_start < b_end,
            .only_closes = only_closes(pairing, TRUE, a_start, a_end) &&
                           only_closes(pairing, FALSE, b_start, b_end)};
}

#define ISLAND_WORDS 3

/* TRUE when an island of so many words only gets in the way between two changes: both have more
 * words, or the second closes what the first opened. */
static gboolean
is_in_the_way(guint words, const Change *before, const Change *after)
{
    if (!before->is_any || !after->is_any || words >= ISLAND_WORDS)
        return FALSE;
    guint left = MAX(before->gone, before->come), right = MAX(after->gone, after->come);
    return words == 0 || (words < left && (words < right || after->only_closes));
}

/* Drops islands of few words that stand between bigger changes. */
static gboolean
drop_islands(PsgPairing *pairing)
{
    g_autoptr(GArray) islands = list_islands(pairing);
    gboolean has_dropped = FALSE;
    Change before = {0};
    for (guint i = 0; i < islands->len; i++) {
        const Island *island = &g_array_index(islands, Island, i), *next = island + 1;
        gboolean has_next = i + 1 < islands->len;
        guint a_end = island->a + island->length, b_end = island->b + island->length;
        if (i == 0)
            before = measure_change(pairing, 0, island->a, 0, island->b);
        Change after = measure_change(pairing, a_end, has_next ? next->a : pairing->a_count, b_end,
                has_next ? next->b : pairing->b_count);
        guint words = count_words(pairing, TRUE, island->a, a_end);
        if (is_in_the_way(words, &before, &after)) {
            for (guint j = island->a; j < a_end; j++)
                unpair(pairing, j);
            after.gone += before.gone + words;
            after.come += before.come + words;
            has_dropped = TRUE;
        }
        before = after;
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
    g_autofree guint8 *a_begins = list_sentence_starts(pairing, TRUE);
    g_autofree guint8 *b_begins = list_sentence_starts(pairing, FALSE);
    pairing->a_begins = a_begins;
    pairing->b_begins = b_begins;
    replace_rewritten_sentences(pairing);
    for (guint round = 0; round < 4 && drop_islands(pairing); round++)
        ;
    replace_rewritten_sentences(pairing);
    slide_changes(pairing, TRUE);
    slide_changes(pairing, FALSE);
    pairing->a_begins = pairing->b_begins = NULL;
}
