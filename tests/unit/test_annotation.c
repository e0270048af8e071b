/* Web Annotations: ours come back as the very events that they were, others' become items, and what
 * is none is refused with its place. */
#include "import_folder.h"

#include <jansson.h>

#include "review/exchange/annotation.h"
#include "review/review_error.h"

#define AT 1774278300

/* --- Ours --- */

static const char *
begin(PsgRecord *record, const PsgContribution *said, const PsgEventTarget *on)
{
    g_autoptr(GError) error = NULL;
    const char *id = psg_record_begin(record, said, on, &error);
    if (!id)
        fail_msg("%s", error->message);
    return id;
}

static const char *
reply(PsgRecord *record, const char *thread, const PsgContribution *said)
{
    g_autoptr(GError) error = NULL;
    const char *id = psg_record_add(record, thread, said, &error);
    if (!id)
        fail_msg("%s", error->message);
    return id;
}

/* Every kind of event and of target, with texts that are hard to write. */
static void
fill_store(const char *folder)
{
    g_autoptr(GError) error = NULL;
    g_auto(Reviewed) opened = {0};
    reviewed_open(&opened, folder);
    const char *commit = psg_snapshot_get_revision(opened.snapshot)->oid;
    const char *tags[] = {"no", "two words", "\xd9\x81"};
    const PsgEventTarget passage = {.document = "guide",
            .path = "guide/play.md",
            .commit = commit,
            .blob = "0123456789abcdef0123456789abcdef01234567",
            .has_range = TRUE,
            .start = 34,
            .end = 45,
            .exact = "na\xc3\xafve \xf0\x9f\xa7\xb8",
            .prefix = "It is \"called\" \\ ",
            .suffix = " play.\n",
            .heading = "playing-together"};
    const PsgEventTarget section = {
            .path = "a folder/50%#?\xc3\xa9.md", .commit = commit, .heading = "x y"};
    const PsgEventTarget document = {.document = "guide"};
    const PsgEventTarget version = {.document = "guide", .commit = commit};
    g_autoptr(PsgRecord) record = psg_record_new(opened.review);
    const char *thread = begin(record,
            &(PsgContribution){.kind = PSG_EVENT_COMMENT,
                    .by = "amina",
                    .group = "parents",
                    .at = AT,
                    .text = "---\n\"quoted\" \\back\t\xe2\x80\xa8slash\r\n",
                    .remark = PSG_REMARK_QUESTION,
                    .session = "forum-3",
                    .tags = tags,
                    .tag_count = 3,
                    .source = "mail:<x>"},
            &passage);
    const char *said = reply(record, thread,
            &(PsgContribution){.kind = PSG_EVENT_REPLY, .by = "guest-1", .text = "Yes"});
    reply(record, thread,
            &(PsgContribution){
                    .kind = PSG_EVENT_EDIT, .by = "guest-1", .to = said, .text = "Yes, indeed"});
    reply(record, thread, &(PsgContribution){.kind = PSG_EVENT_AGREE, .by = "robin", .to = said});
    reply(record, thread,
            &(PsgContribution){.kind = PSG_EVENT_ANSWER,
                    .by = "amina",
                    .outcome = PSG_OUTCOME_PARTLY,
                    .commit = commit,
                    .text = "Done"});
    reply(record, thread,
            &(PsgContribution){.kind = PSG_EVENT_RESOLVE, .by = "amina", .commit = commit});
    reply(record, thread, &(PsgContribution){.kind = PSG_EVENT_REOPEN, .by = "amina"});
    begin(record,
            &(PsgContribution){
                    .kind = PSG_EVENT_SUGGEST, .at = AT + 1, .by = "amina", .replace = ""},
            &passage);
    begin(record,
            &(PsgContribution){.kind = PSG_EVENT_COMMENT, .at = AT + 2, .by = "amina", .text = "x"},
            &section);
    begin(record,
            &(PsgContribution){.kind = PSG_EVENT_COMMENT, .at = AT + 3, .by = "amina", .text = "x"},
            &document);
    begin(record, &(PsgContribution){.kind = PSG_EVENT_SIGNOFF, .at = AT + 4, .by = "amina"},
            &version);
    if (!psg_record_store(record, &error))
        fail_msg("%s", error->message);
}

