/* The error domain of lib/review. */
#pragma once
#include <glib.h>

#define PSG_REVIEW_ERROR (psg_review_error_quark())

typedef enum {
    PSG_REVIEW_ERROR_EVENT,     /* an event has not the form it must have */
    PSG_REVIEW_ERROR_EXISTS,    /* another event with this id is stored already */
    PSG_REVIEW_ERROR_BRANCH,    /* the branch of the comments is not what it must be */
    PSG_REVIEW_ERROR_LOCKED,    /* somebody else keeps the branch locked, or is always quicker */
    PSG_REVIEW_ERROR_STORE,     /* git could not read or write: no permission, full disk, damage */
    PSG_REVIEW_ERROR_NOT_FOUND, /* no such event */
    PSG_REVIEW_ERROR_HISTORY,   /* a commit, or the commits before it, cannot be read */
    PSG_REVIEW_ERROR_TARGET,    /* what a comment is to be on is not there, or at several places */
    PSG_REVIEW_ERROR_CONFLICT,  /* the text is not as a suggestion saw it */
    PSG_REVIEW_ERROR_FORMAT,    /* a file to be imported is not of its format */
    PSG_REVIEW_ERROR_REMOTE,    /* the other repository cannot be reached, or refuses */
} PsgReviewError;

GQuark psg_review_error_quark(void);

/* Sets an error of this domain, unless `error` is NULL, and returns FALSE. */
gboolean psg_review_fail(GError **error, PsgReviewError code, const char *format, ...)
        G_GNUC_PRINTF(3, 4);
