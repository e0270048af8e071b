/* A tag as the file says it: its type, its attributes and its children in order. ISO 32000-1,
 * sections 14.7.2 and 14.8.5; only types and attributes of PDF 1.7, so there is no role map. */
#include "publish/print/pdf/tag_internal.h"
#include "text/language.h"

/* --- attributes --- */

static void
append_layout(GString *out, const PsgTag *tag)
{
    gboolean has_bounds = tag->type == PSG_TAG_FIGURE && tag->page_height;
    if (!tag->is_block && !has_bounds)
        return;
    g_string_append(out, "<</O/Layout");
    if (tag->is_block)
        g_string_append(out, "/Placement/Block");
    if (has_bounds) {
        const PsgBounds *bounds = &tag->bounds;
        const PsgLength corners[] = {bounds->x, tag->page_height - bounds->y - bounds->height,
                bounds->x + bounds->width, tag->page_height - bounds->y};
        g_string_append(out, "/BBox[");
        for (guint i = 0; i < G_N_ELEMENTS(corners); i++) {
            if (i)
                g_string_append_c(out, ' ');
            psg_pdf_append_length(out, corners[i]);
        }
        g_string_append_c(out, ']');
    }
    g_string_append(out, ">>");
}

static void
append_headers(GString *out, const PsgTag *cell)
{
    gboolean is_first = TRUE;
    for (guint i = 0; i < cell->header_count; i++) {
        if (!cell->headers[i]->is_kept)
            continue;
        g_string_append(out, is_first ? "/Headers[" : "");
        g_string_append_printf(out, PSG_TAG_ID_FORMAT, cell->headers[i]->id);
        is_first = FALSE;
    }
    g_string_append(out, is_first ? "" : "]");
}

static void
append_cell(GString *out, const PsgTag *cell)
{
    gsize start = out->len;
    g_string_append(out, "<</O/Table");
    gsize empty = out->len;
    if (cell->type == PSG_TAG_HEADER_CELL && cell->scope != PSG_TAG_SCOPE_NONE)
        g_string_append(out, cell->scope == PSG_TAG_SCOPE_ROW ? "/Scope/Row" : "/Scope/Column");
    if (cell->columns > 1)
        g_string_append_printf(out, "/ColSpan %u", cell->columns);
    if (cell->rows > 1)
        g_string_append_printf(out, "/RowSpan %u", cell->rows);
    append_headers(out, cell);
    if (out->len == empty)
        g_string_truncate(out, start);
    else
        g_string_append(out, ">>");
}

/* The attributes of a tag: at most one owner beside Layout, so one or two dictionaries. */
static void
append_attributes(GString *out, const PsgTag *tag)
{
    gsize start = out->len;
    g_string_append(out, "/A[");
    gsize empty = out->len;
    append_layout(out, tag);
    if (psg_tag_is_cell(tag))
        append_cell(out, tag);
    if (tag->type == PSG_TAG_LIST && tag->numbering != PSG_TAG_LIST_NONE)
        g_string_append_printf(out, "<</O/List/ListNumbering/%s>>",
                tag->numbering == PSG_TAG_LIST_DISC ? "Disc" : "Decimal");
    if (out->len == empty)
        g_string_truncate(out, start);
    else
        g_string_append_c(out, ']');
}

/* --- elements --- */

static int
compare_parts(const void *first, const void *second)
{
    const PsgTagPart *a = first, *b = second;
    if (a->order != b->order)
        return a->order < b->order ? -1 : 1;
    return (a->mcid > b->mcid) - (a->mcid < b->mcid);
}

/* Puts the parts of every content into the order in which they are read. */
static void
sort_parts(PsgTag *tag)
{
    for (guint i = 0; i < tag->count; i++) {
        PsgTagContent *content = tag->children[i].content;
        if (tag->children[i].kind == PSG_TAG_CHILD_CONTENT && content->count > 1)
            qsort(content->parts, content->count, sizeof *content->parts, compare_parts);
    }
}

/* The page that the element names, so that most of its content is a number alone; 0: none. */
static PsgPdfReference
find_page(const PsgTag *tag)
{
    for (guint i = 0; i < tag->count; i++) {
        const PsgTagChild *child = &tag->children[i];
        if (child->kind == PSG_TAG_CHILD_CONTENT && child->content->count)
            return child->content->parts[0].page_reference;
    }
    return 0;
}

static void
append_content(GString *out, const PsgTagContent *content, PsgPdfReference page)
{
    for (guint i = 0; i < content->count; i++) {
        const PsgTagPart *part = &content->parts[i];
        if (part->page_reference == page) {
            g_string_append_printf(out, "%u ", part->mcid);
            continue;
        }
        g_string_append(out, "<</Type/MCR/Pg ");
        psg_pdf_append_reference(out, part->page_reference);
        g_string_append_printf(out, "/MCID %u>>", part->mcid);
    }
}

static void
append_annotation(GString *out, const PsgTagAnnotation *annotation)
{
    g_string_append(out, "<</Type/OBJR/Pg ");
    psg_pdf_append_reference(out, annotation->page);
    g_string_append(out, "/Obj ");
    psg_pdf_append_reference(out, annotation->annotation);
    g_string_append(out, ">>");
}

static void
append_children(GString *out, const PsgTag *tag, PsgPdfReference page)
{
    g_string_append(out, "/K[");
    for (guint i = 0; i < tag->count; i++) {
        const PsgTagChild *child = &tag->children[i];
        if (child->kind == PSG_TAG_CHILD_CONTENT) {
            append_content(out, child->content, page);
        } else if (child->kind == PSG_TAG_CHILD_ANNOTATION) {
            append_annotation(out, child->annotation);
        } else if (child->tag->is_kept) {
            psg_pdf_append_reference(out, child->tag->reference);
            g_string_append_c(out, ' ');
        }
    }
    g_string_append_c(out, ']');
}

/* A link or an annotation that lost its annotation (it led nowhere) is plain text. */
static PsgTagType
get_written_type(const PsgTag *tag)
{
    if (tag->type != PSG_TAG_LINK && tag->type != PSG_TAG_ANNOTATION)
        return tag->type;
    for (guint i = 0; i < tag->count; i++)
        if (tag->children[i].kind == PSG_TAG_CHILD_ANNOTATION)
            return tag->type;
    return PSG_TAG_SPAN;
}

static void
append_string(GString *out, const char *key, const char *text)
{
    if (!text || !*text)
        return;
    g_string_append(out, key);
    psg_pdf_append_text(out, text);
}

void
psg_tag_append_element(GString *out, PsgTag *tag, PsgPdfReference parent)
{
    sort_parts(tag);
    PsgPdfReference page = find_page(tag);
    g_string_append_printf(out, "<</Type/StructElem/S/%s/P ",
            psg_tag_type_get_name(get_written_type(tag), tag->written_level));
    psg_pdf_append_reference(out, parent);
    if (page) {
        g_string_append(out, "/Pg ");
        psg_pdf_append_reference(out, page);
    }
    if (tag->id)
        g_string_append_printf(out, "/ID" PSG_TAG_ID_FORMAT, tag->id);
    if (tag->language && psg_language_is_valid(tag->language))
        append_string(out, "/Lang", tag->language);
    append_string(out, "/Alt", tag->alternative);
    append_attributes(out, tag);
    append_children(out, tag, page);
    g_string_append(out, ">>");
}
