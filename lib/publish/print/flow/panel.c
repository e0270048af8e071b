/* What stands on a ground or beside a bar: quotations, call-outs, details, comments of a draft. The
 * name of a call-out is a paragraph: a heading would stand in the outline, and readers who go from
 * heading to heading would be led astray. */
#include "publish/print/flow/internal.h"
#include "text/tree.h"

static PsgLength
get_after(const PsgFlowWalk *walk)
{
    return walk->style->texts[PSG_ROLE_BODY].space_after;
}

/* --- quotations --- */

void
psg_flow_quote(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *quote)
{
    const PsgPrintCallout *plain = &walk->style->callouts[PSG_CALLOUT_PLAIN];
    PsgLength bar = MAX(plain->bar_width, walk->style->rule_thickness);
    PsgFlowPanel panel = {.background = -1,
            .frame = -1,
            .bar = plain->bar,
            .bar_width = bar,
            .indent = MAX(walk->style->quote_indent - bar, 0),
            .space_before = get_after(walk),
            .space_after = get_after(walk)};
    PsgFlowPlace own = psg_flow_enter(place, quote), inner;
    own.is_direct = FALSE;
    own.tag = psg_flow_tag(walk, place, &own, PSG_TAG_BLOCK_QUOTE, quote);
    psg_flow_open_panel(walk, &own, &panel, &inner);
    psg_flow_blocks(walk, &inner, quote);
    psg_flow_close_panel(walk, &own, &panel, &inner);
}

/* --- panels with a name --- */

static PsgFlowPanel
make_panel(const PsgFlowWalk *walk, PsgPrintCalloutKind kind)
{
    const PsgPrintCallout *callout = &walk->style->callouts[kind];
    gboolean is_white = callout->background == 0xffffff;
    return (PsgFlowPanel){.background = is_white ? -1 : (gint)callout->background,
            .frame = is_white ? (gint)walk->style->rule_colour : -1,
            .bar = callout->bar,
            .bar_width = callout->bar_width,
            .padding = walk->style->panel_padding,
            .space_before = get_after(walk) * 5 / 4,
            .space_after = get_after(walk) * 5 / 4};
}

static PsgPrintCalloutKind
find_kind(const xmlNode *callout)
{
    static const char *const classes[] = {[PSG_CALLOUT_NOTE] = "callout-note",
            [PSG_CALLOUT_TIP] = "callout-tip",
            [PSG_CALLOUT_IMPORTANT] = "callout-important",
            [PSG_CALLOUT_WARNING] = "callout-warning",
            [PSG_CALLOUT_CAUTION] = "callout-caution"};
    for (guint i = 0; i < G_N_ELEMENTS(classes); i++)
        if (psg_flow_has_class(callout, classes[i]))
            return (PsgPrintCalloutKind)i;
    return PSG_CALLOUT_PLAIN;
}

static void
add_name(
        PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *name, PsgPrintCalloutKind kind)
{
    PsgFlowPlace inner = *place;
    inner.style |= PSG_FLOW_OF_CALLOUT(kind);
    PsgFlowParagraph how = {
            .role = PSG_ROLE_CALLOUT_TITLE, .type = PSG_TAG_PARAGRAPH, .keeps_with_next = TRUE};
    psg_flow_paragraph(walk, &inner, name, name->children, NULL, &how);
}

void
psg_flow_callout(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *callout)
{
    PsgPrintCalloutKind kind = find_kind(callout);
    PsgFlowPanel panel = make_panel(walk, kind);
    PsgFlowPlace own = psg_flow_enter(place, callout), inner;
    own.is_direct = FALSE;
    own.tag = psg_flow_tag(walk, place, &own, PSG_TAG_DIVISION, callout);
    psg_flow_open_panel(walk, &own, &panel, &inner);
    const xmlNode *first = callout->children;
    if (first && psg_flow_has_class(first, "callout-title")) {
        add_name(walk, &inner, first, kind);
        first = first->next;
    }
    psg_flow_block_range(walk, &inner, first, NULL);
    psg_flow_close_panel(walk, &own, &panel, &inner);
}

/* --- details: on paper they are always open --- */

static void
add_details(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *details, PsgTagType type,
        const PsgFlowPanel *panel)
{
    PsgFlowPlace own = psg_flow_enter(place, details), inner;
    own.is_direct = FALSE;
    own.tag = psg_flow_tag(walk, place, &own, type, details);
    psg_flow_open_panel(walk, &own, panel, &inner);
    for (const xmlNode *child = details->children, *next; child; child = next) {
        next = child->next;
        if (psg_tree_is(child, "summary")) {
            PsgFlowPlace title = inner;
            title.style |= PSG_FLOW_BOLD;
            PsgFlowParagraph how = {
                    .role = inner.role, .type = PSG_TAG_PARAGRAPH, .keeps_with_next = TRUE};
            psg_flow_paragraph(walk, &title, child, child->children, NULL, &how);
            continue;
        }
        while (next && !psg_tree_is(next, "summary"))
            next = next->next;
        psg_flow_block_range(walk, &inner, child, next);
    }
    psg_flow_close_panel(walk, &own, panel, &inner);
}

void
psg_flow_details(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *details)
{
    PsgFlowPanel panel = make_panel(walk, PSG_CALLOUT_PLAIN);
    gboolean is_thread = psg_flow_has_class(details, "comment-thread");
    add_details(walk, place, details, is_thread ? PSG_TAG_NOTE : PSG_TAG_DIVISION, &panel);
}

/* --- comments of a draft --- */

void
psg_flow_comments(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *list)
{
    PsgFlowPlace inner = psg_flow_enter(place, list);
    inner.role = PSG_ROLE_COMMENT;
    inner.is_direct = FALSE;
    if (inner.language != place->language)
        inner.tag = psg_flow_tag(walk, place, &inner, PSG_TAG_DIVISION, list);
    psg_flow_blocks(walk, &inner, list);
}
