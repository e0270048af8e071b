/* A package's history: opening it, and when each chapter last changed. See chronicle.h; the entries
 * are in chronicle_entries.c, people in chronicle_voices.c. */
#include "changes/chronicle.h"

#include <string.h>

#include "base/nearest.h"
#include "base/path.h"
#include "changes/changes_error.h"
#include "changes/chronicle_internal.h"
#include "git/state.h"
#include "git/version.h"
#include "text/outline.h"

PsgChronicle *
psg_chronicle_new(const PsgPlace *place, PsgSnapshot *snapshot, const PsgPackage *package,
        guint threads, GError **error)
{
    PsgRepository *repository = psg_snapshot_get_repository(snapshot);
    const char *oid = psg_snapshot_get_revision(snapshot)->oid;
    if (!repository || !oid)
        return NULL;
    g_autoptr(PsgHistory) history =
            psg_history_load(repository, oid, &psg_chronicle_reader, threads, error);
    if (!history)
        return NULL;
    PsgChronicle *chronicle = g_new0(PsgChronicle, 1);
    chronicle->place = place;
    chronicle->snapshot = snapshot;
    chronicle->package = package;
    chronicle->history = g_steal_pointer(&history);
    psg_chronicle_set_people(chronicle, package);
    return chronicle;
}

void
psg_chronicle_set_people(PsgChronicle *chronicle, const PsgPackage *package)
{
    g_autoptr(PsgMailmap) mailmap =
            psg_mailmap_load(psg_snapshot_get_repository(chronicle->snapshot),
                    psg_snapshot_get_revision(chronicle->snapshot)->oid);
    chronicle->people = package;
    g_clear_pointer(&chronicle->identities, psg_identities_free);
    chronicle->identities = psg_identities_new(package, mailmap);
}

void
psg_chronicle_free(PsgChronicle *chronicle)
{
    if (!chronicle)
        return;
    psg_history_free(chronicle->history);
    psg_snapshot_free(chronicle->committed);
    psg_identities_free(chronicle->identities);
    g_free(chronicle->reach_key);
    g_free(chronicle->reach);
    g_free(chronicle->held);
    g_free(chronicle);
}

gboolean
psg_chronicle_is_complete(const PsgChronicle *chronicle)
{
    return psg_history_is_complete(chronicle->history);
}

gboolean
psg_chronicle_is_whole(const PsgChronicle *chronicle)
{
    return psg_history_is_whole(chronicle->history);
}

gboolean
psg_chronicle_holds(PsgChronicle *chronicle, const char *oid)
{
    guint commit;
    if (!psg_history_find_commit(chronicle->history, oid, &commit))
        return FALSE;
    if (!chronicle->held) {
        const char *own = psg_snapshot_get_revision(chronicle->snapshot)->oid;
        chronicle->held =
                psg_history_find_reach(chronicle->history, (const char *const[]){own, NULL});
    }
    return chronicle->held[commit] == 0;
}

char *
psg_chronicle_make_full_path(const PsgChronicle *chronicle, const char *path)
{
    const char *folder = chronicle->place->relative;
    return *folder ? g_strconcat(folder, "/", path, NULL) : g_strdup(path);
}

GBytes *
psg_chronicle_read_committed(PsgChronicle *chronicle, const char *path)
{
    if (!chronicle->committed)
        chronicle->committed = psg_place_open(
                chronicle->place, psg_snapshot_get_revision(chronicle->snapshot)->oid, NULL, NULL);
    return chronicle->committed
                   ? psg_snapshot_read(chronicle->committed, path, PSG_TEXT_SIZE_LIMIT, NULL)
                   : NULL;
}

/* The last change */

static gboolean
has_same_words(GBytes *a, GBytes *b)
{
    gsize length, other_length;
    const char *text = g_bytes_get_data(a, &length), *other = g_bytes_get_data(b, &other_length);
    return psg_outline_has_equal_words(text ? text : "", length, other ? other : "", other_length);
}

/* TRUE when the working tree says something else than its commit. The snapshot alone knows that of
 * what was read, as a build has read all chapters. */
static gboolean
is_uncommitted(PsgChronicle *chronicle, const char *path)
{
    PsgSnapshot *snapshot = chronicle->snapshot;
    g_autoptr(GBytes) here = NULL;
    if (!psg_snapshot_has_read(snapshot, path))
        here = psg_snapshot_read(snapshot, path, PSG_TEXT_SIZE_LIMIT, NULL);
    if (!psg_snapshot_is_changed(snapshot))
        return FALSE;
    if (!here)
        here = psg_snapshot_read(snapshot, path, PSG_TEXT_SIZE_LIMIT, NULL);
    g_autoptr(GBytes) committed = psg_chronicle_read_committed(chronicle, path);
    return !here != !committed || (here && !has_same_words(here, committed));
}

void
psg_chronicle_get_last_change(PsgChronicle *chronicle, const char *path, PsgLastChange *change)
{
    g_autofree char *full = psg_chronicle_make_full_path(chronicle, path);
    const GArray *touches = psg_history_find_file(chronicle->history, full);
    memset(change, 0, sizeof *change);
    change->is_changed = is_uncommitted(chronicle, path);
    if (!touches || touches->len == 0)
        return;
    const PsgHistoryTouch *last = &g_array_index(touches, PsgHistoryTouch, touches->len - 1);
    const PsgHistoryCommit *commit = psg_history_get_commit(chronicle->history, last->commit);
    change->is_known = TRUE;
    change->time = commit->time;
    change->offset_minutes = commit->offset_minutes;
    change->commit = last->commit;
}

