/* What the pages around the chapters share. */
#pragma once
#include "publish/print/matter/matter.h"

/* A page while it is made. The flow points at the page's own fields: it is filled in place. */
typedef struct {
    PsgFlow flow;
    PsgGalley *galley;
    const PsgModelDocument *document;
    const PsgPackage *package;
    const PsgPrintStyle *style;
    PsgTag *tag;        /* the galley's */
    const char *phrase; /* language of the engine's own words: NULL where that is the document's */
    PsgLength measure;
} PsgMatter;

void psg_matter_begin(PsgMatter *matter, const PsgFlowBook *book, PsgTypeContext *context,
        PsgFindings *findings, PsgGalleyPart part);
/* The heading of a page of its own, in the engine's words, with its place ("glossary") and the
 * running head. */
void psg_matter_add_title(PsgMatter *matter, const char *title, const char *page);
/* The language to give to words of the package: NULL where it is the document's. */
const char *psg_matter_get_package_language(const PsgMatter *matter);
/* Takes the galley out. */
PsgGalley *psg_matter_end(PsgMatter *matter);

/* A paragraph over the whole width. `language` as of psg_flow_add_words(). */
PsgTag *psg_matter_add_line(PsgMatter *matter, PsgPrintRole role, PsgTag *parent, const char *words,
        const char *language);
/* The same of pieces. */
PsgTag *psg_matter_add_pieces(PsgMatter *matter, PsgPrintRole role, PsgTag *parent,
        const PsgFlowPiece *pieces, guint count, const char *language);
/* The same of a text in which web addresses are links. */
void psg_matter_add_linked(PsgMatter *matter, PsgPrintRole role, PsgTag *parent, const char *text,
        const char *language);
/* A list whose items have no labels, and a body for its next item. */
PsgTag *psg_matter_add_list(PsgTag *parent);
PsgTag *psg_matter_add_item(PsgTag *list);
/* Where words stand that are moved in by `indent`: in right-to-left text room is on the other side.
 */
PsgLength psg_matter_get_x(const PsgMatter *matter, PsgLength indent);

/* Lets all lines begin where the document's do, also those that run the other way: for pages whose
 * lines are seen together. */
void psg_matter_align(PsgMatter *matter);

/* "Version 1.2, 23 November 2026". The caller owns it. */
char *psg_matter_make_version(const PsgModelDocument *document);
/* The package's title where it says more than the document's; NULL. */
const char *psg_matter_get_series(const PsgModelDocument *document);

/* about.c: "About this edition", behind the title page. */
void psg_matter_add_about(PsgMatter *matter);

/* cover_picture.c: many voices that become one, in a picture of this size. The caller owns it. */
PsgPdfPicture *psg_matter_draw_voices(
        const PsgMatter *matter, guint count, PsgLength width, PsgLength height);

/* The band above the title. The caller owns it. */
PsgPdfPicture *psg_matter_draw_band(const PsgMatter *matter, PsgLength width, PsgLength height);

#define PSG_DRAFT_WORDS "Draft with comments, not for publication."
