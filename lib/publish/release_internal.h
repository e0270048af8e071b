/* What the files of a release share: release.c checks, release_run.c builds and tags,
 * release_note.c is the form of a tag's message, release_digest.c sums output up, and
 * release_verify.c compares. */
#pragma once
#include "publish/release.h"

/* The program that builds, as it is written into tags. */
#define PSG_RELEASE_PROGRAM "plainsong " PSG_VERSION

/* Seconds that the clocks of two editors' computers may differ by. */
#define PSG_RELEASE_CLOCK_TOLERANCE 60

/* Sets PSG_PUBLISH_ERROR_RELEASE and returns FALSE. */
gboolean psg_release_fail(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The message of a tag: the title, the summary, and what a note holds beside it (`digests` NULL:
 * none yet). The caller owns it. */
char *psg_release_note_write(
        const PsgRelease *release, const char *summary, const GPtrArray *digests);

void psg_digest_free(gpointer digest);

/* The digests (PsgDigest) of a document's parts in an output folder. The caller owns the array. */
GPtrArray *psg_digests_new(const char *output, const char *document, GError **error);

/* The digest of a file, or of a folder when `path` ends in '/'; NULL without error when it is not
 * there. The caller owns it. */
char *psg_digest_make(const char *output, const char *path, GError **error);

/* The files of a folder (`path` ends in '/') as lines "DIGEST  PATH\n" in order, PATH from
 * `output` on; NULL without error when there is no such folder. The caller owns the array
 * (char *). */
GPtrArray *psg_digest_list_lines(const char *output, const char *path, GError **error);

/* The digest with this path, NULL when there is none. */
const char *psg_digests_find(const GPtrArray *digests, const char *path);

/* Makes a folder for a build that nobody keeps, with a name inside it that the build may take. The
 * first is to be removed when all is done. */
char *psg_release_make_scratch(char **output, GError **error);
