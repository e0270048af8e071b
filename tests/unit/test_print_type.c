/* Setting text: no byte is lost, no line is too wide, and lines are in the order they are read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "publish/print/type/type.h"
#include "publish/publish_error.h"

static const char *const families[] = {"Noto Sans", "Noto Naskh Arabic", "Noto Nastaliq Urdu",
        "Noto Sans Bengali", "Noto Sans Hebrew", "Noto Sans Mono", "Droid Sans Fallback", NULL};

static const PsgTypeLook body = {.families = "Noto Sans,Noto Naskh Arabic,Noto Sans Bengali",
        .size = PSG_POINTS(12),
        .leading = PSG_POINTS(18),
        .is_hyphenated = TRUE,
        .background = -1};

typedef struct {
    PsgTypeFonts *fonts;
    PsgTypeContext *context;
} Fixture;

static int
set_up(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);
    g_autoptr(GError) error = NULL;
    fixture->fonts = psg_type_fonts_load(families, NULL, NULL, &error);
    if (!fixture->fonts)
        fail_msg("%s", error->message);
    fixture->context = psg_type_context_new(fixture->fonts);
    *state = fixture;
    return 0;
}

static int
tear_down(void **state)
{
    Fixture *fixture = *state;
    psg_type_context_free(fixture->context);
    psg_type_fonts_free(fixture->fonts);
    g_free(fixture);
    return 0;
}

static PsgTypeContext *
get_context(void **state)
{
    return ((Fixture *)*state)->context;
}

/* A paragraph of one span; `span` must live as long. */
static PsgTypeParagraph
make_paragraph(const char *text, PsgTypeSpan *span, PsgLength width)
{
    *span = (PsgTypeSpan){.end = (guint)strlen(text), .look = &body};
    return (PsgTypeParagraph){.text = text,
            .length = strlen(text),
            .spans = span,
            .span_count = 1,
            .language = "en",
            .width = width,
            .path = "chapter.md",
            .line = 7};
}

static const PsgTypeLine *
get_line(const PsgTypeText *text, guint index)
{
    assert_true(index < text->lines->len);
    return &g_array_index(text->lines, PsgTypeLine, index);
}

static const PsgTypeRun *
get_run(const PsgTypeText *text, guint index)
{
    assert_true(index < text->runs->len);
    return &g_array_index(text->runs, PsgTypeRun, index);
}

static const PsgTypeGlyph *
get_glyph(const PsgTypeText *text, guint index)
{
    assert_true(index < text->glyphs->len);
    return &g_array_index(text->glyphs, PsgTypeGlyph, index);
}

/* The run of a line that is read as number `order`. */
static const PsgTypeRun *
find_run(const PsgTypeText *text, const PsgTypeLine *line, guint order)
{
    for (guint i = line->run_start; i < line->run_end; i++)
        if (get_run(text, i)->order == order)
            return get_run(text, i);
    fail_msg("no run is read as number %u", order);
    return NULL;
}

/* --- what is true of every text --- */

static gboolean
is_hanging(const char *character)
{
    return strchr(" \t\r\n", *character) || g_str_has_prefix(character, "\u2028") ||
           g_str_has_prefix(character, "\u00ad");
}

/* The clusters of a run stand for its bytes, one after another. Returns the number of those that
 * are neither white space nor a hyphen. */
static guint
check_clusters(const PsgTypeText *text, const PsgTypeRun *run)
{
    guint clusters = 0, at = run->start;
    guint count = run->glyph_end - run->glyph_start;
    gboolean is_backwards = run->level & 1;
    for (guint i = 0; i < count; i++) {
        const PsgTypeGlyph *glyph =
                get_glyph(text, is_backwards ? run->glyph_end - 1 - i : run->glyph_start + i);
        if (glyph->length == 0)
            continue;
        assert_int_equal(glyph->start, at);
        clusters += !is_hanging(text->text + at);
        at += glyph->length;
    }
    if (count > 0)
        assert_int_equal(at, run->end);
    return clusters;
}

/* Returns the number of clusters of a line that are neither white space nor a hyphen. */
static guint
check_runs(const PsgTypeText *text, const PsgTypeLine *line)
{
    guint clusters = 0, at = line->start, count = line->run_end - line->run_start;
    PsgLength x = 0;
    for (guint order = 0; order < count; order++) {
        const PsgTypeRun *run = find_run(text, line, order);
        assert_int_equal(run->start, at);
        assert_true(run->end > run->start);
        at = run->end;
        clusters += run->object >= 0 ? 1 : check_clusters(text, run);
    }
    assert_int_equal(at, line->end);
    for (guint i = line->run_start; i < line->run_end; i++) {
        assert_int_equal(get_run(text, i)->x, x);
        x += get_run(text, i)->width;
    }
    assert_int_equal(x, line->width);
    return clusters;
}

/* Every byte is in one run of one line, and no line is wider than the measure unless it is a single
 * cluster. */
