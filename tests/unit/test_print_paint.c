/* What painting promises: words are tagged in the order in which they are read, all else is an
 * artifact, numbers of pages are the right ones, and links lie on their words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "publish/print/paint/paint.h"
#include "publish/print/pdf/page_internal.h"
#include "publish/print/pdf/tag_internal.h"

#define PAPER_WIDTH PSG_POINTS(420)
#define PAPER_HEIGHT PSG_POINTS(500)
#define TEXT_X PSG_POINTS(60)
#define TEXT_WIDTH PSG_POINTS(300)

static const char *const families[] = {"Noto Sans", "Noto Naskh Arabic", NULL};

static const PsgTypeLook plain = {.families = "Noto Sans,Noto Naskh Arabic",
        .size = PSG_POINTS(12),
        .leading = PSG_POINTS(16),
        .background = -1};
static const PsgTypeLook underlined = {.families = "Noto Sans",
        .size = PSG_POINTS(12),
        .leading = PSG_POINTS(16),
        .is_underlined = TRUE,
        .background = -1};
static const PsgTypeLook marked = {.families = "Noto Sans",
        .size = PSG_POINTS(12),
        .leading = PSG_POINTS(16),
        .background = 0xFFEE00};

/* --- a book made by hand --- */

typedef struct {
    PsgTypeFonts *type_fonts;
    PsgTypeContext *context;
    PsgPrintStyle style;
    PsgGalley *galley;
    PsgTagTree *tree;
    PsgPdfFonts *fonts;
    PsgPaintBook book;
    GPtrArray *pages;
    GPtrArray *sheets; /* PsgPdfPage */
} Book;

static int
set_up(void **state)
{
    Book *book = g_new0(Book, 1);
    g_autoptr(GError) error = NULL;
    book->type_fonts = psg_type_fonts_load(families, NULL, NULL, &error);
    if (book->type_fonts == NULL)
        fail_msg("%s", error->message);
    book->context = psg_type_context_new(book->type_fonts);
    book->style = (PsgPrintStyle){.paper_width = PAPER_WIDTH,
            .paper_height = PAPER_HEIGHT,
            .margin_top = PSG_POINTS(60),
            .margin_bottom = PSG_POINTS(60),
            .margin_inner = PSG_POINTS(60),
            .margin_outer = PSG_POINTS(60),
            .is_two_sided = TRUE,
            .table_padding = PSG_POINTS(3),
            .panel_padding = PSG_POINTS(6),
            .rule_thickness = PSG_POINTS(0.5)};
    book->style.texts[PSG_ROLE_BODY].look = plain;
    book->style.texts[PSG_ROLE_NOTE].look = plain;
    book->galley = psg_galley_new(PSG_GALLEY_BODY);
    book->tree = psg_tag_tree_new();
    book->fonts = psg_pdf_fonts_new();
    book->book = (PsgPaintBook){.style = &book->style,
            .fonts = book->fonts,
            .pages = g_hash_table_new(g_str_hash, g_str_equal)};
    book->sheets = g_ptr_array_new_with_free_func((GDestroyNotify)psg_pdf_page_free);
    *state = book;
    return 0;
}

static int
tear_down(void **state)
{
    Book *book = *state;
    g_clear_pointer(&book->pages, g_ptr_array_unref);
    g_ptr_array_unref(book->sheets);
    psg_paint_book_clear(&book->book);
    g_hash_table_unref(book->book.pages);
    psg_galley_free(book->galley);
    psg_tag_tree_free(book->tree);
    psg_pdf_fonts_free(book->fonts);
    psg_type_context_free(book->context);
    psg_type_fonts_free(book->type_fonts);
    g_free(book);
    return 0;
}

static PsgTag *
add_tag(Book *book, PsgTagType type)
{
    return psg_tag_append(psg_tag_tree_get_root(book->tree), type);
}

typedef struct {
    const char *words;
    const PsgTypeLook *look;
    PsgPrintOwner *owner;
} Piece;

static PsgTypeText *
set_words(Book *book, const Piece *pieces, guint count, PsgLength width, gboolean is_right_to_left)
{
    g_autoptr(GString) words = g_string_new(NULL);
    g_autofree PsgTypeSpan *spans = g_new0(PsgTypeSpan, count);
    for (guint i = 0; i < count; i++) {
        guint start = (guint)words->len;
        g_string_append(words, pieces[i].words);
        spans[i] = (PsgTypeSpan){.start = start,
                .end = (guint)words->len,
                .look = pieces[i].look,
                .owner = pieces[i].owner};
    }
    PsgTypeParagraph paragraph = {.text = words->str,
            .length = words->len,
            .spans = spans,
            .span_count = count,
            .language = is_right_to_left ? "ar" : "en",
            .is_right_to_left = is_right_to_left,
            .is_direction_known = TRUE,
            .width = width,
            .path = ""};
    PsgTypeText *text = psg_type_set(book->context, &paragraph, NULL);
    g_ptr_array_add(book->galley->texts, psg_type_text_ref(text));
    return text;
}

