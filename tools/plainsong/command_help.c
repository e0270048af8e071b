/* plainsong help: the list of commands, and each command's own help. */
#include "base/nearest.h"
#include "commands.h"

void
print_overview(FILE *stream)
{
    fputs("Plainsong publishes guidance that people write together: Markdown in a git repository "
          "becomes an accessible\n"
          "web site and an EPUB.\n\nUsage: plainsong [-C DIR] COMMAND [options]\n\nCommands:\n",
            stream);
    for (const Command *command = commands; command->name; command++)
        fprintf(stream, "  %-8s  %s\n", command->name, command->summary);
    fputs("\nOptions:\n  -C, --directory DIR  work in this folder\n"
          "      --version        show the version\n\n"
          "\"plainsong help COMMAND\" shows a command's options and examples.\n",
            stream);
}

ExitCode
command_help(Invocation *invocation)
{
    ExitCode code;
    if (!command_parse(invocation, NULL, &code) || !command_check_arguments(invocation, 1, &code))
        return code;
    const char *name = invocation->arguments[1];
    if (!name) {
        print_overview(stdout);
        return EXIT_DONE;
    }
    const Command *command = command_find(name);
    if (!command) {
        g_autofree const char **names = command_list_names();
        const char *nearest = psg_nearest_find(name, names);
        return nearest ? command_fail_use(NULL,
                                 "there is no command \"%s\" to explain; did you mean \"%s\"?",
                                 name, nearest)
                       : command_fail_use(NULL, "there is no command \"%s\" to explain", name);
    }
    const char *arguments[] = {name, "--help", NULL};
    Invocation help = {command, g_strdupv((char **)arguments), g_strdup(".")};
    code = command->run(&help);
    g_strfreev(help.arguments);
    g_free(help.folder);
    return code;
}
