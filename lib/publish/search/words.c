/* The table of words: open addressing over an array of entries. See words.h. */
#include "publish/search/words.h"

#include <string.h>

struct PsgWordTable {
    guint *slots;    /* index into entries plus 1; 0: free */
    guint mask;      /* number of slots minus 1; the number is a power of 2 */
    GArray *entries; /* PsgWordEntry */
    GArray *places;  /* PsgWordPlace */
    GString *bytes;
};

#define FIRST_SLOTS 2048

PsgWordTable *
psg_word_table_new(void)
{
    PsgWordTable *table = g_new0(PsgWordTable, 1);
    table->slots = g_new0(guint, FIRST_SLOTS);
    table->mask = FIRST_SLOTS - 1;
    table->entries = g_array_sized_new(FALSE, FALSE, sizeof(PsgWordEntry), FIRST_SLOTS / 2);
    table->places = g_array_sized_new(FALSE, FALSE, sizeof(PsgWordPlace), FIRST_SLOTS);
    table->bytes = g_string_sized_new(FIRST_SLOTS * 4);
    return table;
}

void
psg_word_table_free(PsgWordTable *table)
{
    if (!table)
        return;
    g_free(table->slots);
    g_array_unref(table->entries);
    g_array_unref(table->places);
    g_string_free(table->bytes, TRUE);
    g_free(table);
}

const char *
psg_word_table_get_bytes(const PsgWordTable *table, const PsgWordEntry *entry)
{
    return table->bytes->str + entry->start;
}

const PsgWordPlace *
psg_word_table_get_place(const PsgWordTable *table, guint index)
{
    return &g_array_index(table->places, PsgWordPlace, index);
}

/* FNV's low bits depend on the last bytes most; this spreads the whole hash over them. */
static guint
find_start(const PsgWordTable *table, guint32 hash)
{
    return (hash ^ (hash >> 15)) * 0x2c1b3c6du >> 3 & table->mask;
}

static void
grow(PsgWordTable *table)
{
    guint mask = table->mask * 2 + 1;
    g_free(table->slots);
    table->slots = g_new0(guint, (gsize)mask + 1);
    table->mask = mask;
    for (guint i = 0; i < table->entries->len; i++) {
        guint slot = find_start(table, g_array_index(table->entries, PsgWordEntry, i).hash);
        while (table->slots[slot])
            slot = (slot + 1) & mask;
        table->slots[slot] = i + 1;
    }
}

/* The word's entry, made when it is new. */
static PsgWordEntry *
find_entry(PsgWordTable *table, const char *word, gsize length, guint32 hash)
{
    guint slot = find_start(table, hash);
    for (; table->slots[slot]; slot = (slot + 1) & table->mask) {
        PsgWordEntry *entry = &g_array_index(table->entries, PsgWordEntry, table->slots[slot] - 1);
        if (entry->hash == hash && entry->length == length &&
                memcmp(table->bytes->str + entry->start, word, length) == 0)
            return entry;
    }
    PsgWordEntry entry = {.hash = hash,
            .length = (guint)length,
            .start = table->bytes->len,
            .first = PSG_WORD_NO_PLACE,
            .last = PSG_WORD_NO_PLACE};
    g_string_append_len(table->bytes, word, (gssize)length);
    g_array_append_val(table->entries, entry);
    table->slots[slot] = table->entries->len;
    if (table->entries->len * 2 > table->mask)
        grow(table);
    return &g_array_index(table->entries, PsgWordEntry, table->entries->len - 1);
}

static void
add_place(PsgWordTable *table, PsgWordEntry *entry, guint unit, guint count, gboolean is_in_heading)
{
    if (entry->last != PSG_WORD_NO_PLACE) {
        PsgWordPlace *last = &g_array_index(table->places, PsgWordPlace, entry->last);
        if (last->unit == unit) {
            last->count = MIN(last->count + count, PSG_WORD_COUNT_LIMIT);
            last->is_in_heading |= is_in_heading;
            return;
        }
        last->next = table->places->len;
    } else {
        entry->first = table->places->len;
    }
    entry->last = table->places->len;
    PsgWordPlace place = {.unit = unit,
            .count = MIN(count, PSG_WORD_COUNT_LIMIT),
            .is_in_heading = is_in_heading,
            .next = PSG_WORD_NO_PLACE};
    g_array_append_val(table->places, place);
}

void
psg_word_table_add(PsgWordTable *table, const char *word, gsize length, guint32 hash, guint unit,
        guint count, gboolean is_in_heading)
{
    add_place(table, find_entry(table, word, length, hash), unit, count, is_in_heading);
}

void
psg_word_table_merge(PsgWordTable *table, const PsgWordTable *from, guint first_unit)
{
    for (guint i = 0; i < from->entries->len; i++) {
        const PsgWordEntry *other = &g_array_index(from->entries, PsgWordEntry, i);
        PsgWordEntry *entry = find_entry(
                table, psg_word_table_get_bytes(from, other), other->length, other->hash);
        for (guint at = other->first; at != PSG_WORD_NO_PLACE;) {
            const PsgWordPlace *place = psg_word_table_get_place(from, at);
            add_place(table, entry, first_unit + place->unit, place->count, place->is_in_heading);
            at = place->next;
        }
    }
}

/* A byte's rank in UTF-16's order. Bytes of UTF-8 sort as code points do; only the surrogates of
 * characters beyond U+FFFF (lead bytes F0 to F4) come before U+E000 to U+FFFF (lead bytes EE and
 * EF). */
static guint
rank_byte(guchar byte)
{
    return byte == 0xEE || byte == 0xEF ? byte + 0x10u : byte;
}

static int
compare_entries(gconstpointer a, gconstpointer b, gpointer data)
{
    const PsgWordEntry *one = a, *other = b;
    const char *bytes = data;
    const guchar *one_bytes = (const guchar *)bytes + one->start,
                 *other_bytes = (const guchar *)bytes + other->start;
    guint length = MIN(one->length, other->length);
    for (guint i = 0; i < length; i++)
        if (one_bytes[i] != other_bytes[i])
            return rank_byte(one_bytes[i]) < rank_byte(other_bytes[i]) ? -1 : 1;
    return one->length < other->length ? -1 : one->length > other->length;
}

GArray *
psg_word_table_sort(const PsgWordTable *table)
{
    GArray *sorted = g_array_copy(table->entries);
    g_array_sort_with_data(sorted, compare_entries, table->bytes->str);
    return sorted;
}
