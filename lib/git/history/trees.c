/* Trees compared as raw bytes, two at a time, leaving out what is equal; and files looked up in
 * them. See worker.h. */
#include <string.h>

#include "git/history/worker.h"

/* Trees may be nested and repeated so that they hold more files than there are atoms. */
#define DEPTH_LIMIT 128
#define VISIT_LIMIT 4000000
#define TREES_LIMIT (1024 * 1024)
#define TEXTS_LIMIT (2 * 1024 * 1024)

/* --- Recent objects --- */

void
psg_recent_init(PsgRecent *recent, gsize limit, GDestroyNotify free_item)
{
    *recent = (PsgRecent){.limit = limit};
    recent->young = g_hash_table_new_full(psg_oid_hash, psg_oid_is_equal, NULL, free_item);
    recent->old = g_hash_table_new_full(psg_oid_hash, psg_oid_is_equal, NULL, free_item);
}

void
psg_recent_clear(PsgRecent *recent)
{
    g_clear_pointer(&recent->young, g_hash_table_unref);
    g_clear_pointer(&recent->old, g_hash_table_unref);
}

gpointer
psg_recent_find(PsgRecent *recent, const git_oid *oid)
{
    gpointer item = g_hash_table_lookup(recent->young, oid);
    return item ? item : g_hash_table_lookup(recent->old, oid);
}

void
psg_recent_add(PsgRecent *recent, gpointer item, gsize size)
{
    if (recent->size + size > recent->limit) {
        g_hash_table_remove_all(recent->old);
        GHashTable *empty = recent->old;
        recent->old = recent->young;
        recent->young = empty;
        recent->size = 0;
    }
    recent->size += size;
    g_hash_table_replace(recent->young, item, item);
}

/* --- Worker --- */

static void
release_tree(gpointer item)
{
    PsgTreeBytes *tree = item;
    if (--tree->references > 0)
        return;
    psg_object_clear(&tree->object);
    g_free(tree);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgTreeBytes, release_tree)

static void
release_text(gpointer item)
{
    psg_file_text_release(item);
}

PsgWorker *
psg_worker_new(PsgFactsWork *work)
{
    PsgWorker *worker = g_new0(PsgWorker, 1);
    worker->work = work;
    worker->names = g_string_chunk_new(4096);
    worker->path = g_string_new(NULL);
    psg_recent_init(&worker->trees, TREES_LIMIT, release_tree);
    psg_recent_init(&worker->texts, TEXTS_LIMIT, release_text);
    return worker;
}

void
psg_worker_free(PsgWorker *worker)
{
    if (!worker)
        return;
    psg_recent_clear(&worker->trees);
    psg_recent_clear(&worker->texts);
    psg_listing_free(worker->listing);
    git_odb_free(worker->odb);
    g_string_chunk_free(worker->names);
    g_string_free(worker->path, TRUE);
    g_free(worker);
}

/* --- Objects --- */

void
psg_object_clear(PsgObject *object)
{
    if (object->bytes)
        git_odb_backend_data_free(object->backend, object->bytes);
    object->bytes = NULL;
}

gboolean
psg_object_read(git_odb *odb, const git_oid *oid, git_object_t kind, PsgObject *object)
{
    gsize backends = git_odb_num_backends(odb);
    for (gsize i = 0; i < backends; i++) {
        git_object_t found;
        git_odb_backend *backend;
        if (git_odb_get_backend(&backend, odb, i) != 0 || !backend->read)
            continue;
        int code = backend->read(&object->bytes, &object->length, &found, backend, oid);
        if (code == GIT_ENOTFOUND || code == GIT_PASSTHROUGH)
            continue;
        if (code != 0)
            return FALSE;
        object->backend = backend;
        if (found == kind)
            return TRUE;
        psg_object_clear(object);
        return FALSE;
    }
    return FALSE;
}

gboolean
psg_worker_read_object(PsgWorker *worker, const git_oid *oid, git_object_t kind, PsgObject *object)
{
    if (!worker->odb) {
        if (git_odb_open(&worker->odb, worker->work->objects) != 0)
            return FALSE;
        psg_git_guard_loose(worker->odb, worker->work->objects);
    }
    return psg_object_read(worker->odb, oid, kind, object);
}

/* --- Raw trees --- */

