/* A source in which inline marks are shown: their signs become pieces that the parser takes for
 * text and that marks_tree.c makes elements of. What begins a block (an item's sign, a heading's)
 * must stay at the beginning of its line, so pieces of marks that hold blocks go behind it. */
#include <string.h>

#include "text/marks_internal.h"

typedef struct {
    const char *source;
    GString *out;
    GArray *lines;
    guint number;      /* of the source's line that the copy is in */
    guint line_number; /* of the source's line that the line being made began in */
} Embedding;

static void
end_line(Embedding *embedding)
{
    g_array_append_val(embedding->lines, embedding->line_number);
    embedding->line_number = embedding->number;
}

/* Cleaned sources have no line ends but line feeds. */
static void
copy(Embedding *embedding, gsize start, gsize end)
{
    g_string_append_len(embedding->out, embedding->source + start, (gssize)(end - start));
    for (gsize at = start; at < end; at++)
        if (embedding->source[at] == '\n') {
            embedding->number++;
            end_line(embedding);
        }
}

static void
leave_out(Embedding *embedding, gsize start, gsize end)
{
    for (gsize at = start; at < end; at++)
        embedding->number += embedding->source[at] == '\n';
}

static void
append_piece(Embedding *embedding, char sign, guint piece)
{
    g_string_append_printf(embedding->out, "%c%u%c", sign, piece, sign);
}

/* A piece as a paragraph of its own: beside a fence there is no other place. */
static void
append_alone(Embedding *embedding, char sign, guint piece, const char *before, const char *after)
{
    g_string_append(embedding->out, before);
    append_piece(embedding, sign, piece);
    g_string_append(embedding->out, after);
    for (gsize i = strlen(before) + strlen(after); i > 0; i--)
        end_line(embedding);
}

static gboolean
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

static gboolean
is_fence(const char *at, const char *end)
{
    return end - at >= 3 && (!memcmp(at, "```", 3) || !memcmp(at, "~~~", 3));
}

/* Behind the signs that begin blocks. */
static gsize
skip_block_signs(const char *source, gsize at, gsize end)
{
    for (;;) {
        gsize next = at;
        if (next < end && (source[next] == '>' || source[next] == '|')) {
            next++;
        } else if (next < end && strchr("-*+", source[next])) {
            next++;
        } else {
            while (next < end && next - at < 9 && g_ascii_isdigit(source[next]))
                next++;
            if (next > at && (next == end || !strchr(".)", source[next])))
                return at;
            next += next > at;
            while (next < end && next - at < 6 && source[next] == '#')
                next++;
        }
        if (next == at || next >= end || (source[next] != ' ' && source[next - 1] != '>'))
            return at;
        while (next < end && source[next] == ' ')
            next++;
        at = next;
    }
}

/* TRUE when only blanks and signs of blocks stand before it on its line. */
static gboolean
is_first(const char *source, gsize at)
{
    gsize start = at;
    while (start > 0 && source[start - 1] != '\n')
        start--;
    while (start < at && source[start] == ' ')
        start++;
    return skip_block_signs(source, start, at) == at;
}

/* Words between two pieces. */
static void
embed_words(Embedding *embedding, gsize start, gsize end, guint piece, gboolean begins_line)
{
    const char *source = embedding->source;
    gsize from = start, to = end;
    while (from < to && is_blank(source[from]))
        from++;
    while (to > from && is_blank(source[to - 1]))
        to--;
    if (from < to && !begins_line && !memchr(source + start, '\n', from - start))
        from = start;
    if (!memchr(source + to, '\n', end - to))
        to = end;
    gsize last_line = to;
    while (last_line > from && source[last_line - 1] != '\n')
        last_line--;
    if (from == to) {
        copy(embedding, start, end);
        return;
    }
    if (memchr(source + start, '\n', from - start))
        begins_line = TRUE;
    copy(embedding, start, from);
    if (begins_line && is_fence(source + from, source + to)) {
        append_alone(embedding, PSG_PIECE_BEGINS, piece, "", "\n\n");
    } else {
        gsize words = begins_line ? skip_block_signs(source, from, to) : from;
        copy(embedding, from, words);
        from = words;
        append_piece(embedding, PSG_PIECE_BEGINS, piece);
    }
    if (last_line > from && is_fence(source + last_line, source + to)) {
        copy(embedding, from, to);
        append_alone(embedding, PSG_PIECE_ENDS, piece, "\n\n", "");
    } else {
        gsize cell = to > from && source[to - 1] == '|' && begins_line ? to - 1 : to;
        copy(embedding, from, cell);
        append_piece(embedding, PSG_PIECE_ENDS, piece);
        copy(embedding, cell, to);
    }
    copy(embedding, to, end);
}

static void
embed(Embedding *embedding, const PsgMark *mark, guint index)
{
    gboolean begins_line = is_first(embedding->source, mark->start);
    gsize at = mark->start;
    if (mark->old_end > 0) {
        leave_out(embedding, at, mark->old_start);
        embed_words(embedding, mark->old_start, mark->old_end, 2 * index, begins_line);
        at = mark->old_end;
    }
    if (mark->new_end > 0) {
        leave_out(embedding, at, mark->new_start);
        guint piece = mark->old_end > 0 ? 2 * index + 1 : 2 * index;
        embed_words(embedding, mark->new_start, mark->new_end, piece,
                begins_line && mark->old_end == 0);
        at = mark->new_end;
    }
    if (mark->note_end > mark->note_start)
        append_piece(embedding, PSG_PIECE_NOTE, 2 * index);
    leave_out(embedding, at, mark->end);
}

char *
psg_marks_embed(
        const char *source, gsize length, const GArray *marks, gsize *new_length, GArray *lines)
{
    Embedding embedding = {source, g_string_sized_new(length + 16 * marks->len), lines, 1, 1};
    gsize at = 0;
    for (guint i = 0; i < marks->len; i++) {
        const PsgMark *mark = &g_array_index(marks, PsgMark, i);
        copy(&embedding, at, mark->start);
        embed(&embedding, mark, i);
        at = mark->end;
    }
    copy(&embedding, at, length);
    *new_length = embedding.out->len;
    return g_string_free(embedding.out, FALSE);
}
