/* Targets: finding what somebody speaks of ("play.md", "play.md#turn-taking", "play.md:14", and
 * words that are quoted from there) in the text of a commit. */
#pragma once
#include "review/anchor/anchor.h"
#include "review/review.h"

/* A target of a new thread, with the strings that `on` points to. */
typedef struct {
    PsgEventTarget on;
    char *path; /* in the package; NULL of a document */
    guint line; /* of the passage or heading, from 1; 0 */
    GStringChunk *strings;
} PsgTarget;

void psg_target_free(PsgTarget *target);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgTarget, psg_target_free)

/* One place where a quote stands. */
typedef struct {
    char *path;       /* of the chapter, in the package */
    gsize start, end; /* bytes of the file, half-open */
    guint line;
    char *before, *words, *after; /* the passage with some words around it, on one line each */
} PsgQuotePlace;

void psg_quote_place_free(PsgQuotePlace *place);

/* What is asked for. */
typedef struct {
    const char *where; /* chapter (its path, the end of it that is unique, or its title), with
                          "#heading" or ":LINE"; or a document's id; NULL: look in all chapters */
    const char *quote; /* words from there as a reader or the source has them: white space, case of
                          quotation marks, and the signs of Markdown need not agree; NULL: the
                          section, line or chapter itself */
    const char *prefix, *suffix; /* what stands around it; NULL */
    const char *folder;          /* relative paths are seen from here first; NULL: the package's */
} PsgTargetQuery;

/* Finds it in the commit that the review's snapshot stands on: comments are on what was committed.
 * Sets PSG_REVIEW_ERROR_TARGET: not there (with the nearest chapter, heading or words), there only
 * in the working tree (commit first), or at several places; `places` (nullable) then receives them
 * (PsgQuotePlace), owned by the caller, and is NULL otherwise. The caller owns the result. Chapters
 * that were read are kept by the review: not to be called by two threads at once. */
PsgTarget *psg_target_find(
        const PsgReview *review, const PsgTargetQuery *query, GPtrArray **places, GError **error);
