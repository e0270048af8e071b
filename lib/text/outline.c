/* The outline: CommonMark's block structure as far as it takes to know which lines are headings,
 * line by line and without a tree. The steps for a line are those of CommonMark 0.30's appendix
 * ("Phase 1: block structure"): go through the open containers, open new blocks, and give the rest
 * to the leaf. See outline.h; the words are in outline_words.c. */
#include "text/outline.h"

#include <string.h>

#include "text/front_matter.h"
#include "text/outline_scan.h"

/* As deep as containers are followed; what is deeper is text of the deepest. */
#define DEPTH_LIMIT 100
#define TAB_STOP 4

typedef enum {
    LEAF_NONE,
    LEAF_PARAGRAPH,
    LEAF_FENCE,
    LEAF_INDENTED,
    LEAF_HTML,
} Leaf;

typedef struct {
    guint indent;      /* columns of an item's contents; 0: a quotation */
    gboolean is_empty; /* an item that has nothing yet */
} Container;

/* A heading's words and how often they came: a table with open addresses. */
typedef struct {
    guint64 hash;
    guint count;
} Seen;

typedef struct {
    const char *source, *end;
    GArray *parts;
    const char *line_feed, *carriage; /* the next of each at or after the current line, or `end` */
    guint line;                       /* number of the current line */
    guint first;                      /* index of this source's first part in `parts` */

    Container containers[DEPTH_LIMIT];
    guint depth;
    Leaf leaf;
    char fence;
    guint fence_length;
    guint html_kind;       /* 1 to 7, CommonMark 4.6 */
    const char *paragraph; /* its first line */
    guint paragraph_line;

    Seen *seen; /* `seen_size` is a power of two */
    gsize seen_size, seen_count;
    Seen few[64];
} Outline;

/* Where the reading of a line stands. */
typedef struct {
    const char *at, *end; /* `end`: of the line's text */
    guint column;
    guint rest; /* columns of a tab that are not used up; `at` is on the tab */
} Cursor;

/* --- Lines --- */

/* Finds the end of the line that begins at `at`: LF, CR LF or CR. Sets where the next begins. */
static const char *
find_line_end(Outline *outline, const char *at, const char **next)
{
    const char *end = outline->end;
    if (outline->line_feed < at)
        outline->line_feed = memchr(at, '\n', (gsize)(end - at));
    if (!outline->line_feed)
        outline->line_feed = end;
    if (outline->carriage < at) {
        outline->carriage = memchr(at, '\r', (gsize)(end - at));
        if (!outline->carriage)
            outline->carriage = end;
    }
    const char *stop = MIN(outline->line_feed, outline->carriage);
    *next = stop == end ? end : stop + 1;
    if (stop < end && *stop == '\r' && *next < end && **next == '\n')
        (*next)++;
    return stop;
}

static guint
tab_width(guint column)
{
    return TAB_STOP - column % TAB_STOP;
}

/* The columns of white space before the next character, which `*at` is set to. */
static guint
measure_indent(const Cursor *cursor, const char **at)
{
    guint column = cursor->column;
    const char *p = cursor->at;
    if (cursor->rest) {
        column += cursor->rest;
        p++;
    }
    for (; p < cursor->end; p++) {
        if (*p == ' ')
            column++;
        else if (*p == '\t')
            column += tab_width(column);
        else
            break;
    }
    *at = p;
    return column - cursor->column;
}

/* Goes on by at most `columns` of white space. */
static void
skip_columns(Cursor *cursor, guint columns)
{
    while (columns > 0 && cursor->at < cursor->end) {
        guint width = cursor->rest          ? cursor->rest
                      : *cursor->at == '\t' ? tab_width(cursor->column)
                      : *cursor->at == ' '  ? 1
                                            : 0;
        if (width == 0)
            return;
        guint used = MIN(width, columns);
        cursor->column += used;
        columns -= used;
        cursor->rest = width - used;
        if (cursor->rest == 0)
            cursor->at++;
    }
}

