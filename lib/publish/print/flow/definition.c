/* Definitions: a list whose labels are the terms, each above what it means. */
#include "publish/print/flow/internal.h"
#include "text/tree.h"

static const xmlNode *
skip_terms(const xmlNode *node)
{
    while (node && (psg_tree_is(node, "dt") || psg_flow_is_blank(node)))
        node = node->next;
    return node;
}

static void
add_terms(PsgFlowWalk *walk, const PsgFlowPlace *item, const xmlNode *first, const xmlNode *end)
{
    PsgFlowPlace inner = *item;
    inner.style |= PSG_FLOW_BOLD;
    PsgFlowParagraph how = {
            .role = item->role, .type = PSG_TAG_LABEL, .keeps_with_next = TRUE, .is_whole = TRUE};
    for (const xmlNode *term = first; term != end; term = term->next) {
        if (!psg_tree_is(term, "dt"))
            continue;
        psg_flow_paragraph(walk, &inner, term, term->children, NULL, &how);
        item->column->space /= 4;
    }
}

static void
add_meanings(PsgFlowWalk *walk, const PsgFlowPlace *item, const xmlNode *first, const xmlNode *end)
{
    PsgFlowPlace body = *item;
    psg_flow_move_in(walk, &body, walk->style->list_indent, 0);
    body.tag = item->tag ? psg_tag_append(item->tag, PSG_TAG_LIST_BODY) : NULL;
    for (const xmlNode *meaning = first; meaning != end; meaning = meaning->next) {
        if (!psg_tree_is(meaning, "dd"))
            continue;
        PsgFlowPlace inner = psg_flow_enter(&body, meaning);
        psg_flow_anchor(walk, &body, meaning);
        if (inner.language != body.language)
            inner.tag = psg_flow_tag(walk, &body, &inner, PSG_TAG_DIVISION, meaning);
        psg_flow_blocks(walk, &inner, meaning);
    }
}

void
psg_flow_definitions(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *list)
{
    PsgFlowPlace inner = psg_flow_enter(place, list);
    inner.is_direct = FALSE;
    inner.tag = psg_flow_tag(walk, place, &inner, PSG_TAG_LIST, list);
    if (inner.tag)
        psg_tag_set_numbering(inner.tag, PSG_TAG_LIST_NONE);
    for (const xmlNode *node = list->children; node;) {
        const xmlNode *meanings = skip_terms(node), *end = meanings;
        while (end && !psg_tree_is(end, "dt"))
            end = end->next;
        PsgFlowPlace item = inner;
        item.tag = psg_flow_tag(walk, &inner, &item, PSG_TAG_LIST_ITEM, node);
        add_terms(walk, &item, node, meanings);
        add_meanings(walk, &item, meanings, end);
        node = end;
    }
    psg_flow_leave_space(place, walk->style->texts[place->role].space_after);
}
