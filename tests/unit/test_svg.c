/* Cleaning SVG: what an honest drawing needs stays, and nothing that moves, loads or runs comes
 * through in any disguise. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <libxml/parser.h>
#include <string.h>

#include "publish/picture/image.h"

#define OPEN                                                                                  \
    "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" " \
    "viewBox=\"0 0 9 9\">"
#define CLOSE "</svg>"

typedef struct {
    char *svg; /* NULL when it was refused */
    const char *reason;
    GPtrArray *removed;
    PsgImageFacts facts;
} Result;

static void
result_clear(Result *result)
{
    g_free(result->svg);
    g_ptr_array_unref(result->removed);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Result, result_clear)

/* Cleans, and makes sure of what holds for every result: it is well formed, and cleaning it again
 * changes nothing. */
static Result
clean_bytes(const char *svg, gsize length)
{
    Result result = {.removed = g_ptr_array_new_with_free_func(g_free)};
    g_autoptr(GBytes) bytes = g_bytes_new(svg, length);
    g_autoptr(GBytes) cleaned = psg_svg_clean(bytes, result.removed, &result.facts, &result.reason);
    if (!cleaned) {
        assert_non_null(result.reason);
        return result;
    }
    gsize size;
    const char *data = g_bytes_get_data(cleaned, &size);
    result.svg = g_strndup(data, size);
    assert_int_equal(strlen(result.svg), size);
    xmlDoc *document =
            xmlReadMemory(data, (int)size, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR);
    assert_non_null(document);
    xmlFreeDoc(document);
    PsgImageFacts facts;
    const char *reason;
    g_autoptr(GPtrArray) removed = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GBytes) again = psg_svg_clean(cleaned, removed, &facts, &reason);
    assert_true(again && g_bytes_equal(cleaned, again));
    assert_int_equal(removed->len, 0);
    return result;
}

static Result
clean(const char *svg)
{
    return clean_bytes(svg, strlen(svg));
}

static gboolean
was_removed(const Result *result, const char *what)
{
    return g_ptr_array_find_with_equal_func(result->removed, what, g_str_equal, NULL);
}

static void
assert_has(const Result *result, const char *part)
{
    assert_non_null(result->svg);
    if (!strstr(result->svg, part))
        fail_msg("\"%s\" is not in %s", part, result->svg);
}

static void
assert_lacks(const Result *result, const char *part)
{
    assert_non_null(result->svg);
    g_autofree char *lower = g_ascii_strdown(result->svg, -1);
    if (strstr(lower, part))
        fail_msg("\"%s\" is in %s", part, result->svg);
}

static void
keeps_what_a_drawing_is_made_of(void **state)
{
    g_auto(Result) result = clean(OPEN
            "<title>Sand &amp; water</title><desc>d</desc>"
            "<defs><linearGradient id='a' x1='0'><stop offset='0' "
            "stop-color='#fff'/></linearGradient>"
            "<clipPath id='c'><rect width='1' height='1'/></clipPath>"
            "<filter id='f'><feGaussianBlur stdDeviation='2'/></filter></defs>"
            "<style>.x, #y > .z { fill: url(#a); stroke: rgb(1, 2, 3) }</style>"
            "<g transform='translate(1 2)' style='fill:url(&quot;#a&quot;);mix-blend-mode:normal'>"
            "<path id='p' class='x' d='M0 0L1 1' clip-path='url(#c)' filter='url( #f )'/></g>"
            "<use xlink:href='#p' x='3'/><text x='1'>Hello <tspan "
            "font-weight='bold'>there</tspan></text>" CLOSE);
    const char *const parts[] = {"<title>Sand &amp; water</title>", "<desc>d</desc>",
            "<linearGradient id=\"a\" x1=\"0\"><stop offset=\"0\" "
            "stop-color=\"#fff\"/></linearGradient>",
            "<clipPath id=\"c\"><rect width=\"1\" height=\"1\"/></clipPath>",
            "<feGaussianBlur stdDeviation=\"2\"/>", "fill:url(#a);stroke:rgb(1, 2, 3);",
            "transform=\"translate(1 2)\"", "d=\"M0 0L1 1\"", "clip-path=\"url(#c)\"",
            "filter=\"url(#f)\"", "<use xlink:href=\"#p\" x=\"3\"/>",
            "Hello <tspan font-weight=\"bold\">there</tspan>"};
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        assert_has(&result, parts[i]);
    assert_int_equal(result.removed->len, 0);
}

