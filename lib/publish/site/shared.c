/* The names that every page's template may ask for. What is the same on all pages is in one scope
 * that they share. */
#include <string.h>

#include "publish/site/internal.h"
#include "text/language.h"

/* With more documents than this, no list of documents marks the current one: it would need a list
 * for each. */
#define CURRENT_LIMIT 64

void
psg_site_set_language(PsgScope *scope, const char *language_name, const char *direction_name,
        const PsgSite *site, const char *language)
{
    gboolean is_other = language && g_ascii_strcasecmp(language, site->language) != 0;
    gboolean is_rtl = is_other && psg_language_is_right_to_left(language);
    psg_scope_set_text(scope, language_name, is_other ? language : NULL);
    psg_scope_set_text(scope, direction_name, is_other ? (is_rtl ? "rtl" : "ltr") : NULL);
}

void
psg_site_add_groups(PsgScope *scope, const char *list, GPtrArray *groups)
{
    psg_scope_add_list(scope, list);
    for (guint i = 0; i < groups->len; i++) {
        const PsgGroup *group = g_ptr_array_index(groups, i);
        psg_scope_set_text(psg_scope_add_item(scope, list), "name", group->name);
    }
}

static void
add_download(PsgScope *scope, const PsgSiteDownload *download, const char *address)
{
    PsgScope *item = psg_scope_add_item(scope, "downloads");
    g_autofree char *target = psg_site_encode_path(download->path);
    psg_scope_set_text(item, "label", download->label);
    psg_scope_take_text(item, "url", psg_site_make_reference(address, target, NULL));
    psg_scope_take_text(item, "size", psg_site_format_size(download->size));
    psg_scope_set_text(item, "type", download->media_type);
}

void
psg_site_add_downloads(
        PsgScope *scope, const PsgSite *site, const PsgModelDocument *document, const char *address)
{
    const PsgSiteVersion *version = site->version;
    const GPtrArray *downloads = version ? version->downloads : site->options->downloads;
    psg_scope_add_list(scope, "downloads");
    for (guint i = 0; downloads && i < downloads->len; i++) {
        const PsgSiteDownload *download = g_ptr_array_index(downloads, i);
        if (version || download->document == document)
            add_download(scope, download, address);
    }
}

static void
add_document(PsgScope *scope, const PsgSite *site, const PsgSiteDocument *document,
        const PsgSiteDocument *current)
{
    const PsgModelDocument *model = document->document;
    g_autoptr(GPtrArray) groups = psg_model_list_groups(model);
    PsgScope *item = psg_scope_add_item(scope, "documents");
    psg_scope_set_text(item, "id", model->entry->id);
    psg_scope_set_text(item, "title", model->entry->title);
    psg_site_set_language(item, "title-lang", "title-dir", site, model->entry->language);
    psg_scope_set_text(item, "subtitle", model->entry->subtitle);
    psg_scope_set_text(item, "summary", model->entry->summary);
    psg_scope_set_text(item, "url", document->address);
    psg_scope_set_text(item, "changes-url", psg_site_get_changes_address(document));
    psg_scope_set_text(item, "version", model->version);
    psg_scope_take_text(item, "version-label", psg_model_make_version_label(model));
    psg_scope_take_text(item, "review-by", psg_site_format_review(model->entry->review_by));
    psg_scope_take_text(item, "chapter-count", g_strdup_printf("%u", document->page_count));
    psg_scope_take_text(item, "minutes", psg_site_format_minutes(model->words));
    psg_scope_take_text(item, "reading-time", psg_site_format_reading_time(model->words));
    psg_scope_set_flag(item, "current", document == current);
    psg_site_add_groups(item, "groups", groups);
    psg_site_add_downloads(item, site, model, PSG_SITE_HOME);
}

static void
add_documents(PsgScope *scope, const PsgSite *site, const PsgSiteDocument *current)
{
    psg_scope_add_list(scope, "documents");
    for (guint i = 0; i < site->documents->len; i++)
        add_document(scope, site, g_ptr_array_index(site->documents, i), current);
}

