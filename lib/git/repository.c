/* Finding and opening a repository, and revisions of it. See repository.h; versions are in
 * version.c. */
#include "git/repository.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "git/internal.h"

static gpointer
start_library(gpointer unused)
{
    git_libgit2_init();
    return NULL;
}

static gboolean
fail_open(const char *folder, int code, GError **error)
{
    if (code == GIT_ENOTFOUND)
        return psg_git_fail(error, PSG_GIT_ERROR_NOT_A_REPOSITORY,
                "%s: this folder is in no git repository; \"git init\" makes one", folder);
    if (code == GIT_EOWNER)
        return psg_git_fail(error, PSG_GIT_ERROR_FAILED,
                "%s: this repository belongs to another user, so git does not open it; if you "
                "trust it, add it with "
                "\"git config --global --add safe.directory FOLDER\"",
                folder);
    return psg_git_fail_with_cause(error, "%s: git could not open the repository", folder);
}

/* The folder without links, "." and ".."; of one that is not there, as far as its text says. */
static char *
canonicalize(const char *folder)
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

/* FALSE when no folder from here up holds what a repository has: a .git, or a bare one's HEAD and
 * objects. Asked first, since starting libgit2 takes milliseconds: it reads the certificates of the
 * whole machine. */
static gboolean
may_be_in_repository(const char *folder)
{
    g_autofree char *at = canonicalize(folder);
    for (;;) {
        if (has_entry(at, ".git") || (has_entry(at, "HEAD") && has_entry(at, "objects")))
            return TRUE;
        g_autofree char *parent = g_path_get_dirname(at);
        if (strcmp(parent, at) == 0)
            return FALSE;
        g_free(at);
        at = g_steal_pointer(&parent);
    }
}

PsgRepository *
psg_repository_open(const char *folder, GError **error)
{
    if (!may_be_in_repository(folder)) {
        fail_open(folder, GIT_ENOTFOUND, error);
        return NULL;
    }
    static GOnce once = G_ONCE_INIT;
    g_once(&once, start_library, NULL);
    git_repository *git = NULL;
    int code = git_repository_open_ext(&git, folder, 0, NULL);
    if (code != 0) {
        fail_open(folder, code, error);
        return NULL;
    }
    PsgRepository *repository = g_new0(PsgRepository, 1);
    repository->git = git;
    g_mutex_init(&repository->lock);
    return repository;
}

void
psg_repository_free(PsgRepository *repository)
{
    if (!repository)
        return;
    git_repository_free(repository->git);
    g_clear_pointer(&repository->versions, g_hash_table_unref);
    g_mutex_clear(&repository->lock);
    g_free(repository);
}

char *
psg_repository_make_relative(PsgRepository *repository, const char *folder, GError **error)
{
    const char *workdir = git_repository_workdir(repository->git);
    if (!workdir)
        return g_strdup(""); /* a bare repository has no folders but those of its commits */
    g_autofree char *root = canonicalize(workdir);
    g_autofree char *real = canonicalize(folder);
    gsize length = strcmp(root, "/") == 0 ? 0 : strlen(root);
    if (strncmp(real, root, length) == 0 && (real[length] == '/' || real[length] == '\0'))
        return g_strdup(real[length] ? real + length + 1 : "");
    psg_git_fail(error, PSG_GIT_ERROR_UNSAFE, "%s: this folder is outside the repository at %s",
            folder, root);
    return NULL;
}

/* The shortest beginning, of 7 digits or more, that is no other object's. Not libgit2's own, which
 * follows the user's core.abbrev: the same revision must look the same whoever builds it. */
char *
psg_git_abbreviate(git_repository *git, const git_oid *oid)
{
    char digits[GIT_OID_HEXSZ + 1];
    git_oid_tostr(digits, sizeof digits, oid);
    g_autoptr(git_odb) odb = NULL;
    gsize length = 7;
    if (git_repository_odb(&odb, git) == 0)
        while (length < GIT_OID_HEXSZ &&
                git_odb_exists_prefix(NULL, odb, oid, length) == GIT_EAMBIGUOUS)
            length++;
    return g_strndup(digits, length);
}

gboolean
psg_revision_init(
        PsgRevision *revision, git_repository *git, const git_commit *commit, GError **error)
{
    char digits[GIT_OID_HEXSZ + 1];
    git_oid_tostr(digits, sizeof digits, git_commit_id(commit));
    revision->oid = g_strdup(digits);
    revision->abbreviation = psg_git_abbreviate(git, git_commit_id(commit));
    revision->time = git_commit_time(commit);
    revision->offset_minutes = git_commit_time_offset(commit);
    return TRUE;
}

void
psg_revision_clear(PsgRevision *revision)
{
    g_clear_pointer(&revision->oid, g_free);
    g_clear_pointer(&revision->abbreviation, g_free);
}
