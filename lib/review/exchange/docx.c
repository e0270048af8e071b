/* Word files: see docx.h. The parts of the work: unpacking (docx_package.c), words and ranges
 * (docx_text.c), comments (docx_comments.c), items (docx_items.c, docx_changes.c). */
#include "review/exchange/docx.h"

#include "review/exchange/docx_items.h"

static void
item_free(gpointer item)
{
    psg_import_item_free(item);
}

GPtrArray *
psg_docx_read(GBytes *bytes, GPtrArray *notes, GError **error)
{
    g_autoptr(PsgDocxPackage) package = psg_docx_package_open(bytes, error);
    if (!package)
        return NULL;
    g_autoptr(GPtrArray) relations =
            psg_docx_package_list_relations(package, psg_docx_package_get_main(package), error);
    g_autoptr(PsgDocxText) text = relations ? psg_docx_text_read(package, relations, error) : NULL;
    if (!text)
        return NULL;
    g_autoptr(GPtrArray) comments = psg_docx_comments_read(package, relations, error);
    if (!comments)
        return NULL;
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func(item_free);
    psg_docx_add_comments(items, text, comments, notes);
    psg_docx_add_changes(items, text, notes);
    return g_steal_pointer(&items);
}
