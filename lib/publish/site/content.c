/* The text of a chapter as this site's HTML: links become references to pages, pictures get their
 * address and size, glossary terms lead to the glossary. The tree is not touched; hooks change it
 * as it is written. */
#include <string.h>

#include "publish/site/internal.h"
#include "publish/web_url.h"
#include "text/markup.h"
#include "text/tree.h"

typedef struct {
    const PsgSite *site;
    const char *address;   /* of the page it is written for */
    GHashTable *term_uses; /* const xmlNode -> const PsgTerm; NULL when there are none */
    gboolean is_excerpt;   /* part of another page: no ids, and no references to them */
    gboolean is_absolute;  /* read elsewhere: links begin with the site's URL */
} Content;

/* TRUE for what an older version has no page of. */
static gboolean
leads_away(const PsgSite *site, const PsgModelLink *link)
{
    if (!site->version)
        return FALSE;
    if (link->kind == PSG_LINK_CHAPTER)
        return link->chapter->document != site->version->document;
    return link->kind == PSG_LINK_HOME ||
           (link->kind == PSG_LINK_DOCUMENT && link->document != site->version->document);
}

/* The reference from the page that is written to an address. */
static char *
refer(const Content *content, const char *address, const char *fragment)
{
    if (!content->is_absolute)
        return psg_site_make_reference(content->address, address, fragment);
    g_autofree char *page = psg_site_make_absolute(content->site, address);
    GString *result = g_string_new(page);
    if (fragment)
        psg_site_append_fragment(result, fragment);
    return g_string_free(result, FALSE);
}

/* The address a link leads to; NULL for one that leads nowhere on this site. */
static char *
make_target(const Content *content, const PsgModelLink *link)
{
    const PsgSite *site = content->site;
    const PsgSiteChapter *chapter;
    const char *file;
    if (leads_away(site, link))
        return psg_site_make_newest_reference(
                site->newest, site->successors, link, content->address);
    switch (link->kind) {
    case PSG_LINK_EXTERNAL:
        return psg_web_url_make(link->url);
    case PSG_LINK_CHAPTER:
        chapter = psg_site_get_chapter(site, link->chapter);
        if (chapter->address)
            return refer(content, chapter->address, link->fragment);
        return refer(content, chapter->document->address, NULL);
    case PSG_LINK_DOCUMENT:
        return refer(content, psg_site_get_document(site, link->document)->address, NULL);
    case PSG_LINK_HOME:
        return refer(content, PSG_SITE_HOME, NULL);
    case PSG_LINK_ATTACHMENT:
        file = psg_site_get_file_address(site, link->attachment);
        return file ? refer(content, file, NULL) : NULL;
    }
    return NULL;
}

char *
psg_site_make_term_reference(const PsgSite *site, const PsgTerm *term, const char *address)
{
    const PsgSite *newest = site->newest ? site->newest : site;
    if (!newest->has_glossary)
        return NULL;
    if (site->newest) {
        term = psg_term_set_find(newest->model->package->terms, term->name);
        if (!term)
            return NULL;
    }
    return psg_site_make_reference(address, PSG_SITE_GLOSSARY, term->id);
}

static gboolean
write_link(const Content *content, const xmlNode *element, const char *value, GString *out)
{
    const PsgModelLink *link = psg_model_get_link(element);
    if (link) {
        g_autofree char *target = make_target(content, link);
        if (target)
            psg_markup_write_attribute(out, "href", target);
        return TRUE;
    }
    const PsgTerm *term =
            content->term_uses ? g_hash_table_lookup(content->term_uses, element) : NULL;
    if (term) {
        g_autofree char *target =
                psg_site_make_term_reference(content->site, term, content->address);
        if (target)
            psg_markup_write_attribute(out, "href", target);
        return TRUE;
    }
    /* What is left are references within the text, as those of footnotes; in an excerpt their ids
     * are not there. */
    return content->is_excerpt || !*value;
}

void
psg_site_write_image_source(
        const PsgSite *site, const PsgModelImage *image, const char *address, GString *out)
{
    const char *file = psg_site_get_file_address(site, image);
    g_autofree char *target = file ? psg_site_make_reference(address, file, NULL) : NULL;
    if (target)
        psg_markup_write_attribute(out, "src", target);
}

static gboolean
write_image_source(const Content *content, const xmlNode *element, GString *out)
{
    const PsgModelImage *image = psg_model_get_image(element);
    if (!image)
        return FALSE;
    psg_site_write_image_source(content->site, image, content->address, out);
    return TRUE;
}

/* TRUE for a glossary term of an older version that the glossary has no longer: a link that leads
 * nowhere must not be announced as one. */
