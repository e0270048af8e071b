/* Marking glossary terms where a text uses them first. Later uses stay plain: one mark helps,
 * twenty disturb. */
#include "text/finish.h"

#include <string.h>

#include "text/tree.h"

/* Where a mark would be wrong: in links and headings, and where words are not prose. */
static gboolean
is_excluded(const PsgBuilder *builder, xmlNode *node)
{
    static const char *const names[] = {"a", "abbr", "code", "dfn", "h1", "h2", "h3", "h4", "h5",
            "h6", "kbd", "pre", "samp", "var", NULL};
    if (g_strv_contains(names, (const char *)node->name))
        return TRUE;
    psg_autoxml *language = xmlGetProp(node, (const xmlChar *)"lang");
    if (!language)
        return FALSE;
    gsize length = strcspn(builder->text->language, "-");
    return g_ascii_strncasecmp((const char *)language, builder->text->language, length) != 0;
}

static xmlNode *
new_element(PsgBuilder *builder, const char *name, const xmlNode *place)
{
    xmlNode *node = xmlNewDocNode(builder->document, NULL, (const xmlChar *)name, NULL);
    node->line = place->line;
    return node;
}

/* <a class="term" role="doc-glossref" href="">words</a>, with <abbr> inside when the term stands
 * for longer words. */
static xmlNode *
make_mark(PsgBuilder *builder, const PsgTerm *term, const char *words, gsize length,
        const xmlNode *place)
{
    xmlNode *mark = new_element(builder, "a", place), *holder = mark;
    psg_builder_set(mark, "class", "term");
    psg_builder_set(mark, "role", "doc-glossref");
    psg_builder_set(mark, "href", "");
    if (term->short_for) {
        holder = new_element(builder, "abbr", place);
        psg_builder_set(holder, "title", term->short_for);
        xmlAddChild(mark, holder);
    }
    xmlAddChild(holder, xmlNewDocTextLen(builder->document, (const xmlChar *)words, (int)length));
    return mark;
}

/* Splits the text around a match; returns what is left behind it, or NULL. */
static xmlNode *
split_text(PsgBuilder *builder, xmlNode *text, xmlNode *mark, gsize start, gsize end)
{
    g_autofree char *content = g_strdup((const char *)text->content);
    xmlNode *rest =
            content[end] ? xmlNewDocText(builder->document, (const xmlChar *)content + end) : NULL;
    xmlAddNextSibling(text, mark);
    if (rest)
        xmlAddNextSibling(mark, rest);
    if (start > 0) {
        xmlNodeSetContentLen(text, NULL, 0);
        xmlNodeAddContentLen(text, (const xmlChar *)content, (int)start);
    } else {
        xmlUnlinkNode(text);
        xmlFreeNode(text);
    }
    return rest;
}

/* Marks the terms of one text node that were not used yet. Returns the last piece it was split
 * into. */
static xmlNode *
mark_in_text(PsgBuilder *builder, xmlNode *text, GHashTable *used)
{
    gsize from = 0, start, end;
    const PsgTerm *term;
    while ((term = psg_term_set_search(
                    builder->options->terms, (const char *)text->content, from, &start, &end))) {
        if (!g_hash_table_add(used, (gpointer)term)) {
            from = end;
            continue;
        }
        xmlNode *mark = make_mark(
                builder, term, (const char *)text->content + start, end - start, text->parent);
        PsgTermUse use = {term, mark}, *kept = g_new(PsgTermUse, 1);
        *kept = use;
        g_ptr_array_add(builder->text->term_uses, kept);
        xmlNode *rest = split_text(builder, text, mark, start, end);
        if (!rest)
            return mark;
        text = rest;
        from = 0;
    }
    return text;
}

void
psg_finish_terms(PsgBuilder *builder)
{
    xmlNode *root = builder->text->root;
    builder->text->term_uses = g_ptr_array_new_with_free_func(g_free);
    guint count = builder->options->terms ? psg_term_set_get_all(builder->options->terms)->len : 0;
    if (count == 0)
        return;
    g_autoptr(GHashTable) used = g_hash_table_new(NULL, NULL);
    for (xmlNode *node = root->children; node && g_hash_table_size(used) < count;) {
        if (node->type == XML_TEXT_NODE && node->content)
            node = psg_tree_get_next_outside(mark_in_text(builder, node, used), root);
        else if (node->type == XML_ELEMENT_NODE && node->children && !is_excluded(builder, node))
            node = node->children;
        else
            node = psg_tree_get_next_outside(node, root);
    }
}
