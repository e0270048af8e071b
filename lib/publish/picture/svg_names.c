/* The tables of what passes of SVG. See svg_names.h; SVG 1.1 second edition, appendices M and N. */
#include "publish/picture/svg_names.h"

#include <stdlib.h>
#include <string.h>

#define DRAWN (PSG_SVG_DESCRIPTION | PSG_SVG_STRUCTURE | PSG_SVG_SHAPE)
#define TEXT (PSG_SVG_DESCRIPTION | PSG_SVG_TEXT_PART | PSG_SVG_CHARACTERS)
#define REGION "x y width height "
#define PRIMITIVE REGION "result "
#define GRADIENT "href gradientUnits gradientTransform spreadMethod "
#define TRANSFER "!type tableValues slope intercept amplitude exponent offset"
#define LIGHT "x y z "

/* By name, for the search. */
static const PsgSvgElement elements[] = {
        {"circle", PSG_SVG_SHAPE, PSG_SVG_DESCRIPTION, TRUE, "cx cy !r transform"},
        {"clipPath", PSG_SVG_STRUCTURE, PSG_SVG_DESCRIPTION | PSG_SVG_SHAPE, TRUE,
                "transform clipPathUnits"},
        {"defs", PSG_SVG_STRUCTURE, DRAWN, TRUE, "transform"},
        {"desc", PSG_SVG_DESCRIPTION, PSG_SVG_CHARACTERS, FALSE, ""},
        {"ellipse", PSG_SVG_SHAPE, PSG_SVG_DESCRIPTION, TRUE, "cx cy !rx !ry transform"},
        {"feBlend", PSG_SVG_PRIMITIVE, 0, TRUE, PRIMITIVE "in !in2 mode"},
        {"feColorMatrix", PSG_SVG_PRIMITIVE, 0, TRUE, PRIMITIVE "in type values"},
        {"feComponentTransfer", PSG_SVG_PRIMITIVE, PSG_SVG_TRANSFER, TRUE, PRIMITIVE "in"},
        {"feComposite", PSG_SVG_PRIMITIVE, 0, TRUE, PRIMITIVE "in !in2 operator k1 k2 k3 k4"},
        {"feConvolveMatrix", PSG_SVG_PRIMITIVE, 0, TRUE,
                PRIMITIVE
                "in order !kernelMatrix divisor bias targetX targetY edgeMode preserveAlpha"},
        {"feDiffuseLighting", PSG_SVG_PRIMITIVE, PSG_SVG_LIGHT, TRUE,
                PRIMITIVE "in surfaceScale diffuseConstant"},
        {"feDisplacementMap", PSG_SVG_PRIMITIVE, 0, TRUE,
                PRIMITIVE "in !in2 scale xChannelSelector yChannelSelector"},
        {"feDistantLight", PSG_SVG_LIGHT, 0, FALSE, "azimuth elevation"},
        {"feDropShadow", PSG_SVG_PRIMITIVE, 0, TRUE, PRIMITIVE "in stdDeviation dx dy"},
        {"feFlood", PSG_SVG_PRIMITIVE, 0, TRUE, PRIMITIVE},
        {"feFuncA", PSG_SVG_TRANSFER, 0, FALSE, TRANSFER},
        {"feFuncB", PSG_SVG_TRANSFER, 0, FALSE, TRANSFER},
        {"feFuncG", PSG_SVG_TRANSFER, 0, FALSE, TRANSFER},
        {"feFuncR", PSG_SVG_TRANSFER, 0, FALSE, TRANSFER},
        {"feGaussianBlur", PSG_SVG_PRIMITIVE, 0, TRUE, PRIMITIVE "in stdDeviation"},
        {"feMerge", PSG_SVG_PRIMITIVE, PSG_SVG_MERGE, TRUE, PRIMITIVE},
        {"feMergeNode", PSG_SVG_MERGE, 0, FALSE, "in"},
        {"feMorphology", PSG_SVG_PRIMITIVE, 0, TRUE, PRIMITIVE "in operator radius"},
        {"feOffset", PSG_SVG_PRIMITIVE, 0, TRUE, PRIMITIVE "in dx dy"},
        {"fePointLight", PSG_SVG_LIGHT, 0, FALSE, LIGHT},
        {"feSpecularLighting", PSG_SVG_PRIMITIVE, PSG_SVG_LIGHT, TRUE,
                PRIMITIVE "in surfaceScale specularConstant specularExponent"},
        {"feSpotLight", PSG_SVG_LIGHT, 0, FALSE,
                LIGHT "pointsAtX pointsAtY pointsAtZ specularExponent limitingConeAngle"},
        {"feTile", PSG_SVG_PRIMITIVE, 0, TRUE, PRIMITIVE "in"},
        {"feTurbulence", PSG_SVG_PRIMITIVE, 0, TRUE,
                PRIMITIVE "baseFrequency numOctaves seed stitchTiles type"},
        {"filter", PSG_SVG_STRUCTURE, PSG_SVG_DESCRIPTION | PSG_SVG_PRIMITIVE, TRUE,
                REGION "filterUnits primitiveUnits"},
        {"g", PSG_SVG_STRUCTURE, DRAWN, TRUE, "transform"},
        {"image", PSG_SVG_STRUCTURE, PSG_SVG_DESCRIPTION, TRUE,
                "!href x y !width !height preserveAspectRatio transform"},
        {"line", PSG_SVG_SHAPE, PSG_SVG_DESCRIPTION, TRUE, "x1 y1 x2 y2 transform"},
        {"linearGradient", PSG_SVG_STRUCTURE, PSG_SVG_DESCRIPTION | PSG_SVG_STOP, TRUE,
                GRADIENT "x1 y1 x2 y2"},
        {"marker", PSG_SVG_STRUCTURE, DRAWN, TRUE,
                "viewBox preserveAspectRatio refX refY markerUnits markerWidth markerHeight "
                "orient"},
        {"mask", PSG_SVG_STRUCTURE, DRAWN, TRUE, REGION "maskUnits maskContentUnits"},
        {"path", PSG_SVG_SHAPE, PSG_SVG_DESCRIPTION, TRUE, "!d pathLength transform"},
        {"pattern", PSG_SVG_STRUCTURE, DRAWN, TRUE,
                REGION "href viewBox preserveAspectRatio patternUnits patternContentUnits "
                       "patternTransform"},
        {"polygon", PSG_SVG_SHAPE, PSG_SVG_DESCRIPTION, TRUE, "!points transform"},
        {"polyline", PSG_SVG_SHAPE, PSG_SVG_DESCRIPTION, TRUE, "!points transform"},
        {"radialGradient", PSG_SVG_STRUCTURE, PSG_SVG_DESCRIPTION | PSG_SVG_STOP, TRUE,
                GRADIENT "cx cy r fx fy"},
        {"rect", PSG_SVG_SHAPE, PSG_SVG_DESCRIPTION, TRUE, "x y !width !height rx ry transform"},
        {"stop", PSG_SVG_STOP, 0, TRUE, "offset"},
        {"style", PSG_SVG_STRUCTURE, PSG_SVG_CHARACTERS, FALSE, "media type"},
        {"svg", PSG_SVG_STRUCTURE, DRAWN, TRUE, REGION "viewBox preserveAspectRatio"},
        {"switch", PSG_SVG_STRUCTURE, DRAWN, TRUE, "transform"},
        {"symbol", PSG_SVG_STRUCTURE, DRAWN, TRUE, "viewBox preserveAspectRatio"},
        {"text", PSG_SVG_SHAPE, TEXT, TRUE, "x y dx dy rotate textLength lengthAdjust transform"},
        {"textPath", PSG_SVG_TEXT_PART, TEXT, TRUE,
                "!href startOffset method spacing textLength lengthAdjust"},
        {"title", PSG_SVG_DESCRIPTION, PSG_SVG_CHARACTERS, FALSE, ""},
        {"tspan", PSG_SVG_TEXT_PART, TEXT, TRUE, "x y dx dy rotate textLength lengthAdjust"},
        {"use", PSG_SVG_SHAPE, PSG_SVG_DESCRIPTION, TRUE, "!href " REGION "transform"},
};

