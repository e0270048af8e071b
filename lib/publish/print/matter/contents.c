/* The contents: parts, chapters with their numbers, their sections as deep as the style has them,
 * and the pages behind the chapters. What stands below something else is tagged so (ISO 32000-1,
 * 14.8.4.2: TOC within TOCI). */
#include "publish/print/matter/internal.h"

#define LEVEL_LIMIT 32

typedef struct {
    PsgMatter *matter;
    PsgTag *contents[LEVEL_LIMIT]; /* TOC by level; NULL where none is open */
    PsgTag *items[LEVEL_LIMIT];    /* its last TOCI */
    guint below_part;              /* 1 behind the title of a part, which has a level of its own */
} Contents;

/* The TOC of a level, opened below the last item above it where there is none. */
static PsgTag *
open_level(Contents *contents, guint level)
{
    PsgTag *above = contents->matter->tag;
    for (guint i = level + 1; i < LEVEL_LIMIT; i++)
        contents->contents[i] = NULL;
    for (guint i = 0; i < level; i++)
        if (contents->contents[i])
            above = contents->items[i];
    if (!contents->contents[level])
        contents->contents[level] = psg_tag_append(above, PSG_TAG_CONTENTS);
    return contents->contents[level];
}

typedef struct {
    PsgPrintRole role;
    guint level, depth; /* among tags; of its indent */
    const char *number, *title, *language, *destination;
} Line;

static void
add_line(Contents *contents, const Line *line)
{
    PsgMatter *matter = contents->matter;
    guint level = MIN(line->level, LEVEL_LIMIT - 1);
    PsgTag *list = open_level(contents, level);
    /* However deep the contents go, there is room for a title. */
    gint64 indent = (gint64)matter->style->list_indent * line->depth;
    PsgLength x = (PsgLength)MIN(indent, matter->measure / 3);
    contents->items[level] = psg_flow_add_contents_line(&matter->flow, line->role, list,
            line->number, line->title, line->language, x, line->destination);
}

/* No page ends behind a line that announces those below it. */
static void
keep_from(const Contents *contents, guint first)
{
    GArray *boxes = contents->matter->galley->boxes;
    for (guint i = first; i < boxes->len; i++)
        g_array_index(boxes, PsgBox, i).keeps_with_next = TRUE;
}

/* The title of a part stands above its chapters; it is no place that one could go to. */
static void
add_part(Contents *contents, const char *title)
{
    PsgMatter *matter = contents->matter;
    PsgTag *item = psg_tag_append(open_level(contents, 0), PSG_TAG_CONTENTS_ITEM);
    guint first = matter->galley->boxes->len;
    psg_flow_add_words(&matter->flow, PSG_ROLE_HEADING_4, PSG_TAG_PARAGRAPH, item, title, NULL, 0,
            matter->measure, NULL);
    keep_from(contents, first);
    contents->items[0] = item;
    contents->contents[1] = NULL;
    contents->below_part = 1;
}

/* Of the chapter's own title, which comes first, there is a line already. */
static void
add_sections(Contents *contents, const PsgGalley *galley, guint depth, guint chapter_box)
{
    gboolean is_first = TRUE;
    for (guint i = 0; i < galley->headings->len; i++) {
        const PsgPrintHeading *heading = &g_array_index(galley->headings, PsgPrintHeading, i);
        guint below = heading->level > depth ? heading->level - depth - 1 : 0;
        if (below == 0 || below >= contents->matter->style->contents_depth)
            continue;
        if (is_first)
            keep_from(contents, chapter_box);
        is_first = FALSE;
        Line line = {.role = PSG_ROLE_CONTENTS,
                .level = contents->below_part + depth + below,
                .depth = depth + below,
                .title = heading->title,
                .language = galley->chapter->text->language,
                .destination = heading->destination};
        add_line(contents, &line);
    }
}

static void
add_chapter(Contents *contents, const PsgGalley *galley)
{
    const PsgModelChapter *chapter = galley->chapter;
    guint depth = chapter->entry->depth;
    g_autofree char *destination = psg_print_make_destination(chapter, NULL, NULL);
    if (chapter->entry->part)
        add_part(contents, chapter->entry->part);
    Line line = {.role = depth == 0 ? PSG_ROLE_CONTENTS_TOP : PSG_ROLE_CONTENTS,
            .level = contents->below_part + depth,
            .depth = depth,
            .number = chapter->number,
            .title = chapter->title,
            .language = chapter->text->language,
            .destination = destination};
    guint box = contents->matter->galley->boxes->len;
    add_line(contents, &line);
    add_sections(contents, galley, depth, box);
}

/* A page behind the chapters, which is in no part. */
static void
add_page(Contents *contents, const PsgGalley *galley)
{
    if (galley->headings->len == 0)
        return;
    const PsgPrintHeading *heading = &g_array_index(galley->headings, PsgPrintHeading, 0);
    Line line = {.role = PSG_ROLE_CONTENTS_TOP,
            .title = heading->title,
            .language = galley->language,
            .destination = heading->destination};
    add_line(contents, &line);
}

PsgGalley *
psg_matter_make_contents(const PsgFlowBook *book, const GPtrArray *galleys, PsgTypeContext *context,
        PsgFindings *findings)
{
    PsgMatter matter;
    if (galleys->len == 0)
        return NULL;
    /* What is wrong with a heading is told where it stands. */
    psg_matter_begin(&matter, book, context, NULL, PSG_GALLEY_FRONT);
    psg_matter_add_title(&matter, "Contents", "contents");
    Contents contents = {.matter = &matter};
    for (guint i = 0; i < galleys->len; i++) {
        const PsgGalley *galley = galleys->pdata[i];
        if (galley->chapter)
            add_chapter(&contents, galley);
        else
            add_page(&contents, galley);
    }
    return psg_matter_end(&matter);
}