static void
drops_scripts_however_they_are_written(void **state)
{
    static const char *const scripts[] = {
            OPEN "<script>alert(1)</script>" CLOSE,
            OPEN "<script><![CDATA[alert(1)]]></script>" CLOSE,
            OPEN "<SCRIPT>alert(1)</SCRIPT><sCript>alert(1)</sCript>" CLOSE,
            OPEN "<x:script xmlns:x='http://www.w3.org/2000/svg'>alert(1)</x:script>" CLOSE,
            OPEN "<script xmlns='http://www.w3.org/1999/xhtml'>alert(1)</script>" CLOSE,
            OPEN "<g><foreignObject><body "
                 "xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></body>"
                 "</foreignObject></g>" CLOSE,
            OPEN "<text><script>alert(1)</script></text>" CLOSE,
            OPEN "<title><script>alert(1)</script></title>" CLOSE,
            OPEN "<handler type='text/ecmascript'>alert(1)</handler><listener/>" CLOSE,
            "<x:svg xmlns:x='http://www.w3.org/2000/svg'><x:script>alert(1)</x:script></x:svg>",
    };
    for (guint i = 0; i < G_N_ELEMENTS(scripts); i++) {
        g_auto(Result) result = clean(scripts[i]);
        assert_lacks(&result, "script");
        assert_lacks(&result, "alert");
        assert_true(result.removed->len > 0);
    }
}

static void
drops_event_handlers(void **state)
{
    g_auto(Result) result = clean(
            "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)' OnClick='alert(1)'>"
            "<rect width='1' height='1' onmouseover='&#97;lert(1)' onbegin='alert(1)'/></svg>");
    assert_lacks(&result, "alert");
    assert_lacks(&result, " on");
    assert_true(was_removed(&result, "onload"));
    assert_true(was_removed(&result, "OnClick"));
}

static void
drops_handlers_that_a_document_type_adds(void **state)
{
    g_auto(Result) result = clean("<!DOCTYPE svg [<!ATTLIST svg onload CDATA 'alert(1)'>]><svg "
                                  "xmlns='http://www.w3.org/2000/svg'/>");
    assert_lacks(&result, "alert");
    assert_lacks(&result, "doctype");
}

static void
unwraps_links_and_keeps_what_they_show(void **state)
{
    g_auto(Result) result = clean(
            OPEN "<a xlink:href='javascript:alert(1)'><rect width='1' height='1'/></a>"
                 "<a href='https://example.org/'><text>read <a href='x'>more</a></text></a>" CLOSE);
    assert_lacks(&result, "<a");
    assert_lacks(&result, "javascript");
    assert_lacks(&result, "example");
    assert_has(&result, "<rect width=\"1\" height=\"1\"/>");
    assert_has(&result, "<text>read more</text>");
}

