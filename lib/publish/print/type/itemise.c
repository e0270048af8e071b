/* Cuts a paragraph into pieces that are shaped in one go: of one span, font, script and embedding
 * level. Pango finds levels (Unicode UAX #9) and scripts (UAX #24); fonts are tried in the order of
 * the look's families, so that what is chosen does not depend on the machine. Most paragraphs are
 * simple (Latin letters from left to right in the first font) and need none of that. */
#include <string.h>

#include "publish/print/type/internal.h"

#define OBJECT_CHARACTER 0xfffc

gboolean
psg_type_is_forced_break(gunichar character)
{
    return (character >= 0x0a && character <= 0x0d) || character == 0x85 || character == 0x2028 ||
           character == 0x2029;
}

gboolean
psg_type_is_hanging(gunichar character)
{
    return character == ' ' || character == '\t' || psg_type_is_forced_break(character) ||
           character == 0x1680 ||
           (character >= 0x2000 && character <= 0x200b && character != 0x2007) ||
           character == 0x205f || character == 0x3000;
}

/* Characters that show nothing of their own, for which no font need have a glyph: HarfBuzz leaves
 * them out, or makes spaces of every width from the space it has. */
static gboolean
needs_no_glyph(gunichar character)
{
    if (psg_type_is_hanging(character) || character == 0xad || character == 0xa0)
        return TRUE;
    if (character < 0x300)
        return FALSE;
    GUnicodeType type = g_unichar_type(character);
    return type == G_UNICODE_SPACE_SEPARATOR || character == 0x34f || character == 0x61c ||
           (character >= 0x17b4 && character <= 0x17b5) ||
           (character >= 0x180b && character <= 0x180f) ||
           (character >= 0x200b && character <= 0x200f) ||
           (character >= 0x202a && character <= 0x202e) ||
           (character >= 0x2060 && character <= 0x206f) ||
           (character >= 0xfe00 && character <= 0xfe0f) || character == 0xfeff ||
           (character >= 0xe0000 && character <= 0xe0fff);
}

/* --- simple paragraphs --- */

/* Whether a character is Latin or goes with Latin letters, and has no direction but left to right.
 */
static gboolean
is_simple(gunichar character)
{
    if (character < PSG_TYPE_LATIN_END)
        return character >= ' ' && character != 0x7f && !(character >= 0x80 && character < 0xa0);
    return (character >= 0x2010 && character <= 0x2028) ||
           (character >= 0x2030 && character <= 0x205e) ||
           (character >= 0x20a0 && character <= 0x20bf) || character == 0x2122 ||
           (character >= 0x2190 && character <= 0x25ff);
}

/* Whether a span is of simple characters that the font has. */
static gboolean
is_simple_span(const char *text, const PsgTypeSpan *span, const PsgTypeOwnFont *font)
{
    for (const char *p = text + span->start, *end = text + span->end; p < end;) {
        gunichar character = (guchar)*p;
        if (character < 0x80) {
            p++;
        } else {
            character = g_utf8_get_char(p);
            p = g_utf8_next_char(p);
        }
        if (!is_simple(character) ||
                (!psg_type_font_has(font, character) && !needs_no_glyph(character)))
            return FALSE;
    }
    return TRUE;
}

static gboolean
itemise_simply(PsgTypeJob *job)
{
    PsgTypeText *text = job->text;
    GArray *pieces = job->context->pieces;
    if (job->paragraph->is_direction_known && job->paragraph->is_right_to_left)
        return FALSE;
    for (guint i = 0; i < text->spans->len; i++) {
        const PsgTypeSpan *span = &g_array_index(text->spans, PsgTypeSpan, i);
        const PsgTypeSet *set = psg_type_context_get_set(job->context, span->look);
        PsgTypeOwnFont *font = set->fonts->pdata[0];
        if (!font->public.glyph_space || !is_simple_span(text->text, span, font)) {
            g_array_set_size(pieces, 0);
            return FALSE;
        }
        if (span->start == span->end)
            continue;
        PsgTypePiece piece = {.start = span->start,
                .end = span->end,
                .span = i,
                .object = -1,
                .font = font,
                .script = HB_SCRIPT_LATIN};
        g_array_append_val(pieces, piece);
    }
    return TRUE;
}

/* --- all others --- */

typedef struct {
    PsgTypeJob *job;
    PangoScriptIter *scripts;
    const char *script_end;
    hb_script_t script;
    const PsgTypeSet *set;
    guint span, objects;
    hb_set_t *missing; /* reported */
} Itemiser;

static void
advance_script(Itemiser *itemiser, const char *at)
{
    while (at >= itemiser->script_end) {
        const char *start;
        PangoScript script;
        pango_script_iter_get_range(itemiser->scripts, &start, &itemiser->script_end, &script);
        itemiser->script =
                hb_script_from_iso15924_tag(g_unicode_script_to_iso15924((GUnicodeScript)script));
        if (itemiser->script == HB_SCRIPT_UNKNOWN)
            itemiser->script = HB_SCRIPT_COMMON;
        if (!pango_script_iter_next(itemiser->scripts))
            break;
    }
}

static void
report_missing(Itemiser *itemiser, gunichar character)
{
    if (hb_set_has(itemiser->missing, character))
        return;
    hb_set_add(itemiser->missing, character);
    const PsgTypeParagraph *paragraph = itemiser->job->paragraph;
    char shown[8] = "";
    if (g_unichar_isgraph(character))
        shown[g_unichar_to_utf8(character, shown)] = '\0';
    psg_findings_add(itemiser->job->findings, PSG_SEVERITY_ERROR, "print-glyph-missing",
            paragraph->path ? paragraph->path : "", paragraph->line, 0,
            "no font of the theme has the character U+%04X%s%s; a mark stands for it in print",
            character, *shown ? " " : "", shown);
}

