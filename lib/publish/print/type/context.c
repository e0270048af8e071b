/* What a thread sets text with: its fonts, the order in which a look tries them, their sizes, and
 * working memory that paragraphs share. Builds on HarfBuzz's own reading of OpenType. */
#include <hb-ot.h>
#include <string.h>

#include "publish/print/type/internal.h"

static void
own_font_free(gpointer data)
{
    PsgTypeOwnFont *font = data;
    hb_set_destroy(font->characters);
    g_free(font->public.key);
    g_free(font);
}

static void
sized_free(gpointer data)
{
    PsgTypeSized *sized = data;
    hb_font_destroy(sized->hb);
    g_free(sized);
}

static void
set_free(gpointer data)
{
    PsgTypeSet *set = data;
    g_ptr_array_unref(set->fonts);
    g_free(set);
}

static guint
hash_sized(gconstpointer data)
{
    const PsgTypeSized *sized = data;
    return g_direct_hash(sized->font) * 31 + (guint)sized->size;
}

static gboolean
is_same_sized(gconstpointer a, gconstpointer b)
{
    const PsgTypeSized *one = a, *other = b;
    return one->font == other->font && one->size == other->size;
}

static guint
hash_manner(gconstpointer data)
{
    const PsgTypeManner *manner = data;
    return (g_direct_hash(manner->sized) * 31 + manner->script) * 31 +
           g_direct_hash(manner->language) + manner->direction;
}

static gboolean
is_same_manner(gconstpointer a, gconstpointer b)
{
    const PsgTypeManner *one = a, *other = b;
    return one->sized == other->sized && one->script == other->script &&
           one->language == other->language && one->direction == other->direction;
}

PsgTypeContext *
psg_type_context_new(const PsgTypeFonts *fonts)
{
    PsgTypeContext *context = g_new0(PsgTypeContext, 1);
    context->fonts = fonts;
    context->own = g_ptr_array_new_with_free_func(own_font_free);
    context->by_face = g_hash_table_new(NULL, NULL);
    context->sets = g_ptr_array_new_with_free_func(set_free);
    context->sized = g_hash_table_new_full(hash_sized, is_same_sized, sized_free, NULL);
    context->manners = g_hash_table_new_full(hash_manner, is_same_manner, g_free, NULL);
    context->buffer = hb_buffer_create();
    context->words = psg_type_words_new();
    context->pieces = g_array_new(FALSE, FALSE, sizeof(PsgTypePiece));
    context->shaped = g_array_new(FALSE, FALSE, sizeof(PsgTypeShaped));
    context->breaks = g_array_new(FALSE, FALSE, sizeof(PsgTypeBreak));
    context->lines = g_array_new(FALSE, FALSE, sizeof(PsgTypeCut));
    context->marks = g_byte_array_new();
    context->reach = g_array_new(FALSE, FALSE, sizeof(gint64));
    context->attributes = g_array_new(FALSE, FALSE, sizeof(PangoLogAttr));
    context->levels = g_byte_array_new();
    return context;
}

void
psg_type_context_free(PsgTypeContext *context)
{
    if (!context)
        return;
    g_clear_object(&context->font_map);
    g_byte_array_unref(context->levels);
    g_array_unref(context->attributes);
    g_array_unref(context->reach);
    g_byte_array_unref(context->marks);
    g_array_unref(context->lines);
    g_array_unref(context->breaks);
    g_array_unref(context->shaped);
    g_array_unref(context->pieces);
    psg_type_words_free(context->words);
    hb_buffer_destroy(context->buffer);
    g_hash_table_unref(context->manners);
    g_hash_table_unref(context->sized);
    g_ptr_array_unref(context->sets);
    g_hash_table_unref(context->by_face);
    g_ptr_array_unref(context->own);
    g_free(context);
}

/* Whether any lookup of a table (GSUB, GPOS) looks at the glyph. */
static gboolean
is_looked_at(hb_face_t *face, hb_tag_t table, hb_codepoint_t glyph)
{
    hb_set_t *lookups = hb_set_create(), *glyphs = hb_set_create();
    hb_ot_layout_collect_lookups(face, table, NULL, NULL, NULL, lookups);
    hb_codepoint_t lookup = HB_SET_VALUE_INVALID;
    while (!hb_set_has(glyphs, glyph) && hb_set_next(lookups, &lookup))
        hb_ot_layout_lookup_collect_glyphs(face, table, lookup, glyphs, glyphs, glyphs, NULL);
    gboolean result = hb_set_has(glyphs, glyph);
    hb_set_destroy(glyphs);
    hb_set_destroy(lookups);
    return result;
}

