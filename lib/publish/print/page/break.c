/* Where pages end: of the ways to end them that nothing forbids, the one whose pages are filled
 * best and split least (a page's emptiness counts by its square). From each place only a bounded
 * number of ends is looked at, so time grows with the number of pieces. Notes stand on the page of
 * their call; what finds no room there goes on at the foot of the next pages, before theirs. */
#include "publish/print/page/internal.h"

/* Ends looked at from a place; in a galley longer than LONG_GALLEY pieces only the furthest. */
#define CANDIDATES 64
#define LONG_GALLEY 200000

/* A page that is empty costs EMPTY_COST. */
#define EMPTY_COST 100000
#define COST_NOTE_SPLIT 6000
#define COST_NOTE_PAGE 20000
#define COST_SHORT_END 4000 /* of nothing on the last page; none where it has a sixth */
#define COST_SMALLER 500    /* a picture that gives; and one that gives all it can: */
#define COST_SMALLEST 8000
#define COST_BROKEN_WISH 30000

/* The best way found to end a page at a place. */
typedef struct {
    gint64 cost;     /* -1: none yet */
    guint from;      /* where the page begins */
    guint note_from; /* its first note piece; what the page at `from` left before it stands on
                        pages of notes alone */
    guint note_to;   /* notes up to here stand on it or before */
} Place;

/* Note pieces that are called before a place of the text. */
static guint
count_called(const PsgPlan *plan, guint place)
{
    guint notes = 0;
    if (place > 0)
        notes = g_array_index(plan->text.pieces, PsgPiece, place - 1).notes_end;
    return plan->note_starts[notes];
}

static PsgLength
get_note_overhead(const PsgPlan *plan)
{
    return plan->note_gap + plan->note_top;
}

/* The furthest end of note pieces from `start` up to `end` in a height; `start` when none fits. */
static guint
fit_notes(const PsgPlan *plan, guint start, guint end, gint64 room)
{
    if (psg_pieces_measure(&plan->notes, start, end) <= room)
        return end;
    guint low = start, high = end;
    while (low + 1 < high) {
        guint middle = low + (high - low) / 2;
        if (psg_pieces_measure(&plan->notes, start, middle) <= room)
            low = middle;
        else
            high = middle;
    }
    return MAX(plan->notes.whole[low], start);
}

/* How far the notes called between two places must at least go on their page: the last one has
 * begun, with two of its lines. */
static guint
find_needed(const PsgPlan *plan, guint start, guint end)
{
    guint before = start > 0 ? g_array_index(plan->text.pieces, PsgPiece, start - 1).notes_end : 0;
    guint notes = g_array_index(plan->text.pieces, PsgPiece, end - 1).notes_end;
    if (notes == before)
        return 0;
    return MIN(plan->note_starts[notes - 1] + 2, plan->note_starts[notes]);
}

/* Whether text [start, end) fits on a page with the notes from `note` on; `note_end` receives how
 * far they go. */
static gboolean
fits(const PsgPlan *plan, guint start, guint end, guint note, guint *note_end)
{
    gint64 gives = plan->text.gives[end] - plan->text.gives[start];
    gint64 height = psg_pieces_measure(&plan->text, start, end) - gives;
    guint called = count_called(plan, end);
    *note_end = note;
    if (height > plan->height)
        return FALSE;
    if (called <= note)
        return TRUE;
    gint64 room = plan->height - height - get_note_overhead(plan);
    *note_end = fit_notes(plan, note, called, room);
    if (*note_end == called)
        return TRUE;
    if (*note_end < find_needed(plan, start, end))
        return FALSE;
    /* What comes from pages before has up to half of this one. */
    guint left = count_called(plan, start);
    gint64 share = plan->height / 2 - get_note_overhead(plan);
    return left <= note || *note_end >= left || *note_end >= fit_notes(plan, note, left, share);
}

/* The furthest place at which a page from `start` on can end as far as room goes; `start` when
 * there is none. What fits shrinks as the end moves on. */
static guint
find_furthest(const PsgPlan *plan, guint start, guint note)
{
    guint ignored, end = plan->forced[start], low = start, step = 32;
    while (low + step < end && fits(plan, start, low + step, note, &ignored)) {
        low += step;
        step *= 2;
    }
    guint high = MIN(end, low + step) + 1;
    while (low + 1 < high) {
        guint middle = low + (high - low) / 2;
        if (fits(plan, start, middle, note, &ignored))
            low = middle;
        else
            high = middle;
    }
    return low;
}

static gint64
measure_page(const PsgPlan *plan, const PsgPageCut *cut)
{
    gint64 height = psg_pieces_measure(&plan->text, cut->text_start, cut->text_end);
    if (cut->note_end > cut->note_start)
        height += get_note_overhead(plan) +
                  psg_pieces_measure(&plan->notes, cut->note_start, cut->note_end);
    return height;
}

gint64
psg_plan_find_excess(const PsgPlan *plan, const PsgPageCut *cut)
{
    gint64 gives = plan->text.gives[cut->text_end] - plan->text.gives[cut->text_start];
    return gives > 0 ? CLAMP(measure_page(plan, cut) - plan->height, 0, gives) : 0;
}