static void
check_text(const PsgTypeText *text, const PsgTypeParagraph *paragraph)
{
    guint at = 0;
    assert_true(text->lines->len > 0);
    for (guint i = 0; i < text->lines->len; i++) {
        const PsgTypeLine *line = get_line(text, i);
        assert_int_equal(line->start, at);
        at = line->end;
        guint clusters = check_runs(text, line);
        PsgLength measure = MAX(paragraph->width - (i == 0 ? paragraph->first_indent : 0), 0);
        if (line->width > measure) {
            assert_int_equal(clusters, 1);
        }
        assert_true(line->height > 0);
        assert_true(line->baseline <= line->height);
    }
    assert_int_equal(at, text->length);
}

static PsgTypeText *
set_text(PsgTypeContext *context, const PsgTypeParagraph *paragraph)
{
    PsgTypeText *text = psg_type_set(context, paragraph, NULL);
    check_text(text, paragraph);
    return text;
}

static const char english[] =
        "Children learn best when the people around them talk with each other. A plan says who "
        "does what, by when, and how everyone will know that it helped. It is reviewed with the "
        "family at least once a year, and sooner when something changes. Nobody should have to "
        "tell their story twice: what was said is written down, in words that they would use "
        "themselves, and they have a copy of it.";

static void
test_every_byte_is_in_one_run_of_one_line(void **state)
{
    static const char *const texts[] = {english, "", " ", "a", "one two  three   ",
            "a\u2028b\u2028\u2028c", "\u2028", "x\u2028", "Stra\u00dfe \u2014 na\u00efve caf\u00e9",
            "\u0623\u0647\u0644\u0627 \u0648\u0633\u0647\u0644\u0627 abc 123 "
            "\u0645\u0631\u062d\u0628\u0627",
            "\u200f\u200e\u200d\u200b", "a\u00adb\u00ad", "\u0301\u0301 \u0301",
            "\t\ttabs\tin\r\nit\n",
            "\u09aa\u09cd\u09b0\u09a4\u09bf\u099f\u09bf \u09b6\u09bf\u09b6\u09c1",
            "\u4e2d\u6587\u6d4b\u8bd5\uff0c\u7b2c\u4e8c\u53e5\u3002", "e\u0301e\u0301 \u1ec7",
            "\ufffc"};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        for (double width = 1; width < 600; width = width * 2.3 + 1)
            for (guint manner = 0; manner < 8; manner++) {
                PsgTypeSpan span;
                PsgTypeParagraph paragraph = make_paragraph(texts[i], &span, PSG_POINTS(width));
                paragraph.is_preformatted = manner & 1;
                paragraph.is_direction_known = manner & 2;
                paragraph.is_right_to_left = manner & 2;
                paragraph.is_centred = manner & 4;
                paragraph.first_indent = manner & 4 ? PSG_POINTS(30) : 0;
                g_autoptr(PsgTypeText) text = set_text(get_context(state), &paragraph);
                assert_string_equal(text->text, texts[i]);
            }
}

static void
test_bytes_that_are_no_characters_are_set_as_something(void **state)
{
    PsgTypeSpan span;
    PsgTypeParagraph paragraph = make_paragraph("a\xff\xc3 b\xe2\x80", &span, PSG_POINTS(300));
    g_autoptr(PsgTypeText) text = set_text(get_context(state), &paragraph);
    assert_string_equal(text->text, "a?? b??");
    PsgTypeSpan wild[] = {{.start = 3, .end = 2, .look = &body}, {.end = 900, .look = &body},
            {.start = 1, .end = 4, .look = &body}};
    paragraph.spans = wild;
    paragraph.span_count = 3;
    g_autoptr(PsgTypeText) other = set_text(get_context(state), &paragraph);
    assert_int_equal(other->spans->len, 3);
}

static void
test_lines_are_left_right_or_centred(void **state)
{
    PsgTypeSpan span;
    PsgLength width = PSG_POINTS(250);
    PsgTypeParagraph paragraph = make_paragraph(english, &span, width);
    paragraph.first_indent = PSG_POINTS(20);
    g_autoptr(PsgTypeText) left = set_text(get_context(state), &paragraph);
    assert_int_equal(get_line(left, 0)->x, PSG_POINTS(20));
    assert_int_equal(get_line(left, 1)->x, 0);
    paragraph.is_direction_known = paragraph.is_right_to_left = TRUE;
    g_autoptr(PsgTypeText) right = set_text(get_context(state), &paragraph);
    assert_true(right->is_right_to_left);
    assert_int_equal(get_line(right, 0)->x + get_line(right, 0)->width, width - PSG_POINTS(20));
    assert_int_equal(get_line(right, 1)->x + get_line(right, 1)->width, width);
    paragraph.first_indent = 0;
    paragraph.is_centred = TRUE;
    g_autoptr(PsgTypeText) centred = set_text(get_context(state), &paragraph);
    for (guint i = 0; i < centred->lines->len; i++)
        assert_int_equal(get_line(centred, i)->x, (width - get_line(centred, i)->width) / 2);
}

