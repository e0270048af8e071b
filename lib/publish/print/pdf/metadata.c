/* Who made the document and what it is called, twice: for all readers (the Info dictionary) and as
 * XMP, which says that it is PDF/UA-1 and PDF/A-2a. ISO 32000-1, section 14.3; ISO 16684-1; ISO
 * 14289-1, section 5; ISO 19005-2, section 6.6. */
#include <string.h>

#include "base/date.h"
#include "publish/print/pdf/document_internal.h"

#define CREATOR "Plainsong"

/* PDF/A knows no pdfuaid, so the file explains it (ISO 19005-2, 6.6.2.3). */
static const char extension[] =
        "<rdf:Description rdf:about=\"\""
        " xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\""
        " xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\""
        " xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\n"
        "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">\n"
        "<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>\n"
        "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\n"
        "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\n"
        "<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">\n"
        "<pdfaProperty:name>part</pdfaProperty:name>\n"
        "<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\n"
        "<pdfaProperty:category>internal</pdfaProperty:category>\n"
        "<pdfaProperty:description>Which part of ISO 14289 the file conforms to"
        "</pdfaProperty:description>\n"
        "</rdf:li></rdf:Seq></pdfaSchema:property>\n"
        "</rdf:li></rdf:Bag></pdfaExtension:schemas>\n"
        "</rdf:Description>\n";

static void
append_information(GString *out, const char *key, const char *text)
{
    if (text != NULL) {
        g_string_append(out, key);
        psg_pdf_append_text(out, text);
    }
}

PsgPdfReference
psg_pdf_document_write_information(PsgPdfDocument *document)
{
    const PsgPdfInformation *information = &document->information;
    g_autoptr(GString) out = g_string_new("<<");
    append_information(out, "/Title", information->title);
    append_information(out, "/Author", information->author);
    append_information(out, "/Subject", information->subject);
    append_information(out, "/Creator", CREATOR);
    append_information(out, "/Producer", information->producer);
    g_string_append(out, "/CreationDate");
    psg_pdf_append_date(out, information->time);
    g_string_append(out, "/ModDate");
    psg_pdf_append_date(out, information->time);
    g_string_append(out, ">>");
    return psg_pdf_file_add(document->file, out->str, out->len);
}

/* Text of XML, without the characters that XML cannot have. */
static void
append_escaped(GString *out, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (character == '&') {
            g_string_append(out, "&amp;");
        } else if (character == '<') {
            g_string_append(out, "&lt;");
        } else if (character == '>') {
            g_string_append(out, "&gt;");
        } else if ((character >= ' ' || character == '\t' || character == '\n') &&
                   character != 0xFFFE && character != 0xFFFF) {
            g_string_append_unichar(out, character);
        }
    }
}

/* `inside` is the kind of list that the property has ("Alt", "Seq", "Bag"); NULL: a plain value. */
static void
append_property(GString *out, const char *name, const char *inside, const char *value)
{
    if (value == NULL || *value == '\0') {
        return;
    }
    g_string_append_printf(out, "<%s>", name);
    if (inside != NULL) {
        g_string_append_printf(out, "<rdf:%s><rdf:li%s>", inside,
                strcmp(inside, "Alt") == 0 ? " xml:lang=\"x-default\"" : "");
    }
    append_escaped(out, value);
    if (inside != NULL) {
        g_string_append_printf(out, "</rdf:li></rdf:%s>", inside);
    }
    g_string_append_printf(out, "</%s>\n", name);
}

PsgPdfReference
psg_pdf_document_write_metadata(PsgPdfDocument *document)
{
    const PsgPdfInformation *information = &document->information;
    g_autofree char *time = psg_date_format_iso_time(information->time);
    const char *date = time != NULL ? time : "1970-01-01T00:00:00Z";
    g_autoptr(GString) out = g_string_new(
            "<?xpacket begin=\"\357\273\277\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
            "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
            "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
            "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
            " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\""
            " xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\""
            " xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\""
            " xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\""
            " xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">\n");
    append_property(out, "dc:format", NULL, "application/pdf");
    append_property(out, "dc:title", "Alt", information->title);
    append_property(out, "dc:creator", "Seq", information->author);
    append_property(out, "dc:description", "Alt", information->subject);
    append_property(out, "dc:publisher", "Bag", information->publisher);
    append_property(out, "dc:rights", "Alt", information->rights);
    append_property(out, "dc:language", "Bag", information->language);
    append_property(out, "dc:identifier", NULL, information->identifier);
    append_property(out, "xmp:CreateDate", NULL, date);
    append_property(out, "xmp:ModifyDate", NULL, date);
    append_property(out, "xmp:MetadataDate", NULL, date);
    append_property(out, "xmp:CreatorTool", NULL, CREATOR);
    append_property(out, "xmpMM:DocumentID", NULL, information->identifier);
    append_property(out, "xmpMM:VersionID", NULL, information->version);
    append_property(out, "pdf:Producer", NULL, information->producer);
    append_property(out, "pdfaid:part", NULL, "2");
    append_property(out, "pdfaid:conformance", NULL, "A");
    append_property(out, "pdfuaid:part", NULL, "1");
    g_string_append(out, "</rdf:Description>\n");
    g_string_append(out, extension);
    g_string_append(out, "</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>");
    PsgPdfReference reference = psg_pdf_file_reserve(document->file);
    g_autoptr(GBytes) data = g_bytes_new(out->str, out->len);
    psg_pdf_file_put_stream(document->file, reference, "/Type/Metadata/Subtype/XML", data);
    return reference;
}
