/* Chapters as XHTML. The tree is written as it stands; what the book asks of it comes from the
 * hooks of lib/text/markup.h: XML names for ids, links to files of the book, epub:type beside each
 * role. A chapter too large for slow reading systems is written as several files. Specifications:
 * EPUB 3.3, section 6.1; Structural Semantics Vocabulary; DPUB-ARIA 1.1. */
#include <string.h>

#include "publish/epub/internal.h"
#include "publish/web_url.h"
#include "text/markup.h"
#include "text/tree.h"

/* What a page's own head and longer links may add to a part, in bytes. */
#define PART_MARGIN 8000

typedef struct {
    const PsgEpubBook *book;
    const PsgEpubChapter *chapter; /* NULL on a page of excerpts: glossary, what has changed */
    guint part;
    const char *root;
    GHashTable *terms; /* <a class="term"> -> PsgEpubTerm */
    PsgEpubFacts *facts;
} Writer;

char *
psg_epub_make_page_name(const PsgEpubChapter *chapter, guint part)
{
    if (part == 0)
        return g_strconcat("text/", chapter->name, ".xhtml", NULL);
    return g_strdup_printf("text/%s.%u.xhtml", chapter->name, part + 1);
}

/* The part that a node stands in: that of its block. */
static guint
find_node_part(const PsgEpubChapter *chapter, const xmlNode *node)
{
    if (!chapter->parts)
        return 0;
    if (node == chapter->model->text->root) /* its end */
        return chapter->part_count - 1;
    while (node && node->parent && node->parent != chapter->model->text->root)
        node = node->parent;
    return GPOINTER_TO_UINT(g_hash_table_lookup(chapter->parts, node));
}

static guint
find_part(const PsgEpubChapter *chapter, const char *id)
{
    return chapter->parts && id
                   ? find_node_part(chapter, g_hash_table_lookup(chapter->model->text->ids, id))
                   : 0;
}

static void
write_page_href(GString *out, const PsgEpubChapter *chapter, guint part, const char *folder)
{
    g_autofree char *name = psg_epub_make_page_name(chapter, part);
    g_string_append(out, name + strlen(folder));
}

void
psg_epub_write_chapter_href(
        GString *out, const PsgEpubChapter *chapter, const char *folder, const char *id)
{
    write_page_href(out, chapter, find_part(chapter, id), folder);
    if (id) {
        g_string_append_c(out, '#');
        psg_epub_write_xml_name(out, id);
    }
}

void
psg_epub_write_node_href(GString *out, const PsgEpubChapter *chapter, const xmlNode *node)
{
    write_page_href(out, chapter, find_node_part(chapter, node), "");
}

char *
psg_epub_make_title_id(const PsgEpubChapter *chapter)
{
    const PsgText *text = chapter->model->text;
    for (guint i = 0; text->has_title_heading && i < text->headings->len; i++) {
        const PsgHeading *heading = text->headings->pdata[i];
        if (heading->level == 1 && heading->id)
            return psg_epub_make_xml_name(heading->id);
    }
    return g_strdup("_.title");
}

char *
psg_epub_make_use_id(const PsgEpubTerm *term)
{
    const char *id = psg_tree_get_attribute(term->node, "id");
    if (id && *id)
        return psg_epub_make_xml_name(id);
    return g_strconcat("_.use-", term->id, NULL);
}

/* --- links --- */

/* An id of the same text, seen from the part that is being written. */
static void
write_own_href(const Writer *writer, const char *id, GString *out)
{
    guint part = find_part(writer->chapter, id);
    g_string_append(out, " href=\"");
    if (part != writer->part)
        write_page_href(out, writer->chapter, part, "text/");
    g_string_append_c(out, '#');
    psg_epub_write_xml_name(out, id);
    g_string_append_c(out, '"');
}

