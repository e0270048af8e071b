/* Writing fonts: for each a Type 0 font with its CIDFont, descriptor, font program, widths and
 * ToUnicode. ISO 32000-1, sections 9.7.4, 9.7.6, 9.8 and 9.9; PDF/UA-1 7.21; PDF/A-2 6.2.11. */
#include <hb-ot.h>

#include "base/parallel.h"
#include "publish/print/pdf/font_internal.h"

/* --- names --- */

/* A name of the subset: six capital letters that follow from the font and its glyphs (9.6.4). */
static void
append_subset_tag(GString *out, const PsgPdfFont *font)
{
    guint64 hash = G_GUINT64_CONSTANT(0xcbf29ce484222325) ^ font->index;
    for (guint glyph = 0; glyph < font->count; glyph++)
        if (font->glyphs[glyph].text)
            hash = (hash ^ glyph) * G_GUINT64_CONSTANT(0x100000001b3);
    hash ^= hash >> 32;
    for (guint i = 0; i < 6; i++, hash /= 26)
        g_string_append_c(out, (char)('A' + hash % 26));
}

/* "ABCDEF+NotoSans-Bold"; only letters, digits and hyphens, since some readers take no other. */
static char *
make_name(const PsgPdfFont *font)
{
    char name[64];
    guint length = sizeof name;
    hb_ot_name_get_utf8(
            font->face, HB_OT_NAME_ID_POSTSCRIPT_NAME, HB_LANGUAGE_INVALID, &length, name);
    g_autoptr(GString) out = g_string_new(NULL);
    append_subset_tag(out, font);
    g_string_append_c(out, '+');
    gsize empty = out->len;
    for (const char *c = name; *c; c++)
        if (g_ascii_isalnum(*c) || *c == '-')
            g_string_append_c(out, *c);
    if (out->len == empty)
        g_string_append_printf(out, "Font%u", font->index);
    return g_string_free(g_steal_pointer(&out), FALSE);
}

/* --- the parts of a font --- */

typedef struct {
    guint code, glyph;
} Code;

static int
compare_codes(const void *first, const void *second)
{
    const Code *a = first, *b = second;
    return (a->code > b->code) - (a->code < b->code);
}

static GArray *
list_codes(const PsgPdfFont *font)
{
    GArray *codes = g_array_new(FALSE, FALSE, sizeof(Code));
    for (guint glyph = 0; glyph < font->count; glyph++) {
        const Code code = {psg_pdf_font_get_code(font, glyph), glyph};
        if (font->glyphs[glyph].text)
            g_array_append_val(codes, code);
    }
    if (font->cids)
        g_array_sort(codes, compare_codes);
    for (guint i = 0; i < font->codes->len; i++) {
        const Code code = {font->count + i, g_array_index(font->codes, PsgPdfFontCode, i).glyph};
        g_array_append_val(codes, code);
    }
    return codes;
}

/* /W: neighbours share a list (9.7.4.3). */
static void
append_widths(GString *out, const PsgPdfFont *font)
{
    g_autoptr(GArray) codes = list_codes(font);
    g_string_append(out, "/W[");
    for (guint i = 0; i < codes->len; i++) {
        const Code *code = &g_array_index(codes, Code, i);
        if (i && code[-1].code + 1 == code->code)
            g_string_append_c(out, ' ');
        else
            g_string_append_printf(out, i ? "]%u[" : "%u[", code->code);
        psg_pdf_append_number(out, psg_pdf_font_get_width(font, code->glyph), 3);
    }
    g_string_append(out, codes->len ? "]]" : "]");
}

static double
scale(const PsgPdfFont *font, gint32 length)
{
    return length * 1000.0 / font->units;
}

static void
append_metric(GString *out, const char *key, const PsgPdfFont *font, hb_ot_metrics_tag_t tag)
{
    hb_position_t position = 0;
    hb_ot_metrics_get_position_with_fallback(font->font, tag, &position);
    g_string_append(out, key);
    psg_pdf_append_number(out, scale(font, position), 0);
}

