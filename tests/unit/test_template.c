/* Promises of lib/publish/theme/template.h: what a template may say, and what comes of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "publish/publish_error.h"
#include "publish/theme/template.h"

#define PAGE(body)                                                                             \
    "<html xmlns='http://www.w3.org/1999/xhtml' xmlns:psg='urn:plainsong:template'>" body "</" \
    "html>"
#define PART(body)                                                                             \
    "<psg:block xmlns='http://www.w3.org/1999/xhtml' xmlns:psg='urn:plainsong:template'>" body \
    "</psg:block>"

typedef struct {
    const char *name, *source;
} File;

static GBytes *
read_file(const char *name, gpointer data, GError **error)
{
    for (const File *file = data; file->name; file++)
        if (strcmp(file->name, name) == 0)
            return g_bytes_new_static(file->source, strlen(file->source));
    return NULL;
}

/* What is between <html> and </html> of the page, or "!" and the error's message. */
static char *
render_files(const File *files, const PsgScope *scope)
{
    g_autoptr(PsgTheme) theme = psg_theme_new(read_file, (gpointer)files);
    g_autoptr(GError) error = NULL;
    GString *out = g_string_new(NULL);
    if (!psg_theme_render(theme, "page.xhtml", scope, out, &error)) {
        assert_true(error->domain == PSG_PUBLISH_ERROR);
        g_string_free(out, TRUE);
        return g_strconcat("!", error->message, NULL);
    }
    assert_true(g_str_has_prefix(out->str, "<!DOCTYPE html>\n<html>"));
    assert_true(g_str_has_suffix(out->str, "</html>\n"));
    g_string_truncate(out, out->len - strlen("</html>\n"));
    g_string_erase(out, 0, (gssize)strlen("<!DOCTYPE html>\n<html>"));
    return g_string_free(out, FALSE);
}

static void
expect_files(const File *files, const PsgScope *scope, const char *expected)
{
    g_autofree char *result = render_files(files, scope);
    assert_string_equal(result, expected);
}

static void
expect(const char *source, const PsgScope *scope, const char *expected)
{
    const File files[] = {{"page.xhtml", source}, {NULL, NULL}};
    expect_files(files, scope, expected);
}

static void
expect_error(const char *source, const char *beginning)
{
    const File files[] = {{"page.xhtml", source}, {NULL, NULL}};
    g_autoptr(PsgScope) scope = psg_scope_new(NULL);
    g_autofree char *result = render_files(files, scope);
    if (!g_str_has_prefix(result, beginning))
        fail_msg("expected \"%s...\", got \"%s\"", beginning, result);
}

static void
test_places_are_filled_and_escaped(void **state)
{
    g_autoptr(PsgScope) scope = psg_scope_new(NULL);
    psg_scope_set_text(scope, "name", "a < b & \"c\"");
    expect(PAGE("<p title='x {name}'>{name}, {nobody}.</p>"), scope,
            "<p title=\"x a &lt; b &amp; &quot;c&quot;\">a &lt; b &amp; \"c\", .</p>");
}

static void
test_two_braces_write_one(void **state)
{
    g_autoptr(PsgScope) scope = psg_scope_new(NULL);
    psg_scope_set_text(scope, "a", "1");
    expect(PAGE("<p>{{a} {{{a} }</p>"), scope, "<p>{a} {1 }</p>");
}

static void
test_an_attribute_of_one_place_vanishes_with_its_value(void **state)
{
    g_autoptr(PsgScope) scope = psg_scope_new(NULL);
    psg_scope_set_text(scope, "empty", "");
    psg_scope_set_text(scope, "gone", NULL);
    expect(PAGE("<a href='{gone}' class='{empty}' id='x{gone}'>t</a>"), scope,
            "<a class=\"\" id=\"x\">t</a>");
}

