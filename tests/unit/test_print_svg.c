/* SVG as vectors: shapes, styles and words become the operators they should, what cannot be drawn
 * is named, and no drawing takes more than its share. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gio/gio.h>
#include <string.h>

#include "publish/print/picture/pictures.h"

#define OPEN                                                                                  \
    "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" " \
    "viewBox=\"0 0 100 100\">"
#define CLOSE "</svg>"

static PsgTypeFonts *fonts;

typedef struct {
    char *operators; /* with the dictionaries before them */
    double width, height;
    GPtrArray *left_out;
    const char *reason;
} Drawn;

static void
drawn_clear(Drawn *drawn)
{
    g_free(drawn->operators);
    g_ptr_array_unref(drawn->left_out);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Drawn, drawn_clear)

/* The whole file that the picture becomes, with its streams unpacked. */
static char *
show(const PsgPdfPicture *picture)
{
    g_autoptr(PsgPdfFile) file = psg_pdf_file_new();
    psg_pdf_picture_write(picture, file, 0);
    PsgPdfReference catalog = psg_pdf_file_add(file, "<</Type/Catalog>>", 17);
    g_autoptr(GBytes) bytes = psg_pdf_file_finish(file, catalog, psg_pdf_file_add(file, "<<>>", 4));
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size), *end = data + size;
    GString *out = g_string_new(NULL);
    g_autoptr(GConverter) zip = G_CONVERTER(g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_ZLIB));
    for (const char *at = data; (at = memmem(at, (gsize)(end - at), "/Subtype/Form", 13)); at++) {
        const char *stream = memmem(at, (gsize)(end - at), "stream\n", 7);
        g_string_append_len(out, at, stream - at);
        g_autofree char *room = g_malloc(1 << 22);
        gsize read, written;
        g_converter_reset(zip);
        g_converter_convert(zip, stream + 7, (gsize)(end - stream - 7), room, 1 << 22,
                G_CONVERTER_INPUT_AT_END, &read, &written, NULL);
        g_string_append_len(out, room, (gssize)written);
    }
    return g_string_free(out, FALSE);
}

static Drawn
draw(const char *svg)
{
    Drawn drawn = {.left_out = g_ptr_array_new_with_free_func(g_free)};
    g_autoptr(GBytes) bytes = g_bytes_new(svg, strlen(svg));
    g_autoptr(PsgTypeContext) context = psg_type_context_new(fonts);
    g_autoptr(PsgPdfPicture) picture =
            psg_picture_draw_svg(bytes, context, "Noto Sans", drawn.left_out, &drawn.reason);
    assert_true((picture != NULL) != (drawn.reason != NULL));
    if (picture) {
        psg_pdf_picture_get_size(picture, &drawn.width, &drawn.height);
        drawn.operators = show(picture);
    }
    return drawn;
}

static void
check_drawn(const char *svg, const char *expected)
{
    g_autofree char *whole = g_strconcat(OPEN, svg, CLOSE, NULL);
    g_auto(Drawn) drawn = draw(whole);
    if (!drawn.operators || !strstr(drawn.operators, expected))
        fail_msg("%s\nhas no\n%s\nbut\n%s", svg, expected, drawn.operators ? drawn.operators : "");
}

static void
check_not_drawn(const char *svg, const char *unexpected)
{
    g_autofree char *whole = g_strconcat(OPEN, svg, CLOSE, NULL);
    g_auto(Drawn) drawn = draw(whole);
    assert_non_null(drawn.operators);
    if (strstr(drawn.operators, unexpected))
        fail_msg("%s\nhas\n%s\nin\n%s", svg, unexpected, drawn.operators);
}

/* Shapes: PDF counts from below, so that y is 100 less what SVG says. */

