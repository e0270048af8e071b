/* Path data as an outline: every command becomes lines and cubic curves with absolute points. SVG
 * 1.1, section 8.3 and appendix F.6 (arcs). */
#include <math.h>
#include <string.h>

#include "publish/picture/svg_path.h"
#include "publish/print/picture/svg/outline.h"

#define BLANKS " \t\n\r\f"

typedef struct {
    PsgSvgOutline *outline;
    double x, y;             /* the current point */
    double start_x, start_y; /* of the subpath */
    double last_x, last_y;   /* the last control point */
    char last;               /* the last command, in lower case */
    gboolean is_open;        /* a subpath has begun */
} Pen;

/* One set of arguments. An arc's flags are single digits that may stand without blanks. */
static gboolean
read_arguments(const char **at, char command, guint count, double *numbers)
{
    for (guint i = 0; i < count; i++) {
        if (command == 'a' && (i == 3 || i == 4)) {
            *at += strspn(*at, BLANKS ",");
            if (**at != '0' && **at != '1')
                return FALSE;
            numbers[i] = *(*at)++ == '1';
        } else if (!psg_svg_number_read(at, &numbers[i])) {
            return FALSE;
        }
    }
    return TRUE;
}

/* Begins a subpath where a command follows 'z' at once. */
static void
begin(Pen *pen)
{
    if (!pen->is_open)
        psg_svg_outline_move(pen->outline, pen->x, pen->y);
    pen->is_open = TRUE;
}

static void
line_to(Pen *pen, double x, double y)
{
    begin(pen);
    psg_svg_outline_line(pen->outline, x, y);
    pen->x = x;
    pen->y = y;
}

static void
curve_to(Pen *pen, double x1, double y1, double x2, double y2, double x, double y)
{
    begin(pen);
    psg_svg_outline_curve(pen->outline, x1, y1, x2, y2, x, y);
    pen->x = x;
    pen->y = y;
}

/* A quadratic curve with the control point (x1, y1). */
static void
quadratic_to(Pen *pen, double x1, double y1, double x, double y)
{
    pen->last_x = x1;
    pen->last_y = y1;
    curve_to(pen, pen->x + (x1 - pen->x) * 2 / 3, pen->y + (y1 - pen->y) * 2 / 3,
            x + (x1 - x) * 2 / 3, y + (y1 - y) * 2 / 3, x, y);
}

/* An arc around (0, 0) of a circle with radius 1, from one angle on, through `matrix`. */
static void
add_arc(Pen *pen, const PsgSvgMatrix *matrix, double from, double sweep)
{
    guint count = (guint)ceil(fabs(sweep) / (G_PI / 2) - 1e-9);
    count = CLAMP(count, 1, 4);
    double step = sweep / count, reach = 4.0 / 3 * tan(step / 4);
    for (guint i = 0; i < count; i++) {
        double begin_at = from + i * step, end_at = begin_at + step;
        double points[6] = {cos(begin_at) - reach * sin(begin_at),
                sin(begin_at) + reach * cos(begin_at), cos(end_at) + reach * sin(end_at),
                sin(end_at) - reach * cos(end_at), cos(end_at), sin(end_at)};
        for (guint k = 0; k < 6; k += 2)
            psg_svg_matrix_apply(matrix, &points[k], &points[k + 1]);
        curve_to(pen, points[0], points[1], points[2], points[3], points[4], points[5]);
    }
}

/* Appendix F.6.5: from the ends of an arc to its centre. */
static void
arc_to(Pen *pen, const double *numbers, double x, double y)
{
    double rx = fabs(numbers[0]), ry = fabs(numbers[1]), turn = numbers[2] * G_PI / 180;
    double dx = (pen->x - x) / 2, dy = (pen->y - y) / 2;
    if (rx < 1e-9 || ry < 1e-9 || (dx == 0 && dy == 0)) {
        line_to(pen, x, y);
        return;
    }
    double cosine = cos(turn), sine = sin(turn);
    double x1 = (cosine * dx + sine * dy) / rx, y1 = (cosine * dy - sine * dx) / ry;
    double length = x1 * x1 + y1 * y1;
    if (length > 1) { /* too small to reach: just large enough then */
        rx *= sqrt(length);
        ry *= sqrt(length);
        x1 /= sqrt(length);
        y1 /= sqrt(length);
        length = 1;
    }
    double factor = sqrt(MAX(0, 1 / length - 1));
    if ((numbers[3] != 0) == (numbers[4] != 0))
        factor = -factor;
    double cx = factor * y1, cy = -factor * x1;
    double from = atan2(y1 - cy, x1 - cx), to = atan2(-y1 - cy, -x1 - cx);
    double sweep = to - from;
    if (numbers[4] != 0 && sweep < 0)
        sweep += 2 * G_PI;
    else if (numbers[4] == 0 && sweep > 0)
        sweep -= 2 * G_PI;
    PsgSvgMatrix matrix = {rx * cosine, rx * sine, -ry * sine, ry * cosine, 0, 0};
    psg_svg_matrix_apply(&matrix, &cx, &cy);
    matrix.e = cx + (pen->x + x) / 2;
    matrix.f = cy + (pen->y + y) / 2;
    add_arc(pen, &matrix, from, sweep);
    pen->x = x;
    pen->y = y;
}

