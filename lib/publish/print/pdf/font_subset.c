/* Cutting a face down to the glyphs that were used and the tables that PDF reads; and finding out
 * beforehand why that cannot or must not be. Builds on HarfBuzz's subsetter. ISO 32000-1, section
 * 9.9; OpenType: OS/2 fsType. */
#include <hb-ot.h>
#include <hb-subset.h>

#include "publish/print/pdf/font_internal.h"
#include "publish/publish_error.h"

#define TAG_CFF HB_TAG('C', 'F', 'F', ' ')
#define TAG_CFF2 HB_TAG('C', 'F', 'F', '2')
#define TAG_GLYF HB_TAG('g', 'l', 'y', 'f')
#define TAG_LOCA HB_TAG('l', 'o', 'c', 'a')
#define TAG_HEAD HB_TAG('h', 'e', 'a', 'd')
#define TAG_HHEA HB_TAG('h', 'h', 'e', 'a')
#define TAG_HMTX HB_TAG('h', 'm', 't', 'x')
#define TAG_MAXP HB_TAG('m', 'a', 'x', 'p')
#define TAG_OS2 HB_TAG('O', 'S', '/', '2')

/* What the subsetter is to leave out: every table of the face that PDF does not read. Tables for
 * shaping would also pull in glyphs that nobody shows. */
static void
drop_tables(hb_face_t *face, hb_set_t *dropped)
{
    static const hb_tag_t wanted[] = {
            TAG_CFF, TAG_GLYF, TAG_LOCA, TAG_HEAD, TAG_HHEA, TAG_HMTX, TAG_MAXP};
    hb_tag_t tags[32];
    guint start = 0, count;
    do {
        count = G_N_ELEMENTS(tags);
        hb_face_get_table_tags(face, start, &count, tags);
        for (guint i = 0; i < count; i++)
            hb_set_add(dropped, tags[i]);
        start += count;
    } while (count == G_N_ELEMENTS(tags));
    for (guint i = 0; i < G_N_ELEMENTS(wanted); i++)
        hb_set_del(dropped, wanted[i]);
}

/* The tables that PDF reads, of the glyphs `glyphs`, which keep their numbers. NULL when HarfBuzz
 * cannot make them. The caller owns it. */
static hb_face_t *
make_subset(hb_face_t *face, const hb_set_t *glyphs)
{
    hb_subset_input_t *input = hb_subset_input_create_or_fail();
    if (!input)
        return NULL;
    hb_set_union(hb_subset_input_glyph_set(input), glyphs);
    drop_tables(face, hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG));
    hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_RETAIN_GIDS | HB_SUBSET_FLAGS_NO_HINTING |
                                             HB_SUBSET_FLAGS_NOTDEF_OUTLINE);
    hb_face_t *subset = hb_subset_or_fail(face, input);
    hb_subset_input_destroy(input);
    return subset;
}

/* --- faults --- */

static guint
get_table_length(hb_face_t *face, hb_tag_t tag)
{
    hb_blob_t *table = hb_face_reference_table(face, tag);
    guint length = hb_blob_get_length(table);
    hb_blob_destroy(table);
    return length;
}

/* What the maker of the font allows: a static sentence against it, or NULL. */
static const char *
find_fault_in_rights(hb_face_t *face)
{
    hb_blob_t *table = hb_face_reference_table(face, TAG_OS2);
    guint length;
    const guint8 *data = (const guint8 *)hb_blob_get_data(table, &length);
    guint rights = length >= 10 ? (guint)(data[8] << 8 | data[9]) : 0;
    hb_blob_destroy(table);
    if ((rights & 0xf) == 2)
        return "its maker does not allow that it is put into documents (fsType: restricted)";
    if (rights & 0x100)
        return "its maker does not allow that only a part of it is put into documents "
               "(fsType: no subsetting)";
    if (rights & 0x200)
        return "its maker does not allow that its outlines are put into documents "
               "(fsType: bitmaps only)";
    return NULL;
}

/* Whether the outlines can be read: cuts the first glyphs out, which reads every table that PDF
 * needs. */
static gboolean
can_be_subset(hb_face_t *face, guint count)
{
    hb_set_t *glyphs = hb_set_create();
    hb_set_add_range(glyphs, 0, count - 1);
    hb_face_t *subset = make_subset(face, glyphs);
    hb_set_destroy(glyphs);
    hb_tag_t outlines = get_table_length(face, TAG_CFF) ? TAG_CFF : TAG_GLYF;
    gboolean can = subset && get_table_length(subset, TAG_HEAD) &&
                   get_table_length(subset, TAG_HMTX) &&
                   (outlines == TAG_GLYF || get_table_length(subset, outlines));
    hb_face_destroy(subset);
    return can;
}

