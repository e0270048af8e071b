/* Raw HTML in a text: each tag becomes an element of the tree where it stands, whatever came
 * before, so that the tree is well formed always; what the elements may be and hold is
 * content_model.h's. A tag never reaches beyond the block of Markdown that it stands in. */
#include "text/builder.h"

#include <string.h>

#include "text/content_model.h"
#include "text/html_scan.h"
#include "text/language.h"

/* Elements whose end tag HTML lets authors leave out: a start tag closes these, up to a boundary.
 */
static const struct {
    const char *opens, *closes, *stops_at;
} implied_ends[] = {
        {" li ", " li ", " ul ol "},
        {" dt dd ", " dt dd ", " dl "},
        {" td th ", " td th ", " tr table "},
        {" tr ", " td th tr ", " table "},
        {" thead tbody tfoot ", " td th tr thead tbody tfoot ", " table "},
};

static xmlNode *
get_boundary(const PsgBuilder *builder)
{
    return builder->places->len > 0
                   ? g_array_index(builder->places, PsgPlace, builder->places->len - 1).boundary
                   : builder->text->root;
}

/* Makes the parent of `element`, an open one, current again. */
static void
close_up_to(PsgBuilder *builder, xmlNode *element)
{
    while (builder->current != element) {
        builder->current = builder->current->parent;
        builder->depth--;
    }
    builder->current = element->parent;
    builder->depth--;
}

/* The nearest open raw element of one of these names, or NULL. */
static xmlNode *
find_open(const PsgBuilder *builder, const char *names, const char *stops_at)
{
    xmlNode *boundary = get_boundary(builder);
    for (xmlNode *at = builder->current; at && at != boundary; at = at->parent) {
        if (psg_word_is_listed(names, (const char *)at->name))
            return at;
        if (stops_at && psg_word_is_listed(stops_at, (const char *)at->name))
            return NULL;
    }
    return NULL;
}

gboolean
psg_builder_is_in_link(const PsgBuilder *builder)
{
    if (builder->link_depth > 0)
        return TRUE;
    if (builder->has_raw_html)
        for (const xmlNode *at = builder->current; at != builder->text->root; at = at->parent)
            if (!strcmp((const char *)at->name, "a"))
                return TRUE;
    return FALSE;
}

static void
close_implied(PsgBuilder *builder, const char *name, PsgElementKind kind)
{
    for (gsize i = 0; i < G_N_ELEMENTS(implied_ends); i++) {
        if (!psg_word_is_listed(implied_ends[i].opens, name))
            continue;
        for (xmlNode *open;
                (open = find_open(builder, implied_ends[i].closes, implied_ends[i].stops_at));)
            close_up_to(builder, open);
    }
    xmlNode *paragraph = kind >= PSG_ELEMENT_LINES
                                 ? find_open(builder, " p ", " td th li dd div blockquote ")
                                 : NULL;
    if (paragraph)
        close_up_to(builder, paragraph);
}

/* --- attributes --- */

/* A language brings its direction with it, unless the author says otherwise. */
static void
settle_language(PsgBuilder *builder, xmlNode *node)
{
    psg_autoxml *language = xmlGetProp(node, (const xmlChar *)"lang");
    if (!language)
        return;
    if (!psg_language_is_valid((const char *)language)) {
        psg_findings_add(builder->findings, PSG_SEVERITY_WARNING, "language-unknown",
                builder->options->path, builder->line, 0,
                "\"%s\" is no language tag (such as \"ur\" or \"pl\"); it was left out",
                (const char *)language);
        xmlUnsetProp(node, (const xmlChar *)"lang");
    } else if (!xmlHasProp(node, (const xmlChar *)"dir")) {
        psg_builder_set_direction(node, (const char *)language);
    }
}

/* An anchor of older HTML: <a name="x">. */
static const char *
rename_attribute(const char *element, const char *name)
{
    return !strcmp(element, "a") && !strcmp(name, "name") ? "id" : name;
}

static void
set_attributes(PsgBuilder *builder, xmlNode *node, const PsgHtmlPiece *piece)
{
    for (guint i = 0; i < piece->attributes->len; i++) {
        const PsgHtmlAttribute *attribute = &g_array_index(piece->attributes, PsgHtmlAttribute, i);
        if (g_str_has_prefix(attribute->name, "on") && strlen(attribute->name) > 2)
            psg_findings_add(builder->findings, PSG_SEVERITY_WARNING, "html-script",
                    builder->options->path, builder->line, 0,
                    "the script attribute %s of <%s> was left out", attribute->name, piece->name);
        const char *name = rename_attribute(piece->name, attribute->name);
        if (psg_element_allows(piece->name, attribute->name, attribute->value) &&
                !xmlHasProp(node, (const xmlChar *)name))
            psg_builder_set(node, name, attribute->value);
    }
    if (!strcmp(piece->name, "img") && !xmlHasProp(node, (const xmlChar *)"alt"))
        psg_findings_add(builder->findings, PSG_SEVERITY_WARNING, "image-alternative",
                builder->options->path, builder->line, 0,
                "this <img> has no alt text; say in words what it shows, or write alt=\"\" if it "
                "only decorates");
    settle_language(builder, node);
}

/* --- tags --- */