static void
test_white_space_at_the_end_of_a_line_hangs_but_has_its_glyph(void **state)
{
    PsgTypeSpan span;
    PsgTypeParagraph paragraph = make_paragraph(english, &span, PSG_POINTS(250));
    g_autoptr(PsgTypeText) text = set_text(get_context(state), &paragraph);
    const PsgTypeLine *line = get_line(text, 0);
    const PsgTypeRun *run = get_run(text, line->run_start);
    const PsgTypeGlyph *last = get_glyph(text, run->glyph_end - 1);
    assert_int_equal(text->text[last->start], ' ');
    assert_int_equal(last->glyph, run->font->glyph_space);
    assert_int_equal(last->x, line->width);
}

/* --- looks --- */

static void
test_bold_and_italic_are_faces_of_their_own(void **state)
{
    static const struct {
        gboolean is_bold, is_italic;
        const char *file;
    } cases[] = {{FALSE, FALSE, "NotoSans-Regular.ttf#0"}, {TRUE, FALSE, "NotoSans-Bold.ttf#0"},
            {FALSE, TRUE, "NotoSans-Italic.ttf#0"}, {TRUE, TRUE, "NotoSans-BoldItalic.ttf#0"}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        PsgTypeLook look = body;
        look.is_bold = cases[i].is_bold;
        look.is_italic = cases[i].is_italic;
        PsgTypeSpan span;
        PsgTypeParagraph paragraph = make_paragraph("Word", &span, PSG_POINTS(300));
        span.look = &look;
        g_autoptr(PsgTypeText) text = set_text(get_context(state), &paragraph);
        const PsgTypeFont *font = get_run(text, 0)->font;
        if (!g_str_has_suffix(font->key, cases[i].file))
            fail_msg("%s is not %s", font->key, cases[i].file);
        assert_int_equal(font->ascent, 1069);
        assert_int_equal(font->descent, 293);
        assert_true(font->underline_position > 0 && font->underline_thickness > 0);
        assert_true(font->x_height > 400 && font->cap_height > font->x_height);
        assert_true(font->glyph_hyphen && font->glyph_space && font->digits[0] && font->digits[9]);
    }
}

static void
test_runs_of_different_spans_are_never_joined(void **state)
{
    int one, other;
    PsgTypeSpan spans[] = {{.end = 5, .look = &body, .owner = &one},
            {.start = 5, .end = 8, .look = &body, .owner = &other},
            {.start = 8, .end = 12, .look = &body, .owner = &one}};
    PsgTypeParagraph paragraph = {.text = "officefficer",
            .length = 12,
            .spans = spans,
            .span_count = 3,
            .language = "en",
            .width = PSG_POINTS(300)};
    g_autoptr(PsgTypeText) text = set_text(get_context(state), &paragraph);
    assert_int_equal(text->runs->len, 3);
    assert_ptr_equal(get_run(text, 0)->span->owner, &one);
    assert_ptr_equal(get_run(text, 1)->span->owner, &other);
    assert_int_equal(get_run(text, 1)->start, 5);
    assert_int_equal(get_run(text, 1)->end, 8);
}

static void
test_a_nastaliq_line_does_not_make_other_lines_taller(void **state)
{
    PsgTypeLook urdu = body;
    urdu.families = "Noto Nastaliq Urdu";
    g_autofree char *words =
            g_strconcat(english, "\u2028", "\u0627\u0631\u062f\u0648\u2028", english, NULL);
    guint first = (guint)strlen(english) + 3, second = first + 8;
    PsgTypeSpan spans[] = {{.end = first, .look = &body},
            {.start = first, .end = second, .look = &urdu, .language = "ur"},
            {.start = second, .end = (guint)strlen(words), .look = &body}};
    PsgTypeSpan unused;
    PsgTypeParagraph paragraph = make_paragraph(words, &unused, PSG_POINTS(400));
    paragraph.spans = spans;
    paragraph.span_count = 3;
    g_autoptr(PsgTypeText) text = set_text(get_context(state), &paragraph);
    guint tall = 0;
    for (guint i = 0; i < text->lines->len; i++) {
        const PsgTypeLine *line = get_line(text, i);
        if (line->start == first) {
            assert_true(line->height > PSG_POINTS(24));
            assert_true(line->baseline >= line->ascent);
            tall++;
        } else {
            assert_int_equal(line->height, PSG_POINTS(18));
        }
    }
    assert_int_equal(tall, 1);
}

