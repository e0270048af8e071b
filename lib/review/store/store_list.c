/* Listing the events: from the index where it fits, else from the files that it does not know,
 * which are read in several threads; what was read is kept. See store.h. */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/kept.h"
#include "base/parallel.h"
#include "git/git_folder.h"
#include "review/review_error.h"
#include "review/store/store_internal.h"

/* Files that are read before they are added to the index. */
#define BATCH 512
#define FILES_AT_ONCE 64 /* a thread's share */

/* The index is written anew when so many threads differ: until then it is quicker to read them. */
#define KEEP_FROM 32

#define INDEX_LIMIT ((goffset)1 << 30)

/* Bytes of what the list holds of an event beside its ids: more than people need, and how much of
 * such and of all events a list takes. A few megabytes that were pushed can stand for gigabytes. */
#define LONG_FROM 2048
#define LONG_LIMIT (16 * 1024 * 1024)
#define SIZE_LIMIT (512 * 1024 * 1024)

void
psg_event_list_free(PsgEventList *list)
{
    if (!list)
        return;
    g_clear_pointer(&list->bytes, g_bytes_unref);
    g_clear_pointer(&list->problems, g_ptr_array_unref);
    g_free(list->events);
    g_free(list->blobs);
    g_free(list->items);
    g_free(list);
}

const char *
psg_event_list_get_tip(const PsgEventList *list)
{
    return *list->tip ? list->tip : NULL;
}

const PsgEvent *
psg_event_list_get_events(const PsgEventList *list, guint *count)
{
    *count = list->count;
    return list->events;
}

void
psg_event_list_report(const PsgEventList *list, PsgFindings *findings)
{
    for (guint i = 0; i < list->problems->len; i++) {
        const PsgStoreProblem *problem = g_ptr_array_index(list->problems, i);
        if (problem->is_event)
            psg_findings_add(findings, PSG_SEVERITY_ERROR, "comments-event", problem->path, 0, 0,
                    "%s", problem->message);
        else
            psg_findings_add(findings, PSG_SEVERITY_WARNING, "comments-file", problem->path, 0, 0,
                    "%s", problem->message);
    }
    if (list->problem_count > list->problems->len)
        psg_findings_add(findings, PSG_SEVERITY_WARNING, "comments-file", "threads", 0, 0,
                "%u more files of the branch plainsong/comments are no events",
                list->problem_count - list->problems->len);
}

/* --- Reading files --- */

typedef struct {
    git_odb *odb;
    const PsgPacks *packs;
    const PsgStoreFile *files;
    PsgEvent **events; /* NULL with an error for a file that is none */
    GError **errors;
    guint count;
} Batch;

/* An event's bytes, when they are few enough. */
static gboolean
read_blob(PsgPackReader *reader, const git_oid *oid, const char *path, const char **bytes,
        gsize *length, GError **error)
{
    git_object_t type;
    if (!psg_pack_reader_read(reader, oid, PSG_EVENT_SIZE_LIMIT, bytes, length, &type))
        return psg_store_fail_with_cause(error, "%s: this event cannot be read", path);
    if (!*bytes)
        return psg_review_fail(error, PSG_REVIEW_ERROR_EVENT,
                "%s:1: this event has %" G_GSIZE_FORMAT " bytes; at most %d are read", path,
                *length, PSG_EVENT_SIZE_LIMIT);
    return type == GIT_OBJECT_BLOB ||
           psg_review_fail(error, PSG_REVIEW_ERROR_STORE, "%s: this is no file in git", path);
}

static PsgEvent *
read_head(PsgPackReader *reader, const PsgStoreFile *file, GError **error)
{
    const PsgEvent place = {.id = file->id, .thread = file->thread};
    g_autofree char *path = psg_event_format_path(&place);
    const char *bytes;
    gsize length;
    return read_blob(reader, &file->blob, path, &bytes, &length, error)
                   ? psg_event_read_head(bytes, length, path, error)
                   : NULL;
}

static gboolean
read_some(guint index, gpointer data, GError **error)
{
    const Batch *batch = data;
    g_autoptr(PsgPackReader) reader = psg_pack_reader_new(batch->packs, batch->odb);
    guint end = MIN(batch->count, (index + 1) * FILES_AT_ONCE);
    for (guint i = index * FILES_AT_ONCE; i < end; i++)
        batch->events[i] = read_head(reader, &batch->files[i], &batch->errors[i]);
    return TRUE;
}

/* The message without the place in front of it, which a finding has beside it. */
static const char *
skip_place(const char *message, const char *path)
{
    return g_str_has_prefix(message, path) ? message + strlen(path) + 1 : message;
}

static void
complain(PsgStoreScan *scan, const PsgStoreFile *file, const GError *error)
{
    const PsgEvent place = {.id = file->id, .thread = file->thread};
    g_autofree char *path = psg_event_format_path(&place);
    g_autofree char *folder = g_path_get_dirname(path);
    psg_store_scan_complain(
            scan, folder, path + strlen(folder) + 1, TRUE, skip_place(error->message, path));
}

/* --- The index, made of what is known and what is new --- */

