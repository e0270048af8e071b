/* Font files that a theme brings: found by their families, or refused with a reason. */
#include "print_face.h"

#include "fixture_type.h"

#define DEJAVU "/usr/share/fonts/truetype/dejavu/"

static GBytes *
read_font(const char *path)
{
    char *bytes;
    gsize length;
    assert_true(g_file_get_contents(path, &bytes, &length, NULL));
    return g_bytes_new_take(bytes, length);
}

/* Fonts of the families with this file of the theme, which print.yaml names in line 3. */
static PsgTypeFonts *
load_with_file(const char *const *wanted, PsgTypeFontFile *file, PsgFindings *findings)
{
    g_autoptr(GPtrArray) files = g_ptr_array_new();
    g_autoptr(GError) error = NULL;
    file->path = (char *)"look/print.yaml";
    file->line = 3;
    g_ptr_array_add(files, file);
    PsgTypeFonts *fonts = psg_type_fonts_load(wanted, files, findings, &error);
    if (!fonts)
        fail_msg("%s", error->message);
    return fonts;
}

/* The key of the font that English text of these families is set in. */
static char *
find_key(const PsgTypeFonts *fonts, const char *names, gboolean is_bold)
{
    PsgTypeContext *context = psg_type_context_new(fonts);
    PsgTypeLook look = type_body;
    look.families = names;
    look.is_bold = is_bold;
    PsgTypeSpan span;
    PsgTypeParagraph paragraph = type_make_paragraph(type_english, &span, PSG_POINTS(300));
    span.look = &look;
    g_autoptr(PsgTypeText) text = type_set_text(context, &paragraph);
    char *key = g_strdup(type_get_run(text, 0)->font->key);
    psg_type_context_free(context);
    return key;
}

/* The file is named in one finding, with the place where the theme names it and these words. */
static void
assert_refused(PsgTypeFontFile *file, const char *rule, const char *words)
{
    g_autoptr(PsgFindings) findings = psg_findings_new();
    const char *const wanted[] = {"Noto Sans", NULL};
    g_autoptr(PsgTypeFonts) fonts = load_with_file(wanted, file, findings);
    g_autofree char *key = find_key(fonts, "DejaVu Sans,Noto Sans", FALSE);
    assert_true(g_str_has_suffix(key, "/NotoSans-Regular.ttf#0"));
    assert_int_equal(psg_findings_get_length(findings), 1);
    const PsgFinding *finding = psg_findings_get(findings, 0);
    assert_string_equal(finding->rule, rule);
    assert_string_equal(finding->path, "look/print.yaml");
    assert_int_equal(finding->line, 3);
    assert_non_null(strstr(finding->message, file->name));
    if (!strstr(finding->message, words))
        fail_msg("\"%s\" is not in \"%s\"", words, finding->message);
}

static void
fonts_of_the_theme_are_found_by_their_families(void **state)
{
    g_autoptr(GBytes) regular = read_font(DEJAVU "DejaVuSans.ttf");
    g_autoptr(GBytes) bold = read_font(DEJAVU "DejaVuSans-Bold.ttf");
    PsgTypeFontFile own[] = {{.name = (char *)"own/a.ttf", .bytes = regular},
            {.name = (char *)"own/b.ttf", .bytes = bold}};
    g_autoptr(GPtrArray) files = g_ptr_array_new();
    g_ptr_array_add(files, &own[0]);
    g_ptr_array_add(files, &own[1]);
    g_autoptr(PsgFindings) findings = psg_findings_new();
    const char *const wanted[] = {"Noto Sans", "DejaVu Sans", NULL};
    g_autoptr(PsgTypeFonts) fonts = psg_type_fonts_load(wanted, files, findings, NULL);
    g_autofree char *plain = find_key(fonts, "dejavu SANS", FALSE),
                    *strong = find_key(fonts, "DejaVu Sans", TRUE),
                    *other = find_key(fonts, "Noto Sans", FALSE);
    assert_string_equal(plain, "theme:own/a.ttf#0");
    assert_string_equal(strong, "theme:own/b.ttf#0");
    assert_true(g_str_has_suffix(other, "/NotoSans-Regular.ttf#0"));
    assert_int_equal(psg_findings_get_length(findings), 0);
}