/* Appends the lines of a paragraph to `boxes`. */
static void
add_lines(GArray *boxes, PsgTypeText *text, PsgLength width)
{
    for (guint i = 0; i < text->lines->len; i++) {
        PsgBox *box = psg_boxes_add(boxes, PSG_BOX_LINE);
        box->width = width;
        box->height = g_array_index(text->lines, PsgTypeLine, i).height;
        box->text = psg_type_text_ref(text);
        box->line = i;
    }
}

static void
add_pieces(Book *book, const Piece *pieces, guint count, gboolean is_right_to_left)
{
    g_autoptr(PsgTypeText) text = set_words(book, pieces, count, TEXT_WIDTH, is_right_to_left);
    add_lines(book->galley->boxes, text, TEXT_WIDTH);
}

static PsgPrintOwner *
add_paragraph(Book *book, const char *words)
{
    PsgPrintOwner *owner = psg_galley_add_owner(book->galley, add_tag(book, PSG_TAG_PARAGRAPH));
    add_pieces(book, (const Piece[]){{words, &plain, owner}}, 1, FALSE);
    return owner;
}

/* Pages get labels from 1 on, then all are painted. */
static void
paint_book(Book *book, const PsgPaintFurniture *furniture)
{
    static const PsgPaintFurniture none = {0};
    book->pages = psg_print_paginate(book->galley, &book->style, TRUE);
    psg_paint_collect_fonts(&book->book, book->galley);
    for (guint i = 0; i < book->pages->len; i++) {
        PsgPrintPage *page = book->pages->pdata[i];
        page->index = i;
        page->label = g_strdup_printf("%u", i + 1);
    }
    for (guint i = 0; i < book->pages->len; i++) {
        PsgPdfPage *sheet = psg_pdf_page_new(PAPER_WIDTH, PAPER_HEIGHT);
        psg_paint_page(
                &book->book, book->pages->pdata[i], furniture != NULL ? furniture : &none, sheet);
        g_ptr_array_add(book->sheets, sheet);
    }
}

static PsgPdfPage *
get_sheet(const Book *book, guint index)
{
    assert_true(index < book->sheets->len);
    return book->sheets->pdata[index];
}

/* --- reading content streams --- */

/* A page's operators without what is in their strings, which may be any bytes. The caller owns it.
 */
static char *
read_operators(const PsgPdfPage *sheet)
{
    GString *out = g_string_new(NULL);
    gboolean is_string = FALSE;
    for (gsize i = 0; i < sheet->content->len; i++) {
        char byte = sheet->content->str[i];
        if (is_string && byte == '\\') {
            i++;
            continue;
        }
        if (is_string && byte == ')')
            is_string = FALSE;
        if (!is_string)
            g_string_append_c(out, byte);
        is_string = is_string || byte == '(';
    }
    return g_string_free(out, FALSE);
}

/* What is painted in one sequence. */
typedef struct {
    gint number;      /* its MCID; -1: an artifact */
    char *properties; /* of an artifact */
    char *operators;
} Sequence;

static void
clear_sequence(gpointer data)
{
    Sequence *sequence = data;
    g_free(sequence->properties);
    g_free(sequence->operators);
}

/* The sequences of a page (Sequence); fails where something is painted outside of one, or one
 * stands in another (but for explained clusters). */
static GArray *
read_sequences(const PsgPdfPage *sheet)
{
    GArray *all = g_array_new(FALSE, TRUE, sizeof(Sequence));
    g_array_set_clear_func(all, clear_sequence);
    g_autofree char *operators = read_operators(sheet);
    g_auto(GStrv) lines = g_strsplit(operators, "\n", -1);
    g_autoptr(GString) inside = g_string_new(NULL);
    Sequence now = {0};
    guint depth = 0;
    for (guint i = 0; lines[i] != NULL; i++) {
        if (g_str_has_suffix(lines[i], "BDC")) {
            if (depth++ > 0) {
                assert_non_null(strstr(lines[i], "/ActualText"));
                continue;
            }
            const char *number = strstr(lines[i], "/MCID ");
            now = (Sequence){.number = number != NULL ? atoi(number + 6) : -1,
                    .properties = g_strdup(lines[i])};
            g_string_truncate(inside, 0);
        } else if (strcmp(lines[i], "EMC") == 0) {
            assert_true(depth > 0);
            if (--depth > 0)
                continue;
            now.operators = g_strdup(inside->str);
            g_array_append_val(all, now);
        } else {
            if (depth == 0)
                assert_int_equal(strlen(lines[i]), 0);
            g_string_append_printf(inside, "%s\n", lines[i]);
        }
    }
    assert_int_equal(depth, 0);
    return all;
}

