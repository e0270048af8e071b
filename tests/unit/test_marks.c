/* Inline marks: which are found, where they are only text, and what remains without them. */
#include "text/marks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "text/markup.h"
#include "text/text.h"

static void
append_range(GString *out, const char *source, gsize start, gsize end)
{
    g_string_append_c(out, '|');
    g_string_append_len(out, source + start, (gssize)(end - start));
}

/* Each mark as "LINE:COLUMN sign|old|new|note", one behind the other with a semicolon. */
static char *
describe(const char *source)
{
    static const char signs[] = "+-~>=!";
    g_autoptr(GArray) marks = psg_marks_find(source, strlen(source));
    GString *out = g_string_new(NULL);
    gsize last = 0;
    for (guint i = 0; i < marks->len; i++) {
        const PsgMark *mark = &g_array_index(marks, PsgMark, i);
        assert_true(mark->start >= last && mark->end > mark->start);
        last = mark->end;
        g_string_append_printf(
                out, "%s%u:%u %c", i > 0 ? "; " : "", mark->line, mark->column, signs[mark->kind]);
        append_range(out, source, mark->old_start, mark->old_end);
        append_range(out, source, mark->new_start, mark->new_end);
        append_range(out, source, mark->note_start, mark->note_end);
    }
    return g_string_free(out, FALSE);
}

static char *
without_marks(const char *source)
{
    gsize length;
    g_autoptr(GArray) marks = psg_marks_find(source, strlen(source));
    return psg_marks_remove(source, strlen(source), marks, &length);
}

typedef struct {
    const char *source, *expected;
} Case;

static void
check(const Case *cases, gsize count, char *(*get)(const char *source))
{
    for (gsize i = 0; i < count; i++) {
        g_autofree char *result = get(cases[i].source);
        if (strcmp(result, cases[i].expected))
            print_error("in: %s\n", cases[i].source);
        assert_string_equal(result, cases[i].expected);
    }
}

static void
each_kind_is_found(void **state)
{
    static const Case cases[] = {
            {"a {++new++} b", "1:3 +||new|"},
            {"a {--old--} b", "1:3 -|old||"},
            {"a {~~old~>new~~} b", "1:3 ~|old|new|"},
            {"a {>> why? <<} b", "1:3 >|||why?"},
            {"a {==these==} b", "1:3 =|these||"},
            {"a {==these==}{>>why?<<} b", "1:3 =|these||why?"},
            {"a {==these==} {>>why?<<} b", "1:3 =|these||why?"},
            {"a <!-- comment: why? --> b", "1:3 !|||why?"},
            {"<!--Comment:why?-->", "1:1 !|||why?"},
            {"{++a++}{--b--}", "1:1 +||a|; 1:8 -|b||"},
            {"\xef\xbb\xbf{++a++}", "1:4 +||a|"},
            {"one\r\ntwo {++a++}\r\n", "2:5 +||a|"},
            {"{>><<}", "1:1 >|||"},
            {"{++{>>x<<}++}", "1:1 +||{>>x<<}|"},
    };
    check(cases, G_N_ELEMENTS(cases), describe);
}

static void
marks_go_over_lines_blocks_and_cells(void **state)
{
    static const Case cases[] = {
            {"a {>>one\ntwo<<} b", "1:3 >|||one\ntwo"},
            {"{++\n\n- a\n- b\n\n++}", "1:1 +||\n\n- a\n- b\n\n|"},
            {"{++\n```\n++}\n```\n++}", "1:1 +||\n```\n++}\n```\n|"},
            {"| a {++b | c++} |\n| - | - |\n", "1:5 +||b | c|"},
            {"> - a {--b\n> c--}\n", "1:7 -|b\n> c||"},
            {"<!-- comment: a\n\nb -->\n", "1:1 !|||a\n\nb"},
            {"# A {>>b<<}\n", "1:5 >|||b"},
            {"[^1]: note\n\n    more {>>b<<}\n", "3:10 >|||b"},
            {"<p>words {>>b<<}</p>\n", "1:10 >|||b"},
            {"*a {>>b<<}* [c {++d++}](e.md)", "1:4 >|||b; 1:16 +||d|"},
            {"https://a.org{>>b<<} c", "1:14 >|||b"},
    };
    check(cases, G_N_ELEMENTS(cases), describe);
}

