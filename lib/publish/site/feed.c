/* The news feed (Atom, RFC 4287) and the site map (sitemaps.org protocol 0.9). */
#include "base/uuid.h"
#include "publish/site/internal.h"
#include "text/markup.h"

/* Readers of news look at what is new; a feed of a hundred versions would only be slow to fetch. */
#define ENTRY_LIMIT 50

static void
write_element(GString *out, const char *name, const char *text)
{
    if (!text || !*text)
        return;
    g_string_append_printf(out, "<%s>", name);
    psg_markup_write_text(out, text, -1, FALSE);
    g_string_append_printf(out, "</%s>\n", name);
}

/* `fragment` may be NULL. */
static void
write_link(GString *out, const PsgSite *site, const char *relation, const char *type,
        const char *address, const char *fragment)
{
    g_autofree char *page = psg_site_make_absolute(site, address);
    g_autoptr(GString) target = g_string_new(page);
    if (fragment)
        psg_site_append_fragment(target, fragment);
    g_string_append(out, "<link");
    psg_markup_write_attribute(out, "rel", relation);
    psg_markup_write_attribute(out, "type", type);
    psg_markup_write_attribute(out, "href", target->str);
    g_string_append(out, "/>\n");
}

/* What there is to tell: a version, or (of a document that has none) the state of its draft. */
typedef struct {
    const PsgSiteDocument *document;
    const PsgModelVersion *version; /* NULL for a draft */
    gint64 time;
    guint place; /* among all, for those of one time */
} Entry;

static int
compare_entries(gconstpointer left, gconstpointer right)
{
    const Entry *a = left, *b = right;
    if (a->time != b->time)
        return a->time > b->time ? -1 : 1;
    return a->place < b->place ? -1 : 1;
}

/* The newest first. */
static GArray *
list_entries(const PsgSite *site)
{
    GArray *entries = g_array_new(FALSE, FALSE, sizeof(Entry));
    for (guint i = 0; i < site->documents->len; i++) {
        const PsgSiteDocument *document = g_ptr_array_index(site->documents, i);
        const GPtrArray *versions = document->document->versions;
        gboolean has_version = FALSE;
        for (guint j = 0; j < versions->len; j++) {
            const PsgModelVersion *version = g_ptr_array_index(versions, j);
            Entry entry = {document, version, version->time, entries->len};
            if (version->number)
                g_array_append_val(entries, entry);
            has_version |= version->number != NULL;
        }
        Entry draft = {document, NULL, MAX(site->model->time, 0), entries->len};
        if (!has_version)
            g_array_append_val(entries, draft);
    }
    g_array_sort(entries, compare_entries);
    g_array_set_size(entries, MIN(entries->len, ENTRY_LIMIT));
    return entries;
}

static void
begin_entry(GString *out, const PsgModelDocument *document)
{
    g_string_append(out, "<entry");
    psg_markup_write_attribute(out, "xml:lang", document->entry->language);
    g_string_append(out, ">\n");
}

static void
write_draft(GString *out, const PsgSite *site, const Entry *entry)
{
    const PsgModelDocument *model = entry->document->document;
    g_autofree char *version = psg_model_make_version_label(model);
    g_autofree char *title = g_strconcat(entry->document->title, ": ", version, NULL);
    g_autofree char *summary = psg_site_describe_document(entry->document);
    g_autofree char *time = psg_date_format_iso_time(entry->time);
    begin_entry(out, model);
    write_element(out, "id", model->identifier);
    write_element(out, "title", title);
    write_element(out, "updated", time);
    write_link(out, site, "alternate", "text/html", entry->document->address, NULL);
    write_element(out, "summary", summary);
    g_string_append(out, "</entry>\n");
}

/* The same for ever, wherever the site is published. The caller owns it. */
static char *
make_version_id(const PsgSite *site, const Entry *entry)
{
    g_autofree char *name =
            g_strconcat(entry->document->document->entry->id, "/v", entry->version->number, NULL);
    g_autofree char *uuid = psg_uuid_new_v5(site->model->package->id, name, NULL);
    return uuid ? g_strconcat("urn:uuid:", uuid, NULL)
                : g_strconcat(site->model->package->id, "/", name, NULL);
}

