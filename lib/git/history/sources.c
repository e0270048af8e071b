/* Where new files come from: renames and copies, as `git log --follow` would find them and a little
 * further. First equal contents among what was deleted, then anywhere in the parent's tree, then
 * the most similar file among the likely ones. See worker.h. */
#include <string.h>

#include "git/history/worker.h"

/* Half of the words of both, in the hundredths of psg_worker_measure_likeness(). */
#define LIKE_ENOUGH 50
/* Pairs of files whose words are compared for one commit, and files of the same name or contents
 * that are looked at. */
#define EFFORT_LIMIT 20000
#define NAMESAKE_LIMIT 1000

typedef struct {
    char *path;
    const char *name; /* in `path`, behind the last slash */
    git_oid oid;
} Listed;

struct PsgListing {
    git_oid tree;
    GHashTable *by_path; /* char * -> Listed; owns them */
    GHashTable *by_name; /* char * -> GPtrArray of Listed */
    GHashTable *by_oid;  /* git_oid -> GPtrArray of Listed */
};

static const char *
get_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void
free_listed(gpointer data)
{
    Listed *listed = data;
    g_free(listed->path);
    g_free(listed);
}

static void
free_array(gpointer array)
{
    g_ptr_array_unref(array);
}

static PsgListing *
listing_new(void)
{
    PsgListing *listing = g_new0(PsgListing, 1);
    listing->by_path = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_listed);
    listing->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_array);
    listing->by_oid = g_hash_table_new_full(psg_oid_hash, psg_oid_is_equal, g_free, free_array);
    return listing;
}

void
psg_listing_free(PsgListing *listing)
{
    if (!listing)
        return;
    g_hash_table_unref(listing->by_name);
    g_hash_table_unref(listing->by_oid);
    g_hash_table_unref(listing->by_path);
    g_free(listing);
}

static void
remove_listed(PsgListing *listing, const char *path)
{
    Listed *listed = g_hash_table_lookup(listing->by_path, path);
    if (!listed)
        return;
    g_ptr_array_remove_fast(g_hash_table_lookup(listing->by_name, listed->name), listed);
    g_ptr_array_remove_fast(g_hash_table_lookup(listing->by_oid, &listed->oid), listed);
    g_hash_table_remove(listing->by_path, path);
}

static void
add_listed(PsgListing *listing, const char *path, const git_oid *oid)
{
    Listed *listed = g_new0(Listed, 1);
    listed->path = g_strdup(path);
    listed->name = get_name(listed->path);
    git_oid_cpy(&listed->oid, oid);
    g_hash_table_replace(listing->by_path, listed->path, listed);
    GPtrArray *namesakes = g_hash_table_lookup(listing->by_name, listed->name);
    if (!namesakes) {
        namesakes = g_ptr_array_new();
        g_hash_table_insert(listing->by_name, g_strdup(listed->name), namesakes);
    }
    g_ptr_array_add(namesakes, listed);
    GPtrArray *equals = g_hash_table_lookup(listing->by_oid, oid);
    if (!equals) {
        equals = g_ptr_array_new();
        g_hash_table_insert(listing->by_oid, g_memdup2(oid, sizeof *oid), equals);
    }
    g_ptr_array_add(equals, listed);
}

/* The wanted files of a tree, made from those of the tree before by what differs. */
static PsgListing *
list_files(PsgWorker *worker, const git_oid *tree, GError **error)
{
    g_autoptr(GArray) changes = g_array_new(FALSE, FALSE, sizeof(PsgFileChange));
    if (!psg_worker_compare_trees(
                worker, worker->listing ? &worker->listing->tree : NULL, tree, changes, error))
        return NULL;
    if (!worker->listing)
        worker->listing = listing_new();
    for (guint i = 0; i < changes->len; i++) {
        const PsgFileChange *change = &g_array_index(changes, PsgFileChange, i);
        remove_listed(worker->listing, change->path);
        if (change->has_new)
            add_listed(worker->listing, change->path, &change->new_oid);
    }
    git_oid_cpy(&worker->listing->tree, tree);
    return worker->listing;
}

static gboolean
is_added(const PsgFileChange *change)
{
    return change->has_new && !change->has_old;
}

/* Of two paths the one that is nearer to `path`: the same name, then the smaller one. */
static gboolean
is_nearer(const char *path, const char *candidate, const char *than)
{
    if (!than)
        return TRUE;
    gboolean same = !strcmp(get_name(path), get_name(candidate));
    if (same != !strcmp(get_name(path), get_name(than)))
        return same;
    return strcmp(candidate, than) < 0;
}

