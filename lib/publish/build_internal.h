/* What the files of the build share: build.c leads, build_read.c reads the package,
 * build_downloads.c, build_versions.c and build_redline.c make what their names say. */
#pragma once
#include "git/snapshot.h"
#include "project/place.h"
#include "publish/build.h"
#include "publish/model/model.h"
#include "publish/output.h"
#include "publish/site/site.h"
#include "publish/theme/theme_files.h"

/* A build on its way. */
typedef struct {
    const PsgBuildOptions *options;
    PsgEdition editions;
    PsgPlace *place;
    char *target;          /* the output folder, absolute */
    PsgSnapshot *snapshot; /* of what is built */
    PsgVersion *as_of;     /* the version that is built; NULL */
    PsgFindings *findings;
    PsgModel *model;
    PsgThemeFiles *theme;
    PsgBuildResult *result;
    PsgOutput *output;
    GPtrArray *downloads; /* PsgSiteDownload, of the newest */
    GString *digests;     /* of the downloads, in the form of sha256sum(1) */
    GPtrArray *redlines;  /* what they are made from, as long as the site is written */
} PsgBuild;

void psg_build_tell(const PsgBuild *build, const char *activity, double fraction);
gboolean psg_build_fail_option(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
void psg_build_add_edition(
        PsgBuild *build, const char *edition, const char *document, const char *path, gsize size);

/* build_read.c */
/* The version that the revision asked for is; NULL without error when it is none. */
PsgVersion *psg_build_find_as_of(const PsgBuild *build, GError **error);
/* The model of what is built, with what its history says. */
PsgModel *psg_build_read_model(PsgBuild *build, GError **error);
/* The model of another state of the package. `as_of` NULL: without its history. Findings about
 * texts of the past are nobody's to mend, and not told. */
PsgModel *psg_build_read_past(
        const PsgBuild *build, PsgSnapshot *snapshot, const PsgVersion *as_of, GError **error);

/* build_downloads.c */
/* A form that a document can be taken away in. */
typedef struct {
    PsgEdition edition;
    const char *name;   /* "large-print" */
    const char *label;  /* for readers: "Large print PDF" */
    const char *suffix; /* behind the document's id: "-large-print.pdf" */
    const char *media_type;
} PsgDownloadKind;

const PsgDownloadKind *psg_build_list_kinds(guint *count);
/* "downloads/NAME.epub". The caller owns it. */
char *psg_build_make_path(const PsgDownloadKind *kind, const char *name);

typedef struct {
    const PsgDownloadKind *kind;
    GBytes *bytes;
    char *digest; /* SHA-256, 64 hex digits */
} PsgDownloadFile;

/* Every document's files, in the editions of the build. */
gboolean psg_build_write_downloads(PsgBuild *build, GError **error);
/* Makes one document's files (PsgDownloadFile) and puts them at downloads/NAME.... Adds their
 * PsgSiteDownload to `downloads`. The caller owns the result; NULL on errors. */
GPtrArray *psg_build_write_document(PsgBuild *build, const PsgModelDocument *document,
        PsgThemeFiles *theme, const char *name, GPtrArray *downloads, GError **error);
gboolean psg_build_write_digests(const PsgBuild *build, GError **error);
void psg_build_download_free(gpointer download);

/* build_versions.c: every older version, beside the newest. `site` NULL: only their downloads. */
gboolean psg_build_write_versions(PsgBuild *build, PsgSite *site, GError **error);

/* build_redline.c */
gboolean psg_build_write_redlines(PsgBuild *build, PsgSite *site, GError **error);
/* Frees one of build->redlines. */
void psg_build_redline_free(gpointer redline);