static gint64
find_cost(const PsgPlan *plan, guint start, guint end, guint note, guint note_end)
{
    const PsgPageCut cut = {start, end, note, note_end};
    gint64 text = psg_pieces_measure(&plan->text, start, end), used = measure_page(plan, &cut);
    gint64 excess = psg_plan_find_excess(plan, &cut), cost = 0;
    guint called = count_called(plan, end);
    if (excess > 0) {
        gint64 share = 100 * excess / (plan->text.gives[end] - plan->text.gives[start]);
        cost += COST_SMALLER + share * share * COST_SMALLEST / 10000;
    }
    if (end == plan->forced[start]) {
        gint64 full = plan->height / 6, missing = full - text;
        if (missing > 0 && start > 0)
            cost += COST_SHORT_END * missing / full * missing / full;
    } else {
        gint64 empty = 1000 * MAX(plan->height - used, 0) / plan->height;
        cost += empty * empty * EMPTY_COST / 1000000 +
                g_array_index(plan->text.pieces, PsgPiece, end - 1).penalty;
    }
    if (note_end < called)
        cost += COST_NOTE_SPLIT +
                COST_NOTE_SPLIT * psg_pieces_measure(&plan->notes, note_end, called) / plan->height;
    return cost;
}

static void
offer(Place *place, gint64 cost, guint from, guint note_from, guint note_to)
{
    if (place->cost >= 0 && place->cost <= cost)
        return;
    *place = (Place){.cost = cost, .from = from, .note_from = note_from, .note_to = note_to};
}

/* The last place up to `end` that `places` allows, when it is behind `start`; else `start`. */
static guint
step_back(const guint *places, guint start, guint end)
{
    return MAX(places[end], start);
}

/* A page from `start` on where no end keeps everything together. FALSE when nothing fits. */
static gboolean
offer_broken(
        const PsgPlan *plan, Place *places, guint start, guint note, gint64 cost, guint furthest)
{
    guint end = step_back(plan->text.soft, start, furthest), note_end;
    if (end == start)
        end = furthest;
    if (end == start || !fits(plan, start, end, note, &note_end))
        return FALSE;
    offer(&places[end], cost + COST_BROKEN_WISH + find_cost(plan, start, end, note, note_end),
            start, note, note_end);
    return TRUE;
}

/* All pages from `start` on that keep together what belongs together. FALSE when there is none. */
static gboolean
offer_pages(
        const PsgPlan *plan, Place *places, guint start, guint note, gint64 cost, guint furthest)
{
    guint candidates = plan->text.pieces->len > LONG_GALLEY ? 1 : CANDIDATES;
    gboolean is_found = FALSE;
    for (guint end = step_back(plan->text.whole, start, furthest); end > start && candidates > 0;
            end = step_back(plan->text.whole, start, end - 1), candidates--) {
        guint note_end;
        if (!fits(plan, start, end, note, &note_end))
            continue;
        /* Half a page left empty is not looked at where there is another way. */
        if (is_found && psg_pieces_measure(&plan->text, start, end) < plan->height / 2 &&
                note_end == note)
            break;
        offer(&places[end], cost + find_cost(plan, start, end, note, note_end), start, note,
                note_end);
        is_found = TRUE;
    }
    return is_found;
}

/* The end of a page of notes alone. */
static guint
fill_note_page(const PsgPlan *plan, guint note, guint end)
{
    guint to = fit_notes(plan, note, end, plan->height - get_note_overhead(plan));
    return to > note ? to : note + 1;
}

/* What nothing can be done about: a piece that is higher than the page, or one that calls more
 * notes than can begin there. */
static void
offer_forced(const PsgPlan *plan, Place *places, guint start, guint note, gint64 cost)
{
    guint end = start + 1, called = count_called(plan, end);
    gint64 room =
            plan->height - psg_pieces_measure(&plan->text, start, end) - get_note_overhead(plan);
    guint note_end = room > 0 && called > note ? fit_notes(plan, note, called, room) : note;
    offer(&places[end], cost + EMPTY_COST, start, note, note_end);
}

static void
leave(const PsgPlan *plan, Place *places, guint start)
{
    gint64 cost = places[start].cost;
    guint note = places[start].note_to, called = count_called(plan, start);
    for (;;) {
        guint furthest = find_furthest(plan, start, note);
        if (offer_pages(plan, places, start, note, cost, furthest))
            return;
        if (note < called) {
            note = fill_note_page(plan, note, called);
            cost += COST_NOTE_PAGE;
            continue;
        }
        if (!offer_broken(plan, places, start, note, cost, furthest))
            offer_forced(plan, places, start, note, cost);
        return;
    }
}

/* Pages of notes alone, from `note` up to `end`, appended in reverse of their order when
 * `is_reverse`. */
static void
add_note_pages(const PsgPlan *plan, GArray *cuts, guint place, guint note, guint end)
{
    while (note < end) {
        guint to = fill_note_page(plan, note, end);
        PsgPageCut cut = {
                .text_start = place, .text_end = place, .note_start = note, .note_end = to};
        g_array_append_val(cuts, cut);
        note = to;
    }
}

GArray *
psg_plan_break(const PsgPlan *plan)
{
    guint count = plan->text.pieces->len;
    g_autofree Place *places = g_new(Place, count + 1);
    for (guint i = 0; i <= count; i++)
        places[i] = (Place){.cost = i == 0 ? 0 : -1};
    for (guint i = 0; i < count; i++)
        if (places[i].cost >= 0)
            leave(plan, places, i);

    g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint end = count; end > 0; end = places[end].from)
        g_array_append_val(ends, end);
    GArray *cuts = g_array_new(FALSE, FALSE, sizeof(PsgPageCut));
    guint note = 0;
    for (guint i = ends->len; i-- > 0;) {
        guint end = g_array_index(ends, guint, i);
        const Place *place = &places[end];
        add_note_pages(plan, cuts, place->from, note, place->note_from);
        PsgPageCut cut = {.text_start = place->from,
                .text_end = end,
                .note_start = place->note_from,
                .note_end = place->note_to};
        g_array_append_val(cuts, cut);
        note = place->note_to;
    }
    add_note_pages(plan, cuts, count, note, plan->notes.pieces->len);
    return cuts;
}
