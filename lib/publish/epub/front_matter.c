/* The pages before the text: cover, title page, and "About this edition" with who wrote it, its
 * rights and how to take part. Names appear only as people agreed to. Specification: EPUB 3.3,
 * section 6.1; DPUB-ARIA 1.1. */
#include <string.h>

#include "base/date.h"
#include "publish/epub/internal.h"
#include "publish/web_url.h"
#include "text/markup.h"

static const struct {
    const char *role, *code, *label;
} roles[] = {
        {"author", "aut", "author"},
        {"editor", "edt", "editor"},
        {"contributor", "ctb", "contributor"},
        {"reviewer", "rev", "reviewer"},
        {"translator", "trl", "translator"},
        {"illustrator", "ill", "illustrator"},
};

static guint
find_role(const char *role)
{
    for (guint i = 0; role && i < G_N_ELEMENTS(roles); i++)
        if (g_str_equal(role, roles[i].role))
            return i;
    return 2;
}

const char *
psg_epub_get_role_label(const char *role)
{
    return roles[find_role(role)].label;
}

const char *
psg_epub_get_role_code(const char *role)
{
    return roles[find_role(role)].code;
}

const char *
psg_epub_get_role(const PsgEpubBook *book, const PsgContributor *contributor)
{
    return g_hash_table_lookup(contributor->roles, book->document->entry->id);
}

static const char *
get_package_language(const PsgEpubBook *book)
{
    return book->document->model->package->language;
}

static void
write_time(GString *out, const char *date)
{
    g_autofree char *long_date = psg_date_spell(date);
    g_string_append(out, "<time");
    psg_markup_write_attribute(out, "datetime", date);
    g_string_append_c(out, '>');
    psg_markup_write_text(out, long_date, -1, FALSE);
    g_string_append(out, "</time>");
}

/* --- title page --- */

static void
write_title_groups(GString *out, const PsgEpubBook *book)
{
    if (!book->groups->len)
        return;
    g_string_append_printf(out,
            "<p class=\"by\"%s>Written together by</p>\n<ul class=\"groups\">\n", book->phrase);
    for (guint i = 0; i < book->groups->len; i++) {
        const PsgGroup *group = book->groups->pdata[i];
        g_string_append(out, "<li>");
        psg_epub_write_passage(out, group->name, get_package_language(book), book->language);
        g_string_append(out, "</li>\n");
    }
    g_string_append(out, "</ul>\n");
}

static void
write_title_block(GString *out, const PsgEpubBook *book)
{
    const PsgDocumentEntry *entry = book->document->entry;
    g_string_append(out, "<h1 id=\"title\">");
    psg_markup_write_text(out, entry->title, -1, FALSE);
    g_string_append(out, "</h1>\n");
    if (entry->subtitle) {
        g_string_append(out, "<p class=\"subtitle\" epub:type=\"subtitle\" role=\"doc-subtitle\">");
        psg_markup_write_text(out, entry->subtitle, -1, FALSE);
        g_string_append(out, "</p>\n");
    }
}

static void
write_version(GString *out, const PsgEpubBook *book)
{
    const PsgDocumentEntry *entry = book->document->entry;
    g_string_append_printf(out, "<p class=\"version\"%s>", book->phrase);
    psg_markup_write_text(out, book->version_label, -1, FALSE);
    g_string_append(out, ", ");
    write_time(out, book->date);
    g_string_append(out, "</p>\n");
    if (entry->review_by) {
        g_string_append_printf(out, "<p class=\"review\"%s>To be reviewed by ", book->phrase);
        write_time(out, entry->review_by);
        g_string_append(out, "</p>\n");
    }
}

GBytes *
psg_epub_make_title_page(const PsgEpubBook *book)
{
    const PsgPackage *package = book->document->model->package;
    GString *out = g_string_new(NULL);
    PsgEpubPage page = {.title = book->document->entry->title,
            .language = book->language,
            .is_right_to_left = book->is_right_to_left,
            .body_type = "frontmatter",
            .root = ""};
    psg_epub_page_begin(out, &page);
    g_string_append(out,
            "<section class=\"title-page\" epub:type=\"titlepage\" aria-labelledby=\"title\">\n");
    write_title_block(out, book);
    write_version(out, book);
    if (book->document->model->is_draft)
        g_string_append_printf(out,
                "<p class=\"draft\"%s><strong>Draft with comments, not for publication.</strong>"
                "</p>\n",
                book->phrase);
    write_title_groups(out, book);
    if (package->publisher) {
        g_string_append(out, "<p class=\"publisher\">");
        psg_epub_write_passage(out, package->publisher, package->language, book->language);
        g_string_append(out, "</p>\n");
    }
    g_string_append(out, "</section>\n");
    return psg_epub_page_end(out);
}

