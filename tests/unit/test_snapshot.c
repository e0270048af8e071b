/* Snapshots of working trees and commits, over real repositories that the git command makes. */
#include "git/snapshot.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "git/git_error.h"

typedef struct {
    char *folder;
} Place;

static int
set_up(void **state)
{
    Place *place = g_new0(Place, 1);
    place->folder = g_dir_make_tmp("plainsong-snapshot-XXXXXX", NULL);
    *state = place;
    return place->folder ? 0 : -1;
}

static int
tear_down(void **state)
{
    Place *place = *state;
    psg_folder_remove(place->folder, NULL);
    g_free(place->folder);
    g_free(place);
    return 0;
}

/* Runs a command line of the shell in the test's folder. */
static void
run(const Place *place, const char *command)
{
    char *arguments[] = {(char *)"/bin/sh", (char *)"-ec", (char *)command, NULL};
    g_autofree char *output = NULL;
    g_autofree char *errors = NULL;
    g_autoptr(GError) error = NULL;
    int status = 0;
    assert_true(g_spawn_sync(
            place->folder, arguments, NULL, 0, NULL, NULL, &output, &errors, &status, &error));
    if (!g_spawn_check_wait_status(status, NULL))
        fail_msg("%s\n%s%s", command, output, errors);
}

static void
write_file(const Place *place, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(place->folder, name, NULL);
    assert_true(psg_file_write(path, text, strlen(text), NULL));
}

/* A repository of two files, committed. */
static void
make_repository(const Place *place)
{
    write_file(place, "a.md", "# A\n");
    write_file(place, "sub/b.md", "# B\n");
    run(place, "git init -q -b main . && git add -A && git commit -qm one");
}

static PsgRepository *
open_repository(const char *folder)
{
    g_autoptr(GError) error = NULL;
    PsgRepository *repository = psg_repository_open(folder, &error);
    if (!repository)
        fail_msg("%s", error->message);
    return repository;
}

static PsgSnapshot *
open_worktree(PsgRepository *repository, const char *folder)
{
    g_autoptr(GError) error = NULL;
    PsgSnapshot *snapshot = psg_snapshot_new_worktree(repository, folder, NULL, &error);
    if (!snapshot)
        fail_msg("%s", error->message);
    return snapshot;
}

static PsgSnapshot *
open_revision(PsgRepository *repository, const char *folder, const char *revision)
{
    g_autoptr(GError) error = NULL;
    PsgSnapshot *snapshot = psg_snapshot_new_revision(repository, folder, revision, &error);
    if (!snapshot)
        fail_msg("%s", error->message);
    return snapshot;
}

static void
assert_text(PsgSnapshot *snapshot, const char *path, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = psg_snapshot_read(snapshot, path, 1000, &error);
    if (!bytes)
        fail_msg("%s", error->message);
    assert_int_equal(g_bytes_get_size(bytes), strlen(text));
    assert_memory_equal(g_bytes_get_data(bytes, NULL), text, strlen(text));
    assert_true(psg_snapshot_has_file(snapshot, path));
}

static void
assert_unreadable(PsgSnapshot *snapshot, const char *path, PsgGitError code)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = psg_snapshot_read(snapshot, path, 1000, &error);
    if (bytes)
        fail_msg("%s was read", path);
    if (!g_error_matches(error, PSG_GIT_ERROR, (int)code))
        fail_msg("%s: wrong error %d: %s", path, error->code, error->message);
    if (code != PSG_GIT_ERROR_TOO_LARGE)
        assert_false(psg_snapshot_has_file(snapshot, path));
}

/* The names of a folder in a line, folders with a slash. */
static char *
list(PsgSnapshot *snapshot, const char *folder)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) entries = psg_snapshot_list(snapshot, folder, &error);
    if (!entries)
        fail_msg("%s", error->message);
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < entries->len; i++) {
        const PsgSnapshotEntry *entry = g_ptr_array_index(entries, i);
        g_string_append_printf(names, "%s%s%s", i ? " " : "", entry->name,
                entry->kind == PSG_SNAPSHOT_FOLDER ? "/" : "");
    }
    return g_string_free(names, FALSE);
}