static void
drops_references_to_anything_outside(void **state)
{
    static const char *const references[] = {
            "<use xlink:href='other.svg#a'/>",
            "<use href='https://evil.example/x.svg#a'/>",
            "<use href='//evil'/>",
            "<image xlink:href='photo.png' width='1' height='1'/>",
            "<image href='HTTPS://evil.example/p.png' width='1' height='1'/>",
            "<image href='data:image/svg+xml;base64,PHN2Zy8+' width='1' height='1'/>",
            "<image href='data:text/html,evil' width='1' height='1'/>",
            "<linearGradient xlink:href='evil.svg#x'/>",
            "<textPath href='evil#x'>t</textPath>",
            "<rect width='1' height='1' fill='url(evil.svg#x)'/>",
            "<rect width='1' height='1' fill='URL(evil.svg#x)'/>",
            "<rect width='1' height='1' fill='url( \"evil.svg#x\" )'/>",
            "<rect width='1' height='1' style='fill:url(//evil)'/>",
            "<rect width='1' height='1' mask='url(#a) url(evil)'/>",
            "<rect width='1' height='1' cursor='url(evil)'/>",
            "<rect width='1' height='1' xml:base='https://evil.example/'/>",
            "<feImage xlink:href='evil.png'/>",
            "<filter><feImage href='evil.png'/></filter>",
            "<tref xlink:href='evil'/>",
            "<font-face-uri xlink:href='evil'/>",
            "<color-profile xlink:href='evil'/>",
            "<rect width='1' height='1' fill='&#117;rl(&#101;vil)'/>",
    };
    for (guint i = 0; i < G_N_ELEMENTS(references); i++) {
        g_autofree char *svg = g_strconcat(OPEN, references[i], CLOSE, NULL);
        g_auto(Result) result = clean(svg);
        assert_lacks(&result, "evil");
        assert_lacks(&result, "data:");
        assert_lacks(&result, "photo");
        assert_lacks(&result, "other");
    }
    g_auto(Result) told = clean(OPEN "<use href='https://evil.example/x.svg#a'/>" CLOSE);
    assert_true(was_removed(&told, "a reference to another file"));
}

static void
drops_css_that_leads_out(void **state)
{
    static const char *const styles[] = {
            ".a{fill:url(evil)}",
            ".a{fill:\\75rl(evil)}",
            ".a{fill:u\\72l(evil)}",
            ".a{fill:url(/**/evil)}",
            ".a{fill:u/**/rl(evil)}",
            "@import 'evil';",
            "@IMPORT url(evil);",
            "/**/@import/**/'evil';",
            "@font-face{font-family:x;src:url(evil)}",
            "@namespace 'evil';.a{fill:red}",
            ".a{background:url(evil)}",
            ".a{fill:image-set('evil' 1x)}",
            ".a{fill:expression(evil)}",
            ".a{behavior:url(evil)}",
            ".a{-moz-binding:url(evil)}",
            ".a{fill:url('evil)}",
            "@media screen{@import 'evil';.a{fill:url(evil)}}",
            ".a{fill:src('evil')}",
            ".a[b='evil']{fill:red}",
            "</style><script>evil",
            "<!-- @import 'evil'; -->",
            ".a{fill:red;}}@import 'evil';",
            ".a{--evil:1;fill:var(--evil)}",
    };
    for (guint i = 0; i < G_N_ELEMENTS(styles); i++) {
        g_autofree char *svg =
                g_strconcat(OPEN "<style><![CDATA[", styles[i], "]]></style>" CLOSE, NULL);
        g_auto(Result) result = clean(svg);
        assert_lacks(&result, "evil");
        assert_lacks(&result, "import");
        g_autofree char *inside = g_markup_escape_text(styles[i], -1);
        g_autofree char *inlined = g_strconcat(OPEN "<g style=\"", inside, "\"/>" CLOSE, NULL);
        g_auto(Result) attribute = clean(inlined);
        assert_lacks(&attribute, "evil");
    }
}

static void
keeps_the_harmless_rules_of_a_sheet(void **state)
{
    g_auto(Result) result = clean(OPEN "<style>/* c */ .st0{fill:#FFF;} @import 'x'; "
                                       ".st1{fill:url(#a);-inkscape-x:1;opacity:.5}"
                                       "@media print{.st2{fill:none}} @keyframes k{from{fill:red}} "
                                       "rect{fill:url(#b)}</style>" CLOSE);
    assert_has(&result, "<style>.st0{fill:#FFF;}.st1{fill:url(#a);opacity:.5;}@media "
                        "print{.st2{fill:none;}}</style>");
    assert_true(was_removed(&result, "a style that leads out of the picture"));
}

