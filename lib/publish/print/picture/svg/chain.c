/* See chain.h. */
#include "publish/print/picture/svg/chain.h"

void
psg_svg_chain_read(PsgSvgChain *chain, const PsgSvgDrawing *drawing, const xmlNode *server,
        gboolean (*is_right)(const xmlNode *node))
{
    chain->count = 0;
    for (const xmlNode *at = server; at && is_right(at) && chain->count < PSG_SVG_CHAIN_LIMIT;
            at = psg_svg_find_target(drawing, at))
        chain->nodes[chain->count++] = at;
}

const char *
psg_svg_chain_find(const PsgSvgChain *chain, const char *name)
{
    for (guint i = 0; i < chain->count; i++) {
        const char *value = psg_svg_attribute_get(chain->nodes[i], name);
        if (value)
            return value;
    }
    return NULL;
}
