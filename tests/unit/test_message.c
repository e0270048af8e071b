/* Messages of commits and tags, taken apart. */
#include "git/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
assert_message(const char *message, const char *subject, const char *body, const char *trailers)
{
    g_autoptr(PsgMessage) parsed = psg_message_parse(message);
    assert_string_equal(parsed->subject, subject);
    assert_string_equal(parsed->body, body);
    g_autoptr(GString) list = g_string_new(NULL);
    for (guint i = 0; i < parsed->trailers->len; i++) {
        const PsgTrailer *trailer = g_ptr_array_index(parsed->trailers, i);
        g_string_append_printf(list, "%s=%s;", trailer->name, trailer->value);
    }
    assert_string_equal(list->str, trailers);
}

static void
a_message_is_a_subject_a_body_and_trailers(void **state)
{
    assert_message("", "", "", "");
    assert_message("\n\n  Say\nwhy  \n", "Say why", "", "");
    assert_message("Say why\n\nOne.\n\nTwo.\n", "Say why", "One.\n\nTwo.", "");
    assert_message("Say why\n\nOne.\n\nAnswers: t1\nco-authored-by: A <a@b.c>\n", "Say why", "One.",
            "Answers=t1;co-authored-by=A <a@b.c>;");
    assert_message("Say why\n\nAnswers: t1\n  t2\n", "Say why", "", "Answers=t1 t2;");
    assert_message("Answers: t1\n", "Answers: t1", "", "");
    assert_message("Say\r\n\r\nOne.\r\n\r\nA: b\r\n", "Say", "One.", "A=b;");
}

static void
a_signature_is_dropped(void **state)
{
    assert_message("v1\n\nWords.\n\nA: b\n-----BEGIN PGP SIGNATURE-----\nxyz\n"
                   "-----END PGP SIGNATURE-----\n",
            "v1", "Words.", "A=b;");
    assert_message("v1\n-----BEGIN SSH SIGNATURE-----\nxyz\n", "v1", "", "");
}

static void
bytes_that_are_no_utf8_are_replaced(void **state)
{
    assert_message("caf\xe9\n\nA: \xff\n", "caf\xef\xbf\xbd", "", "A=\xef\xbf\xbd;");
}

static void
control_characters_are_replaced(void **state)
{
    assert_message("a\033[2J\xc2\x9b"
                   "b\n\none\r\ntwo\rthree\tfour\x7f\n\nA: \007x\n",
            "a\xef\xbf\xbd[2J\xef\xbf\xbd"
            "b",
            "one\ntwo\nthree\tfour\xef\xbf\xbd", "A=\xef\xbf\xbdx;");
}

static void
of_a_message_without_end_only_the_beginning_is_read(void **state)
{
    g_autofree char *words = g_strnfill(50 * 1000 * 1000, 'x');
    g_autoptr(PsgMessage) parsed = psg_message_parse(words);
    assert_int_equal(strlen(parsed->subject), 4 * 1024 * 1024);
}

static void
trailers_are_found_whatever_the_case(void **state)
{
    g_autoptr(PsgMessage) parsed =
            psg_message_parse("s\n\nCo-Authored-By: A <a>\nOther: x\nco-authored-by: B <b>\n");
    g_autoptr(GPtrArray) values = psg_message_list_trailers(parsed, "Co-authored-by");
    assert_int_equal(values->len, 2);
    assert_string_equal(g_ptr_array_index(values, 0), "A <a>");
    assert_string_equal(g_ptr_array_index(values, 1), "B <b>");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(a_message_is_a_subject_a_body_and_trailers),
            cmocka_unit_test(a_signature_is_dropped),
            cmocka_unit_test(bytes_that_are_no_utf8_are_replaced),
            cmocka_unit_test(control_characters_are_replaced),
            cmocka_unit_test(of_a_message_without_end_only_the_beginning_is_read),
            cmocka_unit_test(trailers_are_found_whatever_the_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
