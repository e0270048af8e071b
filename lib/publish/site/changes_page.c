/* "What has changed": a document's versions, the newest first, each with what its editors say of it
 * and, for who wants to see it, the wording itself. Built from what psg_model_add_revisions()
 * found. */
#include "changes/format.h"
#include "publish/site/internal.h"

/* All wording on one page (bytes). A page of several megabytes is of no use on a phone; what is
 * beyond is told in numbers. */
#define WORDING_LIMIT (1024 * 1024)

/* Wording stands below a version's heading. */
#define WORDING_LEVEL 3

char *
psg_site_make_version_id(const char *number)
{
    return number ? g_strconcat("version-", number, NULL) : g_strdup("unreleased");
}

/* The wording that changed; NULL when none did, or no room is left. */
static GString *
write_wording(const PsgModelVersion *version, gsize *room)
{
    if (!version->changes || version->changes->chapters->len == 0)
        return NULL;
    GString *out = g_string_new(NULL);
    psg_changes_format_html(version->changes, WORDING_LEVEL, out);
    if (out->len == 0 || out->len > *room) {
        g_string_free(out, TRUE);
        return NULL;
    }
    *room -= out->len;
    return out;
}

static void
add_version(PsgScope *scope, const PsgSiteDocument *document, const PsgModelVersion *version,
        gboolean is_first, gsize *room)
{
    const PsgSite *site = document->site;
    PsgScope *item = psg_scope_add_item(scope, "versions");
    GString *wording = write_wording(version, room);
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
    psg_scope_take_text(item, "counts", psg_model_count_changes(version));
    psg_scope_set_flag(item, "first", is_first && version->number && !version->summary);
    psg_scope_set_flag(
            item, "too-long", !wording && version->changes && version->changes->chapters->len > 0);
    psg_scope_take_markup(item, "wording", wording);
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
    gsize room = WORDING_LIMIT;
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
    for (guint i = 0; i < versions->len; i++)
        add_version(scope, document, versions->pdata[i], i + 1 == versions->len, &room);
    psg_scope_set_flag(scope, "has-wording", room < WORDING_LIMIT);
    return psg_site_write_page(site, "changes.xhtml", scope, document->changes_path, error);
}
