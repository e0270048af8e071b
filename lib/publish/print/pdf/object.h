/* The file as objects: numbered, packed into object streams with a cross-reference stream, the same
 * bytes for the same objects. ISO 32000-1 (PDF 1.7), sections 7.3 to 7.5. */
#pragma once
#include <glib.h>

typedef struct PsgPdfFile PsgPdfFile;
typedef guint32 PsgPdfReference; /* number of an object, from 1; 0: none */

PsgPdfFile *psg_pdf_file_new(void);
void psg_pdf_file_free(PsgPdfFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgPdfFile, psg_pdf_file_free)

/* How many threads psg_pdf_file_finish() packs objects in (0: as many as the machine has); 1 at
 * first. The bytes are the same. */
void psg_pdf_file_set_threads(PsgPdfFile *file, guint threads);

/* The number of an object to come. Every number that is reserved must be put once. */
PsgPdfReference psg_pdf_file_reserve(PsgPdfFile *file);

/* Puts an object whose body is written already ("<</Type/Page ...>>"). It is packed with others. */
void psg_pdf_file_put(PsgPdfFile *file, PsgPdfReference reference, const char *body, gsize length);
/* Reserves and puts. */
PsgPdfReference psg_pdf_file_add(PsgPdfFile *file, const char *body, gsize length);

/* Puts a stream. `dictionary` is the inside of its dictionary without /Length ("/Type/XObject
 * /Subtype/Image"); it names /Filter itself where `data` is encoded. Keeps a reference of `data`.
 */
void psg_pdf_file_put_stream(
        PsgPdfFile *file, PsgPdfReference reference, const char *dictionary, GBytes *data);

/* Packs bytes with zlib, for a stream with /Filter/FlateDecode. Thread-safe. The caller owns it. */
GBytes *psg_pdf_deflate(const void *data, gsize length);

/* Writes the whole file: header "%PDF-1.7" with its binary comment, objects, cross-reference stream
 * with /ID made from the content. The caller owns the result. */
GBytes *psg_pdf_file_finish(PsgPdfFile *file, PsgPdfReference catalog, PsgPdfReference information);

/* --- what objects are written with; none depends on the locale --- */

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
void psg_pdf_append_length(GString *out, gint32 length);
/* The three numbers of a colour, each with a space behind it. */
void psg_pdf_append_colour(GString *out, guint32 colour);
/* A byte string in hexadecimal. */
void psg_pdf_append_hex(GString *out, const void *data, gsize length);
/* "D:20261124093000Z" in brackets, for seconds since 1970. */
void psg_pdf_append_date(GString *out, gint64 time);
