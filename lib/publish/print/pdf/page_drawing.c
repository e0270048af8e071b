/* Fills, lines and pictures of a page. ISO 32000-1, section 8. */
#include "publish/print/pdf/page_internal.h"

static void
append_colour(GString *out, PsgColour colour, char grey_operator, const char *operator)
{
    guint red = colour >> 16 & 255, green = colour >> 8 & 255, blue = colour & 255;
    if (red == green && green == blue) {
        psg_pdf_append_number(out, red / 255.0, 3);
        g_string_append_c(out, ' ');
        g_string_append_c(out, grey_operator);
    } else {
        psg_pdf_append_colour(out, colour);
        g_string_append(out, operator);
    }
    g_string_append_c(out, '\n');
}

void
psg_pdf_page_set_fill(PsgPdfPage *page, PsgColour colour)
{
    if (page->fill != (gint64)colour) {
        page->fill = colour;
        append_colour(page->content, colour, 'g', "rg");
    }
}

static void
set_stroke(PsgPdfPage *page, PsgColour colour, PsgLength thickness)
{
    if (page->stroke != (gint64)colour) {
        page->stroke = colour;
        append_colour(page->content, colour, 'G', "RG");
    }
    if (page->thickness != thickness) {
        page->thickness = thickness;
        psg_pdf_append_length(page->content, thickness);
        g_string_append(page->content, " w\n");
    }
}

static void
append_rectangle(PsgPdfPage *page, const PsgBounds *bounds)
{
    psg_pdf_page_append_point(page, bounds->x, bounds->y + bounds->height);
    psg_pdf_append_length(page->content, bounds->width);
    g_string_append_c(page->content, ' ');
    psg_pdf_append_length(page->content, bounds->height);
    g_string_append(page->content, " re ");
}

void
psg_pdf_page_fill(PsgPdfPage *page, const PsgBounds *bounds, PsgColour colour)
{
    psg_pdf_page_open_drawing(page);
    psg_pdf_page_set_fill(page, colour);
    append_rectangle(page, bounds);
    g_string_append(page->content, "f\n");
}

void
psg_pdf_page_draw_frame(
        PsgPdfPage *page, const PsgBounds *bounds, PsgLength thickness, PsgColour colour)
{
    psg_pdf_page_open_drawing(page);
    set_stroke(page, colour, thickness);
    append_rectangle(page, bounds);
    g_string_append(page->content, "S\n");
}

void
psg_pdf_page_draw_line(PsgPdfPage *page, PsgLength x1, PsgLength y1, PsgLength x2, PsgLength y2,
        PsgLength thickness, PsgColour colour)
{
    psg_pdf_page_open_drawing(page);
    set_stroke(page, colour, thickness);
    psg_pdf_page_append_point(page, x1, y1);
    g_string_append(page->content, "m ");
    psg_pdf_page_append_point(page, x2, y2);
    g_string_append(page->content, "l S\n");
}

/* Of the view, from the bottom left of the sheet. */
static void
append_view_point(PsgPdfPage *page, PsgLength x, PsgLength y)
{
    psg_pdf_append_length(page->content, x);
    g_string_append_c(page->content, ' ');
    psg_pdf_append_length(page->content, page->height - y);
}

/* Dashes of no length have round ends, and nothing else: dots. The pattern begins at `end`. */
void
psg_pdf_page_draw_dots(PsgPdfPage *page, PsgLength start, PsgLength end, PsgLength y,
        PsgLength size, PsgLength step, PsgColour colour)
{
    GString *out = page->content;
    psg_pdf_page_open_drawing(page);
    g_string_append(out, "q\n");
    if (page->view_x != 0 || page->view_y != 0) {
        g_string_append(out, "1 0 0 1 ");
        psg_pdf_append_length(out, page->view_x);
        g_string_append_c(out, ' ');
        psg_pdf_append_length(out, -page->view_y);
        g_string_append(out, " cm\n");
    }
    g_string_append(out, "1 J ");
    psg_pdf_append_length(out, size);
    g_string_append(out, " w [0 ");
    psg_pdf_append_length(out, step);
    g_string_append(out, "]0 d ");
    psg_pdf_append_colour(out, colour);
    g_string_append(out, "RG ");
    append_view_point(page, end, y);
    g_string_append(out, " m ");
    append_view_point(page, start, y);
    g_string_append(out, " l S\nQ\n");
}

/* The number of a picture in the page's resources. */
static guint
number_picture(PsgPdfPage *page, const PsgPdfPicture *picture)
{
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(page->picture_numbers, picture));
    if (number == 0) {
        g_ptr_array_add(page->pictures, psg_pdf_picture_ref((PsgPdfPicture *)picture));
        number = page->pictures->len;
        g_hash_table_insert(page->picture_numbers, (gpointer)picture, GUINT_TO_POINTER(number));
    }
    return number - 1;
}

void
psg_pdf_page_draw_picture(PsgPdfPage *page, const PsgPdfPicture *picture, const PsgBounds *bounds)
{
    double width = 1, height = 1; /* an image fills the unit square */
    if (psg_pdf_picture_is_drawing(picture)) {
        psg_pdf_picture_get_size(picture, &width, &height);
    }
    psg_pdf_page_open_drawing(page);
    g_string_append(page->content, "q ");
    psg_pdf_append_number(page->content, (double)bounds->width / PSG_LENGTH_PER_POINT / width, 6);
    g_string_append(page->content, " 0 0 ");
    psg_pdf_append_number(page->content, (double)bounds->height / PSG_LENGTH_PER_POINT / height, 6);
    g_string_append_c(page->content, ' ');
    psg_pdf_page_append_point(page, bounds->x, bounds->y + bounds->height);
    g_string_append_printf(page->content, "cm /X%u Do Q\n", number_picture(page, picture));
}
