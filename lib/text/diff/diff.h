/* The word diff: two revisions of a document compared as a reader would. Blocks are matched first
 * (the same, edited, moved, split, merged, new, gone), words inside them next. It compares trees
 * (lib/text/text.h), so that wrapping and the way something is marked up in the source show
 * nothing.
 *
 * Promises, all tested: two equal texts give no change; the words of the old text and those of the
 * new can be read back from the result in order; comparing B with A gives what A with B gives with
 * insertions and deletions exchanged; the same input gives the same result. Words are never split;
 * the result has few, readable changes rather than the fewest possible words. */
#pragma once
#include <glib.h>
#include <libxml/tree.h>

#include "text/text.h"

/* A block: what is compared as one. Never holds another block. */
typedef enum {
    PSG_BLOCK_HEADING,
    PSG_BLOCK_PARAGRAPH, /* also the loose text of a list item, quotation, call-out, caption,
                            summary */
    PSG_BLOCK_CELL,      /* of a table */
    PSG_BLOCK_CODE,
    PSG_BLOCK_PICTURE, /* an image that stands alone, with its alternative text as words */
    PSG_BLOCK_RULE,    /* a thematic break */
} PsgBlockKind;

typedef struct {
    PsgBlockKind kind;
    const xmlNode
            *parent; /* the element whose inline content this is: h2, p, li, td, code, figure ... */
    const xmlNode *first, *last; /* the children of `parent` that make it, in order; NULL for a rule
                                    (which is its own parent) and for an empty cell */
    guint word_start, word_end;  /* in the side's words, half-open */
    guint heading;     /* index of the heading it stands under in text->headings (its own for a
                          heading);     G_MAXUINT before the first */
    guint row, column; /* of a cell, from 0 */
    gboolean is_item;  /* the first block of a list item */
} PsgDiffBlock;

typedef struct {
    const char *text;    /* in the tree, or static; not terminated */
    guint length;        /* bytes */
    const xmlNode *node; /* the text node, or the element that is a word as a whole: img, input, the
                            sup of a reference to a footnote. All words of a picture have its img */
    guint offset;        /* bytes into the node's content, or into a picture's alternative text */
    guint64 mark; /* of what is meant by its inline surroundings: where a link leads, code, deleted
                     text, language. Emphasis is not meant */
    gboolean has_space; /* white space stands before it in its block */
} PsgDiffWord;

/* One side of a pair. */
typedef struct {
    const PsgText *text; /* NULL: the chapter is not there on this side */
    GArray *blocks;      /* PsgDiffBlock, in order */
    GArray *words;       /* PsgDiffWord, in order */
} PsgDiffSide;

typedef enum {
    PSG_CHANGE_SAME,
    PSG_CHANGE_EDITED, /* a heading without a changed word has another level */
    PSG_CHANGE_INSERTED,
    PSG_CHANGE_DELETED,
    PSG_CHANGE_MOVED,      /* here, from elsewhere; runs say whether it was edited on the way */
    PSG_CHANGE_MOVED_AWAY, /* was here; the other end is a PSG_CHANGE_MOVED */
    PSG_CHANGE_SPLIT,      /* one block became several */
    PSG_CHANGE_MERGED,     /* several became one */
} PsgChange;

typedef enum { PSG_RUN_SAME, PSG_RUN_DELETED, PSG_RUN_INSERTED } PsgRunKind;

/* Words that share a fate. Ranges are half-open, in the words of the step's sides; an insertion has
 * an empty old range and a deletion an empty new one, each at the place where the other side
 * stands. */
typedef struct {
    PsgRunKind kind;
    guint old_start, old_end, new_start, new_end;
} PsgDiffRun;

/* What became of some blocks: one of each side, or one of one side where it is new or gone, or one
 * and several where it was split or merged. Steps stand in the order of the new text; what is gone
 * stands behind what it followed, and before what is new there.
 *
 * The other way round (B with A) there are the same steps: INSERTED for DELETED, SPLIT for MERGED,
 * a MOVED in the pair that the MOVED_AWAY was in, with the same blocks and the same PSG_RUN_SAME
 * runs. Only the order of steps and runs follows from which text is the new one. */
typedef struct {
    PsgChange change;
    guint old_start, old_end; /* blocks of the old side, half-open */
    guint new_start, new_end; /* blocks of the new side, half-open */
    guint run_start,
            run_end; /* in PsgDiff.runs; runs cover all words of the step's blocks in order. Empty
                        for PSG_CHANGE_MOVED_AWAY, whose words the other end has */
    guint other_pair, other_step; /* of a move: its other end; else G_MAXUINT. For PSG_CHANGE_MOVED
                                     old_start and old_end are blocks of that pair's old side */
} PsgDiffStep;

typedef struct {
    PsgDiffSide old_side, new_side;
    GArray *steps; /* PsgDiffStep: each block of the old side is in exactly one step of the whole
                      diff but PSG_CHANGE_MOVED_AWAY, each of the new side in exactly one of its
                      pair */
    gboolean is_changed; /* a step is not PSG_CHANGE_SAME */
} PsgDiffPair;

typedef struct {
    GPtrArray *pairs; /* PsgDiffPair */
    GArray *runs;     /* PsgDiffRun */
} PsgDiff;

/* Two revisions of a chapter; either may be NULL. */
typedef struct {
    const PsgText *old_text, *new_text;
} PsgDiffInput;

/* Compares the pairs as one document: what left one chapter is looked for in the others. Keeps the
 * texts, which must outlive the result. Time grows with the length of the texts and with how much
 * differs, never with the square of the length: beyond a fixed effort a passage shows as replaced
 * whole. The caller owns the result. */
PsgDiff *psg_diff_new(const PsgDiffInput *inputs, guint count);
void psg_diff_free(PsgDiff *diff);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgDiff, psg_diff_free)

const PsgDiffPair *psg_diff_get_pair(const PsgDiff *diff, guint pair);

/* The text of a range of words of a side as a reader sees it: single spaces where the text has
 * white space or another block begins. The caller owns it. */
char *psg_diff_get_text(const PsgDiffSide *side, guint word_start, guint word_end);
