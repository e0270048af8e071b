/* A commit as a file tree, straight from the object database, whose objects libgit2 checks against
 * their names. Submodules are not there: their files are in another repository. */
#include <string.h>

#include "git/internal.h"

/* A symbolic link's target is a path; what is longer is none. */
#define TARGET_LIMIT 4096

static PsgNode
open_root(PsgSnapshot *snapshot)
{
    PsgNode node = psg_node_make(PSG_NODE_FOLDER, "");
    node.tree = snapshot->commit_root;
    return node;
}

static PsgNodeKind
get_kind(const git_tree_entry *entry)
{
    switch (git_tree_entry_filemode(entry)) {
    case GIT_FILEMODE_TREE:
        return PSG_NODE_FOLDER;
    case GIT_FILEMODE_BLOB:
    case GIT_FILEMODE_BLOB_EXECUTABLE:
        return PSG_NODE_FILE;
    case GIT_FILEMODE_LINK:
        return PSG_NODE_LINK;
    case GIT_FILEMODE_COMMIT:
        return PSG_NODE_REPOSITORY;
    default:
        return PSG_NODE_OTHER;
    }
}

static PsgNode
open_child(PsgSnapshot *snapshot, const PsgNode *folder, const char *name)
{
    const git_tree_entry *entry = git_tree_entry_byname(folder->tree, name);
    PsgNode node = psg_node_make(entry ? get_kind(entry) : PSG_NODE_MISSING, name);
    if (entry)
        git_oid_cpy(&node.oid, git_tree_entry_id(entry));
    if (node.kind == PSG_NODE_FOLDER && !(node.tree = psg_snapshot_find_tree(snapshot, &node.oid)))
        node.kind = PSG_NODE_DAMAGED;
    return node;
}

static gboolean
fail_read(const PsgSnapshot *snapshot, const char *path, int code, GError **error)
{
    return psg_git_fail_object(error, snapshot->repository->git, code,
            "%s: git could not read this file at commit %s", path, snapshot->revision.abbreviation);
}

/* Reads an object that has at most `limit` bytes; its size is looked at first. */
static git_odb_object *
read_object(
        PsgSnapshot *snapshot, const git_oid *oid, const char *path, gsize limit, GError **error)
{
    g_autoptr(git_odb) odb = NULL;
    git_odb_object *object = NULL;
    gsize size = 0;
    git_object_t kind;
    int code = git_repository_odb(&odb, snapshot->repository->git);
    code = code ? code : git_odb_read_header(&size, &kind, odb, oid);
    if (code != 0) {
        fail_read(snapshot, path, code, error);
        return NULL;
    }
    if (size > limit) {
        psg_git_fail(error, PSG_GIT_ERROR_TOO_LARGE,
                "%s: the file has %" G_GSIZE_FORMAT " bytes; at most %" G_GSIZE_FORMAT " are read",
                path, size, limit);
        return NULL;
    }
    code = git_odb_read(&object, odb, oid);
    if (code != 0)
        fail_read(snapshot, path, code, error);
    return object;
}

static char *
read_link(PsgSnapshot *snapshot, const PsgNode *link)
{
    g_autoptr(git_odb_object) object =
            read_object(snapshot, &link->oid, link->name, TARGET_LIMIT, NULL);
    return object ? g_strndup(git_odb_object_data(object), git_odb_object_size(object)) : NULL;
}

static void
free_object(gpointer object)
{
    git_odb_object_free(object);
}

static GBytes *
read_file(PsgSnapshot *snapshot, const PsgWalk *walk, const char *path, gsize limit, GError **error)
{
    git_odb_object *object = read_object(snapshot, &walk->end.oid, path, limit, error);
    return object ? g_bytes_new_with_free_func(git_odb_object_data(object),
                            git_odb_object_size(object), free_object, object)
                  : NULL;
}

static gboolean
list(PsgSnapshot *snapshot, const PsgWalk *walk, GArray *nodes, GError **error)
{
    const git_tree *tree = g_array_index(walk->folders, PsgNode, walk->folders->len - 1).tree;
    for (gsize i = 0; i < git_tree_entrycount(tree); i++) {
        const git_tree_entry *entry = git_tree_entry_byindex(tree, i);
        PsgNodeKind kind = get_kind(entry);
        if (kind == PSG_NODE_OTHER || kind == PSG_NODE_REPOSITORY)
            continue;
        PsgNode node = psg_node_make(kind, git_tree_entry_name(entry));
        g_array_append_val(nodes, node);
    }
    return TRUE;
}

static void
free_commit(PsgSnapshot *snapshot)
{
    git_tree_free(snapshot->commit_root);
}

static const PsgTree commit_tree = {
        .open_root = open_root,
        .open_child = open_child,
        .read_link = read_link,
        .read = read_file,
        .list = list,
        .free = free_commit,
};

/* The package's folder in the commit. */
static git_tree *
find_folder(PsgRepository *repository, const git_commit *commit, const char *folder,
        const char *revision, GError **error)
{
    g_autoptr(git_tree) root = NULL;
    int code = git_commit_tree(&root, commit);
    if (code != 0) {
        psg_git_fail_object(error, repository->git, code,
                "git could not read the list of files at \"%s\"", revision);
        return NULL;
    }
    if (*folder == '\0')
        return g_steal_pointer(&root);
    g_autoptr(git_tree_entry) entry = NULL;
    git_tree *tree = NULL;
    code = git_tree_entry_bypath(&entry, root, folder);
    if (code == GIT_ENOTFOUND && git_error_last() && git_error_last()->klass == GIT_ERROR_ODB) {
        psg_git_fail_object(error, repository->git, code,
                "%s: git could not read the folders above it at \"%s\"", folder, revision);
        return NULL;
    }
    if (code == 0 && git_tree_entry_type(entry) == GIT_OBJECT_COMMIT) {
        psg_git_fail(error, PSG_GIT_ERROR_NOT_FOUND,
                "%s: at \"%s\" this is a submodule, and its files are in a repository of their own",
                folder, revision);
        return NULL;
    }
    if (code != 0 || git_tree_entry_type(entry) != GIT_OBJECT_TREE) {
        psg_git_fail(error, PSG_GIT_ERROR_NOT_FOUND,
                "%s: there is no such folder at \"%s\"; it may have had another name then", folder,
                revision);
        return NULL;
    }
    code = git_tree_lookup(&tree, repository->git, git_tree_entry_id(entry));
    if (code != 0)
        psg_git_fail_object(error, repository->git, code,
                "%s: git could not read this folder at \"%s\"", folder, revision);
    return tree;
}

PsgSnapshot *
psg_snapshot_new_revision(
        PsgRepository *repository, const char *folder, const char *revision, GError **error)
{
    g_autoptr(git_commit) commit = psg_repository_find_commit(repository, revision, error);
    if (!commit)
        return NULL;
    git_tree *root = find_folder(repository, commit, folder, revision, error);
    if (!root)
        return NULL;
    g_autoptr(PsgSnapshot) snapshot = g_new0(PsgSnapshot, 1);
    snapshot->tree = &commit_tree;
    snapshot->repository = repository;
    snapshot->commit_root = root;
    snapshot->place = g_strconcat(revision, ":", folder, NULL);
    if (!psg_revision_init(&snapshot->revision, repository->git, commit, error))
        return NULL;
    return g_steal_pointer(&snapshot);
}
