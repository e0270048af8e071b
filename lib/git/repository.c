/* A repository, opened (open.c), and what is asked of it as a whole: revisions and versions. See
 * repository.h. */
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
static char *
abbreviate(git_repository *git, const git_oid *oid)
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
    revision->abbreviation = abbreviate(git, git_commit_id(commit));
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

/* Reads a number without sign or leading zero. */
static gboolean
read_number(const char **at, guint *number)
{
    gsize length = strspn(*at, "0123456789");
    if (length == 0 || length > 9 || (length > 1 && **at == '0'))
        return FALSE;
    *number = (guint)g_ascii_strtoull(*at, NULL, 10);
    *at += length;
    return TRUE;
}

static gboolean
read_version(const char *text, guint *major, guint *minor)
{
    if (!read_number(&text, major) || *text++ != '.')
        return FALSE;
    return read_number(&text, minor) && *text == '\0';
}

static gboolean
is_newer(const char *version, const char *than)
{
    guint major, minor, than_major, than_minor;
    return !than ||
           (read_version(version, &major, &minor) && read_version(than, &than_major, &than_minor) &&
                   (major != than_major ? major > than_major : minor > than_minor));
}

/* Enters one tag, if it is an annotated one with the name of a version. */
static void
add_version(GHashTable *versions, git_repository *git, const git_reference *reference)
{
    const char *name = git_reference_name(reference) + strlen("refs/tags/");
    const char *slash = strrchr(name, '/');
    guint major, minor;
    g_autoptr(git_tag) tag = NULL;
    if (!slash || slash[1] != 'v' || !read_version(slash + 2, &major, &minor) ||
            !git_reference_target(reference) ||
            git_tag_lookup(&tag, git, git_reference_target(reference)) != 0)
        return;
    g_autoptr(git_object) object = NULL;
    if (git_tag_peel(&object, tag) != 0 || git_object_type(object) != GIT_OBJECT_COMMIT)
        return;
    char digits[GIT_OID_HEXSZ + 1];
    git_oid_tostr(digits, sizeof digits, git_object_id(object));
    g_autofree char *key = g_strdup_printf("%.*s\n%s", (int)(slash - name), name, digits);
    if (is_newer(slash + 2, g_hash_table_lookup(versions, key)))
        g_hash_table_insert(versions, g_steal_pointer(&key), g_strdup(slash + 2));
}

static GHashTable *
read_versions(git_repository *git)
{
    GHashTable *versions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    git_reference_iterator *iterator = NULL;
    if (git_reference_iterator_glob_new(&iterator, git, "refs/tags/*") != 0)
        return versions;
    g_autoptr(git_reference) reference = NULL;
    while (git_reference_next(&reference, iterator) == 0) {
        add_version(versions, git, reference);
        g_clear_pointer(&reference, git_reference_free);
    }
    git_reference_iterator_free(iterator);
    return versions;
}

char *
psg_repository_find_version(PsgRepository *repository, const char *document, const char *oid)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&repository->lock);
    if (!repository->versions)
        repository->versions = read_versions(repository->git);
    g_autofree char *key = g_strconcat(document, "\n", oid, NULL);
    return g_strdup(g_hash_table_lookup(repository->versions, key));
}