typedef struct {
    const char *name;
    gboolean is_attribute; /* SVG 1.1 has it as an attribute too */
    const char *words;     /* the only values it takes, parted by blanks; NULL: any */
} Property;

/* By name. Those that browsers animate with, load with or place over the page are not here. */
static const Property properties[] = {
        {"alignment-baseline", TRUE, NULL},
        {"baseline-shift", TRUE, NULL},
        {"clip", TRUE, NULL},
        {"clip-path", TRUE, NULL},
        {"clip-rule", TRUE, "nonzero evenodd inherit"},
        {"color", TRUE, NULL},
        {"color-interpolation", TRUE, "auto sRGB linearRGB inherit"},
        {"color-interpolation-filters", TRUE, "auto sRGB linearRGB inherit"},
        {"color-rendering", TRUE, "auto optimizeSpeed optimizeQuality inherit"},
        {"direction", TRUE, "ltr rtl inherit"},
        {"display", TRUE, NULL},
        {"dominant-baseline", TRUE, NULL},
        {"fill", TRUE, NULL},
        {"fill-opacity", TRUE, NULL},
        {"fill-rule", TRUE, "nonzero evenodd inherit"},
        {"filter", TRUE, NULL},
        {"flood-color", TRUE, NULL},
        {"flood-opacity", TRUE, NULL},
        {"font", FALSE, NULL},
        {"font-family", TRUE, NULL},
        {"font-size", TRUE, NULL},
        {"font-size-adjust", TRUE, NULL},
        {"font-stretch", TRUE, NULL},
        {"font-style", TRUE, "normal italic oblique inherit"},
        {"font-variant", TRUE, NULL},
        {"font-weight", TRUE, NULL},
        {"image-rendering", TRUE, "auto optimizeSpeed optimizeQuality inherit"},
        {"isolation", FALSE, NULL},
        {"letter-spacing", TRUE, NULL},
        {"lighting-color", TRUE, NULL},
        {"line-height", FALSE, NULL},
        {"marker", FALSE, NULL},
        {"marker-end", TRUE, NULL},
        {"marker-mid", TRUE, NULL},
        {"marker-start", TRUE, NULL},
        {"mask", TRUE, NULL},
        {"mask-type", FALSE, NULL},
        {"mix-blend-mode", FALSE, NULL},
        {"opacity", TRUE, NULL},
        {"overflow", TRUE, "visible hidden scroll auto inherit"},
        {"paint-order", FALSE, NULL},
        {"shape-rendering", TRUE, "auto optimizeSpeed crispEdges geometricPrecision inherit"},
        {"stop-color", TRUE, NULL},
        {"stop-opacity", TRUE, NULL},
        {"stroke", TRUE, NULL},
        {"stroke-dasharray", TRUE, NULL},
        {"stroke-dashoffset", TRUE, NULL},
        {"stroke-linecap", TRUE, "butt round square inherit"},
        {"stroke-linejoin", TRUE, "miter round bevel inherit"},
        {"stroke-miterlimit", TRUE, NULL},
        {"stroke-opacity", TRUE, NULL},
        {"stroke-width", TRUE, NULL},
        {"text-anchor", TRUE, "start middle end inherit"},
        {"text-decoration", TRUE, NULL},
        {"text-rendering", TRUE,
                "auto optimizeSpeed optimizeLegibility geometricPrecision inherit"},
        {"transform", FALSE, NULL},
        {"transform-origin", FALSE, NULL},
        {"unicode-bidi", TRUE, NULL},
        {"vector-effect", FALSE, NULL},
        {"visibility", TRUE, "visible hidden collapse inherit"},
        {"white-space", FALSE, NULL},
        {"word-spacing", TRUE, NULL},
        {"writing-mode", TRUE, NULL},
};

