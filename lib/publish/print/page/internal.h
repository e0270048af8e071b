/* Pagination's own words. The galley's boxes become pieces: what one page can hold or not hold as a
 * whole. A row that may be cut is several pieces, notes are a second list of them. The breaker
 * chooses where pages end by the pieces' heights alone; placing makes the pages. */
#pragma once
#include "publish/print/page/paginate.h"

typedef enum {
    PSG_KEEP_NOT,
    PSG_KEEP_WISH, /* no page ends behind it, unless the chain is higher than a page */
    PSG_KEEP_FIRM, /* nor then, unless nothing else can be done */
} PsgKeep;

typedef struct {
    const PsgBox *box; /* of a cut row: the row */
    gint index;        /* of the galley's box; -1: a note's */
    PsgLength space, height;
    PsgLength gives;        /* by how much it may be made lower: a picture on a crowded page */
    PsgLength above, below; /* added where a page begins or ends with it: padding, a table's head */
    PsgLength padding_above; /* the part of `above` that is padding of panels that go on */
    PsgKeep keep;
    gboolean begins_page;
    gint table; /* whose head is repeated where a page begins with it; -1 */
    gint cut;   /* of the plan's cuts; -1: stands as a whole */
    guint slice;
    gint64 penalty;  /* of a page that ends behind it */
    guint notes_end; /* of the galley's notes: those called up to here */
} PsgPiece;

typedef struct {
    GArray *pieces; /* PsgPiece */
    gint64 *sums;   /* space and height of the pieces before each */
    gint64 *gives;  /* the same of what they give */
    guint *whole;   /* of each place: the last place up to it where a page may end */
    guint *soft;    /* the same, where wishes are not heard */
} PsgPieces;

/* Rows that are cut together: one that is high, or several that cells stand across. */
typedef struct PsgCut PsgCut;

typedef struct {
    const PsgGalley *galley;
    const PsgPrintStyle *style;
    PsgLength height;             /* of the text */
    guint space_percent;          /* of the space between boxes that is kept */
    PsgLength note_gap, note_top; /* above the notes' rule, and between it and the first note */
    PsgPieces text, notes;
    guint *forced;         /* of each place in the text: the first one behind it where a page must
                              end */
    guint *note_starts;    /* of each note: its first piece; one more at the end */
    GPtrArray *cuts;       /* PsgCut */
    gboolean *has_ground;  /* of each panel: it or one around it can be seen */
    PsgLength *head_space; /* of each table: height of the head that is repeated; 0: none */
} PsgPlan;

/* What stands on a page: pieces of the text and of the notes. */
typedef struct {
    guint text_start, text_end, note_start, note_end;
} PsgPageCut;

/* `space_percent` of the space between boxes is kept. */
PsgPlan *psg_plan_new(
        const PsgGalley *galley, const PsgPrintStyle *style, PsgLength height, guint space_percent);
void psg_plan_free(PsgPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgPlan, psg_plan_free)

/* --- keeps.c: what no page may end between, and what it costs where it may --- */

/* Before anything else is added to pieces. */
void psg_plan_keep_tables(PsgPlan *plan);
void psg_plan_keep(PsgPlan *plan, PsgPieces *pieces);

/* The height of pieces [start, end) on a page of their own. */
gint64 psg_pieces_measure(const PsgPieces *pieces, guint start, guint end);

/* What a page with a cut is too high by, and pictures on it must give. */
gint64 psg_plan_find_excess(const PsgPlan *plan, const PsgPageCut *cut);

/* Pages as cuts (PsgPageCut). Time grows with the number of pieces. The caller owns them. */
GArray *psg_plan_break(const PsgPlan *plan);

/* Appends the page of a cut. `pages` owns it. */
void psg_plan_place(
        const PsgPlan *plan, const PsgPageCut *cut, gboolean is_right, GPtrArray *pages);

/* --- rows that are cut --- */

/* Rows are cut when they, or rows that cells join, are higher than this. */
PsgLength psg_cut_limit(const PsgPlan *plan);

/* Cuts the rows of `boxes` [start, end) into slices and appends a piece for each. `first_index` is
 * the galley's index of the first one, or -1. */
void psg_cut_add(PsgPlan *plan, PsgPieces *pieces, const GArray *boxes, guint start, guint end,
        gint first_index);
void psg_cut_free(PsgCut *cut);

/* Appends the rows of slices [start, end) at `y`; returns where they end. */
PsgLength psg_cut_place(const PsgPlan *plan, const PsgCut *cut, guint start, guint end,
        gint first_index, PsgPrintPage *page, PsgLength y);

/* A copy of a box, owned by the page, that shares all it points at with the original. */
PsgBox *psg_page_copy_box(PsgPrintPage *page, const PsgBox *box);

/* Makes a picture lower, with its proportions, around the same middle. */
void psg_box_shrink(PsgBox *box, PsgLength height);

/* --- panels --- */

/* Appends the panels that stand around placed boxes [start, end) of `boxes` (PsgPlacedBox), outer
 * ones first. `x` is where the galley's (or the cell's) left edge is. */
void psg_panels_place(const PsgGalley *galley, const GArray *boxes, guint start, guint end,
        PsgLength x, GArray *placed);

/* The innermost panel that both stand in; -1. Either may be -1. */
gint psg_panels_find_common(const PsgGalley *galley, gint one, gint other);
