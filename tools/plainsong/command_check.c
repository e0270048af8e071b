/* plainsong check: what is wrong in a package. */
#include <stdio.h>

#include "check/check.h"
#include "commands.h"
#include "json_text.h"
#include "opening.h"
#include "report.h"

typedef struct {
    char *revision;
    gboolean is_strict, is_json, is_quiet;
} Arguments;

static void
arguments_clear(Arguments *arguments)
{
    g_free(arguments->revision);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Arguments, arguments_clear)

static gboolean
parse(Invocation *invocation, Arguments *arguments, ExitCode *code)
{
    const GOptionEntry entries[] = {
            {"strict", 0, 0, G_OPTION_ARG_NONE, &arguments->is_strict,
                    "notes count too: exit with 1 when there is any finding", NULL},
            {"at", 0, 0, G_OPTION_ARG_FILENAME, &arguments->revision,
                    "check this version, tag, branch or commit (the files as they are)", "REV"},
            {"json", 0, 0, G_OPTION_ARG_NONE, &arguments->is_json, "print the findings as JSON",
                    NULL},
            {"quiet", 'q', 0, G_OPTION_ARG_NONE, &arguments->is_quiet,
                    "print errors and warnings alone", NULL},
            {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    return command_parse(invocation, entries, code);
}

static void
print_json(const PsgFindings *findings)
{
    json_t *object = json_object();
    json_object_set_new(object, "findings", report_list_findings(findings));
    json_object_set_new(
            object, "errors", json_integer(psg_findings_count(findings, PSG_SEVERITY_ERROR)));
    json_object_set_new(
            object, "warnings", json_integer(psg_findings_count(findings, PSG_SEVERITY_WARNING)));
    json_object_set_new(
            object, "notes", json_integer(psg_findings_count(findings, PSG_SEVERITY_NOTE)));
    json_print(object);
}

ExitCode
command_check(Invocation *invocation)
{
    g_auto(Arguments) arguments = {0};
    ExitCode code;
    GError *error = NULL;
    if (!parse(invocation, &arguments, &code))
        return code;
    g_auto(Opening) opening = {0};
    if (!opening_init_anywhere(&opening, invocation->folder, arguments.revision, &error))
        return command_fail(error);
    g_auto(GStrv) paths = opening_list_paths(invocation, opening.place);
    const PsgCheckOptions options = {.paths = (const char *const *)paths};
    g_autoptr(PsgFindings) findings =
            psg_check_run(opening.place, opening.snapshot, &options, &error);
    if (!findings)
        return command_fail(error);
    if (arguments.is_json)
        print_json(findings);
    else
        report_check(findings, arguments.is_quiet);
    guint notes = psg_findings_count(findings, PSG_SEVERITY_NOTE);
    guint others = psg_findings_get_length(findings) - notes;
    return others > 0 || (arguments.is_strict && notes > 0) ? EXIT_FOUND : EXIT_DONE;
}
