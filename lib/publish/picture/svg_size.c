/* Reading sizes. See svg_size.h. */
#include "publish/picture/svg_size.h"

#include <math.h>
#include <string.h>

#include "publish/picture/image.h"

gboolean
psg_svg_length_parse(const char *text, double *pixels)
{
    static const struct {
        const char *unit;
        double pixels;
    } units[] = {{"", 1}, {"px", 1}, {"pt", 4.0 / 3}, {"pc", 16}, {"in", 96}, {"cm", 96 / 2.54},
            {"mm", 9.6 / 2.54}};
    char *end;
    double number = g_ascii_strtod(text, &end);
    if (end == text || !isfinite(number) || number <= 0)
        return FALSE;
    g_autofree char *unit = g_ascii_strdown(end, -1);
    g_strstrip(unit);
    for (guint i = 0; i < G_N_ELEMENTS(units); i++) {
        if (strcmp(unit, units[i].unit) == 0) {
            *pixels = number * units[i].pixels;
            return TRUE;
        }
    }
    return FALSE;
}

gboolean
psg_svg_length_is_valid(const char *text)
{
    char *end;
    double number = g_ascii_strtod(text, &end);
    return end != text && isfinite(number) && number >= 0 && strlen(end) <= 2;
}

gboolean
psg_svg_view_box_parse(const char *text, double box[4])
{
    for (guint i = 0; i < 4; i++) {
        text += strspn(text, " \t\n\r,");
        char *end;
        box[i] = g_ascii_strtod(text, &end);
        if (end == text || !isfinite(box[i]))
            return FALSE;
        text = end;
    }
    return text[strspn(text, " \t\n\r")] == '\0' && box[2] > 0 && box[3] > 0;
}

guint
psg_svg_round_pixels(double pixels)
{
    return pixels >= PSG_IMAGE_DIMENSION_LIMIT ? PSG_IMAGE_DIMENSION_LIMIT
                                               : (guint)MAX(1, lround(pixels));
}
