/* Releases without the program: what a tag's message says, digests, and what is refused. */
#include "publish/release.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folder.h"
#include "publish/publish_error.h"
#include "publish/release_internal.h"

#define DIGEST_A "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static PsgReleaseNote *
read_note(const char *text)
{
    g_autoptr(PsgMessage) message = psg_message_parse(text);
    return psg_release_note_parse(message);
}

static void
a_note_comes_back_as_it_was_written(void **state)
{
    const PsgRelease release = {.title = (char *)"Play, version 1.2",
            .sign_offs = g_ptr_array_new(),
            .exception = (char *)"Nobody was there"};
    g_ptr_array_add(release.sign_offs, (char *)"amina (parents)");
    g_ptr_array_add(release.sign_offs, (char *)"tom (settings)");
    PsgDigest digest = {(char *)"downloads/play.epub", (char *)DIGEST_A};
    g_autoptr(GPtrArray) digests = g_ptr_array_new();
    g_ptr_array_add(digests, &digest);
    const char *const summaries[] = {"Words.", "# Heading\n\n- a\n- b\n\n---\n\nEnd: here",
            "Sign-off: nobody (none)\nDigest: sha256:" DIGEST_A " x", "a\n\n\n\nb", "\xd8\xb3"};
    for (gsize i = 0; i < G_N_ELEMENTS(summaries); i++) {
        g_autofree char *text = psg_release_note_write(&release, summaries[i], digests);
        g_autoptr(PsgReleaseNote) note = read_note(text);
        assert_string_equal(note->summary, summaries[i]);
        assert_int_equal(note->sign_offs->len, 2);
        assert_string_equal(note->sign_offs->pdata[1], "tom (settings)");
        assert_string_equal(note->exception, "Nobody was there");
        assert_true(g_str_has_prefix(note->built_with, "plainsong "));
        assert_int_equal(note->digests->len, 1);
        assert_string_equal(psg_digests_find(note->digests, "downloads/play.epub"), DIGEST_A);
    }
    g_ptr_array_unref(release.sign_offs);
}

static void
a_digest_that_is_written_otherwise_is_none_that_a_file_could_have(void **state)
{
    const char *const lines[] = {"sha256:" DIGEST_A, "sha256:" DIGEST_A " ", "sha256:0123 a.epub",
            "sha1:" DIGEST_A " a.epub", DIGEST_A " a.epub", "sha256:" DIGEST_A "0 a.epub",
            "sha256:" DIGEST_A " ../a.epub", "sha256:" DIGEST_A " /etc/passwd",
            "sha256:" DIGEST_A " a//b", "sha256:" DIGEST_A " ./a", "sha256:" DIGEST_A " /",
            "sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef a"};
    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autofree char *text = g_strdup_printf("T\n\nS.\n\nDigest: %s\nBuilt-with: x\n", lines[i]);
        g_autoptr(PsgReleaseNote) note = read_note(text);
        assert_int_equal(note->digests->len, 1);
        const PsgDigest *digest = note->digests->pdata[0];
        if (*digest->digest)
            fail_msg("\"%s\" passes for a digest of %s", lines[i], digest->path);
    }
}

static void
a_message_by_hand_is_a_summary_and_nothing_else(void **state)
{
    g_autoptr(PsgReleaseNote) note = read_note("Agreed in June\n\nBy all of us.\n");
    assert_string_equal(note->summary, "By all of us.");
    assert_int_equal(note->sign_offs->len, 0);
    assert_int_equal(note->digests->len, 0);
    assert_null(note->exception);
    assert_null(note->built_with);
}

