/* Writing name trees and number trees, leaf by leaf as the entries come. */
#include "publish/print/pdf/key_tree.h"

#define ENTRIES_PER_LEAF 64

struct PsgPdfKeyTree {
    PsgPdfFile *file;
    PsgPdfKeyTreeKind kind;
    GString *leaf; /* "key value key value" */
    guint count;   /* of the leaf's entries */
    char *first, *last;
    GString *leaves; /* references of those that are written */
};

PsgPdfKeyTree *
psg_pdf_key_tree_new(PsgPdfFile *file, PsgPdfKeyTreeKind kind)
{
    PsgPdfKeyTree *tree = g_new0(PsgPdfKeyTree, 1);
    tree->file = file;
    tree->kind = kind;
    tree->leaf = g_string_new(NULL);
    tree->leaves = g_string_new(NULL);
    return tree;
}

static const char *
get_entries_name(const PsgPdfKeyTree *tree)
{
    return tree->kind == PSG_PDF_KEY_TREE_NAMES ? "Names" : "Nums";
}

static void
end_leaf(PsgPdfKeyTree *tree)
{
    g_autoptr(GString) body = g_string_new(NULL);
    g_string_printf(body, "<</Limits[%s %s]/%s[", tree->first, tree->last, get_entries_name(tree));
    g_string_append_len(body, tree->leaf->str, (gssize)tree->leaf->len);
    g_string_append(body, "]>>");
    psg_pdf_append_reference(tree->leaves, psg_pdf_file_add(tree->file, body->str, body->len));
    g_string_append_c(tree->leaves, ' ');
    g_string_truncate(tree->leaf, 0);
    tree->count = 0;
}

static void
set_limit(char **limit, const char *key)
{
    g_free(*limit);
    *limit = g_strdup(key);
}

void
psg_pdf_key_tree_add(PsgPdfKeyTree *tree, const char *key, const char *value)
{
    if (tree->count == ENTRIES_PER_LEAF)
        end_leaf(tree);
    if (!tree->count++)
        set_limit(&tree->first, key);
    set_limit(&tree->last, key);
    g_string_append_printf(tree->leaf, "%s %s ", key, value);
}

PsgPdfReference
psg_pdf_key_tree_finish(PsgPdfKeyTree *tree)
{
    g_autoptr(GString) body = g_string_new("<</");
    if (tree->leaves->len) {
        if (tree->count)
            end_leaf(tree);
        g_string_append_printf(body, "Kids[%s]>>", tree->leaves->str);
    } else {
        g_string_append_printf(body, "%s[%s]>>", get_entries_name(tree), tree->leaf->str);
    }
    PsgPdfReference root = psg_pdf_file_add(tree->file, body->str, body->len);
    g_string_free(tree->leaf, TRUE);
    g_string_free(tree->leaves, TRUE);
    g_free(tree->first);
    g_free(tree->last);
    g_free(tree);
    return root;
}
