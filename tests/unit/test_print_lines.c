/* Lines of set text: their order, where they break, and how ragged they are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture_type.h"
#include "publish/print/type/internal.h"

/* --- directions --- */

/* The text of a line as it is seen from left to right, cluster by cluster. */
static char *
read_visually(const PsgTypeText *text, const PsgTypeLine *line)
{
    GString *out = g_string_new(NULL);
    for (guint i = line->run_start; i < line->run_end; i++) {
        const PsgTypeRun *run = type_get_run(text, i);
        for (guint k = run->glyph_start; k < run->glyph_end; k++)
            g_string_append_len(out, text->text + type_get_glyph(text, k)->start,
                    type_get_glyph(text, k)->length);
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
        PsgTypeParagraph paragraph = type_make_paragraph(cases[i].logical, &span, PSG_POINTS(300));
        g_autoptr(PsgTypeText) text = type_set_text(type_get_context(state), &paragraph);
        assert_int_equal(text->is_right_to_left, cases[i].is_right_to_left);
        assert_int_equal(text->lines->len, 1);
        g_autofree char *visual = read_visually(text, type_get_line(text, 0));
        assert_string_equal(visual, cases[i].visual);
    }
}

static void
test_white_space_hangs_at_the_left_of_a_right_to_left_line(void **state)
{
    PsgTypeSpan span;
    PsgTypeParagraph paragraph = type_make_paragraph(
            "\u05d0\u05d1\u05d2 \u05d3\u05d4\u05d5 \u05d6\u05d7\u05d8", &span, PSG_POINTS(30));
    g_autoptr(PsgTypeText) text = type_set_text(type_get_context(state), &paragraph);
    assert_int_equal(text->lines->len, 3);
    const PsgTypeLine *line = type_get_line(text, 0);
    assert_int_equal(line->x + line->width, PSG_POINTS(30));
    const PsgTypeRun *run = type_get_run(text, line->run_start);
    assert_int_equal(text->text[type_get_glyph(text, run->glyph_start)->start], ' ');
    assert_true(type_get_glyph(text, run->glyph_start)->x < 0);
    assert_int_equal(type_get_glyph(text, run->glyph_start + 1)->x, 0);
}

static void
test_a_known_direction_counts_more_than_the_first_letter(void **state)
{
    PsgTypeSpan span;
    PsgTypeParagraph paragraph = type_make_paragraph("abc \u05d0\u05d1", &span, PSG_POINTS(300));
    paragraph.is_direction_known = paragraph.is_right_to_left = TRUE;
    g_autoptr(PsgTypeText) text = type_set_text(type_get_context(state), &paragraph);
    g_autofree char *visual = read_visually(text, type_get_line(text, 0));
    assert_string_equal(visual, "\u05d1\u05d0 abc");
}

/* --- breaks --- */

static void
test_a_word_longer_than_the_line_breaks_behind_a_sign_or_anywhere(void **state)
{
    PsgTypeSpan span;
    PsgTypeParagraph paragraph = type_make_paragraph(
            "See https://example.org/a_rather_long_name_of_a_page_that_has_no_place_to_break.html",
            &span, PSG_POINTS(150));
    g_autoptr(PsgTypeText) text = type_set_text(type_get_context(state), &paragraph);
    assert_true(text->lines->len >= 4);
    for (guint i = 0; i + 1 < text->lines->len; i++) {
        char last = text->text[type_get_line(text, i)->end - 1];
        assert_non_null(strchr(" /_.", last));
    }
    g_autofree char *letters = g_strnfill(2000, 'm');
    paragraph = type_make_paragraph(letters, &span, PSG_POINTS(150));
    g_autoptr(PsgTypeText) long_text = type_set_text(type_get_context(state), &paragraph);
    assert_true(long_text->lines->len > 100);
    for (guint i = 0; i + 1 < long_text->lines->len; i++)
        assert_true(type_get_line(long_text, i)->width > PSG_POINTS(100));
}

static void
test_every_cluster_is_a_line_where_there_is_no_room(void **state)
{
    PsgTypeSpan span;
    PsgTypeParagraph paragraph = type_make_paragraph("ab cd", &span, 0);
    g_autoptr(PsgTypeText) text = type_set_text(type_get_context(state), &paragraph);
    assert_int_equal(text->lines->len, 4);
}

static void
test_a_forced_break_ends_a_line(void **state)
{
    PsgTypeSpan span;
    PsgTypeParagraph paragraph =
            type_make_paragraph("one two\u2028three\u2028\u2028four", &span, PSG_POINTS(300));
    g_autoptr(PsgTypeText) text = type_set_text(type_get_context(state), &paragraph);
    assert_int_equal(text->lines->len, 4);
    for (guint i = 0; i < 4; i++)
        assert_true(type_get_line(text, i)->is_forced);
    assert_int_equal(type_get_line(text, 1)->start, 10);
    assert_int_equal(type_get_line(text, 2)->width, 0);
    assert_int_equal(type_get_line(text, 2)->height, PSG_POINTS(18));
}

