/* See property.h. One short function a property, found by its name. */
#include "publish/print/picture/svg/property.h"

#include <stdlib.h>
#include <string.h>

#include "publish/print/picture/svg/colour.h"
#include "publish/print/picture/svg/geometry.h"

typedef void (*Setter)(PsgSvgReading *reading, const char *value);

/* --- parts of values --- */

static double
read_share(const char *value, double otherwise)
{
    double number;
    if (!psg_svg_number_read(&value, &number))
        return otherwise;
    return CLAMP(*value == '%' ? number / 100 : number, 0, 1);
}

/* The id in "url(#id)"; "" for none. Returns what follows it. */
static const char *
read_reference(const char *value, char id[64])
{
    *id = '\0';
    if (g_ascii_strncasecmp(value, "url(", 4) != 0)
        return value;
    const char *at = value + 4 + strspn(value + 4, " \"'");
    gsize length = *at == '#' ? strcspn(at + 1, "\"') ") : 0;
    if (length > 0 && length < 64) {
        memcpy(id, at + 1, length);
        id[length] = '\0';
    }
    const char *end = strchr(at, ')');
    return end ? end + 1 + strspn(end + 1, " ") : at + strlen(at);
}

static void
read_paint(PsgSvgReading *reading, const char *value, PsgSvgPaint *paint)
{
    PsgSvgPaint read = {.kind = PSG_SVG_NO_PAINT};
    const char *colour = read_reference(value, read.server);
    gboolean has_server = colour != value;
    if (g_ascii_strcasecmp(colour, "currentColor") == 0) {
        read.kind = PSG_SVG_COLOUR;
        read.colour = reading->look->colour;
        read.opacity = reading->look->colour_opacity;
    } else if (psg_svg_colour_parse(colour, &read.colour, &read.opacity)) {
        read.kind = PSG_SVG_COLOUR;
    } else if (!has_server && !g_str_equal(colour, "none")) {
        return; /* no paint: as if it were not there */
    }
    if (has_server) {
        read.has_fallback = read.kind == PSG_SVG_COLOUR;
        read.kind = PSG_SVG_SERVER;
    }
    *paint = read;
}

static guint
find_word(const char *value, const char *const *words, guint otherwise)
{
    for (guint i = 0; words[i]; i++)
        if (g_ascii_strcasecmp(value, words[i]) == 0)
            return i;
    return otherwise;
}

/* --- one property each --- */

static void
set_colour(PsgSvgReading *reading, const char *value)
{
    psg_svg_colour_parse(value, &reading->look->colour, &reading->look->colour_opacity);
}

static void
set_fill(PsgSvgReading *reading, const char *value)
{
    read_paint(reading, value, &reading->look->fill);
}

static void
set_stroke(PsgSvgReading *reading, const char *value)
{
    read_paint(reading, value, &reading->look->stroke);
}

static void
set_fill_opacity(PsgSvgReading *reading, const char *value)
{
    reading->look->fill_opacity = read_share(value, reading->look->fill_opacity);
}

static void
set_stroke_opacity(PsgSvgReading *reading, const char *value)
{
    reading->look->stroke_opacity = read_share(value, reading->look->stroke_opacity);
}

static void
set_opacity(PsgSvgReading *reading, const char *value)
{
    reading->look->opacity = read_share(value, reading->look->opacity);
}

static void
set_stop_opacity(PsgSvgReading *reading, const char *value)
{
    reading->look->stop_opacity = read_share(value, reading->look->stop_opacity);
}

static void
set_stop_colour(PsgSvgReading *reading, const char *value)
{
    PsgSvgPaint paint = {.kind = PSG_SVG_NO_PAINT};
    read_paint(reading, value, &paint);
    if (paint.kind == PSG_SVG_COLOUR) {
        reading->look->stop_colour = paint.colour;
        reading->look->stop_opacity *= paint.opacity;
    }
}

static void
set_stroke_width(PsgSvgReading *reading, const char *value)
{
    double width = psg_svg_length_get(value, reading->diagonal, reading->look->font_size, -1);
    if (width >= 0)
        reading->look->stroke_width = width;
}

static void
set_miter_limit(PsgSvgReading *reading, const char *value)
{
    double limit;
    if (psg_svg_number_read(&value, &limit) && limit >= 1)
        reading->look->miter_limit = limit;
}

