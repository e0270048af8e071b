/* The numbers that pages are called by. ISO 32000-1, section 12.4.2. */
#include "publish/print/pdf/document_internal.h"

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