static void
assert_list(PsgSnapshot *snapshot, const char *folder, const char *expected)
{
    g_autofree char *names = list(snapshot, folder);
    assert_string_equal(names, expected);
}

static void
a_work_tree_and_its_commit_read_the_same(void **state)
{
    Place *place = *state;
    make_repository(place);
    g_autoptr(PsgRepository) repository = open_repository(place->folder);
    g_autoptr(PsgSnapshot) work = open_worktree(repository, place->folder);
    g_autoptr(PsgSnapshot) commit = open_revision(repository, "", "HEAD");
    PsgSnapshot *const both[] = {work, commit};
    for (int i = 0; i < 2; i++) {
        assert_text(both[i], "a.md", "# A\n");
        assert_text(both[i], "sub/b.md", "# B\n");
        assert_text(both[i], "./sub/../a.md", "# A\n");
        assert_list(both[i], "", "a.md sub/");
        assert_list(both[i], "sub", "b.md");
        assert_unreadable(both[i], "no.md", PSG_GIT_ERROR_NOT_FOUND);
        assert_unreadable(both[i], "sub", PSG_GIT_ERROR_NOT_FOUND);
        assert_unreadable(both[i], "a.md/b.md", PSG_GIT_ERROR_NOT_FOUND);
        assert_unreadable(both[i], ".git/config", PSG_GIT_ERROR_NOT_FOUND);
        assert_unreadable(both[i], "../a.md", PSG_GIT_ERROR_UNSAFE);
        assert_null(psg_snapshot_list(both[i], "no", NULL));
        assert_null(psg_snapshot_list(both[i], "a.md", NULL));
        g_autoptr(GError) error = NULL;
        assert_null(psg_snapshot_read(both[i], "a.md", 3, &error));
        assert_true(g_error_matches(error, PSG_GIT_ERROR, PSG_GIT_ERROR_TOO_LARGE));
    }
    const PsgRevision *revision = psg_snapshot_get_revision(commit);
    assert_string_equal(revision->oid, psg_snapshot_get_revision(work)->oid);
    assert_int_equal(strlen(revision->abbreviation), 7);
    assert_true(g_str_has_prefix(revision->oid, revision->abbreviation));
    assert_int_equal(revision->time, 1700000000);
    assert_int_equal(revision->offset_minutes, 120);
    assert_string_equal(psg_snapshot_get_place(commit), "HEAD:");
    assert_int_equal(psg_snapshot_get_newest_time(commit), 0);
    assert_true(psg_snapshot_get_newest_time(work) > 1700000000);
}

static void
ignored_files_and_the_output_are_no_part_of_a_work_tree(void **state)
{
    Place *place = *state;
    make_repository(place);
    run(place, "echo 'drafts/\n*.tmp' > .gitignore; echo 'secret.md' > sub/.gitignore; mkdir -p "
               "drafts out/x;"
               "echo x > drafts/d.md; echo x > x.tmp; echo x > sub/secret.md; echo x > new.md; "
               "echo x > kept.tmp;"
               "echo x > out/x/page.md; git add -f kept.tmp; mkfifo pipe");
    g_autoptr(PsgRepository) repository = open_repository(place->folder);
    g_autofree char *output = g_build_filename(place->folder, "out", NULL);
    g_autoptr(PsgSnapshot) work =
            psg_snapshot_new_worktree(repository, place->folder, output, NULL);
    assert_list(work, "", "a.md kept.tmp new.md sub/");
    assert_list(work, "sub", "b.md");
    assert_unreadable(work, "drafts/d.md", PSG_GIT_ERROR_NOT_FOUND);
    assert_unreadable(work, "x.tmp", PSG_GIT_ERROR_NOT_FOUND);
    assert_unreadable(work, "sub/secret.md", PSG_GIT_ERROR_NOT_FOUND);
    assert_unreadable(work, "out/x/page.md", PSG_GIT_ERROR_NOT_FOUND);
    assert_unreadable(work, "pipe", PSG_GIT_ERROR_NOT_FOUND);
    assert_text(work, "kept.tmp", "x\n");
    assert_text(work, "new.md", "x\n");
}

