/* The redline: a copy of the new text in which what is new is marked and what is gone stands again.
 * See redline.h. First what is gone gets its place, beside blocks that are still as they were; then
 * the words of the blocks are marked. */
#include "text/diff/redline.h"

#include <string.h>

#include "text/diff/redline_internal.h"
#include "text/language.h"
#include "text/markup.h"
#include "text/tree.h"

/* --- pieces --- */

xmlNode *
psg_redline_new_element(PsgRedline *redline, const char *name, const char *class)
{
    xmlNode *element = xmlNewDocNode(redline->document, NULL, (const xmlChar *)name, NULL);
    if (class)
        xmlNewProp(element, (const xmlChar *)"class", (const xmlChar *)class);
    return element;
}

void
psg_redline_add_class(xmlNode *element, const char *class)
{
    const char *old = psg_tree_get_attribute(element, "class");
    g_autofree char *both = old && *old ? g_strconcat(old, " ", class, NULL) : g_strdup(class);
    xmlSetProp(element, (const xmlChar *)"class", (const xmlChar *)both);
}

void
psg_redline_append_text(PsgRedline *redline, xmlNode *parent, const char *text, gssize length)
{
    int size = (int)(length < 0 ? strlen(text) : (gsize)length);
    psg_tree_append(parent, xmlNewDocTextLen(redline->document, (const xmlChar *)text, size));
}

const char *
psg_redline_get_language(const PsgRedline *redline, const xmlNode *node)
{
    for (; node && node->type == XML_ELEMENT_NODE; node = node->parent) {
        const char *language = psg_tree_get_attribute(node, "lang");
        if (language)
            return language;
    }
    const PsgText *text = redline->pair->new_side.text ? redline->pair->new_side.text
                                                       : redline->pair->old_side.text;
    return text && text->language ? text->language : "en";
}

void
psg_redline_set_english(PsgRedline *redline, xmlNode *element, const xmlNode *place)
{
    const char *language = psg_redline_get_language(redline, place);
    if (!g_ascii_strncasecmp(language, "en", 2) && (!language[2] || language[2] == '-'))
        return;
    xmlNewProp(element, (const xmlChar *)"lang", (const xmlChar *)"en");
    xmlNewProp(element, (const xmlChar *)"dir", (const xmlChar *)"ltr");
}

xmlNode *
psg_redline_new_note(PsgRedline *redline, const xmlNode *place, const char *words)
{
    xmlNode *note = psg_redline_new_element(redline, "span", "change-note");
    psg_redline_set_english(redline, note, place);
    psg_redline_append_text(redline, note, words, -1);
    return note;
}

void
psg_redline_append_note(PsgRedline *redline, xmlNode *parent, const char *words)
{
    psg_tree_append(parent, psg_redline_new_note(redline, parent, words));
}

void
psg_redline_prepend_note(PsgRedline *redline, xmlNode *parent, const char *words)
{
    xmlNode *note = psg_redline_new_note(redline, parent, words);
    if (parent->children)
        psg_tree_insert_before(parent->children, note);
    else
        psg_tree_append(parent, note);
}

/* --- the copy --- */

static xmlNode *
copy_node(PsgRedline *redline, const xmlNode *node)
{
    xmlNode *copy;
    if (node->type == XML_ELEMENT_NODE) {
        copy = psg_redline_new_element(redline, (const char *)node->name, NULL);
        for (const xmlAttr *at = node->properties; at; at = at->next)
            xmlNewProp(copy, at->name, at->children ? at->children->content : (xmlChar *)"");
    } else {
        copy = xmlNewDocText(redline->document, node->content ? node->content : (xmlChar *)"");
    }
    copy->line = node->line;
    copy->_private = node->_private;
    g_hash_table_insert(redline->copies, (gpointer)node, copy);
    return copy;
}

static void
copy_tree(PsgRedline *redline, const xmlNode *root)
{
    g_hash_table_insert(redline->copies, (gpointer)root, redline->root);
    redline->root->_private = root->_private;
    for (const xmlNode *node = root->children; node; node = psg_tree_get_next(node, root))
        psg_tree_append(
                g_hash_table_lookup(redline->copies, node->parent), copy_node(redline, node));
}

/* --- words about moves --- */

/* The first words of some blocks, as a quotation. */
static char *
quote_beginning(const PsgDiffSide *side, const PsgDiffBlock *block)
{
    guint end = MIN(block->word_end, block->word_start + 8);
    g_autofree char *words = psg_diff_get_text(side, block->word_start, end);
    return g_strdup_printf(
            "\342\200\234%s%s\342\200\235", words, end < block->word_end ? " \342\200\246" : "");
}

