/* Changes of a document between two states of its package: which chapters, and how they are
 * matched. */
#include "changes/changes.h"

#include "changes/changes_error.h"
#include "folder.h"
#include "project/place.h"

#define MANIFEST(chapters)                                                               \
    "plainsong: 1\ntitle: T\nid: urn:uuid:6f1c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b\n"        \
    "language: en-GB\npublisher: P\nrights: R\ngroups: {parents: Parents}\ndocuments:\n" \
    "  - id: guide\n    title: The guide\n    chapters: " chapters "\n"

#define SAND                                                                                   \
    "# Sand\n\nChildren dig and pour. A tray of wet sand keeps a small group busy for a long " \
    "time, and nobody has to talk.\n"
#define WATER                                                                                \
    "# Water\n\nWarm water calms many children who find a room too loud. Let them wash the " \
    "toys, and count the cups.\n"

static int
set_up(void **state)
{
    if (folder_set_up(state) != 0)
        return -1;
    folder_fill(*state, "old/plainsong.yaml", MANIFEST("[sand.md, water.md]"), "old/sand.md", SAND,
            "old/water.md", WATER, NULL);
    return 0;
}

static PsgSnapshot *
open_folder(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autoptr(GError) error = NULL;
    PsgSnapshot *snapshot = psg_snapshot_new_worktree(NULL, path, NULL, &error);
    if (!snapshot)
        fail_msg("%s", error->message);
    return snapshot;
}

/* Compares the folders `from` (nullable) and `to`. */
static PsgDocumentChanges *
compare(const char *folder, const char *from, const char *to)
{
    g_autoptr(PsgSnapshot) old = from ? open_folder(folder, from) : NULL;
    g_autoptr(PsgSnapshot) new = open_folder(folder, to);
    g_autoptr(GError) error = NULL;
    PsgDocumentChanges *changes = psg_document_changes_new(old, new, "guide", 2, &error);
    if (!changes)
        fail_msg("%s", error->message);
    return changes;
}

/* "edited sand.md, renamed old.md > new.md" */
static char *
list(const PsgDocumentChanges *changes)
{
    static const char *const names[] = {"edited", "added", "removed", "renamed"};
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < changes->chapters->len; i++) {
        const PsgChapterChanges *chapter = g_ptr_array_index(changes->chapters, i);
        gboolean is_renamed = chapter->change == PSG_CHAPTER_RENAMED;
        g_string_append_printf(text, "%s%s %s%s%s", i ? ", " : "", names[chapter->change],
                is_renamed ? chapter->old_path : "", is_renamed ? " > " : "", chapter->path);
    }
    return g_string_free(text, FALSE);
}

static void
assert_changes(const char *folder, const char *from, const char *to, const char *expected)
{
    g_autoptr(PsgDocumentChanges) changes = compare(folder, from, to);
    g_autofree char *found = list(changes);
    assert_string_equal(found, expected);
}

static void
equal_texts_have_no_changes(void **state)
{
    g_autoptr(PsgDocumentChanges) changes = compare(*state, "old", "old");
    assert_int_equal(changes->chapters->len, 0);
    assert_int_equal(changes->inserted_words + changes->deleted_words, 0);
    assert_string_equal(changes->document, "guide");
    assert_string_equal(changes->title, "The guide");
}

static void
a_chapter_that_is_only_wrapped_otherwise_is_not_changed(void **state)
{
    folder_fill(*state, "new/plainsong.yaml", MANIFEST("[sand.md, water.md]"), "new/sand.md",
            "# Sand\n\nChildren dig and pour. A tray\nof wet sand keeps a small\ngroup busy for a "
            "long time, and nobody has to talk.\n",
            "new/water.md", WATER, NULL);
    assert_changes(*state, "old", "new", "");
}

static void
edited_words_are_counted(void **state)
{
    folder_fill(*state, "new/plainsong.yaml", MANIFEST("[sand.md, water.md]"), "new/sand.md",
            "# Sand\n\nChildren dig and pour. A tray of dry sand keeps a small group busy for a "
            "long time, and nobody has to talk.\n",
            "new/water.md", WATER, NULL);
    g_autoptr(PsgDocumentChanges) changes = compare(*state, "old", "new");
    g_autofree char *found = list(changes);
    assert_string_equal(found, "edited sand.md");
    assert_int_equal(changes->inserted_words, 1);
    assert_int_equal(changes->deleted_words, 1);
}

static void
new_and_removed_chapters_stand_where_they_belong(void **state)
{
    folder_fill(*state, "new/plainsong.yaml", MANIFEST("[before.md, water.md, after.md]"),
            "new/before.md", "# Before\n\nNothing alike.\n", "new/water.md", WATER, "new/after.md",
            "# After\n\nAlso another thing.\n", NULL);
    assert_changes(*state, "old", "new", "removed sand.md, added before.md, added after.md");
    assert_changes(*state, "new", "old", "removed before.md, added sand.md, removed after.md");
}

static void
a_renamed_chapter_is_found_by_its_words(void **state)
{
    folder_fill(*state, "new/plainsong.yaml", MANIFEST("[tray.md, pool.md]"), "new/tray.md", WATER,
            "new/pool.md",
            "# Sand\n\nChildren dig and pour. A tray of wet sand keeps a small group busy for a "
            "long time, and nobody needs to say anything.\n",
            NULL);
    assert_changes(*state, "old", "new", "renamed water.md > tray.md, renamed sand.md > pool.md");
}

