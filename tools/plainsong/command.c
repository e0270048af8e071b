/* What all commands share: options, wrong use, errors. See command.h. */
#include "command.h"

#include <stdio.h>
#include <string.h>

#include "base/nearest.h"
#include "terminal.h"
#include "wrapped.h"

static const Command *
find_in(const Command *list, const char *name)
{
    for (const Command *command = list; command->name; command++)
        if (strcmp(command->name, name) == 0)
            return command;
    return NULL;
}

static const Command *
fail_find(const Command *list, const Command *group, const char *name, ExitCode *code)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (const Command *command = list; command->name; command++)
        g_ptr_array_add(names, (gpointer)command->name);
    g_ptr_array_add(names, NULL);
    const char *nearest = psg_nearest_find(name, (const char *const *)names->pdata);
    *code = nearest ? command_fail_use(group, "there is no command \"%s\"; did you mean \"%s\"?",
                              name, nearest)
                    : command_fail_use(group, "there is no command \"%s\"", name);
    return NULL;
}

const Command *
command_find(const char *const *words, guint *count, ExitCode *code)
{
    const Command *command = find_in(commands, words[0]);
    *count = 1;
    if (!command)
        return fail_find(commands, NULL, words[0], code);
    if (!command->group || !words[1] || *words[1] == '-')
        return command;
    g_autofree char *name = g_strjoin(" ", words[0], words[1], NULL);
    const Command *member = find_in(command->group, name);
    *count = 2;
    return member ? member : fail_find(command->group, command, name, code);
}

ExitCode
command_fail_use(const Command *command, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    terminal_print(stderr, "plainsong: %s\n", message);
    if (command)
        terminal_print(stderr, "\"plainsong help %s\" shows how it is used.\n", command->name);
    else
        fputs("\"plainsong help\" lists the commands.\n", stderr);
    return EXIT_WRONG_USE;
}

ExitCode
command_fail(GError *error)
{
    terminal_print(stderr, "plainsong: %s\n", error->message);
    g_error_free(error);
    return EXIT_COULD_NOT;
}

/* Help */

/* Lines that a person reads; a pipe gets what a terminal of 80 columns would. */
static guint
get_help_width(void)
{
    guint width = terminal_get_width(stdout);
    return width == 0 ? 80 : MIN(width, 100);
}

void
command_append_paragraphs(GString *out, const char *text)
{
    g_auto(GStrv) paragraphs = g_strsplit(text, "\n\n", -1);
    for (char **paragraph = paragraphs; *paragraph; paragraph++) {
        wrapped_append(out, *paragraph, 0, 0, get_help_width());
        g_string_append_c(out, '\n');
    }
}

void
command_append_entry(GString *out, const char *name, const char *text, guint column)
{
    wrapped_append_entry(out, name, text, column, get_help_width());
}

static void
append_option(GString *out, const GOptionEntry *entry)
{
    g_autofree char *value =
            entry->arg_description ? g_strconcat(" ", entry->arg_description, NULL) : g_strdup("");
    g_autofree char *names =
            entry->short_name
                    ? g_strdup_printf("-%c, --%s%s", entry->short_name, entry->long_name, value)
                    : g_strdup_printf("    --%s%s", entry->long_name, value);
    command_append_entry(out, names, entry->description, 28);
}

static void
print_help(const Command *command, const GOptionEntry *entries, const GOptionEntry *shared)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_string_append_printf(out, "Usage: plainsong %s%s%s [options]\n\n", command->name,
            *command->usage ? " " : "", command->usage);
    command_append_paragraphs(out, command->description);
    g_string_append(out, "Options:\n");
    for (const GOptionEntry *entry = entries; entry && entry->long_name; entry++)
        append_option(out, entry);
    for (const GOptionEntry *entry = shared; entry->long_name; entry++)
        append_option(out, entry);
    if (*command->examples)
        g_string_append_printf(out, "\nExamples:\n%s\n", command->examples);
    terminal_write(stdout, out->str);
}

