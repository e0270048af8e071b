/* Two texts compared, for tests of what is made from a diff. */
#pragma once
#include "text_case.h"

#include "changes/changes.h"
#include "text/diff/diff.h"

typedef struct {
    GPtrArray *texts; /* PsgText, old and new of each chapter; NULL where there is none */
    PsgDiff *diff;
    PsgDocumentChanges changes; /* borrows the diff */
    PsgChapterChanges chapters[4];
} Comparison;

static inline void
comparison_clear(Comparison *comparison)
{
    psg_diff_free(comparison->diff);
    for (guint i = 0; i < comparison->texts->len; i++)
        psg_text_free(comparison->texts->pdata[i]);
    g_ptr_array_unref(comparison->texts);
    g_ptr_array_unref(comparison->changes.chapters);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Comparison, comparison_clear)

static inline PsgText *
comparison_parse(const char *markdown, const char *language)
{
    PsgTextOptions options = {.path = "play.md", .language = language};
    return markdown ? psg_text_parse(markdown, strlen(markdown), &options, NULL, NULL) : NULL;
}

/* `markdown`: old and new of each of `count` chapters (at most 4); NULL where there is none.
 * `comparison` must not be moved afterwards. */
static inline void
compare_all(Comparison *comparison, const char *const *markdown, guint count, const char *language)
{
    PsgDiffInput inputs[4];
    memset(comparison, 0, sizeof *comparison);
    comparison->texts = g_ptr_array_new();
    comparison->changes.chapters = g_ptr_array_new();
    for (guint i = 0; i < count; i++) {
        PsgText *old_text = comparison_parse(markdown[2 * i], language);
        PsgText *new_text = comparison_parse(markdown[2 * i + 1], language);
        g_ptr_array_add(comparison->texts, old_text);
        g_ptr_array_add(comparison->texts, new_text);
        inputs[i] = (PsgDiffInput){old_text, new_text};
        comparison->chapters[i] = (PsgChapterChanges){.change = !old_text   ? PSG_CHAPTER_ADDED
                                                                : !new_text ? PSG_CHAPTER_REMOVED
                                                                            : PSG_CHAPTER_EDITED,
                .path = (char *)"play.md",
                .old_path = (char *)(old_text ? "play.md" : NULL),
                .title = new_text ? new_text->title : old_text->title,
                .old_title = old_text ? old_text->title : NULL,
                .language = (new_text ? new_text : old_text)->language,
                .pair = i};
    }
    comparison->diff = psg_diff_new(inputs, count);
    for (guint i = 0; i < count; i++)
        if (psg_diff_get_pair(comparison->diff, i)->is_changed)
            g_ptr_array_add(comparison->changes.chapters, &comparison->chapters[i]);
    comparison->changes.document = (char *)"early-years";
    comparison->changes.title = (char *)"Early years";
    comparison->changes.language = (char *)language;
    comparison->changes.diff = comparison->diff;
    for (guint i = 0; i < comparison->diff->runs->len; i++) {
        const PsgDiffRun *run = &g_array_index(comparison->diff->runs, PsgDiffRun, i);
        if (run->kind == PSG_RUN_INSERTED)
            comparison->changes.inserted_words += run->new_end - run->new_start;
        else if (run->kind == PSG_RUN_DELETED)
            comparison->changes.deleted_words += run->old_end - run->old_start;
    }
}

static inline void
compare(Comparison *comparison, const char *old_markdown, const char *new_markdown)
{
    const char *const markdown[] = {old_markdown, new_markdown};
    compare_all(comparison, markdown, 1, "en");
}
