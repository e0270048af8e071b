/* Older versions in a build: each read from its own commit, as its release read it, and written
 * beside the newest. One at a time, so that ten versions need the memory of one. */
#include <string.h>

#include "publish/build_internal.h"
#include "publish/publish_error.h"
#include "publish/release_internal.h"

/* A version that is being written. */
typedef struct {
    PsgBuild *build;
    PsgSite *site; /* NULL: only the downloads */
    const PsgVersion *version;
    gboolean is_newest_release;
} Older;

static void
leave_out(const Older *older, const char *reason)
{
    const PsgVersion *version = older->version;
    psg_findings_add(older->build->findings, PSG_SEVERITY_NOTE, "version-left-out", "", 0, 0,
            "version %s of \"%s\" is not published beside the newest: %s", version->number,
            version->document, reason);
}

static gboolean
has_text(const PsgModelDocument *document)
{
    for (guint i = 0; i < document->chapters->len; i++)
        if (((const PsgModelChapter *)g_ptr_array_index(document->chapters, i))->entry->path)
            return TRUE;
    return FALSE;
}

/* The theme of then, whose style sheet is in the EPUB that was released. */
static PsgThemeFiles *
load_theme(const Older *older, const PsgModel *model, PsgSnapshot *snapshot, GError **error)
{
    return psg_theme_files_load(
            older->build->options->themes, model->package->theme, snapshot, error);
}

static gboolean
write_pages(const Older *older, const PsgModelDocument *document, const GPtrArray *downloads,
        GError **error)
{
    PsgSiteVersion version = {.document = document,
            .number = older->version->number,
            .time = older->version->time,
            .is_newest_release = older->is_newest_release,
            .downloads = downloads};
    return !older->site || psg_site_write_version(older->site, &version, error);
}

/* Says so when a file is not the one that was released, as another release of Plainsong, or another
 * release of a font, may make it differently. */
static void
check_digest(const Older *older, const PsgDownloadFile *file)
{
    const PsgVersion *version = older->version;
    g_autofree char *path = psg_build_make_path(file->kind, version->document);
    g_autoptr(PsgReleaseNote) note = psg_release_note_parse(version->message);
    const char *released = psg_digests_find(note->digests, path);
    if (released && strcmp(released, file->digest) != 0)
        psg_findings_add(older->build->findings, PSG_SEVERITY_NOTE, "version-differs", "", 0, 0,
                "the %s of version %s of \"%s\" is not byte for byte the one that was "
                "released%s%s",
                file->kind->label, version->number, version->document,
                note->built_with ? ", with " : "", note->built_with ? note->built_with : "");
}

static gboolean
write_document(
        const Older *older, const PsgModelDocument *document, PsgThemeFiles *theme, GError **error)
{
    PsgBuild *build = older->build;
    if (!(build->editions & PSG_EDITION_DOWNLOADS))
        return write_pages(older, document, NULL, error);
    g_autofree char *name = g_strdup_printf("%s-%s", document->entry->id, older->version->number);
    g_autoptr(GPtrArray) downloads = g_ptr_array_new_with_free_func(psg_build_download_free);
    g_autoptr(GPtrArray) files =
            psg_build_write_document(build, document, theme, name, downloads, error);
    if (!files)
        return FALSE;
    for (guint i = 0; i < files->len; i++)
        check_digest(older, g_ptr_array_index(files, i));
    return write_pages(older, document, downloads, error);
}

/* Writes one version. What cannot be read of it is told, and no error. */
static gboolean
write_version(const Older *older, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(PsgSnapshot) snapshot =
            psg_place_open(older->build->place, older->version->oid, NULL, &problem);
    g_autoptr(PsgModel) model =
            snapshot ? psg_build_read_past(older->build, snapshot, older->version, &problem) : NULL;
    g_autoptr(PsgThemeFiles) theme = model ? load_theme(older, model, snapshot, &problem) : NULL;
    if (!theme) {
        leave_out(older, problem->message);
        return TRUE;
    }
    const PsgModelDocument *document = psg_model_find_document(model, older->version->document);
    if (!document || !has_text(document)) {
        leave_out(older, document ? "it has no chapter" : "the package did not have it then");
        return TRUE;
    }
    return write_document(older, document, theme, error);
}

static const PsgVersion *
find_version(const GPtrArray *versions, const char *number)
{
    for (guint i = 0; i < versions->len; i++) {
        const PsgVersion *version = g_ptr_array_index(versions, i);
        if (strcmp(version->number, number) == 0)
            return version;
    }
    return NULL;
}

/* Every version of a document that readers are told of and that is not what stands at DOCUMENT/. */
static gboolean
write_document_versions(
        PsgBuild *build, PsgSite *site, const PsgModelDocument *document, GError **error)
{
    if (document->versions->len == 0)
        return TRUE;
    g_autoptr(GPtrArray) versions =
            psg_repository_list_versions(build->place->repository, document->entry->id, error);
    if (!versions)
        return FALSE;
    gboolean is_newest = !document->version;
    for (guint i = 0; i < document->versions->len; i++) {
        const char *number =
                ((const PsgModelVersion *)g_ptr_array_index(document->versions, i))->number;
        if (!number || g_strcmp0(number, document->version) == 0)
            continue;
        Older older = {build, site, find_version(versions, number), is_newest};
        is_newest = FALSE;
        if (older.version && !write_version(&older, error))
            return FALSE;
    }
    return TRUE;
}

gboolean
psg_build_write_versions(PsgBuild *build, PsgSite *site, GError **error)
{
    psg_build_tell(build, "Writing older versions", 0.4);
    for (guint i = 0; i < build->model->documents->len; i++)
        if (!write_document_versions(
                    build, site, g_ptr_array_index(build->model->documents, i), error))
            return FALSE;
    return TRUE;
}
