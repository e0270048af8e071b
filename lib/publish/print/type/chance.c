/* Where lines may break: opportunities as Unicode says (UAX #14, found by Pango), those that are
 * forced, and inside a word that is longer than a line, at the edges of its clusters. With each
 * comes what is known without its line: how far everything before it reaches. */
#include <string.h>

#include "publish/print/type/internal.h"

#define HYPHEN_PENALTY .004f
#define HARD_HYPHEN_PENALTY .001f
#define LEADING_HYPHEN_PENALTY 1.f /* "--draft" stays whole where it can */
#define SHORT_WORD_PENALTY .0006f
#define EMERGENCY_PENALTY 1.f
#define EMERGENCY_PENALTY_BEHIND_SIGN .3f

/* Marks where clusters begin, and adds up what everything before a byte is wide. */
static void
measure_reach(PsgTypeJob *job)
{
    PsgTypeContext *context = job->context;
    guint8 *marks = context->marks->data;
    gint64 *reach = &g_array_index(context->reach, gint64, 0);
    for (guint i = 0; i < context->pieces->len; i++) {
        const PsgTypePiece *piece = &g_array_index(context->pieces, PsgTypePiece, i);
        marks[piece->start] |= PSG_MARK_CLUSTER;
        if (piece->object >= 0)
            reach[piece->start + 1] += MAX(job->paragraph->objects[piece->object].width, 0);
        for (guint k = piece->shaped_start; k < piece->shaped_end; k++) {
            const PsgTypeShaped *shaped = &g_array_index(context->shaped, PsgTypeShaped, k);
            marks[shaped->start] |= PSG_MARK_CLUSTER;
            reach[shaped->start + 1] += shaped->advance;
        }
    }
    gsize length = job->text->length;
    marks[length] |= PSG_MARK_CLUSTER;
    for (gsize i = 0; i < length; i++)
        reach[i + 1] += reach[i];
}

/* A line ends behind every break that is asked for; CR LF is one. */
static void
mark_forced(PsgTypeJob *job)
{
    const char *text = job->text->text;
    guint8 *marks = job->context->marks->data;
    for (const char *p = text, *end = text + job->text->length; p < end;) {
        guchar byte = (guchar)*p;
        if (byte > 0x0d && byte != 0xc2 && byte != 0xe2) {
            p++;
            continue;
        }
        const char *next = g_utf8_next_char(p);
        if (psg_type_is_forced_break(g_utf8_get_char(p)) && !(byte == '\r' && *next == '\n'))
            marks[next - text] |= PSG_MARK_FORCED;
        p = next;
    }
}

static void
mark_opportunities(PsgTypeJob *job)
{
    PsgTypeOpportunities in = {
            job->text->text, job->text->length, job->language, job->context->attributes};
    if (job->is_simple)
        psg_type_mark_simple_opportunities(&in, job->context->marks->data);
    else
        psg_type_mark_opportunities(&in, job->context->marks->data);
}

/* What is raised or lowered (the number of a note) belongs to what stands before it. */
static void
keep_raised(PsgTypeJob *job)
{
    guint8 *marks = job->context->marks->data;
    for (guint i = 0; i < job->text->spans->len; i++) {
        const PsgTypeSpan *span = &g_array_index(job->text->spans, PsgTypeSpan, i);
        if (span->look->rise != 0 && span->start > 0 && job->text->text[span->start - 1] != ' ')
            marks[span->start] &= (guint8)~PSG_MARK_BREAK;
    }
}

/* --- breaks --- */

typedef struct {
    PsgTypeJob *job;
    const guint8 *marks;
    const gint64 *reach;
    guint piece; /* the one that the last break stood in */
    gint64 first_limit, limit;
} Finder;

guint
psg_type_find_ink_end(const char *text, guint from, guint at)
{
    while (at > from) {
        const char *before = g_utf8_prev_char(text + at);
        if (!psg_type_is_hanging(g_utf8_get_char(before)))
            break;
        at = (guint)(before - text);
    }
    return at;
}

gboolean
psg_type_is_soft_hyphen(const char *text, guint end)
{
    return end >= 2 && text[end - 2] == '\xc2' && text[end - 1] == '\xad';
}

/* The width of the hyphen that is shown when a line ends behind a soft one. */
static gint64
measure_hyphen(Finder *finder, guint at)
{
    PsgTypeContext *context = finder->job->context;
    while (g_array_index(context->pieces, PsgTypePiece, finder->piece).end < at)
        finder->piece++;
    const PsgTypePiece *piece = &g_array_index(context->pieces, PsgTypePiece, finder->piece);
    if (piece->object >= 0 || piece->font->public.glyph_hyphen == 0)
        return 0;
    const PsgTypeSpan *span = &g_array_index(finder->job->text->spans, PsgTypeSpan, piece->span);
    PsgTypeSized *sized = psg_type_context_get_sized(context, piece->font, span->look->size);
    return hb_font_get_glyph_h_advance(sized->hb, piece->font->public.glyph_hyphen);
}

