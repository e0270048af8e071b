/* One walk over the finished tree: what an author wrote about a block is moved to the block, and
 * what writers need to know is listed. */
#include "text/finish.h"

#include <string.h>

#include "text/content_model.h"
#include "text/language.h"
#include "text/marks_tree.h"
#include "text/slug.h"
#include "text/tree.h"
#include "text/url.h"

static gboolean
has_class(const xmlNode *node, const char *class)
{
    const char *value =
            node && node->type == XML_ELEMENT_NODE ? psg_tree_get_attribute(node, "class") : NULL;
    return value && !strcmp(value, class);
}

static void
rename_element(xmlNode *node, const char *name)
{
    xmlNodeSetName(node, (const xmlChar *)name);
}

/* --- attribute blocks: "{#id}", "{lang=ur}" at the end of a heading or a paragraph --- */

typedef struct {
    char *id, *language;
} Attributes;

/* TRUE when every word between the braces is one that may stand there. */
static gboolean
parse_attributes(const char *from, const char *to, Attributes *attributes)
{
    g_autofree char *inside = g_strndup(from, (gsize)(to - from));
    g_auto(GStrv) words = g_strsplit_set(inside, " \t", -1);
    for (guint i = 0; words[i]; i++) {
        if (words[i][0] == '#' && psg_id_is_allowed(words[i] + 1) && !attributes->id)
            attributes->id = g_strdup(words[i] + 1);
        else if (g_str_has_prefix(words[i], "lang=") && psg_language_is_valid(words[i] + 5) &&
                 !attributes->language)
            attributes->language = g_strdup(words[i] + 5);
        else if (*words[i])
            return FALSE;
    }
    return attributes->id || attributes->language;
}

/* Where the block begins in the text that ends an element, or NULL. */
static char *
find_attribute_block(const xmlNode *last)
{
    if (!last || last->type != XML_TEXT_NODE || !last->content)
        return NULL;
    char *text = (char *)last->content, *end = text + strlen(text);
    while (end > text && strchr(" \t\n", end[-1]))
        end--;
    if (end == text || end[-1] != '}')
        return NULL;
    char *open = g_strrstr_len(text, end - text, "{");
    return open && (open == text || strchr(" \t\n", open[-1])) ? open : NULL;
}

static void
set_language(xmlNode *node, const char *language)
{
    psg_builder_set(node, "lang", language);
    psg_builder_set_direction(node, language);
}

/* What a draft shows behind the words does not count, nor blanks between. */
static xmlNode *
skip_added(xmlNode *last)
{
    xmlNode *at = last;
    while (at && at->prev &&
            (psg_mark_is_added(at) || (at->type == XML_TEXT_NODE && at->next &&
                                              !at->content[strspn((char *)at->content, " \t\n")])))
        at = at->prev;
    return at && at->type == XML_TEXT_NODE ? at : last;
}

/* The end of the block's own words: of a list item, what stands before blocks in it, and in a
 * task's <label>. */
static xmlNode *
find_last_words(const xmlNode *node)
{
    if (!psg_tree_is(node, "li"))
        return skip_added(node->last);
    xmlNode *last = NULL;
    for (xmlNode *child = node->children; child; child = child->next) {
        if (child->type == XML_ELEMENT_NODE &&
                psg_element_get_kind((const char *)child->name) >= PSG_ELEMENT_LINES)
            break;
        last = child;
    }
    return skip_added(psg_tree_is(last, "label") ? last->last : last);
}

/* "{lang=English}" is shown to readers as it stands: its author must know. */
static void
say_unknown_language(PsgBuilder *builder, const xmlNode *node, const char *open)
{
    const char *language = strstr(open, "lang=");
    if (language)
        psg_findings_add(builder->findings, PSG_SEVERITY_WARNING, "language-unknown",
                builder->options->path, node->line, 0,
                "\"%.*s\" is no language tag (such as \"ur\" or \"pl\"), so %s is shown as text",
                (int)strcspn(language + 5, " \t}"), language + 5, open);
}

static void
take_attribute_block(PsgBuilder *builder, xmlNode *node)
{
    xmlNode *last = find_last_words(node);
    char *open = find_attribute_block(last);
    if (!open)
        return;
    Attributes attributes = {0};
    if (parse_attributes(open + 1, strrchr(open, '}'), &attributes)) {
        while (open > (char *)last->content && strchr(" \t\n", open[-1]))
            open--;
        *open = 0;
        if (open == (char *)last->content) {
            xmlUnlinkNode(last);
            xmlFreeNode(last);
        }
        if (attributes.id && !xmlHasProp(node, (const xmlChar *)"id"))
            psg_builder_set(node, "id", attributes.id);
        if (attributes.language)
            set_language(node, attributes.language);
    } else {
        say_unknown_language(builder, node, open);
    }
    g_free(attributes.id);
    g_free(attributes.language);
}

