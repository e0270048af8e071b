/* An outline: where the parts of a Markdown file begin, and which words they have, read from the
 * source in one quick pass, without a tree. It serves histories of thousands of revisions, where a
 * parse of each would take seconds; the headings it finds are those of psg_text_parse(), line by
 * line. Inline marks (marks.h) are words here, as they are in the file: a heading that one proposes
 * is found, too. */
#pragma once
#include <glib.h>

/* The way of reading: a new number whenever the same bytes may give other keys or words. */
#define PSG_OUTLINE_VERSION 1

typedef struct {
    guint64 key; /* of the heading's words and of how many equal ones stand before it; 0 before the
                    first */
    gsize start, end; /* bytes, half-open; parts follow one another and cover the source */
    guint line;       /* where the heading is, from 1 */
    guint level;      /* 1 to 6 as it is written; 0 before the first heading */
} PsgOutlinePart;

/* Appends the parts of the source (PsgOutlinePart). ATX and setext headings as CommonMark 0.30 has
 * them (4.2, 4.3); those in code, comments, HTML blocks and front matter are none. The part before
 * the first heading is there only when it is not blank. Headings in quotations and lists do not
 * divide. */
void psg_outline_scan(const char *source, gsize length, GArray *parts);

/* Appends a hash (guint64) of each word. White space, wrapping, markers of emphasis, the kind of
 * list marker, padding and rules of tables, and the front matter's quoting do not count; where a
 * block ends does. */
void psg_outline_read_words(const char *source, gsize length, GArray *words);

/* TRUE when psg_outline_read_words() gives the same for both. Only what differs is read, from the
 * blank line before it to the one after it. */
gboolean psg_outline_has_equal_words(const char *a, gsize a_length, const char *b, gsize b_length);
