/* The words of a Word document as they were before its tracked changes, with what was marked in
 * them: the ranges of comments, and the changes. */
#pragma once
#include "review/exchange/docx_package.h"

typedef struct {
    GString *words;
    int level;            /* of a heading, from 0; -1: none */
    int heading, chapter; /* the paragraphs that are the nearest heading above (or this one), and
                             the nearest of the highest level; -1 */
} PsgDocxParagraph;

/* A place: the paragraph, and the bytes of it that stand before. */
typedef struct {
    guint paragraph;
    gsize offset;
} PsgDocxPoint;

typedef struct {
    PsgDocxPoint start, end;
    gboolean has_start, has_end;
} PsgDocxRange;

/* One change by one person: the words of the range, which may be none, give way to others. */
typedef struct {
    PsgDocxPoint start, end; /* in the same paragraph */
    GString *inserted;
    char *author, *date; /* as the file has them; NULL */
} PsgDocxChange;

typedef struct {
    GPtrArray *paragraphs; /* PsgDocxParagraph, in the order of the text */
    GHashTable *ranges;    /* id of a comment -> PsgDocxRange */
    GPtrArray *changes;    /* PsgDocxChange, in the order of the text */
    guint left_out;        /* changes beyond the limit */
} PsgDocxText;

/* Reads the document, its footnotes and endnotes. The caller owns it. Sets
 * PSG_REVIEW_ERROR_FORMAT. */
PsgDocxText *psg_docx_text_read(
        PsgDocxPackage *package, const GPtrArray *relations, GError **error);
void psg_docx_text_free(PsgDocxText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgDocxText, psg_docx_text_free)

/* The levels of headings, from 0, by the ids of the styles; the caller owns the table (char * ->
 * GINT_TO_POINTER(level + 1)). Sets PSG_REVIEW_ERROR_FORMAT. */
GHashTable *psg_docx_styles_read(
        PsgDocxPackage *package, const GPtrArray *relations, GError **error);