static gboolean
write_chapter_link(const Writer *writer, const PsgModelLink *link, GString *out)
{
    const PsgEpubChapter *target = &writer->book->chapters[link->chapter->index];
    if (target == writer->chapter && link->fragment) {
        write_own_href(writer, link->fragment, out);
        return TRUE;
    }
    if (!target->name)
        return FALSE;
    g_string_append(out, " href=\"");
    psg_epub_write_chapter_href(out, target, writer->chapter ? "text/" : "", link->fragment);
    g_string_append_c(out, '"');
    return TRUE;
}

/* FALSE when the link leads nowhere that a reader of this book could get to. */
static gboolean
write_link(const Writer *writer, const PsgModelLink *link, GString *out)
{
    const PsgModelDocument *document = writer->book->document;
    if (link->kind == PSG_LINK_CHAPTER && link->chapter->document == document)
        return write_chapter_link(writer, link, out);
    if (link->kind == PSG_LINK_DOCUMENT && link->document == document) {
        g_string_append_printf(out, " href=\"%stitle.xhtml\"", writer->root);
        return TRUE;
    }
    g_autofree char *url = psg_epub_make_site_url(writer->book, link);
    if (url)
        psg_markup_write_attribute(out, "href", url);
    return url != NULL;
}

static gboolean
write_href(const Writer *writer, const xmlNode *element, const char *value, GString *out)
{
    const PsgEpubTerm *term = g_hash_table_lookup(writer->terms, element);
    const PsgModelLink *link = term ? NULL : psg_model_get_link(element);
    if (term)
        g_string_append_printf(
                out, " href=\"%s#%s\"", writer->chapter ? "../glossary.xhtml" : "", term->id);
    else if (link)
        return write_link(writer, link, out);
    else if (writer->chapter && value[0] == '#' && value[1])
        write_own_href(writer, value + 1, out);
    else
        return FALSE;
    return TRUE;
}

static void
write_image_source(const Writer *writer, const xmlNode *element, GString *out)
{
    const PsgModelImage *image = psg_model_get_image(element);
    const char *name = image ? g_hash_table_lookup(writer->book->image_names, image) : NULL;
    if (name)
        g_string_append_printf(out, " src=\"%s%s\"", writer->root, name);
}

/* --- hooks --- */

static gboolean
is_in(const char *name, const char *const *names)
{
    return g_strv_contains(names, name);
}

/* One id, or those that an attribute refers to, parted by blanks. */
static void
write_references(const char *name, const char *value, GString *out)
{
    g_auto(GStrv) ids = g_strsplit_set(value, " \t\n", -1);
    g_string_append_printf(out, " %s=\"", name);
    for (guint i = 0, written = 0; ids[i]; i++) {
        if (!*ids[i])
            continue;
        g_string_append(out, written++ ? " " : "");
        psg_epub_write_xml_name(out, ids[i]);
    }
    g_string_append_c(out, '"');
}

/* A page of excerpts shows parts of many texts: their ids would not be unique there, and nothing
 * leads to them. */
static gboolean
write_id_attribute(const Writer *writer, const char *name, const char *value, GString *out)
{
    if (writer->chapter)
        write_references(name, value, out);
    return TRUE;
}

static gboolean
on_attribute(
        const xmlNode *element, const char *name, const char *value, GString *out, gpointer data)
{
    static const char *const references[] = {
            "aria-labelledby", "aria-describedby", "aria-details", "headers", "for", NULL};
    const Writer *writer = data;
    switch (name[0]) {
    case 'i':
        return g_str_equal(name, "id") && write_id_attribute(writer, name, value, out);
    case 'h':
        if (g_str_equal(name, "href")) {
            write_href(writer, element, value, out);
            return TRUE;
        }
        break;
    case 's':
        if (g_str_equal(name, "src")) {
            write_image_source(writer, element, out);
            return TRUE;
        }
        break;
    case 'l':
        if (g_str_equal(name, "lang"))
            psg_epub_facts_add_language(writer->facts, value);
        return g_str_equal(name, "loading");
    case 'd':
        return g_str_equal(name, "decoding");
    case 't':
        /* Code is not scrolled in a book, its lines are wrapped: there is nothing to be reached
         * with the keyboard. */
        return g_str_equal(name, "tabindex") && g_str_equal((const char *)element->name, "pre");
    default:
        break;
    }
    return is_in(name, references) && write_id_attribute(writer, name, value, out);
}

