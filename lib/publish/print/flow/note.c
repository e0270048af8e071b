/* Footnotes. A note's boxes go to the foot of the page that calls it; its tag stands at the end of
 * the paragraph that calls it, so that a sentence is read to its end first. The section of notes at
 * the end of the tree is left out, and so are the links back from them. */
#include "publish/print/flow/internal.h"
#include "text/tree.h"

void
psg_flow_find_notes(PsgFlowWalk *walk, const xmlNode *root)
{
    const xmlNode *section = root->last;
    while (section &&
            (!psg_tree_is(section, "section") || !psg_flow_has_class(section, "footnotes")))
        section = section->prev;
    if (!section)
        return;
    walk->note_section = section;
    walk->notes = g_hash_table_new(g_str_hash, g_str_equal);
    walk->note_numbers = g_hash_table_new(NULL, NULL);
    for (xmlNode *note = section->children; note; note = note->next) {
        const char *id = psg_tree_is(note, "aside") ? psg_tree_get_attribute(note, "id") : NULL;
        if (id)
            g_hash_table_insert(walk->notes, (gpointer)id, note);
    }
}

gboolean
psg_flow_is_notes(const PsgFlowWalk *walk, const xmlNode *element)
{
    return element == walk->note_section;
}

/* --- calls --- */

static const xmlNode *
find_note(const PsgFlowWalk *walk, const xmlNode *link)
{
    const char *href = link ? psg_tree_get_attribute(link, "href") : NULL;
    return walk->notes && href && href[0] == '#' ? g_hash_table_lookup(walk->notes, href + 1)
                                                 : NULL;
}

/* The note's number in the galley, given at its first call; `is_first` says whether this is it. */
static guint
get_number(PsgFlowWalk *walk, const xmlNode *note, gboolean *is_first)
{
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(walk->note_numbers, note));
    *is_first = number == 0;
    if (number > 0)
        return number - 1;
    PsgPrintNote empty = {psg_boxes_new()};
    number = walk->galley->notes->len;
    g_array_append_val(walk->galley->notes, empty);
    PsgFlowCalled called = {number, note};
    g_array_append_val(walk->called, called);
    g_hash_table_insert(walk->note_numbers, (gpointer)note, GUINT_TO_POINTER(number + 1));
    return number;
}

static void
call_first(const PsgFlowInline *state, const xmlNode *link, guint number)
{
    psg_flow_get_manner(state).owner->note = (gint)number;
    psg_flow_inline(state, link->children, NULL);
    GString *text = state->walk->words.text;
    PsgFlowCall call = {(guint)MAX(text->len, 1) - 1, number};
    g_array_append_val(state->walk->words.calls, call);
}

/* The note stands on the page of its first call: later ones lead there. */
static void
call_again(const PsgFlowInline *state, const xmlNode *link, const xmlNode *note)
{
    PsgFlowWalk *walk = state->walk;
    PsgFlowInline inner = *state;
    PsgFlowBelonging child = psg_flow_open_child(state, PSG_TAG_LINK, link);
    g_autofree char *destination = walk->chapter ? psg_print_make_destination(walk->chapter, NULL,
                                                           psg_tree_get_attribute(note, "id"))
                                                 : NULL;
    if (destination && !child.link) {
        child.link = psg_galley_add_link(walk->galley, child.tag, NULL, g_strdup(destination),
                g_strdup((const char *)(link->children ? link->children->content
                                                       : (const xmlChar *)"")));
        inner.belonging = &child;
    }
    psg_flow_inline(&inner, link->children, NULL);
    inner.style &= ~(PsgFlowStyle)PSG_FLOW_RAISED;
    if (destination && walk->style->with_page_references && !state->is_heading)
        psg_flow_page_reference(&inner, destination);
}

void
psg_flow_call(const PsgFlowInline *state, const xmlNode *sup)
{
    const xmlNode *link = psg_flow_find_child(sup, "a"), *note = find_note(state->walk, link);
    PsgFlowInline inner = *state;
    inner.style |= PSG_FLOW_RAISED;
    if (!note || !state->belonging->tag) {
        psg_flow_inline(&inner, link && note ? link->children : sup->children, NULL);
        return;
    }
    PsgFlowBelonging child = psg_flow_open_child(state, PSG_TAG_REFERENCE, sup);
    inner.belonging = &child;
    psg_flow_inline_anchor(state, link);
    gboolean is_first;
    guint number = get_number(state->walk, note, &is_first);
    if (is_first)
        call_first(&inner, link, number);
    else
        call_again(&inner, link, note);
}

/* --- notes --- */

/* The note's number hangs beside its first line. */
static void
hang_number(PsgFlowWalk *walk, PsgFlowPlace *place, const xmlNode *note)
{
    const xmlNode *first = psg_flow_find_child(note, "p");
    const xmlNode *number = first ? first->children : NULL;
    if (!number || !psg_flow_has_class(number, "footnote-number"))
        return;
    psg_flow_hang(walk, place, number->children, 0);
}

static void
set_note(PsgFlowWalk *walk, PsgTag *parent, const PsgFlowCalled *called)
{
    PsgFlowColumn column;
    PsgFlowPlace place =
            psg_flow_begin(walk, &column, parent, 0, psg_print_style_get_measure(walk->style));
    if (walk->chapter) {
        place.language = g_intern_string(walk->chapter->text->language);
        place.is_right_to_left = walk->chapter->text->is_right_to_left;
    }
    PsgFlowPlace inner = psg_flow_enter(&place, called->node);
    inner.tag = psg_flow_tag(walk, &place, &inner, PSG_TAG_NOTE, called->node);
    inner.role = PSG_ROLE_NOTE;
    column.boxes =
            g_array_ref(g_array_index(walk->galley->notes, PsgPrintNote, called->number).boxes);
    column.space = 0;
    column.is_at_top = TRUE;
    psg_flow_anchor_at(walk, called->node, 0);
    hang_number(walk, &inner, called->node);
    psg_flow_blocks(walk, &inner, called->node);
    psg_flow_flush_label(walk, &inner);
    g_array_unref(column.boxes);
}

void
psg_flow_set_notes(PsgFlowWalk *walk, PsgTag *tag)
{
    for (guint i = 0; i < walk->called->len; i++) {
        PsgFlowCalled called = g_array_index(walk->called, PsgFlowCalled, i);
        set_note(walk, tag, &called);
    }
    g_array_set_size(walk->called, 0);
}

static void
add_left_note(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *note)
{
    PsgFlowPlace inner = psg_flow_enter(place, note);
    inner.role = PSG_ROLE_NOTE;
    inner.tag = psg_flow_tag(walk, place, &inner, PSG_TAG_NOTE, note);
    psg_flow_anchor(walk, place, note);
    hang_number(walk, &inner, note);
    psg_flow_blocks(walk, &inner, note);
    psg_flow_flush_label(walk, &inner);
}

void
psg_flow_left_notes(PsgFlowWalk *walk, const PsgFlowPlace *place)
{
    gboolean is_first = TRUE;
    const xmlNode *first = walk->note_section ? walk->note_section->children : NULL;
    for (const xmlNode *node = first; node; node = node->next) {
        if (!psg_tree_is(node, "aside") || g_hash_table_contains(walk->note_numbers, node))
            continue;
        for (const xmlNode *title = first; is_first && title; title = title->next)
            if (psg_tree_is(title, "h2"))
                psg_flow_heading(walk, place, title);
        is_first = FALSE;
        add_left_note(walk, place, node);
    }
}
