/* Reading for a build: the package as it is asked for, and other states of it. */
#include <string.h>

#include "project/package.h"
#include "publish/build_internal.h"
#include "publish/publish_error.h"

PsgVersion *
psg_build_find_as_of(const PsgBuild *build, GError **error)
{
    const char *revision = build->options->revision;
    PsgRepository *repository = build->place->repository;
    if (!revision || !repository)
        return NULL;
    if (g_str_has_prefix(revision, "refs/tags/"))
        revision += strlen("refs/tags/");
    const char *slash = strrchr(revision, '/');
    guint major, minor;
    if (!slash || slash[1] != 'v' || !psg_version_parse(slash + 1, &major, &minor))
        return NULL;
    g_autofree char *document = g_strndup(revision, (gsize)(slash - revision));
    g_autoptr(PsgVersion) version =
            psg_repository_find_version_tag(repository, document, slash + 2, error);
    /* A branch may have the name of a tag. */
    const char *oid = psg_snapshot_get_revision(build->snapshot)->oid;
    return version && g_strcmp0(version->oid, oid) == 0 ? g_steal_pointer(&version) : NULL;
}

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

PsgModel *
psg_build_read_model(PsgBuild *build, GError **error)
{
    const PsgBuildOptions *options = build->options;
    psg_build_tell(build, "Reading the package", 0);
    if (!build->place->repository)
        psg_findings_add(build->findings, PSG_SEVERITY_NOTE, "not-in-git", "", 0, 0,
                "this folder is not in a git repository, so that the output names no revision and "
                "nobody's changes are kept (\"git init\" begins a history)");
    g_autoptr(PsgPackage) package = psg_package_load(build->snapshot, build->findings, error);
    if (!package || !set_url(package, options->base_url, error))
        return NULL;
    psg_build_tell(build, "Reading chapters", 0.1);
    g_autoptr(PsgModel) model = (options->is_draft ? psg_model_new_draft : psg_model_new)(
            g_steal_pointer(&package), build->snapshot, options->threads, build->findings, error);
    if (!model)
        return NULL;
    if (options->date >= 0 && (model->is_changed || !model->revision.oid))
        model->time = options->date;
    psg_build_tell(build, "Reading the history", 0.2);
    PsgModelRevisionOptions revisions = {.place = build->place,
            .snapshot = build->snapshot,
            .pending = options->pending,
            .as_of = build->as_of,
            .threads = options->threads};
    if (!psg_model_add_revisions(model, &revisions, build->findings, error))
        return NULL;
    if (!options->is_draft)
        return g_steal_pointer(&model);
    psg_build_tell(build, "Reading the comments", 0.25);
    if (!psg_model_add_comments(model, build->place, build->snapshot, build->findings, error))
        return NULL;
    return g_steal_pointer(&model);
}

PsgModel *
psg_build_read_past(
        const PsgBuild *build, PsgSnapshot *snapshot, const PsgVersion *as_of, GError **error)
{
    g_autoptr(PsgPackage) package = psg_package_load(snapshot, NULL, error);
    if (!package)
        return NULL;
    g_autoptr(PsgModel) model = psg_model_new(
            g_steal_pointer(&package), snapshot, build->options->threads, NULL, error);
    if (!model)
        return NULL;
    PsgModelRevisionOptions revisions = {.place = build->place,
            .snapshot = snapshot,
            .as_of = as_of,
            .document = as_of ? as_of->document : NULL,
            .newest = build->model,
            .threads = build->options->threads};
    if (as_of && !psg_model_add_revisions(model, &revisions, NULL, error))
        return NULL;
    return g_steal_pointer(&model);
}
