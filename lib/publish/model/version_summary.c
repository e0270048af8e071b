/* What a version's message tells readers, below the version's own heading. See loose_text.c. */
#include "publish/model/internal.h"

#define FIRST_LEVEL 3 /* below a page's title and the version's own heading */

/* Moves all headings down alike, and closes gaps between their levels. */
static void
lower_headings(const PsgText *text)
{
    guint highest = 6, last = FIRST_LEVEL - 1;
    for (guint i = 0; i < text->headings->len; i++)
        highest = MIN(highest, ((const PsgHeading *)text->headings->pdata[i])->level);
    for (guint i = 0; i < text->headings->len; i++) {
        PsgHeading *heading = text->headings->pdata[i];
        guint level = MIN(heading->level - highest + FIRST_LEVEL, MIN(last + 1, 6));
        const char name[] = {'h', (char)('0' + level), '\0'};
        xmlNodeSetName(heading->node, BAD_CAST name);
        heading->level = last = level;
    }
}

PsgText *
psg_model_read_summary(PsgModel *model, const PsgModelDocument *document, const char *markdown)
{
    PsgText *text = psg_model_read_loose(model, document, NULL, markdown, FALSE);
    if (text)
        lower_headings(text);
    return text;
}
