/* What a drawing is painted on: content operators with the states, patterns and pictures that they
 * name. ISO 32000-1, sections 8.4, 8.5 and 8.7. */
#pragma once
#include "publish/print/pdf/picture.h"
#include "publish/print/picture/svg/look.h"
#include "publish/print/picture/svg/outline.h"

/* What operators were last told, so that they are not told it again. */
typedef struct {
    PsgColour fill, stroke;
    gint fill_pattern, stroke_pattern; /* -1: a colour */
    double width, miter_limit, dash_offset;
    double dashes[PSG_SVG_DASHES];
    guint dash_count, cap, join;
    guint opacities; /* number of the graphics state */
} PsgSvgPen;

/* A part that is painted together, so that it can be seen through as one. */
typedef struct PsgSvgLayer PsgSvgLayer;
struct PsgSvgLayer {
    GString *operators, *states, *patterns;
    GHashTable *opacities; /* of fills and strokes, in 1/1000 -> number of their state + 1 */
    guint pattern_count;
    GPtrArray *pictures, *masks; /* PsgPdfPicture */
    PsgSvgPen pen;
    gboolean is_transparent;
};

/* What shapes do: are painted, become a path to clip with, or are only measured. */
typedef enum { PSG_SVG_PAINTS, PSG_SVG_CLIPS, PSG_SVG_MEASURES } PsgSvgPurpose;

typedef struct {
    double width, height; /* of the drawing */
    guint decimals;       /* of its coordinates */
    PsgSvgLayer *layer;
    PsgSvgPurpose purpose;
    PsgSvgBox box;       /* of what was measured, in the drawing's coordinates */
    gboolean has_clip;   /* something became a path to clip with */
    gint64 budget;       /* work that may still be done */
    guint layers;        /* made so far */
    gsize written;       /* operators of layers that are finished */
    GPtrArray *left_out; /* char *, each once; NULL */
    const char *reason;  /* why it stopped; NULL */
} PsgSvgCanvas;

#define PSG_SVG_OPERATORS_LIMIT (8u * 1024 * 1024)
#define PSG_SVG_LAYERS_LIMIT 500

PsgSvgLayer *psg_svg_layer_new(void);
void psg_svg_layer_free(PsgSvgLayer *layer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgSvgLayer, psg_svg_layer_free)
/* The layer as a drawing of this size. The caller owns it. */
PsgPdfPicture *psg_svg_layer_make_picture(const PsgSvgLayer *layer, double width, double height);

/* FALSE once the work or the operators are more than a picture may be. */
gboolean psg_svg_canvas_spend(PsgSvgCanvas *canvas, guint work);
/* Names what could not be drawn. */
void psg_svg_canvas_leave_out(PsgSvgCanvas *canvas, const char *what);

/* Between these, operators change nothing that comes after. */
PsgSvgPen psg_svg_canvas_save(PsgSvgCanvas *canvas);
void psg_svg_canvas_restore(PsgSvgCanvas *canvas, const PsgSvgPen *pen);

/* Writes an outline as path operators. */
void psg_svg_canvas_write_path(
        PsgSvgCanvas *canvas, const PsgSvgOutline *outline, const PsgSvgMatrix *matrix);
/* Lets nothing through outside the path that was written. */
void psg_svg_canvas_clip(PsgSvgCanvas *canvas, gboolean is_even_odd);
void psg_svg_canvas_write_matrix(PsgSvgCanvas *canvas, const PsgSvgMatrix *matrix);
void psg_svg_canvas_set_opacities(PsgSvgCanvas *canvas, double fill, double stroke);
void psg_svg_canvas_set_colour(PsgSvgCanvas *canvas, PsgColour colour, gboolean is_stroke);
/* A pattern whose dictionary is written already. */
void psg_svg_canvas_set_pattern(PsgSvgCanvas *canvas, const char *dictionary, gboolean is_stroke);
/* Takes up a picture (referenced) and returns its number. */
guint psg_svg_canvas_add_picture(PsgSvgCanvas *canvas, PsgPdfPicture *picture);
/* Shows it; its place is set by a matrix before. */
void psg_svg_canvas_show(PsgSvgCanvas *canvas, guint number);
/* From here to the next restoring, what is painted shows as far as `mask` (referenced) is light. */
void psg_svg_canvas_mask(PsgSvgCanvas *canvas, PsgPdfPicture *mask);
/* Begins a layer of its own; what is painted goes there until it ends. */
PsgSvgLayer *psg_svg_canvas_begin_layer(PsgSvgCanvas *canvas);
/* Ends it, with what the beginning returned, and gives it as a transparent drawing of this size.
 * The caller owns it. */
PsgPdfPicture *psg_svg_canvas_end_layer(
        PsgSvgCanvas *canvas, PsgSvgLayer *below, double width, double height);
