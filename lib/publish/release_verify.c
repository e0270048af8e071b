/* Proof that a version still gives the output that its tag names. See release.h. */
#include <string.h>

#include "base/file.h"
#include "git/state.h"
#include "git/version.h"
#include "project/place.h"
#include "publish/build_internal.h"
#include "publish/publish_error.h"
#include "publish/release_internal.h"

/* What is compared with what. */
typedef struct {
    const PsgBuildOptions *build;
    const GPtrArray *expected; /* PsgDigest, as the tag has them */
    const char *document, *number;
    const char *against; /* NULL */
} Comparison;

static void
verified_file_free(gpointer data)
{
    PsgVerifiedFile *file = data;
    g_free(file->path);
    g_free(file->expected);
    g_free(file->found);
    g_free(file);
}

void
psg_verification_free(PsgVerification *verification)
{
    if (!verification)
        return;
    g_free(verification->tag);
    g_free(verification->oid);
    g_clear_pointer(&verification->files, g_ptr_array_unref);
    g_free(verification->built_with);
    g_free(verification->here);
    g_free(verification);
}

/* Finding the version */

static char *
join_numbers(const GPtrArray *versions)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < versions->len; i++)
        g_string_append_printf(
                text, "%s%s", i ? ", " : "", ((const PsgVersion *)versions->pdata[i])->number);
    return g_string_free(text, FALSE);
}

static PsgVersion *
find_version(const PsgPlace *place, const char *document, const char *number, GError **error)
{
    if (!place->repository) {
        psg_release_fail(error, "%s: this folder is in no git repository, so it has no versions",
                place->folder);
        return NULL;
    }
    g_autoptr(GPtrArray) versions =
            psg_repository_list_versions(place->repository, document, error);
    if (!versions)
        return NULL;
    PsgVersion *version =
            psg_repository_find_version_tag(place->repository, document, number, error);
    if (version)
        return version;
    g_autofree char *numbers = join_numbers(versions);
    if (versions->len > 0)
        psg_release_fail(error, "\"%s\" has no version %s; it has %s", document, number, numbers);
    else
        psg_release_fail(error,
                "there is no version of \"%s\" here; in a clone, \"git fetch --tags\" brings "
                "those that others made",
                document);
    return NULL;
}

/* Comparing */

/* Enters one file or folder of `output`; its name has `prefix` in front. */
static gboolean
add_file(PsgVerification *verification, const char *prefix, const char *output, const char *path,
        const char *expected, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autofree char *found = psg_digest_make(output, path, &problem);
    if (problem) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    PsgVerifiedFile *file = g_new0(PsgVerifiedFile, 1);
    file->path = prefix ? g_build_filename(prefix, path, NULL) : g_strdup(path);
    file->expected = g_strdup(expected);
    file->found = g_steal_pointer(&found);
    g_ptr_array_add(verification->files, file);
    if (expected && g_strcmp0(expected, file->found) != 0)
        verification->is_same = FALSE;
    return TRUE;
}

static gboolean
compare_built(PsgVerification *verification, const GPtrArray *expected, const char *output,
        const char *document, GError **error)
{
    for (guint i = 0; i < expected->len; i++) {
        const PsgDigest *digest = expected->pdata[i];
        if (!add_file(verification, NULL, output, digest->path, digest->digest, error))
            return FALSE;
    }
    g_autoptr(GPtrArray) built = psg_digests_new(output, document, error);
    for (guint i = 0; built && i < built->len; i++) {
        const PsgDigest *digest = built->pdata[i];
        if (!psg_digests_find(expected, digest->path) &&
                !add_file(verification, NULL, output, digest->path, NULL, error))
            return FALSE;
    }
    return built != NULL;
}

