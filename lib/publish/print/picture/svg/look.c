/* See look.h. Presentation attributes first, then rules by their weight, then the style attribute.
 */
#include "publish/print/picture/svg/look.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "publish/picture/svg_style.h"
#include "publish/print/picture/svg/colour.h"
#include "publish/print/picture/svg/geometry.h"

/* What a setter may need beside the value. */
typedef struct {
    PsgSvgLook *look;
    const PsgSvgLook *parent;
    double width, height, diagonal; /* of the viewport */
} Reading;

typedef void (*Setter)(Reading *reading, const char *value);

void
psg_svg_look_init(PsgSvgLook *look)
{
    *look = (PsgSvgLook){.fill = {.kind = PSG_SVG_COLOUR, .opacity = 1},
            .colour_opacity = 1,
            .fill_opacity = 1,
            .stroke_opacity = 1,
            .stroke_width = 1,
            .miter_limit = 4,
            .is_visible = TRUE,
            .font_size = 16,
            .opacity = 1,
            .is_displayed = TRUE,
            .stop_opacity = 1};
}

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
read_paint(Reading *reading, const char *value, PsgSvgPaint *paint)
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
set_colour(Reading *reading, const char *value)
{
    psg_svg_colour_parse(value, &reading->look->colour, &reading->look->colour_opacity);
}

static void
set_fill(Reading *reading, const char *value)
{
    read_paint(reading, value, &reading->look->fill);
}

static void
set_stroke(Reading *reading, const char *value)
{
    read_paint(reading, value, &reading->look->stroke);
}

static void
set_fill_opacity(Reading *reading, const char *value)
{
    reading->look->fill_opacity = read_share(value, reading->look->fill_opacity);
}

static void
set_stroke_opacity(Reading *reading, const char *value)
{
    reading->look->stroke_opacity = read_share(value, reading->look->stroke_opacity);
}

static void
set_opacity(Reading *reading, const char *value)
{
    reading->look->opacity = read_share(value, reading->look->opacity);
}

static void
set_stop_opacity(Reading *reading, const char *value)
{
    reading->look->stop_opacity = read_share(value, reading->look->stop_opacity);
}

static void
set_stop_colour(Reading *reading, const char *value)
{
    PsgSvgPaint paint = {.kind = PSG_SVG_NO_PAINT};
    read_paint(reading, value, &paint);
    if (paint.kind == PSG_SVG_COLOUR) {
        reading->look->stop_colour = paint.colour;
        reading->look->stop_opacity *= paint.opacity;
    }
}

static void
set_stroke_width(Reading *reading, const char *value)
{
    double width = psg_svg_length_get(value, reading->diagonal, reading->look->font_size, -1);
    if (width >= 0)
        reading->look->stroke_width = width;
}

static void
set_miter_limit(Reading *reading, const char *value)
{
    double limit;
    if (psg_svg_number_read(&value, &limit) && limit >= 1)
        reading->look->miter_limit = limit;
}

static void
set_cap(Reading *reading, const char *value)
{
    static const char *const words[] = {"butt", "round", "square", NULL};
    reading->look->cap = find_word(value, words, reading->look->cap);
}

static void
set_join(Reading *reading, const char *value)
{
    static const char *const words[] = {"miter", "round", "bevel", NULL};
    reading->look->join = find_word(value, words, reading->look->join);
}

static void
set_dashes(Reading *reading, const char *value)
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
set_dash_offset(Reading *reading, const char *value)
{
    reading->look->dash_offset =
            psg_svg_length_get(value, reading->diagonal, reading->look->font_size, 0);
}

static void
set_fill_rule(Reading *reading, const char *value)
{
    reading->look->is_even_odd = g_str_equal(value, "evenodd");
}

static void
set_clip_rule(Reading *reading, const char *value)
{
    reading->look->is_clip_even_odd = g_str_equal(value, "evenodd");
}

static void
set_visibility(Reading *reading, const char *value)
{
    reading->look->is_visible = g_str_equal(value, "visible");
}

static void
set_display(Reading *reading, const char *value)
{
    reading->look->is_displayed = !g_str_equal(value, "none");
}

static void
set_overflow(Reading *reading, const char *value)
{
    reading->look->may_stand_out = g_str_equal(value, "visible") || g_str_equal(value, "auto");
}

static void
set_font_size(Reading *reading, const char *value)
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
set_font_weight(Reading *reading, const char *value)
{
    double number;
    if (psg_svg_number_read(&value, &number))
        reading->look->is_bold = number >= 600;
    else if (!g_str_equal(value, "inherit"))
        reading->look->is_bold = g_str_has_prefix(value, "bold");
}

static void
set_font_style(Reading *reading, const char *value)
{
    reading->look->is_italic = g_str_equal(value, "italic") || g_str_has_prefix(value, "oblique");
}

/* "bold 12px/1.5 Arial": the words before the size say weight and style. */
static void
set_font(Reading *reading, const char *value)
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
set_letter_spacing(Reading *reading, const char *value)
{
    reading->look->letter_spacing = psg_svg_length_get(value, 0, reading->look->font_size, 0);
}

static void
set_anchor(Reading *reading, const char *value)
{
    static const char *const words[] = {"start", "middle", "end", NULL};
    reading->look->anchor = find_word(value, words, reading->look->anchor);
}