/* --- cover page --- */

GBytes *
psg_epub_make_cover_page(const PsgEpubBook *book)
{
    const PsgDocumentEntry *entry = book->document->entry;
    GString *out = g_string_new(NULL);
    PsgEpubPage page = {.title = entry->title,
            .language = book->language,
            .is_right_to_left = book->is_right_to_left,
            .body_type = "cover",
            .root = ""};
    psg_epub_page_begin(out, &page);
    g_autofree char *alternative =
            g_strconcat(entry->title, entry->subtitle ? ". " : NULL, entry->subtitle, NULL);
    g_string_append(out, "<div class=\"cover\"><img src=\"images/cover.svg\" role=\"doc-cover\" "
                         "width=\"1600\" height=\"2560\"");
    psg_markup_write_attribute(out, "alt", alternative);
    g_string_append(out, " /></div>\n");
    return psg_epub_page_end(out);
}

/* --- about this edition --- */

static void
write_credit(GString *out, const PsgEpubBook *book, const PsgContributor *contributor)
{
    const char *role = psg_epub_get_role(book, contributor);
    g_string_append(out, "<li>");
    psg_epub_write_passage(
            out, contributor->name, get_package_language(book), book->phrase_language);
    if (role)
        g_string_append_printf(out, " (%s)", psg_epub_get_role_label(role));
    g_string_append(out, "</li>\n");
}

/* The people of one group who agreed to be named; `group` NULL: those who belong to none that took
 * part. */
static void
write_group_credits(GString *out, const PsgEpubBook *book, const PsgGroup *group)
{
    gsize start = out->len;
    g_string_append(out, "\n<ul>\n");
    gsize empty = out->len;
    for (guint i = 0; i < book->credits->len; i++) {
        const PsgContributor *contributor = book->credits->pdata[i];
        gboolean is_listed = g_ptr_array_find(book->groups, contributor->group, NULL);
        if (group ? contributor->group == group : !is_listed)
            write_credit(out, book, contributor);
    }
    if (out->len == empty)
        g_string_truncate(out, start);
    else
        g_string_append(out, "</ul>\n");
}

static void
write_credits(GString *out, const PsgEpubBook *book)
{
    if (!book->groups->len && !book->credits->len)
        return;
    g_string_append(out, "<section role=\"doc-credits\" aria-labelledby=\"credits\">\n"
                         "<h2 id=\"credits\">Who wrote this</h2>\n");
    if (book->groups->len)
        g_string_append(out, "<ul>\n");
    for (guint i = 0; i < book->groups->len; i++) {
        const PsgGroup *group = book->groups->pdata[i];
        g_string_append(out, "<li>");
        psg_epub_write_passage(out, group->name, get_package_language(book), book->phrase_language);
        write_group_credits(out, book, group);
        g_string_append(out, "</li>\n");
    }
    if (book->groups->len)
        g_string_append(out, "</ul>\n");
    write_group_credits(out, book, NULL);
    g_string_append(out, "</section>\n");
}

static void
write_link(GString *out, const char *url, const char *label)
{
    g_autofree char *valid = psg_web_url_make(url);
    if (valid) {
        g_string_append(out, "<a");
        psg_markup_write_attribute(out, "href", valid);
        g_string_append_c(out, '>');
    }
    psg_markup_write_text(out, label, -1, FALSE);
    if (valid)
        g_string_append(out, "</a>");
}

/* Text in which web addresses are links. */
static void
write_linked_text(GString *out, const char *text)
{
    gsize length;
    for (const char *url; (url = psg_web_url_find(text, &length)); text = url + length) {
        g_autofree char *address = g_strndup(url, length);
        psg_markup_write_text(out, text, url - text, FALSE);
        write_link(out, address, address);
    }
    psg_markup_write_text(out, text, -1, FALSE);
}