static void
add_dates(PsgScope *scope, const PsgModel *model)
{
    /* A changed tree is not the text of any revision. */
    if (!model->is_changed)
        psg_scope_set_text(scope, "revision", model->revision.abbreviation);
    if (model->time <= 0)
        return;
    psg_scope_take_text(scope, "revision-date", psg_date_format(model->time));
    g_autofree char *date = psg_date_format_iso(model->time);
    psg_scope_set_text(scope, "revision-date-iso", date);
    if (date)
        psg_scope_take_text(scope, "year", g_strndup(date, strcspn(date, "-")));
}

static void
add_package(PsgScope *scope, const PsgSite *site)
{
    const PsgPackage *package = site->model->package;
    const char *id = package->id ? package->id : "";
    psg_scope_set_text(scope, "lang", site->language);
    psg_scope_set_text(scope, "dir", psg_language_is_right_to_left(site->language) ? "rtl" : "ltr");
    psg_scope_set_text(scope, "package-title", package->title);
    psg_scope_set_text(scope, "package-id-slug",
            g_str_has_prefix(id, "urn:uuid:") ? id + strlen("urn:uuid:") : id);
    psg_scope_set_text(scope, "publisher", package->publisher);
    psg_scope_set_text(scope, "rights", package->rights);
    psg_scope_set_text(scope, "generator", "Plainsong");
    psg_scope_set_text(scope, "get-involved-email", package->involved_email);
    psg_scope_set_text(scope, "get-involved-url", package->involved_url);
    psg_scope_set_text(scope, "get-involved-text", package->involved_text);
    psg_scope_set_flag(scope, "has-search", site->pages->len > 0);
    psg_scope_set_text(scope, "glossary-url", site->has_glossary ? PSG_SITE_GLOSSARY : NULL);
    psg_scope_set_text(
            scope, "contributors-url", site->has_contributors ? PSG_SITE_CONTRIBUTORS : NULL);
    psg_scope_set_text(scope, "involved-url", site->has_involved ? PSG_SITE_INVOLVED : NULL);
    psg_scope_set_text(scope, "index-url", site->has_index ? PSG_SITE_INDEX : NULL);
    psg_scope_set_text(scope, "feed-url", site->options->is_redline_only ? NULL : PSG_SITE_FEED);
}

/* What tells every page that it is a draft's. */
static void
add_draft(PsgScope *scope, const PsgModel *model)
{
    guint count = 0;
    for (guint i = 0; model->is_draft && i < model->documents->len; i++)
        count += ((const PsgModelDocument *)g_ptr_array_index(model->documents, i))->threads->len;
    psg_scope_set_flag(scope, "is-draft", model->is_draft);
    psg_scope_set_flag(scope, "has-comments", count > 0);
    if (model->is_draft)
        psg_scope_set_flag(scope, "is-unlisted", TRUE);
}

static void
free_scope(gpointer scope)
{
    psg_scope_free(scope);
}

void
psg_site_make_scopes(PsgSite *site)
{
    site->scope = psg_scope_new(NULL);
    add_package(site->scope, site);
    add_dates(site->scope, site->model);
    add_draft(site->scope, site->model);
    add_documents(site->scope, site, NULL);
    site->document_scopes = g_ptr_array_new_with_free_func(free_scope);
    for (guint i = 0; i < site->documents->len; i++) {
        PsgScope *scope = psg_scope_new(site->scope);
        if (site->documents->len <= CURRENT_LIMIT)
            add_documents(scope, site, g_ptr_array_index(site->documents, i));
        g_ptr_array_add(site->document_scopes, scope);
    }
}

void
psg_site_make_older_scope(PsgSite *site)
{
    site->scope = psg_scope_new(site->newest->scope);
    add_dates(site->scope, site->model);
    add_draft(site->scope, site->model);
}

PsgScope *
psg_site_new_page(const PsgSite *site, const PsgSiteDocument *document, const char *address,
        const char *page_title, const char *description)
{
    PsgScope *outer = document && site->document_scopes
                              ? g_ptr_array_index(site->document_scopes, document->document->index)
                              : site->scope;
    PsgScope *scope = psg_scope_new(outer);
    psg_scope_take_text(scope, "root", psg_site_make_root(address));
    psg_scope_set_text(scope, "page-title", page_title);
    psg_scope_set_text(scope, "description", description);
    gboolean has_address = site->options->url && !site->model->is_draft;
    psg_scope_take_text(
            scope, "canonical", has_address ? psg_site_make_absolute(site, address) : NULL);
    return scope;
}
