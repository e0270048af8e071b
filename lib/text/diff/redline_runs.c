/* From the diff's runs to those that people are shown. See redline_runs.h. */
#include "text/diff/redline_runs.h"

#include <string.h>

#include "text/tree.h"

#define NONE G_MAXUINT

/* A word that stayed (both sides), or is on one side only. */
typedef struct {
    guint old_word, new_word;
} Pairing;

const PsgDiffStep *
psg_diff_get_other_end(const PsgDiff *diff, const PsgDiffStep *step)
{
    return psg_diff_get_step(psg_diff_get_pair(diff, step->other_pair), step->other_step);
}

const PsgDiffSide *
psg_diff_get_old_side(const PsgDiff *diff, guint pair, const PsgDiffStep *step)
{
    guint index = step->change == PSG_CHANGE_MOVED ? step->other_pair : pair;
    return &psg_diff_get_pair(diff, index)->old_side;
}

gboolean
psg_diff_goes_along(
        const PsgDiff *diff, guint pair, const PsgDiffStep *step, const PsgDiffStep *heading)
{
    if (!heading || step == heading || step->change != PSG_CHANGE_MOVED ||
            heading->change != PSG_CHANGE_MOVED || step->other_pair != heading->other_pair)
        return FALSE;
    const PsgDiffSide *old_side = psg_diff_get_old_side(diff, pair, step);
    const PsgDiffSide *new_side = &psg_diff_get_pair(diff, pair)->new_side;
    const PsgDiffBlock *top = psg_diff_get_block(new_side, heading->new_start);
    return top->kind == PSG_BLOCK_HEADING && top->heading != G_MAXUINT &&
           psg_diff_get_block(new_side, step->new_start)->heading == top->heading &&
           psg_diff_get_block(old_side, step->old_start)->heading ==
                   psg_diff_get_block(old_side, heading->old_start)->heading;
}

const char *
psg_diff_word_get_link(const PsgDiffWord *word)
{
    for (const xmlNode *at = word->node; at && at->type != XML_DOCUMENT_NODE; at = at->parent) {
        const char *class = psg_tree_is(at, "a") ? psg_tree_get_attribute(at, "class") : NULL;
        if (psg_tree_is(at, "a") && g_strcmp0(class, "term") != 0)
            return psg_tree_get_attribute(at, "href");
    }
    return NULL;
}

const PsgHeading *
psg_diff_get_section(const PsgDiffSide *side, const PsgDiffBlock *block)
{
    if (block->heading == G_MAXUINT)
        return NULL;
    const GPtrArray *headings = side->text->headings;
    const PsgHeading *heading = g_ptr_array_index(headings, block->heading);
    if (block->kind == PSG_BLOCK_HEADING) {
        guint index = block->heading, level = heading->level;
        heading = NULL;
        while (index-- > 0 && !heading) {
            const PsgHeading *above = g_ptr_array_index(headings, index);
            heading = above->level < level ? above : NULL;
        }
    }
    return heading && heading->level > 1 ? heading : NULL;
}

gboolean
psg_diff_words_glue(const PsgDiffWord *before, const PsgDiffWord *after)
{
    if (before->length == 0 || after->length == 0)
        return FALSE;
    const char *end = before->text + before->length;
    const char *last = g_utf8_find_prev_char(before->text, end);
    return last && g_unichar_isalnum(g_utf8_get_char(last)) &&
           g_unichar_isalnum(g_utf8_get_char(after->text));
}

gboolean
psg_diff_is_long(const PsgDiffSide *side, guint word_start, guint word_end)
{
    if (word_end - word_start > 40)
        return TRUE;
    for (guint i = word_start; i + 1 < word_end; i++) {
        const PsgDiffWord *word = psg_diff_get_word(side, i);
        const char *last = word->length > 0
                                   ? g_utf8_find_prev_char(word->text, word->text + word->length)
                                   : NULL;
        if (last && psg_diff_get_word(side, i + 1)->has_space &&
                g_utf8_strchr(".!?\330\237\333\224\343\200\202", -1, g_utf8_get_char(last)))
            return TRUE;
    }
    return FALSE;
}

/* --- settling --- */

typedef struct {
    const PsgDiffSide *old_side, *new_side;
    GArray *pairings; /* Pairing */
    GArray *shown;    /* PsgShownRun */
} Settling;

