/* Personal data in texts: what is found, and what only looks like it. All numbers are made up; NHS
 * numbers are of the range that is given to nobody, telephone numbers of those kept for drama. */
#include "text/personal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* What is found, one datum after the other, as "KIND words" with the number of the kind. */
static char *
describe(const char *text)
{
    g_autoptr(GArray) found = psg_personal_find(text, strlen(text));
    GString *out = g_string_new(NULL);
    gsize last = 0;
    for (guint i = 0; i < found->len; i++) {
        PsgPersonalDatum *datum = &g_array_index(found, PsgPersonalDatum, i);
        assert_true(datum->start >= last && datum->start < datum->end);
        last = datum->end;
        g_string_append_printf(out, "%s%u %.*s", i > 0 ? "|" : "", datum->kind,
                (int)(datum->end - datum->start), text + datum->start);
    }
    return g_string_free(out, FALSE);
}

typedef struct {
    const char *text, *found;
} Case;

static void
check(const Case *cases, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        g_autofree char *found = describe(cases[i].text);
        if (strcmp(found, cases[i].found))
            print_error("in: %s\n", cases[i].text);
        assert_string_equal(found, cases[i].found);
    }
}

static void
nhs_numbers_are_known_by_their_last_digit(void **state)
{
    static const Case cases[] = {
            {"NHS number 943 476 5919.", "0 943 476 5919"},
            {"9434765919", "0 9434765919"},
            {"(943-476-5919)", "0 943-476-5919"},
            {"943\xc2\xa0"
             "476\xc2\xa0"
             "5919",
                    "0 943\xc2\xa0"
                    "476\xc2\xa0"
                    "5919"},
            {"| 943 476 5919 | Robin |", "0 943 476 5919"},
            {"号码9434765919。", "0 9434765919"},
            {"943 476\n5919", "0 943 476\n5919"},
            {"NHS=9434765919", "0 9434765919"},
            {"*9434765919*", "0 9434765919"},
            {"9434765919, 9990000018 and 9434765870", "0 9434765919|0 9990000018|0 9434765870"},
    };
    check(cases, G_N_ELEMENTS(cases));
}

static void
other_numbers_of_ten_digits_are_not_nhs_numbers(void **state)
{
    static const Case cases[] = {
            {"943 476 5918", ""},
            {"9434765910", ""},
            {"94 34 76 59 19", ""},
            {"9434 765 919", ""},
            {"943 476 59191", ""},
            {"1943 476 5919", ""},
            {"94347659191", ""},
            {"943 476\n\n5919", ""},
            {"https://example.org/9434765919", ""},
            {"page?id=9434765919", ""},
            {"x9434765919", ""},
            {"12-9434765919", ""},
            {"9434765919.5", ""},
            {"9434765919-2", ""},
            {"ISBN 9434765919", ""},
            {"0000000000", ""},
            {"444 444 4444", ""},
    };
    check(cases, G_N_ELEMENTS(cases));
}

static void
pupil_numbers_are_known_by_their_letter(void **state)
{
    static const Case cases[] = {
            {"UPN: H801200001001", "1 H801200001001"},
            {"A123456789012 or T123456789012", "1 A123456789012"},
            {"A000000000000.", "1 A000000000000"},
            {"h801200001001", "1 h801200001001"},
            {"temporary H80120000100A", "1 H80120000100A"},
            {"H80120000100I", ""},
            {"I801200001001", ""},
            {"H8012000010010", ""},
            {"H80120000100", ""},
            {"XH801200001001", ""},
            {"H801200001001-1", ""},
            {"/file/H801200001001", ""},
    };
    check(cases, G_N_ELEMENTS(cases));
}

static void
insurance_numbers_have_a_prefix_that_is_in_use(void **state)
{
    static const Case cases[] = {
            {"AB123456C", "2 AB123456C"},
            {"NI AB 12 34 56 C.", "2 AB 12 34 56 C"},
            {"AB 123456 C", "2 AB 123456 C"},
            {"ab-12-34-56-d", "2 ab-12-34-56-d"},
            {"QQ 12 34 56 C", ""},
            {"BG123456A", ""},
            {"AO123456A", ""},
            {"AB123456E", ""},
            {"AB12345C", ""},
            {"AB1234567C", ""},
            {"AB123456", ""},
            {"AB123456CD", ""},
            {"ref-AB123456C", ""},
    };
    check(cases, G_N_ELEMENTS(cases));
}