typedef struct {
    PsgIndexWriter *writer;
    const PsgEventList *old; /* NULL for none */
    guint next;              /* of the old events */
    PsgStoreScan *scan;
    const char *thread; /* of the last old event, and whether it is read anew */
    gboolean is_changed;
    gboolean is_whole;     /* git could read every file, and all found room */
    gsize size, long_size; /* of all events so far, and of the long ones */
} Merge;

static gsize
measure(const PsgEvent *event)
{
    const char *const texts[] = {event->replace, event->source, event->on.path, event->on.heading,
            event->on.exact, event->on.prefix, event->on.suffix};
    gsize size = (event->after_count + event->tag_count) * 2 * sizeof(char *);
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        size += texts[i] ? strlen(texts[i]) : 0;
    return size;
}

/* FALSE when there is no room left for this one. What is short finds room long after what is long
 * finds none, so that nobody can keep everybody else from being heard. */
static gboolean
add_event(Merge *merge, const PsgEvent *event, const git_oid *blob)
{
    gsize size = measure(event), long_size = size > LONG_FROM ? size : 0;
    if (merge->size + size > SIZE_LIMIT ||
            (long_size > 0 && merge->long_size + long_size > LONG_LIMIT))
        return FALSE;
    merge->size += size;
    merge->long_size += long_size;
    psg_index_writer_add(merge->writer, event, blob);
    return TRUE;
}

static void
complain_of_size(Merge *merge, const PsgEvent *event)
{
    g_autofree char *path = psg_event_format_path(event);
    g_autofree char *folder = g_path_get_dirname(path);
    merge->is_whole = FALSE;
    psg_store_scan_complain(merge->scan, folder, path + strlen(folder) + 1, TRUE,
            "this event is left out: so many of the comments are as long as no people write them "
            "that there is no room for it");
}

/* TRUE when the old event's thread was read anew. */
static gboolean
is_changed(Merge *merge, const PsgEvent *event)
{
    if (merge->thread != event->thread) {
        g_autofree char *folder = g_strdup_printf(
                "threads/%.2s/%s", event->thread + PSG_EVENT_ID_RANDOM, event->thread);
        merge->thread = event->thread;
        merge->is_changed = g_hash_table_contains(merge->scan->folders, folder);
    }
    return merge->is_changed;
}

/* Adds the old events that come before this one (NULL: all). */
static void
add_old(Merge *merge, const PsgEvent *before)
{
    for (; merge->old && merge->next < merge->old->count; merge->next++) {
        const PsgEvent *event = &merge->old->events[merge->next];
        if (before &&
                psg_store_compare_place(event->thread, event->id, before->thread, before->id) > 0)
            return;
        if (!is_changed(merge, event) && !add_event(merge, event, &merge->old->blobs[merge->next]))
            complain_of_size(merge, event);
    }
}

static gboolean
add_batch(Merge *merge, Batch *batch, GError **error)
{
    guint shares = (batch->count + FILES_AT_ONCE - 1) / FILES_AT_ONCE;
    gboolean is_good = psg_parallel_run(0, shares, read_some, batch, error);
    for (guint i = 0; i < batch->count; i++) {
        if (batch->events[i]) {
            add_old(merge, batch->events[i]);
            if (!add_event(merge, batch->events[i], &batch->files[i].blob))
                complain_of_size(merge, batch->events[i]);
        } else {
            /* What git cannot read now it may read later, so such a list is not kept. */
            if (batch->errors[i]->code != PSG_REVIEW_ERROR_EVENT)
                merge->is_whole = FALSE;
            complain(merge->scan, &batch->files[i], batch->errors[i]);
        }
        g_clear_error(&batch->errors[i]);
        psg_event_free(batch->events[i]);
    }
    return is_good;
}

static gboolean
add_files(Merge *merge, git_odb *odb, const PsgPacks *packs, GError **error)
{
    const GArray *files = merge->scan->files;
    guint room = MIN(files->len, BATCH);
    g_autofree PsgEvent **events = g_new0(PsgEvent *, room);
    g_autofree GError **errors = g_new0(GError *, room);
    for (guint first = 0; first < files->len; first += BATCH) {
        Batch batch = {.odb = odb,
                .packs = packs,
                .files = &g_array_index(files, PsgStoreFile, first),
                .events = events,
                .errors = errors,
                .count = MIN(files->len - first, BATCH)};
        if (!add_batch(merge, &batch, error))
            return FALSE;
    }
    return TRUE;
}

/* Problems in folders that were not read anew are as they were. */
static void
add_old_problems(const Merge *merge)
{
    PsgStoreScan *scan = merge->scan;
    for (guint i = 0; merge->old && i < merge->old->problems->len; i++) {
        const PsgStoreProblem *problem = g_ptr_array_index(merge->old->problems, i);
        if (!g_hash_table_contains(scan->folders, problem->folder))
            psg_store_scan_complain(scan, problem->folder,
                    problem->path + strlen(problem->folder) + (*problem->folder ? 1 : 0),
                    problem->is_event, problem->message);
    }
}

