/* The union of two states of the branch: the files of both. Where a folder is the same on both
 * sides it is not entered, and where one side has it alone it is taken as it is. A thread that
 * differs is read (store_union_thread.c), since a redaction on one side takes words away that came
 * from the other. The union is the same whichever side comes first and in whatever order many are
 * joined, so that clones that have heard of the same events have the same bytes. See
 * store_internal.h. */
#include <string.h>

#include "review/store/store_internal.h"

/* How deep a folder lies. */
typedef enum { ROOT, THREADS, FAN, THREAD } Level;

typedef struct {
    PsgStoreUnion *together;
    PsgPackReader *reader;
    PsgObjects *objects;
    char fan[3]; /* the folders that are being joined */
    char thread[PSG_EVENT_ID_LENGTH + 1];
} Work;

void
psg_store_union_init(PsgStoreUnion *together)
{
    *together = (PsgStoreUnion){.dropped = g_array_new(FALSE, FALSE, sizeof(PsgStoreFile))};
}

void
psg_store_union_clear(PsgStoreUnion *together)
{
    g_array_unref(together->dropped);
}

/* --- Folders as they should be --- */

/* What git itself would not take from others. */
static gboolean
is_proper(const PsgTreeEntry *entry)
{
    static const guint modes[] = {PSG_MODE_FOLDER, PSG_MODE_FILE, 0100755, 0120000, 0160000};
    const char *name = entry->name;
    gboolean is_known = FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(modes); i++)
        is_known = is_known || entry->mode == modes[i];
    return is_known && !strchr(name, '/') && strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
           g_ascii_strcasecmp(name, ".git") != 0;
}

/* TRUE for what Plainsong itself puts into a folder of this level. */
static gboolean
is_ours(const Work *work, Level level, const PsgTreeEntry *entry)
{
    char id[PSG_EVENT_ID_LENGTH + 1];
    switch (level) {
    case ROOT:
        return entry->mode == PSG_MODE_FOLDER && strcmp(entry->name, "threads") == 0;
    case THREADS:
        return psg_store_is_fan(entry);
    case FAN:
        return psg_store_is_thread(entry, work->fan);
    case THREAD:
        return psg_store_is_event(entry, id);
    }
    return FALSE;
}

/* Loads a folder, whoever made it: in git's order, and each name once, ours before what is not. */
static gboolean
load_folder(Work *work, Level level, PsgTreeList *list, const git_oid *oid, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GArray) kept = g_array_new(FALSE, FALSE, sizeof(PsgTreeEntry));
    if (!psg_tree_list_load(list, work->reader, oid, error))
        return FALSE;
    psg_tree_list_sort(list);
    for (guint pass = 0; pass < 2; pass++)
        for (guint i = 0; i < list->entries->len; i++) {
            const PsgTreeEntry *entry = &g_array_index(list->entries, PsgTreeEntry, i);
            if (is_ours(work, level, entry) == (pass == 0) && is_proper(entry) &&
                    g_hash_table_add(seen, (gpointer)entry->name))
                g_array_append_vals(kept, entry, 1);
        }
    g_array_set_size(list->entries, 0);
    g_array_append_vals(list->entries, kept->data, kept->len);
    psg_tree_list_sort(list);
    return TRUE;
}

/* --- Counting what one side has alone --- */

static gboolean count_folder(
        Work *work, Level level, const git_oid *oid, guint *count, GError **error);

static gboolean
count_entry(Work *work, Level level, const PsgTreeEntry *entry, guint *count, GError **error)
{
    if (!is_ours(work, level, entry))
        return TRUE;
    if (level == THREAD) {
        *count += 1;
        return TRUE;
    }
    if (level == THREADS)
        g_strlcpy(work->fan, entry->name, sizeof work->fan);
    return count_folder(work, level + 1, &entry->oid, count, error);
}

static gboolean
count_folder(Work *work, Level level, const git_oid *oid, guint *count, GError **error)
{
    g_auto(PsgTreeList) list;
    psg_tree_list_init(&list);
    if (!psg_tree_list_load(&list, work->reader, oid, error))
        return FALSE;
    for (guint i = 0; i < list.entries->len; i++)
        if (!count_entry(work, level, &g_array_index(list.entries, PsgTreeEntry, i), count, error))
            return FALSE;
    return TRUE;
}

gboolean
psg_store_count_events(PsgPackReader *reader, const git_oid *root, guint *count, GError **error)
{
    Work work = {.reader = reader};
    *count = 0;
    return count_folder(&work, ROOT, root, count, error);
}

/* --- Any folder --- */

static gboolean join_folders(Work *work, Level level, const git_oid *left, const git_oid *right,
        git_oid *joined, GError **error);

