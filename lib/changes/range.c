/* Ranges of revisions: what people write, turned into two commits with names for people. See
 * range.h. */
#include "changes/range.h"

#include <string.h>

#include "base/date.h"
#include "base/display.h"
#include "base/nearest.h"
#include "changes/changes_error.h"
#include "git/git_error.h"
#include "git/state.h"
#include "git/version.h"
#include "project/project_error.h"

/* How many versions a message names: the newest ones. */
#define NAMED_VERSIONS 8u

/* What the ends of a range are looked up in. */
typedef struct {
    const PsgPlace *place;
    PsgRepository *repository;
    const char *document;
    GPtrArray *versions; /* PsgVersion of the document, oldest first */
    char *now; /* the commit that `now` is, or stands on in a working tree; 40 hex digits */
} Lookup;

static void
lookup_clear(Lookup *lookup)
{
    g_clear_pointer(&lookup->versions, g_ptr_array_unref);
    g_free(lookup->now);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Lookup, lookup_clear)

static gboolean fail(GError **error, PsgChangesError code, const char *format, ...)
        G_GNUC_PRINTF(3, 4);

static gboolean
fail(GError **error, PsgChangesError code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_propagate_error(error, g_error_new_valist(PSG_CHANGES_ERROR, code, format, arguments));
    va_end(arguments);
    return FALSE;
}

static void
point_clear(PsgPoint *point)
{
    g_free(point->oid);
    g_free(point->label);
    g_free(point->name);
}

void
psg_range_free(PsgRange *range)
{
    if (!range)
        return;
    point_clear(&range->from);
    point_clear(&range->to);
    g_free(range);
}

/* Points */

static char *
format_date(gint64 time, int offset_minutes)
{
    char *date = psg_date_format_local(time, offset_minutes);
    return date ? date : g_strdup("of no day that a calendar has");
}

static void
set_nothing(PsgPoint *point)
{
    point->is_nothing = TRUE;
    point->label = g_strdup("the beginning");
    point->name = g_strdup("beginning");
}

static void
set_worktree(PsgPoint *point)
{
    point->label = g_strdup("now");
    point->name = g_strdup("now");
}

static void
set_version(PsgPoint *point, const PsgVersion *version)
{
    g_autofree char *date = format_date(version->time, version->offset_minutes);
    point->oid = g_strdup(version->oid);
    point->label = g_strdup_printf("version %s (%s)", version->number, date);
    point->name = g_strdup(version->number);
    point->time = version->time;
}

/* TRUE when people named the commit by digits of its number, which say nothing to a reader. */
static gboolean
is_number_of(const char *text, const char *oid)
{
    gsize length = strlen(text);
    return length >= 4 && g_ascii_strncasecmp(text, oid, length) == 0;
}

/* Takes `oid`. */
static gboolean
set_commit(PsgPoint *point, const Lookup *lookup, const char *text, char *oid, GError **error)
{
    int offset;
    point->oid = oid;
    if (!psg_repository_read_time(lookup->repository, oid, &point->time, &offset, error))
        return FALSE;
    g_autofree char *date = format_date(point->time, offset);
    g_autofree char *shown = psg_display_make(text);
    point->name = psg_repository_abbreviate(lookup->repository, oid);
    point->label = is_number_of(text, oid)
                           ? g_strdup_printf("commit %s (%s)", point->name, date)
                           : g_strdup_printf("%s (commit %s, %s)", shown, point->name, date);
    return TRUE;
}

/* Takes `oid`, the last commit of the day. */
static gboolean
set_day(PsgPoint *point, const Lookup *lookup, const char *text, gint64 time, char *oid,
        GError **error)
{
    int offset;
    point->oid = oid;
    point->label = psg_date_format(time);
    point->name = g_strdup(text);
    return psg_repository_read_time(lookup->repository, oid, &point->time, &offset, error);
}

/* Reading one end */

/* The number of a version that the text asks for: "1.2", "v1.2", "DOCUMENT/v1.2"; NULL. */
static const char *
find_number(const Lookup *lookup, const char *text)
{
    guint major, minor;
    gsize length = strlen(lookup->document);
    if (strncmp(text, lookup->document, length) == 0 && text[length] == '/')
        text += length + 1;
    return psg_version_parse(text, &major, &minor) ? text : NULL;
}

/* "versions: 1.0, 1.1, 1.2", of many only the newest. */
static char *
list_numbers(const Lookup *lookup)
{
    guint count = lookup->versions->len;
    if (count == 0)
        return g_strdup("it has no version yet");
    GString *list = g_string_new("versions: ");
    guint first = count > NAMED_VERSIONS ? count - NAMED_VERSIONS : 0;
    if (first > 0)
        g_string_append(list, "..., ");
    for (guint i = first; i < count; i++) {
        const PsgVersion *version = g_ptr_array_index(lookup->versions, i);
        g_string_append_printf(list, "%s%s", i > first ? ", " : "", version->number);
    }
    return g_string_free(list, FALSE);
}

