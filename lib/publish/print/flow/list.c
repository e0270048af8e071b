/* Lists: each item has its label (a bullet, a number, the box of a task) hanging beside its first
 * line. Numbers stand flush with the words; lists in lists move in as long as there is room. */
#include "publish/print/flow/internal.h"
#include "text/tree.h"

/* --- labels --- */

static PsgLength
get_size(const PsgFlowWalk *walk, const PsgFlowPlace *place)
{
    return walk->style->texts[place->role].look.size;
}

gboolean
psg_flow_move_in(const PsgFlowWalk *walk, PsgFlowPlace *place, PsgLength indent, PsgLength least)
{
    PsgLength room = place->width - PSG_FLOW_NARROWEST * get_size(walk, place);
    if (indent > room) {
        if (place->gutter >= least)
            return TRUE;
        indent = MAX(room, least);
        if (least > place->width / 2)
            return FALSE;
    }
    place->width -= indent;
    place->x += place->is_right_to_left ? 0 : indent;
    place->gutter = indent;
    return TRUE;
}

/* Puts walk->words beside the next line of `place`, which moves in by at least `indent`. */
static void
hang_words(PsgFlowWalk *walk, PsgFlowPlace *place, PsgLength indent)
{
    PsgFlowColumn *column = place->column;
    PsgLength gap = get_size(walk, place) * 2 / 5;
    psg_flow_flush_label(walk, place);
    PsgTypeText *label = psg_flow_set_label(walk, place);
    PsgLength width = psg_flow_get_width(label);
    column->label = label;
    column->label_x = place->x;
    if (!psg_flow_move_in(walk, place, MAX(indent, width + gap), width + gap))
        psg_flow_flush_label(walk, place);
    else
        column->label_x =
                place->is_right_to_left ? place->x + place->width + gap : place->x - gap - width;
}

static PsgFlowInline
begin_label(PsgFlowWalk *walk, const PsgFlowPlace *place, PsgFlowBelonging *belonging)
{
    psg_flow_words_reset(&walk->words);
    *belonging = (PsgFlowBelonging){
            .tag = place->tag ? psg_tag_append(place->tag, PSG_TAG_LABEL) : NULL};
    return (PsgFlowInline){.walk = walk,
            .belonging = belonging,
            .role = place->role,
            .style = place->style,
            .language = place->language,
            .is_right_to_left = place->is_right_to_left,
            .is_heading = TRUE,
            .width = place->width};
}

void
psg_flow_hang(PsgFlowWalk *walk, PsgFlowPlace *place, const xmlNode *first, PsgLength indent)
{
    PsgFlowBelonging belonging;
    PsgFlowInline state = begin_label(walk, place, &belonging);
    psg_flow_inline(&state, first, NULL);
    if (walk->words.text->len > 0)
        hang_words(walk, place, indent);
}

static void
hang_text(PsgFlowWalk *walk, PsgFlowPlace *place, const char *text, PsgLength indent)
{
    PsgFlowBelonging belonging;
    PsgFlowInline state = begin_label(walk, place, &belonging);
    psg_flow_inline_words(&state, text);
    hang_words(walk, place, indent);
}

/* --- tasks --- */

static const xmlNode *
find_box(const xmlNode *item)
{
    const xmlNode *first = psg_flow_find_child(item, "p");
    const xmlNode *label = psg_flow_find_child(item, "label");
    if (!label && first)
        label = psg_flow_find_child(first, "label");
    return label ? psg_flow_find_child(label, "input") : NULL;
}

