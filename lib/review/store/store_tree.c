/* Trees as git keeps them: entries of "MODE NAME", a NUL and the object's number, in an order in
 * which a folder's name counts as if it ended in "/". Read here in one pass, since the branch of
 * the comments has tens of thousands of them. See gitformat-pack(5) and git-mktree(1). */
#include <string.h>

#include "review/review_error.h"
#include "review/store/store_internal.h"
#include "review/store/store_tree.h"

/* Of a folder, in bytes: more than a million of our files. */
#define SIZE_LIMIT (64 * 1024 * 1024)

void
psg_tree_list_init(PsgTreeList *list)
{
    list->entries = g_array_new(FALSE, FALSE, sizeof(PsgTreeEntry));
    list->names = g_string_chunk_new(1024);
    list->odd = NULL;
}

void
psg_tree_list_clear(PsgTreeList *list)
{
    g_array_unref(list->entries);
    g_string_chunk_free(list->names);
}

static void
append(PsgTreeList *list, guint mode, const char *name, gsize length, const git_oid *oid)
{
    PsgTreeEntry entry = {
            .mode = mode, .name = g_string_chunk_insert_len(list->names, name, (gssize)length)};
    git_oid_cpy(&entry.oid, oid);
    g_array_append_val(list->entries, entry);
}

/* One entry; gives what follows it, or NULL for what is no entry. */
static const char *
take_entry(PsgTreeList *list, const char *at, const char *end)
{
    guint mode = 0;
    git_oid oid;
    const char *nul = memchr(at, '\0', (gsize)(end - at));
    if (!nul || end - nul - 1 < GIT_OID_RAWSZ)
        return NULL;
    const char *digit = at;
    for (; *digit >= '0' && *digit <= '7' && digit - at < 7; digit++)
        mode = mode * 8 + (guint)(*digit - '0');
    if (digit == at || *digit != ' ' || digit + 1 == nul)
        return NULL;
    git_oid_fromraw(&oid, (const guchar *)nul + 1);
    append(list, mode, digit + 1, (gsize)(nul - digit - 1), &oid);
    return nul + 1 + GIT_OID_RAWSZ;
}

static int
compare_entries(gconstpointer a, gconstpointer b)
{
    const PsgTreeEntry *left = a, *right = b;
    gsize left_length = strlen(left->name), right_length = strlen(right->name);
    gsize common = MIN(left_length, right_length);
    int order = memcmp(left->name, right->name, common);
    if (order != 0)
        return order;
    guchar left_next = (guchar)left->name[common], right_next = (guchar)right->name[common];
    if (left_next == '\0' && left->mode == PSG_MODE_FOLDER)
        left_next = '/';
    if (right_next == '\0' && right->mode == PSG_MODE_FOLDER)
        right_next = '/';
    return left_next < right_next ? -1 : left_next > right_next;
}

void
psg_tree_list_sort(PsgTreeList *list)
{
    g_array_sort(list->entries, compare_entries);
}

/* Git's own programs look for a name by its place, and so do we: a tree that somebody made in no
 * order, or with a name twice, would have other files for each who looks. Of two of a name a file
 * counts, and then the first. */
static int
compare_odd(gconstpointer a, gconstpointer b)
{
    int order = compare_entries(a, b);
    gboolean is_file[] = {(((const PsgTreeEntry *)a)->mode & 0170000) == 0100000,
            (((const PsgTreeEntry *)b)->mode & 0170000) == 0100000};
    return order != 0 ? order : is_file[1] - is_file[0];
}

static void
tidy(PsgTreeList *list)
{
    GArray *entries = list->entries;
    guint kept = 0;
    for (guint i = 1; i < entries->len && !list->odd; i++)
        if (compare_entries(&g_array_index(entries, PsgTreeEntry, i - 1),
                    &g_array_index(entries, PsgTreeEntry, i)) >= 0)
            list->odd = g_array_index(entries, PsgTreeEntry, i).name;
    if (!list->odd)
        return;
    g_array_sort(entries, compare_odd);
    for (guint i = 0; i < entries->len; i++) {
        const PsgTreeEntry entry = g_array_index(entries, PsgTreeEntry, i);
        if (kept == 0 ||
                compare_entries(&g_array_index(entries, PsgTreeEntry, kept - 1), &entry) != 0)
            g_array_index(entries, PsgTreeEntry, kept++) = entry;
    }
    g_array_set_size(entries, kept);
}

