/* What the parts of lib/text about inline marks share. marks.c finds them, marks_places.c knows
 * where they may stand, marks_remove.c takes them out, marks_show.c shows them. */
#pragma once
#include "text/marks.h"

/* A line of a source. */
typedef struct {
    gsize start;      /* its first byte */
    gsize end;        /* behind its line end */
    gsize block_end;  /* where the paragraph, heading or HTML block that it is in ends; `end` where
                         it is in none */
    gboolean is_code; /* of code or front matter */
} PsgMarkLine;

/* The lines of a source (PsgMarkLine). The caller owns the array. */
GArray *psg_mark_lines_new(const char *source, gsize length);

/* psg_marks_remove() that says where each line comes from: `lines` (nullable, guint) gets for each
 * line of the result the number of its line in the source, from 1. */
char *psg_marks_strip(
        const char *source, gsize length, const GArray *marks, gsize *new_length, GArray *lines);

/* --- Showing marks, for drafts (marks_show.c, marks_tree.c) --- */

/* What stands for the signs of marks while a text is parsed: a control character, the number of the
 * piece, and the same character again. A substitution has two pieces, the others one; the pieces
 * of mark I are 2 * I and 2 * I + 1. */
#define PSG_PIECE_BEGINS '\016'
#define PSG_PIECE_ENDS '\017'
#define PSG_PIECE_NOTE '\020'
#define PSG_PIECES "\016\017\020"

/* A cleaned source with pieces for marks; `lines` as psg_marks_strip() has them. The caller owns
 * the result. */
char *psg_marks_embed(
        const char *source, gsize length, const GArray *marks, gsize *new_length, GArray *lines);
