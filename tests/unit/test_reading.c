/* Sources as their readers see them, and words found in them. */
#include "review/comment/reading.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "review/anchor/anchor.h"

static void
test_readers_see_words_and_no_signs(void **state)
{
    static const struct {
        const char *source, *seen;
    } cases[] = {
            {"Plain words.\n", "Plain words."},
            {"---\ntitle: No\n---\n# A *title* {#id} \n\nText\n", "A title Text"},
            {"Setext\n======\n\nOther\n---\n", "Setext Other"},
            {"## Closed ##\n", "Closed"},
            {"#hash is text\n", "#hash is text"},
            {"A **must**, an *em*, __two__, ~~gone~~ and `co*de`.\n",
                    "A must, an em, two, gone and co*de."},
            {"snake_case and 2 * 3 * 4\n", "snake_case and 2 * 3 * 4"},
            {"\\*not em\\* and a\\_b\n", "*not em* and a_b"},
            {"a [link *in* it](to.md \"title\") here\n", "a link in it here"},
            {"a [reference][label] and [shortcut]\n\n[label]: to.md \"x\"\n",
                    "a reference and [shortcut]"},
            {"![a picture](x.svg \"caption\")\n", "a picture"},
            {"before[^1] after\n\n[^1]: A note.\n", "before after A note."},
            {"<https://example.org> and <b>bold</b><!-- hidden\nstill --> end\n",
                    "https://example.org and bold end"},
            {"a &lt; b &amp;&nbsp;c &#65;&#x42; &unknown;\n", "a < b & c AB &unknown;"},
            {"> [!NOTE]\n> - [ ] one\n>   1. two\n", "one two"},
            {"| a | b |\n| --- | :-: |\n| c | d |\n", " a b c d "},
            {"```c\nint *p; /* code */\n```\nafter *em*\n", "int *p; /* code */ after em"},
            {"soft\xc2\xadhyphen zero\xe2\x80\x8bwidth\n", "softhyphen zerowidth"},
            {"a paragraph in *two\nlines* of it\n", "a paragraph in two lines of it"},
            {"*unclosed and [half](link\n\nnext *em*\n", "unclosed and [half](link next em"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        gsize length = strlen(cases[i].source);
        g_autoptr(PsgReading) reading = psg_reading_new(cases[i].source, length);
        g_autofree char *seen = psg_reading_show(reading, 0, length, 0, FALSE);
        g_autofree char *wanted = g_strstrip(g_strdup(cases[i].seen));
        if (strcmp(g_strstrip(seen), wanted) != 0)
            fail_msg("%s\nis seen as \"%s\"", cases[i].source, seen);
    }
}

static char *
find_one(const char *source, const char *quote, const char *prefix, const char *suffix)
{
    gsize length = strlen(source);
    g_autoptr(PsgReading) reading = psg_reading_new(source, length);
    g_autoptr(GArray) found = psg_reading_find(reading, 0, length, quote, prefix, suffix);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < found->len; i++) {
        const PsgByteRange *range = &g_array_index(found, PsgByteRange, i);
        g_string_append_printf(text, "%s%" G_GSIZE_FORMAT ":%.*s", i > 0 ? "|" : "", range->start,
                (int)(range->end - range->start), source + range->start);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void
test_words_are_found_with_the_signs_that_belong_to_them(void **state)
{
    static const struct {
        const char *source, *quote, *prefix, *suffix, *found;
    } cases[] = {
            {"It **must** be.", "must be", NULL, NULL, "3:**must** be"},
            {"It **must** be.", "must", NULL, NULL, "5:must"},
            {"It must **be**.", "must be", NULL, NULL, "3:must **be**"},
            {"It **must be**.", "be", NULL, NULL, "10:be"},
            {"a [link](x.md) here", "a link", NULL, NULL, "0:a [link](x.md)"},
            {"a [link](x.md) here", "link here", NULL, NULL, "2:[link](x.md) here"},
            {"***both*** of", "both of", NULL, NULL, "0:***both*** of"},
            {"may play, may", "may", NULL, NULL, "0:may|10:may"},
            {"players play", "play", NULL, NULL, "8:play"},
            {"players", "play", NULL, NULL, "0:play"},
            {"May may", "may", NULL, NULL, "4:may"},
            {"May", "may", NULL, NULL, "0:May"},
            {"“a” — b… c", "\"a\" - b... c", NULL, NULL, "0:“a” — b… c"},
            {"cafe\xcc\x81 open", "caf\xc3\xa9", NULL, NULL, "0:cafe\xcc\x81"},
            {"of\xef\xac\x81 ce", "offi ce", NULL, NULL, "0:of\xef\xac\x81 ce"},
            {"wrapped\n  and more", "wrapped and", NULL, NULL, "0:wrapped\n  and"},
            {"a well-being plan", "wellbeing plan", NULL, NULL, "2:well-being plan"},
            {"one may, two may", "may", "two ", NULL, "13:may"},
            {"one may, two may.", "may", NULL, ", two", "4:may"},
            {"one may, two may", "may", "three ", NULL, "4:may|13:may"},
            {"see [x](play.md)", "play.md", NULL, NULL, "8:play.md"},
            {"**a** *b*", "**a** *b*", NULL, NULL, "0:**a** *b*"},
            {"one *two* three", "one **two** three", NULL, NULL, "0:one *two* three"},
            {"the code.[^1] It *is* so", "the code.1 It is", NULL, NULL, "0:the code.[^1] It *is*"},
            {"words", "other", NULL, NULL, ""},
            {"words", "  ", NULL, NULL, ""},
            {"words", "...", NULL, NULL, ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *found =
                find_one(cases[i].source, cases[i].quote, cases[i].prefix, cases[i].suffix);
        if (strcmp(found, cases[i].found) != 0)
            fail_msg("\"%s\" in \"%s\": %s", cases[i].quote, cases[i].source, found);
    }
}

static void
test_the_nearest_words_are_most_of_those_that_were_meant(void **state)
{
    static const char source[] =
            "Children play with water.\n\nWarm water calms many of the children who play.\n";
    g_autoptr(PsgReading) reading = psg_reading_new(source, strlen(source));
    guint likeness = 0;
    gsize start, end;
    assert_true(psg_reading_find_nearest(
            reading, "warm water calms most children", &likeness, &start, &end));
    assert_memory_equal(source + start, "Warm water calms", 16);
    assert_true(likeness >= 40 && likeness < 100);
    guint before = likeness;
    assert_false(psg_reading_find_nearest(reading, "cold sand", &likeness, &start, &end));
    assert_false(psg_reading_find_nearest(reading, "", &likeness, &start, &end));
    assert_int_equal(likeness, before);
}

static void
test_what_is_shown_is_whole_words(void **state)
{
    static const char source[] = "Some words before. And some words after.";
    gsize length = strlen(source);
    g_autoptr(PsgReading) reading = psg_reading_new(source, length);
    g_autofree char *beginning = psg_reading_show(reading, 0, length, 12, FALSE);
    g_autofree char *end = psg_reading_show(reading, 0, length, 12, TRUE);
    assert_string_equal(beginning, "Some words …");
    assert_string_equal(end, "… after.");
}

/* Signs, letters and line ends at random: nothing of a reading may leave the source, and what it
 * shows of any range is UTF-8. */
static void
test_no_source_breaks_a_reading(void **state)
{
    static const char *const parts[] = {"*", "**", "_", "`", "```", "~~", "[", "]", "(", ")", "![",
            "<", ">", "<!--", "-->", "&amp;", "&", "\\", "\n", "\n\n", "# ", "> ", "- ", "1. ", "|",
            "---\n", "{#a}", "[^", "]:", "a", "word ", "é", "\xf0\x9f\x8c\xb3", " ", "\t", "\r\n"};
    g_autoptr(GRand) random = g_rand_new_with_seed(4);
    for (guint round = 0; round < 3000; round++) {
        g_autoptr(GString) source = g_string_new(NULL);
        for (guint i = (guint)g_rand_int_range(random, 0, 60); i > 0; i--)
            g_string_append(source, parts[g_rand_int_range(random, 0, G_N_ELEMENTS(parts))]);
        g_autoptr(PsgReading) reading = psg_reading_new(source->str, source->len);
        guint32 last = 0;
        for (guint i = 0; i < reading->characters->len; i++) {
            const PsgReadCharacter *c = &g_array_index(reading->characters, PsgReadCharacter, i);
            assert_true(c->start >= last && c->end > c->start && c->end <= source->len);
            last = c->start;
        }
        g_autofree char *seen = psg_reading_show(reading, 0, source->len, 0, FALSE);
        assert_true(g_utf8_validate(seen, -1, NULL));
        g_autoptr(GArray) found = psg_reading_find(reading, 0, source->len, "word", "a", "é");
        for (guint i = 0; i < found->len; i++) {
            const PsgByteRange *range = &g_array_index(found, PsgByteRange, i);
            assert_true(range->start < range->end && range->end <= source->len);
        }
    }
}

/* Signs that begin and never end: as long a text may not take long. */
static void
test_signs_without_end_take_no_more_time_than_their_number(void **state)
{
    static const char *const parts[] = {"[^", "](", "<a", "`` `", "*a _b ", "![", "&#x", "{#"};
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autoptr(GString) source = g_string_new(NULL);
        while (source->len < 400000)
            g_string_append(source, parts[i]);
        gint64 start = g_get_monotonic_time();
        g_autoptr(PsgReading) reading = psg_reading_new(source->str, source->len);
        if (g_get_monotonic_time() - start > 20 * G_USEC_PER_SEC)
            fail_msg("\"%s\" again and again takes too long", parts[i]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_readers_see_words_and_no_signs),
            cmocka_unit_test(test_words_are_found_with_the_signs_that_belong_to_them),
            cmocka_unit_test(test_the_nearest_words_are_most_of_those_that_were_meant),
            cmocka_unit_test(test_what_is_shown_is_whole_words),
            cmocka_unit_test(test_no_source_breaks_a_reading),
            cmocka_unit_test(test_signs_without_end_take_no_more_time_than_their_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