static void
shapes_become_paths(void **state)
{
    check_drawn("<rect x='10' y='10' width='20' height='30'/>",
            "10 90 m\n30 90 l\n30 60 l\n10 60 l\nh\nf\n");
    check_drawn("<line x1='0' y1='0' x2='50' y2='50' stroke='red' stroke-width='2'/>",
            "1 0 0 RG\n2 w\n4 M\n0 100 m\n50 50 l\nS\n");
    check_drawn("<polygon points='0,0 10,0 10 10'/>", "0 100 m\n10 100 l\n10 90 l\nh\nf\n");
    check_drawn(
            "<polyline points='0,0 10,0' fill='none' stroke='black'/>", "0 100 m\n10 100 l\nS\n");
    check_drawn("<circle cx='50' cy='50' r='10'/>", "60 50 m\n60 44.477 55.523 40 50 40 c\n");
    check_drawn(
            "<ellipse cx='50' cy='50' rx='10' ry='20'/>", "60 50 m\n60 38.954 55.523 30 50 30 c\n");
    check_drawn("<rect width='20' height='20' rx='5'/>", "5 100 m\n15 100 l\n17.761 100 20 97.761");
}

static void
every_path_command_is_known(void **state)
{
    check_drawn("<path d='M10 10H20V20h-5v5L0 0l1 1'/>",
            "10 90 m\n20 90 l\n20 80 l\n15 80 l\n15 75 l\n0 100 l\n1 99 l\nf\n");
    check_drawn("<path d='M0 0C1 1 2 2 3 3S5 5 6 6s1 1 2 2'/>",
            "0 100 m\n1 99 2 98 3 97 c\n4 96 5 95 6 94 c\n7 93 7 93 8 92 c\n");
    check_drawn("<path d='M0 0Q3 3 6 0T12 0t6 0'/>",
            "0 100 m\n2 98 4 98 6 100 c\n8 102 10 102 12 100 c\n14 98 16 98 18 100 c\n");
    check_drawn("<path d='m10 10 5 0 0 5z m1 1h1'/>",
            "10 90 m\n15 90 l\n15 85 l\nh\n11 89 m\n12 89 l\nf\n");
    check_drawn("<path d='M10 10h5zh9'/>", "h\n10 90 m\n19 90 l\n");
    /* Half a circle with its flags run together. */
    check_drawn("<path d='M10 50A10 10 0 0110 30'/>",
            "10 50 m\n4.477 50 0 54.477 0 60 c\n0 65.523 4.477 70 10 70 c\n");
    check_drawn("<path d='M0 0L10 10 L x'/>", "0 100 m\n10 90 l\nf\n");
    check_drawn("<path d='M1e1,1.5.5-2'/>", "10 98.5 m\n.5 102 l\n");
}

static void
transformations_are_joined(void **state)
{
    check_drawn("<g transform='translate(10 20)'><rect width='1' height='1' "
                "transform='scale(2)'/></g>",
            "10 80 m\n12 80 l\n12 78 l\n");
    check_drawn(
            "<rect width='10' height='1' transform='rotate(90 50 50)'/>", "100 100 m\n100 90 l\n");
    check_drawn("<rect width='10' height='1' style='transform:translate(5px,5px)'/>", "5 95 m\n");
    check_drawn("<rect width='10' height='10' transform='matrix(1 0 1 1 0 0)'/>",
            "0 100 m\n10 100 l\n20 90 l\n");
    /* A stroke that is stretched is stretched by PDF. */
    check_drawn("<rect width='10' height='10' transform='scale(4 1)' fill='none' stroke='black'/>",
            "2 w\n4 M\n2 0 0 -.5 0 100 cm\n");
}

static void
size_comes_from_attributes_or_the_view_box(void **state)
{
    static const struct {
        const char *attributes;
        double width, height;
    } sizes[] = {{"width='200' height='100'", 200, 100}, {"viewBox='0 0 50 20'", 50, 20},
            {"width='2in'  viewBox='0 0 50 25'", 192, 96}, {"", 300, 150},
            {"width='100%' height='100%' viewBox='5 5 10 10'", 10, 10}};
    for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_autofree char *svg = g_strdup_printf(
                "<svg xmlns='http://www.w3.org/2000/svg' %s></svg>", sizes[i].attributes);
        g_auto(Drawn) drawn = draw(svg);
        assert_true(drawn.width == sizes[i].width && drawn.height == sizes[i].height);
    }
}

