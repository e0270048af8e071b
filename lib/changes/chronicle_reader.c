/* Markdown as lib/git's history reads it: lib/text's outline, under the names that history.h gives.
 * See chronicle.h. */
#include "base/path.h"
#include "changes/chronicle.h"
#include "text/outline.h"

/* The two describe a part in the same way, so that nothing is copied. */
G_STATIC_ASSERT(sizeof(PsgHistoryPart) == sizeof(PsgOutlinePart));
G_STATIC_ASSERT(G_STRUCT_OFFSET(PsgHistoryPart, key) == G_STRUCT_OFFSET(PsgOutlinePart, key));
G_STATIC_ASSERT(G_STRUCT_OFFSET(PsgHistoryPart, start) == G_STRUCT_OFFSET(PsgOutlinePart, start));
G_STATIC_ASSERT(G_STRUCT_OFFSET(PsgHistoryPart, end) == G_STRUCT_OFFSET(PsgOutlinePart, end));
G_STATIC_ASSERT(G_STRUCT_OFFSET(PsgHistoryPart, line) == G_STRUCT_OFFSET(PsgOutlinePart, line));
G_STATIC_ASSERT(G_STRUCT_OFFSET(PsgHistoryPart, level) == G_STRUCT_OFFSET(PsgOutlinePart, level));

const PsgHistoryReader psg_chronicle_reader = {
        .name = "markdown-" G_STRINGIFY(PSG_OUTLINE_VERSION),
        .wants = psg_path_is_markdown,
        .split = psg_outline_scan,
        .read_words = psg_outline_read_words,
        .has_equal_words = psg_outline_has_equal_words,
};
