/* Arrays in a file. See kept.h. */
#include "base/kept.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/file.h"

static gsize
fill_up(gsize length)
{
    return (length + 7) / 8 * 8;
}

void
psg_kept_append(GByteArray *out, const void *bytes, gsize length)
{
    static const guint8 zeros[8];
    g_byte_array_append(out, bytes, (guint)length);
    g_byte_array_append(out, zeros, (guint)(fill_up(length) - length));
}

void
psg_kept_append_array(GByteArray *out, const GArray *array)
{
    psg_kept_append(
            out, array->data, (gsize)array->len * g_array_get_element_size((GArray *)array));
}

static guint32
get_checksum(const guint8 *bytes, gsize length)
{
    return (guint32)crc32_z(
            crc32(0, NULL, 0), bytes + sizeof(PsgKeptHead), length - sizeof(PsgKeptHead));
}

void
psg_kept_finish(GByteArray *out)
{
    guint32 checksum = get_checksum(out->data, out->len);
    memcpy(out->data + G_STRUCT_OFFSET(PsgKeptHead, checksum), &checksum, sizeof checksum);
}

gboolean
psg_kept_take_head(PsgKeptInput *input, const char magic[8], guint32 format, void *head, gsize size)
{
    PsgKeptInput whole = *input;
    const void *bytes = psg_kept_take(input, size, 1);
    if (!bytes)
        return FALSE;
    memcpy(head, bytes, size);
    const PsgKeptHead *common = head;
    return memcmp(common->magic, magic, sizeof common->magic) == 0 && common->format == format &&
           common->checksum == get_checksum(whole.at, whole.left);
}

const void *
psg_kept_take(PsgKeptInput *input, gsize size, guint32 count)
{
    const void *items = input->at;
    gsize length = size * count;
    if (length > input->left || fill_up(length) > input->left)
        return NULL;
    input->at += fill_up(length);
    input->left -= fill_up(length);
    return items;
}

gboolean
psg_kept_take_array(PsgKeptInput *input, GArray *array, guint32 count)
{
    const void *items = psg_kept_take(input, g_array_get_element_size(array), count);
    if (!items)
        return FALSE;
    g_array_append_vals(array, items, count);
    return TRUE;
}

char *
psg_kept_load(const char *path, goffset limit, gsize *length)
{
    GStatBuf status;
    char *bytes = NULL;
    if (g_stat(path, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size > limit ||
            !g_file_get_contents(path, &bytes, length, NULL))
        return NULL;
    return bytes;
}

gboolean
psg_kept_save(const char *path, const void *bytes, gsize length)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *temporary = g_strconcat(path, ".XXXXXX", NULL);
    if (g_mkdir_with_parents(folder, 0777) != 0)
        return FALSE;
    int descriptor = g_mkstemp_full(temporary, O_WRONLY | O_CLOEXEC, 0666);
    if (descriptor < 0)
        return FALSE;
    gboolean is_good = psg_file_write_all(descriptor, bytes, length);
    is_good = close(descriptor) == 0 && is_good;
    if (is_good && g_rename(temporary, path) == 0)
        return TRUE;
    g_unlink(temporary);
    return FALSE;
}
