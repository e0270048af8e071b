/* Whole files with the fonts that are installed: what a reader makes of them. The pages of a book
 * are tested elsewhere; here it is two. */
#include <glib/gstdio.h>
#include <hb-ot.h>

#include "print_face.h"
#include "publish/print/pdf/document.h"

#define SIZE PSG_POINTS(12)
#define LEFT PSG_POINTS(72)

/* A line of one run, shaped. */
typedef struct {
    PsgPdfRun run;
    PsgGlyph *glyphs;
    PsgLength width;
} Line;

static Line
shape(PsgPdfFonts *fonts, const char *family, hb_face_t *face, const char *text)
{
    Line line = {0};
    hb_font_t *font = hb_font_create(face);
    hb_buffer_t *buffer = hb_buffer_create();
    hb_font_set_scale(font, SIZE, SIZE);
    hb_buffer_add_utf8(buffer, text, -1, 0, -1);
    hb_buffer_guess_segment_properties(buffer);
    gboolean is_right_to_left = HB_DIRECTION_IS_BACKWARD(hb_buffer_get_direction(buffer));
    hb_shape(font, buffer, NULL, 0);
    guint count = 0;
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(buffer, &count);
    const hb_glyph_position_t *positions = hb_buffer_get_glyph_positions(buffer, NULL);
    line.glyphs = g_new0(PsgGlyph, count);
    for (guint i = 0; i < count; i++) {
        gboolean is_first = i == 0 || infos[i].cluster != infos[i - 1].cluster;
        guint end = (guint)strlen(text);
        for (guint j = 0; j < count; j++) {
            if (infos[j].cluster > infos[i].cluster) {
                end = MIN(end, infos[j].cluster);
            }
        }
        line.glyphs[i] = (PsgGlyph){infos[i].codepoint, line.width + positions[i].x_offset,
                -positions[i].y_offset, infos[i].cluster, is_first ? end - infos[i].cluster : 0};
        line.width += positions[i].x_advance;
    }
    PsgPdfFont *pdf_font = psg_pdf_fonts_get(fonts, family, face);
    line.run = (PsgPdfRun){pdf_font, SIZE, 0, is_right_to_left, line.glyphs, count, text};
    psg_pdf_run_collect(&line.run);
    hb_buffer_destroy(buffer);
    hb_font_destroy(font);
    return line;
}

typedef enum { LATIN, ARABIC, BENGALI, URDU, FACES } FaceName;
static const char *const families[FACES] = {
        "Noto Sans", "Noto Naskh Arabic", "Noto Sans Bengali", "Noto Nastaliq Urdu"};

/* A book of two pages: headings, paragraphs over both, scripts, links, a picture of each kind. */
typedef struct {
    hb_face_t *faces[FACES];
    PsgPdfFonts *fonts;
    PsgTagTree *tree;
    PsgPdfDocument *document;
    PsgFindings *findings;
    GPtrArray *lines; /* Line */
} Book;

static void
free_line(gpointer data)
{
    g_free(((Line *)data)->glyphs);
    g_free(data);
}

static void
open_book(Book *book)
{
    PsgPdfInformation information = {.title = "Playing & learning",
            .author = "Amina Kowalska-Żak",
            .subject = "A guide (short)",
            .publisher = "The group",
            .language = "en-GB",
            .identifier = "urn:uuid:5b2c1f4e-6f0b-4c51-8f6a-2f1d7f3a9e01",
            .version = "1.2",
            .producer = "Plainsong",
            .time = 1795512600};
    for (guint i = 0; i < FACES; i++) {
        book->faces[i] = print_face_make(print_face_load(families[i]));
    }
    book->fonts = psg_pdf_fonts_new();
    book->tree = psg_tag_tree_new();
    book->document = psg_pdf_document_new(&information, book->fonts, book->tree);
    book->findings = psg_findings_new();
    book->lines = g_ptr_array_new_with_free_func(free_line);
}

static void
close_book(Book *book)
{
    g_ptr_array_unref(book->lines);
    psg_findings_free(book->findings);
    psg_pdf_document_free(book->document);
    psg_tag_tree_free(book->tree);
    psg_pdf_fonts_free(book->fonts);
    for (guint i = 0; i < FACES; i++) {
        hb_face_destroy(book->faces[i]);
    }
}

