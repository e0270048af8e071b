/* What was read of a Word file, as items of an import. */
#pragma once
#include "review/exchange/docx_comments.h"
#include "review/exchange/docx_text.h"
#include "review/exchange/import.h"

/* Adds an item (PsgImportItem) for each comment, by the place of what it is on. `notes`
 * as psg_docx_read() has it. */
void psg_docx_add_comments(
        GPtrArray *items, const PsgDocxText *text, const GPtrArray *comments, GPtrArray *notes);

/* Adds an item for each change, as a proposed wording of whole words. */
void psg_docx_add_changes(GPtrArray *items, const PsgDocxText *text, GPtrArray *notes);

#define PSG_DOCX_QUOTE_LIMIT 8192 /* bytes; of a comment on more the beginning is its place */

/* The words from `start` to `end`, and what stands around them, of an item. When there are none,
 * the whole paragraph. */
void psg_docx_quote(
        PsgImportItem *item, const PsgDocxText *text, PsgDocxPoint start, PsgDocxPoint end);

/* A person's name as the file has it; NULL for what programs write when they know none. The caller
 * owns it. */
char *psg_docx_read_name(const char *author);

/* Seconds since 1970; 0 when it is no time. */
gint64 psg_docx_read_time(const char *date);
