/* Opening a repository, and saying why not: none here, a .git file that leads nowhere, another
 * user's, an extension that libgit2 does not know. Builds on libgit2 and on owner.c; what the
 * extensions mean is in gitrepository-layout(5) and git-config(1). */
#include <git2/sys/repository.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "git/git_folder.h"
#include "git/internal.h"

/* A .git file is one line. */
#define GIT_FILE_LIMIT 8192

/* Extensions that libgit2 refuses though they change nothing for one who reads: the settings of a
 * work tree of its own (heed_worktree_config() reads the one that matters), a warning to those who
 * delete objects, objects that are fetched when they are needed (what is not here is told as
 * missing), and relative paths in .git files. */
static const char *const harmless[] = {
        "worktreeconfig", "preciousobjects", "partialclone", "relativeworktrees"};

static gpointer
start_library(gpointer unused)
{
    git_libgit2_init();
    git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, harmless, G_N_ELEMENTS(harmless));
    return NULL;
}

char *
psg_git_canonicalize(const char *folder)
{
    char *real = realpath(folder, NULL);
    if (!real)
        return g_canonicalize_filename(folder, NULL);
    char *copy = g_strdup(real);
    free(real);
    return copy;
}

static gboolean
has_entry(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    GStatBuf status;
    return g_lstat(path, &status) == 0;
}

/* The nearest folder from here up that holds what a repository has: a .git, or a bare one's HEAD
 * and objects. NULL when there is none. Asked first, since starting libgit2 takes milliseconds: it
 * reads the certificates of the whole machine. */
static char *
find_top(const char *folder)
{
    g_autofree char *at = psg_git_canonicalize(folder);
    for (;;) {
        if (has_entry(at, ".git") || (has_entry(at, "HEAD") && has_entry(at, "objects")))
            return g_steal_pointer(&at);
        g_autofree char *parent = g_path_get_dirname(at);
        if (strcmp(parent, at) == 0)
            return NULL;
        g_free(at);
        at = g_steal_pointer(&parent);
    }
}

/* A linked work tree or submodule has a .git file, which says where its repository is. libgit2
 * takes one that leads nowhere for no repository at all, and would look further up. */
static gboolean
check_git_file(const char *top, GError **error)
{
    static const char start[] = "gitdir: ";
    g_autofree char *path = g_build_filename(top, ".git", NULL);
    g_autofree char *text = NULL;
    GStatBuf status;
    if (g_lstat(path, &status) != 0 || !S_ISREG(status.st_mode) ||
            status.st_size > GIT_FILE_LIMIT || !g_file_get_contents(path, &text, NULL, NULL) ||
            !g_str_has_prefix(text, start))
        return TRUE;
    g_autofree char *target = g_canonicalize_filename(g_strchomp(text + strlen(start)), top);
    if (g_file_test(target, G_FILE_TEST_EXISTS))
        return TRUE;
    return psg_git_fail(error, PSG_GIT_ERROR_FAILED,
            "%s: this file says that the repository is at %s, where there is nothing; if a work "
            "tree or its repository was moved, \"git worktree repair\" in the repository mends "
            "this, and without this file the folder is read as one that is not in git",
            path, target);
}

static gboolean
fail_extension(const char *folder, const char *name, GError **error)
{
    if (strcmp(name, "objectformat") == 0)
        return psg_git_fail(error, PSG_GIT_ERROR_FAILED,
                "%s: this repository names its objects with SHA-256, and only SHA-1, which \"git "
                "init\" chooses by itself, can be read here",
                folder);
    if (strcmp(name, "refstorage") == 0)
        return psg_git_fail(error, PSG_GIT_ERROR_FAILED,
                "%s: this repository keeps its branches and tags as a reftable, which cannot be "
                "read here; \"git refs migrate --ref-format=files\" keeps them as files again",
                folder);
    return psg_git_fail(error, PSG_GIT_ERROR_FAILED,
            "%s: this repository uses an extension of git, \"%s\", that is not known here; a new "
            "clone of it does without, as a rule",
            folder, name);
}

static gboolean
fail_open(const char *folder, const char *top, int code, GError **error)
{
    static const char extension[] = "unsupported extension name extensions.";
    const git_error *cause = git_error_last();
    if (code == GIT_EOWNER) {
        g_autofree char *quoted = g_shell_quote(top);
        return psg_git_fail(error, PSG_GIT_ERROR_FAILED,
                "%s: this repository belongs to another user, and git opens such a one only when "
                "it is in the list of folders that you trust, which is called safe.directory; if "
                "you trust it, run: git config --global --add safe.directory %s",
                folder, quoted);
    }
    /* libgit2 has no code of its own for this. */
    if (code != GIT_ENOTFOUND && cause && cause->message &&
            g_str_has_prefix(cause->message, extension))
        return fail_extension(folder, cause->message + strlen(extension), error);
    if (code != GIT_ENOTFOUND)
        return psg_git_fail_with_cause(error, "%s: git could not open the repository", folder);
    return psg_git_fail(error, PSG_GIT_ERROR_NOT_A_REPOSITORY,
            "%s: this folder is in no git repository; \"git init\" makes one", folder);
}

/* Opens the repository, another user's too when git was told to trust it. */
static int
open_repository(git_repository **git, const char *folder, const char *top)
{
    static GMutex lock;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&lock);
    int code = git_repository_open_ext(git, folder, 0, NULL);
    if (code == 0 || !psg_owner_is_refusal(code, top))
        return code;
    if (!psg_owner_is_trusted(top))
        return GIT_EOWNER;
    /* libgit2's rules are narrower than git's: it does not know "*". */
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    code = git_repository_open_ext(git, folder, 0, NULL);
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 1);
    return code;
}

/* With the extension worktreeConfig it is the file config.worktree that says whether the repository
 * is bare. */
static void
heed_worktree_config(git_repository *git)
{
    g_autofree char *path =
            g_build_filename(git_repository_commondir(git), "config.worktree", NULL);
    git_config *config = NULL;
    int is_bare = 0;
    if (git_repository_is_worktree(git) || !g_file_test(path, G_FILE_TEST_IS_REGULAR) ||
            git_config_open_ondisk(&config, path) != 0)
        return;
    if (git_config_get_bool(&is_bare, config, "core.bare") == 0 && is_bare)
        git_repository_set_bare(git);
    git_config_free(config);
}

git_repository *
psg_git_open(const char *folder, GError **error)
{
    g_autofree char *top = find_top(folder);
    if (!top) {
        fail_open(folder, NULL, GIT_ENOTFOUND, error);
        return NULL;
    }
    if (!check_git_file(top, error))
        return NULL;
    static GOnce once = G_ONCE_INIT;
    g_once(&once, start_library, NULL);
    git_repository *git = NULL;
    int code = open_repository(&git, folder, top);
    if (code != 0) {
        fail_open(folder, top, code, error);
        return NULL;
    }
    heed_worktree_config(git);
    g_autoptr(git_odb) odb = NULL;
    g_autofree char *objects = psg_git_folder_build_objects_path(git);
    if (git_repository_odb(&odb, git) == 0)
        psg_git_guard_loose(odb, objects);
    return git;
}
