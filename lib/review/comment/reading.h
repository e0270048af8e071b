/* A Markdown source as its readers read it: the characters they see, each with the bytes of the
 * source that it comes from. Words that somebody copied from a page, a Word file or a letter are
 * found in the source by it, whatever signs of Markdown stand among them. */
#pragma once
#include <glib.h>

/* One character. White space of any kind and length is one blank; curly quotation marks are
 * straight, dashes hyphens, and letters without their marks, which follow on their own. */
typedef struct {
    guint32 start, end; /* bytes of the source, half-open */
    gunichar character;
} PsgReadCharacter;

/* Signs that belong together: those of emphasis, the brackets of a link. Bytes, half-open. */
typedef struct {
    guint32 start, end, second_start, second_end;
} PsgSignPair;

typedef struct {
    const char *source;
    gsize length;
    GArray *characters; /* PsgReadCharacter */
    GArray *letters;    /* guint32: which characters are letters or digits; without case */
    GArray *pairs;      /* PsgSignPair */
} PsgReading;

/* Reads `length` bytes of UTF-8, which must outlive it. CommonMark's inlines as far as it takes to
 * know what is a sign and what is text; where that is unclear, it is text. The caller owns it. */
PsgReading *psg_reading_new(const char *source, gsize length);

/* The same for words that somebody wrote down, in which nothing is a sign. */
PsgReading *psg_reading_new_plain(const char *text, gsize length);
void psg_reading_free(PsgReading *reading);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgReading, psg_reading_free)

/* Every place (PsgByteRange) between two bytes of the source where these words stand: whole words
 * rather than parts of them, the same letters rather than others in case. Of several places those
 * whose surroundings agree best with `prefix` and `suffix` (both nullable) are returned alone. The
 * caller owns the array. */
GArray *psg_reading_find(const PsgReading *reading, gsize from, gsize to, const char *quote,
        const char *prefix, const char *suffix);

/* The place whose words are most like these; FALSE when too few of them are there.
 * `likeness` is to be 0 at first, and is that of the best place up to now (in hundredths): only a
 * better one is found. */
gboolean psg_reading_find_nearest(
        const PsgReading *reading, const char *quote, guint *likeness, gsize *start, gsize *end);

/* What stands around a range in its block: from the blank line before it to the one after it, at
 * most some 2,000 bytes each way. */
void psg_reading_find_block(
        const PsgReading *reading, gsize start, gsize end, gsize *from, gsize *to);

/* What readers see of a range, on one line; `characters` (0: all) is the most that is shown, whole
 * words, from its beginning, or from its end. "…" stands for what is left out. The caller owns it.
 */
char *psg_reading_show(
        const PsgReading *reading, gsize start, gsize end, guint characters, gboolean from_end);
