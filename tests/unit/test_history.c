/* Histories over repositories that git fast-import makes: commit N is committed at time N * 100, so
 * that a history can be told as a list of numbers. */
#include "git/history.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "changes/chronicle.h"
#include "git/git_error.h"
#include "text/outline.h"

typedef struct {
    char *folder;
    GString *script;
    PsgRepository *repository;
    gboolean is_made;
} Place;

static void
run(const Place *place, const char *command)
{
    char *arguments[] = {(char *)"/bin/sh", (char *)"-ec", (char *)command, NULL};
    g_autofree char *output = NULL;
    g_autofree char *errors = NULL;
    int status = 0;
    assert_true(g_spawn_sync(
            place->folder, arguments, NULL, 0, NULL, NULL, &output, &errors, &status, NULL));
    if (!g_spawn_check_wait_status(status, NULL))
        fail_msg("%s\n%s%s", command, output, errors);
}

static int
set_up(void **state)
{
    Place *place = g_new0(Place, 1);
    place->folder = g_dir_make_tmp("plainsong-history-XXXXXX", NULL);
    place->script = g_string_new(NULL);
    *state = place;
    run(place, "git init -q -b main .");
    return 0;
}

static int
tear_down(void **state)
{
    Place *place = *state;
    psg_repository_free(place->repository);
    psg_folder_remove(place->folder, NULL);
    g_string_free(place->script, TRUE);
    g_free(place->folder);
    g_free(place);
    return 0;
}

/* --- Making repositories --- */

/* Begins commit `number` on top of `parents` (0-terminated). */
static void
begin_by(Place *place, guint number, const guint *parents, const char *author, const char *message)
{
    GString *script = place->script;
    g_string_append_printf(script, "commit refs/heads/c%u\nmark :%u\n", number, number);
    g_string_append_printf(script,
            "author %s %u +0100\ncommitter Kay <kay@example.org> %u00 +0100\n", author, number,
            number);
    g_string_append_printf(script, "data %zu\n%s\n", strlen(message), message);
    for (guint i = 0; parents[i]; i++)
        g_string_append_printf(script, "%s :%u\n", i ? "merge" : "from", parents[i]);
}

static void
begin(Place *place, guint number, guint parent)
{
    begin_by(place, number, (const guint[]){parent, 0}, "Ann <ann@example.org>", "Say why");
}

static void
begin_merge(Place *place, guint number, guint first, guint second)
{
    begin_by(place, number, (const guint[]){first, second, 0}, "Mel <mel@example.org>", "Merge");
}

static void
write_file(Place *place, const char *path, const char *text)
{
    g_string_append_printf(
            place->script, "M 100644 inline %s\ndata %zu\n%s\n", path, strlen(text), text);
}

static void
delete_file(Place *place, const char *path)
{
    g_string_append_printf(place->script, "D %s\n", path);
}

/* Begins a commit that leaves one file there with another text. */
static void
commit_file(Place *place, guint number, guint parent, const char *path, const char *text)
{
    begin(place, number, parent);
    write_file(place, path, text);
}

static void
make(Place *place)
{
    if (place->is_made)
        return;
    place->is_made = TRUE;
    g_autofree char *path = g_build_filename(place->folder, "script", NULL);
    g_string_append(place->script, "\ndone\n");
    assert_true(g_file_set_contents(path, place->script->str, -1, NULL));
    if (place->script->len > strlen("\ndone\n"))
        run(place, "git fast-import --quiet --done --force < script");
    g_autoptr(GError) error = NULL;
    place->repository = psg_repository_open(place->folder, &error);
    if (!place->repository)
        fail_msg("%s", error->message);
}

static char *
find_oid(const Place *place, guint number)
{
    g_autofree char *path = g_strdup_printf("%s/.git/refs/heads/c%u", place->folder, number);
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return g_strdup(g_strstrip(text));
}

static PsgHistory *
load_with(Place *place, guint number, const PsgHistoryReader *reader)
{
    make(place);
    g_autofree char *oid = find_oid(place, number);
    g_autoptr(GError) error = NULL;
    PsgHistory *history = psg_history_load(place->repository, oid, reader, 2, &error);
    if (!history)
        fail_msg("%s", error->message);
    return history;
}

static PsgHistory *
load(Place *place, guint number)
{
    return load_with(place, number, &psg_chronicle_reader);
}

