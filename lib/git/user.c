/* Who git takes the user for: user.name and user.email of git-config(1). See repository.h. */
#include "git/internal.h"

static char *
read_value(git_repository *git, const char *key)
{
    g_autoptr(git_config) live = NULL;
    g_autoptr(git_config) config = NULL;
    const char *value;
    if (git_repository_config(&live, git) != 0 || git_config_snapshot(&config, live) != 0 ||
            git_config_get_string(&value, config, key) != 0)
        return g_strdup("");
    return g_strstrip(g_utf8_make_valid(value, -1));
}

void
psg_repository_read_user(PsgRepository *repository, char **name, char **mail)
{
    *name = read_value(repository->git, "user.name");
    *mail = read_value(repository->git, "user.email");
}
