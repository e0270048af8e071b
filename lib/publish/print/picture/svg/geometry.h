/* Numbers, lengths and transformations of SVG. SVG 1.1, chapters 4 and 7. */
#pragma once
#include <glib.h>

/* x' = a x + c y + e, y' = b x + d y + f. */
typedef struct {
    double a, b, c, d, e, f;
} PsgSvgMatrix;

typedef struct {
    double x1, y1, x2, y2;
    gboolean is_set; /* FALSE: nothing is in it */
} PsgSvgBox;

#define PSG_SVG_IDENTITY ((PsgSvgMatrix){1, 0, 0, 1, 0, 0})

/* What `inner` and then `outer` do. */
PsgSvgMatrix psg_svg_matrix_join(PsgSvgMatrix outer, PsgSvgMatrix inner);
void psg_svg_matrix_apply(const PsgSvgMatrix *matrix, double *x, double *y);
/* How much larger it makes areas, as a length: the root of its determinant; 0 when it flattens or
 * is not finite. */
double psg_svg_matrix_get_scale(const PsgSvgMatrix *matrix);
/* What undoes it; identity when nothing can. */
PsgSvgMatrix psg_svg_matrix_invert(const PsgSvgMatrix *matrix);
/* TRUE when circles stay circles. */
gboolean psg_svg_matrix_keeps_circles(const PsgSvgMatrix *matrix);

/* "translate(1 2) rotate(45)", also as CSS writes it ("3px", "45deg"); what is wrong and what
 * follows it is left out. */
PsgSvgMatrix psg_svg_transform_parse(const char *text);

/* The transformation from a view box (left, top, width, height) into a viewport, as
 * preserveAspectRatio (nullable) says. `is_sliced` is set when parts may stand out of it. */
PsgSvgMatrix psg_svg_view_box_fit(const double box[4], double x, double y, double width,
        double height, const char *aspect, gboolean *is_sliced);

void psg_svg_box_add(PsgSvgBox *box, double x, double y);

/* The number at `*at`, past blanks and one comma; FALSE when there is none, or it is not finite. */
gboolean psg_svg_number_read(const char **at, double *number);

/* A length in user units; percentages are of `whole`, "em" of `font_size`. `otherwise` when `text`
 * is NULL or no length. */
double psg_svg_length_get(const char *text, double whole, double font_size, double otherwise);
