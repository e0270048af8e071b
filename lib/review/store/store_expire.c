/* Taking words off the disk. A branch that was written anew no longer leads to the words that were
 * taken away, but git keeps old objects: what its logs name, what a remote's branch still was when
 * it was last seen, and for weeks whatever nothing leads to. The files that are to go are listed in
 * `plainsong/` of the git directory before the branch moves, so that what was broken off is brought
 * to an end the next time. See store.h; git-reflog(1), git-repack(1). */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "git/git_folder.h"
#include "git/run.h"
#include "review/review_error.h"
#include "review/store/store_internal.h"

#define LIST "comments-redacted"

/* --- The list --- */

/* "BLOB THREAD EVENT" */
static gboolean
parse_line(const char *line, PsgStoreFile *file)
{
    g_auto(GStrv) parts = g_strsplit(line, " ", 4);
    if (g_strv_length(parts) != 3 || strlen(parts[0]) != GIT_OID_HEXSZ ||
            git_oid_fromstr(&file->blob, parts[0]) != 0 || !psg_event_id_parse(parts[1], NULL) ||
            !psg_event_id_parse(parts[2], NULL))
        return FALSE;
    g_strlcpy(file->thread, parts[1], sizeof file->thread);
    g_strlcpy(file->id, parts[2], sizeof file->id);
    return TRUE;
}

static GArray *
read_list(const PsgStore *store)
{
    GArray *files = g_array_new(FALSE, FALSE, sizeof(PsgStoreFile));
    g_autofree char *path = psg_git_folder_build_own_path(store->git, LIST);
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return files;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++) {
        PsgStoreFile file;
        if (parse_line(*line, &file))
            g_array_append_val(files, file);
    }
    return files;
}

static gboolean
has_file(const GArray *files, const PsgStoreFile *file)
{
    for (guint i = 0; i < files->len; i++)
        if (git_oid_equal(&g_array_index(files, PsgStoreFile, i).blob, &file->blob))
            return TRUE;
    return FALSE;
}

/* On the disk when it returns. */
static gboolean
write_list(const PsgStore *store, const GArray *files, GError **error)
{
    g_autofree char *path = psg_git_folder_build_own_path(store->git, LIST);
    g_autofree char *folder = g_path_get_dirname(path);
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GError) problem = NULL;
    for (guint i = 0; i < files->len; i++) {
        const PsgStoreFile *file = &g_array_index(files, PsgStoreFile, i);
        g_string_append_printf(
                text, "%s %s %s\n", git_oid_tostr_s(&file->blob), file->thread, file->id);
    }
    if (files->len == 0 && (g_unlink(path) == 0 || !g_file_test(path, G_FILE_TEST_EXISTS)))
        return TRUE;
    g_mkdir_with_parents(folder, 0777);
    if (g_file_set_contents_full(path, text->str, (gssize)text->len,
                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0666, &problem))
        return TRUE;
    return psg_review_fail(error, PSG_REVIEW_ERROR_STORE,
            "what is to be removed could not be noted; nothing was taken away: %s",
            problem->message);
}

gboolean
psg_store_note_dropped(const PsgStore *store, const GArray *dropped, GError **error)
{
    if (dropped->len == 0)
        return TRUE;
    g_autoptr(GArray) files = read_list(store);
    for (guint i = 0; i < dropped->len; i++) {
        const PsgStoreFile *file = &g_array_index(dropped, PsgStoreFile, i);
        if (!has_file(files, file))
            g_array_append_vals(files, file, 1);
    }
    return write_list(store, files, error);
}

/* --- What still leads to them --- */

/* TRUE when the commit's folder has one of the files. */
static gboolean
leads_to_any(const PsgStore *store, const git_oid *commit, const GArray *files)
{
    g_autoptr(git_commit) object = NULL;
    g_autoptr(git_tree) tree = NULL;
    if (git_commit_lookup(&object, store->git, commit) != 0 || git_commit_tree(&tree, object) != 0)
        return FALSE;
    for (guint i = 0; i < files->len; i++)
        if (psg_store_tree_has(tree, &g_array_index(files, PsgStoreFile, i)))
            return TRUE;
    return FALSE;
}

gboolean
psg_store_tree_has(const git_tree *tree, const PsgStoreFile *file)
{
    const PsgEvent place = {.id = file->id, .thread = file->thread};
    g_autofree char *path = psg_event_format_path(&place);
    g_autoptr(git_tree_entry) entry = NULL;
    return git_tree_entry_bypath(&entry, tree, path) == 0 &&
           git_oid_equal(git_tree_entry_id(entry), &file->blob);
}

