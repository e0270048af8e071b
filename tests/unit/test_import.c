/* Imports: each thing once, at its place, by somebody whom nobody can tell, and nothing dropped in
 * silence. */
#include "import_folder.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#include "review/exchange/import.h"
#include "review/review_error.h"

#define AT 1774278300 /* 2026-03-23 15:05:00 */

/* --- Items --- */

static void
item_free(gpointer item)
{
    psg_import_item_free(item);
}

static GPtrArray *
items_new(void)
{
    return g_ptr_array_new_with_free_func(item_free);
}

/* What a test says of an item. */
typedef struct {
    const char *mail, *name, *group, *where, *quote, *text, *replace, *source, *parent;
    gint64 at;
} Said;

static void
add(GPtrArray *items, const Said *said)
{
    PsgImportItem *item = psg_import_item_new();
    const char *parts[] = {said->text ? said->text : "", said->quote ? said->quote : "", NULL};
    item->label = g_strdup_printf("row %u", items->len + 2);
    item->source = said->source ? g_strdup(said->source) : psg_import_make_source("csv", parts);
    item->mail = g_strdup(said->mail);
    item->name = g_strdup(said->name);
    item->group = g_strdup(said->group);
    item->where = g_strdup(said->where);
    item->quote = g_strdup(said->quote);
    item->text = g_strdup(said->text);
    item->replace = g_strdup(said->replace);
    item->parent = g_strdup(said->parent);
    item->at = said->at;
    g_ptr_array_add(items, item);
}
#define add_item(items, ...) add(items, &(Said){__VA_ARGS__})

static GPtrArray *
run(const char *folder, const GPtrArray *items, const PsgImportOptions *options)
{
    static const PsgImportOptions none = {0};
    g_autoptr(GError) error = NULL;
    g_auto(Reviewed) opened = {0};
    reviewed_open(&opened, folder);
    GPtrArray *rows = psg_import_run(opened.review, items, options ? options : &none, &error);
    if (!rows)
        fail_msg("%s", error->message);
    assert_int_equal(rows->len, items->len);
    return rows;
}

/* The fates as letters: New, Known, Unplaced, Refused. */
static char *
name_fates(const GPtrArray *rows)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < rows->len; i++)
        g_string_append_c(out, "NKUR"[((PsgImportRow *)rows->pdata[i])->fate]);
    return g_string_free(out, FALSE);
}

static void
check_fates(const char *folder, const GPtrArray *items, const char *expected)
{
    g_autoptr(GPtrArray) rows = run(folder, items, NULL);
    g_autofree char *fates = name_fates(rows);
    assert_string_equal(fates, expected);
}

static const PsgImportRow *
get_row(const GPtrArray *rows, guint index)
{
    return rows->pdata[index];
}

/* The first event of a row's thread, with its text; the caller's. */
static PsgEvent *
read_first(const char *folder, const PsgImportRow *row)
{
    g_autoptr(GError) error = NULL;
    g_auto(Reviewed) opened = {0};
    reviewed_open(&opened, folder);
    const PsgThread *thread = psg_review_find_thread(opened.review, row->thread, &error);
    if (!thread)
        fail_msg("%s", error->message);
    return psg_review_read_event(opened.review, thread->first->event, NULL);
}

static guint
count_events(const char *folder)
{
    guint count;
    g_auto(Reviewed) opened = {0};
    reviewed_open(&opened, folder);
    g_autoptr(PsgEventList) list = psg_store_list(psg_review_get_store(opened.review), NULL);
    psg_event_list_get_events(list, &count);
    return count;
}

/* --- Places --- */

static void
test_a_quote_lands_on_its_words(void **state)
{
    g_autoptr(GPtrArray) items = items_new();
    add_item(items, .where = "Playing together", .quote = "Say my turn and then your turn.",
            .text = "How long?", .at = AT);
    add_item(items, .where = "play.md", .quote = "Waiting is hard", .text = "Is it?",
            .replace = "Waiting is not easy");
    g_autoptr(GPtrArray) rows = run(*state, items, NULL);
    assert_string_equal(get_row(rows, 0)->place, "guide/play.md:7");
    g_autoptr(PsgEvent) comment = read_first(*state, get_row(rows, 0));
    assert_int_equal(comment->kind, PSG_EVENT_COMMENT);
    assert_string_equal(comment->on.exact, "Say *my turn* and then *your turn*.");
    assert_string_equal(comment->body, "How long?");
    assert_int_equal(comment->at, AT);
    g_autoptr(PsgEvent) suggestion = read_first(*state, get_row(rows, 1));
    assert_int_equal(suggestion->kind, PSG_EVENT_SUGGEST);
    assert_string_equal(suggestion->replace, "Waiting is not easy");
    assert_string_equal(suggestion->on.path, "guide/play.md");
}

