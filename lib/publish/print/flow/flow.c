/* A chapter as a galley. See flow.h; each construct has a file of its own here. */
#include "publish/print/flow/flow.h"

#include "publish/print/flow/internal.h"
#include "text/language.h"

/* --- the walk --- */

void
psg_flow_walk_init(PsgFlowWalk *walk, PsgFlow *flow)
{
    *walk = (PsgFlowWalk){.flow = flow,
            .galley = flow->galley,
            .style = flow->book->style,
            .called = g_array_new(FALSE, FALSE, sizeof(PsgFlowCalled)),
            .note_box = -1,
            .addresses = g_ptr_array_new_with_free_func(psg_flow_address_free),
            .printed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
    psg_flow_words_init(&walk->words);
}

void
psg_flow_walk_clear(PsgFlowWalk *walk)
{
    psg_flow_words_clear(&walk->words);
    g_array_unref(walk->called);
    g_ptr_array_unref(walk->addresses);
    g_hash_table_unref(walk->printed);
    g_clear_pointer(&walk->notes, g_hash_table_unref);
    g_clear_pointer(&walk->note_numbers, g_hash_table_unref);
    g_clear_pointer(&walk->terms, g_hash_table_unref);
    for (gsize i = 0; i < G_N_ELEMENTS(walk->boxes); i++)
        g_clear_pointer(&walk->boxes[i], psg_pdf_picture_unref);
}

PsgFlowPlace
psg_flow_begin(PsgFlowWalk *walk, PsgFlowColumn *column, PsgTag *tag, PsgLength x, PsgLength width)
{
    const char *language = walk->flow->book->document->entry->language;
    *column = (PsgFlowColumn){.boxes = walk->galley->boxes, .space = walk->galley->space};
    return (PsgFlowPlace){.column = column,
            .tag = tag,
            .x = x,
            .width = width,
            .panel = -1,
            .role = PSG_ROLE_BODY,
            .language = g_intern_string(language),
            .is_right_to_left = psg_language_is_right_to_left(language)};
}

void
psg_flow_end(PsgFlowWalk *walk, PsgFlowColumn *column)
{
    walk->galley->space = column->space;
    g_clear_pointer(&column->label, psg_type_text_unref);
}

/* --- chapters --- */

static void
find_terms(PsgFlowWalk *walk)
{
    const GPtrArray *uses = walk->chapter->text->term_uses;
    if (!uses || uses->len == 0)
        return;
    walk->terms = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < uses->len; i++) {
        const PsgTermUse *use = uses->pdata[i];
        g_hash_table_insert(walk->terms, use->node, (gpointer)use->term);
    }
}

static PsgGalley *
new_galley(const PsgFlowBook *book, const PsgModelChapter *chapter)
{
    PsgGalley *galley = psg_galley_new(PSG_GALLEY_BODY);
    const PsgText *text = chapter->text;
    galley->has_running_head = TRUE;
    galley->running_head = g_strdup(chapter->title);
    galley->language = g_intern_string(text->language);
    galley->is_right_to_left = text->is_right_to_left;
    galley->chapter = chapter;
    galley->tag = psg_tag_new(PSG_TAG_SECTION);
    psg_tag_set_source(galley->tag, chapter->entry->path ? chapter->entry->path : "", 0);
    if (g_strcmp0(text->language, book->document->entry->language) != 0)
        psg_tag_set_language(galley->tag, text->language);
    return galley;
}

/* What stands at the very end leads to the last box there is. */
static void
settle_anchors(PsgGalley *galley)
{
    for (guint i = 0; i < galley->anchors->len; i++) {
        PsgPrintAnchor *anchor = &g_array_index(galley->anchors, PsgPrintAnchor, i);
        anchor->box = MIN(anchor->box, MAX(galley->boxes->len, 1) - 1);
    }
}

static void
flow_text(PsgFlowWalk *walk, const PsgText *text)
{
    PsgFlowColumn column;
    PsgFlowPlace place = psg_flow_begin(
            walk, &column, walk->galley->tag, 0, psg_print_style_get_measure(walk->style));
    place.language = g_intern_string(text->language);
    place.is_right_to_left = text->is_right_to_left;
    psg_flow_find_notes(walk, text->root);
    psg_flow_title(walk, &place);
    psg_flow_blocks(walk, &place, text->root);
    psg_flow_left_notes(walk, &place);
    psg_flow_addresses(walk, &place);
    psg_flow_flush_label(walk, &place);
    psg_flow_end(walk, &column);
}

PsgGalley *
psg_flow_chapter(const PsgFlowBook *book, const PsgModelChapter *chapter, PsgTypeContext *context,
        PsgFindings *findings)
{
    PsgGalley *galley = new_galley(book, chapter);
    PsgFlow flow = {.book = book,
            .context = context,
            .findings = findings,
            .galley = galley,
            .path = chapter->entry->path ? chapter->entry->path : ""};
    PsgPrintAnchor start = {psg_print_make_destination(chapter, NULL, NULL), 0};
    g_array_append_val(galley->anchors, start);
    PsgFlowWalk walk;
    psg_flow_walk_init(&walk, &flow);
    walk.chapter = chapter;
    find_terms(&walk);
    flow_text(&walk, chapter->text);
    psg_flow_walk_clear(&walk);
    settle_anchors(galley);
    return galley;
}
