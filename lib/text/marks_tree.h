/* The tree of a draft's text: pieces of inline marks (marks_internal.h) become elements.
 *
 * Proposed words are <ins class="mark"> and <del class="mark">, each with words for those who do
 * not see colour (<span class="mark-word">Suggested addition: </span>); a highlight is <mark>, a
 * comment <span class="mark-note" role="note">. A mark over several elements has a wrapper in
 * each. */
#pragma once
#include <libxml/tree.h>

#include "text/marks.h"

/* `source` is what the ranges of the marks refer to. */
void psg_marks_build(xmlDoc *document, xmlNode *root, const char *source, const GArray *marks);

/* TRUE for an element that is not in the text without marks: an addition or a comment. */
gboolean psg_mark_is_added(const xmlNode *node);

/* The text of an element (as psg_markup_get_text() has it) without what marks add. The caller owns
 * it. */
char *psg_marks_get_text(const xmlNode *node);
