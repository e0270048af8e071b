/* The rules of a picture's <style> elements, and which of them an element takes: selectors of
 * names, classes, ids and descent. CSS 2.1, chapters 5 and 6. */
#pragma once
#include <glib.h>
#include <libxml/tree.h>

typedef struct PsgSvgSheet PsgSvgSheet;

typedef struct {
    const char *name, *value;
} PsgSvgDeclaration;

PsgSvgSheet *psg_svg_sheet_new(void);
void psg_svg_sheet_free(PsgSvgSheet *sheet);

/* Reads the text of a <style>. */
void psg_svg_sheet_add(PsgSvgSheet *sheet, const char *text);

/* Appends what the rules say of an element (PsgSvgDeclaration, owned by the sheet), the weakest
 * first. Returns how many tests that took, for the caller's budget. */
guint psg_svg_sheet_match(const PsgSvgSheet *sheet, const xmlNode *element, GArray *declarations);

/* Parts declarations ("fill:red;...", changed in place) and appends them. */
void psg_svg_declarations_parse(char *text, GArray *declarations);

/* The value of an attribute without a name space (or of XLink) in the tree itself; NULL when there
 * is none. */
const char *psg_svg_attribute_get(const xmlNode *element, const char *name);
