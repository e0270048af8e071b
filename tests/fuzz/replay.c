/* Gives every file of the named folders, and every named file, to a fuzz target: the corpus as an
 * ordinary test. */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"

static void
replay_file(const char *path)
{
    g_autofree char *bytes = NULL;
    gsize length;
    g_autoptr(GError) error = NULL;
    if (!g_file_get_contents(path, &bytes, &length, &error))
        g_error("%s", error->message);
    /* A copy of just this size, so that a sanitizer sees a read beyond the end. */
    uint8_t *exact = malloc(length ? length : 1);
    for (gsize i = 0; i < length; i++)
        exact[i] = (uint8_t)bytes[i];
    LLVMFuzzerTestOneInput(exact, length);
    free(exact);
}

int
main(int argc, char **argv)
{
    unsigned count = 0;
    for (int i = 1; i < argc; i++) {
        g_autoptr(GDir) folder = g_dir_open(argv[i], 0, NULL);
        if (!folder) {
            replay_file(argv[i]);
            count++;
            continue;
        }
        for (const char *name; (name = g_dir_read_name(folder)); count++) {
            g_autofree char *path = g_build_filename(argv[i], name, NULL);
            replay_file(path);
        }
    }
    printf("1..1\n%s 1 - %u inputs replayed\n", count ? "ok" : "not ok", count);
    return count ? 0 : 1;
}