/* A search for all of one commit's new files. */
typedef struct {
    PsgWorker *worker;
    GArray *changes;
    GArray *deleted;   /* guint: indices of changes */
    GHashTable *taken; /* paths of deleted files that were found to live on elsewhere */
    PsgListing *listing;
    guint effort;
} Search;

static PsgFileChange *
get_change(const Search *search, guint index)
{
    return &g_array_index(search->changes, PsgFileChange, index);
}

static void
set_source(Search *search, PsgFileChange *change, const char *path, const git_oid *oid,
        gboolean is_deleted)
{
    change->old_path = g_string_chunk_insert(search->worker->names, path);
    git_oid_cpy(&change->old_oid, oid);
    change->has_old = TRUE;
    if (!is_deleted || !g_hash_table_add(search->taken, (gpointer)change->old_path))
        change->flags |= PSG_FACTS_COPIED;
}

/* An empty file has no past. */
static gboolean
is_empty_file(const git_oid *oid)
{
    static const guint8 empty[GIT_OID_RAWSZ] = {0xe6, 0x9d, 0xe2, 0x9b, 0xb2, 0xd1, 0xd6, 0x43,
            0x4b, 0x8b, 0x29, 0xae, 0x77, 0x5a, 0xd8, 0xc2, 0xe4, 0x8c, 0x53, 0x91};
    return memcmp(oid->id, empty, sizeof empty) == 0;
}

static void
find_equal_deleted(Search *search)
{
    g_autoptr(GHashTable) by_oid = g_hash_table_new(psg_oid_hash, psg_oid_is_equal);
    /* Deleted files of the same contents: the nearest of the first few. */
    for (guint i = search->deleted->len; i-- > 0;) {
        PsgFileChange *old = get_change(search, g_array_index(search->deleted, guint, i));
        GSList *list = g_hash_table_lookup(by_oid, &old->old_oid);
        g_hash_table_insert(by_oid, &old->old_oid, g_slist_prepend(list, old));
    }
    for (guint i = 0; i < search->changes->len; i++) {
        PsgFileChange *change = get_change(search, i);
        if (!is_added(change) || is_empty_file(&change->new_oid))
            continue;
        const PsgFileChange *best = NULL;
        guint seen = 0;
        for (GSList *at = g_hash_table_lookup(by_oid, &change->new_oid);
                at && seen < NAMESAKE_LIMIT; at = at->next, seen++) {
            const PsgFileChange *old = at->data;
            if (!g_hash_table_contains(search->taken, old->path) &&
                    is_nearer(change->path, old->path, best ? best->path : NULL))
                best = old;
        }
        if (best)
            set_source(search, change, best->path, &best->old_oid, TRUE);
    }
    GHashTableIter iterator;
    gpointer list;
    g_hash_table_iter_init(&iterator, by_oid);
    while (g_hash_table_iter_next(&iterator, NULL, &list))
        g_slist_free(list);
}

static void
find_equal_anywhere(Search *search, PsgFileChange *change)
{
    const GPtrArray *equals = g_hash_table_lookup(search->listing->by_oid, &change->new_oid);
    if (!equals || equals->len > NAMESAKE_LIMIT || is_empty_file(&change->new_oid))
        return;
    const Listed *best = NULL;
    for (guint i = 0; i < equals->len; i++) {
        const Listed *listed = g_ptr_array_index(equals, i);
        if (is_nearer(change->path, listed->path, best ? best->path : NULL))
            best = listed;
    }
    if (best)
        set_source(search, change, best->path, &best->oid, FALSE);
}

/* The best of several likely sources. */
typedef struct {
    guint likeness;
    const char *path;
    git_oid oid;
    gboolean is_deleted;
} Likely;

static void
try_source(Search *search, const PsgFileChange *change, PsgFileText *text, const char *path,
        const git_oid *oid, gboolean is_deleted, Likely *best)
{
    if (search->effort++ > EFFORT_LIMIT)
        return;
    g_autoptr(PsgFileText) old = psg_worker_read_text(search->worker, oid);
    if (!old || old->is_opaque || old->length / 4 > text->length || text->length / 4 > old->length)
        return;
    guint likeness = psg_worker_measure_likeness(
            search->worker, old, old->parts->len, text, text->parts->len);
    if (likeness < LIKE_ENOUGH || likeness < best->likeness)
        return;
    if (likeness == best->likeness && !is_nearer(change->path, path, best->path))
        return;
    *best = (Likely){.likeness = likeness, .path = path, .oid = *oid, .is_deleted = is_deleted};
}

