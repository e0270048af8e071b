/* Pieces of words that no text's tree has: titles, lines of contents, what the pages around the
 * chapters say. */
#include "publish/print/flow/internal.h"
#include "text/language.h"

/* --- a walk for one call --- */

typedef struct {
    PsgFlowWalk walk;
    PsgFlowColumn column;
    PsgFlowPlace place;
} Piece;

static void
begin(Piece *piece, PsgFlow *flow, PsgTag *tag, PsgLength x, PsgLength width)
{
    psg_flow_walk_init(&piece->walk, flow);
    piece->place = psg_flow_begin(&piece->walk, &piece->column, tag, x, width);
}

static void
end(Piece *piece)
{
    psg_flow_end(&piece->walk, &piece->column);
    psg_flow_walk_clear(&piece->walk);
}

static void
set_language(PsgFlowPlace *place, const char *language)
{
    if (!language)
        return;
    place->language = g_intern_string(language);
    place->is_right_to_left = psg_language_is_right_to_left(language);
}

/* --- words --- */

static PsgFlowInline
make_state(PsgFlowWalk *walk, const PsgFlowPlace *place, PsgPrintRole role,
        PsgFlowBelonging *belonging)
{
    return (PsgFlowInline){.walk = walk,
            .belonging = belonging,
            .role = role,
            .style = place->style,
            .language = place->language,
            .is_right_to_left = place->is_right_to_left,
            .is_heading = TRUE,
            .width = place->width};
}

/* The words below `tag`, in a link where `destination` is not NULL. */
static PsgFlowBelonging
put_words(PsgFlowWalk *walk, const PsgFlowPlace *place, PsgPrintRole role, PsgTag *tag,
        const char *words, const char *destination)
{
    PsgFlowBelonging outer = {.tag = tag}, belonging = outer;
    PsgFlowInline state = make_state(walk, place, role, &outer);
    psg_flow_words_reset(&walk->words);
    if (destination) {
        belonging = psg_flow_open_child(&state, PSG_TAG_LINK, NULL);
        belonging.link = psg_galley_add_link(
                walk->galley, belonging.tag, NULL, g_strdup(destination), g_strdup(words));
    }
    state.belonging = &belonging;
    psg_flow_inline_words(&state, words);
    return belonging;
}

PsgTag *
psg_flow_add_line(PsgFlowWalk *walk, const PsgFlowPlace *place, PsgPrintRole role, PsgTagType type,
        const char *words, const char *language)
{
    PsgFlowPlace inner = *place;
    set_language(&inner, language);
    PsgTag *tag = psg_flow_tag(walk, place, &inner, type, NULL);
    put_words(walk, &inner, role, tag, words, NULL);
    gboolean is_heading = type == PSG_TAG_HEADING;
    PsgFlowSetting setting = {.role = role,
            .keeps_with_next = walk->style->texts[role].keeps_with_next || is_heading,
            .is_whole = is_heading,
            .notes = tag};
    psg_flow_set(walk, &inner, &setting);
    return tag;
}

PsgTag *
psg_flow_add_words(PsgFlow *flow, PsgPrintRole role, PsgTagType type, PsgTag *parent,
        const char *words, const char *language, PsgLength x, PsgLength width,
        const char *destination)
{
    Piece piece;
    begin(&piece, flow, parent, x, width);
    PsgFlowPlace inner = piece.place;
    set_language(&inner, language);
    PsgTag *tag = psg_flow_tag(&piece.walk, &piece.place, &inner, type, NULL);
    put_words(&piece.walk, &inner, role, tag, words, destination);
    PsgFlowSetting setting = {.role = role,
            .keeps_with_next = flow->book->style->texts[role].keeps_with_next,
            .notes = tag};
    psg_flow_set(&piece.walk, &inner, &setting);
    end(&piece);
    return tag;
}

PsgTag *
psg_flow_add_heading(PsgFlow *flow, guint level, PsgTag *parent, const char *title,
        const char *language, const char *destination)
{
    Piece piece;
    PsgGalley *galley = flow->galley;
    PsgPrintRole role = (PsgPrintRole)(PSG_ROLE_HEADING_1 + CLAMP(level, 1, 6) - 1);
    begin(&piece, flow, parent, 0, psg_print_style_get_measure(flow->book->style));
    PsgPrintAnchor anchor = {g_strdup(destination), galley->boxes->len};
    if (destination)
        g_array_append_val(galley->anchors, anchor);
    PsgTag *tag =
            psg_flow_add_line(&piece.walk, &piece.place, role, PSG_TAG_HEADING, title, language);
    psg_tag_set_level(tag, CLAMP(level, 1, 6));
    PsgPrintHeading heading = {level, g_strdup(title), g_strdup(destination), anchor.box, tag};
    g_array_append_val(galley->headings, heading);
    end(&piece);
    return tag;
}