static void
drops_what_moves(void **state)
{
    g_auto(Result) result = clean(
            OPEN "<use id='u' href='#a'><set attributeName='href' to='javascript:alert(1)'/></use>"
                 "<rect width='1' height='1'><animate attributeName='x' to='9'/></rect>"
                 "<animateTransform xlink:href='#u'/><animateMotion/><discard/>" CLOSE);
    assert_lacks(&result, "animate");
    assert_lacks(&result, "alert");
    assert_true(was_removed(&result, "<set>"));
    assert_true(was_removed(&result, "<animate>"));
}

static void
drops_style_sheets_in_other_files(void **state)
{
    g_auto(Result) result = clean("<?xml-stylesheet href='evil.css'?>" OPEN "<?php evil ?>" CLOSE);
    assert_lacks(&result, "evil");
    assert_lacks(&result, "<?php");
    assert_true(was_removed(&result, "a style sheet in another file"));
}

static void
keeps_a_picture_inside_only_when_it_is_one(void **state)
{
    const char *gif = "R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw==";
    g_autofree char *good =
            g_strconcat(OPEN "<image width='1' height='1' xlink:href='data:image/png;base64,", gif,
                    "'/>" CLOSE, NULL);
    g_auto(Result) result = clean(good);
    assert_has(&result, "xlink:href=\"data:image/gif;base64,R0lGOD");
    g_auto(Result) bad =
            clean(OPEN "<image width='1' height='1' href='data:image/png;base64,QUFBQQ=='/>" CLOSE);
    assert_lacks(&bad, "<image");
    assert_true(was_removed(&bad, "a picture inside it that is none"));
}

static void
expands_short_entities_and_no_others(void **state)
{
    g_auto(Result) adobe =
            clean("<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" "
                  "\"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\" ["
                  "<!ENTITY ns_svg \"http://www.w3.org/2000/svg\">]>"
                  "<svg xmlns=\"&ns_svg;\" viewBox=\"0 0 9 9\"><rect width='1' height='1'/></svg>");
    assert_has(&adobe, "<rect width=\"1\" height=\"1\"/>");
    g_auto(Result) file = clean("<!DOCTYPE svg [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>"
                                "<svg xmlns='http://www.w3.org/2000/svg'><text>&e;</text></svg>");
    if (file.svg)
        assert_lacks(&file, "root");
    g_auto(Result) markup = clean("<!DOCTYPE svg [<!ENTITY e '&#60;script>alert(1)&#60;/script>'>]>"
                                  "<svg xmlns='http://www.w3.org/2000/svg'><g>&e;</g></svg>");
    if (markup.svg)
        assert_lacks(&markup, "script");
}

static void
refuses_an_entity_bomb(void **state)
{
    GString *svg = g_string_new("<!DOCTYPE svg [<!ENTITY a0 'aaaaaaaaaa'>");
    for (guint i = 1; i < 20; i++)
        g_string_append_printf(
                svg, "<!ENTITY a%u '&a%u;&a%u;&a%u;&a%u;'>", i, i - 1, i - 1, i - 1, i - 1);
    g_string_append(
            svg, "]><svg xmlns='http://www.w3.org/2000/svg'><text x='&a19;'>&a19;</text></svg>");
    g_auto(Result) result = clean(svg->str);
    assert_true(!result.svg || strlen(result.svg) < 1000);
    g_string_free(svg, TRUE);
}

