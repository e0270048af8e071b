/* Pictures for print: what PDF can have goes in as it is, everything else is unpacked or drawn, and
 * nothing that a contributor can push breaks it. Every picture here is made by code. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <zlib.h>

#include "publish/picture/bytes.h"
#include "publish/print/picture/pictures.h"

/* --- pictures as the file has them --- */

static gboolean
holds(GBytes *file, const void *data, gsize length)
{
    gsize size;
    const char *bytes = g_bytes_get_data(file, &size);
    return memmem(bytes, size, data, length) != NULL;
}

static gboolean
says(GBytes *file, const char *text)
{
    return holds(file, text, strlen(text));
}

static GBytes *
write_file(const PsgPdfPicture *picture)
{
    g_autoptr(PsgPdfFile) file = psg_pdf_file_new();
    psg_pdf_picture_write(picture, file, 0);
    PsgPdfReference catalog = psg_pdf_file_add(file, "<</Type/Catalog>>", 17);
    PsgPdfReference information = psg_pdf_file_add(file, "<<>>", 4);
    return psg_pdf_file_finish(file, catalog, information);
}

/* The unpacked stream of the last object whose dictionary has `mark` in it. */
static char *
unpack(GBytes *file, const char *mark, gsize *length)
{
    gsize size;
    const char *bytes = g_bytes_get_data(file, &size), *found = NULL;
    for (const char *at = bytes; (at = memmem(at, size - (gsize)(at - bytes), mark, strlen(mark)));
            at++)
        found = at;
    assert_non_null(found);
    const char *stream = memmem(found, size - (gsize)(found - bytes), "stream\n", 7);
    assert_non_null(stream);
    z_stream zip = {
            .next_in = (Bytef *)stream + 7, .avail_in = (uInt)(size - (gsize)(stream + 7 - bytes))};
    assert_int_equal(inflateInit(&zip), Z_OK);
    GString *out = g_string_new(NULL);
    int state = Z_OK;
    while (state == Z_OK) {
        char buffer[4096];
        zip.next_out = (Bytef *)buffer;
        zip.avail_out = sizeof buffer;
        state = inflate(&zip, Z_NO_FLUSH);
        g_string_append_len(out, buffer, (gssize)(sizeof buffer - zip.avail_out));
    }
    inflateEnd(&zip);
    assert_int_equal(state, Z_STREAM_END);
    if (length)
        *length = out->len;
    return g_string_free(out, FALSE);
}

/* --- PNG --- */

static void
append_chunk(GByteArray *out, const char *type, const void *data, gsize length)
{
    psg_bytes_append_be(out, (guint32)length, 4);
    guint start = out->len;
    g_byte_array_append(out, (const guint8 *)type, 4);
    if (length > 0)
        g_byte_array_append(out, data, (guint)length);
    psg_bytes_append_be(out, (guint32)crc32(0, out->data + start, out->len - start), 4);
}

typedef struct {
    guint width, height, bits, colour, interlaced;
    const char *palette; /* 3 bytes each; NULL */
    gsize palette_length;
    const char *transparency; /* tRNS; NULL */
    gsize transparency_length;
    const guint8 *rows; /* with their filters' bytes */
    gsize rows_length;
    guint zip_cut; /* bytes missing at the end of the packed rows */
} Png;

static GByteArray *
begin_png(const Png *png)
{
    GByteArray *out = g_byte_array_new(), *header = g_byte_array_new();
    g_byte_array_append(out, (const guint8 *)"\x89PNG\r\n\x1a\n", 8);
    psg_bytes_append_be(header, png->width, 4);
    psg_bytes_append_be(header, png->height, 4);
    psg_bytes_append_be(header, png->bits, 1);
    psg_bytes_append_be(header, png->colour, 1);
    psg_bytes_append_be(header, png->interlaced, 3);
    append_chunk(out, "IHDR", header->data, header->len);
    g_byte_array_unref(header);
    return out;
}

