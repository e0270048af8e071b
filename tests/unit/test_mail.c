/* Letters as mail programs write them: what is promised of senders, texts, quotations and threads,
 * and of files that are none or want to do harm. */
#include "reader_case.h"
#include "review/exchange/mail.h"

#define HEAD                               \
    "From: Amina K. <amina@example.org>\n" \
    "To: guidance@example.org\n"           \
    "Date: Sat, 3 Oct 2026 08:15:30 +0000\n"
#define ID(name) "Message-ID: <" name "@mail.example.org>\n"
#define PLAIN "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"

static GPtrArray *
read_with(const char *text, GPtrArray *notes)
{
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    return reader_read(psg_mail_read, bytes, notes);
}

static GPtrArray *
read_mail(const char *text)
{
    return read_with(text, NULL);
}

static void
check_note(const char *text, const char *words, guint items)
{
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) found = read_with(text, notes);
    assert_int_equal(found->len, items);
    for (guint i = 0; i < notes->len; i++)
        if (strstr(notes->pdata[i], words))
            return;
    fail_msg("no note with \"%s\"", words);
}

/* --- heads --- */

static void
a_message_has_a_sender_a_time_and_words(void **state)
{
    g_autoptr(GPtrArray) items = read_mail(HEAD ID("a") PLAIN "\nOur nursery has no garden.\n");
    assert_int_equal(items->len, 1);
    const PsgImportItem *item = get(items, 0);
    check_item(item, "Amina K.", 1791015330, "Our nursery has no garden.", NULL, "message 1");
    assert_string_equal(item->mail, "amina@example.org");
    assert_true(!item->parent && !item->thread);
    assert_true(g_str_has_prefix(item->source, "mail:"));
    assert_null(strstr(item->source, "example"));
}

static void
encoded_heads_are_read(void **state)
{
    g_autoptr(GPtrArray) items = read_mail(
            "From: =?utf-8?B?xYFhamthIMW7?= <l@example.org>\nDate: Sat, 3 Oct 2026 10:15:30 +0200\n"
            "Subject: =?iso-8859-2?Q?Pytanie_=BF?=\n" PLAIN "\nx\n");
    assert_string_equal(get(items, 0)->name, "Łajka Ż");
    assert_string_equal(get(items, 0)->text, "**Pytanie ż**\n\nx");
    assert_int_equal(get(items, 0)->at, 1791015330);
}

static void
a_message_without_a_date_has_no_time(void **state)
{
    g_autoptr(GPtrArray) items =
            read_mail("From: a@example.org\nDate: soon\nSubject: Re: x\n" PLAIN "\nx\n");
    assert_int_equal(get(items, 0)->at, 0);
    assert_null(get(items, 0)->name);
}

/* --- texts --- */

