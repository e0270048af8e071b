/* What the files that paint pages share with each other and with the document. */
#pragma once
#include "publish/print/pdf/page.h"
#include "publish/print/pdf/picture.h"

typedef enum {
    PSG_PDF_SEQUENCE_NONE,
    PSG_PDF_SEQUENCE_CONTENT,
    PSG_PDF_SEQUENCE_ARTIFACT
} PsgPdfSequenceKind;

/* What is painted belongs to it. */
typedef struct {
    PsgPdfSequenceKind kind;
    PsgTagContent *content;
    PsgArtifactKind artifact;
    guint rank; /* of what is not painted where it is read; 0: none */
} PsgPdfSequence;

/* A marked-content number: whose it is. Its index in `parts` is the number. */
typedef struct {
    PsgTagContent *content;
    gint order; /* its rank, or that of the view; -1: the page's own index */
} PsgPdfPart;

typedef struct {
    PsgTag *tag;
    GArray *bounds; /* PsgBounds, of the sheet */
    char *uri, *destination, *contents;
} PsgPdfLink;

struct PsgPdfPage {
    PsgLength width, height;
    GString *content; /* NULL once it is packed */
    GBytes *packed;
    PsgLength view_x, view_y;
    gint order;
    PsgPdfSequence wanted, open; /* the second trails behind until something is painted */
    gboolean is_in_text;         /* between BT and ET */
    GArray *parts;               /* PsgPdfPart */
    GPtrArray *pictures;         /* PsgPdfPicture: /X0, /X1 ... of the resources */
    GHashTable *picture_numbers; /* PsgPdfPicture -> its index + 1 */
    GPtrArray *links;            /* PsgPdfLink */
    /* The graphics state as the operators so far have left it: */
    gint font;           /* index; -1: none */
    PsgLength size;      /* of the font */
    gint64 fill, stroke; /* PsgColour; -1: not set */
    PsgLength thickness; /* -1: not set */
};

/* Opens the sequence that is wanted, and closes another: with a text object; and outside of one,
 * where what is drawn is an artifact of layout when nothing else is wanted. FALSE when nothing is
 * wanted. */
gboolean psg_pdf_page_open_text(PsgPdfPage *page);
void psg_pdf_page_open_drawing(PsgPdfPage *page);
/* Closes the open one; the next thing that is painted opens what is wanted again. */
void psg_pdf_page_close(PsgPdfPage *page);
/* A number for a sequence of `content`. */
guint psg_pdf_page_add_part(PsgPdfPage *page, PsgTagContent *content);

void psg_pdf_page_set_fill(PsgPdfPage *page, PsgColour colour);

/* A point of the view as the file counts it: "x y ", from the bottom left of the sheet. */
void psg_pdf_page_append_point(PsgPdfPage *page, PsgLength x, PsgLength y);