static GBytes *
make_png(const Png *png)
{
    GByteArray *out = begin_png(png);
    if (png->palette)
        append_chunk(out, "PLTE", png->palette, png->palette_length);
    if (png->transparency)
        append_chunk(out, "tRNS", png->transparency, png->transparency_length);
    uLongf length = compressBound(png->rows_length);
    g_autofree guint8 *packed = g_malloc(length);
    compress(packed, &length, png->rows, png->rows_length);
    length -= png->zip_cut;
    append_chunk(out, "IDAT", packed, length / 2); /* in two, as encoders do */
    append_chunk(out, "IDAT", packed + length / 2, length - length / 2);
    append_chunk(out, "IEND", NULL, 0);
    return g_byte_array_free_to_bytes(out);
}

static PsgPdfPicture *
read_png(const Png *png)
{
    g_autoptr(GBytes) bytes = make_png(png);
    const char *reason = NULL;
    PsgPdfPicture *picture = psg_picture_read_png(bytes, &reason);
    assert_true((picture != NULL) != (reason != NULL));
    return picture;
}

static GBytes *
write_png(const Png *png)
{
    g_autoptr(PsgPdfPicture) picture = read_png(png);
    assert_non_null(picture);
    return write_file(picture);
}

/* Two rows of three pixels. */
static const guint8 rgb_rows[] = {
        0, 255, 0, 0, 0, 255, 0, 0, 0, 255, /**/ 1, 9, 8, 7, 1, 1, 1, 2, 2, 2};
static const Png rgb = {3, 2, 8, 2, 0, .rows = rgb_rows, .rows_length = sizeof rgb_rows};

static void
png_of_8_bits_goes_in_as_it_is(void **state)
{
    g_autoptr(GBytes) file = write_png(&rgb);
    assert_true(says(file, "/ColorSpace/DeviceRGB"));
    assert_true(says(file, "/Predictor 15/Colors 3/BitsPerComponent 8/Columns 3"));
    assert_false(says(file, "/SMask"));
    gsize length;
    g_autofree char *rows = unpack(file, "/Subtype/Image", &length);
    assert_int_equal(length, sizeof rgb_rows);
    assert_memory_equal(rows, rgb_rows, length);
}

static void
grey_png_of_one_bit_goes_in_as_it_is(void **state)
{
    static const guint8 rows[] = {0, 0xaa, 0, 0x55};
    g_autoptr(GBytes) file = write_png(&(Png){8, 2, 1, 0, 0, .rows = rows, .rows_length = 4});
    assert_true(says(file, "/ColorSpace/DeviceGray"));
    assert_true(says(file, "/Colors 1/BitsPerComponent 1/Columns 8"));
}

static void
palette_becomes_indexed_colours(void **state)
{
    static const guint8 rows[] = {0, 0x1b};
    g_autoptr(GBytes) file = write_png(&(Png){4, 1, 2, 3, 0, .palette = "\xff\0\0\0\xff\0\0\0\xff",
            .palette_length = 9, .rows = rows, .rows_length = 2});
    assert_true(says(file, "[/Indexed/DeviceRGB 2<ff000000ff000000ff>]"));
}

static void
palette_with_see_through_colours_gets_a_mask(void **state)
{
    static const guint8 rows[] = {0, 0x1b};
    g_autoptr(GBytes) file = write_png(&(Png){4, 1, 2, 3, 0,
            .palette = "\xff\0\0\0\xff\0\0\0\xff\1\2\3", .palette_length = 12,
            .transparency = "\0\x80", .transparency_length = 2, .rows = rows, .rows_length = 2});
    assert_true(says(file, "/SMask"));
    gsize length;
    g_autofree char *mask = unpack(file, "/ColorSpace/DeviceGray", &length);
    assert_int_equal(length, 4);
    assert_memory_equal(mask, "\0\x80\xff\xff", 4);
}