static const Line *
add_line(Book *book, FaceName face, const char *text)
{
    Line *line = g_new(Line, 1);
    *line = shape(book->fonts, families[face], book->faces[face], text);
    g_ptr_array_add(book->lines, line);
    return line;
}

static void
show(PsgPdfPage *page, PsgTagContent *content, const Line *line, double y)
{
    psg_pdf_page_begin_content(page, content);
    psg_pdf_page_show(page, &line->run, LEFT, PSG_POINTS(y));
}

static void
show_furniture(PsgPdfPage *page, const Line *head, const Line *number)
{
    psg_pdf_page_begin_artifact(page, PSG_ARTIFACT_HEADER);
    psg_pdf_page_show(page, &head->run, LEFT, PSG_POINTS(36));
    psg_pdf_page_begin_artifact(page, PSG_ARTIFACT_FOOTER);
    psg_pdf_page_show(page, &number->run, LEFT, PSG_POINTS(806));
}

static PsgPdfPicture *
make_image(void)
{
    static const guint8 pixels[] = {255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 0};
    static const guint8 alpha[] = {255, 128, 64, 0};
    g_autoptr(GBytes) data = psg_pdf_deflate(pixels, sizeof pixels);
    g_autoptr(GBytes) mask_data = psg_pdf_deflate(alpha, sizeof alpha);
    PsgPdfSamples samples = {.width = 2,
            .height = 2,
            .bits = 8,
            .colour_space = "/DeviceRGB",
            .filter = "/FlateDecode",
            .data = data};
    PsgPdfSamples mask = samples;
    mask.colour_space = "/DeviceGray";
    mask.data = mask_data;
    return psg_pdf_picture_new_image(&samples, &mask);
}

static PsgPdfPicture *
make_drawing(void)
{
    g_autoptr(GString) operators = g_string_new("/G0 gs 1 0 0 rg 0 0 20 10 re f");
    PsgPdfDrawing drawing = {.width = 20,
            .height = 10,
            .operators = operators,
            .graphics_states = "/G0<</ca 0.5>>",
            .is_transparent = TRUE};
    return psg_pdf_picture_new_drawing(&drawing);
}

static PsgTagContent *
add_block(PsgTag *parent, PsgTagType type, const char *language)
{
    PsgTag *tag = psg_tag_append(parent, type);
    if (language != NULL) {
        psg_tag_set_language(tag, language);
    }
    return psg_tag_append_content(tag);
}

