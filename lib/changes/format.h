/* Changes written out. Every function appends to `out` what a list of passages says; `changes`
 * carries titles, `range` the two ends. */
#pragma once
#include <jansson.h>

#include "changes/changes.h"
#include "changes/passage.h"
#include "changes/range.h"

/* For a terminal of `width` columns (0: no wrapping), UTF-8. `has_colour`: red and struck through,
 * green and underlined; without, [-removed-] and {+added+}. */
void psg_changes_format_text(const PsgDocumentChanges *changes, const PsgRange *range, guint width,
        gboolean has_colour, GString *out);

/* Markdown that git hosts show: headings by chapter and section, <ins> and <del>. */
void psg_changes_format_markdown(
        const PsgDocumentChanges *changes, const PsgRange *range, GString *out);

/* A fragment of XHTML, well formed: <section> by chapter with headings from `level` (1 to 5), <ins>
 * and <del>, and the words "Added: ", "Removed: " in <span class="change-note">. The fragment has
 * no ids, links or pictures. */
void psg_changes_format_html(const PsgDocumentChanges *changes, guint level, GString *out);

/* A whole page of HTML, by itself, with its own styles: to send to a person. */
void psg_changes_format_page(GPtrArray *all_changes, GPtrArray *ranges, GString *out);

/* {"document", "title", "from": {...}, "to": {...}, "chapters": [{"change", "path", ...,
 * "passages": [...]}]}. The caller owns the reference. */
json_t *psg_changes_format_json(const PsgDocumentChanges *changes, const PsgRange *range);

/* One passage, for history: as the functions above write it. */
void psg_passage_format_text(
        const PsgPassage *passage, guint width, gboolean has_colour, GString *out);
json_t *psg_passage_format_json(const PsgPassage *passage);