/* The editors' words where there are any, else what changed in numbers. */
static void
write_version_content(GString *out, const PsgSite *site, const Entry *entry)
{
    g_autofree char *counts = psg_model_count_changes(entry->version);
    if (!entry->version->summary) {
        write_element(out, "summary", counts ? counts : "A new version.");
        return;
    }
    g_autoptr(GString) summary = psg_site_write_feed_summary(site, entry->version->summary);
    g_string_append_printf(out,
            "<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">%s</div>"
            "</content>\n",
            summary->str);
}

static void
write_version(GString *out, const PsgSite *site, const Entry *entry)
{
    const char *changes = psg_site_get_changes_address(entry->document);
    g_autofree char *title =
            g_strconcat(entry->document->title, ", version ", entry->version->number, NULL);
    g_autofree char *time = psg_date_format_iso_time(entry->time);
    g_autofree char *id = make_version_id(site, entry);
    g_autofree char *place = psg_site_make_version_id(entry->version->number);
    begin_entry(out, entry->document->document);
    write_element(out, "id", id);
    write_element(out, "title", title);
    write_element(out, "updated", time);
    write_link(out, site, "alternate", "text/html", changes ? changes : entry->document->address,
            changes ? place : NULL);
    write_version_content(out, site, entry);
    g_string_append(out, "</entry>\n");
}

gboolean
psg_site_write_feed(const PsgSite *site, GError **error)
{
    const PsgPackage *package = site->model->package;
    g_autoptr(GArray) entries = list_entries(site);
    gint64 newest = entries->len > 0 ? g_array_index(entries, Entry, 0).time : 0;
    g_autofree char *time = psg_date_format_iso_time(MAX(MAX(site->model->time, 0), newest));
    g_autofree char *title = g_strconcat(package->title, ": what is new", NULL);
    g_autoptr(GString) out = g_string_new("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                                          "<feed xmlns=\"http://www.w3.org/2005/Atom\"");
    psg_markup_write_attribute(out, "xml:lang", package->language);
    g_string_append(out, ">\n");
    write_element(out, "id", package->id);
    write_element(out, "title", title);
    write_element(out, "updated", time);
    write_link(out, site, "self", "application/atom+xml", PSG_SITE_FEED, NULL);
    write_link(out, site, "alternate", "text/html", PSG_SITE_HOME, NULL);
    g_string_append(out, "<author>");
    write_element(out, "name", package->publisher ? package->publisher : package->title);
    g_string_append(out, "</author>\n");
    write_element(out, "rights", package->rights);
    write_element(out, "generator", "Plainsong");
    for (guint i = 0; i < entries->len; i++) {
        const Entry *entry = &g_array_index(entries, Entry, i);
        if (entry->version)
            write_version(out, site, entry);
        else
            write_draft(out, site, entry);
    }
    g_string_append(out, "</feed>\n");
    return psg_output_write(site->output, PSG_SITE_FEED, out->str, out->len, error);
}

static void
write_place(GString *out, const PsgSite *site, const char *address, const char *time)
{
    g_autofree char *target = psg_site_make_absolute(site, address);
    g_string_append(out, "<url>");
    write_element(out, "loc", target);
    write_element(out, "lastmod", time);
    g_string_append(out, "</url>\n");
}

gboolean
psg_site_write_map(const PsgSite *site, GError **error)
{
    g_autofree char *time =
            site->model->time > 0 ? psg_date_format_iso_time(site->model->time) : NULL;
    g_autoptr(GString) out =
            g_string_new("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                         "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    const struct {
        gboolean is_there;
        const char *address;
    } fixed[] = {{TRUE, PSG_SITE_HOME}, {site->has_glossary, PSG_SITE_GLOSSARY},
            {site->has_contributors, PSG_SITE_CONTRIBUTORS},
            {site->has_involved, PSG_SITE_INVOLVED}, {site->has_index, PSG_SITE_INDEX}};
    for (guint i = 0; i < G_N_ELEMENTS(fixed); i++)
        if (fixed[i].is_there)
            write_place(out, site, fixed[i].address, time);
    for (guint i = 0; i < site->documents->len; i++) {
        const PsgSiteDocument *document = g_ptr_array_index(site->documents, i);
        write_place(out, site, document->address, time);
        if (psg_site_get_changes_address(document))
            write_place(out, site, psg_site_get_changes_address(document), time);
    }
    for (guint i = 0; i < site->pages->len; i++)
        write_place(out, site, ((const PsgSiteChapter *)g_ptr_array_index(site->pages, i))->address,
                time);
    g_string_append(out, "</urlset>\n");
    return psg_output_write(site->output, PSG_SITE_MAP, out->str, out->len, error);
}
