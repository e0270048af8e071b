/* What the files that paint share: a page at work. */
#pragma once
#include "publish/print/paint/paint.h"

/* --- numerals.c: numbers of pages in place of three digits --- */

typedef struct PsgPaintNumerals PsgPaintNumerals;

/* The longest label that is shown: "mmmdccclxxxviii" and then some. */
#define PSG_PAINT_LABEL_MAX 24

/* Says to a font the glyphs that labels need. */
PsgPaintNumerals *psg_paint_numerals_new(const PsgTypeFont *font, PsgPdfFont *pdf_font);

/* The glyphs of a label from its own left edge; returns how many. `width` receives what they take
 * at a size. Characters that the font has not are left out. */
guint psg_paint_numerals_set(const PsgPaintNumerals *numerals, const char *label, PsgLength size,
        PsgGlyph *glyphs, PsgLength *width);

/* --- a page at work --- */

/* A line that is drawn when all words are painted, since an artifact may not stand inside of
 * content. */
typedef struct {
    PsgLength x1, y1, x2, y2, thickness;
    PsgColour colour;
} PsgPaintMark;

typedef struct {
    const PsgPrintLink *link;
    PsgBounds bounds;
} PsgPaintLink;

typedef struct {
    const PsgPaintBook *book;
    const PsgPrintPage *page;
    PsgPdfPage *sheet;
    const PsgGalley *galley;   /* that page references count in */
    gint artifact;             /* a PsgArtifactKind that all words are; -1: they are content */
    guint rank;                /* of words that are read after those of another text; 0 */
    gboolean is_behind_leader; /* labels begin with a space, so that words do not run into them */
    char label[PSG_PAINT_LABEL_MAX + 2]; /* with that space */
    GArray *marks;                       /* PsgPaintMark */
    GArray *links;                       /* PsgPaintLink */
    GArray *runs;                        /* PsgPaintRun: of the line at work */
    const PsgTypeFont *font;             /* the last one that was asked for */
    PsgPdfFont *pdf_font;
} PsgPaint;

/* How thick a rule is drawn: never so thin that a printer loses it. */
PsgLength psg_paint_get_rule_thickness(const PsgPaint *paint);
void psg_paint_add_mark(PsgPaint *paint, PsgLength x1, PsgLength y1, PsgLength x2, PsgLength y2,
        PsgLength thickness, PsgColour colour);
/* A rectangle of a link; joins the one before when it stands beside it. */
void psg_paint_add_link(PsgPaint *paint, const PsgPrintLink *link, const PsgBounds *bounds);
/* The label of the page of a target of the galley. */
const char *psg_paint_get_label(const PsgPaint *paint, gint target);

/* --- line.c --- */

/* A run in its place. */
typedef struct {
    const PsgTypeRun *run;
    const PsgPrintOwner *owner; /* NULL: words that belong to nothing */
    PsgLength x, width;
    guint rank;        /* when it is read, where that is not as painted; 0 */
    const char *label; /* shown instead of its glyphs; NULL */
} PsgPaintRun;

/* A line of a text with its top left at (x, y). Backgrounds of words are painted before all words.
 */
void psg_paint_line_background(
        PsgPaint *paint, const PsgTypeText *text, guint line, PsgLength x, PsgLength y);
void psg_paint_line(PsgPaint *paint, const PsgTypeText *text, guint line, PsgLength x, PsgLength y);

/* --- box.c: boxes of pages and of cells --- */

void psg_paint_box_background(PsgPaint *paint, const PsgBox *box, PsgLength x, PsgLength y);
void psg_paint_box(PsgPaint *paint, const PsgBox *box, PsgLength x, PsgLength y);

/* --- row.c --- */

void psg_paint_row_background(PsgPaint *paint, const PsgBox *box, PsgLength x, PsgLength y);
void psg_paint_row(PsgPaint *paint, const PsgBox *box, PsgLength x, PsgLength y);
/* The grounds of placed boxes (PsgPlacedBox): of cells, and behind words. */
void psg_paint_backgrounds(PsgPaint *paint, const GArray *boxes);
/* A rule above each row among placed boxes that has one, and below the last of each table. */
void psg_paint_table_rules(PsgPaint *paint, const GArray *boxes);