static void
test_words_that_are_not_there_are_kept_with_the_comment(void **state)
{
    g_autoptr(GPtrArray) items = items_new();
    add_item(items, .where = "play.md", .quote = "Waiting\nis easy", .text = "No.",
            .replace = "It is not");
    add_item(items, .where = "Chapter 9#sand", .text = "Which sand?");
    add_item(items, .where = "play.md#sand", .text = "Where?");
    add_item(items, .quote = "Waiting is hard", .text = "Twice there.");
    g_autoptr(GPtrArray) rows = run(*state, items, NULL);
    g_autofree char *fates = name_fates(rows);
    assert_string_equal(fates, "UUUU");
    g_autoptr(PsgEvent) quoted = read_first(*state, get_row(rows, 0));
    assert_string_equal(
            quoted->body, "> Waiting\n> is easy\n\nNo.\n\nProposed wording:\n\n> It is not");
    assert_int_equal(quoted->kind, PSG_EVENT_COMMENT);
    assert_string_equal(get_row(rows, 0)->place, "guide/play.md");
    assert_non_null(strstr(get_row(rows, 0)->message, "does not stand in guide/play.md"));
    g_autoptr(PsgEvent) nowhere = read_first(*state, get_row(rows, 1));
    assert_string_equal(nowhere->body, "> Chapter 9#sand\n\nWhich sand?");
    assert_string_equal(get_row(rows, 1)->place, "guide");
    assert_string_equal(get_row(rows, 2)->place, "guide/play.md");
    assert_non_null(strstr(get_row(rows, 2)->message, "no heading \"sand\""));
    assert_non_null(strstr(get_row(rows, 3)->message, "at 2 places"));
}

static void
test_finds_sections_by_name_and_chapters_by_address(void **state)
{
    g_autoptr(GPtrArray) items = items_new();
    add_item(items, .where = "Playing together#Turn-taking", .text = "a");
    add_item(items, .where = "en/guide/play.md#Turn taking", .text = "b");
    add_item(items, .where = "no/such/site/sleep.md", .quote = "A nap helps", .text = "c");
    add_item(items, .where = "Chapter 9", .quote = "Say my turn and then your turn", .text = "d");
    g_autoptr(GPtrArray) rows = run(*state, items, NULL);
    g_autofree char *fates = name_fates(rows);
    assert_string_equal(fates, "NNNN");
    assert_string_equal(get_row(rows, 0)->place, "guide/play.md#turn-taking");
    assert_string_equal(get_row(rows, 1)->place, "guide/play.md#turn-taking");
    assert_string_equal(get_row(rows, 2)->place, "guide/sleep.md:3");
    assert_string_equal(get_row(rows, 3)->place, "guide/play.md:7");
    assert_non_null(strstr(get_row(rows, 3)->message, "Chapter 9"));
}

static void
test_without_a_place_the_document_or_what_the_options_say(void **state)
{
    g_autoptr(GPtrArray) items = items_new();
    add_item(items, .text = "Thank you.");
    g_autoptr(GPtrArray) on_document = run(*state, items, NULL);
    assert_string_equal(get_row(on_document, 0)->place, "guide");
    folder_fill(*state, "plainsong.yaml",
            "plainsong: 1\ntitle: Guide\nid: urn:uuid:49dea368-36c1-41b1-882b-a6446497f2a1\n"
            "language: en-GB\ndocuments:\n  - {id: guide, title: Guide, chapters: "
            "[guide/play.md]}\n  - {id: night, title: Night, chapters: [guide/sleep.md]}\n",
            NULL);
    git_folder_commit(*state, "2026-05-04", "Robin <robin@example.org>", "Split", NULL);
    add_item(items, .text = "More of it.");
    g_autoptr(GPtrArray) refused = run(*state, items, NULL);
    assert_int_equal(get_row(refused, 1)->fate, PSG_IMPORT_REFUSED);
    assert_non_null(strstr(get_row(refused, 1)->message, "--on"));
    g_autoptr(GPtrArray) rows =
            run(*state, items, &(PsgImportOptions){.where = "sleep.md", .session = "forum-3"});
    assert_string_equal(get_row(rows, 1)->place, "guide/sleep.md");
    g_autoptr(PsgEvent) event = read_first(*state, get_row(rows, 1));
    assert_string_equal(event->session, "forum-3");
}

