/* A summary of changes in words. See summary.h. It is written from the diff's steps, by section. */
#include "changes/summary.h"

#include <string.h>

#include "text/diff/redline_runs.h"

#define LINES_LIMIT 12
#define NAMES_LIMIT 4

/* What happened under one heading. */
typedef struct {
    const PsgHeading *heading; /* NULL: before the first, or only the chapter's title */
    gboolean is_new, is_gone, is_worded;
} SectionChange;

typedef struct {
    const PsgDocumentChanges *changes;
    const PsgChapterChanges *chapter;
    const PsgDiffPair *pair;
    GHashTable *index;    /* id -> position + 1 in sections */
    GArray *sections;     /* SectionChange, in order */
    gboolean is_worded;   /* before the first section */
    gboolean is_divided;  /* paragraphs were divided or joined */
    gboolean is_reset;    /* something changed and no word did */
    guint added, removed; /* words */
} Summing;

static void
append_quoted(GString *out, const char *text)
{
    g_string_append(out, "\342\200\234");
    for (const char *at = text; *at; at++) {
        if (strchr("\\`*_[]<>", *at))
            g_string_append_c(out, '\\');
        g_string_append_c(out, *at);
    }
    g_string_append(out, "\342\200\235");
}

/* --- gathering --- */

static SectionChange *
get_section(Summing *summing, const PsgHeading *heading)
{
    guint position = GPOINTER_TO_UINT(g_hash_table_lookup(summing->index, heading->id));
    if (position == 0) {
        SectionChange section = {.heading = heading};
        g_array_append_val(summing->sections, section);
        position = summing->sections->len;
        g_hash_table_insert(summing->index, heading->id, GUINT_TO_POINTER(position));
    }
    return &g_array_index(summing->sections, SectionChange, position - 1);
}

static const PsgHeading *
get_heading(const PsgDiffSide *side, const PsgDiffBlock *block)
{
    const PsgHeading *heading = block->heading == G_MAXUINT
                                        ? NULL
                                        : g_ptr_array_index(side->text->headings, block->heading);
    return heading && heading->level > 1 ? heading : NULL;
}

static void
note_wording(Summing *summing, const PsgDiffSide *side, const PsgDiffBlock *block)
{
    const PsgHeading *heading = get_heading(side, block);
    if (heading)
        get_section(summing, heading)->is_worded = TRUE;
    else
        summing->is_worded = TRUE;
}

static gboolean
has_words_changed(const PsgDiff *diff, const PsgDiffStep *step)
{
    for (guint i = step->run_start; i < step->run_end; i++)
        if (g_array_index(diff->runs, PsgDiffRun, i).kind != PSG_RUN_SAME)
            return TRUE;
    return FALSE;
}

/* Words without punctuation. */
static guint
count_words(const PsgDiffSide *side, guint start, guint end)
{
    guint count = 0;
    for (guint i = start; i < end; i++) {
        const PsgDiffWord *word = psg_diff_get_word(side, i);
        count += word->length > 0 && g_unichar_isalnum(g_utf8_get_char(word->text));
    }
    return count;
}

static void
count_step(Summing *summing, const PsgDiffStep *step)
{
    const PsgDiff *diff = summing->changes->diff;
    guint index = summing->chapter->pair;
    for (guint i = step->run_start; i < step->run_end; i++) {
        const PsgDiffRun *run = &g_array_index(diff->runs, PsgDiffRun, i);
        if (run->kind == PSG_RUN_INSERTED)
            summing->added += count_words(&summing->pair->new_side, run->new_start, run->new_end);
        else if (run->kind == PSG_RUN_DELETED)
            summing->removed += count_words(
                    psg_diff_get_old_side(diff, index, step), run->old_start, run->old_end);
    }
}

