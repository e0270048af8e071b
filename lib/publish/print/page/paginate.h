/* Cutting a galley into pages: no heading alone at a foot, no first or last line of a paragraph
 * alone, notes on the page of their call, tables with their head on every page. */
#pragma once
#include "publish/print/galley.h"

/* A box in its place. */
typedef struct {
    const PsgBox *box;  /* of the galley or, where a row or a picture was cut, of `cut` below */
    PsgLength x, y;     /* of its top left, on the page */
    gboolean is_repeat; /* a table's head again: an artifact */
    gint galley_box;    /* its index in the galley, also of a cut one; -1: of a note */
} PsgPlacedBox;

/* The part of a panel that stands on the page. */
typedef struct {
    const PsgPrintPanel *panel;
    PsgBounds bounds;
} PsgPlacedPanel;

typedef struct {
    guint index; /* in the book, from 0; set by the book */
    char *label; /* "12", "iv"; "" on the cover; set by the book */
    const PsgGalley *galley;
    gboolean is_right;        /* the inner margin is at the left */
    PsgBounds text;           /* between the margins */
    GArray *boxes;            /* PsgPlacedBox, from top to bottom, notes last */
    GArray *panels;           /* PsgPlacedPanel, outer ones first */
    PsgLength note_rule;      /* y of the rule above the notes; -1 when there are none */
    guint box_start, box_end; /* of the galley, that begin here: what an anchor needs. Together the
                                 pages' ranges are all boxes; empty where only a long row or notes
                                 go on */
    GPtrArray *cut;           /* PsgBox, made for this page */
} PsgPrintPage;

/* A page with nothing on it, behind the galley's last. The caller owns it. */
PsgPrintPage *psg_print_page_new(
        const PsgGalley *galley, const PsgPrintStyle *style, gboolean is_right);
void psg_print_page_free(PsgPrintPage *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgPrintPage, psg_print_page_free)

/* The pages (PsgPrintPage) of a galley, at least one where it has a box. A page's margins follow
 * from whether it is a right-hand one: `is_right` says so of the first. Every box stands on exactly
 * one page (a cut one on several) and within the text's bounds; what is higher than a page is cut,
 * or made smaller where it is a picture. Time grows with the number of boxes. */
GPtrArray *psg_print_paginate(
        const PsgGalley *galley, const PsgPrintStyle *style, gboolean is_right);