static void
test_void_elements_have_no_slash_and_empty_ones_an_end_tag(void **state)
{
    g_autoptr(PsgScope) scope = psg_scope_new(NULL);
    expect(PAGE("<br/><img src='a.png' alt=''/><div/><!-- gone --><![CDATA[<]]>"), scope,
            "<br><img src=\"a.png\" alt=\"\"><div></div>&lt;");
}

static void
test_if_and_unless_take_empty_for_false(void **state)
{
    g_autoptr(PsgScope) scope = psg_scope_new(NULL);
    psg_scope_set_text(scope, "text", "x");
    psg_scope_set_text(scope, "empty", "");
    psg_scope_set_flag(scope, "yes", TRUE);
    psg_scope_set_flag(scope, "no", FALSE);
    psg_scope_add_list(scope, "list");
    psg_scope_take_markup(scope, "markup", g_string_new("<b>1</b>"));
    psg_scope_take_markup(scope, "blank", g_string_new(NULL));
    const char *const truths[] = {"text", "yes", "markup", NULL};
    const char *const lies[] = {"empty", "no", "list", "blank", "unknown", NULL};
    for (guint i = 0; truths[i]; i++) {
        g_autofree char *page = g_strdup_printf(
                PAGE("<i psg:if='%s'>A</i><b psg:unless='%s'>B</b>"), truths[i], truths[i]);
        expect(page, scope, "<i>A</i>");
    }
    for (guint i = 0; lies[i]; i++) {
        g_autofree char *page = g_strdup_printf(
                PAGE("<i psg:if='%s'>A</i><b psg:unless='%s'>B</b>"), lies[i], lies[i]);
        expect(page, scope, "<b>B</b>");
    }
}

static void
test_fill_writes_markup_as_it_is_and_text_escaped(void **state)
{
    g_autoptr(PsgScope) scope = psg_scope_new(NULL);
    psg_scope_take_markup(scope, "markup", g_string_new("<b>1</b>"));
    psg_scope_set_text(scope, "text", "<b>");
    expect(PAGE("<p psg:fill='markup'/><p psg:fill='text'></p><p psg:fill='none'/>"), scope,
            "<p><b>1</b></p><p>&lt;b&gt;</p><p></p>");
}

static void
test_each_repeats_and_looks_outwards(void **state)
{
    g_autoptr(PsgScope) site = psg_scope_new(NULL);
    psg_scope_set_text(site, "site", "S");
    for (int i = 0; i < 2; i++) {
        PsgScope *item = psg_scope_add_item(site, "list");
        psg_scope_set_text(item, "name", i ? "two" : "one");
        psg_scope_set_text(item, "number", NULL);
    }
    g_autoptr(PsgScope) page = psg_scope_new(site);
    psg_scope_set_text(page, "root", "../");
    psg_scope_set_text(page, "number", "9");
    /* The list belongs to the site, and its items still see what the page that shows them has. */
    expect(PAGE("<li psg:each='list' class='{number}'>{root}{name}{site}</li>{number}"), page,
            "<li>../oneS</li><li>../twoS</li>9");
}

static void
test_each_comes_before_if(void **state)
{
    g_autoptr(PsgScope) scope = psg_scope_new(NULL);
    for (int i = 0; i < 3; i++)
        psg_scope_set_flag(psg_scope_add_item(scope, "list"), "is-odd", i == 1);
    expect(PAGE("<psg:block psg:each='list' psg:if='is-odd'>x</psg:block>"
                "<psg:block psg:each='list' psg:unless='is-odd'>y</psg:block>"),
            scope, "xyy");
}

static void
test_literals_after_a_condition_are_not_part_of_it(void **state)
{
    g_autoptr(PsgScope) scope = psg_scope_new(NULL);
    expect(PAGE("a<psg:block psg:if='none'>b<i>c</i></psg:block>d<psg:block "
                "psg:if='none'>e</psg:block>"),
            scope, "ad");
}

