/* Taking inline marks out of a source. See marks.h. What remains must read as if nobody had written
 * a mark: no second blank between words, none at the end of a line (two would break it), no line,
 * list item or row that held nothing else. */
#include <string.h>

#include "text/marks_internal.h"

/* Bytes that go. `is_whole`: words go with them, so that blanks on both sides are too many. */
typedef struct {
    gsize start, end;
    gboolean is_whole;
} Cut;

static gboolean
is_gap(char c)
{
    return c == ' ' || c == '\t';
}

static gboolean
is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

/* --- What is cut --- */

/* Whole cuts with nothing but blanks between them are one. */
static void
add_cut(GArray *cuts, const char *source, gsize start, gsize end, gboolean is_whole)
{
    Cut *last = cuts->len > 0 ? &g_array_index(cuts, Cut, cuts->len - 1) : NULL;
    if (last && last->is_whole && is_whole) {
        gsize at = last->end;
        while (at < start && is_gap(source[at]))
            at++;
        if (at == start) {
            last->end = end;
            return;
        }
    }
    Cut cut = {start, end, is_whole};
    g_array_append_val(cuts, cut);
}

static GArray *
list_cuts(const char *source, const GArray *marks)
{
    GArray *cuts = g_array_new(FALSE, FALSE, sizeof(Cut));
    for (guint i = 0; i < marks->len; i++) {
        const PsgMark *mark = &g_array_index(marks, PsgMark, i);
        if (mark->old_end == 0) {
            add_cut(cuts, source, mark->start, mark->end, TRUE);
        } else {
            add_cut(cuts, source, mark->start, mark->old_start, FALSE);
            add_cut(cuts, source, mark->old_end, mark->end, FALSE);
        }
    }
    return cuts;
}

/* Widens a whole cut over blanks that would be left beside others, at a line's beginning, or before
 * its end. `from` is the end of the cut before it. */
static void
widen(Cut *cut, const char *source, gsize length, gsize from)
{
    gsize before = cut->start, after = cut->end;
    while (before > from && is_gap(source[before - 1]))
        before--;
    while (after < length && is_gap(source[after]))
        after++;
    gboolean is_first = before == 0 || is_line_end(source[before - 1]);
    gboolean is_last = after == length || is_line_end(source[after]);
    if (is_last && !is_first) {
        cut->start = before;
        cut->end = after;
    } else if (cut->start == 0 || is_line_end(source[cut->start - 1]) || before < cut->start) {
        cut->end = after;
    }
    if (!is_first && !is_last && cut->end == after && strchr(".,;:!?", source[after]) &&
            source[after])
        cut->start = before;
}

/* --- What is left of a line --- */

/* The length of a list item's sign at `at`, 0 for none. */
static gsize
measure_bullet(const char *at, const char *end)
{
    gsize length = 0;
    if (at < end && strchr("-*+", *at)) {
        length = 1;
    } else {
        while (at + length < end && length < 9 && g_ascii_isdigit(at[length]))
            length++;
        if (length == 0 || at + length == end || !strchr(".)", at[length]))
            return 0;
        length++;
    }
    return at + length == end || is_gap(at[length]) ? length : 0;
}

static const char *
skip_signs(const char *at, const char *end, const char *signs)
{
    while (at < end && strchr(signs, *at))
        at++;
    return at;
}

/* TRUE when nothing for readers is on a line: signs of quotations, an item without words, a row of
 * empty cells. `*bullet` is where an item's sign is, or NULL. */
static gboolean
is_bare(const char *from, const char *end, const char **bullet)
{
    *bullet = NULL;
    if (memchr(from, 0, (gsize)(end - from)))
        return FALSE;
    const char *at = skip_signs(from, end, " \t>");
    gsize sign = measure_bullet(at, end);
    if (sign) {
        *bullet = at;
        at = skip_signs(at + sign, end, " \t");
        if (end - at >= 3 && at[0] == '[' && at[2] == ']')
            at = skip_signs(at + 3, end, " \t");
    } else if (at < end && *at == '#') {
        at = skip_signs(at, end, "#");
    }
    return skip_signs(at, end, " \t|") == end;
}

static gboolean
is_empty_line(const char *from, const char *end)
{
    return skip_signs(from, end, " \t") == end;
}

/* --- The copy --- */

typedef struct {
    const char *source;
    gsize length;
    GString *out;
    GArray *lines;           /* guint; nullable */
    guint number;            /* of the source's line that the copy is in */
    guint line_number;       /* of the source's line that the line being made began in */
    gsize line_start;        /* of the line being made, in `out` */
    gboolean has_cut;        /* something was taken from it */
    gboolean is_after_blank; /* the line before it is blank, or there is none */
    gboolean skips_blank;    /* a line was left out after a blank one: another goes */
} Copy;

