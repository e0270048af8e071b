/* Words that were shaped before: the same words come again and again, and a word between spaces has
 * the same glyphs every time (where its font does not look at spaces). */
#include <string.h>

#include "publish/print/type/internal.h"

#define LONGEST_WORD 64           /* bytes */
#define MOST_GLYPHS (1024 * 1024) /* then it begins anew: 20 MiB */

typedef struct {
    guint32 hash, manner;
    guint32 text_start, glyph_start;
    guint16 length, glyph_count;
} Word;

struct PsgTypeWords {
    GArray *words;   /* Word */
    GArray *glyphs;  /* PsgTypeShaped; their starts count from the word's */
    GString *text;   /* of all words */
    guint32 *slots;  /* number of a word + 1; 0: free */
    guint slot_mask; /* number of slots - 1, a power of two */
};

PsgTypeWords *
psg_type_words_new(void)
{
    PsgTypeWords *words = g_new0(PsgTypeWords, 1);
    words->words = g_array_new(FALSE, FALSE, sizeof(Word));
    words->glyphs = g_array_new(FALSE, FALSE, sizeof(PsgTypeShaped));
    words->text = g_string_new(NULL);
    words->slot_mask = 4095;
    words->slots = g_new0(guint32, words->slot_mask + 1);
    return words;
}

void
psg_type_words_free(PsgTypeWords *words)
{
    if (!words)
        return;
    g_array_unref(words->words);
    g_array_unref(words->glyphs);
    g_string_free(words->text, TRUE);
    g_free(words->slots);
    g_free(words);
}

static guint32
hash_word(const PsgTypeManner *manner, const char *word, guint length)
{
    guint64 hash = 0xcbf29ce484222325u ^ manner->number;
    for (; length >= 8; length -= 8, word += 8) {
        guint64 part;
        memcpy(&part, word, 8);
        hash = (hash ^ part) * 0x9e3779b97f4a7c15u;
        hash ^= hash >> 29;
    }
    for (guint i = 0; i < length; i++)
        hash = (hash ^ (guchar)word[i]) * 0x100000001b3u;
    return (guint32)(hash ^ hash >> 32);
}

/* The slot of the word, or the free one where it belongs. */
static guint32 *
find_slot(const PsgTypeWords *words, guint32 hash, guint32 manner, const char *word, guint length)
{
    guint slot = hash & words->slot_mask;
    for (; words->slots[slot]; slot = (slot + 1) & words->slot_mask) {
        const Word *other = &g_array_index(words->words, Word, words->slots[slot] - 1);
        if (other->hash == hash && other->manner == manner && other->length == length &&
                memcmp(words->text->str + other->text_start, word, length) == 0)
            break;
    }
    return &words->slots[slot];
}

gboolean
psg_type_words_append(PsgTypeWords *words, const PsgTypeManner *manner, const char *text,
        guint start, guint length, GArray *shaped)
{
    if (length > LONGEST_WORD)
        return FALSE;
    guint32 hash = hash_word(manner, text + start, length);
    guint32 slot = *find_slot(words, hash, manner->number, text + start, length);
    if (slot == 0)
        return FALSE;
    const Word *word = &g_array_index(words->words, Word, slot - 1);
    const PsgTypeShaped *from = &g_array_index(words->glyphs, PsgTypeShaped, word->glyph_start);
    guint first = shaped->len;
    g_array_set_size(shaped, first + word->glyph_count);
    PsgTypeShaped *to = &g_array_index(shaped, PsgTypeShaped, first);
    for (guint i = 0; i < word->glyph_count; i++) {
        to[i] = from[i];
        to[i].start += start;
    }
    return TRUE;
}

static void
forget_all(PsgTypeWords *words)
{
    g_array_set_size(words->words, 0);
    g_array_set_size(words->glyphs, 0);
    g_string_truncate(words->text, 0);
    memset(words->slots, 0, sizeof(guint32) * (words->slot_mask + 1));
}

static void
grow_slots(PsgTypeWords *words)
{
    words->slot_mask = words->slot_mask * 2 + 1;
    g_free(words->slots);
    words->slots = g_new0(guint32, words->slot_mask + 1);
    for (guint i = 0; i < words->words->len; i++) {
        guint slot = g_array_index(words->words, Word, i).hash & words->slot_mask;
        while (words->slots[slot])
            slot = (slot + 1) & words->slot_mask;
        words->slots[slot] = i + 1;
    }
}

void
psg_type_words_add(PsgTypeWords *words, const PsgTypeManner *manner, const char *text, guint start,
        guint length, const GArray *shaped, guint first)
{
    guint count = shaped->len - first;
    if (length > LONGEST_WORD || count > G_MAXUINT16)
        return;
    if (words->glyphs->len + count > MOST_GLYPHS)
        forget_all(words);
    if (words->words->len * 2 > words->slot_mask)
        grow_slots(words);
    guint32 hash = hash_word(manner, text + start, length);
    guint32 *slot = find_slot(words, hash, manner->number, text + start, length);
    if (*slot)
        return;
    Word word = {hash, manner->number, (guint32)words->text->len, words->glyphs->len,
            (guint16)length, (guint16)count};
    g_string_append_len(words->text, text + start, length);
    g_array_append_vals(words->glyphs, &g_array_index(shaped, PsgTypeShaped, first), count);
    for (guint i = 0; i < count; i++)
        g_array_index(words->glyphs, PsgTypeShaped, word.glyph_start + i).start -= start;
    g_array_append_val(words->words, word);
    *slot = words->words->len;
}
