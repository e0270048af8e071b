/* What the command line says that something is on: "comment add" and "suggest add" take it alike.
 */
#pragma once
#include <jansson.h>

#include "command.h"
#include "review/comment/target.h"

/* The rows of an options' table for the `tags` and the `session` of a new thread. */
#define OCCASION_OPTION_ENTRIES(arguments)                                \
    {"tag", 't', 0, G_OPTION_ARG_FILENAME_ARRAY, &(arguments).tags,       \
            "a theme, to find it by; may be given several times", "TAG"}, \
    {                                                                     \
        "session", 0, 0, G_OPTION_ARG_FILENAME, &(arguments).session,     \
                "the meeting that it was said at", "ID"                   \
    }

/* FALSE, with a message and `code`, when a session (NULL: none) cannot have this id. */
gboolean targeting_check_session(const Invocation *invocation, const char *session, ExitCode *code);

/* Finds what the first argument names and the second one (if there is one) quotes. Where the words
 * stand at several places these are shown. NULL when it is not there; everything is said then, and
 * `code` is set. The caller owns it. */
PsgTarget *targeting_find(const Invocation *invocation, const PsgReview *review, ExitCode *code);

/* As much of a new thread's id as no other thread of the review has. The caller owns it. */
char *targeting_abbreviate(const PsgReview *review, const char *id);

/* A new thread and what it is on, as JSON. The caller owns the reference. */
json_t *targeting_make_json(const PsgTarget *target, const char *id);