static GBytes *
make_file(Book *book, guint threads, gboolean with_missing)
{
    const Line *title = add_line(book, LATIN, "Playing and learning");
    const Line *first = add_line(book, LATIN, "A paragraph that begins here (on the first page) ");
    const Line *second = add_line(book, LATIN, "and ends on the second, \\o/.");
    const Line *arabic = add_line(book, ARABIC, "السَّلامُ عليكم ورحمة الله");
    const Line *bengali = add_line(book, BENGALI, "প্রতিটি শিশুর শেখার অধিকার তাঁদের");
    const Line *urdu = add_line(
            book, URDU, "تمام انسان آزاد اور حقوق و عزت کے اعتبار سے برابر پیدا ہوئے ہیں۔");
    const Line *words = add_line(book, LATIN, "the second page");
    const Line *web = add_line(book, LATIN, "the site");
    const Line *head = add_line(book, LATIN, "Running head");
    const Line *number = add_line(book, LATIN, "1");

    PsgTag *section = psg_tag_append(psg_tag_tree_get_root(book->tree), PSG_TAG_SECTION);
    PsgTag *heading = psg_tag_append(section, PSG_TAG_HEADING);
    psg_tag_set_level(heading, 1);
    PsgTagContent *heading_content = psg_tag_append_content(heading);
    PsgTagContent *paragraph = add_block(section, PSG_TAG_PARAGRAPH, NULL);
    PsgTagContent *arabic_content = add_block(section, PSG_TAG_PARAGRAPH, "ar");
    PsgTagContent *bengali_content = add_block(section, PSG_TAG_PARAGRAPH, "bn");
    PsgTagContent *urdu_content = add_block(section, PSG_TAG_PARAGRAPH, "ur");
    PsgTag *links = psg_tag_append(section, PSG_TAG_PARAGRAPH);
    PsgTag *inner = psg_tag_append(links, PSG_TAG_LINK);
    PsgTagContent *inner_content = psg_tag_append_content(inner);
    PsgTag *outer = psg_tag_append(links, PSG_TAG_LINK);
    PsgTagContent *outer_content = psg_tag_append_content(outer);
    PsgTag *figure = psg_tag_append(section, PSG_TAG_FIGURE);
    PsgTagContent *figure_content = psg_tag_append_content(figure);
    psg_tag_set_alternative(figure, "Four colours");

    PsgPdfPage *page = psg_pdf_page_new(PSG_MILLIMETRES(210), PSG_MILLIMETRES(297));
    PsgBounds ground = {PSG_POINTS(60), PSG_POINTS(100), PSG_POINTS(300), PSG_POINTS(40)};
    psg_pdf_page_begin_artifact(page, PSG_ARTIFACT_LAYOUT);
    psg_pdf_page_fill(page, &ground, 0xEEF2F7);
    show(page, heading_content, title, 90);
    show(page, paragraph, first, 120);
    show(page, arabic_content, arabic, 150);
    show(page, bengali_content, bengali, 180);
    show(page, urdu_content, urdu, 230);
    show_furniture(page, head, number);
    psg_pdf_document_add_page(book->document, page);

    g_autoptr(PsgPdfPicture) image = make_image();
    g_autoptr(PsgPdfPicture) drawing = make_drawing();
    page = psg_pdf_page_new(PSG_MILLIMETRES(210), PSG_MILLIMETRES(297));
    show(page, paragraph, second, 90);
    show(page, inner_content, words, 120);
    PsgBounds bounds = {LEFT, PSG_POINTS(108), words->width, PSG_POINTS(15)};
    psg_pdf_page_add_link(page, inner, &bounds, 1, NULL, "play#second", "Goes to the second page");
    show(page, outer_content, web, 150);
    bounds.y = PSG_POINTS(138);
    bounds.width = web->width;
    psg_pdf_page_add_link(page, outer, &bounds, 1, "https://example.org/(a) b", NULL, "The site");
    psg_pdf_page_begin_content(page, figure_content);
    bounds = (PsgBounds){LEFT, PSG_POINTS(200), PSG_POINTS(100), PSG_POINTS(80)};
    psg_pdf_page_draw_picture(page, image, &bounds);
    psg_tag_set_bounds(figure, &bounds, psg_pdf_page_get_height(page));
    psg_pdf_page_begin_artifact(page, PSG_ARTIFACT_LAYOUT);
    bounds.x += PSG_POINTS(120);
    psg_pdf_page_draw_picture(page, drawing, &bounds);
    psg_pdf_page_draw_line(
            page, LEFT, PSG_POINTS(300), PSG_POINTS(300), PSG_POINTS(300), PSG_POINTS(1), 0x005EA5);
    if (with_missing) {
        psg_pdf_page_add_link(page, inner, &bounds, 1, NULL, "nowhere", "Goes nowhere");
    }
    show_furniture(page, head, number);
    psg_pdf_document_add_page(book->document, page);

    psg_pdf_document_add_destination(book->document, "play", 0, LEFT, PSG_POINTS(76));
    psg_pdf_document_add_destination(book->document, "play#second", 1, LEFT, PSG_POINTS(76));
    psg_pdf_document_add_destination(book->document, "play#Żak", 1, LEFT, PSG_POINTS(76));
    psg_pdf_document_add_outline(book->document, 1, "Playing and learning", "play", heading);
    psg_pdf_document_add_outline(book->document, 2, "Druga część", "play#Żak", NULL);
    psg_pdf_document_add_label(book->document, 0, PSG_PDF_LABEL_ROMAN, 1, NULL);
    psg_pdf_document_add_label(book->document, 1, PSG_PDF_LABEL_DECIMAL, 1, NULL);
    GError *error = NULL;
    GBytes *file = psg_pdf_document_finish(book->document, threads, book->findings, &error);
    assert_null(error);
    assert_non_null(file);
    return file;
}

