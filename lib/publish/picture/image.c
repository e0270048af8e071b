/* Looking at a picture's bytes: what it is, how large it is shown, and whether it is whole. No
 * pixel is unpacked, and no length in the file is believed before it is held against the bytes that
 * are there. PNG 3rd edition; ITU T.81 (JPEG) and Exif 2.32; GIF89a; RFC 9649 (WebP). */
#include "publish/picture/image.h"

#include <string.h>
#include <zlib.h>

#include "publish/picture/bytes.h"
#include "publish/picture/exif.h"
#include "publish/picture/svg_clean.h"

typedef struct {
    const guint8 *data;
    gsize size;
} Bytes;

static const char CUT_SHORT[] = "it is cut short";

static gboolean
fail(const char **reason, const char *why)
{
    *reason = why;
    return FALSE;
}

/* TRUE when `count` bytes lie at `offset`. */
static gboolean
has(Bytes bytes, gsize offset, gsize count)
{
    return offset <= bytes.size && count <= bytes.size - offset;
}

/* PNG */

/* Table 12 of the specification: which depths go with which colour type. */
static gboolean
is_png_depth(guint depth, guint colour)
{
    switch (colour) {
    case 0:
        return depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
    case 3:
        return depth == 1 || depth == 2 || depth == 4 || depth == 8;
    case 2:
    case 4:
    case 6:
        return depth == 8 || depth == 16;
    default:
        return FALSE;
    }
}

static gboolean
inspect_png(Bytes png, PsgImageFacts *facts, const char **reason)
{
    enum { SIGNATURE = 8, HEADER = 13, AROUND = 12 };
    if (!has(png, SIGNATURE, AROUND + HEADER))
        return fail(reason, CUT_SHORT);
    const guint8 *header = png.data + SIGNATURE + 8;
    if (psg_bytes_read_be32(png.data + SIGNATURE) != HEADER || memcmp(header - 4, "IHDR", 4) != 0 ||
            crc32(0, header - 4, 4 + HEADER) != psg_bytes_read_be32(header + HEADER))
        return fail(reason, "its header is damaged");
    guint colour = header[9];
    if (!is_png_depth(header[8], colour) || header[10] != 0 || header[11] != 0 || header[12] > 1)
        return fail(reason, "its header says what no PNG can be");
    facts->media_type = "image/png";
    facts->width = psg_bytes_read_be32(header);
    facts->height = psg_bytes_read_be32(header + 4);

    gboolean has_palette = FALSE, has_pixels = FALSE;
    for (gsize at = SIGNATURE + AROUND + HEADER; has(png, at, AROUND);) {
        guint32 length = psg_bytes_read_be32(png.data + at);
        const guint8 *type = png.data + at + 4;
        if (!has(png, at + AROUND, length))
            return fail(reason, CUT_SHORT);
        if (memcmp(type, "IEND", 4) == 0)
            return (has_pixels && (colour != 3 || has_palette)) ||
                   fail(reason, "it holds no pixels");
        has_palette |= memcmp(type, "PLTE", 4) == 0;
        has_pixels |= memcmp(type, "IDAT", 4) == 0 && length > 0;
        if (memcmp(type, "acTL", 4) == 0 && length == 8 && !has_pixels)
            facts->is_animated = psg_bytes_read_be32(type + 4) > 1;
        at += AROUND + length;
    }
    return fail(reason, CUT_SHORT);
}

/* JPEG */

/* Past the coded data of a scan: the offset of the next marker's 0xFF that is neither a stuffed
 * byte nor a restart, or the end of the file. */
static gsize
skip_scan(Bytes jpeg, gsize at)
{
    while (at < jpeg.size) {
        const guint8 *found = memchr(jpeg.data + at, 0xff, jpeg.size - at);
        if (!found)
            return jpeg.size;
        at = (gsize)(found - jpeg.data);
        if (!has(jpeg, at, 2))
            return jpeg.size;
        guint next = jpeg.data[at + 1];
        if (next == 0xff)
            at += 1;
        else if (next == 0 || (next >= 0xd0 && next <= 0xd7))
            at += 2;
        else
            return at;
    }
    return jpeg.size;
}

