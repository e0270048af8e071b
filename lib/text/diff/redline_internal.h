/* What the parts of the redline know of each other. redline: the walk over the steps. redline_gone:
 * where what is gone stands. redline_words: marks around words. */
#pragma once
#include "text/diff/redline.h"
#include "text/diff/redline_runs.h"

typedef struct {
    const PsgDiff *diff;
    guint index;
    const PsgDiffPair *pair;
    xmlDoc *document;
    xmlNode *root;
    GHashTable *copies; /* node of the new text -> its copy */
    GHashTable *places; /* element of an old text -> element of the copy that holds what it held */
    GHashTable *last;   /* element of the copy -> the last of its children that was dealt with */
    PsgRedlineCount count;
    guint gone_tables;
} PsgRedline;

/* A new element of the copy that stands nowhere yet. */
xmlNode *psg_redline_new_element(PsgRedline *redline, const char *name, const char *class);
void psg_redline_add_class(xmlNode *element, const char *class);
void psg_redline_append_text(PsgRedline *redline, xmlNode *parent, const char *text, gssize length);

/* The language at a place in the copy. */
const char *psg_redline_get_language(const PsgRedline *redline, const xmlNode *node);

/* Says in `element`, which stands at `place` (or will), that its words are English where those
 * around are not. */
void psg_redline_set_english(PsgRedline *redline, xmlNode *element, const xmlNode *place);

/* A <span class="change-note"> that is to stand in `place`. */
xmlNode *psg_redline_new_note(PsgRedline *redline, const xmlNode *place, const char *words);

/* Appends one to `parent`, or puts it first. */
void psg_redline_append_note(PsgRedline *redline, xmlNode *parent, const char *words);
void psg_redline_prepend_note(PsgRedline *redline, xmlNode *parent, const char *words);

/* --- redline_words --- */

#define PSG_REDLINE_END " (end of change)"

/* Wraps all a new block holds in one <ins>, and gives it; NULL when it holds nothing. */
xmlNode *psg_redline_insert_block(PsgRedline *redline, const PsgDiffBlock *block);

/* Appends the words of an old side to `parent`, formatted as they were. */
void psg_redline_append_old_words(PsgRedline *redline, xmlNode *parent, const PsgDiffSide *side,
        const PsgDiffBlock *block, guint word_start, guint word_end);

/* Marks what differs inside the new blocks of a step. */
void psg_redline_mark_words(PsgRedline *redline, const PsgDiffStep *step);

/* The element around a new block as a whole: <pre> rather than <code>. */
xmlNode *psg_redline_find_element(PsgRedline *redline, const PsgDiffBlock *block);

/* Puts a note before the first words of a new block. */
void psg_redline_note_block(PsgRedline *redline, const PsgDiffBlock *block, const char *words);

/* --- redline_gone --- */

/* Notes which elements of the two texts are the same, from blocks that are: where what is gone
 * beside them belongs. The latest counts, unless `is_first` is set. */
void psg_redline_map_block(PsgRedline *redline, const PsgDiffBlock *old_block,
        const PsgDiffBlock *new_block, gboolean is_first);

/* Notes that a new block was dealt with: what is gone next stands behind it. */
void psg_redline_pass_block(PsgRedline *redline, const PsgDiffBlock *block);

/* Puts a block that is gone into its old place and gives its <del>. */
xmlNode *psg_redline_place_gone(PsgRedline *redline, const PsgDiffBlock *block);

/* Puts a <p class="moved-away"> where the block was. */
xmlNode *psg_redline_place_moved(PsgRedline *redline, const PsgDiffBlock *block);

/* Mends what additions upset: the levels of headings and the numbers of ordered lists. */
void psg_redline_settle(PsgRedline *redline);
