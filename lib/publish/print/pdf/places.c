/* Places that can be gone to, by name, and the numbers that pages are called by. ISO 32000-1,
 * sections 12.3.2.3, 7.9.6 and 12.4.2. */
#include <string.h>

#include "publish/print/pdf/document_internal.h"
#include "publish/print/pdf/index.h"

void
psg_pdf_document_add_destination(
        PsgPdfDocument *document, const char *name, guint page, PsgLength x, PsgLength y)
{
    if (g_hash_table_contains(document->destination_set, name)) {
        return;
    }
    PsgPdfDestination destination = {g_strdup(name), page, x, y};
    g_array_append_val(document->destinations, destination);
    g_hash_table_insert(document->destination_set, destination.name, GUINT_TO_POINTER(page));
}

gboolean
psg_pdf_document_has_destination(const PsgPdfDocument *document, const char *name)
{
    gpointer page = NULL;
    return g_hash_table_lookup_extended(document->destination_set, name, NULL, &page) &&
           GPOINTER_TO_UINT(page) < document->sheets->len;
}

void
psg_pdf_append_destination(GString *out, const char *name)
{
    if (g_str_is_ascii(name)) {
        psg_pdf_append_text(out, name);
    } else {
        psg_pdf_append_hex(out, name, strlen(name)); /* names are bytes, and sorted as such */
    }
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(((const PsgPdfDestination *)a)->name, ((const PsgPdfDestination *)b)->name);
}

PsgPdfReference
psg_pdf_document_write_destinations(PsgPdfDocument *document)
{
    if (document->destinations->len == 0) {
        return 0;
    }
    g_array_sort(document->destinations, compare_names);
    PsgPdfIndex *names = psg_pdf_index_new(document->file, PSG_PDF_INDEX_NAMES);
    g_autoptr(GString) key = g_string_new(NULL), value = g_string_new(NULL);
    for (guint i = 0; i < document->destinations->len; i++) {
        const PsgPdfDestination *each =
                &g_array_index(document->destinations, PsgPdfDestination, i);
        if (each->page >= document->sheets->len) {
            continue;
        }
        const PsgPdfSheet *sheet = &g_array_index(document->sheets, PsgPdfSheet, each->page);
        g_string_truncate(key, 0);
        psg_pdf_append_destination(key, each->name);
        g_string_assign(value, "[");
        psg_pdf_append_reference(value, sheet->reference);
        g_string_append(value, "/XYZ ");
        psg_pdf_append_length(value, each->x);
        g_string_append_c(value, ' ');
        psg_pdf_append_length(value, sheet->height - each->y);
        g_string_append(value, " null]");
        psg_pdf_index_add(names, key->str, value->str);
    }
    return psg_pdf_index_finish(names);
}

void
psg_pdf_document_add_label(PsgPdfDocument *document, guint page, PsgPdfLabelStyle style,
        guint first, const char *prefix)
{
    PsgPdfLabel label = {page, first, style, g_strdup(prefix)};
    guint place = document->labels->len;
    while (place > 0 && g_array_index(document->labels, PsgPdfLabel, place - 1).page > page) {
        place--;
    }
    g_array_insert_val(document->labels, place, label);
}

PsgPdfReference
psg_pdf_document_write_labels(PsgPdfDocument *document)
{
    const GArray *labels = document->labels;
    if (labels->len == 0) {
        return 0;
    }
    g_autoptr(GString) out = g_string_new("<</Nums[");
    if (g_array_index(labels, PsgPdfLabel, 0).page > 0) { /* which there must be */
        g_string_append(out, "0<</S/D>>");
    }
    for (guint i = 0; i < labels->len; i++) {
        const PsgPdfLabel *label = &g_array_index(labels, PsgPdfLabel, i);
        if (i + 1 < labels->len && g_array_index(labels, PsgPdfLabel, i + 1).page == label->page) {
            continue; /* the later one counts */
        }
        g_string_append_printf(out, "%u<<", label->page);
        if (label->prefix != NULL) {
            g_string_append(out, "/P");
            psg_pdf_append_text(out, label->prefix);
        }
        if (label->style != PSG_PDF_LABEL_NONE) {
            g_string_append_printf(out, "/S/%s/St %u",
                    label->style == PSG_PDF_LABEL_ROMAN ? "r" : "D", MAX(label->first, 1));
        }
        g_string_append(out, ">>");
    }
    g_string_append(out, "]>>");
    return psg_pdf_file_add(document->file, out->str, out->len);
}
