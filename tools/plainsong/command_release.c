/* plainsong release: from a clean work tree to a version's tag and its output. */
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "commands.h"
#include "editor.h"
#include "git/version.h"
#include "json_text.h"
#include "progress.h"
#include "publish/release.h"
#include "report.h"
#include "terminal.h"
#include "themes.h"

typedef struct {
    char *output, *summary, *summary_file, *exception;
    char **sign_offs;
    gboolean is_unedited, is_dry, is_json, is_quiet;
} Arguments;

static void
arguments_clear(Arguments *arguments)
{
    g_free(arguments->output);
    g_free(arguments->summary);
    g_free(arguments->summary_file);
    g_free(arguments->exception);
    g_strfreev(arguments->sign_offs);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Arguments, arguments_clear)

static gboolean
parse(Invocation *invocation, Arguments *arguments, ExitCode *code)
{
    const GOptionEntry entries[] = {
            {"summary", 'm', 0, G_OPTION_ARG_FILENAME, &arguments->summary,
                    "what is new, in Markdown", "TEXT"},
            {"summary-file", 'F', 0, G_OPTION_ARG_FILENAME, &arguments->summary_file,
                    "what is new, from this file, seen from where you are", "FILE"},
            {"no-edit", 0, 0, G_OPTION_ARG_NONE, &arguments->is_unedited,
                    "take the proposed summary as it is", NULL},
            {"sign-off", 's', 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments->sign_offs,
                    "this contributor agrees; may be given many times", "ID"},
            {"without-quorum", 0, 0, G_OPTION_ARG_FILENAME, &arguments->exception,
                    "why it goes out though sign-offs are missing", "REASON"},
            {"output", 'o', 0, G_OPTION_ARG_FILENAME, &arguments->output,
                    "write to this folder, seen from where you are (\"public\" in the package)",
                    "DIR"},
            {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &arguments->is_dry,
                    "check everything and show it, and make nothing", NULL},
            {"json", 0, 0, G_OPTION_ARG_NONE, &arguments->is_json,
                    "print what was made and found as JSON", NULL},
            {"quiet", 'q', 0, G_OPTION_ARG_NONE, &arguments->is_quiet, "print only what went wrong",
                    NULL},
            {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    return command_parse(invocation, entries, code) && command_check_arguments(invocation, 2, code);
}

/* What the command line alone can tell to be wrong. */
static gboolean
check_use(const Invocation *invocation, const Arguments *arguments, ExitCode *code)
{
    guint major, minor;
    if (g_strv_length(invocation->arguments) < 3)
        *code = command_fail_use(invocation->command,
                "release needs a document and a version: plainsong release %s 1.0",
                invocation->arguments[1] ? invocation->arguments[1] : "DOCUMENT");
    else if (!psg_version_parse(invocation->arguments[2], &major, &minor))
        *code = command_fail_use(invocation->command,
                "\"%s\" is no version; it must be two numbers with a point between, such as 1.0",
                invocation->arguments[2]);
    else if (arguments->summary && arguments->summary_file)
        *code = command_fail_use(
                invocation->command, "release: give the summary with -m or with -F, not with both");
    else
        return TRUE;
    return FALSE;
}

/* The summary */

/* Editing asks for a person at both ends. */
static gboolean
may_edit(const Arguments *arguments)
{
    return !arguments->is_unedited && !arguments->is_json && isatty(STDIN_FILENO) &&
           isatty(STDOUT_FILENO);
}

static char *
edit_summary(const char *folder, const PsgRelease *release, char **file, GError **error)
{
    g_autoptr(GString) advice = g_string_new(NULL);
    g_string_append_printf(advice,
            "This is %s. Say above this line, in plain words, what is new for readers:\n"
            "they see it on the site and in the EPUB. It may be Markdown.\n"
            "This line and everything below it is left out. An empty text stops the release.\n",
            release->title);
    if (release->previous)
        g_string_append_printf(advice,
                "\nWhat is proposed was found by comparing with version %s.\n", release->previous);
    return editor_edit(folder, "summary", release->summary, advice->str, file, error);
}

/* What the person says, however they say it; NULL with an error. `file` is set when an editor was
 * open. */
static char *
get_summary(const Invocation *invocation, const Arguments *arguments, const PsgRelease *release,
        char **file, GError **error)
{
    char *text = NULL;
    if (arguments->summary)
        return g_strdup(arguments->summary);
    if (arguments->summary_file)
        return g_file_get_contents(arguments->summary_file, &text, NULL, error) ? text : NULL;
    if (!arguments->is_dry && may_edit(arguments))
        return edit_summary(invocation->folder, release, file, error);
    if (!arguments->is_unedited && !arguments->is_quiet && !arguments->is_dry)
        fputs("plainsong: nobody can edit the summary here, so the proposed one is taken; give "
              "another with -m\n",
                stderr);
    return g_strdup(release->summary);
}

/* Reports */

static json_t *
list_texts(const GPtrArray *texts)
{
    json_t *list = json_array();
    for (guint i = 0; i < texts->len; i++)
        json_array_append_new(list, json_text(texts->pdata[i]));
    return list;
}

static void
print_json(const PsgReleaseOptions *options, const PsgRelease *release, const char *summary,
        const PsgBuildResult *result)
{
    static const char *const states[] = {[PSG_RELEASE_READY] = "ready",
            [PSG_RELEASE_QUORUM_UNMET] = "quorum-unmet",
            [PSG_RELEASE_FINDINGS] = "findings"};
    json_t *report = json_object();
    json_object_set_new(report, "state", json_text(result ? "released" : states[release->state]));
    json_object_set_new(report, "document", json_text(options->document));
    json_object_set_new(report, "version", json_text(options->number));
    json_object_set_new(report, "previous", json_text(release->previous));
    json_object_set_new(report, "tag", json_text(release->tag));
    json_object_set_new(report, "revision", json_text(release->oid));
    json_object_set_new(report, "title", json_text(release->title));
    json_object_set_new(report, "summary", json_text(summary));
    json_object_set_new(report, "sign-offs", list_texts(release->sign_offs));
    json_object_set_new(report, "exception", json_text(release->exception));
    json_object_set_new(report, "shortfalls", list_texts(release->shortfalls));
    json_object_set_new(report, "output", json_text(result ? result->output : NULL));
    json_object_set_new(report, "findings", report_list_findings(release->findings));
    json_print(report);
}

static ExitCode
report_refused(
        const Arguments *arguments, const PsgReleaseOptions *options, const PsgRelease *release)
{
    guint errors = psg_findings_count(release->findings, PSG_SEVERITY_ERROR);
    if (arguments->is_json) {
        print_json(options, release, release->summary, NULL);
        return EXIT_FOUND;
    }
    if (errors > 0) {
        report_findings(release->findings, TRUE);
        terminal_print(stderr,
                "plainsong: %s does not go out while its texts have errors (%u, listed above); "
                "\"plainsong build\" shows them too\n",
                release->title, errors);
    }
    if (release->state == PSG_RELEASE_QUORUM_UNMET) {
        terminal_print(stderr, "plainsong: %s does not go out yet, since sign-offs are missing:\n",
                release->title);
        for (guint i = 0; i < release->shortfalls->len; i++)
            terminal_print(stderr, "  %s\n", (const char *)release->shortfalls->pdata[i]);
        fputs("Name who agrees with --sign-off ID, or say with --without-quorum REASON why it goes "
              "out all the same; the reason stays in the version's tag.\n",
                stderr);
    }
    return EXIT_FOUND;
}

static void
print_plan(const PsgRelease *release, const char *summary)
{
    terminal_print(stdout, "%s would be released as %s, from commit %.8s.\n", release->title,
            release->tag, release->oid);
    for (guint i = 0; i < release->sign_offs->len; i++)
        terminal_print(stdout, "Sign-off: %s\n", (const char *)release->sign_offs->pdata[i]);
    if (release->exception)
        terminal_print(stdout, "Without quorum: %s\n", release->exception);
    terminal_print(stdout, "\n%s\n", summary);
}

static void
print_done(const PsgRelease *release, const PsgBuildResult *result)
{
    const char *bold = terminal_get_colour(stdout, TERMINAL_BOLD),
               *off = terminal_get_colour(stdout, TERMINAL_PLAIN);
    terminal_print(stdout, "%sReleased %s%s, as the tag %s at commit %.8s.\n", bold, release->title,
            off, release->tag, release->oid);
    report_text(result, FALSE);
    terminal_print(stdout,
            "The version is on this computer only. To publish it: git push origin %s\n",
            release->tag);
}

/* The steps */

static void
on_progress(const char *activity, double fraction, gpointer data)
{
    progress_set(data, activity, fraction);
}

static PsgRelease *
prepare(PsgReleaseOptions *options, gboolean is_silent, GError **error)
{
    Progress *progress = progress_new(is_silent);
    options->progress = on_progress;
    options->progress_data = progress;
    PsgRelease *release = psg_release_prepare(options, error);
    progress_free(progress);
    return release;
}

static PsgBuildResult *
release_now(PsgReleaseOptions *options, const PsgRelease *release, const char *summary,
        gboolean is_silent, GError **error)
{
    Progress *progress = progress_new(is_silent);
    options->progress_data = progress;
    PsgBuildResult *result = psg_release_run(options, release, summary, error);
    progress_free(progress);
    return result;
}

/* A summary that somebody wrote is not thrown away because something else went wrong. */
static ExitCode
fail_with_draft(GError *error, const char *file)
{
    ExitCode code = command_fail(error);
    if (file)
        terminal_print(stderr, "The summary that you wrote is kept in %s\n", file);
    return code;
}

static ExitCode
finish(const Invocation *invocation, const Arguments *arguments, PsgReleaseOptions *options,
        const PsgRelease *release)
{
    GError *error = NULL;
    g_autofree char *file = NULL;
    g_autofree char *summary = get_summary(invocation, arguments, release, &file, &error);
    if (!summary)
        return command_fail(error);
    g_autoptr(PsgBuildResult) result = NULL;
    gboolean is_silent = arguments->is_quiet || arguments->is_json;
    if (!arguments->is_dry) {
        result = release_now(options, release, summary, is_silent, &error);
        if (!result)
            return fail_with_draft(error, file);
    }
    if (file)
        g_unlink(file);
    if (arguments->is_json)
        print_json(options, release, summary, result);
    else if (!result)
        print_plan(release, summary);
    else if (!arguments->is_quiet)
        print_done(release, result);
    return EXIT_DONE;
}

ExitCode
command_release(Invocation *invocation)
{
    g_auto(Arguments) arguments = {0};
    ExitCode code;
    if (!parse(invocation, &arguments, &code) || !check_use(invocation, &arguments, &code))
        return code;
    GError *error = NULL;
    g_autofree char *themes = themes_find(&error);
    if (!themes)
        return command_fail(error);
    g_autoptr(GDateTime) now = g_date_time_new_now_local();
    const char *number = invocation->arguments[2];
    PsgReleaseOptions options = {.folder = invocation->folder,
            .themes = themes,
            .output = arguments.output,
            .document = invocation->arguments[1],
            .number = number + (*number == 'v'),
            .sign_offs = (const char *const *)arguments.sign_offs,
            .exception = arguments.exception,
            .time = g_date_time_to_unix(now),
            .offset_minutes = (int)(g_date_time_get_utc_offset(now) / G_TIME_SPAN_MINUTE)};
    g_autoptr(PsgRelease) release =
            prepare(&options, arguments.is_quiet || arguments.is_json, &error);
    if (!release)
        return command_fail(error);
    if (release->state != PSG_RELEASE_READY)
        return report_refused(&arguments, &options, release);
    return finish(invocation, &arguments, &options, release);
}
