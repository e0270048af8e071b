/* Reading packs: the same objects as git has, and no harm from packs that are damaged. */
#include "git_folder.h"

#include <git2.h>
#include <glib/gstdio.h>

#include "base/cleanup.h"
#include "git/repository.h"
#include "review/store/store_pack.h"

/* A repository with one pack, in which most objects are differences to others. */
static int
set_up(void **state)
{
    if (git_folder_set_up(state) != 0)
        return -1;
    git_folder_run(*state,
            "i=0; while [ $i -lt 60 ]; do seq $i $((i + 400)) > numbers; seq $i > n$((i % 7)); "
            ": > empty; git add . && git commit -q -m $i; i=$((i + 1)); done; "
            "head -c 300000 /dev/urandom > great; git add . && git commit -q -m great; "
            "git repack -adfq --depth=50 --window=50; git prune-packed; "
            "git verify-pack -v .git/objects/pack/*.idx | grep -q 'chain length = 5'");
    return 0;
}

typedef struct {
    PsgRepository *repository;
    git_odb *odb;
    GArray *oids;
} Objects;

static int
add_oid(const git_oid *oid, void *data)
{
    g_array_append_vals(data, oid, 1);
    return 0;
}

static void
objects_init(Objects *objects, const char *folder)
{
    objects->repository = psg_repository_open(folder, NULL);
    assert_non_null(objects->repository);
    g_autofree char *place = g_build_filename(folder, ".git/objects", NULL);
    assert_int_equal(git_odb_open(&objects->odb, place), 0);
    objects->oids = g_array_new(FALSE, FALSE, sizeof(git_oid));
    git_odb_foreach(objects->odb, add_oid, objects->oids);
    assert_true(objects->oids->len > 150);
}

static void
objects_clear(Objects *objects)
{
    g_array_unref(objects->oids);
    git_odb_free(objects->odb);
    psg_repository_free(objects->repository);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Objects, objects_clear)

/* An object database with nothing in it, so that only the packs' own reader can give anything. */
static git_odb *
make_empty_odb(void)
{
    git_odb *odb = NULL;
    assert_int_equal(git_odb_new(&odb), 0);
    return odb;
}

static void
test_every_object_is_as_git_has_it(void **state)
{
    g_auto(Objects) objects;
    objects_init(&objects, *state);
    g_autofree char *folder = g_build_filename(*state, ".git/objects", NULL);
    g_autoptr(PsgPacks) packs = psg_packs_open(folder);
    g_autoptr(git_odb) nothing = make_empty_odb();
    g_autoptr(PsgPackReader) reader = psg_pack_reader_new(packs, nothing);
    for (guint i = 0; i < objects.oids->len; i++) {
        const git_oid *oid = &g_array_index(objects.oids, git_oid, i);
        g_autoptr(git_odb_object) expected = NULL;
        const char *data;
        gsize length;
        git_object_t type;
        assert_int_equal(git_odb_read(&expected, objects.odb, oid), 0);
        assert_true(psg_pack_reader_read(reader, oid, 1 << 20, &data, &length, &type));
        assert_int_equal(type, git_odb_object_type(expected));
        assert_int_equal(length, git_odb_object_size(expected));
        assert_memory_equal(data, git_odb_object_data(expected), length);
    }
}