static void
test_objects_stand_in_the_line_on_its_baseline(void **state)
{
    PsgBounds objects[] = {{.width = PSG_POINTS(30), .height = PSG_POINTS(40)},
            {.width = PSG_POINTS(10), .height = PSG_POINTS(5)}};
    PsgTypeSpan span;
    PsgTypeParagraph paragraph =
            make_paragraph("A \ufffc picture and \ufffc another", &span, PSG_POINTS(300));
    paragraph.objects = objects;
    paragraph.object_count = 2;
    g_autoptr(PsgTypeText) text = set_text(get_context(state), &paragraph);
    guint met = 0;
    for (guint i = 0; i < text->runs->len; i++)
        if (get_run(text, i)->object >= 0) {
            assert_int_equal(get_run(text, i)->object, met);
            assert_int_equal(get_run(text, i)->width, objects[met].width);
            met++;
        }
    assert_int_equal(met, 2);
    assert_true(get_line(text, 0)->baseline >= PSG_POINTS(40));
    assert_true(get_line(text, 0)->height > PSG_POINTS(40));
}

/* --- characters --- */

static void
test_a_missing_glyph_is_a_finding_with_its_code_point(void **state)
{
    g_autoptr(PsgFindings) findings = psg_findings_new();
    PsgTypeSpan span;
    PsgTypeParagraph paragraph =
            make_paragraph("Look \U0001f6a8 here \U0001f6a8 \u0378", &span, PSG_POINTS(300));
    g_autoptr(PsgTypeText) text = psg_type_set(get_context(state), &paragraph, findings);
    check_text(text, &paragraph);
    assert_int_equal(psg_findings_get_length(findings), 2);
    const PsgFinding *finding = psg_findings_get(findings, 0);
    assert_string_equal(finding->rule, "print-glyph-missing");
    assert_string_equal(finding->path, "chapter.md");
    assert_int_equal(finding->line, 7);
    assert_non_null(strstr(finding->message, "U+1F6A8 \U0001f6a8"));
    assert_non_null(strstr(psg_findings_get(findings, 1)->message, "U+0378;"));
    for (guint i = 0; i < text->glyphs->len; i++)
        assert_int_not_equal(get_glyph(text, i)->glyph, 0);
    assert_string_equal(text->text, paragraph.text);
}

static void
test_a_font_behind_the_first_gives_what_the_first_has_not(void **state)
{
    static const struct {
        const char *text, *file;
    } cases[] = {{"\u0623\u0647\u0644\u0627", "NotoNaskhArabic-Regular.ttf#0"},
            {"\u09aa\u09cd\u09b0\u09a4\u09bf", "NotoSansBengali-Regular.ttf#0"},
            {"\u05e9\u05dc\u05d5\u05dd", "NotoSansHebrew-Regular.ttf#0"},
            {"\u4e2d\u6587", "DroidSansFallbackFull.ttf#0"},
            {"\u0105\u0119\u017c", "NotoSans-Regular.ttf#0"}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        PsgTypeSpan span;
        PsgTypeParagraph paragraph = make_paragraph(cases[i].text, &span, PSG_POINTS(300));
        g_autoptr(PsgTypeText) text = set_text(get_context(state), &paragraph);
        assert_int_equal(text->runs->len, 1);
        assert_true(g_str_has_suffix(get_run(text, 0)->font->key, cases[i].file));
    }
}

static void
test_bengali_vowels_are_of_the_cluster_they_stand_before(void **state)
{
    PsgTypeSpan span;
    /* KA + vowel sign I: the sign is shown first, and both are one cluster of six bytes. */
    PsgTypeParagraph paragraph = make_paragraph("\u0995\u09bf\u0995", &span, PSG_POINTS(300));
    g_autoptr(PsgTypeText) text = set_text(get_context(state), &paragraph);
    assert_int_equal(text->glyphs->len, 3);
    assert_int_equal(get_glyph(text, 0)->length, 6);
    assert_int_equal(get_glyph(text, 1)->length, 0);
    assert_int_equal(get_glyph(text, 1)->start, 0);
    assert_int_equal(get_glyph(text, 2)->start, 6);
    assert_int_equal(get_glyph(text, 2)->length, 3);
    assert_int_equal(get_glyph(text, 1)->glyph, get_glyph(text, 2)->glyph);
}

static void
test_arabic_letters_join_over_the_edge_of_a_span(void **state)
{
    PsgTypeSpan span;
    PsgTypeParagraph paragraph = make_paragraph("\u0628\u0628\u0628\u0628", &span, PSG_POINTS(300));
    g_autoptr(PsgTypeText) whole = set_text(get_context(state), &paragraph);
    PsgTypeSpan spans[] = {{.end = 4, .look = &body}, {.start = 4, .end = 8, .look = &body}};
    paragraph.spans = spans;
    paragraph.span_count = 2;
    g_autoptr(PsgTypeText) parted = set_text(get_context(state), &paragraph);
    assert_int_equal(parted->glyphs->len, whole->glyphs->len);
    for (guint i = 0; i < 4; i++) {
        const PsgTypeGlyph *glyph = get_glyph(whole, i);
        gboolean is_there = FALSE;
        for (guint k = 0; k < 4; k++)
            is_there |= get_glyph(parted, k)->start == glyph->start &&
                        get_glyph(parted, k)->glyph == glyph->glyph;
        assert_true(is_there);
    }
}