static void
without_git_only_dot_names_are_left_out(void **state)
{
    Place *place = *state;
    run(place, "mkdir .hidden sub; echo x > .hidden/a.md; echo x > sub/b.md; echo x > .env");
    g_autoptr(GError) error = NULL;
    assert_null(psg_repository_open(place->folder, &error));
    assert_true(g_error_matches(error, PSG_GIT_ERROR, PSG_GIT_ERROR_NOT_A_REPOSITORY));
    g_autoptr(PsgSnapshot) work = open_worktree(NULL, place->folder);
    assert_list(work, "", "sub/");
    assert_unreadable(work, ".hidden/a.md", PSG_GIT_ERROR_NOT_FOUND);
    assert_unreadable(work, ".env", PSG_GIT_ERROR_NOT_FOUND);
    assert_text(work, "sub/b.md", "x\n");
    assert_null(psg_snapshot_get_revision(work)->oid);
    assert_true(psg_snapshot_is_changed(work));
}

static void
links_are_followed_inside_the_package_only(void **state)
{
    Place *place = *state;
    write_file(place, "outside.md", "secret\n");
    write_file(place, "pkg/a.md", "# A\n");
    write_file(place, "pkg/deep/er/b.md", "# B\n");
    run(place,
            "cd pkg; ln -s a.md one; ln -s deep/er folder; ln -s folder/b.md through; ln -s "
            "../outside.md out;"
            "ln -s .. up; ln -s \"$PWD/a.md\" absolute; ln -s loop loop; ln -s . self; ln -s "
            "nowhere dead;"
            "ln -s ../../a.md deep/er/back; ln -s c7 c8; for i in 1 2 3 4 5 6 7; do ln -s "
            "c$((i-1)) c$i; done;"
            "ln -s a.md c0; ln -s c8 c9; ln -s deep/../../outside.md sly; ln -s ../deep deep/round;"
            "cd ..; git init -q -b main . && git add -A && git commit -qm one");
    g_autoptr(PsgRepository) repository = open_repository(place->folder);
    g_autofree char *folder = g_build_filename(place->folder, "pkg", NULL);
    g_autoptr(PsgSnapshot) work = open_worktree(repository, folder);
    g_autoptr(PsgSnapshot) commit = open_revision(repository, "pkg", "main");
    PsgSnapshot *const both[] = {work, commit};
    for (int i = 0; i < 2; i++) {
        PsgSnapshot *snapshot = both[i];
        assert_text(snapshot, "one", "# A\n");
        assert_text(snapshot, "folder/b.md", "# B\n");
        assert_text(snapshot, "through", "# B\n");
        assert_text(snapshot, "folder/back", "# A\n");
        assert_text(snapshot, "folder/../er/b.md", "# B\n");
        assert_text(snapshot, "c7", "# A\n");
        assert_text(snapshot, "self/self/a.md", "# A\n");
        assert_unreadable(snapshot, "c8", PSG_GIT_ERROR_UNSAFE);
        assert_unreadable(snapshot, "loop", PSG_GIT_ERROR_UNSAFE);
        assert_unreadable(snapshot, "out", PSG_GIT_ERROR_UNSAFE);
        assert_unreadable(snapshot, "sly", PSG_GIT_ERROR_UNSAFE);
        assert_unreadable(snapshot, "up/outside.md", PSG_GIT_ERROR_UNSAFE);
        assert_unreadable(snapshot, "absolute", PSG_GIT_ERROR_UNSAFE);
        assert_unreadable(snapshot, "dead", PSG_GIT_ERROR_NOT_FOUND);
        assert_list(snapshot, "", "a.md c0 c1 c2 c3 c4 c5 c6 c7 deep/ folder/ one through");
        assert_list(snapshot, "folder", "b.md back");
        assert_list(snapshot, "deep", "er/");
    }
    assert_false(psg_snapshot_is_changed(work));
    run(place, "ln -sfn folder/b.md pkg/one");
    g_autoptr(PsgSnapshot) again = open_worktree(repository, folder);
    assert_text(again, "one", "# B\n");
    assert_true(psg_snapshot_is_changed(again));
}

