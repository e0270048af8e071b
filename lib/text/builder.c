/* From cmark's tree to ours: the blocks and inlines of CommonMark, task lists and call-outs.
 * Follows CommonMark 0.30 and GitHub Flavored Markdown 0.29, sections 5.3 (task list items). Never
 * recursive: depth is the author's. */
#include "text/builder.h"

#include <string.h>

#include "text/content_model.h"
#include "text/language.h"
#include "text/tree.h"

void
psg_builder_set(xmlNode *node, const char *name, const char *value)
{
    if (node)
        xmlNewProp(node, (const xmlChar *)name, (const xmlChar *)value);
}

void
psg_builder_set_direction(xmlNode *node, const char *language)
{
    psg_builder_set(node, "dir", psg_language_is_right_to_left(language) ? "rtl" : "ltr");
}

xmlNode *
psg_builder_new(PsgBuilder *builder, const char *name)
{
    const xmlChar *interned = xmlDictLookup(builder->document->dict, (const xmlChar *)name, -1);
    xmlNode *node = xmlNewDocNodeEatName(builder->document, NULL, (xmlChar *)interned, NULL);
    /* libxml2 keeps 16 bits; what is beyond goes where xmlGetLineNo() looks for it in text nodes
     * only, so it is cut. */
    node->line = (unsigned short)MIN(builder->line, G_MAXUINT16);
    return node;
}

void
psg_builder_say_too_deep(PsgBuilder *builder)
{
    if (!builder->is_too_deep)
        psg_findings_add(builder->findings, PSG_SEVERITY_WARNING, "nesting-depth",
                builder->options->path, builder->line, 0,
                "quotes, lists or emphasis are nested more than %d deep; deeper levels are shown "
                "on the last one",
                PSG_TREE_DEPTH_LIMIT);
    builder->is_too_deep = TRUE;
}

xmlNode *
psg_builder_add(PsgBuilder *builder, const char *name)
{
    if (builder->depth >= PSG_TREE_DEPTH_LIMIT && !psg_builder_is_plain(builder)) {
        psg_builder_say_too_deep(builder);
        return NULL;
    }
    xmlNode *node = psg_builder_new(builder, name);
    psg_tree_append(builder->current, node);
    return node;
}

xmlNode *
psg_builder_open(PsgBuilder *builder, const char *name)
{
    PsgPlace place = {builder->current, builder->current, builder->depth};
    xmlNode *node = psg_builder_add(builder, name);
    if (node) {
        builder->current = place.boundary = node;
        builder->depth++;
        builder->deepest = MAX(builder->deepest, builder->depth);
    } else if (psg_element_get_kind(name) >= PSG_ELEMENT_LINES) {
        psg_builder_add_text(builder, "\n", 1); /* what were blocks must not run together */
    }
    g_array_append_val(builder->places, place);
    return node;
}

void
psg_builder_close(PsgBuilder *builder)
{
    psg_builder_end_strikethrough(builder, builder->current);
    PsgPlace place = g_array_index(builder->places, PsgPlace, builder->places->len - 1);
    g_array_set_size(builder->places, builder->places->len - 1);
    builder->current = place.outer;
    builder->depth = place.depth;
}

/* Keeps the place without a new element: what cmark opened and the tree does not show. */
static void
open_nothing(PsgBuilder *builder)
{
    PsgPlace place = {builder->current, builder->current, builder->depth};
    g_array_append_val(builder->places, place);
}

xmlNode *
psg_builder_add_text(PsgBuilder *builder, const char *text, gsize length)
{
    if (length == 0)
        return NULL;
    xmlNode *node = xmlNewDocTextLen(builder->document, (const xmlChar *)text, (int)length);
    psg_tree_append(builder->current, node);
    return node;
}

guint
psg_builder_get_line(const PsgBuilder *builder, cmark_node *node)
{
    return (guint)cmark_node_get_start_line(node) + builder->source->first_line - 1;
}

const char *
psg_builder_get_language(const PsgBuilder *builder)
{
    for (const xmlNode *at = builder->current; at != builder->text->root; at = at->parent) {
        const xmlAttr *language = xmlHasProp((xmlNode *)at, (const xmlChar *)"lang");
        if (language && language->children)
            return (const char *)language->children->content;
    }
    return builder->text->language;
}

static gboolean
is_type(cmark_node *node, cmark_node_type type)
{
    return node && cmark_node_get_type(node) == type;
}

/* --- blocks --- */

