/* Events: what the reader takes and refuses, and that each event has one form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "review/event/event.h"
#include "review/review_error.h"

#define THREAD "20261123T141503Z-7fk2m9qx0c"
#define OTHER "20261124T090210Z-p3d8w1yh5n"
#define PATH "threads/7f/" THREAD "/" THREAD ".md"
#define OTHER_PATH "threads/7f/" THREAD "/" OTHER ".md"
#define OID "0123456789abcdef0123456789abcdef01234567"

#define HEAD(kind, id) \
    "---\nevent: " kind "\nid: " id "\nthread: " THREAD "\nby: amina\ngroup: parents\n"
#define FIRST HEAD("comment", THREAD) "at: 2026-11-23T14:15:03Z\n"
#define LATER(kind) HEAD(kind, OTHER) "at: 2026-11-24T09:02:10Z\nafter: [" THREAD "]\n"
#define ON "on:\n  path: early-years/play.md\n  commit: " OID "\n"

static const char full[] = FIRST
        "kind: question\nsession: forum-3\ntags: [\"no\", outdoors, \"two words\"]\n"
        "source: \"mail:<12@x>\"\n" ON "  blob: " OID
        "\n  start: 120\n  end: 164\n  heading: turn-taking\n  exact: \"Say \\\"my turn\\\".\\n\"\n"
        "  prefix: \"\\\\ \\tbefore \\u2028\"\n  suffix: \"ف after\"\n---\n# Why?\r\n\n---\nbody";

static PsgEvent *
read_at(const char *text, const char *path, const char *message)
{
    g_autoptr(GError) error = NULL;
    /* Without the NUL at the end, for a sanitizer to see that none is needed. */
    g_autofree char *bytes = g_memdup2(text, strlen(text));
    PsgEvent *event = psg_event_read(bytes ? bytes : "", strlen(text), path, &error);
    assert_true((event == NULL) == (error != NULL));
    if (!message && error)
        fail_msg("%s", error->message);
    if (message) {
        if (!error)
            fail_msg("this was taken, and not refused with \"%s\":\n%s", message, text);
        assert_true(g_error_matches(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_EVENT));
        if (!strstr(error->message, message))
            fail_msg("\"%s\" is not in \"%s\"", message, error->message);
    }
    return event;
}

/* Reads a canonical text and asserts that it is written as it was. */
static void
check_same(const char *text, const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PsgEvent) event = read_at(text, path, NULL);
    g_autoptr(GBytes) bytes = psg_event_write(event, &error);
    if (!bytes)
        fail_msg("%s", error->message);
    g_autofree char *written = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    assert_string_equal(written, text);
}

static void
test_reads_every_field(void **state)
{
    g_autoptr(PsgEvent) event = read_at(full, PATH, NULL);
    assert_int_equal(event->kind, PSG_EVENT_COMMENT);
    assert_string_equal(event->id, THREAD);
    assert_string_equal(event->thread, THREAD);
    assert_string_equal(event->by, "amina");
    assert_string_equal(event->group, "parents");
    assert_int_equal(event->at, 1795443303);
    assert_int_equal(event->remark, PSG_REMARK_QUESTION);
    assert_string_equal(event->session, "forum-3");
    assert_int_equal(event->tag_count, 3);
    assert_string_equal(event->tags[0], "no");
    assert_string_equal(event->tags[2], "two words");
    assert_string_equal(event->source, "mail:<12@x>");
    assert_true(event->has_target && event->on.has_range);
    assert_string_equal(event->on.path, "early-years/play.md");
    assert_int_equal(event->on.start, 120);
    assert_int_equal(event->on.end, 164);
    assert_string_equal(event->on.exact, "Say \"my turn\".\n");
    assert_string_equal(event->on.prefix, "\\ \tbefore \xe2\x80\xa8");
    assert_string_equal(event->on.suffix, "ف after");
    assert_string_equal(event->body, "# Why?\r\n\n---\nbody");
    assert_int_equal(event->body_length, strlen(event->body));
}

