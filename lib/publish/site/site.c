/* The site as a whole: prepared in one thread, then its pages made by several. See site.h. */
#include "publish/site/site.h"

#include "base/parallel.h"
#include "publish/publish_error.h"
#include "publish/search/search.h"
#include "publish/site/internal.h"

/* Compiles a template that a theme may leave out; `is_there` tells whether it has it. */
static gboolean
compile_optional(PsgTheme *theme, const char *name, gboolean *is_there, GError **error)
{
    GError *problem = NULL;
    *is_there = psg_theme_compile(theme, name, &problem);
    if (*is_there ||
            g_error_matches(problem, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_TEMPLATE_MISSING)) {
        g_clear_error(&problem);
        return TRUE;
    }
    g_propagate_error(error, problem);
    return FALSE;
}

/* Compiles all templates, so that the threads only read them, and finds out which pages there will
 * be. */
static gboolean
compile_theme(PsgSite *site, GError **error)
{
    PsgTheme *theme = site->options->theme;
    const PsgPackage *package = site->model->package;
    if (!psg_theme_compile(theme, "home.xhtml", error) ||
            !psg_theme_compile(theme, "document.xhtml", error) ||
            !psg_theme_compile(theme, "chapter.xhtml", error) ||
            !compile_optional(theme, "glossary.xhtml", &site->has_glossary, error) ||
            !compile_optional(theme, "contributors.xhtml", &site->has_contributors, error) ||
            !compile_optional(theme, "involved.xhtml", &site->has_involved, error) ||
            !compile_optional(theme, "index-of-pages.xhtml", &site->has_index, error) ||
            !compile_optional(theme, "not-found.xhtml", &site->has_not_found, error) ||
            !compile_optional(theme, "changes.xhtml", &site->has_changes, error))
        return FALSE;
    if (site->model->is_draft &&
            !compile_optional(theme, "comments.xhtml", &site->has_comments, error))
        return FALSE;
    site->has_glossary &= site->model->glossary->len > 0;
    site->has_contributors = site->has_contributors && psg_site_has_credits(site);
    site->has_involved &=
            package->involved_email || package->involved_url || package->involved_text;
    site->has_index &= site->documents->len > 0;
    return TRUE;
}

static gboolean
write_bytes(PsgOutput *output, const char *folder, const char *name, GBytes *bytes, GError **error)
{
    g_autofree char *path = g_strconcat(folder, name, NULL);
    gsize size;
    const void *data = g_bytes_get_data(bytes, &size);
    return psg_output_write(output, path, data, size, error);
}

gboolean
psg_site_write_assets(PsgSite *site, GError **error)
{
    const PsgSiteOptions *options = site->options;
    for (guint i = 0; options->theme_assets && i < options->theme_assets->len; i++) {
        const char *name = g_ptr_array_index(options->theme_assets, i);
        GError *problem = NULL;
        g_autoptr(GBytes) bytes = options->read_asset(name, options->read_asset_data, &problem);
        if (!bytes) {
            if (!problem)
                g_set_error(&problem, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_TEMPLATE,
                        "%s: the theme lists this file and does not have it", name);
            g_propagate_error(error, problem);
            return FALSE;
        }
        if (!write_bytes(site->output, "assets/", name, bytes, error))
            return FALSE;
    }
    return TRUE;
}

/* Before anything else is shared: the newest have their plain names whatever older versions show.
 */
static gboolean
share_files(PsgSite *site, GError **error)
{
    gboolean is_done = TRUE;
    for (guint i = 0; is_done && i < site->model->images->len; i++)
        is_done = psg_site_share_image(site, g_ptr_array_index(site->model->images, i), error);
    for (guint i = 0; is_done && i < site->model->attachments->len; i++)
        is_done = psg_site_share_attachment(
                site, g_ptr_array_index(site->model->attachments, i), error);
    return is_done;
}

/* The words of the pages themselves are English; a text in another language says so where it
 * stands. */
static const char *
find_language(const PsgPackage *package)
{
    const char *language = package->language;
    gboolean is_english = language && g_ascii_strncasecmp(language, "en", 2) == 0 &&
                          (!language[2] || language[2] == '-');
    return is_english ? language : "en";
}

PsgSite *
psg_site_new(const PsgSiteOptions *options, PsgOutput *output, GError **error)
{
    g_autoptr(PsgSite) site = g_new0(PsgSite, 1);
    site->options = options;
    site->model = options->model;
    site->output = output;
    site->language = find_language(options->model->package);
    psg_site_prepare(site);
    if (!options->is_redline_only && !compile_theme(site, error))
        return NULL;
    psg_site_make_titles(site);
    psg_site_make_scopes(site);
    if (options->is_redline_only)
        return g_steal_pointer(&site);
    return share_files(site, error) ? g_steal_pointer(&site) : NULL;
}

void
psg_site_free(PsgSite *site)
{
    if (!site)
        return;
    psg_site_clear(site);
    g_free(site);
}

gboolean
psg_site_write_newest(PsgSite *site, GError **error)
{
    const PsgSiteOptions *options = site->options;
    return psg_site_write_pages(site, error) && psg_site_write_package_pages(site, error) &&
           psg_site_write_assets(site, error) && psg_site_write_feed(site, error) &&
           (!options->url || site->model->is_draft || psg_site_write_map(site, error)) &&
           psg_search_write(site->model, options->threads, site->output, error);
}

gboolean
psg_site_write(const PsgSiteOptions *options, PsgOutput *output, GError **error)
{
    g_autoptr(PsgSite) site = psg_site_new(options, output, error);
    return site && psg_site_write_newest(site, error);
}
