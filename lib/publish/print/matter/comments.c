/* Comments on a draft as a whole, and those whose place is in no chapter. What is on the text
 * stands in its chapters. */
#include "publish/print/matter/internal.h"

PsgGalley *
psg_matter_make_comments(const PsgFlowBook *book, PsgTypeContext *context, PsgFindings *findings)
{
    const PsgText *comments = book->document->comments;
    PsgMatter matter;
    if (!book->is_draft || !comments)
        return NULL;
    psg_matter_begin(&matter, book, context, findings, PSG_GALLEY_BACK);
    psg_matter_add_title(&matter, "Comments on the whole", "comments");
    psg_flow_add_blocks(&matter.flow, comments->root, matter.tag, 0, matter.measure);
    return psg_matter_end(&matter);
}
