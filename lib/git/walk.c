/* The one place where a path is followed, whatever kind of tree it leads through: step by step,
 * each link resolved by us against the package's own root, so that neither "..", nor a link, nor a
 * race can lead out of it. */
#include <glib/gstdio.h>
#include <string.h>

#include "git/internal.h"

#define LINK_LIMIT 8
#define DEPTH_LIMIT 64

PsgNode
psg_node_make(PsgNodeKind kind, const char *name)
{
    return (PsgNode){.kind = kind, .name = g_strdup(name), .descriptor = -1};
}

void
psg_node_clear(PsgNode *node)
{
    g_clear_pointer(&node->name, g_free);
    if (node->descriptor >= 0)
        g_close(node->descriptor, NULL);
    node->descriptor = -1;
}

static void
clear_node(gpointer node)
{
    psg_node_clear(node);
}

void
psg_walk_clear(PsgWalk *walk)
{
    g_clear_pointer(&walk->folders, g_array_unref);
    g_clear_pointer(&walk->real_path, g_free);
    psg_node_clear(&walk->end);
}

/* The path of the folders passed and of `name` (nullable) below them, without the root. */
static char *
join_path(const PsgWalk *walk, const char *name)
{
    GString *path = g_string_new(NULL);
    for (guint i = 1; i < walk->folders->len; i++) {
        if (i > 1)
            g_string_append_c(path, '/');
        g_string_append(path, g_array_index(walk->folders, PsgNode, i).name);
    }
    if (name && path->len > 0)
        g_string_append_c(path, '/');
    if (name)
        g_string_append(path, name);
    return g_string_free(path, FALSE);
}

/* Puts where the link leads in front of what is left of the path. */
static gboolean
follow_link(PsgWalk *walk, PsgSnapshot *snapshot, const PsgNode *link, GString *rest,
        const char *path, GError **error)
{
    g_autofree char *target = snapshot->tree->read_link(snapshot, link);
    g_autofree char *at = join_path(walk, link->name);
    if (!target)
        return psg_snapshot_fail_missing(snapshot, path, error);
    if (target[0] == '/')
        return psg_git_fail(error, PSG_GIT_ERROR_UNSAFE,
                "%s: the symbolic link \"%s\" leads to \"%s\", outside the package; put the file "
                "into the package",
                path, at, target);
    if (snapshot->tree->note_link)
        snapshot->tree->note_link(snapshot, at, target);
    if (rest->len > 0)
        g_string_prepend_c(rest, '/');
    g_string_prepend(rest, target);
    return TRUE;
}

/* Says why the path ends at `node`. */
static gboolean
fail_step(const PsgWalk *walk, const PsgSnapshot *snapshot, const PsgNode *node, const char *path,
        GError **error)
{
    g_autofree char *at = join_path(walk, node->name);
    if (node->kind == PSG_NODE_REPOSITORY)
        return psg_git_fail(error, PSG_GIT_ERROR_NOT_FOUND,
                "%s: \"%s\" is a repository of its own (a submodule, or a clone inside this one), "
                "and its files are not part of this package",
                path, at);
    if (node->kind == PSG_NODE_DAMAGED) {
        g_autoptr(git_tree) tree = NULL;
        int code = git_tree_lookup(&tree, snapshot->repository->git, &node->oid);
        return psg_git_fail_object(error, snapshot->repository->git, code,
                "%s: git could not read the folder \"%s\" at commit %s", path, at,
                snapshot->revision.abbreviation);
    }
    return psg_snapshot_fail_missing(snapshot, path, error);
}

/* Takes one step: `name` below the last folder. Sets *is_link when what it found was a link. */
static gboolean
step(PsgWalk *walk, PsgSnapshot *snapshot, const char *name, GString *rest, const char *path,
        gboolean *is_link, GError **error)
{
    const PsgNode *folder = &g_array_index(walk->folders, PsgNode, walk->folders->len - 1);
    /* Nothing of git's own is part of a package, in whatever case a file system knows it. */
    if (g_ascii_strcasecmp(name, ".git") == 0)
        return psg_snapshot_fail_missing(snapshot, path, error);
    PsgNode node = snapshot->tree->open_child(snapshot, folder, name);
    gboolean is_good = TRUE;
    if (node.kind == PSG_NODE_LINK) {
        *is_link = TRUE;
        is_good = follow_link(walk, snapshot, &node, rest, path, error);
    } else if (node.kind == PSG_NODE_FOLDER && walk->folders->len <= DEPTH_LIMIT) {
        g_array_append_val(walk->folders, node);
        return TRUE;
    } else if (node.kind == PSG_NODE_FILE && rest->len == 0) {
        walk->end = node;
        return TRUE;
    } else {
        is_good = fail_step(walk, snapshot, &node, path, error);
    }
    psg_node_clear(&node);
    return is_good;
}

static gboolean
go_up(PsgWalk *walk, const char *path, GError **error)
{
    if (walk->folders->len == 1)
        return psg_git_fail(
                error, PSG_GIT_ERROR_UNSAFE, "%s: this path leads out of the package", path);
    g_array_set_size(walk->folders, walk->folders->len - 1);
    return TRUE;
}

static gboolean
follow(PsgWalk *walk, PsgSnapshot *snapshot, const char *path, GError **error)
{
    g_autoptr(GString) rest = g_string_new(path);
    guint links = 0;
    while (rest->len > 0) {
        gsize length = strcspn(rest->str, "/");
        g_autofree char *name = g_strndup(rest->str, length);
        g_string_erase(rest, 0, (gssize)(rest->str[length] ? length + 1 : length));
        gboolean is_link = FALSE;
        if (*name == '\0' || strcmp(name, ".") == 0)
            continue;
        if (strcmp(name, "..") == 0) {
            if (!go_up(walk, path, error))
                return FALSE;
            continue;
        }
        if (!step(walk, snapshot, name, rest, path, &is_link, error))
            return FALSE;
        if (is_link && ++links > LINK_LIMIT)
            return psg_git_fail(error, PSG_GIT_ERROR_UNSAFE,
                    "%s: this path goes through more than %d symbolic links, or round in a circle",
                    path, LINK_LIMIT);
    }
    if (walk->end.kind == PSG_NODE_MISSING)
        walk->end.kind = PSG_NODE_FOLDER;
    walk->real_path = join_path(walk, walk->end.name);
    if (*walk->real_path && snapshot->tree->is_hidden &&
            snapshot->tree->is_hidden(snapshot, walk->real_path, walk->end.kind == PSG_NODE_FOLDER))
        return psg_snapshot_fail_missing(snapshot, path, error);
    return TRUE;
}

gboolean
psg_walk_init(PsgWalk *walk, PsgSnapshot *snapshot, const char *path, GError **error)
{
    *walk = (PsgWalk){
            .folders = g_array_new(FALSE, FALSE, sizeof(PsgNode)), .end = {.descriptor = -1}};
    g_array_set_clear_func(walk->folders, clear_node);
    PsgNode root = snapshot->tree->open_root(snapshot);
    g_array_append_val(walk->folders, root);
    if (follow(walk, snapshot, path, error))
        return TRUE;
    psg_walk_clear(walk);
    return FALSE;
}
