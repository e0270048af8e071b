/* Versions: which tags are a document's versions, read once and asked often. The one place that
 * knows what a version tag is. See version.h; gitglossary(7), "tag object". */
#include "git/version.h"

#include <string.h>

#include "git/internal.h"

/* One version as its tag says it, before anybody asked for its message. */
typedef struct {
    guint major, minor;
    char *number, *tag, *oid, *message;
    gint64 time;
    int offset_minutes;
} VersionTag;

static void
version_tag_free(gpointer data)
{
    VersionTag *tag = data;
    g_free(tag->number);
    g_free(tag->tag);
    g_free(tag->oid);
    g_free(tag->message);
    g_free(tag);
}

/* Numbers */

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

gboolean
psg_version_parse(const char *text, guint *major, guint *minor)
{
    text += *text == 'v';
    if (!read_number(&text, major) || *text++ != '.')
        return FALSE;
    return read_number(&text, minor) && *text == '\0';
}

int
psg_version_compare(guint a_major, guint a_minor, guint b_major, guint b_minor)
{
    if (a_major != b_major)
        return a_major < b_major ? -1 : 1;
    return a_minor < b_minor ? -1 : a_minor > b_minor;
}

static gint
compare_tags(gconstpointer a, gconstpointer b)
{
    const VersionTag *left = *(const VersionTag *const *)a, *right = *(const VersionTag *const *)b;
    return psg_version_compare(left->major, left->minor, right->major, right->minor);
}

/* Reading */

/* The commit that a tag leads to, through other tags; NULL when it leads to something else. */
static git_commit *
find_commit(git_tag *tag)
{
    g_autoptr(git_object) object = NULL;
    if (git_tag_peel(&object, tag) != 0 || git_object_type(object) != GIT_OBJECT_COMMIT)
        return NULL;
    return (git_commit *)g_steal_pointer(&object);
}

static VersionTag *
read_tag(git_tag *tag, const git_commit *commit, const char *name, const char *number)
{
    VersionTag *version = g_new0(VersionTag, 1);
    psg_version_parse(number, &version->major, &version->minor);
    version->number = g_strdup(number);
    version->tag = g_strdup(name);
    version->message = g_strdup(git_tag_message(tag) ? git_tag_message(tag) : "");
    char digits[GIT_OID_HEXSZ + 1];
    version->oid = g_strdup(git_oid_tostr(digits, sizeof digits, git_commit_id(commit)));
    const git_signature *tagger = git_tag_tagger(tag);
    version->time = tagger ? tagger->when.time : git_commit_time(commit);
    version->offset_minutes = tagger ? tagger->when.offset : git_commit_time_offset(commit);
    return version;
}

/* Enters one tag, if it is an annotated one with the name of a version. */
static void
add_tag(GHashTable *versions, git_repository *git, const git_reference *reference)
{
    const char *name = git_reference_name(reference) + strlen("refs/tags/");
    const char *slash = strrchr(name, '/');
    guint major, minor;
    g_autoptr(git_tag) tag = NULL;
    if (!slash || slash[1] != 'v' || !g_ascii_isdigit(slash[2]) ||
            !psg_version_parse(slash + 2, &major, &minor) || !git_reference_target(reference) ||
            git_tag_lookup(&tag, git, git_reference_target(reference)) != 0)
        return;
    g_autoptr(git_commit) commit = find_commit(tag);
    if (!commit)
        return;
    g_autofree char *document = g_strndup(name, (gsize)(slash - name));
    GPtrArray *tags = g_hash_table_lookup(versions, document);
    if (!tags) {
        tags = g_ptr_array_new_with_free_func(version_tag_free);
        g_hash_table_insert(versions, g_steal_pointer(&document), tags);
    }
    g_ptr_array_add(tags, read_tag(tag, commit, name, slash + 2));
}

