/* The outline: the headings of the document beside its pages. ISO 32000-1, section 12.3.3. */
#include "publish/print/pdf/document_internal.h"

void
psg_pdf_document_add_outline(PsgPdfDocument *document, guint level, const char *title,
        const char *destination, PsgTag *tag)
{
    PsgPdfOutlineEntry entry = {MAX(level, 1), g_strdup(title), g_strdup(destination), tag};
    g_array_append_val(document->outline, entry);
}

/* An entry among the others; index 0 is the outline itself. */
typedef struct {
    const PsgPdfOutlineEntry *entry;
    PsgPdfReference reference;
    guint level, parent, previous, next, first, last; /* 0: none */
    guint children;
} Item;

static void
add_item(GArray *items, guint parent, const PsgPdfOutlineEntry *entry, PsgPdfReference reference)
{
    guint index = items->len;
    Item *above = &g_array_index(items, Item, parent);
    Item item = {.entry = entry,
            .reference = reference,
            .level = entry->level,
            .parent = parent,
            .previous = above->last};
    if (above->last > 0) {
        g_array_index(items, Item, above->last).next = index;
    } else {
        above->first = index;
    }
    above->last = index;
    above->children++;
    g_array_append_val(items, item);
}

/* The entries that lead somewhere, in their tree. */
static GArray *
make_items(PsgPdfDocument *document, PsgFindings *findings)
{
    GArray *items = g_array_new(FALSE, TRUE, sizeof(Item));
    g_array_set_size(items, 1);
    g_array_index(items, Item, 0).reference = psg_pdf_file_reserve(document->file);
    guint last = 0;
    for (guint i = 0; i < document->outline->len; i++) {
        const PsgPdfOutlineEntry *entry = &g_array_index(document->outline, PsgPdfOutlineEntry, i);
        if (!psg_pdf_document_has_destination(document, entry->destination)) {
            psg_findings_add(findings, PSG_SEVERITY_ERROR, "print-link-missing", "", 0, 0,
                    "the outline's entry '%s' leads to '%s', which is nowhere in the document",
                    entry->title, entry->destination);
            continue;
        }
        guint parent = last;
        while (parent > 0 && g_array_index(items, Item, parent).level >= entry->level) {
            parent = g_array_index(items, Item, parent).parent;
        }
        last = items->len;
        add_item(items, parent, entry, psg_pdf_file_reserve(document->file));
    }
    return items;
}

static void
append_neighbour(GString *out, const GArray *items, const char *key, guint index)
{
    if (index > 0) {
        g_string_append(out, key);
        psg_pdf_append_reference(out, g_array_index(items, Item, index).reference);
    }
}

PsgPdfReference
psg_pdf_document_write_outline(PsgPdfDocument *document, PsgFindings *findings)
{
    if (document->outline->len == 0) {
        return 0;
    }
    g_autoptr(GArray) items = make_items(document, findings);
    g_autoptr(GString) out = g_string_new(NULL);
    for (guint i = 0; i < items->len; i++) {
        const Item *item = &g_array_index(items, Item, i);
        g_string_assign(out, i == 0 ? "<</Type/Outlines" : "<</Title");
        if (i > 0) {
            psg_pdf_append_text(out, item->entry->title);
            g_string_append(out, "/Parent ");
            psg_pdf_append_reference(out, g_array_index(items, Item, item->parent).reference);
            g_string_append(out, "/Dest");
            psg_pdf_append_destination(out, item->entry->destination);
            PsgPdfReference element =
                    item->entry->tag != NULL ? psg_tag_get_reference(item->entry->tag) : 0;
            if (element != 0) {
                g_string_append(out, "/SE ");
                psg_pdf_append_reference(out, element);
            }
        }
        append_neighbour(out, items, "/Prev ", item->previous);
        append_neighbour(out, items, "/Next ", item->next);
        append_neighbour(out, items, "/First ", item->first);
        append_neighbour(out, items, "/Last ", item->last);
        if (item->children > 0) { /* below zero: they are shown once their parent is opened */
            g_string_append_printf(out, "/Count %s%u", i == 0 ? "" : "-", item->children);
        }
        g_string_append(out, ">>");
        psg_pdf_file_put(document->file, item->reference, out->str, out->len);
    }
    return g_array_index(items, Item, 0).reference;
}
