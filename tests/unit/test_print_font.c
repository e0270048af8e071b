/* Fonts in the file: their widths, what their glyphs stand for, and which are refused. */
#include "pdf_objects.h"
#include "print_face.h"

#include <hb-ot.h>
#include <math.h>

#include "publish/print/pdf/font.h"

#define SILENT "\xe2\x81\xa0"

/* --- helpers --- */

static hb_face_t *
open_family(const char *family)
{
    return print_face_make(print_face_load(family));
}

static guint
find_glyph(hb_face_t *face, gunichar character)
{
    hb_codepoint_t glyph = 0;
    hb_font_t *font = hb_font_create(face);
    assert_true(hb_font_get_nominal_glyph(font, character, &glyph));
    hb_font_destroy(font);
    return glyph;
}

/* The first glyph from 1 on that no character has; of several, number `skip`. */
static guint
find_glyph_without_character(hb_face_t *face, guint skip)
{
    hb_font_t *font = hb_font_create(face);
    hb_set_t *characters = hb_set_create(), *glyphs = hb_set_create();
    hb_codepoint_t character = HB_SET_VALUE_INVALID, glyph = 0;
    hb_face_collect_unicodes(face, characters);
    while (hb_set_next(characters, &character))
        if (hb_font_get_nominal_glyph(font, character, &glyph))
            hb_set_add(glyphs, glyph);
    for (glyph = 1; hb_set_has(glyphs, glyph) || skip--;)
        glyph++;
    assert_true(glyph < hb_face_get_glyph_count(face));
    hb_set_destroy(characters);
    hb_set_destroy(glyphs);
    hb_font_destroy(font);
    return glyph;
}

/* Shows a text; its glyphs stand for the clusters that HarfBuzz makes. */
static void
use_text(PsgPdfFont *font, hb_face_t *face, const char *text)
{
    hb_font_t *shaper = hb_font_create(face);
    hb_buffer_t *buffer = hb_buffer_create();
    hb_buffer_add_utf8(buffer, text, -1, 0, -1);
    hb_buffer_guess_segment_properties(buffer);
    hb_shape(shaper, buffer, NULL, 0);
    guint count;
    const hb_glyph_info_t *glyphs = hb_buffer_get_glyph_infos(buffer, &count);
    for (guint i = 0; i < count; i++) {
        guint start = glyphs[i].cluster;
        guint end = i + 1 < count ? glyphs[i + 1].cluster : (guint)strlen(text);
        psg_pdf_font_use(font, glyphs[i].codepoint, text + start, end - start);
    }
    hb_buffer_destroy(buffer);
    hb_font_destroy(shaper);
}

/* The file with these fonts alone. */
static GBytes *
write_fonts(PsgPdfFonts *fonts, guint threads, PsgPdfReference *reference)
{
    g_autoptr(PsgPdfFile) file = psg_pdf_file_new();
    g_autoptr(GError) error = NULL;
    *reference = psg_pdf_fonts_write(fonts, file, threads, &error);
    if (error)
        fail_msg("%s", error->message);
    return psg_pdf_file_finish(file, *reference, *reference);
}

/* The parts of a font of the file. */
typedef struct {
    PdfObjects objects;
    const char *all, *font, *cid_font, *descriptor;
    GBytes *program, *to_unicode;
} Written;

static Written
write_and_read(PsgPdfFonts *fonts, guint index)
{
    PsgPdfReference reference;
    g_autoptr(GBytes) file = write_fonts(fonts, 1, &reference);
    Written written = {.objects = pdf_objects_read(file)};
    g_autofree char *name = g_strdup_printf("/F%u ", index);
    written.all = pdf_objects_get(&written.objects, reference);
    written.font = pdf_objects_get(&written.objects, pdf_get_reference(written.all, name));
    written.cid_font =
            pdf_objects_get(&written.objects, pdf_get_reference(written.font, "/DescendantFonts["));
    written.descriptor = pdf_objects_get(
            &written.objects, pdf_get_reference(written.cid_font, "/FontDescriptor "));
    const char *key = strstr(written.descriptor, "/FontFile");
    written.program = g_ptr_array_index(written.objects.streams, pdf_get_reference(key + 10, " "));
    written.to_unicode = g_ptr_array_index(
            written.objects.streams, pdf_get_reference(written.font, "/ToUnicode "));
    return written;
}