static void
view_boxes_fit_as_they_are_told(void **state)
{
    const char *svg = "<svg x='0' y='0' width='40' height='20' viewBox='0 0 10 10' "
                      "preserveAspectRatio='%s'><rect width='10' height='10'/></svg>";
    static const struct {
        const char *aspect, *expected;
    } cases[] = {{"xMidYMid meet", "10 100 m\n30 100 l\n30 80 l\n"},
            {"xMinYMin", "W n\n0 100 m\n20 100 l\n20 80 l\n"}, {"xMaxYMid", "20 100 m\n40 100 l\n"},
            {"none", "0 100 m\n40 100 l\n40 80 l\n"},
            {"xMidYMin slice", "W n\n0 100 m\n40 100 l\n40 60 l\n"}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(GStrv) parts = g_strsplit(svg, "%s", 2);
        g_autofree char *whole = g_strjoin(cases[i].aspect, parts[0], parts[1], NULL);
        check_drawn(whole, cases[i].expected);
    }
}

/* Styles */

static void
colours_are_read_in_every_form(void **state)
{
    static const char *const reds[] = {"red", "#f00", "#FF0000", "rgb(255,0,0)",
            "rgb(100%, 0%, 0%)", "hsl(0, 100%, 50%)", "hsl(360deg 100% 50%)"};
    for (guint i = 0; i < G_N_ELEMENTS(reds); i++) {
        g_autofree char *svg = g_strdup_printf("<rect width='1' height='1' fill='%s'/>", reds[i]);
        check_drawn(svg, "1 0 0 rg\n");
    }
    check_drawn("<rect width='1' height='1' fill='hsl(120,100%,25%)'/>", "0 .502 0 rg\n");
    check_drawn("<g color='teal'><rect width='1' height='1' fill='currentColor'/></g>",
            "0 .502 .502 rg\n");
    check_drawn("<rect width='1' height='1' fill='rgba(255,0,0,.5)'/>", "/ca .5");
}

static void
rules_weigh_as_in_css(void **state)
{
    check_drawn(
            "<style>.a{fill:red}rect{fill:blue}</style><rect class='b a' width='1' height='1'/>",
            "1 0 0 rg\n");
    check_drawn(
            "<style>#x{fill:red}.a{fill:blue}</style><rect id='x' class='a' width='1' height='1'/>",
            "1 0 0 rg\n");
    check_drawn("<style>.a{fill:red}</style><rect class='a' fill='blue' width='1' height='1'/>",
            "1 0 0 rg\n");
    check_drawn(
            "<style>.a{fill:blue}</style><rect class='a' style='fill:red' width='1' height='1'/>",
            "1 0 0 rg\n");
    check_drawn("<style>g.o &gt; rect, .none{fill:red}</style><g class='o'><rect width='1' "
                "height='1'/></g>",
            "1 0 0 rg\n");
    check_not_drawn("<style>g.o &gt; rect{fill:red}</style><g class='o'><g><rect width='1' "
                    "height='1'/></g></g>",
            "1 0 0 rg\n");
    check_drawn(
            "<style>.o rect{fill:red}</style><g class='o'><g><rect width='1' height='1'/></g></g>",
            "1 0 0 rg\n");
    check_drawn("<style>@media print{rect{fill:red}}@media screen{rect{fill:blue}}</style>"
                "<rect width='1' height='1'/>",
            "1 0 0 rg\n");
    check_not_drawn(
            "<style>rect:hover{fill:red}</style><rect width='1' height='1'/>", "1 0 0 rg\n");
}

static void
lines_are_drawn_as_they_should(void **state)
{
    check_drawn("<path d='M0 0h9' stroke='black' stroke-linecap='round' stroke-linejoin='bevel' "
                "stroke-dasharray='2 1' stroke-dashoffset='1'/>",
            "1 J\n2 j\n[2 1] 1 d\n");
    check_drawn("<g stroke='black' stroke-width='3'><path d='M0 0h9'/></g>", "3 w\n");
    check_not_drawn("<path d='M0 0h9' stroke='black' stroke-width='0'/>", "S\n");
    check_drawn("<path d='M0 0h9v9z' fill-rule='evenodd' stroke='black'/>", "B*\n");
    check_drawn(
            "<path d='M0 0h90' stroke='black' stroke-dasharray='.00001'/>", "0 100 m\n90 100 l\n");
    check_not_drawn("<path d='M0 0h90' stroke='black' stroke-dasharray='.00001'/>", " d\n");
}