static void
of_two_copies_the_one_that_is_most_alike_is_the_renamed_one(void **state)
{
    folder_fill(*state, "new/plainsong.yaml", MANIFEST("[far.md, near.md, water.md]"), "new/far.md",
            "# Sand\n\nChildren dig and pour. A tray of wet sand keeps a small group busy for an "
            "afternoon that ends in tears.\n",
            "new/near.md", SAND, "new/water.md", WATER, NULL);
    assert_changes(*state, "old", "new", "added far.md, renamed sand.md > near.md");
}

static void
from_nothing_all_is_new_and_back_all_is_gone(void **state)
{
    assert_changes(*state, NULL, "old", "added sand.md, added water.md");
    g_autoptr(PsgSnapshot) old = open_folder(*state, "old");
    g_autoptr(PsgDocumentChanges) gone = psg_document_changes_new(old, NULL, "guide", 1, NULL);
    g_autofree char *found = list(gone);
    assert_string_equal(found, "removed sand.md, removed water.md");
}

static void
a_title_of_the_front_matter_counts(void **state)
{
    folder_fill(*state, "new/plainsong.yaml", MANIFEST("[sand.md, water.md]"), "new/sand.md",
            "---\ntitle: Dry sand\n---\n" SAND, "new/water.md", WATER, NULL);
    g_autoptr(PsgDocumentChanges) changes = compare(*state, "old", "new");
    const PsgChapterChanges *chapter = g_ptr_array_index(changes->chapters, 0);
    assert_string_equal(chapter->title, "Dry sand");
    assert_string_equal(chapter->old_title, "Sand");
}

static void
a_folder_that_became_a_package_keeps_its_document(void **state)
{
    folder_fill(
            *state, "bare/sand.md", SAND, "bare/other.md", "# Notes\n\nNot of the guide.\n", NULL);
    assert_changes(*state, "bare", "old", "added water.md");
}

static void
a_document_that_is_nowhere_is_an_error_with_the_nearest(void **state)
{
    g_autoptr(PsgSnapshot) snapshot = open_folder(*state, "old");
    g_autoptr(GError) error = NULL;
    assert_null(psg_document_changes_new(snapshot, snapshot, "giude", 1, &error));
    assert_true(g_error_matches(error, PSG_CHANGES_ERROR, PSG_CHANGES_ERROR_DOCUMENT));
    assert_string_equal(error->message, "there is no document \"giude\"; did you mean \"guide\"?");
}

static void
a_package_that_cannot_be_read_is_an_error_with_its_place(void **state)
{
    folder_fill(*state, "new/plainsong.yaml", "plainsong: 1\ntitel: T\n", NULL);
    g_autoptr(PsgSnapshot) old = open_folder(*state, "old");
    g_autoptr(PsgSnapshot) new = open_folder(*state, "new");
    g_autoptr(GError) error = NULL;
    assert_null(psg_document_changes_new(old, new, "guide", 1, &error));
    assert_non_null(strstr(error->message, "plainsong.yaml:2"));
}

static void
many_renamed_chapters_each_find_their_own(void **state)
{
    g_autoptr(GString) old = g_string_new(MANIFEST("[one.md]"));
    g_autoptr(GString) new = g_string_new(MANIFEST("[one.md]"));
    GString *manifests[] = {old, new};
    for (guint side = 0; side < 2; side++) {
        g_string_truncate(manifests[side], manifests[side]->len - strlen("[one.md]\n"));
        for (guint i = 0; i < 300; i++) {
            g_autofree char *name = g_strdup_printf("%c%03u.md", side ? 'b' : 'a', i);
            g_autofree char *path = g_strdup_printf("%s/%s", side ? "new" : "old", name);
            g_autoptr(GString) text = g_string_new("# A chapter\n\nEvery chapter begins so.\n");
            for (guint word = 0; word < 60; word++)
                g_string_append_printf(text, " w%u", (i * 7919 + word * word * 31) % 5003);
            folder_fill(*state, path, text->str, NULL);
            g_string_append_printf(manifests[side], "%s%s", i ? ", " : "[", name);
        }
        g_string_append(manifests[side], "]\n");
    }
    folder_fill(*state, "old/plainsong.yaml", old->str, "new/plainsong.yaml", new->str, NULL);
    g_autoptr(PsgDocumentChanges) changes = compare(*state, "old", "new");
    assert_int_equal(changes->chapters->len, 300);
    for (guint i = 0; i < 300; i++) {
        const PsgChapterChanges *chapter = g_ptr_array_index(changes->chapters, i);
        assert_int_equal(chapter->change, PSG_CHAPTER_RENAMED);
        assert_string_equal(chapter->path + 1, chapter->old_path + 1);
    }
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, folder_tear_down)
    const struct CMUnitTest tests[] = {
            TEST(equal_texts_have_no_changes),
            TEST(a_chapter_that_is_only_wrapped_otherwise_is_not_changed),
            TEST(edited_words_are_counted),
            TEST(new_and_removed_chapters_stand_where_they_belong),
            TEST(a_renamed_chapter_is_found_by_its_words),
            TEST(of_two_copies_the_one_that_is_most_alike_is_the_renamed_one),
            TEST(from_nothing_all_is_new_and_back_all_is_gone),
            TEST(a_title_of_the_front_matter_counts),
            TEST(a_folder_that_became_a_package_keeps_its_document),
            TEST(a_document_that_is_nowhere_is_an_error_with_the_nearest),
            TEST(a_package_that_cannot_be_read_is_an_error_with_its_place),
            TEST(many_renamed_chapters_each_find_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
