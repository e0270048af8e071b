/* Blocks: each element of the tree goes to the file that knows it, and runs of words between blocks
 * become paragraphs. */
#include <string.h>

#include "publish/print/flow/internal.h"
#include "text/tree.h"

/* --- anchors --- */

void
psg_flow_anchor_at(PsgFlowWalk *walk, const xmlNode *element, guint box)
{
    const char *id = walk->chapter ? psg_tree_get_attribute(element, "id") : NULL;
    if (!id || !*id)
        return;
    PsgPrintAnchor anchor = {psg_print_make_destination(walk->chapter, NULL, id),
            walk->note_box >= 0 ? (guint)walk->note_box : box};
    g_array_append_val(walk->galley->anchors, anchor);
}

void
psg_flow_anchor(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *element)
{
    if (element->properties && !place->column->is_measured)
        psg_flow_anchor_at(walk, element, walk->galley->boxes->len);
}

/* --- places --- */

PsgFlowPlace
psg_flow_enter(const PsgFlowPlace *place, const xmlNode *element)
{
    PsgFlowPlace inner = *place;
    if (!element->properties)
        return inner;
    const char *language = psg_tree_get_attribute(element, "lang");
    const char *direction = psg_tree_get_attribute(element, "dir");
    if (language && *language)
        inner.language = g_intern_string(language);
    if (direction) {
        inner.is_loose = strcmp(direction, "auto") == 0;
        inner.is_right_to_left =
                inner.is_loose ? place->is_right_to_left : strcmp(direction, "rtl") == 0;
    }
    return inner;
}

PsgTag *
psg_flow_tag(PsgFlowWalk *walk, const PsgFlowPlace *outer, const PsgFlowPlace *inner,
        PsgTagType type, const xmlNode *element)
{
    if (!outer->tag)
        return NULL;
    PsgTag *tag = psg_tag_append(outer->tag, type);
    psg_tag_set_source(tag, walk->flow->path, element ? element->line : 0);
    if (inner->language != outer->language)
        psg_tag_set_language(tag, inner->language);
    return tag;
}

/* --- paragraphs --- */

static gboolean
is_listing(const xmlNode *element)
{
    static const char *const names[] = {"ul", "ol", "dl", "table", "pre", "figure", NULL};
    return g_strv_contains(names, (const char *)element->name) ||
           psg_flow_has_class(element, "table-scroll");
}

/* "Bring with you:" stays with what it announces. */
static gboolean
announces(const PsgFlowWalk *walk, const xmlNode *last)
{
    const GString *text = walk->words.text;
    const xmlNode *next = last ? psg_flow_next_element(last) : NULL;
    return next && is_listing(next) &&
           (g_str_has_suffix(text->str, ":") || g_str_has_suffix(text->str, "："));
}

static const xmlNode *
find_last(const xmlNode *first, const xmlNode *end)
{
    while (first && first->next && first->next != end)
        first = first->next;
    return first;
}

static guint
find_line(const xmlNode *element, const xmlNode *first)
{
    const xmlNode *node = element ? element : first;
    while (node && node->type != XML_ELEMENT_NODE)
        node = node->parent;
    return node ? node->line : 0;
}

PsgTag *
psg_flow_paragraph(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *element,
        const xmlNode *first, const xmlNode *end, const PsgFlowParagraph *how)
{
    PsgFlowPlace inner = element ? psg_flow_enter(place, element) : *place;
    if (element)
        psg_flow_anchor(walk, place, element);
    PsgTag *tag =
            how->is_direct ? place->tag : psg_flow_tag(walk, place, &inner, how->type, element);
    if (tag && how->type == PSG_TAG_HEADING)
        psg_tag_set_level(tag, how->level);
    gboolean is_heading = how->type == PSG_TAG_HEADING;
    PsgFlowBelonging belonging = {.tag = tag};
    PsgFlowInline state = {.walk = walk,
            .belonging = &belonging,
            .role = how->role,
            .style = inner.style,
            .language = inner.language,
            .is_right_to_left = inner.is_right_to_left,
            .is_heading = is_heading,
            .width = inner.width};
    psg_flow_words_reset(&walk->words);
    psg_flow_inline(&state, first, end);
    PsgFlowSetting setting = {.role = how->role,
            .line = find_line(element, first),
            .keeps_with_next = how->keeps_with_next ||
                               walk->style->texts[how->role].keeps_with_next ||
                               announces(walk, element ? element : find_last(first, end)),
            .is_whole = how->is_whole || is_heading,
            .is_hyphenated = !is_heading,
            .notes = is_heading ? place->tag : tag,
            .is_note_apart = is_heading};
    psg_flow_set(walk, &inner, &setting);
    return tag;
}

static void
add_run(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *first, const xmlNode *end)
{
    if (psg_flow_is_picture_run(first, end)) {
        psg_flow_picture_run(walk, place, first, end);
        return;
    }
    PsgFlowParagraph how = {
            .role = place->role, .type = PSG_TAG_PARAGRAPH, .is_direct = place->is_direct};
    psg_flow_paragraph(walk, place, NULL, first, end, &how);
}