static void
written_clear(Written *written)
{
    pdf_objects_clear(&written->objects);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Written, written_clear)

/* Most tests are about one font. */
typedef struct {
    PsgPdfFonts *fonts;
    hb_face_t *face;
    PsgPdfFont *font;
} Sans;

static int
set_up(void **state)
{
    Sans *sans = g_new0(Sans, 1);
    sans->fonts = psg_pdf_fonts_new();
    sans->face = open_family("Noto Sans");
    sans->font = psg_pdf_fonts_get(sans->fonts, "sans", sans->face);
    *state = sans;
    return 0;
}

static int
tear_down(void **state)
{
    Sans *sans = *state;
    psg_pdf_fonts_free(sans->fonts);
    hb_face_destroy(sans->face);
    g_free(sans);
    return 0;
}

/* --- widths and programs --- */

/* Calls `check` for every code and width of /W. */
static guint
for_each_width(const Written *written, void (*check)(guint code, double width, gpointer data),
        gpointer data)
{
    g_autofree char *list = pdf_get_list(written->cid_font, "/W");
    guint count = 0;
    for (char *at = list; *at; at++) {
        guint code = (guint)strtoul(at, &at, 10);
        assert_int_equal(*at++, '[');
        for (; *at != ']'; at += *at == ' ', count++)
            check(code++, g_ascii_strtod(at, &at), data);
    }
    return count;
}

typedef struct {
    hb_font_t *of_face, *of_program;
} Fonts;

/* TRUE but for what three decimals cannot say. */
static void
assert_advance(hb_font_t *font, guint glyph, double advance)
{
    assert_true(fabs(hb_font_get_glyph_h_advance(font, glyph) - advance) < .01);
}

static void
assert_width(guint code, double width, gpointer data)
{
    Fonts *fonts = data;
    double units = hb_face_get_upem(hb_font_get_face(fonts->of_face)) / 1000.0;
    assert_advance(fonts->of_face, code, width * units);
    assert_advance(fonts->of_program, code, width * units);
}

static hb_face_t *
open_program(const Written *written)
{
    gsize length;
    const char *data = g_bytes_get_data(written->program, &length);
    return print_face_make(
            hb_blob_create(data, (guint)length, HB_MEMORY_MODE_READONLY, NULL, NULL));
}

static void
widths_in_the_file_are_those_of_the_font(void **state)
{
    const Sans *sans = *state;
    use_text(sans->font, sans->face, "The quick brown fox, 0123456789: affine!");
    g_auto(Written) written = write_and_read(sans->fonts, 0);
    hb_face_t *program = open_program(&written);
    Fonts both = {hb_font_create(sans->face), hb_font_create(program)};
    assert_true(for_each_width(&written, assert_width, &both) > 30);
    guint glyph = find_glyph(sans->face, 'q');
    assert_advance(both.of_face, glyph,
            psg_pdf_font_get_width(sans->font, glyph) * hb_face_get_upem(sans->face) / 1000);
    hb_font_destroy(both.of_face);
    hb_font_destroy(both.of_program);
    hb_face_destroy(program);
}

static void
the_program_has_the_outlines_that_were_used_and_no_others(void **state)
{
    g_autoptr(PsgPdfFonts) fonts = psg_pdf_fonts_new();
    hb_face_t *face = open_family("Noto Sans");
    use_text(psg_pdf_fonts_get(fonts, "sans", face), face, "x");
    g_auto(Written) written = write_and_read(fonts, 0);
    hb_face_t *program = open_program(&written);
    hb_font_t *font = hb_font_create(program);
    hb_glyph_extents_t used, other;
    hb_font_get_glyph_extents(font, find_glyph(face, 'x'), &used);
    hb_font_get_glyph_extents(font, find_glyph(face, 'w'), &other);
    assert_int_not_equal(used.width, 0);
    assert_int_equal(other.width, 0);
    assert_int_equal(
            pdf_get_number(pdf_objects_get(&written.objects,
                                   pdf_get_reference(strstr(written.descriptor, "/FontFile2"),
                                           "/FontFile2 ")),
                    "/Length1 "),
            g_bytes_get_size(written.program));
    hb_font_destroy(font);
    hb_face_destroy(program);
    hb_face_destroy(face);
}

