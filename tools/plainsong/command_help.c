/* plainsong help: the list of commands, and each command's own help. */
#include "commands.h"
#include "terminal.h"

void
print_overview(FILE *stream)
{
    g_autoptr(GString) out = g_string_new(NULL);
    command_append_paragraphs(out,
            "Plainsong publishes guidance that people write together: Markdown in a git repository "
            "becomes an accessible web site, an EPUB and PDFs for print.\n\n"
            "Usage: plainsong [-C DIR] COMMAND [options]");
    g_string_append(out, "Commands:\n");
    for (const Command *command = commands; command->name; command++)
        command_append_entry(out, command->name, command->summary, 12);
    g_string_append(out, "\nOptions:\n");
    command_append_entry(out, "-C, --directory DIR", "work in this folder", 23);
    command_append_entry(out, "    --version", "show the version", 23);
    g_string_append_c(out, '\n');
    command_append_paragraphs(
            out, "\"plainsong help COMMAND\" shows a command's options and examples.");
    g_string_truncate(out, out->len - 1);
    terminal_write(stream, out->str);
}

ExitCode
command_help(Invocation *invocation)
{
    ExitCode code;
    if (!command_parse(invocation, NULL, &code) || !command_check_arguments(invocation, 2, &code))
        return code;
    const char *const *words = (const char *const *)invocation->arguments + 1;
    if (!words[0]) {
        print_overview(stdout);
        return EXIT_DONE;
    }
    guint count;
    const Command *command = command_find(words, &count, &code);
    if (!command)
        return code;
    if (words[count])
        return command_fail_use(command, "help explains one command at a time");
    const char *arguments[] = {words[count - 1], "--help", NULL};
    Invocation help = {command, g_strdupv((char **)arguments), g_strdup(".")};
    code = command->run(&help);
    g_strfreev(help.arguments);
    g_free(help.folder);
    return code;
}
