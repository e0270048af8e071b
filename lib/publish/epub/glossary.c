/* The glossary page: the terms that this document uses, each with a way back to where it is first
 * used. Specification: HTML, section 4.4.9 (dl); DPUB-ARIA 1.1, doc-glossary. */
#include "publish/epub/internal.h"
#include "text/markup.h"

static void
write_term_name(GString *out, const PsgEpubBook *book, const PsgEpubTerm *term)
{
    const PsgTerm *entry = term->model->term;
    g_string_append_printf(out, "<dt><dfn id=\"%s\">", term->id);
    psg_epub_write_passage(out, entry->name, term->model->meaning->language, book->language);
    g_string_append(out, "</dfn>");
    if (entry->short_for) {
        g_string_append(out, " (");
        psg_epub_write_passage(
                out, entry->short_for, term->model->meaning->language, book->language);
        g_string_append_c(out, ')');
    }
    g_string_append(out, "</dt>\n");
}

static void
write_other_names(GString *out, const PsgEpubBook *book, const PsgEpubTerm *term)
{
    char **names = term->model->term->also;
    if (!names || !names[0])
        return;
    g_autofree char *list = g_strjoinv(", ", names);
    g_string_append_printf(out, "<p class=\"also\"%s>Also: ", book->phrase);
    psg_epub_write_passage(out, list, term->model->meaning->language, book->phrase_language);
    g_string_append(out, "</p>\n");
}

/* Related terms, as far as this book explains them. */
static void
write_related(GString *out, const PsgEpubBook *book, const PsgEpubTerm *term)
{
    guint count = 0;
    for (char **name = term->model->term->see; name && *name; name++) {
        const PsgTerm *related = psg_term_set_find(book->document->model->package->terms, *name);
        const PsgEpubTerm *target =
                related ? g_hash_table_lookup(book->terms_by_id, related->id) : NULL;
        if (!target || target == term)
            continue;
        if (count++ == 0)
            g_string_append_printf(out, "<p class=\"see\"%s>See also ", book->phrase);
        else
            g_string_append(out, ", ");
        g_string_append_printf(out, "<a href=\"#%s\">", target->id);
        psg_epub_write_passage(
                out, related->name, target->model->meaning->language, book->phrase_language);
        g_string_append(out, "</a>");
    }
    if (count)
        g_string_append(out, "</p>\n");
}

static void
write_first_use(GString *out, const PsgEpubBook *book, const PsgEpubTerm *term)
{
    const PsgModelChapter *chapter = term->chapter->model;
    g_autofree char *use = psg_epub_make_use_id(term);
    g_string_append_printf(out, "<p class=\"first-use\"%s>First used in <a href=\"", book->phrase);
    psg_epub_write_node_href(out, term->chapter, term->node);
    g_string_append_printf(out, "#%s\" epub:type=\"backlink\" role=\"doc-backlink\">", use);
    psg_epub_write_passage(out, chapter->title, chapter->text->language, book->phrase_language);
    g_string_append(out, "</a></p>\n");
}

GBytes *
psg_epub_make_glossary(const PsgEpubBook *book, PsgEpubFacts *facts)
{
    GString *out = g_string_new(NULL);
    PsgEpubPage page = {.title = "Glossary",
            .language = book->language,
            .is_right_to_left = book->is_right_to_left,
            .body_type = "backmatter",
            .root = ""};
    psg_epub_page_begin(out, &page);
    g_string_append_printf(out,
            "<section epub:type=\"glossary\" role=\"doc-glossary\" aria-labelledby=\"_.title\">\n"
            "<h1 id=\"_.title\"%s>Glossary</h1>\n<dl>\n",
            book->phrase);
    for (guint i = 0; i < book->terms->len; i++) {
        const PsgEpubTerm *term = book->terms->pdata[i];
        const PsgText *meaning = term->model->meaning;
        write_term_name(out, book, term);
        g_string_append(out, "<dd>\n<div");
        psg_epub_write_language(out, meaning->language, book->language);
        g_string_append(out, ">\n");
        psg_epub_write_excerpt(out, book, meaning, facts);
        g_string_append(out, "</div>\n");
        write_other_names(out, book, term);
        write_related(out, book, term);
        write_first_use(out, book, term);
        g_string_append(out, "</dd>\n");
        psg_epub_facts_add_language(facts, meaning->language);
    }
    g_string_append(out, "</dl>\n</section>\n");
    return psg_epub_page_end(out);
}
