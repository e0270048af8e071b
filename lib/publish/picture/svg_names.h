/* The names of SVG that Plainsong lets through, and where they may stand. SVG 1.1 second edition,
 * and of SVG 2 what browsers and validators agree on; nothing that moves, loads or runs. */
#pragma once
#include <glib.h>

/* What an element is, and as a set: which elements it may hold. */
typedef enum {
    PSG_SVG_DESCRIPTION = 1 << 0, /* title, desc */
    PSG_SVG_STRUCTURE =
            1 << 1, /* svg, g, switch, symbol, defs, markers, paints, filters, clip paths, masks */
    PSG_SVG_SHAPE = 1 << 2,     /* what a clip path may hold too: shapes, text, use */
    PSG_SVG_TEXT_PART = 1 << 3, /* tspan, textPath */
    PSG_SVG_STOP = 1 << 4,
    PSG_SVG_PRIMITIVE = 1 << 5, /* of a filter */
    PSG_SVG_MERGE = 1 << 6,
    PSG_SVG_TRANSFER = 1 << 7,
    PSG_SVG_LIGHT = 1 << 8,
    PSG_SVG_CHARACTERS = 1 << 9, /* only in the set of what it may hold: text */
} PsgSvgKind;

typedef struct {
    const char *name;
    guint kind;
    guint holds;
    gboolean is_styled;     /* takes class, style and the presentation attributes */
    const char *attributes; /* its own, parted by blanks; one with '!' in front must be there for it
                               to show at all */
} PsgSvgElement;

/* The element of this name, or NULL when it does not pass. */
const PsgSvgElement *psg_svg_element_find(const char *name);

/* How many attributes it must have to show at all. */
guint psg_svg_element_count_required(const PsgSvgElement *element);

typedef enum {
    PSG_SVG_ATTRIBUTE_UNKNOWN,  /* does not pass */
    PSG_SVG_ATTRIBUTE_PLAIN,    /* geometry and such: cannot lead anywhere */
    PSG_SVG_ATTRIBUTE_REQUIRED, /* plain, and without it the element shows nothing */
    PSG_SVG_ATTRIBUTE_STYLED,   /* a presentation attribute: its value is CSS */
    PSG_SVG_ATTRIBUTE_PROPERTY, /* a property that SVG 1.1 does not have as an attribute: to be
                                   written as style */
} PsgSvgAttributeKind;

PsgSvgAttributeKind psg_svg_attribute_find(const PsgSvgElement *element, const char *name);

/* TRUE when `value` is one of the words of a presentation attribute that takes only words, or it
 * takes anything. */
gboolean psg_svg_attribute_accepts(const char *name, const char *value);

/* TRUE for a CSS property that a static picture has use for. */
gboolean psg_svg_property_is_known(const char *name);

/* The id as an XML name without a colon: every other byte becomes "_xHH_". The same id always gives
 * the same name. */
char *psg_svg_id_make_safe(const char *id);
