/* What the repository's history adds to the model: when each chapter last changed, and which
 * versions of its document there are up to here, with what changed from one to the next. Built on
 * lib/changes; see model.h. Nothing here depends on when or where it runs: the same revision and
 * the same tags give the same model. */
#include <string.h>

#include "changes/chronicle.h"
#include "publish/model/internal.h"

/* Readers look at the newest changes; comparing every pair of a hundred versions would make builds
 * slow for nothing. */
#define COMPARED_LIMIT 50

typedef struct {
    PsgModel *model;
    const PsgModelRevisionOptions *options;
    PsgFindings *findings;
    PsgChronicle *chronicle;
    GPtrArray *versions;   /* PsgVersion of every document, as git has them */
    GHashTable *snapshots; /* oid -> PsgSnapshot: packages at versions, each opened once */
    gsize room;            /* for wording of the document at hand */
} Revisions;

static void
revisions_clear(Revisions *revisions)
{
    g_clear_pointer(&revisions->snapshots, g_hash_table_unref);
    g_clear_pointer(&revisions->chronicle, psg_chronicle_free);
    g_clear_pointer(&revisions->versions, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Revisions, revisions_clear)

void
psg_model_version_free(gpointer data)
{
    PsgModelVersion *version = data;
    g_free(version->number);
    g_clear_pointer(&version->summary, psg_text_free);
    if (!version->is_borrowed)
        psg_document_changes_free(version->changes);
    g_free(version->wording);
    g_free(version->agreed);
    g_free(version->exception);
    g_free(version);
}

/* --- which versions count --- */

/* The version that the output is of, whether it is tagged or about to be; NULL, also where a branch
 * has the name of a tag and the tree is not that version's. */
static const PsgVersion *
get_own(const Revisions *revisions)
{
    const PsgModelRevisionOptions *options = revisions->options;
    const PsgVersion *own = options->pending ? options->pending : options->as_of;
    return own && strcmp(own->oid, revisions->model->revision.oid) == 0 ? own : NULL;
}

static gboolean
is_same_version(const PsgVersion *a, const PsgVersion *b)
{
    return a->major == b->major && a->minor == b->minor && strcmp(a->document, b->document) == 0;
}

/* TRUE for a version that was there when the one being built was made. Its own document's are told
 * by their numbers as well: a release has the greatest, so that clocks that differ change nothing.
 */
static gboolean
is_before(const PsgVersion *version, const PsgVersion *own)
{
    if (version->time > own->time)
        return FALSE;
    return strcmp(version->document, own->document) != 0 ||
           psg_version_compare(version->major, version->minor, own->major, own->minor) < 0;
}

/* The document's versions up to here, the oldest number first, not owned. */
static GPtrArray *
list_versions(const Revisions *revisions, const PsgModelDocument *document)
{
    const PsgVersion *own = get_own(revisions);
    GPtrArray *held = g_ptr_array_new();
    for (guint i = 0; i < revisions->versions->len; i++) {
        const PsgVersion *version = revisions->versions->pdata[i];
        if (strcmp(version->document, document->entry->id) == 0 &&
                (!own || (!is_same_version(version, own) && is_before(version, own))) &&
                psg_chronicle_holds(revisions->chronicle, version->oid))
            g_ptr_array_add(held, (gpointer)version);
    }
    if (own && strcmp(own->document, document->entry->id) == 0)
        g_ptr_array_add(held, (gpointer)own);
    return held;
}

/* The newest version that this very tree is; NULL for a working draft. */
static const PsgVersion *
find_current(const PsgModel *model, const GPtrArray *held)
{
    const PsgVersion *newest = NULL;
    for (guint i = 0; i < held->len && !model->is_changed; i++) {
        const PsgVersion *version = held->pdata[i];
        if (strcmp(version->oid, model->revision.oid) == 0)
            newest = version;
    }
    return newest;
}

/* --- what changed --- */

/* The package at a version; NULL with an error when git cannot open it. */
static PsgSnapshot *
open_version(Revisions *revisions, const PsgVersion *version, GError **error)
{
    PsgSnapshot *snapshot = g_hash_table_lookup(revisions->snapshots, version->oid);
    if (snapshot)
        return snapshot;
    snapshot = psg_place_open(revisions->options->place, version->oid, NULL, error);
    if (snapshot)
        g_hash_table_insert(revisions->snapshots, g_strdup(version->oid), snapshot);
    return snapshot;
}

/* `to` NULL: the tree of the model. NULL, with a finding, when one of the two cannot be read. */
static PsgDocumentChanges *
compare(Revisions *revisions, const PsgModelDocument *document, const PsgVersion *from,
        const PsgVersion *to)
{
    g_autoptr(GError) error = NULL;
    PsgSnapshot *old_tree = open_version(revisions, from, &error);
    PsgSnapshot *new_tree = !old_tree ? NULL
                            : to      ? open_version(revisions, to, &error)
                                      : revisions->options->snapshot;
    PsgDocumentChanges *changes =
            new_tree ? psg_document_changes_new(old_tree, new_tree, document->entry->id,
                               revisions->options->threads, &error)
                     : NULL;
    if (!changes)
        psg_findings_add(revisions->findings, PSG_SEVERITY_NOTE, "version-unreadable", "", 0, 0,
                "what changed in \"%s\" from version %s to %s is not shown, since one of the two "
                "cannot be read: %s",
                document->entry->id, from->number, to ? to->number : "this text",
                error ? error->message : "git does not say why");
    return changes;
}

/* The same comparison in the newest model; NULL when it has none. */
static PsgDocumentChanges *
borrow(const PsgModel *newest, const char *id, const PsgVersion *from, const PsgVersion *to)
{
    const PsgModelDocument *document = newest ? psg_model_find_document(newest, id) : NULL;
    for (guint i = 0; document && i + 1 < document->versions->len; i++) {
        const PsgModelVersion *version = document->versions->pdata[i],
                              *before = document->versions->pdata[i + 1];
        if (g_strcmp0(version->number, to->number) == 0 &&
                g_strcmp0(before->number, from->number) == 0)
            return version->changes;
    }
    return NULL;
}

static void
add_version(Revisions *revisions, PsgModelDocument *document, const PsgVersion *version,
        const PsgVersion *before)
{
    PsgModelVersion *added = g_new0(PsgModelVersion, 1);
    added->number = g_strdup(version->number);
    added->time = version->time;
    added->summary = psg_model_read_summary(revisions->model, document, version->message->body);
    added->agreed = psg_model_tell_agreement(revisions->model->package, version->message);
    added->exception = psg_model_tell_exception(version->message);
    PsgDocumentChanges *changes = NULL;
    if (before && document->versions->len < COMPARED_LIMIT) {
        added->changes = borrow(revisions->options->newest, document->entry->id, before, version);
        added->is_borrowed = added->changes != NULL;
        changes = added->changes ? NULL : compare(revisions, document, before, version);
    }
    if (changes)
        psg_model_set_changes(added, changes, &revisions->room);
    g_ptr_array_add(document->versions, added);
}

/* What this tree has that the newest version has not, if anything. When that is not known it is
 * not claimed to be the same. */
static void
add_unreleased(Revisions *revisions, PsgModelDocument *document, const PsgVersion *newest)
{
    g_autoptr(PsgDocumentChanges) changes = compare(revisions, document, newest, NULL);
    if (changes && changes->chapters->len == 0)
        return;
    PsgModelVersion *added = g_new0(PsgModelVersion, 1);
    added->time = revisions->model->time;
    if (changes) {
        psg_model_mark_changes(document, changes);
        psg_model_set_changes(added, g_steal_pointer(&changes), &revisions->room);
    }
    g_ptr_array_add(document->versions, added);
}

static void
add_versions(Revisions *revisions, PsgModelDocument *document, const GPtrArray *held)
{
    if (held->len > 0 && !document->version)
        add_unreleased(revisions, document, held->pdata[held->len - 1]);
    for (guint i = held->len; i-- > 0;)
        add_version(revisions, document, held->pdata[i], i > 0 ? held->pdata[i - 1] : NULL);
}

/* --- last changes --- */

static void
add_last_change(Revisions *revisions, PsgModelChapter *chapter, const GPtrArray *held)
{
    PsgLastChange change = {.is_known = FALSE};
    if (!chapter->entry->path)
        return;
    psg_chronicle_get_last_change(revisions->chronicle, chapter->entry->path, &change);
    chapter->last_change = (PsgModelLastChange){
            .is_known = change.is_known, .is_changed = change.is_changed, .time = change.time};
    if (change.is_known && !change.is_changed)
        chapter->last_change.since =
                g_strdup(psg_chronicle_find_since(revisions->chronicle, &change, held));
}

static void
add_to_document(Revisions *revisions, PsgModelDocument *document)
{
    g_autoptr(GPtrArray) held = list_versions(revisions, document);
    revisions->room = PSG_MODEL_WORDING_LIMIT;
    psg_model_set_version(document, find_current(revisions->model, held));
    add_versions(revisions, document, held);
    for (guint i = 0; i < document->chapters->len; i++)
        add_last_change(revisions, document->chapters->pdata[i], held);
}

/* --- the whole --- */

/* Loads the history. No chronicle, without an error, when there is none. */
static void
load(Revisions *revisions, GError **error)
{
    const PsgModelRevisionOptions *options = revisions->options;
    revisions->chronicle = psg_chronicle_new(
            options->place, options->snapshot, revisions->model->package, options->threads, error);
    if (revisions->chronicle)
        revisions->versions = psg_repository_list_versions(options->place->repository, NULL, error);
}

/* A draft is better published without dates than not at all; a version must be whole. */
static gboolean
forgive(const Revisions *revisions, GError *problem, GError **error)
{
    if (get_own(revisions)) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    psg_findings_add(revisions->findings, PSG_SEVERITY_WARNING, "history-unreadable", "", 0, 0,
            "the history cannot be read, so that versions and dates of last change are left out: "
            "%s",
            problem->message);
    g_error_free(problem);
    return TRUE;
}

gboolean
psg_model_add_revisions(PsgModel *model, const PsgModelRevisionOptions *options,
        PsgFindings *findings, GError **error)
{
    if (!options->place->repository || !model->revision.oid)
        return TRUE;
    g_auto(Revisions) revisions = {.model = model, .options = options, .findings = findings};
    GError *problem = NULL;
    load(&revisions, &problem);
    if (problem)
        return forgive(&revisions, problem, error);
    if (!revisions.chronicle)
        return TRUE;
    if (!psg_chronicle_is_complete(revisions.chronicle))
        psg_findings_add(findings, PSG_SEVERITY_NOTE, "history-shallow", "", 0, 0,
                "this is a shallow clone, so that dates of last change before its beginning are "
                "left out; \"git fetch --unshallow\" gets the rest");
    if (!psg_chronicle_is_whole(revisions.chronicle))
        psg_findings_add(findings, PSG_SEVERITY_NOTE, "history-unread", "", 0, 0,
                "git could not read some files of older revisions, so that dates of last change "
                "may be too old; in a partial clone \"git fetch --refetch --no-filter\" gets them, "
                "and \"git fsck\" finds what is damaged");
    revisions.snapshots = g_hash_table_new_full(
            g_str_hash, g_str_equal, g_free, (GDestroyNotify)psg_snapshot_free);
    for (guint i = 0; i < model->documents->len; i++) {
        PsgModelDocument *document = model->documents->pdata[i];
        if (!options->document || strcmp(options->document, document->entry->id) == 0)
            add_to_document(&revisions, document);
    }
    return TRUE;
}
