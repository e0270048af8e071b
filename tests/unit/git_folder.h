/* A temporary folder that is a git repository, with commits at days that a test chooses. */
#pragma once
#include "folder.h"

/* Runs a command line of the shell in the folder. */
static inline void
git_folder_run(const char *folder, const char *command)
{
    char *arguments[] = {(char *)"/bin/sh", (char *)"-ec", (char *)command, NULL};
    g_autofree char *output = NULL;
    g_autofree char *errors = NULL;
    g_autoptr(GError) error = NULL;
    int status = 0;
    assert_true(g_spawn_sync(
            folder, arguments, NULL, 0, NULL, NULL, &output, &errors, &status, &error));
    if (!g_spawn_check_wait_status(status, NULL))
        fail_msg("%s\n%s%s", command, output, errors);
}

/* Commits all at noon of the day ("2026-05-03"), as "Name <mail>", and tags the commit when a tag
 * is given. */
static inline void
git_folder_commit(const char *folder, const char *day, const char *author, const char *message,
        const char *tag)
{
    g_autofree char *quoted = g_shell_quote(message);
    g_autofree char *person = g_shell_quote(author);
    g_autofree char *command =
            g_strdup_printf("export GIT_AUTHOR_DATE=%sT12:00:00Z GIT_COMMITTER_DATE=%sT12:00:00Z; "
                            "git add -A && git commit -q --allow-empty --author %s -m %s; %s%s%s",
                    day, day, person, quoted, tag ? "git tag -a -m Released " : "", tag ? tag : "",
                    tag ? "" : "true");
    git_folder_run(folder, command);
}

/* What a developer's shell, or git when it runs a hook, may have exported goes before the folder's
 * own settings: who commits, and which repository. */
static inline void
git_folder_clear_environment(void)
{
    static const char *const names[] = {"GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_AUTHOR_DATE",
            "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "GIT_COMMITTER_DATE", "GIT_DIR",
            "GIT_WORK_TREE", "GIT_INDEX_FILE"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        g_unsetenv(names[i]);
}

static inline int
git_folder_set_up(void **state)
{
    git_folder_clear_environment();
    if (folder_set_up(state) != 0)
        return -1;
    git_folder_run(*state,
            "git init -q -b main . && git config user.name Robin && git config user.email "
            "robin@example.org && git config tag.gpgSign false && git config commit.gpgSign "
            "false && git config core.autocrlf false");
    return 0;
}
