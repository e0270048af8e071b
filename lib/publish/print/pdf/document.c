/* The document: takes the pages in order, and writes everything around them at its end. ISO
 * 32000-1, section 7.7. */
#include "publish/print/pdf/document_internal.h"
#include "publish/publish_error.h"

static void
clear_sheet(gpointer data)
{
    PsgPdfSheet *sheet = data;
    g_ptr_array_unref(sheet->pictures);
    g_ptr_array_unref(sheet->links);
}

static void
clear_destination(gpointer data)
{
    g_free(((PsgPdfDestination *)data)->name);
}

static void
clear_outline_entry(gpointer data)
{
    PsgPdfOutlineEntry *entry = data;
    g_free(entry->title);
    g_free(entry->destination);
}

static void
clear_label(gpointer data)
{
    g_free(((PsgPdfLabel *)data)->prefix);
}

static GArray *
new_array(guint element_size, GDestroyNotify clear)
{
    GArray *array = g_array_new(FALSE, FALSE, element_size);
    g_array_set_clear_func(array, clear);
    return array;
}

static const size_t strings[] = {
        G_STRUCT_OFFSET(PsgPdfInformation, title),
        G_STRUCT_OFFSET(PsgPdfInformation, author),
        G_STRUCT_OFFSET(PsgPdfInformation, subject),
        G_STRUCT_OFFSET(PsgPdfInformation, publisher),
        G_STRUCT_OFFSET(PsgPdfInformation, rights),
        G_STRUCT_OFFSET(PsgPdfInformation, language),
        G_STRUCT_OFFSET(PsgPdfInformation, identifier),
        G_STRUCT_OFFSET(PsgPdfInformation, version),
        G_STRUCT_OFFSET(PsgPdfInformation, producer),
};

PsgPdfDocument *
psg_pdf_document_new(const PsgPdfInformation *information, PsgPdfFonts *fonts, PsgTagTree *tree)
{
    PsgPdfDocument *document = g_new0(PsgPdfDocument, 1);
    document->information = *information;
    for (guint i = 0; i < G_N_ELEMENTS(strings); i++) {
        char **string = &G_STRUCT_MEMBER(char *, &document->information, strings[i]);
        *string = g_strdup(*string);
    }
    document->fonts = fonts;
    document->tree = tree;
    document->file = psg_pdf_file_new();
    document->sheets = new_array(sizeof(PsgPdfSheet), clear_sheet);
    document->destinations = new_array(sizeof(PsgPdfDestination), clear_destination);
    document->destination_set = g_hash_table_new(g_str_hash, g_str_equal);
    document->outline = new_array(sizeof(PsgPdfOutlineEntry), clear_outline_entry);
    document->labels = new_array(sizeof(PsgPdfLabel), clear_label);
    return document;
}

void
psg_pdf_document_free(PsgPdfDocument *document)
{
    if (document == NULL) {
        return;
    }
    for (guint i = 0; i < G_N_ELEMENTS(strings); i++) {
        g_free(G_STRUCT_MEMBER(char *, &document->information, strings[i]));
    }
    psg_pdf_file_free(document->file);
    g_array_unref(document->sheets);
    g_hash_table_unref(document->destination_set);
    g_array_unref(document->destinations);
    g_array_unref(document->outline);
    g_array_unref(document->labels);
    g_free(document);
}

void
psg_pdf_document_add_page(PsgPdfDocument *document, PsgPdfPage *page)
{
    psg_pdf_page_pack(page);
    guint index = document->sheets->len;
    PsgPdfSheet sheet = {
            .reference = psg_pdf_file_reserve(document->file),
            .content = psg_pdf_file_reserve(document->file),
            .width = page->width,
            .height = page->height,
            .has_parts = page->parts->len > 0,
            .pictures = g_ptr_array_ref(page->pictures),
            .links = g_ptr_array_ref(page->links),
    };
    g_array_append_val(document->sheets, sheet);
    psg_pdf_file_put_stream(document->file, sheet.content, "/Filter/FlateDecode", page->packed);
    for (guint i = 0; i < page->parts->len; i++) {
        const PsgPdfPart *part = &g_array_index(page->parts, PsgPdfPart, i);
        psg_tag_content_add_part(part->content, index, sheet.reference, i,
                part->order >= 0 ? (guint)part->order : index);
    }
    psg_pdf_page_free(page);
}