static void
hidden_parts_are_not_drawn(void **state)
{
    check_not_drawn("<g display='none'><rect width='1' height='1'/></g>", "f\n");
    check_not_drawn("<rect visibility='hidden' width='1' height='1'/>", "f\n");
    check_drawn(
            "<g visibility='hidden'><rect visibility='visible' width='1' height='1'/></g>", "f\n");
    check_not_drawn("<defs><rect width='1' height='1'/></defs>", "f\n");
    check_not_drawn("<rect width='0' height='1'/><circle r='0'/>", "f\n");
}

static void
gradients_become_shadings(void **state)
{
    const char *stops = "<stop offset='0' stop-color='red'/><stop offset='50%' stop-color='lime'/>"
                        "<stop offset='1' stop-color='blue'/>";
    g_autofree char *linear = g_strdup_printf("<linearGradient id='a'>%s</linearGradient>"
                                              "<rect width='50' height='10' fill='url(#a)'/>",
            stops);
    check_drawn(linear, "/P0<</PatternType 2/Matrix[50 0 0 -10 0 100]/Shading<</ShadingType 2"
                        "/ColorSpace/DeviceRGB/Coords[0 0 1 0]/Extend[true true]/Function"
                        "<</FunctionType 3/Domain[0 1]/Functions[");
    check_drawn(linear, "/Bounds[.5 ]");
    check_drawn(linear, "/Pattern cs/P0 scn\n");
    g_autofree char *radial = g_strdup_printf(
            "<radialGradient id='b' gradientUnits='userSpaceOnUse' cx='10' cy='20' r='5'>%s"
            "</radialGradient><radialGradient id='a' xlink:href='#b'/>"
            "<rect width='50' height='10' fill='none' stroke='url(#a)'/>",
            stops);
    check_drawn(radial, "/ShadingType 3/ColorSpace/DeviceRGB/Coords[10 20 0 10 20 5]");
    check_drawn(radial, "/Pattern CS/P0 SCN\n");
    check_drawn("<linearGradient id='a'><stop stop-color='red'/></linearGradient>"
                "<rect width='9' height='9' fill='url(#a)'/>",
            "1 0 0 rg\n");
    check_drawn("<rect width='9' height='9' fill='url(#no) red'/>", "1 0 0 rg\n");
    check_not_drawn("<rect width='9' height='9' fill='url(#no)'/>", "f\n");
}

static void
groups_are_seen_through_as_one(void **state)
{
    const char *group =
            "<g opacity='.5'><rect width='9' height='9'/><rect width='5' height='5'/></g>";
    check_drawn(group, "/XObject<</X0 ");
    check_drawn(group, "/G0 gs\n/X0 Do\n");
    check_drawn(group, "/Group<</S/Transparency");
    check_drawn(
            "<rect opacity='.5' fill-opacity='.5' width='9' height='9'/>", "/G0<</ca .25/CA 1>>");
    check_not_drawn("<rect width='9' height='9'/>", "/Group");
}

static void
clips_are_paths(void **state)
{
    check_drawn("<clipPath id='c'><rect width='5' height='5'/></clipPath>"
                "<rect width='9' height='9' clip-path='url(#c)'/>",
            "q\n0 100 m\n5 100 l\n5 95 l\n0 95 l\nh\nW n\n0 100 m\n9 100 l\n");
    check_drawn("<clipPath id='c' clipPathUnits='objectBoundingBox'><rect width='.5' height='1'/>"
                "</clipPath><rect x='10' width='20' height='10' clip-path='url(#c)' "
                "transform='translate(5 0)'/>",
            "q\n15 100 m\n25 100 l\n25 90 l\n15 90 l\nh\nW n\n15 100 m\n35 100 l\n");
    check_drawn("<clipPath id='c'/><rect width='9' height='9' clip-path='url(#c)'/>",
            "0 0 0 0 re\nW n\n");
}

static void
symbols_and_uses_are_drawn_in_their_place(void **state)
{
    check_drawn("<defs><rect id='r' width='5' height='5'/></defs><use href='#r' x='10' y='20' "
                "fill='red'/>",
            "1 0 0 rg\n10 80 m\n15 80 l\n");
    check_drawn("<symbol id='s' viewBox='0 0 1 1'><rect width='1' height='1'/></symbol>"
                "<use xlink:href='#s' width='10' height='10'/>",
            "W n\n0 100 m\n10 100 l\n10 90 l\n");
}