/* --- figures and captions --- */

/* A paragraph of one image with a title is a figure whose caption the title is. */
static void
make_figure(PsgBuilder *builder, xmlNode *paragraph)
{
    xmlNode *image = paragraph->children;
    const char *title = psg_tree_is(image, "img") && !image->next
                                ? psg_tree_get_attribute(image, "title")
                                : NULL;
    if (!title || !*title)
        return;
    const char *alternative = psg_tree_get_attribute(image, "alt");
    if (!alternative || !*alternative)
        psg_findings_add(builder->findings, PSG_SEVERITY_WARNING, "image-alternative",
                builder->options->path, paragraph->line, 0,
                "this picture has a caption and no description; say in words between the square "
                "brackets what it shows");
    rename_element(paragraph, "figure");
    xmlNode *caption =
            xmlNewTextChild(paragraph, NULL, (const xmlChar *)"figcaption", (const xmlChar *)title);
    caption->line = paragraph->line;
    xmlUnsetProp(image, (const xmlChar *)"title");
}

#define CAPTION_MARK "Table: "

/* "Table: words" beside a table is its caption. */
static gboolean
make_caption(xmlNode *paragraph)
{
    xmlNode *first = paragraph->children;
    if (!first || first->type != XML_TEXT_NODE ||
            !g_str_has_prefix((const char *)first->content, CAPTION_MARK))
        return FALSE;
    xmlNode *region =
            has_class(paragraph->next, "table-scroll") ? paragraph->next : paragraph->prev;
    xmlNode *table = has_class(region, "table-scroll") ? region->children : NULL;
    if (!table || psg_tree_is(table->children, "caption"))
        return FALSE;
    char *text = (char *)first->content;
    memmove(text, text + strlen(CAPTION_MARK), strlen(text + strlen(CAPTION_MARK)) + 1);
    xmlUnlinkNode(paragraph);
    rename_element(paragraph, "caption");
    xmlAddPrevSibling(table->children, paragraph);
    return TRUE;
}

/* --- what is listed --- */

static void
reference_free(gpointer data)
{
    PsgReference *reference = data;
    g_free(reference->url);
    g_free(reference);
}

static void
add_reference(GPtrArray *list, xmlNode *node, const char *url)
{
    PsgReference *reference = g_new0(PsgReference, 1);
    reference->node = node;
    reference->url = g_strdup(url);
    reference->line = node->line;
    g_ptr_array_add(list, reference);
}

/* Links that the engine makes lead to places it made itself. */
static gboolean
is_own_link(const xmlNode *node)
{
    const char *role = psg_tree_get_attribute(node, "role");
    return role && (!strcmp(role, "doc-noteref") || !strcmp(role, "doc-backlink"));
}

static void
take_link(PsgBuilder *builder, xmlNode *node)
{
    const char *url = psg_tree_get_attribute(node, "href");
    if (!url || is_own_link(node))
        return;
    if (psg_url_get_kind(url) != PSG_URL_FORBIDDEN) {
        add_reference(builder->text->links, node, url);
        return;
    }
    psg_findings_add(builder->findings, PSG_SEVERITY_ERROR, "link-scheme", builder->options->path,
            node->line, 0,
            "a link to \"%s\" is not allowed (only http, https, mailto, tel and paths are); its "
            "words are shown without it",
            url);
    rename_element(node, "span");
    xmlUnsetProp(node, (const xmlChar *)"href");
    xmlUnsetProp(node, (const xmlChar *)"title");
    psg_builder_set(node, "class", "broken-link");
}

static void
take_image(PsgBuilder *builder, xmlNode *node)
{
    const char *url = psg_tree_get_attribute(node, "src");
    add_reference(builder->text->images, node, url ? url : "");
}

/* TRUE for the engine's own ids, which were reserved when they were made. */
static gboolean
has_own_id(const xmlNode *node)
{
    const char *role = psg_tree_get_attribute(node, "role");
    return role && (!strcmp(role, "doc-noteref") || !strcmp(role, "doc-footnote"));
}

static void
take_id(PsgBuilder *builder, xmlNode *node)
{
    const char *id = psg_tree_get_attribute(node, "id");
    if (!id)
        return;
    GHashTable *ids = builder->text->ids;
    if (g_hash_table_contains(ids, id) && !has_own_id(node)) {
        const char *unique = psg_slug_make_unique(ids, id);
        psg_findings_add(builder->findings, PSG_SEVERITY_WARNING, "id-clash",
                builder->options->path, node->line, 0,
                "the id \"%s\" stands twice in this file; here it became \"%s\"", id, unique);
        xmlSetProp(node, (const xmlChar *)"id", (const xmlChar *)unique);
        id = unique;
    }
    g_hash_table_insert(ids, g_strdup(id), node);
}

