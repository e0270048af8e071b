/* Rows of an unpacked picture on their way into the file: packed at once, so that no more than a
 * few rows are ever held. A picture larger than print has use for is made smaller on the way. */
#pragma once
#include "publish/print/pdf/picture.h"

typedef struct PsgSampleSink PsgSampleSink;

/* `components` of colour a pixel (1: grey, 3: RGB), followed by one of opacity where `has_alpha`;
 * 8 bits each. */
PsgSampleSink *psg_sample_sink_new(guint width, guint height, guint components, gboolean has_alpha);
void psg_sample_sink_free(PsgSampleSink *sink);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgSampleSink, psg_sample_sink_free)

/* The next row, from the top. */
void psg_sample_sink_add(PsgSampleSink *sink, const guint8 *row);

/* The picture, once rows were added; those that are missing are white. Without a soft mask when
 * everything is opaque. `profile` (nullable) says what the colours mean. The caller owns it. */
PsgPdfPicture *psg_sample_sink_finish(PsgSampleSink *sink, GBytes *profile);