/* Reading systems know notes by epub:type: they show a note where its number is tapped. */
static void
write_note_type(const xmlNode *element, GString *out)
{
    static const char *const types[][2] = {{"doc-noteref", "noteref"}, {"doc-footnote", "footnote"},
            {"doc-backlink", "backlink"}, {"doc-endnotes", "endnotes"}};
    const char *role = psg_tree_get_attribute(element, "role");
    if (!role && !g_strcmp0(psg_tree_get_attribute(element, "class"), "footnotes"))
        psg_markup_write_attribute(out, "epub:type", "footnotes");
    if (!role || !g_str_has_prefix(role, "doc-"))
        return;
    for (guint i = 0; i < G_N_ELEMENTS(types); i++)
        if (g_str_equal(role, types[i][0]))
            psg_markup_write_attribute(out, "epub:type", types[i][1]);
}

static void
write_term_use(const Writer *writer, const xmlNode *element, const PsgEpubTerm *term, GString *out)
{
    if (!psg_tree_get_attribute(element, "role"))
        psg_markup_write_attribute(out, "role", "doc-glossref");
    psg_markup_write_attribute(out, "epub:type", "glossref");
    if (term->node == element && !psg_tree_get_attribute(element, "id")) {
        g_autofree char *id = psg_epub_make_use_id(term);
        psg_markup_write_attribute(out, "id", id);
    }
}

static void
write_image_size(const xmlNode *element, GString *out)
{
    const PsgModelImage *image = psg_model_get_image(element);
    if (image && image->width && image->height && !psg_tree_get_attribute(element, "width") &&
            !psg_tree_get_attribute(element, "height"))
        g_string_append_printf(out, " width=\"%u\" height=\"%u\"", image->width, image->height);
}

static void
on_element(const xmlNode *element, GString *out, gpointer data)
{
    const Writer *writer = data;
    const char *name = (const char *)element->name;
    if (g_str_equal(name, "a")) {
        const PsgEpubTerm *term = g_hash_table_lookup(writer->terms, element);
        if (term && writer->chapter)
            write_term_use(writer, element, term, out);
        else
            write_note_type(element, out);
    } else if (g_str_equal(name, "aside") || g_str_equal(name, "section")) {
        write_note_type(element, out);
    } else if (g_str_equal(name, "img")) {
        psg_epub_facts_add_image(writer->facts, element);
        write_image_size(element, out);
    } else if (g_str_equal(name, "table")) {
        psg_epub_facts_add_table(writer->facts, element);
    }
}

static void
before_element(const xmlNode *element, GString *out, gpointer data)
{
    if (g_str_equal((const char *)element->name, "img"))
        psg_epub_write_page_break_before(((const Writer *)data)->book, element, out);
}

static gboolean
on_text(const xmlNode *text, GString *out, gpointer data)
{
    return psg_epub_write_broken_text(((const Writer *)data)->book, text, out);
}

static GHashTable *
collect_terms(const PsgEpubBook *book, const PsgText *text)
{
    GHashTable *terms = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < text->term_uses->len; i++) {
        const PsgTermUse *use = text->term_uses->pdata[i];
        PsgEpubTerm *term = g_hash_table_lookup(book->terms_by_id, use->term->id);
        if (term)
            g_hash_table_insert(terms, use->node, term);
    }
    return terms;
}

void
psg_epub_write_excerpt(
        GString *out, const PsgEpubBook *book, const PsgText *text, PsgEpubFacts *facts)
{
    g_autoptr(GHashTable) terms = collect_terms(book, text);
    Writer writer = {.book = book, .root = "", .terms = terms, .facts = facts};
    PsgMarkupHooks hooks = {.attribute = on_attribute, .element = on_element, .data = &writer};
    psg_markup_write_children(text->root, PSG_MARKUP_XHTML, &hooks, out);
}