static void
forget(const Place *place)
{
    g_autofree char *path = g_build_filename(place->folder, ".git", "plainsong", NULL);
    assert_true(psg_folder_remove(path, NULL));
}

/* --- Telling histories --- */

/* "1+ 3 5<old.md": numbers of commits; '+' where it came to be, '<' and the path where it had
 * another one. */
static char *
tell(const PsgHistory *history, const GArray *touches)
{
    if (!touches)
        return g_strdup("none");
    GString *told = g_string_new(NULL);
    for (guint i = 0; i < touches->len; i++) {
        const PsgHistoryTouch *touch = &g_array_index(touches, PsgHistoryTouch, i);
        const PsgHistoryCommit *commit = psg_history_get_commit(history, touch->commit);
        g_string_append_printf(
                told, "%s%d%s", i ? " " : "", (int)(commit->time / 100), touch->is_new ? "+" : "");
        if (touch->old_path && strcmp(touch->old_path, touch->path) != 0)
            g_string_append_printf(told, "<%s", touch->old_path);
    }
    return g_string_free(told, FALSE);
}

static void
assert_file(const PsgHistory *history, const char *path, const char *expected)
{
    g_autofree char *told = tell(history, psg_history_find_file(history, path));
    if (strcmp(told, expected) != 0)
        fail_msg("%s: %s instead of %s", path, told, expected);
}

static guint64
make_key(const char *heading)
{
    g_autofree char *source = g_strdup_printf("# %s\n", heading);
    g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof(PsgOutlinePart));
    psg_outline_scan(source, strlen(source), parts);
    return g_array_index(parts, PsgOutlinePart, 0).key;
}

static void
assert_part(const PsgHistory *history, const char *path, const char *heading, const char *expected)
{
    g_autofree char *told = tell(history, psg_history_find_part(history, path, make_key(heading)));
    if (strcmp(told, expected) != 0)
        fail_msg("%s, %s: %s instead of %s", path, heading, told, expected);
}

/* The people of a commit in a line. */
static void
assert_people(const PsgHistory *history, Place *place, guint number, const char *expected)
{
    g_autofree char *oid = find_oid(place, number);
    guint commit;
    assert_true(psg_history_find_commit(history, oid, &commit));
    const GArray *people = psg_history_get_commit(history, commit)->people;
    g_autoptr(GString) told = g_string_new(NULL);
    for (guint i = 0; i < people->len; i++) {
        const PsgHistoryPerson *person =
                psg_history_get_person(history, g_array_index(people, guint, i));
        g_string_append_printf(told, "%s%s <%s>", i ? ", " : "", person->name, person->mail);
    }
    assert_string_equal(told->str, expected);
}

#define ONE "## One\n\nThe first section has a good number of words in it.\n\n"
#define TWO "## Two\n\nAnother one is here, with other things to say.\n\n"
#define THREE "## Three\n\nAnd then the last of all, which nobody ever changes much.\n\n"

/* --- Tests --- */

static void
a_file_and_its_parts_have_the_commits_that_changed_them(void **state)
{
    Place *place = *state;
    commit_file(place, 1, 0, "a.md", "# A\n\n" ONE TWO);
    commit_file(place, 2, 1, "b.md", "# B\n");
    commit_file(
            place, 3, 2, "a.md", "# A\n\n" ONE "## Two\n\nAnother one is here, with new things.\n");
    commit_file(place, 4, 3, "a.md",
            "# A\n\n" ONE "## Two\n\nAnother one is here, with new things.\n\n" THREE);
    commit_file(place, 5, 4, "c.txt", "no Markdown");
    g_autoptr(PsgHistory) history = load(place, 5);
    assert_true(psg_history_is_complete(history));
    assert_file(history, "a.md", "1+ 3 4");
    assert_file(history, "b.md", "2+");
    assert_file(history, "c.txt", "none");
    assert_file(history, "no.md", "none");
    assert_part(history, "a.md", "A", "1+");
    assert_part(history, "a.md", "One", "1+");
    assert_part(history, "a.md", "Two", "1+ 3");
    assert_part(history, "a.md", "Three", "4+");
    assert_part(history, "a.md", "Four", "none");
    g_autoptr(PsgHistory) earlier = load(place, 2);
    assert_file(earlier, "a.md", "1+");
    g_autoptr(PsgHistory) files = load_with(place, 5, NULL);
    assert_file(files, "a.md", "1+ 3 4");
    assert_file(files, "c.txt", "5+");
}

