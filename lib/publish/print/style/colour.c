/* Whether words can be read on their ground. WCAG 2.2, success criterion 1.4.3: at least 4.5 to 1
 * for text; the default theme keeps 7 to 1 (1.4.6). */
#include <math.h>

#include "publish/print/style/draft.h"

#define CONTRAST_MIN 4.5
#define PAPER 0xffffff

static double
measure_lightness(PsgColour colour)
{
    static const double weights[] = {0.0722, 0.7152, 0.2126}; /* blue, green, red */
    double lightness = 0;
    for (guint i = 0; i < 3; i++) {
        double part = ((colour >> (8 * i)) & 0xff) / 255.0;
        lightness +=
                weights[i] * (part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4));
    }
    return lightness;
}

double
psg_colour_measure_contrast(PsgColour a, PsgColour b)
{
    double first = measure_lightness(a) + 0.05, second = measure_lightness(b) + 0.05;
    return first > second ? first / second : second / first;
}

static gboolean
check_pair(const PsgStylePlace *place, PsgColour words, PsgColour ground, GError **error)
{
    double contrast = psg_colour_measure_contrast(words, ground);
    if (contrast >= CONTRAST_MIN)
        return TRUE;
    char shown[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(shown, sizeof shown, "%.1f", contrast);
    return psg_yaml_fail(place->at, place->path, error,
            "words in #%06x on #%06x have a contrast of only %s to 1 and are hard to read; it must "
            "be at least 4.5 to 1",
            words, ground, shown);
}

gboolean
psg_style_check_colours(const PsgStyleDraft *draft, const PsgPrintStyle *style, GError **error)
{
    const PsgStyleColour *colours = draft->colours;
    if (!check_pair(&colours[PSG_COLOUR_TEXT].place, style->text_colour, PAPER, error) ||
            !check_pair(&colours[PSG_COLOUR_MUTED].place, style->muted_colour, PAPER, error) ||
            !check_pair(&colours[PSG_COLOUR_LINK].place, style->link_colour, PAPER, error) ||
            !check_pair(&colours[PSG_COLOUR_ACCENT].place, style->accent_colour, PAPER, error) ||
            !check_pair(&colours[PSG_COLOUR_PANEL].place, style->text_colour, style->panel_colour,
                    error) ||
            !check_pair(&colours[PSG_COLOUR_CODE_BACKGROUND].place, style->text_colour,
                    style->code_background, error))
        return FALSE;
    for (guint i = 0; i < PSG_ROLE_COUNT; i++)
        if (!check_pair(&draft->texts[i].colour.place, style->texts[i].look.colour, PAPER, error))
            return FALSE;
    for (guint i = 0; i < PSG_CALLOUT_COUNT; i++) {
        const PsgPrintCallout *callout = &style->callouts[i];
        if (!check_pair(
                    &draft->callouts[i].title.place, callout->title, callout->background, error) ||
                !check_pair(&draft->callouts[i].background.place, style->text_colour,
                        callout->background, error))
            return FALSE;
    }
    return TRUE;
}
