/* The build: the path from a folder to all of its editions. Each step hands the next what it made;
 * nothing is put in place before all is whole. See build.h and the staging folder of
 * base/staging.h. */
#include "publish/build.h"

#include <string.h>

#include "base/parallel.h"
#include "base/staging.h"
#include "git/snapshot.h"
#include "project/package.h"
#include "project/place.h"
#include "publish/epub/epub.h"
#include "publish/model/model.h"
#include "publish/output.h"
#include "publish/publish_error.h"
#include "publish/site/site.h"
#include "publish/theme/theme_files.h"

#define DEFAULT_OUTPUT "public"
#define EPUB_MEDIA_TYPE "application/epub+zip"

static void
build_edition_free(gpointer data)
{
    PsgBuiltEdition *edition = data;
    g_free(edition->edition);
    g_free(edition->document);
    g_free(edition->path);
    g_free(edition);
}

static void
site_download_free(gpointer data)
{
    PsgSiteDownload *download = data;
    g_free(download->label);
    g_free(download->path);
    g_free(download->media_type);
    g_free(download);
}

void
psg_build_result_free(PsgBuildResult *result)
{
    if (!result)
        return;
    g_free(result->output);
    g_free(result->revision);
    g_clear_pointer(&result->editions, g_ptr_array_unref);
    psg_findings_free(result->findings);
    g_free(result);
}

static void
tell_progress(const PsgBuildOptions *options, const char *activity, double fraction)
{
    if (options->progress)
        options->progress(activity, fraction, options->progress_data);
}

/* Output's place */

static gboolean fail_option(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static gboolean
fail_option(GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_propagate_error(error,
            g_error_new_valist(PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_OPTION, format, arguments));
    va_end(arguments);
    return FALSE;
}

/* An output folder that holds the package would be emptied with it. */
static gboolean
check_output(const PsgPlace *place, const char *output, GError **error)
{
    g_autofree char *inside =
            g_str_has_suffix(output, "/") ? g_strdup(output) : g_strconcat(output, "/", NULL);
    if (strcmp(output, place->folder) != 0 && !g_str_has_prefix(place->folder, inside))
        return TRUE;
    return fail_option(error,
            "%s: the output would take the place of the package itself; name another folder with "
            "-o",
            output);
}

/* Where the output goes, absolute; NULL when it must not go there. */
static char *
find_output(const PsgBuildOptions *options, const PsgPlace *place, GError **error)
{
    g_autofree char *output = options->output
                                      ? g_canonicalize_filename(options->output, NULL)
                                      : g_build_filename(place->folder, DEFAULT_OUTPUT, NULL);
    if (!check_output(place, output, error) || !psg_staging_check(output, error))
        return NULL;
    return g_steal_pointer(&output);
}

/* Reading */

/* The address with a '/' at its end, in place of the package's own. */
static gboolean
set_url(PsgPackage *package, const char *url, GError **error)
{
    if (!url)
        return TRUE;
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
    const char *scheme = uri ? g_uri_get_scheme(uri) : "";
    const char *host = uri ? g_uri_get_host(uri) : NULL;
    if ((strcmp(scheme, "https") != 0 && strcmp(scheme, "http") != 0) || !host || !*host ||
            g_uri_get_query(uri) || g_uri_get_fragment(uri)) {
        g_set_error(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_VALUE,
                "%s is no address of a site; it must look like https://example.org/guidance/", url);
        return FALSE;
    }
    g_free(package->url);
    package->url = g_str_has_suffix(url, "/") ? g_strdup(url) : g_strconcat(url, "/", NULL);
    return TRUE;
}

/* The version whose tag the build was asked for: its output is to be the same for ever, whatever is
 * released later. NULL for any other revision. The caller owns it. */
static PsgVersion *
find_version(const PsgPlace *place, const char *revision, const char *oid)
{
    static const char space[] = "refs/tags/";
    if (!place->repository || !revision)
        return NULL;
    const char *name = g_str_has_prefix(revision, space) ? revision + strlen(space) : revision;
    const char *mark = g_strrstr(name, "/v");
    if (!mark)
        return NULL;
    g_autofree char *document = g_strndup(name, (gsize)(mark - name));
    g_autoptr(PsgVersion) version =
            psg_repository_find_version_tag(place->repository, document, mark + strlen("/v"), NULL);
    /* A branch may have the name of a tag. */
    return version && g_strcmp0(version->oid, oid) == 0 ? g_steal_pointer(&version) : NULL;
}

static gboolean
add_revisions(PsgModel *model, const PsgBuildOptions *options, const PsgPlace *place,
        PsgSnapshot *snapshot, PsgFindings *findings, GError **error)
{
    tell_progress(options, "Reading the history", 0.2);
    g_autoptr(PsgVersion) as_of = find_version(place, options->revision, model->revision.oid);
    PsgModelRevisionOptions revisions = {.place = place,
            .snapshot = snapshot,
            .pending = options->pending,
            .as_of = as_of,
            .threads = options->threads};
    return psg_model_add_revisions(model, &revisions, findings, error);
}

static PsgModel *
read_model(const PsgBuildOptions *options, const PsgPlace *place, PsgSnapshot *snapshot,
        PsgFindings *findings, GError **error)
{
    tell_progress(options, "Reading the package", 0);
    if (!place->repository)
        psg_findings_add(findings, PSG_SEVERITY_NOTE, "not-in-git", "", 0, 0,
                "this folder is not in a git repository, so that the output names no revision and "
                "nobody's changes are "
                "kept (\"git init\" begins a history)");
    g_autoptr(PsgPackage) package = psg_package_load(snapshot, findings, error);
    if (!package || !set_url(package, options->base_url, error))
        return NULL;
    tell_progress(options, "Reading chapters", 0.1);
    g_autoptr(PsgModel) model =
            psg_model_new(g_steal_pointer(&package), snapshot, options->threads, findings, error);
    if (!model)
        return NULL;
    if (options->date >= 0 && (model->is_changed || !model->revision.oid))
        model->time = options->date;
    if (!add_revisions(model, options, place, snapshot, findings, error))
        return NULL;
    return g_steal_pointer(&model);
}

/* Writing */

/* What all EPUBs of a build share, and what became of each. */
typedef struct {
    const PsgModel *model;
    PsgEpubOptions options;
    PsgOutput *output;
    GBytes **epubs; /* by document */
} Epubs;

static char *
make_epub_path(const PsgModelDocument *document)
{
    return g_strdup_printf("downloads/%s.epub", document->entry->id);
}

/* Makes and writes the nth document's EPUB. */
static gboolean
write_epub(guint index, gpointer data, GError **error)
{
    Epubs *epubs = data;
    const PsgModelDocument *document = g_ptr_array_index(epubs->model->documents, index);
    GBytes *epub = epubs->epubs[index] = psg_epub_make(document, &epubs->options, error);
    g_autofree char *path = make_epub_path(document);
    return epub && psg_output_write(epubs->output, path, g_bytes_get_data(epub, NULL),
                           g_bytes_get_size(epub), error);
}

/* The digests of the downloads in the form of sha256sum(1). */
static gboolean
write_digests(const Epubs *epubs, GError **error)
{
    g_autoptr(GString) list = g_string_new(NULL);
    for (guint i = 0; i < epubs->model->documents->len; i++) {
        const PsgModelDocument *document = g_ptr_array_index(epubs->model->documents, i);
        g_autofree char *digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, epubs->epubs[i]);
        g_string_append_printf(list, "%s  %s.epub\n", digest, document->entry->id);
    }
    return psg_output_write(epubs->output, "downloads/SHA256SUMS", list->str, list->len, error);
}

