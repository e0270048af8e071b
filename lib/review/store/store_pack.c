/* Packs of version 2 with their indexes, mapped into memory. Every number in them is checked
 * against what is there, though git has checked each pack when it came. See store_pack.h;
 * gitformat-pack(5). */
#include "review/store/store_pack.h"

#include <string.h>
#include <zlib.h>

#include "base/cleanup.h"

typedef struct {
    GMappedFile *index_file, *pack_file;
    const guint8 *names;   /* of the objects, in order */
    const guint8 *offsets; /* four bytes each */
    const guint8 *fanout;  /* how many names begin with at most this byte, four bytes each */
    guint32 count;
    const guint8 *bytes; /* the pack, without the checksum at its end */
    gsize length;
} Pack;

struct PsgPacks {
    GArray *packs; /* Pack */
};

#define TRAILER 20 /* bytes of checksum */
#define PACK_HEAD 12
#define INDEX_HEAD 8
#define FANOUT (256 * 4)

static void
pack_clear(gpointer data)
{
    Pack *pack = data;
    g_clear_pointer(&pack->index_file, g_mapped_file_unref);
    g_clear_pointer(&pack->pack_file, g_mapped_file_unref);
}

static guint32
get_number(const guint8 *bytes)
{
    return (guint32)bytes[0] << 24 | (guint32)bytes[1] << 16 | (guint32)bytes[2] << 8 | bytes[3];
}

static gboolean
read_index_head(Pack *pack)
{
    static const guint8 head[INDEX_HEAD] = {0xff, 't', 'O', 'c', 0, 0, 0, 2};
    const guint8 *bytes = (const guint8 *)g_mapped_file_get_contents(pack->index_file);
    gsize length = g_mapped_file_get_length(pack->index_file);
    if (length < INDEX_HEAD + FANOUT + 2 * TRAILER || memcmp(bytes, head, INDEX_HEAD) != 0)
        return FALSE;
    pack->fanout = bytes + INDEX_HEAD;
    pack->count = get_number(pack->fanout + FANOUT - 4);
    gsize left = length - INDEX_HEAD - FANOUT - 2 * TRAILER;
    if (pack->count > left / (GIT_OID_RAWSZ + 8))
        return FALSE;
    for (guint i = 1; i < 256; i++)
        if (get_number(pack->fanout + 4 * i) < get_number(pack->fanout + 4 * (i - 1)))
            return FALSE;
    pack->names = pack->fanout + FANOUT;
    /* After the names come four bytes of checksum each, and then the offsets. */
    pack->offsets = pack->names + (gsize)pack->count * (GIT_OID_RAWSZ + 4);
    return TRUE;
}

static gboolean
read_pack_head(Pack *pack)
{
    pack->bytes = (const guint8 *)g_mapped_file_get_contents(pack->pack_file);
    pack->length = g_mapped_file_get_length(pack->pack_file);
    if (pack->length < PACK_HEAD + TRAILER || memcmp(pack->bytes, "PACK", 4) != 0 ||
            get_number(pack->bytes + 4) != 2)
        return FALSE;
    pack->length -= TRAILER;
    return TRUE;
}

static void
add_pack(PsgPacks *packs, const char *folder, const char *name)
{
    g_autofree char *stem = g_strndup(name, strlen(name) - strlen(".idx"));
    g_autofree char *index_path = g_build_filename(folder, name, NULL);
    g_autofree char *pack_path = g_strconcat(folder, "/", stem, ".pack", NULL);
    Pack pack = {.index_file = g_mapped_file_new(index_path, FALSE, NULL),
            .pack_file = g_mapped_file_new(pack_path, FALSE, NULL)};
    if (pack.index_file && pack.pack_file && read_index_head(&pack) && read_pack_head(&pack))
        g_array_append_val(packs->packs, pack);
    else
        pack_clear(&pack);
}

