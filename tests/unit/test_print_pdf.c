/* The PDF writer to the byte: values, objects, the table of objects, and content streams of a font
 * that this test makes up, so that nothing depends on what is installed. */
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>

#include <cmocka.h>

#include "publish/print/pdf/document.h"

/* --- a font of this test: code and text of a glyph are its number, but for some --- */

struct PsgPdfFont {
    char text[8];
    GHashTable *codes; /* "glyph text" -> code */
    guint blank;
    PsgPdfShape shape;
    gboolean has_shapes;
};

enum { GLYPH_HYPHEN = '-', GLYPH_LIGATURE = 300, GLYPH_SILENT = 301, GLYPH_WIDE = 302 };

static PsgPdfFont *
new_font(void)
{
    PsgPdfFont *font = g_new0(PsgPdfFont, 1);
    font->codes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return font;
}

static void
free_font(PsgPdfFont *font)
{
    g_hash_table_unref(font->codes);
    psg_pdf_picture_unref(font->shape.picture);
    g_free(font);
}

guint
psg_pdf_font_get_index(const PsgPdfFont *font)
{
    return 0;
}

guint
psg_pdf_font_get_code(const PsgPdfFont *font, guint glyph)
{
    return glyph;
}

double
psg_pdf_font_get_width(const PsgPdfFont *font, guint glyph)
{
    return glyph == GLYPH_WIDE ? 1000.125 : 500;
}

const char *
psg_pdf_font_get_text(const PsgPdfFont *font, guint glyph)
{
    PsgPdfFont *changed = (PsgPdfFont *)font;
    if (glyph == GLYPH_LIGATURE) {
        return "fi";
    }
    if (glyph == GLYPH_SILENT) {
        return "\xe2\x81\xa0";
    }
    changed->text[g_unichar_to_utf8(glyph, changed->text)] = '\0';
    return font->text;
}

void
psg_pdf_font_use(PsgPdfFont *font, guint glyph, const char *text, gsize length)
{
}

guint
psg_pdf_font_find_code(const PsgPdfFont *font, guint glyph, const char *text, gsize length)
{
    g_autofree char *key = g_strdup_printf("%u %.*s", glyph, (int)length, text);
    return GPOINTER_TO_UINT(g_hash_table_lookup(font->codes, key));
}

guint
psg_pdf_font_add_code(PsgPdfFont *font, guint glyph, const char *text, gsize length)
{
    guint code = 0x4141 + g_hash_table_size(font->codes);
    g_hash_table_insert(font->codes, g_strdup_printf("%u %.*s", glyph, (int)length, text),
            GUINT_TO_POINTER(code));
    return code;
}

guint
psg_pdf_font_get_blank(const PsgPdfFont *font)
{
    return font->blank;
}

void
psg_pdf_font_add_shape(PsgPdfFont *font, guint glyph)
{
    font->has_shapes = TRUE;
}

/* All glyphs have the same shape: half the size in width and height, a fifth below the line. */
const PsgPdfShape *
psg_pdf_font_find_shape(const PsgPdfFont *font, guint glyph)
{
    return font->has_shapes ? &font->shape : NULL;
}

PsgPdfReference
psg_pdf_fonts_write(PsgPdfFonts *fonts, PsgPdfFile *file, guint threads, GError **error)
{
    return psg_pdf_file_add(file, "<<>>", 4);
}

/* --- values --- */

static void
assert_number(double number, guint decimals, const char *expected)
{
    g_autoptr(GString) out = g_string_new(NULL);
    psg_pdf_append_number(out, number, decimals);
    assert_string_equal(out->str, expected);
}

static void
numbers_have_no_more_digits_than_they_need(void **state)
{
    assert_number(0, 3, "0");
    assert_number(-0.0001, 3, "0");
    assert_number(1, 3, "1");
    assert_number(10, 0, "10");
    assert_number(100.5, 3, "100.5");
    assert_number(0.05, 3, ".05");
    assert_number(-0.5, 1, "-.5");
    assert_number(1.0005, 3, "1.001");
    assert_number(-123.456, 2, "-123.46");
    assert_number(123456789.125, 6, "123456789.125");
    assert_number(1e300, 3, "1000000000000");
    assert_number(-1e300, 0, "-1000000000000000");
    assert_number(NAN, 3, "0");
}