static void
white_space_and_wrapping_are_no_change(void **state)
{
    Place *place = *state;
    commit_file(place, 1, 0, "a.md", "# A\n\nOne two three four.\n\n- five\n");
    commit_file(place, 2, 1, "a.md", "# A\n\nOne two\nthree   four.\n\n\n* five\n");
    commit_file(place, 3, 2, "a.md", "# A\n\nOne two\nthree   **four**.\n\n\n* five\n");
    g_autoptr(PsgHistory) history = load(place, 3);
    assert_file(history, "a.md", "1+");
    g_autoptr(PsgHistory) files = load_with(place, 3, NULL);
    assert_file(files, "a.md", "1+ 2 3");
}

static void
renames_are_followed_with_and_without_changes(void **state)
{
    Place *place = *state;
    commit_file(place, 1, 0, "a.md", "# A\n\n" ONE TWO);
    commit_file(place, 2, 1, "x/b.md", "# A\n\n" ONE TWO);
    delete_file(place, "a.md");
    commit_file(place, 3, 2, "c.md", "# A\n\n" ONE TWO THREE);
    delete_file(place, "x/b.md");
    commit_file(place, 4, 3, "a.md",
            "# Something else altogether\n\nOf which nobody has ever heard a word before.\n");
    begin(place, 5, 4); /* two files change places */
    write_file(place, "a.md", "# A\n\n" ONE TWO THREE);
    write_file(place, "c.md",
            "# Something else altogether\n\nOf which nobody has ever heard a word before.\n");
    g_autoptr(PsgHistory) history = load(place, 4);
    assert_file(history, "c.md", "1+ 3<x/b.md");
    assert_part(history, "c.md", "Two", "1+");
    assert_part(history, "c.md", "Three", "3+<x/b.md");
    assert_file(history, "a.md", "4+");
    assert_file(history, "x/b.md", "none");
    g_autoptr(PsgHistory) later = load(place, 5);
    assert_part(later, "a.md", "Two", "1+");
    assert_part(later, "c.md", "Something else altogether", "4+");
}

static void
a_copy_keeps_its_past_and_goes_its_own_way(void **state)
{
    Place *place = *state;
    commit_file(place, 1, 0, "first/a.md", "# A\n\n" ONE TWO);
    commit_file(place, 2, 1, "second/a.md", "# A\n\n" ONE TWO);
    commit_file(place, 3, 2, "second/a.md", "# A\n\n" ONE TWO THREE);
    commit_file(place, 4, 3, "third/a.md", "# A\n\n" ONE TWO "## New\n");
    g_autoptr(PsgHistory) history = load(place, 4);
    assert_file(history, "first/a.md", "1+");
    assert_file(history, "second/a.md", "1+ 3");
    assert_file(history, "third/a.md", "1+ 4<first/a.md");
    assert_part(history, "third/a.md", "One", "1+");
}

static void
parts_are_followed_when_they_move(void **state)
{
    Place *place = *state;
    begin(place, 1, 0);
    write_file(place, "a.md", "# A\n\n" ONE TWO THREE);
    write_file(place, "b.md", "# B\n");
    commit_file(place, 2, 1, "a.md", "# A\n\n" THREE ONE TWO);
    begin(place, 3, 2);
    write_file(place, "a.md", "# A\n\n" THREE TWO);
    write_file(place, "b.md", "# B\n\n" ONE);
    begin(place, 4, 3);
    write_file(place, "a.md", "# A\n\n" THREE);
    write_file(place, "b.md",
            "# B\n\n" ONE "## Two\n\nAnother one is here, with other things to tell.\n");
    g_autoptr(PsgHistory) history = load(place, 4);
    assert_part(history, "a.md", "Three", "1+");
    assert_part(history, "b.md", "One", "1+");
    assert_part(history, "b.md", "Two", "1+ 4<a.md");
    assert_file(history, "a.md", "1+ 2 3 4");
}

