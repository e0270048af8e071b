/* Showing a run: where its pen is, and what both directions use. */
#pragma once
#include "publish/print/pdf/page_internal.h"
#include "publish/print/pdf/reading.h"

/* Places are counted in 10^-6 of a PsgLength: as fine as widths in the file (10^-3 of the size's
 * 10^-3). Nothing is rounded but the numbers of TJ, and these are taken into account. */
#define PSG_PDF_PLACES_PER_LENGTH 1000000

typedef struct {
    PsgPdfPage *page;
    const PsgPdfRun *run;
    PsgLength x, y;
    gboolean is_placed; /* the text object's matrix is that of the run */
    gint64 pen;         /* where the next glyph would stand, from the run's origin */
    guint16 *codes;     /* of the run's glyphs; NULL: all have their own */
} PsgPdfShower;

static inline char *
psg_pdf_write_byte(char *at, guint byte)
{
    if (byte == '(' || byte == ')' || byte == '\\') {
        *at++ = '\\';
    } else if (byte == '\r') { /* which a reader would take for a line feed */
        *at++ = '\\';
        byte = 'r';
    }
    *at++ = (char)byte;
    return at;
}

/* Opens a text object whose font, colour and place are the run's, at the x of `first`. */
void psg_pdf_shower_place(PsgPdfShower *shower, const PsgGlyph *first);
/* Shows glyphs [start, end) of the run in what is wanted. */
void psg_pdf_shower_show(PsgPdfShower *shower, guint start, guint end);
/* Whether readers get a cluster's text, with its glyphs' own codes or others. */
gboolean psg_pdf_shower_reads_well(PsgPdfShower *shower, const PsgPdfCluster *cluster);

/* Draws all of the run that is read apart, as an artifact: the text that follows is the content. */
void psg_pdf_shower_draw_apart(PsgPdfShower *shower);
/* Shows the blanks of a cluster, each as wide as its part of it. */
void psg_pdf_shower_show_blanks(PsgPdfShower *shower, const PsgPdfApart *apart);

/* Shows a run that runs from right to left. */
void psg_pdf_shower_show_clusters(PsgPdfShower *shower);
