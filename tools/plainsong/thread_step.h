/* What the commands share that add a step to a thread: reply, answer, agree, resolve, reopen, edit.
 */
#pragma once
#include "review/comment/record.h"
#include "speaking.h"

typedef struct {
    WordsOptions words_options;
    char *by;
    gboolean is_json, is_quiet;
    Talk talk;
    const PsgThread *thread; /* of the first argument */
    const PsgContributor *speaker;
    Words words;
} ThreadStep;

void thread_step_clear(ThreadStep *step);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ThreadStep, thread_step_clear)

/* The rows of an options' table that all of them have. */
#define THREAD_STEP_OPTION_ENTRIES(step)                                  \
    {"by", 0, 0, G_OPTION_ARG_FILENAME, &(step).by,                       \
            "who says it, an id of people.yaml (the user of git)", "ID"}, \
            STORED_OPTION_ENTRIES(step)

/* Parses the command line of such a command, which has one argument. */
gboolean thread_step_parse(Invocation *invocation, const GOptionEntry *entries, ExitCode *code);

/* Opens the comments, and finds the thread and the speaker. FALSE after wrong use or an error; all
 * is said, and `code` is set. */
gboolean thread_step_open(ThreadStep *step, const Invocation *invocation, ExitCode *code);

/* The same where the first argument may name any step of a thread: `found`, which is the first of
 * a thread that is named. A step of the speaker's own goes before those of others. */
gboolean thread_step_open_step(
        ThreadStep *step, const Invocation *invocation, const PsgStep **found, ExitCode *code);

/* The event of a thread whose id, or the random part of it, begins so. Sets an error. */
const PsgStep *thread_step_find(const PsgThread *thread, const char *beginning, GError **error);

/* FALSE, with a message and `code`, when the speaker may not answer or close the thread: that is
 * for people with the role editor or author in its document, where anybody has one of these roles;
 * and, with `own_counts`, for whoever began it. */
gboolean thread_step_check_role(
        const ThreadStep *step, const char *what, gboolean own_counts, ExitCode *code);

/* A beginning for what is said, filled in with who says it. */
PsgContribution thread_step_begin(const ThreadStep *step, PsgEventKind kind);

/* Stores it and reports: "`done` as 7fk2, in the thread 3m7n." */
ExitCode thread_step_store(ThreadStep *step, PsgContribution *said, const char *done);

/* There is nothing to store, since all is as it should be: says so. */
ExitCode thread_step_leave(const ThreadStep *step, const char *reason);

/* The commit that a revision names (the caller's); NULL, with an error, when it names none. */
char *thread_step_resolve(const ThreadStep *step, const char *revision, GError **error);
