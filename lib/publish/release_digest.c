/* Digests of output: one for a download, one for all pages of a document. See release.h; FIPS
 * 180-4 for SHA-256. */
#include <string.h>

#include "publish/build_internal.h"
#include "publish/release_internal.h"

void
psg_digest_free(gpointer data)
{
    PsgDigest *digest = data;
    g_free(digest->path);
    g_free(digest->digest);
    g_free(digest);
}

/* NULL without error when nothing is there. What is no file could be waited for without end. */
static char *
digest_file(const char *output, const char *path, GError **error)
{
    g_autofree char *file = g_build_filename(output, path, NULL);
    g_autofree char *text = NULL;
    gsize length;
    if (!g_file_test(file, G_FILE_TEST_EXISTS))
        return NULL;
    if (!g_file_test(file, G_FILE_TEST_IS_REGULAR)) {
        psg_release_fail(error, "%s is no file, and what Plainsong publishes are files", file);
        return NULL;
    }
    if (!g_file_get_contents(file, &text, &length, error))
        return NULL;
    return g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)text, length);
}

/* Enters a file's line, or puts a folder behind those that are still to be read. */
static gboolean
add_entry(
        const char *output, const char *path, GPtrArray *folders, GPtrArray *lines, GError **error)
{
    g_autofree char *place = g_build_filename(output, path, NULL);
    if (g_file_test(place, G_FILE_TEST_IS_SYMLINK))
        return psg_release_fail(
                error, "%s is a symbolic link, and what Plainsong publishes has none", place);
    if (g_file_test(place, G_FILE_TEST_IS_DIR)) {
        g_ptr_array_add(folders, g_strdup(path));
        return TRUE;
    }
    g_autoptr(GError) problem = NULL;
    g_autofree char *digest = digest_file(output, path, &problem);
    if (!digest)
        return psg_release_fail(
                error, "%s", problem ? problem->message : "the output changed while it was read");
    g_ptr_array_add(lines, g_strdup_printf("%s  %s\n", digest, path));
    return TRUE;
}

static gboolean
add_folder(
        const char *output, const char *path, GPtrArray *folders, GPtrArray *lines, GError **error)
{
    g_autofree char *place = g_build_filename(output, path, NULL);
    g_autoptr(GDir) folder = g_dir_open(place, 0, error);
    if (!folder)
        return FALSE;
    for (const char *name; (name = g_dir_read_name(folder));) {
        g_autofree char *entry = g_strdup_printf("%s/%s", path, name);
        if (!add_entry(output, entry, folders, lines, error))
            return FALSE;
    }
    return TRUE;
}

static gint
compare_lines(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
psg_digest_list_lines(const char *output, const char *path, GError **error)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) folders = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(folders, g_strndup(path, strlen(path) - 1));
    g_autofree char *top = g_build_filename(output, path, NULL);
    if (!g_file_test(top, G_FILE_TEST_IS_DIR))
        return NULL;
    for (guint i = 0; i < folders->len; i++)
        if (!add_folder(output, folders->pdata[i], folders, lines, error))
            return NULL;
    g_ptr_array_sort(lines, compare_lines);
    return g_steal_pointer(&lines);
}

static char *
digest_folder(const char *output, const char *path, GError **error)
{
    g_autoptr(GPtrArray) lines = psg_digest_list_lines(output, path, error);
    if (!lines)
        return NULL;
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    for (guint i = 0; i < lines->len; i++)
        g_checksum_update(sum, lines->pdata[i], -1);
    return g_strdup(g_checksum_get_string(sum));
}

char *
psg_digest_make(const char *output, const char *path, GError **error)
{
    return g_str_has_suffix(path, "/") ? digest_folder(output, path, error)
                                       : digest_file(output, path, error);
}

static gboolean
add_digest(GPtrArray *digests, const char *output, char *path, GError **error)
{
    PsgDigest *digest = g_new0(PsgDigest, 1);
    digest->path = path;
    g_ptr_array_add(digests, digest);
    g_autoptr(GError) problem = NULL;
    digest->digest = psg_digest_make(output, path, &problem);
    if (digest->digest)
        return TRUE;
    return psg_release_fail(error, "%s of the output cannot be read: %s", path,
            problem ? problem->message : "it is not there");
}

GPtrArray *
psg_digests_new(const char *output, const char *document, GError **error)
{
    g_autoptr(GPtrArray) digests = g_ptr_array_new_with_free_func(psg_digest_free);
    guint count;
    const PsgDownloadKind *kinds = psg_build_list_kinds(&count);
    for (guint i = 0; i < count; i++)
        if ((kinds[i].edition & PSG_EDITION_ALL) &&
                !add_digest(digests, output, psg_build_make_path(&kinds[i], document), error))
            return NULL;
    if (!add_digest(digests, output, g_strconcat(document, "/", NULL), error))
        return NULL;
    return g_steal_pointer(&digests);
}

const char *
psg_digests_find(const GPtrArray *digests, const char *path)
{
    for (guint i = 0; i < digests->len; i++) {
        const PsgDigest *digest = digests->pdata[i];
        if (strcmp(digest->path, path) == 0)
            return digest->digest;
    }
    return NULL;
}
