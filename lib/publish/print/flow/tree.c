/* Questions to the tree that several constructs ask. */
#include "text/tree.h"

#include <string.h>

#include "publish/print/flow/internal.h"
#include "text/content_model.h"

gboolean
psg_flow_has_class(const xmlNode *element, const char *class)
{
    const char *value = element && element->type == XML_ELEMENT_NODE
                                ? psg_tree_get_attribute(element, "class")
                                : NULL;
    gsize length = strlen(class);
    for (const char *at = value; at && (at = strstr(at, class)); at += length)
        if ((at == value || at[-1] == ' ') && (!at[length] || at[length] == ' '))
            return TRUE;
    return FALSE;
}

gboolean
psg_flow_is_block(const xmlNode *node)
{
    return node->type == XML_ELEMENT_NODE &&
           psg_element_get_kind((const char *)node->name) >= PSG_ELEMENT_LINES;
}

gboolean
psg_flow_is_blank(const xmlNode *node)
{
    return node->type != XML_ELEMENT_NODE &&
           (node->type != XML_TEXT_NODE || !node->content ||
                   !node->content[strspn((const char *)node->content, " \t\r\n\f")]);
}

const xmlNode *
psg_flow_find_child(const xmlNode *parent, const char *name)
{
    for (const xmlNode *child = parent->children; child; child = child->next)
        if (psg_tree_is(child, name))
            return child;
    return NULL;
}

const xmlNode *
psg_flow_next_element(const xmlNode *node)
{
    const xmlNode *next = node->next;
    while (next && psg_flow_is_blank(next))
        next = next->next;
    return next && next->type == XML_ELEMENT_NODE ? next : NULL;
}

guint
psg_flow_get_number(const xmlNode *element, const char *attribute, guint otherwise)
{
    const char *value = psg_tree_get_attribute(element, attribute);
    guint64 number;
    return value && g_ascii_string_to_unsigned(value, 10, 0, 999999999, &number, NULL)
                   ? (guint)number
                   : otherwise;
}
