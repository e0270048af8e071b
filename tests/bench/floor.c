/* The floor that builds are measured against: every Markdown file of a folder is parsed with cmark,
 * made into a libxml2 tree and serialised, and nothing else. No program that goes this way can be
 * faster; prints milliseconds, files and bytes. Usage: floor FOLDER */
#include <cmark.h>
#include <libxml/tree.h>
#include <stdio.h>
#include <string.h>

#include <glib.h>

#include "base/cleanup.h"

static void
list_files(const char *folder, GPtrArray *paths)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    if (!dir)
        g_error("%s cannot be read", folder);
    for (const char *name; (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            list_files(path, paths);
        else if (g_str_has_suffix(name, ".md"))
            g_ptr_array_add(paths, g_steal_pointer(&path));
    }
}

static const char *
get_element_name(cmark_node *node)
{
    static const char *const headings[] = {"h1", "h2", "h3", "h4", "h5", "h6"};
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_BLOCK_QUOTE:
        return "blockquote";
    case CMARK_NODE_LIST:
        return cmark_node_get_list_type(node) == CMARK_ORDERED_LIST ? "ol" : "ul";
    case CMARK_NODE_ITEM:
        return "li";
    case CMARK_NODE_CODE_BLOCK:
        return "pre";
    case CMARK_NODE_PARAGRAPH:
        return "p";
    case CMARK_NODE_HEADING:
        return headings[(cmark_node_get_heading_level(node) - 1) % 6];
    case CMARK_NODE_THEMATIC_BREAK:
        return "hr";
    case CMARK_NODE_LINEBREAK:
        return "br";
    case CMARK_NODE_CODE:
        return "code";
    case CMARK_NODE_EMPH:
        return "em";
    case CMARK_NODE_STRONG:
        return "strong";
    case CMARK_NODE_LINK:
        return "a";
    case CMARK_NODE_IMAGE:
        return "img";
    default:
        return NULL;
    }
}

static xmlDoc *
make_tree(cmark_node *document)
{
    xmlDoc *tree = xmlNewDoc(BAD_CAST "1.0");
    xmlNode *here = xmlNewDocNode(tree, NULL, BAD_CAST "article", NULL);
    xmlDocSetRootElement(tree, here);
    g_autoptr(cmark_iter) walk = cmark_iter_new(document);
    for (cmark_event_type event; (event = cmark_iter_next(walk)) != CMARK_EVENT_DONE;) {
        cmark_node *node = cmark_iter_get_node(walk);
        const char *name = get_element_name(node);
        if (event == CMARK_EVENT_EXIT) {
            if (name)
                here = here->parent;
            continue;
        }
        const char *literal = cmark_node_get_literal(node);
        if (!name) {
            if (literal)
                xmlAddChild(here, xmlNewDocText(tree, BAD_CAST literal));
            continue;
        }
        xmlNode *element = xmlNewChild(here, NULL, BAD_CAST name, NULL);
        if (literal)
            xmlAddChild(element, xmlNewDocText(tree, BAD_CAST literal));
        const char *url = cmark_node_get_url(node);
        if (url)
            xmlNewProp(element, BAD_CAST "href", BAD_CAST url);
        /* Leaves have no event at their end. */
        cmark_node_type type = cmark_node_get_type(node);
        if (type != CMARK_NODE_CODE && type != CMARK_NODE_CODE_BLOCK &&
                type != CMARK_NODE_LINEBREAK && type != CMARK_NODE_THEMATIC_BREAK)
            here = element;
    }
    return tree;
}

int
main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: floor FOLDER\n");
        return 2;
    }
    gint64 start = g_get_monotonic_time();
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    list_files(argv[1], paths);
    gsize bytes_read = 0, bytes_written = 0;
    for (guint i = 0; i < paths->len; i++) {
        g_autofree char *markdown = NULL;
        gsize length;
        if (!g_file_get_contents(paths->pdata[i], &markdown, &length, NULL))
            g_error("%s cannot be read", (char *)paths->pdata[i]);
        bytes_read += length;
        g_autoptr(cmark_node) document = cmark_parse_document(markdown, length, CMARK_OPT_DEFAULT);
        g_autoptr(xmlDoc) tree = make_tree(document);
        xmlChar *serialised;
        int size;
        xmlDocDumpMemory(tree, &serialised, &size);
        bytes_written += (gsize)size;
        xmlFree(serialised);
    }
    printf("%.3f ms, %u files, %zu bytes read, %zu bytes written\n",
            (double)(g_get_monotonic_time() - start) / 1e3, paths->len, bytes_read, bytes_written);
    return paths->len ? 0 : 1;
}
