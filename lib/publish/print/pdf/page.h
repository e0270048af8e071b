/* A page's content stream while it is painted. Pages touch nothing that they share (fonts are only
 * read), so several may be painted at the same time; psg_pdf_document_add_page() takes them in
 * order. Everything painted is either tagged content or an artifact. ISO 32000-1, sections 8, 9.4
 * and 14.6. Coordinates are those of units.h. */
#pragma once
#include "publish/print/glyph.h"
#include "publish/print/pdf/font.h"
#include "publish/print/pdf/tag.h"

typedef struct PsgPdfPage PsgPdfPage;

PsgPdfPage *psg_pdf_page_new(PsgLength width, PsgLength height);
void psg_pdf_page_free(PsgPdfPage *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgPdfPage, psg_pdf_page_free)
PsgLength psg_pdf_page_get_height(const PsgPdfPage *page);
/* Bounds of the view as the sheet counts them, for psg_tag_set_bounds(). */
PsgBounds psg_pdf_page_get_sheet_bounds(const PsgPdfPage *page, const PsgBounds *bounds);

/* From here on coordinates begin at (x, y) of the sheet, and content is that of the page `order` of
 * the book (an index): for a sheet that shows several pages, in an order that is not theirs. Ends
 * an open sequence. Without a call: (0, 0) and the order in which pages are added. */
void psg_pdf_page_begin_view(PsgPdfPage *page, PsgLength x, PsgLength y, guint order);

typedef enum {
    PSG_ARTIFACT_LAYOUT,     /* rules, backgrounds, leaders, underlines */
    PSG_ARTIFACT_BACKGROUND, /* of the page as a whole */
    PSG_ARTIFACT_HEADER,     /* running head */
    PSG_ARTIFACT_FOOTER,     /* page number */
    PSG_ARTIFACT_PAGINATION, /* a table head that is repeated */
} PsgArtifactKind;

/* From here on, what is painted belongs to `content`, or is an artifact. A sequence of the same
 * content goes on; another one is ended. Empty sequences are left out. psg_pdf_page_end() ends the
 * last. */
void psg_pdf_page_begin_content(PsgPdfPage *page, PsgTagContent *content);
/* The same for a run that is not painted where it is read (right-to-left words stand on their line
 * as they are seen). Parts of a content are read in the order of `rank` (from 1; the same one: one
 * sequence), which must grow over all its pages; all of a content's parts have one, or none has. */
void psg_pdf_page_begin_ranked(PsgPdfPage *page, PsgTagContent *content, guint rank);
void psg_pdf_page_begin_artifact(PsgPdfPage *page, PsgArtifactKind kind);
void psg_pdf_page_end(PsgPdfPage *page);
/* Packs the stream of a page that is done: the part of psg_pdf_document_add_page() that can be done
 * in any thread before. */
void psg_pdf_page_pack(PsgPdfPage *page);

typedef struct {
    PsgPdfFont *font;
    PsgLength size;
    PsgColour colour;
    gboolean is_right_to_left; /* its glyphs stand in visual order, from left to right */
    const PsgGlyph *glyphs;
    guint count;
    const char *text; /* the run's, for ActualText where the font's own texts do not give it */
} PsgPdfRun;

/* Tells the run's font of its glyphs and what they stand for there (psg_pdf_font_use() of each, and
 * the codes that showing it will want). Not thread-safe: for every run, in order of the document,
 * before any page is painted. */
void psg_pdf_run_collect(const PsgPdfRun *run);

/* Shows a run with its origin at (x, y), so that readers get the words of its text: with glyphs'
 * codes for it; drawn, with blank glyphs in its place, where letters stand off the line; and where
 * neither can be had, the word (left to right) or the cluster (right to left) says its ActualText.
 * Needs an open sequence. */
void psg_pdf_page_show(PsgPdfPage *page, const PsgPdfRun *run, PsgLength x, PsgLength y);

void psg_pdf_page_fill(PsgPdfPage *page, const PsgBounds *bounds, PsgColour colour);
void psg_pdf_page_draw_line(PsgPdfPage *page, PsgLength x1, PsgLength y1, PsgLength x2,
        PsgLength y2, PsgLength thickness, PsgColour colour);
/* A row of round dots `size` wide around `y`, one every `step`, of which the first is at `end`: the
 * leader of a line of contents, whose dots stand below those of its neighbours. */
void psg_pdf_page_draw_dots(PsgPdfPage *page, PsgLength start, PsgLength end, PsgLength y,
        PsgLength size, PsgLength step, PsgColour colour);
/* Frames a rectangle (the line stands on its edge). */
void psg_pdf_page_draw_frame(
        PsgPdfPage *page, const PsgBounds *bounds, PsgLength thickness, PsgColour colour);
/* Draws a picture so that it fills `bounds`. */
void psg_pdf_page_draw_picture(
        PsgPdfPage *page, const PsgPdfPicture *picture, const PsgBounds *bounds);

/* A link annotation over `count` rectangles (one a line). `uri` for the web, else `destination`, a
 * name that psg_pdf_document_add_destination() knows or will know. `contents` says where it goes,
 * for who cannot see it. The tag must be a Link. Strings are copied. */
void psg_pdf_page_add_link(PsgPdfPage *page, PsgTag *tag, const PsgBounds *bounds, guint count,
        const char *uri, const char *destination, const char *contents);
