/* From a text's tree to a galley: every element of the dialect becomes boxes and tags. */
#pragma once
#include "publish/print/galley.h"

typedef struct PsgPrintPictures PsgPrintPictures; /* publish/print/picture/pictures.h */

/* What all galleys of a book are made with. Only read, but for the context (one a thread) and the
 * findings (thread-local, merged in order). */
typedef struct {
    const PsgModelDocument *document;
    const PsgPrintStyle *style;
    PsgPrintPictures *pictures;
    gboolean is_draft;
    GHashTable *glossary; /* ids of terms (PsgTerm.id) that the glossary at the end explains */
} PsgFlowBook;

typedef struct {
    const PsgFlowBook *book;
    PsgTypeContext *context;
    PsgFindings *findings;
    PsgGalley *galley;
    const char *path; /* of the text in the package; "" for words of the engine's own */
} PsgFlow;

/* The galley of a chapter: its title heading and all blocks. The caller owns it. */
PsgGalley *psg_flow_chapter(const PsgFlowBook *book, const PsgModelChapter *chapter,
        PsgTypeContext *context, PsgFindings *findings);

/* --- pieces, for the pages that have no chapter (matter/) --- */

/* Appends all blocks inside `root` (an <article>, a <dd>) at (x, width), tagged below `tag`. */
void psg_flow_add_blocks(
        PsgFlow *flow, const xmlNode *root, PsgTag *tag, PsgLength x, PsgLength width);

/* Appends a paragraph of plain words in a role, tagged as `type`. `language` NULL: the document's.
 * Returns its tag. `destination` (nullable) makes all of it a link inside the book. */
PsgTag *psg_flow_add_words(PsgFlow *flow, PsgPrintRole role, PsgTagType type, PsgTag *parent,
        const char *words, const char *language, PsgLength x, PsgLength width,
        const char *destination);

/* A part of a paragraph of the engine's own, with its language (NULL: the paragraph's) and what it
 * leads to: a place in the book, whose page is said where links say theirs, or an address outside.
 */
typedef struct {
    const char *words, *language, *destination, *uri;
    gboolean is_bold;
} PsgFlowPiece;

/* Appends a paragraph of such pieces as psg_flow_add_words() does. */
PsgTag *psg_flow_add_pieces(PsgFlow *flow, PsgPrintRole role, PsgTagType type, PsgTag *parent,
        const PsgFlowPiece *pieces, guint count, const char *language, PsgLength x,
        PsgLength width);

/* Appends a heading of the book's own with its anchor and its entry in the outline. `level` counts
 * in the document: 1 for a chapter's title. */
PsgTag *psg_flow_add_heading(PsgFlow *flow, guint level, PsgTag *parent, const char *title,
        const char *language, const char *destination);

/* Appends a line of contents: words, leader, page number, all of it a link. Tagged as a TOCI below
 * `contents`, or below the TOC that the caller made in an item. Returns the TOCI. */
PsgTag *psg_flow_add_contents_line(PsgFlow *flow, PsgPrintRole role, PsgTag *contents,
        const char *number, const char *title, const char *language, PsgLength x,
        const char *destination);

/* Space of its own, that stays at the top of a page. */
void psg_flow_add_space(PsgFlow *flow, PsgLength height);
