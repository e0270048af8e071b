/* What inline marks say and what they are on. See harvest.h. All ranges are of the source with its
 * marks, and hold none of their signs, so that they are the same words once the text is clean. */
#include <string.h>

#include "review/harvest/harvest.h"

/* A sentence longer than this is cut to its words beside the mark. */
#define SENTENCE_LIMIT 400
#define WORDS_LIMIT 120

/* Words for a mark are looked for so far around it, and over so many other marks. */
#define LOOK_LIMIT 2048
#define MARKS_LIMIT 32

typedef struct {
    const char *source;
    gsize length;
    const GArray *marks;
} Reading;

/* --- Bytes and marks --- */

static const PsgMark *
get_mark(const Reading *reading, guint index)
{
    return &g_array_index(reading->marks, PsgMark, index);
}

static gboolean
is_gap(char c)
{
    return c == ' ' || c == '\t';
}

static gboolean
is_blank(char c)
{
    return is_gap(c) || c == '\n' || c == '\r';
}

/* Letters and digits, of any script. */
static gboolean
is_word_byte(char c)
{
    return g_ascii_isalnum(c) || (guchar)c >= 0x80;
}

static gboolean
has_words(const Reading *reading, gsize start, gsize end)
{
    while (start < end && !is_word_byte(reading->source[start]))
        start++;
    return start < end;
}

static void
trim(const Reading *reading, gsize *start, gsize *end)
{
    while (*start < *end && is_blank(reading->source[*start]))
        (*start)++;
    while (*end > *start && is_blank(reading->source[*end - 1]))
        (*end)--;
}

/* Of a line that is very long, some of its beginning is as good. */
static gsize
find_line_start(const Reading *reading, gsize at)
{
    gsize limit = at > LOOK_LIMIT ? at - LOOK_LIMIT : 0;
    while (at > limit && reading->source[at - 1] != '\n')
        at--;
    return at;
}

static gsize
find_line_end(const Reading *reading, gsize at)
{
    gsize limit = MIN(at + LOOK_LIMIT, reading->length);
    while (at < limit && reading->source[at] != '\n' && reading->source[at] != '\r')
        at++;
    return at;
}

/* Text as an event may hold it. The caller owns it. */
static char *
copy_text(const Reading *reading, gsize start, gsize end)
{
    g_autofree char *valid = g_utf8_make_valid(reading->source + start, (gssize)(end - start));
    GString *out = g_string_new(NULL);
    for (const char *at = valid; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (c == '\n' || c == '\t' || !g_unichar_iscntrl(c))
            g_string_append_unichar(out, c);
        else if (c == '\r' && at[1] != '\n')
            g_string_append_c(out, '\n');
    }
    return g_string_free(out, FALSE);
}

