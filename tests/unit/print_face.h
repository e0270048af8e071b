/* Faces for tests of print: what the machine has installed, and faces that are made or spoilt. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <fontconfig/fontconfig.h>
#include <glib.h>
#include <hb.h>

/* The file of a family's regular face; the caller owns it. */
static inline hb_blob_t *
print_face_load(const char *family)
{
    FcPattern *wanted = FcPatternBuild(NULL, FC_FAMILY, FcTypeString, family, FC_STYLE,
            FcTypeString, "Regular", FC_SCALABLE, FcTypeBool, FcTrue, (char *)NULL);
    FcConfigSubstitute(NULL, wanted, FcMatchPattern);
    FcDefaultSubstitute(wanted);
    FcResult result;
    FcPattern *found = FcFontMatch(NULL, wanted, &result);
    FcChar8 *path = NULL;
    assert_int_equal(FcPatternGetString(found, FC_FILE, 0, &path), FcResultMatch);
    hb_blob_t *blob = hb_blob_create_from_file_or_fail((const char *)path);
    assert_non_null(blob);
    FcPatternDestroy(found);
    FcPatternDestroy(wanted);
    return blob;
}

/* The first face of a file that the caller gives away. */
static inline hb_face_t *
print_face_make(hb_blob_t *blob)
{
    hb_face_t *face = hb_face_create(blob, 0);
    hb_blob_destroy(blob);
    return face;
}

/* A copy of a file that may be changed; the caller owns it. */
static inline guint8 *
print_face_copy(hb_blob_t *blob, guint *length)
{
    const char *data = hb_blob_get_data(blob, length);
    return g_memdup2(data, *length);
}

/* A face over bytes, which it takes. */
static inline hb_face_t *
print_face_take(guint8 *data, guint length)
{
    return print_face_make(
            hb_blob_create((const char *)data, length, HB_MEMORY_MODE_READONLY, data, g_free));
}

/* Where a table begins in a font file (OpenType: table directory). */
static inline guint8 *
print_face_find_table(guint8 *file, const char *tag)
{
    guint count = (guint)(file[4] << 8 | file[5]);
    for (guint8 *record = file + 12; count; count--, record += 16)
        if (!memcmp(record, tag, 4))
            return file + ((guint)record[8] << 24 | (guint)record[9] << 16 |
                                  (guint)record[10] << 8 | record[11]);
    fail_msg("the font has no table %s", tag);
    return NULL;
}

/* --- a small face with CFF outlines --- */

static inline void
print_face_append(GByteArray *out, guint64 number, guint size)
{
    while (size--) {
        guint8 byte = (guint8)(number >> (8 * size));
        g_byte_array_append(out, &byte, 1);
    }
}

/* An INDEX (Technical Note 5176, section 5) of equal objects; `count` may be 0. */
static inline void
print_face_append_index(GByteArray *out, guint count, const void *object, guint length)
{
    print_face_append(out, count, 2);
    if (!count)
        return;
    print_face_append(out, 2, 1);
    for (guint i = 0; i <= count; i++)
        print_face_append(out, 1 + i * length, 2);
    for (guint i = 0; i < count; i++)
        g_byte_array_append(out, object, length);
}

static inline void
print_face_append_operator(GByteArray *dictionary, gint64 operand, guint operator_code)
{
    print_face_append(dictionary, 29, 1);
    print_face_append(dictionary, (guint64)operand, 4);
    print_face_append(dictionary, operator_code, operator_code > 0xff ? 2 : 1);
}

/* A CFF table with the same square for every glyph. With `cids` (of the glyphs from 1 on) it is
 * CID-keyed. */
static inline GByteArray *
print_face_make_cff(guint count, const guint16 *cids)
{
    static const guint8 square[] = {239, 239, 21, 239, 6, 239, 7, 14};
    static const guint8 private[] = {28, 600 >> 8, 600 & 0xff, 20}; /* defaultWidthX */
    const guint top_length = cids ? 6 + 7 * 3 + 12 : 12 + 11, top_at = 4 + 2 + 1 + 4 + 4;
    const guint strings_at = top_at + 2 + 1 + 4 + top_length;
    const guint strings_length = cids ? 2 + 1 + 6 + 16 : 2,
                charset_at = strings_at + strings_length + 2;
    const guint select_at = charset_at + 1 + 2 * (count - 1), outlines_at = select_at + 8;
    const guint fonts_at = outlines_at + 3 + 2 * (count + 1) + count * (guint)sizeof square;
    const guint private_at = fonts_at + 2 + 1 + 4 + 11;

    g_autoptr(GByteArray) top = g_byte_array_new();
    g_autoptr(GByteArray) font = g_byte_array_new();
    print_face_append(font, 29, 1);
    print_face_append(font, sizeof private, 4);
    print_face_append_operator(font, private_at, 18);
    if (cids) {
        print_face_append(top, 28, 1);
        print_face_append(top, 391, 2);
        print_face_append(top, 28, 1);
        print_face_append(top, 392, 2);
        print_face_append_operator(top, 0, 0x0c1e); /* ROS */
        print_face_append_operator(top, fonts_at, 0x0c24);
        print_face_append_operator(top, select_at, 0x0c25);
    } else {
        g_byte_array_append(top, font->data, font->len);
    }
    print_face_append_operator(top, charset_at, 15);
    print_face_append_operator(top, outlines_at, 17);

    GByteArray *out = g_byte_array_new();
    print_face_append(out, 0x01000401, 4);
    print_face_append_index(out, 1, "Test", 4);
    print_face_append_index(out, 1, top->data, top->len);
    print_face_append_index(out, cids ? 2 : 0, "Identity", 8);
    print_face_append_index(out, 0, NULL, 0);
    assert_int_equal(out->len, charset_at);
    print_face_append(out, 0, 1);
    for (guint glyph = 1; glyph < count; glyph++)
        print_face_append(out, cids ? cids[glyph - 1] : glyph, 2);
    print_face_append(out, 0x0300010000, 5);
    print_face_append(out, 0, 1);
    print_face_append(out, count, 2);
    assert_int_equal(out->len, outlines_at);
    print_face_append_index(out, count, square, sizeof square);
    assert_int_equal(out->len, fonts_at);
    print_face_append_index(out, 1, font->data, font->len);
    assert_int_equal(out->len, private_at);
    g_byte_array_append(out, private, sizeof private);
    return out;
}

