#include "package_folder.h"

#include <glib/gstdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "fuzz.h"
#include "project/package.h"

static char *folder;

static void
remove_folder(void)
{
    psg_folder_remove(folder, NULL);
    g_free(folder);
}

const char *
psg_fuzz_folder(void)
{
    if (folder)
        return folder;
    g_autoptr(GError) error = NULL;
    folder = g_dir_make_tmp("plainsong-fuzz-XXXXXX", &error);
    if (!folder)
        psg_fuzz_fail("%s", error->message);
    atexit(remove_folder);
    return folder;
}

void
psg_fuzz_write_file(const char *name, const void *bytes, size_t length)
{
    g_autofree char *path = g_build_filename(psg_fuzz_folder(), name, NULL);
    g_autoptr(GError) error = NULL;
    if (!psg_file_write(path, bytes, length, &error))
        psg_fuzz_fail("%s", error->message);
}

void
psg_fuzz_load_package(const char *name, const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    if (!folder) {
        psg_fuzz_write_file("a.md", "# A\n", 4);
        psg_fuzz_write_file("part/b.md", "# B\n", 4);
    }
    psg_fuzz_write_file(name, data, size);
    g_autoptr(PsgSnapshot) snapshot = psg_snapshot_new_worktree(NULL, folder, NULL, &error);
    if (!snapshot)
        psg_fuzz_fail("%s", error->message);
    g_autoptr(PsgFindings) findings = psg_findings_new();
    g_autoptr(PsgPackage) package = psg_package_load(snapshot, findings, &error);
    if (!package == !error)
        psg_fuzz_fail("a package or an error, and never both");
    psg_findings_finish(findings);
}
