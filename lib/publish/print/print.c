/* The book as it is set: galleys for every part, each chapter in a thread, then pages with their
 * labels. What is painted of it stands in print_write.c. */
#include "publish/print/print.h"

#include "base/parallel.h"
#include "publish/print/internal.h"
#include "publish/print/matter/matter.h"
#include "publish/print/picture/pictures.h"
#include "text/language.h"

static void
start_free(gpointer data)
{
    PsgPrintStart *start = data;
    g_free(start->label);
    g_free(start);
}

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

/* --- pages --- */

/* i, ii, iii, iv for numbers from 1. */
static char *
format_roman(guint number)
{
    static const struct {
        guint value;
        const char *digits;
    } parts[] = {{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"},
            {50, "l"}, {40, "xl"}, {10, "x"}, {9, "ix"}, {5, "v"}, {4, "iv"}, {1, "i"}};
    GString *roman = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        for (; number >= parts[i].value; number -= parts[i].value)
            g_string_append(roman, parts[i].digits);
    return g_string_free(roman, FALSE);
}

/* Roman numbers count from the cover, as printers do; Arabic ones from the first chapter. */
static char *
make_label(PsgGalleyPart part, guint index, guint front_pages)
{
    if (part == PSG_GALLEY_COVER)
        return g_strdup("");
    if (part == PSG_GALLEY_FRONT)
        return format_roman(index + 1);
    return g_strdup_printf("%u", index - front_pages + 1);
}

/* Takes the page. */
static void
add_page(PsgPrint *print, PsgPrintPage *page, guint front_pages)
{
    page->index = print->pages->len;
    page->label = make_label(page->galley->part, page->index, front_pages);
    g_ptr_array_add(print->pages, page);
}

static gboolean
is_front(const PsgGalley *galley)
{
    return galley->part == PSG_GALLEY_COVER || galley->part == PSG_GALLEY_FRONT;
}

/* In a book of two sides page 1 is the front of a sheet: a page before it may stay empty. */
static void
fill_sheet(PsgPrint *print, guint galley)
{
    const PsgGalley *before = galley > 0 ? g_ptr_array_index(print->galleys, galley - 1) : NULL;
    gboolean is_full = print->pages->len % 2 == 0 || !print->style->is_two_sided;
    if (before && is_front(before) && !is_front(g_ptr_array_index(print->galleys, galley)) &&
            !is_full)
        add_page(print, psg_print_page_new(before, print->style, TRUE), 0);
}

static void
add_pages(PsgPrint *print)
{
    guint front_pages = 0;
    gboolean is_backwards = psg_language_is_right_to_left(print->document->entry->language);
    for (guint i = 0; i < print->galleys->len; i++) {
        const PsgGalley *galley = g_ptr_array_index(print->galleys, i);
        fill_sheet(print, i);
        /* The first page of a book that is read from right to left is a left-hand one. */
        gboolean is_right = (print->pages->len % 2 == 0) != is_backwards;
        g_autoptr(GPtrArray) pages = psg_print_paginate(galley, print->style, is_right);
        g_ptr_array_set_free_func(pages, NULL);
        if (!is_front(galley) && front_pages == 0)
            front_pages = print->pages->len;
        g_array_append_val(print->firsts, print->pages->len);
        for (guint j = 0; j < pages->len; j++)
            add_page(print, g_ptr_array_index(pages, j), front_pages);
    }
}

/* The first box with a place in the text, the box itself or one in its cells; NULL when there is
 * none. */
static const PsgBox *
find_sourced(const PsgBox *box)
{
    if (box->source || box->kind != PSG_BOX_ROW)
        return box->source ? box : NULL;
    for (guint i = 0; i < box->row->cells->len; i++) {
        const PsgPrintCell *cell = g_ptr_array_index(box->row->cells, i);
        for (guint j = 0; j < cell->boxes->len; j++) {
            const PsgBox *found = find_sourced(&g_array_index(cell->boxes, PsgBox, j));
            if (found)
                return found;
        }
    }
    return NULL;
}

/* The place in the text where a page begins: of its first line that comes from the text. */
static void
find_start(const PsgPrintPage *page, PsgPrintStart *start)
{
    for (guint i = 0; i < page->boxes->len; i++) {
        const PsgPlacedBox *placed = &g_array_index(page->boxes, PsgPlacedBox, i);
        const PsgBox *box = placed->is_repeat ? NULL : find_sourced(placed->box);
        if (!box)
            continue;
        start->node = box->source;
        start->offset = box->source_start;
        return;
    }
}

static void
list_starts(PsgPrint *print)
{
    for (guint i = 0; i < print->pages->len; i++) {
        const PsgPrintPage *page = g_ptr_array_index(print->pages, i);
        PsgPrintStart *start = g_new0(PsgPrintStart, 1);
        start->label = g_strdup(page->label);
        start->chapter = page->galley->chapter;
        if (start->chapter)
            find_start(page, start);
        g_ptr_array_add(print->starts, start);
    }
}

guint
psg_print_find_page(const PsgPrint *print, guint galley, guint box)
{
    guint low = g_array_index(print->firsts, guint, galley);
    guint high = galley + 1 < print->firsts->len ? g_array_index(print->firsts, guint, galley + 1)
                                                 : print->pages->len;
    while (high - low > 1) {
        guint middle = low + (high - low) / 2;
        const PsgPrintPage *page = g_ptr_array_index(print->pages, middle);
        if (page->box_start <= box)
            low = middle;
        else
            high = middle;
    }
    return low;
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
    print->fonts = psg_type_fonts_load((const char *const *)families,
            (const PsgTypeFile *)print->style->font_files->data, findings, error);
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
    print->pages = g_ptr_array_new_with_free_func((GDestroyNotify)psg_print_page_free);
    print->firsts = g_array_new(FALSE, FALSE, sizeof(guint));
    print->starts = g_ptr_array_new_with_free_func(start_free);
    print->looks = g_ptr_array_new_with_free_func(g_free);
    if (!prepare(print, findings, error) || !add_galleys(print, findings, error))
        return NULL;
    add_pages(print);
    list_starts(print);
    return g_steal_pointer(&print);
}

guint
psg_print_count_pages(const PsgPrint *print)
{
    return print->pages->len;
}

const GPtrArray *
psg_print_list_starts(const PsgPrint *print)
{
    return print->starts;
}
