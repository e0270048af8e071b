/* glossary.yaml: the words that readers are not expected to know. */
#include <string.h>

#include "project/internal.h"

#define TERM_LIMIT 10000

/* Says which spelling belongs to which other term. */
static gboolean
fail_conflict(const PsgTermSet *terms, const PsgYaml *entry, char **spellings, const char *path,
        GError **error)
{
    for (; *spellings; spellings++) {
        const PsgTerm *other = psg_term_set_find(terms, *spellings);
        if (other)
            return psg_value_fail(entry, path, PSG_PROJECT_ERROR_SYNTAX, error,
                    "\"%s\" is a spelling of the term \"%s\" in line %u already", *spellings,
                    other->name, other->line);
    }
    return psg_value_fail(entry, path, PSG_PROJECT_ERROR_SYNTAX, error,
            "another term has a spelling of this one");
}

static gboolean
read_term(PsgLoading *loading, const PsgYaml *entry, const char *path, GError **error)
{
    static const char *const keys[] = {"term", "short-for", "also", "meaning", "see", NULL};
    g_autoptr(PsgTerm) term = g_new0(PsgTerm, 1);
    term->line = entry->line;
    if (!psg_yaml_check_keys(entry, keys, path, error) ||
            !psg_value_require(entry, "term", path, "the word or words to explain", error) ||
            !psg_value_require(entry, "meaning", path, "a plain sentence or two", error) ||
            !psg_value_take_text(entry, "term", path, &term->name, error) ||
            !psg_value_take_text(entry, "short-for", path, &term->short_for, error) ||
            !psg_value_take_block(entry, "meaning", path, &term->meaning, error) ||
            !psg_value_take_list(entry, "also", path, &term->also, error) ||
            !psg_value_take_list(entry, "see", path, &term->see, error))
        return FALSE;
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_strv_builder_add(builder, term->name);
    g_strv_builder_addv(builder, (const char **)term->also);
    g_auto(GStrv) spellings = g_strv_builder_end(builder);
    return psg_term_set_add(loading->package->terms, g_steal_pointer(&term)) ||
           fail_conflict(loading->package->terms, entry, spellings, path, error);
}

/* Related terms are looked for when all are known. One that is not there only costs readers a link,
 * so it is a finding; suggestions are for those that are shown. */
static void
report_unrelated(PsgLoading *loading, const PsgYaml *entry, const char *path,
        const char *const *names, guint *missing)
{
    static const char *const none[] = {NULL};
    const PsgYaml *see = psg_yaml_find(entry, "see");
    for (guint i = 0; see && i < (see->kind == PSG_YAML_LIST ? see->children->len : 1); i++) {
        const PsgYaml *item =
                see->kind == PSG_YAML_LIST ? g_ptr_array_index(see->children, i) : see;
        g_autofree char *name = g_strstrip(g_strdup(item->value));
        if (psg_term_set_find(loading->package->terms, name))
            continue;
        g_autofree char *suggestion =
                psg_value_suggest(name, (*missing)++ < PSG_FINDINGS_PER_RULE ? names : none);
        psg_findings_add(loading->findings, PSG_SEVERITY_WARNING, "term-missing", path, item->line,
                item->column, "the glossary has no term \"%s\"%s, so nothing leads there", name,
                suggestion);
    }
}

gboolean
psg_glossary_load(PsgLoading *loading, const char *path, const PsgYaml *at, GError **error)
{
    static const char *const keys[] = {"terms", NULL};
    g_autoptr(PsgYaml) yaml = psg_value_load_file(loading, path, at, error);
    if (!yaml || !psg_yaml_check_keys(yaml, keys, path, error))
        return FALSE;
    const PsgYaml *terms = psg_yaml_find(yaml, "terms");
    if (!terms || (terms->kind == PSG_YAML_SCALAR && terms->value[0] == '\0'))
        return TRUE;
    if (!psg_value_check_kind(terms, PSG_YAML_LIST, "terms", path, "a list of terms", error))
        return FALSE;
    if (terms->children->len > TERM_LIMIT)
        return psg_value_fail(terms, path, PSG_PROJECT_ERROR_SYNTAX, error,
                "a glossary has at most %d terms", TERM_LIMIT);
    for (guint i = 0; i < terms->children->len; i++)
        if (!read_term(loading, g_ptr_array_index(terms->children, i), path, error))
            return FALSE;
    const GPtrArray *all = psg_term_set_get_all(loading->package->terms);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < all->len; i++)
        g_ptr_array_add(names, ((PsgTerm *)g_ptr_array_index(all, i))->name);
    g_ptr_array_add(names, NULL);
    guint missing = 0;
    for (guint i = 0; i < terms->children->len; i++)
        report_unrelated(loading, g_ptr_array_index(terms->children, i), path,
                (const char *const *)names->pdata, &missing);
    return TRUE;
}
