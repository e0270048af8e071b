/* A range of revisions, FROM..TO, as people write it: versions, tags, branches, commits, days. */
#pragma once
#include <glib.h>

#include "project/place.h"

/* One end of a range. */
typedef struct {
    char *oid; /* 40 hex digits; NULL: the working tree as it is now (or, as the beginning, nothing
                  at all) */
    gboolean is_nothing; /* before everything: all is new */
    char *label; /* for people: "version 1.0 (3 May 2026)", "3 May 2026", "commit 1a2b3c4 (...)",
                    "now", "the beginning" */
    char *name;  /* short, safe in a file's name: "1.0", "2026-05-03", "1a2b3c4", "now" */
    gint64 time; /* seconds since 1970; 0 for nothing and for the working tree */
} PsgPoint;

typedef struct {
    PsgPoint from, to;
} PsgRange;

/* Reads a range for one document. `text` is "FROM..TO", "FROM.." or "FROM" (to now), "..TO" (from
 * the document's version before TO), or NULL (from its last version to now, or from the one before
 * `at` where that names a version; without one, from the beginning). An end is a version of the
 * document ("1.2", "v1.2", "DOCUMENT/v1.2"), a day
 * ("2026-05-03": the text as it was at its end in UTC, see
 * psg_repository_find_at_time()), or what git rev-parse takes. `now` is the working tree, or the
 * commit `at` when that is not NULL (a bare repository has no working tree: HEAD stands for it).
 * `document` is an id. Sets PSG_CHANGES_ERROR_FORM, _RANGE with the nearest known name, or
 * _HISTORY. The caller owns the result. */
PsgRange *psg_range_parse(const PsgPlace *place, const char *document, const char *text,
        const char *at, GError **error);
/* TRUE when an end of the range is a version of this document and of no other, "DOCUMENT/v1.2": a
 * range that names documents concerns only those. `text` may be NULL. */
gboolean psg_range_names_document(const char *text, const char *document);

void psg_range_free(PsgRange *range);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgRange, psg_range_free)

/* The package at an end; NULL without error for nothing, and for a commit in which the package's
 * folder was not there. The caller owns it. */
PsgSnapshot *psg_point_open(const PsgPlace *place, const PsgPoint *point, GError **error);
