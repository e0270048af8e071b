/* The printed book while it is being made: print.c sets it as galleys, print_pages.c cuts these
 * into pages, print_write.c paints and writes them, print_furniture.c sets what stands at the edges
 * of pages, print_sheets.c says which pages share a sheet. */
#pragma once
#include "publish/print/flow/flow.h"
#include "publish/print/page/paginate.h"
#include "publish/print/paint/paint.h"
#include "publish/print/print.h"

struct PsgPrint {
    const PsgModelDocument *document;
    PsgPrintOptions options;
    PsgPrintStyle *style;
    PsgTypeFonts *fonts;
    PsgPrintPictures *pictures;
    GAsyncQueue *contexts; /* PsgTypeContext that nobody uses now */
    GPtrArray *all_contexts;
    GHashTable *terms; /* ids of the terms that the glossary explains */
    PsgFlowBook book;
    GPtrArray *galleys; /* PsgGalley, in order of the book */
    GArray *firsts;     /* guint, by galley: its first page */
    GPtrArray *pages;   /* PsgPrintPage, in order of the book */
    GPtrArray *starts;  /* PsgPrintStart */
    GPtrArray *looks;   /* PsgTypeLook of furniture */
};

/* A context for one piece of work, and its return. Made at need: as many as there are threads. */
PsgTypeContext *psg_print_take_context(PsgPrint *print);
void psg_print_return_context(PsgPrint *print, PsgTypeContext *context);

guint psg_print_count_threads(const PsgPrint *print);

/* --- print_pages.c --- */

/* Cuts the galleys: sets pages, firsts and starts. */
void psg_print_add_pages(PsgPrint *print);

/* The page (index in the book) that a box of a galley (index) begins on; the galley's last page for
 * a place behind its last box. The galley has pages. */
guint psg_print_find_page(const PsgPrint *print, guint galley, guint box);

/* --- print_furniture.c --- */

/* What stands at the edges of every page, in order (PsgPaintFurniture). Texts of the same words are
 * set once. */
GArray *psg_print_set_furniture(PsgPrint *print, PsgTypeContext *context, GPtrArray *texts);

/* --- print_sheets.c --- */

#define PSG_SHEET_EMPTY G_MAXUINT

/* What a sheet of the file shows. */
typedef struct {
    guint pages[2]; /* indices in the book; PSG_SHEET_EMPTY */
    guint count;    /* 1, or 2 side by side */
} PsgPrintSheet;

/* The sheets (PsgPrintSheet) of a book of `page_count` pages. A booklet has two pages a side, in
 * the order in which they come right when the sheets are printed on both sides, laid in a pile and
 * folded. */
GArray *psg_print_list_sheets(guint page_count, PsgPrintForm form, gboolean is_right_to_left);
