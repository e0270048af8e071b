/* New objects on their way to the disk: a few as loose files, many as one pack, since each file
 * costs a wait for the disk. Either is flushed before the call returns
 * (GIT_OPT_ENABLE_FSYNC_GITDIR). See store_internal.h; gitformat-pack(5). */
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "review/review_error.h"
#include "review/store/store_internal.h"

/* From this number on a pack, of two files, is written sooner. */
#define PACK_FROM 64

typedef struct {
    git_object_t type;
    GBytes *bytes;
    git_oid oid;
} Object;

struct PsgObjects {
    GArray *waiting; /* Object */
};

static void
object_clear(gpointer data)
{
    g_bytes_unref(((Object *)data)->bytes);
}

PsgObjects *
psg_objects_new(void)
{
    PsgObjects *objects = g_new0(PsgObjects, 1);
    objects->waiting = g_array_new(FALSE, FALSE, sizeof(Object));
    g_array_set_clear_func(objects->waiting, object_clear);
    return objects;
}

void
psg_objects_free(PsgObjects *objects)
{
    if (!objects)
        return;
    g_array_unref(objects->waiting);
    g_free(objects);
}

void
psg_objects_add(PsgObjects *objects, git_object_t type, GBytes *bytes, git_oid *oid)
{
    gsize length;
    const void *data = g_bytes_get_data(bytes, &length);
    Object object = {.type = type, .bytes = bytes};
    git_odb_hash(&object.oid, data, length, type);
    git_oid_cpy(oid, &object.oid);
    g_array_append_val(objects->waiting, object);
}

/* Loose */

#define NOT_WRITTEN                                                                              \
    "the comments could not be written; nothing of this was stored, and what was stored before " \
    "is as it was"

static gboolean
fail_write(GError **error)
{
    return psg_store_fail_with_cause(error, NOT_WRITTEN);
}

static gboolean
store_loose(const PsgObjects *objects, git_odb *odb, GError **error)
{
    for (guint i = 0; i < objects->waiting->len; i++) {
        const Object *object = &g_array_index(objects->waiting, Object, i);
        gsize length;
        const void *data = g_bytes_get_data(object->bytes, &length);
        git_oid oid;
        if (git_odb_write(&oid, odb, data, length, object->type) != 0)
            return fail_write(error);
    }
    return TRUE;
}

/* A pack */

typedef struct {
    git_indexer *indexer; /* writes the pack, and the index beside it */
    git_indexer_progress progress;
    GChecksum *checksum;
    GByteArray *scratch;
} Packing;

static gboolean
send(Packing *packing, const void *bytes, gsize length)
{
    g_checksum_update(packing->checksum, bytes, (gssize)length);
    return git_indexer_append(packing->indexer, bytes, length, &packing->progress) == 0;
}

static gboolean
send_head(Packing *packing, guint32 count)
{
    guint32 head[] = {0, GUINT32_TO_BE(2), GUINT32_TO_BE(count)};
    memcpy(head, "PACK", 4);
    return send(packing, head, sizeof head);
}

/* The type and the length: four bits of the length, and then seven a byte. */
static gsize
format_length(guint8 *out, git_object_t type, gsize length)
{
    gsize count = 0;
    out[count] = (guint8)((guint)type << 4 | (length & 15));
    for (length >>= 4; length > 0; length >>= 7) {
        out[count++] |= 0x80;
        out[count] = (guint8)(length & 0x7f);
    }
    return count + 1;
}

static gboolean
send_object(Packing *packing, const Object *object)
{
    guint8 head[16];
    gsize length;
    const void *data = g_bytes_get_data(object->bytes, &length);
    uLongf size = compressBound((uLong)length);
    g_byte_array_set_size(packing->scratch, (guint)size);
    if (compress2(packing->scratch->data, &size, data ? data : (const void *)"", (uLong)length,
                Z_DEFAULT_COMPRESSION) != Z_OK)
        return FALSE;
    return send(packing, head, format_length(head, object->type, length)) &&
           send(packing, packing->scratch->data, size);
}

static gboolean
send_all(Packing *packing, const PsgObjects *objects)
{
    guint8 digest[GIT_OID_RAWSZ];
    gsize size = sizeof digest;
    gboolean is_good = send_head(packing, objects->waiting->len);
    for (guint i = 0; is_good && i < objects->waiting->len; i++)
        is_good = send_object(packing, &g_array_index(objects->waiting, Object, i));
    g_checksum_get_digest(packing->checksum, digest, &size);
    return is_good && git_indexer_append(packing->indexer, digest, size, &packing->progress) == 0 &&
           git_indexer_commit(packing->indexer, &packing->progress) == 0;
}

static gboolean
store_pack(const PsgObjects *objects, git_odb *odb, const char *folder, GError **error)
{
    Packing packing = {.indexer = NULL};
    g_autofree char *packs = g_build_filename(folder, "pack", NULL);
    /* libgit2 1.5 loses memory where it cannot begin a pack. */
    if (g_access(packs, W_OK) != 0)
        return psg_review_fail(
                error, PSG_REVIEW_ERROR_STORE, NOT_WRITTEN ": %s: %s", packs, g_strerror(errno));
    if (git_indexer_new(&packing.indexer, packs, 0, odb, NULL) != 0)
        return fail_write(error);
    packing.checksum = g_checksum_new(G_CHECKSUM_SHA1);
    packing.scratch = g_byte_array_new();
    gboolean is_good = send_all(&packing, objects) || fail_write(error);
    git_indexer_free(packing.indexer);
    g_checksum_free(packing.checksum);
    g_byte_array_unref(packing.scratch);
    return is_good;
}

/* A pack names each object once. */
static void
drop_twins(PsgObjects *objects)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GStringChunk) names = g_string_chunk_new(4096);
    for (guint i = 0; i < objects->waiting->len;) {
        const git_oid *oid = &g_array_index(objects->waiting, Object, i).oid;
        if (g_hash_table_add(seen, g_string_chunk_insert(names, git_oid_tostr_s(oid))))
            i++;
        else
            g_array_remove_index(objects->waiting, i);
    }
}

gboolean
psg_objects_store(PsgObjects *objects, git_odb *odb, const char *folder, GError **error)
{
    gboolean is_good;
    if (objects->waiting->len < PACK_FROM) {
        is_good = store_loose(objects, odb, error);
    } else {
        drop_twins(objects);
        is_good = store_pack(objects, odb, folder, error);
    }
    if (is_good)
        g_array_set_size(objects->waiting, 0);
    return is_good;
}
