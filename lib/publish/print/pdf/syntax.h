/* Numbers, names, strings and dates as a PDF has them, the same in every locale. ISO 32000-1,
 * sections 7.3 and 7.9. */
#pragma once
#include "publish/print/units.h"

typedef guint32 PsgPdfReference; /* number of an object, from 1; 0: none */

/* "12 0 R". */
void psg_pdf_append_reference(GString *out, PsgPdfReference reference);
/* A text string (7.9.2.2) of UTF-8: PDFDocEncoding's ASCII part in brackets where that will do,
 * else UTF-16BE in hexadecimal with its byte order mark. */
void psg_pdf_append_text(GString *out, const char *text);
/* The same always in hexadecimal UTF-16BE: for /ActualText and ToUnicode. `length` -1: to its NUL.
 */
void psg_pdf_append_utf16(GString *out, const char *text, gssize length, gboolean with_mark);
/* A name (7.3.5), with its '/', what is not allowed in one escaped. */
void psg_pdf_append_name(GString *out, const char *name);
/* A number with at most `decimals` (0 to 6) digits behind the point, no zeros at its end. */
void psg_pdf_append_number(GString *out, double number, guint decimals);
/* A length as points, three decimals. */
void psg_pdf_append_length(GString *out, PsgLength length);
/* The three numbers of a colour, each with a space behind it. */
void psg_pdf_append_colour(GString *out, PsgColour colour);
/* A byte string in hexadecimal. */
void psg_pdf_append_hex(GString *out, const void *data, gsize length);
/* "D:20261124093000Z" in brackets, for seconds since 1970. */
void psg_pdf_append_date(GString *out, gint64 time);
