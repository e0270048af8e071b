/* The order of a thread's events: topological by `after`, the earliest first among those that may
 * come next. Ids begin with the time, so that their order is that of time. The event that began the
 * thread comes first whatever it says. See thread_internal.h; A. B. Kahn, Topological sorting of
 * large networks, CACM 5 (1962). */
#include <string.h>

#include "review/thread/thread_internal.h"

#define NONE G_MAXUINT

typedef struct {
    PsgThreadWork *work;
    guint *waits_for;  /* of each event: how many that it is after are not placed yet */
    guint *first_edge; /* of each event: those that are after it, in `edges` */
    guint *edges;
    guint *heap, heap_length; /* places of events that may come next, the least on top */
    guint placed;
} Order;

gboolean
psg_thread_find_event(const PsgThreadWork *work, const char *id, guint *place)
{
    guint from = 0, to = work->count;
    while (from < to) {
        guint middle = from + (to - from) / 2;
        int order = strcmp(work->events[middle]->id, id);
        *place = middle;
        if (order == 0)
            return TRUE;
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return FALSE;
}

static void
swap(guint *a, guint *b)
{
    guint kept = *a;
    *a = *b;
    *b = kept;
}

static void
push(Order *order, guint event)
{
    guint at = order->heap_length++;
    order->heap[at] = event;
    for (; at > 0 && order->heap[at] < order->heap[(at - 1) / 2]; at = (at - 1) / 2)
        swap(&order->heap[at], &order->heap[(at - 1) / 2]);
}

static guint
pop(Order *order)
{
    guint *heap = order->heap;
    guint top = heap[0];
    heap[0] = heap[--order->heap_length];
    for (guint at = 0, child; (child = 2 * at + 1) < order->heap_length; at = child) {
        if (child + 1 < order->heap_length && heap[child + 1] < heap[child])
            child++;
        if (heap[at] <= heap[child])
            break;
        swap(&heap[at], &heap[child]);
    }
    return top;
}

static void
place(Order *order, guint event)
{
    PsgThreadWork *work = order->work;
    const PsgEvent *placed = work->events[event];
    work->place_of[event] = order->placed;
    work->steps[order->placed++] =
            (PsgStep){.event = placed, .text = placed, .is_redacted = placed->redacted != NULL};
    order->waits_for[event] = NONE;
    for (guint i = order->first_edge[event]; i < order->first_edge[event + 1]; i++) {
        guint next = order->edges[i];
        if (order->waits_for[next] != NONE && --order->waits_for[next] == 0)
            push(order, next);
    }
}

/* Calls `take` for each event and each that it is after and that is there. */
static void
visit_edges(Order *order, void (*take)(Order *order, guint event, guint before))
{
    const PsgThreadWork *work = order->work;
    for (guint i = 0; i < work->count; i++) {
        guint before;
        for (guint k = 0; k < work->events[i]->after_count; k++)
            if (psg_thread_find_event(work, work->events[i]->after[k], &before) && before != i)
                take(order, i, before);
    }
}

static void
count_edge(Order *order, guint event, guint before)
{
    order->waits_for[event]++;
    order->first_edge[before + 1]++;
}

static void
add_edge(Order *order, guint event, guint before)
{
    order->edges[--order->first_edge[before + 1]] = event;
}

/* TRUE when every event is after earlier ones only, and the first one began the thread: then they
 * are in order as they are, since an event of an earlier time never waits. */
static gboolean
is_in_order(const PsgThreadWork *work)
{
    for (guint i = 0; i < work->count; i++)
        for (guint k = 0; k < work->events[i]->after_count; k++)
            if (strcmp(work->events[i]->after[k], work->events[i]->id) >= 0)
                return FALSE;
    guint first;
    return !psg_thread_find_event(work, work->events[0]->thread, &first) || first == 0;
}

static void
sort(Order *order)
{
    PsgThreadWork *work = order->work;
    guint first, rest = 0;
    visit_edges(order, count_edge);
    for (guint i = 0; i < work->count; i++)
        order->first_edge[i + 1] += order->first_edge[i];
    order->edges = g_new(guint, order->first_edge[work->count] + 1);
    /* Fills each event's share from its end, which leaves its beginning behind. */
    guint all = order->first_edge[work->count];
    visit_edges(order, add_edge);
    memmove(order->first_edge, order->first_edge + 1, work->count * sizeof(guint));
    order->first_edge[work->count] = all;
    gboolean has_first = psg_thread_find_event(work, work->events[0]->thread, &first);
    for (guint i = 0; i < work->count; i++)
        if (order->waits_for[i] == 0 && !(has_first && i == first))
            push(order, i);
    if (has_first)
        place(order, first);
    while (order->placed < work->count) {
        if (order->heap_length > 0) {
            place(order, pop(order));
            continue;
        }
        while (order->waits_for[rest] == NONE)
            rest++;
        psg_thread_complain(work->findings, "thread-cycle", work->events[rest],
                "this event is after one that is itself after it; the earlier is put first");
        place(order, rest);
    }
}

void
psg_thread_order(PsgThreadWork *work)
{
    Order order = {.work = work};
    order.waits_for = g_new0(guint, work->count);
    order.first_edge = g_new0(guint, work->count + 2);
    order.heap = g_new(guint, work->count);
    if (is_in_order(work))
        for (guint i = 0; i < work->count; i++)
            place(&order, i);
    else
        sort(&order);
    g_free(order.waits_for);
    g_free(order.first_edge);
    g_free(order.edges);
    g_free(order.heap);
}