/* Old tables (kern, kerx, morx) cannot be asked: a font that has one may look at spaces. */
static gboolean
has_table(hb_face_t *face, hb_tag_t tag)
{
    hb_blob_t *blob = hb_face_reference_table(face, tag);
    gboolean result = hb_blob_get_length(blob) > 0;
    hb_blob_destroy(blob);
    return result;
}

static gboolean
find_is_space_neutral(hb_face_t *face, guint space)
{
    if (has_table(face, HB_TAG('k', 'e', 'r', 'x')) || has_table(face, HB_TAG('m', 'o', 'r', 'x')))
        return FALSE;
    if (has_table(face, HB_TAG('k', 'e', 'r', 'n')) && !hb_ot_layout_has_positioning(face))
        return FALSE;
    return !is_looked_at(face, HB_OT_TAG_GSUB, space) && !is_looked_at(face, HB_OT_TAG_GPOS, space);
}

/* The same, found out once for all threads: it takes milliseconds in a font with many contexts. */
static gboolean
get_is_space_neutral(const PsgTypeOwnFont *font)
{
    gint *known = (gint *)&font->face->space_use;
    gint use = g_atomic_int_get(known);
    if (use == PSG_SPACE_USE_UNKNOWN) {
        gboolean is_neutral = find_is_space_neutral(font->face->face, font->public.glyph_space);
        use = is_neutral ? PSG_SPACE_USE_NEUTRAL : PSG_SPACE_USE_SHAPED;
        g_atomic_int_set(known, use);
    }
    return use == PSG_SPACE_USE_NEUTRAL;
}

static guint
find_glyph(hb_font_t *hb, hb_codepoint_t character)
{
    hb_codepoint_t glyph = 0;
    return hb_font_get_nominal_glyph(hb, character, &glyph) ? glyph : 0;
}

static gint
find_metric(hb_font_t *hb, hb_ot_metrics_tag_t tag, gint otherwise)
{
    hb_position_t position = 0;
    return hb_ot_metrics_get_position(hb, tag, &position) && position != 0 ? position : otherwise;
}

static guint
find_stand_in(hb_font_t *hb)
{
    static const hb_codepoint_t wishes[] = {0xfffd, 0x25a1, 0x25af, 0x2610, '?', '*', 0x2022, '-'};
    guint glyph = 0;
    for (gsize i = 0; glyph == 0 && i < G_N_ELEMENTS(wishes); i++)
        glyph = find_glyph(hb, wishes[i]);
    return glyph;
}

/* Measures a font once, in thousandths of its size. */
static void
measure_font(PsgTypeOwnFont *own)
{
    PsgTypeFont *font = &own->public;
    hb_font_t *hb = hb_font_create(font->face);
    hb_font_set_scale(hb, 1000, 1000);
    hb_font_extents_t extents;
    if (!hb_font_get_h_extents(hb, &extents))
        extents = (hb_font_extents_t){.ascender = 800, .descender = -200};
    font->ascent = CLAMP(extents.ascender, 0, 10000);
    font->descent = CLAMP(-extents.descender, 0, 10000);
    font->x_height = find_metric(hb, HB_OT_METRICS_TAG_X_HEIGHT, 500);
    font->underline_position = -find_metric(hb, HB_OT_METRICS_TAG_UNDERLINE_OFFSET, -100);
    font->underline_thickness = find_metric(hb, HB_OT_METRICS_TAG_UNDERLINE_SIZE, 50);
    font->glyph_hyphen = find_glyph(hb, 0x2010);
    if (font->glyph_hyphen == 0)
        font->glyph_hyphen = find_glyph(hb, '-');
    font->glyph_space = find_glyph(hb, ' ');
    for (guint i = 0; i < 10; i++)
        font->digits[i] = find_glyph(hb, '0' + i);
    own->glyph_stand_in = find_stand_in(hb);
    hb_font_destroy(hb);
}

gboolean
psg_type_font_has(const PsgTypeOwnFont *font, gunichar character)
{
    if (character < PSG_TYPE_LATIN_END)
        return font->latin[character / 64] >> character % 64 & 1;
    return hb_set_has(font->characters, character);
}

