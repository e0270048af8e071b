/* Lengths and papers as people write them: "12pt", "20 mm", "145%", "A4". */
#pragma once
#include <glib.h>

typedef enum {
    PSG_MEASURE_BARE,    /* a number alone */
    PSG_MEASURE_POINTS,  /* a length; pt, mm, cm and in all become points of 1/72 inch */
    PSG_MEASURE_PERCENT, /* of something that the reader knows */
} PsgMeasureKind;

/* Reads digits with or without a decimal point, and a unit. FALSE when it is anything else, a
 * negative number or one above PSG_MEASURE_LIMIT points or per cent. No locale counts. */
#define PSG_MEASURE_LIMIT 10000
gboolean psg_measure_parse(const char *text, double *number, PsgMeasureKind *kind);

/* The sides of a paper in points, upright. FALSE when nothing of this name is known; upper and
 * lower case are the same. */
gboolean psg_measure_find_paper(const char *name, double *width, double *height);
/* Their names, NULL-terminated. */
extern const char *const psg_measure_papers[];
