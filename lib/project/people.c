/* people.yaml: who takes part, under which name, and what may be said of them. */
#include <string.h>

#include "project/internal.h"

static void
contributor_free(PsgContributor *contributor)
{
    if (!contributor)
        return;
    g_free(contributor->id);
    g_free(contributor->name);
    g_clear_pointer(&contributor->roles, g_hash_table_unref);
    g_strfreev(contributor->identities);
    g_free(contributor);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgContributor, contributor_free)

static gboolean
read_group(const PsgLoading *loading, PsgContributor *contributor, const PsgYaml *person,
        const char *path, GError **error)
{
    g_autofree char *id = NULL;
    const PsgYaml *value = psg_yaml_find(person, "group");
    if (!psg_value_get_text(value, "group", path, &id, error))
        return FALSE;
    contributor->group = psg_package_find_group(loading->package, id);
    g_autofree char *suggestion = psg_value_suggest_group(loading->package, id);
    return contributor->group ||
           psg_value_fail(value, path, PSG_PROJECT_ERROR_MISSING, error,
                   "the group \"%s\" is not in %s%s; add it to \"groups\" there", id,
                   PSG_PACKAGE_FILE, suggestion);
}

static gboolean
read_credit(PsgContributor *contributor, const PsgYaml *person, const char *path, GError **error)
{
    static const char *const names[] = {
            [PSG_CREDIT_NAME] = "name", [PSG_CREDIT_GROUP] = "group", [PSG_CREDIT_NONE] = "none"};
    g_autofree char *credit = NULL;
    contributor->credit = PSG_CREDIT_NONE;
    if (!psg_value_take_text(person, "credit", path, &credit, error))
        return FALSE;
    for (guint i = 0; credit && i < G_N_ELEMENTS(names); i++)
        if (strcmp(credit, names[i]) == 0) {
            contributor->credit = (PsgCredit)i;
            return TRUE;
        }
    return !credit ||
           psg_value_fail(psg_yaml_find(person, "credit"), path, PSG_PROJECT_ERROR_SYNTAX, error,
                   "\"credit\" must be name, group or none, not \"%s\"", credit);
}

static gboolean
check_document(const PsgPackage *package, const PsgYaml *role, const char *path, GError **error)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (guint i = 0; i < package->documents->len; i++)
        g_ptr_array_add(ids, ((PsgDocumentEntry *)g_ptr_array_index(package->documents, i))->id);
    g_ptr_array_add(ids, NULL);
    if (g_strv_contains((const char *const *)ids->pdata, role->key))
        return TRUE;
    g_autofree char *suggestion = psg_value_suggest(role->key, (const char *const *)ids->pdata);
    return psg_value_fail(role, path, PSG_PROJECT_ERROR_MISSING, error,
            "the package has no document with the id \"%s\"%s", role->key, suggestion);
}

static gboolean
read_roles(const PsgLoading *loading, PsgContributor *contributor, const PsgYaml *person,
        const char *path, GError **error)
{
    static const char *const known[] = {
            "author", "editor", "contributor", "reviewer", "translator", "illustrator", NULL};
    const PsgYaml *roles = psg_yaml_find(person, "roles");
    if (!roles)
        return TRUE;
    if (!psg_value_check_kind(
                roles, PSG_YAML_MAPPING, "roles", path, "documents with a role each", error))
        return FALSE;
    for (guint i = 0; i < roles->children->len; i++) {
        const PsgYaml *role = g_ptr_array_index(roles->children, i);
        g_autofree char *name = NULL;
        if (!check_document(loading->package, role, path, error) ||
                !psg_value_get_text(role, role->key, path, &name, error))
            return FALSE;
        g_autofree char *suggestion = psg_value_suggest(name, known);
        if (!g_strv_contains(known, name))
            return psg_value_fail(role, path, PSG_PROJECT_ERROR_SYNTAX, error,
                    "\"%s\" is not a role%s; the roles are author, editor, contributor, reviewer, "
                    "translator and "
                    "illustrator",
                    name, suggestion);
        g_hash_table_insert(contributor->roles, g_strdup(role->key), g_steal_pointer(&name));
    }
    return TRUE;
}

