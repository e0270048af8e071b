/* The pages about the package as a whole: home, glossary, contributors, getting involved, all pages
 * and headings, and the page that a server shows for an address that is not there. */
#include <string.h>

#include "base/natural_order.h"
#include "publish/site/internal.h"
#include "text/markup.h"

/* The groups that took part in any document, as a set and in the package's order. */
static GPtrArray *
list_groups(const PsgSite *site)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < site->model->documents->len; i++) {
        g_autoptr(GPtrArray) groups =
                psg_model_list_groups(g_ptr_array_index(site->model->documents, i));
        for (guint j = 0; j < groups->len; j++)
            g_hash_table_add(seen, g_ptr_array_index(groups, j));
    }
    GPtrArray *result = g_ptr_array_new();
    const GPtrArray *all = site->model->package->groups;
    for (guint i = 0; all && i < all->len; i++)
        if (g_hash_table_contains(seen, g_ptr_array_index(all, i)))
            g_ptr_array_add(result, g_ptr_array_index(all, i));
    return result;
}

static char *
describe_package(const PsgSite *site)
{
    if (site->documents->len == 1)
        return psg_site_describe_document(g_ptr_array_index(site->documents, 0));
    g_autoptr(GString) titles = g_string_new(NULL);
    for (guint i = 0; i < site->documents->len; i++) {
        const PsgSiteDocument *document = g_ptr_array_index(site->documents, i);
        g_string_append_printf(titles, "%s%s", i > 0 ? ", " : "", document->title);
    }
    return titles->len > 0 ? psg_site_shorten(titles->str) : NULL;
}

static gboolean
write_home(PsgSite *site, GError **error)
{
    g_autofree char *description = describe_package(site);
    g_autoptr(PsgScope) scope =
            psg_site_new_page(site, NULL, PSG_SITE_HOME, site->model->package->title, description);
    g_autoptr(GPtrArray) groups = list_groups(site);
    psg_site_add_groups(scope, "groups", groups);
    return psg_site_write_page(site, "home.xhtml", scope, PSG_SITE_HOME, error);
}

static PsgScope *
new_package_page(PsgSite *site, const char *path, const char *title, const char *description)
{
    g_autofree char *page_title = psg_site_make_page_title(site, title);
    return psg_site_new_page(site, NULL, path, page_title, description);
}

static void
add_see_also(PsgScope *item, const PsgSite *site, const PsgTerm *term)
{
    psg_scope_add_list(item, "see");
    for (guint i = 0; term->see && term->see[i]; i++) {
        const PsgTerm *other = psg_term_set_find(site->model->package->terms, term->see[i]);
        if (!other)
            continue;
        PsgScope *see = psg_scope_add_item(item, "see");
        psg_scope_set_text(see, "title", other->name);
        psg_scope_take_text(see, "url",
                psg_site_make_reference(PSG_SITE_GLOSSARY, PSG_SITE_GLOSSARY, other->id));
    }
}

static gboolean
write_glossary(PsgSite *site, GError **error)
{
    g_autoptr(PsgScope) scope =
            new_package_page(site, PSG_SITE_GLOSSARY, "Words and what they mean",
                    "Short plain meanings of the words and abbreviations in this guidance.");
    psg_scope_add_list(scope, "terms");
    for (guint i = 0; i < site->model->glossary->len; i++) {
        const PsgModelTerm *term = g_ptr_array_index(site->model->glossary, i);
        PsgScope *item = psg_scope_add_item(scope, "terms");
        psg_scope_set_text(item, "id", term->term->id);
        psg_scope_set_text(item, "term", term->term->name);
        psg_scope_set_text(item, "short-for", term->term->short_for);
        psg_scope_take_text(
                item, "also", term->term->also ? g_strjoinv(", ", term->term->also) : NULL);
        psg_scope_take_markup(
                item, "meaning", psg_site_write_meaning(site, term, PSG_SITE_GLOSSARY));
        add_see_also(item, site, term->term);
    }
    return psg_site_write_page(site, "glossary.xhtml", scope, PSG_SITE_GLOSSARY, error);
}

/* One person who agreed to be named, with the documents they are credited in. */
typedef struct {
    const PsgContributor *contributor;
    GPtrArray *documents; /* const PsgModelDocument */
} Credit;

