/* YAML trees: places, and what is refused. */
#include "base/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"

static PsgYaml *
parse(const char *text)
{
    g_autoptr(GError) error = NULL;
    PsgYaml *yaml = psg_yaml_parse(text, strlen(text), "t.yaml", &error);
    if (error)
        print_message("%s\n", error->message);
    assert_non_null(yaml);
    return yaml;
}

static void
assert_refused(const char *text, gsize length, const char *message)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PsgYaml) yaml = psg_yaml_parse(text, length, "t.yaml", &error);
    assert_null(yaml);
    assert_true(g_error_matches(error, PSG_BASE_ERROR, PSG_BASE_ERROR_SYNTAX));
    if (!g_str_has_prefix(error->message, message))
        fail_msg("\"%s\" does not begin with \"%s\"", error->message, message);
}

static void
every_node_knows_its_place(void **state)
{
    g_autoptr(PsgYaml) yaml =
            parse("\xef\xbb\xbf# comment\ntitle: 'A b'\nlist:\n  - one\n  - {k: v}\nempty:\n");
    assert_int_equal(yaml->kind, PSG_YAML_MAPPING);
    assert_int_equal(yaml->children->len, 3);
    const PsgYaml *title = psg_yaml_find(yaml, "title");
    assert_string_equal(title->value, "A b");
    assert_false(title->is_plain);
    assert_int_equal(title->line, 2);
    assert_int_equal(title->column, 8);
    assert_int_equal(title->key_line, 2);
    assert_int_equal(title->key_column, 1);
    const PsgYaml *list = psg_yaml_find(yaml, "list");
    assert_int_equal(list->children->len, 2);
    const PsgYaml *mapping = g_ptr_array_index(list->children, 1);
    assert_int_equal(mapping->line, 5);
    const PsgYaml *value = psg_yaml_find(mapping, "k");
    assert_string_equal(value->value, "v");
    assert_int_equal(value->key_column, 6);
    assert_int_equal(value->column, 9);
    assert_true(value->is_plain);
    assert_string_equal(psg_yaml_find(yaml, "empty")->value, "");
    assert_null(psg_yaml_find(yaml, "absent"));
}

static void
an_empty_file_is_an_empty_mapping(void **state)
{
    static const char *const texts[] = {"", "\n\n", "# only a comment\n", "---\n"};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(PsgYaml) yaml = parse(texts[i]);
        assert_int_equal(yaml->kind, PSG_YAML_MAPPING);
        assert_int_equal(yaml->children->len, 0);
    }
}

static void
what_no_package_needs_is_refused_with_its_place(void **state)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
            {"a: &x 1\n", "t.yaml:1:4: anchors (\"&x\")"},
            {"a: 1\nb: *x\n", "t.yaml:2:4: aliases (\"*x\")"},
            {"a: !!str 1\n", "t.yaml:1:4: tags (\"tag:yaml.org"},
            {"a: !x [1]\n", "t.yaml:1:4: tags (\"!x\")"},
            {": 1\n", "t.yaml:1:1: this line does not begin with as many spaces as the keys"},
            {"a: 1\nb: 2\na: 3\n",
                    "t.yaml:3:1: \"a\" stands here a second time; the first is in line 1"},
            {"a: 1\n---\nb: 2\n", "t.yaml:2:1: a second YAML document"},
            {"[a]: 1\n", "t.yaml:1:1: a key must be a text"},
            {"? \n: 1\n", "t.yaml:1:2: a key is missing"},
            {"a: \"\\0\"\n", "t.yaml:1:4: the text holds the control character U+0000"},
            {"a: \"\\uFFFE\"\n", "t.yaml:1:4: the text holds the control character U+FFFE"},
            {"a: 1\nb: \x01\n", "t.yaml:2:4: the control character U+0001"},
            {"a: 1\r\nb: \xff\n", "t.yaml:2:4: there is a byte here that is not UTF-8 (0xff)"},
            {"a: \xe2\x82", "t.yaml:1:4: there is a byte here that is not UTF-8"},
            {"a: \xed\xa0\x80", "t.yaml:1:4: there is a byte here that is not UTF-8"},
            {"a: b: c\n", "t.yaml:1:5: a colon followed by a space"},
            {"a:\n\t- b\n", "t.yaml:2:1: this character cannot begin a value; put the text in "
                            "quotes, and indent with spaces"},
            {"a:\n  b: 1\n\tc: 2\n",
                    "t.yaml:3:1: this line begins with a tab; begin it with spaces"},
            {"a:\n  - b: 1\n   c: 2\n",
                    "t.yaml:3:4: this line does not begin with as many spaces as the list"},
            {"a: 'children's play'\n", "t.yaml:1:14: this line does not begin"},
            {"a: 1\nb:2\nc: 3\n",
                    "t.yaml:3:1: this line or the one above lacks a colon and a space"},
            {"a: [1, 2\nb: 3\n", "t.yaml:2:2: the list in square brackets"},
            {"a: 'never closed\n", "t.yaml:2:1: a quotation mark is opened"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_refused(cases[i].text, strlen(cases[i].text), cases[i].message);
    assert_refused("a: \0b", 5, "t.yaml:1:4: the control character U+0000");
}

static void
depth_and_size_have_limits(void **state)
{
    g_autofree char *deep = g_strnfill(32, '[');
    g_autofree char *ends = g_strnfill(32, ']');
    g_autofree char *good = g_strconcat(deep, ends, NULL);
    g_autoptr(PsgYaml) yaml = parse(good);
    assert_int_equal(yaml->kind, PSG_YAML_LIST);
    g_autofree char *bad = g_strnfill(100000, '[');
    assert_refused(bad, 100000, "t.yaml:1:33: lists and mappings may be nested 32 deep");
    g_autofree char *large = g_strnfill(PSG_YAML_SIZE_LIMIT + 1, '#');
    assert_refused(large, PSG_YAML_SIZE_LIMIT + 1, "t.yaml: the file has 4194305 bytes");
}

static void
an_unknown_key_names_the_nearest(void **state)
{
    static const char *const known[] = {"title", "chapters", NULL};
    g_autoptr(PsgYaml) yaml = parse("title: a\ntitel: b\n");
    g_autoptr(GError) error = NULL;
    assert_false(psg_yaml_check_keys(yaml, known, "t.yaml", &error));
    assert_string_equal(
            error->message, "t.yaml:2:1: \"titel\" is not a key here (did you mean \"title\"?)");
    g_clear_error(&error);
    g_autoptr(PsgYaml) far = parse("xylophone: b\n");
    assert_false(psg_yaml_check_keys(far, known, "t.yaml", &error));
    assert_string_equal(error->message,
            "t.yaml:1:1: \"xylophone\" is not a key here; the keys are title, chapters");
    g_clear_error(&error);
    g_autoptr(PsgYaml) list = parse("- a\n");
    assert_false(psg_yaml_check_keys(list, known, "t.yaml", &error));
    assert_non_null(strstr(error->message, "t.yaml:1:1: keys with values are expected"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(every_node_knows_its_place),
            cmocka_unit_test(an_empty_file_is_an_empty_mapping),
            cmocka_unit_test(what_no_package_needs_is_refused_with_its_place),
            cmocka_unit_test(depth_and_size_have_limits),
            cmocka_unit_test(an_unknown_key_names_the_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
