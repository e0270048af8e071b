/* Threads: what a set of events comes to. The same set gives the same threads in whatever order it
 * comes and however often an event is in it, so that every clone that has the same events sees the
 * same. Read-only once made: any thread of the program may ask. */
#pragma once
#include <glib.h>

#include "base/finding.h"
#include "review/event/event.h"

typedef enum {
    PSG_THREAD_OPEN,
    PSG_THREAD_ANSWERED, /* has an outcome and its reason */
    PSG_THREAD_RESOLVED, /* closed */
    PSG_THREAD_REOPENED, /* open again after an answer or a resolution */
} PsgThreadState;
#define PSG_THREAD_STATES 4

/* An event in its place in a thread. */
typedef struct {
    const PsgEvent *event;
    const PsgEvent *text;      /* where its text now is: the event itself, or the last edit of it by
                                  the same person */
    const PsgEvent *redaction; /* the event that took its words away; NULL. Its words must not be
                                  shown, and nor must those of its edits */
    gboolean is_redacted;      /* also where the redaction itself is not here */
    gboolean is_unknown;       /* nobody of this id takes part */
} PsgStep;

/* Somebody who agrees, once, other than who began the thread. */
typedef struct {
    const char *by, *group; /* group: NULL when none was given */
} PsgAgreement;

typedef struct {
    const char *id;
    const PsgStep *steps; /* in order; edits, agreements and redactions among them */
    guint step_count;
    const PsgStep *first; /* the event that began it; NULL when that is not here (an orphan) */
    PsgThreadState state;
    const PsgStep
            *answer; /* the last one, when the state is answered, or resolved after it; NULL */
    const PsgAgreement *agreements; /* in order of their first agreement */
    guint agreement_count;
    gint64 begun, last; /* times of the first and of the newest event, seconds since 1970 */
} PsgThread;

typedef struct PsgThreads PsgThreads;

/* Makes threads of events, which must outlive them. `people` (nullable) holds the ids of those who
 * take part (char *, as a set); with NULL nobody is unknown. `findings` (nullable) gets what is
 * odd: cycles ("thread-cycle"), edits of others' texts ("thread-edit"), events about events that
 * are not there ("thread-target"), threads without their first event ("thread-orphan"), unknown
 * people ("thread-person", a note for each), and one id with two forms ("thread-twin"). */
PsgThreads *psg_threads_new(
        const PsgEvent *const *events, guint count, GHashTable *people, PsgFindings *findings);
void psg_threads_free(PsgThreads *threads);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgThreads, psg_threads_free)

/* The threads in order of their ids, which is that of their beginning. */
const PsgThread *psg_threads_get(const PsgThreads *threads, guint *count);

/* The threads (PsgThread) whose ids, or the random parts of them, begin with these characters. The
 * caller owns the array. */
GPtrArray *psg_threads_find(const PsgThreads *threads, const char *beginning);

/* The ids of the events that no other is after, in order: what a new event is after (`after`), at
 * most PSG_EVENT_LIST_LIMIT of them. The caller owns the array, and not the ids. */
GPtrArray *psg_thread_list_heads(const PsgThread *thread);

/* How many of a group agree (NULL: of those without one). */
guint psg_thread_count_agreement(const PsgThread *thread, const char *group);

/* "open", "answered", "resolved", "reopened". */
const char *psg_thread_state_get_name(PsgThreadState state);

/* Which threads are wanted; what is NULL or 0 does not matter. */
typedef struct {
    guint states;            /* bits, 1 << PsgThreadState */
    gint64 unanswered_since; /* open, or open again, since this time or before: replies answer
                                nothing */
    const char *group, *by;  /* of the first event */
    const char *document, *path, *session, *tag;
    PsgRemark remark;
} PsgThreadFilter;

gboolean psg_thread_matches(const PsgThread *thread, const PsgThreadFilter *filter);