/* A program that was ended before it moved the branch noted files that are still the branch's. */
static void
forget_kept(const PsgStore *store, GArray *files)
{
    git_oid tip;
    g_autoptr(git_commit) commit = NULL;
    g_autoptr(git_tree) tree = NULL;
    if (!psg_store_find_tip(store, &tip, NULL) ||
            git_commit_lookup(&commit, store->git, &tip) != 0 ||
            git_commit_tree(&tree, commit) != 0)
        return;
    for (guint i = 0; i < files->len;) {
        if (psg_store_tree_has(tree, &g_array_index(files, PsgStoreFile, i)))
            g_array_remove_index(files, i);
        else
            i++;
    }
}

/* TRUE when the entry of a log, "OLD NEW ...", names a commit with the words. */
static gboolean
is_spoken(const PsgStore *store, const char *entry, const GArray *files)
{
    git_oid old, new;
    return strlen(entry) > 2 * GIT_OID_HEXSZ && git_oid_fromstr(&old, entry) == 0 &&
           git_oid_fromstr(&new, entry + GIT_OID_HEXSZ + 1) == 0 &&
           (leads_to_any(store, &old, files) || leads_to_any(store, &new, files));
}

/* Takes the entries out of a reference's log that name a commit with the words. Not with libgit2,
 * whose lock file would be in the way for ever if this program were ended now. */
static void
clean_log(const PsgStore *store, const char *name, const GArray *files)
{
    g_autofree char *path =
            g_build_filename(git_repository_commondir(store->git), "logs", name, NULL);
    g_autofree char *beside = psg_git_folder_build_own_path(store->git, "comments-log");
    g_autofree char *text = NULL;
    g_autoptr(GString) kept = g_string_new(NULL);
    gsize length = 0;
    if (!g_file_get_contents(path, &text, &length, NULL))
        return;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++)
        if (**line && !is_spoken(store, *line, files))
            g_string_append_printf(kept, "%s\n", *line);
    if (kept->len != length && g_file_set_contents(beside, kept->str, (gssize)kept->len, NULL))
        g_rename(beside, path);
}

/* The branch, and what it was when it was last seen elsewhere. */
static gboolean
is_of_branch(const char *name)
{
    return strcmp(name, PSG_STORE_BRANCH) == 0 ||
           (g_str_has_prefix(name, "refs/remotes/") &&
                   g_str_has_suffix(name, "/plainsong/comments")) ||
           g_str_has_prefix(name, PSG_STORE_FETCHED);
}

typedef struct {
    const PsgStore *store;
    const GArray *files;
    GPtrArray *holders;
} References;

static int
look_at_reference(const char *name, void *payload)
{
    const References *references = payload;
    g_autoptr(git_object) commit = NULL;
    g_autoptr(git_reference) reference = NULL;
    if (is_of_branch(name))
        clean_log(references->store, name, references->files);
    if (git_reference_lookup(&reference, references->store->git, name) == 0 &&
            git_reference_peel(&commit, reference, GIT_OBJECT_COMMIT) == 0 &&
            leads_to_any(references->store, git_object_id(commit), references->files))
        g_ptr_array_add(references->holders, g_strdup(name));
    return 0;
}

/* Those of the files that something in this repository leads to: a set of numbers in hexadecimal
 * digits. Git itself is asked, which knows of other work trees, their indexes and logs; about all
 * objects, since a walk that is limited to paths leaves some out. NULL, with what it said, when it
 * does not answer. */
static GHashTable *
list_reachable(const PsgStore *store, const GArray *files, char **obstacle)
{
    static const char *const arguments[] = {"rev-list", "--objects", "--missing=allow-any", "--all",
            "--reflog", "--indexed-objects", NULL};
    g_auto(PsgGitRun) run = {0};
    g_autoptr(GError) error = NULL;
    gboolean is_good = psg_git_run(store->repository, arguments, NULL, &run, &error);
    if (!is_good || !run.is_successful) {
        *obstacle = g_strdup(is_good ? run.complaints : error->message);
        return NULL;
    }
    g_autoptr(GHashTable) wanted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GHashTable *reachable = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < files->len; i++)
        g_hash_table_add(
                wanted, g_strdup(git_oid_tostr_s(&g_array_index(files, PsgStoreFile, i).blob)));
    for (const char *line = run.output; line; line = strchr(line, '\n')) {
        char digits[GIT_OID_HEXSZ + 1];
        line += *line == '\n';
        g_snprintf(digits, sizeof digits, "%.40s", line);
        if (g_hash_table_contains(wanted, digits))
            g_hash_table_add(reachable, g_strdup(digits));
    }
    return reachable;
}

/* --- Removing them --- */

static void
unlink_loose(const PsgStore *store, const git_oid *blob)
{
    char digits[GIT_OID_HEXSZ + 1];
    git_oid_tostr(digits, sizeof digits, blob);
    g_autofree char *objects = psg_git_folder_build_objects_path(store->git);
    char folder[3] = {digits[0], digits[1], '\0'};
    g_autofree char *path = g_build_filename(objects, folder, digits + 2, NULL);
    g_unlink(path);
}

