/* Which lists of a Word file are numbered. */
#pragma once
#include "review/exchange/docx_package.h"

/* A set of "LIST/LEVEL" (as <w:numId> and <w:ilvl> name them) whose items have numbers; all others
 * have bullets. The caller owns the table. Sets PSG_REVIEW_ERROR_FORMAT. */
GHashTable *psg_docx_lists_read(
        PsgDocxPackage *package, const GPtrArray *relations, GError **error);
