/* Adding events: their files and the folders above them as new objects, and a commit on top of the
 * branch (store_move.c). What others stored is never left out, since only files are added. See
 * store.h. */
#include <string.h>

#include "review/review_error.h"
#include "review/store/store_internal.h"

/* An event's file. */
typedef struct {
    const PsgEvent *event;
    GBytes *bytes;
    char fan[3], name[PSG_EVENT_ID_LENGTH + 4];
    git_oid oid;
} File;

typedef struct {
    PsgStore *store;
    git_odb *odb;
    PsgPacks *packs;
    PsgPackReader *reader;
    PsgObjects *objects;
    GArray *files; /* File, in the branch's order */
    guint added;   /* those that were not there */
    gint64 time;   /* the newest event's */
} Append;

static void
file_clear(gpointer data)
{
    g_bytes_unref(((File *)data)->bytes);
}

static int
compare_files(gconstpointer a, gconstpointer b)
{
    const PsgEvent *left = ((const File *)a)->event, *right = ((const File *)b)->event;
    return psg_store_compare_place(left->thread, left->id, right->thread, right->id);
}

static gboolean
fail_exists(const PsgEvent *event, GError **error)
{
    return psg_review_fail(error, PSG_REVIEW_ERROR_EXISTS,
            "another event with the id %s is stored already, and events never change; give the new "
            "one an id of its own",
            event->id);
}

/* Puts the files in order and leaves one of each. */
static gboolean
order_files(GArray *files, GError **error)
{
    g_array_sort(files, compare_files);
    for (guint i = 1; i < files->len;) {
        const File *file = &g_array_index(files, File, i);
        if (compare_files(file - 1, file) != 0)
            i++;
        else if (!g_bytes_equal((file - 1)->bytes, file->bytes))
            return fail_exists(file->event, error);
        else
            g_array_remove_index(files, i);
    }
    return TRUE;
}

static gboolean
make_files(Append *append, const PsgEvent *const *events, guint count, GError **error)
{
    append->files = g_array_sized_new(FALSE, TRUE, sizeof(File), count);
    g_array_set_clear_func(append->files, file_clear);
    for (guint i = 0; i < count; i++) {
        File file = {.event = events[i], .bytes = psg_event_write(events[i], error)};
        if (!file.bytes)
            return FALSE;
        g_snprintf(file.fan, sizeof file.fan, "%.2s", events[i]->thread + PSG_EVENT_ID_RANDOM);
        g_snprintf(file.name, sizeof file.name, "%s.md", events[i]->id);
        append->time = MAX(append->time, events[i]->at);
        g_array_append_val(append->files, file);
    }
    return order_files(append->files, error);
}

static void
make_blobs(Append *append)
{
    for (guint i = 0; i < append->files->len; i++) {
        File *file = &g_array_index(append->files, File, i);
        psg_objects_add(append->objects, GIT_OBJECT_BLOB, g_bytes_ref(file->bytes), &file->oid);
    }
}

/* --- Folders --- */

/* Opens the folder of that name in `parent`; an empty one when there is none. What somebody else
 * put in its place makes room, as it does where two clones are joined. */
static gboolean
open_folder(Append *append, const PsgTreeList *parent, const char *name, PsgTreeList *folder,
        GError **error)
{
    const PsgTreeEntry *entry = psg_tree_list_find(parent, name);
    return !entry || entry->mode != PSG_MODE_FOLDER ||
           psg_tree_list_load(folder, append->reader, &entry->oid, error);
}

static void
close_folder(Append *append, PsgTreeList *parent, const char *name, PsgTreeList *folder)
{
    git_oid oid;
    psg_objects_add(append->objects, GIT_OBJECT_TREE, psg_tree_list_format(folder), &oid);
    psg_tree_list_set(parent, PSG_MODE_FOLDER, name, &oid);
}

/* FALSE for a new form of words that were taken away: it would bring them back. */
static gboolean
check_edit(Append *append, const PsgTreeList *folder, const PsgEvent *event, GError **error)
{
    g_autofree char *name = g_strconcat(event->to, ".md", NULL);
    const PsgTreeEntry *entry = psg_tree_list_find(folder, name);
    const PsgEvent place = {.id = event->to, .thread = event->thread};
    g_autofree char *path = psg_event_format_path(&place);
    const char *bytes;
    gsize length;
    git_object_t type;
    if (!entry || !append->reader ||
            !psg_pack_reader_read(
                    append->reader, &entry->oid, PSG_EVENT_SIZE_LIMIT, &bytes, &length, &type))
        return TRUE;
    g_autoptr(PsgEvent) about = bytes ? psg_event_read_head(bytes, length, path, NULL) : NULL;
    return !about || !about->redacted ||
           psg_review_fail(error, PSG_REVIEW_ERROR_EVENT,
                   "the words of %s were taken away, so that they can have no new form; say what "
                   "you have to say as a reply",
                   event->to);
}

