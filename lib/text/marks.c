/* Finding inline marks. See marks.h. One walk over the lines that are not code, stepping over what
 * Markdown takes more literally than text: code spans, tags and their attributes, addresses,
 * formulas. What comes first wins; a mark that does not end is text, and so is one that another of
 * its kind begins inside. */
#include "text/marks.h"

#include <string.h>

#include "text/marks_internal.h"

/* The signs of each kind of CriticMarkup, in order of PsgMarkKind. */
#define BRACE_KINDS 5
static const char openers[BRACE_KINDS][4] = {"{++", "{--", "{~~", "{>>", "{=="};
static const char closers[BRACE_KINDS][4] = {"++}", "--}", "~~}", "<<}", "==}"};

/* A tag longer than this is text; so is an address in brackets. */
#define TAG_LIMIT 4096
#define DESTINATION_LIMIT 1024

/* Code spans begin with up to so many backticks. */
#define TICKS_LIMIT 32

/* Elements whose content is code, or nothing for readers. */
#define CODE_ELEMENTS 5
static const char code_elements[CODE_ELEMENTS][9] = {"code", "pre", "script", "style", "textarea"};

typedef struct {
    const char *source;
    gsize length;
    GArray *lines; /* PsgMarkLine */
    guint line;    /* the one that the walk is in */
    GArray *marks;
    /* Where the next sign of a kind is, so that none is looked for twice. */
    gsize next_open[BRACE_KINDS], next_close[BRACE_KINDS];
    gsize no_ticks[TICKS_LIMIT + 1]; /* up to here no run of so many backticks closes */
    gsize no_end_tag[CODE_ELEMENTS]; /* up to here no </code> or its like stands */
    gsize no_comment_end;            /* up to here no --> stands */
    gsize address_end;               /* the end of an address that the walk is in */
} Scan;

#define NOWHERE G_MAXSIZE

/* --- Bytes --- */

static char
get(const Scan *scan, gsize at)
{
    return at < scan->length ? scan->source[at] : 0;
}

static gboolean
is_at(const Scan *scan, gsize at, const char *words)
{
    gsize length = strlen(words);
    return at <= scan->length && scan->length - at >= length &&
           !memcmp(scan->source + at, words, length);
}

static gboolean
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* TRUE behind an odd number of backslashes. */
static gboolean
is_escaped(const Scan *scan, gsize at)
{
    gsize count = 0;
    while (count < at && scan->source[at - count - 1] == '\\')
        count++;
    return count % 2 == 1;
}

static const PsgMarkLine *
get_line(const Scan *scan, guint number)
{
    return &g_array_index(scan->lines, PsgMarkLine, number);
}

/* The line of a place behind the walk's. */
static const PsgMarkLine *
find_line(const Scan *scan, gsize at)
{
    guint low = scan->line, high = scan->lines->len;
    while (low + 1 < high) {
        guint middle = low + (high - low) / 2;
        if (get_line(scan, middle)->start <= at)
            low = middle;
        else
            high = middle;
    }
    return get_line(scan, low);
}

/* --- CriticMarkup --- */

/* Where these three bytes next stand, from `at` on, outside of code and not escaped. */
static gsize
find_sign(const Scan *scan, gsize at, const char *sign)
{
    while (at < scan->length) {
        const char *found = memmem(scan->source + at, scan->length - at, sign, strlen(sign));
        if (!found)
            break;
        at = (gsize)(found - scan->source);
        const PsgMarkLine *line = find_line(scan, at);
        if (line->is_code)
            at = line->end;
        else if (is_escaped(scan, at))
            at++;
        else
            return at;
    }
    return NOWHERE;
}

static gsize
find_next(Scan *scan, gsize *next, gsize at, const char *sign)
{
    if (*next < at)
        *next = find_sign(scan, at, sign);
    return *next;
}

static gboolean
find_kind(const Scan *scan, gsize at, PsgMarkKind *kind)
{
    for (guint i = 0; i < BRACE_KINDS; i++)
        if (is_at(scan, at, openers[i])) {
            *kind = (PsgMarkKind)i;
            /* "{++}" is a formula's, "{{--" another tool's. */
            return get(scan, at + 3) != '}' && (at == 0 || scan->source[at - 1] != '{');
        }
    return FALSE;
}

/* Where the mark of this kind that begins at `at` has its closing sign; NOWHERE when it has none of
 * its own. */
static gsize
find_closer(Scan *scan, gsize at, PsgMarkKind kind)
{
    gsize close = find_next(scan, &scan->next_close[kind], at + 3, closers[kind]);
    if (close == NOWHERE)
        return NOWHERE;
    return find_next(scan, &scan->next_open[kind], at + 3, openers[kind]) < close ? NOWHERE : close;
}

