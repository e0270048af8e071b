/* The source of a text as the parser wants it: valid UTF-8, Unix line ends, no control characters,
 * front matter taken off, and with marks where the dialect reads a character otherwise than
 * CommonMark does.
 *
 * The marks are control characters, which cannot occur in the cleaned source, one byte for one
 * byte, so that all positions stay true: PSG_MARK_OPEN and PSG_MARK_CLOSE stand for the brackets of
 * a footnote's `[^label]`, which CommonMark would take for a link; PSG_MARK_ESCAPE stands for the
 * backslash before a character that only the dialect gives a meaning.
 *
 * PSG_MARK_LINE and a blank begin the lines of a fragment (fragment.c), in which no block may
 * begin; they are not in a source. */
#pragma once
#include <glib.h>

#include "base/finding.h"

#define PSG_MARK_OPEN '\001'
#define PSG_MARK_CLOSE '\002'
#define PSG_MARK_ESCAPE '\003'
#define PSG_MARK_LINE '\005'
#define PSG_MARKS "\001\002\003\005"

typedef struct {
    char *bytes; /* NUL-terminated */
    gsize length;
    guint first_line;       /* the number of the first line of `bytes` in the file */
    gboolean has_footnotes; /* there is a PSG_MARK_OPEN */
    GArray *line_starts;    /* gsize; made at need */
} PsgSource;

/* Cleans a file's bytes; what is mended is a finding. Ends with a line break. */
void psg_source_init(PsgSource *source, const char *bytes, gsize length, const char *path,
        PsgFindings *findings);

/* Takes cleaned text, for a part of a source. */
void psg_source_init_part(PsgSource *source, char *bytes, gsize length, guint first_line);
void psg_source_clear(PsgSource *source);

/* Drops the first `length` bytes, which are `lines` lines. */
void psg_source_drop(PsgSource *source, gsize length, guint lines);

/* Puts the marks in. Not for specification mode. */
void psg_source_mark(PsgSource *source);

/* The marks of a literal turned back: footnote brackets always, the escape into a backslash where
 * the text is code
 * (`is_code`), into nothing elsewhere. Returns `literal` itself when it holds none, else `*owned`.
 */
const char *psg_source_unmark(const char *literal, gboolean is_code, char **owned);

/* The line `number` of cmark's tree (from 1) without its line break; the length in bytes. Points
 * into the source. */
const char *psg_source_get_line(PsgSource *source, guint number, gsize *length);
guint psg_source_count_lines(PsgSource *source);