/* A tag that HTML does not have. In a line it is most likely meant as words ("Dear <name>"); on
 * lines of its own it is another tool's, which stands hundreds of times in some books and is told
 * of once. */
static void
add_unknown(PsgBuilder *builder, const PsgHtmlPiece *piece, gboolean is_block)
{
    if (!is_block) {
        psg_findings_add(builder->findings, PSG_SEVERITY_NOTE, "html-unknown",
                builder->options->path, builder->line, 0,
                "<%s> is not an element of HTML that a text may use; it is shown as it is written",
                piece->name);
        psg_builder_add_text(builder, piece->start, (gsize)(piece->end - piece->start));
        return;
    }
    if (!builder->unknown)
        builder->unknown = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (g_hash_table_add(builder->unknown, g_strdup(piece->name)))
        psg_findings_add(builder->findings, PSG_SEVERITY_WARNING, "html-unknown",
                builder->options->path, builder->line, 0,
                "<%s> is not an element of HTML that a text may use; its tags were left out in the "
                "whole file",
                piece->name);
}

static void
open_tag(PsgBuilder *builder, const PsgHtmlPiece *piece, gboolean is_block)
{
    PsgElementKind kind = psg_element_get_kind(piece->name);
    if (kind == PSG_ELEMENT_UNKNOWN) {
        add_unknown(builder, piece, is_block);
        return;
    }
    /* A form's controls are the engine's own (task lists). */
    if (!strcmp(piece->name, "input") || !strcmp(piece->name, "label"))
        return;
    close_implied(builder, piece->name, kind);
    xmlNode *node = psg_builder_add(builder, piece->name);
    if (!node)
        return;
    set_attributes(builder, node, piece);
    if (is_block && !strcmp(piece->name, "p"))
        node->_private = node;
    if (kind != PSG_ELEMENT_VOID && !piece->is_empty && strcmp(piece->name, "hr") != 0) {
        builder->current = node;
        builder->depth++;
    }
}

static void
close_tag(PsgBuilder *builder, const PsgHtmlPiece *piece, gboolean is_block)
{
    PsgElementKind kind = psg_element_get_kind(piece->name);
    g_autofree char *names = g_strdup_printf(" %s ", piece->name);
    xmlNode *open = find_open(builder, names, NULL);
    if (open)
        close_up_to(builder, open);
    else if (kind == PSG_ELEMENT_UNKNOWN && !is_block)
        psg_builder_add_text(builder, piece->start, (gsize)(piece->end - piece->start));
    else if (kind != PSG_ELEMENT_UNKNOWN && kind != PSG_ELEMENT_VOID)
        psg_findings_add(builder->findings, PSG_SEVERITY_NOTE, "html-unbalanced",
                builder->options->path, builder->line, 0,
                "</%s> closes nothing that was opened in this block", piece->name);
}

/* White space between blocks is no text. */
static gboolean
is_between_blocks(const PsgBuilder *builder, const char *text)
{
    PsgElementKind kind = psg_element_get_kind((const char *)builder->current->name);
    return kind >= PSG_ELEMENT_BLOCK && !text[strspn(text, " \t\n")];
}

static void
add_characters(PsgBuilder *builder, const PsgHtmlPiece *piece, gboolean is_block)
{
    g_autofree char *text = psg_html_decode(piece->start, (gsize)(piece->end - piece->start));
    if (is_block && is_between_blocks(builder, text))
        return;
    psg_builder_add_text(builder, text, strlen(text));
}

/* At the end of an HTML block, what stands in a line ends too; and so does an element that is taken
 * out with all it holds, or one that was never closed would take the rest of the text with it. */
static void
close_unfinished(PsgBuilder *builder)
{
    xmlNode *boundary = get_boundary(builder);
    while (builder->current != boundary) {
        PsgElementKind kind = psg_element_get_kind((const char *)builder->current->name);
        if (kind != PSG_ELEMENT_PHRASING && kind != PSG_ELEMENT_REMOVED)
            return;
        close_up_to(builder, builder->current);
    }
}

void
psg_builder_add_raw_html(PsgBuilder *builder, const char *html, gboolean is_block)
{
    const char *at = html, *end = html + strlen(html);
    builder->has_raw_html = TRUE;
    guint line = builder->line;
    for (;;) {
        g_auto(PsgHtmlPiece) piece;
        if (!psg_html_scan(&at, end, &piece))
            break;
        if (piece.kind == PSG_HTML_OPEN)
            open_tag(builder, &piece, is_block);
        else if (piece.kind == PSG_HTML_CLOSE)
            close_tag(builder, &piece, is_block);
        else if (piece.kind == PSG_HTML_TEXT)
            add_characters(builder, &piece, is_block);
        else if (!g_str_has_prefix(piece.start, "<!--"))
            psg_findings_add(builder->findings, PSG_SEVERITY_ERROR, "html-removed",
                    builder->options->path, builder->line, 0,
                    "%.*s ... is no text for readers and was left out",
                    (int)MIN(strcspn(piece.start, " >\n"), 12), piece.start);
        for (const char *byte = piece.start; is_block && byte < piece.end; byte++)
            builder->line += *byte == '\n';
    }
    builder->line = line;
    if (is_block)
        close_unfinished(builder);
}