static void
test_writes_what_it_read_byte_for_byte(void **state)
{
    check_same(full, PATH);
    check_same(FIRST ON "---\nHello\n", PATH);
    check_same(FIRST "on:\n  document: early-years\n---\nAll of it.\n", PATH);
    check_same(LATER("reply") "to: " THREAD "\n---\nYes.\n", OTHER_PATH);
    check_same(LATER("answer") "outcome: partly\ncommit: " OID "\n---\nSince ...\n", OTHER_PATH);
    check_same(LATER("agree") "---\n", OTHER_PATH);
    check_same(LATER("resolve") "---\n", OTHER_PATH);
    check_same(LATER("reopen") "---\nNot yet.\n", OTHER_PATH);
    check_same(LATER("edit") "to: " THREAD "\nreplace: \"\"\n---\n", OTHER_PATH);
    check_same(LATER("redact") "to: " THREAD "\n---\nA name.\n", OTHER_PATH);
    check_same(LATER("answer") "outcome: noted\nredacted: " THREAD "\n---\n", OTHER_PATH);
    check_same(
            HEAD("suggest", THREAD) "at: 2026-11-23T14:15:03Z\n" ON
                                    "  start: 0\n  end: 3\n  exact: The\nreplace: \"A b\"\n---\n",
            PATH);
    check_same(HEAD("signoff", THREAD) "at: 2026-11-23T14:15:03Z\non:\n  document: early-years\n"
                                       "  commit: " OID "\n---\n",
            PATH);
}

/* Both readers must agree; a flow mapping is never the small one's. */
static void
test_reads_any_yaml_of_the_same_meaning(void **state)
{
    static const char other[] =
            "---\n{event: comment, id: \"" THREAD "\", thread: " THREAD
            ", by: 'amina',group: parents, at: 2026-11-23T14:15:03Z, kind: question,\n"
            " session: forum-3, tags: ['no', outdoors, two words], source: 'mail:<12@x>',\n"
            " on: {path: early-years/play.md, commit: " OID ", blob: " OID
            ", start: 120, end: 164,\n heading: turn-taking, exact: \"Say \\\"my turn\\\".\\n\",\n"
            " prefix: \"\\\\ \\tbefore \\L\", suffix: ف after}}\n---\n# Why?\r\n\n---\nbody";
    g_autoptr(PsgEvent) event = read_at(other, PATH, NULL);
    g_autoptr(GBytes) bytes = psg_event_write(event, NULL);
    assert_int_equal(g_bytes_get_size(bytes), strlen(full));
    assert_memory_equal(g_bytes_get_data(bytes, NULL), full, strlen(full));
}

