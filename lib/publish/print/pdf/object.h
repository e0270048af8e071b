/* The file as objects: numbered, packed into object streams with a cross-reference stream, the same
 * bytes for the same objects. ISO 32000-1 (PDF 1.7), sections 7.3 to 7.5. */
#pragma once
#include "publish/print/pdf/syntax.h"

typedef struct PsgPdfFile PsgPdfFile;

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