/* Whether the font has every part the character is made of, so that HarfBuzz can put it together.
 */
static gboolean
has_parts(const PsgTypeOwnFont *font, gunichar character)
{
    gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
    gsize count = g_unichar_fully_decompose(character, FALSE, parts, G_N_ELEMENTS(parts));
    for (gsize i = 0; i < count; i++)
        if (!psg_type_font_has(font, parts[i]))
            return FALSE;
    return count > 1;
}

/* The font for what shows nothing: the one before, where it has a space to show for it. */
static PsgTypeOwnFont *
choose_blank_font(const GPtrArray *fonts, PsgTypeOwnFont *before)
{
    if (before && before->public.glyph_space)
        return before;
    for (guint i = 0; i < fonts->len; i++)
        if (((PsgTypeOwnFont *)fonts->pdata[i])->public.glyph_space)
            return fonts->pdata[i];
    return fonts->pdata[0];
}

/* The font for a character whose neighbour before it in the same span has `before` (NULL: none). */
static PsgTypeOwnFont *
choose_font(Itemiser *itemiser, gunichar character, PsgTypeOwnFont *before)
{
    const GPtrArray *fonts = itemiser->set->fonts;
    if (needs_no_glyph(character))
        return choose_blank_font(fonts, before);
    if (before && g_unichar_ismark(character) && psg_type_font_has(before, character))
        return before;
    for (guint i = 0; i < fonts->len; i++)
        if (psg_type_font_has(fonts->pdata[i], character))
            return fonts->pdata[i];
    for (guint i = 0; i < fonts->len; i++)
        if (has_parts(fonts->pdata[i], character) ||
                (character == 0x2011 && psg_type_font_has(fonts->pdata[i], 0x2010)))
            return fonts->pdata[i];
    report_missing(itemiser, character);
    for (guint i = 0; i < fonts->len; i++)
        if (((PsgTypeOwnFont *)fonts->pdata[i])->glyph_stand_in)
            return fonts->pdata[i];
    return fonts->pdata[0];
}

/* Adds a character to the last piece, or begins another. */
static void
add_character(
        Itemiser *itemiser, gunichar character, guint start, guint end, guint8 level, guint span)
{
    PsgTypeJob *job = itemiser->job;
    GArray *pieces = job->context->pieces;
    PsgTypePiece *last =
            pieces->len > 0 ? &g_array_index(pieces, PsgTypePiece, pieces->len - 1) : NULL;
    gboolean is_near = last && last->span == span && last->object < 0;
    PsgTypePiece piece = {.start = start,
            .end = end,
            .span = span,
            .level = level,
            .object = -1,
            .script = itemiser->script};
    if (character == OBJECT_CHARACTER && itemiser->objects < job->paragraph->object_count)
        piece.object = (gint)itemiser->objects++;
    piece.font = piece.object >= 0 ? itemiser->set->fonts->pdata[0]
                                   : choose_font(itemiser, character, is_near ? last->font : NULL);
    if (is_near && piece.object < 0 && last->font == piece.font && last->level == level &&
            last->script == piece.script)
        last->end = end;
    else
        g_array_append_val(pieces, piece);
}

static void
add_characters(Itemiser *itemiser, const guint8 *levels)
{
    PsgTypeText *text = itemiser->job->text;
    const PsgTypeSpan *spans = &g_array_index(text->spans, PsgTypeSpan, 0);
    guint span = G_MAXUINT;
    gsize number = 0;
    for (const char *p = text->text, *end = p + text->length; p < end; number++) {
        const char *next = g_utf8_next_char(p);
        guint start = (guint)(p - text->text);
        guint of = span == G_MAXUINT ? 0 : span;
        while (spans[of].end <= start)
            of++;
        if (of != span)
            itemiser->set = psg_type_context_get_set(itemiser->job->context, spans[of].look);
        span = of;
        advance_script(itemiser, p);
        add_character(itemiser, g_utf8_get_char(p), start, (guint)(next - text->text),
                levels[number], span);
        p = next;
    }
}

void
psg_type_itemise(PsgTypeJob *job)
{
    PsgTypeText *text = job->text;
    const PsgTypeParagraph *paragraph = job->paragraph;
    g_array_set_size(job->context->pieces, 0);
    text->is_right_to_left = paragraph->is_direction_known && paragraph->is_right_to_left;
    job->is_simple = itemise_simply(job);
    if (job->is_simple || text->length == 0)
        return;
    PangoDirection direction = !paragraph->is_direction_known ? PANGO_DIRECTION_WEAK_LTR
                               : paragraph->is_right_to_left  ? PANGO_DIRECTION_RTL
                                                              : PANGO_DIRECTION_LTR;
    g_autofree guint8 *levels =
            pango_log2vis_get_embedding_levels(text->text, (int)text->length, &direction);
    text->is_right_to_left =
            direction == PANGO_DIRECTION_RTL || direction == PANGO_DIRECTION_WEAK_RTL;
    Itemiser itemiser = {.job = job, .script_end = text->text, .script = HB_SCRIPT_COMMON};
    itemiser.scripts = pango_script_iter_new(text->text, (int)text->length);
    itemiser.missing = hb_set_create();
    add_characters(&itemiser, levels);
    hb_set_destroy(itemiser.missing);
    pango_script_iter_free(itemiser.scripts);
}
