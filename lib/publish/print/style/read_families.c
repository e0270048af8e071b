/* The families of fonts that print.yaml names, for a kind of text and for a language, and the
 * theme's own files. See read.h. */
#include <string.h>

#include "publish/print/style/read.h"
#include "text/language.h"

#define FAMILY_LIMIT 64
#define FAMILY_NAME_LIMIT 100
#define LANGUAGE_LIMIT 200

static gboolean
add_family(GPtrArray *names, const PsgYaml *item, const char *path, GError **error)
{
    g_autofree char *name = item->kind == PSG_YAML_SCALAR ? g_strdup(item->value) : g_strdup("");
    g_strstrip(name);
    if (*name == '\0' || strlen(name) > FAMILY_NAME_LIMIT || strpbrk(name, ",;:/\\\"\n"))
        return psg_yaml_fail(item, path, error,
                "the name of a family of fonts is expected here, for instance Noto Sans");
    g_ptr_array_add(names, g_steal_pointer(&name));
    return TRUE;
}

/* One name, or a list of them (which may be empty only for "others"). NULL on error. */
static GPtrArray *
read_families(const PsgYaml *value, gboolean may_be_empty, const char *path, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    if (value->kind == PSG_YAML_SCALAR)
        return add_family(names, value, path, error) ? g_steal_pointer(&names) : NULL;
    if (value->kind != PSG_YAML_LIST || value->children->len > FAMILY_LIMIT ||
            (value->children->len == 0 && !may_be_empty)) {
        psg_yaml_fail(value, path, error, "\"%s\" must be a list of 1 to %d families of fonts",
                value->key, FAMILY_LIMIT);
        return NULL;
    }
    for (guint i = 0; i < value->children->len; i++)
        if (!add_family(names, value->children->pdata[i], path, error))
            return NULL;
    return g_steal_pointer(&names);
}

static gboolean
replace_families(const PsgYaml *value, gpointer target, gboolean may_be_empty, const char *path,
        GError **error)
{
    GPtrArray **list = target;
    GPtrArray *names = read_families(value, may_be_empty, path, error);
    if (!names)
        return FALSE;
    g_clear_pointer(list, g_ptr_array_unref);
    *list = names;
    return TRUE;
}

static gboolean
take_family_list(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    return replace_families(value, target, FALSE, path, error);
}

static gboolean
take_other_families(PsgStyleDraft *draft, const PsgYaml *value, gpointer target, const char *path,
        GError **error)
{
    return replace_families(value, target, TRUE, path, error);
}

gboolean
psg_style_take_families(PsgStyleDraft *draft, const PsgYaml *value, gpointer target,
        const char *path, GError **error)
{
    static const PsgStyleKey keys[] = {
            {"text", take_family_list, PSG_FAMILIES_TEXT * sizeof(GPtrArray *)},
            {"display", take_family_list, PSG_FAMILIES_DISPLAY * sizeof(GPtrArray *)},
            {"code", take_family_list, PSG_FAMILIES_CODE * sizeof(GPtrArray *)},
            {"others", take_other_families, PSG_FAMILIES_OTHERS * sizeof(GPtrArray *)},
    };
    return psg_style_take_keys(
            draft, value, keys, G_N_ELEMENTS(keys), draft->families, path, error);
}

gboolean
psg_style_take_languages(PsgStyleDraft *draft, const PsgYaml *value, gpointer target,
        const char *path, GError **error)
{
    if (value->kind != PSG_YAML_MAPPING || value->children->len > LANGUAGE_LIMIT)
        return psg_yaml_fail(value, path, error,
                "\"languages\" must be language tags with families of fonts (\"ur: [Noto Nastaliq "
                "Urdu]\"), %d at most",
                LANGUAGE_LIMIT);
    for (guint i = 0; i < value->children->len; i++) {
        const PsgYaml *item = value->children->pdata[i];
        g_autofree char *tag = g_ascii_strdown(item->key, -1);
        if (!psg_language_is_valid(item->key))
            return psg_yaml_fail(item, path, error,
                    "\"%s\" is not a language tag; write for instance en-GB, pl or ur", item->key);
        GPtrArray *names = read_families(item, FALSE, path, error);
        if (!names)
            return FALSE;
        if (!g_hash_table_contains(draft->language_families, tag))
            g_ptr_array_add(draft->language_tags, g_strdup(tag));
        g_hash_table_replace(draft->language_families, g_steal_pointer(&tag), names);
    }
    return TRUE;
}

gboolean
psg_style_take_font_files(PsgStyleDraft *draft, const PsgYaml *value, gpointer target,
        const char *path, GError **error)
{
    GPtrArray *files = psg_style_read_font_files(value, path, error);
    if (!files)
        return FALSE;
    g_clear_pointer(&draft->font_files, g_ptr_array_unref);
    draft->font_files = files;
    return TRUE;
}
