/* Places that can be gone to, by name. ISO 32000-1, sections 12.3.2.3 and 7.9.6. */
#include <string.h>

#include "publish/print/pdf/document_internal.h"
#include "publish/print/pdf/key_tree.h"

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
    PsgPdfKeyTree *names = psg_pdf_key_tree_new(document->file, PSG_PDF_KEY_TREE_NAMES);
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
        psg_pdf_key_tree_add(names, key->str, value->str);
    }
    return psg_pdf_key_tree_finish(names);
}
