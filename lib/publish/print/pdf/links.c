/* Links as annotations. ISO 32000-1, sections 12.5.6.5 and 12.6; PDF/UA-1, 7.18. */
#include <string.h>

#include "publish/print/pdf/document_internal.h"

/* The rectangle of an annotation is this much wider than its quadrilaterals: some readers forget
 * those that touch its edge. */
#define MARGIN PSG_POINTS(1)

/* A link's address as a string of ASCII: what is not is escaped as URLs have it. */
static void
append_uri(GString *out, const char *uri)
{
    g_string_append_c(out, '(');
    for (const char *at = uri; *at != '\0'; at++) {
        if (*at <= ' ' || *at > '~') {
            g_string_append_printf(out, "%%%02X", (guchar)*at);
            continue;
        }
        if (*at == '(' || *at == ')' || *at == '\\') {
            g_string_append_c(out, '\\');
        }
        g_string_append_c(out, *at);
    }
    g_string_append_c(out, ')');
}

/* `count` lengths with spaces between them, in square brackets. */
static void
append_lengths(GString *out, const PsgLength *lengths, guint count)
{
    for (guint i = 0; i < count; i++) {
        g_string_append_c(out, i == 0 ? '[' : ' ');
        psg_pdf_append_length(out, lengths[i]);
    }
    g_string_append_c(out, ']');
}

/* Where it is: the rectangle around all, and the corners of each, counter-clockwise from the bottom
 * left. */
static void
append_bounds(GString *out, const GArray *bounds, PsgLength page_height)
{
    PsgLength left = PSG_LENGTH_MAX, bottom = PSG_LENGTH_MAX, right = -left, top = -bottom;
    g_autoptr(GArray) corners = g_array_new(FALSE, FALSE, sizeof(PsgLength));
    for (guint i = 0; i < bounds->len; i++) {
        const PsgBounds *each = &g_array_index(bounds, PsgBounds, i);
        PsgLength x1 = each->x, x2 = each->x + each->width;
        PsgLength y2 = page_height - each->y, y1 = y2 - each->height;
        PsgLength points[] = {x1, y1, x2, y1, x2, y2, x1, y2};
        g_array_append_vals(corners, points, G_N_ELEMENTS(points));
        left = MIN(left, x1);
        right = MAX(right, x2);
        bottom = MIN(bottom, y1);
        top = MAX(top, y2);
    }
    PsgLength around[] = {left - MARGIN, bottom - MARGIN, right + MARGIN, top + MARGIN};
    g_string_append(out, "/Rect");
    append_lengths(out, around, G_N_ELEMENTS(around));
    g_string_append(out, "/QuadPoints");
    append_lengths(out, &g_array_index(corners, PsgLength, 0), corners->len);
}

static PsgPdfReference
write_link(PsgPdfDocument *document, const PsgPdfSheet *sheet, const PsgPdfLink *link)
{
    PsgPdfReference reference = psg_pdf_file_reserve(document->file);
    guint key = psg_tag_tree_add_annotation(document->tree, link->tag, sheet->reference, reference);
    g_autoptr(GString) out = g_string_new("<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/P ");
    psg_pdf_append_reference(out, sheet->reference);
    append_bounds(out, link->bounds, sheet->height);
    const char *contents = link->contents != NULL && *link->contents != '\0' ? link->contents
                           : link->uri != NULL                               ? link->uri
                                                                             : link->destination;
    g_string_append(out, "/Contents");
    psg_pdf_append_text(out, contents);
    if (link->uri != NULL) {
        g_string_append(out, "/A<</S/URI/URI");
        append_uri(out, link->uri);
        g_string_append(out, ">>");
    } else {
        g_string_append(out, "/Dest");
        psg_pdf_append_destination(out, link->destination);
    }
    g_string_append_printf(out, "/StructParent %u>>", key);
    psg_pdf_file_put(document->file, reference, out->str, out->len);
    return reference;
}

char *
psg_pdf_document_write_links(
        PsgPdfDocument *document, const PsgPdfSheet *sheet, PsgFindings *findings)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < sheet->links->len; i++) {
        const PsgPdfLink *link = g_ptr_array_index(sheet->links, i);
        if (link->uri == NULL && !psg_pdf_document_has_destination(document, link->destination)) {
            guint line = 0;
            const char *path = psg_tag_get_source(link->tag, &line);
            psg_findings_add(findings, PSG_SEVERITY_ERROR, "print-link-missing", path, line, 0,
                    "this links to '%s', which is nowhere in the document", link->destination);
            continue;
        }
        g_string_append_c(out, out->len > 0 ? ' ' : '[');
        psg_pdf_append_reference(out, write_link(document, sheet, link));
    }
    if (out->len > 0) {
        g_string_append_c(out, ']');
    }
    return g_string_free(out, FALSE);
}
