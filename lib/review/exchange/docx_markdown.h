/* The words of a Word comment, with what formatting they have, as Markdown. */
#pragma once
#include "review/exchange/docx_xml.h"

#define PSG_DOCX_COMMENT_LIMIT (512 * 1024) /* bytes of one comment; what is beyond is left out */

/* Reads to the end of the element `name` that just started. `links` (PsgDocxRelation) are the
 * addresses that its part refers to, `lists` the numbered ones (psg_docx_lists_read()); `paragraph`
 * receives the id of the last paragraph, which the caller owns, or NULL. The caller owns the
 * result: without white space at its ends. */
GString *psg_docx_markdown_read(PsgDocxXml *xml, const char *name, const GPtrArray *links,
        GHashTable *lists, char **paragraph);