/* --- directions --- */

/* The text of a line as it is seen from left to right, cluster by cluster. */
static char *
read_visually(const PsgTypeText *text, const PsgTypeLine *line)
{
    GString *out = g_string_new(NULL);
    for (guint i = line->run_start; i < line->run_end; i++) {
        const PsgTypeRun *run = get_run(text, i);
        for (guint k = run->glyph_start; k < run->glyph_end; k++)
            g_string_append_len(
                    out, text->text + get_glyph(text, k)->start, get_glyph(text, k)->length);
    }
    return g_string_free(out, FALSE);
}

static void
test_lines_of_both_directions_are_in_visual_order(void **state)
{
    static const struct {
        const char *logical, *visual;
        gboolean is_right_to_left;
    } cases[] = {
            {"abc \u05d0\u05d1\u05d2 xyz", "abc \u05d2\u05d1\u05d0 xyz", FALSE},
            {"abc \u05d0\u05d1 12 \u05d2\u05d3 xyz", "abc \u05d3\u05d2 12 \u05d1\u05d0 xyz", FALSE},
            {"\u05d0\u05d1 abc 12.5 \u05d2\u05d3", "\u05d3\u05d2 abc 12.5 \u05d1\u05d0", TRUE},
            {"\u05d0 \u0628\u062a", "\u062a\u0628 \u05d0", TRUE},
            {"a (\u05d0) b", "a (\u05d0) b", FALSE},
            {"\u05d0\u05d1 abc ", " abc \u05d1\u05d0", TRUE},
            {"abc \u05d0\u05d1 ", "abc \u05d1\u05d0 ", FALSE},
            {"12 \u05d0", "\u05d0 12", TRUE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        PsgTypeSpan span;
        PsgTypeParagraph paragraph = make_paragraph(cases[i].logical, &span, PSG_POINTS(300));
        g_autoptr(PsgTypeText) text = set_text(get_context(state), &paragraph);
        assert_int_equal(text->is_right_to_left, cases[i].is_right_to_left);
        assert_int_equal(text->lines->len, 1);
        g_autofree char *visual = read_visually(text, get_line(text, 0));
        assert_string_equal(visual, cases[i].visual);
    }
}

static void
test_white_space_hangs_at_the_left_of_a_right_to_left_line(void **state)
{
    PsgTypeSpan span;
    PsgTypeParagraph paragraph = make_paragraph(
            "\u05d0\u05d1\u05d2 \u05d3\u05d4\u05d5 \u05d6\u05d7\u05d8", &span, PSG_POINTS(30));
    g_autoptr(PsgTypeText) text = set_text(get_context(state), &paragraph);
    assert_int_equal(text->lines->len, 3);
    const PsgTypeLine *line = get_line(text, 0);
    assert_int_equal(line->x + line->width, PSG_POINTS(30));
    const PsgTypeRun *run = get_run(text, line->run_start);
    assert_int_equal(text->text[get_glyph(text, run->glyph_start)->start], ' ');
    assert_true(get_glyph(text, run->glyph_start)->x < 0);
    assert_int_equal(get_glyph(text, run->glyph_start + 1)->x, 0);
}

static void
test_a_known_direction_counts_more_than_the_first_letter(void **state)
{
    PsgTypeSpan span;
    PsgTypeParagraph paragraph = make_paragraph("abc \u05d0\u05d1", &span, PSG_POINTS(300));
    paragraph.is_direction_known = paragraph.is_right_to_left = TRUE;
    g_autoptr(PsgTypeText) text = set_text(get_context(state), &paragraph);
    g_autofree char *visual = read_visually(text, get_line(text, 0));
    assert_string_equal(visual, "\u05d1\u05d0 abc");
}

/* --- breaks --- */

static void
test_a_word_longer_than_the_line_breaks_behind_a_sign_or_anywhere(void **state)
{
    PsgTypeSpan span;
    PsgTypeParagraph paragraph = make_paragraph(
            "See https://example.org/a_rather_long_name_of_a_page_that_has_no_place_to_break.html",
            &span, PSG_POINTS(150));
    g_autoptr(PsgTypeText) text = set_text(get_context(state), &paragraph);
    assert_true(text->lines->len >= 4);
    for (guint i = 0; i + 1 < text->lines->len; i++) {
        char last = text->text[get_line(text, i)->end - 1];
        assert_non_null(strchr(" /_.", last));
    }
    g_autofree char *letters = g_strnfill(2000, 'm');
    paragraph = make_paragraph(letters, &span, PSG_POINTS(150));
    g_autoptr(PsgTypeText) long_text = set_text(get_context(state), &paragraph);
    assert_true(long_text->lines->len > 100);
    for (guint i = 0; i + 1 < long_text->lines->len; i++)
        assert_true(get_line(long_text, i)->width > PSG_POINTS(100));
}

static void
test_every_cluster_is_a_line_where_there_is_no_room(void **state)
{
    PsgTypeSpan span;
    PsgTypeParagraph paragraph = make_paragraph("ab cd", &span, 0);
    g_autoptr(PsgTypeText) text = set_text(get_context(state), &paragraph);
    assert_int_equal(text->lines->len, 4);
}

static void
test_a_forced_break_ends_a_line(void **state)
{
    PsgTypeSpan span;
    PsgTypeParagraph paragraph =
            make_paragraph("one two\u2028three\u2028\u2028four", &span, PSG_POINTS(300));
    g_autoptr(PsgTypeText) text = set_text(get_context(state), &paragraph);
    assert_int_equal(text->lines->len, 4);
    for (guint i = 0; i < 4; i++)
        assert_true(get_line(text, i)->is_forced);
    assert_int_equal(get_line(text, 1)->start, 10);
    assert_int_equal(get_line(text, 2)->width, 0);
    assert_int_equal(get_line(text, 2)->height, PSG_POINTS(18));
}

static void
test_preformatted_text_keeps_its_spaces(void **state)
{
    PsgTypeLook code = body;
    code.families = "Noto Sans Mono";
    PsgTypeSpan span;
    PsgTypeParagraph paragraph =
            make_paragraph("if (a) {\u2028    call();  // b\u2028}", &span, PSG_POINTS(400));
    span.look = &code;
    paragraph.is_preformatted = TRUE;
    g_autoptr(PsgTypeText) text = set_text(get_context(state), &paragraph);
    assert_int_equal(text->lines->len, 3);
    const PsgTypeRun *run = get_run(text, get_line(text, 1)->run_start);
    PsgLength space = get_glyph(text, run->glyph_start + 1)->x;
    for (guint i = 0; i < 17; i++)
        assert_int_equal(get_glyph(text, run->glyph_start + i)->x, (PsgLength)i * space);
    paragraph.width = space * 9;
    g_autoptr(PsgTypeText) narrow = set_text(get_context(state), &paragraph);
    assert_int_equal(narrow->lines->len, 4);
    assert_false(get_line(narrow, 1)->is_forced);
    assert_int_equal(get_line(narrow, 1)->end, get_line(narrow, 1)->start + 9);
}

static void
test_a_soft_hyphen_is_shown_only_where_a_line_ends_with_it(void **state)
{
    PsgTypeSpan span;
    PsgTypeParagraph paragraph =
            make_paragraph("inter\u00adnational under\u00adstanding", &span, PSG_POINTS(300));
    g_autoptr(PsgTypeText) wide = set_text(get_context(state), &paragraph);
    assert_int_equal(wide->lines->len, 1);
    guint hyphen = get_run(wide, 0)->font->glyph_hyphen;
    for (guint i = 0; i < wide->glyphs->len; i++)
        assert_int_not_equal(get_glyph(wide, i)->glyph, hyphen);
    paragraph.width = PSG_POINTS(40);
    paragraph = make_paragraph(paragraph.text, &span, PSG_POINTS(50));
    g_autoptr(PsgTypeText) narrow = set_text(get_context(state), &paragraph);
    const PsgTypeLine *line = get_line(narrow, 0);
    const PsgTypeRun *run = get_run(narrow, line->run_start);
    const PsgTypeGlyph *last = get_glyph(narrow, run->glyph_end - 1);
    assert_int_equal(last->glyph, hyphen);
    assert_int_equal(last->length, 2);
    assert_memory_equal(narrow->text + last->start, "\u00ad", 2);
    assert_true(line->width > last->x);
    PsgTypeRag rag;
    psg_type_text_measure_rag(narrow, paragraph.width, &rag);
    assert_int_equal(rag.hyphens, 2);
}

static void
test_hyphenation_is_where_it_is_asked_for_and_nowhere_else(void **state)
{
    PsgTypeSpan spans[] = {{.end = 15, .look = &body}, {.start = 15, .end = 29, .look = &body}};
    PsgTypeLook name = body;
    name.is_hyphenated = FALSE;
    spans[1].look = &name;
    PsgTypeSpan unused;
    PsgTypeParagraph paragraph =
            make_paragraph("Responsibility responsibility", &unused, PSG_POINTS(300));
    paragraph.spans = spans;
    paragraph.span_count = 2;
    paragraph.language = "en-US";
    g_autoptr(PsgTypeText) without = set_text(get_context(state), &paragraph);
    assert_string_equal(without->text, paragraph.text);
    paragraph.is_hyphenated = TRUE;
    g_autoptr(PsgTypeText) with = set_text(get_context(state), &paragraph);
    const PsgTypeSpan *second = &g_array_index(with->spans, PsgTypeSpan, 1);
    assert_string_equal(with->text + second->start, "responsibility");
    g_autofree char *first = g_strndup(with->text, second->start);
    assert_string_equal(first, "Re\u00adspon\u00adsi\u00adbil\u00adity ");
}

static void
test_a_language_without_a_dictionary_is_one_finding(void **state)
{
    g_autoptr(PsgFindings) findings = psg_findings_new();
    PsgTypeSpan span;
    PsgTypeParagraph paragraph = make_paragraph("Xylophonia", &span, PSG_POINTS(300));
    paragraph.is_hyphenated = TRUE;
    paragraph.language = "x-none";
    for (guint i = 0; i < 3; i++)
        psg_type_text_unref(psg_type_set(get_context(state), &paragraph, findings));
    assert_int_equal(psg_findings_get_length(findings), 1);
    assert_string_equal(psg_findings_get(findings, 0)->rule, "print-hyphenation-missing");
}

static void
test_a_paragraph_of_100000_characters_is_set(void **state)
{
    static const char *const parts[] = {
            "word ", "m", "\u200b", "a\u00ad", "\u05d0 ", "\u4e2d", "x\u2028", "\ufffc", "\u0301"};
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autoptr(GString) long_text = g_string_new(NULL);
        while (long_text->len < 100000)
            g_string_append(long_text, parts[i]);
        PsgTypeSpan span;
        PsgTypeParagraph paragraph = make_paragraph(long_text->str, &span, PSG_POINTS(400));
        g_autoptr(PsgTypeText) text = set_text(get_context(state), &paragraph);
        assert_int_equal(text->length, long_text->len);
    }
}

