/* Passages: changes as a list that a person reads from top to bottom. Each is one changed block
 * with the words around its changes; every form of output (terminal, Markdown, HTML, JSON) is
 * written from these and from nothing else. */
#pragma once
#include "changes/changes.h"

typedef struct {
    PsgRunKind kind;
    char *text; /* words with single spaces; a gap of unchanged words is cut to "…" */
} PsgPassageRun;

typedef struct {
    PsgChange change; /* never PSG_CHANGE_SAME or PSG_CHANGE_MOVED_AWAY */
    PsgBlockKind block;
    char *chapter_title, *chapter_path;
    char *section_id, *section_title; /* the heading it stands under, of the new text where it is
                                         there; NULL before the first */
    GArray *runs;   /* PsgPassageRun; where no word changed (a move) one, its beginning */
    char *language; /* that the words are in (BCP 47) */
    char *note; /* what words do not show, one sentence: "Moved from “Outdoors”.", "Split into 2
                   paragraphs.", "The link now leads to play.md.", "In row “Turn-taking”, column
                   “What you might notice”."; NULL */
} PsgPassage;

/* The passages of one chapter (index in changes->chapters), in order. Cells of one table row are
 * passages of their own, but for a row that is new or gone as a whole; what moved with its section
 * and did not change otherwise is told with the section's heading; neighbouring blocks that are all
 * new, or all gone, are passages of their own too. `context`: how many unchanged words to keep on
 * each side of a change. The caller owns the array (PsgPassage). */
GPtrArray *psg_passages_new(const PsgDocumentChanges *changes, guint chapter, guint context);

/* The same, only those that stand under the heading with this id (or under one below it), on either
 * side. */
GPtrArray *psg_passages_new_section(const PsgDocumentChanges *changes, guint chapter,
        const char *old_id, const char *new_id, guint context);
