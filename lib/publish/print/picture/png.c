/* PNG. Where PDF knows the same samples (8 bits or fewer, no opacity, not interlaced) the packed
 * rows go in as they are, for PDF has PNG's filters; anything else is unpacked. Nothing is
 * believed: chunks are held against their checksums, and the packed rows are unpacked once to see
 * that they are all there. PNG 3rd edition; ISO 32000-1, sections 7.4.4.4 and 8.9.5. */
#include <string.h>
#include <zlib.h>

#include "publish/picture/bytes.h"
#include "publish/print/picture/internal.h"
#include "publish/print/picture/png_unpack.h"
#include "publish/print/picture/profile.h"

enum { SIGNATURE = 8, HEADER = 13, AROUND = 12 };
enum { GREY = 0, RGB = 2, PALETTE = 3 };

typedef struct {
    GBytes *bytes;
    const guint8 *data;
    gsize size;
    guint width, height, bits, colour;
    gboolean is_interlaced, has_transparency;
    const guint8 *palette;
    guint palette_entries;
    GBytes *profile;     /* NULL */
    GByteArray *packed;  /* all IDAT chunks together */
    gboolean is_damaged; /* the packed rows are all there but must be packed anew */
} Png;

static void
png_clear(Png *png)
{
    if (png->profile)
        g_bytes_unref(png->profile);
    if (png->packed)
        g_byte_array_unref(png->packed);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Png, png_clear)

static guint
count_components(const Png *png)
{
    return png->colour == RGB ? 3 : png->colour == 4 ? 2 : png->colour == 6 ? 4 : 1;
}

/* What an iCCP chunk holds, unpacked; NULL when it is of no use. */
static GBytes *
read_profile(const guint8 *chunk, gsize length, guint components)
{
    const guint8 *end = memchr(chunk, 0, MIN(length, 80));
    gsize before = end ? (gsize)(end - chunk) + 2 : length;
    if (before >= length)
        return NULL;
    uLongf size = PSG_PROFILE_SIZE_LIMIT;
    g_autofree guint8 *profile = g_malloc(size);
    if (uncompress(profile, &size, chunk + before, length - before) != Z_OK ||
            !psg_profile_fits(profile, size, components))
        return NULL;
    return g_bytes_new(profile, size);
}

static gboolean
read_header(Png *png, const char **reason)
{
    if (png->size < SIGNATURE + AROUND + HEADER) {
        *reason = PSG_PICTURE_CUT_SHORT;
        return FALSE;
    }
    const guint8 *header = png->data + SIGNATURE + 8;
    if (memcmp(png->data, "\x89PNG\r\n\x1a\n", SIGNATURE) != 0 ||
            psg_bytes_read_be32(png->data + SIGNATURE) != HEADER ||
            memcmp(header - 4, "IHDR", 4) != 0 ||
            crc32(0, header - 4, 4 + HEADER) != psg_bytes_read_be32(header + HEADER)) {
        *reason = "its header is damaged";
        return FALSE;
    }
    png->width = psg_bytes_read_be32(header);
    png->height = psg_bytes_read_be32(header + 4);
    png->bits = header[8];
    png->colour = header[9];
    png->is_interlaced = header[12] != 0;
    gboolean is_known = png->colour <= 6 && png->colour != 1 && png->colour != 5 &&
                        strchr("\1\2\4\10\20", (int)png->bits) && png->bits > 0 &&
                        (png->bits >= 8 || png->colour == GREY || png->colour == PALETTE) &&
                        (png->bits <= 8 || png->colour != PALETTE);
    if (!is_known || png->width == 0 || png->height == 0)
        *reason = "its header says what no PNG can be";
    else if (psg_picture_is_too_large(png->width, png->height))
        *reason = PSG_PICTURE_TOO_LARGE;
    else
        return TRUE;
    return FALSE;
}

/* One chunk whose checksum is right. */
static void
read_chunk(Png *png, const guint8 *type, const guint8 *data, guint32 length)
{
    if (memcmp(type, "IDAT", 4) == 0) {
        g_byte_array_append(png->packed, data, length);
    } else if (memcmp(type, "PLTE", 4) == 0 && length % 3 == 0 && length > 0) {
        png->palette = data;
        png->palette_entries = MIN(length / 3, 1u << MIN(png->bits, 8));
    } else if (memcmp(type, "tRNS", 4) == 0) {
        png->has_transparency = TRUE;
    } else if (memcmp(type, "iCCP", 4) == 0 && !png->profile) {
        guint components = png->colour == GREY || png->colour == 4 ? 1 : 3;
        png->profile = read_profile(data, length, components);
    }
}

/* Goes through the chunks. A chunk that pictures can do without is left out when its checksum is
 * wrong. FALSE with a reason when one that matters is. */
