/* plainsong init: the first files of a package, and what to do next. */
#include <string.h>

#include "commands.h"
#include "git/repository.h"
#include "project/package.h"
#include "terminal.h"
#include "text/language.h"

/* What each file is for, in the order in which one would open them. */
static const char *
describe_file(const char *name)
{
    static const struct {
        const char *name, *purpose;
    } files[] = {
            {"plainsong.yaml", "what is published: titles, chapters, groups"},
            {"people.yaml", "who takes part, and who agreed to be named"},
            {"glossary.yaml", "words to explain at their first use"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(files); i++)
        if (strcmp(files[i].name, name) == 0)
            return files[i].purpose;
    return g_str_has_suffix(name, ".md") ? "a chapter to write over" : "";
}

static void
print_next_steps(const char *folder, const char *shown, const GPtrArray *created)
{
    gboolean is_here = strcmp(shown, ".") == 0;
    terminal_print(stdout, "Started a package in %s:\n", is_here ? "this folder" : shown);
    gsize width = 0;
    for (guint i = 0; i < created->len; i++)
        width = MAX(width, strlen(g_ptr_array_index(created, i)));
    for (guint i = 0; i < created->len; i++) {
        const char *name = g_ptr_array_index(created, i);
        terminal_print(stdout, "  %-*s  %s\n", (int)width, name, describe_file(name));
    }
    g_autofree char *quoted = g_shell_quote(shown);
    puts("\nNext:");
    if (!is_here)
        terminal_print(
                stdout, "  cd %s\n", strpbrk(shown, " '\"\\$`()&;|<>*?!~#") ? quoted : shown);
    puts("  plainsong build        then open public/index.html in a browser");
    g_autoptr(PsgRepository) repository = psg_repository_open(folder, NULL);
    if (!repository)
        puts("  git init               begins a history of who wrote what");
}

ExitCode
command_init(Invocation *invocation)
{
    g_autofree char *title = NULL, *language = NULL;
    gboolean is_quiet = FALSE;
    const GOptionEntry entries[] = {
            {"title", 't', 0, G_OPTION_ARG_FILENAME, &title, "the title of the package", "TITLE"},
            {"language", 'l', 0, G_OPTION_ARG_FILENAME, &language,
                    "what it is written in: en-GB, cy, ur, ...", "TAG"},
            {"quiet", 'q', 0, G_OPTION_ARG_NONE, &is_quiet, "print nothing when all went well",
                    NULL},
            {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    ExitCode code;
    if (!command_parse(invocation, entries, &code) ||
            !command_check_arguments(invocation, 1, &code))
        return code;
    if (title && (!g_utf8_validate(title, -1, NULL) || !*g_strstrip(title)))
        return command_fail_use(
                invocation->command, "the title must be text in UTF-8, and not empty");
    if (language && !psg_language_is_valid(language))
        return command_fail_use(invocation->command,
                "\"%s\" is no language tag; it must look like en, en-GB, pl or ur", language);

    const char *argument = invocation->arguments[1];
    g_autofree char *folder = command_resolve(invocation, argument ? argument : ".");
    g_autoptr(GPtrArray) created = NULL;
    GError *error = NULL;
    if (!psg_package_create(folder, title, language, &created, &error))
        return command_fail(error);
    if (!is_quiet)
        print_next_steps(
                folder, argument || strcmp(invocation->folder, ".") != 0 ? folder : ".", created);
    return EXIT_DONE;
}
