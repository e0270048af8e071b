/* Slugs: the ids that GitHub gives to headings. */
#include "text/slug.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
headings_get_the_ids_that_github_gives(void **state)
{
    static const struct {
        const char *text, *slug;
    } cases[] = {
            {"Turn-taking", "turn-taking"},
            {"  What's next?  ", "--whats-next--"},
            {"C++ & more (2nd_edition)", "c--more-2nd_edition"},
            {"1.2 Über Ⅳ ½", "12-über-ⅳ-"},
            {"अध्याय १", "अध्याय-१"},
            {"کھیل اور سیکھنا", "کھیل-اور-سیکھنا"},
            {"中文（标题）", "中文标题"},
            {"Party 🎉 time", "party--time"},
            {"Ⓐ", "ⓐ"},
            {"\t\n", ""},
            {"", ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *slug = psg_slug_new(cases[i].text);
        assert_string_equal(slug, cases[i].slug);
    }
}

static void
lower_case_is_that_of_ecmascript(void **state)
{
    static const struct {
        const char *text, *slug;
    } cases[] = {
            {"İSTANBUL", "i̇stanbul"},
            {"IĞDIR", "iğdir"},
            {"ΟΔΟΣ", "οδος"},
            {"ΟΔΟΣ.", "οδος"},
            {"ΟΔΟΣ'Α", "οδοσα"},
            {"Σ", "σ"},
            {"'Σ", "σ"},
            {"Α'Σ Β", "ας-β"},
            {"ΑΣΣ", "ασς"},
            {"ẞ", "ß"},
            {"ΑΣ1", "ας1"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *slug = psg_slug_new(cases[i].text);
        assert_string_equal(slug, cases[i].slug);
    }
}

/* The digest is that of github-slugger 2.0 run over the same characters. U+A7C0 to U+A7DF are left
 * out: what is small and large among them is still being added to Unicode. */
static void
every_character_is_treated_as_github_slugger_does(void **state)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    for (gunichar character = 1; character < 0x110000; character++) {
        if ((character >= 0xd800 && character < 0xe000) ||
                (character >= 0xa7c0 && character < 0xa7e0))
            continue;
        char text[7] = {0};
        g_unichar_to_utf8(character, text);
        g_autofree char *slug = psg_slug_new(text);
        g_checksum_update(checksum, (const guchar *)slug, (gssize)strlen(slug));
        g_checksum_update(checksum, (const guchar *)"\n", 1);
    }
    assert_string_equal(g_checksum_get_string(checksum),
            "8518910f51fae01b2b0145e32309a57b1d88770e3a8b6fa8eaa9481b80cee3e2");
}

static void
equal_slugs_are_numbered(void **state)
{
    static const char *const slugs[] = {"a", "a", "a-1", "a", "a-1", "", ""};
    static const char *const unique[] = {"a", "a-1", "a-1-1", "a-2", "a-1-2", "", "-1"};
    g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(slugs); i++)
        assert_string_equal(psg_slug_make_unique(taken, slugs[i]), unique[i]);
    assert_int_equal(g_hash_table_size(taken), G_N_ELEMENTS(slugs));
}

static void
many_equal_slugs_take_linear_time(void **state)
{
    g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    char last[32];
    g_hash_table_add(taken, g_strdup("a-5000"));
    for (guint i = 0; i < 50000; i++)
        g_strlcpy(last, psg_slug_make_unique(taken, "a"), sizeof last);
    assert_int_equal(g_hash_table_size(taken), 50001);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(headings_get_the_ids_that_github_gives),
            cmocka_unit_test(lower_case_is_that_of_ecmascript),
            cmocka_unit_test(every_character_is_treated_as_github_slugger_does),
            cmocka_unit_test(equal_slugs_are_numbered),
            cmocka_unit_test(many_equal_slugs_take_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