static inline void
print_face_add_table(hb_face_t *builder, const char *tag, GByteArray *table)
{
    guint length = table->len;
    guint8 *data = g_byte_array_free(table, FALSE);
    hb_blob_t *blob =
            hb_blob_create((const char *)data, length, HB_MEMORY_MODE_READONLY, data, g_free);
    hb_face_builder_add_table(builder, hb_tag_from_string(tag, -1), blob);
    hb_blob_destroy(blob);
}

/* A character with the glyph that the cmap gives it. */
typedef struct {
    gunichar character;
    guint glyph;
} PrintFaceCharacter;

static inline GByteArray *
print_face_make_cmap(const PrintFaceCharacter *characters, guint count)
{
    GByteArray *out = g_byte_array_new();
    print_face_append(out, 1, 4);          /* version, number of tables */
    print_face_append(out, 0x0003000a, 4); /* all of Unicode */
    print_face_append(out, 12, 4);
    print_face_append(out, 12 << 16, 4);
    print_face_append(out, 16 + 12 * count, 4);
    print_face_append(out, count, 8);
    for (guint i = 0; i < count; i++) {
        print_face_append(out, characters[i].character, 4);
        print_face_append(out, characters[i].character, 4);
        print_face_append(out, characters[i].glyph, 4);
    }
    return out;
}

/* The tables that every face has, for `count` glyphs 600 wide of 1000 units. */
static inline void
print_face_add_measures(hb_face_t *builder, guint count)
{
    GByteArray *head = g_byte_array_new(), *hhea = g_byte_array_new(), *hmtx = g_byte_array_new(),
               *maxp = g_byte_array_new();
    print_face_append(head, 0x00010000, 4);
    print_face_append(head, 0, 8);
    print_face_append(head, 0x5f0f3cf5, 4);
    print_face_append(head, 1000, 4); /* flags, units */
    g_byte_array_set_size(head, 54);
    memset(head->data + 20, 0, 34);
    print_face_append(hhea, 0x00010000, 4);
    g_byte_array_set_size(hhea, 36);
    memset(hhea->data + 4, 0, 32);
    hhea->data[34] = (guint8)(count >> 8);
    hhea->data[35] = (guint8)count;
    for (guint i = 0; i < count; i++)
        print_face_append(hmtx, 600 << 16, 4);
    print_face_append(maxp, 0x00005000, 4);
    print_face_append(maxp, count, 2);
    print_face_add_table(builder, "head", head);
    print_face_add_table(builder, "hhea", hhea);
    print_face_add_table(builder, "hmtx", hmtx);
    print_face_add_table(builder, "maxp", maxp);
}

/* The face of tables that were put into a builder, which it takes. */
static inline hb_face_t *
print_face_build(hb_face_t *builder)
{
    hb_face_t *face = print_face_make(hb_face_reference_blob(builder));
    hb_face_destroy(builder);
    return face;
}

/* The CIDs of the small face, where it is CID-keyed, and the characters of both. */
static const guint16 print_face_cids[] = {1000, 2000, 37};
static const PrintFaceCharacter print_face_characters[] = {
        {0x20, 2}, {0x41, 3}, {0xa0, 2}, {0x2f00, 1}, {0x4e00, 1}, {0xe000, 3}};

/* A face with four glyphs. */
static inline hb_face_t *
print_face_make_small(const guint16 *cids, gboolean is_variable)
{
    hb_face_t *builder = hb_face_builder_create();
    print_face_add_measures(builder, 4);
    print_face_add_table(builder, "CFF ", print_face_make_cff(4, cids));
    print_face_add_table(builder, "cmap",
            print_face_make_cmap(print_face_characters, G_N_ELEMENTS(print_face_characters)));
    if (is_variable) {
        GByteArray *axes = g_byte_array_new();
        print_face_append(axes, 0x00010000, 4);
        print_face_append(axes, 0x00100002, 4); /* where axes are */
        print_face_append(axes, 0x00010014, 4); /* one of 20 bytes */
        print_face_append(axes, 8, 4);          /* no instances, of 8 bytes */
        print_face_append(axes, HB_TAG('w', 'g', 'h', 't'), 4);
        print_face_append(axes, 100 << 16, 4);
        print_face_append(axes, 400 << 16, 4);
        print_face_append(axes, 900 << 16, 4);
        print_face_append(axes, 0, 4);
        print_face_add_table(builder, "fvar", axes);
    }
    return print_face_build(builder);
}