gboolean
psg_tree_cursor_next(PsgTreeCursor *cursor, PsgTreeEntry *entry)
{
    const char *at = cursor->at;
    if (at == cursor->end)
        return FALSE;
    entry->mode = 0;
    while (at < cursor->end && *at >= '0' && *at <= '7')
        entry->mode = entry->mode * 8 + (guint)(*at++ - '0');
    const char *name = at + 1;
    const char *stop =
            at < cursor->end && *at == ' ' ? memchr(name, '\0', (gsize)(cursor->end - name)) : NULL;
    if (!stop || stop == name || cursor->end - stop - 1 < GIT_OID_RAWSZ) {
        cursor->is_broken = TRUE;
        cursor->at = cursor->end;
        return FALSE;
    }
    entry->name = name;
    entry->length = (gsize)(stop - name);
    entry->oid = (const guint8 *)stop + 1;
    cursor->at = stop + 1 + GIT_OID_RAWSZ;
    return TRUE;
}

static PsgTreeBytes *
read_tree(PsgWorker *worker, const git_oid *oid, GError **error)
{
    PsgTreeBytes *tree = psg_recent_find(&worker->trees, oid);
    if (tree) {
        tree->references++;
        return tree;
    }
    PsgObject object;
    if (!psg_worker_read_object(worker, oid, GIT_OBJECT_TREE, &object)) {
        char digits[GIT_OID_HEXSZ + 1];
        git_oid_tostr(digits, sizeof digits, oid);
        psg_git_fail_with_cause(error, "%s: git could not read this folder", digits);
        return NULL;
    }
    tree = g_new0(PsgTreeBytes, 1);
    git_oid_cpy(&tree->oid, oid);
    tree->object = object;
    tree->references = 2;
    psg_recent_add(&worker->trees, tree, object.length + 200);
    return tree;
}

static PsgTreeCursor
begin(const PsgTreeBytes *tree)
{
    if (!tree)
        return (PsgTreeCursor){0};
    const char *bytes = tree->object.bytes;
    return (PsgTreeCursor){.at = bytes, .end = bytes + tree->object.length};
}

static gboolean
is_folder(const PsgTreeEntry *entry)
{
    return (entry->mode & 0170000) == PSG_MODE_FOLDER;
}

/* Git's order: by bytes, folders as if they ended in '/'. */
static int
compare_names(const PsgTreeEntry *a, const PsgTreeEntry *b)
{
    gsize common = MIN(a->length, b->length);
    int order = memcmp(a->name, b->name, common);
    if (order != 0)
        return order;
    guchar next_a = common < a->length ? (guchar)a->name[common] : is_folder(a) ? '/' : 0;
    guchar next_b = common < b->length ? (guchar)b->name[common] : is_folder(b) ? '/' : 0;
    return next_a - next_b;
}

/* One side's entry, or none. */
typedef struct {
    PsgTreeCursor cursor;
    const char *start; /* of the entry */
    PsgTreeEntry entry;
    gboolean has_entry;
} Side;

static void
advance(Side *side)
{
    side->start = side->cursor.at;
    side->has_entry = psg_tree_cursor_next(&side->cursor, &side->entry);
}

/* Goes to the next entry of one side, and then with both sides past all entries that are the same
 * bytes in both, which nearly all are. `other` stands where it is next to be compared. */
static void
advance_past_equal(Side *side, Side *other)
{
    gsize rest = (gsize)(other->cursor.end - other->start);
    if (other->has_entry && rest == (gsize)(side->cursor.end - side->cursor.at) &&
            memcmp(side->cursor.at, other->start, rest) == 0) {
        side->cursor.at = side->cursor.end;
        other->cursor.at = other->cursor.end;
        advance(other);
    }
    while (other->has_entry) {
        const char *start = side->cursor.at;
        gsize length = (gsize)(other->cursor.at - other->start);
        if ((gsize)(side->cursor.end - start) < length || memcmp(start, other->start, length) != 0)
            break;
        side->cursor.at += length;
        advance(other);
    }
    advance(side);
}

static gboolean compare(PsgWorker *worker, const git_oid *old_tree, const git_oid *new_tree,
        guint depth, GArray *changes, GError **error);

static void
add_change(PsgWorker *worker, const PsgTreeEntry *old_entry, const PsgTreeEntry *new_entry,
        GArray *changes)
{
    gboolean has_old = old_entry && PSG_MODE_IS_FILE(old_entry->mode);
    gboolean has_new = new_entry && PSG_MODE_IS_FILE(new_entry->mode);
    if ((!has_old && !has_new) || !psg_facts_wants(worker->work->reader, worker->path->str))
        return;
    PsgFileChange change = {.path = g_string_chunk_insert(worker->names, worker->path->str),
            .has_old = has_old,
            .has_new = has_new};
    if (has_old)
        memcpy(change.old_oid.id, old_entry->oid, GIT_OID_RAWSZ);
    if (has_new)
        memcpy(change.new_oid.id, new_entry->oid, GIT_OID_RAWSZ);
    change.old_path = has_old ? change.path : NULL;
    g_array_append_val(changes, change);
}