static char *
write_all(const char *folder)
{
    g_autoptr(GError) error = NULL;
    guint count;
    g_auto(Reviewed) opened = {0};
    reviewed_open(&opened, folder);
    const PsgThread *threads = psg_threads_get(psg_review_get_threads(opened.review), &count);
    g_autoptr(GPtrArray) chosen = g_ptr_array_new();
    for (guint i = 0; i < count; i++)
        g_ptr_array_add(chosen, (gpointer)&threads[i]);
    char *text = psg_annotations_write(
            opened.review, (const PsgThread *const *)chosen->pdata, count, &error);
    if (!text)
        fail_msg("%s", error->message);
    return text;
}

static PsgAnnotations *
read_text(const char *text)
{
    g_autoptr(GError) error = NULL;
    /* Without the NUL at the end, for a sanitizer to see that none is needed. */
    g_autofree char *bytes = g_memdup2(text, strlen(text));
    PsgAnnotations *annotations = psg_annotations_read(bytes, strlen(text), &error);
    if (!annotations)
        fail_msg("%s", error->message);
    return annotations;
}

/* The fates of the events as letters: New, Known, Refused. */
static char *
restore(const char *folder, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_auto(Reviewed) opened = {0};
    reviewed_open(&opened, folder);
    g_autoptr(PsgAnnotations) annotations = read_text(text);
    g_autoptr(GPtrArray) rows = psg_annotations_restore(opened.review, annotations, FALSE, &error);
    if (!rows)
        fail_msg("%s", error->message);
    GString *fates = g_string_new(NULL);
    for (guint i = 0; i < rows->len; i++) {
        const PsgImportRow *row = rows->pdata[i];
        g_string_append_c(fates, "NKUR"[row->fate]);
        if (row->fate == PSG_IMPORT_REFUSED)
            g_string_append_printf(fates, "(%s)", row->message);
    }
    return g_string_free(fates, FALSE);
}

static void
test_ours_come_back_as_the_same_events_and_are_written_as_the_same_bytes(void **state)
{
    fill_store(*state);
    g_autofree char *text = write_all(*state);
    git_folder_run(*state, "git rev-parse plainsong/comments^{tree} > tree; git update-ref -d "
                           "refs/heads/plainsong/comments");
    g_autofree char *fates = restore(*state, text);
    assert_string_equal(fates, "NNNNNNNNNNN");
    git_folder_run(*state, "git rev-parse plainsong/comments^{tree} | cmp - tree");
    g_autofree char *again = write_all(*state);
    assert_string_equal(text, again);
    g_autofree char *known = restore(*state, text);
    assert_string_equal(known, "KKKKKKKKKKK");
}

/* The first annotation, and within it what a path of keys and numbers leads to. */
static json_t *
get(json_t *root, const char *path)
{
    g_auto(GStrv) keys = g_strsplit(path, "/", -1);
    for (char **key = keys; *key; key++)
        root = json_is_array(root) ? json_array_get(root, (gsize)atoi(*key))
                                   : json_object_get(root, *key);
    return root;
}

static void
test_positions_are_in_characters_and_in_bytes(void **state)
{
    fill_store(*state);
    g_autofree char *text = write_all(*state);
    json_t *root = json_loads(text, 0, NULL);
    assert_string_equal(json_string_value(get(root, "first/items/0/target/selector/1/type")),
            "TextPositionSelector");
    assert_int_equal(json_integer_value(get(root, "first/items/0/target/selector/1/start")), 34);
    /* Eleven bytes are seven characters. */
    assert_int_equal(json_integer_value(get(root, "first/items/0/target/selector/1/end")), 41);
    assert_int_equal(json_integer_value(get(root, "first/items/0/target/selector/2/end")), 45);
    assert_string_equal(json_string_value(get(root, "first/items/8/target/source")),
            "urn:x-plainsong:source:a%20folder/50%25%23%3F%C3%A9.md");
    assert_null(get(root, "first/items/0/creator/email"));
    assert_string_equal(json_string_value(get(root, "first/items/0/creator/name")), "Amina K.");
    assert_null(get(root, "first/items/1/creator/name"));
    json_decref(root);
}

