/* Language tags: form, direction, words. */
#include "text/language.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
tags_are_checked_by_the_grammar_of_bcp_47(void **state)
{
    static const char *const good[] = {"en", "en-GB", "zh-Hant-TW", "sl-rozaj-biske", "de-1996",
            "es-419", "x-private", "zh-cmn-Hans-CN", "en-a-bbb-x-a-ccc", "de-CH-x-phonebk",
            "ar-aeb", "UR-ARAB", "qaa-Qaaa-QM-x-southern", "sr-Latn", "de-CH-1901",
            "en-u-ca-gregory"};
    static const char *const bad[] = {"", "e", "en-", "-en", "en--GB", "en_GB", "en-GB-US", "e1",
            "abcdefghi", "en-x", "en-a", "x", "en-a-b-cc", "de-1996-1996", "en-a-bb-a-cc",
            "en-Latn-Cyrl", "en-ü", "en GB", "a-DE", "urdu", "English", "ar-a-aaa-b",
            "en-abcdefghij", "12"};
    for (gsize i = 0; i < G_N_ELEMENTS(good); i++)
        if (!psg_language_is_valid(good[i]))
            fail_msg("\"%s\" should be valid", good[i]);
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
        if (psg_language_is_valid(bad[i]))
            fail_msg("\"%s\" should not be valid", bad[i]);
}

static void
direction_follows_script_then_region_then_language(void **state)
{
    static const char *const right[] = {"ar", "AR-eg", "fa", "ur-GB", "he", "yi", "ps", "sd", "ckb",
            "dv", "ug", "ks", "az-Arab", "pa-PK", "pa-Arab", "ku-IQ", "ff-Adlm", "rhg", "en-Hebr",
            "uz-AF", "nqo", "syc", "ar-aeb", "man-Nkoo"};
    static const char *const left[] = {"en", "pl", "zh", "ar-Latn", "ur-Latn-GB", "az", "pa",
            "pa-IN", "ku", "uz", "so", "sd-IN", "sd-Deva", "ms", "x-ar", "", "en-x-arab", "aran"};
    for (gsize i = 0; i < G_N_ELEMENTS(right); i++)
        if (!psg_language_is_right_to_left(right[i]))
            fail_msg("\"%s\" should run from right to left", right[i]);
    for (gsize i = 0; i < G_N_ELEMENTS(left); i++)
        if (psg_language_is_right_to_left(left[i]))
            fail_msg("\"%s\" should run from left to right", left[i]);
}

static void
words_come_in_the_language_or_in_english(void **state)
{
    const char *language = NULL;
    assert_string_equal(psg_language_get_word("pl-PL", PSG_WORD_WARNING, &language), "Ostrzeżenie");
    assert_string_equal(language, "pl");
    assert_string_equal(psg_language_get_word("CY", PSG_WORD_NOTE, NULL), "Nodyn");
    assert_string_equal(psg_language_get_word("zh-TW", PSG_WORD_NOTES, &language), "註釋");
    assert_string_equal(language, "zh-Hant");
    assert_string_equal(psg_language_get_word("zh-Hans-HK", PSG_WORD_NOTES, &language), "注释");
    assert_string_equal(psg_language_get_word("fr", PSG_WORD_NOTE, &language), "Note");
    assert_string_equal(language, "en");
    assert_string_equal(psg_language_get_word(NULL, PSG_WORD_NOTE, &language), "Note");
    static const char *const tags[] = {"en", "pl", "ur", "ar", "bn", "so", "zh", "zh-Hant", "cy"};
    for (gsize i = 0; i < G_N_ELEMENTS(tags); i++)
        for (int word = 0; word < PSG_WORD_COUNT; word++) {
            const char *text = psg_language_get_word(tags[i], (PsgWord)word, &language);
            assert_string_equal(language, tags[i]);
            assert_true(text && *text && g_utf8_validate(text, -1, NULL));
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(tags_are_checked_by_the_grammar_of_bcp_47),
            cmocka_unit_test(direction_follows_script_then_region_then_language),
            cmocka_unit_test(words_come_in_the_language_or_in_english),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
