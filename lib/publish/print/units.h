/* Lengths of print: whole 1/1024 points, as Pango counts, so that a page comes out the same on
 * every machine. A point is 1/72 inch. On a page x grows to the right and y DOWN from the top left
 * corner; only lib/publish/print/pdf knows that PDF counts from the bottom. */
#pragma once
#include <glib.h>

typedef gint32 PsgLength;

#define PSG_LENGTH_PER_POINT 1024
#define PSG_LENGTH_MAX G_MAXINT32
#define PSG_POINTS(points) ((PsgLength)((points)*PSG_LENGTH_PER_POINT))
#define PSG_MILLIMETRES(millimetres) PSG_POINTS((millimetres)*72 / 25.4)

typedef struct {
    PsgLength x, y, width, height;
} PsgBounds;

/* Red, green, blue from 0 to 255 as 0xRRGGBB. */
typedef guint32 PsgColour;
