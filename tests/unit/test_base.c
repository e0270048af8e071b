/* The small parts of lib/base: order, likeness, paths, identifiers, staging and findings. */
#include "base/date.h"
#include "base/display.h"
#include "base/error.h"
#include "base/finding.h"
#include "base/lines.h"
#include "base/measure.h"
#include "base/natural_order.h"
#include "base/nearest.h"
#include "base/path.h"
#include "base/staging.h"
#include "base/uuid.h"
#include "folder.h"

#include <glib/gstdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void
dates_are_spelt_for_people_and_anything_else_is_left(void **state)
{
    static const char *const cases[][2] = {{"2027-09", "September 2027"},
            {"2027-09-30", "30 September 2027"}, {"2027-9", "2027-9"}, {"2027-13", "2027-13"},
            {"2027-00-01", "2027-00-01"}, {"soon", "soon"}, {"", ""}, {"2027x09", "2027x09"}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *spelt = psg_date_spell(cases[i][0]);
        assert_string_equal(spelt, cases[i][1]);
    }
}

static void
lengths_are_read_with_their_units(void **state)
{
    static const struct {
        const char *text;
        PsgMeasureKind kind;
        int thousandths;
    } good[] = {{"12", PSG_MEASURE_BARE, 12000}, {"12.5pt", PSG_MEASURE_POINTS, 12500},
            {"25.4 mm", PSG_MEASURE_POINTS, 72000}, {"2.54cm", PSG_MEASURE_POINTS, 72000},
            {"0.5IN", PSG_MEASURE_POINTS, 36000}, {"145%", PSG_MEASURE_PERCENT, 145000}};
    static const char *const bad[] = {"", "pt", ".5pt", "5.", "1,5pt", "-1pt", "+1pt", "1e3",
            "0x10", "nan", "inf", "12px", "12pt x", "10001", "1000cm", "999999999999999999999"};
    for (guint i = 0; i < G_N_ELEMENTS(good); i++) {
        double number = 0;
        PsgMeasureKind kind = PSG_MEASURE_BARE;
        assert_true(psg_measure_parse(good[i].text, &number, &kind));
        assert_int_equal(kind, good[i].kind);
        assert_int_equal((int)(number * 1000 + 0.5), good[i].thousandths);
    }
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        double number;
        PsgMeasureKind kind;
        if (psg_measure_parse(bad[i], &number, &kind))
            fail_msg("\"%s\" is no length", bad[i]);
    }
}

static void
a_byte_is_in_the_line_that_begins_at_it_or_before(void **state)
{
    static const gsize starts[] = {0, 5, 6, 20};
    g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(gsize));
    assert_int_equal(psg_lines_find(lines, 3), 0);
    g_array_append_vals(lines, starts, G_N_ELEMENTS(starts));
    assert_int_equal(psg_lines_find(lines, 0), 1);
    assert_int_equal(psg_lines_find(lines, 4), 1);
    assert_int_equal(psg_lines_find(lines, 5), 2);
    assert_int_equal(psg_lines_find(lines, 6), 3);
    assert_int_equal(psg_lines_find(lines, 1000), 4);
}

static void
natural_order_is_total_and_reads_numbers(void **state)
{
    static const char *const names[] = {"", "2a", "10", "a", "A1", "a01", "a1b", "a 2", "a-10",
            "chapter 9.md", "chapter 10.md", "chapter 10b.md",
            "chapter 00000000000000000000000000000010.md",
            "chapter 99999999999999999999999999999999.md", "é"};
    gsize count = G_N_ELEMENTS(names);
    assert_true(psg_natural_compare("chapter 9.md", "chapter 10.md") < 0);
    assert_true(psg_natural_compare(
                        "chapter 10.md", "chapter 99999999999999999999999999999999.md") < 0);
    assert_true(psg_natural_compare("2a", "10") < 0);
    assert_true(psg_natural_compare("B", "a") > 0);
    for (gsize i = 0; i < count; i++)
        for (gsize j = 0; j < count; j++) {
            int order = psg_natural_compare(names[i], names[j]),
                back = psg_natural_compare(names[j], names[i]);
            assert_int_equal(order == 0, i == j);
            assert_int_equal(order<0, back> 0);
            for (gsize k = 0; k < count; k++)
                if (order < 0 && psg_natural_compare(names[j], names[k]) < 0)
                    assert_true(psg_natural_compare(names[i], names[k]) < 0);
        }
}

