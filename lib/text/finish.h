/* The last steps over a tree that was built: private to lib/text. */
#pragma once
#include "text/builder.h"

/* One walk in document order: attribute blocks, figures, table captions; ids made unique; links,
 * images and headings listed; words counted. */
void psg_finish_walk(PsgBuilder *builder);

/* heading.c: levels mended, ids given, the text's title found. `front_title` may be NULL. */
void psg_finish_headings(PsgBuilder *builder, const char *front_title);

/* term_mark.c: the first use of each glossary term becomes a link. */
void psg_finish_terms(PsgBuilder *builder);
