/* Comments on a draft as a whole, and those whose place is in no chapter: a page behind the text.
 * What is on the text stands in its chapters. */
#include "publish/epub/internal.h"

GBytes *
psg_epub_make_comments(const PsgEpubBook *book, PsgEpubFacts *facts)
{
    GString *out = g_string_new(NULL);
    PsgEpubPage page = {.title = PSG_EPUB_COMMENTS_TITLE,
            .language = book->language,
            .is_right_to_left = book->is_right_to_left,
            .body_type = "backmatter",
            .root = ""};
    psg_epub_page_begin(out, &page);
    g_string_append_printf(out,
            "<section aria-labelledby=\"_.title\">\n<h1 id=\"_.title\"%s>%s</h1>\n", book->phrase,
            PSG_EPUB_COMMENTS_TITLE);
    psg_epub_write_excerpt(out, book, book->document->comments, facts);
    g_string_append(out, "</section>\n");
    return psg_epub_page_end(out);
}