/* Removes the files that nothing leads to, as far as they are no part of a pack, from the list and
 * from the disk. Gives how many of them are in packs of this repository. */
static guint
unlink_all(const PsgStore *store, GArray *files, GHashTable *reachable)
{
    guint packed = 0;
    git_odb *odb = NULL;
    g_autofree char *objects = psg_git_folder_build_objects_path(store->git);
    for (guint i = 0; i < files->len; i++) {
        const git_oid *blob = &g_array_index(files, PsgStoreFile, i).blob;
        if (!g_hash_table_contains(reachable, git_oid_tostr_s(blob)))
            unlink_loose(store, blob);
    }
    /* A new look: what is open keeps what it has read. */
    if (git_odb_open(&odb, objects) != 0)
        return 0;
    g_autoptr(PsgPacks) packs = psg_packs_open(objects);
    for (guint i = 0; i < files->len;) {
        const git_oid *blob = &g_array_index(files, PsgStoreFile, i).blob;
        gboolean is_reachable = g_hash_table_contains(reachable, git_oid_tostr_s(blob));
        if (!is_reachable && !git_odb_exists(odb, blob)) {
            g_array_remove_index(files, i);
            continue;
        }
        packed += !is_reachable && psg_packs_have(packs, blob);
        i++;
    }
    git_odb_free(odb);
    return packed;
}

/* Packs anew what something leads to, and leaves everything else as single files. */
static void
repack(const PsgStore *store, char **obstacle)
{
    static const char *const arguments[] = {"repack", "-A", "-d", "-q", NULL};
    g_auto(PsgGitRun) run = {0};
    g_autoptr(GError) error = NULL;
    gboolean is_good = psg_git_run(store->repository, arguments, NULL, &run, &error);
    if (!is_good || !run.is_successful)
        *obstacle = g_strdup(is_good ? run.complaints : error->message);
}

static void
remove_files(const PsgStore *store, GArray *files, PsgStoreExpiry *expiry)
{
    g_autoptr(GHashTable) reachable = list_reachable(store, files, &expiry->obstacle);
    if (!reachable || unlink_all(store, files, reachable) == 0)
        return;
    repack(store, &expiry->obstacle);
    unlink_all(store, files, reachable);
}

/* The index holds quotations and proposed wordings; what else is kept there is of the text, or must
 * not be lost. Also what a program that was ended left of one on its way. */
static void
remove_kept(const PsgStore *store)
{
    g_autofree char *folder = psg_git_folder_build_own_path(store->git, "");
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (g_str_has_prefix(name, PSG_STORE_INDEX))
            g_unlink(path);
    }
}

/* --- The face --- */

/* Under the lock, since others may be noting files. */
static GArray *
take_list(const PsgStore *store)
{
    gint64 deadline = g_get_monotonic_time() + (gint64)store->patience * 1000;
    g_auto(PsgStoreLock) lock = {.file = -1};
    psg_store_lock_init(&lock, store, deadline);
    GArray *files = read_list(store);
    guint count = files->len;
    forget_kept(store, files);
    if (files->len < count)
        write_list(store, files, NULL);
    return files;
}

/* Takes those off the list that were on it and are not left. */
static gboolean
settle_list(const PsgStore *store, const GArray *all, const GArray *left, GError **error)
{
    gint64 deadline = g_get_monotonic_time() + (gint64)store->patience * 1000;
    g_auto(PsgStoreLock) lock = {.file = -1};
    psg_store_lock_init(&lock, store, deadline);
    g_autoptr(GArray) files = read_list(store);
    for (guint i = 0; i < files->len;) {
        const PsgStoreFile *file = &g_array_index(files, PsgStoreFile, i);
        if (has_file(all, file) && !has_file(left, file))
            g_array_remove_index(files, i);
        else
            i++;
    }
    return write_list(store, files, error);
}

void
psg_store_expiry_clear(PsgStoreExpiry *expiry)
{
    g_clear_pointer(&expiry->holders, g_ptr_array_unref);
    g_clear_pointer(&expiry->obstacle, g_free);
}

gboolean
psg_store_expire(PsgStore *store, PsgStoreExpiry *expiry, GError **error)
{
    *expiry = (PsgStoreExpiry){.holders = g_ptr_array_new_with_free_func(g_free)};
    g_autoptr(GArray) all = take_list(store);
    if (all->len == 0)
        return TRUE;
    remove_kept(store);
    References references = {.store = store, .files = all, .holders = expiry->holders};
    g_autoptr(GArray) left = g_array_copy(all);
    git_reference_foreach_name(store->git, look_at_reference, &references);
    clean_log(store, PSG_STORE_BRANCH, all);
    clean_log(store, "HEAD", all);
    remove_files(store, left, expiry);
    expiry->expired = all->len - left->len;
    expiry->left = left->len;
    return settle_list(store, all, left, error);
}
