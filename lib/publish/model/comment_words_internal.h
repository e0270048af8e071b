/* What comment_words.c finds and comment_ranges.c asks for. */
#pragma once
#include "publish/model/comment_words.h"

#define PSG_COMMENT_NOT_FOUND G_MAXSIZE

/* A word of the source: bytes, half-open. */
typedef struct {
    gsize start, end;
    gboolean is_markup; /* in a link's address or in a tag: readers do not see it but in code */
} PsgCommentToken;

/* A word of the tree. */
typedef struct {
    guint leaf;
    gsize start, end;   /* bytes of the text node */
    gsize source;       /* where it stands in the source; PSG_COMMENT_NOT_FOUND */
    gboolean is_joined; /* it goes on in the next text node */
} PsgCommentWord;

typedef struct {
    xmlNode *node, *block;
    guint line;
    gboolean is_code;
    guint word_start, word_end;
} PsgCommentLeaf;

struct PsgCommentWords {
    const char *source;
    gsize length;
    GArray *lines;     /* gsize: where each line of the source begins */
    GArray *tokens;    /* PsgCommentToken */
    GPtrArray *blocks; /* xmlNode: every block element, in order */
    GArray *leaves;    /* PsgCommentLeaf */
    GArray *words;     /* PsgCommentWord */
    GArray *found;     /* guint: words that were found, in order of the source */
};