static void
a_part_with_a_new_heading_keeps_its_past(void **state)
{
    Place *place = *state;
    commit_file(place, 1, 0, "a.md", "# A\n\n" ONE TWO THREE);
    commit_file(place, 2, 1, "a.md",
            "# A\n\n" ONE "## Second\n\nAnother one is here, with other things to say.\n\n" THREE);
    commit_file(place, 3, 2, "a.md",
            "# A\n\n" ONE "## Two\n\nQuite new words, and a part of its own.\n\n"
            "## Second\n\nAnother one is here, with other things to say.\n\n" THREE);
    g_autoptr(PsgHistory) history = load(place, 3);
    assert_part(history, "a.md", "Second", "1+ 2");
    assert_part(history, "a.md", "Two", "3+");
    assert_part(history, "a.md", "Three", "1+");
}

static void
equal_headings_are_told_apart(void **state)
{
    Place *place = *state;
    const char *more = "## Example\n\nMore words.\n\n";
    g_autofree char *first = g_strconcat("# A\n\n## Example\n\nWords.\n\n", more, NULL);
    g_autofree char *second = g_strconcat("# A\n\n", more, NULL);
    commit_file(place, 1, 0, "a.md", first);
    commit_file(place, 2, 1, "a.md", second);
    commit_file(place, 3, 2, "a.md", "# A\n\n## Example\n\nMore good words.\n\n");
    g_autoptr(PsgHistory) history = load(place, 3);
    assert_part(history, "a.md", "Example", "1+ 3");
}

static void
a_merge_by_git_alone_is_nobodys_change(void **state)
{
    Place *place = *state;
    commit_file(place, 1, 0, "a.md", "# A\n\n" ONE TWO THREE);
    commit_file(place, 2, 1, "a.md", "# A\n\n## One\n\nShort.\n\n" TWO THREE);
    commit_file(place, 3, 1, "a.md", "# A\n\n" ONE TWO "## Three\n\nShort.\n\n");
    begin_merge(place, 4, 2, 3);
    write_file(place, "a.md", "# A\n\n## One\n\nShort.\n\n" TWO "## Three\n\nShort.\n\n");
    g_autoptr(PsgHistory) history = load(place, 4);
    assert_file(history, "a.md", "1+ 2 3");
    assert_part(history, "a.md", "One", "1+ 2");
    assert_part(history, "a.md", "Three", "1+ 3");
    g_autoptr(PsgHistory) files = load_with(place, 4, NULL);
    assert_file(files, "a.md", "1+ 2 3");
}

static void
what_a_merge_adds_itself_is_its_authors(void **state)
{
    Place *place = *state;
    commit_file(place, 1, 0, "a.md", "# A\n\n" ONE TWO THREE);
    commit_file(place, 2, 1, "a.md", "# A\n\n## One\n\nShort.\n\n" TWO THREE);
    commit_file(place, 3, 1, "a.md", "# A\n\n## One\n\nBrief.\n\n" TWO THREE);
    begin_merge(place, 4, 2, 3);
    write_file(place, "a.md", "# A\n\n## One\n\nShort and brief.\n\n## Two\n\nEvil.\n\n" THREE);
    write_file(place, "new.md", "# New\n");
    g_autoptr(PsgHistory) history = load(place, 4);
    assert_file(history, "a.md", "1+ 2 3 4");
    assert_part(history, "a.md", "One", "1+ 2 3 4");
    assert_part(history, "a.md", "Two", "1+ 4");
    assert_part(history, "a.md", "Three", "1+");
    assert_file(history, "new.md", "4+");
    assert_people(history, place, 4, "Mel <mel@example.org>");
}

static void
a_branch_that_does_not_know_of_a_rename_changes_the_same_file(void **state)
{
    Place *place = *state;
    commit_file(place, 1, 0, "a.md", "# A\n\n" ONE TWO);
    commit_file(place, 2, 1, "b.md", "# A\n\n" ONE TWO);
    delete_file(place, "a.md");
    commit_file(place, 3, 1, "a.md", "# A\n\n" ONE "## Two\n\nOther.\n");
    begin_merge(place, 4, 2, 3);
    write_file(place, "b.md", "# A\n\n" ONE "## Two\n\nOther.\n");
    delete_file(place, "a.md");
    g_autoptr(PsgHistory) history = load(place, 4);
    assert_file(history, "b.md", "1+ 3");
    assert_part(history, "b.md", "Two", "1+ 3");
    assert_file(history, "a.md", "none");
}

