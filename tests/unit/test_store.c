/* The store: what is appended is listed, whatever else lies on the branch or goes wrong. */
#include "git_folder.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "git/repository.h"
#include "review/review_error.h"
#include "review/store/store.h"

#define AT 1795443303
#define BRANCH "plainsong/comments"

/* An id of which nothing lies below threads/zz: a test puts something else there. */
static char *
make_id(gint64 at)
{
    char *id = psg_event_id_new(at, NULL);
    while (strncmp(id + 17, "zz", 2) == 0) {
        g_free(id);
        id = psg_event_id_new(at, NULL);
    }
    return id;
}

/* An event of a person, of a new thread when `thread` is NULL; the caller frees it with
 * free_event(). */
static PsgEvent *
make_event(const char *thread, gint64 at, const char *body)
{
    PsgEvent *event = g_new0(PsgEvent, 1);
    event->kind = thread ? PSG_EVENT_REPLY : PSG_EVENT_COMMENT;
    event->id = make_id(at);
    event->thread = thread ? thread : event->id;
    event->by = "amina";
    event->group = "parents";
    event->at = at;
    event->has_target = !thread;
    if (!thread)
        event->on.document = "early-years";
    event->body = body;
    event->body_length = strlen(body);
    return event;
}

static void
free_event(PsgEvent *event)
{
    g_free((char *)event->id);
    g_free(event);
}

typedef struct {
    PsgRepository *repository;
    PsgStore *store;
} Opened;

static Opened
open_store(const char *folder)
{
    g_autoptr(GError) error = NULL;
    Opened opened = {.repository = psg_repository_open(folder, &error)};
    if (!opened.repository)
        fail_msg("%s", error->message);
    opened.store = psg_store_new(opened.repository);
    psg_store_set_patience(opened.store, 200);
    return opened;
}

static void
opened_clear(Opened *opened)
{
    psg_store_free(opened->store);
    psg_repository_free(opened->repository);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Opened, opened_clear)

static void
append(PsgStore *store, const PsgEvent *event)
{
    g_autoptr(GError) error = NULL;
    if (!psg_store_append(store, &event, 1, &error))
        fail_msg("%s", error->message);
}

static void
refuse(PsgStore *store, const PsgEvent *event, PsgReviewError code, const char *message)
{
    g_autoptr(GError) error = NULL;
    assert_false(psg_store_append(store, &event, 1, &error));
    if (!g_error_matches(error, PSG_REVIEW_ERROR, (gint)code) || !strstr(error->message, message))
        fail_msg("%d: %s", error->code, error->message);
}

static PsgEventList *
list(PsgStore *store)
{
    g_autoptr(GError) error = NULL;
    PsgEventList *events = psg_store_list(store, &error);
    if (!events)
        fail_msg("%s", error->message);
    return events;
}

static guint
count(PsgStore *store)
{
    guint length;
    g_autoptr(PsgEventList) events = list(store);
    psg_event_list_get_events(events, &length);
    return length;
}

/* What a list holds as one text, with what it tells of other files. */
static char *
describe(PsgStore *store)
{
    guint length;
    g_autoptr(PsgEventList) events = list(store);
    const PsgEvent *all = psg_event_list_get_events(events, &length);
    GString *out = g_string_new(psg_event_list_get_tip(events));
    for (guint i = 0; i < length; i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(PsgEvent) full = psg_store_read(store, events, &all[i], &error);
        if (!full)
            fail_msg("%s", error->message);
        /* The list's own fields are those of the file. */
        PsgEvent listed = all[i];
        listed.body = full->body;
        listed.body_length = full->body_length;
        g_autoptr(GBytes) a = psg_event_write(&listed, NULL);
        g_autoptr(GBytes) b = psg_event_write(full, NULL);
        assert_true(g_bytes_equal(a, b));
        g_string_append_len(out, g_bytes_get_data(a, NULL), (gssize)g_bytes_get_size(a));
    }
    g_autoptr(PsgFindings) findings = psg_findings_new();
    psg_event_list_report(events, findings);
    psg_findings_finish(findings);
    for (guint i = 0; i < psg_findings_get_length(findings); i++) {
        g_autofree char *line = psg_finding_format(psg_findings_get(findings, i));
        g_string_append_printf(out, "\n%s", line);
    }
    return g_string_free(out, FALSE);
}

