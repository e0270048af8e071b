/* Whether a version can go out: everything that is asked before a tag is made. See release.h. */
#include "publish/release.h"

#include <string.h>

#include "base/date.h"
#include "base/file.h"
#include "base/nearest.h"
#include "base/staging.h"
#include "changes/changes.h"
#include "changes/summary.h"
#include "git/git_error.h"
#include "git/state.h"
#include "project/identities.h"
#include "project/package.h"
#include "project/place.h"
#include "publish/publish_error.h"
#include "publish/release_internal.h"

#define NAMED_FILES 5
#define DEFAULT_OUTPUT "public"

/* What one release is prepared from. */
typedef struct {
    const PsgReleaseOptions *options;
    PsgPlace *place;
    PsgSnapshot *snapshot; /* of HEAD's commit */
    PsgPackage *package;
    const PsgDocumentEntry *document;
    GPtrArray *versions; /* PsgVersion of the document */
    guint major, minor;
} Preparation;

static void
preparation_clear(Preparation *preparation)
{
    g_clear_pointer(&preparation->versions, g_ptr_array_unref);
    g_clear_pointer(&preparation->package, psg_package_free);
    g_clear_pointer(&preparation->snapshot, psg_snapshot_free);
    g_clear_pointer(&preparation->place, psg_place_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Preparation, preparation_clear)

gboolean
psg_release_fail(GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_propagate_error(error,
            g_error_new_valist(PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_RELEASE, format, arguments));
    va_end(arguments);
    return FALSE;
}

void
psg_release_free(PsgRelease *release)
{
    if (!release)
        return;
    g_free(release->tag);
    g_free(release->oid);
    g_free(release->title);
    g_free(release->previous);
    g_free(release->summary);
    g_clear_pointer(&release->sign_offs, g_ptr_array_unref);
    g_free(release->exception);
    g_clear_pointer(&release->shortfalls, g_ptr_array_unref);
    psg_findings_free(release->findings);
    g_free(release);
}

/* The state of the repository */

/* The place that builds write to. */
static char *
find_output(const Preparation *preparation)
{
    const char *given = preparation->options->output;
    return given ? g_canonicalize_filename(given, NULL)
                 : g_build_filename(preparation->place->folder, DEFAULT_OUTPUT, NULL);
}

static char *
join_paths(const GPtrArray *paths)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < MIN(paths->len, NAMED_FILES); i++)
        g_string_append_printf(text, "%s%s", i ? ", " : "", (const char *)paths->pdata[i]);
    if (paths->len > NAMED_FILES)
        g_string_append_printf(text, " and %u more", paths->len - NAMED_FILES);
    return g_string_free(text, FALSE);
}

static gboolean
check_clean(const Preparation *preparation, GError **error)
{
    PsgRepository *repository = preparation->place->repository;
    g_autofree char *output = find_output(preparation);
    g_autofree char *inside = psg_repository_make_relative(repository, output, NULL);
    g_autoptr(GPtrArray) paths = psg_repository_list_uncommitted(
            repository, preparation->place->relative, inside, error);
    if (!paths || paths->len == 0)
        return paths != NULL;
    g_autofree char *named = join_paths(paths);
    return psg_release_fail(error,
            "not everything is committed, and a version is made of commits: %s; commit what "
            "belongs to it, and put the rest aside (\"git stash -u\") or in .gitignore",
            named);
}

/* Asked before somebody writes a summary and unlocks a key. */
static gboolean
check_output(const Preparation *preparation, GError **error)
{
    g_autofree char *output = find_output(preparation);
    return psg_staging_check(output, error);
}