static void
set_trimmed(const Scan *scan, gsize from, gsize to, gsize *start, gsize *end)
{
    while (from < to && is_blank(scan->source[from]))
        from++;
    while (to > from && is_blank(scan->source[to - 1]))
        to--;
    *start = from;
    *end = to;
}

static gboolean
fill_substitution(const Scan *scan, PsgMark *mark, gsize close)
{
    gsize inside = mark->start + 3;
    const char *arrow = memmem(scan->source + inside, close - inside, "~>", 2);
    if (!arrow)
        return FALSE;
    mark->old_start = inside;
    mark->old_end = (gsize)(arrow - scan->source);
    mark->new_start = mark->old_end + 2;
    mark->new_end = close;
    return TRUE;
}

/* A comment right behind a highlight, or a few blanks from it, is about it. */
static void
take_following_note(Scan *scan, PsgMark *mark)
{
    gsize at = mark->end;
    while (at - mark->end < 8 && (get(scan, at) == ' ' || get(scan, at) == '\t'))
        at++;
    if (!is_at(scan, at, openers[PSG_MARK_COMMENT]))
        return;
    gsize close = find_closer(scan, at, PSG_MARK_COMMENT);
    if (close == NOWHERE)
        return;
    set_trimmed(scan, at + 3, close, &mark->note_start, &mark->note_end);
    mark->end = close + 3;
}

static void
add(Scan *scan, PsgMark *mark)
{
    mark->line = scan->line + 1;
    mark->column = (guint)(mark->start - get_line(scan, scan->line)->start) + 1;
    g_array_append_val(scan->marks, *mark);
}

/* Behind the mark that begins at `at`, or behind its brace when there is none. */
static gsize
take_braces(Scan *scan, gsize at)
{
    PsgMark mark = {.start = at};
    if (!find_kind(scan, at, &mark.kind))
        return at + 1;
    /* A comment may follow an address without a blank; anything else belongs to the address. */
    if (at < scan->address_end && mark.kind != PSG_MARK_COMMENT && mark.kind != PSG_MARK_HIGHLIGHT)
        return at + 1;
    gsize close = find_closer(scan, at, mark.kind);
    if (close == NOWHERE)
        return at + 1;
    mark.end = close + 3;
    if (mark.kind == PSG_MARK_ADDITION) {
        mark.new_start = at + 3;
        mark.new_end = close;
    } else if (mark.kind == PSG_MARK_COMMENT) {
        set_trimmed(scan, at + 3, close, &mark.note_start, &mark.note_end);
    } else if (mark.kind != PSG_MARK_SUBSTITUTION) {
        mark.old_start = at + 3;
        mark.old_end = close;
    } else if (!fill_substitution(scan, &mark, close)) {
        return at + 1;
    }
    if (mark.kind == PSG_MARK_HIGHLIGHT)
        take_following_note(scan, &mark);
    add(scan, &mark);
    return mark.end;
}

/* --- What is not text --- */

static gsize
count_run(const Scan *scan, gsize at, char c)
{
    gsize end = at;
    while (get(scan, end) == c && end < scan->length)
        end++;
    return end - at;
}

/* Behind a code span, or behind the backticks when they begin none (CommonMark 0.30, 6.1). */
static gsize
skip_code_span(Scan *scan, gsize at)
{
    gsize ticks = count_run(scan, at, '`'), block_end = get_line(scan, scan->line)->block_end;
    if (ticks > TICKS_LIMIT || scan->no_ticks[ticks] >= block_end)
        return at + ticks;
    for (gsize from = at + ticks; from < block_end;) {
        const char *found = memchr(scan->source + from, '`', block_end - from);
        if (!found)
            break;
        from = (gsize)(found - scan->source);
        gsize run = count_run(scan, from, '`');
        from += run;
        if (run == ticks)
            return from;
    }
    scan->no_ticks[ticks] = block_end;
    return at + ticks;
}

static gsize
skip_blanks(const Scan *scan, gsize at, gsize end)
{
    while (at < end && is_blank(scan->source[at]))
        at++;
    return at;
}

static gsize
skip_name(const Scan *scan, gsize at, gsize end, const char *others)
{
    while (at < end && scan->source[at] &&
            (g_ascii_isalnum(scan->source[at]) || strchr(others, scan->source[at])))
        at++;
    return at;
}

/* Behind an attribute's value; NOWHERE when it does not end. */
static gsize
skip_value(const Scan *scan, gsize at, gsize end)
{
    char quote = get(scan, at);
    if (quote != '"' && quote != '\'') {
        while (at < end && (!scan->source[at] || !strchr(" \t\r\n\"'=<>`", scan->source[at])))
            at++;
        return at;
    }
    const char *close = at + 1 < end ? memchr(scan->source + at + 1, quote, end - at - 1) : NULL;
    return close ? (gsize)(close - scan->source) + 1 : NOWHERE;
}

