/* Markdown to a tree to all three syntaxes, in both modes. Beyond faults, it holds what lib/text
 * promises: the XHTML is well formed, nothing in it can run, and no id stands twice. */
#include <glib.h>
#include <libxml/parser.h>
#include <string.h>

#include "fuzz.h"
#include "text/markup.h"
#include "text/text.h"

#include "base/cleanup.h"

static void
check_element(const xmlNode *element, GHashTable *ids)
{
    const char *const forbidden[] = {
            "script", "style", "iframe", "object", "embed", "form", "base", "link", "meta", NULL};
    if (g_strv_contains(forbidden, (const char *)element->name))
        psg_fuzz_fail("<%s> came through", element->name);
    for (const xmlAttr *attribute = element->properties; attribute; attribute = attribute->next) {
        const char *name = (const char *)attribute->name;
        const char *value = attribute->children ? (const char *)attribute->children->content : "";
        if (g_str_has_prefix(name, "on") || strcmp(name, "style") == 0)
            psg_fuzz_fail("the attribute %s came through", name);
        if (strcmp(name, "id") == 0 && !g_hash_table_add(ids, g_strdup(value)))
            psg_fuzz_fail("the id \"%s\" stands twice", value);
    }
}

static void
check_tree(const char *markup, gsize length)
{
    g_autoptr(xmlDoc) document = xmlReadMemory(markup, (int)length, NULL, "UTF-8",
            XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    if (!document)
        psg_fuzz_fail("the XHTML is not well formed:\n%s", markup);
    g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    xmlNode *node = xmlDocGetRootElement(document);
    while (node) {
        if (node->type == XML_ELEMENT_NODE)
            check_element(node, ids);
        if (node->children && node->type == XML_ELEMENT_NODE) {
            node = node->children;
            continue;
        }
        while (node && !node->next)
            node = node->parent && node->parent->type == XML_ELEMENT_NODE ? node->parent : NULL;
        if (node)
            node = node->next;
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (PsgTextMode mode = PSG_TEXT_GUIDANCE; mode <= PSG_TEXT_SPECIFICATION; mode++) {
        g_autoptr(PsgFindings) findings = psg_findings_new();
        PsgTextOptions options = {.mode = mode, .path = "chapter.md", .language = "en"};
        g_autoptr(PsgText) text =
                psg_text_parse((const char *)data, size, &options, findings, NULL);
        if (!text)
            continue;
        g_autoptr(GString) markup = g_string_new(NULL);
        psg_markup_write(text->root, PSG_MARKUP_HTML, NULL, markup);
        psg_markup_write(text->root, PSG_MARKUP_SPECIFICATION, NULL, markup);
        g_string_truncate(markup, 0);
        psg_markup_write(text->root, PSG_MARKUP_XHTML, NULL, markup);
        if (mode == PSG_TEXT_GUIDANCE)
            check_tree(markup->str, markup->len);
        g_free(psg_markup_get_text(text->root));
        psg_findings_finish(findings);
    }
    return 0;
}