static char *
get_index_path(const char *folder)
{
    return g_build_filename(folder, ".git/plainsong/comments-index", NULL);
}

static void
remove_index(const char *folder)
{
    g_autofree char *path = get_index_path(folder);
    g_unlink(path);
}

/* Adds so many comments at once. */
static void
append_many(PsgStore *store, guint number, gint64 at)
{
    g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func((GDestroyNotify)free_event);
    g_autoptr(GError) error = NULL;
    for (guint i = 0; i < number; i++)
        g_ptr_array_add(events, make_event(NULL, at + i, "One of many.\n"));
    if (!psg_store_append(store, (const PsgEvent *const *)events->pdata, events->len, &error))
        fail_msg("%s", error->message);
}

static void
test_no_branch_is_an_empty_list(void **state)
{
    g_auto(Opened) opened = open_store(*state);
    g_autoptr(PsgEventList) events = list(opened.store);
    assert_null(psg_event_list_get_tip(events));
    assert_int_equal(count(opened.store), 0);
}

static void
test_what_is_appended_is_listed(void **state)
{
    g_auto(Opened) opened = open_store(*state);
    PsgEvent *comment = make_event(NULL, AT, "# Hello\r\n\n---\nthere");
    append(opened.store, comment);
    PsgEvent *reply = make_event(comment->id, AT + 60, "Yes.\n");
    reply->after = &comment->id;
    reply->after_count = 1;
    append(opened.store, reply);
    append(opened.store, reply); /* again is fine */
    guint length;
    g_autoptr(PsgEventList) events = list(opened.store);
    const PsgEvent *all = psg_event_list_get_events(events, &length);
    assert_int_equal(length, 2);
    assert_string_equal(all[0].id, comment->id);
    assert_string_equal(all[1].after[0], comment->id);
    assert_string_equal(all[1].group, "parents");
    g_autoptr(PsgEvent) full = psg_store_read(opened.store, events, &all[0], NULL);
    assert_string_equal(full->body, comment->body);
    git_folder_run(*state, "test $(git rev-list --count " BRANCH ") = 2; git fsck --strict 2>&1 | "
                           "(! grep -v unborn)");
    free_event(comment);
    free_event(reply);
}

static void
test_nothing_else_of_the_repository_is_touched(void **state)
{
    folder_fill(*state, "a.md", "# A\n", "b.md", "# B\n", NULL);
    git_folder_run(*state,
            "git add a.md && git commit -q -m A && git add b.md && echo x >> a.md && "
            "git status --porcelain=v2 --branch > .git/before && "
            "cp .git/index .git/index-before && cp .git/HEAD .git/HEAD-before");
    g_auto(Opened) opened = open_store(*state);
    append_many(opened.store, 1, AT);
    append_many(opened.store, 200, AT + 1000);
    git_folder_run(*state, "cmp .git/index .git/index-before && cmp .git/HEAD .git/HEAD-before && "
                           "git status --porcelain=v2 --branch | cmp - .git/before && git fsck "
                           "--strict && test -z \"$(git merge-base main " BRANCH ")\"");
}

static void
test_no_address_of_anybody_gets_in(void **state)
{
    g_auto(Opened) opened = open_store(*state);
    append_many(opened.store, 1, AT);
    append_many(opened.store, 100, AT + 1000);
    git_folder_run(*state,
            "! git log --format=%an%ae%cn%ce%B " BRANCH " | grep -i -e robin -e @; "
            "! grep -r -i robin .git/logs; git log --format='%an <%ae> %at %ct' " BRANCH
            " | grep -x 'amina <> 1795443303 1795443303'");
}

static void
test_events_never_change(void **state)
{
    g_auto(Opened) opened = open_store(*state);
    PsgEvent *comment = make_event(NULL, AT, "One.\n");
    append(opened.store, comment);
    comment->body = "Two.\n";
    refuse(opened.store, comment, PSG_REVIEW_ERROR_EXISTS, comment->id);
    comment->by = "amina@example.org";
    refuse(opened.store, comment, PSG_REVIEW_ERROR_EVENT, "by");
    assert_int_equal(count(opened.store), 1);
    free_event(comment);
}