/* Behind the tag that begins at `at` (CommonMark 0.30, 6.6); NOWHERE when there is none. */
static gsize
skip_tag(const Scan *scan, gsize at, gsize end)
{
    gboolean is_end_tag = get(scan, at + 1) == '/';
    gsize name = at + 1 + is_end_tag;
    if (!g_ascii_isalpha(get(scan, name)))
        return NOWHERE;
    at = skip_name(scan, name, end, "-");
    for (;;) {
        gsize next = skip_blanks(scan, at, end);
        if (get(scan, next) == '/' && get(scan, next + 1) == '>')
            next++;
        if (next >= end)
            return NOWHERE;
        if (scan->source[next] == '>')
            return next + 1;
        if (is_end_tag || next == at ||
                !(g_ascii_isalpha(scan->source[next]) || scan->source[next] == '_' ||
                        scan->source[next] == ':'))
            return NOWHERE;
        at = skip_name(scan, next, end, "_:.-");
        next = skip_blanks(scan, at, end);
        if (next < end && scan->source[next] == '=') {
            at = skip_value(scan, skip_blanks(scan, next + 1, end), end);
            if (at == NOWHERE || at > end)
                return NOWHERE;
        }
    }
}

/* Behind `<scheme:address>` or `<name@host>` (6.4); NOWHERE when it is none. */
static gsize
skip_autolink(const Scan *scan, gsize at, gsize end)
{
    gboolean is_address = FALSE;
    for (at++; at < end; at++) {
        char c = scan->source[at];
        if (c == '>')
            return is_address ? at + 1 : NOWHERE;
        if (is_blank(c) || c == '<')
            return NOWHERE;
        is_address |= c == ':' || c == '@';
    }
    return NOWHERE;
}

/* Which element of code has its name at `at`; CODE_ELEMENTS for none. */
static guint
find_code_element(const Scan *scan, gsize at)
{
    guint i;
    for (i = 0; i < CODE_ELEMENTS; i++) {
        gsize length = strlen(code_elements[i]);
        if (at < scan->length && scan->length - at > length &&
                !g_ascii_strncasecmp(scan->source + at, code_elements[i], length) &&
                !g_ascii_isalnum(scan->source[at + length]))
            break;
    }
    return i;
}

/* The end tag of an element in the block; NOWHERE. */
static gsize
find_end_tag(Scan *scan, gsize at, guint element, gsize end)
{
    if (scan->no_end_tag[element] >= end)
        return NOWHERE;
    for (const char *found; at < end && (found = memchr(scan->source + at, '<', end - at));) {
        at = (gsize)(found - scan->source) + 1;
        if (get(scan, at) == '/' && find_code_element(scan, at + 1) == element)
            return at - 1;
    }
    scan->no_end_tag[element] = end;
    return NOWHERE;
}

static gboolean
begins_comment(const char *at, const char *end)
{
    static const char begins[] = "<!--", word[] = "comment:";
    if ((gsize)(end - at) < strlen(begins) + strlen(word) || memcmp(at, begins, strlen(begins)))
        return FALSE;
    at += strlen(begins);
    while (at < end && is_blank(*at))
        at++;
    return (gsize)(end - at) >= strlen(word) && !g_ascii_strncasecmp(at, word, strlen(word));
}

/* "<!-- comment: words -->" is a mark; other comments hide what they hold. */
static gsize
take_html_comment(Scan *scan, gsize at, gsize block_end)
{
    if (scan->no_comment_end >= block_end || block_end - at < 7)
        return at + 4;
    const char *close = memmem(scan->source + at + 4, block_end - at - 4, "-->", 3);
    if (!close) {
        scan->no_comment_end = block_end;
        return at + 4;
    }
    PsgMark mark = {.kind = PSG_MARK_HTML_COMMENT, .start = at};
    gsize inside_end = (gsize)(close - scan->source);
    mark.end = inside_end + 3;
    if (!begins_comment(scan->source + at, close))
        return mark.end;
    gsize words =
            (gsize)((const char *)memchr(scan->source + at, ':', mark.end - at) - scan->source);
    set_trimmed(scan, words + 1, inside_end, &mark.note_start, &mark.note_end);
    add(scan, &mark);
    return mark.end;
}

/* Behind what begins with an angle bracket. */
static gsize
take_angle(Scan *scan, gsize at)
{
    gsize block_end = get_line(scan, scan->line)->block_end;
    if (is_at(scan, at, "<!--"))
        return take_html_comment(scan, at, block_end);
    gsize end = MIN(block_end, at + TAG_LIMIT);
    gsize after = skip_tag(scan, at, end);
    if (after == NOWHERE)
        after = skip_autolink(scan, at, end);
    if (after == NOWHERE)
        return at + 1;
    guint element = find_code_element(scan, at + 1);
    gsize end_tag =
            element < CODE_ELEMENTS ? find_end_tag(scan, after, element, block_end) : NOWHERE;
    return end_tag != NOWHERE ? end_tag : after;
}

