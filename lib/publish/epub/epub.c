/* The EPUB of a document: plans the book, writes its chapters by several threads, then the pages
 * that depend on what was found in them, and packs all. Specification: EPUB 3.3. */
#include "publish/epub/epub.h"

#include <string.h>

#include "base/date.h"
#include "base/parallel.h"
#include "publish/epub/internal.h"
#include "text/language.h"
#include "text/slug.h"
#include "text/tree.h"

/* --- the plan --- */

#define FILE_NAME_LIMIT 80

/* A chapter's name as a file name that every reading system can handle: ASCII letters, digits and
 * '-'. A name that loses letters of its own gets some digits made from it, so that it stays the
 * same whatever other chapters there are: reading apps keep a reader's place and notes by it. */
static char *
make_file_name(GHashTable *taken, const char *name)
{
    GString *safe = g_string_new(NULL);
    for (const char *at = name; *at && safe->len < FILE_NAME_LIMIT; at++) {
        if (g_ascii_isalnum(*at))
            g_string_append_c(safe, g_ascii_tolower(*at));
        else if (safe->len > 0 && safe->str[safe->len - 1] != '-')
            g_string_append_c(safe, '-');
    }
    if (safe->len > 0 && safe->str[safe->len - 1] == '-')
        g_string_truncate(safe, safe->len - 1);
    if (!g_str_is_ascii(name) || strlen(name) > FILE_NAME_LIMIT || safe->len == 0) {
        g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA1, name, -1);
        g_string_append_printf(safe, "%s%.8s", safe->len > 0 ? "-" : "chapter-", digest);
    }
    g_autofree char *wanted = g_string_free(safe, FALSE);
    return g_strdup(psg_slug_make_unique(taken, wanted));
}

static void
plan_chapters(PsgEpubBook *book)
{
    g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    book->chapter_count = book->document->chapters->len;
    book->chapters = g_new0(PsgEpubChapter, book->chapter_count);
    for (guint i = 0; i < book->chapter_count; i++) {
        PsgEpubChapter *chapter = &book->chapters[i];
        chapter->model = book->document->chapters->pdata[i];
        chapter->name =
                chapter->model->entry->path ? make_file_name(taken, chapter->model->name) : NULL;
        chapter->part_count = 1;
        chapter->pages = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
        chapter->sections = g_ptr_array_new_with_free_func(g_free);
        psg_epub_facts_init(&chapter->facts);
    }
}

static gboolean
is_safe_name(const char *name)
{
    return strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") ==
                   strlen(name) &&
           *name != '.';
}

/* The first use of each term in the document: that in the first chapter which uses it. */
static GHashTable *
find_first_uses(const PsgEpubBook *book)
{
    GHashTable *uses = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    for (guint i = 0; i < book->chapter_count; i++) {
        const PsgEpubChapter *chapter = &book->chapters[i];
        const GPtrArray *found = chapter->model->text->term_uses;
        for (guint j = 0; chapter->name && j < found->len; j++) {
            const PsgTermUse *use = found->pdata[j];
            if (g_hash_table_contains(uses, use->term->id))
                continue;
            PsgEpubTerm *term = g_new0(PsgEpubTerm, 1);
            *term = (PsgEpubTerm){.chapter = chapter, .node = use->node};
            g_hash_table_insert(uses, use->term->id, term);
        }
    }
    return uses;
}

static void
term_free(PsgEpubTerm *term)
{
    g_free(term->id);
    g_free(term);
}

static void
plan_terms(PsgEpubBook *book)
{
    g_autoptr(GHashTable) uses = find_first_uses(book);
    const GPtrArray *glossary = book->document->model->glossary;
    book->terms = g_ptr_array_new_with_free_func((GDestroyNotify)term_free);
    book->terms_by_id = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < glossary->len; i++) {
        const PsgModelTerm *model = glossary->pdata[i];
        const PsgEpubTerm *use = g_hash_table_lookup(uses, model->term->id);
        if (!use)
            continue;
        PsgEpubTerm *term = g_new0(PsgEpubTerm, 1);
        *term = *use;
        term->model = model;
        term->id = psg_epub_make_xml_name(model->term->id);
        g_ptr_array_add(book->terms, term);
        g_hash_table_insert(book->terms_by_id, model->term->id, term);
    }
}

