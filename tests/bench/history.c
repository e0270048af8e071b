/* Loads the history of a repository as the program does, for tools/bench and
 * tests/bench/follow.mjs: measures it, or lists what it found. Over lib/git/history.h and the
 * reader of Markdown in lib/changes. Usage: history REPOSITORY REVISION bytes|files|parts    prints
 * MILLISECONDS KILOBYTES FILES PARTS TOUCHES history REPOSITORY REVISION list-files|list-parts
 * prints, with tabs, a line for each: path, line, key, its commits (newest first, COMMIT:PATH, with
 * \037), its people (name <mail>, with "; ") With bytes every change of a file's bytes counts, as
 * it does for git; with files those of its words; with parts also those of its sections. Facts are
 * kept in and read from the repository's plainsong/ folder as always: remove it to measure from
 * nothing. */
#include <git2.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "base/cleanup.h"
#include "changes/chronicle.h"
#include "git/history.h"

static const char *
fail(const char *what)
{
    fprintf(stderr, "history: %s\n", what);
    exit(3);
}

/* The commit and its Markdown files, found without the code that is measured. */
static char *
list_files(const char *folder, const char *revision, GPtrArray *paths, GHashTable *texts)
{
    g_autoptr(git_repository) git = NULL;
    g_autoptr(git_object) commit = NULL;
    g_autoptr(git_object) tree = NULL;
    g_autoptr(git_index) index = NULL;
    git_libgit2_init();
    if (git_repository_open(&git, folder) || git_revparse_single(&tree, git, revision) ||
            git_object_peel(&commit, tree, GIT_OBJECT_COMMIT))
        fail("there is no such repository or revision");
    g_clear_pointer(&tree, git_object_free);
    if (git_object_peel(&tree, commit, GIT_OBJECT_TREE) || git_index_new(&index) ||
            git_index_read_tree(index, (git_tree *)tree))
        fail("the files of the revision cannot be read");
    for (gsize i = 0; i < git_index_entrycount(index); i++) {
        const git_index_entry *entry = git_index_get_byindex(index, i);
        if (!g_str_has_suffix(entry->path, ".md"))
            continue;
        g_ptr_array_add(paths, g_strdup(entry->path));
        g_autoptr(git_blob) blob = NULL;
        if (texts && git_blob_lookup(&blob, git, &entry->id) == 0)
            g_hash_table_insert(texts, g_strdup(entry->path),
                    g_bytes_new(git_blob_rawcontent(blob), (gsize)git_blob_rawsize(blob)));
    }
    return g_strdup(git_oid_tostr_s(git_object_id(commit)));
}

static void
split_nothing(G_GNUC_UNUSED const char *text, gsize length, GArray *parts)
{
    PsgHistoryPart whole = {.end = length, .line = 1};
    if (length > 0)
        g_array_append_val(parts, whole);
}

static void
print_line(
        const PsgHistory *history, const char *path, guint line, guint64 key, const GArray *touches)
{
    printf("%s\t%u\t%016" G_GINT64_MODIFIER "x\t", path, line, key);
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    g_autoptr(GString) people = g_string_new(NULL);
    for (guint i = touches->len; i-- > 0;) {
        const PsgHistoryTouch *touch = &g_array_index(touches, PsgHistoryTouch, i);
        const PsgHistoryCommit *commit = psg_history_get_commit(history, touch->commit);
        printf("%s:%s%s", commit->oid, touch->path, i > 0 ? "\037" : "");
        for (guint j = 0; j < commit->people->len; j++) {
            guint number = g_array_index(commit->people, guint, j);
            const PsgHistoryPerson *person = psg_history_get_person(history, number);
            if (g_hash_table_add(seen, GUINT_TO_POINTER(number)))
                g_string_append_printf(
                        people, "%s%s <%s>", people->len ? "; " : "", person->name, person->mail);
        }
    }
    printf("\t%s\n", people->str);
}

static gsize
visit(const PsgHistory *history, const char *path, GBytes *text, gboolean is_listed,
        gsize *part_count)
{
    gsize length, touch_count = 0;
    const char *data = g_bytes_get_data(text, &length);
    g_autoptr(GArray) parts = g_array_new(FALSE, TRUE, sizeof(PsgHistoryPart));
    psg_chronicle_reader.split(data ? data : "", length, parts);
    for (guint i = 0; i < parts->len; i++) {
        const PsgHistoryPart *part = &g_array_index(parts, PsgHistoryPart, i);
        const GArray *touches = psg_history_find_part(history, path, part->key);
        if (!touches)
            continue;
        ++*part_count;
        touch_count += touches->len;
        if (is_listed)
            print_line(history, path, part->line, part->key, touches);
    }
    return touch_count;
}

int
main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr,
                "usage: history REPOSITORY REVISION bytes|files|parts|list-files|list-parts\n");
        return 2;
    }
    gboolean has_parts = g_str_has_suffix(argv[3], "parts"),
             is_listed = g_str_has_prefix(argv[3], "list");
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) texts =
            g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
    g_autofree char *oid =
            list_files(argv[1], argv[2], paths, has_parts && is_listed ? texts : NULL);
    PsgHistoryReader reader = psg_chronicle_reader;
    if (!has_parts) {
        reader.name = "bench-files-1";
        reader.split = split_nothing;
    }
    gboolean is_bytes = strcmp(argv[3], "bytes") == 0;
    g_autoptr(GError) error = NULL;
    g_autoptr(PsgRepository) repository = psg_repository_open(argv[1], &error);
    gint64 start = g_get_monotonic_time();
    g_autoptr(PsgHistory) history =
            repository ? psg_history_load(repository, oid, is_bytes ? NULL : &reader, 0, &error)
                       : NULL;
    if (!history)
        fail(error->message);
    gsize touch_count = 0, part_count = 0;
    for (guint i = 0; i < paths->len; i++) {
        const char *path = paths->pdata[i];
        const GArray *touches = psg_history_find_file(history, path);
        if (touches && has_parts && is_listed)
            touch_count +=
                    visit(history, path, g_hash_table_lookup(texts, path), TRUE, &part_count);
        else if (touches)
            touch_count += touches->len;
        if (touches && is_listed && !has_parts)
            print_line(history, path, 1, 0, touches);
    }
    double milliseconds = (double)(g_get_monotonic_time() - start) / 1e3;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    if (!is_listed)
        printf("%.3f %ld %u %zu %zu\n", milliseconds, usage.ru_maxrss, paths->len, part_count,
                touch_count);
    return 0;
}
