#include "diff_check.h"

#include <string.h>

static const PsgDiffStep *
get_step(const PsgDiffPair *pair, guint index)
{
    return &g_array_index(pair->steps, PsgDiffStep, index);
}

static const PsgDiffRun *
get_run(const PsgDiff *diff, guint index)
{
    return &g_array_index(diff->runs, PsgDiffRun, index);
}

static const PsgDiffWord *
get_word(const PsgDiffSide *side, guint index)
{
    return &g_array_index(side->words, PsgDiffWord, index);
}

static const PsgDiffBlock *
get_block(const PsgDiffSide *side, guint index)
{
    return &g_array_index(side->blocks, PsgDiffBlock, index);
}

static guint
get_word_start(const PsgDiffSide *side, guint block)
{
    return block < side->blocks->len ? get_block(side, block)->word_start : side->words->len;
}

static const PsgDiffSide *
get_old_side(const PsgDiff *diff, const PsgDiffPair *pair, const PsgDiffStep *step)
{
    return step->change == PSG_CHANGE_MOVED ? &psg_diff_get_pair(diff, step->other_pair)->old_side
                                            : &pair->old_side;
}

/* The number of a footnote is the engine's; all references are the same word. */
static gboolean
is_same_word(const PsgDiffWord *a, const PsgDiffWord *b)
{
    if (a->mark != b->mark)
        return FALSE;
    if (a->node->type == XML_ELEMENT_NODE && b->node->type == XML_ELEMENT_NODE &&
            !strcmp((const char *)a->node->name, "sup") &&
            !strcmp((const char *)b->node->name, "sup"))
        return TRUE;
    return a->length == b->length && !memcmp(a->text, b->text, a->length);
}

/* The runs of a step cover the words of its blocks, each once and in order. */
static char *
check_runs(const PsgDiff *diff, const PsgDiffPair *pair, const PsgDiffStep *step)
{
    if (step->change == PSG_CHANGE_MOVED_AWAY)
        return step->run_start == step->run_end ? NULL
                                                : g_strdup("what moved away has runs of its own");
    const PsgDiffSide *old_side = get_old_side(diff, pair, step), *new_side = &pair->new_side;
    guint old_at = get_word_start(old_side, step->old_start);
    guint new_at = get_word_start(new_side, step->new_start);
    for (guint i = step->run_start; i < step->run_end; i++) {
        const PsgDiffRun *run = get_run(diff, i);
        guint old_length = run->old_end - run->old_start;
        guint new_length = run->new_end - run->new_start;
        if (run->old_start != old_at || run->new_start != new_at)
            return g_strdup_printf("run %u leaves words out or repeats some", i);
        if ((run->kind == PSG_RUN_SAME && (old_length != new_length || old_length == 0)) ||
                (run->kind == PSG_RUN_DELETED && (old_length == 0 || new_length != 0)) ||
                (run->kind == PSG_RUN_INSERTED && (old_length != 0 || new_length == 0)))
            return g_strdup_printf("run %u has words of the wrong side", i);
        if (i > step->run_start && (get_run(diff, i - 1)->kind == run->kind ||
                                           (run->kind == PSG_RUN_DELETED &&
                                                   get_run(diff, i - 1)->kind == PSG_RUN_INSERTED)))
            return g_strdup_printf("run %u does not belong behind the one before it", i);
        for (guint j = 0; run->kind == PSG_RUN_SAME && j < old_length; j++)
            if (!is_same_word(get_word(old_side, old_at + j), get_word(new_side, new_at + j)))
                return g_strdup_printf("run %u calls different words the same", i);
        if (step->change == PSG_CHANGE_SAME && run->kind != PSG_RUN_SAME)
            return g_strdup_printf("run %u is a change in a step that has none", i);
        old_at = run->old_end;
        new_at = run->new_end;
    }
    if (old_at != get_word_start(old_side, step->old_end) ||
            new_at != get_word_start(new_side, step->new_end))
        return g_strdup("the runs of a step end before its words do");
    return NULL;
}

static char *
check_shape(const PsgDiffStep *step)
{
    guint old_count = step->old_end - step->old_start, new_count = step->new_end - step->new_start;
    gboolean is_right = FALSE;
    switch (step->change) {
    case PSG_CHANGE_SAME:
    case PSG_CHANGE_EDITED:
    case PSG_CHANGE_MOVED:
        is_right = old_count == 1 && new_count == 1;
        break;
    case PSG_CHANGE_INSERTED:
        is_right = old_count == 0 && new_count == 1;
        break;
    case PSG_CHANGE_DELETED:
    case PSG_CHANGE_MOVED_AWAY:
        is_right = old_count == 1 && new_count == 0;
        break;
    case PSG_CHANGE_SPLIT:
        is_right = old_count == 1 && new_count > 1;
        break;
    case PSG_CHANGE_MERGED:
        is_right = old_count > 1 && new_count == 1;
        break;
    }
    return is_right ? NULL : g_strdup_printf("a step has %u and %u blocks", old_count, new_count);
}

