/* A galley: a part of the book as one long column, before it is cut into pages. Flow makes it from
 * a text's tree, page cuts it, paint draws it. A galley is a flat list of boxes from top to bottom;
 * what surrounds boxes (panels) and what hangs on them (notes, links, anchors) stands beside it. */
#pragma once
#include <libxml/tree.h>

#include "publish/model/model.h"
#include "publish/print/pdf/picture.h"
#include "publish/print/pdf/tag.h"
#include "publish/print/style/style.h"
#include "publish/print/type/type.h"

typedef struct PsgGalley PsgGalley;

/* What words belong to: the `owner` of spans. */
typedef struct PsgPrintLink PsgPrintLink;
typedef struct {
    PsgTagContent *content; /* of words that run left to right; what else, see `tag` */
    PsgTag *tag;        /* of the content: runs of a line with right-to-left words receive contents
                           of their own there, in their logical order */
    PsgPrintLink *link; /* NULL */
    gint note;          /* >= 0: the words are the call of this note of the galley */
    gint page_of;       /* >= 0: the words are digits that stand for the page of this target of
                           the galley: three of them, replaced when pages are known */
    gboolean is_artifact;   /* not to be read: hyphens, leaders */
    PsgPdfPicture *picture; /* the words are U+FFFC: a picture in the line; NULL. The owner keeps a
                               reference. Without one, a frame stands where an object is. */
    PsgTag *figure;         /* of the picture: receives its bounds; NULL */
} PsgPrintOwner;

struct PsgPrintLink {
    PsgTag *tag;       /* Link */
    char *uri;         /* for the web; NULL */
    char *destination; /* inside the book; NULL */
    char *contents;    /* where it goes, in words */
};

typedef enum {
    PSG_BOX_LINE, /* a line of a text */
    PSG_BOX_PICTURE,
    PSG_BOX_ROW,   /* of a table */
    PSG_BOX_SPACE, /* nothing; part of a panel, say */
    PSG_BOX_RULE,  /* a thematic break */
} PsgBoxKind;

typedef struct PsgBox PsgBox;

typedef struct {
    GArray *boxes;      /* PsgBox; their x is from the cell's left edge */
    PsgLength x, width; /* from the row's left edge, padding not counted */
    PsgTag *tag;
    gint background;                     /* a PsgColour; -1: none */
    guint column, column_span, row_span; /* a cell of several rows stands in the first; rows below
                                            leave it out */
} PsgPrintCell;

/* A row. A header's rows are repeated at the top of every page the table goes on. */
typedef struct {
    guint table;      /* of the galley */
    GPtrArray *cells; /* PsgPrintCell */
    gboolean is_header;
    gboolean has_rule_above;
} PsgPrintRow;

struct PsgBox {
    PsgBoxKind kind;
    PsgLength x, width; /* from the galley's left edge */
    PsgLength space;    /* before it; left out at the top of a page */
    PsgLength height;
    gboolean keeps_with_next; /* no page ends behind it, unless it must */
    gboolean begins_page;     /* stands at the top of a page */
    gint panel;               /* innermost panel that it stands in; -1: none */
    gboolean is_changed;      /* a change bar stands beside it */
    PsgTypeText *text;        /* LINE: and which of its lines */
    guint line;
    PsgTypeText *label;     /* LINE: what stands at its left, one line (a bullet, a number); NULL */
    PsgLength label_x;      /* from the galley's left edge */
    gboolean has_leader;    /* LINE: dots go from its end to the page number at the right edge */
    gint page_of;           /* with a leader: the target whose page it is; -1 */
    PsgTypeText *number;    /* with a leader: "000", the digits that are replaced */
    PsgPdfPicture *picture; /* PICTURE; NULL: it could not be read, and a frame stands for it */
    PsgTagContent *content; /* PICTURE: what it is tagged with; NULL: an artifact */
    PsgTag *figure;         /* PICTURE: receives its bounds; NULL */
    PsgPrintLink *link;     /* PICTURE: that it stands in; NULL */
    PsgPrintRow *row;       /* ROW */
    PsgColour colour;       /* RULE */
    guint note_start, note_end; /* notes of the galley that are called in it, half-open */
    const xmlNode *source;      /* where it begins in the tree: a text node or an element; NULL */
    guint source_start;         /* byte of a text node's content */
};