/* path -> digest of the files of a folder. */
static GHashTable *
map_files(const char *output, const char *path, GError **error)
{
    g_autoptr(GPtrArray) lines = psg_digest_list_lines(output, path, error);
    if (!lines)
        return NULL;
    GHashTable *files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (guint i = 0; i < lines->len; i++) {
        const char *line = lines->pdata[i], *space = strchr(line, ' ');
        g_hash_table_insert(files, g_strndup(space + 2, strlen(space + 2) - 1),
                g_strndup(line, (gsize)(space - line)));
    }
    return files;
}

/* Enters the single files that make a published folder differ from what was built. */
static gboolean
list_differences(PsgVerification *verification, const char *output, const char *against,
        const char *path, GError **error)
{
    g_autoptr(GHashTable) built = map_files(output, path, error);
    g_autoptr(GHashTable) published = built ? map_files(against, path, error) : NULL;
    if (!published)
        return FALSE;
    g_autoptr(GHashTable) all = g_hash_table_new(g_str_hash, g_str_equal);
    GHashTableIter iterator;
    gpointer name;
    for (int i = 0; i < 2; i++) {
        g_hash_table_iter_init(&iterator, i ? published : built);
        while (g_hash_table_iter_next(&iterator, &name, NULL))
            g_hash_table_add(all, name);
    }
    g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(all), (GCompareFunc)strcmp);
    for (const GList *at = names; at; at = at->next) {
        const char *expected = g_hash_table_lookup(built, at->data);
        if (g_strcmp0(expected, g_hash_table_lookup(published, at->data)) != 0 &&
                !add_file(verification, against, against, at->data, expected, error))
            return FALSE;
    }
    return TRUE;
}

/* Compares a part of what was published with its digest; of a folder also its files with those that
 * were built. */
static gboolean
compare_part(PsgVerification *verification, const PsgDigest *digest, const char *output,
        const char *against, GError **error)
{
    if (!add_file(verification, against, against, digest->path, digest->digest, error))
        return FALSE;
    const PsgVerifiedFile *file = verification->files->pdata[verification->files->len - 1];
    return !g_str_has_suffix(digest->path, "/") || !file->found ||
           strcmp(file->found, digest->digest) == 0 ||
           list_differences(verification, output, against, digest->path, error);
}

/* Of a version that was published beside a newer one the downloads are what they were. */
static gboolean
compare_older(PsgVerification *verification, const Comparison *comparison, GError **error)
{
    guint count;
    const PsgDownloadKind *kinds = psg_build_list_kinds(&count);
    g_autofree char *name = g_strdup_printf("%s-%s", comparison->document, comparison->number);
    verification->is_older = TRUE;
    for (guint i = 0; i < count; i++) {
        g_autofree char *original = psg_build_make_path(&kinds[i], comparison->document);
        g_autofree char *path = psg_build_make_path(&kinds[i], name);
        const char *expected = psg_digests_find(comparison->expected, original);
        if (expected && !add_file(verification, comparison->against, comparison->against, path,
                                expected, error))
            return FALSE;
    }
    return TRUE;
}

/* Where older versions stand beside this one its pages name them, so that they are compared with
 * those of a build that has them too. That build is of the same commit by the same program, which
 * gave what the tag says. */
static gboolean
compare_beside_older(PsgVerification *verification, const Comparison *comparison, GError **error)
{
    g_autofree char *output = NULL;
    g_autofree char *scratch = psg_release_make_scratch(&output, error);
    if (!scratch)
        return FALSE;
    PsgBuildOptions build = *comparison->build;
    build.output = output;
    build.with_versions = TRUE;
    g_autoptr(PsgBuildResult) result = psg_build_run(&build, error);
    g_autoptr(GPtrArray) digests =
            result ? psg_digests_new(output, comparison->document, error) : NULL;
    gboolean is_done = digests != NULL;
    for (guint i = 0; is_done && i < digests->len; i++)
        is_done = compare_part(verification, digests->pdata[i], output, comparison->against, error);
    psg_folder_remove(scratch, NULL);
    return is_done;
}

