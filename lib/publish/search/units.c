/* Units of a chapter, read off its tree. See units.h. */
#include "publish/search/units.h"

#include <string.h>

#include "text/tree.h"

typedef struct {
    PsgSearchUnits *units;
    const GPtrArray *headings;
    guint next_heading;
    gboolean needs_space; /* before the next word */
} Reader;

static gboolean
is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* The length of the text up to white space that is not one space between two words. */
static gsize
measure_folded(const char *text)
{
    gsize length = 0;
    while (text[length] && (!is_blank(text[length]) || (text[length] == ' ' && text[length + 1] &&
                                                               !is_blank(text[length + 1]))))
        length++;
    return length;
}

static void
append_folded(Reader *reader, const char *text)
{
    GString *out = reader->units->text;
    for (;;) {
        for (; is_blank(*text); text++)
            reader->needs_space = TRUE;
        gsize length = measure_folded(text);
        if (length == 0)
            return;
        gsize start =
                g_array_index(reader->units->units, PsgSearchUnit, reader->units->units->len - 1)
                        .start;
        if (reader->needs_space && out->len > start)
            g_string_append_c(out, ' ');
        g_string_append_len(out, text, (gssize)length);
        reader->needs_space = FALSE;
        text += length;
    }
}

static void
begin_unit(Reader *reader, const char *heading, const char *fragment)
{
    GArray *units = reader->units->units;
    gsize at = reader->units->text->len;
    if (units->len > 0)
        g_array_index(units, PsgSearchUnit, units->len - 1).end = at;
    PsgSearchUnit unit = {.heading = heading, .fragment = fragment, .start = at, .end = at};
    g_array_append_val(units, unit);
    reader->needs_space = FALSE;
}

/* TRUE for elements inside a line of text, which do not part words. The first are by far the most
 * frequent. */
static gboolean
is_inline(const char *name)
{
    static const char *const names[] = {"code", "a", "em", "strong", "span", "abbr", "b", "bdi",
            "bdo", "cite", "data", "del", "dfn", "i", "ins", "kbd", "mark", "q", "ruby", "s",
            "samp", "small", "sub", "sup", "time", "u", "var", "wbr"};
    if (name[0] == 'p' || name[0] == 'l' || name[0] == 'h')
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (names[i][0] == name[0] && strcmp(names[i], name) == 0)
            return TRUE;
    return FALSE;
}

static const char *
get_attribute(const xmlNode *node, const char *name)
{
    const char *value = psg_tree_get_attribute(node, name);
    return value ? value : "";
}

/* The marks of footnotes are no words. */
static gboolean
is_footnote_mark(const xmlNode *node)
{
    const char *class = node->properties ? get_attribute(node, "class") : "";
    return g_str_has_prefix(class, "footnote-") &&
           (!strcmp(class, "footnote-ref") || !strcmp(class, "footnote-back") ||
                   !strcmp(class, "footnote-number"));
}

/* Comments on a draft are about the text and not of it; the words they are on ("commented") are. */
static gboolean
is_comment(const xmlNode *node)
{
    const char *class = node->properties ? get_attribute(node, "class") : "";
    return g_str_has_prefix(class, "comments") || g_str_has_prefix(class, "comment-") ||
           !strcmp(class, "change-note") || g_str_has_prefix(class, "mark-");
}

/* Begins the next unit when the node is the next heading. The chapter's own title stays in the
 * first unit. */
static gboolean
take_heading(Reader *reader, const xmlNode *node)
{
    if (!reader->headings || reader->next_heading >= reader->headings->len)
        return FALSE;
    const PsgHeading *heading = g_ptr_array_index(reader->headings, reader->next_heading);
    if (heading->node != node)
        return FALSE;
    reader->next_heading++;
    if (heading->level > 1 || reader->units->units->len > 1 || reader->units->text->len > 0)
        begin_unit(reader, heading->title, heading->id ? heading->id : "");
    /* The contents may call the chapter something else than its own heading does; both can be
     * searched for. */
    return strcmp(g_array_index(reader->units->units, PsgSearchUnit, reader->units->units->len - 1)
                           .heading,
                   heading->title) == 0;
}

/* Reads one node; TRUE when what is inside it is to be read too. */
static gboolean
read_node(Reader *reader, const xmlNode *node)
{
    if (node->type == XML_TEXT_NODE && node->content)
        append_folded(reader, (const char *)node->content);
    if (node->type != XML_ELEMENT_NODE)
        return FALSE;
    const char *name = (const char *)node->name;
    if (!is_inline(name))
        reader->needs_space = TRUE;
    if (strcmp(name, "img") == 0) {
        append_folded(reader, get_attribute(node, "alt"));
        reader->needs_space = TRUE;
    }
    return !(name[0] == 'h' && take_heading(reader, node)) && !is_footnote_mark(node) &&
           !is_comment(node);
}

static void
read_tree(Reader *reader, const xmlNode *top)
{
    for (const xmlNode *node = top;;) {
        if (read_node(reader, node) && node->children) {
            node = node->children;
            continue;
        }
        while (node != top && !node->next) {
            node = node->parent;
            if (!is_inline((const char *)node->name))
                reader->needs_space = TRUE;
        }
        if (node == top)
            return;
        if (node->type == XML_ELEMENT_NODE && !is_inline((const char *)node->name))
            reader->needs_space = TRUE;
        node = node->next;
    }
}

void
psg_search_units_init(PsgSearchUnits *units, const PsgText *text, const char *title)
{
    units->units = g_array_new(FALSE, FALSE, sizeof(PsgSearchUnit));
    units->text = g_string_sized_new(text->words * 6 + 256);
    Reader reader = {.units = units, .headings = text->headings};
    begin_unit(&reader, title, "");
    if (text->root)
        read_tree(&reader, text->root);
    g_array_index(units->units, PsgSearchUnit, units->units->len - 1).end = units->text->len;
}

char *
psg_search_read_text(const xmlNode *node)
{
    PsgSearchUnits units = {
            .units = g_array_new(FALSE, FALSE, sizeof(PsgSearchUnit)), .text = g_string_new(NULL)};
    Reader reader = {.units = &units};
    begin_unit(&reader, "", "");
    read_tree(&reader, node);
    g_array_unref(units.units);
    return g_string_free(units.text, FALSE);
}

void
psg_search_units_clear(PsgSearchUnits *units)
{
    g_clear_pointer(&units->units, g_array_unref);
    if (units->text)
        g_string_free(g_steal_pointer(&units->text), TRUE);
}