static gboolean
read_tags(GHashTable *versions, git_repository *git, GError **error)
{
    git_reference_iterator *iterator = NULL;
    if (git_reference_iterator_glob_new(&iterator, git, "refs/tags/*") != 0)
        return psg_git_fail_with_cause(error, "git could not list the tags");
    g_autoptr(git_reference) reference = NULL;
    int code;
    while ((code = git_reference_next(&reference, iterator)) == 0) {
        add_tag(versions, git, reference);
        g_clear_pointer(&reference, git_reference_free);
    }
    git_reference_iterator_free(iterator);
    return code == GIT_ITEROVER || psg_git_fail_with_cause(error, "git could not list the tags");
}

/* Every version by document (GPtrArray of VersionTag, by number), read when it is first asked for.
 * The caller holds the lock. NULL with an error when git cannot list the tags. */
static GHashTable *
get_versions(PsgRepository *repository, GError **error)
{
    if (repository->versions)
        return repository->versions;
    g_autoptr(GHashTable) versions = g_hash_table_new_full(
            g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    if (!read_tags(versions, repository->git, error))
        return NULL;
    GHashTableIter iterator;
    gpointer tags;
    g_hash_table_iter_init(&iterator, versions);
    while (g_hash_table_iter_next(&iterator, NULL, &tags))
        g_ptr_array_sort(tags, compare_tags);
    repository->versions = g_steal_pointer(&versions);
    return repository->versions;
}

void
psg_repository_forget_versions(PsgRepository *repository)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&repository->lock);
    g_clear_pointer(&repository->versions, g_hash_table_unref);
}

/* Asking */

static PsgVersion *
make_version(const char *document, const VersionTag *tag)
{
    PsgVersion *version = g_new0(PsgVersion, 1);
    version->document = g_strdup(document);
    version->major = tag->major;
    version->minor = tag->minor;
    version->number = g_strdup(tag->number);
    version->tag = g_strdup(tag->tag);
    version->oid = g_strdup(tag->oid);
    version->time = tag->time;
    version->offset_minutes = tag->offset_minutes;
    version->message = psg_message_parse(tag->message);
    version->is_signed = psg_git_find_signature(tag->message) != NULL;
    return version;
}

void
psg_version_free(PsgVersion *version)
{
    if (!version)
        return;
    g_free(version->document);
    g_free(version->number);
    g_free(version->tag);
    g_free(version->oid);
    psg_message_free(version->message);
    g_free(version);
}

static void
list_document(GHashTable *versions, const char *document, GPtrArray *list)
{
    const GPtrArray *tags = g_hash_table_lookup(versions, document);
    for (guint i = 0; tags && i < tags->len; i++)
        g_ptr_array_add(list, make_version(document, g_ptr_array_index(tags, i)));
}

GPtrArray *
psg_repository_list_versions(PsgRepository *repository, const char *document, GError **error)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&repository->lock);
    GHashTable *versions = get_versions(repository, error);
    if (!versions)
        return NULL;
    GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)psg_version_free);
    if (document) {
        list_document(versions, document, list);
        return list;
    }
    g_autoptr(GList) documents = g_list_sort(g_hash_table_get_keys(versions), (GCompareFunc)strcmp);
    for (const GList *at = documents; at; at = at->next)
        list_document(versions, at->data, list);
    return list;
}

PsgVersion *
psg_repository_find_version_tag(
        PsgRepository *repository, const char *document, const char *number, GError **error)
{
    guint major, minor;
    if (!psg_version_parse(number, &major, &minor))
        return NULL;
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&repository->lock);
    GHashTable *versions = get_versions(repository, error);
    const GPtrArray *tags = versions ? g_hash_table_lookup(versions, document) : NULL;
    for (guint i = 0; tags && i < tags->len; i++) {
        const VersionTag *tag = g_ptr_array_index(tags, i);
        if (tag->major == major && tag->minor == minor)
            return make_version(document, tag);
    }
    return NULL;
}

char *
psg_repository_find_version(PsgRepository *repository, const char *document, const char *oid)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&repository->lock);
    GHashTable *versions = get_versions(repository, NULL);
    const GPtrArray *tags = versions ? g_hash_table_lookup(versions, document) : NULL;
    for (guint i = tags ? tags->len : 0; i-- > 0;) {
        const VersionTag *tag = g_ptr_array_index(tags, i);
        if (strcmp(tag->oid, oid) == 0)
            return g_strdup(tag->number);
    }
    return NULL;
}