static void
everyone_who_took_part_is_named_once(void **state)
{
    Place *place = *state;
    begin_by(place, 1, (const guint[]){0}, "Ann <ann@example.org>",
            "One\n\nCo-authored-by: Bo <bo@example.org>\nCo-authored-by: ann <ANN@example.org>\n");
    write_file(place, "a.md", "# A\n");
    begin_by(place, 2, (const guint[]){1, 0}, "Robert <rob@old.example>", "Two");
    write_file(place, ".mailmap", "Bo B. <bo@example.org> <rob@old.example>\n");
    begin_by(place, 3, (const guint[]){2, 0}, "<ann@example.org>", "Three");
    write_file(place, "a.md", "# B\n");
    begin_by(place, 4, (const guint[]){3, 0}, "Ann B. <ann@example.org>", "Four");
    write_file(place, ".mailmap", "Bob <bo@example.org>\nBob <bo@example.org> <rob@old.example>\n");
    g_autoptr(PsgHistory) first = load(place, 1);
    assert_people(first, place, 1, "Ann <ann@example.org>, Bo <bo@example.org>");
    g_autoptr(PsgHistory) second = load(place, 3);
    assert_people(second, place, 2, "Bo B. <bo@example.org>");
    assert_people(second, place, 3, "Ann <ann@example.org>");
    g_autoptr(PsgHistory) history = load(place, 4);
    assert_people(history, place, 1, "Ann B. <ann@example.org>, Bob <bo@example.org>");
    assert_people(history, place, 2, "Bob <bo@example.org>");
}

static void
a_shallow_clone_says_what_it_knows(void **state)
{
    Place *place = *state;
    begin(place, 1, 0);
    write_file(place, "a.md", "# A\n");
    write_file(place, "b.md", "# B\n");
    commit_file(place, 2, 1, "a.md", "# A\n\nMore.\n");
    commit_file(place, 3, 2, "a.md", "# A\n\nMore and more.\n");
    make(place);
    run(place, "git clone -q --depth 2 --branch c3 \"file://$PWD\" shallow");
    Place clone = {.folder = g_build_filename(place->folder, "shallow", NULL), .is_made = TRUE};
    clone.repository = psg_repository_open(clone.folder, NULL);
    g_autofree char *oid = find_oid(place, 3);
    g_autoptr(PsgHistory) history =
            psg_history_load(clone.repository, oid, &psg_chronicle_reader, 1, NULL);
    assert_non_null(history);
    assert_false(psg_history_is_complete(history));
    assert_file(history, "a.md", "3");
    assert_file(history, "b.md", "");
    assert_part(history, "b.md", "B", "");
    run(&clone, "git fetch -q --unshallow");
    psg_repository_free(clone.repository);
    clone.repository = psg_repository_open(clone.folder, NULL);
    g_autoptr(PsgHistory) whole =
            psg_history_load(clone.repository, oid, &psg_chronicle_reader, 1, NULL);
    assert_true(psg_history_is_complete(whole));
    assert_file(whole, "a.md", "1+ 2 3");
    assert_file(whole, "b.md", "1+");
    psg_repository_free(clone.repository);
    g_free(clone.folder);
}

static void
what_is_no_commit_is_refused(void **state)
{
    Place *place = *state;
    commit_file(place, 1, 0, "a.md", "# A\n");
    make(place);
    static const char *const wrong[] = {"", "main", "0123",
            "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", "0123456789012345678901234567890123456789"};
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(psg_history_load(place->repository, wrong[i], NULL, 1, &error));
        assert_true(g_error_matches(error, PSG_GIT_ERROR, PSG_GIT_ERROR_REVISION));
    }
}

static void
a_missing_commit_is_named(void **state)
{
    Place *place = *state;
    commit_file(place, 1, 0, "a.md", "# A\n");
    commit_file(place, 2, 1, "a.md", "# B\n");
    make(place);
    g_autofree char *oid = find_oid(place, 1), *tip = find_oid(place, 2);
    run(place, "mv .git/objects/pack/*.pack . 2>/dev/null && rm -f .git/objects/pack/*; "
               "for p in *.pack; do [ -e $p ] && git unpack-objects -q < $p; done; true");
    g_autofree char *object =
            g_strdup_printf("%s/.git/objects/%.2s/%s", place->folder, oid, oid + 2);
    assert_int_equal(g_unlink(object), 0);
    psg_repository_free(place->repository);
    place->repository = psg_repository_open(place->folder, NULL);
    g_autoptr(GError) error = NULL;
    assert_null(psg_history_load(place->repository, tip, NULL, 1, &error));
    assert_true(g_error_matches(error, PSG_GIT_ERROR, PSG_GIT_ERROR_FAILED));
    assert_non_null(strstr(error->message, oid));
}

