/* The outline: the same headings as a parse finds, and words that only substance changes. */
#include "text/outline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "text/text.h"

/* The lines of the headings, in a line. */
static char *
list_outline(const char *source, gsize length)
{
    g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof(PsgOutlinePart));
    psg_outline_scan(source, length, parts);
    GString *lines = g_string_new(NULL);
    gsize at = 0;
    for (guint i = 0; i < parts->len; i++) {
        const PsgOutlinePart *part = &g_array_index(parts, PsgOutlinePart, i);
        assert_int_equal(part->start, at);
        assert_true(part->end > part->start);
        assert_true((part->level == 0) == (part->key == 0));
        at = part->end;
        if (part->level > 0)
            g_string_append_printf(lines, "%u ", part->line);
    }
    assert_true(parts->len == 0 || at == length);
    return g_string_free(lines, FALSE);
}

/* TRUE for a heading that no quotation, list or other container of Markdown's holds. */
static gboolean
divides(const PsgText *text, const PsgHeading *heading)
{
    for (const xmlNode *at = heading->node->parent; at != text->root; at = at->parent)
        if (!xmlStrEqual(at->name, (const xmlChar *)"div"))
            return FALSE;
    return TRUE;
}

static char *
list_parsed(const char *source, gsize length)
{
    const PsgTextOptions options = {.mode = PSG_TEXT_GUIDANCE, .path = "a.md"};
    PsgText *text = psg_text_parse(source, length, &options, NULL, NULL);
    GString *lines = g_string_new(NULL);
    for (guint i = 0; i < text->headings->len; i++) {
        const PsgHeading *heading = g_ptr_array_index(text->headings, i);
        if (divides(text, heading))
            g_string_append_printf(lines, "%u ", heading->line);
    }
    psg_text_free(text);
    return g_string_free(lines, FALSE);
}

static void
assert_same_headings(const char *source, const char *name)
{
    g_autofree char *found = list_outline(source, strlen(source));
    g_autofree char *expected = list_parsed(source, strlen(source));
    if (strcmp(found, expected) != 0)
        fail_msg("%s: headings in lines %s, a parse finds %s", name, found, expected);
}

static guint
compare_folder(const char *folder)
{
    guint count = 0;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
            count += compare_folder(path);
        } else if (g_str_has_suffix(name, ".md")) {
            g_autofree char *text = NULL;
            assert_true(g_file_get_contents(path, &text, NULL, NULL));
            assert_same_headings(text, path);
            count++;
        }
    }
    return count;
}

static void
headings_are_those_of_a_parse_in_every_text_we_have(void **state)
{
    g_autofree char *unit = g_path_get_dirname(__FILE__);
    g_autofree char *golden = g_build_filename(unit, "..", "golden", NULL);
    g_autofree char *content = g_build_filename(unit, "..", "..", "content", NULL);
    assert_true(compare_folder(golden) > 20);
    compare_folder(content);
}

static void
headings_are_those_of_a_parse_in_hard_cases(void **state)
{
    static const char *const cases[] = {"# A\n\ntext\n## B\n", "A\n=\n\nB\nC\n---\n",
            "```\n# no\n```\n# yes\n", "````\n```\n# no\n````\n# yes\n",
            "~~~ `a`\n# no\n~~~\n# A\n", "    # no\n\ntext\n    # no\n# A\n",
            "<!--\n# no\n\n# no\n-->\n# A\n", "<pre>\n# no\n\n# no\n</pre>\n# A\n",
            "<div>\n# no\n\n# A\n\n</div>\n", "<b>\n# no\n\n# A\n", "a\n<b>\n# A\n",
            "> # no\n# A\n", "> a\n# A\n", "> a\n===\n", "- a\n===\n", "- a\n\n  # no\n# A\n",
            "- a\nb\n---\n", "1. a\n\n   ```\n# A\n", "- ```\n  # no\n\n  # no\n  ```\n# A\n",
            "* a\n  * b\n\n    # no\n\n  # no\n\n# A\n", "-\n  # no\n", "-\n\n  # A\n",
            "---\na: b\n---\n# A\n", "---\n\n# A\n", "---\n- a\n---\n# A\n",
            "#no\n#\n####### no\n###### A\n", "# A #\n## B ##x\n", "a\n\n---\n# A\n",
            "a\n* * *\n# A\n", "\t# no\n # A\n", "a\r\n===\r\n\r\n# B\r\n", "a\r===\r# B\r",
            "\xef\xbb\xbf# A\n", "# A\n# A\n# A", "a\n=\nb\n", "10) a\n\n    # no\n\n# A\n",
            ">\t# no\n# A\n", "- > - # no\n\n# A\n", "<a href=\"x\">\n# no\n\n# A\n",
            "<script>\n# no\n</script> x\n# A\n", "> ```\n# A\n> ```\n", "a\n2. b\n# A\n",
            "- a\n\n\n  # no\n", "+ a\n\n      # no\n # A\n", "", "\n\n", "text"};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_same_headings(cases[i], cases[i]);
}