/* The number of the first mark that begins at `at` or later. */
static guint
find_first_mark(const Reading *reading, gsize at)
{
    guint low = 0, high = reading->marks->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (get_mark(reading, middle)->start < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* A part of the source (outside of marks' insides) as it is without marks. The caller owns it. */
static char *
copy_without_marks(const Reading *reading, gsize start, gsize end)
{
    g_autoptr(GArray) inside = g_array_new(FALSE, FALSE, sizeof(PsgMark));
    for (guint i = find_first_mark(reading, start); i < reading->marks->len; i++) {
        PsgMark mark = *get_mark(reading, i);
        if (mark.end > end)
            break;
        mark.start -= start;
        mark.end -= start;
        mark.old_start -= mark.old_end > 0 ? start : 0;
        mark.old_end -= mark.old_end > 0 ? start : 0;
        g_array_append_val(inside, mark);
    }
    gsize length;
    g_autofree char *bare = psg_marks_remove(reading->source + start, end - start, inside, &length);
    const Reading rest = {bare, length, inside};
    return copy_text(&rest, 0, length);
}

/* --- Where a passage may be --- */

/* The end of what stands before the mark and may be spoken of: behind the mark before it, or inside
 * of its old words. */
static gsize
find_floor(const Reading *reading, guint first, gsize *end)
{
    if (first == 0)
        return 0;
    const PsgMark *before = get_mark(reading, first - 1);
    if (before->old_end > 0 && before->end == *end) {
        *end = before->old_end;
        return before->old_start;
    }
    return before->end;
}

static gsize
find_ceiling(const Reading *reading, guint next)
{
    return next < reading->marks->len ? get_mark(reading, next)->start : reading->length;
}

/* Behind the signs that begin blocks, and behind blanks. */
static gsize
skip_signs(const Reading *reading, gsize at, gsize end)
{
    const char *source = reading->source;
    for (;;) {
        while (at < end && (is_blank(source[at]) || strchr(">|#", source[at])) && source[at])
            at++;
        gsize sign = at;
        if (at < end && source[at] && strchr("-*+", source[at])) {
            sign++;
        } else {
            while (sign < end && sign - at < 9 && g_ascii_isdigit(source[sign]))
                sign++;
            if (sign == at || sign == end || (source[sign] != '.' && source[sign] != ')'))
                return at;
            sign++;
        }
        if (sign >= end || !is_gap(source[sign]))
            return at;
        at = sign;
    }
}

/* TRUE when a block may end at the line that begins here: it is blank but for signs of quotations,
 * or begins with the sign of another block. */
static gboolean
begins_block(const Reading *reading, gsize line)
{
    gsize end = find_line_end(reading, line), at = line;
    while (at < end && (is_gap(reading->source[at]) || reading->source[at] == '>'))
        at++;
    gboolean is_fence = end - at >= 3 && (!memcmp(reading->source + at, "```", 3) ||
                                                 !memcmp(reading->source + at, "~~~", 3));
    return at == end || is_fence || strchr("|#", reading->source[at]) ||
           skip_signs(reading, at, end) > at;
}

static gboolean
is_empty_line(const Reading *reading, gsize line)
{
    gsize end = find_line_end(reading, line);
    while (line < end && (is_gap(reading->source[line]) || reading->source[line] == '>'))
        line++;
    return line == end;
}

/* Where the paragraph, item or cell begins that `at` is in. */
static gsize
find_block_start(const Reading *reading, gsize at, gsize floor)
{
    gsize line = find_line_start(reading, at);
    for (gsize i = at; i > line; i--)
        if (reading->source[i - 1] == '|')
            return MAX(i, floor);
    while (line > floor && at - line < LOOK_LIMIT && !begins_block(reading, line)) {
        gsize before = find_line_start(reading, line - 1);
        if (is_empty_line(reading, before))
            break;
        line = before;
    }
    return MAX(line, floor);
}

static gsize
find_block_end(const Reading *reading, gsize at, gsize ceiling)
{
    gsize end = find_line_end(reading, at);
    for (gsize i = at; i < end; i++)
        if (reading->source[i] == '|')
            return MIN(i, ceiling);
    while (end < ceiling && end - at < LOOK_LIMIT) {
        gsize next = end + (reading->source[end] == '\r' && end + 1 < reading->length &&
                                                   reading->source[end + 1] == '\n'
                                           ? 2
                                           : 1);
        if (next >= reading->length || begins_block(reading, next))
            break;
        end = find_line_end(reading, next);
    }
    return MIN(end, ceiling);
}

static gboolean
ends_sentence(const Reading *reading, gsize at)
{
    return at > 0 && is_blank(reading->source[at]) && strchr(".!?", reading->source[at - 1]) &&
           reading->source[at - 1];
}

/* The last sentence of a range, or its last words. */
static void
take_last_sentence(const Reading *reading, gsize *start, gsize end)
{
    gsize at = end;
    while (at > *start && !is_word_byte(reading->source[at - 1]))
        at--;
    while (at > *start && !ends_sentence(reading, at - 1))
        at--;
    if (end - at > SENTENCE_LIMIT) {
        at = end - WORDS_LIMIT;
        while (at < end && !is_blank(reading->source[at]))
            at++;
    }
    *start = at;
}

static void
take_first_sentence(const Reading *reading, gsize start, gsize *end)
{
    gsize at = start;
    while (at < *end && !ends_sentence(reading, at))
        at++;
    if (at - start > SENTENCE_LIMIT) {
        at = start + WORDS_LIMIT;
        while (at > start && !is_blank(reading->source[at]))
            at--;
    }
    *end = at > start ? at : *end;
}

/* --- Comments --- */

static gboolean
settle(const Reading *reading, PsgMarkRemark *remark, gsize start, gsize end)
{
    start = skip_signs(reading, start, end);
    trim(reading, &start, &end);
    if (!has_words(reading, start, end))
        return FALSE;
    remark->start = start;
    remark->end = end;
    return TRUE;
}

static gboolean
place_before(const Reading *reading, PsgMarkRemark *remark, gsize at)
{
    gsize end = at, floor = find_floor(reading, remark->first, &end);
    gsize start = find_block_start(reading, end, floor);
    while (end > start && is_blank(reading->source[end - 1]))
        end--;
    if (start < end)
        take_last_sentence(reading, &start, end);
    return settle(reading, remark, start, end);
}

static gboolean
place_behind(const Reading *reading, PsgMarkRemark *remark, gsize at)
{
    gsize end = find_block_end(reading, at, find_ceiling(reading, remark->first + remark->count));
    gsize start = skip_signs(reading, at, end);
    if (start < end)
        take_first_sentence(reading, start, &end);
    return settle(reading, remark, start, end);
}

/* The end of the remark's marks. */
static gsize
find_end(const Reading *reading, const PsgMarkRemark *remark)
{
    return get_mark(reading, remark->first + remark->count - 1)->end;
}

/* On words beside it, or on the section. */
static void
place_comment(const Reading *reading, PsgMarkRemark *remark)
{
    const PsgMark *mark = get_mark(reading, remark->first);
    gsize start = mark->old_start, end = mark->old_end;
    if ((end > 0 && settle(reading, remark, start, end)) ||
            place_before(reading, remark, mark->start) ||
            place_behind(
                    reading, remark, get_mark(reading, remark->first + remark->count - 1)->end))
        return;
    remark->start = remark->end = mark->start;
}

/* --- Suggestions --- */

/* Words that a suggestion takes away or adds. */
typedef struct {
    gsize start, end; /* of its marks but for a comment behind */
    gsize old_start, old_end, new_start, new_end;
} Proposal;

/* The last run of letters on the line, up to the next blank, before `at`. */
static gboolean
find_word_before(const Reading *reading, gsize floor, gsize at, gsize *word_start, gsize *word_end)
{
    while (at > floor && is_gap(reading->source[at - 1]))
        at--;
    gsize start = at;
    while (start > floor && at - start < LOOK_LIMIT && !is_blank(reading->source[start - 1]) &&
            reading->source[start - 1] != '|')
        start--;
    *word_start = start;
    *word_end = at;
    return has_words(reading, start, at);
}

static gboolean
find_word_behind(
        const Reading *reading, gsize ceiling, gsize at, gsize *word_start, gsize *word_end)
{
    while (at < ceiling && is_gap(reading->source[at]))
        at++;
    gsize end = at;
    while (end < ceiling && end - at < LOOK_LIMIT && !is_blank(reading->source[end]) &&
            reading->source[end] != '|')
        end++;
    *word_start = at;
    *word_end = end;
    return has_words(reading, at, end);
}

/* TRUE when the addition is lines with their line ends. */
static gboolean
is_whole_lines(const Reading *reading, const Proposal *proposal)
{
    return find_line_start(reading, proposal->start) == proposal->start &&
           proposal->new_end > proposal->new_start &&
           reading->source[proposal->new_end - 1] == '\n';
}

/* TRUE when the lines of the addition hold nothing else, so that they go with it. */
static gboolean
is_on_own_lines(const Reading *reading, const Proposal *proposal)
{
    if (is_whole_lines(reading, proposal))
        return TRUE;
    gsize start = find_line_start(reading, proposal->start);
    gsize end = find_line_end(reading, proposal->end);
    g_autofree char *rest = copy_without_marks(reading, start, end);
    return *rest == '\0';
}

/* Without the end that the clean text has behind the word already. */
static char *
join(const Reading *reading, gsize word_start, gsize word_end, const char *between,
        const Proposal *proposal, char next_byte)
{
    g_autofree char *word = copy_text(reading, word_start, word_end);
    g_autofree char *added = copy_text(reading, proposal->new_start, proposal->new_end);
    GString *out = g_string_new(word);
    g_string_append(out, between);
    g_string_append(out, added);
    gsize least = strlen(word) + 1;
    gboolean has_gap = *between || next_byte == '\n' || is_blank(next_byte);
    while (has_gap && out->len > least && is_blank(out->str[out->len - 1]))
        g_string_truncate(out, out->len - 1);
    return g_string_free(out, FALSE);
}

/* New words in a line, proposed for the word before or behind them. */
static gboolean
place_in_line(const Reading *reading, PsgMarkRemark *remark, const Proposal *proposal)
{
    gsize at = proposal->start, floor = find_floor(reading, remark->first, &at), start, end;
    if (find_word_before(reading, floor, at, &start, &end)) {
        g_autofree char *between =
                at == proposal->start ? copy_text(reading, end, at) : g_strdup("");
        gsize behind = find_end(reading, remark);
        char next_byte = behind < reading->length ? reading->source[behind] : '\n';
        remark->replace = join(reading, start, end, between, proposal, next_byte);
    } else {
        gsize behind = find_end(reading, remark);
        gsize ceiling = find_ceiling(reading, remark->first + remark->count);
        if (!find_word_behind(reading, ceiling, behind, &start, &end))
            return FALSE;
        g_autofree char *added = copy_text(reading, proposal->new_start, proposal->new_end);
        g_autofree char *word = copy_text(reading, behind, end);
        remark->replace = g_strconcat(added, word, NULL);
    }
    remark->start = start;
    remark->end = end;
    return TRUE;
}

/* The last line with words before `at`, outside of marks: its words to its end. */
static gboolean
find_line_before(const Reading *reading, guint first, gsize at, gsize *start, gsize *end)
{
    guint index = first;
    for (gsize limit = at; limit > 0;) {
        gsize floor = index > 0 ? get_mark(reading, index - 1)->end : 0;
        for (gsize to = limit; to > floor && at - to < LOOK_LIMIT;) {
            gsize from = MAX(find_line_start(reading, to), floor);
            gsize word_start, word_end, last = to;
            while (last > from && is_blank(reading->source[last - 1]))
                last--;
            if (find_word_before(reading, from, last, &word_start, &word_end) ||
                    has_words(reading, from, last)) {
                *start = has_words(reading, word_start, last) ? word_start : from;
                *end = last;
                return TRUE;
            }
            to = from > floor ? from - 1 : floor;
        }
        if (index == 0 || first - index == MARKS_LIMIT || at - limit > LOOK_LIMIT)
            break;
        index--;
        const PsgMark *mark = get_mark(reading, index);
        if (mark->old_end > 0 && has_words(reading, mark->old_start, mark->old_end)) {
            *start = mark->old_start;
            *end = mark->old_end;
            trim(reading, start, end);
            return TRUE;
        }
        limit = mark->start;
    }
    return FALSE;
}

/* Appends a part of the source but for the marks in it, of which the old words stay. */
static void
append_outside(const Reading *reading, GString *out, gsize start, gsize end)
{
    guint index = find_first_mark(reading, start);
    while (start < end) {
        const PsgMark *mark = index < reading->marks->len ? get_mark(reading, index++) : NULL;
        gsize stop = mark ? MIN(mark->start, end) : end;
        g_autofree char *text = copy_text(reading, start, stop);
        g_string_append(out, text);
        start = stop;
        if (mark && stop < end) {
            g_autofree char *old = copy_text(reading, mark->old_start, mark->old_end);
            g_string_append(out, old);
            start = mark->end;
        }
    }
}

static void
add_note(PsgMarkRemark *remark, const char *note)
{
    char *text = g_strconcat(remark->text, *remark->text ? "\n\n" : "", note, NULL);
    g_free(remark->text);
    remark->text = text;
}

/* Appends the rest of the line of an addition, with what else is added there: a row of a table has
 * a mark in each cell. */
static void
take_rest(const Reading *reading, PsgMarkRemark *remark, GString *out)
{
    gsize at = find_end(reading, remark), end = find_line_end(reading, at);
    while (remark->first + remark->count < reading->marks->len) {
        const PsgMark *mark = get_mark(reading, remark->first + remark->count);
        if (mark->start >= end || mark->old_end > 0)
            break;
        append_outside(reading, out, at, mark->start);
        g_autofree char *added = copy_text(reading, mark->new_start, mark->new_end);
        g_autofree char *note = copy_text(reading, mark->note_start, mark->note_end);
        g_string_append(out, added);
        if (*note)
            add_note(remark, note);
        remark->count++;
        at = mark->end;
        end = find_line_end(reading, at);
    }
    append_outside(reading, out, at, end);
}

/* New lines, proposed for the end of the line before them. */
static gboolean
place_on_lines(const Reading *reading, PsgMarkRemark *remark, const Proposal *proposal)
{
    gsize start, end, line = find_line_start(reading, proposal->start);
    if (!find_line_before(reading, remark->first, line, &start, &end))
        return FALSE;
    g_autofree char *between = copy_without_marks(reading, end, line);
    g_autofree char *added = copy_text(reading, proposal->new_start, proposal->new_end);
    g_autoptr(GString) tail = g_string_new(NULL);
    append_outside(reading, tail, line, proposal->start);
    g_string_append(tail, g_strstrip(added));
    if (!is_whole_lines(reading, proposal))
        take_rest(reading, remark, tail);
    g_autofree char *word = copy_text(reading, start, end);
    remark->replace = g_strconcat(word, *between ? between : "\n", g_strchomp(tail->str), NULL);
    remark->start = start;
    remark->end = end;
    return TRUE;
}

static void
place_suggestion(const Reading *reading, PsgMarkRemark *remark, Proposal *proposal)
{
    trim(reading, &proposal->old_start, &proposal->old_end);
    if (has_words(reading, proposal->old_start, proposal->old_end) ||
            proposal->old_start < proposal->old_end) {
        trim(reading, &proposal->new_start, &proposal->new_end);
        remark->start = proposal->old_start;
        remark->end = proposal->old_end;
        remark->replace = copy_text(reading, proposal->new_start, proposal->new_end);
        return;
    }
    if (is_on_own_lines(reading, proposal) ? place_on_lines(reading, remark, proposal)
                                           : place_in_line(reading, remark, proposal))
        return;
    /* There is no word to propose it for. */
    remark->start = remark->end = proposal->start;
    remark->is_suggestion = FALSE;
    g_autofree char *added = copy_text(reading, proposal->new_start, proposal->new_end);
    g_autofree char *note = g_strconcat("To be added here: ", g_strstrip(added), NULL);
    add_note(remark, note);
}

/* --- What belongs together --- */

static gboolean
is_note(const PsgMark *mark)
{
    return mark->kind == PSG_MARK_COMMENT || mark->kind == PSG_MARK_HTML_COMMENT;
}

/* The mark with this number when it stands at `at`, or some blanks behind; NULL. */
static const PsgMark *
find_beside(const Reading *reading, guint index, gsize at, gsize blanks)
{
    if (index >= reading->marks->len)
        return NULL;
    const PsgMark *mark = get_mark(reading, index);
    for (; at < mark->start && blanks > 0; at++, blanks--)
        if (!is_gap(reading->source[at]))
            return NULL;
    return at == mark->start ? mark : NULL;
}

static Proposal
read_proposal(const Reading *reading, PsgMarkRemark *remark)
{
    const PsgMark *mark = get_mark(reading, remark->first);
    Proposal proposal = {
            mark->start, mark->end, mark->old_start, mark->old_end, mark->new_start, mark->new_end};
    const PsgMark *next = find_beside(reading, remark->first + 1, mark->end, 1);
    PsgMarkKind other = mark->kind == PSG_MARK_ADDITION   ? PSG_MARK_DELETION
                        : mark->kind == PSG_MARK_DELETION ? PSG_MARK_ADDITION
                                                          : PSG_MARK_COMMENT;
    if (next && next->kind == other && other != PSG_MARK_COMMENT) {
        const PsgMark *old = other == PSG_MARK_DELETION ? next : mark;
        const PsgMark *new = other == PSG_MARK_DELETION ? mark : next;
        proposal = (Proposal){
                mark->start, next->end, old->old_start, old->old_end, new->new_start, new->new_end};
        remark->count++;
    }
    return proposal;
}

/* The words of the comment that belongs to what was read so far. */
static char *
take_note(const Reading *reading, PsgMarkRemark *remark)
{
    const PsgMark *last = get_mark(reading, remark->first + remark->count - 1);
    if (last->note_end > last->note_start)
        return copy_text(reading, last->note_start, last->note_end);
    const PsgMark *next = find_beside(reading, remark->first + remark->count, last->end, 8);
    if (!next || !is_note(next) || is_note(last))
        return NULL;
    remark->count++;
    return next->note_end > next->note_start ? copy_text(reading, next->note_start, next->note_end)
                                             : NULL;
}

static gboolean
says_nothing(const Reading *reading, const Proposal *proposal)
{
    gsize old_start = proposal->old_start, old_end = proposal->old_end;
    gsize new_start = proposal->new_start, new_end = proposal->new_end;
    trim(reading, &old_start, &old_end);
    trim(reading, &new_start, &new_end);
    return old_start == old_end && new_start == new_end;
}

static void
read_suggestion(const Reading *reading, PsgMarkRemark *remark)
{
    Proposal proposal = read_proposal(reading, remark);
    remark->is_suggestion = TRUE;
    remark->text = take_note(reading, remark);
    if (says_nothing(reading, &proposal)) {
        remark->is_suggestion = FALSE;
        place_comment(reading, remark);
        return;
    }
    if (!remark->text)
        remark->text = g_strdup("");
    place_suggestion(reading, remark, &proposal);
}

static void
read_comment(const Reading *reading, PsgMarkRemark *remark)
{
    remark->text = take_note(reading, remark);
    place_comment(reading, remark);
    if (!remark->text && get_mark(reading, remark->first)->kind == PSG_MARK_HIGHLIGHT &&
            remark->start < remark->end)
        remark->text = g_strdup("These words were highlighted, without a comment.");
}

/* Between characters, where a limit cut one. */
static void
settle_borders(const Reading *reading, PsgMarkRemark *remark)
{
    const guchar *source = (const guchar *)reading->source;
    while (remark->start < remark->end && (source[remark->start] & 0xc0) == 0x80)
        remark->start++;
    while (remark->end > remark->start && remark->end < reading->length &&
            (source[remark->end] & 0xc0) == 0x80)
        remark->end--;
}

static void
remark_clear(gpointer data)
{
    PsgMarkRemark *remark = data;
    g_free(remark->text);
    g_free(remark->replace);
}

GArray *
psg_mark_remarks_new(const char *source, gsize length, const GArray *marks)
{
    const Reading reading = {source, length, marks};
    GArray *remarks = g_array_new(FALSE, FALSE, sizeof(PsgMarkRemark));
    g_array_set_clear_func(remarks, remark_clear);
    for (guint i = 0; i < marks->len;) {
        PsgMarkRemark remark = {.first = i, .count = 1};
        PsgMarkKind kind = get_mark(&reading, i)->kind;
        if (kind <= PSG_MARK_SUBSTITUTION)
            read_suggestion(&reading, &remark);
        else
            read_comment(&reading, &remark);
        settle_borders(&reading, &remark);
        i += remark.count;
        g_array_append_val(remarks, remark);
    }
    return remarks;
}
