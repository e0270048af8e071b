/* Glossary terms and their search. */
#include "text/term.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static gboolean
add(PsgTermSet *set, const char *name, const char *also)
{
    PsgTerm *term = g_new0(PsgTerm, 1);
    term->name = g_strdup(name);
    term->meaning = g_strdup("");
    term->also = g_strsplit(also ? also : "", "|", -1);
    return psg_term_set_add(set, term);
}

/* The text with what was found in brackets. */
static char *
mark(const PsgTermSet *set, const char *text)
{
    GString *result = g_string_new(NULL);
    gsize from = 0, start, end;
    while (psg_term_set_search(set, text, from, &start, &end)) {
        assert_true(start >= from && end > start && end <= strlen(text));
        g_string_append_len(result, text + from, (gssize)(start - from));
        g_string_append_printf(result, "[%.*s]", (int)(end - start), text + start);
        from = end;
    }
    g_string_append(result, text + from);
    return g_string_free(result, FALSE);
}

typedef struct {
    const char *text, *marked;
} Case;

static void
check(const PsgTermSet *set, const Case *cases, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        g_autofree char *marked = mark(set, cases[i].text);
        assert_string_equal(marked, cases[i].marked);
    }
}

static void
whole_words_are_found_and_the_longest_spelling_wins(void **state)
{
    g_autoptr(PsgTermSet) set = psg_term_set_new();
    add(set, "plan", NULL);
    add(set, "EHC plan", "EHCP");
    add(set, "EHC plan review", NULL);
    add(set, "key person", NULL);
    add(set, "C++", NULL);
    add(set, "lunch", NULL);
    static const Case cases[] = {
            {"An EHC plan.", "An [EHC plan]."},
            {"an EHC plan review now", "an [EHC plan review] now"},
            {"an EHC plan reviewer", "an [EHC plan] reviewer"},
            {"EHC plans and EHCPs, plans", "[EHC plans] and [EHCPs], [plans]"},
            {"the EHC planner explains; replan; planes",
                    "the EHC planner explains; replan; planes"},
            {"the plan's end, a plan-based plan\xe2\x80\x99s, EHCP's",
                    "the [plan]'s end, a [plan]-based [plan]\xe2\x80\x99s, [EHCP]'s"},
            {"plan't o'plan plan_x x_plan plan2", "plan't o'plan plan_x x_plan plan2"},
            {"Key\n  person key\xc2\xa0person KEY PERSON keyperson",
                    "[Key\n  person] [key\xc2\xa0person] [KEY PERSON] keyperson"},
            {"C++ c++17 C+", "[C++] [c++]17 C+"},
            {"(plan) \"plan\" plan/plan plan", "([plan]) \"[plan]\" [plan]/[plan] [plan]"},
            {"pl\xc3\xa4n plan\xcc\x81 \xc3\xa4plan", "pl\xc3\xa4n plan\xcc\x81 \xc3\xa4plan"},
            {"two lunches, lunchess", "two [lunches], lunchess"},
            {"", ""},
    };
    check(set, cases, G_N_ELEMENTS(cases));
}

static void
capital_letters_count_only_beyond_the_first(void **state)
{
    g_autoptr(PsgTermSet) set = psg_term_set_new();
    assert_true(add(set, "SALT", "speech therapist"));
    assert_true(add(set, "salt", NULL));
    assert_true(add(set, "Moderation", NULL));
    assert_true(add(set, "Ärger", NULL));
    static const Case cases[] = {
            {"SALT Speech therapists", "[SALT] [Speech therapists]"},
            {"moderation MODERATION", "[moderation] [MODERATION]"},
            {"ärger", "[ärger]"},
    };
    check(set, cases, G_N_ELEMENTS(cases));
    gsize start, end;
    assert_string_equal(psg_term_set_search(set, "a SALT", 0, &start, &end)->id, "salt");
    assert_string_equal(psg_term_set_search(set, "a salt", 0, &start, &end)->id, "salt-1");
    assert_string_equal(psg_term_set_search(set, "a Salt", 0, &start, &end)->id, "salt-1");
}

static void
scripts_without_blanks_have_boundaries_everywhere(void **state)
{
    g_autoptr(PsgTermSet) set = psg_term_set_new();
    add(set, "教育", NULL);
    add(set, "खेल", NULL);
    add(set, "کھیل", NULL);
    static const Case cases[] = {
            {"特殊教育计划", "特殊[教育]计划"},
            {"खेल खेलना", "[खेल] खेलना"},
            {"یہ کھیل ہے، کھیلنا", "یہ [کھیل] ہے، کھیلنا"},
    };
    check(set, cases, G_N_ELEMENTS(cases));
}

static void
a_spelling_belongs_to_one_term(void **state)
{
    g_autoptr(PsgTermSet) set = psg_term_set_new();
    assert_true(add(set, "EHC plan", "EHCP|EHC plans|EHCP"));
    assert_false(add(set, "EHCP", NULL));
    assert_false(add(set, "other", "EHC  plan"));
    assert_true(add(set, "Note", NULL));
    assert_false(add(set, "note", NULL));
    assert_int_equal(psg_term_set_get_all(set)->len, 2);
    assert_string_equal(psg_term_set_find(set, "EHC plans")->name, "EHC plan");
    assert_string_equal(psg_term_set_find(set, "NOTE")->name, "Note");
    assert_null(psg_term_set_find(set, "ehcp"));
    assert_null(psg_term_set_find(set, "other"));
}

static void
terms_are_listed_alphabetically_with_unique_ids(void **state)
{
    g_autoptr(PsgTermSet) set = psg_term_set_new();
    static const char *const names[] = {
            "zebra", "Stage 10", "École", "stage 9", "apple", "educator", "???", "!!!"};
    static const char *const order[] = {
            "!!!", "???", "apple", "École", "educator", "stage 9", "Stage 10", "zebra"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        assert_true(add(set, names[i], NULL));
    const GPtrArray *all = psg_term_set_get_all(set);
    g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < all->len; i++) {
        const PsgTerm *term = g_ptr_array_index(all, i);
        assert_string_equal(term->name, order[i]);
        assert_true(*term->id && g_hash_table_add(ids, term->id));
    }
}

static void
long_texts_and_many_terms_take_linear_time(void **state)
{
    g_autoptr(PsgTermSet) set = psg_term_set_new();
    for (int i = 0; i < 5000; i++) {
        g_autofree char *name = g_strdup_printf("term number %d", i);
        add(set, name, NULL);
    }
    GString *text = g_string_new(NULL);
    for (int i = 0; i < 100000; i++)
        g_string_append(text, "term number x ");
    g_string_append(text, "term number 4999");
    gsize start, end;
    assert_string_equal(
            psg_term_set_search(set, text->str, 0, &start, &end)->name, "term number 4999");
    assert_int_equal(end, text->len);
    g_string_free(text, TRUE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(whole_words_are_found_and_the_longest_spelling_wins),
            cmocka_unit_test(capital_letters_count_only_beyond_the_first),
            cmocka_unit_test(scripts_without_blanks_have_boundaries_everywhere),
            cmocka_unit_test(a_spelling_belongs_to_one_term),
            cmocka_unit_test(terms_are_listed_alphabetically_with_unique_ids),
            cmocka_unit_test(long_texts_and_many_terms_take_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