static void
what_does_not_end_is_text(void **state)
{
    static const Case cases[] = {
            {"a {++b", ""},
            {"a {++b {++c++}", "1:8 +||c|"},
            {"a {~~b~~}", ""},
            {"a {>>b>>}", ""},
            {"a <!-- comment: b", ""},
            {"a <!-- comment: b\n\nc -->", ""},
            {"<!-- a comment: b -->", ""},
            {"\\{++a++}", ""},
            {"{++a\\++} b++}", "1:1 +||a\\++} b|"},
            {"\\\\{++a++}", "1:3 +||a|"},
            {"{+a+} {{++a++}} {++}", ""},
    };
    check(cases, G_N_ELEMENTS(cases), describe);
}

static void
code_addresses_and_formulas_hold_no_marks(void **state)
{
    static const Case cases[] = {
            {"`{++a++}`", ""},
            {"`` ` {++a++} ``", ""},
            {"`{++a++}", "1:2 +||a|"},
            {"` {++a++}\n\n`", "1:3 +||a|"},
            {"```\n{++a++}\n```\n", ""},
            {"~~~ x\n{++a++}\n~~~\n{++b++}", "4:1 +||b|"},
            {"    {++a++}\n", ""},
            {"- a\n\n      {++b++}\n", ""},
            {"- a\n\n  {++b++}\n", "3:3 +||b|"},
            {"> ```\n> {++a++}\n", ""},
            {"---\ntitle: a {++b++}\n---\n{++c++}", "4:1 +||c|"},
            {"---\r\ntitle: a {++b++}\r\n---\r\n", ""},
            {"<a title=\"{++a++}\">{++b++}</a>", "1:20 +||b|"},
            {"<a title='{++a++}' href={++c++}>", ""},
            {"a <b {++c++}", "1:6 +||c|"},
            {"<code>{++a++}</code> {++b++}", "1:22 +||b|"},
            {"<pre>\n{++a++}\n</pre>\n", ""},
            {"<script>\n{++a++}\n</script>\n", ""},
            {"<!-- {++a++} --> {++b++}", "1:18 +||b|"},
            {"[a]({++b++})", ""},
            {"[a](<x {++b++}>) {++c++}", "1:18 +||c|"},
            {"[a](b(c)){++d++}", "1:10 +||d|"},
            {"[a]: {++b++}\n", ""},
            {"https://a.org/{++b++}", ""},
            {"<https://a.org/{++b++}>", ""},
            {"$x {++y++}$", ""},
            {"$$\nx {++y++}\n$$", ""},
            {"$a_{++} b_{++}$", ""},
            {"$5 {++and++} $6", "1:4 +||and|"},
    };
    check(cases, G_N_ELEMENTS(cases), describe);
}

