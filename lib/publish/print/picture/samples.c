/* Rows of samples, filtered and packed as they come. See samples.h; PNG 3rd edition, section 9, for
 * the filters, ISO 32000-1, section 7.4.4.4, for their use in PDF. */
#include "publish/print/picture/samples.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* More than this and a picture is shrunk by a whole number: 4,000 x 4,000 pixels are 600 an inch on
 * the width of a page. */
#define KEPT_PIXELS (16u * 1000 * 1000)

/* A stream that is being packed. */
typedef struct {
    z_stream stream;
    GByteArray *out;
} Packer;

struct PsgSampleSink {
    guint width, height, components; /* as they come */
    guint kept_width, kept_height;
    guint shrink;      /* so many pixels, across and down, become one */
    guint stride;      /* components and opacity of a pixel */
    guint rows;        /* that came */
    guint kept_rows;   /* that were packed */
    guint32 *sums;     /* of the pixels that become one: colours times opacity, opacity, count */
    guint8 *row;       /* a row of colours, with room for one pixel before it */
    guint8 *above;     /* the row above it, the same */
    guint8 *filtered;  /* the row by each filter, with the filter's number in front */
    guint8 *opacities; /* a row of opacities; NULL: it has none */
    gboolean is_opaque;
    Packer colours, mask;
};

static void
packer_init(Packer *packer, int level)
{
    packer->out = g_byte_array_new();
    if (deflateInit(&packer->stream, level) != Z_OK)
        g_error("zlib cannot begin");
}

static void
packer_clear(Packer *packer)
{
    deflateEnd(&packer->stream);
    if (packer->out)
        g_byte_array_unref(packer->out);
}

static void
packer_add(Packer *packer, const guint8 *data, gsize length, int flush)
{
    guint8 buffer[16384];
    packer->stream.next_in = (Bytef *)data;
    packer->stream.avail_in = (uInt)length;
    do {
        packer->stream.next_out = buffer;
        packer->stream.avail_out = sizeof buffer;
        deflate(&packer->stream, flush);
        g_byte_array_append(packer->out, buffer, (guint)(sizeof buffer - packer->stream.avail_out));
    } while (packer->stream.avail_out == 0);
}

static GBytes *
packer_finish(Packer *packer)
{
    packer_add(packer, NULL, 0, Z_FINISH);
    return g_byte_array_free_to_bytes(g_steal_pointer(&packer->out));
}

PsgSampleSink *
psg_sample_sink_new(guint width, guint height, guint components, gboolean has_alpha)
{
    PsgSampleSink *sink = g_new0(PsgSampleSink, 1);
    sink->width = width;
    sink->height = height;
    sink->components = components;
    sink->stride = components + (has_alpha ? 1 : 0);
    sink->is_opaque = TRUE;
    for (sink->shrink = 1;; sink->shrink++) {
        sink->kept_width = MAX(1, width / sink->shrink);
        sink->kept_height = MAX(1, height / sink->shrink);
        if ((guint64)sink->kept_width * sink->kept_height <= KEPT_PIXELS)
            break;
    }
    gsize length = (gsize)sink->kept_width * components;
    sink->row = g_malloc0(components + length);
    sink->above = g_malloc0(components + length);
    sink->filtered = g_malloc0(4 * (1 + length));
    if (has_alpha)
        sink->opacities = g_malloc(sink->kept_width);
    if (sink->shrink > 1)
        sink->sums = g_new0(guint32, (gsize)sink->kept_width * (components + 2));
    packer_init(&sink->colours, 6);
    packer_init(&sink->mask, 6);
    return sink;
}

void
psg_sample_sink_free(PsgSampleSink *sink)
{
    if (!sink)
        return;
    g_free(sink->row);
    g_free(sink->above);
    g_free(sink->filtered);
    g_free(sink->opacities);
    g_free(sink->sums);
    packer_clear(&sink->colours);
    packer_clear(&sink->mask);
    g_free(sink);
}

/* The Paeth predictor: of three neighbours the one that is nearest to left + above - corner. */
static guint8
predict(guint8 left, guint8 above, guint8 corner)
{
    int to_left = abs(above - corner), to_above = abs(left - corner);
    int to_corner = abs(left + above - 2 * corner);
    if (to_left <= to_above && to_left <= to_corner)
        return left;
    return to_above <= to_corner ? above : corner;
}

/* Writes the row by one filter and returns the sum of its differences, as bytes around 0: the
 * filter with the least usually packs best. */
static guint64
filter_row(const PsgSampleSink *sink, guint filter, guint8 *out)
{
    gsize length = (gsize)sink->kept_width * sink->components;
    const guint8 *left = sink->row, *row = left + sink->components;
    const guint8 *corner = sink->above, *above = corner + sink->components;
    *out++ = (guint8)filter;
    for (gsize i = 0; filter == 0 && i < length; i++)
        out[i] = row[i];
    for (gsize i = 0; filter == 1 && i < length; i++)
        out[i] = (guint8)(row[i] - left[i]);
    for (gsize i = 0; filter == 2 && i < length; i++)
        out[i] = (guint8)(row[i] - above[i]);
    for (gsize i = 0; filter == 4 && i < length; i++)
        out[i] = (guint8)(row[i] - predict(left[i], above[i], corner[i]));
    guint64 sum = 0;
    for (gsize i = 0; i < length; i++)
        sum += (guint64)abs((gint8)out[i]);
    return sum;
}