/* --- Once --- */

static void
test_a_file_or_a_longer_one_is_imported_once(void **state)
{
    g_autoptr(GPtrArray) items = items_new();
    add_item(items, .mail = "jo@example.org", .text = "One", .at = AT);
    add_item(items, .mail = "sam@example.org", .text = "Two");
    check_fates(*state, items, "NN");
    check_fates(*state, items, "KK");
    add_item(items, .mail = "jo@example.org", .text = "Three");
    check_fates(*state, items, "KKN");
    assert_int_equal(count_events(*state), 3);
}

static void
test_the_same_words_count_once_for_each_person(void **state)
{
    g_autoptr(GPtrArray) items = items_new();
    add_item(items, .mail = "jo@example.org", .text = "Yes");
    add_item(items, .mail = "JO@example.org", .text = "Yes");
    add_item(items, .mail = "sam@example.org", .text = "Yes");
    add_item(items, .text = "Yes");
    add_item(items, .text = "Yes");
    add_item(items, .mail = "amina@example.org", .text = "Yes");
    check_fates(*state, items, "NKNNNN");
    check_fates(*state, items, "KKKKKK");
    /* Other rows of the same persons, and one of somebody else, in another file. */
    g_autoptr(GPtrArray) other = items_new();
    add_item(other, .mail = "kim@example.org", .text = "Yes");
    check_fates(*state, other, "N");
    check_fates(*state, other, "K");
    assert_int_equal(count_events(*state), 6);
}

static void
test_another_clone_knows_what_was_imported(void **state)
{
    g_autoptr(GPtrArray) items = items_new();
    add_item(items, .mail = "jo@example.org", .text = "One", .at = AT);
    add_item(items, .mail = "jo@example.org", .text = "Two");
    add_item(items, .mail = "sam@example.org", .text = "Two");
    check_fates(*state, items, "NNN");
    g_autofree char *other = g_dir_make_tmp("plainsong-test-XXXXXX", NULL);
    g_autofree char *command =
            g_strdup_printf("git clone -q '%s' '%s' && git -C '%s' fetch -q origin "
                            "plainsong/comments:plainsong/comments",
                    (char *)*state, other, other);
    git_folder_run(*state, command);
    check_fates(other, items, "KKK");
    assert_int_equal(count_events(other), 3);
    psg_folder_remove(other, NULL);
}

/* Takes the words of a thread's first event away, as "redact" does: with the branch rewritten. */
static void
take_away(const char *folder, const char *thread)
{
    g_autoptr(GError) error = NULL;
    g_auto(Reviewed) opened = {0};
    reviewed_open(&opened, folder);
    g_autofree char *redaction = reviewed_add(&opened, thread,
            &(PsgContribution){
                    .kind = PSG_EVENT_REDACT, .by = "amina", .to = thread, .text = "Personal"});
    reviewed_open(&opened, folder);
    const PsgThread *found = psg_review_find_thread(opened.review, thread, NULL);
    g_autoptr(PsgEvent) said = psg_review_read_event(opened.review, found->first->event, NULL);
    g_autoptr(PsgEvent) bare = psg_event_redact(said, redaction, &error);
    g_autoptr(PsgEvent) why = psg_review_read_event(opened.review, found->steps[1].event, NULL);
    const PsgEvent *events[] = {bare, why};
    git_folder_run(folder, "git update-ref -d refs/heads/plainsong/comments");
    assert_true(psg_store_append(psg_review_get_store(opened.review), events, 2, &error));
}

static void
test_words_that_were_taken_away_stay_away(void **state)
{
    g_autoptr(GPtrArray) items = items_new();
    add_item(items, .mail = "jo@example.org", .text = "My neighbour's child is ill", .at = AT);
    g_autoptr(GPtrArray) rows = run(*state, items, NULL);
    take_away(*state, get_row(rows, 0)->thread);
    g_autoptr(GPtrArray) again = run(*state, items, NULL);
    assert_int_equal(get_row(again, 0)->fate, PSG_IMPORT_KNOWN);
    assert_non_null(strstr(get_row(again, 0)->message, "stay away"));
}

