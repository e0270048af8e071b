/* Steps over items in several threads: each takes the next index until none is left. */
#include "base/parallel.h"

typedef struct {
    guint count;
    guint next; /* atomic */
    PsgParallelStep step;
    gpointer data;
} Work;

static gpointer
run_steps(gpointer data)
{
    Work *work = data;
    for (guint index; (index = (guint)g_atomic_int_add(&work->next, 1)) < work->count;)
        work->step(index, work->data);
    return NULL;
}

void
psg_parallel_run(guint count, guint threads, PsgParallelStep step, gpointer data)
{
    Work work = {count, 0, step, data};
    threads = MIN(threads ? threads : g_get_num_processors(), count);
    g_autoptr(GPtrArray) helpers = g_ptr_array_new();
    for (guint i = 1; i < threads; i++) {
        /* Without a further thread the work is done all the same, only later. */
        GThread *helper = g_thread_try_new("psg-parallel", run_steps, &work, NULL);
        if (helper)
            g_ptr_array_add(helpers, helper);
    }
    run_steps(&work);
    for (guint i = 0; i < helpers->len; i++)
        g_thread_join(g_ptr_array_index(helpers, i));
}
