/* plainsong changes: what changed in words between two revisions, document by document. */
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/nearest.h"
#include "changes/changes.h"
#include "changes/changes_error.h"
#include "changes/format.h"
#include "changes/range.h"
#include "changes/summary.h"
#include "commands.h"
#include "git/version.h"
#include "json_text.h"
#include "opening.h"
#include "terminal.h"
#include "wrapped.h"

typedef enum { FORMAT_TEXT, FORMAT_MARKDOWN, FORMAT_HTML, FORMAT_JSON } Format;

typedef struct {
    char *document, *revision, *format_name;
    const char *range; /* NULL: from the last version */
    gboolean is_summary, is_json, is_quiet;
    Format format;
} Arguments;

static void
arguments_clear(Arguments *arguments)
{
    g_free(arguments->document);
    g_free(arguments->revision);
    g_free(arguments->format_name);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Arguments, arguments_clear)

/* What is compared: for each document a range, and what changed in it. */
typedef struct {
    const Arguments *arguments;
    Opening opening;
    GPtrArray *documents;  /* char *: ids; not owned */
    GPtrArray *versions;   /* PsgVersion of all documents; owns ids that only tags know */
    GPtrArray *ranges;     /* PsgRange */
    GPtrArray *changes;    /* PsgDocumentChanges, by range */
    GHashTable *snapshots; /* commit, "now" or "beginning" -> PsgSnapshot; NULL for nothing */
} Comparison;

static void
free_snapshot(gpointer snapshot)
{
    psg_snapshot_free(snapshot);
}

static void
comparison_clear(Comparison *comparison)
{
    g_clear_pointer(&comparison->documents, g_ptr_array_unref);
    g_clear_pointer(&comparison->versions, g_ptr_array_unref);
    g_clear_pointer(&comparison->ranges, g_ptr_array_unref);
    g_clear_pointer(&comparison->changes, g_ptr_array_unref);
    g_clear_pointer(&comparison->snapshots, g_hash_table_unref);
    opening_clear(&comparison->opening);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Comparison, comparison_clear)

/* Arguments */

static gboolean
read_format(Invocation *invocation, Arguments *arguments, ExitCode *code)
{
    static const char *const names[] = {"text", "markdown", "html", "json", NULL};
    const char *name = arguments->format_name ? arguments->format_name : "text";
    gsize format = 0;
    while (names[format] && strcmp(names[format], name) != 0)
        format++;
    arguments->format = (Format)format;
    if (!names[format]) {
        const char *nearest = psg_nearest_find(name, names);
        *code = command_fail_use(invocation->command, "there is no format \"%s\"; %s%s%s", name,
                nearest ? "did you mean \"" : "there are text, markdown, html and json",
                nearest ? nearest : "", nearest ? "\"?" : "");
        return FALSE;
    }
    if (arguments->is_json && arguments->format_name && arguments->format != FORMAT_JSON) {
        *code = command_fail_use(
                invocation->command, "--json and --format %s are two forms; give one", name);
        return FALSE;
    }
    if (arguments->is_json)
        arguments->format = FORMAT_JSON;
    if (arguments->is_summary && arguments->format == FORMAT_HTML) {
        *code = command_fail_use(
                invocation->command, "--summary is written as text, markdown or json, not as html");
        return FALSE;
    }
    return TRUE;
}