/* A box of 10 by 10, with a tick in it where the task is done: it needs no font. */
static PsgPdfPicture *
get_box(PsgFlowWalk *walk, gboolean is_done)
{
    if (walk->boxes[is_done])
        return walk->boxes[is_done];
    PsgColour colour = walk->style->text_colour;
    g_autoptr(GString) operators = g_string_new(NULL);
    for (gint shift = 16; shift >= 0; shift -= 8) {
        guint thousandths = ((colour >> shift & 0xff) * 1000 + 127) / 255;
        g_string_append_printf(operators, "%u.%03u ", thousandths / 1000, thousandths % 1000);
    }
    g_string_append(operators, "RG 1 w 0.5 0.5 9 9 re S\n");
    if (is_done)
        g_string_append(operators, "1.6 w 2.2 5.2 m 4.3 2.7 l 8 7.8 l S\n");
    PsgPdfDrawing drawing = {.width = 10, .height = 10, .operators = operators};
    walk->boxes[is_done] = psg_pdf_picture_new_drawing(&drawing);
    return walk->boxes[is_done];
}

static void
add_box_figure(PsgFlowWalk *walk, const PsgFlowInline *state, gboolean is_done)
{
    const char *language;
    const char *words = psg_flow_get_word(
            state->language, is_done ? PSG_FLOW_WORD_DONE : PSG_FLOW_WORD_TO_DO, &language);
    PsgFlowBelonging figure = psg_flow_open_child(state, PSG_TAG_FIGURE, NULL);
    PsgFlowInline inner = *state;
    inner.belonging = &figure;
    psg_tag_set_alternative(figure.tag, words);
    if (!g_str_has_prefix(state->language, language))
        psg_tag_set_language(figure.tag, language);
    PsgFlowManner manner = psg_flow_get_manner(&inner);
    manner.owner->picture = psg_pdf_picture_ref(get_box(walk, is_done));
    manner.owner->figure = figure.tag;
    PsgLength size = manner.look->size * 4 / 5;
    psg_flow_words_add_object(&walk->words, size, size, &manner);
}

static void
hang_task(PsgFlowWalk *walk, PsgFlowPlace *place, const xmlNode *box, PsgLength indent)
{
    PsgFlowBelonging belonging;
    PsgFlowInline state = begin_label(walk, place, &belonging);
    add_box_figure(walk, &state, psg_tree_get_attribute(box, "checked") != NULL);
    hang_words(walk, place, indent);
}

/* --- items --- */

typedef struct {
    const xmlNode *node;
    gboolean is_ordered, is_tight;
    gint64 number, step; /* of the next item */
    PsgLength indent, space;
} List;

/* Items without paragraphs stand close together. */
static gboolean
is_tight(const xmlNode *list)
{
    for (const xmlNode *item = list->children; item; item = item->next)
        for (const xmlNode *child = item->children; child; child = child->next)
            if (psg_tree_is(child, "p"))
                return FALSE;
    return TRUE;
}

static guint
count_items(const xmlNode *list)
{
    guint count = 0;
    for (const xmlNode *item = list->children; item; item = item->next)
        count += psg_tree_is(item, "li");
    return count;
}

static const char *
get_bullet(const PsgFlowWalk *walk)
{
    return walk->list_depth % 2 == 1 ? "•" : "–";
}

/* The room that the widest number takes. */
static PsgLength
measure_numbers(PsgFlowWalk *walk, const PsgFlowPlace *place, const List *list)
{
    gint64 last = list->number + list->step * MAX((gint64)count_items(list->node) - 1, 0);
    g_autofree char *widest =
            g_strdup_printf("%" G_GINT64_FORMAT ".", MAX(ABS(list->number), ABS(last)));
    PsgFlowBelonging belonging = {0};
    PsgFlowPlace wide = *place;
    wide.tag = NULL;
    PsgFlowInline state = begin_label(walk, &wide, &belonging);
    psg_flow_inline_words(&state, widest);
    return psg_flow_measure_words(walk, &wide) + get_size(walk, place) * 2 / 5;
}

static void
init_list(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *node, List *list)
{
    *list = (List){.node = node,
            .is_ordered = psg_tree_is(node, "ol"),
            .is_tight = is_tight(node),
            .number = 1,
            .step = 1,
            .indent = walk->style->list_indent};
    PsgLength after = walk->style->texts[place->role].space_after;
    list->space = list->is_tight ? after * 2 / 5 : after;
    if (!list->is_ordered)
        return;
    if (psg_tree_get_attribute(node, "reversed")) {
        list->number = count_items(node);
        list->step = -1;
    }
    list->number = psg_flow_get_number(node, "start", (guint)list->number);
    list->indent = MAX(list->indent, measure_numbers(walk, place, list));
}