static const Sequence *
get_sequence(const GArray *all, guint index)
{
    assert_true(index < all->len);
    return &g_array_index(all, Sequence, index);
}

static guint
count_contents(const GArray *all)
{
    guint count = 0;
    for (guint i = 0; i < all->len; i++)
        count += get_sequence(all, i)->number >= 0 ? 1 : 0;
    return count;
}

/* The first sequence whose operators hold `needle` and which is (not) content; NULL. */
static const Sequence *
find_sequence(const GArray *all, const char *needle, gboolean is_content)
{
    for (guint i = 0; i < all->len; i++) {
        const Sequence *sequence = get_sequence(all, i);
        if ((sequence->number >= 0) == is_content && strstr(sequence->operators, needle) != NULL)
            return sequence;
    }
    return NULL;
}

/* Where the runs of a page begin: x of each text matrix, in points. */
static GArray *
list_run_starts(const PsgPdfPage *sheet)
{
    GArray *starts = g_array_new(FALSE, FALSE, sizeof(double));
    g_autofree char *operators = read_operators(sheet);
    for (const char *at = operators; (at = strstr(at, "1 0 0 1 ")) != NULL; at++) {
        double x = g_ascii_strtod(at + 8, NULL);
        const char *end = strchr(at, '\n');
        if (end != NULL && strncmp(end - 3, " Tm", 3) == 0)
            g_array_append_val(starts, x);
    }
    return starts;
}

/* Horizontal lines that are stroked: x, end and y from the top, in points. */
typedef struct {
    double x, end, y, end_y;
} Stroke;

static GArray *
list_strokes(const PsgPdfPage *sheet)
{
    GArray *strokes = g_array_new(FALSE, FALSE, sizeof(Stroke));
    g_autofree char *operators = read_operators(sheet);
    g_auto(GStrv) lines = g_strsplit(operators, "\n", -1);
    double height = (double)PAPER_HEIGHT / PSG_LENGTH_PER_POINT;
    for (guint i = 0; lines[i] != NULL; i++) {
        char *rest;
        if (!g_str_has_suffix(lines[i], "l S"))
            continue;
        Stroke stroke;
        stroke.x = g_ascii_strtod(lines[i], &rest);
        stroke.y = height - g_ascii_strtod(rest, &rest);
        rest = strstr(rest, "m ") + 2;
        stroke.end = g_ascii_strtod(rest, &rest);
        stroke.end_y = height - g_ascii_strtod(rest, NULL);
        g_array_append_val(strokes, stroke);
    }
    return strokes;
}

static gboolean
is_near(double one, double other)
{
    return one - other < 0.01 && other - one < 0.01;
}

/* --- words --- */

static const char *const long_words =
        "Children take part in many ways, and what they say is heard by all who plan with them. "
        "A group that meets each week reads what others wrote and says what it thinks of that.";

static void
a_paragraph_is_one_sequence(void **state)
{
    Book *book = *state;
    PsgPrintOwner *owner = add_paragraph(book, long_words);
    paint_book(book, NULL);
    g_autoptr(GArray) all = read_sequences(get_sheet(book, 0));
    assert_int_equal(count_contents(all), 1);
    assert_int_equal(all->len, 1);
    const PsgPdfPart *part = &g_array_index(get_sheet(book, 0)->parts, PsgPdfPart, 0);
    assert_ptr_equal(part->content, owner->content);
}

static void
a_paragraph_over_two_pages_is_one_content(void **state)
{
    Book *book = *state;
    g_autoptr(GString) words = g_string_new(NULL);
    for (guint i = 0; i < 10; i++)
        g_string_append(words, long_words);
    PsgPrintOwner *owner = add_paragraph(book, words->str);
    paint_book(book, NULL);
    assert_int_equal(book->sheets->len, 2);
    for (guint i = 0; i < 2; i++) {
        assert_int_equal(get_sheet(book, i)->parts->len, 1);
        assert_ptr_equal(
                g_array_index(get_sheet(book, i)->parts, PsgPdfPart, 0).content, owner->content);
    }
}

static void
grounds_come_first_and_lines_last_as_artifacts(void **state)
{
    Book *book = *state;
    PsgPrintOwner *owner = psg_galley_add_owner(book->galley, add_tag(book, PSG_TAG_PARAGRAPH));
    add_pieces(book,
            (const Piece[]){{"This is ", &plain, owner}, {"code", &marked, owner},
                    {" and this ", &plain, owner}, {"a link", &underlined, owner}},
            4, FALSE);
    paint_book(book, NULL);
    g_autoptr(GArray) all = read_sequences(get_sheet(book, 0));
    assert_int_equal(all->len, 3);
    assert_int_equal(get_sequence(all, 0)->number, -1);
    assert_non_null(strstr(get_sequence(all, 0)->operators, " re f"));
    assert_int_equal(get_sequence(all, 1)->number, 0);
    assert_null(strstr(get_sequence(all, 1)->operators, " S"));
    assert_int_equal(get_sequence(all, 2)->number, -1);
    assert_non_null(strstr(get_sequence(all, 2)->operators, "l S"));
    assert_null(strstr(get_sequence(all, 2)->operators, "TJ"));
}

