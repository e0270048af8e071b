/* Says of each named file whether it is well-formed XML with no id twice, by libxml2: one line a
 * problem, exit 1 when there was one. For tests that look at what an EPUB holds. */
#include <libxml/parser.h>
#include <stdio.h>

#include <glib.h>

#include "base/cleanup.h"

static int problems;

static void
check_ids(const xmlNode *element, GHashTable *ids, const char *path)
{
    xmlChar *id = xmlGetNoNsProp(element, BAD_CAST "id");
    if (!id)
        return;
    if (!g_hash_table_add(ids, g_strdup((const char *)id))) {
        printf("%s:%ld: the id \"%s\" stands twice\n", path, xmlGetLineNo(element), id);
        problems++;
    }
    xmlFree(id);
}

static void
check_file(const char *path)
{
    g_autoptr(xmlDoc) document = xmlReadFile(
            path, NULL, XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    if (!document) {
        const xmlError *error = xmlGetLastError();
        printf("%s:%d: %s", path, error ? error->line : 0,
                error ? error->message : "not well formed\n");
        problems++;
        return;
    }
    g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    xmlNode *node = xmlDocGetRootElement(document);
    while (node) {
        if (node->type == XML_ELEMENT_NODE)
            check_ids(node, ids, path);
        if (node->type == XML_ELEMENT_NODE && node->children) {
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
main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        check_file(argv[i]);
    xmlCleanupParser();
    return problems ? 1 : 0;
}