static void
test_words_that_were_taken_away_stay_away(void **state)
{
    g_auto(Opened) opened = open_store(*state);
    g_auto(PsgStoreExpiry) expiry = {0};
    PsgStoreMerged merged;
    PsgEvent *comment = make_event(NULL, AT, "One.\n");
    append(opened.store, comment);
    PsgEvent *redaction = make_event(comment->id, AT + 1, "It must not be told.\n");
    redaction->kind = PSG_EVENT_REDACT;
    redaction->to = comment->id;
    const PsgEvent *const all[] = {redaction};
    assert_true(psg_store_redact(opened.store, all, 1, &merged, NULL));
    assert_int_equal(merged.redacted_here, 1);
    assert_true(psg_store_expire(opened.store, &expiry, NULL));
    assert_int_equal(expiry.expired, 1);
    assert_int_equal(expiry.left, 0);
    git_folder_run(*state, "test $(git rev-list --count " BRANCH ") = 1; git fsck; ! git cat-file "
                           "--batch --batch-all-objects | grep One");
    /* Neither as they were, nor in a new form. */
    refuse(opened.store, comment, PSG_REVIEW_ERROR_EXISTS, comment->id);
    PsgEvent *edit = make_event(comment->id, AT + 2, "One, and two.\n");
    edit->kind = PSG_EVENT_EDIT;
    edit->to = comment->id;
    refuse(opened.store, edit, PSG_REVIEW_ERROR_EVENT, "taken away");
    assert_int_equal(count(opened.store), 2);
    free_event(comment);
    free_event(redaction);
    free_event(edit);
}

static void
test_a_batch_is_stored_whole_or_not_at_all(void **state)
{
    g_auto(Opened) opened = open_store(*state);
    g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func((GDestroyNotify)free_event);
    g_autoptr(GError) error = NULL;
    for (guint i = 0; i < 300; i++)
        g_ptr_array_add(events, make_event(NULL, AT + i, "One.\n"));
    PsgEvent *wrong = events->pdata[299];
    wrong->body = "\x1b";
    assert_false(
            psg_store_append(opened.store, (const PsgEvent *const *)events->pdata, 300, &error));
    assert_int_equal(count(opened.store), 0);
    wrong->body = "Two.\n";
    assert_true(psg_store_append(opened.store, (const PsgEvent *const *)events->pdata, 300, NULL));
    assert_int_equal(count(opened.store), 300);
    /* Half of it is there already. */
    for (guint i = 0; i < 100; i++)
        g_ptr_array_add(
                events, make_event(((PsgEvent *)events->pdata[i])->thread, AT + 1000, "x\n"));
    assert_true(psg_store_append(opened.store, (const PsgEvent *const *)events->pdata, 400, NULL));
    assert_int_equal(count(opened.store), 400);
    git_folder_run(*state, "test $(git rev-list --count " BRANCH ") = 2 && git fsck --strict");
}

static void
test_the_index_says_what_the_branch_says(void **state)
{
    g_auto(Opened) opened = open_store(*state);
    append_many(opened.store, 200, AT);
    g_autofree char *path = get_index_path(*state);
    g_autofree char *first = describe(opened.store);
    assert_true(g_file_test(path, G_FILE_TEST_EXISTS));
    g_autofree char *again = describe(opened.store);
    assert_string_equal(again, first);
    /* Some more, in old threads and in new ones, few and many. */
    const guint sizes[] = {1, 3, 100};
    for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_autoptr(PsgEventList) events = list(opened.store);
        guint length;
        const PsgEvent *all = psg_event_list_get_events(events, &length);
        PsgEvent *reply = make_event(all[length / 2].thread, AT + 5000 + i, "Yes.\n");
        append(opened.store, reply);
        append_many(opened.store, sizes[i], AT + 1000 * (i + 1));
        g_autofree char *extended = describe(opened.store);
        remove_index(*state);
        g_autofree char *anew = describe(opened.store);
        assert_string_equal(extended, anew);
        free_event(reply);
    }
    assert_int_equal(count(opened.store), 307);
}

