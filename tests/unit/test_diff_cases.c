/* The word diff on pairs of texts, one folder of tests/unit/diff each: old.md and new.md (and
 * old-2.md and new-2.md, ... for further chapters; one of a pair may be missing) and expected.txt,
 * what is to come out. To add a case, add a folder; `test_diff_cases --update` writes what comes
 * out now. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib.h>

#include "diff_check.h"

#define CHAPTER_LIMIT 9

static gboolean is_updating;

typedef struct {
    PsgDiffInput inputs[CHAPTER_LIMIT];
    guint count;
} Case;

static PsgText *
load(const char *folder, const char *side, guint number)
{
    g_autofree char *name = number == 1 ? g_strdup_printf("%s.md", side)
                                        : g_strdup_printf("%s-%u.md", side, number);
    g_autofree char *path = g_build_filename(PSG_DIFF_CASES, folder, name, NULL), *source = NULL;
    gsize length;
    if (!g_file_get_contents(path, &source, &length, NULL))
        return NULL;
    PsgTextOptions options = {.path = name, .language = "en"};
    g_autoptr(GError) error = NULL;
    PsgText *text = psg_text_parse(source, length, &options, NULL, &error);
    assert_non_null(text);
    return text;
}

/* What comes out for a folder. Checks on the way what holds of every result. */
static char *
run(const char *folder)
{
    Case item = {.count = 0};
    PsgDiffInput swapped[CHAPTER_LIMIT];
    for (guint i = 0; i < CHAPTER_LIMIT; i++) {
        PsgDiffInput input = {load(folder, "old", i + 1), load(folder, "new", i + 1)};
        if (!input.old_text && !input.new_text)
            break;
        item.inputs[item.count] = input;
        swapped[item.count++] = (PsgDiffInput){input.new_text, input.old_text};
    }
    assert_true(item.count > 0);
    PsgDiff *diff = psg_diff_new(item.inputs, item.count);
    PsgDiff *mirror = psg_diff_new(swapped, item.count);
    g_autofree char *fault = diff_check(diff), *mirror_fault = diff_check_mirror(diff, mirror);
    if (fault || mirror_fault)
        fail_msg("%s: %s", folder, fault ? fault : mirror_fault);
    char *printed = diff_print(diff);
    psg_diff_free(diff);
    psg_diff_free(mirror);
    for (guint i = 0; i < item.count; i++) {
        psg_text_free((PsgText *)item.inputs[i].old_text);
        psg_text_free((PsgText *)item.inputs[i].new_text);
    }
    return printed;
}

static void
comes_out_as_expected(void **state)
{
    const char *folder = *state;
    g_autofree char *printed = run(folder), *expected = NULL;
    g_autofree char *path = g_build_filename(PSG_DIFF_CASES, folder, "expected.txt", NULL);
    if (is_updating)
        g_file_set_contents(path, printed, -1, NULL);
    if (!g_file_get_contents(path, &expected, NULL, NULL))
        fail_msg("%s has no expected.txt; test_diff_cases --update writes it", folder);
    assert_string_equal(printed, expected);
}

static gint
compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

int
main(int argc, char **argv)
{
    is_updating = argc > 1 && !strcmp(argv[1], "--update");
    g_autoptr(GDir) dir = g_dir_open(PSG_DIFF_CASES, 0, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (const char *name; dir && (name = g_dir_read_name(dir));)
        g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, compare_names);
    g_autofree struct CMUnitTest *tests = g_new0(struct CMUnitTest, names->len + 1);
    for (guint i = 0; i < names->len; i++) {
        char *name = g_ptr_array_index(names, i);
        tests[i] = (struct CMUnitTest){name, comes_out_as_expected, NULL, NULL, name};
    }
    return _cmocka_run_group_tests("diff cases", tests, names->len, NULL, NULL) + (names->len == 0);
}
