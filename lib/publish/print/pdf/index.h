/* Name trees and number trees: sorted keys with a value each, cut into leaves so that a reader
 * finds a key without reading all. ISO 32000-1, sections 7.9.6 and 7.9.7. */
#pragma once
#include "publish/print/pdf/object.h"

typedef struct PsgPdfIndex PsgPdfIndex;

typedef enum { PSG_PDF_INDEX_NAMES, PSG_PDF_INDEX_NUMBERS } PsgPdfIndexKind;

PsgPdfIndex *psg_pdf_index_new(PsgPdfFile *file, PsgPdfIndexKind kind);

/* Adds the next entry; keys must come in the order that their kind asks for (names: by bytes).
 * `key` and `value` are as the file says them: "(id1)" or "<6964>", "12"; "[1 0 R]". */
void psg_pdf_index_add(PsgPdfIndex *index, const char *key, const char *value);

/* Writes what is left, frees the index and returns the tree's root. */
PsgPdfReference psg_pdf_index_finish(PsgPdfIndex *index);
