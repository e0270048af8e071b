/* GIF and WebP, which PDF does not know: unpacked from memory, the first frame of what moves.
 * GIF89a; RFC 9649 (WebP). */
#include <gif_lib.h>
#include <string.h>
#include <webp/decode.h>

#include "publish/picture/bytes.h"
#include "publish/print/picture/internal.h"
#include "publish/print/picture/samples.h"

/* GIF */

typedef struct {
    const guint8 *data;
    gsize size, at;
} Source;

typedef struct {
    GifFileType *file;
    guint8 *pixels; /* RGB and opacity, of the whole canvas */
    guint8 *line;
} Gif;

static void
gif_clear(Gif *gif)
{
    if (gif->file)
        DGifCloseFile(gif->file, NULL);
    g_free(gif->pixels);
    g_free(gif->line);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Gif, gif_clear)

static int
read_gif_bytes(GifFileType *file, GifByteType *out, int count)
{
    Source *source = file->UserData;
    gsize length = MIN((gsize)count, source->size - source->at);
    memcpy(out, source->data + source->at, length);
    source->at += length;
    return (int)length;
}

/* Goes to the first frame. The colour that is see-through in it, or -1. FALSE when there is none.
 */
static gboolean
find_frame(GifFileType *file, int *clear)
{
    *clear = -1;
    GifRecordType kind;
    while (DGifGetRecordType(file, &kind) == GIF_OK && kind != TERMINATE_RECORD_TYPE) {
        if (kind == IMAGE_DESC_RECORD_TYPE)
            return DGifGetImageDesc(file) == GIF_OK;
        int code;
        GifByteType *block;
        if (kind != EXTENSION_RECORD_TYPE || DGifGetExtension(file, &code, &block) != GIF_OK)
            return FALSE;
        if (code == GRAPHICS_EXT_FUNC_CODE && block && block[0] >= 4)
            *clear = block[1] & 1 ? block[4] : -1;
        while (block)
            if (DGifGetExtensionNext(file, &block) != GIF_OK)
                return FALSE;
    }
    return FALSE;
}

/* The row of the frame that comes as number `index` when it is interlaced. */
static guint
find_interlaced_row(guint index, guint height)
{
    static const guint starts[] = {0, 4, 2, 1}, steps[] = {8, 8, 4, 2};
    for (guint pass = 0; pass < 4; pass++) {
        guint rows = height > starts[pass] ? (height - starts[pass] - 1) / steps[pass] + 1 : 0;
        if (index < rows)
            return starts[pass] + index * steps[pass];
        index -= rows;
    }
    return 0;
}

static void
put_line(Gif *gif, guint y, const ColorMapObject *map, int clear)
{
    const GifImageDesc *frame = &gif->file->Image;
    guint8 *out = gif->pixels + 4 * ((gsize)((guint)frame->Top + y) * (guint)gif->file->SWidth +
                                            (gsize)frame->Left);
    for (int x = 0; x < frame->Width; x++, out += 4) {
        if (gif->line[x] == clear || gif->line[x] >= map->ColorCount)
            continue;
        const GifColorType *colour = &map->Colors[gif->line[x]];
        out[0] = colour->Red;
        out[1] = colour->Green;
        out[2] = colour->Blue;
        out[3] = 255;
    }
}

/* The frame's pixels. What is missing at the end of a file that is cut short stays clear; FALSE
 * when nothing is there. */
static gboolean
read_frame(Gif *gif, int clear)
{
    const GifImageDesc *frame = &gif->file->Image;
    const ColorMapObject *map = frame->ColorMap ? frame->ColorMap : gif->file->SColorMap;
    guint height = (guint)frame->Height;
    gif->line = g_malloc0((gsize)frame->Width);
    for (guint i = 0; i < height; i++) {
        if (DGifGetLine(gif->file, gif->line, frame->Width) != GIF_OK)
            return i > 0;
        put_line(gif, frame->Interlace ? find_interlaced_row(i, height) : i, map, clear);
    }
    return TRUE;
}

/* Makes the canvas as large as it must be, within the limits. */
static gboolean
make_canvas(Gif *gif, const char **reason)
{
    GifFileType *file = gif->file;
    const GifImageDesc *frame = &file->Image;
    if (frame->Width <= 0 || frame->Height <= 0 || frame->Left < 0 || frame->Top < 0 ||
            !(frame->ColorMap || file->SColorMap)) {
        *reason = "its header is damaged";
        return FALSE;
    }
    file->SWidth = MAX(file->SWidth, frame->Left + frame->Width);
    file->SHeight = MAX(file->SHeight, frame->Top + frame->Height);
    guint64 area = (guint64)file->SWidth * (guint64)file->SHeight;
    if (area > PSG_PICTURE_WHOLE_LIMIT ||
            psg_picture_is_too_large((guint)file->SWidth, (guint)file->SHeight)) {
        *reason = PSG_PICTURE_TOO_LARGE_WHOLE;
        return FALSE;
    }
    gif->pixels = g_malloc0(4 * area);
    return TRUE;
}