static gboolean
parse(Invocation *invocation, Arguments *arguments, ExitCode *code)
{
    const GOptionEntry entries[] = {
            {"document", 'd', 0, G_OPTION_ARG_FILENAME, &arguments->document, "only this document",
                    "ID"},
            {"at", 0, 0, G_OPTION_ARG_FILENAME, &arguments->revision,
                    "take this commit, tag or branch for now", "REV"},
            {"format", 'f', 0, G_OPTION_ARG_FILENAME, &arguments->format_name,
                    "text (the default), markdown, html or json", "FORMAT"},
            {"summary", 's', 0, G_OPTION_ARG_NONE, &arguments->is_summary,
                    "a few lines on each document instead of all changes", NULL},
            {"json", 0, 0, G_OPTION_ARG_NONE, &arguments->is_json, "the same as --format json",
                    NULL},
            {"quiet", 'q', 0, G_OPTION_ARG_NONE, &arguments->is_quiet,
                    "print the changes alone, without hints, and nothing where nothing changed",
                    NULL},
            {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    if (!command_parse(invocation, entries, code) || !command_check_arguments(invocation, 1, code))
        return FALSE;
    arguments->range = invocation->arguments[1];
    return read_format(invocation, arguments, code);
}

/* Which documents */

static gboolean
has_document(const Comparison *comparison, const char *id)
{
    for (guint i = 0; i < comparison->documents->len; i++)
        if (strcmp(g_ptr_array_index(comparison->documents, i), id) == 0)
            return TRUE;
    return FALSE;
}

/* Those of the package as it is now; with a range also those that only older versions have. */
static gboolean
list_documents(Comparison *comparison, GError **error)
{
    const Opening *opening = &comparison->opening;
    comparison->versions = psg_repository_list_versions(opening->place->repository, NULL, error);
    if (!comparison->versions)
        return FALSE;
    for (guint i = 0; i < opening->package->documents->len; i++)
        g_ptr_array_add(comparison->documents,
                ((PsgDocumentEntry *)g_ptr_array_index(opening->package->documents, i))->id);
    for (guint i = 0; i < comparison->versions->len; i++) {
        char *id = ((PsgVersion *)g_ptr_array_index(comparison->versions, i))->document;
        if ((comparison->arguments->range || comparison->arguments->document) &&
                !has_document(comparison, id))
            g_ptr_array_add(comparison->documents, id);
    }
    return TRUE;
}

/* A range that names versions of a document ("guide/v1.0") is of no other. */
static void
choose_named(Comparison *comparison)
{
    g_autoptr(GPtrArray) named = g_ptr_array_new();
    for (guint i = 0; i < comparison->documents->len; i++) {
        char *id = g_ptr_array_index(comparison->documents, i);
        if (psg_range_names_document(comparison->arguments->range, id))
            g_ptr_array_add(named, id);
    }
    if (named->len == 0)
        return;
    g_ptr_array_unref(comparison->documents);
    comparison->documents = g_steal_pointer(&named);
}

static gboolean
choose_document(Comparison *comparison, GError **error)
{
    char *id = comparison->arguments->document;
    gboolean is_known = has_document(comparison, id);
    g_ptr_array_add(comparison->documents, NULL);
    const char *nearest = psg_nearest_find(id, (const char *const *)comparison->documents->pdata);
    g_autofree char *all = g_strjoinv(", ", (char **)comparison->documents->pdata);
    g_ptr_array_set_size(comparison->documents, 0);
    g_ptr_array_add(comparison->documents, id);
    if (is_known)
        return TRUE;
    g_set_error(error, PSG_CHANGES_ERROR, PSG_CHANGES_ERROR_DOCUMENT,
            "there is no document \"%s\"; %s%s%s", id, nearest ? "did you mean \"" : "there are ",
            nearest ? nearest : all, nearest ? "\"?" : "");
    return FALSE;
}

static gboolean
choose_documents(Comparison *comparison, GError **error)
{
    if (comparison->arguments->document)
        return choose_document(comparison, error);
    choose_named(comparison);
    return TRUE;
}

/* Ranges */

/* TRUE when an end of the range is a bare number of a version, which another document means
 * otherwise. */
static gboolean
names_version(const char *range)
{
    guint major, minor;
    g_auto(GStrv) ends = g_strsplit(range, "..", 2);
    for (char **end = ends; *end; end++)
        if (psg_version_parse(*end, &major, &minor))
            return TRUE;
    return FALSE;
}

static gboolean
fail_several(const Comparison *comparison, GError **error)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < comparison->documents->len; i++)
        g_string_append_printf(
                names, "%s%s", i ? ", " : "", (char *)g_ptr_array_index(comparison->documents, i));
    g_set_error(error, PSG_CHANGES_ERROR, PSG_CHANGES_ERROR_FORM,
            "%s: more than one document has such versions (%s); say which one you mean with "
            "--document",
            comparison->arguments->range, names->str);
    return FALSE;
}

/* Each document's range. Documents that do not have the versions asked for drop out, as long as
 * there is one that has. */
static gboolean
read_ranges(Comparison *comparison, GError **error)
{
    const Arguments *arguments = comparison->arguments;
    g_autoptr(GPtrArray) documents = g_steal_pointer(&comparison->documents);
    g_autoptr(GError) first = NULL;
    comparison->documents = g_ptr_array_new();
    for (guint i = 0; i < documents->len; i++) {
        char *id = g_ptr_array_index(documents, i);
        g_autoptr(GError) problem = NULL;
        PsgRange *range = psg_range_parse(
                comparison->opening.place, id, arguments->range, arguments->revision, &problem);
        if (range) {
            g_ptr_array_add(comparison->ranges, range);
            g_ptr_array_add(comparison->documents, id);
        } else if (!first) {
            first = g_steal_pointer(&problem);
        }
    }
    if (comparison->ranges->len == 0 && first) {
        g_propagate_error(error, g_steal_pointer(&first));
        return FALSE;
    }
    return comparison->ranges->len < 2 || !arguments->range || !names_version(arguments->range) ||
           fail_several(comparison, error);
}