/* TRUE when the folder of the document has one of an older version: "v1.0". With `number` only that
 * version's will do. */
static gboolean
has_older(const char *against, const char *document, const char *number)
{
    g_autofree char *place = g_build_filename(against, document, NULL);
    g_autoptr(GDir) folder = g_dir_open(place, 0, NULL);
    guint major, minor;
    for (const char *name; folder && (name = g_dir_read_name(folder));)
        if (*name == 'v' && psg_version_parse(name + 1, &major, &minor) &&
                (!number || strcmp(name + 1, number) == 0))
            return TRUE;
    return FALSE;
}

static gboolean
compare_published(PsgVerification *verification, const Comparison *comparison, GError **error)
{
    const char *against = comparison->against;
    if (!g_file_test(against, G_FILE_TEST_IS_DIR))
        return psg_release_fail(error, "%s: there is no such folder to compare with", against);
    g_autofree char *redline =
            g_build_filename(against, comparison->document, "redline.html", NULL);
    verification->has_redline = g_file_test(redline, G_FILE_TEST_EXISTS);
    if (has_older(against, comparison->document, comparison->number))
        return compare_older(verification, comparison, error);
    if (has_older(against, comparison->document, NULL))
        return compare_beside_older(verification, comparison, error);
    for (guint i = 0; i < comparison->expected->len; i++)
        if (!compare_part(verification, comparison->expected->pdata[i], comparison->build->output,
                    against, error))
            return FALSE;
    return TRUE;
}

/* The whole */

static PsgVerification *
describe(const PsgPlace *place, const PsgVersion *version, const PsgReleaseNote *note)
{
    PsgVerification *verification = g_new0(PsgVerification, 1);
    verification->tag = g_strdup(version->tag);
    verification->oid = g_strdup(version->oid);
    verification->files = g_ptr_array_new_with_free_func(verified_file_free);
    verification->is_same = TRUE;
    verification->built_with = g_strdup(note->built_with);
    verification->here = g_strdup(PSG_RELEASE_PROGRAM);
    verification->is_shallow = psg_repository_is_shallow(place->repository);
    return verification;
}

/* Builds and compares that, and what was published. */
static gboolean
build_and_compare(PsgVerification *verification, const Comparison *comparison, GError **error)
{
    g_autoptr(PsgBuildResult) result = psg_build_run(comparison->build, error);
    return result &&
           compare_built(verification, comparison->expected, comparison->build->output,
                   comparison->document, error) &&
           (!comparison->against || compare_published(verification, comparison, error));
}

PsgVerification *
psg_release_verify(const char *folder, const char *themes, const char *document, const char *number,
        const char *against, GError **error)
{
    g_autoptr(PsgPlace) place = psg_place_find(folder, NULL, error);
    g_autoptr(PsgVersion) version = place ? find_version(place, document, number, error) : NULL;
    if (!version)
        return NULL;
    g_autoptr(PsgReleaseNote) note = psg_release_note_parse(version->message);
    if (note->digests->len == 0) {
        psg_release_fail(error,
                "%s says nothing that could be compared: it has no digests, as a tag that was not "
                "made by \"plainsong release\"",
                version->tag);
        return NULL;
    }
    g_autofree char *output = NULL;
    g_autofree char *scratch = psg_release_make_scratch(&output, error);
    if (!scratch)
        return NULL;
    g_autofree char *tag = g_strconcat("refs/tags/", version->tag, NULL);
    const PsgBuildOptions build = {.folder = folder,
            .output = output,
            .revision = tag, /* in full: a branch may have the same name */
            .themes = themes,
            .date = -1};
    g_autoptr(PsgVerification) verification = describe(place, version, note);
    const Comparison comparison = {
            &build, note->digests, version->document, version->number, against};
    gboolean is_done = build_and_compare(verification, &comparison, error);
    psg_folder_remove(scratch, NULL);
    return is_done ? g_steal_pointer(&verification) : NULL;
}
