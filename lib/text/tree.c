/* Steps on trees. See tree.h. */
#include "text/tree.h"

#include <string.h>

gboolean
psg_tree_is(const xmlNode *node, const char *name)
{
    return node && node->type == XML_ELEMENT_NODE && !strcmp((const char *)node->name, name);
}

const char *
psg_tree_get_attribute(const xmlNode *element, const char *name)
{
    for (const xmlAttr *attribute = element->properties; attribute; attribute = attribute->next)
        if (!strcmp((const char *)attribute->name, name))
            return attribute->children && attribute->children->content
                           ? (const char *)attribute->children->content
                           : "";
    return NULL;
}

void
psg_tree_append(xmlNode *parent, xmlNode *child)
{
    child->parent = parent;
    child->prev = parent->last;
    child->next = NULL;
    if (parent->last)
        parent->last->next = child;
    else
        parent->children = child;
    parent->last = child;
}

void
psg_tree_insert_before(xmlNode *node, xmlNode *child)
{
    child->parent = node->parent;
    child->prev = node->prev;
    child->next = node;
    if (node->prev)
        node->prev->next = child;
    else
        node->parent->children = child;
    node->prev = child;
}

xmlNode *
psg_tree_get_next_outside(const xmlNode *node, const xmlNode *top)
{
    while (node != top && !node->next)
        node = node->parent;
    return node == top ? NULL : node->next;
}

xmlNode *
psg_tree_get_next(const xmlNode *node, const xmlNode *top)
{
    return node->type == XML_ELEMENT_NODE && node->children ? node->children
                                                            : psg_tree_get_next_outside(node, top);
}
