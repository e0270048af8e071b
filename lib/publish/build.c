/* The build: the path from a folder to all of its editions. Each step hands the next what it made;
 * nothing is put in place before all is whole. See build.h and the staging folder of
 * base/staging.h. */
#include "publish/build.h"

#include <string.h>

#include "base/staging.h"
#include "publish/build_internal.h"
#include "publish/publish_error.h"

#define DEFAULT_OUTPUT "public"

static void
build_edition_free(gpointer data)
{
    PsgBuiltEdition *edition = data;
    g_free(edition->edition);
    g_free(edition->document);
    g_free(edition->path);
    g_free(edition);
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
build_clear(PsgBuild *build)
{
    g_clear_pointer(&build->redlines, g_ptr_array_unref);
    g_clear_pointer(&build->downloads, g_ptr_array_unref);
    if (build->digests)
        g_string_free(build->digests, TRUE);
    psg_output_free(build->output);
    psg_build_result_free(build->result);
    psg_theme_files_free(build->theme);
    psg_model_free(build->model);
    psg_findings_free(build->findings);
    psg_version_free(build->as_of);
    psg_snapshot_free(build->snapshot);
    g_free(build->target);
    psg_place_free(build->place);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PsgBuild, build_clear)

void
psg_build_tell(const PsgBuild *build, const char *activity, double fraction)
{
    const PsgBuildOptions *options = build->options;
    if (options->progress)
        options->progress(activity, fraction, options->progress_data);
}

gboolean
psg_build_fail_option(GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_propagate_error(error,
            g_error_new_valist(PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_OPTION, format, arguments));
    va_end(arguments);
    return FALSE;
}

void
psg_build_add_edition(
        PsgBuild *build, const char *edition, const char *document, const char *path, gsize size)
{
    PsgBuiltEdition *built = g_new0(PsgBuiltEdition, 1);
    built->edition = g_strdup(edition);
    built->document = g_strdup(document);
    built->path = g_strdup(path);
    built->size = size;
    g_ptr_array_add(build->result->editions, built);
}

/* Output's place */

/* An output folder that holds the package would be emptied with it. */
static gboolean
check_output(const PsgPlace *place, const char *output, GError **error)
{
    g_autofree char *inside =
            g_str_has_suffix(output, "/") ? g_strdup(output) : g_strconcat(output, "/", NULL);
    if (strcmp(output, place->folder) != 0 && !g_str_has_prefix(place->folder, inside))
        return TRUE;
    return psg_build_fail_option(error,
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

/* Writing */

static gboolean
write_pages(PsgBuild *build, PsgSite *site, GError **error)
{
    gboolean has_site = (build->editions & PSG_EDITION_SITE) != 0;
    if (has_site)
        psg_build_add_edition(build, "site", NULL, "index.html", 0);
    if (build->options->with_versions && has_site && !psg_build_write_versions(build, site, error))
        return FALSE;
    if ((build->editions & PSG_EDITION_REDLINE) && !psg_build_write_redlines(build, site, error))
        return FALSE;
    psg_build_tell(build, "Writing the site", 0.6);
    return has_site ? psg_site_write_newest(site, error) : psg_site_write_assets(site, error);
}

static gboolean
write_site(PsgBuild *build, GError **error)
{
    g_autoptr(PsgTheme) theme = psg_theme_new(psg_theme_files_read, build->theme);
    g_autoptr(GPtrArray) assets =
            psg_theme_files_list_assets(build->theme, build->options->is_draft);
    PsgSiteOptions options = {.model = build->model,
            .theme = theme,
            .theme_assets = assets,
            .read_asset = psg_theme_files_read,
            .read_asset_data = build->theme,
            .url = build->model->package->url,
            .downloads = build->downloads,
            .threads = build->options->threads,
            .is_redline_only = !(build->editions & PSG_EDITION_SITE)};
    g_autoptr(GError) problem = NULL;
    g_autoptr(PsgSite) site = psg_site_new(&options, build->output, &problem);
    if (site && write_pages(build, site, &problem))
        return TRUE;
    if (g_error_matches(problem, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_TEMPLATE) ||
            g_error_matches(problem, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_TEMPLATE_MISSING))
        g_prefix_error(&problem, "theme \"%s\", ", build->model->package->theme);
    g_propagate_error(error, g_steal_pointer(&problem));
    return FALSE;
}

static gboolean
write_editions(PsgBuild *build, GError **error)
{
    gboolean has_downloads = (build->editions & PSG_EDITION_DOWNLOADS) != 0,
             has_site = (build->editions & PSG_EDITION_SITE) != 0;
    if (has_downloads && !psg_build_write_downloads(build, error))
        return FALSE;
    if ((build->editions & (PSG_EDITION_SITE | PSG_EDITION_REDLINE)) && !write_site(build, error))
        return FALSE;
    if (has_downloads && !has_site && build->options->with_versions &&
            !psg_build_write_versions(build, NULL, error))
        return FALSE;
    return !has_downloads || psg_build_write_digests(build, error);
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

/* Errors and warnings, which a strict build refuses. What older versions and redlines add are
 * notes: nobody can mend the past. */
static gboolean
is_refused(const PsgBuild *build)
{
    return build->options->is_strict &&
           (psg_findings_count(build->findings, PSG_SEVERITY_ERROR) > 0 ||
                   psg_findings_count(build->findings, PSG_SEVERITY_WARNING) > 0);
}

static PsgBuildResult *
finish(PsgBuild *build)
{
    psg_findings_finish(build->findings);
    build->result->findings = g_steal_pointer(&build->findings);
    return g_steal_pointer(&build->result);
}

/* Comments stand in the trees of a draft; a redline would take them for changes. */
static gboolean
check_options(const PsgBuild *build, GError **error)
{
    if (!build->options->is_draft || !(build->editions & PSG_EDITION_REDLINE))
        return TRUE;
    return psg_build_fail_option(error,
            "a redline shows changes, and a draft shows comments: build them one at a time, each "
            "into a folder of its own (-o)");
}

/* Finds the package and reads it. */
static gboolean
prepare(PsgBuild *build, GError **error)
{
    const PsgBuildOptions *options = build->options;
    GError *problem = NULL;
    build->place = psg_place_find(options->folder, options->revision, error);
    build->target = build->place ? find_output(options, build->place, error) : NULL;
    if (!build->target)
        return FALSE;
    build->snapshot = psg_place_open(build->place, options->revision, build->target, error);
    if (!build->snapshot)
        return FALSE;
    build->as_of = psg_build_find_as_of(build, &problem);
    if (problem) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    build->findings = psg_findings_new();
    build->model = psg_build_read_model(build, error);
    if (!build->model)
        return FALSE;
    build->theme = psg_theme_files_load(
            options->themes, build->model->package->theme, build->snapshot, error);
    return build->theme != NULL;
}

static gboolean
write_output(PsgBuild *build, GError **error)
{
    g_autoptr(PsgStaging) staging = psg_staging_new(build->target, error);
    if (!staging)
        return FALSE;
    build->output = psg_output_new(psg_staging_get_folder(staging));
    build->downloads = g_ptr_array_new_with_free_func(psg_build_download_free);
    build->digests = g_string_new(NULL);
    build->redlines = g_ptr_array_new_with_free_func(psg_build_redline_free);
    if (!write_editions(build, error))
        return FALSE;
    /* Print finds faults of its own. */
    build->result->is_refused = is_refused(build);
    if (build->result->is_refused)
        return TRUE;
    count_files(build->result, build->output);
    psg_build_tell(build, "Putting it in place", 0.95);
    if (!psg_staging_commit(staging, error))
        return FALSE;
    psg_build_tell(build, "Done", 1);
    return TRUE;
}

PsgBuildResult *
psg_build_run(const PsgBuildOptions *options, GError **error)
{
    g_auto(PsgBuild) build = {.options = options,
            .editions = options->editions ? options->editions : PSG_EDITION_ALL};
    if (!check_options(&build, error) || !prepare(&build, error))
        return NULL;
    build.result = describe_model(build.model, build.target);
    build.result->is_refused = is_refused(&build);
    if (!build.result->is_refused && !write_output(&build, error))
        return NULL;
    return finish(&build);
}
