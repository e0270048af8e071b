/* Painting: the boxes of a page as the content of a PDF page. */
#pragma once
#include "publish/print/page/paginate.h"
#include "publish/print/pdf/document.h"

/* What is known when all pages are: read by every thread. */
typedef struct {
    const PsgPrintStyle *style;
    PsgPdfFonts *fonts;
    GHashTable *font_of;  /* key of a PsgTypeFont -> PsgPdfFont; made by collecting */
    GHashTable *numerals; /* the same -> what page numbers are shown with; made by collecting */
    GHashTable *mixed;    /* PsgTypeText with right-to-left words; made by collecting */
    GHashTable *pages;    /* destination -> PsgPrintPage; the caller's */
} PsgPaintBook;

/* Frees what collecting made. */
void psg_paint_book_clear(PsgPaintBook *book);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PsgPaintBook, psg_paint_book_clear)

/* Says every glyph of a galley to the fonts, in order, and the digits that page numbers need.
 * Before the first page is painted, from one thread. */
void psg_paint_collect_fonts(PsgPaintBook *book, const PsgGalley *galley);
/* The same for a text that is in no galley: furniture. */
void psg_paint_collect_text(PsgPaintBook *book, const PsgTypeText *text);

/* What stands at the head and foot of a page, set beforehand. */
typedef struct {
    PsgTypeText *head, *number; /* NULL: none */
} PsgPaintFurniture;

/* Paints a page in a view of a sheet. Thread-safe for different sheets. */
void psg_paint_page(const PsgPaintBook *book, const PsgPrintPage *page,
        const PsgPaintFurniture *furniture, PsgPdfPage *sheet);