/* --- measures --- */

static void
test_widths_for_tables_are_those_of_the_longest_word_and_of_one_line(void **state)
{
    PsgTypeSpan span;
    PsgLength narrowest, widest;
    PsgTypeParagraph paragraph =
            make_paragraph("a considerable word\u2028and it", &span, PSG_POINTS(300));
    psg_type_measure(get_context(state), &paragraph, &narrowest, &widest);
    g_autoptr(PsgTypeText) text = set_text(get_context(state), &paragraph);
    assert_int_equal(widest, get_line(text, 0)->width);
    paragraph = make_paragraph("considerable", &span, PSG_POINTS(300));
    g_autoptr(PsgTypeText) word = set_text(get_context(state), &paragraph);
    assert_int_equal(narrowest, get_line(word, 0)->width);
}

static void
test_lines_are_no_more_ragged_than_those_of_a_greedy_layout(void **state)
{
    double mean = 0, greedy_mean = 0, square = 0, greedy_square = 0;
    guint lines = 0, greedy_lines = 0, short_lines = 0, greedy_short_lines = 0;
    for (guint width = 180; width < 480; width += 10) {
        PsgTypeSpan span;
        PsgTypeParagraph paragraph = make_paragraph(english, &span, PSG_POINTS(width));
        g_autoptr(PsgTypeText) text = set_text(get_context(state), &paragraph);
        PsgTypeRag rag, greedy;
        psg_type_text_measure_rag(text, paragraph.width, &rag);
        psg_type_measure_greedy(get_context(state), &paragraph, &greedy);
        assert_true(rag.lines > 0 && greedy.lines > 0);
        lines += rag.lines;
        greedy_lines += greedy.lines;
        mean += rag.mean * rag.lines;
        greedy_mean += greedy.mean * greedy.lines;
        square += rag.deviation * rag.deviation * rag.lines;
        greedy_square += greedy.deviation * greedy.deviation * greedy.lines;
        short_lines += rag.short_lines;
        greedy_short_lines += greedy.short_lines;
    }
    print_message("rag: %u lines, mean %.2f, square %.1f, short %u; greedy: %u, %.2f, %.1f, %u\n",
            lines, mean / lines, square / lines, short_lines, greedy_lines,
            greedy_mean / greedy_lines, greedy_square / greedy_lines, greedy_short_lines);
    assert_true(lines <= greedy_lines + greedy_lines / 50);
    assert_true(mean / lines < greedy_mean / greedy_lines * 1.03);
    assert_true(square / lines < greedy_square / greedy_lines * .95);
    assert_true(short_lines < greedy_short_lines);
}