static PsgPdfPicture *
sink_pixels(const guint8 *pixels, guint width, guint height, gsize stride)
{
    g_autoptr(PsgSampleSink) sink = psg_sample_sink_new(width, height, 3, TRUE);
    for (guint y = 0; y < height; y++)
        psg_sample_sink_add(sink, pixels + y * stride);
    return psg_sample_sink_finish(sink, NULL);
}

static PsgPdfPicture *
read_gif(const guint8 *data, gsize size, const char **reason)
{
    Source source = {data, size, 0};
    g_auto(Gif) gif = {.file = DGifOpen(&source, read_gif_bytes, NULL)};
    int clear;
    if (!gif.file)
        return psg_picture_refuse(reason, "its header is damaged");
    if (!find_frame(gif.file, &clear))
        return psg_picture_refuse(reason, "it holds no pixels");
    if (!make_canvas(&gif, reason))
        return NULL;
    if (!read_frame(&gif, clear))
        return psg_picture_refuse(reason, PSG_PICTURE_DAMAGED);
    guint width = (guint)gif.file->SWidth;
    return sink_pixels(gif.pixels, width, (guint)gif.file->SHeight, 4 * (gsize)width);
}

/* WebP */

/* The first frame of a WebP that moves, as a file of its own; NULL when there is none. A chunk ANMF
 * holds it behind 16 bytes, of which the seventh and on are its size as VP8X has it too. */
static GBytes *
make_first_frame(const guint8 *data, gsize size)
{
    enum { BEFORE = 12, HEAD = 8, FRAME = 16, OPACITY = 0x10 };
    for (gsize at = BEFORE; size - at >= HEAD;) {
        gsize length = MIN(psg_bytes_read_le32(data + at + 4), size - at - HEAD);
        if (memcmp(data + at, "ANMF", 4) == 0 && length > FRAME) {
            const guint8 *frame = data + at + HEAD;
            guint32 riff = (guint32)(4 + HEAD + 10 + length - FRAME);
            guint8 head[] = {'R', 'I', 'F', 'F', (guint8)riff, (guint8)(riff >> 8),
                    (guint8)(riff >> 16), (guint8)(riff >> 24), 'W', 'E', 'B', 'P', 'V', 'P', '8',
                    'X', 10, 0, 0, 0, OPACITY, 0, 0, 0, frame[6], frame[7], frame[8], frame[9],
                    frame[10], frame[11]};
            GByteArray *whole = g_byte_array_new();
            g_byte_array_append(whole, head, sizeof head);
            g_byte_array_append(whole, frame + FRAME, (guint)(length - FRAME));
            return g_byte_array_free_to_bytes(whole);
        }
        at += MIN(HEAD + length + length % 2, size - at);
    }
    return NULL;
}

static PsgPdfPicture *
read_webp(const guint8 *data, gsize size, const char **reason)
{
    WebPBitstreamFeatures features;
    if (WebPGetFeatures(data, size, &features) != VP8_STATUS_OK)
        return psg_picture_refuse(reason, "its header is damaged");
    g_autoptr(GBytes) first = features.has_animation ? make_first_frame(data, size) : NULL;
    if (first)
        data = g_bytes_get_data(first, &size);
    if (first && WebPGetFeatures(data, size, &features) != VP8_STATUS_OK)
        return psg_picture_refuse(reason, PSG_PICTURE_DAMAGED);
    guint width = (guint)features.width, height = (guint)features.height;
    if ((guint64)width * height > PSG_PICTURE_WHOLE_LIMIT)
        return psg_picture_refuse(reason, PSG_PICTURE_TOO_LARGE_WHOLE);
    gsize stride = 4 * (gsize)width;
    g_autofree guint8 *pixels = g_malloc0(stride * height);
    if (!WebPDecodeRGBAInto(data, size, pixels, stride * height, (int)stride))
        return psg_picture_refuse(reason, PSG_PICTURE_DAMAGED);
    return sink_pixels(pixels, width, height, stride);
}

PsgPdfPicture *
psg_picture_read_other(GBytes *bytes, const char **reason)
{
    gsize size;
    const guint8 *data = g_bytes_get_data(bytes, &size);
    if (size >= 6 && memcmp(data, "GIF8", 4) == 0)
        return read_gif(data, size, reason);
    if (size >= 12 && memcmp(data, "RIFF", 4) == 0 && memcmp(data + 8, "WEBP", 4) == 0)
        return read_webp(data, size, reason);
    return psg_picture_refuse(reason, "it is no kind of picture that can be printed");
}
