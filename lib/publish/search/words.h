/* A table of words, each with the places it stands at: an inverted index. Words and places are kept
 * in three growing arrays, so that a hundred thousand additions cost a handful of allocations. */
#pragma once
#include <glib.h>

typedef struct PsgWordTable PsgWordTable;

/* Where a word stands: a unit of text. */
typedef struct {
    guint unit;
    guint count; /* how often in its text, at most PSG_WORD_COUNT_LIMIT */
    gboolean is_in_heading;
    guint next; /* the next place of the same word, as an index; PSG_WORD_NO_PLACE at the end */
} PsgWordPlace;

typedef struct {
    guint32 hash;
    guint length;      /* bytes */
    gsize start;       /* in the table's bytes */
    guint first, last; /* places */
} PsgWordEntry;

#define PSG_WORD_COUNT_LIMIT 7
#define PSG_WORD_NO_PLACE G_MAXUINT

PsgWordTable *psg_word_table_new(void);
void psg_word_table_free(PsgWordTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgWordTable, psg_word_table_free)

/* Adds `count` (0 for a word of the heading only) to the word's place in `unit`. Units must come in
 * ascending order. */
void psg_word_table_add(PsgWordTable *table, const char *word, gsize length, guint32 hash,
        guint unit, guint count, gboolean is_in_heading);

/* Adds all of `from`, whose units are counted on from `first_unit`. */
void psg_word_table_merge(PsgWordTable *table, const PsgWordTable *from, guint first_unit);

/* Every word (PsgWordEntry), in the order of their UTF-16 code units, as JavaScript sorts. The
 * caller owns the array. */
GArray *psg_word_table_sort(const PsgWordTable *table);

const char *psg_word_table_get_bytes(const PsgWordTable *table, const PsgWordEntry *entry);
const PsgWordPlace *psg_word_table_get_place(const PsgWordTable *table, guint index);
