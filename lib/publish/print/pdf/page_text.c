/* Showing runs of glyphs, and saying what they mean where the glyphs alone would say something
 * else. ISO 32000-1, sections 9.4 and 14.9.4.
 *
 * Readers make words from glyphs by the font's texts (ToUnicode), and they disagree about
 * everything else. What was measured to serve most of them: a code of its own for a glyph with
 * another text; and for a word that still comes out wrong, a sequence with a number of its own (one
 * that stood inside the paragraph's would cost Poppler the rest of the paragraph). */
#include <string.h>

#include "publish/print/pdf/page_text.h"

/* What a glyph may need at most, between strings and numbers: ")-1234567890(\377\377". */
#define GLYPH_BYTES 32

static char *
reserve(GString *out, gsize length)
{
    if (out->allocated_len - out->len <= length) {
        gsize before = out->len;
        g_string_set_size(out, before + length);
        g_string_truncate(out, before);
    }
    return out->str + out->len;
}

static inline char *
write_integer(char *at, gint64 number)
{
    char digits[20];
    guint count = 0;
    if (number < 0) {
        *at++ = '-';
        number = -number;
    }
    do {
        digits[count++] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    while (count > 0) {
        *at++ = digits[--count];
    }
    return at;
}

void
psg_pdf_shower_place(PsgPdfShower *shower, const PsgGlyph *first)
{
    PsgPdfPage *page = shower->page;
    const PsgPdfRun *run = shower->run;
    GString *out = page->content;
    gint font = (gint)psg_pdf_font_get_index(run->font);
    if (page->font != font || page->size != run->size) {
        page->font = font;
        page->size = run->size;
        g_string_append(out, "/F");
        psg_pdf_append_number(out, font, 0);
        g_string_append_c(out, ' ');
        psg_pdf_append_length(out, run->size);
        g_string_append(out, " Tf\n");
    }
    psg_pdf_page_set_fill(page, run->colour);
    g_string_append(out, "1 0 0 1 ");
    psg_pdf_page_append_point(page, shower->x + first->x, shower->y);
    g_string_append(out, "Tm\n");
    shower->pen = (gint64)first->x * PSG_PDF_PLACES_PER_LENGTH;
    shower->is_placed = TRUE;
}

/* Shows glyphs that stand at the same height. */
static void
show_level(PsgPdfShower *shower, const PsgGlyph *glyphs, guint count)
{
    GString *out = shower->page->content;
    PsgPdfFont *font = shower->run->font;
    const guint16 *codes =
            shower->codes != NULL ? shower->codes + (glyphs - shower->run->glyphs) : NULL;
    gint64 size = shower->run->size, unit = size * 1000, pen = shower->pen;
    char *at = reserve(out, (gsize)count * GLYPH_BYTES + 8);
    *at++ = '[';
    *at++ = '(';
    for (guint i = 0; i < count; i++) {
        gint64 ahead = pen - (gint64)glyphs[i].x * PSG_PDF_PLACES_PER_LENGTH;
        if (ahead >= unit || ahead <= -unit) { /* less than a thousandth of the size is not seen */
            gint64 back = (ahead + (ahead < 0 ? -unit / 2 : unit / 2)) / unit;
            pen -= back * unit;
            *at++ = ')';
            at = write_integer(at, back);
            *at++ = '(';
        }
        guint code = codes != NULL ? codes[i] : psg_pdf_font_get_code(font, glyphs[i].glyph);
        at = psg_pdf_write_byte(at, code >> 8 & 255);
        at = psg_pdf_write_byte(at, code & 255);
        pen += (gint64)(psg_pdf_font_get_width(font, glyphs[i].glyph) * 1000 + 0.5) * size;
    }
    memcpy(at, ")]TJ\n", 5);
    g_string_set_size(out, (gsize)(at + 5 - out->str));
    shower->pen = pen;
}

static void
append_rise(GString *out, PsgLength y)
{
    psg_pdf_append_length(out, -y);
    g_string_append(out, " Ts\n");
}

static void
show_glyphs(PsgPdfShower *shower, const PsgGlyph *glyphs, guint count)
{
    if (count == 0) {
        return;
    }
    if (!shower->is_placed) {
        psg_pdf_shower_place(shower, glyphs);
    }
    for (guint start = 0, end; start < count; start = end) {
        PsgLength y = glyphs[start].y;
        for (end = start + 1; end < count && glyphs[end].y == y; end++) {
            ;
        }
        if (y != 0) {
            append_rise(shower->page->content, y);
        }
        show_level(shower, glyphs + start, end - start);
        if (y != 0) {
            append_rise(shower->page->content, 0);
        }
    }
}

/* --- left to right --- */

/* The text of glyphs [start, end) of a run that runs left to right, without soft hyphens, which are
 * not read. */
static char *
copy_text(const PsgPdfRun *run, guint start, guint end)
{
    guint text_start = G_MAXUINT, text_end = 0;
    for (guint i = start; i < end; i++) {
        const PsgGlyph *glyph = &run->glyphs[i];
        if (glyph->length > 0) {
            text_start = MIN(text_start, glyph->start);
            text_end = MAX(text_end, glyph->start + glyph->length);
        }
    }
    GString *text = g_string_new(NULL);
    if (text_start < text_end) {
        g_string_append_len(text, run->text + text_start, text_end - text_start);
    }
    g_string_replace(text, "\302\255", "", 0);
    return g_string_free(text, FALSE);
}

/* Shows glyphs as a sequence of their own that stands for `text`. */
static void
show_as(PsgPdfShower *shower, guint start, guint end, const char *text)
{
    PsgPdfPage *page = shower->page;
    GString *out = page->content;
    psg_pdf_page_close(page);
    g_string_append(out, "/Span<</MCID ");
    psg_pdf_append_number(out, psg_pdf_page_add_part(page, page->wanted.content), 0);
    g_string_append(out, "/ActualText");
    psg_pdf_append_utf16(out, text, -1, TRUE);
    g_string_append(out, ">>BDC\nBT\n");
    shower->is_placed = FALSE;
    show_glyphs(shower, shower->run->glyphs + start, end - start);
    g_string_append(out, "ET\nEMC\n");
    shower->is_placed = FALSE;
}

void
psg_pdf_shower_show(PsgPdfShower *shower, guint start, guint end)
{
    if (start < end) {
        psg_pdf_page_open_text(shower->page);
        show_glyphs(shower, shower->run->glyphs + start, end - start);
    }
}

gboolean
psg_pdf_shower_reads_well(PsgPdfShower *shower, const PsgPdfCluster *cluster)
{
    const PsgPdfRun *run = shower->run;
    if (psg_pdf_cluster_reads_well(run, cluster)) {
        return TRUE;
    }
    if (shower->codes == NULL) {
        shower->codes = g_new(guint16, run->count);
        for (guint i = 0; i < run->count; i++) {
            shower->codes[i] = (guint16)psg_pdf_font_get_code(run->font, run->glyphs[i].glyph);
        }
    }
    return psg_pdf_cluster_find_codes(run, cluster, shower->codes);
}

/* What of a run is shown, and what is being read. */
typedef struct {
    guint plain; /* where what is not shown yet begins */
    guint word;  /* where the word begins that is being read */
    gboolean is_good;
    gboolean is_artifact; /* which is not explained */
} Reading;

/* The word ends before glyph `end`: shows it, and what is before it, if it does not read well. */
static void
end_word(PsgPdfShower *shower, Reading *reading, guint end)
{
    if (!reading->is_good && !reading->is_artifact) {
        g_autofree char *text = copy_text(shower->run, reading->word, end);
        psg_pdf_shower_show(shower, reading->plain, reading->word);
        show_as(shower, reading->word, end, text);
        reading->plain = end;
        reading->is_good = TRUE;
    }
}

/* Shows a run at once but for the words that do not read well. */
static void
show_words(PsgPdfShower *shower)
{
    const PsgPdfRun *run = shower->run;
    Reading reading = {
            .is_good = TRUE, .is_artifact = shower->page->wanted.kind == PSG_PDF_SEQUENCE_ARTIFACT};
    PsgPdfCluster cluster;
    PsgPdfApart apart;
    if (psg_pdf_run_skip_plain(run, 0) == run->count) {
        psg_pdf_shower_show(shower, 0, run->count);
        return;
    }
    psg_pdf_shower_draw_apart(shower);
    for (guint at = 0; psg_pdf_cluster_get(run, at, &cluster); at = cluster.end) {
        if (psg_pdf_cluster_get_apart(run, &cluster, &apart)) {
            end_word(shower, &reading, at);
            psg_pdf_shower_show(shower, reading.plain, at);
            psg_pdf_shower_show_blanks(shower, &apart);
            reading.plain = reading.word = cluster.end;
            continue;
        }
        gboolean is_alone = psg_pdf_cluster_stands_alone(&cluster);
        if (!is_alone && !psg_pdf_cluster_is_space(&cluster)) {
            reading.is_good = psg_pdf_shower_reads_well(shower, &cluster) && reading.is_good;
            continue;
        }
        end_word(shower, &reading, at);
        if (is_alone && !psg_pdf_shower_reads_well(shower, &cluster) && !reading.is_artifact) {
            g_autofree char *text = g_strndup(cluster.text, cluster.length);
            psg_pdf_shower_show(shower, reading.plain, at);
            show_as(shower, at, cluster.end, text);
            reading.plain = cluster.end;
        }
        reading.word = cluster.end;
    }
    end_word(shower, &reading, run->count);
    psg_pdf_shower_show(shower, reading.plain, run->count);
}

void
psg_pdf_page_show(PsgPdfPage *page, const PsgPdfRun *run, PsgLength x, PsgLength y)
{
    g_return_if_fail(page->wanted.kind != PSG_PDF_SEQUENCE_NONE && run->size > 0);
    PsgPdfShower shower = {.page = page, .run = run, .x = x, .y = y};
    if (run->text == NULL) {
        psg_pdf_shower_show(&shower, 0, run->count);
    } else if (run->is_right_to_left) {
        psg_pdf_shower_show_clusters(&shower);
    } else {
        show_words(&shower);
    }
    g_free(shower.codes);
}