static gboolean
open_head(Preparation *preparation, GError **error)
{
    const PsgReleaseOptions *options = preparation->options;
    preparation->place = psg_place_find(options->folder, NULL, error);
    if (!preparation->place)
        return FALSE;
    if (!preparation->place->repository)
        return psg_release_fail(error,
                "%s: this folder is in no git repository, and a version is a tag in one; begin "
                "with \"git init\" and a commit",
                preparation->place->folder);
    g_autoptr(GError) problem = NULL;
    preparation->snapshot = psg_place_open(preparation->place, "HEAD", NULL, &problem);
    if (preparation->snapshot)
        return TRUE;
    if (g_error_matches(problem, PSG_GIT_ERROR, PSG_GIT_ERROR_REVISION))
        return psg_release_fail(error,
                "there is no commit yet that a version could be made of; commit the texts first");
    g_propagate_error(error, g_steal_pointer(&problem));
    return FALSE;
}

/* The document and the number */

static gboolean
find_document(Preparation *preparation, GError **error)
{
    const char *id = preparation->options->document;
    const GPtrArray *documents = preparation->package->documents;
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (guint i = 0; i < documents->len && !preparation->document; i++) {
        const PsgDocumentEntry *document = documents->pdata[i];
        g_ptr_array_add(ids, document->id);
        if (strcmp(document->id, id) == 0)
            preparation->document = document;
    }
    if (preparation->document)
        return TRUE;
    g_ptr_array_add(ids, NULL);
    const char *nearest = psg_nearest_find(id, (const char *const *)ids->pdata);
    g_autofree char *list = g_strjoinv(", ", (char **)ids->pdata);
    return psg_release_fail(error, "the package has no document \"%s\"%s%s%s", id,
            nearest ? "; did you mean \"" : "; it has ", nearest ? nearest : list,
            nearest ? "\"?" : "");
}

static gboolean
check_number(const Preparation *preparation, GError **error)
{
    const PsgReleaseOptions *options = preparation->options;
    const GPtrArray *versions = preparation->versions;
    if (versions->len == 0)
        return TRUE;
    const PsgVersion *newest = versions->pdata[versions->len - 1];
    int order = psg_version_compare(
            preparation->major, preparation->minor, newest->major, newest->minor);
    if (order > 0)
        return TRUE;
    g_autoptr(PsgVersion) same = psg_repository_find_version_tag(
            preparation->place->repository, options->document, options->number, NULL);
    return psg_release_fail(error, "%s %s %s: the newest is %s; the next could be %u.%u or %u.0",
            options->document, options->number,
            same ? "is out already, and a version is never changed"
                 : "would be older than what is out already",
            newest->number, newest->major, newest->minor + 1, newest->major + 1);
}

/* A version that is dated before the one it follows could not know of it. */
static gboolean
check_clock(const Preparation *preparation, GError **error)
{
    for (guint i = 0; i < preparation->versions->len; i++) {
        const PsgVersion *version = preparation->versions->pdata[i];
        g_autofree char *date = psg_date_format_iso_time(version->time);
        if (version->time > preparation->options->time + PSG_RELEASE_CLOCK_TOLERANCE)
            return psg_release_fail(error,
                    "%s is dated %s, which is still to come; set this computer's clock, or make "
                    "that tag again with the right date",
                    version->tag, date ? date : "beyond the year 9999");
    }
    return TRUE;
}

static gboolean
check_version(Preparation *preparation, GError **error)
{
    const PsgReleaseOptions *options = preparation->options;
    if (!psg_version_parse(options->number, &preparation->major, &preparation->minor))
        return psg_release_fail(error,
                "\"%s\" is no version; it must be two numbers with a point between, such as 1.0",
                options->number);
    preparation->versions =
            psg_repository_list_versions(preparation->place->repository, options->document, error);
    return preparation->versions && check_number(preparation, error) &&
           check_clock(preparation, error);
}

/* The newest version that the commit descends from; NULL for the first. */
static const PsgVersion *
find_previous(const Preparation *preparation)
{
    const char *oid = psg_snapshot_get_revision(preparation->snapshot)->oid;
    for (guint i = preparation->versions->len; i-- > 0;) {
        const PsgVersion *version = preparation->versions->pdata[i];
        if (psg_repository_descends(preparation->place->repository, oid, version->oid))
            return version;
    }
    return NULL;
}

