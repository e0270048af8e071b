/* Words as numbers: what is left of a source when all that does not change its substance is taken
 * away. One pass over the bytes and one multiplication for each of them; nothing is allocated but
 * the result. See outline.h. */
#include <string.h>

#include "text/outline.h"
#include "text/outline_scan.h"

#define PRIME G_GUINT64_CONSTANT(0x9e3779b97f4a7c15)
#define START G_GUINT64_CONSTANT(0x51ed270b7f3a91c5)

/* Marks that are no words. */
#define MARK_BLOCK G_GUINT64_CONSTANT(0x1b10c)    /* a block ended */
#define MARK_QUOTE G_GUINT64_CONSTANT(0x940e7e)   /* a quotation's '>' */
#define MARK_BULLET G_GUINT64_CONSTANT(0xb0113e)  /* an item without a number */
#define MARK_NUMBER G_GUINT64_CONSTANT(0x2093be4) /* an item with one */
#define MARK_CELL G_GUINT64_CONSTANT(0xce11)      /* between two cells of a table */
#define MARK_HEADING G_GUINT64_CONSTANT(0x4ead)   /* a heading of level 1; others follow */

typedef struct {
    GArray *words;
    guint64 recent[128]; /* words that are not in `words` yet */
    guint recent_count;
    gboolean has_words;
    gboolean has_block_end; /* a blank line came since the last word */
    gboolean after_heading;
    gboolean is_in_list; /* an item began since the last blank line */
    gboolean is_front;   /* between the lines of `---` at the top */
    guint quotes;        /* '>' before the last line with words */
} Reading;

guint64
psg_outline_mix(guint64 hash)
{
    hash ^= hash >> 32;
    hash *= PRIME;
    hash ^= hash >> 29;
    hash *= PRIME;
    return hash ^ hash >> 32;
}

/* Leaves the place for recent words as it is: it need not be cleared. */
static void
init_reading(Reading *reading, GArray *words)
{
    reading->words = words;
    reading->recent_count = 0;
    reading->quotes = 0;
    reading->has_words = reading->has_block_end = reading->after_heading = FALSE;
    reading->is_in_list = reading->is_front = FALSE;
}

static void
flush(Reading *reading)
{
    g_array_append_vals(reading->words, reading->recent, reading->recent_count);
    reading->recent_count = 0;
}

static inline void
add(Reading *reading, guint64 hash)
{
    if (reading->recent_count == G_N_ELEMENTS(reading->recent))
        flush(reading);
    reading->recent[reading->recent_count++] = hash;
    reading->has_words = TRUE;
}

/* What a byte is to a word. */
enum { PLAIN, BLANK, STAR, LOW_LINE, RUN, PIPE, QUOTE_MARK };

static const guint8 classes[256] = {[' '] = BLANK,
        ['\t'] = BLANK,
        ['\r'] = BLANK,
        ['\n'] = BLANK,
        ['\f'] = BLANK,
        ['\v'] = BLANK,
        ['*'] = STAR,
        ['_'] = LOW_LINE,
        ['-'] = RUN,
        ['='] = RUN,
        [':'] = RUN,
        ['|'] = PIPE,
        ['"'] = QUOTE_MARK,
        ['\''] = QUOTE_MARK};

static gboolean
is_letter(guchar c)
{
    return g_ascii_isalnum(c) || c >= 0x80;
}

/* TRUE for a byte of the word that counts: no marker of emphasis, no more than one of a run, no
 * quoting in front matter. */
static gboolean
counts(const Reading *reading, const char *from, const char *at, const char *to)
{
    switch (classes[(guchar)*at]) {
    case STAR:
        return FALSE;
    case LOW_LINE:
        return at > from && at + 1 < to && is_letter((guchar)at[-1]) && is_letter((guchar)at[1]);
    case RUN:
        return at == from || at[-1] != *at;
    case QUOTE_MARK:
        return !reading->is_front || (at > from && at + 1 < to);
    default:
        return TRUE;
    }
}

/* The words between two places of one line. */
static void
read_words(Reading *reading, const char *at, const char *end)
{
    while (at < end) {
        guint8 class = classes[(guchar)*at];
        if (class == BLANK) {
            at++;
            continue;
        }
        if (class == PIPE) {
            add(reading, MARK_CELL);
            at++;
            continue;
        }
        const char *from = at;
        guint64 hash = START;
        gboolean is_marked = FALSE;
        for (; at < end && (class = classes[(guchar)*at]) != BLANK && class != PIPE; at++) {
            if (class == PLAIN)
                hash = (hash ^ (guchar)*at) * PRIME;
            else
                is_marked = TRUE;
        }
        if (is_marked) {
            hash = START;
            for (const char *p = from; p < at; p++)
                if (counts(reading, from, p, at))
                    hash = (hash ^ (guchar)*p) * PRIME;
        }
        if (hash != START)
            add(reading, hash ^ hash >> 32);
    }
}

