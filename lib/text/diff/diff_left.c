/* What neither stayed nor moved, matched by its place: a lone unit between the same neighbours, and
 * a title in front of the same text, are the same thing with other words. */
#include <string.h>

#include "text/diff/internal.h"
#include "text/tree.h"

/* How alike, in hundredths, two units must be that stand alone between the same neighbours. */
#define ALONE_THRESHOLD 28

/* A title that stands between the same neighbours is the same title, whatever it says now. */
static gboolean
is_title(const PsgStream *stream, const PsgUnit *unit)
{
    const xmlNode *parent = psg_stream_get_block(stream, unit->block_start)->block->parent;
    const char *class = psg_tree_get_attribute(parent, "class");
    return unit->kind == PSG_BLOCK_HEADING || psg_tree_is(parent, "caption") ||
           psg_tree_is(parent, "figcaption") || psg_tree_is(parent, "summary") ||
           (class && !strcmp(class, "callout-title"));
}

static void
match_alone(PsgComparison *comparison, guint a, guint b, gboolean has_next)
{
    const PsgUnit *first = psg_stream_get_unit(&comparison->a, a);
    const PsgUnit *second = psg_stream_get_unit(&comparison->b, b);
    if (first->kind != second->kind || first->level != second->level)
        return;
    gboolean is_same_title =
            has_next && is_title(&comparison->a, first) && is_title(&comparison->b, second);
    if (is_same_title || psg_unit_compare(comparison, a, b) >= ALONE_THRESHOLD)
        psg_comparison_match(comparison, a, b, FALSE);
}

/* The match of a unit that kept its place, or PSG_NOWHERE. Of a row, that of its first such cell.
 */
static guint32
get_match_in_place(const PsgComparison *comparison, const PsgStream *stream, guint unit)
{
    const PsgUnit *at = psg_stream_get_unit(stream, unit);
    for (guint i = at->block_start; i < at->block_end; i++) {
        guint32 match = stream->matches[i];
        if (match != PSG_NOWHERE && !g_array_index(comparison->matches, PsgMatch, match).is_move)
            return match;
    }
    return PSG_NOWHERE;
}

/* The units of one side between two that kept their places. */
typedef struct {
    guint left, last_left; /* how many have no match, and the last of them */
    guint next;            /* the unit that kept its place, or the end of the pair */
} Stretch;

static Stretch
find_stretch(const PsgComparison *comparison, const PsgStream *stream, guint start, guint end)
{
    Stretch stretch = {0, end, start};
    for (; stretch.next < end &&
            get_match_in_place(comparison, stream, stretch.next) == PSG_NOWHERE;
            stretch.next++)
        if (!stream->is_taken[stretch.next]) {
            stretch.left++;
            stretch.last_left = stretch.next;
        }
    return stretch;
}

static guint
skip_match(const PsgComparison *comparison, const PsgStream *stream, guint unit, guint end)
{
    guint32 match = get_match_in_place(comparison, stream, unit);
    while (unit < end && get_match_in_place(comparison, stream, unit) == match)
        unit++;
    return unit;
}

/* TRUE when the unit `start` is a heading of the first level that is left: where both texts begin
 * with one, that is the chapter's title. */
static gboolean
is_first_heading(const PsgStream *stream, guint start, guint end)
{
    return start < end && !stream->is_taken[start] &&
           psg_stream_get_unit(stream, start)->level == 1;
}

static void
match_left_of_pair(PsgComparison *comparison, guint pair)
{
    const PsgStream *first = &comparison->a, *second = &comparison->b;
    guint a = first->unit_base[pair], a_end = first->unit_base[pair + 1];
    guint b = second->unit_base[pair], b_end = second->unit_base[pair + 1];
    for (;;) {
        Stretch a_stretch = find_stretch(comparison, first, a, a_end);
        Stretch b_stretch = find_stretch(comparison, second, b, b_end);
        gboolean has_next = a_stretch.next < a_end;
        gboolean is_before_next = has_next && a_stretch.last_left + 1 == a_stretch.next &&
                                  b_stretch.last_left + 1 == b_stretch.next;
        if (is_first_heading(first, a, a_end) && is_first_heading(second, b, b_end) &&
                a == first->unit_base[pair] && b == second->unit_base[pair])
            psg_comparison_match(comparison, a, b, FALSE);
        else if ((a_stretch.left == 1 && b_stretch.left == 1) ||
                 (a_stretch.left > 0 && b_stretch.left > 0 && is_before_next &&
                         is_title(first, psg_stream_get_unit(first, a_stretch.last_left))))
            match_alone(comparison, a_stretch.last_left, b_stretch.last_left, is_before_next);
        if (!has_next)
            return;
        a = skip_match(comparison, first, a_stretch.next, a_end);
        b = skip_match(comparison, second, b_stretch.next, b_end);
    }
}

/* Single units between the same neighbours belong to each other more easily, and so do titles in
 * front of the same text. */
void
psg_diff_match_left(PsgComparison *comparison)
{
    for (guint pair = 0; pair < comparison->pair_count; pair++)
        match_left_of_pair(comparison, pair);
}