static void
what_is_installed_of_a_family_does_not_mix_with_the_themes(void **state)
{
    g_autoptr(GBytes) regular = read_font(DEJAVU "DejaVuSans.ttf");
    PsgTypeFontFile file = {.name = (char *)"own/a.ttf", .bytes = regular};
    g_autoptr(PsgFindings) findings = psg_findings_new();
    const char *const wanted[] = {"DejaVu Sans", NULL};
    g_autoptr(PsgTypeFonts) fonts = load_with_file(wanted, &file, findings);
    g_autofree char *strong = find_key(fonts, "DejaVu Sans", TRUE);
    assert_string_equal(strong, "theme:own/a.ttf#0");
    assert_int_equal(psg_findings_get_length(findings), 1);
    const PsgFinding *finding = psg_findings_get(findings, 0);
    assert_string_equal(finding->rule, "print-font-bold");
    assert_int_equal(finding->severity, PSG_SEVERITY_NOTE);
    assert_int_equal(finding->line, 3);
}

static void
a_family_that_is_misspelt_is_told_what_the_theme_has(void **state)
{
    g_autoptr(GBytes) regular = read_font(DEJAVU "DejaVuSans.ttf");
    PsgTypeFontFile file = {.name = (char *)"own/a.ttf", .bytes = regular};
    g_autoptr(PsgFindings) findings = psg_findings_new();
    const char *const wanted[] = {"Noto Sans", "DeschaWü Sans", NULL};
    g_autoptr(PsgTypeFonts) fonts = load_with_file(wanted, &file, findings);
    assert_int_equal(psg_findings_get_length(findings), 1);
    assert_non_null(strstr(psg_findings_get(findings, 0)->message, "“DejaVu Sans”"));
}

static void
a_file_that_the_theme_has_not_is_a_finding(void **state)
{
    PsgTypeFontFile file = {.name = (char *)"own/none.ttf"};
    assert_refused(&file, "print-font-missing", "the theme has no file");
}

static void
a_font_that_was_cut_is_a_finding_and_not_used(void **state)
{
    g_autoptr(GBytes) whole = read_font(DEJAVU "DejaVuSans.ttf");
    for (gsize kept = g_bytes_get_size(whole) - 5; kept > 0; kept /= 6) {
        g_autoptr(GBytes) rest = g_bytes_new_from_bytes(whole, 0, kept);
        PsgTypeFontFile file = {.name = (char *)"own/cut.ttf", .bytes = rest};
        assert_refused(&file, "print-font-fault", "damaged");
    }
    g_autoptr(GBytes) nothing = g_bytes_new_static("", 0);
    PsgTypeFontFile file = {.name = (char *)"own/empty.ttf", .bytes = nothing};
    assert_refused(&file, "print-font-fault", "damaged");
}

/* A copy of a font in which something stands otherwise: `bytes` at `at` of a table. */
static GBytes *
patch_font(GBytes *font, const char *table, gsize at, const void *bytes, gsize count)
{
    gsize length;
    guint8 *copy = g_bytes_unref_to_data(
            g_bytes_new(g_bytes_get_data(font, NULL), g_bytes_get_size(font)), &length);
    memcpy(print_face_find_table(copy, table) + at, bytes, count);
    return g_bytes_new_take(copy, length);
}

static void
a_font_whose_outlines_are_not_as_they_were_written_is_not_used(void **state)
{
    static const char *const tables[] = {"glyf", "loca", "cmap", "hmtx", "GPOS"};
    g_autoptr(GBytes) whole = read_font(DEJAVU "DejaVuSans.ttf");
    for (gsize i = 0; i < G_N_ELEMENTS(tables); i++) {
        g_autoptr(GBytes) spoilt = patch_font(whole, tables[i], 100, "spoilt", 6);
        PsgTypeFontFile file = {.name = (char *)"own/spoilt.ttf", .bytes = spoilt};
        assert_refused(&file, "print-font-fault", "damaged");
    }
}