static void
test_words_that_were_taken_away_are_not_written_and_do_not_come_back(void **state)
{
    fill_store(*state);
    g_autofree char *before = write_all(*state);
    assert_non_null(strstr(before, "indeed"));
    {
        g_auto(Reviewed) opened = {0};
        reviewed_open(&opened, *state);
        guint count;
        const PsgThread *thread = psg_threads_get(psg_review_get_threads(opened.review), &count);
        g_autoptr(PsgRecord) record = psg_record_new(opened.review);
        reply(record, thread->id,
                &(PsgContribution){.kind = PSG_EVENT_REDACT,
                        .by = "amina",
                        .to = thread->steps[1].event->id,
                        .text = "Personal"});
        assert_true(psg_record_store(record, NULL));
    }
    g_autofree char *after = write_all(*state);
    assert_null(strstr(after, "indeed"));
    assert_non_null(strstr(after, "psg:redacted"));
    git_folder_run(*state, "git update-ref -d refs/heads/plainsong/comments");
    g_autofree char *fresh = restore(*state, after);
    assert_string_equal(fresh, "NNNNNNNNNNNN");
    g_autofree char *older = restore(*state, before);
    assert_string_equal(older, "KKKKKKKKKKK");
    g_autofree char *again = write_all(*state);
    assert_string_equal(again, after);
}

static char *
replace(const char *text, const char *old, const char *new)
{
    g_auto(GStrv) parts = g_strsplit(text, old, -1);
    assert_true(g_strv_length(parts) > 1);
    return g_strjoinv(new, parts);
}

static void
test_events_that_break_a_rule_are_refused_one_by_one(void **state)
{
    static const struct {
        const char *old, *new, *message;
    } cases[] = {
            {"\"psg:event\": \"agree\"", "\"psg:event\": \"disagree\"", "there is no \"disagree\""},
            {"\"psg:event\": \"agree\",", "", "was lost"},
            {"\"psg:event\": \"agree\"", "\"psg:events\": 1, \"psg:event\": \"agree\"",
                    "\"psg:events\" is not known"},
            {"person:robin\"", "person:Robin\"", "this must be an id"},
            {"person:robin\"", "robin\"", "\"id\" must begin with"},
            {"\"psg:outcome\": \"partly\"", "\"psg:outcome\": 7", "\"psg:outcome\" must be a text"},
            {"\"start\": 34", "\"start\": -34", "\"start\" must be a number of bytes"},
            {"source:guide/", "source:../guide/", "this must be a path from the root"},
            {"swh:1:cnt:", "swh:1:dir:", "names neither a file nor a revision"},
            {"\"purpose\": \"tagging\"", "\"purpose\": \"painting\"", "there is a body too many"},
    };
    fill_store(*state);
    g_autofree char *text = write_all(*state);
    git_folder_run(*state, "git update-ref -d refs/heads/plainsong/comments");
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *changed = replace(text, cases[i].old, cases[i].new);
        g_autofree char *fates = restore(*state, changed);
        if (!strstr(fates, cases[i].message))
            fail_msg("\"%s\" is not in \"%s\"", cases[i].message, fates);
        git_folder_run(*state, "git update-ref -d refs/heads/plainsong/comments");
    }
}

static void
test_events_never_change_and_need_their_thread(void **state)
{
    fill_store(*state);
    g_autofree char *text = write_all(*state);
    g_autofree char *changed = replace(text, "Yes, indeed", "No");
    g_autofree char *fates = restore(*state, changed);
    assert_non_null(strstr(fates, "KKR(an event with this id is stored that says something else"));
    json_t *root = json_loads(text, 0, NULL);
    json_array_remove(get(root, "first/items"), 0);
    char *orphans = json_dumps(root, 0);
    git_folder_run(*state, "git update-ref -d refs/heads/plainsong/comments");
    g_autofree char *refused = restore(*state, orphans);
    assert_true(g_str_has_prefix(refused, "R(the thread that this belongs to is neither"));
    assert_true(g_str_has_suffix(refused, ")NNNN"));
    free(orphans);
    json_decref(root);
}