static void
test_parts_may_include_themselves_where_data_ends_it(void **state)
{
    const File files[] = {
            {"page.xhtml", PAGE("<ul><li psg:each='list' psg:include='part.xhtml'/></ul>")},
            {"part.xhtml", PART("{name}<ul psg:if='list'><li psg:each='list' "
                                "psg:include='part.xhtml'/></ul>")},
            {NULL, NULL},
    };
    g_autoptr(PsgScope) scope = psg_scope_new(NULL);
    PsgScope *outer = psg_scope_add_item(scope, "list");
    psg_scope_set_text(outer, "name", "a");
    PsgScope *inner = psg_scope_add_item(outer, "list");
    psg_scope_set_text(inner, "name", "b");
    psg_scope_add_list(inner, "list");
    expect_files(files, scope, "<ul><li>a<ul><li>b</li></ul></li></ul>");
}

static void
test_endless_inclusion_is_an_error(void **state)
{
    const File files[] = {
            {"page.xhtml", PAGE("\n<p psg:include='part.xhtml'/>")},
            {"part.xhtml", PART("x\n<p psg:include='part.xhtml'/>")},
            {NULL, NULL},
    };
    g_autoptr(PsgScope) scope = psg_scope_new(NULL);
    expect_files(files, scope, "!part.xhtml:2: psg:include goes more than 64 levels deep");
}