static void
headings_are_those_of_a_parse_in_random_texts(void **state)
{
    static const char *const pieces[] = {"# a", "## b", "===", "---", "- ", "> ", "  ", "    ",
            "```", "~~~", "\n", "\n\n", "x", "1. ", "<div>", "</div>", "<!--", "-->", "\t", "* ",
            "text"};
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    for (guint round = 0; round < 4000; round++) {
        g_autoptr(GString) source = g_string_new("s\n\n");
        for (gint i = g_rand_int_range(random, 1, 25); i > 0; i--) {
            g_string_append(
                    source, pieces[g_rand_int_range(random, 0, (gint)G_N_ELEMENTS(pieces))]);
            if (g_rand_boolean(random))
                g_string_append_c(source, '\n');
        }
        if (!strstr(source->str, "div"))
            assert_same_headings(source->str, source->str);
    }
}

static guint64
find_key(const char *source, guint part)
{
    g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof(PsgOutlinePart));
    psg_outline_scan(source, strlen(source), parts);
    assert_true(part < parts->len);
    return g_array_index(parts, PsgOutlinePart, part).key;
}

static void
a_key_is_the_headings_words_and_its_place_among_equal_ones(void **state)
{
    const char *twice = "# A\n## Example\n## Other\n## Example\n";
    assert_true(find_key(twice, 1) != find_key(twice, 3));
    assert_true(find_key(twice, 1) == find_key("Example\n---\n", 0));
    assert_true(find_key("# *Play* and `rest`\n", 0) == find_key("###  Play and `rest` ##\n", 0));
    assert_true(find_key("# Play {#games}\n", 0) == find_key("# Play\n", 0));
    assert_true(find_key("# Play {lang=ur}\n", 0) == find_key("# Play\n", 0));
    assert_true(find_key("# Play\n", 0) != find_key("# Rest\n", 0));
    g_autoptr(GString) many = g_string_new(NULL);
    for (guint i = 0; i < 1000; i++)
        g_string_append_printf(many, "# H%u\n# Same\n", i);
    g_autoptr(GHashTable) keys = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    g_autoptr(GArray) parts = g_array_new(FALSE, FALSE, sizeof(PsgOutlinePart));
    psg_outline_scan(many->str, many->len, parts);
    for (guint i = 0; i < parts->len; i++)
        g_hash_table_add(
                keys, g_memdup2(&g_array_index(parts, PsgOutlinePart, i).key, sizeof(guint64)));
    assert_int_equal(g_hash_table_size(keys), 2000);
}

static gboolean
have_equal_words(const char *a, const char *b)
{
    g_autoptr(GArray) first = g_array_new(FALSE, FALSE, sizeof(guint64));
    g_autoptr(GArray) second = g_array_new(FALSE, FALSE, sizeof(guint64));
    psg_outline_read_words(a, strlen(a), first);
    psg_outline_read_words(b, strlen(b), second);
    gboolean are_equal =
            first->len == second->len &&
            (first->len == 0 || !memcmp(first->data, second->data, first->len * sizeof(guint64)));
    if (psg_outline_has_equal_words(a, strlen(a), b, strlen(b)) != are_equal)
        fail_msg(
                "the quick comparison does not say %d of:\n%s\n---- and ----\n%s", are_equal, a, b);
    return are_equal;
}