static int
compare_problems(gconstpointer a, gconstpointer b)
{
    const PsgStoreProblem *left = *(PsgStoreProblem *const *)a;
    const PsgStoreProblem *right = *(PsgStoreProblem *const *)b;
    return strcmp(left->path, right->path);
}

static PsgEventList *
merge_all(PsgStoreScan *scan, const PsgStore *store, const git_oid *tip, const PsgEventList *old,
        GError **error)
{
    g_autoptr(git_odb) odb = NULL;
    g_autoptr(PsgPacks) packs = NULL;
    g_autoptr(PsgIndexWriter) writer = psg_index_writer_new();
    Merge merge = {.writer = writer, .old = old, .scan = scan, .is_whole = TRUE};
    if (!psg_store_open_objects(store, &odb, &packs, error) ||
            !add_files(&merge, odb, packs, error))
        return NULL;
    add_old(&merge, NULL);
    add_old_problems(&merge);
    g_ptr_array_sort(scan->problems, compare_problems);
    g_autoptr(GBytes) bytes =
            psg_index_writer_finish(writer, tip, scan->problems, scan->problem_count);
    PsgEventList *list = psg_index_read(bytes);
    if (!list)
        psg_review_fail(error, PSG_REVIEW_ERROR_STORE, "the list of the comments cannot be kept");
    else
        list->is_whole = merge.is_whole;
    return list;
}

/* Reads what is not the same as in the old list, or everything (`old` NULL). */
static PsgEventList *
read_branch(const PsgStore *store, const git_oid *tip, const PsgEventList *old,
        guint *changed_count, GError **error)
{
    git_oid root, old_tip, old_root;
    g_auto(PsgStoreScan) scan;
    psg_store_scan_init(&scan);
    if (!psg_store_find_root(store, tip, &root, error))
        return NULL;
    if (old && (git_oid_fromstr(&old_tip, old->tip) != 0 ||
                       !psg_store_find_root(store, &old_tip, &old_root, error)))
        return NULL;
    if (!psg_store_scan_run(&scan, store, &root, old ? &old_root : NULL, error))
        return NULL;
    *changed_count = g_hash_table_size(scan.folders);
    return merge_all(&scan, store, tip, old, error);
}

/* --- Keeping it --- */

static PsgEventList *
read_index(const char *path)
{
    gsize length;
    char *bytes = psg_kept_load(path, INDEX_LIMIT, &length);
    if (!bytes)
        return NULL;
    g_autoptr(GBytes) index = g_bytes_new_take(bytes, length);
    return psg_index_read(index);
}

/* When the branch was moved meanwhile the index goes again: words may have been taken away that it
 * holds. */
static void
keep_index(const PsgStore *store, const PsgEventList *list, const char *path)
{
    git_oid tip;
    gsize length;
    const char *bytes = g_bytes_get_data(list->bytes, &length);
    psg_kept_save(path, bytes, length);
    if (!psg_store_find_tip(store, &tip, NULL) || strcmp(list->tip, git_oid_tostr_s(&tip)) != 0)
        g_unlink(path);
}

static PsgEventList *
make_empty_list(void)
{
    PsgEventList *list = g_new0(PsgEventList, 1);
    list->problems = g_ptr_array_new_with_free_func((GDestroyNotify)psg_store_problem_free);
    return list;
}

PsgEventList *
psg_store_list(PsgStore *store, GError **error)
{
    git_oid tip;
    g_autoptr(GError) problem = NULL;
    if (!psg_store_find_tip(store, &tip, &problem)) {
        if (!problem)
            return make_empty_list();
        g_propagate_error(error, g_steal_pointer(&problem));
        return NULL;
    }
    g_autofree char *path = psg_git_folder_build_own_path(store->git, PSG_STORE_INDEX);
    g_autoptr(PsgEventList) old = read_index(path);
    guint changed = G_MAXUINT;
    PsgEventList *list = NULL;
    if (old && strcmp(old->tip, git_oid_tostr_s(&tip)) == 0)
        return g_steal_pointer(&old);
    /* When the old commit is not there any more, or its problems are not all known, all is read. */
    if (old && old->problem_count == old->problems->len)
        list = read_branch(store, &tip, old, &changed, NULL);
    if (!list)
        list = read_branch(store, &tip, NULL, &changed, error);
    if (list && list->is_whole && changed >= KEEP_FROM)
        keep_index(store, list, path);
    return list;
}

/* One after the other, without opening every pack for each: libgit2 has them open. */
PsgEvent *
psg_store_read(PsgStore *store, const PsgEventList *list, const PsgEvent *event, GError **error)
{
    g_autoptr(git_odb) odb = NULL;
    g_autofree char *path = psg_event_format_path(event);
    const char *bytes;
    gsize length;
    if (git_repository_odb(&odb, store->git) != 0) {
        psg_store_fail_with_cause(error, "the repository's objects cannot be opened");
        return NULL;
    }
    g_autoptr(PsgPackReader) reader = psg_pack_reader_new(NULL, odb);
    return read_blob(reader, &list->blobs[event - list->events], path, &bytes, &length, error)
                   ? psg_event_read(bytes, length, path, error)
                   : NULL;
}
