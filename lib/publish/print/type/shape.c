/* Turns pieces into glyphs with HarfBuzz, word by word where the font allows it: a word that was
 * shaped before is not shaped again. Nothing of the text is left without a glyph but what shows
 * nothing (joiners, marks of direction); line breaks and tabs become spaces. */
#include <string.h>

#include "publish/print/type/internal.h"

#define TAB_COLUMNS 4

typedef struct {
    PsgTypeJob *job;
    const char *text;
    const PsgTypePiece *piece;
    const PsgTypeManner *manner;
    gboolean is_joining; /* letters may change with their neighbours outside the piece */
} Shaper;

static void
add_space(Shaper *shaper, guint at, gint32 advance)
{
    PsgTypeShaped space = {
            .glyph = shaper->piece->font->public.glyph_space, .advance = advance, .start = at};
    g_array_append_val(shaper->job->context->shaped, space);
}

/* Shapes bytes of the piece with all of the text around them in view, and appends their glyphs. */
static void
shape_part(Shaper *shaper, guint start, guint end)
{
    PsgTypeContext *context = shaper->job->context;
    hb_buffer_t *buffer = context->buffer;
    hb_buffer_clear_contents(buffer);
    hb_buffer_set_flags(buffer, HB_BUFFER_FLAG_REMOVE_DEFAULT_IGNORABLES);
    hb_buffer_set_script(buffer, shaper->manner->script);
    hb_buffer_set_language(buffer, shaper->manner->language);
    hb_buffer_set_direction(buffer, shaper->manner->direction);
    hb_buffer_add_utf8(
            buffer, shaper->text, (int)shaper->job->text->length, start, (int)(end - start));
    hb_shape(shaper->manner->sized->hb, buffer, NULL, 0);
    guint count;
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(buffer, &count);
    const hb_glyph_position_t *positions = hb_buffer_get_glyph_positions(buffer, NULL);
    guint first = context->shaped->len;
    g_array_set_size(context->shaped, first + count);
    PsgTypeShaped *shaped = &g_array_index(context->shaped, PsgTypeShaped, first);
    guint stand_in = shaper->piece->font->glyph_stand_in;
    for (guint i = 0; i < count; i++) {
        shaped[i] = (PsgTypeShaped){infos[i].codepoint, positions[i].x_advance,
                positions[i].x_offset, positions[i].y_offset, infos[i].cluster};
        if (infos[i].codepoint == 0) {
            shaped[i].glyph = stand_in;
            shaped[i].advance = hb_font_get_glyph_h_advance(shaper->manner->sized->hb, stand_in);
        }
    }
}

/* Whether no letter of another word or piece is beside this place. */
static gboolean
is_edge(const Shaper *shaper, guint at)
{
    gsize length = shaper->job->text->length;
    return at == 0 || at == length || shaper->text[at - 1] == ' ' || shaper->text[at] == ' ';
}

/* A word between spaces, or at an edge of the piece. */
static void
shape_word(Shaper *shaper, guint start, guint end)
{
    PsgTypeContext *context = shaper->job->context;
    if (shaper->is_joining && !(is_edge(shaper, start) && is_edge(shaper, end))) {
        shape_part(shaper, start, end);
        return;
    }
    if (psg_type_words_append(
                context->words, shaper->manner, shaper->text, start, end - start, context->shaped))
        return;
    guint first = context->shaped->len;
    shape_part(shaper, start, end);
    psg_type_words_add(context->words, shaper->manner, shaper->text, start, end - start,
            context->shaped, first);
}

/* The length of the character at `p` when it is not shaped but stands as a space: a tab or a line
 * break; and a space where words are shaped one by one. 0: it is shaped. */
static guint
measure_blank(const char *p, gboolean with_spaces)
{
    guchar byte = (guchar)*p;
    if (byte > ' ' && byte < 0xc2)
        return 0;
    if (byte == ' ')
        return with_spaces;
    if ((byte >= 0x09 && byte <= 0x0d))
        return 1;
    if (byte == 0xc2 && (guchar)p[1] == 0x85)
        return 2;
    if (byte == 0xe2 && (guchar)p[1] == 0x80 && ((guchar)p[2] == 0xa8 || (guchar)p[2] == 0xa9))
        return 3;
    return 0;
}