static gboolean
is_in_tight_list(cmark_node *paragraph)
{
    cmark_node *item = cmark_node_parent(paragraph);
    return is_type(item, CMARK_NODE_ITEM) && cmark_node_get_list_tight(cmark_node_parent(item));
}

/* The text of a paragraph whose first byte in the source is `first`, neither escaped nor an entity;
 * "" for any other block. */
static const char *
peek_text(const PsgBuilder *builder, cmark_node *block, char first)
{
    cmark_node *inside =
            is_type(block, CMARK_NODE_PARAGRAPH) ? cmark_node_first_child(block) : NULL;
    const char *text = is_type(inside, CMARK_NODE_TEXT) ? cmark_node_get_literal(inside) : "";
    if (psg_builder_is_plain(builder) || text[0] != first)
        return "";
    gsize length, column = (gsize)MAX(cmark_node_get_start_column(block) - 1, 0);
    const char *line =
            psg_source_get_line(builder->source, (guint)cmark_node_get_start_line(block), &length);
    while (column < length && (line[column] == ' ' || line[column] == '\t'))
        column++;
    return column < length && line[column] == first ? text : "";
}

static gboolean
is_task_text(const char *text)
{
    return text[0] == '[' && text[1] && strchr(" xX", text[1]) && text[2] == ']' &&
           (text[3] == ' ' || text[3] == '\t');
}

static gboolean
is_task(const PsgBuilder *builder, cmark_node *item)
{
    return is_task_text(peek_text(builder, cmark_node_first_child(item), '['));
}

static gboolean
has_task(const PsgBuilder *builder, cmark_node *list)
{
    for (cmark_node *item = cmark_node_first_child(list); item; item = cmark_node_next(item))
        if (is_task(builder, item))
            return TRUE;
    return FALSE;
}

static void
open_list(PsgBuilder *builder, cmark_node *list)
{
    gboolean is_ordered = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST;
    xmlNode *node = psg_builder_open(builder, is_ordered ? "ol" : "ul");
    if (is_ordered && cmark_node_get_list_start(list) != 1) {
        g_autofree char *start = g_strdup_printf("%d", cmark_node_get_list_start(list));
        psg_builder_set(node, "start", start);
    }
    if (has_task(builder, list))
        psg_builder_set(node, "class", "task-list");
}

static void
open_item(PsgBuilder *builder, cmark_node *item)
{
    xmlNode *node = psg_builder_open(builder, "li");
    if (is_task(builder, item))
        psg_builder_set(node, "class", "task");
}

/* The words of a task stand in a <label> with their box, so that whoever reads the box aloud reads
 * what it is for. */
static void
open_task(PsgBuilder *builder, cmark_node *text)
{
    cmark_node_set_user_data(cmark_node_parent(text), PSG_PARAGRAPH_TASK);
    const char *literal = cmark_node_get_literal(text);
    psg_builder_open(builder, "label");
    xmlNode *box = psg_builder_add(builder, "input");
    psg_builder_set(box, "type", "checkbox");
    psg_builder_set(box, "disabled", "");
    if (literal[1] != ' ')
        psg_builder_set(box, "checked", "");
    psg_builder_add_text(builder, " ", 1);
    g_autofree char *rest = g_strdup(literal + 4);
    cmark_node_set_literal(text, rest);
}

static gboolean
begins_task(const PsgBuilder *builder, cmark_node *paragraph)
{
    cmark_node *item = cmark_node_parent(paragraph);
    return is_type(item, CMARK_NODE_ITEM) && cmark_node_first_child(item) == paragraph &&
           is_task(builder, item);
}

/* "##Heading" is no heading for want of a space, which is easily overlooked. "#1" and "#tag" may
 * well be meant. */
static void
check_heading_slip(const PsgBuilder *builder, cmark_node *paragraph)
{
    const char *text = peek_text(builder, paragraph, '#');
    gsize marks = strspn(text, "#");
    if (marks >= 1 && marks <= 6 && (marks > 1 || g_ascii_isupper(text[1])) &&
            g_unichar_isalpha(g_utf8_get_char(text + marks)))
        psg_findings_add(builder->findings, PSG_SEVERITY_WARNING, "heading-space",
                builder->options->path, builder->line, 0,
                "a heading needs a space after %.*s; this line is shown as text", (int)marks, text);
}

static void
open_paragraph(PsgBuilder *builder, cmark_node *paragraph)
{
    check_heading_slip(builder, paragraph);
    if (is_in_tight_list(paragraph))
        open_nothing(builder);
    else
        psg_builder_open(builder, "p");
    if (begins_task(builder, paragraph))
        open_task(builder, cmark_node_first_child(paragraph));
}

