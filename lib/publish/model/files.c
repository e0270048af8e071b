/* Files of the package that a text refers to: pictures and attachments. */
#include <string.h>

#include "base/nearest.h"
#include "git/git_error.h"
#include "publish/model/internal.h"
#include "text/slug.h"

/* A book of another tool may hold thousands of dead links; the first ones are enough to help with.
 */
#define SUGGESTION_LIMIT 500

/* The names in a folder, NULL-terminated; listed once. */
static const char *const *
list_names(PsgModelBuilder *builder, const char *folder)
{
    GPtrArray *names = g_hash_table_lookup(builder->folders, folder);
    if (!names) {
        g_autoptr(GPtrArray) entries = psg_snapshot_list(builder->snapshot, folder, NULL);
        names = g_ptr_array_new_with_free_func(g_free);
        for (guint i = 0; entries && i < entries->len; i++)
            g_ptr_array_add(names, g_strdup(((PsgSnapshotEntry *)entries->pdata[i])->name));
        g_ptr_array_add(names, NULL);
        g_hash_table_insert(builder->folders, g_strdup(folder), names);
    }
    return (const char *const *)names->pdata;
}

char *
psg_model_suggest_file(PsgModelBuilder *builder, const char *path)
{
    if (builder->suggestions++ >= SUGGESTION_LIMIT)
        return g_strdup("");
    g_autofree char *folder = g_path_get_dirname(path), *base = g_path_get_basename(path);
    const char *nearest =
            psg_nearest_find(base, list_names(builder, strcmp(folder, ".") ? folder : ""));
    return nearest ? g_strdup_printf(" (did you mean \"%s\"?)", nearest) : g_strdup("");
}

GBytes *
psg_model_read_file(PsgModelBuilder *builder, const PsgModelPlace *place, guint line,
        const char *what, const char *url, const char *path, gsize limit)
{
    g_autoptr(GError) error = NULL;
    GBytes *bytes = psg_snapshot_read(builder->snapshot, path, limit, &error);
    if (bytes)
        return bytes;
    if (g_error_matches(error, PSG_GIT_ERROR, PSG_GIT_ERROR_NOT_FOUND)) {
        g_autofree char *hint = psg_model_suggest_file(builder, path);
        psg_findings_add(builder->findings, PSG_SEVERITY_ERROR, "file-missing", place->path, line,
                0, "the %s \"%s\" is not in the package%s; its words are shown instead", what, url,
                hint);
    } else {
        psg_findings_add(builder->findings, PSG_SEVERITY_ERROR, "file-unreadable", place->path,
                line, 0, "the %s \"%s\" cannot be used: %s", what, url, error->message);
    }
    return NULL;
}

char *
psg_model_make_file_name(
        PsgModelBuilder *builder, const char *path, GBytes *bytes, const char *extension)
{
    g_autofree char *base = g_path_get_basename(path),
                    *digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
    char *dot = strrchr(base, '.');
    if (dot)
        *dot = 0;
    g_autofree char *slug = psg_slug_new(base);
    if (strlen(slug) > 60)
        *g_utf8_find_prev_char(slug, slug + 60) = 0;
    const char *stem = *slug ? slug : "file";
    char *name = g_strdup_printf("%s-%.8s.%s", stem, digest, extension);
    for (guint number = 2; g_hash_table_contains(builder->names, name); number++) {
        g_free(name);
        name = g_strdup_printf("%s-%.8s-%u.%s", stem, digest, number, extension);
    }
    g_hash_table_add(builder->names, g_strdup(name));
    return name;
}
