/* The union of two states of the comments: the same whoever joins first and in whatever order, with
 * nothing left out but words that were taken away. */
#include "git_folder.h"

#include "git/git_folder.h"
#include "review/store/store_internal.h"

#define AT 1795443303

/* A store with what is needed to make roots without commits. */
typedef struct {
    PsgRepository *repository;
    PsgStore *store;
    git_odb *odb;
    PsgPacks *packs;
    PsgPackReader *reader;
    char *objects;
} Place;

static void
place_init(Place *place, const char *folder)
{
    place->repository = psg_repository_open(folder, NULL);
    place->store = psg_store_new(place->repository);
    assert_true(psg_store_open_objects(place->store, &place->odb, &place->packs, NULL));
    place->reader = psg_pack_reader_new(place->packs, place->odb);
    place->objects = psg_git_folder_build_objects_path(psg_repository_get_git(place->repository));
}

static void
place_clear(Place *place)
{
    psg_pack_reader_free(place->reader);
    psg_packs_free(place->packs);
    git_odb_free(place->odb);
    psg_store_free(place->store);
    psg_repository_free(place->repository);
    g_free(place->objects);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Place, place_clear)

/* --- Events --- */

/* `after` as a field of its own, so that an event can be copied. */
typedef struct {
    PsgEvent event;
    char *id, *body;
} Made;

static void
made_free(gpointer data)
{
    Made *made = data;
    g_free(made->id);
    g_free(made->body);
    g_free(made);
}

static Made *
make(PsgEventKind kind, const Made *thread, const Made *to, gint64 at)
{
    Made *made = g_new0(Made, 1);
    made->id = psg_event_id_new(at, NULL);
    made->body = g_strdup_printf("words-%s\n", made->id);
    made->event = (PsgEvent){.kind = kind,
            .id = made->id,
            .thread = thread ? thread->id : made->id,
            .by = "amina",
            .at = at,
            .to = to ? to->id : NULL,
            .has_target = thread == NULL,
            .on = {.document = thread ? NULL : "early-years"},
            .body = made->body,
            .body_length = strlen(made->body)};
    return made;
}

/* Threads with replies, edits, edits of edits and redactions, several of them of one event. */
static GPtrArray *
make_world(GRand *random, guint threads)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(made_free);
    for (guint i = 0; i < threads; i++) {
        guint first = all->len;
        g_ptr_array_add(all, make(PSG_EVENT_COMMENT, NULL, NULL, AT + i));
        const Made *thread = all->pdata[first];
        for (guint k = (guint)g_rand_int_range(random, 0, 7); k > 0; k--) {
            const Made *about = all->pdata[g_rand_int_range(random, (gint)first, (gint)all->len)];
            int what = g_rand_int_range(random, 0, 3);
            gint64 at = AT + 100 + g_rand_int_range(random, 0, 50);
            g_ptr_array_add(all, what == 0 ? make(PSG_EVENT_REPLY, thread, NULL, at)
                                 : what == 1 || about->event.kind == PSG_EVENT_REDACT
                                         ? make(PSG_EVENT_EDIT, thread, about, at)
                                         : make(PSG_EVENT_REDACT, thread, about, at));
        }
    }
    return all;
}

static void
root_of(const Place *place, const PsgEvent *const *events, guint count, git_oid *root)
{
    gint64 time;
    g_autoptr(GError) error = NULL;
    g_autoptr(PsgObjects) objects = psg_objects_new();
    if (!psg_store_add_events(objects, events, count, root, &time, &error) ||
            !psg_objects_store(objects, place->odb, place->objects, &error))
        fail_msg("%s", error->message);
}

static void
join(const Place *place, const git_oid *a, const git_oid *b, PsgStoreUnion *together)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PsgObjects) objects = psg_objects_new();
    if (!psg_store_union_make(together, place->reader, objects, a, b, &error) ||
            !psg_objects_store(objects, place->odb, place->objects, &error))
        fail_msg("%s", error->message);
}

static git_oid
join_roots(const Place *place, const git_oid *a, const git_oid *b)
{
    g_auto(PsgStoreUnion) together;
    psg_store_union_init(&together);
    join(place, a, b, &together);
    return together.root;
}