static void
add_edition(PsgBuildResult *result, const char *edition, const char *document, const char *path,
        gsize size)
{
    PsgBuiltEdition *built = g_new0(PsgBuiltEdition, 1);
    built->edition = g_strdup(edition);
    built->document = g_strdup(document);
    built->path = g_strdup(path);
    built->size = size;
    g_ptr_array_add(result->editions, built);
}

/* Enters the EPUBs in the result and, for the site, in the list of downloads. */
static void
list_epubs(const Epubs *epubs, PsgBuildResult *result, GPtrArray *downloads)
{
    for (guint i = 0; i < epubs->model->documents->len; i++) {
        const PsgModelDocument *document = g_ptr_array_index(epubs->model->documents, i);
        PsgSiteDownload *download = g_new0(PsgSiteDownload, 1);
        download->document = document;
        download->label = g_strdup("EPUB");
        download->path = make_epub_path(document);
        download->media_type = g_strdup(EPUB_MEDIA_TYPE);
        download->size = g_bytes_get_size(epubs->epubs[i]);
        g_ptr_array_add(downloads, download);
        add_edition(result, "epub", document->entry->id, download->path, download->size);
    }
}

static gboolean
write_epubs(const PsgBuildOptions *options, const PsgModel *model, PsgThemeFiles *theme,
        PsgOutput *output, PsgBuildResult *result, GPtrArray *downloads, GError **error)
{
    tell_progress(options, "Making EPUBs", 0.3);
    guint count = model->documents->len;
    guint threads = options->threads ? options->threads : g_get_num_processors();
    g_autoptr(GBytes) style = psg_theme_files_read(PSG_THEME_EPUB_STYLE, theme, NULL);
    g_autofree char *style_sheet =
            style ? g_strndup(g_bytes_get_data(style, NULL), g_bytes_get_size(style)) : NULL;
    Epubs epubs = {.model = model,
            .options = {.url = model->package->url,
                    .style_sheet = style_sheet,
                    .threads = MAX(1, threads / MAX(1, count))},
            .output = output,
            .epubs = g_new0(GBytes *, count)};
    gboolean is_done = psg_parallel_run(threads, count, write_epub, &epubs, error) &&
                       write_digests(&epubs, error);
    if (is_done)
        list_epubs(&epubs, result, downloads);
    for (guint i = 0; i < count; i++)
        g_clear_pointer(&epubs.epubs[i], g_bytes_unref);
    g_free(epubs.epubs);
    return is_done;
}