/* --- fonts and threads --- */

static void
test_a_font_that_is_not_installed_is_a_finding_with_its_package(void **state)
{
    g_autoptr(PsgFindings) findings = psg_findings_new();
    g_autoptr(GError) error = NULL;
    const char *const wanted[] = {"Noto Sans", "Noto Serif Martian", "Nobody's Hand", NULL};
    const char *const files[] = {"no-such-folder/theme.ttf", NULL};
    g_autoptr(PsgTypeFonts) fonts = psg_type_fonts_load(wanted, files, findings, &error);
    assert_non_null(fonts);
    assert_int_equal(psg_findings_get_length(findings), 3);
    assert_string_equal(psg_findings_get(findings, 0)->rule, "print-font-fault");
    assert_non_null(strstr(psg_findings_get(findings, 0)->message, "theme.ttf"));
    assert_string_equal(psg_findings_get(findings, 1)->rule, "print-font-missing");
    assert_non_null(strstr(psg_findings_get(findings, 1)->message, "fonts-noto-core"));
    assert_non_null(strstr(psg_findings_get(findings, 2)->message, "Nobody's Hand"));
    const char *const none[] = {"Nobody's Hand", NULL};
    assert_null(psg_type_fonts_load(none, NULL, findings, &error));
    assert_true(g_error_matches(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_THEME));
}