static void
close_paragraph(PsgBuilder *builder, cmark_node *paragraph)
{
    if (cmark_node_get_user_data(paragraph) == PSG_PARAGRAPH_TASK)
        psg_builder_close(builder);
    psg_builder_close(builder);
}

static void
open_heading(PsgBuilder *builder, cmark_node *heading)
{
    char name[3] = {'h', (char)('0' + cmark_node_get_heading_level(heading)), 0};
    psg_builder_open(builder, name);
}

static void
add_code_block(PsgBuilder *builder, cmark_node *block)
{
    g_autofree char *owned_code = NULL, *owned_info = NULL;
    const char *code = psg_source_unmark(cmark_node_get_literal(block), TRUE, &owned_code);
    const char *info = psg_source_unmark(cmark_node_get_fence_info(block), FALSE, &owned_info);
    xmlNode *pre = psg_builder_open(builder, "pre");
    /* A block that scrolls sideways must be reachable by keyboard. */
    if (!psg_builder_is_plain(builder))
        psg_builder_set(pre, "tabindex", "0");
    xmlNode *node = psg_builder_open(builder, "code");
    gsize length = strcspn(info, psg_builder_is_plain(builder) ? " \t\n" : " \t\n,{");
    if (length) {
        g_autofree char *language = g_strdup_printf("language-%.*s", (int)length, info);
        psg_builder_set(node, "class", language);
    }
    psg_builder_add_text(builder, code, strlen(code));
    psg_builder_close(builder);
    psg_builder_close(builder);
}

/* --- call-outs --- */

static const struct {
    const char *mark, *class;
    PsgWord word;
} callouts[] = {
        {"[!NOTE]", "callout callout-note", PSG_WORD_NOTE},
        {"[!TIP]", "callout callout-tip", PSG_WORD_TIP},
        {"[!IMPORTANT]", "callout callout-important", PSG_WORD_IMPORTANT},
        {"[!WARNING]", "callout callout-warning", PSG_WORD_WARNING},
        {"[!CAUTION]", "callout callout-caution", PSG_WORD_CAUTION},
};

/* "[!DANGER]" is none of the five; its author meant one. */
static void
say_unknown_callout(const PsgBuilder *builder, const char *mark)
{
    if (g_ascii_isalpha(mark[2]) && mark[strlen(mark) - 1] == ']')
        psg_findings_add(builder->findings, PSG_SEVERITY_WARNING, "callout-unknown",
                builder->options->path, builder->line, 0,
                "%s is no call-out (they are NOTE, TIP, IMPORTANT, WARNING and CAUTION); it is "
                "shown as a quotation",
                mark);
}

/* The index of the call-out that a block quote is, or -1: its first line must be the mark and
 * nothing else. */
static int
find_callout(const PsgBuilder *builder, cmark_node *quote)
{
    cmark_node *paragraph = cmark_node_first_child(quote);
    const char *text = peek_text(builder, paragraph, '[');
    if (text[0] != '[' || text[1] != '!')
        return -1;
    cmark_node *after = cmark_node_next(cmark_node_first_child(paragraph));
    if (after && !is_type(after, CMARK_NODE_SOFTBREAK) && !is_type(after, CMARK_NODE_LINEBREAK))
        return -1;
    for (int i = 0; i < (int)G_N_ELEMENTS(callouts); i++)
        if (g_ascii_strcasecmp(text, callouts[i].mark) == 0)
            return i;
    say_unknown_callout(builder, text);
    return -1;
}

static void
open_callout(PsgBuilder *builder, cmark_node *quote, int index)
{
    const char *language, *own = psg_builder_get_language(builder);
    const char *word = psg_language_get_word(own, callouts[index].word, &language);
    xmlNode *box = psg_builder_open(builder, "div");
    psg_builder_set(box, "class", callouts[index].class);
    psg_builder_set(box, "role", "note");
    xmlNode *title = psg_builder_open(builder, "p");
    psg_builder_set(title, "class", "callout-title");
    if (!g_str_has_prefix(own, language)) {
        psg_builder_set(title, "lang", language);
        psg_builder_set_direction(title, language);
    }
    psg_builder_add_text(builder, word, strlen(word));
    psg_builder_close(builder);

    /* The mark itself is no text of the author's. */
    cmark_node *paragraph = cmark_node_first_child(quote),
               *mark = cmark_node_first_child(paragraph);
    cmark_node *line_end = cmark_node_next(mark);
    cmark_node_set_user_data(paragraph, PSG_PARAGRAPH_CALLOUT);
    cmark_node_free(mark);
    if (line_end)
        cmark_node_free(line_end);
    if (!cmark_node_first_child(paragraph))
        cmark_node_free(paragraph);
}

