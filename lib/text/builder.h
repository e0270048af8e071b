/* The builder turns cmark's tree into ours. It is private to lib/text: its parts are the files
 * builder.c (blocks and inlines of CommonMark), inline_text.c (what the dialect finds in plain
 * text), table.c, footnote.c and raw_html.c. */
#pragma once
#include <cmark.h>
#include <glib.h>
#include <libxml/tree.h>

#include "base/finding.h"
#include "text/source.h"
#include "text/text.h"

#include "base/cleanup.h"

/* Elements deeper than this are left out and their content goes to the deepest one kept: no
 * guidance needs it, and browsers, validators and reading apps fail on thousands. Mending may put
 * up to three elements between two of these
 * (<tbody>, <tr> and <td> between nested tables), and XML parsers refuse more than 256. */
#define PSG_TREE_DEPTH_LIMIT 60

typedef struct {
    char *label;           /* as written, folded for comparison */
    char *slug;            /* for its ids */
    guint number;          /* from 1 in the order of first references; 0 while there is none */
    xmlNode *note;         /* in the tree, once it is built */
    char *id;              /* of the note; NULL while there is no reference */
    GPtrArray *references; /* char *: the ids of the links to the note */
    PsgSource source;      /* the definition's Markdown */
    guint line;
} PsgFootnote;

/* What user data of cmark's paragraphs says of them. */
#define PSG_PARAGRAPH_TASK ((void *)1)    /* a <label> is open in it */
#define PSG_PARAGRAPH_CALLOUT ((void *)2) /* its first line was a call-out's mark */

typedef struct {
    xmlNode *marker; /* the text node that holds the run of tildes */
    gsize length;
    guint other;   /* how many openers stand before this and its neighbours of the same length */
    guint deepest; /* what the builder's was when it was met */
} PsgTilde;

/* Where an open node of cmark's tree stands in ours. */
typedef struct {
    xmlNode *outer;    /* current before it was opened */
    xmlNode *boundary; /* its element (or `outer`): what raw HTML inside it can never close */
    guint depth;
} PsgPlace;

typedef struct {
    PsgText *text;
    const PsgTextOptions *options;
    PsgFindings *findings;
    xmlDoc *document;
    PsgSource *source; /* what cmark's line numbers refer to */
    xmlNode *current;  /* where the next node goes */
    GArray *places;    /* PsgPlace, one for every open node of cmark's tree */
    guint depth;
    gboolean is_too_deep; /* said once */
    guint deepest;        /* depth of the deepest node since the last opener of strikethrough */
    gboolean is_fragment; /* cmark's line numbers are a fragment's, so `line` stays */
    GArray *tildes;       /* PsgTilde: openers of strikethrough that may still close */
    guint link_depth;     /* inside a link: no link may be made */
    GString *alternative; /* collects an image's description; NULL elsewhere */
    guint image_depth;
    cmark_node *root;        /* of the text */
    GPtrArray *footnotes;    /* PsgFootnote, as defined; NULL when there is none */
    GHashTable *labels;      /* label -> PsgFootnote */
    GPtrArray *noted;        /* PsgFootnote *, as first referred to */
    GPtrArray *back_links;   /* xmlNode * of links from notes to the text */
    GHashTable *definitions; /* label -> link reference definition of the source, as Markdown; made
                                at need */
    guint table_count;
    gboolean has_raw_html;
    GHashTable *unknown; /* names of elements that HTML does not have and that were said to be
                            unknown */
    guint line;          /* in the file, of what is being built */
} PsgBuilder;

/* TRUE when the text is built by the specification alone. */
static inline gboolean
psg_builder_is_plain(const PsgBuilder *builder)
{
    return builder->options->mode == PSG_TEXT_SPECIFICATION;
}

/* Builds all children of `root` into builder->current. Takes nothing. */
void psg_builder_run(PsgBuilder *builder, cmark_node *root);

/* A new element at the end of `current`, or NULL (and `current` stays) beyond the depth limit. */
xmlNode *psg_builder_add(PsgBuilder *builder, const char *name);
/* The same, and makes it current; psg_builder_close() goes back. Every open must be closed. */
xmlNode *psg_builder_open(PsgBuilder *builder, const char *name);
void psg_builder_close(PsgBuilder *builder);
/* A new text node at the end of `current`. */
xmlNode *psg_builder_add_text(PsgBuilder *builder, const char *text, gsize length);
void psg_builder_set(xmlNode *node, const char *name, const char *value);
/* Sets the direction in which text of this language runs. */
void psg_builder_set_direction(xmlNode *node, const char *language);
/* A new element that stands nowhere yet, with the line of the block being built. */
xmlNode *psg_builder_new(PsgBuilder *builder, const char *name);

/* The language of what stands at `current`: the text's, or that of a block around it. Owned by the
 * tree or the text. */
const char *psg_builder_get_language(const PsgBuilder *builder);

/* Says once that something is left out since it is nested too deep. */
void psg_builder_say_too_deep(PsgBuilder *builder);

/* The line in the file of a node of cmark's. */
guint psg_builder_get_line(const PsgBuilder *builder, cmark_node *node);

/* inline_text.c: a run of plain text, with strikethrough, autolinks and footnote references. `node`
 * is cmark's text node, for what stands on its sides. */
void psg_builder_add_inline_text(PsgBuilder *builder, cmark_node *node, const char *literal);
/* Closes what strikethrough left open in the parent that ends. */
void psg_builder_end_strikethrough(PsgBuilder *builder, const xmlNode *parent);

/* table.c: builds a paragraph (or a heading with an underline) that holds a table; FALSE when it
 * holds none. */
gboolean psg_builder_add_table(PsgBuilder *builder, cmark_node *node);

/* footnote.c: takes the definitions out of the source; TRUE when there were any and the source must
 * be parsed again. */
gboolean psg_builder_take_footnotes(PsgBuilder *builder, cmark_node *root);
/* A reference to a footnote; FALSE when there is no such footnote. */
gboolean psg_builder_add_footnote_reference(PsgBuilder *builder, const char *label, gsize length);
/* The notes at the end of the text. */
void psg_builder_add_footnotes(PsgBuilder *builder);
void psg_footnote_free(PsgFootnote *footnote);

/* raw_html.c: raw HTML as tags, text and comments. */
void psg_builder_add_raw_html(PsgBuilder *builder, const char *html, gboolean is_block);

/* TRUE where a link must not be made, since one is open: Markdown's or raw HTML's. */
gboolean psg_builder_is_in_link(const PsgBuilder *builder);

/* fragment.c: Markdown outside its place, as a document that may use the source's link definitions.
 * The caller owns the result, whose children and line numbers are the fragment's. */
cmark_node *psg_builder_parse_fragment(PsgBuilder *builder, cmark_node *root, const char *markdown);
/* The lines of a leaf block (char *), without the marks of the containers around it; `*first` is
 * the number of the first in cmark's tree. The caller owns the array. */
GPtrArray *psg_builder_list_lines(PsgBuilder *builder, cmark_node *node, guint *first);
