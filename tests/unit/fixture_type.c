/* What tests of setting text share: fonts, a paragraph of one span, and a check of what is true of
 * every text that was set. */
#include "fixture_type.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const families[] = {"Noto Sans", "Noto Naskh Arabic", "Noto Nastaliq Urdu",
        "Noto Sans Bengali", "Noto Sans Hebrew", "Noto Sans Mono", "Droid Sans Fallback", NULL};

const PsgTypeLook type_body = {.families = "Noto Sans,Noto Naskh Arabic,Noto Sans Bengali",
        .size = PSG_POINTS(12),
        .leading = PSG_POINTS(18),
        .is_hyphenated = TRUE,
        .background = -1};

int
type_set_up(void **state)
{
    TypeFixture *fixture = g_new0(TypeFixture, 1);
    g_autoptr(GError) error = NULL;
    fixture->fonts = psg_type_fonts_load(families, NULL, NULL, &error);
    if (!fixture->fonts)
        fail_msg("%s", error->message);
    fixture->context = psg_type_context_new(fixture->fonts);
    *state = fixture;
    return 0;
}

int
type_tear_down(void **state)
{
    TypeFixture *fixture = *state;
    psg_type_context_free(fixture->context);
    psg_type_fonts_free(fixture->fonts);
    g_free(fixture);
    return 0;
}

PsgTypeContext *
type_get_context(void **state)
{
    return ((TypeFixture *)*state)->context;
}

PsgTypeParagraph
type_make_paragraph(const char *text, PsgTypeSpan *span, PsgLength width)
{
    *span = (PsgTypeSpan){.end = (guint)strlen(text), .look = &type_body};
    return (PsgTypeParagraph){.text = text,
            .length = strlen(text),
            .spans = span,
            .span_count = 1,
            .language = "en",
            .width = width,
            .path = "chapter.md",
            .line = 7};
}

const PsgTypeLine *
type_get_line(const PsgTypeText *text, guint index)
{
    assert_true(index < text->lines->len);
    return &g_array_index(text->lines, PsgTypeLine, index);
}

const PsgTypeRun *
type_get_run(const PsgTypeText *text, guint index)
{
    assert_true(index < text->runs->len);
    return &g_array_index(text->runs, PsgTypeRun, index);
}

const PsgGlyph *
type_get_glyph(const PsgTypeText *text, guint index)
{
    assert_true(index < text->glyphs->len);
    return &g_array_index(text->glyphs, PsgGlyph, index);
}

/* The run of a line that is read as number `order`. */
static const PsgTypeRun *
find_run(const PsgTypeText *text, const PsgTypeLine *line, guint order)
{
    for (guint i = line->run_start; i < line->run_end; i++)
        if (type_get_run(text, i)->order == order)
            return type_get_run(text, i);
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
        const PsgGlyph *glyph =
                type_get_glyph(text, is_backwards ? run->glyph_end - 1 - i : run->glyph_start + i);
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
        assert_int_equal(type_get_run(text, i)->x, x);
        x += type_get_run(text, i)->width;
    }
    assert_int_equal(x, line->width);
    return clusters;
}

void
type_check_text(const PsgTypeText *text, const PsgTypeParagraph *paragraph)
{
    guint at = 0;
    assert_true(text->lines->len > 0);
    for (guint i = 0; i < text->lines->len; i++) {
        const PsgTypeLine *line = type_get_line(text, i);
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

PsgTypeText *
type_set_text(PsgTypeContext *context, const PsgTypeParagraph *paragraph)
{
    PsgTypeText *text = psg_type_set(context, paragraph, NULL);
    type_check_text(text, paragraph);
    return text;
}

const char type_english[] =
        "Children learn best when the people around them talk with each other. A plan says who "
        "does what, by when, and how everyone will know that it helped. It is reviewed with the "
        "family at least once a year, and sooner when something changes. Nobody should have to "
        "tell their story twice: what was said is written down, in words that they would use "
        "themselves, and they have a copy of it.";
