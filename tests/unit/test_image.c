/* Looking at pictures: whole ones of every kind are measured, and what is cut, damaged or something
 * else is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "publish/picture/image.h"

static guint32
crc(const guint8 *at, gsize count)
{
    guint32 value = ~0u;
    for (gsize i = 0; i < count; i++) {
        value ^= at[i];
        for (guint bit = 0; bit < 8; bit++)
            value = value & 1 ? value >> 1 ^ 0xedb88320u : value >> 1;
    }
    return ~value;
}

static void
add(GByteArray *bytes, const char *data, guint length)
{
    g_byte_array_append(bytes, (const guint8 *)data, length);
}

#define ADD(bytes, text) add(bytes, text, sizeof(text) - 1)

static void
add_be32(GByteArray *bytes, guint32 number)
{
    number = GUINT32_TO_BE(number);
    g_byte_array_append(bytes, (const guint8 *)&number, 4);
}

static void
add_chunk(GByteArray *png, const char *type, const char *data, guint length)
{
    add_be32(png, length);
    guint start = png->len;
    add(png, type, 4);
    add(png, data, length);
    add_be32(png, crc(png->data + start, 4 + length));
}

static GByteArray *
make_png(guint32 width, guint32 height, const char *rest)
{
    GByteArray *png = g_byte_array_new();
    g_autoptr(GByteArray) header = g_byte_array_new();
    add_be32(header, width);
    add_be32(header, height);
    add(header, rest, 5);
    ADD(png, "\x89PNG\r\n\x1a\n");
    add_chunk(png, "IHDR", (const char *)header->data, header->len);
    return png;
}

static GByteArray *
make_whole_png(void)
{
    GByteArray *png = make_png(640, 480, "\x08\x02\0\0\0");
    add_chunk(png, "IDAT", "abc", 3);
    add_chunk(png, "IEND", "", 0);
    return png;
}

#define EXIF_BIG "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
#define EXIF_LITTLE "Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x08\0\0\0\0\0\0\0"
#define SCAN                           \
    "\xff\xda\0\x08\x01\x01\0\0\x3f\0" \
    "ab\xff\0\xff\xd0"                 \
    "cd"

static GByteArray *
make_jpeg(const char *exif, guint exif_length)
{
    GByteArray *jpeg = g_byte_array_new();
    ADD(jpeg, "\xff\xd8\xff\xe0\0\x04JF");
    if (exif) {
        char head[4] = {'\xff', '\xe1', 0, (char)(exif_length + 2)};
        add(jpeg, head, 4);
        add(jpeg, exif, exif_length);
    }
    ADD(jpeg, "\xff\xc0\0\x0b\x08\x01\x2c\x01\x90\x01\x01\x11\0");
    ADD(jpeg, SCAN "\xff\xd9");
    return jpeg;
}

#define FRAME ",\0\0\0\0\x03\0\x02\0\0\x02\x02\x4c\x01\0"

static GByteArray *
make_gif(guint frames)
{
    GByteArray *gif = g_byte_array_new();
    ADD(gif, "GIF89a\x03\0\x02\0\x80\0\0"
             "\0\0\0\xff\xff\xff"
             "!\xf9\x04\0\0\0\0\0");
    for (guint i = 0; i < frames; i++)
        ADD(gif, FRAME);
    ADD(gif, ";");
    return gif;
}

static GByteArray *
make_webp(const char *chunks, guint length)
{
    GByteArray *webp = g_byte_array_new();
    guint32 size = GUINT32_TO_LE(length + 4);
    ADD(webp, "RIFF");
    add(webp, (const char *)&size, 4);
    ADD(webp, "WEBP");
    add(webp, chunks, length);
    return webp;
}

#define VP8 "VP8 \x0a\0\0\0\x10\0\0\x9d\x01\x2a\x20\0\x10\0"
#define VP8L "VP8L\x06\0\0\0\x2f\x1f\xc0\x03\0\0"
#define VP8X "VP8X\x0a\0\0\0\x02\0\0\0\x3f\0\0\x1f\0\0"
#define ANMF "ANMF\x12\0\0\0abcdefghijklmnopqr"

/* Inspects and takes the bytes. Returns the reason, or NULL when it is whole. */
static const char *
inspect(GByteArray *array, PsgImageFacts *facts)
{
    /* Exactly as long as the picture, so that a sanitizer sees every byte that is read behind it.
     */
    g_autoptr(GBytes) bytes = g_byte_array_free_to_bytes(array);
    gsize size;
    const void *data = g_bytes_get_data(bytes, &size);
    g_autoptr(GBytes) exact = g_bytes_new(data, size);
    const char *reason = NULL;
    gboolean is_whole = psg_image_inspect(exact, facts, &reason);
    assert_true(is_whole || reason);
    return is_whole ? NULL : reason;
}