static void
edit_distance_counts_slips_up_to_its_limit(void **state)
{
    assert_int_equal(psg_edit_distance("title", "title", 3), 0);
    assert_int_equal(psg_edit_distance("titel", "title", 3), 1);
    assert_int_equal(psg_edit_distance("kitten", "sitting", 5), 3);
    assert_int_equal(psg_edit_distance("", "abc", 3), 3);
    assert_int_equal(psg_edit_distance("abc", "", 2), 3);
    assert_int_equal(psg_edit_distance("abcdef", "uvwxyz", 2), 3);
}

static void
only_a_likely_slip_is_suggested(void **state)
{
    static const char *const names[] = {"title", "theme", "glossary", "id", "url", NULL};
    assert_string_equal(psg_nearest_find("titel", names), "title");
    assert_string_equal(psg_nearest_find("glosary", names), "glossary");
    assert_string_equal(psg_nearest_find("them", names), "theme");
    assert_string_equal(psg_nearest_find("di", names), "id");
    assert_null(psg_nearest_find("x", names));
    assert_null(psg_nearest_find("abc", names));
    assert_null(psg_nearest_find("xylophone", names));
    g_autofree char *huge = g_strnfill(1000000, 'a');
    const char *const others[] = {huge, NULL};
    assert_null(psg_nearest_find(huge, others));
}

static void
paths_resolve_inside_the_package_or_not_at_all(void **state)
{
    static const struct {
        const char *from, *reference, *path;
    } cases[] = {
            {"a/b.md", "c.md", "a/c.md"},
            {"a/b.md", "../c.md", "c.md"},
            {"a/b.md", "/c.md", "c.md"},
            {"a/b.md", "./x/../c", "a/c"},
            {"a/b.md", "", "a"},
            {"", "", ""},
            {"b.md", "..", NULL},
            {"a/b.md", "../../c", NULL},
            {"a/b.md", "c:\\d", NULL},
            {"", "a//b/", "a/b"},
            {"a/b.md", "x/../../../y", NULL},
            {"", "...", "..."},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = psg_path_resolve(cases[i].from, cases[i].reference);
        if (g_strcmp0(path, cases[i].path) != 0)
            fail_msg("%s + %s = %s", cases[i].from, cases[i].reference, path);
    }
}