/* --- contents --- */

/* The digits at the right edge, that are replaced. */
static PsgTypeText *
set_number(Piece *piece, const PsgFlowPlace *place, PsgPrintRole role, const char *destination)
{
    PsgFlowBelonging nothing = {0};
    PsgFlowInline state = make_state(&piece->walk, place, role, &nothing);
    PsgFlowManner manner = psg_flow_get_manner(&state);
    manner.owner = psg_galley_add_owner(piece->walk.galley, NULL);
    manner.owner->page_of = (gint)psg_galley_get_target(piece->walk.galley, destination);
    psg_flow_words_reset(&piece->walk.words);
    psg_flow_words_add_own(&piece->walk.words, "000", &manner);
    return psg_flow_set_label(&piece->walk, place);
}

static void
own_number(const PsgTypeText *number, const PsgFlowBelonging *belonging)
{
    for (guint i = 0; i < number->spans->len; i++) {
        PsgPrintOwner *owner = g_array_index(number->spans, PsgTypeSpan, i).owner;
        owner->tag = belonging->tag;
        owner->link = belonging->link;
        owner->content = belonging->owner ? belonging->owner->content : NULL;
    }
}

/* "2.1" before the title, which moves in for it. */
static void
hang_number(Piece *piece, PsgFlowPlace *place, PsgPrintRole role, PsgTag *item, const char *number)
{
    PsgTag *tag = psg_tag_append(item, PSG_TAG_LABEL);
    put_words(&piece->walk, place, role, tag, number, NULL);
    PsgTypeText *label = psg_flow_set_label(&piece->walk, place);
    PsgLength gap = piece->walk.style->texts[role].look.size / 2;
    PsgLength indent = MAX(psg_flow_get_width(label) + gap, piece->walk.style->list_indent);
    piece->column.label = label;
    piece->column.label_x = place->is_right_to_left
                                    ? place->x + place->width - psg_flow_get_width(label)
                                    : place->x;
    place->x += place->is_right_to_left ? 0 : indent;
    place->width -= indent;
}

PsgTag *
psg_flow_add_contents_line(PsgFlow *flow, PsgPrintRole role, PsgTag *contents, const char *number,
        const char *title, const char *language, PsgLength x, const char *destination)
{
    Piece piece;
    PsgGalley *galley = flow->galley;
    PsgLength width = psg_print_style_get_measure(flow->book->style) - x;
    begin(&piece, flow, contents, x, width);
    PsgFlowPlace inner = piece.place;
    PsgTag *item = psg_flow_tag(&piece.walk, &piece.place, &inner, PSG_TAG_CONTENTS_ITEM, NULL);
    if (inner.is_right_to_left) { /* room at the start is on the other side */
        inner.x = 0;
    }
    g_autoptr(PsgTypeText) digits = set_number(&piece, &inner, role, destination);
    PsgLength room = psg_flow_get_width(digits) + flow->book->style->texts[role].look.size;
    inner.width -= room;
    inner.x += inner.is_right_to_left ? room : 0;
    if (number)
        hang_number(&piece, &inner, role, item, number);
    set_language(&inner, language);
    PsgTag *reference = psg_tag_append(item, PSG_TAG_REFERENCE);
    if (inner.language != piece.place.language)
        psg_tag_set_language(reference, inner.language);
    inner.is_right_to_left = piece.place.is_right_to_left;
    PsgFlowBelonging belonging =
            put_words(&piece.walk, &inner, role, reference, title, destination);
    own_number(digits, &belonging);
    guint first = galley->boxes->len;
    PsgFlowSetting setting = {.role = role, .is_whole = TRUE, .notes = item};
    psg_flow_set(&piece.walk, &inner, &setting);
    if (galley->boxes->len > first) {
        PsgBox *last = &g_array_index(galley->boxes, PsgBox, galley->boxes->len - 1);
        last->has_leader = TRUE;
        last->page_of = (gint)psg_galley_get_target(galley, destination);
        last->number = psg_type_text_ref(digits);
    }
    end(&piece);
    return item;
}

void
psg_flow_add_space(PsgFlow *flow, PsgLength height)
{
    PsgBox *box = psg_galley_add_box(flow->galley, PSG_BOX_SPACE);
    box->height = height;
    box->width = psg_print_style_get_measure(flow->book->style);
    flow->galley->space = 0;
}

void
psg_flow_add_blocks(PsgFlow *flow, const xmlNode *root, PsgTag *tag, PsgLength x, PsgLength width)
{
    Piece piece;
    begin(&piece, flow, tag, x, width);
    psg_flow_find_notes(&piece.walk, root);
    PsgFlowPlace inner = psg_flow_enter(&piece.place, root);
    psg_flow_blocks(&piece.walk, &inner, root);
    psg_flow_left_notes(&piece.walk, &inner);
    end(&piece);
}