static void
markers_stand_and_turn(void **state)
{
    const char *marker =
            "<marker id='m' orient='auto' markerWidth='2' markerHeight='2' refX='1' refY='1'>"
            "<rect width='2' height='2'/></marker>";
    g_autofree char *end = g_strconcat(marker,
            "<path d='M10 10V50' stroke='black' stroke-width='2' marker-end='url(#m)'/>", NULL);
    check_drawn(end, "W n\n12 52 m\n12 48 l\n8 48 l\n8 52 l\nh\nf\n");
    g_autofree char *all =
            g_strconcat(marker, "<path d='M10 10H20H30' marker-mid='url(#m)'/>", NULL);
    check_drawn(all, "W n\n19 91 m\n21 91 l\n");
}

static void
masks_and_fading_gradients_hide_by_light(void **state)
{
    const char *masked = "<mask id='m'><rect width='9' height='9' fill='white'/></mask>"
                         "<rect width='9' height='9' fill='red' mask='url(#m)'/>";
    check_drawn(masked, "/M0<</SMask<</S/Luminosity/G ");
    check_drawn(masked, "q\n/M0 gs\n/X0 Do\nQ\n");
    check_drawn(masked, "1 1 1 rg\n0 100 m\n9 100 l\n");
    const char *fading = "<linearGradient id='g'><stop stop-color='red'/><stop offset='1' "
                         "stop-color='red' stop-opacity='.2'/></linearGradient>"
                         "<rect width='9' height='9' fill='url(#g)'/>";
    check_drawn(fading, "/C0[1 0 0]/C1[1 0 0]");
    check_drawn(fading, "/C0[1 1 1]/C1[.2 .2 .2]");
    check_drawn(fading, "q\n/M0 gs\n/Pattern cs/P0 scn\n");
}

static void
embedded_pictures_are_shown_in_their_place(void **state)
{
    check_drawn("<image x='10' y='20' width='40' height='20' "
                "href='data:image/"
                "png;base64,"
                "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR4nGP8z8DAwMAAAAYIAQHLR3Z1AA"
                "AAAElFTkSuQmCC'/>",
            "q\n40 0 0 20 10 60 cm\n/X0 Do\nQ\n");
    g_auto(Drawn) broken =
            draw(OPEN "<image width='9' height='9' href='data:image/png;base64,AAAA'/>" CLOSE);
    assert_string_equal(broken.left_out->pdata[0], "an embedded picture");
}

static void
patterns_are_tiled(void **state)
{
    const char *pattern = "<pattern id='p' width='10' height='10' patternUnits='userSpaceOnUse'>"
                          "<rect width='5' height='5' fill='red'/></pattern>"
                          "<rect width='20' height='10' fill='url(#p)'/>";
    check_drawn(pattern, "1 0 0 1 0 90 cm\n/X0 Do\n");
    check_drawn(pattern, "1 0 0 1 10 90 cm\n/X0 Do\n");
    check_drawn(pattern, "1 0 0 rg\n0 10 m\n5 10 l\n");
}

/* Words */

/* Where the first point of what is drawn lies. */
static double
find_left(const char *svg)
{
    g_autofree char *whole = g_strconcat(OPEN, svg, CLOSE, NULL);
    g_auto(Drawn) drawn = draw(whole);
    double left = 1000;
    g_auto(GStrv) lines = g_strsplit(drawn.operators, "\n", -1);
    for (guint i = 0; lines[i]; i++)
        if (g_str_has_suffix(lines[i], " m") || g_str_has_suffix(lines[i], " l"))
            left = MIN(left, g_ascii_strtod(lines[i], NULL));
    return left;
}

static void
words_are_drawn_as_outlines(void **state)
{
    check_drawn("<text x='10' y='50' font-size='20' fill='red'>I</text>", "1 0 0 rg\n");
    double start = find_left("<text x='50' y='50' font-size='20'>HHH</text>");
    double middle = find_left("<text x='50' y='50' font-size='20' text-anchor='middle'>HHH</text>");
    double end = find_left("<text x='50' y='50' font-size='20' text-anchor='end'>HHH</text>");
    assert_true(start > 50 && start < 53);
    assert_true(middle > 20 && middle < 35);
    assert_true(end > 0 && end < 10);
    double moved = find_left("<text x='50' y='50' font-size='20'><tspan dx='7'>HHH</tspan></text>");
    assert_true(moved > start + 6.9 && moved < start + 7.1);
    double blank = find_left("<text x='50' y='50' font-size='20'>\n   HHH</text>");
    assert_true(blank == start);
    check_not_drawn("<text x='10' y='50'>   </text>", "f\n");
}

