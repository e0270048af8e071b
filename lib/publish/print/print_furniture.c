/* The edges of pages: the running head, which names the chapter, and the page number. They are
 * artifacts, so that nobody hears them between two halves of a sentence. */
#include "publish/print/internal.h"

/* The text refers to its look, which lives as long as the print. */
static PsgTypeText *
set_line(PsgPrint *print, PsgTypeContext *context, PsgPrintRole role, const char *words,
        const char *language, gboolean is_right_to_left)
{
    PsgTypeLook *look = g_memdup2(&print->style->texts[role].look, sizeof(PsgTypeLook));
    look->families = psg_print_style_get_families(print->style, role, language);
    g_ptr_array_add(print->looks, look);
    const PsgTypeSpan span = {.start = 0, .end = (guint)strlen(words), .look = look};
    const PsgTypeParagraph paragraph = {.text = words,
            .length = strlen(words),
            .spans = &span,
            .span_count = 1,
            .language = language,
            .is_right_to_left = is_right_to_left,
            .is_direction_known = TRUE,
            .width = PSG_LENGTH_MAX / 2,
            .path = ""};
    return psg_type_set(context, &paragraph, NULL);
}

/* The chapter's title, or as much of its beginning as goes on one line. */
static PsgTypeText *
set_head(PsgPrint *print, PsgTypeContext *context, const PsgGalley *galley)
{
    PsgLength measure = psg_print_style_get_measure(print->style);
    g_autofree char *words = g_strdup(galley->running_head);
    for (;;) {
        PsgTypeText *text = set_line(print, context, PSG_ROLE_RUNNING_HEAD, words, galley->language,
                galley->is_right_to_left);
        const PsgTypeLine *line = &g_array_index(text->lines, PsgTypeLine, 0);
        glong characters = g_utf8_strlen(words, -1);
        if (line->width <= measure || characters < 8)
            return text;
        glong kept = MAX(4, (glong)((double)characters * measure / line->width) - 2);
        g_autofree char *beginning = g_utf8_substring(words, 0, MIN(kept, characters - 4));
        g_free(words);
        words = g_strconcat(g_strchomp(beginning), "…", NULL);
        psg_type_text_unref(text);
    }
}

GArray *
psg_print_set_furniture(PsgPrint *print, PsgTypeContext *context, GPtrArray *texts)
{
    GArray *all = g_array_sized_new(FALSE, TRUE, sizeof(PsgPaintFurniture), print->pages->len);
    const PsgGalley *galley = NULL;
    PsgTypeText *head = NULL;
    for (guint i = 0; i < print->pages->len; i++) {
        const PsgPrintPage *page = g_ptr_array_index(print->pages, i);
        gboolean is_first = page->galley != galley;
        if (is_first) {
            galley = page->galley;
            head = galley->has_running_head && galley->running_head && *galley->running_head
                           ? set_head(print, context, galley)
                           : NULL;
            if (head)
                g_ptr_array_add(texts, head);
        }
        /* A page that begins with the chapter's title needs no second one above it. */
        gboolean is_empty = page->boxes->len == 0;
        PsgPaintFurniture furniture = {.head = is_first || is_empty ? NULL : head};
        if (*page->label && !is_empty) {
            furniture.number =
                    set_line(print, context, PSG_ROLE_PAGE_NUMBER, page->label, "en", FALSE);
            g_ptr_array_add(texts, furniture.number);
        }
        g_array_append_val(all, furniture);
    }
    return all;
}