/* Packs the row that stands in `row` and `opacities`. */
static void
pack_row(PsgSampleSink *sink)
{
    gsize length = 1 + (gsize)sink->kept_width * sink->components;
    /* The one that is right for plain ground comes first; the third of PNG's seldom is best. */
    static const guint filters[] = {2, 1, 0, 4};
    const guint8 *best = sink->filtered;
    guint64 least = G_MAXUINT64;
    for (guint i = 0; i < G_N_ELEMENTS(filters) && least > 0; i++) {
        guint8 *filtered = sink->filtered + i * length;
        guint64 sum = filter_row(sink, filters[i], filtered);
        best = sum < least ? filtered : best;
        least = MIN(sum, least);
    }
    packer_add(&sink->colours, best, length, Z_NO_FLUSH);
    if (sink->opacities)
        packer_add(&sink->mask, sink->opacities, sink->kept_width, Z_NO_FLUSH);
    guint8 *row = sink->row;
    sink->row = sink->above;
    sink->above = row;
    sink->kept_rows++;
}

/* Parts a row of pixels into colours and opacities. */
static void
take_row(PsgSampleSink *sink, const guint8 *row)
{
    guint8 *colours = sink->row + sink->components;
    if (!sink->opacities) {
        memcpy(colours, row, (gsize)sink->width * sink->components);
        return;
    }
    guint8 all = 255;
    for (guint x = 0; x < sink->width; x++, row += sink->stride) {
        for (guint i = 0; i < sink->components; i++)
            *colours++ = row[i];
        all &= sink->opacities[x] = row[sink->components];
    }
    sink->is_opaque &= all == 255;
}

/* Adds a row to the sums. What does not fill a whole pixel at the right edge is left out. */
static void
sum_row(PsgSampleSink *sink, const guint8 *row)
{
    for (guint x = 0; x < sink->kept_width; x++) {
        guint32 *sum = sink->sums + (gsize)x * (sink->components + 2);
        guint count = MIN(sink->shrink, sink->width - x * sink->shrink);
        for (guint k = 0; k < count; k++, row += sink->stride) {
            guint opacity = sink->opacities ? row[sink->components] : 255;
            for (guint i = 0; i < sink->components; i++)
                sum[i] += row[i] * opacity;
            sum[sink->components] += opacity;
            sum[sink->components + 1]++;
        }
    }
}

static void
take_sums(PsgSampleSink *sink)
{
    guint components = sink->components;
    for (guint x = 0; x < sink->kept_width; x++) {
        guint32 *sum = sink->sums + (gsize)x * (components + 2);
        guint32 opacity = sum[components], count = sum[components + 1];
        for (guint i = 0; i < components; i++)
            sink->row[(x + 1) * components + i] = (guint8)(opacity ? sum[i] / opacity : 255);
        if (sink->opacities) {
            sink->opacities[x] = (guint8)(opacity / count);
            sink->is_opaque &= opacity == count * 255;
        }
        memset(sum, 0, (components + 2) * sizeof *sum);
    }
}

void
psg_sample_sink_add(PsgSampleSink *sink, const guint8 *row)
{
    if (sink->kept_rows == sink->kept_height)
        return;
    sink->rows++;
    if (sink->shrink == 1) {
        take_row(sink, row);
        pack_row(sink);
        return;
    }
    sum_row(sink, row);
    if (sink->rows % sink->shrink == 0) {
        take_sums(sink);
        pack_row(sink);
    }
}

PsgPdfPicture *
psg_sample_sink_finish(PsgSampleSink *sink, GBytes *profile)
{
    while (sink->kept_rows < sink->kept_height) {
        memset(sink->row + sink->components, 255, (gsize)sink->kept_width * sink->components);
        if (sink->opacities)
            memset(sink->opacities, 255, sink->kept_width);
        pack_row(sink);
    }
    g_autoptr(GBytes) colours = packer_finish(&sink->colours);
    g_autoptr(GBytes) opacities = packer_finish(&sink->mask);
    g_autofree char *parameters =
            g_strdup_printf("<</Predictor 15/Colors %u/BitsPerComponent 8/Columns %u>>",
                    sink->components, sink->kept_width);
    PsgPdfSamples samples = {.width = sink->kept_width,
            .height = sink->kept_height,
            .bits = 8,
            .colour_space = sink->components == 1 ? "/DeviceGray" : "/DeviceRGB",
            .filter = "/FlateDecode",
            .parameters = parameters,
            .data = colours,
            .profile = profile,
            .profile_components = sink->components};
    PsgPdfSamples mask = {.width = sink->kept_width,
            .height = sink->kept_height,
            .bits = 8,
            .colour_space = "/DeviceGray",
            .filter = "/FlateDecode",
            .data = opacities};
    return psg_pdf_picture_new_image(&samples, sink->is_opaque ? NULL : &mask);
}
