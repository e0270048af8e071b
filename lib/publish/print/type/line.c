/* Makes lines: cuts pieces at the edges of lines, puts the runs of a line in visual order (Unicode
 * UAX #9, rules L1 and L2), and gives every line its height and its place. */
#include "publish/print/type/internal.h"

/* Extents of a font that are larger than the leading by more than this make a line taller. */
#define TALL_NUMERATOR 5
#define TALL_DENOMINATOR 4

typedef struct {
    PsgTypeJob *job;
    guint piece; /* the first that reaches into the line at work */
    guint done;  /* logical glyphs of it that earlier lines have taken */
    const PsgTypeCut *cut;
    gboolean has_hyphen;
    guint8 base; /* level of the paragraph */
} Cutter;

static PsgLength
to_length(gint64 width)
{
    return (PsgLength)CLAMP(width, 0, PSG_LENGTH_MAX / 2);
}

/* Takes the glyphs of the piece that stand for bytes before `end` and were not taken yet. */
static void
take_glyphs(Cutter *cutter, const PsgTypePiece *piece, guint end, guint *first, guint *last)
{
    const PsgTypeShaped *shaped = &g_array_index(cutter->job->context->shaped, PsgTypeShaped, 0);
    if (piece->level & 1) {
        guint from = *last = piece->shaped_end - cutter->done;
        while (from > piece->shaped_start && shaped[from - 1].start < end)
            from--;
        *first = from;
    } else {
        guint to = *first = piece->shaped_start + cutter->done;
        while (to < piece->shaped_end && shaped[to].start < end)
            to++;
        *last = to;
    }
    cutter->done += *last - *first;
}

/* A glyph of a line; its cluster's bytes are counted afterwards. */
static PsgGlyph
make_glyph(const PsgTypeShaped *shaped, gint64 pen)
{
    return (PsgGlyph){.glyph = shaped->glyph,
            .x = (PsgLength)CLAMP(pen + shaped->x_offset, G_MININT32, G_MAXINT32),
            .y = -shaped->y_offset,
            .start = shaped->start};
}

static PsgGlyph
make_hyphen(const PsgTypeRun *run, gint64 pen)
{
    PsgTypeShaped hyphen = {.glyph = run->font->glyph_hyphen, .start = run->end - 2};
    return make_glyph(&hyphen, pen);
}

/* Says which bytes the clusters of a run stand for: up to where the next one begins. */
static void
close_clusters(PsgTypeText *text, const PsgTypeRun *run)
{
    PsgGlyph *glyphs = &g_array_index(text->glyphs, PsgGlyph, 0);
    guint count = run->glyph_end - run->glyph_start;
    guint end = run->end;
    gboolean is_backwards = run->level & 1;
    for (guint i = 0; i < count;) {
        /* From the logical end: the first visual glyphs when it runs to the left. */
        guint at = is_backwards ? run->glyph_start + i : run->glyph_end - 1 - i;
        guint start = glyphs[at].start, size = 1;
        while (i + size < count && glyphs[is_backwards ? at + size : at - size].start == start)
            size++;
        i += size;
        guint first = is_backwards ? at : at - size + 1;
        if (i == count)
            start = run->start; /* what shows nothing at the run's beginning belongs to it */
        for (guint k = first; k < first + size; k++)
            glyphs[k].start = start;
        glyphs[first].length = end - start;
        end = start;
    }
}

static gint64
get_hyphen_advance(const Cutter *cutter, const PsgTypeRun *run, PsgTypeOwnFont *font)
{
    PsgTypeSized *sized =
            psg_type_context_get_sized(cutter->job->context, font, run->span->look->size);
    return hb_font_get_glyph_h_advance(sized->hb, run->font->glyph_hyphen);
}

/* Appends the glyphs `first` to `last` as those of the run. White space at the line's end (bytes
 * from `ink` on) hangs: it has its glyphs, but does not count in the width. */