static void
test_words_that_were_taken_away_stay_away_in_other_clones(void **state)
{
    g_autoptr(GPtrArray) items = items_new();
    add_item(items, .mail = "jo@example.org", .text = "My neighbour's child is ill", .at = AT);
    g_autoptr(GPtrArray) rows = run(*state, items, NULL);
    take_away(*state, get_row(rows, 0)->thread);
    /* A clone has neither the key nor what was remembered. */
    git_folder_run(*state, "rm .git/plainsong/import-key .git/plainsong/imported");
    g_autoptr(GPtrArray) more = items_new();
    add_item(more, .mail = "jo@example.org", .text = "My neighbour's child is ill", .at = AT);
    add_item(more, .mail = "jo@example.org", .text = "Another", .at = AT + 1);
    add_item(more, .mail = "amina@example.org", .text = "Another", .at = AT);
    g_autoptr(GPtrArray) again = run(*state, more, NULL);
    g_autofree char *fates = name_fates(again);
    assert_string_equal(fates, "KNN");
}

static void
test_a_dry_run_stores_nothing(void **state)
{
    g_autoptr(GPtrArray) items = items_new();
    add_item(items, .mail = "jo@example.org", .text = "One");
    g_autoptr(GPtrArray) dry = run(*state, items, &(PsgImportOptions){.is_dry_run = TRUE});
    assert_int_equal(get_row(dry, 0)->fate, PSG_IMPORT_NEW);
    assert_null(get_row(dry, 0)->thread);
    assert_int_equal(count_events(*state), 0);
    g_autoptr(GPtrArray) rows = run(*state, items, NULL);
    assert_int_equal(get_row(rows, 0)->fate, PSG_IMPORT_NEW);
    assert_string_equal(get_row(rows, 0)->by, get_row(dry, 0)->by);
}

/* --- Who --- */

