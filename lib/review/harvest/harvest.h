/* Harvesting: comments and suggestions that people wrote into the text itself (text/marks.h) become
 * threads of those who committed them, and the text is cleaned. */
#pragma once
#include "review/review.h"
#include "text/marks.h"

/* What marks say: one mark, or several that belong together (a deletion with the addition beside
 * it, a suggestion with the comment behind it). */
typedef struct {
    guint first, count;     /* its marks */
    gboolean is_suggestion; /* else a comment */
    gsize start, end;       /* what it is on, bytes of the source without signs of marks; equal: the
                               section there */
    char *text;             /* Markdown, "" for a suggestion without words; NULL: nothing is said */
    char *replace;          /* of a suggestion: what is to stand there */
} PsgMarkRemark;

/* What the marks of a source (UTF-8) say, in order. A comment is on the words that are highlighted
 * for it, else on the sentence before it, else on the one behind it, in the same paragraph. An
 * addition is proposed for words beside it. The caller owns the array (PsgMarkRemark). */
GArray *psg_mark_remarks_new(const char *source, gsize length, const GArray *marks);

typedef enum {
    PSG_HARVEST_NEW,   /* stored; in a dry run: would be */
    PSG_HARVEST_KNOWN, /* is there since a run that was ended before the text was clean */
    PSG_HARVEST_EMPTY, /* says nothing; only taken out */
} PsgHarvestFate;

typedef struct {
    char *path;         /* of the chapter, in the package */
    guint line, column; /* of the mark, from 1; column in bytes */
    PsgHarvestFate fate;
    gboolean is_suggestion;
    char *by;      /* the id of the commit's author, or PSG_HARVEST_SOMEONE */
    gint64 at;     /* when they wrote it; seconds since 1970 */
    char *commit;  /* the one that brought the mark; 40 hex digits */
    char *words;   /* what it is on; NULL: a section or chapter */
    char *heading; /* the id of the heading it is under; NULL */
    char *text;    /* as PsgMarkRemark has them */
    char *replace;
    char *thread;         /* its id; NULL when nothing was stored */
    gboolean is_personal; /* the words seem to hold personal data */
} PsgHarvestItem;

/* Who committed a mark, when people.yaml does not know them: no name or address is kept. */
#define PSG_HARVEST_SOMEONE "someone"

/* A chapter that was cleaned. */
typedef struct {
    char *path;
    char *commit; /* that cleaned it, 40 hex digits; NULL in a dry run */
} PsgHarvestFile;

typedef struct {
    GPtrArray *items; /* PsgHarvestItem */
    GPtrArray *files; /* PsgHarvestFile */
} PsgHarvest;

typedef struct {
    const char *const *paths;     /* chapters, or folders of them, in the package; NULL: all */
    const PsgContributor *editor; /* who cleans the text; NULL: the user as git knows them */
    gboolean is_dry_run;
} PsgHarvestOptions;

/* Harvests what was committed. The threads are stored first, each with a source that its mark has
 * in every clone, so that a run that is ended in between is finished by the next and nothing is
 * stored twice. Then each chapter is cleaned by a commit of its own, beside other changes; changes
 * of the same words that are not committed are in the way, and nothing is stored then. The caller
 * owns the result. Sets PSG_REVIEW_ERROR_... or the errors of psg_repository_commit_file(). */
PsgHarvest *psg_harvest_run(
        const PsgReview *review, const PsgHarvestOptions *options, GError **error);
void psg_harvest_free(PsgHarvest *harvest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgHarvest, psg_harvest_free)