static gboolean
is_lost_term(const Content *content, const xmlNode *element)
{
    const PsgTerm *term =
            content->term_uses ? g_hash_table_lookup(content->term_uses, element) : NULL;
    g_autofree char *target =
            term ? psg_site_make_term_reference(content->site, term, content->address) : NULL;
    return term && !target;
}

static gboolean
write_attribute(
        const xmlNode *element, const char *name, const char *value, GString *out, gpointer data)
{
    const Content *content = data;
    const char *element_name = (const char *)element->name;
    if (strcmp(name, "href") == 0 && strcmp(element_name, "a") == 0)
        return write_link(content, element, value, out);
    if (strcmp(name, "role") == 0 && strcmp(element_name, "a") == 0)
        return is_lost_term(content, element);
    if (strcmp(name, "src") == 0 && strcmp(element_name, "img") == 0)
        return write_image_source(content, element, out);
    return content->is_excerpt && strcmp(name, "id") == 0;
}

static void
write_number(GString *out, const char *name, guint number)
{
    g_string_append_printf(out, " %s=\"%u\"", name, number);
}

/* A picture says its size, so that the text does not jump when it arrives, and is fetched when it
 * comes near. */
void
psg_site_write_image_size(const xmlNode *element, GString *out)
{
    const PsgModelImage *image = psg_model_get_image(element);
    if (!image)
        return;
    gboolean has_size =
            psg_tree_get_attribute(element, "width") || psg_tree_get_attribute(element, "height");
    if (!has_size && image->width > 0 && image->height > 0) {
        write_number(out, "width", image->width);
        write_number(out, "height", image->height);
    }
    if (!psg_tree_get_attribute(element, "loading"))
        g_string_append(out, " loading=\"lazy\" decoding=\"async\"");
}

static void
finish_element(const xmlNode *element, GString *out, gpointer data)
{
    if (strcmp((const char *)element->name, "img") == 0)
        psg_site_write_image_size(element, out);
}

static void
write_content(Content *content, const PsgText *text, PsgMarkupSyntax syntax, GString *out)
{
    PsgMarkupHooks hooks = {
            .attribute = write_attribute, .element = finish_element, .data = content};
    if (text->term_uses && text->term_uses->len > 0) {
        content->term_uses = g_hash_table_new(NULL, NULL);
        for (guint i = 0; i < text->term_uses->len; i++) {
            const PsgTermUse *use = g_ptr_array_index(text->term_uses, i);
            g_hash_table_insert(content->term_uses, use->node, (gpointer)use->term);
        }
    }
    if (text->root)
        psg_markup_write_children(text->root, syntax, &hooks, out);
    g_clear_pointer(&content->term_uses, g_hash_table_unref);
}

GString *
psg_site_write_chapter(const PsgSite *site, const PsgSiteChapter *chapter)
{
    Content content = {.site = site, .address = chapter->address};
    const PsgText *text = chapter->chapter->text;
    GString *out = g_string_sized_new(8192 + text->words * 8);
    if (!text->has_title_heading) {
        g_string_append(out, "<h1>");
        psg_markup_write_text(out, chapter->chapter->title, -1, FALSE);
        g_string_append(out, "</h1>\n");
    }
    write_content(&content, text, PSG_MARKUP_HTML, out);
    return out;
}

GString *
psg_site_write_meaning(const PsgSite *site, const PsgModelTerm *term, const char *address)
{
    Content content = {.site = site, .address = address, .is_excerpt = TRUE};
    GString *out = g_string_new(NULL);
    if (term->meaning)
        write_content(&content, term->meaning, PSG_MARKUP_HTML, out);
    return out;
}

GString *
psg_site_write_comments(const PsgSite *site, const PsgText *comments, const char *address)
{
    Content content = {.site = site, .address = address};
    GString *out = g_string_new(NULL);
    write_content(&content, comments, PSG_MARKUP_HTML, out);
    return out;
}

GString *
psg_site_write_summary(const PsgSite *site, const PsgText *summary, const char *address)
{
    Content content = {.site = site, .address = address, .is_excerpt = TRUE};
    GString *out = g_string_new(NULL);
    write_content(&content, summary, PSG_MARKUP_HTML, out);
    return out;
}

GString *
psg_site_write_feed_summary(const PsgSite *site, const PsgText *summary)
{
    Content content = {
            .site = site, .address = PSG_SITE_FEED, .is_excerpt = TRUE, .is_absolute = TRUE};
    GString *out = g_string_new(NULL);
    write_content(&content, summary, PSG_MARKUP_XHTML, out);
    return out;
}