/* sRGB, for readers that know of no other: the colours of pages are numbers of it. */
static void
append_output_intent(GString *out, PsgPdfFile *file)
{
    g_autoptr(GBytes) profile = psg_pdf_make_colour_profile();
    g_autoptr(GBytes) packed =
            psg_pdf_deflate(g_bytes_get_data(profile, NULL), g_bytes_get_size(profile));
    PsgPdfReference reference = psg_pdf_file_reserve(file);
    psg_pdf_file_put_stream(file, reference, "/N 3/Filter/FlateDecode", packed);
    g_string_append(out,
            "/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)"
            "/Info(sRGB IEC61966-2.1)/DestOutputProfile ");
    psg_pdf_append_reference(out, reference);
    g_string_append(out, ">>]");
}

static void
append_entry(GString *out, const char *key, PsgPdfReference reference, const char *end)
{
    if (reference != 0) {
        g_string_append(out, key);
        psg_pdf_append_reference(out, reference);
        g_string_append(out, end);
    }
}

static PsgPdfReference
write_catalog(PsgPdfDocument *document, PsgPdfReference pages, PsgPdfReference structure,
        PsgFindings *findings)
{
    g_autoptr(GString) out = g_string_new("<</Type/Catalog/MarkInfo<</Marked true>>/Lang");
    psg_pdf_append_text(out, document->information.language);
    g_string_append(out, "/ViewerPreferences<</DisplayDocTitle true");
    g_string_append(out, document->information.is_right_to_left ? "/Direction/R2L>>" : ">>");
    append_entry(out, "/Pages ", pages, "");
    append_entry(out, "/StructTreeRoot ", structure, "");
    append_entry(out, "/Metadata ", psg_pdf_document_write_metadata(document), "");
    append_entry(out, "/PageMode/UseOutlines/Outlines ",
            psg_pdf_document_write_outline(document, findings), "");
    append_entry(out, "/Names<</Dests ", psg_pdf_document_write_destinations(document), ">>");
    append_entry(out, "/PageLabels ", psg_pdf_document_write_labels(document), "");
    append_output_intent(out, document->file);
    g_string_append(out, ">>");
    return psg_pdf_file_add(document->file, out->str, out->len);
}

/* Writes the links of every page, which tells the structure tree of them; the annotations of each
 * page are the result's strings. */
static GPtrArray *
write_links(PsgPdfDocument *document, PsgFindings *findings)
{
    GPtrArray *links = g_ptr_array_new_full(document->sheets->len, g_free);
    for (guint i = 0; i < document->sheets->len; i++) {
        const PsgPdfSheet *sheet = &g_array_index(document->sheets, PsgPdfSheet, i);
        g_ptr_array_add(links, psg_pdf_document_write_links(document, sheet, findings));
    }
    return links;
}

GBytes *
psg_pdf_document_finish(
        PsgPdfDocument *document, guint threads, PsgFindings *findings, GError **error)
{
    if (document->sheets->len == 0) {
        g_set_error_literal(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_VALUE,
                "there is no page to print: the document has no content");
        return NULL;
    }
    PsgPdfReference fonts = psg_pdf_fonts_write(document->fonts, document->file, threads, error);
    if (fonts == 0) {
        return NULL;
    }
    g_autoptr(GPtrArray) links = write_links(document, findings);
    PsgPdfReference pages = psg_pdf_document_write_pages(document, fonts, links);
    PsgPdfReference structure =
            psg_tag_tree_write(document->tree, document->file, document->sheets->len);
    PsgPdfReference catalog = write_catalog(document, pages, structure, findings);
    PsgPdfReference information = psg_pdf_document_write_information(document);
    psg_pdf_file_set_threads(document->file, threads);
    return psg_pdf_file_finish(document->file, catalog, information);
}
