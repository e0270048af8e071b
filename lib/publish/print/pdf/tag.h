/* The structure tree: what every piece of content is, in the order in which it is to be read.
 * Whoever makes the content makes its tags; pages say later where the content came to stand. ISO
 * 32000-1, section 14.7 and 14.8; PDF/UA-1 (ISO 14289-1) section 7; Tagged PDF Best Practice Guide.
 *
 * A tag's children are tags, contents and links, in order. A content is a stretch of text (or a
 * picture) that belongs to one tag and is painted in one go or over several pages: it receives its
 * marked-content numbers when pages are added. So a paragraph over two pages is one P. */
#pragma once
#include <glib.h>

#include "base/finding.h"
#include "publish/print/pdf/object.h"
#include "publish/print/units.h"

typedef struct PsgTag PsgTag;
typedef struct PsgTagContent PsgTagContent;
typedef struct PsgTagTree PsgTagTree;

/* Standard structure types, ISO 32000-1 14.8.4. */
typedef enum {
    PSG_TAG_DOCUMENT,
    PSG_TAG_PART,
    PSG_TAG_SECTION /* Sect */,
    PSG_TAG_DIVISION /* Div */,
    PSG_TAG_BLOCK_QUOTE,
    PSG_TAG_CAPTION,
    PSG_TAG_CONTENTS /* TOC */,
    PSG_TAG_CONTENTS_ITEM /* TOCI */,
    PSG_TAG_HEADING /* H1 to H6: `level` */,
    PSG_TAG_PARAGRAPH,
    PSG_TAG_LIST,
    PSG_TAG_LIST_ITEM,
    PSG_TAG_LABEL,
    PSG_TAG_LIST_BODY,
    PSG_TAG_TABLE,
    PSG_TAG_TABLE_HEAD,
    PSG_TAG_TABLE_BODY,
    PSG_TAG_ROW,
    PSG_TAG_HEADER_CELL,
    PSG_TAG_CELL,
    PSG_TAG_SPAN,
    PSG_TAG_QUOTE,
    PSG_TAG_NOTE,
    PSG_TAG_REFERENCE,
    PSG_TAG_CODE,
    PSG_TAG_LINK,
    PSG_TAG_FIGURE,
    PSG_TAG_ANNOTATION /* Annot */,
} PsgTagType;

typedef enum { PSG_TAG_LIST_NONE, PSG_TAG_LIST_DISC, PSG_TAG_LIST_DECIMAL } PsgTagNumbering;
typedef enum { PSG_TAG_SCOPE_NONE, PSG_TAG_SCOPE_COLUMN, PSG_TAG_SCOPE_ROW } PsgTagScope;

/* A tree whose root is the Document. `path` of findings is each tag's own. */
PsgTagTree *psg_tag_tree_new(void);
void psg_tag_tree_free(PsgTagTree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgTagTree, psg_tag_tree_free)
PsgTag *psg_tag_tree_get_root(PsgTagTree *tree);

/* A new tag that stands nowhere yet, for content that is made on its own (a chapter, in its
 * thread); psg_tag_adopt() puts it at the end of `parent`, which then owns it. */
PsgTag *psg_tag_new(PsgTagType type);
void psg_tag_free(PsgTag *tag);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgTag, psg_tag_free)
void psg_tag_adopt(PsgTag *parent, PsgTag *tag);

/* Appends to `parent`, which owns the result. Different trees may grow in different threads. */
PsgTag *psg_tag_append(PsgTag *parent, PsgTagType type);
PsgTagContent *psg_tag_append_content(PsgTag *parent);
PsgTagType psg_tag_get_type(const PsgTag *tag);

/* Where in the package it comes from, for findings; `path` must outlive the tag. */
void psg_tag_set_source(PsgTag *tag, const char *path, guint line);
/* The path and the line of the tag, or of the nearest around it that has them; "" and 0 where none
 * has. */
const char *psg_tag_get_source(const PsgTag *tag, guint *line);
void psg_tag_set_level(PsgTag *tag, guint level);             /* a heading's, from 1 */
void psg_tag_set_language(PsgTag *tag, const char *language); /* BCP 47; copied */
void psg_tag_set_alternative(PsgTag *tag, const char *text);  /* Alt; copied */
void psg_tag_set_numbering(PsgTag *tag, PsgTagNumbering numbering);
void psg_tag_set_scope(PsgTag *tag, PsgTagScope scope);
void psg_tag_set_spans(PsgTag *tag, guint columns, guint rows); /* of a cell, from 1 */
void psg_tag_set_headers(
        PsgTag *cell, PsgTag *const *headers, guint count); /* cells that head it */
void psg_tag_set_is_block(PsgTag *tag); /* a Figure that stands on its own: Placement Block */

/* Where a picture was painted on its page, for a Figure's BBox (page coordinates of units.h). */
void psg_tag_set_bounds(PsgTag *tag, const PsgBounds *bounds, PsgLength page_height);

/* Said by pages as they are added: a part of `content` is number `mcid` of page `page` (index of
 * the sheet), whose object is `page_reference`. Parts are read in the order of `order` (the page of
 * the book), then of mcid. */
void psg_tag_content_add_part(PsgTagContent *content, guint page, PsgPdfReference page_reference,
        guint mcid, guint order);
/* An annotation of the page that belongs to the Link (or Annot) `tag`. `key` is its StructParent,
 * which the tree gives out. */
guint psg_tag_tree_add_annotation(
        PsgTagTree *tree, PsgTag *tag, PsgPdfReference page_reference, PsgPdfReference annotation);

/* The object of a tag, so that an outline entry can lead to it (/SE); 0 for one without content.
 * Only after psg_tag_tree_write(). */
PsgPdfReference psg_tag_get_reference(const PsgTag *tag);

/* Looks for what PDF/UA-1 forbids: a heading level that is skipped, a Figure without alternative, a
 * list or table that is not nested as it must be, rows of unequal length, header cells without
 * scope, notes without id, links without content. Each is a finding "print-..." with its place. */
void psg_tag_tree_check(const PsgTagTree *tree, PsgFindings *findings);

/* Leaves out tags without content (cells stay), writes StructTreeRoot, the elements, the ParentTree
 * (page index -> its contents by number; then one key an annotation) and the IDTree. `page_count`
 * pages were added. */
PsgPdfReference psg_tag_tree_write(PsgTagTree *tree, PsgPdfFile *file, guint page_count);