static void
test_preformatted_text_keeps_its_spaces(void **state)
{
    PsgTypeLook code = type_body;
    code.families = "Noto Sans Mono";
    PsgTypeSpan span;
    PsgTypeParagraph paragraph =
            type_make_paragraph("if (a) {\u2028    call();  // b\u2028}", &span, PSG_POINTS(400));
    span.look = &code;
    paragraph.is_preformatted = TRUE;
    g_autoptr(PsgTypeText) text = type_set_text(type_get_context(state), &paragraph);
    assert_int_equal(text->lines->len, 3);
    const PsgTypeRun *run = type_get_run(text, type_get_line(text, 1)->run_start);
    PsgLength space = type_get_glyph(text, run->glyph_start + 1)->x;
    for (guint i = 0; i < 17; i++)
        assert_int_equal(type_get_glyph(text, run->glyph_start + i)->x, (PsgLength)i * space);
    paragraph.width = space * 9;
    g_autoptr(PsgTypeText) narrow = type_set_text(type_get_context(state), &paragraph);
    assert_int_equal(narrow->lines->len, 4);
    assert_false(type_get_line(narrow, 1)->is_forced);
    assert_int_equal(type_get_line(narrow, 1)->end, type_get_line(narrow, 1)->start + 9);
}

static void
test_a_long_line_of_code_ends_between_words_where_it_can(void **state)
{
    PsgTypeLook code = type_body;
    code.families = "Noto Sans Mono";
    PsgTypeSpan span;
    PsgTypeParagraph paragraph = type_make_paragraph("install core-fonts", &span, PSG_POINTS(400));
    span.look = &code;
    paragraph.is_preformatted = TRUE;
    g_autoptr(PsgTypeText) text = type_set_text(type_get_context(state), &paragraph);
    paragraph.width = type_get_line(text, 0)->width / 18 * 14;
    g_autoptr(PsgTypeText) narrow = type_set_text(type_get_context(state), &paragraph);
    assert_int_equal(narrow->lines->len, 2);
    assert_int_equal(type_get_line(narrow, 0)->end, strlen("install "));
}

static void
test_hyphens_before_a_word_stay_with_it(void **state)
{
    PsgTypeSpan span;
    PsgTypeParagraph paragraph = type_make_paragraph("Write --strict", &span, PSG_POINTS(400));
    g_autoptr(PsgTypeText) text = type_set_text(type_get_context(state), &paragraph);
    paragraph.width = type_get_line(text, 0)->width - PSG_POINTS(2);
    g_autoptr(PsgTypeText) narrow = type_set_text(type_get_context(state), &paragraph);
    assert_int_equal(narrow->lines->len, 2);
    assert_int_equal(type_get_line(narrow, 0)->end, strlen("Write "));
}

static void
test_tabs_of_code_go_to_the_same_columns(void **state)
{
    PsgTypeLook code = type_body;
    code.families = "Noto Sans Mono";
    PsgTypeSpan span;
    PsgTypeParagraph paragraph =
            type_make_paragraph("a\tb\tc\u2028\td\u2028long\te", &span, PSG_POINTS(400));
    span.look = &code;
    paragraph.is_preformatted = TRUE;
    g_autoptr(PsgTypeText) text = type_set_text(type_get_context(state), &paragraph);
    const PsgTypeRun *run = type_get_run(text, 0);
    PsgLength column = type_get_glyph(text, 1)->x;
    assert_int_equal(type_get_glyph(text, run->glyph_start + 2)->x, 4 * column);
    assert_int_equal(type_get_glyph(text, run->glyph_start + 4)->x, 8 * column);
    run = type_get_run(text, type_get_line(text, 1)->run_start);
    assert_int_equal(type_get_glyph(text, run->glyph_start + 1)->x, 4 * column);
    run = type_get_run(text, type_get_line(text, 2)->run_start);
    assert_int_equal(type_get_glyph(text, run->glyph_start + 5)->x, 8 * column);
}

