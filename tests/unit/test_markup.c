/* Writing trees as HTML and XHTML, and reading their words. */
#include "text_case.h"

static char *
write_tree(const char *xml, PsgMarkupSyntax syntax, const PsgMarkupHooks *hooks)
{
    g_autoptr(xmlDoc) document = text_case_read_xml(xml, strlen(xml));
    assert_non_null(document);
    GString *out = g_string_new(NULL);
    psg_markup_write(xmlDocGetRootElement(document), syntax, hooks, out);
    return g_string_free(out, FALSE);
}

static void
assert_written(const char *xml, PsgMarkupSyntax syntax, const char *expected)
{
    g_autofree char *got = write_tree(xml, syntax, NULL);
    assert_string_equal(got, expected);
}

static void
html_and_xhtml_differ_where_they_must(void **state)
{
    const char *xml = "<p lang=\"ur\"><br/><img src=\"a\" alt=\"\"/><input checked=\"\" "
                      "disabled=\"\"/><i/>x<wbr/></p>";
    assert_written(xml, PSG_MARKUP_HTML,
            "<p lang=\"ur\"><br>\n<img src=\"a\" alt=\"\"><input checked "
            "disabled><i></i>x<wbr></p>\n");
    assert_written(xml, PSG_MARKUP_XHTML,
            "<p lang=\"ur\" xml:lang=\"ur\"><br />\n<img src=\"a\" alt=\"\" /><input checked=\"\" "
            "disabled=\"\" /><i></i>x<wbr /></p>\n");
}

/* The table of forms is looked up by first letter; a name in the wrong place would be written as if
 * it stood in a line. */
static void
every_block_stands_on_lines_of_its_own(void **state)
{
    static const char *const names[] = {"article", "aside", "blockquote", "caption", "colgroup",
            "dd", "details", "div", "dl", "dt", "figcaption", "figure", "h1", "h2", "h3", "h4",
            "h5", "h6", "li", "ol", "p", "pre", "section", "summary", "table", "tbody", "td",
            "tfoot", "th", "thead", "tr", "ul"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *xml = g_strdup_printf("<x>a<%s>b</%s></x>", names[i], names[i]);
        g_autofree char *got = write_tree(xml, PSG_MARKUP_HTML, NULL);
        g_autofree char *start = g_strdup_printf("a\n<%s>", names[i]),
                        *end = g_strdup_printf("</%s>\n</x>", names[i]);
        assert_holds(got, start);
        assert_holds(got, end);
    }
    static const char *const voids[] = {"br", "col", "hr", "img alt=\"\"", "input", "wbr"};
    for (gsize i = 0; i < G_N_ELEMENTS(voids); i++) {
        g_autofree char *xml = g_strdup_printf("<%s/>", voids[i]);
        g_autofree char *got = write_tree(xml, PSG_MARKUP_XHTML, NULL),
                        *expected = g_strdup_printf("<%s", voids[i]);
        assert_true(g_str_has_prefix(got, expected));
        assert_true(g_str_has_suffix(g_strchomp(got), " />"));
    }
    assert_written("<x>a<span>b</span><zebra/></x>", PSG_MARKUP_HTML,
            "<x>a<span>b</span><zebra></zebra></x>");
}