static void
free_credit(gpointer data)
{
    Credit *credit = data;
    g_ptr_array_unref(credit->documents);
    g_free(credit);
}

static int
compare_credits(gconstpointer a, gconstpointer b)
{
    const Credit *one = *(Credit *const *)a, *other = *(Credit *const *)b;
    int order = psg_natural_compare(one->contributor->name, other->contributor->name);
    return order ? order : strcmp(one->contributor->id, other->contributor->id);
}

/* Everybody who agreed to be named, by name. */
static GPtrArray *
list_credits(const PsgSite *site)
{
    GPtrArray *credits = g_ptr_array_new_with_free_func(free_credit);
    g_autoptr(GHashTable) known = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < site->model->documents->len; i++) {
        PsgModelDocument *document = g_ptr_array_index(site->model->documents, i);
        g_autoptr(GPtrArray) contributors = psg_model_list_credits(document);
        for (guint j = 0; j < contributors->len; j++) {
            const PsgContributor *contributor = g_ptr_array_index(contributors, j);
            Credit *credit = g_hash_table_lookup(known, contributor);
            if (!credit) {
                credit = g_new0(Credit, 1);
                credit->contributor = contributor;
                credit->documents = g_ptr_array_new();
                g_ptr_array_add(credits, credit);
                g_hash_table_insert(known, (gpointer)contributor, credit);
            }
            g_ptr_array_add(credit->documents, document);
        }
    }
    g_ptr_array_sort(credits, compare_credits);
    return credits;
}

/* Every different role of the person, in the order of the documents; NULL when none is named. */
static char *
join_roles(const Credit *credit)
{
    g_autoptr(GPtrArray) roles = g_ptr_array_new();
    for (guint i = 0; i < credit->documents->len; i++) {
        const PsgModelDocument *document = g_ptr_array_index(credit->documents, i);
        char *role = g_hash_table_lookup(credit->contributor->roles, document->entry->id);
        if (role && !g_ptr_array_find_with_equal_func(roles, role, g_str_equal, NULL))
            g_ptr_array_add(roles, role);
    }
    g_ptr_array_add(roles, NULL);
    return roles->len > 1 ? g_strjoinv(", ", (char **)roles->pdata) : NULL;
}

static char *
join_documents(const PsgSite *site, const Credit *credit)
{
    if (site->documents->len < 2)
        return NULL;
    GString *titles = g_string_new(NULL);
    for (guint i = 0; i < credit->documents->len; i++) {
        const PsgModelDocument *document = g_ptr_array_index(credit->documents, i);
        g_string_append_printf(titles, "%s%s", i > 0 ? ", " : "", document->entry->title);
    }
    return g_string_free(titles, FALSE);
}

/* Adds a group with those of its members who are named. */
static void
add_group_credit(PsgScope *scope, const PsgSite *site, const PsgGroup *group, const char *name,
        const GPtrArray *credits)
{
    PsgScope *item = psg_scope_add_item(scope, "group-credits");
    psg_scope_set_text(item, "name", name);
    psg_scope_add_list(item, "people");
    for (guint i = 0; i < credits->len; i++) {
        const Credit *credit = g_ptr_array_index(credits, i);
        if (credit->contributor->group != group)
            continue;
        PsgScope *person = psg_scope_add_item(item, "people");
        psg_scope_set_text(person, "name", credit->contributor->name);
        psg_scope_take_text(person, "role", join_roles(credit));
        psg_scope_take_text(person, "documents", join_documents(site, credit));
    }
}

static gboolean
has_ungrouped(const GPtrArray *credits)
{
    for (guint i = 0; i < credits->len; i++)
        if (!((const Credit *)g_ptr_array_index(credits, i))->contributor->group)
            return TRUE;
    return FALSE;
}

static gboolean
write_contributors(PsgSite *site, GError **error)
{
    g_autoptr(PsgScope) scope = new_package_page(site, PSG_SITE_CONTRIBUTORS, "Who made this",
            "The groups and people who wrote this guidance together.");
    g_autoptr(GPtrArray) groups = list_groups(site);
    g_autoptr(GPtrArray) credits = list_credits(site);
    psg_scope_add_list(scope, "group-credits");
    for (guint i = 0; i < groups->len; i++) {
        const PsgGroup *group = g_ptr_array_index(groups, i);
        add_group_credit(scope, site, group, group->name, credits);
    }
    if (has_ungrouped(credits))
        add_group_credit(scope, site, NULL, groups->len > 0 ? "Others" : "Contributors", credits);
    return psg_site_write_page(site, "contributors.xhtml", scope, PSG_SITE_CONTRIBUTORS, error);
}

