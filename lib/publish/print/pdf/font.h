/* Fonts as they go into the file: every face once, with the glyphs that were used, CIDs as content
 * streams show them, and for every glyph the text that a reader copies or hears. ISO 32000-1,
 * sections 9.6 to 9.10; PDF/UA-1 7.21; PDF/A-2 6.2.11. */
#pragma once
#include <glib.h>
#include <hb.h>

#include "publish/print/pdf/object.h"
#include "publish/print/pdf/picture.h"

typedef struct PsgPdfFonts PsgPdfFonts;
typedef struct PsgPdfFont PsgPdfFont;

PsgPdfFonts *psg_pdf_fonts_new(void);
void psg_pdf_fonts_free(PsgPdfFonts *fonts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgPdfFonts, psg_pdf_fonts_free)

/* Why a font cannot go into the file; a static sentence for a person, or NULL when it can: rights
 * (OS/2 fsType & 0xF == 2), bitmap only, variable, damaged. TrueType and CFF (also CID-keyed)
 * outlines go in. `face` may be anything HarfBuzz opened. */
const char *psg_pdf_font_find_fault(hb_face_t *face);
/* The same, reading every glyph: for a file that nobody installed. */
const char *psg_pdf_font_find_fault_in_glyphs(hb_face_t *face);

/* The font of a face, added at its first call. `key` names the face for good: its file and index
 * ("/usr/share/fonts/x.ttf#0"); `face` is referenced. The order of first calls is the order in the
 * file. Its index is the number in the page's resources: /F0, /F1. */
PsgPdfFont *psg_pdf_fonts_get(PsgPdfFonts *fonts, const char *key, hb_face_t *face);
guint psg_pdf_font_get_index(const PsgPdfFont *font);

/* Says that `glyph` is shown for the `length` bytes of `text` (0: for nothing of its own, such as
 * the second glyph of a cluster). The text that a glyph stands for is its character in the font's
 * cmap, where it has one; else what the first call says. Not thread-safe: call for every glyph, in
 * order of the document, before any page is painted. */
void psg_pdf_font_use(PsgPdfFont *font, guint glyph, const char *text, gsize length);

/* A second code of a glyph, which shows it for another text than its own: what is said twice is one
 * code. 0 where there can be none: the outlines have codes of their own (CFF), the text may not
 * stand in the file, or codes are used up. Not thread-safe; before any page is painted. */
guint psg_pdf_font_add_code(PsgPdfFont *font, guint glyph, const char *text, gsize length);
/* The code that was added; 0: none was. From any thread. */
guint psg_pdf_font_find_code(const PsgPdfFont *font, guint glyph, const char *text, gsize length);

/* A glyph as a drawing: where it is from the glyph's origin, to the right and UP, in sizes of the
 * font. `picture` is NULL for one without ink. */
typedef struct {
    PsgPdfPicture *picture;
    double x, y, width, height;
} PsgPdfShape;

/* Makes the drawing, once. Not thread-safe; before any page is painted. */
void psg_pdf_font_add_shape(PsgPdfFont *font, guint glyph);
/* NULL: it was not made. From any thread. */
const PsgPdfShape *psg_pdf_font_find_shape(const PsgPdfFont *font, guint glyph);

/* The glyph of the space, which has no ink and some width; 0: there is none such. */
guint psg_pdf_font_get_blank(const PsgPdfFont *font);

/* After all uses, from any thread: the code that shows a glyph (two bytes; CID), its width as the
 * file says it (1/1000 of the size, what TJ counts with), and the text it stands for (UTF-8, owned
 * by the font; never NULL, "" only for a glyph that was not used). */
guint psg_pdf_font_get_code(const PsgPdfFont *font, guint glyph);
double psg_pdf_font_get_width(const PsgPdfFont *font, guint glyph);
const char *psg_pdf_font_get_text(const PsgPdfFont *font, guint glyph);

/* Subsets and writes every font with its descriptor, widths and ToUnicode; up to `threads` at a
 * time. Returns the object that is the value of /Font in every page's resources. Sets
 * PSG_PUBLISH_ERROR_OUTPUT when a face cannot be subset, with its key. 0 on errors. */
PsgPdfReference psg_pdf_fonts_write(
        PsgPdfFonts *fonts, PsgPdfFile *file, guint threads, GError **error);
