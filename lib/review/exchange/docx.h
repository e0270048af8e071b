/* Reading a Word file (.docx): its comments and its tracked changes become items of an import, each
 * with the words it is on. ECMA-376 Office Open XML, Parts 1 and 2; MS-DOCX for replies. */
#pragma once
#include "review/exchange/import.h"

/* The comments and tracked changes in the order of the text, with every reply behind what it
 * answers. An item's quote is what the text said before the changes, without formatting; `where` is
 * made of the headings above ("Chapter#Section"), since a Word file does not know of our files. A
 * change has `replace`. `notes` (char
 * *, nullable) gets what was left out and why. The caller owns the array
 * (PsgImportItem). Sets PSG_REVIEW_ERROR_FORMAT, also for what Word or others keep in other forms
 * (.doc, .odt, .rtf, a password), with what to do. */
GPtrArray *psg_docx_read(GBytes *bytes, GPtrArray *notes, GError **error);
