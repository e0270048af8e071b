/* The printed editions of a document: a PDF that is PDF/UA-1 and PDF/A-2a at once. */
#pragma once
#include "publish/model/model.h"
#include "publish/print/start.h"
#include "publish/print/style/style.h"

typedef struct {
    PsgThemeFiles *theme;
    PsgPrintForm form;
    guint threads; /* 0: as many as the machine has */
} PsgPrintOptions;

typedef struct PsgPrint PsgPrint;

/* Sets the whole book: boxes and pages, nothing painted. Findings "print-..." name what is missing
 * from it. The model must outlive the result. Sets PSG_PUBLISH_ERROR. Thread-safe. The caller owns
 * the result. */
PsgPrint *psg_print_new(const PsgModelDocument *document, const PsgPrintOptions *options,
        PsgFindings *findings, GError **error);
void psg_print_free(PsgPrint *print);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgPrint, psg_print_free)

/* Of every page, in order (PsgPrintStart); owned by the print. */
const GPtrArray *psg_print_list_starts(const PsgPrint *print);

/* Paints and writes the PDF; once. The same model and fonts give the same bytes. The caller owns
 * it. */
GBytes *psg_print_write(PsgPrint *print, PsgFindings *findings, GError **error);
