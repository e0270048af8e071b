/* Before anything is painted: every glyph of the book is said to the file's fonts, in order. */
#include "publish/print/paint/internal.h"

static PsgPdfFont *
find_font(PsgPaintBook *book, const PsgTypeFont *font)
{
    PsgPdfFont *known = g_hash_table_lookup(book->font_of, font->key);
    if (known != NULL)
        return known;
    known = psg_pdf_fonts_get(book->fonts, font->key, font->face);
    g_hash_table_insert(book->font_of, font->key, known);
    return known;
}

static void
need_numerals(PsgPaintBook *book, const PsgTypeFont *font, PsgPdfFont *pdf_font)
{
    if (!g_hash_table_contains(book->numerals, font->key))
        g_hash_table_insert(book->numerals, font->key, psg_paint_numerals_new(font, pdf_font));
}

static void
begin(PsgPaintBook *book)
{
    if (book->font_of == NULL)
        book->font_of = g_hash_table_new(g_str_hash, g_str_equal);
    if (book->numerals == NULL)
        book->numerals = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    if (book->mixed == NULL)
        book->mixed = g_hash_table_new(NULL, NULL);
}

/* Says a run as it will be shown (line.c). */
static void
collect_run(PsgPdfFont *font, const PsgTypeText *text, const PsgTypeRun *run)
{
    guint count = run->glyph_end - run->glyph_start;
    if (count == 0)
        return;
    PsgPdfRun shown = {.font = font,
            .size = run->span->look->size,
            .is_right_to_left = (run->level & 1) != 0,
            .glyphs = &g_array_index(text->glyphs, PsgGlyph, run->glyph_start),
            .count = count,
            .text = text->text};
    psg_pdf_run_collect(&shown);
}

void
psg_paint_collect_text(PsgPaintBook *book, const PsgTypeText *text)
{
    begin(book);
    const PsgTypeFont *last = NULL;
    PsgPdfFont *font = NULL;
    gboolean is_mixed = FALSE;
    for (guint i = 0; i < text->runs->len; i++) {
        const PsgTypeRun *run = &g_array_index(text->runs, PsgTypeRun, i);
        is_mixed = is_mixed || (run->level & 1) != 0;
        if (run->object >= 0 || run->font == NULL)
            continue;
        if (run->font != last)
            font = find_font(book, run->font);
        last = run->font;
        collect_run(font, text, run);
        const PsgPrintOwner *owner = run->span->owner;
        if (owner != NULL && owner->page_of >= 0)
            need_numerals(book, run->font, font);
    }
    if (is_mixed)
        g_hash_table_add(book->mixed, (gpointer)text);
}

void
psg_paint_collect_fonts(PsgPaintBook *book, const PsgGalley *galley)
{
    begin(book);
    for (guint i = 0; i < galley->texts->len; i++)
        psg_paint_collect_text(book, galley->texts->pdata[i]);
}

void
psg_paint_book_clear(PsgPaintBook *book)
{
    g_clear_pointer(&book->font_of, g_hash_table_unref);
    g_clear_pointer(&book->numerals, g_hash_table_unref);
    g_clear_pointer(&book->mixed, g_hash_table_unref);
}