static void
append_pairing(GArray *pairings, guint old_word, guint new_word)
{
    Pairing pairing = {old_word, new_word};
    g_array_append_val(pairings, pairing);
}

static GArray *
list_pairings(const PsgDiff *diff, const PsgDiffStep *step)
{
    GArray *pairings = g_array_new(FALSE, FALSE, sizeof(Pairing));
    for (guint i = step->run_start; i < step->run_end; i++) {
        const PsgDiffRun *run = &g_array_index(diff->runs, PsgDiffRun, i);
        guint old_word = run->old_start, new_word = run->new_start;
        while (run->kind == PSG_RUN_SAME && old_word < run->old_end && new_word < run->new_end)
            append_pairing(pairings, old_word++, new_word++);
        while (old_word < run->old_end)
            append_pairing(pairings, old_word++, NONE);
        while (new_word < run->new_end)
            append_pairing(pairings, NONE, new_word++);
    }
    return pairings;
}

static const xmlNode *
get_picture(const PsgDiffSide *side, guint word)
{
    const xmlNode *node = word == NONE ? NULL : psg_diff_get_word(side, word)->node;
    return psg_tree_is(node, "img") ? node : NULL;
}

/* Notes the pictures of a pairing as changed when one of them is. */
static void
spread_change(const Settling *settling, Pairing pairing, GHashTable *changed)
{
    const xmlNode *old_picture = get_picture(settling->old_side, pairing.old_word);
    const xmlNode *new_picture = get_picture(settling->new_side, pairing.new_word);
    gboolean is_pair = pairing.old_word != NONE && pairing.new_word != NONE;
    if (is_pair && !g_hash_table_contains(changed, old_picture) &&
            !g_hash_table_contains(changed, new_picture))
        return;
    if (old_picture)
        g_hash_table_add(changed, (gpointer)old_picture);
    if (new_picture)
        g_hash_table_add(changed, (gpointer)new_picture);
}

/* The pictures of which a word changed, and those that share words with them. Pairings are in the
 * order of both texts: what spreads reaches all in one pass each way, once the first pass has found
 * where it begins. */
static GHashTable *
find_changed_pictures(const Settling *settling)
{
    GHashTable *changed = g_hash_table_new(NULL, NULL);
    const GArray *pairings = settling->pairings;
    for (guint i = 0; i < pairings->len; i++)
        spread_change(settling, g_array_index(pairings, Pairing, i), changed);
    for (guint i = pairings->len; i-- > 0;)
        spread_change(settling, g_array_index(pairings, Pairing, i), changed);
    for (guint i = 0; i < pairings->len; i++)
        spread_change(settling, g_array_index(pairings, Pairing, i), changed);
    return changed;
}

/* A picture is one thing: where a word of its description changed, all of them did. */
static void
widen_pictures(Settling *settling)
{
    g_autoptr(GHashTable) changed = find_changed_pictures(settling);
    if (g_hash_table_size(changed) == 0)
        return;
    GArray *widened = g_array_new(FALSE, FALSE, sizeof(Pairing));
    for (guint i = 0; i < settling->pairings->len; i++) {
        Pairing pairing = g_array_index(settling->pairings, Pairing, i);
        const xmlNode *picture = get_picture(settling->old_side, pairing.old_word);
        if (!picture)
            picture = get_picture(settling->new_side, pairing.new_word);
        if (picture && g_hash_table_contains(changed, picture)) {
            if (pairing.old_word != NONE)
                append_pairing(widened, pairing.old_word, NONE);
            if (pairing.new_word != NONE)
                append_pairing(widened, NONE, pairing.new_word);
        } else {
            g_array_append_val(widened, pairing);
        }
    }
    g_array_unref(settling->pairings);
    settling->pairings = widened;
}

static PsgShownKind
find_kind(const Settling *settling, guint old_index, guint new_index)
{
    const PsgDiffWord *old_word = psg_diff_get_word(settling->old_side, old_index);
    const PsgDiffWord *new_word = psg_diff_get_word(settling->new_side, new_index);
    if (psg_tree_is(old_word->node, "img") && psg_tree_is(new_word->node, "img") &&
            g_strcmp0(psg_tree_get_attribute(old_word->node, "src"),
                    psg_tree_get_attribute(new_word->node, "src")) != 0)
        return PSG_SHOWN_PICTURE_CHANGED;
    if (old_word->mark == new_word->mark)
        return PSG_SHOWN_SAME;
    const char *from = psg_diff_word_get_link(old_word), *to = psg_diff_word_get_link(new_word);
    if (g_strcmp0(from, to) == 0)
        return PSG_SHOWN_MARK_CHANGED;
    return !from ? PSG_SHOWN_LINK_ADDED : !to ? PSG_SHOWN_LINK_REMOVED : PSG_SHOWN_LINK_CHANGED;
}

