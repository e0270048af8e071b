/* A text: one Markdown file parsed into a tree. The tree is XHTML in libxml2's DOM, well formed
 * whatever went in, with the whole dialect applied (tables, footnotes, call-outs, ids, languages,
 * glossary terms, raw HTML by allow-list). Nothing here knows where the text came from or what
 * becomes of it: links and images are listed as the author wrote them, for lib/publish to resolve.
 *
 * Every element's libxml2 `line` (xmlGetLineNo) is its line in the source. Once returned, a text
 * may be read from any thread. Specifications: CommonMark 0.30; GitHub Flavored Markdown 0.29. */
#pragma once
#include <glib.h>
#include <libxml/tree.h>

#include "base/finding.h"
#include "text/term.h"

#define PSG_TEXT_ERROR (psg_text_error_quark())

typedef enum {
    PSG_TEXT_ERROR_TOO_LARGE, /* more than PSG_TEXT_SIZE_LIMIT bytes, or a line of more than
                                 PSG_TEXT_LINE_LIMIT */
} PsgTextError;

GQuark psg_text_error_quark(void);

#define PSG_TEXT_SIZE_LIMIT (16 * 1024 * 1024)
#define PSG_TEXT_LINE_LIMIT (1024 * 1024)

typedef enum {
    PSG_TEXT_GUIDANCE,      /* the dialect of Plainsong */
    PSG_TEXT_SPECIFICATION, /* CommonMark alone, raw HTML as it is: for checking against the
                               specification */
} PsgTextMode;

typedef struct {
    PsgTextMode mode;
    const char *path;        /* for findings and, with nothing better, the title */
    const char *language;    /* BCP 47; what the text is in unless its front matter says otherwise;
                                NULL: "en" */
    const PsgTermSet *terms; /* glossary terms to mark at their first use; NULL for none */
    gboolean show_marks;     /* for drafts: inline marks (marks.h) become elements, as marks_tree.h
                                says; else the text is as if nobody had written them */
} PsgTextOptions;

typedef struct {
    guint level; /* 1 to 6, after mending */
    guint line;
    char *id;      /* unique in the text */
    char *title;   /* plain text */
    xmlNode *node; /* in the tree */
} PsgHeading;

typedef struct {
    xmlNode *node; /* <a> (attribute href) or <img> (src); the attribute holds the URL as the author
                      wrote it */
    char *url;
    guint line;
} PsgReference;

typedef struct {
    const PsgTerm *term;
    xmlNode *node; /* the <a class="term"> of the first use; its href is empty and the writer's to
                      set */
} PsgTermUse;

typedef struct {
    xmlDoc *document; /* its root is <article>, whose children are the blocks */
    xmlNode *root;
    char *title;    /* front matter's, else the first heading's, else the file's name; plain text */
    char *language; /* BCP 47 */
    gboolean is_right_to_left;
    char *summary;              /* front matter's; NULL */
    gboolean has_title_heading; /* the tree has an h1 of the author's; FALSE: the first heading is
                                   lower or there is none */
    GPtrArray *headings;        /* PsgHeading, in order */
    GPtrArray *links;           /* PsgReference */
    GPtrArray *images;          /* PsgReference */
    GPtrArray *term_uses;       /* PsgTermUse, in order */
    GHashTable *ids;            /* char *id -> xmlNode*: every id of the tree */
    gsize words;                /* what a reader reads */
} PsgText;

/* Parses `length` bytes of Markdown. Bytes that are not UTF-8, NULs and control characters are
 * mended with a finding. Findings go to `findings` (nullable). Fails only with
 * PSG_TEXT_ERROR_TOO_LARGE. The caller owns the result. */
PsgText *psg_text_parse(const char *source, gsize length, const PsgTextOptions *options,
        PsgFindings *findings, GError **error);
void psg_text_free(PsgText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgText, psg_text_free)
