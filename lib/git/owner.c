/* Repositories of other users, which git opens only when the user trusts them: the settings in a
 * repository can name programs to run. The rules are those of safe.directory in git-config(1). */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "git/internal.h"

static gboolean
is_foreign(const char *path)
{
    GStatBuf status;
    return g_lstat(path, &status) == 0 && status.st_uid != geteuid();
}

gboolean
psg_owner_is_refusal(int code, const char *top)
{
    g_autofree char *inside = g_build_filename(top, ".git", NULL);
    /* Where no settings say anything of safe.directory libgit2 gives "not found" for it. */
    return code == GIT_EOWNER || (code == GIT_ENOTFOUND && (is_foreign(top) || is_foreign(inside)));
}

typedef struct {
    const char *top;
    gboolean is_trusted;
} Search;

/* One entry of the list. An empty one takes back all before it. */
static int
look_at(const git_config_entry *entry, void *data)
{
    Search *search = data;
    const char *value = entry->value ? entry->value : "";
    git_buf path = {0};
    if (*value == '\0') {
        search->is_trusted = FALSE;
    } else if (strcmp(value, "*") == 0) {
        search->is_trusted = TRUE;
    } else if (git_config_parse_path(&path, value) == 0) {
        gboolean is_below = g_str_has_suffix(path.ptr, "/*");
        gsize length = path.size - (is_below ? 1 : 0);
        while (!is_below && length > 1 && path.ptr[length - 1] == '/')
            length--;
        if (strncmp(search->top, path.ptr, length) == 0 &&
                (is_below || search->top[length] == '\0'))
            search->is_trusted = TRUE;
    }
    git_buf_dispose(&path);
    return 0;
}

gboolean
psg_owner_is_trusted(const char *top)
{
    /* The repository's own settings are no witness. */
    Search search = {.top = top};
    git_config *config = NULL;
    if (git_config_open_default(&config) == 0)
        git_config_get_multivar_foreach(config, "safe.directory", NULL, look_at, &search);
    git_config_free(config);
    return search.is_trusted;
}