/* Which versions hold which commits is asked for every chapter: it is found once. */
static const guint *
find_reach(PsgChronicle *chronicle, const GPtrArray *versions)
{
    g_autoptr(GString) key = g_string_new(NULL);
    g_autofree const char **oids = g_new0(const char *, versions->len + 1);
    for (guint i = 0; i < versions->len; i++) {
        oids[i] = ((PsgVersion *)g_ptr_array_index(versions, i))->oid;
        g_string_append_printf(key, "%s\n", oids[i]);
    }
    if (!chronicle->reach_key || strcmp(chronicle->reach_key, key->str) != 0) {
        g_free(chronicle->reach_key);
        g_free(chronicle->reach);
        chronicle->reach_key = g_strdup(key->str);
        chronicle->reach = psg_history_find_reach(chronicle->history, oids);
    }
    return chronicle->reach;
}

const char *
psg_chronicle_find_since(
        PsgChronicle *chronicle, const PsgLastChange *change, const GPtrArray *versions)
{
    if (!change->is_known || change->is_changed || versions->len == 0)
        return NULL;
    guint first = find_reach(chronicle, versions)[change->commit];
    return first < versions->len ? ((PsgVersion *)g_ptr_array_index(versions, first))->number
                                 : NULL;
}

/* Finding a chapter */

static GPtrArray *
list_paths(const PsgPackage *package)
{
    GPtrArray *paths = g_ptr_array_new();
    for (guint i = 0; i < package->documents->len; i++) {
        const PsgDocumentEntry *document = g_ptr_array_index(package->documents, i);
        for (guint j = 0; j < document->chapters->len; j++) {
            const PsgChapterEntry *chapter = g_ptr_array_index(document->chapters, j);
            if (chapter->path)
                g_ptr_array_add(paths, chapter->path);
        }
    }
    return paths;
}

/* TRUE when `path` is `end`, or ends in it from a '/' on, with or without ".md". */
static gboolean
ends_in(const char *path, const char *end)
{
    g_autofree char *bare = psg_path_strip_markdown(path);
    g_autofree char *inner = g_strconcat("/", end, NULL);
    return strcmp(bare, end) == 0 || g_str_has_suffix(path, inner) || g_str_has_suffix(bare, inner);
}

/* The first chapter below the folder, or NULL. */
static const char *
find_below(const GPtrArray *paths, const char *folder)
{
    g_autofree char *start = g_strconcat(folder, g_str_has_suffix(folder, "/") ? "" : "/", NULL);
    for (guint i = 0; i < paths->len; i++)
        if (g_str_has_prefix(g_ptr_array_index(paths, i), start))
            return g_ptr_array_index(paths, i);
    return NULL;
}

/* The chapter whose path, or whose file's name, is most like the wanted one; NULL. */
static const char *
find_nearest(const GPtrArray *paths, const char *path)
{
    g_autoptr(GHashTable) of_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < paths->len; i++) {
        char *whole = g_ptr_array_index(paths, i);
        char *base = g_path_get_basename(whole);
        g_ptr_array_add(names, whole);
        if (g_hash_table_insert(of_name, base, whole))
            g_ptr_array_add(names, base);
    }
    g_ptr_array_add(names, NULL);
    g_autofree char *wanted = g_path_get_basename(path);
    const char *nearest = psg_nearest_find(path, (const char *const *)names->pdata);
    nearest = nearest ? nearest : psg_nearest_find(wanted, (const char *const *)names->pdata);
    const char *whole = nearest ? g_hash_table_lookup(of_name, nearest) : NULL;
    return whole ? whole : nearest;
}

static void
fail_path(const GPtrArray *paths, const char *path, GError **error)
{
    const char *below = find_below(paths, path);
    const char *nearest = below ? NULL : find_nearest(paths, path);
    if (below)
        g_set_error(error, PSG_CHANGES_ERROR, PSG_CHANGES_ERROR_PATH,
                "\"%s\" is a folder; say which of its chapters, for instance \"%s\"", path, below);
    else if (nearest)
        g_set_error(error, PSG_CHANGES_ERROR, PSG_CHANGES_ERROR_PATH,
                "\"%s\" is no chapter of this package; did you mean \"%s\"?", path, nearest);
    else
        g_set_error(error, PSG_CHANGES_ERROR, PSG_CHANGES_ERROR_PATH,
                "\"%s\" is no chapter of this package%s%s%s; of one that is gone, --at REV goes "
                "back to a revision that had it",
                path, paths->len > 0 ? "; there is, for instance, \"" : "",
                paths->len > 0 ? (const char *)g_ptr_array_index(paths, 0) : "",
                paths->len > 0 ? "\"" : "");
}

const char *
psg_chronicle_find_path(const PsgPackage *package, const char *path, GError **error)
{
    g_autoptr(GPtrArray) paths = list_paths(package);
    const char *found = NULL;
    for (guint i = 0; i < paths->len; i++)
        if (strcmp(g_ptr_array_index(paths, i), path) == 0)
            return g_ptr_array_index(paths, i);
    for (guint i = 0; i < paths->len; i++) {
        const char *candidate = g_ptr_array_index(paths, i);
        if (!ends_in(candidate, path))
            continue;
        if (found && strcmp(found, candidate) != 0) {
            g_set_error(error, PSG_CHANGES_ERROR, PSG_CHANGES_ERROR_PATH,
                    "\"%s\" may be \"%s\" or \"%s\"; give more of the path", path, found,
                    candidate);
            return NULL;
        }
        found = candidate;
    }
    if (!found)
        fail_path(paths, path, error);
    return found;
}
