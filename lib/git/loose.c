/* A guard before libgit2's reader of loose objects (the single files below .git/objects), which
 * goes round for ever in one whose compressed data is cut off, as a full disk leaves them. Takes
 * part in the object database as a backend that is asked after the packs and before that reader: it
 * refuses such a file and otherwise passes the question on. */
#include <git2/sys/odb_backend.h>
#include <string.h>
#include <zlib.h>

#include "git/internal.h"

/* libgit2 gives packs 2 and loose objects 1; among equals the one added last is asked last. */
#define PRIORITY 2

typedef struct {
    git_odb_backend parent;
    char *objects; /* the folder */
} Guard;

/* TRUE when the bytes hold a whole compressed stream. */
static gboolean
is_whole(const char *data, gsize length)
{
    Bytef scratch[16384];
    z_stream stream = {.next_in = (Bytef *)data};
    if (inflateInit(&stream) != Z_OK)
        return FALSE;
    int code = Z_OK;
    while (code == Z_OK) {
        if (stream.avail_in == 0) {
            stream.avail_in = (uInt)MIN(length, (gsize)1 << 30);
            length -= stream.avail_in;
        }
        stream.next_out = scratch;
        stream.avail_out = sizeof scratch;
        code = inflate(&stream, Z_NO_FLUSH);
    }
    inflateEnd(&stream);
    return code == Z_STREAM_END;
}

static int
check_file(const Guard *guard, const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(guard->objects, folder, name, NULL);
    g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, NULL);
    if (!file || is_whole(g_mapped_file_get_contents(file), g_mapped_file_get_length(file)))
        return GIT_PASSTHROUGH;
    g_autofree char *message = g_strdup_printf("%s is cut off or no compressed data", path);
    git_error_set_str(GIT_ERROR_ODB, message);
    return GIT_ERROR;
}

static int
guard_read(void **data, size_t *length, git_object_t *type, git_odb_backend *backend,
        const git_oid *oid)
{
    char digits[GIT_OID_HEXSZ + 1];
    git_oid_tostr(digits, sizeof digits, oid);
    char folder[3] = {digits[0], digits[1], '\0'};
    return check_file((const Guard *)backend, folder, digits + 2);
}

static int
guard_read_prefix(git_oid *found, void **data, size_t *length, git_object_t *type,
        git_odb_backend *backend, const git_oid *oid, size_t digit_count)
{
    char digits[GIT_OID_HEXSZ + 1];
    git_oid_tostr(digits, sizeof digits, oid);
    char folder[3] = {digits[0], digits[1], '\0'};
    g_autofree char *path = g_build_filename(((const Guard *)backend)->objects, folder, NULL);
    g_autoptr(GDir) dir = digit_count > 2 ? g_dir_open(path, 0, NULL) : NULL;
    int code = GIT_PASSTHROUGH;
    for (const char *name; code == GIT_PASSTHROUGH && dir && (name = g_dir_read_name(dir));)
        if (strncmp(name, digits + 2, digit_count - 2) == 0)
            code = check_file((const Guard *)backend, folder, name);
    return code;
}

/* Nothing is here that the reader behind has not. libgit2 asks every backend without looking
 * whether it can. */
static int
guard_foreach(git_odb_backend *backend, git_odb_foreach_cb callback, void *payload)
{
    return 0;
}

static void
guard_free(git_odb_backend *backend)
{
    Guard *guard = (Guard *)backend;
    g_free(guard->objects);
    g_free(guard);
}

static void
add_guard(git_odb *odb, char *objects)
{
    Guard *guard = g_new0(Guard, 1);
    git_odb_init_backend(&guard->parent, GIT_ODB_BACKEND_VERSION);
    guard->parent.read = guard_read;
    guard->parent.read_prefix = guard_read_prefix;
    guard->parent.foreach = guard_foreach;
    guard->parent.free = guard_free;
    guard->objects = objects;
    if (git_odb_add_backend(odb, &guard->parent, PRIORITY) != 0)
        guard_free(&guard->parent);
}

void
psg_git_guard_loose(git_odb *odb, const char *objects)
{
    g_auto(GStrv) borrowed = psg_git_list_alternates(objects);
    for (char **folder = borrowed; *folder; folder++)
        add_guard(odb, g_strdup(*folder));
    add_guard(odb, g_strdup(objects));
}