static void
add_glyphs(Cutter *cutter, PsgTypeRun *run, PsgTypeOwnFont *font, guint first, guint last)
{
    PsgTypeText *text = cutter->job->text;
    const PsgTypeShaped *shaped = &g_array_index(cutter->job->context->shaped, PsgTypeShaped, 0);
    gboolean is_backwards = run->level & 1;
    gboolean has_hyphen =
            cutter->has_hyphen && run->end == cutter->cut->end && run->font->glyph_hyphen != 0;
    guint ink = cutter->cut->ink;
    gint64 pen = 0, width = 0;
    run->glyph_start = text->glyphs->len;
    run->glyph_end = run->glyph_start + (last - first) + (has_hyphen ? 1 : 0);
    g_array_set_size(text->glyphs, run->glyph_end);
    PsgGlyph *glyph = &g_array_index(text->glyphs, PsgGlyph, run->glyph_start);
    if (is_backwards)
        for (guint i = first; i < last && shaped[i].start >= ink; i++)
            pen -= shaped[i].advance;
    if (has_hyphen && is_backwards) {
        *glyph++ = make_hyphen(run, 0);
        pen = width = get_hyphen_advance(cutter, run, font);
    }
    for (guint i = first; i < last; i++) {
        *glyph++ = make_glyph(&shaped[i], pen);
        pen += shaped[i].advance;
        if (shaped[i].start < ink)
            width = pen;
    }
    if (has_hyphen && !is_backwards) {
        *glyph = make_hyphen(run, pen);
        width = pen + get_hyphen_advance(cutter, run, font);
    }
    run->width = to_length(width);
    close_clusters(text, run);
}

static void
add_run(Cutter *cutter, const PsgTypePiece *piece, guint start, guint end, guint8 level)
{
    PsgTypeText *text = cutter->job->text;
    PsgTypeRun run = {.font = &piece->font->public,
            .span = &g_array_index(text->spans, PsgTypeSpan, piece->span),
            .level = level,
            .start = start,
            .end = end,
            .glyph_start = text->glyphs->len,
            .glyph_end = text->glyphs->len,
            .object = piece->object};
    if (piece->object >= 0) {
        run.width = to_length(cutter->job->paragraph->objects[piece->object].width);
    } else {
        guint first, last;
        take_glyphs(cutter, piece, end, &first, &last);
        add_glyphs(cutter, &run, piece->font, first, last);
    }
    g_array_append_val(text->runs, run);
}

/* The runs of a line in logical order. White space at its end has the paragraph's own level (L1),
 * so where that is another, it is a run of its own. */
static void
add_runs(Cutter *cutter)
{
    const GArray *pieces = cutter->job->context->pieces;
    const PsgTypeCut *cut = cutter->cut;
    while (cutter->piece < pieces->len) {
        const PsgTypePiece *piece = &g_array_index(pieces, PsgTypePiece, cutter->piece);
        if (piece->start >= cut->end)
            return;
        guint start = MAX(piece->start, cut->start), end = MIN(piece->end, cut->end);
        gboolean is_split = piece->level != cutter->base && end > cut->ink;
        if (is_split && start < cut->ink) {
            add_run(cutter, piece, start, cut->ink, piece->level);
            start = cut->ink;
        }
        add_run(cutter, piece, start, end, is_split ? cutter->base : piece->level);
        if (piece->end > cut->end)
            return;
        cutter->piece++;
        cutter->done = 0;
    }
}

/* Rule L2: from the highest level down to the lowest odd one, what is at it or above is turned
 * round. */
static void
put_in_visual_order(PsgTypeRun *runs, guint count)
{
    guint8 highest = 0, lowest = G_MAXUINT8;
    for (guint i = 0; i < count; i++) {
        runs[i].order = i;
        highest = MAX(highest, runs[i].level);
        if (runs[i].level & 1)
            lowest = MIN(lowest, runs[i].level);
    }
    for (guint level = highest; level >= lowest && level > 0; level--)
        for (guint start = 0; start < count; start++) {
            guint end = start;
            while (end < count && runs[end].level >= level)
                end++;
            for (guint a = start, b = end; a + 1 < b; a++) {
                PsgTypeRun kept = runs[a];
                runs[a] = runs[--b];
                runs[b] = kept;
            }
            start = end;
        }
}

/* --- heights --- */

static PsgLength
scale(gint thousandths, PsgLength size)
{
    return (PsgLength)((gint64)thousandths * size / 1000);
}

typedef struct {
    PsgLength above, below; /* of the baseline */
} Extent;

/* The room that text of a look has: its leading, with the first font of the look in its middle. */
static Extent
measure_room(Cutter *cutter, const PsgTypeLook *look)
{
    const PsgTypeSet *set = psg_type_context_get_set(cutter->job->context, look);
    const PsgTypeFont *font = set->fonts->pdata[0];
    PsgLength ascent = scale(font->ascent, look->size), descent = scale(font->descent, look->size);
    PsgLength above = (look->leading - ascent - descent) / 2 + ascent;
    return (Extent){above, look->leading - above};
}

