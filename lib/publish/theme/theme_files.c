/* Reading a theme's files. See theme_files.h. */
#include "publish/theme/theme_files.h"

#include <string.h>

#include "base/nearest.h"
#include "base/path.h"
#include "publish/publish_error.h"

#define DEFAULT_THEME "default"
#define FOLDER_DEPTH_LIMIT 4

struct PsgThemeFiles {
    GHashTable *files;  /* name -> GBytes */
    GHashTable *hidden; /* name -> GBytes: the default theme's, where the theme has its own */
};

/* Adds one file, or takes the place of the default theme's of that name. */
static gboolean
add_file(PsgThemeFiles *files, const char *name, GBytes *bytes, GError **error)
{
    GBytes *before = g_hash_table_lookup(files->files, name);
    if (before)
        g_hash_table_insert(files->hidden, g_strdup(name), g_bytes_ref(before));
    g_hash_table_replace(files->files, g_strdup(name), bytes);
    if (g_hash_table_size(files->files) <= PSG_THEME_FILES_LIMIT)
        return TRUE;
    g_set_error(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_THEME,
            "%s: the theme has more than %d files", name, PSG_THEME_FILES_LIMIT);
    return FALSE;
}

/* A file or folder of a theme that came with Plainsong, `name` being its place in the theme. */
static gboolean
add_installed(PsgThemeFiles *files, const char *path, const char *name, guint depth, GError **error)
{
    if (!g_file_test(path, G_FILE_TEST_IS_DIR)) {
        char *text;
        gsize length;
        return g_file_get_contents(path, &text, &length, error) &&
               add_file(files, name, g_bytes_new_take(text, length), error);
    }
    g_autoptr(GDir) folder = g_dir_open(path, 0, error);
    if (!folder)
        return FALSE;
    for (const char *entry; depth < FOLDER_DEPTH_LIMIT && (entry = g_dir_read_name(folder));) {
        g_autofree char *below = g_build_filename(path, entry, NULL);
        g_autofree char *full = *name ? g_strconcat(name, "/", entry, NULL) : g_strdup(entry);
        if (*entry != '.' && !add_installed(files, below, full, depth + 1, error))
            return FALSE;
    }
    return TRUE;
}

/* The same for a theme in the package. */
static gboolean
add_packaged(PsgThemeFiles *files, PsgSnapshot *snapshot, const char *path, const char *name,
        guint depth, GError **error)
{
    g_autoptr(GPtrArray) entries = psg_snapshot_list(snapshot, path, error);
    for (guint i = 0; entries && i < entries->len; i++) {
        const PsgSnapshotEntry *entry = g_ptr_array_index(entries, i);
        g_autofree char *below = g_strconcat(path, "/", entry->name, NULL);
        g_autofree char *full =
                *name ? g_strconcat(name, "/", entry->name, NULL) : g_strdup(entry->name);
        if (entry->kind == PSG_SNAPSHOT_FOLDER) {
            if (depth + 1 < FOLDER_DEPTH_LIMIT &&
                    !add_packaged(files, snapshot, below, full, depth + 1, error))
                return FALSE;
            continue;
        }
        GBytes *bytes = psg_snapshot_read(snapshot, below, PSG_THEME_FILE_LIMIT, error);
        if (!bytes || !add_file(files, full, bytes, error))
            return FALSE;
    }
    return entries != NULL;
}

/* Says which themes there are, and which was likely meant. */
static gboolean
fail_unknown(const char *themes, const char *theme, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) folder = g_dir_open(themes, 0, NULL);
    for (const char *name; folder && (name = g_dir_read_name(folder));) {
        g_autofree char *path = g_build_filename(themes, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            g_ptr_array_add(names, g_strdup(name));
    }
    g_ptr_array_add(names, NULL);
    const char *nearest = psg_nearest_find(theme, (const char *const *)names->pdata);
    g_set_error(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_THEME,
            "plainsong.yaml: there is no theme \"%s\"%s%s%s; a theme of your own is a folder in "
            "the package, "
            "named with \"./\" in front",
            theme, nearest ? " (did you mean \"" : "", nearest ? nearest : "",
            nearest ? "\"?)" : "");
    return FALSE;
}

static gboolean
add_theme(PsgThemeFiles *files, const char *themes, const char *theme, PsgSnapshot *snapshot,
        GError **error)
{
    g_autofree char *path = NULL;
    if (g_str_has_prefix(theme, "./")) {
        path = psg_path_resolve("", theme);
        g_autoptr(GError) problem = NULL;
        if (path && *path && add_packaged(files, snapshot, path, "", 0, &problem))
            return TRUE;
        g_set_error(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_THEME,
                "plainsong.yaml: the theme \"%s\" is no folder of the package that can be read%s%s",
                theme, problem ? ": " : "", problem ? problem->message : "");
        return FALSE;
    }
    path = g_build_filename(themes, theme, NULL);
    if (strchr(theme, '/') || *theme == '.' || !g_file_test(path, G_FILE_TEST_IS_DIR))
        return fail_unknown(themes, theme, error);
    return add_installed(files, path, "", 0, error);
}

PsgThemeFiles *
psg_theme_files_load(const char *themes, const char *theme, PsgSnapshot *snapshot, GError **error)
{
    g_autoptr(PsgThemeFiles) files = g_new0(PsgThemeFiles, 1);
    files->files =
            g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
    files->hidden =
            g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
    g_autofree char *basis = g_build_filename(themes, DEFAULT_THEME, NULL);
    if (!g_file_test(basis, G_FILE_TEST_IS_DIR)) {
        g_set_error(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_THEME,
                "%s: the default theme is not here; Plainsong is not installed as a whole", basis);
        return NULL;
    }
    if (!add_installed(files, basis, "", 0, error))
        return NULL;
    if (strcmp(theme, DEFAULT_THEME) != 0 && !add_theme(files, themes, theme, snapshot, error))
        return NULL;
    return g_steal_pointer(&files);
}

void
psg_theme_files_free(PsgThemeFiles *files)
{
    if (!files)
        return;
    g_hash_table_unref(files->files);
    g_hash_table_unref(files->hidden);
    g_free(files);
}

GBytes *
psg_theme_files_read(const char *name, gpointer files, GError **error)
{
    GBytes *bytes = g_hash_table_lookup(((PsgThemeFiles *)files)->files, name);
    return bytes ? g_bytes_ref(bytes) : NULL;
}

GBytes *
psg_theme_files_read_default(const char *name, const PsgThemeFiles *files)
{
    GBytes *bytes = g_hash_table_lookup(files->hidden, name);
    if (!bytes)
        bytes = g_hash_table_lookup(files->files, name);
    return bytes ? g_bytes_ref(bytes) : NULL;
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

GPtrArray *
psg_theme_files_list_assets(const PsgThemeFiles *files, gboolean is_draft)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    GHashTableIter iter;
    gpointer name;
    g_hash_table_iter_init(&iter, files->files);
    while (g_hash_table_iter_next(&iter, &name, NULL))
        if (!g_str_has_suffix(name, ".xhtml") && !psg_path_is_markdown(name) &&
                strcmp(name, PSG_THEME_EPUB_STYLE) != 0 &&
                strcmp(name, PSG_THEME_PRINT_STYLE) != 0 &&
                strcmp(name, PSG_THEME_EPUB_COMMENTS_STYLE) != 0 &&
                (is_draft || strcmp(name, PSG_THEME_COMMENTS_STYLE) != 0))
            g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, compare_names);
    return names;
}
