/* The package's pictures as the file keeps them: each made once, at its first use, from any thread.
 * PNG and JPEG go in as they are where PDF can have them; everything else is unpacked within
 * bounds; SVG is drawn as vectors. */
#pragma once
#include "publish/model/model.h"
#include "publish/print/pdf/picture.h"
#include "publish/print/style/style.h"

typedef struct PsgPrintPictures PsgPrintPictures;

/* What an SVG's words are set with is a context of its own. `fonts` may be used by any thread. */
PsgPrintPictures *psg_print_pictures_new(const PsgTypeFonts *fonts, const PsgPrintStyle *style);
void psg_print_pictures_free(PsgPrintPictures *pictures);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgPrintPictures, psg_print_pictures_free)

/* The picture, owned by `pictures`; NULL when it cannot be had, which is a finding
 * "print-picture-unreadable" at the first place that shows it. `width` and `height` receive its
 * natural size: 96 pixels an inch, of an SVG its own. Thread-safe. */
PsgPdfPicture *psg_print_pictures_get(PsgPrintPictures *pictures, const PsgModelImage *image,
        PsgFindings *findings, const char *path, guint line, PsgLength *width, PsgLength *height);

/* --- the readers, for tests and fuzzing --- */

/* Unpacked; larger ones are made smaller, or refused. */
#define PSG_PICTURE_PIXEL_LIMIT (100u * 1000 * 1000)

/* NULL with a reason for a person (a static string). Thread-safe; memory in proportion to the
 * pixels that are kept. The caller owns the result. */
PsgPdfPicture *psg_picture_read_png(GBytes *bytes, const char **reason);
PsgPdfPicture *psg_picture_read_jpeg(GBytes *bytes, const char **reason);
/* GIF (its first frame) and WebP. */
PsgPdfPicture *psg_picture_read_other(GBytes *bytes, const char **reason);

/* Draws a cleaned SVG (picture/svg_clean.h). Words are drawn as outlines of the fonts of `context`,
 * so that a picture needs nothing of the document. Parts that cannot be drawn are left out and
 * named in `left_out` (owned strings, each once). */
PsgPdfPicture *psg_picture_draw_svg(GBytes *bytes, PsgTypeContext *context, const char *families,
        GPtrArray *left_out, const char **reason);
