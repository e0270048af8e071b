/* Page numbers: galleys are set when no page is known, with "000" wherever the number of a page
 * will stand; here are the glyphs that take its place. */
#include <string.h>

#include "publish/print/paint/internal.h"

/* What labels of pages are made of, with the space before one that follows a leader; the last one
 * stands for the page of a place that is not there. */
static const char characters[] = " 0123456789ivxlcdm?";

struct PsgPaintNumerals {
    PsgPdfFont *font;
    guint glyphs[sizeof characters - 1]; /* 0: the font has none */
};

PsgPaintNumerals *
psg_paint_numerals_new(const PsgTypeFont *font, PsgPdfFont *pdf_font)
{
    PsgPaintNumerals *numerals = g_new0(PsgPaintNumerals, 1);
    numerals->font = pdf_font;
    hb_font_t *shown = hb_font_create(font->face);
    for (guint i = 0; i < G_N_ELEMENTS(numerals->glyphs); i++) {
        hb_codepoint_t glyph;
        if (!hb_font_get_nominal_glyph(shown, (hb_codepoint_t)characters[i], &glyph))
            continue;
        numerals->glyphs[i] = glyph;
        psg_pdf_font_use(pdf_font, glyph, &characters[i], 1);
    }
    hb_font_destroy(shown);
    return numerals;
}

guint
psg_paint_numerals_set(const PsgPaintNumerals *numerals, const char *label, PsgLength size,
        PsgGlyph *glyphs, PsgLength *width)
{
    guint count = 0;
    double pen = 0;
    for (guint i = 0; label[i] != '\0' && count < PSG_PAINT_LABEL_MAX; i++) {
        const char *found = strchr(characters, label[i]);
        guint glyph = found != NULL ? numerals->glyphs[found - characters] : 0;
        if (glyph == 0)
            continue;
        glyphs[count++] =
                (PsgGlyph){.glyph = glyph, .x = (PsgLength)(pen + 0.5), .start = i, .length = 1};
        pen += psg_pdf_font_get_width(numerals->font, glyph) * size / 1000;
    }
    *width = (PsgLength)(pen + 0.5);
    return count;
}

const char *
psg_paint_get_label(const PsgPaint *paint, gint target)
{
    const GArray *targets = paint->galley->targets;
    if (target < 0 || target >= (gint)targets->len)
        return "?";
    const char *destination = g_array_index(targets, PsgPrintTarget, target).destination;
    const PsgPrintPage *page = g_hash_table_lookup(paint->book->pages, destination);
    return page != NULL && page->label != NULL && *page->label != '\0' ? page->label : "?";
}