static void
numbers_are_the_same_in_every_locale(void **state)
{
    g_autofree char *before = g_strdup(setlocale(LC_ALL, NULL));
    static const char *const names[] = {"de_DE.UTF-8", "pl_PL.UTF-8", "fr_FR.UTF-8", "bn_BD.UTF-8"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        setlocale(LC_ALL, names[i]); /* where it is installed */
        assert_number(1234.5, 3, "1234.5");
    }
    setlocale(LC_ALL, before);
}

static void
lengths_are_points_with_three_decimals(void **state)
{
    static const struct {
        PsgLength length;
        const char *expected;
    } cases[] = {{0, "0"}, {1024, "1"}, {-1024, "-1"}, {512, ".5"}, {1, ".001"}, {-1, "-.001"},
            {PSG_MILLIMETRES(210), "595.275"}, {G_MAXINT32, "2097151.999"},
            {G_MININT32, "-2097152"}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        psg_pdf_append_length(out, cases[i].length);
        assert_string_equal(out->str, cases[i].expected);
    }
}

static void
text_is_plain_where_it_can_be_and_utf16_where_not(void **state)
{
    static const char *const cases[][2] = {{"", "()"}, {"A guide", "(A guide)"},
            {"(a\\b)", "(\\(a\\\\b\\))"}, {"\xc5\xbb", "<FEFF017B>"}, {"a\n", "<FEFF0061000A>"},
            {"\xf0\x9f\x9a\xa8", "<FEFFD83DDEA8>"},
            {"a\xff"
             "b",
                    "<FEFF0061FFFD0062>"}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        psg_pdf_append_text(out, cases[i][0]);
        assert_string_equal(out->str, cases[i][1]);
    }
}

static void
names_references_and_dates_are_as_pdf_has_them(void **state)
{
    g_autoptr(GString) out = g_string_new(NULL);
    psg_pdf_append_name(out, "A b#(c)\xc5/");
    psg_pdf_append_reference(out, 12);
    psg_pdf_append_hex(out, "\x01\xab", 2);
    psg_pdf_append_date(out, 1795512600);
    psg_pdf_append_date(out, G_MAXINT64);
    assert_string_equal(
            out->str, "/A#20b#23#28c#29#C5#2F12 0 R<01AB>(D:20261124093000Z)(D:19700101000000Z)");
}

/* --- the file --- */

static GBytes *
make_file(guint threads, guint count)
{
    g_autoptr(PsgPdfFile) file = psg_pdf_file_new();
    PsgPdfReference catalog = psg_pdf_file_reserve(file), stream = psg_pdf_file_reserve(file);
    g_autoptr(GBytes) data = g_bytes_new_static("0 0 m", 5);
    psg_pdf_file_put_stream(file, stream, "/Type/Test", data);
    for (guint i = 0; i < count; i++) {
        g_autofree char *body = g_strdup_printf("<</N %u>>", i);
        psg_pdf_file_add(file, body, strlen(body));
    }
    psg_pdf_file_put(file, catalog, "<</Type/Catalog>>", 17);
    psg_pdf_file_set_threads(file, threads);
    return psg_pdf_file_finish(file, catalog, 3);
}

static char *
inflate_all(const char *from, gsize length, gsize *unpacked_length)
{
    uLongf room = 1 << 20;
    char *unpacked = g_malloc(room);
    assert_int_equal(uncompress((guint8 *)unpacked, &room, (const guint8 *)from, length), Z_OK);
    *unpacked_length = room;
    return unpacked;
}

/* The data of the stream that begins at `at` (its "N 0 obj"), unpacked. */
static char *
read_stream(const char *at, gsize *length)
{
    const char *data = strstr(at, "stream\n") + 7, *said = strstr(at, "/Length ") + 8;
    return inflate_all(data, strtoul(said, NULL, 10), length);
}

static guint
read_big_endian(const char *at, guint bytes)
{
    guint number = 0;
    for (guint i = 0; i < bytes; i++) {
        number = number << 8 | (guchar)at[i];
    }
    return number;
}

