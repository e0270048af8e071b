/* Threads as people read them in a terminal, and as JSON. */
#pragma once
#include <jansson.h>

#include "review/review.h"

/* "open", "answered: accepted", "resolved: declined", "reopened". The caller owns it. */
char *thread_text_describe_state(const PsgThread *thread);

/* "question", "suggestion", "sign-off"; "" for a comment of no kind. */
const char *thread_text_describe_kind(const PsgThread *thread);

/* Where it stands in its chapter: "line 14", "section #turns, line 12", "the whole chapter";
 * "gone". The caller owns it. */
char *thread_text_describe_place(const PsgThreadPlace *place);

/* "3 agree (Parents and carers 2, Health 1)"; NULL when nobody does. The caller owns it. */
char *thread_text_describe_agreement(const PsgReview *review, const PsgThread *thread);

/* Text on one line, of at most so many characters (0: all). The caller owns it. */
char *thread_text_shorten(const char *text, guint characters);

/* Words of the source as readers see them, on one line. The caller owns it. */
char *thread_text_read_words(const char *source);

/* The beginning of a step's id that no other of its thread has. The caller owns it. */
char *thread_text_abbreviate_step(const PsgThread *thread, const PsgStep *step);

/* All that is known of a thread, with the texts of its steps. NULL when one cannot be read. */
json_t *thread_text_make_json(const PsgReview *review, const PsgThread *thread, GError **error);