/* “Outdoors”, or “Outdoors” in “Play” for another chapter, or where it is in this one. */
static char *
name_place(const PsgDiffSide *side, const PsgDiffBlock *block, gboolean is_other_chapter)
{
    const PsgHeading *section = psg_diff_get_section(side, block);
    const char *chapter = side->text->title;
    if (section && is_other_chapter)
        return g_strdup_printf("\342\200\234%s\342\200\235 in \342\200\234%s\342\200\235",
                section->title, chapter);
    if (section || is_other_chapter)
        return g_strdup_printf("\342\200\234%s\342\200\235", section ? section->title : chapter);
    return g_strdup("the beginning of this chapter");
}

/* TRUE when a move stays in its section: its old and new sections have the same title. */
static gboolean
stays(const PsgDiffSide *side, const PsgDiffBlock *block, const PsgDiffSide *other_side,
        const PsgDiffBlock *other_block, gboolean is_other_chapter)
{
    const PsgHeading *section = psg_diff_get_section(side, block);
    const PsgHeading *other = psg_diff_get_section(other_side, other_block);
    return !is_other_chapter && !section == !other &&
           (!section || !strcmp(section->title, other->title));
}

/* "Moved here from “Outdoors”: ". */
static char *
describe_arrival(PsgRedline *redline, const PsgDiffStep *step)
{
    const PsgDiffSide *old_side = psg_diff_get_old_side(redline->diff, redline->index, step);
    const PsgDiffSide *new_side = &redline->pair->new_side;
    const PsgDiffBlock *from = psg_diff_get_block(old_side, step->old_start);
    const PsgDiffBlock *to = psg_diff_get_block(new_side, step->new_start);
    gboolean is_other = step->other_pair != redline->index;
    if (stays(new_side, to, old_side, from, is_other))
        return g_strdup_printf("Moved here from elsewhere in this %s: ",
                psg_diff_get_section(new_side, to) ? "section" : "chapter");
    g_autofree char *place = name_place(old_side, from, is_other);
    return g_strdup_printf("Moved here from %s: ", place);
}

/* " moved to “Outdoors”.", behind the words that did. */
static char *
describe_departure(PsgRedline *redline, const PsgDiffStep *step)
{
    const PsgDiffStep *end = psg_diff_get_other_end(redline->diff, step);
    const PsgDiffSide *new_side = &psg_diff_get_pair(redline->diff, step->other_pair)->new_side;
    const PsgDiffBlock *from = psg_diff_get_block(&redline->pair->old_side, step->old_start);
    const PsgDiffBlock *to = psg_diff_get_block(new_side, end->new_start);
    gboolean is_other = step->other_pair != redline->index;
    if (stays(new_side, to, &redline->pair->old_side, from, is_other))
        return g_strdup_printf("moved elsewhere in this %s.",
                psg_diff_get_section(new_side, to) ? "section" : "chapter");
    g_autofree char *place = name_place(new_side, to, is_other);
    return g_strdup_printf("moved to %s.", place);
}

/* --- what is gone --- */

/* Steps that stand side by side and share a change. */
typedef struct {
    guint start, end;
} Group;

static Group
find_group(const PsgRedline *redline, guint start)
{
    Group group = {start, start + 1};
    const GArray *steps = redline->pair->steps;
    PsgChange change = g_array_index(steps, PsgDiffStep, start).change;
    while (group.end < steps->len && g_array_index(steps, PsgDiffStep, group.end).change == change)
        group.end++;
    return group;
}

/* Writes one block that is gone. A listener hears what it is at the first block of a group and at
 * each heading, and where it ends. */
static void
put_gone(PsgRedline *redline, guint index, gboolean is_first, gboolean is_last, gboolean is_long)
{
    const PsgDiffSide *side = &redline->pair->old_side;
    const PsgDiffBlock *block = psg_diff_get_block(side, index);
    if (block->kind == PSG_BLOCK_CELL && block->word_start == block->word_end)
        return;
    xmlNode *del = psg_redline_place_gone(redline, block);
    if (is_first || block->kind == PSG_BLOCK_HEADING)
        psg_redline_prepend_note(redline, del, "Removed: ");
    psg_redline_append_old_words(redline, del, side, block, block->word_start, block->word_end);
    if (is_last && is_long)
        psg_redline_append_note(redline, del, PSG_REDLINE_END);
}

