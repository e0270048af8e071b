/* Gradients as shading patterns. SVG 1.1, section 13.2; ISO 32000-1, sections 7.10 and 8.7.4. */
#include <math.h>
#include <string.h>

#include "publish/print/picture/svg/chain.h"

#define STOPS_LIMIT 256

typedef struct {
    double offset, opacity;
    PsgColour colour;
} Stop;

typedef struct {
    PsgSvgChain chain;
    gboolean is_radial;
    GArray *stops; /* Stop */
} Gradient;

static gboolean
is_gradient(const xmlNode *node)
{
    return g_str_equal((const char *)node->name, "linearGradient") ||
           g_str_equal((const char *)node->name, "radialGradient");
}

static void
read_stops(PsgSvgDrawing *drawing, const xmlNode *node, const PsgSvgLook *parent, GArray *stops)
{
    double last = 0;
    PsgSvgLook around, look;
    psg_svg_look_read(&around, parent, node, drawing->sheet, 1, 1);
    for (const xmlNode *child = node->children; child; child = child->next) {
        if (child->type != XML_ELEMENT_NODE || !g_str_equal((const char *)child->name, "stop") ||
                stops->len >= STOPS_LIMIT)
            continue;
        guint work = psg_svg_look_read(&look, &around, child, drawing->sheet, 1, 1);
        if (!psg_svg_canvas_spend(&drawing->canvas, work))
            return;
        double offset = psg_svg_length_get(psg_svg_attribute_get(child, "offset"), 1, 0, 0);
        Stop stop = {CLAMP(offset, last, 1), look.stop_opacity, look.stop_colour};
        last = stop.offset;
        g_array_append_val(stops, stop);
    }
}

/* Follows href as long as it names gradients; the stops are those of the first that has some. */
static void
read_gradient(
        PsgSvgDrawing *drawing, const xmlNode *server, const PsgSvgLook *look, Gradient *gradient)
{
    gradient->is_radial = g_str_equal((const char *)server->name, "radialGradient");
    psg_svg_chain_read(&gradient->chain, drawing, server, is_gradient);
    for (guint i = 0; i < gradient->chain.count && gradient->stops->len == 0; i++)
        read_stops(drawing, gradient->chain.nodes[i], look, gradient->stops);
}

static double
get_number(const Gradient *gradient, const char *name, double whole, const PsgSvgLook *look,
        double otherwise)
{
    return psg_svg_length_get(
            psg_svg_chain_find(&gradient->chain, name), whole, look->font_size, otherwise * whole);
}

/* A colour that can be seen through, as it looks on white paper. */
static PsgColour
mix_with_paper(PsgColour colour, double opacity)
{
    PsgColour mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
        double part = (colour >> shift & 255) * opacity + 255 * (1 - opacity);
        mixed = mixed << 8 | (guint)lround(part);
    }
    return mixed;
}

static gboolean
is_fading(const GArray *stops)
{
    for (guint i = 1; i < stops->len; i++)
        if (fabs(g_array_index(stops, Stop, i).opacity - g_array_index(stops, Stop, 0).opacity) >
                0.001)
            return TRUE;
    return FALSE;
}

/* One opacity for all stops, or 1 with the stops changed to what is asked for. */
static double
settle_opacity(PsgSvgDrawing *drawing, GArray *stops)
{
    if (!is_fading(stops))
        return g_array_index(stops, Stop, 0).opacity;
    if (drawing->gradient_part == PSG_SVG_GRADIENT_ON_PAPER)
        psg_svg_canvas_leave_out(&drawing->canvas, "the fading of a gradient (it fades to white)");
    for (guint i = 0; i < stops->len; i++) {
        Stop *stop = &g_array_index(stops, Stop, i);
        if (drawing->gradient_part == PSG_SVG_GRADIENT_OPACITIES)
            stop->colour = (PsgColour)lround(stop->opacity * 255) * 0x010101u;
        else if (drawing->gradient_part == PSG_SVG_GRADIENT_ON_PAPER)
            stop->colour = mix_with_paper(stop->colour, stop->opacity);
    }
    return 1;
}

gboolean
psg_svg_gradient_fades(PsgSvgDrawing *drawing, const xmlNode *server, const PsgSvgLook *look)
{
    g_autoptr(GArray) stops = g_array_new(FALSE, FALSE, sizeof(Stop));
    Gradient gradient = {.stops = stops};
    read_gradient(drawing, server, look, &gradient);
    return is_fading(stops);
}

static void
append_numbers(GString *out, const double *numbers, guint count)
{
    for (guint i = 0; i < count; i++) {
        if (i > 0)
            g_string_append_c(out, ' ');
        psg_pdf_append_number(out, CLAMP(numbers[i], -1e6, 1e6), 6);
    }
}

static void
append_colour(GString *out, PsgColour colour)
{
    const double parts[] = {
            (colour >> 16 & 255) / 255.0, (colour >> 8 & 255) / 255.0, (colour & 255) / 255.0};
    g_string_append_c(out, '[');
    append_numbers(out, parts, 3);
    g_string_append_c(out, ']');
}

static void
append_step(GString *out, PsgColour from, PsgColour to)
{
    g_string_append(out, "<</FunctionType 2/Domain[0 1]/N 1/C0");
    append_colour(out, from);
    g_string_append(out, "/C1");
    append_colour(out, to);
    g_string_append(out, ">>");
}

/* The colours from 0 to 1, as functions stitched together where stops stand. Two stops at one place
 * make a hard edge: the piece between them is left out. */