gboolean
psg_tree_list_load(PsgTreeList *list, PsgPackReader *reader, const git_oid *oid, GError **error)
{
    const char *at;
    gsize length;
    git_object_t type;
    if (!psg_pack_reader_read(reader, oid, SIZE_LIMIT, &at, &length, &type))
        return psg_store_fail_with_cause(
                error, "a folder of the comments, %s, cannot be read", git_oid_tostr_s(oid));
    const char *end = at ? at + length : NULL;
    if (type != GIT_OBJECT_TREE)
        at = NULL;
    while (at && at < end)
        at = take_entry(list, at, end);
    if (at)
        tidy(list);
    return at || psg_review_fail(error, PSG_REVIEW_ERROR_BRANCH,
                         "a folder of the comments, %s, is not as git makes them; \"git fsck\" "
                         "says more",
                         git_oid_tostr_s(oid));
}

void
psg_tree_list_append(PsgTreeList *list, guint mode, const char *name, const git_oid *oid)
{
    append(list, mode, name, strlen(name), oid);
}

const PsgTreeEntry *
psg_tree_list_find(const PsgTreeList *list, const char *name)
{
    static const guint modes[] = {PSG_MODE_FOLDER, PSG_MODE_FILE};
    for (guint i = 0; i < G_N_ELEMENTS(modes); i++) {
        PsgTreeEntry wanted = {.mode = modes[i], .name = name};
        guint found;
        if (g_array_binary_search(list->entries, &wanted, compare_entries, &found))
            return &g_array_index(list->entries, PsgTreeEntry, found);
    }
    return NULL;
}

void
psg_tree_list_set(PsgTreeList *list, guint mode, const char *name, const git_oid *oid)
{
    PsgTreeEntry *known = (PsgTreeEntry *)psg_tree_list_find(list, name);
    if (known && (known->mode == PSG_MODE_FOLDER) == (mode == PSG_MODE_FOLDER)) {
        known->mode = mode;
        git_oid_cpy(&known->oid, oid);
        return;
    }
    if (known) /* its place is another */
        g_array_remove_index(list->entries, (guint)(known - (PsgTreeEntry *)list->entries->data));
    append(list, mode, name, strlen(name), oid);
    /* Kept in order, since more may come. */
    PsgTreeEntry added = g_array_index(list->entries, PsgTreeEntry, list->entries->len - 1);
    guint from = 0, to = list->entries->len - 1;
    while (from < to) {
        guint middle = from + (to - from) / 2;
        if (compare_entries(&g_array_index(list->entries, PsgTreeEntry, middle), &added) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    g_array_set_size(list->entries, list->entries->len - 1);
    g_array_insert_val(list->entries, from, added);
}

GBytes *
psg_tree_list_format(PsgTreeList *list)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < list->entries->len; i++) {
        const PsgTreeEntry *entry = &g_array_index(list->entries, PsgTreeEntry, i);
        g_string_append_printf(out, "%o %s", entry->mode, entry->name);
        g_string_append_c(out, '\0');
        g_string_append_len(out, (const char *)entry->oid.id, GIT_OID_RAWSZ);
    }
    return g_string_free_to_bytes(out);
}

gboolean
psg_store_find_root(const PsgStore *store, const git_oid *commit, git_oid *root, GError **error)
{
    g_autoptr(git_commit) object = NULL;
    if (git_commit_lookup(&object, store->git, commit) != 0)
        return psg_store_fail_with_cause(error,
                "the commit %s of the branch plainsong/comments cannot be read",
                git_oid_tostr_s(commit));
    git_oid_cpy(root, git_commit_tree_id(object));
    return TRUE;
}
