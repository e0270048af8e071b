/* A small profile for CMYK: the colours of the sixteen ways to print four full inks over one
 * another. Between them a reader's interpolation in Lab does what Yule and Nielsen found of dots on
 * paper (their n is 3, the cube root that Lab is made of), so that sixteen colours are enough.
 * ICC.1:2001-04 (version 2.4), sections 6.1, 6.3.1.2 and 6.5.8. */
#include "publish/print/picture/cmyk_profile.h"

#include <string.h>

#include "publish/picture/bytes.h"

enum { TAG_COUNT = 4, TAGS_END = 128 + 4 + 12 * TAG_COUNT };

typedef struct {
    double l, a, b;
} Lab;

/* Relative to the paper; the index counts black fastest, then yellow, magenta, cyan, as the
 * profile's table does. About what ISO 12647-2 says of coated paper. */
static const Lab inks[16] = {{100, 0, 0}, {17, 0, 0}, {94, -5, 97}, {13, 0, 5}, {51, 76, -2},
        {10, 8, 0}, {50, 70, 50}, {9, 7, 4}, {58, -38, -48}, {10, -6, -7}, {53, -69, 28},
        {8, -6, 3}, {26, 18, -47}, {6, 2, -5}, {25, 0, 0}, {0, 0, 0}};

static void
append_text(GByteArray *out, const char *text, gsize length)
{
    g_byte_array_append(out, (const guint8 *)text, (guint)length);
}

static void
append_d50(GByteArray *out)
{
    psg_bytes_append_be(out, 0xf6d6, 4);
    psg_bytes_append_be(out, 0x10000, 4);
    psg_bytes_append_be(out, 0xd32d, 4);
}

static void
append_zeros(GByteArray *out, guint count)
{
    while (count-- > 0)
        psg_bytes_append_be(out, 0, 1);
}

static void
append_header(GByteArray *out)
{
    static const guint16 date[] = {2026, 1, 1, 0, 0, 0};
    psg_bytes_append_be(out, 0, 4); /* the size, later */
    psg_bytes_append_be(out, 0, 4);
    psg_bytes_append_be(out, 0x02400000, 4);
    append_text(out, "scnrCMYKLab ", 12);
    for (guint i = 0; i < G_N_ELEMENTS(date); i++)
        psg_bytes_append_be(out, date[i], 2);
    append_text(out, "acsp", 4);
    append_zeros(out, 24);
    psg_bytes_append_be(out, 1, 4); /* relative to the paper */
    append_d50(out);
    append_zeros(out, 128 - out->len);
}

static void
append_description(GByteArray *out)
{
    static const char name[] = "Offset print on coated paper";
    append_text(out, "desc\0\0\0\0", 8);
    psg_bytes_append_be(out, sizeof name, 4);
    append_text(out, name, sizeof name);
    append_zeros(out, 4 + 4 + 2 + 1 + 67); /* no Unicode and no Macintosh name */
}

/* lut16Type: straight curves around a table of two points a colour. */
static void
append_table(GByteArray *out)
{
    append_text(out, "mft2\0\0\0\0", 8);
    psg_bytes_append_be(out, 4, 1);
    psg_bytes_append_be(out, 3, 1);
    psg_bytes_append_be(out, 2, 1);
    psg_bytes_append_be(out, 0, 1);
    for (guint i = 0; i < 9; i++)
        psg_bytes_append_be(out, i % 4 == 0 ? 0x10000 : 0, 4);
    psg_bytes_append_be(out, 2, 2);
    psg_bytes_append_be(out, 2, 2);
    for (guint i = 0; i < 4; i++)
        psg_bytes_append_be(out, 0x0000ffff, 4);
    for (guint i = 0; i < G_N_ELEMENTS(inks); i++) {
        psg_bytes_append_be(out, (guint32)(inks[i].l * 0xff00 / 100), 2);
        psg_bytes_append_be(out, (guint32)((inks[i].a + 128) * 256), 2);
        psg_bytes_append_be(out, (guint32)((inks[i].b + 128) * 256), 2);
    }
    for (guint i = 0; i < 3; i++)
        psg_bytes_append_be(out, 0x0000ffff, 4);
}

static void
put_be32(GByteArray *out, guint at, guint32 number)
{
    for (guint i = 0; i < 4; i++)
        out->data[at + i] = (guint8)(number >> (8 * (3 - i)));
}

/* Enters the tag that begins at `start` and ends here, and brings the next one to a multiple of 4.
 */
static void
end_tag(GByteArray *out, guint index, const char *name, guint start)
{
    guint entry = 128 + 4 + 12 * index;
    memcpy(out->data + entry, name, 4);
    put_be32(out, entry + 4, start);
    put_be32(out, entry + 8, out->len - start);
    append_zeros(out, (4 - out->len % 4) % 4);
}

GBytes *
psg_cmyk_profile_make(void)
{
    static const char rights[] = "text\0\0\0\0No rights reserved";
    GByteArray *out = g_byte_array_new();
    append_header(out);
    psg_bytes_append_be(out, TAG_COUNT, 4);
    append_zeros(out, TAGS_END - out->len);
    guint start = out->len;
    append_description(out);
    end_tag(out, 0, "desc", start);
    start = out->len;
    append_text(out, rights, sizeof rights);
    end_tag(out, 1, "cprt", start);
    start = out->len;
    append_text(out, "XYZ \0\0\0\0", 8);
    append_d50(out);
    end_tag(out, 2, "wtpt", start);
    start = out->len;
    append_table(out);
    end_tag(out, 3, "A2B0", start);
    put_be32(out, 0, out->len);
    return g_byte_array_free_to_bytes(out);
}