static void
test_a_soft_hyphen_is_shown_only_where_a_line_ends_with_it(void **state)
{
    PsgTypeSpan span;
    PsgTypeParagraph paragraph =
            type_make_paragraph("inter\u00adnational under\u00adstanding", &span, PSG_POINTS(300));
    g_autoptr(PsgTypeText) wide = type_set_text(type_get_context(state), &paragraph);
    assert_int_equal(wide->lines->len, 1);
    guint hyphen = type_get_run(wide, 0)->font->glyph_hyphen;
    for (guint i = 0; i < wide->glyphs->len; i++)
        assert_int_not_equal(type_get_glyph(wide, i)->glyph, hyphen);
    paragraph.width = PSG_POINTS(40);
    paragraph = type_make_paragraph(paragraph.text, &span, PSG_POINTS(50));
    g_autoptr(PsgTypeText) narrow = type_set_text(type_get_context(state), &paragraph);
    const PsgTypeLine *line = type_get_line(narrow, 0);
    const PsgTypeRun *run = type_get_run(narrow, line->run_start);
    const PsgGlyph *last = type_get_glyph(narrow, run->glyph_end - 1);
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
    PsgTypeSpan spans[] = {
            {.end = 15, .look = &type_body}, {.start = 15, .end = 29, .look = &type_body}};
    PsgTypeLook name = type_body;
    name.is_hyphenated = FALSE;
    spans[1].look = &name;
    PsgTypeSpan unused;
    PsgTypeParagraph paragraph =
            type_make_paragraph("Responsibility responsibility", &unused, PSG_POINTS(300));
    paragraph.spans = spans;
    paragraph.span_count = 2;
    paragraph.language = "en-US";
    g_autoptr(PsgTypeText) without = type_set_text(type_get_context(state), &paragraph);
    assert_string_equal(without->text, paragraph.text);
    paragraph.is_hyphenated = TRUE;
    g_autoptr(PsgTypeText) with = type_set_text(type_get_context(state), &paragraph);
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
    PsgTypeParagraph paragraph = type_make_paragraph("Xylophonia", &span, PSG_POINTS(300));
    paragraph.is_hyphenated = TRUE;
    paragraph.language = "x-none";
    for (guint i = 0; i < 3; i++)
        psg_type_text_unref(psg_type_set(type_get_context(state), &paragraph, findings));
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
        PsgTypeParagraph paragraph = type_make_paragraph(long_text->str, &span, PSG_POINTS(400));
        g_autoptr(PsgTypeText) text = type_set_text(type_get_context(state), &paragraph);
        assert_int_equal(text->length, long_text->len);
    }
}

static void
test_centred_lines_are_about_as_long_as_one_another(void **state)
{
    PsgTypeSpan span;
    PsgTypeParagraph paragraph =
            type_make_paragraph("Working together for all the children of our schools", &span, 0);
    PsgLength narrowest, widest;
    psg_type_measure(type_get_context(state), &paragraph, &narrowest, &widest);
    paragraph.width = widest - PSG_POINTS(5);
    paragraph.is_centred = TRUE;
    g_autoptr(PsgTypeText) text = type_set_text(type_get_context(state), &paragraph);
    assert_int_equal(text->lines->len, 2);
    PsgLength first = type_get_line(text, 0)->width, second = type_get_line(text, 1)->width;
    assert_true(ABS(first - second) < widest / 5);
}

static void
test_hyphens_stand_below_one_another_no_more_than_they_must(void **state)
{
    static const char words[] =
            "Responsibility for communication between organisations belongs to international "
            "representatives and administrators, whose understanding of individual circumstances "
            "determines the accessibility of opportunities for everybody participating.";
    guint hyphens = 0, ladders = 0;
    for (guint width = 100; width < 300; width++) {
        PsgTypeSpan span;
        PsgTypeParagraph paragraph = type_make_paragraph(words, &span, PSG_POINTS(width));
        paragraph.is_hyphenated = TRUE;
        paragraph.language = "en-US";
        g_autoptr(PsgTypeText) text = type_set_text(type_get_context(state), &paragraph);
        gboolean was_hyphen = FALSE;
        for (guint i = 0; i < text->lines->len; i++) {
            const char *end = text->text + type_get_line(text, i)->end;
            gboolean is_hyphen = end - text->text >= 2 && memcmp(end - 2, "\u00ad", 2) == 0;
            hyphens += is_hyphen;
            ladders += is_hyphen && was_hyphen;
            was_hyphen = is_hyphen;
        }
    }
    assert_true(hyphens > 50);
    assert_true(ladders * 2 < hyphens);
}