static void
odd_commits_are_read(void **state)
{
    Place *place = *state;
    make(place);
    run(place,
            "echo '# A' > a.md; git add a.md; tree=$(git write-tree);"
            "one=$(printf 'tree %s\\nauthor <> -5000000000 -0330\\ncommitter x -5000000000 "
            "-0330\\n\\nold' $tree | git hash-object -t commit -w --stdin --literally);"
            "echo '# B' > a.md; git add a.md; tree=$(git write-tree);"
            "two=$(printf 'tree %s\\nparent %s\\nauthor J\\351r\\364me <j> 1 +0000\\n"
            "committer K <k> 9000000000 +0200\\nencoding ISO-8859-1\\n\\nnew' $tree $one |"
            "git hash-object -t commit -w --stdin --literally);"
            "printf '%s\\n' $two > .git/refs/heads/c2; printf '%s\\n' $one > .git/refs/heads/c1");
    g_autoptr(PsgHistory) history = load(place, 2);
    assert_file(history, "a.md", "0+ 90000000");
    const PsgHistoryCommit *commit = psg_history_get_commit(history, 1);
    assert_int_equal(commit->time, 9000000000);
    assert_int_equal(commit->offset_minutes, 120);
    assert_people(history, place, 2, "J\xc3\xa9r\xc3\xb4me <j>");
    assert_people(history, place, 1, " <>");
}

static void
reach_is_the_first_that_holds_a_commit(void **state)
{
    Place *place = *state;
    for (guint i = 1; i <= 4; i++)
        commit_file(place, i, i - 1, "a.md", (const char *[]){"a", "b", "c", "d"}[i - 1]);
    g_autoptr(PsgHistory) history = load(place, 4);
    g_autofree char *one = find_oid(place, 1), *three = find_oid(place, 3);
    const char *const oids[] = {"0123456789012345678901234567890123456789", one, three, NULL};
    g_autofree guint *reach = psg_history_find_reach(history, oids);
    assert_int_equal(reach[0], 1);
    assert_int_equal(reach[1], 2);
    assert_int_equal(reach[2], 2);
    assert_int_equal(reach[3], G_MAXUINT);
}

/* --- What is kept --- */

static const char *const headings[] = {"A", "B", "C", "D", "E", "F"};

/* Everything a history says about the files of random histories. */
static char *
tell_all(Place *place, guint number)
{
    g_autoptr(PsgHistory) history = load(place, number);
    GString *all = g_string_new(NULL);
    for (guint file = 0; file < 6; file++) {
        g_autofree char *path = g_strdup_printf("%c/f%u.md", 'a' + (int)file % 2, file / 2);
        g_autofree char *told = tell(history, psg_history_find_file(history, path));
        g_string_append_printf(all, "%s: %s\n", path, told);
        for (guint i = 0; i < G_N_ELEMENTS(headings); i++) {
            g_autofree char *part =
                    tell(history, psg_history_find_part(history, path, make_key(headings[i])));
            g_string_append_printf(all, "  %s: %s\n", headings[i], part);
        }
    }
    return g_string_free(all, FALSE);
}

static char *
make_text(GRand *random)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(headings); i++) {
        if (g_rand_int_range(random, 0, 3) == 0)
            continue;
        gint variant = g_rand_int_range(random, 0, 3);
        g_string_append_printf(text,
                "## %s\n\nSome words that %s has in every text, number %d of %s\nand more.\n\n",
                headings[i], headings[i], variant, headings[i]);
    }
    return g_string_free(text, FALSE);
}

static void
make_random(Place *place, GRand *random, guint count)
{
    for (guint number = 1; number <= count; number++) {
        guint first = number == 1 ? 0
                                  : (guint)g_rand_int_range(
                                            random, MAX(1, (gint)number - 4), (gint)number);
        guint second = number < 4 || g_rand_int_range(random, 0, 3) > 0
                               ? 0
                               : (guint)g_rand_int_range(random, 1, (gint)number);
        begin_by(place, number, (const guint[]){first, second == first ? 0 : second, 0},
                "Ann <ann@example.org>", "Why");
        for (gint i = g_rand_int_range(random, 0, 4); i > 0; i--) {
            gint file = g_rand_int_range(random, 0, 6);
            g_autofree char *path = g_strdup_printf("%c/f%d.md", 'a' + file % 2, file / 2);
            g_autofree char *text = make_text(random);
            if (g_rand_int_range(random, 0, 4) > 0)
                write_file(place, path, text);
            else if (number > 1)
                delete_file(place, path);
        }
    }
}

