/* Paragraphs of the engine's own whose parts differ in language or lead somewhere: "See also" and
 * the terms, "Published at" and an address. */
#include "publish/print/flow/internal.h"
#include "text/language.h"

static PsgFlowPlace
enter_language(const PsgFlowPlace *place, const char *language)
{
    PsgFlowPlace inner = *place;
    if (language) {
        inner.language = g_intern_string(language);
        inner.is_right_to_left = psg_language_is_right_to_left(language);
    }
    return inner;
}

/* The tag that a piece asks for; PSG_TAG_DOCUMENT: none. */
static PsgTagType
find_tag(const PsgFlowPiece *piece, gboolean is_foreign)
{
    if (piece->destination || piece->uri)
        return PSG_TAG_LINK;
    return is_foreign ? PSG_TAG_SPAN : PSG_TAG_DOCUMENT;
}

/* A piece that runs another way is kept apart from the words around it (UAX #9, section 2.4). */
static void
put_isolated(const PsgFlowInline *inner, const PsgFlowInline *outer, const char *words)
{
    gboolean is_turned = inner->is_right_to_left != outer->is_right_to_left;
    if (is_turned)
        psg_flow_inline_words(inner, inner->is_right_to_left ? "\342\201\247" : "\342\201\246");
    psg_flow_inline_words(inner, words);
    if (is_turned)
        psg_flow_inline_words(inner, "\342\201\251");
}

static void
put_piece(const PsgFlowInline *outer, const PsgFlowPiece *piece)
{
    PsgFlowInline inner = *outer;
    PsgFlowBelonging child;
    if (piece->language) {
        inner.language = g_intern_string(piece->language);
        inner.is_right_to_left = psg_language_is_right_to_left(piece->language);
    }
    gboolean is_foreign = inner.language != outer->language;
    PsgTagType type = find_tag(piece, is_foreign);
    inner.style |= piece->is_bold ? PSG_FLOW_BOLD : 0;
    if (type != PSG_TAG_DOCUMENT) {
        child = psg_flow_open_child(outer, type, NULL);
        inner.belonging = &child;
        if (is_foreign)
            psg_tag_set_language(child.tag, inner.language);
    }
    if (type == PSG_TAG_LINK) {
        inner.style |= PSG_FLOW_LINK;
        child.link = psg_galley_add_link(outer->walk->galley, child.tag, g_strdup(piece->uri),
                g_strdup(piece->destination), g_strdup(piece->words));
    }
    put_isolated(&inner, outer, piece->words);
    inner.style = outer->style;
    if (piece->destination && outer->walk->style->with_page_references)
        psg_flow_page_reference(&inner, piece->destination);
}

PsgTag *
psg_flow_add_pieces(PsgFlow *flow, PsgPrintRole role, PsgTagType type, PsgTag *parent,
        const PsgFlowPiece *pieces, guint count, const char *language, PsgLength x, PsgLength width)
{
    PsgFlowWalk walk;
    PsgFlowColumn column;
    psg_flow_walk_init(&walk, flow);
    PsgFlowPlace outer = psg_flow_begin(&walk, &column, parent, x, width);
    PsgFlowPlace place = enter_language(&outer, language);
    PsgTag *tag = psg_flow_tag(&walk, &outer, &place, type, NULL);
    PsgFlowBelonging belonging = {.tag = tag};
    PsgFlowInline state = {.walk = &walk,
            .belonging = &belonging,
            .role = role,
            .style = place.style,
            .language = place.language,
            .is_right_to_left = place.is_right_to_left,
            .width = place.width};
    psg_flow_words_reset(&walk.words);
    for (guint i = 0; i < count; i++)
        put_piece(&state, &pieces[i]);
    PsgFlowSetting setting = {
            .role = role, .keeps_with_next = walk.style->texts[role].keeps_with_next, .notes = tag};
    psg_flow_set(&walk, &place, &setting);
    psg_flow_end(&walk, &column);
    psg_flow_walk_clear(&walk);
    return tag;
}
