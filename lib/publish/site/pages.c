/* The front page of a document and the page of a chapter. */
#include <string.h>

#include "base/parallel.h"
#include "publish/site/internal.h"

gboolean
psg_site_write_page(const PsgSite *site, const char *template, const PsgScope *scope,
        const char *path, GError **error)
{
    g_autoptr(GString) page = g_string_sized_new(64 * 1024);
    return psg_theme_render(site->options->theme, template, scope, page, error) &&
           psg_output_write(site->output, path, page->str, page->len, error);
}

/* The contributor as they agree to be shown today, who may have changed their mind since an older
 * version; NULL when they do not wish to be named. */
static const PsgContributor *
find_named(const PsgSite *site, const PsgContributor *contributor)
{
    if (!site->newest)
        return contributor;
    const GPtrArray *people = site->newest->model->package->contributors;
    for (guint i = 0; i < people->len; i++) {
        const PsgContributor *person = g_ptr_array_index(people, i);
        if (strcmp(person->id, contributor->id) == 0)
            return person->credit == PSG_CREDIT_NAME ? person : NULL;
    }
    return NULL;
}

static void
add_contributors(PsgScope *scope, const PsgSite *site, const PsgModelDocument *document)
{
    g_autoptr(GPtrArray) credits = psg_model_list_credits(document);
    psg_scope_add_list(scope, "contributors");
    for (guint i = 0; i < credits->len; i++) {
        const PsgContributor *then = g_ptr_array_index(credits, i);
        const PsgContributor *contributor = find_named(site, then);
        if (!contributor)
            continue;
        PsgScope *item = psg_scope_add_item(scope, "contributors");
        psg_scope_set_text(item, "name", contributor->name);
        psg_scope_set_text(item, "role", g_hash_table_lookup(then->roles, document->entry->id));
        psg_scope_set_text(item, "group", contributor->group ? contributor->group->name : NULL);
    }
}

/* The way to "What has changed"; absent where there is no such page. */
static void
add_changes_url(PsgScope *scope, const PsgSiteDocument *document, const char *address)
{
    const char *changes = psg_site_get_changes_address(document);
    psg_scope_take_text(
            scope, "changes-url", changes ? psg_site_make_reference(address, changes, NULL) : NULL);
}

/* Of a version who agreed to it, of a draft who is to. */
static void
add_agreement(PsgScope *scope, const PsgModelDocument *model)
{
    if (model->version) {
        const PsgModelVersion *version =
                model->versions->len > 0 ? g_ptr_array_index(model->versions, 0) : NULL;
        psg_scope_set_text(scope, "agreed", version ? version->agreed : NULL);
        return;
    }
    g_autoptr(GPtrArray) quorum = psg_model_list_quorum(model);
    psg_site_add_groups(scope, "quorum", quorum);
}

gboolean
psg_site_write_document_page(const PsgSite *site, const PsgSiteDocument *document, GError **error)
{
    const PsgModelDocument *model = document->document;
    const char *address = document->address;
    g_autofree char *description = psg_site_describe_document(document);
    g_autoptr(PsgScope) scope =
            psg_site_new_page(site, document, address, document->page_title, description);
    g_autoptr(GPtrArray) groups = psg_model_list_groups(model);
    psg_scope_set_text(scope, "document-title", model->entry->title);
    psg_site_set_language(scope, "document-lang", "document-dir", site, model->entry->language);
    psg_scope_set_text(scope, "subtitle", model->entry->subtitle);
    psg_scope_set_text(scope, "document-summary", model->entry->summary);
    psg_scope_take_text(scope, "version-label", psg_model_make_version_label(model));
    gint64 time = model->version ? model->version_time : 0;
    time = time ? time : site->model->time;
    psg_scope_take_text(scope, "version-date", time > 0 ? psg_date_format(time) : NULL);
    psg_scope_take_text(scope, "version-date-iso", time > 0 ? psg_date_format_iso(time) : NULL);
    add_changes_url(scope, document, address);
    psg_scope_take_text(scope, "review-by", psg_site_format_review(model->entry->review_by));
    psg_scope_take_text(scope, "minutes", psg_site_format_minutes(model->words));
    psg_scope_take_text(scope, "reading-time", psg_site_format_reading_time(model->words));
    psg_site_add_groups(scope, "groups", groups);
    add_agreement(scope, model);
    psg_site_add_downloads(scope, site, model, address);
    psg_site_add_contents(scope, document, address);
    add_contributors(scope, site, model);
    psg_site_add_redline(scope, site, model, address);
    psg_site_add_older(scope, site, model, address);
    psg_site_add_banner(scope, site, NULL, address);
    psg_site_add_comments(scope, document, address);
    if (document->first) {
        psg_scope_take_text(scope, "first-url",
                psg_site_make_reference(address, document->first->address, NULL));
        psg_scope_set_text(scope, "first-title", document->first->chapter->title);
    }
    return psg_site_write_page(site, "document.xhtml", scope, document->path, error);
}

