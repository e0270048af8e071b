/* Redlines in a build: for each document the two ends of the range are read as packages of their
 * own, so that links and pictures of both are known. */
#include <string.h>

#include "changes/changes_error.h"
#include "publish/build_internal.h"
#include "publish/publish_error.h"

/* What one redline is made from. */
typedef struct {
    PsgRange *range;
    PsgSnapshot *from, *to; /* `to` NULL: the build's own */
    PsgModel *from_model, *to_model;
    PsgDocumentChanges *changes;
    PsgSiteRedline site;
} Redline;

void
psg_build_redline_free(gpointer data)
{
    Redline *redline = data;
    psg_document_changes_free(redline->changes);
    psg_model_free(redline->from_model);
    psg_model_free(redline->to_model);
    psg_snapshot_free(redline->from);
    psg_snapshot_free(redline->to);
    psg_range_free(redline->range);
    g_free(redline);
}

/* TRUE when the range ends at what is built, which is read already. */
static gboolean
ends_here(const PsgBuild *build, const PsgRange *range)
{
    if (!range->to.oid)
        return TRUE;
    return !build->model->is_changed && g_strcmp0(range->to.oid, build->model->revision.oid) == 0;
}

static gboolean
fail_missing(const char *document, const PsgPoint *point, GError **error)
{
    return psg_build_fail_option(
            error, "the package has no document \"%s\" at %s", document, point->label);
}

static gboolean
read_ends(const PsgBuild *build, const char *document, Redline *redline, GError **error)
{
    const PsgRange *range = redline->range;
    GError *problem = NULL;
    redline->from = psg_point_open(build->place, &range->from, &problem);
    if (problem) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    if (redline->from &&
            !(redline->from_model = psg_build_read_past(build, redline->from, NULL, error)))
        return FALSE;
    if (ends_here(build, range))
        return TRUE;
    redline->to = psg_point_open(build->place, &range->to, &problem);
    if (problem) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    if (!redline->to)
        return fail_missing(document, &range->to, error);
    redline->to_model = psg_build_read_past(build, redline->to, NULL, error);
    return redline->to_model != NULL;
}

/* Reads what the redline of a document needs. */
static gboolean
read_redline(
        const PsgBuild *build, const PsgModelDocument *document, Redline *redline, GError **error)
{
    const char *id = document->entry->id;
    redline->range = psg_range_parse(
            build->place, id, build->options->range, build->options->revision, error);
    if (!redline->range || !read_ends(build, id, redline, error))
        return FALSE;
    PsgSiteRedline *site = &redline->site;
    site->range = redline->range;
    if (redline->from_model)
        site->old_document = psg_model_find_document(redline->from_model, id);
    site->new_document =
            redline->to_model ? psg_model_find_document(redline->to_model, id) : document;
    if (!redline->range->from.is_nothing && !site->old_document)
        return fail_missing(id, &redline->range->from, error);
    if (!site->new_document)
        return fail_missing(id, &redline->range->to, error);
    site->changes = redline->changes = psg_document_changes_new(redline->from,
            redline->to ? redline->to : build->snapshot, id, build->options->threads, error);
    return redline->changes != NULL;
}

/* The page's size as it was written. */
static gsize
find_size(PsgOutput *output, const char *path)
{
    g_autoptr(GPtrArray) files = psg_output_list(output);
    for (guint i = 0; i < files->len; i++) {
        const PsgOutputFile *file = g_ptr_array_index(files, i);
        if (strcmp(file->path, path) == 0)
            return file->size;
    }
    return 0;
}

static gboolean
write_redline(PsgBuild *build, PsgSite *site, Redline *redline, GError **error)
{
    g_ptr_array_add(build->redlines, redline);
    if (!psg_site_write_redline(site, &redline->site, error))
        return FALSE;
    const PsgModelDocument *document = redline->site.new_document;
    g_autofree char *path = psg_site_make_redline_path(document);
    psg_build_add_edition(
            build, "redline", document->entry->id, path, find_size(build->output, path));
    return TRUE;
}

/* TRUE when the range names versions of a document ("guide/v1.0"), so that it is of no other. */
static gboolean
names_documents(const PsgBuild *build)
{
    for (guint i = 0; i < build->model->documents->len; i++) {
        const PsgModelDocument *document = g_ptr_array_index(build->model->documents, i);
        if (psg_range_names_document(build->options->range, document->entry->id))
            return TRUE;
    }
    return FALSE;
}

gboolean
psg_build_write_redlines(PsgBuild *build, PsgSite *site, GError **error)
{
    psg_build_tell(build, "Marking changes", 0.5);
    if (!build->place->repository)
        return psg_build_fail_option(error,
                "a redline needs two revisions, and this package is not in a git repository");
    g_autoptr(GError) reason = NULL;
    gboolean has_names = names_documents(build);
    for (guint i = 0; i < build->model->documents->len; i++) {
        const PsgModelDocument *document = g_ptr_array_index(build->model->documents, i);
        if (has_names && !psg_range_names_document(build->options->range, document->entry->id))
            continue;
        Redline *redline = g_new0(Redline, 1);
        g_autoptr(GError) problem = NULL;
        if (read_redline(build, document, redline, &problem)) {
            if (!write_redline(build, site, redline, error))
                return FALSE;
            continue;
        }
        psg_build_redline_free(redline);
        psg_findings_add(build->findings, PSG_SEVERITY_NOTE, "redline-left-out", "", 0, 0,
                "there is no redline of \"%s\": %s", document->entry->id, problem->message);
        if (!reason)
            reason = g_steal_pointer(&problem);
    }
    if (build->redlines->len > 0)
        return TRUE;
    if (!reason)
        return psg_build_fail_option(error, "the package has no document to make a redline of");
    g_propagate_prefixed_error(error, g_steal_pointer(&reason), "no redline can be made: ");
    return FALSE;
}