static void
a_panel_is_ground_frame_and_bar(void **state)
{
    Book *book = *state;
    PsgPrintPanel panel = {.parent = -1,
            .width = TEXT_WIDTH,
            .background = 0xF0F0F0,
            .frame = 0x101010,
            .bar_width = PSG_POINTS(4),
            .bar = 0x202020,
            .is_bar_right = TRUE};
    g_array_append_val(book->galley->panels, panel);
    add_paragraph(book, "Mind the step.");
    g_array_index(book->galley->boxes, PsgBox, 0).panel = 0;
    paint_book(book, NULL);
    g_autoptr(GArray) all = read_sequences(get_sheet(book, 0));
    const char *grounds = get_sequence(all, 0)->operators;
    assert_non_null(strstr(grounds, "60 424 300 16 re f"));
    assert_non_null(strstr(grounds, "356 424 4 16 re f"));
    assert_non_null(strstr(grounds, "re S"));
}

static void
words_of_nobody_are_artifacts(void **state)
{
    Book *book = *state;
    PsgPrintOwner *owner = psg_galley_add_owner(book->galley, add_tag(book, PSG_TAG_PARAGRAPH));
    PsgPrintOwner *nobody = psg_galley_add_owner(book->galley, NULL);
    add_pieces(book, (const Piece[]){{"read ", &plain, owner}, {"not read", &plain, nobody}}, 2,
            FALSE);
    paint_book(book, NULL);
    g_autoptr(GArray) all = read_sequences(get_sheet(book, 0));
    assert_int_equal(all->len, 2);
    assert_int_equal(get_sequence(all, 1)->number, -1);
    assert_non_null(strstr(get_sequence(all, 1)->operators, "TJ"));
}

/* --- right to left --- */

static gint
compare_parts(gconstpointer a, gconstpointer b)
{
    return ((const PsgPdfPart *)a)->order - ((const PsgPdfPart *)b)->order;
}

static void
a_mixed_line_is_painted_as_seen_and_read_as_written(void **state)
{
    Book *book = *state;
    PsgPrintOwner *owner = psg_galley_add_owner(book->galley, add_tag(book, PSG_TAG_PARAGRAPH));
    add_pieces(book, (const Piece[]){{"مرحبا PDF سلام", &plain, owner}}, 1, TRUE);
    paint_book(book, NULL);
    const PsgTypeText *text = book->galley->texts->pdata[0];
    assert_int_equal(text->lines->len, 1);
    g_autoptr(GArray) starts = list_run_starts(get_sheet(book, 0));
    for (guint i = 1; i < starts->len; i++)
        assert_true(g_array_index(starts, double, i) > g_array_index(starts, double, i - 1));
    GArray *parts = get_sheet(book, 0)->parts;
    assert_int_equal(parts->len, text->runs->len);
    /* Painted from left to right, the last one is read first. */
    assert_true(g_array_index(parts, PsgPdfPart, 0).order >
                g_array_index(parts, PsgPdfPart, parts->len - 1).order);
    g_array_sort(parts, compare_parts);
    for (guint i = 1; i < parts->len; i++)
        assert_true(g_array_index(parts, PsgPdfPart, i).order >
                    g_array_index(parts, PsgPdfPart, i - 1).order);
}

static void
lines_of_a_mixed_paragraph_are_read_one_after_the_other(void **state)
{
    Book *book = *state;
    PsgPrintOwner *owner = psg_galley_add_owner(book->galley, add_tag(book, PSG_TAG_PARAGRAPH));
    add_pieces(book,
            (const Piece[]){{"One line of English words only, and then some more of "
                             "them, مرحبا PDF سلام, and again words of English up to the end "
                             "of this paragraph, which is not a short one at all.",
                    &plain, owner}},
            1, FALSE);
    paint_book(book, NULL);
    const PsgTypeText *text = book->galley->texts->pdata[0];
    assert_true(text->lines->len > 2);
    const GArray *parts = get_sheet(book, 0)->parts;
    guint part = 0;
    gint before = 0;
    for (guint i = 0; i < text->lines->len; i++) {
        const PsgTypeLine *line = &g_array_index(text->lines, PsgTypeLine, i);
        gint highest = before;
        for (guint k = line->run_start; k < line->run_end; k++) {
            assert_true(g_array_index(parts, PsgPdfPart, part).order > before);
            highest = MAX(highest, g_array_index(parts, PsgPdfPart, part).order);
            part++;
        }
        before = highest;
    }
    assert_int_equal(part, parts->len);
}