static void
show(Settling *settling, PsgShownKind kind, guint old_start, guint old_end, guint new_start,
        guint new_end)
{
    if (old_start == old_end && new_start == new_end)
        return;
    PsgShownRun *last = settling->shown->len > 0 ? &g_array_index(settling->shown, PsgShownRun,
                                                           settling->shown->len - 1)
                                                 : NULL;
    /* Words of one link are one change; two links that stand side by side are two. */
    gboolean is_same_link =
            kind < PSG_SHOWN_LINK_CHANGED || kind > PSG_SHOWN_LINK_REMOVED ||
            (last && last->new_end > last->new_start && new_end > new_start &&
                    g_strcmp0(psg_diff_word_get_link(
                                      psg_diff_get_word(settling->new_side, last->new_end - 1)),
                            psg_diff_word_get_link(
                                    psg_diff_get_word(settling->new_side, new_start))) == 0);
    if (last && last->kind == kind && is_same_link && last->old_end == old_start &&
            last->new_end == new_start) {
        last->old_end = old_end;
        last->new_end = new_end;
        return;
    }
    PsgShownRun run = {kind, old_start, old_end, new_start, new_end};
    g_array_append_val(settling->shown, run);
}

static void
show_pair(Settling *settling, guint old_word, guint new_word)
{
    show(settling, find_kind(settling, old_word, new_word), old_word, old_word + 1, new_word,
            new_word + 1);
}

/* TRUE when the words are the same, whatever is meant by them; those of pictures, when all of their
 * descriptions is. */
static gboolean
is_same_word(const Settling *settling, guint old_index, guint new_index)
{
    const PsgDiffWord *old_word = psg_diff_get_word(settling->old_side, old_index);
    const PsgDiffWord *new_word = psg_diff_get_word(settling->new_side, new_index);
    const xmlNode *old_picture = get_picture(settling->old_side, old_index);
    const xmlNode *new_picture = get_picture(settling->new_side, new_index);
    if (!old_picture != !new_picture || old_word->length != new_word->length ||
            memcmp(old_word->text, new_word->text, old_word->length) != 0)
        return FALSE;
    return !old_picture || !g_strcmp0(psg_tree_get_attribute(old_picture, "alt"),
                                   psg_tree_get_attribute(new_picture, "alt"));
}

/* TRUE when the words are the same and only what is meant by them differs. */
static gboolean
is_remarked(const Settling *settling, guint old_index, guint new_index)
{
    return psg_diff_get_word(settling->old_side, old_index)->mark !=
                   psg_diff_get_word(settling->new_side, new_index)->mark &&
           is_same_word(settling, old_index, new_index);
}

/* Words of both sides that stand next to each other. */
typedef struct {
    guint old_start, new_start, length;
} Stretch;

#define STRETCH_LEAST 2
#define STRETCH_EFFORT 20000 /* pairs of words that may be compared in one change */

/* The longest stretch of words of which only the meaning differs: a link's words in a sentence that
 * was changed too. */
static Stretch
find_remarked(
        const Settling *settling, guint old_start, guint old_end, guint new_start, guint new_end)
{
    Stretch longest = {old_end, new_end, STRETCH_LEAST - 1};
    if ((guint64)(old_end - old_start) * (new_end - new_start) > STRETCH_EFFORT)
        return longest;
    for (guint i = old_start; i < old_end; i++)
        for (guint j = new_start; j < new_end; j++) {
            guint length = 0;
            if (i > old_start && j > new_start && is_remarked(settling, i - 1, j - 1))
                continue; /* in the midst of one */
            while (i + length < old_end && j + length < new_end &&
                    !get_picture(settling->old_side, i + length) &&
                    is_remarked(settling, i + length, j + length))
                length++;
            if (length > longest.length)
                longest = (Stretch){i, j, length};
        }
    return longest;
}