/* --- pages --- */

/* 2 or 3 for a block that a part may begin with, else 0. */
static guint
get_section_level(const xmlNode *block)
{
    const char *name = (const char *)block->name;
    if (block->type != XML_ELEMENT_NODE)
        return 0;
    if (g_str_equal(name, "h2") || g_str_equal(name, "section"))
        return 2;
    return g_str_equal(name, "h3") ? 3 : 0;
}

static void
write_title_heading(GString *out, const PsgEpubChapter *chapter)
{
    g_string_append(out, "<h1 id=\"_.title\">");
    psg_markup_write_text(out, chapter->model->title, -1, FALSE);
    g_string_append(out, "</h1>\n");
}

static void
begin_section(GString *out, const PsgEpubChapter *chapter, guint part, const char *page_title)
{
    g_string_append(out, "<section epub:type=\"chapter\" role=\"doc-chapter\"");
    if (part > 0) {
        psg_markup_write_attribute(out, "aria-label", page_title);
    } else {
        g_autofree char *id = psg_epub_make_title_id(chapter);
        psg_markup_write_attribute(out, "aria-labelledby", id);
    }
    g_string_append(out, ">\n");
    if (part == 0 && !chapter->model->text->has_title_heading)
        write_title_heading(out, chapter);
}

static void
write_comment_link(GString *out, const PsgEpubBook *book, const PsgEpubChapter *chapter)
{
    g_autofree char *address = psg_model_make_comment_url(book->document->model, chapter->model);
    g_autofree char *url = address ? psg_web_url_make(address) : NULL;
    if (!url)
        return;
    g_string_append_printf(out, "<p class=\"comment\"%s><a", book->phrase);
    psg_markup_write_attribute(out, "href", url);
    g_string_append(out, ">Comment on this chapter</a></p>\n");
}

/* Writes the blocks of one part, and notes where parts could begin. Returns the first block of the
 * next part. */
static const xmlNode *
write_blocks(GString *out, const PsgMarkupHooks *hooks, PsgEpubChapter *chapter,
        const xmlNode *block, guint part)
{
    for (; block; block = block->next) {
        if (chapter->parts && GPOINTER_TO_UINT(g_hash_table_lookup(chapter->parts, block)) != part)
            break;
        guint level = get_section_level(block);
        if (level && !chapter->parts) {
            PsgEpubSection *section = g_new(PsgEpubSection, 1);
            *section = (PsgEpubSection){.node = block, .level = level, .offset = out->len};
            g_ptr_array_add(chapter->sections, section);
        }
        psg_markup_write(block, PSG_MARKUP_XHTML, hooks, out);
    }
    return block;
}

static const xmlNode *
write_page(const PsgEpubBook *book, PsgEpubChapter *chapter, const PsgMarkupHooks *hooks,
        const xmlNode *block, guint part)
{
    const PsgText *text = chapter->model->text;
    GString *out = g_string_sized_new(text->words * 12 + 2048);
    g_autofree char *title = part ? g_strdup_printf("%s (%u)", chapter->model->title, part + 1)
                                  : g_strdup(chapter->model->title);
    PsgEpubPage page = {.title = title,
            .language = text->language,
            .is_right_to_left = text->is_right_to_left,
            .body_type = "bodymatter",
            .root = "../"};
    psg_epub_page_begin(out, &page);
    begin_section(out, chapter, part, title);
    block = write_blocks(out, hooks, chapter, block, part);
    if (part + 1 == chapter->part_count)
        psg_epub_write_page_break_before(book, text->root, out);
    if (part + 1 == chapter->part_count)
        write_comment_link(out, book, chapter);
    g_string_append(out, "</section>\n");
    g_ptr_array_add(chapter->pages, psg_epub_page_end(out));
    return block;
}

