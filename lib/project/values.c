/* Values of the package's YAML files, checked, with errors that say where. */
#include <string.h>

#include "base/error.h"
#include "base/nearest.h"
#include "project/internal.h"

gboolean
psg_value_fail(const PsgYaml *at, const char *path, PsgProjectError code, GError **error,
        const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    if (at)
        g_set_error(error, PSG_PROJECT_ERROR, (int)code, "%s:%u:%u: %s", path, at->line, at->column,
                message);
    else
        g_set_error(error, PSG_PROJECT_ERROR, (int)code, "%s: %s", path, message);
    return FALSE;
}

char *
psg_value_suggest(const char *name, const char *const *candidates)
{
    const char *nearest = psg_nearest_find(name, candidates);
    return nearest ? g_strdup_printf(" (did you mean \"%s\"?)", nearest) : g_strdup("");
}

PsgYaml *
psg_value_load_file(const PsgLoading *loading, const char *path, const PsgYaml *at, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(GBytes) bytes =
            psg_snapshot_read(loading->snapshot, path, PSG_YAML_SIZE_LIMIT, &cause);
    if (!bytes) {
        psg_value_fail(
                at, PSG_PACKAGE_FILE, PSG_PROJECT_ERROR_MISSING, error, "%s", cause->message);
        return NULL;
    }
    gsize length = 0;
    const char *text = g_bytes_get_data(bytes, &length);
    return psg_yaml_parse(text ? text : "", length, path, error);
}

gboolean
psg_value_check_kind(const PsgYaml *value, PsgYamlKind kind, const char *key, const char *path,
        const char *what, GError **error)
{
    return value->kind == kind || psg_value_fail(value, path, PSG_PROJECT_ERROR_SYNTAX, error,
                                          "\"%s\" must be %s", key, what);
}

/* What YAML reads as "no value". */
static gboolean
is_nothing(const PsgYaml *value)
{
    return value->is_plain && (value->value[0] == '\0' || strcmp(value->value, "~") == 0 ||
                                      strcmp(value->value, "null") == 0);
}

gboolean
psg_value_get_text(
        const PsgYaml *value, const char *key, const char *path, char **text, GError **error)
{
    if (!psg_value_check_kind(
                value, PSG_YAML_SCALAR, key, path, "a text, not a list or a mapping", error))
        return FALSE;
    g_autofree char *trimmed = g_strstrip(g_strdup(value->value));
    if (is_nothing(value) || *trimmed == '\0')
        return psg_value_fail(
                value, path, PSG_PROJECT_ERROR_SYNTAX, error, "\"%s\" has no value", key);
    g_free(*text);
    *text = g_steal_pointer(&trimmed);
    return TRUE;
}

gboolean
psg_value_take_block(
        const PsgYaml *mapping, const char *key, const char *path, char **text, GError **error)
{
    const PsgYaml *value = psg_yaml_find(mapping, key);
    return !value || psg_value_get_text(value, key, path, text, error);
}

/* One blank for each run of white space, in place. */
static void
collapse(char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++)
        if (!g_ascii_isspace(*from))
            *to++ = *from;
        else if (to > text && to[-1] != ' ')
            *to++ = ' ';
    *to = '\0';
}

gboolean
psg_value_take_text(
        const PsgYaml *mapping, const char *key, const char *path, char **text, GError **error)
{
    const PsgYaml *value = psg_yaml_find(mapping, key);
    if (!value)
        return TRUE;
    if (!psg_value_get_text(value, key, path, text, error))
        return FALSE;
    collapse(*text);
    return TRUE;
}

gboolean
psg_value_require(
        const PsgYaml *mapping, const char *key, const char *path, const char *what, GError **error)
{
    return psg_yaml_find(mapping, key) || psg_value_fail(mapping, path, PSG_PROJECT_ERROR_SYNTAX,
                                                  error, "\"%s\" is missing: %s", key, what);
}

gboolean
psg_value_take_list(
        const PsgYaml *mapping, const char *key, const char *path, char ***texts, GError **error)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    const PsgYaml *value = psg_yaml_find(mapping, key);
    guint count = !value ? 0 : value->kind == PSG_YAML_LIST ? value->children->len : 1;
    if (value && value->kind == PSG_YAML_MAPPING)
        return psg_value_check_kind(value, PSG_YAML_LIST, key, path, "a list of texts", error);
    for (guint i = 0; i < count; i++) {
        const PsgYaml *item =
                value->kind == PSG_YAML_LIST ? g_ptr_array_index(value->children, i) : value;
        g_autofree char *text = NULL;
        if (!psg_value_get_text(item, key, path, &text, error))
            return FALSE;
        collapse(text);
        g_strv_builder_add(builder, text);
    }
    g_strfreev(*texts);
    *texts = g_strv_builder_end(builder);
    return TRUE;
}

gboolean
psg_value_is_id(const char *text)
{
    return g_ascii_isalnum(text[0]) &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(text);
}

const PsgGroup *
psg_package_find_group(const PsgPackage *package, const char *id)
{
    for (guint i = 0; i < package->groups->len; i++) {
        const PsgGroup *group = g_ptr_array_index(package->groups, i);
        if (strcmp(group->id, id) == 0)
            return group;
    }
    return NULL;
}

char *
psg_value_suggest_group(const PsgPackage *package, const char *id)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (guint i = 0; i < package->groups->len; i++)
        g_ptr_array_add(ids, ((PsgGroup *)g_ptr_array_index(package->groups, i))->id);
    g_ptr_array_add(ids, NULL);
    return psg_value_suggest(id, (const char *const *)ids->pdata);
}