static void
test_says_where_an_event_is_wrong(void **state)
{
    static const struct {
        const char *text, *path, *message;
    } cases[] = {
            {"", PATH, PATH ":1: an event begins with"},
            {"---\nevent: comment\n", PATH, ":1: no second line"},
            {"---\n---\n", PATH, ":1: the key \"event\" is missing"},
            {"---\n[a]\n---\n", PATH, PATH ":2:1: keys with values"},
            {FIRST "colour: red\n---\n", PATH, PATH ":8:1: \"colour\" is not a key"},
            {FIRST ON "  colour: red\n---\n", PATH, ":11:3: \"colour\" is not a key"},
            {FIRST ON "by: amina\n---\n", PATH, ":11:1: \"by\" stands here a second time"},
            {FIRST "after: amina\n---\n", PATH, ":8:8: a list"},
            {FIRST "session: [a]\n---\n", PATH, ":8:10: \"session\" is one text"},
            {FIRST "session:\n---\n", PATH, "\"session\" has no value"},
            {FIRST "session: Forum 3\n---\n", PATH, ":8: session: this must be an id"},
            {FIRST "on: here\n---\n", PATH, ":8:5: keys with values"},
            {FIRST "kind: rant\n" ON "---\nx", PATH, ":8: this is none of the values of \"kind\""},
            {FIRST "tags: [b, a]\n" ON "---\nx", PATH, ":8: tags: the entries must be in order"},
            {FIRST "tags: [a, a]\n" ON "---\nx", PATH, ":8: tags: the entries must be in order"},
            {FIRST "session: &a b\n" ON "---\nx", PATH, "anchors"},
            {FIRST "session: !!str b\n" ON "---\nx", PATH, "tags"},
            {FIRST ON "  start: 5\n---\nx", PATH, ":8: a range has both"},
            {FIRST ON "  start: 5\n  end: 4\n  exact: a\n---\nx", PATH, ":12: end: the range ends"},
            {FIRST ON "  start: \"5\"\n  end: 6\n  exact: a\n---\nx", PATH,
                    ":11: this must be a whole"},
            {FIRST ON "  start: -5\n  end: 6\n  exact: a\n---\nx", PATH,
                    ":11: this must be a whole"},
            {FIRST ON "  start: 5\n  end: 99999999999999999999\n  exact: a\n---\nx", PATH, ":12: "},
            {FIRST ON "  start: 5\n  end: 6\n---\nx", PATH, "\"exact\""},
            {FIRST "on:\n  path: ../secret.md\n  commit: " OID "\n---\nx", PATH, ":9: path: "},
            {FIRST "on:\n  path: /etc/passwd\n  commit: " OID "\n---\nx", PATH, ":9: path: "},
            {FIRST "on:\n  path: a//b\n  commit: " OID "\n---\nx", PATH, ":9: path: "},
            {FIRST "on:\n  path: .Git/config\n  commit: " OID "\n---\nx", PATH, ":9: path: "},
            {FIRST "on:\n  path: \"a\\\\b\"\n  commit: " OID "\n---\nx", PATH, ":9: path: "},
            {FIRST "on:\n  path: a.md\n---\nx", PATH, ":8: on: a path needs the commit"},
            {FIRST "on:\n  path: a.md\n  commit: HEAD\n---\nx", PATH, ":10: commit: "},
            {FIRST "---\nx", PATH, "must have the key \"on\""},
            {FIRST ON "---\n \n\t\n", PATH, ":12: the text is empty"},
            {FIRST ON "---\na\n\x1b[2J\n", PATH, ":13: there is a control character"},
            {FIRST ON "---\na\xff\n", PATH, ":12: there is a control character"},
            {FIRST ON "---\na\xc2\x9b\n", PATH, ":12: there is a control character"},
            {FIRST "source: \"a\x01z\"\n" ON "---\nx", PATH, ":8:"},
            {FIRST "source: \"a\\x1bz\"\n" ON "---\nx", PATH, ":8:"},
            {FIRST "source: \"a\xffz\"\n" ON "---\nx", PATH, ":8:"},
            {FIRST ON "---\nx", OTHER_PATH, ":3: by its id and thread this event belongs at " PATH},
            {FIRST ON "---\nx", "threads/7g/" THREAD "/" THREAD ".md", ":3: by its id"},
            {LATER("reply") "---\nx", PATH, ":3: by its id"},
            {LATER("comment") ON "---\nx", OTHER_PATH, ":4: thread: an event \"comment\" begins"},
            {HEAD("reply", THREAD) "at: 2026-11-23T14:15:03Z\n---\nx", PATH, ":4: thread: "},
            {HEAD("reply", "../../../x") "at: 2026-11-23T14:15:03Z\n---\nx", PATH, ":3: id: "},
            {HEAD("comment", THREAD) "at: 2026-11-23T14:15:04Z\n" ON "---\nx", PATH,
                    ":7: at: the time"},
            {HEAD("comment", THREAD) "at: 2026-11-23 14:15:03\n" ON "---\nx", PATH,
                    ":7: this must be a time"},
            {HEAD("comment", THREAD) "at: 2026-02-30T14:15:03Z\n" ON "---\nx", PATH,
                    ":7: this must be a time"},
            {FIRST "after: [" OTHER "]\n" ON "---\nx", PATH, ":8: after: the first event"},
            {LATER("reply") "outcome: noted\n---\nx", OTHER_PATH,
                    ":9: outcome: an event \"reply\" has no"},
            {LATER("answer") "---\nx", OTHER_PATH, ":2: event: an event \"answer\" must have"},
            {LATER("answer") "outcome: noted\n---\n", OTHER_PATH, "an answer gives its reason"},
            {LATER("agree") "---\nx", OTHER_PATH, "an agreement has no text"},
            {LATER("edit") "---\nx", OTHER_PATH, "must have the key \"to\""},
            {LATER("edit") "to: " OTHER "\n---\nx", OTHER_PATH, ":9: to: an event cannot be about"},
            {LATER("redact") "to: " THREAD "\n---\n", OTHER_PATH, "a redaction says why"},
            {LATER("reply") "redacted: " THREAD "\n---\nx", OTHER_PATH,
                    "a redacted event has no text"},
            {LATER("praise") "---\nx", OTHER_PATH, ":2: this is none of the values of \"event\""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(PsgEvent) event = read_at(cases[i].text, cases[i].path, cases[i].message);
        assert_null(event);
    }
}

static void
test_refuses_addresses_for_people(void **state)
{
    static const char *const names[] = {"amina@example.org", "Amina", "a b", "-a", "a/b", "å"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *text = g_strdup_printf("---\nevent: comment\nid: " THREAD
                                                "\nthread: " THREAD "\nby: \"%s\"\n"
                                                "at: 2026-11-23T14:15:03Z\n" ON "---\nx",
                names[i]);
        read_at(text, PATH, ":5: by: this must be an id");
    }
}

static void
test_limits_sizes(void **state)
{
    g_autoptr(GString) text = g_string_new(FIRST ON "---\n");
    gsize head = text->len;
    g_string_set_size(text, head + PSG_EVENT_BODY_LIMIT);
    memset(text->str + head, 'x', PSG_EVENT_BODY_LIMIT);
    check_same(text->str, PATH);
    g_string_append_c(text, 'x');
    read_at(text->str, PATH, "at most 1048576 are read");
    g_string_set_size(text, 50 * 1024 * 1024);
    memset(text->str + head, 'x', text->len - head);
    read_at(text->str, PATH, ":1: this event has 52428800 bytes");

    g_string_assign(text, FIRST "source: \"");
    g_string_set_size(text, PSG_EVENT_HEAD_LIMIT + 100);
    memset(text->str + strlen(FIRST) + 9, 'x', text->len - strlen(FIRST) - 9);
    g_string_append(text, "\"\n" ON "---\nx");
    read_at(text->str, PATH, "no second line");

    for (guint count = PSG_EVENT_LIST_LIMIT; count <= PSG_EVENT_LIST_LIMIT + 1; count++) {
        g_string_assign(text, FIRST "tags: [t0000");
        for (guint i = 1; i < count; i++)
            g_string_append_printf(text, ", t%04u", i);
        g_string_append(text, "]\n" ON "---\nx");
        if (count == PSG_EVENT_LIST_LIMIT)
            check_same(text->str, PATH);
        else
            read_at(text->str, PATH, "this list has 1001 entries");
    }
}

static void
test_the_writer_refuses_what_the_reader_would(void **state)
{
    PsgEvent event = {.kind = PSG_EVENT_COMMENT,
            .id = THREAD,
            .thread = THREAD,
            .by = "amina",
            .at = 1795443303,
            .has_target = TRUE,
            .on = {.document = "early-years"},
            .body = "x",
            .body_length = 1};
    g_autoptr(GBytes) good = psg_event_write(&event, NULL);
    assert_non_null(good);
    const PsgEvent right = event;
#define REFUSED(change)                                                                \
    do {                                                                               \
        g_autoptr(GError) error = NULL;                                                \
        event = right;                                                                 \
        change;                                                                        \
        assert_null(psg_event_write(&event, &error));                                  \
        assert_true(g_error_matches(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_EVENT)); \
    } while (0)
    REFUSED(event.by = "amina@example.org");
    REFUSED(event.by = NULL);
    REFUSED(event.id = NULL);
    REFUSED(event.thread = NULL);
    REFUSED(event.thread = OTHER);
    REFUSED(event.at++);
    REFUSED(event.body = "\x1b");
    REFUSED(event.has_target = FALSE);
    REFUSED(event.outcome = PSG_OUTCOME_NOTED);
    REFUSED(event.on.path = "../x");
    g_autofree char *long_text = g_strnfill(PSG_EVENT_HEAD_LIMIT - 10, 'x');
    REFUSED(event.on.path = "a"; event.on.commit = OID; event.on.has_range = TRUE;
            event.on.exact = long_text);
#undef REFUSED
}

static void
test_ids_tell_their_time_and_are_never_the_same(void **state)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < 10000; i++) {
        char *id = psg_event_id_new(1795443303, NULL);
        gint64 at;
        assert_true(psg_event_id_parse(id, &at));
        assert_int_equal(at, 1795443303);
        assert_true(g_str_has_prefix(id, "20261123T141503Z-"));
        assert_null(strpbrk(id + 17, "ilou"));
        assert_true(g_hash_table_add(seen, id));
    }
    assert_null(psg_event_id_new(-1, NULL));
    assert_null(psg_event_id_new(G_GINT64_CONSTANT(253402300800), NULL));
    static const char *const wrong[] = {"", "20261123T141503Z-7fk2m9qx0",
            "20261123T141503Z-7fk2m9qx0cc", "20261123T141503Z-7fk2m9qx0l",
            "20261123T141503Z-7FK2M9QX0C", "20261123 141503Z-7fk2m9qx0c",
            "20260229T141503Z-7fk2m9qx0c", "20261123T241503Z-7fk2m9qx0c",
            "20261123T146003Z-7fk2m9qx0c", "19691231T235959Z-7fk2m9qx0c",
            "2026112xT141503Z-7fk2m9qx0c"};
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++)
        assert_false(psg_event_id_parse(wrong[i], NULL));
    assert_true(psg_event_id_parse("20240229T000000Z-7fk2m9qx0c", NULL));
}

