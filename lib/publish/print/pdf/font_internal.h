/* The inside of fonts, for the files font*.c. */
#pragma once
#include "publish/print/pdf/font.h"

/* What is known of a glyph. */
typedef struct {
    const char *text;   /* what it stands for; NULL: it is not used */
    gunichar character; /* that the face's cmap makes it for; 0: none worth having */
    gint32 width;       /* of a used glyph, in 1/1000 of 1/1000 of the size */
} PsgPdfFontGlyph;

/* A second code of a glyph, for another text than its own. */
typedef struct {
    guint glyph;
    const char *text; /* of the font's strings */
} PsgPdfFontCode;

struct PsgPdfFont {
    char *key;
    guint index;
    hb_face_t *face;
    hb_font_t *font; /* at the face's own units */
    guint units;     /* per em */
    guint count;     /* of glyphs */
    PsgPdfFontGlyph *glyphs;
    GStringChunk *strings;
    gboolean has_cff;
    GArray *codes;         /* PsgPdfFontCode: that of index 0 is `count`, and so on */
    GHashTable *codes_set; /* PsgPdfFontCode -> its code; for looking up only */
    guint blank;           /* the glyph of the space; 0: none of use */
    GHashTable *shapes;    /* glyph -> PsgPdfShape; for looking up only */
    guint16 *cids; /* of every glyph, where outlines are CID-keyed; else NULL: the glyph itself */
};

/* The fonts in the order of the file; owned by `fonts`. */
GPtrArray *psg_pdf_fonts_list(PsgPdfFonts *fonts);

/* --- font_codes.c: glyphs with several texts --- */

void psg_pdf_font_init_codes(PsgPdfFont *font);
void psg_pdf_font_clear_codes(PsgPdfFont *font);

/* Which glyph every code shows, for /CIDToGIDMap, packed; NULL where codes are glyphs. The caller
 * owns it. */
GBytes *psg_pdf_font_make_glyph_map(const PsgPdfFont *font);

/* --- font_shapes.c: glyphs as drawings --- */

void psg_pdf_font_init_shapes(PsgPdfFont *font);
void psg_pdf_font_clear_shapes(PsgPdfFont *font);

/* --- font_unicode.c: what glyphs stand for --- */

/* Sets the character of every glyph that the face's cmap has one for. */
void psg_pdf_font_read_characters(PsgPdfFont *font);

/* What a glyph without a text of its own stands for: it is heard as nothing. */
#define PSG_PDF_SILENT "\xe2\x81\xa0" /* U+2060, word joiner */

/* Appends `length` bytes of text without what ToUnicode may not hold; PSG_PDF_SILENT when nothing
 * is left. */
void psg_pdf_font_clean_text(GString *out, const char *text, gsize length);

/* The ToUnicode CMap of all glyphs that were used (9.10.3). The caller owns it. */
GString *psg_pdf_font_make_to_unicode(const PsgPdfFont *font);

/* --- font_subset.c: what of the face goes into the file --- */

/* A font program as it goes into the file. */
typedef struct {
    GBytes *data; /* packed */
    gsize length; /* of the bytes before they were packed */
    gboolean is_cff;
} PsgPdfFontProgram;

gboolean psg_pdf_font_make_program(
        const PsgPdfFont *font, PsgPdfFontProgram *program, GError **error);
void psg_pdf_font_program_clear(PsgPdfFontProgram *program);

/* --- font_cff.c: CFF outlines --- */

typedef enum { PSG_CFF_BROKEN, PSG_CFF_NAMED, PSG_CFF_CID_KEYED } PsgCffKind;

/* Reads a CFF table as far as codes need it: for CID-keyed outlines `cids` (nullable) is set to the
 * CIDs of its glyphs, `count` of them; the caller owns it. */
PsgCffKind psg_cff_read(hb_blob_t *table, guint count, guint16 **cids);