static void
refuses_what_unfolds_to_too_much(void **state)
{
    GString *uses = g_string_new(OPEN "<defs><g id='a0'><path d='M0 0'/></g>");
    GString *patterns = g_string_new(OPEN "<defs>");
    GString *sheet = g_string_new(OPEN "<style>");
    for (guint i = 1; i < 12; i++) {
        g_string_append_printf(uses, "<g id='a%u'>", i);
        g_string_append_printf(patterns, "<pattern id='p%u'>", i);
        g_string_append_printf(sheet, ".c%u{fill:url(#p%u)}", i, i - 1);
        for (guint j = 0; j < 10; j++) {
            g_string_append_printf(uses, "<use href='#a%u'/>", i - 1);
            g_string_append_printf(
                    patterns, "<rect width='1' height='1' style='fill:url(#p%u)'/>", i - 1);
        }
        g_string_append(uses, "</g>");
        g_string_append(patterns, "</pattern>");
    }
    g_string_append(sheet, "</style>");
    for (guint i = 0; i < 12; i++) {
        g_string_append_printf(sheet, "<pattern id='p%u'>", i);
        for (guint j = 0; j < 10; j++)
            g_string_append_printf(sheet, "<rect width='1' height='1' class='c%u'/>", i);
        g_string_append(sheet, "</pattern>");
    }
    g_string_append(uses, "</defs>" CLOSE);
    g_string_append(patterns, "</defs>" CLOSE);
    g_string_append(sheet, CLOSE);
    GString *const bombs[] = {uses, patterns, sheet};
    for (guint i = 0; i < G_N_ELEMENTS(bombs); i++) {
        g_auto(Result) result = clean(bombs[i]->str);
        assert_null(result.svg);
        assert_non_null(strstr(result.reason, "million"));
        g_string_free(bombs[i], TRUE);
    }
}

static void
refuses_what_draws_itself(void **state)
{
    static const char *const circles[] = {
            OPEN "<g id='a'><use href='#a'/></g>" CLOSE,
            OPEN "<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g>" CLOSE,
            OPEN "<mask id='m'><rect width='1' height='1' mask='url(#m)'/></mask>" CLOSE,
            OPEN "<style>.a{mask:url(#m)}</style><mask id='m'><g class='a'/></mask>" CLOSE,
            OPEN "<style>#r{mask:url(#m)}</style><mask id='m'><g id='r'/></mask>" CLOSE,
    };
    for (guint i = 0; i < G_N_ELEMENTS(circles); i++) {
        g_auto(Result) result = clean(circles[i]);
        assert_null(result.svg);
        assert_non_null(strstr(result.reason, "circle"));
    }
}

static void
refuses_depth_and_size(void **state)
{
    GString *deep = g_string_new(OPEN);
    for (guint i = 0; i < 10000; i++)
        g_string_append(deep, "<g>");
    for (guint i = 0; i < 10000; i++)
        g_string_append(deep, "</g>");
    g_string_append(deep, CLOSE);
    g_auto(Result) result = clean(deep->str);
    assert_null(result.svg);
    assert_non_null(strstr(result.reason, "256 deep"));
    g_string_free(deep, TRUE);
    g_autofree char *large = g_malloc(PSG_SVG_SIZE_LIMIT + 1);
    memset(large, ' ', PSG_SVG_SIZE_LIMIT + 1);
    g_auto(Result) too_large = clean_bytes(large, PSG_SVG_SIZE_LIMIT + 1);
    assert_null(too_large.svg);
}

static void
refuses_what_is_no_svg(void **state)
{
    static const char *const others[] = {"", "<svg", "<html xmlns='http://www.w3.org/1999/xhtml'/>",
            "<svg xmlns='urn:x'/>", "<svg xmlns='http://www.w3.org/2000/svg'><g></svg>", "hello",
            "<svg xmlns='http://www.w3.org/2000/svg' a='1' a='2'/>"};
    for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
        g_auto(Result) result = clean(others[i]);
        assert_null(result.svg);
    }
}

static void
drops_other_name_spaces_without_a_word(void **state)
{
    g_auto(Result) result =
            clean("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9' xmlns:i='urn:i' "
                  "i:pageshadow='2'>"
                  "<i:namedview><i:grid/></i:namedview><metadata><rdf "
                  "xmlns='urn:r'/></metadata><foreignObject requiredExtensions='urn:i'/>"
                  "<g i:label='Layer'><rect width='1' height='1' i:type='arc'/></g></svg>");
    assert_has(&result, "<g><rect width=\"1\" height=\"1\"/></g>");
    assert_lacks(&result, "layer");
    assert_int_equal(result.removed->len, 0);
}

