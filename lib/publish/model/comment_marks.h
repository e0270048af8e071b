/* Marks in a chapter's tree: the words that comments are on, and what stands behind them, the
 * numbers of the comments and the wordings that are proposed. Everything is gathered first and put
 * in at once, so that a thousand comments on a chapter cost no more than reading it. */
#pragma once
#include <glib.h>
#include <libxml/tree.h>

#include "publish/model/comment_words.h"

typedef struct PsgCommentMarks PsgCommentMarks;

/* Keeps `words`. The caller owns the result. */
PsgCommentMarks *psg_comment_marks_new(const PsgCommentWords *words);
void psg_comment_marks_free(PsgCommentMarks *marks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgCommentMarks, psg_comment_marks_free)

/* Pieces (PsgCommentPiece) that a comment is on; `is_removal`: that it proposes to take away. */
void psg_comment_marks_add(PsgCommentMarks *marks, const GArray *pieces, gboolean is_removal);

/* An element, taken, to stand behind the last of the pieces: outside of links and the like, that it
 * must not be in. What is put at one place stands in the order in which it was put there. */
void psg_comment_marks_put(PsgCommentMarks *marks, const GArray *pieces, xmlNode *element);

/* A note, an element taken, to stand before the first of the pieces. It may stand in anything. */
void psg_comment_marks_note(PsgCommentMarks *marks, const GArray *pieces, xmlNode *element);

/* Puts it all into the tree. Once, and last: the words' text nodes are gone afterwards. */
void psg_comment_marks_apply(PsgCommentMarks *marks);