/* What sha256sum(1) says of the same files. */
static void
digests_are_those_of_sha256sum(void **state)
{
    const char *folder = *state;
    folder_fill(folder, "downloads/d.epub", "abc", "downloads/d.pdf", "abc",
            "downloads/d-large-print.pdf", "", "d/index.html", "1", "d/b/c.html", "2", "d/a.html",
            "", "other/x.html", "3", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) digests = psg_digests_new(folder, "d", &error);
    assert_non_null(digests);
    assert_string_equal(psg_digests_find(digests, "downloads/d.epub"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_string_equal(psg_digests_find(digests, "downloads/d.pdf"),
            psg_digests_find(digests, "downloads/d.epub"));
    assert_non_null(psg_digests_find(digests, "downloads/d-large-print.pdf"));
    char *arguments[] = {(char *)"/bin/sh", (char *)"-ec",
            (char *)"find d -type f -exec sha256sum {} + | LC_ALL=C sort | sha256sum | cut -c1-64",
            NULL};
    g_autofree char *expected = NULL;
    assert_true(g_spawn_sync(
            folder, arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &expected, NULL, NULL, NULL));
    assert_string_equal(psg_digests_find(digests, "d/"), g_strchomp(expected));
    folder_fill(folder, "d/b/c.html", "3", NULL);
    g_autofree char *changed = psg_digest_make(folder, "d/", NULL);
    assert_string_not_equal(changed, expected);
    assert_null(psg_digest_make(folder, "e/", &error));
    assert_null(psg_digest_make(folder, "e", &error));
    assert_null(error);
    assert_null(psg_digests_new(folder, "e", &error));
    assert_true(g_error_matches(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_RELEASE));
}

static void
what_is_no_file_has_no_digest(void **state)
{
    const char *folder = *state;
    folder_fill(folder, "downloads/d.epub", "abc", "downloads/d.pdf", "abc",
            "downloads/d-large-print.pdf", "", "d/index.html", "1", NULL);
    g_autofree char *pipe = g_build_filename(folder, "d", "pipe", NULL);
    g_autofree char *link = g_build_filename(folder, "d", "link", NULL);
    g_autoptr(GError) error = NULL;
    assert_int_equal(mkfifo(pipe, 0600), 0);
    assert_null(psg_digest_make(folder, "d/pipe", &error));
    assert_true(g_error_matches(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_RELEASE));
    g_clear_error(&error);
    assert_null(psg_digest_make(folder, "d/", &error));
    assert_true(g_error_matches(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_RELEASE));
    g_clear_error(&error);
    assert_int_equal(remove(pipe), 0);
    assert_int_equal(symlink("../downloads/d.epub", link), 0);
    assert_null(psg_digest_make(folder, "d/", &error));
    assert_true(g_error_matches(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_RELEASE));
}

static void
what_is_not_ready_is_not_released(void **state)
{
    const PsgReleaseOptions options = {.folder = *state, .document = "d", .number = "1.0"};
    const PsgRelease release = {.state = PSG_RELEASE_QUORUM_UNMET, .title = (char *)"D"};
    g_autoptr(GError) error = NULL;
    assert_null(psg_release_run(&options, &release, "Words.", &error));
    assert_true(g_error_matches(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_RELEASE));
}

static void
a_folder_outside_git_has_no_version(void **state)
{
    const PsgReleaseOptions options = {.folder = *state, .document = "d", .number = "1.0"};
    folder_fill(*state, "a.md", "# A\n", NULL);
    g_autoptr(GError) error = NULL;
    assert_null(psg_release_prepare(&options, &error));
    assert_true(g_error_matches(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_RELEASE));
    g_clear_error(&error);
    assert_null(psg_release_verify(*state, "", "d", "1.0", NULL, &error));
    assert_true(g_error_matches(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_RELEASE));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(a_note_comes_back_as_it_was_written),
            cmocka_unit_test(a_digest_that_is_written_otherwise_is_none_that_a_file_could_have),
            cmocka_unit_test(a_message_by_hand_is_a_summary_and_nothing_else),
            cmocka_unit_test_setup_teardown(
                    digests_are_those_of_sha256sum, folder_set_up, folder_tear_down),
            cmocka_unit_test_setup_teardown(
                    what_is_no_file_has_no_digest, folder_set_up, folder_tear_down),
            cmocka_unit_test_setup_teardown(
                    what_is_not_ready_is_not_released, folder_set_up, folder_tear_down),
            cmocka_unit_test_setup_teardown(
                    a_folder_outside_git_has_no_version, folder_set_up, folder_tear_down),
    };
    return cmocka_run_group_tests_name("release", tests, NULL, NULL);
}