static void
makes_ids_into_names_and_keeps_references_to_them(void **state)
{
    g_auto(Result) result =
            clean(OPEN "<rect id='1 a:b' width='1' height='1'/><rect id='d' width='1' height='1'/>"
                       "<rect id='d' width='2' height='2'/><use href='#1 a:b'/>" CLOSE);
    assert_has(&result, "<rect id=\"_1_x20_a_x3A_b\"");
    assert_has(&result, "xlink:href=\"#_1_x20_a_x3A_b\"");
    assert_has(&result, "<rect width=\"2\" height=\"2\"/>");
}

static void
measures_as_browsers_do(void **state)
{
    static const struct {
        const char *attributes;
        guint width, height;
    } cases[] = {
            {"width='120' height='80'", 120, 80},
            {"width='1in' height='2.54cm' viewBox='0 0 5 5'", 96, 96},
            {"viewBox='0 0 300 150.4'", 300, 150},
            {"viewBox='0,0,300,100' width='150'", 150, 50},
            {"viewBox='0 0 300 100' height='200px'", 600, 200},
            {"width='100%' height='100%' viewBox='-5 -5 40 20'", 40, 20},
            {"width='100%'", 0, 0},
            {"", 0, 0},
            {"width='-5' height='1e999'", 0, 0},
            {"viewBox='0 0 0 0'", 0, 0},
            {"viewBox='0 0 nan inf'", 0, 0},
            {"width='1e9' height='1e9'", PSG_IMAGE_DIMENSION_LIMIT, PSG_IMAGE_DIMENSION_LIMIT},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *svg = g_strdup_printf(
                "<svg xmlns='http://www.w3.org/2000/svg' %s/>", cases[i].attributes);
        g_auto(Result) result = clean(svg);
        assert_non_null(result.svg);
        assert_int_equal(result.facts.width, cases[i].width);
        assert_int_equal(result.facts.height, cases[i].height);
        assert_string_equal(result.facts.media_type, "image/svg+xml");
        g_autoptr(GBytes) bytes = g_bytes_new(svg, strlen(svg));
        PsgImageFacts facts;
        const char *reason;
        assert_true(psg_image_inspect(bytes, &facts, &reason));
        assert_int_equal(facts.width, cases[i].width);
        assert_int_equal(facts.height, cases[i].height);
    }
    g_auto(Result) boxed =
            clean("<svg xmlns='http://www.w3.org/2000/svg' width='12.5' height='8'/>");
    assert_has(&boxed, "viewBox=\"0 0 12.5 8\"");
}

static void
leaves_out_shapes_that_show_nothing_and_parts_out_of_place(void **state)
{
    g_auto(Result) result =
            clean(OPEN "<rect width='1'/><circle/><path d=''/><tspan>lost</tspan><stop/>stray text"
                       "<linearGradient><rect width='1' height='1'/></linearGradient>"
                       "<g requiredExtensions='urn:x'><path d='M1 1'/></g>" CLOSE);
    assert_has(&result, "viewBox=\"0 0 9 9\"><linearGradient/></svg>");
    assert_true(was_removed(&result, "<tspan>"));
}

