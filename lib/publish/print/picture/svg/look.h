/* How an element looks: its properties, with what it inherits. SVG 1.1, chapters 6, 10, 11 and 13.
 */
#pragma once
#include <libxml/tree.h>

#include "publish/print/picture/svg/sheet.h"
#include "publish/print/units.h"

typedef enum { PSG_SVG_NO_PAINT, PSG_SVG_COLOUR, PSG_SVG_SERVER } PsgSvgPaintKind;

typedef struct {
    PsgSvgPaintKind kind;
    PsgColour colour; /* of a server: what stands for it where it cannot be had */
    double opacity;   /* the colour's own */
    gboolean has_fallback;
    char server[64]; /* its id; longer ones are not found */
} PsgSvgPaint;

typedef enum { PSG_SVG_START, PSG_SVG_MIDDLE, PSG_SVG_END } PsgSvgAnchor;

#define PSG_SVG_DASHES 16

typedef struct {
    PsgSvgPaint fill, stroke;
    PsgColour colour; /* "currentColor" */
    double colour_opacity;
    double fill_opacity, stroke_opacity;
    double stroke_width, miter_limit;
    guint cap, join; /* as PDF numbers them */
    double dashes[PSG_SVG_DASHES];
    guint dash_count;
    double dash_offset;
    gboolean is_even_odd, is_clip_even_odd;
    gboolean is_visible;
    double font_size, letter_spacing;
    gboolean is_bold, is_italic, is_right_to_left, keeps_spaces, is_underlined, is_struck;
    PsgSvgAnchor anchor;
    char baseline[20];   /* dominant-baseline */
    char markers[3][64]; /* ids: start, mid, end */

    /* not inherited */
    double opacity;
    char clip[64], mask[64], filter[64];  /* ids */
    gboolean is_displayed, may_stand_out; /* display; overflow */
    PsgColour stop_colour;
    double stop_opacity;
    double baseline_shift; /* of the font's size, up */
    gboolean has_fixed_stroke;
    char transform[128]; /* the property; "" for none */
} PsgSvgLook;

/* What the root's parent would look like. */
void psg_svg_look_init(PsgSvgLook *look);

/* What `element` looks like in `parent`; percentages are of the viewport. Returns how much work it
 * was, for the caller's budget. */
guint psg_svg_look_read(PsgSvgLook *look, const PsgSvgLook *parent, const xmlNode *element,
        const PsgSvgSheet *sheet, double width, double height);