/* Plain words are not shown to Pango; what it would say of them is known. */
static void
test_lines_may_end_where_pango_says(void **state)
{
    static const char *const parts[] = {"a", "b", "Z", "\u00e9", "7", "0", " ", " ", " ", "  ", ".",
            ",", ";", ":", "!", "?", "(", ")", "[", "]", "{", "}", "\"", "'", "\u2019", "\u2018",
            "\u201c", "\u201d", "-", "\u2013", "\u2014", "/", "\\", "%", "$", "\u00a3", "\u20ac",
            "\u2026", "&", "@", "#", "*", "+", "=", "<", ">", "~", "|", "_", "\u00a0", "\u00ad",
            "\u2028", "\u2022", "\u2192", "\u00d7", "\u00bd", "\u00b0", "\u00ab", "\u00bb",
            "\u00bf", "\u2010", "\u2011", "\u2030", "\u2032", "\u201a", "\u25a0"};
    g_autoptr(GRand) random = g_rand_new_with_seed(14);
    g_autoptr(GArray) attributes = g_array_new(FALSE, FALSE, sizeof(PangoLogAttr));
    guint breaks = 0;
    for (guint i = 0; i < 20000; i++) {
        g_autoptr(GString) text = g_string_new("a");
        gint32 kinds = i % 2 ? (gint32)G_N_ELEMENTS(parts) : 28;
        for (gint32 k = g_rand_int_range(random, 1, 14); k > 0; k--)
            g_string_append(text, parts[g_rand_int_range(random, 0, kinds)]);
        guint8 expected[64] = {0}, found[64] = {0};
        PsgTypeOpportunities in = {
                text->str, text->len, pango_language_from_string("en"), attributes};
        psg_type_mark_opportunities(&in, expected);
        psg_type_mark_simple_opportunities(&in, found);
        for (gsize k = 0; k < text->len; k++) {
            if (expected[k] != found[k])
                fail_msg("in \"%s\", byte %zu: %d is not %d", text->str, k, found[k], expected[k]);
            breaks += expected[k];
        }
    }
    assert_true(breaks > 10000);
}

/* --- measures --- */

static void
test_widths_for_tables_are_those_of_the_longest_word_and_of_one_line(void **state)
{
    PsgTypeSpan span;
    PsgLength narrowest, widest;
    PsgTypeParagraph paragraph =
            type_make_paragraph("a considerable word\u2028and it", &span, PSG_POINTS(300));
    psg_type_measure(type_get_context(state), &paragraph, &narrowest, &widest);
    g_autoptr(PsgTypeText) text = type_set_text(type_get_context(state), &paragraph);
    assert_int_equal(widest, type_get_line(text, 0)->width);
    paragraph = type_make_paragraph("considerable", &span, PSG_POINTS(300));
    g_autoptr(PsgTypeText) word = type_set_text(type_get_context(state), &paragraph);
    assert_int_equal(narrowest, type_get_line(word, 0)->width);
}

static void
test_lines_are_no_more_ragged_than_those_of_a_greedy_layout(void **state)
{
    double mean = 0, greedy_mean = 0, square = 0, greedy_square = 0;
    guint lines = 0, greedy_lines = 0, short_lines = 0, greedy_short_lines = 0;
    for (guint width = 180; width < 480; width += 10) {
        PsgTypeSpan span;
        PsgTypeParagraph paragraph = type_make_paragraph(type_english, &span, PSG_POINTS(width));
        g_autoptr(PsgTypeText) text = type_set_text(type_get_context(state), &paragraph);
        PsgTypeRag rag, greedy;
        psg_type_text_measure_rag(text, paragraph.width, &rag);
        psg_type_measure_greedy(type_get_context(state), &paragraph, &greedy);
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

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_lines_of_both_directions_are_in_visual_order),
            cmocka_unit_test(test_white_space_hangs_at_the_left_of_a_right_to_left_line),
            cmocka_unit_test(test_a_known_direction_counts_more_than_the_first_letter),
            cmocka_unit_test(test_a_word_longer_than_the_line_breaks_behind_a_sign_or_anywhere),
            cmocka_unit_test(test_every_cluster_is_a_line_where_there_is_no_room),
            cmocka_unit_test(test_a_forced_break_ends_a_line),
            cmocka_unit_test(test_preformatted_text_keeps_its_spaces),
            cmocka_unit_test(test_a_long_line_of_code_ends_between_words_where_it_can),
            cmocka_unit_test(test_hyphens_before_a_word_stay_with_it),
            cmocka_unit_test(test_tabs_of_code_go_to_the_same_columns),
            cmocka_unit_test(test_a_soft_hyphen_is_shown_only_where_a_line_ends_with_it),
            cmocka_unit_test(test_hyphenation_is_where_it_is_asked_for_and_nowhere_else),
            cmocka_unit_test(test_a_language_without_a_dictionary_is_one_finding),
            cmocka_unit_test(test_a_paragraph_of_100000_characters_is_set),
            cmocka_unit_test(test_centred_lines_are_about_as_long_as_one_another),
            cmocka_unit_test(test_hyphens_stand_below_one_another_no_more_than_they_must),
            cmocka_unit_test(test_lines_may_end_where_pango_says),
            cmocka_unit_test(test_widths_for_tables_are_those_of_the_longest_word_and_of_one_line),
            cmocka_unit_test(test_lines_are_no_more_ragged_than_those_of_a_greedy_layout),
    };
    return cmocka_run_group_tests(tests, type_set_up, type_tear_down);
}