/* Two rows of two pixels with opacity. */
static const guint8 rgba_rows[] = {
        0, 255, 0, 0, 255, 0, 255, 0, 128, /**/ 0, 1, 2, 3, 0, 9, 9, 9, 255};

static void
opacity_becomes_a_soft_mask(void **state)
{
    g_autoptr(GBytes) file =
            write_png(&(Png){2, 2, 8, 6, 0, .rows = rgba_rows, .rows_length = sizeof rgba_rows});
    gsize length;
    g_autofree char *mask = unpack(file, "/ColorSpace/DeviceGray", &length);
    assert_int_equal(length, 4);
    assert_memory_equal(mask, "\xff\x80\0\xff", 4);
}

static void
full_opacity_gives_no_mask(void **state)
{
    static const guint8 rows[] = {0, 1, 2, 3, 255, 4, 5, 6, 255};
    g_autoptr(GBytes) file =
            write_png(&(Png){2, 1, 8, 6, 0, .rows = rows, .rows_length = sizeof rows});
    assert_false(says(file, "/SMask"));
    assert_true(says(file, "/ColorSpace/DeviceRGB"));
}

static void
interlaced_png_is_the_same_picture(void **state)
{
    /* 2 x 2: pass 1 has the first pixel, pass 6 the second, pass 7 the second row. */
    static const guint8 interlaced[] = {
            0, 255, 0, 0, 255, /**/ 0, 0, 255, 0, 128, /**/ 0, 1, 2, 3, 0, 9, 9, 9, 255};
    g_autoptr(GBytes) plain =
            write_png(&(Png){2, 2, 8, 6, 0, .rows = rgba_rows, .rows_length = sizeof rgba_rows});
    g_autoptr(GBytes) woven =
            write_png(&(Png){2, 2, 8, 6, 1, .rows = interlaced, .rows_length = sizeof interlaced});
    assert_true(g_bytes_equal(plain, woven));
}

static void
sixteen_bits_become_eight(void **state)
{
    static const guint8 rows[] = {0, 0xff, 0xff, 0x80, 0x80, 0, 0};
    g_autoptr(GBytes) file =
            write_png(&(Png){1, 1, 16, 2, 0, .rows = rows, .rows_length = sizeof rows});
    gsize length;
    g_autofree char *samples = unpack(file, "/Subtype/Image", &length);
    assert_true(says(file, "/BitsPerComponent 8"));
    assert_int_equal(length, 4);
    gboolean is_plain = samples[0] == 0;
    assert_memory_equal(samples + 1, is_plain ? "\xff\x80\0" : samples + 1, 3);
}

static void
png_cut_short_anywhere_is_refused_with_a_reason(void **state)
{
    static const Png kinds[] = {{3, 2, 8, 2, 0, .rows = rgb_rows, .rows_length = sizeof rgb_rows},
            {2, 2, 8, 6, 0, .rows = rgba_rows, .rows_length = sizeof rgba_rows}};
    for (guint kind = 0; kind < G_N_ELEMENTS(kinds); kind++) {
        g_autoptr(GBytes) whole = make_png(&kinds[kind]);
        gsize last = g_bytes_get_size(whole) - 12; /* what stands before IEND */
        for (gsize length = 0; length < last; length++) {
            g_autoptr(GBytes) part = g_bytes_new_from_bytes(whole, 0, length);
            const char *reason = NULL;
            assert_null(psg_picture_read_png(part, &reason));
            assert_non_null(reason);
        }
    }
}

static void
rows_that_are_missing_are_noticed(void **state)
{
    Png png = rgb;
    png.height = 3;
    assert_null(read_png(&png));
    png.width = 300;
    assert_null(read_png(&png));
}

static void
packed_rows_without_their_end_are_packed_anew(void **state)
{
    Png png = rgb;
    png.zip_cut = 2; /* of the checksum at the end */
    g_autoptr(GBytes) file = write_png(&png);
    gsize length;
    g_autofree char *rows = unpack(file, "/Subtype/Image", &length);
    assert_int_equal(length, sizeof rgb_rows);
}

