/* What is gone, put back into its old place: inside the list, table or quotation that it stood in
 * where the new text still has that, else inside one of the same kind made for it. */
#include <string.h>

#include "text/content_model.h"
#include "text/diff/redline_internal.h"
#include "text/tree.h"

void
psg_redline_map_block(PsgRedline *redline, const PsgDiffBlock *old_block,
        const PsgDiffBlock *new_block, gboolean is_first)
{
    const xmlNode *old_node = old_block->parent, *new_node = new_block->parent;
    for (; old_node && new_node && new_node->parent->type == XML_ELEMENT_NODE &&
            psg_tree_is(old_node, (const char *)new_node->name);
            old_node = old_node->parent, new_node = new_node->parent)
        if (!is_first || !g_hash_table_contains(redline->places, old_node))
            g_hash_table_insert(redline->places, (gpointer)old_node,
                    g_hash_table_lookup(redline->copies, new_node));
}

/* Notes for every element around `node` which of its children holds it. */
static void
pass(PsgRedline *redline, xmlNode *node)
{
    for (; node != redline->root; node = node->parent)
        g_hash_table_insert(redline->last, node->parent, node);
}

void
psg_redline_pass_block(PsgRedline *redline, const PsgDiffBlock *block)
{
    pass(redline, g_hash_table_lookup(redline->copies, block->last ? block->last : block->parent));
}

/* --- copies of what held it --- */

static void
copy_attributes(const xmlNode *element, xmlNode *copy)
{
    for (const xmlAttr *at = element->properties; at; at = at->next) {
        const char *name = (const char *)at->name;
        if (strcmp(name, "id") != 0 && strcmp(name, "open") != 0)
            xmlNewProp(copy, at->name, at->children ? at->children->content : (xmlChar *)"");
    }
}

/* TRUE for what is gone, and for all in it. */
static gboolean
is_removed(const xmlNode *node)
{
    for (; node->type == XML_ELEMENT_NODE; node = node->parent) {
        const char *class = psg_tree_get_attribute(node, "class");
        if (class && psg_word_is_listed(
                             " removed ", strrchr(class, ' ') ? strrchr(class, ' ') + 1 : class))
            return TRUE;
    }
    return FALSE;
}

/* A copy without what is inside. Regions of tables need a name that no other has. */
static xmlNode *
copy_shell(PsgRedline *redline, const xmlNode *element)
{
    xmlNode *copy = psg_redline_new_element(redline, (const char *)element->name, NULL);
    copy->line = element->line;
    copy->_private = element->_private;
    copy_attributes(element, copy);
    if (psg_tree_get_attribute(copy, "aria-label")) {
        g_autofree char *label = g_strdup_printf("Removed table %u", ++redline->gone_tables);
        xmlSetProp(copy, (const xmlChar *)"aria-label", (const xmlChar *)label);
    }
    /* What is gone is what the reader came to see. */
    if (psg_tree_is(copy, "details"))
        xmlNewProp(copy, (const xmlChar *)"open", (const xmlChar *)"");
    g_hash_table_insert(redline->places, (gpointer)element, copy);
    return copy;
}

static xmlNode *
find_child(const xmlNode *parent, const char *name)
{
    for (xmlNode *child = parent->children; child; child = child->next)
        if (psg_tree_is(child, name))
            return child;
    return NULL;
}

/* TRUE for what must stand before all else in its parent. */
static gboolean
is_leading(const xmlNode *node)
{
    const char *class =
            node->type == XML_ELEMENT_NODE ? psg_tree_get_attribute(node, "class") : NULL;
    return psg_tree_is(node, "caption") || psg_tree_is(node, "summary") ||
           psg_tree_is(node, "thead") || (class && strstr(class, "callout-title")) ||
           (psg_tree_is(node, "h2") && psg_tree_is(node->parent, "section"));
}

/* Puts `child` into `parent` behind what was dealt with last there. */
static void
put_next(PsgRedline *redline, xmlNode *parent, xmlNode *child)
{
    xmlNode *last = g_hash_table_lookup(redline->last, parent);
    xmlNode *next = last ? last->next : parent->children;
    gboolean is_first = psg_tree_is(child, "caption") || psg_tree_is(child, "summary");
    if (is_first)
        next = parent->children;
    while (!is_first && next && is_leading(next))
        next = next->next;
    if (next)
        psg_tree_insert_before(next, child);
    else
        psg_tree_append(parent, child);
    pass(redline, child);
}

/* What holds at most one of its kind has it already: what is gone goes in there. */
static xmlNode *
find_only(const xmlNode *place, const xmlNode *element)
{
    static const char only[] = " thead tbody tfoot caption summary figcaption ";
    return psg_word_is_listed(only, (const char *)element->name)
                   ? find_child(place, (const char *)element->name)
                   : NULL;
}

/* A row keeps its shape: every cell is there before its words are. */
static void
add_cells(PsgRedline *redline, const xmlNode *row, xmlNode *copy)
{
    for (const xmlNode *cell = row->children; cell; cell = cell->next)
        if (psg_tree_is(cell, "td") || psg_tree_is(cell, "th"))
            psg_tree_append(copy, copy_shell(redline, cell));
}

/* The element of the copy that stands for an element of an old text; made, with all around it,
 * where there is none. */
