/* Workers: threads that take the next index from a common counter until there is none left. See
 * parallel.h. */
#include "base/parallel.h"

typedef struct {
    PsgParallelWork work;
    gpointer data;
    guint count;
    guint next; /* atomic: the index to take */
    GMutex lock;
    guint failed; /* the lowest index that failed, with its error */
    GError *error;
} Workers;

static void
note_failure(Workers *workers, guint index, GError *error)
{
    g_mutex_lock(&workers->lock);
    if (!workers->error || index < workers->failed) {
        g_clear_error(&workers->error);
        workers->error = g_steal_pointer(&error);
        workers->failed = index;
    }
    g_mutex_unlock(&workers->lock);
    g_clear_error(&error);
    g_atomic_int_set(&workers->next, workers->count);
}

static void
take_work(gpointer data, gpointer user_data)
{
    Workers *workers = user_data;
    for (;;) {
        guint index = (guint)g_atomic_int_add(&workers->next, 1);
        if (index >= workers->count)
            return;
        GError *error = NULL;
        if (!workers->work(index, workers->data, &error))
            note_failure(workers, index, error);
    }
}

gboolean
psg_parallel_run(guint threads, guint count, PsgParallelWork work, gpointer data, GError **error)
{
    Workers workers = {.work = work, .data = data, .count = count};
    g_mutex_init(&workers.lock);
    guint wanted = MIN(threads > 0 ? threads : g_get_num_processors(), count);
    GThreadPool *pool =
            wanted > 1 ? g_thread_pool_new(take_work, &workers, (int)wanted - 1, FALSE, NULL)
                       : NULL;
    for (guint i = 1; pool && i < wanted; i++)
        g_thread_pool_push(pool, GUINT_TO_POINTER(i), NULL);
    take_work(NULL, &workers);
    if (pool)
        g_thread_pool_free(pool, FALSE, TRUE);
    g_mutex_clear(&workers.lock);
    if (!workers.error)
        return TRUE;
    g_propagate_error(error, workers.error);
    return FALSE;
}