static void
grow(Extent *extent, PsgLength above, PsgLength below)
{
    extent->above = MAX(extent->above, above);
    extent->below = MAX(extent->below, below);
}

/* A line is as high as the largest leading of its runs, unless a font or an object needs more: so
 * one tall script does not open up the lines around it. */
static void
measure_height(Cutter *cutter, PsgTypeLine *line, const PsgTypeRun *runs, guint count)
{
    const GArray *spans = cutter->job->text->spans;
    const PsgTypeLook *look =
            count > 0 ? runs[0].span->look : g_array_index(spans, PsgTypeSpan, spans->len - 1).look;
    for (guint i = 1; i < count; i++)
        if (runs[i].span->look->leading > look->leading)
            look = runs[i].span->look;
    Extent room = measure_room(cutter, look), ink = {0, 0};
    for (guint i = 0; i < count; i++) {
        const PsgTypeLook *own = runs[i].span->look;
        PsgLength above, below = 0;
        if (runs[i].object >= 0) {
            above = to_length(cutter->job->paragraph->objects[runs[i].object].height);
            grow(&room, above, 0);
        } else {
            above = scale(runs[i].font->ascent, own->size) + own->rise;
            below = scale(runs[i].font->descent, own->size) - own->rise;
            if ((gint64)(above + below) * TALL_DENOMINATOR >
                            (gint64)look->leading * TALL_NUMERATOR ||
                    (gint64)above * TALL_DENOMINATOR > (gint64)room.above * TALL_NUMERATOR)
                grow(&room, above, below);
        }
        grow(&ink, above, below);
    }
    line->ascent = ink.above;
    line->descent = ink.below;
    line->baseline = room.above;
    line->height = MAX(room.above + room.below, 0);
}

/* --- lines --- */

static void
place_line(Cutter *cutter, PsgTypeLine *line, gboolean is_first)
{
    const PsgTypeParagraph *paragraph = cutter->job->paragraph;
    PsgLength indent = is_first ? paragraph->first_indent : 0;
    PsgLength room = paragraph->width - indent - line->width;
    gboolean is_right_to_left = cutter->base & 1;
    PsgLength before = paragraph->is_centred ? room / 2 : is_right_to_left ? room : 0;
    line->x = before + (is_right_to_left ? 0 : indent);
}

static void
add_line(Cutter *cutter, gboolean is_first)
{
    PsgTypeText *text = cutter->job->text;
    PsgTypeLine line = {.run_start = text->runs->len,
            .start = cutter->cut->start,
            .end = cutter->cut->end,
            .is_forced = cutter->cut->is_forced};
    cutter->has_hyphen = !line.is_forced && psg_type_is_soft_hyphen(text->text, cutter->cut->end);
    add_runs(cutter);
    line.run_end = text->runs->len;
    guint count = line.run_end - line.run_start;
    PsgTypeRun *runs = count > 0 ? &g_array_index(text->runs, PsgTypeRun, line.run_start) : NULL;
    put_in_visual_order(runs, count);
    gint64 x = 0;
    for (guint i = 0; i < count; i++) {
        runs[i].x = to_length(x);
        x += runs[i].width;
    }
    line.width = to_length(x);
    measure_height(cutter, &line, runs, count);
    place_line(cutter, &line, is_first);
    g_array_append_val(text->lines, line);
}

void
psg_type_cut_lines(PsgTypeJob *job)
{
    PsgTypeContext *context = job->context;
    PsgTypeText *text = job->text;
    guint lines = context->lines->len;
    text->glyphs = g_array_sized_new(FALSE, FALSE, sizeof(PsgGlyph), context->shaped->len + 1);
    text->runs = g_array_sized_new(FALSE, FALSE, sizeof(PsgTypeRun), lines + context->pieces->len);
    text->lines = g_array_sized_new(FALSE, FALSE, sizeof(PsgTypeLine), lines);
    Cutter cutter = {.job = job, .base = text->is_right_to_left ? 1 : 0};
    for (guint i = 0; i < lines; i++) {
        cutter.cut = &g_array_index(context->lines, PsgTypeCut, i);
        add_line(&cutter, i == 0);
    }
}