static void
telephone_numbers_are_found_as_people_write_them(void **state)
{
    static const Case cases[] = {
            {"Ring 07700 900123.", "3 07700 900123"},
            {"07700900123", "3 07700900123"},
            {"077 0090 0123", "3 077 0090 0123"},
            {"07700-900-123", "3 07700-900-123"},
            {"07 700 900 123", "3 07 700 900 123"},
            {"0161 496 0123 24 hours a day", "3 0161 496 0123"},
            {"0161 496 0123 or 07700 900456", "3 0161 496 0123|3 07700 900456"},
            {"0161 496 0123 07700 900456", "3 0161 496 0123|3 07700 900456"},
            {"(0161) 496 0123", "3 (0161) 496 0123"},
            {"(0161 496 0123)", "3 0161 496 0123"},
            {"020 7946 0958", "3 020 7946 0958"},
            {"0300 123 4567", "3 0300 123 4567"},
            {"01632 96000", "3 01632 96000"},
            {"01632 960001", "3 01632 960001"},
            {"+44 7700 900123", "3 +44 7700 900123"},
            {"+447700900123", "3 +447700900123"},
            {"+44 (0)20 7946 0958", "3 +44 (0)20 7946 0958"},
            {"+44 (0) 161 496 0123", "3 +44 (0) 161 496 0123"},
            {"0044 161 496 0123", "3 0044 161 496 0123"},
            {"[ring](tel:+441614960123)", "3 +441614960123"},
            {"tel:01614960123", "3 01614960123"},
            {"+48 601 234 567", "3 +48 601 234 567"},
            {"Tel.07700 900123", "3 07700 900123"},
            {"电话07700900123", "3 07700900123"},
            {"0161.496.0123", "3 0161.496.0123"},
    };
    check(cases, G_N_ELEMENTS(cases));
}

static void
dates_and_references_are_not_telephone_numbers(void **state)
{
    static const Case cases[] = {
            {"01-02-2024", ""},
            {"01.02.2024 100", ""},
            {"2024-01-02 10:30", ""},
            {"0123456788", ""},
            {"01234567890123", ""},
            {"REF-07700900123", ""},
            {"/orders/07700900123", ""},
            {"id=07700900123", ""},
            {"077 0090 01234", ""},
            {"0561 496 0123", ""},
            {"07700 900 12", ""},
            {"0161 496 0123-9", ""},
            {"5.07700900123", ""},
            {"0.07700900123", ""},
            {"+44", ""},
            {"1 + 1000000000000000", ""},
            {"call 111 or 999, 116 123 at night", ""},
            {"1,234,567,890", ""},
            {"(2024) 12 + 07", ""},
    };
    check(cases, G_N_ELEMENTS(cases));
}

static void
mail_addresses_are_found_but_for_those_of_nobody(void **state)
{
    static const Case cases[] = {
            {"Write to amina.k@school.sch.uk.", "4 amina.k@school.sch.uk"},
            {"<amina+send@mail.co>", "4 amina+send@mail.co"},
            {"[write](mailto:o'neil_1@a-b.net)", "4 o'neil_1@a-b.net"},
            {"邮箱：li@post.cn。", "4 li@post.cn"},
            {"a@b.co, c@d.co", "4 a@b.co|4 c@d.co"},
            {"amina.9434765919@mail.co", "4 amina.9434765919@mail.co"},
            {"amina@example.org b@mail.example.com c@x.invalid d@localhost", ""},
            {"amina@counterexample.org", "4 amina@counterexample.org"},
            {"@robin on the site", ""},
            {"five @ three pounds", ""},
            {"amina@school", ""},
            {"plainsong@1.2.3", ""},
            {"git@github.com:group/guidance.git", ""},
            {"https://robin@host.org/", ""},
            {"https://host.org/@robin.k", ""},
            {"amina.@school.uk", ""},
            {"a@b..uk", ""},
    };
    check(cases, G_N_ELEMENTS(cases));
}

static void
full_postcodes_are_found(void **state)
{
    static const Case cases[] = {
            {"Manchester M1 1AE", "5 M1 1AE"},
            {"M60 2LA, CR2 6XH; DN55 1PT", "5 M60 2LA|5 CR2 6XH|5 DN55 1PT"},
            {"W1A 0AX", "5 W1A 0AX"},
            {"EC1A 1BB", "5 EC1A 1BB"},
            {"M11AE", "5 M11AE"},
            {"m60 2la", "5 m60 2la"},
            {"M60\xc2\xa0"
             "2LA",
                    "5 M60\xc2\xa0"
                    "2LA"},
            {"M60\n2LA", "5 M60\n2LA"},
            {"M60", ""},
            {"M60 2", ""},
            {"M60 2CI", ""},
            {"Q1 1AE", ""},
            {"AA1 1AE", ""},
            {"e1 4th", ""},
            {"m11ae", ""},
            {"part-M11AE", ""},
            {"page/M11AE", ""},
            {"M60 2LAB", ""},
            {"XM60 2LA", ""},
            {"S1 2 AB", ""},
            {"section B3 and F", ""},
    };
    check(cases, G_N_ELEMENTS(cases));
}

