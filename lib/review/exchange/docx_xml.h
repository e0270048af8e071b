/* Going through one part of a Word file, element by element. Nothing is fetched, no entity is
 * expanded, and a document type is refused: no part may have one (ECMA-376 Part 2, 10.2.5). */
#pragma once
#include <glib.h>

typedef enum {
    PSG_DOCX_START,
    PSG_DOCX_END, /* also of an element without content */
    PSG_DOCX_TEXT,
    PSG_DOCX_OVER, /* the part is at its end, or cannot be read on: psg_docx_xml_close() says */
} PsgDocxStep;

typedef struct PsgDocxXml PsgDocxXml;

/* `bytes` is kept; `part` is for messages and is copied. */
PsgDocxXml *psg_docx_xml_open(GBytes *bytes, const char *part);

PsgDocxStep psg_docx_xml_next(PsgDocxXml *xml);

/* Goes to the end of the element that just started: PSG_DOCX_END of it is not given. */
void psg_docx_xml_skip(PsgDocxXml *xml);

/* TRUE at an element of this local name, whatever its name space, but not of drawings: they use the
 * names of text ("p", "t") for their own. */
gboolean psg_docx_xml_is(const PsgDocxXml *xml, const char *name);
const char *psg_docx_xml_get_name(const PsgDocxXml *xml);

/* Of PSG_DOCX_TEXT; owned by the reader, until its next step. */
const char *psg_docx_xml_get_text(const PsgDocxXml *xml);

/* An attribute by its local name, `of_relations` for one of the name space of relationships (r:id);
 * NULL when there is none. The caller owns it. */
char *psg_docx_xml_read_attribute(PsgDocxXml *xml, const char *name, gboolean of_relations);

/* The value of `w:val` as a switch: absent is on; "0", "false", "off" and "none" are off. */
gboolean psg_docx_xml_is_on(PsgDocxXml *xml);

/* Frees it. FALSE when the part could not be read to its end: sets PSG_REVIEW_ERROR_FORMAT. */
gboolean psg_docx_xml_close(PsgDocxXml *xml, GError **error);
