/* Glyphs that stand for more than one text: in scripts that draw letters in another order than they
 * are read, or several as one, a glyph's text depends on its word. Such a glyph has a code for each
 * text, so that every reader finds the words without further help. ISO 32000-1, section 9.7.4.2. */
#include <string.h>

#include "publish/print/pdf/font_internal.h"

#define CODES_MAX 0xFFFFu
#define TEXT_MAX 32u /* bytes */

static guint
hash_code(gconstpointer key)
{
    const PsgPdfFontCode *code = key;
    return g_str_hash(code->text) * 31 + code->glyph;
}

static gboolean
is_same_code(gconstpointer a, gconstpointer b)
{
    const PsgPdfFontCode *one = a, *other = b;
    return one->glyph == other->glyph && strcmp(one->text, other->text) == 0;
}

static gboolean
has_cff(hb_face_t *face)
{
    hb_blob_t *table = hb_face_reference_table(face, HB_TAG('C', 'F', 'F', ' '));
    gboolean is_there = hb_blob_get_length(table) > 0;
    hb_blob_destroy(table);
    return is_there;
}

void
psg_pdf_font_init_codes(PsgPdfFont *font)
{
    font->has_cff = has_cff(font->face);
    font->codes = g_array_new(FALSE, FALSE, sizeof(PsgPdfFontCode));
    font->codes_set = g_hash_table_new_full(hash_code, is_same_code, g_free, NULL);
}

void
psg_pdf_font_clear_codes(PsgPdfFont *font)
{
    g_array_unref(font->codes);
    g_hash_table_unref(font->codes_set);
}

/* The text with a NUL; FALSE when it is too long for a code. */
static gboolean
copy_text(char copy[TEXT_MAX], const char *text, gsize length)
{
    if (length == 0 || length >= TEXT_MAX) {
        return FALSE;
    }
    memcpy(copy, text, length);
    copy[length] = '\0';
    return TRUE;
}

guint
psg_pdf_font_find_code(const PsgPdfFont *font, guint glyph, const char *text, gsize length)
{
    char copy[TEXT_MAX];
    if (font->codes->len == 0 || !copy_text(copy, text, length)) {
        return 0;
    }
    PsgPdfFontCode key = {glyph, copy};
    return GPOINTER_TO_UINT(g_hash_table_lookup(font->codes_set, &key));
}

guint
psg_pdf_font_add_code(PsgPdfFont *font, guint glyph, const char *text, gsize length)
{
    char copy[TEXT_MAX];
    guint known = psg_pdf_font_find_code(font, glyph, text, length);
    if (known != 0 || font->has_cff || glyph >= font->count || !copy_text(copy, text, length) ||
            font->count + font->codes->len > CODES_MAX) {
        return known;
    }
    g_autoptr(GString) clean = g_string_new(NULL);
    psg_pdf_font_clean_text(clean, text, length);
    if (strcmp(clean->str, copy) != 0) {
        return 0;
    }
    PsgPdfFontCode code = {glyph, g_string_chunk_insert_len(font->strings, text, (gssize)length)};
    g_array_append_val(font->codes, code);
    guint number = font->count + font->codes->len - 1;
    g_hash_table_insert(font->codes_set, g_memdup2(&code, sizeof code), GUINT_TO_POINTER(number));
    return number;
}

GBytes *
psg_pdf_font_make_glyph_map(const PsgPdfFont *font)
{
    if (font->codes->len == 0) {
        return NULL;
    }
    guint count = font->count + font->codes->len;
    g_autofree guint8 *map = g_malloc0((gsize)count * 2);
    for (guint code = 0; code < count; code++) {
        guint glyph = code; /* what is not used is left out, and packs to nothing */
        if (code >= font->count) {
            glyph = g_array_index(font->codes, PsgPdfFontCode, code - font->count).glyph;
        } else if (font->glyphs[code].text == NULL) {
            glyph = 0;
        }
        map[2 * code] = (guint8)(glyph >> 8);
        map[2 * code + 1] = (guint8)glyph;
    }
    return psg_pdf_deflate(map, (gsize)count * 2);
}