/* --- what glyphs stand for --- */

/* TRUE when ToUnicode maps the code to these UTF-16 units. */
static gboolean
maps(const Written *written, guint code, const char *units)
{
    gsize length;
    const char *data = g_bytes_get_data(written->to_unicode, &length);
    g_autofree char *text = g_strndup(data, length);
    g_autofree char *line = g_strdup_printf("\n<%04X><%s>\n", code, units);
    return strstr(text, line) != NULL;
}

static void
to_unicode_gives_the_text_of_every_glyph(void **state)
{
    const Sans *sans = *state;
    use_text(sans->font, sans->face, "za\xc5\xbc\xc3\xb3\xc5\x82\xc4\x87 \xe2\x80\x93");
    guint own = find_glyph_without_character(sans->face, 0);
    psg_pdf_font_use(sans->font, own, "f\xf0\x9f\x8c\xb1", 5);
    g_auto(Written) written = write_and_read(sans->fonts, 0);
    assert_true(maps(&written, find_glyph(sans->face, 'z'), "007A"));
    assert_true(maps(&written, find_glyph(sans->face, 0x17c), "017C"));
    assert_true(maps(&written, find_glyph(sans->face, 0x2013), "2013"));
    assert_true(maps(&written, own, "0066D83CDF31"));
    assert_false(maps(&written, find_glyph(sans->face, 'q'), "0071"));
}

static void
more_glyphs_than_a_block_holds_are_all_mapped(void **state)
{
    const Sans *sans = *state;
    for (gunichar character = 0x400; character < 0x4d0; character++)
        psg_pdf_font_use(sans->font, find_glyph(sans->face, character), "", 0);
    g_auto(Written) written = write_and_read(sans->fonts, 0);
    for (gunichar character = 0x400; character < 0x4d0; character++) {
        g_autofree char *units = g_strdup_printf("%04X", character);
        assert_true(maps(&written, find_glyph(sans->face, character), units));
    }
}

static void
the_character_of_the_font_wins_over_the_first_use(void **state)
{
    const Sans *sans = *state;
    guint glyph = find_glyph(sans->face, 'A');
    assert_string_equal(psg_pdf_font_get_text(sans->font, glyph), "");
    psg_pdf_font_use(sans->font, glyph, "wrong", 5);
    assert_string_equal(psg_pdf_font_get_text(sans->font, glyph), "A");
}

static void
presentation_forms_are_skipped(void **state)
{
    g_autoptr(PsgPdfFonts) fonts = psg_pdf_fonts_new();
    hb_face_t *sans = open_family("Noto Sans"), *naskh = open_family("Noto Naskh Arabic");
    PsgPdfFont *latin = psg_pdf_fonts_get(fonts, "sans", sans);
    PsgPdfFont *arabic = psg_pdf_fonts_get(fonts, "naskh", naskh);
    guint fi = find_glyph(sans, 0xfb01), lam = find_glyph(naskh, 0xfedf);
    psg_pdf_font_use(latin, fi, "fi", 2);
    psg_pdf_font_use(arabic, lam, "\xd9\x84", 2);
    assert_string_equal(psg_pdf_font_get_text(latin, fi), "fi");
    assert_string_equal(psg_pdf_font_get_text(arabic, lam), "\xd9\x84");
    hb_face_destroy(sans);
    hb_face_destroy(naskh);
}

static void
the_first_text_stays_but_fills_silence(void **state)
{
    const Sans *sans = *state;
    guint glyph = find_glyph_without_character(sans->face, 0);
    psg_pdf_font_use(sans->font, glyph, NULL, 0);
    assert_string_equal(psg_pdf_font_get_text(sans->font, glyph), SILENT);
    psg_pdf_font_use(sans->font, glyph, "ct", 2);
    psg_pdf_font_use(sans->font, glyph, "st", 2);
    psg_pdf_font_use(sans->font, glyph, NULL, 0);
    assert_string_equal(psg_pdf_font_get_text(sans->font, glyph), "ct");
}