static gboolean
fail_version(const Lookup *lookup, const char *text, GError **error)
{
    g_autofree char *numbers = list_numbers(lookup);
    gboolean is_shallow = psg_repository_is_shallow(lookup->repository);
    return fail(error, PSG_CHANGES_ERROR_RANGE, "\"%s\": there is no such version of %s (%s)%s",
            text, lookup->document, numbers,
            is_shallow || lookup->versions->len == 0
                    ? "; \"git fetch --tags\" gets versions that others have made"
                    : "");
}

/* What git knows under a name. FALSE without error when it knows nothing; `problem` says what it
 * says. */
static gboolean
resolve_name(const Lookup *lookup, const char *text, char **oid, GError **problem)
{
    return *text != '-' && psg_repository_resolve(lookup->repository, text, oid, problem);
}

static gboolean
read_day(PsgPoint *point, const Lookup *lookup, const char *text, gint64 time, GError **error)
{
    g_autoptr(GError) problem = NULL;
    char *oid = psg_repository_find_at_time(lookup->repository, lookup->now, time, &problem);
    if (!oid)
        return fail(error, PSG_CHANGES_ERROR_RANGE, "%s: %s", text, problem->message);
    return set_day(point, lookup, text, time, oid, error);
}

/* TRUE for what has the form of a day, whether there is such a day or not. */
static gboolean
looks_like_day(const char *text)
{
    if (strlen(text) != strlen("2026-05-03"))
        return FALSE;
    for (gsize i = 0; text[i]; i++)
        if (i == 4 || i == 7 ? text[i] != '-' : !g_ascii_isdigit(text[i]))
            return FALSE;
    return TRUE;
}

static gboolean
read_point(PsgPoint *point, const Lookup *lookup, const char *text, GError **error)
{
    const char *number = find_number(lookup, text);
    gint64 time;
    if (number) {
        g_autoptr(PsgVersion) version = psg_repository_find_version_tag(
                lookup->repository, lookup->document, *number == 'v' ? number + 1 : number, NULL);
        if (version) {
            set_version(point, version);
            return TRUE;
        }
    }
    if (psg_date_parse_day_end(text, &time))
        return read_day(point, lookup, text, time, error);
    char *oid = NULL;
    g_autoptr(GError) problem = NULL;
    if (resolve_name(lookup, text, &oid, &problem))
        return set_commit(point, lookup, text, oid, error);
    if (number)
        return fail_version(lookup, text, error);
    if (looks_like_day(text))
        return fail(error, PSG_CHANGES_ERROR_FORM, "\"%s\": there is no such day", text);
    if (problem)
        return fail(error, PSG_CHANGES_ERROR_RANGE, "%s%s", problem->message,
                strstr(problem->message, "did you mean")
                        ? ""
                        : "; a version is written as 1.0 and a day as 2026-05-03");
    return fail(error, PSG_CHANGES_ERROR_FORM,
            "a range begins with a version, a day or a revision, not with \"-\"");
}

/* Ends that are not said */

/* The version to compare with when none is named: the newest that the end holds. Where a shallow
 * clone hides what holds what, the newest that is not later. */
static const PsgVersion *
find_last_version(const Lookup *lookup, const char *oid, gboolean is_before)
{
    for (guint i = lookup->versions->len; i-- > 0;) {
        const PsgVersion *version = g_ptr_array_index(lookup->versions, i);
        if (psg_repository_descends(lookup->repository, oid, version->oid) &&
                !(is_before && strcmp(version->oid, oid) == 0))
            return version;
    }
    gint64 time;
    int offset;
    if (!psg_repository_is_shallow(lookup->repository) ||
            !psg_repository_read_time(lookup->repository, oid, &time, &offset, NULL))
        return NULL;
    for (guint i = lookup->versions->len; i-- > 0;) {
        const PsgVersion *version = g_ptr_array_index(lookup->versions, i);
        if (version->time <= time && strcmp(version->oid, oid) != 0)
            return version;
    }
    return NULL;
}

/* The version before the one that TO names, or before the commit it is. */
static const PsgVersion *
find_version_before(const Lookup *lookup, const PsgPoint *to, const char *text)
{
    const char *number = find_number(lookup, text);
    guint major, minor;
    const PsgVersion *before = NULL;
    if (!number || !psg_version_parse(number, &major, &minor))
        return find_last_version(lookup, to->oid, TRUE);
    for (guint i = 0; i < lookup->versions->len; i++) {
        const PsgVersion *version = g_ptr_array_index(lookup->versions, i);
        if (psg_version_compare(version->major, version->minor, major, minor) < 0)
            before = version;
    }
    return before;
}

static void
set_version_or_nothing(PsgPoint *point, const PsgVersion *version)
{
    if (version)
        set_version(point, version);
    else
        set_nothing(point);
}

/* The whole range */

