/* Running the user's own git. See run.h; git(1) for the variables that would lead it elsewhere. */
#include "git/run.h"

#include <gio/gio.h>
#include <string.h>

#include "git/internal.h"

/* Set where a hook of git runs this program, and about that git's own work. */
static const char *const elsewhere[] = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE",
        "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_NAMESPACE", "GIT_PREFIX", "GIT_QUARANTINE_PATH"};

void
psg_git_run_clear(PsgGitRun *run)
{
    g_clear_pointer(&run->output, g_free);
    g_clear_pointer(&run->complaints, g_free);
}

static GSubprocessLauncher *
make_launcher(git_repository *git, gboolean has_input)
{
    GSubprocessLauncher *launcher = g_subprocess_launcher_new(
            G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE |
            (has_input ? G_SUBPROCESS_FLAGS_STDIN_PIPE : 0));
    for (guint i = 0; i < G_N_ELEMENTS(elsewhere); i++)
        g_subprocess_launcher_unsetenv(launcher, elsewhere[i]);
    /* What it says is looked at. */
    g_subprocess_launcher_setenv(launcher, "LC_ALL", "C.UTF-8", TRUE);
    g_subprocess_launcher_setenv(launcher, "LANGUAGE", "", TRUE);
    const char *top = git_repository_workdir(git);
    g_subprocess_launcher_set_cwd(launcher, top ? top : git_repository_path(git));
    return launcher;
}

static char *
make_text(GBytes *bytes)
{
    gsize size = 0;
    const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
    return text ? g_utf8_make_valid(text, (gssize)size) : g_strdup("");
}

gboolean
psg_git_run(PsgRepository *repository, const char *const *arguments, const char *input,
        PsgGitRun *run, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(GSubprocessLauncher) launcher = make_launcher(repository->git, input != NULL);
    g_autofree char *place = g_strconcat("--git-dir=", git_repository_path(repository->git), NULL);
    g_autoptr(GPtrArray) line = g_ptr_array_new();
    g_ptr_array_add(line, (gpointer) "git");
    g_ptr_array_add(line, place);
    for (; *arguments; arguments++)
        g_ptr_array_add(line, (gpointer)*arguments);
    g_ptr_array_add(line, NULL);
    *run = (PsgGitRun){0};
    g_autoptr(GSubprocess) process =
            g_subprocess_launcher_spawnv(launcher, (const char *const *)line->pdata, &problem);
    g_autoptr(GBytes) given = input ? g_bytes_new(input, strlen(input)) : NULL;
    g_autoptr(GBytes) output = NULL;
    g_autoptr(GBytes) complaints = NULL;
    if (!process)
        return psg_git_fail(error, PSG_GIT_ERROR_FAILED, "the program git could not be started: %s",
                problem->message);
    if (!g_subprocess_communicate(process, given, NULL, &output, &complaints, &problem))
        return psg_git_fail(error, PSG_GIT_ERROR_FAILED, "git %s broke off: %s",
                (const char *)line->pdata[2], problem->message);
    run->is_successful = g_subprocess_get_successful(process);
    run->output = make_text(output);
    run->complaints = g_strstrip(make_text(complaints));
    return TRUE;
}
