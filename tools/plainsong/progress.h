/* A line of progress on standard error for work that takes over a second: rewritten in place, and
 * gone at the end. Only on a terminal. */
#pragma once
#include <glib.h>

typedef struct Progress Progress;

/* Begins. `is_silent`: nothing is ever shown. */
Progress *progress_new(gboolean is_silent);

/* What is being done, and how far all is, 0 to 1. From any thread. */
void progress_set(Progress *progress, const char *activity, double fraction);

/* Ends and clears the line. */
void progress_free(Progress *progress);