static void
relative_references_lead_back_to_their_target(void **state)
{
    static const struct {
        const char *from, *to, *reference;
    } cases[] = {
            {"a/b.html", "a/c.html", "c.html"},
            {"a/b.html", "c.html", "../c.html"},
            {"a.html", "b/c.html", "b/c.html"},
            {"a/b/c.html", "a/d/e.html", "../d/e.html"},
            {"a/b.html", "a/", "./"},
            {"index.html", "", "./"},
            {"ab/c.html", "abc/d.html", "../abc/d.html"},
            {"a.html", "b: c.html", "./b: c.html"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *reference = psg_path_make_relative(cases[i].from, cases[i].to);
        assert_string_equal(reference, cases[i].reference);
        g_autofree char *path = psg_path_resolve(cases[i].from, reference);
        g_autofree char *target = psg_path_resolve("", cases[i].to);
        assert_string_equal(path, target);
    }
}

static void
markdown_is_known_by_its_name(void **state)
{
    assert_true(psg_path_is_markdown("a.md"));
    assert_true(psg_path_is_markdown("b/A.MARKDOWN"));
    assert_false(psg_path_is_markdown("a.md/b"));
    assert_false(psg_path_is_markdown("amd"));
    g_autofree char *bare = psg_path_strip_markdown("b.c/a.b.md");
    assert_string_equal(bare, "b.c/a.b");
    g_autofree char *other = psg_path_strip_markdown("a.png");
    assert_string_equal(other, "a.png");
}

static void
uuids_are_those_of_rfc_9562(void **state)
{
    /* The example of appendix A.4. */
    g_autofree char *uuid =
            psg_uuid_new_v5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com", NULL);
    assert_string_equal(uuid, "2ed6657d-e927-568b-95e1-2665a8aea6a2");
    g_autofree char *same = psg_uuid_new_v5(
            "urn:uuid:6BA7B810-9DAD-11D1-80B4-00C04FD430C8", "www.example.com", NULL);
    assert_string_equal(same, uuid);
    g_autoptr(GError) error = NULL;
    assert_null(psg_uuid_new_v5("no", "x", &error));
    assert_true(g_error_matches(error, PSG_BASE_ERROR, PSG_BASE_ERROR_INVALID));
    assert_true(psg_uuid_is_urn("urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8"));
    assert_false(psg_uuid_is_urn("6ba7b810-9dad-11d1-80b4-00c04fd430c8"));
    assert_false(psg_uuid_is_urn("urn:uuid:6ba7b810"));
}

static char *
read_text(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    char *text = NULL;
    g_file_get_contents(path, &text, NULL, NULL);
    return text;
}

static void
output_appears_whole_or_not_at_all(void **state)
{
    g_autofree char *target = g_build_filename(*state, "deep/public", NULL);
    for (int i = 0; i < 3; i++) {
        g_autoptr(PsgStaging) staging = psg_staging_new(target, NULL);
        assert_non_null(staging);
        folder_fill(psg_staging_get_folder(staging), "sub/a.html",
                i == 2   ? "third"
                : i == 1 ? "second"
                         : "first",
                NULL);
        /* The second build dies before its end. */
        if (i != 1)
            assert_true(psg_staging_commit(staging, NULL));
    }
    g_autofree char *text = read_text(target, "sub/a.html");
    assert_string_equal(text, "third");
    g_autofree char *parent = g_path_get_dirname(target);
    g_autoptr(GDir) dir = g_dir_open(parent, 0, NULL);
    assert_string_equal(g_dir_read_name(dir), "public");
    assert_null(g_dir_read_name(dir));
}

/* What a user who may not remove all of the old output gets: 0 when the new one is in place. */
static int
replace_locked(const char *folder)
{
    g_autofree char *target = g_build_filename(folder, "public", NULL);
    for (int i = 0; i < 2; i++) {
        g_autoptr(PsgStaging) staging = psg_staging_new(target, NULL);
        g_autofree char *locked =
                staging ? g_build_filename(psg_staging_get_folder(staging), "locked", NULL) : NULL;
        if (!locked || g_mkdir(locked, 0700) != 0)
            return 1;
        folder_fill(locked, "a.html", i == 0 ? "first" : "second", NULL);
        if (!psg_staging_commit(staging, NULL))
            return 2;
        g_autofree char *place = g_build_filename(target, "locked", NULL);
        if (g_chmod(place, 0500) != 0)
            return 1;
    }
    g_autofree char *text = read_text(target, "locked/a.html");
    return g_strcmp0(text, "second") == 0 ? 0 : 3;
}

static void
new_output_is_in_place_though_the_old_cannot_be_removed(void **state)
{
    const char *folder = *state;
    if (geteuid() == 0)
        assert_int_equal(chown(folder, 65534, 65534), 0);
    pid_t child = fork();
    if (child == 0) { /* nothing is locked for root */
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
            _exit(1);
        _exit(replace_locked(folder));
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));) {
        g_autofree char *locked = g_build_filename(folder, name, "locked", NULL);
        assert_int_equal(g_chmod(locked, 0700), 0); /* for who removes it all */
    }
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void
a_folder_of_somebody_elses_is_never_replaced(void **state)
{
    folder_fill(*state, "home/letter.txt", "dear", "file", "x", NULL);
    g_autofree char *home = g_build_filename(*state, "home", NULL);
    g_autofree char *file = g_build_filename(*state, "file", NULL);
    g_autofree char *link = g_build_filename(*state, "link", NULL);
    assert_int_equal(symlink("home", link), 0);
    const char *const targets[] = {home, file, link, "/"};
    for (gsize i = 0; i < G_N_ELEMENTS(targets); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(psg_staging_new(targets[i], &error));
        assert_true(g_error_matches(error, PSG_BASE_ERROR, PSG_BASE_ERROR_FILE));
    }
    g_autofree char *text = read_text(home, "letter.txt");
    assert_string_equal(text, "dear");
}