static void
damaged_chunks_are_refused_only_where_they_matter(void **state)
{
    g_autoptr(GBytes) good = make_png(&rgb);
    gsize size;
    const guint8 *data = g_bytes_get_data(good, &size);
    g_autofree guint8 *bad = g_memdup2(data, size);
    bad[8 + 25 + 8] ^= 1; /* in IDAT */
    g_autoptr(GBytes) broken = g_bytes_new(bad, size);
    const char *reason = NULL;
    assert_null(psg_picture_read_png(broken, &reason));
    assert_non_null(strstr(reason, "checksum"));

    g_autoptr(GByteArray) with_text = g_byte_array_new();
    g_byte_array_append(with_text, data, 8 + 25);
    append_chunk(with_text, "tEXt", "Title\0x", 7);
    with_text->data[with_text->len - 1] ^= 1;
    g_byte_array_append(with_text, data + 8 + 25, (guint)size - 8 - 25);
    g_autoptr(GBytes) text = g_bytes_new(with_text->data, with_text->len);
    g_autoptr(PsgPdfPicture) picture = psg_picture_read_png(text, &reason);
    assert_non_null(picture);
}

static void
png_of_60000_by_60000_is_refused_at_once(void **state)
{
    static const guint colours[] = {0, 2, 3, 4, 6};
    for (guint i = 0; i < G_N_ELEMENTS(colours); i++)
        for (guint interlaced = 0; interlaced < 2; interlaced++) {
            Png png = {60000, 60000, 8, colours[i], interlaced, .rows = rgb_rows, .rows_length = 20,
                    .palette = "\1\2\3", .palette_length = 3};
            g_autoptr(GBytes) bytes = make_png(&png);
            const char *reason = NULL;
            assert_null(psg_picture_read_png(bytes, &reason));
            assert_non_null(strstr(reason, "100 million"));
        }
}

static void
png_that_claims_more_rows_than_it_has_costs_no_memory(void **state)
{
    Png png = {10000, 9999, 8, 6, 0, .rows = rgb_rows, .rows_length = 20};
    assert_null(read_png(&png));
    png.interlaced = 1;
    assert_null(read_png(&png));
}

static void
picture_too_fine_for_print_is_made_smaller(void **state)
{
    enum { WIDTH = 4200, HEIGHT = 4000 };
    gsize length = (1 + 2 * WIDTH) * (gsize)HEIGHT;
    g_autofree guint8 *rows = g_malloc0(length);
    g_autoptr(PsgPdfPicture) picture =
            read_png(&(Png){WIDTH, HEIGHT, 8, 4, 0, .rows = rows, .rows_length = length});
    assert_non_null(picture);
    double width, height;
    psg_pdf_picture_get_size(picture, &width, &height);
    assert_true(width == WIDTH / 2 && height == HEIGHT / 2);
}

/* --- JPEG --- */

static void
append_segment(GByteArray *out, guint marker, const void *data, gsize length)
{
    psg_bytes_append_be(out, 0xff00 | marker, 2);
    psg_bytes_append_be(out, (guint32)length + 2, 2);
    g_byte_array_append(out, data, (guint)length);
}

typedef struct {
    guint marker, bits, width, height, components;
    gboolean is_adobe;
    guint orientation;
    const char *names; /* of the components; NULL: 1, 2, 3 ... */
    GBytes *profile;
} Jpeg;

