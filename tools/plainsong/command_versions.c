/* plainsong versions: what was released, when and by whose leave. */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/nearest.h"
#include "commands.h"
#include "git/git_error.h"
#include "git/state.h"
#include "git/version.h"
#include "json_text.h"
#include "project/package.h"
#include "project/place.h"
#include "publish/release.h"
#include "terminal.h"
#include "wrapped.h"

/* What is listed. */
typedef struct {
    PsgPlace *place;
    PsgPackage *package;  /* NULL when the folder cannot be read as one */
    GPtrArray *versions;  /* PsgVersion, by document */
    GPtrArray *documents; /* char *: ids, the package's first, then those that only tags know; not
                             owned */
} Listing;

static void
listing_clear(Listing *listing)
{
    g_clear_pointer(&listing->documents, g_ptr_array_unref);
    g_clear_pointer(&listing->versions, g_ptr_array_unref);
    g_clear_pointer(&listing->package, psg_package_free);
    g_clear_pointer(&listing->place, psg_place_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Listing, listing_clear)

/* Reading */

/* Documents without a version are listed too; a package that cannot be read has those that have. */
static void
load_package(Listing *listing)
{
    const char *revision = psg_repository_is_bare(listing->place->repository) ? "HEAD" : NULL;
    PsgSnapshot *snapshot = psg_place_open(listing->place, revision, NULL, NULL);
    listing->package = snapshot ? psg_package_load(snapshot, NULL, NULL) : NULL;
    psg_snapshot_free(snapshot);
}

static gboolean
has_document(const Listing *listing, const char *id)
{
    for (guint i = 0; i < listing->documents->len; i++)
        if (strcmp(listing->documents->pdata[i], id) == 0)
            return TRUE;
    return FALSE;
}

static void
list_documents(Listing *listing)
{
    listing->documents = g_ptr_array_new();
    for (guint i = 0; listing->package && i < listing->package->documents->len; i++)
        g_ptr_array_add(listing->documents,
                ((const PsgDocumentEntry *)listing->package->documents->pdata[i])->id);
    for (guint i = 0; i < listing->versions->len; i++) {
        const PsgVersion *version = listing->versions->pdata[i];
        if (!has_document(listing, version->document))
            g_ptr_array_add(listing->documents, version->document);
    }
}

static gboolean
load(Listing *listing, const char *folder, GError **error)
{
    listing->place = psg_place_find(folder, NULL, error);
    if (!listing->place)
        return FALSE;
    if (!listing->place->repository) {
        g_set_error(error, PSG_GIT_ERROR, PSG_GIT_ERROR_NOT_A_REPOSITORY,
                "%s: this folder is in no git repository, so it has no versions",
                listing->place->folder);
        return FALSE;
    }
    listing->versions = psg_repository_list_versions(listing->place->repository, NULL, error);
    if (!listing->versions)
        return FALSE;
    load_package(listing);
    list_documents(listing);
    return TRUE;
}

/* Only one document, when one is named. */
static gboolean
choose(Listing *listing, const char *id, GError **error)
{
    for (guint i = 0; i < listing->documents->len; i++)
        if (strcmp(listing->documents->pdata[i], id) == 0) {
            gpointer chosen = listing->documents->pdata[i];
            g_ptr_array_set_size(listing->documents, 0);
            g_ptr_array_add(listing->documents, chosen);
            return TRUE;
        }
    g_ptr_array_add(listing->documents, NULL);
    const char *nearest = psg_nearest_find(id, (const char *const *)listing->documents->pdata);
    g_set_error(error, PSG_GIT_ERROR, PSG_GIT_ERROR_NOT_FOUND,
            "the package has no document \"%s\"%s%s%s", id, nearest ? "; did you mean \"" : "",
            nearest ? nearest : "", nearest ? "\"?" : "");
    return FALSE;
}

static const char *
find_title(const Listing *listing, const char *id)
{
    for (guint i = 0; listing->package && i < listing->package->documents->len; i++) {
        const PsgDocumentEntry *document = listing->package->documents->pdata[i];
        if (strcmp(document->id, id) == 0)
            return document->title;
    }
    return NULL;
}

/* For people */

/* The first line of a summary as plain words: a list's or heading's mark is left out. */
static char *
make_headline(const char *summary)
{
    gsize length = strcspn(summary, "\r\n");
    const char *start = summary + strspn(summary, "#*- \t");
    return start < summary + length ? g_strndup(start, (gsize)(summary + length - start))
                                    : g_strndup(summary, length);
}

static void
print_version(const PsgVersion *version)
{
    g_autoptr(PsgReleaseNote) note = psg_release_note_parse(version->message);
    g_autofree char *date = psg_date_format_local(version->time, version->offset_minutes);
    g_autofree char *headline =
            make_headline(*note->summary ? note->summary : version->message->subject);
    terminal_print(stdout, "  %-6s  %-17s  %.8s  %2u %s%s%s\n", version->number,
            date ? date : "no date", version->oid, note->sign_offs->len,
            note->sign_offs->len == 1 ? "sign-off " : "sign-offs",
            note->exception ? ", quorum not met" : "", version->is_signed ? ", signed" : "");
    g_autoptr(GString) said = g_string_new(NULL);
    wrapped_append(said, headline, 10, 10, terminal_get_width(stdout));
    terminal_write(stdout, said->str);
}

static void
print_document(const Listing *listing, const char *id)
{
    const char *title = find_title(listing, id);
    const char *bold = terminal_get_colour(stdout, TERMINAL_BOLD),
               *off = terminal_get_colour(stdout, TERMINAL_PLAIN);
    terminal_print(stdout, "%s%s%s%s%s\n", bold, id, off,
            title ? ": " : " (no document of the package any more)", title ? title : "");
    gboolean is_empty = TRUE;
    for (guint i = listing->versions->len; i-- > 0;) {
        const PsgVersion *version = listing->versions->pdata[i];
        if (strcmp(version->document, id) != 0)
            continue;
        is_empty = FALSE;
        print_version(version);
    }
    if (is_empty)
        terminal_print(stdout, "  none yet; \"plainsong release %s 1.0\" makes the first\n", id);
}

static void
print_text(const Listing *listing)
{
    for (guint i = 0; i < listing->documents->len; i++)
        print_document(listing, listing->documents->pdata[i]);
    if (listing->versions->len == 0 && psg_repository_is_shallow(listing->place->repository))
        puts("This clone is shallow and may lack tags; \"git fetch --unshallow --tags\" brings "
             "them.");
}

/* In the order of print_text(). */
static void
print_tags(const Listing *listing)
{
    for (guint i = 0; i < listing->documents->len; i++)
        for (guint j = listing->versions->len; j-- > 0;) {
            const PsgVersion *version = listing->versions->pdata[j];
            if (strcmp(version->document, listing->documents->pdata[i]) == 0)
                terminal_print(stdout, "%s\n", version->tag);
        }
}

/* For programs */

static json_t *
list_digests(const GPtrArray *digests)
{
    json_t *list = json_array();
    for (guint i = 0; i < digests->len; i++) {
        const PsgDigest *digest = digests->pdata[i];
        json_t *item = json_object();
        json_object_set_new(item, "path", json_text(digest->path));
        json_object_set_new(item, "sha256", json_text(*digest->digest ? digest->digest : NULL));
        json_array_append_new(list, item);
    }
    return list;
}

static json_t *
describe_version(const PsgVersion *version)
{
    g_autoptr(PsgReleaseNote) note = psg_release_note_parse(version->message);
    g_autofree char *date = psg_date_format_iso_time(version->time);
    json_t *item = json_object(), *sign_offs = json_array();
    for (guint i = 0; i < note->sign_offs->len; i++)
        json_array_append_new(sign_offs, json_text(note->sign_offs->pdata[i]));
    json_object_set_new(item, "version", json_text(version->number));
    json_object_set_new(item, "tag", json_text(version->tag));
    json_object_set_new(item, "revision", json_text(version->oid));
    json_object_set_new(item, "time", json_integer((json_int_t)version->time));
    json_object_set_new(item, "date", json_text(date));
    json_object_set_new(item, "title", json_text(version->message->subject));
    json_object_set_new(item, "summary", json_text(note->summary));
    json_object_set_new(item, "sign-offs", sign_offs);
    json_object_set_new(item, "exception", json_text(note->exception));
    json_object_set_new(item, "signed", json_boolean(version->is_signed));
    json_object_set_new(item, "built-with", json_text(note->built_with));
    json_object_set_new(item, "digests", list_digests(note->digests));
    return item;
}

/* Newest first, as for people. */
static json_t *
describe_document(const Listing *listing, const char *id)
{
    json_t *item = json_object(), *versions = json_array();
    for (guint i = listing->versions->len; i-- > 0;) {
        const PsgVersion *version = listing->versions->pdata[i];
        if (strcmp(version->document, id) == 0)
            json_array_append_new(versions, describe_version(version));
    }
    json_object_set_new(item, "document", json_text(id));
    json_object_set_new(item, "title", json_text(find_title(listing, id)));
    json_object_set_new(item, "versions", versions);
    return item;
}

static void
print_json(const Listing *listing)
{
    json_t *list = json_array(), *report = json_object();
    for (guint i = 0; i < listing->documents->len; i++)
        json_array_append_new(list, describe_document(listing, listing->documents->pdata[i]));
    json_object_set_new(report, "documents", list);
    json_print(report);
}

ExitCode
command_versions(Invocation *invocation)
{
    gboolean is_json = FALSE, is_quiet = FALSE;
    const GOptionEntry entries[] = {
            {"json", 0, 0, G_OPTION_ARG_NONE, &is_json, "print the list as JSON", NULL},
            {"quiet", 'q', 0, G_OPTION_ARG_NONE, &is_quiet,
                    "print the tags alone, one a line, for a script", NULL},
            {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    ExitCode code;
    if (!command_parse(invocation, entries, &code) ||
            !command_check_arguments(invocation, 1, &code))
        return code;
    g_auto(Listing) listing = {0};
    GError *error = NULL;
    const char *document = invocation->arguments[1];
    if (!load(&listing, invocation->folder, &error) ||
            (document && !choose(&listing, document, &error)))
        return command_fail(error);
    if (is_json)
        print_json(&listing);
    else if (is_quiet)
        print_tags(&listing);
    else
        print_text(&listing);
    return EXIT_DONE;
}