static void
hang_label(PsgFlowWalk *walk, PsgFlowPlace *place, const xmlNode *item, List *list)
{
    const xmlNode *box = psg_flow_has_class(item, "task") ? find_box(item) : NULL;
    if (psg_tree_get_attribute(item, "value"))
        list->number = psg_flow_get_number(item, "value", 0);
    if (place->column->is_measured) {
        psg_flow_move_in(walk, place, list->indent, list->indent);
    } else if (box && !list->is_ordered) {
        hang_task(walk, place, box, list->indent);
    } else if (list->is_ordered) {
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT ".", list->number);
        hang_text(walk, place, number, list->indent);
    } else {
        hang_text(walk, place, get_bullet(walk), list->indent);
    }
    list->number += list->step;
}

static void
add_item(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *item, List *list)
{
    PsgFlowPlace inner = psg_flow_enter(place, item);
    psg_flow_anchor(walk, place, item);
    inner.tag = psg_flow_tag(walk, place, &inner, PSG_TAG_LIST_ITEM, item);
    hang_label(walk, &inner, item, list);
    if (inner.tag)
        inner.tag = psg_tag_append(inner.tag, PSG_TAG_LIST_BODY);
    inner.is_direct = TRUE;
    psg_flow_blocks(walk, &inner, item);
    psg_flow_flush_label(walk, &inner);
    inner.column->space = list->space;
}

/* A single line of a list never stands alone at the foot or the head of a page: the first item goes
 * with the second, the last with the one before it. `starts` are the items' first boxes. */
static void
keep_ends(const PsgFlowPlace *place, const GArray *starts)
{
    GArray *boxes = place->column->boxes;
    guint count = starts->len;
    if (count < 2)
        return;
    guint first = g_array_index(starts, guint, 0), second = g_array_index(starts, guint, 1);
    guint last = g_array_index(starts, guint, count - 1);
    if (second == first + 1)
        g_array_index(boxes, PsgBox, first).keeps_with_next = TRUE;
    if (last + 1 == boxes->len && last > first)
        g_array_index(boxes, PsgBox, last - 1).keeps_with_next = TRUE;
}

static void
add_items(PsgFlowWalk *walk, const PsgFlowPlace *place, List *list)
{
    g_autoptr(GArray) starts = g_array_new(FALSE, FALSE, sizeof(guint));
    gboolean is_measured = place->column->is_measured;
    for (const xmlNode *item = list->node->children; item; item = item->next) {
        if (!psg_tree_is(item, "li"))
            continue;
        guint start = is_measured ? 0 : place->column->boxes->len;
        g_array_append_val(starts, start);
        add_item(walk, place, item, list);
    }
    if (!is_measured)
        keep_ends(place, starts);
}

void
psg_flow_list(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *node)
{
    List list;
    PsgFlowPlace inner = psg_flow_enter(place, node);
    gboolean is_nested = place->is_direct;
    walk->list_depth++;
    init_list(walk, &inner, node, &list);
    if (is_nested && list.is_tight)
        place->column->space = MIN(place->column->space, list.space);
    inner.tag = psg_flow_tag(walk, place, &inner, PSG_TAG_LIST, node);
    if (inner.tag)
        psg_tag_set_numbering(inner.tag, list.is_ordered ? PSG_TAG_LIST_DECIMAL
                                         : psg_flow_has_class(node, "task-list")
                                                 ? PSG_TAG_LIST_NONE
                                                 : PSG_TAG_LIST_DISC);
    add_items(walk, &inner, &list);
    walk->list_depth--;
    if (!is_nested)
        psg_flow_leave_space(place, walk->style->texts[place->role].space_after);
}