static GByteArray *
make_jpeg(const Jpeg *jpeg)
{
    GByteArray *out = g_byte_array_new(), *frame = g_byte_array_new();
    psg_bytes_append_be(out, 0xffd8, 2);
    if (jpeg->is_adobe)
        append_segment(out, 0xee, "Adobe\0\144\0\0\0\0\2", 12);
    if (jpeg->orientation) {
        char exif[] = "Exif\0\0MM\0*\0\0\0\10\0\1\1\022\0\3\0\0\0\1\0\0\0\0\0\0secret place";
        exif[25] = (char)jpeg->orientation;
        append_segment(out, 0xe1, exif, sizeof exif);
    }
    if (jpeg->profile) {
        GByteArray *part = g_byte_array_new();
        g_byte_array_append(part, (const guint8 *)"ICC_PROFILE\0\1\1", 14);
        g_byte_array_append(part, g_bytes_get_data(jpeg->profile, NULL),
                (guint)g_bytes_get_size(jpeg->profile));
        append_segment(out, 0xe2, part->data, part->len);
        g_byte_array_unref(part);
    }
    psg_bytes_append_be(frame, jpeg->bits, 1);
    psg_bytes_append_be(frame, jpeg->height, 2);
    psg_bytes_append_be(frame, jpeg->width, 2);
    psg_bytes_append_be(frame, jpeg->components, 1);
    for (guint i = 0; i < jpeg->components; i++)
        psg_bytes_append_be(
                frame, (jpeg->names ? (guint32)jpeg->names[i] : i + 1) << 16 | 0x1100, 3);
    append_segment(out, jpeg->marker, frame->data, frame->len);
    g_byte_array_unref(frame);
    append_segment(out, 0xda, "\1\1\0\0\77\0", 6);
    g_byte_array_append(out, (const guint8 *)"coded\xff\0data", 11);
    psg_bytes_append_be(out, 0xffd9, 2);
    g_byte_array_append(out, (const guint8 *)"a film behind it", 16);
    return out;
}

static PsgPdfPicture *
read_jpeg(const Jpeg *jpeg, const char **reason)
{
    g_autoptr(GBytes) bytes = g_byte_array_free_to_bytes(make_jpeg(jpeg));
    *reason = NULL;
    PsgPdfPicture *picture = psg_picture_read_jpeg(bytes, reason);
    assert_true((picture != NULL) != (*reason != NULL));
    return picture;
}

static GBytes *
write_jpeg(const Jpeg *jpeg)
{
    const char *reason;
    g_autoptr(PsgPdfPicture) picture = read_jpeg(jpeg, &reason);
    assert_non_null(picture);
    return write_file(picture);
}

static void
jpeg_goes_in_as_it_is(void **state)
{
    g_autoptr(GBytes) file = write_jpeg(
            &(Jpeg){.marker = 0xc2, .bits = 8, .width = 30, .height = 20, .components = 3});
    assert_true(says(file, "/Filter/DCTDecode"));
    assert_true(says(file, "/Width 30/Height 20/BitsPerComponent 8/ColorSpace/DeviceRGB"));
    assert_true(holds(file, "coded\xff\0data\xff\xd9", 13));
    g_autoptr(GBytes) grey = write_jpeg(
            &(Jpeg){.marker = 0xc0, .bits = 8, .width = 30, .height = 20, .components = 1});
    assert_true(says(grey, "/ColorSpace/DeviceGray"));
}

static void
places_and_films_of_a_camera_stay_out(void **state)
{
    g_autoptr(GBytes) file = write_jpeg(&(Jpeg){.marker = 0xc0,
            .bits = 8,
            .width = 30,
            .height = 20,
            .components = 3,
            .orientation = 1});
    assert_false(says(file, "secret place"));
    assert_false(says(file, "a film"));
}

static void
turned_jpeg_is_shown_upright(void **state)
{
    static const char *const matrices[] = {[2] = "-30 0 0 20 30 0 cm",
            [3] = "-30 0 0 -20 30 20 cm",
            [6] = "0 -30 20 0 0 30 cm",
            [8] = "0 30 -20 0 20 0 cm"};
    for (guint orientation = 2; orientation < G_N_ELEMENTS(matrices); orientation++) {
        const char *reason;
        g_autoptr(PsgPdfPicture) picture = read_jpeg(&(Jpeg){.marker = 0xc0,
                                                             .bits = 8,
                                                             .width = 30,
                                                             .height = 20,
                                                             .components = 3,
                                                             .orientation = orientation},
                &reason);
        double width, height;
        psg_pdf_picture_get_size(picture, &width, &height);
        gboolean is_lying = orientation >= 5;
        assert_true(width == (is_lying ? 20 : 30) && height == (is_lying ? 30 : 20));
        g_autoptr(GBytes) file = write_file(picture);
        g_autofree char *operators = unpack(file, "/Subtype/Form", NULL);
        if (matrices[orientation])
            assert_true(g_str_has_prefix(operators, matrices[orientation]));
    }
}

