/* The sRGB colour space as an ICC profile of half a kilobyte: its primaries and its curve, nothing
 * else. ICC.1:2004-10 (version 4.2), as PDF 1.7 reads it; IEC 61966-2-1. */
#include <string.h>

#include "publish/print/pdf/document_internal.h"

#define HEADER_BYTES 128u

/* Numbers as profiles have them: 1/65536. */
typedef struct {
    const char *tag;
    guint32 values[9];
    guint count;
} Numbers;

/* Measured under D50, as every profile is: the primaries sum up to its white. */
static const Numbers xyz_tags[] = {
        {"wtpt", {0xF6D6, 0x10000, 0xD32D}, 3},
        {"rXYZ", {0x6FA2, 0x38F6, 0x0391}, 3},
        {"gXYZ", {0x6294, 0xB785, 0x18DA}, 3},
        {"bXYZ", {0x24A0, 0x0F85, 0xB6C2}, 3},
};
/* From sRGB's white, D65, to D50 (Bradford). */
static const Numbers adaptation = {"chad",
        {0x10C42, 0x05DE, 0xFFFFF325, 0x0793, 0xFD90, 0xFFFFFBA1, 0xFFFFFDA2, 0x03DC, 0xC06E}, 9};
/* ((x + 0.055) / 1.055) ^ 2.4 above 0.04045, x / 12.92 below. */
static const Numbers curve = {NULL, {0x26666, 0xF2A7, 0x0D59, 0x13D0, 0x0A5B}, 5};

static void
append_u32(GByteArray *out, guint32 number)
{
    guint8 bytes[4] = {
            (guint8)(number >> 24), (guint8)(number >> 16), (guint8)(number >> 8), (guint8)number};
    g_byte_array_append(out, bytes, 4);
}

static void
append_signature(GByteArray *out, const char *signature)
{
    g_byte_array_append(out, (const guint8 *)signature, 4);
}

static void
append_numbers(GByteArray *out, const char *type, const Numbers *numbers)
{
    append_signature(out, type);
    append_u32(out, 0);
    if (strcmp(type, "para") == 0) {
        append_u32(out, 3u << 16); /* the form of the function: the one above */
    }
    for (guint i = 0; i < numbers->count; i++) {
        append_u32(out, numbers->values[i]);
    }
}

/* ASCII words in one language, of an even number of characters so that what follows is aligned. */
static void
append_words(GByteArray *out, const char *words)
{
    gsize length = strlen(words);
    append_signature(out, "mluc");
    append_u32(out, 0);
    append_u32(out, 1);
    append_u32(out, 12);
    append_signature(out, "enUS");
    append_u32(out, (guint32)length * 2);
    append_u32(out, 28);
    for (gsize i = 0; i < length; i++) {
        guint8 unit[2] = {0, (guint8)words[i]};
        g_byte_array_append(out, unit, 2);
    }
}

typedef struct {
    GByteArray *table, *data;
    guint count;
    guint32 data_start;
} Tags;

/* An entry of the table for data that begins at `start` of the data and goes to its end. */
static void
add_tag(Tags *tags, const char *signature, guint start)
{
    append_signature(tags->table, signature);
    append_u32(tags->table, tags->data_start + start);
    append_u32(tags->table, tags->data->len - start);
    tags->count++;
}

static void
append_header(GByteArray *out, guint32 size)
{
    append_u32(out, size);
    append_u32(out, 0);
    append_u32(out, 0x04200000);
    append_signature(out, "mntr");
    append_signature(out, "RGB ");
    append_signature(out, "XYZ ");
    append_u32(out, 2026u << 16 | 1); /* 1 January 2026, midnight */
    append_u32(out, 1u << 16);
    append_u32(out, 0);
    append_signature(out, "acsp");
    for (guint i = 0; i < 7; i++) { /* platform to rendering intent: any, perceptual */
        append_u32(out, 0);
    }
    for (guint i = 0; i < 3; i++) {
        append_u32(out, xyz_tags[0].values[i]);
    }
    while (out->len < HEADER_BYTES) {
        append_u32(out, 0);
    }
}

GBytes *
psg_pdf_make_colour_profile(void)
{
    g_autoptr(GByteArray) table = g_byte_array_new(), data = g_byte_array_new();
    Tags tags = {table, data, 0, HEADER_BYTES + 4 + 12 * 10};
    append_words(data, "sRGB");
    add_tag(&tags, "desc", 0);
    guint start = data->len;
    append_words(data, "No copyright");
    add_tag(&tags, "cprt", start);
    for (guint i = 0; i < G_N_ELEMENTS(xyz_tags); i++) {
        start = data->len;
        append_numbers(data, "XYZ ", &xyz_tags[i]);
        add_tag(&tags, xyz_tags[i].tag, start);
    }
    start = data->len;
    append_numbers(data, "sf32", &adaptation);
    add_tag(&tags, adaptation.tag, start);
    start = data->len;
    append_numbers(data, "para", &curve);
    add_tag(&tags, "rTRC", start);
    add_tag(&tags, "gTRC", start);
    add_tag(&tags, "bTRC", start);

    GByteArray *profile = g_byte_array_new();
    append_header(profile, tags.data_start + data->len);
    append_u32(profile, tags.count);
    g_byte_array_append(profile, table->data, table->len);
    g_byte_array_append(profile, data->data, data->len);
    return g_byte_array_free_to_bytes(profile);
}
