/* Pictures as the file keeps them: an image (samples, perhaps with a soft mask) or a drawing (a
 * form of vectors). Made from a package's pictures by lib/publish/print/picture, written once
 * however often they are shown. ISO 32000-1, sections 8.9 and 8.10; PDF/A-2 6.2.8, 6.2.9. */
#pragma once
#include <glib.h>

#include "publish/print/pdf/object.h"

typedef struct PsgPdfPicture PsgPdfPicture;

/* Samples of an image: `data` is as it goes into the file, encoded as `filter` says. */
typedef struct {
    guint width, height,
            bits; /* pixels; bits a component: 1, 2, 4, 8 or 16 (16 only as PDF allows) */
    const char *colour_space; /* "/DeviceRGB", "/DeviceGray", "[/Indexed/DeviceRGB 255<...>]",
                                 "[/ICCBased %u]" is written by `profile` below */
    const char *filter;       /* "/FlateDecode", "/DCTDecode" */
    const char *parameters;   /* of /DecodeParms, "<</Predictor 15...>>"; NULL */
    const char *decode;       /* "[1 0 1 0 1 0 1 0]"; NULL */
    GBytes *data;
    GBytes *profile; /* an ICC profile, deflated by nobody yet; NULL */
    guint profile_components;
    guint orientation; /* Exif's, 1 to 8: how it is turned when it is shown; 0 as 1. A turned image
                          counts as a drawing of the size it is shown in */
} PsgPdfSamples;

/* `mask` (DeviceGray, 8 bits) may be NULL. Copies what it needs. The caller owns the result. */
PsgPdfPicture *psg_pdf_picture_new_image(const PsgPdfSamples *samples, const PsgPdfSamples *mask);

/* A drawing: content operators in a box of `width` x `height` units whose origin is the bottom left
 * corner. Needs of it are /ExtGState (opacities), /Shading and /Pattern entries, each the inside of
 * that dictionary with objects written in place; any may be NULL. `pictures` are shown by /X0 Do,
 * /X1 Do ...: an image in a unit square, a drawing in its own size. `masks` are transparent
 * drawings: after /M0 gs what is painted shows as far as the first of them is light. */
typedef struct {
    double width, height;
    GString *operators;
    const char *graphics_states; /* "/G0<</ca 0.5>>" */
    const char *shadings;        /* "/S0<</ShadingType 2...>>" */
    const char *patterns;        /* "/P0<</PatternType 2...>>" */
    PsgPdfPicture *const *pictures;
    guint picture_count;
    PsgPdfPicture *const *masks;
    guint mask_count;
    gboolean uses_fonts;     /* it shows text with the document's fonts (/F0 ...) */
    gboolean is_transparent; /* it has opacities: becomes a transparency group */
} PsgPdfDrawing;

PsgPdfPicture *psg_pdf_picture_new_drawing(const PsgPdfDrawing *drawing);

PsgPdfPicture *psg_pdf_picture_ref(PsgPdfPicture *picture);
void psg_pdf_picture_unref(PsgPdfPicture *picture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgPdfPicture, psg_pdf_picture_unref)

gboolean psg_pdf_picture_is_drawing(const PsgPdfPicture *picture);
/* Of its own measure: pixels of an image, units of a drawing. */
void psg_pdf_picture_get_size(const PsgPdfPicture *picture, double *width, double *height);

/* Writes it as an XObject. `fonts` is the /Font resources of the document. */
PsgPdfReference psg_pdf_picture_write(
        const PsgPdfPicture *picture, PsgPdfFile *file, PsgPdfReference fonts);