static void
inks_are_inverted_and_explained(void **state)
{
    g_autoptr(GBytes) file = write_jpeg(&(Jpeg){.marker = 0xc0,
            .bits = 8,
            .width = 30,
            .height = 20,
            .components = 4,
            .is_adobe = TRUE});
    assert_true(says(file, "/Decode[1 0 1 0 1 0 1 0]"));
    assert_true(says(file, "/ICCBased"));
    assert_true(says(file, "/N 4"));
    assert_false(says(file, "/ColorSpace/DeviceCMYK"));
    g_autoptr(GBytes) plain = write_jpeg(
            &(Jpeg){.marker = 0xc0, .bits = 8, .width = 30, .height = 20, .components = 4});
    assert_false(says(plain, "/Decode["));
}

static GBytes *
make_profile(const char *space)
{
    GByteArray *profile = g_byte_array_new();
    psg_bytes_append_be(profile, 128 + 4 + 12 + 8, 4);
    psg_bytes_append_be(profile, 0, 4);
    psg_bytes_append_be(profile, 0x02100000, 4);
    g_byte_array_append(profile, (const guint8 *)"mntr", 4);
    g_byte_array_append(profile, (const guint8 *)space, 4);
    g_byte_array_append(profile, (const guint8 *)"XYZ ", 4);
    while (profile->len < 36)
        psg_bytes_append_be(profile, 0, 1);
    g_byte_array_append(profile, (const guint8 *)"acsp", 4);
    while (profile->len < 128)
        psg_bytes_append_be(profile, 0, 1);
    psg_bytes_append_be(profile, 1, 4);
    psg_bytes_append_be(profile, 0x77747074, 4);
    psg_bytes_append_be(profile, 144, 4);
    psg_bytes_append_be(profile, 8, 4);
    psg_bytes_append_be(profile, 0, 4);
    psg_bytes_append_be(profile, 0, 4);
    return g_byte_array_free_to_bytes(profile);
}

static void
colour_profile_goes_in_when_it_fits(void **state)
{
    g_autoptr(GBytes) fits = make_profile("RGB "), grey = make_profile("GRAY");
    g_autoptr(GBytes) with = write_jpeg(&(Jpeg){.marker = 0xc0,
            .bits = 8,
            .width = 30,
            .height = 20,
            .components = 3,
            .profile = fits});
    assert_true(says(with, "/ICCBased"));
    assert_true(says(with, "/N 3"));
    g_autoptr(GBytes) without = write_jpeg(&(Jpeg){.marker = 0xc0,
            .bits = 8,
            .width = 30,
            .height = 20,
            .components = 3,
            .profile = grey});
    assert_false(says(without, "/ICCBased"));
}

static void
kinds_of_jpeg_that_pdf_has_not_are_refused(void **state)
{
    static const Jpeg kinds[] = {
            {.marker = 0xc3, .bits = 8, .width = 9, .height = 9, .components = 3},
            {.marker = 0xc9, .bits = 8, .width = 9, .height = 9, .components = 3},
            {.marker = 0xca, .bits = 8, .width = 9, .height = 9, .components = 3},
            {.marker = 0xc1, .bits = 12, .width = 9, .height = 9, .components = 3},
            {.marker = 0xc0, .bits = 8, .width = 60000, .height = 60000, .components = 3},
            {.marker = 0xc0, .bits = 8, .width = 9, .height = 0, .components = 3},
            {.marker = 0xc0, .bits = 8, .width = 9, .height = 9, .components = 2},
            {.marker = 0xc0, .bits = 8, .width = 9, .height = 9, .components = 0}};
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        const char *reason;
        assert_null(read_jpeg(&kinds[i], &reason));
        assert_non_null(reason);
    }
}