static void
test_times_are_those_of_the_calendar(void **state)
{
    for (gint64 at = 0; at < G_GINT64_CONSTANT(253402300800); at += 86400 * 97 + 12345) {
        g_autofree char *id = psg_event_id_new(at, NULL);
        gint64 read = -1;
        assert_true(psg_event_id_parse(id, &read));
        assert_int_equal(read, at);
    }
}

static void
test_a_redacted_event_has_no_words_and_wins(void **state)
{
    g_autoptr(PsgEvent) event = read_at(full, PATH, NULL);
    g_autoptr(PsgEvent) bare = psg_event_redact(event, OTHER, NULL);
    g_autoptr(GBytes) bytes = psg_event_write(bare, NULL);
    g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    assert_null(strstr(text, "turn\\"));
    assert_null(strstr(text, "Why"));
    assert_null(strstr(text, "two words"));
    assert_null(strstr(text, "mail:"));
    /* But what is imported is still known by its source, also when it is redacted once more. */
    g_autofree char *hidden = psg_event_hide_source(event->source);
    g_autoptr(PsgEvent) again = psg_event_redact(bare, OTHER, NULL);
    assert_string_equal(bare->source, hidden);
    assert_string_equal(again->source, hidden);
    assert_non_null(strstr(text, "early-years/play.md"));
    assert_true(psg_event_compare_forms(bare, event) < 0);
    assert_true(psg_event_compare_forms(event, bare) > 0);
    assert_int_equal(psg_event_compare_forms(event, event), 0);
}

