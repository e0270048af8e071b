/* The package document: what the book is, who made it, every file, and the reading order.
 * Specifications: EPUB 3.3, section 5; MARC code list for relators; SWHID 1.2 (ISO/IEC 18670) for
 * the revision. */
#include <string.h>

#include "publish/epub/internal.h"
#include "text/language.h"
#include "text/markup.h"

/* One element of the metadata; `id` and `language` may be NULL. Text in another language than the
 * document's says so. */
static void
write_element(GString *out, const PsgEpubBook *book, const char *name, const char *id,
        const char *language, const char *value)
{
    g_string_append_printf(out, "<%s", name);
    if (id)
        psg_markup_write_attribute(out, "id", id);
    if (language && g_ascii_strcasecmp(language, book->language))
        psg_markup_write_attribute(out, "xml:lang", language);
    g_string_append_c(out, '>');
    psg_markup_write_text(out, value, -1, FALSE);
    g_string_append_printf(out, "</%s>\n", name);
}

static void
write_meta(GString *out, const char *property, const char *refines, const char *scheme,
        const char *value)
{
    g_string_append_printf(out, "<meta property=\"%s\"", property);
    if (refines)
        g_string_append_printf(out, " refines=\"#%s\"", refines);
    if (scheme)
        g_string_append_printf(out, " scheme=\"%s\"", scheme);
    g_string_append_c(out, '>');
    psg_markup_write_text(out, value, -1, FALSE);
    g_string_append(out, "</meta>\n");
}

/* A title as a shelf sorts it: in English without the article it begins with. The caller owns the
 * result. */
static char *
make_title_sort_key(const char *title, const char *language)
{
    static const char *const articles[] = {"The ", "An ", "A "};
    gboolean is_english = psg_language_is_english(language);
    for (guint i = 0; is_english && i < G_N_ELEMENTS(articles); i++) {
        gsize length = strlen(articles[i]);
        if (g_str_has_prefix(title, articles[i]) && title[length])
            return g_strdup_printf("%s, %.*s", title + length, (int)length - 1, title);
    }
    return g_strdup(title);
}

static void
write_titles(GString *out, const PsgEpubBook *book)
{
    const PsgDocumentEntry *entry = book->document->entry;
    g_autofree char *key = make_title_sort_key(entry->title, book->language);
    write_element(out, book, "dc:title", "title", NULL, entry->title);
    write_meta(out, "title-type", "title", NULL, "main");
    write_meta(out, "file-as", "title", NULL, key);
    if (entry->subtitle) {
        write_meta(out, "display-seq", "title", NULL, "1");
        write_element(out, book, "dc:title", "subtitle", NULL, entry->subtitle);
        write_meta(out, "title-type", "subtitle", NULL, "subtitle");
        write_meta(out, "display-seq", "subtitle", NULL, "2");
    }
}

/* Names are sorted as people chose to show them: nobody can tell from a name which part of it comes
 * first, and many of these are pseudonyms. */
static void
write_maker(GString *out, const PsgEpubBook *book, gboolean is_creator, const char *id,
        const char *name, const char *code)
{
    const char *language = book->document->model->package->language;
    write_element(out, book, is_creator ? "dc:creator" : "dc:contributor", id, language, name);
    write_meta(out, "role", id, "marc:relators", code);
    write_meta(out, "file-as", id, NULL, name);
}

/* Authors who agreed to be named are the creators; where none did, the groups that wrote the text
 * together are. */
static void
write_makers(GString *out, const PsgEpubBook *book)
{
    gboolean has_author = FALSE;
    for (guint i = 0; i < book->credits->len; i++) {
        const PsgContributor *contributor = book->credits->pdata[i];
        const char *code = psg_epub_get_role_code(psg_epub_get_role(book, contributor));
        gboolean is_author = g_str_equal(code, "aut");
        g_autofree char *id = g_strdup_printf("person-%u", i + 1);
        write_maker(out, book, is_author, id, contributor->name, code);
        has_author |= is_author;
    }
    for (guint i = 0; i < book->groups->len; i++) {
        const PsgGroup *group = book->groups->pdata[i];
        g_autofree char *id = g_strdup_printf("group-%u", i + 1);
        write_maker(out, book, !has_author, id, group->name, has_author ? "ctb" : "aut");
    }
}