static void
removing_a_folder_leaves_what_its_links_lead_to(void **state)
{
    folder_fill(*state, "keep/a", "x", "gone/b", "y", NULL);
    g_autofree char *gone = g_build_filename(*state, "gone", NULL);
    g_autofree char *link = g_build_filename(gone, "link", NULL);
    assert_int_equal(symlink("../keep", link), 0);
    assert_true(psg_folder_remove(gone, NULL));
    assert_true(psg_folder_remove(gone, NULL));
    assert_false(g_file_test(gone, G_FILE_TEST_EXISTS));
    g_autofree char *text = read_text(*state, "keep/a");
    assert_string_equal(text, "x");
}

static void
findings_are_ordered_and_floods_are_counted(void **state)
{
    g_autoptr(PsgFindings) findings = psg_findings_new();
    g_autoptr(PsgFindings) more = psg_findings_new();
    psg_findings_add(NULL, PSG_SEVERITY_NOTE, "rule", "a", 1, 1, "nobody listens");
    psg_findings_add(findings, PSG_SEVERITY_NOTE, "note", "a.md", 1, 0, "small");
    for (guint i = 0; i < 30; i++)
        psg_findings_add(findings, PSG_SEVERITY_WARNING, "many", "b.md", 30 - i, 2, "number %u", i);
    psg_findings_add(more, PSG_SEVERITY_ERROR, "lost", "c.md", 4, 5, "gone");
    psg_findings_add(more, PSG_SEVERITY_NOTE, "whole", NULL, 0, 0, "all of it");
    psg_findings_merge(findings, more);
    assert_int_equal(psg_findings_get_length(more), 0);
    psg_findings_finish(findings);
    assert_int_equal(psg_findings_get_length(findings), 1 + 1 + PSG_FINDINGS_PER_RULE + 2);
    g_autofree char *first = psg_finding_format(psg_findings_get(findings, 0));
    assert_string_equal(first, "c.md:4:5: error: gone [lost]");
    g_autofree char *flood = psg_finding_format(psg_findings_get(findings, 1));
    assert_string_equal(flood, "b.md: warning: there are 30 findings of this kind in the file; the "
                               "first 20 are listed "
                               "[many]");
    assert_int_equal(psg_findings_get(findings, 2)->line, 11);
    g_autofree char *whole =
            psg_finding_format(psg_findings_get(findings, PSG_FINDINGS_PER_RULE + 2));
    assert_string_equal(whole, "the package: note: all of it [whole]");
    assert_int_equal(psg_findings_count(findings, PSG_SEVERITY_ERROR), 1);
}

static void
nothing_that_is_shown_can_steer_a_terminal(void **state)
{
    g_autofree char *shown = psg_display_make("a\033[2Jb\x7f\xc2\x9b"
                                              "31mc\r\n\td\xe2\x80\xae"
                                              "e\xff\xe2\x80\xa8");
    assert_string_equal(shown, "a\xef\xbf\xbd[2Jb\xef\xbf\xbd\xef\xbf\xbd"
                               "31mc\xef\xbf\xbd\n\tde\xef\xbf\xbd\xef\xbf\xbd");
    assert_int_equal(psg_display_measure('a'), 1);
    assert_int_equal(psg_display_measure(0x6f22), 2);
    assert_int_equal(psg_display_measure(0x301), 0);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_set_up, folder_tear_down)
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(dates_are_spelt_for_people_and_anything_else_is_left),
            cmocka_unit_test(lengths_are_read_with_their_units),
            cmocka_unit_test(a_byte_is_in_the_line_that_begins_at_it_or_before),
            cmocka_unit_test(natural_order_is_total_and_reads_numbers),
            cmocka_unit_test(edit_distance_counts_slips_up_to_its_limit),
            cmocka_unit_test(only_a_likely_slip_is_suggested),
            cmocka_unit_test(paths_resolve_inside_the_package_or_not_at_all),
            cmocka_unit_test(relative_references_lead_back_to_their_target),
            cmocka_unit_test(markdown_is_known_by_its_name),
            cmocka_unit_test(uuids_are_those_of_rfc_9562),
            TEST(output_appears_whole_or_not_at_all),
            TEST(new_output_is_in_place_though_the_old_cannot_be_removed),
            TEST(a_folder_of_somebody_elses_is_never_replaced),
            TEST(removing_a_folder_leaves_what_its_links_lead_to),
            cmocka_unit_test(findings_are_ordered_and_floods_are_counted),
            cmocka_unit_test(nothing_that_is_shown_can_steer_a_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