/* Comparing */

/* A range's end; documents share the snapshots. */
static gboolean
open_point(Comparison *comparison, const PsgPoint *point, PsgSnapshot **snapshot, GError **error)
{
    const char *key = point->oid ? point->oid : point->is_nothing ? "beginning" : "now";
    if (g_hash_table_lookup_extended(comparison->snapshots, key, NULL, (gpointer *)snapshot))
        return TRUE;
    GError *problem = NULL;
    *snapshot = psg_point_open(comparison->opening.place, point, &problem);
    if (problem) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    g_hash_table_insert(comparison->snapshots, g_strdup(key), *snapshot);
    return TRUE;
}

static gboolean
compare(Comparison *comparison, GError **error)
{
    for (guint i = 0; i < comparison->ranges->len; i++) {
        const PsgRange *range = g_ptr_array_index(comparison->ranges, i);
        PsgSnapshot *from = NULL, *to = NULL;
        if (!open_point(comparison, &range->from, &from, error) ||
                !open_point(comparison, &range->to, &to, error))
            return FALSE;
        g_autoptr(GError) problem = NULL;
        PsgDocumentChanges *changes = psg_document_changes_new(
                from, to, g_ptr_array_index(comparison->documents, i), 0, &problem);
        if (changes) {
            g_ptr_array_add(comparison->changes, changes);
        } else if (!comparison->arguments->document &&
                   g_error_matches(problem, PSG_CHANGES_ERROR, PSG_CHANGES_ERROR_DOCUMENT)) {
            g_ptr_array_remove_index(comparison->ranges, i);
            g_ptr_array_remove_index(comparison->documents, i--);
        } else {
            g_propagate_error(error, g_steal_pointer(&problem));
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean
comparison_init(
        Comparison *comparison, const Arguments *arguments, const char *folder, GError **error)
{
    comparison->arguments = arguments;
    comparison->documents = g_ptr_array_new();
    comparison->ranges = g_ptr_array_new_with_free_func((GDestroyNotify)psg_range_free);
    comparison->changes = g_ptr_array_new_with_free_func((GDestroyNotify)psg_document_changes_free);
    comparison->snapshots = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_snapshot);
    return opening_init(&comparison->opening, folder, arguments->revision, error) &&
           list_documents(comparison, error) && choose_documents(comparison, error) &&
           read_ranges(comparison, error) && compare(comparison, error);
}

/* Output */

static const PsgDocumentChanges *
get_changes(const Comparison *comparison, guint index)
{
    return g_ptr_array_index(comparison->changes, index);
}

static const PsgRange *
get_range(const Comparison *comparison, guint index)
{
    return g_ptr_array_index(comparison->ranges, index);
}

static gboolean
is_changed(const PsgDocumentChanges *changes)
{
    return changes->chapters->len > 0;
}

/* TRUE for a document that was never released, when no range is asked for: all of it is new, which
 * is said in a line rather than shown. */
static gboolean
is_unreleased(const Comparison *comparison, guint index)
{
    return !comparison->arguments->range && get_range(comparison, index)->from.is_nothing &&
           comparison->arguments->format == FORMAT_TEXT;
}

static void
print_unreleased(const PsgDocumentChanges *changes, GString *out)
{
    g_autofree char *line = g_strdup_printf(
            "%s has no version yet, so that all of it is new: %u chapter%s, %" G_GSIZE_FORMAT
            " word%s.",
            changes->title, changes->chapters->len, changes->chapters->len == 1 ? "" : "s",
            changes->inserted_words, changes->inserted_words == 1 ? "" : "s");
    wrapped_append(out, line, 0, 2, terminal_get_width(stdout));
}

static void
print_summary(const PsgDocumentChanges *changes, const PsgRange *range, Format format, GString *out)
{
    g_autofree char *summary = psg_summary_make(changes);
    gboolean is_markdown = format == FORMAT_MARKDOWN;
    const char *bold = is_markdown ? "## " : terminal_get_colour(stdout, TERMINAL_BOLD),
               *off = is_markdown ? "" : terminal_get_colour(stdout, TERMINAL_PLAIN);
    g_string_append_printf(out, "%s%s%s\n%s%s to %s\n\n%s\n", bold, changes->title, off,
            is_markdown ? "\n" : "", range->from.label, range->to.label, g_strchomp(summary));
}

static void
print_document(const Comparison *comparison, guint index, GString *out)
{
    const PsgDocumentChanges *changes = get_changes(comparison, index);
    const PsgRange *range = get_range(comparison, index);
    const Arguments *arguments = comparison->arguments;
    if (is_unreleased(comparison, index))
        print_unreleased(changes, out);
    else if (arguments->is_summary)
        print_summary(changes, range, arguments->format, out);
    else if (arguments->format == FORMAT_MARKDOWN)
        psg_changes_format_markdown(changes, range, out);
    else
        psg_changes_format_text(
                changes, range, terminal_get_width(stdout), terminal_has_colours(stdout), out);
}

static void
print_nothing(const Comparison *comparison, GString *out)
{
    const char *last = NULL;
    for (guint i = 0; i < comparison->ranges->len; i++) {
        const PsgRange *range = get_range(comparison, i);
        g_autofree char *line = g_strdup_printf(
                "No wording changed between %s and %s.\n", range->from.label, range->to.label);
        if (last && strcmp(last, range->from.label) == 0)
            continue;
        last = range->from.label;
        if (comparison->ranges->len > 1 && !comparison->arguments->range)
            g_string_append_printf(out, "%s: ", get_changes(comparison, i)->title);
        g_string_append(out, line);
    }
}

static void
append_advice(GString *out)
{
    guint width = terminal_get_width(stdout);
    g_string_append_c(out, '\n');
    wrapped_append(out,
            "To compare with an earlier text, say from when: \"plainsong changes 2026-05-03..\" "
            "begins with that day.",
            0, 0, width);
    wrapped_append(out, "\"plainsong changes ..HEAD\" shows the whole text as new.", 0, 0, width);
}

static void
print_documents(const Comparison *comparison, GString *out)
{
    gboolean has_unreleased = FALSE;
    for (guint i = 0; i < comparison->changes->len; i++) {
        if (!is_changed(get_changes(comparison, i)))
            continue;
        if (out->len > 0 && !(has_unreleased && is_unreleased(comparison, i)))
            g_string_append_c(out, '\n');
        print_document(comparison, i, out);
        has_unreleased = has_unreleased || is_unreleased(comparison, i);
    }
    if (has_unreleased && !comparison->arguments->is_quiet)
        append_advice(out);
    if (out->len == 0 && !comparison->arguments->is_quiet)
        print_nothing(comparison, out);
}

/* Only what changed; the page of no change says so by itself. */
static void
print_page(const Comparison *comparison, GString *out)
{
    g_autoptr(GPtrArray) changes = g_ptr_array_new();
    g_autoptr(GPtrArray) ranges = g_ptr_array_new();
    gboolean is_any = FALSE;
    for (guint i = 0; i < comparison->changes->len; i++)
        is_any = is_any || is_changed(get_changes(comparison, i));
    for (guint i = 0; i < comparison->changes->len; i++) {
        if (is_any && !is_changed(get_changes(comparison, i)))
            continue;
        g_ptr_array_add(changes, (gpointer)get_changes(comparison, i));
        g_ptr_array_add(ranges, (gpointer)get_range(comparison, i));
    }
    psg_changes_format_page(changes, ranges, out);
}

static void
print_json(const Comparison *comparison)
{
    json_t *report = json_object(), *list = json_array();
    for (guint i = 0; i < comparison->changes->len; i++) {
        const PsgDocumentChanges *changes = get_changes(comparison, i);
        json_t *item = psg_changes_format_json(changes, get_range(comparison, i));
        if (comparison->arguments->is_summary) {
            g_autofree char *summary = psg_summary_make(changes);
            json_object_del(item, "chapters");
            json_object_set_new(item, "summary", json_text(summary));
        }
        json_array_append_new(list, item);
    }
    json_object_set_new(report, "documents", list);
    json_print(report);
}

static void
print(const Comparison *comparison)
{
    g_autoptr(GString) out = g_string_new(NULL);
    if (comparison->arguments->format == FORMAT_JSON) {
        print_json(comparison);
        return;
    }
    if (comparison->arguments->format == FORMAT_HTML)
        print_page(comparison, out);
    else
        print_documents(comparison, out);
    if (comparison->arguments->format == FORMAT_TEXT)
        terminal_write(stdout, out->str);
    else
        fwrite(out->str, 1, out->len, stdout);
}

ExitCode
command_changes(Invocation *invocation)
{
    g_auto(Arguments) arguments = {0};
    g_auto(Comparison) comparison = {0};
    ExitCode code;
    if (!parse(invocation, &arguments, &code))
        return code;
    GError *error = NULL;
    if (!comparison_init(&comparison, &arguments, invocation->folder, &error)) {
        if (!g_error_matches(error, PSG_CHANGES_ERROR, PSG_CHANGES_ERROR_FORM))
            return command_fail(error);
        code = command_fail_use(invocation->command, "%s", error->message);
        g_error_free(error);
        return code;
    }
    print(&comparison);
    return EXIT_DONE;
}
