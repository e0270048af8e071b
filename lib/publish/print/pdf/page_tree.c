/* Pages as objects, in a tree that a reader finds each of them in without reading all, with what
 * they need. ISO 32000-1, sections 7.7.3 and 7.8.3. */
#include "publish/print/pdf/document_internal.h"

#define CHILDREN_PER_NODE 32u

/* What is used by more than one page, written once. */
typedef struct {
    PsgPdfReference fonts;
    PsgPdfReference plain; /* the resources of pages without pictures; 0: not written yet */
    GHashTable *picture_references; /* PsgPdfPicture -> its object; only looked up */
} Shared;

static PsgPdfReference
get_picture(PsgPdfDocument *document, Shared *shared, const PsgPdfPicture *picture)
{
    gpointer known = g_hash_table_lookup(shared->picture_references, picture);
    if (known != NULL) {
        return GPOINTER_TO_UINT(known);
    }
    PsgPdfReference reference = psg_pdf_picture_write(picture, document->file, shared->fonts);
    g_hash_table_insert(shared->picture_references, (gpointer)picture, GUINT_TO_POINTER(reference));
    return reference;
}

static PsgPdfReference
write_resources(PsgPdfDocument *document, Shared *shared, const GPtrArray *pictures)
{
    if (pictures->len == 0 && shared->plain != 0) {
        return shared->plain;
    }
    g_autoptr(GString) out = g_string_new("<</Font ");
    psg_pdf_append_reference(out, shared->fonts);
    for (guint i = 0; i < pictures->len; i++) {
        g_string_append_printf(out, i == 0 ? "/XObject<</X%u " : "/X%u ", i);
        psg_pdf_append_reference(
                out, get_picture(document, shared, g_ptr_array_index(pictures, i)));
    }
    g_string_append(out, pictures->len > 0 ? ">>>>" : ">>");
    PsgPdfReference reference = psg_pdf_file_add(document->file, out->str, out->len);
    if (pictures->len == 0) {
        shared->plain = reference;
    }
    return reference;
}

/* `links` is the value of /Annots; "": there are none. */
static void
write_page(PsgPdfDocument *document, Shared *shared, guint index, const char *links,
        PsgPdfReference parent)
{
    const PsgPdfSheet *sheet = &g_array_index(document->sheets, PsgPdfSheet, index);
    g_autoptr(GString) out = g_string_new("<</Type/Page/Parent ");
    psg_pdf_append_reference(out, parent);
    g_string_append(out, "/MediaBox[0 0 ");
    psg_pdf_append_length(out, sheet->width);
    g_string_append_c(out, ' ');
    psg_pdf_append_length(out, sheet->height);
    g_string_append(out, "]/Resources ");
    psg_pdf_append_reference(out, write_resources(document, shared, sheet->pictures));
    g_string_append(out, "/Contents ");
    psg_pdf_append_reference(out, sheet->content);
    if (sheet->has_parts) {
        g_string_append_printf(out, "/StructParents %u", index);
    }
    if (*links != '\0') {
        g_string_append_printf(out, "/Annots%s", links);
    }
    g_string_append(out, "/Tabs/S>>");
    psg_pdf_file_put(document->file, sheet->reference, out->str, out->len);
}

/* A node of the tree: a page, or what stands above pages. */
typedef struct {
    PsgPdfReference reference;
    guint pages;
} Node;

/* The nodes that stand above `below`. */
static GArray *
gather_nodes(PsgPdfFile *file, const GArray *below)
{
    GArray *nodes = g_array_new(FALSE, FALSE, sizeof(Node));
    for (guint i = 0; i < below->len; i++) {
        if (i % CHILDREN_PER_NODE == 0) {
            Node node = {psg_pdf_file_reserve(file), 0};
            g_array_append_val(nodes, node);
        }
        g_array_index(nodes, Node, nodes->len - 1).pages += g_array_index(below, Node, i).pages;
    }
    return nodes;
}

/* Writes node `index` of a level above the pages. `below` is the level below it, `above` (NULL for
 * the root) the one above. */
static void
write_node(PsgPdfFile *file, const GArray *level, guint index, const GArray *below,
        const GArray *above)
{
    const Node *node = &g_array_index(level, Node, index);
    g_autoptr(GString) out = g_string_new("<</Type/Pages");
    if (above != NULL) {
        g_string_append(out, "/Parent ");
        psg_pdf_append_reference(
                out, g_array_index(above, Node, index / CHILDREN_PER_NODE).reference);
    }
    g_string_append_printf(out, "/Count %u/Kids[", node->pages);
    guint start = index * CHILDREN_PER_NODE, end = MIN(below->len, start + CHILDREN_PER_NODE);
    for (guint i = start; i < end; i++) {
        g_string_append(out, i > start ? " " : "");
        psg_pdf_append_reference(out, g_array_index(below, Node, i).reference);
    }
    g_string_append(out, "]>>");
    psg_pdf_file_put(file, node->reference, out->str, out->len);
}

PsgPdfReference
psg_pdf_document_write_pages(PsgPdfDocument *document, PsgPdfReference fonts, GPtrArray *links)
{
    g_autoptr(GHashTable) picture_references = g_hash_table_new(NULL, NULL);
    Shared shared = {.fonts = fonts, .picture_references = picture_references};
    g_autoptr(GArray) below = g_array_new(FALSE, FALSE, sizeof(Node));
    for (guint i = 0; i < document->sheets->len; i++) {
        Node node = {g_array_index(document->sheets, PsgPdfSheet, i).reference, 1};
        g_array_append_val(below, node);
    }
    g_autoptr(GArray) level = gather_nodes(document->file, below);
    for (guint i = 0; i < below->len; i++) {
        write_page(document, &shared, i, g_ptr_array_index(links, i),
                g_array_index(level, Node, i / CHILDREN_PER_NODE).reference);
    }
    while (level->len > 1) {
        GArray *above = gather_nodes(document->file, level);
        for (guint i = 0; i < level->len; i++) {
            write_node(document->file, level, i, below, above);
        }
        g_array_unref(below);
        below = level;
        level = above;
    }
    write_node(document->file, level, 0, below, NULL);
    return g_array_index(level, Node, 0).reference;
}
