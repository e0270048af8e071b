/* The program: finds the command and runs it. Exit codes and options: see command.h and the help
 * texts, which are the reference. */
#include <stdio.h>
#include <string.h>

#include "base/nearest.h"
#include "command.h"
#include "commands.h"
#include "comment_commands.h"
#include "suggest_commands.h"

const Command commands[] = {
        {"init", INIT_USAGE, "start a package: the first files, with comments", INIT_DESCRIPTION,
                INIT_EXAMPLES, command_init, NULL},
        {"build", BUILD_USAGE, "publish the package as a web site, EPUBs and PDFs", BUILD_DESCRIPTION,
                BUILD_EXAMPLES, command_build, NULL},
        {"check", CHECK_USAGE, "find what is wrong, or should not be published", CHECK_DESCRIPTION,
                CHECK_EXAMPLES, command_check, NULL},
        {"release", RELEASE_USAGE, "make a version of a document: summary, sign-offs, tag, output",
                RELEASE_DESCRIPTION, RELEASE_EXAMPLES, command_release, NULL},
        {"versions", VERSIONS_USAGE, "list the versions of every document", VERSIONS_DESCRIPTION,
                VERSIONS_EXAMPLES, command_versions, NULL},
        {"verify", VERIFY_USAGE, "check that a version still gives the same output",
                VERIFY_DESCRIPTION, VERIFY_EXAMPLES, command_verify, NULL},
        {"changes", CHANGES_USAGE, "show what changed in words between two revisions",
                CHANGES_DESCRIPTION, CHANGES_EXAMPLES, command_changes, NULL},
        {"history", HISTORY_USAGE, "tell who changed a chapter or section, when and why",
                HISTORY_DESCRIPTION, HISTORY_EXAMPLES, command_history, NULL},
        {"comment", COMMENT_USAGE, "comments: make, answer and list them", COMMENT_DESCRIPTION,
                COMMENT_EXAMPLES, command_group, comment_commands},
        {"sync", SYNC_USAGE, "exchange comments with another repository", SYNC_DESCRIPTION,
                SYNC_EXAMPLES, command_sync, NULL},
        {"suggest", SUGGEST_USAGE, "suggestions: propose another wording, take it into the text",
                SUGGEST_DESCRIPTION, SUGGEST_EXAMPLES, command_group, suggest_commands},
        {"anchor", ANCHOR_USAGE, "for developers: follow passages through the history",
                ANCHOR_DESCRIPTION, ANCHOR_EXAMPLES, command_anchor, NULL},
        {"help", HELP_USAGE, "show how a command is used", HELP_DESCRIPTION, HELP_EXAMPLES,
                command_help, NULL},
        {NULL, NULL, NULL, NULL, NULL, NULL, NULL},
};

static ExitCode
fail_leading_option(const char *option)
{
    static const char *const known[] = {"--help", "--version", "--directory", NULL};
    const char *nearest = psg_nearest_find(option, known);
    if (nearest)
        return command_fail_use(NULL, "there is no option %s; did you mean %s?", option, nearest);
    return command_fail_use(NULL,
            "%s is no option of plainsong itself; a command's options stand after the command",
            option);
}

/* Options before the command's name. Returns the arguments from the name on, or NULL when all is
 * done; `code` is set then. */
static char **
read_leading_options(char **arguments, char **folder, ExitCode *code)
{
    for (; *arguments && **arguments == '-'; arguments++) {
        const char *option = *arguments;
        if (strcmp(option, "--version") == 0) {
            puts("plainsong " PSG_VERSION);
            *code = EXIT_DONE;
            return NULL;
        }
        if (strcmp(option, "--help") == 0 || strcmp(option, "-h") == 0) {
            print_overview(stdout);
            *code = EXIT_DONE;
            return NULL;
        }
        const char *value = g_str_has_prefix(option, "--directory=")
                                    ? option + strlen("--directory=")
                            : option[1] == 'C' && option[2] ? option + 2
                                                            : NULL;
        if (!value && strcmp(option, "-C") != 0 && strcmp(option, "--directory") != 0) {
            *code = fail_leading_option(option);
            return NULL;
        }
        if (!value)
            value = *++arguments;
        if (!value || !*value) {
            *code = command_fail_use(NULL, "%s needs the name of a folder after it", option);
            return NULL;
        }
        char *resolved = g_path_is_absolute(value) ? g_strdup(value)
                                                   : g_build_filename(*folder, value, NULL);
        g_free(*folder);
        *folder = resolved;
    }
    return arguments;
}

static ExitCode
run(char **arguments)
{
    g_autofree char *folder = g_strdup(".");
    ExitCode code = EXIT_DONE;
    arguments = read_leading_options(arguments, &folder, &code);
    if (!arguments)
        return code;
    if (!*arguments) {
        fputs("plainsong: say what to do\n\n", stderr);
        print_overview(stderr);
        return EXIT_WRONG_USE;
    }
    guint count;
    const Command *command = command_find((const char *const *)arguments, &count, &code);
    if (!command)
        return code;
    Invocation invocation = {command, g_strdupv(arguments + count - 1), g_steal_pointer(&folder)};
    code = command->run(&invocation);
    g_strfreev(invocation.arguments);
    g_free(invocation.folder);
    return code;
}

int
main(int count, char **arguments)
{
    g_set_prgname("plainsong");
    ExitCode code = run(count > 0 ? arguments + 1 : arguments);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fputs("plainsong: could not write to standard output\n", stderr);
        return EXIT_COULD_NOT;
    }
    return (int)code;
}
