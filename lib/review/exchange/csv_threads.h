/* Threads as a table for a spreadsheet. */
#pragma once
#include "review/review.h"

/* A row for each thing said: what begins a thread, replies and answers, in the threads' order, with
 * the words as they are after edits. People are named as they agreed to in people.yaml; what was
 * redacted has no words. UTF-8 with a byte order mark, which spreadsheets need to see that it is.
 * Sets PSG_REVIEW_ERROR_STORE. The caller owns it. */
char *psg_csv_write_threads(
        const PsgReview *review, const PsgThread *const *threads, guint count, GError **error);