static gboolean
read_id(PsgContributor *contributor, const PsgYaml *person, GHashTable *lines, const char *path,
        GError **error)
{
    const PsgYaml *value = psg_yaml_find(person, "id");
    if (!psg_value_get_text(value, "id", path, &contributor->id, error))
        return FALSE;
    if (!psg_value_is_id(contributor->id))
        return psg_value_fail(value, path, PSG_PROJECT_ERROR_SYNTAX, error,
                "the id \"%s\" may hold only small letters a to z, digits and hyphens",
                contributor->id);
    guint line = GPOINTER_TO_UINT(g_hash_table_lookup(lines, contributor->id));
    if (line)
        return psg_value_fail(value, path, PSG_PROJECT_ERROR_SYNTAX, error,
                "the id \"%s\" is somebody else's already, in line %u", contributor->id, line);
    g_hash_table_insert(lines, g_strdup(contributor->id), GUINT_TO_POINTER(value->line));
    return TRUE;
}

static gboolean
read_person(PsgLoading *loading, const PsgYaml *person, GHashTable *lines, const char *path,
        GError **error)
{
    static const char *const keys[] = {
            "id", "name", "group", "credit", "roles", "identities", NULL};
    g_autoptr(PsgContributor) contributor = g_new0(PsgContributor, 1);
    contributor->roles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (!psg_yaml_check_keys(person, keys, path, error) ||
            !psg_value_require(person, "id", path, "a short name that stays the same", error) ||
            !psg_value_require(
                    person, "name", path, "the name to show; it may be a pseudonym", error) ||
            !psg_value_require(
                    person, "group", path, "the group that the person speaks for", error) ||
            !read_id(contributor, person, lines, path, error) ||
            !psg_value_take_text(person, "name", path, &contributor->name, error) ||
            !read_group(loading, contributor, person, path, error) ||
            !read_credit(contributor, person, path, error) ||
            !read_roles(loading, contributor, person, path, error) ||
            !psg_value_take_list(person, "identities", path, &contributor->identities, error))
        return FALSE;
    g_ptr_array_add(loading->package->contributors, g_steal_pointer(&contributor));
    return TRUE;
}

gboolean
psg_people_load(PsgLoading *loading, const char *path, const PsgYaml *at, GError **error)
{
    static const char *const keys[] = {"people", NULL};
    g_autoptr(PsgYaml) yaml = psg_value_load_file(loading, path, at, error);
    if (!yaml || !psg_yaml_check_keys(yaml, keys, path, error))
        return FALSE;
    g_ptr_array_set_free_func(loading->package->contributors, (GDestroyNotify)contributor_free);
    const PsgYaml *people = psg_yaml_find(yaml, "people");
    if (!people)
        return TRUE;
    if (people->kind == PSG_YAML_SCALAR && people->value[0] == '\0')
        return TRUE;
    if (!psg_value_check_kind(people, PSG_YAML_LIST, "people", path, "a list of people", error))
        return FALSE;
    g_autoptr(GHashTable) lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < people->children->len; i++)
        if (!read_person(loading, g_ptr_array_index(people->children, i), lines, path, error))
            return FALSE;
    return TRUE;
}

/* --- Consent --- */

char *
psg_contributor_format_name(const PsgContributor *person)
{
    if (person && person->credit == PSG_CREDIT_NAME)
        return g_strdup(person->name);
    return psg_contributor_format_voice(person, person ? person->group : NULL);
}

char *
psg_contributor_format_voice(const PsgContributor *person, const PsgGroup *group)
{
    if (person && person->credit == PSG_CREDIT_NAME)
        return group ? g_strdup_printf("%s (%s)", person->name, group->name)
                     : g_strdup(person->name);
    return g_strdup(
            person && person->credit == PSG_CREDIT_GROUP && group ? group->name : PSG_UNNAMED);
}