static void
test_great_and_loose_objects_come_from_libgit2(void **state)
{
    g_auto(Objects) objects;
    objects_init(&objects, *state);
    g_autofree char *folder = g_build_filename(*state, ".git/objects", NULL);
    g_autoptr(PsgPacks) packs = psg_packs_open(folder);
    g_autoptr(PsgPackReader) reader = psg_pack_reader_new(packs, objects.odb);
    git_oid oid, missing = {{1}};
    const char *data;
    gsize length;
    git_object_t type;
    assert_int_equal(git_odb_write(&oid, objects.odb, "loose", 5, GIT_OBJECT_BLOB), 0);
    assert_true(psg_pack_reader_read(reader, &oid, 100, &data, &length, &type));
    assert_int_equal(length, 5);
    assert_memory_equal(data, "loose", 5);
    assert_true(psg_pack_reader_read(reader, &oid, 4, &data, &length, &type));
    assert_null(data);
    assert_int_equal(length, 5);
    assert_false(psg_pack_reader_read(reader, &missing, 100, &data, &length, &type));
    guint great = 0;
    for (guint i = 0; i < objects.oids->len; i++) {
        assert_true(psg_pack_reader_read(
                reader, &g_array_index(objects.oids, git_oid, i), 100000, &data, &length, &type));
        great += data == NULL;
        assert_true(data ? length <= 100000 : length == 300000);
    }
    assert_int_equal(great, 1);
}

/* Finds the pack or its index. */
static char *
find_file(const char *folder, const char *suffix)
{
    g_autofree char *place = g_build_filename(folder, ".git/objects/pack", NULL);
    g_autoptr(GDir) dir = g_dir_open(place, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));)
        if (g_str_has_suffix(name, suffix))
            return g_build_filename(place, name, NULL);
    return NULL;
}

static void
read_damaged(const Objects *objects, const char *folder, git_odb *nothing)
{
    g_autoptr(PsgPacks) packs = psg_packs_open(folder);
    g_autoptr(PsgPackReader) reader = psg_pack_reader_new(packs, nothing);
    gsize sum = 0;
    for (guint i = 0; i < objects->oids->len; i++) {
        const char *data = NULL;
        gsize length = 0;
        git_object_t type;
        if (psg_pack_reader_read(reader, &g_array_index(objects->oids, git_oid, i), 1 << 20, &data,
                    &length, &type))
            for (gsize at = 0; data && at < length; at++)
                sum += (guchar)data[at];
    }
    assert_true(sum < G_MAXSIZE / 2);
}

static void
test_damaged_packs_do_no_harm(void **state)
{
    g_auto(Objects) objects;
    objects_init(&objects, *state);
    g_autofree char *copy = g_build_filename(*state, "copy/pack", NULL);
    g_autofree char *folder = g_build_filename(*state, "copy", NULL);
    assert_int_equal(g_mkdir_with_parents(copy, 0777), 0);
    g_autoptr(git_odb) nothing = make_empty_odb();
    g_autoptr(GRand) random = g_rand_new_with_seed(11);
    static const char *const suffixes[] = {".pack", ".idx"};
    char *bytes[2];
    gsize lengths[2];
    for (guint i = 0; i < 2; i++) {
        g_autofree char *path = find_file(*state, suffixes[i]);
        assert_true(g_file_get_contents(path, &bytes[i], &lengths[i], NULL));
    }
    for (guint round = 0; round < 150; round++) {
        for (guint i = 0; i < 2; i++) {
            g_autofree char *name = g_strconcat(copy, "/pack-x", suffixes[i], NULL);
            g_autofree char *broken = g_memdup2(bytes[i], lengths[i]);
            gsize length = lengths[i];
            /* The great object is most of the pack, and not what is of interest. */
            gsize end = MIN(length, 20000);
            for (guint k = 0; round % 2 == i && k < 1 + round % 20; k++)
                broken[g_rand_int_range(random, 0, (gint)end)] ^=
                        (char)g_rand_int_range(random, 1, 256);
            if (round % 10 == i)
                length = (gsize)g_rand_int_range(random, 0, (gint)length);
            assert_true(g_file_set_contents(name, broken, (gssize)length, NULL));
        }
        read_damaged(&objects, folder, nothing);
    }
    g_free(bytes[0]);
    g_free(bytes[1]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
            cmocka_unit_test_setup_teardown(
                    test_every_object_is_as_git_has_it, set_up, folder_tear_down),
            cmocka_unit_test_setup_teardown(
                    test_great_and_loose_objects_come_from_libgit2, set_up, folder_tear_down),
            cmocka_unit_test_setup_teardown(
                    test_damaged_packs_do_no_harm, set_up, folder_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
