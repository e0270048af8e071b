/* Which threads are this package's, where a repository holds several. A thread is on a file, and a
 * file belongs to the nearest folder above it that has a plainsong.yaml. See review_internal.h. */
#include <git2.h>
#include <string.h>

#include "base/cleanup.h"
#include "review/review_internal.h"

#define PACKAGE_FILE "/plainsong.yaml"

typedef struct {
    const PsgReview *review;
    git_tree *root;      /* of the snapshot's commit; NULL */
    GHashTable *folders; /* folder -> GINT_TO_POINTER(whose it is) */
} Sorting;

/* Whose a folder is. */
typedef enum { OURS = 1, OTHERS } Owner;

static gboolean
has_entry(const git_tree *root, const char *path)
{
    g_autoptr(git_tree_entry) entry = NULL;
    return *path == '\0' || git_tree_entry_bypath(&entry, root, path) == 0;
}

static gboolean
is_package(const git_tree *root, const char *folder)
{
    g_autofree char *file = g_strconcat(folder, PACKAGE_FILE, NULL);
    return has_entry(root, *folder ? file : file + 1);
}

/* The nearest folder from here up that is a package, `ours` (nullable) being one too; NULL when
 * there is none. The caller owns it. */
static char *
find_package(const git_tree *root, const char *folder, const char *ours)
{
    g_autofree char *at = g_strdup(folder);
    for (;;) {
        if (g_strcmp0(at, ours) == 0 || is_package(root, at))
            return g_steal_pointer(&at);
        if (*at == '\0')
            return NULL;
        char *slash = strrchr(at, '/');
        *(slash ? slash : at) = '\0';
    }
}

static gboolean
is_below(const char *folder, const char *top)
{
    gsize length = strlen(top);
    return length == 0 ||
           (strncmp(folder, top, length) == 0 && (folder[length] == '/' || !folder[length]));
}

static git_tree *
find_tree(const PsgReview *review, const char *hex)
{
    git_repository *git = psg_repository_get_git(review->place->repository);
    g_autoptr(git_commit) commit = NULL;
    git_tree *tree = NULL;
    git_oid oid;
    if (!hex || git_oid_fromstr(&oid, hex) != 0 || git_commit_lookup(&commit, git, &oid) != 0 ||
            git_commit_tree(&tree, commit) != 0)
        return NULL;
    return tree;
}

/* TRUE when the package that was in a folder at a commit has this one's id. */
static gboolean
has_our_id(const PsgReview *review, const char *folder, const char *commit)
{
    g_autoptr(PsgSnapshot) snapshot =
            psg_snapshot_new_revision(review->place->repository, folder, commit, NULL);
    g_autoptr(PsgPackage) package = snapshot ? psg_package_load(snapshot, NULL, NULL) : NULL;
    return package && strcmp(package->id, review->package->id) == 0;
}

/* Whose a folder is that is no more: its package may have been moved, and keeps its id. What cannot
 * be said is ours, since a comment too many is better than one that nobody finds. */
static Owner
find_former_owner(const Sorting *sorting, const char *folder, const char *commit)
{
    const PsgReview *review = sorting->review;
    g_autoptr(git_tree) then = find_tree(review, commit);
    g_autofree char *package = then ? find_package(then, folder, NULL) : NULL;
    if (!package)
        return OURS;
    if (strcmp(package, review->place->relative) == 0)
        return OURS;
    if (is_package(sorting->root, package))
        return OTHERS;
    return has_our_id(review, package, commit) ? OURS : OTHERS;
}

static Owner
find_owner(const Sorting *sorting, const char *folder, const char *commit)
{
    const char *ours = sorting->review->place->relative;
    if (!sorting->root)
        return is_below(folder, ours) ? OURS : OTHERS;
    if (!has_entry(sorting->root, folder))
        return find_former_owner(sorting, folder, commit);
    g_autofree char *package = find_package(sorting->root, folder, ours);
    return package && strcmp(package, ours) == 0 ? OURS : OTHERS;
}

/* Without a path only the document's name says where a thread is. */
static gboolean
is_ours(Sorting *sorting, const PsgEventTarget *on)
{
    const PsgReview *review = sorting->review;
    if (!on->path)
        return *review->place->relative == '\0' || !on->document ||
               psg_package_find_document(review->package, on->document);
    const char *slash = strrchr(on->path, '/');
    g_autofree char *folder = slash ? g_strndup(on->path, (gsize)(slash - on->path)) : g_strdup("");
    gpointer known = g_hash_table_lookup(sorting->folders, folder);
    if (!known) {
        known = GINT_TO_POINTER(find_owner(sorting, folder, on->commit));
        g_hash_table_insert(sorting->folders, g_steal_pointer(&folder), known);
    }
    return GPOINTER_TO_INT(known) != OTHERS;
}

void
psg_review_drop_other_packages(const PsgReview *review, GPtrArray *events)
{
    g_autoptr(git_tree) root = find_tree(review, psg_snapshot_get_revision(review->snapshot)->oid);
    g_autoptr(GHashTable) folders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) others = g_hash_table_new(g_str_hash, g_str_equal);
    Sorting sorting = {review, root, folders};
    for (guint i = 0; i < events->len; i++) {
        const PsgEvent *event = g_ptr_array_index(events, i);
        if (event->has_target && !is_ours(&sorting, &event->on))
            g_hash_table_add(others, (gpointer)event->thread);
    }
    if (g_hash_table_size(others) == 0)
        return;
    guint kept = 0;
    for (guint i = 0; i < events->len; i++) {
        const PsgEvent *event = g_ptr_array_index(events, i);
        if (!g_hash_table_contains(others, event->thread))
            events->pdata[kept++] = (gpointer)event;
    }
    g_ptr_array_set_size(events, (gint)kept);
}
