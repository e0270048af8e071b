/* The archive of an EPUB. Entries are deflated beforehand, by as many threads as there are, and
 * handed to libzip as they then are; it writes the archive. Every time is the same, so the same
 * files make the same bytes. Specifications: OCF in EPUB 3.3, section 4; ZIP (ISO/IEC 21320-1); RFC
 * 1951. */
#include <string.h>
#include <zip.h>
#include <zlib.h>

#include "base/cleanup.h"
#include "publish/epub/internal.h"
#include "publish/publish_error.h"

/* Text shrinks to a third even at zlib's quick levels; the slow ones gain a tenth for three times
 * the time. */
#define DEFLATE_LEVEL 3

/* The first day that a ZIP can express: 1 January 1980, midnight. */
#define FIRST_DATE (1 << 5 | 1)

PsgEpubEntry *
psg_epub_entry_new(const char *name, GBytes *bytes, gboolean is_stored)
{
    PsgEpubEntry *entry = g_new0(PsgEpubEntry, 1);
    entry->name = g_strdup(name);
    entry->bytes = g_bytes_ref(bytes);
    entry->is_stored = is_stored;
    return entry;
}

void
psg_epub_entry_free(PsgEpubEntry *entry)
{
    g_free(entry->name);
    g_bytes_unref(entry->bytes);
    g_clear_pointer(&entry->deflated, g_bytes_unref);
    g_free(entry);
}

/* Deflates without a header. NULL when that would not make it smaller. */
static GBytes *
deflate_bytes(const guint8 *data, gsize length)
{
    z_stream stream = {0};
    if (length > UINT_MAX || deflateInit2(&stream, DEFLATE_LEVEL, Z_DEFLATED, -MAX_WBITS, 9,
                                     Z_DEFAULT_STRATEGY) != Z_OK)
        return NULL;
    guint8 *out = g_malloc(length + 1);
    stream.next_in = (Bytef *)data;
    stream.avail_in = (uInt)length;
    stream.next_out = out;
    stream.avail_out = (uInt)length;
    gboolean is_complete = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    gsize size = stream.total_out;
    deflateEnd(&stream);
    if (is_complete)
        return g_bytes_new_take(out, size);
    g_free(out);
    return NULL;
}

void
psg_epub_entry_prepare(PsgEpubEntry *entry)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(entry->bytes, &length);
    entry->checksum = (guint32)crc32_z(crc32_z(0, NULL, 0), data, length);
    if (entry->is_stored)
        return;
    entry->deflated = deflate_bytes(data, length);
    entry->is_stored = !entry->deflated;
}

/* --- an entry as a source for libzip: data that is compressed already, with its checksum and sizes
 * --- */

typedef struct {
    const PsgEpubEntry *entry;
    gsize position;
} Source;

static GBytes *
get_stored_bytes(const PsgEpubEntry *entry)
{
    return entry->is_stored ? entry->bytes : entry->deflated;
}

static zip_int64_t
read_source(Source *source, void *buffer, zip_uint64_t wanted)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(get_stored_bytes(source->entry), &length);
    gsize size = MIN(length - source->position, (gsize)wanted);
    if (size > 0)
        memcpy(buffer, data + source->position, size);
    source->position += size;
    return (zip_int64_t)size;
}

static zip_int64_t
describe_source(const Source *source, zip_stat_t *stat)
{
    zip_stat_init(stat);
    stat->valid = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_CRC;
    stat->size = g_bytes_get_size(source->entry->bytes);
    stat->comp_size = g_bytes_get_size(get_stored_bytes(source->entry));
    stat->comp_method = source->entry->is_stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE;
    stat->crc = source->entry->checksum;
    return sizeof *stat;
}

static zip_int64_t
serve_source(void *data, void *buffer, zip_uint64_t length, zip_source_cmd_t command)
{
    Source *source = data;
    switch (command) {
    case ZIP_SOURCE_OPEN:
        source->position = 0;
        return 0;
    case ZIP_SOURCE_READ:
        return read_source(source, buffer, length);
    case ZIP_SOURCE_STAT:
        return describe_source(source, buffer);
    case ZIP_SOURCE_CLOSE:
        return 0;
    case ZIP_SOURCE_ERROR:
        memset(buffer, 0, 2 * sizeof(int));
        return 2 * (zip_int64_t)sizeof(int);
    case ZIP_SOURCE_FREE:
        g_free(source);
        return 0;
    case ZIP_SOURCE_SUPPORTS:
        return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE,
                ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, -1);
    default:
        return -1;
    }
}

static gboolean
add_entry(zip_t *archive, const PsgEpubEntry *entry)
{
    Source *data = g_new0(Source, 1);
    data->entry = entry;
    zip_source_t *source = zip_source_function(archive, serve_source, data);
    if (!source) {
        g_free(data);
        return FALSE;
    }
    zip_int64_t index = zip_file_add(archive, entry->name, source, ZIP_FL_ENC_GUESS);
    if (index < 0) {
        zip_source_free(source);
        return FALSE;
    }
    zip_int32_t method = entry->is_stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE;
    return zip_set_file_compression(archive, (zip_uint64_t)index, method, 0) == 0 &&
           zip_file_set_dostime(archive, (zip_uint64_t)index, 0, FIRST_DATE, 0) == 0;
}

static GBytes *
read_archive(zip_source_t *target)
{
    zip_stat_t stat;
    if (zip_source_stat(target, &stat) != 0 || zip_source_open(target) != 0)
        return NULL;
    g_autofree guint8 *data = g_malloc(stat.size + 1);
    gboolean is_complete = zip_source_read(target, data, stat.size) == (zip_int64_t)stat.size;
    zip_source_close(target);
    return is_complete ? g_bytes_new_take(g_steal_pointer(&data), stat.size) : NULL;
}

static void
set_zip_error(GError **error, const char *reason)
{
    g_set_error(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_OUTPUT,
            "The EPUB could not be packed: %s", reason);
}

GBytes *
psg_epub_container_pack(GPtrArray *entries, GError **error)
{
    g_autoptr(zip_source_t) target = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *archive = target ? zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, NULL) : NULL;
    if (!archive) {
        set_zip_error(error, "there is not enough memory");
        return NULL;
    }
    zip_source_keep(target);
    gboolean is_complete = TRUE;
    for (guint i = 0; i < entries->len && is_complete; i++)
        is_complete = add_entry(archive, entries->pdata[i]);
    if (!is_complete || zip_close(archive) != 0) {
        set_zip_error(error, zip_strerror(archive));
        zip_discard(archive);
        return NULL;
    }
    GBytes *bytes = read_archive(target);
    if (!bytes)
        set_zip_error(error, zip_error_strerror(zip_source_error(target)));
    return bytes;
}