/* First and last block of a group's old or new side. */
static void
find_blocks(const PsgRedline *redline, Group group, gboolean is_old, guint *start, guint *end)
{
    const PsgDiffStep *first = psg_diff_get_step(redline->pair, group.start);
    const PsgDiffStep *last = psg_diff_get_step(redline->pair, group.end - 1);
    *start = is_old ? first->old_start : first->new_start;
    *end = is_old ? last->old_end : last->new_end;
}

static void
put_gone_group(PsgRedline *redline, Group group)
{
    const PsgDiffSide *side = &redline->pair->old_side;
    guint start, end;
    find_blocks(redline, group, TRUE, &start, &end);
    gboolean is_long = group.end - group.start > 1 || end - start > 1 ||
                       psg_diff_is_long(side, psg_diff_get_block(side, start)->word_start,
                               psg_diff_get_block(side, end - 1)->word_end);
    for (guint at = group.start; at < group.end; at++) {
        const PsgDiffStep *step = psg_diff_get_step(redline->pair, at);
        for (guint i = step->old_start; i < step->old_end; i++)
            put_gone(redline, i, at == group.start && i == step->old_start,
                    at == group.end - 1 && i == step->old_end - 1, is_long);
    }
    redline->count.deletions++;
}

/* What went to one place leaves one note behind. */
static void
put_departures(PsgRedline *redline, Group group)
{
    g_autofree char *previous = NULL;
    const PsgDiffStep *heading = NULL; /* where the last thing that left arrived, and its pair */
    guint pair = G_MAXUINT;
    for (guint at = group.start; at < group.end; at++) {
        const PsgDiffStep *step = psg_diff_get_step(redline->pair, at);
        const PsgDiffStep *arrival = psg_diff_get_other_end(redline->diff, step);
        if (step->other_pair == pair && psg_diff_goes_along(redline->diff, pair, arrival, heading))
            continue;
        heading = arrival;
        pair = step->other_pair;
        g_autofree char *where = describe_departure(redline, step);
        if (!g_strcmp0(previous, where))
            continue;
        const PsgDiffBlock *block = psg_diff_get_block(&redline->pair->old_side, step->old_start);
        xmlNode *paragraph = psg_redline_place_moved(redline, block);
        g_autofree char *words = quote_beginning(&redline->pair->old_side, block);
        psg_redline_append_text(redline, paragraph, words, -1);
        psg_redline_append_text(redline, paragraph, " ", 1);
        xmlNode *note = psg_redline_new_element(redline, "span", NULL);
        psg_redline_set_english(redline, note, paragraph);
        psg_redline_append_text(redline, note, where, -1);
        psg_tree_append(paragraph, note);
        g_free(previous);
        previous = g_steal_pointer(&where);
    }
}

/* --- what is there --- */

/* The elements that hold the same on both sides, by blocks that stayed. */
static void
map_step(PsgRedline *redline, const PsgDiffStep *step, gboolean is_first)
{
    if (step->change == PSG_CHANGE_MOVED)
        return;
    for (guint i = 0; step->old_start + i < step->old_end && step->new_start + i < step->new_end;
            i++)
        psg_redline_map_block(redline,
                psg_diff_get_block(&redline->pair->old_side, step->old_start + i),
                psg_diff_get_block(&redline->pair->new_side, step->new_start + i), is_first);
}

static void
place_all(PsgRedline *redline)
{
    const GArray *steps = redline->pair->steps;
    for (guint i = 0; i < steps->len; i++)
        map_step(redline, psg_diff_get_step(redline->pair, i), TRUE);
    for (Group group = {0, 0}; group.start < steps->len; group.start = group.end) {
        group = find_group(redline, group.start);
        PsgChange change = psg_diff_get_step(redline->pair, group.start)->change;
        if (change == PSG_CHANGE_DELETED)
            put_gone_group(redline, group);
        else if (change == PSG_CHANGE_MOVED_AWAY)
            put_departures(redline, group);
        for (guint at = group.start; at < group.end; at++) {
            const PsgDiffStep *step = psg_diff_get_step(redline->pair, at);
            map_step(redline, step, FALSE);
            for (guint i = step->new_start; i < step->new_end; i++)
                psg_redline_pass_block(redline, psg_diff_get_block(&redline->pair->new_side, i));
        }
    }
}

