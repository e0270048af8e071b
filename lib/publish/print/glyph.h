/* A glyph in its place: type makes them and pdf shows them, so that a run goes from one to the
 * other as it is. */
#pragma once
#include "publish/print/units.h"

typedef struct {
    guint glyph;         /* its number in the font */
    PsgLength x, y;      /* origin from the run's; y down */
    guint start, length; /* bytes of the text that its cluster stands for; the second and
                            later glyphs of a cluster have length 0 */
} PsgGlyph;
