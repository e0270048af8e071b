/* A text for a test: parsed, looked through for what must hold of every text, and compared as
 * markup. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib.h>
#include <libxml/parser.h>

#include "text/markup.h"
#include "text/text.h"

#include "base/cleanup.h"

typedef struct {
    PsgText *text;
    PsgFindings *findings;
} TextCase;

static inline void
text_case_clear(TextCase *item)
{
    g_clear_pointer(&item->text, psg_text_free);
    g_clear_pointer(&item->findings, psg_findings_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TextCase, text_case_clear)

/* The parser's own limit on depth is part of what is checked: a reading app has one too. */
static inline xmlDoc *
text_case_read_xml(const char *markup, gsize length)
{
    return xmlReadMemory(markup, (int)length, NULL, "UTF-8",
            XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
}

static inline void
text_case_check_element(const xmlNode *node, GHashTable *ids, GPtrArray *targets)
{
    static const char *const never[] = {"script", "style", "iframe", "object", "embed", "form",
            "svg", "math", "base", "link", "meta", "template", NULL};
    const char *name = (const char *)node->name;
    if (g_strv_contains(never, name))
        fail_msg("<%s> came through", name);
    for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next) {
        const char *key = (const char *)attribute->name;
        const char *value = attribute->children ? (const char *)attribute->children->content : "";
        if (g_str_has_prefix(key, "on") || !strcmp(key, "style") || !strcmp(key, "srcset"))
            fail_msg("the attribute %s came through", key);
        if (!strcmp(key, "id") && !g_hash_table_add(ids, g_strdup(value)))
            fail_msg("the id \"%s\" stands twice", value);
        if (!strcmp(key, "href") && xmlHasProp((xmlNode *)node, (const xmlChar *)"role"))
            g_ptr_array_add(targets, g_strdup(value));
    }
}

/* What must hold of every text: its XHTML is well formed and not too deep, nothing in it can run,
 * no id stands twice, and every link of the engine's own leads somewhere. */
static inline void
text_case_check(const PsgText *text)
{
    g_autoptr(GString) markup = g_string_new(NULL);
    psg_markup_write(text->root, PSG_MARKUP_XHTML, NULL, markup);
    g_autoptr(xmlDoc) document = text_case_read_xml(markup->str, markup->len);
    if (!document)
        fail_msg("the XHTML is not well formed or too deep: %.2000s", markup->str);
    g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) targets = g_ptr_array_new_with_free_func(g_free);
    for (const xmlNode *node = xmlDocGetRootElement(document); node;) {
        if (node->type == XML_ELEMENT_NODE)
            text_case_check_element(node, ids, targets);
        if (node->type == XML_ELEMENT_NODE && node->children) {
            node = node->children;
            continue;
        }
        while (node && !node->next)
            node = node->parent && node->parent->type == XML_ELEMENT_NODE ? node->parent : NULL;
        node = node ? node->next : NULL;
    }
    for (guint i = 0; i < targets->len; i++) {
        const char *target = g_ptr_array_index(targets, i);
        if (target[0] == '#' && !g_hash_table_contains(ids, target + 1))
            fail_msg("a link of the engine's leads to \"%s\", which is nowhere", target);
    }
    assert_int_equal(g_hash_table_size(text->ids), g_hash_table_size(ids));
    assert_non_null(text->title);
}

static inline TextCase
text_case_parse(const char *markdown, gssize length, const PsgTextOptions *options)
{
    static const PsgTextOptions usual = {.path = "part/sand-tray.md", .language = "en"};
    TextCase item = {.findings = psg_findings_new()};
    g_autoptr(GError) error = NULL;
    item.text = psg_text_parse(markdown, length < 0 ? strlen(markdown) : (gsize)length,
            options ? options : &usual, item.findings, &error);
    if (!item.text)
        fail_msg("%s", error->message);
    text_case_check(item.text);
    return item;
}

static inline TextCase
parse(const char *markdown)
{
    return text_case_parse(markdown, -1, NULL);
}

static inline char *
text_case_write(const TextCase *item)
{
    GString *out = g_string_new(NULL);
    psg_markup_write_children(item->text->root, PSG_MARKUP_HTML, NULL, out);
    return g_string_free(out, FALSE);
}

static inline char *
to_html(const char *markdown)
{
    g_auto(TextCase) item = parse(markdown);
    return text_case_write(&item);
}

/* Whether a finding of this rule was made, at this line (0: any). */
static inline gboolean
has_finding(const TextCase *item, const char *rule, guint line)
{
    for (guint i = 0; i < psg_findings_get_length(item->findings); i++) {
        const PsgFinding *finding = psg_findings_get(item->findings, i);
        if (!strcmp(finding->rule, rule) && (line == 0 || finding->line == line))
            return TRUE;
    }
    return FALSE;
}

#define assert_html(markdown, expected)             \
    do {                                            \
        g_autofree char *html_ = to_html(markdown); \
        assert_string_equal(html_, expected);       \
    } while (0)

#define assert_holds(haystack, needle)                           \
    do {                                                         \
        if (!strstr(haystack, needle))                           \
            fail_msg("\"%s\" is not in:\n%s", needle, haystack); \
    } while (0)

#define assert_lacks(haystack, needle)                       \
    do {                                                     \
        if (strstr(haystack, needle))                        \
            fail_msg("\"%s\" is in:\n%s", needle, haystack); \
    } while (0)

/* `head`, then `piece` `count` times. The caller owns the result. */
static inline char *
repeat(const char *head, const char *piece, guint count)
{
    GString *out = g_string_new(head);
    for (guint i = 0; i < count; i++)
        g_string_append(out, piece);
    return g_string_free(out, FALSE);
}