/* Goes on to `at`, over characters of one column each. */
static void
skip_to(Cursor *cursor, const char *at)
{
    cursor->column += (guint)(at - cursor->at);
    cursor->at = at;
    cursor->rest = 0;
}

static gboolean
is_blank(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    return at == end;
}

/* --- Headings --- */

static guint *
find_seen(Outline *outline, guint64 hash)
{
    if (outline->seen_count * 2 >= outline->seen_size) {
        Seen *old = outline->seen;
        gsize old_size = outline->seen_size;
        outline->seen_size *= 4;
        outline->seen = g_new0(Seen, outline->seen_size);
        for (gsize i = 0; i < old_size; i++) {
            gsize at = old[i].hash & (outline->seen_size - 1);
            while (old[i].hash && outline->seen[at].hash)
                at = (at + 1) & (outline->seen_size - 1);
            if (old[i].hash)
                outline->seen[at] = old[i];
        }
        if (old != outline->few)
            g_free(old);
    }
    gsize at = hash & (outline->seen_size - 1);
    while (outline->seen[at].hash && outline->seen[at].hash != hash)
        at = (at + 1) & (outline->seen_size - 1);
    if (!outline->seen[at].hash) {
        outline->seen[at].hash = hash;
        outline->seen_count++;
    }
    return &outline->seen[at].count;
}

/* Takes `{#id}`, `{lang=ur}` and the like off the end. */
static const char *
strip_attributes(const char *from, const char *to)
{
    while (to > from && g_ascii_isspace(to[-1]))
        to--;
    if (to == from || to[-1] != '}')
        return to;
    for (const char *at = to - 1; at > from; at--)
        if (at[-1] == '{')
            return at < to - 1 && (*at == '#' || *at == '.' || g_ascii_isalpha(*at)) ? at - 1 : to;
    return to;
}

static void
add_heading(Outline *outline, const char *start, guint line, guint level, const char *from,
        const char *to)
{
    guint64 hash = psg_outline_hash_line(from, strip_attributes(from, to));
    guint count = (*find_seen(outline, hash))++;
    guint64 key = count ? psg_outline_mix(hash + count) : hash;
    gsize offset = (gsize)(start - outline->source);
    gboolean is_first = outline->parts->len == outline->first;
    if (!is_first)
        g_array_index(outline->parts, PsgOutlinePart, outline->parts->len - 1).end = offset;
    PsgOutlinePart part = {.key = key ? key : 1, .start = offset, .line = line, .level = level};
    if (is_first)
        part.start = 0; /* unless something stands before it */
    g_array_append_val(outline->parts, part);
    if (!is_first)
        return;
    const char *at = outline->source;
    while (at < start && (g_ascii_isspace(*at) || (guchar)*at == 0xef || (guchar)*at == 0xbb ||
                                 (guchar)*at == 0xbf))
        at++;
    if (at == start)
        return;
    PsgOutlinePart before = {.end = offset, .line = 1};
    g_array_index(outline->parts, PsgOutlinePart, outline->first).start = offset;
    g_array_insert_val(outline->parts, outline->first, before);
}

/* `#` to `######`, then a blank or the end. Returns the level; 0 for none. */
static guint
match_atx(const char *at, const char *end)
{
    guint level = 0;
    while (at + level < end && at[level] == '#')
        level++;
    if (level == 0 || level > 6)
        return 0;
    return at + level == end || at[level] == ' ' || at[level] == '\t' ? level : 0;
}

/* A run of '=' or '-' and nothing else. */
static guint
match_setext(const char *at, const char *end)
{
    char c = *at;
    if (c != '=' && c != '-')
        return 0;
    while (at < end && *at == c)
        at++;
    return is_blank(at, end) ? (c == '=' ? 1 : 2) : 0;
}