static void
words_in_a_clip_cut_what_is_painted(void **state)
{
    check_drawn("<clipPath id='c'><text x='0' y='50' font-size='50'>I</text></clipPath>"
                "<rect width='99' height='99' clip-path='url(#c)'/>",
            "h\nW n\n0 100 m\n99 100 l\n");
}

static void
letters_without_a_font_are_named(void **state)
{
    g_auto(Drawn) drawn = draw(OPEN "<text y='9'>\xf3\xb0\x80\x80</text>" CLOSE);
    assert_int_equal(drawn.left_out->len, 1);
    assert_string_equal(drawn.left_out->pdata[0], "letters that no font has");
}

/* Limits */

static void
what_cannot_be_drawn_is_named_once(void **state)
{
    g_auto(Drawn) drawn = draw(
            OPEN "<filter id='f'/><mask id='m'/><rect width='9' height='9' filter='url(#f)'/>"
                 "<rect width='9' height='9' filter='url(#f)'/><linearGradient id='g' "
                 "spreadMethod='repeat'><stop/><stop offset='1'/></linearGradient><rect width='9' "
                 "height='9' fill='url(#g)'/>" CLOSE);
    assert_int_equal(drawn.left_out->len, 2);
    assert_string_equal(drawn.left_out->pdata[0], "a filter");
    assert_string_equal(drawn.left_out->pdata[1], "the repetition of a gradient");
    assert_non_null(strstr(drawn.operators, "f\n"));
}

static void
parts_that_draw_themselves_come_to_an_end(void **state)
{
    static const char *const circles[] = {
            "<g id='a'><rect width='9' height='9'/><use href='#a'/><use href='#a'/></g>",
            "<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/><rect width='9' "
            "height='9'/></g>",
            "<symbol id='a'><rect width='9' height='9'/><use href='#a'/></symbol><use href='#a'/>",
            "<marker id='m'><path d='M0 0h9' marker-end='url(#m)' marker-start='url(#m)'/></marker>"
            "<path d='M0 0h9v9z' marker-end='url(#m)'/>",
            "<clipPath id='c'><rect width='9' height='9' clip-path='url(#c)'/></clipPath>"
            "<rect width='9' height='9' clip-path='url(#c)'/>",
            "<pattern id='p' width='5' height='5' patternUnits='userSpaceOnUse'><rect width='5' "
            "height='5' fill='url(#p)'/></pattern><rect width='9' height='9' fill='url(#p)'/>",
            "<mask id='m'><rect width='9' height='9' mask='url(#m)'/></mask>"
            "<rect width='9' height='9' mask='url(#m)'/>",
            "<linearGradient id='g' href='#g'/><rect width='9' height='9' fill='url(#g) red'/>"};
    for (guint i = 0; i < G_N_ELEMENTS(circles); i++) {
        g_autofree char *svg = g_strconcat(OPEN, circles[i], CLOSE, NULL);
        g_auto(Drawn) drawn = draw(svg);
        assert_non_null(drawn.operators);
    }
}

static void
a_drawing_that_unfolds_without_end_is_refused(void **state)
{
    g_autoptr(GString) svg = g_string_new(OPEN "<g id='a0'><rect width='9' height='9'/></g>");
    for (guint i = 1; i < 40; i++)
        g_string_append_printf(
                svg, "<g id='a%u'><use href='#a%u'/><use href='#a%u'/></g>", i, i - 1, i - 1);
    g_string_append(svg, CLOSE);
    g_auto(Drawn) drawn = draw(svg->str);
    assert_null(drawn.operators);
    assert_non_null(drawn.reason);
}

