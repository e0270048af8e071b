/* What stands in a line: every element of the dialect's phrases becomes spans that look as it means
 * and belong to the tag that says so. */
#include "text/tree.h"

#include <string.h>

#include "publish/print/flow/internal.h"
#include "text/content_model.h"

/* --- what words belong to --- */

PsgFlowBelonging
psg_flow_open_child(const PsgFlowInline *state, PsgTagType type, const xmlNode *element)
{
    PsgFlowBelonging *outer = state->belonging, child = {.link = outer->link};
    if (!outer->tag)
        return child;
    child.tag = psg_tag_append(outer->tag, type);
    psg_tag_set_source(child.tag, state->walk->flow->path, element ? element->line : 0);
    outer->owner = NULL; /* words after the child are another content */
    return child;
}

static PsgPrintOwner *
get_owner(const PsgFlowInline *state)
{
    PsgFlowBelonging *belonging = state->belonging;
    if (!belonging->owner && belonging->tag) {
        belonging->owner = psg_galley_add_owner(state->walk->galley, belonging->tag);
        belonging->owner->link = belonging->link;
    }
    return belonging->owner;
}

PsgFlowManner
psg_flow_get_manner(const PsgFlowInline *state)
{
    return (PsgFlowManner){.look = psg_flow_get_look(
                                   state->walk->flow, state->role, state->style, state->language),
            .language = state->language,
            .owner = get_owner(state)};
}

void
psg_flow_inline_words(const PsgFlowInline *state, const char *words)
{
    PsgFlowManner manner = psg_flow_get_manner(state);
    psg_flow_words_add_own(&state->walk->words, words, &manner);
}

static void
add_text(const PsgFlowInline *state, const xmlNode *node)
{
    const char *text = (const char *)node->content;
    PsgFlowWords *words = &state->walk->words;
    if (!text ||
            (psg_flow_words_are_blank(words) && !words->is_preformatted && psg_flow_is_blank(node)))
        return;
    PsgFlowManner manner = psg_flow_get_manner(state);
    psg_flow_words_add(words, text, node, &manner);
}

/* --- elements --- */

/* How each element that only changes the look does so. */
static PsgFlowStyle
find_style(const char *name)
{
    static const struct {
        const char *name;
        PsgFlowStyle style;
    } styles[] = {{"b", PSG_FLOW_BOLD}, {"cite", PSG_FLOW_EMPHASIS}, {"code", PSG_FLOW_CODE},
            {"del", PSG_FLOW_STRUCK}, {"dfn", PSG_FLOW_EMPHASIS}, {"em", PSG_FLOW_EMPHASIS},
            {"i", PSG_FLOW_EMPHASIS}, {"ins", PSG_FLOW_UNDERLINED}, {"kbd", PSG_FLOW_CODE},
            {"mark", PSG_FLOW_MARKED}, {"rt", PSG_FLOW_SMALL}, {"s", PSG_FLOW_STRUCK},
            {"samp", PSG_FLOW_CODE}, {"small", PSG_FLOW_SMALL}, {"strong", PSG_FLOW_BOLD},
            {"sub", PSG_FLOW_LOWERED}, {"sup", PSG_FLOW_RAISED}, {"u", PSG_FLOW_UNDERLINED},
            {"var", PSG_FLOW_EMPHASIS}};
    for (gsize i = 0; i < G_N_ELEMENTS(styles); i++)
        if (strcmp(styles[i].name, name) == 0)
            return styles[i].style;
    return 0;
}

static void
add_quotation(const PsgFlowInline *state, const xmlNode *element)
{
    const char *open, *close;
    psg_flow_get_quotes(state->language, &open, &close);
    psg_flow_inline_words(state, open);
    psg_flow_inline(state, element->children, NULL);
    psg_flow_inline_words(state, close);
}

/* What an abbreviation stands for is said where a text has it first: on paper nothing can be
 * pointed at. */
