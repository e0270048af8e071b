/* The words that all forms of changes share. See format_internal.h. */
#include <string.h>

#include "changes/format_internal.h"

const char *
psg_format_get_change_word(PsgChange change)
{
    static const char *const words[] = {[PSG_CHANGE_SAME] = "Unchanged",
            [PSG_CHANGE_EDITED] = "Changed",
            [PSG_CHANGE_INSERTED] = "Added",
            [PSG_CHANGE_DELETED] = "Removed",
            [PSG_CHANGE_MOVED] = "Moved",
            [PSG_CHANGE_MOVED_AWAY] = "Moved away",
            [PSG_CHANGE_SPLIT] = "Split",
            [PSG_CHANGE_MERGED] = "Merged"};
    return words[change];
}

const char *
psg_format_get_change_name(PsgChange change)
{
    static const char *const names[] = {[PSG_CHANGE_SAME] = "same",
            [PSG_CHANGE_EDITED] = "edited",
            [PSG_CHANGE_INSERTED] = "inserted",
            [PSG_CHANGE_DELETED] = "deleted",
            [PSG_CHANGE_MOVED] = "moved",
            [PSG_CHANGE_MOVED_AWAY] = "moved-away",
            [PSG_CHANGE_SPLIT] = "split",
            [PSG_CHANGE_MERGED] = "merged"};
    return names[change];
}

const char *
psg_format_get_chapter_name(PsgChapterChange change)
{
    static const char *const names[] = {[PSG_CHAPTER_EDITED] = "edited",
            [PSG_CHAPTER_ADDED] = "added",
            [PSG_CHAPTER_REMOVED] = "removed",
            [PSG_CHAPTER_RENAMED] = "renamed"};
    return names[change];
}

static const char *
end_plural(gsize count)
{
    return count == 1 ? "" : "s";
}

char *
psg_format_count(const PsgDocumentChanges *changes)
{
    GString *out = g_string_new(NULL);
    gsize added = changes->inserted_words, removed = changes->deleted_words;
    if (added > 0)
        g_string_append_printf(out, "%" G_GSIZE_FORMAT " word%s added", added, end_plural(added));
    if (removed > 0 && added > 0)
        g_string_append_printf(out, ", %" G_GSIZE_FORMAT " removed", removed);
    else if (removed > 0)
        g_string_append_printf(
                out, "%" G_GSIZE_FORMAT " word%s removed", removed, end_plural(removed));
    if (changes->moved_blocks > 0)
        g_string_append_printf(out, "%s%u passage%s moved", out->len > 0 ? ", " : "",
                changes->moved_blocks, end_plural(changes->moved_blocks));
    if (out->len == 0)
        g_string_append(out, changes->chapters->len > 0
                                     ? "no word changed, only punctuation, links or layout"
                                     : "no wording changed");
    return g_string_free(out, FALSE);
}

char *
psg_format_describe_chapter(const PsgChapterChanges *chapter)
{
    switch (chapter->change) {
    case PSG_CHAPTER_ADDED:
        return g_strdup("new chapter");
    case PSG_CHAPTER_REMOVED:
        return g_strdup("chapter removed");
    case PSG_CHAPTER_RENAMED:
        if (g_strcmp0(chapter->path, chapter->old_path) != 0)
            return g_strdup_printf("file renamed from %s", chapter->old_path);
        break;
    case PSG_CHAPTER_EDITED:
        break;
    }
    if (chapter->old_title && g_strcmp0(chapter->title, chapter->old_title) != 0)
        return g_strdup_printf("title was \342\200\234%s\342\200\235", chapter->old_title);
    return NULL;
}

const char *
psg_format_get_new_section(const PsgPassage *passage, const PsgPassage *previous)
{
    gboolean is_title = g_strcmp0(passage->section_title, passage->chapter_title) == 0;
    if (!passage->section_id || (is_title && !previous) ||
            (previous && g_strcmp0(previous->section_id, passage->section_id) == 0))
        return NULL;
    return passage->section_title;
}

/* TRUE for a heading of these words, all new or all gone. */
static gboolean
is_whole_heading(const PsgPassage *passage, const char *words)
{
    gboolean is_whole =
            passage->change == PSG_CHANGE_INSERTED || passage->change == PSG_CHANGE_DELETED;
    return is_whole && passage->block == PSG_BLOCK_HEADING && passage->runs->len == 1 &&
           !g_strcmp0(g_array_index(passage->runs, PsgPassageRun, 0).text, words);
}

gboolean
psg_format_is_told_by_section(const PsgPassage *passage, const char *section)
{
    return section && is_whole_heading(passage, section);
}

gboolean
psg_format_is_told_by_chapter(const PsgPassage *passage, const PsgChapterChanges *chapter)
{
    return (chapter->change == PSG_CHAPTER_ADDED || chapter->change == PSG_CHAPTER_REMOVED) &&
           is_whole_heading(passage, chapter->title);
}

gboolean
psg_format_is_english(const char *language)
{
    return !language ||
           (!g_ascii_strncasecmp(language, "en", 2) && (!language[2] || language[2] == '-'));
}

void
psg_format_split_run(const char *text, gboolean *has_lead, char **words, gboolean *has_trail)
{
    gsize length = strlen(text);
    *has_lead = length > 0 && text[0] == ' ';
    *has_trail = length > 1 && text[length - 1] == ' ';
    *words = g_strndup(text + *has_lead, length - *has_lead - *has_trail);
}
