/* plainsong build: from the folder to the editions, with what was found. */
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "commands.h"
#include "progress.h"
#include "publish/build.h"
#include "publish/publish_error.h"
#include "report.h"
#include "themes.h"

typedef struct {
    char *output, *revision, *base_url;
    char **editions;
    gboolean with_versions, is_draft, is_strict, is_json, is_quiet;
} Arguments;

static void
arguments_clear(Arguments *arguments)
{
    g_free(arguments->output);
    g_free(arguments->revision);
    g_free(arguments->base_url);
    g_strfreev(arguments->editions);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Arguments, arguments_clear)

static gboolean
parse(Invocation *invocation, Arguments *arguments, ExitCode *code)
{
    const GOptionEntry entries[] = {
            {"output", 'o', 0, G_OPTION_ARG_FILENAME, &arguments->output,
                    "write to this folder, seen from where you are (\"public\" in the package)",
                    "DIR"},
            {"edition", 'e', 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments->editions,
                    "only this edition: site, epub, print, large-print, booklet or redline; may be "
                    "given "
                    "more than once",
                    "NAME"},
            {"at", 0, 0, G_OPTION_ARG_FILENAME, &arguments->revision,
                    "build this commit, tag or branch", "REV"},
            {"versions", 0, 0, G_OPTION_ARG_NONE, &arguments->with_versions,
                    "publish older versions of every document beside the newest", NULL},
            {"draft", 0, 0, G_OPTION_ARG_NONE, &arguments->is_draft,
                    "with the comments beside the passages they are on: for those who work on the "
                    "text, not for publication",
                    NULL},
            {"base-url", 0, 0, G_OPTION_ARG_FILENAME, &arguments->base_url,
                    "where the site will be published", "URL"},
            {"strict", 0, 0, G_OPTION_ARG_NONE, &arguments->is_strict,
                    "put nothing in place when there are errors or warnings", NULL},
            {"json", 0, 0, G_OPTION_ARG_NONE, &arguments->is_json,
                    "print what was built and found as JSON", NULL},
            {"quiet", 'q', 0, G_OPTION_ARG_NONE, &arguments->is_quiet,
                    "print only errors and warnings", NULL},
            {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    return command_parse(invocation, entries, code);
}

static gboolean
read_editions(const Invocation *invocation, char **names, PsgEdition *editions, ExitCode *code)
{
    static const char *const known[] = {
            "site", "epub", "print", "large-print", "booklet", "redline", NULL};
    static const PsgEdition values[] = {PSG_EDITION_SITE, PSG_EDITION_EPUB, PSG_EDITION_PRINT,
            PSG_EDITION_LARGE_PRINT, PSG_EDITION_BOOKLET, PSG_EDITION_REDLINE};
    *editions = 0;
    for (; names && *names; names++) {
        guint place = 0;
        while (known[place] && strcmp(*names, known[place]) != 0)
            place++;
        if (known[place]) {
            *editions |= values[place];
            continue;
        }
        const char *nearest = psg_nearest_find(*names, known);
        *code = nearest ? command_fail_use(invocation->command,
                                  "there is no edition \"%s\"; did you mean \"%s\"?", *names,
                                  nearest)
                        : command_fail_use(invocation->command,
                                  "there is no edition \"%s\"; there are site, epub, print, "
                                  "large-print, "
                                  "booklet and redline",
                                  *names);
        return FALSE;
    }
    return TRUE;
}

/* The range of a redline, the one argument that there may be. */
static gboolean
read_range(const Invocation *invocation, PsgEdition editions, const char **range, ExitCode *code)
{
    gboolean has_redline = (editions & PSG_EDITION_REDLINE) != 0;
    const char *given = invocation->arguments[0] ? invocation->arguments[1] : NULL;
    if (given && !has_redline && strstr(given, "..")) {
        *code = command_fail_use(invocation->command,
                "\"%s\" is a range, and only a redline takes one; write --edition redline %s",
                given, given);
        return FALSE;
    }
    *range = given;
    return command_check_arguments(invocation, has_redline ? 1 : 0, code);
}

/* The date of output that no commit dates, as reproducible builds agree on it: SOURCE_DATE_EPOCH.
 */
static gboolean
read_date(gint64 *date, ExitCode *code)
{
    const char *text = g_getenv("SOURCE_DATE_EPOCH");
    *date = -1;
    if (!text || !*text)
        return TRUE;
    guint64 seconds;
    g_autoptr(GError) error = NULL;
    if (!g_ascii_string_to_unsigned(text, 10, 0, 253402300799, &seconds, &error)) {
        *code = command_fail(g_error_new(G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                "SOURCE_DATE_EPOCH is \"%s\" and must be seconds since 1970 as a whole number; "
                "unset it or mend it",
                text));
        return FALSE;
    }
    *date = (gint64)seconds;
    return TRUE;
}

static void
on_progress(const char *activity, double fraction, gpointer data)
{
    progress_set(data, activity, fraction);
}

/* Builds with a line of progress on a terminal. */
static PsgBuildResult *
build(PsgBuildOptions *options, gboolean is_silent, GError **error)
{
    Progress *progress = progress_new(is_silent);
    options->progress = on_progress;
    options->progress_data = progress;
    PsgBuildResult *result = psg_build_run(options, error);
    progress_free(progress);
    return result;
}

ExitCode
command_build(Invocation *invocation)
{
    g_auto(Arguments) arguments = {0};
    PsgBuildOptions options = {0};
    ExitCode code;
    if (!parse(invocation, &arguments, &code) ||
            !read_editions(invocation, arguments.editions, &options.editions, &code) ||
            !read_range(invocation, options.editions, &options.range, &code) ||
            !read_date(&options.date, &code))
        return code;
    GError *error = NULL;
    g_autofree char *themes = themes_find(&error);
    if (!themes)
        return command_fail(error);
    options.folder = invocation->folder;
    options.output = arguments.output;
    options.revision = arguments.revision;
    options.base_url = arguments.base_url;
    options.with_versions = arguments.with_versions;
    options.is_draft = arguments.is_draft;
    options.is_strict = arguments.is_strict;
    options.themes = themes;
    g_autoptr(PsgBuildResult) result =
            build(&options, arguments.is_quiet || arguments.is_json, &error);
    if (!result && g_error_matches(error, PSG_PUBLISH_ERROR, PSG_PUBLISH_ERROR_VALUE)) {
        code = command_fail_use(invocation->command, "--base-url: %s", error->message);
        g_error_free(error);
        return code;
    }
    if (!result)
        return command_fail(error);
    if (arguments.is_json)
        report_json(result);
    else
        report_text(result, arguments.is_quiet);
    return result->is_refused ? EXIT_FOUND : EXIT_DONE;
}