/* The box around all glyphs of the face (OpenType: head). */
static void
append_box(GString *out, const PsgPdfFont *font)
{
    hb_blob_t *head = hb_face_reference_table(font->face, HB_TAG('h', 'e', 'a', 'd'));
    guint length;
    const guint8 *data = (const guint8 *)hb_blob_get_data(head, &length);
    g_string_append(out, "/FontBBox[");
    for (guint at = 36; at < 44; at += 2) {
        gint16 edge = (gint16)(length >= 44 ? data[at] << 8 | data[at + 1] : 0);
        psg_pdf_append_number(out, scale(font, edge), 0);
        g_string_append_c(out, at < 42 ? ' ' : ']');
    }
    hb_blob_destroy(head);
}

/* Font flags (9.8.2): its characters are no standard set, and perhaps slanted or of one width. */
enum { FLAG_SYMBOLIC = 4, FLAG_ITALIC = 64 };

static PsgPdfReference
write_descriptor(const PsgPdfFont *font, const char *name, const PsgPdfFontProgram *program,
        PsgPdfFile *file)
{
    g_autoptr(GString) keys = g_string_new(NULL);
    if (program->is_cff)
        g_string_append(keys, "/Subtype/CIDFontType0C");
    else
        g_string_append_printf(keys, "/Length1 %" G_GSIZE_FORMAT, program->length);
    g_string_append(keys, "/Filter/FlateDecode");
    PsgPdfReference data = psg_pdf_file_reserve(file);
    psg_pdf_file_put_stream(file, data, keys->str, program->data);

    double slant = hb_style_get_value(font->font, HB_STYLE_TAG_SLANT_ANGLE);
    double weight = hb_style_get_value(font->font, HB_STYLE_TAG_WEIGHT);
    gboolean is_italic = hb_style_get_value(font->font, HB_STYLE_TAG_ITALIC) > 0;
    g_autoptr(GString) out = g_string_new("<</Type/FontDescriptor/FontName");
    psg_pdf_append_name(out, name);
    g_string_append_printf(
            out, "/Flags %d", FLAG_SYMBOLIC + (is_italic || slant < 0 ? FLAG_ITALIC : 0));
    append_box(out, font);
    g_string_append(out, "/ItalicAngle ");
    psg_pdf_append_number(out, slant, 1);
    append_metric(out, "/Ascent ", font, HB_OT_METRICS_TAG_HORIZONTAL_ASCENDER);
    append_metric(out, "/Descent ", font, HB_OT_METRICS_TAG_HORIZONTAL_DESCENDER);
    append_metric(out, "/CapHeight ", font, HB_OT_METRICS_TAG_CAP_HEIGHT);
    g_string_append(out, "/StemV ");
    psg_pdf_append_number(out, 10 + .244 * (CLAMP(weight, 100, 1000) - 50), 0);
    g_string_append(out, program->is_cff ? "/FontFile3 " : "/FontFile2 ");
    psg_pdf_append_reference(out, data);
    g_string_append(out, ">>");
    return psg_pdf_file_add(file, out->str, out->len);
}

static void
append_glyph_map(GString *out, const PsgPdfFont *font, PsgPdfFile *file)
{
    g_autoptr(GBytes) map = psg_pdf_font_make_glyph_map(font);
    if (!map) {
        g_string_append(out, "/Identity");
        return;
    }
    PsgPdfReference reference = psg_pdf_file_reserve(file);
    psg_pdf_file_put_stream(file, reference, "/Filter/FlateDecode", map);
    g_string_append_c(out, ' ');
    psg_pdf_append_reference(out, reference);
}

static PsgPdfReference
write_cid_font(const PsgPdfFont *font, const char *name, const PsgPdfFontProgram *program,
        PsgPdfFile *file)
{
    PsgPdfReference descriptor = write_descriptor(font, name, program, file);
    g_autoptr(GString) out = g_string_new("<</Type/Font/Subtype/CIDFontType");
    g_string_append(out, program->is_cff ? "0" : "2/CIDToGIDMap");
    if (!program->is_cff)
        append_glyph_map(out, font, file);
    g_string_append(out, "/BaseFont");
    psg_pdf_append_name(out, name);
    g_string_append(out, "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
                         "/FontDescriptor ");
    psg_pdf_append_reference(out, descriptor);
    g_string_append(out, "/DW 0");
    append_widths(out, font);
    g_string_append(out, ">>");
    return psg_pdf_file_add(file, out->str, out->len);
}

