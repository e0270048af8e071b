/* A redline: the new text as a tree with the changes in it, as a word processor shows tracked
 * changes. */
#pragma once
#include "text/diff/diff.h"

/* How many changes a redline shows, each counted once however many pieces its marks have. */
typedef struct {
    guint insertions, deletions, moves;
} PsgRedlineCount;

/* The new text of a pair with <ins> and <del> (HTML 4.7) around words, or around whole blocks that
 * are new or gone, in place. Every run of changes says what it is in text too, for those who do not
 * see colour or hear elements: <span class="change-note">Added: </span> begins an insertion,
 * "Removed: " a deletion, "Moved here from “…”: " a move, and "end of change" ends those that hold
 * more than a sentence. Blocks that came from elsewhere have class "moved", those that went away a
 * short <p class="moved-away"> in their old place that says where to. Lists, tables and their rows
 * stay well formed: what is gone is put back inside a list or table of its own kind.
 *
 * The tree is a copy: `_private` of every element that comes from either text is that of the
 * element it was copied from, so that links and pictures still resolve; ids of the old text's
 * elements are left out. Its root is <article>. For a pair without a new text all is gone. `count`
 * may be NULL. The caller owns the document. */
xmlDoc *psg_redline_new(const PsgDiff *diff, guint pair, PsgRedlineCount *count);
