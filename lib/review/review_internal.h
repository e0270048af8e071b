/* What the files of a review share. review.c loads it and names people and threads,
 * review_packages.c leaves out what is on other packages, review_places.c fills in the places. */
#pragma once
#include "git/mailmap.h"
#include "review/review.h"

struct PsgReview {
    const PsgPlace *place;
    PsgSnapshot *snapshot;
    const PsgPackage *package;
    PsgStore *store;
    PsgEventList *list;
    GPtrArray *answers; /* PsgEvent: derived from commits */
    PsgThreads *threads;
    PsgMailmap *mailmap; /* NULL */
    PsgIdentities *identities;
    GHashTable *chapters;   /* path -> PsgChapterText: those that were read */
    guint64 *keys;          /* of the threads' ids, in order; see psg_review_abbreviate() */
    PsgThreadPlace *places; /* of each thread, in their order; NULL before psg_review_locate() */
};

/* Finds which of the events (PsgEvent) that begin threads are on this package, and takes all events
 * of the threads that are not out of the array (review_packages.c). */
void psg_review_drop_other_packages(const PsgReview *review, GPtrArray *events);