static void
what_is_kept_gives_the_answers_of_a_walk_from_nothing(void **state)
{
    Place *place = *state;
    g_autoptr(GRand) random = g_rand_new_with_seed(3);
    const guint count = 40;
    make_random(place, random, count);
    make(place);
    g_autoptr(GPtrArray) fresh = g_ptr_array_new_with_free_func(g_free);
    for (guint number = 1; number <= count; number++) {
        forget(place);
        g_ptr_array_add(fresh, tell_all(place, number));
    }
    for (guint round = 0; round < 4; round++) {
        forget(place);
        for (guint i = 0; i < count; i++) {
            guint number = (guint)g_rand_int_range(random, 1, (gint)count + 1);
            g_autofree char *told = tell_all(place, number);
            assert_string_equal(told, g_ptr_array_index(fresh, number - 1));
        }
    }
}

static char *
get_kept_path(const Place *place)
{
    return g_build_filename(place->folder, ".git", "plainsong", "history-markdown-1", NULL);
}

static void
what_is_kept_and_broken_is_found_again(void **state)
{
    Place *place = *state;
    g_autoptr(GRand) random = g_rand_new_with_seed(5);
    make_random(place, random, 5);
    g_autofree char *right = tell_all(place, 5);
    g_autofree char *path = get_kept_path(place);
    g_autofree char *kept = NULL;
    gsize length;
    assert_true(g_file_get_contents(path, &kept, &length, NULL));
    for (gsize i = 0; i < length; i += 1 + length / 600) {
        assert_true(psg_file_write(path, kept, i, NULL));
        g_autofree char *told = tell_all(place, 5);
        assert_string_equal(told, right);
        kept[i] ^= (char)(1 << i % 8);
        assert_true(psg_file_write(path, kept, length, NULL));
        kept[i] ^= (char)(1 << i % 8);
        g_autofree char *again = tell_all(place, 5);
        assert_string_equal(again, right);
        g_autofree char *mended = NULL;
        gsize mended_length;
        assert_true(g_file_get_contents(path, &mended, &mended_length, NULL));
        assert_int_equal(mended_length, length);
        assert_memory_equal(mended, kept, length);
    }
}

static void
where_nothing_can_be_written_nothing_is_kept(void **state)
{
    Place *place = *state;
    commit_file(place, 1, 0, "a.md", "# A\n");
    make(place);
    run(place, "echo x > .git/plainsong");
    g_autoptr(PsgHistory) history = load(place, 1);
    assert_file(history, "a.md", "1+");
}

int
main(void)
{
    /* The outcome must not depend on who runs it. */
    g_setenv("GIT_CONFIG_GLOBAL", "/dev/null", TRUE);
    g_setenv("GIT_CONFIG_NOSYSTEM", "1", TRUE);
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
            TEST(a_file_and_its_parts_have_the_commits_that_changed_them),
            TEST(white_space_and_wrapping_are_no_change),
            TEST(renames_are_followed_with_and_without_changes),
            TEST(a_copy_keeps_its_past_and_goes_its_own_way),
            TEST(parts_are_followed_when_they_move),
            TEST(a_part_with_a_new_heading_keeps_its_past),
            TEST(equal_headings_are_told_apart),
            TEST(a_merge_by_git_alone_is_nobodys_change),
            TEST(what_a_merge_adds_itself_is_its_authors),
            TEST(a_branch_that_does_not_know_of_a_rename_changes_the_same_file),
            TEST(everyone_who_took_part_is_named_once),
            TEST(a_shallow_clone_says_what_it_knows),
            TEST(what_is_no_commit_is_refused),
            TEST(a_missing_commit_is_named),
            TEST(odd_commits_are_read),
            TEST(reach_is_the_first_that_holds_a_commit),
            TEST(what_is_kept_gives_the_answers_of_a_walk_from_nothing),
            TEST(what_is_kept_and_broken_is_found_again),
            TEST(where_nothing_can_be_written_nothing_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
