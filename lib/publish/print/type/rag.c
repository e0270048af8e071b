/* How ragged lines are, as a number: of our lines, and of those that Pango's own layout makes of
 * the same paragraph, to compare with. */
#include <fontconfig/fontconfig.h>
#include <math.h>
#include <pango/pangofc-fontmap.h>
#include <pango/pangoft2.h>

#include "publish/print/type/internal.h"

#define SHORT_BY PSG_POINTS(60)

static void
add_slack(PsgTypeRag *rag, PsgLength slack)
{
    double points = (double)slack / PSG_LENGTH_PER_POINT;
    rag->lines++;
    rag->mean += points;
    rag->deviation += points * points;
    rag->short_lines += slack > SHORT_BY;
}

static void
finish_rag(PsgTypeRag *rag)
{
    if (rag->lines == 0)
        return;
    rag->mean /= rag->lines;
    rag->deviation = sqrt(rag->deviation / rag->lines);
}

void
psg_type_text_measure_rag(const PsgTypeText *text, PsgLength width, PsgTypeRag *rag)
{
    *rag = (PsgTypeRag){0};
    for (guint i = 0; i < text->lines->len; i++) {
        const PsgTypeLine *line = &g_array_index(text->lines, PsgTypeLine, i);
        if (line->is_forced)
            continue;
        add_slack(rag, width - line->width);
        rag->hyphens += psg_type_is_soft_hyphen(text->text, line->end);
    }
    finish_rag(rag);
}

/* --- Pango's lines --- */

static void
set_up_pattern(FcPattern *pattern, gpointer data)
{
    FcPatternDel(pattern, FC_HINTING);
    FcPatternAddBool(pattern, FC_HINTING, FcFalse);
    FcPatternDel(pattern, FC_DPI);
    FcPatternAddDouble(pattern, FC_DPI, 72);
}

/* A font map that knows the same installed files and measures in 1/1024 points. */
static PangoFontMap *
get_font_map(PsgTypeContext *context)
{
    if (context->font_map)
        return context->font_map;
    FcConfig *config = FcConfigCreate();
    for (guint i = 0; i < context->fonts->faces->len; i++) {
        const PsgTypeFace *face = context->fonts->faces->pdata[i];
        if (face->file)
            FcConfigAppFontAddFile(config, (const FcChar8 *)face->file);
    }
    PangoFontMap *map = pango_ft2_font_map_new();
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), config);
    pango_ft2_font_map_set_resolution(PANGO_FT2_FONT_MAP(map), 72, 72);
    pango_fc_font_map_set_default_substitute(PANGO_FC_FONT_MAP(map), set_up_pattern, NULL, NULL);
    FcConfigDestroy(config);
    context->font_map = map;
    return map;
}

static void
add_attribute(PangoAttrList *list, PangoAttribute *attribute, const PsgTypeSpan *span)
{
    attribute->start_index = span->start;
    attribute->end_index = span->end;
    pango_attr_list_insert(list, attribute);
}

static PangoAttrList *
make_attributes(const PsgTypeText *text)
{
    PangoAttrList *list = pango_attr_list_new();
    for (guint i = 0; i < text->spans->len; i++) {
        const PsgTypeSpan *span = &g_array_index(text->spans, PsgTypeSpan, i);
        PangoFontDescription *description = pango_font_description_new();
        pango_font_description_set_family(
                description, span->look->families ? span->look->families : "");
        pango_font_description_set_absolute_size(description, span->look->size);
        if (span->look->is_bold)
            pango_font_description_set_weight(description, PANGO_WEIGHT_BOLD);
        if (span->look->is_italic)
            pango_font_description_set_style(description, PANGO_STYLE_ITALIC);
        add_attribute(list, pango_attr_font_desc_new(description), span);
        pango_font_description_free(description);
        if (span->language)
            add_attribute(list, pango_attr_language_new(pango_language_from_string(span->language)),
                    span);
    }
    return list;
}

/* Of all lines but the last of each part, as Pango gives their ink. */
static void
measure_layout(PangoLayout *layout, PsgLength width, PsgTypeRag *rag)
{
    const char *text = pango_layout_get_text(layout);
    for (GSList *item = pango_layout_get_lines_readonly(layout); item; item = item->next) {
        const PangoLayoutLine *line = item->data;
        const char *end = text + line->start_index + line->length;
        /* A part ends where the next line does not begin at once, or begins behind a U+2028. */
        const PangoLayoutLine *next = item->next ? item->next->data : NULL;
        if (!next || next->start_index > line->start_index + line->length ||
                (end - text >= 3 &&
                        psg_type_is_forced_break(g_utf8_get_char(g_utf8_prev_char(end)))))
            continue;
        PangoRectangle logical;
        pango_layout_line_get_extents((PangoLayoutLine *)line, NULL, &logical);
        add_slack(rag, width - logical.width);
        rag->hyphens += psg_type_is_soft_hyphen(text, (guint)(end - text));
    }
}

void
psg_type_measure_greedy(PsgTypeContext *context, const PsgTypeParagraph *paragraph, PsgTypeRag *rag)
{
    *rag = (PsgTypeRag){0};
    PsgTypeText text = {0};
    PsgTypeJob job = {.context = context, .paragraph = paragraph, .text = &text};
    psg_type_copy(&job);
    PangoContext *pango = pango_font_map_create_context(get_font_map(context));
    pango_context_set_round_glyph_positions(pango, FALSE);
    if (paragraph->language)
        pango_context_set_language(pango, pango_language_from_string(paragraph->language));
    if (paragraph->is_direction_known && paragraph->is_right_to_left)
        pango_context_set_base_dir(pango, PANGO_DIRECTION_RTL);
    PangoLayout *layout = pango_layout_new(pango);
    PangoAttrList *attributes = make_attributes(&text);
    pango_layout_set_text(layout, text.text, (int)text.length);
    pango_layout_set_attributes(layout, attributes);
    pango_layout_set_auto_dir(layout, !paragraph->is_direction_known);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_indent(layout, paragraph->first_indent);
    pango_layout_set_width(layout, paragraph->width);
    measure_layout(layout, paragraph->width, rag);
    finish_rag(rag);
    pango_attr_list_unref(attributes);
    g_object_unref(layout);
    g_object_unref(pango);
    g_array_unref(text.spans);
    g_free(text.text);
}