PsgPacks *
psg_packs_open(const char *objects)
{
    PsgPacks *packs = g_new(PsgPacks, 1);
    g_autofree char *folder = g_build_filename(objects, "pack", NULL);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    packs->packs = g_array_new(FALSE, FALSE, sizeof(Pack));
    g_array_set_clear_func(packs->packs, pack_clear);
    for (const char *name; dir && (name = g_dir_read_name(dir));)
        if (g_str_has_prefix(name, "pack-") && g_str_has_suffix(name, ".idx"))
            add_pack(packs, folder, name);
    return packs;
}

void
psg_packs_free(PsgPacks *packs)
{
    if (!packs)
        return;
    g_array_unref(packs->packs);
    g_free(packs);
}

/* Where the object begins in the pack; 0 when it is not there, or beyond 2 GB. */
static gsize
find_offset(const Pack *pack, const guint8 *oid)
{
    guint32 from = oid[0] ? get_number(pack->fanout + 4 * (oid[0] - 1u)) : 0;
    guint32 to = get_number(pack->fanout + 4u * oid[0]);
    while (from < to) {
        guint32 middle = from + (to - from) / 2;
        int order = memcmp(pack->names + (gsize)middle * GIT_OID_RAWSZ, oid, GIT_OID_RAWSZ);
        if (order == 0) {
            guint32 offset = get_number(pack->offsets + (gsize)middle * 4);
            return offset & 0x80000000u ? 0 : offset;
        }
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return 0;
}

/* --- One object --- */

/* The objects that were made last: what others are made of, as a rule. */
#define KEPT 256
#define KEPT_LIMIT 65536 /* bytes of one */

typedef struct {
    const Pack *pack;
    gsize offset;
    git_object_t type;
    GBytes *bytes;
} Kept;

struct PsgPackReader {
    const PsgPacks *packs;
    git_odb *odb;
    z_stream stream;
    Kept kept[KEPT];
    GArray *chain;          /* Entry: the differences to apply, the last one first */
    GBytes *bytes;          /* what was read last here, */
    git_odb_object *object; /* or by libgit2 */
};

/* An object as it stands in a pack. */
typedef struct {
    gsize offset;
    guint type; /* as in git_object_t; 6 and 7: a difference to another */
    gsize size; /* when it is no longer compressed */
    gsize data; /* where the compressed bytes begin */
    gsize base; /* of a difference: the other's offset */
} Entry;

#define OFFSET_DELTA 6
#define NAME_DELTA 7
#define CHAIN_LIMIT 4096

PsgPackReader *
psg_pack_reader_new(const PsgPacks *packs, git_odb *odb)
{
    PsgPackReader *reader = g_new0(PsgPackReader, 1);
    reader->packs = packs;
    reader->odb = odb;
    reader->chain = g_array_new(FALSE, FALSE, sizeof(Entry));
    if (inflateInit(&reader->stream) != Z_OK)
        g_error("no memory left for reading packs");
    return reader;
}

void
psg_pack_reader_free(PsgPackReader *reader)
{
    if (!reader)
        return;
    for (guint i = 0; i < KEPT; i++)
        g_clear_pointer(&reader->kept[i].bytes, g_bytes_unref);
    g_clear_pointer(&reader->bytes, g_bytes_unref);
    git_odb_object_free(reader->object);
    g_array_unref(reader->chain);
    inflateEnd(&reader->stream);
    g_free(reader);
}

static Kept *
get_kept(PsgPackReader *reader, const Pack *pack, gsize offset)
{
    guint64 hash = ((guint64)offset + (guintptr)pack) * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
    return &reader->kept[hash >> 56];
}

static void
keep(PsgPackReader *reader, const Pack *pack, gsize offset, git_object_t type, GBytes *bytes)
{
    if (g_bytes_get_size(bytes) > KEPT_LIMIT)
        return;
    Kept *kept = get_kept(reader, pack, offset);
    if (kept->bytes)
        g_bytes_unref(kept->bytes);
    *kept = (Kept){pack, offset, type, g_bytes_ref(bytes)};
}

/* The distance to the base: seven bits a byte, each further byte adding one more. */
static gboolean
read_distance(const Pack *pack, Entry *entry)
{
    gsize distance = 0;
    for (gboolean is_first = TRUE;; is_first = FALSE) {
        if (entry->data >= pack->length || distance > G_MAXSIZE >> 8)
            return FALSE;
        guint8 byte = pack->bytes[entry->data++];
        distance = is_first ? byte & 0x7f : ((distance + 1) << 7) | (byte & 0x7f);
        if (!(byte & 0x80))
            break;
    }
    entry->base = entry->offset - distance;
    return distance > 0 && distance < entry->offset;
}

static gboolean
read_entry(const Pack *pack, gsize offset, Entry *entry)
{
    *entry = (Entry){.offset = offset, .data = offset};
    for (guint shift = 0;; shift = shift ? shift + 7 : 4) {
        if (entry->data >= pack->length || shift > 40)
            return FALSE;
        guint8 byte = pack->bytes[entry->data++];
        if (shift == 0)
            entry->type = byte >> 4 & 7;
        entry->size |= (gsize)(byte & (shift ? 0x7f : 0x0f)) << shift;
        if (!(byte & 0x80))
            break;
    }
    if (entry->type == OFFSET_DELTA)
        return read_distance(pack, entry);
    if (entry->type != NAME_DELTA)
        return entry->type >= 1 && entry->type <= 4;
    if (pack->length - entry->data < GIT_OID_RAWSZ)
        return FALSE;
    entry->base = find_offset(pack, pack->bytes + entry->data);
    entry->data += GIT_OID_RAWSZ;
    return entry->base > 0;
}

static GBytes *
inflate_entry(PsgPackReader *reader, const Pack *pack, const Entry *entry)
{
    guint8 *out = g_malloc(entry->size + 1);
    z_stream *stream = &reader->stream;
    inflateReset(stream);
    stream->next_in = (Bytef *)(pack->bytes + entry->data);
    stream->avail_in = (uInt)MIN(pack->length - entry->data, G_MAXINT32);
    stream->next_out = out;
    stream->avail_out = (uInt)entry->size + 1;
    if (inflate(stream, Z_FINISH) == Z_STREAM_END && stream->total_out == entry->size)
        return g_bytes_new_take(out, entry->size);
    g_free(out);
    return NULL;
}

/* A difference begins with the lengths of what it is made from and of what it makes. */
static gboolean
take_length(const guint8 **at, const guint8 *end, gsize *length)
{
    *length = 0;
    for (guint shift = 0; shift < 42; shift += 7) {
        if (*at == end)
            return FALSE;
        guint8 byte = *(*at)++;
        *length |= (gsize)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return TRUE;
    }
    return FALSE;
}

/* The bits of an instruction say which bytes of a number follow, the lowest first. */
static gboolean
take_number(const guint8 **at, const guint8 *end, guint bits, guint count, gsize *number)
{
    *number = 0;
    for (guint i = 0; i < count; i++) {
        if (!(bits & (1u << i)))
            continue;
        if (*at == end)
            return FALSE;
        *number |= (gsize) * (*at)++ << (8 * i);
    }
    return TRUE;
}

static gboolean
run_delta(const guint8 *at, const guint8 *end, const guint8 *base, gsize base_length, guint8 *out,
        gsize length)
{
    gsize made = 0;
    while (at < end) {
        guint instruction = *at++;
        gsize from = 0, count = instruction;
        if (instruction & 0x80) {
            if (!take_number(&at, end, instruction, 4, &from) ||
                    !take_number(&at, end, instruction >> 4 & 7, 3, &count))
                return FALSE;
            if (count == 0)
                count = 0x10000;
            if (from > base_length || count > base_length - from || count > length - made)
                return FALSE;
            memcpy(out + made, base + from, count);
        } else {
            if (count == 0 || count > (gsize)(end - at) || count > length - made)
                return FALSE;
            memcpy(out + made, at, count);
            at += count;
        }
        made += count;
    }
    return made == length;
}

static GBytes *
apply_delta(GBytes *delta, GBytes *base, gsize limit)
{
    gsize delta_length, base_length, expected, length;
    const guint8 *at = g_bytes_get_data(delta, &delta_length);
    const guint8 *end = at + delta_length;
    const guint8 *from = g_bytes_get_data(base, &base_length);
    if (!take_length(&at, end, &expected) || !take_length(&at, end, &length) ||
            expected != base_length || length > limit)
        return NULL;
    guint8 *out = g_malloc(length + 1);
    if (run_delta(at, end, from, base_length, out, length))
        return g_bytes_new_take(out, length);
    g_free(out);
    return NULL;
}

/* Goes down the chain of differences to an object that is whole or kept, and up again. */
static GBytes *
read_packed(PsgPackReader *reader, const Pack *pack, gsize offset, gsize limit, git_object_t *type)
{
    g_autoptr(GBytes) base = NULL;
    g_array_set_size(reader->chain, 0);
    while (!base) {
        const Kept *kept = get_kept(reader, pack, offset);
        Entry entry;
        if (kept->pack == pack && kept->offset == offset) {
            base = g_bytes_ref(kept->bytes);
            *type = kept->type;
            break;
        }
        if (!read_entry(pack, offset, &entry) || entry.size > limit ||
                reader->chain->len > CHAIN_LIMIT)
            return NULL;
        if (entry.type == OFFSET_DELTA || entry.type == NAME_DELTA) {
            g_array_append_val(reader->chain, entry);
            offset = entry.base;
            continue;
        }
        base = inflate_entry(reader, pack, &entry);
        if (!base)
            return NULL;
        *type = (git_object_t)entry.type;
        keep(reader, pack, offset, *type, base);
    }
    for (guint i = reader->chain->len; i > 0; i--) {
        const Entry *entry = &g_array_index(reader->chain, Entry, i - 1);
        g_autoptr(GBytes) delta = inflate_entry(reader, pack, entry);
        GBytes *made = delta ? apply_delta(delta, base, limit) : NULL;
        if (!made)
            return NULL;
        g_bytes_unref(base);
        base = made;
        keep(reader, pack, entry->offset, *type, base);
    }
    return g_steal_pointer(&base);
}

static gboolean
ask_libgit2(PsgPackReader *reader, const git_oid *oid, gsize limit, const char **data,
        gsize *length, git_object_t *type)
{
    *data = NULL;
    if (git_odb_read_header(length, type, reader->odb, oid) != 0)
        return FALSE;
    if (*length > limit)
        return TRUE;
    if (git_odb_read(&reader->object, reader->odb, oid) != 0)
        return FALSE;
    *data = git_odb_object_data(reader->object);
    return TRUE;
}

gboolean
psg_packs_have(const PsgPacks *packs, const git_oid *oid)
{
    for (guint i = 0; i < packs->packs->len; i++)
        if (find_offset(&g_array_index(packs->packs, Pack, i), oid->id) > 0)
            return TRUE;
    return FALSE;
}

gboolean
psg_pack_reader_read(PsgPackReader *reader, const git_oid *oid, gsize limit, const char **data,
        gsize *length, git_object_t *type)
{
    g_clear_pointer(&reader->bytes, g_bytes_unref);
    g_clear_pointer(&reader->object, git_odb_object_free);
    for (guint i = 0; reader->packs && !reader->bytes && i < reader->packs->packs->len; i++) {
        const Pack *pack = &g_array_index(reader->packs->packs, Pack, i);
        gsize offset = find_offset(pack, oid->id);
        if (offset > 0)
            reader->bytes = read_packed(reader, pack, offset, limit, type);
    }
    if (!reader->bytes)
        return ask_libgit2(reader, oid, limit, data, length, type);
    *data = g_bytes_get_data(reader->bytes, length);
    if (!*data)
        *data = "";
    return TRUE;
}