/* Whether reading (or asking for) one file makes the work tree a changed one. */
static gboolean
is_changed_after(const Place *place, const char *path, gboolean is_read)
{
    g_autoptr(PsgRepository) repository = open_repository(place->folder);
    g_autoptr(PsgSnapshot) work = open_worktree(repository, place->folder);
    assert_false(psg_snapshot_is_changed(work));
    assert_false(psg_snapshot_has_read(work, path));
    if (is_read)
        g_bytes_unref(psg_snapshot_read(work, path, 1000, NULL));
    else
        psg_snapshot_has_file(work, path);
    assert_int_equal(psg_snapshot_has_read(work, path), is_read);
    return psg_snapshot_is_changed(work);
}

static void
a_change_is_seen_in_what_was_read(void **state)
{
    Place *place = *state;
    make_repository(place);
    assert_false(is_changed_after(place, "a.md", TRUE));
    assert_false(is_changed_after(place, "no.md", FALSE));
    run(place, "touch -d 2001-01-01 a.md");
    assert_false(is_changed_after(place, "a.md", TRUE));
    run(place, "git update-index --refresh");
    assert_false(is_changed_after(place, "a.md", TRUE));
    run(place, "printf '# Z\\n' > a.md");
    assert_true(is_changed_after(place, "a.md", TRUE));
    assert_false(is_changed_after(place, "sub/b.md", TRUE));
    run(place, "git add a.md");
    assert_true(is_changed_after(place, "a.md", TRUE));
    run(place, "git checkout -q HEAD -- a.md; rm sub/b.md; echo x > new.md");
    assert_false(is_changed_after(place, "a.md", TRUE));
    assert_true(is_changed_after(place, "sub/b.md", FALSE));
    assert_true(is_changed_after(place, "new.md", TRUE));
    assert_true(is_changed_after(place, "new.md", FALSE));
    assert_false(is_changed_after(place, "a.md", FALSE));

    g_autoptr(PsgRepository) repository = open_repository(place->folder);
    g_autoptr(PsgSnapshot) work = open_worktree(repository, place->folder);
    assert_list(work, "", "a.md new.md sub/");
    assert_false(psg_snapshot_is_changed(work));
    assert_list(work, "sub", "");
    assert_true(psg_snapshot_is_changed(work));
}

static void
line_ends_that_git_converts_are_no_change(void **state)
{
    Place *place = *state;
    run(place, "git init -q -b main .; echo '*.md text eol=crlf' > .gitattributes; printf "
               "'a\\r\\nb\\r\\n' > a.md;"
               "git add -A; git commit -qm one; touch -d 2001-01-01 a.md");
    assert_false(is_changed_after(place, "a.md", TRUE));
    g_autoptr(PsgRepository) repository = open_repository(place->folder);
    g_autoptr(PsgSnapshot) commit = open_revision(repository, "", "HEAD");
    assert_text(commit, "a.md", "a\nb\n");
}

