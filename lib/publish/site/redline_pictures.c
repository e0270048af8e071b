/* Pictures in a redline: one whose file was replaced under the same name is no change of the words,
 * but one that people are to agree to. Both are shown, the old one as removed. */
#include <string.h>

#include "publish/site/internal.h"
#include "text/tree.h"

/* The picture that a chapter showed under this URL; NULL. */
static const PsgReference *
find_reference(const PsgText *text, const char *url)
{
    for (guint i = 0; url && i < text->images->len; i++) {
        const PsgReference *reference = g_ptr_array_index(text->images, i);
        if (strcmp(reference->url, url) == 0 && psg_tree_is(reference->node, "img"))
            return reference;
    }
    return NULL;
}

/* What was shown in place of this picture; NULL when it is the same, or was not there. */
static const PsgReference *
find_replaced(const xmlNode *image, const PsgText *old_text)
{
    const PsgModelImage *now = psg_model_get_image(image);
    const PsgReference *reference =
            now ? find_reference(old_text, psg_tree_get_attribute(image, "src")) : NULL;
    const PsgModelImage *then = reference ? psg_model_get_image(reference->node) : NULL;
    return then && !g_bytes_equal(then->bytes, now->bytes) ? reference : NULL;
}

gboolean
psg_site_has_new_pictures(const PsgText *old_text, const PsgText *new_text)
{
    for (guint i = 0; i < new_text->images->len; i++) {
        const PsgReference *reference = g_ptr_array_index(new_text->images, i);
        if (psg_tree_is(reference->node, "img") && find_replaced(reference->node, old_text))
            return TRUE;
    }
    return FALSE;
}

static xmlNode *
new_mark(xmlNode *before, const char *name, const char *note)
{
    xmlNode *mark = xmlNewDocNode(before->doc, NULL, (const xmlChar *)name, NULL);
    xmlNode *label = xmlNewTextChild(mark, NULL, (const xmlChar *)"span", (const xmlChar *)note);
    xmlNewProp(label, (const xmlChar *)"class", (const xmlChar *)"change-note");
    xmlAddPrevSibling(before, mark);
    return mark;
}

static void
show_both(xmlNode *image, const PsgReference *replaced)
{
    xmlNode *gone = new_mark(image, "del", "Picture removed: ");
    xmlNode *old_image = xmlDocCopyNode(replaced->node, image->doc, 2);
    old_image->_private = replaced->node->_private;
    xmlAddChild(gone, old_image);
    xmlNode *came = new_mark(image, "ins", "Picture added: ");
    xmlUnlinkNode(image);
    xmlAddChild(came, image);
}

/* TRUE inside what is marked already. */
static gboolean
is_marked(const xmlNode *node)
{
    for (const xmlNode *at = node->parent; at && at->type == XML_ELEMENT_NODE; at = at->parent)
        if (psg_tree_is(at, "ins") || psg_tree_is(at, "del"))
            return TRUE;
    return FALSE;
}

guint
psg_site_mark_pictures(xmlDoc *document, const PsgText *old_text)
{
    xmlNode *top = xmlDocGetRootElement(document);
    g_autoptr(GPtrArray) images = g_ptr_array_new();
    for (xmlNode *node = top; node; node = psg_tree_get_next(node, top))
        if (psg_tree_is(node, "img") && !is_marked(node) && find_replaced(node, old_text))
            g_ptr_array_add(images, node);
    for (guint i = 0; i < images->len; i++) {
        xmlNode *image = g_ptr_array_index(images, i);
        show_both(image, find_replaced(image, old_text));
    }
    return images->len;
}
