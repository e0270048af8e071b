/* Recording: what people say, made into events that are stored in one commit. */
#pragma once
#include "review/review.h"

/* One thing that somebody says. The strings are the caller's and are copied. What is NULL or 0 is
 * not said. */
typedef struct {
    PsgEventKind kind;
    const char *by;    /* a contributor's id; never NULL */
    const char *group; /* theirs */
    gint64 at;         /* seconds since 1970; 0: now */
    const char *text;  /* Markdown; NULL: "" */
    PsgRemark remark;
    PsgOutcome outcome;
    const char *to;      /* the event it is about */
    const char *session; /* a meeting's id */
    const char *const *tags;
    guint tag_count;
    const char *commit;  /* 40 hex digits */
    const char *replace; /* the wording that a suggestion proposes */
    const char *source;  /* where an import found it */
} PsgContribution;

typedef struct PsgRecord PsgRecord;

/* Nothing is stored before psg_record_store(). Keeps `review`. The caller owns it. */
PsgRecord *psg_record_new(const PsgReview *review);
void psg_record_free(PsgRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PsgRecord, psg_record_free)

/* Begins a thread (comment, suggest or sign-off) and returns its id, which the record owns. Sets
 * PSG_REVIEW_ERROR_EVENT. */
const char *psg_record_begin(
        PsgRecord *record, const PsgContribution *said, const PsgEventTarget *on, GError **error);

/* Adds to a thread of the review, or to one that this record began (whole id), after all that is in
 * it. Returns the event's id, which the record owns. Sets PSG_REVIEW_ERROR_EVENT or _NOT_FOUND. */
const char *psg_record_add(
        PsgRecord *record, const char *thread, const PsgContribution *said, GError **error);

/* The event that came from this source: of the review or of this record; NULL. `thread` (nullable)
 * receives the id of its thread. All owned by review and record. */
const char *psg_record_find_source(
        const PsgRecord *record, const char *source, const char **thread);

guint psg_record_get_length(const PsgRecord *record);

/* Stores everything in one commit: all of it or nothing. */
gboolean psg_record_store(PsgRecord *record, GError **error);

/* The same for redactions alone: the words of the events that they are about are taken away from
 * the branch, and are then to be expired (psg_store_expire()). */
gboolean psg_record_redact(PsgRecord *record, PsgStoreMerged *merged, GError **error);
