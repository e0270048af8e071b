/* Gradients and patterns that take from one another by href. SVG 1.1, chapter 13. */
#pragma once
#include "publish/print/picture/svg/draw.h"

#define PSG_SVG_CHAIN_LIMIT 8

/* A paint server with those it takes from, the nearest first. */
typedef struct {
    const xmlNode *nodes[PSG_SVG_CHAIN_LIMIT];
    guint count;
} PsgSvgChain;

/* Follows href from `server` as long as it names elements that `is_right` takes. */
void psg_svg_chain_read(PsgSvgChain *chain, const PsgSvgDrawing *drawing, const xmlNode *server,
        gboolean (*is_right)(const xmlNode *node));

/* An attribute of the nearest that has it; NULL. */
const char *psg_svg_chain_find(const PsgSvgChain *chain, const char *name);
