/* Publishing a package: from a folder to all of its editions, staged and swapped in. */
#pragma once
#include <glib.h>

#include "base/finding.h"
#include "git/version.h"

typedef enum {
    PSG_EDITION_SITE = 1 << 0,
    PSG_EDITION_EPUB = 1 << 1,
    PSG_EDITION_REDLINE = 1 << 2, /* only when asked for */
    PSG_EDITION_PRINT = 1 << 3,
    PSG_EDITION_LARGE_PRINT = 1 << 4,
    PSG_EDITION_BOOKLET = 1 << 5, /* only when asked for */
    PSG_EDITION_DOWNLOADS =
            PSG_EDITION_EPUB | PSG_EDITION_PRINT | PSG_EDITION_LARGE_PRINT | PSG_EDITION_BOOKLET,
    PSG_EDITION_ALL =
            PSG_EDITION_SITE | PSG_EDITION_EPUB | PSG_EDITION_PRINT | PSG_EDITION_LARGE_PRINT,
} PsgEdition;

/* Called now and then with what is being done ("Reading chapters") and how far it is, 0 to 1. May
 * come from any thread, one call at a time. */
typedef void (*PsgProgress)(const char *activity, double fraction, gpointer data);

typedef struct {
    const char *folder;   /* where the package is, or a folder inside it: the nearest plainsong.yaml
                             up to the root of the repository says which; none: the folder itself is a
                             bare package */
    const char *output;   /* where the output goes; NULL: "public" in the package's folder */
    const char *revision; /* NULL: the working tree */
    const char *base_url; /* in place of the package's url; NULL */
    const char *themes;   /* the folder that holds the themes that came with Plainsong */
    PsgEdition editions;  /* 0: all */
    const char *range; /* FROM..TO of the redline, for every document that has both ends; NULL: as
                          psg_range_parse() has it */
    gboolean with_versions; /* publish every document's older versions beside the newest */
    gboolean is_draft; /* with the comments of the package beside the text: not for publication; no
                          redline then */
    const PsgVersion *pending; /* a version about to be tagged at `revision`; NULL */
    guint threads;             /* 0: as many as the machine has */
    gint64 date; /* seconds since 1970 that date a tree which is no revision as it stands (changed,
                    or not in git); -1: the newest file's time does */
    gboolean is_strict;   /* findings above notes fail the build, and the old output stays */
    PsgProgress progress; /* NULL */
    gpointer progress_data;
} PsgBuildOptions;

typedef struct {
    char *edition;  /* "site", "epub", "print", "large-print", "booklet" or "redline" */
    char *document; /* id; NULL for the site */
    char *path;     /* relative to the output folder */
    gsize size;     /* bytes; 0 for the site */
} PsgBuiltEdition;

typedef struct {
    char *output;   /* absolute */
    char *revision; /* 40 hex digits; NULL */
    gboolean is_changed;
    guint chapter_count, file_count;
    gsize words, bytes;
    GPtrArray *editions;   /* PsgBuiltEdition */
    PsgFindings *findings; /* finished */
    gboolean is_refused;   /* strict, and there were findings: nothing was put in place */
} PsgBuildResult;

/* Builds. The caller owns the result, which also comes when `is_refused`. On an error nothing was
 * changed on disk. */
PsgBuildResult *psg_build_run(const PsgBuildOptions *options, GError **error);
void psg_build_result_free(PsgBuildResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgBuildResult, psg_build_result_free)
