#include "publish/print/flow/internal.h"
void
psg_flow_table(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *table)
{
    psg_flow_blocks(walk, place, table);
}