static void
the_file_begins_and_ends_as_a_pdf(void **state)
{
    g_autoptr(GBytes) file = make_file(1, 3);
    gsize length;
    const char *bytes = g_bytes_get_data(file, &length);
    static const char start[] =
            "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
            "2 0 obj\n<</Type/Test/Length 5>>\nstream\n0 0 m\nendstream\nendobj\n";
    assert_memory_equal(bytes, start, sizeof start - 1);
    assert_memory_equal(bytes + length - 6, "%%EOF\n", 6);
}

static void
the_table_says_where_every_object_is(void **state)
{
    g_autoptr(GBytes) file = make_file(1, 900);
    gsize length, table_length;
    const char *bytes = g_bytes_get_data(file, &length);
    const char *last = (const char *)memmem(bytes + length - 30, 30, "startxref\n", 10) + 10;
    const char *table = bytes + strtoul(last, NULL, 10);
    guint where_bytes = (guint)strtoul(strstr(table, "/W[1 ") + 5, NULL, 10);
    guint size = (guint)strtoul(strstr(table, "/Size ") + 6, NULL, 10), row = where_bytes + 3;
    g_autofree char *rows = read_stream(table, &table_length);
    assert_int_equal(table_length, (gsize)size * (row + 1));
    g_autofree guint8 *above = g_malloc0(row);
    for (guint number = 0; number < size; number++) {
        for (guint i = 0; i < row; i++) {
            above[i] = (guint8)(above[i] + rows[number * (row + 1) + 1 + i]);
        }
        guint where = read_big_endian((char *)above + 1, where_bytes);
        guint index = read_big_endian((char *)above + 1 + where_bytes, 2);
        assert_int_equal(rows[number * (row + 1)], 2);
        if (number == 0) {
            assert_int_equal(above[0], 0);
        } else if (above[0] == 1) {
            g_autofree char *head = g_strdup_printf("%u 0 obj\n", number);
            assert_memory_equal(bytes + where, head, strlen(head));
        } else {
            assert_int_equal(above[0], 2);
            g_autofree char *head = g_strdup_printf("\n%u 0 obj\n", where);
            const char *stream = memmem(bytes, length, head, strlen(head));
            gsize objects_length;
            g_autofree char *objects = read_stream(stream, &objects_length);
            gchar **numbers = g_strsplit(objects, " ", (gint)(2 * index + 2));
            assert_int_equal(strtoul(numbers[2 * index], NULL, 10), number);
            g_strfreev(numbers);
        }
    }
}

static void
objects_are_the_same_whoever_packs_them(void **state)
{
    g_autoptr(GBytes) one = make_file(1, 2000), two = make_file(2, 2000),
                      other = make_file(1, 2001);
    assert_true(g_bytes_equal(one, two));
    assert_false(g_bytes_equal(one, other));
}

/* --- content streams --- */

/* A page whose content can be looked at. */
typedef struct {
    PsgPdfFont *font;
    PsgTagTree *tree;
    PsgTagContent *content;
    PsgPdfPage *page;
    PsgGlyph glyphs[16];
} Case;

static void
open_case(Case *test)
{
    *test = (Case){.font = new_font(), .tree = psg_tag_tree_new()};
    PsgTag *paragraph = psg_tag_append(psg_tag_tree_get_root(test->tree), PSG_TAG_PARAGRAPH);
    test->content = psg_tag_append_content(paragraph);
    test->page = psg_pdf_page_new(PSG_POINTS(100), PSG_POINTS(200));
}

/* Glyph `i` stands where those before it end. */
static void
set_glyph(Case *test, guint i, guint glyph, guint start, guint length)
{
    test->glyphs[i] = (PsgGlyph){glyph, (PsgLength)i * PSG_POINTS(5), 0, start, length};
}

static PsgPdfRun
make_run(Case *test, const char *text, guint count, gboolean is_right_to_left)
{
    return (PsgPdfRun){test->font, PSG_POINTS(10), 0, is_right_to_left, test->glyphs, count, text};
}

/* A run whose glyphs are the text's bytes. */
static PsgPdfRun
make_plain_run(Case *test, const char *text)
{
    guint count = (guint)strlen(text);
    for (guint i = 0; i < count; i++) {
        set_glyph(test, i, (guchar)text[i], i, 1);
    }
    return make_run(test, text, count, FALSE);
}

