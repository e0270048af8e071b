/* All rules over one package. See check.h. */
#include "check/check_internal.h"

#include <string.h>

#include "changes/chronicle.h"
#include "publish/model/model.h"

static gboolean
is_under(const char *path, const char *folder)
{
    gsize length = strlen(folder);
    return strcmp(path, folder) == 0 || length == 0 ||
           (g_str_has_prefix(path, folder) && path[length] == '/');
}

static gboolean
is_wanted(const PsgFinding *finding, gpointer data)
{
    for (const char *const *path = data; *path; path++)
        if (is_under(finding->path, *path))
            return TRUE;
    return FALSE;
}

/* The paths as the package has them: a chapter may be named by the end of its path. */
static gboolean
list_paths(const PsgPackage *package, PsgSnapshot *snapshot, const char *const *wanted,
        GPtrArray *paths, GError **error)
{
    for (; wanted && *wanted; wanted++) {
        g_autoptr(GPtrArray) entries = psg_snapshot_list(snapshot, *wanted, NULL);
        gboolean is_there = entries || psg_snapshot_has_file(snapshot, *wanted);
        const char *path = is_there ? *wanted : psg_chronicle_find_path(package, *wanted, error);
        if (!path)
            return FALSE;
        g_ptr_array_add(paths, (gpointer)path);
    }
    g_ptr_array_add(paths, NULL);
    return TRUE;
}

/* The comments, where there is a repository with a commit. */
static gboolean
check_review(const PsgPlace *place, PsgSnapshot *snapshot, const PsgPackage *package,
        PsgFindings *findings, GError **error)
{
    if (!place->repository || psg_repository_is_unborn(place->repository))
        return TRUE;
    g_autoptr(PsgReview) review = psg_review_load(place, snapshot, package, findings, error);
    if (!review)
        return FALSE;
    psg_check_comments(review, findings);
    return TRUE;
}

PsgFindings *
psg_check_run(const PsgPlace *place, PsgSnapshot *snapshot, const PsgCheckOptions *options,
        GError **error)
{
    g_autoptr(PsgFindings) findings = psg_findings_new();
    PsgPackage *package = psg_package_load(snapshot, findings, error);
    g_autoptr(PsgModel) model =
            package ? psg_model_new(package, snapshot, options->threads, findings, error) : NULL;
    if (!model)
        return NULL;
    g_autoptr(GPtrArray) paths = g_ptr_array_new();
    if (!list_paths(model->package, snapshot, options->paths, paths, error))
        return NULL;
    psg_check_personal(model->package, snapshot, findings);
    if (!options->paths && !check_review(place, snapshot, model->package, findings, error))
        return NULL;
    psg_findings_finish(findings);
    if (options->paths)
        psg_findings_keep(findings, is_wanted, paths->pdata);
    return g_steal_pointer(&findings);
}
