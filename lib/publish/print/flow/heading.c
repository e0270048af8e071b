/* Headings: with their entry in the outline. The level of the tag is the tree's; the outline counts
 * from where the chapter stands in the contents. */
#include <string.h>

#include "publish/print/flow/internal.h"
#include "text/markup.h"

static void
add_entry(PsgFlowWalk *walk, const char *title, char *destination, guint level, guint box,
        PsgTag *tag)
{
    PsgPrintHeading heading = {.level = level,
            .title = g_strdup(title),
            .destination = destination,
            .box = box,
            .tag = tag};
    g_array_append_val(walk->galley->headings, heading);
}

/* The text's entry of a heading; they are mostly asked for in order. NULL: it has none. */
static const PsgHeading *
find_entry(PsgFlowWalk *walk, const xmlNode *node)
{
    const GPtrArray *headings = walk->chapter->text->headings;
    for (guint i = 0; i < headings->len; i++) {
        guint index = (walk->next_heading + i) % headings->len;
        const PsgHeading *heading = headings->pdata[index];
        if (heading->node != node)
            continue;
        walk->next_heading = index + 1;
        return heading;
    }
    return NULL;
}

void
psg_flow_heading(PsgFlowWalk *walk, const PsgFlowPlace *place, const xmlNode *element)
{
    guint level = (guint)(element->name[1] - '0'), box = walk->galley->boxes->len;
    PsgFlowPlace inner = *place;
    inner.style &= ~(PsgFlowStyle)PSG_FLOW_BOLD;
    PsgFlowParagraph how = {.role = (PsgPrintRole)(PSG_ROLE_HEADING_1 + level - 1),
            .type = PSG_TAG_HEADING,
            .level = level,
            .keeps_with_next = TRUE};
    PsgTag *tag = psg_flow_paragraph(walk, &inner, element, element->children, NULL, &how);
    if (!walk->chapter || place->column->boxes != walk->galley->boxes)
        return;
    const PsgHeading *entry = find_entry(walk, element);
    if (entry && *entry->title)
        add_entry(walk, entry->title, psg_print_make_destination(walk->chapter, NULL, entry->id),
                walk->chapter->entry->depth + level, box, tag);
}

/* The title of a part of the contents stands above that of its first chapter. */
static void
add_part(PsgFlowWalk *walk, const PsgFlowPlace *place, const char *title)
{
    psg_flow_add_line(walk, place, PSG_ROLE_SUBTITLE, PSG_TAG_PARAGRAPH, title, NULL);
    psg_flow_keep(place);
}

/* "Chapter 7" above the title. */
static void
add_number(PsgFlowWalk *walk, const PsgFlowPlace *place, const char *number)
{
    const char *language;
    const char *words = psg_flow_get_word(place->language, PSG_FLOW_WORD_CHAPTER, &language);
    const char *sign = strstr(words, "%s");
    g_autofree char *line =
            g_strdup_printf("%.*s%s%s", (int)(sign - words), words, number, sign + 2);
    PsgFlowPlace inner = *place;
    inner.style |= PSG_FLOW_ACCENT | PSG_FLOW_BOLD;
    gboolean is_own = g_str_has_prefix(place->language, language);
    psg_flow_add_line(
            walk, &inner, PSG_ROLE_BODY, PSG_TAG_PARAGRAPH, line, is_own ? NULL : language);
    psg_flow_keep(place);
    place->column->space = walk->style->texts[PSG_ROLE_BODY].look.size / 4;
}

void
psg_flow_title(PsgFlowWalk *walk, const PsgFlowPlace *place)
{
    const PsgModelChapter *chapter = walk->chapter;
    if (chapter->entry->part)
        add_part(walk, place, chapter->entry->part);
    if (chapter->number)
        add_number(walk, place, chapter->number);
    if (chapter->text->has_title_heading)
        return;
    guint box = walk->galley->boxes->len;
    PsgTag *tag = psg_flow_add_line(
            walk, place, PSG_ROLE_HEADING_1, PSG_TAG_HEADING, chapter->title, NULL);
    psg_tag_set_level(tag, 1);
    psg_flow_keep(place);
    add_entry(walk, chapter->title, psg_print_make_destination(chapter, NULL, NULL),
            chapter->entry->depth + 1, box, tag);
}
