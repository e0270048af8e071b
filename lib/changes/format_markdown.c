/* Changes as Markdown for git hosts (GitHub Flavored Markdown 0.29). Words are escaped so that a
 * host shows exactly them: they make no links, mention nobody and refer to no issue. */
#include <string.h>

#include "changes/format_internal.h"

/* Hosts look for @names, #numbers and :pictures: in what is shown, where a backslash is long gone:
 * a comment parts the sign from what follows. */
static gboolean
is_trigger(const char *text, const char *at)
{
    gunichar before = at > text ? g_utf8_get_char(g_utf8_find_prev_char(text, at)) : ' ';
    if (*at == '@')
        return g_ascii_isalnum(at[1]);
    if (*at == '#')
        return g_ascii_isdigit(at[1]);
    return *at == ':' && (g_ascii_isalpha(at[1]) || at[1] == '+' || at[1] == '-') &&
           !g_unichar_isalnum(before);
}

static void
append_escaped(GString *out, const char *text)
{
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (strchr("\n\r\t", *at))
            g_string_append_c(out, ' ');
        else if (g_unichar_iscntrl(character))
            g_string_append(out, "\357\277\275");
        else if (strchr("<>&", *at))
            g_string_append(out, *at == '<' ? "&lt;" : *at == '>' ? "&gt;" : "&amp;");
        else if (strchr("\\`*_{}[]|~#$!", *at))
            g_string_append_printf(out, "\\%c", *at);
        else
            g_string_append_unichar(out, character);
        if (is_trigger(text, at))
            g_string_append(out, "<!-- -->");
    }
}

static void
append_run(GString *out, const PsgPassageRun *run)
{
    const char *tag = run->kind == PSG_RUN_DELETED    ? "del"
                      : run->kind == PSG_RUN_INSERTED ? "ins"
                                                      : NULL;
    gboolean has_lead, has_trail;
    g_autofree char *words = NULL;
    psg_format_split_run(run->text, &has_lead, &words, &has_trail);
    if (has_lead)
        g_string_append_c(out, ' ');
    if (tag && *words)
        g_string_append_printf(out, "<%s>", tag);
    append_escaped(out, words);
    if (tag && *words)
        g_string_append_printf(out, "</%s>", tag);
    if (has_trail)
        g_string_append_c(out, ' ');
}

static void
append_passage(GString *out, const PsgPassage *passage)
{
    g_string_append_printf(out, "- **%s:**", psg_format_get_change_word(passage->change));
    for (guint i = 0; i < passage->runs->len; i++) {
        if (i == 0)
            g_string_append_c(out, ' ');
        append_run(out, &g_array_index(passage->runs, PsgPassageRun, i));
    }
    if (passage->note) {
        g_string_append(out, " (");
        g_autofree char *note = g_strdup(passage->note);
        gsize length = strlen(note);
        if (length > 0 && note[length - 1] == '.')
            note[length - 1] = '\0';
        append_escaped(out, note);
        g_string_append_c(out, ')');
    }
    g_string_append_c(out, '\n');
}

static void
append_chapter(GString *out, const PsgDocumentChanges *changes, guint index)
{
    const PsgChapterChanges *chapter = g_ptr_array_index(changes->chapters, index);
    g_autoptr(GPtrArray) passages = psg_passages_new(changes, index, PSG_FORMAT_CONTEXT);
    g_autofree char *what = psg_format_describe_chapter(chapter);
    g_string_append(out, "\n## ");
    append_escaped(out, chapter->title);
    if (what) {
        g_string_append(out, " (");
        append_escaped(out, what);
        g_string_append_c(out, ')');
    }
    g_string_append_c(out, '\n');
    gboolean has_list = FALSE; /* a list is begun */
    for (guint i = 0; i < passages->len; i++) {
        const PsgPassage *passage = g_ptr_array_index(passages, i);
        const char *section = psg_format_get_new_section(
                passage, i > 0 ? g_ptr_array_index(passages, i - 1) : NULL);
        gboolean is_told = psg_format_is_told_by_section(passage, section);
        if (section) {
            g_string_append(out, "\n### ");
            if (is_told)
                append_run(out, &g_array_index(passage->runs, PsgPassageRun, 0));
            else
                append_escaped(out, section);
            g_string_append(out, "\n");
        }
        has_list = has_list && !section;
        if (is_told || psg_format_is_told_by_chapter(passage, chapter))
            continue;
        if (!has_list)
            g_string_append_c(out, '\n');
        append_passage(out, passage);
        has_list = TRUE;
    }
}

void
psg_changes_format_markdown(const PsgDocumentChanges *changes, const PsgRange *range, GString *out)
{
    g_string_append(out, "# ");
    append_escaped(out, changes->title);
    if (range) {
        g_string_append(out, ": ");
        append_escaped(out, range->from.label);
        g_string_append(out, " \342\206\222 ");
        append_escaped(out, range->to.label);
    }
    g_autofree char *count = psg_format_count(changes);
    count[0] = g_ascii_toupper(count[0]);
    g_string_append_printf(out, "\n\n%s.\n", count);
    for (guint i = 0; i < changes->chapters->len; i++)
        append_chapter(out, changes, i);
}