/* --- numbers of pages --- */

static void
add_page_reference(Book *book, const char *destination)
{
    PsgPrintOwner *owner = psg_galley_add_owner(book->galley, add_tag(book, PSG_TAG_PARAGRAPH));
    PsgPrintOwner *digits = psg_galley_add_owner(book->galley, NULL);
    *digits = *owner;
    digits->page_of = (gint)psg_galley_get_target(book->galley, destination);
    add_pieces(book,
            (const Piece[]){{"see page ", &plain, owner}, {"000", &plain, digits},
                    {" for more", &plain, owner}},
            3, FALSE);
}

static void
paint_with_label(Book *book, PsgPrintPage *page, const char *label)
{
    if (page != NULL) {
        page->label = g_strdup(label);
        g_hash_table_insert(book->book.pages, (gpointer) "there", page);
    }
    paint_book(book, NULL);
    g_clear_pointer(page != NULL ? &page->label : &(char *){NULL}, g_free);
}

static double
get_advance(const Book *book, const char *digits)
{
    const PsgTypeText *text = book->galley->texts->pdata[0];
    const PsgTypeFont *font = g_array_index(text->runs, PsgTypeRun, 0).font;
    PsgPdfFont *pdf_font = g_hash_table_lookup(book->book.font_of, font->key);
    double advance = 0;
    for (; *digits != '\0'; digits++)
        advance += psg_pdf_font_get_width(pdf_font, font->digits[*digits - '0']) * 12 / 1000;
    return advance;
}

static void
a_page_reference_names_its_page_and_what_follows_moves_up(void **state)
{
    Book *book = *state;
    add_page_reference(book, "there");
    paint_with_label(book, &(PsgPrintPage){0}, "7");
    g_autoptr(GArray) starts = list_run_starts(get_sheet(book, 0));
    assert_int_equal(starts->len, 3);
    double gap = g_array_index(starts, double, 2) - g_array_index(starts, double, 1);
    assert_true(is_near(gap, get_advance(book, "7")));
}

static void
a_number_of_four_digits_pushes_what_follows(void **state)
{
    Book *book = *state;
    add_page_reference(book, "there");
    paint_with_label(book, &(PsgPrintPage){0}, "1234");
    g_autoptr(GArray) starts = list_run_starts(get_sheet(book, 0));
    double gap = g_array_index(starts, double, 2) - g_array_index(starts, double, 1);
    assert_true(is_near(gap, get_advance(book, "1234")));
}

static void
a_reference_to_a_place_that_is_not_there_says_so(void **state)
{
    Book *book = *state;
    add_page_reference(book, "nowhere");
    paint_with_label(book, NULL, NULL);
    const PsgTypeText *text = book->galley->texts->pdata[0];
    const PsgTypeFont *font = g_array_index(text->runs, PsgTypeRun, 0).font;
    PsgPdfFont *pdf_font = g_hash_table_lookup(book->book.font_of, font->key);
    hb_font_t *shown = hb_font_create(font->face);
    hb_codepoint_t mark;
    assert_true(hb_font_get_nominal_glyph(shown, '?', &mark));
    hb_font_destroy(shown);
    g_autoptr(GArray) starts = list_run_starts(get_sheet(book, 0));
    double gap = g_array_index(starts, double, 2) - g_array_index(starts, double, 1);
    assert_true(is_near(gap, psg_pdf_font_get_width(pdf_font, mark) * 12 / 1000));
}

static void
a_line_of_contents_ends_with_dots_and_its_number(void **state)
{
    Book *book = *state;
    PsgTag *item = add_tag(book, PSG_TAG_CONTENTS_ITEM);
    PsgPrintOwner *owner = psg_galley_add_owner(book->galley, item);
    PsgPrintOwner *digits = psg_galley_add_owner(book->galley, NULL);
    *digits = *owner;
    digits->page_of = (gint)psg_galley_get_target(book->galley, "there");
    add_pieces(book, (const Piece[]){{"Welcome", &plain, owner}}, 1, FALSE);
    PsgBox *box = &g_array_index(book->galley->boxes, PsgBox, 0);
    box->has_leader = TRUE;
    box->page_of = digits->page_of;
    box->number = set_words(book, (const Piece[]){{"000", &plain, digits}}, 1, TEXT_WIDTH, FALSE);
    paint_with_label(book, &(PsgPrintPage){0}, "42");
    g_autoptr(GArray) starts = list_run_starts(get_sheet(book, 0));
    assert_int_equal(starts->len, 2);
    /* The digits end at the right edge; before them is a space, for readers. */
    double start = g_array_index(starts, double, 1), wanted = 360 - get_advance(book, "42");
    assert_true(start < wanted - 2 && start > wanted - 6);
    g_autoptr(GArray) all = read_sequences(get_sheet(book, 0));
    assert_int_equal(count_contents(all), 1);
    assert_non_null(find_sequence(all, "]0 d", FALSE));
    assert_null(find_sequence(all, "]0 d", TRUE));
}

