/* The picture of the cover: many voices that become one text, as on the EPUB's cover. Every strand
 * begins at a point of its own and runs into the common ones; in black and white the strands stay
 * apart, and nothing depends on their colours. Drawn as vectors in points, from the bottom left. */
#include "publish/print/matter/internal.h"
#include "text/language.h"

/* Each is at least 4:1 on white, and they come out as different greys. */
static const PsgColour voices[] = {0xa3600a, 0x1f7a70, 0x6f3f84, 0xb03a25, 0x34608f, 0x5c7426};

/* Never so few that there is no choir, nor more than can be told apart. */
#define VOICES_MIN 5
#define VOICES_MAX 12

typedef struct {
    GString *operators;
    double width, height;
    gboolean is_mirrored; /* strands begin at the right */
} Drawing;

static double
turn(const Drawing *drawing, double x)
{
    return drawing->is_mirrored ? drawing->width - x : x;
}

static void
put_numbers(GString *operators, const double *numbers, guint count, const char *operator)
{
    for (guint i = 0; i < count; i++) {
        psg_pdf_append_number(operators, numbers[i], 2);
        g_string_append_c(operators, ' ');
    }
    g_string_append(operators, operator);
    g_string_append_c(operators, '\n');
}

static void
put_colour(GString *operators, PsgColour colour, const char *operator)
{
    const double parts[] = {(double)(colour >> 16 & 0xff) / 255, (double)(colour >> 8 & 0xff) / 255,
            (double)(colour & 0xff) / 255};
    put_numbers(operators, parts, 3, operator);
}

/* How far the middle of a quarter's curve reaches, of a circle of radius 1. */
#define CIRCLE_REACH 0.5523

static void
draw_dot(const Drawing *drawing, double x, double y, double radius)
{
    double reach = radius * CIRCLE_REACH;
    const double start[] = {x + radius, y};
    const double quarters[][6] = {
            {x + radius, y + reach, x + reach, y + radius, x, y + radius},
            {x - reach, y + radius, x - radius, y + reach, x - radius, y},
            {x - radius, y - reach, x - reach, y - radius, x, y - radius},
            {x + reach, y - radius, x + radius, y - reach, x + radius, y},
    };
    put_numbers(drawing->operators, start, 2, "m");
    for (guint i = 0; i < G_N_ELEMENTS(quarters); i++)
        put_numbers(drawing->operators, quarters[i], 6, "c");
    g_string_append(drawing->operators, "f\n");
}

static void
draw_strand(const Drawing *drawing, double left, double start, double end)
{
    const double from[] = {turn(drawing, left), start};
    const double curve[] = {turn(drawing, left + drawing->width * 0.32), start,
            turn(drawing, drawing->width * 0.44), end, turn(drawing, drawing->width * 0.74), end};
    const double to[] = {turn(drawing, drawing->width), end};
    put_numbers(drawing->operators, from, 2, "m");
    put_numbers(drawing->operators, curve, 6, "c");
    put_numbers(drawing->operators, to, 2, "l");
    g_string_append(drawing->operators, "S\n");
}

static void
draw_voice(const Drawing *drawing, guint index, guint count, PsgColour colour)
{
    double radius = drawing->width * 0.0175, step = drawing->width * 0.019;
    double room = drawing->height - 2 * radius;
    double left = radius + (index % 2 ? drawing->width * 0.09 : 0);
    double start = drawing->height - radius - room * index / (count - 1);
    double middle = drawing->height * 0.38 - step * (index - (count - 1) / 2.0);
    put_colour(drawing->operators, colour, "RG");
    put_colour(drawing->operators, colour, "rg");
    draw_strand(drawing, left, start, middle);
    draw_dot(drawing, turn(drawing, left), start, radius);
}

PsgPdfPicture *
psg_matter_draw_voices(const PsgMatter *matter, guint count, PsgLength width, PsgLength height)
{
    g_autoptr(GString) operators = g_string_new("1 J 1 j\n");
    Drawing drawing = {.operators = operators,
            .width = (double)width / PSG_LENGTH_PER_POINT,
            .height = (double)height / PSG_LENGTH_PER_POINT,
            .is_mirrored = psg_language_is_right_to_left(matter->document->entry->language)};
    gboolean is_plain = matter->style->form == PSG_PRINT_LARGE;
    const double thickness[] = {drawing.width * 0.0068};
    count = CLAMP(count, VOICES_MIN, VOICES_MAX);
    put_numbers(operators, thickness, 1, "w");
    for (guint i = 0; i < count; i++) {
        guint colour = (i + matter->document->index) % G_N_ELEMENTS(voices);
        draw_voice(&drawing, i, count, is_plain ? matter->style->text_colour : voices[colour]);
    }
    PsgPdfDrawing picture = {
            .width = drawing.width, .height = drawing.height, .operators = operators};
    return psg_pdf_picture_new_drawing(&picture);
}

PsgPdfPicture *
psg_matter_draw_band(const PsgMatter *matter, PsgLength width, PsgLength height)
{
    g_autoptr(GString) operators = g_string_new(NULL);
    const double sides[] = {
            0, 0, (double)width / PSG_LENGTH_PER_POINT, (double)height / PSG_LENGTH_PER_POINT};
    put_colour(operators, matter->style->text_colour, "rg");
    put_numbers(operators, sides, G_N_ELEMENTS(sides), "re");
    g_string_append(operators, "f\n");
    PsgPdfDrawing picture = {.width = sides[2], .height = sides[3], .operators = operators};
    return psg_pdf_picture_new_drawing(&picture);
}