static void
three_colours_that_are_rgb_are_said_to_be(void **state)
{
    g_autoptr(GBytes) file = write_jpeg(&(Jpeg){
            .marker = 0xc0, .bits = 8, .width = 9, .height = 9, .components = 3, .names = "RGB"});
    assert_true(says(file, "/ColorTransform 0"));
}

static void
jpeg_cut_short_is_mended_once_its_pixels_began(void **state)
{
    g_autoptr(GByteArray) whole = make_jpeg(&(Jpeg){.marker = 0xc0,
            .bits = 8,
            .width = 30,
            .height = 20,
            .components = 3,
            .orientation = 6});
    const guint8 *scan = memmem(whole->data, whole->len, "coded", 5);
    gsize begun = (gsize)(scan - whole->data) + 1;
    for (gsize length = 0; length < whole->len; length++) {
        g_autoptr(GBytes) part = g_bytes_new(whole->data, length);
        const char *reason = NULL;
        g_autoptr(PsgPdfPicture) picture = psg_picture_read_jpeg(part, &reason);
        assert_true((picture != NULL) == (length >= begun));
        assert_true((picture != NULL) != (reason != NULL));
        if (!picture)
            continue;
        g_autoptr(GBytes) file = write_file(picture);
        assert_true(holds(file, "\xff\xd9", 2));
    }
}

/* --- GIF and WebP --- */

static const char gif[] = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
static const char webp[] = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==";

static void
gif_and_webp_are_unpacked(void **state)
{
    static const char *const files[] = {gif, webp};
    for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
        gsize length;
        g_autofree guchar *data = g_base64_decode(files[i], &length);
        g_autoptr(GBytes) bytes = g_bytes_new(data, length);
        const char *reason = NULL;
        g_autoptr(PsgPdfPicture) picture = psg_picture_read_other(bytes, &reason);
        assert_non_null(picture);
        g_autoptr(GBytes) file = write_file(picture);
        assert_true(says(file, "/Width 1/Height 1"));
        assert_true(says(file, "/SMask")); /* both are clear */
        for (gsize cut = 0; cut < length; cut++) {
            g_autoptr(GBytes) part = g_bytes_new(data, cut);
            reason = NULL;
            g_autoptr(PsgPdfPicture) rest = psg_picture_read_other(part, &reason);
            assert_true((rest != NULL) != (reason != NULL));
        }
    }
}

static void
gif_with_a_huge_canvas_is_refused(void **state)
{
    gsize length;
    g_autofree guchar *data = g_base64_decode(gif, &length);
    memset(data + 6, 0xff, 4); /* width and height */
    g_autoptr(GBytes) bytes = g_bytes_new(data, length);
    const char *reason = NULL;
    assert_null(psg_picture_read_other(bytes, &reason));
    assert_non_null(strstr(reason, "million"));
}

/* --- the registry --- */

static PsgPrintStyle style;

typedef struct {
    PsgPrintPictures *pictures;
    const PsgModelImage *image;
    PsgPdfPicture *picture;
} Asking;

static gpointer
ask(gpointer data)
{
    Asking *asking = data;
    PsgLength width, height;
    asking->picture = psg_print_pictures_get(
            asking->pictures, asking->image, NULL, "a.md", 1, &width, &height);
    assert_int_equal(width, PSG_POINTS(3 * 0.75));
    assert_int_equal(height, PSG_POINTS(2 * 0.75));
    return NULL;
}