static void
test_a_broken_index_is_made_anew(void **state)
{
    g_auto(Opened) opened = open_store(*state);
    append_many(opened.store, 60, AT);
    g_autofree char *right = describe(opened.store);
    g_autofree char *path = get_index_path(*state);
    g_autofree char *bytes = NULL;
    gsize length;
    assert_true(g_file_get_contents(path, &bytes, &length, NULL));
    g_autoptr(GRand) random = g_rand_new_with_seed(4);
    for (guint i = 0; i < 60; i++) {
        g_autofree char *broken = g_memdup2(bytes, length);
        gsize cut = i % 3 == 0 ? (gsize)g_rand_int_range(random, 0, (gint)length) : length;
        if (i % 3 != 0)
            broken[g_rand_int_range(random, 0, (gint)length)] ^= (char)(1 << i % 8);
        assert_true(g_file_set_contents(path, broken, (gssize)cut, NULL));
        g_autofree char *read = describe(opened.store);
        assert_string_equal(read, right);
    }
    g_unlink(path);
    assert_int_equal(g_mkdir(path, 0777), 0);
    g_autofree char *without = describe(opened.store);
    assert_string_equal(without, right);
}

static void
test_a_branch_written_anew_is_read_anew(void **state)
{
    g_auto(Opened) opened = open_store(*state);
    append_many(opened.store, 100, AT);
    git_folder_run(*state, "git branch kept " BRANCH);
    append_many(opened.store, 100, AT + 1000);
    assert_int_equal(count(opened.store), 200);
    git_folder_run(*state, "git branch -f " BRANCH " kept");
    assert_int_equal(count(opened.store), 100);
    git_folder_run(*state, "git branch -D -q kept " BRANCH);
    assert_int_equal(count(opened.store), 0);
    append_many(opened.store, 1, AT);
    git_folder_run(*state, "git reflog expire --expire=now --all && git gc -q --prune=now");
    assert_int_equal(count(opened.store), 1);
}

static void
test_other_files_are_told_and_left_alone(void **state)
{
    g_auto(Opened) opened = open_store(*state);
    append_many(opened.store, 1, AT);
    git_folder_run(*state,
            "export GIT_INDEX_FILE=.git/other; git read-tree " BRANCH "; "
            "blob=$(echo words | git hash-object -w --stdin); link=$(printf /etc/passwd | "
            "git hash-object -w --stdin); thread=$(git ls-files | head -1 | xargs dirname); "
            "put() { git update-index --add --cacheinfo \"$1,$2,$3\"; }; "
            "put 100644 $blob README.md; put 100644 $blob threads/note; put 120000 $link "
            "threads/zz; "
            "put 100644 $blob $thread/x/deep/er.md; put 120000 $link "
            "$thread/20261123T141503Z-aaaaaaaaaa.md; "
            "put 160000 $(git rev-parse " BRANCH ") $thread/20261123T141503Z-bbbbbbbbbb.md; "
            "put 100644 $blob $thread/20261123T141503Z-cccccccccc.md; "
            "put 100644 $blob \"$thread/$(printf 'esc\\033[2J')\"; "
            "put 100644 $blob threads/zz1/a.md; put 100644 $blob "
            "threads/aa/20261123T141503Z-bbcccccccc/x.md; "
            "commit=$(echo odd | git commit-tree $(git write-tree) -p " BRANCH "); "
            "git update-ref refs/heads/" BRANCH " $commit");
    g_autofree char *told = describe(opened.store);
    assert_int_equal(count(opened.store), 1);
    static const char *const parts[] = {"README.md: warning", "threads/note: warning",
            "threads/zz: warning: this is a symbolic link", "/x: warning: no folder",
            "aaaaaaaaaa.md: warning: this is a symbolic link",
            "bbbbbbbbbb.md: warning: this is another repository",
            "cccccccccc.md: error: 1: an event begins", "/esc\\033[2J: warning",
            "threads/zz1: warning", "threads/aa/20261123T141503Z-bbcccccccc: warning"};
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        if (!strstr(told, parts[i]))
            fail_msg("\"%s\" is not in\n%s", parts[i], told);
    /* What was there stays, and is told once more. */
    append_many(opened.store, 50, AT + 100);
    g_autofree char *extended = describe(opened.store);
    remove_index(*state);
    g_autofree char *anew = describe(opened.store);
    assert_string_equal(extended, anew);
    assert_non_null(strstr(anew, "README.md: warning"));
    git_folder_run(*state, "git cat-file -e " BRANCH ":README.md && git fsck");
}