typedef gboolean (*IsAlike)(const Settling *settling, guint old_word, guint new_word);

/* Words of both sides that stand for one another; half-open. */
typedef struct {
    guint old_start, old_end, new_start, new_end;
} Exchange;

/* Shows the words at the beginning that are alike, and takes them and those at the end away.
 * Returns how many there are at the end, to be shown when what is left was. */
static guint
trim(Settling *settling, Exchange *exchange, IsAlike is_alike)
{
    guint count = 0;
    while (exchange->old_start < exchange->old_end && exchange->new_start < exchange->new_end &&
            is_alike(settling, exchange->old_start, exchange->new_start))
        show_pair(settling, exchange->old_start++, exchange->new_start++);
    for (; exchange->old_start < exchange->old_end && exchange->new_start < exchange->new_end &&
            is_alike(settling, exchange->old_end - 1, exchange->new_end - 1);
            count++) {
        exchange->old_end--;
        exchange->new_end--;
    }
    return count;
}

static void
show_pairs(Settling *settling, guint old_start, guint new_start, guint count)
{
    for (guint i = 0; i < count; i++)
        show_pair(settling, old_start + i, new_start + i);
}

static void
show_replaced(Settling *settling, const Exchange *exchange)
{
    show(settling, PSG_SHOWN_DELETED, exchange->old_start, exchange->old_end, exchange->new_start,
            exchange->new_start);
    show(settling, PSG_SHOWN_INSERTED, exchange->old_end, exchange->old_end, exchange->new_start,
            exchange->new_end);
}

/* What stands on one side of a link's words: the same words at its ends stayed. */
static void
show_beside(Settling *settling, Exchange exchange)
{
    guint stayed = trim(settling, &exchange, is_same_word);
    show_replaced(settling, &exchange);
    show_pairs(settling, exchange.old_end, exchange.new_end, stayed);
}

/* A change from one set of words to another: what is gone first, then what is new. */
static void
show_change(Settling *settling, guint old_start, guint old_end, guint new_start, guint new_end)
{
    Exchange exchange = {old_start, old_end, new_start, new_end};
    guint stayed = trim(settling, &exchange, is_remarked);
    Stretch link = find_remarked(
            settling, exchange.old_start, exchange.old_end, exchange.new_start, exchange.new_end);
    if (link.length >= STRETCH_LEAST) {
        show_beside(settling,
                (Exchange){exchange.old_start, link.old_start, exchange.new_start, link.new_start});
        show_pairs(settling, link.old_start, link.new_start, link.length);
        show_beside(settling, (Exchange){link.old_start + link.length, exchange.old_end,
                                      link.new_start + link.length, exchange.new_end});
    } else {
        show_replaced(settling, &exchange);
    }
    show_pairs(settling, exchange.old_end, exchange.new_end, stayed);
}

GArray *
psg_shown_runs_new(const PsgDiff *diff, guint pair, const PsgDiffStep *step)
{
    Settling settling = {.old_side = psg_diff_get_old_side(diff, pair, step),
            .new_side = &psg_diff_get_pair(diff, pair)->new_side,
            .pairings = list_pairings(diff, step),
            .shown = g_array_new(FALSE, FALSE, sizeof(PsgShownRun))};
    widen_pictures(&settling);
    guint old_at = 0, new_at = 0;
    if (step->run_end > step->run_start) {
        const PsgDiffRun *first = &g_array_index(diff->runs, PsgDiffRun, step->run_start);
        old_at = first->old_start;
        new_at = first->new_start;
    }
    guint old_end = old_at, new_end = new_at;
    for (guint i = 0; i < settling.pairings->len; i++) {
        Pairing pairing = g_array_index(settling.pairings, Pairing, i);
        if (pairing.old_word != NONE && pairing.new_word != NONE) {
            show_change(&settling, old_at, old_end, new_at, new_end);
            show_pair(&settling, pairing.old_word, pairing.new_word);
            old_at = old_end = pairing.old_word + 1;
            new_at = new_end = pairing.new_word + 1;
        } else if (pairing.old_word != NONE) {
            old_end = pairing.old_word + 1;
        } else {
            new_end = pairing.new_word + 1;
        }
    }
    show_change(&settling, old_at, old_end, new_at, new_end);
    g_array_unref(settling.pairings);
    return settling.shown;
}