static GBytes *
make_once(guint threads)
{
    Book book;
    open_book(&book);
    GBytes *file = make_file(&book, threads, FALSE);
    assert_int_equal(psg_findings_get_length(book.findings), 0);
    close_book(&book);
    return file;
}

/* What a program says about the file; NULL when it is not installed. The caller owns it. */
static char *
ask(const char *const *arguments, GBytes *file)
{
    g_autofree char *program = g_find_program_in_path(arguments[0]);
    if (program == NULL) {
        return NULL;
    }
    g_autofree char *path = NULL;
    int descriptor = g_file_open_tmp("plainsong-XXXXXX.pdf", &path, NULL);
    assert_true(descriptor >= 0);
    g_close(descriptor, NULL);
    assert_true(g_file_set_contents(
            path, g_bytes_get_data(file, NULL), (gssize)g_bytes_get_size(file), NULL));
    g_autoptr(GPtrArray) command = g_ptr_array_new();
    for (guint i = 0; arguments[i] != NULL; i++) {
        g_ptr_array_add(
                command, (gpointer)(strcmp(arguments[i], "FILE") == 0 ? path : arguments[i]));
    }
    g_ptr_array_add(command, NULL);
    char *out = NULL;
    g_autofree char *complaints = NULL;
    int status = 0;
    assert_true(g_spawn_sync(NULL, (char **)command->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
            &out, &complaints, &status, NULL));
    g_unlink(path);
    assert_true(g_spawn_check_wait_status(status, NULL));
    assert_string_equal(complaints, "");
    return out;
}

static void
other_programs_read_the_file(void **state)
{
    g_autoptr(GBytes) file = make_once(1);
    const char *keep = g_getenv("PRINT_PDF_OUT");
    if (keep != NULL) {
        g_file_set_contents(
                keep, g_bytes_get_data(file, NULL), (gssize)g_bytes_get_size(file), NULL);
    }
    g_autofree char *said = ask((const char *[]){"qpdf", "--check", "FILE", NULL}, file);
    if (said == NULL) {
        skip();
    }
    assert_non_null(strstr(said, "No syntax or stream encoding errors found"));
}

static void
the_same_book_gives_the_same_bytes(void **state)
{
    g_autoptr(GBytes) once = make_once(1), twice = make_once(2);
    assert_true(g_bytes_equal(once, twice));
}

static void
words_come_out_in_every_script(void **state)
{
    g_autoptr(GBytes) file = make_once(1);
    g_autofree char *text =
            ask((const char *[]){"pdftotext", "-enc", "UTF-8", "FILE", "-", NULL}, file);
    if (text == NULL) {
        skip();
    }
    static const char *const words[] = {"Playing and learning",
            "A paragraph that begins here (on the first page)", "and ends on the second, \\o/.",
            "السَّلامُ", "عليكم", "ورحمة", "الله", "প্রতিটি", "শিশুর", "শেখার", "অধিকার", "তাঁদের",
            "تمام انسان آزاد اور حقوق و عزت کے اعتبار سے برابر پیدا ہوئے ہیں۔"};
    for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
        if (strstr(text, words[i]) == NULL) {
            fail_msg("'%s' is not in: %s", words[i], text);
        }
    }
}

static void
a_link_to_nowhere_is_a_finding_and_is_left_out(void **state)
{
    Book book;
    open_book(&book);
    g_autoptr(GBytes) file = make_file(&book, 1, TRUE);
    assert_int_equal(psg_findings_get_length(book.findings), 1);
    assert_string_equal(psg_findings_get(book.findings, 0)->rule, "print-link-missing");
    close_book(&book);
    g_autofree char *said = ask((const char *[]){"qpdf", "--check", "FILE", NULL}, file);
    assert_true(said == NULL || strstr(said, "No syntax") != NULL);
}