static void
no_glyph_stands_for_what_nobody_should_read(void **state)
{
    static const struct {
        const char *text, *expected;
    } cases[] = {
            {"\xc2\xad", SILENT},     /* a soft hyphen */
            {"\xef\xbb\xbf", SILENT}, /* a byte order mark */
            {"\x01\xc2\x80", SILENT}, /* controls */
            {"\xef\xbf\xbe", SILENT}, /* no character */
            {"a\xef\xbb\xbf"
             "b",
                    "ab"},
            {"\xee\x80\x80", "\xe2\x96\xa1"}, /* a private character is a box */
            {"\xef\xbf\xbd", "\xe2\x96\xa1"}, /* so is what could not be read */
            {"ab\xff", "ab"},                 /* bytes that are no text */
    };
    const Sans *sans = *state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        guint glyph = find_glyph_without_character(sans->face, i);
        psg_pdf_font_use(sans->font, glyph, cases[i].text, strlen(cases[i].text));
        assert_string_equal(psg_pdf_font_get_text(sans->font, glyph), cases[i].expected);
    }
}

static void
the_mark_for_what_was_unreadable_is_not_said_of_its_own_glyph(void **state)
{
    const Sans *sans = *state;
    guint glyph = find_glyph(sans->face, 0xfffd);
    psg_pdf_font_use(sans->font, glyph, "\xef\xbf\xbd", 3);
    assert_string_equal(psg_pdf_font_get_text(sans->font, glyph), "\xe2\x96\xa1");
}

static void
a_cluster_of_a_thousand_marks_has_a_text_of_sane_length(void **state)
{
    const Sans *sans = *state;
    g_autoptr(GString) marks = g_string_new(NULL);
    for (guint i = 0; i < 1000; i++)
        g_string_append(marks, "\xcc\x81");
    guint glyph = find_glyph_without_character(sans->face, 0);
    psg_pdf_font_use(sans->font, glyph, marks->str, marks->len);
    assert_true(strlen(psg_pdf_font_get_text(sans->font, glyph)) <= 64);
}

/* --- a face that is made here --- */

static void
a_usual_character_wins_over_one_that_looks_like_it(void **state)
{
    g_autoptr(PsgPdfFonts) fonts = psg_pdf_fonts_new();
    hb_face_t *face = print_face_make_small(NULL, FALSE);
    PsgPdfFont *font = psg_pdf_fonts_get(fonts, "made", face);
    for (guint glyph = 1; glyph < 4; glyph++)
        psg_pdf_font_use(font, glyph, NULL, 0);
    assert_string_equal(psg_pdf_font_get_text(font, 1), "\xe4\xb8\x80");
    assert_string_equal(psg_pdf_font_get_text(font, 2), " ");
    assert_string_equal(psg_pdf_font_get_text(font, 3), "A");
    hb_face_destroy(face);
}

static void
cid_keyed_outlines_are_shown_by_their_cids(void **state)
{
    g_autoptr(PsgPdfFonts) fonts = psg_pdf_fonts_new();
    hb_face_t *face = print_face_make_small(print_face_cids, FALSE);
    assert_null(psg_pdf_font_find_fault(face));
    PsgPdfFont *font = psg_pdf_fonts_get(fonts, "made", face);
    for (guint glyph = 1; glyph < 4; glyph++) {
        psg_pdf_font_use(font, glyph, NULL, 0);
        assert_int_equal(psg_pdf_font_get_code(font, glyph), print_face_cids[glyph - 1]);
    }
    g_auto(Written) written = write_and_read(fonts, 0);
    assert_non_null(strstr(written.cid_font, "/Subtype/CIDFontType0/"));
    assert_null(strstr(written.cid_font, "CIDToGIDMap"));
    assert_non_null(strstr(written.cid_font, "/W[37[600]1000[600]2000[600]]"));
    assert_non_null(strstr(written.descriptor, "/FontFile3 "));
    assert_true(maps(&written, 37, "0041"));
    assert_true(maps(&written, 1000, "4E00"));
    assert_memory_equal(g_bytes_get_data(written.program, NULL), "\1\0", 2);
    hb_face_destroy(face);
}