/* Names the picture, once: as the model does, unless a reading system could stumble over that. */
static void
plan_image(PsgEpubBook *book, const PsgModelImage *image, GHashTable *taken)
{
    if (g_hash_table_contains(book->image_names, image))
        return;
    g_autofree char *folded = g_ascii_strdown(image->name, -1);
    gboolean is_kept = is_safe_name(folded) && g_hash_table_add(taken, g_strdup(folded));
    const char *type = strrchr(image->media_type, '/') + 1;
    g_ptr_array_add(book->images, (gpointer)image);
    char *name = is_kept ? g_strconcat("images/", image->name, NULL)
                         : g_strdup_printf("images/%u.%.*s", book->images->len,
                                   (int)strcspn(type, "+"), type);
    g_hash_table_insert(book->image_names, (gpointer)image, name);
    book->facts.has_moving_image |= psg_epub_image_moves(image);
}

/* Pictures of the chapters, which the model lists, and those that explain a term of the glossary.
 */
static void
plan_images(PsgEpubBook *book)
{
    g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_add(taken, g_strdup("cover.svg"));
    book->images = g_ptr_array_new();
    book->image_names = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    for (guint i = 0; i < book->document->images->len; i++)
        plan_image(book, book->document->images->pdata[i], taken);
    for (guint i = 0; i < book->terms->len; i++) {
        const xmlNode *top = ((const PsgEpubTerm *)book->terms->pdata[i])->model->meaning->root;
        for (const xmlNode *node = top; node; node = psg_tree_get_next(node, top)) {
            gboolean is_image =
                    node->type == XML_ELEMENT_NODE && xmlStrEqual(node->name, BAD_CAST "img");
            const PsgModelImage *image = is_image ? psg_model_get_image(node) : NULL;
            if (image)
                plan_image(book, image, taken);
        }
    }
}

/* Times of the book: of its version's release, else of the text. */
static void
plan_times(PsgEpubBook *book)
{
    const PsgModelDocument *document = book->document;
    gboolean is_released = document->version && document->version_time > 0;
    gint64 time = is_released ? document->version_time : document->model->time;
    book->date = psg_date_format_iso(time);
    book->modified = psg_date_format_iso_time(time);
    if (!book->date || !book->modified) {
        g_free(book->date);
        g_free(book->modified);
        book->date = psg_date_format_iso(0);
        book->modified = psg_date_format_iso_time(0);
    }
}

static void
file_free(PsgEpubFile *file)
{
    g_free(file->name);
    g_free(file->id);
    g_bytes_unref(file->bytes);
    g_free(file);
}

static void
plan_book(PsgEpubBook *book, const PsgModelDocument *document, const PsgEpubOptions *options)
{
    *book = (PsgEpubBook){
            .document = document, .options = options, .language = document->entry->language};
    book->is_right_to_left = psg_language_is_right_to_left(book->language);
    gboolean is_ours = psg_language_is_english(book->language);
    book->phrase_language = is_ours ? book->language : "en";
    book->phrase = is_ours ? "" : " lang=\"en\" xml:lang=\"en\" dir=\"ltr\"";
    book->metadata_phrase = is_ours ? "" : " xml:lang=\"en\" dir=\"ltr\"";
    book->version_label = psg_model_make_version_label(document);
    book->groups = psg_model_list_groups(document);
    book->credits = psg_model_list_credits(document);
    book->files = g_ptr_array_new_with_free_func((GDestroyNotify)file_free);
    psg_epub_facts_init(&book->facts);
    psg_epub_facts_add_language(&book->facts, book->language);
    plan_times(book);
    plan_chapters(book);
    plan_terms(book);
    plan_images(book);
    psg_epub_plan_page_breaks(book);
}