static void
test_folders_that_are_none_make_room_and_branches_are_refused(void **state)
{
    g_auto(Opened) opened = open_store(*state);
    git_folder_run(*state,
            "export GIT_INDEX_FILE=.git/other; blob=$(echo words | git hash-object -w --stdin); "
            "git update-index --add --cacheinfo 120000,$blob,threads; "
            "git update-ref refs/heads/" BRANCH " $(echo odd | git commit-tree $(git write-tree))");
    PsgEvent *event = make_event(NULL, AT, "x");
    assert_int_equal(count(opened.store), 0);
    append(opened.store, event);
    assert_int_equal(count(opened.store), 1);
    git_folder_run(*state,
            "test $(git ls-tree " BRANCH " threads | cut -c 1-6) = 040000 && git fsck --strict");
    git_folder_run(*state, "git symbolic-ref refs/heads/" BRANCH " refs/heads/main");
    refuse(opened.store, event, PSG_REVIEW_ERROR_BRANCH, "refs/heads/main");
    git_folder_run(*state, "git symbolic-ref -d refs/heads/" BRANCH);
    git_folder_run(*state, "echo a > a && git add a && git commit -q -m a && git branch plainsong");
    refuse(opened.store, event, PSG_REVIEW_ERROR_BRANCH, "plainsong");
    free_event(event);
}

static void
test_a_locked_branch_is_told(void **state)
{
    g_auto(Opened) opened = open_store(*state);
    append_many(opened.store, 1, AT);
    folder_fill(*state, ".git/" PSG_STORE_BRANCH ".lock", "", NULL);
    PsgEvent *event = make_event(NULL, AT, "x");
    refuse(opened.store, event, PSG_REVIEW_ERROR_LOCKED, "comments.lock");
    assert_int_equal(count(opened.store), 1);
    git_folder_run(*state, "rm .git/" PSG_STORE_BRANCH ".lock");
    append(opened.store, event);
    assert_int_equal(count(opened.store), 2);
    free_event(event);
}

/* What a program of ours leaves that is ended while it moves the branch: its note and git's lock.
 */
static void
test_a_lock_that_we_left_is_taken_back(void **state)
{
    g_auto(Opened) opened = open_store(*state);
    append_many(opened.store, 1, AT);
    static const char note[] = "0123456789abcdef0123456789abcdef01234567\n";
    folder_fill(*state, ".git/" PSG_STORE_BRANCH ".lock", note, ".git/plainsong/comments-lock",
            note, NULL);
    append_many(opened.store, 1, AT);
    assert_int_equal(count(opened.store), 2);
    /* One that is not ours stays. */
    folder_fill(*state, ".git/" PSG_STORE_BRANCH ".lock",
            "1123456789abcdef0123456789abcdef01234567\n", ".git/plainsong/comments-lock", note,
            NULL);
    PsgEvent *event = make_event(NULL, AT, "x");
    refuse(opened.store, event, PSG_REVIEW_ERROR_LOCKED, "comments.lock");
    free_event(event);
}

typedef struct {
    const char *folder;
    guint number;
} Writer;

static gpointer
write_some(gpointer data)
{
    const Writer *writer = data;
    Opened opened = open_store(writer->folder);
    psg_store_set_patience(opened.store, 60000);
    guint failures = 0;
    for (guint i = 0; i < 12; i++) {
        PsgEvent *event = make_event(NULL, AT + i, "x");
        const PsgEvent *events[] = {event};
        failures += !psg_store_append(opened.store, events, 1, NULL);
        free_event(event);
    }
    opened_clear(&opened);
    return GUINT_TO_POINTER(failures);
}

