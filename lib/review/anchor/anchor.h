/* Where a comment sits in the text: a passage of a file at a commit, in the terms of the W3C Web
 * Annotation Data Model (TextPositionSelector 4.2.5, in bytes, and TextQuoteSelector 4.2.4), and
 * where that passage is at a later commit, found by following it through the history. */
#pragma once
#include <glib.h>

#include "git/repository.h"

typedef enum {
    PSG_ANCHOR_ON_RANGE,
    PSG_ANCHOR_ON_HEADING, /* the line of a heading, given by its id */
    PSG_ANCHOR_ON_FILE,    /* the file as a whole */
} PsgAnchorKind;

/* What somebody spoke about, as it was then. The fields are the caller's. */
typedef struct {
    const char *commit; /* 40 hex digits */
    const char *path;   /* from the root of the repository */
    gsize start, end;   /* of a range: bytes of the file at that commit, half-open */
    PsgAnchorKind kind;
    const char *heading; /* of a heading: its id; else NULL */
} PsgAnchor;

typedef enum {
    PSG_ANCHORED,
    PSG_ANCHOR_GONE,    /* its words were removed and stand nowhere else */
    PSG_ANCHOR_UNKNOWN, /* it cannot be said: the anchor's commit or file is not there, its range
                           or heading is not in the file, or the commit is later, or has nothing in
                           common with the one that is asked about */
} PsgAnchorStatus;

/* Where a passage is. */
typedef struct {
    PsgAnchorStatus status;
    char *path;       /* gone: the last one; unknown: NULL */
    gsize start, end; /* bytes, half-open, at borders of UTF-8; gone: in the last file; of a file as
                         a whole 0, 0 */
    char *words;      /* the passage there, as it stands in the source; NULL of a file as a whole */
    char *removed_by; /* gone: the commit (40 hex digits) that took the words away; NULL: the texts
                         that are not committed did */
    gboolean is_changed; /* other bytes than white space are not as they were in the beginning */
} PsgAnchorPlace;

/* Texts that are not committed: those of a working tree. */
typedef struct {
    const char *folder; /* where they are, from the root of the repository, "" for all of it: what is
                           outside is as it is committed */
    const char *const *paths; /* files that may hold what was moved, NULL-terminated */
    /* The text of any file in the folder; NULL when it is not there. The caller owns it. */
    GBytes *(*read)(const char *path, gpointer data);
    gpointer data;
} PsgAnchorDraft;

/* How anchors are followed; all may be NULL or 0. */
typedef struct {
    const PsgAnchorDraft *draft;
    const char *kept_as; /* what is found is kept by commit in `plainsong/anchors` of the git
                            directory that all work trees share, under this name, and what was is
                            used; NULL: nothing is */
    guint threads;       /* 0: as many as the machine has */
} PsgAnchorOptions;

/* Follows all anchors to the commit `to` (40 hex digits) in one walk over the commits between, each
 * commit's changes carrying the passages' words along; then over what the draft has otherwise than
 * that commit. An anchor on another branch is first carried to where the branches part. Returns one
 * PsgAnchorPlace for each anchor, in their order; the caller owns the array and with it the places.
 * `options` may be NULL. Sets PSG_REVIEW_ERROR_HISTORY when there is no commit `to`; what else is
 * missing or damaged makes places unknown. */
GPtrArray *psg_anchors_follow(PsgRepository *repository, const PsgAnchor *anchors, guint count,
        const char *to, const PsgAnchorOptions *options, GError **error);

void psg_anchor_place_free(PsgAnchorPlace *place);

/* A quote, as a text quote selector has it: the words and what stands around them. */
typedef struct {
    char *exact, *prefix, *suffix;
} PsgQuote;

/* How many characters of context a quote gets. */
#define PSG_QUOTE_CONTEXT 32

/* The quote of a range of bytes of `text` (`length` bytes of UTF-8). The range must lie in the text
 * at borders of characters. The caller owns the result. */
PsgQuote *psg_quote_new(const char *text, gsize length, gsize start, gsize end);
void psg_quote_free(PsgQuote *quote);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgQuote, psg_quote_free)

/* Half-open, in bytes. */
typedef struct {
    gsize start, end;
} PsgByteRange;

/* Every place where `exact` stands in the text, in order. Any white space is equal to any other, so
 * that lines may be wrapped otherwise. Places whose surroundings agree with `prefix` and `suffix`
 * (both nullable) better than all others are the only ones returned. The caller owns the array
 * (PsgByteRange). */
GArray *psg_quote_find(
        const char *text, gsize length, const char *exact, const char *prefix, const char *suffix);