static void
append_function(GString *out, const GArray *stops)
{
    g_autoptr(GString) functions = g_string_new(NULL), bounds = g_string_new(NULL);
    g_autoptr(GString) encodings = g_string_new(NULL);
    const Stop *first = &g_array_index(stops, Stop, 0);
    PsgColour colour = first->colour;
    double at = 0;
    for (guint i = 0; i <= stops->len; i++) {
        gboolean is_end = i == stops->len;
        const Stop *stop = &g_array_index(stops, Stop, is_end ? i - 1 : i);
        double offset = is_end ? 1 : stop->offset;
        if (offset > at + 1e-5) {
            if (functions->len > 0) {
                psg_pdf_append_number(bounds, at, 6);
                g_string_append_c(bounds, ' ');
            }
            append_step(functions, colour, stop->colour);
            g_string_append(encodings, "0 1 ");
            at = offset;
        }
        colour = stop->colour;
    }
    g_string_append_printf(out,
            "<</FunctionType 3/Domain[0 1]/Functions[%s]/Bounds[%s]/Encode[%s]>>", functions->str,
            bounds->str, encodings->str);
}

/* The ends of the gradient, as its shading has them. FALSE when it has no length: then it is its
 * last colour. */
static gboolean
read_coordinates(const Gradient *gradient, const PsgSvgLook *look, double width, double height,
        double coordinates[6])
{
    if (!gradient->is_radial) {
        coordinates[0] = get_number(gradient, "x1", width, look, 0);
        coordinates[1] = get_number(gradient, "y1", height, look, 0);
        coordinates[2] = get_number(gradient, "x2", width, look, 1);
        coordinates[3] = get_number(gradient, "y2", height, look, 0);
        return coordinates[0] != coordinates[2] || coordinates[1] != coordinates[3];
    }
    double diagonal = sqrt((width * width + height * height) / 2);
    double cx = get_number(gradient, "cx", width, look, 0.5);
    double cy = get_number(gradient, "cy", height, look, 0.5);
    double r = get_number(gradient, "r", diagonal, look, 0.5);
    double fx = psg_svg_length_get(
            psg_svg_chain_find(&gradient->chain, "fx"), width, look->font_size, cx);
    double fy = psg_svg_length_get(
            psg_svg_chain_find(&gradient->chain, "fy"), height, look->font_size, cy);
    double distance = hypot(fx - cx, fy - cy);
    if (distance > r * 0.999) { /* the focus lies inside the circle */
        fx = cx + (fx - cx) * r * 0.999 / distance;
        fy = cy + (fy - cy) * r * 0.999 / distance;
    }
    const double circles[6] = {fx, fy, 0, cx, cy, r};
    memcpy(coordinates, circles, sizeof circles);
    return r > 0;
}

static void
set_shading(PsgSvgDrawing *drawing, const Gradient *gradient, const PsgSvgMatrix *matrix,
        const double *coordinates, gboolean is_stroke)
{
    const double numbers[] = {matrix->a, matrix->b, matrix->c, matrix->d, matrix->e, matrix->f};
    g_autoptr(GString) out = g_string_new("<</PatternType 2/Matrix[");
    append_numbers(out, numbers, 6);
    g_string_append_printf(out, "]/Shading<</ShadingType %u/ColorSpace/DeviceRGB/Coords[",
            gradient->is_radial ? 3u : 2u);
    append_numbers(out, coordinates, gradient->is_radial ? 6 : 4);
    g_string_append(out, "]/Extend[true true]/Function");
    append_function(out, gradient->stops);
    g_string_append(out, ">>>>");
    psg_svg_canvas_set_pattern(&drawing->canvas, out->str, is_stroke);
}

gboolean
psg_svg_set_gradient(PsgSvgDrawing *drawing, const xmlNode *server, const PsgSvgLook *look,
        const PsgSvgPlace *place, const PsgSvgBox *box, gboolean is_stroke, double *opacity)
{
    if (!is_gradient(server))
        return FALSE;
    g_autoptr(GArray) stops = g_array_new(FALSE, FALSE, sizeof(Stop));
    Gradient gradient = {.stops = stops};
    read_gradient(drawing, server, look, &gradient);
    if (stops->len == 0)
        return FALSE;
    *opacity = settle_opacity(drawing, stops);
    const char *units = psg_svg_chain_find(&gradient.chain, "gradientUnits");
    gboolean is_of_box = g_strcmp0(units, "userSpaceOnUse") != 0;
    double width = is_of_box ? 1 : place->width, height = is_of_box ? 1 : place->height;
    PsgSvgMatrix matrix = place->matrix;
    if (is_of_box) {
        PsgSvgMatrix fit = {box->x2 - box->x1, 0, 0, box->y2 - box->y1, box->x1, box->y1};
        matrix = psg_svg_matrix_join(matrix, fit);
    }
    const char *transform = psg_svg_chain_find(&gradient.chain, "gradientTransform");
    if (transform)
        matrix = psg_svg_matrix_join(matrix, psg_svg_transform_parse(transform));
    const char *spread = psg_svg_chain_find(&gradient.chain, "spreadMethod");
    if (spread && !g_str_equal(spread, "pad"))
        psg_svg_canvas_leave_out(&drawing->canvas, "the repetition of a gradient");
    double coordinates[6];
    gboolean has_length = read_coordinates(&gradient, look, width, height, coordinates);
    if (has_length && stops->len > 1 && psg_svg_matrix_get_scale(&matrix) > 0)
        set_shading(drawing, &gradient, &matrix, coordinates, is_stroke);
    else
        psg_svg_canvas_set_colour(
                &drawing->canvas, g_array_index(stops, Stop, stops->len - 1).colour, is_stroke);
    return TRUE;
}
