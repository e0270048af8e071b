/* The fonts of a document: which faces, which of their glyphs, and what each glyph is coded, how
 * wide it is and what it stands for. A glyph keeps its own number as its code (Identity-H), so that
 * pages can be painted before fonts are cut; only CID-keyed outlines have codes of their own. ISO
 * 32000-1, section 9.7. */
#include <math.h>
#include <string.h>

#include "publish/print/pdf/font_internal.h"

struct PsgPdfFonts {
    GPtrArray *fonts;   /* PsgPdfFont, in the order of their first calls */
    GHashTable *by_key; /* for looking up only */
};

static void
free_font(gpointer data)
{
    PsgPdfFont *font = data;
    hb_font_destroy(font->font);
    hb_face_destroy(font->face);
    psg_pdf_font_clear_codes(font);
    psg_pdf_font_clear_shapes(font);
    g_string_chunk_free(font->strings);
    g_free(font->glyphs);
    g_free(font->cids);
    g_free(font->key);
    g_free(font);
}

PsgPdfFonts *
psg_pdf_fonts_new(void)
{
    PsgPdfFonts *fonts = g_new0(PsgPdfFonts, 1);
    fonts->fonts = g_ptr_array_new_with_free_func(free_font);
    fonts->by_key = g_hash_table_new(g_str_hash, g_str_equal);
    return fonts;
}

void
psg_pdf_fonts_free(PsgPdfFonts *fonts)
{
    if (!fonts)
        return;
    g_hash_table_destroy(fonts->by_key);
    g_ptr_array_unref(fonts->fonts);
    g_free(fonts);
}

GPtrArray *
psg_pdf_fonts_list(PsgPdfFonts *fonts)
{
    return fonts->fonts;
}

/* The CIDs of CID-keyed outlines; NULL for all others. */
static guint16 *
read_cids(hb_face_t *face, guint count)
{
    guint16 *cids = NULL;
    hb_blob_t *table = hb_face_reference_table(face, HB_TAG('C', 'F', 'F', ' '));
    if (hb_blob_get_length(table))
        psg_cff_read(table, count, &cids);
    hb_blob_destroy(table);
    return cids;
}

static PsgPdfFont *
make_font(const char *key, hb_face_t *face)
{
    PsgPdfFont *font = g_new0(PsgPdfFont, 1);
    font->key = g_strdup(key);
    font->face = hb_face_reference(face);
    font->font = hb_font_create(face);
    font->units = MAX(hb_face_get_upem(face), 1);
    font->count = MIN(hb_face_get_glyph_count(face), 65536);
    font->glyphs = g_new0(PsgPdfFontGlyph, MAX(font->count, 1));
    psg_pdf_font_read_characters(font);
    font->strings = g_string_chunk_new(512);
    font->cids = read_cids(face, font->count);
    psg_pdf_font_init_codes(font);
    psg_pdf_font_init_shapes(font);
    return font;
}

PsgPdfFont *
psg_pdf_fonts_get(PsgPdfFonts *fonts, const char *key, hb_face_t *face)
{
    PsgPdfFont *font = g_hash_table_lookup(fonts->by_key, key);
    if (font)
        return font;
    font = make_font(key, face);
    font->index = fonts->fonts->len;
    g_ptr_array_add(fonts->fonts, font);
    g_hash_table_insert(fonts->by_key, font->key, font);
    return font;
}

guint
psg_pdf_font_get_index(const PsgPdfFont *font)
{
    return font->index;
}

/* The text of glyphs without one of their own; known by its address, until a text comes. */
static const char silent[] = PSG_PDF_SILENT;

/* The text of a glyph that is shown for `length` bytes of `text`, kept by the font. */
static const char *
keep_text(PsgPdfFont *font, guint glyph, const char *text, gsize length)
{
    gunichar character = font->glyphs[glyph].character;
    if (!character && !length)
        return silent;
    g_autoptr(GString) kept = g_string_new(NULL);
    if (character)
        g_string_append_unichar(kept, character);
    else
        psg_pdf_font_clean_text(kept, text, length);
    if (!strcmp(kept->str, silent))
        return silent;
    return g_string_chunk_insert_len(font->strings, kept->str, (gssize)kept->len);
}

/* In 1/1000 of what PDF counts widths in: so many digits the file says. A damaged font may say
 * anything. */
static gint32
measure(const PsgPdfFont *font, guint glyph)
{
    double width = hb_font_get_glyph_h_advance(font->font, glyph) * 1e6 / font->units;
    return (gint32)lround(CLAMP(width, 0, G_MAXINT32));
}

void
psg_pdf_font_use(PsgPdfFont *font, guint glyph, const char *text, gsize length)
{
    if (glyph >= font->count)
        return;
    const char *known = font->glyphs[glyph].text;
    if (known && (!length || known != silent))
        return;
    font->glyphs[glyph].text = keep_text(font, glyph, text, length);
    font->glyphs[glyph].width = measure(font, glyph);
}

guint
psg_pdf_font_get_code(const PsgPdfFont *font, guint glyph)
{
    return font->cids && glyph < font->count ? font->cids[glyph] : glyph & 0xffff;
}

double
psg_pdf_font_get_width(const PsgPdfFont *font, guint glyph)
{
    gboolean is_used = glyph < font->count && font->glyphs[glyph].text;
    return (is_used ? font->glyphs[glyph].width : measure(font, glyph)) / 1000.0;
}

const char *
psg_pdf_font_get_text(const PsgPdfFont *font, guint glyph)
{
    return glyph < font->count && font->glyphs[glyph].text ? font->glyphs[glyph].text : "";
}
