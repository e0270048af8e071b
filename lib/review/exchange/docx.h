/* Reading a Word file (.docx): its comments and its tracked changes become items of an import, each
 * with the words it is on. ECMA-376 Office Open XML, Parts 1 and 2; MS-DOCX for replies. */
#pragma once
#include "base/finding.h"
#include "review/exchange/import.h"

/* The comments and tracked changes in the order of the text, with every reply behind what it
 * answers. An item's quote is what the text said before the changes, without formatting; `where` is
 * NULL, since a Word file does not know of chapters. A change has `replace`. `name` is what people
 * call the file; `findings` (nullable) gets what was left out and why. The caller owns the array
 * (PsgImportItem). Sets PSG_REVIEW_ERROR_FORMAT, also for what Word or others keep in other forms
 * (.doc, .odt, .rtf, a password), with what to do. */
GPtrArray *psg_docx_read(GBytes *bytes, const char *name, PsgFindings *findings, GError **error);