/* A ground behind boxes that follow one another: a call-out, code, a quotation with its bar. */
typedef struct {
    gint parent;         /* the panel that it stands in; -1 */
    PsgLength x, width;  /* from the galley's left edge */
    gint background;     /* -1: none */
    gint frame;          /* colour of a frame; -1 */
    PsgLength bar_width; /* of a bar at its starting edge; 0: none */
    PsgColour bar;
    gboolean is_bar_right; /* for right-to-left text */
} PsgPrintPanel;

typedef struct {
    GArray *boxes; /* PsgBox */
} PsgPrintNote;

/* A place that can be gone to. */
typedef struct {
    char *destination; /* unique in the book: "early-years/play#turn-taking" */
    guint box;         /* that it stands before or in */
} PsgPrintAnchor;

/* A place that a page number is asked for. */
typedef struct {
    char *destination;
} PsgPrintTarget;

typedef struct {
    guint level; /* in the outline, from 1 */
    char *title;
    char *destination;
    guint box;
    PsgTag *tag;
} PsgPrintHeading;

typedef struct {
    guint box_start, box_end; /* its rows */
    guint header_rows;
} PsgPrintTable;

typedef enum { PSG_GALLEY_COVER, PSG_GALLEY_FRONT, PSG_GALLEY_BODY, PSG_GALLEY_BACK } PsgGalleyPart;

struct PsgGalley {
    PsgGalleyPart part; /* front pages have roman numbers, the cover none */
    gboolean has_running_head;
    char *running_head;   /* the chapter's title */
    const char *language; /* of the running head */
    gboolean is_right_to_left;
    const PsgModelChapter *chapter; /* NULL for what is no chapter */
    PsgTag *tag;                    /* Sect or Part; stands nowhere yet, adopted by the book */
    GArray *boxes;                  /* PsgBox */
    GArray *panels;                 /* PsgPrintPanel */
    GArray *notes;                  /* PsgPrintNote */
    GArray *anchors;                /* PsgPrintAnchor */
    GArray *targets;                /* PsgPrintTarget */
    GArray *headings;               /* PsgPrintHeading */
    GArray *tables;                 /* PsgPrintTable */
    GPtrArray *owners, *links;      /* PsgPrintOwner, PsgPrintLink: everything spans point at */
    GPtrArray *looks;               /* PsgTypeLook made for it */
    GHashTable *look_set;           /* the same, to be found by flow */
    GHashTable *target_numbers;     /* destination -> number of a target + 1 */
    PsgLength space;                /* wanted below the last box: the next one's is at least that */
    GPtrArray *texts; /* PsgTypeText: everything that is shown, in order, for the fonts */
};

PsgGalley *psg_galley_new(PsgGalleyPart part);
void psg_galley_free(PsgGalley *galley);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgGalley, psg_galley_free)

/* A box at the end, all fields empty (panel and page_of -1); valid until the next one is added.
 * Boxes own a reference of their texts, and their row; pictures belong to the book's. */
PsgBox *psg_galley_add_box(PsgGalley *galley, PsgBoxKind kind);
void psg_box_clear(PsgBox *box);
/* An array of boxes, for a cell or a note, that clears them; and a box at its end. */
GArray *psg_boxes_new(void);
PsgBox *psg_boxes_add(GArray *boxes, PsgBoxKind kind);
void psg_print_row_free(PsgPrintRow *row);
/* The owner of words that belong to `tag`, with a content of their own there; `tag` NULL: of words
 * that belong to nothing yet. */
PsgPrintOwner *psg_galley_add_owner(PsgGalley *galley, PsgTag *tag);
/* Takes the strings. */
PsgPrintLink *psg_galley_add_link(
        PsgGalley *galley, PsgTag *tag, char *uri, char *destination, char *contents);
/* The number of the target of this name, made at need. */
guint psg_galley_get_target(PsgGalley *galley, const char *destination);

/* The name of a place: of a document's chapter (NULL: "glossary" and other pages of the book) and
 * an id in it (NULL: its beginning). The caller owns it. */
char *psg_print_make_destination(const PsgModelChapter *chapter, const char *page, const char *id);