static PsgPdfReference
write_font(const PsgPdfFont *font, const PsgPdfFontProgram *program, GBytes *to_unicode,
        PsgPdfFile *file)
{
    g_autofree char *name = make_name(font);
    PsgPdfReference cid_font = write_cid_font(font, name, program, file);
    PsgPdfReference map = psg_pdf_file_reserve(file);
    psg_pdf_file_put_stream(file, map, "/Filter/FlateDecode", to_unicode);

    g_autoptr(GString) out = g_string_new("<</Type/Font/Subtype/Type0/BaseFont");
    /* with CFF outlines the name says the encoding too (9.7.6.1) */
    g_autofree char *full_name = g_strconcat(name, program->is_cff ? "-Identity-H" : "", NULL);
    psg_pdf_append_name(out, full_name);
    g_string_append(out, "/Encoding/Identity-H/DescendantFonts[");
    psg_pdf_append_reference(out, cid_font);
    g_string_append(out, "]/ToUnicode ");
    psg_pdf_append_reference(out, map);
    g_string_append(out, ">>");
    return psg_pdf_file_add(file, out->str, out->len);
}

/* --- all fonts --- */

/* What the threads make of each font, to be written in order. */
typedef struct {
    GPtrArray *fonts;
    PsgPdfFontProgram *programs;
    GBytes **to_unicode;
} Cut;

static void
cut_clear(Cut *cut)
{
    for (guint i = 0; i < cut->fonts->len; i++) {
        psg_pdf_font_program_clear(&cut->programs[i]);
        g_clear_pointer(&cut->to_unicode[i], g_bytes_unref);
    }
    g_free(cut->programs);
    g_free(cut->to_unicode);
    g_ptr_array_unref(cut->fonts);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Cut, cut_clear)

static gboolean
cut_one(guint index, gpointer data, GError **error)
{
    Cut *cut = data;
    const PsgPdfFont *font = g_ptr_array_index(cut->fonts, index);
    g_autoptr(GString) to_unicode = psg_pdf_font_make_to_unicode(font);
    cut->to_unicode[index] = psg_pdf_deflate(to_unicode->str, to_unicode->len);
    return psg_pdf_font_make_program(font, &cut->programs[index], error);
}

static gboolean
is_used(const PsgPdfFont *font)
{
    for (guint glyph = 0; glyph < font->count; glyph++)
        if (font->glyphs[glyph].text)
            return TRUE;
    return FALSE;
}

PsgPdfReference
psg_pdf_fonts_write(PsgPdfFonts *fonts, PsgPdfFile *file, guint threads, GError **error)
{
    g_auto(Cut) cut = {.fonts = g_ptr_array_new()};
    GPtrArray *all = psg_pdf_fonts_list(fonts);
    for (guint i = 0; i < all->len; i++)
        if (is_used(g_ptr_array_index(all, i)))
            g_ptr_array_add(cut.fonts, g_ptr_array_index(all, i));
    cut.programs = g_new0(PsgPdfFontProgram, cut.fonts->len);
    cut.to_unicode = g_new0(GBytes *, cut.fonts->len);
    if (!psg_parallel_run(threads, cut.fonts->len, cut_one, &cut, error))
        return 0;

    g_autoptr(GString) out = g_string_new("<<");
    for (guint i = 0; i < cut.fonts->len; i++) {
        const PsgPdfFont *font = g_ptr_array_index(cut.fonts, i);
        g_string_append_printf(out, "/F%u ", font->index);
        psg_pdf_append_reference(out, write_font(font, &cut.programs[i], cut.to_unicode[i], file));
    }
    g_string_append(out, ">>");
    return psg_pdf_file_add(file, out->str, out->len);
}
