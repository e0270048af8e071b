/* What the files of the document share. */
#pragma once
#include "publish/print/pdf/document.h"
#include "publish/print/pdf/page_internal.h"

/* A page that was added. What needs the whole document (links, pictures) is written at its end. */
typedef struct {
    PsgPdfReference reference, content;
    PsgLength width, height;
    gboolean has_parts;
    GPtrArray *pictures, *links; /* of the page */
} PsgPdfSheet;

typedef struct {
    char *name;
    guint page;
    PsgLength x, y;
} PsgPdfDestination;

typedef struct {
    guint level;
    char *title, *destination;
    PsgTag *tag;
} PsgPdfOutlineEntry;

typedef struct {
    guint page, first;
    PsgPdfLabelStyle style;
    char *prefix;
} PsgPdfLabel;

struct PsgPdfDocument {
    PsgPdfInformation information; /* with strings of its own */
    PsgPdfFonts *fonts;
    PsgTagTree *tree;
    PsgPdfFile *file;
    GArray *sheets;              /* PsgPdfSheet */
    GArray *destinations;        /* PsgPdfDestination */
    GHashTable *destination_set; /* names; of the destinations */
    GArray *outline;             /* PsgPdfOutlineEntry */
    GArray *labels;              /* PsgPdfLabel, by page */
};

/* --- each writes its part of the file, and returns the object for the catalog; 0: there is none
 * --- */

/* The tree of pages. `links` has each page's annotations as psg_pdf_document_write_links() gives
 * them. */
PsgPdfReference psg_pdf_document_write_pages(
        PsgPdfDocument *document, PsgPdfReference fonts, GPtrArray *links);
PsgPdfReference psg_pdf_document_write_outline(PsgPdfDocument *document, PsgFindings *findings);
/* The name tree of destinations. */
PsgPdfReference psg_pdf_document_write_destinations(PsgPdfDocument *document);
PsgPdfReference psg_pdf_document_write_labels(PsgPdfDocument *document);
PsgPdfReference psg_pdf_document_write_information(PsgPdfDocument *document);
PsgPdfReference psg_pdf_document_write_metadata(PsgPdfDocument *document);

/* The annotations of a page, as the value of its /Annots; the empty string when it has none. The
 * caller owns it. */
char *psg_pdf_document_write_links(
        PsgPdfDocument *document, const PsgPdfSheet *sheet, PsgFindings *findings);

/* Whether there is such a place on a page that there is. */
gboolean psg_pdf_document_has_destination(const PsgPdfDocument *document, const char *name);
/* The name of a destination as a string: "(early-years/play#turn-taking)". */
void psg_pdf_append_destination(GString *out, const char *name);

/* The sRGB colour space as an ICC profile. The caller owns it. */
GBytes *psg_pdf_make_colour_profile(void);