static void
test_several_writers_lose_nothing(void **state)
{
    GThread *threads[4];
    Writer writer = {.folder = *state};
    for (guint i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("writer", write_some, &writer);
    for (guint i = 0; i < G_N_ELEMENTS(threads); i++)
        assert_int_equal(GPOINTER_TO_UINT(g_thread_join(threads[i])), 0);
    g_auto(Opened) opened = open_store(*state);
    assert_int_equal(count(opened.store), 48);
    git_folder_run(*state, "git fsck --strict && test $(git rev-list --count " BRANCH ") = 48");
}

/* Without our own lock (where it cannot be made) the compare-and-swap alone must do. */
static void
test_several_writers_lose_nothing_without_taking_turns(void **state)
{
    git_folder_run(*state, "mkdir -p .git/plainsong/comments-lock");
    test_several_writers_lose_nothing(state);
}

static void
test_linked_work_trees_and_bare_repositories_share_the_branch(void **state)
{
    git_folder_run(*state, "echo a > a && git add a && git commit -q -m a && git worktree add -q "
                           "linked && git clone -q --bare . bare.git");
    g_autofree char *linked = g_build_filename(*state, "linked", NULL);
    g_autofree char *bare = g_build_filename(*state, "bare.git", NULL);
    g_auto(Opened) main_one = open_store(*state);
    g_auto(Opened) linked_one = open_store(linked);
    g_auto(Opened) bare_one = open_store(bare);
    append_many(main_one.store, 1, AT);
    append_many(linked_one.store, 1, AT);
    append_many(bare_one.store, 3, AT);
    assert_int_equal(count(main_one.store), 2);
    assert_int_equal(count(linked_one.store), 2);
    assert_int_equal(count(bare_one.store), 3);
}

static void
test_great_events_are_told(void **state)
{
    g_auto(Opened) opened = open_store(*state);
    append_many(opened.store, 1, AT);
    git_folder_run(*state,
            "export GIT_INDEX_FILE=.git/other; git read-tree " BRANCH "; "
            "blob=$(head -c 52428800 /dev/zero | git hash-object -w --stdin); "
            "thread=$(git ls-files | head -1 | xargs dirname); git update-index --add --cacheinfo "
            "100644,$blob,$thread/20261123T141503Z-cccccccccc.md; git update-ref refs/heads/" BRANCH
            " $(echo odd | git commit-tree $(git write-tree) -p " BRANCH ")");
    g_autofree char *told = describe(opened.store);
    assert_non_null(strstr(told, "52428800 bytes; at most"));
    assert_int_equal(count(opened.store), 1);
}

static void
test_an_event_that_git_cannot_read_hides_no_other(void **state)
{
    g_auto(Opened) opened = open_store(*state);
    for (guint i = 0; i < 40; i++)
        append_many(opened.store, 1, AT + i);
    git_folder_run(*state, "blob=$(git ls-tree -r " BRANCH " | head -1 | cut -c13-52); "
                           "file=.git/objects/$(echo $blob | cut -c1-2)/$(echo $blob | cut -c3-); "
                           "mv $file .git/kept; echo $file > .git/place");
    for (guint i = 0; i < 2; i++) {
        g_auto(Opened) again = open_store(*state);
        g_autofree char *told = describe(again.store);
        assert_non_null(strstr(told, "error:"));
        assert_non_null(strstr(told, "this event cannot be read"));
        assert_int_equal(count(again.store), 39);
    }
    git_folder_run(*state, "mv .git/kept $(cat .git/place)");
    g_auto(Opened) later = open_store(*state);
    assert_int_equal(count(later.store), 40);
}

#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, git_folder_set_up, folder_tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
            STORE_TEST(test_no_branch_is_an_empty_list),
            STORE_TEST(test_what_is_appended_is_listed),
            STORE_TEST(test_nothing_else_of_the_repository_is_touched),
            STORE_TEST(test_no_address_of_anybody_gets_in),
            STORE_TEST(test_events_never_change),
            STORE_TEST(test_words_that_were_taken_away_stay_away),
            STORE_TEST(test_a_batch_is_stored_whole_or_not_at_all),
            STORE_TEST(test_the_index_says_what_the_branch_says),
            STORE_TEST(test_a_broken_index_is_made_anew),
            STORE_TEST(test_a_branch_written_anew_is_read_anew),
            STORE_TEST(test_other_files_are_told_and_left_alone),
            STORE_TEST(test_folders_that_are_none_make_room_and_branches_are_refused),
            STORE_TEST(test_a_locked_branch_is_told),
            STORE_TEST(test_a_lock_that_we_left_is_taken_back),
            STORE_TEST(test_several_writers_lose_nothing),
            STORE_TEST(test_several_writers_lose_nothing_without_taking_turns),
            STORE_TEST(test_linked_work_trees_and_bare_repositories_share_the_branch),
            STORE_TEST(test_great_events_are_told),
            STORE_TEST(test_an_event_that_git_cannot_read_hides_no_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
