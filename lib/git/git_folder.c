/* Paths in git's folder. See git_folder.h; gitrepository-layout(5). */
#include "git/git_folder.h"

#include <git2.h>
#include <glib.h>

char *
psg_git_folder_build_own_path(git_repository *git, const char *name)
{
    return g_build_filename(git_repository_commondir(git), "plainsong", name, NULL);
}

char *
psg_git_folder_build_objects_path(git_repository *git)
{
    return g_build_filename(git_repository_commondir(git), "objects", NULL);
}
