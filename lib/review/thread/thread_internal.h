/* What the files about threads share: one thread while it is being made. */
#pragma once
#include "review/thread/thread.h"

typedef struct {
    const PsgEvent *const *events; /* in order of id */
    guint count;
    PsgStep *steps;  /* in the thread's order: to be filled */
    guint *place_of; /* of each event: which step it is */
    PsgFindings *findings;
    GHashTable *unknown; /* people (char *) who are told already, in whatever thread */
} PsgThreadWork;

/* Puts the events in order: each behind those it is after, else by time and id; where they are
 * after one another in a circle, the earliest comes first. Fills `steps` and `place_of`. */
void psg_thread_order(PsgThreadWork *work);

/* The event of this id among the thread's, by its place in order of id. */
gboolean psg_thread_find_event(const PsgThreadWork *work, const char *id, guint *place);

/* Adds a finding at the event's file. */
void psg_thread_complain(
        PsgFindings *findings, const char *rule, const PsgEvent *event, const char *message);