static const char *
skip_blanks(const char *at, const char *end)
{
    while (at < end && classes[(guchar)*at] == BLANK)
        at++;
    return at;
}

/* Goes over the '>' at the beginning of a line. */
static const char *
skip_quotes(const char *at, const char *end, guint *quotes)
{
    *quotes = 0;
    for (at = skip_blanks(at, end); at < end && *at == '>'; at = skip_blanks(at + 1, end))
        (*quotes)++;
    return at;
}

/* The marks that come before a line's words. */
static void
begin_line(Reading *reading, guint quotes, gboolean is_heading)
{
    gboolean is_first = !reading->has_words;
    gboolean begins = is_first || reading->has_block_end || reading->after_heading || is_heading;
    if (begins && !is_first && !reading->after_heading)
        add(reading, MARK_BLOCK);
    for (guint i = begins ? 0 : MIN(reading->quotes, quotes); i < MIN(quotes, 100); i++)
        add(reading, MARK_QUOTE);
    if (begins || quotes > reading->quotes)
        reading->quotes = quotes;
    if (reading->has_block_end)
        reading->is_in_list = FALSE;
    reading->has_block_end = reading->after_heading = FALSE;
}

/* Goes over list markers and adds their marks. */
static const char *
read_markers(Reading *reading, const char *at, const char *end, gboolean begins)
{
    while (at < end) {
        const char *after = at;
        guint64 mark = MARK_BULLET;
        if (*at == '-' || *at == '+' || *at == '*') {
            after++;
        } else if (g_ascii_isdigit(*at) && (begins || reading->is_in_list)) {
            while (after < end && g_ascii_isdigit(*after))
                after++;
            mark = MARK_NUMBER;
            if (after == end || (*after != '.' && *after != ')'))
                return at;
            after++;
        } else {
            return at;
        }
        if (after < end && classes[(guchar)*after] != BLANK)
            return at;
        add(reading, mark);
        reading->is_in_list = TRUE;
        begins = TRUE;
        at = skip_blanks(after, end);
    }
    return at;
}

static guint
match_atx(const char *at, const char *end)
{
    guint level = 0;
    while (at + level < end && at[level] == '#')
        level++;
    return level <= 6 && (at + level == end || classes[(guchar)at[level]] == BLANK) ? level : 0;
}

/* A line of '=' or of '-' alone, which underlines a heading or divides. */
static guint
match_underline(const char *at, const char *end)
{
    const char *p = at;
    while (p < end && *p == *at)
        p++;
    if (skip_blanks(p, end) < end)
        return 0;
    return *at == '=' ? 1 : *at == '-' ? 2 : 0;
}

static const char *
strip_end(const char *from, const char *to, char c)
{
    while (to > from && classes[(guchar)to[-1]] == BLANK)
        to--;
    while (to > from && to[-1] == c)
        to--;
    return to;
}

static void
read_line(Reading *reading, const char *at, const char *end)
{
    guint quotes;
    at = skip_quotes(at, end, &quotes);
    if (at == end) {
        reading->has_block_end = TRUE;
        return;
    }
    guint level = match_atx(at, end);
    gboolean begins = reading->has_block_end || !reading->has_words;
    begin_line(reading, quotes, level > 0);
    guint underline = level == 0 ? match_underline(at, end) : 0;
    if (level > 0) {
        read_words(reading, at + level, strip_end(at + level, end, '#'));
    } else if (underline == 0) {
        at = read_markers(reading, at, end, begins);
        if (at < end && *at == '|')
            at++; /* a row may begin and end with a bar or without */
        read_words(reading, at, strip_end(at, end, '|'));
    }
    if (level + underline == 0)
        return;
    add(reading, MARK_HEADING + level + underline);
    reading->after_heading = TRUE;
}

void
psg_outline_read_words(const char *source, gsize length, GArray *words)
{
    Reading reading;
    init_reading(&reading, words);
    const char *end = source + length;
    const char *at = source;
    if (length >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0)
        at += 3;
    gboolean may_be_front = end - at >= 4 && memcmp(at, "---", 3) == 0;
    for (gboolean is_first = TRUE; at < end; is_first = FALSE) {
        const char *stop = memchr(at, '\n', (gsize)(end - at));
        if (!stop)
            stop = end;
        if (may_be_front && memcmp(at, "---", MIN(3, (gsize)(stop - at))) == 0 && stop > at)
            reading.is_front = is_first;
        read_line(&reading, at, stop);
        at = stop + (stop < end);
    }
    flush(&reading);
}

guint64
psg_outline_hash_line(const char *from, const char *to)
{
    g_autoptr(GArray) words = g_array_sized_new(FALSE, FALSE, sizeof(guint64), 16);
    Reading reading;
    init_reading(&reading, words);
    read_words(&reading, from, to);
    flush(&reading);
    guint64 hash = START;
    for (guint i = 0; i < words->len; i++)
        hash = psg_outline_mix(hash ^ g_array_index(words, guint64, i));
    return hash ? hash : 1;
}