static void
add_breadcrumb(PsgScope *scope, const PsgSiteChapter *from, const char *title, const char *language,
        const char *address)
{
    PsgScope *item = psg_scope_add_item(scope, "breadcrumbs");
    psg_scope_set_text(item, "title", title);
    psg_site_set_language(item, "title-lang", "title-dir", from->document->site, language);
    psg_scope_take_text(
            item, "url", address ? psg_site_make_reference(from->address, address, NULL) : NULL);
}

static void
add_breadcrumbs(PsgScope *scope, const PsgSite *site, const PsgSiteChapter *chapter)
{
    const PsgSiteDocument *document = chapter->document;
    const PsgPackage *package = site->model->package;
    const PsgDocumentEntry *entry = document->document->entry;
    /* Where a package is one document of the same name, two steps of one name would only puzzle. */
    if (strcmp(package->title, entry->title) != 0)
        add_breadcrumb(scope, chapter, package->title, package->language, PSG_SITE_HOME);
    add_breadcrumb(scope, chapter, entry->title, entry->language, document->address);
    const PsgSiteChapter *above[PSG_SITE_CONTENTS_DEPTH];
    for (const PsgSiteChapter *each = chapter->parent; each; each = each->parent)
        above[each->depth] = each;
    for (guint i = 0; i < chapter->depth; i++) {
        const PsgModelChapter *model = above[i]->chapter;
        add_breadcrumb(scope, chapter, model->title, model->text->language, above[i]->address);
    }
}

static void
add_previous(PsgScope *scope, const PsgSite *site, const PsgSiteChapter *from)
{
    const PsgSiteChapter *to = from->previous;
    if (!to)
        return;
    psg_scope_take_text(
            scope, "previous-url", psg_site_make_reference(from->address, to->address, NULL));
    psg_scope_set_text(scope, "previous-title", to->chapter->title);
    psg_site_set_language(
            scope, "previous-lang", "previous-dir", site, to->chapter->text->language);
}

static void
add_next(PsgScope *scope, const PsgSite *site, const PsgSiteChapter *from)
{
    const PsgSiteChapter *to = from->next;
    if (!to)
        return;
    psg_scope_take_text(
            scope, "next-url", psg_site_make_reference(from->address, to->address, NULL));
    psg_scope_set_text(scope, "next-title", to->chapter->title);
    psg_site_set_language(scope, "next-lang", "next-dir", site, to->chapter->text->language);
}

/* "Words on this page": every glossary term that is marked in the text, once, in the order of the
 * text. */
static void
add_terms(PsgScope *scope, const PsgSite *site, const PsgSiteChapter *chapter)
{
    const GPtrArray *uses = chapter->chapter->text->term_uses;
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    psg_scope_add_list(scope, "terms");
    for (guint i = 0; uses && i < uses->len; i++) {
        const PsgTermUse *use = g_ptr_array_index(uses, i);
        const PsgModelTerm *term = g_hash_table_lookup(site->terms, use->term);
        if (!term || !g_hash_table_add(seen, (gpointer)use->term))
            continue;
        PsgScope *item = psg_scope_add_item(scope, "terms");
        psg_scope_set_text(item, "term", use->term->name);
        psg_scope_set_text(item, "short-for", use->term->short_for);
        psg_scope_take_text(
                item, "url", psg_site_make_term_reference(site, use->term, chapter->address));
        psg_scope_take_markup(
                item, "meaning", psg_site_write_meaning(site, term, chapter->address));
    }
}