static void
deep_nesting_is_no_danger(void **state)
{
    g_autoptr(GString) svg = g_string_new(OPEN);
    for (guint i = 0; i < 240; i++)
        g_string_append(svg, "<g opacity='.9' clip-path='url(#c)'>");
    g_string_append(svg, "<rect width='9' height='9'/>");
    for (guint i = 0; i < 240; i++)
        g_string_append(svg, "</g>");
    g_string_append(svg, "<clipPath id='c'><rect width='9' height='9'/></clipPath>" CLOSE);
    g_auto(Drawn) drawn = draw(svg->str);
    assert_non_null(drawn.operators);
}

static void
numbers_without_sense_do_no_harm(void **state)
{
    static const char *const parts[] = {"<rect width='1e300' height='1e300' stroke='red'/>",
            "<path d='M1e400 0L1e300 1e300C1e38 1 1e39 1 1 1'/>",
            "<g transform='scale(1e300)'><rect width='1' height='1'/></g>",
            "<g transform='scale(0)'><rect width='1' height='1'/></g>",
            "<g transform='matrix(1 2 3'><rect width='1' height='1'/></g>",
            "<circle r='nan'/><circle r='inf'/><circle r='0x10'/>",
            "<text font-size='1e9' x='1e99'>a</text><text font-size='0'>a</text>",
            "<path d='M0 0h9' stroke='red' stroke-width='1e99' stroke-dasharray='1e99'/>",
            "<svg viewBox='0 0 1e-300 1e-300'><rect width='1' height='1'/></svg>",
            "<path d='M0 0A0 0 0 0 0 9 9A1e300 1e-300 0 0 0 9 0'/>"};
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *svg = g_strconcat(OPEN, parts[i], CLOSE, NULL);
        g_auto(Drawn) drawn = draw(svg);
        assert_non_null(drawn.operators);
        assert_null(strstr(drawn.operators, "nan"));
        assert_null(strstr(drawn.operators, "inf"));
    }
}

static void
what_is_no_svg_is_refused(void **state)
{
    static const char *const files[] = {"", "<svg", "<html/>",
            "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>",
            "<svg xmlns='http://www.w3.org/2000/svg' width='1e9' height='1e9'/>"};
    for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
        g_auto(Drawn) drawn = draw(files[i]);
        assert_null(drawn.operators);
        assert_non_null(drawn.reason);
    }
}

static int
load_fonts(void **state)
{
    static const char *const families[] = {"Noto Sans", NULL};
    fonts = psg_type_fonts_load(families, NULL, NULL, NULL);
    return fonts ? 0 : -1;
}

static int
free_fonts(void **state)
{
    psg_type_fonts_free(fonts);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(shapes_become_paths),
            cmocka_unit_test(every_path_command_is_known),
            cmocka_unit_test(transformations_are_joined),
            cmocka_unit_test(size_comes_from_attributes_or_the_view_box),
            cmocka_unit_test(view_boxes_fit_as_they_are_told),
            cmocka_unit_test(colours_are_read_in_every_form),
            cmocka_unit_test(rules_weigh_as_in_css),
            cmocka_unit_test(lines_are_drawn_as_they_should),
            cmocka_unit_test(hidden_parts_are_not_drawn),
            cmocka_unit_test(gradients_become_shadings),
            cmocka_unit_test(groups_are_seen_through_as_one),
            cmocka_unit_test(clips_are_paths),
            cmocka_unit_test(symbols_and_uses_are_drawn_in_their_place),
            cmocka_unit_test(markers_stand_and_turn),
            cmocka_unit_test(masks_and_fading_gradients_hide_by_light),
            cmocka_unit_test(embedded_pictures_are_shown_in_their_place),
            cmocka_unit_test(patterns_are_tiled),
            cmocka_unit_test(words_are_drawn_as_outlines),
            cmocka_unit_test(words_in_a_clip_cut_what_is_painted),
            cmocka_unit_test(letters_without_a_font_are_named),
            cmocka_unit_test(what_cannot_be_drawn_is_named_once),
            cmocka_unit_test(parts_that_draw_themselves_come_to_an_end),
            cmocka_unit_test(a_drawing_that_unfolds_without_end_is_refused),
            cmocka_unit_test(deep_nesting_is_no_danger),
            cmocka_unit_test(numbers_without_sense_do_no_harm),
            cmocka_unit_test(what_is_no_svg_is_refused),
    };
    return cmocka_run_group_tests(tests, load_fonts, free_fonts);
}
