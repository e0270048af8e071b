/* Page numbers of the printed edition in the book: a mark where each page begins, and the list of
 * them in the navigation document, so that a class finds page 12 whatever it holds. Specifications:
 * EPUB 3.3, section 7.4.3 ("page-list"); EPUB Accessibility 1.1, section 3.3 (page navigation). */
#include "publish/epub/internal.h"
#include "publish/print/start.h"
#include "text/markup.h"
#include "text/tree.h"

static void
page_break_free(gpointer data)
{
    PsgEpubPageBreak *page_break = data;
    g_free(page_break->id);
    g_free(page_break);
}

/* Whether marks may stand in or before a node: in words, or before a picture. */
static gboolean
is_place(const xmlNode *node)
{
    return node->type == XML_TEXT_NODE ? !xmlIsBlankNode(node) : psg_tree_is(node, "img");
}

typedef struct {
    const xmlNode *node;
    gsize offset;
} Place;

/* The first place from a page's start on, which may be an empty cell of a form; `behind` when the
 * node at which the next page starts is reached before. */
static Place
find_place(const PsgPrintStart *start, const xmlNode *next_start, Place behind)
{
    const xmlNode *node = start->node, *root = start->chapter->text->root;
    while (node && !is_place(node)) {
        if (node == next_start)
            return behind;
        node = psg_tree_get_next(node, root);
    }
    return node ? (Place){node, node == start->node ? start->offset : 0} : behind;
}

/* The places of all pages. A page may bear none of the chapter's own words: a list of web
 * addresses, say. Then it begins where the next page does, or at the chapter's end, which its root
 * stands for. */
static Place *
find_places(const GPtrArray *pages)
{
    Place *places = g_new0(Place, pages->len);
    const PsgPrintStart *next = NULL;
    for (guint i = pages->len; i-- > 0;) {
        const PsgPrintStart *start = pages->pdata[i];
        if (!start->chapter)
            continue;
        gboolean is_last = !next || next->chapter != start->chapter;
        Place behind = is_last ? (Place){start->chapter->text->root, 0} : places[i + 1];
        places[i] = find_place(start, is_last ? NULL : next->node, behind);
        next = start;
    }
    return places;
}

void
psg_epub_plan_page_breaks(PsgEpubBook *book)
{
    const GPtrArray *pages = book->options->pages;
    book->page_breaks = g_ptr_array_new_with_free_func(page_break_free);
    book->page_breaks_by_node = g_hash_table_new(NULL, NULL);
    g_autofree Place *places = pages ? find_places(pages) : NULL;
    for (guint i = 0; pages && i < pages->len; i++) {
        const PsgPrintStart *start = g_ptr_array_index(pages, i);
        const PsgEpubChapter *chapter =
                start->chapter ? &book->chapters[start->chapter->index] : NULL;
        if (!chapter || !chapter->name)
            continue;
        PsgEpubPageBreak *page_break = g_new0(PsgEpubPageBreak, 1);
        *page_break = (PsgEpubPageBreak){.label = start->label,
                .id = g_strconcat("_.page-", start->label, NULL),
                .chapter = chapter,
                .node = places[i].node,
                .offset = places[i].offset};
        g_ptr_array_add(book->page_breaks, page_break);
        if (!g_hash_table_contains(book->page_breaks_by_node, page_break->node))
            g_hash_table_insert(book->page_breaks_by_node, (gpointer)page_break->node,
                    GUINT_TO_POINTER(book->page_breaks->len));
    }
}

static void
write_mark(GString *out, const PsgEpubPageBreak *page_break)
{
    g_string_append(out, "<span epub:type=\"pagebreak\" role=\"doc-pagebreak\"");
    psg_markup_write_attribute(out, "id", page_break->id);
    psg_markup_write_attribute(out, "aria-label", page_break->label);
    g_string_append(out, "></span>");
}

/* The marks of a node, from the first; `count` of them. */
static PsgEpubPageBreak *const *
find_marks(const PsgEpubBook *book, const xmlNode *node, guint *count)
{
    const GPtrArray *breaks = book->page_breaks;
    guint first = GPOINTER_TO_UINT(g_hash_table_lookup(book->page_breaks_by_node, (gpointer)node));
    *count = 0;
    if (first == 0)
        return NULL;
    PsgEpubPageBreak *const *marks = (PsgEpubPageBreak *const *)breaks->pdata + first - 1;
    while (first - 1 + *count < breaks->len && marks[*count]->node == node)
        (*count)++;
    return marks;
}

gboolean
psg_epub_write_broken_text(const PsgEpubBook *book, const xmlNode *text, GString *out)
{
    guint count;
    PsgEpubPageBreak *const *marks = find_marks(book, text, &count);
    const char *content = (const char *)text->content;
    gsize at = 0, length = count && content ? strlen(content) : 0;
    for (guint i = 0; i < count; i++) {
        gsize offset = CLAMP(marks[i]->offset, at, length);
        psg_markup_write_text(out, content + at, (gssize)(offset - at), FALSE);
        write_mark(out, marks[i]);
        at = offset;
    }
    if (count)
        psg_markup_write_text(out, content + at, (gssize)(length - at), FALSE);
    return count > 0;
}

void
psg_epub_write_page_break_before(const PsgEpubBook *book, const xmlNode *element, GString *out)
{
    guint count;
    PsgEpubPageBreak *const *marks = find_marks(book, element, &count);
    for (guint i = 0; i < count; i++)
        write_mark(out, marks[i]);
}

void
psg_epub_write_page_list(GString *out, const PsgEpubBook *book)
{
    if (book->page_breaks->len == 0)
        return;
    g_string_append_printf(out,
            "<nav epub:type=\"page-list\" role=\"doc-pagelist\" aria-labelledby=\"pages\" "
            "hidden=\"\">\n<h2 id=\"pages\"%s>Pages of the printed edition</h2>\n<ol>\n",
            book->phrase);
    for (guint i = 0; i < book->page_breaks->len; i++) {
        const PsgEpubPageBreak *page_break = g_ptr_array_index(book->page_breaks, i);
        g_string_append(out, "<li><a href=\"");
        psg_epub_write_node_href(out, page_break->chapter, page_break->node);
        g_string_append_printf(out, "#%s\">%s</a></li>\n", page_break->id, page_break->label);
    }
    g_string_append(out, "</ol>\n</nav>\n");
}
