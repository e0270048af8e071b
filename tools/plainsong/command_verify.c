/* plainsong verify: whether a version's tag, and what is published, still say the same. */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "git/version.h"
#include "json_text.h"
#include "publish/release.h"
#include "terminal.h"
#include "themes.h"

static gboolean
is_same(const PsgVerifiedFile *file)
{
    return g_strcmp0(file->expected, file->found) == 0;
}

/* What became of a file, in words. */
static const char *
describe_file(const PsgVerifiedFile *file)
{
    if (is_same(file))
        return "same";
    if (!file->expected)
        return "not named by the tag";
    if (!*file->expected)
        return "the tag's line cannot be read";
    return file->found ? "different" : "missing";
}

static gboolean
is_other_program(const PsgVerification *verification)
{
    return verification->built_with && strcmp(verification->built_with, verification->here) != 0;
}

/* Why what differs may differ without anybody's doing. */
static void
print_reasons(const PsgVerification *verification)
{
    if (is_other_program(verification))
        terminal_print(stdout,
                "It was built with %s and checked with %s, which may write the same text "
                "differently; check it with the program that it was built with.\n",
                verification->built_with, verification->here);
    if (verification->has_redline)
        puts("The folder has a page of tracked changes, redline.html, which is no part of a "
             "version: "
             "it, and index.html, which leads to it, differ for that. Compare with a folder that "
             "was "
             "built without it.");
    if (verification->is_shallow)
        puts("This clone is shallow, so that it does not know when each text last changed; "
             "\"git fetch --unshallow --tags\" brings the rest of the history, then verify again.");
}

static void
print_file(const PsgVerifiedFile *file)
{
    TerminalColour colour = is_same(file) ? TERMINAL_CYAN : TERMINAL_RED;
    terminal_print(stdout, "  %s: %s%s%s\n", file->path, terminal_get_colour(stdout, colour),
            describe_file(file), terminal_get_colour(stdout, TERMINAL_PLAIN));
    if (!is_same(file) && file->expected && *file->expected && file->found)
        terminal_print(stdout, "    expected sha256:%s\n    found    sha256:%s\n", file->expected,
                file->found);
}

static void
print_text(const PsgVerification *verification)
{
    terminal_print(stdout, "%s, commit %.8s:\n", verification->tag, verification->oid);
    for (guint i = 0; i < verification->files->len; i++)
        print_file(verification->files->pdata[i]);
    if (verification->is_older)
        puts("Only its EPUB was compared there: the pages of an older version bear a banner that "
             "leads to the newest.");
    if (verification->is_same) {
        puts("Everything that the version names is the same, byte for byte.");
        return;
    }
    puts("The version does not verify.");
    print_reasons(verification);
}

static void
print_json(const PsgVerification *verification)
{
    json_t *report = json_object(), *files = json_array();
    for (guint i = 0; i < verification->files->len; i++) {
        const PsgVerifiedFile *file = verification->files->pdata[i];
        json_t *item = json_object();
        json_object_set_new(item, "path", json_text(file->path));
        json_object_set_new(item, "same", json_boolean(is_same(file)));
        json_object_set_new(item, "expected", json_text(file->expected));
        json_object_set_new(item, "found", json_text(file->found));
        json_array_append_new(files, item);
    }
    json_object_set_new(report, "tag", json_text(verification->tag));
    json_object_set_new(report, "revision", json_text(verification->oid));
    json_object_set_new(report, "same", json_boolean(verification->is_same));
    json_object_set_new(report, "files", files);
    json_object_set_new(report, "built-with", json_text(verification->built_with));
    json_object_set_new(report, "verified-with", json_text(verification->here));
    json_object_set_new(report, "redline", json_boolean(verification->has_redline));
    json_object_set_new(report, "older", json_boolean(verification->is_older));
    json_object_set_new(report, "shallow", json_boolean(verification->is_shallow));
    json_print(report);
}

static gboolean
check_use(const Invocation *invocation, ExitCode *code)
{
    guint major, minor;
    if (g_strv_length(invocation->arguments) < 3)
        *code = command_fail_use(invocation->command,
                "verify needs a document and a version: plainsong verify %s 1.0",
                invocation->arguments[1] ? invocation->arguments[1] : "DOCUMENT");
    else if (!psg_version_parse(invocation->arguments[2], &major, &minor))
        *code = command_fail_use(invocation->command,
                "\"%s\" is no version; it must be two numbers with a point between, such as 1.0",
                invocation->arguments[2]);
    else
        return TRUE;
    return FALSE;
}

ExitCode
command_verify(Invocation *invocation)
{
    g_autofree char *against = NULL;
    gboolean is_json = FALSE, is_quiet = FALSE;
    const GOptionEntry entries[] = {
            {"against", 0, 0, G_OPTION_ARG_FILENAME, &against,
                    "compare this folder of published output too, seen from where you are", "DIR"},
            {"json", 0, 0, G_OPTION_ARG_NONE, &is_json, "print what was compared as JSON", NULL},
            {"quiet", 'q', 0, G_OPTION_ARG_NONE, &is_quiet, "print nothing; the exit code tells",
                    NULL},
            {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    ExitCode code;
    if (!command_parse(invocation, entries, &code) ||
            !command_check_arguments(invocation, 2, &code) || !check_use(invocation, &code))
        return code;
    GError *error = NULL;
    g_autofree char *themes = themes_find(&error);
    g_autoptr(PsgVerification) verification =
            themes ? psg_release_verify(invocation->folder, themes, invocation->arguments[1],
                             invocation->arguments[2], against, &error)
                   : NULL;
    if (!verification)
        return command_fail(error);
    if (is_json)
        print_json(verification);
    else if (!is_quiet)
        print_text(verification);
    return verification->is_same ? EXIT_DONE : EXIT_FOUND;
}
