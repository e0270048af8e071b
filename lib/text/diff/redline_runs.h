/* Runs as they are shown to people: pictures as wholes, what is gone before what is new, and words
 * that stayed while what is meant by them changed (where a link leads) told apart from words that
 * were replaced. */
#pragma once
#include "text/diff/diff.h"

typedef enum {
    PSG_SHOWN_SAME,
    PSG_SHOWN_DELETED,
    PSG_SHOWN_INSERTED,
    PSG_SHOWN_LINK_CHANGED, /* the same words lead elsewhere */
    PSG_SHOWN_LINK_ADDED,
    PSG_SHOWN_LINK_REMOVED,
    PSG_SHOWN_PICTURE_CHANGED, /* another picture with the same description */
    PSG_SHOWN_MARK_CHANGED,    /* code, language or the like */
} PsgShownKind;

/* Ranges as in PsgDiffRun; from PSG_SHOWN_LINK_CHANGED on both have the same length. */
typedef struct {
    PsgShownKind kind;
    guint old_start, old_end, new_start, new_end;
} PsgShownRun;

/* The runs of a step. The caller owns the array (PsgShownRun). */
GArray *psg_shown_runs_new(const PsgDiff *diff, guint pair, const PsgDiffStep *step);

/* The side that a step's old blocks are on: that of another pair when they moved here. */
const PsgDiffSide *psg_diff_get_old_side(const PsgDiff *diff, guint pair, const PsgDiffStep *step);

/* Where the word's link leads as its author wrote it; NULL when it stands in none. */
const char *psg_diff_word_get_link(const PsgDiffWord *word);

/* The heading that a block stands under, for a heading the one above it; NULL when there is none,
 * or only the chapter's own title. */
const PsgHeading *psg_diff_get_section(const PsgDiffSide *side, const PsgDiffBlock *block);

/* TRUE when `step` moved as part of the section that the moved heading `heading` (nullable) begins,
 * on both sides. */
gboolean psg_diff_goes_along(
        const PsgDiff *diff, guint pair, const PsgDiffStep *step, const PsgDiffStep *heading);

/* The step at the other end of a move. */
const PsgDiffStep *psg_diff_get_other_end(const PsgDiff *diff, const PsgDiffStep *step);

static inline const PsgDiffBlock *
psg_diff_get_block(const PsgDiffSide *side, guint index)
{
    return &g_array_index(side->blocks, PsgDiffBlock, index);
}

static inline const PsgDiffWord *
psg_diff_get_word(const PsgDiffSide *side, guint index)
{
    return &g_array_index(side->words, PsgDiffWord, index);
}

static inline const PsgDiffStep *
psg_diff_get_step(const PsgDiffPair *pair, guint index)
{
    return &g_array_index(pair->steps, PsgDiffStep, index);
}

/* TRUE when two words, put side by side, would be read as one. */
gboolean psg_diff_words_glue(const PsgDiffWord *before, const PsgDiffWord *after);

/* TRUE when words are more than a sentence, so that a listener needs to hear where they end. */
gboolean psg_diff_is_long(const PsgDiffSide *side, guint word_start, guint word_end);
