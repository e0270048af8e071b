/* Heading ids as GitHub makes them, character for character as the npm package github-slugger does,
 * so that links that work there work here. Lower case as ECMAScript has it (Unicode's rules without
 * a locale: "İ", the final sigma). */
#include "text/slug.h"

#include <string.h>

typedef struct {
    gunichar first, last;
} Range;

static gboolean
is_in(const Range *ranges, gsize count, gunichar character)
{
    gsize low = 0, high = count;
    while (low < high) {
        gsize middle = low + (high - low) / 2;
        if (character > ranges[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && character >= ranges[low].first;
}

/* Letters in circles and squares: symbols by category, letters by property (Other_Alphabetic). */
static gboolean
is_enclosed_letter(gunichar character)
{
    return (character >= 0x24b6 && character <= 0x24e9) ||
           (character >= 0x1f130 && character <= 0x1f149) ||
           (character >= 0x1f150 && character <= 0x1f169) ||
           (character >= 0x1f170 && character <= 0x1f189);
}

/* The ids that GitHub makes are those of Unicode 13. Letters and marks that came later (these are
 * the stretches they are in) are dropped, so that an id does not change with the version of GLib
 * that reads it. */
static gboolean
is_after_unicode_13(gunichar character)
{
    static const Range ranges[] = {
            {0x0870, 0x089f},
            {0x08b5, 0x08b5},
            {0x08c8, 0x08d2},
            {0x0c3c, 0x0c3c},
            {0x0c5d, 0x0c5d},
            {0x0cdd, 0x0cdd},
            {0x0cf3, 0x0cf3},
            {0x0ece, 0x0ece},
            {0x170d, 0x170d},
            {0x1715, 0x171f},
            {0x180f, 0x180f},
            {0x1ac1, 0x1ace},
            {0x1b4c, 0x1b4c},
            {0x1dfa, 0x1dfa},
            {0x2c2f, 0x2c2f},
            {0x2c5f, 0x2c5f},
            {0x9ffd, 0x9fff},
            {0xa7c0, 0xa7c1},
            {0xa7d0, 0xa7f4},
            {0x10570, 0x105bc},
            {0x10780, 0x107ba},
            {0x10efd, 0x10eff},
            {0x10f70, 0x10f85},
            {0x11070, 0x11075},
            {0x110c2, 0x110c2},
            {0x1123f, 0x11241},
            {0x11740, 0x11746},
            {0x11ab0, 0x11abf},
            {0x11f00, 0x11f59},
            {0x12f90, 0x12ff0},
            {0x1342f, 0x13455},
            {0x16a70, 0x16ac9},
            {0x1aff0, 0x1affe},
            {0x1b11f, 0x1b132},
            {0x1b155, 0x1b155},
            {0x1cf00, 0x1cf46},
            {0x1df00, 0x1df2a},
            {0x1e030, 0x1e08f},
            {0x1e290, 0x1e2ae},
            {0x1e4d0, 0x1e7fe},
            {0x2a6de, 0x2a6df},
            {0x2b735, 0x2b739},
            {0x31350, 0x323af},
    };
    return is_in(ranges, G_N_ELEMENTS(ranges), character);
}

static gboolean
is_kept(gunichar character)
{
    switch (g_unichar_type(character)) {
    case G_UNICODE_LOWERCASE_LETTER:
    case G_UNICODE_UPPERCASE_LETTER:
    case G_UNICODE_TITLECASE_LETTER:
    case G_UNICODE_MODIFIER_LETTER:
    case G_UNICODE_OTHER_LETTER:
    case G_UNICODE_NON_SPACING_MARK:
    case G_UNICODE_SPACING_MARK:
    case G_UNICODE_ENCLOSING_MARK:
    case G_UNICODE_DECIMAL_NUMBER:
    case G_UNICODE_LETTER_NUMBER:
    case G_UNICODE_CONNECT_PUNCTUATION:
        return !is_after_unicode_13(character);
    default:
        return character == '-' || is_enclosed_letter(character);
    }
}

/* The property Cased (Unicode, section 3.13). Modifier letters never reach it: they are
 * case-ignorable too. */
static gboolean
is_cased(gunichar character)
{
    switch (g_unichar_type(character)) {
    case G_UNICODE_LOWERCASE_LETTER:
    case G_UNICODE_UPPERCASE_LETTER:
    case G_UNICODE_TITLECASE_LETTER:
        return TRUE;
    default:
        return character == 0xaa || character == 0xba ||
               (character >= 0x2160 && character <= 0x217f) || is_enclosed_letter(character);
    }
}

/* The property Case_Ignorable (the same section): what stands inside a word without being a letter
 * of it. */
static gboolean
is_case_ignorable(gunichar character)
{
    static const Range punctuation[] = {
            {'\'', '\''},
            {'.', '.'},
            {':', ':'},
            {0xb7, 0xb7},
            {0x387, 0x387},
            {0x55f, 0x55f},
            {0x5f4, 0x5f4},
            {0x2018, 0x2019},
            {0x2024, 0x2024},
            {0x2027, 0x2027},
            {0xfe13, 0xfe13},
            {0xfe52, 0xfe52},
            {0xfe55, 0xfe55},
            {0xff07, 0xff07},
            {0xff0e, 0xff0e},
            {0xff1a, 0xff1a},
    };
    switch (g_unichar_type(character)) {
    case G_UNICODE_NON_SPACING_MARK:
    case G_UNICODE_ENCLOSING_MARK:
    case G_UNICODE_FORMAT:
    case G_UNICODE_MODIFIER_LETTER:
    case G_UNICODE_MODIFIER_SYMBOL:
        return TRUE;
    default:
        return is_in(punctuation, G_N_ELEMENTS(punctuation), character);
    }
}

/* GLib gives small forms of letters only; Roman numerals and letters in circles have them too. */
static gunichar
to_lower(gunichar character)
{
    if (character >= 0x2160 && character <= 0x216f)
        return character + 16;
    if (character >= 0x24b6 && character <= 0x24cf)
        return character + 26;
    return g_unichar_tolower(character);
}

/* TRUE when no letter follows in the same word. Stops at the next sigma at the latest, so that a
 * text of nothing but sigmas and dots is still read in linear time. */
static gboolean
is_word_end(const char *at)
{
    while (*at && is_case_ignorable(g_utf8_get_char(at)))
        at = g_utf8_next_char(at);
    return !*at || !is_cased(g_utf8_get_char(at));
}

char *
psg_slug_new(const char *text)
{
    GString *slug = g_string_sized_new(strlen(text) + 1);
    gboolean is_after_cased = FALSE;
    for (const char *at = text, *next; *at; at = next) {
        next = g_utf8_next_char(at);
        gunichar character = g_utf8_get_char(at);
        gboolean is_final = character == 0x3a3 && is_after_cased && is_word_end(next);
        if (!is_case_ignorable(character))
            is_after_cased = is_cased(character);
        gunichar lower = is_final ? 0x3c2 : to_lower(character);
        if (lower == ' ')
            g_string_append_c(slug, '-');
        else if (character == 0x130)
            g_string_append(slug, "i\xcc\x87");
        else if (is_kept(lower))
            g_string_append_unichar(slug, lower);
    }
    return g_string_free(slug, FALSE);
}

/* Numbers up to here are tried one by one; beyond, a text has so many headings alike that only
 * speed counts. */
#define NUMBERS_IN_ORDER 64

static gboolean
is_free(GHashTable *taken, GString *slug, gsize length, guint number)
{
    g_string_truncate(slug, length);
    g_string_append_printf(slug, "-%u", number);
    return !g_hash_table_contains(taken, slug->str);
}

const char *
psg_slug_make_unique(GHashTable *taken, const char *slug)
{
    g_autoptr(GString) unique = g_string_new(slug);
    gsize length = unique->len;
    guint number = 0;
    if (g_hash_table_contains(taken, slug))
        for (number = 1; number < NUMBERS_IN_ORDER && !is_free(taken, unique, length, number);)
            number++;
    if (number >= NUMBERS_IN_ORDER) {
        /* Doubling and halving finds a free number after a taken one in a few steps. */
        guint low = NUMBERS_IN_ORDER - 1, high = NUMBERS_IN_ORDER;
        while (!is_free(taken, unique, length, high)) {
            low = high;
            high *= 2;
        }
        while (high - low > 1) {
            guint middle = low + (high - low) / 2;
            if (is_free(taken, unique, length, middle))
                high = middle;
            else
                low = middle;
        }
        is_free(taken, unique, length, high);
    }
    char *owned = g_strdup(unique->str);
    g_hash_table_add(taken, owned);
    return owned;
}