static void
cuts_path_data_where_browsers_stop_drawing(void **state)
{
    static const char *const cases[][2] = {
            {"M 0 0 junk", "M 0 0"},
            {"m1,2 3,4-5.5.5z m1 1", "m1,2 3,4-5.5.5z m1 1"},
            {"M0 0A1 1 0 0110 10 L5", "M0 0A1 1 0 0110 10"},
            {"M0 0C1 2 3 4 5 6 7 8", "M0 0C1 2 3 4 5 6"},
            {"M0 0L1e3-1E-2H", "M0 0L1e3-1E-2"},
            {"M0,0,", "M0,0"},
            {"M0 0zz5", "M0 0zz"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *svg = g_strconcat(OPEN "<path d='", cases[i][0], "'/>" CLOSE, NULL);
        g_autofree char *expected = g_strconcat("<path d=\"", cases[i][1], "\"/>", NULL);
        g_auto(Result) result = clean(svg);
        assert_has(&result, expected);
    }
    g_auto(Result) none = clean(OPEN "<path d='L1 1'/><path d='M'/><path d='M1'/>" CLOSE);
    assert_lacks(&none, "<path");
}

static void
reads_other_encodings(void **state)
{
    g_autofree char *utf16 = NULL;
    gsize length;
    utf16 = g_convert("\xef\xbb\xbf" OPEN "<title>\xc5\xbb\xc3\xb3\xc5\x82w</title>" CLOSE, -1,
            "UTF-16LE", "UTF-8", NULL, &length, NULL);
    g_auto(Result) result = clean_bytes(utf16, length);
    assert_has(&result, "<title>\xc5\xbb\xc3\xb3\xc5\x82w</title>");
    g_auto(Result) latin = clean(
            "<?xml version='1.0' encoding='ISO-8859-1'?>" OPEN "<title>caf\xe9</title>" CLOSE);
    assert_has(&latin, "caf\xc3\xa9");
}

static void
refuses_letters_in_no_known_encoding(void **state)
{
    static const char *const files[] = {OPEN "<title>caf\xe9</title>" CLOSE,
            "<?xml version='1.0' encoding='EBCDIC-US'?>" OPEN "<title>caf\xe9</title>" CLOSE};
    for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
        g_auto(Result) result = clean(files[i]);
        assert_null(result.svg);
        assert_non_null(strstr(result.reason, "UTF-8"));
    }
}

static void
writes_properties_without_an_attribute_as_style(void **state)
{
    g_auto(Result) result = clean(OPEN
            "<g mask-type='' vector-effect='none' style='opacity:1;mask-type:' fill=' '/>" CLOSE);
    assert_has(&result, "<g style=\"vector-effect:none;opacity:1;\"/>");
}

static void
says_nothing_of_text_around_the_root(void **state)
{
    static const char *const files[] = {"text<svg xmlns='http://www.w3.org/2000/svg'/>", "</svg>",
            "<![CDATA[a]]>", "<svg xmlns='http://www.w3.org/2000/svg'/>text</svg>"};
    for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
        g_auto(Result) result = clean(files[i]);
        assert_null(result.svg);
        g_autoptr(GBytes) bytes = g_bytes_new(files[i], strlen(files[i]));
        PsgImageFacts facts;
        const char *reason = NULL;
        assert_true(psg_image_inspect(bytes, &facts, &reason) || reason);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(keeps_what_a_drawing_is_made_of),
            cmocka_unit_test(drops_scripts_however_they_are_written),
            cmocka_unit_test(drops_event_handlers),
            cmocka_unit_test(drops_handlers_that_a_document_type_adds),
            cmocka_unit_test(unwraps_links_and_keeps_what_they_show),
            cmocka_unit_test(drops_references_to_anything_outside),
            cmocka_unit_test(drops_css_that_leads_out),
            cmocka_unit_test(keeps_the_harmless_rules_of_a_sheet),
            cmocka_unit_test(drops_what_moves),
            cmocka_unit_test(drops_style_sheets_in_other_files),
            cmocka_unit_test(keeps_a_picture_inside_only_when_it_is_one),
            cmocka_unit_test(expands_short_entities_and_no_others),
            cmocka_unit_test(refuses_an_entity_bomb),
            cmocka_unit_test(refuses_what_unfolds_to_too_much),
            cmocka_unit_test(refuses_what_draws_itself),
            cmocka_unit_test(refuses_depth_and_size),
            cmocka_unit_test(refuses_what_is_no_svg),
            cmocka_unit_test(drops_other_name_spaces_without_a_word),
            cmocka_unit_test(makes_ids_into_names_and_keeps_references_to_them),
            cmocka_unit_test(measures_as_browsers_do),
            cmocka_unit_test(leaves_out_shapes_that_show_nothing_and_parts_out_of_place),
            cmocka_unit_test(cuts_path_data_where_browsers_stop_drawing),
            cmocka_unit_test(reads_other_encodings),
            cmocka_unit_test(refuses_letters_in_no_known_encoding),
            cmocka_unit_test(writes_properties_without_an_attribute_as_style),
            cmocka_unit_test(says_nothing_of_text_around_the_root),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
