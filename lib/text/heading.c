/* Headings: one title at the top, no level skipped below it, an id for each. Assistive technology
 * walks a page by its headings, so their levels must be true; authors and other tools' books do not
 * always give true ones. */
#include "text/finish.h"

#include <string.h>

#include "text/marks_tree.h"
#include "text/markup.h"
#include "text/slug.h"

static void
set_level(PsgHeading *heading, guint level)
{
    char name[3] = {'h', (char)('0' + MIN(level, 6)), 0};
    heading->level = MIN(level, 6);
    xmlNodeSetName(heading->node, (const xmlChar *)name);
}

static PsgHeading *
get_heading(const PsgText *text, guint index)
{
    return g_ptr_array_index(text->headings, index);
}

static guint
count_level(const PsgText *text, guint level)
{
    guint count = 0;
    for (guint i = 0; i < text->headings->len; i++)
        count += get_heading(text, i)->level == level;
    return count;
}

static guint
find_top_level(const PsgText *text)
{
    guint level = 6;
    for (guint i = 0; i < text->headings->len; i++)
        level = MIN(level, get_heading(text, i)->level);
    return level;
}

/* TRUE when nothing that is seen stands before the heading. */
static gboolean
is_at_start(const PsgText *text, const PsgHeading *heading)
{
    for (const xmlNode *node = text->root->children; node; node = node->next) {
        if (node == heading->node)
            return TRUE;
        g_autofree char *words = psg_markup_get_text(node);
        if (*words)
            return FALSE;
    }
    return FALSE;
}

/* A chapter that begins with a heading of a lower level means it as its title: books of other tools
 * begin with "##". */
static void
raise_title(PsgBuilder *builder, const char *front_title)
{
    PsgText *text = builder->text;
    PsgHeading *first = get_heading(text, 0);
    guint top = find_top_level(text);
    if (first->level == 1 || front_title || top == 1 || !is_at_start(text, first))
        return;
    guint shift = first->level == top && count_level(text, top) == 1 ? top - 1 : 0;
    psg_findings_add(builder->findings, PSG_SEVERITY_NOTE, "heading-level", builder->options->path,
            first->line, 0,
            "the chapter begins with a heading of level %u; it was taken for the title, level 1",
            first->level);
    for (guint i = 1; i < text->headings->len; i++)
        set_level(get_heading(text, i), get_heading(text, i)->level - shift);
    set_level(first, 1);
}

/* A heading in a quotation, a list, a table or a note is no title of the chapter's. */
static gboolean
may_be_title(const PsgText *text, const PsgHeading *heading)
{
    static const char *const holders[] = {
            "blockquote", "li", "td", "dd", "aside", "details", "figure", NULL};
    for (const xmlNode *at = heading->node->parent; at != text->root; at = at->parent)
        if (g_strv_contains(holders, (const char *)at->name))
            return FALSE;
    return TRUE;
}

/* There is one title: the first heading, when it is of level 1. From the second on, all go a level
 * down. */
static void
lower_others(PsgBuilder *builder)
{
    PsgText *text = builder->text;
    PsgHeading *first = get_heading(text, 0);
    text->has_title_heading = first->level == 1 && may_be_title(text, first);
    guint titles = count_level(text, 1);
    if (titles == (text->has_title_heading ? 1u : 0u))
        return;
    guint second = text->has_title_heading ? 1 : 0;
    while (get_heading(text, second)->level != 1)
        second++;
    psg_findings_add(builder->findings, PSG_SEVERITY_NOTE, "heading-titles", builder->options->path,
            get_heading(text, second)->line, 0,
            "a chapter has one heading of level 1, its title, and this one has %u; this heading "
            "and those after it went "
            "a level down",
            titles);
    for (guint i = second; i < text->headings->len; i++)
        set_level(get_heading(text, i), get_heading(text, i)->level + 1);
}

static void
close_gaps(PsgBuilder *builder)
{
    guint previous = 1;
    for (guint i = builder->text->has_title_heading ? 1 : 0; i < builder->text->headings->len;
            i++) {
        PsgHeading *heading = get_heading(builder->text, i);
        if (heading->level > previous + 1) {
            psg_findings_add(builder->findings, PSG_SEVERITY_WARNING, "heading-skip",
                    builder->options->path, heading->line, 0,
                    "a heading of level %u follows one of level %u; it was taken for level %u",
                    heading->level, previous, previous + 1);
            set_level(heading, previous + 1);
        }
        previous = heading->level;
    }
}

static void
give_id(PsgBuilder *builder, PsgHeading *heading)
{
    heading->title = builder->options->show_marks ? psg_marks_get_text(heading->node)
                                                  : psg_markup_get_text(heading->node);
    psg_autoxml *own = xmlGetProp(heading->node, (const xmlChar *)"id");
    if (own) {
        heading->id = g_strdup((const char *)own);
        return;
    }
    g_autofree char *slug = psg_slug_new(heading->title);
    const char *id = psg_slug_make_unique(builder->text->ids, *slug ? slug : "section");
    heading->id = g_strdup(id);
    g_hash_table_insert(builder->text->ids, g_strdup(id), heading->node);
    psg_builder_set(heading->node, "id", id);
}

/* "part-one/sand_tray.md" becomes "Sand tray". */
static char *
make_title_from_path(const char *path)
{
    g_autofree char *name = g_path_get_basename(path && *path ? path : "Untitled");
    char *dot = strrchr(name, '.');
    if (dot && dot != name)
        *dot = 0;
    g_strdelimit(name, "-_", ' ');
    g_strstrip(name);
    gunichar first = g_utf8_get_char(name);
    GString *title = g_string_new(NULL);
    g_string_append_unichar(title, g_unichar_toupper(first));
    g_string_append(title, *name ? g_utf8_next_char(name) : "");
    return g_string_free(title, FALSE);
}

void
psg_finish_headings(PsgBuilder *builder, const char *front_title)
{
    PsgText *text = builder->text;
    if (text->headings->len > 0) {
        raise_title(builder, front_title);
        lower_others(builder);
        close_gaps(builder);
    }
    for (guint i = 0; i < text->headings->len; i++)
        give_id(builder, get_heading(text, i));
    if (front_title)
        text->title = g_strdup(front_title);
    else if (text->headings->len > 0 && *get_heading(text, 0)->title)
        text->title = g_strdup(get_heading(text, 0)->title);
    else
        text->title = make_title_from_path(builder->options->path);
}