static void
gather_step(Summing *summing, const PsgDiffStep *step)
{
    const PsgDiffSide *old_side = &summing->pair->old_side, *new_side = &summing->pair->new_side;
    gboolean is_gone = step->change == PSG_CHANGE_DELETED;
    if (step->change == PSG_CHANGE_SAME || step->change == PSG_CHANGE_MOVED_AWAY)
        return;
    count_step(summing, step);
    if (step->change == PSG_CHANGE_INSERTED || is_gone) {
        const PsgDiffSide *side = is_gone ? old_side : new_side;
        guint end = is_gone ? step->old_end : step->new_end;
        for (guint i = is_gone ? step->old_start : step->new_start; i < end; i++) {
            const PsgDiffBlock *block = psg_diff_get_block(side, i);
            const PsgHeading *heading = get_heading(side, block);
            if (block->kind == PSG_BLOCK_HEADING && heading && is_gone)
                get_section(summing, heading)->is_gone = TRUE;
            else if (block->kind == PSG_BLOCK_HEADING && heading)
                get_section(summing, heading)->is_new = TRUE;
            else
                note_wording(summing, side, block);
        }
    } else if (has_words_changed(summing->changes->diff, step)) {
        note_wording(summing, new_side, psg_diff_get_block(new_side, step->new_start));
    } else if (step->change == PSG_CHANGE_SPLIT || step->change == PSG_CHANGE_MERGED) {
        summing->is_divided = TRUE;
    } else if (step->change == PSG_CHANGE_EDITED) {
        summing->is_reset = TRUE;
    }
}

/* --- telling --- */

/* “a”, “b” and “c”; beyond a few, how many more. */
static void
append_names(GString *out, const GPtrArray *names)
{
    guint shown = names->len > NAMES_LIMIT ? NAMES_LIMIT - 1 : names->len;
    for (guint i = 0; i < shown; i++) {
        if (i > 0)
            g_string_append(out, i + 1 == names->len ? " and " : ", ");
        append_quoted(out, g_ptr_array_index(names, i));
    }
    if (shown < names->len)
        g_string_append_printf(out, " and %u more", names->len - shown);
}

static void
append_sections(GString *out, const GPtrArray *names, const char *what)
{
    if (names->len == 0)
        return;
    if (out->len > 0)
        g_string_append(out, "; ");
    g_string_append(out, names->len == 1 ? "the section " : "the sections ");
    append_names(out, names);
    g_string_append_printf(out, " %s %s", names->len == 1 ? "is" : "are", what);
}

/* " (12 words added, 4 removed)". */
static void
append_amount(const Summing *summing, GString *out)
{
    if (summing->added > 0)
        g_string_append_printf(
                out, " (%u %s added", summing->added, summing->added == 1 ? "word" : "words");
    if (summing->removed > 0 && summing->added > 0)
        g_string_append_printf(out, ", %u removed", summing->removed);
    else if (summing->removed > 0)
        g_string_append_printf(
                out, " (%u %s removed", summing->removed, summing->removed == 1 ? "word" : "words");
    if (summing->added + summing->removed > 0)
        g_string_append_c(out, ')');
}

/* A heading that was reworded is gone and new at once when its id changed with it; what its
 * section is told by is enough. */
static char *
describe_sections(const Summing *summing)
{
    g_autoptr(GPtrArray) added = g_ptr_array_new(), gone = g_ptr_array_new(),
                         worded = g_ptr_array_new();
    for (guint i = 0; i < summing->sections->len; i++) {
        const SectionChange *section = &g_array_index(summing->sections, SectionChange, i);
        g_ptr_array_add(section->is_new    ? added
                        : section->is_gone ? gone
                                           : worded,
                section->heading->title);
    }
    GString *out = g_string_new(NULL);
    append_sections(out, added, "new");
    append_sections(out, gone, "gone");
    if (worded->len > 0 || summing->is_worded)
        g_string_append(out, out->len > 0 ? "; wording changed" : "wording changed");
    if (worded->len > 0) {
        g_string_append(out, summing->is_worded ? " at the beginning and in " : " in ");
        append_names(out, worded);
    }
    append_amount(summing, out);
    if (summing->is_divided)
        g_string_append(out,
                out->len > 0 ? "; paragraphs divided or joined" : "paragraphs divided or joined");
    if (summing->is_reset)
        g_string_append(out, out->len > 0 ? "; links, pictures or layout changed"
                                          : "links, pictures or layout changed");
    return g_string_free(out, FALSE);
}

