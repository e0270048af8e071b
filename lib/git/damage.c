/* What to say of an object that git should have and cannot give: what happened, and what helps in a
 * repository of this kind. */
#include <string.h>

#include "git/git_folder.h"
#include "git/internal.h"

static int
note_promisor(const git_config_entry *entry, void *is_partial)
{
    int value = 0;
    if (git_config_parse_bool(&value, entry->value) == 0 && value)
        *(gboolean *)is_partial = TRUE;
    return 0;
}

/* TRUE for a clone that was made with --filter and fetches objects when they are needed. */
static gboolean
is_partial(git_repository *git)
{
    gboolean is_partial = FALSE;
    git_config *config = NULL;
    if (git_repository_config_snapshot(&config, git) == 0)
        git_config_foreach_match(config, "^remote\\..*\\.promisor$", note_promisor, &is_partial);
    git_config_free(config);
    return is_partial;
}

char **
psg_git_list_alternates(const char *objects)
{
    g_autoptr(GStrvBuilder) folders = g_strv_builder_new();
    g_autofree char *path = g_build_filename(objects, "info", "alternates", NULL);
    g_autofree char *text = NULL;
    g_file_get_contents(path, &text, NULL, NULL);
    g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
    for (char **line = lines; *line; line++) {
        g_autofree char *folder = g_canonicalize_filename(*line, objects);
        if (**line != '\0' && **line != '#')
            g_strv_builder_add(folders, folder);
    }
    return g_strv_builder_end(folders);
}

/* The first folder whose objects this repository borrows and that is not there; NULL for none. */
static char *
find_lost_alternate(git_repository *git)
{
    g_autofree char *objects = psg_git_folder_build_objects_path(git);
    g_auto(GStrv) folders = psg_git_list_alternates(objects);
    for (char **folder = folders; *folder; folder++)
        if (!g_file_test(*folder, G_FILE_TEST_IS_DIR))
            return g_strdup(*folder);
    return NULL;
}

gboolean
psg_git_fail_object(GError **error, git_repository *git, int code, const char *format, ...)
{
    const git_error *cause = git_error_last();
    g_autofree char *reason =
            g_strdup(cause && cause->message ? cause->message : "git gave no reason");
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *lost = find_lost_alternate(git);
    if (lost)
        return psg_git_fail(error, PSG_GIT_ERROR_FAILED,
                "%s: this clone borrows objects from %s, which is not there (%s)", message, lost,
                reason);
    if (code == GIT_ENOTFOUND && is_partial(git))
        return psg_git_fail(error, PSG_GIT_ERROR_FAILED,
                "%s: this is a partial clone, which has only what was needed so far; \"git fetch "
                "--refetch --no-filter\" gets the rest (%s)",
                message, reason);
    if (code == GIT_EMISMATCH)
        return psg_git_fail(error, PSG_GIT_ERROR_FAILED,
                "%s: what git has kept is not what its name says, so that it was damaged or put "
                "there by somebody, and it is not used; \"git fsck\" looks through the rest, and a "
                "new clone has the right one (%s)",
                message, reason);
    return psg_git_fail(error, PSG_GIT_ERROR_FAILED,
            "%s: it %s; \"git fsck\" looks through the repository, and a new clone may have it "
            "whole "
            "(%s)",
            message,
            code == GIT_ENOTFOUND ? "is missing" : "is damaged, or not written as git writes it",
            reason);
}