/* A formula between dollar signs, as GitHub has them: none begins or ends with a blank, nor ends
 * before a digit; a pair of signs may go over lines. */
static gsize
skip_formula(const Scan *scan, gsize at)
{
    const PsgMarkLine *line = get_line(scan, scan->line);
    if (get(scan, at + 1) == '$') {
        gsize from = at + 2;
        const char *close = from < line->block_end
                                    ? memmem(scan->source + from, line->block_end - from, "$$", 2)
                                    : NULL;
        return close ? (gsize)(close - scan->source) + 2 : from;
    }
    if (is_blank(get(scan, at + 1)))
        return at + 1;
    const char *close =
            at + 1 < line->end ? memchr(scan->source + at + 1, '$', line->end - at - 1) : NULL;
    gsize end = close ? (gsize)(close - scan->source) : 0;
    if (!close || is_blank(scan->source[end - 1]) || g_ascii_isdigit(get(scan, end + 1)))
        return at + 1;
    return end + 1;
}

/* Where an address that begins here ends, at the next blank or angle bracket. */
static gsize
find_address_end(const Scan *scan, gsize at)
{
    const PsgMarkLine *line = get_line(scan, scan->line);
    while (at < line->end && !is_blank(scan->source[at]) && scan->source[at] != '<')
        at++;
    return at;
}

/* Behind the address of "](address" or, at the start of a line, "[label]: address". */
static gsize
skip_destination(const Scan *scan, gsize at)
{
    const PsgMarkLine *line = get_line(scan, scan->line);
    gsize from = at + 2;
    if (get(scan, at + 1) == ':') {
        gsize open = line->start;
        while (get(scan, open) == ' ')
            open++;
        if (get(scan, open) != '[' || get(scan, open + 1) == '^')
            return at + 1;
        while (get(scan, from) == ' ')
            from++;
        return find_address_end(scan, from);
    }
    if (get(scan, at + 1) != '(')
        return at + 1;
    gsize end = MIN(line->end, from + DESTINATION_LIMIT);
    if (get(scan, from) == '<' && from < end) {
        const char *close = memchr(scan->source + from, '>', end - from);
        return close ? (gsize)(close - scan->source) + 1 : from;
    }
    guint depth = 1;
    for (gsize to = from; to < end && !is_blank(scan->source[to]); to++) {
        if (scan->source[to] == '(')
            depth++;
        else if (scan->source[to] == ')' && --depth == 0)
            return to;
        else if (scan->source[to] == '\\')
            to++;
    }
    return at + 1;
}

/* --- The walk --- */

/* Looks at the byte at `at`, in text, and returns the next place to look at. */
static gsize
step(Scan *scan, gsize at)
{
    switch (scan->source[at]) {
    case '\\':
        return at + 1 + g_ascii_ispunct(get(scan, at + 1));
    case '`':
        return skip_code_span(scan, at);
    case '<':
        return take_angle(scan, at);
    case '{':
        return take_braces(scan, at);
    case '$':
        return skip_formula(scan, at);
    case ']':
        return skip_destination(scan, at);
    case ':':
        if (at >= scan->address_end && is_at(scan, at, "://") && at > 0 &&
                g_ascii_isalpha(scan->source[at - 1]))
            scan->address_end = find_address_end(scan, at);
        return at + 1;
    default:
        return at + 1;
    }
}

/* Most sources hold no mark, and few bytes tell. */
static gboolean
may_hold_marks(const char *source, gsize length)
{
    const char *end = source + length;
    for (const char *at = source; (at = memchr(at, '{', (gsize)(end - at))); at++)
        if (end - at >= 6 && at[1] && at[1] == at[2] && strchr("+-~>=", at[1]))
            return TRUE;
    for (const char *at = source; (at = memchr(at, '<', (gsize)(end - at))); at++)
        if (begins_comment(at, end))
            return TRUE;
    return FALSE;
}

GArray *
psg_marks_find(const char *source, gsize length)
{
    GArray *marks = g_array_new(FALSE, FALSE, sizeof(PsgMark));
    if (length == 0 || !may_hold_marks(source, length))
        return marks;
    g_autoptr(GArray) lines = psg_mark_lines_new(source, length);
    Scan scan = {.source = source, .length = length, .lines = lines, .marks = marks};
    for (gsize at = 0; at < length;) {
        while (get_line(&scan, scan.line)->end <= at)
            scan.line++;
        const PsgMarkLine *line = get_line(&scan, scan.line);
        at = line->is_code ? line->end : step(&scan, at);
    }
    return marks;
}
