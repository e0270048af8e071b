/* Comments followed over a history: draws passages of Markdown files at random commits, or follows
 * those that were drawn to a revision. Prints milliseconds without the start of the program and
 * kilobytes of memory. */
#include <git2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/cleanup.h"
#include "review/anchor/anchor.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_revwalk, git_revwalk_free)

#define SEED 7 /* the same passages every time */

static void
die(const char *what, const GError *error)
{
    fprintf(stderr, "anchors: %s: %s\n", what, error ? error->message : "");
    exit(1);
}

/* --- drawing --- */

static GArray *
list_commits(git_repository *git)
{
    GArray *commits = g_array_new(FALSE, FALSE, sizeof(git_oid));
    g_autoptr(git_revwalk) walk = NULL;
    git_oid oid;
    if (git_revwalk_new(&walk, git) != 0 || git_revwalk_push_head(walk) != 0)
        die("the history cannot be read", NULL);
    git_revwalk_sorting(walk, GIT_SORT_TIME | GIT_SORT_TOPOLOGICAL);
    while (git_revwalk_next(&oid, walk) == 0)
        g_array_append_val(commits, oid);
    return commits;
}

/* A Markdown file: its path and its text. */
typedef struct {
    char *path;
    git_oid blob;
} Page;

static int
note_page(const char *root, const git_tree_entry *entry, void *data)
{
    const char *name = git_tree_entry_name(entry);
    if (git_tree_entry_type(entry) == GIT_OBJECT_BLOB && g_str_has_suffix(name, ".md")) {
        Page page = {g_strconcat(root, name, NULL), *git_tree_entry_id(entry)};
        g_array_append_val((GArray *)data, page);
    }
    return 0;
}

static void
clear_page(gpointer page)
{
    g_free(((Page *)page)->path);
}

static gboolean
begins_word(const char *text, gsize at)
{
    return at > 0 && g_ascii_isspace(text[at - 1]) && g_ascii_isalnum(text[at]);
}

/* Prints a passage of 3 to 40 words; FALSE for a page with too few. */
static gboolean
draw_passage(git_repository *git, GRand *random, const git_oid *commit, const Page *page)
{
    g_autoptr(git_blob) blob = NULL;
    g_autoptr(GArray) starts = g_array_new(FALSE, FALSE, sizeof(gsize));
    if (git_blob_lookup(&blob, git, &page->blob) != 0)
        die(page->path, NULL);
    const char *text = git_blob_rawcontent(blob);
    for (gsize at = 0; at < (gsize)git_blob_rawsize(blob); at++)
        if (begins_word(text, at))
            g_array_append_val(starts, at);
    if (starts->len < 60)
        return FALSE;
    guint first = (guint)g_rand_int_range(random, 0, (gint32)starts->len - 45);
    guint last = first + (guint)g_rand_int_range(random, 3, 41);
    printf("%s %s %zu %zu\n", git_oid_tostr_s(commit), page->path,
            g_array_index(starts, gsize, first), g_array_index(starts, gsize, last) - 1);
    return TRUE;
}

static void
draw(git_repository *git, guint count)
{
    g_autoptr(GArray) commits = list_commits(git);
    g_autoptr(GRand) random = g_rand_new_with_seed(SEED);
    for (guint tries = 0; count > 0 && tries < 1000000; tries++) {
        const git_oid *oid = &g_array_index(
                commits, git_oid, (guint)g_rand_int_range(random, 0, (gint32)commits->len));
        g_autoptr(git_commit) commit = NULL;
        g_autoptr(git_tree) tree = NULL;
        g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(Page));
        g_array_set_clear_func(pages, clear_page);
        if (git_commit_lookup(&commit, git, oid) != 0 || git_commit_tree(&tree, commit) != 0)
            die("a commit cannot be read", NULL);
        git_tree_walk(tree, GIT_TREEWALK_PRE, note_page, pages);
        if (pages->len > 0)
            count -= draw_passage(git, random, oid,
                    &g_array_index(
                            pages, Page, (guint)g_rand_int_range(random, 0, (gint32)pages->len)));
    }
}

/* --- following --- */

static GArray *
read_anchors(const char *file, char **text)
{
    GArray *anchors = g_array_new(FALSE, TRUE, sizeof(PsgAnchor));
    g_autoptr(GError) error = NULL;
    if (!g_file_get_contents(file, text, NULL, &error))
        die(file, error);
    char *rest = NULL;
    for (char *line = strtok_r(*text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        char *end = strrchr(line, ' ');
        PsgAnchor anchor = {.commit = line, .path = line + 41, .end = strtoul(end, NULL, 10)};
        *end = '\0';
        char *start = strrchr(line, ' ');
        anchor.start = strtoul(start, NULL, 10);
        *start = line[40] = '\0';
        g_array_append_val(anchors, anchor);
    }
    return anchors;
}

static void
follow(PsgRepository *repository, const char *file, const char *revision)
{
    g_autofree char *text = NULL;
    g_autofree char *oid = NULL;
    g_autoptr(GArray) anchors = read_anchors(file, &text);
    g_autoptr(GError) error = NULL;
    if (!psg_repository_resolve(repository, revision, &oid, &error))
        die(revision, error);
    const PsgAnchorOptions options = {.kept_as = "bench"};
    guint found = 0;
    gint64 start = g_get_monotonic_time();
    g_autoptr(GPtrArray) places = psg_anchors_follow(repository,
            (const PsgAnchor *)(void *)anchors->data, anchors->len, oid, &options, &error);
    if (!places)
        die("follow", error);
    double spent = (double)(g_get_monotonic_time() - start) / 1000.0;
    for (guint i = 0; i < places->len; i++)
        found += ((PsgAnchorPlace *)places->pdata[i])->status == PSG_ANCHORED;
    if (found == 0)
        die("no passage was found", NULL);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%.1f %ld\n", spent, usage.ru_maxrss);
}

int
main(int count, char **arguments)
{
    g_autoptr(GError) error = NULL;
    if (count < 4) {
        fprintf(stderr, "anchors REPOSITORY draw COUNT | follow FILE REVISION\n");
        return 2;
    }
    g_autoptr(PsgRepository) repository = psg_repository_open(arguments[1], &error);
    if (!repository)
        die("open", error);
    if (strcmp(arguments[2], "draw") == 0)
        draw(psg_repository_get_git(repository), (guint)atoi(arguments[3]));
    else
        follow(repository, arguments[3], count > 4 ? arguments[4] : "HEAD");
    return 0;
}