/* A command with its numbers made absolute. */
static void
draw(Pen *pen, char command, const double *n)
{
    double x = pen->x, y = pen->y;
    switch (command) {
    case 'm':
        pen->x = pen->start_x = n[0];
        pen->y = pen->start_y = n[1];
        pen->is_open = FALSE;
        begin(pen);
        break;
    case 'l':
    case 'h':
    case 'v':
        line_to(pen, command == 'v' ? x : n[0], command == 'h' ? y : command == 'v' ? n[0] : n[1]);
        break;
    case 'c':
        curve_to(pen, n[0], n[1], n[2], n[3], n[4], n[5]);
        pen->last_x = n[2];
        pen->last_y = n[3];
        break;
    case 's': {
        gboolean goes_on = pen->last == 'c' || pen->last == 's';
        curve_to(pen, goes_on ? 2 * x - pen->last_x : x, goes_on ? 2 * y - pen->last_y : y, n[0],
                n[1], n[2], n[3]);
        pen->last_x = n[0];
        pen->last_y = n[1];
        break;
    }
    case 'q':
        quadratic_to(pen, n[0], n[1], n[2], n[3]);
        break;
    case 't': {
        gboolean goes_on = pen->last == 'q' || pen->last == 't';
        quadratic_to(pen, goes_on ? 2 * x - pen->last_x : x, goes_on ? 2 * y - pen->last_y : y,
                n[0], n[1]);
        break;
    }
    case 'a':
        arc_to(pen, n, n[5], n[6]);
        break;
    default: /* z */
        if (pen->is_open)
            psg_svg_outline_close(pen->outline);
        pen->x = pen->start_x;
        pen->y = pen->start_y;
        pen->is_open = FALSE;
    }
    pen->last = command;
}

/* Adds the current point to numbers that are relative. */
static void
make_absolute(const Pen *pen, char command, guint count, double *numbers)
{
    guint first = command == 'a' ? 5 : 0;
    for (guint i = first; i < count; i++) {
        gboolean is_down = command == 'v' || (command != 'h' && (i - first) % 2 == 1);
        numbers[i] += is_down ? pen->y : pen->x;
    }
}

/* How many numbers a command takes; -1 for what is no command. */
static int
count_arguments(char command)
{
    static const char commands[] = "zhvmltsqca";
    static const int counts[] = {0, 1, 1, 2, 2, 2, 4, 4, 6, 7};
    const char *found = strchr(commands, command);
    return found ? counts[found - commands] : -1;
}

void
psg_svg_outline_add_path(PsgSvgOutline *outline, const char *data)
{
    /* What is left after this holds whole commands only. */
    g_autofree char *path = g_strndup(data, psg_svg_path_measure(data));
    Pen pen = {.outline = outline};
    for (const char *at = path; *(at += strspn(at, BLANKS ","));) {
        char letter = *at++, command = g_ascii_tolower(letter);
        int count = count_arguments(command);
        if (count < 0 || outline->len > PSG_SVG_OUTLINE_LIMIT) /* a number too large to be one */
            return;
        if (count == 0) {
            draw(&pen, command, NULL);
            continue;
        }
        double numbers[7];
        while (outline->len <= PSG_SVG_OUTLINE_LIMIT &&
                read_arguments(&at, command, (guint)count, numbers)) {
            if (g_ascii_islower(letter))
                make_absolute(&pen, command, (guint)count, numbers);
            draw(&pen, command, numbers);
            if (command == 'm') { /* further points are joined by lines */
                command = 'l';
                letter = g_ascii_islower(letter) ? 'l' : 'L';
            }
        }
    }
}
