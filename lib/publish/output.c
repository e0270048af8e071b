/* The output folder. See output.h. */
#include "publish/output.h"

#include <string.h>

#include "base/file.h"
#include "publish/publish_error.h"

struct PsgOutput {
    char *folder;
    GMutex lock;
    GHashTable *files; /* path -> PsgOutputFile, which owns the path */
};

static void
free_file(gpointer data)
{
    PsgOutputFile *file = data;
    g_free(file->path);
    g_free(file);
}

PsgOutput *
psg_output_new(const char *folder)
{
    PsgOutput *output = g_new0(PsgOutput, 1);
    output->folder = g_strdup(folder);
    g_mutex_init(&output->lock);
    output->files = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_file);
    return output;
}

void
psg_output_free(PsgOutput *output)
{
    if (!output)
        return;
    g_hash_table_unref(output->files);
    g_mutex_clear(&output->lock);
    g_free(output->folder);
    g_free(output);
}

/* TRUE for a path of plain segments, which can only lead to a place below the folder. */
static gboolean
is_inside(const char *path)
{
    for (const char *at = path;; at++) {
        gsize length = strcspn(at, "/");
        if (length == 0 || (length == 1 && at[0] == '.') ||
                (length == 2 && at[0] == '.' && at[1] == '.'))
            return FALSE;
        at += length;
        if (!*at)
            return TRUE;
    }
}

/* Notes the file; FALSE when one of this path was written before. */
static gboolean
note_file(PsgOutput *output, const char *path, gsize size)
{
    PsgOutputFile *file = g_new(PsgOutputFile, 1);
    file->path = g_strdup(path);
    file->size = size;
    g_mutex_lock(&output->lock);
    gboolean is_new = !g_hash_table_contains(output->files, path);
    if (is_new)
        g_hash_table_insert(output->files, file->path, file);
    g_mutex_unlock(&output->lock);
    if (!is_new)
        free_file(file);
    return is_new;
}

gboolean
psg_output_write(
        PsgOutput *output, const char *path, const void *bytes, gsize length, GError **error)
{
    if (!is_inside(path)) {
        g_set_error(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_OUTPUT,
                "%s: this path does not stay inside the output folder", path);
        return FALSE;
    }
    if (!note_file(output, path, length)) {
        g_set_error(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_OUTPUT,
                "%s: two things are to be published at this path; rename one of them", path);
        return FALSE;
    }
    g_autofree char *place = g_strconcat(output->folder, "/", path, NULL);
    return psg_file_write(place, bytes, length, error);
}

/* TRUE when a file was written at this path; `is_same` tells whether it holds these bytes. */
static gboolean
look_at(PsgOutput *output, const char *path, GBytes *bytes, gboolean *is_same)
{
    gsize size;
    const void *data = g_bytes_get_data(bytes, &size);
    g_mutex_lock(&output->lock);
    const PsgOutputFile *file = g_hash_table_lookup(output->files, path);
    gboolean is_there = file != NULL;
    *is_same = is_there && file->size == size;
    g_mutex_unlock(&output->lock);
    if (!*is_same)
        return is_there;
    g_autofree char *place = g_strconcat(output->folder, "/", path, NULL), *text = NULL;
    gsize length;
    *is_same = g_file_get_contents(place, &text, &length, NULL) && length == size &&
               memcmp(text, data, size) == 0;
    return TRUE;
}

/* "images/tray-1f2e3d4c.png" as "images/tray-1f2e3d4c-DIGEST.png". */
static char *
add_digest(const char *path, GBytes *bytes)
{
    g_autofree char *digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
    const char *dot = strrchr(path, '.'), *slash = strrchr(path, '/');
    gsize stem = dot && (!slash || dot > slash) ? (gsize)(dot - path) : strlen(path);
    return g_strdup_printf("%.*s-%s%s", (int)stem, path, digest, path + stem);
}

char *
psg_output_share(PsgOutput *output, const char *path, GBytes *bytes, GError **error)
{
    g_autofree char *name = g_strdup(path);
    gboolean is_same = FALSE, is_there = look_at(output, name, bytes, &is_same);
    if (is_there && !is_same) {
        g_free(name);
        name = add_digest(path, bytes);
        look_at(output, name, bytes, &is_same);
    }
    gsize size;
    const void *data = g_bytes_get_data(bytes, &size);
    if (!is_same && !psg_output_write(output, name, data, size, error))
        return NULL;
    return g_steal_pointer(&name);
}

static int
compare_files(gconstpointer a, gconstpointer b)
{
    return strcmp((*(PsgOutputFile *const *)a)->path, (*(PsgOutputFile *const *)b)->path);
}

GPtrArray *
psg_output_list(PsgOutput *output)
{
    g_mutex_lock(&output->lock);
    GPtrArray *files = g_ptr_array_sized_new(g_hash_table_size(output->files));
    GHashTableIter each;
    gpointer file;
    g_hash_table_iter_init(&each, output->files);
    while (g_hash_table_iter_next(&each, NULL, &file))
        g_ptr_array_add(files, file);
    g_mutex_unlock(&output->lock);
    g_ptr_array_sort(files, compare_files);
    return files;
}
