/* The pages of a printed book that are no chapters: cover, title page, contents, comments on the
 * whole, glossary, what has changed, how to get involved. Each is a galley; NULL when the document
 * has nothing for it. The caller owns them. */
#pragma once
#include "publish/print/flow/flow.h"

typedef PsgGalley *(*PsgMatterMake)(
        const PsgFlowBook *book, PsgTypeContext *context, PsgFindings *findings);

PsgGalley *psg_matter_make_cover(
        const PsgFlowBook *book, PsgTypeContext *context, PsgFindings *findings);
/* Title, version, date, groups, credits, rights, the address of the site. */
PsgGalley *psg_matter_make_title_page(
        const PsgFlowBook *book, PsgTypeContext *context, PsgFindings *findings);
/* `galleys` (PsgGalley) are those that the contents list, with their headings. */
PsgGalley *psg_matter_make_contents(const PsgFlowBook *book, const GPtrArray *galleys,
        PsgTypeContext *context, PsgFindings *findings);
PsgGalley *psg_matter_make_comments(
        const PsgFlowBook *book, PsgTypeContext *context, PsgFindings *findings);
PsgGalley *psg_matter_make_glossary(
        const PsgFlowBook *book, PsgTypeContext *context, PsgFindings *findings);
PsgGalley *psg_matter_make_changes(
        const PsgFlowBook *book, PsgTypeContext *context, PsgFindings *findings);
PsgGalley *psg_matter_make_involved(
        const PsgFlowBook *book, PsgTypeContext *context, PsgFindings *findings);