/* Shows the case's glyphs as the paragraph. */
static void
show_paragraph(Case *test, const char *text, guint count, gboolean is_right_to_left)
{
    PsgPdfRun run = make_run(test, text, count, is_right_to_left);
    psg_pdf_page_begin_content(test->page, test->content);
    psg_pdf_page_show(test->page, &run, 0, PSG_POINTS(20));
}

/* Takes the case's page and frees all. */
static void
close_case(Case *test, const char *expected, gsize expected_length)
{
    PsgPdfInformation information = {.title = "T", .language = "en", .producer = "P"};
    g_autoptr(PsgPdfDocument) document = psg_pdf_document_new(&information, NULL, test->tree);
    psg_pdf_document_add_page(document, test->page);
    psg_pdf_document_add_destination(document, "a", 0, 0, 0);
    g_autoptr(PsgFindings) findings = psg_findings_new();
    g_autoptr(GBytes) file = psg_pdf_document_finish(document, 1, findings, NULL);
    gsize length;

    const char *bytes = g_bytes_get_data(file, NULL);
    const char *start = memmem(bytes, g_bytes_get_size(file), "2 0 obj\n", 8);
    g_autofree char *content = read_stream(start, &length);
    if (length != expected_length || memcmp(content, expected, length) != 0) {
        fail_msg("expected:\n%.*s\ngot:\n%.*s", (int)expected_length, expected, (int)length,
                content);
    }
    free_font(test->font);
    psg_tag_tree_free(test->tree);
}
#define CLOSE_CASE(test, expected) close_case(test, expected, sizeof(expected) - 1)

static void
a_paragraph_is_one_sequence_over_its_lines(void **state)
{
    Case test;
    open_case(&test);
    PsgPdfRun run = make_plain_run(&test, "ab");
    psg_pdf_page_begin_content(test.page, test.content);
    psg_pdf_page_show(test.page, &run, PSG_POINTS(10), PSG_POINTS(20));
    psg_pdf_page_begin_artifact(test.page, PSG_ARTIFACT_LAYOUT); /* nothing comes of it */
    psg_pdf_page_begin_content(test.page, test.content);
    psg_pdf_page_show(test.page, &run, PSG_POINTS(10), PSG_POINTS(34));
    CLOSE_CASE(&test, "/P<</MCID 0>>BDC\nBT\n/F0 10 Tf\n0 g\n1 0 0 1 10 180 Tm\n[(\0a\0b)]TJ\n"
                      "1 0 0 1 10 166 Tm\n[(\0a\0b)]TJ\nET\nEMC\n");
}

static void
numbers_between_glyphs_never_add_their_errors_up(void **state)
{
    Case test;
    open_case(&test);
    for (guint i = 0; i < 6; i++) { /* each a third of a thousandth of 10 pt behind its place */
        set_glyph(&test, i, GLYPH_WIDE, i, 1);
        test.glyphs[i].x = (PsgLength)i * (PSG_POINTS(10) + 18);
    }
    PsgPdfRun run = make_run(&test, "......", 6, FALSE);
    psg_pdf_page_begin_artifact(test.page, PSG_ARTIFACT_FOOTER);
    psg_pdf_page_show(test.page, &run, 0, PSG_POINTS(20));
    CLOSE_CASE(&test, "/Artifact<</Type/Pagination/Subtype/Footer/Attached[/Bottom]>>BDC\nBT\n/F0 "
                      "10 Tf\n0 g\n"
                      "1 0 0 1 0 180 Tm\n[(\1.)-2(\1.)-1(\1.)-2(\1.)-2(\1.)-1(\1.)]TJ\nET\nEMC\n");
}

static void
brackets_backslashes_and_returns_are_escaped(void **state)
{
    Case test;
    open_case(&test);
    PsgPdfRun run = make_plain_run(&test, "()\\\r\n");
    psg_pdf_page_begin_artifact(test.page, PSG_ARTIFACT_HEADER);
    psg_pdf_page_show(test.page, &run, 0, PSG_POINTS(20));
    CLOSE_CASE(&test,
            "/Artifact<</Type/Pagination/Subtype/Header/Attached[/Top]>>BDC\nBT\n/F0 10 Tf\n0 g\n"
            "1 0 0 1 0 180 Tm\n[(\0\\(\0\\)\0\\\\\0\\r\0\n)]TJ\nET\nEMC\n");
}