/* A new file and a deleted one that it may be. */
typedef struct {
    guint likeness;
    PsgFileChange *added;
    const PsgFileChange *deleted;
} Pair;

/* The likest first; of equals the one of the same name, then by paths. */
static gint
compare_pairs(gconstpointer left, gconstpointer right)
{
    const Pair *a = left, *b = right;
    if (a->likeness != b->likeness)
        return a->likeness < b->likeness ? 1 : -1;
    int order = strcmp(a->added->path, b->added->path);
    if (order != 0)
        return order;
    return is_nearer(a->added->path, a->deleted->path, b->deleted->path) ? -1 : 1;
}

/* New files that were deleted ones of another name. All pairs are weighed before one is taken, so
 * that a file which lives on almost whole is not given away to one that is only half like it. */
static void
find_similar_deleted(Search *search)
{
    g_autoptr(GArray) pairs = g_array_new(FALSE, FALSE, sizeof(Pair));
    for (guint i = 0; i < search->changes->len && search->deleted->len > 0; i++) {
        PsgFileChange *change = get_change(search, i);
        g_autoptr(PsgFileText) text =
                is_added(change) ? psg_worker_read_text(search->worker, &change->new_oid) : NULL;
        for (guint j = 0; text && !text->is_opaque && j < search->deleted->len; j++) {
            const PsgFileChange *old = get_change(search, g_array_index(search->deleted, guint, j));
            Likely likely = {0};
            if (!g_hash_table_contains(search->taken, old->path))
                try_source(search, change, text, old->path, &old->old_oid, TRUE, &likely);
            Pair pair = {likely.likeness, change, old};
            if (likely.path)
                g_array_append_val(pairs, pair);
        }
    }
    g_array_sort(pairs, compare_pairs);
    for (guint i = 0; i < pairs->len; i++) {
        const Pair *pair = &g_array_index(pairs, Pair, i);
        if (is_added(pair->added) && !g_hash_table_contains(search->taken, pair->deleted->path))
            set_source(search, pair->added, pair->deleted->path, &pair->deleted->old_oid, TRUE);
    }
}

/* New files that are copies of what stayed: of a file of the same name, else of one that changed in
 * the same commit. */
static void
find_similar(Search *search, PsgFileChange *change)
{
    g_autoptr(PsgFileText) text = psg_worker_read_text(search->worker, &change->new_oid);
    if (!text || text->is_opaque)
        return;
    Likely best = {0};
    const GPtrArray *namesakes =
            g_hash_table_lookup(search->listing->by_name, get_name(change->path));
    for (guint i = 0; namesakes && namesakes->len <= NAMESAKE_LIMIT && i < namesakes->len; i++) {
        const Listed *listed = g_ptr_array_index(namesakes, i);
        try_source(search, change, text, listed->path, &listed->oid, FALSE, &best);
    }
    for (guint i = 0; !best.path && i < search->changes->len; i++) {
        const PsgFileChange *other = get_change(search, i);
        if (other->has_old && other->has_new && !strcmp(other->path, other->old_path))
            try_source(search, change, text, other->path, &other->old_oid, FALSE, &best);
    }
    if (best.path)
        set_source(search, change, best.path, &best.oid, FALSE);
}

gboolean
psg_worker_find_sources(PsgWorker *worker, const git_oid *old_tree, GArray *changes, GError **error)
{
    guint added = 0;
    g_autoptr(GArray) deleted = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < changes->len; i++) {
        const PsgFileChange *change = &g_array_index(changes, PsgFileChange, i);
        added += is_added(change);
        if (!change->has_new)
            g_array_append_val(deleted, i);
    }
    if (added == 0)
        return TRUE;
    g_autoptr(GHashTable) taken = g_hash_table_new(g_str_hash, g_str_equal);
    Search search = {.worker = worker, .changes = changes, .deleted = deleted, .taken = taken};
    find_equal_deleted(&search);
    search.listing = list_files(worker, old_tree, error);
    if (!search.listing)
        return FALSE;
    for (guint i = 0; i < changes->len; i++)
        if (is_added(get_change(&search, i)))
            find_equal_anywhere(&search, get_change(&search, i));
    find_similar_deleted(&search);
    for (guint i = 0; i < changes->len; i++)
        if (is_added(get_change(&search, i)))
            find_similar(&search, get_change(&search, i));
    return TRUE;
}