/* Everything that is to be the same in two threads. */
static char *
describe(PsgTypeContext *context)
{
    GString *out = g_string_new(NULL);
    for (guint width = 100; width < 500; width += 25) {
        g_autofree char *words = g_strdup_printf("%s \u05d0\u05d1 \u0628\u062a %u", english, width);
        PsgTypeSpan span;
        PsgTypeParagraph paragraph = make_paragraph(words, &span, PSG_POINTS(width));
        g_autoptr(PsgTypeText) text = psg_type_set(context, &paragraph, NULL);
        for (guint i = 0; i < text->lines->len; i++)
            g_string_append_printf(out, "%u %d;", get_line(text, i)->end, get_line(text, i)->width);
        for (guint i = 0; i < text->runs->len; i++)
            g_string_append_printf(out, "%s %d %u;", get_run(text, i)->font->key,
                    get_run(text, i)->x, get_run(text, i)->end);
        for (guint i = 0; i < text->glyphs->len; i++)
            g_string_append_printf(out, "%u %d ", get_glyph(text, i)->glyph, get_glyph(text, i)->x);
    }
    return g_string_free(out, FALSE);
}

static gpointer
describe_in_thread(gpointer fonts)
{
    PsgTypeContext *context = psg_type_context_new(fonts);
    char *result = describe(context);
    psg_type_context_free(context);
    return result;
}

static void
test_two_threads_set_the_same_lines(void **state)
{
    PsgTypeFonts *fonts = ((Fixture *)*state)->fonts;
    GThread *one = g_thread_new("one", describe_in_thread, fonts);
    GThread *other = g_thread_new("other", describe_in_thread, fonts);
    g_autofree char *first = g_thread_join(one);
    g_autofree char *second = g_thread_join(other);
    g_autofree char *third = describe(get_context(state));
    assert_string_equal(first, second);
    assert_string_equal(first, third);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_every_byte_is_in_one_run_of_one_line),
            cmocka_unit_test(test_bytes_that_are_no_characters_are_set_as_something),
            cmocka_unit_test(test_lines_are_left_right_or_centred),
            cmocka_unit_test(test_white_space_at_the_end_of_a_line_hangs_but_has_its_glyph),
            cmocka_unit_test(test_bold_and_italic_are_faces_of_their_own),
            cmocka_unit_test(test_runs_of_different_spans_are_never_joined),
            cmocka_unit_test(test_a_nastaliq_line_does_not_make_other_lines_taller),
            cmocka_unit_test(test_objects_stand_in_the_line_on_its_baseline),
            cmocka_unit_test(test_a_missing_glyph_is_a_finding_with_its_code_point),
            cmocka_unit_test(test_a_font_behind_the_first_gives_what_the_first_has_not),
            cmocka_unit_test(test_bengali_vowels_are_of_the_cluster_they_stand_before),
            cmocka_unit_test(test_arabic_letters_join_over_the_edge_of_a_span),
            cmocka_unit_test(test_lines_of_both_directions_are_in_visual_order),
            cmocka_unit_test(test_white_space_hangs_at_the_left_of_a_right_to_left_line),
            cmocka_unit_test(test_a_known_direction_counts_more_than_the_first_letter),
            cmocka_unit_test(test_a_word_longer_than_the_line_breaks_behind_a_sign_or_anywhere),
            cmocka_unit_test(test_every_cluster_is_a_line_where_there_is_no_room),
            cmocka_unit_test(test_a_forced_break_ends_a_line),
            cmocka_unit_test(test_preformatted_text_keeps_its_spaces),
            cmocka_unit_test(test_a_soft_hyphen_is_shown_only_where_a_line_ends_with_it),
            cmocka_unit_test(test_hyphenation_is_where_it_is_asked_for_and_nowhere_else),
            cmocka_unit_test(test_a_language_without_a_dictionary_is_one_finding),
            cmocka_unit_test(test_a_paragraph_of_100000_characters_is_set),
            cmocka_unit_test(test_widths_for_tables_are_those_of_the_longest_word_and_of_one_line),
            cmocka_unit_test(test_lines_are_no_more_ragged_than_those_of_a_greedy_layout),
            cmocka_unit_test(test_a_font_that_is_not_installed_is_a_finding_with_its_package),
            cmocka_unit_test(test_two_threads_set_the_same_lines),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