static void
raised_glyphs_are_raised_and_those_after_them_not(void **state)
{
    Case test;
    open_case(&test);
    PsgPdfRun run = make_plain_run(&test, "abc");
    test.glyphs[1].y = -PSG_POINTS(2);
    psg_pdf_page_begin_content(test.page, test.content);
    psg_pdf_page_show(test.page, &run, 0, PSG_POINTS(20));
    CLOSE_CASE(&test,
            "/P<</MCID 0>>BDC\nBT\n/F0 10 Tf\n0 g\n1 0 0 1 0 180 Tm\n[(\0a)]TJ\n2 Ts\n[(\0b)]TJ\n"
            "0 Ts\n[(\0c)]TJ\nET\nEMC\n");
}

static void
a_word_that_reads_wrong_is_a_sequence_of_its_own(void **state)
{
    Case test;
    open_case(&test);
    set_glyph(&test, 0, 'a', 0, 1);
    set_glyph(&test, 1, ' ', 1, 1);
    set_glyph(&test, 2, 'x', 2, 1); /* shown for "b" */
    set_glyph(&test, 3, 'c', 3, 1);
    set_glyph(&test, 4, ' ', 4, 1);
    set_glyph(&test, 5, 'd', 5, 1);
    show_paragraph(&test, "a bc d", 6, FALSE);
    CLOSE_CASE(&test,
            "/P<</MCID 0>>BDC\nBT\n/F0 10 Tf\n0 g\n1 0 0 1 0 180 Tm\n[(\0a\0 )]TJ\nET\nEMC\n"
            "/Span<</MCID 1/ActualText<FEFF00620063>>>BDC\nBT\n1 0 0 1 10 180 Tm\n[(\0x\0c)]TJ\n"
            "ET\nEMC\n"
            "/P<</MCID 2>>BDC\nBT\n1 0 0 1 20 180 Tm\n[(\0 \0d)]TJ\nET\nEMC\n");
}

static void
a_glyph_with_another_text_has_another_code(void **state)
{
    Case test;
    open_case(&test);
    set_glyph(&test, 0, 'b', 0, 2); /* drawn in another order than read */
    set_glyph(&test, 1, 'a', 0, 0);
    set_glyph(&test, 2, 'c', 2, 1);
    PsgPdfRun run = make_run(&test, "abc", 3, FALSE);
    psg_pdf_run_collect(&run);
    show_paragraph(&test, "abc", 3, FALSE);
    CLOSE_CASE(&test,
            "/P<</MCID 0>>BDC\nBT\n/F0 10 Tf\n0 g\n1 0 0 1 0 180 Tm\n[(AAAB\0c)]TJ\nET\nEMC\n");
}

static void
ligatures_soft_hyphens_and_wide_spaces_read_well(void **state)
{
    Case test;
    open_case(&test);
    set_glyph(&test, 0, GLYPH_LIGATURE, 0, 2);
    set_glyph(&test, 1, ' ', 2, 2); /* U+00A0 */
    set_glyph(&test, 2, 'a', 4, 1);
    set_glyph(&test, 3, GLYPH_HYPHEN, 5, 2); /* U+00AD, at the line's end */
    show_paragraph(&test, "fi\302\240a\302\255", 4, FALSE);
    CLOSE_CASE(&test,
            "/P<</MCID 0>>BDC\nBT\n/F0 10 Tf\n0 g\n1 0 0 1 0 180 Tm\n[(\1,\0 \0a)]TJ\nET\nEMC\n"
            "/Span<</MCID 1/ActualText<FEFF00AD>>>BDC\nBT\n1 0 0 1 15 180 "
            "Tm\n[(\0-)]TJ\nET\nEMC\n");
}