/* A part of the world, as one clone may know it. */
static git_oid
root_of_some(const Place *place, const GPtrArray *world, GRand *random)
{
    g_autoptr(GPtrArray) some = g_ptr_array_new();
    git_oid root;
    for (guint i = 0; i < world->len; i++)
        if (g_rand_int_range(random, 0, 2) == 0)
            g_ptr_array_add(some, &((Made *)world->pdata[i])->event);
    if (some->len == 0)
        g_ptr_array_add(some, &((Made *)world->pdata[0])->event);
    root_of(place, (const PsgEvent *const *)some->pdata, some->len, &root);
    return root;
}

static void
assert_same(const git_oid *a, const git_oid *b)
{
    char left[GIT_OID_HEXSZ + 1];
    git_oid_tostr(left, sizeof left, a);
    assert_string_equal(left, git_oid_tostr_s(b));
}

/* --- What it promises --- */

static void
test_unions_are_the_same_in_every_order(void **state)
{
    g_auto(Place) place = {0};
    place_init(&place, *state);
    for (guint round = 0; round < 12; round++) {
        g_autoptr(GRand) random = g_rand_new_with_seed(round + 1);
        g_autoptr(GPtrArray) world = make_world(random, 6);
        git_oid a = root_of_some(&place, world, random), b = root_of_some(&place, world, random),
                c = root_of_some(&place, world, random);
        git_oid ab = join_roots(&place, &a, &b), ba = join_roots(&place, &b, &a),
                bc = join_roots(&place, &b, &c), ca = join_roots(&place, &c, &a);
        assert_same(&ab, &ba);
        git_oid one = join_roots(&place, &ab, &c), two = join_roots(&place, &a, &bc),
                three = join_roots(&place, &b, &ca);
        assert_same(&one, &two);
        assert_same(&one, &three);
        git_oid again = join_roots(&place, &one, &b), itself = join_roots(&place, &one, &one);
        assert_same(&again, &one);
        assert_same(&itself, &one);
    }
}

/* What the union of both says of a file, "" when it is not there; the caller's. */
static char *
read_event(const char *folder, const git_oid *root, const PsgEvent *event)
{
    g_autofree char *path = psg_event_format_path(event);
    g_autofree char *command = g_strdup_printf(
            "git cat-file blob %s:%s > .git/read || : > .git/read", git_oid_tostr_s(root), path);
    g_autofree char *file = g_build_filename(folder, ".git/read", NULL);
    char *text = NULL;
    git_folder_run(folder, command);
    assert_true(g_file_get_contents(file, &text, NULL, NULL));
    return text;
}

static void
test_a_redaction_takes_the_words_and_those_of_every_edit(void **state)
{
    g_auto(Place) place = {0};
    place_init(&place, *state);
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(made_free);
    Made *comment = make(PSG_EVENT_COMMENT, NULL, NULL, AT);
    Made *edit = make(PSG_EVENT_EDIT, comment, comment, AT + 1);
    Made *reply = make(PSG_EVENT_REPLY, comment, NULL, AT + 2);
    Made *redaction = make(PSG_EVENT_REDACT, comment, comment, AT + 3);
    Made *other = make(PSG_EVENT_REDACT, comment, comment, AT + 4);
    Made *const made[] = {comment, edit, reply, redaction, other};
    for (guint i = 0; i < G_N_ELEMENTS(made); i++)
        g_ptr_array_add(all, made[i]);
    const PsgEvent *const ours[] = {&comment->event, &edit->event, &reply->event};
    const PsgEvent *const theirs[] = {&comment->event, &redaction->event, &other->event};
    git_oid a, b;
    root_of(&place, ours, 3, &a);
    root_of(&place, theirs, 3, &b);
    g_auto(PsgStoreUnion) together;
    psg_store_union_init(&together);
    join(&place, &a, &b, &together);
    g_autofree char *first = read_event(*state, &together.root, &comment->event);
    g_autofree char *second = read_event(*state, &together.root, &edit->event);
    g_autofree char *third = read_event(*state, &together.root, &reply->event);
    assert_null(strstr(first, "words-"));
    assert_null(strstr(second, "words-"));
    assert_non_null(strstr(first, redaction->id)); /* the first of the two */
    assert_non_null(strstr(second, redaction->id));
    assert_non_null(strstr(third, reply->body));
    assert_int_equal(together.extra[0], 2);
    assert_int_equal(together.extra[1], 2);
    assert_int_equal(together.spoken[0], 2); /* comment and edit */
    assert_int_equal(together.spoken[1], 1);
    assert_int_equal(together.dropped->len, 3);
    /* Joined with what still has the words, they do not come back. */
    git_oid again = join_roots(&place, &a, &together.root);
    assert_same(&again, &together.root);
}

