/* What all commands share: options, wrong use, errors. See command.h. */
#include "command.h"

#include <stdio.h>
#include <string.h>

#include "base/nearest.h"

const Command *
command_find(const char *name)
{
    for (const Command *command = commands; command->name; command++)
        if (strcmp(command->name, name) == 0)
            return command;
    return NULL;
}

const char **
command_list_names(void)
{
    GPtrArray *names = g_ptr_array_new();
    for (const Command *command = commands; command->name; command++)
        g_ptr_array_add(names, (gpointer)command->name);
    g_ptr_array_add(names, NULL);
    return (const char **)g_ptr_array_free(names, FALSE);
}

ExitCode
command_fail_use(const Command *command, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    fprintf(stderr, "plainsong: %s\n", message);
    if (command)
        fprintf(stderr, "\"plainsong help %s\" shows how it is used.\n", command->name);
    else
        fputs("\"plainsong help\" lists the commands.\n", stderr);
    return EXIT_WRONG_USE;
}

ExitCode
command_fail(GError *error)
{
    fprintf(stderr, "plainsong: %s\n", error->message);
    g_error_free(error);
    return EXIT_COULD_NOT;
}

/* Help */

static void
print_option(const GOptionEntry *entry)
{
    g_autofree char *value = entry->arg_description ? g_strconcat(" ", entry->arg_description, NULL) : g_strdup("");
    g_autofree char *names = entry->short_name
            ? g_strdup_printf("-%c, --%s%s", entry->short_name, entry->long_name, value)
            : g_strdup_printf("    --%s%s", entry->long_name, value);
    printf("  %-24s  %s\n", names, entry->description);
}

static void
print_help(const Command *command, const GOptionEntry *entries, const GOptionEntry *shared)
{
    printf("Usage: plainsong %s%s%s [options]\n\n%s\n\nOptions:\n", command->name, *command->usage ? " " : "",
            command->usage, command->description);
    for (const GOptionEntry *entry = entries; entry && entry->long_name; entry++)
        print_option(entry);
    for (const GOptionEntry *entry = shared; entry->long_name; entry++)
        print_option(entry);
    if (*command->examples)
        printf("\nExamples:\n%s\n", command->examples);
}

/* Options */

/* The option nearest to one that is not known, as "--name"; NULL. */
static char *
find_near_option(const char *wrong, const GOptionEntry *entries, const GOptionEntry *shared)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (const GOptionEntry *entry = entries; entry && entry->long_name; entry++)
        g_ptr_array_add(names, (gpointer)entry->long_name);
    for (const GOptionEntry *entry = shared; entry->long_name; entry++)
        g_ptr_array_add(names, (gpointer)entry->long_name);
    g_ptr_array_add(names, NULL);
    g_autofree char *name = g_strndup(wrong, strcspn(wrong, "="));
    const char *nearest = psg_nearest_find(name, (const char *const *)names->pdata);
    return nearest ? g_strconcat("--", nearest, NULL) : NULL;
}

/* The first argument that is an option which nobody knows, by the same rules as GOption; its message names only letters. */
static const char *
find_unknown(char **arguments, const GOptionEntry *entries, const GOptionEntry *shared)
{
    for (; *arguments; arguments++) {
        const char *name = *arguments;
        if (!g_str_has_prefix(name, "--"))
            continue;
        gsize length = strcspn(name + 2, "=");
        gboolean is_known = length == 0;
        for (const GOptionEntry *entry = entries; !is_known && entry && entry->long_name; entry++)
            is_known = strlen(entry->long_name) == length && strncmp(entry->long_name, name + 2, length) == 0;
        for (const GOptionEntry *entry = shared; !is_known && entry->long_name; entry++)
            is_known = strlen(entry->long_name) == length && strncmp(entry->long_name, name + 2, length) == 0;
        if (!is_known)
            return name;
    }
    return NULL;
}

static ExitCode
explain(const Invocation *invocation, const GOptionEntry *entries, const GOptionEntry *shared, const GError *error)
{
    if (!g_error_matches(error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION))
        return command_fail_use(invocation->command, "%s: %s", invocation->command->name, error->message);
    const char *unknown = find_unknown(invocation->arguments + 1, entries, shared);
    if (!unknown) {
        const char *space = strrchr(error->message, ' ');
        return command_fail_use(invocation->command, "%s has no option %s", invocation->command->name,
                space ? space + 1 : error->message);
    }
    g_autofree char *nearest = find_near_option(unknown + 2, entries, shared);
    if (nearest)
        return command_fail_use(invocation->command, "%s has no option %s; did you mean %s?", invocation->command->name,
                unknown, nearest);
    return command_fail_use(invocation->command, "%s has no option %s", invocation->command->name, unknown);
}

gboolean
command_parse(Invocation *invocation, const GOptionEntry *entries, ExitCode *code)
{
    gboolean wants_help = FALSE;
    g_autofree char *folder = NULL;
    const GOptionEntry shared[] = {
            {"directory", 'C', 0, G_OPTION_ARG_FILENAME, &folder, "work in this folder, as if called from there", "DIR"},
            {"help", 'h', 0, G_OPTION_ARG_NONE, &wants_help, "show this help", NULL},
            {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_set_help_enabled(context, FALSE);
    if (entries)
        g_option_context_add_main_entries(context, entries, NULL);
    g_option_context_add_main_entries(context, shared, NULL);
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) arguments = g_strdupv(invocation->arguments);
    if (!g_option_context_parse_strv(context, &arguments, &error)) {
        *code = explain(invocation, entries, shared, error);
        return FALSE;
    }
    if (wants_help) {
        print_help(invocation->command, entries, shared);
        *code = EXIT_DONE;
        return FALSE;
    }
    if (folder) {
        char *resolved = command_resolve(invocation, folder);
        g_free(invocation->folder);
        invocation->folder = resolved;
    }
    g_strfreev(invocation->arguments);
    invocation->arguments = g_steal_pointer(&arguments);
    return TRUE;
}

gboolean
command_check_arguments(const Invocation *invocation, guint limit, ExitCode *code)
{
    guint count = g_strv_length(invocation->arguments) - 1;
    if (count <= limit)
        return TRUE;
    const char *name = invocation->command->name, *extra = invocation->arguments[limit + 1];
    if (limit == 0)
        *code = command_fail_use(invocation->command,
                "%s takes only options, and \"%s\" is none; to work in another folder write -C DIR", name, extra);
    else
        *code = command_fail_use(invocation->command, "%s does not know what to do with \"%s\"", name, extra);
    return FALSE;
}

char *
command_resolve(const Invocation *invocation, const char *path)
{
    if (g_path_is_absolute(path) || strcmp(invocation->folder, ".") == 0)
        return g_strdup(path);
    return g_build_filename(invocation->folder, path, NULL);
}
