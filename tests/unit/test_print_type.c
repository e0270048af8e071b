/* Setting text: no byte is lost, and every character is shown in a font that has it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture_type.h"
#include "publish/publish_error.h"

static void
test_every_byte_is_in_one_run_of_one_line(void **state)
{
    static const char *const texts[] = {type_english, "", " ", "a", "one two  three   ",
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
                PsgTypeParagraph paragraph =
                        type_make_paragraph(texts[i], &span, PSG_POINTS(width));
                paragraph.is_preformatted = manner & 1;
                paragraph.is_direction_known = manner & 2;
                paragraph.is_right_to_left = manner & 2;
                paragraph.is_centred = manner & 4;
                paragraph.first_indent = manner & 4 ? PSG_POINTS(30) : 0;
                g_autoptr(PsgTypeText) text = type_set_text(type_get_context(state), &paragraph);
                assert_string_equal(text->text, texts[i]);
            }
}

static void
test_bytes_that_are_no_characters_are_set_as_something(void **state)
{
    PsgTypeSpan span;
    PsgTypeParagraph paragraph = type_make_paragraph("a\xff\xc3 b\xe2\x80", &span, PSG_POINTS(300));
    g_autoptr(PsgTypeText) text = type_set_text(type_get_context(state), &paragraph);
    assert_string_equal(text->text, "a?? b??");
    PsgTypeSpan wild[] = {{.start = 3, .end = 2, .look = &type_body},
            {.end = 900, .look = &type_body}, {.start = 1, .end = 4, .look = &type_body}};
    paragraph.spans = wild;
    paragraph.span_count = 3;
    g_autoptr(PsgTypeText) other = type_set_text(type_get_context(state), &paragraph);
    assert_int_equal(other->spans->len, 3);
}

static void
test_lines_are_left_right_or_centred(void **state)
{
    PsgTypeSpan span;
    PsgLength width = PSG_POINTS(250);
    PsgTypeParagraph paragraph = type_make_paragraph(type_english, &span, width);
    paragraph.first_indent = PSG_POINTS(20);
    g_autoptr(PsgTypeText) left = type_set_text(type_get_context(state), &paragraph);
    assert_int_equal(type_get_line(left, 0)->x, PSG_POINTS(20));
    assert_int_equal(type_get_line(left, 1)->x, 0);
    paragraph.is_direction_known = paragraph.is_right_to_left = TRUE;
    g_autoptr(PsgTypeText) right = type_set_text(type_get_context(state), &paragraph);
    assert_true(right->is_right_to_left);
    assert_int_equal(
            type_get_line(right, 0)->x + type_get_line(right, 0)->width, width - PSG_POINTS(20));
    assert_int_equal(type_get_line(right, 1)->x + type_get_line(right, 1)->width, width);
    paragraph.first_indent = 0;
    paragraph.is_centred = TRUE;
    g_autoptr(PsgTypeText) centred = type_set_text(type_get_context(state), &paragraph);
    for (guint i = 0; i < centred->lines->len; i++)
        assert_int_equal(
                type_get_line(centred, i)->x, (width - type_get_line(centred, i)->width) / 2);
}

static void
test_white_space_at_the_end_of_a_line_hangs_but_has_its_glyph(void **state)
{
    PsgTypeSpan span;
    PsgTypeParagraph paragraph = type_make_paragraph(type_english, &span, PSG_POINTS(250));
    g_autoptr(PsgTypeText) text = type_set_text(type_get_context(state), &paragraph);
    const PsgTypeLine *line = type_get_line(text, 0);
    const PsgTypeRun *run = type_get_run(text, line->run_start);
    const PsgGlyph *last = type_get_glyph(text, run->glyph_end - 1);
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
        PsgTypeLook look = type_body;
        look.is_bold = cases[i].is_bold;
        look.is_italic = cases[i].is_italic;
        PsgTypeSpan span;
        PsgTypeParagraph paragraph = type_make_paragraph("Word", &span, PSG_POINTS(300));
        span.look = &look;
        g_autoptr(PsgTypeText) text = type_set_text(type_get_context(state), &paragraph);
        const PsgTypeFont *font = type_get_run(text, 0)->font;
        if (!g_str_has_suffix(font->key, cases[i].file))
            fail_msg("%s is not %s", font->key, cases[i].file);
        assert_int_equal(font->ascent, 1069);
        assert_int_equal(font->descent, 293);
        assert_true(font->underline_position > 0 && font->underline_thickness > 0);
        assert_true(font->x_height > 400);
        assert_true(font->glyph_hyphen && font->glyph_space && font->digits[0] && font->digits[9]);
    }
}

static void
test_runs_of_different_spans_are_never_joined(void **state)
{
    int one, other;
    PsgTypeSpan spans[] = {{.end = 5, .look = &type_body, .owner = &one},
            {.start = 5, .end = 8, .look = &type_body, .owner = &other},
            {.start = 8, .end = 12, .look = &type_body, .owner = &one}};
    PsgTypeParagraph paragraph = {.text = "officefficer",
            .length = 12,
            .spans = spans,
            .span_count = 3,
            .language = "en",
            .width = PSG_POINTS(300)};
    g_autoptr(PsgTypeText) text = type_set_text(type_get_context(state), &paragraph);
    assert_int_equal(text->runs->len, 3);
    assert_ptr_equal(type_get_run(text, 0)->span->owner, &one);
    assert_ptr_equal(type_get_run(text, 1)->span->owner, &other);
    assert_int_equal(type_get_run(text, 1)->start, 5);
    assert_int_equal(type_get_run(text, 1)->end, 8);
}

static void
test_a_nastaliq_line_does_not_make_other_lines_taller(void **state)
{
    PsgTypeLook urdu = type_body;
    urdu.families = "Noto Nastaliq Urdu";
    g_autofree char *words = g_strconcat(
            type_english, "\u2028", "\u0627\u0631\u062f\u0648\u2028", type_english, NULL);
    guint first = (guint)strlen(type_english) + 3, second = first + 8;
    PsgTypeSpan spans[] = {{.end = first, .look = &type_body},
            {.start = first, .end = second, .look = &urdu, .language = "ur"},
            {.start = second, .end = (guint)strlen(words), .look = &type_body}};
    PsgTypeSpan unused;
    PsgTypeParagraph paragraph = type_make_paragraph(words, &unused, PSG_POINTS(400));
    paragraph.spans = spans;
    paragraph.span_count = 3;
    g_autoptr(PsgTypeText) text = type_set_text(type_get_context(state), &paragraph);
    guint tall = 0;
    for (guint i = 0; i < text->lines->len; i++) {
        const PsgTypeLine *line = type_get_line(text, i);
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
            type_make_paragraph("A \ufffc picture and \ufffc another", &span, PSG_POINTS(300));
    paragraph.objects = objects;
    paragraph.object_count = 2;
    g_autoptr(PsgTypeText) text = type_set_text(type_get_context(state), &paragraph);
    guint met = 0;
    for (guint i = 0; i < text->runs->len; i++)
        if (type_get_run(text, i)->object >= 0) {
            assert_int_equal(type_get_run(text, i)->object, met);
            assert_int_equal(type_get_run(text, i)->width, objects[met].width);
            met++;
        }
    assert_int_equal(met, 2);
    assert_true(type_get_line(text, 0)->baseline >= PSG_POINTS(40));
    assert_true(type_get_line(text, 0)->height > PSG_POINTS(40));
}

/* --- characters --- */

