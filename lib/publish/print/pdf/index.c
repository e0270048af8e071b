/* Writing name trees and number trees, leaf by leaf as the entries come. */
#include "publish/print/pdf/index.h"

#define ENTRIES_PER_LEAF 64

struct PsgPdfIndex {
    PsgPdfFile *file;
    PsgPdfIndexKind kind;
    GString *leaf; /* "key value key value" */
    guint count;   /* of the leaf's entries */
    char *first, *last;
    GString *leaves; /* references of those that are written */
};

PsgPdfIndex *
psg_pdf_index_new(PsgPdfFile *file, PsgPdfIndexKind kind)
{
    PsgPdfIndex *index = g_new0(PsgPdfIndex, 1);
    index->file = file;
    index->kind = kind;
    index->leaf = g_string_new(NULL);
    index->leaves = g_string_new(NULL);
    return index;
}

static const char *
get_entries_name(const PsgPdfIndex *index)
{
    return index->kind == PSG_PDF_INDEX_NAMES ? "Names" : "Nums";
}

static void
end_leaf(PsgPdfIndex *index)
{
    g_autoptr(GString) body = g_string_new(NULL);
    g_string_printf(
            body, "<</Limits[%s %s]/%s[", index->first, index->last, get_entries_name(index));
    g_string_append_len(body, index->leaf->str, (gssize)index->leaf->len);
    g_string_append(body, "]>>");
    psg_pdf_append_reference(index->leaves, psg_pdf_file_add(index->file, body->str, body->len));
    g_string_append_c(index->leaves, ' ');
    g_string_truncate(index->leaf, 0);
    index->count = 0;
}

static void
set_limit(char **limit, const char *key)
{
    g_free(*limit);
    *limit = g_strdup(key);
}

void
psg_pdf_index_add(PsgPdfIndex *index, const char *key, const char *value)
{
    if (index->count == ENTRIES_PER_LEAF)
        end_leaf(index);
    if (!index->count++)
        set_limit(&index->first, key);
    set_limit(&index->last, key);
    g_string_append_printf(index->leaf, "%s %s ", key, value);
}

PsgPdfReference
psg_pdf_index_finish(PsgPdfIndex *index)
{
    g_autoptr(GString) body = g_string_new("<</");
    if (index->leaves->len) {
        if (index->count)
            end_leaf(index);
        g_string_append_printf(body, "Kids[%s]>>", index->leaves->str);
    } else {
        g_string_append_printf(body, "%s[%s]>>", get_entries_name(index), index->leaf->str);
    }
    PsgPdfReference root = psg_pdf_file_add(index->file, body->str, body->len);
    g_string_free(index->leaf, TRUE);
    g_string_free(index->leaves, TRUE);
    g_free(index->first);
    g_free(index->last);
    g_free(index);
    return root;
}
