/* Decides the lines of a paragraph. Ragged text: of all ways to break it, the one whose lines
 * differ least from the measure, found in one pass from the first break to the last, where every
 * break looks back no further than one line. Preformatted text: only lines that are too long are
 * broken. */
#include "publish/print/type/internal.h"

#define RUNT_PENALTY .004   /* the last line is less than a fifth */
#define LADDER_PENALTY .006 /* two hyphens below one another, or one above the last line */
#define OVERFULL_COST 1000.
#define MOST_CHANCES 4096 /* of a line: more have no width worth counting */

typedef struct {
    PsgTypeBreak *breaks;
    gint64 first, rest, widest; /* measures of the first line, of all others, of the longer */
    double per_measure;         /* 1 / rest */
    gboolean is_balanced;       /* last lines count, so that all are about as long */
} Fitter;

/* The cost of a line from break `from` to break `to`; negative when it does not fit. */
static double
measure_cost(const Fitter *fitter, guint from, guint to, guint start)
{
    const PsgTypeBreak *begin = &fitter->breaks[from], *end = &fitter->breaks[to];
    gint64 measure = from == 0 ? fitter->first : fitter->rest;
    gint64 width = MAX(end->ink_reach - begin->reach, 0);
    if (width > measure)
        return -1;
    double slack = (double)(measure - width) * fitter->per_measure;
    gboolean is_below_hyphen = from != start && begin->is_hyphen;
    double ladder = is_below_hyphen && (end->is_hyphen || end->is_forced) ? LADDER_PENALTY : 0;
    if (!end->is_forced)
        return slack * slack + end->penalty + ladder;
    if (fitter->is_balanced)
        return slack * slack + ladder;
    return ladder + (from != start && width * 5 < measure ? RUNT_PENALTY : 0);
}

/* Finds the best line that ends at `to`, in the part that begins at break `start`. */
static void
find_best(Fitter *fitter, guint to, guint start)
{
    PsgTypeBreak *end = &fitter->breaks[to];
    end->cost = -1;
    for (guint from = to; from-- > start;) {
        if (end->cost >= 0 && (to - from > MOST_CHANCES ||
                                      end->ink_reach - fitter->breaks[from].reach > fitter->widest))
            break;
        double cost = measure_cost(fitter, from, to, start);
        if (cost < 0 && from + 1 < to)
            continue;
        if (cost < 0)
            cost = OVERFULL_COST;
        cost += fitter->breaks[from].cost;
        if (end->cost < 0 || cost < end->cost) {
            end->cost = cost;
            end->best = from;
        }
    }
}

static void
fit_lines(PsgTypeJob *job)
{
    GArray *breaks = job->context->breaks, *lines = job->context->lines;
    gint64 width = MAX(job->paragraph->width, 1);
    Fitter fitter = {.breaks = &g_array_index(breaks, PsgTypeBreak, 0),
            .first = MAX(width - job->paragraph->first_indent, 1),
            .rest = width,
            .per_measure = 1 / (double)width,
            .is_balanced = job->paragraph->is_centred};
    fitter.widest = MAX(fitter.first, fitter.rest);
    for (guint to = 1, start = 0; to < breaks->len; to++) {
        find_best(&fitter, to, start);
        if (fitter.breaks[to].is_forced)
            start = to;
    }
    for (guint to = breaks->len - 1; to > 0; to = fitter.breaks[to].best) {
        const PsgTypeBreak *end = &fitter.breaks[to];
        PsgTypeCut cut = {fitter.breaks[end->best].at, end->ink, end->at, end->is_forced};
        g_array_append_val(lines, cut);
    }
    for (guint i = 0; i < lines->len / 2; i++) {
        PsgTypeCut *one = &g_array_index(lines, PsgTypeCut, i);
        PsgTypeCut *other = &g_array_index(lines, PsgTypeCut, lines->len - 1 - i);
        PsgTypeCut kept = *one;
        *one = *other;
        *other = kept;
    }
}

/* --- preformatted --- */

/* Where a line from `start` that is too long ends: between words in its second half, else behind a
 * sign in its last third, or anywhere. Spaces that follow hang at its end. */
static guint
find_full_line(const PsgTypeJob *job, guint start, guint end, gint64 measure)
{
    const guint8 *marks = job->context->marks->data;
    const gint64 *reach = &g_array_index(job->context->reach, gint64, 0);
    const char *text = job->text->text;
    guint last = start, good = start, space = start;
    for (guint at = start + 1; at <= end; at++) {
        if (!(marks[at] & PSG_MARK_CLUSTER))
            continue;
        if (reach[at] - reach[start] > measure && last > start)
            break;
        last = at;
        gboolean is_behind_sign = (guchar)text[at - 1] < 0x80 && !g_ascii_isalnum(text[at - 1]);
        if (is_behind_sign && (reach[at] - reach[start]) * 3 > measure * 2)
            good = at;
        if (text[at - 1] == ' ' && (reach[at] - reach[start]) * 2 > measure)
            space = at;
    }
    guint to = last;
    if (last < end && text[last] != ' ' && (space > start || good > start))
        to = space > start ? space : good;
    while (to < end && text[to] == ' ')
        to++;
    return to;
}

static void
add_cut(PsgTypeJob *job, guint start, guint end, gboolean is_forced)
{
    guint ink = psg_type_find_ink_end(job->text->text, start, end);
    PsgTypeCut cut = {start, ink, end, is_forced};
    g_array_append_val(job->context->lines, cut);
}

static void
break_preformatted(PsgTypeJob *job)
{
    const GArray *breaks = job->context->breaks;
    const gint64 *reach = &g_array_index(job->context->reach, gint64, 0);
    for (guint i = 1, start = 0; i < breaks->len; i++) {
        const PsgTypeBreak *end = &g_array_index(breaks, PsgTypeBreak, i);
        if (!end->is_forced)
            continue;
        guint ink = MAX(end->ink, start);
        for (guint to = start; to < ink; start = to) {
            PsgLength indent = start == 0 ? job->paragraph->first_indent : 0;
            gint64 measure = MAX((gint64)job->paragraph->width - indent, 1);
            if (reach[ink] - reach[start] <= measure)
                break;
            to = find_full_line(job, start, ink, measure);
            if (to < ink)
                add_cut(job, start, to, FALSE);
            else
                break;
        }
        add_cut(job, start, end->at, TRUE);
        start = end->at;
    }
}

void
psg_type_break(PsgTypeJob *job)
{
    g_array_set_size(job->context->lines, 0);
    if (job->paragraph->is_preformatted)
        break_preformatted(job);
    else
        fit_lines(job);
}