static void
chapter_clear(PsgEpubChapter *chapter)
{
    g_free(chapter->name);
    g_clear_pointer(&chapter->parts, g_hash_table_unref);
    g_ptr_array_unref(chapter->pages);
    g_ptr_array_unref(chapter->sections);
    psg_epub_facts_clear(&chapter->facts);
}

static void
book_clear(PsgEpubBook *book)
{
    for (guint i = 0; i < book->chapter_count; i++)
        chapter_clear(&book->chapters[i]);
    g_free(book->chapters);
    g_free(book->version_label);
    g_free(book->date);
    g_free(book->modified);
    g_ptr_array_unref(book->groups);
    g_ptr_array_unref(book->credits);
    g_ptr_array_unref(book->terms);
    g_hash_table_unref(book->terms_by_id);
    g_ptr_array_unref(book->images);
    g_hash_table_unref(book->image_names);
    g_hash_table_unref(book->page_breaks_by_node);
    g_ptr_array_unref(book->page_breaks);
    g_ptr_array_unref(book->files);
    psg_epub_facts_clear(&book->facts);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PsgEpubBook, book_clear)

/* --- the files --- */

static gboolean
write_chapter(guint index, gpointer data, GError **error)
{
    PsgEpubBook *book = data;
    if (book->chapters[index].name)
        psg_epub_chapter_write(book, &book->chapters[index]);
    return TRUE;
}

/* Chapters are written as one page each; where one is too large it is split, and because links to
 * its parts are others then, all are written again. That is rare, and cheaper than measuring every
 * chapter beforehand. */
static void
write_chapters(PsgEpubBook *book)
{
    gboolean is_split = FALSE;
    psg_parallel_run(book->options->threads, book->chapter_count, write_chapter, book, NULL);
    for (guint i = 0; i < book->chapter_count; i++) {
        if (book->chapters[i].is_too_large) {
            psg_epub_chapter_split(&book->chapters[i]);
            is_split = TRUE;
        }
    }
    if (is_split)
        psg_parallel_run(book->options->threads, book->chapter_count, write_chapter, book, NULL);
    for (guint i = 0; i < book->chapter_count; i++)
        if (book->chapters[i].name)
            psg_epub_facts_merge(&book->facts, &book->chapters[i].facts);
}

/* Takes `bytes`. */
static PsgEpubFile *
add_file(PsgEpubBook *book, const char *id, const char *name, const char *media_type, GBytes *bytes)
{
    PsgEpubFile *file = g_new0(PsgEpubFile, 1);
    *file = (PsgEpubFile){
            .name = g_strdup(name), .media_type = media_type, .id = g_strdup(id), .bytes = bytes};
    g_ptr_array_add(book->files, file);
    return file;
}

static PsgEpubFile *
add_page(PsgEpubBook *book, const char *id, const char *name, GBytes *bytes)
{
    PsgEpubFile *file = add_file(book, id, name, "application/xhtml+xml", bytes);
    file->is_in_spine = TRUE;
    return file;
}

static void
add_chapters(PsgEpubBook *book)
{
    guint count = 0;
    for (guint i = 0; i < book->chapter_count; i++) {
        const PsgEpubChapter *chapter = &book->chapters[i];
        for (guint part = 0; part < chapter->pages->len; part++) {
            g_autofree char *id = g_strdup_printf("text-%u", ++count);
            g_autofree char *name = psg_epub_make_page_name(chapter, part);
            add_page(book, id, name, g_bytes_ref(chapter->pages->pdata[part]));
        }
    }
}

static void
add_images(PsgEpubBook *book)
{
    for (guint i = 0; i < book->images->len; i++) {
        const PsgModelImage *image = book->images->pdata[i];
        g_autofree char *id = g_strdup_printf("image-%u", i + 1);
        add_file(book, id, g_hash_table_lookup(book->image_names, image), image->media_type,
                g_bytes_ref(image->bytes));
    }
}

