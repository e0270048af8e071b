/* A chapter's tree made ready to stand with others on one page: ids and names of regions that no
 * other chapter has, headings below the page's own, and a mark on each block in which something
 * changed, for the bar in the margin. */
#include <string.h>

#include "publish/site/internal.h"
#include "text/tree.h"

xmlDoc *
psg_site_copy_tree(const PsgText *text)
{
    xmlDoc *copy = xmlCopyDoc(text->document, 1);
    xmlNode *top = xmlDocGetRootElement(copy), *to = top;
    const xmlNode *from = text->root;
    for (; from && to; from = psg_tree_get_next(from, text->root), to = psg_tree_get_next(to, top))
        if (from->type == XML_ELEMENT_NODE)
            to->_private = from->_private;
    return copy;
}

static xmlNode *
find_first_element(xmlNode *parent)
{
    xmlNode *child = parent ? parent->children : NULL;
    while (child && child->type != XML_ELEMENT_NODE)
        child = child->next;
    return child;
}

void
psg_site_remove_title(xmlDoc *document)
{
    xmlNode *first = find_first_element(xmlDocGetRootElement(document));
    if (!psg_tree_is(first, "h1"))
        return;
    xmlUnlinkNode(first);
    xmlFreeNode(first);
}

static void
lower_heading(xmlNode *node)
{
    static const char *const lower[] = {"h2", "h3", "h4", "h5", "h6", "h6"};
    const char *name = (const char *)node->name;
    if (name[0] == 'h' && name[1] >= '1' && name[1] <= '6' && !name[2])
        xmlNodeSetName(node, (const xmlChar *)lower[name[1] - '1']);
}

static gboolean
has_class(const xmlNode *node, const char *class)
{
    const char *classes = psg_tree_get_attribute(node, "class");
    if (!classes)
        return FALSE;
    g_auto(GStrv) list = g_strsplit(classes, " ", -1);
    return g_strv_contains((const char *const *)list, class);
}

static gboolean
is_change(const xmlNode *node)
{
    return psg_tree_is(node, "ins") || psg_tree_is(node, "del") || has_class(node, "moved") ||
           has_class(node, "moved-away") || has_class(node, "change-mark");
}

/* The block that a change is in: what a bar in the margin can stand beside. Where the change holds
 * whole blocks it is the change itself. */
static xmlNode *
find_block(xmlNode *change, const xmlNode *top)
{
    static const char *const blocks[] = {"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th",
            "dt", "dd", "pre", "figure", "figcaption", "caption", "summary", NULL};
    for (xmlNode *at = change; at && at != top; at = at->parent)
        if (g_strv_contains(blocks, (const char *)at->name))
            return at;
    return change;
}

static void
mark_block(xmlNode *block)
{
    if (has_class(block, "changed"))
        return;
    const char *classes = psg_tree_get_attribute(block, "class");
    g_autofree char *more =
            classes && *classes ? g_strconcat(classes, " changed", NULL) : g_strdup("changed");
    xmlSetProp(block, (const xmlChar *)"class", (const xmlChar *)more);
}

static void
set_id(xmlNode *node, const char *prefix, const char *id)
{
    g_autofree char *whole = g_strconcat(prefix, id, NULL);
    xmlSetProp(node, (const xmlChar *)"id", (const xmlChar *)whole);
}

/* A region that scrolls is named by a number ("Table 1"), which another chapter has as well: it is
 * counted through the page. */
static void
name_region(xmlNode *node, guint *regions)
{
    const char *label = psg_tree_get_attribute(node, "aria-label");
    if (!label || g_strcmp0(psg_tree_get_attribute(node, "role"), "region") != 0)
        return;
    gsize length = strlen(label);
    while (length > 0 && g_ascii_isdigit(label[length - 1]))
        length--;
    g_autofree char *name = g_strdup_printf("%.*s%u", (int)length, label, ++*regions);
    xmlSetProp(node, (const xmlChar *)"aria-label", (const xmlChar *)name);
}

char *
psg_site_prepare_tree(xmlDoc *document, const char *prefix, guint *regions)
{
    xmlNode *top = xmlDocGetRootElement(document), *first = NULL;
    for (xmlNode *node = top; node; node = psg_tree_get_next(node, top)) {
        if (node->type != XML_ELEMENT_NODE)
            continue;
        g_autofree char *id = g_strdup(psg_tree_get_attribute(node, "id"));
        if (id)
            set_id(node, prefix, id);
        name_region(node, regions);
        lower_heading(node);
        if (node == top || !is_change(node))
            continue;
        mark_block(find_block(node, top));
        first = first ? first : node;
    }
    if (first && !psg_tree_get_attribute(first, "id"))
        set_id(first, prefix, "psg.first");
    return first ? g_strdup(psg_tree_get_attribute(first, "id")) : NULL;
}
