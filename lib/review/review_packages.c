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
typedef enum { OURS = 1, OTHERS, UNCLEAR } Owner;

static gboolean
has_entry(const Sorting *sorting, const char *path)
{
    g_autoptr(git_tree_entry) entry = NULL;
    return *path == '\0' || git_tree_entry_bypath(&entry, sorting->root, path) == 0;
}

static gboolean
is_below(const char *folder, const char *top)
{
    gsize length = strlen(top);
    return length == 0 ||
           (strncmp(folder, top, length) == 0 && (folder[length] == '/' || !folder[length]));
}

/* A folder that is no more belonged to a package that was moved, and may have been this one: a
 * comment too many is better than one that nobody finds. */
static Owner
find_owner(const Sorting *sorting, const char *folder)
{
    const char *ours = sorting->review->place->relative;
    g_autofree char *at = g_strdup(folder);
    while (sorting->root) {
        if (strcmp(at, ours) == 0)
            return OURS;
        g_autofree char *file = g_strconcat(at, PACKAGE_FILE, NULL);
        if (has_entry(sorting, *at ? file : file + 1))
            return OTHERS;
        if (*at == '\0')
            break;
        char *slash = strrchr(at, '/');
        *(slash ? slash : at) = '\0';
    }
    if (is_below(folder, ours))
        return OURS;
    return sorting->root && has_entry(sorting, folder) ? OTHERS : UNCLEAR;
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
        known = GINT_TO_POINTER(find_owner(sorting, folder));
        g_hash_table_insert(sorting->folders, g_steal_pointer(&folder), known);
    }
    return GPOINTER_TO_INT(known) != OTHERS;
}

static git_tree *
find_root(const PsgReview *review)
{
    git_repository *git = psg_repository_get_git(review->place->repository);
    const char *hex = psg_snapshot_get_revision(review->snapshot)->oid;
    g_autoptr(git_commit) commit = NULL;
    git_tree *root = NULL;
    git_oid oid;
    if (!hex || git_oid_fromstr(&oid, hex) != 0 || git_commit_lookup(&commit, git, &oid) != 0 ||
            git_commit_tree(&root, commit) != 0)
        return NULL;
    return root;
}

void
psg_review_drop_other_packages(const PsgReview *review, GPtrArray *events)
{
    g_autoptr(git_tree) root = find_root(review);
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
