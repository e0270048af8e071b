/* The output folder: what pages of several versions share, and what may be written only once. */
#include "folder.h"
#include "publish/output.h"
#include "publish/publish_error.h"

static char *
share(PsgOutput *output, const char *path, const char *text)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static(text, strlen(text));
    g_autoptr(GError) error = NULL;
    char *place = psg_output_share(output, path, bytes, &error);
    assert_null(error);
    return place;
}

static void
assert_file(const char *folder, const char *path, const char *expected)
{
    g_autofree char *place = g_build_filename(folder, path, NULL), *text = NULL;
    assert_true(g_file_get_contents(place, &text, NULL, NULL));
    assert_string_equal(text, expected);
}

static void
writing_a_path_twice_is_an_error(void **state)
{
    g_autoptr(PsgOutput) output = psg_output_new(*state);
    g_autoptr(GError) error = NULL;
    assert_true(psg_output_write(output, "a/b.html", "one", 3, NULL));
    assert_false(psg_output_write(output, "a/b.html", "one", 3, &error));
    assert_true(g_error_matches(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_OUTPUT));
    assert_file(*state, "a/b.html", "one");
}

static void
the_same_bytes_are_shared(void **state)
{
    g_autoptr(PsgOutput) output = psg_output_new(*state);
    g_autofree char *first = share(output, "images/tray-1.png", "sand"),
                    *again = share(output, "images/tray-1.png", "sand");
    assert_string_equal(first, "images/tray-1.png");
    assert_string_equal(again, "images/tray-1.png");
    g_autoptr(GPtrArray) files = psg_output_list(output);
    assert_int_equal(files->len, 1);
}

static void
other_bytes_at_a_taken_path_get_a_name_of_their_own(void **state)
{
    g_autoptr(PsgOutput) output = psg_output_new(*state);
    g_autofree char *first = share(output, "images.d/tray", "sand"),
                    *second = share(output, "images.d/tray", "dust"),
                    *longer = share(output, "images.d/tray", "longer"),
                    *again = share(output, "images.d/tray", "dust");
    assert_string_not_equal(second, first);
    assert_string_not_equal(second, longer);
    assert_string_equal(second, again);
    assert_true(g_str_has_prefix(second, "images.d/tray-"));
    assert_file(*state, first, "sand");
    assert_file(*state, second, "dust");
    assert_file(*state, longer, "longer");
}

static void
a_shared_name_keeps_its_ending(void **state)
{
    g_autoptr(PsgOutput) output = psg_output_new(*state);
    g_autofree char *first = share(output, "images/tray.png", "sand"),
                    *second = share(output, "images/tray.png", "dust");
    assert_string_equal(first, "images/tray.png");
    assert_true(g_str_has_suffix(second, ".png"));
}

static void
nothing_is_written_outside_the_folder(void **state)
{
    static const char *const paths[] = {"", "/a", "a//b", "../a", "a/../b", "a/.", "a/"};
    g_autoptr(PsgOutput) output = psg_output_new(*state);
    g_autoptr(GBytes) bytes = g_bytes_new_static("x", 1);
    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
        assert_false(psg_output_write(output, paths[i], "x", 1, NULL));
        assert_null(psg_output_share(output, paths[i], bytes, NULL));
    }
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, folder_set_up, folder_tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
            TEST(writing_a_path_twice_is_an_error),
            TEST(the_same_bytes_are_shared),
            TEST(other_bytes_at_a_taken_path_get_a_name_of_their_own),
            TEST(a_shared_name_keeps_its_ending),
            TEST(nothing_is_written_outside_the_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