static void
test_doubling_inclusion_ends_at_a_limit(void **state)
{
    File files[42] = {{"page.xhtml", PAGE("<psg:block psg:include='p0.xhtml'/>")}};
    for (int i = 0; i < 40; i++) {
        files[i + 1].name = g_strdup_printf("p%d.xhtml", i);
        files[i + 1].source =
                i == 39 ? g_strdup(PART("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                                        "aaaaaaaaaaaaaaaaaaaaaaaaaa"))
                        : g_strdup_printf(PART("<psg:block psg:include='p%d.xhtml'/><psg:block "
                                               "psg:include='p%d.xhtml'/>"),
                                  i + 1, i + 1);
    }
    g_autoptr(PsgScope) scope = psg_scope_new(NULL);
    g_autofree char *result = render_files(files, scope);
    assert_non_null(strstr(result, "the page grows too large"));
    for (int i = 0; i < 40; i++) {
        g_free((char *)files[i + 1].name);
        g_free((char *)files[i + 1].source);
    }
}

static void
test_errors_name_file_and_line(void **state)
{
    expect_error(PAGE("\n<p psg:when='a'/>"), "!page.xhtml:2: psg:when is not known");
    expect_error(PAGE("\n\n<p>{Name}</p>"), "!page.xhtml:3: \"{Name}");
    expect_error(PAGE("<p>\n{name </p>"), "!page.xhtml:2: \"{name");
    expect_error(PAGE("\n<p title='{}'/>"), "!page.xhtml:2: \"{}\"");
    expect_error(PAGE("\n<p psg:if='a b'/>"), "!page.xhtml:2: psg:if=\"a b\"");
    expect_error(PAGE("\n<p psg:include='none.xhtml'/>"),
            "!page.xhtml:2: psg:include: the theme has no file \"none.xhtml\"");
    expect_error(PAGE("\n<p>"), "!page.xhtml:2: the template is not well-formed XML: ");
    expect_error(PAGE("\n<psg:loop/>"), "!page.xhtml:2: <psg:loop> is not known");
    expect_error(PAGE("\n<psg:block class='a'/>"), "!page.xhtml:2: <psg:block>");
    expect_error(
            PAGE("\n<p psg:fill='a'>b</p>"), "!page.xhtml:2: the element has psg:fill and content");
    expect_error(PAGE("\n<br psg:fill='a'/>"), "!page.xhtml:2: psg:fill cannot stand on <br>");
    expect_error(PAGE("\n<script>1</script>"), "!page.xhtml:2: <script> must be empty");
    expect_error("<html/>", "!page.xhtml:1: the outermost element");
    expect_error(PAGE("\n<p xmlns=''/>"), "!page.xhtml:2: <p> is not in the name space of XHTML");
    expect_error("", "!page.xhtml:1: the template is not well-formed XML");
}

static void
test_entities_are_refused(void **state)
{
    expect_error("<!DOCTYPE html [<!ENTITY a SYSTEM '/etc/hostname'>]>\n" PAGE("<p>&a;</p>"),
            "!page.xhtml:2: ");
    expect_error("<!DOCTYPE html [<!ENTITY a 'b'>]>\n" PAGE("<p title='&a;'/>"), "!page.xhtml:2: ");
}

static void
test_a_page_cannot_be_included(void **state)
{
    const File files[] = {{"page.xhtml", PAGE("<p psg:include='other.xhtml'/>")},
            {"other.xhtml", PAGE("")}, {NULL, NULL}};
    g_autoptr(PsgScope) scope = psg_scope_new(NULL);
    g_autofree char *result = render_files(files, scope);
    assert_true(g_str_has_prefix(result, "!other.xhtml:1: "));
}

static void
test_a_missing_template_has_an_error_of_its_own(void **state)
{
    const File files[] = {{NULL, NULL}};
    g_autoptr(PsgTheme) theme = psg_theme_new(read_file, (gpointer)files);
    g_autoptr(GError) error = NULL;
    assert_false(psg_theme_compile(theme, "glossary.xhtml", &error));
    assert_true(g_error_matches(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_TEMPLATE_MISSING));
}

static void
test_a_failed_template_fails_again(void **state)
{
    const File files[] = {{"page.xhtml", PAGE("<p psg:when='a'/>")}, {NULL, NULL}};
    g_autoptr(PsgTheme) theme = psg_theme_new(read_file, (gpointer)files);
    for (int i = 0; i < 2; i++) {
        g_autoptr(GError) error = NULL;
        assert_false(psg_theme_compile(theme, "page.xhtml", &error));
        assert_non_null(strstr(error->message, "psg:when"));
    }
}

static void
test_a_scope_of_many_names_keeps_them_all(void **state)
{
    g_autoptr(PsgScope) scope = psg_scope_new(NULL);
    static const char *const names[] = {"n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9",
            "n10", "n11", "n12", "n13", "n14", "n15", "n16", "n17", "n18", "n19", NULL};
    for (guint i = 0; names[i]; i++)
        psg_scope_set_text(scope, names[i], names[i]);
    psg_scope_set_text(scope, "n3", "three");
    expect(PAGE("{n0}{n3}{n8}{n19}"), scope, "n0threen8n19");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_places_are_filled_and_escaped),
            cmocka_unit_test(test_two_braces_write_one),
            cmocka_unit_test(test_an_attribute_of_one_place_vanishes_with_its_value),
            cmocka_unit_test(test_void_elements_have_no_slash_and_empty_ones_an_end_tag),
            cmocka_unit_test(test_if_and_unless_take_empty_for_false),
            cmocka_unit_test(test_fill_writes_markup_as_it_is_and_text_escaped),
            cmocka_unit_test(test_each_repeats_and_looks_outwards),
            cmocka_unit_test(test_each_comes_before_if),
            cmocka_unit_test(test_literals_after_a_condition_are_not_part_of_it),
            cmocka_unit_test(test_parts_may_include_themselves_where_data_ends_it),
            cmocka_unit_test(test_endless_inclusion_is_an_error),
            cmocka_unit_test(test_doubling_inclusion_ends_at_a_limit),
            cmocka_unit_test(test_errors_name_file_and_line),
            cmocka_unit_test(test_entities_are_refused),
            cmocka_unit_test(test_a_page_cannot_be_included),
            cmocka_unit_test(test_a_missing_template_has_an_error_of_its_own),
            cmocka_unit_test(test_a_failed_template_fails_again),
            cmocka_unit_test(test_a_scope_of_many_names_keeps_them_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