/* Plain text as paragraphs: an empty line parts two. */
static GString *
write_paragraphs(const char *text)
{
    GString *out = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    gboolean is_open = FALSE;
    for (guint i = 0; lines[i]; i++) {
        const char *line = g_strstrip(lines[i]);
        if (*line)
            g_string_append(out, is_open ? " " : "<p>");
        else if (is_open)
            g_string_append(out, "</p>\n");
        psg_markup_write_text(out, line, -1, FALSE);
        is_open = *line != '\0';
    }
    g_string_append(out, is_open ? "</p>\n" : "");
    return out;
}

static gboolean
write_involved(PsgSite *site, GError **error)
{
    const PsgPackage *package = site->model->package;
    g_autoptr(PsgScope) scope = new_package_page(site, PSG_SITE_INVOLVED, "How to get involved",
            "How to comment on this guidance and help to write it.");
    psg_scope_take_markup(scope, "text",
            package->involved_text ? write_paragraphs(package->involved_text) : NULL);
    psg_scope_set_text(scope, "email", package->involved_email);
    psg_scope_set_text(scope, "url", package->involved_url);
    return psg_site_write_page(site, "involved.xhtml", scope, PSG_SITE_INVOLVED, error);
}

static void
add_index_document(PsgScope *scope, const PsgSiteDocument *document)
{
    PsgScope *item = psg_scope_add_item(scope, "documents");
    psg_scope_set_text(item, "title", document->document->entry->title);
    psg_site_set_language(
            item, "title-lang", "title-dir", document->site, document->document->entry->language);
    psg_scope_set_text(item, "url", document->address);
    psg_scope_set_text(item, "changes-url", psg_site_get_changes_address(document));
    psg_scope_add_list(item, "chapters");
    for (guint i = 0; i < document->chapters->len; i++) {
        const PsgSiteChapter *chapter = g_ptr_array_index(document->chapters, i);
        if (!chapter->address)
            continue;
        PsgScope *entry = psg_scope_add_item(item, "chapters");
        psg_scope_set_text(entry, "title", chapter->chapter->title);
        psg_site_set_language(
                entry, "title-lang", "title-dir", document->site, chapter->chapter->text->language);
        psg_scope_set_text(entry, "number", chapter->chapter->number);
        psg_scope_set_text(entry, "url", chapter->address);
        psg_site_add_headings(entry, chapter, PSG_SITE_INDEX);
    }
}

static gboolean
write_index(PsgSite *site, GError **error)
{
    g_autoptr(PsgScope) scope = new_package_page(site, PSG_SITE_INDEX, "All pages and headings",
            "Every page of this guidance, with the headings on it.");
    psg_scope_add_list(scope, "documents");
    for (guint i = 0; i < site->documents->len; i++)
        add_index_document(scope, g_ptr_array_index(site->documents, i));
    return psg_site_write_page(site, "index-of-pages.xhtml", scope, PSG_SITE_INDEX, error);
}

/* The page that a server shows for an address that is not there. It has no canonical address. */
static gboolean
write_not_found(PsgSite *site, GError **error)
{
    g_autoptr(PsgScope) scope =
            new_package_page(site, PSG_SITE_NOT_FOUND, "This page is not here", NULL);
    psg_scope_set_text(scope, "canonical", NULL);
    return psg_site_write_page(site, "not-found.xhtml", scope, PSG_SITE_NOT_FOUND, error);
}

gboolean
psg_site_write_package_pages(PsgSite *site, GError **error)
{
    return write_home(site, error) && (!site->has_glossary || write_glossary(site, error)) &&
           (!site->has_contributors || write_contributors(site, error)) &&
           (!site->has_involved || write_involved(site, error)) &&
           (!site->has_index || write_index(site, error)) &&
           (!site->has_not_found || write_not_found(site, error));
}

gboolean
psg_site_has_credits(const PsgSite *site)
{
    g_autoptr(GPtrArray) groups = list_groups(site);
    g_autoptr(GPtrArray) credits = list_credits(site);
    return groups->len > 0 || credits->len > 0;
}