/* TRUE when `loca` gives every glyph a place inside of `glyf` (OpenType: loca). */
static gboolean
has_places(hb_face_t *face)
{
    hb_blob_t *head = hb_face_reference_table(face, TAG_HEAD);
    guint length;
    const guint8 *data = (const guint8 *)hb_blob_get_data(head, &length);
    gsize size = length >= 54 && data[51] ? 4 : 2;
    hb_blob_destroy(head);
    gsize needed = ((gsize)hb_face_get_glyph_count(face) + 1) * size;
    if (get_table_length(face, TAG_LOCA) < needed)
        return FALSE;

    hb_blob_t *loca = hb_face_reference_table(face, TAG_LOCA);
    const guint8 *places = (const guint8 *)hb_blob_get_data(loca, NULL) + needed - size;
    gsize end = (gsize)places[0] << 8 | places[1];
    end = size == 4 ? end << 16 | (gsize)places[2] << 8 | places[3] : end * 2;
    hb_blob_destroy(loca);
    return end <= get_table_length(face, TAG_GLYF);
}

static const char damaged[] = "its file is damaged";

/* What can be told without cutting. */
static const char *
find_plain_fault(hb_face_t *face)
{
    if (!face || !hb_face_get_glyph_count(face) || get_table_length(face, TAG_HEAD) < 54)
        return damaged;
    const char *fault = find_fault_in_rights(face);
    if (fault)
        return fault;
    if (hb_ot_var_has_data(face) || get_table_length(face, TAG_CFF2))
        return "it is a variable font; install the family as fonts of one weight each";

    hb_blob_t *cff = hb_face_reference_table(face, TAG_CFF);
    gboolean is_cff = hb_blob_get_length(cff) > 0;
    gboolean is_broken =
            is_cff && psg_cff_read(cff, hb_face_get_glyph_count(face), NULL) == PSG_CFF_BROKEN;
    hb_blob_destroy(cff);
    if (!is_cff && !get_table_length(face, TAG_GLYF))
        return "it has no outlines";
    return is_broken || (!is_cff && !has_places(face)) ? damaged : NULL;
}

const char *
psg_pdf_font_find_fault(hb_face_t *face)
{
    const char *fault = find_plain_fault(face);
    return fault || can_be_subset(face, 1) ? fault : damaged;
}

const char *
psg_pdf_font_find_fault_in_glyphs(hb_face_t *face)
{
    const char *fault = find_plain_fault(face);
    return fault || can_be_subset(face, hb_face_get_glyph_count(face)) ? fault : damaged;
}

/* --- programs --- */

static hb_set_t *
list_used(const PsgPdfFont *font)
{
    hb_set_t *used = hb_set_create();
    for (guint glyph = 0; glyph < font->count; glyph++)
        if (font->glyphs[glyph].text)
            hb_set_add(used, glyph);
    return used;
}

/* TRUE when the CFF table that was cut gives every used glyph the code that pages show. */
static gboolean
has_same_codes(const PsgPdfFont *font, hb_face_t *subset, hb_blob_t *cff)
{
    g_autofree guint16 *cids = NULL;
    guint count = MIN(hb_face_get_glyph_count(subset), font->count);
    PsgCffKind kind = psg_cff_read(cff, count, &cids);
    if (!font->cids)
        return kind == PSG_CFF_NAMED;
    if (kind != PSG_CFF_CID_KEYED)
        return FALSE;
    for (guint glyph = 0; glyph < font->count; glyph++)
        if (font->glyphs[glyph].text && (glyph >= count || cids[glyph] != font->cids[glyph]))
            return FALSE;
    return TRUE;
}

/* The bytes of the font program: a TrueType file, or a CFF table alone. NULL when it has not what
 * was asked for. */
static hb_blob_t *
make_bytes(const PsgPdfFont *font, hb_face_t *subset, gboolean is_cff)
{
    if (!is_cff)
        return hb_face_reference_blob(subset);
    hb_blob_t *cff = hb_face_reference_table(subset, TAG_CFF);
    if (has_same_codes(font, subset, cff))
        return cff;
    hb_blob_destroy(cff);
    return NULL;
}

gboolean
psg_pdf_font_make_program(const PsgPdfFont *font, PsgPdfFontProgram *program, GError **error)
{
    const char *fault = find_plain_fault(font->face);
    hb_set_t *used = list_used(font);
    hb_face_t *subset = fault ? NULL : make_subset(font->face, used);
    hb_set_destroy(used);
    *program = (PsgPdfFontProgram){.is_cff = get_table_length(font->face, TAG_CFF) > 0};
    hb_blob_t *bytes = subset ? make_bytes(font, subset, program->is_cff) : NULL;
    hb_face_destroy(subset);
    if (!bytes) {
        g_set_error(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_OUTPUT,
                "%s: this font cannot be put into the PDF: %s; choose another font in the theme's "
                "print.yaml",
                font->key, fault ? fault : "its glyphs cannot be read");
        return FALSE;
    }
    guint length;
    const char *data = hb_blob_get_data(bytes, &length);
    program->data = psg_pdf_deflate(data, length);
    program->length = length;
    hb_blob_destroy(bytes);
    return TRUE;
}

void
psg_pdf_font_program_clear(PsgPdfFontProgram *program)
{
    g_clear_pointer(&program->data, g_bytes_unref);
}
