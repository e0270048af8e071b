/* Making a version: built once as it will be, tagged with the digests of that, built again from
 * the tag, and compared. See release.h. */
#include <string.h>

#include "base/file.h"
#include "git/version.h"
#include "project/place.h"
#include "publish/publish_error.h"
#include "publish/release_internal.h"

/* The summary as it is kept: LF, without white space at its ends. */
static char *
clean_summary(const char *summary)
{
    g_auto(GStrv) lines = g_strsplit(summary, "\r\n", -1);
    return g_strstrip(g_strjoinv("\n", lines));
}

/* A summary must come back from the tag as it went in: nothing in it may look like a signature or
 * like the lines that stand behind it. */
static gboolean
check_summary(const PsgRelease *release, const char *summary, GError **error)
{
    if (!*summary)
        return psg_release_fail(error, "the summary is empty; say in a few words what is new");
    if (!g_utf8_validate(summary, -1, NULL))
        return psg_release_fail(error, "the summary must be text in UTF-8");
    g_autofree char *text = psg_release_note_write(release, summary, NULL);
    g_autoptr(PsgMessage) message = psg_message_parse(text);
    if (strcmp(message->body, summary) == 0)
        return TRUE;
    return psg_release_fail(error,
            "git would not give the summary back as it is; take out lines that look like a "
            "signature (-----BEGIN ...) and lines of white space only");
}

/* The version as it will be once it is tagged. */
static PsgVersion *
make_pending(const PsgReleaseOptions *options, const PsgRelease *release, const char *summary)
{
    PsgVersion *version = g_new0(PsgVersion, 1);
    psg_version_parse(options->number, &version->major, &version->minor);
    version->document = g_strdup(options->document);
    version->number = g_strdup_printf("%u.%u", version->major, version->minor);
    version->tag = g_strdup(release->tag);
    version->oid = g_strdup(release->oid);
    version->time = options->time;
    version->offset_minutes = options->offset_minutes;
    g_autofree char *text = psg_release_note_write(release, summary, NULL);
    version->message = psg_message_parse(text);
    return version;
}

static PsgBuildOptions
make_build(const PsgReleaseOptions *options, const char *output, const char *revision,
        const PsgVersion *pending)
{
    return (PsgBuildOptions){.folder = options->folder,
            .output = output,
            .revision = revision,
            .themes = options->themes,
            .pending = pending,
            .threads = options->threads,
            .date = -1,
            .progress = options->progress,
            .progress_data = options->progress_data};
}

/* What the version's output will be, without a tag. */
static GPtrArray *
digest_pending(const PsgReleaseOptions *options, const PsgRelease *release, const char *summary,
        GError **error)
{
    g_autofree char *output = NULL;
    g_autofree char *scratch = psg_release_make_scratch(&output, error);
    if (!scratch)
        return NULL;
    g_autoptr(PsgVersion) pending = make_pending(options, release, summary);
    PsgBuildOptions build = make_build(options, output, release->oid, pending);
    g_autoptr(PsgBuildResult) result = psg_build_run(&build, error);
    GPtrArray *digests = result ? psg_digests_new(output, options->document, error) : NULL;
    psg_folder_remove(scratch, NULL);
    return digests;
}

static gboolean
compare_digests(const GPtrArray *expected, const GPtrArray *found, GError **error)
{
    for (guint i = 0; i < expected->len; i++) {
        const PsgDigest *digest = expected->pdata[i];
        if (g_strcmp0(psg_digests_find(found, digest->path), digest->digest) != 0)
            return psg_release_fail(error,
                    "%s came out differently when it was built from the tag, so that the version "
                    "could not be verified later; please report this as a fault of Plainsong",
                    digest->path);
    }
    return TRUE;
}

/* Builds from the tag into place and compares. */
static PsgBuildResult *
build_tagged(const PsgReleaseOptions *options, const PsgRelease *release, const GPtrArray *digests,
        GError **error)
{
    g_autofree char *tag = g_strconcat("refs/tags/", release->tag, NULL);
    PsgBuildOptions build = make_build(options, options->output, tag, NULL);
    g_autoptr(PsgBuildResult) result = psg_build_run(&build, error);
    g_autoptr(GPtrArray) found =
            result ? psg_digests_new(result->output, options->document, error) : NULL;
    if (!found || !compare_digests(digests, found, error))
        return NULL;
    return g_steal_pointer(&result);
}

static gboolean
create_tag(PsgRepository *repository, const PsgReleaseOptions *options, const PsgRelease *release,
        const char *message, GError **error)
{
    const PsgTagOptions tag = {.tag = release->tag,
            .oid = release->oid,
            .message = message,
            .time = options->time,
            .offset_minutes = options->offset_minutes};
    return psg_repository_create_tag(repository, &tag, error);
}

/* Takes away the tag of a version that did not go out, and adds to the error what became of it. */
static void
take_back(PsgRepository *repository, const char *tag, GError **error)
{
    g_autoptr(GError) problem = NULL;
    if (psg_repository_delete_tag(repository, tag, &problem))
        g_prefix_error(error, "the version is not out, and its tag was taken away again: ");
    else
        g_prefix_error(error,
                "the version is not out, but its tag is still there (%s); take it away with \"git "
                "tag -d %s\": ",
                problem->message, tag);
}

/* A second that no other version has: which of two came first can be told from their tags alone,
 * and what was built with the first never depends on the second. */
static gboolean
choose_time(PsgRepository *repository, gint64 *time, GError **error)
{
    g_autoptr(GPtrArray) versions = psg_repository_list_versions(repository, NULL, error);
    gint64 now = *time;
    for (guint i = 0; versions && i < versions->len; i++) {
        const PsgVersion *version = versions->pdata[i];
        if (version->time <= now + PSG_RELEASE_CLOCK_TOLERANCE)
            *time = MAX(*time, version->time + 1);
    }
    return versions != NULL;
}

/* Builds the version, tags it, and builds it again, with the moment that it is dated. */
static PsgBuildResult *
make_version(PsgRepository *repository, const PsgReleaseOptions *options, const PsgRelease *release,
        const char *summary, GError **error)
{
    g_autoptr(GPtrArray) digests = digest_pending(options, release, summary, error);
    if (!digests)
        return NULL;
    g_autofree char *message = psg_release_note_write(release, summary, digests);
    if (!create_tag(repository, options, release, message, error))
        return NULL;
    PsgBuildResult *result = build_tagged(options, release, digests, error);
    if (!result)
        take_back(repository, release->tag, error);
    return result;
}

PsgBuildResult *
psg_release_run(const PsgReleaseOptions *options, const PsgRelease *release, const char *summary,
        GError **error)
{
    g_autofree char *kept = clean_summary(summary);
    if (release->state != PSG_RELEASE_READY) {
        psg_release_fail(error, "%s is not ready to go out", release->title);
        return NULL;
    }
    if (!check_summary(release, kept, error))
        return NULL;
    g_autoptr(PsgPlace) place = psg_place_find(options->folder, NULL, error);
    PsgReleaseOptions dated = *options;
    if (!place || !choose_time(place->repository, &dated.time, error))
        return NULL;
    return make_version(place->repository, &dated, release, kept, error);
}