static gboolean
has_no_node(gpointer id, gpointer node, gpointer data)
{
    return !node;
}

/* Raw HTML may have taken references to notes away with what held them: nothing may lead back to
 * them. */
static void
drop_lost_ids(PsgBuilder *builder)
{
    g_hash_table_foreach_remove(builder->text->ids, has_no_node, NULL);
    for (guint i = 0; builder->back_links && i < builder->back_links->len; i++) {
        xmlNode *link = g_ptr_array_index(builder->back_links, i);
        if (g_hash_table_contains(builder->text->ids, psg_tree_get_attribute(link, "href") + 1))
            continue;
        xmlUnlinkNode(link);
        xmlFreeNode(link);
    }
}

static void
heading_free(gpointer data)
{
    PsgHeading *heading = data;
    g_free(heading->id);
    g_free(heading->title);
    g_free(heading);
}

static void
take_heading(PsgBuilder *builder, xmlNode *node)
{
    if (has_class(node->parent, "footnotes"))
        return;
    PsgHeading *heading = g_new0(PsgHeading, 1);
    heading->level = (guint)(node->name[1] - '0');
    heading->line = node->line;
    heading->node = node;
    g_ptr_array_add(builder->text->headings, heading);
}

/* Counts what a reader reads as words: runs between blanks; of scripts without blanks, two letters
 * make one. */
static gsize
count_words(const char *text)
{
    /* By byte: 1 for a blank, 2 for the first byte of U+3000 to U+9FFF and U+A000 to U+DFFF. */
    static const guint8 kinds[256] = {[' '] = 1,
            ['\n'] = 1,
            ['\t'] = 1,
            [0xe3] = 2,
            [0xe4] = 2,
            [0xe5] = 2,
            [0xe6] = 2,
            [0xe7] = 2,
            [0xe8] = 2,
            [0xe9] = 2,
            [0xea] = 2,
            [0xeb] = 2,
            [0xec] = 2,
            [0xed] = 2};
    gsize words = 0, wide = 0;
    guint8 last = 1;
    for (const guchar *at = (const guchar *)text; *at; at++) {
        guint8 kind = kinds[*at];
        words += (guint8)(last & ~kind & 1);
        wide += kind >> 1;
        last = kind & 1;
    }
    return wide ? MAX(words, wide / 2) : words;
}

static gboolean
is_heading(const xmlNode *node)
{
    return node->name[0] == 'h' && node->name[1] >= '1' && node->name[1] <= '6' && !node->name[2];
}

static void
visit_element(PsgBuilder *builder, xmlNode *node)
{
    const char *name = (const char *)node->name;
    if (is_heading(node)) {
        take_attribute_block(builder, node);
        take_heading(builder, node);
    } else if (!strcmp(name, "p")) {
        take_attribute_block(builder, node);
        make_figure(builder, node);
    } else if (!strcmp(name, "li")) {
        take_attribute_block(builder, node);
    } else if (!strcmp(name, "a")) {
        take_link(builder, node);
    } else if (!strcmp(name, "img")) {
        take_image(builder, node);
    }
    if (node->properties)
        take_id(builder, node);
}

/* Captions move about, so they are dealt with before the walk. */
static void
make_captions(xmlNode *root)
{
    for (xmlNode *node = root->children, *next; node; node = next) {
        next = psg_tree_get_next(node, root);
        if (psg_tree_is(node, "p") &&
                (has_class(node->next, "table-scroll") || has_class(node->prev, "table-scroll"))) {
            while (next && next->parent == node)
                next = next->next ? next->next : psg_tree_get_next(next, root);
            make_caption(node);
        }
    }
}

void
psg_finish_walk(PsgBuilder *builder)
{
    PsgText *text = builder->text;
    text->headings = g_ptr_array_new_with_free_func(heading_free);
    text->links = g_ptr_array_new_with_free_func(reference_free);
    text->images = g_ptr_array_new_with_free_func(reference_free);
    if (psg_builder_is_plain(builder))
        return;
    if (builder->table_count > 0)
        make_captions(text->root);
    for (xmlNode *node = text->root->children; node; node = psg_tree_get_next(node, text->root)) {
        if (node->type == XML_ELEMENT_NODE)
            visit_element(builder, node);
        else if (node->type == XML_TEXT_NODE && node->content)
            text->words += count_words((const char *)node->content);
    }
    drop_lost_ids(builder);
}
