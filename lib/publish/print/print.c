/* The book as it is set: galleys for every part, each chapter in a thread. Their pages are made in
 * print_pages.c, and painted in print_write.c. */
#include "publish/print/print.h"

#include "base/parallel.h"
#include "publish/print/internal.h"
#include "publish/print/matter/matter.h"
#include "publish/print/picture/pictures.h"

void
psg_print_free(PsgPrint *print)
{
    if (!print)
        return;
    g_clear_pointer(&print->starts, g_ptr_array_unref);
    g_clear_pointer(&print->looks, g_ptr_array_unref);
    g_clear_pointer(&print->pages, g_ptr_array_unref);
    g_clear_pointer(&print->firsts, g_array_unref);
    g_clear_pointer(&print->galleys, g_ptr_array_unref);
    g_clear_pointer(&print->terms, g_hash_table_unref);
    psg_print_pictures_free(print->pictures);
    g_clear_pointer(&print->contexts, g_async_queue_unref);
    g_clear_pointer(&print->all_contexts, g_ptr_array_unref);
    psg_type_fonts_free(print->fonts);
    psg_print_style_free(print->style);
    g_free(print);
}

guint
psg_print_count_threads(const PsgPrint *print)
{
    return print->options.threads ? print->options.threads : g_get_num_processors();
}

/* --- contexts --- */

static void
add_contexts(PsgPrint *print)
{
    print->contexts = g_async_queue_new();
    print->all_contexts = g_ptr_array_new_with_free_func((GDestroyNotify)psg_type_context_free);
    for (guint i = psg_print_count_threads(print); i > 0; i--) {
        PsgTypeContext *context = psg_type_context_new(print->fonts);
        g_ptr_array_add(print->all_contexts, context);
        g_async_queue_push(print->contexts, context);
    }
}

PsgTypeContext *
psg_print_take_context(PsgPrint *print)
{
    return g_async_queue_pop(print->contexts);
}

void
psg_print_return_context(PsgPrint *print, PsgTypeContext *context)
{
    g_async_queue_push(print->contexts, context);
}

/* --- galleys --- */

/* Terms that some chapter of the document uses: those that the glossary at its end explains. */
static GHashTable *
list_terms(const PsgModelDocument *document)
{
    GHashTable *terms = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < document->chapters->len; i++) {
        const PsgModelChapter *chapter = g_ptr_array_index(document->chapters, i);
        for (guint j = 0; j < chapter->text->term_uses->len; j++) {
            const PsgTermUse *use = g_ptr_array_index(chapter->text->term_uses, j);
            g_hash_table_add(terms, use->term->id);
        }
    }
    return terms;
}

typedef struct {
    PsgPrint *print;
    PsgGalley **galleys;    /* by chapter */
    PsgFindings **findings; /* by chapter, so that they come in the order of the book */
} Chapters;

static gboolean
flow_chapter(guint index, gpointer data, GError **error)
{
    Chapters *chapters = data;
    PsgPrint *print = chapters->print;
    const PsgModelChapter *chapter = g_ptr_array_index(print->document->chapters, index);
    PsgTypeContext *context = psg_print_take_context(print);
    chapters->findings[index] = psg_findings_new();
    chapters->galleys[index] =
            psg_flow_chapter(&print->book, chapter, context, chapters->findings[index]);
    psg_print_return_context(print, context);
    return TRUE;
}

static gboolean
add_chapters(PsgPrint *print, PsgFindings *findings, GError **error)
{
    guint count = print->document->chapters->len;
    Chapters chapters = {.print = print,
            .galleys = g_new0(PsgGalley *, count),
            .findings = g_new0(PsgFindings *, count)};
    gboolean is_done =
            psg_parallel_run(psg_print_count_threads(print), count, flow_chapter, &chapters, error);
    for (guint i = 0; i < count; i++) {
        if (chapters.galleys[i])
            g_ptr_array_add(print->galleys, chapters.galleys[i]);
        if (chapters.findings[i])
            psg_findings_merge(findings, chapters.findings[i]);
        psg_findings_free(chapters.findings[i]);
    }
    g_free(chapters.galleys);
    g_free(chapters.findings);
    return is_done;
}

static void
add_matter(PsgPrint *print, PsgMatterMake make, PsgTypeContext *context, PsgFindings *findings)
{
    PsgGalley *galley = make(&print->book, context, findings);
    if (galley)
        g_ptr_array_add(print->galleys, galley);
}

/* The contents list what stands behind them, and are made when that is. */
static void
insert_contents(PsgPrint *print, guint at, PsgTypeContext *context, PsgFindings *findings)
{
    g_autoptr(GPtrArray) listed = g_ptr_array_new();
    for (guint i = at; i < print->galleys->len; i++)
        g_ptr_array_add(listed, g_ptr_array_index(print->galleys, i));
    PsgGalley *contents = psg_matter_make_contents(&print->book, listed, context, findings);
    if (contents)
        g_ptr_array_insert(print->galleys, (gint)at, contents);
}

static gboolean
add_galleys(PsgPrint *print, PsgFindings *findings, GError **error)
{
    PsgTypeContext *context = psg_print_take_context(print);
    add_matter(print, psg_matter_make_cover, context, findings);
    add_matter(print, psg_matter_make_title_page, context, findings);
    psg_print_return_context(print, context);
    guint front = print->galleys->len;
    if (!add_chapters(print, findings, error))
        return FALSE;
    context = psg_print_take_context(print);
    add_matter(print, psg_matter_make_comments, context, findings);
    add_matter(print, psg_matter_make_glossary, context, findings);
    add_matter(print, psg_matter_make_changes, context, findings);
    add_matter(print, psg_matter_make_involved, context, findings);
    insert_contents(print, front, context, findings);
    psg_print_return_context(print, context);
    return TRUE;
}

/* --- the whole --- */

static GStrv
list_names(const GPtrArray *names)
{
    GStrv list = g_new0(char *, names->len + 1);
    for (guint i = 0; i < names->len; i++)
        list[i] = g_strdup(g_ptr_array_index(names, i));
    return list;
}

static gboolean
prepare(PsgPrint *print, PsgFindings *findings, GError **error)
{
    const PsgModel *model = print->document->model;
    print->style =
            psg_print_style_new(print->options.theme, model->package, print->options.form, error);
    if (!print->style)
        return FALSE;
    g_auto(GStrv) families = list_names(print->style->families);
    print->fonts = psg_type_fonts_load(
            (const char *const *)families, print->style->font_files, findings, error);
    if (!print->fonts)
        return FALSE;
    add_contexts(print);
    print->pictures = psg_print_pictures_new(print->fonts, print->style);
    print->terms = list_terms(print->document);
    print->book = (PsgFlowBook){.document = print->document,
            .style = print->style,
            .pictures = print->pictures,
            .is_draft = model->is_draft,
            .glossary = print->terms};
    return TRUE;
}

PsgPrint *
psg_print_new(const PsgModelDocument *document, const PsgPrintOptions *options,
        PsgFindings *findings, GError **error)
{
    g_autoptr(PsgPrint) print = g_new0(PsgPrint, 1);
    print->document = document;
    print->options = *options;
    print->galleys = g_ptr_array_new_with_free_func((GDestroyNotify)psg_galley_free);
    print->looks = g_ptr_array_new_with_free_func(g_free);
    if (!prepare(print, findings, error) || !add_galleys(print, findings, error))
        return NULL;
    psg_print_add_pages(print);
    return g_steal_pointer(&print);
}
