/* The public face of snapshots: what both kinds of file tree share. See snapshot.h. */
#include "git/snapshot.h"

#include <string.h>

#include "base/natural_order.h"
#include "git/internal.h"

gboolean
psg_snapshot_fail_missing(const PsgSnapshot *snapshot, const char *path, GError **error)
{
    return psg_git_fail(error, PSG_GIT_ERROR_NOT_FOUND, "%s: there is no such file in %s",
            *path ? path : ".", snapshot->place);
}

static void
free_tree(gpointer tree)
{
    git_tree_free(tree);
}

git_tree *
psg_snapshot_find_tree(PsgSnapshot *snapshot, const git_oid *oid)
{
    if (!snapshot->trees)
        snapshot->trees = g_hash_table_new_full(psg_oid_hash, psg_oid_is_equal, NULL, free_tree);
    git_tree *tree = g_hash_table_lookup(snapshot->trees, oid);
    if (!tree && git_tree_lookup(&tree, snapshot->repository->git, oid) == 0)
        g_hash_table_insert(snapshot->trees, (gpointer)git_tree_id(tree), tree);
    return tree;
}

static gboolean
note_presence(PsgSnapshot *snapshot, const char *path, gboolean is_there)
{
    if (snapshot->tree->note_presence)
        snapshot->tree->note_presence(snapshot, path, is_there);
    return is_there;
}

GBytes *
psg_snapshot_read(PsgSnapshot *snapshot, const char *path, gsize limit, GError **error)
{
    g_auto(PsgWalk) walk = {.end = {.descriptor = -1}};
    if (!psg_walk_init(&walk, snapshot, path, error)) {
        note_presence(snapshot, path, FALSE);
        return NULL;
    }
    if (walk.end.kind == PSG_NODE_FOLDER) {
        psg_git_fail(error, PSG_GIT_ERROR_NOT_FOUND, "%s: this is a folder, not a file",
                *path ? path : ".");
        return NULL;
    }
    GBytes *bytes = snapshot->tree->read(snapshot, &walk, path, limit, error);
    if (bytes && snapshot->paths && !g_hash_table_contains(snapshot->paths, path))
        g_hash_table_add(snapshot->paths, g_strdup(path));
    return bytes;
}

gboolean
psg_snapshot_has_read(const PsgSnapshot *snapshot, const char *path)
{
    return !snapshot->paths || g_hash_table_contains(snapshot->paths, path);
}

gboolean
psg_snapshot_has_file(PsgSnapshot *snapshot, const char *path)
{
    g_auto(PsgWalk) walk = {.end = {.descriptor = -1}};
    if (!psg_walk_init(&walk, snapshot, path, NULL))
        return note_presence(snapshot, path, FALSE);
    return walk.end.kind == PSG_NODE_FILE && note_presence(snapshot, walk.real_path, TRUE);
}

char *
psg_snapshot_resolve(PsgSnapshot *snapshot, const char *path, GError **error)
{
    g_auto(PsgWalk) walk = {.end = {.descriptor = -1}};
    if (!psg_walk_init(&walk, snapshot, path, error))
        return NULL;
    if (walk.end.kind == PSG_NODE_FILE)
        return g_strdup(walk.real_path);
    psg_snapshot_fail_missing(snapshot, path, error);
    return NULL;
}

static void
entry_free(gpointer data)
{
    PsgSnapshotEntry *entry = data;
    g_free(entry->name);
    g_free(entry);
}

static int
compare_entries(gconstpointer left, gconstpointer right)
{
    const PsgSnapshotEntry *a = *(const PsgSnapshotEntry *const *)left;
    const PsgSnapshotEntry *b = *(const PsgSnapshotEntry *const *)right;
    return psg_natural_compare(a->name, b->name);
}

/* Names that no reader could be shown, or that mean something else on another system, are not
 * listed. */
static gboolean
is_listed_name(const char *name)
{
    if (name[0] == '.' || name[0] == '\0' || !g_utf8_validate(name, -1, NULL))
        return FALSE;
    for (const char *at = name; *at; at++)
        if ((guchar)*at < 0x20 || *at == 0x7f || *at == '\\')
            return FALSE;
    return TRUE;
}