void
psg_epub_chapter_write(const PsgEpubBook *book, PsgEpubChapter *chapter)
{
    const PsgText *text = chapter->model->text;
    g_autoptr(GHashTable) terms = collect_terms(book, text);
    psg_epub_facts_clear(&chapter->facts);
    psg_epub_facts_init(&chapter->facts);
    psg_epub_facts_add_language(&chapter->facts, text->language);
    Writer writer = {.book = book,
            .chapter = chapter,
            .root = "../",
            .terms = terms,
            .facts = &chapter->facts};
    PsgMarkupHooks hooks = {.attribute = on_attribute, .element = on_element, .data = &writer};
    if (book->page_breaks->len > 0) {
        hooks.before = before_element;
        hooks.text = on_text;
    }
    g_ptr_array_set_size(chapter->pages, 0);
    const xmlNode *block = text->root->children;
    for (writer.part = 0; writer.part < chapter->part_count; writer.part++)
        block = write_page(book, chapter, &hooks, block, writer.part);
    chapter->is_too_large = !chapter->parts && chapter->sections->len > 0 &&
                            g_bytes_get_size(chapter->pages->pdata[0]) > PSG_EPUB_PAGE_LIMIT;
}

/* --- splitting --- */

/* The end of a section in the page: where the next one of its level or above begins. */
static gsize
find_section_end(const PsgEpubChapter *chapter, guint index, guint level, gsize length)
{
    for (guint i = index + 1; i < chapter->sections->len; i++) {
        const PsgEpubSection *next = chapter->sections->pdata[i];
        if (next->level <= level)
            return next->offset;
    }
    return length;
}

/* Where parts may begin: at second-level headings, and at third-level ones inside a section that is
 * itself too large. */
static GPtrArray *
list_candidates(const PsgEpubChapter *chapter, gsize length)
{
    GPtrArray *candidates = g_ptr_array_new();
    gsize large_end = 0;
    for (guint i = 0; i < chapter->sections->len; i++) {
        PsgEpubSection *section = chapter->sections->pdata[i];
        if (section->level == 2) {
            gsize end = find_section_end(chapter, i, 2, length);
            large_end = end - section->offset > PSG_EPUB_PAGE_LIMIT - PART_MARGIN ? end : 0;
        }
        if (section->level == 2 || section->offset < large_end)
            g_ptr_array_add(candidates, section);
    }
    return candidates;
}

/* Fills each part as far as it goes: a new one begins at a candidate when the text up to the next
 * would not fit. */
static GHashTable *
choose_breaks(const PsgEpubChapter *chapter, gsize length)
{
    GHashTable *breaks = g_hash_table_new(NULL, NULL);
    g_autoptr(GPtrArray) candidates = list_candidates(chapter, length);
    gsize start = 0;
    for (guint i = 0; i < candidates->len; i++) {
        const PsgEpubSection *section = candidates->pdata[i];
        const PsgEpubSection *next = i + 1 < candidates->len ? candidates->pdata[i + 1] : NULL;
        gsize end = next ? next->offset : length;
        if (end - start <= PSG_EPUB_PAGE_LIMIT - PART_MARGIN)
            continue;
        g_hash_table_add(breaks, (gpointer)section->node);
        start = section->offset;
    }
    return breaks;
}

void
psg_epub_chapter_split(PsgEpubChapter *chapter)
{
    g_autoptr(GHashTable) breaks =
            choose_breaks(chapter, g_bytes_get_size(chapter->pages->pdata[0]));
    guint part = 0;
    chapter->parts = g_hash_table_new(NULL, NULL);
    for (xmlNode *block = chapter->model->text->root->children; block; block = block->next) {
        if (g_hash_table_contains(breaks, block))
            part++;
        g_hash_table_insert(chapter->parts, block, GUINT_TO_POINTER(part));
    }
    chapter->part_count = part + 1;
}
