/* Lengths and papers as people write them. See measure.h. */
#include "base/measure.h"

#include <string.h>

#define POINTS_PER_MILLIMETRE (72 / 25.4)

static const struct {
    const char *name;
    PsgMeasureKind kind;
    double factor;
} units[] = {
        {"", PSG_MEASURE_BARE, 1},
        {"pt", PSG_MEASURE_POINTS, 1},
        {"mm", PSG_MEASURE_POINTS, POINTS_PER_MILLIMETRE},
        {"cm", PSG_MEASURE_POINTS, 10 * POINTS_PER_MILLIMETRE},
        {"in", PSG_MEASURE_POINTS, 72},
        {"%", PSG_MEASURE_PERCENT, 1},
};

const char *const psg_measure_papers[] = {"A4", "A5", "letter", NULL};

/* Millimetres, in the order of the names: ISO 216, ANSI/ASME Y14.1. */
static const double paper_sides[][2] = {{210, 297}, {148, 210}, {215.9, 279.4}};

gboolean
psg_measure_parse(const char *text, double *number, PsgMeasureKind *kind)
{
    gsize digits = strspn(text, "0123456789"), length = digits;
    if (text[length] == '.') {
        gsize decimals = strspn(text + length + 1, "0123456789");
        if (decimals == 0)
            return FALSE;
        length += 1 + decimals;
    }
    if (digits == 0 || length > 20)
        return FALSE;
    const char *unit = text + length + strspn(text + length, " ");
    for (guint i = 0; i < G_N_ELEMENTS(units); i++) {
        if (g_ascii_strcasecmp(unit, units[i].name) != 0)
            continue;
        *number = g_ascii_strtod(text, NULL) * units[i].factor;
        *kind = units[i].kind;
        return *number <= PSG_MEASURE_LIMIT;
    }
    return FALSE;
}

gboolean
psg_measure_find_paper(const char *name, double *width, double *height)
{
    for (guint i = 0; psg_measure_papers[i]; i++) {
        if (g_ascii_strcasecmp(name, psg_measure_papers[i]) != 0)
            continue;
        *width = paper_sides[i][0] * POINTS_PER_MILLIMETRE;
        *height = paper_sides[i][1] * POINTS_PER_MILLIMETRE;
        return TRUE;
    }
    return FALSE;
}