static void
dates_of_birth_stand_by_words_of_birth(void **state)
{
    static const Case cases[] = {
            {"born 12/05/2019", "6 12/05/2019"},
            {"DOB: 12-05-19", "6 12-05-19"},
            {"D.O.B. 12.5.2019", "6 12.5.2019"},
            {"d.o.b 2019-05-12", "6 2019-05-12"},
            {"dob 12 / 05 / 2019", "6 12 / 05 / 2019"},
            {"Date of birth: 12 May 2019", "6 12 May 2019"},
            {"| Date of birth | 12th of May, 2019 |", "6 12th of May, 2019"},
            {"She was born on May 12th, 2019.", "6 May 12th, 2019"},
            {"his birthday is 3 Sept.", "6 3 Sept"},
            {"12 May 2019 (date of birth)", "6 12 May 2019"},
            {"12/05/2019 is her birthday", "6 12/05/2019"},
            {"born on Sunday, the 1st of December '19", "6 1st of December '19"},
            {"BORN 12-MAY-2019", "6 12-MAY-2019"},
            {"born 12/05/2019, NHS 943 476 5919, M60 2LA", "6 12/05/2019|0 943 476 5919|5 M60 2LA"},
    };
    check(cases, G_N_ELEMENTS(cases));
}

static void
other_dates_are_not_of_birth(void **state)
{
    static const Case cases[] = {
            {"Reviewed on 12/05/2019", ""},
            {"born in 2019", ""},
            {"born in May", ""},
            {"Children born between 1 September 2020 and 31 August 2021 start", ""},
            {"born on or after 1 September 2020", ""},
            {"She was born.\n\n12 May 2019", ""},
            {"born, as everybody who was in the room at that time knew well, 12/05/2019", ""},
            {"stubborn 12/05/2019", ""},
            {"born 32/05/2019", ""},
            {"born 12/45/2019", ""},
            {"born 12/05/1066", ""},
            {"On 12 May 2019 we met. Born leaders came", ""},
            {"birthdays are on the wall from 12 May 2019", ""},
    };
    check(cases, G_N_ELEMENTS(cases));
}

static void
any_bytes_are_read(void **state)
{
    static const char bytes[] = "\0\xff\xe2\x80"
                                "07700 900123\0 born\0 1/1/2020 \xc2";
    g_autoptr(GArray) found = psg_personal_find(bytes, sizeof bytes - 1);
    assert_int_equal(found->len, 2);
    static const char text[] = "+44 (0)161 496 0123 AB 12 34 56 C M60 2LA a@b.uk born 12 May 2019";
    for (gsize from = 0; from < sizeof text; from++)
        for (gsize to = from; to < sizeof text; to++) {
            /* Nothing beyond the end is read: the sanitizer sees it. */
            g_autofree char *part = g_memdup2(text + from, to - from);
            g_array_unref(psg_personal_find(part, to - from));
        }
}

static void
much_text_takes_linear_time(void **state)
{
    static const char *const pieces[] = {"1", "1 ", "0 ", "a@", "@", "a.a", "M1 ", "born ", "b",
            "d.o.b. ", "+4 ", "(0", "May ", "1 May ", "A1", "1-", "\xc2\xa0", "943 476 "};
    for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        while (text->len < 1 << 20)
            g_string_append(text, pieces[i]);
        gint64 start = g_get_monotonic_time();
        g_array_unref(psg_personal_find(text->str, text->len));
        /* It takes some 20 ms; under a sanitizer on a busy machine ten times that. */
        assert_true(g_get_monotonic_time() - start < 2 * G_USEC_PER_SEC);
    }
}

static void
each_kind_has_a_name_for_sentences(void **state)
{
    assert_string_equal(psg_personal_kind_get_name(PSG_PERSONAL_NHS_NUMBER), "an NHS number");
    for (guint kind = 0; kind < PSG_PERSONAL_KINDS; kind++)
        assert_non_null(psg_personal_kind_get_name((PsgPersonalKind)kind));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(nhs_numbers_are_known_by_their_last_digit),
            cmocka_unit_test(other_numbers_of_ten_digits_are_not_nhs_numbers),
            cmocka_unit_test(pupil_numbers_are_known_by_their_letter),
            cmocka_unit_test(insurance_numbers_have_a_prefix_that_is_in_use),
            cmocka_unit_test(telephone_numbers_are_found_as_people_write_them),
            cmocka_unit_test(dates_and_references_are_not_telephone_numbers),
            cmocka_unit_test(mail_addresses_are_found_but_for_those_of_nobody),
            cmocka_unit_test(full_postcodes_are_found),
            cmocka_unit_test(dates_of_birth_stand_by_words_of_birth),
            cmocka_unit_test(other_dates_are_not_of_birth),
            cmocka_unit_test(any_bytes_are_read),
            cmocka_unit_test(much_text_takes_linear_time),
            cmocka_unit_test(each_kind_has_a_name_for_sentences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
