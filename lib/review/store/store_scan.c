/* Which files lie on the branch: folders of two letters, in them the threads' folders, in them the
 * events. Only what differs from an older root is entered. Anything else that somebody put there is
 * told and left alone: nothing is followed, and nothing below an event's depth is entered. See
 * store_internal.h. */
#include <string.h>

#include "base/parallel.h"
#include "review/review_error.h"
#include "review/store/store_internal.h"

void
psg_store_problem_free(PsgStoreProblem *problem)
{
    if (!problem)
        return;
    g_free(problem->folder);
    g_free(problem->path);
    g_free(problem->message);
    g_free(problem);
}

void
psg_store_scan_init(PsgStoreScan *scan)
{
    scan->files = g_array_new(FALSE, FALSE, sizeof(PsgStoreFile));
    scan->problems = g_ptr_array_new_with_free_func((GDestroyNotify)psg_store_problem_free);
    scan->problem_count = 0;
    scan->folders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

void
psg_store_scan_clear(PsgStoreScan *scan)
{
    g_array_unref(scan->files);
    g_ptr_array_unref(scan->problems);
    g_hash_table_unref(scan->folders);
}

int
psg_store_compare_place(
        const char *thread_a, const char *id_a, const char *thread_b, const char *id_b)
{
    int order = memcmp(thread_a + PSG_EVENT_ID_RANDOM, thread_b + PSG_EVENT_ID_RANDOM, 2);
    if (order == 0)
        order = strcmp(thread_a, thread_b);
    return order != 0 ? order : strcmp(id_a, id_b);
}

/* A name from the branch may be any bytes but a NUL: what no terminal should get is escaped. */
static char *
make_printable(const char *name)
{
    if (strlen(name) < 200 && !psg_event_find_bad_character(name, strlen(name)) &&
            !strpbrk(name, "\t\r\n"))
        return g_strdup(name);
    g_autofree char *start = g_strndup(name, 200);
    return g_strescape(start, NULL);
}

void
psg_store_scan_complain(PsgStoreScan *scan, const char *folder, const char *name, gboolean is_event,
        const char *message)
{
    if (scan->problem_count++ >= PSG_STORE_PROBLEM_LIMIT)
        return;
    PsgStoreProblem *problem = g_new(PsgStoreProblem, 1);
    g_autofree char *printable = make_printable(name);
    problem->folder = g_strdup(folder);
    problem->path = *folder ? g_strconcat(folder, "/", printable, NULL) : g_strdup(printable);
    problem->message = g_strdup(message);
    problem->is_event = is_event;
    g_ptr_array_add(scan->problems, problem);
}

static void
complain_of_entry(PsgStoreScan *scan, const char *folder, const PsgTreeEntry *entry)
{
    const char *message =
            entry->mode == PSG_MODE_FOLDER ? "no folder belongs here; it is left alone"
            : entry->mode == 0120000       ? "this is a symbolic link, which is never followed"
            : entry->mode == 0160000       ? "this is another repository, which is never entered"
                                           : "no such file belongs here; it is left alone";
    psg_store_scan_complain(scan, folder, entry->name, FALSE, message);
}

static void
complain_of_order(PsgStoreScan *scan, const char *folder, const PsgTreeList *list)
{
    if (list->odd)
        psg_store_scan_complain(scan, folder, list->odd, FALSE,
                "this stands twice in its folder or is out of order, which git never does; the "
                "first of each name is read");
}

/* --- One folder of two letters --- */

typedef struct {
    char name[3];
    git_oid oid;
    gboolean has_old;
    git_oid old;
    PsgStoreScan scan; /* what was found in it */
} Fan;

static void
fan_clear(gpointer data)
{
    psg_store_scan_clear(&((Fan *)data)->scan);
}

typedef struct {
    git_odb *odb;
    PsgPacks *packs;
    GArray *fans; /* Fan */
} Work;

static gboolean
is_file(const PsgTreeEntry *entry)
{
    return (entry->mode & 0170000) == 0100000;
}

gboolean
psg_store_is_event(const PsgTreeEntry *entry, char *id)
{
    if (!is_file(entry) || strlen(entry->name) != PSG_EVENT_ID_LENGTH + 3 ||
            strcmp(entry->name + PSG_EVENT_ID_LENGTH, ".md") != 0)
        return FALSE;
    memcpy(id, entry->name, PSG_EVENT_ID_LENGTH);
    id[PSG_EVENT_ID_LENGTH] = '\0';
    return psg_event_id_parse(id, NULL);
}

static gboolean
list_thread(Fan *fan, PsgPackReader *reader, const char *folder, const PsgTreeEntry *thread,
        GError **error)
{
    g_auto(PsgTreeList) list;
    psg_tree_list_init(&list);
    g_autofree char *path = g_strconcat(folder, "/", thread->name, NULL);
    if (!psg_tree_list_load(&list, reader, &thread->oid, error))
        return FALSE;
    complain_of_order(&fan->scan, path, &list);
    for (guint i = 0; i < list.entries->len; i++) {
        const PsgTreeEntry *entry = &g_array_index(list.entries, PsgTreeEntry, i);
        PsgStoreFile file;
        if (!psg_store_is_event(entry, file.id)) {
            complain_of_entry(&fan->scan, path, entry);
            continue;
        }
        memcpy(file.thread, thread->name, sizeof file.thread);
        git_oid_cpy(&file.blob, &entry->oid);
        g_array_append_val(fan->scan.files, file);
    }
    g_hash_table_add(fan->scan.folders, g_steal_pointer(&path));
    return TRUE;
}

gboolean
psg_store_is_thread(const PsgTreeEntry *entry, const char *fan)
{
    return entry->mode == PSG_MODE_FOLDER && psg_event_id_parse(entry->name, NULL) &&
           memcmp(entry->name + PSG_EVENT_ID_RANDOM, fan, 2) == 0;
}

static gboolean
is_same(const PsgTreeList *old, const PsgTreeEntry *entry)
{
    const PsgTreeEntry *known = psg_tree_list_find(old, entry->name);
    return known && known->mode == entry->mode && git_oid_equal(&known->oid, &entry->oid);
}

/* Threads that are no more count as changed. */
static void
note_gone(Fan *fan, const PsgTreeList *old, const PsgTreeList *now, const char *folder)
{
    for (guint i = 0; i < old->entries->len; i++) {
        const PsgTreeEntry *entry = &g_array_index(old->entries, PsgTreeEntry, i);
        if (!psg_tree_list_find(now, entry->name))
            g_hash_table_add(fan->scan.folders, g_strconcat(folder, "/", entry->name, NULL));
    }
}

static gboolean
list_fan(guint index, gpointer data, GError **error)
{
    Work *work = data;
    Fan *fan = &g_array_index(work->fans, Fan, index);
    g_auto(PsgTreeList) now;
    g_auto(PsgTreeList) old;
    psg_tree_list_init(&now);
    psg_tree_list_init(&old);
    g_autofree char *folder = g_strconcat("threads/", fan->name, NULL);
    g_autoptr(PsgPackReader) reader = psg_pack_reader_new(work->packs, work->odb);
    if (!psg_tree_list_load(&now, reader, &fan->oid, error) ||
            (fan->has_old && !psg_tree_list_load(&old, reader, &fan->old, error)))
        return FALSE;
    complain_of_order(&fan->scan, folder, &now);
    for (guint i = 0; i < now.entries->len; i++) {
        const PsgTreeEntry *entry = &g_array_index(now.entries, PsgTreeEntry, i);
        if (!psg_store_is_thread(entry, fan->name))
            complain_of_entry(&fan->scan, folder, entry);
        else if (!is_same(&old, entry) && !list_thread(fan, reader, folder, entry, error))
            return FALSE;
    }
    note_gone(fan, &old, &now, folder);
    g_hash_table_add(fan->scan.folders, g_steal_pointer(&folder));
    return TRUE;
}

/* --- The whole --- */

gboolean
psg_store_is_fan(const PsgTreeEntry *entry)
{
    return entry->mode == PSG_MODE_FOLDER && strlen(entry->name) == 2 &&
           strspn(entry->name, "0123456789abcdefghjkmnpqrstvwxyz") == 2;
}

/* The folder `threads` of a root, empty when there is none. */
static gboolean
load_threads(PsgTreeList *threads, PsgPackReader *reader, const git_oid *root, PsgStoreScan *scan,
        GError **error)
{
    g_auto(PsgTreeList) top;
    psg_tree_list_init(&top);
    if (!psg_tree_list_load(&top, reader, root, error))
        return FALSE;
    if (scan)
        complain_of_order(scan, "", &top);
    for (guint i = 0; i < top.entries->len; i++) {
        const PsgTreeEntry *entry = &g_array_index(top.entries, PsgTreeEntry, i);
        if (entry->mode != PSG_MODE_FOLDER || strcmp(entry->name, "threads") != 0) {
            if (scan)
                complain_of_entry(scan, "", entry);
        } else if (!psg_tree_list_load(threads, reader, &entry->oid, error)) {
            return FALSE;
        } else if (scan) {
            complain_of_order(scan, "threads", threads);
        }
    }
    return TRUE;
}

static void
add_fan(Work *work, const char *name, const git_oid *oid, const git_oid *old)
{
    Fan fan = {.has_old = old != NULL};
    memcpy(fan.name, name, sizeof fan.name);
    git_oid_cpy(&fan.oid, oid);
    if (old)
        git_oid_cpy(&fan.old, old);
    psg_store_scan_init(&fan.scan);
    g_array_append_val(work->fans, fan);
}

/* The folders to enter. FALSE when one is gone, since nobody takes one away but who writes the
 * branch anew: then all is read anew as well. */
static gboolean
choose_fans(Work *work, const PsgTreeList *now, const PsgTreeList *old, PsgStoreScan *scan)
{
    for (guint i = 0; i < now->entries->len; i++) {
        const PsgTreeEntry *entry = &g_array_index(now->entries, PsgTreeEntry, i);
        const PsgTreeEntry *known = psg_tree_list_find(old, entry->name);
        if (!psg_store_is_fan(entry))
            complain_of_entry(scan, "threads", entry);
        else if (!is_same(old, entry))
            add_fan(work, entry->name, &entry->oid,
                    known && known->mode == PSG_MODE_FOLDER ? &known->oid : NULL);
    }
    for (guint i = 0; i < old->entries->len; i++) {
        const PsgTreeEntry *entry = &g_array_index(old->entries, PsgTreeEntry, i);
        if (!psg_tree_list_find(now, entry->name))
            return FALSE;
    }
    return TRUE;
}

static void
gather(PsgStoreScan *scan, Fan *fan)
{
    GHashTableIter iter;
    gpointer folder;
    g_array_append_vals(scan->files, fan->scan.files->data, fan->scan.files->len);
    for (guint i = 0; i < fan->scan.problems->len; i++) {
        if (scan->problems->len >= PSG_STORE_PROBLEM_LIMIT)
            break;
        g_ptr_array_add(scan->problems, g_ptr_array_index(fan->scan.problems, i));
        fan->scan.problems->pdata[i] = NULL;
    }
    scan->problem_count += fan->scan.problem_count;
    g_hash_table_iter_init(&iter, fan->scan.folders);
    while (g_hash_table_iter_next(&iter, &folder, NULL))
        g_hash_table_add(scan->folders, g_strdup(folder));
}

static gboolean
run(PsgStoreScan *scan, Work *work, const git_oid *root, const git_oid *old, GError **error)
{
    g_auto(PsgTreeList) now;
    g_auto(PsgTreeList) before;
    psg_tree_list_init(&now);
    psg_tree_list_init(&before);
    g_autoptr(PsgPackReader) reader = psg_pack_reader_new(work->packs, work->odb);
    if (!load_threads(&now, reader, root, scan, error) ||
            (old && !load_threads(&before, reader, old, NULL, error)))
        return FALSE;
    if (!choose_fans(work, &now, &before, scan))
        return psg_review_fail(
                error, PSG_REVIEW_ERROR_BRANCH, "the branch plainsong/comments was written anew");
    if (!psg_parallel_run(0, work->fans->len, list_fan, work, error))
        return FALSE;
    for (guint i = 0; i < work->fans->len; i++)
        gather(scan, &g_array_index(work->fans, Fan, i));
    g_hash_table_add(scan->folders, g_strdup(""));
    g_hash_table_add(scan->folders, g_strdup("threads"));
    return TRUE;
}

gboolean
psg_store_scan_run(PsgStoreScan *scan, const PsgStore *store, const git_oid *root,
        const git_oid *old, GError **error)
{
    g_autoptr(git_odb) odb = NULL;
    g_autoptr(PsgPacks) packs = NULL;
    if (!psg_store_open_objects(store, &odb, &packs, error))
        return FALSE;
    Work work = {.odb = odb, .packs = packs, .fans = g_array_new(FALSE, TRUE, sizeof(Fan))};
    g_array_set_clear_func(work.fans, fan_clear);
    gboolean is_good = run(scan, &work, root, old, error);
    g_array_unref(work.fans);
    return is_good;
}