static void
text_is_escaped_and_what_xml_forbids_replaced(void **state)
{
    static const struct {
        const char *text, *in_text, *in_attribute;
    } cases[] = {
            {"<a & \"b\">", "&lt;a &amp; \"b\"&gt;", "&lt;a &amp; &quot;b&quot;&gt;"},
            {"a\001b\177c", "a\357\277\275b\357\277\275c", "a\357\277\275b\357\277\275c"},
            {"a\302\200\302\237\302\240b", "a\357\277\275\357\277\275\302\240b",
                    "a\357\277\275\357\277\275\302\240b"},
            {"\357\277\276\357\277\277\357\267\220", "\357\277\275\357\277\275\357\277\275",
                    "\357\277\275\357\277\275\357\277\275"},
            {"\360\237\277\276\360\237\230\200", "\357\277\275\360\237\230\200",
                    "\357\277\275\360\237\230\200"},
            {"\357\274\201", "\357\274\201", "\357\274\201"},
            {"", "", ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (gboolean is_attribute = FALSE; is_attribute <= TRUE; is_attribute++) {
            g_autoptr(GString) out = g_string_new(NULL);
            psg_markup_write_text(out, cases[i].text, -1, is_attribute);
            assert_string_equal(out->str, is_attribute ? cases[i].in_attribute : cases[i].in_text);
        }
    }
    g_autoptr(GString) part = g_string_new(NULL);
    psg_markup_write_text(part, "a<b", 2, FALSE);
    psg_markup_write_attribute(part, "n", "\"");
    assert_string_equal(part->str, "a&lt; n=\"&quot;\"");
}

static gboolean
change_attribute(
        const xmlNode *element, const char *name, const char *value, GString *out, gpointer data)
{
    if (strcmp(name, "href") != 0)
        return !strcmp(name, "title");
    g_autofree char *changed = g_strconcat(data, value, NULL);
    psg_markup_write_attribute(out, name, changed);
    return TRUE;
}

static void
add_attribute(const xmlNode *element, GString *out, gpointer data)
{
    psg_markup_write_attribute(out, "data-x", "1");
}

static void
hooks_change_leave_out_and_add_attributes(void **state)
{
    PsgMarkupHooks hooks = {
            .attribute = change_attribute, .element = add_attribute, .data = (gpointer) "../"};
    g_autofree char *got =
            write_tree("<a href=\"b\" title=\"t\" id=\"i\">x</a>", PSG_MARKUP_HTML, &hooks);
    assert_string_equal(got, "<a href=\"../b\" id=\"i\" data-x=\"1\">x</a>");
}

static void
words_of_a_tree_are_parted_by_blocks_and_folded(void **state)
{
    static const char *const cases[][2] = {{"<x><p>a</p><p>b <i>c</i>d</p></x>", "a b cd"},
            {"<tr><td>a</td><td>b</td></tr>", "a b"}, {"<x> a\n\n  b<br/>c </x>", "a b c"},
            {"<x>a<img alt=\"b  c\"/>d</x>", "a b cd"},
            {"<h2>a<sup class=\"footnote-ref\"><a>1</a></sup> b<sup>2</sup></h2>", "a b2"},
            {"<x/>", ""}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(xmlDoc) document = text_case_read_xml(cases[i][0], strlen(cases[i][0]));
        g_autofree char *words = psg_markup_get_text(xmlDocGetRootElement(document));
        assert_string_equal(words, cases[i][1]);
    }
}

static void
the_children_are_written_without_their_parent(void **state)
{
    const char *xml = "<x>a<b>c</b>d</x>";
    g_autoptr(xmlDoc) document = text_case_read_xml(xml, strlen(xml));
    g_autoptr(GString) out = g_string_new(NULL);
    psg_markup_write_children(xmlDocGetRootElement(document), PSG_MARKUP_HTML, NULL, out);
    assert_string_equal(out->str, "a<b>c</b>d");
}

static void
any_depth_is_written_and_read(void **state)
{
    xmlDoc *document = xmlNewDoc((const xmlChar *)"1.0");
    xmlNode *node = xmlNewDocNode(document, NULL, (const xmlChar *)"b", NULL);
    xmlDocSetRootElement(document, node);
    for (guint i = 1; i < 100000; i++)
        node = xmlNewChild(node, NULL, (const xmlChar *)"b", NULL);
    xmlNodeAddContent(node, (const xmlChar *)"x");
    g_autoptr(GString) out = g_string_new(NULL);
    psg_markup_write(xmlDocGetRootElement(document), PSG_MARKUP_HTML, NULL, out);
    assert_int_equal(out->len, 100000 * 7 + 1);
    g_autofree char *words = psg_markup_get_text(xmlDocGetRootElement(document));
    assert_string_equal(words, "x");
    xmlFreeDoc(document);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(html_and_xhtml_differ_where_they_must),
            cmocka_unit_test(every_block_stands_on_lines_of_its_own),
            cmocka_unit_test(text_is_escaped_and_what_xml_forbids_replaced),
            cmocka_unit_test(hooks_change_leave_out_and_add_attributes),
            cmocka_unit_test(words_of_a_tree_are_parted_by_blocks_and_folded),
            cmocka_unit_test(the_children_are_written_without_their_parent),
            cmocka_unit_test(any_depth_is_written_and_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
