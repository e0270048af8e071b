/* Which comments have room in the margin. A wide screen can show them there, beside their passage,
 * as long as they do not push each other away from it; where many are close together they stand
 * between the blocks, as they do on a phone. The room is reckoned in lines, roughly: a style sheet
 * knows the sizes, and not what came before. */
#include <string.h>

#include "publish/model/comments_internal.h"
#include "text/tree.h"

#define TEXT_WIDTH 72   /* characters of a line of text */
#define MARGIN_WIDTH 34 /* of a line in the margin */
#define DRIFT_LIMIT 4   /* lines that a comment may stand below its passage */
#define HEIGHT_LIMIT 36 /* lines of comments on one block */

/* Both cursors, in lines of text from the top. */
typedef struct {
    double text, margin;
} Page;

static gsize
count_letters(const xmlNode *top)
{
    gsize letters = 0;
    for (const xmlNode *node = top; node; node = psg_tree_get_next(node, top))
        if (node->type == XML_TEXT_NODE && node->content)
            letters += strlen((const char *)node->content);
    return letters;
}

static guint
count_blocks(const xmlNode *top)
{
    guint blocks = 0;
    for (const xmlNode *node = top; node; node = psg_tree_get_next(node, top))
        blocks += psg_tree_is(node, "p") || psg_tree_is(node, "li") || psg_tree_is(node, "tr") ||
                  psg_tree_is(node, "details");
    return blocks;
}

static double
measure(const xmlNode *top, guint width)
{
    return (double)count_letters(top) / width + 1.2 * count_blocks(top);
}

static gboolean
is_list(const xmlNode *node)
{
    return psg_tree_is(node, "div") &&
           g_strcmp0(psg_tree_get_attribute(node, "class"), "comments") == 0;
}

/* TRUE for what a margin can be beside: running text. */
static gboolean
is_narrow(const xmlNode *node)
{
    return psg_tree_is(node, "p") || psg_tree_is(node, "ul") || psg_tree_is(node, "ol") ||
           psg_tree_is(node, "blockquote") || psg_tree_is(node, "h2") || psg_tree_is(node, "h3") ||
           psg_tree_is(node, "h4");
}

static void
place_list(Page *page, xmlNode *list)
{
    double height = measure(list, MARGIN_WIDTH);
    gboolean has_room = page->margin <= page->text + DRIFT_LIMIT && height <= HEIGHT_LIMIT;
    if (has_room && list->prev && is_narrow(list->prev)) {
        psg_comment_set(list, "class", "comments comments-aside");
        page->margin = MAX(page->margin, page->text) + height;
    } else {
        page->text += measure(list, TEXT_WIDTH);
    }
}

void
psg_comment_use_margin(xmlNode *root)
{
    Page page = {0, 0};
    for (xmlNode *node = root->children; node; node = node->next) {
        if (is_list(node))
            place_list(&page, node);
        else
            page.text += MAX(1, measure(node, TEXT_WIDTH));
    }
}