static void
open_quote(PsgBuilder *builder, cmark_node *quote)
{
    int callout = find_callout(builder, quote);
    if (callout >= 0)
        open_callout(builder, quote, callout);
    else
        psg_builder_open(builder, "blockquote");
}

/* --- inlines --- */

/* Percent-encodes as cmark does, for the specification's form. */
static char *
encode_url(const char *url)
{
    GString *out = g_string_new(NULL);
    for (const char *at = url; *at; at++) {
        if (g_ascii_isalnum(*at) || strchr("-_.+!*'(),%#@?=;:/,+$~&", *at))
            g_string_append_c(out, *at);
        else
            g_string_append_printf(out, "%%%02X", (guint)(guchar)*at);
    }
    return g_string_free(out, FALSE);
}

static void
set_url(PsgBuilder *builder, xmlNode *node, const char *name, const char *url)
{
    g_autofree char *owned = NULL, *encoded = NULL;
    url = psg_source_unmark(url, FALSE, &owned);
    if (psg_builder_is_plain(builder))
        url = encoded = encode_url(url);
    psg_builder_set(node, name, url);
}

static void
set_title(xmlNode *node, const char *title)
{
    g_autofree char *owned = NULL;
    title = psg_source_unmark(title, FALSE, &owned);
    if (*title)
        psg_builder_set(node, "title", title);
}

static void
open_link(PsgBuilder *builder, cmark_node *link)
{
    xmlNode *node = psg_builder_open(builder, "a");
    set_url(builder, node, "href", cmark_node_get_url(link));
    set_title(node, cmark_node_get_title(link));
    builder->link_depth++;
}

static void
close_link(PsgBuilder *builder, cmark_node *link)
{
    builder->link_depth--;
    psg_builder_close(builder);
}

static void
add_code(PsgBuilder *builder, cmark_node *code)
{
    g_autofree char *owned = NULL;
    const char *literal = psg_source_unmark(cmark_node_get_literal(code), TRUE, &owned);
    psg_builder_open(builder, "code");
    psg_builder_add_text(builder, literal, strlen(literal));
    psg_builder_close(builder);
}

static void
open_image(PsgBuilder *builder)
{
    if (builder->image_depth++ == 0)
        builder->alternative = g_string_new(NULL);
}

static void
close_image(PsgBuilder *builder, cmark_node *image)
{
    if (--builder->image_depth > 0)
        return;
    g_autofree char *alternative = g_string_free(g_steal_pointer(&builder->alternative), FALSE),
                    *owned = NULL;
    xmlNode *node = psg_builder_add(builder, "img");
    if (!node)
        return;
    set_url(builder, node, "src", cmark_node_get_url(image));
    psg_builder_set(node, "alt", psg_source_unmark(alternative, FALSE, &owned));
    set_title(node, cmark_node_get_title(image));
}

static void
add_raw(PsgBuilder *builder, cmark_node *html, gboolean is_block)
{
    g_autofree char *owned = NULL;
    const char *literal = psg_source_unmark(cmark_node_get_literal(html), TRUE, &owned);
    if (!psg_builder_is_plain(builder)) {
        psg_builder_add_raw_html(builder, literal, is_block);
        return;
    }
    xmlNode *node =
            xmlNewCDataBlock(builder->document, (const xmlChar *)literal, (int)strlen(literal));
    node->_private = is_block ? node : NULL;
    psg_tree_append(builder->current, node);
}

/* What an image's description is made of: the text of its content. */
static void
describe(PsgBuilder *builder, cmark_node *node)
{
    cmark_node_type type = cmark_node_get_type(node);
    if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE)
        g_string_append(builder->alternative, cmark_node_get_literal(node));
    else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK)
        g_string_append_c(builder->alternative, psg_builder_is_plain(builder) ? '\n' : ' ');
}