static void
make_files(PsgEpubBook *book)
{
    const char *style = book->options->style_sheet ? book->options->style_sheet : "";
    write_chapters(book);
    add_page(book, "cover", "cover.xhtml", psg_epub_make_cover_page(book));
    add_page(book, "title-page", "title.xhtml", psg_epub_make_title_page(book));
    add_page(book, "imprint", "imprint.xhtml", psg_epub_make_imprint(book));
    add_page(book, "nav", "nav.xhtml", psg_epub_make_navigation(book))->properties = "nav";
    add_chapters(book);
    if (book->document->comments)
        add_page(book, "comments", "comments.xhtml", psg_epub_make_comments(book, &book->facts));
    if (psg_epub_has_changes(book))
        add_page(book, "changes", "changes.xhtml", psg_epub_make_changes(book, &book->facts));
    if (book->terms->len)
        add_page(book, "glossary", "glossary.xhtml", psg_epub_make_glossary(book, &book->facts));
    add_file(book, "ncx", "toc.ncx", "application/x-dtbncx+xml", psg_epub_make_ncx(book));
    add_file(book, "style", "style.css", "text/css", g_bytes_new(style, strlen(style)));
    add_file(book, "cover-image", "images/cover.svg", "image/svg+xml", psg_epub_make_cover(book))
            ->properties = "cover-image";
    add_images(book);
}

/* --- the archive --- */

static const char container[] =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\" "
        "version=\"1.0\">\n<rootfiles>\n"
        "<rootfile full-path=\"EPUB/package.opf\" media-type=\"application/oebps-package+xml\" />\n"
        "</rootfiles>\n</container>\n";

/* Takes `bytes`. */
static void
add_entry(GPtrArray *entries, const char *name, GBytes *bytes, gboolean is_stored)
{
    g_ptr_array_add(entries, psg_epub_entry_new(name, bytes, is_stored));
    g_bytes_unref(bytes);
}

static int
compare_entries(gconstpointer a, gconstpointer b)
{
    return strcmp((*(PsgEpubEntry *const *)a)->name, (*(PsgEpubEntry *const *)b)->name);
}

/* The mimetype first, as the format demands, then all by name. */
static GPtrArray *
list_entries(const PsgEpubBook *book)
{
    static const char mimetype[] = "application/epub+zip";
    g_autoptr(GPtrArray) files = g_ptr_array_new();
    for (guint i = 0; i < book->files->len; i++) {
        const PsgEpubFile *file = book->files->pdata[i];
        g_autofree char *name = g_strconcat("EPUB/", file->name, NULL);
        gboolean is_packed = g_str_has_prefix(file->media_type, "image/") &&
                             !g_str_has_suffix(file->media_type, "xml");
        add_entry(files, name, g_bytes_ref(file->bytes), is_packed);
    }
    add_entry(files, "META-INF/container.xml", g_bytes_new_static(container, strlen(container)),
            FALSE);
    add_entry(files, "EPUB/package.opf", psg_epub_make_package(book), FALSE);
    g_ptr_array_sort(files, compare_entries);
    GPtrArray *entries = g_ptr_array_new_with_free_func((GDestroyNotify)psg_epub_entry_free);
    add_entry(entries, "mimetype", g_bytes_new_static(mimetype, strlen(mimetype)), TRUE);
    g_ptr_array_extend(entries, files, NULL, NULL);
    return entries;
}

static gboolean
prepare_entry(guint index, gpointer data, GError **error)
{
    psg_epub_entry_prepare(((GPtrArray *)data)->pdata[index]);
    return TRUE;
}

GBytes *
psg_epub_make(const PsgModelDocument *document, const PsgEpubOptions *options, GError **error)
{
    g_auto(PsgEpubBook) book;
    plan_book(&book, document, options);
    make_files(&book);
    g_autoptr(GPtrArray) entries = list_entries(&book);
    psg_parallel_run(options->threads, entries->len, prepare_entry, entries, NULL);
    return psg_epub_container_pack(entries, error);
}
