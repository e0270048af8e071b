/* Showing what is drawn and read apart, and with it all text that runs from right to left. ISO
 * 32000-1, sections 9.3 and 9.4.
 *
 * Readers take letters for a word only when they stand one behind another on the line. Those of
 * Nastaliq do not, nor do marks, and a ligature's letters are turned around or not. So these are
 * drawn as shapes, which nobody reads, and blank glyphs that stand for the letters are shown in
 * their places.
 *
 * Right-to-left text is painted as it is seen, from left to right: every reader turns it around by
 * itself. A single cluster that cannot be shown so is explained by its ActualText, inside of its
 * sequence. */
#include <math.h>

#include "publish/print/pdf/page_text.h"

static PsgLength
scale(const PsgPdfRun *run, double sizes)
{
    return (PsgLength)floor(sizes * run->size + 0.5);
}

/* In left-to-right text most runs have nothing but a glyph for every letter. */
static gboolean
may_have_apart(const PsgPdfRun *run)
{
    gboolean may_have = run->is_right_to_left;
    for (guint i = 0; i < run->count && !may_have; i++) {
        may_have = run->glyphs[i].length == 0;
    }
    return may_have;
}

void
psg_pdf_shower_draw_apart(PsgPdfShower *shower)
{
    if (!may_have_apart(shower->run)) {
        return;
    }
    PsgPdfPage *page = shower->page;
    const PsgPdfRun *run = shower->run;
    PsgPdfSequence wanted = page->wanted;
    PsgPdfCluster cluster;
    PsgPdfApart apart;
    for (guint at = 0; psg_pdf_cluster_get(run, at, &cluster); at = cluster.end) {
        if (!psg_pdf_cluster_get_apart(run, &cluster, &apart)) {
            continue;
        }
        if (wanted.kind == PSG_PDF_SEQUENCE_CONTENT) {
            psg_pdf_page_begin_artifact(page, PSG_ARTIFACT_LAYOUT);
        }
        for (guint i = cluster.start; i < cluster.end; i++) {
            const PsgGlyph *glyph = &run->glyphs[i];
            const PsgPdfShape *shape = psg_pdf_font_find_shape(run->font, glyph->glyph);
            if (shape->picture != NULL) {
                PsgBounds bounds = {shower->x + glyph->x + scale(run, shape->x),
                        shower->y + glyph->y - scale(run, shape->y + shape->height),
                        scale(run, shape->width), scale(run, shape->height)};
                psg_pdf_page_open_drawing(page);
                psg_pdf_page_set_fill(page, run->colour);
                psg_pdf_page_draw_picture(page, shape->picture, &bounds);
            }
        }
    }
    page->wanted = wanted;
}

void
psg_pdf_shower_show_blanks(PsgPdfShower *shower, const PsgPdfApart *apart)
{
    const PsgPdfRun *run = shower->run;
    GString *out = shower->page->content;
    PsgGlyph first = {.x = apart->left};
    double width = psg_pdf_font_get_width(run->font, psg_pdf_font_get_blank(run->font));
    double part = (double)(apart->right - apart->left) / apart->count;
    psg_pdf_page_open_text(shower->page);
    psg_pdf_shower_place(shower, &first);
    psg_pdf_append_number(out, 100 * part / (width * run->size / 1000), 3);
    g_string_append(out, " Tz(");
    for (guint i = 0; i < apart->count; i++) {
        char bytes[4], *at = psg_pdf_write_byte(bytes, apart->codes[i] >> 8);
        at = psg_pdf_write_byte(at, apart->codes[i] & 255);
        g_string_append_len(out, bytes, at - bytes);
    }
    g_string_append(out, ")Tj 100 Tz\n");
    shower->pen = (gint64)apart->right * PSG_PDF_PLACES_PER_LENGTH;
}

void
psg_pdf_shower_show_clusters(PsgPdfShower *shower)
{
    psg_pdf_shower_draw_apart(shower);
    const PsgPdfRun *run = shower->run;
    GString *out = shower->page->content;
    gboolean is_artifact = shower->page->wanted.kind == PSG_PDF_SEQUENCE_ARTIFACT;
    guint plain = 0;
    PsgPdfCluster cluster;
    PsgPdfApart apart;
    for (guint at = 0; psg_pdf_cluster_get(run, at, &cluster); at = cluster.end) {
        if (psg_pdf_cluster_get_apart(run, &cluster, &apart)) {
            psg_pdf_shower_show(shower, plain, at);
            psg_pdf_shower_show_blanks(shower, &apart);
            plain = cluster.end;
            continue;
        }
        if (is_artifact || psg_pdf_shower_reads_well(shower, &cluster)) {
            continue;
        }
        psg_pdf_shower_show(shower, plain, at);
        psg_pdf_page_open_text(shower->page);
        g_string_append(out, "/Span<</ActualText");
        psg_pdf_append_utf16(out, cluster.text, cluster.length, TRUE);
        g_string_append(out, ">>BDC\n");
        psg_pdf_shower_show(shower, cluster.start, cluster.end);
        g_string_append(out, "EMC\n");
        plain = cluster.end;
    }
    psg_pdf_shower_show(shower, plain, run->count);
}