static gboolean
is_frame_header(guint marker)
{
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

static gboolean
read_frame_header(Bytes segment, guint marker, PsgImageFacts *facts, const char **reason)
{
    if (marker > 0xc2)
        return fail(reason, "it is a kind of JPEG (lossless or arithmetic) that browsers and "
                            "reading apps cannot show");
    guint components = has(segment, 0, 6) ? segment.data[5] : 0;
    if (facts->width || segment.data[0] != 8 || components < 1 || components > 4 ||
            segment.size < 6 + 3 * components)
        return fail(reason, "its header is damaged");
    facts->height = psg_bytes_read_be16(segment.data + 1);
    facts->width = psg_bytes_read_be16(segment.data + 3);
    return (facts->width && facts->height) ||
           fail(reason, "its header does not say how large it is");
}

static gboolean
inspect_jpeg(Bytes jpeg, PsgImageFacts *facts, const char **reason)
{
    facts->media_type = "image/jpeg";
    guint orientation = 1;
    gboolean has_scan = FALSE;
    for (gsize at = 2; has(jpeg, at, 2);) {
        guint marker = jpeg.data[at + 1];
        if (jpeg.data[at] != 0xff)
            return fail(reason, "its segments are damaged");
        if (marker == 0xff || marker == 0x01) { /* fill byte; temporary marker */
            at += marker == 0xff ? 1 : 2;
            continue;
        }
        if (marker == 0xd9) {
            if (orientation >= 5) {
                guint width = facts->width;
                facts->width = facts->height;
                facts->height = width;
            }
            return has_scan || fail(reason, "it holds no pixels");
        }
        guint length = has(jpeg, at, 4) ? psg_bytes_read_be16(jpeg.data + at + 2) : 0;
        if (length < 2 || !has(jpeg, at + 2, length))
            return fail(reason, CUT_SHORT);
        Bytes segment = {jpeg.data + at + 4, length - 2u};
        if (is_frame_header(marker) && !read_frame_header(segment, marker, facts, reason))
            return FALSE;
        if (marker == 0xe1)
            orientation = MAX(orientation, psg_exif_get_orientation(segment.data, segment.size));
        at += 2u + length;
        if (marker == 0xda) {
            if (!facts->width)
                return fail(reason, "its header does not say how large it is");
            has_scan = TRUE;
            at = skip_scan(jpeg, at);
        }
    }
    return fail(reason, CUT_SHORT);
}

/* GIF */

/* Past a chain of sub-blocks, or 0 when it does not end. */
static gsize
skip_gif_blocks(Bytes gif, gsize at)
{
    while (has(gif, at, 1)) {
        gsize length = gif.data[at];
        at += 1 + length;
        if (length == 0)
            return at;
    }
    return 0;
}

/* Bytes of a colour table by its packed field, 0 when there is none. */
static gsize
gif_table_size(guint packed)
{
    return packed & 0x80 ? (gsize)3 << ((packed & 7) + 1) : 0;
}

static gboolean
inspect_gif(Bytes gif, PsgImageFacts *facts, const char **reason)
{
    if (!has(gif, 0, 13))
        return fail(reason, CUT_SHORT);
    facts->media_type = "image/gif";
    facts->width = psg_bytes_read_le16(gif.data + 6);
    facts->height = psg_bytes_read_le16(gif.data + 8);
    guint frames = 0;
    for (gsize at = 13 + gif_table_size(gif.data[10]); has(gif, at, 1);) {
        guint kind = gif.data[at];
        if (kind == 0x3b) {
            facts->is_animated = frames > 1;
            return frames > 0 || fail(reason, "it holds no pixels");
        }
        if (kind == 0x21) {
            at += 2;
        } else if (kind == 0x2c && has(gif, at, 11)) {
            at += 10 + gif_table_size(gif.data[at + 9]) + 1;
            frames++;
        } else {
            return fail(reason, kind == 0x2c ? CUT_SHORT : "its blocks are damaged");
        }
        at = skip_gif_blocks(gif, at);
        if (at == 0)
            break;
    }
    return fail(reason, CUT_SHORT);
}

/* WebP */

static gboolean
read_vp8(Bytes chunk, PsgImageFacts *facts)
{
    if (!has(chunk, 0, 10) || (chunk.data[0] & 1) || memcmp(chunk.data + 3, "\x9d\x01\x2a", 3) != 0)
        return FALSE;
    facts->width = psg_bytes_read_le16(chunk.data + 6) & 0x3fff;
    facts->height = psg_bytes_read_le16(chunk.data + 8) & 0x3fff;
    return TRUE;
}

static gboolean
read_vp8l(Bytes chunk, PsgImageFacts *facts)
{
    if (!has(chunk, 0, 5) || chunk.data[0] != 0x2f || chunk.data[4] >> 5 != 0)
        return FALSE;
    guint32 bits = psg_bytes_read_le32(chunk.data + 1);
    facts->width = (bits & 0x3fff) + 1;
    facts->height = (bits >> 14 & 0x3fff) + 1;
    return TRUE;
}

static gboolean
inspect_webp(Bytes webp, PsgImageFacts *facts, const char **reason)
{
    gsize total = psg_bytes_read_le32(webp.data + 4);
    if (!has(webp, 8, total) || total < 4)
        return fail(reason, CUT_SHORT);
    webp.size = 8 + total;
    facts->media_type = "image/webp";
    gboolean is_extended = FALSE, has_pixels = FALSE;
    guint frames = 0;
    for (gsize at = 12; has(webp, at, 8);) {
        const guint8 *kind = webp.data + at;
        gsize length = psg_bytes_read_le32(kind + 4);
        if (!has(webp, at + 8, length))
            return fail(reason, CUT_SHORT);
        Bytes chunk = {kind + 8, length};
        PsgImageFacts still = {0};
        gboolean is_lossy = memcmp(kind, "VP8 ", 4) == 0,
                 is_lossless = memcmp(kind, "VP8L", 4) == 0;
        if (memcmp(kind, "VP8X", 4) == 0 && at == 12 && length >= 10) {
            is_extended = TRUE;
            facts->width = psg_bytes_read_le24(chunk.data + 4) + 1;
            facts->height = psg_bytes_read_le24(chunk.data + 7) + 1;
        } else if (is_lossy || is_lossless) {
            if (!(is_lossy ? read_vp8(chunk, &still) : read_vp8l(chunk, &still)))
                return fail(reason, "its header is damaged");
            has_pixels = TRUE;
            if (!is_extended) {
                facts->width = still.width;
                facts->height = still.height;
            }
        } else if (memcmp(kind, "ANMF", 4) == 0 && is_extended && length > 16) {
            frames++;
        }
        at += 8 + length + (length & 1);
    }
    facts->is_animated = frames > 1;
    return has_pixels || frames > 0 || fail(reason, "it holds no pixels");
}

/* All */

static gboolean
starts_with(Bytes bytes, const char *magic, gsize length)
{
    return has(bytes, 0, length) && memcmp(bytes.data, magic, length) == 0;
}

/* XML begins with '<' after white space or a byte order mark, in UTF-8 or in UTF-16 of either
 * order. */
static gboolean
looks_like_xml(Bytes bytes)
{
    gsize at = 0;
    if (starts_with(bytes, "\xef\xbb\xbf", 3))
        at = 3;
    else if (starts_with(bytes, "\xff\xfe", 2) || starts_with(bytes, "\xfe\xff", 2))
        at = 2;
    while (at < bytes.size && (g_ascii_isspace(bytes.data[at]) || bytes.data[at] == 0))
        at++;
    return at < bytes.size && bytes.data[at] == '<';
}

static gboolean
check_dimensions(const PsgImageFacts *facts, const char **reason)
{
    if (!facts->width || !facts->height)
        return fail(reason, "its header says that it is empty");
    if (facts->width > PSG_IMAGE_DIMENSION_LIMIT || facts->height > PSG_IMAGE_DIMENSION_LIMIT ||
            (guint64)facts->width * facts->height > PSG_IMAGE_AREA_LIMIT)
        return fail(reason, "it has more pixels than readers' devices can show (30,000 a side, 200 "
                            "million in all)");
    return TRUE;
}

gboolean
psg_image_inspect(GBytes *bytes, PsgImageFacts *facts, const char **reason)
{
    Bytes image;
    image.data = g_bytes_get_data(bytes, &image.size);
    *facts = (PsgImageFacts){0};
    if (image.size == 0)
        return fail(reason, "the file is empty");
    if (image.size > PSG_IMAGE_SIZE_LIMIT)
        return fail(reason, "it is larger than 32 MB");
    gboolean is_whole;
    if (starts_with(image, "\x89PNG\r\n\x1a\n", 8))
        is_whole = inspect_png(image, facts, reason);
    else if (starts_with(image, "\xff\xd8", 2))
        is_whole = inspect_jpeg(image, facts, reason);
    else if (starts_with(image, "GIF87a", 6) || starts_with(image, "GIF89a", 6))
        is_whole = inspect_gif(image, facts, reason);
    else if (starts_with(image, "RIFF", 4) && has(image, 8, 4) &&
             memcmp(image.data + 8, "WEBP", 4) == 0)
        is_whole = inspect_webp(image, facts, reason);
    else if (looks_like_xml(image))
        return psg_svg_measure(bytes, facts, reason);
    else
        return fail(
                reason, "it is not a PNG, JPEG, GIF, WebP or SVG picture, whatever its name says");
    return is_whole && check_dimensions(facts, reason);
}