static void
note_place(Work *work, Level level, const char *name)
{
    if (level == THREADS)
        g_strlcpy(work->fan, name, sizeof work->fan);
    if (level == FAN)
        g_strlcpy(work->thread, name, sizeof work->thread);
}

/* Both sides have an entry of this name, or one has. What is not Plainsong's makes room for what
 * is; of two such things the lesser stays. */
static gboolean
join_entries(Work *work, Level level, const PsgTreeEntry *left, const PsgTreeEntry *right,
        PsgTreeList *out, GError **error)
{
    const PsgTreeEntry *both[] = {left, right};
    gboolean is_left = left && is_ours(work, level, left);
    gboolean is_right = right && is_ours(work, level, right);
    const PsgTreeEntry *taken = left ? left : right;
    git_oid oid;
    if (is_left && is_right && !git_oid_equal(&left->oid, &right->oid)) {
        note_place(work, level, left->name);
        if (!join_folders(work, level + 1, &left->oid, &right->oid, &oid, error))
            return FALSE;
        psg_tree_list_append(out, left->mode, left->name, &oid);
        return TRUE;
    }
    if (is_left != is_right) {
        guint side = is_left ? 0 : 1;
        taken = both[side];
        if (!count_entry(work, level, taken, &work->together->extra[side], error))
            return FALSE;
    } else if (!is_left && left && right) {
        int order = left->mode != right->mode ? (left->mode < right->mode ? -1 : 1)
                                              : git_oid_cmp(&left->oid, &right->oid);
        taken = order <= 0 ? left : right;
    }
    psg_tree_list_append(out, taken->mode, taken->name, &taken->oid);
    return TRUE;
}

typedef struct {
    Level level;
    PsgTreeList *out;
    PsgThreadUnion *thread; /* NULL but for a thread's folder */
} Joining;

static gboolean
join_names(Work *work, Joining *joining, const PsgTreeEntry *left, const PsgTreeEntry *right,
        GError **error)
{
    gboolean is_left = left && is_ours(work, joining->level, left);
    gboolean is_right = right && is_ours(work, joining->level, right);
    if (joining->thread && (is_left || is_right)) {
        psg_thread_union_add(joining->thread, is_left ? left : NULL, is_right ? right : NULL);
        return TRUE;
    }
    return join_entries(work, joining->level, left, right, joining->out, error);
}

static gboolean
join_lists(Work *work, Joining *joining, const PsgTreeList *left, const PsgTreeList *right,
        GError **error)
{
    for (guint i = 0; i < left->entries->len; i++) {
        const PsgTreeEntry *entry = &g_array_index(left->entries, PsgTreeEntry, i);
        if (!join_names(work, joining, entry, psg_tree_list_find(right, entry->name), error))
            return FALSE;
    }
    for (guint i = 0; i < right->entries->len; i++) {
        const PsgTreeEntry *entry = &g_array_index(right->entries, PsgTreeEntry, i);
        if (!psg_tree_list_find(left, entry->name) &&
                !join_names(work, joining, NULL, entry, error))
            return FALSE;
    }
    return !joining->thread || psg_thread_union_finish(joining->thread, joining->out, error);
}

static gboolean
join_folders(Work *work, Level level, const git_oid *left, const git_oid *right, git_oid *joined,
        GError **error)
{
    g_auto(PsgTreeList) ours;
    g_auto(PsgTreeList) theirs;
    g_auto(PsgTreeList) out;
    psg_tree_list_init(&ours);
    psg_tree_list_init(&theirs);
    psg_tree_list_init(&out);
    g_autoptr(PsgThreadUnion) thread = level == THREAD
                                               ? psg_thread_union_new(work->together, work->reader,
                                                         work->objects, work->thread)
                                               : NULL;
    Joining joining = {.level = level, .out = &out, .thread = thread};
    if (!load_folder(work, level, &ours, left, error) ||
            !load_folder(work, level, &theirs, right, error) ||
            !join_lists(work, &joining, &ours, &theirs, error))
        return FALSE;
    psg_tree_list_sort(&out);
    psg_objects_add(work->objects, GIT_OBJECT_TREE, psg_tree_list_format(&out), joined);
    return TRUE;
}

gboolean
psg_store_union_make(PsgStoreUnion *together, PsgPackReader *reader, PsgObjects *objects,
        const git_oid *ours, const git_oid *theirs, GError **error)
{
    Work work = {.together = together, .reader = reader, .objects = objects};
    memset(together->extra, 0, sizeof together->extra);
    memset(together->spoken, 0, sizeof together->spoken);
    g_array_set_size(together->dropped, 0);
    git_oid_cpy(&together->root, ours);
    return git_oid_equal(ours, theirs) ||
           join_folders(&work, ROOT, ours, theirs, &together->root, error);
}
