/* The document around the pages: catalog, metadata, outline, destinations, page labels, output
 * intent, as PDF/UA-1 (ISO 14289-1) and PDF/A-2a (ISO 19005-2) ask in one file. */
#pragma once
#include "publish/print/pdf/page.h"
#include "publish/print/pdf/picture.h"

typedef struct PsgPdfDocument PsgPdfDocument;

typedef struct {
    const char *title;         /* never empty */
    const char *author;        /* NULL */
    const char *subject;       /* NULL */
    const char *publisher;     /* NULL */
    const char *rights;        /* NULL */
    const char *language;      /* BCP 47 */
    const char *identifier;    /* "urn:uuid:..."; NULL */
    const char *version;       /* NULL */
    const char *producer;      /* "Plainsong 0.1.0" */
    gint64 time;               /* created and modified, seconds since 1970 */
    gboolean is_right_to_left; /* binding: ViewerPreferences Direction R2L */
} PsgPdfInformation;

/* Strings are copied; `fonts` and `tree` must outlive the document. */
PsgPdfDocument *psg_pdf_document_new(
        const PsgPdfInformation *information, PsgPdfFonts *fonts, PsgTagTree *tree);
void psg_pdf_document_free(PsgPdfDocument *document);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgPdfDocument, psg_pdf_document_free)

/* Adds the next page and takes it: packs its stream, writes its annotations and tells the tree
 * where contents stand. */
void psg_pdf_document_add_page(PsgPdfDocument *document, PsgPdfPage *page);

/* A named destination at the top of a place. `page` is an index. A name may be added once. */
void psg_pdf_document_add_destination(
        PsgPdfDocument *document, const char *name, guint page, PsgLength x, PsgLength y);

/* An entry of the outline below the last one of a lower level (from 1). `tag` (nullable) is where
 * assistive technology lands. */
void psg_pdf_document_add_outline(PsgPdfDocument *document, guint level, const char *title,
        const char *destination, PsgTag *tag);

typedef enum { PSG_PDF_LABEL_DECIMAL, PSG_PDF_LABEL_ROMAN, PSG_PDF_LABEL_NONE } PsgPdfLabelStyle;

/* From page `page` (index) on, numbers begin at `first` in this style. `prefix` may be NULL. */
void psg_pdf_document_add_label(PsgPdfDocument *document, guint page, PsgPdfLabelStyle style,
        guint first, const char *prefix);

/* Writes the file. Links to destinations that were never added are findings "print-link-missing"
 * and lose their annotation. `threads` pack fonts. The caller owns the result; NULL on errors. */
GBytes *psg_pdf_document_finish(
        PsgPdfDocument *document, guint threads, PsgFindings *findings, GError **error);