/* A word of one or two letters at the end of a line reads badly. */
static gboolean
is_short_word(const char *text, guint ink)
{
    guint length = 0;
    while (ink > 0 && length <= 2 && text[ink - 1] != ' ') {
        ink = (guint)(g_utf8_prev_char(text + ink) - text);
        length++;
    }
    return length > 0 && length <= 2 && ink > 0;
}

/* Whether hyphens that end at `at` begin a word. */
static gboolean
is_leading_hyphen(const char *text, guint at)
{
    while (at > 0 && text[at - 1] == '-')
        at--;
    return at == 0 || strchr(" (\"'", text[at - 1]) != NULL;
}

static float
find_penalty(const char *text, guint ink, guint at)
{
    if (psg_type_is_soft_hyphen(text, at))
        return HYPHEN_PENALTY;
    if (ink == at && at > 0 && text[at - 1] == '-')
        return is_leading_hyphen(text, at) ? LEADING_HYPHEN_PENALTY : HARD_HYPHEN_PENALTY;
    return is_short_word(text, ink) ? SHORT_WORD_PENALTY : 0;
}

/* Chances inside a word that no line has room for. */
static void
add_emergencies(Finder *finder, guint from, guint ink)
{
    const char *text = finder->job->text->text;
    for (guint at = from + 1; at < ink; at++) {
        if (!(finder->marks[at] & PSG_MARK_CLUSTER))
            continue;
        gboolean is_behind_sign = strchr("/\\._-?&=#~:,;+@|", text[at - 1]) != NULL;
        PsgTypeBreak chance = {.at = at,
                .ink = at,
                .reach = finder->reach[at],
                .ink_reach = finder->reach[at],
                .penalty = is_behind_sign ? EMERGENCY_PENALTY_BEHIND_SIGN : EMERGENCY_PENALTY};
        g_array_append_val(finder->job->context->breaks, chance);
    }
}

static void
add_break(Finder *finder, guint at, gboolean is_forced)
{
    GArray *breaks = finder->job->context->breaks;
    const char *text = finder->job->text->text;
    guint from = g_array_index(breaks, PsgTypeBreak, breaks->len - 1).at;
    guint ink = psg_type_find_ink_end(text, from, at);
    gint64 limit = from == 0 ? finder->first_limit : finder->limit;
    PsgTypeBreak chance = {.at = at,
            .ink = ink,
            .reach = finder->reach[at],
            .ink_reach = finder->reach[ink],
            .penalty = find_penalty(text, ink, at),
            .is_forced = is_forced};
    chance.is_hyphen = !is_forced && psg_type_is_soft_hyphen(text, at);
    if (chance.is_hyphen)
        chance.ink_reach += measure_hyphen(finder, at);
    if (chance.ink_reach - finder->reach[from] > limit)
        add_emergencies(finder, from, ink);
    g_array_append_val(breaks, chance);
}

void
psg_type_find_chances(PsgTypeJob *job)
{
    PsgTypeContext *context = job->context;
    guint length = (guint)job->text->length;
    g_byte_array_set_size(context->marks, length + 1);
    memset(context->marks->data, 0, length + 1);
    g_array_set_size(context->reach, length + 2);
    memset(context->reach->data, 0, sizeof(gint64) * (length + 2));
    g_array_set_size(context->breaks, 0);
    measure_reach(job);
    mark_forced(job);
    if (!job->paragraph->is_preformatted)
        mark_opportunities(job);
    keep_raised(job);
    gint64 width = MAX(job->paragraph->width, 1);
    Finder finder = {.job = job,
            .marks = context->marks->data,
            .reach = &g_array_index(context->reach, gint64, 0),
            .first_limit = MAX(MIN(width, width - job->paragraph->first_indent), 1),
            .limit = width};
    PsgTypeBreak start = {.is_forced = TRUE};
    g_array_append_val(context->breaks, start);
    for (guint at = 1; at < length; at++)
        if (finder.marks[at] & PSG_MARK_CLUSTER &&
                finder.marks[at] & (PSG_MARK_BREAK | PSG_MARK_FORCED))
            add_break(&finder, at, (finder.marks[at] & PSG_MARK_FORCED) != 0);
    add_break(&finder, length, TRUE);
}
