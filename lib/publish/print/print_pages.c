/* The pages of the book: galleys are cut one after another, since on which side a page lies follows
 * from how many stand before it; then pages have their labels, and their places in the text. */
#include "publish/print/internal.h"
#include "text/language.h"

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
    print->pages = g_ptr_array_new_with_free_func((GDestroyNotify)psg_print_page_free);
    print->firsts = g_array_new(FALSE, FALSE, sizeof(guint));
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

/* --- where they begin in the text --- */

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
start_free(gpointer data)
{
    PsgPrintStart *start = data;
    g_free(start->label);
    g_free(start);
}

static void
list_starts(PsgPrint *print)
{
    print->starts = g_ptr_array_new_with_free_func(start_free);
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

void
psg_print_add_pages(PsgPrint *print)
{
    add_pages(print);
    list_starts(print);
}

const GPtrArray *
psg_print_list_starts(const PsgPrint *print)
{
    return print->starts;
}

/* --- boxes --- */

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
