/* Steps on libxml2's trees that every part needs: document order, attributes, and linking nodes by
 * hand, since libxml2's own functions merge neighbouring texts and free one of them. */
#pragma once
#include <glib.h>
#include <libxml/tree.h>

/* TRUE when `node` (nullable) is an element of this name. */
gboolean psg_tree_is(const xmlNode *node, const char *name);

/* An element's attribute, NULL when it has none of that name. Owned by the tree. */
const char *psg_tree_get_attribute(const xmlNode *element, const char *name);

/* Links `child`, which stands nowhere, at the end of `parent`, or before `node`. */
void psg_tree_append(xmlNode *parent, xmlNode *child);
void psg_tree_insert_before(xmlNode *node, xmlNode *child);

/* The node after `node` in document order, below `top`; NULL at the end. The second leaves out what
 * is inside `node`. */
xmlNode *psg_tree_get_next(const xmlNode *node, const xmlNode *top);
xmlNode *psg_tree_get_next_outside(const xmlNode *node, const xmlNode *top);