static void
add_paragraph(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *element)
{
    if (psg_flow_is_picture_run(element->children, NULL)) {
        PsgFlowPlace inner = psg_flow_enter(place, element);
        inner.is_direct = FALSE;
        psg_flow_anchor(walk, place, element);
        psg_flow_picture_run(walk, &inner, element->children, NULL);
        return;
    }
    PsgFlowParagraph how = {.role = place->role, .type = PSG_TAG_PARAGRAPH};
    PsgFlowPlace inner = *place;
    if (psg_flow_has_class(element, "comments-title"))
        inner.style |= PSG_FLOW_BOLD;
    psg_flow_paragraph(walk, &inner, element, element->children, NULL, &how);
}

/* --- other blocks --- */

static void
add_rule(PsgFlowWalk *walk, const PsgFlowPlace *place)
{
    if (place->column->is_measured)
        return;
    PsgLength air = walk->style->texts[PSG_ROLE_BODY].look.leading;
    PsgBox *box = psg_flow_add_box(walk, place, PSG_BOX_RULE, air);
    box->height = walk->style->rule_thickness;
    box->x = place->x + place->width / 3;
    box->width = place->width / 3;
    box->colour = walk->style->rule_colour;
    psg_flow_leave_space(place, air);
}

/* <div>, <section>, <article>, <aside>: a tag where they say something of what they hold. */
static void
add_division(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *element)
{
    PsgFlowPlace inner = psg_flow_enter(place, element);
    inner.is_direct = FALSE;
    if (inner.language != place->language || psg_tree_is(element, "section") ||
            psg_tree_is(element, "article"))
        inner.tag = psg_flow_tag(walk, place, &inner,
                inner.language == place->language ? PSG_TAG_SECTION : PSG_TAG_DIVISION, element);
    psg_flow_blocks(walk, &inner, element);
}

static gboolean
is_heading(const xmlNode *element)
{
    return element->name[0] == 'h' && element->name[1] >= '1' && element->name[1] <= '6' &&
           !element->name[2];
}

typedef void (*AddBlock)(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *element);

static AddBlock
find_block(const xmlNode *element)
{
    static const struct {
        const char *name;
        AddBlock add;
    } blocks[] = {{"blockquote", psg_flow_quote}, {"details", psg_flow_details},
            {"dl", psg_flow_definitions}, {"figure", psg_flow_figure}, {"ol", psg_flow_list},
            {"p", add_paragraph}, {"pre", psg_flow_code}, {"table", psg_flow_table},
            {"ul", psg_flow_list}};
    if (is_heading(element))
        return psg_flow_heading;
    for (gsize i = 0; i < G_N_ELEMENTS(blocks); i++)
        if (psg_tree_is(element, blocks[i].name))
            return blocks[i].add;
    if (psg_flow_has_class(element, "callout"))
        return psg_flow_callout;
    if (psg_flow_has_class(element, "comments") && psg_tree_is(element, "div"))
        return psg_flow_comments;
    return add_division;
}

gboolean
psg_flow_is_changed(const PsgFlowWalk *walk, const xmlNode *element)
{
    GHashTable *changed =
            walk->flow->book->is_draft && walk->chapter ? walk->chapter->changed_blocks : NULL;
    return changed && g_hash_table_contains(changed, (gpointer)element);
}

static void
add_block(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *element)
{
    if (psg_flow_is_notes(walk, element))
        return;
    if (psg_tree_is(element, "hr")) {
        psg_flow_anchor(walk, place, element);
        add_rule(walk, place);
        return;
    }
    AddBlock add = find_block(element);
    if (add != add_paragraph && add != psg_flow_heading)
        psg_flow_anchor(walk, place, element);
    gboolean was_changed = place->column->is_changed;
    if (psg_flow_is_changed(walk, element))
        place->column->is_changed = TRUE;
    add(walk, place, element);
    place->column->is_changed = was_changed;
}

static gboolean
is_blank_run(const xmlNode *first, const xmlNode *end)
{
    for (const xmlNode *node = first; node != end; node = node->next)
        if (!psg_flow_is_blank(node))
            return FALSE;
    return TRUE;
}

void
psg_flow_block_range(
        PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *first, const xmlNode *end)
{
    for (const xmlNode *node = first, *next; node && node != end; node = next) {
        next = node->next;
        if (psg_flow_is_block(node)) {
            add_block(walk, place, node);
            continue;
        }
        while (next && next != end && !psg_flow_is_block(next))
            next = next->next;
        if (!is_blank_run(node, next))
            add_run(walk, place, node, next);
    }
}

void
psg_flow_blocks(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *parent)
{
    /* Loose words of an item or a cell are a block of their own to who compares. */
    gboolean was_changed = place->column->is_changed;
    if (psg_flow_is_changed(walk, parent))
        place->column->is_changed = TRUE;
    psg_flow_block_range(walk, place, parent->children, NULL);
    place->column->is_changed = was_changed;
}