/* An item that goes on in the next line, deeper than its sign, must stay. */
static gboolean
goes_on(const Copy *copy, const char *line, const char *bullet, gsize next)
{
    gsize indent = 0;
    while (next + indent < copy->length && is_gap(copy->source[next + indent]))
        indent++;
    gboolean is_blank = next + indent >= copy->length || is_line_end(copy->source[next + indent]);
    return !is_blank && indent > (gsize)(bullet - line);
}

/* Ends the line being made, whose line end the source has just before `next`. */
static void
end_line(Copy *copy, gsize next, gsize end_length)
{
    const char *from = copy->out->str + copy->line_start;
    const char *end = copy->out->str + copy->out->len, *bullet;
    gboolean is_empty = is_empty_line(from, end);
    gboolean is_left_out = copy->has_cut && is_bare(from, end, &bullet) &&
                           !(bullet && goes_on(copy, from, bullet, next));
    if (is_left_out) {
        copy->skips_blank |= copy->is_after_blank;
    } else if (is_empty && copy->skips_blank && copy->is_after_blank) {
        is_left_out = TRUE;
        copy->skips_blank = FALSE;
    } else {
        copy->is_after_blank = is_empty;
        copy->skips_blank = FALSE;
    }
    if (is_left_out) {
        g_string_truncate(copy->out, copy->line_start);
    } else {
        g_string_append_len(copy->out, copy->source + next - end_length, (gssize)end_length);
        if (copy->lines)
            g_array_append_val(copy->lines, copy->line_number);
    }
    copy->line_start = copy->out->len;
    copy->has_cut = FALSE;
}

static gsize
measure_line_end(const Copy *copy, gsize at)
{
    return copy->source[at] == '\r' && at + 1 < copy->length && copy->source[at + 1] == '\n' ? 2
                                                                                             : 1;
}

static void
keep(Copy *copy, gsize start, gsize end)
{
    while (start < end) {
        gsize at = start;
        while (at < end && !is_line_end(copy->source[at]))
            at++;
        if (at > start && copy->out->len == copy->line_start)
            copy->line_number = copy->number;
        g_string_append_len(copy->out, copy->source + start, (gssize)(at - start));
        start = at;
        if (at < end) {
            if (copy->out->len == copy->line_start)
                copy->line_number = copy->number;
            gsize length = measure_line_end(copy, at);
            start = at + length;
            copy->number++;
            end_line(copy, start, length);
        }
    }
}

static void
leave_out(Copy *copy, gsize start, gsize end)
{
    for (gsize at = start; at < end; at++)
        if (is_line_end(copy->source[at])) {
            at += measure_line_end(copy, at) - 1;
            copy->number++;
        }
    copy->has_cut = TRUE;
}

/* The line left out at the end had a blank one before it. */
static void
drop_last_line(Copy *copy)
{
    GString *out = copy->out;
    if (out->len == 0)
        return;
    gsize at = out->len - 1;
    if (at > 0 && out->str[at] == '\n' && out->str[at - 1] == '\r')
        at--;
    while (at > 0 && is_gap(out->str[at - 1]))
        at--;
    if (at > 0 && !is_line_end(out->str[at - 1]))
        return;
    g_string_truncate(out, at);
    if (copy->lines)
        g_array_set_size(copy->lines, copy->lines->len - 1);
}

char *
psg_marks_strip(
        const char *source, gsize length, const GArray *marks, gsize *new_length, GArray *lines)
{
    g_autoptr(GArray) cuts = list_cuts(source, marks);
    Copy copy = {.source = source,
            .length = length,
            .out = g_string_sized_new(length),
            .lines = lines,
            .number = 1,
            .line_number = 1,
            .is_after_blank = TRUE};
    gsize at = 0;
    for (guint i = 0; i < cuts->len; i++) {
        Cut *cut = &g_array_index(cuts, Cut, i);
        if (cut->is_whole)
            widen(cut, source, length, at);
        keep(&copy, at, cut->start);
        leave_out(&copy, cut->start, cut->end);
        at = cut->end;
    }
    keep(&copy, at, length);
    if (copy.out->len > copy.line_start || copy.has_cut)
        end_line(&copy, length, 0);
    if (copy.skips_blank)
        drop_last_line(&copy);
    *new_length = copy.out->len;
    return g_string_free(copy.out, FALSE);
}

char *
psg_marks_remove(const char *source, gsize length, const GArray *marks, gsize *new_length)
{
    return psg_marks_strip(source, length, marks, new_length, NULL);
}
