/* Families of fonts by kind of text and language, worked out once so that any thread may ask. */
#include <string.h>

#include "publish/print/style/draft.h"

typedef struct {
    const char *lists[PSG_FAMILIES_COUNT]; /* interned, as Pango has them */
} Lists;

struct PsgPrintFamilies {
    Lists plain;
    GHashTable *by_language; /* tag in lower case -> Lists */
};

#define TAG_LIMIT 64

static void
add_names(GString *list, GHashTable *seen, const GPtrArray *names)
{
    for (guint i = 0; names && i < names->len; i++)
        if (g_hash_table_add(seen, names->pdata[i]))
            g_string_append_printf(list, "%s%s", list->len ? "," : "", (char *)names->pdata[i]);
}

/* Code stands in its own fonts first, whatever its language; other text in its language's. */
static Lists
make_lists(const PsgStyleDraft *draft, const GPtrArray *of_language, const char *first)
{
    g_autoptr(GPtrArray) wish = g_ptr_array_new();
    if (first)
        g_ptr_array_add(wish, (gpointer)first);
    Lists lists;
    for (guint kind = 0; kind < PSG_FAMILIES_COUNT; kind++) {
        gboolean is_code = kind == PSG_FAMILIES_CODE;
        g_autoptr(GString) list = g_string_new(NULL);
        g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
        add_names(list, seen, is_code ? draft->families[kind] : wish);
        add_names(list, seen, of_language);
        add_names(list, seen, draft->families[kind]);
        add_names(list, seen, draft->families[PSG_FAMILIES_TEXT]);
        add_names(list, seen, draft->families[PSG_FAMILIES_OTHERS]);
        lists.lists[kind] = g_intern_string(list->str);
    }
    return lists;
}

PsgPrintFamilies *
psg_print_families_new(const PsgStyleDraft *draft, const char *first)
{
    PsgPrintFamilies *families = g_new0(PsgPrintFamilies, 1);
    families->plain = make_lists(draft, NULL, first);
    families->by_language = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (guint i = 0; i < draft->language_tags->len; i++) {
        const char *tag = draft->language_tags->pdata[i];
        Lists lists = make_lists(draft, g_hash_table_lookup(draft->language_families, tag), first);
        g_hash_table_insert(families->by_language, g_strdup(tag), g_memdup2(&lists, sizeof lists));
    }
    return families;
}

void
psg_print_families_free(PsgPrintFamilies *families)
{
    if (!families)
        return;
    g_hash_table_unref(families->by_language);
    g_free(families);
}

const char *
psg_print_families_find(
        const PsgPrintFamilies *families, PsgStyleFamilies kind, const char *language)
{
    char tag[TAG_LIMIT];
    gsize length = language ? strlen(language) : 0;
    if (length == 0 || length >= sizeof tag)
        return families->plain.lists[kind];
    for (gsize i = 0; i <= length; i++)
        tag[i] = g_ascii_tolower(language[i]);
    /* RFC 4647, section 3.4: "pa-arab-pk", then "pa-arab", then "pa". */
    for (;;) {
        const Lists *lists = g_hash_table_lookup(families->by_language, tag);
        char *end = strrchr(tag, '-');
        if (lists)
            return lists->lists[kind];
        if (!end)
            return families->plain.lists[kind];
        *end = '\0';
    }
}

static void
add_each(GPtrArray *all, GHashTable *seen, const GPtrArray *names)
{
    for (guint i = 0; names && i < names->len; i++)
        if (g_hash_table_add(seen, names->pdata[i]))
            g_ptr_array_add(all, g_strdup(names->pdata[i]));
}

GPtrArray *
psg_print_families_list(const PsgStyleDraft *draft, const char *first)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    if (first && g_hash_table_add(seen, (gpointer)first))
        g_ptr_array_add(all, g_strdup(first));
    for (guint i = 0; i < PSG_FAMILIES_LISTS; i++)
        add_each(all, seen, draft->families[i]);
    for (guint i = 0; i < draft->language_tags->len; i++)
        add_each(all, seen,
                g_hash_table_lookup(draft->language_families, draft->language_tags->pdata[i]));
    return all;
}
