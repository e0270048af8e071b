/* The book as a file: fonts are told of every glyph, sheets are painted in several threads and
 * added in order, with outline, destinations and page labels. */
#include "base/parallel.h"
#include "publish/print/internal.h"
#include "publish/print/pdf/document.h"
#include "text/language.h"

typedef struct {
    PsgPrint *print;
    PsgPaintBook book;
    GArray *furniture;    /* PsgPaintFurniture, by page */
    GArray *sheets;       /* PsgPrintSheet */
    GArray *sheet_of;     /* guint, by page */
    PsgPdfPage **painted; /* by sheet */
    PsgPdfDocument *document;
} Writing;

/* --- painting --- */

static void
paint_view(const Writing *writing, const PsgPrintSheet *sheet, guint place, PsgPdfPage *painted)
{
    guint index = sheet->pages[place];
    if (index == PSG_SHEET_EMPTY)
        return;
    const PsgPrint *print = writing->print;
    PsgLength x = (PsgLength)place * print->style->paper_width;
    psg_pdf_page_begin_view(painted, x, 0, index);
    psg_paint_page(&writing->book, g_ptr_array_index(print->pages, index),
            &g_array_index(writing->furniture, PsgPaintFurniture, index), painted);
}

static gboolean
paint_sheet(guint index, gpointer data, GError **error)
{
    Writing *writing = data;
    const PsgPrintStyle *style = writing->print->style;
    const PsgPrintSheet *sheet = &g_array_index(writing->sheets, PsgPrintSheet, index);
    PsgPdfPage *painted =
            psg_pdf_page_new(style->paper_width * (PsgLength)sheet->count, style->paper_height);
    for (guint i = 0; i < sheet->count; i++)
        paint_view(writing, sheet, i, painted);
    psg_pdf_page_end(painted);
    psg_pdf_page_pack(painted);
    writing->painted[index] = painted;
    return TRUE;
}

static gboolean
add_sheets(Writing *writing, GError **error)
{
    guint count = writing->sheets->len;
    writing->painted = g_new0(PsgPdfPage *, count);
    gboolean is_done = psg_parallel_run(
            psg_print_count_threads(writing->print), count, paint_sheet, writing, error);
    for (guint i = 0; i < count; i++) {
        if (is_done)
            psg_pdf_document_add_page(writing->document, writing->painted[i]);
        else
            psg_pdf_page_free(writing->painted[i]);
    }
    g_free(writing->painted);
    return is_done;
}

/* --- places --- */

/* Where a box stands: in its page, and on its sheet. */
static PsgLength
find_top(const PsgPrint *print, const PsgPrintPage *page, guint box)
{
    for (guint i = 0; i < page->boxes->len; i++) {
        const PsgPlacedBox *placed = &g_array_index(page->boxes, PsgPlacedBox, i);
        if (placed->galley_box == (gint)box && !placed->is_repeat)
            return placed->y;
    }
    return print->style->margin_top;
}

static PsgLength
find_left(const Writing *writing, guint page)
{
    guint sheet = g_array_index(writing->sheet_of, guint, page);
    const PsgPrintSheet *shown = &g_array_index(writing->sheets, PsgPrintSheet, sheet);
    return shown->pages[0] == page ? 0 : writing->print->style->paper_width;
}

static void
add_galley_places(Writing *writing, guint index)
{
    const PsgPrint *print = writing->print;
    const PsgGalley *galley = g_ptr_array_index(print->galleys, index);
    for (guint i = 0; i < galley->anchors->len; i++) {
        const PsgPrintAnchor *anchor = &g_array_index(galley->anchors, PsgPrintAnchor, i);
        guint number = psg_print_find_page(print, index, anchor->box);
        const PsgPrintPage *page = g_ptr_array_index(print->pages, number);
        psg_pdf_document_add_destination(writing->document, anchor->destination,
                g_array_index(writing->sheet_of, guint, number), find_left(writing, number),
                find_top(print, page, anchor->box));
    }
    for (guint i = 0; i < galley->headings->len; i++) {
        const PsgPrintHeading *heading = &g_array_index(galley->headings, PsgPrintHeading, i);
        psg_pdf_document_add_outline(writing->document, heading->level, heading->title,
                heading->destination, heading->tag);
    }
}

/* The pages that destinations stand on, for "page 12". */
static GHashTable *
map_pages(const PsgPrint *print)
{
    GHashTable *pages = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < print->galleys->len; i++) {
        const PsgGalley *galley = g_ptr_array_index(print->galleys, i);
        for (guint j = 0; j < galley->anchors->len; j++) {
            const PsgPrintAnchor *anchor = &g_array_index(galley->anchors, PsgPrintAnchor, j);
            guint number = psg_print_find_page(print, i, anchor->box);
            g_hash_table_insert(
                    pages, anchor->destination, g_ptr_array_index(print->pages, number));
        }
    }
    return pages;
}

static PsgPdfLabelStyle
get_label_style(const PsgPrintPage *page)
{
    switch (page->galley->part) {
    case PSG_GALLEY_COVER:
        return PSG_PDF_LABEL_NONE;
    case PSG_GALLEY_FRONT:
        return PSG_PDF_LABEL_ROMAN;
    default:
        return PSG_PDF_LABEL_DECIMAL;
    }
}

/* The labels of a sheet with two pages name both. */
static void
add_sheet_labels(Writing *writing)
{
    for (guint i = 0; i < writing->sheets->len; i++) {
        const PsgPrintSheet *sheet = &g_array_index(writing->sheets, PsgPrintSheet, i);
        const char *labels[2] = {"", ""};
        for (guint j = 0; j < 2; j++)
            if (sheet->pages[j] != PSG_SHEET_EMPTY)
                labels[j] = ((const PsgPrintPage *)g_ptr_array_index(
                                     writing->print->pages, sheet->pages[j]))
                                    ->label;
        g_autofree char *label = *labels[0] && *labels[1]
                                         ? g_strdup_printf("%s, %s", labels[0], labels[1])
                                         : g_strconcat(labels[0], labels[1], NULL);
        psg_pdf_document_add_label(writing->document, i, PSG_PDF_LABEL_NONE, 1, label);
    }
}

