/* What inline marks say, and on which words; that a suggestion made of marks, put into the clean
 * text, gives the text that its author meant. */
#include "review/harvest/harvest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static GArray *
read_remarks(const char *source)
{
    g_autoptr(GArray) marks = psg_marks_find(source, strlen(source));
    return psg_mark_remarks_new(source, strlen(source), marks);
}

/* Each remark as "words|text", of a suggestion "words|text|replace", parted by semicolons. */
static char *
describe(const char *source)
{
    g_autoptr(GArray) remarks = read_remarks(source);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < remarks->len; i++) {
        const PsgMarkRemark *remark = &g_array_index(remarks, PsgMarkRemark, i);
        g_string_append_printf(out, "%s%.*s|%s", i > 0 ? "; " : "",
                (int)(remark->end - remark->start), source + remark->start,
                remark->text ? remark->text : "(nothing)");
        if (remark->is_suggestion)
            g_string_append_printf(out, "|%s", remark->replace);
    }
    return g_string_free(out, FALSE);
}

typedef struct {
    const char *source, *expected;
} Case;

static void
comments_are_on_the_words_beside_them(void **state)
{
    static const Case cases[] = {
            {"Play {==in the sand==}{>>where?<<} now.", "in the sand|where?"},
            {"Play {==in the sand==} <!-- comment: where? -->", "in the sand|where?"},
            {"Play {==in the sand==} now.",
                    "in the sand|These words were highlighted, without a comment."},
            {"One. Two words {>>why?<<} more.", "Two words|why?"},
            {"One. Two words.{>>why?<<} More.", "Two words.|why?"},
            {"One.\nTwo\nlines {>>why?<<}\n", "Two\nlines|why?"},
            {"One\n\nTwo <!-- comment: why? -->\n", "Two|why?"},
            {"{>>why?<<} One two. Three.", "One two.|why?"},
            {"- One\n- Two {>>why?<<}\n", "Two|why?"},
            {"> One\n> two {>>why?<<}\n", "One\n> two|why?"},
            {"## One {>>why?<<}\n\nTwo\n", "One|why?"},
            {"| One | Two {>>why?<<} |\n| - | - |\n", "Two|why?"},
            {"One\n\n{>>why?<<}\n\nTwo\n", "|why?"},
            {"One.\n{>>why?<<}\nTwo.\n", "One.|why?"},
            {"One {>>why?<<} two {>>how?<<}\n", "One|why?; two|how?"},
            {"One {>>why?<<}{>>how?<<}\n", "One|why?; |how?"},
            {"{>><<} {>>why?<<}", "|(nothing); |why?"},
            {"One {>> why\r\n  so? <<}", "One|why\n  so?"},
            {"Ein Mädchen spielt {>>wo?<<}", "Ein Mädchen spielt|wo?"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *said = describe(cases[i].source);
        if (strcmp(said, cases[i].expected))
            print_error("in: %s\n", cases[i].source);
        assert_string_equal(said, cases[i].expected);
    }
}

static void
marks_that_belong_together_are_one_suggestion(void **state)
{
    static const Case cases[] = {
            {"We {~~may~>must~~}{>>it is the law<<} ask.", "may|it is the law|must"},
            {"We {--may--}{++must++} ask.", "may||must"},
            {"We {++must++}{--may--} ask.", "may||must"},
            {"We {--may--} {++must++} ask.", "may||must"},
            {"a\n\n- {++b++} {++c++}{>>d<<} {>>e<<}\n", "a|d\n\ne|a\n\n- b c"},
            {"We {--may --}ask. {>>not here<<}", "may||; ask.|not here"},
            {"We {~~ may ~> ~~}ask.", "may||"},
            {"{++All++}", "|To be added here: All"},
            {"{++ ++}{>>why?<<}", "|why?"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *said = describe(cases[i].source);
        if (strcmp(said, cases[i].expected))
            print_error("in: %s\n", cases[i].source);
        assert_string_equal(said, cases[i].expected);
    }
}

/* The clean text with the first remark's wording in the place of its words. */
static char *
accept(const char *source)
{
    gsize length;
    g_autoptr(GArray) marks = psg_marks_find(source, strlen(source));
    g_autoptr(GArray) remarks = read_remarks(source);
    g_autofree char *text = psg_marks_remove(source, strlen(source), marks, &length);
    const PsgMarkRemark *remark = &g_array_index(remarks, PsgMarkRemark, 0);
    if (!remark->is_suggestion)
        print_error("in: %s\n", source);
    assert_true(remark->is_suggestion && remark->end > remark->start);
    g_autofree char *words = g_strndup(source + remark->start, remark->end - remark->start);
    char *at = strstr(text, words);
    assert_non_null(at);
    assert_null(strstr(at + 1, words));
    g_autofree char *before = g_strndup(text, (gsize)(at - text));
    return g_strconcat(before, remark->replace, at + strlen(words), NULL);
}

static void
accepted_suggestions_give_the_text_that_was_meant(void **state)
{
    static const Case cases[] = {
            {"We {++always ++}play.\n", "We always play.\n"},
            {"We {++always++} play.\n", "We always play.\n"},
            {"We{++ always++} play.\n", "We always play.\n"},
            {"We play{++ here++}.\n", "We play here.\n"},
            {"We play {++here++}.\n", "We play here.\n"},
            {"We play. {++And rest.++}\n", "We play. And rest.\n"},
            {"{++Here ++}we play.\n", "Here we play.\n"},
            {"{++Here++} we play.\n", "Here we play.\n"},
            {"- one\n- {++two++}\n- three\n", "- one\n- two\n- three\n"},
            {"- one\n{++- two\n++}- three\n", "- one\n- two\n- three\n"},
            {"one\n\n{++two++}\n\nthree\n", "one\n\ntwo\n\nthree\n"},
            {"one\n\n{++two\n\nthree++}\n\nfour\n", "one\n\ntwo\n\nthree\n\nfour\n"},
            {"one\n\n{++\n\ntwo\n\n++}\n\nthree\n", "one\n\ntwo\n\nthree\n"},
            {"## one\n\n{++## two++}\n\nthree\n", "## one\n\n## two\n\nthree\n"},
            {"> one\n> {++two++}\n> three\n", "> one\n> two\n> three\n"},
            {"| a |\n| - |\n| c |\n| {++d++} |\n| e |\n", "| a |\n| - |\n| c |\n| d |\n| e |\n"},
            {"| a | b |\n| - | - |\n| c | d {++e++} |\n", "| a | b |\n| - | - |\n| c | d e |\n"},
            {"| a | b |\n| - | - |\n| c | d |\n| {++e++} | {++f++}{>>new<<} |\n| g | h |\n",
                    "| a | b |\n| - | - |\n| c | d |\n| e | f |\n| g | h |\n"},
            {"- one\n- {++two++}{>>why<<}\n- three\n", "- one\n- two\n- three\n"},
            {"We {++always++}{>>why<<} play.\n", "We always play.\n"},
            {"one\n\n{++two++}\n{>>why<<}\n\nthree\n", "one\n\ntwo\n\nthree\n"},
            {"one {~~two~>three~~} four\n", "one three four\n"},
            {"one **two**{++, three++} four\n", "one **two**, three four\n"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = accept(cases[i].source);
        if (strcmp(text, cases[i].expected))
            print_error("in: %s\n", cases[i].source);
        assert_string_equal(text, cases[i].expected);
    }
}

/* The range holds no signs of marks. */
static void
check_range(const GArray *marks, const PsgMarkRemark *remark)
{
    for (guint i = 0; i < marks->len; i++) {
        const PsgMark *mark = &g_array_index(marks, PsgMark, i);
        gboolean is_outside = remark->end <= mark->start || remark->start >= mark->end;
        gboolean is_inside = remark->start >= mark->old_start && remark->end <= mark->old_end;
        assert_true(is_outside || is_inside || remark->start == remark->end);
    }
}

static void
any_source_is_read(void **state)
{
    static const char source[] = "# A {>>b<<}\n\n- {++c++}\n- d {--e--}{++f++} {>>g<<}\n| {==h==} "
                                 "| {~~i~>j~~} |\n\n{++k\n\nl++}\n<!-- comment: m -->\n{>>n<<}";
    for (gsize from = 0; from < sizeof source; from++)
        for (gsize to = from; to < sizeof source; to++) {
            g_autofree char *part = g_memdup2(source + from, to - from);
            g_autoptr(GArray) marks = psg_marks_find(part, to - from);
            g_autoptr(GArray) remarks = psg_mark_remarks_new(part, to - from, marks);
            guint next = 0;
            for (guint i = 0; i < remarks->len; i++) {
                const PsgMarkRemark *remark = &g_array_index(remarks, PsgMarkRemark, i);
                assert_int_equal(remark->first, next);
                next += remark->count;
                assert_true(remark->start <= remark->end && remark->end <= to - from);
                assert_true(!remark->is_suggestion || remark->replace);
                check_range(marks, remark);
            }
            assert_int_equal(next, marks->len);
        }
}

static void
many_marks_take_little_time(void **state)
{
    static const char *const pieces[] = {"{++a++}", "a {++b++} ", "- {++a++}\n", "{>>a<<}\n\n",
            "a {>>b<<}\n", "{--a--}{++b++}{>>c<<}", "{++a\n\n++}"};
    for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autoptr(GString) text = g_string_new("a\n\n");
        for (guint k = 0; k < 20000; k++)
            g_string_append(text, pieces[i]);
        gint64 start = g_get_monotonic_time();
        g_array_unref(read_remarks(text->str));
        gint64 taken = g_get_monotonic_time() - start;
        if (taken > G_USEC_PER_SEC / 5)
            print_message("%s: %d ms\n", pieces[i], (int)(taken / 1000));
        assert_true(taken < 5 * G_USEC_PER_SEC);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(comments_are_on_the_words_beside_them),
            cmocka_unit_test(marks_that_belong_together_are_one_suggestion),
            cmocka_unit_test(accepted_suggestions_give_the_text_that_was_meant),
            cmocka_unit_test(any_source_is_read),
            cmocka_unit_test(many_marks_take_little_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
