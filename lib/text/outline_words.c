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

static const char *
skip_mark(const char *at, const char *end)
{
    return end - at >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0 ? at + 3 : at;
}

static gboolean
may_begin_front(const char *at, const char *end)
{
    return end - at >= 4 && memcmp(at, "---", 3) == 0;
}

/* Reads whole lines. */
static void
read_lines(Reading *reading, const char *at, const char *end, gboolean may_be_front)
{
    for (gboolean is_first = TRUE; at < end; is_first = FALSE) {
        const char *stop = memchr(at, '\n', (gsize)(end - at));
        if (!stop)
            stop = end;
        if (may_be_front && memcmp(at, "---", MIN(3, (gsize)(stop - at))) == 0 && stop > at)
            reading->is_front = is_first;
        read_line(reading, at, stop);
        at = stop + (stop < end);
    }
    flush(reading);
}

void
psg_outline_read_words(const char *source, gsize length, GArray *words)
{
    Reading reading;
    init_reading(&reading, words);
    const char *end = source + length;
    const char *at = skip_mark(source, end);
    read_lines(&reading, at, end, may_begin_front(at, end));
}

/* --- Comparing --- */

static gsize
measure_common_start(const char *a, const char *b, gsize length)
{
    gsize at = 0;
    for (; at + 64 <= length && memcmp(a + at, b + at, 64) == 0; at += 64)
        ;
    while (at < length && a[at] == b[at])
        at++;
    return at;
}

static gsize
measure_common_end(const char *a_end, const char *b_end, gsize length)
{
    gsize at = 0;
    for (; at + 64 <= length && memcmp(a_end - at - 64, b_end - at - 64, 64) == 0; at += 64)
        ;
    while (at < length && a_end[-(gssize)at - 1] == b_end[-(gssize)at - 1])
        at++;
    return at;
}

/* Goes back from `length` to the line with text before the last blank line; 0 when there is none.
 * A blank line forgets all that came before it but two things: whether there were words at all, and
 * whether the last line with text was a heading. That line says both. */
static gsize
find_context(const char *text, gsize length)
{
    gboolean has_blank = FALSE;
    const char *line_end = memrchr(text, '\n', length);
    while (line_end) {
        const char *before = memrchr(text, '\n', (gsize)(line_end - text));
        const char *line = before ? before + 1 : text;
        if (skip_blanks(line, line_end) == line_end)
            has_blank = TRUE;
        else if (has_blank)
            return (gsize)(line - text);
        line_end = before;
    }
    return 0;
}

/* How much of the last `length` bytes before `end` begins with a blank line; 0 for none. */
static gsize
find_rest(const char *end, gsize length)
{
    const char *at = memchr(end - length, '\n', length);
    while (at) {
        const char *next = memchr(at + 1, '\n', (gsize)(end - at - 1));
        if (next && skip_blanks(at + 1, next) == next)
            return (gsize)(end - at - 1);
        at = next;
    }
    return 0;
}

static gboolean
is_equal(const GArray *a, const GArray *b)
{
    return a->len == b->len &&
           (a->len == 0 || memcmp(a->data, b->data, a->len * sizeof(guint64)) == 0);
}

static gboolean
has_equal_words_throughout(const char *a, gsize a_length, const char *b, gsize b_length)
{
    g_autoptr(GArray) a_words = g_array_new(FALSE, FALSE, sizeof(guint64));
    g_autoptr(GArray) b_words = g_array_new(FALSE, FALSE, sizeof(guint64));
    psg_outline_read_words(a, a_length, a_words);
    psg_outline_read_words(b, b_length, b_words);
    return is_equal(a_words, b_words);
}

static gboolean
begins_equally(const GArray *a, const GArray *b)
{
    guint shorter = MIN(a->len, b->len);
    return shorter == 0 || memcmp(a->data, b->data, shorter * sizeof(guint64)) == 0;
}

/* The end of the line some lines further on. */
static const char *
find_line(const char *at, const char *end)
{
    enum { SIGHT = 160 };
    const char *stop =
            end - at > SIGHT ? memchr(at + SIGHT, '\n', (gsize)(end - at - SIGHT)) : NULL;
    return stop ? stop : end;
}

/* Reads from `start` on, which is 0 or what find_context() gave. */
static void
read_from(Reading *reading, GArray *words, const char *text, gsize start, const char *end)
{
    init_reading(reading, words);
    const char *at = start > 0 ? text + start : skip_mark(text, end);
    read_lines(reading, at, end, start == 0 && may_begin_front(at, end));
}

static gboolean
has_words(const char *line, const char *end)
{
    g_autoptr(GArray) words = g_array_sized_new(FALSE, FALSE, sizeof(guint64), 128);
    const char *stop = memchr(line, '\n', (gsize)(end - line));
    Reading reading;
    init_reading(&reading, words);
    read_lines(&reading, line, stop ? stop : end, FALSE);
    return words->len > 0;
}

gboolean
psg_outline_has_equal_words(const char *a, gsize a_length, const char *b, gsize b_length)
{
    const char *a_end = a + a_length, *b_end = b + b_length;
    gsize shorter = MIN(a_length, b_length);
    gsize common = measure_common_start(a, b, shorter);
    if (common == a_length && common == b_length)
        return TRUE;
    /* Front matter is read as a whole. */
    const char *text = skip_mark(a, a_end);
    gsize start = text < a_end && *text != '-' ? find_context(a, common) : 0;
    if (start > 0 && !has_words(a + start, a_end))
        start = 0;
    gsize rest = find_rest(a_end, measure_common_end(a_end, b_end, shorter - common));
    g_autoptr(GArray) a_words = g_array_sized_new(FALSE, FALSE, sizeof(guint64), 512);
    g_autoptr(GArray) b_words = g_array_sized_new(FALSE, FALSE, sizeof(guint64), 512);
    Reading x, y;
    /* Nearly always the first words that differ are in sight. */
    read_from(&x, a_words, a, start, find_line(a + common, a_end - rest));
    read_from(&y, b_words, b, start, find_line(b + common, b_end - rest));
    if (!begins_equally(a_words, b_words))
        return FALSE;
    g_array_set_size(a_words, 0);
    g_array_set_size(b_words, 0);
    read_from(&x, a_words, a, start, a_end - rest);
    read_from(&y, b_words, b, start, b_end - rest);
    if (!is_equal(a_words, b_words))
        return FALSE;
    /* The rest is read in the same way. */
    if (rest == 0 || (x.has_words == y.has_words && x.after_heading == y.after_heading &&
                             !x.is_front && !y.is_front))
        return TRUE;
    return has_equal_words_throughout(a, a_length, b, b_length);
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