static gboolean
open_lookup(
        Lookup *lookup, const PsgPlace *place, const char *document, const char *at, GError **error)
{
    lookup->place = place;
    lookup->repository = place->repository;
    lookup->document = document;
    if (!place->repository)
        return fail(error, PSG_CHANGES_ERROR_HISTORY,
                "%s: this folder is in no git repository, so that there are no earlier texts to "
                "compare with; \"git init\" begins a history",
                place->folder);
    if (!at && psg_repository_is_unborn(place->repository))
        return fail(error, PSG_CHANGES_ERROR_HISTORY,
                "%s: there is no commit on the current branch yet, so that there is nothing to "
                "compare with; \"git commit\" makes the first",
                place->folder);
    g_autoptr(GError) problem = NULL;
    if (!psg_repository_resolve(place->repository, at ? at : "HEAD", &lookup->now, &problem))
        return fail(error, PSG_CHANGES_ERROR_RANGE, "%s", problem->message);
    lookup->versions = psg_repository_list_versions(place->repository, document, error);
    return lookup->versions != NULL;
}

/* `now`: the working tree; a commit that was asked for; HEAD where there is no working tree. */
static gboolean
set_now(PsgPoint *point, const Lookup *lookup, const char *at, GError **error)
{
    if (!at && !psg_repository_is_bare(lookup->repository)) {
        set_worktree(point);
        return TRUE;
    }
    return read_point(point, lookup, at ? at : "HEAD", error);
}

/* Parts "FROM..TO" at the first ".."; both are "" when they are not said. */
static gboolean
split(const char *text, char **from, char **to, GError **error)
{
    const char *dots = text ? strstr(text, "..") : NULL;
    if (dots && dots[2] == '.')
        return fail(error, PSG_CHANGES_ERROR_FORM,
                "\"%s\": a range has two dots between its ends, as in \"%.*s..%s\"", text,
                (int)(dots - text), text, dots + 3);
    *from = !text ? g_strdup("") : dots ? g_strndup(text, (gsize)(dots - text)) : g_strdup(text);
    *to = g_strdup(dots ? dots + 2 : "");
    if (strstr(*to, ".."))
        return fail(error, PSG_CHANGES_ERROR_FORM,
                "\"%s\": a range has two ends, as in \"1.0..1.1\"", text);
    g_strstrip(*from);
    g_strstrip(*to);
    return TRUE;
}

static void
mark(PsgPoint *point, const char *words)
{
    gsize length = strlen(point->label);
    char *label = point->label[length - 1] == ')'
                          ? g_strdup_printf("%.*s; %s)", (int)length - 1, point->label, words)
                          : g_strdup_printf("%s (%s)", point->label, words);
    g_free(point->label);
    point->label = label;
}

/* A range that leads back in time shows insertions as deletions: its labels say so. */
static void
mark_direction(PsgRange *range, const Lookup *lookup)
{
    if (!range->from.oid || !range->to.oid || strcmp(range->from.oid, range->to.oid) == 0 ||
            !psg_repository_descends(lookup->repository, range->from.oid, range->to.oid))
        return;
    mark(&range->from, "the newer text");
    mark(&range->to, "the older text");
}

gboolean
psg_range_names_document(const char *text, const char *document)
{
    g_auto(GStrv) ends = g_strsplit(text ? text : "", "..", 2);
    gsize length = strlen(document);
    guint major, minor;
    for (char **end = ends; *end; end++)
        if (g_str_has_prefix(g_strstrip(*end), document) && (*end)[length] == '/' &&
                (*end)[length + 1] == 'v' && psg_version_parse(*end + length + 2, &major, &minor))
            return TRUE;
    return FALSE;
}

PsgRange *
psg_range_parse(const PsgPlace *place, const char *document, const char *text, const char *at,
        GError **error)
{
    g_auto(Lookup) lookup = {0};
    g_autoptr(PsgRange) range = g_new0(PsgRange, 1);
    g_autofree char *from = NULL;
    g_autofree char *to = NULL;
    if (!split(text, &from, &to, error) || !open_lookup(&lookup, place, document, at, error))
        return NULL;
    if (*from && !read_point(&range->from, &lookup, from, error))
        return NULL;
    if (!(*to ? read_point(&range->to, &lookup, to, error)
              : set_now(&range->to, &lookup, at, error)))
        return NULL;
    if (!*from)
        set_version_or_nothing(&range->from,
                *to                              ? find_version_before(&lookup, &range->to, to)
                : at && find_number(&lookup, at) ? find_version_before(&lookup, &range->to, at)
                                                 : find_last_version(&lookup, lookup.now, FALSE));
    mark_direction(range, &lookup);
    return g_steal_pointer(&range);
}

PsgSnapshot *
psg_point_open(const PsgPlace *place, const PsgPoint *point, GError **error)
{
    if (point->is_nothing)
        return NULL;
    g_autoptr(GError) problem = NULL;
    PsgSnapshot *snapshot = psg_place_open(place, point->oid, NULL, &problem);
    if (!snapshot && !g_error_matches(problem, PSG_GIT_ERROR, PSG_GIT_ERROR_NOT_FOUND))
        g_propagate_error(error, g_steal_pointer(&problem));
    return snapshot;
}