static void
print_group_help(const Command *group)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_string_append_printf(out, "Usage: plainsong %s COMMAND [options]\n\n", group->name);
    command_append_paragraphs(out, group->description);
    g_string_append(out, "Commands:\n");
    for (const Command *command = group->group; command->name; command++)
        command_append_entry(out, command->name, command->summary, 20);
    if (*group->examples)
        g_string_append_printf(out, "\nExamples:\n%s\n", group->examples);
    g_string_append_c(out, '\n');
    g_autofree char *hint = g_strdup_printf(
            "\"plainsong help %s COMMAND\" shows a command's options and examples.", group->name);
    command_append_paragraphs(out, hint);
    g_string_truncate(out, out->len - 1);
    terminal_write(stdout, out->str);
}

ExitCode
command_group(Invocation *invocation)
{
    const char *option = invocation->arguments[1];
    if (option && (strcmp(option, "--help") == 0 || strcmp(option, "-h") == 0)) {
        print_group_help(invocation->command);
        return EXIT_DONE;
    }
    if (option)
        return command_fail_use(invocation->command,
                "options stand after the whole command: plainsong %s COMMAND %s",
                invocation->command->name, option);
    return command_fail_use(invocation->command, "%s: say what to do", invocation->command->name);
}

/* Options */

/* An option as it stands on the command line, looked up in both tables. */
typedef struct {
    const GOptionEntry *entries, *shared;
} Tables;

typedef gboolean (*Matches)(const GOptionEntry *entry, const char *name, gsize length);

static gboolean
has_long_name(const GOptionEntry *entry, const char *name, gsize length)
{
    return strlen(entry->long_name) == length && strncmp(entry->long_name, name, length) == 0;
}

static gboolean
has_short_name(const GOptionEntry *entry, const char *name, gsize length)
{
    return length == 1 && entry->short_name == *name;
}

static gboolean
begins_so(const GOptionEntry *entry, const char *name, gsize length)
{
    return length >= 2 && strncmp(entry->long_name, name, length) == 0;
}

static const GOptionEntry *
find_option(const Tables *tables, Matches matches, const char *name, gsize length)
{
    for (const GOptionEntry *entry = tables->entries; entry && entry->long_name; entry++)
        if (matches(entry, name, length))
            return entry;
    for (const GOptionEntry *entry = tables->shared; entry->long_name; entry++)
        if (matches(entry, name, length))
            return entry;
    return NULL;
}

/* The option that was likely meant by "--wrong" or "--wrong=value": one that begins so, or the
 * nearest; NULL. */
static const char *
guess_option(const Tables *tables, const char *name, gsize length)
{
    const GOptionEntry *longer = find_option(tables, begins_so, name, length);
    if (longer)
        return longer->long_name;
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (const GOptionEntry *entry = tables->entries; entry && entry->long_name; entry++)
        g_ptr_array_add(names, (gpointer)entry->long_name);
    for (const GOptionEntry *entry = tables->shared; entry->long_name; entry++)
        g_ptr_array_add(names, (gpointer)entry->long_name);
    g_ptr_array_add(names, NULL);
    g_autofree char *wrong = g_strndup(name, length);
    return psg_nearest_find(wrong, (const char *const *)names->pdata);
}

/* Long options that nobody knows, and values for options that take none (GOption would drop them in
 * silence). TRUE when all is well. */
static gboolean
check_long_options(const Invocation *invocation, const Tables *tables, ExitCode *code)
{
    const char *command = invocation->command->name;
    for (char **at = invocation->arguments + 1; *at && strcmp(*at, "--") != 0; at++) {
        if (!g_str_has_prefix(*at, "--"))
            continue;
        const char *name = *at + 2;
        gsize length = strcspn(name, "=");
        const GOptionEntry *entry = find_option(tables, has_long_name, name, length);
        if (entry && name[length] == '=' && entry->arg == G_OPTION_ARG_NONE) {
            *code = command_fail_use(
                    invocation->command, "%s: --%s takes no value", command, entry->long_name);
            return FALSE;
        }
        if (entry) {
            at += entry->arg != G_OPTION_ARG_NONE && name[length] == '\0' && at[1];
            continue;
        }
        const char *guess = guess_option(tables, name, length);
        *code = command_fail_use(invocation->command, "%s has no option --%.*s%s%s%s", command,
                (int)length, name, guess ? "; did you mean --" : "", guess ? guess : "",
                guess ? "?" : "");
        return FALSE;
    }
    return TRUE;
}

