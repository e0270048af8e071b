/* The font files of a theme: their names in print.yaml, and their bytes. What they hold is looked
 * at in type/font_file.c. */
#include "base/path.h"
#include "publish/print/style/draft.h"

#define FILE_LIMIT 64

static void
name_free(gpointer data)
{
    PsgStyleFontFile *file = data;
    g_free(file->name);
    g_free(file);
}

GPtrArray *
psg_style_read_font_files(const PsgYaml *value, const char *path, GError **error)
{
    if (value->kind != PSG_YAML_LIST || value->children->len > FILE_LIMIT) {
        psg_yaml_fail(value, path, error,
                "\"%s\" must be a list of files of the theme, %d at most, for instance "
                "[fonts/Own-Regular.ttf, fonts/Own-Bold.ttf]",
                value->key, FILE_LIMIT);
        return NULL;
    }
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(name_free);
    for (guint i = 0; i < value->children->len; i++) {
        const PsgYaml *item = value->children->pdata[i];
        g_autofree char *name =
                item->kind == PSG_YAML_SCALAR ? psg_path_resolve("", item->value) : NULL;
        if (!name || *name == '\0') {
            psg_yaml_fail(item, path, error,
                    "the name of a file in the theme's folder is expected here, for instance "
                    "fonts/Own-Regular.ttf");
            return NULL;
        }
        PsgStyleFontFile *file = g_new0(PsgStyleFontFile, 1);
        file->name = g_steal_pointer(&name);
        file->place = (PsgStylePlace){.at = item, .path = path};
        g_ptr_array_add(files, file);
    }
    return g_steal_pointer(&files);
}

static void
file_free(gpointer data)
{
    PsgTypeFontFile *file = data;
    g_clear_pointer(&file->bytes, g_bytes_unref);
    g_free(file->name);
    g_free(file->path);
    g_free(file);
}

GPtrArray *
psg_style_open_font_files(const PsgStyleDraft *draft, PsgThemeFiles *theme)
{
    GPtrArray *files = g_ptr_array_new_with_free_func(file_free);
    for (guint i = 0; draft->font_files && i < draft->font_files->len; i++) {
        const PsgStyleFontFile *from = draft->font_files->pdata[i];
        PsgTypeFontFile *file = g_new0(PsgTypeFontFile, 1);
        file->name = g_strdup(from->name);
        file->bytes = psg_theme_files_read(from->name, theme, NULL);
        file->path = g_strdup(from->place.path);
        file->line = from->place.at->line;
        g_ptr_array_add(files, file);
    }
    return files;
}
