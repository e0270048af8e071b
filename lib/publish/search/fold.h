/* Words as the search knows them: folded, so that "Café", "cafe" and "CAFÉ" are one. The rule is
 * written at the top of the theme's plainsong.js, which follows the same. */
#pragma once
#include <glib.h>

#define PSG_FOLD_WORD_LIMIT 120 /* bytes; the rest of a longer word is left out */

/* Called for every word: `length` bytes of UTF-8, not NUL-terminated, and their hash. */
typedef void (*PsgFoldFound)(const char *word, gsize length, guint32 hash, gpointer data);

/* Splits `length` bytes of valid UTF-8 into folded words. `seed` goes into the hashes.
 * Specification: Unicode Standard Annex 15 (NFKD) and the General_Category and Script properties.
 */
void psg_fold_words(
        const char *text, gsize length, guint32 seed, PsgFoldFound found, gpointer data);