/* --- Others' --- */

static const PsgImportItem *
get_item(const PsgAnnotations *annotations, guint index)
{
    assert_true(index < annotations->items->len);
    return annotations->items->pdata[index];
}

static void
test_reads_an_annotation_of_the_model(void **state)
{
    g_autoptr(PsgAnnotations) annotations = read_text(
            "{\"@context\": \"http://www.w3.org/ns/anno.jsonld\", \"id\": \"http://a.example/1\","
            "\"type\": \"Annotation\", \"motivation\": \"questioning\","
            "\"creator\": {\"name\": \"Jo\", \"email\": \"mailto:jo@example.org\"},"
            "\"created\": \"2026-03-23T16:05:00+01:00\","
            "\"body\": [{\"type\": \"TextualBody\", \"value\": \"Where <i>is</i> it?\", "
            "\"format\": \"text/plain\"}, {\"type\": \"TextualBody\", \"purpose\": \"tagging\", "
            "\"value\": \"rooms\"}, {\"type\": \"TextualBody\", \"purpose\": \"editing\", "
            "\"value\": \"a corner\"}, \"http://a.example/picture\"],"
            "\"target\": {\"source\": \"https://a.example/en/guide/play.html?x=1#turn-taking\","
            "\"selector\": {\"type\": \"FragmentSelector\", \"value\": \"turns\", \"refinedBy\": "
            "{\"type\": \"TextQuoteSelector\", \"exact\": \"my turn\", \"prefix\": \"Say \", "
            "\"suffix\": \" and\"}}}}");
    const PsgImportItem *item = get_item(annotations, 0);
    assert_string_equal(item->label, "annotation 1");
    assert_string_equal(item->text, "Where \\<i>is\\</i> it?\n\n<http://a.example/picture>");
    assert_string_equal(item->tags[0], "rooms");
    assert_null(item->tags[1]);
    assert_string_equal(item->replace, "a corner");
    assert_string_equal(item->name, "Jo");
    assert_string_equal(item->mail, "jo@example.org");
    assert_string_equal(item->where, "en/guide/play.md#turns");
    assert_string_equal(item->quote, "my turn");
    assert_string_equal(item->prefix, "Say ");
    assert_string_equal(item->suffix, " and");
    assert_int_equal(item->at, AT);
    assert_int_equal(item->remark, PSG_REMARK_QUESTION);
    assert_null(strstr(item->source, "example"));
}

static void
test_reads_what_hypothesis_exports(void **state)
{
    g_autoptr(PsgAnnotations) annotations = read_text(
            "{\"annotations\": [{\"id\": \"a\", \"created\": \"2026-03-23T15:05:00.1+00:00\", "
            "\"user\": \"acct:jo@h.example\", \"text\": \"Is *this* so?\", \"tags\": [\"x\"], "
            "\"target\": [{\"source\": \"https://a.example/guide/\", \"selector\": [{\"type\": "
            "\"RangeSelector\"}, {\"type\": \"TextQuoteSelector\", \"exact\": \"nap\"}]}]},"
            "{\"id\": \"b\", \"text\": \"Yes\", \"references\": [\"z\", \"a\"], \"target\": "
            "[{\"source\": \"https://a.example/guide/\"}]}]}");
    const PsgImportItem *first = get_item(annotations, 0), *second = get_item(annotations, 1);
    assert_string_equal(first->text, "Is *this* so?");
    assert_string_equal(first->name, "acct:jo@h.example");
    assert_string_equal(first->quote, "nap");
    assert_string_equal(first->where, "guide");
    assert_string_equal(first->tags[0], "x");
    assert_int_equal(first->at, AT);
    assert_string_equal(second->parent, first->source);
}