static void
enter_inline(PsgBuilder *builder, cmark_node *node)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
        if (psg_builder_is_plain(builder))
            psg_builder_add_text(
                    builder, cmark_node_get_literal(node), strlen(cmark_node_get_literal(node)));
        else
            psg_builder_add_inline_text(builder, node, cmark_node_get_literal(node));
        break;
    case CMARK_NODE_SOFTBREAK:
        psg_builder_add_text(builder, "\n", 1);
        break;
    case CMARK_NODE_LINEBREAK:
        psg_builder_add(builder, "br");
        break;
    case CMARK_NODE_CODE:
        add_code(builder, node);
        break;
    case CMARK_NODE_HTML_INLINE:
        add_raw(builder, node, FALSE);
        break;
    case CMARK_NODE_EMPH:
        psg_builder_open(builder, "em");
        break;
    case CMARK_NODE_STRONG:
        psg_builder_open(builder, "strong");
        break;
    case CMARK_NODE_LINK:
        open_link(builder, node);
        break;
    default:
        break;
    }
}

static void
enter_block(PsgBuilder *builder, cmark_node *node)
{
    builder->line = psg_builder_get_line(builder, node);
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_BLOCK_QUOTE:
        open_quote(builder, node);
        break;
    case CMARK_NODE_LIST:
        open_list(builder, node);
        break;
    case CMARK_NODE_ITEM:
        open_item(builder, node);
        break;
    case CMARK_NODE_PARAGRAPH:
        open_paragraph(builder, node);
        break;
    case CMARK_NODE_HEADING:
        open_heading(builder, node);
        break;
    case CMARK_NODE_CODE_BLOCK:
        add_code_block(builder, node);
        break;
    case CMARK_NODE_HTML_BLOCK:
        add_raw(builder, node, TRUE);
        break;
    case CMARK_NODE_THEMATIC_BREAK:
        psg_builder_add(builder, "hr");
        break;
    default:
        break;
    }
}

static gboolean
is_block(cmark_node_type type)
{
    return type >= CMARK_NODE_FIRST_BLOCK && type <= CMARK_NODE_LAST_BLOCK;
}

static void
leave(PsgBuilder *builder, cmark_node *node)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_PARAGRAPH:
        close_paragraph(builder, node);
        break;
    case CMARK_NODE_LINK:
        close_link(builder, node);
        break;
    case CMARK_NODE_BLOCK_QUOTE:
    case CMARK_NODE_LIST:
    case CMARK_NODE_ITEM:
    case CMARK_NODE_HEADING:
    case CMARK_NODE_EMPH:
    case CMARK_NODE_STRONG:
        psg_builder_close(builder);
        break;
    default:
        break;
    }
}

/* cmark gives no line to line breaks, and a fragment's lines are not the source's. */
static void
find_line(PsgBuilder *builder, cmark_node *node)
{
    if (!builder->is_fragment && cmark_node_get_start_line(node) > 0)
        builder->line = psg_builder_get_line(builder, node);
}

/* Inside an image nothing is built but its description. TRUE when the event was dealt with. */
static gboolean
visit_image(PsgBuilder *builder, cmark_node *node, gboolean is_enter)
{
    if (is_type(node, CMARK_NODE_IMAGE)) {
        find_line(builder, node);
        if (is_enter)
            open_image(builder);
        else
            close_image(builder, node);
        return TRUE;
    }
    if (builder->image_depth > 0 && is_enter)
        describe(builder, node);
    return builder->image_depth > 0;
}

/* A paragraph, or what CommonMark takes for a heading underlined with dashes, may be a table. */
static gboolean
may_be_table(const PsgBuilder *builder, cmark_node_type type)
{
    return !psg_builder_is_plain(builder) &&
           (type == CMARK_NODE_PARAGRAPH || type == CMARK_NODE_HEADING);
}

void
psg_builder_run(PsgBuilder *builder, cmark_node *root)
{
    g_autoptr(cmark_iter) iter = cmark_iter_new(root);
    for (cmark_event_type event; (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE;) {
        cmark_node *node = cmark_iter_get_node(iter);
        if (node == root || visit_image(builder, node, event == CMARK_EVENT_ENTER))
            continue;
        cmark_node_type type = cmark_node_get_type(node);
        if (event == CMARK_EVENT_EXIT) {
            leave(builder, node);
        } else if (!is_block(type)) {
            find_line(builder, node);
            enter_inline(builder, node);
        } else if (may_be_table(builder, type) && psg_builder_add_table(builder, node)) {
            cmark_iter_reset(iter, node, CMARK_EVENT_EXIT);
        } else {
            enter_block(builder, node);
            /* A call-out took its mark out of the tree: the iterator must not go on to a node that
             * is gone. */
            if (type == CMARK_NODE_BLOCK_QUOTE)
                cmark_iter_reset(iter, node, CMARK_EVENT_ENTER);
        }
    }
}
