/* Finding the themes. See themes.h. */
#include "themes.h"

#include <string.h>

/* The folder that this very program lies in; NULL where the system does not say. */
static char *
find_own_folder(void)
{
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    return program ? g_path_get_dirname(program) : NULL;
}

char *
themes_find(GError **error)
{
    const char *named = g_getenv("PLAINSONG_THEMES");
    g_autofree char *own = find_own_folder();
    g_autofree char *beside =
            own ? g_build_filename(own, "..", "share", "plainsong", "themes", NULL) : NULL;
    gboolean is_in_build = own && strcmp(own, PSG_BUILD_FOLDER) == 0;
    const char *const places[] = {named && *named ? named
                                  : is_in_build   ? PSG_THEMES_SOURCE
                                                  : beside,
            PSG_THEMES_INSTALLED};
    guint count = named && *named ? 1 : G_N_ELEMENTS(places);
    for (guint i = 0; i < count; i++)
        if (places[i] && g_file_test(places[i], G_FILE_TEST_IS_DIR))
            return g_strdup(places[i]);
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
            "%s: the themes are not here; install Plainsong as a whole, or name their folder in "
            "PLAINSONG_THEMES",
            count == 1 ? named : PSG_THEMES_INSTALLED);
    return NULL;
}
