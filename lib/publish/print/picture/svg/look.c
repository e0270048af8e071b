/* See look.h. Presentation attributes first, then rules by their weight, then the style attribute.
 */
#include "publish/print/picture/svg/look.h"

#include <math.h>
#include <string.h>

#include "publish/picture/svg_style.h"
#include "publish/print/picture/svg/property.h"

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

/* TRUE for what other properties are counted in: font sizes, and the current colour. */
static gboolean
is_first(const char *name)
{
    return g_str_equal(name, "font-size") || g_str_equal(name, "font") ||
           g_str_equal(name, "color");
}

static void
apply(PsgSvgReading *reading, const GArray *declarations, gboolean are_first)
{
    for (guint i = 0; i < declarations->len; i++) {
        const PsgSvgDeclaration *declaration = &g_array_index(declarations, PsgSvgDeclaration, i);
        if (is_first(declaration->name) != are_first || g_str_equal(declaration->value, "inherit"))
            continue;
        psg_svg_property_set(reading, declaration->name, declaration->value);
    }
}

/* Presentation attributes. `transform` is geometry, which the drawer reads itself. Returns how long
 * all attributes are together. */
static gsize
add_attributes(const xmlNode *element, GArray *declarations)
{
    gsize length = 0;
    for (const xmlAttr *attribute = element->properties; attribute; attribute = attribute->next) {
        const char *name = (const char *)attribute->name;
        const xmlNode *text = attribute->children;
        length += text && text->content ? strlen((const char *)text->content) : 0;
        if (text && text->content && !g_str_equal(name, "style") &&
                !g_str_equal(name, "transform") && !g_str_equal(name, "font")) {
            PsgSvgDeclaration declaration = {name, (const char *)text->content};
            g_array_append_val(declarations, declaration);
        }
    }
    return length;
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
    gsize length = add_attributes(element, declarations);
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
    PsgSvgReading reading = {
            look, parent, width, height, sqrt((width * width + height * height) / 2)};
    apply(&reading, declarations, TRUE);
    apply(&reading, declarations, FALSE);
    return 1 + work / 16 + declarations->len / 4 + (guint)(length / 128);
}