static void
write_collection(GString *out, const PsgEpubBook *book)
{
    const PsgPackage *package = book->document->model->package;
    if (package->is_bare)
        return;
    g_autofree char *position = g_strdup_printf("%u", book->document->index + 1);
    g_string_append(out, "<meta property=\"belongs-to-collection\" id=\"collection\"");
    if (g_ascii_strcasecmp(package->language, book->language))
        psg_markup_write_attribute(out, "xml:lang", package->language);
    g_string_append_c(out, '>');
    psg_markup_write_text(out, package->title, -1, FALSE);
    g_string_append(out, "</meta>\n");
    write_meta(out, "collection-type", "collection", NULL, "series");
    write_meta(out, "group-position", "collection", NULL, position);
    write_meta(out, "dcterms:identifier", "collection", NULL, package->id);
}

/* The commit that the text is of, as an identifier that anyone can check against the repository. A
 * text with changes that are in no commit has none. */
static void
write_source(GString *out, const PsgEpubBook *book)
{
    const PsgModel *model = book->document->model;
    if (!model->revision.oid || model->is_changed)
        return;
    g_autofree char *source = g_strconcat("swh:1:rev:", model->revision.oid, NULL);
    write_element(out, book, "dc:source", NULL, NULL, source);
}

static void
write_metadata(GString *out, const PsgEpubBook *book)
{
    const PsgModelDocument *document = book->document;
    const PsgPackage *package = document->model->package;
    g_string_append(out, "<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n");
    write_element(out, book, "dc:identifier", "identifier", NULL, document->identifier);
    write_titles(out, book);
    for (guint i = 0; i < book->facts.languages->len; i++)
        write_element(out, book, "dc:language", NULL, NULL, book->facts.languages->pdata[i]);
    write_meta(out, "dcterms:modified", NULL, NULL, book->modified);
    write_element(out, book, "dc:date", NULL, NULL, book->date);
    write_makers(out, book);
    if (package->publisher)
        write_element(out, book, "dc:publisher", NULL, package->language, package->publisher);
    if (document->entry->summary)
        write_element(out, book, "dc:description", NULL, NULL, document->entry->summary);
    if (package->rights)
        write_element(out, book, "dc:rights", NULL, package->language, package->rights);
    write_source(out, book);
    if (document->version)
        write_meta(out, "schema:version", NULL, NULL, document->version);
    write_collection(out, book);
    psg_epub_write_accessibility(out, book);
    g_string_append(out, "<meta name=\"cover\" content=\"cover-image\" />\n</metadata>\n");
}

static void
write_manifest(GString *out, const PsgEpubBook *book)
{
    g_string_append(out, "<manifest>\n");
    for (guint i = 0; i < book->files->len; i++) {
        const PsgEpubFile *file = book->files->pdata[i];
        g_string_append_printf(out, "<item id=\"%s\" href=\"%s\" media-type=\"%s\"", file->id,
                file->name, file->media_type);
        if (file->properties)
            g_string_append_printf(out, " properties=\"%s\"", file->properties);
        g_string_append(out, " />\n");
    }
    g_string_append(out, "</manifest>\n");
}

static void
write_spine(GString *out, const PsgEpubBook *book)
{
    g_string_append_printf(out, "<spine toc=\"ncx\"%s>\n",
            book->is_right_to_left ? " page-progression-direction=\"rtl\"" : "");
    for (guint i = 0; i < book->files->len; i++) {
        const PsgEpubFile *file = book->files->pdata[i];
        if (file->is_in_spine)
            g_string_append_printf(out, "<itemref idref=\"%s\" />\n", file->id);
    }
    g_string_append(out, "</spine>\n");
}

GBytes *
psg_epub_make_package(const PsgEpubBook *book)
{
    GString *out = g_string_sized_new(8192);
    g_string_append(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                         "<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" "
                         "unique-identifier=\"identifier\"");
    psg_markup_write_attribute(out, "xml:lang", book->language);
    if (book->is_right_to_left)
        psg_markup_write_attribute(out, "dir", "rtl");
    g_string_append(out, ">\n");
    write_metadata(out, book);
    write_manifest(out, book);
    write_spine(out, book);
    g_string_append(out, "</package>\n");
    return g_string_free_to_bytes(out);
}