static void
add_content(PsgScope *scope, const PsgSite *site, const PsgSiteChapter *chapter)
{
    const PsgText *text = chapter->chapter->text;
    psg_scope_take_markup(scope, "content", psg_site_write_chapter(site, chapter));
    psg_site_set_language(scope, "content-lang", "content-dir", site, text->language);
}

/* When the text last changed, and since which version it has been the same. */
static void
add_last_change(PsgScope *scope, const PsgSiteChapter *chapter)
{
    const PsgModelLastChange *change = &chapter->chapter->last_change;
    const PsgSiteDocument *document = chapter->document;
    const char *changes = psg_site_get_changes_address(document);
    add_changes_url(scope, document, chapter->address);
    psg_scope_set_flag(scope, "changed", change->is_changed);
    if (change->is_changed || !change->is_known)
        return;
    psg_scope_take_text(scope, "updated", psg_date_format(change->time));
    psg_scope_take_text(scope, "updated-iso", psg_date_format_iso(change->time));
    psg_scope_set_text(scope, "since", change->since);
    psg_scope_set_flag(
            scope, "unreleased", !change->since && document->document->versions->len > 0);
    if (!change->since || !changes)
        return;
    g_autofree char *id = psg_site_make_version_id(change->since);
    psg_scope_take_text(scope, "since-url", psg_site_make_reference(chapter->address, changes, id));
}

gboolean
psg_site_write_chapter_page(const PsgSite *site, const PsgSiteChapter *chapter, GError **error)
{
    const PsgModelChapter *model = chapter->chapter;
    const PsgSiteDocument *document = chapter->document;
    g_autofree char *description = psg_site_describe_text(model->text);
    g_autoptr(PsgScope) scope =
            psg_site_new_page(site, document, chapter->address, chapter->page_title, description);
    psg_scope_set_text(scope, "document-title", document->document->entry->title);
    psg_site_set_language(
            scope, "document-lang", "document-dir", site, document->document->entry->language);
    psg_scope_take_text(scope, "document-url",
            psg_site_make_reference(chapter->address, document->address, NULL));
    psg_scope_set_text(scope, "title", model->title);
    psg_scope_set_text(scope, "number", model->number);
    add_content(scope, site, chapter);
    add_breadcrumbs(scope, site, chapter);
    add_previous(scope, site, chapter);
    add_next(scope, site, chapter);
    psg_site_add_headings(scope, chapter, chapter->address);
    psg_site_add_contents_near(scope, chapter);
    add_terms(scope, site, chapter);
    psg_scope_set_text(scope, "source-path", model->entry->path);
    add_last_change(scope, chapter);
    /* What people say is to be about the newest text. */
    psg_scope_take_text(scope, "comment-url",
            site->version ? NULL : psg_model_make_comment_url(site->model, model));
    psg_site_add_banner(scope, site, chapter, chapter->address);
    return psg_site_write_page(site, "chapter.xhtml", scope, chapter->path, error);
}

/* Index 0 up to the number of documents: front pages, comments and what changed; then the chapters.
 */
static gboolean
write_nth_page(guint index, gpointer data, GError **error)
{
    const PsgSite *site = data;
    if (index >= site->documents->len)
        return psg_site_write_chapter_page(
                site, g_ptr_array_index(site->pages, index - site->documents->len), error);
    const PsgSiteDocument *document = g_ptr_array_index(site->documents, index);
    if (document->comments_title && !psg_site_write_comments_page(site, document, error))
        return FALSE;
    return psg_site_write_document_page(site, document, error) &&
           (site->version || !psg_site_get_changes_address(document) ||
                   psg_site_write_changes_page(site, document, error));
}

gboolean
psg_site_write_pages(const PsgSite *site, GError **error)
{
    return psg_parallel_run(site->options->threads, site->documents->len + site->pages->len,
            write_nth_page, (gpointer)site, error);
}