static PsgTypeOwnFont *
get_own_font(PsgTypeContext *context, const PsgTypeFace *face)
{
    PsgTypeOwnFont *own = g_hash_table_lookup(context->by_face, face);
    if (own)
        return own;
    own = g_new0(PsgTypeOwnFont, 1);
    own->face = face;
    own->public.key = g_strdup(face->key);
    own->public.face = face->face;
    own->characters = hb_set_create();
    hb_face_collect_unicodes(face->face, own->characters);
    for (hb_codepoint_t c = 0; c < PSG_TYPE_LATIN_END; c++)
        if (hb_set_has(own->characters, c))
            own->latin[c / 64] |= (guint64)1 << c % 64;
    measure_font(own);
    g_ptr_array_add(context->own, own);
    g_hash_table_insert(context->by_face, (gpointer)face, own);
    return own;
}

static void
add_to_set(PsgTypeContext *context, PsgTypeSet *set, const char *family)
{
    const PsgTypeFace *face =
            psg_type_fonts_find(context->fonts, family, set->is_bold, set->is_italic);
    if (!face)
        return;
    PsgTypeOwnFont *own = get_own_font(context, face);
    if (!g_ptr_array_find(set->fonts, own, NULL))
        g_ptr_array_add(set->fonts, own);
}

static PsgTypeSet *
make_set(PsgTypeContext *context, const PsgTypeLook *look)
{
    PsgTypeSet *set = g_new0(PsgTypeSet, 1);
    set->families = g_intern_string(look->families ? look->families : "");
    set->is_bold = look->is_bold;
    set->is_italic = look->is_italic;
    set->fonts = g_ptr_array_new();
    g_auto(GStrv) names = g_strsplit(set->families, ",", -1);
    for (guint i = 0; names[i]; i++) {
        g_autofree char *folded = g_utf8_casefold(g_strstrip(names[i]), -1);
        add_to_set(context, set, folded);
    }
    for (guint i = 0; i < context->fonts->faces->len; i++) {
        const PsgTypeFace *face = context->fonts->faces->pdata[i];
        if (face->families[0])
            add_to_set(context, set, face->families[0]);
    }
    if (set->fonts->len == 0)
        g_ptr_array_add(set->fonts, get_own_font(context, context->fonts->faces->pdata[0]));
    g_ptr_array_add(context->sets, set);
    return set;
}

const PsgTypeSet *
psg_type_context_get_set(PsgTypeContext *context, const PsgTypeLook *look)
{
    for (guint i = 0; i < context->sets->len; i++) {
        PsgTypeSet *set = context->sets->pdata[i];
        if (set->is_bold == !!look->is_bold && set->is_italic == !!look->is_italic &&
                (set->families == look->families || g_strcmp0(set->families, look->families) == 0))
            return set;
    }
    return make_set(context, look);
}

PsgTypeSized *
psg_type_context_get_sized(PsgTypeContext *context, PsgTypeOwnFont *font, PsgLength size)
{
    PsgTypeSized wanted = {.font = font, .size = CLAMP(size, 1, PSG_POINTS(2000))};
    PsgTypeSized *sized = g_hash_table_lookup(context->sized, &wanted);
    if (sized)
        return sized;
    font->is_space_neutral = get_is_space_neutral(font);
    sized = g_memdup2(&wanted, sizeof wanted);
    sized->hb = hb_font_create(font->public.face);
    hb_font_set_scale(sized->hb, wanted.size, wanted.size);
    sized->space = font->public.glyph_space
                           ? hb_font_get_glyph_h_advance(sized->hb, font->public.glyph_space)
                           : wanted.size / 4;
    hb_font_make_immutable(sized->hb);
    g_hash_table_add(context->sized, sized);
    return sized;
}

const PsgTypeManner *
psg_type_context_get_manner(PsgTypeContext *context, PsgTypeSized *sized, hb_script_t script,
        hb_language_t language, hb_direction_t direction)
{
    PsgTypeManner wanted = {sized, script, language, direction, 0};
    if (context->last_manner && is_same_manner(context->last_manner, &wanted))
        return context->last_manner;
    PsgTypeManner *manner = g_hash_table_lookup(context->manners, &wanted);
    if (!manner) {
        wanted.number = g_hash_table_size(context->manners);
        manner = g_memdup2(&wanted, sizeof wanted);
        g_hash_table_add(context->manners, manner);
    }
    context->last_manner = manner;
    return manner;
}
