/* A command of the program: what it is called, what help says about it, and the function that does
 * it. */
#pragma once
#include <glib.h>

/* Exit codes, the same for every command. */
typedef enum {
    EXIT_DONE = 0,
    EXIT_FOUND = 1,     /* done, and found something: a refused build */
    EXIT_WRONG_USE = 2, /* the command line is not one that the program knows */
    EXIT_COULD_NOT = 3, /* it could not be done; standard error says what, where and what to do */
} ExitCode;

typedef struct Command Command;

/* What a command is called with. */
typedef struct {
    const Command *command;
    char **arguments; /* the name of the command first; NULL-terminated; parsing takes the options
                         out */
    char *folder;     /* of -C; "." when it is not given */
} Invocation;

struct Command {
    const char *name;
    const char *usage;       /* what follows the name, without options: "[DIR]"; "" */
    const char *summary;     /* one line for the list of commands */
    const char *description; /* paragraphs */
    const char *examples;    /* lines of "command    what it does"; "" */
    ExitCode (*run)(Invocation *invocation);
    const Command *group; /* of a command that is followed by another word ("comment add"): all of
                             these, ended by one without a name, each with its whole name; NULL */
};

/* All commands, ended by one without a name. */
extern const Command commands[];

/* The command of `words` (those of a group have two), and how many of them are its name. NULL:
 * there is none of that name; `code` is set, and standard error says what is there. A group without
 * a second word is itself found. */
const Command *command_find(const char *const *words, guint *count, ExitCode *code);

/* Runs a group without a second word: says which there are. */
ExitCode command_group(Invocation *invocation);

/* Takes options out of the arguments: those of `entries` (names, descriptions and where to put
 * values), and -C, --help that every command has. FALSE when there is nothing more to do: help was
 * printed or the use was wrong; `code` is set. */
gboolean command_parse(Invocation *invocation, const GOptionEntry *entries, ExitCode *code);

/* FALSE, with a message and `code`, when there are more than `limit` arguments that are no options,
 * or an empty one. */
gboolean command_check_arguments(const Invocation *invocation, guint limit, ExitCode *code);

/* The path against -C, when it is relative. The caller owns it. */
char *command_resolve(const Invocation *invocation, const char *path);

/* Says on standard error what is wrong with the command line and how to get help. `command` may be
 * NULL. */
ExitCode command_fail_use(const Command *command, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Says on standard error why it could not be done. Takes the error. */
ExitCode command_fail(GError *error);

/* Appends paragraphs of a help text, parted by empty lines, wrapped for the reader's terminal. */
void command_append_paragraphs(GString *out, const char *text);

/* Appends an entry of a help text's list; see wrapped_append_entry(). */
void command_append_entry(GString *out, const char *name, const char *text, guint column);