static void
add_abbreviation(const PsgFlowInline *state, const xmlNode *element)
{
    const char *title = psg_tree_get_attribute(element, "title");
    psg_flow_inline(state, element->children, NULL);
    gboolean is_linked = state->belonging->link != NULL || (state->style & PSG_FLOW_LINK);
    if (!title || !*title || is_linked || state->is_heading)
        return;
    g_autofree char *key = g_strconcat("abbr:", title, NULL);
    if (g_hash_table_contains(state->walk->printed, key))
        return;
    /* Measured and set alike: only setting remembers. */
    if (state->belonging->tag)
        g_hash_table_add(state->walk->printed, g_steal_pointer(&key));
    g_autofree char *words = g_strdup_printf(" (%s)", title);
    psg_flow_inline_words(state, words);
}

/* The marks of a draft: words that are proposed, or proposed to be taken out. */
static gboolean
is_change(const xmlNode *element)
{
    return (psg_tree_is(element, "ins") || psg_tree_is(element, "del")) &&
           (psg_flow_has_class(element, "mark") ||
                   psg_flow_has_class(element, "comment-proposal") ||
                   psg_flow_has_class(element, "commented-removal"));
}

/* What a draft says of its marks, which is not marked itself. */
static gboolean
is_remark(const xmlNode *element)
{
    return element->properties && psg_tree_is(element, "span") &&
           (psg_flow_has_class(element, "mark-word") || psg_flow_has_class(element, "mark-note") ||
                   psg_flow_has_class(element, "change-note"));
}

static void
add_content(const PsgFlowInline *state, const xmlNode *element)
{
    if (psg_tree_is(element, "q"))
        add_quotation(state, element);
    else if (psg_tree_is(element, "abbr"))
        add_abbreviation(state, element);
    else
        psg_flow_inline(state, element->children, NULL);
}

/* Words that run another way than those around them are kept apart from them (UAX #9, section 2.4).
 */
static const char *
find_isolate(const PsgFlowInline *outer, const PsgFlowInline *inner, const xmlNode *element)
{
    const char *direction = psg_tree_get_attribute(element, "dir");
    if (psg_tree_is(element, "bdi") || g_strcmp0(direction, "auto") == 0)
        return "\342\201\250";
    if (inner->is_right_to_left != outer->is_right_to_left)
        return inner->is_right_to_left ? "\342\201\247" : "\342\201\246";
    return NULL;
}

static void
add_isolated(const PsgFlowInline *outer, const PsgFlowInline *inner, const xmlNode *element)
{
    const char *isolate = element->children ? find_isolate(outer, inner, element) : NULL;
    gboolean is_forced = psg_tree_is(element, "bdo");
    if (isolate)
        psg_flow_inline_words(inner, isolate);
    if (is_forced)
        psg_flow_inline_words(inner, inner->is_right_to_left ? "\342\200\256" : "\342\200\255");
    add_content(inner, element);
    if (is_forced)
        psg_flow_inline_words(inner, "\342\200\254");
    if (isolate)
        psg_flow_inline_words(inner, "\342\201\251");
}

/* The tag that an element asks for; PSG_TAG_DOCUMENT: none. */
static PsgTagType
find_tag(const PsgFlowInline *outer, const PsgFlowInline *inner, const xmlNode *element)
{
    if (psg_tree_is(element, "code") || psg_tree_is(element, "samp"))
        return PSG_TAG_CODE;
    if (psg_tree_is(element, "q"))
        return PSG_TAG_QUOTE;
    return inner->language != outer->language ? PSG_TAG_SPAN : PSG_TAG_DOCUMENT;
}

/* What the screen parts by its looks (the remark of one change from the words of another, a
 * comment from its state) is parted here by a sign. */