static gboolean
match_break(const char *at, const char *end)
{
    char c = *at;
    if (c != '*' && c != '-' && c != '_')
        return FALSE;
    guint count = 0;
    for (; at < end; at++) {
        if (*at == c)
            count++;
        else if (*at != ' ' && *at != '\t')
            return FALSE;
    }
    return count >= 3;
}

/* --- Fenced code --- */

static guint
match_fence(const char *at, const char *end)
{
    char c = *at;
    if (c != '`' && c != '~')
        return 0;
    guint length = 0;
    while (at + length < end && at[length] == c)
        length++;
    if (length < 3 || (c == '`' && memchr(at + length, '`', (gsize)(end - at - length))))
        return 0;
    return length;
}

static gboolean
closes_fence(const Outline *outline, const char *at, const char *end)
{
    guint length = 0;
    while (at + length < end && at[length] == outline->fence)
        length++;
    return length >= outline->fence_length && is_blank(at + length, end);
}

/* --- List markers --- */

/* Matches a bullet or a number; sets where it ends. */
static gboolean
match_marker(const char *at, const char *end, gboolean interrupts, const char **after)
{
    const char *p = at;
    if (*p == '-' || *p == '+' || *p == '*') {
        p++;
    } else if (g_ascii_isdigit(*p)) {
        guint number = 0;
        while (p < end && g_ascii_isdigit(*p) && p - at < 9)
            number = number * 10 + (guint)(*p++ - '0');
        if (p == end || (*p != '.' && *p != ')') || (interrupts && number != 1))
            return FALSE;
        p++;
    } else {
        return FALSE;
    }
    if (p < end && *p != ' ' && *p != '\t')
        return FALSE;
    if (interrupts && is_blank(p, end))
        return FALSE;
    *after = p;
    return TRUE;
}

/* Goes over a marker and the blanks that belong to it. Returns the columns that contents need. */
static guint
skip_marker(Cursor *cursor, guint indent, const char *marker, const char *after)
{
    skip_columns(cursor, indent);
    guint width = (guint)(after - marker);
    skip_to(cursor, after);
    const char *text;
    guint blanks = measure_indent(cursor, &text);
    guint padding = blanks >= 1 && blanks <= TAB_STOP && text < cursor->end ? blanks : 1;
    skip_columns(cursor, padding);
    return indent + width + padding;
}

/* --- Lines to blocks --- */

static void
close_leaf(Outline *outline)
{
    outline->leaf = LEAF_NONE;
}

/* The containers that the line goes on with; the cursor is moved past their markers. */
static guint
match_containers(Outline *outline, Cursor *cursor)
{
    guint i = 0;
    for (; i < outline->depth; i++) {
        Container *container = &outline->containers[i];
        const char *text;
        guint indent = measure_indent(cursor, &text);
        gboolean blank = text == cursor->end;
        if (container->indent == 0) {
            if (blank || indent > 3 || *text != '>')
                break;
            skip_columns(cursor, indent);
            skip_to(cursor, text + 1);
            skip_columns(cursor, 1);
        } else if (blank) {
            if (container->is_empty)
                break;
        } else if (indent >= container->indent) {
            skip_columns(cursor, container->indent);
        } else {
            break;
        }
    }
    return i;
}

static void
note_content(Outline *outline)
{
    for (guint i = 0; i < outline->depth; i++)
        outline->containers[i].is_empty = FALSE;
}

static void
open_container(Outline *outline, guint indent)
{
    close_leaf(outline);
    note_content(outline);
    outline->containers[outline->depth++] = (Container){.indent = indent, .is_empty = indent > 0};
}

static void
open_html(Outline *outline, guint kind, const char *at, const char *end)
{
    outline->leaf = LEAF_HTML;
    outline->html_kind = kind;
    if (kind <= 5 && psg_outline_ends_html(kind, at, end))
        close_leaf(outline);
}