static void
without_marks_the_text_is_as_it_was(void **state)
{
    static const Case cases[] = {
            {"no marks\n\n\nat all  \n", "no marks\n\n\nat all  \n"},
            {"one {++new++} two\n", "one two\n"},
            {"one{++new++} two\n", "one two\n"},
            {"one {--old--} two\n", "one old two\n"},
            {"one {~~old~>new~~} two\n", "one old two\n"},
            {"one {==these==}{>>why<<} two\n", "one these two\n"},
            {"one {++new++}. Two\n", "one. Two\n"},
            {"one {>>a<<} {>>b<<} two\n", "one two\n"},
            {"one {>>a<<}\ntwo\n", "one\ntwo\n"},
            {"one  {>>a<<}  \ntwo\n", "one\ntwo\n"},
            {"{>>a<<} one\n", "one\n"},
            {"one\n{>>a<<}\ntwo\n", "one\ntwo\n"},
            {"one\n\n{>>a<<}\n\ntwo\n", "one\n\ntwo\n"},
            {"one\n\n{>>a<<}\n", "one\n"},
            {"{>>a<<}\n\none\n", "one\n"},
            {"one {>>a\n\nb<<} two\n", "one two\n"},
            {"one\r\n\r\n{>>a<<}\r\n\r\ntwo\r\n", "one\r\n\r\ntwo\r\n"},
            {"- one\n- {++two++}\n- three\n", "- one\n- three\n"},
            {"- {++two++}\n  more\n", "-\n  more\n"},
            {"1. {>>a<<} one\n", "1. one\n"},
            {"> one\n> {>>a<<}\n> two\n", "> one\n> two\n"},
            {"## {++Three++}\n", ""},
            {"| a |\n| - |\n| {++b++} |\n| c |\n", "| a |\n| - |\n| c |\n"},
            {"| a {++b | c++} |\n", "| a |\n"},
            {"{--\n\none\n\n--}\n", "one\n"},
            {"{==one\ntwo==}\n", "one\ntwo\n"},
            {"one {++new++}", "one"},
            {"{++all++}", ""},
    };
    check(cases, G_N_ELEMENTS(cases), without_marks);
}

static void
any_part_of_a_source_is_read(void **state)
{
    static const char source[] =
            "a `b` {++c++} {~~d~>e~~} <i x='y'>{==f==}{>>g<<}</i> <!-- comment: h --> $i$ [j](k) "
            "<l:m> n://o\r\n```\n{++\0++}\n```\n\xff{--p--}";
    for (gsize from = 0; from < sizeof source; from++)
        for (gsize to = from; to < sizeof source; to++) {
            g_autofree char *part = g_memdup2(source + from, to - from);
            g_autoptr(GArray) marks = psg_marks_find(part, to - from);
            gsize length;
            g_free(psg_marks_remove(part, to - from, marks, &length));
            assert_true(length <= to - from);
        }
}

static void
much_text_takes_linear_time(void **state)
{
    static const char *const pieces[] = {"{++", "{++a++}", "++}", "{~~", "{~~a~~}", "{++a", "\\",
            "`{++a++}", "`", "``` ", "<a b='", "<a ", "<code>", "<!-- ", "<!-- comment: ", "$a ",
            "$$", "[a](", "](<", "](((", "[a]: ", "a://", "{==a==} ", "{>>a<<}\n\n", "{", "<",
            "- {++a++}\n", "| {++a++} |\n", "    {++a++}\n", "[^1]: {++a++}\n"};
    for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autoptr(GString) text = g_string_new("{++a++} <!-- comment: b -->\n");
        while (text->len < 1 << 19)
            g_string_append(text, pieces[i]);
        gint64 start = g_get_monotonic_time();
        g_autoptr(GArray) marks = psg_marks_find(text->str, text->len);
        gsize length;
        g_free(psg_marks_remove(text->str, text->len, marks, &length));
        gint64 taken = g_get_monotonic_time() - start;
        if (taken > G_USEC_PER_SEC / 10)
            print_message("%s: %d ms\n", pieces[i], (int)(taken / 1000));
        assert_true(taken < 4 * G_USEC_PER_SEC);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(each_kind_is_found),
            cmocka_unit_test(marks_go_over_lines_blocks_and_cells),
            cmocka_unit_test(what_does_not_end_is_text),
            cmocka_unit_test(code_addresses_and_formulas_hold_no_marks),
            cmocka_unit_test(without_marks_the_text_is_as_it_was),
            cmocka_unit_test(any_part_of_a_source_is_read),
            cmocka_unit_test(much_text_takes_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
