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

/* --- Texts --- */

static PsgText *
parse(const char *source, gboolean show_marks, PsgFindings *findings)
{
    const PsgTextOptions options = {
            .mode = PSG_TEXT_GUIDANCE, .path = "a.md", .show_marks = show_marks};
    PsgText *text = psg_text_parse(source, strlen(source), &options, findings, NULL);
    assert_non_null(text);
    return text;
}

static char *
build(const char *source, gboolean show_marks)
{
    g_autoptr(PsgText) text = parse(source, show_marks, NULL);
    GString *out = g_string_new(NULL);
    psg_markup_write_children(text->root, PSG_MARKUP_XHTML, NULL, out);
    return g_string_free(out, FALSE);
}

static void
a_text_is_read_as_if_nobody_had_marked_it(void **state)
{
    static const Case cases[] = {
            {"# Play {>>why?<<}\n\nWe {++never ++}play.\n", "# Play\n\nWe play.\n"},
            {"- a\n- {++b++}\n\n{>>c\n\nd<<}\n\n[^1] {--x--}\n\n[^1]: n {>>o<<}\n",
                    "- a\n\n[^1] x\n\n[^1]: n\n"},
            {"| a {>>b | c<<} | d |\n| - | - |\n| {++e++} | {++f++} |\n", "| a | d |\n| - | - |\n"},
            {"`{++a++}` <!-- comment: b --> \\{++c++}\n", "`{++a++}` \\{++c++}\n"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *marked = build(cases[i].source, FALSE);
        g_autofree char *plain = build(cases[i].expected, FALSE);
        assert_string_equal(marked, plain);
    }
}

static void
lines_stay_those_of_the_file(void **state)
{
    static const char source[] =
            "---\ntitle: T\n---\n# A {>>one\ntwo\n\nthree<<}\n\n{++\n\nnew\n\n++}"
            "\n\n## B\n\n[c](d.md) <x-y>\n\n[^none] {++e++}\n";
    for (guint show_marks = 0; show_marks < 2; show_marks++) {
        g_autoptr(PsgFindings) findings = psg_findings_new();
        g_autoptr(PsgText) text = parse(source, show_marks == 1, findings);
        assert_int_equal(text->headings->len, 2);
        const PsgHeading *first = g_ptr_array_index(text->headings, 0);
        const PsgHeading *second = g_ptr_array_index(text->headings, 1);
        assert_string_equal(first->title, "A");
        assert_string_equal(first->id, "a");
        assert_int_equal(first->line, 4);
        assert_int_equal(second->line, 15);
        assert_int_equal(xmlGetLineNo(second->node), 15);
        const PsgReference *link = g_ptr_array_index(text->links, 0);
        assert_int_equal(link->line, 17);
        GString *found = g_string_new(NULL);
        psg_findings_finish(findings);
        for (guint i = 0; i < psg_findings_get_length(findings); i++) {
            const PsgFinding *finding = psg_findings_get(findings, i);
            g_string_append_printf(found, "%u:%u %s %s; ", finding->line, finding->column,
                    psg_severity_get_name(finding->severity), finding->rule);
        }
        g_autofree char *all = g_string_free(found, FALSE);
        assert_string_equal(all,
                show_marks
                        ? "19:0 warning footnote-missing; 4:5 note inline-mark; 9:1 note "
                          "inline-mark; 17:0 note html-unknown; 19:9 note inline-mark; "
                        : "4:5 warning inline-mark; 9:1 warning inline-mark; 19:0 warning "
                          "footnote-missing; 19:9 warning inline-mark; 17:0 note html-unknown; ");
    }
}

#define ADDITION "<ins class=\"mark\"><span class=\"mark-word\">Suggested addition: </span>"
#define DELETION "<del class=\"mark\"><span class=\"mark-word\">Suggested deletion: </span>"
#define NOTE(words)                                                                             \
    "<span class=\"mark-note\" role=\"note\"><span class=\"mark-word\"> Comment: </span>" words \
    "<span class=\"mark-word\"> (end of comment) </span></span>"

static void
a_draft_shows_marks(void **state)
{
    static const Case cases[] = {
            {"We {++never ++}play.\n", "<p>We " ADDITION "never </ins>play.</p>\n"},
            {"We {--never --}play.\n", "<p>We " DELETION "never </del>play.</p>\n"},
            {"{~~a~>b~~}\n", "<p>" DELETION "a</del>" ADDITION "b</ins></p>\n"},
            {"{==a==}{>>b & <i><<}\n", "<p><mark>a</mark>" NOTE("b &amp; &lt;i&gt;") "</p>\n"},
            {"a <!-- comment: b -->\n", "<p>a " NOTE("b") "</p>\n"},
            {"a {++b *c* [d](e.md)++}\n",
                    "<p>a " ADDITION "b <em>c</em> <a href=\"e.md\">d</a></ins></p>\n"},
            {"*a {++b* c++}\n", "<p><em>a " ADDITION "b</ins></em>" ADDITION " c</ins></p>\n"},
            {"{++\n\na\n\n- b\n- c\n\n++}\n\nd\n",
                    "<p>" ADDITION "a</ins></p>\n<ul>\n<li>" ADDITION "b</ins></li>\n<li>" ADDITION
                    "c</ins></li>\n</ul>\n<p>d</p>\n"},
            {"{++- a++}\n", "<ul>\n<li>" ADDITION "a</ins></li>\n</ul>\n"},
            {"{>>a<<}\n", "<p>" NOTE("a") "</p>\n"},
            {"![a {++b++}](c.png) {++d\n", "<p><img src=\"c.png\" alt=\"a b\" /> {++d</p>\n"},
            {"`{++a++}`\n", "<p><code>{++a++}</code></p>\n"},
            {"## A {#b} {>>c<<}\n", "<h1 id=\"b\">A" NOTE("c") "</h1>\n"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *shown = build(cases[i].source, TRUE);
        g_autofree char *dense = g_strdup(shown);
        if (strcmp(dense, cases[i].expected))
            print_error("in: %s\n", cases[i].source);
        assert_string_equal(dense, cases[i].expected);
    }
}

static void
a_mark_in_a_draft_never_runs_on(void **state)
{
    static const char *const sources[] = {"{++a <!-- x ++} -->\n\nb\n",
            "![a {++b](c.png) d++}\n\ne\n", "{++<script>a++}</script>\n\nb\n",
            "[a]: b \"{++c\"\n\nd++}\n\n[a]\n", "{++\n```\na\n```\n++}\n\nb\n",
            "| {++a |\n| - |\n| b++} |\n\nc\n", "{~~- a~>- b~~}\n\nc\n",
            "{--[^1]: a--}\n\nb[^1]\n"};
    for (gsize i = 0; i < G_N_ELEMENTS(sources); i++) {
        g_autofree char *shown = build(sources[i], TRUE);
        for (const char *at = shown; *at; at++)
            assert_true((guchar)*at >= 0x20 || *at == '\n');
        g_autoptr(PsgText) text = parse(sources[i], TRUE, NULL);
        assert_false(xmlStrEqual(xmlGetLastChild(text->root)->name, (const xmlChar *)"ins"));
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
            cmocka_unit_test(a_text_is_read_as_if_nobody_had_marked_it),
            cmocka_unit_test(lines_stay_those_of_the_file),
            cmocka_unit_test(a_draft_shows_marks),
            cmocka_unit_test(a_mark_in_a_draft_never_runs_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