static void
write_fact(GString *out, const char *name, const char *value)
{
    g_string_append_printf(out, "<dt>%s</dt>\n<dd>", name);
    write_linked_text(out, value);
    g_string_append(out, "</dd>\n");
}

static void
write_date_fact(GString *out, const char *name, const char *date)
{
    g_string_append_printf(out, "<dt>%s</dt>\n<dd>", name);
    write_time(out, date);
    g_string_append(out, "</dd>\n");
}

static void
write_edition(GString *out, const PsgEpubBook *book)
{
    const PsgModel *model = book->document->model;
    const PsgDocumentEntry *entry = book->document->entry;
    g_string_append(out, "<section aria-labelledby=\"edition\">\n<h2 id=\"edition\">This "
                         "edition</h2>\n<dl>\n<dt>Title</dt>\n<dd>");
    psg_epub_write_passage(out, entry->title, book->language, book->phrase_language);
    g_string_append(out, "</dd>\n");
    write_fact(out, "Version", book->version_label);
    write_date_fact(out, "Date", book->date);
    if (entry->review_by)
        write_date_fact(out, "To be reviewed by", entry->review_by);
    if (model->package->publisher) {
        g_string_append(out, "<dt>Published by</dt>\n<dd>");
        psg_epub_write_passage(
                out, model->package->publisher, model->package->language, book->phrase_language);
        g_string_append(out, "</dd>\n");
    }
    if (book->options->url)
        write_fact(out, "Published at", book->options->url);
    if (model->revision.oid) {
        g_autofree char *revision = g_strconcat(model->revision.oid,
                model->is_changed ? ", with changes that are not recorded yet" : NULL, NULL);
        write_fact(out, "Made from revision", revision);
    }
    write_fact(out, "Identifier", book->document->identifier);
    g_string_append(out, "</dl>\n</section>\n");
}

static void
write_rights(GString *out, const PsgEpubBook *book)
{
    const PsgPackage *package = book->document->model->package;
    if (!package->rights)
        return;
    g_string_append(out,
            "<section aria-labelledby=\"rights\">\n<h2 id=\"rights\">Rights and licence</h2>\n<p");
    psg_epub_write_language(out, package->language, book->phrase_language);
    g_string_append_c(out, '>');
    write_linked_text(out, package->rights);
    g_string_append(out, "</p>\n</section>\n");
}

static void
write_involved(GString *out, const PsgEpubBook *book)
{
    const PsgPackage *package = book->document->model->package;
    if (!package->involved_text && !package->involved_email && !package->involved_url)
        return;
    g_string_append(out, "<section aria-labelledby=\"take-part\">\n<h2 id=\"take-part\">How to "
                         "take part</h2>\n");
    if (package->involved_text) {
        g_string_append(out, "<p");
        psg_epub_write_language(out, package->language, book->phrase_language);
        g_string_append_c(out, '>');
        write_linked_text(out, package->involved_text);
        g_string_append(out, "</p>\n");
    }
    if (package->involved_email) {
        g_autofree char *url = g_strconcat("mailto:", package->involved_email, NULL);
        g_string_append(out, "<p>Write to ");
        write_link(out, url, package->involved_email);
        g_string_append(out, "</p>\n");
    }
    if (package->involved_url) {
        g_string_append(out, "<p>On the web: ");
        write_link(out, package->involved_url, package->involved_url);
        g_string_append(out, "</p>\n");
    }
    g_string_append(out, "</section>\n");
}

GBytes *
psg_epub_make_imprint(const PsgEpubBook *book)
{
    GString *out = g_string_new(NULL);
    PsgEpubPage page = {.title = "About this edition",
            .language = book->phrase_language,
            .body_type = "frontmatter",
            .root = ""};
    psg_epub_page_begin(out, &page);
    g_string_append(out, "<section class=\"imprint\" epub:type=\"colophon\" role=\"doc-colophon\" "
                         "aria-labelledby=\"about\">\n"
                         "<h1 id=\"about\">About this edition</h1>\n");
    write_credits(out, book);
    write_edition(out, book);
    write_rights(out, book);
    write_involved(out, book);
    g_string_append(out, "</section>\n");
    return psg_epub_page_end(out);
}