static gboolean
write_site(const PsgBuildOptions *options, const PsgModel *model, PsgThemeFiles *files,
        PsgOutput *output, PsgBuildResult *result, GPtrArray *downloads, GError **error)
{
    tell_progress(options, "Writing the site", 0.6);
    g_autoptr(PsgTheme) theme = psg_theme_new(psg_theme_files_read, files);
    g_autoptr(GPtrArray) assets = psg_theme_files_list_assets(files);
    PsgSiteOptions site = {.model = model,
            .theme = theme,
            .theme_assets = assets,
            .read_asset = psg_theme_files_read,
            .read_asset_data = files,
            .url = model->package->url,
            .downloads = downloads,
            .threads = options->threads};
    add_edition(result, "site", NULL, "index.html", 0);
    g_autoptr(GError) problem = NULL;
    if (psg_site_write(&site, output, &problem))
        return TRUE;
    if (g_error_matches(problem, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_TEMPLATE) ||
            g_error_matches(problem, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_TEMPLATE_MISSING))
        g_prefix_error(&problem, "theme \"%s\", ", model->package->theme);
    g_propagate_error(error, g_steal_pointer(&problem));
    return FALSE;
}

static gboolean
write_editions(const PsgBuildOptions *options, const PsgModel *model, PsgThemeFiles *theme,
        PsgOutput *output, PsgBuildResult *result, GError **error)
{
    PsgEdition editions = options->editions ? options->editions : PSG_EDITION_ALL;
    g_autoptr(GPtrArray) downloads = g_ptr_array_new_with_free_func(site_download_free);
    if ((editions & PSG_EDITION_EPUB) &&
            !write_epubs(options, model, theme, output, result, downloads, error))
        return FALSE;
    return !(editions & PSG_EDITION_SITE) ||
           write_site(options, model, theme, output, result, downloads, error);
}

/* Result */

static PsgBuildResult *
describe_model(const PsgModel *model, const char *output)
{
    PsgBuildResult *result = g_new0(PsgBuildResult, 1);
    result->output = g_strdup(output);
    result->revision = g_strdup(model->revision.oid);
    result->is_changed = model->is_changed;
    result->editions = g_ptr_array_new_with_free_func(build_edition_free);
    for (guint i = 0; i < model->documents->len; i++) {
        const PsgModelDocument *document = g_ptr_array_index(model->documents, i);
        result->chapter_count += document->chapters->len;
        result->words += document->words;
    }
    return result;
}

static void
count_files(PsgBuildResult *result, PsgOutput *output)
{
    g_autoptr(GPtrArray) files = psg_output_list(output);
    result->file_count = files->len;
    for (guint i = 0; i < files->len; i++)
        result->bytes += ((const PsgOutputFile *)g_ptr_array_index(files, i))->size;
}

PsgBuildResult *
psg_build_run(const PsgBuildOptions *options, GError **error)
{
    g_autoptr(PsgPlace) place = psg_place_find(options->folder, options->revision, error);
    g_autofree char *target = place ? find_output(options, place, error) : NULL;
    if (!target)
        return NULL;
    g_autoptr(PsgSnapshot) snapshot = psg_place_open(place, options->revision, target, error);
    if (!snapshot)
        return NULL;
    g_autoptr(PsgFindings) findings = psg_findings_new();
    g_autoptr(PsgModel) model = read_model(options, place, snapshot, findings, error);
    if (!model)
        return NULL;
    g_autoptr(PsgThemeFiles) theme =
            psg_theme_files_load(options->themes, model->package->theme, snapshot, error);
    if (!theme)
        return NULL;

    g_autoptr(PsgBuildResult) result = describe_model(model, target);
    psg_findings_finish(findings);
    result->findings = g_steal_pointer(&findings);
    result->is_refused = options->is_strict &&
                         (psg_findings_count(result->findings, PSG_SEVERITY_ERROR) > 0 ||
                                 psg_findings_count(result->findings, PSG_SEVERITY_WARNING) > 0);
    if (result->is_refused)
        return g_steal_pointer(&result);

    g_autoptr(PsgStaging) staging = psg_staging_new(target, error);
    if (!staging)
        return NULL;
    g_autoptr(PsgOutput) output = psg_output_new(psg_staging_get_folder(staging));
    if (!write_editions(options, model, theme, output, result, error))
        return NULL;
    count_files(result, output);
    tell_progress(options, "Putting it in place", 0.95);
    if (!psg_staging_commit(staging, error))
        return NULL;
    tell_progress(options, "Done", 1);
    return g_steal_pointer(&result);
}
