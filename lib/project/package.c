/* A package as a whole: which way it is loaded, and its end. See package.h. */
#include "project/package.h"

#include "base/error.h"
#include "project/internal.h"

static void
group_free(gpointer data)
{
    PsgGroup *group = data;
    g_free(group->id);
    g_free(group->name);
    g_free(group);
}

static PsgPackage *
package_new(void)
{
    PsgPackage *package = g_new0(PsgPackage, 1);
    package->groups = g_ptr_array_new_with_free_func(group_free);
    package->documents = g_ptr_array_new_with_free_func((GDestroyNotify)psg_document_entry_free);
    package->contributors = g_ptr_array_new();
    package->terms = psg_term_set_new();
    package->theme = g_strdup("default");
    return package;
}

void
psg_package_free(PsgPackage *package)
{
    if (!package)
        return;
    g_free(package->title);
    g_free(package->id);
    g_free(package->language);
    g_free(package->publisher);
    g_free(package->rights);
    g_free(package->theme);
    g_free(package->url);
    g_free(package->involved_email);
    g_free(package->involved_url);
    g_free(package->involved_text);
    g_ptr_array_unref(package->contributors);
    g_ptr_array_unref(package->documents);
    g_ptr_array_unref(package->groups);
    psg_term_set_free(package->terms);
    g_free(package->print.font);
    g_free(package->large_print.font);
    g_free(package->people_path);
    g_free(package->glossary_path);
    g_free(package);
}

static gboolean
load(PsgLoading *loading, GError **error)
{
    if (psg_snapshot_has_file(loading->snapshot, PSG_PACKAGE_FILE))
        return psg_manifest_load(loading, error);
    if (psg_snapshot_has_file(loading->snapshot, "plainsong.yml")) {
        g_set_error(error, PSG_PROJECT_ERROR, PSG_PROJECT_ERROR_MISSING,
                "plainsong.yml: this file must be called %s; rename it", PSG_PACKAGE_FILE);
        return FALSE;
    }
    return psg_bare_load(loading, error);
}

PsgPackage *
psg_package_load(PsgSnapshot *snapshot, PsgFindings *findings, GError **error)
{
    g_autoptr(PsgPackage) package = package_new();
    PsgLoading loading = {.snapshot = snapshot, .findings = findings, .package = package};
    g_autoptr(GError) cause = NULL;
    if (load(&loading, &cause))
        return g_steal_pointer(&package);
    /* Callers tell errors of package files by this folder's domain, whoever found them. */
    if (g_error_matches(cause, PSG_BASE_ERROR, PSG_BASE_ERROR_SYNTAX))
        g_set_error_literal(error, PSG_PROJECT_ERROR, PSG_PROJECT_ERROR_SYNTAX, cause->message);
    else
        g_propagate_error(error, g_steal_pointer(&cause));
    return NULL;
}

const PsgDocumentEntry *
psg_package_find_document(const PsgPackage *package, const char *id)
{
    for (guint i = 0; package && i < package->documents->len; i++) {
        const PsgDocumentEntry *document = g_ptr_array_index(package->documents, i);
        if (strcmp(document->id, id) == 0)
            return document;
    }
    return NULL;
}

gboolean
psg_document_has_chapter(const PsgDocumentEntry *document, const char *path)
{
    for (guint i = 0; i < document->chapters->len; i++) {
        const PsgChapterEntry *chapter = g_ptr_array_index(document->chapters, i);
        if (g_strcmp0(chapter->path, path) == 0)
            return TRUE;
    }
    return FALSE;
}
