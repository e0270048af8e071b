/* From a range of bytes of a chapter's source to the words of its tree. The signs of Markdown are
 * not in the tree, but its words are, in their order, and every block knows its line: so the words
 * of each block are looked up in the source from that line on. */
#pragma once
#include <glib.h>

#include "text/text.h"

typedef struct PsgCommentWords PsgCommentWords;

/* A part of a text node: bytes of its content, half-open, never empty. */
typedef struct {
    guint leaf; /* the number of the text node, in the order of the tree */
    gsize start, end;
} PsgCommentPiece;

/* Reads a text and the file that it was parsed from, `length` bytes of anything. Keeps both. The
 * caller owns the result. */
PsgCommentWords *psg_comment_words_new(const PsgText *text, const char *source, gsize length);
void psg_comment_words_free(PsgCommentWords *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgCommentWords, psg_comment_words_free)

/* What readers see of the bytes [start, end) of the file: pieces (PsgCommentPiece) in the order of
 * the tree, at most PSG_COMMENT_PIECES of them; empty when none of its words was found. The caller
 * owns the array. */
#define PSG_COMMENT_PIECES 200
GArray *psg_comment_words_find(const PsgCommentWords *words, gsize start, gsize end);

/* The block that the byte belongs to; NULL when no block begins at its line or before it. */
xmlNode *psg_comment_words_find_block(const PsgCommentWords *words, gsize at);

/* The text node, and the block element that it stands in. */
xmlNode *psg_comment_words_get_leaf(const PsgCommentWords *words, guint leaf);
xmlNode *psg_comment_words_get_block(const PsgCommentWords *words, guint leaf);

/* The words of some pieces as readers see them, white space folded. The caller owns them. */
char *psg_comment_words_quote(const PsgCommentWords *words, const GArray *pieces);