static void
encodings_and_character_sets_are_undone(void **state)
{
    static const struct {
        const char *head, *body, *text;
    } cases[] = {
            {"text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable",
                    "Na=C3=AFve =\nchoice", "Naïve choice"},
            {"text/plain; charset=\"UTF-8\"\nContent-Transfer-Encoding: base64", "2LTaqdix24zbgdiM",
                    "شکریہ،"},
            {"text/plain; charset=iso-8859-1", "caf\xE9 \x93hot\x94", "café “hot”"},
            {"text/plain; charset=us-ascii", "caf\xC3\xA9", "café"},
            {"text/plain", "caf\xE9", "café"},
            {"text/plain; charset=iso-8859-2", "\xBF\xF3\xB3w", "żółw"},
            {"text/plain; charset=koi8-r", "\xD7\xCF\xD4", "вот"},
            {"text/plain; charset=no-such-set", "plain caf\xC3\xA9", "plain café"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *mail = g_strdup_printf(
                HEAD "MIME-Version: 1.0\nContent-Type: %s\n\n%s\n", cases[i].head, cases[i].body);
        g_autoptr(GPtrArray) items = read_mail(mail);
        assert_string_equal(get(items, 0)->text, cases[i].text);
    }
}

static void
an_unknown_character_set_is_said(void **state)
{
    check_note(HEAD
            "MIME-Version: 1.0\nContent-Type: text/plain; charset=no-such-set\n\n\xFF\xFE x\n",
            "no-such-set", 0);
}

static void
flowed_lines_are_joined(void **state)
{
    g_autoptr(GPtrArray) items = read_mail(HEAD
            "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8; format=flowed\n\n"
            "> Roll a ball \n> between two.\n\nThis is one \nline of text.\n From here\n-- \nA.\n");
    assert_string_equal(get(items, 0)->quote, "Roll a ball between two.");
    assert_string_equal(get(items, 0)->text, "This is one line of text.\nFrom here");
    g_autoptr(GPtrArray) joined = read_mail(HEAD
            "MIME-Version: 1.0\nContent-Type: text/plain; format=flowed; delsp=yes\n\nwo \nrd\n");
    assert_string_equal(get(joined, 0)->text, "word");
}

#define MULTIPART(kind, parts)                                                                     \
    HEAD "MIME-Version: 1.0\nContent-Type: multipart/" kind "; boundary=\"=b\"\n\n" parts "--=b--" \
         "\n"
#define PART(type, body) "--=b\nContent-Type: " type "\n\n" body "\n"

static void
the_plain_form_is_preferred(void **state)
{
    g_autoptr(GPtrArray) items = read_mail(MULTIPART("alternative",
            PART("text/plain; charset=utf-8", "plain") PART("text/html", "<p>rich</p>")));
    assert_string_equal(get(items, 0)->text, "plain");
    g_autoptr(GPtrArray) rich = read_mail(MULTIPART("alternative",
            PART("text/plain; charset=utf-8", " ") PART("text/html", "<p>rich</p>")));
    assert_string_equal(get(rich, 0)->text, "rich");
}

static void
html_is_reduced_to_its_words(void **state)
{
    g_autoptr(GPtrArray) items = read_mail(
            HEAD "MIME-Version: 1.0\n"
                 "Content-Type: text/html; charset=utf-8\n\n"
                 "<html><head><title>T</title><style>p{}</style></head><body>"
                 "<div style='display: none'>hidden</div><p>Dear&nbsp;all,<br>two  lines</p>"
                 "<ul><li>one</li><li>two &lt;b&gt;</li></ul><script>alert(1)</script>"
                 "<table><tr><td>a</td><td>b</td></tr></table></body></html>\n");
    assert_string_equal(get(items, 0)->text, "Dear all,\ntwo lines\n\n- one\n- two \\<b>\n\na b");
}

static void
quotations_in_html_are_quotations(void **state)
{
    g_autoptr(GPtrArray) items = read_mail(HEAD
            "MIME-Version: 1.0\n"
            "Content-Type: text/html; charset=utf-8\n\n"
            "<blockquote type=cite><div>Roll a <b>ball</b>.</div></blockquote><div>Why a "
            "ball?</div>"
            "<div class=gmail_quote><div>On Sat, 3 Oct 2026 at 09:00, Us &lt;us@example.org&gt; "
            "wrote:<br></div><blockquote><p>Old words</p></blockquote></div>\n");
    assert_int_equal(items->len, 1);
    assert_string_equal(get(items, 0)->quote, "Roll a ball.");
    assert_string_equal(get(items, 0)->text, "Why a ball?");
}

static void
attachments_are_said_and_not_read(void **state)
{
    check_note(MULTIPART("mixed",
                       PART("text/plain", "See the file.")
                               PART("application/octet-stream; name=\"Comments.docx\"\n"
                                    "Content-Disposition: attachment; filename=\"Comments.docx\"",
                                       "PK")),
            "\"Comments.docx\": save it and import it by itself", 1);
    check_note(MULTIPART("mixed", PART("text/plain\nContent-Disposition: attachment; "
                                       "filename=notes.txt",
                                          "not mine")),
            "notes.txt", 0);
}

static void
signed_letters_are_read_and_encrypted_ones_refused(void **state)
{
    g_autoptr(GPtrArray) items = read_mail(MULTIPART("signed",
            PART("text/plain", "Signed.") PART("application/pgp-signature", "-----BEGIN")));
    assert_string_equal(get(items, 0)->text, "Signed.");
    check_note(MULTIPART("encrypted", PART("application/pgp-encrypted", "Version: 1")
                                              PART("application/octet-stream", "x")),
            "encrypted", 0);
}

static void
what_programs_send_is_left_out(void **state)
{
    check_note(HEAD "Auto-Submitted: auto-replied\n" PLAIN "\nI am away.\n", "absence", 0);
    check_note(
            MULTIPART("report; report-type=delivery-status", PART("text/plain", "Not delivered.")),
            "sent by a program", 0);
}

/* --- letters --- */

typedef struct {
    const char *body;
    const char *quote; /* NULL: none */
    const char *text;
} Letter;

static void
only_the_senders_own_words_are_kept(void **state)
{
    static const Letter letters[] = {
            {"Yes.\n\n-- \nAmina\nThe Street 1\n", NULL, "Yes."},
            {"Yes.\n\nOn Sat, 3 Oct 2026 at 09:00, Us <us@example.org> wrote:\n> old\n> words\n",
                    NULL, "Yes."},
            {"Yes.\n\nOn Saturday, 3 October 2026 at\n09:00, The Editors of the Guidance\n"
             "<us@example.org> wrote:\n\n> old\n",
                    NULL, "Yes."},
            {"Yes.\n\nOn 3 Oct 2026, Us wrote:\nold words\nmore\n", NULL, "Yes."},
            {"Yes.\nOn 3 Oct 2026, Us wrote:\n> old\n", NULL, "Yes."},
            {"In 2025 my son\nwrote: it is fine.\n", NULL, "In 2025 my son\nwrote: it is fine."},
            {"My son, 4, wrote:\nit is fine.\n", NULL, "My son, 4, wrote:\nit is fine."},
            {"Ja.\n\nAm 03.10.26 um 09:00 schrieb Wir:\n> alt\n", NULL, "Ja."},
            {"Yes.\n\n-----Original Message-----\nFrom: Us\nSent: Saturday\nold\n", NULL, "Yes."},
            {"Yes.\n\nFrom: Us <us@example.org>\nSent: Saturday, 3 October 2026 09:00\nTo: A\n"
             "Subject: RE: Play\n\nold\n",
                    NULL, "Yes."},
            {"Yes.\n\n________________________________\nVon: Wir\nGesendet: Samstag\nAn: A\n"
             "Betreff: Spiel\n\nalt\n",
                    NULL, "Yes."},
            {"Yes.\n\nSent from my iPhone\n\n> old\n", NULL, "Yes."},
            {"> Roll a ball\n> between two people.\n\nWhy a ball?\n",
                    "Roll a ball\nbetween two people.", "Why a ball?"},
            {"> One.\n>\n> Two.\n>> deeper\n> Three.\nWhy three?\n> Four.\n", "Three.",
                    "Why three?"},
            {"Us wrote:\n> Roll a ball.\nWhy?\n", "Roll a ball.", "Us wrote:\n\nWhy?"},
            {"Dear all,\n\n> Roll a ball.\n\nWhy?\n", "Roll a ball.", "Dear all,\n\nWhy?"},
            {"From: the start it was fine.\nTo: me it was not.\n", NULL,
                    "From: the start it was fine.\nTo: me it was not."},
            {"I wrote:\n\n- one\n- two\n", NULL, "I wrote:\n\n- one\n- two"},
            {"a <b> c\n", NULL, "a \\<b> c"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(letters); i++) {
        g_autofree char *mail = g_strconcat(HEAD PLAIN "\n", letters[i].body, NULL);
        g_autoptr(GPtrArray) items = read_mail(mail);
        const char *quote = get(items, 0)->quote;
        if (items->len != 1 || g_strcmp0(quote, letters[i].quote) != 0 ||
                strcmp(get(items, 0)->text, letters[i].text) != 0)
            fail_msg("letter %u: %u items, \"%s\" on \"%s\"", i, items->len, get(items, 0)->text,
                    quote ? quote : "");
    }
}

static void
each_answer_has_what_it_answers(void **state)
{
    g_autoptr(GPtrArray) items =
            read_mail(HEAD ID("a") PLAIN "\nHello,\n\n> One.\n\nFirst.\n\n> Two.\n\nSecond.\n");
    assert_int_equal(items->len, 2);
    assert_string_equal(get(items, 0)->quote, "One.");
    assert_string_equal(get(items, 0)->text, "Hello,\n\nFirst.");
    assert_string_equal(get(items, 1)->quote, "Two.");
    assert_string_equal(get(items, 1)->text, "Second.");
    assert_string_equal(get(items, 1)->label, "message 1, answer 2");
    assert_string_not_equal(get(items, 0)->source, get(items, 1)->source);
}

static void
a_letter_without_own_words_is_said(void **state)
{
    check_note(HEAD PLAIN "\n> all\n> quoted\n", "no words", 0);
    check_note(HEAD PLAIN "\n", "no words", 0);
}

static void
the_senders_name_below_the_letter_is_left_out(void **state)
{
    g_autoptr(GPtrArray) items = read_mail(HEAD PLAIN "\nNo garden.\n\nBest wishes,\nAmina\n");
    assert_string_equal(get(items, 0)->text, "No garden.\n\nBest wishes,");
    check_note(HEAD PLAIN "\nI am Amina K. and have no garden.\n", "in its words", 1);
    static const struct {
        const char *body, *text;
    } cases[] = {
            {"Ask\nAmina's mother\n", "Ask\nAmina's mother"},
            {"Amina\n", "Amina"},
            {"Yes.\n\nKind regards,\n\nAmina\n\nAmina K\nSENCO\nSome School\n[cid:image1@x]\n",
                    "Yes.\n\nKind regards,"},
            {"Yes.\n\nThanks\nAmina\n\nPS. And no.\n", "Yes.\n\nThanks\nAmina\n\nPS. And no."},
            {"I told\nAmina\nto write.\n", "I told\nAmina\nto write."},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *mail = g_strconcat(HEAD PLAIN "\n", cases[i].body, NULL);
        g_autoptr(GPtrArray) signed_ones = read_mail(mail);
        assert_string_equal(get(signed_ones, 0)->text, cases[i].text);
    }
    check_note("From: \"Smith, Jane\" <j@example.org>\nDate: Sat, 3 Oct 2026 08:15:30 +0000\n" PLAIN
               "\nI, Jane Smith, agree.\n",
            "in its words", 1);
    check_note(HEAD PLAIN "\nYes.\n\nBest wishes\nAmina\nNursery\n", "2 lines", 1);
}

/* --- threads --- */

static void
a_letter_may_name_its_thread(void **state)
{
    static const struct {
        const char *subject, *body, *thread;
        gboolean is_guess;
    } cases[] = {
            {"Re: [7fk2m9qx] Play", "x", "7fk2m9qx", FALSE},
            {"Re: Plainsong thread 7fk2m9qx0c", "x", "7fk2m9qx0c", FALSE},
            {"Play", "About Plainsong thread 20261123T141503Z-7fk2m9qx0c:\n\nx",
                    "20261123T141503Z-7fk2m9qx0c", FALSE},
            {"Re: Play", "x\n\n> This is on Plainsong thread 7fk2.\n", "7fk2", FALSE},
            {"Re: [external] Play", "x", NULL, FALSE},
            {"Re: [20261003] Play", "x", NULL, FALSE},
            {"Re: [agenda] Play", "x", "agenda", TRUE},
            {"Re: [agenda] Play", "x\n\n> Plainsong thread 7fk2\n", "7fk2", FALSE},
            {"Plainsong threads", "x", NULL, FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *mail =
                g_strdup_printf(HEAD PLAIN "Subject: %s\n\n%s\n", cases[i].subject, cases[i].body);
        g_autoptr(GPtrArray) items = read_mail(mail);
        if (g_strcmp0(get(items, 0)->thread, cases[i].thread) != 0)
            fail_msg("case %u: %s", i, get(items, 0)->thread);
        assert_int_equal(get(items, 0)->is_thread_guess, cases[i].is_guess);
    }
}

#define BOX(body) "From a@example.org Sat Oct  3 08:15:30 2026\n" body "\n"

static void
replies_have_what_they_reply_to(void **state)
{
    g_autoptr(GPtrArray) items = read_mail(BOX(HEAD ID("a") PLAIN "Subject: Play\n\nFirst.\n") BOX(
            HEAD ID("b") "In-Reply-To: <a@mail.example.org>\n" PLAIN
                         "Subject: Re: Play\n\n> One.\n\nUno.\n\n> Two.\n\nDos.\n")
                    BOX(HEAD ID("c") "In-Reply-To: <lost@example.org>\n"
                                     "References: <a@mail.example.org> <lost@example.org>\n" PLAIN
                                     "\nThird.\n")
                            BOX(HEAD ID("d") "In-Reply-To: <gone@example.org>\n" PLAIN
                                             "\nFourth.\n"));
    assert_int_equal(items->len, 4);
    assert_null(get(items, 0)->parent);
    assert_string_equal(get(items, 0)->text, "**Play**\n\nFirst.");
    assert_string_equal(get(items, 1)->parent, get(items, 0)->source);
    assert_string_equal(get(items, 1)->text, "> One.\n\nUno.\n\n> Two.\n\nDos.");
    assert_string_equal(get(items, 2)->parent, get(items, 0)->source);
    assert_non_null(get(items, 3)->parent);
    assert_string_not_equal(get(items, 3)->parent, get(items, 0)->source);
}

static void
a_message_cannot_reply_to_itself(void **state)
{
    g_autoptr(GPtrArray) items =
            read_mail(HEAD ID("a") "References: <a@mail.example.org>\n" PLAIN "\nx\n");
    assert_int_equal(items->len, 1);
    assert_true(
            !get(items, 0)->parent || strcmp(get(items, 0)->parent, get(items, 0)->source) != 0);
}

static void
sources_are_the_same_in_a_longer_box(void **state)
{
    g_autoptr(GPtrArray) one = read_mail(HEAD ID("a") PLAIN "\nx\n");
    g_autoptr(GPtrArray) box = read_mail(BOX(HEAD ID("z") PLAIN "\nz\n")
                    BOX(HEAD ID("a") "X-Mozilla-Status: 0001\n" PLAIN "\nx\n"));
    assert_string_equal(get(one, 0)->source, get(box, 1)->source);
    g_autoptr(GPtrArray) bare = read_mail(HEAD PLAIN "\nx\n");
    g_autoptr(GPtrArray) again = read_mail(BOX(HEAD PLAIN "\nx\n"));
    assert_string_equal(get(bare, 0)->source, get(again, 0)->source);
}

/* --- boxes --- */

static void
quoted_lines_of_a_box_are_as_they_were(void **state)
{
    g_autoptr(GPtrArray) items = read_mail(BOX(HEAD PLAIN
            "\n>From here on it is\n\nFrom the garden\nwe see\n") BOX(HEAD PLAIN "\nNext.\n"));
    assert_int_equal(items->len, 2);
    assert_string_equal(get(items, 0)->text, "From here on it is\n\nFrom the garden\nwe see");
    assert_string_equal(get(items, 1)->label, "message 2");
    g_autoptr(GPtrArray) rd = read_mail(BOX(HEAD PLAIN "\n>>From old\n\nNew.\n"));
    assert_string_equal(get(rd, 0)->quote, "From old");
}

static void
line_ends_of_windows_are_read(void **state)
{
    GString *mail = g_string_new(BOX(HEAD PLAIN "\na\n\nb\n") BOX(HEAD PLAIN "\nc\n"));
    g_string_replace(mail, "\n", "\r\n", 0);
    g_autoptr(GPtrArray) items = read_mail(mail->str);
    g_string_free(mail, TRUE);
    assert_int_equal(items->len, 2);
    assert_string_equal(get(items, 0)->text, "a\n\nb");
}

/* --- what is refused --- */

static void
other_files_are_refused_with_what_to_do(void **state)
{
    static const char *const files[] = {"", "hello", "a,b\n1,2\n", "\x89PNG\r\n", "Note: x\n\ny\n"};
    for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autoptr(GBytes) bytes = g_bytes_new_static(files[i], strlen(files[i]));
        reader_check_refused(psg_mail_read, bytes, ".eml");
    }
}

/* Parts in parts in parts, and HTML as deep. */
static void
depth_is_limited(void **state)
{
    g_autoptr(GString) mail = g_string_new(HEAD "MIME-Version: 1.0\n");
    for (guint i = 0; i < 5000; i++)
        g_string_append_printf(
                mail, "Content-Type: multipart/mixed; boundary=b%u\n\n--b%u\n", i, i);
    g_string_append(mail, "Content-Type: text/plain\n\ndeep\n");
    g_autoptr(GPtrArray) items = read_mail(mail->str);
    assert_true(items->len <= 1);
    g_autoptr(GString) html = g_string_new(HEAD "MIME-Version: 1.0\nContent-Type: text/html\n\n");
    for (guint i = 0; i < 100000; i++)
        g_string_append(html, "<blockquote><div>");
    g_string_append(html, "deep</blockquote>own");
    g_autoptr(GPtrArray) flat = read_mail(html->str);
    assert_true(flat->len <= 1);
}

static void
long_lines_and_many_quotations_take_no_long_time(void **state)
{
    g_autoptr(GString) mail = g_string_new(HEAD PLAIN "\n");
    for (guint i = 0; i < 20000; i++)
        g_string_append(mail, "> q\na\n");
    for (guint i = 0; i < 100000; i++)
        g_string_append(mail, "On 1 ");
    g_autoptr(GPtrArray) items = read_mail(mail->str);
    assert_int_equal(items->len, 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(a_message_has_a_sender_a_time_and_words),
            cmocka_unit_test(encoded_heads_are_read),
            cmocka_unit_test(a_message_without_a_date_has_no_time),
            cmocka_unit_test(encodings_and_character_sets_are_undone),
            cmocka_unit_test(an_unknown_character_set_is_said),
            cmocka_unit_test(flowed_lines_are_joined),
            cmocka_unit_test(the_plain_form_is_preferred),
            cmocka_unit_test(html_is_reduced_to_its_words),
            cmocka_unit_test(quotations_in_html_are_quotations),
            cmocka_unit_test(attachments_are_said_and_not_read),
            cmocka_unit_test(signed_letters_are_read_and_encrypted_ones_refused),
            cmocka_unit_test(what_programs_send_is_left_out),
            cmocka_unit_test(only_the_senders_own_words_are_kept),
            cmocka_unit_test(each_answer_has_what_it_answers),
            cmocka_unit_test(a_letter_without_own_words_is_said),
            cmocka_unit_test(the_senders_name_below_the_letter_is_left_out),
            cmocka_unit_test(a_letter_may_name_its_thread),
            cmocka_unit_test(replies_have_what_they_reply_to),
            cmocka_unit_test(a_message_cannot_reply_to_itself),
            cmocka_unit_test(sources_are_the_same_in_a_longer_box),
            cmocka_unit_test(quoted_lines_of_a_box_are_as_they_were),
            cmocka_unit_test(line_ends_of_windows_are_read),
            cmocka_unit_test(other_files_are_refused_with_what_to_do),
            cmocka_unit_test(depth_is_limited),
            cmocka_unit_test(long_lines_and_many_quotations_take_no_long_time),
    };
    return cmocka_run_group_tests_name("mail", tests, NULL, NULL);
}
