/* The same step for many items, spread over the machine's processors. */
#pragma once
#include <glib.h>

/* Called once for every index; calls for different indexes may run at the same time, in any order. */
typedef void (*PsgParallelStep)(guint index, gpointer data);

/* Calls `step` for 0 to count - 1 with up to `threads` threads (0: as many as the machine has processors), the calling one
 * among them, and returns when all are done. What a step makes should go to a place of its own index, so that the
 * result does not depend on the order. */
void psg_parallel_run(guint count, guint threads, PsgParallelStep step, gpointer data);