static int
compare_element(const void *key, const void *element)
{
    return strcmp(key, ((const PsgSvgElement *)element)->name);
}

static int
compare_property(const void *key, const void *property)
{
    return strcmp(key, ((const Property *)property)->name);
}

static const Property *
find_property(const char *name)
{
    return bsearch(
            name, properties, G_N_ELEMENTS(properties), sizeof *properties, compare_property);
}

/* TRUE when `word` is one of `words`; `is_required` (nullable) tells whether it has a '!' in front.
 */
static gboolean
is_among(const char *word, const char *words, gboolean *is_required)
{
    gsize length = strlen(word);
    for (const char *at = words; *at;) {
        gboolean is_marked = *at == '!';
        at += is_marked;
        gsize span = strcspn(at, " ");
        if (span == length && memcmp(at, word, length) == 0) {
            if (is_required)
                *is_required = is_marked;
            return TRUE;
        }
        at += span;
        at += strspn(at, " ");
    }
    return FALSE;
}

const PsgSvgElement *
psg_svg_element_find(const char *name)
{
    return bsearch(name, elements, G_N_ELEMENTS(elements), sizeof *elements, compare_element);
}

PsgSvgAttributeKind
psg_svg_attribute_find(const PsgSvgElement *element, const char *name)
{
    gboolean is_required = FALSE;
    if (is_among(name, element->attributes, &is_required))
        return is_required ? PSG_SVG_ATTRIBUTE_REQUIRED : PSG_SVG_ATTRIBUTE_PLAIN;
    const Property *property = element->is_styled ? find_property(name) : NULL;
    if (!property || strcmp(name, "transform") == 0)
        return PSG_SVG_ATTRIBUTE_UNKNOWN;
    return property->is_attribute ? PSG_SVG_ATTRIBUTE_STYLED : PSG_SVG_ATTRIBUTE_PROPERTY;
}

gboolean
psg_svg_attribute_accepts(const char *name, const char *value)
{
    const Property *property = find_property(name);
    return !property || !property->words || is_among(value, property->words, NULL);
}

guint
psg_svg_element_count_required(const PsgSvgElement *element)
{
    guint count = 0;
    for (const char *at = element->attributes; *at; at++)
        count += *at == '!';
    return count;
}

gboolean
psg_svg_property_is_known(const char *name)
{
    return find_property(name) != NULL;
}

char *
psg_svg_id_make_safe(const char *id)
{
    GString *safe = g_string_new(NULL);
    if (!g_ascii_isalpha(*id) && *id != '_')
        g_string_append_c(safe, '_');
    for (; *id; id++) {
        if (g_ascii_isalnum(*id) || strchr("-._", *id))
            g_string_append_c(safe, *id);
        else
            g_string_append_printf(safe, "_x%02X_", (guint)(guchar)*id);
    }
    return g_string_free(safe, FALSE);
}
