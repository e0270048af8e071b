/* Tags for tests, each with a place in "play.md". */
#pragma once
#include "publish/print/pdf/tag.h"

static inline PsgTag *
tag_case_add(PsgTag *parent, PsgTagType type, guint line)
{
    PsgTag *tag = psg_tag_append(parent, type);
    psg_tag_set_source(tag, "play.md", line);
    return tag;
}

static inline PsgTag *
tag_case_add_heading(PsgTag *parent, guint level, guint line)
{
    PsgTag *heading = tag_case_add(parent, PSG_TAG_HEADING, line);
    psg_tag_set_level(heading, level);
    psg_tag_append_content(heading);
    return heading;
}

/* A row with a cell for every character: 'h' head of a column, 'r' head of a row, 'c' cell. */
static inline PsgTag *
tag_case_add_row(PsgTag *section, const char *cells, guint line)
{
    PsgTag *row = tag_case_add(section, PSG_TAG_ROW, line);
    for (; *cells; cells++) {
        PsgTag *cell = tag_case_add(row, *cells == 'c' ? PSG_TAG_CELL : PSG_TAG_HEADER_CELL, line);
        if (*cells != 'c')
            psg_tag_set_scope(cell, *cells == 'h' ? PSG_TAG_SCOPE_COLUMN : PSG_TAG_SCOPE_ROW);
        psg_tag_append_content(tag_case_add(cell, PSG_TAG_PARAGRAPH, line));
    }
    return row;
}