static void
test_a_missing_glyph_is_a_finding_with_its_code_point(void **state)
{
    g_autoptr(PsgFindings) findings = psg_findings_new();
    PsgTypeSpan span;
    PsgTypeParagraph paragraph =
            type_make_paragraph("Look \U0001f6a8 here \U0001f6a8 \u0378", &span, PSG_POINTS(300));
    g_autoptr(PsgTypeText) text = psg_type_set(type_get_context(state), &paragraph, findings);
    type_check_text(text, &paragraph);
    assert_int_equal(psg_findings_get_length(findings), 2);
    const PsgFinding *finding = psg_findings_get(findings, 0);
    assert_string_equal(finding->rule, "print-glyph-missing");
    assert_string_equal(finding->path, "chapter.md");
    assert_int_equal(finding->line, 7);
    assert_non_null(strstr(finding->message, "U+1F6A8 \U0001f6a8"));
    assert_non_null(strstr(psg_findings_get(findings, 1)->message, "U+0378;"));
    for (guint i = 0; i < text->glyphs->len; i++)
        assert_int_not_equal(type_get_glyph(text, i)->glyph, 0);
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
        PsgTypeParagraph paragraph = type_make_paragraph(cases[i].text, &span, PSG_POINTS(300));
        g_autoptr(PsgTypeText) text = type_set_text(type_get_context(state), &paragraph);
        assert_int_equal(text->runs->len, 1);
        assert_true(g_str_has_suffix(type_get_run(text, 0)->font->key, cases[i].file));
    }
}

static void
test_bengali_vowels_are_of_the_cluster_they_stand_before(void **state)
{
    PsgTypeSpan span;
    /* KA + vowel sign I: the sign is shown first, and both are one cluster of six bytes. */
    PsgTypeParagraph paragraph = type_make_paragraph("\u0995\u09bf\u0995", &span, PSG_POINTS(300));
    g_autoptr(PsgTypeText) text = type_set_text(type_get_context(state), &paragraph);
    assert_int_equal(text->glyphs->len, 3);
    assert_int_equal(type_get_glyph(text, 0)->length, 6);
    assert_int_equal(type_get_glyph(text, 1)->length, 0);
    assert_int_equal(type_get_glyph(text, 1)->start, 0);
    assert_int_equal(type_get_glyph(text, 2)->start, 6);
    assert_int_equal(type_get_glyph(text, 2)->length, 3);
    assert_int_equal(type_get_glyph(text, 1)->glyph, type_get_glyph(text, 2)->glyph);
}

