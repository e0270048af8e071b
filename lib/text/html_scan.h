/* Reading raw HTML piece by piece, by the grammar of CommonMark 0.30, section 6.6, with attribute
 * values decoded. What is not a piece of markup by that grammar is text, as in CommonMark. */
#pragma once
#include <glib.h>

typedef enum {
    PSG_HTML_TEXT,  /* characters, still with their entities */
    PSG_HTML_OPEN,  /* <name attributes> or <name/> */
    PSG_HTML_CLOSE, /* </name> */
    PSG_HTML_OTHER, /* a comment, processing instruction, declaration or CDATA section */
} PsgHtmlKind;

typedef struct {
    char *name;  /* lower case */
    char *value; /* decoded; "" for an attribute without a value */
} PsgHtmlAttribute;

typedef struct {
    PsgHtmlKind kind;
    const char *start; /* the piece is the bytes from start to end */
    const char *end;
    char *name;         /* of a tag, lower case; NULL else */
    gboolean is_empty;  /* <name/> */
    GArray *attributes; /* PsgHtmlAttribute */
} PsgHtmlPiece;

/* Reads the piece at *at, up to `end`, and moves *at behind it. FALSE at the end. Clear the piece
 * after use. */
gboolean psg_html_scan(const char **at, const char *end, PsgHtmlPiece *piece);
void psg_html_piece_clear(PsgHtmlPiece *piece);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PsgHtmlPiece, psg_html_piece_clear)

/* Text with HTML's entities and character references decoded. The caller owns the result. */
char *psg_html_decode(const char *text, gsize length);