static void
every_thread_gets_the_same_picture(void **state)
{
    g_autoptr(PsgPrintPictures) pictures = psg_print_pictures_new(NULL, &style);
    g_autoptr(GBytes) bytes = make_png(&rgb);
    PsgModelImage image = {.path = (char *)"sand.png", .media_type = "image/png", .bytes = bytes};
    Asking askings[8];
    GThread *threads[8];
    for (guint i = 0; i < 8; i++) {
        askings[i] = (Asking){pictures, &image, NULL};
        threads[i] = g_thread_new("ask", ask, &askings[i]);
    }
    for (guint i = 0; i < 8; i++)
        g_thread_join(threads[i]);
    for (guint i = 0; i < 8; i++)
        assert_true(askings[i].picture && askings[i].picture == askings[0].picture);
}

static void
unreadable_picture_is_told_once_in_every_text(void **state)
{
    g_autoptr(PsgPrintPictures) pictures = psg_print_pictures_new(NULL, &style);
    g_autoptr(PsgFindings) findings = psg_findings_new();
    g_autoptr(GBytes) bytes = g_bytes_new_static("nothing", 7);
    PsgModelImage image = {.path = (char *)"sand.png",
            .media_type = "image/png",
            .bytes = bytes,
            .width = 96,
            .height = 48};
    static const char *const paths[] = {"a.md", "a.md", "b.md"};
    for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
        PsgLength width, height;
        assert_null(psg_print_pictures_get(
                pictures, &image, findings, paths[i], 7 + i, &width, &height));
        assert_int_equal(width, PSG_POINTS(72)); /* a frame of its size can stand for it */
        assert_int_equal(height, PSG_POINTS(36));
    }
    assert_int_equal(psg_findings_get_length(findings), 2);
    const PsgFinding *first = psg_findings_get(findings, 0);
    assert_string_equal(first->rule, "print-picture-unreadable");
    assert_int_equal(first->line, 7);
    assert_non_null(strstr(first->message, "sand.png"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(png_of_8_bits_goes_in_as_it_is),
            cmocka_unit_test(grey_png_of_one_bit_goes_in_as_it_is),
            cmocka_unit_test(palette_becomes_indexed_colours),
            cmocka_unit_test(palette_with_see_through_colours_gets_a_mask),
            cmocka_unit_test(opacity_becomes_a_soft_mask),
            cmocka_unit_test(full_opacity_gives_no_mask),
            cmocka_unit_test(interlaced_png_is_the_same_picture),
            cmocka_unit_test(sixteen_bits_become_eight),
            cmocka_unit_test(png_cut_short_anywhere_is_refused_with_a_reason),
            cmocka_unit_test(rows_that_are_missing_are_noticed),
            cmocka_unit_test(packed_rows_without_their_end_are_packed_anew),
            cmocka_unit_test(damaged_chunks_are_refused_only_where_they_matter),
            cmocka_unit_test(png_of_60000_by_60000_is_refused_at_once),
            cmocka_unit_test(png_that_claims_more_rows_than_it_has_costs_no_memory),
            cmocka_unit_test(picture_too_fine_for_print_is_made_smaller),
            cmocka_unit_test(jpeg_goes_in_as_it_is),
            cmocka_unit_test(places_and_films_of_a_camera_stay_out),
            cmocka_unit_test(turned_jpeg_is_shown_upright),
            cmocka_unit_test(inks_are_inverted_and_explained),
            cmocka_unit_test(colour_profile_goes_in_when_it_fits),
            cmocka_unit_test(kinds_of_jpeg_that_pdf_has_not_are_refused),
            cmocka_unit_test(three_colours_that_are_rgb_are_said_to_be),
            cmocka_unit_test(jpeg_cut_short_is_mended_once_its_pixels_began),
            cmocka_unit_test(gif_and_webp_are_unpacked),
            cmocka_unit_test(gif_with_a_huge_canvas_is_refused),
            cmocka_unit_test(every_thread_gets_the_same_picture),
            cmocka_unit_test(unreadable_picture_is_told_once_in_every_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
