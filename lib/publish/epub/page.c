/* The frame of an XHTML content document. Specification: EPUB 3.3, section 6.1. */
#include "publish/epub/internal.h"
#include "text/language.h"
#include "text/markup.h"

void
psg_epub_page_begin(GString *out, const PsgEpubPage *page)
{
    g_string_append(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n"
                         "<html xmlns=\"http://www.w3.org/1999/xhtml\" "
                         "xmlns:epub=\"http://www.idpf.org/2007/ops\"");
    psg_markup_write_attribute(out, "lang", page->language);
    psg_markup_write_attribute(out, "xml:lang", page->language);
    if (page->is_right_to_left)
        psg_markup_write_attribute(out, "dir", "rtl");
    g_string_append(out, ">\n<head>\n<title>");
    psg_markup_write_text(out, page->title, -1, FALSE);
    g_string_append_printf(out,
            "</title>\n<link rel=\"stylesheet\" type=\"text/css\" href=\"%sstyle.css\" "
            "/>\n</head>\n",
            page->root);
    g_string_append_printf(out, "<body epub:type=\"%s\">\n", page->body_type);
}

GBytes *
psg_epub_page_end(GString *out)
{
    g_string_append(out, "</body>\n</html>\n");
    return g_string_free_to_bytes(out);
}

void
psg_epub_write_language(GString *out, const char *language, const char *around)
{
    if (!g_ascii_strcasecmp(language, around))
        return;
    psg_markup_write_attribute(out, "lang", language);
    psg_markup_write_attribute(out, "xml:lang", language);
    gboolean is_right_to_left = psg_language_is_right_to_left(language);
    if (is_right_to_left != psg_language_is_right_to_left(around))
        psg_markup_write_attribute(out, "dir", is_right_to_left ? "rtl" : "ltr");
}

void
psg_epub_write_passage(GString *out, const char *text, const char *language, const char *around)
{
    gboolean is_foreign = g_ascii_strcasecmp(language, around) != 0;
    if (is_foreign) {
        g_string_append(out, "<span");
        psg_epub_write_language(out, language, around);
        g_string_append_c(out, '>');
    }
    psg_markup_write_text(out, text, -1, FALSE);
    if (is_foreign)
        g_string_append(out, "</span>");
}
