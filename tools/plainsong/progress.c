/* The line of progress. A thread of its own draws it, so that a long step shows too, and so that
 * work under a second costs no drawing at all. See progress.h. */
#include "progress.h"

#include <stdio.h>

#include "terminal.h"

#define PATIENCE (G_USEC_PER_SEC)
#define INTERVAL (G_USEC_PER_SEC / 10)

struct Progress {
    GMutex mutex;
    GCond ended;
    GThread *thread; /* NULL: nothing is shown */
    char *activity;
    double fraction;
    gboolean is_ended;
};

static void
draw(const Progress *progress)
{
    int percent = (int)(CLAMP(progress->fraction, 0, 1) * 100);
    fprintf(stderr, "\r\033[K%s ... %d%%", progress->activity ? progress->activity : "Working",
            percent);
    fflush(stderr);
}

static gpointer
run(gpointer data)
{
    Progress *progress = data;
    gboolean is_drawn = FALSE;
    gint64 next = g_get_monotonic_time() + PATIENCE;
    g_mutex_lock(&progress->mutex);
    while (!progress->is_ended) {
        if (g_cond_wait_until(&progress->ended, &progress->mutex, next))
            continue;
        draw(progress);
        is_drawn = TRUE;
        next = g_get_monotonic_time() + INTERVAL;
    }
    g_mutex_unlock(&progress->mutex);
    if (is_drawn)
        fputs("\r\033[K", stderr);
    return NULL;
}

Progress *
progress_new(gboolean is_silent)
{
    Progress *progress = g_new0(Progress, 1);
    g_mutex_init(&progress->mutex);
    g_cond_init(&progress->ended);
    if (!is_silent && terminal_is_watched(stderr))
        progress->thread = g_thread_try_new("progress", run, progress, NULL);
    return progress;
}

void
progress_set(Progress *progress, const char *activity, double fraction)
{
    g_mutex_lock(&progress->mutex);
    g_free(progress->activity);
    progress->activity = g_strdup(activity);
    progress->fraction = fraction;
    g_mutex_unlock(&progress->mutex);
}

void
progress_free(Progress *progress)
{
    g_mutex_lock(&progress->mutex);
    progress->is_ended = TRUE;
    g_cond_signal(&progress->ended);
    g_mutex_unlock(&progress->mutex);
    if (progress->thread)
        g_thread_join(progress->thread);
    g_mutex_clear(&progress->mutex);
    g_cond_clear(&progress->ended);
    g_free(progress->activity);
    g_free(progress);
}