/* Sign-offs */

/* Enters who signed off, each once, and counts them by group. */
static gboolean
read_sign_offs(
        const Preparation *preparation, PsgRelease *release, GHashTable *counts, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    for (const char *const *id = preparation->options->sign_offs; id && *id; id++) {
        const PsgContributor *contributor =
                psg_package_get_contributor(preparation->package, *id, error);
        if (!contributor)
            return FALSE;
        if (!g_hash_table_add(seen, (gpointer)contributor))
            continue;
        g_ptr_array_add(release->sign_offs,
                g_strdup_printf("%s (%s)", contributor->id, contributor->group->id));
        guint count = GPOINTER_TO_UINT(g_hash_table_lookup(counts, contributor->group->id));
        g_hash_table_insert(counts, contributor->group->id, GUINT_TO_POINTER(count + 1));
    }
    return TRUE;
}

static void
list_shortfalls(const Preparation *preparation, GHashTable *counts, GPtrArray *shortfalls)
{
    for (guint i = 0; i < preparation->package->groups->len; i++) {
        const PsgGroup *group = preparation->package->groups->pdata[i];
        guint needed =
                GPOINTER_TO_UINT(g_hash_table_lookup(preparation->document->quorum, group->id));
        guint found = GPOINTER_TO_UINT(g_hash_table_lookup(counts, group->id));
        if (found < needed)
            g_ptr_array_add(
                    shortfalls, g_strdup_printf("%s: %u of %u", group->name, found, needed));
    }
}

/* On one line, as a trailer must be. */
static char *
flatten(const char *text)
{
    g_auto(GStrv) words = g_strsplit_set(text, " \t\r\n", -1);
    GString *line = g_string_new(NULL);
    for (char **word = words; *word; word++)
        if (**word)
            g_string_append_printf(line, "%s%s", line->len ? " " : "", *word);
    return g_string_free(line, FALSE);
}

static gboolean
check_quorum(const Preparation *preparation, PsgRelease *release, GError **error)
{
    const char *exception = preparation->options->exception;
    g_autoptr(GHashTable) counts = g_hash_table_new(g_str_hash, g_str_equal);
    if (!read_sign_offs(preparation, release, counts, error))
        return FALSE;
    list_shortfalls(preparation, counts, release->shortfalls);
    if (release->shortfalls->len == 0)
        return TRUE;
    g_autofree char *line = exception ? flatten(exception) : NULL;
    if (line && !g_utf8_validate(line, -1, NULL))
        return psg_release_fail(error, "the reason for a missing quorum must be text in UTF-8");
    if (line && *line)
        release->exception = g_steal_pointer(&line);
    else
        release->state = PSG_RELEASE_QUORUM_UNMET;
    return TRUE;
}

/* Findings */

/* The chapters that only other documents have. */
static GHashTable *
list_foreign_chapters(const Preparation *preparation)
{
    GHashTable *paths = g_hash_table_new(g_str_hash, g_str_equal);
    const GPtrArray *documents = preparation->package->documents;
    for (guint i = 0; i < documents->len; i++) {
        const PsgDocumentEntry *document = documents->pdata[i];
        for (guint j = 0; document != preparation->document && j < document->chapters->len; j++) {
            const PsgChapterEntry *chapter = document->chapters->pdata[j];
            if (chapter->path)
                g_hash_table_add(paths, chapter->path);
        }
    }
    for (guint i = 0; i < preparation->document->chapters->len; i++) {
        const PsgChapterEntry *chapter = preparation->document->chapters->pdata[i];
        if (chapter->path)
            g_hash_table_remove(paths, chapter->path);
    }
    return paths;
}

