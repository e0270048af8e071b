/* See geometry.h. */
#include "publish/print/picture/svg/geometry.h"

#include <math.h>
#include <string.h>

#define BLANKS " \t\n\r\f"

PsgSvgMatrix
psg_svg_matrix_join(PsgSvgMatrix outer, PsgSvgMatrix inner)
{
    return (PsgSvgMatrix){
            outer.a * inner.a + outer.c * inner.b,
            outer.b * inner.a + outer.d * inner.b,
            outer.a * inner.c + outer.c * inner.d,
            outer.b * inner.c + outer.d * inner.d,
            outer.a * inner.e + outer.c * inner.f + outer.e,
            outer.b * inner.e + outer.d * inner.f + outer.f,
    };
}

void
psg_svg_matrix_apply(const PsgSvgMatrix *matrix, double *x, double *y)
{
    double before = *x;
    *x = matrix->a * before + matrix->c * *y + matrix->e;
    *y = matrix->b * before + matrix->d * *y + matrix->f;
}

double
psg_svg_matrix_get_scale(const PsgSvgMatrix *matrix)
{
    double scale = sqrt(fabs(matrix->a * matrix->d - matrix->b * matrix->c));
    gboolean is_finite = isfinite(scale) && isfinite(matrix->e) && isfinite(matrix->f);
    return is_finite && scale > 1e-9 && scale < 1e9 ? scale : 0;
}

PsgSvgMatrix
psg_svg_matrix_invert(const PsgSvgMatrix *matrix)
{
    double area = matrix->a * matrix->d - matrix->b * matrix->c;
    if (psg_svg_matrix_get_scale(matrix) <= 0)
        return PSG_SVG_IDENTITY;
    return (PsgSvgMatrix){
            matrix->d / area,
            -matrix->b / area,
            -matrix->c / area,
            matrix->a / area,
            (matrix->c * matrix->f - matrix->d * matrix->e) / area,
            (matrix->b * matrix->e - matrix->a * matrix->f) / area,
    };
}

gboolean
psg_svg_matrix_keeps_circles(const PsgSvgMatrix *matrix)
{
    double across = hypot(matrix->a, matrix->b), down = hypot(matrix->c, matrix->d);
    double slant = matrix->a * matrix->c + matrix->b * matrix->d;
    return fabs(across - down) <= 1e-4 * across && fabs(slant) <= 1e-4 * across * down;
}

void
psg_svg_box_add(PsgSvgBox *box, double x, double y)
{
    if (!box->is_set)
        *box = (PsgSvgBox){x, y, x, y, TRUE};
    box->x1 = MIN(box->x1, x);
    box->y1 = MIN(box->y1, y);
    box->x2 = MAX(box->x2, x);
    box->y2 = MAX(box->y2, y);
}

gboolean
psg_svg_number_read(const char **at, double *number)
{
    const char *start = *at + strspn(*at, BLANKS);
    if (*start == ',')
        start += 1 + strspn(start + 1, BLANKS);
    const char *digits = start + (*start == '-' || *start == '+');
    if (!g_ascii_isdigit(*digits) && *digits != '.')
        return FALSE;
    if (digits[0] == '0' && (digits[1] | 0x20) == 'x') { /* C knows such numbers, SVG does not */
        *number = 0;
        *at = digits + 1;
        return TRUE;
    }
    char *end;
    *number = g_ascii_strtod(start, &end);
    if (end == start || !isfinite(*number))
        return FALSE;
    *at = end;
    return TRUE;
}

double
psg_svg_length_get(const char *text, double whole, double font_size, double otherwise)
{
    static const struct {
        const char *unit;
        double pixels;
    } units[] = {{"px", 1}, {"pt", 4.0 / 3}, {"pc", 16}, {"in", 96}, {"cm", 96 / 2.54},
            {"mm", 9.6 / 2.54}, {"q", 2.4 / 2.54}};
    double number;
    if (!text || !psg_svg_number_read(&text, &number))
        return otherwise;
    g_autofree char *unit = g_ascii_strdown(text, (gssize)strcspn(text, BLANKS ",;"));
    if (!*unit)
        return number;
    if (g_str_equal(unit, "%"))
        return number * whole / 100;
    if (g_str_equal(unit, "em") || g_str_equal(unit, "rem"))
        return number * font_size;
    if (g_str_equal(unit, "ex") || g_str_equal(unit, "ch"))
        return number * font_size / 2;
    for (guint i = 0; i < G_N_ELEMENTS(units); i++)
        if (g_str_equal(unit, units[i].unit))
            return number * units[i].pixels;
    return otherwise;
}