/* A sheet of a booklet: page 2 of the book stands left of page 1. */
static void
pages_of_a_sheet_are_read_in_the_order_of_the_book(void **state)
{
    Book book;
    open_book(&book);
    const Line *first = add_line(&book, LATIN, "begins before"),
               *second = add_line(&book, LATIN, "it ends");
    PsgTagContent *content = add_block(psg_tag_tree_get_root(book.tree), PSG_TAG_PARAGRAPH, NULL);
    PsgPdfPage *page = psg_pdf_page_new(PSG_MILLIMETRES(297), PSG_MILLIMETRES(210));
    psg_pdf_page_begin_view(page, 0, 0, 1);
    show(page, content, second, 100);
    psg_pdf_page_begin_view(page, PSG_MILLIMETRES(148.5), 0, 0);
    show(page, content, first, 100);
    psg_pdf_document_add_page(book.document, page);
    g_autoptr(GBytes) file = psg_pdf_document_finish(book.document, 1, book.findings, NULL);
    close_book(&book);
    g_autofree char *said = ask((const char *[]){"pdfinfo", "-struct-text", "FILE", NULL}, file);
    if (said == NULL) {
        skip();
    }
    const char *begin = strstr(said, "begins before"), *end = strstr(said, "it ends");
    assert_true(begin != NULL && end != NULL && begin < end);
}

#define PAGES 1100u
#define PLACES_PER_PAGE 3u

static void
a_book_of_a_thousand_pages_has_every_place_and_entry(void **state)
{
    Book book;
    open_book(&book);
    const Line *line = add_line(&book, LATIN, "A page");
    for (guint i = 0; i < PAGES; i++) {
        PsgPdfPage *page = psg_pdf_page_new(PSG_POINTS(300), PSG_POINTS(400));
        show(page, add_block(psg_tag_tree_get_root(book.tree), PSG_TAG_PARAGRAPH, NULL), line, 100);
        psg_pdf_document_add_page(book.document, page);
        for (guint place = 0; place < PLACES_PER_PAGE; place++) {
            g_autofree char *name = g_strdup_printf("page-%u/%u", i, place);
            psg_pdf_document_add_destination(book.document, name, i, 0, PSG_POINTS(80));
            psg_pdf_document_add_outline(book.document, place + 1, name, name, NULL);
        }
    }
    g_autoptr(GBytes) file = psg_pdf_document_finish(book.document, 2, book.findings, NULL);
    assert_int_equal(psg_findings_get_length(book.findings), 0);
    close_book(&book);
    g_autofree char *said =
            ask((const char *[]){"qpdf", "--json", "--json-key=outlines", "FILE", NULL}, file);
    if (said == NULL) {
        skip();
    }
    for (guint i = 0; i < PAGES; i += 99) { /* before a title, the page that the entry leads to */
        g_autofree char *title =
                g_strdup_printf("\"title\": \"page-%u/%u\"", i, i % PLACES_PER_PAGE);
        const char *at = strstr(said, title);
        assert_non_null(at);
        const char *page = g_strrstr_len(said, at - said, "\"destpageposfrom1\": ");
        assert_non_null(page);
        assert_int_equal(strtoul(strchr(page, ':') + 1, NULL, 10), i + 1);
    }
    g_autofree char *check = ask((const char *[]){"qpdf", "--check", "FILE", NULL}, file);
    assert_non_null(strstr(check, "No syntax or stream encoding errors found"));
}

static void
a_document_without_pages_is_an_error(void **state)
{
    Book book;
    open_book(&book);
    g_autoptr(GError) error = NULL;
    assert_null(psg_pdf_document_finish(book.document, 1, book.findings, &error));
    assert_non_null(error);
    close_book(&book);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(other_programs_read_the_file),
            cmocka_unit_test(the_same_book_gives_the_same_bytes),
            cmocka_unit_test(words_come_out_in_every_script),
            cmocka_unit_test(a_link_to_nowhere_is_a_finding_and_is_left_out),
            cmocka_unit_test(pages_of_a_sheet_are_read_in_the_order_of_the_book),
            cmocka_unit_test(a_book_of_a_thousand_pages_has_every_place_and_entry),
            cmocka_unit_test(a_document_without_pages_is_an_error),
    };
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    FcFini();
    return failures;
}
