/* Which blocks of a draft differ from the newest version, so that an edition can mark them. The
 * comparison read the same files as the model did, into trees of its own: a block is known by its
 * element's name and line. */
#include <string.h>

#include "publish/model/internal.h"
#include "text/tree.h"

/* "p 14": static names and lines are few enough for strings. */
static char *
make_key(const xmlNode *element)
{
    return g_strdup_printf("%s %ld", (const char *)element->name, xmlGetLineNo(element));
}

static GHashTable *
list_changed(const PsgDiffPair *pair)
{
    GHashTable *keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < pair->steps->len; i++) {
        const PsgDiffStep *step = &g_array_index(pair->steps, PsgDiffStep, i);
        if (step->change == PSG_CHANGE_SAME)
            continue;
        for (guint j = step->new_start; j < step->new_end; j++)
            g_hash_table_add(
                    keys, make_key(g_array_index(pair->new_side.blocks, PsgDiffBlock, j).parent));
    }
    return keys;
}

/* The elements of the chapter that have one of these keys. */
static GHashTable *
find_elements(const PsgText *text, GHashTable *keys)
{
    GHashTable *elements = g_hash_table_new(NULL, NULL);
    for (const xmlNode *node = text->root; node; node = psg_tree_get_next(node, text->root)) {
        if (node->type != XML_ELEMENT_NODE)
            continue;
        g_autofree char *key = make_key(node);
        if (g_hash_table_contains(keys, key))
            g_hash_table_add(elements, (gpointer)node);
    }
    return elements;
}

static PsgModelChapter *
find_chapter(const PsgModelDocument *document, const char *path)
{
    for (guint i = 0; i < document->chapters->len; i++) {
        PsgModelChapter *chapter = document->chapters->pdata[i];
        if (g_strcmp0(chapter->entry->path, path) == 0)
            return chapter;
    }
    return NULL;
}

void
psg_model_mark_changes(const PsgModelDocument *document, const PsgDocumentChanges *changes)
{
    for (guint i = 0; i < changes->chapters->len; i++) {
        const PsgChapterChanges *changed = changes->chapters->pdata[i];
        PsgModelChapter *chapter = changed->change == PSG_CHAPTER_REMOVED
                                           ? NULL
                                           : find_chapter(document, changed->path);
        if (!chapter || chapter->changed_blocks)
            continue;
        g_autoptr(GHashTable) keys = list_changed(changes->diff->pairs->pdata[changed->pair]);
        if (g_hash_table_size(keys) > 0)
            chapter->changed_blocks = find_elements(chapter->text, keys);
    }
}
