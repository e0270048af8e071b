/* Drawing the elements of an SVG: what its parts share. */
#pragma once
#include "publish/print/picture/svg/canvas.h"
#include "publish/print/type/type.h"

#define PSG_SVG_DEPTH_LIMIT 300 /* of elements in one another, those of <use> counted */

/* What of a gradient is set: its colours as they look on white paper, or its colours alone, or how
 * far it can be seen through, as greys, for a mask. */
typedef enum {
    PSG_SVG_GRADIENT_ON_PAPER,
    PSG_SVG_GRADIENT_COLOURS,
    PSG_SVG_GRADIENT_OPACITIES
} PsgSvgGradientPart;

typedef struct {
    PsgSvgCanvas canvas;
    PsgSvgGradientPart gradient_part;
    GHashTable *ids; /* char * of the tree -> xmlNode */
    PsgSvgSheet *sheet;
    PsgTypeContext *context; /* NULL: words are left out */
    const char *families;
    guint depth;
    GPtrArray *active;    /* const xmlNode: what <use> is drawing just now */
    GHashTable *embedded; /* const xmlNode -> PsgPdfPicture; NULL for what cannot be read */
    GHashTable *faces;    /* hb_face_t -> hb_font_t (words.c) */
} PsgSvgDrawing;

/* Where an element is drawn. */
typedef struct {
    PsgSvgMatrix matrix;  /* from its own units into the drawing's */
    double width, height; /* of the viewport, in its own units: what percentages are of */
} PsgSvgPlace;

/* The element of an id; NULL. */
const xmlNode *psg_svg_find(const PsgSvgDrawing *drawing, const char *id);
/* The element that href names; NULL. */
const xmlNode *psg_svg_find_target(const PsgSvgDrawing *drawing, const xmlNode *element);

/* A length attribute; `whole` is what percentages are of. */
double psg_svg_read_length(
        const xmlNode *element, const char *name, double whole, double font_size, double otherwise);

/* Draws an element with all in it. `parent` is what it inherits from. */
void psg_svg_draw_element(PsgSvgDrawing *drawing, const xmlNode *element, const PsgSvgLook *parent,
        const PsgSvgPlace *place);
void psg_svg_draw_children(PsgSvgDrawing *drawing, const xmlNode *element, const PsgSvgLook *look,
        const PsgSvgPlace *place);
/* The same in a view box of its own that fills (x, y, width, height); what stands out is cut off
 * unless its overflow is visible. */
void psg_svg_draw_view(PsgSvgDrawing *drawing, const xmlNode *element, const PsgSvgLook *look,
        const PsgSvgPlace *place, double x, double y, double width, double height);

/* Paints an outline with its fill and stroke, or clips or measures with it (paint.c). `opacity` is
 * the element's own, where the outline is all of it. */
void psg_svg_paint(PsgSvgDrawing *drawing, const PsgSvgOutline *outline, const PsgSvgLook *look,
        const PsgSvgPlace *place, double opacity);

/* Sets the gradient of an id as the fill or stroke of what lies in `box` (its own units); `opacity`
 * receives its own. FALSE when there is no such gradient (gradient.c). */
gboolean psg_svg_set_gradient(PsgSvgDrawing *drawing, const xmlNode *server, const PsgSvgLook *look,
        const PsgSvgPlace *place, const PsgSvgBox *box, gboolean is_stroke, double *opacity);

/* TRUE for a gradient that is not equally opaque everywhere. */
gboolean psg_svg_gradient_fades(
        PsgSvgDrawing *drawing, const xmlNode *server, const PsgSvgLook *look);

/* Fills an outline with tiles of a <pattern>. FALSE when that cannot be (pattern.c). */
gboolean psg_svg_fill_with_pattern(PsgSvgDrawing *drawing, const xmlNode *server,
        const PsgSvgOutline *outline, const PsgSvgLook *look, const PsgSvgPlace *place,
        const PsgSvgBox *box, double opacity);

/* The arrowheads of a path, line or polygon (marker.c). */
void psg_svg_draw_markers(PsgSvgDrawing *drawing, const PsgSvgOutline *outline,
        const PsgSvgLook *look, const PsgSvgPlace *place);

/* A <text> with its parts (words.c). */
void psg_svg_draw_text(PsgSvgDrawing *drawing, const xmlNode *element, const PsgSvgLook *look,
        const PsgSvgPlace *place, double opacity);

/* Clips with the <clipPath> of an id, for an element drawn at `place`, which its own `transform` is
 * part of (clip.c). */
void psg_svg_clip(PsgSvgDrawing *drawing, const char *id, const xmlNode *element,
        const PsgSvgMatrix *transform, const PsgSvgLook *parent, const PsgSvgPlace *place);

/* The box of what an element paints, strokes not counted, in its own units; `transform` is its own.
 */
PsgSvgBox psg_svg_measure_element(PsgSvgDrawing *drawing, const xmlNode *element,
        const PsgSvgMatrix *transform, const PsgSvgLook *parent, const PsgSvgPlace *place);

/* The <mask> of an id as a picture for psg_svg_canvas_mask(), for an element as above; NULL when
 * there is none, or it cannot be had (mask.c). The caller owns it. */
PsgPdfPicture *psg_svg_draw_mask(PsgSvgDrawing *drawing, const char *id, const xmlNode *element,
        const PsgSvgMatrix *transform, const PsgSvgLook *parent, const PsgSvgPlace *place);

/* An <image> whose data stand in the SVG itself (embedded.c). */
void psg_svg_draw_image(PsgSvgDrawing *drawing, const xmlNode *element, const PsgSvgLook *look,
        const PsgSvgPlace *place);
