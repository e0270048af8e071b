/* Name trees and number trees: sorted keys with a value each, cut into leaves so that a reader
 * finds a key without reading all. ISO 32000-1, sections 7.9.6 and 7.9.7. */
#pragma once
#include "publish/print/pdf/object.h"

typedef struct PsgPdfKeyTree PsgPdfKeyTree;

typedef enum { PSG_PDF_KEY_TREE_NAMES, PSG_PDF_KEY_TREE_NUMBERS } PsgPdfKeyTreeKind;

PsgPdfKeyTree *psg_pdf_key_tree_new(PsgPdfFile *file, PsgPdfKeyTreeKind kind);

/* Adds the next entry; keys must come in the order that their kind asks for (names: by bytes).
 * `key` and `value` are as the file says them: "(id1)" or "<6964>", "12"; "[1 0 R]". */
void psg_pdf_key_tree_add(PsgPdfKeyTree *tree, const char *key, const char *value);

/* Writes what is left, frees the tree and returns the tree's root. */
PsgPdfReference psg_pdf_key_tree_finish(PsgPdfKeyTree *tree);