static void
other_cff_outlines_are_shown_by_their_glyphs(void **state)
{
    g_autoptr(PsgPdfFonts) fonts = psg_pdf_fonts_new();
    hb_face_t *face = print_face_make_small(NULL, FALSE);
    assert_null(psg_pdf_font_find_fault(face));
    PsgPdfFont *font = psg_pdf_fonts_get(fonts, "made", face);
    psg_pdf_font_use(font, 3, "A", 1);
    assert_int_equal(psg_pdf_font_get_code(font, 3), 3);
    g_auto(Written) written = write_and_read(fonts, 0);
    assert_non_null(strstr(written.cid_font, "/W[3[600]]"));
    hb_face_destroy(face);
}

/* --- several fonts --- */

static void
the_file_does_not_depend_on_the_number_of_threads(void **state)
{
    const char *const families[] = {"Noto Sans", "Noto Serif", "Noto Naskh Arabic"};
    g_autoptr(PsgPdfFonts) fonts = psg_pdf_fonts_new();
    for (guint i = 0; i < G_N_ELEMENTS(families); i++) {
        hb_face_t *face = open_family(families[i]);
        PsgPdfFont *font = psg_pdf_fonts_get(fonts, families[i], face);
        assert_ptr_equal(font, psg_pdf_fonts_get(fonts, families[i], face));
        assert_int_equal(psg_pdf_font_get_index(font), i);
        use_text(font, face, "1 2 3");
        hb_face_destroy(face);
    }
    PsgPdfReference reference;
    g_autoptr(GBytes) alone = write_fonts(fonts, 1, &reference);
    g_autoptr(GBytes) together = write_fonts(fonts, 4, &reference);
    assert_true(g_bytes_equal(alone, together));
}

static void
a_font_that_is_not_shown_is_left_out(void **state)
{
    g_autoptr(PsgPdfFonts) fonts = psg_pdf_fonts_new();
    hb_face_t *face = open_family("Noto Sans");
    PsgPdfFont *idle = psg_pdf_fonts_get(fonts, "idle", face);
    psg_pdf_font_use(idle, G_MAXUINT, "a", 1);
    assert_string_equal(psg_pdf_font_get_text(idle, G_MAXUINT), "");
    use_text(psg_pdf_fonts_get(fonts, "sans", face), face, "a");
    g_auto(Written) written = write_and_read(fonts, 1);
    assert_null(strstr(written.all, "/F0 "));
    hb_face_destroy(face);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test_setup_teardown(
                    widths_in_the_file_are_those_of_the_font, set_up, tear_down),
            cmocka_unit_test(the_program_has_the_outlines_that_were_used_and_no_others),
            cmocka_unit_test_setup_teardown(
                    to_unicode_gives_the_text_of_every_glyph, set_up, tear_down),
            cmocka_unit_test_setup_teardown(
                    more_glyphs_than_a_block_holds_are_all_mapped, set_up, tear_down),
            cmocka_unit_test_setup_teardown(
                    the_character_of_the_font_wins_over_the_first_use, set_up, tear_down),
            cmocka_unit_test(presentation_forms_are_skipped),
            cmocka_unit_test_setup_teardown(
                    the_first_text_stays_but_fills_silence, set_up, tear_down),
            cmocka_unit_test_setup_teardown(
                    no_glyph_stands_for_what_nobody_should_read, set_up, tear_down),
            cmocka_unit_test_setup_teardown(
                    the_mark_for_what_was_unreadable_is_not_said_of_its_own_glyph, set_up,
                    tear_down),
            cmocka_unit_test_setup_teardown(
                    a_cluster_of_a_thousand_marks_has_a_text_of_sane_length, set_up, tear_down),
            cmocka_unit_test(a_usual_character_wins_over_one_that_looks_like_it),
            cmocka_unit_test(cid_keyed_outlines_are_shown_by_their_cids),
            cmocka_unit_test(other_cff_outlines_are_shown_by_their_glyphs),
            cmocka_unit_test(the_file_does_not_depend_on_the_number_of_threads),
            cmocka_unit_test(a_font_that_is_not_shown_is_left_out),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    FcFini();
    return failed;
}