static char *
check_link(const PsgDiff *diff, guint pair, guint index)
{
    const PsgDiffStep *step = get_step(psg_diff_get_pair(diff, pair), index);
    if (step->change != PSG_CHANGE_MOVED && step->change != PSG_CHANGE_MOVED_AWAY)
        return NULL;
    const PsgDiffStep *other =
            get_step(psg_diff_get_pair(diff, step->other_pair), step->other_step);
    gboolean is_right = other->other_pair == pair && other->other_step == index &&
                        other->change == (step->change == PSG_CHANGE_MOVED ? PSG_CHANGE_MOVED_AWAY
                                                                           : PSG_CHANGE_MOVED) &&
                        other->old_start == step->old_start && other->old_end == step->old_end;
    return is_right ? NULL : g_strdup("the ends of a move do not know each other");
}

/* Every word of a side stands in one block, in order. */
static char *
check_side(const PsgDiffSide *side)
{
    guint at = 0;
    for (guint i = 0; i < side->blocks->len; i++) {
        const PsgDiffBlock *block = get_block(side, i);
        if (block->word_start != at || block->word_end < at)
            return g_strdup_printf("block %u does not begin where the last one ended", i);
        at = block->word_end;
    }
    return at == side->words->len ? NULL : g_strdup("words stand in no block");
}

static char *
check_pair(const PsgDiff *diff, guint number, guint **old_uses)
{
    const PsgDiffPair *pair = psg_diff_get_pair(diff, number);
    char *fault = check_side(&pair->old_side);
    if (!fault)
        fault = check_side(&pair->new_side);
    guint new_at = 0, gone_at = 0;
    gboolean is_changed = FALSE;
    for (guint i = 0; !fault && i < pair->steps->len; i++) {
        const PsgDiffStep *step = get_step(pair, i);
        guint old_pair = step->change == PSG_CHANGE_MOVED ? step->other_pair : number;
        is_changed |= step->change != PSG_CHANGE_SAME;
        if (step->new_start != new_at)
            return g_strdup_printf("step %u is not where its place in the new text is", i);
        new_at = step->new_end;
        if (step->change != PSG_CHANGE_MOVED) {
            if (step->old_start != gone_at)
                return g_strdup_printf("step %u is not where its place in the old text is", i);
            gone_at = step->old_end;
        }
        if (step->change != PSG_CHANGE_MOVED_AWAY)
            for (guint j = step->old_start; j < step->old_end; j++)
                old_uses[old_pair][j]++;
        fault = check_shape(step);
        if (!fault)
            fault = check_runs(diff, pair, step);
        if (!fault)
            fault = check_link(diff, number, i);
    }
    if (!fault && (new_at != pair->new_side.blocks->len || gone_at != pair->old_side.blocks->len))
        return g_strdup("blocks are in no step");
    if (!fault && is_changed != pair->is_changed)
        return g_strdup("a pair does not know that it changed");
    return fault;
}

char *
diff_check(const PsgDiff *diff)
{
    guint count = diff->pairs->len;
    char *fault = NULL;
    g_autofree guint **old_uses = g_new0(guint *, count + 1);
    for (guint i = 0; i < count; i++)
        old_uses[i] = g_new0(guint, psg_diff_get_pair(diff, i)->old_side.blocks->len + 1);
    for (guint i = 0; !fault && i < count; i++)
        fault = check_pair(diff, i, old_uses);
    for (guint i = 0; i < count; i++) {
        for (guint j = 0; !fault && j < psg_diff_get_pair(diff, i)->old_side.blocks->len; j++)
            if (old_uses[i][j] != 1)
                fault = g_strdup_printf(
                        "block %u of the old text is in %u steps", j, old_uses[i][j]);
        g_free(old_uses[i]);
    }
    return fault;
}

/* --- mirror images --- */

