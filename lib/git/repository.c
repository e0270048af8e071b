/* A repository, opened (open.c), and what is asked of it as a whole. See repository.h; revisions
 * are in revision.c, versions in version.c. */
#include "git/repository.h"

#include <string.h>

#include "git/internal.h"

PsgRepository *
psg_repository_open(const char *folder, GError **error)
{
    git_repository *git = psg_git_open(folder, error);
    if (!git)
        return NULL;
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

git_repository *
psg_repository_get_git(PsgRepository *repository)
{
    return repository->git;
}

char *
psg_repository_make_relative(PsgRepository *repository, const char *folder, GError **error)
{
    const char *workdir = git_repository_workdir(repository->git);
    if (!workdir)
        return g_strdup(""); /* a bare repository has no folders but those of its commits */
    g_autofree char *root = psg_git_canonicalize(workdir);
    g_autofree char *real = psg_git_canonicalize(folder);
    gsize length = strcmp(root, "/") == 0 ? 0 : strlen(root);
    if (strncmp(real, root, length) == 0 && (real[length] == '/' || real[length] == '\0'))
        return g_strdup(real[length] ? real + length + 1 : "");
    psg_git_fail(error, PSG_GIT_ERROR_UNSAFE,
            "%s: this folder is outside the work tree of its repository, which is %s", folder,
            root);
    return NULL;
}

gboolean
psg_repository_is_submodule(PsgRepository *repository, const char *folder)
{
    g_autoptr(git_index) index = NULL;
    if (git_repository_is_bare(repository->git) ||
            git_repository_index(&index, repository->git) != 0)
        return FALSE;
    const git_index_entry *entry = git_index_get_bypath(index, folder, 0);
    return entry && entry->mode == GIT_FILEMODE_COMMIT;
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
