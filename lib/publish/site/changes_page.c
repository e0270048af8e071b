/* "What has changed": a document's versions, the newest first, each with what its editors say of it
 * and, for who wants to see it, the wording itself. Built from what psg_model_add_revisions()
 * found. */
#include "publish/site/internal.h"

char *
psg_site_make_version_id(const char *number)
{
    return number ? g_strconcat("version-", number, NULL) : g_strdup("unreleased");
}

static void
add_version(PsgScope *scope, const PsgSiteDocument *document, const PsgModelVersion *version,
        gboolean is_first)
{
    const PsgSite *site = document->site;
    PsgScope *item = psg_scope_add_item(scope, "versions");
    gboolean has_changes = version->changes && version->changes->chapters->len > 0;
    psg_scope_take_text(item, "id", psg_site_make_version_id(version->number));
    psg_scope_set_text(item, "number", version->number);
    psg_scope_take_text(item, "label", psg_model_make_step_label(version));
    psg_scope_take_text(item, "date", version->number ? psg_date_format(version->time) : NULL);
    psg_scope_take_text(
            item, "date-iso", version->number ? psg_date_format_iso(version->time) : NULL);
    psg_scope_take_markup(item, "summary",
            version->summary
                    ? psg_site_write_summary(site, version->summary, document->changes_address)
                    : NULL);
    psg_scope_set_text(item, "agreed", version->agreed);
    psg_scope_set_text(item, "exception", version->exception);
    psg_scope_take_text(item, "counts", psg_model_count_changes(version));
    psg_scope_set_flag(item, "first", is_first && version->number && !version->summary);
    psg_scope_set_flag(item, "too-long", has_changes && !version->wording);
    psg_scope_take_markup(
            item, "wording", version->wording ? g_string_new(version->wording) : NULL);
    const char *pages = psg_site_find_older_address(site, document->document, version->number);
    psg_scope_take_text(item, "url",
            pages ? psg_site_make_reference(document->changes_address, pages, NULL) : NULL);
}

gboolean
psg_site_write_changes_page(const PsgSite *site, const PsgSiteDocument *document, GError **error)
{
    const PsgModelDocument *model = document->document;
    const char *address = document->changes_address;
    const GPtrArray *versions = model->versions;
    gboolean has_wording = FALSE;
    g_autofree char *whole = g_strdup_printf(
            "The versions of %s, and what is different in each.", model->entry->title);
    g_autofree char *description = psg_site_shorten(whole);
    g_autoptr(PsgScope) scope =
            psg_site_new_page(site, document, address, document->changes_title, description);
    psg_scope_set_text(scope, "document-title", model->entry->title);
    psg_site_set_language(scope, "document-lang", "document-dir", site, model->entry->language);
    psg_scope_take_text(
            scope, "document-url", psg_site_make_reference(address, document->address, NULL));
    psg_scope_add_list(scope, "versions");
    for (guint i = 0; i < versions->len; i++) {
        const PsgModelVersion *version = g_ptr_array_index(versions, i);
        add_version(scope, document, version, i + 1 == versions->len);
        has_wording |= version->wording != NULL;
    }
    psg_scope_set_flag(scope, "has-wording", has_wording);
    return psg_site_write_page(site, "changes.xhtml", scope, document->changes_path, error);
}