static gboolean
read_chunks(Png *png, const char **reason)
{
    png->packed = g_byte_array_new();
    for (gsize at = SIGNATURE + AROUND + HEADER; at + AROUND <= png->size;) {
        guint32 length = psg_bytes_read_be32(png->data + at);
        const guint8 *type = png->data + at + 4;
        if (length > png->size - at - AROUND)
            break;
        if (memcmp(type, "IEND", 4) == 0)
            return TRUE;
        gboolean is_right = crc32(0, type, 4 + length) == psg_bytes_read_be32(type + 4 + length);
        if (!is_right && !(type[0] & 0x20)) {
            *reason = "a part of it is damaged: its checksum is wrong";
            return FALSE;
        }
        if (is_right)
            read_chunk(png, type, type + 4, length);
        at += AROUND + length;
    }
    *reason = PSG_PICTURE_CUT_SHORT;
    return FALSE;
}

/* Follows the packed rows as they unpack: how many bytes there were, and that every row begins
 * with a filter that there is. */
typedef struct {
    gsize row_length; /* with the filter's byte */
    guint64 wanted, seen;
} Follower;

static gboolean
follow(Follower *follower, const guint8 *data, gsize count)
{
    guint64 in_row = follower->seen % follower->row_length;
    for (guint64 at = in_row ? follower->row_length - in_row : 0; at < count;
            at += follower->row_length)
        if (data[at] > 4 && follower->seen + at < follower->wanted)
            return FALSE;
    follower->seen += count;
    return TRUE;
}

/* Unpacks the rows without keeping them. FALSE with a reason when they are not all there. */
static gboolean
check_rows(Png *png, const char **reason)
{
    gsize row_length = 1 + ((gsize)png->width * count_components(png) * png->bits + 7) / 8;
    Follower follower = {row_length, (guint64)row_length * png->height, 0};
    z_stream stream = {.next_in = png->packed->data, .avail_in = png->packed->len};
    if (inflateInit(&stream) != Z_OK) {
        *reason = PSG_PICTURE_DAMAGED;
        return FALSE;
    }
    guint8 buffer[32768];
    int state = Z_OK;
    gboolean is_right = TRUE;
    while (state == Z_OK && is_right && follower.seen <= follower.wanted) {
        stream.next_out = buffer;
        stream.avail_out = sizeof buffer;
        state = inflate(&stream, Z_NO_FLUSH);
        is_right = follow(&follower, buffer, sizeof buffer - stream.avail_out);
    }
    gsize used = png->packed->len - stream.avail_in;
    inflateEnd(&stream);
    if (!is_right || follower.seen < follower.wanted) {
        *reason = state == Z_DATA_ERROR || !is_right ? PSG_PICTURE_DAMAGED : PSG_PICTURE_CUT_SHORT;
        return FALSE;
    }
    png->is_damaged = state != Z_STREAM_END || follower.seen > follower.wanted;
    if (!png->is_damaged)
        g_byte_array_set_size(png->packed, (guint)used);
    return TRUE;
}

static char *
make_colour_space(const Png *png)
{
    if (png->colour != PALETTE)
        return g_strdup(png->colour == RGB ? "/DeviceRGB" : "/DeviceGray");
    GString *space = g_string_new(NULL);
    g_string_append_printf(space, "[/Indexed/DeviceRGB %u<", png->palette_entries - 1);
    for (guint i = 0; i < 3 * png->palette_entries; i++)
        g_string_append_printf(space, "%02x", png->palette[i]);
    g_string_append(space, ">]");
    return g_string_free(space, FALSE);
}

/* The picture with its packed rows as they are. */
static PsgPdfPicture *
pass(Png *png)
{
    g_autofree char *space = make_colour_space(png);
    g_autofree char *parameters =
            g_strdup_printf("<</Predictor 15/Colors %u/BitsPerComponent %u/Columns %u>>",
                    count_components(png), png->bits, png->width);
    g_autoptr(GBytes) data = g_byte_array_free_to_bytes(g_steal_pointer(&png->packed));
    PsgPdfSamples samples = {.width = png->width,
            .height = png->height,
            .bits = png->bits,
            .colour_space = space,
            .filter = "/FlateDecode",
            .parameters = parameters,
            .data = data,
            .profile = png->colour == PALETTE ? NULL : png->profile,
            .profile_components = count_components(png)};
    return psg_pdf_picture_new_image(&samples, NULL);
}

PsgPdfPicture *
psg_picture_read_png(GBytes *bytes, const char **reason)
{
    g_auto(Png) png = {.bytes = bytes};
    png.data = g_bytes_get_data(bytes, &png.size);
    if (!read_header(&png, reason) || !read_chunks(&png, reason))
        return NULL;
    if (png.packed->len == 0)
        return psg_picture_refuse(reason, "it holds no pixels");
    if (png.colour == PALETTE && png.palette_entries == 0)
        return psg_picture_refuse(reason, "its palette is missing");
    gboolean can_pass =
            png.bits <= 8 && png.colour <= PALETTE && !png.is_interlaced && !png.has_transparency;
    if (can_pass && !check_rows(&png, reason))
        return NULL;
    return can_pass && !png.is_damaged ? pass(&png) : psg_png_unpack(bytes, png.profile, reason);
}
