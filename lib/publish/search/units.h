/* The units a chapter is searched in: what stands under its title, and under each of its headings.
 */
#pragma once
#include <glib.h>

#include "text/text.h"

typedef struct {
    const char *heading;  /* the heading's plain text; for the first unit the chapter's title */
    const char *fragment; /* the heading's id; "" for the first unit */
    gsize start, end;     /* the half-open range of its words in the text */
} PsgSearchUnit;

typedef struct {
    GArray *units; /* PsgSearchUnit, in reading order; at least one */
    GString *text; /* plain text with white space folded, all units one after another */
} PsgSearchUnits;

/* Reads the units off the tree in one pass. `title` and the text must outlive the result.
 * Iterative: any depth is safe. */
void psg_search_units_init(PsgSearchUnits *units, const PsgText *text, const char *title);
void psg_search_units_clear(PsgSearchUnits *units);

/* The plain text of one node as it is searched: without the marks of footnotes, white space folded.
 * The caller owns it. */
char *psg_search_read_text(const xmlNode *node);
