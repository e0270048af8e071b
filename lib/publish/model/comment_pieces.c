/* Small pieces of trees that comments are made of. */
#include <string.h>

#include "base/date.h"
#include "base/display.h"
#include "publish/model/comments_internal.h"
#include "text/tree.h"

#define QUOTE_LIMIT 240 /* characters */

xmlNode *
psg_comment_new(xmlDoc *tree, const char *name, const char *class)
{
    xmlNode *element = xmlNewDocNode(tree, NULL, BAD_CAST name, NULL);
    if (class)
        xmlNewProp(element, BAD_CAST "class", BAD_CAST class);
    return element;
}

xmlNode *
psg_comment_append(xmlNode *parent, const char *name, const char *class)
{
    xmlNode *element = psg_comment_new(parent->doc, name, class);
    psg_tree_append(parent, element);
    return element;
}

void
psg_comment_append_text(xmlNode *parent, const char *text)
{
    psg_tree_append(parent, xmlNewDocText(parent->doc, BAD_CAST text));
}

void
psg_comment_set(xmlNode *element, const char *name, const char *value)
{
    xmlSetProp(element, BAD_CAST name, BAD_CAST value);
}

/* What the model knows of links hangs on the elements themselves. */
static void
copy_links(xmlNode *copy, const xmlNode *from)
{
    const xmlNode *top = from;
    xmlNode *to = copy;
    for (; from && to; from = psg_tree_get_next(from, top), to = psg_tree_get_next(to, copy))
        if (from->type == XML_ELEMENT_NODE) {
            to->_private = from->_private;
            to->line = 0;
        }
}

void
psg_comment_append_copies(xmlNode *parent, const xmlNode *from)
{
    for (xmlNode *child = from->children; child; child = child->next) {
        xmlNode *copy = xmlDocCopyNode(child, parent->doc, 1);
        psg_tree_append(parent, copy);
        copy_links(copy, child);
    }
}

gboolean
psg_comment_is_english(const char *language)
{
    return !language ||
           (g_ascii_strncasecmp(language, "en", 2) == 0 && (!language[2] || language[2] == '-'));
}

void
psg_comment_set_english(xmlNode *element, const char *language)
{
    if (psg_comment_is_english(language))
        return;
    psg_comment_set(element, "lang", "en");
    psg_comment_set(element, "dir", "ltr");
}

/* The text on one line, without what steers a display. */
static GString *
fold(const char *text)
{
    g_autofree char *shown = psg_display_make(text);
    GString *out = g_string_new(NULL);
    g_auto(GStrv) words = g_strsplit_set(shown, " \t\r\n", -1);
    for (char **word = words; *word; word++)
        if (**word)
            g_string_append_printf(out, "%s%s", out->len > 0 ? " " : "", *word);
    return out;
}

char *
psg_comment_shorten(const char *text, guint limit)
{
    /* Of what is very long only the beginning is looked at. */
    g_autofree char *beginning = g_strndup(text, (gsize)limit * 8);
    GString *out = fold(beginning);
    if (g_utf8_strlen(out->str, (gssize)out->len) <= (glong)limit &&
            strlen(text) < (gsize)limit * 8)
        return g_string_free(out, FALSE);
    if (g_utf8_strlen(out->str, (gssize)out->len) > (glong)limit)
        g_string_truncate(
                out, (gsize)(g_utf8_offset_to_pointer(out->str, (glong)limit) - out->str));
    const char *space = strrchr(out->str, ' ');
    if (space && (gsize)(space - out->str) > out->len / 2)
        g_string_truncate(out, (gsize)(space - out->str));
    g_string_append(out, "…");
    return g_string_free(out, FALSE);
}

void
psg_comment_append_quote(xmlNode *parent, const char *words)
{
    xmlNode *quote = psg_comment_append(parent, "q", NULL);
    g_autofree char *text = psg_comment_shorten(words, QUOTE_LIMIT);
    psg_comment_set(quote, "dir", "auto");
    psg_comment_append_text(quote, text);
}

void
psg_comment_append_date(xmlNode *parent, gint64 time)
{
    g_autofree char *date = psg_date_format(time), *iso = psg_date_format_iso(time);
    if (!date || !iso)
        return;
    xmlNode *element = psg_comment_append(parent, "time", NULL);
    psg_comment_set(element, "datetime", iso);
    psg_comment_append_text(element, date);
}
