/* Blocks of code: every blank counts, and a line that is too long goes on in the next, so that
 * nothing is lost at the margin. */
#include "publish/print/flow/internal.h"
#include "text/tree.h"

#define LINES_KEPT_WHOLE 6

/* <pre><code> is one thing. */
static const xmlNode *
find_content(const xmlNode *pre)
{
    const xmlNode *only = pre->children;
    return only && !only->next && psg_tree_is(only, "code") ? only : pre;
}

static void
drop_last_break(PsgFlowWords *words)
{
    while (g_str_has_suffix(words->text->str, "\342\200\250")) {
        g_string_truncate(words->text, words->text->len - 3);
        PsgTypeSpan *last = &g_array_index(words->spans, PsgTypeSpan, words->spans->len - 1);
        last->end = (guint)words->text->len;
        if (last->end <= last->start)
            g_array_set_size(words->spans, words->spans->len - 1);
    }
}

static void
set_code(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *pre)
{
    const xmlNode *content = find_content(pre);
    PsgTag *paragraph = psg_flow_tag(walk, place, place, PSG_TAG_PARAGRAPH, pre);
    PsgFlowBelonging belonging = {
            .tag = paragraph ? psg_tag_append(paragraph, PSG_TAG_CODE) : NULL};
    PsgFlowInline state = {.walk = walk,
            .belonging = &belonging,
            .role = PSG_ROLE_CODE,
            .style = PSG_FLOW_CODE | (place->style & PSG_FLOW_NARROW),
            .language = place->language,
            .width = place->width};
    psg_flow_words_reset(&walk->words);
    walk->words.is_preformatted = TRUE;
    psg_flow_inline(&state, content->children, NULL);
    drop_last_break(&walk->words);
    PsgFlowSetting setting = {.role = PSG_ROLE_CODE,
            .line = pre->line,
            .whole_lines = LINES_KEPT_WHOLE,
            .notes = paragraph};
    psg_flow_set(walk, place, &setting);
}

void
psg_flow_code(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *pre)
{
    const PsgPrintStyle *style = walk->style;
    const PsgPrintText *text = &style->texts[PSG_ROLE_CODE];
    gboolean is_white = style->code_background == 0xffffff;
    PsgFlowPanel panel = {.background = is_white ? -1 : (gint)style->code_background,
            .frame = is_white ? (gint)style->rule_colour : -1,
            .padding = style->panel_padding,
            .space_before = text->space_before,
            .space_after = text->space_after};
    PsgFlowPlace own = psg_flow_enter(place, pre), inner;
    own.is_direct = FALSE;
    own.is_right_to_left = FALSE; /* code runs from left to right in every language */
    own.alignment = PSG_FLOW_START;
    psg_flow_open_panel(walk, &own, &panel, &inner);
    set_code(walk, &inner, pre);
    psg_flow_close_panel(walk, &own, &panel, &inner);
}
