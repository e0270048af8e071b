/* Sets a paragraph, step by step: its copy, pieces, glyphs, chances to break, lines, runs. */
#include "publish/print/type/internal.h"

/* A longer text could not be counted in the widths and offsets used here. */
#define LONGEST_TEXT (64 * 1024 * 1024)

static PsgTypeText *
text_new(void)
{
    PsgTypeText *text = g_new0(PsgTypeText, 1);
    text->refs = 1;
    return text;
}

PsgTypeText *
psg_type_text_ref(PsgTypeText *text)
{
    g_atomic_int_inc(&text->refs);
    return text;
}

void
psg_type_text_unref(PsgTypeText *text)
{
    if (!text || !g_atomic_int_dec_and_test(&text->refs))
        return;
    g_clear_pointer(&text->lines, g_array_unref);
    g_clear_pointer(&text->runs, g_array_unref);
    g_clear_pointer(&text->glyphs, g_array_unref);
    g_clear_pointer(&text->spans, g_array_unref);
    g_free(text->text);
    g_free(text);
}

/* Everything that does not depend on where lines break. */
static PsgTypeJob
prepare(PsgTypeContext *context, const PsgTypeParagraph *paragraph, PsgFindings *findings)
{
    PsgTypeJob job = {.context = context,
            .paragraph = paragraph,
            .findings = findings,
            .text = text_new(),
            .language =
                    pango_language_from_string(paragraph->language ? paragraph->language : "en")};
    psg_type_copy(&job);
    psg_type_itemise(&job);
    psg_type_shape(&job);
    psg_type_find_chances(&job);
    return job;
}

PsgTypeText *
psg_type_set(PsgTypeContext *context, const PsgTypeParagraph *paragraph, PsgFindings *findings)
{
    PsgTypeParagraph shortened = *paragraph;
    shortened.length = MIN(paragraph->length, LONGEST_TEXT);
    PsgTypeJob job = prepare(context, &shortened, findings);
    psg_type_break(&job);
    psg_type_cut_lines(&job);
    return job.text;
}

void
psg_type_measure(PsgTypeContext *context, const PsgTypeParagraph *paragraph, PsgLength *narrowest,
        PsgLength *widest)
{
    PsgTypeParagraph unbounded = *paragraph;
    unbounded.length = MIN(paragraph->length, LONGEST_TEXT);
    unbounded.width = PSG_LENGTH_MAX;
    unbounded.first_indent = 0;
    PsgTypeJob job = prepare(context, &unbounded, NULL);
    const GArray *breaks = context->breaks;
    gint64 narrow = 0, wide = 0, line_start = 0;
    for (guint i = 1; i < breaks->len; i++) {
        const PsgTypeBreak *end = &g_array_index(breaks, PsgTypeBreak, i);
        narrow = MAX(narrow, end->ink_reach - (end - 1)->reach);
        wide = MAX(wide, end->ink_reach - line_start);
        if (end->is_forced)
            line_start = end->reach;
    }
    psg_type_text_unref(job.text);
    *narrowest = (PsgLength)MIN(narrow, PSG_LENGTH_MAX / 2);
    *widest = (PsgLength)MIN(wide, PSG_LENGTH_MAX / 2);
}
