/* Changes as XHTML: what readers see of a version's changes. Insertions and deletions are elements
 * (HTML Living Standard, section 4.7) and are said in words too. */
#include <string.h>

#include "changes/format_html.h"
#include "changes/format_internal.h"
#include "text/language.h"
#include "text/markup.h"

/* The language of a chapter's words where it is not English, as the words around them are. */
static void
append_language(const char *language, GString *out)
{
    if (psg_format_is_english(language))
        return;
    psg_markup_write_attribute(out, "lang", language);
    psg_markup_write_attribute(out, "dir", psg_language_is_right_to_left(language) ? "rtl" : "ltr");
}

/* Our own words within the text's. */
static void
append_words(const char *language, const char *class, const char *words, GString *out)
{
    g_string_append_printf(out, "<span class=\"%s\"", class);
    if (!psg_format_is_english(language))
        g_string_append(out, " lang=\"en\" dir=\"ltr\"");
    g_string_append_c(out, '>');
    psg_markup_write_text(out, words, -1, FALSE);
    g_string_append(out, "</span>");
}

static void
append_run(const char *language, const PsgPassageRun *run, gboolean is_alone, GString *out)
{
    const char *tag = run->kind == PSG_RUN_DELETED    ? "del"
                      : run->kind == PSG_RUN_INSERTED ? "ins"
                                                      : NULL;
    gboolean has_lead, has_trail;
    g_autofree char *words = NULL;
    psg_format_split_run(run->text, &has_lead, &words, &has_trail);
    g_string_append(out, has_lead ? " " : "");
    if (tag && *words) {
        g_string_append_printf(out, "<%s>", tag);
        /* A passage that is all new or all gone says so at its beginning. */
        if (!is_alone)
            append_words(language, "change-note",
                    run->kind == PSG_RUN_DELETED ? "Removed: " : "Added: ", out);
    }
    psg_markup_write_text(out, words, -1, FALSE);
    if (tag && *words)
        g_string_append_printf(out, "</%s>", tag);
    g_string_append(out, has_trail ? " " : "");
}

static void
append_passage(const PsgPassage *passage, GString *out)
{
    g_string_append_printf(out, "<div class=\"change change-%s\">\n<p",
            psg_format_get_change_name(passage->change));
    append_language(passage->language, out);
    g_string_append_c(out, '>');
    g_autofree char *label = g_strconcat(psg_format_get_change_word(passage->change), ":", NULL);
    append_words(passage->language, "change-kind", label, out);
    gboolean is_whole =
            passage->change == PSG_CHANGE_INSERTED || passage->change == PSG_CHANGE_DELETED;
    for (guint i = 0; i < passage->runs->len; i++) {
        if (i == 0)
            g_string_append_c(out, ' ');
        append_run(
                passage->language, &g_array_index(passage->runs, PsgPassageRun, i), is_whole, out);
    }
    g_string_append(out, "</p>\n");
    if (passage->note) {
        g_string_append(out, "<p class=\"change-about\">");
        psg_markup_write_text(out, passage->note, -1, FALSE);
        g_string_append(out, "</p>\n");
    }
    g_string_append(out, "</div>\n");
}

static void
append_chapter_title(
        const char *language, guint level, const char *title, const char *id, GString *out)
{
    g_string_append_printf(out, "<h%u", level);
    if (id)
        psg_markup_write_attribute(out, "id", id);
    append_language(language, out);
    g_string_append_c(out, '>');
    psg_markup_write_text(out, title, -1, FALSE);
    g_string_append_printf(out, "</h%u>\n", level);
}

/* `run`: the title as a change, when it is new or gone; NULL. */
static void
append_section_title(const char *language, guint level, const char *title, const PsgPassageRun *run,
        GString *out)
{
    g_string_append_printf(out, "<h%u", level);
    append_language(language, out);
    g_string_append_c(out, '>');
    if (run)
        append_run(language, run, FALSE, out);
    else
        psg_markup_write_text(out, title, -1, FALSE);
    g_string_append_printf(out, "</h%u>\n", level);
}

static void
append_chapter(
        const PsgDocumentChanges *changes, guint index, guint level, const char *id, GString *out)
{
    const PsgChapterChanges *chapter = g_ptr_array_index(changes->chapters, index);
    g_autoptr(GPtrArray) passages = psg_passages_new(changes, index, PSG_FORMAT_CONTEXT);
    g_autofree char *what = psg_format_describe_chapter(chapter);
    gboolean is_open = FALSE;
    g_string_append(out, "<section class=\"chapter-changes\">\n");
    append_chapter_title(chapter->language, level, chapter->title, id, out);
    if (what) {
        what[0] = g_ascii_toupper(what[0]);
        g_string_append(out, "<p class=\"change-about\">");
        psg_markup_write_text(out, what, -1, FALSE);
        g_string_append(out, ".</p>\n");
    }
    for (guint i = 0; i < passages->len; i++) {
        const PsgPassage *passage = g_ptr_array_index(passages, i);
        const char *section = psg_format_get_new_section(
                passage, i > 0 ? g_ptr_array_index(passages, i - 1) : NULL);
        gboolean is_told = psg_format_is_told_by_section(passage, section);
        if (section) {
            g_string_append(out, is_open ? "</section>\n<section class=\"section-changes\">\n"
                                         : "<section class=\"section-changes\">\n");
            append_section_title(chapter->language, level + 1, section,
                    is_told ? &g_array_index(passage->runs, PsgPassageRun, 0) : NULL, out);
            is_open = TRUE;
        }
        if (!is_told && !psg_format_is_told_by_chapter(passage, chapter))
            append_passage(passage, out);
    }
    g_string_append(out, is_open ? "</section>\n</section>\n" : "</section>\n");
}

void
psg_format_html_chapters(
        const PsgDocumentChanges *changes, guint level, const char *prefix, GString *out)
{
    for (guint i = 0; i < changes->chapters->len; i++) {
        g_autofree char *id = prefix ? g_strdup_printf("%s%u", prefix, i + 1) : NULL;
        append_chapter(changes, i, CLAMP(level, 1, 5), id, out);
    }
}

void
psg_changes_format_html(const PsgDocumentChanges *changes, guint level, GString *out)
{
    psg_format_html_chapters(changes, level, NULL, out);
}