/* How far it is to the next of the places that tabs go to, a few columns apart. */
static gint32
measure_tab(Shaper *shaper)
{
    PsgTypeJob *job = shaper->job;
    const GArray *shaped = job->context->shaped;
    for (; job->pen_at < shaped->len; job->pen_at++)
        job->pen += g_array_index(shaped, PsgTypeShaped, job->pen_at).advance;
    gint64 step = MAX((gint64)shaper->manner->sized->space * TAB_COLUMNS, 1);
    return (gint32)(step - job->pen % step);
}

static void
add_blank(Shaper *shaper, guint at)
{
    PsgTypeJob *job = shaper->job;
    switch (shaper->text[at]) {
    case ' ':
        add_space(shaper, at, shaper->manner->sized->space);
        break;
    case '\t':
        add_space(shaper, at, measure_tab(shaper));
        break;
    default:
        add_space(shaper, at, 0);
        job->pen = 0;
        job->pen_at = job->context->shaped->len;
    }
}

static void
shape_forwards(Shaper *shaper, gboolean by_words)
{
    guint at = shaper->piece->start, end = shaper->piece->end;
    while (at < end) {
        guint blank = measure_blank(shaper->text + at, by_words);
        if (blank) {
            add_blank(shaper, at);
            at += blank;
            continue;
        }
        guint start = at;
        while (at < end && !measure_blank(shaper->text + at, by_words))
            at++;
        if (by_words)
            shape_word(shaper, start, at);
        else
            shape_part(shaper, start, at);
    }
}

/* Glyphs stand in visual order: the last word comes first. */
static void
shape_backwards(Shaper *shaper, gboolean by_words)
{
    guint start = shaper->piece->start, at = shaper->piece->end;
    while (at > start) {
        guint end = at;
        do
            at--;
        while (at > start && ((guchar)shaper->text[at] & 0xc0) == 0x80);
        if (measure_blank(shaper->text + at, by_words)) {
            add_blank(shaper, at);
            continue;
        }
        while (at > start) {
            guint before = at - 1;
            while (before > start && ((guchar)shaper->text[before] & 0xc0) == 0x80)
                before--;
            if (measure_blank(shaper->text + before, by_words))
                break;
            at = before;
        }
        if (by_words)
            shape_word(shaper, at, end);
        else
            shape_part(shaper, at, end);
    }
}

static gboolean
is_joining(hb_script_t script)
{
    return script != HB_SCRIPT_LATIN && script != HB_SCRIPT_CYRILLIC && script != HB_SCRIPT_GREEK &&
           script != HB_SCRIPT_HAN && script != HB_SCRIPT_HEBREW;
}

static hb_language_t
get_language(const PsgTypeJob *job, const PsgTypeSpan *span)
{
    const char *language = span->language ? span->language : job->paragraph->language;
    return language ? hb_language_from_string(language, -1) : HB_LANGUAGE_INVALID;
}

void
psg_type_shape(PsgTypeJob *job)
{
    PsgTypeContext *context = job->context;
    g_array_set_size(context->shaped, 0);
    for (guint i = 0; i < context->pieces->len; i++) {
        PsgTypePiece *piece = &g_array_index(context->pieces, PsgTypePiece, i);
        const PsgTypeSpan *span = &g_array_index(job->text->spans, PsgTypeSpan, piece->span);
        piece->shaped_start = context->shaped->len;
        if (piece->object < 0) {
            hb_direction_t direction = piece->level & 1 ? HB_DIRECTION_RTL : HB_DIRECTION_LTR;
            Shaper shaper = {.job = job,
                    .text = job->text->text,
                    .piece = piece,
                    .manner = psg_type_context_get_manner(context,
                            psg_type_context_get_sized(context, piece->font, span->look->size),
                            piece->script, get_language(job, span), direction),
                    .is_joining = is_joining(piece->script)};
            gboolean by_words = piece->font->is_space_neutral;
            if (direction == HB_DIRECTION_RTL)
                shape_backwards(&shaper, by_words);
            else
                shape_forwards(&shaper, by_words);
        }
        piece->shaped_end = context->shaped->len;
    }
}