/* --- links --- */

static void
a_link_over_two_lines_is_one_annotation_with_two_rectangles(void **state)
{
    Book *book = *state;
    PsgTag *paragraph = add_tag(book, PSG_TAG_PARAGRAPH);
    PsgPrintOwner *owner = psg_galley_add_owner(book->galley, paragraph);
    PsgTag *tag = psg_tag_append(paragraph, PSG_TAG_LINK);
    PsgPrintOwner *linked = psg_galley_add_owner(book->galley, tag);
    linked->link = psg_galley_add_link(
            book->galley, tag, g_strdup("https://example.org/"), NULL, g_strdup("Example"));
    add_pieces(book,
            (const Piece[]){{"Some words that stand before the link, and then ", &plain, owner},
                    {"a link that is long ", &underlined, linked},
                    {"enough for two lines", &plain, linked}},
            3, FALSE);
    paint_book(book, NULL);
    const PsgTypeText *text = book->galley->texts->pdata[0];
    assert_int_equal(text->lines->len, 2);
    const PsgPdfPage *sheet = get_sheet(book, 0);
    assert_int_equal(sheet->links->len, 1);
    const PsgPdfLink *link = sheet->links->pdata[0];
    assert_ptr_equal(link->tag, tag);
    assert_string_equal(link->uri, "https://example.org/");
    assert_string_equal(link->contents, "Example");
    assert_int_equal(link->bounds->len, 2);
    for (guint i = 0; i < 2; i++) {
        const PsgTypeLine *line = &g_array_index(text->lines, PsgTypeLine, i);
        const PsgBounds *bounds = &g_array_index(link->bounds, PsgBounds, i);
        /* Up to the line's last word, without the white space behind it. */
        assert_int_equal(bounds->x + bounds->width, TEXT_X + line->x + line->width);
    }
    assert_int_equal(g_array_index(link->bounds, PsgBounds, 1).x, TEXT_X);
}

/* --- tables --- */

static PsgPrintCell *
add_cell(Book *book, PsgPrintRow *row, guint column, guint row_span, const char *words)
{
    PsgPrintCell *cell = g_new0(PsgPrintCell, 1);
    cell->boxes = psg_boxes_new();
    cell->width = PSG_POINTS(94);
    cell->x = (PsgLength)column * PSG_POINTS(100) + PSG_POINTS(3);
    cell->column = column;
    cell->column_span = 1;
    cell->row_span = row_span;
    cell->background = -1;
    PsgPrintOwner *owner = psg_galley_add_owner(book->galley, add_tag(book, PSG_TAG_CELL));
    g_autoptr(PsgTypeText) text =
            set_words(book, (const Piece[]){{words, &plain, owner}}, 1, cell->width, FALSE);
    add_lines(cell->boxes, text, cell->width);
    g_ptr_array_add(row->cells, cell);
    return cell;
}

static PsgPrintRow *
add_row(Book *book, gboolean is_header)
{
    PsgBox *box = psg_galley_add_box(book->galley, PSG_BOX_ROW);
    box->width = PSG_POINTS(200);
    box->height = PSG_POINTS(22);
    box->row->is_header = is_header;
    box->row->has_rule_above = TRUE;
    box->row->table = book->galley->tables->len - 1;
    PsgPrintTable *table =
            &g_array_index(book->galley->tables, PsgPrintTable, book->galley->tables->len - 1);
    table->box_end = book->galley->boxes->len;
    table->header_rows += is_header ? 1 : 0;
    return box->row;
}

static void
begin_table(Book *book)
{
    PsgPrintTable table = {
            .box_start = book->galley->boxes->len, .box_end = book->galley->boxes->len};
    g_array_append_val(book->galley->tables, table);
}

static void
no_rule_goes_through_a_cell_and_its_ground_covers_its_rows(void **state)
{
    Book *book = *state;
    begin_table(book);
    PsgPrintRow *row = add_row(book, FALSE);
    add_cell(book, row, 0, 2, "one")->background = 0xABCDEF;
    add_cell(book, row, 1, 1, "two");
    row = add_row(book, FALSE);
    add_cell(book, row, 1, 1, "three");
    paint_book(book, NULL);
    g_autoptr(GArray) strokes = list_strokes(get_sheet(book, 0));
    assert_int_equal(strokes->len, 3);
    const Stroke *top = &g_array_index(strokes, Stroke, 0), *middle = top + 1, *bottom = top + 2;
    assert_true(is_near(top->x, 60) && is_near(top->end, 260) && is_near(top->y, 60));
    assert_true(is_near(middle->x, 160) && is_near(middle->end, 260) && is_near(middle->y, 82));
    assert_true(is_near(bottom->x, 60) && is_near(bottom->end, 260) && is_near(bottom->y, 104));
    g_autofree char *operators = read_operators(get_sheet(book, 0));
    assert_non_null(strstr(operators, "60 396 100 44 re f"));
}

