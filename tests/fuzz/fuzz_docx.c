/* Reading Word files. An input is either an archive as it is or, since no mutation gets past its
 * checksums, the parts that one is made of: each begins with a byte 0x1E and a line with its name.
 */
#include <string.h>
#include <zip.h>

#include "base/cleanup.h"
#include "check_items.h"
#include "review/exchange/docx.h"

static void
add_part(zip_t *archive, const char *part, gsize length)
{
    const char *line_end = memchr(part, '\n', length);
    if (!line_end)
        return;
    g_autofree char *raw = g_strndup(part, (gsize)(line_end - part));
    g_autofree char *name = g_utf8_make_valid(raw, -1);
    zip_source_t *source = zip_source_buffer(
            archive, line_end + 1, (zip_uint64_t)(part + length - line_end - 1), 0);
    zip_int64_t index = zip_file_add(archive, name, source, ZIP_FL_ENC_UTF_8);
    if (index < 0)
        zip_source_free(source);
    else
        zip_set_file_compression(archive, (zip_uint64_t)index, ZIP_CM_STORE, 0);
}

static GBytes *
pack(const char *data, gsize size)
{
    g_autoptr(zip_source_t) target = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *archive = zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    zip_source_keep(target);
    for (const char *at = data, *end = data + size; at < end;) {
        const char *next = memchr(at + 1, 0x1E, (gsize)(end - at - 1));
        next = next ? next : end;
        add_part(archive, at + 1, (gsize)(next - at - 1));
        at = next;
    }
    zip_stat_t stat;
    if (zip_close(archive) != 0) {
        zip_discard(archive);
        return NULL;
    }
    if (zip_source_stat(target, &stat) != 0 || zip_source_open(target) != 0)
        return NULL;
    char *packed = g_malloc(stat.size + 1);
    zip_int64_t length = zip_source_read(target, packed, stat.size);
    zip_source_close(target);
    return g_bytes_new_take(packed, (gsize)MAX(length, 0));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GBytes) bytes =
            size > 0 && *data == 0x1E ? pack((const char *)data, size) : g_bytes_new(data, size);
    if (!bytes)
        return 0;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) items = psg_docx_read(bytes, notes, &error);
    if (!items && (!error || !*error->message))
        psg_fuzz_fail("refused without a reason");
    if (items)
        check_items(items, "docx:");
    return 0;
}