static void
set_cap(PsgSvgReading *reading, const char *value)
{
    static const char *const words[] = {"butt", "round", "square", NULL};
    reading->look->cap = find_word(value, words, reading->look->cap);
}

static void
set_join(PsgSvgReading *reading, const char *value)
{
    static const char *const words[] = {"miter", "round", "bevel", NULL};
    reading->look->join = find_word(value, words, reading->look->join);
}

static void
set_dashes(PsgSvgReading *reading, const char *value)
{
    PsgSvgLook *look = reading->look;
    guint count = 0;
    double sum = 0;
    while (count < PSG_SVG_DASHES && *value) {
        value += strspn(value, " \t\n\r,");
        gsize length = strcspn(value, " \t\n\r,");
        g_autofree char *word = g_strndup(value, length);
        double dash = psg_svg_length_get(word, reading->diagonal, look->font_size, -1);
        if (dash < 0)
            break;
        sum += look->dashes[count++] = dash;
        value += length;
    }
    look->dash_count = sum > 0 ? count : 0;
}

static void
set_dash_offset(PsgSvgReading *reading, const char *value)
{
    reading->look->dash_offset =
            psg_svg_length_get(value, reading->diagonal, reading->look->font_size, 0);
}

static void
set_fill_rule(PsgSvgReading *reading, const char *value)
{
    reading->look->is_even_odd = g_str_equal(value, "evenodd");
}

static void
set_clip_rule(PsgSvgReading *reading, const char *value)
{
    reading->look->is_clip_even_odd = g_str_equal(value, "evenodd");
}

static void
set_visibility(PsgSvgReading *reading, const char *value)
{
    reading->look->is_visible = g_str_equal(value, "visible");
}

static void
set_display(PsgSvgReading *reading, const char *value)
{
    reading->look->is_displayed = !g_str_equal(value, "none");
}

static void
set_overflow(PsgSvgReading *reading, const char *value)
{
    reading->look->may_stand_out = g_str_equal(value, "visible") || g_str_equal(value, "auto");
}

static void
set_font_size(PsgSvgReading *reading, const char *value)
{
    static const char *const words[] = {"xx-small", "x-small", "small", "medium", "large",
            "x-large", "xx-large", "smaller", "larger", NULL};
    static const double sizes[] = {9, 10, 13, 16, 18, 24, 32};
    double inherited = reading->parent->font_size;
    guint word = find_word(value, words, G_N_ELEMENTS(words));
    double size = word < G_N_ELEMENTS(sizes) ? sizes[word]
                  : word == 7                ? inherited / 1.2
                  : word == 8                ? inherited * 1.2
                              : psg_svg_length_get(value, inherited, inherited, inherited);
    if (size >= 0 && size < 1e6)
        reading->look->font_size = size;
}

static void
set_font_weight(PsgSvgReading *reading, const char *value)
{
    double number;
    if (psg_svg_number_read(&value, &number))
        reading->look->is_bold = number >= 600;
    else if (!g_str_equal(value, "inherit"))
        reading->look->is_bold = g_str_has_prefix(value, "bold");
}

static void
set_font_style(PsgSvgReading *reading, const char *value)
{
    reading->look->is_italic = g_str_equal(value, "italic") || g_str_has_prefix(value, "oblique");
}

/* "bold 12px/1.5 Arial": the words before the size say weight and style. */
static void
set_font(PsgSvgReading *reading, const char *value)
{
    g_auto(GStrv) words = g_strsplit_set(value, " /", 16);
    reading->look->is_bold = reading->look->is_italic = FALSE;
    for (guint i = 0; words[i]; i++) {
        if (g_ascii_isdigit(words[i][0]) && strpbrk(words[i], "empctin%")) {
            set_font_size(reading, words[i]);
            return;
        }
        if (g_str_equal(words[i], "italic") || g_str_equal(words[i], "oblique"))
            reading->look->is_italic = TRUE;
        else if (g_str_has_prefix(words[i], "bold") || strtoul(words[i], NULL, 10) >= 600)
            reading->look->is_bold = TRUE;
    }
}

static void
set_letter_spacing(PsgSvgReading *reading, const char *value)
{
    reading->look->letter_spacing = psg_svg_length_get(value, 0, reading->look->font_size, 0);
}

static void
set_anchor(PsgSvgReading *reading, const char *value)
{
    static const char *const words[] = {"start", "middle", "end", NULL};
    reading->look->anchor = find_word(value, words, reading->look->anchor);
}

