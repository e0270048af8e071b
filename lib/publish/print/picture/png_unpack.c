/* Unpacking PNG with libpng. See png_unpack.h. */
#include "publish/print/picture/png_unpack.h"

#include <png.h>
#include <setjmp.h>
#include <string.h>

#include "publish/print/picture/internal.h"
#include "publish/print/picture/samples.h"

/* Everything that is alive while libpng may jump out. */
typedef struct {
    const guint8 *data;
    gsize size, at;
    png_struct *png;
    png_info *info;
    PsgSampleSink *sink;
    guint8 *rows; /* one, or all of an interlaced picture */
    guint8 *last; /* the last row of all, once it is asked for */
    const char *reason;
} Unpacker;

static void
unpacker_clear(Unpacker *unpacker)
{
    if (unpacker->png)
        png_destroy_read_struct(&unpacker->png, &unpacker->info, NULL);
    psg_sample_sink_free(unpacker->sink);
    g_free(unpacker->rows);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Unpacker, unpacker_clear)

static void
read_bytes(png_struct *png, png_byte *out, size_t count)
{
    Unpacker *unpacker = png_get_io_ptr(png);
    if (count > unpacker->size - unpacker->at) {
        unpacker->reason = PSG_PICTURE_CUT_SHORT;
        png_error(png, "cut short");
    }
    memcpy(out, unpacker->data + unpacker->at, count);
    unpacker->at += count;
}

static void
stop(png_struct *png, const char *message)
{
    png_longjmp(png, 1);
}

static void
ignore(png_struct *png, const char *message)
{
}

static void
read_header(Unpacker *unpacker)
{
    png_set_read_fn(unpacker->png, unpacker, read_bytes);
    png_set_user_limits(unpacker->png, PSG_IMAGE_DIMENSION_LIMIT, PSG_IMAGE_DIMENSION_LIMIT);
    png_set_chunk_cache_max(unpacker->png, 64);
    png_set_chunk_malloc_max(unpacker->png, 4 * 1024 * 1024);
    png_read_info(unpacker->png, unpacker->info);
    png_set_expand(unpacker->png);
    png_set_scale_16(unpacker->png);
}

/* Begins, after the header: FALSE when it is too large. */
static gboolean
begin(Unpacker *unpacker, gsize *stride, guint *passes)
{
    *passes = (guint)png_set_interlace_handling(unpacker->png);
    png_read_update_info(unpacker->png, unpacker->info);
    guint width = png_get_image_width(unpacker->png, unpacker->info);
    guint height = png_get_image_height(unpacker->png, unpacker->info);
    guint channels = png_get_channels(unpacker->png, unpacker->info);
    if (psg_picture_is_too_large(width, height)) {
        unpacker->reason = PSG_PICTURE_TOO_LARGE;
        return FALSE;
    }
    if (*passes > 1 && (guint64)width * height > PSG_PICTURE_WHOLE_LIMIT) {
        unpacker->reason = PSG_PICTURE_TOO_LARGE_WHOLE;
        return FALSE;
    }
    gboolean has_alpha = channels % 2 == 0;
    unpacker->sink = psg_sample_sink_new(width, height, channels - has_alpha, has_alpha);
    *stride = png_get_rowbytes(unpacker->png, unpacker->info);
    unpacker->rows = g_malloc0(*passes > 1 ? *stride * height : *stride);
    return TRUE;
}

/* FALSE when libpng jumped out. No variable that changes lives in here. */
static gboolean
unpack(Unpacker *unpacker)
{
    if (setjmp(png_jmpbuf(unpacker->png)))
        return FALSE;
    read_header(unpacker);
    gsize stride;
    guint passes;
    if (!begin(unpacker, &stride, &passes))
        return FALSE;
    guint height = png_get_image_height(unpacker->png, unpacker->info);
    for (guint pass = 0; pass < passes; pass++) {
        gboolean is_last = pass + 1 == passes;
        for (guint y = 0; y < height; y++) {
            guint8 *row = unpacker->rows + (passes > 1 ? stride * y : 0);
            if (is_last && y + 1 == height)
                unpacker->last = row;
            png_read_row(unpacker->png, row, NULL);
            if (is_last)
                psg_sample_sink_add(unpacker->sink, row);
        }
    }
    return TRUE;
}

PsgPdfPicture *
psg_png_unpack(GBytes *png, GBytes *profile, const char **reason)
{
    g_auto(Unpacker) unpacker = {.reason = PSG_PICTURE_DAMAGED};
    unpacker.data = g_bytes_get_data(png, &unpacker.size);
    unpacker.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, stop, ignore);
    unpacker.info = png_create_info_struct(unpacker.png);
    gboolean is_whole = unpack(&unpacker);
    /* With the last row libpng asks for the end of the stream, which no pixel needs. */
    if (!is_whole && unpacker.last)
        psg_sample_sink_add(unpacker.sink, unpacker.last);
    else if (!is_whole)
        return psg_picture_refuse(reason, unpacker.reason);
    return psg_sample_sink_finish(unpacker.sink, profile);
}
