/* Versions in a few English words, as every edition says it. See model.h. */
#include "changes/format.h"
#include "publish/model/internal.h"

#define WORDING_LEVEL 3 /* of headings, below that of a version */

static const char *
find_newest(const PsgModelDocument *document)
{
    for (guint i = 0; i < document->versions->len; i++) {
        const PsgModelVersion *version = g_ptr_array_index(document->versions, i);
        if (version->number)
            return version->number;
    }
    return NULL;
}

static char *
make_plain_label(const PsgModelDocument *document)
{
    if (document->version)
        return g_strdup_printf("Version %s", document->version);
    const char *newest = find_newest(document);
    if (!newest)
        return g_strdup("Working draft");
    const PsgModelVersion *first = g_ptr_array_index(document->versions, 0);
    return g_strdup_printf(first->number ? "Working draft, unchanged since version %s"
                                         : "Working draft after version %s",
            newest);
}

char *
psg_model_make_version_label(const PsgModelDocument *document)
{
    g_autofree char *label = make_plain_label(document);
    return document->model->is_draft ? g_strconcat(label, ", with comments", NULL)
                                     : g_steal_pointer(&label);
}

char *
psg_model_make_step_label(const PsgModelVersion *version)
{
    return version->number ? g_strdup_printf("Version %s", version->number)
                           : g_strdup("Not yet in a version");
}

/* Adds "3 words added", or "3 removed" where a part before it has named what is counted. */
static void
add_part(GPtrArray *parts, gsize count, const char *noun, const char *verb)
{
    if (count == 0)
        return;
    const char *plural = count == 1 ? "" : "s";
    g_ptr_array_add(parts, parts->len == 0 || *noun == '+'
                                   ? g_strdup_printf("%" G_GSIZE_FORMAT " %s%s %s", count,
                                             *noun == '+' ? noun + 1 : noun, plural, verb)
                                   : g_strdup_printf("%" G_GSIZE_FORMAT " %s", count, verb));
}

/* "a", "a and b", "a, b and c", with a full stop. */
static void
append_sentence(GString *out, const GPtrArray *parts)
{
    if (parts->len == 0)
        return;
    g_string_append(out, out->len > 0 ? " " : "");
    for (guint i = 0; i < parts->len; i++)
        g_string_append_printf(out, "%s%s",
                i == 0                ? ""
                : i + 1 == parts->len ? " and "
                                      : ", ",
                (char *)parts->pdata[i]);
    g_string_append_c(out, '.');
}

static gsize
count_chapters(const PsgDocumentChanges *changes, PsgChapterChange kind)
{
    gsize count = 0;
    for (guint i = 0; i < changes->chapters->len; i++)
        count += ((const PsgChapterChanges *)changes->chapters->pdata[i])->change == kind;
    return count;
}

char *
psg_model_count_changes(const PsgModelVersion *version)
{
    const PsgDocumentChanges *changes = version->changes;
    if (!changes)
        return NULL;
    g_autoptr(GPtrArray) chapters = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    add_part(chapters, count_chapters(changes, PSG_CHAPTER_EDITED), "chapter", "edited");
    add_part(chapters, count_chapters(changes, PSG_CHAPTER_ADDED), "chapter", "added");
    add_part(chapters, count_chapters(changes, PSG_CHAPTER_REMOVED), "chapter", "removed");
    add_part(chapters, count_chapters(changes, PSG_CHAPTER_RENAMED), "chapter", "renamed");
    add_part(words, changes->inserted_words, "word", "added");
    add_part(words, changes->deleted_words, "word", "removed");
    add_part(words, changes->moved_blocks, "+passage", "moved");
    GString *out = g_string_new(NULL);
    append_sentence(out, chapters);
    append_sentence(out, words);
    if (out->len == 0)
        g_string_append(out, "No wording changed.");
    return g_string_free(out, FALSE);
}

void
psg_model_set_changes(PsgModelVersion *version, PsgDocumentChanges *changes, gsize *room)
{
    GString *wording = g_string_new(NULL);
    if (changes->chapters->len > 0)
        psg_changes_format_html(changes, WORDING_LEVEL, wording);
    gboolean is_kept = wording->len > 0 && wording->len <= *room;
    if (is_kept)
        *room -= wording->len;
    psg_document_changes_forget_texts(changes);
    version->changes = changes;
    version->wording = g_string_free(wording, !is_kept);
}