static xmlNode *
open_place(PsgRedline *redline, const xmlNode *element)
{
    g_autoptr(GPtrArray) chain = g_ptr_array_new();
    xmlNode *place = NULL;
    for (const xmlNode *at = element; !place; at = at->parent) {
        place = at->parent->type == XML_ELEMENT_NODE ? g_hash_table_lookup(redline->places, at)
                                                     : redline->root;
        if (!place)
            g_ptr_array_add(chain, (gpointer)at);
    }
    for (guint i = chain->len; i-- > 0;) {
        const xmlNode *at = chain->pdata[i];
        xmlNode *cell = g_hash_table_lookup(redline->places, at);
        if (cell) {
            place = cell;
            continue;
        }
        xmlNode *only = find_only(place, at);
        if (only) {
            g_hash_table_insert(redline->places, (gpointer)at, only);
            place = only;
            continue;
        }
        xmlNode *shell = copy_shell(redline, at);
        put_next(redline, place, shell);
        if (!is_removed(place))
            psg_redline_add_class(shell, "removed");
        if (psg_tree_is(at, "tr"))
            add_cells(redline, at, shell);
        place = shell;
    }
    return place;
}

/* TRUE when only words may stand in the element. */
static gboolean
holds_lines(const xmlNode *element)
{
    PsgElementKind kind = psg_element_get_kind((const char *)element->name);
    return kind < PSG_ELEMENT_BLOCK;
}

/* --- placing --- */

static xmlNode *
place_rule(PsgRedline *redline, const PsgDiffBlock *block)
{
    xmlNode *place = open_place(redline, block->parent->parent);
    xmlNode *del = psg_redline_new_element(redline, "del", NULL);
    put_next(redline, place, del);
    psg_tree_append(del, psg_redline_new_element(redline, "hr", NULL));
    return del;
}

xmlNode *
psg_redline_place_gone(PsgRedline *redline, const PsgDiffBlock *block)
{
    if (block->kind == PSG_BLOCK_RULE)
        return place_rule(redline, block);
    xmlNode *place = open_place(redline, block->parent);
    xmlNode *del = psg_redline_new_element(redline, "del", NULL);
    if (place->children && !holds_lines(place)) {
        /* Beside other blocks it must be one. */
        xmlNode *paragraph = psg_redline_new_element(redline, "p", "removed");
        put_next(redline, place, paragraph);
        psg_tree_append(paragraph, del);
    } else if (place->children) {
        psg_redline_append_text(redline, place, " ", 1);
        psg_tree_append(place, del);
    } else {
        psg_tree_append(place, del);
        pass(redline, del);
    }
    return del;
}

/* The nearest element around a block that may hold a paragraph. */
static const xmlNode *
find_holder(const PsgDiffBlock *block)
{
    const xmlNode *at = block->parent;
    while (at->parent->type == XML_ELEMENT_NODE &&
            psg_element_get_kind((const char *)at->name) != PSG_ELEMENT_BLOCK)
        at = at->parent;
    return at;
}

xmlNode *
psg_redline_place_moved(PsgRedline *redline, const PsgDiffBlock *block)
{
    xmlNode *place = open_place(redline, find_holder(block));
    xmlNode *paragraph = psg_redline_new_element(redline, "p", "moved-away");
    put_next(redline, place, paragraph);
    return paragraph;
}

/* --- mending --- */

static guint
get_level(const xmlNode *node)
{
    const xmlChar *name = node->type == XML_ELEMENT_NODE ? node->name : (const xmlChar *)"";
    return name[0] == 'h' && name[1] >= '1' && name[1] <= '6' && !name[2] ? name[1] - '0' : 0;
}

/* A heading that is gone must not part the levels of those that are there: no level is left out
 * before it or after it, and the title stays the only one. */
static void
settle_headings(PsgRedline *redline)
{
    g_autoptr(GPtrArray) headings = g_ptr_array_new();
    for (xmlNode *node = redline->root->children; node;
            node = psg_tree_get_next(node, redline->root))
        if (get_level(node) > 0)
            g_ptr_array_add(headings, node);
    guint previous = 0, next = 0;
    g_autofree guint *nexts = g_new0(guint, headings->len + 1);
    for (guint i = headings->len; i-- > 0; nexts[i] = next)
        if (!is_removed(headings->pdata[i]))
            next = get_level(headings->pdata[i]);
    for (guint i = 0; i < headings->len; i++) {
        xmlNode *heading = headings->pdata[i];
        guint level = get_level(heading);
        if (is_removed(heading) && redline->pair->new_side.text) {
            level = MAX(level, MAX(2, nexts[i] > 0 ? nexts[i] - 1 : 0));
            level = CLAMP(level, 1, MIN(MAX(previous, 1) + 1, 6));
            char name[3] = {'h', (char)('0' + level), 0};
            xmlNodeSetName(heading, (const xmlChar *)name);
        }
        previous = level;
    }
}

static void
set_value(xmlNode *item, guint value)
{
    g_autofree char *text = g_strdup_printf("%u", value);
    xmlSetProp(item, (const xmlChar *)"value", (const xmlChar *)text);
}

/* An item that is gone counts for nothing: the next one keeps the number it has in the new text. */
static void
settle_numbers(xmlNode *list)
{
    const char *start = psg_tree_get_attribute(list, "start");
    guint number = start ? (guint)g_ascii_strtoull(start, NULL, 10) : 1;
    gboolean is_upset = FALSE;
    for (xmlNode *item = list->children; item; item = item->next) {
        if (!psg_tree_is(item, "li"))
            continue;
        const char *value = psg_tree_get_attribute(item, "value");
        if (is_removed(item)) {
            is_upset = TRUE;
            set_value(item, number);
            continue;
        }
        if (value)
            number = (guint)g_ascii_strtoull(value, NULL, 10);
        else if (is_upset)
            set_value(item, number);
        is_upset = FALSE;
        number++;
    }
}

void
psg_redline_settle(PsgRedline *redline)
{
    settle_headings(redline);
    for (xmlNode *node = redline->root->children; node;
            node = psg_tree_get_next(node, redline->root))
        if (psg_tree_is(node, "ol") && !is_removed(node) &&
                !psg_tree_get_attribute(node, "reversed"))
            settle_numbers(node);
}
