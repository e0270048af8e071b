/* The comments of a Word file: who said what when, and in reply to what. */
#pragma once
#include "review/exchange/docx_package.h"

typedef struct {
    char *id;            /* as the ranges in the text have it */
    char *author, *date; /* as the file has them; NULL */
    char *date_utc;      /* the same moment, where the file tells it without doubt; NULL */
    char *paragraph;     /* the id of its last paragraph, by which others speak of it; NULL */
    GString *text;       /* Markdown */
    gboolean is_done;    /* resolved */
    int parent;          /* the comment that it replies to; -1 */
} PsgDocxComment;

/* All comments as the file lists them; empty when it has none. Replies of replies are given the
 * comment that began the talk. The caller owns the array (PsgDocxComment). Sets
 * PSG_REVIEW_ERROR_FORMAT. */
GPtrArray *psg_docx_comments_read(
        PsgDocxPackage *package, const GPtrArray *relations, GError **error);
