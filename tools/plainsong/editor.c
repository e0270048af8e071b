/* The user's own editor. See editor.h; git-var(1) for GIT_EDITOR, git-commit(1) for "scissors". */
#include "editor.h"

#include <gio/gio.h>
#include <string.h>
#include <unistd.h>

/* Markdown's headings begin as git's comments do, so what is to be left out stands below a line, as
 * with git commit --cleanup=scissors. */
#define SCISSORS "# ------------------------ >8 ------------------------"

/* The command line of the editor, as git knows it. */
static char *
find_editor(const char *folder, const char *what, GError **error)
{
    g_autoptr(GSubprocess) process =
            g_subprocess_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, error,
                    "git", "-C", folder, "var", "GIT_EDITOR", NULL);
    g_autofree char *command = NULL;
    g_autofree char *complaint = NULL;
    if (!process ||
            !g_subprocess_communicate_utf8(process, NULL, NULL, &command, &complaint, error))
        return NULL;
    if (g_subprocess_get_successful(process) && *g_strstrip(command))
        return g_steal_pointer(&command);
    g_set_error(error, G_SHELL_ERROR, G_SHELL_ERROR_FAILED,
            "git names no editor (%s); give the %s with -m", g_strstrip(complaint), what);
    return NULL;
}

/* The shell runs it, since an editor may be a command with options. */
static gboolean
run_editor(const char *editor, const char *file, GError **error)
{
    g_autofree char *command = g_strconcat(editor, " \"$@\"", NULL);
    g_autoptr(GSubprocess) process = g_subprocess_new(
            G_SUBPROCESS_FLAGS_STDIN_INHERIT, error, "/bin/sh", "-c", command, editor, file, NULL);
    if (!process)
        return FALSE;
    if (g_subprocess_wait_check(process, NULL, NULL))
        return TRUE;
    g_set_error(error, G_SHELL_ERROR, G_SHELL_ERROR_FAILED,
            "the editor %s gave up, so that nothing was done; what was written is in %s", editor,
            file);
    return FALSE;
}

static char *
write_draft(const char *what, const char *text, const char *advice, GError **error)
{
    g_autofree char *file = NULL;
    g_autofree char *pattern = g_strdup_printf("plainsong-%s-XXXXXX.md", what);
    int descriptor = g_file_open_tmp(pattern, &file, error);
    if (descriptor < 0)
        return NULL;
    close(descriptor);
    g_autofree char *draft = g_strconcat(text, "\n\n" SCISSORS "\n", advice, NULL);
    return g_file_set_contents(file, draft, -1, error) ? g_steal_pointer(&file) : NULL;
}

/* What stands above the line. */
static char *
cut(char *text)
{
    char *line = g_str_has_prefix(text, SCISSORS) ? text : strstr(text, "\n" SCISSORS);
    if (line)
        *line = '\0';
    return g_strstrip(text);
}

char *
editor_edit(const char *folder, const char *what, const char *text, const char *advice, char **file,
        GError **error)
{
    g_autofree char *editor = find_editor(folder, what, error);
    *file = editor ? write_draft(what, text, advice, error) : NULL;
    char *edited = NULL;
    if (!*file || !run_editor(editor, *file, error) ||
            !g_file_get_contents(*file, &edited, NULL, error))
        return NULL;
    return cut(edited);
}