static void
test_a_target_that_is_an_annotation_makes_a_reply_and_several_several(void **state)
{
    g_autoptr(PsgAnnotations) annotations = read_text(
            "[{\"id\": \"x:1\", \"type\": \"Annotation\", \"bodyValue\": \"One\", \"target\": "
            "[\"x:a\", \"x:b\"]}, {\"id\": \"x:2\", \"type\": \"oa:Annotation\", \"bodyValue\": "
            "\"Two\", \"target\": \"x:1\"}]");
    assert_int_equal(annotations->items->len, 3);
    assert_string_equal(get_item(annotations, 1)->label, "annotation 1, target 2");
    assert_string_not_equal(get_item(annotations, 0)->source, get_item(annotations, 1)->source);
    assert_string_equal(get_item(annotations, 2)->parent, get_item(annotations, 0)->source);
    assert_null(get_item(annotations, 2)->where);
}

static void
test_finds_annotations_in_pages_and_collections_and_tells_of_others(void **state)
{
    static const char annotation[] =
            "{\"id\": \"x:1\", \"type\": \"Annotation\", \"target\": \"x:a\"}";
    static const char *const forms[] = {"%s", "[%s]", "{\"items\": [%s]}",
            "{\"first\": {\"items\": [%s]}}", "[{\"first\": {\"items\": [%s]}}]",
            "{\"@graph\": [%s]}", "{\"rows\": [%s], \"total\": 1}", "\xef\xbb\xbf%s"};
    for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
        g_autofree char *text = replace(forms[i], "%s", annotation);
        g_autoptr(PsgAnnotations) annotations = read_text(text);
        assert_int_equal(annotations->items->len, 1);
        assert_int_equal(annotations->notes->len, 0);
    }
    g_autoptr(PsgAnnotations) paged = read_text(
            "{\"first\": {\"items\": [\"x:1\", 5], \"next\": \"https://a.example/page2\"}}");
    assert_int_equal(paged->events->len, 2);
    assert_non_null(strstr(paged->notes->pdata[0], "https://a.example/page2"));
    g_autoptr(PsgAnnotations) empty = read_text("{\"first\": \"https://a.example/page1\"}");
    assert_non_null(strstr(empty->notes->pdata[0], "https://a.example/page1"));
}

static void
test_files_that_are_no_annotations_are_refused_with_the_place(void **state)
{
    g_autofree char *deep = g_strnfill(100000, '[');
    const char *cases[][2] = {
            {"", "line 1, column 0: this is no JSON"},
            {"{\"a\": [1,\n 2}", "line 2, column 3: this is no JSON"},
            {"{\"id\": 1, \"id\": 2}", "duplicate"},
            {"{\"id\": \"\\u0000\"}", "this is no JSON"},
            {"\"text\"", "this is no JSON"},
            {deep, "maximum parsing depth"},
            {"{\"title\": \"x\"}", "neither an annotation nor a list"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(PsgAnnotations) annotations =
                psg_annotations_read(cases[i][0], strlen(cases[i][0]), &error);
        assert_null(annotations);
        assert_true(g_error_matches(error, PSG_REVIEW_ERROR, PSG_REVIEW_ERROR_FORMAT));
        if (!strstr(error->message, cases[i][1]))
            fail_msg("\"%s\" is not in \"%s\"", cases[i][1], error->message);
    }
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, import_folder_set_up, folder_tear_down)
    const struct CMUnitTest tests[] = {
            TEST(test_ours_come_back_as_the_same_events_and_are_written_as_the_same_bytes),
            TEST(test_positions_are_in_characters_and_in_bytes),
            TEST(test_words_that_were_taken_away_are_not_written_and_do_not_come_back),
            TEST(test_events_that_break_a_rule_are_refused_one_by_one),
            TEST(test_events_never_change_and_need_their_thread),
            cmocka_unit_test(test_reads_an_annotation_of_the_model),
            cmocka_unit_test(test_reads_what_hypothesis_exports),
            cmocka_unit_test(test_a_target_that_is_an_annotation_makes_a_reply_and_several_several),
            cmocka_unit_test(test_finds_annotations_in_pages_and_collections_and_tells_of_others),
            cmocka_unit_test(test_files_that_are_no_annotations_are_refused_with_the_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