/* Any text at all that may stand in an event comes back as it was. */
static void
test_texts_come_back_as_they_were(void **state)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    static const gunichar odd[] = {'"', '\\', '\n', '\r', '\t', ' ', ':', '#', '\'', '-', '[', ',',
            0x85, 0xa0, 0x2028, 0x2029, 0xfeff, 0xfffd, 0x1f600, 'a', '&', '*', '!', '%', '{',
            0x202e};
    for (guint i = 0; i < 3000; i++) {
        g_autoptr(GString) text = g_string_new("x");
        for (gint length = g_rand_int_range(random, 0, 12); length > 0; length--)
            g_string_append_unichar(text, odd[g_rand_int_range(random, 0, G_N_ELEMENTS(odd))]);
        PsgEvent event = {.kind = PSG_EVENT_SUGGEST,
                .id = THREAD,
                .thread = THREAD,
                .by = "no",
                .at = 1795443303,
                .has_target = TRUE,
                .body = text->str,
                .body_length = text->len,
                .replace = text->str + 1,
                .source = text->str,
                .on = {.path = "a.md",
                        .commit = OID,
                        .has_range = TRUE,
                        .end = 1,
                        .exact = text->str,
                        .prefix = text->str + 1,
                        .heading = text->str}};
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) bytes = psg_event_write(&event, &error);
        if (!bytes)
            fail_msg("%s", error->message);
        g_autoptr(PsgEvent) read = psg_event_read(
                g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), PATH, &error);
        if (!read)
            fail_msg("%s", error->message);
        assert_string_equal(read->by, "no");
        assert_string_equal(read->replace, event.replace);
        assert_string_equal(read->source, event.source);
        assert_string_equal(read->on.exact, event.on.exact);
        assert_string_equal(read->on.prefix, event.on.prefix);
        assert_string_equal(read->on.heading, event.on.heading);
        assert_string_equal(read->body, event.body);
        g_autoptr(GBytes) again = psg_event_write(read, NULL);
        assert_true(g_bytes_equal(bytes, again));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_reads_every_field),
            cmocka_unit_test(test_writes_what_it_read_byte_for_byte),
            cmocka_unit_test(test_reads_any_yaml_of_the_same_meaning),
            cmocka_unit_test(test_says_where_an_event_is_wrong),
            cmocka_unit_test(test_refuses_addresses_for_people),
            cmocka_unit_test(test_limits_sizes),
            cmocka_unit_test(test_the_writer_refuses_what_the_reader_would),
            cmocka_unit_test(test_ids_tell_their_time_and_are_never_the_same),
            cmocka_unit_test(test_times_are_those_of_the_calendar),
            cmocka_unit_test(test_a_redacted_event_has_no_words_and_wins),
            cmocka_unit_test(test_texts_come_back_as_they_were),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