static void
a_table_in_a_cell_has_its_own_grounds_and_rules(void **state)
{
    Book *book = *state;
    begin_table(book);
    PsgPrintCell *outer = add_cell(book, add_row(book, FALSE), 0, 1, "outer");
    PsgBox *box = psg_boxes_add(outer->boxes, PSG_BOX_ROW);
    box->width = PSG_POINTS(80);
    box->height = PSG_POINTS(22);
    box->row->has_rule_above = TRUE;
    box->row->table = 7;
    add_cell(book, box->row, 0, 1, "inner")->background = 0xABCDEF;
    g_array_index(book->galley->boxes, PsgBox, 0).height = PSG_POINTS(44);
    paint_book(book, NULL);
    g_autofree char *operators = read_operators(get_sheet(book, 0));
    /* From the cell's left edge, below its first line. */
    assert_non_null(strstr(operators, "63 399 80 22 re f"));
    g_autoptr(GArray) strokes = list_strokes(get_sheet(book, 0));
    assert_int_equal(strokes->len, 4);
    const Stroke *rule = &g_array_index(strokes, Stroke, 0);
    assert_true(is_near(rule->x, 63) && is_near(rule->end, 143) && is_near(rule->y, 79));
    assert_int_equal(get_sheet(book, 0)->parts->len, 2);
}

static void
a_head_is_read_once_and_repeated_as_an_artifact(void **state)
{
    Book *book = *state;
    begin_table(book);
    add_cell(book, add_row(book, TRUE), 0, 1, "head");
    for (guint i = 0; i < 30; i++)
        add_cell(book, add_row(book, FALSE), 0, 1, "cell");
    paint_book(book, NULL);
    assert_int_equal(book->sheets->len, 2);
    g_autoptr(GArray) first = read_sequences(get_sheet(book, 0));
    g_autoptr(GArray) second = read_sequences(get_sheet(book, 1));
    assert_int_equal(count_contents(first) + count_contents(second), 31);
    const Sequence *head = find_sequence(second, "TJ", FALSE);
    assert_non_null(head);
    assert_non_null(strstr(head->properties, "/Artifact<</Type/Pagination>>"));
    assert_null(find_sequence(first, "TJ", FALSE));
}

/* --- beside the text --- */

static void
change_bars_stand_in_the_outer_margin(void **state)
{
    Book *book = *state;
    for (guint i = 0; i < 40; i++)
        add_paragraph(book, "A line.");
    for (guint i = 0; i < book->galley->boxes->len; i++)
        g_array_index(book->galley->boxes, PsgBox, i).is_changed = i % 4 < 2;
    paint_book(book, NULL);
    assert_int_equal(book->sheets->len, 2);
    g_autoptr(GArray) right = list_strokes(get_sheet(book, 0));
    g_autoptr(GArray) left = list_strokes(get_sheet(book, 1));
    assert_int_equal(right->len, 6);
    for (guint i = 0; i < right->len; i++) {
        const Stroke *bar = &g_array_index(right, Stroke, i);
        assert_true(is_near(bar->x, bar->end) && bar->x > 360);
        assert_true(is_near(bar->end_y - bar->y, 32)); /* two lines, one bar */
    }
    for (guint i = 0; i < left->len; i++)
        assert_true(g_array_index(left, Stroke, i).x < 60);
}

static void
the_rule_above_notes_stands_between_them_and_the_text(void **state)
{
    Book *book = *state;
    add_paragraph(book, "Words with a note.");
    PsgPrintNote note = {.boxes = psg_boxes_new()};
    PsgPrintOwner *owner = psg_galley_add_owner(book->galley, add_tag(book, PSG_TAG_NOTE));
    g_autoptr(PsgTypeText) text =
            set_words(book, (const Piece[]){{"The note.", &plain, owner}}, 1, TEXT_WIDTH, FALSE);
    add_lines(note.boxes, text, TEXT_WIDTH);
    g_array_append_val(book->galley->notes, note);
    g_array_index(book->galley->boxes, PsgBox, 0).note_end = 1;
    paint_book(book, NULL);
    g_autoptr(GArray) strokes = list_strokes(get_sheet(book, 0));
    assert_int_equal(strokes->len, 1);
    const Stroke *rule = &g_array_index(strokes, Stroke, 0);
    assert_true(rule->y > 76 && rule->y < 424);
    assert_true(is_near(rule->x, 60) && is_near(rule->end, 160));
    assert_int_equal(get_sheet(book, 0)->parts->len, 2);
}