static void
what_is_no_substance_does_not_count(void **state)
{
    static const char *const same[][2] = {{"one two\nthree\n", "one\ntwo   three\n\n\n"},
            {"a *b* __c__ d\n", "a _b_ **c** d\n"}, {"- a\n- b\n", "* a\n* b\n"},
            {"1. a\n2. b\n", "1) a\n1) b\n"},
            {"| a | b |\n|---|:-----|\n| c | d |\n", "|a|b|\n|-|:-|\n|c|d|\n"},
            {"# A\n\ntext\n", "# A #\ntext\n"}, {"A\n===\n\ntext\n", "# A\n\ntext\n"},
            {"B\n-\n", "## B\n"}, {"> a\n> b\n", "> a\nb\n"}, {"a\r\nb\r\n\r\nc\r\n", "a b\n\nc\n"},
            {"---\ntitle: \"Big words\"\n---\n", "---\ntitle: Big words\n---\n"},
            {"a\n\nb\n", "a\n\n\n\nb"},
            {"\xef\xbb\xbf"
             "a",
                    "a\n"}};
    for (guint i = 0; i < G_N_ELEMENTS(same); i++)
        if (!have_equal_words(same[i][0], same[i][1]))
            fail_msg("%s\nand\n%s differ", same[i][0], same[i][1]);
}

static void
what_is_substance_counts(void **state)
{
    static const char *const others[][2] = {{"one two\n", "one too\n"}, {"a b\n", "b a\n"},
            {"a\n\nb\n", "a\nb\n"}, {"# A\n", "## A\n"}, {"- a\n", "a\n"}, {"- a\n", "1. a\n"},
            {"> a\n", "a\n"}, {"> a\n\nb\n", "> a\n>\n> b\n"}, {"snake_case\n", "snakecase\n"},
            {"| a | b |\n", "| a b |\n"}, {"\"a\"\n", "a\n"}, {"a b\n", "ab\n"}};
    for (guint i = 0; i < G_N_ELEMENTS(others); i++)
        if (have_equal_words(others[i][0], others[i][1]))
            fail_msg("%s\nand\n%s are the same", others[i][0], others[i][1]);
}

/* Lines of which each does something to what the reader knows. */
static void
append_lines(GString *text, GRand *random, gint count)
{
    static const char *const lines[] = {"", "", "", "one", "two words", "# head", "## head", "***",
            "---", "===", "> quoted", ">", "> > deep", "- item", "1. item", "3) item", "| a | b |",
            "|", "**", "  ", "\t", "\r", "key: \"value\"", "\xef\xbb\xbf", "> ***", "-"};
    for (gint i = 0; i < count; i++) {
        g_string_append(text, lines[g_rand_int_range(random, 0, G_N_ELEMENTS(lines))]);
        g_string_append_c(text, '\n');
    }
}

static void
comparing_says_what_reading_says(void **state)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(3);
    guint equal = 0;
    for (guint i = 0; i < 60000; i++) {
        g_autoptr(GString) a = g_string_new(NULL);
        g_autoptr(GString) b = g_string_new(NULL);
        append_lines(a, random, g_rand_int_range(random, 0, 7));
        g_string_append(b, a->str);
        append_lines(a, random, g_rand_int_range(random, 0, 3));
        append_lines(b, random, g_rand_int_range(random, 0, 3));
        g_autoptr(GString) rest = g_string_new(NULL);
        append_lines(rest, random, g_rand_int_range(random, 0, 6));
        if (g_rand_boolean(random))
            g_string_truncate(rest, rest->len / 2);
        g_string_append(a, rest->str);
        g_string_append(b, rest->str);
        equal += have_equal_words(a->str, b->str);
    }
    assert_in_range(equal, 6000, 54000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(headings_are_those_of_a_parse_in_every_text_we_have),
            cmocka_unit_test(headings_are_those_of_a_parse_in_hard_cases),
            cmocka_unit_test(headings_are_those_of_a_parse_in_random_texts),
            cmocka_unit_test(a_key_is_the_headings_words_and_its_place_among_equal_ones),
            cmocka_unit_test(what_is_no_substance_does_not_count),
            cmocka_unit_test(what_is_substance_counts),
            cmocka_unit_test(comparing_says_what_reading_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