static void
test_folders_that_are_the_same_are_not_read(void **state)
{
    g_auto(Place) place = {0};
    place_init(&place, *state);
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(made_free);
    g_autoptr(GPtrArray) events = g_ptr_array_new();
    for (guint i = 0; i < 40; i++) {
        g_ptr_array_add(all, make(PSG_EVENT_COMMENT, NULL, NULL, AT + i));
        g_ptr_array_add(events, &((Made *)all->pdata[i])->event);
    }
    git_oid a, b;
    root_of(&place, (const PsgEvent *const *)events->pdata, 39, &a);
    root_of(&place, (const PsgEvent *const *)events->pdata, 40, &b);
    /* Every event's file is gone, and none of them is asked for. */
    git_folder_run(*state, "for o in $(git cat-file --batch-all-objects --batch-check | grep blob "
                           "| cut -c1-40); do rm -f .git/objects/$(echo $o | cut -c1-2)/$(echo $o "
                           "| cut -c3-); done");
    g_auto(PsgStoreUnion) together;
    psg_store_union_init(&together);
    join(&place, &a, &b, &together);
    assert_same(&together.root, &b);
    assert_int_equal(together.extra[0], 0);
    assert_int_equal(together.extra[1], 1);
}

/* A root that a shell command puts into git's index at GIT_INDEX_FILE. */
static git_oid
make_root(const char *folder, const char *command)
{
    g_autofree char *whole = g_strdup_printf(
            "export GIT_INDEX_FILE=.git/other; rm -f .git/other; one=$(echo one | git hash-object "
            "-w --stdin); two=$(echo two | git hash-object -w --stdin); put() { git update-index "
            "--add --cacheinfo \"$1,$2,$3\"; }; %s; git write-tree > .git/root",
            command);
    g_autofree char *file = g_build_filename(folder, ".git/root", NULL);
    g_autofree char *text = NULL;
    git_oid root;
    git_folder_run(folder, whole);
    assert_true(g_file_get_contents(file, &text, NULL, NULL));
    assert_int_equal(git_oid_fromstrn(&root, text, GIT_OID_HEXSZ), 0);
    return root;
}

static void
test_other_files_make_room_for_comments(void **state)
{
    g_auto(Place) place = {0};
    place_init(&place, *state);
    git_oid a =
            make_root(*state, "put 120000 $one threads; put 100644 $one README; put 100644 $one "
                              "only-here");
    git_oid b = make_root(*state,
            "put 100644 $two README; put 160000 0123456789012345678901234567890123456789 "
            "other; put 120000 $two threads/zz");
    git_oid c = make_root(*state, "put 100644 $one threads/zz/20261123T141503Z-zz00000000/"
                                  "20261123T141503Z-zz00000000.md");
    git_oid ab = join_roots(&place, &a, &b), ba = join_roots(&place, &b, &a);
    assert_same(&ab, &ba);
    git_oid bc = join_roots(&place, &b, &c);
    git_oid one = join_roots(&place, &ab, &c), two = join_roots(&place, &bc, &a);
    assert_same(&one, &two);
    g_autofree char *command = g_strdup_printf(
            "git ls-tree -r --name-only %s > .git/names; printf 'README\\nonly-here\\nother\\n"
            "threads/zz/20261123T141503Z-zz00000000/20261123T141503Z-zz00000000.md\\n' | cmp - "
            ".git/names",
            git_oid_tostr_s(&one));
    git_folder_run(*state, command);
}

#define UNION_TEST(name) cmocka_unit_test_setup_teardown(name, git_folder_set_up, folder_tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
            UNION_TEST(test_unions_are_the_same_in_every_order),
            UNION_TEST(test_a_redaction_takes_the_words_and_those_of_every_edit),
            UNION_TEST(test_folders_that_are_the_same_are_not_read),
            UNION_TEST(test_other_files_make_room_for_comments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
