/* How words look: the theme's look of their role, with what emphasis, code, links and the like
 * change of it. Each look is made once a galley. */
#include <string.h>

#include "publish/print/flow/internal.h"
#include "text/language.h"

typedef struct {
    PsgTypeLook look; /* first, so that a look is its entry */
    PsgPrintRole role;
    PsgFlowStyle changes;
    const char *language;
} Entry;

static guint
hash_entry(gconstpointer data)
{
    const Entry *entry = data;
    return g_direct_hash(entry->language) * 31 + (guint)entry->role * 4099 + entry->changes * 7;
}

static gboolean
is_same_entry(gconstpointer a, gconstpointer b)
{
    const Entry *left = a, *right = b;
    return left->role == right->role && left->changes == right->changes &&
           left->language == right->language;
}

/* Most scripts know no slanted letters: a font's letters would be bent. */
static gboolean
has_italics(const char *language)
{
    static const char *const without[] = {"am", "as", "bn", "bo", "gu", "hi", "hy", "ja", "ka",
            "km", "kn", "ko", "lo", "ml", "mr", "my", "ne", "or", "pa", "si", "ta", "te", "th",
            "ti", "zh", NULL};
    if (!language)
        return TRUE;
    if (psg_language_is_right_to_left(language))
        return FALSE;
    gsize length = strcspn(language, "-");
    char first[4] = {0};
    if (length > 3)
        return TRUE;
    memcpy(first, language, length);
    return !g_strv_contains(without, first);
}

static PsgLength
scale(PsgLength length, gint percent)
{
    return (PsgLength)((gint64)length * percent / 100);
}

static gint
get_ground(PsgColour colour)
{
    return colour == 0xffffff ? -1 : (gint)colour;
}

static void
make_code(const PsgPrintStyle *style, PsgTypeLook *look, PsgPrintRole role, const char *language)
{
    const PsgTypeLook *code = &style->texts[PSG_ROLE_CODE].look;
    const PsgTypeLook *body = &style->texts[PSG_ROLE_BODY].look;
    look->families = psg_print_style_get_families(style, PSG_ROLE_CODE, language);
    look->is_hyphenated = FALSE;
    if (role == PSG_ROLE_CODE)
        return;
    look->size = (PsgLength)((gint64)look->size * code->size / MAX(body->size, 1));
    look->background = get_ground(style->code_background);
}

static void
make_size(const PsgPrintStyle *style, PsgTypeLook *look, PsgFlowStyle changes)
{
    if (changes & PSG_FLOW_NARROW) {
        look->size = scale(look->size, 72);
        look->leading = scale(look->leading, 72);
    }
    if ((changes & PSG_FLOW_SMALL) && style->form != PSG_PRINT_LARGE)
        look->size = scale(look->size, 85);
    if (changes & PSG_FLOW_RAISED)
        look->rise = scale(look->size, 34);
    else if (changes & PSG_FLOW_LOWERED)
        look->rise = -scale(look->size, 16);
    /* In large print nothing is smaller than the text. */
    if ((changes & (PSG_FLOW_RAISED | PSG_FLOW_LOWERED)) && style->form != PSG_PRINT_LARGE)
        look->size = scale(look->size, 70);
}

static void
make_look(const PsgPrintStyle *style, Entry *entry)
{
    PsgTypeLook *look = &entry->look;
    PsgFlowStyle changes = entry->changes;
    *look = style->texts[entry->role].look;
    look->families = psg_print_style_get_families(style, entry->role, entry->language);
    if (changes & PSG_FLOW_CODE)
        make_code(style, look, entry->role, entry->language);
    make_size(style, look, changes);
    look->is_bold = look->is_bold || (changes & PSG_FLOW_BOLD);
    if (changes & PSG_FLOW_EMPHASIS) {
        gboolean is_slanted = style->with_italics && has_italics(entry->language);
        look->is_italic = is_slanted;
        look->is_bold = look->is_bold || !is_slanted;
    }
    look->is_italic = look->is_italic && has_italics(entry->language);
    if (changes & PSG_FLOW_LINK) {
        look->colour = style->link_colour;
        look->is_underlined = style->with_underlines;
    }
    if (changes & PSG_FLOW_UNDERLINED)
        look->is_underlined = TRUE;
    look->is_struck = look->is_struck || (changes & PSG_FLOW_STRUCK);
    if (changes & PSG_FLOW_ACCENT)
        look->colour = style->accent_colour;
    if (changes >> PSG_FLOW_CALLOUT_SHIFT)
        look->colour = style->callouts[(changes >> PSG_FLOW_CALLOUT_SHIFT) - 1].title;
    if (changes & PSG_FLOW_MARKED) {
        look->background = get_ground(style->panel_colour);
        look->is_underlined = TRUE;
    }
}

const PsgTypeLook *
psg_flow_get_look(PsgFlow *flow, PsgPrintRole role, PsgFlowStyle changes, const char *language)
{
    PsgGalley *galley = flow->galley;
    if (!galley->look_set)
        galley->look_set = g_hash_table_new(hash_entry, is_same_entry);
    Entry wanted = {.role = role, .changes = changes, .language = language};
    Entry *entry = g_hash_table_lookup(galley->look_set, &wanted);
    if (entry)
        return &entry->look;
    entry = g_new0(Entry, 1);
    *entry = wanted;
    make_look(flow->book->style, entry);
    g_ptr_array_add(galley->looks, entry);
    g_hash_table_add(galley->look_set, entry);
    return &entry->look;
}
