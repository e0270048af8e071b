/* Folders compared two at a time, leaving out what is equal; and files looked up in them. See
 * anchor_internal.h. */
#include <string.h>

#include "review/anchor/anchor_internal.h"
#include "review/store/store_tree.h"

/* Folders may be nested and repeated so that they hold more files than there are atoms. */
#define DEPTH_LIMIT 64
#define CHANGES_LIMIT 1000000

#define TREES_COUNT 256

struct PsgAnchorTree {
    guint references;
    PsgTreeList list;
};

void
psg_anchor_tree_unref(PsgAnchorTree *tree)
{
    if (!tree || --tree->references > 0)
        return;
    psg_tree_list_clear(&tree->list);
    g_free(tree);
}

/* The caller owns a reference. NULL when git cannot read it. */
static PsgAnchorTree *
read_tree(PsgFollower *follower, const git_oid *oid)
{
    PsgAnchorTree *tree = g_hash_table_lookup(follower->trees, oid);
    if (tree) {
        tree->references++;
        return tree;
    }
    tree = g_hash_table_lookup(follower->old_trees, oid);
    if (!tree) {
        tree = g_new0(PsgAnchorTree, 1);
        psg_tree_list_init(&tree->list);
        if (!psg_tree_list_load(&tree->list, follower->reader, oid, NULL)) {
            tree->references = 1;
            psg_anchor_tree_unref(tree);
            g_atomic_int_set(&follower->source->has_unread, 1);
            return NULL;
        }
    }
    tree->references += 2;
    g_hash_table_insert(follower->trees, g_memdup2(oid, sizeof *oid), tree);
    if (g_hash_table_size(follower->trees) >= TREES_COUNT) {
        GHashTable *empty = follower->old_trees;
        g_hash_table_remove_all(empty);
        follower->old_trees = follower->trees;
        follower->trees = empty;
    }
    return tree;
}

static gboolean
is_folder(const PsgTreeEntry *entry)
{
    return entry && entry->mode == PSG_MODE_FOLDER;
}

/* A regular file, whether it may be run or not. */
static gboolean
is_file(const PsgTreeEntry *entry)
{
    return entry && (entry->mode & 0170000) == (PSG_MODE_FILE & 0170000);
}

/* Git's order: by bytes, folders as if they ended in '/'. */
static int
compare_names(const PsgTreeEntry *a, const PsgTreeEntry *b)
{
    const guchar *x = (const guchar *)a->name, *y = (const guchar *)b->name;
    while (*x && *x == *y)
        x++, y++;
    guchar last_x = *x || !is_folder(a) ? *x : '/', last_y = *y || !is_folder(b) ? *y : '/';
    return (int)last_x - (int)last_y;
}

static gboolean compare_trees(PsgFollower *follower, GString *path, const git_oid *old_oid,
        const git_oid *new_oid, guint depth);

/* One name of the two trees; either entry may be NULL. Names that are a file in one and a folder in
 * the other come as two. */
static gboolean
compare_entries(PsgFollower *follower, GString *path, const PsgTreeEntry *old_entry,
        const PsgTreeEntry *new_entry, guint depth)
{
    if (old_entry && new_entry && git_oid_equal(&old_entry->oid, &new_entry->oid) &&
            is_file(old_entry) == is_file(new_entry))
        return TRUE;
    gsize length = path->len;
    gboolean is_good = TRUE;
    g_string_append(path, old_entry ? old_entry->name : new_entry->name);
    if (is_file(old_entry) || is_file(new_entry))
        psg_follower_add_change(follower, psg_anchor_source_get_path(follower->source, path->str),
                is_file(old_entry) ? &old_entry->oid : NULL,
                is_file(new_entry) ? &new_entry->oid : NULL);
    if (is_folder(old_entry) || is_folder(new_entry)) {
        g_string_append_c(path, '/');
        is_good = compare_trees(follower, path, is_folder(old_entry) ? &old_entry->oid : NULL,
                is_folder(new_entry) ? &new_entry->oid : NULL, depth + 1);
    }
    g_string_truncate(path, length);
    return is_good && follower->changes->len < CHANGES_LIMIT;
}

static gboolean
compare_trees(PsgFollower *follower, GString *path, const git_oid *old_oid, const git_oid *new_oid,
        guint depth)
{
    if (depth > DEPTH_LIMIT)
        return TRUE;
    g_autoptr(PsgAnchorTree) old_tree = old_oid ? read_tree(follower, old_oid) : NULL;
    g_autoptr(PsgAnchorTree) new_tree = new_oid ? read_tree(follower, new_oid) : NULL;
    if ((old_oid && !old_tree) || (new_oid && !new_tree))
        return FALSE;
    guint old_count = old_tree ? old_tree->list.entries->len : 0,
          new_count = new_tree ? new_tree->list.entries->len : 0;
    for (guint i = 0, j = 0; i < old_count || j < new_count;) {
        const PsgTreeEntry *old_entry =
                i < old_count ? &g_array_index(old_tree->list.entries, PsgTreeEntry, i) : NULL;
        const PsgTreeEntry *new_entry =
                j < new_count ? &g_array_index(new_tree->list.entries, PsgTreeEntry, j) : NULL;
        int order = !old_entry ? 1 : !new_entry ? -1 : compare_names(old_entry, new_entry);
        if (!compare_entries(follower, path, order <= 0 ? old_entry : NULL,
                    order >= 0 ? new_entry : NULL, depth))
            return FALSE;
        i += order <= 0;
        j += order >= 0;
    }
    return TRUE;
}

gboolean
psg_follower_begin_step(PsgFollower *follower, const git_oid *commit, const git_oid *old_tree,
        const git_oid *new_tree)
{
    psg_follower_reset_step(follower, commit);
    if (git_oid_equal(old_tree, new_tree))
        return TRUE;
    g_autoptr(GString) path = g_string_new(NULL);
    return compare_trees(follower, path, old_tree, new_tree, 0);
}

gboolean
psg_follower_find_file(PsgFollower *follower, const git_oid *tree, const char *path, git_oid *oid)
{
    g_auto(GStrv) names = g_strsplit(path, "/", DEPTH_LIMIT);
    git_oid folder = *tree;
    for (guint i = 0; names[i]; i++) {
        g_autoptr(PsgAnchorTree) list = read_tree(follower, &folder);
        const PsgTreeEntry *entry = list ? psg_tree_list_find(&list->list, names[i]) : NULL;
        if (names[i + 1] ? !is_folder(entry) : !is_file(entry))
            return FALSE;
        folder = entry->oid;
    }
    *oid = folder;
    return names[0] != NULL;
}
