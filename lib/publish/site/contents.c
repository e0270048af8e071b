/* Lists of chapters and headings. A chapter's page shows the whole contents of a short document
 * and, of a long one, what is near: so a page costs the same however long its document is. */
#include "publish/site/internal.h"

#define WHOLE_LIMIT 60 /* chapters; a longer document's pages show only what is near */
#define NEAR 10        /* how many neighbours on each side */
#define CHILDREN_LIMIT 20

/* Adds one chapter to the list, with an empty list of its own. */
static PsgScope *
add_entry(PsgScope *scope, const char *list, const PsgSiteChapter *chapter, const char *address,
        gboolean is_current, const char *part)
{
    PsgScope *item = psg_scope_add_item(scope, list);
    psg_scope_set_text(item, "title", chapter->chapter->title);
    psg_site_set_language(item, "title-lang", "title-dir", chapter->document->site,
            chapter->chapter->text->language);
    psg_scope_take_text(item, "url",
            chapter->address ? psg_site_make_reference(address, chapter->address, NULL) : NULL);
    psg_scope_set_text(item, "number", chapter->chapter->number);
    psg_scope_set_flag(item, "current", is_current);
    psg_scope_set_text(item, "part", part);
    psg_scope_add_list(item, "chapters");
    return item;
}

static void
add_whole(PsgScope *scope, const PsgSiteDocument *document, const char *address,
        const PsgSiteChapter *current)
{
    psg_scope_add_list(scope, "contents");
    g_autofree PsgScope **items = g_new0(PsgScope *, document->chapters->len + 1);
    for (guint i = 0; i < document->chapters->len; i++) {
        const PsgSiteChapter *chapter = g_ptr_array_index(document->chapters, i);
        PsgScope *outer = chapter->parent ? items[chapter->parent->chapter->index] : scope;
        items[i] = add_entry(outer, chapter->parent ? "chapters" : "contents", chapter, address,
                chapter == current, chapter->chapter->entry->part);
    }
}

void
psg_site_add_contents(PsgScope *scope, const PsgSiteDocument *document, const char *address)
{
    add_whole(scope, document, address, NULL);
}

static const GPtrArray *
get_siblings(const PsgSiteChapter *chapter)
{
    return chapter->parent ? chapter->parent->children : chapter->document->top;
}

static void
add_children(PsgScope *scope, const PsgSiteChapter *chapter)
{
    for (guint i = 0; i < MIN(chapter->children->len, CHILDREN_LIMIT); i++) {
        const PsgSiteChapter *child = g_ptr_array_index(chapter->children, i);
        add_entry(scope, "chapters", child, chapter->address, FALSE, child->chapter->entry->part);
    }
}

/* Adds `chapter` among its neighbours; returns its own entry, under which the next level goes. */
static PsgScope *
add_neighbours(PsgScope *scope, const char *list, const PsgSiteChapter *chapter,
        const PsgSiteChapter *current)
{
    const GPtrArray *siblings = get_siblings(chapter);
    guint from = chapter->position > NEAR ? chapter->position - NEAR : 0;
    guint to = MIN(chapter->position + NEAR + 1, siblings->len);
    PsgScope *own = NULL;
    for (guint i = from; i < to; i++) {
        const PsgSiteChapter *sibling = g_ptr_array_index(siblings, i);
        /* The first shown says which part it is in, wherever that part began. */
        const char *part =
                i == from && !sibling->parent ? sibling->part : sibling->chapter->entry->part;
        PsgScope *item =
                add_entry(scope, list, sibling, current->address, sibling == current, part);
        own = sibling == chapter ? item : own;
    }
    return own;
}

void
psg_site_add_contents_near(PsgScope *scope, const PsgSiteChapter *chapter)
{
    const PsgSiteDocument *document = chapter->document;
    if (document->chapters->len <= WHOLE_LIMIT) {
        add_whole(scope, document, chapter->address, chapter);
        return;
    }
    const PsgSiteChapter *chain[PSG_SITE_CONTENTS_DEPTH];
    for (const PsgSiteChapter *each = chapter; each; each = each->parent)
        chain[each->depth] = each;
    PsgScope *item = scope;
    for (guint i = 0; i <= chapter->depth; i++)
        item = add_neighbours(item, i == 0 ? "contents" : "chapters", chain[i], chapter);
    add_children(item, chapter);
    psg_scope_take_text(scope, "contents-more-url",
            psg_site_make_reference(chapter->address, document->address, NULL));
}

/* Where a heading of this level goes: under the last one of the nearest higher level. `open` holds
 * by level the entry that is still open. */
static PsgScope *
find_outer(PsgScope *scope, PsgScope *const open[7], guint level)
{
    for (guint i = level - 1; i >= 2; i--)
        if (open[i])
            return open[i];
    return scope;
}

void
psg_site_add_headings(PsgScope *scope, const PsgSiteChapter *chapter, const char *address)
{
    PsgScope *open[7] = {NULL};
    const GPtrArray *headings = chapter->chapter->text->headings;
    psg_scope_add_list(scope, "headings");
    for (guint i = 0; headings && i < headings->len; i++) {
        const PsgHeading *heading = g_ptr_array_index(headings, i);
        if (heading->level < 2 || heading->level > 6 || !heading->id)
            continue;
        PsgScope *item = psg_scope_add_item(find_outer(scope, open, heading->level), "headings");
        psg_scope_set_text(item, "title", heading->title);
        psg_scope_take_text(
                item, "url", psg_site_make_reference(address, chapter->address, heading->id));
        psg_scope_add_list(item, "headings");
        open[heading->level] = item;
        for (guint level = heading->level + 1; level < G_N_ELEMENTS(open); level++)
            open[level] = NULL;
    }
}