static void
add_separator(const PsgFlowInline *state, const xmlNode *element)
{
    const PsgFlowWords *words = &state->walk->words;
    if (psg_flow_words_are_blank(words))
        return;
    const char *end = words->text->str + words->text->len;
    gunichar last = g_utf8_get_char(g_utf8_prev_char(end));
    gboolean is_behind_space = words->space != PSG_FLOW_NO_SPACE || last == ' ' ||
                               g_unichar_type(last) == G_UNICODE_FORMAT;
    if (is_remark(element) && !is_behind_space)
        psg_flow_inline_words(state, " ");
    else if (psg_tree_is(element, "span") && psg_flow_has_class(element, "comment-status"))
        psg_flow_inline_words(state, "\302\267 ");
}

static void
add_phrase(const PsgFlowInline *outer, const xmlNode *element)
{
    PsgFlowInline inner = *outer;
    PsgFlowBelonging child;
    const char *language = psg_tree_get_attribute(element, "lang");
    const char *direction = psg_tree_get_attribute(element, "dir");
    inner.style |= find_style((const char *)element->name);
    if (is_remark(element))
        inner.style = (inner.style & ~(PSG_FLOW_STRUCK | PSG_FLOW_UNDERLINED | PSG_FLOW_MARKED)) |
                      PSG_FLOW_SMALL;
    if (language && *language)
        inner.language = g_intern_string(language);
    if (direction)
        inner.is_right_to_left = strcmp(direction, "auto") == 0 ? outer->is_right_to_left
                                                                : strcmp(direction, "rtl") == 0;
    PsgTagType type = find_tag(outer, &inner, element);
    if (type != PSG_TAG_DOCUMENT) {
        child = psg_flow_open_child(outer, type, element);
        inner.belonging = &child;
        if (child.tag && inner.language != outer->language)
            psg_tag_set_language(child.tag, inner.language);
    }
    if (outer->walk->flow->book->is_draft)
        add_separator(&inner, element);
    PsgFlowRange range = {.start = (guint)outer->walk->words.text->len};
    add_isolated(outer, &inner, element);
    range.end = (guint)outer->walk->words.text->len;
    if (is_change(element))
        g_array_append_val(outer->walk->words.changes, range);
}

static void
add_break(const PsgFlowInline *state, gboolean is_forced)
{
    PsgFlowManner manner = psg_flow_get_manner(state);
    if (is_forced)
        psg_flow_words_break(&state->walk->words, &manner);
    else
        psg_flow_words_add_own(&state->walk->words, "\342\200\213", &manner);
}

/* Numbers of notes are said by what hangs beside them, boxes of tasks by the list. */
static gboolean
is_left_out(const xmlNode *element)
{
    return psg_tree_is(element, "input") || psg_flow_has_class(element, "footnote-number") ||
           psg_flow_has_class(element, "footnote-back");
}

void
psg_flow_inline_anchor(const PsgFlowInline *state, const xmlNode *element)
{
    PsgFlowWords *words = &state->walk->words;
    PsgFlowAnchor anchor = {(guint)words->text->len, element};
    if (state->belonging->tag && element->properties && psg_tree_get_attribute(element, "id"))
        g_array_append_val(words->anchors, anchor);
}

static void
add_element(const PsgFlowInline *state, const xmlNode *element)
{
    if (is_left_out(element))
        return;
    psg_flow_inline_anchor(state, element);
    if (psg_tree_is(element, "a"))
        psg_flow_link(state, element);
    else if (psg_tree_is(element, "img"))
        psg_flow_inline_picture(state, element);
    else if (psg_tree_is(element, "br") || psg_tree_is(element, "wbr"))
        add_break(state, psg_tree_is(element, "br"));
    else if (psg_flow_has_class(element, "footnote-ref"))
        psg_flow_call(state, element);
    else
        add_phrase(state, element);
}

void
psg_flow_inline(const PsgFlowInline *state, const xmlNode *first, const xmlNode *end)
{
    for (const xmlNode *node = first; node && node != end; node = node->next) {
        if (node->type == XML_ELEMENT_NODE)
            add_element(state, node);
        else if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
            add_text(state, node);
    }
}