static void
assert_facts(
        GByteArray *array, const char *media_type, guint width, guint height, gboolean is_animated)
{
    PsgImageFacts facts;
    const char *reason = inspect(array, &facts);
    if (reason)
        fail_msg("%s: %s", media_type, reason);
    assert_string_equal(facts.media_type, media_type);
    assert_int_equal(facts.width, width);
    assert_int_equal(facts.height, height);
    assert_int_equal(facts.is_animated, is_animated);
}

static void
assert_refused(GByteArray *array, const char *why)
{
    PsgImageFacts facts;
    const char *reason = inspect(array, &facts);
    assert_non_null(reason);
    if (!strstr(reason, why))
        fail_msg("\"%s\" does not say \"%s\"", reason, why);
}

static void
measures_whole_pictures(void **state)
{
    assert_facts(make_whole_png(), "image/png", 640, 480, FALSE);
    assert_facts(make_jpeg(NULL, 0), "image/jpeg", 400, 300, FALSE);
    assert_facts(make_gif(1), "image/gif", 3, 2, FALSE);
    assert_facts(make_webp(VP8, sizeof(VP8) - 1), "image/webp", 32, 16, FALSE);
    assert_facts(make_webp(VP8L, sizeof(VP8L) - 1), "image/webp", 32, 16, FALSE);
    assert_facts(make_webp(VP8X VP8L, sizeof(VP8X VP8L) - 1), "image/webp", 64, 32, FALSE);
}

static void
sees_what_moves(void **state)
{
    GByteArray *png = make_png(4, 4, "\x08\x06\0\0\0");
    add_chunk(png, "acTL", "\0\0\0\x02\0\0\0\0", 8);
    add_chunk(png, "IDAT", "a", 1);
    add_chunk(png, "IEND", "", 0);
    assert_facts(png, "image/png", 4, 4, TRUE);
    assert_facts(make_gif(2), "image/gif", 3, 2, TRUE);
    assert_facts(make_webp(VP8X ANMF ANMF, sizeof(VP8X ANMF ANMF) - 1), "image/webp", 64, 32, TRUE);
    assert_facts(make_webp(VP8X ANMF, sizeof(VP8X ANMF) - 1), "image/webp", 64, 32, FALSE);
}

static void
turns_photographs_as_their_exif_says(void **state)
{
    assert_facts(make_jpeg(EXIF_BIG, sizeof(EXIF_BIG) - 1), "image/jpeg", 300, 400, FALSE);
    assert_facts(make_jpeg(EXIF_LITTLE, sizeof(EXIF_LITTLE) - 1), "image/jpeg", 300, 400, FALSE);
    assert_facts(make_jpeg("Exif\0\0MM\0*\xff\xff\xff\xff", 14), "image/jpeg", 400, 300, FALSE);
    assert_facts(make_jpeg("Exif\0\0II*\0\x08\0\0\0\xff\xff", 16), "image/jpeg", 400, 300, FALSE);
}

static void
tells_by_bytes_and_not_by_hope(void **state)
{
    static const char *const others[] = {"hello", "%PDF-1.7", "BM......", "\x89PNX\r\n\x1a\n",
            "RIFF\x04\0\0\0WAVE", "<html></html>", "<!DOCTYPE html><title>x</title>", "<",
            "   <svgs/>", "GIF88a"};
    for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
        GByteArray *bytes = g_byte_array_new();
        add(bytes, others[i], (guint)strlen(others[i]));
        assert_refused(bytes, "");
    }
    assert_refused(g_byte_array_new(), "empty");
}

static void
refuses_damaged_headers(void **state)
{
    GByteArray *png = make_whole_png();
    png->data[19] ^= 1; /* a bit of the width: the check sum no longer fits */
    assert_refused(png, "damaged");
    png = make_png(1, 1, "\x03\x02\0\0\0"); /* no such depth */
    add_chunk(png, "IDAT", "a", 1);
    add_chunk(png, "IEND", "", 0);
    assert_refused(png, "no PNG can be");
    png = make_png(1, 1, "\x08\x02\0\0\0");
    add_chunk(png, "IEND", "", 0);
    assert_refused(png, "no pixels");
    png = make_png(1, 1, "\x08\x03\0\0\0"); /* a palette picture without a palette */
    add_chunk(png, "IDAT", "a", 1);
    add_chunk(png, "IEND", "", 0);
    assert_refused(png, "no pixels");
    png = make_png(0, 1, "\x08\x02\0\0\0");
    add_chunk(png, "IDAT", "a", 1);
    add_chunk(png, "IEND", "", 0);
    assert_refused(png, "empty");
    assert_refused(make_gif(0), "no pixels");
    GByteArray *jpeg = g_byte_array_new();
    ADD(jpeg, "\xff\xd8\xff\xc9\0\x0b\x08\x01\x2c\x01\x90\x01\x01\x11\0" SCAN "\xff\xd9");
    assert_refused(jpeg, "cannot show");
    jpeg = g_byte_array_new();
    ADD(jpeg, "\xff\xd8" SCAN "\xff\xd9");
    assert_refused(jpeg, "how large");
}

