/* Promises of lib/publish/search: words are folded by the rule that plainsong.js follows, units are
 * what stands under one heading, and the table of words keeps every place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <libxml/parser.h>
#include <string.h>

#include "publish/search/fold.h"
#include "publish/search/units.h"
#include "publish/search/words.h"

static void
join_word(const char *word, gsize length, guint32 hash, gpointer data)
{
    GString *words = data;
    if (words->len > 0)
        g_string_append_c(words, '|');
    g_string_append_len(words, word, (gssize)length);
}

static void
expect_words(const char *text, const char *expected)
{
    g_autoptr(GString) words = g_string_new(NULL);
    psg_fold_words(text, strlen(text), 0, join_word, words);
    assert_string_equal(words->str, expected);
}

static void
test_words_are_lower_case_and_parted_by_what_is_no_letter_or_number(void **state)
{
    expect_words("Don't PLAY, re-read 3.5 a_b!", "don|t|play|re|read|3|5|a|b");
    expect_words("", "");
    expect_words(" \xe2\x80\x9cyes\xe2\x80\x9d\xe2\x80\x94no\xc2\xa0now", "yes|no|now");
}

static void
test_accents_and_vowel_marks_go(void **state)
{
    expect_words("Caf\xc3\xa9 cafe\xcc\x81 \xc3\x85ngstr\xc3\xb6m", "cafe|cafe|angstrom");
    expect_words(
            "\xd9\x83\xd9\x90\xd8\xaa\xd9\x8e\xd8\xa7\xd8\xa8", "\xd9\x83\xd8\xaa\xd8\xa7\xd8\xa8");
}

static void
test_letters_without_decomposition_are_spelled(void **state)
{
    expect_words("Stra\xc3\x9f"
                 "e \xc5\x81\xc3\xb3"
                 "d\xc5\xba \xc3\x98re \xc3\x86on \xc5\x93uvre "
                 "\xc4\x90\xe1\xba\xb7ng \xc4\xb1n",
            "strasse|lodz|ore|aeon|oeuvre|dang|in");
    expect_words("\xce\x9f\xce\x94\xce\x9f\xce\xa3 \xce\xbf\xce\xb4\xce\xbf\xcf\x82",
            "\xce\xbf\xce\xb4\xce\xbf\xcf\x83|\xce\xbf\xce\xb4\xce\xbf\xcf\x83");
    expect_words("\xe1\xba\x9e", "ss");
}

static void
test_compatibility_forms_are_taken_apart(void **state)
{
    expect_words("\xef\xac\x81sh m\xc2\xb2 \xc2\xbd", "fish|m2|1|2");
}

static void
test_each_chinese_or_japanese_character_is_a_word(void **state)
{
    expect_words("abc\xe4\xb8\xad\xe6\x96\x87"
                 "1\xe3\x81\x82\xe3\x82\xab",
            "abc|\xe4\xb8\xad|\xe6\x96\x87|1|\xe3\x81\x82|\xe3\x82\xab");
}

static void
test_a_very_long_word_is_cut(void **state)
{
    g_autofree char *text = g_strnfill(100000, 'A');
    g_autoptr(GString) words = g_string_new(NULL);
    psg_fold_words(text, strlen(text), 0, join_word, words);
    assert_int_equal(words->len, PSG_FOLD_WORD_LIMIT);
}

static void
collect(const char *word, gsize length, guint32 hash, gpointer data)
{
    psg_word_table_add(data, word, length, hash, 0, 1, FALSE);
}

static char *
sort_words(const char *text)
{
    g_autoptr(PsgWordTable) table = psg_word_table_new();
    psg_fold_words(text, strlen(text), 7, collect, table);
    g_autoptr(GArray) sorted = psg_word_table_sort(table);
    GString *words = g_string_new(NULL);
    for (guint i = 0; i < sorted->len; i++) {
        const PsgWordEntry *entry = &g_array_index(sorted, PsgWordEntry, i);
        g_string_append_len(words, psg_word_table_get_bytes(table, entry), entry->length);
        g_string_append_c(words, ' ');
    }
    return g_string_free(words, FALSE);
}

static void
test_words_sort_as_javascript_sorts(void **state)
{
    /* U+10428 is a pair of surrogates, which come before U+FA0E although its code point comes
     * after. */
    g_autofree char *words = sort_words("b \xef\xa8\x8e a \xf0\x90\x90\xa8 \xea\xaf\x80 ab");
    assert_string_equal(words, "a ab b \xea\xaf\x80 \xf0\x90\x90\xa8 \xef\xa8\x8e ");
}

