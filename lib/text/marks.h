/* Inline marks: comments and proposals that a contributor wrote into the text itself, as
 * CriticMarkup ({++ ++}, {-- --}, {~~ ~> ~~}, {>> <<}, {== ==}) or as an HTML comment that begins
 * with "comment:". Marks in code and in front matter are text like any other. */
#pragma once
#include <glib.h>

typedef enum {
    PSG_MARK_ADDITION,     /* {++new++} */
    PSG_MARK_DELETION,     /* {--old--} */
    PSG_MARK_SUBSTITUTION, /* {~~old~>new~~} */
    PSG_MARK_COMMENT,      /* {>>words<<}, on what stands before it */
    PSG_MARK_HIGHLIGHT,    /* {==words==}, with the comment that follows it, if one does */
    PSG_MARK_HTML_COMMENT, /* <!-- comment: words --> */
} PsgMarkKind;

/* Ranges are bytes of the source, half-open; 0, 0 where the kind has none. */
typedef struct {
    PsgMarkKind kind;
    gsize start, end;           /* the whole mark, with a highlight's comment */
    gsize old_start, old_end;   /* the words that stand in the text without the mark */
    gsize new_start, new_end;   /* the words that are proposed */
    gsize note_start, note_end; /* the words of the comment */
    guint line, column;         /* of `start`, from 1; column in bytes */
} PsgMark;

/* The marks of a Markdown source (any bytes), in order, none inside another. The caller owns the
 * array (PsgMark). */
GArray *psg_marks_find(const char *source, gsize length);

/* The source without its marks, as if nobody had proposed anything: what a deletion, substitution
 * or highlight encloses stays, the rest goes, and so do lines that held nothing but marks. The
 * caller owns it. */
char *psg_marks_remove(const char *source, gsize length, const GArray *marks, gsize *new_length);
