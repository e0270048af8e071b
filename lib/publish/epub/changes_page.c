/* "What has changed": the document's versions, the newest first, each with what its editors say of
 * it. The wording itself is left to the site: a book that is read from beginning to end is no place
 * for crossed-out text. Specification: Structural Semantics Vocabulary 1.1, revision-history. */
#include "base/date.h"
#include "publish/epub/internal.h"
#include "text/markup.h"

gboolean
psg_epub_has_changes(const PsgEpubBook *book)
{
    const GPtrArray *versions = book->document->versions;
    for (guint i = 0; i < versions->len; i++)
        if (((const PsgModelVersion *)versions->pdata[i])->number)
            return TRUE;
    return FALSE;
}

static void
write_heading(GString *out, const PsgEpubBook *book, const PsgModelVersion *version)
{
    g_autofree char *label = psg_model_make_step_label(version);
    g_autofree char *date = psg_date_format(version->time),
                    *iso_date = psg_date_format_iso(version->time);
    g_string_append_printf(out, "<h2%s>", book->phrase);
    psg_markup_write_text(out, label, -1, FALSE);
    if (version->number && date)
        g_string_append_printf(out, ", <time datetime=\"%s\">%s</time>", iso_date, date);
    g_string_append(out, "</h2>\n");
}

static void
write_line(GString *out, const PsgEpubBook *book, const char *before, const char *words,
        const char *behind)
{
    g_string_append_printf(out, "<p class=\"agreed\"%s>%s", book->phrase, before);
    psg_markup_write_text(out, words, -1, FALSE);
    g_string_append_printf(out, "%s</p>\n", behind);
}

static void
write_version(GString *out, const PsgEpubBook *book, const PsgModelVersion *version,
        gboolean is_first, PsgEpubFacts *facts)
{
    g_autofree char *counts = psg_model_count_changes(version);
    g_string_append(out, "<section>\n");
    write_heading(out, book, version);
    if (version->summary)
        psg_epub_write_excerpt(out, book, version->summary, facts);
    if (version->agreed)
        write_line(out, book, "Agreed by: ", version->agreed, ".");
    if (version->exception)
        write_line(out, book,
                "It went out before every group had agreed. The reason: ", version->exception, "");
    if (counts)
        g_string_append_printf(out, "<p class=\"counts\"%s>%s</p>\n", book->phrase, counts);
    else if (is_first && !version->summary)
        g_string_append_printf(
                out, "<p class=\"counts\"%s>This is the first version.</p>\n", book->phrase);
    g_string_append(out, "</section>\n");
}

GBytes *
psg_epub_make_changes(const PsgEpubBook *book, PsgEpubFacts *facts)
{
    const GPtrArray *versions = book->document->versions;
    GString *out = g_string_new(NULL);
    PsgEpubPage page = {.title = "What has changed",
            .language = book->language,
            .is_right_to_left = book->is_right_to_left,
            .body_type = "backmatter",
            .root = ""};
    psg_epub_page_begin(out, &page);
    g_string_append_printf(out,
            "<section class=\"changes\" epub:type=\"revision-history\" "
            "aria-labelledby=\"_.title\">\n<h1 id=\"_.title\"%s>What has changed</h1>\n",
            book->phrase);
    for (guint i = 0; i < versions->len; i++)
        write_version(out, book, versions->pdata[i], i + 1 == versions->len, facts);
    g_string_append(out, "</section>\n");
    return psg_epub_page_end(out);
}
