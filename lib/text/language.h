/* Languages: tags of BCP 47, their direction, and the few words the engine itself writes into a
 * text. */
#pragma once
#include <glib.h>

/* TRUE when the tag is well formed (RFC 5646, section 2.1, without grandfathered tags). */
gboolean psg_language_is_valid(const char *tag);

/* TRUE when text in this language runs from right to left, by its script subtag or its usual
 * script. */
gboolean psg_language_is_right_to_left(const char *tag);

/* TRUE for English, whatever the country. */
gboolean psg_language_is_english(const char *tag);

typedef enum {
    PSG_WORD_NOTE,
    PSG_WORD_TIP,
    PSG_WORD_IMPORTANT,
    PSG_WORD_WARNING,
    PSG_WORD_CAUTION,
    PSG_WORD_NOTES,        /* heading of the footnotes */
    PSG_WORD_BACK_TO_TEXT, /* label of a footnote's link back, followed by its number */
    PSG_WORD_TABLE,        /* label of a table, followed by its number */
    PSG_WORD_COUNT
} PsgWord;

/* The word in the language of `tag`, or in English where it is not known. `language` (nullable) is
 * set to the language the result is in. Static strings. */
const char *psg_language_get_word(const char *tag, PsgWord word, const char **language);