static void
take_findings(const Preparation *preparation, const PsgFindings *all, PsgRelease *release)
{
    g_autoptr(GHashTable) foreign = list_foreign_chapters(preparation);
    for (guint i = 0; i < psg_findings_get_length(all); i++) {
        const PsgFinding *finding = psg_findings_get(all, i);
        if (!g_hash_table_contains(foreign, finding->path))
            psg_findings_add(release->findings, finding->severity, finding->rule, finding->path,
                    finding->line, finding->column, "%s", finding->message);
    }
    psg_findings_finish(release->findings);
    if (release->state == PSG_RELEASE_READY &&
            psg_findings_count(release->findings, PSG_SEVERITY_ERROR) > 0)
        release->state = PSG_RELEASE_FINDINGS;
}

char *
psg_release_make_scratch(char **output, GError **error)
{
    char *folder = g_dir_make_tmp("plainsong-release-XXXXXX", error);
    *output = folder ? g_build_filename(folder, "output", NULL) : NULL;
    return folder;
}

/* Builds once for nobody, which finds whatever a build can find. */
static gboolean
check_texts(const Preparation *preparation, PsgRelease *release, GError **error)
{
    const PsgReleaseOptions *options = preparation->options;
    g_autofree char *output = NULL;
    g_autofree char *scratch = psg_release_make_scratch(&output, error);
    if (!scratch)
        return FALSE;
    const PsgBuildOptions build = {.folder = options->folder,
            .output = output,
            .revision = release->oid,
            .themes = options->themes,
            .threads = options->threads,
            .date = -1,
            .progress = options->progress,
            .progress_data = options->progress_data};
    g_autoptr(PsgBuildResult) result = psg_build_run(&build, error);
    if (result)
        take_findings(preparation, result->findings, release);
    psg_folder_remove(scratch, NULL);
    return result != NULL;
}

/* What it says */

static gboolean
propose_summary(const Preparation *preparation, PsgRelease *release, GError **error)
{
    const PsgVersion *previous = find_previous(preparation);
    if (!previous) {
        release->summary = g_strdup("First version.");
        return TRUE;
    }
    release->previous = g_strdup(previous->number);
    g_autoptr(PsgSnapshot) before = psg_place_open(preparation->place, previous->oid, NULL, error);
    g_autoptr(PsgDocumentChanges) changes =
            before ? psg_document_changes_new(before, preparation->snapshot,
                             preparation->document->id, preparation->options->threads, error)
                   : NULL;
    if (!changes)
        return FALSE;
    release->summary = psg_summary_make(changes);
    return TRUE;
}

static void
name_release(const Preparation *preparation, PsgRelease *release)
{
    g_autofree char *title = flatten(preparation->document->title);
    release->title =
            g_strdup_printf("%s, version %u.%u", title, preparation->major, preparation->minor);
    release->tag = g_strdup_printf(
            "%s/v%u.%u", preparation->document->id, preparation->major, preparation->minor);
    release->oid = g_strdup(psg_snapshot_get_revision(preparation->snapshot)->oid);
}

static gboolean
open_package(Preparation *preparation, GError **error)
{
    preparation->package = psg_package_load(preparation->snapshot, NULL, error);
    return preparation->package != NULL;
}

PsgRelease *
psg_release_prepare(const PsgReleaseOptions *options, GError **error)
{
    g_auto(Preparation) preparation = {.options = options};
    if (!open_head(&preparation, error) || !open_package(&preparation, error) ||
            !find_document(&preparation, error) || !check_version(&preparation, error) ||
            !check_clean(&preparation, error) || !check_output(&preparation, error))
        return NULL;
    g_autoptr(PsgRelease) release = g_new0(PsgRelease, 1);
    release->sign_offs = g_ptr_array_new_with_free_func(g_free);
    release->shortfalls = g_ptr_array_new_with_free_func(g_free);
    release->findings = psg_findings_new();
    name_release(&preparation, release);
    if (!check_quorum(&preparation, release, error) || !check_texts(&preparation, release, error) ||
            !propose_summary(&preparation, release, error))
        return NULL;
    return g_steal_pointer(&release);
}