/* What an entry of the folder at the end of `walk` leads to; FALSE when it is not part of the
 * snapshot. */
static gboolean
find_kind(PsgSnapshot *snapshot, const PsgWalk *walk, const PsgNode *node, PsgSnapshotKind *kind)
{
    g_autofree char *path = *walk->real_path ? g_strconcat(walk->real_path, "/", node->name, NULL)
                                             : g_strdup(node->name);
    gboolean is_folder = node->kind == PSG_NODE_FOLDER;
    if (node->kind == PSG_NODE_LINK) {
        g_auto(PsgWalk) link = {.end = {.descriptor = -1}};
        if (!psg_walk_init(&link, snapshot, path, NULL))
            return FALSE;
        is_folder = link.end.kind == PSG_NODE_FOLDER;
        /* A link to a folder that it is in itself would be listed without end. */
        if (is_folder && (*link.real_path == '\0' || (g_str_has_prefix(path, link.real_path) &&
                                                             path[strlen(link.real_path)] == '/')))
            return FALSE;
    }
    if (snapshot->tree->is_hidden && snapshot->tree->is_hidden(snapshot, path, is_folder))
        return FALSE;
    *kind = is_folder ? PSG_SNAPSHOT_FOLDER : PSG_SNAPSHOT_FILE;
    return TRUE;
}

static void
clear_node(gpointer node)
{
    psg_node_clear(node);
}

GPtrArray *
psg_snapshot_list(PsgSnapshot *snapshot, const char *folder, GError **error)
{
    g_auto(PsgWalk) walk = {.end = {.descriptor = -1}};
    if (!psg_walk_init(&walk, snapshot, folder, error))
        return NULL;
    if (walk.end.kind != PSG_NODE_FOLDER) {
        psg_git_fail(error, PSG_GIT_ERROR_NOT_FOUND, "%s: this is a file, not a folder", folder);
        return NULL;
    }
    g_autoptr(GArray) nodes = g_array_new(FALSE, FALSE, sizeof(PsgNode));
    g_array_set_clear_func(nodes, clear_node);
    if (!snapshot->tree->list(snapshot, &walk, nodes, error))
        return NULL;
    GPtrArray *entries = g_ptr_array_new_full(nodes->len, entry_free);
    for (guint i = 0; i < nodes->len; i++) {
        PsgNode *node = &g_array_index(nodes, PsgNode, i);
        PsgSnapshotKind kind;
        if (!is_listed_name(node->name) || !find_kind(snapshot, &walk, node, &kind))
            continue;
        PsgSnapshotEntry *entry = g_new0(PsgSnapshotEntry, 1);
        entry->name = g_steal_pointer(&node->name);
        entry->kind = kind;
        g_ptr_array_add(entries, entry);
    }
    g_ptr_array_sort(entries, compare_entries);
    return entries;
}

gboolean
psg_snapshot_is_worktree(const PsgSnapshot *snapshot)
{
    return snapshot->commit_root == NULL;
}

const PsgRevision *
psg_snapshot_get_revision(const PsgSnapshot *snapshot)
{
    return &snapshot->revision;
}

gboolean
psg_snapshot_is_changed(const PsgSnapshot *snapshot)
{
    return snapshot->is_changed;
}

gint64
psg_snapshot_get_newest_time(const PsgSnapshot *snapshot)
{
    return snapshot->newest_time;
}

const char *
psg_snapshot_get_place(const PsgSnapshot *snapshot)
{
    return snapshot->place;
}

void
psg_snapshot_free(PsgSnapshot *snapshot)
{
    if (!snapshot)
        return;
    snapshot->tree->free(snapshot);
    g_clear_pointer(&snapshot->trees, g_hash_table_unref);
    g_clear_pointer(&snapshot->paths, g_hash_table_unref);
    psg_revision_clear(&snapshot->revision);
    g_free(snapshot->place);
    g_free(snapshot);
}

PsgRepository *
psg_snapshot_get_repository(const PsgSnapshot *snapshot)
{
    return snapshot->repository;
}