static void
test_the_table_keeps_every_place_when_it_grows_and_merges(void **state)
{
    g_autoptr(PsgWordTable) whole = psg_word_table_new();
    for (guint part = 0; part < 3; part++) {
        g_autoptr(PsgWordTable) table = psg_word_table_new();
        for (guint i = 0; i < 5000; i++) {
            g_autofree char *word = g_strdup_printf("w%u", i);
            psg_word_table_add(table, word, strlen(word), g_str_hash(word), i % 2, 1, FALSE);
            psg_word_table_add(
                    table, word, strlen(word), g_str_hash(word), i % 2, i == 7 ? 20 : 0, i == 8);
        }
        psg_word_table_merge(whole, table, part * 2);
    }
    g_autoptr(GArray) sorted = psg_word_table_sort(whole);
    assert_int_equal(sorted->len, 5000);
    for (guint i = 0; i < sorted->len; i++) {
        const PsgWordEntry *entry = &g_array_index(sorted, PsgWordEntry, i);
        g_autofree char *word = g_strndup(psg_word_table_get_bytes(whole, entry), entry->length);
        guint number = (guint)g_ascii_strtoull(word + 1, NULL, 10), part = 0;
        for (guint at = entry->first; at != PSG_WORD_NO_PLACE; part++) {
            const PsgWordPlace *place = psg_word_table_get_place(whole, at);
            assert_int_equal(place->unit, part * 2 + number % 2);
            assert_int_equal(place->count, number == 7 ? PSG_WORD_COUNT_LIMIT : 1);
            assert_int_equal(place->is_in_heading, number == 8);
            at = place->next;
        }
        assert_int_equal(part, 3);
    }
}

/* A text of the given XHTML, whose headings are those elements that have an id. */
static PsgText *
make_text(const char *source)
{
    PsgText *text = g_new0(PsgText, 1);
    text->document = xmlReadMemory(source, (int)strlen(source), NULL, NULL, 0);
    text->root = xmlDocGetRootElement(text->document);
    text->headings = g_ptr_array_new_with_free_func(g_free);
    for (xmlNode *node = text->root->children; node; node = node->next) {
        if (node->type != XML_ELEMENT_NODE || node->name[0] != 'h')
            continue;
        PsgHeading *heading = g_new0(PsgHeading, 1);
        heading->level = (guint)(node->name[1] - '0');
        heading->node = node;
        heading->title = (char *)node->children->content;
        heading->id = (char *)node->properties->children->content;
        g_ptr_array_add(text->headings, heading);
    }
    return text;
}

static void
free_text(PsgText *text)
{
    xmlFreeDoc(text->document);
    g_ptr_array_unref(text->headings);
    g_free(text);
}

static void
expect_units(const char *source, const char *title, const char *expected)
{
    PsgText *text = make_text(source);
    PsgSearchUnits units;
    psg_search_units_init(&units, text, title);
    g_autoptr(GString) found = g_string_new(NULL);
    for (guint i = 0; i < units.units->len; i++) {
        const PsgSearchUnit *unit = &g_array_index(units.units, PsgSearchUnit, i);
        g_string_append_printf(found, "%s#%s: %.*s\n", unit->heading, unit->fragment,
                (int)(unit->end - unit->start), units.text->str + unit->start);
    }
    assert_string_equal(found->str, expected);
    psg_search_units_clear(&units);
    free_text(text);
}

static void
test_a_unit_is_the_text_under_one_heading(void **state)
{
    expect_units(
            "<article><h1 id='t'>Play</h1>\n<p>One <em>tw</em>o</p><ul><li>a</li><li>b</li></ul>"
            "<h2 id='x'>Sand</h2><p>wet\n  sand</p><h3 id='y'>Empty</h3></article>",
            "Play", "Play#: One two a b\nSand#x: wet sand\nEmpty#y: \n");
}

static void
test_a_title_of_the_contents_leaves_the_own_heading_searchable(void **state)
{
    expect_units("<article><h1 id='t'>Play</h1><p>x</p></article>", "Games", "Games#: Play x\n");
    expect_units("<article><p>x</p><h2 id='a'>A</h2></article>", "No heading",
            "No heading#: x\nA#a: \n");
}

static void
test_alternative_text_counts_and_footnote_marks_do_not(void **state)
{
    expect_units("<article><h1 id='t'>T</h1><p>a<img alt='a tray' src=''/>b<sup "
                 "class='footnote-ref'><a>1</a></sup>.</p>"
                 "</article>",
            "T", "T#: a a tray b.\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_words_are_lower_case_and_parted_by_what_is_no_letter_or_number),
            cmocka_unit_test(test_accents_and_vowel_marks_go),
            cmocka_unit_test(test_letters_without_decomposition_are_spelled),
            cmocka_unit_test(test_compatibility_forms_are_taken_apart),
            cmocka_unit_test(test_each_chinese_or_japanese_character_is_a_word),
            cmocka_unit_test(test_a_very_long_word_is_cut),
            cmocka_unit_test(test_words_sort_as_javascript_sorts),
            cmocka_unit_test(test_the_table_keeps_every_place_when_it_grows_and_merges),
            cmocka_unit_test(test_a_unit_is_the_text_under_one_heading),
            cmocka_unit_test(test_a_title_of_the_contents_leaves_the_own_heading_searchable),
            cmocka_unit_test(test_alternative_text_counts_and_footnote_marks_do_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