static void
mark_new_group(PsgRedline *redline, Group group)
{
    const PsgDiffSide *side = &redline->pair->new_side;
    guint start, end;
    find_blocks(redline, group, FALSE, &start, &end);
    gboolean is_long =
            end - start > 1 || psg_diff_is_long(side, psg_diff_get_block(side, start)->word_start,
                                       psg_diff_get_block(side, end - 1)->word_end);
    gboolean is_noted = FALSE;
    xmlNode *last = NULL;
    for (guint i = start; i < end; i++) {
        const PsgDiffBlock *block = psg_diff_get_block(side, i);
        xmlNode *ins = psg_redline_insert_block(redline, block);
        if (!ins)
            continue;
        if (!is_noted || block->kind == PSG_BLOCK_HEADING)
            psg_redline_prepend_note(redline, ins, "Added: ");
        is_noted = TRUE;
        last = ins;
    }
    if (last && is_long)
        psg_redline_append_note(redline, last, PSG_REDLINE_END);
    redline->count.insertions++;
}

static void
mark_moved_group(PsgRedline *redline, Group group)
{
    g_autofree char *previous = NULL;
    const PsgDiffStep *heading = NULL;
    for (guint at = group.start; at < group.end; at++) {
        const PsgDiffStep *step = psg_diff_get_step(redline->pair, at);
        psg_redline_mark_words(redline, step);
        for (guint i = step->new_start; i < step->new_end; i++)
            psg_redline_add_class(psg_redline_find_element(
                                          redline, psg_diff_get_block(&redline->pair->new_side, i)),
                    "moved");
        if (psg_diff_goes_along(redline->diff, redline->index, step, heading))
            continue;
        heading = step;
        char *words = describe_arrival(redline, step);
        if (g_strcmp0(previous, words) != 0) {
            redline->count.moves++;
            psg_redline_note_block(
                    redline, psg_diff_get_block(&redline->pair->new_side, step->new_start), words);
        }
        g_free(previous);
        previous = words;
    }
}

/* The border between paragraphs is no word: it is told. */
static void
mark_borders(PsgRedline *redline, const PsgDiffStep *step)
{
    for (guint i = step->new_start + 1; i < step->new_end; i++)
        psg_redline_note_block(redline, psg_diff_get_block(&redline->pair->new_side, i),
                "Split off from the paragraph before: ");
    if (step->change == PSG_CHANGE_MERGED) {
        g_autofree char *words =
                g_strdup_printf("%u paragraphs made into one: ", step->old_end - step->old_start);
        psg_redline_note_block(
                redline, psg_diff_get_block(&redline->pair->new_side, step->new_start), words);
    }
}

static void
mark_group(PsgRedline *redline, Group group)
{
    PsgChange change = psg_diff_get_step(redline->pair, group.start)->change;
    if (change == PSG_CHANGE_INSERTED)
        mark_new_group(redline, group);
    else if (change == PSG_CHANGE_MOVED)
        mark_moved_group(redline, group);
    for (guint at = group.start; at < group.end; at++) {
        const PsgDiffStep *step = psg_diff_get_step(redline->pair, at);
        if (change == PSG_CHANGE_EDITED || change == PSG_CHANGE_SPLIT ||
                change == PSG_CHANGE_MERGED)
            psg_redline_mark_words(redline, step);
        if (change == PSG_CHANGE_SPLIT || change == PSG_CHANGE_MERGED)
            mark_borders(redline, step);
    }
}

xmlDoc *
psg_redline_new(const PsgDiff *diff, guint pair, PsgRedlineCount *count)
{
    PsgRedline redline = {.diff = diff,
            .index = pair,
            .pair = psg_diff_get_pair(diff, pair),
            .document = xmlNewDoc((const xmlChar *)"1.0"),
            .copies = g_hash_table_new(NULL, NULL),
            .places = g_hash_table_new(NULL, NULL),
            .last = g_hash_table_new(NULL, NULL)};
    redline.root = psg_redline_new_element(&redline, "article", NULL);
    xmlDocSetRootElement(redline.document, redline.root);
    if (redline.pair->new_side.text)
        copy_tree(&redline, redline.pair->new_side.text->root);
    place_all(&redline);
    for (Group group = {0, 0}; group.start < redline.pair->steps->len; group.start = group.end) {
        group = find_group(&redline, group.start);
        mark_group(&redline, group);
    }
    psg_redline_settle(&redline);
    if (count)
        *count = redline.count;
    g_hash_table_unref(redline.copies);
    g_hash_table_unref(redline.places);
    g_hash_table_unref(redline.last);
    return redline.document;
}