static void
right_to_left_clusters_are_explained_inside_their_sequence(void **state)
{
    Case test;
    open_case(&test);
    static const char text[] = "\327\220\327\221\327\222"; /* alef, bet, gimel */
    set_glyph(&test, 0, 0x5D2, 4, 2);
    set_glyph(&test, 1, 0x5D1, 2, 2);
    set_glyph(&test, 2, GLYPH_SILENT, 2, 0);
    set_glyph(&test, 3, 0x5D0, 0, 2);
    show_paragraph(&test, text, 4, TRUE);
    CLOSE_CASE(&test,
            "/P<</MCID 0>>BDC\nBT\n/F0 10 Tf\n0 g\n1 0 0 1 0 180 Tm\n[(\5\322)]TJ\n"
            "/Span<</ActualText<FEFF05D1>>>BDC\n[(\5\321\1-)]TJ\nEMC\n[(\5\320)]TJ\nET\nEMC\n");
}

static void
letters_that_stand_apart_are_drawn_and_read_from_blanks(void **state)
{
    Case test;
    open_case(&test);
    test.font->blank = ' ';
    g_autoptr(GString) operators = g_string_new("0 0 1 1 re f");
    PsgPdfDrawing drawing = {.width = 1, .height = 1, .operators = operators};
    test.font->shape = (PsgPdfShape){psg_pdf_picture_new_drawing(&drawing), 0, -.2, .5, .5};
    static const char text[] = "\327\220\327\221\326\260"; /* alef; bet with a mark */
    set_glyph(&test, 0, 0x5B0, 2, 4);
    set_glyph(&test, 1, 0x5D1, 2, 0);
    set_glyph(&test, 2, 0x5D0, 0, 2);
    PsgPdfRun run = make_run(&test, text, 3, TRUE);
    psg_pdf_run_collect(&run);
    show_paragraph(&test, text, 3, TRUE);
    CLOSE_CASE(&test, "/Artifact<</Type/Layout>>BDC\n0 g\nq 5 0 0 5 0 178 cm /X0 Do Q\n"
                      "q 5 0 0 5 5 178 cm /X0 Do Q\nEMC\n"
                      "/P<</MCID 0>>BDC\nBT\n/F0 10 Tf\n1 0 0 1 0 180 Tm\n100 Tz(ABAA)Tj 100 Tz\n"
                      "[(\5\320)]TJ\nET\nEMC\n");
}

static void
a_raised_mark_is_read_behind_its_letter(void **state)
{
    Case test;
    open_case(&test);
    test.font->blank = ' ';
    set_glyph(&test, 0, 'a', 0, 1);
    set_glyph(&test, 1, 'b', 1, 3); /* "b" and a mark */
    set_glyph(&test, 2, 0x301, 1, 0);
    test.glyphs[2].y = -PSG_POINTS(1);
    PsgPdfRun run = make_run(&test, "ab\314\201", 3, FALSE);
    psg_pdf_run_collect(&run);
    show_paragraph(&test, "ab\314\201", 3, FALSE);
    CLOSE_CASE(&test, "/P<</MCID 0>>BDC\nBT\n/F0 10 Tf\n0 g\n1 0 0 1 0 180 Tm\n[(\0a)]TJ\n"
                      "1 0 0 1 5 180 Tm\n100 Tz(AAAB)Tj 100 Tz\nET\nEMC\n");
}

static void
marks_of_right_to_left_letters_need_no_explanation(void **state)
{
    Case test;
    open_case(&test);
    static const char text[] = "\327\220\326\260"; /* alef, sheva */
    set_glyph(&test, 0, 0x5B0, 0, 4);
    set_glyph(&test, 1, 0x5D0, 0, 0);
    show_paragraph(&test, text, 2, TRUE);
    CLOSE_CASE(&test, "/P<</MCID 0>>BDC\nBT\n/F0 10 Tf\n0 g\n1 0 0 1 0 180 "
                      "Tm\n[(\5\260\5\320)]TJ\nET\nEMC\n");
}