static void
head_and_number_are_pagination_in_the_margins(void **state)
{
    Book *book = *state;
    add_paragraph(book, long_words);
    g_autoptr(PsgTypeText) head =
            set_words(book, (const Piece[]){{"Chapter", &plain, NULL}}, 1, TEXT_WIDTH, FALSE);
    g_autoptr(PsgTypeText) number =
            set_words(book, (const Piece[]){{"1", &plain, NULL}}, 1, TEXT_WIDTH, FALSE);
    paint_book(book, &(const PsgPaintFurniture){.head = head, .number = number});
    g_autoptr(GArray) all = read_sequences(get_sheet(book, 0));
    assert_int_equal(count_contents(all), 1);
    assert_non_null(strstr(get_sequence(all, 1)->properties, "/Subtype/Header"));
    assert_non_null(strstr(get_sequence(all, 2)->properties, "/Subtype/Footer"));
    g_autoptr(GArray) starts = list_run_starts(get_sheet(book, 0));
    /* A right-hand page has its number at the right, outside. */
    assert_true(
            is_near(g_array_index(starts, double, starts->len - 1), 360 - get_advance(book, "1")));
}

/* --- pictures --- */

static void
a_picture_that_could_not_be_read_is_a_frame_with_its_tag(void **state)
{
    Book *book = *state;
    PsgTag *figure = add_tag(book, PSG_TAG_FIGURE);
    PsgBox *box = psg_galley_add_box(book->galley, PSG_BOX_PICTURE);
    box->width = PSG_POINTS(100);
    box->height = PSG_POINTS(50);
    box->content = psg_tag_append_content(figure);
    box->figure = figure;
    paint_book(book, NULL);
    g_autoptr(GArray) all = read_sequences(get_sheet(book, 0));
    assert_int_equal(all->len, 1);
    assert_int_equal(get_sequence(all, 0)->number, 0);
    assert_non_null(strstr(get_sequence(all, 0)->operators, "re S"));
    assert_int_equal(figure->bounds.width, PSG_POINTS(100));
    assert_int_equal(figure->bounds.y, PSG_POINTS(60));
    assert_int_equal(figure->page_height, PAPER_HEIGHT);
}

static void
a_picture_in_a_view_says_where_it_stands_on_the_sheet(void **state)
{
    Book *book = *state;
    PsgTag *figure = add_tag(book, PSG_TAG_FIGURE);
    PsgBox *box = psg_galley_add_box(book->galley, PSG_BOX_PICTURE);
    box->width = box->height = PSG_POINTS(50);
    box->content = psg_tag_append_content(figure);
    box->figure = figure;
    paint_book(book, NULL);
    g_autoptr(PsgPdfPage) sheet = psg_pdf_page_new(2 * PAPER_WIDTH, PAPER_HEIGHT);
    psg_pdf_page_begin_view(sheet, PAPER_WIDTH, 0, 0);
    psg_paint_page(&book->book, book->pages->pdata[0], &(const PsgPaintFurniture){0}, sheet);
    assert_int_equal(figure->bounds.x, PAPER_WIDTH + TEXT_X);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
            TEST(a_paragraph_is_one_sequence),
            TEST(a_paragraph_over_two_pages_is_one_content),
            TEST(grounds_come_first_and_lines_last_as_artifacts),
            TEST(a_panel_is_ground_frame_and_bar),
            TEST(words_of_nobody_are_artifacts),
            TEST(a_mixed_line_is_painted_as_seen_and_read_as_written),
            TEST(lines_of_a_mixed_paragraph_are_read_one_after_the_other),
            TEST(a_page_reference_names_its_page_and_what_follows_moves_up),
            TEST(a_number_of_four_digits_pushes_what_follows),
            TEST(a_reference_to_a_place_that_is_not_there_says_so),
            TEST(a_line_of_contents_ends_with_dots_and_its_number),
            TEST(a_link_over_two_lines_is_one_annotation_with_two_rectangles),
            TEST(no_rule_goes_through_a_cell_and_its_ground_covers_its_rows),
            TEST(a_table_in_a_cell_has_its_own_grounds_and_rules),
            TEST(a_head_is_read_once_and_repeated_as_an_artifact),
            TEST(change_bars_stand_in_the_outer_margin),
            TEST(the_rule_above_notes_stands_between_them_and_the_text),
            TEST(head_and_number_are_pagination_in_the_margins),
            TEST(a_picture_that_could_not_be_read_is_a_frame_with_its_tag),
            TEST(a_picture_in_a_view_says_where_it_stands_on_the_sheet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