/* One name that differs. */
static gboolean
visit(PsgWorker *worker, const PsgTreeEntry *old_entry, const PsgTreeEntry *new_entry, guint depth,
        GArray *changes, GError **error)
{
    const PsgTreeEntry *entry = new_entry ? new_entry : old_entry;
    if (++worker->visits > VISIT_LIMIT)
        return psg_git_fail(error, PSG_GIT_ERROR_FAILED,
                "one commit changes more than %d files, which no history here follows",
                VISIT_LIMIT);
    gsize length = worker->path->len;
    g_string_append_len(worker->path, entry->name, (gssize)entry->length);
    gboolean is_good = TRUE;
    if (!is_folder(entry)) {
        add_change(worker, old_entry, new_entry, changes);
    } else if (depth < DEPTH_LIMIT) {
        git_oid old_oid, new_oid;
        if (old_entry)
            memcpy(old_oid.id, old_entry->oid, GIT_OID_RAWSZ);
        if (new_entry)
            memcpy(new_oid.id, new_entry->oid, GIT_OID_RAWSZ);
        g_string_append_c(worker->path, '/');
        if (!worker->folders || g_hash_table_contains(worker->folders, worker->path->str))
            is_good = compare(worker, old_entry ? &old_oid : NULL, new_entry ? &new_oid : NULL,
                    depth + 1, changes, error);
    }
    g_string_truncate(worker->path, length);
    return is_good;
}

static gboolean
compare(PsgWorker *worker, const git_oid *old_tree, const git_oid *new_tree, guint depth,
        GArray *changes, GError **error)
{
    g_autoptr(PsgTreeBytes) old_bytes = old_tree ? read_tree(worker, old_tree, error) : NULL;
    if (old_tree && !old_bytes)
        return FALSE;
    g_autoptr(PsgTreeBytes) new_bytes = new_tree ? read_tree(worker, new_tree, error) : NULL;
    if (new_tree && !new_bytes)
        return FALSE;
    Side old_side = {.cursor = begin(old_bytes)};
    Side new_side = {.cursor = begin(new_bytes)};
    advance(&old_side);
    advance_past_equal(&new_side, &old_side);
    while (old_side.has_entry || new_side.has_entry) {
        int order = !old_side.has_entry   ? 1
                    : !new_side.has_entry ? -1
                                          : compare_names(&old_side.entry, &new_side.entry);
        gboolean is_equal = order == 0 && old_side.entry.mode == new_side.entry.mode &&
                            !memcmp(old_side.entry.oid, new_side.entry.oid, GIT_OID_RAWSZ);
        if (!is_equal && !visit(worker, order <= 0 ? &old_side.entry : NULL,
                                 order >= 0 ? &new_side.entry : NULL, depth, changes, error))
            return FALSE;
        if (order <= 0)
            advance(&old_side);
        if (order == 0)
            advance_past_equal(&new_side, &old_side);
        else if (order > 0)
            advance(&new_side);
    }
    if (!old_side.cursor.is_broken && !new_side.cursor.is_broken)
        return TRUE;
    return psg_git_fail(error, PSG_GIT_ERROR_FAILED,
            "\"%s\": this folder is damaged in a commit; \"git fsck\" says more",
            worker->path->str);
}

gboolean
psg_worker_compare_trees(PsgWorker *worker, const git_oid *old_tree, const git_oid *new_tree,
        GArray *changes, GError **error)
{
    if (old_tree && new_tree && git_oid_equal(old_tree, new_tree))
        return TRUE;
    g_string_truncate(worker->path, 0);
    return compare(worker, old_tree, new_tree, 0, changes, error);
}

static gboolean
find_entry(PsgWorker *worker, const git_oid *tree, const char *name, gsize length, git_oid *oid,
        guint *mode)
{
    g_autoptr(PsgTreeBytes) bytes = read_tree(worker, tree, NULL);
    PsgTreeCursor cursor = begin(bytes);
    PsgTreeEntry entry;
    while (psg_tree_cursor_next(&cursor, &entry)) {
        if (entry.length != length || memcmp(entry.name, name, length) != 0)
            continue;
        memcpy(oid->id, entry.oid, GIT_OID_RAWSZ);
        *mode = entry.mode;
        return TRUE;
    }
    return FALSE;
}

gboolean
psg_worker_find_file(PsgWorker *worker, const git_oid *tree, const char *path, git_oid *oid)
{
    git_oid at = *tree;
    for (;;) {
        guint mode;
        gsize length = strcspn(path, "/");
        if (!find_entry(worker, &at, path, length, oid, &mode))
            return FALSE;
        path += length;
        if (*path == '\0')
            return PSG_MODE_IS_FILE(mode);
        if (mode != PSG_MODE_FOLDER)
            return FALSE;
        at = *oid;
        path++;
    }
}