static void
append_edited(const PsgDocumentChanges *changes, const PsgChapterChanges *chapter, GString *out)
{
    Summing summing = {.changes = changes,
            .chapter = chapter,
            .pair = psg_diff_get_pair(changes->diff, chapter->pair),
            .index = g_hash_table_new(g_str_hash, g_str_equal),
            .sections = g_array_new(FALSE, FALSE, sizeof(SectionChange))};
    for (guint i = 0; i < summing.pair->steps->len; i++)
        gather_step(&summing, psg_diff_get_step(summing.pair, i));
    g_autofree char *sections = describe_sections(&summing);
    gboolean is_retitled = g_strcmp0(chapter->title, chapter->old_title) != 0;
    if (*sections || is_retitled) {
        g_string_append(out, "- ");
        append_quoted(out, chapter->title);
        if (is_retitled) {
            g_string_append(out, " (was ");
            append_quoted(out, chapter->old_title);
            g_string_append_c(out, ')');
        }
        g_string_append_printf(
                out, "%s%s.\n", *sections ? ": " : " has a new title", *sections ? sections : "");
    }
    g_hash_table_unref(summing.index);
    g_array_unref(summing.sections);
}

/* Moves from one place to another. */
typedef struct {
    char *section; /* the title of one that moved as a whole, in quotation marks; NULL: paragraphs
                    */
    char *from, *to;
    guint count;
} Journey;

static void
journey_clear(gpointer data)
{
    Journey *journey = data;
    g_free(journey->section);
    g_free(journey->from);
    g_free(journey->to);
}

static char *
name_place(const PsgDiffSide *side, const PsgDiffBlock *block, gboolean has_chapter)
{
    g_autoptr(GString) name = g_string_new(NULL);
    const PsgHeading *section = psg_diff_get_section(side, block);
    append_quoted(name, section ? section->title : side->text->title);
    if (section && has_chapter) {
        g_string_append(name, " in ");
        append_quoted(name, side->text->title);
    }
    return g_strdup(name->str);
}

static char *
quote(const char *text)
{
    g_autoptr(GString) out = g_string_new(NULL);
    append_quoted(out, text);
    return g_strdup(out->str);
}

/* The journey of a section, told by its heading: from chapter to chapter, or within one. */
static Journey
make_section_journey(
        const PsgDiffSide *old_side, const PsgDiffSide *new_side, const PsgDiffBlock *heading)
{
    const PsgHeading *section = g_ptr_array_index(new_side->text->headings, heading->heading);
    return (Journey){
            quote(section->title), quote(old_side->text->title), quote(new_side->text->title), 1};
}

