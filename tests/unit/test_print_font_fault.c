/* Fonts that cannot or must not go into the file: they are refused, and do no harm. */
#include "print_face.h"

#include "publish/print/pdf/font.h"
#include "publish/publish_error.h"

static void
rights_are_kept(void **state)
{
    static const struct {
        guint rights;
        gboolean may_be_embedded;
    } cases[] = {{0, TRUE}, {2, FALSE}, {4, TRUE}, {8, TRUE}, {0x100, FALSE}, {0x104, FALSE},
            {0x200, FALSE}};
    hb_blob_t *file = print_face_load("Noto Sans");
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        guint length;
        guint8 *bytes = print_face_copy(file, &length);
        guint8 *os2 = print_face_find_table(bytes, "OS/2");
        os2[8] = (guint8)(cases[i].rights >> 8);
        os2[9] = (guint8)cases[i].rights;
        hb_face_t *face = print_face_take(bytes, length);
        const char *fault = psg_pdf_font_find_fault(face);
        assert_int_equal(fault == NULL, cases[i].may_be_embedded);
        if (fault)
            assert_non_null(strstr(fault, "does not allow"));
        hb_face_destroy(face);
    }
    hb_blob_destroy(file);
}

static void
a_font_that_must_not_be_embedded_is_not_written(void **state)
{
    g_autoptr(PsgPdfFonts) fonts = psg_pdf_fonts_new();
    hb_face_t *face = print_face_make_small(NULL, TRUE);
    psg_pdf_font_use(psg_pdf_fonts_get(fonts, "fonts/made.otf#0", face), 1, NULL, 0);
    g_autoptr(PsgPdfFile) file = psg_pdf_file_new();
    g_autoptr(GError) error = NULL;
    assert_int_equal(psg_pdf_fonts_write(fonts, file, 2, &error), 0);
    assert_true(g_error_matches(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_OUTPUT));
    assert_non_null(strstr(error->message, "fonts/made.otf#0"));
    assert_non_null(strstr(error->message, "variable"));
    hb_face_destroy(face);
}

static void
variable_and_outlineless_faces_are_refused(void **state)
{
    hb_face_t *variable = print_face_make_small(NULL, TRUE), *builder = hb_face_builder_create();
    print_face_add_measures(builder, 4);
    hb_face_t *empty = print_face_build(builder);
    assert_non_null(strstr(psg_pdf_font_find_fault(variable), "variable"));
    assert_non_null(strstr(psg_pdf_font_find_fault(empty), "outlines"));
    assert_non_null(psg_pdf_font_find_fault(hb_face_get_empty()));
    hb_face_destroy(variable);
    hb_face_destroy(empty);
}

/* Uses whatever the face has, and writes it; what comes of it does not matter here. */
static void
try_face(hb_face_t *face)
{
    if (psg_pdf_font_find_fault(face))
        return;
    g_autoptr(PsgPdfFonts) fonts = psg_pdf_fonts_new();
    g_autoptr(PsgPdfFile) file = psg_pdf_file_new();
    PsgPdfFont *font = psg_pdf_fonts_get(fonts, "spoilt", face);
    for (guint glyph = 0; glyph < 300; glyph += 7)
        psg_pdf_font_use(font, glyph, "a", 1);
    psg_pdf_fonts_write(fonts, file, 1, NULL);
}

static void
spoil(hb_blob_t *file, guint runs)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(5);
    for (guint i = 0; i < runs; i++) {
        guint length;
        guint8 *bytes = print_face_copy(file, &length);
        for (guint k = 0; k < 8; k++) {
            /* half of it in the table directory and what stands first */
            guint at = g_rand_boolean(random) ? g_rand_int_range(random, 0, MIN(length, 600))
                                              : g_rand_int_range(random, 0, length);
            bytes[at] = (guint8)g_rand_int(random);
        }
        if (i % 4 == 0)
            length = g_rand_int_range(random, 0, length);
        hb_face_t *face = print_face_take(bytes, length);
        try_face(face);
        hb_face_destroy(face);
    }
    hb_blob_destroy(file);
}

static void
a_truncated_file_is_refused(void **state)
{
    hb_blob_t *file = print_face_load("Noto Sans");
    guint length = hb_blob_get_length(file);
    const guint lengths[] = {0, 4, 12, 100, 300, length / 4, length / 2};
    for (guint i = 0; i < G_N_ELEMENTS(lengths); i++) {
        hb_face_t *face = print_face_make(hb_blob_create_sub_blob(file, 0, lengths[i]));
        assert_non_null(psg_pdf_font_find_fault(face));
        hb_face_destroy(face);
    }
    hb_blob_destroy(file);
}

static void
damaged_faces_do_no_harm(void **state)
{
    spoil(print_face_load("Noto Sans"), 150);
    const guint16 *const kinds[] = {NULL, print_face_cids};
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        hb_face_t *face = print_face_make_small(kinds[i], FALSE);
        spoil(hb_face_reference_blob(face), 600);
        hb_face_destroy(face);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(rights_are_kept),
            cmocka_unit_test(a_font_that_must_not_be_embedded_is_not_written),
            cmocka_unit_test(variable_and_outlineless_faces_are_refused),
            cmocka_unit_test(a_truncated_file_is_refused),
            cmocka_unit_test(damaged_faces_do_no_harm),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    FcFini();
    return failed;
}