/* Adds the files [first, end), which are of one thread. */
static gboolean
add_to_thread(Append *append, PsgTreeList *fan, guint first, guint end, GError **error)
{
    const char *thread = g_array_index(append->files, File, first).event->thread;
    guint before = append->added;
    g_auto(PsgTreeList) folder;
    psg_tree_list_init(&folder);
    if (!open_folder(append, fan, thread, &folder, error))
        return FALSE;
    for (guint i = first; i < end; i++) {
        const File *file = &g_array_index(append->files, File, i);
        const PsgTreeEntry *known = psg_tree_list_find(&folder, file->name);
        if (known && !git_oid_equal(&known->oid, &file->oid))
            return fail_exists(file->event, error);
        if (known)
            continue;
        if (file->event->kind == PSG_EVENT_EDIT && !file->event->redacted &&
                !check_edit(append, &folder, file->event, error))
            return FALSE;
        psg_tree_list_set(&folder, PSG_MODE_FILE, file->name, &file->oid);
        append->added++;
    }
    if (append->added > before)
        close_folder(append, fan, thread, &folder);
    return TRUE;
}

/* Adds the files [first, end), whose threads lie in one fan-out folder. */
static gboolean
add_to_fan(Append *append, PsgTreeList *threads, guint first, guint end, GError **error)
{
    const char *name = g_array_index(append->files, File, first).fan;
    guint before = append->added;
    g_auto(PsgTreeList) fan;
    psg_tree_list_init(&fan);
    if (!open_folder(append, threads, name, &fan, error))
        return FALSE;
    for (guint i = first, next; i < end; i = next) {
        const char *thread = g_array_index(append->files, File, i).event->thread;
        for (next = i + 1; next < end; next++)
            if (strcmp(g_array_index(append->files, File, next).event->thread, thread) != 0)
                break;
        if (!add_to_thread(append, &fan, i, next, error))
            return FALSE;
    }
    if (append->added > before)
        close_folder(append, threads, name, &fan);
    return TRUE;
}

/* The root with the files added; `append->added` stays 0 when all were there. */
static gboolean
make_root(Append *append, const git_oid *old, git_oid *root, GError **error)
{
    g_auto(PsgTreeList) top;
    g_auto(PsgTreeList) threads;
    psg_tree_list_init(&top);
    psg_tree_list_init(&threads);
    append->added = 0;
    if ((old && !psg_tree_list_load(&top, append->reader, old, error)) ||
            !open_folder(append, &top, "threads", &threads, error))
        return FALSE;
    for (guint i = 0, next; i < append->files->len; i = next) {
        const char *fan = g_array_index(append->files, File, i).fan;
        for (next = i + 1; next < append->files->len; next++)
            if (strcmp(g_array_index(append->files, File, next).fan, fan) != 0)
                break;
        if (!add_to_fan(append, &threads, i, next, error))
            return FALSE;
    }
    if (append->added == 0)
        return TRUE;
    close_folder(append, &top, "threads", &threads);
    psg_objects_add(append->objects, GIT_OBJECT_TREE, psg_tree_list_format(&top), root);
    return TRUE;
}

/* --- The commit --- */

/* Who says it: the contributor's id, when all events are of one. */
static const char *
find_author(const Append *append)
{
    const char *by = g_array_index(append->files, File, 0).event->by;
    for (guint i = 1; i < append->files->len; i++)
        if (strcmp(g_array_index(append->files, File, i).event->by, by) != 0)
            return "plainsong";
    return by;
}

static void
add_commit(Append *append, const git_oid *root, const git_oid *parent, git_oid *oid)
{
    const PsgEvent *first = g_array_index(append->files, File, 0).event;
    g_autofree char *message =
            append->files->len == 1 ? g_strdup_printf("%s in %s",
                                              psg_event_kind_get_name(first->kind), first->thread)
                                    : g_strdup_printf("%u events", append->added);
    PsgStoreCommit commit = {
            .author = find_author(append), .time = append->time, .message = message};
    git_oid_cpy(&commit.root, root);
    if (parent)
        git_oid_cpy(&commit.parents[commit.parent_count++], parent);
    psg_store_add_commit(append->objects, &commit, oid);
}

/* On top of the branch as it is now. */
static gboolean
make_commit(gpointer data, const git_oid *tip, git_oid *commit, GError **error)
{
    Append *append = data;
    git_oid old, root;
    if ((tip && !psg_store_find_root(append->store, tip, &old, error)) ||
            !make_root(append, tip ? &old : NULL, &root, error))
        return FALSE;
    if (append->added > 0)
        add_commit(append, &root, tip, commit);
    else
        git_oid_cpy(commit, tip);
    return TRUE;
}

gboolean
psg_store_add_events(PsgObjects *objects, const PsgEvent *const *events, guint count, git_oid *root,
        gint64 *time, GError **error)
{
    Append append = {.objects = objects};
    gboolean is_good = make_files(&append, events, count, error);
    if (is_good) {
        make_blobs(&append);
        is_good = make_root(&append, NULL, root, error);
    }
    *time = append.time;
    g_array_unref(append.files);
    return is_good;
}

gboolean
psg_store_append(PsgStore *store, const PsgEvent *const *events, guint count, GError **error)
{
    if (count == 0)
        return TRUE;
    Append append = {.store = store, .objects = psg_objects_new()};
    gboolean is_good = make_files(&append, events, count, error) &&
                       psg_store_open_objects(store, &append.odb, &append.packs, error);
    if (is_good) {
        append.reader = psg_pack_reader_new(append.packs, append.odb);
        make_blobs(&append);
        const PsgStoreMove move = {.objects = append.objects,
                .make = make_commit,
                .data = &append,
                .log = "comments added"};
        is_good = psg_store_move(store, append.odb, &move, error);
    }
    psg_pack_reader_free(append.reader);
    psg_packs_free(append.packs);
    git_odb_free(append.odb);
    psg_objects_free(append.objects);
    g_array_unref(append.files);
    return is_good;
}