/* Says in the program's own words what GOption found; its message ends with the option. */
static ExitCode
explain(const Invocation *invocation, const Tables *tables, const GError *error)
{
    const char *command = invocation->command->name;
    const char *space = strrchr(error->message, ' ');
    const char *option = space ? space + 1 : error->message;
    if (g_error_matches(error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION))
        return command_fail_use(invocation->command, "%s has no option %s", command, option);
    gboolean is_long = g_str_has_prefix(option, "--");
    const char *name = option + (is_long ? 2 : 1);
    const GOptionEntry *entry =
            find_option(tables, is_long ? has_long_name : has_short_name, name, strlen(name));
    if (!entry)
        return command_fail_use(invocation->command, "%s: %s", command, error->message);
    return command_fail_use(invocation->command, "%s: %s needs a %s after it: %s %s", command,
            option, entry->arg == G_OPTION_ARG_INT ? "number" : "value", option,
            entry->arg_description);
}

/* TRUE when no option was given an empty value, which a script easily does by mistake ("$OUT" that
 * is not set). */
static gboolean
check_values(const Invocation *invocation, const GOptionEntry *entries, ExitCode *code)
{
    for (const GOptionEntry *entry = entries; entry && entry->long_name; entry++) {
        const char *const *value = entry->arg_data;
        if (entry->arg == G_OPTION_ARG_FILENAME && *value && !**value) {
            *code = command_fail_use(invocation->command, "%s: the value of --%s is empty",
                    invocation->command->name, entry->long_name);
            return FALSE;
        }
    }
    return TRUE;
}

gboolean
command_parse(Invocation *invocation, const GOptionEntry *entries, ExitCode *code)
{
    gboolean wants_help = FALSE;
    g_autofree char *folder = NULL;
    const GOptionEntry shared[] = {
            {"directory", 'C', 0, G_OPTION_ARG_FILENAME, &folder, "work in this folder", "DIR"},
            {"help", 'h', 0, G_OPTION_ARG_NONE, &wants_help, "show this help", NULL},
            {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_set_help_enabled(context, FALSE);
    if (entries)
        g_option_context_add_main_entries(context, entries, NULL);
    g_option_context_add_main_entries(context, shared, NULL);
    const Tables tables = {entries, shared};
    if (!check_long_options(invocation, &tables, code))
        return FALSE;
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) arguments = g_strdupv(invocation->arguments);
    if (!g_option_context_parse_strv(context, &arguments, &error)) {
        *code = explain(invocation, &tables, error);
        return FALSE;
    }
    if (wants_help) {
        print_help(invocation->command, entries, shared);
        *code = EXIT_DONE;
        return FALSE;
    }
    if (!check_values(invocation, entries, code) || !check_values(invocation, shared, code))
        return FALSE;
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
    if (count <= limit && !g_strv_contains((const char *const *)invocation->arguments, ""))
        return TRUE;
    if (count <= limit) {
        *code = command_fail_use(
                invocation->command, "%s: the argument is empty", invocation->command->name);
        return FALSE;
    }
    const char *name = invocation->command->name, *extra = invocation->arguments[limit + 1];
    if (limit == 0)
        *code = command_fail_use(invocation->command,
                "%s takes only options, and \"%s\" is none; to work in another folder write -C DIR",
                name, extra);
    else
        *code = command_fail_use(
                invocation->command, "%s does not know what to do with \"%s\"", name, extra);
    return FALSE;
}

char *
command_resolve(const Invocation *invocation, const char *path)
{
    if (g_path_is_absolute(path) || strcmp(invocation->folder, ".") == 0)
        return g_strdup(path);
    return g_build_filename(invocation->folder, path, NULL);
}