/* A step as text that does not say which side is the old one, but for `is_mirror`. */
static char *
describe(const PsgDiff *diff, guint number, const PsgDiffStep *step, gboolean is_mirror)
{
    GString *text = g_string_new(NULL);
    guint old_pair = step->change == PSG_CHANGE_MOVED ? step->other_pair : number;
    guint pairs[] = {old_pair, number};
    guint starts[] = {step->old_start, step->new_start}, ends[] = {step->old_end, step->new_end};
    /* Where the other side stands is not mirrored: what is gone comes before what is new. */
    g_string_append_printf(text, "%d:", step->change == PSG_CHANGE_MOVED);
    for (guint i = 0; i < 2; i++) {
        guint side = is_mirror ? 1 - i : i;
        if (starts[side] < ends[side])
            g_string_append_printf(text, " %u/%u-%u", pairs[side], starts[side], ends[side]);
        else
            g_string_append(text, " -");
    }
    for (guint i = step->run_start; i < step->run_end; i++) {
        const PsgDiffRun *run = get_run(diff, i);
        if (run->kind == PSG_RUN_SAME)
            g_string_append_printf(text, " %u=%u+%u", is_mirror ? run->new_start : run->old_start,
                    is_mirror ? run->old_start : run->new_start, run->new_end - run->new_start);
    }
    return g_string_free(text, FALSE);
}

static gint
compare_strings(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static GPtrArray *
describe_all(const PsgDiff *diff, gboolean is_mirror)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < diff->pairs->len; i++) {
        const PsgDiffPair *pair = psg_diff_get_pair(diff, i);
        for (guint j = 0; j < pair->steps->len; j++)
            if (get_step(pair, j)->change != PSG_CHANGE_MOVED_AWAY)
                g_ptr_array_add(all, describe(diff, i, get_step(pair, j), is_mirror));
    }
    g_ptr_array_sort(all, compare_strings);
    return all;
}

char *
diff_check_mirror(const PsgDiff *diff, const PsgDiff *mirror)
{
    g_autoptr(GPtrArray) steps = describe_all(diff, FALSE), others = describe_all(mirror, TRUE);
    for (guint i = 0; i < steps->len && i < others->len; i++)
        if (strcmp(g_ptr_array_index(steps, i), g_ptr_array_index(others, i)))
            return g_strdup_printf("the other way round \"%s\" is \"%s\"",
                    (const char *)g_ptr_array_index(steps, i),
                    (const char *)g_ptr_array_index(others, i));
    return steps->len == others->len ? NULL : g_strdup("the other way round are not as many steps");
}

/* --- printing --- */

static void
print_runs(GString *out, const PsgDiff *diff, const PsgDiffPair *pair, const PsgDiffStep *step)
{
    static const char *const open[] = {"", "[-", "{+"}, *const close[] = {"", "-]", "+}"};
    for (guint i = step->run_start; i < step->run_end; i++) {
        const PsgDiffRun *run = get_run(diff, i);
        gboolean is_old = run->kind == PSG_RUN_DELETED;
        const PsgDiffSide *side = is_old ? get_old_side(diff, pair, step) : &pair->new_side;
        guint start = is_old ? run->old_start : run->new_start;
        g_autofree char *text =
                psg_diff_get_text(side, start, is_old ? run->old_end : run->new_end);
        if (get_word(side, start)->has_space)
            g_string_append_c(out, ' ');
        g_string_append_printf(out, "%s%s%s", open[run->kind], text, close[run->kind]);
    }
}

char *
diff_print(const PsgDiff *diff)
{
    static const char *const changes[] = {
            "same", "edited", "new", "gone", "moved here", "moved away", "split", "merged"};
    static const char *const kinds[] = {"heading", "paragraph", "cell", "code", "picture", "rule"};
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < diff->pairs->len; i++) {
        const PsgDiffPair *pair = psg_diff_get_pair(diff, i);
        if (diff->pairs->len > 1)
            g_string_append_printf(out, "chapter %u\n", i + 1);
        for (guint j = 0; j < pair->steps->len; j++) {
            const PsgDiffStep *step = get_step(pair, j);
            if (step->change == PSG_CHANGE_SAME)
                continue;
            const PsgDiffBlock *block = step->new_start < step->new_end
                                                ? get_block(&pair->new_side, step->new_start)
                                                : get_block(&pair->old_side, step->old_start);
            gboolean is_item = block->is_item && block->kind == PSG_BLOCK_PARAGRAPH;
            g_string_append_printf(
                    out, "%s %s", changes[step->change], is_item ? "item" : kinds[block->kind]);
            if (block->kind == PSG_BLOCK_CELL)
                g_string_append_printf(out, " %u,%u", block->row + 1, block->column + 1);
            if (block->kind == PSG_BLOCK_HEADING)
                g_string_append_printf(out, " %s", (const char *)block->parent->name);
            g_string_append(out, step->run_start < step->run_end ? ": " : "");
            print_runs(out, diff, pair, step);
            g_string_append_c(out, '\n');
        }
    }
    return g_string_free(out, FALSE);
}
