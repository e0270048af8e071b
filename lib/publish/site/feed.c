/* The news feed (Atom, RFC 4287) and the site map (sitemaps.org protocol 0.9). */
#include "publish/site/internal.h"
#include "text/markup.h"

static void
write_element(GString *out, const char *name, const char *text)
{
    if (!text || !*text)
        return;
    g_string_append_printf(out, "<%s>", name);
    psg_markup_write_text(out, text, -1, FALSE);
    g_string_append_printf(out, "</%s>\n", name);
}

static void
write_link(GString *out, const PsgSite *site, const char *relation, const char *type,
        const char *address)
{
    g_autofree char *target = psg_site_make_absolute(site, address);
    g_string_append(out, "<link");
    psg_markup_write_attribute(out, "rel", relation);
    psg_markup_write_attribute(out, "type", type);
    psg_markup_write_attribute(out, "href", target);
    g_string_append(out, "/>\n");
}

/* One entry a document: a new version, or a new state of the draft, is what there is to tell. */
static void
write_entry(GString *out, const PsgSite *site, const PsgSiteDocument *document, const char *time)
{
    const PsgModelDocument *model = document->document;
    g_autofree char *version = psg_model_make_version_label(model);
    g_autofree char *title = g_strconcat(document->title, ": ", version, NULL);
    g_autofree char *summary = psg_site_describe_document(document);
    g_string_append(out, "<entry");
    psg_markup_write_attribute(out, "xml:lang", model->entry->language);
    g_string_append(out, ">\n");
    write_element(out, "id", model->identifier);
    write_element(out, "title", title);
    write_element(out, "updated", time);
    write_link(out, site, "alternate", "text/html", document->address);
    write_element(out, "summary", summary);
    g_string_append(out, "</entry>\n");
}

gboolean
psg_site_write_feed(const PsgSite *site, GError **error)
{
    const PsgPackage *package = site->model->package;
    g_autofree char *time = psg_date_format_iso_time(MAX(site->model->time, 0));
    g_autofree char *title = g_strconcat(package->title, ": what is new", NULL);
    g_autoptr(GString) out = g_string_new("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                                          "<feed xmlns=\"http://www.w3.org/2005/Atom\"");
    psg_markup_write_attribute(out, "xml:lang", package->language);
    g_string_append(out, ">\n");
    write_element(out, "id", package->id);
    write_element(out, "title", title);
    write_element(out, "updated", time);
    write_link(out, site, "self", "application/atom+xml", PSG_SITE_FEED);
    write_link(out, site, "alternate", "text/html", PSG_SITE_HOME);
    g_string_append(out, "<author>");
    write_element(out, "name", package->publisher ? package->publisher : package->title);
    g_string_append(out, "</author>\n");
    write_element(out, "rights", package->rights);
    write_element(out, "generator", "Plainsong");
    for (guint i = 0; i < site->documents->len; i++)
        write_entry(out, site, g_ptr_array_index(site->documents, i), time);
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
    for (guint i = 0; i < site->documents->len; i++)
        write_place(out, site,
                ((const PsgSiteDocument *)g_ptr_array_index(site->documents, i))->address, time);
    for (guint i = 0; i < site->pages->len; i++)
        write_place(out, site, ((const PsgSiteChapter *)g_ptr_array_index(site->pages, i))->address,
                time);
    g_string_append(out, "</urlset>\n");
    return psg_output_write(site->output, PSG_SITE_MAP, out->str, out->len, error);
}