static void
refuses_what_no_device_can_show(void **state)
{
    static const guint32 sizes[][2] = {
            {30001, 1}, {1, 30001}, {0x7fffffff, 0x7fffffff}, {0xffffffff, 1}, {20000, 20000}};
    for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
        GByteArray *png = make_png(sizes[i][0], sizes[i][1], "\x08\x02\0\0\0");
        add_chunk(png, "IDAT", "a", 1);
        add_chunk(png, "IEND", "", 0);
        assert_refused(png, "more pixels");
    }
}

static void
refuses_lengths_that_lie(void **state)
{
    GByteArray *png = make_png(1, 1, "\x08\x02\0\0\0");
    ADD(png, "\xff\xff\xff\xffIDATabcd\0\0\0\0");
    assert_refused(png, "cut short");
    GByteArray *jpeg = g_byte_array_new();
    ADD(jpeg, "\xff\xd8\xff\xe0\xff\xff"
              "ab");
    assert_refused(jpeg, "cut short");
    jpeg = g_byte_array_new();
    ADD(jpeg, "\xff\xd8\xff\xe0\0\0\xff\xe0\0\x01");
    assert_refused(jpeg, "cut short");
    GByteArray *webp = g_byte_array_new();
    ADD(webp, "RIFF\xff\xff\xff\xffWEBPVP8 \xff\xff\xff\xff");
    assert_refused(webp, "cut short");
    webp = make_webp("VP8 \xff\xff\xff\xff\x10\0\0\x9d\x01\x2a\x20\0\x10\0", 18);
    assert_refused(webp, "cut short");
}

typedef GByteArray *(*Make)(void);

static GByteArray *
make_photograph(void)
{
    return make_jpeg(EXIF_BIG, sizeof(EXIF_BIG) - 1);
}

static GByteArray *
make_moving_gif(void)
{
    return make_gif(2);
}

static GByteArray *
make_extended_webp(void)
{
    return make_webp(VP8X VP8L ANMF, sizeof(VP8X VP8L ANMF) - 1);
}

static const Make makes[] = {make_whole_png, make_photograph, make_moving_gif, make_extended_webp};

static void
refuses_every_picture_that_is_cut(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(makes); i++) {
        g_autoptr(GByteArray) whole = makes[i]();
        for (guint length = 0; length < whole->len; length++) {
            GByteArray *cut = g_byte_array_new();
            g_byte_array_append(cut, whole->data, length);
            assert_refused(cut, "");
        }
    }
}

static void
reads_nothing_outside_whatever_byte_is_wrong(void **state)
{
    static const guint8 values[] = {0, 1, 0x7f, 0x80, 0xd9, 0xfe, 0xff};
    for (guint i = 0; i < G_N_ELEMENTS(makes); i++) {
        g_autoptr(GByteArray) whole = makes[i]();
        for (guint at = 0; at < whole->len; at++) {
            for (guint j = 0; j < G_N_ELEMENTS(values); j++) {
                GByteArray *wrong = g_byte_array_new();
                g_byte_array_append(wrong, whole->data, whole->len);
                wrong->data[at] = values[j];
                PsgImageFacts facts;
                if (!inspect(wrong, &facts))
                    assert_true(facts.width <= PSG_IMAGE_DIMENSION_LIMIT &&
                                facts.height <= PSG_IMAGE_DIMENSION_LIMIT);
            }
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(measures_whole_pictures),
            cmocka_unit_test(sees_what_moves),
            cmocka_unit_test(turns_photographs_as_their_exif_says),
            cmocka_unit_test(tells_by_bytes_and_not_by_hope),
            cmocka_unit_test(refuses_damaged_headers),
            cmocka_unit_test(refuses_what_no_device_can_show),
            cmocka_unit_test(refuses_lengths_that_lie),
            cmocka_unit_test(refuses_every_picture_that_is_cut),
            cmocka_unit_test(reads_nothing_outside_whatever_byte_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