static void
test_arabic_letters_join_over_the_edge_of_a_span(void **state)
{
    PsgTypeSpan span;
    PsgTypeParagraph paragraph =
            type_make_paragraph("\u0628\u0628\u0628\u0628", &span, PSG_POINTS(300));
    g_autoptr(PsgTypeText) whole = type_set_text(type_get_context(state), &paragraph);
    PsgTypeSpan spans[] = {
            {.end = 4, .look = &type_body}, {.start = 4, .end = 8, .look = &type_body}};
    paragraph.spans = spans;
    paragraph.span_count = 2;
    g_autoptr(PsgTypeText) parted = type_set_text(type_get_context(state), &paragraph);
    assert_int_equal(parted->glyphs->len, whole->glyphs->len);
    for (guint i = 0; i < 4; i++) {
        const PsgGlyph *glyph = type_get_glyph(whole, i);
        gboolean is_there = FALSE;
        for (guint k = 0; k < 4; k++)
            is_there |= type_get_glyph(parted, k)->start == glyph->start &&
                        type_get_glyph(parted, k)->glyph == glyph->glyph;
        assert_true(is_there);
    }
}

/* --- fonts and threads --- */

static void
test_a_font_that_is_not_installed_is_a_finding_with_its_package(void **state)
{
    g_autoptr(PsgFindings) findings = psg_findings_new();
    g_autoptr(GError) error = NULL;
    const char *const wanted[] = {"Noto Sans", "Noto Serif Martian", "Nobody's Hand", NULL};
    g_autoptr(PsgTypeFonts) fonts = psg_type_fonts_load(wanted, NULL, findings, &error);
    assert_non_null(fonts);
    assert_int_equal(psg_findings_get_length(findings), 2);
    assert_string_equal(psg_findings_get(findings, 0)->rule, "print-font-missing");
    assert_non_null(strstr(psg_findings_get(findings, 0)->message, "fonts-noto-core"));
    assert_non_null(strstr(psg_findings_get(findings, 1)->message, "Nobody's Hand"));
}

static void
test_where_no_font_is_installed_another_stands_for_the_words(void **state)
{
    g_autoptr(PsgFindings) findings = psg_findings_new();
    g_autoptr(GError) error = NULL;
    const char *const none[] = {"Nobody's Hand", NULL};
    g_autoptr(PsgTypeFonts) fonts = psg_type_fonts_load(none, NULL, findings, &error);
    assert_non_null(fonts);
    assert_int_equal(psg_findings_get_length(findings), 2);
    assert_non_null(strstr(psg_findings_get(findings, 0)->message, "Nobody's Hand"));
    assert_non_null(strstr(psg_findings_get(findings, 1)->message, "Noto Sans"));
    PsgTypeContext *context = psg_type_context_new(fonts);
    PsgTypeSpan span;
    PsgTypeParagraph paragraph = type_make_paragraph(type_english, &span, PSG_POINTS(300));
    g_autoptr(PsgTypeText) text = type_set_text(context, &paragraph);
    assert_true(g_str_has_suffix(type_get_run(text, 0)->font->key, "/NotoSans-Regular.ttf#0"));
    psg_type_context_free(context);
}

/* Everything that is to be the same in two threads. */
static char *
describe(PsgTypeContext *context)
{
    GString *out = g_string_new(NULL);
    for (guint width = 100; width < 500; width += 25) {
        g_autofree char *words =
                g_strdup_printf("%s \u05d0\u05d1 \u0628\u062a %u", type_english, width);
        PsgTypeSpan span;
        PsgTypeParagraph paragraph = type_make_paragraph(words, &span, PSG_POINTS(width));
        g_autoptr(PsgTypeText) text = psg_type_set(context, &paragraph, NULL);
        for (guint i = 0; i < text->lines->len; i++)
            g_string_append_printf(
                    out, "%u %d;", type_get_line(text, i)->end, type_get_line(text, i)->width);
        for (guint i = 0; i < text->runs->len; i++)
            g_string_append_printf(out, "%s %d %u;", type_get_run(text, i)->font->key,
                    type_get_run(text, i)->x, type_get_run(text, i)->end);
        for (guint i = 0; i < text->glyphs->len; i++)
            g_string_append_printf(
                    out, "%u %d ", type_get_glyph(text, i)->glyph, type_get_glyph(text, i)->x);
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
    PsgTypeFonts *fonts = ((TypeFixture *)*state)->fonts;
    GThread *one = g_thread_new("one", describe_in_thread, fonts);
    GThread *other = g_thread_new("other", describe_in_thread, fonts);
    g_autofree char *first = g_thread_join(one);
    g_autofree char *second = g_thread_join(other);
    g_autofree char *third = describe(type_get_context(state));
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
            cmocka_unit_test(test_a_font_that_is_not_installed_is_a_finding_with_its_package),
            cmocka_unit_test(test_where_no_font_is_installed_another_stands_for_the_words),
            cmocka_unit_test(test_two_threads_set_the_same_lines),
    };
    return cmocka_run_group_tests(tests, type_set_up, type_tear_down);
}
