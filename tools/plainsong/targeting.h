/* What the command line says that something is on: "comment add" and "suggest add" take it alike.
 */
#pragma once
#include <jansson.h>

#include "command.h"
#include "review/comment/target.h"

/* Finds what the first argument names and the second one (if there is one) quotes. Where the words
 * stand at several places these are shown. NULL when it is not there; everything is said then, and
 * `code` is set. The caller owns it. */
PsgTarget *targeting_find(const Invocation *invocation, const PsgReview *review, ExitCode *code);

/* As much of a new thread's id as no other thread of the review has. The caller owns it. */
char *targeting_abbreviate(const PsgReview *review, const char *id);

/* A new thread and what it is on, as JSON. The caller owns the reference. */
json_t *targeting_make_json(const PsgTarget *target, const char *id);