static void
a_font_that_must_not_be_embedded_is_not_used(void **state)
{
    g_autoptr(GBytes) whole = read_font(DEJAVU "DejaVuSans.ttf");
    g_autoptr(GBytes) restricted = patch_font(whole, "OS/2", 8, "\0\2", 2);
    PsgTypeFontFile file = {.name = (char *)"own/kept.ttf", .bytes = restricted};
    assert_refused(&file, "print-font-fault", "its maker does not allow");
}

static void
variable_and_web_fonts_are_named_as_such(void **state)
{
    hb_face_t *face = print_face_make_small(NULL, TRUE);
    hb_blob_t *blob = hb_face_reference_blob(face);
    guint length;
    const char *data = hb_blob_get_data(blob, &length);
    g_autoptr(GBytes) variable = g_bytes_new(data, length);
    PsgTypeFontFile file = {.name = (char *)"own/range.otf", .bytes = variable};
    assert_refused(&file, "print-font-fault", "variable");
    hb_blob_destroy(blob);
    hb_face_destroy(face);
    g_autoptr(GBytes) web = g_bytes_new_static("wOF2\0\1\0\0 and more", 17);
    PsgTypeFontFile other = {.name = (char *)"own/web.woff2", .bytes = web};
    assert_refused(&other, "print-font-fault", "web font");
}

static void
a_font_without_a_name_is_not_used(void **state)
{
    hb_face_t *face = print_face_make_small(NULL, FALSE);
    hb_blob_t *blob = hb_face_reference_blob(face);
    guint length;
    const char *data = hb_blob_get_data(blob, &length);
    g_autoptr(GBytes) nameless = g_bytes_new(data, length);
    PsgTypeFontFile file = {.name = (char *)"own/nameless.otf", .bytes = nameless};
    assert_refused(&file, "print-font-fault", "which family");
    hb_blob_destroy(blob);
    hb_face_destroy(face);
}

/* Whatever bytes a file has, it is refused or text can be set with it. */
static void
spoilt_font_files_do_no_harm(void **state)
{
    g_autoptr(GBytes) whole = read_font(DEJAVU "DejaVuSans.ttf");
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    const char *const wanted[] = {"DejaVu Sans", "Noto Sans", NULL};
    for (guint i = 0; i < 20; i++) {
        static const char *const tables[] = {"head", "name", "OS/2", "maxp", "hhea", "GDEF"};
        guint32 noise[] = {g_rand_int(random), g_rand_int(random), g_rand_int(random)};
        g_autoptr(GBytes) spoilt = patch_font(whole, tables[i % G_N_ELEMENTS(tables)],
                (gsize)g_rand_int_range(random, 0, 20), noise, sizeof noise);
        PsgTypeFontFile file = {.name = (char *)"own/spoilt.ttf", .bytes = spoilt};
        g_autoptr(PsgTypeFonts) fonts = load_with_file(wanted, &file, NULL);
        g_autofree char *key = find_key(fonts, "DejaVu Sans", i % 2);
        assert_non_null(key);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(fonts_of_the_theme_are_found_by_their_families),
            cmocka_unit_test(what_is_installed_of_a_family_does_not_mix_with_the_themes),
            cmocka_unit_test(a_family_that_is_misspelt_is_told_what_the_theme_has),
            cmocka_unit_test(a_file_that_the_theme_has_not_is_a_finding),
            cmocka_unit_test(a_font_that_was_cut_is_a_finding_and_not_used),
            cmocka_unit_test(a_font_whose_outlines_are_not_as_they_were_written_is_not_used),
            cmocka_unit_test(a_font_that_must_not_be_embedded_is_not_used),
            cmocka_unit_test(variable_and_web_fonts_are_named_as_such),
            cmocka_unit_test(a_font_without_a_name_is_not_used),
            cmocka_unit_test(spoilt_font_files_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