static void
what_is_drawn_is_outside_of_text_objects(void **state)
{
    Case test;
    open_case(&test);
    PsgPdfRun run = make_plain_run(&test, "a");
    PsgBounds bounds = {PSG_POINTS(10), PSG_POINTS(20), PSG_POINTS(30), PSG_POINTS(5)};
    psg_pdf_page_begin_content(test.page, test.content);
    psg_pdf_page_show(test.page, &run, 0, PSG_POINTS(20));
    psg_pdf_page_begin_artifact(test.page, PSG_ARTIFACT_LAYOUT);
    psg_pdf_page_fill(test.page, &bounds, 0xFF8000);
    psg_pdf_page_draw_line(test.page, 0, 0, PSG_POINTS(7), 0, PSG_POINTS(.5), 0x808080);
    psg_pdf_page_draw_frame(test.page, &bounds, PSG_POINTS(.5), 0x808080);
    psg_pdf_page_draw_dots(test.page, 0, PSG_POINTS(7), 0, PSG_POINTS(1), PSG_POINTS(2), 0xFF8000);
    psg_pdf_page_begin_content(test.page, test.content);
    psg_pdf_page_show(test.page, &run, 0, PSG_POINTS(20));
    CLOSE_CASE(&test, "/P<</MCID 0>>BDC\nBT\n/F0 10 Tf\n0 g\n1 0 0 1 0 180 Tm\n[(\0a)]TJ\nET\nEMC\n"
                      "/Artifact<</Type/Layout>>BDC\n1 .502 0 rg\n10 175 30 5 re f\n.502 G\n.5 w\n"
                      "0 200 m 7 200 l S\n10 175 30 5 re S\n"
                      "q\n1 J 1 w [0 2]0 d 1 .502 0 RG 7 200 m 0 200 l S\nQ\nEMC\n"
                      "/P<</MCID 1>>BDC\nBT\n0 g\n1 0 0 1 0 180 Tm\n[(\0a)]TJ\nET\nEMC\n");
}

static void
a_view_moves_everything_to_its_place(void **state)
{
    Case test;
    open_case(&test);
    PsgBounds bounds = {0, 0, PSG_POINTS(30), PSG_POINTS(5)};
    psg_pdf_page_begin_view(test.page, PSG_POINTS(50), PSG_POINTS(10), 3);
    psg_pdf_page_fill(test.page, &bounds, 0);
    psg_pdf_page_draw_dots(test.page, 0, PSG_POINTS(7), 0, PSG_POINTS(1), PSG_POINTS(2), 0);
    CLOSE_CASE(&test, "/Artifact<</Type/Layout>>BDC\n0 g\n50 185 30 5 re f\nq\n1 0 0 1 50 -10 cm\n"
                      "1 J 1 w [0 2]0 d 0 0 0 RG 7 200 m 0 200 l S\nQ\nEMC\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(numbers_have_no_more_digits_than_they_need),
            cmocka_unit_test(numbers_are_the_same_in_every_locale),
            cmocka_unit_test(lengths_are_points_with_three_decimals),
            cmocka_unit_test(text_is_plain_where_it_can_be_and_utf16_where_not),
            cmocka_unit_test(names_references_and_dates_are_as_pdf_has_them),
            cmocka_unit_test(the_file_begins_and_ends_as_a_pdf),
            cmocka_unit_test(the_table_says_where_every_object_is),
            cmocka_unit_test(objects_are_the_same_whoever_packs_them),
            cmocka_unit_test(a_paragraph_is_one_sequence_over_its_lines),
            cmocka_unit_test(numbers_between_glyphs_never_add_their_errors_up),
            cmocka_unit_test(brackets_backslashes_and_returns_are_escaped),
            cmocka_unit_test(raised_glyphs_are_raised_and_those_after_them_not),
            cmocka_unit_test(a_word_that_reads_wrong_is_a_sequence_of_its_own),
            cmocka_unit_test(a_glyph_with_another_text_has_another_code),
            cmocka_unit_test(ligatures_soft_hyphens_and_wide_spaces_read_well),
            cmocka_unit_test(right_to_left_clusters_are_explained_inside_their_sequence),
            cmocka_unit_test(letters_that_stand_apart_are_drawn_and_read_from_blanks),
            cmocka_unit_test(a_raised_mark_is_read_behind_its_letter),
            cmocka_unit_test(marks_of_right_to_left_letters_need_no_explanation),
            cmocka_unit_test(what_is_drawn_is_outside_of_text_objects),
            cmocka_unit_test(a_view_moves_everything_to_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
