/* What glyphs stand for: the character that a font's cmap makes a glyph for, else the text that it
 * was first shown for; and the ToUnicode CMap that says so. ISO 32000-1, section 9.10.3; PDF/UA-1
 * 7.21.7; PDF/A-2 6.2.11.7. */
#include "publish/print/pdf/font_internal.h"

/* A reader gains nothing from a longer text of one glyph, and some have no room for it. */
#define MAX_CHARACTERS 32
#define MAPPINGS_PER_BLOCK 100 /* Adobe Technical Note 5014, section 4.4 */

/* TRUE for what ToUnicode may not hold, or what nobody should hear: controls, marks of byte order,
 * soft hyphens, and what is no character. */
static gboolean
is_forbidden(gunichar character)
{
    return character < 0x20 || (character >= 0x7f && character < 0xa0) || character == 0xad ||
           character == 0xfeff || (character & 0xfffe) == 0xfffe ||
           (character >= 0xfdd0 && character <= 0xfdef) ||
           (character >= 0xd800 && character <= 0xdfff);
}

/* TRUE for what a reader cannot know: private characters, and the mark for what was unreadable. */
static gboolean
is_unknown(gunichar character)
{
    return (character >= 0xe000 && character <= 0xf8ff) || character >= 0xf0000 ||
           character == 0xfffd;
}

/* Ligatures and positional forms of Latin, Armenian, Hebrew and Arabic: a text is written with the
 * letters themselves. */
static gboolean
is_presentation_form(gunichar character)
{
    return (character >= 0xfb00 && character <= 0xfdff) ||
           (character >= 0xfe70 && character <= 0xfeff);
}

/* Characters that fonts draw like a more usual one: radicals and compatibility forms of Chinese
 * characters, spaces that do not break, wide and narrow forms. */
static gboolean
is_unusual(gunichar character)
{
    return character == 0xa0 || (character >= 0x2e80 && character <= 0x2fdf) ||
           (character >= 0xf900 && character <= 0xfaff) ||
           (character >= 0xff00 && character <= 0xffef) ||
           (character >= 0x2f800 && character <= 0x2fa1f);
}

void
psg_pdf_font_read_characters(PsgPdfFont *font)
{
    hb_set_t *all = hb_set_create();
    hb_face_collect_unicodes(font->face, all);
    hb_codepoint_t character = HB_SET_VALUE_INVALID, glyph;
    while (hb_set_next(all, &character)) {
        if (is_forbidden(character) || is_unknown(character) || is_presentation_form(character) ||
                !hb_font_get_nominal_glyph(font->font, character, &glyph) || glyph >= font->count)
            continue;
        gunichar *known = &font->glyphs[glyph].character;
        if (!*known || (is_unusual(*known) && !is_unusual(character)))
            *known = character;
    }
    hb_set_destroy(all);
}

void
psg_pdf_font_clean_text(GString *out, const char *text, gsize length)
{
    gsize start = out->len;
    const char *end = text + length;
    for (guint count = 0; text < end && count < MAX_CHARACTERS; count++) {
        gunichar character = g_utf8_get_char_validated(text, end - text);
        if ((gint32)character < 0)
            break;
        text = g_utf8_next_char(text);
        if (is_unknown(character))
            g_string_append_unichar(out, 0x25a1); /* a box: a sign that only this text knows */
        else if (!is_forbidden(character))
            g_string_append_unichar(out, character);
    }
    if (out->len == start)
        g_string_append(out, PSG_PDF_SILENT);
}

/* A code with the text of its glyph. */
typedef struct {
    guint code;
    const char *text;
} Mapping;

static int
compare_mappings(const void *first, const void *second)
{
    const Mapping *a = first, *b = second;
    return (a->code > b->code) - (a->code < b->code);
}

static GArray *
list_mappings(const PsgPdfFont *font)
{
    GArray *mappings = g_array_new(FALSE, FALSE, sizeof(Mapping));
    for (guint glyph = 0; glyph < font->count; glyph++) {
        const Mapping mapping = {psg_pdf_font_get_code(font, glyph), font->glyphs[glyph].text};
        if (mapping.text)
            g_array_append_val(mappings, mapping);
    }
    if (font->cids)
        g_array_sort(mappings, compare_mappings);
    for (guint i = 0; i < font->codes->len; i++) {
        const Mapping mapping = {
                font->count + i, g_array_index(font->codes, PsgPdfFontCode, i).text};
        g_array_append_val(mappings, mapping);
    }
    return mappings;
}

GString *
psg_pdf_font_make_to_unicode(const PsgPdfFont *font)
{
    GString *out = g_string_new("/CIDInit/ProcSet findresource begin\n"
                                "12 dict begin\n"
                                "begincmap\n"
                                "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
                                "/CMapName/Adobe-Identity-UCS def\n"
                                "/CMapType 2 def\n"
                                "1 begincodespacerange\n"
                                "<0000><FFFF>\n"
                                "endcodespacerange\n");
    g_autoptr(GArray) mappings = list_mappings(font);
    for (guint i = 0; i < mappings->len; i++) {
        const Mapping *mapping = &g_array_index(mappings, Mapping, i);
        if (i % MAPPINGS_PER_BLOCK == 0)
            g_string_append_printf(out, "%s%u beginbfchar\n", i ? "endbfchar\n" : "",
                    MIN(mappings->len - i, MAPPINGS_PER_BLOCK));
        g_string_append_printf(out, "<%04X>", mapping->code);
        psg_pdf_append_utf16(out, mapping->text, -1, FALSE);
        g_string_append_c(out, '\n');
    }
    g_string_append(out, mappings->len ? "endbfchar\n" : "");
    g_string_append(out, "endcmap\n"
                         "CMapName currentdict/CMap defineresource pop\n"
                         "end\n"
                         "end\n");
    return out;
}