/* An angle's unit as degrees; 1 for what has none. Moves past it. */
static double
read_angle_unit(const char **at)
{
    static const struct {
        const char *unit;
        double degrees;
    } units[] = {{"deg", 1}, {"grad", 0.9}, {"rad", 180 / G_PI}, {"turn", 360}};
    for (guint i = 0; i < G_N_ELEMENTS(units); i++) {
        if (g_str_has_prefix(*at, units[i].unit)) {
            *at += strlen(units[i].unit);
            return units[i].degrees;
        }
    }
    *at += g_str_has_prefix(*at, "px") ? 2 : 0;
    return 1;
}

/* One function of a transformation with `count` numbers. FALSE when there is no such. */
static gboolean
make_function(const char *name, const double *numbers, guint count, PsgSvgMatrix *matrix)
{
    double first = numbers[0], second = count > 1 ? numbers[1] : 0;
    if (g_str_equal(name, "matrix") && count == 6) {
        *matrix = (PsgSvgMatrix){
                numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]};
    } else if (g_str_equal(name, "translate") && count <= 2) {
        *matrix = (PsgSvgMatrix){1, 0, 0, 1, first, second};
    } else if (g_str_equal(name, "translatex") || g_str_equal(name, "translatey")) {
        gboolean is_across = name[9] == 'x';
        *matrix = (PsgSvgMatrix){1, 0, 0, 1, is_across ? first : 0, is_across ? 0 : first};
    } else if (g_str_equal(name, "scale") && count <= 2) {
        *matrix = (PsgSvgMatrix){first, 0, 0, count > 1 ? second : first, 0, 0};
    } else if (g_str_equal(name, "scalex") || g_str_equal(name, "scaley")) {
        gboolean is_across = name[5] == 'x';
        *matrix = (PsgSvgMatrix){is_across ? first : 1, 0, 0, is_across ? 1 : first, 0, 0};
    } else if (g_str_equal(name, "rotate") && (count == 1 || count == 3)) {
        double angle = first * G_PI / 180, x = count == 3 ? second : 0;
        double y = count == 3 ? numbers[2] : 0;
        PsgSvgMatrix turn = {cos(angle), sin(angle), -sin(angle), cos(angle), x, y};
        *matrix = psg_svg_matrix_join(turn, (PsgSvgMatrix){1, 0, 0, 1, -x, -y});
    } else if (g_str_equal(name, "skewx") && count == 1) {
        *matrix = (PsgSvgMatrix){1, 0, tan(first * G_PI / 180), 1, 0, 0};
    } else if (g_str_equal(name, "skewy") && count == 1) {
        *matrix = (PsgSvgMatrix){1, tan(first * G_PI / 180), 0, 1, 0, 0};
    } else {
        return FALSE;
    }
    return TRUE;
}

PsgSvgMatrix
psg_svg_transform_parse(const char *text)
{
    PsgSvgMatrix matrix = PSG_SVG_IDENTITY;
    for (;;) {
        text += strspn(text, BLANKS ",");
        gsize length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
        g_autofree char *name = g_ascii_strdown(text, (gssize)length);
        text += length + strspn(text + length, BLANKS);
        if (length == 0 || *text++ != '(')
            return matrix;
        double numbers[6];
        guint count = 0;
        while (count < 6 && psg_svg_number_read(&text, &numbers[count]))
            numbers[count++] *= read_angle_unit(&text);
        text += strspn(text, BLANKS);
        PsgSvgMatrix function;
        if (*text++ != ')' || count == 0 || !make_function(name, numbers, count, &function))
            return matrix;
        matrix = psg_svg_matrix_join(matrix, function);
    }
}

/* The share of the room that stays that goes before the picture. */
static double
get_share(const char *word)
{
    return strcmp(word, "Min") == 0 ? 0 : strcmp(word, "Max") == 0 ? 1 : 0.5;
}

PsgSvgMatrix
psg_svg_view_box_fit(const double box[4], double x, double y, double width, double height,
        const char *aspect, gboolean *is_sliced)
{
    double across = width / box[2], down = height / box[3];
    double before = 0.5, above = 0.5;
    *is_sliced = FALSE;
    g_auto(GStrv) words = g_strsplit_set(aspect ? aspect : "", BLANKS, -1);
    gboolean is_stretched = FALSE;
    for (guint i = 0; words[i]; i++) {
        is_stretched |= g_str_equal(words[i], "none");
        *is_sliced |= g_str_equal(words[i], "slice");
        if (strlen(words[i]) == 8 && words[i][0] == 'x' && words[i][4] == 'Y') {
            char part[4] = {words[i][1], words[i][2], words[i][3], 0};
            before = get_share(part);
            above = get_share(words[i] + 5);
        }
    }
    if (!is_stretched)
        across = down = *is_sliced ? MAX(across, down) : MIN(across, down);
    return (PsgSvgMatrix){across, 0, 0, down,
            x - box[0] * across + before * (width - box[2] * across),
            y - box[1] * down + above * (height - box[3] * down)};
}