static void
revisions_are_named_as_git_names_them(void **state)
{
    Place *place = *state;
    make_repository(place);
    run(place, "git tag light; git tag -am v one/v1.0; git branch feature/x; echo two > a.md; git "
               "commit -qam two");
    g_autoptr(PsgRepository) repository = open_repository(place->folder);
    g_autoptr(PsgSnapshot) head = open_revision(repository, "", "HEAD");
    const char *const olds[] = {
            "HEAD~1", "main^", "light", "one/v1.0", "feature/x", "refs/heads/feature/x", "@~"};
    for (gsize i = 0; i < G_N_ELEMENTS(olds); i++) {
        g_autoptr(PsgSnapshot) snapshot = open_revision(repository, "", olds[i]);
        assert_text(snapshot, "a.md", "# A\n");
        g_autoptr(PsgSnapshot) again =
                open_revision(repository, "", psg_snapshot_get_revision(snapshot)->abbreviation);
        assert_text(again, "a.md", "# A\n");
    }
    const struct {
        const char *revision, *message;
    } bad[] = {
            {"featur/x", "\"featur/x\" is not a revision here (did you mean \"feature/x\"?)"},
            {"nothing-like-it", "\"nothing-like-it\" is not a revision here; name a branch"},
            {"HEAD:a.md", "\"HEAD:a.md\" names no commit but a single file"},
            {"", "\"\" is not a revision here"},
            {"HEAD~7", "\"HEAD~7\" is not a revision here"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(psg_snapshot_new_revision(repository, "", bad[i].revision, &error));
        assert_true(g_error_matches(error, PSG_GIT_ERROR, PSG_GIT_ERROR_REVISION));
        if (!g_str_has_prefix(error->message, bad[i].message))
            fail_msg("%s", error->message);
    }
    g_autoptr(GError) error = NULL;
    assert_null(psg_snapshot_new_revision(repository, "nowhere", "HEAD", &error));
    assert_true(g_error_matches(error, PSG_GIT_ERROR, PSG_GIT_ERROR_NOT_FOUND));
}

static void
the_newest_version_is_the_greatest_annotated_tag(void **state)
{
    Place *place = *state;
    make_repository(place);
    run(place, "for v in v1.9 v1.10 v1.2 v2 v01.20 v1.30x 1.40 v1.50.1; do git tag -am x guide/$v; "
               "done;"
               "git tag guide/v9.0; git tag -am x other/v3.0; git tag -am x early/years/v4.0; git "
               "tag -am x v8.0;"
               "git tag -am x again/v5.0 other/v3.0; git tag -am x file/v1.0 HEAD:a.md; git "
               "pack-refs --all");
    g_autoptr(PsgRepository) repository = open_repository(place->folder);
    g_autoptr(PsgSnapshot) head = open_revision(repository, "", "HEAD");
    const char *oid = psg_snapshot_get_revision(head)->oid;
    const struct {
        const char *document, *version;
    } cases[] = {{"guide", "1.10"}, {"other", "3.0"}, {"early/years", "4.0"}, {"again", "5.0"},
            {"file", NULL}, {"none", NULL}, {"", NULL}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *version = psg_repository_find_version(repository, cases[i].document, oid);
        if (g_strcmp0(version, cases[i].version) != 0)
            fail_msg("%s: %s", cases[i].document, version);
    }
    assert_null(psg_repository_find_version(
            repository, "guide", "0000000000000000000000000000000000000000"));
}

static void
a_package_may_lie_below_the_root(void **state)
{
    Place *place = *state;
    make_repository(place);
    run(place, "ln -s sub alias");
    g_autofree char *folder = g_build_filename(place->folder, "sub", NULL);
    g_autofree char *alias = g_build_filename(place->folder, "alias", NULL);
    g_autoptr(PsgRepository) repository = open_repository(folder);
    g_autofree char *relative = psg_repository_make_relative(repository, folder, NULL);
    assert_string_equal(relative, "sub");
    g_autofree char *root = psg_repository_make_relative(repository, place->folder, NULL);
    assert_string_equal(root, "");
    assert_null(psg_repository_make_relative(repository, "/", NULL));
    g_autoptr(PsgSnapshot) work = open_worktree(repository, alias);
    assert_text(work, "b.md", "# B\n");
    assert_unreadable(work, "../a.md", PSG_GIT_ERROR_UNSAFE);
    assert_false(psg_snapshot_is_changed(work));
    g_autoptr(PsgSnapshot) commit = open_revision(repository, relative, "HEAD");
    assert_text(commit, "b.md", "# B\n");
    assert_string_equal(psg_snapshot_get_place(commit), "HEAD:sub");
}

static void
a_repository_without_commits_is_read_from_disk(void **state)
{
    Place *place = *state;
    run(place, "git init -q -b main .; echo x > a.md");
    g_autoptr(PsgRepository) repository = open_repository(place->folder);
    g_autoptr(PsgSnapshot) work = open_worktree(repository, place->folder);
    assert_text(work, "a.md", "x\n");
    assert_null(psg_snapshot_get_revision(work)->oid);
    assert_true(psg_snapshot_is_changed(work));
    g_autoptr(GError) error = NULL;
    assert_null(psg_snapshot_new_revision(repository, "", "HEAD", &error));
    assert_non_null(strstr(error->message, "there is no commit on the current branch yet"));
}

static void
odd_repositories_work_or_say_why_not(void **state)
{
    Place *place = *state;
    make_repository(place);
    run(place, "echo two > a.md; git commit -qam two; git checkout -q --detach HEAD~1");
    assert_false(is_changed_after(place, "a.md", TRUE));
    run(place,
            "git checkout -q main; git clone -q --bare . bare.git; git clone -q --depth 1 "
            "\"file://$PWD\" shallow;"
            "git worktree add -q linked HEAD~1; git init -q -b main nested; echo n > nested/n.md;"
            "git -c protocol.file.allow=always submodule --quiet add \"file://$PWD/bare.git\" "
            "module;"
            "git commit -qm module");

    g_autofree char *bare = g_build_filename(place->folder, "bare.git", NULL);
    g_autoptr(PsgRepository) bare_repository = open_repository(bare);
    g_autoptr(GError) error = NULL;
    assert_null(psg_snapshot_new_worktree(bare_repository, bare, NULL, &error));
    assert_non_null(strstr(error->message, "bare repository"));
    g_autofree char *relative = psg_repository_make_relative(bare_repository, bare, NULL);
    g_autoptr(PsgSnapshot) at = open_revision(bare_repository, relative, "main");
    assert_text(at, "a.md", "two\n");

    g_autofree char *shallow = g_build_filename(place->folder, "shallow", NULL);
    g_autoptr(PsgRepository) shallow_repository = open_repository(shallow);
    g_autoptr(PsgSnapshot) shallow_work = open_worktree(shallow_repository, shallow);
    assert_text(shallow_work, "a.md", "two\n");
    assert_false(psg_snapshot_is_changed(shallow_work));
    g_clear_error(&error);
    assert_null(psg_snapshot_new_revision(shallow_repository, "", "HEAD~1", &error));
    assert_non_null(strstr(error->message, "shallow clone"));

    g_autofree char *linked = g_build_filename(place->folder, "linked", NULL);
    g_autoptr(PsgRepository) linked_repository = open_repository(linked);
    g_autoptr(PsgSnapshot) linked_work = open_worktree(linked_repository, linked);
    assert_text(linked_work, "a.md", "# A\n");
    assert_false(psg_snapshot_is_changed(linked_work));

    g_autofree char *module = g_build_filename(place->folder, "module", NULL);
    g_autoptr(PsgRepository) module_repository = open_repository(module);
    g_autoptr(PsgSnapshot) module_work = open_worktree(module_repository, module);
    assert_text(module_work, "a.md", "two\n");
    assert_false(psg_snapshot_is_changed(module_work));

    g_autoptr(PsgRepository) repository = open_repository(place->folder);
    g_autoptr(PsgSnapshot) work = open_worktree(repository, place->folder);
    /* As git has it: what lies in a repository of its own is not part of this one. */
    assert_unreadable(work, "nested/n.md", PSG_GIT_ERROR_NOT_FOUND);
    assert_unreadable(work, "module/sub/b.md", PSG_GIT_ERROR_NOT_FOUND);
    assert_unreadable(work, "module/.git", PSG_GIT_ERROR_NOT_FOUND);
    g_autoptr(PsgSnapshot) commit = open_revision(repository, "", "HEAD");
    assert_list(commit, "", "a.md sub/");
    assert_unreadable(commit, "module/a.md", PSG_GIT_ERROR_NOT_FOUND);
}

static void
a_damaged_repository_is_an_error_not_a_crash(void **state)
{
    Place *place = *state;
    make_repository(place);
    g_autoptr(PsgRepository) before = open_repository(place->folder);
    g_autoptr(PsgSnapshot) whole = open_revision(before, "", "HEAD");
    g_autoptr(PsgRepository) repository = open_repository(place->folder);
    run(place, "chmod -R u+w .git/objects; find .git/objects -type f -exec sh -c 'echo junk > "
               "\"$1\"' _ {} ';'");
    g_autoptr(GError) error = NULL;
    /* By number: libgit2 1.5 itself leaks a reference when what it points to is damaged. */
    g_autoptr(PsgSnapshot) commit = psg_snapshot_new_revision(
            repository, "", psg_snapshot_get_revision(whole)->oid, &error);
    assert_null(commit);
    assert_non_null(error);
    run(place, "echo junk > .git/HEAD");
    g_clear_error(&error);
    g_autoptr(PsgRepository) headless = psg_repository_open(place->folder, NULL);
    assert_true(!headless || !psg_snapshot_new_worktree(headless, place->folder, NULL, &error));
}

static void
an_ignored_folder_is_read_as_one_outside_git(void **state)
{
    Place *place = *state;
    make_repository(place);
    run(place, "echo build > .gitignore; mkdir build; echo x > build/a.md");
    g_autofree char *folder = g_build_filename(place->folder, "build", NULL);
    g_autoptr(PsgRepository) repository = open_repository(folder);
    g_autoptr(PsgSnapshot) work = open_worktree(repository, folder);
    assert_text(work, "a.md", "x\n");
    assert_list(work, "", "a.md");
    assert_null(psg_snapshot_get_revision(work)->oid);
}

static void
names_come_in_natural_order(void **state)
{
    Place *place = *state;
    run(place, "touch 'chapter 10.md' 'chapter 9.md' B.md a.md 'back\\slash.md' \"$(printf "
               "'new\\nline.md')\""
               " \"$(printf 'bad\\377.md')\" .hidden.md");
    g_autoptr(PsgSnapshot) work = open_worktree(NULL, place->folder);
    assert_list(work, "", "a.md B.md chapter 9.md chapter 10.md");
}

int
main(void)
{
    g_setenv("GIT_CONFIG_GLOBAL", "/dev/null", TRUE);
    g_setenv("GIT_CONFIG_NOSYSTEM", "1", TRUE);
    g_setenv("GIT_AUTHOR_NAME", "Amina", TRUE);
    g_setenv("GIT_AUTHOR_EMAIL", "amina@example.org", TRUE);
    g_setenv("GIT_COMMITTER_NAME", "Amina", TRUE);
    g_setenv("GIT_COMMITTER_EMAIL", "amina@example.org", TRUE);
    g_setenv("GIT_AUTHOR_DATE", "1700000000 +0200", TRUE);
    g_setenv("GIT_COMMITTER_DATE", "1700000000 +0200", TRUE);
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
            TEST(a_work_tree_and_its_commit_read_the_same),
            TEST(ignored_files_and_the_output_are_no_part_of_a_work_tree),
            TEST(without_git_only_dot_names_are_left_out),
            TEST(links_are_followed_inside_the_package_only),
            TEST(a_change_is_seen_in_what_was_read),
            TEST(line_ends_that_git_converts_are_no_change),
            TEST(revisions_are_named_as_git_names_them),
            TEST(the_newest_version_is_the_greatest_annotated_tag),
            TEST(a_package_may_lie_below_the_root),
            TEST(a_repository_without_commits_is_read_from_disk),
            TEST(odd_repositories_work_or_say_why_not),
            TEST(a_damaged_repository_is_an_error_not_a_crash),
            TEST(an_ignored_folder_is_read_as_one_outside_git),
            TEST(names_come_in_natural_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