static void
set_baseline(Reading *reading, const char *value)
{
    g_strlcpy(reading->look->baseline, value, sizeof reading->look->baseline);
}

static void
set_baseline_shift(Reading *reading, const char *value)
{
    double size = reading->parent->font_size;
    double shift = g_str_equal(value, "super") ? size * 0.4
                   : g_str_equal(value, "sub") ? size * -0.2
                                               : psg_svg_length_get(value, size, size, 0);
    reading->look->baseline_shift = shift;
}

static void
set_direction(Reading *reading, const char *value)
{
    reading->look->is_right_to_left = g_str_equal(value, "rtl");
}

static void
set_decoration(Reading *reading, const char *value)
{
    reading->look->is_underlined = strstr(value, "underline") != NULL;
    reading->look->is_struck = strstr(value, "line-through") != NULL;
}

static void
set_white_space(Reading *reading, const char *value)
{
    reading->look->keeps_spaces = g_str_has_prefix(value, "pre");
}

static void
set_marker_start(Reading *reading, const char *value)
{
    read_reference(value, reading->look->markers[0]);
}

static void
set_marker_mid(Reading *reading, const char *value)
{
    read_reference(value, reading->look->markers[1]);
}

static void
set_marker_end(Reading *reading, const char *value)
{
    read_reference(value, reading->look->markers[2]);
}

static void
set_marker(Reading *reading, const char *value)
{
    for (guint i = 0; i < 3; i++)
        read_reference(value, reading->look->markers[i]);
}

static void
set_clip(Reading *reading, const char *value)
{
    read_reference(value, reading->look->clip);
}

static void
set_mask(Reading *reading, const char *value)
{
    read_reference(value, reading->look->mask);
}

static void
set_filter(Reading *reading, const char *value)
{
    g_strlcpy(reading->look->filter, g_str_equal(value, "none") ? "" : value,
            sizeof reading->look->filter);
}

static void
set_vector_effect(Reading *reading, const char *value)
{
    reading->look->has_fixed_stroke = g_str_equal(value, "non-scaling-stroke");
}

static void
set_transform(Reading *reading, const char *value)
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

/* TRUE for what other properties are counted in: font sizes, and the current colour. */
static gboolean
is_first(const char *name)
{
    return g_str_equal(name, "font-size") || g_str_equal(name, "font") ||
           g_str_equal(name, "color");
}

static void
apply(Reading *reading, const GArray *declarations, gboolean are_first)
{
    for (guint i = 0; i < declarations->len; i++) {
        const PsgSvgDeclaration *declaration = &g_array_index(declarations, PsgSvgDeclaration, i);
        if (is_first(declaration->name) != are_first || g_str_equal(declaration->value, "inherit"))
            continue;
        const Property *property = bsearch(declaration->name, properties, G_N_ELEMENTS(properties),
                sizeof *properties, compare_property);
        if (property)
            property->set(reading, declaration->value);
    }
}

/* Presentation attributes. `transform` is geometry, which the drawer reads itself. */
static void
add_attributes(const xmlNode *element, GArray *declarations)
{
    for (const xmlAttr *attribute = element->properties; attribute; attribute = attribute->next) {
        const char *name = (const char *)attribute->name;
        const xmlNode *text = attribute->children;
        if (text && text->content && !g_str_equal(name, "style") &&
                !g_str_equal(name, "transform") && !g_str_equal(name, "font")) {
            PsgSvgDeclaration declaration = {name, (const char *)text->content};
            g_array_append_val(declarations, declaration);
        }
    }
}

static void
reset_uninherited(PsgSvgLook *look)
{
    look->opacity = 1;
    *look->clip = *look->mask = *look->filter = '\0';
    look->is_displayed = TRUE;
    look->may_stand_out = FALSE;
    look->stop_colour = 0;
    look->stop_opacity = 1;
    look->has_fixed_stroke = FALSE;
    *look->transform = '\0';
}

guint
psg_svg_look_read(PsgSvgLook *look, const PsgSvgLook *parent, const xmlNode *element,
        const PsgSvgSheet *sheet, double width, double height)
{
    *look = *parent;
    reset_uninherited(look);
    look->baseline_shift =
            g_str_equal((const char *)element->name, "tspan") ? parent->baseline_shift : 0;
    g_autoptr(GArray) declarations = g_array_new(FALSE, FALSE, sizeof(PsgSvgDeclaration));
    add_attributes(element, declarations);
    guint work = psg_svg_sheet_match(sheet, element, declarations);
    const char *style = psg_svg_attribute_get(element, "style");
    g_autoptr(GString) clean = g_string_new(NULL);
    g_autoptr(GPtrArray) targets = g_ptr_array_new_with_free_func(g_free);
    if (style) {
        psg_svg_declarations_clean(style, clean, targets);
        psg_svg_declarations_parse(clean->str, declarations);
    }
    const char *space = psg_svg_attribute_get(element, "space");
    if (space)
        look->keeps_spaces = g_str_equal(space, "preserve");
    Reading reading = {look, parent, width, height, sqrt((width * width + height * height) / 2)};
    apply(&reading, declarations, TRUE);
    apply(&reading, declarations, FALSE);
    return 1 + work / 16 + declarations->len / 4;
}