static void
open_fence(Outline *outline, char fence, guint length)
{
    outline->leaf = LEAF_FENCE;
    outline->fence = fence;
    outline->fence_length = length;
}

/* The heading's words, without the closing run of '#'. */
static void
add_atx(Outline *outline, const char *start, const char *at, const char *end, guint level)
{
    const char *from = at + level, *to = end;
    while (to > from && (to[-1] == ' ' || to[-1] == '\t'))
        to--;
    const char *close = to;
    while (close > from && close[-1] == '#')
        close--;
    if (close < to && (close == from || close[-1] == ' ' || close[-1] == '\t'))
        to = close;
    add_heading(outline, start, outline->line, level, from, to);
}

/* One line inside a leaf that takes every line. Returns TRUE when it did. */
static gboolean
feed_leaf(Outline *outline, const Cursor *cursor)
{
    const char *text;
    guint indent = measure_indent(cursor, &text);
    gboolean blank = text == cursor->end;
    switch (outline->leaf) {
    case LEAF_FENCE:
        if (!blank && indent <= 3 && *text == outline->fence &&
                closes_fence(outline, text, cursor->end))
            close_leaf(outline);
        return TRUE;
    case LEAF_HTML:
        if (outline->html_kind > 5) {
            if (!blank)
                return TRUE;
            close_leaf(outline);
            return FALSE;
        }
        if (psg_outline_ends_html(outline->html_kind, cursor->at, cursor->end))
            close_leaf(outline);
        return TRUE;
    case LEAF_INDENTED:
        if (blank || indent >= 4)
            return TRUE;
        close_leaf(outline);
        return FALSE;
    default:
        return FALSE;
    }
}

/* Opens what the rest of a line begins. Returns TRUE when a leaf took the line. `is_paragraph`: the
 * line stands in an open paragraph. `is_lazy`: an open paragraph could go on with it, though its
 * containers do not. Sets *has_opened when a container began. */
static gboolean
open_blocks(Outline *outline, Cursor *cursor, const char *start, guint matched,
        gboolean is_paragraph, gboolean is_lazy, gboolean *has_opened)
{
    *has_opened = FALSE;
    for (;;) {
        const char *text, *after;
        guint indent = measure_indent(cursor, &text);
        if (text == cursor->end)
            return FALSE;
        guint length, kind;
        if (indent >= 4) {
            if (is_paragraph || is_lazy)
                return FALSE;
            outline->depth = matched;
            outline->leaf = LEAF_INDENTED;
            return TRUE;
        }
        if (*text == '>' && matched < DEPTH_LIMIT) {
            outline->depth = matched;
            skip_columns(cursor, indent);
            skip_to(cursor, text + 1);
            skip_columns(cursor, 1);
            open_container(outline, 0);
        } else if ((length = match_atx(text, cursor->end))) {
            outline->depth = matched;
            close_leaf(outline);
            if (matched == 0)
                add_atx(outline, start, text, cursor->end, length);
            return TRUE;
        } else if ((length = match_fence(text, cursor->end))) {
            outline->depth = matched;
            open_fence(outline, *text, length);
            return TRUE;
        } else if (*text == '<' && (kind = psg_outline_begins_html(text, cursor->end)) > 0 &&
                   (kind < 7 || (!is_paragraph && !is_lazy))) {
            outline->depth = matched;
            open_html(outline, kind, text, cursor->end);
            return TRUE;
        } else if (is_paragraph && (length = match_setext(text, cursor->end))) {
            if (matched == 0)
                add_heading(outline, outline->paragraph, outline->paragraph_line, length,
                        outline->paragraph, start);
            close_leaf(outline);
            return TRUE;
        } else if (match_break(text, cursor->end)) {
            outline->depth = matched;
            close_leaf(outline);
            return TRUE;
        } else if (matched < DEPTH_LIMIT && match_marker(text, cursor->end, is_paragraph, &after)) {
            outline->depth = matched;
            guint width = skip_marker(cursor, indent, text, after);
            open_container(outline, width);
        } else {
            return FALSE;
        }
        matched = outline->depth;
        is_paragraph = is_lazy = FALSE;
        *has_opened = TRUE;
    }
}