static void
add_labels(Writing *writing)
{
    const GPtrArray *pages = writing->print->pages;
    gint before = -1;
    guint first = 0;
    if (writing->print->options.form == PSG_PRINT_BOOKLET) {
        add_sheet_labels(writing);
        return;
    }
    for (guint i = 0; i < pages->len; i++) {
        PsgPdfLabelStyle style = get_label_style(g_ptr_array_index(pages, i));
        if ((gint)style == before)
            continue;
        before = (gint)style;
        first = style == PSG_PDF_LABEL_ROMAN ? i + 1 : 1;
        psg_pdf_document_add_label(writing->document, i, style, first, NULL);
    }
}

/* --- the whole --- */

static PsgPdfInformation
describe(const PsgPrint *print, const char *authors, const char *version)
{
    const PsgModelDocument *document = print->document;
    const PsgPackage *package = document->model->package;
    return (PsgPdfInformation){.title = document->entry->title,
            .author = authors,
            .subject = document->entry->summary,
            .publisher = package->publisher,
            .rights = package->rights,
            .language = document->entry->language,
            .identifier = document->identifier,
            .version = version,
            .producer = "Plainsong " PSG_VERSION,
            .time = document->model->time,
            .is_right_to_left = psg_language_is_right_to_left(document->entry->language)};
}

/* "Amina K., Robin"; NULL when nobody is named. The caller owns it. */
static char *
list_authors(const PsgModelDocument *document)
{
    g_autoptr(GPtrArray) credits = psg_model_list_credits(document);
    GString *authors = g_string_new(NULL);
    for (guint i = 0; i < credits->len; i++)
        g_string_append_printf(authors, "%s%s", i ? ", " : "",
                ((const PsgContributor *)g_ptr_array_index(credits, i))->name);
    if (authors->len > 0)
        return g_string_free(authors, FALSE);
    g_string_free(authors, TRUE);
    return g_strdup(document->model->package->publisher);
}

static void
clear_writing(Writing *writing)
{
    psg_pdf_document_free(writing->document);
    g_clear_pointer(&writing->book.pages, g_hash_table_unref);
    psg_paint_book_clear(&writing->book);
    g_clear_pointer(&writing->furniture, g_array_unref);
    g_clear_pointer(&writing->sheet_of, g_array_unref);
    g_clear_pointer(&writing->sheets, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Writing, clear_writing)

static void
list_sheets(Writing *writing)
{
    const PsgPrint *print = writing->print;
    writing->sheets = psg_print_list_sheets(print->pages->len, print->options.form,
            psg_language_is_right_to_left(print->document->entry->language));
    writing->sheet_of = g_array_new(FALSE, TRUE, sizeof(guint));
    g_array_set_size(writing->sheet_of, print->pages->len);
    for (guint i = 0; i < writing->sheets->len; i++) {
        const PsgPrintSheet *sheet = &g_array_index(writing->sheets, PsgPrintSheet, i);
        for (guint j = 0; j < 2; j++)
            if (sheet->pages[j] != PSG_SHEET_EMPTY)
                g_array_index(writing->sheet_of, guint, sheet->pages[j]) = i;
    }
}

static void
collect_fonts(Writing *writing, const GPtrArray *edges)
{
    const PsgPrint *print = writing->print;
    for (guint i = 0; i < print->galleys->len; i++)
        psg_paint_collect_fonts(&writing->book, g_ptr_array_index(print->galleys, i));
    for (guint i = 0; i < edges->len; i++)
        psg_paint_collect_text(&writing->book, g_ptr_array_index(edges, i));
}

static GBytes *
write_all(Writing *writing, PsgTagTree *tree, PsgFindings *findings, GError **error)
{
    if (!add_sheets(writing, error))
        return NULL;
    for (guint i = 0; i < writing->print->galleys->len; i++)
        add_galley_places(writing, i);
    add_labels(writing);
    psg_tag_tree_check(tree, findings);
    return psg_pdf_document_finish(
            writing->document, psg_print_count_threads(writing->print), findings, error);
}

GBytes *
psg_print_write(PsgPrint *print, PsgFindings *findings, GError **error)
{
    g_autoptr(PsgPdfFonts) fonts = psg_pdf_fonts_new();
    g_autoptr(PsgTagTree) tree = psg_tag_tree_new();
    g_autoptr(GPtrArray) edges =
            g_ptr_array_new_with_free_func((GDestroyNotify)psg_type_text_unref);
    g_autofree char *authors = list_authors(print->document);
    g_autofree char *version = psg_model_make_version_label(print->document);
    g_auto(Writing) writing = {.print = print, .book = {.style = print->style, .fonts = fonts}};
    for (guint i = 0; i < print->galleys->len; i++) {
        PsgGalley *galley = g_ptr_array_index(print->galleys, i);
        psg_tag_adopt(psg_tag_tree_get_root(tree), g_steal_pointer(&galley->tag));
    }
    PsgTypeContext *context = psg_print_take_context(print);
    writing.furniture = psg_print_set_furniture(print, context, edges);
    psg_print_return_context(print, context);
    list_sheets(&writing);
    writing.book.pages = map_pages(print);
    collect_fonts(&writing, edges);
    const PsgPdfInformation information = describe(print, authors, version);
    writing.document = psg_pdf_document_new(&information, fonts, tree);
    return write_all(&writing, tree, findings, error);
}
