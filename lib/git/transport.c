/* Fetching and pushing one branch. See transport.h; git-fetch(1), git-push(1) for --porcelain. */
#include "git/transport.h"

#include <string.h>

#include "git/internal.h"
#include "git/run.h"

/* --- Which remote --- */

static char *
read_upstream(git_repository *git, const char *branch)
{
    g_autoptr(git_config) config = NULL;
    g_autofree char *key = g_strdup_printf("branch.%s.remote", branch);
    const char *value = NULL;
    if (git_repository_config_snapshot(&config, git) != 0 ||
            git_config_get_string(&value, config, key) != 0 || strcmp(value, ".") == 0)
        return NULL;
    return g_strdup(value);
}

char *
psg_repository_find_remote(PsgRepository *repository, const char *branch, guint *count)
{
    git_strarray names = {NULL, 0};
    gboolean has_remotes = git_remote_list(&names, repository->git) == 0;
    char *remote = read_upstream(repository->git, branch);
    if (count)
        *count = has_remotes ? (guint)names.count : 0;
    for (gsize i = 0; !remote && has_remotes && i < names.count; i++)
        if (strcmp(names.strings[i], "origin") == 0 || names.count == 1)
            remote = g_strdup(names.strings[i]);
    if (has_remotes)
        git_strarray_dispose(&names);
    return remote;
}

gboolean
psg_repository_has_remote(PsgRepository *repository, const char *name)
{
    git_remote *remote = NULL;
    gboolean is_there = git_remote_lookup(&remote, repository->git, name) == 0;
    git_remote_free(remote);
    return is_there;
}

/* --- Fetching --- */

static PsgTransportOutcome
judge_fetch(const PsgGitRun *run)
{
    if (run->is_successful)
        return PSG_TRANSPORT_DONE;
    if (strstr(run->complaints, "find remote ref"))
        return PSG_TRANSPORT_NO_BRANCH;
    return strstr(run->complaints, "cannot lock ref") || strstr(run->complaints, ".lock': ")
                   ? PSG_TRANSPORT_LOCKED
                   : PSG_TRANSPORT_UNREACHABLE;
}

gboolean
psg_repository_fetch(PsgRepository *repository, const char *remote, const char *branch,
        const char *tracking, PsgTransportOutcome *outcome, char **said, GError **error)
{
    g_autofree char *what = g_strdup_printf("+%s:%s", branch, tracking);
    const char *const arguments[] = {"fetch", "--quiet", "--no-tags", "--no-recurse-submodules",
            "--no-write-fetch-head", "--no-auto-maintenance", "--", remote, what, NULL};
    g_auto(PsgGitRun) run = {0};
    if (!psg_git_run(repository, arguments, NULL, &run, error))
        return FALSE;
    *outcome = judge_fetch(&run);
    *said = g_steal_pointer(&run.complaints);
    return TRUE;
}

/* --- Pushing --- */

/* The line of `git push --porcelain` that says why a branch was not taken: "!", a tab, the two
 * names, a tab and the reason. NULL when there is none. The caller owns it. */
static char *
find_reason(const char *output)
{
    g_auto(GStrv) lines = g_strsplit(output, "\n", -1);
    for (char **line = lines; *line; line++) {
        const char *tab = (*line)[0] == '!' ? strrchr(*line, '\t') : NULL;
        if (tab)
            return g_strdup(tab + 1);
    }
    return NULL;
}

/* The other side's words for a branch that somebody moved in this very moment. */
static gboolean
is_race(const char *reason)
{
    static const char *const words[] = {"cannot lock ref", "failed to lock", "failed to update ref",
            "unable to lock", "incorrect old value", "already exists", "but expected"};
    if (g_str_has_prefix(reason, "[rejected]"))
        return TRUE;
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (strstr(reason, words[i]))
            return TRUE;
    return FALSE;
}

static PsgTransportOutcome
judge(const PsgGitRun *run, char **said)
{
    g_autofree char *reason = find_reason(run->output);
    *said = reason ? g_strconcat(reason, *run->complaints ? "\n" : "", run->complaints, NULL)
                   : g_strdup(run->complaints);
    if (run->is_successful)
        return PSG_TRANSPORT_DONE;
    return reason && is_race(reason) ? PSG_TRANSPORT_TOO_LATE : PSG_TRANSPORT_REFUSED;
}

gboolean
psg_repository_push(PsgRepository *repository, const PsgPush *push, PsgTransportOutcome *outcome,
        char **said, GError **error)
{
    g_autofree char *what = g_strdup_printf("%s:%s", push->commit, push->branch);
    g_autofree char *lease =
            g_strdup_printf("--force-with-lease=%s:%s", push->branch, push->expected);
    const char *arguments[] = {"push", "--porcelain", "--no-follow-tags", "--recurse-submodules=no",
            "--no-progress", "--", push->remote, what, NULL, NULL};
    g_auto(PsgGitRun) run = {0};
    if (push->is_rewrite) {
        memmove(arguments + 6, arguments + 5, 3 * sizeof *arguments);
        arguments[5] = lease;
    }
    if (!psg_git_run(repository, arguments, NULL, &run, error))
        return FALSE;
    *outcome = judge(&run, said);
    return TRUE;
}
