/* A pull reader over libxml2's, without its traps: see docx_xml.h. */
#include "review/exchange/docx_xml.h"

#include <libxml/parser.h>
#include <libxml/xmlreader.h>
#include <string.h>

#include "base/cleanup.h"
#include "review/review_error.h"

#define DRAWING "http://schemas.openxmlformats.org/drawingml/"
#define STRICT_DRAWING "http://purl.oclc.org/ooxml/drawingml/"
#define RELATIONS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define STRICT_RELATIONS "http://purl.oclc.org/ooxml/officeDocument/relationships"

struct PsgDocxXml {
    GBytes *bytes;
    xmlTextReader *reader;
    char *part;
    const char *name; /* of the element */
    gboolean is_drawing;
    gboolean is_end_due; /* of an element without content */
    const char *reason;  /* why reading stopped; NULL */
    gboolean is_over;
};

PsgDocxXml *
psg_docx_xml_open(GBytes *bytes, const char *part)
{
    PsgDocxXml *xml = g_new0(PsgDocxXml, 1);
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    xml->bytes = g_bytes_ref(bytes);
    xml->part = g_strdup(part);
    xml->reader = length > 0 ? xmlReaderForMemory(data, (int)length, NULL, NULL,
                                       XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                               XML_PARSE_NOCDATA)
                             : NULL;
    if (!xml->reader)
        xml->reason = "is empty";
    return xml;
}

static PsgDocxStep
stop(PsgDocxXml *xml, const char *reason)
{
    if (!xml->reason)
        xml->reason = reason;
    xml->is_over = TRUE;
    return PSG_DOCX_OVER;
}

static void
note_element(PsgDocxXml *xml)
{
    const char *space = (const char *)xmlTextReaderConstNamespaceUri(xml->reader);
    xml->name = (const char *)xmlTextReaderConstLocalName(xml->reader);
    xml->is_drawing =
            space && (g_str_has_prefix(space, DRAWING) || g_str_has_prefix(space, STRICT_DRAWING));
}

PsgDocxStep
psg_docx_xml_next(PsgDocxXml *xml)
{
    if (xml->is_over || xml->reason)
        return stop(xml, NULL);
    if (xml->is_end_due) {
        xml->is_end_due = FALSE;
        return PSG_DOCX_END;
    }
    for (int state; (state = xmlTextReaderRead(xml->reader)) != 0;) {
        if (state < 0)
            return stop(xml, "is not well-formed XML");
        switch (xmlTextReaderNodeType(xml->reader)) {
        case XML_READER_TYPE_ELEMENT:
            note_element(xml);
            xml->is_end_due = xmlTextReaderIsEmptyElement(xml->reader) == 1;
            return PSG_DOCX_START;
        case XML_READER_TYPE_END_ELEMENT:
            note_element(xml);
            return PSG_DOCX_END;
        case XML_READER_TYPE_TEXT:
        case XML_READER_TYPE_CDATA:
        case XML_READER_TYPE_WHITESPACE:
        case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
            return PSG_DOCX_TEXT;
        case XML_READER_TYPE_DOCUMENT_TYPE:
        case XML_READER_TYPE_ENTITY_REFERENCE:
            return stop(xml, "declares a document type, which no part of a Word file may");
        default:
            break;
        }
    }
    return stop(xml, NULL);
}

void
psg_docx_xml_skip(PsgDocxXml *xml)
{
    guint depth = 1;
    while (depth > 0) {
        PsgDocxStep step = psg_docx_xml_next(xml);
        if (step == PSG_DOCX_OVER)
            return;
        depth += step == PSG_DOCX_START;
        depth -= step == PSG_DOCX_END;
    }
}

gboolean
psg_docx_xml_is(const PsgDocxXml *xml, const char *name)
{
    return !xml->is_drawing && xml->name && strcmp(xml->name, name) == 0;
}

const char *
psg_docx_xml_get_name(const PsgDocxXml *xml)
{
    return xml->is_drawing || !xml->name ? "" : xml->name;
}

const char *
psg_docx_xml_get_text(const PsgDocxXml *xml)
{
    const char *text = (const char *)xmlTextReaderConstValue(xml->reader);
    return text ? text : "";
}

char *
psg_docx_xml_read_attribute(PsgDocxXml *xml, const char *name, gboolean of_relations)
{
    char *found = NULL;
    for (int more = xmlTextReaderMoveToFirstAttribute(xml->reader); more == 1 && !found;
            more = xmlTextReaderMoveToNextAttribute(xml->reader)) {
        const char *space = (const char *)xmlTextReaderConstNamespaceUri(xml->reader);
        gboolean is_relation =
                g_strcmp0(space, RELATIONS) == 0 || g_strcmp0(space, STRICT_RELATIONS) == 0;
        if (is_relation == of_relations &&
                strcmp((const char *)xmlTextReaderConstLocalName(xml->reader), name) == 0)
            found = g_strdup((const char *)xmlTextReaderConstValue(xml->reader));
    }
    xmlTextReaderMoveToElement(xml->reader);
    return found;
}

gboolean
psg_docx_xml_is_on(PsgDocxXml *xml)
{
    g_autofree char *value = psg_docx_xml_read_attribute(xml, "val", FALSE);
    return !value || !(strcmp(value, "0") == 0 || strcmp(value, "false") == 0 ||
                             strcmp(value, "off") == 0 || strcmp(value, "none") == 0);
}

gboolean
psg_docx_xml_close(PsgDocxXml *xml, GError **error)
{
    gboolean is_read = !xml->reason;
    if (!is_read)
        g_set_error(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_FORMAT,
                "the part %s %s; open the file in Word and save it again", xml->part, xml->reason);
    if (xml->reader)
        xmlFreeTextReader(xml->reader);
    g_bytes_unref(xml->bytes);
    g_free(xml->part);
    g_free(xml);
    return is_read;
}