static void
gather_journeys(const PsgDocumentChanges *changes, guint chapter_index, GArray *journeys)
{
    const PsgChapterChanges *chapter = g_ptr_array_index(changes->chapters, chapter_index);
    const PsgDiffPair *pair = psg_diff_get_pair(changes->diff, chapter->pair);
    const PsgDiffStep *section = NULL;
    for (guint i = 0; i < pair->steps->len; i++) {
        const PsgDiffStep *step = psg_diff_get_step(pair, i);
        if (step->change != PSG_CHANGE_MOVED ||
                psg_diff_goes_along(changes->diff, chapter->pair, step, section))
            continue;
        const PsgDiffSide *old_side = psg_diff_get_old_side(changes->diff, chapter->pair, step);
        const PsgDiffBlock *block = psg_diff_get_block(&pair->new_side, step->new_start);
        if (block->kind == PSG_BLOCK_HEADING) {
            Journey whole = make_section_journey(old_side, &pair->new_side, block);
            g_array_append_val(journeys, whole);
            section = step;
            continue;
        }
        gboolean is_other = step->other_pair != chapter->pair;
        Journey journey = {NULL,
                name_place(old_side, psg_diff_get_block(old_side, step->old_start), is_other),
                name_place(&pair->new_side, block, TRUE), step->new_end - step->new_start};
        Journey *last =
                journeys->len > 0 ? &g_array_index(journeys, Journey, journeys->len - 1) : NULL;
        if (last && !last->section && !strcmp(last->from, journey.from) &&
                !strcmp(last->to, journey.to)) {
            last->count += journey.count;
            journey_clear(&journey);
        } else {
            g_array_append_val(journeys, journey);
        }
    }
}

static void
append_journey(const Journey *journey, GString *out)
{
    if (journey->section)
        g_string_append_printf(out, "- The section %s moved ", journey->section);
    else
        g_string_append_printf(out, "- %u %s moved ", journey->count,
                journey->count == 1 ? "paragraph" : "paragraphs");
    if (g_str_has_prefix(journey->to, journey->from) &&
            (journey->to[strlen(journey->from)] == ' ' || !journey->to[strlen(journey->from)]))
        g_string_append_printf(out, "within %s.\n", journey->to);
    else
        g_string_append_printf(out, "from %s to %s.\n", journey->from, journey->to);
}

static void
append_chapter(const PsgDocumentChanges *changes, const PsgChapterChanges *chapter, GString *out)
{
    if (chapter->change == PSG_CHAPTER_ADDED || chapter->change == PSG_CHAPTER_REMOVED) {
        g_string_append(out,
                chapter->change == PSG_CHAPTER_ADDED ? "- New chapter: " : "- Chapter removed: ");
        append_quoted(out, chapter->title);
        g_string_append(out, ".\n");
    } else {
        append_edited(changes, chapter, out);
    }
}

static guint
count_lines(const char *text)
{
    guint lines = 0;
    for (; (text = strchr(text, '\n')); text++)
        lines++;
    return lines;
}

/* Appends no more lines than there is room for, and how many of what are left out. */
static void
append_limited(GString *out, const char *lines, guint limit, const char *one, const char *many)
{
    guint count = count_lines(lines), shown = count > limit ? limit - 1 : count;
    for (guint i = 0; i < shown; i++) {
        const char *end = strchr(lines, '\n') + 1;
        g_string_append_len(out, lines, end - lines);
        lines = end;
    }
    if (shown < count)
        g_string_append_printf(out, "- %u %s.\n", count - shown, count - shown == 1 ? one : many);
}

char *
psg_summary_make(const PsgDocumentChanges *changes)
{
    g_autoptr(GString) chapters = g_string_new(NULL), moves = g_string_new(NULL);
    g_autoptr(GArray) journeys = g_array_new(FALSE, FALSE, sizeof(Journey));
    g_array_set_clear_func(journeys, journey_clear);
    for (guint i = 0; i < changes->chapters->len; i++) {
        append_chapter(changes, g_ptr_array_index(changes->chapters, i), chapters);
        gather_journeys(changes, i, journeys);
    }
    for (guint i = 0; i < journeys->len; i++)
        append_journey(&g_array_index(journeys, Journey, i), moves);
    if (chapters->len == 0 && moves->len == 0)
        return g_strdup("No wording changed.\n");
    GString *out = g_string_new(NULL);
    guint move_lines = MIN(journeys->len, 3);
    append_limited(out, chapters->str, LINES_LIMIT - move_lines, "more chapter changed",
            "more chapters changed");
    append_limited(out, moves->str, 3, "more move", "more moves");
    return g_string_free(out, FALSE);
}
