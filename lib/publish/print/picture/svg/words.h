/* The words of a <text>, gathered into chunks: stretches that are set together because nothing in
 * them has a place of its own. SVG 1.1, sections 10.4, 10.5 and 10.15. */
#pragma once
#include "publish/print/picture/svg/draw.h"

/* Words that look the same. */
typedef struct {
    guint start, end; /* bytes of the chunk's text */
    PsgSvgLook look;
    double dx, dy; /* moved, with all that follows */
} PsgSvgPart;

typedef struct {
    GString *text;
    GArray *parts;         /* PsgSvgPart */
    double x, y;           /* where it begins */
    gboolean has_x, has_y; /* else where the one before ended */
} PsgSvgChunk;

/* The chunks of a <text> (PsgSvgChunk), white space as SVG has it. The caller owns the result. */
GPtrArray *psg_svg_words_gather(PsgSvgDrawing *drawing, const xmlNode *element,
        const PsgSvgLook *look, const PsgSvgPlace *place);