static void
take_text(Outline *outline, const char *start)
{
    if (outline->leaf == LEAF_PARAGRAPH)
        return;
    outline->leaf = LEAF_PARAGRAPH;
    outline->paragraph = start;
    outline->paragraph_line = outline->line;
}

static void
take_line(Outline *outline, const char *start, const char *end)
{
    Cursor cursor = {.at = start, .end = end};
    guint matched = match_containers(outline, &cursor);
    const char *text;
    measure_indent(&cursor, &text);
    gboolean blank = text == end;
    gboolean all = matched == outline->depth;
    if (blank && matched < outline->depth) {
        /* A blank line ends a quotation, and an item that began with a blank line. */
        outline->depth = matched;
        close_leaf(outline);
        return;
    }
    if (all && outline->leaf != LEAF_NONE && outline->leaf != LEAF_PARAGRAPH &&
            feed_leaf(outline, &cursor)) {
        return;
    }
    if (blank) {
        if (outline->leaf == LEAF_PARAGRAPH)
            close_leaf(outline);
        return;
    }
    gboolean has_paragraph = outline->leaf == LEAF_PARAGRAPH;
    gboolean has_opened;
    if (!open_blocks(outline, &cursor, start, matched, all && has_paragraph, !all && has_paragraph,
                &has_opened)) {
        if (!has_opened && !all && !has_paragraph) {
            outline->depth = matched;
            close_leaf(outline);
        }
        measure_indent(&cursor, &text);
        if (text == end)
            return; /* an item or quotation that begins with nothing */
        take_text(outline, start);
    }
    note_content(outline);
}

static gboolean
is_plain_start(char c)
{
    return g_ascii_isalpha(c) || (guchar)c >= 0x80;
}

/* The most frequent lines outside containers: of code, and blank ones. */
static gboolean
stays_in_leaf(Outline *outline, const char *at, const char *end)
{
    if (outline->leaf == LEAF_FENCE) {
        const char *text = at;
        while (text < end && text - at < 3 && *text == ' ')
            text++;
        return text == end || *text != outline->fence;
    }
    if (at < end || outline->leaf > LEAF_PARAGRAPH)
        return FALSE;
    close_leaf(outline);
    return TRUE;
}

void
psg_outline_scan(const char *source, gsize length, GArray *parts)
{
    Outline outline = {.source = source,
            .end = source + length,
            .parts = parts,
            .first = parts->len,
            .seen_size = G_N_ELEMENTS(outline.few)};
    outline.seen = outline.few;
    const char *at = source;
    if (length >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0)
        at += 3;
    guint front = psg_front_matter_count_lines(at, (gsize)(outline.end - at));
    const char *next;
    for (; at < outline.end; at = next) {
        outline.line++;
        const char *end = find_line_end(&outline, at, &next);
        if (outline.line <= front)
            continue;
        if (outline.depth == 0 && stays_in_leaf(&outline, at, end))
            continue;
        if (outline.depth == 0 && at < end && is_plain_start(*at) && outline.leaf <= LEAF_FENCE) {
            if (outline.leaf == LEAF_NONE)
                take_text(&outline, at);
            continue;
        }
        take_line(&outline, at, end);
    }
    if (outline.seen != outline.few)
        g_free(outline.seen);
    if (parts->len > outline.first) {
        g_array_index(parts, PsgOutlinePart, parts->len - 1).end = length;
        return;
    }
    at = source;
    while (at < outline.end && g_ascii_isspace(*at))
        at++;
    if (at < outline.end) {
        PsgOutlinePart whole = {.end = length, .line = 1};
        g_array_append_val(parts, whole);
    }
}