static void
test_unknown_senders_get_a_pseudonym_that_this_clone_alone_can_make(void **state)
{
    g_autoptr(GPtrArray) items = items_new();
    add_item(items, .mail = "jo@example.org", .name = "Jo Bloggs", .text = "One");
    add_item(items, .mail = "Jo@Example.org", .text = "Two");
    add_item(items, .name = "Jo  Bloggs", .text = "Three");
    add_item(items, .name = "JO BLOGGS", .text = "Four");
    add_item(items, .text = "Five");
    add_item(items, .name = "Somebody", .mail = "amina@example.org", .text = "Six");
    g_autoptr(GPtrArray) rows = run(*state, items, NULL);
    assert_true(g_str_has_prefix(get_row(rows, 0)->by, "guest-"));
    assert_int_equal(strlen(get_row(rows, 0)->by), 16);
    assert_true(psg_event_is_name(get_row(rows, 0)->by));
    assert_true(get_row(rows, 0)->is_new_person);
    assert_string_equal(get_row(rows, 1)->by, get_row(rows, 0)->by);
    assert_string_not_equal(get_row(rows, 2)->by, get_row(rows, 0)->by);
    assert_string_equal(get_row(rows, 3)->by, get_row(rows, 2)->by);
    assert_string_equal(get_row(rows, 4)->by, PSG_IMPORT_ANONYMOUS);
    assert_string_equal(get_row(rows, 5)->by, "amina");
    assert_false(get_row(rows, 5)->is_new_person);
    assert_string_equal(get_row(rows, 5)->group, "parents");
    /* The key is this clone's own, and nobody else may read it. */
    g_autofree char *key = g_build_filename(*state, ".git/plainsong/import-key", NULL);
    struct stat about;
    assert_int_equal(stat(key, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_int_equal(about.st_size, 32);
    g_autofree char *before = g_strdup(get_row(rows, 0)->by);
    assert_int_equal(g_unlink(key), 0);
    g_autoptr(GPtrArray) more = items_new();
    add_item(more, .mail = "jo@example.org", .text = "Seven");
    g_autoptr(GPtrArray) others = run(*state, more, NULL);
    assert_string_not_equal(get_row(others, 0)->by, before);
}

static void
test_names_and_addresses_are_in_no_object(void **state)
{
    g_autoptr(GPtrArray) items = items_new();
    add_item(items, .mail = "jo@example.org", .name = "Jo Bloggs", .text = "One");
    check_fates(*state, items, "N");
    git_folder_run(*state, "git cat-file --batch-all-objects --batch > all; grep -qa guest- all; "
                           "! grep -qai -e jo@example -e bloggs all");
}

static void
test_a_damaged_key_is_told(void **state)
{
    g_autoptr(GPtrArray) items = items_new();
    g_autoptr(GError) error = NULL;
    add_item(items, .text = "One");
    folder_fill(*state, ".git/plainsong/import-key", "short", NULL);
    g_auto(Reviewed) opened = {0};
    reviewed_open(&opened, *state);
    assert_null(psg_import_run(opened.review, items, &(PsgImportOptions){0}, &error));
    assert_true(g_error_matches(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_STORE));
    assert_non_null(strstr(error->message, "import-key"));
}

static void
test_groups_are_found_by_id_or_name(void **state)
{
    g_autoptr(GPtrArray) items = items_new();
    add_item(items, .mail = "a@example.org", .group = "health", .text = "One");
    add_item(items, .mail = "b@example.org", .group = "PARENTS and carers ", .text = "Two");
    add_item(items, .mail = "c@example.org", .group = "School", .text = "Three");
    add_item(items, .mail = "amina@example.org", .text = "Four");
    g_autoptr(GPtrArray) rows = run(*state, items, &(PsgImportOptions){.group = "health"});
    assert_string_equal(get_row(rows, 0)->group, "health");
    assert_string_equal(get_row(rows, 1)->group, "parents");
    assert_string_equal(get_row(rows, 2)->group, "health");
    assert_non_null(strstr(get_row(rows, 2)->message, "no group \"School\""));
    assert_string_equal(get_row(rows, 3)->group, "parents");
}

static void
test_options_that_cannot_be_are_told_before_the_first_row(void **state)
{
    static const struct {
        PsgImportOptions options;
        const char *message;
    } cases[] = {
            {{.by = "nobody"}, "knows nobody with the id \"nobody\""},
            {{.group = "school"}, "no group with the id \"school\""},
            {{.session = "The Forum"}, "cannot be the id of a session"},
            {{.where = "sand.md"}, "sand.md"},
    };
    g_autoptr(GPtrArray) items = items_new();
    add_item(items, .text = "One");
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_auto(Reviewed) opened = {0};
        reviewed_open(&opened, *state);
        assert_null(psg_import_run(opened.review, items, &cases[i].options, &error));
        if (!strstr(error->message, cases[i].message))
            fail_msg("\"%s\" is not in \"%s\"", cases[i].message, error->message);
    }
    assert_int_equal(count_events(*state), 0);
}

/* --- Words --- */

static void
test_personal_data_is_refused_until_somebody_decides(void **state)
{
    g_autoptr(GPtrArray) items = items_new();
    add_item(items, .text = "My son, NHS number 943 476 5919, was helped");
    add_item(items, .where = "sleep.md", .quote = "Call 01632 960123 for help",
            .text = "Is that number right?");
    add_item(items, .where = "sleep.md", .quote = "Or call 01632 960124", .text = "Or that one?");
    add_item(items, .text = "Fine");
    g_autoptr(GPtrArray) rows = run(*state, items, NULL);
    g_autofree char *fates = name_fates(rows);
    assert_string_equal(fates, "RNRN");
    assert_int_equal(get_row(rows, 0)->personal->len, 1);
    assert_null(get_row(rows, 0)->thread);
    assert_null(get_row(rows, 1)->personal);
    g_autoptr(GPtrArray) kept = run(*state, items, &(PsgImportOptions){.keep_personal = TRUE});
    g_autofree char *later = name_fates(kept);
    assert_string_equal(later, "NKUK");
    assert_non_null(get_row(kept, 0)->personal);
}

static void
test_words_are_made_fit_to_be_stored_or_refused(void **state)
{
    g_autofree char *huge = g_strnfill(PSG_EVENT_BODY_LIMIT + 1, 'x');
    g_autoptr(GPtrArray) items = items_new();
    add_item(items, .text = " \r\n one\r\ntwo\v\x01three\xff \n");
    add_item(items, .text = " \t\n");
    add_item(items, .text = huge);
    g_autoptr(GPtrArray) rows = run(*state, items, NULL);
    g_autofree char *fates = name_fates(rows);
    assert_string_equal(fates, "NRR");
    g_autoptr(PsgEvent) event = read_first(*state, get_row(rows, 0));
    assert_string_equal(event->body, "one\ntwo\nthree\xef\xbf\xbd");
    assert_string_equal(get_row(rows, 1)->message, "it has no words");
    assert_non_null(strstr(get_row(rows, 2)->message, "at most"));
}

/* --- Replies --- */

static void
test_replies_find_what_they_reply_to_wherever_it_stands(void **state)
{
    g_autoptr(GPtrArray) items = items_new();
    add_item(items, .text = "third", .source = "mail:3", .parent = "mail:2");
    add_item(items, .text = "second", .source = "mail:2", .parent = "mail:1");
    add_item(items, .text = "first", .source = "mail:1");
    add_item(items, .text = "lost", .source = "mail:4", .parent = "mail:9");
    g_autoptr(GPtrArray) rows = run(*state, items, NULL);
    g_autofree char *fates = name_fates(rows);
    assert_string_equal(fates, "NNNN");
    assert_string_equal(get_row(rows, 0)->thread, get_row(rows, 2)->thread);
    assert_string_equal(get_row(rows, 1)->thread, get_row(rows, 2)->thread);
    assert_string_not_equal(get_row(rows, 3)->thread, get_row(rows, 2)->thread);
    assert_string_equal(get_row(rows, 3)->message, "what it replies to is not here");
    g_auto(Reviewed) opened = {0};
    reviewed_open(&opened, *state);
    const PsgThread *thread = psg_review_find_thread(opened.review, get_row(rows, 2)->thread, NULL);
    assert_int_equal(thread->step_count, 3);
    assert_null(thread->steps[1].event->to);
    assert_string_equal(thread->steps[2].event->to, thread->steps[1].event->id);
    /* And in a later file. */
    g_autoptr(GPtrArray) later = items_new();
    add_item(later, .text = "fourth", .source = "mail:5", .parent = "mail:3");
    g_autoptr(GPtrArray) more = run(*state, later, NULL);
    assert_string_equal(get_row(more, 0)->thread, thread->id);
}

static void
test_replies_in_a_circle_or_to_what_is_refused_are_told(void **state)
{
    g_autoptr(GPtrArray) items = items_new();
    add_item(items, .text = "a", .source = "mail:1", .parent = "mail:2");
    add_item(items, .text = "b", .source = "mail:2", .parent = "mail:1");
    add_item(items, .text = "c", .source = "mail:3", .parent = "mail:3");
    add_item(items, .text = "", .source = "mail:4");
    add_item(items, .text = "e", .source = "mail:5", .parent = "mail:4");
    g_autoptr(GPtrArray) rows = run(*state, items, NULL);
    g_autofree char *fates = name_fates(rows);
    assert_string_equal(fates, "RRNRR");
    assert_non_null(strstr(get_row(rows, 4)->message, "it replies to row 5, which was not"));
}

static void
test_many_rows_with_the_same_words_take_no_square_of_time(void **state)
{
    g_autoptr(GPtrArray) items = items_new();
    for (guint i = 0; i < 5000; i++)
        add_item(items, .text = "Yes");
    g_autofree char *expected = g_strnfill(5000, 'N');
    check_fates(*state, items, expected);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, import_folder_set_up, folder_tear_down)
    const struct CMUnitTest tests[] = {
            TEST(test_a_quote_lands_on_its_words),
            TEST(test_words_that_are_not_there_are_kept_with_the_comment),
            TEST(test_finds_sections_by_name_and_chapters_by_address),
            TEST(test_without_a_place_the_document_or_what_the_options_say),
            TEST(test_a_file_or_a_longer_one_is_imported_once),
            TEST(test_the_same_words_count_once_for_each_person),
            TEST(test_another_clone_knows_what_was_imported),
            TEST(test_words_that_were_taken_away_stay_away),
            TEST(test_words_that_were_taken_away_stay_away_in_other_clones),
            TEST(test_a_dry_run_stores_nothing),
            TEST(test_unknown_senders_get_a_pseudonym_that_this_clone_alone_can_make),
            TEST(test_names_and_addresses_are_in_no_object),
            TEST(test_a_damaged_key_is_told),
            TEST(test_groups_are_found_by_id_or_name),
            TEST(test_options_that_cannot_be_are_told_before_the_first_row),
            TEST(test_personal_data_is_refused_until_somebody_decides),
            TEST(test_words_are_made_fit_to_be_stored_or_refused),
            TEST(test_replies_find_what_they_reply_to_wherever_it_stands),
            TEST(test_replies_in_a_circle_or_to_what_is_refused_are_told),
            TEST(test_many_rows_with_the_same_words_take_no_square_of_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
