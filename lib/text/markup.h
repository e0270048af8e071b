/* Writing a tree as markup: HTML for the site, XHTML for the EPUB, and the form of CommonMark's
 * reference renderer for checks. One read-only tree serves several editions at once: what differs
 * between them (links, ids, added attributes) comes from hooks at the moment of writing. */
#pragma once
#include <glib.h>
#include <libxml/tree.h>

typedef enum {
    PSG_MARKUP_HTML,          /* HTML's own syntax: void elements without a slash, lang */
    PSG_MARKUP_XHTML,         /* XML: every element closed, lang and xml:lang */
    PSG_MARKUP_SPECIFICATION, /* as cmark writes it */
} PsgMarkupSyntax;

typedef struct {
    /* Called for every attribute before it is written. TRUE when the hook dealt with it: wrote one
     * of its own with psg_markup_write_attribute(), or left it out. NULL: all are written as they
     * are. */
    gboolean (*attribute)(const xmlNode *element, const char *name, const char *value, GString *out,
            gpointer data);
    /* Called once an element after its attributes, to add more. NULL: none. */
    void (*element)(const xmlNode *element, GString *out, gpointer data);
    /* Called before an element is written, to put something in front of it. NULL: nothing. */
    void (*before)(const xmlNode *element, GString *out, gpointer data);
    /* Called for every text node. TRUE when the hook wrote it. NULL: all are written as they are.
     */
    gboolean (*text)(const xmlNode *text, GString *out, gpointer data);
    gpointer data;
} PsgMarkupHooks;

/* Appends the node with all below it. `hooks` may be NULL. Iterative: any depth is safe. */
void psg_markup_write(
        const xmlNode *node, PsgMarkupSyntax syntax, const PsgMarkupHooks *hooks, GString *out);

/* Appends what is inside the node. */
void psg_markup_write_children(
        const xmlNode *node, PsgMarkupSyntax syntax, const PsgMarkupHooks *hooks, GString *out);

/* Appends text with &, < and > (and ", when `is_attribute`) escaped; characters that XML cannot
 * hold become U+FFFD. */
void psg_markup_write_text(GString *out, const char *text, gssize length, gboolean is_attribute);

/* Appends ` name="value"`, escaped. */
void psg_markup_write_attribute(GString *out, const char *name, const char *value);

/* The plain text of a node: what a reader would read aloud; block elements and cells are parted by
 * a space, numbers of footnotes are left out, white space is folded. The caller owns the result. */
char *psg_markup_get_text(const xmlNode *node);
