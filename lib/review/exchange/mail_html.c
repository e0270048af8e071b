/* HTML of letters as text, by libxml2's forgiving reader: whatever comes, text comes out. */
#include <libxml/HTMLparser.h>
#include <libxml/tree.h>
#include <string.h>

#include "base/cleanup.h"
#include "review/exchange/mail_text.h"

#define QUOTE_LIMIT 16

typedef struct {
    GString *out;
    guint quotes;       /* quotations that are open */
    guint preformatted; /* <pre> that are open */
    guint breaks;       /* line ends that are due before the next words: 0, 1 or 2 */
    gboolean is_space_due;
    gboolean is_line_open; /* something stands on the line */
} Flattener;

static gboolean
is_one_of(const xmlNode *node, const char *const *names)
{
    return g_strv_contains(names, (const char *)node->name);
}

static const char *const skipped[] = {
        "head", "style", "script", "title", "template", "noscript", "object", "iframe", NULL};
static const char *const paragraphs[] = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol",
        "blockquote", "pre", "table", "hr", "dl", NULL};
static const char *const lines[] = {"div", "li", "tr", "br", "address", "section", "article",
        "header", "footer", "dt", "dd", "center", "body", NULL};

/* Begins the line that words go to. */
static void
open_line(Flattener *flattener)
{
    if (flattener->is_line_open) {
        if (flattener->is_space_due)
            g_string_append_c(flattener->out, ' ');
    } else {
        for (guint i = 0; i < flattener->quotes; i++)
            g_string_append_c(flattener->out, '>');
        if (flattener->quotes > 0)
            g_string_append_c(flattener->out, ' ');
    }
    flattener->is_line_open = TRUE;
    flattener->is_space_due = FALSE;
}

static void
end_line(Flattener *flattener)
{
    g_string_append_c(flattener->out, '\n');
    flattener->is_line_open = FALSE;
    flattener->is_space_due = FALSE;
}

/* Sees to it that the next words stand on a new line (1), or behind an empty one (2). */
static void
ask_for_breaks(Flattener *flattener, guint count)
{
    if (flattener->out->len > 0 || flattener->is_line_open)
        flattener->breaks = MAX(flattener->breaks, count);
}

static void
make_breaks(Flattener *flattener)
{
    if (flattener->breaks == 0)
        return;
    if (flattener->is_line_open)
        end_line(flattener);
    if (flattener->breaks > 1 && !g_str_has_suffix(flattener->out->str, "\n\n")) {
        for (guint i = 0; i < flattener->quotes; i++)
            g_string_append_c(flattener->out, '>');
        end_line(flattener);
    }
    flattener->breaks = 0;
}

static void
add_text(Flattener *flattener, const char *text)
{
    for (const char *at = text; *at;) {
        gboolean is_hard = (guchar)at[0] == 0xC2 && (guchar)at[1] == 0xA0; /* no-break space */
        gsize size = is_hard ? 2 : 1;
        if (*at == '\n' && flattener->preformatted > 0) {
            make_breaks(flattener);
            end_line(flattener);
        } else if (is_hard || g_ascii_isspace(*at)) {
            flattener->is_space_due |= flattener->is_line_open;
        } else {
            make_breaks(flattener);
            open_line(flattener);
            g_string_append_c(flattener->out, *at);
        }
        at += size;
    }
}

static gboolean
is_hidden(const xmlNode *node)
{
    psg_autoxml *style = xmlGetProp((xmlNode *)node, (const xmlChar *)"style");
    if (!style)
        return FALSE;
    g_autofree char *plain = g_ascii_strdown((const char *)style, -1);
    GString *packed = g_string_new(plain);
    g_string_replace(packed, " ", "", 0);
    gboolean found = strstr(packed->str, "display:none") != NULL;
    g_string_free(packed, TRUE);
    return found;
}

static void
add_image(Flattener *flattener, const xmlNode *node)
{
    psg_autoxml *alternative = xmlGetProp((xmlNode *)node, (const xmlChar *)"alt");
    if (alternative && xmlStrlen(alternative) < 200)
        add_text(flattener, (const char *)alternative);
}

/* FALSE when what is inside is not read. */
static gboolean
enter(Flattener *flattener, const xmlNode *node)
{
    if (is_one_of(node, skipped) || is_hidden(node))
        return FALSE;
    const char *name = (const char *)node->name;
    if (strcmp(name, "br") == 0) {
        if (flattener->breaks > 0 || !flattener->is_line_open)
            ask_for_breaks(flattener, 2);
        else
            ask_for_breaks(flattener, 1);
    } else if (is_one_of(node, paragraphs)) {
        ask_for_breaks(flattener, 2);
    } else if (is_one_of(node, lines)) {
        ask_for_breaks(flattener, 1);
    } else if (strcmp(name, "td") == 0 || strcmp(name, "th") == 0) {
        flattener->is_space_due |= flattener->is_line_open;
    }
    if (strcmp(name, "blockquote") == 0 && flattener->quotes < QUOTE_LIMIT) {
        make_breaks(flattener);
        flattener->quotes++;
    } else if (strcmp(name, "pre") == 0) {
        flattener->preformatted++;
    } else if (strcmp(name, "li") == 0) {
        add_text(flattener, "-");
        flattener->is_space_due = TRUE;
    } else if (strcmp(name, "img") == 0) {
        add_image(flattener, node);
    }
    return TRUE;
}

static void
leave(Flattener *flattener, const xmlNode *node)
{
    const char *name = (const char *)node->name;
    if (is_one_of(node, paragraphs))
        ask_for_breaks(flattener, 2);
    else if (is_one_of(node, lines) && strcmp(name, "br") != 0)
        ask_for_breaks(flattener, 1);
    if (strcmp(name, "blockquote") == 0 && flattener->quotes > 0) {
        if (flattener->is_line_open)
            end_line(flattener);
        flattener->quotes--;
    } else if (strcmp(name, "pre") == 0 && flattener->preformatted > 0) {
        flattener->preformatted--;
    }
}

/* Goes through the tree in the order of the text, without recursion: its depth is the sender's. */
static void
walk(Flattener *flattener, const xmlNode *root)
{
    const xmlNode *node = root;
    while (node) {
        gboolean is_entered = FALSE;
        if (node->type == XML_ELEMENT_NODE)
            is_entered = enter(flattener, node);
        else if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
            add_text(flattener, node->content ? (const char *)node->content : "");
        if (is_entered && node->children) {
            node = node->children;
            continue;
        }
        if (is_entered)
            leave(flattener, node);
        while (node && node != root && !node->next) {
            node = node->parent;
            if (node && node->type == XML_ELEMENT_NODE)
                leave(flattener, node);
        }
        node = node && node != root ? node->next : NULL;
    }
}

char *
psg_mail_flatten_html(const char *html, gsize length)
{
    Flattener flattener = {.out = g_string_sized_new(length / 2)};
    g_autoptr(xmlDoc) document =
            length > 0 ? htmlReadMemory(html, (int)length, NULL, "UTF-8",
                                 HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                         HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC)
                       : NULL;
    if (document)
        walk(&flattener, xmlDocGetRootElement(document));
    if (flattener.is_line_open)
        end_line(&flattener);
    return g_string_free(flattener.out, FALSE);
}