static void
set_baseline(PsgSvgReading *reading, const char *value)
{
    g_strlcpy(reading->look->baseline, value, sizeof reading->look->baseline);
}

static void
set_baseline_shift(PsgSvgReading *reading, const char *value)
{
    double size = reading->parent->font_size;
    double shift = g_str_equal(value, "super") ? size * 0.4
                   : g_str_equal(value, "sub") ? size * -0.2
                                               : psg_svg_length_get(value, size, size, 0);
    reading->look->baseline_shift = shift;
}

static void
set_direction(PsgSvgReading *reading, const char *value)
{
    reading->look->is_right_to_left = g_str_equal(value, "rtl");
}

static void
set_decoration(PsgSvgReading *reading, const char *value)
{
    reading->look->is_underlined = strstr(value, "underline") != NULL;
    reading->look->is_struck = strstr(value, "line-through") != NULL;
}

static void
set_white_space(PsgSvgReading *reading, const char *value)
{
    reading->look->keeps_spaces = g_str_has_prefix(value, "pre");
}

static void
set_marker_start(PsgSvgReading *reading, const char *value)
{
    read_reference(value, reading->look->markers[0]);
}

static void
set_marker_mid(PsgSvgReading *reading, const char *value)
{
    read_reference(value, reading->look->markers[1]);
}

static void
set_marker_end(PsgSvgReading *reading, const char *value)
{
    read_reference(value, reading->look->markers[2]);
}

static void
set_marker(PsgSvgReading *reading, const char *value)
{
    for (guint i = 0; i < 3; i++)
        read_reference(value, reading->look->markers[i]);
}

static void
set_clip(PsgSvgReading *reading, const char *value)
{
    read_reference(value, reading->look->clip);
}

static void
set_mask(PsgSvgReading *reading, const char *value)
{
    read_reference(value, reading->look->mask);
}

static void
set_filter(PsgSvgReading *reading, const char *value)
{
    g_strlcpy(reading->look->filter, g_str_equal(value, "none") ? "" : value,
            sizeof reading->look->filter);
}

static void
set_vector_effect(PsgSvgReading *reading, const char *value)
{
    reading->look->has_fixed_stroke = g_str_equal(value, "non-scaling-stroke");
}

static void
set_transform(PsgSvgReading *reading, const char *value)
{
    g_strlcpy(reading->look->transform, value, sizeof reading->look->transform);
}

typedef struct {
    const char *name;
    Setter set;
} Property;

/* By name, for the search. */
static const Property properties[] = {
        {"baseline-shift", set_baseline_shift},
        {"clip-path", set_clip},
        {"clip-rule", set_clip_rule},
        {"color", set_colour},
        {"direction", set_direction},
        {"display", set_display},
        {"dominant-baseline", set_baseline},
        {"fill", set_fill},
        {"fill-opacity", set_fill_opacity},
        {"fill-rule", set_fill_rule},
        {"filter", set_filter},
        {"font", set_font},
        {"font-size", set_font_size},
        {"font-style", set_font_style},
        {"font-weight", set_font_weight},
        {"letter-spacing", set_letter_spacing},
        {"marker", set_marker},
        {"marker-end", set_marker_end},
        {"marker-mid", set_marker_mid},
        {"marker-start", set_marker_start},
        {"mask", set_mask},
        {"opacity", set_opacity},
        {"overflow", set_overflow},
        {"stop-color", set_stop_colour},
        {"stop-opacity", set_stop_opacity},
        {"stroke", set_stroke},
        {"stroke-dasharray", set_dashes},
        {"stroke-dashoffset", set_dash_offset},
        {"stroke-linecap", set_cap},
        {"stroke-linejoin", set_join},
        {"stroke-miterlimit", set_miter_limit},
        {"stroke-opacity", set_stroke_opacity},
        {"stroke-width", set_stroke_width},
        {"text-anchor", set_anchor},
        {"text-decoration", set_decoration},
        {"transform", set_transform},
        {"vector-effect", set_vector_effect},
        {"visibility", set_visibility},
        {"white-space", set_white_space},
};

static int
compare_property(const void *key, const void *property)
{
    return strcmp(key, ((const Property *)property)->name);
}

void
psg_svg_property_set(PsgSvgReading *reading, const char *name, const char *value)
{
    const Property *property = bsearch(
            name, properties, G_N_ELEMENTS(properties), sizeof *properties, compare_property);
    if (property)
        property->set(reading, value);
}
