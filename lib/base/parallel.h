/* Work on many like things at once: pages, chapters. */
#pragma once
#include <glib.h>

/* One piece of work. Called from several threads at a time, once for every index. */
typedef gboolean (*PsgParallelWork)(guint index, gpointer data, GError **error);

/* Calls `work` for the indices [0, count) in up to `threads` threads (0: as many as the machine
 * has), this one among them, and returns when all have ended. After a failure no new work is begun;
 * of several failures the one with the lowest index is reported. */
gboolean psg_parallel_run(
        guint threads, guint count, PsgParallelWork work, gpointer data, GError **error);
