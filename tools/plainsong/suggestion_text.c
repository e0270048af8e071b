/* Two wordings compared by their words, as readers have them. See suggestion_text.h. */
#include "suggestion_text.h"

#include <string.h>

#include "changes/format.h"
#include "text/diff/diff.h"
#include "text/text.h"
#include "wrapped.h"

static void
run_clear(gpointer data)
{
    g_free(((PsgPassageRun *)data)->text);
}

static void
add_text(GArray *runs, PsgRunKind kind, char *text)
{
    PsgPassageRun run = {kind, text};
    g_array_append_val(runs, run);
}

/* The words of a run, with the space before them on its own, so that it stands outside the marks of
 * what was removed or added. */
static void
add_run(GArray *runs, const PsgDiffPair *pair, const PsgDiffRun *run)
{
    gboolean is_old = run->kind == PSG_RUN_DELETED;
    const PsgDiffSide *side = is_old ? &pair->old_side : &pair->new_side;
    guint start = is_old ? run->old_start : run->new_start;
    guint end = is_old ? run->old_end : run->new_end;
    if (start == end)
        return;
    if (runs->len > 0 && g_array_index(side->words, PsgDiffWord, start).has_space)
        add_text(runs, PSG_RUN_SAME, g_strdup(" "));
    add_text(runs, run->kind, psg_diff_get_text(side, start, end));
}

/* The runs of a pair in order; NULL when no word differs. The caller owns it. */
static GArray *
list_runs(const PsgDiff *diff)
{
    const PsgDiffPair *pair = psg_diff_get_pair(diff, 0);
    gboolean is_changed = FALSE;
    GArray *runs = g_array_new(FALSE, FALSE, sizeof(PsgPassageRun));
    g_array_set_clear_func(runs, run_clear);
    for (guint i = 0; i < pair->steps->len; i++) {
        const PsgDiffStep *step = &g_array_index(pair->steps, PsgDiffStep, i);
        if (runs->len > 0)
            add_text(runs, PSG_RUN_SAME, g_strdup(" "));
        for (guint r = step->run_start; r < step->run_end; r++) {
            const PsgDiffRun *run = &g_array_index(diff->runs, PsgDiffRun, r);
            is_changed = is_changed || run->kind != PSG_RUN_SAME;
            add_run(runs, pair, run);
        }
    }
    if (!is_changed)
        g_clear_pointer(&runs, g_array_unref);
    return runs;
}

static void
append_both(GString *out, const char *old_words, const char *new_words, guint width)
{
    g_autofree char *old_line = g_strconcat("- ", old_words, NULL);
    g_autofree char *new_line = g_strconcat("+ ", new_words, NULL);
    wrapped_append(out, old_line, 4, 6, width);
    wrapped_append(out, new_line, 4, 6, width);
}

void
suggestion_append_change(GString *out, const char *old_words, const char *new_words, guint width,
        gboolean has_colour)
{
    const PsgTextOptions options = {.path = ""};
    g_autoptr(PsgText) old_text =
            psg_text_parse(old_words, strlen(old_words), &options, NULL, NULL);
    g_autoptr(PsgText) new_text =
            psg_text_parse(new_words, strlen(new_words), &options, NULL, NULL);
    const PsgDiffInput input = {old_text, new_text};
    g_autoptr(PsgDiff) diff = old_text && new_text ? psg_diff_new(&input, 1) : NULL;
    g_autoptr(GArray) runs = diff ? list_runs(diff) : NULL;
    if (!runs) {
        append_both(out, old_words, new_words, width);
        return;
    }
    const PsgPassage passage = {
            .change = PSG_CHANGE_EDITED, .block = PSG_BLOCK_PARAGRAPH, .runs = runs};
    psg_passage_format_text(&passage, width, has_colour, out);
}

char *
suggestion_tell_place(const PsgSuggestion *suggestion)
{
    if (!suggestion->path)
        return g_strdup("no place in this text");
    if (suggestion->line == 0)
        return g_strdup(suggestion->path);
    return g_strdup_printf("%s:%u", suggestion->path, suggestion->line);
}

const char *
suggestion_tell_state(const PsgSuggestion *suggestion)
{
    switch (suggestion->state) {
    case PSG_SUGGESTION_DONE:
        return "The text says so already.";
    case PSG_SUGGESTION_CHANGED:
        return "The words were changed since.";
    case PSG_SUGGESTION_GONE:
        return "The words were removed since.";
    case PSG_SUGGESTION_UNKNOWN:
        return "The words are not in the text of this branch.";
    default:
        return NULL;
    }
}
