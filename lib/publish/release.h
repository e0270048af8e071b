/* Releases: a version tagged with its summary, sign-offs and the digests of its output; and, later,
 * proof that the same output still comes from it. */
#pragma once
#include <glib.h>

#include "publish/build.h"

/* A part of a version's output with its digest. */
typedef struct {
    char *path;   /* relative to the output: "downloads/early-years.epub"; "early-years/" for the
                     pages below it */
    char *digest; /* SHA-256, 64 hex digits; of a folder, that of the sorted lines
                     "DIGEST  PATH\n" of its files, PATH relative to the output: what
                     "find early-years -type f -exec sha256sum {} + | LC_ALL=C sort | sha256sum"
                     says. "" for a line of a tag that is no digest */
} PsgDigest;

typedef enum {
    PSG_RELEASE_READY,
    PSG_RELEASE_QUORUM_UNMET, /* `shortfalls` says which groups are missing */
    PSG_RELEASE_FINDINGS,     /* the texts have errors */
} PsgReleaseState;

typedef struct {
    const char *folder, *themes;
    const char *output;           /* as PsgBuildOptions.output */
    const char *document;         /* id */
    const char *number;           /* "1.2" */
    const char *const *sign_offs; /* contributors' ids; NULL-terminated; NULL: none */
    const char *exception; /* why it goes out although the quorum is not met; NULL: it must be */
    gint64 time;           /* now; a version is dated later where another has that second */
    int offset_minutes;
    guint threads;
    PsgProgress progress;
    gpointer progress_data;
} PsgReleaseOptions;

/* A release prepared: everything checked and built once, nothing tagged. */
typedef struct {
    PsgReleaseState state;
    char *tag, *oid;       /* the commit that HEAD is at */
    char *title;           /* "Early years: ordinarily available provision, version 1.2" */
    char *previous;        /* the number before; NULL for the first */
    char *summary;         /* Markdown, for the editor to change */
    GPtrArray *sign_offs;  /* char *: "amina (parents)" */
    char *exception;       /* as it is to be kept, on one line; NULL when the quorum is met */
    GPtrArray *shortfalls; /* char *: "Health services: 0 of 1" */
    PsgFindings *findings; /* in the document and in what all documents share */
} PsgRelease;

/* Checks: the package is in git, its work tree is clean (no tracked file changed, nothing untracked
 * in the package), the version is greater than every other of the document, the contributors are
 * known. Sets PSG_PUBLISH_ERROR_RELEASE with what to do. The caller owns the result. */
PsgRelease *psg_release_prepare(const PsgReleaseOptions *options, GError **error);
void psg_release_free(PsgRelease *release);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgRelease, psg_release_free)

/* Builds the version with that summary, makes the tag, builds from the tag into place, and
 * compares. The caller owns the result. When the tag cannot be made nothing changed; when what
 * comes after it fails the tag is taken away again, and the error says so. */
PsgBuildResult *psg_release_run(const PsgReleaseOptions *options, const PsgRelease *release,
        const char *summary, GError **error);

/* What a version's tag says beside its summary. */
typedef struct {
    char *summary;        /* Markdown */
    GPtrArray *sign_offs; /* char *: "amina (parents)" */
    char *exception;      /* NULL */
    GPtrArray *digests;   /* PsgDigest */
    char *built_with;     /* "plainsong 0.1.0"; NULL */
} PsgReleaseNote;

/* Reads a tag's message; one that was written by hand has a summary and nothing else. The caller
 * owns the result. */
PsgReleaseNote *psg_release_note_parse(const PsgMessage *message);
void psg_release_note_free(PsgReleaseNote *note);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgReleaseNote, psg_release_note_free)

typedef struct {
    char *path;     /* relative to the output; in `against` with that folder in front */
    char *expected; /* NULL: the tag does not name it; "" when the tag's line cannot be read */
    char *found;    /* NULL: it is not there */
} PsgVerifiedFile;

typedef struct {
    char *tag, *oid;
    GPtrArray *files; /* PsgVerifiedFile; below a published folder that differs also the single
                         files that do */
    gboolean is_same;
    char *built_with; /* NULL: the tag does not say */
    char *here; /* the program that runs: when it is another the digests may differ for that */
    gboolean is_shallow;
    gboolean has_redline; /* `against` has a page of tracked changes, which is no part of a version:
                             that page, and the document's first one, which leads to it, differ */
    gboolean is_older;    /* `against` has it beside a newer version: its pages there bear a banner
                             that leads to the newest, and only its EPUB was compared */
} PsgVerification;

/* Builds the version again from its tag in a temporary folder and compares. Nothing in the package
 * changes. With `against` (a folder of published output; nullable) also what lies there is
 * compared; where older versions were published beside this one, with a build that has them too.
 * Sets PSG_PUBLISH_ERROR_RELEASE when there is no such version, or when its tag has
 * nothing to compare with. The caller owns the result. */
PsgVerification *psg_release_verify(const char *folder, const char *themes, const char *document,
        const char *number, const char *against, GError **error);
void psg_verification_free(PsgVerification *verification);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgVerification, psg_verification_free)
