/* The properties of SVG and CSS that a drawing knows, each read from its text. SVG 1.1, appendix N.
 */
#pragma once
#include "publish/print/picture/svg/look.h"

/* What a property may need beside its value. */
typedef struct {
    PsgSvgLook *look;
    const PsgSvgLook *parent;
    double width, height, diagonal; /* of the viewport */
} PsgSvgReading;

/* Sets a property in `reading->look`; unknown names and values that are none change nothing. */
void psg_svg_property_set(PsgSvgReading *reading, const char *name, const char *value);
